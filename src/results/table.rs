//! A table fitted to a terminal, with a footer; [`spool`] writes those for files.

use std::collections::{BTreeSet, HashMap};
use std::error::Error as StdError;
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::{NamedNode, Term, Variable};

use super::fit::{Column, Fitted, Spacing, Wish, fit, fit_before_names};
use super::footer::{Footer, counted_rows};
use super::frame::{Frame, Line, Rules};
use super::kept::Kept;
use super::term::{Cell, Cells};
use super::width::{elide_middle, start, width, wrap, wrap_name};
use super::{Columns, Error, Options, Style, Summary, spool};
use crate::language::wording;

/// Tables with no more rows than this show long cells in full, over several lines.
const FEW_ROWS: usize = 8;
/// Lines of one cell at most: a text that is longer is none for a table.
const MOST_LINES: usize = 100;

pub(super) fn write<E: StdError + 'static>(
    options: &Options<'_>,
    rules: Rules,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    match options.width {
        Some(width) => write_fitted(options, rules, width, variables, rows, out),
        None => spool::write_table(options, rules, variables, rows, out),
    }
}

fn write_fitted<E: StdError + 'static>(
    options: &Options<'_>,
    rules: Rules,
    room: usize,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let mut kept = Kept::new(options.max_rows);
    let error = kept.take(options, rows);
    if error.is_some() && kept.summary().rows == 0 {
        // The error says it all; a table without rows would read as an answer.
        return kept.summary().with(error);
    }
    let frame = Frame::new(rules, options.style, options.colour);
    let mut footer = Footer {
        summary: kept.summary(),
        columns: variables.len(),
        elapsed: options.elapsed.map(|elapsed| elapsed()),
        partial: partial(options, error.as_ref()),
        ..Footer::default()
    };
    if !variables.is_empty() {
        let screen = Screen::new(options, frame, room, variables, &kept);
        screen.write(variables, &mut footer, out)?;
    }
    footer.write(options, frame, room, out)?;
    footer.summary.with(error)
}

/// Words what ended the rows early.
pub(super) fn partial<E: StdError + 'static>(
    options: &Options<'_>,
    error: Option<&E>,
) -> Option<String> {
    error.map(|error| match options.partial {
        Some(describe) => describe(error),
        None => error.to_string(),
    })
}

/// Turns rows into cells, named nodes with their labels; tells whether there was no time for all of those.
pub(super) fn cells(
    options: &Options<'_>,
    variables: &[Variable],
    kept: &Kept,
) -> (Vec<Vec<Cell>>, bool) {
    let mut cells = Cells::for_terminal(options);
    let mut rows: Vec<Vec<Cell>> = kept
        .rows()
        .map(|row| {
            let terms = variables.iter().map(|variable| row.get(variable));
            terms.map(|term| cells.cell(term)).collect()
        })
        .collect();
    let Some((place, look_up)) = options.labels else {
        return (rows, false);
    };
    let mut places: HashMap<NamedNode, Vec<(usize, usize)>> = HashMap::new();
    let mut nodes: Vec<NamedNode> = Vec::new();
    for (number, row) in kept.rows().enumerate() {
        for (column, variable) in variables.iter().enumerate() {
            if let Some(Term::NamedNode(node)) = row.get(variable) {
                let places = places.entry(node.clone()).or_default();
                if places.is_empty() {
                    nodes.push(node.clone());
                }
                places.push((number, column));
            }
        }
    }
    let found = look_up(&nodes);
    for (node, label) in nodes.iter().zip(&found.labels) {
        for (row, column) in places.get(node).into_iter().flatten() {
            if let Some(label) = label {
                cells.label(&mut rows[*row][*column], label, place);
            }
        }
    }
    (rows, found.incomplete)
}

/// A table with its columns fitted.
struct Screen {
    frame: Frame,
    headers: Vec<String>,
    rows: Vec<Vec<Cell>>,
    columns: Vec<Column>,
    fitted: Fitted,
    /// Where rows are left out, and in which words, longer and shorter; empty where none are.
    hidden: (usize, Vec<String>),
    labels_incomplete: bool,
    has_headers: bool,
}

/// What was cut: how many cells, and in which columns.
#[derive(Default)]
struct Cut {
    cells: usize,
    columns: BTreeSet<usize>,
}

impl Screen {
    fn new(
        options: &Options<'_>,
        frame: Frame,
        room: usize,
        variables: &[Variable],
        kept: &Kept,
    ) -> Self {
        let (mut rows, labels_incomplete) = cells(options, variables, kept);
        let names = variables.iter().map(Variable::as_str).enumerate();
        let headers: Vec<String> = names
            .map(|(column, name)| {
                let tag = options.headers.then(|| move_common_tag(&mut rows, column));
                match tag.flatten() {
                    Some(tag) => format!("{name} {tag}"),
                    None => name.to_owned(),
                }
            })
            .collect();
        let mut columns = measure(&headers, &rows, options.headers);
        let hidden = hidden_rows(options, frame, kept);
        let between = frame.between() * columns.len().saturating_sub(1);
        let all = columns.iter().map(|column| column.width).sum::<usize>() + between;
        if let Some(column) = columns.last_mut()
            && let Some(shortest) = hidden.last()
        {
            // There is room for the line that tells of hidden rows.
            column.width += width(shortest).saturating_sub(all);
        }
        let wishes: Vec<Wish> = columns.iter().map(Column::wish).collect();
        let names_last = rows
            .iter()
            .filter_map(|row| row.last())
            .all(|cell| cell.name || cell.dim_from == 0);
        let spacing = Spacing {
            between: frame.between(),
            sides: frame.sides(),
            gap: width(frame.ellipsis()),
        };
        let fitted = match options.columns {
            Columns::All => Fitted::in_full(&wishes),
            Columns::Fit if names_last && hidden.is_empty() => {
                fit_before_names(&wishes, room, spacing)
            }
            Columns::Fit => fit(&wishes, room, spacing),
        };
        Self {
            frame,
            fitted,
            headers,
            rows,
            columns,
            hidden: (kept.first.len(), hidden),
            labels_incomplete,
            has_headers: options.headers,
        }
    }

    fn write<'a>(
        &self,
        variables: &'a [Variable],
        footer: &mut Footer<'a>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let widths = self.fitted.widths(width(self.frame.ellipsis()));
        let mut cut = Cut::default();
        self.frame.write_top(&widths, out)?;
        if self.has_headers {
            self.write_headers(&widths, out)?;
        }
        let wraps = self.rows.len() <= FEW_ROWS && self.hidden.1.is_empty();
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
        let name = |column: usize| variables[column].as_str();
        let is_shown = |column: &usize| self.fitted.shown.iter().any(|(shown, _)| shown == column);
        let is_cut = |column: &usize| {
            self.has_headers && width(&self.headers[*column]) > self.fitted.width_of(*column)
        };
        let columns = 0..variables.len();
        footer.hidden = columns
            .clone()
            .filter(|column| !is_shown(column))
            .map(name)
            .collect();
        footer.headings_cut = columns
            .filter(|column| is_shown(column) && is_cut(column))
            .map(name)
            .collect();
        footer.cut_in = cut.columns.into_iter().map(name).collect();
        let room = widths.iter().sum::<usize>() + self.frame.between() * (widths.len() - 1);
        footer.rows_hidden_without_remedy =
            !self.hidden.1.is_empty() && !self.told_of_rows(room).contains('`');
        footer.labels_incomplete = self.labels_incomplete;
        footer.summary.columns_hidden = footer.hidden.len();
        footer.summary.cells_cut = cut.cells;
        Ok(())
    }

    fn write_headers(&self, widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
        let ellipsis = self.frame.ellipsis();
        let headers = self.spread(|column| {
            let room = self.fitted.width_of(column);
            let text = shorten(&self.headers[column], false, room, ellipsis);
            Line::new(text, self.columns[column].right)
        });
        self.frame.write_header(&headers, widths, out)?;
        self.frame.write_middle(widths, out)
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

    /// Gives the longest text about the rows left out that has `room`.
    fn told_of_rows(&self, room: usize) -> &str {
        let fitting = self.hidden.1.iter().find(|text| width(text) <= room);
        fitting.map_or(self.frame.more(), String::as_str)
    }

    fn write_hidden(&self, widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
        if self.hidden.1.is_empty() {
            return Ok(());
        }
        let room = widths.iter().sum::<usize>() + self.frame.between() * (widths.len() - 1);
        self.frame
            .write_spanning(self.told_of_rows(room), room, out)
    }

    fn write_row(
        &self,
        row: &[Cell],
        wraps: bool,
        widths: &[usize],
        cut: &mut Cut,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let ellipsis = self.frame.ellipsis();
        let mut lines: Vec<Vec<Line>> = Vec::new();
        for (column, room) in &self.fitted.shown {
            let cell = &row[*column];
            let (cell, is_cut) = if !wraps {
                let (line, is_cut) = shortened(cell, *room, ellipsis);
                (vec![line], is_cut)
            } else if cell.name {
                name_over_label(cell, *room, ellipsis)
            } else {
                wrapped(cell, *room, ellipsis)
            };
            if is_cut {
                cut.cells += 1;
                cut.columns.insert(*column);
            }
            lines.push(cell);
        }
        if let Some(gap) = self.fitted.gap {
            lines.insert(gap, vec![Line::new(ellipsis.to_owned(), false)]);
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

/// Tells of the rows that are left out, in more words and in fewer; nothing where none are.
pub(super) fn hidden_rows(options: &Options<'_>, frame: Frame, kept: &Kept) -> Vec<String> {
    if kept.hidden() == 0 {
        return Vec::new();
    }
    let at_least = if kept.stopped { frame.at_least() } else { "" };
    let rows = counted_rows(kept.hidden(), options.style);
    told_as_hidden(&format!("{at_least}{rows}"), options, frame)
}

/// Tells that `what` is left out, in more words and in fewer.
pub(super) fn told_as_hidden(what: &str, options: &Options<'_>, frame: Frame) -> Vec<String> {
    let sign = frame.more();
    let short = wording!("{sign} {what} hidden", "{sign} {what} verborgen");
    let Some((remedy, _)) = options.remedies else {
        return vec![short];
    };
    let dash = match options.style {
        Style::Box => "–",
        Style::Ascii => "-",
    };
    let long = wording!(
        "{short} {dash} `{remedy}` shows all",
        "{short} {dash} `{remedy}` zeigt alle"
    );
    let terse = wording!("{short}: `{remedy}`", "{short}: `{remedy}`");
    vec![long, terse, short]
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
fn measure(headers: &[String], rows: &[Vec<Cell>], has_headers: bool) -> Vec<Column> {
    headers
        .iter()
        .enumerate()
        .map(|(number, header)| {
            let mut column = Column::new(if has_headers { header } else { "" });
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

/// Cuts a cell to one line; a language tag stays where there is room for it, a label gives way to the name.
fn shortened(cell: &Cell, room: usize, ellipsis: &str) -> (Line, bool) {
    let (main, tag) = cell.text.split_at(cell.dim_from);
    let mut line = Line::new(cell.text.clone(), cell.right);
    line.dim_from = cell.dim_from;
    if width(&cell.text) <= room {
        return (line, false);
    }
    if cell.labelled {
        // The name alone has room, and perhaps the start of the label, or not even the name.
        line.text = if width(main) <= room {
            shorten(&cell.text, false, room, ellipsis)
        } else {
            elide_middle(main, room, ellipsis)
        };
        line.dim_from = line.text.floor_char_boundary(cell.dim_from);
        return (line, true);
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

/// Puts a label below the name where they do not fit on one line.
fn name_over_label(cell: &Cell, room: usize, ellipsis: &str) -> (Vec<Line>, bool) {
    if width(&cell.text) <= room {
        return wrapped(cell, room, ellipsis);
    }
    let (name, label) = if cell.labelled {
        cell.name_and_label()
    } else {
        (cell.text.as_str(), "")
    };
    let mut lines: Vec<Line> = wrap_name(name, room)
        .into_iter()
        .map(|range| Line::new(name[range].to_owned(), false))
        .collect();
    if label.is_empty() {
        return (lines, false);
    }
    let below = Cell {
        text: label.to_owned(),
        dim_from: 0,
        right: false,
        whole: false,
        name: false,
        labelled: false,
    };
    let (below, is_cut) = wrapped(&below, room, ellipsis);
    lines.extend(below);
    (lines, is_cut)
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
