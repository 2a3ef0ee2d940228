//! What a release is made from: the statements of the dataset, the counts, the settings.

use std::collections::HashSet;

use oxrdf::vocab::rdf;
use oxrdf::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad};

use super::stop_if_cancelled;
use crate::canonicalization::{self, canonical_nquads};
use crate::description::statistics::{Statistics, is_link};
use crate::digest::sha256;
use crate::failure::{Failure, Kind, Result};
use crate::language::{command, wording};
use crate::serialization::json_ld::Context;
use crate::session::Session;
use crate::settings::Settings;
use crate::store;
use crate::vocab::{self, gremia};

/// What a release is made from.
pub(super) struct Release<'a> {
    pub(super) session: &'a Session,
    pub(super) settings: &'a Settings,
    /// The statements of the default graph.
    pub(super) graph: Vec<Quad>,
    /// The statements of the named graphs.
    pub(super) named_graphs: Vec<Quad>,
    /// The canonical N-Quads document of all graphs, where there is one.
    pub(super) canonical_form: Option<Vec<u8>>,
    /// Its hash.
    pub(super) canonical_hash: Option<String>,
    pub(super) statistics: Statistics,
    pub(super) examples: Vec<NamedNode>,
    /// The names that JSON-LD has for properties and classes.
    pub(super) context: Context,
}

impl<'a> Release<'a> {
    /// Reads the dataset.
    ///
    /// # Errors
    /// The failure of the dataset; one of kind [`Kind::Usage`] for an example that the graph does not describe.
    pub(super) fn read(session: &'a Session, settings: &'a Settings) -> Result<Self> {
        let mut graph = Vec::new();
        let mut named_graphs = Vec::new();
        for quad in session.dataset.quads(None, None, None, None) {
            stop_if_cancelled(session)?;
            let quad = quad?;
            match quad.graph_name {
                GraphName::DefaultGraph => graph.push(quad),
                _ => named_graphs.push(quad),
            }
        }
        let quads = [&graph[..], &named_graphs].concat();
        let canonical_form = match canonical_nquads(&quads, &session.cancellation) {
            Ok(text) => Some(text),
            Err(canonicalization::Error::TripleTerm) => None,
            Err(canonicalization::Error::Cancelled) => return Err(store::Error::Cancelled.into()),
            Err(error) => return Err(Failure::from_error(Kind::Store, &error)),
        };
        Ok(Self {
            canonical_hash: canonical_form.as_deref().map(sha256),
            canonical_form,
            session,
            settings,
            statistics: Statistics::of(&graph, vocab::BASE),
            graph,
            named_graphs,
            examples: examples(session, settings)?,
            context: session.json_ld_context()?,
        })
    }

    /// Gives the statements of all graphs.
    pub(super) fn quads(&self) -> Vec<Quad> {
        [&self.graph[..], &self.named_graphs].concat()
    }

    /// Gives the documents that the graph is taken from, in order.
    pub(super) fn sources(&self) -> Vec<NamedNode> {
        let mut sources: Vec<_> = self
            .instances(gremia::SOURCE_DOCUMENT.into())
            .cloned()
            .collect();
        sources.sort();
        sources
    }

    /// Gives the links to other datasets, and what is said of each.
    pub(super) fn links(&self) -> Vec<Quad> {
        let class = gremia::AUTHORITY_LINK.into();
        let nodes: HashSet<&NamedNode> = self.instances(class).collect();
        let says_of_a_link = |quad: &Quad| matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if nodes.contains(node));
        let quads = self.graph.iter();
        quads
            .filter(|quad| is_link(quad, vocab::BASE) || says_of_a_link(quad))
            .cloned()
            .collect()
    }

    fn instances(&self, class: oxrdf::TermRef<'a>) -> impl Iterator<Item = &NamedNode> {
        let of_class =
            move |quad: &&Quad| quad.predicate == rdf::TYPE && quad.object.as_ref() == class;
        let quads = self.graph.iter().filter(of_class);
        quads.filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        })
    }
}

fn examples(session: &Session, settings: &Settings) -> Result<Vec<NamedNode>> {
    let mut examples = Vec::new();
    for name in &settings.examples {
        let node = session.prefixes.expand(name)?;
        let subject = Some(node.as_ref().into());
        let graph = Some(GraphNameRef::DefaultGraph);
        let mut quads = session.dataset.quads(subject, None, None, graph);
        if quads.next().transpose()?.is_none() {
            let message = wording!(
                "`examples`: the graph says nothing of {name}",
                "`examples`: der Graph sagt nichts über {name}"
            );
            return Err(Failure::new(Kind::Usage, message).with_hint(wording!(
                "{} looks for nodes by their labels",
                "{} findet Knoten anhand ihrer Bezeichnung",
                command("gremia find TEXT")
            )));
        }
        drop(quads);
        examples.push(node);
    }
    Ok(examples)
}
