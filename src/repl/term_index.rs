//! The terms of the dataset, for completion: classes, properties, graphs, languages, labels, with their counts.
//!
//! Start at [`Terms::collect`], which reads the dataset once in a thread of its own, or what was kept of it beside a
//! persistent store. Until it is done, [`Terms::ready`] gives nothing and completion offers syntax only: Tab never waits.

mod background;
mod collection;
mod enumerations;
mod labels;
mod mentioned;

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::rdf;
use serde::{Deserialize, Serialize};

use crate::bundle::File;
use crate::sparql::Counts;
use crate::store::{Dataset, Error};

pub(super) use background::Terms;
use collection::{CONCEPT, Collection};
use enumerations::Enumerations;
use labels::Labels;
pub(super) use labels::{Fit, unlikeness};
use mentioned::Mentioned;

/// Quads that are read before the reader looks whether it is to stop.
const QUADS_BETWEEN_LOOKS: usize = 1024;

/// What the dataset holds. Things are numbered as `things` has them, classes as `classes` has them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct TermIndex {
    /// How often each IRI that is a subject is one or an object.
    pub(super) things: Counts,
    /// How often each property is used.
    pub(super) properties: Counts,
    /// How many instances each class has.
    pub(super) classes: Counts,
    /// How many quads each named graph has.
    pub(super) graphs: Counts,
    /// How often each language tag is used.
    pub(super) languages: Counts,
    /// How often each datatype is used.
    pub(super) datatypes: Counts,
    /// What is not a subject, but an object or in a triple that is one.
    mentioned: Mentioned,
    labels: Labels,
    /// Which of the sets of classes each thing has.
    kinds: Vec<u32>,
    class_sets: Vec<Vec<u32>>,
    /// How often each property is used with the instances of each class.
    with_class: Vec<Counts>,
    /// How often each property points at the instances of each class.
    to_class: Vec<Counts>,
    /// The classes that a property's values are said to be of.
    ranges: BTreeMap<String, Vec<String>>,
    /// How often each concept is a value of each property.
    concepts_of: BTreeMap<String, BTreeMap<String, usize>>,
    /// The concepts of each scheme, and its own scheme for each concept.
    schemes: BTreeMap<String, BTreeSet<String>>,
    scheme_of: BTreeMap<String, String>,
    /// The values that the dataset's shapes list for properties.
    enumerations: Enumerations,
    /// The values that other shapes list for them.
    #[serde(skip)]
    listed_elsewhere: Enumerations,
}

/// A name of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label<'t> {
    /// The label as it stands.
    pub(super) text: &'t str,
    /// Its language tag, empty without one.
    pub(super) language: &'t str,
    /// The IRI of the thing.
    pub(super) iri: &'t str,
    /// How often the thing is a subject or an object.
    pub(super) count: usize,
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
        let mut collection = Collection::default();
        let types = dataset.quads(None, Some(rdf::TYPE), None, None);
        for (number, quad) in types.enumerate() {
            if number % QUADS_BETWEEN_LOOKS == 0 && !wanted() {
                return Ok(None);
            }
            collection.add_type(&quad?);
        }
        for (number, quad) in dataset.quads(None, None, None, None).enumerate() {
            if number % QUADS_BETWEEN_LOOKS == 0 && !wanted() {
                return Ok(None);
            }
            collection.add(&quad?);
        }
        Ok(wanted().then(|| collection.finish()))
    }

    /// Tells whether its parts fit each other, which a file may not say truly.
    fn is_sound(&self) -> bool {
        let sets = self.class_sets.len();
        self.kinds.len() == self.things.len()
            && self.kinds.iter().all(|set| (*set as usize) < sets)
            && self.with_class.len() == self.classes.len()
            && self.to_class.len() == self.classes.len()
            && self.labels.name_only(self.things.len())
            && self.mentioned.is_sorted()
    }

    /// Adds what shapes that are no part of the dataset list as values of its properties.
    fn add_shapes(&mut self, shapes: &[File]) {
        for file in shapes {
            let (properties, things) = (&self.properties, &self.things);
            self.listed_elsewhere
                .add_file(&file.bytes, |property, iri| {
                    properties.contains(property) && iri.is_none_or(|iri| things.contains(iri))
                });
        }
    }

    /// Gives the values that shapes list for `property`, as N-Triples writes them.
    pub(super) fn listed(&self, property: &str) -> Vec<&str> {
        let mut listed: Vec<&str> = self.enumerations.of(property).collect();
        for value in self.listed_elsewhere.of(property) {
            if !listed.contains(&value) {
                listed.push(value);
            }
        }
        listed
    }

    /// Tells whether `iri` stands anywhere in the dataset.
    pub(super) fn occurs(&self, iri: &str) -> bool {
        let named = [
            &self.properties,
            &self.things,
            &self.classes,
            &self.graphs,
            &self.datatypes,
        ];
        named.into_iter().any(|names| names.contains(iri)) || self.mentioned.contains(iri)
    }

    /// Tells whether there is a term that starts with `namespace`.
    pub(super) fn has_namespace(&self, namespace: &str) -> bool {
        let counts = [&self.properties, &self.classes, &self.things];
        let mut found = counts
            .into_iter()
            .flat_map(|counts| counts.starting(namespace));
        found.next().is_some()
    }

    /// Gives the best label of the thing called `iri`.
    pub(super) fn name(&self, iri: &str) -> Option<&str> {
        let thing = self.things.place(iri)?;
        self.labels.best(u32::try_from(thing).ok()?)
    }

    /// Gives the class of the thing called `iri` that tells most of it, the one with the fewest instances.
    pub(super) fn class_of(&self, iri: &str) -> Option<&str> {
        let classes = self.classes_of(iri).into_iter();
        classes.min_by_key(|class| self.classes.get(class))
    }

    /// Gives the things of which `typed` begins a name or a word of one, or else the few that are alike.
    pub(super) fn labelled(&self, typed: &str) -> impl Iterator<Item = (Fit, Label<'_>)> {
        let found = self.labels.search(typed).into_iter();
        found.map(|(fit, name)| {
            let label = Label {
                text: name.text,
                language: name.language,
                iri: self.things.name(name.thing as usize),
                count: name.count,
            };
            (fit, label)
        })
    }

    /// Counts the triples of the default graph.
    fn triples(&self) -> u64 {
        let sum = |counts: &Counts| counts.iter().map(|(_, count)| count as u64).sum::<u64>();
        sum(&self.properties).saturating_sub(sum(&self.graphs))
    }

    /// Gives the number of labels.
    fn label_count(&self) -> usize {
        self.labels.len()
    }

    /// Gives the language tags that labels have, in their order.
    pub(super) fn label_languages(&self) -> BTreeSet<&str> {
        self.labels.languages().collect()
    }

    /// Gives the classes of the thing called `iri`, by their places among the classes.
    fn class_places(&self, iri: &str) -> &[u32] {
        let set = self.things.place(iri).and_then(|thing| {
            let set = *self.kinds.get(thing)?;
            self.class_sets.get(set as usize)
        });
        set.map_or(&[], Vec::as_slice)
    }

    /// Gives the classes of the thing called `iri`.
    pub(super) fn classes_of(&self, iri: &str) -> Vec<&str> {
        let places = self.class_places(iri).iter().map(|place| *place as usize);
        places
            .filter(|place| *place < self.classes.len())
            .map(|place| self.classes.name(place))
            .collect()
    }

    /// Tells how often `property` is used with instances of `class`, or points at them where it `is_inverse`.
    pub(super) fn used_with(&self, class: &str, property: &str, is_inverse: bool) -> Option<usize> {
        let by_class = if is_inverse {
            &self.to_class
        } else {
            &self.with_class
        };
        by_class.get(self.classes.place(class)?)?.get(property)
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
        let wanted: Vec<usize> = ranges
            .filter_map(|class| self.classes.place(class))
            .collect();
        let Some(concept) = self.classes.place(CONCEPT) else {
            return found;
        };
        let has = |set: &[u32], class: usize| set.iter().any(|of| *of as usize == class);
        let fits = self
            .class_sets
            .iter()
            .map(|set| has(set, concept) && wanted.iter().any(|class| has(set, *class)));
        let fits: Vec<bool> = fits.collect();
        if fits.contains(&true) {
            let things = self.kinds.iter().enumerate();
            let things = things.filter(|(_, set)| fits.get(**set as usize) == Some(&true));
            found.extend(things.map(|(thing, _)| (self.things.name(thing), 0)));
        }
        found
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
        terms.collect(Arc::clone(&dataset), Vec::new());
        terms.collect(Arc::clone(&dataset), Vec::new());
        terms.stop();
        assert_eq!(Arc::strong_count(&dataset), 1);
    }

    #[test]
    fn classes_are_counted_by_instances() {
        let index = index("e:a a e:City . e:b a e:City . GRAPH e:g { e:c a e:River }");
        assert_eq!(index.classes.get("http://e/City"), Some(2));
        assert_eq!(index.graphs.get("http://e/g"), Some(1));
        let counts: Vec<usize> = index.properties.iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [3]);
    }

    #[test]
    fn index_is_read_as_it_was_written() {
        let index = index("e:a a e:City ; rdfs:label 'Bonn'@de ; e:in e:b . e:b a e:Land, e:Area");
        let written = serde_json::to_vec(&index).unwrap();
        let read: TermIndex = serde_json::from_slice(&written).unwrap();
        assert!(read.is_sound());
        assert_eq!(read.name("http://e/a"), Some("Bonn"));
        assert_eq!(
            read.classes_of("http://e/b"),
            ["http://e/Area", "http://e/Land"]
        );
        let used = |class, is_inverse| read.used_with(class, "http://e/in", is_inverse);
        assert_eq!(used("http://e/City", false), Some(1));
        assert_eq!(used("http://e/City", true), None);
        assert_eq!(used("http://e/Land", true), Some(1));
        assert_eq!(serde_json::to_vec(&read).unwrap(), written);
    }

    #[test]
    fn index_whose_parts_do_not_fit_is_not_sound() {
        let index = index("e:a a e:City ; rdfs:label 'Bonn'@de");
        let written = serde_json::to_string(&index).unwrap();
        for (from, to) in [
            ("\"kinds\":[1]", "\"kinds\":[7]"),
            ("\"kinds\":[1]", "\"kinds\":[]"),
            ("\"labels\":[[0", "\"labels\":[[9"),
        ] {
            assert!(written.contains(from), "{written}");
            let read: TermIndex = serde_json::from_str(&written.replace(from, to)).unwrap();
            assert!(!read.is_sound(), "{to}");
        }
    }

    #[test]
    fn term_occurs_wherever_it_stands() {
        let index = index(
            "e:a a e:City ; e:on e:r , '1'^^e:miles , <<( e:in e:a2 <<( e:x e:y e:z )>> )>> . GRAPH e:g { _:b e:p 1 }",
        );
        let written = serde_json::to_vec(&index).unwrap();
        let read: TermIndex = serde_json::from_slice(&written).unwrap();
        for index in [&index, &read] {
            for name in [
                "a", "City", "on", "r", "miles", "in", "a2", "x", "y", "z", "g", "p",
            ] {
                assert!(index.occurs(&format!("http://e/{name}")), "{name}");
            }
            assert!(!index.occurs("http://e/b"));
        }
    }

    #[test]
    fn what_only_is_mentioned_is_no_subject() {
        let index = index("e:a e:on <<( e:r e:in e:s )>> , e:t");
        assert_eq!(index.things.len(), 1);
    }

    #[test]
    fn properties_are_counted_by_the_class_of_their_subject() {
        let index =
            index("e:a a e:City ; e:on e:r . e:b a e:City ; e:on e:r . e:r a e:River ; e:on e:s");
        assert_eq!(
            index.used_with("http://e/City", "http://e/on", false),
            Some(2)
        );
        assert_eq!(
            index.used_with("http://e/River", "http://e/on", false),
            Some(1)
        );
        assert_eq!(
            index.used_with("http://e/City", "http://e/off", false),
            None
        );
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
