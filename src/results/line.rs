//! Each value on a line of its own, in full: `name = value`, with an empty line between rows.

use std::error::Error as StdError;
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::Variable;

use super::footer::Footer;
use super::frame::{Frame, Rules};
use super::kept::Kept;
use super::table::{cells, hidden_rows, partial};
use super::term::{Cell, Cells};
use super::width::{width, wrap};
use super::{Error, Options, Summary};

/// What stands between a name and its value.
const EQUALS: &str = " = ";
/// Columns for values at the least; with fewer, a value stands below its name.
const NARROWEST: usize = 20;
/// How far a value is moved in below its name.
const INDENT: usize = 4;

pub(super) fn write<E: StdError + 'static>(
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    match options.width {
        Some(room) => write_fitted(options, room, variables, rows, out),
        None => write_in_full(options, variables, rows, out),
    }
}

fn write_in_full<E: StdError + 'static>(
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let mut cells = Cells::in_full(options, options.style);
    let record = Record::new(options, None, variables);
    let mut summary = Summary::default();
    for row in rows {
        let row = row.map_err(|source| Error::Row { source, summary })?;
        if summary.rows > 0 {
            writeln!(out)?;
        }
        let values = variables.iter().map(|variable| row.get(variable));
        let values: Vec<Cell> = values.map(|term| cells.cell(term)).collect();
        record.write(&values, out)?;
        summary.rows += 1;
        summary.shown += 1;
    }
    Ok(summary)
}

fn write_fitted<E: StdError + 'static>(
    options: &Options<'_>,
    room: usize,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let mut kept = Kept::new(options.max_rows);
    let error = kept.take(options, rows);
    if error.is_some() && kept.summary().rows == 0 {
        // As for a table, the error says it all.
        return kept.summary().with(error);
    }
    let frame = Frame::new(Rules::Below, options.style, options.colour);
    let (values, labels_incomplete) = cells(options, variables, &kept);
    let record = Record::new(options, Some(room), variables);
    let hidden = hidden_rows(options, frame, &kept);
    let fitting = hidden.iter().find(|text| width(text) <= room);
    let hidden = fitting.or(hidden.last());
    let rows_hidden_without_remedy = hidden.is_some_and(|text| !text.contains('`'));
    for (number, row) in values.iter().enumerate() {
        if let Some(hidden) = hidden.filter(|_| number == kept.first.len()) {
            frame.write_dim(hidden, out)?;
            writeln!(out)?;
        }
        record.write(row, out)?;
        // The footer stands apart as the rows do.
        writeln!(out)?;
    }
    if let Some(hidden) = hidden.filter(|_| values.len() == kept.first.len()) {
        frame.write_dim(hidden, out)?;
    }
    let footer = Footer {
        summary: kept.summary(),
        columns: variables.len(),
        labels_incomplete,
        rows_hidden_without_remedy,
        elapsed: options.elapsed.map(|elapsed| elapsed()),
        partial: partial(options, error.as_ref()),
        ..Footer::default()
    };
    footer.write(options, frame, room, out)?;
    footer.summary.with(error)
}

/// Writes rows as records of these names.
struct Record<'a> {
    names: Vec<&'a str>,
    /// The width of the widest name.
    widest: usize,
    room: Option<usize>,
    colour: bool,
}

impl<'a> Record<'a> {
    fn new(options: &Options<'_>, room: Option<usize>, variables: &'a [Variable]) -> Self {
        let names: Vec<&str> = variables.iter().map(Variable::as_str).collect();
        Self {
            widest: names.iter().map(|name| width(name)).max().unwrap_or(0),
            names,
            room,
            colour: options.colour,
        }
    }

    fn write(&self, values: &[Cell], out: &mut dyn Write) -> io::Result<()> {
        let (bold, plain) = if self.colour {
            ("\x1B[1m", "\x1B[0m")
        } else {
            ("", "")
        };
        let beside = self.widest + EQUALS.len();
        for (name, value) in self.names.iter().zip(values) {
            let Some(room) = self.room else {
                let padding = " ".repeat(self.widest - width(name));
                write!(out, "{padding}{bold}{name}{plain}{EQUALS}")?;
                let (clear, dimmed) = value.text.split_at(value.dim_from);
                if self.colour && !dimmed.is_empty() {
                    writeln!(out, "{clear}\x1B[2m{dimmed}{plain}")?;
                } else {
                    writeln!(out, "{clear}{dimmed}")?;
                }
                continue;
            };
            if room < beside + NARROWEST {
                for line in wrap(name, room) {
                    writeln!(out, "{bold}{}{plain}", &name[line])?;
                }
                self.write_value(value, INDENT, INDENT, room, out)?;
            } else {
                let padding = " ".repeat(self.widest - width(name));
                write!(out, "{padding}{bold}{name}{plain}{EQUALS}")?;
                self.write_value(value, 0, beside, room, out)?;
            }
        }
        Ok(())
    }

    /// Writes a value over as many lines as it takes, the first moved in by `first` columns, the others by `others`.
    fn write_value(
        &self,
        value: &Cell,
        first: usize,
        others: usize,
        room: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (dim, plain) = if self.colour {
            ("\x1B[2m", "\x1B[0m")
        } else {
            ("", "")
        };
        let lines = wrap(&value.text, room.saturating_sub(others).max(1));
        for (number, line) in lines.into_iter().enumerate() {
            let indent = if number == 0 { first } else { others };
            let dim_from = value.dim_from.clamp(line.start, line.end);
            let (clear, dimmed) = (
                &value.text[line.start..dim_from],
                &value.text[dim_from..line.end],
            );
            write!(out, "{:indent$}{clear}", "")?;
            if !dimmed.is_empty() {
                write!(out, "{dim}{dimmed}{plain}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}
