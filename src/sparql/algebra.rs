//! The one place that touches the SPARQL algebra of the engine: reading, rewriting, writing.

mod alternatives;
mod connections;
mod members;
mod order;
mod parameters;
mod parts;
mod prebinding;
mod steps;
mod template;
mod text;

use oxrdf::{NamedNode, Variable};
use spargebra::algebra::{
    AggregateExpression, Expression, Function, GraphPattern, OrderExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use spargebra::{GraphUpdateOperation, Query, SparqlParser, Update};

use super::Parameters;
use super::words::CASTS;
use crate::prefixes::Prefixes;

pub(super) use alternatives::{
    Comparison, Sides, alternatives, both_sides, comparison, sides, with_call, with_term,
};
pub(super) use connections::{
    Clause, NeverBound, Role, asked_for, columns_without_value, described, ends_of_path,
    is_grouped_away, named, never_bound, plain_comparisons, unconnected, unfilled, without_value,
};
pub(super) use members::{Member, Position, Triple};
pub(super) use order::{Cut, cut};
pub(super) use parameters::{Obstacle, bind_query, bind_update};
pub(super) use parts::{Around, Having, Members, Opened, is_made_up, members};
pub(super) use prebinding::{Restriction, mentions, restriction, returning, substitute};
pub(super) use steps::{is_unnamed, ways, with_blanks, with_ways};
pub(super) use template::fill;
pub(super) use text::{expression_text, query_text, update_text};

/// What the engine's parser says about a text it refuses; never shown to the user.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) String);

/// Parses a query that may use `prefixes` without declaring them; declarations in the text win.
pub(super) fn parse_query(text: &str, prefixes: &Prefixes) -> Result<Query, Refusal> {
    parser(prefixes)
        .parse_query(text)
        .map_err(|error| Refusal(error.to_string()))
}

/// Parses a query as [`parse_query`] does and binds `parameters`; nothing where one of both is not possible.
pub(super) fn bound_query(
    text: &str,
    prefixes: &Prefixes,
    parameters: &Parameters,
) -> Option<Query> {
    let mut query = parse_query(text, prefixes).ok()?;
    for (variable, terms) in parameters {
        bind_query(&mut query, variable, terms).ok()?;
    }
    Some(query)
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

/// Writes a query that has a row where `query` has one.
pub(super) fn first_row_text(query: &Query) -> String {
    query_text(&Query::Select {
        dataset: query.dataset().cloned(),
        pattern: GraphPattern::Slice {
            inner: Box::new(pattern(query).clone()),
            start: 0,
            length: Some(1),
        },
        base_iri: None,
    })
}

/// Writes `query` without its own LIMIT and OFFSET, for at most `limit` rows.
pub(super) fn unsliced_text(query: &Query, limit: usize) -> String {
    let inner = match pattern(query) {
        GraphPattern::Slice { inner, .. } => inner.as_ref(),
        other => other,
    };
    query_text(&Query::Select {
        dataset: query.dataset().cloned(),
        pattern: GraphPattern::Slice {
            inner: Box::new(inner.clone()),
            start: 0,
            length: Some(limit),
        },
        base_iri: None,
    })
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

/// Gives the columns of a SELECT, to be put in another order.
pub(super) fn projected_mut(pattern: &mut GraphPattern) -> Option<&mut Vec<Variable>> {
    match pattern {
        GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner } => projected_mut(inner),
        GraphPattern::Project { variables, .. } => Some(variables),
        _ => None,
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

/// The namespace of the XML Schema datatypes.
/// Namespace of the datatypes of XML Schema.
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// One thing that [`visit`] comes across.
enum Part<'a> {
    Pattern(&'a GraphPattern),
    Variable(&'a Variable),
    /// A variable that the pattern itself assigns.
    Assigned(&'a Variable),
    /// A function that is neither of SPARQL nor a constructor of an XML Schema datatype.
    Function(&'a NamedNode),
}

/// Visits every pattern below `pattern`, itself first, and every variable, also those inside EXISTS.
fn visit<'a>(pattern: &'a GraphPattern, seen: &mut dyn FnMut(Part<'a>)) {
    seen(Part::Pattern(pattern));
    for below in children(pattern) {
        visit(below, seen);
    }
    match pattern {
        GraphPattern::Bgp { patterns } => patterns
            .iter()
            .for_each(|triple| visit_triple(triple, seen)),
        GraphPattern::Path {
            subject, object, ..
        } => {
            visit_term(subject, seen);
            visit_term(object, seen);
        }
        GraphPattern::LeftJoin {
            expression: Some(expression),
            ..
        }
        | GraphPattern::Filter {
            expr: expression, ..
        } => {
            visit_expression(expression, seen);
        }
        GraphPattern::Graph {
            name: NamedNodePattern::Variable(variable),
            ..
        }
        | GraphPattern::Service {
            name: NamedNodePattern::Variable(variable),
            ..
        } => seen(Part::Variable(variable)),
        GraphPattern::Extend {
            variable,
            expression,
            ..
        } => {
            visit_expression(expression, seen);
            seen(Part::Assigned(variable));
        }
        GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. } => {
            visit_variables(variables, seen);
        }
        GraphPattern::OrderBy { expression, .. } => {
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                visit_expression(key, seen);
            }
        }
        GraphPattern::Group {
            variables,
            aggregates,
            ..
        } => {
            visit_variables(variables, seen);
            visit_aggregates(aggregates, seen);
        }
        _ => {}
    }
}

fn visit_aggregates<'a>(
    aggregates: &'a [(Variable, AggregateExpression)],
    seen: &mut dyn FnMut(Part<'a>),
) {
    for (variable, aggregate) in aggregates {
        seen(Part::Assigned(variable));
        if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
            visit_expression(expr, seen);
        }
    }
}

fn visit_variables<'a>(variables: &'a [Variable], seen: &mut dyn FnMut(Part<'a>)) {
    for variable in variables {
        seen(Part::Variable(variable));
    }
}

/// Gives the patterns right below `pattern`, those inside EXISTS left out.
fn children(pattern: &GraphPattern) -> Vec<&GraphPattern> {
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
            seen(Part::Variable(variable));
        }
        Expression::Exists(pattern) => visit(pattern, seen),
        _ => {
            if let Expression::FunctionCall(Function::Custom(name), _) = expression {
                seen(Part::Function(name));
            }
            for operand in operands(expression) {
                visit_expression(operand, seen);
            }
        }
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

/// Finds in an update what [`has_misplaced_aggregate`] finds in a pattern.
pub(super) fn has_misplaced_aggregate_in_update(update: &Update) -> bool {
    update.operations.iter().any(|operation| match operation {
        GraphUpdateOperation::DeleteInsert { pattern, .. } => has_misplaced_aggregate(pattern),
        _ => false,
    })
}

/// Finds a function that is neither one of SPARQL nor a cast, which the engine would refuse only as it runs.
pub(super) fn unknown_function(root: &GraphPattern) -> Option<&NamedNode> {
    let mut found = None;
    visit(root, &mut |part| {
        if let Part::Function(name) = part
            && !is_cast(name)
        {
            found = found.or(Some(name));
        }
    });
    found
}

/// Finds in an update what [`unknown_function`] finds in a pattern.
pub(super) fn unknown_function_in_update(update: &Update) -> Option<&NamedNode> {
    let mut operations = update.operations.iter();
    operations.find_map(|operation| match operation {
        GraphUpdateOperation::DeleteInsert { pattern, .. } => unknown_function(pattern),
        _ => None,
    })
}

/// Tells whether the engine casts to the datatype of this name.
fn is_cast(name: &NamedNode) -> bool {
    let datatype = name.as_str().strip_prefix(XSD);
    datatype.is_some_and(|datatype| CASTS.contains(&datatype))
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
