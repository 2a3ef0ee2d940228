//! What is dated about a node: its own days, and those of what refers to it.

use oxrdf::vocab::rdf;
use oxrdf::{NamedNodeRef, Term};

use super::graph::Id;
use super::language::{Kind, kind};
use super::reader::Reader;
use super::statements::{self, Statement};
use super::view;

/// Days that say since when a record is known, not when something was.
const RECORD: [NamedNodeRef<'_>; 1] = [NamedNodeRef::new_unchecked(
    "https://w3id.org/gremia/ontology#verifiedOn",
)];
/// Days on which something was, best first, to put a fact in its place by.
const DAYS: [NamedNodeRef<'_>; 7] = [
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#heldOn"),
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#validFrom"),
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#adoptedOn"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/issued"),
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#notLaterThan"),
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#notEarlierThan"),
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#asOf"),
];
const HELD_FUNCTION: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#HeldFunction");
/// A timeline of more moments is a list of its own, which the references already are.
const MOST: usize = 60;

/// Gives the day by which a fact is put in order: its own, or that of the occurrence it belongs to.
pub(super) fn date(reader: &Reader<'_>, node: Id) -> Option<String> {
    let graph = reader.graph;
    let own = |node: Id, days: &[NamedNodeRef<'_>]| {
        let found = days.iter().find_map(|day| graph.object(node, *day))?;
        match graph.term(found) {
            Term::Literal(day) => Some(day.value().to_owned()),
            _ => None,
        }
    };
    let held = &DAYS[..1];
    own(node, &DAYS[..DAYS.len() - 1])
        .or_else(|| {
            let linked = graph.outgoing(node).iter().chain(graph.incoming(node));
            linked.filter_map(|(_, other)| own(*other, held)).min()
        })
        .or_else(|| own(node, &DAYS[DAYS.len() - 1..]))
}

/// Gives the dated statements about `node` and about what refers to it, in order; none where there are too many.
pub(super) fn moments(reader: &Reader<'_>, node: Id) -> Vec<view::Moment> {
    let graph = reader.graph;
    let mut nodes = vec![node];
    nodes.extend(
        statements::to(graph, node)
            .iter()
            .map(|found| found.subject),
    );
    // What a fact takes part in dates it: a participation by its meeting, a statement by where it was made.
    let further: Vec<Id> = nodes
        .iter()
        .filter(|found| **found != node && graph.object(**found, rdf::SUBJECT).is_none())
        .flat_map(|found| graph.outgoing(*found).iter().chain(graph.incoming(*found)))
        .map(|(_, other)| *other)
        .filter(|other| graph.object(*other, DAYS[0]).is_some())
        .collect();
    nodes.extend(further);
    nodes.sort_unstable();
    nodes.dedup();
    let mut moments: Vec<(String, view::Moment)> = Vec::new();
    for subject in nodes {
        for statement in statements::about(graph, subject) {
            moments.extend(moment(reader, node, &statement));
        }
        if moments.len() > MOST {
            return Vec::new();
        }
    }
    moments.sort_by(|(left, a), (right, b)| (left, &a.node.text).cmp(&(right, &b.node.text)));
    moments.into_iter().map(|(_, moment)| moment).collect()
}

fn is_function(reader: &Reader<'_>, node: Id) -> bool {
    let graph = reader.graph;
    graph.id(HELD_FUNCTION).is_some_and(|function| {
        graph
            .objects(node, rdf::TYPE)
            .any(|class| graph.superclasses(class).contains(&function))
    })
}

fn moment(reader: &Reader<'_>, page: Id, statement: &Statement) -> Option<(String, view::Moment)> {
    let Term::Literal(literal) = reader.graph.term(statement.object) else {
        return None;
    };
    let is_record = RECORD
        .into_iter()
        .any(|record| reader.graph.id(record) == Some(statement.predicate));
    if kind(literal) != Kind::Date || is_record {
        return None;
    }
    // Since when something is known, says of offices that they were held then, and of other facts nothing more.
    let known = reader.graph.id(DAYS[DAYS.len() - 1]) == Some(statement.predicate);
    if known && !is_function(reader, statement.subject) {
        return None;
    }
    let basis = statement.bases.first().map(|basis| reader.basis(*basis));
    let mut node = reader.link(statement.subject);
    if statement.subject == page {
        node.href = None;
    }
    let moment = view::Moment {
        date: reader.value(statement.object),
        property: reader.term(statement.predicate),
        node,
        badge: basis.as_ref().and_then(|basis| basis.badge.clone()),
        asserted: statement.asserted,
        passages: basis.map(|basis| basis.passages).unwrap_or_default(),
    };
    Some((literal.value().to_owned(), moment))
}
