//! SPARQL results as table, Markdown, HTML, LaTeX, RDF or the W3C formats, for a given width and colour. Layer 2: may
//! use language, prefixes, serialization.
//!
//! Start at [`write_solutions`], [`write_boolean`] and [`write_graph`]. With a width, a table is fitted to a terminal:
//! cut and with a footer; without one nothing is left out. Nothing in the data can drive a terminal.

mod fit;
mod footer;
mod format;
mod frame;
mod graph;
mod harmless;
mod html;
mod json_lines;
mod kept;
mod latex;
mod line;
mod markdown;
pub(crate) mod message;
mod options;
mod palette;
mod sentences;
mod spool;
mod standard;
mod table;
mod term;
mod turtle;
pub(crate) mod width;

use std::cell::Cell;
use std::error::Error as StdError;
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::{GraphName, Triple, Variable};

use crate::language::wording;
use crate::serialization::{self, Serializer};

pub use format::{Format, Kind};
pub use harmless::Harmless;
pub use html::PAGE;
pub use options::{Columns, Labelled, Labels, LookUp, Options, Style, Wording};
pub use palette::Theme;
pub(crate) use palette::{Palette, THEMES};

use frame::Rules;

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

impl Summary {
    /// Gives it, or the error that ended the rows together with it.
    fn with<E: StdError + 'static>(self, error: Option<E>) -> Result<Self, Error<E>> {
        match error {
            None => Ok(self),
            Some(source) => {
                let summary = self;
                Err(Error::Row { source, summary })
            }
        }
    }
}

/// Why results could not be written in full.
#[derive(Debug, thiserror::Error)]
pub enum Error<E: StdError + 'static> {
    /// The rows ended with an error; a table shows those before it, other formats are incomplete.
    #[error("{}", wording!("the results are not complete", "die Ergebnisse sind nicht vollständig"))]
    Row {
        /// The error.
        source: E,
        /// What was written.
        summary: Summary,
    },
    /// The format cannot hold what the query gives.
    #[error("{}", wording!("`{format}` cannot hold {kind}", "`{format}` kann {kind} nicht fassen", format = .format, kind = .kind))]
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
    #[error("{}", wording!("the results cannot be written", "die Ergebnisse lassen sich nicht schreiben"))]
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
/// Memory does not grow with the number of rows: a table on a terminal keeps those it shows, one for a file and LaTeX
/// go through a temporary file, all else streams.
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
        Format::Table => table::write(options, Rules::Around, variables, rows, out),
        Format::Ascii => {
            let style = Style::Ascii;
            let options = Options { style, ..*options };
            table::write(&options, Rules::Around, variables, rows, out)
        }
        Format::Column => table::write(options, Rules::Below, variables, rows, out),
        Format::Line => line::write(options, variables, rows, out),
        Format::Sentences => sentences::write(options, variables, rows, out),
        Format::Markdown => markdown::write(options, variables, rows, out),
        Format::Html => html::write(options, variables, rows, out),
        Format::Latex => latex::write(options, variables, rows, out),
        Format::Jsonl => json_lines::write(variables, rows, out),
        Format::Count => {
            let summary = count(rows)?;
            writeln!(out, "{}", summary.rows)?;
            Ok(summary)
        }
        Format::None => count(rows),
        Format::Csv | Format::Tsv | Format::Json | Format::Xml | Format::Rdf(_) => {
            match format.standard() {
                Some(standard) => standard::write(standard, options.headers, variables, rows, out),
                None => Err(Error::wrong_kind(format, Kind::Solutions)),
            }
        }
    }
}

/// Counts rows or triples to their end.
fn count<T, E: StdError + 'static>(
    rows: impl Iterator<Item = Result<T, E>>,
) -> Result<Summary, Error<E>> {
    let mut summary = Summary::default();
    for row in rows {
        row.map_err(|source| Error::Row { source, summary })?;
        summary.rows += 1;
    }
    Ok(summary)
}

/// Writes the answer of an ASK: `true` or `false`, in JSON and XML as their specifications ask; it counts as one.
///
/// # Errors
/// [`Error::WrongKind`], [`Error::Output`].
pub fn write_boolean(
    format: Format,
    options: &Options<'_>,
    value: bool,
    out: &mut dyn Write,
) -> Result<(), Error<io::Error>> {
    if !format.holds(Kind::Boolean) {
        return Err(Error::wrong_kind(format, Kind::Boolean));
    }
    match (format, format.standard()) {
        (_, Some(standard)) => standard::write_boolean(standard, value, out)?,
        (Format::Jsonl, None) => writeln!(out, "{{\"boolean\":{value}}}")?,
        (Format::Html, None) => html::write_boolean(options, value, out)?,
        (Format::Count, None) => writeln!(out, "1")?,
        (Format::None, None) => {}
        (_, None) => writeln!(out, "{value}")?,
    }
    Ok(())
}

/// Writes the triples of a CONSTRUCT or DESCRIBE; N-Triples and N-Quads stream, the others hold them in memory.
///
/// With a width, Turtle and TriG are coloured, cut to whole subjects where there are more triples than a table may have
/// rows, and have a footer.
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
    let syntax = match format {
        Format::Rdf(syntax) => syntax,
        Format::None => return count(triples.into_iter()),
        Format::Count => {
            let summary = count(triples.into_iter())?;
            writeln!(out, "{}", summary.rows)?;
            return Ok(summary);
        }
        _ => return Err(Error::wrong_kind(format, Kind::Graph)),
    };
    if let Some(room) = options.width.filter(|_| format.is_turtle()) {
        return graph::write(syntax, options, room, triples.into_iter(), out);
    }
    let rows = Cell::new(0);
    let quads = triples.into_iter().map(|triple| {
        let quad = triple?.in_graph(GraphName::DefaultGraph);
        rows.set(rows.get() + 1);
        Ok(quad)
    });
    let result = if options.results_before > 0 && format.is_turtle() {
        let mut text = Vec::new();
        serializer(syntax, options)
            .write(quads, &mut text)
            .and_then(|shown| {
                let text = turtle::apart(&String::from_utf8_lossy(&text), options.results_before);
                let written = out.write_all(text.as_bytes());
                written.map_err(serialization::Error::Output)?;
                Ok(shown)
            })
    } else {
        serializer(syntax, options).write(quads, out)
    };
    let summary = |shown| Summary {
        rows: rows.get(),
        shown,
        ..Summary::default()
    };
    result
        .map(summary)
        .map_err(|failed| unwritten(failed, summary(0)))
}

/// Gives what writes a graph in `syntax`.
fn serializer<'a>(syntax: serialization::Format, options: &Options<'a>) -> Serializer<'a> {
    Serializer {
        format: syntax,
        prefixes: options.prefixes,
        base: options.base,
        context: options.context,
    }
}

/// Tells why a graph was not written, and how much of it was.
fn unwritten<E: StdError + 'static>(
    failed: serialization::Failed<E>,
    summary: Summary,
) -> Error<E> {
    match failed {
        serialization::Failed::Source(source) => Error::Row { source, summary },
        serialization::Failed::Write(serialization::Error::Output(error)) => Error::Output(error),
        serialization::Failed::Write(error) => Error::Rdf(error),
    }
}
