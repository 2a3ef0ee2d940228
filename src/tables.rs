//! Tables of the graph for spreadsheets, statistics programs and databases: CSV with a Frictionless Data Package.
//! Layer 3: may use sparql, store, bundle, digest, prefixes, vocab.
//!
//! Start at [`write()`]. Each table is one query, `queries/tables/NAME.rq`, whose header describes the table and its columns;
//! see [`View::from_file`]. A row is one fact, a column one property; several values stand in one cell, separated by
//! [`SEPARATOR`]. The files follow RFC 4180 in UTF-8, the description Data Package 2.0 (frictionlessdata, 2024). What the
//! description promises is checked while the rows are written: types, codes, keys.

mod cell;
mod header;
mod package;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;

use oxrdf::vocab::rdfs;
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term};

use crate::bundle::{Bundle, File};
use crate::language::wording;
use crate::sparql::{self, Answer, Cancellation, Diagnostic};
use crate::store::{self, Dataset};
use crate::vocab::{BASE, skos};

pub use header::{Column, Kind, View};
pub use package::Description;

/// What separates the values in one cell; none of them contains it.
pub const SEPARATOR: &str = " | ";
/// The file that describes the tables.
pub const PACKAGE: &str = "datapackage.json";

/// Why the tables cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A header that cannot be read.
    #[error("{file}:{line}: {message}")]
    Header {
        /// The file, relative to the dataset's folder.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A query that is not valid by itself.
    #[error("{file}:{}:{}: {}", .diagnostic.line, .diagnostic.column, .diagnostic.message)]
    Query {
        /// The file, relative to the dataset's folder.
        file: String,
        /// What is wrong.
        diagnostic: Box<Diagnostic>,
    },
    /// A value that is not what the header of its column promises.
    #[error("{}", wording!(
        "table {table}: column {column} of {row}: {message}",
        "Tabelle {table}: Spalte {column} von {row}: {message}",
    ))]
    Value {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The key of the row.
        row: String,
        /// What is wrong.
        message: String,
    },
    /// Two rows with the same key.
    #[error("{}", wording!(
        "table {table}: several rows for {row}",
        "Tabelle {table}: mehrere Zeilen für {row}",
    ))]
    Repeated {
        /// The table.
        table: String,
        /// The key.
        row: String,
    },
    /// A query that failed.
    #[error("{}", wording!("table {table}", "Tabelle {table}"))]
    Evaluation {
        /// The table.
        table: String,
        /// Why.
        source: sparql::Error,
    },
    /// The dataset cannot be read.
    #[error("{}", wording!(
        "the vocabularies cannot be read",
        "die Vokabulare lassen sich nicht lesen",
    ))]
    Store(#[from] store::Error),
    /// A file that cannot be written.
    #[error("{}", wording!(
        "the tables cannot be written",
        "die Tabellen lassen sich nicht schreiben",
    ))]
    Output(#[from] io::Error),
}

/// Reads the tables that `bundle` describes, in the order of their names.
///
/// # Errors
/// [`Error::Header`] with file and line, [`Error::Query`].
pub fn views(bundle: &Bundle) -> Result<Vec<View>, Error> {
    bundle.table_files().map(View::from_file).collect()
}

/// Writes all tables of `bundle` and their description, each file through `put` with its name.
///
/// The same dataset gives the same bytes.
///
/// # Errors
/// As [`views`]; [`Error::Value`], [`Error::Repeated`], [`Error::Evaluation`], [`Error::Store`], and what `put` says.
pub fn write(
    dataset: &dyn Dataset,
    bundle: &Bundle,
    description: &Description,
    cancellation: &Cancellation,
    put: &mut dyn FnMut(&str, &[u8]) -> io::Result<()>,
) -> Result<(), Error> {
    let views = views(bundle)?;
    let codes = Codes::read(dataset, &views)?;
    let mut written = Vec::new();
    for view in &views {
        let table = view.table(dataset, &codes, cancellation)?;
        put(&view.file_name(), &table)?;
        written.push((view, table));
    }
    let text = package::text(description, &written, &codes);
    put(PACKAGE, text.as_bytes())?;
    Ok(())
}

/// The codes of the vocabularies that columns use, with their English labels.
struct Codes {
    by_scheme: HashMap<String, BTreeMap<String, String>>,
}

impl Codes {
    fn read(dataset: &dyn Dataset, views: &[View]) -> Result<Self, Error> {
        let schemes: BTreeSet<&str> = views
            .iter()
            .flat_map(|view| &view.columns)
            .filter_map(|column| column.kind.scheme())
            .collect();
        let mut by_scheme = HashMap::new();
        for scheme in schemes {
            let iri = format!("{BASE}vocab/{scheme}");
            let scheme_node = NamedNodeRef::new_unchecked(&iri);
            let mut codes = BTreeMap::new();
            for quad in dataset.quads(None, Some(skos::IN_SCHEME), Some(scheme_node.into()), None) {
                if let NamedOrBlankNode::NamedNode(concept) = quad?.subject {
                    let code = concept.as_str().rsplit('/').next().unwrap_or_default();
                    codes.insert(code.to_owned(), english_label(dataset, concept.as_ref())?);
                }
            }
            by_scheme.insert(scheme.to_owned(), codes);
        }
        Ok(Self { by_scheme })
    }

    fn of(&self, scheme: &str) -> Option<&BTreeMap<String, String>> {
        self.by_scheme.get(scheme)
    }
}

/// Gives the English label of a concept, else any, the first by the alphabet where there are several.
fn english_label(dataset: &dyn Dataset, concept: NamedNodeRef<'_>) -> Result<String, store::Error> {
    let mut labels = Vec::new();
    for quad in dataset.quads(Some(concept.into()), Some(rdfs::LABEL), None, None) {
        if let Term::Literal(literal) = quad?.object {
            labels.push((literal.language() != Some("en"), literal.value().to_owned()));
        }
    }
    labels.sort();
    Ok(labels
        .into_iter()
        .next()
        .map(|(_, label)| label)
        .unwrap_or_default())
}

impl View {
    /// Gives the name of the CSV file.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.csv", self.name)
    }

    /// Evaluates the query and gives the CSV text.
    fn table(
        &self,
        dataset: &dyn Dataset,
        codes: &Codes,
        cancellation: &Cancellation,
    ) -> Result<Vec<u8>, Error> {
        let failed = |source: sparql::Error| Error::Evaluation {
            table: self.name.clone(),
            source,
        };
        let answer = self.query.evaluate(dataset, cancellation).map_err(failed)?;
        let Answer::Solutions { rows, .. } = answer else {
            return Err(self.malformed(
                1,
                wording!(
                    "a table is made by a SELECT query",
                    "eine Tabelle entsteht aus einer SELECT-Abfrage"
                ),
            ));
        };
        let mut text = Vec::new();
        let names = self.columns.iter().map(|column| column.name.as_str());
        cell::push_record(names, &mut text);
        let mut keys = HashSet::new();
        for row in rows {
            let row = row.map_err(failed)?;
            let key = row.get(self.key.as_str()).map_or_else(
                || wording!("a row without key", "einer Zeile ohne Schlüssel"),
                |term| cell::plain(term).into_owned(),
            );
            let mut cells = Vec::with_capacity(self.columns.len());
            for column in &self.columns {
                let cell = cell::cell(row.get(column.name.as_str()), column, codes);
                cells.push(cell.map_err(|message| Error::Value {
                    table: self.name.clone(),
                    column: column.name.clone(),
                    row: key.clone(),
                    message,
                })?);
            }
            cell::push_record(cells.iter().map(AsRef::as_ref), &mut text);
            if !keys.insert(key.clone()) {
                return Err(Error::Repeated {
                    table: self.name.clone(),
                    row: key,
                });
            }
        }
        Ok(text)
    }

    fn malformed(&self, line: usize, message: String) -> Error {
        Error::Header {
            file: self.file.clone(),
            line,
            message,
        }
    }

    /// Reads a query file with the header of a table.
    ///
    /// ```text
    /// #+ title: Meetings
    /// #+ title@de: Sitzungen
    /// #+ description: Longer text; several lines are joined. With `@de` as well.
    /// #+ key: meeting
    /// #+ column: meeting iri required class=gremia:Meeting -- The meeting
    /// #+ column@de: meeting -- Die Sitzung
    /// #+ column: status code:meeting-status property=gremia:meetingStatus -- Whether it was held
    /// #+ column: places list:iri property=schema:location -- Towns and venues
    /// #+ column: part_of iri references=meetings property=cv:parentEvent -- The meeting it is part of
    /// ```
    ///
    /// The columns stand in the order of the query, which names them alike. Types are `iri`, `string`, `integer`, `number`,
    /// `date`, `year`, `code:SCHEME`, and `list:` with one of these.
    ///
    /// # Errors
    /// [`Error::Header`] with file and line, [`Error::Query`].
    pub fn from_file(file: &File) -> Result<Self, Error> {
        header::read(file)
    }
}
