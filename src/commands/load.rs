//! `load`: reads RDF files into the dataset, each as a whole or not at all; all or none where they are judged first.

mod declared;
#[cfg(feature = "shacl")]
mod validated;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use oxigraph::io::{JsonLdProfileSet, RdfFormat};

use super::validate::Judging;
use super::{Outcome, followed, number, spinner};
use crate::failure::{Failure, Kind, Result};
use crate::language::{self, wording};
use crate::session::Session;
use crate::session::loads::Source;
use crate::store::load::{self, Document, Loaded};
use crate::store::{self, Dataset};

/// Arguments of `load`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Files to load, plain or compressed by gzip or zstd; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Named graph for the triples (default: the default graph)
    #[arg(long, value_name = "IRI")]
    graph: Option<String>,
    /// Format of all files (default: by the extension of each)
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// IRI that relative IRIs are resolved against (default: that of the file)
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
    /// Judge the default graph together with the files first; load none of them where they break a shape that held before
    #[arg(long)]
    validate: bool,
    #[command(flatten)]
    judging: Judging,
}

/// The RDF syntaxes that can be loaded.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    #[value(alias = "ttl")]
    Turtle,
    Trig,
    #[value(aliases = ["ntriples", "n-triples"])]
    Nt,
    #[value(aliases = ["nquads", "n-quads"])]
    Nq,
    #[value(aliases = ["rdf-xml", "rdf", "owl", "xml"])]
    Rdfxml,
    #[value(aliases = ["json-ld", "json"])]
    Jsonld,
}

impl From<Format> for RdfFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Turtle => Self::Turtle,
            Format::Trig => Self::TriG,
            Format::Nt => Self::NTriples,
            Format::Nq => Self::NQuads,
            Format::Rdfxml => Self::RdfXml,
            Format::Jsonld => Self::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
        }
    }
}

/// The file name that stands for standard input.
const STANDARD_INPUT: &str = "-";
/// From how many statements on a load is followed by a compaction.
const BIG_LOAD: u64 = 1_000_000;

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        if session.options.store.is_none() && !session.interactive {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "what is loaded into memory is gone when the command ends",
                    "was in den Arbeitsspeicher geladen wird, ist am Ende des Befehls weg"
                ),
            )
            .with_hint(wording!(
                "name a store by `--store DIR`, or load inside the shell",
                "mit `--store ORDNER` einen Store angeben oder in der Shell laden"
            )));
        }
        if self.validate {
            return self.run_validated(session, out);
        }
        if self.judging.is_given() {
            let message = wording!("nothing is judged here", "hier wird nichts geprüft");
            return Err(Failure::new(Kind::Usage, message).with_hint(wording!(
                "`--validate` judges the files before they are loaded",
                "`--validate` prüft die Dateien, bevor sie geladen werden"
            )));
        }
        self.look_ahead(session)?;
        let mut failures = Vec::new();
        // A reader that has gone does not keep the files from being loaded.
        let mut output = Ok(());
        let mut total = 0;
        for file in &self.files {
            let dataset = session.dataset.as_ref();
            match self.load_file(file, dataset, session) {
                Ok(loaded) => {
                    self.note(file, session)?;
                    total += loaded.statements;
                    let told = told(file, loaded, session);
                    output = output.and_then(|()| {
                        out.write_all(told.as_bytes())?;
                        out.flush()
                    });
                }
                Err(failure) => {
                    // The files after one with errors are loaded; nothing is after an interruption, for instance.
                    let goes_on = failure.kind() == Kind::Store;
                    failures.push(failure);
                    if !goes_on {
                        break;
                    }
                }
            }
        }
        failures.extend(compact_after(total, session).err());
        match Failure::join(failures) {
            Some(failure) => Err(failure),
            None => Ok(output.map(|()| Outcome::Done)?),
        }
    }

    #[cfg(not(feature = "shacl"))]
    #[expect(clippy::unused_self, reason = "a build with validation needs them")]
    fn run_validated(&self, _: &mut Session, _: &mut dyn Write) -> Result<Outcome> {
        Err(super::validate::missing())
    }

    /// Refuses what can be seen to be wrong before anything is loaded: files that are missing, a graph without a name.
    fn look_ahead(&self, session: &Session) -> Result<()> {
        for name in [&self.graph, &self.base].into_iter().flatten() {
            session.prefixes.expand(name)?;
        }
        // What comes through a pipe can be opened only once.
        let is_pipe = |file: &&PathBuf| {
            let metadata = file.metadata();
            metadata.is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
        };
        let files = self.files.iter().filter(|file| !is_pipe(file));
        let failures = files.filter_map(|file| self.document(file).err());
        match Failure::join(failures.collect()) {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    /// Loads one file into `dataset`.
    fn load_file(&self, file: &Path, dataset: &dyn Dataset, session: &Session) -> Result<Loaded> {
        let mut document = self.document(file)?;
        if let Some(graph) = &self.graph {
            document = document.in_graph(session.prefixes.expand(graph)?);
        }
        if let Some(base) = &self.base {
            document = document.with_base(&session.prefixes.expand(base)?);
        }
        let bar = progress_bar(file, session);
        let mut report = |progress: load::Progress| {
            bar.set_position(progress.bytes);
            let elapsed = u64::try_from(bar.elapsed().as_millis()).unwrap_or(u64::MAX);
            bar.set_message(format!(
                "{}, {}/s",
                counted(progress.statements),
                number::grouped(progress.statements * 1000 / elapsed.max(1))
            ));
        };
        let cancellation = &session.cancellation;
        let loaded = load::load_with_prefixes(dataset, [document], cancellation, &mut report);
        bar.finish_and_clear();
        Ok(loaded?)
    }

    /// Takes note that a file was loaded.
    fn note(&self, file: &Path, session: &Session) -> Result<()> {
        // What came through standard input cannot be looked at again.
        if file == Path::new(STANDARD_INPUT) {
            return Ok(());
        }
        let named = |name: &Option<String>| {
            let name = name.as_deref().map(|name| session.prefixes.expand(name));
            name.transpose()
        };
        session.loads.note(Source::File {
            path: std::path::absolute(file)?,
            format: self.format.map(RdfFormat::from),
            base: named(&self.base)?,
            graph: named(&self.graph)?,
        });
        Ok(())
    }

    fn document(&self, file: &Path) -> Result<Document<'static>> {
        let format = self.format.map(RdfFormat::from);
        if file != Path::new(STANDARD_INPUT) {
            return Document::open(file, format).map_err(|error| match error {
                store::Error::UnknownFormat { .. } => Failure::from(error).with_hint(formats()),
                error => error.into(),
            });
        }
        match format {
            Some(format) => Ok(Document::new(shown(file), io::stdin(), format)),
            None => Err(Failure::new(
                Kind::Usage,
                wording!(
                    "standard input has no name to tell its format",
                    "die Standardeingabe hat keinen Namen, der ihr Format bestimmt"
                ),
            )
            .with_hint(formats())),
        }
    }
}

/// Says how a format is named.
fn formats() -> String {
    wording!(
        "name it by `--format`: turtle, trig, nt, nq, rdfxml or jsonld",
        "es mit `--format` angeben: turtle, trig, nt, nq, rdfxml oder jsonld"
    )
}

/// Says what was loaded from `file`; its prefixes become those of a session that lives on.
fn told(file: &Path, loaded: Loaded, session: &mut Session) -> String {
    let mut lines = vec![format!("{}: {}", shown(file), counted(loaded.statements))];
    if session.interactive {
        lines.extend(declared::take_over(loaded.prefixes, &mut session.prefixes));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Compacts the dataset after a big load.
fn compact_after(statements: u64, session: &Session) -> Result<()> {
    if statements < BIG_LOAD {
        return Ok(());
    }
    let spinner = spinner(&wording!("compacting", "verdichte"), session);
    let compacted = session.dataset.optimize();
    spinner.finish_and_clear();
    Ok(compacted?)
}

/// A bar over the bytes of a file, or a spinner where their number is not known.
fn progress_bar(file: &Path, session: &Session) -> ProgressBar {
    let name = shown(file);
    let Some(length) = file.metadata().ok().filter(std::fs::Metadata::is_file) else {
        return spinner(&name, session);
    };
    let style = ProgressStyle::with_template("{prefix} {wide_bar} {percent}% {msg}")
        .expect("the template is well formed");
    let bar = ProgressBar::new(length.len())
        .with_style(style)
        .with_prefix(name);
    followed(bar, session)
}

fn shown(file: &Path) -> String {
    if file == Path::new(STANDARD_INPUT) {
        language::STANDARD_INPUT.text().to_owned()
    } else {
        file.display().to_string()
    }
}

fn counted(statements: u64) -> String {
    number::counted(statements, number::STATEMENT)
}
