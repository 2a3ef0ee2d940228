//! What can go wrong in a dataset: opening, reading, changing, loading.

use std::fmt;
use std::io;

use oxigraph::sparql::{QueryEvaluationError, SparqlSyntaxError, UpdateEvaluationError};
use oxigraph::store::StorageError;

use super::encoding::NotUtf8;
use crate::language::{Wording, grouped, wording};

/// What can go wrong in a dataset.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A query or update the dataset does not accept.
    #[error("{}", wording!("not valid SPARQL", "kein gültiges SPARQL"))]
    Syntax(#[from] SparqlSyntaxError),
    /// A query that failed while it ran.
    #[error("{}", wording!(
        "the query could not be evaluated",
        "die Abfrage ließ sich nicht auswerten",
    ))]
    Evaluation(#[source] QueryEvaluationError),
    /// A call of a function that the engine does not have.
    #[error("{}", wording!("unknown function {name}", "unbekannte Funktion {name}"))]
    Function {
        /// The function, in angle brackets.
        name: String,
    },
    /// A cast with more or fewer arguments than one.
    #[error("{}", wording!(
        "the cast {name} takes one argument, not {given}",
        "die Umwandlung {name} nimmt ein Argument, nicht {given}",
    ))]
    Arguments {
        /// The datatype, in angle brackets.
        name: String,
        /// How many there are.
        given: usize,
    },
    /// A graph that `CREATE` makes and that is there already; nothing of the update was applied.
    #[error("{}", wording!(
        "the graph {graph} exists already, nothing was changed",
        "den Graphen {graph} gibt es schon, nichts wurde geändert",
    ))]
    GraphExists {
        /// The graph, in angle brackets.
        graph: String,
    },
    /// A graph that `DROP` or `CLEAR` names and that is not there; nothing of the update was applied.
    #[error("{}", wording!(
        "there is no graph {graph}, nothing was changed",
        "den Graphen {graph} gibt es nicht, nichts wurde geändert",
    ))]
    GraphMissing {
        /// The graph, in angle brackets.
        graph: String,
    },
    /// An update that failed; nothing of it was applied.
    #[error("{}", wording!(
        "the update could not be applied",
        "das Update ließ sich nicht ausführen",
    ))]
    Update(#[source] UpdateEvaluationError),
    /// An update with `LOAD`, which would fetch its document.
    #[error("{}", wording!(
        "`LOAD` is not supported: nothing is fetched from the network",
        "`LOAD` wird nicht unterstützt: aus dem Netz wird nichts abgerufen",
    ))]
    RemoteLoad,
    /// A failure of the storage below.
    #[error("{}", wording!(
        "the store cannot be read or written",
        "der Store lässt sich nicht lesen oder schreiben",
    ))]
    Storage(#[from] StorageError),
    /// A change that was cancelled; nothing of it was applied.
    #[error("{}", wording!("cancelled, nothing was changed", "abgebrochen, nichts wurde geändert"))]
    Cancelled,
    /// A change of a dataset that is opened for reading only.
    #[error("{}", wording!(
        "the store is opened for reading only",
        "der Store ist nur zum Lesen geöffnet",
    ))]
    ReadOnly,
    /// A change that would write to a graph which the program keeps for itself; nothing of it was applied.
    #[error("{}", wording!(
        "the graph {graph} is kept for what is inferred, nothing was changed",
        "der Graph {graph} ist für Gefolgertes reserviert, nichts wurde geändert",
    ))]
    Reserved {
        /// The graph, in angle brackets.
        graph: String,
    },
    /// A dataset that keeps no inferred graph.
    #[error("{}", wording!(
        "this dataset keeps nothing that was inferred",
        "dieser Datenbestand bewahrt nichts Gefolgertes auf",
    ))]
    WithoutInference,
    /// A dataset that was changed after something was inferred from it.
    #[error("{}", wording!(
        "the dataset was changed, so that what was inferred from it holds no longer",
        "der Datenbestand wurde geändert, das daraus Gefolgerte gilt darum nicht mehr",
    ))]
    Outdated,
    /// A backup of a dataset that lives in memory.
    #[error("{}", wording!(
        "a dataset in memory has no files to back up",
        "ein Datenbestand im Arbeitsspeicher hat keine Dateien, die sich sichern ließen",
    ))]
    InMemory,
    /// A build without persistent stores was asked for one.
    #[error("{}", wording!(
        "{folder}: this program was built without persistent stores",
        "{folder}: dieses Programm wurde ohne dauerhafte Stores gebaut",
    ))]
    WithoutPersistence {
        /// The store's folder.
        folder: String,
    },
    /// A store's folder that is not there.
    #[error("{}", wording!(
        "{folder}: there is no such store",
        "{folder}: diesen Store gibt es nicht",
    ))]
    Missing {
        /// The store's folder.
        folder: String,
    },
    /// A file where a store's folder should be.
    #[error("{}", wording!(
        "{folder}: a store is a folder, this is a file",
        "{folder}: ein Store ist ein Ordner, das hier ist eine Datei",
    ))]
    NotAFolder {
        /// The path.
        folder: String,
    },
    /// A folder that holds no store.
    #[error("{}", wording!(
        "{folder}: this folder holds no store",
        "{folder}: dieser Ordner enthält keinen Store",
    ))]
    NotAStore {
        /// The folder.
        folder: String,
    },
    /// A folder that should be new or empty and is not.
    #[error("{}", wording!(
        "{folder}: this folder is not empty",
        "{folder}: dieser Ordner ist nicht leer",
    ))]
    NotEmpty {
        /// The folder.
        folder: String,
    },
    /// A store that another writer has open.
    #[error("{}", wording!(
        "{folder}: another process writes to this store",
        "{folder}: ein anderer Prozess schreibt in diesen Store",
    ))]
    Locked {
        /// The store's folder.
        folder: String,
    },
    /// A store whose files a writer replaces too fast to be read.
    #[error("{}", wording!(
        "{folder}: a writer keeps changing the files of this store",
        "{folder}: ein anderer Prozess ändert ständig die Dateien dieses Stores",
    ))]
    Changing {
        /// The store's folder.
        folder: String,
    },
    /// The operating system allows too few open files for a store.
    #[error("{}", wording!(
        "{folder}: too few files may be open at once",
        "{folder}: es dürfen zu wenige Dateien gleichzeitig offen sein",
    ))]
    FileLimit {
        /// The store's folder.
        folder: String,
    },
    /// A store that cannot be opened or created for another reason.
    #[error("{}", wording!(
        "{folder}: the store cannot be opened",
        "{folder}: der Store lässt sich nicht öffnen",
    ))]
    Open {
        /// The store's folder.
        folder: String,
        /// What the storage says.
        source: StorageError,
    },
    /// A folder of a store or a backup that cannot be read, made or renamed.
    #[error("{}", wording!(
        "{folder}: the folder cannot be used",
        "{folder}: der Ordner lässt sich nicht verwenden",
    ))]
    Folder {
        /// The folder.
        folder: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// A backup whose target is already there.
    #[error("{}", wording!(
        "{folder}: the target of a backup must not exist yet",
        "{folder}: das Ziel einer Sicherung darf es noch nicht geben",
    ))]
    Exists {
        /// The target.
        folder: String,
    },
    /// A backup that failed.
    #[error("{}", wording!(
        "{folder}: the backup could not be written",
        "{folder}: die Sicherung ließ sich nicht schreiben",
    ))]
    Backup {
        /// The target.
        folder: String,
        /// What the storage says.
        source: StorageError,
    },
    /// A file that cannot be read to its end.
    #[error("{}", wording!("{file}: cannot be read", "{file}: lässt sich nicht lesen"))]
    Unreadable {
        /// The file.
        file: String,
        /// What the operating system or the decompression says.
        source: io::Error,
    },
    /// A file that is no UTF-8 text; nothing of it was loaded.
    #[error("{file}:{}:{}: {place}", .place.line, .place.column)]
    NotUtf8 {
        /// The file.
        file: String,
        /// The first place that is not UTF-8, and what the file seems to be.
        place: NotUtf8,
    },
    /// A file whose name does not tell its RDF syntax.
    #[error("{}", wording!(
        "{file}: the name does not tell the format",
        "{file}: der Name verrät das Format nicht",
    ))]
    UnknownFormat {
        /// The file.
        file: String,
    },
    /// A base IRI that is no absolute IRI.
    #[error("{}", wording!(
        "{file}: `{base}` is not an absolute IRI to resolve names against",
        "{file}: `{base}` ist keine absolute IRI, gegen die sich Namen auflösen ließen",
    ))]
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

impl From<QueryEvaluationError> for Error {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::UnsupportedCustomFunction(name) => Self::Function {
                name: name.to_string(),
            },
            QueryEvaluationError::UnsupportedCustomFunctionArity { name, actual, .. } => {
                Self::Arguments {
                    name: name.to_string(),
                    given: actual,
                }
            }
            other => Self::Evaluation(other),
        }
    }
}

impl From<UpdateEvaluationError> for Error {
    fn from(error: UpdateEvaluationError) -> Self {
        match error {
            UpdateEvaluationError::GraphAlreadyExists(graph) => Self::GraphExists {
                graph: graph.to_string(),
            },
            UpdateEvaluationError::GraphDoesNotExist(graph) => Self::GraphMissing {
                graph: graph.to_string(),
            },
            UpdateEvaluationError::Storage(error) => Self::Storage(error),
            other => Self::Update(other),
        }
    }
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
                Wording::new("of it", "daraus")
            }
            _ => Wording::new("of these files", "aus diesen Dateien"),
        };
        f.write_str(&match count {
            1 => wording!(
                "1 syntax error, nothing {files} was loaded",
                "1 Syntaxfehler, {files} wurde nichts geladen"
            ),
            count => wording!(
                "{} syntax errors, nothing {files} was loaded",
                "{} Syntaxfehler, {files} wurde nichts geladen",
                grouped(count as u64)
            ),
        })?;
        for error in &self.errors {
            write!(f, "\n{error}")?;
        }
        if self.more > 0 {
            let more = grouped(self.more as u64);
            write!(
                f,
                "\n{}",
                wording!("… and {more} more", "… und {more} weitere")
            )?;
        }
        Ok(())
    }
}

impl Error {
    /// Gives the error of `file` that could not be read to its end, be it for what it holds.
    pub(super) fn unreadable(file: String, source: io::Error) -> Self {
        match NotUtf8::of(&source) {
            Some(place) => Self::NotUtf8 { file, place },
            None => Self::Unreadable { file, source },
        }
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
