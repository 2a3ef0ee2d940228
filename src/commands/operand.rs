//! A dataset named on the command line: a file, a store, the folder of a dataset or of a published bundle.

use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::Quad;

use crate::bundle::Bundle;
use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::session::Session;
use crate::store::load::{self, Document};
use crate::store::{Access, Dataset, EmbeddedDataset, Error};

/// The files of a published bundle that hold its whole graph, the one with named graphs first.
const GRAPH_FILES: [&str; 2] = ["graph.nq", "graph.ttl"];
/// The file that each store has.
const STORE_FILE: &str = "CURRENT";

/// The quads of a dataset.
pub(super) struct Operand {
    pub(super) quads: Vec<Quad>,
    /// Whether the literals are as they were written; a store keeps numbers and times by value.
    pub(super) is_exact: bool,
}

impl Operand {
    /// Reads what `path` names.
    ///
    /// # Errors
    /// A failure that names the file or folder.
    pub(super) fn read(path: &Path, session: &Session) -> Result<Self> {
        if !path.is_dir() {
            return Self::of_documents([Document::open(path, None)?], session);
        }
        if path.join(STORE_FILE).is_file() {
            return Self::of_dataset(&EmbeddedDataset::open(path, Access::ReadOnly)?, session);
        }
        let graph = GRAPH_FILES.map(|name| path.join(name));
        if let Some(graph) = graph.iter().find(|file| file.is_file()) {
            return Self::of_documents([Document::open(graph, None)?], session);
        }
        let bundle = Bundle::from_folder(path).map_err(|_| no_dataset(path))?;
        let documents = bundle.graph_files().map(|file| {
            let name = path.join(&file.path).display().to_string();
            Document::new(name, &*file.bytes, RdfFormat::Turtle)
        });
        // As `--dataset` opens it, so that both have the same hash.
        Self::of_documents(documents, session)?.by_value(session)
    }

    /// Reads the dataset of the session.
    ///
    /// # Errors
    /// What the store says.
    pub(super) fn opened(session: &Session) -> Result<Self> {
        Self::of_dataset(session.dataset.as_ref(), session)
    }

    fn of_dataset(dataset: &dyn Dataset, session: &Session) -> Result<Self> {
        let mut quads = Vec::new();
        for quad in dataset.quads(None, None, None, None) {
            if session.cancellation.is_cancelled() {
                return Err(Error::Cancelled.into());
            }
            quads.push(quad?);
        }
        Ok(Self {
            quads,
            is_exact: dataset.is_exact(),
        })
    }

    fn of_documents<'a>(
        documents: impl IntoIterator<Item = Document<'a>>,
        session: &Session,
    ) -> Result<Self> {
        let quads = load::read(documents, &session.cancellation)?;
        Ok(Self {
            quads,
            is_exact: true,
        })
    }

    /// Gives the same with numbers and times by value, as a store keeps them.
    ///
    /// # Errors
    /// What the store says.
    pub(super) fn by_value(self, session: &Session) -> Result<Self> {
        if !self.is_exact {
            return Ok(self);
        }
        let dataset = EmbeddedDataset::in_memory()?;
        dataset.extend(&mut self.quads.into_iter().map(Ok))?;
        Self::of_dataset(&dataset, session)
    }
}

fn no_dataset(path: &Path) -> Failure {
    let message = wording!(
        "{}: no store, no bundle and no dataset",
        "{}: weder ein Store noch eine Veröffentlichung noch ein Datenbestand",
        path.display()
    );
    Failure::new(Kind::Store, message).with_hint(wording!(
        "a bundle has a `graph.nq` or `graph.ttl`, a dataset `ontology/`, `data/` and `queries/`",
        "eine Veröffentlichung hat ein `graph.nq` oder `graph.ttl`, ein Datenbestand `ontology/`, `data/` und `queries/`"
    ))
}

/// Reads the triples of the bundled ontology, for the labels of classes and properties.
pub(super) fn ontology(session: &Session) -> Vec<Quad> {
    let files = session.bundle.graph_files();
    files
        .filter(|file| file.path.starts_with("ontology/"))
        .flat_map(|file| RdfParser::from_format(RdfFormat::Turtle).for_slice(&file.bytes))
        // A file that cannot be read has no labels to give; it is told by whoever needs its statements.
        .filter_map(std::result::Result::ok)
        .collect()
}
