//! The changes of one subject at a time, with old and new value side by side.

use std::collections::BTreeMap;

use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use super::Difference;

/// The changes of one subject.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The subject.
    pub node: &'a NamedOrBlankNode,
    /// Its changes, by property, then by value.
    pub changes: Vec<Change<'a>>,
}

/// A property with what happened to its values in one graph.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The property.
    pub property: &'a NamedNode,
    /// The graph.
    pub graph: &'a GraphName,
    /// What happened.
    pub value: Value<'a>,
}

/// What happened to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Only the older dataset has it.
    Removed(&'a Term),
    /// Only the newer dataset has it.
    Added(&'a Term),
    /// One took the place of the other.
    Changed(&'a Term, &'a Term),
}

pub(super) fn by_subject(difference: &Difference) -> Vec<Subject<'_>> {
    let mut subjects: BTreeMap<String, (&NamedOrBlankNode, Values<'_>)> = BTreeMap::new();
    for (quads, is_added) in [(&difference.removed, false), (&difference.added, true)] {
        for quad in quads {
            let (_, values) = subjects
                .entry(quad.subject.to_string())
                .or_insert_with(|| (&quad.subject, BTreeMap::new()));
            let key = (
                quad.predicate.as_str(),
                quad.graph_name.to_string(),
                kind(&quad.object),
            );
            let (removed, added) = values.entry(key).or_default();
            if is_added { added } else { removed }.push(quad);
        }
    }
    subjects
        .into_values()
        .map(|(node, values)| Subject {
            node,
            changes: values.into_values().flat_map(changes).collect(),
        })
        .collect()
}

/// The statements removed and added, by property, graph and kind of value.
type Values<'a> = BTreeMap<(&'a str, String, String), (Vec<&'a Quad>, Vec<&'a Quad>)>;

/// Gives what old and new value must share for one to have become the other: language, datatype, or being a node.
fn kind(value: &Term) -> String {
    match value {
        Term::Literal(literal) => match literal.language() {
            Some(language) => format!("@{language}"),
            None => literal.datatype().as_str().to_owned(),
        },
        Term::NamedNode(_) | Term::BlankNode(_) => String::new(),
        Term::Triple(_) => "<<".to_owned(),
    }
}

fn changes<'a>((removed, added): (Vec<&'a Quad>, Vec<&'a Quad>)) -> Vec<Change<'a>> {
    let change = |quad: &'a Quad, value: Value<'a>| Change {
        property: &quad.predicate,
        graph: &quad.graph_name,
        value,
    };
    if let ([old], [new]) = (removed.as_slice(), added.as_slice()) {
        return vec![change(old, Value::Changed(&old.object, &new.object))];
    }
    let removed = removed
        .into_iter()
        .map(|quad| change(quad, Value::Removed(&quad.object)));
    let added = added
        .into_iter()
        .map(|quad| change(quad, Value::Added(&quad.object)));
    removed.chain(added).collect()
}
