//! The terms of the dataset that fit a place, by their names and by their labels.
//!
//! Start at [`Terms`]. A dataset can have more terms than can be written out while a key is held down: what fits is
//! gathered by reference, and only the best are turned into candidates.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use crate::language::{grouped, wording};
use crate::repl::position::{Place, Position};
use crate::repl::term_index::{Fit, TermIndex};
use crate::sparql::Counts;
use crate::text_search::fold;

use super::{Candidate, MOST, Namespaces, Ranked, Recent, rank};

/// Labels are searched from this many characters on.
const SHORTEST_LABEL: usize = 2;

/// A term that fits.
struct Found<'t> {
    rank: usize,
    count: usize,
    /// When it was used last, zero for never.
    used: u64,
    iri: &'t str,
    /// The label that was searched for, with its language tag.
    label: Option<(&'t str, &'t str)>,
    /// Whether `count` is how often it is used with the subject's class.
    with_class: bool,
}

/// Looks for the terms that fit a place.
///
/// What is not a part of a query is looked up as if it stood at a place of one.
pub(in crate::repl) struct Terms<'t> {
    index: &'t TermIndex,
    namespaces: &'t Namespaces,
    recent: &'t Recent,
    place: Place,
    /// The classes of the subject, where what is typed is a property of it.
    classes: Vec<String>,
    /// The concepts that the property of the triple can have, and the things that a shape lists for it.
    concepts: BTreeMap<&'t str, usize>,
    found: Vec<Found<'t>>,
    /// The prefix that was typed and the length of its namespace.
    written_with: Option<(&'t str, usize)>,
}

impl<'t> Terms<'t> {
    /// Looks at `position`; `types` are the classes that the text states, as pairs of subject and class.
    pub(in crate::repl) fn new(
        index: &'t TermIndex,
        namespaces: &'t Namespaces,
        recent: &'t Recent,
        position: &Position,
        types: &[(String, String)],
    ) -> Self {
        let iri = |written: &str| namespaces.iri(written);
        let mut classes = Vec::new();
        let mut concepts = BTreeMap::new();
        match (position.place, &position.subject, &position.predicate) {
            (Place::Predicate, Some(subject), _) if !position.in_path => {
                let stated = types.iter().filter(|(of, _)| of == subject);
                classes.extend(stated.filter_map(|(_, class)| iri(class)));
                if let Some(subject) = iri(subject) {
                    let known = index.classes_of(&subject);
                    classes.extend(known.into_iter().map(str::to_owned));
                }
            }
            (Place::Object, _, Some(predicate)) if !position.is_inverse => {
                if let Some(predicate) = iri(predicate) {
                    concepts = index.concepts(&predicate);
                    for listed in index.listed(&predicate) {
                        if let Some(iri) = in_brackets(listed) {
                            concepts.entry(iri).or_default();
                        }
                    }
                }
            }
            _ => {}
        }
        Self {
            index,
            namespaces,
            recent,
            place: position.place,
            classes,
            concepts,
            found: Vec::new(),
            written_with: None,
        }
    }

    /// Adds a term by its name; a property that the subject's class is seen with comes before one that it is not.
    fn add(&mut self, rank: usize, iri: &'t str, count: usize) {
        let with = self.classes.iter();
        let with = with
            .filter_map(|class| self.index.used_with(class, iri))
            .max();
        let behind = with.is_none() && !self.classes.is_empty() || self.is_beside(iri);
        self.found.push(Found {
            rank: rank + usize::from(behind),
            count: with.unwrap_or(count),
            used: self.recent.when(iri),
            iri,
            label: None,
            with_class: with.is_some(),
        });
    }

    /// Tells whether the property has values of which `iri` is none.
    fn is_beside(&self, iri: &str) -> bool {
        !self.concepts.is_empty() && !self.concepts.contains_key(iri)
    }

    /// Tells whether the place takes few enough terms to list all of them.
    fn is_narrow(&self) -> bool {
        matches!(
            self.place,
            Place::Predicate | Place::Class | Place::Graph | Place::Datatype
        )
    }

    /// Gives the terms that fit the place with their counts, those whose IRI starts with `start`.
    fn starting(&self, start: &str) -> Vec<(&'t str, usize)> {
        let index = self.index;
        let all = |counts: &'t Counts| counts.starting(start).collect::<Vec<_>>();
        match self.place {
            Place::Predicate => all(&index.properties),
            Place::Class => all(&index.classes),
            Place::Graph => all(&index.graphs),
            Place::Datatype => all(&index.datatypes),
            Place::Nothing | Place::PrefixName | Place::Variables => Vec::new(),
            _ => {
                let mut found = all(&index.subjects);
                let mut rest = all(&index.classes);
                rest.extend(all(&index.properties));
                let concepts = self.concepts.iter().map(|(iri, count)| (*iri, *count));
                rest.extend(concepts.filter(|(iri, _)| iri.starts_with(start)));
                rest.retain(|(iri, _)| !index.subjects.contains(iri));
                rest.sort_unstable();
                rest.dedup_by_key(|(iri, _)| *iri);
                found.extend(rest);
                found
            }
        }
    }

    /// Adds the terms whose IRI starts with `typed`.
    pub(in crate::repl) fn by_iri(&mut self, typed: &str) {
        for (iri, count) in self.starting(typed) {
            self.add(rank::START, iri, count);
        }
    }

    /// Adds the terms of a prefix, given with its namespace, whose local name starts with `local`, or that have a label
    /// in which a word does.
    pub(in crate::repl) fn by_local_name(&mut self, prefix: (&'t str, &str), local: &str) {
        let (prefix, namespace) = prefix;
        if self.namespaces.may_be_written(prefix) {
            self.written_with = Some((prefix, namespace.len()));
        }
        let folded = fold(local);
        let mut named = HashSet::new();
        for (iri, count) in self.starting(namespace) {
            let found = &iri[namespace.len()..];
            if !is_plain(found) {
                continue;
            }
            if let Some(rank) = match_rank(found, local, &folded) {
                named.insert(iri);
                self.add(rank, iri, count);
            }
        }
        if local.chars().count() >= SHORTEST_LABEL {
            let inside = |iri: &str| iri.strip_prefix(namespace).is_some_and(is_plain);
            self.labelled(local, inside, &named);
        }
    }

    /// Adds the terms whose local name starts with `typed`, where the place has few, and those with such a label.
    pub(in crate::repl) fn by_word(&mut self, typed: &str) {
        let folded = fold(typed);
        let mut named = HashSet::new();
        let mut fitting = Vec::new();
        if self.is_narrow() {
            fitting = self.starting("");
        } else if self.place == Place::Object {
            let concepts = self.concepts.iter();
            fitting = concepts.map(|(iri, count)| (*iri, *count)).collect();
        }
        for (iri, count) in fitting {
            let local = iri.rsplit(['/', '#', ':']).next().unwrap_or(iri);
            if let Some(rank) = match_rank(local, typed, &folded) {
                named.insert(iri);
                self.add(rank, iri, count);
            }
        }
        if typed.chars().count() >= SHORTEST_LABEL {
            self.labelled(typed, |_| true, &named);
        }
    }

    fn labelled(&mut self, typed: &str, wanted: impl Fn(&str) -> bool, named: &HashSet<&str>) {
        let index = self.index;
        for (fit, label) in index.labelled(typed) {
            let iri = label.iri;
            let fits = match self.place {
                Place::Predicate => index.properties.contains(iri),
                Place::Class => index.classes.contains(iri),
                Place::Graph => index.graphs.contains(iri),
                Place::Subject | Place::Object | Place::Expression => true,
                _ => false,
            };
            // What is only alike has no place beside what fits as written.
            let late = fit == Fit::Alike && !named.is_empty();
            if !fits || late || !wanted(iri) || named.contains(iri) {
                continue;
            }
            self.found.push(Found {
                rank: rank::of_label(fit) + usize::from(self.is_beside(iri)),
                count: label.count,
                used: self.recent.when(iri),
                iri,
                label: Some((label.text, label.language)),
                with_class: false,
            });
        }
    }

    /// Turns the best of what was found into candidates; the second value counts the others.
    pub(in crate::repl) fn best(mut self) -> (Vec<Ranked>, usize) {
        let others = self.found.len().saturating_sub(MOST);
        let order = |found: &Found<'t>| {
            let Found {
                rank,
                count,
                used,
                iri,
                ..
            } = *found;
            (rank, Reverse(count), Reverse(used), iri)
        };
        if others > 0 {
            self.found
                .select_nth_unstable_by(MOST, |a, b| order(a).cmp(&order(b)));
            self.found.truncate(MOST);
        }
        let found = self.found.iter();
        let ranked = found.map(|found| {
            let name = match self.written_with {
                Some((prefix, length)) => format!("{prefix}:{}", &found.iri[length..]),
                None => self.namespaces.written(found.iri),
            };
            let candidate = Candidate::noted(name, &self.note(found));
            Ranked {
                used: found.used,
                ..Ranked::new(found.rank, found.count, candidate)
            }
        });
        (ranked.collect(), others)
    }

    /// Gives what the list says of a term: its label, what it is and how often it occurs.
    fn note(&self, found: &Found<'_>) -> String {
        let mut parts = Vec::new();
        match found.label {
            Some((label, "")) => parts.push(label.to_owned()),
            Some((label, language)) => parts.push(format!("{label}@{language}")),
            None => parts.extend(self.index.name(found.iri).map(str::to_owned)),
        }
        let kind = self.index.kind(found.iri);
        let count = grouped(found.count as u64);
        if found.with_class {
            let mut classes = self.classes.iter();
            let class = classes.next().map(|class| self.namespaces.shown(class));
            let class = class.unwrap_or_default();
            parts.push(wording!("{count} with {class}", "{count} bei {class}"));
        } else if found.label.is_some() && !kind.is_empty() {
            parts.push(kind);
        } else if found.label.is_none() && found.count > 0 {
            parts.push(count);
        }
        parts.join(" · ")
    }
}

/// Gives the IRI that `term` is, as N-Triples writes it.
fn in_brackets(term: &str) -> Option<&str> {
    term.strip_prefix('<')?.strip_suffix('>')
}

/// Gives the rank of a name of which `typed`, which folds to `folded`, is the start; nothing where it is not.
fn match_rank(name: &str, typed: &str, folded: &str) -> Option<usize> {
    if name == typed {
        return Some(rank::EXACT);
    }
    if name.starts_with(typed) {
        return Some(rank::START);
    }
    // Folding is costly, and most names begin with another letter.
    let first = name.chars().next().filter(char::is_ascii_alphanumeric);
    if first.is_some_and(|first| !folded.starts_with(first.to_ascii_lowercase())) {
        return None;
    }
    fold(name).starts_with(folded).then_some(rank::FOLDED)
}

/// Tells whether `local` can be written behind a colon without escapes, and belongs to no other prefix.
fn is_plain(local: &str) -> bool {
    !local.contains(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':')))
        && !local.ends_with('.')
        && !local.starts_with(['-', '.'])
}
