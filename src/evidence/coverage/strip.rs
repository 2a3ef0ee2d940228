//! A document as a strip of columns, each of which tells what stands there and how much of it rests on evidence.

use std::ops::Range;

use super::super::units::{LONGEST, UnitKind};
use super::{BOILERPLATE, DocumentCoverage, Evidence, HEADING};

/// A column of the strip: what most of its code points belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Nothing but white space.
    Blank,
    /// Boilerplate.
    Boilerplate,
    /// Headings.
    Heading,
    /// Text that counts.
    Text {
        /// How much of it passages cover, rounded to eighths; 0 only where they cover none of it.
        eighths: usize,
    },
}

/// Draws `coverage` as `count` columns of equal length, or fewer where the document has fewer code points.
///
/// The second value tells whether a unit (or, where the text is not at hand, a segment) that no passage touches reaches
/// into the column, whatever else stands there.
#[must_use]
pub fn strip(
    coverage: &DocumentCoverage<'_>,
    count: usize,
    evidence: &Evidence,
) -> Vec<(Column, bool)> {
    let length = coverage.document.length.min(LONGEST);
    let count = count.min(length);
    let areas = areas(coverage);
    let draw = |column: usize| {
        let range = column * length / count..(column + 1) * length / count;
        let first = areas.partition_point(|area| area.range.end <= range.start);
        let mut seen = Seen::default();
        for area in &areas[first..] {
            if area.range.start >= range.end {
                break;
            }
            let part = area.range.start.max(range.start)..area.range.end.min(range.end);
            match area.surface {
                Surface::Boilerplate => seen.boilerplate += part.len(),
                Surface::Heading => seen.headings += part.len(),
                Surface::Text { touched } => {
                    seen.text += part.len();
                    seen.covered += evidence.covered(&coverage.document.slug, &part);
                    seen.untouched |= !touched;
                }
            }
        }
        (seen.column(), seen.untouched)
    };
    (0..count).map(draw).collect()
}

/// A range of a document that is all of one kind.
struct Area {
    range: Range<usize>,
    surface: Surface,
}

#[derive(Clone, Copy)]
enum Surface {
    Boilerplate,
    Heading,
    Text { touched: bool },
}

/// Code points of one column.
#[derive(Default)]
struct Seen {
    boilerplate: usize,
    headings: usize,
    text: usize,
    covered: usize,
    untouched: bool,
}

impl Seen {
    fn column(&self) -> Column {
        let most = self.boilerplate.max(self.headings).max(self.text);
        if most == 0 {
            Column::Blank
        } else if most == self.text {
            let eighths = (self.covered * 8 + self.text / 2) / self.text;
            // A passage never vanishes from the picture.
            let least = usize::from(self.covered > 0);
            Column::Text {
                eighths: eighths.max(least),
            }
        } else if most == self.headings {
            Column::Heading
        } else {
            Column::Boilerplate
        }
    }
}

/// Gives the areas of a document in order: boilerplate, then its units, or without them its other segments.
fn areas(coverage: &DocumentCoverage<'_>) -> Vec<Area> {
    let segments = coverage.segments.iter().filter_map(|segment| {
        let surface = match segment.part.kind.as_str() {
            BOILERPLATE => Surface::Boilerplate,
            _ if coverage.units.is_some() => return None,
            HEADING => Surface::Heading,
            _ => Surface::Text {
                touched: segment.is_touched(),
            },
        };
        Some(Area {
            range: segment.part.start..segment.part.end,
            surface,
        })
    });
    let units = coverage.units.iter().flatten().flat_map(|unit| {
        let surface = if unit.part.kind == UnitKind::Heading {
            Surface::Heading
        } else {
            Surface::Text {
                touched: unit.is_touched(),
            }
        };
        let pieces = unit.part.pieces.iter().cloned();
        pieces.map(move |range| Area { range, surface })
    });
    let mut areas: Vec<Area> = segments.chain(units).collect();
    areas.sort_by_key(|area| area.range.start);
    areas
}
