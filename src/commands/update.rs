//! `update`: applies a SPARQL update, as a whole or not at all.

use std::io::Write;

use clap::Args;

use super::Outcome;
use super::answer::{Source, cancellation, wrong_query};
use super::number::grouped;
use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
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
                wording!(
                    "what is changed in memory is gone when the command ends",
                    "was im Arbeitsspeicher geändert wird, ist am Ende des Befehls weg"
                ),
            )
            .with_hint(wording!(
                "name a store by `--store DIR`, or update inside the shell",
                "mit `--store ORDNER` einen Store angeben oder in der Shell ändern"
            )));
        }
        let text = self.source.read()?;
        let update = prepare(&text.text, &session.prefixes, &[])
            .map_err(|diagnostic| wrong_query(&diagnostic, &text, session))?;
        let dataset = session.dataset.as_ref();
        let cancellation = cancellation(session, None);
        if session.options.store.is_some() {
            update.apply(dataset, &cancellation)?;
            writeln!(out, "{}", wording!("done", "erledigt"))?;
            return Ok(Outcome::Done);
        }
        // In memory counting costs next to nothing; in a big store it would take longer than the update.
        let before = dataset.len()?;
        update.apply(dataset, &cancellation)?;
        let after = dataset.len()?;
        let sign = if after < before { "-" } else { "+" };
        let change = grouped(after.abs_diff(before));
        let after = grouped(after);
        writeln!(
            out,
            "{}",
            wording!(
                "done: {after} statements ({sign}{change})",
                "erledigt: {after} Tripel ({sign}{change})"
            )
        )?;
        Ok(Outcome::Done)
    }
}
