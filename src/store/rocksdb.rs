//! Persistent stores: opening, durability, compaction, backup of a RocksDB folder through Oxigraph.

use std::path::{Path, PathBuf};
use std::{fs, io};

use oxigraph::store::{StorageError, Store};

use super::{Access, Error};

/// The file that every RocksDB folder has: it names the current manifest.
const CURRENT: &str = "CURRENT";
/// How often a reader tries to open a store whose files a writer is just replacing.
const ATTEMPTS: usize = 5;

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

/// Opens the store in `folder`; gives besides the guard of a store that was created for it.
pub(super) fn open(folder: &Path, access: Access) -> Result<(Store, Option<NewStore>), Error> {
    let name = || folder.display().to_string();
    if folder.exists() && !folder.is_dir() {
        return Err(Error::NotAFolder { folder: name() });
    }
    if folder.join(CURRENT).is_file() {
        let store = match access {
            Access::ReadOnly => open_read_only(folder)?,
            Access::ReadWrite | Access::Create => open_read_write(folder)?,
        };
        return Ok((store, None));
    }
    match access {
        Access::Create => create(folder).map(|(store, new)| (store, Some(new))),
        _ if folder.exists() => Err(Error::NotAStore { folder: name() }),
        _ => Err(Error::Missing { folder: name() }),
    }
}

/// Makes a store in a folder that is not there or is empty.
fn create(folder: &Path) -> Result<(Store, NewStore), Error> {
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
    fs::create_dir_all(folder).map_err(unusable)?;
    let new = NewStore {
        folder: folder.to_owned(),
        folder_existed,
        kept: false,
    };
    Ok((open_read_write(folder)?, new))
}

fn open_read_write(folder: &Path) -> Result<Store, Error> {
    let store = Store::open(folder).map_err(|error| opening_error(folder, error))?;
    // RocksDB's lock is held from here on, so these files belong to no living load.
    remove_unfinished_loads(folder).map_err(|source| Error::Folder {
        folder: folder.display().to_string(),
        source,
    })?;
    Ok(store)
}

/// Opens without a lock. A writer may replace a file between the reading of the manifest and of that file.
fn open_read_only(folder: &Path) -> Result<Store, Error> {
    let mut attempt = 1;
    loop {
        match Store::open_read_only(folder) {
            Ok(store) => return Ok(store),
            Err(StorageError::Io(error))
                if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS =>
            {
                attempt += 1;
            }
            Err(error) => return Err(opening_error(folder, error)),
        }
    }
}

/// Removes the files that an interrupted bulk load leaves; RocksDB itself never does.
fn remove_unfinished_loads(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let unfinished = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("bulk-") && name.ends_with(".sst"));
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
        Error::FileLimit { folder, source }
    } else {
        Error::Open { folder, source }
    }
}

/// Makes the changes so far durable: Oxigraph commits without a sync of the disk.
pub(super) fn flush(store: &Store) -> Result<(), Error> {
    Ok(store.flush()?)
}

/// Compacts all levels; a bulk load leaves them unsorted, and look-ups then cost many times as much.
pub(super) fn optimize(store: &Store) -> Result<(), Error> {
    Ok(store.optimize()?)
}

/// Writes a checkpoint to `folder`: hard links where the file system allows.
pub(super) fn backup(store: &Store, folder: &Path) -> Result<(), Error> {
    let name = || folder.display().to_string();
    if folder.exists() {
        return Err(Error::Exists { folder: name() });
    }
    if let Some(parent) = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        fs::create_dir_all(parent).map_err(|source| Error::Folder {
            folder: name(),
            source,
        })?;
    }
    store.backup(folder).map_err(|source| Error::Backup {
        folder: name(),
        source,
    })
}
