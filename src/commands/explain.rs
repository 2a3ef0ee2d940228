//! `explain`: shows how a query is evaluated, with `--analyze` how it went.

use std::io::Write;
use std::time::Duration;

use clap::Args;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Outcome;
use super::answer::{Source, cancellation, parameters, wrong_query};
use crate::failure::{Failure, Kind, Result};
use crate::prefixes::Prefixes;
use crate::session::{Display, Session};
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
        let drawing = Drawing {
            plan: &plan,
            prefixes: &session.prefixes,
            display: session.display,
        };
        drawing.write(out)?;
        Ok(Outcome::Done)
    }
}

/// A plan on its way to the screen.
struct Drawing<'a> {
    plan: &'a Plan,
    prefixes: &'a Prefixes,
    display: Display,
}

impl Drawing<'_> {
    fn write(&self, out: &mut dyn Write) -> Result<()> {
        self.write_step(&self.plan.root, "", "", out)?;
        if self.plan.sorted_afterwards {
            writeln!(out, "then sorted, in German order")?;
        }
        for finding in self.plan.findings() {
            writeln!(out, "{}", compacted(&finding, self.prefixes))?;
        }
        Ok(())
    }

    /// Writes a step and those below it; `branch` stands before its name, `trunk` before theirs.
    fn write_step(
        &self,
        step: &Step,
        branch: &str,
        trunk: &str,
        out: &mut dyn Write,
    ) -> Result<()> {
        let mut line = String::new();
        if let Some(rows) = step.rows {
            line = format!(
                "{rows:>9} rows {:>10.2} ms  ",
                1000.0 * step.seconds.unwrap_or_default()
            );
        }
        let marks = self.marks(step);
        let words = format!("{branch}{}", compacted(&step.words(), self.prefixes));
        let taken = line.len() + marks.width();
        line.push_str(&self.fitted(&words, taken));
        writeln!(out, "{line}{marks}")?;
        let [last, middle, trunk_on] = if self.display.ascii {
            ["`- ", "+- ", "|  "]
        } else {
            ["└─ ", "├─ ", "│  "]
        };
        for (index, child) in step.children.iter().enumerate() {
            let is_last = index + 1 == step.children.len();
            let (corner, below) = if is_last {
                (last, "   ")
            } else {
                (middle, trunk_on)
            };
            let branch = format!("{trunk}{corner}");
            self.write_step(child, &branch, &format!("{trunk}{below}"), out)?;
        }
        Ok(())
    }

    /// Names what stands out about a step.
    fn marks(&self, step: &Step) -> String {
        let is = |found: Option<&Step>| found.is_some_and(|found| std::ptr::eq(found, step));
        let mut marks = Vec::new();
        if is(self.plan.slowest()) {
            marks.push("slowest");
        }
        if is(self.plan.most_multiplying()) {
            marks.push("multiplies most");
        }
        if marks.is_empty() {
            return String::new();
        }
        let arrow = if self.display.ascii { "<-" } else { "◂" };
        format!("  {arrow} {}", marks.join(", "))
    }

    /// Cuts words to what a terminal has left beside `taken` columns; at least a few of them stay.
    fn fitted(&self, words: &str, taken: usize) -> String {
        const LEAST: usize = 24;
        let room = match self.display.width {
            Some(width) => width.saturating_sub(taken).max(LEAST),
            None => return words.to_owned(),
        };
        if words.width() <= room {
            return words.to_owned();
        }
        let mut cut = String::new();
        let mut width = 1;
        for c in words.chars() {
            width += c.width().unwrap_or_default();
            if width > room {
                break;
            }
            cut.push(c);
        }
        cut.push(if self.display.ascii { '~' } else { '…' });
        cut
    }
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
