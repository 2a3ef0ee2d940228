//! What can go wrong in a dataset: opening, reading, changing, loading.

use std::fmt;
use std::io;

use oxigraph::sparql::{QueryEvaluationError, SparqlSyntaxError, UpdateEvaluationError};
use oxigraph::store::StorageError;

/// What can go wrong in a dataset.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A query or update the dataset does not accept.
    #[error("not valid SPARQL")]
    Syntax(#[from] SparqlSyntaxError),
    /// A query that failed while it ran.
    #[error("the query could not be evaluated")]
    Evaluation(#[from] QueryEvaluationError),
    /// An update that failed; nothing of it was applied.
    #[error("the update could not be applied")]
    Update(#[from] UpdateEvaluationError),
    /// An update with `LOAD`, which would fetch its document.
    #[error("`LOAD` is not supported: nothing is fetched from the network")]
    RemoteLoad,
    /// A failure of the storage below.
    #[error("the store cannot be read or written")]
    Storage(#[from] StorageError),
    /// A change that was cancelled; nothing of it was applied.
    #[error("cancelled, nothing was changed")]
    Cancelled,
    /// A change of a dataset that is opened for reading only.
    #[error("the store is opened for reading only")]
    ReadOnly,
    /// A change that would write to a graph which the program keeps for itself; nothing of it was applied.
    #[error("the graph {graph} is kept for what is inferred, nothing was changed")]
    Reserved {
        /// The graph, in angle brackets.
        graph: String,
    },
    /// A dataset that keeps no inferred graph.
    #[error("this dataset keeps nothing that was inferred")]
    WithoutInference,
    /// A dataset that was changed after something was inferred from it.
    #[error("the dataset was changed, so that what was inferred from it holds no longer")]
    Outdated,
    /// A backup of a dataset that lives in memory.
    #[error("a dataset in memory has no files to back up")]
    InMemory,
    /// A build without persistent stores was asked for one.
    #[error("{folder}: this program was built without persistent stores")]
    WithoutPersistence {
        /// The store's folder.
        folder: String,
    },
    /// A store's folder that is not there.
    #[error("{folder}: there is no such store")]
    Missing {
        /// The store's folder.
        folder: String,
    },
    /// A file where a store's folder should be.
    #[error("{folder}: a store is a folder, this is a file")]
    NotAFolder {
        /// The path.
        folder: String,
    },
    /// A folder that holds no store.
    #[error("{folder}: this folder holds no store")]
    NotAStore {
        /// The folder.
        folder: String,
    },
    /// A folder that should be new or empty and is not.
    #[error("{folder}: this folder is not empty")]
    NotEmpty {
        /// The folder.
        folder: String,
    },
    /// A store that another writer has open.
    #[error("{folder}: another process writes to this store")]
    Locked {
        /// The store's folder.
        folder: String,
    },
    /// A store whose files a writer replaces too fast to be read.
    #[error("{folder}: a writer keeps changing the files of this store")]
    Changing {
        /// The store's folder.
        folder: String,
    },
    /// The operating system allows too few open files for a store.
    #[error("{folder}: too few files may be open at once")]
    FileLimit {
        /// The store's folder.
        folder: String,
    },
    /// A store that cannot be opened or created for another reason.
    #[error("{folder}: the store cannot be opened")]
    Open {
        /// The store's folder.
        folder: String,
        /// What the storage says.
        source: StorageError,
    },
    /// A folder of a store or a backup that cannot be read, made or renamed.
    #[error("{folder}: the folder cannot be used")]
    Folder {
        /// The folder.
        folder: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// A backup whose target is already there.
    #[error("{folder}: the target of a backup must not exist yet")]
    Exists {
        /// The target.
        folder: String,
    },
    /// A backup that failed.
    #[error("{folder}: the backup could not be written")]
    Backup {
        /// The target.
        folder: String,
        /// What the storage says.
        source: StorageError,
    },
    /// A file that cannot be read to its end.
    #[error("{file}: cannot be read")]
    Unreadable {
        /// The file.
        file: String,
        /// What the operating system or the decompression says.
        source: io::Error,
    },
    /// A file whose name does not tell its RDF syntax.
    #[error("{file}: the name does not tell the format")]
    UnknownFormat {
        /// The file.
        file: String,
    },
    /// A base IRI that is no absolute IRI.
    #[error("{file}: `{base}` is not an absolute IRI to resolve names against")]
    InvalidBase {
        /// The file.
        file: String,
        /// The base.
        base: String,
    },
    /// Files with syntax errors; nothing of them was loaded.
    #[error("{0}")]
    Malformed(Malformed),
}

/// The syntax errors of a load, in the order of the files.
#[derive(Debug, Default)]
pub struct Malformed {
    /// The first [`Malformed::LISTED`] errors.
    pub errors: Vec<SyntaxError>,
    /// How many more there are.
    pub more: usize,
}

impl Malformed {
    /// How many errors are listed one by one.
    pub const LISTED: usize = 50;

    /// Adds an error, listed while there is room.
    pub(super) fn push(&mut self, error: SyntaxError) {
        if self.errors.len() == Self::LISTED {
            self.more += 1;
            return;
        }
        // Of two errors at one place the Turtle parser gives the one that follows from the other first.
        let follows = self
            .errors
            .last()
            .is_some_and(|last| last.file == error.file && last.position == error.position);
        self.errors
            .insert(self.errors.len() - usize::from(follows), error);
    }

    /// Tells whether no error was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.errors.len() + self.more;
        let files = match self.errors.first() {
            Some(first) if self.errors.iter().all(|error| error.file == first.file) => {
                write!(f, "{}: ", first.file)?;
                "of it"
            }
            _ => "of these files",
        };
        let plural = if count == 1 { "" } else { "s" };
        write!(
            f,
            "{count} syntax error{plural}, nothing {files} was loaded"
        )?;
        for error in &self.errors {
            write!(f, "\n{error}")?;
        }
        if self.more > 0 {
            write!(f, "\n… and {} more", self.more)?;
        }
        Ok(())
    }
}

/// One syntax error of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", .position.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default())]
pub struct SyntaxError {
    /// The file.
    pub file: String,
    /// Line and column, both from 1, the column in code points; `None` where the parser does not tell.
    pub position: Option<(u64, u64)>,
    /// What is wrong.
    pub message: String,
}
