//! `backup`: copies the persistent store to a new folder, which opens as a store.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::failure::Result;
use crate::language::wording;
use crate::session::Session;

/// Arguments of `backup`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Folder to make
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        session.dataset.backup(&self.folder)?;
        let folder = self.folder.display();
        let done = wording!("backed up to {folder}", "gesichert in {folder}");
        writeln!(out, "{done}")?;
        Ok(Outcome::Done)
    }
}
