//! Rows through a temporary file, for formats that must know all of them before the first: tables in full, LaTeX.

use std::error::Error as StdError;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::{Term, Variable};
use tempfile::SpooledTempFile;

use super::fit::Column;
use super::frame::{Frame, Line, Rules};
use super::term::{Cell, Cells};
use super::{Error, Options, Summary};

/// Memory for a table before it goes to a temporary file.
const SPOOL_BYTES: usize = 8 << 20;

/// Cells that have been put aside.
pub(super) struct Spool<E> {
    file: BufReader<SpooledTempFile>,
    /// What is known of each column.
    pub(super) columns: Vec<Column>,
    pub(super) summary: Summary,
    /// What ended the rows early.
    error: Option<E>,
}

impl<E: StdError + 'static> Spool<E> {
    /// Puts aside the cells that `cell` makes of the terms of `rows`; the headers are `names`.
    pub(super) fn fill(
        names: &[String],
        variables: &[Variable],
        rows: impl Iterator<Item = Result<QuerySolution, E>>,
        mut cell: impl FnMut(Option<&Term>) -> Cell,
    ) -> Result<Self, Error<E>> {
        let mut columns: Vec<Column> = names.iter().map(|name| Column::new(name)).collect();
        let mut file = BufWriter::new(SpooledTempFile::new(SPOOL_BYTES));
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
                let cell = cell(row.get(variable));
                column.add(&cell);
                file.write_all(&[u8::from(cell.right)])?;
                file.write_all(&(cell.dim_from as u64).to_le_bytes())?;
                file.write_all(&(cell.text.len() as u64).to_le_bytes())?;
                file.write_all(cell.text.as_bytes())?;
            }
            summary.rows += 1;
            summary.shown += 1;
        }
        let mut file = file
            .into_inner()
            .map_err(|error| Error::Output(error.into_error()))?;
        file.rewind()?;
        Ok(Self {
            file: BufReader::new(file),
            columns,
            summary,
            error,
        })
    }

    /// Gives the next row; there are as many as were counted.
    ///
    /// # Errors
    /// That of the temporary file.
    pub(super) fn next_row(&mut self) -> io::Result<Vec<Line>> {
        let mut cells = Vec::with_capacity(self.columns.len());
        for _ in &self.columns {
            let (mut right, mut dim_from, mut length) = ([0], [0; 8], [0; 8]);
            self.file.read_exact(&mut right)?;
            self.file.read_exact(&mut dim_from)?;
            self.file.read_exact(&mut length)?;
            let mut text = String::new();
            (&mut self.file)
                .take(u64::from_le_bytes(length))
                .read_to_string(&mut text)?;
            let dim_from = usize::try_from(u64::from_le_bytes(dim_from)).unwrap_or(text.len());
            cells.push(Line {
                text,
                dim_from,
                right: right != [0],
            });
        }
        Ok(cells)
    }

    /// Tells whether all rows came.
    pub(super) fn ended(self) -> Result<Summary, Error<E>> {
        self.summary.with(self.error)
    }
}

/// Writes every row as a table, as wide as it takes.
pub(super) fn write_table<E: StdError + 'static>(
    options: &Options<'_>,
    rules: Rules,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let mut cells = Cells::in_full(options, options.style);
    let names: Vec<String> = variables
        .iter()
        .map(|variable| variable.as_str().to_owned())
        .collect();
    let headers: &[String] = if options.headers {
        &names
    } else {
        &vec![String::new(); names.len()]
    };
    let mut spool = Spool::fill(headers, variables, rows, |term| cells.cell(term))?;
    if variables.is_empty() {
        return spool.ended();
    }
    let frame = Frame::new(rules, options.style, options.colour);
    let widths: Vec<usize> = spool.columns.iter().map(|column| column.width).collect();
    frame.write_top(&widths, out)?;
    if options.headers {
        let headers: Vec<Line> = names
            .into_iter()
            .zip(&spool.columns)
            .map(|(name, column)| Line::new(name, column.right))
            .collect();
        frame.write_header(&headers, &widths, out)?;
        frame.write_middle(&widths, out)?;
    }
    for _ in 0..spool.summary.rows {
        frame.write_line(&spool.next_row()?, &widths, out)?;
    }
    frame.write_bottom(&widths, out)?;
    spool.ended()
}
