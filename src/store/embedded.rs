//! The dataset in an embedded Oxigraph store, in memory or in a folder.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use oxigraph::sparql::{
    CancellationToken, PreparedSparqlQuery, QueryExplanation, QueryResults, SparqlEvaluator,
};
use oxigraph::store::Store;
use oxrdf::{GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef, Variable};
use spargebra::{GraphUpdateOperation, SparqlParser};
use tempfile::TempDir;

use super::inferred::{self, WithInferred};
use super::interruption;
use super::persistence::{self, NewStore, Opened, View};
use super::{Access, Dataset, Error, Quads, Revision, Triples};
use crate::vocab::graph::INFERRED;

/// The dataset in an embedded Oxigraph store. Clones share the store and its one writer.
#[derive(Clone)]
pub struct EmbeddedDataset {
    inner: Arc<Inner>,
}

// The store is declared first, so that it is closed before the guards below remove what it had open.
struct Inner {
    store: Store,
    storage: Storage,
    /// Held during every change: RocksDB transactions neither lock nor notice conflicts, so two
    /// read-modify-write updates at once would lose one of them.
    writer: Mutex<Option<NewStore>>,
    view: Option<View>,
    /// Where it is, unless in memory.
    folder: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Storage {
    Memory,
    Folder { writable: bool },
}

impl EmbeddedDataset {
    /// Makes an empty dataset in memory.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn in_memory() -> Result<Self, Error> {
        let opened = Opened {
            store: Store::new()?,
            new: None,
            view: None,
        };
        Ok(Self::new(opened, Storage::Memory, None))
    }

    /// Opens the persistent store in `folder`.
    ///
    /// Opening for writing removes what an interrupted load left behind. A dataset opened for reading keeps the
    /// files it needs in a folder of its own, so it has to outlive the results of its queries.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::NotAFolder`], [`Error::NotAStore`] where there is no store, [`Error::NotEmpty`]
    /// where none can be created, [`Error::Locked`] beside another writer, [`Error::FileLimit`], [`Error::Open`],
    /// [`Error::Folder`], [`Error::WithoutPersistence`].
    pub fn open(folder: &Path, access: Access) -> Result<Self, Error> {
        let opened = persistence::open(folder, access)?;
        let writable = access != Access::ReadOnly;
        let storage = Storage::Folder { writable };
        Ok(Self::new(opened, storage, Some(folder.to_owned())))
    }

    /// Makes a store in `folder`, which appears only once `fill` is done: it is built beside its place and then moved.
    ///
    /// # Errors
    /// That of `fill`, [`Error::NotAFolder`], [`Error::NotEmpty`], [`Error::Folder`], and those of [`Self::open`].
    pub fn create<T, E: From<Error>>(
        folder: &Path,
        fill: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let place = NewPlace::beside(folder)?;
        let outcome = Self::open(place.building_site.path(), Access::Create)
            .map_err(E::from)
            .and_then(|dataset| fill(&dataset));
        // The store is closed by now, so that its folder can move.
        place.finish(outcome)
    }

    fn new(opened: Opened, storage: Storage, folder: Option<PathBuf>) -> Self {
        Self {
            inner: Arc::new(Inner {
                store: opened.store,
                storage,
                writer: Mutex::new(opened.new),
                view: opened.view,
                folder,
            }),
        }
    }

    /// Gives the Oxigraph store below, for reading: changes made on it directly escape the one-writer rule, and leave an
    /// inferred graph behind that is stale. It shows that graph to everybody.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Makes one change while all other writers wait, then makes it durable.
    fn change<T>(&self, change: impl FnOnce(&Store) -> Result<T, Error>) -> Result<T, Error> {
        let mut new_store = self.writer()?;
        let outcome = change(&self.inner.store)?;
        if self.inner.storage != Storage::Memory {
            persistence::flush(&self.inner.store)?;
            if let Some(new_store) = new_store.take() {
                new_store.keep();
            }
        }
        Ok(outcome)
    }

    /// Puts `quads` in the place of what was inferred; `note` tells what they are, where they are inferred themselves.
    fn replace(
        &self,
        store: &Store,
        quads: &mut dyn Iterator<Item = Result<Quad, Error>>,
        note: Option<Quad>,
    ) -> Result<(), Error> {
        if self.inner.storage == Storage::Memory {
            let mut transaction = store.start_transaction()?;
            inferred::forget(&mut transaction)?;
            for quad in quads {
                transaction.insert(&quad?);
            }
            if let Some(note) = note {
                transaction.insert(&note);
            }
            return Ok(transaction.commit()?);
        }
        let mut loader = store
            .bulk_loader()
            .with_max_memory_size_in_megabytes(BULK_MEGABYTES);
        loader.load_ok_quads::<Error, Error>(quads)?;
        // A bulk load is no transaction. In this order, and with the removal on the disk before the load, no failure
        // leaves the new data beside what was inferred from the old.
        if inferred::forget_in(store)? {
            persistence::flush(store)?;
        }
        loader.commit()?;
        if let Some(note) = note {
            store.insert(&note)?;
        }
        Ok(())
    }

    /// Waits for the right to write.
    fn writer(&self) -> Result<MutexGuard<'_, Option<NewStore>>, Error> {
        if self.inner.storage == (Storage::Folder { writable: false }) {
            return Err(Error::ReadOnly);
        }
        // A writer that panicked left nothing half done: its transaction was dropped with it.
        Ok(self
            .inner
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner))
    }
}

impl Dataset for EmbeddedDataset {
    fn query_with(
        &self,
        text: &str,
        values: &[(Variable, Term)],
        cancellation: &CancellationToken,
    ) -> Result<QueryResults<'static>, Error> {
        let query = prepared(text, values, cancellation)?;
        Ok(inferred::without_reserved(&query, self.store())?.execute()?)
    }

    fn explain(
        &self,
        text: &str,
        cancellation: &CancellationToken,
    ) -> Result<(QueryResults<'static>, QueryExplanation), Error> {
        let query = prepared(text, &[], cancellation)?;
        let bound = inferred::without_reserved(&query, self.store())?;
        let (results, explanation) = bound.compute_statistics().explain();
        Ok((results?, explanation))
    }

    fn update(&self, text: &str, cancellation: &CancellationToken) -> Result<(), Error> {
        let update = SparqlParser::new().parse_update(text)?;
        // With the library behind `shacl` Oxigraph would fetch the document, without it fail in words for programmers.
        if update
            .operations
            .iter()
            .any(|operation| matches!(operation, GraphUpdateOperation::Load { .. }))
        {
            return Err(Error::RemoteLoad);
        }
        let evaluator = interruption::answering(evaluator(cancellation), cancellation);
        let update = evaluator.for_update(interruption::asking(update));
        self.change(|store| {
            // Without a brace there is neither data nor a pattern, only CLEAR, DROP, COPY and the like: directly
            // on the store, as one transaction too, they delete ranges in place of single keys. Only COPY, MOVE and
            // ADD look at the token, at each triple, so that they fail where they are cancelled.
            if !text.contains('{') && !inferred::is_spoken_of(text) {
                inferred::forget_in(store)?;
                return update.on_store(store).execute().map_err(|error| {
                    if cancellation.is_cancelled() {
                        Error::Cancelled
                    } else {
                        error.into()
                    }
                });
            }
            let mut transaction = store.start_transaction()?;
            inferred::forget(&mut transaction)?;
            let applied = interruption::interruptible(|| {
                let update = update.on_transaction(&mut transaction);
                update.execute()
            });
            // Not every step of an evaluation notices the token, so a result that looks complete may not be.
            if cancellation.is_cancelled() {
                return Err(Error::Cancelled);
            }
            applied?;
            inferred::check_untouched(&transaction)?;
            Ok(transaction.commit()?)
        })
    }

    fn extend(&self, quads: &mut dyn Iterator<Item = Result<Quad, Error>>) -> Result<(), Error> {
        self.change(|store| self.replace(store, &mut inferred::refusing_reserved(quads), None))
    }

    fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Quads<'_> {
        Box::new(
            self.store()
                .quads_for_pattern(subject, predicate, object, graph)
                .map(|quad| Ok(quad?))
                .filter(|quad| !inferred::is_reserved(quad)),
        )
    }

    fn len(&self) -> Result<usize, Error> {
        Ok(self.store().len()? - inferred::count_reserved(self.store())?)
    }

    fn is_empty(&self) -> Result<bool, Error> {
        let mut quads = self.quads(None, None, None, None);
        Ok(quads.next().transpose()?.is_none())
    }

    fn optimize(&self) -> Result<(), Error> {
        if self.inner.storage == Storage::Memory {
            return Ok(());
        }
        let _writer = self.writer()?;
        persistence::optimize(self.store())
    }

    fn backup(&self, folder: &Path) -> Result<(), Error> {
        if self.inner.storage == Storage::Memory {
            return Err(Error::InMemory);
        }
        persistence::backup(self.store(), self.inner.view.as_ref(), folder)
    }

    fn revision(&self) -> Option<Revision> {
        let folder = self.inner.folder.as_deref()?;
        persistence::revision(folder, self.inner.view.as_ref())
    }

    fn infer<'a>(
        &self,
        regime: &str,
        derive: &mut dyn FnMut() -> Result<Triples<'a>, Error>,
    ) -> Result<(), Error> {
        self.change(|store| {
            let mut quads = derive()?.map(|triple| Ok(triple?.in_graph(INFERRED)));
            self.replace(store, &mut quads, Some(inferred::note(regime)))
        })
    }

    fn inferred_by(&self) -> Result<Option<String>, Error> {
        inferred::regime(self.store())
    }

    fn with_inferred(&self, regime: &str) -> Result<Option<Arc<dyn Dataset>>, Error> {
        let with_inferred = WithInferred::of(self, regime)?;
        Ok(with_inferred.map(|dataset| Arc::new(dataset) as Arc<dyn Dataset>))
    }
}

/// Reads a query in which each of `values` stands for its variable.
pub(super) fn prepared(
    text: &str,
    values: &[(Variable, Term)],
    cancellation: &CancellationToken,
) -> Result<PreparedSparqlQuery, Error> {
    let mut evaluator = evaluator(cancellation);
    if !values.is_empty() {
        // The optimiser takes the variables for unbound wherever the text of a group does not bind them.
        evaluator = evaluator.without_optimizations();
    }
    let query = evaluator.parse_query(text)?;
    Ok(values.iter().fold(query, |query, (variable, term)| {
        query.substitute_variable(variable.clone(), term.clone())
    }))
}

/// Makes an evaluator that reaches no endpoint.
fn evaluator(cancellation: &CancellationToken) -> SparqlEvaluator {
    let evaluator = SparqlEvaluator::new().with_cancellation_token(cancellation.clone());
    // The library behind `shacl` builds an HTTP client into Oxigraph, which would then answer SERVICE.
    #[cfg(feature = "shacl")]
    let evaluator = evaluator.without_default_http_service_handler();
    evaluator
}

/// The folder of a store to come, and the one beside it where it is built.
struct NewPlace<'a> {
    folder: &'a Path,
    building_site: TempDir,
}

impl<'a> NewPlace<'a> {
    fn beside(folder: &'a Path) -> Result<Self, Error> {
        let name = || folder.display().to_string();
        let unusable = |source| Error::Folder {
            folder: name(),
            source,
        };
        if folder.exists() {
            if !folder.is_dir() {
                return Err(Error::NotAFolder { folder: name() });
            }
            if fs::read_dir(folder).map_err(unusable)?.next().is_some() {
                return Err(Error::NotEmpty { folder: name() });
            }
        }
        // An absolute path has a parent and a last name even where the given one is `.` or ends in `..`.
        let place = std::path::absolute(folder).map_err(unusable)?;
        let Some(parent) = place.parent() else {
            return Err(Error::NotEmpty { folder: name() });
        };
        // What a killed run left there is no obstacle: the name is a new one.
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gremia-");
        #[cfg(unix)]
        // What any new folder has; the mask of the process still applies.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let building_site = builder.tempdir_in(parent).map_err(unusable)?;
        Ok(Self {
            folder,
            building_site,
        })
    }

    fn finish<T, E: From<Error>>(self, outcome: Result<T, E>) -> Result<T, E> {
        // After a failure the building site is removed as it is dropped.
        let outcome = outcome?;
        let folder = self.folder.display().to_string();
        match self.settle() {
            Ok(()) => Ok(outcome),
            Err(source) => Err(E::from(Error::Folder { folder, source })),
        }
    }

    fn settle(self) -> io::Result<()> {
        let built = self.building_site.path();
        if self.folder.exists() {
            fs::remove_dir(self.folder)?;
        }
        fs::rename(built, self.folder)?;
        // Nothing is left under its name that could be removed.
        let built = self.building_site.keep();
        if let Some(parent) = built.parent() {
            // Not every system can sync a folder; the store is in its place either way.
            let _ = fs::File::open(parent).and_then(|parent| parent.sync_all());
        }
        Ok(())
    }
}

/// What the batches of a bulk load may hold at once, by the loader's own measure of 1,000 quads to the megabyte.
const BULK_MEGABYTES: usize = 500;
