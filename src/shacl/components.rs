//! The components that are evaluated here because the library gets them wrong, each with what is wrong there.

use std::cmp::Ordering;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, Term};
use rudof_rdf::rdf_core::term::Triple;
use shacl::ir::{IRComponent, IRShape};

use super::graph::Graph;
use super::path::Path;
use super::terms::{Node, Text};
use super::values::{compare, is_integer_type, is_well_formed};

/// What a component finds wrong with one focus node.
pub(super) struct Wrong {
    pub(super) value: Option<Node>,
    /// Another path than that of the shape.
    pub(super) path: Option<Path>,
}

impl Wrong {
    fn value(value: &Node) -> Self {
        Self {
            value: Some(value.clone()),
            path: None,
        }
    }
}

/// Evaluates `component` for one focus node and its values; gives nothing where the library does it right.
pub(super) fn evaluate(
    component: &IRComponent,
    shape: &IRShape,
    graph: &Graph,
    focus: &Node,
    values: &[&Node],
) -> Option<Vec<Wrong>> {
    let each = |is_wrong: &dyn Fn(&Node) -> bool| {
        values
            .iter()
            .filter(|value| is_wrong(value))
            .map(|value| Wrong::value(value))
            .collect()
    };
    Some(match component {
        // The library does not look at the text of dates and of most integers, nor at integers of many digits.
        IRComponent::Datatype(datatype) => each(&|value| match &value.0 {
            Term::Literal(literal) => !has_datatype(
                literal,
                datatype.datatype().as_str(),
                graph.dataset.is_exact(),
            ),
            _ => true,
        }),
        // The library counts bytes, so that `ä` has length 2.
        IRComponent::MinLength(length) => {
            let least = usize::try_from(length.min_length()).unwrap_or(0);
            each(&|value| length_of(value).is_none_or(|length| length < least))
        }
        IRComponent::MaxLength(length) => {
            let greatest = usize::try_from(length.max_length()).unwrap_or(0);
            each(&|value| length_of(value).is_none_or(|length| length > greatest))
        }
        // The library compares dates as text and mixes up those with and without a time zone.
        IRComponent::MinExclusive(bound) => {
            let bound = Text::from(bound.min_exclusive().clone()).0;
            each(&|value| !is_ordered(value, &bound, &[Ordering::Greater]))
        }
        IRComponent::MinInclusive(bound) => {
            let bound = Text::from(bound.min_inclusive().clone()).0;
            each(&|value| !is_ordered(value, &bound, &[Ordering::Greater, Ordering::Equal]))
        }
        IRComponent::MaxExclusive(bound) => {
            let bound = Text::from(bound.max_exclusive().clone()).0;
            each(&|value| !is_ordered(value, &bound, &[Ordering::Less]))
        }
        IRComponent::MaxInclusive(bound) => {
            let bound = Text::from(bound.max_inclusive().clone()).0;
            each(&|value| !is_ordered(value, &bound, &[Ordering::Less, Ordering::Equal]))
        }
        IRComponent::LessThan(other) => {
            let others = graph.objects(focus, &other.iri().clone().into());
            pairs(values, &others, &[Ordering::Less])
        }
        IRComponent::LessThanOrEquals(other) => {
            let others = graph.objects(focus, &other.iri().clone().into());
            pairs(values, &others, &[Ordering::Less, Ordering::Equal])
        }
        // The library lets a literal pass, which has no values to be equal to.
        IRComponent::Equals(other) => {
            let others = graph.objects(focus, &other.iri().clone().into());
            let missing = others.iter().filter(|other| !values.contains(other));
            let extra = values.iter().filter(|value| !others.contains(value));
            missing.chain(extra.copied()).map(Wrong::value).collect()
        }
        // The library looks at the focus node, also where a property shape is closed.
        IRComponent::Closed(closed) => {
            if !closed.is_closed() {
                return Some(Vec::new());
            }
            let allowed = shape.allowed_properties();
            values
                .iter()
                .flat_map(|value| properties(graph, value))
                .filter(|(property, _)| !allowed.contains(&property.clone().into()))
                .map(|(property, value)| Wrong {
                    value: Some(value),
                    path: Some(Path::Predicate(property)),
                })
                .collect()
        }
        _ => return None,
    })
}

/// Tells whether a literal is a well-formed one of `datatype`.
///
/// A store that keeps numbers by value gives the integer types back as `xsd:integer`; there the bounds decide.
fn has_datatype(literal: &Literal, datatype: &str, exact: bool) -> bool {
    if literal.datatype().as_str() == datatype {
        return is_well_formed(literal);
    }
    !exact
        && literal.datatype() == xsd::INTEGER
        && is_integer_type(datatype)
        && is_well_formed(&Literal::new_typed_literal(
            literal.value(),
            NamedNode::new_unchecked(datatype),
        ))
}

/// Gives the length in code points; a blank node has none.
fn length_of(value: &Node) -> Option<usize> {
    match &value.0 {
        Term::NamedNode(iri) => Some(iri.as_str().chars().count()),
        Term::Literal(literal) => Some(literal.value().chars().count()),
        _ => None,
    }
}

fn is_ordered(value: &Node, bound: &Literal, allowed: &[Ordering]) -> bool {
    match &value.0 {
        Term::Literal(literal) => {
            compare(literal, bound).is_some_and(|order| allowed.contains(&order))
        }
        _ => false,
    }
}

/// Gives one result for each pair that is not in order.
fn pairs(values: &[&Node], others: &[Node], allowed: &[Ordering]) -> Vec<Wrong> {
    let in_order = |value: &Node, other: &Node| match &other.0 {
        Term::Literal(other) => is_ordered(value, other, allowed),
        _ => false,
    };
    values
        .iter()
        .flat_map(|value| others.iter().map(move |other| (value, other)))
        .filter(|(value, other)| !in_order(value, other))
        .map(|(value, _)| Wrong::value(value))
        .collect()
}

fn properties(graph: &Graph, node: &Node) -> Vec<(NamedNode, Node)> {
    let subject = match &node.0 {
        Term::NamedNode(iri) => iri.as_ref().into(),
        Term::BlankNode(node) => node.as_ref().into(),
        _ => return Vec::new(),
    };
    graph
        .matching(Some(subject), None, None)
        .map(|statement| {
            let (_, property, value) = statement.into_components();
            (property, value)
        })
        .collect()
}
