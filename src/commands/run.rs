//! `run`: answers a named query.

use std::io::Write;

use clap::Args;

use super::Outcome;
use super::answer::{Output, pairs};
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
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let catalogue = Catalogue::from_bundle(&session.bundle)?;
        let query = catalogue.query(&self.name)?;
        let prepared = query.prepare(&pairs(&self.parameters)?, &session.prefixes)?;
        self.output.answer(&prepared, session, out)?;
        Ok(Outcome::Done)
    }
}
