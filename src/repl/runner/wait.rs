//! The main thread's side of a running statement: shows what comes, watches for Ctrl-C and for the memory.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use oxigraph::sparql::CancellationToken;

use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::memory::{Guard, Verdict};
use crate::session::Session;

use super::jobs::Phase;
use super::status::{StatusLine, Wish};
use super::{Ended, Message, Progress, Runner, Screen};

/// How often the main thread looks for Ctrl-C.
const TICK: Duration = Duration::from_millis(10);
/// How often it looks at the memory and redraws the status.
const LOOK: Duration = Duration::from_millis(40);
/// A statement that only reads has this time to end where the program is to end.
const PARTING: Duration = Duration::from_millis(200);
/// A third Ctrl-C this soon after the second ends the program.
const HURRY: Duration = Duration::from_secs(2);

pub(super) struct Wait<'a> {
    runner: &'a Runner,
    cancellation: CancellationToken,
    phase: Arc<Mutex<Phase>>,
    changes: bool,
    /// The longest that a query may run.
    limit: Option<Duration>,
    guard: Option<Guard>,
    /// What is to be said of the memory, once the statement was stopped for it.
    too_much: Option<String>,
    started: Instant,
    /// When Ctrl-C was first pressed, or the memory ran short.
    cancelled: Option<Instant>,
    /// When Ctrl-C was last pressed after the first time.
    insisted: Option<Instant>,
    /// Whether it was pressed a third time.
    leaves: bool,
    status: StatusLine,
}

impl<'a> Wait<'a> {
    pub(super) fn new(
        runner: &'a Runner,
        (cancellation, phase): (CancellationToken, Arc<Mutex<Phase>>),
        changes: bool,
        (limit, guard): (Option<Duration>, Option<Guard>),
        status: StatusLine,
    ) -> Self {
        Self {
            runner,
            cancellation,
            phase,
            changes,
            limit,
            guard,
            too_much: None,
            started: Instant::now(),
            cancelled: None,
            insisted: None,
            leaves: false,
            status,
        }
    }

    /// Takes the status off the screen.
    pub(super) fn finish(&mut self) {
        self.status.erase();
    }

    pub(super) fn until_done(
        &mut self,
        messages: &Receiver<Message>,
        progress: &Progress,
        session: &mut Session,
        out: &mut dyn Screen,
    ) -> Ended {
        let mut looked = Instant::now();
        loop {
            match messages.recv_timeout(TICK) {
                Ok(Message::Output(bytes)) => {
                    self.status.erase();
                    if let Err(error) = out.write_all(&bytes).and_then(|()| out.flush()) {
                        self.cancellation.cancel();
                        if self.changes {
                            drain(messages);
                        }
                        return Ended::Done(Err(error.into()));
                    }
                }
                Ok(Message::Done(changed, result)) => {
                    let display = session.display;
                    *session = *changed;
                    session.display = display;
                    return Ended::Done(self.explained(result));
                }
                Err(RecvTimeoutError::Timeout) => {
                    if looked.elapsed() >= LOOK && !out.is_mid_line() {
                        let wish = self.wish();
                        let far = session.progress.words();
                        let elapsed = self.started.elapsed();
                        self.status
                            .show(elapsed, progress.rows(), far.as_deref(), wish);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    // The worker panicked; its message is on standard error already.
                    let failure = Failure::new(
                        Kind::Query,
                        wording!(
                            "the statement failed by an error in the program",
                            "die Anweisung scheiterte an einem Fehler im Programm"
                        ),
                    );
                    return Ended::Done(Err(failure));
                }
            }
            if self.runner.interrupts.take() {
                self.press();
            }
            if self.runner.interrupts.ending.is_asked_for() {
                self.cancellation.cancel();
                self.cancelled.get_or_insert_with(Instant::now);
            }
            if let Some(ended) = self.given_up() {
                return ended;
            }
            // A statement that writes rows without end must be looked at, too.
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                if let Some(ended) = self.look_at_memory() {
                    return ended;
                }
            }
        }
    }

    fn wish(&self) -> Wish {
        match self.cancelled {
            None => Wish::None,
            Some(cancelled) if cancelled.elapsed() < self.runner.grace => Wish::Cancelled,
            Some(_) if self.changes => Wish::Undoing,
            Some(_) => Wish::Deaf,
        }
    }

    /// Says that it was the memory where a statement that was stopped for it failed.
    fn explained<T>(&mut self, result: Result<T>) -> Result<T> {
        match (result, self.too_much.take()) {
            (Err(failure), Some(message)) if failure.kind() == Kind::Interrupted => {
                Err(Failure::new(Kind::Query, message).with_hint(wording!(
                    "LIMIT or a narrower pattern needs less; `.memory 80%` allows more",
                    "LIMIT oder ein engeres Muster braucht weniger; `.memory 80%` erlaubt mehr"
                )))
            }
            (result, _) => result,
        }
    }

    /// Reacts to Ctrl-C: the first cancels, one more insists.
    fn press(&mut self) {
        let now = Instant::now();
        self.cancellation.cancel();
        if self.cancelled.is_none() {
            self.cancelled = Some(now);
            return;
        }
        match self.insisted.replace(now) {
            Some(before) if now.duration_since(before) < HURRY => self.leaves = true,
            _ if self.changes => self.status.note(&wording!(
                "the change is undone first; Ctrl-C again at once leaves the shell",
                "das Update wird erst zurückgenommen; noch einmal Strg-C verlässt die Shell"
            )),
            _ => {}
        }
    }

    /// Gives how the wait ends where the user no longer wants it.
    fn given_up(&mut self) -> Option<Ended> {
        if self.leaves {
            return Some(Ended::Leave(Failure::new(
                Kind::Interrupted,
                wording!(
                    "interrupted while a statement was running",
                    "unterbrochen, während eine Anweisung lief"
                ),
            )));
        }
        let is_over = |since: Instant, time: Duration| since.elapsed() >= time;
        // One that writes is undone first, as long as the program waits.
        if !self.changes
            && self.cancelled.is_some_and(|since| is_over(since, PARTING))
            && let Some(failure) = self.runner.interrupts.ending.failure()
        {
            return Some(Ended::Leave(failure));
        }
        let insists = self.insisted.is_some();
        let deaf = self
            .cancelled
            .is_some_and(|cancelled| is_over(cancelled, self.runner.grace));
        // The evaluation ends itself in time, unless it does not look at the clock.
        let limit = self.limit.map(|limit| limit + self.runner.grace);
        let overdue = limit.is_some_and(|limit| is_over(self.started, limit));
        if self.changes || !(overdue || deaf && insists) {
            return None;
        }
        let mut phase = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have ended by now: then its result waits in the channel.
        if *phase != Phase::Awaited {
            return None;
        }
        let text = self.runner.announced.borrow();
        let number = self.runner.jobs.add(&text, self.started);
        *phase = Phase::LeftBehind(number);
        Some(Ended::LeftBehind(number, overdue))
    }

    /// Stops the statement where it takes too much memory, and the program where that does not help.
    fn look_at_memory(&mut self) -> Option<Ended> {
        match self.guard?.look() {
            Verdict::Fine => None,
            Verdict::TooMuch(message) => {
                if self.too_much.is_none() {
                    self.too_much = Some(message);
                    self.cancellation.cancel();
                    self.cancelled.get_or_insert_with(Instant::now);
                }
                None
            }
            Verdict::Desperate(message) => Some(Ended::Leave(Failure::new(Kind::Query, message))),
        }
    }
}

/// Waits until the worker has ended and drops what it still sends.
///
/// A change that is cancelled must be undone before anything else happens, above all before the program ends.
fn drain(messages: &Receiver<Message>) {
    while let Ok(Message::Output(_)) = messages.recv() {}
}
