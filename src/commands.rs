//! The commands: one file each, with its arguments and what it does. Layer 5: may use layers 0-4.
//!
//! The shell and the command line run the same [`Command`]; neither is known here.

mod export;
mod fmt;
pub(crate) mod output_file;
mod prefixes;

use std::io::Write;

use clap::Subcommand;

use crate::failure::Result;
use crate::session::Session;

/// How a command that worked ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what was asked.
    Done,
    /// It worked, and the answer is no: a file is not canonical, a passage does not hold, `ASK` is false. Exit status 1.
    Negative,
}

/// What the shell and the command line can do with a session.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the graph as Turtle or another RDF syntax
    Export(export::Arguments),
    /// Bring Turtle and TriG files into canonical form
    Fmt(fmt::Arguments),
    /// List the prefixes of the session
    Prefixes(prefixes::Arguments),
}

impl Command {
    /// Runs the command; what it answers goes to `out`.
    ///
    /// # Errors
    /// The failure that the user sees.
    pub fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        match self {
            Self::Export(arguments) => arguments.run(session, out),
            Self::Fmt(arguments) => arguments.run(session, out),
            Self::Prefixes(arguments) => arguments.run(session, out),
        }
    }
}
