//! What a query spent its time on: `.timer on`.
//!
//! The engine plans a query in the call that also begins to evaluate it, and groups and sorts in that call too: the time
//! to the first row has the planning in it, which is measured by itself.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::language::{decimal, wording};

use super::shell::Shell;

/// The times of one query. Those of its rows count from the start of the evaluation, as that of a footer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// Reading and checking the text.
    pub(super) parse: Duration,
    /// Planning the query, where that was measured.
    pub(super) plan: Option<Duration>,
    /// Until the first row or triple, where there is one.
    pub(super) first: Option<Duration>,
    /// Until all of them were found; nothing where counting them stopped before.
    pub(super) all: Option<Duration>,
    /// From then on, until all was written.
    pub(super) shown: Duration,
}

/// Measures an evaluation while it runs.
pub(super) struct Stopwatch {
    pub(super) started: Instant,
    parse: Duration,
    plan: Option<Duration>,
    first: Cell<Option<Duration>>,
    all: Cell<Option<Duration>>,
}

impl Stopwatch {
    /// Begins to measure an evaluation whose text took `parse` to be read and `plan` to be planned.
    pub(super) fn start(parse: Duration, plan: Option<Duration>) -> Self {
        Self {
            started: Instant::now(),
            parse,
            plan,
            first: Cell::default(),
            all: Cell::default(),
        }
    }

    /// Takes note of a row.
    pub(super) fn row(&self) {
        if self.first.get().is_none() {
            self.first.set(Some(self.started.elapsed()));
        }
    }

    /// Takes note that there are no more rows.
    pub(super) fn end(&self) {
        self.all.set(Some(self.started.elapsed()));
    }

    /// Gives what was measured once all is written.
    pub(super) fn times(&self) -> Times {
        let before = self.all.get().or(self.first.get()).unwrap_or_default();
        Times {
            parse: self.parse,
            plan: self.plan,
            first: self.first.get(),
            all: self.all.get(),
            shown: self.started.elapsed().saturating_sub(before),
        }
    }
}

impl Times {
    /// Tells them, parted by `separator`.
    pub(super) fn told(&self, separator: &str) -> String {
        let parse = told(self.parse);
        let mut parts = vec![wording!("parse {parse}", "Parsen {parse}")];
        if let Some(plan) = self.plan.map(told) {
            parts.push(wording!("plan {plan}", "Planen {plan}"));
        }
        if let Some(first) = self.first.map(told) {
            parts.push(wording!("first row {first}", "erste Zeile {first}"));
        }
        if let Some(all) = self.all.map(told) {
            parts.push(match self.first {
                Some(_) => wording!("all rows {all}", "alle Zeilen {all}"),
                None => wording!("answer {all}", "Antwort {all}"),
            });
        }
        let shown = told(self.shown);
        parts.push(wording!("shown {shown}", "gezeigt {shown}"));
        let parts = parts.join(separator);
        wording!("time: {parts}", "Zeit: {parts}")
    }
}

impl Shell {
    /// Gives what stands between the parts of a line that is said beside the data.
    pub(super) fn separator(&self) -> &'static str {
        if self.is_plain() { ", " } else { " · " }
    }

    /// Says what a query spent its time on, where that is wanted; `elapsed` is the whole of it.
    pub(super) fn tell_times(&self, elapsed: Duration) {
        match self.runner.times() {
            Some(times) if self.settings.timer => self.note(&times.told(self.separator())),
            _ => self.tell_time(elapsed),
        }
    }

    /// Says how long a command took, where that is wanted.
    pub(super) fn tell_time(&self, elapsed: Duration) {
        if self.settings.timer {
            let seconds = decimal(elapsed.as_secs_f64(), 3);
            self.note(&wording!("time: {seconds} s", "Zeit: {seconds} s"));
        }
    }
}

/// Writes a time; the parts of a query are short, so milliseconds have a decimal place.
pub(super) fn told(time: Duration) -> String {
    if time.as_secs() == 0 {
        format!("{} ms", decimal(time.as_secs_f64() * 1000.0, 1))
    } else {
        format!("{} s", decimal(time.as_secs_f64(), 2))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Stopwatch, Times};

    #[test]
    fn times_are_told_in_the_order_of_the_steps() {
        let times = Times {
            parse: Duration::from_micros(300),
            plan: Some(Duration::from_micros(100)),
            first: Some(Duration::from_micros(440)),
            all: Some(Duration::from_millis(1_250)),
            shown: Duration::from_millis(1),
        };
        assert_eq!(
            times.told(" · "),
            "time: parse 0.3 ms · plan 0.1 ms · first row 0.4 ms · all rows 1.25 s · shown 1.0 ms"
        );
        let without_rows = Times {
            plan: None,
            first: None,
            all: times.first,
            ..times
        };
        assert_eq!(
            without_rows.told(", "),
            "time: parse 0.3 ms, answer 0.4 ms, shown 1.0 ms"
        );
    }

    #[test]
    fn first_row_comes_before_all_rows() {
        let watch = Stopwatch::start(Duration::ZERO, None);
        watch.row();
        watch.row();
        watch.end();
        let times = watch.times();
        assert!(times.first.is_some() && times.first <= times.all);
    }
}
