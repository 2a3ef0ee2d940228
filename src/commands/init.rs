//! `init`: makes a persistent store that holds the graph of the bundle.

use std::io::Write;

use clap::Args;

use super::Outcome;
use super::number::grouped;
use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::session::Session;
use crate::session::loads::{Loads, Source};
use crate::store::EmbeddedDataset;

/// Arguments of `init`.
#[derive(Args, Debug)]
pub struct Arguments {}

impl Arguments {
    #[expect(
        clippy::unused_self,
        reason = "every command runs on its arguments, and this one has none"
    )]
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let Some(folder) = &session.options.store else {
            let message = wording!(
                "no folder named for the store",
                "kein Ordner für den Store angegeben"
            );
            return Err(Failure::new(Kind::Usage, message).with_hint(wording!(
                "`gremia init --store DIR` names one",
                "`gremia init --store ORDNER` gibt einen an"
            )));
        };
        let statements = EmbeddedDataset::create(folder, |dataset| session.load_bundle(dataset))?;
        Loads::of_store(folder).note(Source::Bundle);
        let (folder, files) = (folder.display(), session.bundle.graph_files().count());
        let statements = grouped(statements);
        let made = wording!(
            "made the store {folder} with {statements} statements of {files} files",
            "Store {folder} angelegt, mit {statements} Tripeln aus {files} Dateien"
        );
        writeln!(out, "{made}")?;
        Ok(Outcome::Done)
    }
}
