//! `diff`: what changed between two datasets.

mod text;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::operand::Operand;
use crate::difference::{Difference, Error};
use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::session::Session;

/// Arguments of `diff`.
///
/// Blank nodes are compared by what is said about them, not by their labels. Exit status: 0 the same, 1 different, 2
/// one of them cannot be read or compared.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The older dataset: a file, a store, the folder of a dataset or of a published bundle
    old: PathBuf,
    /// The newer one (default: the opened dataset)
    new: Option<PathBuf>,
    /// How to write the difference
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write only which entities changed, and how many statements
    #[arg(short, long)]
    summary: bool,
}

/// How a difference is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, by entity
    Text,
    /// As an RDF Patch that turns the old dataset into the new one
    Patch,
}

impl Arguments {
    /// Tells whether the opened dataset is asked for.
    pub(super) fn needs_dataset(&self) -> bool {
        self.new.is_none()
    }

    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let (old, new) = self.read(session).map_err(not_an_answer)?;
        let difference = Difference::between(old.quads, new.quads, &session.cancellation)
            .map_err(|error| failed(&error))?;
        match self.format {
            Format::Patch => difference.write_patch(out)?,
            Format::Text => text::write(&difference, self.summary, session, out)?,
        }
        Ok(if difference.is_empty() {
            Outcome::Done
        } else {
            Outcome::Negative
        })
    }

    fn read(&self, session: &Session) -> Result<(Operand, Operand)> {
        let old = Operand::read(&self.old, session)?;
        let new = match &self.new {
            Some(path) => Operand::read(path, session)?,
            None => Operand::opened(session)?,
        };
        if old.is_exact && new.is_exact {
            return Ok((old, new));
        }
        // What a store does not keep is no difference.
        Ok((old.by_value(session)?, new.by_value(session)?))
    }
}

/// Gives the failure a status that a difference never has.
fn not_an_answer(failure: Failure) -> Failure {
    if matches!(failure.kind(), Kind::Interrupted | Kind::ClosedPipe) {
        return failure;
    }
    let same = Failure::new(Kind::Usage, failure.message());
    match failure.hint() {
        Some(hint) if !hint.contains("--format") => same.with_hint(hint),
        _ => same,
    }
}

fn failed(error: &Error) -> Failure {
    let kind = match error {
        Error::Cancelled => Kind::Interrupted,
        _ => Kind::Usage,
    };
    let failure = Failure::from_error(kind, error);
    match error {
        Error::TooEntangled => failure.with_hint(wording!(
            "give some of them IRIs, in both datasets",
            "einigen davon IRIs geben, in beiden Datenbeständen"
        )),
        _ => failure,
    }
}
