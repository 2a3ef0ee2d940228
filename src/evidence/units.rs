//! The units of a source document that may rest on evidence: sentences, bullets, footnotes, table rows and other lines.
//!
//! Start at [`units`]. What the segments of the catalogue cut apart is put together first: a text goes on behind the
//! footnotes, headings and maps that a page prints in its midst, and often in another segment.

mod blocks;

use std::ops::Range;

use super::sentences::{is_ended, sentences, trimmed};
use super::{Segment, SourceDocument};
use blocks::{Block, BlockKind, LONGEST_LINE, starts_small, words};

/// In how many of the running texts before it the first part of a sentence is looked for.
const LOOK_BACK: usize = 2;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// A sentence of running text, or a text before a list that ends with a colon.
    Sentence,
    /// An item of a list; of an item with several sentences the first, the others are sentences.
    Bullet,
    /// A numbered note, whole.
    Footnote,
    /// A row of a table, as the text has it.
    TableRow,
    /// A byline, a label on a map, a signature, a short text without the end of a sentence: told, but not counted.
    Line,
    /// A heading, which states no fact and does not count.
    Heading,
}

impl UnitKind {
    /// The kinds that count, in the order in which they are told.
    pub const COUNTED: [Self; 4] = [Self::Sentence, Self::Bullet, Self::Footnote, Self::TableRow];

    /// Gives the name of one unit, in the plural with an `s` behind.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Bullet => "bullet",
            Self::Footnote => "footnote",
            Self::TableRow => "table row",
            Self::Line => "line",
            Self::Heading => "heading",
        }
    }
}

/// A unit of a source document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// Where it stands: code points of the document, in order; several ranges where something else stands between.
    pub pieces: Vec<Range<usize>>,
}

/// Gives the units of `text`, the code points of `document`, in the order in which they begin.
///
/// Boilerplate has none. Without segments the whole text is one article; segments beyond its end are cut.
#[must_use]
pub fn units(document: &SourceDocument, text: &[char]) -> Vec<Unit> {
    let mut flow = Flow::default();
    for segment in segments(document, text.len()) {
        flow.add(&segment, text);
    }
    let mut found: Vec<Unit> = flow
        .blocks
        .iter()
        .flat_map(|block| units_of(block, text))
        .collect();
    found.sort_by_key(|unit| unit.pieces.first().map(|piece| piece.start));
    found
}

/// No document is taken to be longer than this, so that code points can be counted and multiplied whatever the dataset
/// says.
pub(super) const LONGEST: usize = u32::MAX as usize;

/// Gives the segments of `document`, none of which ends before it begins; one article of this length where the
/// catalogue has none.
pub(super) fn segments(document: &SourceDocument, length: usize) -> Vec<Segment> {
    if document.segments.is_empty() {
        return vec![Segment {
            start: 0,
            end: length.min(LONGEST),
            kind: "article".to_owned(),
            label: None,
            title: None,
            issued: None,
        }];
    }
    let mut segments = document.segments.clone();
    for segment in &mut segments {
        segment.end = segment.end.min(LONGEST);
        segment.start = segment.start.min(segment.end);
    }
    segments
}

/// The text as it flows: the blocks of all segments, those put together that segments cut apart.
#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    /// The last block of each running text so far.
    ends: Vec<usize>,
    /// The last footnote so far.
    note: Option<usize>,
    /// What stands behind the last running text.
    behind: Behind,
}

#[derive(Default, PartialEq, Eq)]
enum Behind {
    #[default]
    Nothing,
    Footnotes,
    Others,
}

impl Flow {
    fn add(&mut self, segment: &Segment, text: &[char]) {
        let end = segment.end.min(text.len());
        let mut found = blocks::blocks(text, segment, segment.start.min(end)..end);
        let earlier = found
            .first()
            .and_then(|first| self.continued(first, segment, text));
        if let Some(earlier) = earlier {
            let mut rest = found.remove(0);
            self.blocks[earlier].pieces.append(&mut rest.pieces);
        }
        let has_own = !found.is_empty();
        self.blocks.append(&mut found);
        let last = if has_own {
            Some(self.blocks.len() - 1)
        } else {
            earlier
        };
        if flows(segment) {
            self.ends.extend(last);
            self.behind = Behind::Nothing;
        } else if segment.kind == "footnote" {
            self.note = last.or(self.note);
            if self.behind == Behind::Nothing {
                self.behind = Behind::Footnotes;
            }
        } else {
            self.behind = Behind::Others;
        }
    }

    /// Gives the earlier block that goes on in `first`, the first one of `segment`.
    ///
    /// A small letter goes on with the last text that is open, even where another text stands between. A capital one,
    /// which German nouns have, goes on only behind footnotes: what a heading or a map parts is most often a new text.
    fn continued(&self, first: &Block, segment: &Segment, text: &[char]) -> Option<usize> {
        let is_open = |end: &&usize| self.blocks[**end].is_open(text);
        match first.kind {
            BlockKind::NoteRest => self.note,
            BlockKind::Paragraph if !flows(segment) => None,
            BlockKind::Paragraph if starts_small(text, &first.pieces[0]) => {
                let mut ends = self.ends.iter().rev().take(LOOK_BACK);
                ends.find(is_open).copied()
            }
            BlockKind::Paragraph if self.behind == Behind::Footnotes => {
                self.ends.last().filter(is_open).copied()
            }
            _ => None,
        }
    }
}

/// Tells whether a text may go on from one segment of this kind to another.
fn flows(segment: &Segment) -> bool {
    !matches!(
        segment.kind.as_str(),
        "boilerplate"
            | "byline"
            | "caption"
            | "footnote"
            | "heading"
            | "list"
            | "map"
            | "table"
            | "teaser"
    )
}

fn units_of(block: &Block, text: &[char]) -> Vec<Unit> {
    let kind = match block.kind {
        BlockKind::Paragraph | BlockKind::Item => return sentences_of(block, text),
        BlockKind::Note | BlockKind::NoteRest => UnitKind::Footnote,
        BlockKind::Row => UnitKind::TableRow,
        BlockKind::Line => UnitKind::Line,
        BlockKind::Heading => UnitKind::Heading,
    };
    let pieces = block.pieces.iter().cloned();
    unit(kind, pieces, text).into_iter().collect()
}

/// Makes a unit of those `pieces` that have a letter or digit; nothing where none has.
fn unit(kind: UnitKind, pieces: impl Iterator<Item = Range<usize>>, text: &[char]) -> Option<Unit> {
    let pieces: Vec<_> = pieces.filter_map(|piece| trimmed(text, piece)).collect();
    (!pieces.is_empty()).then_some(Unit { kind, pieces })
}

fn sentences_of(block: &Block, text: &[char]) -> Vec<Unit> {
    // The pieces one behind the other, a blank between them, each character with its place in the document.
    let (mut joined, mut places) = (Vec::new(), Vec::new());
    for piece in &block.pieces {
        if !joined.is_empty() {
            joined.push(' ');
            places.push(None);
        }
        joined.extend(&text[piece.clone()]);
        places.extend(piece.clone().map(Some));
    }
    let mut found = Vec::new();
    for range in sentences(&joined) {
        let sentence = &joined[range.clone()];
        let kind = match block.kind {
            BlockKind::Item if found.is_empty() => UnitKind::Bullet,
            BlockKind::Item => UnitKind::Sentence,
            _ if is_ended(sentence) || words(sentence) > LONGEST_LINE => UnitKind::Sentence,
            _ => UnitKind::Line,
        };
        let pieces = places[range].split(Option::is_none).filter_map(|places| {
            let (first, last) = (places.first()?, places.last()?);
            Some((*first)?..(*last)? + 1)
        });
        found.extend(unit(kind, pieces, text));
    }
    found
}

#[cfg(test)]
mod tests;
