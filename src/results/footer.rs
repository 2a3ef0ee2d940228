//! The lines below a table: how much there is, what is not shown, how long it took.

use std::io::{self, Write};
use std::time::Duration;

use super::frame::Frame;
use super::term::push_grouped;
use super::width::{width, wrap};
use super::{Options, Style, Summary};
use crate::language::{Language, spoken, wording};

/// What stands below a table.
#[derive(Debug, Default)]
pub(super) struct Footer<'a> {
    pub(super) summary: Summary,
    /// How many columns there are.
    pub(super) columns: usize,
    /// The names of the columns that are left out.
    pub(super) hidden: Vec<&'a str>,
    /// The names of the columns with cells that are cut.
    pub(super) cut_in: Vec<&'a str>,
    /// The names that are cut above their columns.
    pub(super) headings_cut: Vec<&'a str>,
    /// Whether rows are left out, and the table has no room to name what shows them.
    pub(super) rows_hidden_without_remedy: bool,
    /// Whether there was no time for all labels.
    pub(super) labels_incomplete: bool,
    pub(super) elapsed: Option<Duration>,
    /// Why there may be more rows.
    pub(super) partial: Option<String>,
}

/// Writes a number with its thousands set apart as in the language spoken.
pub(super) fn grouped(number: usize, style: Style) -> String {
    let sign = match (spoken(), style) {
        (Language::En, _) => ',',
        (Language::De, Style::Box) => '\u{202F}',
        (Language::De, Style::Ascii) => '.',
    };
    let mut text = String::new();
    push_grouped(&mut text, &number.to_string(), sign, 3);
    text
}

/// Writes a number of rows.
pub(super) fn counted_rows(number: usize, style: Style) -> String {
    let count = grouped(number, style);
    match number {
        1 => wording!("1 row", "1 Zeile"),
        _ => wording!("{count} rows", "{count} Zeilen"),
    }
}

fn counted_columns(number: usize, style: Style) -> String {
    let count = grouped(number, style);
    match number {
        1 => wording!("1 column", "1 Spalte"),
        _ => wording!("{count} columns", "{count} Spalten"),
    }
}

/// Writes the names of columns, harmless for a terminal as they are.
fn listed(names: &[&str]) -> String {
    names.join(", ")
}

impl Footer<'_> {
    /// Writes it in lines of at most `room` columns.
    pub(super) fn write(
        &self,
        options: &Options<'_>,
        frame: Frame,
        room: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for line in self.lines(options, frame, room) {
            frame.write_dim(&line, out)?;
        }
        Ok(())
    }

    /// Gives the lines, of at most `room` columns; the parts break between lines where they can.
    pub(super) fn lines(&self, options: &Options<'_>, frame: Frame, room: usize) -> Vec<String> {
        joined(self.parts(options, frame), frame, room)
    }

    fn parts(&self, options: &Options<'_>, frame: Frame) -> Vec<String> {
        let style = options.style;
        let summary = self.summary;
        let mut rows = counted_rows(summary.rows, style);
        if summary.counting_stopped {
            rows = format!("{}{rows}", frame.at_least());
        }
        if summary.shown < summary.rows {
            let shown = grouped(summary.shown, style);
            rows += &wording!(" ({shown} shown)", " ({shown} gezeigt)");
        }
        let mut parts = vec![rows];
        if summary.counting_stopped {
            parts.push(wording!("counting stopped", "Zählung beendet"));
        }
        parts.push(counted_columns(self.columns, style));
        if let Some((remedy, _)) = options.remedies
            && self.rows_hidden_without_remedy
        {
            parts.push(wording!(
                "`{remedy}` shows all rows",
                "`{remedy}` zeigt alle Zeilen"
            ));
        }
        self.push_missing(options, &mut parts);
        parts.extend(self.elapsed.map(duration));
        parts.extend(
            self.partial
                .as_ref()
                .map(|reason| wording!("partial: {reason}", "unvollständig: {reason}")),
        );
        parts
    }

    /// Names what of the rows shown is not shown in full.
    fn push_missing(&self, options: &Options<'_>, parts: &mut Vec<String>) {
        let missing_before = parts.len();
        if !self.hidden.is_empty() {
            let count = counted_columns(self.hidden.len(), options.style);
            let names = listed(&self.hidden);
            parts.push(wording!(
                "{count} hidden: {names}",
                "{count} verborgen: {names}"
            ));
        }
        if !self.headings_cut.is_empty() {
            let names = listed(&self.headings_cut);
            parts.push(match self.headings_cut.len() {
                1 => wording!("name cut: {names}", "Name gekürzt: {names}"),
                _ => wording!("names cut: {names}", "Namen gekürzt: {names}"),
            });
        }
        if self.summary.cells_cut > 0 {
            let count = grouped(self.summary.cells_cut, options.style);
            let names = listed(&self.cut_in);
            parts.push(match self.summary.cells_cut {
                1 => wording!("1 cell cut in {names}", "1 Zelle gekürzt in {names}"),
                _ => wording!(
                    "{count} cells cut in {names}",
                    "{count} Zellen gekürzt in {names}"
                ),
            });
        }
        if let Some((_, remedy)) = options.remedies
            && parts.len() > missing_before
        {
            parts.push(wording!(
                "`{remedy}` shows them in full",
                "`{remedy}` zeigt alles"
            ));
        }
        if self.labels_incomplete {
            parts.push(wording!(
                "labels not complete",
                "Bezeichnungen unvollständig"
            ));
        }
    }
}

/// Joins the parts of a footer to lines of at most `room` columns.
pub(super) fn joined(parts: Vec<String>, frame: Frame, room: usize) -> Vec<String> {
    let separator = frame.separator();
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if width(line) + width(separator) + width(&part) <= room => {
                line.push_str(separator);
                line.push_str(&part);
            }
            _ => lines.extend(
                wrap(&part, room)
                    .into_iter()
                    .map(|line| part[line].to_owned()),
            ),
        }
    }
    lines
}

/// Writes a time as a footer tells it.
pub(super) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    let text = match time.as_millis() {
        0 => format!("{:.1} ms", time.as_secs_f64() * 1000.0),
        1..1000 => format!("{} ms", time.as_millis()),
        1000..60_000 => format!("{:.1} s", time.as_secs_f64()),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    };
    match spoken() {
        Language::En => text,
        Language::De => text.replace('.', ","),
    }
}
