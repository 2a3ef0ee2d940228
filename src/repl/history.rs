//! The history file: what was entered, newest last, in the user's state folder.
//!
//! Start at [`History::open`]. One line per entry, with line breaks and backslashes escaped; entries are
//! appended one by one, so that sessions side by side mix instead of overwriting each other.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::language::{of_system, wording};

/// The most entries that are kept.
pub(super) const LONGEST: usize = 10_000;

/// A file may outgrow [`LONGEST`] by this factor before it is rewritten.
const SLACK: usize = 2;

/// The entries of earlier sessions and of this one.
#[derive(Debug, Default)]
pub(super) struct History {
    path: Option<PathBuf>,
    entries: Vec<String>,
}

impl History {
    /// Reads the history at `path`; a missing file is an empty history.
    ///
    /// The second value says what is wrong with the file: it is then left alone and nothing is stored.
    pub(super) fn open(path: Option<PathBuf>) -> (Self, Option<String>) {
        let Some(path) = path else {
            return (Self::default(), None);
        };
        match read(&path) {
            Ok(entries) => {
                let stored = entries.len();
                let entries = newest(entries);
                let history = Self {
                    path: Some(path),
                    entries,
                };
                if stored > LONGEST * SLACK {
                    // The old file still serves where it cannot be rewritten.
                    let _ = history.rewrite();
                }
                (history, None)
            }
            Err(error) => {
                let path = path.display();
                let warning = wording!(
                    "{path}: the history cannot be read and is not kept: {error}",
                    "{path}: die früheren Eingaben lassen sich nicht lesen, neue bleiben nicht: {error}",
                    error = of_system(&error)
                );
                (Self::default(), Some(warning))
            }
        }
    }

    /// Gives the entries, oldest first.
    pub(super) fn entries(&self) -> &[String] {
        &self.entries
    }

    /// Adds `entry` as the newest, once, and stores it, unless it starts with a space, is blank or repeats the last one.
    ///
    /// Tells whether it was added.
    ///
    /// # Errors
    /// What the operating system says when the file cannot be written; the entry is then kept in memory.
    pub(super) fn add(&mut self, entry: &str) -> io::Result<bool> {
        let entry = entry.trim_end();
        let repeated = self.entries.last().is_some_and(|last| last == entry);
        if entry.is_empty() || entry.starts_with(' ') || repeated {
            return Ok(false);
        }
        self.entries.retain(|earlier| earlier != entry);
        self.entries.push(entry.to_owned());
        if let Some(path) = &self.path {
            let mut line = escape(entry);
            line.push('\n');
            // One write call, so that the lines of two sessions do not mix.
            private(OpenOptions::new().append(true).create(true), path)?
                .write_all(line.as_bytes())?;
        }
        Ok(true)
    }

    fn rewrite(&self) -> io::Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        // A temporary file is readable by its owner only, as the history is.
        let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
        for entry in &self.entries {
            writeln!(file, "{}", escape(entry))?;
        }
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Gives the place of the history file: `$XDG_STATE_HOME` or what the system uses for state.
pub(super) fn default_path() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "gremia")?;
    let folder = folders.state_dir().unwrap_or(folders.data_local_dir());
    Some(folder.join("history"))
}

fn read(path: &Path) -> io::Result<Vec<String>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().map(unescape).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Keeps the last of equal entries, and no more than [`LONGEST`].
fn newest(entries: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut kept: Vec<String> = entries
        .into_iter()
        .rev()
        .filter(|entry| !entry.is_empty() && seen.insert(entry.clone()))
        .take(LONGEST)
        .collect();
    kept.reverse();
    kept
}

#[cfg(unix)]
fn private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}

fn escape(entry: &str) -> String {
    entry.replace('\\', "\\\\").replace('\n', "\\n")
}

fn unescape(line: &str) -> String {
    let mut entry = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (c, characters.clone().next()) {
            ('\\', Some('n')) => {
                entry.push('\n');
                characters.next();
            }
            ('\\', Some('\\')) => {
                entry.push('\\');
                characters.next();
            }
            _ => entry.push(c),
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::{History, LONGEST};
    use std::fmt::Write;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn entries_survive_with_line_breaks_and_backslashes() {
        let folder = folder();
        let path = folder.path().join("state/history");
        let (mut history, warning) = History::open(Some(path.clone()));
        assert_eq!(warning, None);
        assert!(history.add("ASK {\n 'a\\nb' }").unwrap());
        let (again, _) = History::open(Some(path));
        assert_eq!(again.entries(), ["ASK {\n 'a\\nb' }"]);
    }

    #[test]
    fn leading_space_and_repetition_are_not_stored() {
        let mut history = History::default();
        assert!(!history.add(" ASK {}").unwrap());
        assert!(history.add("ASK {}").unwrap());
        assert!(!history.add("ASK {}\n").unwrap());
    }

    #[test]
    fn entry_that_comes_again_moves_to_the_end() {
        let mut history = History::default();
        for entry in ["ASK {}", ".show", "ASK {}"] {
            history.add(entry).unwrap();
        }
        assert_eq!(history.entries(), [".show", "ASK {}"]);
    }

    #[test]
    fn parallel_sessions_both_leave_their_entries() {
        let folder = folder();
        let path = folder.path().join("history");
        let (mut first, _) = History::open(Some(path.clone()));
        let (mut second, _) = History::open(Some(path.clone()));
        first.add("1").unwrap();
        second.add("2").unwrap();
        first.add("3").unwrap();
        assert_eq!(History::open(Some(path)).0.entries(), ["1", "2", "3"]);
    }

    #[test]
    fn broken_file_is_named_and_left_alone() {
        let folder = folder();
        let path = folder.path().join("history");
        std::fs::write(&path, b"\xff\xfe").unwrap();
        let (mut history, warning) = History::open(Some(path.clone()));
        assert!(warning.unwrap().contains("history cannot be read"));
        history.add("ASK {}").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"\xff\xfe");
    }

    #[test]
    fn only_the_newest_of_equal_entries_and_of_too_many_is_kept() {
        let folder = folder();
        let path = folder.path().join("history");
        let mut text = String::from("again\n");
        for number in 0..LONGEST {
            writeln!(text, "{number}").unwrap();
        }
        text.push_str("again\n");
        std::fs::write(&path, text).unwrap();
        let (history, _) = History::open(Some(path));
        assert_eq!(history.entries().len(), LONGEST);
        assert_eq!(history.entries()[0], "1");
        assert_eq!(history.entries()[LONGEST - 1], "again");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let path = folder.path().join("history");
        History::open(Some(path.clone())).0.add("ASK {}").unwrap();
        let mode = std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
