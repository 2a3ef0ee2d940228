//! Parts of a graph that can be read by themselves: what is said of some nodes, and which nodes to take.
//! Layer 2: may use store, vocab.
//!
//! Start at [`Scope`]; [`Scope::describe`] gives the statements, [`Scope::instances`] and [`Scope::resting_on`] find
//! nodes. What to leave out of a part, and its other forms, is in `evidence`.

use std::collections::HashSet;

use oxigraph::sparql::CancellationToken;
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad,
    Term, TermRef,
};

use crate::store::{Dataset, Error};
use crate::vocab::{gremia, owl, skos};

/// The statements that a part is taken from.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The dataset.
    pub dataset: &'a dyn Dataset,
    /// The graphs whose statements count; without any, those of all graphs.
    pub graphs: &'a [GraphName],
    /// Ends the work with [`Error::Cancelled`].
    pub cancellation: &'a CancellationToken,
}

impl Scope<'_> {
    /// Gives what is said of `nodes` and of those up to `depth` links away, sorted and each statement once.
    ///
    /// A node comes with its concise bounded description: the statements that have it as subject, those of the blank
    /// nodes they lead to, the claims and reifiers about it, and the conflicts it is in. Links are followed both ways, since a fact such as a
    /// tenure points to its person; those that lead to a concept, a class or a property are not followed further, because
    /// they join everything with everything. Nodes that are linked to and not described come with class and label.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Cancelled`].
    ///
    /// Source: CBD, Concise Bounded Description (W3C Member Submission, 2005).
    pub fn describe(&self, nodes: &[NamedOrBlankNode], depth: usize) -> Result<Vec<Quad>, Error> {
        let mut walk = Walk::default();
        let mut frontier = nodes.to_vec();
        for step in 0..=depth {
            let mut next = Vec::new();
            for node in frontier {
                if walk.described.contains(&node) {
                    continue;
                }
                let start = walk.quads.len();
                self.add_description(&node, &mut walk)?;
                if step < depth && (step == 0 || !self.is_term(node.as_ref())?) {
                    let linked = walk.quads[start..].iter().filter_map(link);
                    next.extend(linked.map(NamedOrBlankNode::from));
                    self.add_origins(&node, &mut next)?;
                }
            }
            frontier = next;
        }
        self.add_names(&mut walk)?;
        walk.quads.sort_by_cached_key(ToString::to_string);
        walk.quads.dedup();
        Ok(walk.quads)
    }

    /// Gives the instances of `class` and of the classes below it, sorted.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Cancelled`].
    pub fn instances(&self, class: NamedNodeRef<'_>) -> Result<Vec<NamedOrBlankNode>, Error> {
        let mut classes = HashSet::from([NamedOrBlankNode::from(class)]);
        let mut open = vec![NamedOrBlankNode::from(class)];
        let mut found = Vec::new();
        while let Some(class) = open.pop() {
            for quad in self.quads(None, Some(rdf::TYPE), Some(term(class.as_ref()))) {
                found.push(quad?.subject);
            }
            // The ontology may stand in another graph than the data.
            let object = Some(term(class.as_ref()));
            let below = self
                .dataset
                .quads(None, Some(rdfs::SUB_CLASS_OF), object, None);
            for quad in below {
                let quad = quad?;
                if classes.insert(quad.subject.clone()) {
                    open.push(quad.subject);
                }
            }
        }
        Ok(sorted(found))
    }

    /// Gives the nodes that have a passage of the document `source` as evidence, with the document and its segments,
    /// sorted.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Cancelled`].
    pub fn resting_on(&self, source: NamedNodeRef<'_>) -> Result<Vec<NamedOrBlankNode>, Error> {
        let mut found = vec![source.into()];
        for predicate in [gremia::EVIDENCE, gremia::MARKED_AT] {
            for quad in self.quads(None, Some(predicate), None) {
                let quad = quad?;
                if let Term::NamedNode(passage) = &quad.object
                    && let Some(fragment) = passage.as_str().strip_prefix(source.as_str())
                    && fragment.starts_with('#')
                {
                    found.push(quad.subject);
                }
            }
        }
        for quad in self.quads(None, Some(gremia::IN_SOURCE), Some(source.into())) {
            found.push(quad?.subject);
        }
        Ok(sorted(found))
    }

    /// Adds the concise bounded description of `node`.
    fn add_description(&self, node: &NamedOrBlankNode, walk: &mut Walk) -> Result<(), Error> {
        let mut open = vec![node.clone()];
        while let Some(node) = open.pop() {
            if !walk.described.insert(node.clone()) {
                continue;
            }
            for quad in self.quads(Some(node.as_ref()), None, None) {
                let quad = quad?;
                match &quad.object {
                    Term::BlankNode(object) => open.push(object.clone().into()),
                    // What contradicts a fact belongs to it.
                    Term::NamedNode(object) if quad.predicate == gremia::IN_CONFLICT => {
                        open.push(object.clone().into());
                    }
                    _ => {}
                }
                let statement = TermRef::Triple(&oxrdf::Triple::from(quad.clone()));
                for reifier in self.quads(None, Some(rdf::REIFIES), Some(statement)) {
                    open.push(reifier?.subject);
                }
                walk.quads.push(quad);
            }
            for claim in self.quads(None, Some(rdf::SUBJECT), Some(term(node.as_ref()))) {
                open.push(claim?.subject);
            }
        }
        Ok(())
    }

    /// Adds the nodes that link to `node`.
    fn add_origins(
        &self,
        node: &NamedOrBlankNode,
        found: &mut Vec<NamedOrBlankNode>,
    ) -> Result<(), Error> {
        for quad in self.quads(None, None, Some(term(node.as_ref()))) {
            let quad = quad?;
            if quad.predicate != rdf::TYPE && quad.predicate != rdf::PREDICATE {
                found.push(quad.subject);
            }
        }
        Ok(())
    }

    /// Adds class and label of the nodes that are linked to and not described.
    fn add_names(&self, walk: &mut Walk) -> Result<(), Error> {
        let linked: HashSet<NamedNode> = walk
            .quads
            .iter()
            .filter_map(link)
            .map(NamedNodeRef::into_owned)
            .filter(|node| {
                !walk
                    .described
                    .contains(&NamedOrBlankNode::from(node.clone()))
            })
            .collect();
        for node in linked {
            for predicate in [rdf::TYPE, rdfs::LABEL] {
                for quad in self.quads(Some(node.as_ref().into()), Some(predicate), None) {
                    walk.quads.push(quad?);
                }
            }
        }
        Ok(())
    }

    /// Tells whether `node` is a word of a vocabulary: a concept, class or property.
    fn is_term(&self, node: NamedOrBlankNodeRef<'_>) -> Result<bool, Error> {
        let in_scheme = self
            .dataset
            .quads(Some(node), Some(skos::IN_SCHEME), None, None);
        let types = self.dataset.quads(Some(node), Some(rdf::TYPE), None, None);
        for quad in in_scheme.chain(types) {
            let quad = quad?;
            if quad.predicate.as_ref() == skos::IN_SCHEME
                || matches!(&quad.object, Term::NamedNode(class) if is_class_of_terms(class.as_ref()))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn quads<'s>(
        &'s self,
        subject: Option<NamedOrBlankNodeRef<'s>>,
        predicate: Option<NamedNodeRef<'s>>,
        object: Option<TermRef<'s>>,
    ) -> impl Iterator<Item = Result<Quad, Error>> + 's {
        let graphs: Vec<Option<GraphNameRef<'s>>> = if self.graphs.is_empty() {
            vec![None]
        } else {
            self.graphs
                .iter()
                .map(|graph| Some(graph.as_ref()))
                .collect()
        };
        let dataset = self.dataset;
        let quads = graphs
            .into_iter()
            .flat_map(move |graph| dataset.quads(subject, predicate, object, graph));
        quads.map(|quad| {
            if self.cancellation.is_cancelled() {
                return Err(Error::Cancelled);
            }
            quad
        })
    }
}

/// What is found so far.
#[derive(Default)]
struct Walk {
    described: HashSet<NamedOrBlankNode>,
    quads: Vec<Quad>,
}

/// Gives the named node that a statement links to; its class is no link.
fn link(quad: &Quad) -> Option<NamedNodeRef<'_>> {
    match &quad.object {
        Term::NamedNode(node) if quad.predicate != rdf::TYPE => Some(node.as_ref()),
        _ => None,
    }
}

fn is_class_of_terms(class: NamedNodeRef<'_>) -> bool {
    [
        skos::CONCEPT,
        skos::CONCEPT_SCHEME,
        owl::ONTOLOGY,
        owl::CLASS,
        owl::OBJECT_PROPERTY,
        owl::DATATYPE_PROPERTY,
        owl::ANNOTATION_PROPERTY,
        rdfs::CLASS,
        rdf::PROPERTY,
    ]
    .contains(&class)
}

fn term(node: NamedOrBlankNodeRef<'_>) -> TermRef<'_> {
    node.into()
}

fn sorted(mut nodes: Vec<NamedOrBlankNode>) -> Vec<NamedOrBlankNode> {
    nodes.sort_by_cached_key(ToString::to_string);
    nodes.dedup();
    nodes
}
