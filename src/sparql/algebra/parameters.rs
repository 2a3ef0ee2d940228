//! Binds variables to terms, as if `VALUES ?name { term … }` stood at the start of every group that mentions the name.
//!
//! A group that a subquery or another branch hides from the outside gets the block too, so that a name means the
//! same wherever the text has it. Above GROUP BY, where the name is out of scope, the term takes its place.

use std::cell::Cell;

use oxrdf::{Literal, NamedNode, Term, Triple, Variable};
use spargebra::algebra::{
    AggregateExpression, Expression, Function, GraphPattern, OrderExpression,
};
use spargebra::term::{GroundTerm, GroundTriple, TriplePattern};
use spargebra::{GraphUpdateOperation, Query, Update};

use super::{Part, has_group, operands_mut, pattern_mut, visit};

/// Why a variable cannot be bound.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sparql) enum Obstacle {
    /// The text does not mention it.
    Unused,
    /// The text assigns it.
    Assigned,
    /// A blank node names nothing outside its own result.
    BlankNode,
    /// It stands above GROUP BY, where one term can take its place but several cannot.
    Several,
}

/// A variable with the terms it stands for.
struct Parameter {
    variable: Variable,
    terms: Vec<GroundTerm>,
    /// Whether one term was needed where there are several.
    stuck: Cell<bool>,
}

/// Binds `variable` to each of `terms` in `query`.
pub(in crate::sparql) fn bind_query(
    query: &mut Query,
    variable: &Variable,
    terms: &[Term],
) -> Result<(), Obstacle> {
    let parameter = Parameter::new(variable, terms)?;
    let in_template = match query {
        Query::Construct { template, .. } => template
            .iter()
            .any(|triple| triple_mentions(triple, variable)),
        _ => false,
    };
    let assigned = parameter.is_assigned(super::pattern(query));
    if assigned {
        return Err(Obstacle::Assigned);
    }
    if !in_template && !parameter.is_mentioned(super::pattern(query)) {
        return Err(Obstacle::Unused);
    }
    let root = pattern_mut(query);
    parameter.bind(root);
    if in_template {
        parameter.hand_out(root);
    }
    parameter.bound()
}

/// Binds `variable` to each of `terms` in the patterns and templates of `update`.
pub(in crate::sparql) fn bind_update(
    update: &mut Update,
    variable: &Variable,
    terms: &[Term],
) -> Result<(), Obstacle> {
    let parameter = Parameter::new(variable, terms)?;
    let mut mentioned = false;
    for operation in &mut update.operations {
        let GraphUpdateOperation::DeleteInsert {
            delete,
            insert,
            pattern,
            ..
        } = operation
        else {
            continue;
        };
        if parameter.is_assigned(pattern) {
            return Err(Obstacle::Assigned);
        }
        // A template has no structure of its own to walk; its text names a variable with the question mark before it.
        let name = variable.to_string();
        let in_template = delete
            .iter()
            .map(ToString::to_string)
            .chain(insert.iter().map(ToString::to_string))
            .any(|quad| quad.split([' ', '(']).any(|word| word == name));
        if in_template || parameter.is_mentioned(pattern) {
            mentioned = true;
            parameter.bind_group(pattern);
        }
    }
    if mentioned {
        parameter.bound()
    } else {
        Err(Obstacle::Unused)
    }
}

fn triple_mentions(triple: &TriplePattern, variable: &Variable) -> bool {
    let mut found = false;
    super::visit_triple(triple, &mut |part| {
        found |= matches!(part, Part::Variable(seen) if seen == variable);
    });
    found
}

impl Parameter {
    fn new(variable: &Variable, terms: &[Term]) -> Result<Self, Obstacle> {
        let terms: Option<Vec<GroundTerm>> = terms.iter().map(ground).collect();
        Ok(Self {
            variable: variable.clone(),
            terms: terms.ok_or(Obstacle::BlankNode)?,
            stuck: Cell::new(false),
        })
    }

    /// Tells whether it could be bound wherever it had to be.
    fn bound(&self) -> Result<(), Obstacle> {
        if self.stuck.get() {
            Err(Obstacle::Several)
        } else {
            Ok(())
        }
    }

    fn is_mentioned(&self, pattern: &GraphPattern) -> bool {
        let mut found = false;
        visit(pattern, &mut |part| {
            found |= matches!(part, Part::Variable(variable) if *variable == self.variable);
        });
        found
    }

    fn is_assigned(&self, pattern: &GraphPattern) -> bool {
        let mut found = false;
        visit(pattern, &mut |part| {
            found |= matches!(part, Part::Assigned(variable) if *variable == self.variable);
        });
        found
    }

    fn values(&self) -> GraphPattern {
        GraphPattern::Values {
            variables: vec![self.variable.clone()],
            bindings: self
                .terms
                .iter()
                .map(|term| vec![Some(term.clone())])
                .collect(),
        }
    }

    /// Binds below the modifiers of a SELECT.
    fn bind(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Project { inner, .. } => self.bind(inner),
            GraphPattern::OrderBy { inner, expression } => {
                if has_group(inner) {
                    for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                        self.substitute(key);
                    }
                }
                self.bind(inner);
            }
            GraphPattern::Extend {
                inner, expression, ..
            } if has_group(inner) => {
                self.substitute(expression);
                self.bind(inner);
            }
            GraphPattern::Filter { inner, expr } if has_group(inner) => {
                self.substitute(expr);
                self.bind(inner);
            }
            GraphPattern::Join { left, .. } if has_group(left) => self.bind(left),
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.bind_exists(expr);
                    }
                }
                self.bind_group(inner);
            }
            _ => self.bind_group(pattern),
        }
    }

    /// Adds the variable to the projection of a CONSTRUCT, whose template needs it.
    fn hand_out(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => {
                self.hand_out(inner);
            }
            GraphPattern::Project { variables, .. } if !variables.contains(&self.variable) => {
                variables.push(self.variable.clone());
            }
            _ => {}
        }
    }

    /// Binds inside one group graph pattern: first in the groups within, then at its start.
    fn bind_group(&self, pattern: &mut GraphPattern) {
        self.bind_inside(pattern);
        self.prepend(pattern);
    }

    fn bind_if_mentioned(&self, pattern: &mut GraphPattern) {
        if self.is_mentioned(pattern) {
            match pattern {
                // The block at the start of the group around reaches plain triples by the join.
                GraphPattern::Bgp { .. }
                | GraphPattern::Path { .. }
                | GraphPattern::Values { .. } => {}
                GraphPattern::Project { .. }
                | GraphPattern::Distinct { .. }
                | GraphPattern::Reduced { .. }
                | GraphPattern::Slice { .. } => self.bind(pattern),
                _ => self.bind_group(pattern),
            }
        }
    }

    /// Binds in the groups below one group, which do not see what is bound around them.
    fn bind_inside(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
            GraphPattern::Join { left, right } => {
                self.bind_member(left);
                self.bind_if_mentioned(right);
            }
            // The right side sees the rows of the left, and may not bind their variables again.
            GraphPattern::Lateral { left, .. } => self.bind_member(left),
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.bind_member(left);
                self.bind_if_mentioned(right);
                if let Some(expression) = expression {
                    self.bind_exists(expression);
                }
            }
            GraphPattern::Minus { left, right } => {
                self.bind_member(left);
                if self.is_mentioned(right) {
                    self.bind_branch(right);
                }
            }
            GraphPattern::Union { left, right } => {
                for branch in [left, right] {
                    if self.is_mentioned(branch) {
                        self.bind_branch(branch);
                    }
                }
            }
            GraphPattern::Filter { expr, inner } => {
                self.bind_member(inner);
                self.bind_exists(expr);
            }
            GraphPattern::Extend {
                inner, expression, ..
            } => {
                self.bind_member(inner);
                self.bind_exists(expression);
            }
            GraphPattern::Graph { inner, .. } | GraphPattern::Service { inner, .. } => {
                self.bind_if_mentioned(inner);
            }
            GraphPattern::OrderBy { .. }
            | GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Slice { .. }
            | GraphPattern::Group { .. } => {
                if self.is_mentioned(pattern) {
                    self.bind(pattern);
                }
            }
        }
    }

    /// Binds in the first part of a group; a filter there is a group of its own.
    fn bind_member(&self, pattern: &mut GraphPattern) {
        if matches!(pattern, GraphPattern::Filter { .. }) {
            self.bind_if_mentioned(pattern);
        } else {
            self.bind_inside(pattern);
        }
    }

    fn bind_branch(&self, pattern: &mut GraphPattern) {
        if matches!(
            pattern,
            GraphPattern::Project { .. }
                | GraphPattern::Distinct { .. }
                | GraphPattern::Reduced { .. }
                | GraphPattern::Slice { .. }
        ) {
            self.bind(pattern);
        } else if let GraphPattern::Union { .. } = pattern {
            self.bind_inside(pattern);
        } else {
            self.bind_group(pattern);
        }
    }

    fn bind_exists(&self, expression: &mut Expression) {
        if let Expression::Exists(pattern) = expression {
            if self.is_mentioned(pattern) {
                self.bind_branch(pattern);
            }
        } else {
            for operand in operands_mut(expression) {
                self.bind_exists(operand);
            }
        }
    }

    /// Joins the block with the leftmost part of a group.
    fn prepend(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Join { left, .. }
            | GraphPattern::Lateral { left, .. }
            | GraphPattern::LeftJoin { left, .. }
            | GraphPattern::Minus { left, .. } => self.prepend(left),
            GraphPattern::Filter { inner, .. } | GraphPattern::Extend { inner, .. } => {
                self.prepend(inner);
            }
            GraphPattern::Bgp { patterns } if patterns.is_empty() => *pattern = self.values(),
            _ => {
                let right = std::mem::take(pattern);
                *pattern = GraphPattern::Join {
                    left: Box::new(self.values()),
                    right: Box::new(right),
                };
            }
        }
    }

    /// Puts the term in the place of the variable.
    fn substitute(&self, expression: &mut Expression) {
        match expression {
            Expression::Variable(variable) if *variable == self.variable => {
                match self.terms.as_slice() {
                    [term] => *expression = constant(term),
                    _ => self.stuck.set(true),
                }
            }
            Expression::Bound(variable) if *variable == self.variable => {
                *expression = Expression::Literal(Literal::from(true));
            }
            Expression::Exists(_) => self.bind_exists(expression),
            _ => operands_mut(expression)
                .into_iter()
                .for_each(|operand| self.substitute(operand)),
        }
    }
}

fn constant(term: &GroundTerm) -> Expression {
    match term {
        GroundTerm::NamedNode(iri) => Expression::NamedNode(iri.clone()),
        GroundTerm::Literal(literal) => Expression::Literal(literal.clone()),
        GroundTerm::Triple(triple) => Expression::FunctionCall(
            Function::Triple,
            vec![
                Expression::NamedNode(triple.subject.clone()),
                Expression::NamedNode(triple.predicate.clone()),
                constant(&triple.object),
            ],
        ),
    }
}

fn ground(term: &Term) -> Option<GroundTerm> {
    match term {
        Term::NamedNode(iri) => Some(iri.clone().into()),
        Term::Literal(literal) => Some(literal.clone().into()),
        Term::Triple(triple) => ground_triple(triple),
        Term::BlankNode(_) => None,
    }
}

fn ground_triple(triple: &Triple) -> Option<GroundTerm> {
    let subject = NamedNode::try_from(Term::from(triple.subject.clone())).ok()?;
    Some(GroundTerm::Triple(Box::new(GroundTriple {
        subject,
        predicate: triple.predicate.clone(),
        object: ground(&triple.object)?,
    })))
}
