//! Being told to end from outside: SIGTERM, and SIGHUP where a terminal can hang up.
//!
//! Start at [`Ending::install`]. The main thread ends in order: what runs is cancelled, files are finished or leave no
//! trace, the terminal is as it was. Where it cannot in time, a thread that waits for the signal ends the program.

use std::io;
use std::sync::atomic::{AtomicI32, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::{raise, signal_name};

use crate::commands::output_file::discard_unfinished;
use crate::failure::{Failure, Kind};
use crate::language::wording;

/// The main thread has this time to end in order.
const GRACE: Duration = Duration::from_secs(1);

/// What the main thread does, as far as that matters to whoever is to end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Place {
    /// Something that looks for the signal.
    Work,
    /// It waits for a key, and must be woken.
    Prompt,
    /// It waits for the text of a batch: nothing has begun.
    Outset,
}

/// Tells whether the program was told to end.
#[derive(Clone, Default)]
pub(super) struct Ending {
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// The number of the signal; 0 for none.
    signal: AtomicI32,
    place: AtomicU8,
    restore: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl Ending {
    /// Waits for the signals from now on; `interactive` tells whether there is a terminal that can hang up.
    ///
    /// # Errors
    /// What the operating system says when they cannot be watched.
    pub(super) fn install(interactive: bool) -> io::Result<Self> {
        let ending = Self::default();
        // Without a terminal, whoever made the program ignore SIGHUP wants it to live on.
        let hangup = interactive.then_some(SIGHUP);
        let mut signals = Signals::new([SIGTERM].into_iter().chain(hangup))?;
        let state = Arc::clone(&ending.state);
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                if let Some(signal) = signals.forever().next() {
                    state.end(signal);
                }
            })?;
        Ok(ending)
    }

    /// Lets the terminal be as it was by `restore` where the main thread does not come to it.
    pub(super) fn restore_by(&self, restore: impl Fn() + Send + 'static) {
        let mut slot = self
            .state
            .restore
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *slot = Some(Box::new(restore));
    }

    /// Tells whether the program is to end.
    pub(super) fn is_asked_for(&self) -> bool {
        self.state.signal.load(Ordering::Relaxed) != 0
    }

    /// Gives the failure that the program is to end with, where it is.
    pub(super) fn failure(&self) -> Option<Failure> {
        match self.state.signal.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(failure(signal)),
        }
    }

    /// Reads from a person by `read`, which a signal ends as Ctrl-C does.
    pub(super) fn at_prompt<T>(&self, read: impl FnOnce() -> T) -> T {
        self.at(Place::Prompt, read)
    }

    /// Reads the text of a batch by `read`.
    pub(super) fn at_outset<T>(&self, read: impl FnOnce() -> T) -> T {
        self.at(Place::Outset, read)
    }

    fn at<T>(&self, place: Place, read: impl FnOnce() -> T) -> T {
        self.state.place.store(place as u8, Ordering::SeqCst);
        let read = read();
        self.state.place.store(Place::Work as u8, Ordering::SeqCst);
        read
    }

    /// Does what a signal does, but for the end.
    #[cfg(test)]
    pub(super) fn ask(&self, signal: i32) {
        self.state.signal.store(signal, Ordering::Relaxed);
    }
}

impl State {
    fn end(&self, signal: i32) {
        self.signal.store(signal, Ordering::SeqCst);
        let place = self.place.load(Ordering::SeqCst);
        if place == Place::Prompt as u8 {
            // The line editor knows no other way out of a reading.
            let _ = raise(SIGINT);
        }
        if place != Place::Outset as u8 {
            thread::sleep(GRACE);
        }
        let restore = self.restore.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(restore) = &*restore {
            restore();
        }
        discard_unfinished();
        // The main thread does something that looks for no signal.
        std::process::exit(i32::from(failure(signal).exit_status()));
    }
}

fn failure(signal: i32) -> Failure {
    let name = signal_name(signal).unwrap_or("?");
    let kind = Kind::Signal(u8::try_from(signal).unwrap_or_default());
    Failure::new(kind, wording!("ended by {name}", "durch {name} beendet"))
}
