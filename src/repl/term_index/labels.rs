//! The names of things, and how a thing is found by what is typed of one: its start, that of a word, or its likeness.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::language::spoken;
use crate::text_search::fold;

/// Fewer characters than this are not compared by likeness: too much would be alike.
const SHORTEST_ALIKE: usize = 4;

/// Things that are offered for their likeness alone.
const MOST_ALIKE: usize = 5;

/// A name of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'l> {
    /// The number of the thing.
    pub(super) thing: u32,
    /// The label as it stands.
    pub(super) text: &'l str,
    /// Its language tag, empty without one.
    pub(super) language: &'l str,
    /// How often the thing is a subject or an object.
    pub(super) count: usize,
}

/// What is kept of a label beside its text.
#[derive(Clone, Copy, Debug)]
struct Label {
    thing: u32,
    count: u32,
    /// The place of its property among those that name a thing.
    rank: u8,
    language: u16,
    /// Where its text ends among the texts.
    end: usize,
    /// Where its folded text ends among the folded ones.
    folded_end: usize,
}

/// How well a label fits what is typed, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::repl) enum Fit {
    /// It is the whole label.
    Exact,
    /// The label starts with it.
    Start,
    /// A word of the label starts with it.
    Word,
    /// A word of the label starts with something like it.
    Alike,
}

/// The names of all things, ready to be searched once they are finished.
#[derive(Debug, Default)]
pub(super) struct Labels {
    all: Vec<Label>,
    texts: String,
    /// The texts as [`fold`] gives them.
    folded: String,
    languages: Vec<String>,
    /// Where a word of a label starts: the label and the byte, in order of the text from there on.
    starts: Vec<(u32, u32)>,
    /// The first of `starts` for each word, and the letters of the word.
    words: Vec<(usize, u32)>,
    /// For each thing with a label the place of its best one.
    best: HashMap<u32, u32>,
}

impl Labels {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Adds a label of a thing; a property of a lower rank names it better.
    pub(super) fn push(&mut self, thing: u32, rank: usize, text: &str, language: &str) {
        let known = self.languages.iter().position(|known| known == language);
        let place = known.unwrap_or_else(|| {
            self.languages.push(language.to_owned());
            self.languages.len() - 1
        });
        self.texts.push_str(text);
        self.folded.push_str(&fold(text));
        self.all.push(Label {
            thing,
            count: 0,
            rank: u8::try_from(rank).unwrap_or(u8::MAX),
            language: u16::try_from(place).unwrap_or(u16::MAX),
            end: self.texts.len(),
            folded_end: self.folded.len(),
        });
    }

    /// Gives each thing the number and the count that `new` tells, and makes the labels ready.
    pub(super) fn renumber(&mut self, new: impl Fn(u32) -> (u32, u32)) {
        for label in &mut self.all {
            (label.thing, label.count) = new(label.thing);
        }
        self.finish();
    }

    /// Makes the labels ready to be searched.
    fn finish(&mut self) {
        for number in 0..self.all.len() {
            let folded = self.folded(number);
            let spaces = folded.match_indices(' ').map(|(at, _)| at + 1);
            let starts = std::iter::once(0).chain(spaces);
            let starts = starts
                .filter_map(|at| Some((u32::try_from(number).ok()?, u32::try_from(at).ok()?)));
            let starts: Vec<(u32, u32)> = starts.collect();
            self.starts.extend(starts);
        }
        let mut starts = std::mem::take(&mut self.starts);
        starts.sort_unstable_by(|a, b| self.from(*a).cmp(self.from(*b)));
        let mut before = "";
        let mut words = Vec::new();
        for (index, start) in starts.iter().enumerate() {
            let word = first_word(self.from(*start));
            if word != before {
                words.push((index, letters(word)));
                before = word;
            }
        }
        self.words = words;
        self.starts = starts;
        self.choose();
    }

    /// Chooses the best label of each thing: of those of the best kind, the first in the language spoken.
    fn choose(&mut self) {
        let rank = |label: &Label| {
            let language = self.language(label);
            let foreign = !language.is_empty() && !language.starts_with(spoken().tag());
            (label.rank, foreign)
        };
        let mut all = HashMap::new();
        for (number, label) in (0_u32..).zip(&self.all) {
            let best = all.entry(label.thing).or_insert(number);
            if rank(label) < rank(&self.all[*best as usize]) {
                *best = number;
            }
        }
        self.best = all;
    }

    /// Gives the best label of a thing.
    pub(super) fn best(&self, thing: u32) -> Option<&str> {
        Some(self.text(*self.best.get(&thing)? as usize))
    }

    /// Tells whether all labels are those of the first `count` things.
    pub(super) fn name_only(&self, count: usize) -> bool {
        self.all.iter().all(|label| (label.thing as usize) < count)
    }

    fn text(&self, number: usize) -> &str {
        let start = number
            .checked_sub(1)
            .map_or(0, |before| self.all[before].end);
        &self.texts[start..self.all[number].end]
    }

    fn folded(&self, number: usize) -> &str {
        let start = number
            .checked_sub(1)
            .map_or(0, |before| self.all[before].folded_end);
        &self.folded[start..self.all[number].folded_end]
    }

    /// Gives the language tags that labels have, each once.
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        let tags = self.languages.iter().map(String::as_str);
        tags.filter(|tag| !tag.is_empty())
    }

    fn language(&self, label: &Label) -> &str {
        self.languages
            .get(usize::from(label.language))
            .map_or("", String::as_str)
    }

    fn name(&self, number: usize) -> Name<'_> {
        let label = &self.all[number];
        Name {
            thing: label.thing,
            text: self.text(number),
            language: self.language(label),
            count: label.count as usize,
        }
    }

    /// Gives the folded text of a label from a word on.
    fn from(&self, (number, at): (u32, u32)) -> &str {
        &self.folded(number as usize)[at as usize..]
    }

    /// Gives the things of which `typed` begins a name or a word of one, each with its best label.
    ///
    /// Where there is none, at most five that are called something like it.
    pub(super) fn search(&self, typed: &str) -> Vec<(Fit, Name<'_>)> {
        let typed = fold(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let start = self
            .starts
            .partition_point(|start| self.from(*start) < typed.as_str());
        let mut found: HashMap<u32, (Fit, u32)> = HashMap::new();
        for &(number, at) in &self.starts[start..] {
            if !self.from((number, at)).starts_with(&typed) {
                break;
            }
            let fit = match at {
                0 if self.folded(number as usize).len() == typed.len() => Fit::Exact,
                0 => Fit::Start,
                _ => Fit::Word,
            };
            let thing = self.all[number as usize].thing;
            let best = found.entry(thing).or_insert((fit, number));
            // Of labels that fit alike the one by which the thing is called anyway says nothing twice.
            let is_name = || self.best.get(&thing) == Some(&number);
            if fit < best.0 || fit == best.0 && is_name() {
                *best = (fit, number);
            }
        }
        if found.is_empty() {
            // Look-alikes are for misspellings: where something fits as written they only disturb.
            return self.alike(&typed);
        }
        let found = found.into_values();
        found
            .map(|(fit, number)| (fit, self.name(number as usize)))
            .collect()
    }

    /// Gives the few things that have a word which starts most like `typed`.
    fn alike(&self, typed: &str) -> Vec<(Fit, Name<'_>)> {
        let allowed = allowed(typed);
        if allowed == 0 || typed.contains(' ') {
            return Vec::new();
        }
        let wanted = letters(typed);
        let mut near: Vec<(usize, usize)> = Vec::new();
        for &(start, letters) in &self.words {
            if (wanted & !letters).count_ones() as usize > allowed {
                continue;
            }
            let word = first_word(self.from(self.starts[start]));
            near.extend(unlikeness(word, typed).map(|distance| (distance, start)));
        }
        let mut found: Vec<(usize, Name<'_>)> = Vec::new();
        for (distance, start) in near {
            let word = first_word(self.from(self.starts[start]));
            let same = self.starts[start..]
                .iter()
                .take_while(|start| first_word(self.from(**start)) == word);
            found.extend(same.map(|(number, _)| (distance, self.name(*number as usize))));
        }
        found.sort_by_key(|(distance, name)| (*distance, Reverse(name.count), name.thing));
        found.dedup_by_key(|(_, name)| name.thing);
        found.truncate(MOST_ALIKE);
        found
            .into_iter()
            .map(|(_, name)| (Fit::Alike, name))
            .collect()
    }
}

/// Labels are written as a list of thing, count, rank, text and language.
impl Serialize for Labels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let labels = (0..self.all.len()).map(|number| {
            let label = &self.all[number];
            let (text, language) = (self.text(number), self.language(label));
            (label.thing, label.count, label.rank, text, language)
        });
        serializer.collect_seq(labels)
    }
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Labels;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of labels")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Labels, A::Error> {
                let mut labels = Labels::default();
                while let Some(label) = list.next_element::<(u32, u32, u8, String, String)>()? {
                    let (thing, count, rank, text, language) = label;
                    labels.push(thing, rank.into(), &text, &language);
                    labels.all.last_mut().expect("just added").count = count;
                }
                labels.finish();
                Ok(labels)
            }
        }

        deserializer.deserialize_seq(List)
    }
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}

/// Gives how many edits a misspelling of `typed` may have: one for four characters, and no more than two.
fn allowed(typed: &str) -> usize {
    (typed.chars().count() / SHORTEST_ALIKE).min(2)
}

/// Gives the edits between `typed` and the start of `word` that is nearest to it, both folded; nothing where they are
/// too many for a misspelling.
pub(in crate::repl) fn unlikeness(word: &str, typed: &str) -> Option<usize> {
    let length = typed.chars().count();
    let allowed = allowed(typed);
    if allowed == 0 {
        return None;
    }
    let start = |length: usize| {
        let end = word
            .char_indices()
            .nth(length)
            .map_or(word.len(), |(at, _)| at);
        strsim::damerau_levenshtein(&word[..end], typed)
    };
    let starts = [length - 1, length, length + 1].into_iter();
    starts.map(start).min().filter(|edits| *edits <= allowed)
}

/// Gives the letters and digits of `text` as a set, in which rare ones share a place.
fn letters(text: &str) -> u32 {
    text.bytes()
        .fold(0, |set, byte| set | 1 << (u32::from(byte) % 32))
}

#[cfg(test)]
mod tests {
    use super::{Fit, Labels};

    fn labels(names: &[&str]) -> Labels {
        let mut labels = Labels::default();
        for name in names {
            labels.push(labels.len().try_into().unwrap(), 0, name, "de");
        }
        labels.renumber(|number| (number, 1));
        labels
    }

    fn found(names: &[&str], typed: &str) -> Vec<(Fit, String)> {
        let labels = labels(names);
        let mut found: Vec<(Fit, String)> = labels
            .search(typed)
            .into_iter()
            .map(|(fit, name)| (fit, name.text.to_owned()))
            .collect();
        found.sort();
        found
    }

    #[test]
    fn label_is_found_by_any_of_its_words_whatever_the_umlauts() {
        let names = ["Bad Münster", "Mint"];
        for typed in ["muen", "mün", "MÜNSTER", "mun"] {
            assert_eq!(
                found(&names, typed),
                [(Fit::Word, "Bad Münster".to_owned())]
            );
        }
        assert!(found(&names, "ster").is_empty());
    }

    #[test]
    fn sharp_s_is_two() {
        assert_eq!(found(&["Große Straße"], "strasse")[0].0, Fit::Word);
        assert_eq!(found(&["Strasse"], "straße")[0].0, Fit::Exact);
    }

    #[test]
    fn whole_label_comes_before_a_start_and_a_start_before_a_word() {
        let names = ["Bonn am Rhein", "Bonn", "Alt Bonn"];
        let fits: Vec<Fit> = found(&names, "bonn")
            .into_iter()
            .map(|(fit, _)| fit)
            .collect();
        assert_eq!(fits, [Fit::Exact, Fit::Start, Fit::Word]);
    }

    #[test]
    fn misspelling_finds_at_most_five_that_are_alike() {
        let names: Vec<String> = (0..9).map(|number| format!("Wissing {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let alike = found(&names, "wising");
        assert_eq!(alike.len(), 5);
        assert!(alike.iter().all(|(fit, _)| *fit == Fit::Alike));
        assert_eq!(found(&["Wissing", "Wising"], "wising").len(), 1);
    }

    #[test]
    fn begun_word_with_a_mistake_is_alike() {
        assert_eq!(found(&["Volker Wissing"], "wisis").len(), 1);
        assert!(found(&["Volker Wissing"], "abcd").is_empty());
    }
}
