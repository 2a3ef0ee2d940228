//! Persistent stores: opening, durability, compaction, backup of a RocksDB folder through Oxigraph.

#[path = "view.rs"]
mod view;

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

use oxigraph::store::{StorageError, Store};

pub(super) use self::view::View;
use super::{Access, Error, Revision, revision};
use crate::digest::sha256;

/// The file that every RocksDB folder has: it names the current manifest.
const CURRENT: &str = "CURRENT";
/// How RocksDB words a missing file, sometimes as an input error and sometimes as a corruption.
const FILE_IS_GONE: &str = "No such file or directory";
/// How often a reader tries to open a store whose files a writer is just replacing.
const ATTEMPTS: usize = 200;
/// How long it waits in between; the files are in order again after a few milliseconds.
const PAUSE: Duration = Duration::from_millis(5);

/// A store that was just created; unless kept, its folder is removed again.
pub(super) struct NewStore {
    folder: PathBuf,
    folder_existed: bool,
    kept: bool,
}

impl NewStore {
    /// Lets the store stay.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for NewStore {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        // What cannot be removed stays as an empty store; a drop has nobody to tell.
        let _ = fs::remove_dir_all(&self.folder);
        if self.folder_existed {
            let _ = fs::create_dir(&self.folder);
        }
    }
}

/// An opened store with what it keeps on the disk for itself; the store has to be closed first.
pub(super) struct Opened {
    pub(super) store: Store,
    /// The guard of a store that was created by opening.
    pub(super) new: Option<NewStore>,
    /// The files of a store that is open for reading.
    pub(super) view: Option<View>,
}

/// Opens the store in `folder`.
pub(super) fn open(folder: &Path, access: Access) -> Result<Opened, Error> {
    let name = || folder.display().to_string();
    if folder.exists() && !folder.is_dir() {
        return Err(Error::NotAFolder { folder: name() });
    }
    if folder.join(CURRENT).is_file() {
        return match access {
            Access::ReadOnly => open_read_only(folder),
            Access::ReadWrite | Access::Create => open_read_write(folder),
        };
    }
    match access {
        Access::Create => create(folder),
        _ if folder.exists() => Err(Error::NotAStore { folder: name() }),
        _ => Err(Error::Missing { folder: name() }),
    }
}

/// Makes a store in a folder that is not there or is empty.
fn create(folder: &Path) -> Result<Opened, Error> {
    let unusable = |source| Error::Folder {
        folder: folder.display().to_string(),
        source,
    };
    let folder_existed = folder.exists();
    if folder_existed && fs::read_dir(folder).map_err(unusable)?.next().is_some() {
        return Err(Error::NotEmpty {
            folder: folder.display().to_string(),
        });
    }
    if !folder_existed {
        fs::create_dir(folder).map_err(unusable)?;
    }
    match open_read_write(folder) {
        // Only from here on the lock tells that the files are ours to remove.
        Ok(opened) => Ok(Opened {
            new: Some(NewStore {
                folder: folder.to_owned(),
                folder_existed,
                kept: false,
            }),
            ..opened
        }),
        Err(error) => {
            if !folder_existed {
                // It goes unless another process has begun to fill it.
                let _ = fs::remove_dir(folder);
            }
            Err(error)
        }
    }
}

fn open_read_write(folder: &Path) -> Result<Opened, Error> {
    let store = Store::open(folder).map_err(|error| opening_error(folder, error))?;
    // RocksDB's lock is held from here on, so these files belong to no living load.
    let cleared = remove_unfinished_loads(folder)
        .and_then(|()| view::remove_abandoned(folder))
        .and_then(|()| revision::remove_unfinished(folder));
    cleared.map_err(|source| Error::Folder {
        folder: folder.display().to_string(),
        source,
    })?;
    Ok(Opened {
        store,
        new: None,
        view: None,
    })
}

/// Opens without a lock, from a view of the files that a writer cannot take away.
///
/// Where no view can be made (no right to write there, no hard links), the files themselves are opened.
fn open_read_only(folder: &Path) -> Result<Opened, Error> {
    let mut attempts = 1;
    loop {
        let view = View::of(folder);
        let opened = match &view {
            Ok(Some(view)) => Store::open_read_only(view.folder()),
            Err(_) => Store::open_read_only(folder),
            Ok(None) if attempts < ATTEMPTS => {
                attempts += 1;
                thread::sleep(PAUSE);
                continue;
            }
            Ok(None) => {
                return Err(Error::Changing {
                    folder: folder.display().to_string(),
                });
            }
        };
        match opened {
            Ok(store) => {
                return Ok(Opened {
                    store,
                    new: None,
                    view: view.ok().flatten(),
                });
            }
            Err(error) if error.to_string().contains(FILE_IS_GONE) && attempts < ATTEMPTS => {
                attempts += 1;
                thread::sleep(PAUSE);
            }
            Err(error) => return Err(opening_error(folder, error)),
        }
    }
}

/// Removes the files that an interrupted bulk load leaves; RocksDB itself never does.
fn remove_unfinished_loads(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let unfinished = path.extension().is_some_and(|found| found == "sst")
            && path
                .file_stem()
                .is_some_and(|name| name.to_string_lossy().starts_with("bulk-"));
        if unfinished {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Words the errors of opening that have a way out. RocksDB gives them no kind of their own, only a text.
fn opening_error(folder: &Path, source: StorageError) -> Error {
    let folder = folder.display().to_string();
    let text = source.to_string();
    if text.contains("While lock file") || text.contains("lock hold by current process") {
        Error::Locked { folder }
    } else if text.contains("file descriptors") || text.contains("Too many open files") {
        Error::FileLimit { folder }
    } else {
        Error::Open { folder, source }
    }
}

/// Gives the state of the files in `folder`, or of a reader's view of them; nothing where they cannot be listed.
///
/// RocksDB never changes a table, and every change makes a new one, so the names and sizes of the tables tell one state
/// from another. A store that is rearranged without a change counts as another state, too.
pub(super) fn revision(folder: &Path, view: Option<&View>) -> Option<Revision> {
    let tables = view::tables(view.map_or(folder, View::folder)).ok()?;
    let name = sha256(tables.concat().as_bytes());
    Some(Revision::new(folder.to_owned(), name))
}

/// Makes the changes so far durable: Oxigraph commits without a sync of the disk.
pub(super) fn flush(store: &Store) -> Result<(), Error> {
    Ok(store.flush()?)
}

/// Compacts all levels; a bulk load leaves them unsorted, and look-ups then cost many times as much.
pub(super) fn optimize(store: &Store) -> Result<(), Error> {
    Ok(store.optimize()?)
}

/// Writes a copy to `folder`: hard links where the file system allows.
///
/// A checkpoint by RocksDB holds what is in the log only where the store is open for writing; a reader copies its view.
pub(super) fn backup(store: &Store, view: Option<&View>, folder: &Path) -> Result<(), Error> {
    let name = || folder.display().to_string();
    if folder.exists() {
        return Err(Error::Exists { folder: name() });
    }
    // RocksDB would name its own temporary folder in place of the missing one.
    let place = std::path::absolute(folder)
        .and_then(|place| fs::metadata(place.parent().unwrap_or(&place)));
    if let Err(source) = place {
        return Err(Error::Folder {
            folder: name(),
            source,
        });
    }
    let written = match view {
        Some(view) => view.copy_to(folder).map_err(StorageError::Io),
        None => store.backup(folder),
    };
    written.map_err(|source| Error::Backup {
        folder: name(),
        source,
    })
}
