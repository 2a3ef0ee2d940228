//! The start page: what there is, document by document and class by class, and how to read it.

use oxrdf::NamedNodeRef;
use oxrdf::vocab::rdf;
use serde::Serialize;
use serde_json::json;

use super::drawing;
use super::graph::Id;
use super::reader::Reader;
use super::view::{Badge, Link};
use crate::evidence::Passage;
use crate::vocab::{BASE, gremia};

const CONFLICT: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#Conflict");
const CONFLICT_KIND: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictKind");
const CONFLICT_STATUS: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictStatus");
const MODALITY: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/vocab/modality");
const IN_SCHEME: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");
const ENTITY: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#Entity");
const FACT_NODE: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#FactNode");

/// What the start page shows.
#[derive(Serialize)]
pub(super) struct Start {
    nodes: String,
    statements: String,
    passages: String,
    documents: Vec<Document>,
    entities: Vec<Class>,
    facts: Vec<Class>,
    records: Vec<Class>,
    conflicts: Vec<Conflict>,
    modalities: Vec<Modality>,
    structured_data: String,
}

#[derive(Serialize)]
struct Document {
    link: Link,
    date: Option<Link>,
    length: String,
    passages: String,
    strip: String,
}

#[derive(Serialize)]
struct Class {
    link: Link,
    count: String,
}

#[derive(Serialize)]
struct Conflict {
    link: Link,
    kind: Option<Link>,
    status: Option<Link>,
}

#[derive(Serialize)]
struct Modality {
    badge: Badge,
    definition: Option<Link>,
    count: String,
}

/// Gathers the start page.
pub(super) fn start(reader: &Reader<'_>, url: &str) -> Start {
    let graph = reader.graph;
    let number = |count| reader.language.number(count);
    let (mut nodes, mut stated) = (0, 0);
    for (node, iri) in graph.described() {
        stated += graph.outgoing(node).len();
        nodes += usize::from(iri.starts_with(BASE));
    }
    let (entities, facts, records) = classes(reader);
    let site = json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "url": url,
        "inLanguage": reader.language.tag(),
    });
    Start {
        nodes: number(nodes),
        statements: number(stated),
        passages: number(graph.passages().len()),
        documents: documents(reader),
        entities,
        facts,
        records,
        conflicts: conflicts(reader),
        modalities: modalities(reader),
        structured_data: site.to_string().replace('<', "\\u003c"),
    }
}

fn documents(reader: &Reader<'_>) -> Vec<Document> {
    let graph = reader.graph;
    let mut documents = Vec::new();
    for document in graph.catalogue.documents() {
        let iri = format!("{BASE}source/{}", document.slug);
        let Some(node) = NamedNodeRef::new(&iri).ok().and_then(|iri| graph.id(iri)) else {
            continue;
        };
        let passages: Vec<&Passage> = graph
            .passages()
            .keys()
            .filter(|passage| passage.slug == document.slug)
            .collect();
        documents.push(Document {
            link: reader.link(node),
            date: document.issued.as_ref().map(|date| reader.day(date)),
            length: reader.language.number(document.length),
            passages: reader.language.number(passages.len()),
            strip: drawing::strip(document, passages.into_iter()),
        });
    }
    documents
}

/// Gives the classes that have members: entities, facts, and what else there is, each by name.
fn classes(reader: &Reader<'_>) -> (Vec<Class>, Vec<Class>, Vec<Class>) {
    let graph = reader.graph;
    let mut classes: Vec<Id> = graph
        .described()
        .filter(|(_, iri)| iri.starts_with(BASE))
        .flat_map(|(node, _)| graph.objects(node, rdf::TYPE))
        .filter(|class| graph.iri(*class).is_some_and(|iri| iri.starts_with(BASE)))
        .collect();
    classes.sort_unstable();
    classes.dedup();
    classes.sort_by_key(|class| reader.natural_name(*class));
    let below = |class: Id, above: NamedNodeRef<'_>| {
        graph
            .id(above)
            .is_some_and(|above| graph.superclasses(class).contains(&above))
    };
    let (mut entities, mut facts, mut records) = (Vec::new(), Vec::new(), Vec::new());
    for class in classes {
        let shown = Class {
            link: reader.term(class),
            count: reader
                .language
                .number(graph.subjects(rdf::TYPE, class).count()),
        };
        if below(class, ENTITY) {
            entities.push(shown);
        } else if below(class, FACT_NODE) {
            facts.push(shown);
        } else {
            records.push(shown);
        }
    }
    (entities, facts, records)
}

fn conflicts(reader: &Reader<'_>) -> Vec<Conflict> {
    let graph = reader.graph;
    let term = |node, property| graph.object(node, property).map(|term| reader.term(term));
    let mut conflicts: Vec<Id> = graph.instances(CONFLICT).collect();
    conflicts.sort_by_key(|conflict| reader.natural_name(*conflict));
    conflicts
        .into_iter()
        .map(|conflict| Conflict {
            link: reader.link(conflict),
            kind: term(conflict, CONFLICT_KIND),
            status: term(conflict, CONFLICT_STATUS),
        })
        .collect()
}

/// Gives all ways in which a statement can be meant, the most frequent first.
fn modalities(reader: &Reader<'_>) -> Vec<Modality> {
    let graph = reader.graph;
    let Some(scheme) = graph.id(MODALITY) else {
        return Vec::new();
    };
    let mut modalities: Vec<(usize, Id)> = graph
        .subjects(IN_SCHEME, scheme)
        .map(|modality| (graph.subjects(gremia::MODALITY, modality).count(), modality))
        .collect();
    modalities.sort_by_key(|(count, modality)| (std::cmp::Reverse(*count), *modality));
    modalities
        .into_iter()
        .filter_map(|(count, modality)| {
            Some(Modality {
                badge: reader.badge_of(modality)?,
                definition: reader.lead(modality).map(|(_, text)| text),
                count: reader.language.number(count),
            })
        })
        .collect()
}
