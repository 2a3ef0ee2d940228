//! Runs statements in a thread of their own, while the main thread shows what comes and watches for Ctrl-C.
//!
//! Start at [`Runner::run`]. Results cannot be sent between threads, so the worker evaluates and renders, and
//! sends bytes through a bounded channel. Once asked to stop it is given a second; a statement that only reads is
//! then left behind on request, one that writes is waited for. What was left behind is watched for its memory.

mod jobs;
mod status;
mod wait;
mod watch;

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use oxigraph::sparql::CancellationToken;

use crate::commands::Outcome;
use crate::failure::{Failure, Result};
use crate::memory::{Guard, Limit};
use crate::session::Session;

use super::changes::Change;
use super::editor::Notifier;
use super::interrupt::Interrupts;
use super::keyboard::Keyboard;
use super::timing::Times;

use jobs::{Jobs, Phase};
pub(super) use status::Status;
use status::StatusLine;
use wait::Wait;
use watch::{End, Watch, end_program};

/// What a statement does, in the worker's thread.
pub(super) type Work =
    Box<dyn FnOnce(&mut Session, &Progress, &mut dyn Write) -> Result<Outcome> + Send>;

/// A cancelled statement has this time to end before it can be left behind.
const GRACE: Duration = Duration::from_secs(1);
/// Chunks that may wait to be shown; the worker pauses beyond.
const WAITING_CHUNKS: usize = 16;
/// Bytes after which a chunk is sent.
const CHUNK: usize = 16 * 1024;
/// A chunk is sent after this time even if it is small.
const CHUNK_AGE: Duration = Duration::from_millis(100);
/// Stack of a worker, in bytes: that of the main thread.
const STACK: usize = 8 * 1024 * 1024;

/// What a running statement tells about itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    rows: Arc<AtomicU64>,
    times: Arc<Mutex<Option<Times>>>,
    change: Arc<Mutex<Option<Change>>>,
}

impl Progress {
    /// Counts one more row.
    pub(super) fn row(&self) {
        self.rows.fetch_add(1, Ordering::Relaxed);
    }

    /// Tells what the statement spent its time on.
    pub(super) fn spent(&self, times: Times) {
        *self.times.lock().unwrap_or_else(PoisonError::into_inner) = Some(times);
    }

    /// Tells what the update changed.
    pub(super) fn changed(&self, change: Change) {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner) = Some(change);
    }

    fn change(&self) -> Option<Change> {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn times(&self) -> Option<Times> {
        *self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }
}

/// Where a statement's output is shown.
pub(super) trait Screen: Write {
    /// Tells whether the cursor of the terminal stands behind output, where nothing may be drawn over it.
    fn is_mid_line(&self) -> bool;
}

/// How a statement ended.
pub(super) enum Ended {
    /// By itself, or cancelled.
    Done(Result<Outcome>),
    /// It still runs, and nobody waits for it; its number among those that do, and whether it ran beyond its time.
    LeftBehind(usize, bool),
    /// The program is to end at once.
    Leave(Failure),
}

/// Runs statements one after the other.
pub(super) struct Runner {
    interrupts: Interrupts,
    status: Cell<Status>,
    /// Whether the status is shown.
    shows_progress: Cell<bool>,
    /// Whether what is typed meanwhile stays off the screen.
    hushes: Cell<bool>,
    grace: Duration,
    jobs: Jobs,
    watch: Watch,
    /// Ends the program where what was left behind takes too much memory.
    end: End,
    keyboard: Option<Keyboard>,
    /// The text of what runs next, for the list of what was left behind.
    announced: RefCell<String>,
    /// The rows of the last statement, where it came to its end.
    rows: Cell<Option<u64>>,
    /// The times of the last statement, where it is a query that came to its end.
    times: Cell<Option<Times>>,
    /// What the last statement changed, where it is an update that came to its end and is told.
    change: Cell<Option<Change>>,
}

enum Message {
    Output(Vec<u8>),
    Done(Box<Session>, Result<Outcome>),
}

impl Runner {
    pub(super) fn new(interrupts: Interrupts, status: Status, notifier: Option<Notifier>) -> Self {
        let jobs = Jobs::new(notifier);
        Self {
            interrupts,
            status: Cell::new(status),
            shows_progress: Cell::new(true),
            hushes: Cell::new(false),
            grace: GRACE,
            watch: Watch::new(jobs.clone()),
            jobs,
            end: Arc::new(|message| end_program(&|| {}, message)),
            keyboard: None,
            announced: RefCell::default(),
            rows: Cell::default(),
            times: Cell::default(),
            change: Cell::default(),
        }
    }

    /// Shows the wait in another way from now on, and rare notices by `notifier`; `hushes` tells whether what is typed
    /// meanwhile stays off the screen.
    pub(super) fn show_by(&self, status: Status, notifier: Option<Notifier>, hushes: bool) {
        self.status.set(status);
        self.hushes.set(hushes);
        self.jobs.notify_by(notifier);
    }

    /// Gives it the terminal that is not to show what is typed meanwhile.
    pub(super) fn with_keyboard(mut self, keyboard: Option<Keyboard>) -> Self {
        if let Some(keyboard) = &keyboard {
            let restore = keyboard.restorer();
            self.end = Arc::new(move |message| end_program(&restore, message));
        }
        self.keyboard = keyboard;
        self
    }

    /// Keeps what is typed from the screen until the result is dropped, where that is wanted.
    pub(super) fn hush(&self) -> Option<impl Sized + use<>> {
        let keyboard = self.keyboard.as_ref().filter(|_| self.hushes.get());
        keyboard.and_then(Keyboard::hush)
    }

    /// Says what the next statements are, as the user wrote them.
    pub(super) fn announce(&self, text: &str) {
        text.trim().clone_into(&mut self.announced.borrow_mut());
    }

    /// Gives how many rows or triples the last statement gave; nothing where it did not come to its end.
    pub(super) fn rows(&self) -> Option<u64> {
        self.rows.get()
    }

    /// Gives what the last statement spent its time on; nothing where it is no query, or did not come to its end.
    pub(super) fn times(&self) -> Option<Times> {
        self.times.get()
    }

    /// Gives what the last statement changed; nothing where it is no update that is told.
    pub(super) fn change(&self) -> Option<Change> {
        self.change.get()
    }

    /// Counts the statements that were left behind and still run.
    pub(super) fn left_behind(&self) -> usize {
        self.jobs.len()
    }

    /// Gives the statements that were left behind and still run: number, running time, text.
    pub(super) fn jobs(&self) -> Vec<(usize, Duration, String)> {
        self.jobs.list()
    }

    /// Tells whether the status is shown while a statement runs.
    pub(super) fn shows_progress(&self) -> bool {
        self.shows_progress.get()
    }

    /// Shows the status while a statement runs, or does not.
    pub(super) fn show_progress(&self, shown: bool) {
        self.shows_progress.set(shown);
    }

    /// Lets what was left behind take as much memory as `limit` allows.
    pub(super) fn limit_memory(&self, limit: Limit) {
        self.watch.resume(limit, Arc::clone(&self.end));
    }

    /// Runs `work` on a copy of `session`, which takes over what it changed, and writes its output to `out`.
    ///
    /// `changes` tells whether it writes to the dataset.
    pub(super) fn run(
        &self,
        session: &mut Session,
        changes: bool,
        work: Work,
        out: &mut dyn Screen,
    ) -> Ended {
        self.interrupts.forget();
        if let Some(failure) = self.interrupts.ending.failure() {
            return Ended::Leave(failure);
        }
        self.watch.pause();
        let guard = Guard::start(session.options.memory);
        let mut copy = session.clone();
        copy.cancellation = CancellationToken::new();
        let cancellation = copy.cancellation.clone();
        let progress = Progress::default();
        let phase = Arc::new(Mutex::new(Phase::default()));
        let messages = match self.start(copy, &progress, &phase, work) {
            Ok(messages) => messages,
            Err(error) => {
                self.limit_memory(session.options.memory);
                return Ended::Done(Err(error.into()));
            }
        };
        let status = if self.shows_progress.get() {
            self.status.get()
        } else {
            Status::Silent
        };
        let mut wait = Wait::new(
            self,
            (cancellation, phase),
            changes,
            (session.options.timeout, guard),
            StatusLine::new(status),
        );
        let ended = wait.until_done(&messages, &progress, session, out);
        wait.finish();
        self.limit_memory(session.options.memory);
        let complete = matches!(ended, Ended::Done(Ok(_)));
        self.rows.set(complete.then(|| progress.rows()));
        self.times.set(progress.times().filter(|_| complete));
        self.change.set(progress.change().filter(|_| complete));
        ended
    }

    fn start(
        &self,
        mut session: Session,
        progress: &Progress,
        phase: &Arc<Mutex<Phase>>,
        work: Work,
    ) -> io::Result<Receiver<Message>> {
        let (sender, messages) = mpsc::sync_channel(WAITING_CHUNKS);
        let progress = progress.clone();
        let phase = Arc::clone(phase);
        let jobs = self.jobs.clone();
        let thread = thread::Builder::new().name("statement".to_owned());
        // Deeply nested queries are evaluated recursively.
        thread.stack_size(STACK).spawn(move || {
            let mut chunks = Chunks::new(sender.clone());
            let result = work(&mut session, &progress, &mut chunks);
            // What came before a failure is shown, too.
            let flushed = chunks.flush();
            let result = result.and_then(|outcome| Ok(flushed.map(|()| outcome)?));
            let before = std::mem::replace(
                &mut *phase.lock().unwrap_or_else(PoisonError::into_inner),
                Phase::Over,
            );
            if let Phase::LeftBehind(number) = before {
                jobs.end(number);
            } else {
                // Nobody waits where the program is about to end.
                let _ = sender.send(Message::Done(Box::new(session), result));
            }
        })?;
        Ok(messages)
    }
}

/// Collects what the worker writes into chunks for the channel.
struct Chunks {
    sender: SyncSender<Message>,
    collected: Vec<u8>,
    sent: Instant,
}

impl Chunks {
    fn new(sender: SyncSender<Message>) -> Self {
        Self {
            sender,
            collected: Vec::new(),
            sent: Instant::now(),
        }
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.collected.extend_from_slice(bytes);
        if self.collected.len() >= CHUNK || self.sent.elapsed() >= CHUNK_AGE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sent = Instant::now();
        if self.collected.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::take(&mut self.collected);
        self.sender
            .send(Message::Output(chunk))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

#[cfg(test)]
mod tests;
