//! Ctrl-C as a flag.
//!
//! The handler is installed once, before the first prompt: the line editor puts its own in place while it reads
//! and restores ours afterwards. It only sets the flag; everything else happens in the main thread.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ending::Ending;

/// Tells whether Ctrl-C was pressed since the last look.
#[derive(Clone, Default)]
pub(super) struct Interrupts {
    flag: Arc<AtomicBool>,
    /// Whether the program is to end.
    pub(super) ending: Ending,
}

impl Interrupts {
    /// Installs the handlers for the rest of the program's life; `interactive` tells whether there are prompts.
    ///
    /// # Errors
    /// What the operating system says when the handler is refused.
    pub(super) fn install(interactive: bool) -> io::Result<Self> {
        let interrupts = Self {
            flag: Arc::default(),
            ending: Ending::install(interactive)?,
        };
        signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&interrupts.flag))?;
        Ok(interrupts)
    }

    /// Tells whether Ctrl-C was pressed, once for each press that is noticed.
    pub(super) fn take(&self) -> bool {
        self.flag.swap(false, Ordering::Relaxed)
    }

    /// Forgets a press that came too late to mean anything.
    pub(super) fn forget(&self) {
        self.take();
    }

    /// Tells whether a press waits to be noticed.
    #[cfg(test)]
    pub(super) fn is_pressed(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }

    /// Does what the handler does.
    #[cfg(test)]
    pub(super) fn press(&self) {
        self.flag.store(true, Ordering::Relaxed);
    }
}
