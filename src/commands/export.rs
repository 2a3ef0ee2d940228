//! `export`: writes the graph as RDF.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use oxigraph::sparql::QueryResults;
use oxrdf::{GraphName, GraphNameRef, Quad};

use super::Outcome;
use super::output_file::OutputFile;
use crate::failure::{Failure, Kind, Result};
use crate::serialization::{Error, Failed, Format, Serializer};
use crate::session::Session;
use crate::store;
use crate::vocab;

/// Arguments of `export`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// File to write; its extension gives the format (default: Turtle on standard output)
    file: Option<PathBuf>,
    /// Format: turtle, ntriples, nquads, trig, rdfxml, jsonld
    #[arg(short, long, value_name = "FORMAT", value_parser = parse_format)]
    format: Option<Format>,
    /// Named graph to write instead of the default graph, as IRI or prefixed name; may be repeated
    #[arg(short, long, value_name = "IRI")]
    graph: Vec<String>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

fn parse_format(name: &str) -> std::result::Result<Format, String> {
    Format::from_name(name).ok_or_else(|| format!("the formats are {}", Format::names()))
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let file = self.file.as_ref().filter(|file| file.as_os_str() != "-");
        let format = match (self.format, file) {
            (Some(format), _) => format,
            (None, None) => Format::Turtle,
            (None, Some(file)) => Format::from_path(file).ok_or_else(|| {
                let message = format!("{}: the file name tells no RDF format", file.display());
                Failure::new(Kind::Usage, message)
                    .with_hint(format!("`--format` takes {}", Format::names()))
            })?,
        };
        let graphs = self.graphs(session, format)?;
        let quads = graphs.iter().flat_map(|graph| {
            let graph = graph.as_ref().map(GraphName::as_ref);
            session.dataset.quads(None, None, None, graph)
        });
        let quads = quads.map(|quad| {
            if session.cancellation.is_cancelled() {
                return Err(store::Error::Cancelled);
            }
            quad
        });
        let context = (format == Format::JsonLd)
            .then(|| session.json_ld_context())
            .transpose()?;
        let serializer = Serializer {
            format,
            prefixes: &session.prefixes,
            base: Some(vocab::BASE),
            context: context.as_ref(),
        };
        match file {
            None => write(&serializer, quads, out)?,
            Some(path) => {
                let mut file = OutputFile::create(path, self.force)?;
                write(&serializer, quads, &mut file)?;
                file.finish()?;
            }
        }
        self.tell_left_out(session, format)
    }

    /// Says on standard error where named graphs were not written, because nobody asked for them.
    fn tell_left_out(&self, session: &Session, format: Format) -> Result<Outcome> {
        if self.graph.is_empty() && !format.has_named_graphs() {
            let ask = "ASK { GRAPH ?graph { ?subject ?predicate ?object } }";
            let answer = session.dataset.query(ask, &session.cancellation)?;
            if matches!(answer, QueryResults::Boolean(true)) {
                // What cannot be said changes nothing of what was written.
                let _ = writeln!(
                    io::stderr(),
                    "note: only the default graph was written; trig and nquads hold the named graphs too, `--graph` picks one"
                );
            }
        }
        Ok(Outcome::Done)
    }

    /// Gives the graphs to write; `None` stands for all of them.
    fn graphs(&self, session: &Session, format: Format) -> Result<Vec<Option<GraphName>>> {
        if self.graph.is_empty() {
            let all = format.has_named_graphs();
            return Ok(vec![(!all).then_some(GraphName::DefaultGraph)]);
        }
        let mut graphs = Vec::new();
        for name in &self.graph {
            let graph = GraphName::from(session.prefixes.expand(name)?);
            let mut quads =
                session
                    .dataset
                    .quads(None, None, None, Some(GraphNameRef::from(&graph)));
            if quads.next().transpose()?.is_none() {
                return Err(Failure::new(
                    Kind::Query,
                    format!("there is no graph {graph}"),
                ));
            }
            drop(quads);
            if !graphs.contains(&Some(graph.clone())) {
                graphs.push(Some(graph));
            }
        }
        Ok(graphs)
    }
}

fn write(
    serializer: &Serializer<'_>,
    quads: impl Iterator<Item = std::result::Result<Quad, store::Error>>,
    out: &mut dyn Write,
) -> Result<()> {
    match serializer.write(quads, out) {
        Ok(_) => Ok(()),
        Err(Failed::Source(error)) => Err(error.into()),
        // A closed pipe is told from other errors of the output.
        Err(Failed::Write(Error::Output(error))) => Err(error.into()),
        Err(Failed::Write(error)) => Err(Failure::from_error(Kind::Store, &error)),
    }
}
