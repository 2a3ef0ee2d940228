//! The line editor: rustyline 19, with what it takes to use it well.
//!
//! Start at [`LineEditor::new`]. What it draws, completes and judges comes from `assistant`; here are its
//! settings and keys. Ctrl-J stays what Enter is: keys typed while a query runs arrive as Ctrl-J, because the
//! terminal turns carriage returns into line feeds then.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::config::{BellStyle, Configurer};
use rustyline::error::ReadlineError;
#[cfg(unix)]
use rustyline::error::Signal;
use rustyline::history::{History, MemHistory};
use rustyline::{
    Cmd, ColorMode, CompletionType, ConditionalEventHandler, Config, EditMode, Editor as Rustyline,
    Event, EventContext, EventHandler, ExternalPrinter, KeyCode, KeyEvent, Modifiers, Movement,
    RepeatCount,
};

use super::assistant::Assistant;
use super::completion::MOST;
use super::editor::{Editor, Input, Notifier};
use super::highlight::TAB_STOP;
use super::history::LONGEST;
use super::knowledge::Knowledge;

/// Reads entries with the line editor.
pub(super) struct LineEditor {
    editor: Rustyline<Assistant, MemHistory>,
    knowledge: Rc<RefCell<Knowledge>>,
    /// The key of ours that ended the reading.
    pressed: Arc<Mutex<Option<Bound>>>,
    /// Whether its keys are those of vi.
    vi: bool,
}

/// Milliseconds between the keys of a sequence: without a limit a single Esc swallows the next key.
const KEY_SEQUENCE: u16 = 50;

impl LineEditor {
    /// Makes an editor that knows `entries`, oldest first.
    ///
    /// # Errors
    /// What the terminal says when it cannot be used.
    pub(super) fn new(knowledge: Rc<RefCell<Knowledge>>, entries: &[String]) -> io::Result<Self> {
        let config = Config::builder()
            .max_history_size(LONGEST)
            .map_err(into_io)?
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .completion_prompt_limit(MOST + 1)
            .keyseq_timeout(Some(KEY_SEQUENCE))
            // As the highlighter draws them.
            .tab_stop(TAB_STOP)
            .bell_style(BellStyle::None)
            // The highlighter also keeps control characters off the screen, so it is asked without colours too.
            .color_mode(ColorMode::Forced)
            .build();
        let history = MemHistory::with_config(&config);
        let mut editor = Rustyline::with_history(config, history).map_err(into_io)?;
        let listing = Arc::default();
        let assistant = Assistant::new(Rc::clone(&knowledge), Arc::clone(&listing));
        editor.set_helper(Some(assistant));
        for entry in entries {
            editor.add_history_entry(entry.as_str()).map_err(into_io)?;
        }
        let pressed = Arc::default();
        bind_keys(&mut editor, &pressed, &listing);
        Ok(Self {
            editor,
            knowledge,
            pressed,
            vi: false,
        })
    }

    fn take_pressed(&self) -> Option<Bound> {
        self.pressed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl Editor for LineEditor {
    fn read(&mut self, prompt: &str, pending: &str, prefill: (&str, &str)) -> io::Result<Input> {
        pending.clone_into(&mut self.knowledge.borrow_mut().pending);
        if pending.is_empty() && prefill == ("", "") {
            self.knowledge.borrow_mut().begin_entry();
        }
        let vi = self.knowledge.borrow().look.vi;
        if vi != self.vi {
            self.vi = vi;
            self.editor
                .set_edit_mode(if vi { EditMode::Vi } else { EditMode::Emacs });
            // The mode brings a time limit of its own.
            self.editor.set_keyseq_timeout(Some(KEY_SEQUENCE));
        }
        let read = self.editor.readline_with_initial(prompt, prefill);
        let drawn = self
            .editor
            .helper()
            .map_or_else(String::new, Assistant::take_drawn);
        let pressed = self.take_pressed();
        match read {
            Ok(text) => Ok(match pressed {
                Some(Bound::Interrupt) => Input::Interrupt(text),
                Some(Bound::End) => Input::End,
                Some(Bound::EditOutside) => Input::EditOutside(text),
                Some(Bound::Fix) => Input::Fix(text),
                Some(Bound::Force) => Input::Text { text, forced: true },
                None => Input::Text {
                    text,
                    forced: false,
                },
            }),
            // Ctrl-C and Ctrl-D are keys here: the signal came from outside, or the terminal is gone. What was typed is
            // not; the next reading tells a lost terminal again.
            Err(ReadlineError::Interrupted) => Ok(Input::Interrupt(drawn)),
            #[cfg(unix)]
            Err(ReadlineError::Signal(Signal::Interrupt)) => Ok(Input::Interrupt(drawn)),
            Err(_) if !drawn.is_empty() => Ok(Input::Interrupt(drawn)),
            Err(ReadlineError::Eof) => Ok(Input::End),
            Err(error) => Err(into_io(error)),
        }
    }

    fn remember(&mut self, entries: &[String]) {
        let known = self.editor.history().len();
        // An entry that came again has moved, which only a new list can show.
        let added = match entries.split_last() {
            Some((newest, earlier)) if earlier.len() == known => std::slice::from_ref(newest),
            _ => {
                let _ = self.editor.clear_history();
                entries
            }
        };
        for entry in added {
            // Only a history in a file can fail.
            let _ = self.editor.add_history_entry(entry);
        }
    }

    fn notifier(&mut self) -> Option<Notifier> {
        let mut printer = self.editor.create_external_printer().ok()?;
        // A notice that cannot be shown is lost, as is its terminal.
        Some(Box::new(move |message| {
            let _ = printer.print(message);
        }))
    }
}

fn into_io(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other),
    }
}

fn bind_keys(
    editor: &mut Rustyline<Assistant, MemHistory>,
    pressed: &Arc<Mutex<Option<Bound>>>,
    listing: &Arc<AtomicBool>,
) {
    let mut bind = |keys: &[KeyEvent], handler: EventHandler| {
        editor.bind_sequence(Event::KeySeq(keys.to_vec()), handler);
    };
    let on = |does| {
        EventHandler::Conditional(Box::new(Key {
            does,
            pressed: Arc::clone(pressed),
            listing: Arc::clone(listing),
        }))
    };
    // Ctrl-Space, as other SPARQL editors have it, arrives as NUL.
    bind(&[KeyEvent::ctrl('@')], Cmd::Complete.into());
    // Alt-Enter arrives in two ways.
    bind(
        &[KeyEvent(KeyCode::Enter, Modifiers::ALT)],
        Cmd::Newline.into(),
    );
    bind(&[KeyEvent::alt('\r')], Cmd::Newline.into());
    bind(
        &[KeyEvent(KeyCode::Up, Modifiers::ALT)],
        Cmd::HistorySearchBackward.into(),
    );
    bind(
        &[KeyEvent(KeyCode::Down, Modifiers::ALT)],
        Cmd::HistorySearchForward.into(),
    );
    bind(&[KeyEvent::ctrl('C')], on(Bound::Interrupt));
    bind(&[KeyEvent::ctrl('D')], on(Bound::End));
    bind(
        &[KeyEvent::ctrl('X'), KeyEvent::ctrl('E')],
        on(Bound::EditOutside),
    );
    bind(&[KeyEvent::ctrl('X'), KeyEvent::ctrl('F')], on(Bound::Fix));
    bind(
        &[
            KeyEvent::ctrl('X'),
            KeyEvent(KeyCode::Enter, Modifiers::NONE),
        ],
        on(Bound::Force),
    );
    bind(
        &[KeyEvent::ctrl('X'), KeyEvent::ctrl('J')],
        on(Bound::Force),
    );
}

/// A key that ends the reading in a way of its own, which the editor does not report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// Ctrl-C. The editor's own answer to it would lose the keys that came right behind.
    Interrupt,
    /// Ctrl-D at an empty prompt, of which the same holds.
    End,
    /// Ctrl-X Ctrl-E.
    EditOutside,
    /// Ctrl-X Ctrl-F.
    Fix,
    /// Ctrl-X Enter.
    Force,
}

/// Notes which key ended the reading.
struct Key {
    does: Bound,
    pressed: Arc<Mutex<Option<Bound>>>,
    /// Whether a list of candidates waits for a key.
    listing: Arc<AtomicBool>,
}

impl ConditionalEventHandler for Key {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        let is_listing = self.listing.load(Ordering::Relaxed);
        match self.does {
            // The list only knows keys of its own: Backspace ends it.
            Bound::Interrupt if is_listing => Some(Cmd::Kill(Movement::BackwardChar(1))),
            _ if is_listing => None,
            // It takes the next character away from a text.
            Bound::End if !context.line().is_empty() => None,
            does => {
                *self.pressed.lock().unwrap_or_else(PoisonError::into_inner) = Some(does);
                Some(Cmd::AcceptLine)
            }
        }
    }
}
