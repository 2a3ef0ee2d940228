//! The blocks of one segment: paragraphs, list items, footnotes, table rows, headings and other lines.

use std::ops::Range;

use super::super::Segment;
use super::super::sentences::is_ended;

/// A heading has no more words than this, nor has a line that is no sentence.
pub(super) const LONGEST_LINE: usize = 12;
/// A heading is printed on no more lines than this.
const HEADING_LINES: usize = 2;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// Running text, of which sentences are made.
    Paragraph,
    /// What stands behind the sign or number of a list item.
    Item,
    /// A numbered note.
    Note,
    /// Text among footnotes without a number of its own: the rest of the note before it.
    NoteRest,
    /// A row of a table.
    Row,
    /// A byline, or a label on a map.
    Line,
    /// A heading.
    Heading,
}

/// A block of text.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// Where it stands in the document; several ranges where something else stands between.
    pub(super) pieces: Vec<Range<usize>>,
}

impl Block {
    fn new(kind: BlockKind, range: Range<usize>) -> Self {
        Self {
            kind,
            pieces: vec![range],
        }
    }

    /// Lets the block reach to `end`.
    fn extend(&mut self, end: usize) {
        if let Some(last) = self.pieces.last_mut() {
            last.end = end;
        }
    }

    /// Tells whether the block is text that does not end where a sentence does, so that more may follow.
    pub(super) fn is_open(&self, text: &[char]) -> bool {
        matches!(self.kind, BlockKind::Paragraph | BlockKind::Item)
            && self
                .pieces
                .last()
                .is_some_and(|last| !is_ended(&text[last.clone()]))
    }
}

/// Reads the blocks of `segment`, which covers `range` of `text`, by its kind; an unknown kind is read as an article.
pub(super) fn blocks(text: &[char], segment: &Segment, range: Range<usize>) -> Vec<Block> {
    match segment.kind.as_str() {
        "boilerplate" => Vec::new(),
        "heading" => paragraphs(text, range, BlockKind::Heading),
        "byline" | "map" => paragraphs(text, range, BlockKind::Line),
        "footnote" => notes(text, range),
        "table" => rows(text, range),
        "list" => items(text, range),
        "caption" => running(text, range, false),
        _ => with_headings(text, running(text, range, false)),
    }
}

/// Tells whether the first letter at or behind `range.start` is a small one.
pub(super) fn starts_small(text: &[char], range: &Range<usize>) -> bool {
    let first = text[range.clone()].iter().find(|c| !c.is_whitespace());
    first.is_some_and(|c| c.is_lowercase())
}

/// Gives the lines of `range` without white space around them; an empty range for a blank line.
fn lines(text: &[char], range: Range<usize>) -> Vec<Range<usize>> {
    let ends_line = |place: usize| match text[place] {
        '\r' => text.get(place + 1) != Some(&'\n'),
        c => matches!(
            c,
            '\n' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        ),
    };
    let mut lines = Vec::new();
    let mut start = range.start;
    for place in range.clone() {
        if ends_line(place) {
            lines.push(without_blanks(text, start..place));
            start = place + 1;
        }
    }
    lines.push(without_blanks(text, start..range.end));
    lines
}

fn without_blanks(text: &[char], range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let first = part.iter().position(|c| !c.is_whitespace());
    let last = part.iter().rposition(|c| !c.is_whitespace());
    match (first, last) {
        (Some(first), Some(last)) => range.start + first..range.start + last + 1,
        _ => range.start..range.start,
    }
}

/// Reads what blank lines part.
fn paragraphs(text: &[char], range: Range<usize>, kind: BlockKind) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut after_blank = true;
    for line in lines(text, range) {
        if !line.is_empty() {
            match found.last_mut().filter(|_| !after_blank) {
                Some(last) => last.extend(line.end),
                None => found.push(Block::new(kind, line.clone())),
            }
        }
        after_blank = line.is_empty();
    }
    found
}

/// Reads running text: paragraphs, and items behind their signs (with `numbered`, behind numbers too).
///
/// A blank line ends a block, unless the block is open and the next line begins with a small letter: columns and pages
/// break inside sentences.
fn running(text: &[char], range: Range<usize>, numbered: bool) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut after_blank = true;
    let mut after_dash = false;
    for line in lines(text, range) {
        if line.is_empty() {
            after_blank = true;
            continue;
        }
        let introduced = found
            .last()
            .and_then(|block| block.pieces.last())
            .is_some_and(|piece| text[piece.end - 1] == ':');
        let dashes = after_blank || after_dash || introduced;
        for (sign, part) in parts(text, &line, dashes, numbered) {
            after_dash = sign == Some(Sign::Dash) || sign.is_none() && after_dash && !after_blank;
            match found.last_mut() {
                _ if sign.is_some() => found.push(Block::new(BlockKind::Item, part)),
                Some(last) if !after_blank || last.is_open(text) && starts_small(text, &part) => {
                    last.extend(part.end);
                }
                _ => found.push(Block::new(BlockKind::Paragraph, part)),
            }
            after_blank = false;
        }
    }
    found
}

/// What an item of a list begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A sign that stands for nothing else.
    Bullet,
    /// A dash or asterisk, which running text has too.
    Dash,
    Number,
}

/// Cuts `line` before each sign of an item; gives each part without its sign.
fn parts(
    text: &[char],
    line: &Range<usize>,
    dashes: bool,
    numbered: bool,
) -> Vec<(Option<Sign>, Range<usize>)> {
    let is_blank = |place: usize| place >= line.end || text[place].is_whitespace();
    // Inside a line only signs between two blanks count.
    let is_inside = |place: &usize| {
        *place > line.start && is_bullet(text[*place]) && is_blank(place - 1) && is_blank(place + 1)
    };
    let (mut sign, length) = sign(&text[line.clone()], dashes, numbered).unzip();
    let mut start = line.start + length.unwrap_or(0);
    let mut found = Vec::new();
    for place in line.clone().filter(is_inside) {
        found.push((sign, without_blanks(text, start..place)));
        sign = Some(Sign::Bullet);
        start = place + 1;
    }
    found.push((sign, without_blanks(text, start..line.end)));
    found
}

/// Gives the sign that `line` begins with and its length.
fn sign(line: &[char], dashes: bool, numbered: bool) -> Option<(Sign, usize)> {
    let first = *line.first()?;
    let digits = line.iter().take_while(|c| c.is_ascii_digit()).count();
    let (sign, length) = if is_bullet(first) {
        (Sign::Bullet, 1)
    } else if dashes && matches!(first, '–' | '—' | '-' | '*' | '+') {
        (Sign::Dash, 1)
    } else if numbered && (1..=2).contains(&digits) && matches!(line.get(digits), Some('.' | ')')) {
        (Sign::Number, digits + 1)
    } else {
        return None;
    };
    line.get(length)
        .is_none_or(|c| c.is_whitespace())
        .then_some((sign, length))
}

fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '∙' | '◦' | '‣' | '▪' | '▫' | '●' | '○' | '■' | '□' | '⁃'
    )
}

/// Turns paragraphs into headings where they look like it: short, without the end of a sentence, before other text.
fn with_headings(text: &[char], mut blocks: Vec<Block>) -> Vec<Block> {
    let Some((_, before_last)) = blocks.split_last_mut() else {
        return blocks;
    };
    for block in before_last {
        let range = block.pieces[0].clone();
        let words = words(&text[range.clone()]);
        let height = lines(text, range.clone()).len();
        let goes_on = matches!(text[range.end - 1], ',' | ';' | '-' | '–');
        if block.is_open(text)
            && block.kind == BlockKind::Paragraph
            && words <= LONGEST_LINE
            && height <= HEADING_LINES
            && !goes_on
            && !starts_small(text, &range)
        {
            block.kind = BlockKind::Heading;
        }
    }
    blocks
}

/// Counts what blanks part.
pub(super) fn words(text: &[char]) -> usize {
    text.split(|c| c.is_whitespace())
        .filter(|word| !word.is_empty())
        .count()
}

/// Reads a list: its items begin with signs or numbers, or are parted by middle dots, or else are lines.
fn items(text: &[char], range: Range<usize>) -> Vec<Block> {
    let signed = running(text, range.clone(), true);
    if signed.iter().any(|block| block.kind == BlockKind::Item) {
        return signed;
    }
    let is_dot = |place: &usize| {
        let blank = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace());
        text[*place] == '·' && blank(text.get(place + 1))
    };
    if range.clone().any(|place| is_dot(&place)) {
        let mut found = Vec::new();
        for block in paragraphs(text, range, BlockKind::Line) {
            let dots: Vec<usize> = block.pieces[0].clone().filter(is_dot).collect();
            if dots.is_empty() {
                found.push(block);
                continue;
            }
            let starts = std::iter::once(block.pieces[0].start).chain(dots.iter().map(|d| d + 1));
            let ends = dots.iter().copied().chain([block.pieces[0].end]);
            found.extend(
                starts.zip(ends).map(|(start, end)| {
                    Block::new(BlockKind::Item, without_blanks(text, start..end))
                }),
            );
        }
        return found;
    }
    let lines = lines(text, range).into_iter();
    lines
        .filter(|line| !line.is_empty())
        .map(|line| Block::new(BlockKind::Item, line))
        .collect()
}

/// Reads footnotes: each begins with a number, the next with the next number.
fn notes(text: &[char], range: Range<usize>) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut expected = None;
    for line in lines(text, range) {
        let number = note_number(&text[line.clone()]);
        // A line inside a note may begin with a number too, such as a year.
        let begins = number.filter(|number| expected.is_none_or(|expected| expected == *number));
        match found.last_mut() {
            _ if line.is_empty() => {}
            _ if begins.is_some() => {
                expected = begins.map(|number| number + 1);
                found.push(Block::new(BlockKind::Note, line));
            }
            Some(last) => last.extend(line.end),
            None => found.push(Block::new(BlockKind::NoteRest, line)),
        }
    }
    found
}

/// Reads the number that a note begins with: `12 `, `12) `, `[12] ` or `¹² `.
fn note_number(line: &[char]) -> Option<u32> {
    const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |c: &char| {
        let superscript = SUPERSCRIPTS.iter().position(|known| known == c);
        c.to_digit(10)
            .or_else(|| superscript.and_then(|place| u32::try_from(place).ok()))
    };
    let line = line.strip_prefix(&['[']).unwrap_or(line);
    let digits: Vec<u32> = line.iter().map_while(digit).collect();
    let behind = &line[digits.len()..];
    let behind = behind
        .strip_prefix(&[']'])
        .or_else(|| behind.strip_prefix(&[')']))
        .unwrap_or(behind);
    ((1..=3).contains(&digits.len()) && behind.first().is_some_and(|c| c.is_whitespace()))
        .then(|| digits.iter().fold(0, |number, digit| number * 10 + digit))
}

/// Reads the rows of a table: its lines; one that begins with a bracket or a small letter belongs to the one before.
fn rows(text: &[char], range: Range<usize>) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    for line in lines(text, range) {
        if line.is_empty() {
            continue;
        }
        let goes_on = text[line.start] == '(' || starts_small(text, &line);
        match found.last_mut().filter(|_| goes_on) {
            Some(last) => last.extend(line.end),
            None => found.push(Block::new(BlockKind::Row, line)),
        }
    }
    found
}
