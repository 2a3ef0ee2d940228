//! `.transcript`: a record of queries and what they gave, in Markdown, fit for an appendix.
//!
//! Start at [`Shell::transcribe`]. The record names the program and the graph by their version and canonical hash, and no
//! time of day, so that the same session over the same graph gives the same record. Each entry is appended by one write and
//! brought to the disk before the next prompt.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use oxigraph::sparql::QuerySolution;
use oxrdf::Triple;

use crate::commands::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::language::{grouped, of_system, wording};
use crate::results::{self, Format, Options};
use crate::serialization;
use crate::session::{Record, Recorded, Session};
use crate::sparql;
use crate::vocab::BASE;

use super::dot::{self, Call, Line, Own};
use super::runner::{Ended, Screen, Work};
use super::shell::Shell;

/// Bytes of the output of one command that are recorded.
const LONGEST: usize = 256 * 1024;

/// A record that is being written.
pub(super) struct Transcript {
    path: PathBuf,
    file: File,
    answers: Record,
    /// What the running command wrote.
    copy: Vec<u8>,
    /// Whether the graph is not the one whose hash was written last.
    is_stale: bool,
}

/// A screen of which a record keeps a copy.
pub(super) struct Copied<'a> {
    pub(super) screen: &'a mut dyn Screen,
    pub(super) transcript: Option<&'a mut Transcript>,
}

impl Write for Copied<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.screen.write(bytes)?;
        if let Some(transcript) = &mut self.transcript {
            let room = LONGEST.saturating_sub(transcript.copy.len());
            transcript
                .copy
                .extend_from_slice(&bytes[..written.min(room)]);
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.screen.flush()
    }
}

impl Screen for Copied<'_> {
    fn is_mid_line(&self) -> bool {
        self.screen.is_mid_line()
    }
}

/// Where nothing is shown.
struct Nowhere;

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen for Nowhere {
    fn is_mid_line(&self) -> bool {
        false
    }
}

impl Transcript {
    /// Appends `text` as a whole.
    fn append(&mut self, text: &str) -> Result<()> {
        let written = self.file.write_all(text.as_bytes());
        written
            .and_then(|()| self.file.sync_data())
            .map_err(|error| {
                let path = self.path.display();
                let message = wording!(
                    "{path} cannot be written: {error}",
                    "{path}: lässt sich nicht schreiben: {error}",
                    error = of_system(&error)
                );
                Failure::new(Kind::Store, message)
            })
    }
}

impl Shell {
    /// Begins or ends a record, or tells whether there is one.
    ///
    /// # Errors
    /// Of kind [`Kind::Store`] where the file exists and is not to be replaced, or cannot be written.
    pub(super) fn keep_transcript(&mut self, call: &Call) -> Result<()> {
        let (Some(name), replaces) = call.target() else {
            let state = match self.transcript_file() {
                Some(path) => path.display().to_string(),
                None => "off".to_owned(),
            };
            self.note(&format!("transcript: {state}"));
            return Ok(());
        };
        if name == "off" {
            if let Some(transcript) = self.transcript.take() {
                self.session.record = None;
                let path = transcript.path.display();
                self.note(&wording!("written to {path}", "nach {path} geschrieben"));
            } else {
                self.note(&wording!(
                    "nothing is recorded",
                    "es wird nichts aufgezeichnet"
                ));
            }
            return Ok(());
        }
        let path = std::path::absolute(name)?;
        let file = created(&path, replaces)?;
        let answers = Record::default();
        let mut transcript = Transcript {
            path,
            file,
            answers: answers.clone(),
            copy: Vec::new(),
            is_stale: false,
        };
        let version = env!("CARGO_PKG_VERSION");
        transcript.append(&wording!(
            "# Transcript\n\n- Program: gremia {version}\n",
            "# Mitschrift\n\n- Programm: gremia {version}\n"
        ))?;
        transcript.append(&self.graph_line())?;
        self.transcript = Some(transcript);
        self.session.record = Some(answers);
        let name = self
            .transcript_file()
            .map(|path| path.display().to_string());
        let name = name.unwrap_or_default();
        self.note(&wording!(
            "transcript: {name}; `.transcript off` ends it",
            "transcript: {name}; `.transcript off` beendet sie"
        ));
        Ok(())
    }

    /// Gives the file of the record that is being written.
    pub(super) fn transcript_file(&self) -> Option<&Path> {
        Some(self.transcript.as_ref()?.path.as_path())
    }

    /// Notes that the graph is no longer what it was.
    pub(super) fn data_changed(&mut self) {
        if let Some(transcript) = &mut self.transcript {
            transcript.is_stale = true;
        }
    }

    /// Records a statement with what came of it; of commands those that answered something or failed.
    ///
    /// A record that cannot be written any more is told and ended.
    pub(super) fn transcribe(
        &mut self,
        statement: &str,
        is_command: bool,
        failed: Option<&Failure>,
    ) {
        let Some(transcript) = &mut self.transcript else {
            return;
        };
        let answers = transcript.answers.take();
        let copy = std::mem::take(&mut transcript.copy);
        let has_changed = std::mem::take(&mut transcript.is_stale);
        let is_left_out =
            is_command && (is_of_the_shell(statement, self) || is_silent(&answers, &copy, failed));
        let mut entry = String::new();
        if !is_left_out {
            entry = if is_command {
                let ran = named_query(statement, self).filter(|_| !answers.is_empty());
                format!(
                    "{}{}",
                    fenced("text", statement.trim()),
                    ran.unwrap_or_default()
                )
            } else {
                fenced("sparql", self.bound_and_self_contained(statement).trim())
            };
            entry.push_str(&self.answer(&answers, &copy, failed));
        }
        if has_changed {
            entry.push_str(&self.graph_line());
        }
        if entry.is_empty() {
            return;
        }
        let ended = self
            .transcript
            .as_mut()
            .map(|transcript| transcript.append(&entry));
        if let Some(Err(failure)) = ended {
            self.transcript = None;
            self.session.record = None;
            self.report(&failure);
        }
    }

    /// Gives the line that names the graph by its canonical hash.
    fn graph_line(&mut self) -> String {
        let hash = Arc::new(Mutex::new(Vec::new()));
        let Ok(Line::Command(command)) = dot::program_command("hash", Vec::new()) else {
            return String::new();
        };
        let written = Arc::clone(&hash);
        let work: Work = Box::new(move |session: &mut Session, _, _| {
            let mut text = Vec::new();
            command.run(session, &mut text)?;
            *written.lock().unwrap_or_else(PoisonError::into_inner) = text;
            Ok(Outcome::Done)
        });
        let ended = self
            .runner
            .run(&mut self.session, false, work, &mut Nowhere);
        let text = hash.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = String::from_utf8_lossy(&text).trim().to_owned();
        let reason = match ended {
            Ended::Done(Ok(_)) => return format!("- Graph: RDFC-1.0, SHA-256 `{hash}`\n\n"),
            Ended::Done(Err(failure)) => failure.message().to_owned(),
            Ended::LeftBehind(..) | Ended::Leave(_) => wording!("interrupted", "unterbrochen"),
        };
        wording!(
            "- Graph: without a canonical hash: {reason}\n\n",
            "- Graph: ohne kanonischen Hash: {reason}\n\n"
        )
    }

    /// Writes what a statement gave.
    fn answer(&self, answers: &[Recorded], copy: &[u8], failed: Option<&Failure>) -> String {
        let mut text = String::new();
        for answer in answers {
            text.push_str(&self.answered(answer));
        }
        if answers.is_empty() && !copy.is_empty() {
            let shown = without_escapes(&String::from_utf8_lossy(copy));
            text.push_str(&fenced("text", shown.trim_end()));
        }
        if let Some(failure) = failed {
            let failure = without_escapes(&failure.render());
            text.push_str(&fenced("text", failure.trim_end()));
        } else if text.is_empty() {
            text.push_str(&wording!("*done*\n\n", "*ausgeführt*\n\n"));
        }
        text
    }

    fn answered(&self, answer: &Recorded) -> String {
        let mut out = Vec::new();
        let options = Options {
            base: Some(BASE),
            ..Options::new(&self.session.prefixes)
        };
        match answer {
            Recorded::Truth(true) => "**true**\n\n".to_owned(),
            Recorded::Truth(false) => "**false**\n\n".to_owned(),
            Recorded::Rows {
                variables,
                rows,
                more,
            } => {
                let count = rows.len() as u64 + more;
                let columns: Arc<[_]> = variables.as_slice().into();
                let rows = rows.iter().map(|values| {
                    let row = QuerySolution::from((Arc::clone(&columns), values.clone()));
                    Ok::<_, io::Error>(row)
                });
                // It is written into memory, and a row that was there cannot fail.
                let _ =
                    results::write_solutions(Format::Markdown, &options, variables, rows, &mut out);
                let shown = String::from_utf8_lossy(&out);
                let [kept, shown_count] = [count - more, count].map(grouped);
                let below = match (count, more) {
                    (1, _) => wording!("1 row", "1 Zeile"),
                    (_, 0) => wording!("{shown_count} rows", "{shown_count} Zeilen"),
                    _ => wording!(
                        "{shown_count} rows, the first {kept} recorded",
                        "{shown_count} Zeilen, die ersten {kept} mitgeschrieben"
                    ),
                };
                format!("{shown}\n{below}\n\n")
            }
            Recorded::Graph { triples, more } => {
                let triples = triples.iter().cloned().map(Ok::<Triple, io::Error>);
                let turtle = Format::Rdf(serialization::Format::Turtle);
                let _ = results::write_graph(turtle, &options, triples, &mut out);
                let shown = fenced("turtle", String::from_utf8_lossy(&out).trim_end());
                match more {
                    0 => shown,
                    1 => wording!(
                        "{shown}1 further triple is not recorded\n\n",
                        "{shown}1 weiteres Tripel ist nicht mitgeschrieben\n\n"
                    ),
                    more => wording!(
                        "{shown}{} further triples are not recorded\n\n",
                        "{shown}{} weitere Tripel sind nicht mitgeschrieben\n\n",
                        grouped(*more)
                    ),
                }
            }
        }
    }
}

/// Opens a new file for a record.
fn created(path: &Path, replaces: bool) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true);
    if replaces {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    options.open(path).map_err(|error| {
        let is_folder = path.is_dir();
        let path = path.display();
        if is_folder {
            let message = wording!(
                "{path} is a folder, and a transcript is a file",
                "{path} ist ein Ordner, eine Mitschrift ist eine Datei"
            );
            return Failure::new(Kind::Usage, message);
        }
        if error.kind() == io::ErrorKind::AlreadyExists {
            let message = wording!("{path} exists already", "{path} gibt es schon");
            let hint = wording!(
                "`.transcript! FILE` replaces it",
                "`.transcript! DATEI` ersetzt sie"
            );
            return Failure::new(Kind::Store, message).with_hint(hint);
        }
        let message = wording!(
            "{path} cannot be written: {error}",
            "{path}: lässt sich nicht schreiben: {error}",
            error = of_system(&error)
        );
        Failure::new(Kind::Store, message)
    })
}

/// Gives the query that a command has run by its name.
fn named_query(command: &str, shell: &Shell) -> Option<String> {
    let name = command
        .trim()
        .strip_prefix('.')?
        .split_whitespace()
        .next()?;
    let is_run = dot::resolve(name, &shell.known).is_ok_and(|name| name == "run");
    let last = shell.session.last.get().filter(|_| is_run)?;
    Some(fenced("sparql", &sparql::formatted(last.query.text())))
}

/// Tells whether a command is about the shell and not about the graph.
fn is_of_the_shell(statement: &str, shell: &Shell) -> bool {
    match dot::parse(statement, &shell.known) {
        Ok((Line::Own(call), _)) => call.own != Own::Fix,
        Ok((Line::Setting(..) | Line::Text(_), _)) => true,
        _ => false,
    }
}

fn is_silent(answers: &[Recorded], copy: &[u8], failed: Option<&Failure>) -> bool {
    answers.is_empty() && copy.is_empty() && failed.is_none()
}

/// Writes `text` as a block of code, whose fence is longer than any in it.
fn fenced(language: &str, text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{text}\n{fence}\n\n")
}

/// Takes escape codes out of a text for a terminal.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\x1b' => {
                // A sequence ends at its first letter, the bracket that introduces it excepted.
                for c in rest.by_ref() {
                    if c.is_ascii_alphabetic() {
                        break;
                    }
                }
            }
            '\r' => {}
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{fenced, without_escapes};

    #[test]
    fn escape_codes_are_left_out() {
        assert_eq!(
            without_escapes("\x1b[1;31merror\x1b[0m: a\r\nb"),
            "error: a\nb"
        );
    }

    #[test]
    fn fence_is_longer_than_any_in_the_text() {
        assert_eq!(fenced("text", "a ``` b"), "````text\na ``` b\n````\n\n");
        assert_eq!(fenced("text", "a"), "```text\na\n```\n\n");
    }
}
