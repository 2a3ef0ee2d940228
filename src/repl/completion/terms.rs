//! The terms of the dataset that fit a place, by their names and by their labels.
//!
//! Start at [`Terms`]. A dataset can have more terms than can be written out while a key is held down: what fits is
//! gathered by reference, and only the best are turned into candidates.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::language::{grouped, wording};
use crate::repl::position::{Place, Position};
use crate::repl::term_index::{Fit, Label, TermIndex, unlikeness};
use crate::sparql::Counts;
use crate::text_search::fold;

use super::{Candidate, MOST, Namespaces, Ranked, Recent, rank};

/// Labels are searched from this many characters on.
const SHORTEST_LABEL: usize = 2;

/// Names that are offered for their likeness alone.
const MOST_ALIKE: usize = 5;

/// More names than this are not compared by likeness while somebody waits.
const MOST_COMPARED: usize = 20_000;

/// A label of more words than this describes a thing by others: an office by who holds it.
const LONGEST_NAME: usize = 4;

/// The things that have a label in which a word starts as what is typed.
type Labelled<'t> = HashMap<&'t str, (Fit, Label<'t>)>;

/// A term that fits.
struct Found<'t> {
    rank: usize,
    count: usize,
    /// When it was used last, zero for never.
    used: u64,
    iri: &'t str,
    /// The label that fits what is typed.
    label: Option<Label<'t>>,
    /// The place of the subject's class with which it is used `count` times.
    with_class: Option<usize>,
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
    /// Whether that property points at the subject.
    is_inverse: bool,
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
            is_inverse: position.is_inverse,
            concepts,
            found: Vec::new(),
            written_with: None,
        }
    }

    /// Adds a term by its name; a property that the subject's class is seen with comes before one that it is not.
    fn add(&mut self, rank: usize, iri: &'t str, count: usize, label: Option<Label<'t>>) {
        let with = self.classes.iter().enumerate();
        let with = with.filter_map(|(place, class)| {
            let used = self.index.used_with(class, iri, self.is_inverse)?;
            Some((used, place))
        });
        let with = with.max();
        let behind = with.is_none() && !self.classes.is_empty() || self.is_beside(iri);
        self.found.push(Found {
            rank: rank + penalty(label, behind),
            count: with.map_or(count, |(used, _)| used),
            used: self.recent.when(iri),
            iri,
            label,
            with_class: with.map(|(_, place)| place),
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
                let mut found = all(&index.things);
                let mut rest = all(&index.classes);
                rest.extend(all(&index.properties));
                let concepts = self.concepts.iter().map(|(iri, count)| (*iri, *count));
                rest.extend(concepts.filter(|(iri, _)| iri.starts_with(start)));
                rest.retain(|(iri, _)| !index.things.contains(iri));
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
            self.add(rank::START, iri, count, None);
        }
    }

    /// Adds the terms of a prefix, given with its namespace, whose local name starts with `local`, or that have a label
    /// in which a word does.
    pub(in crate::repl) fn by_local_name(&mut self, prefix: (&'t str, &str), local: &str) {
        let (prefix, namespace) = prefix;
        if self.namespaces.may_be_written(prefix) {
            self.written_with = Some((prefix, namespace.len()));
        }
        let labels = self.labels(local);
        let folded = fold(local);
        let all = self.starting(namespace);
        let local_name = |iri: &'t str| Some(&iri[namespace.len()..]).filter(|name| is_plain(name));
        for (iri, count) in &all {
            let rank = local_name(iri).and_then(|name| match_rank(name, local, &folded));
            if let Some(rank) = rank {
                self.add_named(rank, (iri, *count), &labels);
            }
        }
        let inside = |iri: &str| iri.strip_prefix(namespace).is_some_and(is_plain);
        self.add_labelled(&labels, inside);
        self.add_alike(&all, &folded, local_name);
    }

    /// Adds the terms whose local name starts with `typed`, and those that have a label in which a word does.
    ///
    /// Where a place has many terms, only the names are looked at that a prefix can be written before.
    pub(in crate::repl) fn by_word(&mut self, typed: &str) {
        let labels = self.labels(typed);
        let folded = fold(typed);
        if self.is_narrow() {
            let all = self.starting("");
            let local_name = |iri: &'t str| Some(local_name(iri));
            for (iri, count) in &all {
                if let Some(rank) = match_rank(self::local_name(iri), typed, &folded) {
                    self.add_named(rank, (iri, *count), &labels);
                }
            }
            self.add_labelled(&labels, |_| true);
            self.add_alike(&all, &folded, local_name);
            return;
        }
        let concepts: Vec<_> = self.concepts.iter().map(|(iri, at)| (*iri, *at)).collect();
        for (iri, count) in concepts {
            if let Some(rank) = match_rank(local_name(iri), typed, &folded) {
                self.add_named(rank, (iri, count), &labels);
            }
        }
        if typed.chars().count() >= SHORTEST_LABEL {
            let namespaces = self.namespaces;
            for namespace in namespaces.writable() {
                for (iri, count) in self.starting(&format!("{namespace}{typed}")) {
                    let is_named = is_plain(&iri[namespace.len()..]);
                    if is_named && !self.concepts.contains_key(iri) {
                        // A word of the language is meant as often, and so is a prefix.
                        self.add_named(rank::BESIDE, (iri, count), &labels);
                    }
                }
            }
        }
        self.add_labelled(&labels, |_| true);
    }

    /// Gives the things that have a label in which a word starts as `typed`.
    fn labels(&self, typed: &str) -> Labelled<'t> {
        if typed.chars().count() < SHORTEST_LABEL {
            return HashMap::new();
        }
        let found = self.index.labelled(typed);
        found
            .map(|(fit, label)| (label.iri, (fit, label)))
            .collect()
    }

    /// Adds a term by its name, with the label that fits as well.
    fn add_named(&mut self, rank: usize, (iri, count): (&'t str, usize), labels: &Labelled<'t>) {
        let fitting = labels.get(iri).filter(|(fit, _)| *fit != Fit::Alike);
        let label = fitting.map(|(_, label)| *label);
        let is_concept = self.concepts.contains_key(iri);
        let of_all = label.filter(|_| !self.is_narrow() && !is_concept);
        self.add(rank, iri, of_all.map_or(count, |label| label.count), label);
    }

    /// Adds the things with a label that fits, unless they were found by their names.
    fn add_labelled(&mut self, labels: &Labelled<'t>, wanted: impl Fn(&str) -> bool) {
        let index = self.index;
        let named: HashSet<&str> = self.found.iter().map(|found| found.iri).collect();
        for (iri, (fit, label)) in labels {
            let fits = match self.place {
                Place::Predicate => index.properties.contains(iri),
                Place::Class => index.classes.contains(iri),
                Place::Graph => index.graphs.contains(iri),
                Place::Subject | Place::Object | Place::Expression => true,
                _ => false,
            };
            // What is only alike has no place beside what fits as written.
            let late = *fit == Fit::Alike && !named.is_empty();
            if !fits || late || !wanted(iri) || named.contains(iri) {
                continue;
            }
            self.found.push(Found {
                rank: rank::of_label(*fit) + penalty(Some(*label), self.is_beside(iri)),
                count: label.count,
                used: self.recent.when(iri),
                iri,
                label: Some(*label),
                with_class: None,
            });
        }
    }

    /// Adds the few of `all` whose names start most like what is typed, where nothing fits as written.
    fn add_alike(
        &mut self,
        all: &[(&'t str, usize)],
        folded: &str,
        local_name: impl Fn(&'t str) -> Option<&'t str>,
    ) {
        if !self.found.is_empty() || all.len() > MOST_COMPARED {
            return;
        }
        let near = all.iter().filter_map(|(iri, count)| {
            let edits = unlikeness(&fold(local_name(iri)?), folded)?;
            Some((edits, Reverse(*count), *iri))
        });
        let mut near: Vec<_> = near.collect();
        near.sort_unstable();
        for (_, Reverse(count), iri) in near.into_iter().take(MOST_ALIKE) {
            self.add(rank::of_label(Fit::Alike), iri, count, None);
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

    /// Gives what the list says of a term: its name, the label that fits, what it is and how often it occurs.
    fn note(&self, found: &Found<'_>) -> String {
        let mut parts = Vec::new();
        let name = self.index.name(found.iri);
        // The name tells readers of one language what a label in another one means.
        if found.label.is_none_or(|label| name != Some(label.text)) {
            parts.extend(name.map(str::to_owned));
        }
        parts.extend(found.label.map(|label| match label.language {
            "" => label.text.to_owned(),
            language => format!("{}@{language}", label.text),
        }));
        if let Some(place) = found.with_class {
            let count = grouped(found.count as u64);
            let class = self.namespaces.shown(&self.classes[place]);
            parts.push(if self.is_inverse {
                wording!("{count} to {class}", "{count} auf {class}")
            } else {
                wording!("{count} with {class}", "{count} bei {class}")
            });
            return parts.join(" · ");
        }
        let mut count = found.count;
        if found.label.is_some() || !self.is_narrow() {
            if let Some(instances) = self.index.classes.get(found.iri) {
                parts.push(wording!("class", "Klasse"));
                count = instances;
            } else if let Some(uses) = self.index.properties.get(found.iri) {
                parts.push(wording!("property", "Eigenschaft"));
                count = uses;
            } else if let Some(class) = self.index.class_of(found.iri) {
                parts.push(self.namespaces.shown(class));
            }
        }
        if count > 0 {
            parts.push(grouped(count as u64));
        }
        parts.join(" · ")
    }
}

/// Gives what follows the last sign in an IRI that ends a namespace.
fn local_name(iri: &str) -> &str {
    iri.rsplit(['/', '#', ':']).next().unwrap_or(iri)
}

/// Gives how far behind comes what has such a label and is `unusual` at its place.
fn penalty(label: Option<Label<'_>>, unusual: bool) -> usize {
    let words = label.map_or(0, |label| label.text.split_whitespace().count());
    let mut penalty = 0;
    if words > LONGEST_NAME {
        penalty += rank::DESCRIPTION;
    }
    if unusual {
        penalty += rank::UNUSUAL;
    }
    penalty
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
