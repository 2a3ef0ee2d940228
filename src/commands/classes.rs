//! `classes`: the classes that have instances, with their counts.

use std::io::Write;

use clap::Args;

use super::counts::{self, Row};
use super::{Outcome, number, schema, term};
use crate::failure::Result;
use crate::session::Session;
use crate::text_search::fold;

/// Arguments of `classes`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Only classes whose name or label has this text
    text: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        write(session, self.text.as_deref(), out)
    }
}

/// Writes the classes whose name or label has `text`, the biggest first.
pub(super) fn write(session: &Session, text: Option<&str>, out: &mut dyn Write) -> Result<Outcome> {
    let wanted = text.map(fold);
    let mut rows = Vec::new();
    for (class, count) in schema::instances(session)? {
        let row = Row {
            count,
            name: term::name(session, &class),
            label: term::label(session, &class)?.unwrap_or_default(),
        };
        if wanted.as_deref().is_none_or(|wanted| row.has(wanted)) {
            rows.push(row);
        }
    }
    counts::write(rows, number::CLASS, text, session, out)
}
