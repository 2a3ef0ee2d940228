//! Runs statements in a thread of their own, while the main thread shows what comes and watches for Ctrl-C.
//!
//! Start at [`Runner::run`]. Results cannot be sent between threads, so the worker evaluates and renders, and
//! sends bytes through a bounded channel. Once asked to stop it is given a second; a statement that only reads is
//! then left behind on request, one that writes is waited for.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use oxigraph::sparql::CancellationToken;

use crate::commands::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::session::Session;

use super::editor::Notifier;
use super::interrupt::Interrupts;

/// What a statement does, in the worker's thread.
pub(super) type Work =
    Box<dyn FnOnce(&mut Session, &Progress, &mut dyn Write) -> Result<Outcome> + Send>;

/// How often the main thread looks for Ctrl-C and redraws the status.
const TICK: Duration = Duration::from_millis(40);
/// The status appears after this time.
const STATUS_AFTER: Duration = Duration::from_millis(300);
/// A cancelled statement has this time to end before it can be left behind.
const GRACE: Duration = Duration::from_secs(1);
/// A third Ctrl-C this soon after the second ends the program.
const HURRY: Duration = Duration::from_secs(2);
/// Where nothing can be redrawn, the status is a line of its own this often.
const PLAIN_STATUS: Duration = Duration::from_secs(10);
/// Chunks that may wait to be shown; the worker pauses beyond.
const WAITING_CHUNKS: usize = 16;
/// Bytes after which a chunk is sent.
const CHUNK: usize = 16 * 1024;
/// A chunk is sent after this time even if it is small.
const CHUNK_AGE: Duration = Duration::from_millis(100);

/// What a running statement tells about itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    rows: Arc<AtomicU64>,
}

impl Progress {
    /// Counts one more row.
    pub(super) fn row(&self) {
        self.rows.fetch_add(1, Ordering::Relaxed);
    }

    fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }
}

/// How the wait is shown on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// Not at all.
    Silent,
    /// As one line that is redrawn.
    Redrawn,
    /// As a line from time to time, for screen readers.
    Lines,
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
    /// It still runs, and nobody waits for it.
    LeftBehind,
    /// The user wants to leave the program at once.
    Leave,
}

/// Runs statements one after the other.
pub(super) struct Runner {
    interrupts: Interrupts,
    status: Cell<Status>,
    grace: Duration,
    left_behind: Arc<AtomicUsize>,
    notifier: Arc<Mutex<Option<Notifier>>>,
    /// The rows of the last statement, where it came to its end.
    rows: Cell<Option<u64>>,
}

enum Message {
    Output(Vec<u8>),
    Done(Box<Session>, Result<Outcome>),
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Awaited,
    LeftBehind,
    Over,
}

impl Runner {
    pub(super) fn new(interrupts: Interrupts, status: Status, notifier: Option<Notifier>) -> Self {
        Self {
            interrupts,
            status: Cell::new(status),
            grace: GRACE,
            left_behind: Arc::default(),
            notifier: Arc::new(Mutex::new(notifier)),
            rows: Cell::default(),
        }
    }

    /// Shows the wait in another way from now on, and rare notices by `notifier`.
    pub(super) fn show_by(&self, status: Status, notifier: Option<Notifier>) {
        self.status.set(status);
        *self.notifier.lock().unwrap_or_else(PoisonError::into_inner) = notifier;
    }

    /// Gives how many rows or triples the last statement gave; nothing where it did not come to its end.
    pub(super) fn rows(&self) -> Option<u64> {
        self.rows.get()
    }

    /// Counts the statements that were left behind and still run.
    pub(super) fn left_behind(&self) -> usize {
        self.left_behind.load(Ordering::Relaxed)
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
        let mut copy = session.clone();
        copy.cancellation = CancellationToken::new();
        let cancellation = copy.cancellation.clone();
        let progress = Progress::default();
        let phase = Arc::new(Mutex::new(Phase::default()));
        let messages = match self.start(copy, &progress, &phase, work) {
            Ok(messages) => messages,
            Err(error) => return Ended::Done(Err(error.into())),
        };
        let mut wait = Wait {
            runner: self,
            cancellation,
            phase,
            changes,
            started: Instant::now(),
            cancelled: None,
            insisted: None,
            status: StatusLine::new(self.status.get()),
        };
        let ended = wait.until_done(&messages, &progress, session, out);
        wait.status.erase();
        let complete = matches!(ended, Ended::Done(Ok(_)));
        self.rows.set(complete.then(|| progress.rows()));
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
        let left_behind = Arc::clone(&self.left_behind);
        let notifier = Arc::clone(&self.notifier);
        let thread = thread::Builder::new().name("statement".to_owned());
        // Deeply nested queries are evaluated recursively.
        thread.stack_size(STACK).spawn(move || {
            let mut chunks = Chunks::new(sender.clone());
            let result = work(&mut session, &progress, &mut chunks);
            let result = result.and_then(|outcome| Ok(chunks.flush().map(|()| outcome)?));
            let before = std::mem::replace(
                &mut *phase.lock().unwrap_or_else(PoisonError::into_inner),
                Phase::Over,
            );
            if before == Phase::LeftBehind {
                left_behind.fetch_sub(1, Ordering::Relaxed);
                if let Some(notify) = &mut *notifier.lock().unwrap_or_else(PoisonError::into_inner)
                {
                    notify("a query that was left behind has ended\n".to_owned());
                }
            } else {
                // Nobody waits where the program is about to end.
                let _ = sender.send(Message::Done(Box::new(session), result));
            }
        })?;
        Ok(messages)
    }
}

/// Stack of a worker, in bytes: that of the main thread.
const STACK: usize = 8 * 1024 * 1024;

/// The main thread's side of a running statement.
struct Wait<'a> {
    runner: &'a Runner,
    cancellation: CancellationToken,
    phase: Arc<Mutex<Phase>>,
    changes: bool,
    started: Instant,
    /// When Ctrl-C was first pressed.
    cancelled: Option<Instant>,
    /// When it was last pressed after the time that a statement has to end.
    insisted: Option<Instant>,
    status: StatusLine,
}

impl Wait<'_> {
    fn until_done(
        &mut self,
        messages: &Receiver<Message>,
        progress: &Progress,
        session: &mut Session,
        out: &mut dyn Screen,
    ) -> Ended {
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
                    return Ended::Done(result);
                }
                Err(RecvTimeoutError::Timeout) if out.is_mid_line() => {}
                Err(RecvTimeoutError::Timeout) => {
                    let cancelled = self.cancelled.is_some();
                    self.status
                        .show(self.started.elapsed(), progress.rows(), cancelled);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    // The worker panicked; its message is on standard error already.
                    let failure = Failure::new(
                        Kind::Query,
                        "the statement failed by an error in the program",
                    );
                    return Ended::Done(Err(failure));
                }
            }
            if self.runner.interrupts.take()
                && let Some(ended) = self.interrupted()
            {
                return ended;
            }
        }
    }

    /// Reacts to Ctrl-C.
    fn interrupted(&mut self) -> Option<Ended> {
        let now = Instant::now();
        self.cancellation.cancel();
        let cancelled = *self.cancelled.get_or_insert(now);
        if now.duration_since(cancelled) < self.runner.grace {
            return None;
        }
        let insisted = self.insisted.replace(now);
        if insisted.is_some_and(|before| now.duration_since(before) < HURRY) {
            return Some(Ended::Leave);
        }
        if self.changes {
            self.status
                .note("the update is undone first; Ctrl-C again at once leaves the shell");
            return None;
        }
        let mut phase = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have ended by now: then its result waits in the channel.
        if *phase == Phase::Awaited {
            *phase = Phase::LeftBehind;
            self.runner.left_behind.fetch_add(1, Ordering::Relaxed);
            return Some(Ended::LeftBehind);
        }
        None
    }
}

/// Waits until the worker has ended and drops what it still sends.
///
/// A change that is cancelled must be undone before anything else happens, above all before the program ends.
fn drain(messages: &Receiver<Message>) {
    while let Ok(Message::Output(_)) = messages.recv() {}
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

/// The line that tells how long a statement has been running.
struct StatusLine {
    kind: Status,
    drawn: bool,
    last: Duration,
}

impl StatusLine {
    fn new(kind: Status) -> Self {
        Self {
            kind,
            drawn: false,
            last: Duration::ZERO,
        }
    }

    fn show(&mut self, elapsed: Duration, rows: u64, cancelled: bool) {
        let text = status_text(elapsed, rows, cancelled);
        match self.kind {
            Status::Redrawn if elapsed >= STATUS_AFTER => {
                const FRAMES: [char; 8] = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠧', '⠇', '⠏'];
                let frame = FRAMES[elapsed.as_millis() as usize / 80 % FRAMES.len()];
                self.write(&format!("\r{frame} {text}\x1b[K"));
                self.drawn = true;
            }
            Status::Lines if elapsed.saturating_sub(self.last) >= PLAIN_STATUS => {
                self.last = elapsed;
                self.write(&format!("{text}\n"));
            }
            _ => {}
        }
    }

    fn note(&mut self, text: &str) {
        self.erase();
        if self.kind != Status::Silent {
            self.write(&format!("{text}\n"));
        }
    }

    fn erase(&mut self) {
        if std::mem::take(&mut self.drawn) {
            self.write("\r\x1b[K");
        }
    }

    #[expect(clippy::unused_self, reason = "only a status line may write here")]
    fn write(&self, text: &str) {
        let mut stderr = io::stderr();
        // A status that cannot be shown changes nothing.
        let _ = stderr
            .write_all(text.as_bytes())
            .and_then(|()| stderr.flush());
    }
}

fn status_text(elapsed: Duration, rows: u64, cancelled: bool) -> String {
    let mut text = format!("{:.1} s", elapsed.as_secs_f64());
    if rows > 0 {
        write!(text, " · {rows} rows").expect("writing to a string does not fail");
    }
    text.push_str(if cancelled {
        " · cancelling, Ctrl-C again does not wait"
    } else {
        " · Ctrl-C cancels"
    });
    text
}

#[cfg(test)]
mod tests;
