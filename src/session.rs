//! Composition root: the opened dataset, the bundle, the prefixes, how output looks. Layer 5: may use layers 0-4.
//!
//! Start at [`Session::open`].

mod inference;
mod last;
pub mod loads;
mod offered;
pub mod own_queries;
mod presentation;
mod progress;
mod record;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::CancellationToken;

pub use last::{Answered, Kept, Last, Row};
pub(crate) use last::{Keeping, copied_row, copied_triple};
pub use loads::Loads;
pub use offered::Offered;
pub use presentation::{LANGUAGES, Presentation};
pub use progress::Progress;
pub use record::{Record, Recorded};

use crate::bundle::{Bundle, File, PREFIXES};
use crate::failure::{Failure, Kind, Result};
use crate::language::{of_library, wording};
use crate::memory;
use crate::named_queries::{self, Catalogue};
use crate::prefixes::Prefixes;
use crate::results::Format;
use crate::serialization::json_ld::Context;
use crate::store::load::{self, Document};
use crate::store::{Access, Dataset, EmbeddedDataset};

/// Where the session's dataset and documents come from.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder of a persistent store; the bundled graph in memory without it.
    pub store: Option<PathBuf>,
    /// Open the store for reading only, beside a writer.
    pub read_only: bool,
    /// A folder with `ontology/`, `data/` and `queries/` in place of the bundled files.
    pub dataset: Option<PathBuf>,
    /// A folder where source documents are looked up by their hash.
    pub sources: Option<PathBuf>,
    /// Let what reads the dataset see what is inferred.
    pub inferred: bool,
    /// Files with further axioms, which are no part of the dataset.
    pub rules: Vec<PathBuf>,
    /// Let `owl:sameAs` count where something is inferred.
    pub same_as: bool,
    /// The longest a query may run.
    pub timeout: Option<Duration>,
    /// How much of the machine's memory the program may take while a query runs.
    pub memory: memory::Limit,
}

/// How output looks.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an ability that goes with any other"
)]
pub struct Display {
    /// Columns of the terminal; `None` where output goes to a file or a pipe, which is never cut.
    pub width: Option<usize>,
    /// Lines of the terminal.
    pub height: Option<usize>,
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether messages on standard error may have colours.
    pub colour_in_messages: bool,
    /// Whether pictures must do with ASCII, because the terminal shows no other characters.
    pub ascii: bool,
    /// Whether what is shown is read aloud: sentences and places in words, nothing drawn or redrawn.
    pub plain: bool,
    /// Rows that a table on a terminal shows at most.
    pub max_rows: Option<usize>,
    /// Whether what is written goes on a page of HTML that earlier results have begun.
    pub page_begun: bool,
    /// How many results stand before in the same file.
    pub results_before: usize,
    /// The format of rows and truth values, where none is asked for.
    pub rows_as: Option<Format>,
    /// The format of graphs, where none is asked for.
    pub graphs_as: Option<Format>,
}

impl Display {
    /// Gives how output looks where it is read aloud.
    #[must_use]
    pub fn read_aloud(self) -> Self {
        Self {
            colour: false,
            colour_in_messages: false,
            ascii: true,
            plain: true,
            ..self
        }
    }
}

/// An opened dataset with everything a command needs; its copies share the dataset.
#[derive(Clone)]
pub struct Session {
    /// The opened dataset.
    pub dataset: Arc<dyn Dataset>,
    /// The files the ontology, the bundled data and the query catalogue come from.
    pub bundle: Bundle,
    /// The prefixes of the session.
    pub prefixes: Prefixes,
    /// How output looks.
    pub display: Display,
    /// How results are to look, as the user asked for.
    pub presentation: Presentation,
    /// As given when the session was opened.
    pub options: Options,
    /// Whether the session lives on after a command, as in the shell.
    pub interactive: bool,
    /// The files of the user's own named queries, sorted by path.
    pub own_queries: Vec<File>,
    /// Where answers are kept beside what is shown.
    pub record: Option<Record>,
    /// The nodes that were last offered by number.
    pub offered: Offered,
    /// What was loaded.
    pub loads: Loads,
    /// The last answer, in a session that lives on.
    pub last: Last,
    /// Whether a format without datatypes and language tags has left some out; shared by the copies of a session.
    pub types_lost: Arc<AtomicBool>,
    /// How far the running command is, in a session that lives on.
    pub progress: Progress,
    /// Ends the running command once cancelled; a session that lives on gets a fresh one for each command.
    pub cancellation: CancellationToken,
}

impl Display {
    /// Tells whether output goes to a terminal.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.height.is_some()
    }
}

impl Session {
    /// Opens the dataset that `options` name, for reading and, unless they forbid it, for writing.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the folder or file.
    pub fn open(options: Options, display: Display) -> Result<Self> {
        let access = if options.read_only {
            Access::ReadOnly
        } else {
            Access::ReadWrite
        };
        Self::open_for(Some(access), options, display)
    }

    /// Opens the dataset that `options` name for what one command needs: nothing (an empty dataset), or an access.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the folder or file; of kind [`Kind::Usage`] where `options` ask
    /// for reading only and `access` is for writing.
    pub fn open_for(access: Option<Access>, options: Options, display: Display) -> Result<Self> {
        if options.read_only && access.is_some_and(|access| access != Access::ReadOnly) {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "this command writes to the store, and `--read-only` forbids it",
                    "dieser Befehl schreibt in den Store, und `--read-only` verbietet das"
                ),
            ));
        }
        let bundle = match &options.dataset {
            Some(folder) => Bundle::from_folder(folder)?,
            None => Bundle::embedded(),
        };
        let prefixes = match bundle.file(PREFIXES) {
            Some(file) => Prefixes::from_declarations(PREFIXES, &file.bytes)
                .map_err(|error| Failure::from_error(Kind::Store, &error))?,
            None => Prefixes::default(),
        };
        let dataset = match (access, &options.store) {
            (Some(access), Some(folder)) => EmbeddedDataset::open(folder, access)?,
            _ => EmbeddedDataset::in_memory()?,
        };
        let store = options.store.as_deref().filter(|_| access.is_some());
        let loads = store.map_or_else(Loads::default, Loads::of_store);
        let session = Self {
            dataset: Arc::new(dataset),
            bundle,
            prefixes,
            display,
            presentation: Presentation::default(),
            options,
            interactive: false,
            own_queries: Vec::new(),
            record: None,
            offered: Offered::default(),
            loads,
            last: Last::default(),
            types_lost: Arc::default(),
            progress: Progress::default(),
            cancellation: CancellationToken::new(),
        };
        if access.is_some() && session.options.store.is_none() {
            session.load_bundle(session.dataset.as_ref())?;
            session.loads.note(loads::Source::Bundle);
        }
        Ok(session)
    }

    /// Loads the graph of the bundle into `dataset` and gives the number of its statements.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that lists the syntax errors of the files.
    pub fn load_bundle(&self, dataset: &dyn Dataset) -> Result<u64> {
        let documents = self.bundle.graph_files().map(|file| {
            let name = match &self.options.dataset {
                Some(folder) => folder.join(&file.path).display().to_string(),
                None => file.path.clone(),
            };
            Document::new(name, &*file.bytes, RdfFormat::Turtle)
        });
        Ok(load::load(
            dataset,
            documents,
            &self.cancellation,
            &mut |_| (),
        )?)
    }

    /// Begins an answer in the record, where one is kept, and gives that record.
    pub fn recording(&self, answer: impl FnOnce() -> Recorded) -> Option<&Record> {
        let record = self.record.as_ref()?;
        record.begin(answer());
        Some(record)
    }

    /// Gives the named queries of the dataset, and the user's own where their names are free.
    ///
    /// # Errors
    /// That of a query of the dataset which is wrong; one of the user's own only fails when it is asked for.
    pub fn catalogue(&self) -> std::result::Result<Catalogue, named_queries::Error> {
        Ok(Catalogue::from_bundle(&self.bundle)?.with_own(&self.own_queries))
    }

    /// Derives the JSON-LD context from the ontology and the shapes of the bundle.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the file with a syntax error.
    pub fn json_ld_context(&self) -> Result<Context> {
        self.json_ld_context_with(&self.prefixes)
    }

    /// Derives the JSON-LD context as [`Self::json_ld_context`] does, with other prefixes.
    ///
    /// # Errors
    /// As [`Self::json_ld_context`].
    pub fn json_ld_context_with(&self, prefixes: &Prefixes) -> Result<Context> {
        let mut quads = Vec::new();
        for file in self.bundle.ontology_files() {
            for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(&file.bytes) {
                quads.push(quad.map_err(|error| {
                    Failure::new(
                        Kind::Store,
                        format!("{}: {}", file.path, of_library(&error.to_string())),
                    )
                })?);
            }
        }
        Ok(Context::of(prefixes, &quads))
    }

    /// Gives the folder where source documents are looked up.
    #[must_use]
    pub fn sources(&self) -> Option<&Path> {
        self.options.sources.as_deref()
    }
}
