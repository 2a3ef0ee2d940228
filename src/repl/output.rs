//! Where data goes: standard output, or a file that appears only once it is whole.
//!
//! Start at [`Output::redirect`]. A file is written beside its final place and renamed, so that a cancelled
//! export leaves nothing half done.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::commands::output_file::OutputFile;
use crate::failure::{Failure, Kind, Result};

use super::runner::Screen;

/// The place data is written to.
#[derive(Default)]
pub(super) struct Output {
    redirect: Option<Redirect>,
    /// Whether the last byte on standard output did not end a line.
    mid_line: bool,
}

struct Redirect {
    path: PathBuf,
    file: OutputFile,
    /// Whether it ends with the next statement.
    once: bool,
    /// Bytes of the statements that worked; `None` where nothing can be taken back.
    whole: Option<u64>,
}

impl Output {
    /// Sends what follows to `path`, for one statement or until the next change.
    ///
    /// What was written to until now is put in its place, once it is sure that `path` can be written.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where the file exists and `replace` is not set, of kind [`Kind::Store`] where it
    /// cannot be made.
    pub(super) fn redirect(&mut self, path: &Path, once: bool, replace: bool) -> Result<()> {
        let check = || {
            if replace || !path.is_file() {
                return Ok(());
            }
            let command = if once { "once" } else { "output" };
            let message = format!("{} exists already", path.display());
            let hint = format!("`.{command}! {}` replaces it", path.display());
            Err(Failure::new(Kind::Usage, message).with_hint(hint))
        };
        check()?;
        let mut file = OutputFile::create(path, replace)?;
        let whole = file.mark()?;
        self.end()?;
        // It may be the file that has just been put in its place.
        check()?;
        self.redirect = Some(Redirect {
            path: path.to_owned(),
            file,
            once,
            whole,
        });
        Ok(())
    }

    /// Gives the file that data goes to, where it is not standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.redirect
            .as_ref()
            .map(|redirect| redirect.path.as_path())
    }

    /// Ends a statement: a file for one statement is put in its place, or thrown away where the statement failed.
    ///
    /// A file for several loses what a statement that failed wrote to it. Gives the file that was finished.
    ///
    /// # Errors
    /// Of kind [`Kind::Store`] where the file cannot be put in its place, or cannot be cut: then it is thrown away.
    pub(super) fn end_statement(&mut self, worked: bool) -> Result<Option<PathBuf>> {
        if let Some(mut redirect) = self.redirect.take() {
            if redirect.once {
                if worked {
                    redirect.file.finish()?;
                    return Ok(Some(redirect.path));
                }
            } else {
                if worked {
                    redirect.whole = redirect.file.mark()?;
                } else if let Some(whole) = redirect.whole {
                    redirect.file.back_to(whole)?;
                }
                self.redirect = Some(redirect);
            }
        }
        if self.is_mid_line() {
            // The next prompt must not stand behind the last row.
            self.write_all(b"\n")?;
        }
        self.flush()?;
        Ok(None)
    }

    /// Puts the file in its place and goes back to standard output.
    ///
    /// # Errors
    /// As [`Output::end_statement`].
    pub(super) fn end(&mut self) -> Result<Option<PathBuf>> {
        let Some(redirect) = self.redirect.take() else {
            return Ok(None);
        };
        redirect.file.finish()?;
        Ok(Some(redirect.path))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(redirect) = &mut self.redirect {
            return redirect.file.write(bytes);
        }
        let written = io::stdout().write(bytes)?;
        if written > 0 {
            self.mid_line = bytes[written - 1] != b'\n';
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.redirect {
            Some(redirect) => redirect.file.flush(),
            None => io::stdout().flush(),
        }
    }
}

impl Screen for Output {
    fn is_mid_line(&self) -> bool {
        self.mid_line && self.redirect.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::Output;
    use std::fs;
    use std::io::Write;

    #[test]
    fn file_appears_when_the_statement_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        let mut output = Output::default();
        output.redirect(&path, true, false).unwrap();
        output.write_all(b"a\n").unwrap();
        assert!(!path.exists());
        assert_eq!(
            output.end_statement(true).unwrap().as_deref(),
            Some(path.as_path())
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "a\n");
    }

    #[test]
    fn failed_statement_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        let mut output = Output::default();
        output.redirect(&path, true, false).unwrap();
        output.write_all(b"half").unwrap();
        output.end_statement(false).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn file_for_several_statements_holds_those_that_worked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        let mut output = Output::default();
        output.redirect(&path, false, false).unwrap();
        for (text, worked) in [("one\n", true), ("half", false), ("two\n", true)] {
            output.write_all(text.as_bytes()).unwrap();
            output.end_statement(worked).unwrap();
        }
        output.end().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn refused_file_does_not_end_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let [path, taken] = ["rows.csv", "taken.csv"].map(|name| folder.path().join(name));
        fs::write(&taken, "old").unwrap();
        let mut output = Output::default();
        output.redirect(&path, false, false).unwrap();
        output.redirect(&taken, false, false).unwrap_err();
        assert_eq!(output.file(), Some(path.as_path()));
    }

    #[test]
    fn existing_file_needs_a_yes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        fs::write(&path, "old").unwrap();
        let mut output = Output::default();
        let failure = output.redirect(&path, true, false).unwrap_err();
        assert!(failure.message().ends_with("exists already"));
        output.redirect(&path, true, true).unwrap();
        output.write_all(b"new").unwrap();
        output.end().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
}
