//! Changes of a text that mend what a diagnostic or a remark found.

use crate::language::wording;
use std::ops::Range;

/// One replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes; empty where something is only added.
    pub span: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

/// Replacements that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The replacements in order of their places, which do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Makes a fix of one replacement.
    pub(super) fn one(span: Range<usize>, text: impl Into<String>) -> Self {
        Self::many([(span, text.into())])
    }

    /// Makes a fix of several replacements, in order of their places.
    pub(super) fn many(edits: impl IntoIterator<Item = (Range<usize>, String)>) -> Self {
        let edits = edits.into_iter();
        Self {
            edits: edits.map(|(span, text)| Edit { span, text }).collect(),
        }
    }

    /// Gives this change and `other`, one of the same text, as one; nothing where they overlap.
    pub(super) fn with(&self, other: &Self) -> Option<Self> {
        let mut edits = self.edits.clone();
        let new = other.edits.iter().filter(|edit| !self.edits.contains(edit));
        edits.extend(new.cloned());
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let is_apart =
            |pair: &[Edit]| pair[0].span.end <= pair[1].span.start && pair[0].span != pair[1].span;
        edits.windows(2).all(is_apart).then_some(Self { edits })
    }

    /// Gives this change and then `next`, one of what it makes, as one; nothing where `next` changes what this one wrote.
    pub(super) fn then(&self, next: &Self) -> Option<Self> {
        let edits: Option<Vec<Edit>> = next
            .edits
            .iter()
            .map(|edit| {
                let mut span = edit.span.clone();
                // From the last to the first, so that the places of those before hold.
                let mut longer: usize = self.edits.iter().map(|own| own.text.len()).sum();
                let mut shorter: usize = self.edits.iter().map(|own| own.span.len()).sum();
                for own in self.edits.iter().rev() {
                    longer -= own.text.len();
                    shorter -= own.span.len();
                    let start = own.span.start + longer - shorter;
                    if span.start >= start + own.text.len() {
                        let grown = longer + own.text.len();
                        let shrunk = shorter + own.span.len();
                        span = span.start + shrunk - grown..span.end + shrunk - grown;
                        return Some(Edit {
                            span,
                            text: edit.text.clone(),
                        });
                    }
                    if span.end > start {
                        return None;
                    }
                }
                Some(edit.clone())
            })
            .collect();
        self.with(&Self { edits: edits? })
    }

    /// Gives `source` with all replacements made; what lies outside of it is left out.
    #[must_use]
    pub fn apply(&self, source: &str) -> String {
        let mut mended = String::with_capacity(source.len() + 32);
        let mut done = 0;
        for edit in &self.edits {
            if let Some(before) = source.get(done..edit.span.start)
                && source.is_char_boundary(edit.span.end)
            {
                mended.push_str(before);
                mended.push_str(&edit.text);
                done = edit.span.end;
            }
        }
        mended + source.get(done..).unwrap_or_default()
    }

    /// Says what the fix does to `source`: writes, adds or deletes something.
    #[must_use]
    pub fn in_words(&self, source: &str) -> String {
        let Some(edit) = self.edits.first() else {
            return wording!("changes nothing", "ändert nichts");
        };
        let old = source.get(edit.span.clone()).unwrap_or_default();
        let new = edit.text.trim();
        let what = match (old.is_empty(), new.is_empty()) {
            (false, true) if !edit.text.is_empty() => wording!(
                "puts a plain space there",
                "setzt dort ein einfaches Leerzeichen"
            ),
            (true, _) => wording!("adds `{new}`", "fügt `{new}` ein"),
            (false, true) => wording!("deletes `{old}`", "löscht `{old}`"),
            (false, false) => wording!(
                "writes `{new}` for `{old}`",
                "schreibt `{new}` statt `{old}`"
            ),
        };
        match self.edits.len() {
            1 => what,
            2 => wording!(
                "{what}, and changes one more place",
                "{what} und ändert eine weitere Stelle"
            ),
            more => wording!(
                "{what}, and changes {} more places",
                "{what} und ändert {} weitere Stellen",
                more - 1
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fix;

    #[test]
    fn all_places_are_changed_at_once() {
        let fix = Fix::many([(0..3, "x".to_owned()), (5..8, "\"".to_owned())]);
        assert_eq!(fix.apply("“ b“"), "x b\"");
        assert_eq!(
            fix.in_words("“ b“"),
            "writes `x` for `“`, and changes one more place"
        );
    }

    #[test]
    fn change_of_what_a_change_makes_is_one_of_the_text() {
        let text = "ask { ?a b c ; d e }";
        let first = Fix::many([(0..3, "SELECT *".to_owned()), (9..10, "bb".to_owned())]);
        let made = first.apply(text);
        let at = |word: &str| made.find(word).unwrap();
        for (word, new) in [("?a", "?x"), ("e }", "f }"), ("c", ""), ("{", "WHERE {")] {
            let next = Fix::one(at(word)..at(word) + word.len(), new);
            let both = first.then(&next).unwrap();
            assert_eq!(both.apply(text), next.apply(&made), "{word}");
        }
        assert_eq!(first.then(&Fix::one(at("bb")..at("bb") + 1, "x")), None);
        assert_eq!(first.with(&Fix::one(1..2, "x")), None);
    }

    #[test]
    fn adding_and_deleting_are_told() {
        assert_eq!(Fix::one(3..3, " }").in_words("ASK"), "adds `}`");
        assert_eq!(Fix::one(0..1, "").in_words(", b"), "deletes `,`");
    }
}
