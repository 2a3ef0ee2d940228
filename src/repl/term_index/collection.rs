//! What is counted while a dataset is read, before it becomes an index.
//!
//! Things have numbers in the order in which they are met, so that no IRI is kept twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphName, Literal, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};

use crate::sparql::Counts;

use super::TermIndex;
use super::enumerations::Enumerations;
use super::labels::Labels;
use super::mentioned::Mentioned;

/// Properties whose values name a thing, the best first.
const LABELS: [NamedNodeRef<'_>; 6] = [
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#label"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel"),
    NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/name"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title"),
    NamedNodeRef::new_unchecked("http://schema.org/name"),
];

pub(super) const CONCEPT: &str = "http://www.w3.org/2004/02/skos/core#Concept";
const IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";

/// More labels than this are not kept: at about 150 bytes each they would fill the memory.
const MOST_LABELS: usize = 500_000;

/// What is counted of a thing.
#[derive(Clone, Copy, Debug, Default)]
struct Thing {
    /// How often it is a subject.
    stated: u32,
    /// How often it is an object.
    mentioned: u32,
    /// The number of its set of classes.
    kind: u32,
}

impl Thing {
    /// Gives how often it is a subject or an object.
    fn uses(self) -> u32 {
        self.stated.saturating_add(self.mentioned)
    }
}

/// Counts what the quads of a dataset hold.
#[derive(Debug)]
pub(super) struct Collection {
    numbers: HashMap<Box<str>, u32>,
    things: Vec<Thing>,
    class_numbers: HashMap<String, u32>,
    /// The sets of classes that things have, by their numbers; the first is empty.
    class_sets: Vec<Vec<u32>>,
    set_numbers: HashMap<Vec<u32>, u32>,
    properties: BTreeMap<String, usize>,
    classes: BTreeMap<String, usize>,
    graphs: BTreeMap<String, usize>,
    languages: BTreeMap<String, usize>,
    datatypes: BTreeMap<String, usize>,
    labels: Labels,
    /// How often each property is used with the instances of each class, by its number.
    with_class: HashMap<u32, BTreeMap<String, usize>>,
    /// How often each property points at the instances of each class, by its number.
    to_class: HashMap<u32, BTreeMap<String, usize>>,
    ranges: BTreeMap<String, Vec<String>>,
    concepts_of: BTreeMap<String, BTreeMap<String, usize>>,
    schemes: BTreeMap<String, BTreeSet<String>>,
    scheme_of: BTreeMap<String, String>,
    enumerations: Enumerations,
}

impl Default for Collection {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            things: Vec::new(),
            class_numbers: HashMap::new(),
            class_sets: vec![Vec::new()],
            set_numbers: HashMap::from([(Vec::new(), 0)]),
            properties: BTreeMap::new(),
            classes: BTreeMap::new(),
            graphs: BTreeMap::new(),
            languages: BTreeMap::new(),
            datatypes: BTreeMap::new(),
            labels: Labels::default(),
            with_class: HashMap::new(),
            to_class: HashMap::new(),
            ranges: BTreeMap::new(),
            concepts_of: BTreeMap::new(),
            schemes: BTreeMap::new(),
            scheme_of: BTreeMap::new(),
            enumerations: Enumerations::default(),
        }
    }
}

impl Collection {
    /// Takes note of a class, which has to be done for all things before [`Self::add`] for any.
    pub(super) fn add_type(&mut self, quad: &Quad) {
        let (NamedOrBlankNode::NamedNode(thing), Term::NamedNode(class)) =
            (&quad.subject, &quad.object)
        else {
            return;
        };
        let next = number(self.class_numbers.len());
        let class = match self.class_numbers.get(class.as_str()) {
            Some(class) => *class,
            None => *self
                .class_numbers
                .entry(class.as_str().to_owned())
                .or_insert(next),
        };
        let thing = self.thing(thing.as_str());
        let known = &self.class_sets[self.things[thing].kind as usize];
        if known.contains(&class) {
            return;
        }
        let mut set = known.clone();
        set.push(class);
        set.sort_unstable();
        let next = number(self.class_sets.len());
        let sets = &mut self.class_sets;
        self.things[thing].kind = *self.set_numbers.entry(set).or_insert_with_key(|set| {
            sets.push(set.clone());
            next
        });
    }

    /// Counts what `quad` holds.
    pub(super) fn add(&mut self, quad: &Quad) {
        let property = quad.predicate.as_str();
        count(&mut self.properties, property);
        self.enumerations.add(quad.as_ref());
        if let GraphName::NamedNode(graph) = &quad.graph_name {
            count(&mut self.graphs, graph.as_str());
        }
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(subject) => Some(subject.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        let thing = subject.map(|subject| self.thing(subject));
        if let Some(thing) = thing {
            let thing = &mut self.things[thing];
            thing.stated = thing.stated.saturating_add(1);
            for class in &self.class_sets[thing.kind as usize] {
                count(self.with_class.entry(*class).or_default(), property);
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
                if let (Some(thing), Some(rank)) = (thing, rank) {
                    self.add_label(thing, rank, literal);
                }
            }
            Term::Triple(triple) => self.mention(triple),
            Term::BlankNode(_) => {}
        }
    }

    /// Takes note of what stands in a triple that is an object.
    fn mention(&mut self, triple: &Triple) {
        if let NamedOrBlankNode::NamedNode(subject) = &triple.subject {
            self.thing(subject.as_str());
        }
        self.thing(triple.predicate.as_str());
        match &triple.object {
            Term::NamedNode(object) => {
                self.thing(object.as_str());
            }
            Term::Triple(inner) => self.mention(inner),
            Term::Literal(_) | Term::BlankNode(_) => {}
        }
    }

    fn add_link(&mut self, subject: Option<&str>, property: &str, object: &str) {
        let thing = self.thing(object);
        let thing = &mut self.things[thing];
        thing.mentioned = thing.mentioned.saturating_add(1);
        let kind = thing.kind;
        for class in &self.class_sets[kind as usize] {
            count(self.to_class.entry(*class).or_default(), property);
        }
        if property == rdf::TYPE.as_str() {
            count(&mut self.classes, object);
        } else if self.is_concept(kind) {
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

    fn add_label(&mut self, thing: usize, rank: usize, literal: &Literal) {
        if self.labels.len() < MOST_LABELS {
            let language = literal.language().unwrap_or_default();
            self.labels
                .push(number(thing), rank, literal.value(), language);
        }
    }

    fn is_concept(&self, kind: u32) -> bool {
        let concept = self.class_numbers.get(CONCEPT);
        concept.is_some_and(|concept| self.class_sets[kind as usize].contains(concept))
    }

    /// Gives the number of the thing called `iri`.
    fn thing(&mut self, iri: &str) -> usize {
        if let Some(number) = self.numbers.get(iri) {
            return *number as usize;
        }
        let next = self.things.len();
        self.numbers.insert(iri.into(), number(next));
        self.things.push(Thing::default());
        next
    }

    /// Puts all in order.
    pub(super) fn finish(mut self) -> TermIndex {
        let things = self.numbers.drain();
        let (mut subjects, others): (Vec<(Box<str>, u32)>, Vec<_>) =
            things.partition(|(_, number)| self.things[*number as usize].stated > 0);
        let mentioned = Mentioned::of(others.iter().map(|(iri, _)| iri.as_ref()));
        drop(others);
        subjects.sort_unstable();
        let mut places = vec![u32::MAX; self.things.len()];
        for (place, (_, number)) in (0..).zip(&subjects) {
            places[*number as usize] = place;
        }
        self.enumerations.finish();
        let things = &self.things;
        self.labels.renumber(|old| {
            let thing = things[old as usize];
            (places[old as usize], thing.uses())
        });
        let classes = Counts::from(self.classes);
        let mut class_places = vec![0; self.class_numbers.len()];
        for (class, number) in &self.class_numbers {
            // What a thing is said to be is counted as a class.
            class_places[*number as usize] = classes.place(class).unwrap_or_default();
        }
        for class in self.class_sets.iter_mut().flatten() {
            *class = number(class_places[*class as usize]);
        }
        let by_class = |counted: HashMap<u32, BTreeMap<String, usize>>| {
            let mut by_class = vec![Counts::default(); classes.len()];
            for (class, counts) in counted {
                by_class[class_places[class as usize]] = counts.into();
            }
            by_class
        };
        let (with_class, to_class) = (by_class(self.with_class), by_class(self.to_class));
        let kind = |(_, number): &(Box<str>, u32)| things[*number as usize].kind;
        let kinds = subjects.iter().map(kind).collect();
        let subjects = subjects.into_iter().map(|(iri, number)| {
            let thing = things[number as usize];
            (iri, thing.uses() as usize)
        });
        TermIndex {
            things: Counts::of_sorted(subjects),
            properties: self.properties.into(),
            classes,
            graphs: self.graphs.into(),
            languages: self.languages.into(),
            datatypes: self.datatypes.into(),
            mentioned,
            labels: self.labels,
            kinds,
            class_sets: self.class_sets,
            with_class,
            to_class,
            ranges: self.ranges,
            concepts_of: self.concepts_of,
            schemes: self.schemes,
            scheme_of: self.scheme_of,
            enumerations: self.enumerations,
            listed_elsewhere: Enumerations::default(),
        }
    }
}

/// Gives a number of something as it is kept; beyond four billion all are the last.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn count(map: &mut BTreeMap<String, usize>, key: &str) {
    if let Some(count) = map.get_mut(key) {
        *count += 1;
    } else {
        map.insert(key.to_owned(), 1);
    }
}
