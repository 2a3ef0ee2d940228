//! What a query may not contain where SHACL gives some of its variables their values beforehand.
//!
//! Source: SHACL, section 5.2.1 and appendix A.

use oxrdf::{Literal, NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::{Part, XSD, operands_mut, pattern, pattern_mut, projected, visit};

/// Why a query cannot have its variables bound beforehand, or would not mean what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sparql) enum Restriction {
    /// It contains a clause that takes no account of such variables.
    Clause(&'static str),
    /// It assigns such a variable.
    Assigned(Variable),
    /// It, or one of its subqueries, does not return such a variable.
    NotReturned(Variable),
    /// It calls a function that the engine does not know, which would be an error in every row.
    Function(NamedNode),
}

/// Finds the first thing that keeps `variables` from being bound in `query`.
pub(in crate::sparql) fn restriction(query: &Query, variables: &[Variable]) -> Option<Restriction> {
    let root = pattern(query);
    let is_select = matches!(query, Query::Select { .. });
    let outermost = is_select.then(|| projected(root));
    if let Some(returned) = &outermost
        && let Some(missing) = variables
            .iter()
            .find(|variable| !returned.contains(variable))
    {
        return Some(Restriction::NotReturned(missing.clone()));
    }
    let mut found = None;
    let mut is_outermost = true;
    visit(root, &mut |part| {
        let here = match part {
            Part::Pattern(GraphPattern::Minus { .. }) => Some(Restriction::Clause("MINUS")),
            Part::Pattern(GraphPattern::Values { .. }) => Some(Restriction::Clause("VALUES")),
            Part::Pattern(GraphPattern::Service { .. }) => Some(Restriction::Clause("SERVICE")),
            Part::Pattern(GraphPattern::Project {
                variables: returned,
                ..
            }) => {
                let skipped = std::mem::take(&mut is_outermost);
                let missing = variables
                    .iter()
                    .find(|variable| !returned.contains(variable));
                missing
                    .filter(|_| !skipped)
                    .cloned()
                    .map(Restriction::NotReturned)
            }
            Part::Assigned(variable) if variables.contains(variable) => {
                Some(Restriction::Assigned(variable.clone()))
            }
            Part::Function(name) if !name.as_str().starts_with(XSD) => {
                Some(Restriction::Function(name.clone()))
            }
            _ => None,
        };
        if found.is_none() {
            found = here;
        }
    });
    found
}

/// Tells whether the query mentions the variable.
pub(in crate::sparql) fn mentions(query: &Query, variable: &Variable) -> bool {
    let mut found = false;
    visit(pattern(query), &mut |part| {
        found |= matches!(part, Part::Variable(seen) if seen == variable);
    });
    found
}

/// Writes `term` in the place of `variable`, wherever the query mentions it; tells whether it could.
///
/// This gives the engine a constant to look up, where a block of VALUES is joined with what it finds without. Queries
/// inside and groups hand the variable out by its name, which a constant has not.
pub(in crate::sparql) fn substitute(
    query: &mut Query,
    variable: &Variable,
    term: &NamedNode,
) -> bool {
    let mut projections = 0;
    let mut groups = false;
    visit(pattern(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Project { .. }) => projections += 1,
        Part::Pattern(GraphPattern::Group { .. }) => groups = true,
        _ => {}
    });
    if projections > 1 || groups {
        return false;
    }
    let root = pattern_mut(query);
    let place = Place { variable, term };
    place.in_pattern(root);
    place.return_from(root);
    true
}

/// A variable with what takes its place.
struct Place<'a> {
    variable: &'a Variable,
    term: &'a NamedNode,
}

impl Place<'_> {
    /// Lets a SELECT return the term for the variable.
    fn return_from(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => self.return_from(inner),
            GraphPattern::Project { inner, variables } if variables.contains(self.variable) => {
                let below = std::mem::take(inner.as_mut());
                **inner = GraphPattern::Extend {
                    inner: Box::new(below),
                    variable: self.variable.clone(),
                    expression: Expression::NamedNode(self.term.clone()),
                };
            }
            _ => {}
        }
    }

    fn in_pattern(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.in_triple(triple);
                }
            }
            GraphPattern::Path {
                subject, object, ..
            } => {
                self.in_term(subject);
                self.in_term(object);
            }
            GraphPattern::LeftJoin {
                expression: Some(expression),
                ..
            }
            | GraphPattern::Filter {
                expr: expression, ..
            }
            | GraphPattern::Extend { expression, .. } => self.in_expression(expression),
            GraphPattern::Graph { name, .. } => self.in_name(name),
            GraphPattern::OrderBy { expression, .. } => {
                for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                    self.in_expression(key);
                }
            }
            _ => {}
        }
        for below in children_mut(pattern) {
            self.in_pattern(below);
        }
    }

    fn in_triple(&self, triple: &mut TriplePattern) {
        self.in_term(&mut triple.subject);
        self.in_name(&mut triple.predicate);
        self.in_term(&mut triple.object);
    }

    fn in_term(&self, term: &mut TermPattern) {
        match term {
            TermPattern::Variable(variable) if variable == self.variable => {
                *term = self.term.clone().into();
            }
            TermPattern::Triple(triple) => self.in_triple(triple),
            _ => {}
        }
    }

    fn in_name(&self, name: &mut NamedNodePattern) {
        if let NamedNodePattern::Variable(variable) = name
            && variable == self.variable
        {
            *name = self.term.clone().into();
        }
    }

    fn in_expression(&self, expression: &mut Expression) {
        match expression {
            Expression::Variable(variable) if variable == self.variable => {
                *expression = Expression::NamedNode(self.term.clone());
            }
            Expression::Bound(variable) if variable == self.variable => {
                *expression = Expression::Literal(Literal::from(true));
            }
            Expression::Exists(pattern) => self.in_pattern(pattern),
            _ => operands_mut(expression)
                .into_iter()
                .for_each(|operand| self.in_expression(operand)),
        }
    }
}

/// Gives the patterns right below `pattern`, those inside EXISTS left out.
fn children_mut(pattern: &mut GraphPattern) -> Vec<&mut GraphPattern> {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {
            Vec::new()
        }
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => vec![left, right],
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Service { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. } => vec![inner],
    }
}

/// Makes an ASK query one that returns `variables`, at most once; any other stays as it is.
pub(in crate::sparql) fn returning(query: Query, variables: &[Variable]) -> Query {
    let Query::Ask {
        dataset,
        pattern,
        base_iri,
    } = query
    else {
        return query;
    };
    let inner = match pattern {
        GraphPattern::Project { inner, .. } => inner,
        other => Box::new(other),
    };
    Query::Select {
        dataset,
        base_iri,
        pattern: GraphPattern::Slice {
            inner: Box::new(GraphPattern::Project {
                inner,
                variables: variables.to_vec(),
            }),
            start: 0,
            length: Some(1),
        },
    }
}
