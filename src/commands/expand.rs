//! `expand`: the IRI that a name stands for, or the name for an IRI.

use std::io::Write;

use clap::Args;

use super::Outcome;
use crate::failure::Result;
use crate::session::Session;

/// Arguments of `expand`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A prefixed name, a prefix with its colon, or an IRI
    #[arg(required = true)]
    name: Vec<String>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        for name in &self.name {
            let is_iri = name.contains("//") || name.starts_with('<');
            let node = if is_iri {
                let bare = name.trim_start_matches('<').trim_end_matches('>');
                session.prefixes.expand(&format!("<{bare}>"))?
            } else {
                session.prefixes.expand(name)?
            };
            match session.prefixes.compact(node.as_str()) {
                // Who asks by the IRI asks for the name.
                Some(name) if is_iri => writeln!(out, "{name}")?,
                _ => writeln!(out, "{node}")?,
            }
        }
        Ok(Outcome::Done)
    }
}
