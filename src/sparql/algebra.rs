//! The one place that touches the SPARQL algebra of the engine: reading, rewriting, writing.

mod order;
mod parameters;
mod template;
mod text;

use oxrdf::{NamedNode, Variable};
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use spargebra::{GraphUpdateOperation, Query, SparqlParser, Update};

use crate::prefixes::Prefixes;

pub(super) use order::{Cut, cut};
pub(super) use parameters::{Obstacle, bind_query, bind_update};
pub(super) use template::fill;
pub(super) use text::{query_text, update_text};

/// What the engine's parser says about a text it refuses; never shown to the user.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) String);

/// Parses a query that may use `prefixes` without declaring them; declarations in the text win.
pub(super) fn parse_query(text: &str, prefixes: &Prefixes) -> Result<Query, Refusal> {
    parser(prefixes)
        .parse_query(text)
        .map_err(|error| Refusal(error.to_string()))
}

/// Parses an update as [`parse_query`] does a query.
pub(super) fn parse_update(text: &str, prefixes: &Prefixes) -> Result<Update, Refusal> {
    parser(prefixes)
        .parse_update(text)
        .map_err(|error| Refusal(error.to_string()))
}

fn parser(prefixes: &Prefixes) -> SparqlParser {
    prefixes
        .iter()
        .fold(SparqlParser::new(), |parser, (prefix, namespace)| {
            parser
                .clone()
                .with_prefix(prefix, namespace)
                .unwrap_or(parser)
        })
}

/// Gives the pattern that a query evaluates.
pub(super) fn pattern(query: &Query) -> &GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

fn pattern_mut(query: &mut Query) -> &mut GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

/// Gives the columns of a SELECT.
pub(super) fn projected(pattern: &GraphPattern) -> Vec<Variable> {
    match pattern {
        GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner } => projected(inner),
        GraphPattern::Project { variables, .. } => variables.clone(),
        _ => Vec::new(),
    }
}

/// What a query or update would have to reach over the network.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Network {
    /// `SERVICE` with the endpoint as written in the algebra.
    Service(String),
    /// `LOAD` of a document.
    Load(NamedNode),
}

/// Finds what `query` would reach over the network.
pub(super) fn network_of_query(query: &Query) -> Option<Network> {
    service(pattern(query))
}

/// Finds what `update` would reach over the network.
pub(super) fn network_of_update(update: &Update) -> Option<Network> {
    update
        .operations
        .iter()
        .find_map(|operation| match operation {
            GraphUpdateOperation::Load { source, .. } => Some(Network::Load(source.clone())),
            GraphUpdateOperation::DeleteInsert { pattern, .. } => service(pattern),
            _ => None,
        })
}

fn service(pattern: &GraphPattern) -> Option<Network> {
    let mut found = None;
    visit(pattern, &mut |part| {
        if let Part::Pattern(GraphPattern::Service { name, .. }) = part {
            found = Some(Network::Service(name.to_string()));
        }
    });
    found
}

/// One thing that [`visit`] comes across.
enum Part<'a> {
    Pattern(&'a GraphPattern),
    Variable(&'a Variable),
    /// A variable that the pattern itself assigns.
    Assigned(&'a Variable),
}

/// Visits every pattern below `pattern`, itself first, and every variable, also those inside EXISTS.
fn visit<'a>(pattern: &'a GraphPattern, seen: &mut dyn FnMut(Part<'a>)) {
    seen(Part::Pattern(pattern));
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                visit_triple(triple, seen);
            }
        }
        GraphPattern::Path {
            subject, object, ..
        } => {
            visit_term(subject, seen);
            visit_term(object, seen);
        }
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            visit(left, seen);
            visit(right, seen);
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            visit(left, seen);
            visit(right, seen);
            if let Some(expression) = expression {
                visit_expression(expression, seen);
            }
        }
        GraphPattern::Filter { expr, inner } => {
            visit(inner, seen);
            visit_expression(expr, seen);
        }
        GraphPattern::Graph { name, inner } | GraphPattern::Service { name, inner, .. } => {
            if let NamedNodePattern::Variable(variable) = name {
                seen(Part::Variable(variable));
            }
            visit(inner, seen);
        }
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => {
            visit(inner, seen);
            visit_expression(expression, seen);
            seen(Part::Assigned(variable));
        }
        GraphPattern::Values { variables, .. } => variables
            .iter()
            .for_each(|variable| seen(Part::Variable(variable))),
        GraphPattern::OrderBy { inner, expression } => {
            visit(inner, seen);
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                visit_expression(key, seen);
            }
        }
        GraphPattern::Project { inner, variables } => {
            visit(inner, seen);
            variables
                .iter()
                .for_each(|variable| seen(Part::Variable(variable)));
        }
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => {
            visit(inner, seen);
        }
        GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } => {
            visit(inner, seen);
            variables
                .iter()
                .for_each(|variable| seen(Part::Variable(variable)));
            for (variable, aggregate) in aggregates {
                seen(Part::Assigned(variable));
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    visit_expression(expr, seen);
                }
            }
        }
    }
}

fn visit_triple<'a>(triple: &'a TriplePattern, seen: &mut dyn FnMut(Part<'a>)) {
    visit_term(&triple.subject, seen);
    if let NamedNodePattern::Variable(variable) = &triple.predicate {
        seen(Part::Variable(variable));
    }
    visit_term(&triple.object, seen);
}

fn visit_term<'a>(term: &'a TermPattern, seen: &mut dyn FnMut(Part<'a>)) {
    match term {
        TermPattern::Variable(variable) => seen(Part::Variable(variable)),
        TermPattern::Triple(triple) => visit_triple(triple, seen),
        _ => {}
    }
}

fn visit_expression<'a>(expression: &'a Expression, seen: &mut dyn FnMut(Part<'a>)) {
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => {
            seen(Part::Variable(variable))
        }
        Expression::Exists(pattern) => visit(pattern, seen),
        _ => operands(expression)
            .into_iter()
            .for_each(|operand| visit_expression(operand, seen)),
    }
}

fn operands(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_)
        | Expression::Exists(_) => Vec::new(),
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => vec![a, b],
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => vec![a],
        Expression::If(a, b, c) => vec![a, b, c],
        Expression::In(a, list) => std::iter::once(a.as_ref()).chain(list).collect(),
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter().collect(),
    }
}

fn operands_mut(expression: &mut Expression) -> Vec<&mut Expression> {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_)
        | Expression::Exists(_) => Vec::new(),
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => vec![a, b],
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => vec![a],
        Expression::If(a, b, c) => vec![a, b, c],
        Expression::In(a, list) => std::iter::once(a.as_mut()).chain(list).collect(),
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter_mut().collect(),
    }
}

/// Gives the variables that `pattern` hands to what stands around it.
fn in_scope(pattern: &GraphPattern) -> Vec<Variable> {
    let mut variables = Vec::new();
    pattern.on_in_scope_variable(|variable| {
        if !variables.contains(variable) {
            variables.push(variable.clone());
        }
    });
    variables
}

/// Finds an aggregate inside the pattern or the aggregate that it sums up, which the parser lets pass.
pub(super) fn has_misplaced_aggregate(root: &GraphPattern) -> bool {
    let mut found = false;
    visit(root, &mut |part| {
        if let Part::Pattern(GraphPattern::Group {
            inner, aggregates, ..
        }) = part
        {
            let mut look = |part: Part<'_>| {
                if let Part::Variable(variable) = part {
                    found |= aggregates.iter().any(|(name, _)| name == variable);
                }
            };
            visit(inner, &mut look);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    visit_expression(expr, &mut look);
                }
            }
        }
    });
    found
}

/// Tells whether the groups of this SELECT lie below `pattern`.
fn has_group(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { .. } => true,
        GraphPattern::Extend { inner, .. } | GraphPattern::Filter { inner, .. } => has_group(inner),
        GraphPattern::Join { left, right } => {
            matches!(right.as_ref(), GraphPattern::Values { .. }) && has_group(left)
        }
        _ => false,
    }
}
