//! The coverage for readers: a strip for each document, the shares, and what no passage touches.

mod canvas;

use std::io::{self, Write};
use std::ops::Range;

use super::super::number::{Noun, grouped, in_figures};
use super::{Arguments, Report, visible};
use crate::evidence::coverage::strip::{Column, strip};
use crate::evidence::coverage::{DocumentCoverage, Share};
use crate::evidence::units::UnitKind;
use crate::language::{Wording, wording};
use crate::results::width::width;
use crate::session::Display;
use canvas::{ASCII, BLOCKS, BOLD, Canvas, DIM, RED, Signs};

/// Columns of a strip where output does not go to a terminal.
const COLUMNS: usize = 80;
/// What stands around a strip: an indent and the two ends.
const AROUND: usize = 4;
/// Where a text has less room beside its position, it gets a line of its own.
const NARROW: usize = 32;

/// Writes the coverage of all documents, the total where there are several, and what the signs mean.
pub(super) fn write(
    report: &Report<'_>,
    display: Display,
    arguments: &Arguments,
    out: &mut dyn Write,
) -> io::Result<()> {
    let plain = arguments.plain || display.ascii || !display.colour;
    let mut canvas = Canvas {
        signs: if plain { &ASCII } else { &BLOCKS },
        colour: display.colour && !arguments.plain,
        width: display.width,
        spoken: display.plain,
        out,
    };
    for coverage in &report.documents {
        canvas.write_document(coverage, report)?;
    }
    if report.documents.len() > 1 {
        canvas.write_total(report)?;
    }
    if report.documents.is_empty() {
        return writeln!(
            canvas.out,
            "{}",
            wording!(
                "the catalogue names no source document",
                "der Katalog nennt kein Quelldokument"
            )
        );
    }
    canvas.write_legend(report)?;
    if !report.looked_up {
        let remark = wording!(
            "sentences, bullets, footnotes and table rows can be seen in the documents only: name the folder of your \
             copies with --sources DIR or GREMIA_SOURCES",
            "Sätze, Aufzählungspunkte, Fußnoten und Tabellenzeilen sind nur in den Dokumenten zu erkennen: den Ordner \
             mit den eigenen Kopien mit --sources ORDNER oder GREMIA_SOURCES angeben"
        );
        canvas.write_words(&remark, 0)?;
    }
    let below: Vec<String> = arguments
        .below(report)
        .map(|coverage| match &coverage.units {
            None if report.looked_up => wording!(
                "{} not at hand",
                "{} liegt nicht vor",
                coverage.document.slug
            ),
            _ => format!("{} {}", coverage.document.slug, percent(coverage.share())),
        })
        .collect();
    if let Some(limit) = arguments.fail_under.filter(|_| !below.is_empty()) {
        let decimals = format!(".{:02}", limit % 100);
        let decimals = in_figures(decimals.trim_end_matches('0').trim_end_matches('.'));
        let list = below.join(canvas.signs.separator);
        canvas.write_words(
            &wording!(
                "below {}{decimals} %: {list}",
                "unter {}{decimals} %: {list}",
                limit / 100
            ),
            0,
        )?;
    }
    Ok(())
}

/// Words for the shares of the units of `documents`, by kind, of all that count, and of the other lines.
fn units(documents: &[&DocumentCoverage<'_>]) -> Vec<String> {
    let part = |kind: UnitKind| {
        let share = sum(documents.iter().map(|one| one.of_kind(kind)));
        let words = wording!(
            "{} {} of {}",
            "{} {} von {}",
            several(kind),
            grouped(share.touched),
            grouped(share.all)
        );
        (share.all > 0).then_some(words)
    };
    let mut parts: Vec<String> = UnitKind::COUNTED.into_iter().filter_map(part).collect();
    parts.push(wording!(
        "share {}",
        "Anteil {}",
        percent(sum(documents.iter().map(|one| one.share())))
    ));
    parts.extend(part(UnitKind::Line));
    parts
}

/// Words for the shares of `documents` whose texts are not at hand.
fn code_points(documents: &[&DocumentCoverage<'_>]) -> Vec<String> {
    let points = sum(documents.iter().map(|one| one.share()));
    let (share, segments) = (
        percent(points),
        sum(documents.iter().map(|one| Share {
            touched: one
                .counted_segments()
                .filter(|part| part.is_touched())
                .count(),
            all: one.counted_segments().count(),
        })),
    );
    vec![
        wording!(
            "segments {} of {}",
            "Abschnitte {} von {}",
            grouped(segments.touched),
            grouped(segments.all)
        ),
        wording!(
            "code points {} of {}",
            "Zeichen {} von {}",
            grouped(points.touched),
            grouped(points.all)
        ),
        wording!("share {share}", "Anteil {share}"),
    ]
}

/// Writes a share in percent as the language spoken does.
fn percent(share: Share) -> String {
    in_figures(&share.to_string())
}

/// Gives the name of several units.
fn several(kind: UnitKind) -> &'static str {
    noun(kind).form(2)
}

fn noun(kind: UnitKind) -> Noun {
    match kind {
        UnitKind::Sentence => Noun::new(["sentence", "sentences"], ["Satz", "Sätze"]),
        UnitKind::Bullet => Noun::new(
            ["bullet", "bullets"],
            ["Aufzählungspunkt", "Aufzählungspunkte"],
        ),
        UnitKind::Footnote => Noun::new(["footnote", "footnotes"], ["Fußnote", "Fußnoten"]),
        UnitKind::TableRow => Noun::new(
            ["table row", "table rows"],
            ["Tabellenzeile", "Tabellenzeilen"],
        ),
        UnitKind::Line => Noun::new(["line", "lines"], ["Zeile", "Zeilen"]),
        UnitKind::Heading => Noun::new(["heading", "headings"], ["Überschrift", "Überschriften"]),
    }
}

fn sum(shares: impl Iterator<Item = Share>) -> Share {
    let mut sum = Share::default();
    shares.for_each(|share| sum += share);
    sum
}

impl Canvas<'_> {
    fn write_document(
        &mut self,
        coverage: &DocumentCoverage<'_>,
        report: &Report<'_>,
    ) -> io::Result<()> {
        let document = coverage.document;
        let slug = &document.slug;
        let title = format!("{}{}", self.signs.separator, visible(&document.title));
        let title = self.cut(&title, width(slug));
        let slug = self.painted(slug, BOLD);
        writeln!(self.out, "{slug}{title}")?;
        if !self.spoken {
            self.write_strip(coverage, report)?;
        }
        let mut parts = if coverage.units.is_some() {
            units(&[coverage])
        } else {
            code_points(&[coverage])
        };
        match coverage.headings() {
            0 => {}
            1 => parts.push(wording!(
                "1 heading not counted",
                "1 Überschrift nicht gezählt"
            )),
            several => parts.push(wording!(
                "{} headings not counted",
                "{} Überschriften nicht gezählt",
                grouped(several)
            )),
        }
        self.write_parts(&parts)?;
        if coverage.units.is_some() {
            self.write_untouched(coverage, report)?;
        } else {
            if report.looked_up {
                let hash = &document.sha256;
                let text = wording!(
                    "no file in the folder is `{}` (SHA-256 {hash}): its units cannot be seen",
                    "keine Datei im Ordner ist `{}` (SHA-256 {hash}): ihre Einheiten sind nicht zu erkennen",
                    document.slug
                );
                self.write_words(&text, 2)?;
            }
            self.write_segments(coverage, report)?;
        }
        writeln!(self.out)
    }

    fn write_strip(
        &mut self,
        coverage: &DocumentCoverage<'_>,
        report: &Report<'_>,
    ) -> io::Result<()> {
        let columns = self.width.unwrap_or(COLUMNS).saturating_sub(AROUND).max(1);
        let columns = strip(coverage, columns, &report.evidence);
        let signs: Vec<(char, &str)> = columns
            .iter()
            .map(|(column, untouched)| {
                let (sign, style) = match column {
                    Column::Blank => (' ', ""),
                    Column::Boilerplate => (self.signs.boilerplate, DIM),
                    Column::Heading => (self.signs.heading, DIM),
                    Column::Text { eighths } => (self.signs.levels[*eighths], ""),
                };
                (sign, if *untouched { RED } else { style })
            })
            .collect();
        let runs = signs.chunk_by(|(_, style), (_, next)| style == next);
        let drawn: String = runs
            .map(|run| {
                let signs: String = run.iter().map(|(sign, _)| *sign).collect();
                self.painted(&signs, run[0].1)
            })
            .collect();
        let [left, right] = self.signs.ends;
        writeln!(self.out, "  {left}{drawn}{right}")?;
        let marks: String = columns
            .iter()
            .map(|(_, untouched)| if *untouched { '^' } else { ' ' })
            .collect();
        let marks = marks.trim_end();
        if !marks.is_empty() {
            let marks = self.painted(marks, RED);
            writeln!(self.out, "   {marks}")?;
        }
        Ok(())
    }

    /// Lists the units that no passage touches.
    fn write_untouched(
        &mut self,
        coverage: &DocumentCoverage<'_>,
        report: &Report<'_>,
    ) -> io::Result<()> {
        let slug = &coverage.document.slug;
        let untouched = coverage.stating_units().filter(|unit| !unit.is_touched());
        let rows: Vec<[String; 3]> = untouched
            .map(|unit| {
                [
                    position(slug, &unit.part.pieces),
                    noun(unit.part.kind).form(1).to_owned(),
                    report.words(slug, &unit.part).unwrap_or_default(),
                ]
            })
            .collect();
        self.write_rows(&rows)
    }

    /// Lists the segments, each with the share of its code points that passages cover.
    fn write_segments(
        &mut self,
        coverage: &DocumentCoverage<'_>,
        report: &Report<'_>,
    ) -> io::Result<()> {
        let slug = &coverage.document.slug;
        let rows: Vec<[String; 3]> = coverage
            .counted_segments()
            .map(|segment| {
                let part = &segment.part;
                let share = Share {
                    touched: segment.covered,
                    all: segment.length,
                };
                let share = if segment.is_touched() {
                    percent(share)
                } else {
                    wording!("untouched", "unberührt")
                };
                let words = part.title.as_deref().or(part.label.as_deref());
                let kind = visible(report.kind(&part.kind));
                let between = if words.is_some() {
                    self.signs.separator
                } else {
                    ""
                };
                let words = visible(words.unwrap_or_default());
                [
                    position(slug, std::slice::from_ref(&(part.start..part.end))),
                    format!("{share:>9}"),
                    format!("{kind}{between}{words}"),
                ]
            })
            .collect();
        self.write_rows(&rows)
    }

    /// Writes rows of a position, a word and a text; the text is cut at the border of a terminal.
    fn write_rows(&mut self, rows: &[[String; 3]]) -> io::Result<()> {
        let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max();
        let (first, second) = (widest(0).unwrap_or(0), widest(1).unwrap_or(0));
        let before = 2 + first + 2 + second + 2;
        let narrow = self.width.is_some_and(|width| width < before + NARROW);
        for [position, word, text] in rows {
            if narrow {
                let text = self.cut(text, 4);
                writeln!(self.out, "  {position}  {}\n    {text}", word.trim_start())?;
            } else {
                let text = self.cut(text, before);
                writeln!(self.out, "  {position:first$}  {word:second$}  {text}")?;
            }
        }
        Ok(())
    }

    fn write_total(&mut self, report: &Report<'_>) -> io::Result<()> {
        let total = self.painted(Wording::new("total", "insgesamt").text(), BOLD);
        writeln!(self.out, "{total}")?;
        let (seen, unseen): (Vec<_>, Vec<_>) = report
            .documents
            .iter()
            .partition(|coverage| coverage.units.is_some());
        let mut parts = if seen.is_empty() {
            code_points(&unseen)
        } else {
            units(&seen)
        };
        if !seen.is_empty() && !unseen.is_empty() {
            let all = report.documents.len();
            parts.push(wording!(
                "in {} of {all} documents",
                "in {} von {all} Dokumenten",
                seen.len()
            ));
        }
        self.write_parts(&parts)?;
        writeln!(self.out)
    }

    fn write_legend(&mut self, report: &Report<'_>) -> io::Result<()> {
        if self.spoken {
            return Ok(());
        }
        let Signs {
            levels,
            heading,
            boilerplate,
            ..
        } = self.signs;
        let levels: String = levels.iter().filter(|level| **level != ' ').collect();
        let part = if report.documents.iter().all(|one| one.units.is_none()) {
            wording!(
                "^ a segment that no passage touches",
                "^ ein Abschnitt, den keine Textstelle berührt"
            )
        } else {
            wording!(
                "^ a unit that no passage touches",
                "^ eine Einheit, die keine Textstelle berührt"
            )
        };
        let parts = [
            wording!(
                "{levels} share of the text under passages",
                "{levels} Anteil des Textes unter Textstellen"
            ),
            wording!("{heading} headings", "{heading} Überschriften"),
            wording!("{boilerplate} boilerplate", "{boilerplate} Beiwerk"),
            part,
        ];
        for line in self.lines(&parts, 0) {
            let line = self.painted(&line, DIM);
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }
}

/// Writes where a unit stands: its first range as the data writes it, then the others.
fn position(slug: &str, pieces: &[Range<usize>]) -> String {
    let ranges = pieces
        .iter()
        .map(|piece| format!("{},{}", piece.start, piece.end));
    let ranges: Vec<String> = ranges.collect();
    format!("source/{slug}#char={}", ranges.join(" + "))
}

#[cfg(test)]
mod tests;
