//! What search engines read of a page: the node in the words of schema.org, as far as its class maps there.
//!
//! schema.org knows no modality. So only what is reported is given; of a planned or demanded thing no more than its name
//! and description, and never its days.

use oxrdf::vocab::rdfs;
use oxrdf::{NamedNodeRef, Term};
use serde_json::{Map, Value, json};

use super::graph::Id;
use super::reader::Reader;
use super::statements;
use super::view::Crumb;
use crate::vocab::{BASE, gremia};

const SCHEMA: &str = "http://schema.org/";
const REPORTED: &str = "https://w3id.org/gremia/vocab/modality/reported";
const EXACT_MATCH: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#exactMatch");
const ALT_LABEL: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel");
const IDENTIFIER: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/identifier");
const SUB_PROPERTY_OF: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#subPropertyOf");

/// Classes of standard vocabularies and those of schema.org that mean the same.
const SAME: [(&str, &str); 9] = [
    (
        "http://data.europa.eu/eli/ontology#LegalResource",
        "Legislation",
    ),
    (
        "http://purl.org/dc/terms/BibliographicResource",
        "CreativeWork",
    ),
    ("http://purl.org/dc/terms/Location", "Place"),
    ("http://www.w3.org/2002/07/owl#Class", "DefinedTerm"),
    ("http://www.w3.org/2004/02/skos/core#Concept", "DefinedTerm"),
    (
        "http://www.w3.org/2004/02/skos/core#ConceptScheme",
        "DefinedTermSet",
    ),
    ("http://www.w3.org/ns/org#Organization", "Organization"),
    ("http://xmlns.com/foaf/0.1/Document", "CreativeWork"),
    ("http://xmlns.com/foaf/0.1/Person", "Person"),
];

/// Gives the node and its trail as JSON-LD that may stand inside a script element.
pub(super) fn text(reader: &Reader<'_>, node: Id, address: &str, crumbs: &[Crumb]) -> String {
    let trail: Vec<Value> = crumbs
        .iter()
        .zip(1..)
        .map(|(crumb, position)| json!({"@type": "ListItem", "position": position, "name": crumb.text}))
        .collect();
    let mut thing = thing(reader, node);
    thing.insert("mainEntityOfPage".to_owned(), json!({"@id": address}));
    let document = json!({
        "@context": "https://schema.org",
        "@graph": [thing, {"@type": "BreadcrumbList", "itemListElement": trail}],
    });
    // The script element ends at the first closing tag, wherever that stands.
    document.to_string().replace('<', "\\u003c")
}

fn thing(reader: &Reader<'_>, node: Id) -> Map<String, Value> {
    let graph = reader.graph;
    let mut thing = Map::new();
    let types = types(reader, node);
    thing.insert("@type".to_owned(), json!(types));
    thing.insert("@id".to_owned(), json!(graph.iri(node)));
    thing.insert("name".to_owned(), json!(reader.name(node).0));
    let others: Vec<&str> = graph
        .texts(node, ALT_LABEL)
        .iter()
        .map(|text| text.text)
        .collect();
    if !others.is_empty() {
        thing.insert("alternateName".to_owned(), json!(others));
    }
    if let Some((_, lead)) = reader.lead(node) {
        thing.insert("description".to_owned(), json!(lead.text));
    }
    let modality = graph.object(node, gremia::MODALITY);
    if modality.is_some_and(|modality| graph.iri(modality) != Some(REPORTED)) {
        return thing;
    }
    let same: Vec<&str> = graph
        .objects(node, EXACT_MATCH)
        .filter_map(|same| graph.iri(same))
        .filter(|same| !same.starts_with(BASE))
        .collect();
    if !same.is_empty() {
        thing.insert("sameAs".to_owned(), json!(same));
    }
    for &(predicate, object) in graph.outgoing(node) {
        for name in names(reader, predicate) {
            let values = thing.entry(name).or_insert_with(|| json!([]));
            if let Value::Array(values) = values {
                values.push(value(reader, object));
            }
        }
    }
    thing
}

/// Gives the names in schema.org of a node's classes, the nearest that has one first.
fn types(reader: &Reader<'_>, node: Id) -> Vec<String> {
    let graph = reader.graph;
    let mut types: Vec<String> = Vec::new();
    if let Some(class) = statements::class(graph, node) {
        for above in graph.superclasses(class) {
            let Some(iri) = graph.iri(above) else {
                continue;
            };
            let same = SAME.iter().find(|(class, _)| *class == iri);
            let name = same
                .map(|(_, name)| *name)
                .or_else(|| iri.strip_prefix(SCHEMA));
            if let Some(name) = name.filter(|name| !types.iter().any(|known| known == name)) {
                types.push(name.to_owned());
            }
        }
    }
    if types.is_empty() {
        types.push("Thing".to_owned());
    }
    types
}

/// Gives the names in schema.org of a property.
fn names(reader: &Reader<'_>, property: Id) -> Vec<String> {
    let graph = reader.graph;
    if graph.id(IDENTIFIER) == Some(property) {
        return vec!["identifier".to_owned()];
    }
    std::iter::once(property)
        .chain(graph.objects(property, SUB_PROPERTY_OF))
        .filter_map(|property| graph.iri(property)?.strip_prefix(SCHEMA))
        .map(str::to_owned)
        .collect()
}

fn value(reader: &Reader<'_>, object: Id) -> Value {
    let graph = reader.graph;
    match graph.term(object) {
        Term::NamedNode(node) if graph.object(object, rdfs::LABEL).is_some() => {
            json!({"@type": types(reader, object), "@id": node.as_str(), "name": reader.name(object).0})
        }
        Term::NamedNode(node) => json!({"@id": node.as_str()}),
        Term::Literal(literal) => json!(literal.value()),
        other => json!(other.to_string()),
    }
}
