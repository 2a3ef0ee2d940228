//! `init`: makes a persistent store that holds the graph of the bundle.

use std::io::Write;

use clap::Args;
use indicatif::HumanCount;

use super::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::session::Session;
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
            return Err(Failure::new(Kind::Usage, "no folder named for the store")
                .with_hint("`gremia init --store DIR`"));
        };
        let statements = EmbeddedDataset::create(folder, |dataset| session.load_bundle(dataset))?;
        writeln!(
            out,
            "made the store {} with {} statements of {} files",
            folder.display(),
            HumanCount(statements),
            session.bundle.graph_files().count()
        )?;
        Ok(Outcome::Done)
    }
}
