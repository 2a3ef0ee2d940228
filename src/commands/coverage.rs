//! `coverage`: how much of each source document rests on evidence, and what does not.

mod picture;
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use clap::{Args, ValueEnum};
use oxrdf::NamedNode;

use super::{Outcome, evidence, term};
use crate::evidence::coverage::{DocumentCoverage, Evidence};
use crate::evidence::units::Unit;
use crate::evidence::{Catalogue, SourceDocument, Texts};
use crate::failure::Result;
use crate::language::{Language, spoken, wording};
use crate::serialization::is_invisible;
use crate::session::Session;
use crate::vocab::BASE;

const WHAT_COUNTS: &str = "\
Counted are sentences, bullets, footnotes and table rows; of a bullet with several sentences the first is the bullet, the \
others are sentences, and a footnote is one unit, however long. Bylines, labels on maps and other lines are told apart. \
Headings and boilerplate state no fact.

A unit is touched if any passage overlaps it. That is not to say that the passage exhausts it.

Units can be seen only in the documents themselves, so without `--sources` code points of segments are counted.";

/// Arguments of `coverage`.
#[derive(Args, Debug)]
#[command(after_long_help = WHAT_COUNTS)]
pub struct Arguments {
    /// Only this document, for instance `dmk2`; may be given several times
    #[arg(long, value_name = "SLUG")]
    source: Vec<String>,
    /// How it is written
    #[arg(long, value_name = "NAME", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Draw with ASCII characters only
    #[arg(long)]
    plain: bool,
    /// Exit with status 1 when the share of any document is below this, or its text is not in the folder of `--sources`
    #[arg(long, value_name = "PERCENT", value_parser = hundredths)]
    fail_under: Option<usize>,
}

/// How the coverage is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A picture of each document, the shares, and what no passage touches
    Text,
    /// Everything as one JSON object
    Json,
    /// A row for each unit, or for each segment of a document that is not at hand
    Csv,
}

/// What was measured.
struct Report<'a> {
    documents: Vec<DocumentCoverage<'a>>,
    evidence: Evidence,
    texts: Texts,
    /// Whether a folder of documents was named.
    looked_up: bool,
    /// The words for the kinds of segments, where they are others than the names.
    kinds: BTreeMap<String, String>,
}

impl Report<'_> {
    /// Gives the word for a kind of segment in the language spoken.
    fn kind<'a>(&'a self, name: &'a str) -> &'a str {
        self.kinds.get(name).map_or(name, String::as_str)
    }

    /// Gives the words of a unit on one line, where the document is at hand.
    fn words(&self, slug: &str, unit: &Unit) -> Option<String> {
        let text = self.texts.text(slug)?;
        let pieces = unit
            .pieces
            .iter()
            .filter_map(|piece| text.get(piece.clone()));
        let pieces: Vec<String> = pieces.map(|piece| piece.iter().collect()).collect();
        Some(visible(&pieces.join(" ")))
    }
}

/// Gives the German words for the kinds of segments by their names, which are English words themselves.
fn kinds(
    documents: &[DocumentCoverage<'_>],
    session: &Session,
) -> Result<BTreeMap<String, String>> {
    let mut kinds = BTreeMap::new();
    if spoken() == Language::En {
        return Ok(kinds);
    }
    let segments = documents
        .iter()
        .flat_map(DocumentCoverage::counted_segments);
    let names: BTreeSet<&str> = segments.map(|segment| segment.part.kind.as_str()).collect();
    for name in names {
        let Ok(node) = NamedNode::new(format!("{BASE}vocab/segment-kind/{name}")) else {
            continue;
        };
        if let Some(label) = term::label(session, &node)? {
            kinds.insert(name.to_owned(), label);
        }
    }
    Ok(kinds)
}

/// Puts `text` on one line, and signs for what could not be seen or could drive a terminal; soft hyphens go.
fn visible(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let seen = word.chars().filter(|c| *c != '\u{AD}');
        let sign = |c| if is_invisible(c) { '\u{FFFD}' } else { c };
        seen.map(sign).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let catalogue = Catalogue::read(&*session.dataset)?;
        let documents: Vec<&SourceDocument> = if self.source.is_empty() {
            catalogue.documents().collect()
        } else {
            let named = self.source.iter();
            named
                .map(|slug| evidence::document(&catalogue, slug))
                .collect::<Result<_>>()?
        };
        let texts = match session.sources() {
            Some(folder) => Texts::find(folder, &catalogue)?,
            None => Texts::default(),
        };
        let evidence = Evidence::read(&*session.dataset)?;
        let measured = documents.into_iter().map(|document| {
            let text = texts.text(&document.slug);
            DocumentCoverage::measure(document, text, &evidence)
        });
        let documents: Vec<_> = measured.collect();
        let report = Report {
            kinds: kinds(&documents, session)?,
            documents,
            evidence,
            texts,
            looked_up: session.sources().is_some(),
        };
        match self.format {
            Format::Text => picture::write(&report, session.display, self, out)?,
            Format::Json => records::write_json(&report, out)?,
            Format::Csv => records::write_csv(&report, out)?,
        }
        Ok(if self.below(&report).next().is_some() {
            Outcome::Negative
        } else {
            Outcome::Done
        })
    }

    /// Gives the documents that do not reach the share asked for.
    fn below<'a>(&self, report: &'a Report<'a>) -> impl Iterator<Item = &'a DocumentCoverage<'a>> {
        let limit = self.fail_under;
        report.documents.iter().filter(move |coverage| {
            // Whoever names a folder wants the units counted.
            let unseen = report.looked_up && coverage.units.is_none();
            limit.is_some_and(|limit| unseen || coverage.share().is_below(limit))
        })
    }
}

/// Reads a percentage with at most two decimals, as hundredths of a percent.
fn hundredths(text: &str) -> std::result::Result<usize, String> {
    let number = text.trim_end_matches('%').trim_end();
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let read = |text: &str| text.parse::<usize>().ok();
    (digits(whole) && digits(decimals) && decimals.len() <= 2)
        .then(|| Some(read(whole)? * 100 + read(&format!("{decimals:0<2}"))?))
        .flatten()
        .filter(|hundredths| *hundredths <= 10_000)
        .ok_or_else(|| {
            wording!(
                "write a percentage from 0 to 100, such as 97 or 97.5",
                "ein Prozentwert von 0 bis 100 wird so geschrieben: 97 oder 97.5"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::{hundredths, visible};

    #[test]
    fn text_of_a_document_cannot_drive_a_terminal() {
        assert_eq!(
            visible("ein\n  Fluß\u{ad}ufer\x1B[31m\u{202e}"),
            "ein Flußufer\u{FFFD}[31m\u{FFFD}"
        );
    }

    #[test]
    fn percentage_has_at_most_two_decimals() {
        for (text, expected) in [("97", 9700), ("97.5", 9750), ("0.05", 5), ("100 %", 10_000)] {
            assert_eq!(hundredths(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            ".5",
            "-1",
            "100.01",
            "97.555",
            "1e2",
            "x",
            "99999999999999999999",
        ] {
            assert!(hundredths(text).is_err(), "{text}");
        }
    }
}
