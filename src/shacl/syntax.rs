//! Reads what a shapes graph says and refuses what is ill-formed or would go unheeded.
//!
//! The library skips what it does not know and drops values it cannot read, which looks like data that conforms. So
//! everything is looked at here first, and only what will be heeded gets through.
//!
//! Source: SHACL, appendix A (the syntax rules).

mod paths;

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{
    Graph, LiteralRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term,
    TermRef,
};

use super::Error;
use super::path::reachable;
use super::vocabulary::{
    self, EXTENSIONS, NODE_KINDS, STEPS, TARGETS, TERMS, Term as Known, Value, WITHOUT_EFFECT, iri,
    local,
};
use crate::language::{Wording, wording};

const OWL_CLASS: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Class");

/// Which nodes a shape is tried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The instances of a class and its subclasses.
    Class(Term),
    /// One node.
    Node(Term),
    /// The subjects of a property.
    SubjectsOf(NamedNode),
    /// The objects of a property.
    ObjectsOf(NamedNode),
}

/// A shapes graph that is being read.
pub(super) struct Source<'a> {
    pub(super) graph: &'a Graph,
}

impl<'a> Source<'a> {
    /// Gives the shapes, sorted, after all of them were found well-formed.
    ///
    /// # Errors
    /// [`Error::IllFormed`], [`Error::Unsupported`].
    pub(super) fn shapes(&self) -> Result<Vec<NamedOrBlankNode>, Error> {
        let shapes = self.closure()?;
        self.check_vocabulary(&shapes)?;
        for shape in &shapes {
            self.check(shape.as_ref())?;
        }
        Ok(shapes.into_iter().map(|shape| shape.0).collect())
    }

    /// Refuses properties of the vocabulary that go unheeded, in shapes and where they would make a node a shape.
    fn check_vocabulary(&self, shapes: &BTreeSet<Sortable>) -> Result<(), Error> {
        let mut unheeded: Vec<_> = self
            .graph
            .iter()
            .filter_map(|triple| Some((triple.subject, local(triple.predicate)?)))
            .filter(|(_, name)| {
                vocabulary::term(name).is_none()
                    && !STEPS.contains(name)
                    && !WITHOUT_EFFECT.contains(name)
            })
            .filter(|(subject, name)| {
                EXTENSIONS.contains(name) || shapes.contains(&Sortable(subject.into_owned()))
            })
            .collect();
        unheeded.sort_by_cached_key(|(subject, name)| (subject.to_string(), *name));
        match unheeded.first() {
            Some((subject, name)) => Err(self.unsupported(*subject, format!("`sh:{name}`"))),
            None => Ok(()),
        }
    }

    /// Finds the shapes: what is called one, has a target or a parameter, or is referred to as one.
    fn closure(&self) -> Result<BTreeSet<Sortable>, Error> {
        let mut found = BTreeSet::new();
        let mut pending = Vec::new();
        for triple in self.graph {
            let called = triple.predicate == rdf::TYPE
                && ["NodeShape", "PropertyShape"]
                    .iter()
                    .any(|class| triple.object == TermRef::from(iri(class).as_ref()));
            let described = local(triple.predicate).is_some_and(|name| {
                vocabulary::term(name).is_some()
                    && !["message", "severity", "deactivated"].contains(&name)
            });
            if called || described {
                pending.push(triple.subject.into_owned());
            }
        }
        while let Some(shape) = pending.pop() {
            if !found.insert(Sortable(shape.clone())) {
                continue;
            }
            for (term, values) in self.terms(shape.as_ref()) {
                for value in values {
                    match term.value {
                        Value::Shape => {
                            pending.extend(self.referred(shape.as_ref(), term.name, value)?);
                        }
                        Value::Shapes => {
                            for member in self.list(shape.as_ref(), term.name, value)? {
                                pending.extend(self.referred(shape.as_ref(), term.name, member)?);
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(found)
    }

    /// Gives the shape that `value` refers to; nothing where nothing is said about it.
    fn referred(
        &self,
        shape: NamedOrBlankNodeRef<'_>,
        name: &str,
        value: TermRef<'_>,
    ) -> Result<Option<NamedOrBlankNode>, Error> {
        let Some(node) = subject(value) else {
            let problem = wording!(
                "`sh:{name}` has {value}, which is no shape",
                "`sh:{name}` hat {value}, und das ist keine Shape"
            );
            return Err(self.ill_formed(shape, problem));
        };
        Ok(self.is_described(node).then(|| node.into_owned()))
    }

    fn is_described(&self, node: NamedOrBlankNodeRef<'_>) -> bool {
        self.graph.triples_for_subject(node).next().is_some()
    }

    /// Gives the shapes that are referred to and described nowhere, each behind one that refers to it.
    pub(super) fn missing(
        &self,
        shapes: &[NamedOrBlankNode],
    ) -> Vec<(NamedOrBlankNode, NamedNode)> {
        let mut missing = Vec::new();
        for shape in shapes {
            for (term, values) in self.terms(shape.as_ref()) {
                let referred: Vec<_> = match term.value {
                    Value::Shape => values,
                    Value::Shapes => values
                        .into_iter()
                        .flat_map(|list| {
                            self.list(shape.as_ref(), term.name, list)
                                .unwrap_or_default()
                        })
                        .collect(),
                    _ => continue,
                };
                for node in referred {
                    if let TermRef::NamedNode(node) = node
                        && !self.is_described(node.into())
                    {
                        missing.push((self.place(shape.as_ref()).0, node.into_owned()));
                    }
                }
            }
        }
        missing
    }

    fn check(&self, shape: NamedOrBlankNodeRef<'_>) -> Result<(), Error> {
        let is_property = self.values(shape, "path").next().is_some();
        if !is_property && self.has_type(shape, &iri("PropertyShape")) {
            return Err(self.ill_formed(
                shape,
                wording!(
                    "a property shape has no `sh:path`",
                    "eine `sh:PropertyShape` hat keinen `sh:path`"
                ),
            ));
        }
        if is_property && self.has_type(shape, &iri("NodeShape")) {
            return Err(self.ill_formed(
                shape,
                wording!(
                    "a node shape has a `sh:path`",
                    "eine `sh:NodeShape` hat einen `sh:path`"
                ),
            ));
        }
        for (term, values) in self.terms(shape) {
            let (name, count) = (term.name, values.len());
            if count > 1 && term.single {
                let problem = wording!(
                    "`sh:{name}` stands {count} times",
                    "`sh:{name}` steht {count}-mal"
                );
                return Err(self.ill_formed(shape, problem));
            }
            if term.property_only && !is_property {
                let problem = wording!(
                    "`sh:{name}` stands in a shape without `sh:path`",
                    "`sh:{name}` steht in einer Form ohne `sh:path`"
                );
                return Err(self.ill_formed(shape, problem));
            }
            for value in values {
                self.check_value(shape, name, term.value, value)?;
            }
        }
        for property in self.values(shape, "property") {
            if let Some(property) = subject(property)
                && self.is_described(property)
                && self.values(property, "path").next().is_none()
            {
                return Err(self.ill_formed(
                    shape,
                    wording!(
                        "`sh:property` has a shape without `sh:path`",
                        "`sh:property` hat eine Form ohne `sh:path`"
                    ),
                ));
            }
        }
        Ok(())
    }

    fn check_value(
        &self,
        shape: NamedOrBlankNodeRef<'_>,
        name: &str,
        kind: Value,
        value: TermRef<'_>,
    ) -> Result<(), Error> {
        let wrong = |expected: Wording| {
            Err(self.ill_formed(
                shape,
                wording!(
                    "`sh:{name}` has {value}, not {expected}",
                    "`sh:{name}` hat {value}, erwartet wird {expected}"
                ),
            ))
        };
        match (kind, value) {
            (Value::Iri, TermRef::NamedNode(_))
            | (Value::Constant, TermRef::NamedNode(_) | TermRef::Literal(_))
            | (Value::Literal, TermRef::Literal(_))
            | (Value::Shape | Value::Shapes, _)
            | (Value::Sparql, TermRef::NamedNode(_) | TermRef::BlankNode(_)) => Ok(()),
            (Value::Iri, _) => wrong(Wording::new("an IRI", "eine IRI")),
            (Value::Constant, TermRef::BlankNode(_)) => Err(self.unsupported(
                shape,
                wording!(
                    "a blank node for `sh:{name}`",
                    "ein leerer Knoten für `sh:{name}`"
                ),
            )),
            (Value::Constant, _) => wrong(Wording::new(
                "an IRI or a literal",
                "eine IRI oder ein Literal",
            )),
            (Value::Literal, _) => wrong(Wording::new("a literal", "ein Literal")),
            (Value::Sparql, _) => {
                wrong(Wording::new("a SPARQL constraint", "ein SPARQL-Constraint"))
            }
            (Value::Constants | Value::Iris | Value::Languages, _) => {
                self.check_members(shape, name, kind, value)
            }
            (Value::Path, _) => self.check_path(shape, value, 0),
            _ => match demanded(kind, value) {
                Some(expected) => wrong(expected),
                None => Ok(()),
            },
        }
    }

    fn check_members(
        &self,
        shape: NamedOrBlankNodeRef<'_>,
        name: &str,
        kind: Value,
        list: TermRef<'_>,
    ) -> Result<(), Error> {
        for member in self.list(shape, name, list)? {
            let expected = match (kind, member) {
                (Value::Iris, TermRef::NamedNode(_))
                | (Value::Constants, TermRef::NamedNode(_) | TermRef::Literal(_)) => continue,
                (Value::Languages, TermRef::Literal(tag))
                    if tag.datatype() == xsd::STRING && is_language_tag(tag.value()) =>
                {
                    continue;
                }
                (Value::Constants, TermRef::BlankNode(_)) => {
                    return Err(self.unsupported(
                        shape,
                        wording!(
                            "a blank node in `sh:{name}`",
                            "ein leerer Knoten in `sh:{name}`"
                        ),
                    ));
                }
                (Value::Iris, _) => Wording::new("an IRI", "eine IRI"),
                (Value::Languages, _) => Wording::new("a language tag", "ein Sprachkürzel"),
                _ => Wording::new("an IRI or a literal", "eine IRI oder ein Literal"),
            };
            return Err(self.ill_formed(
                shape,
                wording!(
                    "`sh:{name}` lists {member}, not {expected}",
                    "`sh:{name}` führt {member} auf, erwartet wird {expected}"
                ),
            ));
        }
        Ok(())
    }

    /// Gives the members of a list.
    pub(super) fn list(
        &self,
        shape: NamedOrBlankNodeRef<'_>,
        name: &str,
        list: TermRef<'a>,
    ) -> Result<Vec<TermRef<'a>>, Error> {
        let mut members = Vec::new();
        let mut seen = BTreeSet::new();
        let mut rest = list;
        while rest != TermRef::from(rdf::NIL) {
            let broken = || {
                self.ill_formed(
                    shape,
                    wording!(
                        "`sh:{name}` has no well-formed list",
                        "`sh:{name}` hat keine wohlgeformte Liste"
                    ),
                )
            };
            let node = subject(rest).ok_or_else(broken)?;
            let only = |predicate| {
                let mut values = self.graph.objects_for_subject_predicate(node, predicate);
                values.next().filter(|_| values.next().is_none())
            };
            let (Some(first), Some(next)) = (only(rdf::FIRST), only(rdf::REST)) else {
                return Err(broken());
            };
            if !seen.insert(rest.to_string()) {
                return Err(broken());
            }
            members.push(first);
            rest = next;
        }
        Ok(members)
    }

    /// Gives the targets of a shape; a class that is a shape targets its instances.
    pub(super) fn targets(&self, shape: NamedOrBlankNodeRef<'_>) -> Vec<Target> {
        let mut targets = Vec::new();
        for name in TARGETS {
            for value in self.values(shape, name) {
                targets.push(match (name, value) {
                    ("targetClass", _) => Target::Class(value.into_owned()),
                    ("targetSubjectsOf", TermRef::NamedNode(iri)) => {
                        Target::SubjectsOf(iri.into_owned())
                    }
                    ("targetObjectsOf", TermRef::NamedNode(iri)) => {
                        Target::ObjectsOf(iri.into_owned())
                    }
                    _ => Target::Node(value.into_owned()),
                });
            }
        }
        let shape_type = ["NodeShape", "PropertyShape"]
            .iter()
            .any(|class| self.has_type(shape, &iri(class)));
        let class_type = [rdfs::CLASS, OWL_CLASS]
            .iter()
            .any(|class| self.has_type(shape, &class.into_owned()));
        if shape_type && class_type {
            targets.push(Target::Class(shape.into_owned().into()));
        }
        targets
    }

    /// Tells whether a node is an instance of `class` or of what the shapes graph calls its subclass.
    pub(super) fn has_type(&self, node: NamedOrBlankNodeRef<'_>, class: &NamedNode) -> bool {
        self.graph
            .objects_for_subject_predicate(node, rdf::TYPE)
            .any(|found| {
                let superclasses = reachable(found.into_owned(), |class| {
                    let Some(class) = subject(class.as_ref()) else {
                        return Vec::new();
                    };
                    self.graph
                        .objects_for_subject_predicate(class, rdfs::SUB_CLASS_OF)
                        .map(TermRef::into_owned)
                        .collect()
                });
                superclasses.contains(&Term::from(class.clone()))
            })
    }

    /// Gives the properties that decide what a shape demands, with their values, in the order of the vocabulary.
    fn terms(&self, shape: NamedOrBlankNodeRef<'_>) -> Vec<(&'static Known, Vec<TermRef<'a>>)> {
        let mut values: BTreeMap<usize, Vec<TermRef<'a>>> = BTreeMap::new();
        for triple in self.graph.triples_for_subject(shape) {
            let place = local(triple.predicate)
                .and_then(|name| TERMS.iter().position(|term| term.name == name));
            if let Some(place) = place {
                values.entry(place).or_default().push(triple.object);
            }
        }
        values
            .into_iter()
            .map(|(place, mut values)| {
                values.sort_by_cached_key(ToString::to_string);
                (&TERMS[place], values)
            })
            .collect()
    }

    /// Gives the values of a property of the vocabulary.
    pub(super) fn values(
        &self,
        node: NamedOrBlankNodeRef<'_>,
        name: &str,
    ) -> impl Iterator<Item = TermRef<'a>> + use<'a> {
        let mut values: Vec<_> = self
            .graph
            .objects_for_subject_predicate(node, &iri(name))
            .collect();
        values.sort_by_cached_key(ToString::to_string);
        values.into_iter()
    }

    /// Words an error in `shape`.
    pub(super) fn ill_formed(
        &self,
        shape: NamedOrBlankNodeRef<'_>,
        problem: impl Into<String>,
    ) -> Error {
        let (shape, part) = self.place(shape);
        Error::IllFormed {
            shape,
            part,
            problem: problem.into(),
        }
    }

    /// Words that something in `shape` would go unheeded.
    pub(super) fn unsupported(
        &self,
        shape: NamedOrBlankNodeRef<'_>,
        construct: impl Into<String>,
    ) -> Error {
        let (shape, part) = self.place(shape);
        Error::Unsupported {
            shape,
            part,
            construct: construct.into(),
        }
    }

    /// Gives the node with a name that `node` belongs to, and by which property a reader finds it there.
    pub(super) fn place(
        &self,
        node: NamedOrBlankNodeRef<'_>,
    ) -> (NamedOrBlankNode, Option<String>) {
        let mut node = node.into_owned();
        let mut part = None;
        let mut seen = BTreeSet::new();
        while let NamedOrBlankNode::BlankNode(_) = node {
            if part.is_none() {
                part = self
                    .values(node.as_ref(), "path")
                    .next()
                    .map(|path| path.to_string());
            }
            let mut above: Vec<_> = self
                .graph
                .triples_for_object(&node)
                .map(|triple| triple.subject.into_owned())
                .collect();
            above.sort_by_cached_key(ToString::to_string);
            match above.into_iter().next() {
                Some(above) if seen.insert(above.to_string()) => node = above,
                _ => break,
            }
        }
        (node, part)
    }
}

/// A node with an order that does not change from run to run: by its text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sortable(NamedOrBlankNode);

impl Sortable {
    fn as_ref(&self) -> NamedOrBlankNodeRef<'_> {
        self.0.as_ref()
    }
}

impl Ord for Sortable {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.to_string().cmp(&other.0.to_string())
    }
}

impl PartialOrd for Sortable {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Gives the term as a subject.
pub(super) fn subject(term: TermRef<'_>) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        TermRef::NamedNode(iri) => Some(iri.into()),
        TermRef::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}

/// Gives what a parameter with one plain value demands, where `value` is not that.
fn demanded(kind: Value, value: TermRef<'_>) -> Option<Wording> {
    let literal = match value {
        TermRef::Literal(literal) => Some(literal),
        _ => None,
    };
    let is = |test: fn(LiteralRef<'_>) -> bool| literal.is_some_and(test);
    let (fits, expected) = match kind {
        Value::NodeKind => (
            matches!(value, TermRef::NamedNode(found)
                if local(found).is_some_and(|found| NODE_KINDS.contains(&found))),
            Wording::new(
                "a kind of nodes such as `sh:IRI`",
                "eine Art von Knoten wie `sh:IRI`",
            ),
        ),
        Value::Count => (
            is(|found| found.datatype() == xsd::INTEGER && found.value().parse::<u32>().is_ok()),
            Wording::new("a whole number from 0 on", "eine ganze Zahl ab 0"),
        ),
        Value::Boolean => (
            is(|found| {
                found.datatype() == xsd::BOOLEAN && matches!(found.value(), "true" | "false")
            }),
            Wording::new("`true` or `false`", "`true` oder `false`"),
        ),
        Value::Plain => (
            is(|found| found.datatype() == xsd::STRING),
            Wording::new("a string", "eine Zeichenkette"),
        ),
        Value::Message => (
            is(|found| found.datatype() == xsd::STRING || found.language().is_some()),
            Wording::new("a text", "ein Text"),
        ),
        _ => return None,
    };
    (!fits).then_some(expected)
}

/// Tells whether a text is a language tag, as Turtle writes them.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let all =
        |part: &str, test: fn(&u8) -> bool| !part.is_empty() && part.as_bytes().iter().all(test);
    parts
        .next()
        .is_some_and(|first| all(first, u8::is_ascii_alphabetic))
        && parts.all(|part| all(part, u8::is_ascii_alphanumeric))
}
