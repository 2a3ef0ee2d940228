//! `run`: answers a named query.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;

use super::answer::{Output, pairs};
use super::{Outcome, term};
use crate::failure::Result;
use crate::language::wording;
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
        let arguments = pairs(&self.parameters)?;
        let prefixes = query.known_prefixes(&session.prefixes);
        for (_, value) in arguments.iter().filter(|(name, _)| query.is_node(name)) {
            // No row would read as "not stated", where only the name is misspelled.
            if let Ok(node) = prefixes.expand(value)
                && !term::occurs(session, &node)?
            {
                // What cannot be noted changes nothing of the answer.
                let _ = writeln!(
                    io::stderr(),
                    "{}",
                    wording!(
                        "note: `{value}` does not occur in the dataset; `find TEXT` looks for labels",
                        "Hinweis: `{value}` kommt im Datenbestand nicht vor; `find TEXT` sucht Bezeichnungen"
                    )
                );
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
