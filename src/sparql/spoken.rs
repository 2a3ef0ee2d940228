//! Diagnostics in words, for those who have them read aloud: the place is told, not drawn.

use std::fmt::Write as _;
use std::ops::Range;

use super::Diagnostic;
use crate::language::wording;

/// Characters of the text that are read at a place.
const LONGEST: usize = 40;

impl Diagnostic {
    /// Says the diagnostic without drawing: its place in `source`, and in `file` where it has a name, in words.
    #[must_use]
    pub fn in_words(&self, file: Option<&str>, source: &str) -> String {
        let (code, message) = (self.code, &self.message);
        let mut text = wording!("error {code}: {message}", "error {code}: {message}");
        let file = file.map_or(String::new(), |file| format!("{file}, "));
        if self.span.start > 0 || !self.span.is_empty() {
            let place = place(source, &self.span);
            write!(text, "\n{file}{place}").expect("writing to a string does not fail");
        } else if !file.is_empty() {
            write!(text, "\n{}", file.trim_end_matches(", "))
                .expect("writing to a string does not fail");
        }
        if let Some(label) = &self.label {
            let (place, label) = (place(source, &label.span), &label.text);
            let line = wording!("also {place}: {label}", "dazu {place}: {label}");
            write!(text, "\n{line}").expect("writing to a string does not fail");
        }
        if let Some(note) = &self.note {
            let line = wording!("note: {note}", "Anmerkung: {note}");
            write!(text, "\n{line}").expect("writing to a string does not fail");
        }
        if let Some(help) = &self.help {
            let line = wording!("help: {help}", "Hinweis: {help}");
            write!(text, "\n{line}").expect("writing to a string does not fail");
        }
        text
    }
}

/// Says where `span` is: line, column in characters, and what stands there.
fn place(source: &str, span: &Range<usize>) -> String {
    let start = source.floor_char_boundary(span.start);
    let end = source.ceil_char_boundary(span.end.max(start));
    let before = &source[..start];
    let line = before.matches('\n').count() + 1;
    let column = before[before.rfind('\n').map_or(0, |at| at + 1)..]
        .chars()
        .count()
        + 1;
    let there = source[start..end].lines().next().unwrap_or_default();
    let mut there: String = there.chars().filter(|c| !c.is_control()).collect();
    if let Some((at, _)) = there.char_indices().nth(LONGEST) {
        there.truncate(at);
        there.push('…');
    }
    if there.is_empty() {
        wording!(
            "line {line}, column {column}",
            "Zeile {line}, Spalte {column}"
        )
    } else {
        wording!(
            "line {line}, column {column}, at `{there}`",
            "Zeile {line}, Spalte {column}, bei `{there}`"
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::prefixes::Prefixes;
    use crate::sparql::prepare;

    #[test]
    fn place_is_told_in_words() {
        let text = "SELECT * {\n  ?s foaf:nmae ?n }";
        let diagnostic = prepare(text, &Prefixes::default(), &[]).unwrap_err();
        let words = diagnostic.in_words(None, text);
        assert_eq!(words.lines().nth(1), Some("line 2, column 6, at `foaf:`"));
        assert!(!words.contains('^'), "{words}");
        let words = diagnostic.in_words(Some("a.rq"), text);
        assert!(words.contains("\na.rq, line 2, column 6"), "{words}");
    }
}
