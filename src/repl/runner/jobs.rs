//! The statements that were left behind and still run.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::language::wording;
use crate::repl::editor::Notifier;

/// How far a statement is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// Somebody waits for it.
    #[default]
    Awaited,
    /// It was left behind and has this number.
    LeftBehind(usize),
    /// It has ended.
    Over,
}

struct Job {
    number: usize,
    text: String,
    started: Instant,
}

/// The list of them; its copies are one.
#[derive(Clone)]
pub(super) struct Jobs {
    running: Arc<Mutex<Vec<Job>>>,
    notifier: Arc<Mutex<Option<Notifier>>>,
}

impl Jobs {
    /// Makes an empty list; `notifier` is told when one of them ends.
    pub(super) fn new(notifier: Option<Notifier>) -> Self {
        Self {
            running: Arc::default(),
            notifier: Arc::new(Mutex::new(notifier)),
        }
    }

    /// Tells `notifier` from now on when one of them ends.
    pub(super) fn notify_by(&self, notifier: Option<Notifier>) {
        *self.notifier.lock().unwrap_or_else(PoisonError::into_inner) = notifier;
    }

    /// Adds a statement and gives the number it has as long as it runs.
    pub(super) fn add(&self, text: &str, started: Instant) -> usize {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let number = running.iter().map(|job| job.number).max().unwrap_or(0) + 1;
        running.push(Job {
            number,
            text: text.to_owned(),
            started,
        });
        number
    }

    /// Takes a statement off the list because it has ended, and says so.
    pub(super) fn end(&self, number: usize) {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|job| job.number != number);
        self.say(wording!(
            "job {number}, which was left behind, has ended",
            "Auftrag {number}, der zurückgelassen wurde, ist beendet"
        ));
    }

    /// Shows `message` above the prompt; without a line editor nothing can be shown.
    pub(super) fn say(&self, message: String) {
        let mut notifier = self.notifier.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(notify) = &mut *notifier {
            notify(message + "\n");
        }
    }

    pub(super) fn len(&self) -> usize {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// Gives number, running time and text of each.
    pub(super) fn list(&self) -> Vec<(usize, Duration, String)> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running
            .iter()
            .map(|job| (job.number, job.started.elapsed(), job.text.clone()))
            .collect()
    }
}
