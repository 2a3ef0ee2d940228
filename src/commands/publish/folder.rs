//! A folder that appears whole or not at all.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::digest::hexadecimal;
use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, wording};

/// The file that lists the checksums of all others; a folder that has one is a bundle and may be replaced.
pub(super) const CHECKSUMS: &str = "SHA256SUMS";

/// What is known of a file that was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) bytes: u64,
    /// In lower-case hexadecimal.
    pub(super) sha256: String,
}

/// A folder being written beside its place; [`Folder::finish`] puts it there, dropping it leaves no trace.
pub(super) struct Folder {
    target: PathBuf,
    replaces: bool,
    staging: TempDir,
    files: BTreeMap<String, Written>,
    /// The names of the files by what they are in lower case.
    names: HashMap<String, String>,
}

impl Folder {
    /// Starts a folder that will stand at `path`. An existing folder is replaced only if it is empty, or if `replaces`
    /// and it is a bundle.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the folder.
    pub(super) fn create(path: &Path, replaces: bool) -> Result<Self> {
        let target = target(path)?;
        refuse_to_replace(&target, replaces)?;
        let parent = target.parent().ok_or_else(|| {
            Failure::new(
                Kind::Usage,
                wording!(
                    "the root folder cannot be replaced",
                    "das Wurzelverzeichnis kann nicht ersetzt werden"
                ),
            )
        })?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gremia-");
        #[cfg(unix)]
        // What any new folder has; the mask of the process still applies.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let staging = builder
            .tempdir_in(parent)
            .map_err(|error| failed(&target, &error))?;
        Ok(Self {
            target,
            replaces,
            staging,
            files: BTreeMap::new(),
            names: HashMap::new(),
        })
    }

    /// Writes a file at `path` below the folder, with forward slashes.
    ///
    /// # Errors
    /// What `write` fails with; a failure of kind [`Kind::Store`] that names the file.
    pub(super) fn write(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<Written> {
        // Where upper and lower case are alike, the second of two such files would replace the first.
        if let Some(other) = self.names.insert(path.to_lowercase(), path.to_owned()) {
            let message = wording!(
                "{path} would be written twice, as {other} too",
                "{path} würde zweimal geschrieben, auch als {other}"
            );
            return Err(Failure::new(Kind::Store, message));
        }
        let place = self.staging.path().join(path);
        let shown = self.target.join(path);
        let failed = |error: io::Error| failed(&shown, &error);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = File::create_new(&place).map_err(failed)?;
        let mut writer = Hashing {
            out: BufWriter::new(file),
            hash: Sha256::new(),
            bytes: 0,
        };
        write(&mut writer)?;
        let file = writer
            .out
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        // Not forced to the disk: for the thousands of pages of a site that takes minutes, and after a loss of power
        // the checksums tell what is incomplete.
        drop(file);
        let written = Written {
            bytes: writer.bytes,
            sha256: hexadecimal(&writer.hash.finalize()),
        };
        self.files.insert(path.to_owned(), written.clone());
        Ok(written)
    }

    /// Gives the files written so far in order of their paths.
    pub(super) fn files(&self) -> &BTreeMap<String, Written> {
        &self.files
    }

    /// Writes the list of checksums and puts the folder in its place.
    ///
    /// Where it replaces another one, that stands aside until the new one is in place, and comes back if that fails.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the folder.
    pub(super) fn finish(mut self) -> Result<()> {
        let lines: Vec<String> = self
            .files
            .iter()
            .map(|(path, written)| format!("{}  {path}\n", written.sha256))
            .collect();
        let list = lines.concat();
        self.write(CHECKSUMS, |out| Ok(out.write_all(list.as_bytes())?))?;
        // Others may have come to the same place meanwhile.
        refuse_to_replace(&self.target, self.replaces)?;
        let failed = |error: io::Error| failed(&self.target, &error);
        if !self.target.exists() {
            return fs::rename(self.staging.keep(), &self.target).map_err(failed);
        }
        let parent = self.target.parent().unwrap_or(Path::new("."));
        let aside = tempfile::Builder::new()
            .prefix(".gremia-")
            .tempdir_in(parent)
            .map_err(failed)?;
        let old = aside.path().join("old");
        fs::rename(&self.target, &old).map_err(failed)?;
        match fs::rename(self.staging.path(), &self.target) {
            Ok(()) => {
                // It is in its place now, and nothing is left to remove.
                let _ = self.staging.keep();
                Ok(())
            }
            Err(error) => {
                if fs::rename(&old, &self.target).is_err() {
                    let kept = aside.keep().join("old");
                    let message = wording!(
                        "{} cannot be replaced: {error}; what stood there is in {}",
                        "{} kann nicht ersetzt werden: {error}; was dort stand, ist in {}",
                        self.target.display(),
                        kept.display(),
                        error = of_system(&error)
                    );
                    return Err(Failure::new(Kind::Store, message));
                }
                Err(failed(error))
            }
        }
    }
}

/// A writer that counts and hashes what goes through it.
struct Hashing {
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Gives the place of a folder that may not be there yet; what a link points to, where there is one.
fn target(path: &Path) -> Result<PathBuf> {
    if let Ok(existing) = fs::canonicalize(path) {
        return Ok(existing);
    }
    let Some(name) = path.file_name() else {
        let message = wording!(
            "{} names no folder",
            "{} bezeichnet keinen Ordner",
            path.display()
        );
        return Err(Failure::new(Kind::Usage, message));
    };
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let parent = fs::canonicalize(parent).map_err(|error| failed(parent, &error))?;
    Ok(parent.join(name))
}

fn refuse_to_replace(target: &Path, replaces: bool) -> Result<()> {
    let shown = target.display();
    // A link that leads nowhere is there, too.
    let Ok(existing) = fs::symlink_metadata(target) else {
        return Ok(());
    };
    if !existing.is_dir() {
        let message = wording!(
            "{shown} exists already and is no folder",
            "{shown} gibt es schon, und es ist kein Ordner"
        );
        return Err(Failure::new(Kind::Store, message));
    }
    let mut entries = fs::read_dir(target).map_err(|error| failed(target, &error))?;
    if entries.next().is_none() {
        return Ok(());
    }
    if !replaces {
        let failure = Failure::new(
            Kind::Store,
            wording!("{shown} exists already", "{shown} gibt es schon"),
        );
        return Err(failure.with_hint(wording!(
            "`--force` replaces it as a whole",
            "mit `--force` wird es als Ganzes ersetzt"
        )));
    }
    if !target.join(CHECKSUMS).is_file() {
        let message = wording!(
            "{shown} is no bundle: it has no {CHECKSUMS}",
            "{shown} ist keine Veröffentlichung: dort fehlt {CHECKSUMS}"
        );
        return Err(Failure::new(Kind::Store, message).with_hint(
            wording!(
                "only a bundle is replaced; name another folder, or remove this one yourself",
                "ersetzt wird nur eine Veröffentlichung; einen anderen Ordner angeben oder diesen selbst entfernen"
            ),
        ));
    }
    Ok(())
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    let message = wording!(
        "{} cannot be written: {error}",
        "{}: lässt sich nicht schreiben: {error}",
        path.display(),
        error = of_system(error)
    );
    Failure::new(Kind::Store, message)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{CHECKSUMS, Folder};
    use crate::failure::{Failure, Kind, Result};

    fn put(folder: &mut Folder, path: &str, text: &str) -> Result<()> {
        folder
            .write(path, |out| Ok(out.write_all(text.as_bytes())?))
            .map(|_| ())
    }

    fn publish(path: &Path, replaces: bool, text: &str) -> Result<()> {
        let mut folder = Folder::create(path, replaces)?;
        put(&mut folder, "a/b.txt", text)?;
        folder.finish()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn folder_appears_only_when_it_is_finished() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        let mut folder = Folder::create(&target, false).unwrap();
        put(&mut folder, "a.txt", "x").unwrap();
        assert!(!target.exists());
        folder.finish().unwrap();
        assert_eq!(names(&target), [CHECKSUMS, "a.txt"]);
        assert_eq!(names(place.path()), ["out"]);
    }

    #[test]
    fn folder_that_is_given_up_leaves_no_trace() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::create(&place.path().join("out"), false).unwrap();
        put(&mut folder, "a.txt", "x").unwrap();
        drop(folder);
        assert!(names(place.path()).is_empty());
    }

    #[test]
    fn existing_folder_is_not_touched_unless_asked() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        publish(&target, false, "first").unwrap();
        let failure = publish(&target, false, "second").unwrap_err();
        assert_eq!(failure.kind(), Kind::Store);
        let text = fs::read_to_string(target.join("a/b.txt")).unwrap();
        assert_eq!(text, "first");
        assert_eq!(names(place.path()), ["out"]);
    }

    #[test]
    fn bundle_is_replaced_as_a_whole_where_asked() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        publish(&target, false, "first").unwrap();
        fs::write(target.join("left over"), "").unwrap();
        publish(&target, true, "second").unwrap();
        let text = fs::read_to_string(target.join("a/b.txt")).unwrap();
        assert_eq!(text, "second");
        assert_eq!(names(&target), [CHECKSUMS, "a"]);
        assert_eq!(names(place.path()), ["out"]);
    }

    #[test]
    fn folder_that_is_no_bundle_is_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("thesis.txt"), "").unwrap();
        let failure = publish(place.path(), true, "x").unwrap_err();
        assert!(failure.message().contains("is no bundle"));
        assert_eq!(names(place.path()), ["thesis.txt"]);
    }

    #[test]
    fn empty_folder_is_filled_without_being_asked() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        fs::create_dir(&target).unwrap();
        publish(&target, false, "x").unwrap();
        assert_eq!(names(&target), [CHECKSUMS, "a"]);
    }

    #[test]
    fn file_that_differs_only_in_case_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::create(&place.path().join("out"), false).unwrap();
        put(&mut folder, "Readme.md", "x").unwrap();
        assert!(put(&mut folder, "README.md", "y").is_err());
    }

    #[test]
    fn failure_while_writing_is_that_of_the_writer() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::create(&place.path().join("out"), false).unwrap();
        let failure = folder
            .write("a.txt", |_| Err(Failure::new(Kind::Interrupted, "stop")))
            .unwrap_err();
        assert_eq!(failure.kind(), Kind::Interrupted);
    }
}
