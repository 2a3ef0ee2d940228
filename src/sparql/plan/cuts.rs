//! What LIMIT and OFFSET do to a query: which rows they take, and whether they save work.

use super::words;
use super::{Plan, SORT, Step};
use crate::language::grouped;
use crate::language::{Wording, wording};

impl Plan {
    /// Says of each LIMIT and OFFSET whether it takes arbitrary rows, and whether it saves work.
    pub(super) fn cut_short(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for (at, step) in self.afterwards.iter().enumerate() {
            let Some(slice) = step.slice().filter(Slice::takes_some) else {
                continue;
            };
            let rows = at.checked_sub(1).and_then(|at| self.afterwards[at].rows);
            if let Some(found) = slice.beyond(rows, self.root.rows) {
                findings.push(found);
                continue;
            }
            let mut before = self.afterwards[..at].iter();
            findings.push(if before.any(|step| step.name.starts_with(SORT)) {
                slice.saves_nothing(&Wording::new("sorted", "sortiert"))
            } else {
                slice.arbitrary(rows.is_some())
            });
        }
        for (step, _) in self.steps() {
            let Some(slice) = step.slice().filter(Slice::takes_some) else {
                continue;
            };
            let there = step.children.first().and_then(|child| child.rows);
            if let Some(found) = slice.beyond(there, there) {
                findings.push(found);
                continue;
            }
            let (below, kind) = step.decides();
            let one_group = kind == "Aggregate" && below.is_one_group();
            // Whether there is a row does not depend on which one it is.
            let is_asked = self.asks && std::ptr::eq(step, &raw const self.root);
            let is_settled = one_group || is_asked || step.is_given() || slice.takes_all(there);
            if kind != "Sort" && !is_settled {
                findings.push(slice.arbitrary(there.is_some()));
            }
            findings.extend(match kind {
                "Sort" => Some(slice.saves_nothing(&Wording::new("sorted", "sortiert"))),
                "Aggregate" => Some(slice.saves_nothing(&Wording::new("grouped", "gruppiert"))),
                _ => None,
            });
        }
        findings
    }
}

impl Step {
    /// Gives the LIMIT and the OFFSET that the step is.
    fn slice(&self) -> Option<Slice> {
        let arguments = self.name.strip_prefix("Slice(")?;
        let (start, length) = words::start_and_length(arguments.trim_end_matches(')'));
        Some(Slice { start, length })
    }

    /// Gives the step below that settles in which order rows come, with its kind; none for one that joins others.
    fn decides(&self) -> (&Self, &str) {
        let mut below = self;
        loop {
            match below.children.as_slice() {
                [only] => below = only,
                _ => return (below, ""),
            }
            let kind = below.kind();
            if !["Project", "Extend", "Filter", "Distinct", "Reduced"].contains(&kind) {
                return (below, kind);
            }
        }
    }

    /// Tells whether all rows below are given in the query, in their order.
    fn is_given(&self) -> bool {
        match self.children.as_slice() {
            [] => self.kind() == "StaticBindings",
            children => children.iter().all(Self::is_given),
        }
    }

    /// Tells whether the step makes one group of all rows.
    fn is_one_group(&self) -> bool {
        let arguments = self.name.strip_prefix("Aggregate(");
        let arguments = arguments.and_then(|rest| rest.strip_suffix(')'));
        arguments.is_some_and(|arguments| {
            let (keys, aggregates) = words::keys_and_aggregates(arguments);
            keys.is_empty() && !aggregates.is_empty()
        })
    }
}

/// LIMIT, OFFSET or both.
struct Slice {
    start: usize,
    length: Option<usize>,
}

impl Slice {
    /// Tells whether any rows may be left.
    fn takes_some(&self) -> bool {
        self.length != Some(0)
    }

    /// Tells whether all rows that are `there` are kept.
    fn takes_all(&self, there: Option<u64>) -> bool {
        let fits = there
            .zip(self.length)
            .is_some_and(|(there, length)| there < length as u64);
        self.start == 0 && fits
    }

    /// Says that all rows are skipped where `there` are too few, or where even `most` are.
    fn beyond(&self, there: Option<u64>, most: Option<u64>) -> Option<String> {
        let count = there.or(most).filter(|_| self.start > 0)?;
        if count > self.start as u64 {
            return None;
        }
        let start = self.start;
        let rows = match (count, there) {
            (0, _) => wording!("there is none", "es gibt keine"),
            (1, Some(_)) => wording!("there is only 1", "es gibt nur 1"),
            (count, Some(_)) => wording!("there are only {}", "es gibt nur {}", grouped(count)),
            (count, None) => wording!(
                "there are at most {}",
                "es gibt höchstens {}",
                grouped(count)
            ),
        };
        Some(wording!(
            "OFFSET {start} is beyond the last row: {rows}",
            "OFFSET {start} liegt hinter der letzten Zeile: {rows}"
        ))
    }

    fn clause(&self) -> String {
        let limit = self.length.map(|length| format!("LIMIT {length}"));
        let offset = (self.start > 0).then(|| format!("OFFSET {}", self.start));
        let clauses: Vec<String> = limit.into_iter().chain(offset).collect();
        clauses.join(" ")
    }

    /// Says that other rows may be taken another time: where some are skipped, only if there are more, which may not be
    /// `known`.
    fn arbitrary(&self, known: bool) -> String {
        let clause = self.clause();
        if known || self.start == 0 {
            return wording!(
                "{clause} without ORDER BY takes rows as they come: another run may give others",
                "{clause} ohne ORDER BY nimmt Zeilen, wie sie kommen: ein anderer Lauf kann andere liefern"
            );
        }
        let skipped = grouped(self.start as u64);
        wording!(
            "{clause} without ORDER BY takes rows as they come, if there are more than {skipped}: another run may give others",
            "{clause} ohne ORDER BY nimmt Zeilen, wie sie kommen, sofern es mehr als {skipped} sind: ein anderer Lauf kann andere liefern"
        )
    }

    fn saves_nothing(&self, how: &Wording) -> String {
        wording!(
            "{} saves no search: all rows are found and {1} before it takes any",
            "{} spart keine Suche: alle Zeilen werden erst gefunden und {1}",
            self.clause(),
            how.text()
        )
    }
}
