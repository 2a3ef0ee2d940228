//! `fmt`: brings Turtle and TriG files into canonical form.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::output_file::OutputFile;
use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, wording};
use crate::prefixes::Prefixes;
use crate::serialization::Format;
use crate::serialization::document::{Document, Error};
use crate::session::Session;
use crate::vocab;

/// Arguments of `fmt`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Turtle and TriG files, or folders that are searched for them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; list the files that are not canonical and end with status 1 if there are any
    #[arg(long)]
    check: bool,
    /// Drop comments that stand below the first statement instead of refusing the file
    #[arg(long)]
    drop_comments: bool,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let mut files = Vec::new();
        for path in &self.paths {
            collect(path, true, &mut files)?;
        }
        files.sort();
        files.dedup();
        let mut failures: Vec<Failure> = Vec::new();
        let mut changed = false;
        for file in &files {
            match self.format(file, &session.prefixes) {
                Ok(true) => {
                    writeln!(out, "{}", file.display())?;
                    changed = true;
                }
                Ok(false) => {}
                Err(failure) => failures.push(failure),
            }
        }
        if let Some(failure) = Failure::join(failures) {
            // What was done before is shown all the same.
            out.flush()?;
            return Err(failure);
        }
        Ok(if self.check && changed {
            Outcome::Negative
        } else {
            Outcome::Done
        })
    }

    /// Brings one file into canonical form, or looks whether it is; tells whether it was not.
    fn format(&self, file: &Path, prefixes: &Prefixes) -> Result<bool> {
        let failed = |error: Error| describe(file, &error);
        let bytes = fs::read(file).map_err(|error| unreadable(file, &error))?;
        let document =
            Document::read(&bytes, syntax(file).unwrap_or(Format::Turtle)).map_err(failed)?;
        if let [line, ..] = document.lost_comments()
            && !self.drop_comments
        {
            let message = wording!(
                "{}:{line}: this comment would be lost",
                "{}:{line}: dieser Kommentar ginge verloren",
                file.display()
            );
            return Err(Failure::new(Kind::Store, message).with_hint(wording!(
                "write remarks as `skos:editorialNote` or above everything else, or use `--drop-comments`",
                "Anmerkungen als `skos:editorialNote` oder über alles andere schreiben, oder `--drop-comments` verwenden"
            )));
        }
        let canonical = document
            .canonical(prefixes, Some(vocab::BASE))
            .map_err(failed)?;
        if canonical.as_bytes() == bytes {
            return Ok(false);
        }
        if !self.check {
            document.verify(&canonical).map_err(failed)?;
            let mut output = OutputFile::create(file, true)?;
            output.write_all(canonical.as_bytes())?;
            output.finish()?;
        }
        Ok(true)
    }
}

/// Adds a file, or the Turtle and TriG files of a folder, to `files`; hidden ones only if named.
fn collect(path: &Path, is_named: bool, files: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |error: io::Error| unreadable(path, &error);
    if fs::metadata(path).map_err(failed)?.is_dir() {
        for entry in fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if !entry.file_name().to_string_lossy().starts_with('.') {
                collect(&entry.path(), false, files)?;
            }
        }
    } else if syntax(path).is_some() {
        files.push(path.to_owned());
    } else if is_named {
        let message = wording!(
            "{} is neither Turtle nor TriG by its name",
            "{} ist dem Namen nach weder Turtle noch TriG",
            path.display()
        );
        return Err(Failure::new(Kind::Usage, message).with_hint(wording!(
            "`fmt` takes `.ttl` and `.trig` files",
            "`fmt` nimmt Dateien mit `.ttl` und `.trig`"
        )));
    }
    Ok(())
}

fn syntax(file: &Path) -> Option<Format> {
    Format::from_path(file).filter(|format| matches!(format, Format::Turtle | Format::TriG))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        Kind::Store,
        wording!(
            "{} cannot be read: {error}",
            "{}: lässt sich nicht lesen: {error}",
            path.display(),
            error = of_system(error)
        ),
    )
}

fn describe(file: &Path, error: &Error) -> Failure {
    let file = file.display();
    match error {
        Error::Syntax(errors) => {
            let lines: Vec<String> = errors
                .iter()
                .map(|error| format!("{file}:{error}"))
                .collect();
            let failure = Failure::new(Kind::Store, lines.join("\n"));
            if errors
                .iter()
                .any(|error| error.message.contains("No scheme found"))
            {
                return failure.with_hint(wording!(
                    "relative IRIs need an `@base` line",
                    "relative IRIs brauchen eine Zeile mit `@base`"
                ));
            }
            failure
        }
        _ => Failure::new(
            Kind::Store,
            format!(
                "{file}: {}",
                Failure::from_error(Kind::Store, error).message()
            ),
        ),
    }
}
