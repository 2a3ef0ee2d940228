//! `info`: tells what is loaded: where from, how many triples, the sources, the instances of each class.

use std::io::Write;

use clap::Args;
use oxigraph::sparql::QueryResults;
use oxrdf::vocab::rdf;
use oxrdf::{NamedOrBlankNode, Term};
use serde::Serialize;

use super::number::grouped;
use super::{Outcome, term};
use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::session::{LANGUAGES, Session};
use crate::store::{Dataset, Error};
use crate::vocab::graph::INFERRED;
use crate::vocab::gremia::SOURCE_DOCUMENT;

/// Arguments of `info`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Write it as JSON
    #[arg(long)]
    json: bool,
}

/// What is loaded.
#[derive(Debug, Serialize)]
struct Report {
    version: &'static str,
    dataset: Origin,
    triples: u64,
    default_graph: u64,
    inferred: Option<Inferred>,
    named_graphs: Vec<Counted>,
    sources: Vec<Source>,
    classes: Vec<Counted>,
}

/// Where the dataset comes from.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Origin {
    Bundle,
    Folder { path: String },
    Store { path: String },
}

/// What was inferred and kept.
#[derive(Debug, Serialize)]
struct Inferred {
    triples: u64,
    rules: String,
}

#[derive(Debug, Serialize)]
struct Counted {
    iri: String,
    label: Option<String>,
    count: u64,
}

#[derive(Debug, Serialize)]
struct Source {
    iri: String,
    label: Option<String>,
}

// An instance may be typed in several graphs and still is one.
const CLASSES: &str = "SELECT ?key (COUNT(DISTINCT ?instance) AS ?count) WHERE {
    { ?instance a ?key } UNION { GRAPH ?graph { ?instance a ?key } }
} GROUP BY ?key ORDER BY DESC(?count) ?key";
const NAMED_GRAPHS: &str = "SELECT ?key (COUNT(*) AS ?count) WHERE {
    GRAPH ?key { ?subject ?predicate ?object }
} GROUP BY ?key ORDER BY ?key";

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let report = Report::of(session)?;
        if self.json {
            serde_json::to_writer_pretty(&mut *out, &report).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            report.write(&session.prefixes, out)?;
        }
        Ok(Outcome::Done)
    }
}

impl Report {
    fn of(session: &Session) -> Result<Self> {
        let dataset = session.dataset.as_ref();
        let named_graphs = counts(session, NAMED_GRAPHS)?;
        let triples = dataset.len()? as u64;
        let named: u64 = named_graphs.iter().map(|graph| graph.count).sum();
        let path = |folder: &std::path::Path| folder.display().to_string();
        let origin = match (&session.options.store, &session.options.dataset) {
            (Some(folder), _) => Origin::Store { path: path(folder) },
            (None, Some(folder)) => Origin::Folder { path: path(folder) },
            (None, None) => Origin::Bundle,
        };
        Ok(Self {
            version: env!("CARGO_PKG_VERSION"),
            dataset: origin,
            triples,
            default_graph: triples.saturating_sub(named),
            inferred: inferred(dataset)?,
            named_graphs,
            sources: sources(dataset)?,
            classes: counts(session, CLASSES)?,
        })
    }

    fn write(&self, prefixes: &Prefixes, out: &mut dyn Write) -> Result<()> {
        let origin = match &self.dataset {
            Origin::Bundle => wording!(
                "the bundled graph, in memory",
                "der mitgelieferte Graph, im Arbeitsspeicher"
            ),
            Origin::Folder { path } => wording!(
                "the graph of {path}, in memory",
                "der Graph aus {path}, im Arbeitsspeicher"
            ),
            Origin::Store { path } => wording!("the store {path}", "der Store {path}"),
        };
        writeln!(out, "gremia {}", self.version)?;
        let triples = grouped(self.triples);
        let lines = wording!(
            "dataset  {origin}\ntriples  {triples}",
            "Daten    {origin}\nTripel   {triples}"
        );
        writeln!(out, "{lines}")?;
        if let Some(Inferred { triples, rules }) = &self.inferred {
            let triples = grouped(*triples);
            let line = wording!(
                "inferred {triples} more by {rules}, seen with `--inferred`",
                "dazu     {triples} gefolgert durch {rules}, zu sehen mit `--inferred`"
            );
            writeln!(out, "{line}")?;
        }
        if !self.named_graphs.is_empty() {
            let count = grouped(self.default_graph);
            let name = wording!("default graph", "Standardgraph");
            writeln!(out, "\n{count:>10}  {name}")?;
            write_counts(&self.named_graphs, prefixes, out)?;
        }
        if !self.sources.is_empty() {
            writeln!(out, "\n{}", wording!("sources", "Quellen"))?;
        }
        write_sources(&self.sources, prefixes, out)?;
        if !self.classes.is_empty() {
            writeln!(
                out,
                "\n{}",
                wording!("instances of classes", "Instanzen der Klassen")
            )?;
        }
        write_counts(&self.classes, prefixes, out)
    }
}

/// Tells what was inferred from the dataset, where that is current.
fn inferred(dataset: &dyn Dataset) -> Result<Option<Inferred>> {
    let Some(rules) = dataset.inferred_by()? else {
        return Ok(None);
    };
    let Some(with_inferred) = dataset.with_inferred(&rules)? else {
        return Ok(None);
    };
    let mut triples = 0;
    for quad in with_inferred.quads(None, None, None, Some(INFERRED.into())) {
        quad?;
        triples += 1;
    }
    Ok(Some(Inferred { triples, rules }))
}

/// Writes one line each: the name, the label.
fn write_sources(sources: &[Source], prefixes: &Prefixes, out: &mut dyn Write) -> Result<()> {
    let names: Vec<_> = sources
        .iter()
        .map(|source| shown(&source.iri, prefixes))
        .collect();
    let width = widest(&names);
    for (source, name) in sources.iter().zip(&names) {
        match &source.label {
            Some(label) => writeln!(out, "  {name:width$}  {label}")?,
            None => writeln!(out, "  {name}")?,
        }
    }
    Ok(())
}

/// Writes one line each: the count, the name, the label.
fn write_counts(counts: &[Counted], prefixes: &Prefixes, out: &mut dyn Write) -> Result<()> {
    let names: Vec<_> = counts
        .iter()
        .map(|counted| shown(&counted.iri, prefixes))
        .collect();
    let width = widest(&names);
    for (counted, name) in counts.iter().zip(&names) {
        let count = grouped(counted.count);
        match &counted.label {
            Some(label) => writeln!(out, "{count:>10}  {name:width$}  {label}")?,
            None => writeln!(out, "{count:>10}  {name}")?,
        }
    }
    Ok(())
}

fn widest(names: &[String]) -> usize {
    let widths = names.iter().map(|name| name.chars().count());
    widths.max().unwrap_or(0)
}

fn shown(iri: &str, prefixes: &Prefixes) -> String {
    prefixes.compact(iri).unwrap_or_else(|| format!("<{iri}>"))
}

/// Gives the rows of a query for `?key` and `?count`, with the labels of the keys.
fn counts(session: &Session, query: &str) -> Result<Vec<Counted>> {
    let dataset = session.dataset.as_ref();
    let results = dataset.query(query, &session.cancellation)?;
    let QueryResults::Solutions(solutions) = results else {
        return Err(Failure::new(
            Kind::Query,
            wording!(
                "the counting query gave no rows",
                "die Abfrage, die zählt, ergab keine Zeilen"
            ),
        ));
    };
    let mut counts = Vec::new();
    for solution in solutions {
        let solution = solution.map_err(Error::from)?;
        // Without any match the one group that is left has no key.
        if let (Some(key), Some(Term::Literal(count))) =
            (solution.get("key"), solution.get("count"))
        {
            counts.push(Counted {
                iri: name(key),
                label: label(dataset, key)?,
                count: count.value().parse().unwrap_or(0),
            });
        }
    }
    Ok(counts)
}

fn sources(dataset: &dyn Dataset) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let documents = dataset.quads(None, Some(rdf::TYPE), Some(SOURCE_DOCUMENT.into()), None);
    for document in documents {
        let node = match document?.subject {
            NamedOrBlankNode::NamedNode(node) => Term::NamedNode(node),
            NamedOrBlankNode::BlankNode(node) => Term::BlankNode(node),
        };
        sources.push(Source {
            iri: name(&node),
            label: label(dataset, &node)?,
        });
    }
    sources.sort_by(|a, b| a.iri.cmp(&b.iri));
    sources.dedup_by(|a, b| a.iri == b.iri);
    Ok(sources)
}

/// The IRI of a named node without brackets; other terms as N-Triples writes them.
fn name(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        _ => term.to_string(),
    }
}

/// The label of a node, where it has one.
fn label(dataset: &dyn Dataset, term: &Term) -> Result<Option<String>> {
    match term {
        Term::NamedNode(node) => term::label_in(dataset, node.into(), &LANGUAGES),
        Term::BlankNode(node) => term::label_in(dataset, node.into(), &LANGUAGES),
        _ => Ok(None),
    }
}
