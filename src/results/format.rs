//! The formats of results, their names and file extensions.

use std::fmt;
use std::path::Path;

use oxigraph::sparql::results::QueryResultsFormat;

use crate::language::wording;
use crate::serialization;

/// What a query gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The rows of SELECT.
    Solutions,
    /// The answer of ASK.
    Boolean,
    /// The triples of CONSTRUCT and DESCRIBE.
    Graph,
}

impl Kind {
    /// Lists the names of the formats that can hold it, for messages.
    #[must_use]
    pub fn formats(self) -> String {
        let names: Vec<_> = Format::all()
            .filter(|format| format.holds(self))
            .map(Format::name)
            .collect();
        names.join(", ")
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&match self {
            Self::Solutions => wording!("solutions", "Lösungen"),
            Self::Boolean => wording!("a truth value", "einen Wahrheitswert"),
            Self::Graph => wording!("a graph", "einen Graphen"),
        })
    }
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table with box-drawing characters, or in the style of the [`Options`](super::Options).
    Table,
    /// A table in ASCII characters only, but for the data.
    Ascii,
    /// Columns without lines around them, as in sqlite3.
    Column,
    /// Each value on a line of its own, in full, as in sqlite3.
    Line,
    /// SPARQL 1.1 CSV: readable by everything, without datatypes and languages.
    Csv,
    /// SPARQL 1.1 TSV: terms as in Turtle.
    Tsv,
    /// SPARQL 1.1 JSON.
    Json,
    /// One JSON object for each row, as in the `bindings` of SPARQL 1.1 JSON.
    Jsonl,
    /// SPARQL 1.1 XML.
    Xml,
    /// A table in GitHub's Markdown.
    Markdown,
    /// A page of HTML with a table.
    Html,
    /// A LaTeX `tabular` in the style of booktabs.
    Latex,
    /// Each row as a sentence, for those who have it read aloud.
    Sentences,
    /// The number of rows or triples.
    Count,
    /// Nothing: the query runs to its end.
    None,
    /// A syntax for graphs.
    Rdf(serialization::Format),
}

/// All formats that hold rows, with their names.
const OF_ROWS: [(Format, &str); 15] = [
    (Format::Table, "table"),
    (Format::Ascii, "ascii"),
    (Format::Column, "column"),
    (Format::Line, "line"),
    (Format::Csv, "csv"),
    (Format::Tsv, "tsv"),
    (Format::Json, "json"),
    (Format::Jsonl, "jsonl"),
    (Format::Xml, "xml"),
    (Format::Markdown, "markdown"),
    (Format::Html, "html"),
    (Format::Latex, "latex"),
    (Format::Sentences, "sentences"),
    (Format::Count, "count"),
    (Format::None, "none"),
];

/// File extensions of formats that hold rows.
const EXTENSIONS: [(&str, Format); 13] = [
    ("csv", Format::Csv),
    ("htm", Format::Html),
    ("html", Format::Html),
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("md", Format::Markdown),
    ("ndjson", Format::Jsonl),
    ("srj", Format::Json),
    ("srx", Format::Xml),
    ("tex", Format::Latex),
    ("tsv", Format::Tsv),
    ("txt", Format::Table),
    ("xml", Format::Xml),
];

impl Format {
    /// Gives all formats, those for solutions first.
    pub fn all() -> impl Iterator<Item = Self> {
        OF_ROWS
            .into_iter()
            .map(|(format, _)| format)
            .chain(serialization::Format::ALL.map(Self::Rdf))
    }

    /// Gives the name used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        if let Self::Rdf(format) = self {
            return format.name();
        }
        let found = OF_ROWS.iter().find(|(format, _)| *format == self);
        found.map_or("", |(_, name)| name)
    }

    /// Reads a name or a file extension; upper and lower case are alike.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let lowered = name.to_ascii_lowercase();
        let named = OF_ROWS.iter().find(|(_, name)| *name == lowered);
        named
            .map(|(format, _)| *format)
            .or_else(|| Self::from_extension(&lowered))
    }

    /// Finds the format of a file by its extension.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        Self::from_extension(&path.extension()?.to_str()?.to_ascii_lowercase())
    }

    fn from_extension(extension: &str) -> Option<Self> {
        let of_rows = EXTENSIONS.iter().find(|(known, _)| *known == extension);
        of_rows
            .map(|(_, format)| *format)
            .or_else(|| serialization::Format::from_name(extension).map(Self::Rdf))
    }

    /// Tells whether the format can hold what a query gives.
    #[must_use]
    pub fn holds(self, kind: Kind) -> bool {
        match self {
            Self::Count | Self::None => true,
            Self::Rdf(_) => kind == Kind::Graph,
            _ => kind != Kind::Graph,
        }
    }

    /// Tells whether it is made for reading on a terminal and nothing else: then it makes the data harmless itself.
    #[must_use]
    pub fn is_for_reading(self) -> bool {
        matches!(
            self,
            Self::Table | Self::Ascii | Self::Column | Self::Line | Self::Sentences
        )
    }

    /// Tells whether it is Turtle or TriG, which a terminal shows in colours and with a footer.
    #[must_use]
    pub fn is_turtle(self) -> bool {
        use serialization::Format::{TriG, Turtle};
        matches!(self, Self::Rdf(Turtle | TriG))
    }

    pub(super) fn standard(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
