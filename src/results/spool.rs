//! A table in full, for a file or pipe.

use std::error::Error as StdError;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::Variable;
use tempfile::SpooledTempFile;

use super::fit::Column;
use super::frame::{Frame, Line};
use super::term::Cells;
use super::{Error, Options, Style, Summary};

/// Memory for a table before it goes to a temporary file.
const SPOOL_BYTES: usize = 8 << 20;

/// Writes every row, as wide as it takes: once to a temporary file to learn the widths, then as a table.
pub(super) fn write<E: StdError + 'static>(
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let mut cells = Cells::new(options.prefixes, options.style, options.null, false);
    let mut columns: Vec<Column> = variables
        .iter()
        .map(|variable| Column::new(variable.as_str()))
        .collect();
    let mut spool = BufWriter::new(SpooledTempFile::new(SPOOL_BYTES));
    let mut summary = Summary::default();
    let mut error = None;
    for row in rows {
        let row = match row {
            Ok(row) => row,
            Err(found) => {
                error = Some(found);
                break;
            }
        };
        for (column, variable) in columns.iter_mut().zip(variables) {
            let cell = cells.cell(row.get(variable));
            column.add(&cell);
            spool.write_all(&[u8::from(cell.right)])?;
            spool.write_all(&(cell.text.len() as u64).to_le_bytes())?;
            spool.write_all(cell.text.as_bytes())?;
        }
        summary.rows += 1;
        summary.shown += 1;
    }
    let mut spool = spool
        .into_inner()
        .map_err(|error| Error::Output(error.into_error()))?;
    spool.rewind()?;
    if !variables.is_empty() {
        write_spooled(
            options.style,
            variables,
            &columns,
            summary.rows,
            BufReader::new(spool),
            out,
        )?;
    }
    match error {
        None => Ok(summary),
        Some(source) => Err(Error::Row { source, summary }),
    }
}

fn write_spooled(
    style: Style,
    variables: &[Variable],
    columns: &[Column],
    rows: usize,
    mut spool: impl Read,
    out: &mut dyn Write,
) -> io::Result<()> {
    let frame = Frame::new(style, false);
    let widths: Vec<usize> = columns.iter().map(|column| column.width).collect();
    let headers: Vec<Line> = variables
        .iter()
        .zip(columns)
        .map(|(variable, column)| Line::new(variable.as_str().to_owned(), column.right))
        .collect();
    frame.write_top(&widths, out)?;
    frame.write_header(&headers, &widths, out)?;
    frame.write_middle(&widths, out)?;
    for _ in 0..rows {
        let mut line = Vec::with_capacity(columns.len());
        for _ in columns {
            let (mut right, mut length) = ([0], [0; 8]);
            spool.read_exact(&mut right)?;
            spool.read_exact(&mut length)?;
            let mut text = String::new();
            (&mut spool)
                .take(u64::from_le_bytes(length))
                .read_to_string(&mut text)?;
            line.push(Line::new(text, right != [0]));
        }
        frame.write_line(&line, &widths, out)?;
    }
    frame.write_bottom(&widths, out)
}
