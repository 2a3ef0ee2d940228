//! Where data goes: standard output, a pager, a command, or a file that appears only once it is whole.
//!
//! Start at [`Output::redirect`]. A file is written beside its final place and renamed, so that a cancelled
//! export leaves nothing half done; a command gets what there is once the statement has ended.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::commands::output_file::OutputFile;
use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, wording};
use crate::results::{Format, PAGE};
use crate::serialization;

use super::outside::ended_with;
use super::pager::{Held, Pager};
use super::runner::Screen;

/// The place data is written to.
#[derive(Default)]
pub(super) struct Output {
    redirect: Option<Redirect>,
    /// How output on the screen is paged, and its columns and lines; not at all without it.
    paging: Option<(Pager, (usize, usize))>,
    /// What the statement wrote to the screen so far, where it may be paged.
    held: Option<Held>,
    /// Whether the last byte on standard output did not end a line.
    mid_line: bool,
    /// Whether a page of HTML was begun on standard output.
    page_begun: bool,
    /// Whether this statement wrote to standard output, and how many did before.
    is_begun: bool,
    results: usize,
}

enum Redirect {
    File {
        path: PathBuf,
        file: OutputFile,
        /// Whether it ends with the next statement.
        once: bool,
        /// Bytes of the statements that worked; `None` where nothing can be taken back.
        whole: Option<u64>,
        /// Whether this statement wrote something.
        is_begun: bool,
        /// Whether a page of HTML was begun in what is whole, and in what there is now.
        page: (bool, bool),
        /// How many statements have written to it.
        results: usize,
    },
    /// A command for one statement.
    Command { command: String, held: Held },
}

impl Output {
    /// Sends what follows to `path`: until the next change for `command` "output", else for one statement.
    ///
    /// What was written to until now is put in its place, once it is sure that `path` can be written.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where the file exists and `replace` is not set, of kind [`Kind::Store`] where it
    /// cannot be made.
    pub(super) fn redirect(&mut self, path: &Path, command: &str, replace: bool) -> Result<()> {
        let check = || {
            if replace || !path.is_file() {
                return Ok(());
            }
            let path = path.display();
            let message = wording!("{path} exists already", "{path} gibt es schon");
            let hint = wording!(
                "`.{command}! {path}` replaces it",
                "`.{command}! {path}` ersetzt es"
            );
            Err(Failure::new(Kind::Usage, message).with_hint(hint))
        };
        check()?;
        let mut file = OutputFile::create(path, replace)?;
        let whole = file.mark()?;
        self.end()?;
        // It may be the file that has just been put in its place.
        check()?;
        self.redirect = Some(Redirect::File {
            path: path.to_owned(),
            file,
            once: command != "output",
            whole,
            is_begun: false,
            page: (false, false),
            results: 0,
        });
        Ok(())
    }

    /// Gives what the next statement writes to `command`, if the statement works.
    ///
    /// # Errors
    /// As [`Output::end`], for the file that was written to until now.
    pub(super) fn pipe_once(&mut self, command: &str) -> Result<Option<PathBuf>> {
        let finished = self.end()?;
        self.redirect = Some(Redirect::Command {
            command: command.to_owned(),
            held: Held::new(),
        });
        Ok(finished)
    }

    /// Pages what follows on a screen of so many columns and lines, or shows it as it comes.
    pub(super) fn page(&mut self, paging: Option<(Pager, (usize, usize))>) {
        self.paging = paging;
    }

    /// Gives the file that data goes to.
    pub(super) fn file(&self) -> Option<&Path> {
        match &self.redirect {
            Some(Redirect::File { path, .. }) => Some(path),
            _ => None,
        }
    }

    /// Tells whether a page of HTML was begun where data goes to.
    pub(super) fn has_page(&self) -> bool {
        match &self.redirect {
            Some(Redirect::File { page, .. }) => page.1,
            Some(Redirect::Command { .. }) => false,
            None => self.page_begun,
        }
    }

    /// Counts the results that stand before where data goes to.
    pub(super) fn results_before(&self) -> usize {
        match &self.redirect {
            Some(Redirect::File { results, .. }) => *results,
            Some(Redirect::Command { .. }) => 0,
            None => self.results,
        }
    }

    /// Fails where the file that data goes to holds one result and has it.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`].
    pub(super) fn takes_another(&self) -> Result<()> {
        let Some(path) = self.file().filter(|_| self.results_before() > 0) else {
            return Ok(());
        };
        let holds_one = matches!(
            Format::from_path(path),
            Some(
                Format::Json
                    | Format::Xml
                    | Format::Rdf(serialization::Format::RdfXml | serialization::Format::JsonLd)
            )
        );
        if !holds_one {
            return Ok(());
        }
        let path = path.display();
        let message = wording!(
            "{path} holds one result, and has it",
            "{path} fasst nur ein Ergebnis, und das hat sie"
        );
        let hint = wording!(
            "`.output FILE` begins another file",
            "`.output DATEI` beginnt eine andere Datei"
        );
        Err(Failure::new(Kind::Usage, message).with_hint(hint))
    }

    /// Gives the file or the command that data goes to, as `.output` and `.once` take it, where it is not the screen.
    pub(super) fn destination(&self) -> Option<String> {
        self.redirect.as_ref().map(|redirect| match redirect {
            Redirect::File { path, .. } => path.display().to_string(),
            Redirect::Command { command, .. } => format!("|{command}"),
        })
    }

    /// Ends a statement: a file for one statement is put in its place, or thrown away where the statement failed.
    ///
    /// A file for several loses what a statement that failed wrote to it. Gives the file that was finished.
    ///
    /// # Errors
    /// Of kind [`Kind::Store`] where the file cannot be put in its place, or cannot be cut: then it is thrown away.
    /// Of kind [`Kind::Usage`] where a command fails.
    pub(super) fn end_statement(&mut self, worked: bool) -> Result<Option<PathBuf>> {
        let finished = match self.redirect.take() {
            None => None,
            Some(Redirect::Command { command, held }) => {
                if worked {
                    self.flush()?;
                    pipe(&command, held)?;
                }
                None
            }
            Some(Redirect::File {
                path,
                file,
                once: true,
                ..
            }) => {
                if worked {
                    file.finish()?;
                    return Ok(Some(path));
                }
                None
            }
            Some(Redirect::File {
                path,
                mut file,
                once,
                mut whole,
                mut page,
                mut results,
                is_begun,
            }) => {
                if worked {
                    whole = file.mark()?;
                    page.0 = page.1;
                    results += usize::from(is_begun);
                } else if let Some(whole) = whole {
                    file.back_to(whole)?;
                    page.1 = page.0;
                }
                self.redirect = Some(Redirect::File {
                    path,
                    file,
                    once,
                    whole,
                    is_begun: false,
                    page,
                    results,
                });
                None
            }
        };
        self.end_on_screen()?;
        Ok(finished)
    }

    /// Ends a statement where what is not sent elsewhere goes to.
    fn end_on_screen(&mut self) -> Result<()> {
        self.results += usize::from(std::mem::take(&mut self.is_begun));
        if self.mid_line && self.redirect.is_none() {
            // The next prompt must not stand behind the last row.
            self.write_all(b"\n")?;
        }
        if let Some(held) = self.held.take()
            && let Some((pager, screen)) = &self.paging
        {
            held.show(pager, *screen)?;
        }
        self.flush()?;
        Ok(())
    }

    /// Puts the file in its place and goes back to standard output; a command that has had nothing yet is not run.
    ///
    /// # Errors
    /// As [`Output::end_statement`].
    pub(super) fn end(&mut self) -> Result<Option<PathBuf>> {
        match self.redirect.take() {
            Some(Redirect::File { path, file, .. }) => {
                file.finish()?;
                Ok(Some(path))
            }
            _ => Ok(None),
        }
    }
}

/// Runs `command` with what was held back.
fn pipe(command: &str, held: Held) -> Result<()> {
    let status = held.pipe_to(command).map_err(|error| {
        let message = wording!(
            "`{command}` cannot be started: {error}",
            "`{command}` lässt sich nicht starten: {error}",
            error = of_system(&error)
        );
        Failure::new(Kind::Usage, message)
    })?;
    if status.success() {
        return Ok(());
    }
    Err(ended_with(&format!("`{command}`"), status))
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.redirect {
            Some(Redirect::File {
                path,
                file,
                whole,
                is_begun,
                page,
                ..
            }) => {
                // A table would go on with that of the statement before.
                let is_markdown = Format::from_path(path) == Some(Format::Markdown);
                if !*is_begun && is_markdown && whole.is_some_and(|whole| whole > 0) {
                    file.write_all(b"\n")?;
                }
                page.1 |= !*is_begun && bytes.starts_with(PAGE.as_bytes());
                *is_begun |= !bytes.is_empty();
                return file.write(bytes);
            }
            Some(Redirect::Command { held, .. }) => return held.write(bytes),
            None => {}
        }
        let written = if self.paging.is_some() {
            self.held.get_or_insert_with(Held::new).write(bytes)?
        } else {
            io::stdout().write(bytes)?
        };
        if written > 0 {
            self.mid_line = bytes[written - 1] != b'\n';
            self.is_begun = true;
            self.page_begun |= bytes.starts_with(PAGE.as_bytes());
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.redirect {
            Some(Redirect::File { file, .. }) => file.flush(),
            Some(Redirect::Command { held, .. }) => held.flush(),
            None => io::stdout().flush(),
        }
    }
}

impl Screen for Output {
    fn is_mid_line(&self) -> bool {
        self.mid_line && self.redirect.is_none() && self.held.is_none()
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
        output.redirect(&path, "once", false).unwrap();
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
        output.redirect(&path, "once", false).unwrap();
        output.write_all(b"half").unwrap();
        output.end_statement(false).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn file_for_several_statements_holds_those_that_worked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        let mut output = Output::default();
        output.redirect(&path, "output", false).unwrap();
        for (text, worked) in [("one\n", true), ("half", false), ("two\n", true)] {
            output.write_all(text.as_bytes()).unwrap();
            output.end_statement(worked).unwrap();
        }
        output.end().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn tables_of_markdown_stand_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.md");
        let mut output = Output::default();
        output.redirect(&path, "output", false).unwrap();
        for text in ["| a |\n", "", "| b |\n"] {
            output.write_all(text.as_bytes()).unwrap();
            output.end_statement(true).unwrap();
        }
        output.end().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "| a |\n\n| b |\n");
    }

    #[test]
    fn page_of_html_is_begun_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.html");
        let mut output = Output::default();
        output.redirect(&path, "output", false).unwrap();
        for (worked, begun) in [(false, false), (true, true)] {
            assert!(!output.has_page());
            output.write_all(b"<!DOCTYPE html>\n<p>true").unwrap();
            output.end_statement(worked).unwrap();
            assert_eq!(output.has_page(), begun);
        }
        output.end().unwrap();
        assert!(!output.has_page());
    }

    #[test]
    fn refused_file_does_not_end_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let [path, taken] = ["rows.csv", "taken.csv"].map(|name| folder.path().join(name));
        fs::write(&taken, "old").unwrap();
        let mut output = Output::default();
        output.redirect(&path, "output", false).unwrap();
        output.redirect(&taken, "output", false).unwrap_err();
        assert_eq!(output.file(), Some(path.as_path()));
    }

    #[test]
    fn existing_file_needs_a_yes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        fs::write(&path, "old").unwrap();
        let mut output = Output::default();
        let failure = output.redirect(&path, "once", false).unwrap_err();
        assert!(failure.message().ends_with("exists already"));
        output.redirect(&path, "once", true).unwrap();
        output.write_all(b"new").unwrap();
        output.end().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[cfg(unix)]
    #[test]
    fn command_gets_a_statement_that_worked_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows");
        let mut output = Output::default();
        for (text, worked) in [("one\n", true), ("half", false)] {
            let command = format!("cat >> {}", path.display());
            output.pipe_once(&command).unwrap();
            output.write_all(text.as_bytes()).unwrap();
            output.end_statement(worked).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
    }

    #[cfg(unix)]
    #[test]
    fn command_that_fails_is_told() {
        let mut output = Output::default();
        output.pipe_once("exit 3").unwrap();
        let failure = output.end_statement(true).unwrap_err();
        assert_eq!(failure.message(), "`exit 3` ended with status 3");
        assert_eq!(output.destination(), None);
    }
}
