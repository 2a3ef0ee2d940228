//! The RDF dataset: load, match, count, query and change as text, back up. Layer 1: may use vocab.
//!
//! [`Dataset`] is the border: SPARQL text and oxrdf terms go in, oxigraph's result types come out, so that a
//! remote endpoint can stand beside [`EmbeddedDataset`]. Files are read by [`load`].

mod by_value;
mod elements;
mod embedded;
mod encoding;
mod error;
#[cfg(feature = "shacl")]
mod exact;
mod inferred;
mod input;
mod interruption;
pub mod load;
#[cfg(feature = "rocksdb")]
#[path = "store/rocksdb.rs"]
mod persistence;
#[cfg(not(feature = "rocksdb"))]
#[path = "store/without_rocksdb.rs"]
mod persistence;
pub mod positions;
mod revision;

use std::path::Path;
use std::sync::Arc;

use oxigraph::sparql::{CancellationToken, QueryExplanation, QueryResults};
use oxrdf::{
    GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple, Variable,
};

pub use by_value::{as_stored, is_stored_as};
pub use embedded::EmbeddedDataset;
pub use encoding::{Encoding, NotUtf8};
pub use error::{Error, Malformed, SyntaxError};
#[cfg(feature = "shacl")]
pub use exact::ExactDataset;
pub use revision::Revision;

/// What a persistent store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading the state at opening time, also beside a writer. The store must exist.
    ReadOnly,
    /// Reading and writing, by one process at a time. The store must exist.
    ReadWrite,
    /// As [`Access::ReadWrite`]; a folder that is not there or is empty becomes a store. Where nothing is
    /// written to the new store before it is closed, it is removed again.
    Create,
}

/// The quads of a pattern, in no promised order.
pub type Quads<'a> = Box<dyn Iterator<Item = Result<Quad, Error>> + 'a>;

/// Triples on their way into the inferred graph.
pub type Triples<'a> = Box<dyn Iterator<Item = Result<Triple, Error>> + 'a>;

/// A set of quads that can be queried and changed.
///
/// Changes are made one at a time, each as a whole or not at all, and are durable when the call returns. What was
/// inferred is not part of the dataset: only [`Dataset::with_inferred`] shows it, and every change removes it.
pub trait Dataset: Send + Sync {
    /// Starts a query; rows come as they are asked for. A cancelled token ends them with an error.
    ///
    /// # Errors
    /// [`Error::Syntax`], [`Error::Evaluation`], [`Error::Storage`].
    fn query(
        &self,
        text: &str,
        cancellation: &CancellationToken,
    ) -> Result<QueryResults<'static>, Error> {
        self.query_with(text, &[], cancellation)
    }

    /// Starts a query in which some variables have their values from the start, in nested groups too.
    ///
    /// A SELECT has to return each of these variables, as does each of its subqueries that mentions one. Unlike a text
    /// with the values written into it, this can name a blank node of the dataset; but the query is not optimised.
    ///
    /// # Errors
    /// As [`Dataset::query`]; [`Error::Evaluation`] also for a variable that the query does not return.
    fn query_with(
        &self,
        text: &str,
        values: &[(Variable, Term)],
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
    /// [`Error::Syntax`], [`Error::Update`], [`Error::Storage`], [`Error::Cancelled`], [`Error::ReadOnly`],
    /// [`Error::Reserved`] for what is meant for the inferred graph.
    fn update(&self, text: &str, cancellation: &CancellationToken) -> Result<(), Error>;

    /// Adds all quads of an iterator as one transaction and makes them durable, or none where one is an error.
    ///
    /// The iterator is drained while other writers wait, so it must not change the same dataset.
    ///
    /// # Errors
    /// The first error of the iterator, [`Error::Storage`], [`Error::ReadOnly`], [`Error::Reserved`] for a quad of the
    /// inferred graph.
    fn extend(&self, quads: &mut dyn Iterator<Item = Result<Quad, Error>>) -> Result<(), Error>;

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

    /// Rearranges the storage for fast reading, which pays after a big load; may take minutes.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::ReadOnly`].
    fn optimize(&self) -> Result<(), Error>;

    /// Writes a copy of the store to `folder`, which must not exist; the copy opens as a store.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::Folder`], [`Error::Backup`], [`Error::InMemory`].
    fn backup(&self, folder: &Path) -> Result<(), Error>;

    /// Gives the state of the store on the disk, beside which can be kept what is derived from it; nothing where there is
    /// no disk below, or it cannot be read.
    ///
    /// What is read before and after has to be of the same state to be all of it: ask before reading, and keep then.
    fn revision(&self) -> Option<Revision> {
        None
    }

    /// Tells whether literals come back as they were written; the embedded store keeps numbers and times by value.
    fn is_exact(&self) -> bool {
        false
    }

    /// Replaces the inferred graph by the triples that `derive` gives, which follow by the rules called `regime`.
    ///
    /// All other writers wait meanwhile, so that the triples follow from what the dataset holds in the end; `derive` must
    /// not change the dataset. None of the triples may be stated in the default graph, or it would count twice.
    ///
    /// # Errors
    /// That of `derive`, the first of its triples, [`Error::Storage`], [`Error::ReadOnly`]; what was inferred before may
    /// be gone then. [`Error::WithoutInference`] for a dataset that has no inferred graph.
    fn infer<'a>(
        &self,
        _regime: &str,
        _derive: &mut dyn FnMut() -> Result<Triples<'a>, Error>,
    ) -> Result<(), Error> {
        Err(Error::WithoutInference)
    }

    /// Gives the rules by which the inferred graph was made; nothing where there is none.
    ///
    /// # Errors
    /// [`Error::Storage`].
    fn inferred_by(&self) -> Result<Option<String>, Error> {
        Ok(None)
    }

    /// Gives the dataset with what was inferred by the rules called `regime`; nothing where that is not at hand.
    ///
    /// Its default graph holds what is stated and what was inferred; the latter is also a named graph,
    /// [`INFERRED`](crate::vocab::graph::INFERRED). Once the dataset is changed it reads nothing more but
    /// [`Error::Outdated`].
    ///
    /// # Errors
    /// [`Error::Storage`].
    fn with_inferred(&self, _regime: &str) -> Result<Option<Arc<dyn Dataset>>, Error> {
        Ok(None)
    }
}
