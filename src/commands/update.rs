//! `update`: applies a SPARQL update, as a whole or not at all.

use std::io::Write;

use clap::Args;
use indicatif::HumanCount;

use super::Outcome;
use super::answer::{Source, cancellation, wrong_query};
use crate::failure::{Failure, Kind, Result};
use crate::session::Session;
use crate::sparql::prepare;

/// Arguments of `update`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    source: Source,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        if session.options.store.is_none() && !session.interactive {
            return Err(Failure::new(
                Kind::Usage,
                "what is changed in memory is gone when the command ends",
            )
            .with_hint("name a store by `--store DIR`, or update inside the shell"));
        }
        let text = self.source.read()?;
        let update = prepare(&text.text, &session.prefixes, &[])
            .map_err(|diagnostic| wrong_query(&diagnostic, &text, session))?;
        let dataset = session.dataset.as_ref();
        let cancellation = cancellation(session, None);
        if session.options.store.is_some() {
            update.apply(dataset, &cancellation)?;
            writeln!(out, "done")?;
            return Ok(Outcome::Done);
        }
        // In memory counting costs next to nothing; in a big store it would take longer than the update.
        let before = dataset.len()?;
        update.apply(dataset, &cancellation)?;
        let after = dataset.len()?;
        let sign = if after < before { "-" } else { "+" };
        let change = HumanCount(after.abs_diff(before) as u64);
        let after = HumanCount(after as u64);
        writeln!(out, "done: {after} statements ({sign}{change})")?;
        Ok(Outcome::Done)
    }
}
