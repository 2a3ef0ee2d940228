//! The default graph held by number: what a node states, what refers to it, which claims speak of it, which passages
//! it rests on. Read once, so that a page needs no query.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use super::language::Language;
use crate::evidence::{Catalogue, Error, Passage};
use crate::store::Dataset;
use crate::vocab::gremia;

/// The number of a term; numbers follow the order of the terms as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(u32);

/// A text with its language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) language: Option<&'a str>,
}

/// A predicate with the term at its other end.
pub(super) type Link = (Id, Id);

/// The default graph of a dataset.
pub(super) struct Graph {
    terms: Vec<Term>,
    ids: HashMap<Term, Id>,
    outgoing: Vec<Vec<Link>>,
    incoming: Vec<Vec<Link>>,
    claims: HashMap<Id, Vec<Id>>,
    claims_to: HashMap<Id, Vec<Id>>,
    passages: BTreeMap<Passage, Vec<Id>>,
    /// The source documents with their segments.
    pub(super) catalogue: Catalogue,
}

impl Graph {
    /// Reads the default graph of `dataset`; statements about blank nodes have no address and are left out.
    pub(super) fn read(dataset: &dyn Dataset) -> Result<Self, Error> {
        let mut quads = Vec::new();
        let default = GraphNameRef::from(&GraphName::DefaultGraph);
        for quad in dataset.quads(None, None, None, Some(default)) {
            quads.push(quad?);
        }
        let (terms, ids) = number(&quads);
        let mut graph = Self {
            outgoing: vec![Vec::new(); terms.len()],
            incoming: vec![Vec::new(); terms.len()],
            terms,
            ids,
            claims: HashMap::new(),
            claims_to: HashMap::new(),
            passages: BTreeMap::new(),
            catalogue: Catalogue::read(dataset)?,
        };
        for quad in quads {
            let subject = graph.ids[&Term::from(quad.subject)];
            let predicate = graph.ids[&Term::from(quad.predicate)];
            let object = graph.ids[&quad.object];
            graph.outgoing[subject.0 as usize].push((predicate, object));
            graph.incoming[object.0 as usize].push((predicate, subject));
        }
        for links in graph.outgoing.iter_mut().chain(&mut graph.incoming) {
            links.sort_unstable();
        }
        graph.gather_claims();
        graph.gather_passages();
        Ok(graph)
    }

    fn gather_claims(&mut self) {
        let claims: Vec<Id> = self.instances(gremia::CLAIM).collect();
        for claim in claims {
            let (subject, object) = (
                self.object(claim, rdf::SUBJECT),
                self.object(claim, rdf::OBJECT),
            );
            let (Some(subject), Some(object)) = (subject, object) else {
                continue;
            };
            self.claims.entry(subject).or_default().push(claim);
            self.claims_to.entry(object).or_default().push(claim);
        }
    }

    fn gather_passages(&mut self) {
        for property in [gremia::EVIDENCE, gremia::MARKED_AT] {
            let Some(property) = self.id(property) else {
                continue;
            };
            for subject in 0..self.terms.len() {
                for &(_, object) in links(&self.outgoing[subject], property) {
                    if let Some(passage) = self.iri(object).and_then(Passage::parse) {
                        let subject =
                            u32::try_from(subject).expect("terms are numbered by 32 bits");
                        self.passages.entry(passage).or_default().push(Id(subject));
                    }
                }
            }
        }
        for nodes in self.passages.values_mut() {
            nodes.sort_unstable();
            nodes.dedup();
        }
    }

    /// Gives the number of `node`, where the graph mentions it.
    pub(super) fn id(&self, node: NamedNodeRef<'_>) -> Option<Id> {
        self.ids.get(&Term::from(node.into_owned())).copied()
    }

    /// Gives the term with this number.
    pub(super) fn term(&self, id: Id) -> &Term {
        &self.terms[id.0 as usize]
    }

    /// Gives the IRI of a named node.
    pub(super) fn iri(&self, id: Id) -> Option<&str> {
        match self.term(id) {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        }
    }

    /// Gives every named node that the graph says something of, in order.
    pub(super) fn described(&self) -> impl Iterator<Item = (Id, &str)> {
        self.terms
            .iter()
            .zip(&self.outgoing)
            .zip(0..)
            .filter_map(|((term, outgoing), number)| match term {
                Term::NamedNode(node) if !outgoing.is_empty() => Some((Id(number), node.as_str())),
                _ => None,
            })
    }

    /// Gives what `node` states: predicates and objects, in order.
    pub(super) fn outgoing(&self, node: Id) -> &[Link] {
        &self.outgoing[node.0 as usize]
    }

    /// Gives what refers to `node`: predicates and subjects, in order.
    pub(super) fn incoming(&self, node: Id) -> &[Link] {
        &self.incoming[node.0 as usize]
    }

    /// Gives the objects of one predicate.
    pub(super) fn objects(
        &self,
        node: Id,
        predicate: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = Id> {
        let found = self
            .id(predicate)
            .map_or(&[][..], |predicate| links(self.outgoing(node), predicate));
        found.iter().map(|&(_, object)| object)
    }

    /// Gives the first object of a predicate.
    pub(super) fn object(&self, node: Id, predicate: NamedNodeRef<'_>) -> Option<Id> {
        self.objects(node, predicate).next()
    }

    /// Gives the subjects that point to `node` with one predicate.
    pub(super) fn subjects(
        &self,
        predicate: NamedNodeRef<'_>,
        node: Id,
    ) -> impl Iterator<Item = Id> {
        let found = self
            .id(predicate)
            .map_or(&[][..], |predicate| links(self.incoming(node), predicate));
        found.iter().map(|&(_, subject)| subject)
    }

    /// Gives the nodes of exactly this class.
    pub(super) fn instances(&self, class: NamedNodeRef<'_>) -> impl Iterator<Item = Id> {
        self.id(class)
            .into_iter()
            .flat_map(|class| self.subjects(rdf::TYPE, class))
    }

    /// Gives the claims about `node`.
    pub(super) fn claims(&self, node: Id) -> &[Id] {
        self.claims.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Gives the claims whose object is `node`.
    pub(super) fn claims_to(&self, node: Id) -> &[Id] {
        self.claims_to.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Tells whether the graph itself states the triple.
    pub(super) fn states(&self, subject: Id, predicate: Id, object: Id) -> bool {
        self.outgoing(subject)
            .binary_search(&(predicate, object))
            .is_ok()
    }

    /// Gives all passages with the nodes that rest on each, in order of document and position.
    pub(super) fn passages(&self) -> &BTreeMap<Passage, Vec<Id>> {
        &self.passages
    }

    /// Gives the passages that `node` itself names, in order.
    pub(super) fn evidence(&self, node: Id) -> Vec<Passage> {
        let mut passages: Vec<Passage> = self
            .objects(node, gremia::EVIDENCE)
            .filter_map(|passage| Passage::parse(self.iri(passage)?))
            .collect();
        passages.sort();
        passages
    }

    /// Gives `class` and all classes above it.
    pub(super) fn superclasses(&self, class: Id) -> BTreeSet<Id> {
        let mut all = BTreeSet::from([class]);
        let mut open = vec![class];
        while let Some(class) = open.pop() {
            for above in self.objects(class, rdfs::SUB_CLASS_OF) {
                if all.insert(above) {
                    open.push(above);
                }
            }
        }
        all
    }

    /// Gives the text of a property in `language`, else in German, else in whatever there is.
    pub(super) fn text(
        &self,
        node: Id,
        property: NamedNodeRef<'_>,
        language: Language,
    ) -> Option<Text<'_>> {
        let texts = self.texts(node, property);
        let with = |tag: &str| texts.iter().find(|text| text.language == Some(tag));
        with(language.tag())
            .or_else(|| with(Language::German.tag()))
            .or_else(|| texts.first())
            .copied()
    }

    /// Gives all texts of a property.
    pub(super) fn texts(&self, node: Id, property: NamedNodeRef<'_>) -> Vec<Text<'_>> {
        self.objects(node, property)
            .filter_map(|object| match self.term(object) {
                Term::Literal(literal) => Some(Text {
                    text: literal.value(),
                    language: literal.language(),
                }),
                _ => None,
            })
            .collect()
    }

    /// Gives the label of a node, where it has one.
    pub(super) fn label(&self, node: Id, language: Language) -> Option<Text<'_>> {
        self.text(node, rdfs::LABEL, language)
    }
}

/// Gives the links of one predicate; `all` is sorted.
fn links(all: &[Link], predicate: Id) -> &[Link] {
    let start = all.partition_point(|&(found, _)| found < predicate);
    let count = all[start..].partition_point(|&(found, _)| found == predicate);
    &all[start..start + count]
}

/// Numbers the terms of `quads` in the order of their texts.
fn number(quads: &[Quad]) -> (Vec<Term>, HashMap<Term, Id>) {
    let mut ids: HashMap<Term, Id> = HashMap::new();
    for quad in quads {
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => Term::from(node.clone()),
            NamedOrBlankNode::BlankNode(node) => Term::from(node.clone()),
        };
        for term in [
            subject,
            Term::from(quad.predicate.clone()),
            quad.object.clone(),
        ] {
            ids.entry(term).or_insert(Id(0));
        }
    }
    let mut terms: Vec<Term> = ids.keys().cloned().collect();
    terms.sort_by_cached_key(ToString::to_string);
    for (term, number) in terms.iter().zip(0..) {
        if let Some(id) = ids.get_mut(term) {
            *id = Id(number);
        }
    }
    (terms, ids)
}
