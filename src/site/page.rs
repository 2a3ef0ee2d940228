//! The page of a node: everything that a template shows of it.

use std::collections::BTreeMap;

use oxrdf::NamedNodeRef;
use oxrdf::vocab::rdf;
use serde::Serialize;

use super::address;
use super::drawing;
use super::expectations::Expectations;
use super::graph::Id;
use super::parts;
use super::reader::Reader;
use super::statements::{self, Statement};
use super::structured_data;
use super::terms::{self, Uses, Vocabulary};
use super::timeline;
use super::view::{self, Crumb, Link};
use crate::evidence::Passage;
use crate::vocab::{BASE, gremia};

const CONFLICT: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#Conflict");
const CONFLICT_KIND: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictKind");
const CONFLICT_STATUS: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictStatus");
const IN_SCHEME: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");

/// What the template of a node shows.
#[derive(Serialize)]
pub(super) struct Page {
    title: Link,
    class: Option<Link>,
    iri: String,
    turtle: String,
    json_ld: String,
    crumbs: Vec<Crumb>,
    lead: Option<Link>,
    own: Option<view::Basis>,
    conflicts: Vec<Conflict>,
    triple: Option<[Link; 3]>,
    sides: Vec<view::Side>,
    rows: Vec<view::Row>,
    moments: Vec<view::Moment>,
    neighbourhood: String,
    evidence: Vec<view::Evidence>,
    references: Vec<view::References>,
    /// How many statements refer to the node.
    referring: String,
    uses: Option<Uses>,
    parts: Vec<parts::Part>,
    /// The code of how the node as a whole is meant.
    modality: Option<String>,
    structured_data: String,
}

#[derive(Serialize)]
struct Conflict {
    link: Link,
    kind: Option<Link>,
    status: Option<Link>,
    description: Option<Link>,
}

/// What all pages share.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) expectations: &'a Expectations,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) url: &'a str,
}

/// Gathers what the page of `node` at `stem` shows.
pub(super) fn page(reader: &Reader<'_>, node: Id, stem: &str, shared: Shared<'_>) -> Page {
    let graph = reader.graph;
    let (text, lang) = reader.name(node);
    let title = Link {
        text,
        lang,
        ..Link::default()
    };
    let crumbs = crumbs(reader, node, stem, &title);
    let own = statements::own_basis(graph, node);
    let references = references(reader, node, shared.vocabulary);
    let count = references.iter().map(|section| section.rows.len()).sum();
    let address = format!("{}{}", shared.url, address::page(stem, reader.language));
    // What a claim or link says of itself stands in the rows of its own page.
    let own = own.map(|basis| view::Basis {
        record: None,
        told: Vec::new(),
        ..reader.basis(basis)
    });
    Page {
        class: statements::class(graph, node).map(|class| reader.term(class)),
        iri: graph.iri(node).unwrap_or_default().to_owned(),
        turtle: format!("{}{stem}.ttl", reader.root),
        json_ld: format!("{}{stem}.jsonld", reader.root),
        lead: reader.lead(node).map(|(_, text)| text),
        conflicts: conflicts(reader, node),
        triple: triple(reader, node),
        sides: sides(reader, node),
        rows: reader.rows(node, shared.expectations),
        moments: timeline::moments(reader, node),
        neighbourhood: neighbourhood(reader, node, stem),
        evidence: evidence(reader, node),
        referring: reader.language.number(count),
        references,
        uses: terms::uses(reader, node, shared.vocabulary),
        parts: parts::parts(reader, node),
        modality: own
            .as_ref()
            .and_then(|own| Some(own.badge.as_ref()?.code.clone())),
        own,
        structured_data: structured_data::text(reader, node, &address, &crumbs),
        title,
        crumbs,
    }
}

/// Gives the way from the start page: by class for entities, by vocabulary for concepts, by the ontology for terms.
fn crumbs(reader: &Reader<'_>, node: Id, stem: &str, title: &Link) -> Vec<Crumb> {
    let crumb = |link: Link| Crumb {
        href: link.href,
        text: link.text,
        lang: link.lang,
    };
    let start = Crumb {
        href: Some(reader.page("index")),
        text: reader.words.get("start").to_owned(),
        lang: None,
    };
    let ontology = Crumb {
        href: Some(reader.page(address::ONTOLOGY)),
        text: reader.words.get("ontology").to_owned(),
        lang: None,
    };
    let mut crumbs = vec![start];
    if stem.starts_with("ontology/") || stem.starts_with("vocab/") {
        crumbs.push(ontology);
    }
    let above = if stem.starts_with("vocab/") {
        reader.graph.object(node, IN_SCHEME)
    } else if stem.starts_with(address::ONTOLOGY) {
        None
    } else {
        statements::class(reader.graph, node)
    };
    crumbs.extend(above.map(|above| crumb(reader.term(above))));
    crumbs.push(Crumb {
        href: None,
        text: title.text.clone(),
        lang: title.lang.clone(),
    });
    crumbs
}

/// Draws the neighbourhood of what stands in the graph as such; terms and records have none worth a picture.
fn neighbourhood(reader: &Reader<'_>, node: Id, stem: &str) -> String {
    let is_record = reader.graph.object(node, rdf::SUBJECT).is_some();
    if stem.starts_with("id/") && !is_record {
        drawing::neighbourhood(reader, node)
    } else {
        String::new()
    }
}

/// Gives what refers to a node; of a class, its members first.
fn references(reader: &Reader<'_>, node: Id, vocabulary: &Vocabulary) -> Vec<view::References> {
    let mut sections = Vec::new();
    let members: Vec<Statement> = match reader.graph.id(rdf::TYPE) {
        // Terms of other vocabularies have no page; and the members of a class of classes are the ontology itself.
        Some(predicate) if vocabulary.is_class(node) => reader
            .graph
            .subjects(rdf::TYPE, node)
            .map(|subject| Statement {
                subject,
                predicate,
                object: node,
                asserted: true,
                bases: statements::own_basis(reader.graph, subject)
                    .into_iter()
                    .collect(),
            })
            .collect(),
        _ => Vec::new(),
    };
    sections.extend(reader.members(&members));
    sections.extend(reader.references(node));
    sections
}

fn conflicts(reader: &Reader<'_>, node: Id) -> Vec<Conflict> {
    let link = |node: Id, property| reader.graph.object(node, property).map(|v| reader.term(v));
    statements::conflicts(reader.graph, node)
        .into_iter()
        .map(|conflict| Conflict {
            link: reader.link(conflict),
            kind: link(conflict, CONFLICT_KIND),
            status: link(conflict, CONFLICT_STATUS),
            description: reader.lead(conflict).map(|(_, text)| text),
        })
        .collect()
}

/// Gives what a claim or authority link says.
fn triple(reader: &Reader<'_>, node: Id) -> Option<[Link; 3]> {
    let part = |property| reader.graph.object(node, property);
    Some([
        reader.link(part(rdf::SUBJECT)?),
        reader.term(part(rdf::PREDICATE)?),
        reader.value(part(rdf::OBJECT)?),
    ])
}

/// Gives the sides of a conflict, each with what it says and where.
fn sides(reader: &Reader<'_>, node: Id) -> Vec<view::Side> {
    let graph = reader.graph;
    if !graph.instances(CONFLICT).any(|conflict| conflict == node) {
        return Vec::new();
    }
    let mut sides: Vec<_> = graph
        .subjects(gremia::IN_CONFLICT, node)
        .map(|member| {
            let basis = statements::own_basis(graph, member).map(|basis| view::Basis {
                // That it is in this conflict goes without saying here.
                conflicts: Vec::new(),
                ..reader.basis(basis)
            });
            let side = match triple(reader, member) {
                Some([about, property, value]) => view::Side {
                    about,
                    property: Some(property),
                    value: Some(value),
                    basis,
                },
                None => view::Side {
                    about: reader.link(member),
                    property: None,
                    value: reader.lead(member).map(|(_, text)| text),
                    basis,
                },
            };
            (graph.evidence(member), side)
        })
        .collect();
    sides.sort_by(|(left, _), (right, _)| left.cmp(right));
    sides.into_iter().map(|(_, side)| side).collect()
}

/// Gives the passages a node rests on by document, with those of claims about it.
fn evidence(reader: &Reader<'_>, node: Id) -> Vec<view::Evidence> {
    let graph = reader.graph;
    let mut by_document: BTreeMap<String, Vec<Passage>> = BTreeMap::new();
    let nodes = std::iter::once(node).chain(graph.claims(node).iter().copied());
    let marks = graph.objects(node, gremia::MARKED_AT);
    let marks = marks.filter_map(|mark| Passage::parse(graph.iri(mark)?));
    for passage in nodes.flat_map(|node| graph.evidence(node)).chain(marks) {
        let passages = by_document.entry(passage.slug.clone()).or_default();
        passages.push(passage);
    }
    by_document
        .into_iter()
        .filter_map(|(slug, mut passages)| {
            passages.sort();
            passages.dedup();
            let document = graph.catalogue.document(&slug)?;
            let iri = format!("{BASE}source/{slug}");
            let node = graph.id(NamedNodeRef::new(&iri).ok()?)?;
            Some(view::Evidence {
                document: reader.link(node),
                date: document.issued.as_ref().map(|date| reader.day(date)),
                strip: drawing::strip(document, passages.iter()),
                passages: reader.passages(&passages),
            })
        })
        .collect()
}
