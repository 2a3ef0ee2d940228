//! What the search of the site looks through: the names of all nodes that are looked for by name.

use std::collections::BTreeMap;

use oxrdf::{NamedNodeRef, Term};
use serde_json::{Value, json};

use super::address;
use super::graph::{Graph, Id};
use super::language::Language;
use super::reader::Reader;
use super::statements;
use super::view;

const ALT_LABEL: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel");

/// Gives the nodes that have a page and a name of their own, which claims and authority links have not.
pub(super) fn named(graph: &Graph) -> impl Iterator<Item = (Id, String)> {
    graph
        .described()
        .filter_map(|(node, iri)| Some((node, address::stem(iri)?)))
        .filter(|(node, _)| graph.label(*node, Language::German).is_some())
}

/// Writes the index: classes, then for each node its path, class, names in both languages and other names.
///
/// A name in the second language is empty where it is the same.
pub(super) fn index(graph: &Graph) -> String {
    let mut classes: Vec<Id> = Vec::new();
    let mut entries: Vec<Value> = Vec::new();
    for (node, stem) in named(graph) {
        let class = statements::class(graph, node);
        let place = class.map(|class| {
            let known = classes.iter().position(|known| *known == class);
            known.unwrap_or_else(|| {
                classes.push(class);
                classes.len() - 1
            })
        });
        let label = |language| graph.label(node, language).map_or("", |label| label.text);
        let (german, english) = (label(Language::German), label(Language::English));
        let english = if german == english { "" } else { english };
        let others: Vec<&str> = graph
            .objects(node, ALT_LABEL)
            .filter_map(|other| match graph.term(other) {
                Term::Literal(literal) => Some(literal.value()),
                _ => None,
            })
            .collect();
        entries.push(json!([stem, place, german, english, others.join(" | ")]));
    }
    let names: Vec<Value> = classes
        .iter()
        .map(|class| {
            let label = |language| graph.label(*class, language).map(|label| label.text);
            json!([label(Language::German), label(Language::English)])
        })
        .collect();
    json!({"classes": names, "entries": entries}).to_string()
}

/// All names of a class, for those who search without a script.
#[derive(serde::Serialize)]
pub(super) struct Shelf {
    anchor: String,
    class: view::Link,
    count: String,
    nodes: Vec<view::Link>,
}

/// Gives all names by class, both in order.
pub(super) fn shelves(reader: &Reader<'_>) -> Vec<Shelf> {
    let mut by_class: BTreeMap<(String, Id), Vec<(String, Id)>> = BTreeMap::new();
    for (node, _) in named(reader.graph) {
        if let Some(class) = statements::class(reader.graph, node) {
            let key = (reader.natural_name(class), class);
            let entry = (reader.natural_name(node), node);
            by_class.entry(key).or_default().push(entry);
        }
    }
    by_class
        .into_iter()
        .zip(1..)
        .map(|(((_, class), mut nodes), number)| {
            nodes.sort();
            Shelf {
                anchor: format!("shelf-{number}"),
                class: reader.term(class),
                count: reader.language.number(nodes.len()),
                nodes: nodes
                    .into_iter()
                    .map(|(_, node)| reader.link(node))
                    .collect(),
            }
        })
        .collect()
}
