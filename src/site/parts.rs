//! The parts of a document: its segments in order, the passages in each, and what rests on them.

use std::collections::BTreeMap;

use oxrdf::Term;
use serde::Serialize;

use super::address;
use super::graph::{Graph, Id};
use super::reader::Reader;
use super::statements::{self, Basis};
use super::view::{Badge, Link};
use crate::evidence::{Passage, Segment, SourceDocument};
use crate::vocab::{BASE, gremia};

/// A segment of a document with the passages in it.
#[derive(Serialize)]
pub(super) struct Part {
    anchor: String,
    title: Link,
    kind: Option<Link>,
    range: String,
    date: Option<Link>,
    passages: Vec<Entry>,
}

/// A passage with what rests on it.
#[derive(Serialize)]
struct Entry {
    anchor: String,
    range: String,
    nodes: Vec<Resting>,
}

#[derive(Serialize)]
struct Resting {
    link: Link,
    class: Option<Link>,
    badge: Option<Badge>,
}

/// The passages of a document by the start of their segment, each with what rests on it.
type Resters<'a> = BTreeMap<usize, Vec<(&'a Passage, &'a [Id])>>;

/// Gives the segments of a document, or the one that `node` is, with the passages in them.
pub(super) fn parts(reader: &Reader<'_>, node: Id) -> Vec<Part> {
    let graph = reader.graph;
    let (source, whole) = match graph.object(node, gremia::IN_SOURCE) {
        Some(source) => (source, false),
        None => (node, true),
    };
    let path = graph.iri(source).and_then(|iri| iri.strip_prefix(BASE));
    let slug = path.and_then(|path| path.strip_prefix("source/"));
    let Some(document) = slug.and_then(|slug| graph.catalogue.document(slug)) else {
        return Vec::new();
    };
    let nodes = segment_nodes(graph, source);
    let passages = by_segment(graph, document);
    let shown = |segment: &&Segment| whole || nodes.get(&segment.start) == Some(&node);
    let segments = document.segments.iter().filter(shown);
    segments
        .map(|segment| {
            let found = nodes.get(&segment.start).copied();
            let entries = passages.get(&segment.start).map_or(&[][..], Vec::as_slice);
            Part {
                anchor: format!("segment-{}", segment.start),
                title: found.map_or_else(Link::default, |node| reader.link(node)),
                kind: found
                    .and_then(|node| graph.object(node, gremia::SEGMENT_KIND))
                    .map(|kind| reader.term(kind)),
                range: range(reader, segment.start, segment.end),
                date: segment.issued.as_ref().map(|date| reader.day(date)),
                passages: entries
                    .iter()
                    .map(|(passage, nodes)| entry(reader, passage, nodes))
                    .collect(),
            }
        })
        .collect()
}

/// Gives the nodes of a document's segments by where they start.
fn segment_nodes(graph: &Graph, source: Id) -> BTreeMap<usize, Id> {
    graph
        .subjects(gremia::IN_SOURCE, source)
        .filter_map(|segment| {
            let start = graph.object(segment, gremia::CHAR_START)?;
            match graph.term(start) {
                Term::Literal(start) => Some((start.value().parse().ok()?, segment)),
                _ => None,
            }
        })
        .collect()
}

fn by_segment<'a>(graph: &'a Graph, document: &SourceDocument) -> Resters<'a> {
    let first = Passage {
        slug: document.slug.clone(),
        start: 0,
        end: 0,
    };
    let mut passages = Resters::new();
    for (passage, nodes) in graph.passages().range(first..) {
        if passage.slug != document.slug {
            break;
        }
        if let Some(segment) = document.segment(passage) {
            let found = passages.entry(segment.start).or_default();
            found.push((passage, nodes.as_slice()));
        }
    }
    passages
}

fn entry(reader: &Reader<'_>, passage: &Passage, nodes: &[Id]) -> Entry {
    Entry {
        // The page of a document holds the fragments that the IRIs of its passages name.
        anchor: address::fragment(passage),
        range: range(reader, passage.start, passage.end),
        nodes: nodes.iter().map(|node| resting(reader, *node)).collect(),
    }
}

fn range(reader: &Reader<'_>, start: usize, end: usize) -> String {
    let number = |number| reader.language.number(number);
    format!("{}–{}", number(start), number(end))
}

fn resting(reader: &Reader<'_>, node: Id) -> Resting {
    let basis = statements::own_basis(reader.graph, node);
    Resting {
        link: reader.link(node),
        // What a claim says shows that it is one.
        class: statements::class(reader.graph, node)
            .filter(|_| !matches!(basis, Some(Basis::Claim(_))))
            .map(|class| reader.term(class)),
        badge: reader.badge(node),
    }
}
