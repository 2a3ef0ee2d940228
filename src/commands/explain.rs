//! `explain`: shows how a query is evaluated, with `--analyze` how it went.

use std::io::Write;
use std::time::Duration;

use clap::Args;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Outcome;
use super::answer::{Source, cancellation, parameters, wrong_query};
use super::number::{decimal, grouped};
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, wording};
use crate::prefixes::Prefixes;
use crate::session::{Display, Session};
use crate::sparql::{Plan, Step, in_short, prepare, split};

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
                wording!(
                    "one query at a time can be explained",
                    "erklärt wird immer nur eine Abfrage auf einmal"
                ),
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

/// Terminals with fewer columns leave no room for units and marks.
const NARROW: usize = 60;

/// A plan on its way to the screen.
struct Drawing<'a> {
    plan: &'a Plan,
    prefixes: &'a Prefixes,
    display: Display,
}

impl Drawing<'_> {
    fn write(&self, out: &mut dyn Write) -> Result<()> {
        // What comes after the engine stands above its steps, as what comes last stands first.
        let mut branch = String::new();
        let mut trunk = String::new();
        let [last, _, _] = self.branches();
        for step in self.plan.afterwards.iter().rev() {
            self.write_line(step, &branch, out)?;
            branch = format!("{trunk}{last}");
            trunk.push_str(self.below_last());
        }
        self.write_step(&self.plan.root, &branch, &trunk, out)?;
        for finding in self.plan.findings() {
            writeln!(out, "{}", in_short(&finding, self.prefixes))?;
        }
        Ok(())
    }

    /// Gives what stands before the last of several steps, before another one, and before what is below that.
    fn branches(&self) -> [&'static str; 3] {
        if self.display.plain {
            ["  "; 3]
        } else if self.display.ascii {
            ["`- ", "+- ", "|  "]
        } else {
            ["└─ ", "├─ ", "│  "]
        }
    }

    /// Gives what stands before what is below the last of several steps.
    fn below_last(&self) -> &'static str {
        if self.display.plain { "  " } else { "   " }
    }

    /// Writes a step and those below it; `branch` stands before its name, `trunk` before theirs.
    fn write_step(
        &self,
        step: &Step,
        branch: &str,
        trunk: &str,
        out: &mut dyn Write,
    ) -> Result<()> {
        self.write_line(step, branch, out)?;
        let [last, middle, trunk_on] = self.branches();
        for (index, child) in step.children.iter().enumerate() {
            let is_last = index + 1 == step.children.len();
            let (corner, below) = if is_last {
                (last, self.below_last())
            } else {
                (middle, trunk_on)
            };
            let branch = format!("{trunk}{corner}");
            self.write_step(child, &branch, &format!("{trunk}{below}"), out)?;
        }
        Ok(())
    }

    /// Writes the line of a step behind `branch`.
    fn write_line(&self, step: &Step, branch: &str, out: &mut dyn Write) -> Result<()> {
        let mut line = String::new();
        let narrow = self.display.width.is_some_and(|width| width < NARROW);
        if self.plan.root.rows.is_some() {
            let rows = step.rows.map_or_else(|| "?".to_owned(), grouped);
            let time = |places| match step.seconds {
                Some(seconds) => decimal(1000.0 * seconds, places),
                None => "?".to_owned(),
            };
            line = if narrow {
                format!("{rows:>7} {:>7} ms ", time(1))
            } else {
                let time = time(2);
                let unit = match step.rows {
                    Some(1) => wording!("row ", "Zeile "),
                    _ => wording!("rows", "Zeilen"),
                };
                format!("{rows:>9} {unit} {time:>10} ms  ")
            };
        }
        // What stands out is also told below the tree.
        let marks = if narrow {
            String::new()
        } else {
            self.marks(step)
        };
        let words = format!("{branch}{}", in_short(&step.words(), self.prefixes));
        let taken = line.width() + marks.width();
        line.push_str(&self.fitted(&words, taken));
        writeln!(out, "{line}{marks}")?;
        Ok(())
    }

    /// Names what stands out about a step.
    fn marks(&self, step: &Step) -> String {
        let is = |found: Option<&Step>| found.is_some_and(|found| std::ptr::eq(found, step));
        let mut marks = Vec::new();
        if is(self.plan.slowest()) {
            marks.push(Wording::new("slowest", "am langsamsten").text());
        }
        if is(self.plan.most_multiplying()) {
            marks.push(Wording::new("multiplies most", "vervielfacht am stärksten").text());
        }
        if marks.is_empty() {
            return String::new();
        }
        if self.display.plain {
            return format!(" ({})", marks.join(", "));
        }
        let arrow = if self.display.ascii { "<-" } else { "◂" };
        format!("  {arrow} {}", marks.join(", "))
    }

    /// Cuts words to what a terminal has left beside `taken` columns; at least a few of them stay.
    fn fitted(&self, words: &str, taken: usize) -> String {
        const LEAST: usize = 16;
        // Nothing is cut that is read aloud.
        let width = self.display.width.filter(|_| !self.display.plain);
        let room = match width {
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
