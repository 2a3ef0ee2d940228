//! A table fitted to a terminal, with a footer; [`spool`] writes those for files.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::Variable;

use super::fit::{Column, Fitted, fit, fit_before_names};
use super::footer::{counted, footer};
use super::frame::{Frame, Line};
use super::term::{Cell, Cells};
use super::width::{elide_middle, start, width, wrap};
use super::{Error, Options, Summary, spool};

/// Tables with no more rows than this show long cells in full, over several lines.
const FEW_ROWS: usize = 8;
/// Lines of one cell at most.
const MOST_LINES: usize = 12;
/// Rows between two looks at the clock.
const ROWS_PER_LOOK: usize = 1024;

pub(super) fn write<E: StdError + 'static>(
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    match options.width {
        Some(width) => write_fitted(options, width, variables, rows, out),
        None => spool::write(options, variables, rows, out),
    }
}

fn write_fitted<E: StdError + 'static>(
    options: &Options<'_>,
    columns: usize,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let mut kept = Kept::new(options.max_rows);
    let error = kept.take(options, rows);
    let partial = error.as_ref().map(|error| match options.partial {
        Some(describe) => describe(error),
        None => error.to_string(),
    });
    let elapsed = options.elapsed.map(|elapsed| elapsed());
    let mut summary = Summary {
        rows: kept.count,
        shown: kept.first.len() + kept.last.len(),
        counting_stopped: kept.stopped,
        ..Summary::default()
    };
    let frame = Frame::new(options.style, options.colour);
    if !variables.is_empty() {
        Screen::new(options, frame, columns, variables, &kept).write(&mut summary, out)?;
    }
    for line in footer(frame, columns, variables.len(), summary, elapsed, partial) {
        frame.write_dim(&line, out)?;
    }
    match error {
        None => Ok(summary),
        Some(source) => Err(Error::Row { source, summary }),
    }
}

/// The first and the last rows of a result.
struct Kept {
    first: Vec<QuerySolution>,
    last: VecDeque<QuerySolution>,
    room_first: usize,
    room_last: usize,
    count: usize,
    stopped: bool,
}

impl Kept {
    fn new(max_rows: usize) -> Self {
        Self {
            first: Vec::new(),
            last: VecDeque::new(),
            room_first: max_rows.div_ceil(2),
            room_last: max_rows / 2,
            count: 0,
            stopped: false,
        }
    }

    /// Takes rows until they end, one is an error, or counting has reached its limit.
    fn take<E>(
        &mut self,
        options: &Options<'_>,
        rows: impl Iterator<Item = Result<QuerySolution, E>>,
    ) -> Option<E> {
        let clock = options.elapsed.zip(options.count_time);
        let deadline = clock.map(|(elapsed, limit)| (elapsed, elapsed() + limit));
        for row in rows {
            let row = match row {
                Ok(row) => row,
                Err(error) => return Some(error),
            };
            let is_late = || deadline.is_some_and(|(elapsed, end)| elapsed() >= end);
            let limit = options.count_rows.unwrap_or(usize::MAX);
            if self.count >= limit || (self.count % ROWS_PER_LOOK == ROWS_PER_LOOK - 1 && is_late())
            {
                self.stopped = true;
                return None;
            }
            self.push(row);
        }
        None
    }

    fn push(&mut self, row: QuerySolution) {
        self.count += 1;
        if self.first.len() < self.room_first {
            self.first.push(row);
        } else if self.room_last > 0 {
            if self.last.len() == self.room_last {
                self.last.pop_front();
            }
            self.last.push_back(row);
        }
    }

    fn hidden(&self) -> usize {
        self.count - self.first.len() - self.last.len()
    }
}

/// A table with its columns fitted.
struct Screen {
    frame: Frame,
    headers: Vec<String>,
    rows: Vec<Vec<Cell>>,
    columns: Vec<Column>,
    fitted: Fitted,
    /// Where rows are left out, and how many.
    hidden: (usize, usize),
    counting_stopped: bool,
}

impl Screen {
    fn new(
        options: &Options<'_>,
        frame: Frame,
        available: usize,
        variables: &[Variable],
        kept: &Kept,
    ) -> Self {
        let mut cells = Cells::new(options.prefixes, options.style, options.null, true);
        let mut rows: Vec<Vec<Cell>> = kept
            .first
            .iter()
            .chain(&kept.last)
            .map(|row| {
                variables
                    .iter()
                    .map(|variable| cells.cell(row.get(variable)))
                    .collect()
            })
            .collect();
        let headers: Vec<String> = variables
            .iter()
            .enumerate()
            .map(
                |(column, variable)| match move_common_tag(&mut rows, column) {
                    Some(tag) => format!("{} {tag}", variable.as_str()),
                    None => variable.as_str().to_owned(),
                },
            )
            .collect();
        let mut columns = measure(&headers, &rows);
        let hidden = kept.hidden();
        if let Some(column) = columns.last_mut().filter(|_| hidden > 0) {
            // The last column is at least wide enough for the line that tells of hidden rows.
            column.width = column
                .width
                .max(width(&hidden_rows(frame, hidden, kept.stopped)));
        }
        let natural: Vec<usize> = columns.iter().map(|column| column.width).collect();
        let names_last = rows
            .iter()
            .filter_map(|row| row.last())
            .all(|cell| cell.name || cell.dim_from == 0);
        let gap_width = width(frame.ellipsis());
        let fitted = if names_last && hidden == 0 {
            fit_before_names(&natural, available, gap_width)
        } else {
            fit(&natural, available, gap_width)
        };
        Self {
            frame,
            fitted,
            headers,
            rows,
            columns,
            hidden: (kept.first.len(), hidden),
            counting_stopped: kept.stopped,
        }
    }

    fn write(&self, summary: &mut Summary, out: &mut dyn Write) -> io::Result<()> {
        let widths = self.fitted.widths(width(self.frame.ellipsis()));
        let mut cut = 0;
        self.frame.write_top(&widths, out)?;
        let headers = self.spread(|column| {
            let text = shorten(
                &self.headers[column],
                false,
                self.fitted.width_of(column),
                self.frame.ellipsis(),
            );
            Line::new(text, self.columns[column].right)
        });
        self.frame.write_header(&headers, &widths, out)?;
        self.frame.write_middle(&widths, out)?;
        let wraps = self.rows.len() <= FEW_ROWS && self.hidden.1 == 0;
        for (number, row) in self.rows.iter().enumerate() {
            if number == self.hidden.0 {
                self.write_hidden(&widths, out)?;
            }
            self.write_row(row, wraps, &widths, &mut cut, out)?;
        }
        if self.rows.len() == self.hidden.0 {
            self.write_hidden(&widths, out)?;
        }
        self.frame.write_bottom(&widths, out)?;
        summary.columns_hidden = self.columns.len() - self.fitted.shown.len();
        summary.cells_cut = cut;
        Ok(())
    }

    /// Gives the line of each column shown, with the ellipsis where columns are left out.
    fn spread(&self, line: impl Fn(usize) -> Line) -> Vec<Line> {
        let mut lines: Vec<Line> = self
            .fitted
            .shown
            .iter()
            .map(|(column, _)| line(*column))
            .collect();
        if let Some(gap) = self.fitted.gap {
            lines.insert(gap, Line::new(self.frame.ellipsis().to_owned(), false));
        }
        lines
    }

    fn write_hidden(&self, widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
        if self.hidden.1 == 0 {
            return Ok(());
        }
        let room = widths.iter().sum::<usize>() + 3 * (widths.len() - 1);
        let text = hidden_rows(self.frame, self.hidden.1, self.counting_stopped);
        let text = if width(&text) <= room {
            text.as_str()
        } else {
            self.frame.more()
        };
        self.frame.write_spanning(text, room, out)
    }

    fn write_row(
        &self,
        row: &[Cell],
        wraps: bool,
        widths: &[usize],
        cut: &mut usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut lines: Vec<Vec<Line>> = Vec::new();
        for (column, room) in &self.fitted.shown {
            // A name over several lines cannot be read or copied: it is cut in its middle instead.
            let (cell, is_cut) = if wraps && !row[*column].name {
                wrapped(&row[*column], *room, self.frame.ellipsis())
            } else {
                let (line, is_cut) = shortened(&row[*column], *room, self.frame.ellipsis());
                (vec![line], is_cut)
            };
            *cut += usize::from(is_cut);
            lines.push(cell);
        }
        if let Some(gap) = self.fitted.gap {
            lines.insert(
                gap,
                vec![Line::new(self.frame.ellipsis().to_owned(), false)],
            );
        }
        let height = lines.iter().map(Vec::len).max().unwrap_or(0);
        for number in 0..height {
            let line: Vec<Line> = lines
                .iter()
                .map(|cell| cell.get(number).cloned().unwrap_or_default())
                .collect();
            self.frame.write_line(&line, widths, out)?;
        }
        Ok(())
    }
}

fn hidden_rows(frame: Frame, count: usize, at_least: bool) -> String {
    let at_least = if at_least { frame.at_least() } else { "" };
    format!(
        "{} {at_least}{} hidden",
        frame.more(),
        counted(count, "row")
    )
}

/// Takes the language tag off the cells of a column if all that have a value have the same one, for its header.
fn move_common_tag(rows: &mut [Vec<Cell>], column: usize) -> Option<String> {
    let mut tags = rows
        .iter()
        .map(|row| &row[column])
        .filter(|cell| cell.dim_from > 0)
        .map(|cell| &cell.text[cell.dim_from..]);
    let tag = tags.next().filter(|tag| tag.starts_with('@'))?.to_owned();
    if tags.any(|other| other != tag) {
        return None;
    }
    for row in rows {
        let cell = &mut row[column];
        if cell.dim_from > 0 {
            cell.text.truncate(cell.dim_from);
        }
    }
    Some(tag)
}

/// Finds how wide each column is in full, and which hold numbers only.
fn measure(headers: &[String], rows: &[Vec<Cell>]) -> Vec<Column> {
    headers
        .iter()
        .enumerate()
        .map(|(number, header)| {
            let mut column = Column::new(header);
            for row in rows {
                column.add(&row[number]);
            }
            column
        })
        .collect()
}

/// Cuts `text` to `room` columns: a name in the middle, all else at the end.
fn shorten(text: &str, is_name: bool, room: usize, ellipsis: &str) -> String {
    if width(text) <= room {
        text.to_owned()
    } else if is_name {
        elide_middle(text, room, ellipsis)
    } else {
        let kept = start(text, room.saturating_sub(width(ellipsis)));
        start(&format!("{kept}{ellipsis}"), room).to_owned()
    }
}

/// Cuts a cell to one line; a language tag stays where there is room for it.
fn shortened(cell: &Cell, room: usize, ellipsis: &str) -> (Line, bool) {
    let (main, tag) = cell.text.split_at(cell.dim_from);
    let mut line = Line::new(cell.text.clone(), cell.right);
    line.dim_from = cell.dim_from;
    if width(&cell.text) <= room {
        return (line, false);
    }
    if !main.is_empty() && width(tag) + width(ellipsis) + 3 <= room {
        line.text = shorten(main, cell.name, room - width(tag), ellipsis);
        line.dim_from = line.text.len();
        line.text.push_str(tag);
    } else {
        line.text = shorten(&cell.text, cell.name, room, ellipsis);
        line.dim_from = cell.dim_from.min(line.text.len());
        if !line.text.is_char_boundary(line.dim_from) {
            line.dim_from = line.text.len();
        }
    }
    (line, true)
}

/// Breaks a cell into lines.
fn wrapped(cell: &Cell, room: usize, ellipsis: &str) -> (Vec<Line>, bool) {
    let ranges = wrap(&cell.text, room);
    let is_cut = ranges.len() > MOST_LINES;
    let mut lines: Vec<Line> = ranges
        .into_iter()
        .take(MOST_LINES)
        .map(|range| {
            let mut line = Line::new(cell.text[range.clone()].to_owned(), cell.right);
            line.dim_from = cell.dim_from.clamp(range.start, range.end) - range.start;
            line
        })
        .collect();
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        let kept = start(&last.text, room.saturating_sub(width(ellipsis)));
        last.text = format!("{kept}{ellipsis}");
        last.dim_from = last.text.len();
    }
    (lines, is_cut)
}
