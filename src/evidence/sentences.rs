//! Where the sentences of a German or English text end.
//!
//! Start at [`sentences`]. The borders are those of UAX 29 (Unicode Text Segmentation, section 5), less those after
//! abbreviations, initials and ordinal numbers, and less those before a small letter. Marks of footnotes and signs for
//! bold print do not count as text. Where a number of up to two digits, or an abbreviation that may end a sentence,
//! stands before a word that opens no sentence, no border is seen.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Abbreviations that never end a sentence; without blanks inside and without the last full stop.
const INSIDE: &str = "\
    abb abs abschn abt al allg anm aufl bd bes betr bspw bzgl bzw ca d.h dipl dr e.g ebd einschl entspr \
    evtl fig gem ggf ggü hl hrsg i.d.r i.e i.s.d inkl insb insbes jg kap lfd lt m.e mind mr mrs nr nrn \
    o.g prof rd resp rn s.o s.u sog st u.u v.a vgl vol vs z.b z.t z.zt ziff zit zt zzgl";

/// Abbreviations that may end a sentence, or are words too.
const PERHAPS: &str = "\
    a.d art e.v etc ff gen jh max med min mio mrd o.ä p.a sec std str tab tel tsd u.a u.ä usf usw uvm \
    v.chr";

/// Words that open a sentence where they are written with a capital letter, and hardly ever follow an ordinal number
/// or an abbreviation.
const OPENERS: &str = "\
    aber alle allein allerdings als also am an andererseits auch auf aus außerdem bei beide beim bereits \
    bis bisher da dabei dadurch dafür dagegen daher damals damit danach daneben dann daran darauf darin \
    darüber das davon dazu dem den denn dennoch der derzeit des deshalb deswegen die dies diese diesem \
    diesen dieser dieses doch durch ebenso ein eine einem einen einer eines einige er es ferner folglich \
    für gegen gemeinsam gerade gleichzeitig heute hier hierfür hierzu hinzu ich ihr ihre im immer in \
    indem ins insbesondere insgesamt insofern ist je jede jeder jedes jedoch jetzt kein keine künftig \
    laut man manche mehr mit nach neben nicht noch nun nur ob obwohl ohne schon sein seine seit seitdem \
    sie so somit sonst sowohl später stattdessen trotz trotzdem um und unser unsere unter viele vom von \
    vor was wegen weil weitere weiterhin wenn wer wie wir während zu zudem zugleich zum zunächst zur \
    zwar zwischen über";

/// Gives the sentences of `text` in order, without the white space between them.
///
/// What stands behind the last end of a sentence is a range of its own. A colon ends no sentence, and neither does the
/// end of a line: whoever knows paragraphs, headings or list items calls this for each of them.
///
/// Source: UAX 29, section 5 (sentence boundaries).
#[must_use]
pub fn sentences(text: &[char]) -> Vec<Range<usize>> {
    let seen = without_marks(text);
    let words: String = seen.iter().collect();
    let mut borders = Vec::new();
    let mut place = 0;
    for part in words.split_sentence_bounds() {
        if place > 0 && is_border(&seen, place) {
            borders.push(before_opening_signs(&seen, place));
        }
        place += part.chars().count();
    }
    borders.push(text.len());
    let mut start = 0;
    let mut found = Vec::new();
    for border in borders {
        found.extend(trimmed(text, start..border));
        start = start.max(border);
    }
    found
}

/// Tells whether `text` ends as a sentence does, or with the colon before a list; closing signs, bold print and the
/// mark of a footnote may follow.
#[must_use]
pub fn is_ended(text: &[char]) -> bool {
    let last = |text: &[char]| text.iter().rposition(|c| !is_behind_an_end(*c));
    let Some(end) = last(text) else {
        return false;
    };
    if !text[end].is_numeric() {
        return text[end] == ':' || is_end(text[end]);
    }
    // The mark of a footnote follows the end without a blank; a number that the text ends with does not.
    let marked = text[..end]
        .iter()
        .rposition(|c| !c.is_numeric())
        .filter(|before| !text[*before].is_whitespace())
        .and_then(|before| last(&text[..=before]));
    marked.is_some_and(|end| ends_before_a_mark(text, end))
}

/// Gives `range` without white space at its ends; nothing where no letter or digit is left.
pub(super) fn trimmed(text: &[char], range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    part.iter().find(|c| c.is_alphanumeric())?;
    let first = part.iter().position(|c| !c.is_whitespace())?;
    let last = part.iter().rposition(|c| !c.is_whitespace())?;
    Some(range.start + first..range.start + last + 1)
}

/// Puts a blank for each line break, mark of a footnote and sign for bold print behind an end of a sentence, so that
/// all places stay.
fn without_marks(text: &[char]) -> Vec<char> {
    let mut seen: Vec<char> = text
        .iter()
        .map(|c| if c.is_whitespace() { ' ' } else { *c })
        .collect();
    for end in (0..text.len()).filter(|end| ends_before_a_mark(text, *end)) {
        let closed = text[end + 1..].iter().take_while(|c| is_closing(**c));
        let start = end + 1 + closed.count();
        let length = mark_length(&text[start..]);
        let behind = text.get(start + length);
        if behind.is_none_or(|c| c.is_whitespace() || is_closing(*c)) {
            seen[start..start + length].fill(' ');
        }
    }
    seen
}

/// Counts the characters of the footnote marks and signs for bold print that `text` begins with.
fn mark_length(text: &[char]) -> usize {
    const LONGEST: usize = 8;
    let is_mark = |c: &&char| c.is_numeric() || matches!(c, '*' | '_' | ',' | '[' | ']');
    let mark: Vec<&char> = text.iter().take_while(is_mark).collect();
    let tells = |c: &&char| c.is_numeric() || matches!(c, '*' | '_');
    if mark.len() <= LONGEST && mark.iter().any(tells) {
        mark.len()
    } else {
        0
    }
}

/// Tells whether a sentence may end before `place`, where UAX 29 sees one end.
fn is_border(text: &[char], place: usize) -> bool {
    let before = before_opening_signs(text, place);
    let Some(next) = text[before..].iter().position(|c| c.is_alphanumeric()) else {
        return true;
    };
    let next = &text[before + next..];
    if next[0].is_lowercase() {
        return false;
    }
    let Some(end) = text[..before].iter().rposition(|c| !is_behind_an_end(*c)) else {
        return true;
    };
    if text[end] != '.' {
        return true;
    }
    match abbreviation(&text[..end]) {
        None => true,
        Some(Abbreviation::Inside) => false,
        Some(Abbreviation::Perhaps) => {
            let word: String = next.iter().take_while(|c| c.is_alphabetic()).collect();
            lists(OPENERS, &word.to_lowercase())
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Abbreviation {
    /// Never ends a sentence.
    Inside,
    /// Ends a sentence only before a word that opens one.
    Perhaps,
}

fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|listed| listed == word)
}

/// Tells which abbreviation, initial or ordinal number `text` ends with, if any; its full stop is cut off already.
fn abbreviation(text: &[char]) -> Option<Abbreviation> {
    let word = dotted_word(text);
    if lists(INSIDE, &word) {
        return Some(Abbreviation::Inside);
    }
    let last = &text[word_start(text)..];
    let is_ordinal = last.len() <= 2 && last.iter().all(char::is_ascii_digit);
    let is_initial = last.len() == 1;
    let is_roman = last
        .iter()
        .all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'));
    let is_known = lists(PERHAPS, &word);
    (!last.is_empty() && (is_ordinal || is_initial || is_roman || is_known))
        .then_some(Abbreviation::Perhaps)
}

/// Gives the word that `text` ends with in small letters, with the single letters before it: `z.b` for "z. B".
fn dotted_word(text: &[char]) -> String {
    let mut start = word_start(text);
    loop {
        let before = text[..start].iter().rposition(|c| !c.is_whitespace());
        let Some(stop) = before.filter(|stop| text[*stop] == '.') else {
            break;
        };
        let letter = word_start(&text[..stop]);
        if stop - letter != 1 || !text[letter].is_alphabetic() {
            break;
        }
        start = letter;
    }
    let word = text[start..].iter().filter(|c| !c.is_whitespace());
    word.collect::<String>().to_lowercase()
}

fn word_start(text: &[char]) -> usize {
    text.iter()
        .rposition(|c| !c.is_alphanumeric())
        .map_or(0, |place| place + 1)
}

/// Goes back from `place` over brackets and quotation marks that open, with the blanks before them.
fn before_opening_signs(text: &[char], place: usize) -> usize {
    let is_opening = |c: &char| matches!(c, '(' | '[' | '„' | '‚');
    let kept = text[..place]
        .iter()
        .rposition(|c| !is_opening(c) && !c.is_whitespace())
        .map_or(0, |last| last + 1);
    let opened = text[kept..place].iter().position(is_opening);
    opened.map_or(place, |first| kept + first)
}

/// Tells whether a sentence ends with the character at `end` even where digits follow; behind a digit, a full stop
/// belongs to a number.
fn ends_before_a_mark(text: &[char], end: usize) -> bool {
    is_end(text[end]) && end > 0 && !text[end - 1].is_numeric()
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']' | '"' | '\'' | '“' | '”' | '’' | '‘' | '»' | '›' | '«'
    )
}

fn is_behind_an_end(c: char) -> bool {
    c.is_whitespace() || is_closing(c) || matches!(c, '*' | '_')
}

#[cfg(test)]
mod tests;
