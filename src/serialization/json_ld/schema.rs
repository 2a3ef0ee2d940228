//! What an ontology and its shapes tell about the values of a property.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};

/// Shapes that refer to one another are followed this far, so that a circle ends.
const DEEPEST: usize = 8;

/// What the values of a key are, unless they say otherwise themselves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Coercion {
    /// Nothing is known, or several kinds are allowed.
    None,
    /// Nodes.
    Node,
    /// Texts with a language.
    Language,
    /// Literals with the datatype of this IRI.
    Datatype(String),
}

/// A property that is declared, or that a shape speaks of.
#[derive(Clone, Debug)]
pub(super) struct Property {
    pub(super) coercion: Coercion,
    /// Whether a node may have several values; of texts, in one language.
    pub(super) several: bool,
}

/// The terms of an ontology by their IRIs.
#[derive(Default)]
pub(super) struct Schema {
    pub(super) properties: BTreeMap<String, Property>,
    pub(super) classes: BTreeSet<String>,
    /// The properties and classes that the ontology itself declares; of the others its shapes speak.
    pub(super) declared: BTreeSet<String>,
}

/// Gives an IRI of SHACL or OWL.
macro_rules! term {
    ($namespace:literal, $name:literal) => {
        NamedNodeRef::new_unchecked(concat!($namespace, $name))
    };
}

macro_rules! sh {
    ($name:literal) => {
        term!("http://www.w3.org/ns/shacl#", $name)
    };
}

macro_rules! owl {
    ($name:literal) => {
        term!("http://www.w3.org/2002/07/owl#", $name)
    };
}

impl Schema {
    /// Reads `quads`; the graphs they stand in do not matter.
    pub(super) fn read<'q>(quads: impl IntoIterator<Item = &'q Quad>) -> Self {
        let mut index = Index::default();
        let mut paths: BTreeMap<&str, Vec<NamedOrBlankNodeRef<'q>>> = BTreeMap::new();
        let mut schema = Self::default();
        for quad in quads {
            let (subject, object) = (quad.subject.as_ref(), quad.object.as_ref());
            let statement = (quad.predicate.as_ref(), object);
            index.statements.entry(subject).or_default().push(statement);
            if quad.predicate == sh!("property")
                && let Some(shape) = node(object)
            {
                index.owners.entry(shape).or_default().push(subject);
            }
            let TermRef::NamedNode(object) = object else {
                continue;
            };
            if quad.predicate == rdf::TYPE
                && let NamedOrBlankNodeRef::NamedNode(subject) = subject
            {
                if is_class_of_properties(object) {
                    paths.entry(subject.as_str()).or_default();
                    schema.declared.insert(subject.as_str().to_owned());
                } else if object == owl!("Class") || object == rdfs::CLASS {
                    schema.classes.insert(subject.as_str().to_owned());
                    schema.declared.insert(subject.as_str().to_owned());
                }
            } else if quad.predicate == sh!("path") {
                paths.entry(object.as_str()).or_default().push(subject);
            } else if quad.predicate == sh!("targetClass") {
                schema.classes.insert(object.as_str().to_owned());
            }
        }
        for (iri, shapes) in paths {
            schema
                .properties
                .insert(iri.to_owned(), index.property(iri, &shapes));
        }
        schema
    }
}

fn is_class_of_properties(class: NamedNodeRef<'_>) -> bool {
    [
        rdf::PROPERTY,
        owl!("ObjectProperty"),
        owl!("DatatypeProperty"),
        owl!("AnnotationProperty"),
    ]
    .contains(&class)
}

#[derive(Default)]
struct Index<'q> {
    statements: HashMap<NamedOrBlankNodeRef<'q>, Vec<(NamedNodeRef<'q>, TermRef<'q>)>>,
    /// The shapes of nodes that a shape of a property stands in.
    owners: HashMap<NamedOrBlankNodeRef<'q>, Vec<NamedOrBlankNodeRef<'q>>>,
}

impl<'q> Index<'q> {
    /// Tells what is known of the property `iri`, of which `shapes` speak.
    fn property(&self, iri: &'q str, shapes: &[NamedOrBlankNodeRef<'q>]) -> Property {
        let mut kinds = self.declared_values(NamedNodeRef::new_unchecked(iri).into());
        let mut has_one_text = false;
        for shape in shapes {
            kinds.extend(self.values(*shape, DEEPEST));
            has_one_text |= self.objects(*shape, sh!("uniqueLang")).any(is_true);
        }
        let coercion = match kinds.pop_first() {
            Some(kind) if kinds.is_empty() => kind,
            _ => Coercion::None,
        };
        let has_one = has_one_text || self.is_single(iri, shapes);
        Property {
            coercion,
            several: !has_one,
        }
    }

    /// Tells whether a node has at most one value of the property, whatever its class.
    ///
    /// That holds where a shape says so of every class that has the property, by its domain or by another shape.
    fn is_single(&self, iri: &'q str, shapes: &[NamedOrBlankNodeRef<'q>]) -> bool {
        let property = NamedNodeRef::new_unchecked(iri);
        let mut holders: Vec<TermRef<'q>> = self.objects(property.into(), rdfs::DOMAIN).collect();
        let mut bounded = HashSet::new();
        for shape in shapes {
            let most = self.integer(*shape, sh!("maxCount"));
            for owner in self.owners.get(shape).into_iter().flatten() {
                let classes = self.objects(*owner, sh!("targetClass"));
                let mut holds_everywhere = self.objects(*owner, sh!("targetSubjectsOf"));
                match most {
                    Some(1) if holds_everywhere.any(|target| target == property.into()) => {
                        return true;
                    }
                    Some(1) => bounded.extend(classes),
                    Some(0) => {}
                    _ => holders.extend(classes),
                }
            }
        }
        let is_bounded = |class: TermRef<'q>| {
            let mut above = self.classes_above(class).into_iter();
            above.any(|class| bounded.contains(&class))
        };
        !bounded.is_empty() && holders.into_iter().all(is_bounded)
    }

    /// Gives `class` and those it is a subclass of.
    fn classes_above(&self, class: TermRef<'q>) -> HashSet<TermRef<'q>> {
        let mut found = HashSet::from([class]);
        let mut open = vec![class];
        while let Some(class) = open.pop().and_then(node) {
            let above = self.objects(class, rdfs::SUB_CLASS_OF);
            open.extend(above.filter(|class| found.insert(*class)));
        }
        found
    }

    /// Gives the kinds of values that the declaration of a property tells.
    fn declared_values(&self, property: NamedOrBlankNodeRef<'q>) -> BTreeSet<Coercion> {
        if self
            .objects(property, rdf::TYPE)
            .any(|class| class == owl!("ObjectProperty").into())
        {
            return BTreeSet::from([Coercion::Node]);
        }
        let ranges = self.objects(property, rdfs::RANGE);
        ranges.filter_map(datatype).collect()
    }

    /// Gives the kinds of values that a shape lets through; none where it does not tell.
    fn values(&self, shape: NamedOrBlankNodeRef<'q>, depth: usize) -> BTreeSet<Coercion> {
        let mut kinds = BTreeSet::new();
        if depth == 0 {
            return kinds;
        }
        for (predicate, object) in self.statements.get(&shape).into_iter().flatten() {
            let (predicate, object) = (*predicate, *object);
            if predicate == sh!("datatype") {
                kinds.extend(datatype(object));
            } else if predicate == sh!("class") || predicate == sh!("property") {
                kinds.insert(Coercion::Node);
            } else if predicate == sh!("languageIn")
                || (predicate == sh!("uniqueLang") && is_true(object))
            {
                kinds.insert(Coercion::Language);
            } else if predicate == sh!("nodeKind") {
                kinds.extend(node_kinds(object));
            } else if predicate == sh!("node") {
                kinds
                    .extend(node(object).map_or_else(BTreeSet::new, |s| self.values(s, depth - 1)));
            } else if predicate == sh!("or") || predicate == sh!("xone") {
                kinds.extend(self.alternatives(object, depth - 1));
            } else if predicate == sh!("in") {
                kinds.extend(self.list(object).into_iter().map(kind_of));
            } else if predicate == sh!("hasValue") {
                kinds.insert(kind_of(object));
            }
        }
        kinds
    }

    /// Gives the kinds of all alternatives; none where one of them does not tell.
    fn alternatives(&self, list: TermRef<'q>, depth: usize) -> BTreeSet<Coercion> {
        let mut kinds = BTreeSet::new();
        for shape in self.list(list).into_iter().filter_map(node) {
            let values = self.values(shape, depth);
            if values.is_empty() {
                return values;
            }
            kinds.extend(values);
        }
        kinds
    }

    /// Gives the items of a list, as far as it is well formed.
    fn list(&self, list: TermRef<'q>) -> Vec<TermRef<'q>> {
        let mut items = Vec::new();
        let mut rest = node(list);
        while let Some(cell) = rest.filter(|_| items.len() < self.statements.len()) {
            items.extend(self.objects(cell, rdf::FIRST).next());
            rest = self.objects(cell, rdf::REST).next().and_then(node);
        }
        items
    }

    fn objects(
        &self,
        subject: NamedOrBlankNodeRef<'q>,
        predicate: NamedNodeRef<'static>,
    ) -> impl Iterator<Item = TermRef<'q>> {
        self.statements
            .get(&subject)
            .into_iter()
            .flatten()
            .filter(move |(found, _)| *found == predicate)
            .map(|(_, object)| *object)
    }

    fn integer(
        &self,
        subject: NamedOrBlankNodeRef<'q>,
        predicate: NamedNodeRef<'static>,
    ) -> Option<u32> {
        self.objects(subject, predicate)
            .find_map(|object| match object {
                TermRef::Literal(literal) => literal.value().parse().ok(),
                _ => None,
            })
    }
}

fn is_true(term: TermRef<'_>) -> bool {
    matches!(term, TermRef::Literal(literal) if matches!(literal.value(), "true" | "1"))
}

fn node(term: TermRef<'_>) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        TermRef::NamedNode(node) => Some(node.into()),
        TermRef::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}

/// Gives the kind of the literals with this datatype; nothing where `term` is a class.
fn datatype(term: TermRef<'_>) -> Option<Coercion> {
    const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
    match term {
        TermRef::NamedNode(node) if node == rdf::LANG_STRING => Some(Coercion::Language),
        TermRef::NamedNode(node) if node.as_str().starts_with(XSD) => {
            Some(Coercion::Datatype(node.as_str().to_owned()))
        }
        _ => None,
    }
}

fn node_kinds(kind: TermRef<'_>) -> BTreeSet<Coercion> {
    let TermRef::NamedNode(kind) = kind else {
        return BTreeSet::new();
    };
    if [sh!("IRI"), sh!("BlankNode"), sh!("BlankNodeOrIRI")].contains(&kind) {
        BTreeSet::from([Coercion::Node])
    } else if [sh!("IRIOrLiteral"), sh!("BlankNodeOrLiteral")].contains(&kind) {
        BTreeSet::from([Coercion::None])
    } else {
        BTreeSet::new()
    }
}

fn kind_of(value: TermRef<'_>) -> Coercion {
    match value {
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => Coercion::Node,
        TermRef::Literal(literal) if literal.language().is_some() => Coercion::Language,
        TermRef::Literal(literal) if literal.datatype() != xsd::STRING => {
            Coercion::Datatype(literal.datatype().as_str().to_owned())
        }
        _ => Coercion::Datatype(xsd::STRING.as_str().to_owned()),
    }
}
