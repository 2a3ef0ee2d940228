//! `prefixes`: lists the prefixes of the session.

use std::io::Write;

use clap::Args;

use super::Outcome;
use crate::failure::Result;
use crate::session::Session;

/// Arguments of `prefixes`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only prefixes that contain this text
    filter: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let wanted = |prefix: &str| {
            self.filter
                .as_deref()
                .is_none_or(|filter| prefix.contains(filter))
        };
        let width = session
            .prefixes
            .iter()
            .map(|(prefix, _)| prefix.len())
            .max()
            .unwrap_or(0);
        for (prefix, namespace) in session.prefixes.iter().filter(|(prefix, _)| wanted(prefix)) {
            writeln!(
                out,
                "{:width$} <{namespace}>",
                format!("{prefix}:"),
                width = width + 1
            )?;
        }
        Ok(Outcome::Done)
    }
}
