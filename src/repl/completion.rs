//! What Tab offers: pure, from the text, the cursor and what is known of the dataset.
//!
//! Start at [`complete`]. Ranking: the whole word, the start of a local name, the start of a label or of a word of it,
//! what is alike; names before descriptions, properties that the subject's class is seen with before others; then by
//! count; then by when it was used last.
//! At most [`MOST`] candidates: the list of the editor fails beyond 65,535, and nobody reads 200. Layer 8, as all of
//! `repl`.

mod enumerations;
mod keywords;
mod languages;
mod prefixes;
mod recent;
mod terms;
mod variables;

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::language::{grouped, wording};
use crate::named_queries::NamedQuery;
use crate::prefixes::Prefixes;

use super::command_completion;
use super::position::{Place, Position, types};
use super::syntax::Syntax;
use super::term_index::TermIndex;
use super::tokens::{Kind, Token};
use super::words::{DATATYPES, PATH_ENDS};
pub(super) use prefixes::{Namespaces, declared, usual};
pub(super) use recent::Recent;
pub(super) use terms::Terms;
use variables::{unbound, variables};

/// The namespace of the datatypes of XML Schema.
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The most candidates that are offered.
pub(super) const MOST: usize = 200;

/// The places in the list, the best first; those behind each are for what fits less well.
pub(super) mod rank {
    use crate::repl::term_index::Fit;

    /// The whole word.
    pub(in crate::repl) const EXACT: usize = 0;
    /// The start of it.
    pub(in crate::repl) const START: usize = 4;
    /// The start of it, whatever case and accents.
    pub(in crate::repl) const FOLDED: usize = 8;
    /// What can stand there besides.
    pub(in crate::repl) const BESIDE: usize = 12;
    const LABEL: usize = 16;

    /// How far behind comes what describes a thing rather than name it.
    pub(in crate::repl) const DESCRIPTION: usize = 1;
    /// How far behind comes what stands at such a place less often.
    pub(in crate::repl) const UNUSUAL: usize = 2;

    /// Gives the rank of a thing that is found by a label.
    pub(in crate::repl) fn of_label(fit: Fit) -> usize {
        match fit {
            Fit::Exact => LABEL,
            Fit::Start | Fit::Word => LABEL + 4,
            Fit::Alike => LABEL + 8,
        }
    }
}

/// What completion draws on.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    /// The prefixes of the session.
    pub(super) prefixes: &'a Prefixes,
    /// Whether a query must declare its prefixes itself.
    pub(super) strict: bool,
    /// The terms of the dataset, once they are collected.
    pub(super) terms: Option<&'a TermIndex>,
    /// Whether they could not be collected.
    pub(super) is_missing: bool,
    /// The commands of the shell.
    pub(super) commands: &'a [command_completion::Known],
    /// The named queries.
    pub(super) queries: &'a [NamedQuery],
    /// What `.let` has named, and what it stands for.
    pub(super) names: &'a [(String, String)],
    /// The columns of the last result.
    pub(super) columns: &'a [String],
    /// The terms that were used last.
    pub(super) recent: &'a Recent,
}

#[cfg(test)]
impl<'a> Sources<'a> {
    /// Gives those of a session that has nothing but prefixes.
    pub(super) fn new(prefixes: &'a Prefixes) -> Self {
        static NOTHING: std::sync::LazyLock<Recent> = std::sync::LazyLock::new(Recent::default);
        Self {
            prefixes,
            strict: false,
            terms: None,
            is_missing: false,
            commands: &[],
            queries: &[],
            names: &[],
            columns: &[],
            recent: &NOTHING,
        }
    }
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

    /// Makes a line of the list that is no candidate: to choose it leaves what is typed as it is.
    fn remark(typed: &str, text: String) -> Self {
        Self {
            replacement: typed.to_owned(),
            display: text,
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
    let Some(word) = Word::before(syntax, position) else {
        return Completion::default();
    };
    let namespaces = Namespaces::of(sources, Some(syntax));
    let (ranked, others) = word.offers(&namespaces, sources);
    let mut candidates = best(ranked, others, word.typed);
    if sources.terms.is_none() && word.wants_terms() {
        add_excuse(&mut candidates, word.typed, sources.is_missing);
    }
    Completion {
        start: word.start,
        candidates,
    }
}

/// Sorts by rank, then by count, then by use, cuts the list and says how many more there are, `others` included.
pub(super) fn best(mut ranked: Vec<Ranked>, others: usize, typed: &str) -> Vec<Candidate> {
    let order = |ranked: &Ranked| {
        let Ranked {
            rank, count, used, ..
        } = *ranked;
        (rank, Reverse(count), Reverse(used))
    };
    ranked.sort_by(|a, b| {
        (order(a), &a.candidate.replacement).cmp(&(order(b), &b.candidate.replacement))
    });
    let mut seen = HashSet::new();
    ranked.retain(|ranked| seen.insert(ranked.candidate.replacement.clone()));
    let more = ranked.len().saturating_sub(MOST) + others;
    let few = ranked.into_iter().take(MOST);
    let mut candidates: Vec<Candidate> = few.map(|ranked| ranked.candidate).collect();
    if more > 0 {
        let more = grouped(more as u64);
        candidates.push(Candidate::remark(
            typed,
            wording!("… {more} more", "… {more} weitere"),
        ));
    }
    candidates
}

/// Says that terms are missing in the list because they are still being read.
///
/// A single candidate is inserted and not shown, so there is one line less or one more.
pub(super) fn add_excuse(candidates: &mut Vec<Candidate>, typed: &str, is_missing: bool) {
    let excuse = if is_missing {
        wording!(
            "… the terms of the graph could not be read; `.status` tells why",
            "… die Terme des Graphen ließen sich nicht lesen; `.status` sagt, warum"
        )
    } else {
        wording!(
            "… the terms of the graph are still being read",
            "… die Terme des Graphen werden noch gelesen"
        )
    };
    match candidates.len() {
        0 => {
            let rest = wording!(
                "… without them only the words of SPARQL are offered",
                "… ohne sie werden nur die Wörter von SPARQL angeboten"
            );
            candidates.extend([
                Candidate::remark(typed, excuse),
                Candidate::remark(typed, rest),
            ]);
        }
        1 => {}
        _ => candidates.push(Candidate::remark(typed, excuse)),
    }
}

/// A candidate with its place in the list.
#[derive(Debug)]
pub(super) struct Ranked {
    rank: usize,
    count: usize,
    /// When it was used last, zero for never.
    used: u64,
    candidate: Candidate,
}

impl Ranked {
    pub(super) fn new(rank: usize, count: usize, candidate: Candidate) -> Self {
        Self {
            rank,
            count,
            used: 0,
            candidate,
        }
    }

    /// Gives the text that it inserts.
    pub(super) fn replacement(&self) -> &str {
        &self.candidate.replacement
    }
}

/// The word under the cursor and where it stands.
struct Word<'a> {
    start: usize,
    typed: &'a str,
    position: Position,
    syntax: &'a Syntax,
    /// The significant tokens before it.
    before: Vec<&'a Token>,
}

impl<'a> Word<'a> {
    /// Gives the word before `position`; nothing inside texts and comments, which are nobody's but the user's.
    fn before(syntax: &'a Syntax, position: usize) -> Option<Self> {
        let text = &syntax.text[..position];
        let token = syntax.token_before(position);
        let inside = token.filter(|token| match token.kind {
            Kind::Comment | Kind::OpenLongString | Kind::OpenShortString => true,
            Kind::String => token.range.end > position,
            _ => false,
        });
        let start = match (iri_start(text), inside) {
            (_, Some(token)) => token.range.start,
            (Some(start), None) => start,
            (None, None) => token
                .filter(|token| is_word(token, &syntax.text))
                .map_or(position, |token| token.range.start),
        };
        let tokens = syntax.tokens.iter();
        let end = tokens.clone().position(|token| token.range.start >= start);
        let end = end.unwrap_or(syntax.tokens.len());
        let word = Self {
            start,
            typed: &text[start..],
            position: super::position::position(&syntax.text, &syntax.tokens[..end]),
            syntax,
            before: tokens
                .take(end)
                .filter(|token| !token.is_trivia())
                .collect(),
        };
        let is_value = || {
            let begun = inside.is_some_and(|token| token.kind == Kind::OpenShortString);
            begun && word.begins_a_value()
        };
        (inside.is_none() || word.names_a_language() || is_value()).then_some(word)
    }

    fn place(&self) -> Place {
        self.position.place
    }

    /// Gives what can stand there, and how many terms are left out for being too many.
    fn offers(&self, namespaces: &Namespaces, sources: &Sources<'_>) -> (Vec<Ranked>, usize) {
        let mut ranked = Vec::new();
        if self.names_a_language() {
            self.languages(sources, &mut ranked);
            return (ranked, 0);
        }
        if self.typed.starts_with(['?', '$']) {
            self.names(sources, &mut ranked);
            self.variables(rank::START, &mut ranked);
            return (ranked, 0);
        }
        self.literals(namespaces, sources, &mut ranked);
        if self.begins_a_value() {
            return (ranked, 0);
        }
        if self.typed.starts_with('@') {
            self.languages(sources, &mut ranked);
            return (ranked, 0);
        }
        let named = self.typed.contains(':') || self.typed.starts_with('<');
        if !named {
            self.words(&mut ranked);
            // In a condition a word of the language is meant wherever one begins as what is typed.
            let is_word = self.place() == Place::Expression && !ranked.is_empty();
            if is_word && !self.typed.is_empty() || self.takes_only_words() {
                return (ranked, 0);
            }
            self.prefixes(namespaces, sources, &mut ranked);
        }
        if self.typed.contains(':') {
            self.casts(namespaces, &mut ranked);
        }
        let others = self.terms(namespaces, sources, &mut ranked);
        self.path_ends(&mut ranked);
        (ranked, others)
    }

    /// Tells whether terms of the dataset can stand there.
    fn wants_terms(&self) -> bool {
        let other = self.typed.starts_with(['?', '$']) || self.begins_a_value();
        !other && (self.takes_terms() || self.typed.starts_with('@'))
    }

    fn takes_terms(&self) -> bool {
        !matches!(
            self.place(),
            Place::Nothing
                | Place::Variables
                | Place::Start
                | Place::PrefixName
                | Place::Modifier
                | Place::Ordering
                | Place::Projection
                | Place::TripleEnd
        )
    }

    fn terms(
        &self,
        namespaces: &Namespaces,
        sources: &Sources<'_>,
        ranked: &mut Vec<Ranked>,
    ) -> usize {
        if self.place() == Place::Datatype {
            self.datatypes(namespaces, ranked);
        }
        let named = self.typed.contains(':') || self.typed.starts_with('<');
        let Some(index) = sources.terms else { return 0 };
        if !(self.takes_terms() || named && self.place() != Place::PrefixName) {
            return 0;
        }
        let types = types(&self.syntax.text, &self.syntax.tokens);
        let mut terms = Terms::new(index, namespaces, sources.recent, &self.position, &types);
        if let Some(typed) = self.typed.strip_prefix('<') {
            terms.by_iri(typed);
            let (found, others) = terms.best();
            ranked.extend(in_full(found, namespaces));
            return others;
        }
        match self.typed.split_once(':') {
            Some((prefix, local)) => match namespaces.namespace(prefix) {
                Some(namespace) => terms.by_local_name((prefix, namespace), local),
                None => return 0,
            },
            None => terms.by_word(self.typed),
        }
        let (found, others) = terms.best();
        ranked.extend(found);
        others
    }

    fn variables(&self, rank: usize, ranked: &mut Vec<Ranked>) {
        let cursor = self.start + self.typed.len();
        let typed = self.typed.get(1..).unwrap_or_default();
        let is_new_name = self
            .before
            .last()
            .is_some_and(|token| token.text(&self.syntax.text).eq_ignore_ascii_case("AS"));
        let found = if is_new_name {
            unbound(self.syntax, cursor, self.start)
        } else {
            variables(self.syntax, cursor, self.start)
        };
        // Hardly anything is its own value.
        let is_subject = |name: &str| {
            let is_value = matches!(self.place(), Place::Object | Place::Class);
            is_value && self.typed.is_empty() && self.position.subject.as_deref() == Some(name)
        };
        for (name, count) in found {
            if name[1..].starts_with(typed) && !is_subject(name) {
                let sign = self.typed.get(..1).unwrap_or("?");
                let name = format!("{sign}{}", &name[1..]);
                ranked.push(Ranked::new(rank, count, Candidate::plain(name)));
            }
        }
    }

    /// Adds what `.let` has named, behind the sign that such names have.
    fn names(&self, sources: &Sources<'_>, ranked: &mut Vec<Ranked>) {
        let Some(typed) = self.typed.strip_prefix('$') else {
            return;
        };
        let fitting = sources.names.iter();
        let fitting = fitting.filter(|(name, _)| name.starts_with(typed));
        ranked.extend(fitting.map(|(name, value)| {
            let candidate = Candidate::noted(format!("${name}"), value);
            Ranked::new(rank::EXACT, 0, candidate)
        }));
    }

    /// Tells whether a group of patterns is open there: a graph that `FROM` names is none that a variable can be.
    fn is_in_group(&self) -> bool {
        let signs = self
            .before
            .iter()
            .map(|token| token.text(&self.syntax.text));
        let depth: i32 = signs
            .map(|sign| i32::from(sign == "{") - i32::from(sign == "}"))
            .sum();
        depth > 0
    }

    fn prefixes(&self, namespaces: &Namespaces, sources: &Sources<'_>, ranked: &mut Vec<Ranked>) {
        if self.place() == Place::PrefixName {
            ranked.extend(declarations(self.typed, namespaces, sources));
        } else if self.takes_terms() && !self.typed.is_empty() {
            let usable = namespaces.usable(sources.terms);
            let fitting = usable.filter(|prefix| prefix.starts_with(self.typed));
            ranked.extend(fitting.map(|prefix| {
                Ranked::new(rank::FOLDED, 0, Candidate::plain(format!("{prefix}:")))
            }));
        }
    }

    /// Adds what can follow a property that is typed in full.
    fn path_ends(&self, ranked: &mut Vec<Ranked>) {
        let whole = |ranked: &Ranked| ranked.candidate.replacement == self.typed;
        if self.place() != Place::Predicate
            || !self.typed.contains(':')
            || !ranked.iter().any(whole)
        {
            return;
        }
        for (sign, meaning) in PATH_ENDS {
            let name = format!("{}{sign}", self.typed);
            ranked.push(Ranked::new(
                rank::BESIDE,
                0,
                Candidate::noted(name, meaning.text()),
            ));
        }
    }

    fn datatypes(&self, namespaces: &Namespaces, ranked: &mut Vec<Ranked>) {
        for name in DATATYPES {
            let iri = format!("{XSD}{name}");
            let written = namespaces.written(&iri);
            let typed = self.typed.strip_prefix("xsd:").unwrap_or(self.typed);
            if written.starts_with(self.typed) || starts_with_ignoring_case(name, typed) {
                ranked.push(Ranked::new(rank::BESIDE, 0, Candidate::plain(written)));
            }
        }
    }
}

/// Gives the declarations of the prefixes that start with `typed`: those of the session, then the usual ones.
pub(super) fn declarations(
    typed: &str,
    namespaces: &Namespaces,
    sources: &Sources<'_>,
) -> Vec<Ranked> {
    let known = sources.prefixes.iter().map(|known| (rank::START, known));
    let usual = namespaces.undeclared().map(|known| (rank::BESIDE, known));
    let fitting = known
        .chain(usual)
        .filter(|(_, (prefix, _))| prefix.starts_with(typed));
    fitting
        .map(|(rank, (prefix, namespace))| {
            let candidate = Candidate::plain(format!("{prefix}: <{namespace}>"));
            Ranked::new(rank, 0, candidate)
        })
        .collect()
}

/// Writes terms that were found by their IRIs as IRIs, as they were begun.
pub(super) fn in_full(found: Vec<Ranked>, namespaces: &Namespaces) -> Vec<Ranked> {
    let found = found.into_iter();
    found.map(|found| as_iri(found, namespaces)).collect()
}

fn as_iri(mut found: Ranked, namespaces: &Namespaces) -> Ranked {
    let name = &found.candidate.replacement;
    if let Some(iri) = namespaces.iri(name) {
        let note = found.candidate.display.strip_prefix(name.as_str());
        found.candidate = Candidate {
            display: format!("<{iri}>{}", note.unwrap_or_default()),
            replacement: format!("<{iri}>"),
        };
    }
    found
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

fn starts_with_ignoring_case(word: &str, typed: &str) -> bool {
    word.get(..typed.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

#[cfg(test)]
mod tests;
