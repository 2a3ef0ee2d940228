//! The RDF beside a page: what is stated of a node, and the claims and links that speak of it.

use oxrdf::vocab::rdf;
use oxrdf::{GraphName, NamedNode, NamedNodeRef, Quad, Term};

use super::address;
use super::graph::{Graph, Id};
use crate::failure::{Failure, Kind, Result};
use crate::prefixes::Prefixes;
use crate::serialization::{Format, Serializer};
use crate::vocab::BASE;

const IN_SCHEME: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");
const IN_SOURCE: NamedNodeRef<'_> = crate::vocab::gremia::IN_SOURCE;

/// Gives the statements of a node's description.
///
/// With the node come the claims and links about it; with the ontology its terms, which share its address; with a
/// vocabulary its concepts, and with a document its segments, for these are of no use one by one.
pub(super) fn quads(graph: &Graph, node: Id, stem: &str) -> Vec<Quad> {
    let mut nodes = vec![node];
    nodes.extend(graph.subjects(rdf::SUBJECT, node));
    nodes.extend(graph.subjects(IN_SCHEME, node));
    nodes.extend(graph.subjects(IN_SOURCE, node));
    if stem == address::ONTOLOGY {
        let terms = graph.described();
        let terms = terms.filter(|(_, iri)| {
            iri.strip_prefix(BASE)
                .is_some_and(|path| path.starts_with("ontology#"))
        });
        nodes.extend(terms.map(|(term, _)| term));
    }
    let mut quads = Vec::new();
    for node in nodes {
        let Term::NamedNode(subject) = graph.term(node) else {
            continue;
        };
        for &(predicate, object) in graph.outgoing(node) {
            if let Term::NamedNode(predicate) = graph.term(predicate) {
                quads.push(quad(subject, predicate, graph.term(object)));
            }
        }
    }
    quads
}

fn quad(subject: &NamedNode, predicate: &NamedNode, object: &Term) -> Quad {
    Quad::new(
        subject.clone(),
        predicate.clone(),
        object.clone(),
        GraphName::DefaultGraph,
    )
}

/// Writes a description.
pub(super) fn write(quads: &[Quad], format: Format, prefixes: &Prefixes) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let serializer = Serializer {
        format,
        prefixes,
        base: Some(BASE),
        context: None,
    };
    let quads = quads.iter().cloned().map(Ok::<_, std::io::Error>);
    serializer
        .write(quads, &mut bytes)
        .map_err(|error| Failure::from_error(Kind::Store, &error))?;
    Ok(bytes)
}
