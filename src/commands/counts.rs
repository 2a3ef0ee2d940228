//! Lists of things with how often they occur, as several commands write them.

use std::io::Write;

use super::number::{self, Noun};
use super::{Outcome, term};
use crate::failure::Result;
use crate::language::wording;
use crate::results::width::width;
use crate::session::Session;
use crate::text_search::fold;

/// One line: how often what occurs.
pub(super) struct Row {
    /// How often.
    pub(super) count: usize,
    /// Its name.
    pub(super) name: String,
    /// What it is called, or more about it; may be empty.
    pub(super) label: String,
}

impl Row {
    /// Tells whether its name or label has a folded text.
    pub(super) fn has(&self, folded: &str) -> bool {
        [&self.name, &self.label]
            .iter()
            .any(|text| fold(text).contains(folded))
    }
}

/// Writes rows of a `noun` that were asked for by `text`, if any: the most frequent first, and how many there are.
pub(super) fn write(
    mut rows: Vec<Row>,
    noun: Noun,
    text: Option<&str>,
    session: &Session,
    out: &mut dyn Write,
) -> Result<Outcome> {
    if rows.is_empty() {
        let word = noun.after_no();
        let remark = match text {
            Some(text) => wording!(
                "no {word} has `{text}` in its name or label",
                "keine {word} mit `{text}` in Name oder Bezeichnung"
            ),
            None => wording!("there is no {word}", "es gibt keine {word}"),
        };
        writeln!(out, "{remark}")?;
        return Ok(Outcome::Negative);
    }
    rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    write_rows(&rows, session, out)?;
    if session.display.width.is_some() {
        writeln!(out, "{}", number::counted(rows.len(), noun))?;
    }
    Ok(Outcome::Done)
}

/// Writes rows as they are.
pub(super) fn write_rows(rows: &[Row], session: &Session, out: &mut dyn Write) -> Result<()> {
    let counts: Vec<String> = rows.iter().map(|row| number::grouped(row.count)).collect();
    let most = counts
        .iter()
        .map(|count| width(count))
        .max()
        .unwrap_or(0)
        .max(7);
    let widest = rows.iter().map(|row| width(&row.name)).max().unwrap_or(0);
    let wide = session.display.width;
    // On a narrow terminal the label stands below its name.
    let below = wide.is_some_and(|wide| most + widest + 24 > wide);
    for (row, count) in rows.iter().zip(counts) {
        let Row { name, label, .. } = row;
        if label.is_empty() {
            writeln!(out, "{count:>most$}  {name}")?;
        } else if below {
            let indent = most + 4;
            let label = term::wrap(label, indent, wide);
            writeln!(out, "{count:>most$}  {name}\n{:indent$}{label}", "")?;
        } else {
            let blank = " ".repeat(widest - width(name));
            let label = term::wrap(label, most + widest + 4, wide);
            writeln!(out, "{count:>most$}  {name}{blank}  {label}")?;
        }
    }
    Ok(())
}
