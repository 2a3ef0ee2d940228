//! The names of things, and how a thing is found by what is typed of one: its start, that of a word, or its likeness.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::text_search::fold;

/// Fewer characters than this are not compared by likeness: too much would be alike.
const SHORTEST_ALIKE: usize = 4;

/// Things that are offered for their likeness alone.
const MOST_ALIKE: usize = 5;

/// A name of a thing.
#[derive(Debug)]
pub(in crate::repl) struct Label {
    /// The label, folded by [`fold`].
    folded: String,
    /// The label as it stands.
    pub(in crate::repl) text: String,
    /// Its language tag, empty without one.
    pub(in crate::repl) language: String,
    /// The IRI of the thing.
    pub(in crate::repl) iri: String,
    /// How often the thing is a subject or an object.
    pub(in crate::repl) count: usize,
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

/// The names of all things, ready to be searched.
#[derive(Debug, Default)]
pub(super) struct Labels {
    all: Vec<Label>,
    /// Where a word of a label starts: the label and the byte, in order of the text from there on.
    starts: Vec<(u32, u32)>,
    /// The first of `starts` for each word, and the letters of the word.
    words: Vec<(usize, u32)>,
}

impl Labels {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, place: usize) -> Option<&Label> {
        self.all.get(place)
    }

    /// Adds a label and gives its place.
    pub(super) fn push(&mut self, iri: &str, text: &str, language: &str) -> usize {
        self.all.push(Label {
            folded: fold(text),
            text: text.to_owned(),
            language: language.to_owned(),
            iri: iri.to_owned(),
            count: 0,
        });
        self.all.len() - 1
    }

    /// Makes the labels ready; `count` tells how often a thing is a subject or an object.
    pub(super) fn finish(&mut self, count: impl Fn(&str) -> usize) {
        for (number, label) in (0_u32..).zip(&mut self.all) {
            label.count = count(&label.iri);
            let spaces = label.folded.match_indices(' ').map(|(at, _)| at + 1);
            let starts = std::iter::once(0).chain(spaces);
            self.starts
                .extend(starts.filter_map(|at| Some((number, u32::try_from(at).ok()?))));
        }
        let all = &self.all;
        self.starts
            .sort_unstable_by(|a, b| from(all, *a).cmp(from(all, *b)));
        let mut before = "";
        for (index, start) in self.starts.iter().enumerate() {
            let word = first_word(from(all, *start));
            if word != before {
                self.words.push((index, letters(word)));
                before = word;
            }
        }
    }

    /// Gives the things of which `typed` begins a name or a word of one, each with its best label.
    ///
    /// Where there is none, at most five that are called something like it.
    pub(super) fn search(&self, typed: &str) -> Vec<(Fit, &Label)> {
        let typed = fold(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let start = self
            .starts
            .partition_point(|start| from(&self.all, *start) < typed.as_str());
        let mut found: HashMap<&str, (Fit, &Label)> = HashMap::new();
        for &(number, at) in &self.starts[start..] {
            let label = &self.all[number as usize];
            if !label.folded[at as usize..].starts_with(&typed) {
                break;
            }
            let fit = match at {
                0 if label.folded.len() == typed.len() => Fit::Exact,
                0 => Fit::Start,
                _ => Fit::Word,
            };
            let best = found.entry(&label.iri).or_insert((fit, label));
            if fit < best.0 {
                *best = (fit, label);
            }
        }
        if found.is_empty() {
            // Look-alikes are for misspellings: where something fits as written they only disturb.
            return self.alike(&typed);
        }
        found.into_values().collect()
    }

    /// Gives the few things that have a word which starts most like `typed`.
    fn alike(&self, typed: &str) -> Vec<(Fit, &Label)> {
        let length = typed.chars().count();
        if length < SHORTEST_ALIKE || typed.contains(' ') {
            return Vec::new();
        }
        let allowed = (length / SHORTEST_ALIKE).min(2);
        let wanted = letters(typed);
        let mut near: Vec<(usize, usize)> = Vec::new();
        for &(start, letters) in &self.words {
            if (wanted & !letters).count_ones() as usize > allowed {
                continue;
            }
            let word = first_word(from(&self.all, self.starts[start]));
            let distance = distance_of_start(word, typed, length);
            if distance <= allowed {
                near.push((distance, start));
            }
        }
        let mut found: Vec<(usize, &Label)> = Vec::new();
        for (distance, start) in near {
            let word = first_word(from(&self.all, self.starts[start]));
            let same = self.starts[start..]
                .iter()
                .take_while(|start| first_word(from(&self.all, **start)) == word);
            found.extend(same.map(|(number, _)| (distance, &self.all[*number as usize])));
        }
        found.sort_by(|a, b| {
            (a.0, Reverse(a.1.count), &a.1.iri).cmp(&(b.0, Reverse(b.1.count), &b.1.iri))
        });
        found.dedup_by(|a, b| a.1.iri == b.1.iri);
        found.truncate(MOST_ALIKE);
        found
            .into_iter()
            .map(|(_, label)| (Fit::Alike, label))
            .collect()
    }
}

/// Gives the folded text of a label from a word on.
fn from(all: &[Label], (number, at): (u32, u32)) -> &str {
    &all[number as usize].folded[at as usize..]
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}

/// Gives the edits between `typed`, which has `length` characters, and the start of `word` that is nearest to it.
fn distance_of_start(word: &str, typed: &str, length: usize) -> usize {
    let start = |length: usize| {
        let end = word
            .char_indices()
            .nth(length)
            .map_or(word.len(), |(at, _)| at);
        strsim::damerau_levenshtein(&word[..end], typed)
    };
    [length - 1, length, length + 1]
        .into_iter()
        .map(start)
        .min()
        .unwrap_or(usize::MAX)
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
            labels.push(&format!("http://e/{name}"), name, "de");
        }
        labels.finish(|_| 1);
        labels
    }

    fn found(names: &[&str], typed: &str) -> Vec<(Fit, String)> {
        let labels = labels(names);
        let mut found: Vec<(Fit, String)> = labels
            .search(typed)
            .into_iter()
            .map(|(fit, label)| (fit, label.text.clone()))
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
