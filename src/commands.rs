//! The commands: one file each, with its arguments and what it does. Layer 7: may use layers 0-6.
//!
//! The shell and the command line run the same [`Command`]; neither is known here.

pub(crate) mod answer;
mod backup;
mod classes;
mod counts;
mod coverage;
mod describe;
mod diff;
mod evidence;
mod expand;
mod explain;
mod export;
mod find;
mod fmt;
mod folded;
pub(crate) mod german;
mod graphs;
mod hash;
mod infer;
mod info;
mod init;
mod load;
mod modality;
mod network;
mod number;
mod operand;
pub(crate) mod output_file;
mod path;
mod prefixes;
mod proof;
mod properties;
mod publish;
mod queries;
mod query;
pub(crate) mod run;
mod sample;
mod schema;
mod stats;
mod tables;
mod term;
mod timeline;
mod update;
mod validate;
mod why;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use self::folded::Folded;

use crate::failure::Result;
use crate::session::Session;
use crate::store::Access;

/// How a command that worked ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what was asked.
    Done,
    /// It worked, and the answer is no: a file is not canonical, a passage does not hold. Exit status 1.
    Negative,
    /// The answer of an ASK is false. Exit status 4, where `--ask-exit` asks for it.
    AskedFalse,
}

impl Outcome {
    /// Gives the exit status of the program.
    #[must_use]
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Negative => 1,
            Self::AskedFalse => 4,
        }
    }
}

/// What the shell and the command line can do with a session.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Copy a persistent store to a new folder
    Backup(backup::Arguments),
    /// List the classes that have instances, with their counts
    Classes(classes::Arguments),
    /// Tell how much of each source document rests on evidence, and list what does not
    Coverage(coverage::Arguments),
    /// Show everything stated about a node and every link to it
    ///
    /// Names first, then values and links by property, incoming links with their counts, what claims say of it, the
    /// documents it rests on, and the conflicts it stands in. A label that several nodes have brings a numbered list; in
    /// the shell the number, such as `.describe 2`, then names one of them.
    Describe(describe::Arguments),
    /// Tell what changed between two datasets
    Diff(diff::Arguments),
    /// Find passages in source documents, and check that all passages hold
    Evidence(evidence::Arguments),
    /// Tell the IRI that a prefixed name stands for, or the name for an IRI
    Expand(expand::Arguments),
    /// Show how a query is evaluated
    Explain(explain::Arguments),
    /// Write the graph, or a part of it, as Turtle or another RDF syntax
    Export(Box<export::Arguments>),
    /// Find nodes by label
    Find(find::Arguments),
    /// Bring Turtle and TriG files into canonical form
    Fmt(fmt::Arguments),
    /// Print the canonical hash of a dataset
    Hash(hash::Arguments),
    /// List the default graph and the named graphs, with their triples
    Graphs(graphs::Arguments),
    /// Infer what follows from the graph by its ontology, and keep it in a graph of its own
    Infer(infer::Arguments),
    /// Tell what is loaded: where from, how much, of which classes
    Info(info::Arguments),
    /// Make a persistent store with the bundled graph in the folder that `--store` names
    Init(init::Arguments),
    /// Load RDF files into a store
    Load(load::Arguments),
    /// Write the network of actors as GraphML or DOT
    Network(network::Arguments),
    /// Write the bundle that portals take: graph, ontology, catalogue, checksums
    Publish(publish::Arguments),
    /// Show how two nodes are connected: the shortest few ways
    ///
    /// Relations count in both directions; what only a claim says is marked so. Ways through classes, vocabularies,
    /// documents, passages and nodes with very many relations connect nearly everything and are left out: the last
    /// lines tell which, and `--hubs` takes them too. The shortest ways come first, and of those as long as each other
    /// the ones through nodes with few relations; detours of up to two steps follow where there is room.
    Path(path::Arguments),
    /// List the prefixes of the session
    Prefixes(prefixes::Arguments),
    /// List the properties in use with their counts, of all things or of one class
    Properties(properties::Arguments),
    /// List the named queries, or show one
    Queries(queries::Arguments),
    /// Answer a query
    Query(query::Arguments),
    /// Run a named query
    Run(run::Arguments),
    /// Show some instances of a class
    ///
    /// They are spread evenly over all instances, and are the same each time.
    Sample(sample::Arguments),
    /// List the classes, or the properties of one class
    ///
    /// For each property of a class: the share of the instances that have it and how many values, the kinds of its
    /// values with their counts, what the shapes ask of it, and an example.
    Schema(schema::Arguments),
    /// Write the graph as CSV tables with a Data Package
    Tables(tables::Arguments),
    /// Tell the dataset in numbers: nodes, literals, modalities, evidence
    Stats(stats::Arguments),
    /// Show the dated facts about a node in their order, drawn along an axis
    ///
    /// The node's own dates, those of the facts about it and of what claims say of them. A sign and a word tell how each
    /// is said: what is planned, announced or demanded never looks like what happened. A fact without a date has that of
    /// the occurrence it belongs to, else the day for which its source says it (as of).
    Timeline(timeline::Arguments),
    /// Change the dataset by a SPARQL update
    Update(update::Arguments),
    /// Judge the graph, or files, by SHACL shapes
    Validate(validate::Arguments),
    /// Show the evidence of a fact: documents, passages, modality, conflicts
    Why(why::Arguments),
}

impl Command {
    /// Gives the file that the command writes without a word, where it writes one.
    pub(crate) fn written_file(&self) -> Option<&Path> {
        match self {
            Self::Export(arguments) => arguments.file().map(PathBuf::as_path),
            _ => None,
        }
    }

    /// Gives what the command needs the dataset for; `None` where it needs no dataset.
    #[must_use]
    pub fn access(&self) -> Option<Access> {
        match self {
            Self::Expand(_) | Self::Fmt(_) | Self::Init(_) | Self::Prefixes(_) => None,
            Self::Load(_) => Some(Access::Create),
            Self::Update(_) => Some(Access::ReadWrite),
            Self::Diff(arguments) if !arguments.needs_dataset() => None,
            Self::Hash(arguments) if !arguments.needs_dataset() => None,
            Self::Validate(arguments) if !arguments.needs_dataset() => None,
            Self::Infer(arguments) => Some(arguments.access()),
            _ => Some(Access::ReadOnly),
        }
    }

    /// Gives the time that the command was given, where it was given one.
    #[must_use]
    pub fn timeout(&self) -> Option<Duration> {
        match self {
            Self::Query(arguments) => arguments.timeout(),
            Self::Run(arguments) => arguments.timeout(),
            Self::Export(arguments) => arguments.timeout(),
            _ => None,
        }
    }

    /// Tells whether the command gives the answer of a query and does nothing else, so that it may end at any place:
    /// a file it was writing is taken away then.
    #[must_use]
    pub fn is_query(&self) -> bool {
        matches!(
            self,
            Self::Query(_) | Self::Run(_) | Self::Explain(_) | Self::Export(_)
        )
    }

    /// Runs the command; what it answers goes to `out`.
    ///
    /// # Errors
    /// The failure that the user sees.
    pub fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let columns = session.display.width.filter(|_| self.is_told());
        let Some(columns) = columns else {
            return self.run_where_asked(session, out);
        };
        let mut folded = Folded::new(out, columns);
        let outcome = self.run_where_asked(session, &mut folded);
        folded.finish()?;
        outcome
    }

    /// Tells whether the answer is told to people in lines, and is no data that others read.
    fn is_told(&self) -> bool {
        !matches!(
            self,
            Self::Diff(_)
                | Self::Export(_)
                | Self::Fmt(_)
                | Self::Hash(_)
                | Self::Prefixes(_)
                | Self::Query(_)
                | Self::Run(_)
                | Self::Validate(_)
        )
    }

    fn run_where_asked(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        if session.options.inferred && self.reads_inferred() {
            session.reading_inferred(|session| self.run_on(session, out))
        } else {
            self.run_on(session, out)
        }
    }

    /// Tells whether the command reads what is inferred, where the session's options let it.
    ///
    /// `why` tells what is inferred from what is stated.
    fn reads_inferred(&self) -> bool {
        matches!(
            self,
            Self::Classes(_)
                | Self::Describe(_)
                | Self::Explain(_)
                | Self::Export(_)
                | Self::Find(_)
                | Self::Graphs(_)
                | Self::Info(_)
                | Self::Path(_)
                | Self::Properties(_)
                | Self::Query(_)
                | Self::Run(_)
                | Self::Sample(_)
                | Self::Schema(_)
                | Self::Stats(_)
                | Self::Timeline(_)
        )
    }

    fn run_on(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        match self {
            Self::Backup(arguments) => arguments.run(session, out),
            Self::Classes(arguments) => arguments.run(session, out),
            Self::Coverage(arguments) => arguments.run(session, out),
            Self::Describe(arguments) => arguments.run(session, out),
            Self::Diff(arguments) => arguments.run(session, out),
            Self::Evidence(arguments) => arguments.run(session, out),
            Self::Expand(arguments) => arguments.run(session, out),
            Self::Explain(arguments) => arguments.run(session, out),
            Self::Export(arguments) => arguments.run(session, out),
            Self::Find(arguments) => arguments.run(session, out),
            Self::Fmt(arguments) => arguments.run(session, out),
            Self::Hash(arguments) => arguments.run(session, out),
            Self::Graphs(arguments) => arguments.run(session, out),
            Self::Infer(arguments) => arguments.run(session, out),
            Self::Info(arguments) => arguments.run(session, out),
            Self::Init(arguments) => arguments.run(session, out),
            Self::Load(arguments) => arguments.run(session, out),
            Self::Network(arguments) => arguments.run(session, out),
            Self::Prefixes(arguments) => arguments.run(session, out),
            Self::Publish(arguments) => arguments.run(session, out),
            Self::Path(arguments) => arguments.run(session, out),
            Self::Properties(arguments) => arguments.run(session, out),
            Self::Queries(arguments) => arguments.run(session, out),
            Self::Query(arguments) => arguments.run(session, out),
            Self::Run(arguments) => arguments.run(session, out),
            Self::Sample(arguments) => arguments.run(session, out),
            Self::Schema(arguments) => arguments.run(session, out),
            Self::Tables(arguments) => arguments.run(session, out),
            Self::Stats(arguments) => arguments.run(session, out),
            Self::Timeline(arguments) => arguments.run(session, out),
            Self::Update(arguments) => arguments.run(session, out),
            Self::Validate(arguments) => arguments.run(session, out),
            Self::Why(arguments) => arguments.run(session, out),
        }
    }
}

/// A spinner with a message.
fn spinner(message: &str, session: &Session) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {spinner} {msg}")
        .expect("the template is well formed");
    let spinner = ProgressBar::new_spinner()
        .with_style(style)
        .with_prefix(message.to_owned());
    let spinner = followed(spinner, session);
    if !spinner.is_hidden() {
        spinner.enable_steady_tick(Duration::from_millis(100));
    }
    spinner
}

/// Hides `bar` where nothing is to be redrawn, and where the shell tells in its own line how far it is.
///
/// It is hidden anyway unless standard error is a terminal.
fn followed(bar: ProgressBar, session: &Session) -> ProgressBar {
    if session.interactive {
        session.progress.follow(&bar);
    }
    if session.interactive || session.display.plain {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}
