//! `queries`: lists the named queries by group, or shows one with its text.

use std::collections::BTreeMap;
use std::io::Write;

use clap::Args;

use super::{Outcome, term};
use crate::failure::{Failure, Kind, Result};
use crate::language::{spoken, wording};
use crate::named_queries::{NamedQuery, Parameter};
use crate::session::Session;

/// Columns that what a query answers needs beside its name, with what stands around them.
const LEAST_BESIDE: usize = 34;
/// Where it begins below the name.
const INDENT: usize = 6;

/// Arguments of `queries`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Name of a query to show, or a text that the names, groups and summaries listed contain
    filter: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let catalogue = session.catalogue()?;
        let filter = self.filter.as_deref().unwrap_or_default();
        if let Ok(query) = catalogue.query(filter) {
            return show(query, spoken().tag(), out);
        }
        let mut groups: BTreeMap<&str, Vec<&NamedQuery>> = BTreeMap::new();
        for query in catalogue
            .queries()
            .iter()
            .filter(|query| matches(query, filter))
        {
            groups.entry(&query.group).or_default().push(query);
        }
        if groups.is_empty() && !filter.is_empty() {
            return Err(catalogue.query(filter).map_or_else(Failure::from, |_| {
                Failure::new(
                    Kind::Usage,
                    wording!(
                        "there is no query `{filter}`",
                        "es gibt keine Abfrage `{filter}`"
                    ),
                )
            }));
        }
        let width = groups
            .values()
            .flatten()
            .map(|query| query.name.len())
            .max()
            .unwrap_or_default();
        for (index, (group, queries)) in groups.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{group}")?;
            for query in queries {
                write_listed(query, width, session.display.width, out)?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// Writes the name of a query, with what it answers and takes behind it, or below it on a narrow terminal.
fn write_listed(
    query: &NamedQuery,
    widest: usize,
    wide: Option<usize>,
    out: &mut dyn Write,
) -> Result<()> {
    let below = wide.is_some_and(|wide| widest + LEAST_BESIDE > wide);
    let indent = if below { INDENT } else { widest + 4 };
    let summary = term::wrap(query.summary(spoken().tag()), indent, wide);
    let name = &query.name;
    if below {
        writeln!(out, "  {name}\n{:indent$}{summary}", "")?;
    } else {
        writeln!(out, "  {name:widest$}  {summary}")?;
    }
    let usage: Vec<String> = query.parameters.iter().map(Parameter::usage).collect();
    if !usage.is_empty() {
        let usage = term::wrap(&usage.join(" "), indent, wide);
        writeln!(out, "{:indent$}{usage}", "")?;
    }
    Ok(())
}

fn matches(query: &NamedQuery, filter: &str) -> bool {
    let filter = filter.to_lowercase();
    let summaries = query.summaries.iter().map(|(_, summary)| summary);
    summaries
        .chain([&query.name, &query.group])
        .any(|text| text.to_lowercase().contains(&filter))
}

fn show(query: &NamedQuery, language: &str, out: &mut dyn Write) -> Result<Outcome> {
    writeln!(out, "{} – {}", query.name, query.summary(language))?;
    if let Some(description) = &query.description {
        writeln!(out, "{description}")?;
    }
    if query.inferred {
        writeln!(
            out,
            "{}",
            wording!(
                "It also reads what is inferred.",
                "Sie liest auch, was gefolgert ist."
            )
        )?;
    }
    for parameter in &query.parameters {
        match &parameter.text {
            Some(text) => writeln!(out, "  {}  {text}", parameter.usage())?,
            None => writeln!(out, "  {}", parameter.usage())?,
        }
    }
    writeln!(out)?;
    // The header says again what stands above.
    for line in query
        .text
        .lines()
        .skip_while(|line| line.starts_with("#+") || line.trim().is_empty())
    {
        writeln!(out, "{line}")?;
    }
    Ok(Outcome::Done)
}
