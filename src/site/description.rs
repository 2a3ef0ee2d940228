//! The RDF beside a page: the description of its node, in Turtle and in JSON-LD.

use oxrdf::vocab::rdf;
use oxrdf::{GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use super::address;
use super::graph::{Graph, Id};
use crate::failure::{Failure, Kind, Result};
use crate::serialization::json_ld::Context;
use crate::serialization::{Format, Serializer};
use crate::session::Session;
use crate::subset::Scope;
use crate::vocab::{BASE, gremia};

const IN_SCHEME: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");
const DEFAULT_GRAPH: [GraphName; 1] = [GraphName::DefaultGraph];

/// Where the context of the JSON-LD lies, from the top of the site.
pub(super) const CONTEXT: &str = "context.jsonld";

/// Gives the description of a node.
///
/// With the ontology come its terms, which share its address; with a vocabulary its concepts, and with a document its
/// segments, for these are of no use one by one. What a link to an authority file says is part of its subject.
///
/// # Errors
/// A failure of kind [`Kind::Store`] or [`Kind::Interrupted`].
pub(super) fn quads(session: &Session, graph: &Graph, node: Id, stem: &str) -> Result<Vec<Quad>> {
    let mut nodes = vec![node];
    nodes.extend(graph.subjects(rdf::SUBJECT, node));
    nodes.extend(graph.subjects(IN_SCHEME, node));
    nodes.extend(graph.subjects(gremia::IN_SOURCE, node));
    if stem == address::ONTOLOGY {
        let own = format!("{BASE}ontology#");
        let terms = graph.described();
        nodes.extend(
            terms
                .filter(|(_, iri)| iri.starts_with(&own))
                .map(|(term, _)| term),
        );
    }
    let nodes: Vec<NamedOrBlankNode> = nodes
        .into_iter()
        .filter_map(|node| match graph.term(node) {
            Term::NamedNode(node) => Some(node.clone().into()),
            _ => None,
        })
        .collect();
    let scope = Scope {
        dataset: session.dataset.as_ref(),
        graphs: &DEFAULT_GRAPH,
        cancellation: &session.cancellation,
    };
    Ok(scope.describe(&nodes, 0)?)
}

/// Writes a description; JSON-LD refers to `context`.
///
/// # Errors
/// A failure of kind [`Kind::Store`].
pub(super) fn write(
    quads: &[Quad],
    format: Format,
    session: &Session,
    context: &Context,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let serializer = Serializer {
        format,
        prefixes: &session.prefixes,
        base: Some(BASE),
        context: Some(context),
    };
    let quads = quads.iter().cloned().map(Ok::<_, std::io::Error>);
    serializer
        .write(quads, &mut bytes)
        .map_err(|error| Failure::from_error(Kind::Store, &error))?;
    Ok(bytes)
}
