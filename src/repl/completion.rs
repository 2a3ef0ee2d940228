//! What Tab offers: pure, from the text, the cursor and what is known of the dataset.
//!
//! Start at [`complete`]. Ranking: the whole word, the start of a local name, the start of a label or of a word
//! of it; then by count. At most [`MOST`] candidates: the list of the editor fails beyond 65,535, and nobody reads
//! 200. Layer 7, as all of `repl`.

use std::collections::BTreeMap;

use crate::prefixes::Prefixes;
use crate::sparql::FUNCTIONS;

use super::command_completion;
use super::position::{Place, place};
use super::syntax::Syntax;
use super::term_index::{TermIndex, fold};
use super::tokens::{Kind, Token};
use super::words::{MODIFIERS, PATTERN_CONDITIONS, PATTERN_FORMS, REQUEST_FORMS};

/// The most candidates that are offered.
pub(super) const MOST: usize = 200;

/// Labels are searched from this many characters on.
const SHORTEST_LABEL: usize = 3;

/// What completion draws on.
pub(super) struct Sources<'a> {
    /// The prefixes of the session.
    pub(super) prefixes: &'a Prefixes,
    /// The terms of the dataset, once they are collected.
    pub(super) terms: Option<&'a TermIndex>,
    /// The commands of the shell.
    pub(super) commands: &'a [command_completion::Known],
    /// The named queries with their parameters.
    pub(super) queries: &'a [(String, Vec<String>)],
}

/// One thing that can be inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The text that is inserted.
    pub(super) replacement: String,
    /// How it appears in the list.
    pub(super) display: String,
}

impl Candidate {
    /// Makes a candidate that appears as it is inserted.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        let replacement = text.into();
        Self {
            display: replacement.clone(),
            replacement,
        }
    }

    /// Makes a candidate with a remark.
    pub(super) fn noted(replacement: impl Into<String>, note: &str) -> Self {
        let replacement = replacement.into();
        let display = if note.is_empty() {
            replacement.clone()
        } else {
            format!("{replacement} — {note}")
        };
        Self {
            replacement,
            display,
        }
    }
}

/// What Tab offers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Completion {
    /// The byte from which the candidates replace the text up to the cursor.
    pub(super) start: usize,
    /// The candidates, best first.
    pub(super) candidates: Vec<Candidate>,
}

/// Gives what can stand at `position`, a character border of the text.
pub(super) fn complete(syntax: &Syntax, position: usize, sources: &Sources<'_>) -> Completion {
    let before = &syntax.text[..position];
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    if before[line..].trim_start().starts_with('.') && before[..line].trim().is_empty() {
        return command_completion::complete(before, sources);
    }
    // A blank start of a line is for indenting; at the very start there is a request to choose.
    if before[line..].trim().is_empty() && !before.trim().is_empty() {
        return Completion {
            start: position,
            candidates: vec![Candidate::plain("  ")],
        };
    }
    let word = Word::before(syntax, position);
    let ranked = word.candidates(sources);
    Completion {
        start: word.start,
        candidates: best(ranked, word.typed),
    }
}

/// Sorts by rank and then by count, and cuts the list.
pub(super) fn best(mut ranked: Vec<Ranked>, typed: &str) -> Vec<Candidate> {
    ranked.sort_by(|a, b| {
        (a.rank, std::cmp::Reverse(a.count), &a.candidate.replacement).cmp(&(
            b.rank,
            std::cmp::Reverse(b.count),
            &b.candidate.replacement,
        ))
    });
    let mut seen = std::collections::HashSet::new();
    ranked.retain(|ranked| seen.insert(ranked.candidate.replacement.clone()));
    let more = ranked.len().saturating_sub(MOST);
    let mut candidates: Vec<Candidate> = ranked
        .into_iter()
        .take(MOST)
        .map(|ranked| ranked.candidate)
        .collect();
    if more > 0 {
        // Its replacement is what is typed, so that choosing it changes nothing.
        candidates.push(Candidate {
            replacement: typed.to_owned(),
            display: format!("… {more} more"),
        });
    }
    candidates
}

/// A candidate with its place in the list.
#[derive(Debug)]
pub(super) struct Ranked {
    rank: usize,
    count: usize,
    candidate: Candidate,
}

impl Ranked {
    pub(super) fn new(rank: usize, count: usize, candidate: Candidate) -> Self {
        Self {
            rank,
            count,
            candidate,
        }
    }
}

/// The word under the cursor and where it stands.
struct Word<'a> {
    start: usize,
    typed: &'a str,
    place: Place,
    syntax: &'a Syntax,
}

impl<'a> Word<'a> {
    fn before(syntax: &'a Syntax, position: usize) -> Self {
        let text = &syntax.text[..position];
        let start = iri_start(text).unwrap_or_else(|| {
            syntax
                .token_before(position)
                .filter(|token| is_word(token, &syntax.text))
                .map_or(position, |token| token.range.start)
        });
        let end = syntax
            .tokens
            .iter()
            .position(|token| token.range.start >= start)
            .unwrap_or(syntax.tokens.len());
        Self {
            start,
            typed: &text[start..],
            place: place(&syntax.text, &syntax.tokens[..end]),
            syntax,
        }
    }

    fn candidates(&self, sources: &Sources<'_>) -> Vec<Ranked> {
        let mut ranked = Vec::new();
        if self.typed.starts_with(['?', '$']) {
            self.variables(&mut ranked);
        } else if let Some(typed) = self.typed.strip_prefix('<') {
            self.iris(typed, sources, &mut ranked);
        } else if let Some(typed) = self.typed.strip_prefix('@') {
            languages(typed, sources, &mut ranked);
        } else if let Some((prefix, local)) = self.typed.split_once(':') {
            self.local_names(prefix, local, sources, &mut ranked);
        } else {
            self.words(sources, &mut ranked);
        }
        ranked
    }

    fn variables(&self, ranked: &mut Vec<Ranked>) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for token in &self.syntax.tokens {
            if token.kind == Kind::Variable && token.range.start != self.start {
                *counts.entry(token.text(&self.syntax.text)).or_default() += 1;
            }
        }
        ranked.extend(
            counts
                .into_iter()
                .filter(|(name, _)| name.starts_with(self.typed))
                .map(|(name, count)| Ranked::new(1, count, Candidate::plain(name))),
        );
    }

    fn iris(&self, typed: &str, sources: &Sources<'_>, ranked: &mut Vec<Ranked>) {
        let Some(terms) = sources.terms else { return };
        for (iri, count) in self.fitting(terms) {
            if iri.starts_with(typed) {
                ranked.push(Ranked::new(1, count, Candidate::plain(format!("<{iri}>"))));
            }
        }
    }

    /// Gives the terms that fit the place, with their counts.
    fn fitting<'t>(&self, terms: &'t TermIndex) -> Vec<(&'t str, usize)> {
        let maps: Vec<&BTreeMap<String, usize>> = match self.place {
            Place::Predicate => vec![&terms.properties],
            Place::Class => vec![&terms.classes],
            Place::Graph => vec![&terms.graphs],
            Place::Datatype => vec![&terms.datatypes],
            Place::Nothing | Place::PrefixName | Place::Variables => Vec::new(),
            _ => vec![&terms.subjects, &terms.classes, &terms.properties],
        };
        let all = maps.into_iter().flatten();
        all.map(|(iri, count)| (iri.as_str(), *count)).collect()
    }

    fn local_names(
        &self,
        prefix: &str,
        local: &str,
        sources: &Sources<'_>,
        ranked: &mut Vec<Ranked>,
    ) {
        if self.place == Place::PrefixName {
            return;
        }
        let (Some(namespace), Some(terms)) = (sources.prefixes.namespace(prefix), sources.terms)
        else {
            return;
        };
        let folded = fold(local);
        for (iri, count) in self.fitting(terms) {
            let Some(found) = iri.strip_prefix(namespace) else {
                continue;
            };
            let rank = match_rank(found, local, &folded);
            let name = sources.prefixes.compact(iri);
            // A longer namespace may give the IRI another prefix, which is not the one being typed.
            let name = name.filter(|name| name.starts_with(&self.typed[..=prefix.len()]));
            if let (Some(rank), Some(name)) = (rank, name) {
                let note = note(terms, iri, count);
                ranked.push(Ranked::new(rank, count, Candidate::noted(name, &note)));
            }
        }
    }

    fn words(&self, sources: &Sources<'_>, ranked: &mut Vec<Ranked>) {
        self.keywords(ranked);
        let variables = matches!(
            self.place,
            Place::Expression | Place::Ordering | Place::Projection | Place::Variables
        );
        if variables && self.typed.is_empty() {
            self.variables(ranked);
        }
        if matches!(self.place, Place::Nothing | Place::Variables | Place::Start) {
            return;
        }
        let folded = fold(self.typed);
        if !self.typed.is_empty() || self.place == Place::PrefixName {
            self.prefixes(sources, ranked);
        }
        let Some(terms) = sources.terms else { return };
        let narrow = matches!(
            self.place,
            Place::Predicate | Place::Class | Place::Graph | Place::Datatype
        );
        if narrow {
            for (iri, count) in self.fitting(terms) {
                let name = written(sources.prefixes, iri);
                let local = name.rsplit(':').next().unwrap_or_default();
                if let Some(rank) = match_rank(local, self.typed, &folded) {
                    let note = note(terms, iri, count);
                    ranked.push(Ranked::new(rank + 1, count, Candidate::noted(name, &note)));
                }
            }
        }
        if self.typed.chars().count() >= SHORTEST_LABEL {
            self.labels(terms, sources, ranked);
        }
    }

    fn labels(&self, terms: &TermIndex, sources: &Sources<'_>, ranked: &mut Vec<Ranked>) {
        for (rank, label) in terms.labelled(self.typed) {
            let iri = label.iri.as_str();
            let fits = match self.place {
                Place::Predicate => terms.properties.contains_key(iri),
                Place::Class => terms.classes.contains_key(iri),
                Place::Graph => terms.graphs.contains_key(iri),
                Place::Subject | Place::Object | Place::Expression => true,
                _ => false,
            };
            if !fits {
                continue;
            }
            let name = written(sources.prefixes, iri);
            let tag = if label.language.is_empty() {
                String::new()
            } else {
                format!("@{}", label.language)
            };
            let kind = terms.kind(iri);
            let dot = if kind.is_empty() { "" } else { " · " };
            let note = format!("{}{tag}{dot}{kind}", label.text);
            let count = terms.subjects.get(iri).copied().unwrap_or_default();
            ranked.push(Ranked::new(rank + 3, count, Candidate::noted(name, &note)));
        }
    }

    fn prefixes(&self, sources: &Sources<'_>, ranked: &mut Vec<Ranked>) {
        for (prefix, namespace) in sources.prefixes.iter() {
            if prefix.starts_with(self.typed) {
                let candidate = if self.place == Place::PrefixName {
                    Candidate::plain(format!("{prefix}: <{namespace}>"))
                } else {
                    Candidate::plain(format!("{prefix}:"))
                };
                ranked.push(Ranked::new(2, 0, candidate));
            }
        }
    }

    fn keywords(&self, ranked: &mut Vec<Ranked>) {
        let keywords: &[&str] = match self.place {
            Place::Start => &REQUEST_FORMS,
            Place::Projection => &["DISTINCT", "WHERE", "FROM"],
            Place::Ordering => &["ASC(", "DESC(", "LIMIT", "OFFSET"],
            Place::Modifier => &MODIFIERS,
            Place::Subject | Place::TripleEnd => &PATTERN_FORMS,
            _ => &[],
        };
        let starts = |word: &str| starts_with_ignoring_case(word, self.typed);
        // Words come before terms while they are the only thing at a place, behind them otherwise.
        let rank = if matches!(self.place, Place::Subject) {
            2
        } else {
            1
        };
        ranked.extend(
            keywords
                .iter()
                .filter(|word| {
                    starts(word) && !(self.typed.is_empty() && self.place == Place::Subject)
                })
                .map(|word| Ranked::new(rank, 0, Candidate::plain(*word))),
        );
        let functions = matches!(self.place, Place::Expression | Place::Ordering);
        if functions && !self.typed.is_empty() {
            let conditions = PATTERN_CONDITIONS.iter().filter(|word| starts(word));
            ranked.extend(conditions.map(|word| Ranked::new(1, 0, Candidate::plain(*word))));
            let functions = FUNCTIONS.iter().filter(|(name, _)| starts(name));
            ranked.extend(functions.map(|(name, arguments)| {
                let candidate = Candidate {
                    replacement: format!("{name}("),
                    display: format!("{name}{arguments}"),
                };
                Ranked::new(1, 0, candidate)
            }));
        }
    }
}

fn languages(typed: &str, sources: &Sources<'_>, ranked: &mut Vec<Ranked>) {
    let Some(terms) = sources.terms else { return };
    for (tag, count) in &terms.languages {
        if starts_with_ignoring_case(tag, typed) {
            let candidate = Candidate::noted(format!("@{tag}"), &count.to_string());
            ranked.push(Ranked::new(1, *count, candidate));
        }
    }
}

/// Gives where an IRI in angle brackets starts that is still being typed at the end of `text`.
fn iri_start(text: &str) -> Option<usize> {
    let start = text.rfind('<')?;
    let inside = &text[start + 1..];
    let typing =
        !inside.contains(['>', '"', '{', '}', '?']) && !inside.contains(char::is_whitespace);
    typing.then_some(start)
}

/// Tells whether `token` is, or begins, something that can be completed.
fn is_word(token: &Token, text: &str) -> bool {
    match token.kind {
        Kind::Word | Kind::Variable | Kind::PrefixedName(_) | Kind::LanguageTag => true,
        Kind::Sign | Kind::Stray => matches!(token.text(text), "?" | "$" | "@"),
        _ => false,
    }
}

/// Gives 0 for the whole name, 1 for its start, 2 for its start whatever case and accents.
fn match_rank(name: &str, typed: &str, folded: &str) -> Option<usize> {
    if name == typed {
        Some(0)
    } else if name.starts_with(typed) {
        Some(1)
    } else {
        fold(name).starts_with(folded).then_some(2)
    }
}

fn starts_with_ignoring_case(word: &str, typed: &str) -> bool {
    word.get(..typed.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

/// Gives an IRI as it is written in a query.
fn written(prefixes: &Prefixes, iri: &str) -> String {
    prefixes.compact(iri).unwrap_or_else(|| format!("<{iri}>"))
}

/// Gives what the list says of a term: its label and how often it occurs.
fn note(terms: &TermIndex, iri: &str, count: usize) -> String {
    match terms.name(iri) {
        Some(label) => format!("{label} · {count}"),
        None => count.to_string(),
    }
}

#[cfg(test)]
mod tests;
