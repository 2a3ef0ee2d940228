//! Why no text has the language that a condition asks for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use oxrdf::{Literal, Term, Variable};

use super::{Emptiness, Inquiry, Tally};
use crate::language::{grouped, wording};

/// Languages that are named at most.
const MOST_LANGUAGES: usize = 4;

/// How near a language is to the one that is asked for; the nearest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// The same tag in other letters, or with the sign before it.
    Same,
    /// The same language, of which only one tag names a region.
    Region,
    Other,
}

impl Nearness {
    fn of(wanted: &str, there: &str) -> Self {
        let plain = wanted.trim_start_matches('@');
        let language = |tag: &str| tag.split(['-', '_']).next().map(str::to_lowercase);
        if plain.eq_ignore_ascii_case(there) {
            Self::Same
        } else if language(plain) == language(there) {
            Self::Region
        } else {
            Self::Other
        }
    }
}

/// What languages the values of a variable have.
struct Languages {
    /// The tags with their counts, the most frequent first.
    tags: Vec<(String, usize)>,
    /// Texts without a language.
    without: usize,
    /// Values that are no texts.
    names: usize,
}

impl Languages {
    fn of(values: &Tally) -> Self {
        let mut tags: BTreeMap<String, usize> = BTreeMap::new();
        let (mut without, mut names) = (0, 0);
        for (term, count) in values.values() {
            match term {
                Term::Literal(literal) => match literal.language() {
                    Some(language) => *tags.entry(language.to_owned()).or_default() += count,
                    None => without += count,
                },
                _ => names += count,
            }
        }
        let mut tags: Vec<(String, usize)> = tags.into_iter().collect();
        tags.sort_by_key(|(_, count)| Reverse(*count));
        Self {
            tags,
            without,
            names,
        }
    }

    /// Puts the tags first that are near one of `wanted`, and gives that one and how near the first is.
    fn nearest_first<'w>(&mut self, wanted: &'w [Literal]) -> Option<(&'w Literal, Nearness)> {
        let nearness = |tag: &str| {
            let each = wanted.iter().map(|one| Nearness::of(one.value(), tag));
            each.min().unwrap_or(Nearness::Other)
        };
        self.tags.sort_by_key(|(tag, _)| nearness(tag));
        let (first, _) = self.tags.first()?;
        let near = wanted
            .iter()
            .min_by_key(|one| Nearness::of(one.value(), first))?;
        Some((near, nearness(first)))
    }

    /// Lists what there is; `unbound` rows have no value.
    fn listed(&self, unbound: usize) -> String {
        let tags = self.tags.iter().take(MOST_LANGUAGES);
        let mut parts: Vec<String> = tags
            .map(|(tag, count)| match count {
                1 => wording!("1 has @{tag}", "@{tag}: 1"),
                count => wording!("{} have @{tag}", "@{tag}: {}", grouped(*count)),
            })
            .collect();
        for (count, words) in [
            (
                self.without,
                [
                    wording!("has no language", "ohne Sprache"),
                    wording!("have no language", "ohne Sprache"),
                ],
            ),
            (
                self.names,
                [
                    wording!("is no text", "keine Zeichenkette"),
                    wording!("are no texts", "keine Zeichenkette"),
                ],
            ),
            (
                unbound,
                [
                    wording!("is unbound", "ungebunden"),
                    wording!("are unbound", "ungebunden"),
                ],
            ),
        ] {
            let [one, many] = words;
            let words = if count == 1 { one } else { many };
            if count > 0 {
                parts.push(wording!("{0} {words}", "{words}: {0}", grouped(count)));
            }
        }
        parts.join(", ")
    }
}

impl Inquiry<'_> {
    /// Tells which languages the values of `variable` have in `rows` rows in the place of those `wanted`; `matching`
    /// says that tags are compared as LANGMATCHES does.
    pub(super) fn languages(
        &self,
        variable: &Variable,
        wanted: &[Literal],
        matching: bool,
        (values, rows): (&Tally, usize),
        found: &mut Emptiness,
    ) {
        let mut languages = Languages::of(values);
        let near = languages.nearest_first(wanted);
        let asked: Vec<String> = wanted.iter().map(asked_for).collect();
        let asked = asked.join(&wording!(" or ", " oder "));
        let told = wording!(
            "0 of {} {variable} have {asked}; {}",
            "0 von {} {variable} haben {asked}; {}",
            grouped(rows),
            languages.listed(rows.saturating_sub(super::bound(values)))
        );
        let Some((wanted, nearness)) = near else {
            found.reasons.push(told);
            return;
        };
        let (tag, _) = &languages.tags[0];
        let value = wanted.value();
        let why = match nearness {
            Nearness::Same if value.starts_with('@') => wording!(
                "; the tag is \"{tag}\", without @",
                "; das Kürzel ist \"{tag}\", ohne @"
            ),
            Nearness::Same => wording!(
                "; tags are compared letter by letter here: \"{tag}\" is not \"{value}\"",
                "; hier zählt jeder Buchstabe: \"{tag}\" ist nicht \"{value}\""
            ),
            Nearness::Region if !matching && tag.len() > value.len() => wording!(
                "; `LANGMATCHES(LANG({variable}), \"{value}\")` takes every region",
                "; `LANGMATCHES(LANG({variable}), \"{value}\")` nimmt jede Region"
            ),
            Nearness::Region => wording!(
                "; @{tag} is the same language without that region",
                "; @{tag} ist dieselbe Sprache ohne diese Region"
            ),
            Nearness::Other => String::new(),
        };
        found.reasons.push(told + &why);
        self.propose(&wanted.clone().into(), &format!("\"{tag}\""), found);
    }
}

/// Names the language that a condition asks for.
fn asked_for(wanted: &Literal) -> String {
    match wanted.value() {
        "" => wording!("no language", "keine Sprache"),
        "*" => wording!("a language", "eine Sprache"),
        tag if tag.starts_with('@') => wording!("language \"{tag}\"", "die Sprache \"{tag}\""),
        tag => wording!("language @{tag}", "die Sprache @{tag}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Nearness;

    #[test]
    fn same_tag_in_other_letters_is_nearer_than_the_same_language() {
        assert_eq!(Nearness::of("DE", "de"), Nearness::Same);
        assert_eq!(Nearness::of("@de", "de"), Nearness::Same);
        assert_eq!(Nearness::of("de-DE", "de"), Nearness::Region);
        assert_eq!(Nearness::of("de", "de-at"), Nearness::Region);
        assert_eq!(Nearness::of("den", "de"), Nearness::Other);
    }
}
