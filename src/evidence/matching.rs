//! Finds words in a document whose line breaks and hyphens got lost, and tells word borders.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// Finds every place where `words` stand in `text`; ranges count code points and are in order.
///
/// White space, hyphens (soft ones included) and asterisks count on neither side, so that words broken over two
/// lines, joined by a lost hyphen or printed bold are found as a reader would type them.
#[must_use]
pub fn find(text: &[char], words: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = words.nfc().filter(|c| counts(*c)).collect();
    let (squeezed, places): (Vec<char>, Vec<usize>) = text
        .iter()
        .enumerate()
        .filter(|(_, c)| counts(**c))
        .map(|(place, c)| (*c, place))
        .unzip();
    if wanted.is_empty() || wanted.len() > squeezed.len() {
        return Vec::new();
    }
    (0..=squeezed.len() - wanted.len())
        .filter(|start| squeezed[*start..].starts_with(&wanted))
        .map(|start| places[start]..places[start + wanted.len() - 1] + 1)
        .collect()
}

/// Tells whether `range` neither begins nor ends inside a word of `text`.
#[must_use]
pub fn at_word_borders(text: &[char], range: &Range<usize>) -> bool {
    let cuts = |place: usize| {
        place > 0
            && place < text.len()
            && text[place - 1].is_alphanumeric()
            && text[place].is_alphanumeric()
    };
    !cuts(range.start) && !cuts(range.end)
}

fn counts(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(
            c,
            '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '\u{200b}' | '*'
        )
}

#[cfg(test)]
mod tests {
    use super::{at_word_borders, find};

    fn text(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn starts_and_ends(document: &str, words: &str) -> Vec<(usize, usize)> {
        find(&text(document), words)
            .into_iter()
            .map(|range| (range.start, range.end))
            .collect()
    }

    #[test]
    fn words_broken_over_two_lines_are_found() {
        assert_eq!(
            starts_and_ends("der Fach\naus tausch", "Fachaustausch"),
            [(4, 19)]
        );
    }

    #[test]
    fn lost_hyphen_is_no_difference() {
        assert_eq!(
            starts_and_ends("die KIStrategie", "KI-Strategie"),
            [(4, 15)]
        );
    }

    #[test]
    fn all_hits_are_listed() {
        assert_eq!(starts_and_ends("ab ab", "ab"), [(0, 2), (3, 5)]);
    }

    #[test]
    fn nothing_is_found_for_nothing() {
        assert!(find(&text("ab"), " - ").is_empty());
    }

    #[test]
    fn range_inside_a_word_is_not_at_word_borders() {
        let text = text("Sachsen-Anhalt");
        assert!(at_word_borders(&text, &(0..7)));
        assert!(!at_word_borders(&text, &(0..4)));
    }
}
