//! `prefixes`: lists the prefixes of the session.

use std::io::Write;

use clap::Args;

use super::Outcome;
use crate::failure::Result;
use crate::language::wording;
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
        let mut any = false;
        for (prefix, namespace) in session.prefixes.iter().filter(|(prefix, _)| wanted(prefix)) {
            any = true;
            writeln!(
                out,
                "{:width$} <{namespace}>",
                format!("{prefix}:"),
                width = width + 1
            )?;
        }
        if !any && let Some(filter) = &self.filter {
            let remark = wording!(
                "no prefix has `{filter}` in its name",
                "kein Präfix hat `{filter}` im Namen"
            );
            writeln!(out, "{remark}")?;
            return Ok(Outcome::Negative);
        }
        Ok(Outcome::Done)
    }
}
