//! The RDF dataset: load, insert, remove, match, count, query as text. Layer 1: may use vocab.
//!
//! [`Dataset`] is the border: SPARQL text and oxrdf terms go in, oxigraph's result types come out, so that a
//! remote endpoint can stand beside [`EmbeddedDataset`].

use oxigraph::sparql::{
    CancellationToken, QueryEvaluationError, QueryExplanation, QueryResults, SparqlEvaluator,
    SparqlSyntaxError, UpdateEvaluationError,
};
use oxigraph::store::{StorageError, Store};
use oxrdf::{GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};

/// What can go wrong in a dataset.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A query or update the dataset does not accept.
    #[error("the query is not valid SPARQL")]
    Syntax(#[from] SparqlSyntaxError),
    /// A query that failed while it ran.
    #[error("the query could not be evaluated")]
    Evaluation(#[from] QueryEvaluationError),
    /// An update that failed; nothing of it was applied.
    #[error("the update could not be applied")]
    Update(#[from] UpdateEvaluationError),
    /// A failure of the storage below.
    #[error("the store cannot be read or written")]
    Storage(#[from] StorageError),
}

/// The quads of a pattern, in no promised order.
pub type Quads<'a> = Box<dyn Iterator<Item = Result<Quad, Error>> + 'a>;

/// A set of quads that can be queried and changed.
pub trait Dataset: Send + Sync {
    /// Starts a query; rows come as they are asked for. A cancelled token ends them with an error.
    ///
    /// # Errors
    /// [`Error::Syntax`], [`Error::Evaluation`], [`Error::Storage`].
    fn query(
        &self,
        text: &str,
        cancellation: &CancellationToken,
    ) -> Result<QueryResults<'static>, Error>;

    /// Starts a query that counts rows and time per step of its plan; the plan is complete once the rows are drained.
    ///
    /// # Errors
    /// As [`Dataset::query`].
    fn explain(
        &self,
        text: &str,
        cancellation: &CancellationToken,
    ) -> Result<(QueryResults<'static>, QueryExplanation), Error>;

    /// Applies an update as one transaction and makes it durable.
    ///
    /// # Errors
    /// [`Error::Syntax`], [`Error::Update`], [`Error::Storage`].
    fn update(&self, text: &str, cancellation: &CancellationToken) -> Result<(), Error>;

    /// Gives the quads that match; `None` matches all.
    fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Quads<'_>;

    /// Counts all quads; linear in their number.
    ///
    /// # Errors
    /// [`Error::Storage`].
    fn len(&self) -> Result<usize, Error>;

    /// Tells whether there is no quad.
    ///
    /// # Errors
    /// [`Error::Storage`].
    fn is_empty(&self) -> Result<bool, Error>;
}

/// The dataset in an embedded Oxigraph store.
#[derive(Clone)]
pub struct EmbeddedDataset {
    store: Store,
}

impl EmbeddedDataset {
    /// Makes an empty dataset in memory.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn in_memory() -> Result<Self, Error> {
        Ok(Self {
            store: Store::new()?,
        })
    }

    /// Gives the Oxigraph store below.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}

impl Dataset for EmbeddedDataset {
    fn query(
        &self,
        text: &str,
        cancellation: &CancellationToken,
    ) -> Result<QueryResults<'static>, Error> {
        let evaluator = SparqlEvaluator::new().with_cancellation_token(cancellation.clone());
        Ok(evaluator
            .parse_query(text)?
            .on_store(&self.store)
            .execute()?)
    }

    fn explain(
        &self,
        text: &str,
        cancellation: &CancellationToken,
    ) -> Result<(QueryResults<'static>, QueryExplanation), Error> {
        let evaluator = SparqlEvaluator::new().with_cancellation_token(cancellation.clone());
        let (results, explanation) = evaluator
            .parse_query(text)?
            .on_store(&self.store)
            .compute_statistics()
            .explain();
        Ok((results?, explanation))
    }

    fn update(&self, text: &str, cancellation: &CancellationToken) -> Result<(), Error> {
        let evaluator = SparqlEvaluator::new().with_cancellation_token(cancellation.clone());
        Ok(evaluator
            .parse_update(text)?
            .on_store(&self.store)
            .execute()?)
    }

    fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Quads<'_> {
        Box::new(
            self.store
                .quads_for_pattern(subject, predicate, object, graph)
                .map(|quad| Ok(quad?)),
        )
    }

    fn len(&self) -> Result<usize, Error> {
        Ok(self.store.len()?)
    }

    fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.store.is_empty()?)
    }
}
