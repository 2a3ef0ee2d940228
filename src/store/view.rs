//! A reader's own view of a store's files, which stays as it is while a writer merges and removes them.
//!
//! RocksDB opens a store for reading without a lock, and most of its files only when they are first needed. A writer
//! beside it removes and reuses files at any time; where that happens between the reading of the manifest and of the
//! log, it can even go unnoticed and leave one index behind the others. So a reader puts the files into a folder
//! of its own inside the store, as RocksDB's checkpoints do, and opens that one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::TempDir;

use super::CURRENT;

/// How the names of the folders begin.
const PREFIX: &str = ".reader-";
/// The file in such a folder that is locked as long as its reader lives.
const ALIVE: &str = "ALIVE";

/// The files of a store at one moment; the folder goes when this is dropped.
pub(in crate::store) struct View {
    folder: TempDir,
    // Declared after the folder: the lock is given up once the folder is gone.
    _alive: File,
}

impl View {
    /// Takes the view of the store in `folder`; gives nothing where a writer changed the files meanwhile.
    ///
    /// # Errors
    /// What the operating system says where the folder is not writable or knows no hard links.
    pub(super) fn of(folder: &Path) -> io::Result<Option<Self>> {
        match Self::attempt(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            view => view,
        }
    }

    fn attempt(folder: &Path) -> io::Result<Option<Self>> {
        let view = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
        let alive = File::create(view.path().join(ALIVE))?;
        alive.lock()?;
        // Most tables are linked before the moment that the view shows, to keep that moment short.
        link_tables(folder, view.path())?;
        let current = fs::read_to_string(folder.join(CURRENT))?;
        let manifest = folder.join(current.trim_end());
        let manifest_length = fs::copy(&manifest, view.path().join(current.trim_end()))?;
        // RocksDB overwrites old logs in place, so these are copied.
        for log in files(folder, "log")? {
            fs::copy(folder.join(&log), view.path().join(&log))?;
        }
        link_tables(folder, view.path())?;
        // RocksDB removes a table or a log only after it has written to the manifest that it is not needed any
        // more. So as long as the manifest is the same, all that it names is here.
        if fs::metadata(&manifest)?.len() != manifest_length
            || fs::read_to_string(folder.join(CURRENT))? != current
        {
            return Ok(None);
        }
        fs::write(view.path().join(CURRENT), current)?;
        Ok(Some(Self {
            folder: view,
            _alive: alive,
        }))
    }

    /// Copies the files to a new folder, which opens as a store.
    ///
    /// # Errors
    /// What the operating system says; nothing stays of the new folder then.
    pub(super) fn copy_to(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir(folder)?;
        let copied = self.copy_files(folder);
        if copied.is_err() {
            // The first error is the one to tell.
            let _ = fs::remove_dir_all(folder);
        }
        copied
    }

    fn copy_files(&self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(self.folder())? {
            let name = entry?.file_name();
            if name == ALIVE || name == CURRENT {
                continue;
            }
            // Another file system takes copies only; files that are written on are never shared.
            let shared = is_table(&name)
                && fs::hard_link(self.folder().join(&name), folder.join(&name)).is_ok();
            if !shared {
                copy(self.folder(), folder, &name)?;
            }
        }
        // This makes a store of the folder, so it comes last.
        copy(self.folder(), folder, CURRENT.as_ref())
    }

    /// Gives the folder with the files.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the views in the store `folder` whose readers ended without doing so.
pub(super) fn remove_abandoned(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        // Without the file its reader died at once, or is just about to make it and will start again.
        let abandoned = match File::open(entry.path().join(ALIVE)) {
            Ok(alive) => match alive.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => false,
                Err(TryLockError::Error(error)) => return Err(error),
            },
            Err(_) => true,
        };
        if abandoned {
            match fs::remove_dir_all(entry.path()) {
                // A reader that ends at this moment removes it itself.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Gives names and sizes of the tables in `folder`, and of the logs with what stands in no table yet, in order.
pub(super) fn tables(folder: &Path) -> io::Result<Vec<String>> {
    let mut tables = Vec::new();
    for extension in ["log", "sst"] {
        for name in files(folder, extension)? {
            let length = fs::metadata(folder.join(&name))?.len();
            if length > 0 {
                tables.push(format!("{} {length}\n", name.display()));
            }
        }
    }
    tables.sort_unstable();
    Ok(tables)
}

/// Links the tables that are not linked yet; tables never change.
fn link_tables(from: &Path, to: &Path) -> io::Result<()> {
    for table in files(from, "sst")? {
        match fs::hard_link(from.join(&table), to.join(&table)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            // It was not needed any more when it went, or the manifest will tell.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            linked => linked?,
        }
    }
    Ok(())
}

/// Copies a file and waits until it is on the disk.
fn copy(from: &Path, to: &Path, name: &OsStr) -> io::Result<()> {
    let to = to.join(name);
    fs::copy(from.join(name), &to)?;
    File::open(to)?.sync_all()
}

fn is_table(name: &OsStr) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == "sst")
}

/// Gives the names of the files with an extension.
fn files(folder: &Path, extension: &str) -> io::Result<Vec<OsString>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if Path::new(&name)
            .extension()
            .is_some_and(|found| found == extension)
        {
            names.push(name);
        }
    }
    Ok(names)
}
