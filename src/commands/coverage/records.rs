//! The coverage for programs: JSON and CSV.

use std::io::{self, Write};

use serde::Serialize;

use super::{Report, visible};
use crate::evidence::Passage;
use crate::evidence::coverage::{DocumentCoverage, Measured, Share};
use crate::evidence::units::{Unit, UnitKind};

/// The coverage of one document.
#[derive(Serialize)]
struct Document<'a> {
    source: &'a str,
    title: &'a str,
    code_points: usize,
    /// What the share is told of: units, or code points where the text is not at hand.
    counted: &'static str,
    touched: usize,
    all: usize,
    headings: usize,
    kinds: Vec<Counted>,
    segments: Vec<Record>,
    /// Absent where the text is not at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<Vec<Record>>,
}

/// How many units of a kind are touched.
#[derive(Serialize)]
struct Counted {
    kind: &'static str,
    touched: usize,
    all: usize,
}

/// A unit or a segment.
#[derive(Serialize)]
struct Record {
    kind: String,
    /// Whether any passage touches it. Lines, headings and boilerplate do not count all the same.
    touched: bool,
    code_points: usize,
    covered: usize,
    passages: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// Writes one JSON object with a list of documents.
pub(super) fn write_json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct All<'a> {
        documents: Vec<Document<'a>>,
    }
    let documents = report.documents.iter();
    let all = All {
        documents: documents.map(|one| document(one, report)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)
}

/// Writes a row for each unit, or for each segment of a document whose text is not at hand.
///
/// Source: RFC 4180, but with line feeds at the ends of rows, as all tables of the program.
pub(super) fn write_csv(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "source,part,kind,touched,code_points,covered,passages,text"
    )?;
    for coverage in &report.documents {
        let Document {
            source,
            segments,
            units,
            ..
        } = document(coverage, report);
        let part = if units.is_some() { "unit" } else { "segment" };
        for record in units.unwrap_or(segments) {
            writeln!(
                out,
                "{},{part},{},{},{},{},{},{}",
                quoted(source),
                quoted(&record.kind),
                record.touched,
                record.code_points,
                record.covered,
                quoted(&record.passages.join(" ")),
                quoted(&record.text.unwrap_or_default()),
            )?;
        }
    }
    Ok(())
}

fn document<'a>(coverage: &DocumentCoverage<'a>, report: &Report<'_>) -> Document<'a> {
    let document = coverage.document;
    let slug = &document.slug;
    let told = UnitKind::COUNTED.into_iter().chain([UnitKind::Line]);
    let kinds = told.map(|kind| {
        let Share { touched, all } = coverage.of_kind(kind);
        Counted {
            kind: kind.name(),
            touched,
            all,
        }
    });
    let segments = coverage.segments.iter().map(|segment| {
        let part = &segment.part;
        let passages = vec![iri(slug, &(part.start..part.end))];
        let label = part.title.as_deref().or(part.label.as_deref());
        record(&part.kind, segment, passages, label.map(visible))
    });
    let units = coverage.units.as_ref().map(|units| {
        let unit = |unit: &Measured<Unit>| {
            let pieces = unit.part.pieces.iter();
            let passages = pieces.map(|piece| iri(slug, piece)).collect();
            record(
                unit.part.kind.name(),
                unit,
                passages,
                report.words(slug, &unit.part),
            )
        };
        units.iter().map(unit).collect()
    });
    let Share { touched, all } = coverage.share();
    Document {
        source: slug,
        title: &document.title,
        code_points: document.length,
        counted: if units.is_some() {
            "units"
        } else {
            "code points"
        },
        touched,
        all,
        headings: coverage.headings(),
        kinds: kinds.filter(|kind| kind.all > 0).collect(),
        segments: segments.collect(),
        units,
    }
}

fn record<T>(
    kind: &str,
    measured: &Measured<T>,
    passages: Vec<String>,
    text: Option<String>,
) -> Record {
    Record {
        kind: kind.to_owned(),
        touched: measured.is_touched(),
        code_points: measured.length,
        covered: measured.covered,
        passages,
        text,
    }
}

fn iri(slug: &str, range: &std::ops::Range<usize>) -> String {
    let passage = Passage {
        slug: slug.to_owned(),
        start: range.start,
        end: range.end,
    };
    passage.iri().into_string()
}

/// Quotes a field where it needs it.
fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
