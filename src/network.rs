//! The network of actors: persons, offices and bodies with the ties that facts make between them. Layer 3: may use sparql,
//! store, bundle, prefixes.
//!
//! Start at [`Network::read`], then [`Network::write_graphml`] or [`Network::write_dot`]. What is an actor and what a tie
//! stands in two queries, `queries/network/nodes.rq` and `edges.rq`; a tie keeps the fact it comes from, its dates, how it
//! is said and its passages. Actors without any tie are left out: they have nothing to say in a network.

mod dot;
mod graphml;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::{NamedNode, Term};

use crate::bundle::Bundle;
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::sparql::{self, Answer, Cancellation, Diagnostic, prepare};
use crate::store::Dataset;

/// The query that gives the actors: `?node ?label ?kind ?class`.
const NODES: &str = "queries/network/nodes.rq";
/// The query that gives the ties: `?source ?target ?kind ?label ?fact` and, where stated, `?from ?until ?as_of ?modality
/// ?passages`.
const EDGES: &str = "queries/network/edges.rq";

/// Why the network cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The dataset has no query for the network.
    #[error("{}", wording!(
        "{file}: there is no such file in the dataset",
        "{file}: diese Datei gibt es im Datenbestand nicht",
    ))]
    Missing {
        /// The file.
        file: &'static str,
    },
    /// A query that is not valid by itself.
    #[error("{file}:{}:{}: {}", .diagnostic.line, .diagnostic.column, .diagnostic.message)]
    Query {
        /// The file.
        file: &'static str,
        /// What is wrong.
        diagnostic: Box<Diagnostic>,
    },
    /// A query that does not give what is needed of it.
    #[error("{}", wording!(
        "{file}: the query gives no {what}",
        "{file}: die Abfrage gibt nicht: {what}",
    ))]
    Incomplete {
        /// The file.
        file: &'static str,
        /// What is missing.
        what: &'static str,
    },
    /// A query that failed.
    #[error(transparent)]
    Evaluation(#[from] sparql::Error),
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The IRI.
    pub iri: NamedNode,
    /// The name for people.
    pub label: String,
    /// `person`, `office` or `body`.
    pub kind: String,
    /// The class, for instance `Ministry`.
    pub class: String,
}

/// A tie of one actor to another, as one fact states it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Who.
    pub source: NamedNode,
    /// To whom.
    pub target: NamedNode,
    /// The kind of tie, a code such as `chairs`.
    pub kind: String,
    /// The kind of tie for people, in German.
    pub label: String,
    /// The fact or claim that states it.
    pub fact: NamedNode,
    /// The first day, where one is stated.
    pub from: Option<String>,
    /// The last day, where one is stated.
    pub until: Option<String>,
    /// The day of the document, where the tie has none of its own.
    pub as_of: Option<String>,
    /// How it is said: the code of a modality.
    pub modality: Option<String>,
    /// The passages, separated by ` | `.
    pub passages: Option<String>,
}

/// Actors and the ties between them; each actor has one.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The actors, by IRI.
    pub nodes: BTreeMap<NamedNode, Node>,
    /// The ties in order.
    pub edges: BTreeSet<Edge>,
}

impl Network {
    /// Reads the network of `dataset` by the queries of `bundle`.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Query`], [`Error::Incomplete`], [`Error::Evaluation`].
    pub fn read(
        dataset: &dyn Dataset,
        bundle: &Bundle,
        cancellation: &Cancellation,
    ) -> Result<Self, Error> {
        let mut nodes = BTreeMap::new();
        for row in rows(dataset, bundle, NODES, cancellation)? {
            let need = |column| text(&row, column).ok_or_else(|| missing(NODES, column));
            let iri = node(&row, NODES, "node")?;
            // A node of two classes has the first of them.
            nodes.entry(iri.clone()).or_insert(Node {
                iri,
                label: need("label")?,
                kind: need("kind")?,
                class: need("class")?,
            });
        }
        let mut edges = BTreeSet::new();
        for row in rows(dataset, bundle, EDGES, cancellation)? {
            let need = |column| text(&row, column).ok_or_else(|| missing(EDGES, column));
            let edge = Edge {
                source: node(&row, EDGES, "source")?,
                target: node(&row, EDGES, "target")?,
                kind: need("kind")?,
                label: need("label")?,
                fact: node(&row, EDGES, "fact")?,
                from: text(&row, "from"),
                until: text(&row, "until"),
                as_of: text(&row, "as_of"),
                modality: text(&row, "modality"),
                passages: text(&row, "passages"),
            };
            // A tie to what is no actor, such as a place, is none between actors.
            if nodes.contains_key(&edge.source) && nodes.contains_key(&edge.target) {
                edges.insert(edge);
            }
        }
        let mut network = Self { nodes, edges };
        network.leave_out_loners();
        Ok(network)
    }

    /// Gives the part around `centre`: what is at most `steps` ties away, in whatever direction, and all ties in it.
    #[must_use]
    pub fn around(&self, centre: &NamedNode, steps: usize) -> Self {
        let mut reached = BTreeSet::from([centre]);
        for _ in 0..steps {
            let known = reached.clone();
            for edge in &self.edges {
                if known.contains(&edge.source) || known.contains(&edge.target) {
                    reached.insert(&edge.source);
                    reached.insert(&edge.target);
                }
            }
        }
        let inside = |edge: &&Edge| {
            [&edge.source, &edge.target]
                .iter()
                .all(|node| reached.contains(node))
        };
        let mut part = Self {
            nodes: self.nodes.clone(),
            edges: self.edges.iter().filter(inside).cloned().collect(),
        };
        part.leave_out_loners();
        part
    }

    fn leave_out_loners(&mut self) {
        let tied: BTreeSet<&NamedNode> = self
            .edges
            .iter()
            .flat_map(|edge| [&edge.source, &edge.target])
            .collect();
        self.nodes.retain(|iri, _| tied.contains(iri));
    }

    /// Writes the network as GraphML, for Gephi, yEd, Cytoscape, igraph, networkx and others.
    ///
    /// # Errors
    /// What `out` says.
    ///
    /// Source: GraphML 1.0, with its extension for typed attributes.
    pub fn write_graphml(&self, out: &mut dyn Write) -> io::Result<()> {
        graphml::write(self, out)
    }

    /// Writes the network in the DOT language of Graphviz. Ties of one kind between the same two are drawn once; what is
    /// not simply reported is dashed. `prefixes` shorten the names of the nodes.
    ///
    /// # Errors
    /// What `out` says.
    ///
    /// Source: the DOT language of Graphviz.
    pub fn write_dot(&self, prefixes: &Prefixes, out: &mut dyn Write) -> io::Result<()> {
        dot::write(self, prefixes, out)
    }
}

fn rows(
    dataset: &dyn Dataset,
    bundle: &Bundle,
    file: &'static str,
    cancellation: &Cancellation,
) -> Result<Vec<QuerySolution>, Error> {
    let query = bundle.file(file).ok_or(Error::Missing { file })?;
    let text = String::from_utf8_lossy(&query.bytes);
    let prepared =
        prepare(&text, &Prefixes::default(), &[]).map_err(|diagnostic| Error::Query {
            file,
            diagnostic: Box::new(diagnostic),
        })?;
    match prepared.evaluate(dataset, cancellation)? {
        Answer::Solutions { rows, .. } => Ok(rows.collect::<Result<_, _>>()?),
        _ => Err(missing(file, "rows")),
    }
}

fn node(row: &QuerySolution, file: &'static str, column: &'static str) -> Result<NamedNode, Error> {
    match row.get(column) {
        Some(Term::NamedNode(node)) => Ok(node.clone()),
        _ => Err(missing(file, column)),
    }
}

fn text(row: &QuerySolution, column: &str) -> Option<String> {
    match row.get(column)? {
        Term::Literal(literal) => Some(literal.value().to_owned()),
        term => Some(term.to_string()),
    }
}

fn missing(file: &'static str, what: &'static str) -> Error {
    Error::Incomplete { file, what }
}
