//! The neighbours of nodes, each looked up once, and what no connection is to lead through.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef};

use super::{Connection, Limits, Relation, Step};
use crate::store::{Dataset, Error, Quads};
use crate::vocab::gremia;

/// Classes whose instances say how the graph is built, not what it says.
const SCHEMA: [NamedNodeRef<'_>; 15] = [
    rdfs::CLASS,
    rdf::PROPERTY,
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Class"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#ObjectProperty"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#DatatypeProperty"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#AnnotationProperty"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Ontology"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#ConceptScheme"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#Collection"),
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#NodeShape"),
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#PropertyShape"),
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#PrefixDeclaration"),
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#Catalog"),
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#Dataset"),
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#Distribution"),
];
const CONCEPT: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#Concept");

/// What no connection was to lead through.
#[derive(Clone, Debug, Default)]
pub struct Passed {
    /// How many classes, properties, ontologies and vocabularies.
    pub schema: usize,
    /// How many plain concepts of vocabularies.
    pub concepts: usize,
    /// How many documents, segments and passages.
    pub sources: usize,
    /// The nodes with more relations than the limit, by the way they are written.
    pub busy: BTreeMap<String, NamedOrBlankNode>,
}

/// What a node is for the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Statement,
    Schema,
    Concept,
    Source,
}

pub(super) struct Links<'a> {
    dataset: &'a dyn Dataset,
    limits: Limits,
    nodes: Vec<NamedOrBlankNode>,
    numbers: HashMap<NamedOrBlankNode, u32>,
    kinds: HashMap<u32, Kind>,
    degrees: HashMap<u32, usize>,
    known: HashMap<u32, BTreeSet<u32>>,
    pub(super) passed: Passed,
}

impl<'a> Links<'a> {
    /// Starts with the two ends, whose numbers are 0 and 1.
    pub(super) fn new(
        dataset: &'a dyn Dataset,
        limits: Limits,
        ends: [NamedOrBlankNode; 2],
    ) -> Self {
        let mut links = Self {
            dataset,
            limits,
            nodes: Vec::new(),
            numbers: HashMap::new(),
            kinds: HashMap::new(),
            degrees: HashMap::new(),
            known: HashMap::new(),
            passed: Passed::default(),
        };
        for end in ends {
            links.number(end);
        }
        links
    }

    /// Counts the nodes that were met.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn name(&self, node: u32) -> String {
        self.nodes[node as usize].to_string()
    }

    /// Gives the neighbours of `node` that were found so far.
    pub(super) fn known(&self, node: u32) -> impl Iterator<Item = &u32> {
        self.known.get(&node).into_iter().flatten()
    }

    fn number(&mut self, node: NamedOrBlankNode) -> u32 {
        if let Some(number) = self.numbers.get(&node) {
            return *number;
        }
        let number = u32::try_from(self.nodes.len()).expect("a search ends long before");
        self.nodes.push(node.clone());
        self.numbers.insert(node, number);
        number
    }

    /// Looks up the neighbours of `node`; none where no connection is to lead through it.
    pub(super) fn neighbours(&mut self, node: u32) -> Result<Vec<u32>, Error> {
        if !self.may_be_passed(node)? {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        let own = self.nodes[node as usize].clone();
        for neighbour in around(self.dataset, &own) {
            // A node that links to everything can alone be too much.
            if self.nodes.len() > self.limits.nodes {
                break;
            }
            let neighbour = neighbour?;
            let number = self.number(neighbour);
            if number != node && self.leads_on(number)? {
                self.known.entry(node).or_default().insert(number);
                self.known.entry(number).or_default().insert(node);
                found.push(number);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Tells whether `node` has few enough relations for a connection to lead through; the ends always do.
    pub(super) fn may_be_passed(&mut self, node: u32) -> Result<bool, Error> {
        if node < 2 || self.limits.hubs || self.degree(node)? <= self.limits.breadth {
            return Ok(true);
        }
        let busy = self.nodes[node as usize].clone();
        self.passed.busy.insert(busy.to_string(), busy);
        Ok(false)
    }

    /// Tells whether `node` was found to have too many relations.
    pub(super) fn is_busy(&self, node: u32) -> bool {
        node >= 2 && !self.passed.busy.is_empty() && self.passed.busy.contains_key(&self.name(node))
    }

    /// Counts the relations of `node`, up to one more than the limit.
    pub(super) fn degree(&mut self, node: u32) -> Result<usize, Error> {
        if let Some(degree) = self.degrees.get(&node) {
            return Ok(*degree);
        }
        let mut degree = 0;
        let counted = self.limits.breadth.saturating_add(1);
        for neighbour in around(self.dataset, &self.nodes[node as usize]).take(counted) {
            neighbour?;
            degree += 1;
        }
        self.degrees.insert(node, degree);
        Ok(degree)
    }

    /// Tells whether connections may go to `node` at all, by its kind.
    fn leads_on(&mut self, node: u32) -> Result<bool, Error> {
        if node < 2 {
            return Ok(true);
        }
        let kind = if let Some(kind) = self.kinds.get(&node) {
            *kind
        } else {
            let kind = self.kind(&self.nodes[node as usize])?;
            self.kinds.insert(node, kind);
            if !self.limits.hubs {
                match kind {
                    Kind::Schema => self.passed.schema += 1,
                    Kind::Concept => self.passed.concepts += 1,
                    Kind::Source => self.passed.sources += 1,
                    Kind::Plain | Kind::Statement => {}
                }
            }
            kind
        };
        Ok(match kind {
            Kind::Plain => true,
            Kind::Statement => false,
            Kind::Schema | Kind::Concept | Kind::Source => self.limits.hubs,
        })
    }

    fn kind(&self, node: &NamedOrBlankNode) -> Result<Kind, Error> {
        let object = Term::from(node.clone());
        let mut types = Vec::new();
        for quad in quads(self.dataset, Some(node), Some(rdf::TYPE), None) {
            if let Term::NamedNode(class) = quad?.object {
                types.push(class);
            }
        }
        let has = |class: NamedNodeRef<'_>| types.iter().any(|own| own.as_ref() == class);
        if self.any(Some(node), Some(rdf::SUBJECT), None)? {
            return Ok(Kind::Statement);
        }
        if SCHEMA.into_iter().any(has) || self.any(None, Some(rdf::TYPE), Some(object.as_ref()))? {
            return Ok(Kind::Schema);
        }
        if has(gremia::SEGMENT)
            || has(gremia::SOURCE_DOCUMENT)
            || self.any(None, Some(gremia::EVIDENCE), Some(object.as_ref()))?
            || self.any(None, Some(gremia::MARKED_AT), Some(object.as_ref()))?
        {
            return Ok(Kind::Source);
        }
        // A concept with a class of its own, such as a field of action, is a thing that people speak about.
        Ok(if types.iter().all(|own| *own == CONCEPT) && has(CONCEPT) {
            Kind::Concept
        } else {
            Kind::Plain
        })
    }

    /// Gives the nodes on a way with the relations between them.
    pub(super) fn connection(&self, way: &[u32]) -> Result<Connection, Error> {
        let mut steps = Vec::new();
        for pair in way.windows(2) {
            let [from, to] = [pair[0], pair[1]].map(|node| &self.nodes[node as usize]);
            steps.push(Step {
                relations: self.relations(from, to)?,
                to: to.clone(),
            });
        }
        Ok(Connection { steps })
    }

    /// Gives the relations of two nodes; what the graph states and a statement repeats stands once.
    fn relations(
        &self,
        from: &NamedOrBlankNode,
        to: &NamedOrBlankNode,
    ) -> Result<Vec<Relation>, Error> {
        let mut relations: BTreeMap<(NamedNode, bool), Option<NamedOrBlankNode>> = BTreeMap::new();
        for (subject, object, forward) in [(from, to, true), (to, from, false)] {
            let object = Term::from(object.clone());
            for quad in quads(self.dataset, Some(subject), None, Some(object.as_ref())) {
                relations.insert((quad?.predicate, forward), None);
            }
            let subject = Term::from(subject.clone());
            for quad in quads(
                self.dataset,
                None,
                Some(rdf::SUBJECT),
                Some(subject.as_ref()),
            ) {
                let claim = quad?.subject;
                if !self.any(Some(&claim), Some(rdf::OBJECT), Some(object.as_ref()))? {
                    continue;
                }
                for quad in quads(self.dataset, Some(&claim), Some(rdf::PREDICATE), None) {
                    if let Term::NamedNode(property) = quad?.object {
                        let key = (property, forward);
                        relations.entry(key).or_insert_with(|| Some(claim.clone()));
                    }
                }
            }
        }
        let relations = relations.into_iter();
        Ok(relations
            .map(|((property, forward), claim)| Relation {
                property,
                forward,
                claim,
            })
            .collect())
    }

    fn any(
        &self,
        subject: Option<&NamedOrBlankNode>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> Result<bool, Error> {
        let first = quads(self.dataset, subject, predicate, object).next();
        Ok(first.transpose()?.is_some())
    }
}

/// Gives the nodes that a triple or a statement about a triple connects with `node`.
fn around<'a>(
    dataset: &'a dyn Dataset,
    node: &NamedOrBlankNode,
) -> impl Iterator<Item = Result<NamedOrBlankNode, Error>> + use<'a> {
    let out = quads(dataset, Some(node), None, None).map(|quad| {
        let quad = quad?;
        Ok(is_plain(&quad.predicate)
            .then(|| as_node(quad.object))
            .flatten())
    });
    let object = Term::from(node.clone());
    let into = quads(dataset, None, None, Some(object.as_ref())).map(move |quad| {
        let quad = quad?;
        let other_end = if quad.predicate == rdf::SUBJECT {
            rdf::OBJECT
        } else if quad.predicate == rdf::OBJECT {
            rdf::SUBJECT
        } else {
            return Ok(is_plain(&quad.predicate).then_some(quad.subject));
        };
        let other = quads(dataset, Some(&quad.subject), Some(other_end), None).next();
        Ok(other.transpose()?.and_then(|quad| as_node(quad.object)))
    });
    out.chain(into).filter_map(Result::transpose)
}

fn quads<'a>(
    dataset: &'a dyn Dataset,
    subject: Option<&NamedOrBlankNode>,
    predicate: Option<NamedNodeRef<'_>>,
    object: Option<TermRef<'_>>,
) -> Quads<'a> {
    dataset.quads(
        subject.map(NamedOrBlankNode::as_ref),
        predicate,
        object,
        Some(GraphNameRef::DefaultGraph),
    )
}

/// Tells whether `predicate` is a relation of its own, not a part of a statement about one.
fn is_plain(predicate: &NamedNode) -> bool {
    ![rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT].contains(&predicate.as_ref())
}

fn as_node(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}
