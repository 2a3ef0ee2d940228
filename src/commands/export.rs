//! `export`: writes the graph, or a part of it, as RDF.

mod selection;

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use oxigraph::sparql::QueryResults;
use oxrdf::{GraphName, GraphNameRef, NamedNode, Quad};

use super::Outcome;
use super::answer::duration;
use super::output_file::OutputFile;
use crate::evidence::forms::{self, Detail};
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, wording};
use crate::results::message::tell;
use crate::serialization::json_ld::Context;
use crate::serialization::{Error, Failed, Format, Serializer};
use crate::session::Session;
use crate::store;
use crate::vocab;
use crate::vocab::graph::INFERRED;
use selection::Selection;

/// What to write triple terms as.
const OTHERS_HAVE_TRIPLE_TERMS: Wording = Wording::new(
    "all other formats have them, for instance turtle",
    "alle anderen Formate haben sie, zum Beispiel turtle",
);

/// Arguments of `export`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// File to write; its extension gives the format (default: Turtle on standard output)
    file: Option<PathBuf>,
    /// Format: turtle, trig, nt, nq, rdfxml, jsonld
    #[arg(short, long, value_name = "FORMAT", value_parser = parse_format)]
    format: Option<Format>,
    /// Named graph to write instead of the default graph, as IRI or prefixed name; may be repeated
    #[arg(short, long, value_name = "IRI")]
    graph: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    /// How much of what documents say goes with the facts, whose modality always stays
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = With::Claims)]
    with: With,
    /// Describe passages as targets of Web Annotations, by position and without quotation
    #[arg(long)]
    annotations: bool,
    /// Write claims as reifiers with triple terms, as RDF 1.2 has them; all formats but jsonld can hold them
    #[arg(long)]
    rdf12: bool,
    /// Let JSON-LD refer to its context instead of holding it; without an IRI, where the project publishes its own
    #[arg(
        long,
        value_name = "IRI",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = vocab::JSON_LD_CONTEXT
    )]
    context: Option<String>,
    /// Longest time a query may take, such as 30s, 500ms or 2m
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

/// What goes with the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum With {
    /// Passages, claims and conflicts
    Claims,
    /// Passages only
    Evidence,
    /// Neither
    None,
}

impl With {
    fn detail(self) -> Detail {
        match self {
            Self::Claims => Detail::Claims,
            Self::Evidence => Detail::Evidence,
            Self::None => Detail::Facts,
        }
    }
}

fn parse_format(name: &str) -> std::result::Result<Format, String> {
    Format::from_name(name).ok_or_else(|| {
        let names = Format::names();
        wording!("the formats are {names}", "die Formate sind {names}")
    })
}

impl Arguments {
    pub(super) fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let format = self.format()?;
        self.check(format)?;
        let context = self.context(session, format)?;
        let serializer = Serializer {
            format,
            prefixes: &session.prefixes,
            base: Some(vocab::BASE),
            context: context.as_ref(),
        };
        // A file that cannot be written is told before a query runs for minutes.
        let mut file = match self.file() {
            Some(path) => Some(OutputFile::create(path, self.force)?),
            None => None,
        };
        let target: &mut dyn Write = match &mut file {
            Some(file) => file,
            None => out,
        };
        let graphs = self.graphs(session, format)?;
        if let Some(quads) = self.part(session, &graphs)? {
            write(&serializer, quads.into_iter().map(Ok), target)?;
        } else {
            write(&serializer, all(session, &graphs), target)?;
        }
        if let Some(file) = file {
            file.finish()?;
        }
        self.tell_left_out(session, format)
    }

    pub(super) fn file(&self) -> Option<&PathBuf> {
        self.file.as_ref().filter(|file| file.as_os_str() != "-")
    }

    fn format(&self) -> Result<Format> {
        match (self.format, self.file()) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Turtle),
            (None, Some(file)) => Format::from_path(file).ok_or_else(|| {
                let message = wording!(
                    "{}: the name does not tell the format",
                    "{}: der Name verrät das Format nicht",
                    file.display()
                );
                let names = Format::names();
                Failure::new(Kind::Usage, message).with_hint(wording!(
                    "`--format` takes {names}",
                    "`--format` nimmt {names}"
                ))
            }),
        }
    }

    /// Refuses options that contradict each other or the format.
    fn check(&self, format: Format) -> Result<()> {
        let refused = |message: String, hint: Wording| {
            Err(Failure::new(Kind::Usage, message).with_hint(hint.text()))
        };
        if self.rdf12 && !format.has_triple_terms() {
            return refused(
                wording!(
                    "`--rdf12` writes triple terms, which {format} does not have",
                    "`--rdf12` schreibt Tripelterme, und {format} hat keine"
                ),
                OTHERS_HAVE_TRIPLE_TERMS,
            );
        }
        if self.annotations && self.with == With::None {
            return refused(
                wording!(
                    "`--annotations` describes the passages that `--with none` leaves out",
                    "`--annotations` beschreibt die Textstellen, die `--with none` weglässt"
                ),
                Wording::new(
                    "`--with evidence` keeps them",
                    "`--with evidence` behält sie",
                ),
            );
        }
        if self.context.is_some() && format != Format::JsonLd {
            return refused(
                wording!(
                    "`--context` is for JSON-LD, and the format is {format}",
                    "`--context` gilt nur für JSON-LD, und das Format ist {format}"
                ),
                Wording::new(
                    "`--format jsonld` writes JSON-LD",
                    "`--format jsonld` schreibt JSON-LD",
                ),
            );
        }
        Ok(())
    }

    /// Gives the context for JSON-LD, for no other format.
    fn context(&self, session: &Session, format: Format) -> Result<Option<Context>> {
        if format != Format::JsonLd {
            return Ok(None);
        }
        let context = session.json_ld_context()?;
        let Some(iri) = &self.context else {
            return Ok(Some(context));
        };
        match NamedNode::new(iri) {
            Ok(iri) => Ok(Some(context.published_at(iri.as_str()))),
            Err(_) => Err(Failure::new(
                Kind::Usage,
                wording!(
                    "`{iri}` is not an absolute IRI",
                    "`{iri}` ist keine absolute IRI"
                ),
            )
            .with_hint(wording!(
                "`--context` alone takes the context that the project publishes",
                "`--context` allein nimmt den Kontext, den das Projekt veröffentlicht"
            ))),
        }
    }

    /// Gives the quads to write in their form, or nothing where all are written as they are.
    fn part(&self, session: &Session, graphs: &[Option<GraphName>]) -> Result<Option<Vec<Quad>>> {
        let selected = self.selection.quads(session, graphs, self.timeout)?;
        let is_changed = self.with != With::Claims || self.annotations || self.rdf12;
        let mut quads = match selected {
            Some(quads) => quads,
            None if is_changed => all(session, graphs).collect::<std::result::Result<_, _>>()?,
            None => return Ok(None),
        };
        quads = forms::reduced(quads, self.with.detail());
        if self.annotations {
            let mut annotations = forms::annotations(&quads);
            quads.append(&mut annotations);
        }
        if self.rdf12 {
            quads = forms::reified(quads);
        }
        // So that the formats that stream are the same on every run too.
        quads.sort_by_cached_key(ToString::to_string);
        Ok(Some(quads))
    }

    /// Says on standard error where named graphs were not written, because nobody asked for them.
    fn tell_left_out(&self, session: &Session, format: Format) -> Result<Outcome> {
        if self.graph.is_empty() && !self.selection.is_query() && !format.has_named_graphs() {
            // What is inferred was written as a part of the default graph, where anybody sees it.
            let ask = format!(
                "ASK {{ GRAPH ?graph {{ ?subject ?predicate ?object }} FILTER (?graph != {INFERRED}) }}"
            );
            let answer = session.dataset.query(&ask, &session.cancellation)?;
            if matches!(answer, QueryResults::Boolean(true)) {
                let note = wording!(
                    "note: only the default graph was written; trig and nq hold the named graphs too, `--graph` picks one",
                    "Anmerkung: nur der Standardgraph wurde geschrieben; trig und nq enthalten auch die benannten Graphen, `--graph` wählt einen aus"
                );
                tell(&note);
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
                    wording!(
                        "there is no graph {graph}",
                        "es gibt keinen Graphen {graph}"
                    ),
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

/// Gives the quads of `graphs`, as long as nobody interrupts.
fn all<'s>(
    session: &'s Session,
    graphs: &'s [Option<GraphName>],
) -> impl Iterator<Item = std::result::Result<Quad, store::Error>> + 's {
    let quads = graphs.iter().flat_map(|graph| {
        let graph = graph.as_ref().map(GraphName::as_ref);
        session.dataset.quads(None, None, None, graph)
    });
    quads.map(|quad| {
        if session.cancellation.is_cancelled() {
            return Err(store::Error::Cancelled);
        }
        quad
    })
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
        Err(Failed::Write(error @ Error::TripleTerm { .. })) => {
            Err(Failure::from_error(Kind::Store, &error).with_hint(OTHERS_HAVE_TRIPLE_TERMS.text()))
        }
        Err(Failed::Write(error)) => Err(Failure::from_error(Kind::Store, &error)),
    }
}
