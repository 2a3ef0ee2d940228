//! Watches the memory while statements that were left behind still run and nobody waits for another one.
//!
//! Start at [`Watch::resume`]. What was left behind is cancelled already, so that beyond the limit only the end of the
//! program helps; that is said before it comes. While a statement is awaited, the wait itself looks at the memory, as
//! it can be cancelled.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::commands::output_file::discard_unfinished;
use crate::failure::{Failure, Kind};
use crate::memory::{Guard, Limit, Prospect};
use crate::results::message::tell;

use super::jobs::Jobs;

/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(50);
/// The program ends this long after the warning at the earliest, unless the system is in danger.
const NOTICE: Duration = Duration::from_secs(1);

/// Ends the program; the message says why.
pub(super) type End = Arc<dyn Fn(String) + Send + Sync>;

/// The watch over what was left behind.
pub(super) struct Watch {
    jobs: Jobs,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// What is allowed; nothing while a statement is awaited.
    guard: Option<Guard>,
    /// When it was said that the limit is near.
    warned: Option<Instant>,
    /// Whether the thread runs.
    watches: bool,
}

impl Watch {
    pub(super) fn new(jobs: Jobs) -> Self {
        Self {
            jobs,
            state: Arc::default(),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves the memory to the wait for a statement.
    pub(super) fn pause(&self) {
        self.state().guard = None;
    }

    /// Watches by `limit` from now on, where anything was left behind; `end` is called beyond it.
    pub(super) fn resume(&self, limit: Limit, end: End) {
        if self.jobs.len() == 0 {
            return;
        }
        let mut state = self.state();
        // What earlier statements took is not always given back: the count starts anew.
        state.guard = Guard::start(limit);
        state.warned = None;
        if state.watches || state.guard.is_none() {
            return;
        }
        let jobs = self.jobs.clone();
        let shared = Arc::clone(&self.state);
        let thread = thread::Builder::new().name("memory".to_owned());
        // Without a thread to spare there is no watch, as it was before.
        state.watches = thread.spawn(move || watch(&jobs, &shared, &end)).is_ok();
    }
}

fn watch(jobs: &Jobs, shared: &Mutex<State>, end: &End) {
    loop {
        thread::sleep(LOOK);
        let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.len() == 0 {
            state.watches = false;
            return;
        }
        // The state stays locked, so that no statement is begun while the program ends.
        let (warning, message) = match state.guard.as_ref().map(Guard::foresee) {
            None | Some(Prospect::Fine) => continue,
            Some(Prospect::Near(warning)) => (warning, None),
            Some(Prospect::Beyond { warning, end }) => (warning, Some(end)),
            Some(Prospect::Desperate(message)) => {
                state.watches = false;
                return end(message);
            }
        };
        match (state.warned, message) {
            (None, _) => {
                state.warned = Some(Instant::now());
                warn(jobs.clone(), warning);
            }
            (Some(warned), Some(message)) if warned.elapsed() >= NOTICE => {
                state.watches = false;
                return end(message);
            }
            (Some(_), _) => {}
        }
    }
}

/// Shows `message` above the prompt, in a thread of its own: that waits while a list or a search is open.
fn warn(jobs: Jobs, message: String) {
    let thread = thread::Builder::new().name("notice".to_owned());
    // What cannot be said changes nothing.
    let _ = thread.spawn(move || jobs.say(message));
}

/// Ends the program as a failure does that nothing survives, once `restore` gave the terminal back.
pub(super) fn end_program(restore: &dyn Fn(), message: String) {
    restore();
    discard_unfinished();
    let failure = Failure::new(Kind::Query, message);
    tell(&failure.render());
    #[expect(
        clippy::exit,
        reason = "what was left behind cannot be stopped in another way"
    )]
    std::process::exit(i32::from(failure.exit_status()));
}
