//! What a reader may expect of a node of a class, so that its absence is said: what the shapes ask for, whatever the
//! severity, and the bounds in time that the ontology gives the class.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, NamedNodeRef, Term};

use super::graph::{Graph, Id};
use crate::bundle::Bundle;

const SH: &str = "http://www.w3.org/ns/shacl#";
const BOUNDS: [NamedNodeRef<'_>; 2] = [
    NamedNodeRef::new_unchecked("http://schema.org/startDate"),
    NamedNodeRef::new_unchecked("http://schema.org/endDate"),
];
const SUB_PROPERTY_OF: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#subPropertyOf");

/// Properties one of which a class expects.
type Alternatives = Vec<NamedNode>;

/// What each class expects.
pub(super) struct Expectations(BTreeMap<Id, BTreeSet<Alternatives>>);

impl Expectations {
    /// Reads the shapes of `bundle`; a file of shapes that is not Turtle expects nothing, which its validation tells.
    pub(super) fn read(bundle: &Bundle, graph: &Graph) -> Self {
        let mut shapes: Shapes = BTreeMap::new();
        for file in bundle.shape_files() {
            let parser = RdfParser::from_format(RdfFormat::Turtle).rename_blank_nodes();
            for quad in parser.for_slice(&file.bytes).map_while(Result::ok) {
                let links = shapes.entry(quad.subject.to_string()).or_default();
                links.push((quad.predicate, quad.object));
            }
        }
        let mut expected: BTreeMap<Id, BTreeSet<Alternatives>> = BTreeMap::new();
        for shape in shapes.keys() {
            let classes = values(&shapes, shape, "targetClass").filter_map(|class| match class {
                Term::NamedNode(class) => graph.id(class.as_ref()),
                _ => None,
            });
            for class in classes {
                let paths = values(&shapes, shape, "property")
                    .filter_map(|property| expected_path(&shapes, property));
                expected.entry(class).or_default().extend(paths);
            }
        }
        for bound in BOUNDS.into_iter().filter_map(|bound| graph.id(bound)) {
            for property in graph.subjects(SUB_PROPERTY_OF, bound) {
                let Some(Term::NamedNode(name)) = Some(graph.term(property)) else {
                    continue;
                };
                for class in graph.objects(property, rdfs::DOMAIN) {
                    let bounds = expected.entry(class).or_default();
                    bounds.insert(vec![name.clone()]);
                }
            }
        }
        Self(expected)
    }

    /// Gives what the classes of `node` expect and neither the graph nor a claim states.
    pub(super) fn missing(&self, graph: &Graph, node: Id) -> Vec<Vec<Id>> {
        let classes: BTreeSet<Id> = graph
            .objects(node, rdf::TYPE)
            .flat_map(|class| graph.superclasses(class))
            .collect();
        let states = |property: &NamedNode| {
            let claimed = |claim: &Id| {
                let predicate = graph.object(*claim, rdf::PREDICATE);
                predicate.is_some_and(|predicate| graph.iri(predicate) == Some(property.as_str()))
            };
            graph.object(node, property.as_ref()).is_some()
                || graph.claims(node).iter().any(claimed)
        };
        let expected: BTreeSet<&Alternatives> = classes
            .iter()
            .filter_map(|class| self.0.get(class))
            .flatten()
            .collect();
        expected
            .into_iter()
            .filter(|alternatives| !alternatives.iter().any(states))
            .map(|alternatives| {
                let known = alternatives.iter();
                known
                    .filter_map(|property| graph.id(property.as_ref()))
                    .collect::<Vec<Id>>()
            })
            .filter(|alternatives| !alternatives.is_empty())
            .collect()
    }
}

/// The links of each node of the shapes, by the node as text.
type Shapes = BTreeMap<String, Vec<(NamedNode, Term)>>;

/// Gives the values of a property of SHACL.
fn values<'a>(shapes: &'a Shapes, node: &str, name: &str) -> impl Iterator<Item = &'a Term> {
    let links = shapes.get(node).map_or(&[][..], Vec::as_slice);
    let name = format!("{SH}{name}");
    links
        .iter()
        .filter(move |(predicate, _)| predicate.as_str() == name)
        .map(|(_, object)| object)
}

/// Gives the properties of a property shape with a smallest count, where its path is one property or a choice.
fn expected_path(shapes: &Shapes, shape: &Term) -> Option<Alternatives> {
    let shape = shape.to_string();
    let least = values(shapes, &shape, "minCount").next()?;
    let Term::Literal(least) = least else {
        return None;
    };
    if least.value() == "0" {
        return None;
    }
    match values(shapes, &shape, "path").next()? {
        Term::NamedNode(property) => Some(vec![property.clone()]),
        path => {
            let path = path.to_string();
            let mut list = values(shapes, &path, "alternativePath").next()?.to_string();
            let mut properties = Vec::new();
            // A list that runs in a circle has no more members than there are nodes.
            for _ in 0..shapes.len() {
                let member = |name: NamedNodeRef<'_>| {
                    let links = shapes.get(&list)?;
                    let found = links
                        .iter()
                        .find(|(predicate, _)| predicate.as_ref() == name);
                    found.map(|(_, object)| object)
                };
                let Some(Term::NamedNode(property)) = member(rdf::FIRST) else {
                    break;
                };
                properties.push(property.clone());
                list = member(rdf::REST)?.to_string();
            }
            Some(properties)
        }
    }
}
