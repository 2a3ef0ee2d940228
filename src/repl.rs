//! The shell: reads entries from a person, or statements from a pipe, and runs them. Layer 7.
//!
//! Start at [`run`]. `editor` (a trait with two implementations) reads; `shell` runs statements and commands;
//! `runner` evaluates in a thread of its own and watches for Ctrl-C. Highlighting, completion and the rule for
//! Enter are pure functions of the text. Interactive only where standard input *and* output are terminals.

mod assistant;
mod banner;
mod calls;
mod command_completion;
mod completeness;
mod completion;
mod dot;
mod editor;
mod evaluation;
mod help;
mod highlight;
mod history;
mod interrupt;
mod jobs;
mod keyboard;
mod line_editor;
mod mending;
mod output;
mod outside;
mod position;
#[cfg(test)]
mod robustness;
mod runner;
mod settings;
mod shell;
mod statements;
mod syntax;
mod term_index;
mod tokens;
mod words;

use std::cell::RefCell;
use std::io::{self, IsTerminal, Read};
use std::rc::Rc;

use clap::Args;

use crate::commands::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::named_queries::Catalogue;
use crate::results::Format;
use crate::session::Session;

use assistant::Knowledge;
use completeness::runs_on_enter;
use editor::{Editor, Input, PlainEditor};
use history::History;
use interrupt::Interrupts;
use keyboard::Keyboard;
use line_editor::LineEditor;
use output::Output;
use runner::{Runner, Status};
use settings::Settings;
use shell::{Flow, Shell};
use syntax::Syntax;

/// Options of the shell.
#[derive(Args, Clone, Debug, Default)]
// The options stand at the root of the command line as well, where each command has a group of this name.
#[group(skip)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Arguments {
    /// Line at a time, without colours or redrawing, for screen readers and simple terminals
    #[arg(long, env = "GREMIA_PLAIN", value_parser = clap::builder::FalseyValueParser::new())]
    pub plain: bool,
    /// Read statements from standard input without prompts, even on a terminal
    #[arg(long, conflicts_with = "interactive")]
    pub batch: bool,
    /// Show prompts even where input or output is no terminal
    #[arg(long)]
    pub interactive: bool,
    /// In batch mode, go on after a statement that failed
    #[arg(long)]
    pub keep_going: bool,
    /// Neither read nor write the history
    #[arg(long)]
    pub no_history: bool,
}

const PROMPT: &str = "gremia> ";
const CONTINUATION: &str = "   ...> ";

/// Runs the shell until it is left, or until its input ends.
///
/// # Errors
/// In batch mode the first failure of a statement; on a terminal only what makes it unusable.
pub fn run(mut session: Session, arguments: &Arguments) -> Result<Outcome> {
    let terminals = io::stdin().is_terminal() && io::stdout().is_terminal();
    let interrupts = Interrupts::install()?;
    // A batch goes on with its next statement, too.
    session.interactive = true;
    if arguments.batch || !(terminals || arguments.interactive) {
        return batch(session, arguments, interrupts);
    }
    // Editing on one line needs a terminal on both sides.
    let plain = arguments.plain || !terminals || !can_move_the_cursor();
    if plain {
        session.display.colour = false;
    }
    let path = if arguments.no_history {
        None
    } else {
        history::default_path()
    };
    let (history, warning) = History::open(path);
    let catalogue = catalogue(&session);
    let knowledge = knowledge(&session, &catalogue);
    let mut editor: Box<dyn Editor> = if plain {
        Box::new(PlainEditor::new(interrupts.clone()))
    } else {
        let entries = history.entries();
        Box::new(LineEditor::new(
            Rc::clone(&knowledge),
            session.display.colour,
            entries,
        )?)
    };
    let status = match (io::stderr().is_terminal(), plain) {
        (false, _) => Status::Silent,
        (true, true) => Status::Lines,
        (true, false) => Status::Redrawn,
    };
    // Without a line editor that shows it again, what is typed must be seen as it is typed.
    let keyboard = if plain { None } else { Keyboard::open()? };
    let runner = Runner::new(interrupts, status, editor.notifier()).with_keyboard(keyboard);
    let mut shell = shell(session, runner, knowledge, history);
    // A screen reader speaks rows better than the frame of a table.
    shell.settings.plain = plain.then_some(if arguments.plain {
        Format::Csv
    } else {
        Format::Ascii
    });
    if let Some(warning) = warning {
        shell.note(&format!("warning: {warning}"));
    }
    let queries = callable(&catalogue);
    let banner = banner::banner(&shell.session.dataset, &shell.session.prefixes, &queries);
    shell.note(banner.trim_end());
    shell.completes = true;
    shell.collect_terms();
    let ended = converse(&mut shell, editor.as_mut());
    shell.knowledge.borrow().terms.stop();
    ended
}

/// Tells whether the terminal can do what a line editor needs.
fn can_move_the_cursor() -> bool {
    std::env::var("TERM")
        .is_ok_and(|term| !matches!(term.as_str(), "" | "dumb" | "emacs" | "cons25"))
}

/// Gives the named queries; a catalogue with a mistake is reported by `.queries` and `.run`.
fn catalogue(session: &Session) -> Catalogue {
    Catalogue::unchecked(&session.bundle).unwrap_or_default()
}

fn knowledge(session: &Session, catalogue: &Catalogue) -> Rc<RefCell<Knowledge>> {
    let queries = catalogue.queries().iter().map(|query| {
        let parameters = query
            .parameters
            .iter()
            .map(|parameter| parameter.name.clone());
        (query.name.clone(), parameters.collect())
    });
    Rc::new(RefCell::new(Knowledge {
        prefixes: session.prefixes.clone(),
        commands: dot::known(),
        queries: queries.collect(),
        ..Knowledge::default()
    }))
}

/// Gives the names of the queries that run without a parameter, then those of the others with theirs.
fn callable(catalogue: &Catalogue) -> Vec<String> {
    let mut calls: Vec<(usize, String)> = catalogue
        .queries()
        .iter()
        // What a graph must not hold is nothing to start with.
        .filter(|query| !query.name.starts_with("checks/"))
        .map(|query| {
            let needed = query
                .parameters
                .iter()
                .filter(|parameter| parameter.default.is_none());
            let needed: Vec<String> = needed
                .map(|parameter| format!(" {}=…", parameter.name))
                .collect();
            (needed.len(), format!("{}{}", query.name, needed.concat()))
        })
        .collect();
    calls.sort_by_key(|(needed, _)| *needed);
    calls.into_iter().map(|(_, call)| call).collect()
}

fn shell(
    session: Session,
    runner: Runner,
    knowledge: Rc<RefCell<Knowledge>>,
    history: History,
) -> Shell {
    Shell {
        display: session.display,
        known: dot::known(),
        settings: Settings::default(),
        output: Output::default(),
        base: None,
        negative: false,
        last: String::new(),
        mend: None,
        mended: None,
        terms_of_batch: None,
        reading: 0,
        completes: false,
        insisted: false,
        session,
        runner,
        knowledge,
        history,
    }
}

/// Runs what standard input holds: data on standard output, everything else on standard error.
fn batch(session: Session, arguments: &Arguments, interrupts: Interrupts) -> Result<Outcome> {
    // The line editor would drop a last statement that nothing ends, so the input is read here.
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = String::from_utf8_lossy(valid).matches('\n').count();
        Failure::new(
            Kind::Query,
            format!("standard input:{}: the text is not UTF-8", line + 1),
        )
    })?;
    let runner = Runner::new(interrupts, Status::Silent, None);
    let knowledge = knowledge(&session, &catalogue(&session));
    let mut shell = shell(session, runner, knowledge, History::default());
    let worked = shell.run_file("standard input", &text, !arguments.keep_going)?;
    shell.output.end()?;
    Ok(if worked && !shell.negative {
        Outcome::Done
    } else {
        Outcome::Negative
    })
}

/// Reads entries and runs them until the user leaves.
fn converse(shell: &mut Shell, editor: &mut dyn Editor) -> Result<Outcome> {
    let mut pending = String::new();
    let mut prefill = (String::new(), String::new());
    loop {
        let prompt = prompt(shell, &pending);
        let input = editor.read(&prompt, &pending, (&prefill.0, &prefill.1))?;
        prefill = (String::new(), String::new());
        match input {
            Input::End if pending.is_empty() => break,
            Input::End => {
                shell.note("the text that was begun is dropped; Ctrl-D again leaves");
                pending.clear();
            }
            Input::Interrupt(typed) => {
                pending.push_str(&typed);
                let dropped = std::mem::take(&mut pending);
                if dropped.trim().is_empty() {
                    shell.note("Ctrl-D or .quit leaves");
                } else {
                    remember(shell, editor, &dropped);
                }
            }
            Input::EditOutside(text) => {
                prefill.0 = outside::edit(&text).unwrap_or_else(|failure| {
                    shell.report(&failure);
                    text
                });
            }
            Input::Text { text, forced } => {
                pending.push_str(&clean(&text));
                if !forced && !runs_on_enter(&Syntax::new(&pending)) {
                    pending.push('\n');
                    continue;
                }
                let entry = std::mem::take(&mut pending);
                remember(shell, editor, &entry);
                match run_entry(shell, editor, &entry)? {
                    Flow::Next => {}
                    Flow::Edit(left, right) => prefill = (left, right),
                    Flow::Leave => break,
                }
            }
            Input::Fix => {
                pending.clear();
                if let Flow::Edit(left, right) = run_entry(shell, editor, ".fix")? {
                    prefill = (left, right);
                }
            }
        }
    }
    if let Some(file) = shell.output.end()? {
        shell.note(&format!("written to {}", file.display()));
    }
    Ok(Outcome::Done)
}

/// Runs an entry; what is wrong is told, and the text comes back to be mended.
fn run_entry(shell: &mut Shell, editor: &mut dyn Editor, entry: &str) -> Result<Flow> {
    let ended = shell.run(entry);
    if let Some(mended) = shell.mended.take() {
        remember(shell, editor, &mended);
    }
    match ended {
        Ok(flow) => Ok(flow),
        Err(stopped) if shell.insisted || stopped.failure.kind() == Kind::ClosedPipe => {
            Err(stopped.failure)
        }
        Err(stopped) => {
            shell.report(&stopped.failure);
            Ok(match stopped.unrun {
                Some((left, right)) => Flow::Edit(left, right),
                None => Flow::Next,
            })
        }
    }
}

fn prompt(shell: &Shell, pending: &str) -> String {
    if !pending.is_empty() {
        return CONTINUATION.to_owned();
    }
    match shell.runner.left_behind() {
        0 => PROMPT.to_owned(),
        running => format!("gremia ({running} running)> "),
    }
}

fn remember(shell: &mut Shell, editor: &mut dyn Editor, entry: &str) {
    match shell.history.add(entry) {
        Ok(true) => editor.remember(entry.trim_end()),
        Ok(false) => {}
        Err(error) => shell.note(&format!("warning: the history cannot be written: {error}")),
    }
}

/// Leaves control characters out, which a paste may bring and no query needs.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}
