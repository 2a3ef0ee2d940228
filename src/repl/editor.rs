//! How lines are read: the border between the shell and whatever edits a line.
//!
//! Start at [`Editor`]. Two implementations: the line editor (`line_editor`), and [`PlainEditor`] here for
//! terminals that cannot move the cursor and for screen readers. What completes, highlights and judges a text
//! knows neither.

use std::io::{self, BufRead, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::language::wording;

use super::interrupt::Interrupts;

/// What a reading gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A text, possibly of several lines, without the final line break.
    Text {
        /// The text.
        text: String,
        /// Whether it is to be run whether or not it is whole.
        forced: bool,
    },
    /// Ctrl-C, with what was typed up to then.
    Interrupt(String),
    /// Ctrl-D on an empty line, or the end of the input.
    End,
    /// The text is to be edited in the user's own editor.
    EditOutside(String),
    /// What the last message proposed is to be done; with what stands at the prompt.
    Fix(String),
}

/// Shows a message above the prompt, from any thread.
pub(super) type Notifier = Box<dyn FnMut(String) + Send>;

/// Something that reads entries from a person.
pub(super) trait Editor {
    /// Reads one entry. `pending` is what was entered before and waits for more; `prefill` stands left and right
    /// of the cursor at the start.
    ///
    /// # Errors
    /// What the terminal says when it cannot be read or written.
    fn read(&mut self, prompt: &str, pending: &str, prefill: (&str, &str)) -> io::Result<Input>;

    /// Makes `entries`, oldest first, those that can be recalled.
    fn remember(&mut self, entries: &[String]);

    /// Gives a way to show rare notices while a prompt is up, where there is one.
    fn notifier(&mut self) -> Option<Notifier>;
}

/// How long a reading waits before it looks for Ctrl-C again.
const PATIENCE: Duration = Duration::from_millis(50);

/// Reads whole lines as the terminal gives them: no redrawing, no colours, no recalling.
pub(super) struct PlainEditor {
    interrupts: Interrupts,
    lines: Option<Lines>,
}

/// The thread that reads standard input, one line per request.
struct Lines {
    requests: Sender<()>,
    answers: Receiver<io::Result<Option<String>>>,
    /// Whether a line is asked for and not yet there: after Ctrl-C the thread still waits for it.
    asked: bool,
}

impl PlainEditor {
    /// Makes a reader that notices Ctrl-C through `interrupts`.
    pub(super) fn new(interrupts: Interrupts) -> Self {
        Self {
            interrupts,
            lines: None,
        }
    }

    fn lines(&mut self) -> io::Result<&mut Lines> {
        if self.lines.is_none() {
            self.lines = Some(Lines::start()?);
        }
        Ok(self.lines.as_mut().expect("the thread was just started"))
    }
}

impl Lines {
    fn start() -> io::Result<Self> {
        let (requests, requested) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        thread::Builder::new()
            .name("standard input".to_owned())
            .spawn(move || {
                while requested.recv().is_ok() {
                    let mut line = String::new();
                    let read = io::stdin().lock().read_line(&mut line);
                    let read = read.map(|length| (length > 0).then_some(line));
                    if answer.send(read).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            requests,
            answers,
            asked: false,
        })
    }
}

impl Editor for PlainEditor {
    fn read(&mut self, prompt: &str, _pending: &str, prefill: (&str, &str)) -> io::Result<Input> {
        let mut out = io::stdout();
        // Before the prompt: once that is seen, a press means this line.
        let interrupts = self.interrupts.clone();
        interrupts.forget();
        let (left, right) = prefill;
        if !left.is_empty() || !right.is_empty() {
            // A cooked terminal cannot be filled in: the text is shown to be typed again or recalled by `.edit`.
            writeln!(out, "{left}{right}")?;
        }
        write!(out, "{prompt}")?;
        out.flush()?;
        let lines = self.lines()?;
        let gone = || {
            io::Error::other(wording!(
                "the thread that reads standard input is gone",
                "der Thread, der die Standardeingabe liest, ist weg"
            ))
        };
        if !lines.asked {
            lines.requests.send(()).map_err(|_| gone())?;
            lines.asked = true;
        }
        loop {
            match lines.answers.recv_timeout(PATIENCE) {
                Ok(line) => {
                    lines.asked = false;
                    return Ok(match line? {
                        Some(text) => Input::Text {
                            text: text.trim_end_matches(['\n', '\r']).to_owned(),
                            forced: false,
                        },
                        None => Input::End,
                    });
                }
                Err(RecvTimeoutError::Timeout) if interrupts.take() => {
                    // The terminal has dropped what was typed of the line.
                    writeln!(out)?;
                    return Ok(Input::Interrupt(String::new()));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(gone()),
            }
        }
    }

    fn remember(&mut self, _entries: &[String]) {}

    fn notifier(&mut self) -> Option<Notifier> {
        None
    }
}
