//! The state of a persistent store, and what is kept beside it that was derived from this state.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;

/// How the names of files begin that are still being written.
const UNFINISHED: &str = ".derived-";

/// One state of a persistent store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    folder: PathBuf,
    name: String,
}

impl Revision {
    /// Gives the state of the store in `folder` that `name`, one line, tells from all others.
    #[cfg(any(feature = "rocksdb", test))]
    pub(super) fn new(folder: PathBuf, name: String) -> Self {
        Self { folder, name }
    }

    /// Gives what was kept under the name `file` for this state; nothing where there is nothing.
    #[must_use]
    pub fn kept(&self, file: &str) -> Option<impl Read + use<>> {
        let mut kept = BufReader::new(File::open(self.folder.join(file)).ok()?);
        let mut line = String::new();
        let length = self.name.len() as u64 + 1;
        kept.by_ref().take(length).read_line(&mut line).ok()?;
        (line.trim_end() == self.name).then_some(kept)
    }

    /// Keeps what `write` writes under the name `file`, in the place of what was kept there for another state.
    ///
    /// # Errors
    /// That of `write`, or of the file system; what was kept before stays then.
    pub fn keep(
        &self,
        file: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED);
        #[cfg(unix)]
        // What any new file has; the mask of the process still applies.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut new = builder.tempfile_in(&self.folder)?;
        writeln!(new, "{}", self.name)?;
        write(&mut new)?;
        new.persist(self.folder.join(file))?;
        Ok(())
    }
}

/// Removes what was not written to its end.
#[cfg(feature = "rocksdb")]
pub(super) fn remove_unfinished(folder: &std::path::Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            match std::fs::remove_file(entry.path()) {
                // Its writer has just finished it.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Revision;
    use std::fs;
    use std::io::{self, Read};

    fn read(revision: &Revision) -> Option<String> {
        let mut text = String::new();
        revision
            .kept("names")
            .unwrap()
            .read_to_string(&mut text)
            .ok()?;
        Some(text)
    }

    #[test]
    fn what_was_kept_is_there_for_its_state_only() {
        let folder = tempfile::tempdir().unwrap();
        let state = |name: &str| Revision::new(folder.path().to_owned(), name.to_owned());
        assert!(state("one").kept("names").is_none());
        let written = state("one").keep("names", &mut |file| file.write_all(b"a b"));
        written.unwrap();
        assert_eq!(read(&state("one")).unwrap(), "a b");
        for other in ["two", "on", "one1"] {
            assert!(state(other).kept("names").is_none(), "{other}");
        }
    }

    #[test]
    fn what_could_not_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let state = Revision::new(folder.path().to_owned(), "one".to_owned());
        let failed = state.keep("names", &mut |_| Err(io::Error::other("full")));
        assert_eq!(failed.unwrap_err().to_string(), "full");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
