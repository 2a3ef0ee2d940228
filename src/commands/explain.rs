//! `explain`: shows how a query is evaluated, with `--analyze` how it went.

use std::io::Write;
use std::time::Duration;

use clap::Args;
use unicode_width::UnicodeWidthStr;

use super::Outcome;
use super::answer::{Source, cancellation, parameters, wrong_query};
use super::number::{decimal, grouped};
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, wording};
use crate::prefixes::Prefixes;
use crate::results::width::wrap;
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
/// Steps are broken at this width at the least.
const LEAST: usize = 12;
/// A blank at which no line is broken.
const NO_BREAK: &str = "\u{A0}";

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
            let below = format!("{trunk}{}", self.branches()[2]);
            self.write_line(step, &branch, &below, out)?;
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
        match (self.display.ascii, self.is_narrow()) {
            _ if self.display.plain => ["  "; 3],
            (true, false) => ["`- ", "+- ", "|  "],
            (true, true) => ["` ", "+ ", "| "],
            (false, false) => ["└─ ", "├─ ", "│  "],
            (false, true) => ["└ ", "├ ", "│ "],
        }
    }

    /// Gives what stands before what is below the last of several steps.
    fn below_last(&self) -> &'static str {
        if self.display.plain || self.is_narrow() {
            "  "
        } else {
            "   "
        }
    }

    /// Writes a step and those below it; `branch` stands before its name, `trunk` before theirs.
    fn write_step(
        &self,
        step: &Step,
        branch: &str,
        trunk: &str,
        out: &mut dyn Write,
    ) -> Result<()> {
        let [last, middle, trunk_on] = self.branches();
        let below = if step.children.is_empty() {
            trunk.to_owned()
        } else {
            format!("{trunk}{trunk_on}")
        };
        self.write_line(step, branch, &below, out)?;
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

    /// Writes a step behind `branch`, on as many lines as it takes; `below` stands before those that follow.
    fn write_line(
        &self,
        step: &Step,
        branch: &str,
        below: &str,
        out: &mut dyn Write,
    ) -> Result<()> {
        let figures = self.figures(step);
        let words = in_short(&step.words(), self.prefixes);
        // What stands out is also told below the tree.
        let words = if self.is_narrow() {
            words
        } else {
            format!("{words}{}", self.marks(step))
        };
        // Nothing is broken that is read aloud.
        let width = self.display.width.filter(|_| !self.display.plain);
        let Some(width) = width else {
            writeln!(out, "{figures}{branch}{}", words.replace(NO_BREAK, " "))?;
            return Ok(());
        };
        let beside = figures.width() + branch.width().max(below.width());
        let room = width.saturating_sub(beside).max(LEAST);
        for (number, line) in wrap(&words, room).into_iter().enumerate() {
            // The sign of a mark keeps to its first word.
            let line = words[line].replace(NO_BREAK, " ");
            if number == 0 {
                writeln!(out, "{figures}{branch}{line}")?;
            } else {
                writeln!(out, "{:1$}{below}{line}", "", figures.width())?;
            }
        }
        Ok(())
    }

    fn is_narrow(&self) -> bool {
        self.display.width.is_some_and(|width| width < NARROW)
    }

    /// Gives the rows and the time of a step as they stand before it: blank where the engine does not know them.
    fn figures(&self, step: &Step) -> String {
        if self.plan.root.rows.is_none() {
            return String::new();
        }
        let [rows, time] = self.told_figures(step);
        // What is read aloud needs no columns.
        if self.display.plain {
            let told = [rows, time].into_iter().filter(|told| !told.is_empty());
            return told.flat_map(|told| [told, " ".to_owned()]).collect();
        }
        let mut all = Vec::new();
        self.all_figures(&self.plan.root, &mut all);
        for step in &self.plan.afterwards {
            all.push(self.told_figures(step));
        }
        let widest = |place: usize| all.iter().map(|told| told[place].width()).max();
        let [of_rows, of_time] = [0, 1].map(|place| widest(place).unwrap_or_default());
        let gap = if self.is_narrow() { " " } else { "  " };
        format!("{rows:>of_rows$}{gap}{time:>of_time$}{gap}")
    }

    fn all_figures(&self, step: &Step, all: &mut Vec<[String; 2]>) {
        all.push(self.told_figures(step));
        for child in &step.children {
            self.all_figures(child, all);
        }
    }

    /// Says how many rows a step gave and how long it took, each as far as that is known.
    fn told_figures(&self, step: &Step) -> [String; 2] {
        let is_narrow = self.is_narrow();
        let rows = step.rows.map_or_else(String::new, |rows| {
            let unit = match rows {
                _ if is_narrow => String::new(),
                1 => wording!(" row ", " Zeile "),
                _ => wording!(" rows", " Zeilen"),
            };
            format!("{}{unit}", grouped(rows))
        });
        let time = step.seconds.map_or_else(String::new, |seconds| {
            let places = if is_narrow { 1 } else { 2 };
            format!("{} ms", decimal(1000.0 * seconds, places))
        });
        [rows, time]
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
        format!("  {arrow}{NO_BREAK}{}", marks.join(", "))
    }
}
