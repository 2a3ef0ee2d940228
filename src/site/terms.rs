//! The ontology as a page: classes, properties, vocabularies, and the terms of others that the graph uses; and how a
//! term is used.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::NamedNodeRef;
use oxrdf::vocab::rdf;
use serde::Serialize;

use super::graph::{Graph, Id};
use super::reader::Reader;
use super::statements;
use super::view::Link;
use crate::vocab::BASE;

const EXAMPLES: usize = 10;
/// Levels of classes that the overview shows.
const DEEPEST: usize = 12;
const CLASS: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Class");
const SCHEME: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#ConceptScheme");
const IN_SCHEME: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");
const SUB_CLASS_OF: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#subClassOf");
const DOMAIN: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#domain");
const RANGE: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#range");

/// How often a property is used.
#[derive(Default)]
struct Usage {
    count: usize,
    by_class: BTreeMap<Id, usize>,
    examples: Vec<(Id, Id)>,
}

/// The classes and properties of the ontology and the use of every property.
pub(super) struct Vocabulary {
    classes: BTreeSet<Id>,
    properties: BTreeSet<Id>,
    usage: BTreeMap<Id, Usage>,
    by_class: BTreeMap<Id, BTreeMap<Id, usize>>,
}

impl Vocabulary {
    /// Counts the use of the vocabulary in `graph`.
    pub(super) fn read(graph: &Graph) -> Self {
        let own = |id: &Id| {
            graph
                .iri(*id)
                .and_then(|iri| iri.strip_prefix(BASE))
                .is_some_and(|path| path.starts_with("ontology#"))
        };
        let classes: BTreeSet<Id> = graph.instances(CLASS).filter(own).collect();
        let terms = graph.described().map(|(id, _)| id).filter(own);
        let properties = terms.filter(|term| !classes.contains(term)).collect();
        let mut vocabulary = Self {
            classes,
            properties,
            usage: BTreeMap::new(),
            by_class: BTreeMap::new(),
        };
        for (subject, _) in graph.described() {
            let class = statements::class(graph, subject);
            let mut seen = BTreeSet::new();
            for &(predicate, object) in graph.outgoing(subject) {
                let usage = vocabulary.usage.entry(predicate).or_default();
                usage.count += 1;
                if usage.examples.len() < EXAMPLES && seen.insert(predicate) {
                    usage.examples.push((subject, object));
                }
                if let Some(class) = class {
                    *usage.by_class.entry(class).or_default() += 1;
                    let of_class = vocabulary.by_class.entry(class).or_default();
                    *of_class.entry(predicate).or_default() += 1;
                }
            }
        }
        vocabulary
    }

    /// Tells whether a node is a class of the ontology.
    pub(super) fn is_class(&self, node: Id) -> bool {
        self.classes.contains(&node)
    }
}

/// How a term is used.
#[derive(Serialize)]
pub(super) struct Uses {
    count: String,
    /// Of a property, the classes that have it; of a class, the properties that its members have.
    terms: Vec<Count>,
    examples: Vec<Example>,
    is_class: bool,
}

#[derive(Serialize)]
struct Count {
    term: Link,
    count: String,
}

#[derive(Serialize)]
struct Example {
    subject: Link,
    object: Link,
}

/// Gives how a class or property of the ontology is used, and nothing for other nodes.
pub(super) fn uses(reader: &Reader<'_>, node: Id, vocabulary: &Vocabulary) -> Option<Uses> {
    let counts = |counts: Option<&BTreeMap<Id, usize>>| {
        let mut counts: Vec<(Id, usize)> = counts
            .into_iter()
            .flatten()
            .map(|(t, n)| (*t, *n))
            .collect();
        counts.sort_by_key(|(term, count)| (std::cmp::Reverse(*count), *term));
        let count = |(term, count)| Count {
            term: reader.term(term),
            count: reader.language.number(count),
        };
        counts.into_iter().map(count).collect::<Vec<_>>()
    };
    if vocabulary.is_class(node) {
        let members = reader.graph.subjects(rdf::TYPE, node).count();
        return Some(Uses {
            count: reader.language.number(members),
            terms: counts(vocabulary.by_class.get(&node)),
            examples: Vec::new(),
            is_class: true,
        });
    }
    if !vocabulary.properties.contains(&node) {
        return None;
    }
    let usage = vocabulary.usage.get(&node);
    Some(Uses {
        count: reader.language.number(usage.map_or(0, |usage| usage.count)),
        terms: counts(usage.map(|usage| &usage.by_class)),
        examples: usage
            .into_iter()
            .flat_map(|usage| &usage.examples)
            .map(|(subject, object)| Example {
                subject: reader.link(*subject),
                object: reader.value(*object),
            })
            .collect(),
        is_class: false,
    })
}

/// What the page of the ontology shows beside its own description.
#[derive(Serialize)]
pub(super) struct Ontology {
    tree: Vec<Branch>,
    classes: Vec<Entry>,
    properties: Vec<Entry>,
    schemes: Vec<Entry>,
    foreign: Vec<Entry>,
}

/// A class with the classes below it.
#[derive(Serialize)]
struct Branch {
    link: Link,
    count: String,
    below: Vec<Branch>,
}

/// A term as the page of the ontology documents it.
#[derive(Serialize)]
struct Entry {
    anchor: String,
    link: Link,
    name: String,
    iri: String,
    definition: Option<Link>,
    count: String,
    above: Vec<Link>,
    domain: Vec<Link>,
    range: Vec<Link>,
    concepts: Vec<Link>,
}

/// Gathers the page of the ontology.
pub(super) fn ontology(reader: &Reader<'_>, vocabulary: &Vocabulary) -> Ontology {
    let graph = reader.graph;
    let mut schemes: Vec<Id> = graph.instances(SCHEME).collect();
    schemes.sort_by_key(|scheme| reader.natural_name(*scheme));
    let by_name = |ids: &BTreeSet<Id>| {
        let mut ids: Vec<Id> = ids.iter().copied().collect();
        ids.sort_by_key(|id| graph.iri(*id).unwrap_or_default().to_lowercase());
        ids.into_iter()
            .map(|id| entry(reader, id, vocabulary))
            .collect::<Vec<_>>()
    };
    let types = graph.id(rdf::TYPE);
    let used = vocabulary.usage.keys().copied();
    let classes = graph
        .described()
        .flat_map(|(node, _)| graph.objects(node, rdf::TYPE));
    let claimed = graph
        .described()
        .flat_map(|(node, _)| graph.objects(node, rdf::PREDICATE));
    let own = vocabulary.classes.iter().chain(&vocabulary.properties);
    let aligned = own.flat_map(|term| graph.outgoing(*term).iter().map(|(_, object)| *object));
    let foreign: BTreeSet<Id> = used
        .chain(classes)
        .chain(claimed)
        .chain(aligned)
        .chain(types)
        .filter(|id| {
            let iri = graph.iri(*id).unwrap_or_default();
            !iri.starts_with(BASE) && reader.prefixes.compact(iri).is_some()
        })
        .collect();
    let is_top = |class: &&Id| {
        !graph
            .objects(**class, SUB_CLASS_OF)
            .any(|above| vocabulary.is_class(above))
    };
    Ontology {
        tree: branches(
            reader,
            vocabulary.classes.iter().filter(is_top).copied().collect(),
            vocabulary,
            0,
        ),
        classes: by_name(&vocabulary.classes),
        properties: by_name(&vocabulary.properties),
        schemes: schemes
            .into_iter()
            .map(|scheme| entry(reader, scheme, vocabulary))
            .collect(),
        foreign: by_name(&foreign),
    }
}

/// Gives classes with those below them; a class below two others stands below both.
fn branches(
    reader: &Reader<'_>,
    mut classes: Vec<Id>,
    vocabulary: &Vocabulary,
    depth: usize,
) -> Vec<Branch> {
    classes.sort_by_key(|class| reader.natural_name(*class));
    classes
        .into_iter()
        .map(|class| {
            let below: BTreeSet<Id> = reader.graph.subjects(SUB_CLASS_OF, class).collect();
            // Classes that are below each other would never end.
            let below = below
                .into_iter()
                .filter(|below| depth < DEEPEST && vocabulary.is_class(*below))
                .collect();
            Branch {
                link: reader.term(class),
                count: reader
                    .language
                    .number(reader.graph.subjects(rdf::TYPE, class).count()),
                below: branches(reader, below, vocabulary, depth + 1),
            }
        })
        .collect()
}

fn entry(reader: &Reader<'_>, term: Id, vocabulary: &Vocabulary) -> Entry {
    let graph = reader.graph;
    let iri = graph.iri(term).unwrap_or_default();
    let name = reader.short(iri);
    let links = |property| {
        graph
            .objects(term, property)
            .map(|term| reader.term(term))
            .collect::<Vec<_>>()
    };
    let members = match vocabulary.usage.get(&term) {
        Some(usage) => usage.count,
        None => graph.subjects(rdf::TYPE, term).count(),
    };
    let mut concepts: Vec<Id> = graph.subjects(IN_SCHEME, term).collect();
    concepts.sort_by_key(|concept| reader.natural_name(*concept));
    Entry {
        // The fragment of one of our terms is what its IRI has; that of a foreign one is its short form.
        anchor: match iri.strip_prefix(BASE).and_then(|path| path.split_once('#')) {
            Some((_, fragment)) => fragment.to_owned(),
            None => name.clone(),
        },
        link: reader.link(term),
        name,
        iri: iri.to_owned(),
        definition: reader.lead(term).map(|(_, text)| text),
        count: reader.language.number(members),
        above: links(SUB_CLASS_OF),
        domain: links(DOMAIN),
        range: links(RANGE),
        concepts: concepts
            .into_iter()
            .map(|concept| reader.link(concept))
            .collect(),
    }
}
