//! The terms of the dataset, for completion: classes, properties, graphs, languages, labels, with their counts.
//!
//! Start at [`Terms::collect`], which reads the dataset once in a thread of its own. Until it is done,
//! [`Terms::ready`] gives nothing and completion offers syntax only: Tab never waits.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use oxrdf::{GraphName, Literal, NamedNodeRef, NamedOrBlankNode, Term};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::store::{Dataset, Error};

/// Properties whose values name a thing, the best first.
const LABELS: [NamedNodeRef<'_>; 6] = [
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#label"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel"),
    NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/name"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title"),
    NamedNodeRef::new_unchecked("http://schema.org/name"),
];

/// More labels than this are not kept: at about 150 bytes each they would fill the memory.
const MOST_LABELS: usize = 500_000;

/// Quads that are read before the reader looks whether it is to stop.
const QUADS_BETWEEN_LOOKS: usize = 1024;

/// A name of a thing.
#[derive(Debug)]
pub(super) struct Label {
    /// The label, folded by [`fold`].
    pub(super) folded: String,
    /// The label as it stands.
    pub(super) text: String,
    /// Its language tag, empty without one.
    pub(super) language: String,
    /// The IRI of the thing.
    pub(super) iri: String,
}

/// What the dataset holds.
#[derive(Debug, Default)]
pub(super) struct TermIndex {
    /// How often each IRI is a subject.
    pub(super) subjects: BTreeMap<String, usize>,
    /// How often each property is used.
    pub(super) properties: BTreeMap<String, usize>,
    /// How many instances each class has.
    pub(super) classes: BTreeMap<String, usize>,
    /// How many quads each named graph has.
    pub(super) graphs: BTreeMap<String, usize>,
    /// How often each language tag is used.
    pub(super) languages: BTreeMap<String, usize>,
    /// How often each datatype is used.
    pub(super) datatypes: BTreeMap<String, usize>,
    /// The names of things.
    pub(super) labels: Vec<Label>,
    /// For each IRI with a label the best one: its rank among [`LABELS`] and its place in `labels`.
    best: HashMap<String, (usize, usize)>,
}

impl TermIndex {
    /// Reads the whole of `dataset` once; linear in its size.
    ///
    /// Gives nothing where `wanted`, which is asked from time to time, says that nobody waits for it any more.
    ///
    /// # Errors
    /// [`Error::Storage`] where the dataset cannot be read.
    pub(super) fn read(
        dataset: &dyn Dataset,
        wanted: impl Fn() -> bool,
    ) -> Result<Option<Self>, Error> {
        let mut index = Self::default();
        for (number, quad) in dataset.quads(None, None, None, None).enumerate() {
            if number % QUADS_BETWEEN_LOOKS == 0 && !wanted() {
                return Ok(None);
            }
            let quad = quad?;
            count(&mut index.properties, quad.predicate.as_str());
            if let GraphName::NamedNode(graph) = &quad.graph_name {
                count(&mut index.graphs, graph.as_str());
            }
            let subject = match &quad.subject {
                NamedOrBlankNode::NamedNode(subject) => Some(subject.as_str()),
                NamedOrBlankNode::BlankNode(_) => None,
            };
            if let Some(subject) = subject {
                count(&mut index.subjects, subject);
            }
            match &quad.object {
                Term::NamedNode(class) if quad.predicate == oxrdf::vocab::rdf::TYPE => {
                    count(&mut index.classes, class.as_str());
                }
                Term::Literal(literal) => {
                    if let Some(language) = literal.language() {
                        count(&mut index.languages, language);
                    } else {
                        count(&mut index.datatypes, literal.datatype().as_str());
                    }
                    let predicate = quad.predicate.as_ref();
                    let rank = LABELS.iter().position(|label| *label == predicate);
                    if let (Some(iri), Some(rank)) = (subject, rank) {
                        index.add_label(iri, rank, literal);
                    }
                }
                _ => {}
            }
        }
        Ok(Some(index))
    }

    fn add_label(&mut self, iri: &str, rank: usize, literal: &Literal) {
        if self.labels.len() == MOST_LABELS {
            return;
        }
        let place = self.labels.len();
        self.labels.push(Label {
            folded: fold(literal.value()),
            text: literal.value().to_owned(),
            language: literal.language().unwrap_or_default().to_owned(),
            iri: iri.to_owned(),
        });
        let best = self.best.entry(iri.to_owned()).or_insert((rank, place));
        if rank < best.0 {
            *best = (rank, place);
        }
    }

    /// Gives the best label of the thing called `iri`.
    pub(super) fn name(&self, iri: &str) -> Option<&str> {
        let (_, place) = self.best.get(iri)?;
        Some(&self.labels[*place].text)
    }

    /// Gives a word for what the thing called `iri` is: `class`, `property`, or how often it is a subject.
    pub(super) fn kind(&self, iri: &str) -> String {
        if let Some(count) = self.classes.get(iri) {
            format!("class · {count}")
        } else if let Some(count) = self.properties.get(iri) {
            format!("property · {count}")
        } else {
            String::new()
        }
    }

    /// Gives the labels whose text, or a word of it, starts with `typed`, and their rank, lower being better.
    pub(super) fn labelled(&self, typed: &str) -> Vec<(usize, &Label)> {
        let typed = fold(typed);
        let mut found: HashMap<&str, (usize, &Label)> = HashMap::new();
        for label in &self.labels {
            let rank = if label.folded == typed {
                0
            } else if label.folded.starts_with(&typed) {
                1
            } else if label
                .folded
                .match_indices(' ')
                .any(|(at, _)| label.folded[at + 1..].starts_with(&typed))
            {
                2
            } else {
                continue;
            };
            let best = found.entry(&label.iri).or_insert((rank, label));
            if rank < best.0 {
                *best = (rank, label);
            }
        }
        found.into_values().collect()
    }
}

fn count(map: &mut BTreeMap<String, usize>, key: &str) {
    if let Some(count) = map.get_mut(key) {
        *count += 1;
    } else {
        map.insert(key.to_owned(), 1);
    }
}

/// Folds case, accents and umlauts: `Müßig` and `muessig` are the same.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        match c {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            _ => folded.extend(c.nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
    folded
}

/// The index while it is being read and when it is there.
#[derive(Default)]
pub(super) struct Terms {
    index: Arc<Mutex<State>>,
    /// The number of the newest reading; those with a lower one stop.
    newest: Arc<AtomicU64>,
    readers: RefCell<Vec<JoinHandle<()>>>,
}

#[derive(Default)]
enum State {
    #[default]
    Reading,
    Ready(Arc<TermIndex>),
    Failed(String),
}

impl Terms {
    /// Starts to read `dataset`; an index from before stays in use until the new one is there.
    pub(super) fn collect(&self, dataset: Arc<dyn Dataset>) {
        let index = Arc::clone(&self.index);
        let newest = Arc::clone(&self.newest);
        let own = newest.fetch_add(1, Ordering::Relaxed) + 1;
        let started = thread::Builder::new().name("term index".to_owned());
        // Without the thread completion offers syntax only, which `.status` tells.
        let started = started.spawn(move || {
            let wanted = || newest.load(Ordering::Relaxed) == own;
            let state = match TermIndex::read(dataset.as_ref(), wanted) {
                Ok(Some(read)) => State::Ready(Arc::new(read)),
                Ok(None) => return,
                Err(error) => State::Failed(error.to_string()),
            };
            let mut index = index.lock().unwrap_or_else(PoisonError::into_inner);
            // A newer reading writes after this look, since it needs the lock, too.
            if wanted() {
                *index = state;
            }
        });
        let mut readers = self.readers.borrow_mut();
        readers.retain(|reader| !reader.is_finished());
        match started {
            Ok(reader) => readers.push(reader),
            Err(error) => {
                *self.index.lock().unwrap_or_else(PoisonError::into_inner) =
                    State::Failed(error.to_string());
            }
        }
    }

    /// Stops every reading and waits until the dataset is let go, so that it can be closed.
    pub(super) fn stop(&self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
        for reader in self.readers.take() {
            // A reader that panicked holds no dataset either.
            let _ = reader.join();
        }
    }

    /// Gives the index where it is there; never waits for the dataset to be read.
    pub(super) fn ready(&self) -> Option<Arc<TermIndex>> {
        match &*self.index.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Ready(index) => Some(Arc::clone(index)),
            State::Reading | State::Failed(_) => None,
        }
    }

    /// Says how far the index is.
    pub(super) fn state(&self) -> String {
        match &*self.index.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Reading => "being built".to_owned(),
            State::Failed(error) => format!("missing: {error}"),
            State::Ready(index) => format!(
                "{} classes, {} properties, {} labels",
                index.classes.len(),
                index.properties.len(),
                index.labels.len()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TermIndex, Terms, fold};
    use crate::store::{Dataset, EmbeddedDataset};
    use oxigraph::sparql::CancellationToken;
    use std::sync::Arc;

    fn dataset(data: &str) -> EmbeddedDataset {
        let dataset = EmbeddedDataset::in_memory().unwrap();
        let update = format!(
            "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA {{ {data} }}"
        );
        dataset.update(&update, &CancellationToken::new()).unwrap();
        dataset
    }

    fn index(data: &str) -> TermIndex {
        let read = TermIndex::read(&dataset(data), || true).unwrap();
        read.unwrap()
    }

    #[test]
    fn reading_that_nobody_waits_for_stops() {
        let read = TermIndex::read(&dataset("e:a a e:City"), || false).unwrap();
        assert!(read.is_none());
    }

    #[test]
    fn stopped_readers_let_the_dataset_go() {
        let dataset: Arc<dyn Dataset> = Arc::new(dataset("e:a a e:City"));
        let terms = Terms::default();
        terms.collect(Arc::clone(&dataset));
        terms.collect(Arc::clone(&dataset));
        terms.stop();
        assert_eq!(Arc::strong_count(&dataset), 1);
    }

    #[test]
    fn classes_are_counted_by_instances() {
        let index = index("e:a a e:City . e:b a e:City . GRAPH e:g { e:c a e:River }");
        assert_eq!(index.classes["http://e/City"], 2);
        assert_eq!(index.graphs["http://e/g"], 1);
        assert_eq!(index.properties.values().copied().collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn label_is_found_by_any_of_its_words_whatever_the_umlauts() {
        let index = index("e:a rdfs:label 'Bad Münster'@de . e:b rdfs:label 'Mint' .");
        let found = index.labelled("muen");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1.text, "Bad Münster");
        assert_eq!(index.labelled("MÜNSTER").len(), 1);
        assert!(index.labelled("ster").is_empty());
    }

    #[test]
    fn folding_removes_case_accents_and_umlauts() {
        assert_eq!(fold("Größe Café A\u{308}"), "groesse cafe ae");
    }
}
