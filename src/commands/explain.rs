//! `explain`: shows how a query is evaluated, with `--analyze` how it went.

use std::io::Write;
use std::time::Duration;

use clap::Args;

use super::Outcome;
use super::answer::{Source, cancellation, parameters, wrong_query};
use crate::failure::{Failure, Kind, Result};
use crate::prefixes::Prefixes;
use crate::session::Session;
use crate::sparql::{Plan, Step, prepare, split};

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    source: Source,
    /// Run the query and show the rows and the time of each step
    #[arg(long)]
    analyze: bool,
    /// Bind a variable of the query, as in `query`
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    /// Longest time the query may take, such as 30s, 500ms or 2m
    #[arg(long, value_name = "TIME", value_parser = super::answer::duration)]
    timeout: Option<Duration>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let text = self.source.read()?;
        let parameters = parameters(&self.parameters, &session.prefixes)?;
        let mut parts = split(&text.text);
        if parts.len() > 1 {
            return Err(Failure::new(
                Kind::Usage,
                "one query at a time can be explained",
            ));
        }
        let part = parts.pop().unwrap_or(0..text.text.len());
        let query = prepare(&text.text[part.clone()], &session.prefixes, &parameters).map_err(
            |diagnostic| wrong_query(&diagnostic.moved(part.start, &text.text), &text, session),
        )?;
        let plan = query.explain(
            session.dataset.as_ref(),
            &cancellation(session, self.timeout),
            self.analyze,
        )?;
        write_plan(&plan, &session.prefixes, out)?;
        Ok(Outcome::Done)
    }
}

fn write_plan(plan: &Plan, prefixes: &Prefixes, out: &mut dyn Write) -> Result<()> {
    write_step(&plan.root, prefixes, "", "", out)?;
    if plan.sorted_afterwards {
        writeln!(out, "then sorted, in German order")?;
    }
    for finding in plan.findings() {
        writeln!(out, "{}", compacted(&finding, prefixes))?;
    }
    Ok(())
}

/// Writes a step and those below it; `branch` stands before its name, `trunk` before theirs.
fn write_step(
    step: &Step,
    prefixes: &Prefixes,
    branch: &str,
    trunk: &str,
    out: &mut dyn Write,
) -> Result<()> {
    if let Some(rows) = step.rows {
        write!(
            out,
            "{rows:>9} rows {:>10.2} ms  ",
            1000.0 * step.seconds.unwrap_or_default()
        )?;
    }
    writeln!(out, "{branch}{}", compacted(&step.name, prefixes))?;
    for (index, child) in step.children.iter().enumerate() {
        let is_last = index + 1 == step.children.len();
        let (corner, line) = if is_last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        write_step(
            child,
            prefixes,
            &format!("{trunk}{corner}"),
            &format!("{trunk}{line}"),
            out,
        )?;
    }
    Ok(())
}

/// Writes the IRIs in a text as prefixed names where a prefix fits.
fn compacted(text: &str, prefixes: &Prefixes) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        result.push_str(&rest[..start]);
        rest = &rest[start..];
        let iri = rest.find('>').map_or("", |end| &rest[1..end]);
        if let Some(name) = prefixes.compact(iri) {
            result.push_str(&name);
            rest = &rest[iri.len() + 2..];
        } else {
            result.push('<');
            rest = &rest[1..];
        }
    }
    result + rest
}
