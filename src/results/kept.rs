//! The rows that a terminal shows of a result: the first and the last, in memory that does not grow.

use std::collections::VecDeque;
use std::time::Duration;

use oxigraph::sparql::QuerySolution;

use super::{Options, Summary};

/// Rows between two looks at the clock.
const ROWS_PER_LOOK: usize = 1024;

/// Where rows that are only counted are enough.
pub(super) struct Limit<'o> {
    shown: usize,
    most: usize,
    clock: Option<(&'o dyn Fn() -> Duration, Duration)>,
}

impl<'o> Limit<'o> {
    /// Gives what `options` allow behind the rows that are `shown`, from now on.
    pub(super) fn behind(shown: usize, options: &Options<'o>) -> Self {
        let clock = options.elapsed.zip(options.count_time);
        Self {
            shown,
            most: options.count_rows.unwrap_or(usize::MAX),
            clock: clock.map(|(elapsed, time)| (elapsed, elapsed() + time)),
        }
    }

    /// Tells whether one more row is too much after `count` rows.
    pub(super) fn stops_at(&self, count: usize) -> bool {
        let looks = count % ROWS_PER_LOOK == ROWS_PER_LOOK - 1;
        let is_late = || self.clock.is_some_and(|(elapsed, end)| elapsed() >= end);
        // Rows that are shown are waited for, however long they take.
        count >= self.shown && (count >= self.most || looks && is_late())
    }
}

/// The first and the last rows of a result.
pub(super) struct Kept {
    pub(super) first: Vec<QuerySolution>,
    pub(super) last: VecDeque<QuerySolution>,
    room_first: usize,
    room_last: usize,
    count: usize,
    /// Whether counting stopped before the rows ended.
    pub(super) stopped: bool,
}

impl Kept {
    pub(super) fn new(max_rows: usize) -> Self {
        Self {
            first: Vec::new(),
            last: VecDeque::new(),
            room_first: max_rows.div_ceil(2),
            room_last: max_rows / 2,
            count: 0,
            stopped: false,
        }
    }

    /// Takes rows until they end, one is an error, or counting has reached its limit.
    pub(super) fn take<E>(
        &mut self,
        options: &Options<'_>,
        rows: impl Iterator<Item = Result<QuerySolution, E>>,
    ) -> Option<E> {
        let limit = Limit::behind(self.room_first.saturating_add(self.room_last), options);
        for row in rows {
            let row = match row {
                Ok(row) => row,
                Err(error) => return Some(error),
            };
            if limit.stops_at(self.count) {
                self.stopped = true;
                return None;
            }
            self.push(row);
        }
        None
    }

    fn push(&mut self, row: QuerySolution) {
        self.count += 1;
        if self.first.len() < self.room_first {
            self.first.push(row);
        } else if self.room_last > 0 {
            if self.last.len() == self.room_last {
                self.last.pop_front();
            }
            self.last.push_back(row);
        }
    }

    /// Gives the rows, in their order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &QuerySolution> {
        self.first.iter().chain(&self.last)
    }

    /// Counts the rows that are left out behind the first ones.
    pub(super) fn hidden(&self) -> usize {
        self.count - self.first.len() - self.last.len()
    }

    pub(super) fn summary(&self) -> Summary {
        Summary {
            rows: self.count,
            shown: self.first.len() + self.last.len(),
            counting_stopped: self.stopped,
            ..Summary::default()
        }
    }
}
