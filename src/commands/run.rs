//! `run`: answers a named query.

use std::io::Write;
use std::time::Duration;

use clap::Args;

use super::answer::{Output, pairs};
use super::{Outcome, term};
use crate::failure::Result;
use crate::language::{command, wording};
use crate::named_queries::Parameter;
use crate::results::message::tell;
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

    /// Gives the name of the query, and the parameters that it needs and was not given.
    ///
    /// # Errors
    /// Where there is no such query, or an argument is no parameter.
    pub(crate) fn missing(&self, session: &Session) -> Result<(&str, Vec<Parameter>)> {
        let catalogue = session.catalogue()?;
        let query = catalogue.query(&self.name)?;
        let given = pairs(&self.parameters)?;
        let missing = query.parameters.iter().filter(|parameter| {
            parameter.default.is_none() && given.iter().all(|(name, _)| *name != parameter.name)
        });
        Ok((&self.name, missing.cloned().collect()))
    }

    /// Writes name and parameters as they are typed.
    #[must_use]
    pub(crate) fn line(&self) -> String {
        let mut line = self.name.clone();
        for parameter in &self.parameters {
            line = format!("{line} {parameter}");
        }
        line
    }

    /// Gives the command with further parameters.
    #[must_use]
    pub(crate) fn with(mut self, parameters: Vec<String>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let catalogue = session.catalogue()?;
        let query = catalogue.query(&self.name)?;
        let arguments = pairs(&self.parameters)?;
        let prefixes = query.known_prefixes(&session.prefixes);
        for (name, value) in &arguments {
            // No row would read as "not stated", where only the name is misspelled.
            if let Some(node) = query.node(name, value, &prefixes)
                && !term::occurs(session, &node)?
            {
                let find = command("find TEXT");
                tell(&wording!(
                    "note: `{value}` does not occur in the dataset; {find} looks for labels",
                    "Anmerkung: `{value}` kommt im Datenbestand nicht vor; {find} sucht Bezeichnungen"
                ));
            }
        }
        let prepared = query.prepare(&arguments, &session.prefixes)?;
        if query.inferred && !session.options.inferred {
            session.reading_inferred(|session| self.output.answer(&prepared, session, out))?;
        } else {
            self.output.answer(&prepared, session, out)?;
        }
        Ok(Outcome::Done)
    }
}
