//! The index while it is being read and when it is there, and what is kept of it beside a persistent store.

use std::cell::RefCell;
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use oxigraph::sparql::CancellationToken;

use crate::bundle::File;
use crate::language::{grouped, wording};
use crate::repl::banner::keep_survey;
use crate::store::{Dataset, Revision};

use super::TermIndex;

/// Under this name the index is kept; the number changes with what is written.
const NAME: &str = "terms-4.json";

/// The index of one dataset after the other.
#[derive(Default)]
pub(in crate::repl) struct Terms {
    index: Arc<Mutex<Progress>>,
    readings: RefCell<Vec<Reading>>,
}

/// A thread that reads, and what ends it.
struct Reading {
    unwanted: CancellationToken,
    thread: JoinHandle<()>,
}

/// How far the index is.
#[derive(Default)]
struct Progress {
    state: State,
    /// Whether the state is that of the dataset as it is now.
    is_current: bool,
}

#[derive(Default)]
enum State {
    #[default]
    Reading,
    Ready(Arc<TermIndex>),
    Failed(String),
}

impl Terms {
    /// Starts to read `dataset`, and `shapes` for it; an index from before stays in use until the new one is there.
    pub(in crate::repl) fn collect(&self, dataset: Arc<dyn Dataset>, shapes: Vec<File>) {
        let mut readings = self.readings.borrow_mut();
        for reading in readings.iter() {
            reading.unwanted.cancel();
        }
        readings.retain(|reading| !reading.thread.is_finished());
        self.progress().is_current = false;
        let index = Arc::clone(&self.index);
        let unwanted = CancellationToken::new();
        let token = unwanted.clone();
        let started = thread::Builder::new().name("term index".to_owned());
        // Without the thread completion offers syntax only, which `.status` tells.
        let started = started.spawn(move || {
            let revision = dataset.revision();
            let kept = revision.as_ref().and_then(kept);
            let is_new = kept.is_none();
            let read = match kept {
                Some(kept) => Ok(Some(kept)),
                None => TermIndex::read(dataset.as_ref(), || !token.is_cancelled()),
            };
            let read = match read {
                Ok(Some(mut read)) => {
                    read.add_shapes(&shapes);
                    Ok(Arc::new(read))
                }
                Ok(None) => return,
                Err(error) => Err(error.to_string()),
            };
            let state = match &read {
                Ok(read) => State::Ready(Arc::clone(read)),
                Err(error) => State::Failed(error.clone()),
            };
            {
                let mut index = index.lock().unwrap_or_else(PoisonError::into_inner);
                // A newer reading is started after this one was cancelled, so it writes later.
                if token.is_cancelled() {
                    return;
                }
                *index = Progress {
                    state,
                    is_current: true,
                };
            }
            // What cannot be kept is read again at the next start.
            if let (Some(revision), Ok(read)) = (revision, read) {
                if is_new {
                    let _ = keep(&read, &revision, &token);
                }
                let _ = keep_survey(dataset.as_ref(), read.triples(), &revision, &token);
            }
        });
        match started {
            Ok(thread) => readings.push(Reading { unwanted, thread }),
            Err(error) => {
                self.progress().state = State::Failed(error.to_string());
            }
        }
    }

    /// Stops every reading and waits until the dataset is let go, so that it can be closed.
    pub(in crate::repl) fn stop(&self) {
        for reading in self.readings.take() {
            reading.unwanted.cancel();
            // A reader that panicked holds no dataset either.
            let _ = reading.thread.join();
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the index where it is there; never waits for the dataset to be read.
    pub(in crate::repl) fn ready(&self) -> Option<Arc<TermIndex>> {
        match &self.progress().state {
            State::Ready(index) => Some(Arc::clone(index)),
            State::Reading | State::Failed(_) => None,
        }
    }

    /// Gives the index where it is that of the dataset as it is now; nothing from a change until it is read again.
    pub(in crate::repl) fn current(&self) -> Option<Arc<TermIndex>> {
        let is_current = self.progress().is_current;
        self.ready().filter(|_| is_current)
    }

    /// Tells whether the dataset could not be read.
    pub(in crate::repl) fn is_missing(&self) -> bool {
        matches!(&self.progress().state, State::Failed(_))
    }

    /// Says how far the index is.
    pub(in crate::repl) fn state(&self) -> String {
        match &self.progress().state {
            State::Reading => wording!("being built", "wird aufgebaut"),
            State::Failed(error) => wording!("missing: {error}", "fehlt: {error}"),
            State::Ready(index) => wording!(
                "{} classes, {} properties, {} labels",
                "{} Klassen, {} Eigenschaften, {} Bezeichnungen",
                grouped(index.classes.len() as u64),
                grouped(index.properties.len() as u64),
                grouped(index.label_count() as u64)
            ),
        }
    }
}

/// Gives the index that was kept; nothing where there is none that can be used.
fn kept(revision: &Revision) -> Option<TermIndex> {
    let index: TermIndex = serde_json::from_reader(revision.kept(NAME)?).ok()?;
    index.is_sound().then_some(index)
}

fn keep(index: &TermIndex, revision: &Revision, unwanted: &CancellationToken) -> io::Result<()> {
    revision.keep(NAME, &mut |file| {
        let mut file = BufWriter::new(Wanted { file, unwanted });
        serde_json::to_writer(&mut file, index)?;
        file.flush()
    })
}

/// A file that is written as long as somebody wants it.
struct Wanted<'a> {
    file: &'a mut dyn Write,
    unwanted: &'a CancellationToken,
}

impl Write for Wanted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.unwanted.is_cancelled() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
#[cfg(feature = "rocksdb")]
mod tests {
    use super::{NAME, Terms};
    use crate::store::{Access, Dataset, EmbeddedDataset};
    use oxigraph::sparql::CancellationToken;
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    /// Opens for writing, whereupon RocksDB may rearrange its tables at any time.
    fn opened(folder: &Path) -> Arc<dyn Dataset> {
        Arc::new(EmbeddedDataset::open(folder, Access::Create).unwrap())
    }

    /// Opens for reading, which leaves the tables as they are.
    fn read(folder: &Path) -> Arc<dyn Dataset> {
        Arc::new(EmbeddedDataset::open(folder, Access::ReadOnly).unwrap())
    }

    fn change(dataset: &dyn Dataset, update: &str) {
        dataset.update(update, &CancellationToken::new()).unwrap();
    }

    /// Gives the label of `<http://e/a>` as the index has it once it is there.
    fn label(dataset: &Arc<dyn Dataset>) -> String {
        let terms = Terms::default();
        terms.collect(Arc::clone(dataset), Vec::new());
        for reading in terms.readings.take() {
            reading.thread.join().unwrap();
        }
        let index = terms.ready().unwrap();
        index.name("http://e/a").unwrap().to_owned()
    }

    /// Gives a store whose thing is called `Bonn`, and changes that in what is kept of its index.
    fn store_with_another_index(to: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let data = "<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> 'Bonn'";
        let insert = format!("INSERT DATA {{ {data} }}");
        change(opened(folder.path()).as_ref(), &insert);
        assert_eq!(label(&read(folder.path())), "Bonn");
        let kept = fs::read_to_string(folder.path().join(NAME)).unwrap();
        fs::write(folder.path().join(NAME), kept.replace("\"Bonn\"", to)).unwrap();
        folder
    }

    #[test]
    fn index_is_kept_beside_the_store() {
        let folder = store_with_another_index("\"Köln\"");
        assert_eq!(label(&read(folder.path())), "Köln");
    }

    #[test]
    fn index_of_another_state_is_not_used() {
        let folder = store_with_another_index("\"Köln\"");
        let dataset = opened(folder.path());
        change(
            dataset.as_ref(),
            "INSERT DATA { <http://e/b> <http://e/c> 1 }",
        );
        assert_eq!(label(&dataset), "Bonn");
    }

    #[test]
    fn damaged_index_is_read_anew() {
        for damage in ["", "\"", "7"] {
            let folder = store_with_another_index(damage);
            assert_eq!(label(&read(folder.path())), "Bonn");
        }
    }

    #[test]
    fn reader_beside_a_writer_has_the_index_of_what_it_sees() {
        let folder = store_with_another_index("\"Köln\"");
        let reader = read(folder.path());
        let writer = opened(folder.path());
        change(writer.as_ref(), "DELETE WHERE { ?s ?p ?o }");
        assert_eq!(label(&reader), "Köln");
    }
}
