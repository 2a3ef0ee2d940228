//! How much of a document rests on evidence: by unit where its text is at hand, else by code points of its segments.
//!
//! Start at [`Evidence::read`], then [`DocumentCoverage::measure`]. A unit is touched if any passage overlaps it. That
//! is not to say that the passage, or the fact that rests on it, exhausts what the unit says.

pub mod strip;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{AddAssign, Range};

use oxrdf::{NamedNodeRef, Term};

use super::units::{LONGEST, Unit, UnitKind, segments, units};
use super::{Error, Passage, Segment, SourceDocument};
use crate::store::Dataset;
use crate::vocab::gremia;

/// The properties whose values are passages.
const PASSAGES: [NamedNodeRef<'_>; 2] = [gremia::EVIDENCE, gremia::MARKED_AT];

/// What the passages of a dataset cover, by the document's slug.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Ranges of code points in order, without overlap.
    covered: BTreeMap<String, Vec<Range<usize>>>,
}

impl Evidence {
    /// Reads every value of `gremia:evidence` and `gremia:markedAt` of `dataset`, whatever its graph.
    ///
    /// A value that is no passage covers nothing.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn read(dataset: &dyn Dataset) -> Result<Self, Error> {
        let mut evidence = Self::default();
        for property in PASSAGES {
            for quad in dataset.quads(None, Some(property), None, None) {
                if let Term::NamedNode(iri) = quad?.object
                    && let Some(Passage { slug, start, end }) = Passage::parse(iri.as_str())
                {
                    let ranges = evidence.covered.entry(slug).or_default();
                    let range = start..end.min(LONGEST);
                    ranges.extend((!range.is_empty()).then_some(range));
                }
            }
        }
        evidence.covered.values_mut().for_each(merge);
        Ok(evidence)
    }

    /// Counts the code points of `range` that passages of the document `slug` cover.
    #[must_use]
    pub fn covered(&self, slug: &str, range: &Range<usize>) -> usize {
        let all = self.covered.get(slug).map_or(&[][..], Vec::as_slice);
        let first = all.partition_point(|covered| covered.end <= range.start);
        all[first..]
            .iter()
            .take_while(|covered| covered.start < range.end)
            .map(|covered| covered.end.min(range.end) - covered.start.max(range.start))
            .sum()
    }
}

/// Puts ranges in order and joins those that meet.
fn merge(ranges: &mut Vec<Range<usize>>) {
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let meet = next.start <= last.end;
        if meet {
            last.end = last.end.max(next.end);
        }
        meet
    });
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many are touched.
    pub touched: usize,
    /// How many there are.
    pub all: usize,
}

impl Share {
    /// Gives the share in tenths of a percent, rounded down; of nothing, everything is touched.
    #[must_use]
    pub fn per_mille(self) -> usize {
        (self.touched * 1000).checked_div(self.all).unwrap_or(1000)
    }

    /// Tells whether the share is less than `limit`, in hundredths of a percent.
    #[must_use]
    pub fn is_below(self, limit: usize) -> bool {
        self.touched * 10_000 < limit * self.all
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.touched += other.touched;
        self.all += other.all;
    }
}

impl fmt::Display for Share {
    /// Writes the share in percent, rounded down, so that only what is touched entirely has 100.0 %.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = self.per_mille();
        write!(f, "{}.{} %", share / 10, share % 10)
    }
}

/// A part of a document and how much of it passages cover, in code points.
#[derive(Clone, Debug)]
pub struct Measured<T> {
    /// The part.
    pub part: T,
    /// Its length.
    pub length: usize,
    /// How much of it passages cover.
    pub covered: usize,
}

impl<T> Measured<T> {
    /// Tells whether any passage overlaps the part.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        self.covered > 0
    }
}

/// How much of a document rests on evidence.
#[derive(Clone, Debug)]
pub struct DocumentCoverage<'a> {
    /// The document.
    pub document: &'a SourceDocument,
    /// Its segments in order, boilerplate and headings among them.
    pub segments: Vec<Measured<Segment>>,
    /// Its units in order, headings among them; nothing where its text is not at hand.
    pub units: Option<Vec<Measured<Unit>>>,
}

impl<'a> DocumentCoverage<'a> {
    /// Measures `document`, whose code points `text` are, where they are at hand.
    #[must_use]
    pub fn measure(
        document: &'a SourceDocument,
        text: Option<&[char]>,
        evidence: &Evidence,
    ) -> Self {
        let covered = |range: &Range<usize>| evidence.covered(&document.slug, range);
        let length = text.map_or(document.length, <[char]>::len);
        let segments = segments(document, length).into_iter();
        let segments = segments.map(|segment| Measured {
            length: segment.end - segment.start,
            covered: covered(&(segment.start..segment.end)),
            part: segment,
        });
        let units = text.map(|text| {
            let measured = units(document, text).into_iter().map(|unit| Measured {
                length: unit.pieces.iter().map(ExactSizeIterator::len).sum(),
                covered: unit.pieces.iter().map(covered).sum(),
                part: unit,
            });
            measured.collect()
        });
        Self {
            document,
            segments: segments.collect(),
            units,
        }
    }

    /// Gives the segments that count: all but boilerplate and headings.
    pub fn counted_segments(&self) -> impl Iterator<Item = &Measured<Segment>> {
        self.segments
            .iter()
            .filter(|segment| !matches!(segment.part.kind.as_str(), BOILERPLATE | HEADING))
    }

    /// Gives the units that may state something: all but headings.
    pub fn stating_units(&self) -> impl Iterator<Item = &Measured<Unit>> {
        let units = self.units.iter().flatten();
        units.filter(|unit| unit.part.kind != UnitKind::Heading)
    }

    /// Counts the units of a kind.
    #[must_use]
    pub fn of_kind(&self, kind: UnitKind) -> Share {
        let units = self.units.iter().flatten();
        share(units.filter(|unit| unit.part.kind == kind))
    }

    /// Counts what the share of the document is told of: its units, or the code points of its segments.
    #[must_use]
    pub fn share(&self) -> Share {
        if self.units.is_some() {
            let counts = |kind| UnitKind::COUNTED.contains(kind);
            share(self.stating_units().filter(|unit| counts(&unit.part.kind)))
        } else {
            Share {
                touched: self.counted_segments().map(|part| part.covered).sum(),
                all: self.counted_segments().map(|part| part.length).sum(),
            }
        }
    }

    /// Counts the headings: units where the text is at hand, else segments.
    #[must_use]
    pub fn headings(&self) -> usize {
        if self.units.is_some() {
            self.of_kind(UnitKind::Heading).all
        } else {
            let segments = self.segments.iter();
            segments.filter(|part| part.part.kind == HEADING).count()
        }
    }
}

const BOILERPLATE: &str = "boilerplate";
const HEADING: &str = "heading";

fn share<'a>(units: impl Iterator<Item = &'a Measured<Unit>>) -> Share {
    let mut share = Share::default();
    for unit in units {
        share += Share {
            touched: usize::from(unit.is_touched()),
            all: 1,
        };
    }
    share
}

#[cfg(test)]
mod tests;
