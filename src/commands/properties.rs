//! `properties`: the properties in use, with their counts; of all things or of the instances of one class.

use std::collections::BTreeMap;
use std::io::Write;

use clap::Args;
use oxrdf::NamedNode;
use oxrdf::vocab::rdf;

use super::counts::{self, Row};
use super::{Outcome, number, schema, term};
use crate::failure::Result;
use crate::session::Session;
use crate::store;

/// Arguments of `properties`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Only of the instances of this class, by prefixed name or label
    class: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let uses = match &self.class {
            Some(class) => of_class(session, &schema::class(session, class)?)?,
            None => of_all(session)?,
        };
        let mut rows = Vec::new();
        for (property, count) in uses {
            rows.push(Row {
                count,
                name: term::name(session, &property),
                label: term::label(session, &property)?.unwrap_or_default(),
            });
        }
        counts::write(rows, number::PROPERTY, None, session, out)
    }
}

fn of_all(session: &Session) -> Result<BTreeMap<NamedNode, usize>> {
    let mut uses = BTreeMap::new();
    for quad in session.dataset.quads(None, None, None, None) {
        check(session)?;
        *uses.entry(quad?.predicate).or_default() += 1;
    }
    Ok(uses)
}

fn of_class(session: &Session, class: &NamedNode) -> Result<BTreeMap<NamedNode, usize>> {
    let mut uses = BTreeMap::new();
    let class = Some(class.as_ref().into());
    for quad in session.dataset.quads(None, Some(rdf::TYPE), class, None) {
        check(session)?;
        let subject = quad?.subject;
        for quad in session
            .dataset
            .quads(Some(subject.as_ref()), None, None, None)
        {
            *uses.entry(quad?.predicate).or_default() += 1;
        }
    }
    Ok(uses)
}

/// Ends the command once it is cancelled.
pub(super) fn check(session: &Session) -> Result<()> {
    if session.cancellation.is_cancelled() {
        return Err(store::Error::Cancelled.into());
    }
    Ok(())
}
