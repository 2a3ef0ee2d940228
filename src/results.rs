//! SPARQL results as table, Markdown, RDF or the W3C formats, for a given width and colour. Layer 2: may use
//! prefixes, serialization.
//!
//! Start at [`write_solutions`], [`write_boolean`] and [`write_graph`]. With a width, a table is fitted to a terminal:
//! cut, coloured and with a footer; without one nothing is left out. Nothing in the data can drive a terminal.

mod fit;
mod footer;
mod frame;
mod markdown;
mod sentences;
mod spool;
mod standard;
mod table;
mod term;
pub(crate) mod width;

use std::cell::Cell;
use std::error::Error as StdError;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use oxigraph::sparql::QuerySolution;
use oxigraph::sparql::results::QueryResultsFormat;
use oxrdf::{GraphName, Triple, Variable};

use crate::prefixes::Prefixes;
use crate::serialization::json_ld::Context;
use crate::serialization::{self, Serializer};

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
        formatter.write_str(match self {
            Self::Solutions => "solutions",
            Self::Boolean => "a truth value",
            Self::Graph => "a graph",
        })
    }
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table with box-drawing characters, or in the style of the [`Options`].
    Table,
    /// A table in ASCII characters only, but for the data.
    Ascii,
    /// SPARQL 1.1 CSV: readable by everything, without datatypes and languages.
    Csv,
    /// SPARQL 1.1 TSV: terms as in Turtle.
    Tsv,
    /// SPARQL 1.1 JSON.
    Json,
    /// SPARQL 1.1 XML.
    Xml,
    /// A table in GitHub's Markdown.
    Markdown,
    /// Each row as a sentence, for those who have it read aloud.
    Sentences,
    /// A syntax for graphs.
    Rdf(serialization::Format),
}

impl Format {
    /// Gives all formats, those for solutions first.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            Self::Table,
            Self::Ascii,
            Self::Csv,
            Self::Tsv,
            Self::Json,
            Self::Xml,
            Self::Markdown,
            Self::Sentences,
        ]
        .into_iter()
        .chain(serialization::Format::ALL.map(Self::Rdf))
    }

    /// Gives the name used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Ascii => "ascii",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Markdown => "markdown",
            Self::Sentences => "sentences",
            Self::Rdf(format) => format.name(),
        }
    }

    /// Reads a name or a file extension; upper and lower case are alike.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "table" | "txt" => Self::Table,
            "ascii" => Self::Ascii,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "json" | "srj" => Self::Json,
            "xml" | "srx" => Self::Xml,
            "markdown" | "md" => Self::Markdown,
            "sentences" => Self::Sentences,
            other => return serialization::Format::from_name(other).map(Self::Rdf),
        })
    }

    /// Finds the format of a file by its extension.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        path.extension()?.to_str().and_then(Self::from_name)
    }

    /// Tells whether the format can hold what a query gives.
    #[must_use]
    pub fn holds(self, kind: Kind) -> bool {
        matches!(self, Self::Rdf(_)) == (kind == Kind::Graph)
    }

    fn standard(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            Self::Table | Self::Ascii | Self::Markdown | Self::Sentences | Self::Rdf(_) => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The characters a table is drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Box-drawing characters.
    #[default]
    Box,
    /// ASCII only, but for the data.
    Ascii,
}

/// Words an error for a reader.
pub type Wording = dyn Fn(&(dyn StdError + 'static)) -> String;

/// How results look; [`Options::new`] gives what suits a file.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The prefixes that abbreviate IRIs.
    pub prefixes: &'a Prefixes,
    /// The base that Turtle writes IRIs without a prefix relative to.
    pub base: Option<&'a str>,
    /// The names that JSON-LD has for properties and classes.
    pub context: Option<&'a Context>,
    /// Columns of the terminal; `None` for files and pipes, where a table is never cut, coloured or footed.
    pub width: Option<usize>,
    /// Whether a table on a terminal is coloured.
    pub colour: bool,
    /// Rows of a table on a terminal; of more, the first and the last are shown.
    pub max_rows: usize,
    /// Rows after which a table on a terminal stops counting.
    pub count_rows: Option<usize>,
    /// Time after which a table on a terminal stops counting; needs [`Options::elapsed`].
    pub count_time: Option<Duration>,
    /// What stands in a table for a variable without a value; a sign of the style if `None`.
    pub null: Option<&'a str>,
    /// The characters of a table.
    pub style: Style,
    /// Gives the time since the query began, for the footer.
    pub elapsed: Option<&'a dyn Fn() -> Duration>,
    /// Words the error that ended the rows early, for the footer: `partial: …`.
    pub partial: Option<&'a Wording>,
}

impl<'a> Options<'a> {
    /// Gives the options for a file: everything in full, nothing coloured.
    #[must_use]
    pub fn new(prefixes: &'a Prefixes) -> Self {
        Self {
            prefixes,
            base: None,
            context: None,
            width: None,
            colour: false,
            max_rows: 40,
            count_rows: Some(1_000_000),
            count_time: Some(Duration::from_secs(5)),
            null: None,
            style: Style::Box,
            elapsed: None,
            partial: None,
        }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows or triples that the query gave, as far as they were counted.
    pub rows: usize,
    /// Rows or triples written.
    pub shown: usize,
    /// Whether counting stopped at its limit, so that there may be more rows.
    pub counting_stopped: bool,
    /// Columns that did not fit.
    pub columns_hidden: usize,
    /// Cells that were shortened.
    pub cells_cut: usize,
}

/// Why results could not be written in full.
#[derive(Debug, thiserror::Error)]
pub enum Error<E: StdError + 'static> {
    /// The rows ended with an error; a table shows those before it, other formats are incomplete.
    #[error("the results are not complete")]
    Row {
        /// The error.
        source: E,
        /// What was written.
        summary: Summary,
    },
    /// The format cannot hold what the query gives.
    #[error("`{format}` cannot hold {kind}")]
    WrongKind {
        /// The format.
        format: Format,
        /// What the query gives.
        kind: Kind,
        /// The names of the formats that can.
        formats: String,
    },
    /// The graph cannot be written in this syntax.
    #[error(transparent)]
    Rdf(serialization::Error),
    /// The output failed.
    #[error("the results cannot be written")]
    Output(#[from] io::Error),
}

impl<E: StdError + 'static> Error<E> {
    fn wrong_kind(format: Format, kind: Kind) -> Self {
        Self::WrongKind {
            format,
            kind,
            formats: kind.formats(),
        }
    }
}

/// Writes the rows of a SELECT; `variables` are the columns, in this order.
///
/// Memory does not grow with the number of rows: a table on a terminal keeps those it shows, one for a file goes
/// through a temporary file, all else streams.
///
/// # Errors
/// [`Error::Row`] where `rows` gives an error, with what was written until then; [`Error::WrongKind`];
/// [`Error::Output`].
pub fn write_solutions<E: StdError + 'static>(
    format: Format,
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl IntoIterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let rows = rows.into_iter();
    match format {
        Format::Table => table::write(options, variables, rows, out),
        Format::Ascii => {
            let options = Options {
                style: Style::Ascii,
                ..*options
            };
            table::write(&options, variables, rows, out)
        }
        Format::Markdown => markdown::write(options, variables, rows, out),
        Format::Sentences => sentences::write(options, variables, rows, out),
        Format::Csv | Format::Tsv | Format::Json | Format::Xml | Format::Rdf(_) => {
            match format.standard() {
                Some(standard) => standard::write(standard, variables, rows, out),
                None => Err(Error::wrong_kind(format, Kind::Solutions)),
            }
        }
    }
}

/// Writes the answer of an ASK: `true` or `false`, in JSON and XML as their specifications ask.
///
/// # Errors
/// [`Error::WrongKind`], [`Error::Output`].
pub fn write_boolean(
    format: Format,
    value: bool,
    out: &mut dyn Write,
) -> Result<(), Error<io::Error>> {
    if !format.holds(Kind::Boolean) {
        return Err(Error::wrong_kind(format, Kind::Boolean));
    }
    match format.standard() {
        Some(standard) => standard::write_boolean(standard, value, out)?,
        None => writeln!(out, "{value}")?,
    }
    Ok(())
}

/// Writes the triples of a CONSTRUCT or DESCRIBE; N-Triples and N-Quads stream, the others hold them in memory.
///
/// # Errors
/// [`Error::Row`] where `triples` gives an error: then all but the streaming formats have written nothing;
/// [`Error::WrongKind`]; [`Error::Rdf`].
pub fn write_graph<E: StdError + 'static>(
    format: Format,
    options: &Options<'_>,
    triples: impl IntoIterator<Item = Result<Triple, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let Format::Rdf(syntax) = format else {
        return Err(Error::wrong_kind(format, Kind::Graph));
    };
    let rows = Cell::new(0);
    let quads = triples.into_iter().map(|triple| {
        let quad = triple?.in_graph(GraphName::DefaultGraph);
        rows.set(rows.get() + 1);
        Ok(quad)
    });
    let serializer = Serializer {
        format: syntax,
        prefixes: options.prefixes,
        base: options.base,
        context: options.context,
    };
    let result = serializer.write(quads, out);
    let summary = |shown| Summary {
        rows: rows.get(),
        shown,
        ..Summary::default()
    };
    match result {
        Ok(count) => Ok(summary(count)),
        Err(serialization::Failed::Source(source)) => Err(Error::Row {
            source,
            summary: summary(0),
        }),
        Err(serialization::Failed::Write(serialization::Error::Output(error))) => {
            Err(Error::Output(error))
        }
        Err(serialization::Failed::Write(error)) => Err(Error::Rdf(error)),
    }
}
