//! Index of labels: folded words, ranking, fuzzy look-up. Layer 2: may use store, vocab.
//!
//! Start at [`LabelIndex::build`], then [`LabelIndex::search`]. Folding makes case, accents and the German ways of
//! writing umlauts equal: `Müller`, `Mueller` and `muller` are one word, and `ß` is `ss`.

use std::collections::BTreeMap;

use oxrdf::vocab::rdfs;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::store::{Dataset, Error};

/// The properties whose values name a node, the chief one first.
pub const NAMES: [NamedNodeRef<'_>; 4] = [
    rdfs::LABEL,
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title"),
];

/// How well a label fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The whole label.
    Exact,
    /// Every word of the text begins a word of the label.
    Words,
    /// The text stands somewhere in the label.
    Inside,
    /// Every word of the text is at most two edits away from a word of the label.
    Alike,
}

/// A node that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The node.
    pub node: NamedNode,
    /// The label that fits.
    pub label: String,
    /// The language of the label.
    pub language: Option<String>,
    /// How well it fits.
    pub fit: Fit,
}

struct Entry {
    node: NamedNode,
    label: String,
    language: Option<String>,
    folded: String,
    rank: usize,
}

/// The names of all named nodes of a dataset.
pub struct LabelIndex {
    entries: Vec<Entry>,
}

impl LabelIndex {
    /// Reads the labels, titles and variants of all named nodes; linear in their number.
    ///
    /// # Errors
    /// The dataset's.
    pub fn build(dataset: &dyn Dataset) -> Result<Self, Error> {
        let mut entries = Vec::new();
        for (rank, property) in NAMES.into_iter().enumerate() {
            for quad in dataset.quads(None, Some(property), None, None) {
                let quad = quad?;
                let (NamedOrBlankNode::NamedNode(node), Term::Literal(literal)) =
                    (quad.subject, quad.object)
                else {
                    continue;
                };
                let language = literal.language().map(str::to_owned);
                let label = literal.destruct().0;
                entries.push(Entry {
                    node,
                    folded: fold(&label),
                    label,
                    language,
                    rank,
                });
            }
        }
        Ok(Self { entries })
    }

    /// Finds at most `limit` nodes by name, the best fit first, each once with its best label.
    ///
    /// Of labels that fit alike, that in the first of `languages` is given.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize, languages: &[impl AsRef<str>]) -> Vec<Hit> {
        let wanted = fold(text);
        let words: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Fit, usize, usize, &Entry)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                Some((
                    fit(&entry.folded, &wanted, &words)?,
                    entry.rank,
                    entry.folded.len(),
                    entry,
                ))
            })
            .collect();
        let best = found.iter().map(|(fit, ..)| *fit).min();
        if best.is_some_and(|best| best < Fit::Alike) {
            // Look-alikes are for misspellings: they only disturb where something fits as written.
            found.retain(|(fit, ..)| *fit < Fit::Alike);
        }
        found.sort_by(|a, b| (a.0, a.1, a.2, &a.3.node).cmp(&(b.0, b.1, b.2, &b.3.node)));
        let order = |entry: &Entry| {
            let mut languages = languages.iter().map(AsRef::as_ref);
            let place = languages.position(|language| entry.language.as_deref() == Some(language));
            place.unwrap_or(usize::MAX)
        };
        let mut hits: Vec<(Fit, &Entry)> = Vec::new();
        let mut places = BTreeMap::new();
        for (fit, _, _, entry) in found {
            if let Some(place) = places.get(&entry.node) {
                let (best, shown): &mut (Fit, &Entry) = &mut hits[*place];
                let is_alike = (*best, shown.rank) == (fit, entry.rank);
                if is_alike && order(entry) < order(shown) {
                    *shown = entry;
                }
            } else if hits.len() < limit {
                places.insert(&entry.node, hits.len());
                hits.push((fit, entry));
            }
        }
        let hits = hits.into_iter().map(|(fit, entry)| Hit {
            node: entry.node.clone(),
            label: entry.label.clone(),
            language: entry.language.clone(),
            fit,
        });
        hits.collect()
    }
}

/// Folds case, accents, German spellings of umlauts and punctuation; words are separated by one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let lower = text.to_lowercase().replace('ß', "ss");
    let plain: String = lower.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let spelled = plain
        .replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u");
    spelled
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn fit(label: &str, wanted: &str, words: &[&str]) -> Option<Fit> {
    let fits = |same: &dyn Fn(&str, &str) -> bool| {
        words
            .iter()
            .all(|word| label.split(' ').any(|own| same(own, word)))
    };
    if label == wanted {
        Some(Fit::Exact)
    } else if fits(&|own, word| own.starts_with(word)) {
        Some(Fit::Words)
    } else if label.contains(wanted) {
        Some(Fit::Inside)
    } else if fits(&|own, word| {
        let allowed = if word.chars().count() < 4 {
            0
        } else {
            word.chars().count() / 4
        };
        strsim::damerau_levenshtein(own, word) <= allowed.min(2)
    }) {
        Some(Fit::Alike)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Fit, LabelIndex, fold};
    use crate::store::{Dataset as _, EmbeddedDataset};
    use oxigraph::sparql::CancellationToken;

    fn index() -> LabelIndex {
        let dataset = EmbeddedDataset::in_memory().unwrap();
        let label = "<http://www.w3.org/2000/01/rdf-schema#label>";
        let data = format!(
            "INSERT DATA {{ <x:1> {label} \"Köln am Rhein\"@de . <x:2> {label} \"Kölner Dom\"@de . <x:3> {label} \"Bonn\"@de }}"
        );
        dataset.update(&data, &CancellationToken::new()).unwrap();
        LabelIndex::build(&dataset).unwrap()
    }

    fn found(text: &str) -> Vec<String> {
        index()
            .search(text, 9, &["de"])
            .into_iter()
            .map(|hit| hit.node.into_string())
            .collect()
    }

    #[test]
    fn umlaut_and_its_spellings_are_one() {
        assert_eq!(fold("Müßig-Mueller"), fold("mussig Müller"));
    }

    #[test]
    fn words_may_stand_in_any_order() {
        assert_eq!(found("rhein koeln"), ["x:1"]);
    }

    #[test]
    fn shorter_label_comes_first_among_equal_fits() {
        assert_eq!(found("köl"), ["x:2", "x:1"]);
    }

    #[test]
    fn misspelling_finds_the_label_that_is_alike() {
        assert_eq!(found("Bnon"), ["x:3"]);
    }

    #[test]
    fn exact_label_is_told_from_a_beginning() {
        assert_eq!(index().search("Bonn", 1, &["de"])[0].fit, Fit::Exact);
    }

    #[test]
    fn label_is_given_in_the_language_that_comes_first() {
        let dataset = EmbeddedDataset::in_memory().unwrap();
        let label = "<http://www.w3.org/2000/01/rdf-schema#label>";
        let data = format!(
            "INSERT DATA {{ <x:1> {label} \"Lord Mayor of Bonn\"@en, \"Oberbürgermeisterin von Bonn\"@de, \"Bonn\"@fr }}"
        );
        dataset.update(&data, &CancellationToken::new()).unwrap();
        let index = LabelIndex::build(&dataset).unwrap();
        let label = |text, languages: &[&str]| index.search(text, 9, languages)[0].label.clone();
        assert_eq!(label("bon", &["de", "en"]), "Oberbürgermeisterin von Bonn");
        assert_eq!(label("bon", &["en", "de"]), "Lord Mayor of Bonn");
        assert_eq!(label("bon", &["nl"]), "Bonn");
        // What fits as a whole is shown, whatever its language.
        assert_eq!(label("Bonn", &["de"]), "Bonn");
    }

    #[test]
    fn punctuation_alone_finds_nothing() {
        assert!(found(" -- ").is_empty());
    }
}
