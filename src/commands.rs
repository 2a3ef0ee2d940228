//! The commands: one file each, with its arguments and what it does. Layer 5: may use layers 0-4.
//!
//! The shell and the command line run the same [`Command`]; neither is known here.

mod answer;
mod explain;
mod prefixes;
mod queries;
mod query;
mod run;

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
    /// An ASK was false, and the exit status was asked to tell. Exit status 4.
    AskedFalse,
}

impl Outcome {
    /// Gives the exit status of the program.
    #[must_use]
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Negative => 1,
            Self::AskedFalse => 4,
        }
    }
}

/// What the shell and the command line can do with a session.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show how a query is evaluated
    Explain(explain::Arguments),
    /// List the prefixes of the session
    Prefixes(prefixes::Arguments),
    /// List the named queries, or show one
    Queries(queries::Arguments),
    /// Answer a query
    Query(query::Arguments),
    /// Run a named query
    Run(run::Arguments),
}

impl Command {
    /// Runs the command; what it answers goes to `out`.
    ///
    /// # Errors
    /// The failure that the user sees.
    pub fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        match self {
            Self::Explain(arguments) => arguments.run(session, out),
            Self::Prefixes(arguments) => arguments.run(session, out),
            Self::Queries(arguments) => arguments.run(session, out),
            Self::Query(arguments) => arguments.run(session, out),
            Self::Run(arguments) => arguments.run(session, out),
        }
    }
}
