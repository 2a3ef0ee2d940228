//! `run`: answers a named query.

use std::io::Write;
use std::time::Duration;

use clap::Args;

use super::answer::{Output, pairs};
use super::{Outcome, term};
use crate::failure::Result;
use crate::named_queries::Catalogue;
use crate::session::Session;

/// Arguments of `run`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Name of the query, as `queries` lists it
    name: String,
    /// Parameters of the query
    #[arg(value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    #[command(flatten)]
    output: Output,
}

impl Arguments {
    pub(super) fn timeout(&self) -> Option<Duration> {
        self.output.timeout
    }

    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let catalogue = Catalogue::from_bundle(&session.bundle)?;
        let query = catalogue.query(&self.name)?;
        let mut arguments = pairs(&self.parameters)?;
        for (name, value) in &mut arguments {
            // A name nobody uses would give no row, which reads as "not stated".
            if query.is_node(name) {
                *value = term::resolve(session, value)?.to_string();
            }
        }
        let prepared = query.prepare(&arguments, &session.prefixes)?;
        self.output.answer(&prepared, session, out)?;
        Ok(Outcome::Done)
    }
}
