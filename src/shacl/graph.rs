//! A dataset's default graph as the library reads it: no copy, each look-up goes to the dataset.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use oxigraph::sparql::CancellationToken;
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{BlankNode, GraphNameRef, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, TermRef};
use prefixmap::{PrefixMap, PrefixMapError};
use rudof_iri::IriS;
use rudof_rdf::rdf_core::term::Triple;
use rudof_rdf::rdf_core::{FocusRDF, Matcher, NeighsRDF, Rdf};

use super::Error;
use super::path::reachable;
use super::terms::{Node, Statement, Text};
use crate::store::{self, Dataset};

/// The default graph of a dataset. Copies share the first failure.
#[derive(Clone)]
pub(super) struct Graph {
    pub(super) dataset: Arc<dyn Dataset>,
    pub(super) cancellation: CancellationToken,
    focus: Option<Node>,
    /// The library cannot be told that reading failed, nor does it pass every error on; so the first one stays here,
    /// and whoever started the validation looks before believing the result.
    failure: Arc<Mutex<Option<Error>>>,
    /// The classes that were asked for, each with itself and its subclasses.
    subclasses: Arc<Mutex<HashMap<Node, Arc<HashSet<Node>>>>>,
}

impl Graph {
    pub(super) fn new(dataset: Arc<dyn Dataset>, cancellation: CancellationToken) -> Self {
        Self {
            dataset,
            cancellation,
            focus: None,
            failure: Arc::default(),
            subclasses: Arc::default(),
        }
    }

    /// Keeps the first of several failures.
    pub(super) fn fail(&self, error: impl Into<Error>) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.get_or_insert(error.into());
    }

    /// Gives the failure that makes any result worthless.
    ///
    /// # Errors
    /// The first that was met, or [`store::Error::Cancelled`].
    pub(super) fn check(&self) -> Result<(), Error> {
        // What is cut short fails in many ways, of which the reason is the one to tell.
        if self.cancellation.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.take().map_or(Ok(()), Err)
    }

    /// Gives the statements of the default graph that match; after a failure there are no more.
    pub(super) fn matching<'a>(
        &'a self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<&NamedNode>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = Statement> + 'a {
        let predicate = predicate.map(NamedNode::as_ref);
        let graph = Some(GraphNameRef::DefaultGraph);
        let quads = self.dataset.quads(subject, predicate, object, graph);
        quads.map_while(|quad| {
            if self.cancellation.is_cancelled() {
                return None;
            }
            match quad {
                Ok(quad) => Some(Statement::new(
                    quad.subject,
                    quad.predicate,
                    Node(quad.object),
                )),
                Err(error) => {
                    self.fail(error);
                    None
                }
            }
        })
    }

    /// Gives the values that `subject` has for `predicate`.
    pub(super) fn objects(&self, subject: &Node, predicate: &NamedNode) -> Vec<Node> {
        match NamedOrBlankNode::try_from(subject.clone()) {
            Ok(subject) => self
                .matching(Some(subject.as_ref()), Some(predicate), None)
                .map(Statement::into_object)
                .collect(),
            // A literal is no subject.
            Err(_) => Vec::new(),
        }
    }

    /// Gives the classes of a node that it names itself.
    pub(super) fn types(&self, node: &Node) -> Vec<Node> {
        self.objects(node, &rdf::TYPE.into_owned())
    }

    /// Gives a class and its subclasses, at any depth.
    pub(super) fn subclasses(&self, class: &Node) -> Arc<HashSet<Node>> {
        let mut known = self
            .subclasses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(classes) = known.get(class) {
            return Arc::clone(classes);
        }
        let predicate = rdfs::SUB_CLASS_OF.into_owned();
        let classes = reachable(class.clone(), |class| self.subjects(&predicate, class));
        let classes = Arc::new(classes);
        known.insert(class.clone(), Arc::clone(&classes));
        classes
    }

    /// Gives the nodes that have `object` for `predicate`.
    pub(super) fn subjects(&self, predicate: &NamedNode, object: &Node) -> Vec<Node> {
        self.matching(None, Some(predicate), Some(object.0.as_ref()))
            .map(|statement| statement.into_subject().into())
            .collect()
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph").finish_non_exhaustive()
    }
}

impl Rdf for Graph {
    type Subject = NamedOrBlankNode;
    type IRI = NamedNode;
    type Term = Node;
    type BNode = BlankNode;
    type Literal = Text;
    type Triple = Statement;
    type Err = store::Error;

    fn qualify_iri(&self, iri: &NamedNode) -> String {
        iri.to_string()
    }

    fn qualify_subject(&self, subject: &NamedOrBlankNode) -> String {
        subject.to_string()
    }

    fn qualify_term(&self, term: &Node) -> String {
        term.to_string()
    }

    fn prefixmap(&self) -> Option<PrefixMap> {
        None
    }

    fn resolve_prefix_local(&self, prefix: &str, local: &str) -> Result<IriS, PrefixMapError> {
        PrefixMap::new().resolve_prefix_local(prefix, local)
    }
}

impl NeighsRDF for Graph {
    fn triples(&self) -> Result<impl Iterator<Item = Statement>, store::Error> {
        Ok(self.matching(None, None, None))
    }

    fn triples_matching<S, P, O>(
        &self,
        subject: &S,
        predicate: &P,
        object: &O,
    ) -> Result<impl Iterator<Item = Statement> + '_, store::Error>
    where
        S: Matcher<NamedOrBlankNode>,
        P: Matcher<NamedNode>,
        O: Matcher<Node>,
    {
        Ok(self.matching(
            subject.value().map(NamedOrBlankNode::as_ref),
            predicate.value(),
            object.value().map(|object| object.0.as_ref()),
        ))
    }
}

impl FocusRDF for Graph {
    fn set_focus(&mut self, focus: &Node) {
        self.focus = Some(focus.clone());
    }

    fn get_focus(&self) -> Option<&Node> {
        self.focus.as_ref()
    }
}
