//! The shell: reads entries from a person, or statements from a pipe, and runs them. Layer 7.
//!
//! Start at [`run`]. `editor` (a trait with two implementations) reads; `shell` runs statements and commands;
//! `runner` evaluates in a thread of its own and watches for Ctrl-C. Highlighting, completion and the rule for
//! Enter are pure functions of the text. Interactive only where standard input *and* output are terminals.

mod absence;
mod assistant;
mod banner;
mod blame;
mod calls;
mod changes;
mod command_completion;
mod completeness;
mod completion;
mod dot;
mod editor;
mod ending;
mod evaluation;
mod help;
mod highlight;
mod hints;
mod history;
mod interrupt;
mod jobs;
mod keyboard;
mod knowledge;
mod last;
mod line_editor;
mod look;
mod mending;
mod output;
mod outside;
mod pager;
mod parting;
mod places;
mod position;
#[cfg(test)]
mod robustness;
mod runner;
mod saving;
mod settings;
mod shell;
mod statements;
mod syntax;
mod term_index;
mod timing;
mod tokens;
mod transaction;
mod transcript;
mod variables;
mod viewport;
mod words;

use std::cell::RefCell;
use std::io::{self, IsTerminal, Read};
use std::rc::Rc;

use clap::Args;

use crate::commands::Outcome;
use crate::commands::answer::without_mark;
use crate::failure::{Failure, Kind, Result};
use crate::language::{STANDARD_INPUT, of_system, wording};
use crate::named_queries::{Catalogue, NamedQuery};
use crate::results::width::width;
use crate::session::Session;

use completeness::runs_on_enter;
use editor::{Editor, Input, PlainEditor};
use history::History;
use interrupt::Interrupts;
use keyboard::Keyboard;
use knowledge::Knowledge;
use line_editor::LineEditor;
use output::Output;
use runner::{Runner, Status};
use saving::Asked;
use settings::{Origin, Setting, Settings};
use shell::{Flow, Shell};
use syntax::Syntax;
use variables::Variables;

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

impl Arguments {
    /// Gives what holds where some options stand before the command and `later` ones behind it.
    ///
    /// # Errors
    /// Where they contradict each other.
    pub fn with(self, later: &Self) -> Result<Self> {
        let all = Self {
            plain: self.plain || later.plain,
            batch: self.batch || later.batch,
            interactive: self.interactive || later.interactive,
            keep_going: self.keep_going || later.keep_going,
            no_history: self.no_history || later.no_history,
        };
        if all.batch && all.interactive {
            let message = wording!(
                "`--batch` cannot be used with `--interactive`",
                "`--batch` und `--interactive` schließen sich aus"
            );
            return Err(Failure::new(Kind::Usage, message));
        }
        Ok(all)
    }

    /// Gives the name of an option that means nothing to any command but the shell, where there is one.
    #[must_use]
    pub fn of_shell_alone(&self) -> Option<&'static str> {
        [
            (self.batch, "--batch"),
            (self.interactive, "--interactive"),
            (self.keep_going, "--keep-going"),
            (self.no_history, "--no-history"),
        ]
        .into_iter()
        .find_map(|(asked, name)| asked.then_some(name))
    }
}

const PROMPT: &str = "gremia> ";
/// The prompt while updates wait to be applied together.
const WAITING: &str = "gremia*> ";
const CONTINUATION: &str = "   ...> ";
/// Rows that an error usually takes.
const MESSAGE_ROWS: usize = 5;

/// Runs the shell until it is left, or until its input ends.
///
/// `colour` is what the command line says about colours, where it says anything.
///
/// # Errors
/// In batch mode the first failure of a statement; on a terminal only what makes it unusable.
pub fn run(mut session: Session, arguments: &Arguments, colour: Option<bool>) -> Result<Outcome> {
    let terminals = io::stdin().is_terminal() && io::stdout().is_terminal();
    let is_batch = arguments.batch || !(terminals || arguments.interactive);
    let interrupts = Interrupts::install(!is_batch)?;
    // A batch goes on with its next statement, too.
    session.interactive = true;
    crate::language::speak_in_shell();
    let ended = if is_batch {
        batch(session, arguments, &interrupts)
    } else {
        at_prompt(session, arguments, colour, &interrupts)
    };
    match (ended, interrupts.ending.failure()) {
        // It tells what was running.
        (Err(failure), Some(_)) if matches!(failure.kind(), Kind::Signal(_)) => Err(failure),
        (_, Some(failure)) => Err(failure),
        (ended, None) => ended,
    }
}

/// Runs what a person types.
fn at_prompt(
    session: Session,
    arguments: &Arguments,
    colour: Option<bool>,
    interrupts: &Interrupts,
) -> Result<Outcome> {
    let terminals = io::stdin().is_terminal() && io::stdout().is_terminal();
    let path = if arguments.no_history {
        None
    } else {
        history::default_path()
    };
    let (history, warning) = History::open(path);
    let catalogue = catalogue(&session);
    let knowledge = knowledge(&session);
    let keyboard = Keyboard::open()?;
    if let Some(keyboard) = &keyboard {
        interrupts.ending.restore_by(keyboard.restorer());
    }
    let runner = Runner::new(interrupts.clone(), Status::Silent, None).with_keyboard(keyboard);
    let inferred = session.options.inferred;
    let mut shell = shell(session, runner, knowledge, history);
    // Editing on one line needs a terminal on both sides.
    shell.simple = !terminals || !can_move_the_cursor();
    shell.settings.file = settings::file::default_path();
    shell.read_settings();
    let asked = [
        ("color", colour),
        ("inferred", inferred.then_some(true)),
        ("plain", arguments.plain.then_some(true)),
    ];
    for (name, on) in asked {
        if let (Some(on), Some(setting)) = (on, Setting::named(name)) {
            shell.set_from(setting, if on { "on" } else { "off" }, Origin::CommandLine)?;
        }
    }
    shell.show_look();
    if let Some(warning) = warning {
        shell.note(&wording!("warning: {warning}", "Warnung: {warning}"));
    }
    let queries = callable(&catalogue);
    let banner = banner::banner(
        &shell.session.dataset,
        &shell.session.prefixes,
        &queries,
        shell.session.display.width.unwrap_or(80),
    );
    shell.note(banner.trim_end());
    shell.completes = true;
    shell.collect_terms();
    let ended = converse(&mut shell, interrupts);
    shell.knowledge.borrow().terms.stop();
    if ended.is_err() && interrupts.ending.is_asked_for() {
        // The signal is what the program ends with.
        let _ = leave(&mut shell);
    }
    ended
}

/// Gives what reads from the terminal as the settings have it now.
fn editor(shell: &Shell, interrupts: &Interrupts) -> io::Result<Box<dyn Editor>> {
    let plain = shell.is_plain();
    let mut editor: Box<dyn Editor> = if plain {
        Box::new(PlainEditor::new(interrupts.clone()))
    } else {
        let entries = shell.history.entries();
        Box::new(LineEditor::new(Rc::clone(&shell.knowledge), entries)?)
    };
    let status = match (io::stderr().is_terminal(), plain) {
        (false, _) => Status::Silent,
        (true, true) => Status::Lines,
        (true, false) => Status::Redrawn,
    };
    // Without a line editor that shows it again, what is typed must be seen as it is typed.
    shell.runner.show_by(status, editor.notifier(), !plain);
    Ok(editor)
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

fn knowledge(session: &Session) -> Rc<RefCell<Knowledge>> {
    let mut knowledge = Knowledge::default();
    knowledge.prefixes = session.prefixes.clone();
    knowledge.commands = dot::known();
    knowledge.queries = callable_queries(session);
    Rc::new(RefCell::new(knowledge))
}

/// Gives all named queries, the user's own among them.
fn callable_queries(session: &Session) -> Vec<NamedQuery> {
    let catalogue = catalogue(session).with_own(&session.own_queries);
    catalogue.queries().to_owned()
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
        last_bound: None,
        variables: Variables::default(),
        mend: None,
        mended: None,
        terms_of_batch: None,
        waiting: None,
        reading: 0,
        simple: false,
        transcript: None,
        completes: false,
        told_of_types: false,
        insisted: false,
        session,
        runner,
        knowledge,
        history,
    }
}

/// Runs what standard input holds: data on standard output, everything else on standard error.
fn batch(session: Session, arguments: &Arguments, interrupts: &Interrupts) -> Result<Outcome> {
    // The line editor would drop a last statement that nothing ends, so the input is read here.
    let mut bytes = Vec::new();
    let read = || io::stdin().lock().read_to_end(&mut bytes);
    interrupts.ending.at_outset(read)?;
    let text = String::from_utf8(bytes)
        .map(without_mark)
        .map_err(|error| {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let valid = String::from_utf8_lossy(valid);
            let line = valid.matches('\n').count();
            let column = valid
                .lines()
                .next_back()
                .map_or(0, |last| last.chars().count());
            let column = if valid.ends_with('\n') { 0 } else { column };
            Failure::new(
                Kind::Query,
                wording!(
                    "{STANDARD_INPUT}:{line}:{column}: the text is not UTF-8",
                    "{STANDARD_INPUT}:{line}:{column}: der Text ist kein UTF-8",
                    line = line + 1,
                    column = column + 1
                ),
            )
        })?;
    let runner = Runner::new(interrupts.clone(), Status::Silent, None);
    let knowledge = knowledge(&session);
    let mut shell = shell(session, runner, knowledge, History::default());
    shell.settings.plain = arguments.plain;
    shell.settings.keep_going = arguments.keep_going;
    let worked = shell.run_file(STANDARD_INPUT.text(), &text)?;
    shell.nothing_is_lost()?;
    shell.output.end()?;
    Ok(if worked && !shell.negative {
        Outcome::Done
    } else {
        Outcome::Negative
    })
}

/// Reads entries and runs them until the user leaves.
fn converse(shell: &mut Shell, interrupts: &Interrupts) -> Result<Outcome> {
    let mut pending = String::new();
    let mut prefill = (String::new(), String::new());
    let mut is_plain = shell.is_plain();
    let mut current = editor(shell, interrupts)?;
    while !interrupts.ending.is_asked_for() {
        if shell.is_plain() != is_plain {
            is_plain = shell.is_plain();
            current = editor(shell, interrupts)?;
        }
        let editor = current.as_mut();
        let prompt = prompt(shell, &pending);
        let left_and_right = (prefill.0.as_str(), prefill.1.as_str());
        let read = || editor.read(&prompt, &pending, left_and_right);
        let input = interrupts.ending.at_prompt(read)?;
        prefill = (String::new(), String::new());
        match input {
            Input::End if pending.is_empty() => {
                if parting::may_leave(shell, editor, interrupts)? {
                    break;
                }
            }
            Input::End => drop_begun(shell, &mut pending),
            Input::Interrupt(typed) => {
                pending.push_str(&clean(&typed));
                let dropped = std::mem::take(&mut pending);
                drop_entry(shell, editor, interrupts, &dropped);
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
                    Flow::Edit(left, right) => prefill = (left, right),
                    Flow::Ask(asked) => ask(shell, editor, interrupts, *asked)?,
                    Flow::Leave if parting::may_leave(shell, editor, interrupts)? => break,
                    Flow::Next | Flow::Leave => {}
                }
            }
            Input::Fix(text) if !shell.is_about(&text) => prefill.0 = text,
            Input::Fix(_) => {
                if let Flow::Edit(left, right) = run_entry(shell, editor, ".fix")? {
                    prefill = (left, right);
                }
            }
        }
    }
    leave(shell)
}

/// Drops the text that was begun, for which Ctrl-D would be too short a way out.
fn drop_begun(shell: &Shell, pending: &mut String) {
    shell.note(&wording!(
        "the text that was begun is dropped; Ctrl-D again leaves",
        "der begonnene Text ist verworfen; nochmals Strg-D verlässt die Shell"
    ));
    pending.clear();
}

/// Ends what is still open when the user leaves.
fn leave(shell: &mut Shell) -> Result<Outcome> {
    if shell
        .waiting
        .as_ref()
        .is_some_and(|waiting| !waiting.is_empty())
    {
        shell.roll_back(None)?;
    }
    if let Some(file) = shell.output.end()? {
        shell.note_written(&file);
    }
    Ok(Outcome::Done)
}

/// Asks for the parameters of a named query, and runs it; an empty answer or Ctrl-C drops it.
fn ask(
    shell: &mut Shell,
    editor: &mut dyn Editor,
    interrupts: &Interrupts,
    asked: Asked,
) -> Result<()> {
    let mut values = Vec::new();
    for parameter in &asked.parameters {
        let (note, prompt) = Asked::question(parameter);
        if let Some(note) = note {
            shell.note(&note);
        }
        // What is typed completes as the argument of a command that takes a term.
        let read = || editor.read(&prompt, ".describe ", ("", ""));
        let input = interrupts.ending.at_prompt(read)?;
        match input {
            Input::Text { text, .. } if !text.trim().is_empty() => {
                values.push(clean(text.trim()));
            }
            _ => {
                shell.note(&wording!("dropped", "verworfen"));
                return Ok(());
            }
        }
    }
    let _hushed = shell.runner.hush();
    let line = asked.line(&values);
    shell.declare_offered(&line)?;
    let command = asked.answered(values);
    // The whole call can be recalled.
    remember(shell, editor, &line);
    let ended = shell.run_command(command);
    shell.transcribe(&line, true, ended.as_ref().err());
    if let Err(failure) = ended {
        if shell.insisted || failure.kind() == Kind::ClosedPipe {
            return Err(failure);
        }
        shell.report(&failure);
    }
    Ok(())
}

/// Keeps an entry that Ctrl-C or a signal dropped; without one, tells how to leave.
fn drop_entry(shell: &mut Shell, editor: &mut dyn Editor, interrupts: &Interrupts, dropped: &str) {
    if !dropped.trim().is_empty() {
        remember(shell, editor, dropped);
    } else if !interrupts.ending.is_asked_for() {
        shell.note(&wording!(
            "Ctrl-D or .quit leaves",
            "Strg-D oder .quit verlässt die Shell"
        ));
    }
}

/// Runs an entry; what is wrong is told, and the text comes back to be mended.
fn run_entry(shell: &mut Shell, editor: &mut dyn Editor, entry: &str) -> Result<Flow> {
    let _hushed = shell.runner.hush();
    shell.declare_offered(entry)?;
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
                // Drawn again, it would push what was just said off the screen.
                Some((left, right)) if fills_screen(shell, &format!("{left}{right}")) => {
                    shell.note(&wording!(
                        "hint: the text is as tall as the window: Up brings it back, `.edit` opens it in your editor",
                        "Hinweis: der Text ist so hoch wie das Fenster: Auf holt ihn zurück, `.edit` öffnet ihn im eigenen Editor"
                    ));
                    Flow::Next
                }
                Some((left, right)) => Flow::Edit(left, right),
                None => Flow::Next,
            })
        }
    }
}

/// Tells whether `text` takes most rows of the screen, so that little of what stands above it is seen.
fn fills_screen(shell: &Shell, text: &str) -> bool {
    let size = terminal_size::terminal_size();
    let Some(rows) = size.map(|(_, height)| usize::from(height.0)) else {
        return false;
    };
    let columns = shell.room().max(1);
    let taken = |line: &str| (width(line) + PROMPT.len()).div_ceil(columns).max(1);
    let taken: usize = text.lines().map(taken).sum();
    !shell.is_plain() && taken * 2 > rows && taken + MESSAGE_ROWS > rows
}

fn prompt(shell: &Shell, pending: &str) -> String {
    if !pending.is_empty() {
        return CONTINUATION.to_owned();
    }
    match shell.runner.left_behind() {
        0 if shell.waiting.is_some() => WAITING.to_owned(),
        0 => PROMPT.to_owned(),
        running => wording!(
            "gremia ({running} running)> ",
            "gremia ({running} im Hintergrund)> "
        ),
    }
}

fn remember(shell: &mut Shell, editor: &mut dyn Editor, entry: &str) {
    match shell.history.add(entry) {
        Ok(true) => editor.remember(shell.history.entries()),
        Ok(false) => {}
        Err(error) => shell.note(&wording!(
            "warning: the history cannot be written: {error}",
            "Warnung: die Eingaben lassen sich nicht festhalten: {error}",
            error = of_system(&error)
        )),
    }
}

/// Leaves control characters out, which a paste may bring and no query needs.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}
