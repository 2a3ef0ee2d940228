//! The terms of the dataset, for completion: classes, properties, graphs, languages, labels, with their counts.
//!
//! Start at [`Terms::collect`], which reads the dataset once in a thread of its own. Until it is done,
//! [`Terms::ready`] gives nothing and completion offers syntax only: Tab never waits.

mod labels;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphName, Literal, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use crate::language::{spoken, wording};
use crate::store::{Dataset, Error};

use labels::Labels;
pub(super) use labels::{Fit, Label};

/// Properties whose values name a thing, the best first.
const LABELS: [NamedNodeRef<'_>; 6] = [
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#label"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel"),
    NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/name"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title"),
    NamedNodeRef::new_unchecked("http://schema.org/name"),
];

const CONCEPT: &str = "http://www.w3.org/2004/02/skos/core#Concept";
const IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";

/// More labels than this are not kept: at about 200 bytes each they would fill the memory.
const MOST_LABELS: usize = 500_000;

/// Quads that are read before the reader looks whether it is to stop.
const QUADS_BETWEEN_LOOKS: usize = 1024;

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
    labels: Labels,
    /// How often each IRI is an object, while the dataset is read.
    mentions: HashMap<String, usize>,
    /// For each IRI with a label the best one: its rank and its place in `labels`.
    best: HashMap<String, (usize, usize)>,
    types: Types,
    /// How often each property is used with the instances of each class.
    with_class: HashMap<u32, HashMap<String, usize>>,
    /// The classes that a property's values are said to be of.
    ranges: HashMap<String, Vec<String>>,
    /// How often each concept is a value of each property.
    concepts_of: HashMap<String, BTreeMap<String, usize>>,
    /// The concepts of each scheme, and its own scheme for each concept.
    schemes: BTreeMap<String, BTreeSet<String>>,
    scheme_of: HashMap<String, String>,
}

/// Which things are of which classes.
#[derive(Debug, Default)]
struct Types {
    /// A number for each class.
    numbers: HashMap<String, u32>,
    /// The numbers of each thing's classes.
    of: HashMap<String, Vec<u32>>,
}

impl Types {
    fn add(&mut self, thing: &str, class: &str) {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = match self.numbers.get(class) {
            Some(number) => *number,
            None => *self.numbers.entry(class.to_owned()).or_insert(next),
        };
        match self.of.get_mut(thing) {
            Some(numbers) if !numbers.contains(&number) => numbers.push(number),
            Some(_) => {}
            None => {
                self.of.insert(thing.to_owned(), vec![number]);
            }
        }
    }

    fn is(&self, thing: &str, class: &str) -> bool {
        let number = self.numbers.get(class);
        let classes = self.of.get(thing);
        number.is_some_and(|number| classes.is_some_and(|classes| classes.contains(number)))
    }
}

impl TermIndex {
    /// Reads the whole of `dataset` once, and who is of which class before; linear in its size.
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
        let types = dataset.quads(None, Some(rdf::TYPE), None, None);
        for (number, quad) in types.enumerate() {
            if number % QUADS_BETWEEN_LOOKS == 0 && !wanted() {
                return Ok(None);
            }
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(thing), Term::NamedNode(class)) =
                (&quad.subject, &quad.object)
            {
                index.types.add(thing.as_str(), class.as_str());
            }
        }
        for (number, quad) in dataset.quads(None, None, None, None).enumerate() {
            if number % QUADS_BETWEEN_LOOKS == 0 && !wanted() {
                return Ok(None);
            }
            index.add(&quad?);
        }
        let mentions = std::mem::take(&mut index.mentions);
        let subjects = &index.subjects;
        index.labels.finish(|iri| {
            let stated = subjects.get(iri).copied().unwrap_or_default();
            stated + mentions.get(iri).copied().unwrap_or_default()
        });
        Ok(wanted().then_some(index))
    }

    fn add(&mut self, quad: &Quad) {
        let property = quad.predicate.as_str();
        count(&mut self.properties, property);
        if let GraphName::NamedNode(graph) = &quad.graph_name {
            count(&mut self.graphs, graph.as_str());
        }
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(subject) => Some(subject.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        if let Some(subject) = subject {
            count(&mut self.subjects, subject);
            for class in self.types.of.get(subject).into_iter().flatten() {
                let counts = self.with_class.entry(*class).or_default();
                match counts.get_mut(property) {
                    Some(count) => *count += 1,
                    None => {
                        counts.insert(property.to_owned(), 1);
                    }
                }
            }
        }
        match &quad.object {
            Term::NamedNode(object) => self.add_link(subject, property, object.as_str()),
            Term::Literal(literal) => {
                if let Some(language) = literal.language() {
                    count(&mut self.languages, language);
                } else {
                    count(&mut self.datatypes, literal.datatype().as_str());
                }
                let predicate = quad.predicate.as_ref();
                let rank = LABELS.iter().position(|label| *label == predicate);
                if let (Some(iri), Some(rank)) = (subject, rank) {
                    self.add_label(iri, rank, literal);
                }
            }
            _ => {}
        }
    }

    fn add_link(&mut self, subject: Option<&str>, property: &str, object: &str) {
        match self.mentions.get_mut(object) {
            Some(count) => *count += 1,
            None => {
                self.mentions.insert(object.to_owned(), 1);
            }
        }
        if property == rdf::TYPE.as_str() {
            count(&mut self.classes, object);
        } else if self.types.is(object, CONCEPT) {
            if let Some(counts) = self.concepts_of.get_mut(property) {
                count(counts, object);
            } else {
                let counts = BTreeMap::from([(object.to_owned(), 1)]);
                self.concepts_of.insert(property.to_owned(), counts);
            }
        }
        let Some(subject) = subject else { return };
        if property == rdfs::RANGE.as_str() {
            let ranges = self.ranges.entry(subject.to_owned()).or_default();
            ranges.push(object.to_owned());
        } else if property == IN_SCHEME {
            let concepts = self.schemes.entry(object.to_owned()).or_default();
            concepts.insert(subject.to_owned());
            self.scheme_of.insert(subject.to_owned(), object.to_owned());
        }
    }

    fn add_label(&mut self, iri: &str, rank: usize, literal: &Literal) {
        if self.labels.len() == MOST_LABELS {
            return;
        }
        let language = literal.language().unwrap_or_default();
        let place = self.labels.push(iri, literal.value(), language);
        // Of the labels of a kind, that in the language spoken.
        let foreign = !language.is_empty() && !language.starts_with(spoken().tag());
        let rank = 2 * rank + usize::from(foreign);
        let best = self.best.entry(iri.to_owned()).or_insert((rank, place));
        if rank < best.0 {
            *best = (rank, place);
        }
    }

    /// Gives the best label of the thing called `iri`.
    pub(super) fn name(&self, iri: &str) -> Option<&str> {
        let (_, place) = self.best.get(iri)?;
        Some(&self.labels.get(*place)?.text)
    }

    /// Gives a word for what the thing called `iri` is: `class`, `property`, or nothing.
    pub(super) fn kind(&self, iri: &str) -> String {
        if let Some(count) = self.classes.get(iri) {
            wording!("class · {count}", "Klasse · {count}")
        } else if let Some(count) = self.properties.get(iri) {
            wording!("property · {count}", "Eigenschaft · {count}")
        } else {
            String::new()
        }
    }

    /// Gives the things of which `typed` begins a name or a word of one, or else the few that are alike.
    pub(super) fn labelled(&self, typed: &str) -> Vec<(Fit, &Label)> {
        self.labels.search(typed)
    }

    /// Gives the classes of the thing called `iri`.
    pub(super) fn classes_of(&self, iri: &str) -> Vec<&str> {
        let numbers = self.types.of.get(iri).map_or(&[][..], Vec::as_slice);
        let classes = self.types.numbers.iter();
        classes
            .filter(|(_, number)| numbers.contains(number))
            .map(|(class, _)| class.as_str())
            .collect()
    }

    /// Tells how often `property` is used with instances of `class`.
    pub(super) fn used_with(&self, class: &str, property: &str) -> Option<usize> {
        let number = self.types.numbers.get(class)?;
        self.with_class.get(number)?.get(property).copied()
    }

    /// Gives the concepts that can be values of `property`, and how often each is: those that are, and the others of
    /// their schemes; where there are none yet, those of the classes that its values are said to be of.
    pub(super) fn concepts(&self, property: &str) -> BTreeMap<&str, usize> {
        let mut found = BTreeMap::new();
        if let Some(used) = self.concepts_of.get(property) {
            let schemes = used
                .keys()
                .filter_map(|concept| self.scheme_of.get(concept));
            let schemes: BTreeSet<&String> = schemes.collect();
            let beside = schemes
                .into_iter()
                .filter_map(|scheme| self.schemes.get(scheme));
            found.extend(beside.flatten().map(|concept| (concept.as_str(), 0)));
            found.extend(
                used.iter()
                    .map(|(concept, count)| (concept.as_str(), *count)),
            );
            return found;
        }
        let ranges = self.ranges.get(property).into_iter().flatten();
        let numbers: Vec<u32> = ranges
            .filter_map(|class| self.types.numbers.get(class).copied())
            .collect();
        if !numbers.is_empty() {
            let concepts = self.types.of.iter().filter(|(thing, classes)| {
                classes.iter().any(|class| numbers.contains(class)) && self.types.is(thing, CONCEPT)
            });
            found.extend(concepts.map(|(thing, _)| (thing.as_str(), 0)));
        }
        found
    }
}

fn count(map: &mut BTreeMap<String, usize>, key: &str) {
    if let Some(count) = map.get_mut(key) {
        *count += 1;
    } else {
        map.insert(key.to_owned(), 1);
    }
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
            State::Reading => wording!("being built", "wird aufgebaut"),
            State::Failed(error) => wording!("missing: {error}", "fehlt: {error}"),
            State::Ready(index) => wording!(
                "{} classes, {} properties, {} labels",
                "{} Klassen, {} Eigenschaften, {} Bezeichnungen",
                index.classes.len(),
                index.properties.len(),
                index.labels.len()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TermIndex, Terms};
    use crate::store::{Dataset, EmbeddedDataset};
    use oxigraph::sparql::CancellationToken;
    use std::sync::Arc;

    fn dataset(data: &str) -> EmbeddedDataset {
        let dataset = EmbeddedDataset::in_memory().unwrap();
        let update = format!(
            "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> \
             PREFIX skos: <http://www.w3.org/2004/02/skos/core#> INSERT DATA {{ {data} }}"
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
    fn properties_are_counted_by_the_class_of_their_subject() {
        let index =
            index("e:a a e:City ; e:on e:r . e:b a e:City ; e:on e:r . e:r a e:River ; e:on e:s");
        assert_eq!(index.used_with("http://e/City", "http://e/on"), Some(2));
        assert_eq!(index.used_with("http://e/River", "http://e/on"), Some(1));
        assert_eq!(index.used_with("http://e/City", "http://e/off"), None);
        assert_eq!(index.classes_of("http://e/r"), ["http://e/River"]);
    }

    #[test]
    fn concepts_of_a_property_are_those_of_the_schemes_in_use() {
        let index = index(
            "e:low a skos:Concept ; skos:inScheme e:levels . e:high a skos:Concept ; skos:inScheme e:levels . \
             e:red a skos:Concept ; skos:inScheme e:colours . e:a e:level e:low . e:size rdfs:range skos:Concept",
        );
        let names = |property: &str| {
            index
                .concepts(property)
                .into_keys()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("http://e/level"), ["http://e/high", "http://e/low"]);
        assert_eq!(index.concepts("http://e/level")["http://e/low"], 1);
        assert_eq!(names("http://e/size").len(), 3);
        assert!(names("http://e/other").is_empty());
    }
}
