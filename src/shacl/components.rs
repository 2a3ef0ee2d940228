//! The components that look at values, each against one focus node.
//!
//! The library has them too, but counts bytes for characters, compares dates as text, knows few datatypes, lets errors
//! pass for values that conform, and words a message at each call, which took most of the time of a validation. So it
//! keeps the components that are made of shapes; the ones here are small.
//!
//! Source: SHACL, section 4.

use std::cmp::Ordering;
use std::collections::HashMap;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, LiteralRef, NamedNode, NamedNodeRef, Term};
use rudof_iri::IriS;
use rudof_rdf::rdf_core::term::{Term as _, Triple};
use shacl::ir::{IRComponent, IRShape};
use shacl::types::NodeKind;

use super::graph::Graph;
use super::path::Path;
use super::terms::{Node, Text};
use super::values::compare;
use crate::lexical;

/// What a component finds wrong with one focus node.
pub(super) struct Wrong {
    pub(super) value: Option<Node>,
    /// Another path than that of the shape.
    pub(super) path: Option<Path>,
}

impl Wrong {
    /// The values as a whole.
    fn all() -> Self {
        Self {
            value: None,
            path: None,
        }
    }

    fn value(value: &Node) -> Self {
        Self {
            value: Some(value.clone()),
            path: None,
        }
    }
}

/// Evaluates `component` for one focus node and its values; gives nothing for one that is made of shapes.
pub(super) fn evaluate(
    component: &IRComponent,
    shape: &IRShape,
    graph: &Graph,
    focus: &Node,
    values: &[&Node],
) -> Option<Vec<Wrong>> {
    if let Some(found) = of_all(component, shape, graph, focus, values) {
        return Some(found);
    }
    let is_wrong = of_type(component, graph)
        .or_else(|| of_text(component))
        .or_else(|| of_range(component))?;
    let wrong = values.iter().filter(|value| is_wrong(value));
    Some(wrong.map(|value| Wrong::value(value)).collect())
}

/// Tells whether a value is wrong.
type Check<'a> = Box<dyn Fn(&Node) -> bool + 'a>;

/// Evaluates a component that looks at the values together, or at other values of the focus node.
fn of_all(
    component: &IRComponent,
    shape: &IRShape,
    graph: &Graph,
    focus: &Node,
    values: &[&Node],
) -> Option<Vec<Wrong>> {
    let whole = |is_wrong: bool| is_wrong.then(Wrong::all).into_iter().collect();
    let others = |property: &IriS| graph.objects(focus, &property.clone().into());
    Some(match component {
        IRComponent::MinCount(count) => whole(values.len() < count.min_count()),
        IRComponent::MaxCount(count) => whole(values.len() > count.max_count()),
        IRComponent::HasValue(wanted) => {
            let wanted = Node::from(wanted.value().clone());
            whole(!values.contains(&&wanted))
        }
        IRComponent::UniqueLang(unique) if unique.unique_lang() => repeated_languages(values),
        IRComponent::Equals(other) => {
            let others = others(other.iri());
            let missing = others.iter().filter(|other| !values.contains(other));
            let extra = values.iter().filter(|value| !others.contains(value));
            missing.chain(extra.copied()).map(Wrong::value).collect()
        }
        IRComponent::Disjoint(other) => {
            let others = others(other.iri());
            let shared = values.iter().filter(|value| others.contains(value));
            shared.map(|value| Wrong::value(value)).collect()
        }
        IRComponent::LessThan(other) => pairs(values, &others(other.iri()), &[Ordering::Less]),
        IRComponent::LessThanOrEquals(other) => {
            let allowed = [Ordering::Less, Ordering::Equal];
            pairs(values, &others(other.iri()), &allowed)
        }
        IRComponent::Closed(closed) if closed.is_closed() => {
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
        IRComponent::UniqueLang(_) | IRComponent::Closed(_) => Vec::new(),
        _ => return None,
    })
}

/// Gives the check of a component that asks what a value is.
fn of_type<'a>(component: &'a IRComponent, graph: &'a Graph) -> Option<Check<'a>> {
    Some(match component {
        IRComponent::Class(class) => {
            let classes = graph.subclasses(&Node::from(class.class_rule().clone()));
            Box::new(move |value| {
                let types = graph.types(value);
                !types.iter().any(|found| classes.contains(found))
            })
        }
        IRComponent::Datatype(datatype) => {
            let exact = graph.dataset.is_exact();
            Box::new(move |value| match &value.0 {
                Term::Literal(literal) => {
                    let datatype = datatype.datatype().as_str();
                    !has_datatype(literal, NamedNodeRef::new_unchecked(datatype), exact)
                }
                _ => true,
            })
        }
        IRComponent::NodeKind(kind) => Box::new(|value| !has_kind(value, kind.node_kind())),
        IRComponent::In(list) => {
            let list: Vec<_> = list.values().iter().cloned().map(Node::from).collect();
            Box::new(move |value| !list.contains(value))
        }
        _ => return None,
    })
}

/// Gives the check of a component that looks at the text of a value.
fn of_text(component: &IRComponent) -> Option<Check<'_>> {
    Some(match component {
        IRComponent::MinLength(length) => {
            let least = usize::try_from(length.min_length()).unwrap_or(0);
            Box::new(move |value| length_of(value).is_none_or(|length| length < least))
        }
        IRComponent::MaxLength(length) => {
            let greatest = usize::try_from(length.max_length()).unwrap_or(0);
            Box::new(move |value| length_of(value).is_none_or(|length| length > greatest))
        }
        IRComponent::Pattern(pattern) => Box::new(|value| {
            value.is_blank_node() || value.is_triple() || !pattern.match_str(&value.lexical_form())
        }),
        IRComponent::LanguageIn(languages) => {
            let languages = languages.langs().iter();
            let ranges: Vec<_> = languages
                .map(|range| range.as_str().to_ascii_lowercase())
                .collect();
            Box::new(move |value| !ranges.iter().any(|range| has_language(value, range)))
        }
        _ => return None,
    })
}

/// Gives the check of a component that compares a value with a bound.
fn of_range(component: &IRComponent) -> Option<Check<'_>> {
    const GREATER: &[Ordering] = &[Ordering::Greater];
    const AT_LEAST: &[Ordering] = &[Ordering::Greater, Ordering::Equal];
    const LESS: &[Ordering] = &[Ordering::Less];
    const AT_MOST: &[Ordering] = &[Ordering::Less, Ordering::Equal];
    let (bound, allowed) = match component {
        IRComponent::MinExclusive(bound) => (bound.min_exclusive(), GREATER),
        IRComponent::MinInclusive(bound) => (bound.min_inclusive(), AT_LEAST),
        IRComponent::MaxExclusive(bound) => (bound.max_exclusive(), LESS),
        IRComponent::MaxInclusive(bound) => (bound.max_inclusive(), AT_MOST),
        _ => return None,
    };
    let bound = Text::from(bound.clone()).0;
    Some(Box::new(move |value| !is_ordered(value, &bound, allowed)))
}

/// Tells whether a literal is a well-formed one of `datatype`.
///
/// A store that keeps numbers by value gives the integer types back as `xsd:integer`; there the bounds decide.
fn has_datatype(literal: &Literal, datatype: NamedNodeRef<'_>, exact: bool) -> bool {
    if literal.datatype() == datatype {
        return lexical::is_valid(literal.as_ref());
    }
    !exact
        && literal.datatype() == xsd::INTEGER
        && lexical::is_integer_type(datatype)
        && lexical::is_valid(LiteralRef::new_typed_literal(literal.value(), datatype))
}

fn has_kind(value: &Node, kind: &NodeKind) -> bool {
    match value.0 {
        Term::NamedNode(_) => matches!(
            kind,
            NodeKind::Iri | NodeKind::BNodeOrIri | NodeKind::IriOrLit
        ),
        Term::BlankNode(_) => {
            matches!(
                kind,
                NodeKind::BNode | NodeKind::BNodeOrIri | NodeKind::BNodeOrLit
            )
        }
        Term::Literal(_) => matches!(
            kind,
            NodeKind::Lit | NodeKind::IriOrLit | NodeKind::BNodeOrLit
        ),
        Term::Triple(_) => false,
    }
}

fn language(value: &Node) -> Option<String> {
    match &value.0 {
        Term::Literal(literal) => Some(literal.language()?.to_ascii_lowercase()),
        _ => None,
    }
}

/// Tells whether a value is a text in a language, or a regional kind of it.
///
/// Source: RFC 4647, section 3.3.1.
fn has_language(value: &Node, range: &str) -> bool {
    language(value).is_some_and(|language| {
        language
            .strip_prefix(range)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// Gives one result for each language that several values have.
fn repeated_languages(values: &[&Node]) -> Vec<Wrong> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for value in values {
        if let Some(language) = language(value) {
            *counts.entry(language).or_default() += 1;
        }
    }
    let repeated = counts.into_values().filter(|count| *count > 1);
    repeated.map(|_| Wrong::all()).collect()
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
