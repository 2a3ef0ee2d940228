//! The languages of the dataset, behind `@` and where a tag is compared.

use crate::language::grouped;

use super::{Candidate, Ranked, Sources, Word, rank, starts_with_ignoring_case};

impl Word<'_> {
    /// Tells whether a text is compared with a language tag there, as in `LANG(?x) = "`.
    pub(super) fn names_a_language(&self) -> bool {
        let words: Vec<String> = self
            .before
            .iter()
            .rev()
            .take(6)
            .map(|token| token.text(&self.syntax.text).to_ascii_uppercase())
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let free = self.typed.is_empty() || self.typed.starts_with(['"', '\'']);
        free && matches!(
            words.as_slice(),
            ["=" | "!=", ")", _, "(", "LANG", ..] | [",", ")", _, "(", "LANG", "(", ..]
        )
    }

    pub(super) fn languages(&self, sources: &Sources<'_>, ranked: &mut Vec<Ranked>) {
        let Some(terms) = sources.terms else { return };
        let quote = match self.typed.chars().next() {
            Some(sign) => sign.to_string(),
            None => "\"".to_owned(),
        };
        let end = if quote == "@" { "" } else { quote.as_str() };
        let typed = self.typed.get(1..).unwrap_or_default();
        for (tag, count) in terms.languages.iter() {
            if starts_with_ignoring_case(tag, typed) {
                let name = format!("{quote}{tag}{end}");
                let candidate = Candidate::noted(name, &grouped(count as u64));
                ranked.push(Ranked::new(rank::START, count, candidate));
            }
        }
    }
}
