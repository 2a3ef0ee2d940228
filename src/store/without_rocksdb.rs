//! Persistent stores in a build without RocksDB: there are none, and opening one says so.

use std::path::Path;

use oxigraph::store::Store;

use super::{Access, Error, Revision};

/// A store that was just created; never made in this build.
pub(super) enum NewStore {}

impl NewStore {
    /// Lets the store stay.
    pub(super) fn keep(self) {
        match self {}
    }
}

/// The files of a store that is open for reading; never made in this build.
pub(super) enum View {}

/// An opened store; never made in this build.
pub(super) struct Opened {
    pub(super) store: Store,
    pub(super) new: Option<NewStore>,
    pub(super) view: Option<View>,
}

/// Refuses to open a store.
pub(super) fn open(folder: &Path, _: Access) -> Result<Opened, Error> {
    Err(Error::WithoutPersistence {
        folder: folder.display().to_string(),
    })
}

/// Gives nothing: no store of this build has files.
pub(super) fn revision(_: &Path, _: Option<&View>) -> Option<Revision> {
    None
}

/// Refuses: no store of this build has files.
pub(super) fn flush(_: &Store) -> Result<(), Error> {
    Err(Error::InMemory)
}

/// Refuses: no store of this build has files.
pub(super) fn optimize(_: &Store) -> Result<(), Error> {
    Err(Error::InMemory)
}

/// Refuses: no store of this build has files.
pub(super) fn backup(_: &Store, _: Option<&View>, _: &Path) -> Result<(), Error> {
    Err(Error::InMemory)
}
