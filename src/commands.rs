//! The commands: one file each, with its arguments and what it does. Layer 5: may use layers 0-4.
//!
//! The shell and the command line run the same [`Command`]; neither is known here.

mod backup;
mod info;
mod init;
mod load;
mod export;
mod fmt;
pub(crate) mod output_file;
mod prefixes;
mod update;

use std::io::Write;

use clap::Subcommand;

use crate::failure::Result;
use crate::session::Session;
use crate::store::Access;

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
    /// Copy a persistent store to a new folder
    Backup(backup::Arguments),
    /// Tell what is loaded: where from, how much, of which classes
    Info(info::Arguments),
    /// Make a persistent store with the bundled graph in the folder that `--store` names
    Init(init::Arguments),
    /// Load RDF files into a store
    Load(load::Arguments),
    /// Write the graph as Turtle or another RDF syntax
    Export(export::Arguments),
    /// Bring Turtle and TriG files into canonical form
    Fmt(fmt::Arguments),
    /// List the prefixes of the session
    Prefixes(prefixes::Arguments),
    /// Change the dataset by a SPARQL update
    Update(update::Arguments),
}

impl Command {
    /// Gives what the command needs the dataset for; `None` where it needs no dataset.
    #[must_use]
    pub fn access(&self) -> Option<Access> {
        match self {
            Self::Init(_) => None,
            Self::Load(_) => Some(Access::Create),
            Self::Update(_) => Some(Access::ReadWrite),
            _ => Some(Access::ReadOnly),
        }
    }

    /// Runs the command; what it answers goes to `out`.
    ///
    /// # Errors
    /// The failure that the user sees.
    pub fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        match self {
            Self::Backup(arguments) => arguments.run(session, out),
            Self::Info(arguments) => arguments.run(session, out),
            Self::Init(arguments) => arguments.run(session, out),
            Self::Load(arguments) => arguments.run(session, out),
            Self::Export(arguments) => arguments.run(session, out),
            Self::Fmt(arguments) => arguments.run(session, out),
            Self::Prefixes(arguments) => arguments.run(session, out),
            Self::Update(arguments) => arguments.run(session, out),
        }
    }
}
