//! How many columns of a terminal a text fills, and how to make it fill fewer.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Whether the terminal gives two columns to characters of ambiguous width. There is one terminal.
static AMBIGUOUS_IS_WIDE: AtomicBool = AtomicBool::new(false);

/// Tells whether characters of ambiguous width count two columns.
pub(crate) fn ambiguous_is_wide() -> bool {
    AMBIGUOUS_IS_WIDE.load(Ordering::Relaxed)
}

/// Lets characters of ambiguous width count two columns, or one, from now on.
///
/// Source: Unicode Standard Annex #11, East Asian Width.
pub(crate) fn set_ambiguous_is_wide(wide: bool) {
    AMBIGUOUS_IS_WIDE.store(wide, Ordering::Relaxed);
}

/// Counts the columns of `text`, grapheme by grapheme; ambiguous characters count one, or as was set.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() {
        // Control characters never come this far.
        return text.len();
    }
    let of_grapheme = if ambiguous_is_wide() {
        UnicodeWidthStr::width_cjk
    } else {
        UnicodeWidthStr::width
    };
    text.graphemes(true).map(of_grapheme).sum()
}

/// Gives the longest start of `text` that fills at most `columns`.
pub(crate) fn start(text: &str, columns: usize) -> &str {
    let mut filled = 0;
    for (position, grapheme) in text.grapheme_indices(true) {
        filled += width(grapheme);
        if filled > columns {
            return &text[..position];
        }
    }
    text
}

/// Gives the longest end of `text` that fills at most `columns`.
pub(super) fn end(text: &str, columns: usize) -> &str {
    let mut filled = 0;
    for (position, grapheme) in text.grapheme_indices(true).rev() {
        filled += width(grapheme);
        if filled > columns {
            return &text[position + grapheme.len()..];
        }
    }
    text
}

/// Leaves out the middle of a name so that its last segment, which tells it from others, stays if it can.
pub(super) fn elide_middle(text: &str, columns: usize, ellipsis: &str) -> String {
    let free = columns.saturating_sub(width(ellipsis));
    let segment = text
        .trim_end_matches('>')
        .rfind(['/', '#', ':'])
        .map_or(0, |position| width(&text[position..]));
    let tail = end(text, segment.clamp(free / 2, (free * 2 / 3).max(free / 2)));
    let head = start(text, free - width(tail));
    start(&format!("{head}{ellipsis}{tail}"), columns).to_owned()
}

/// Breaks `text` into lines of at most `columns`, at words where it can; white space at a break belongs to no line.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let (mut line, mut filled) = (0..0, 0);
    for (position, word) in pieces(text, columns) {
        if filled == 0 && word.trim().is_empty() && !lines.is_empty() {
            continue;
        }
        if filled > 0 && filled + width(word) > columns {
            lines.push(trimmed(text, line.clone()));
            filled = 0;
            if word.trim().is_empty() {
                line = position + word.len()..position + word.len();
                continue;
            }
        }
        if filled == 0 {
            line = position..position;
        }
        for (offset, grapheme) in word.grapheme_indices(true) {
            if filled > 0 && filled + width(grapheme) > columns {
                lines.push(line.clone());
                line = position + offset..position + offset;
                filled = 0;
            }
            filled += width(grapheme);
            line.end = position + offset + grapheme.len();
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(trimmed(text, line));
    }
    lines
}

/// Breaks a name or an IRI into lines of at most `columns`, behind one of `/ # : - _` where one stands in the second half
/// of the line.
pub(crate) fn wrap_name(name: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut begin = 0;
    while begin < name.len() {
        let rest = &name[begin..];
        let fitting = start(rest, columns);
        let first = rest.graphemes(true).next().map_or(rest.len(), str::len);
        let mut length = fitting.len().max(first);
        if length < rest.len()
            && let Some(sign) = fitting.rfind(['/', '#', ':', '-', '_'])
            && width(&fitting[..=sign]) * 2 >= columns
        {
            length = sign + 1;
        }
        lines.push(begin..begin + length);
        begin += length;
    }
    lines
}

/// Gives what stays on one line, each with its place: white space, and what stands between it where that fits `columns`;
/// else the words in that, with each sign apart.
fn pieces(text: &str, columns: usize) -> impl Iterator<Item = (usize, &str)> {
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}');
    let mut rest = text;
    let runs = std::iter::from_fn(move || {
        let is_blank = breaks(rest.chars().next()?);
        let end = rest.find(|c| breaks(c) != is_blank).unwrap_or(rest.len());
        let position = text.len() - rest.len();
        let (run, behind) = rest.split_at(end);
        rest = behind;
        Some((position, run))
    });
    runs.flat_map(move |(position, run)| {
        let is_whole = width(run) <= columns;
        let whole = is_whole.then_some((position, run));
        let words = (!is_whole).then(|| run.split_word_bound_indices());
        let words = words.into_iter().flatten();
        whole
            .into_iter()
            .chain(words.map(move |(offset, word)| (position + offset, word)))
    })
}

fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    line.start..line.start + text[line.clone()].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::{elide_middle, width, wrap, wrap_name};

    fn wrapped(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns)
            .into_iter()
            .map(|line| &text[line])
            .collect()
    }

    #[test]
    fn width_counts_graphemes_as_a_terminal_shows_them() {
        assert_eq!(width("Müller"), 6);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("👩‍👩‍👧"), 2);
    }

    #[test]
    fn sign_stays_with_its_word() {
        assert_eq!(
            wrapped("Wörter, Präfixe, dann --limit", 15),
            ["Wörter,", "Präfixe, dann", "--limit"]
        );
        assert_eq!(
            wrapped("es sind 25\u{202F}764", 10),
            ["es sind", "25\u{202F}764"]
        );
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(
            wrapped("ein Rat für  Digitales", 10),
            ["ein Rat", "für", "Digitales"]
        );
        assert_eq!(
            wrapped("Digitalministerkonferenz tagt", 10),
            ["Digitalmin", "isterkonfe", "renz tagt"]
        );
        assert_eq!(wrapped("日本語 日本語", 5), ["日本", "語 日", "本語"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn names_break_behind_their_signs() {
        let broken = |name: &'static str, columns| -> Vec<&str> {
            let lines = wrap_name(name, columns);
            lines.into_iter().map(|line| &name[line]).collect()
        };
        assert_eq!(
            broken("body:bundesministerium-fuer-digitales", 16),
            ["body:bundesminis", "terium-fuer-", "digitales"]
        );
        assert_eq!(
            broken("<https://w3id.org/gremia/source/mpk#char=66,83>", 20),
            ["<https://w3id.org/", "gremia/source/mpk#", "char=66,83>"]
        );
        assert_eq!(broken("日本語", 1), ["日", "本", "語"]);
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        for columns in 2..30 {
            for line in wrapped(
                "Der Rat – 日本語 – beschließt https://example.org/a/b#c am 3.\u{a0}Mai.",
                columns,
            ) {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn host_and_last_segment_of_an_iri_stay() {
        let iri = "<https://w3id.org/gremia/source/mpk#char=66,83>";
        assert_eq!(
            elide_middle(iri, 40, "…"),
            "<https://w3id.org/gr…rce/mpk#char=66,83>"
        );
        assert_eq!(elide_middle(iri, 20, "…"), "<https:…#char=66,83>");
        for columns in 1..50 {
            assert!(width(&elide_middle(iri, columns, "…")) <= columns.max(1));
        }
    }
}
