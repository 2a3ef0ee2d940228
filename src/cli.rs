//! The command line: reads arguments, opens the session, runs a command or the shell, gives the exit status.

mod install;
mod reference;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use oxigraph::sparql::CancellationToken;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::register_conditional_shutdown;
use signal_hook::iterator::Signals;

use crate::commands::output_file::discard_unfinished;
use crate::commands::{Command, Outcome, german};
use crate::failure::{Failure, Kind, Result};
use crate::language::{self, Language, wording};
use crate::memory::{Guard, Limit, Verdict};
use crate::repl;
use crate::results::message::{set_coloured, tell};
use crate::session::{Display, Options, Session, own_queries};
use crate::sparql;

/// How long after its limit a query may take to end in order.
const GRACE: Duration = Duration::from_millis(100);
/// How often its end is looked for after that.
const TICK: Duration = Duration::from_millis(10);

/// Query who decides what in German digital and AI policy
#[derive(Debug, Parser)]
#[command(name = "gremia", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// Folder of a persistent store (default: the bundled graph, in memory)
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "GREMIA_STORE",
        hide_env_values = true
    )]
    store: Option<PathBuf>,
    /// Open the store for reading only, beside a writer
    #[arg(long, global = true)]
    read_only: bool,
    /// Folder with `ontology/`, `data/` and `queries/` in place of the bundled files
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "GREMIA_DATASET",
        hide_env_values = true
    )]
    dataset: Option<PathBuf>,
    /// Folder where source documents are looked up by their hash
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "GREMIA_SOURCES",
        hide_env_values = true
    )]
    sources: Option<PathBuf>,
    /// Let queries and other commands that read see what is inferred
    #[arg(long, global = true)]
    inferred: bool,
    /// File with further axioms to infer by, in any RDF syntax; may be repeated
    #[arg(long, global = true, value_name = "FILE")]
    rules: Vec<PathBuf>,
    /// Let `owl:sameAs` count where something is inferred
    #[arg(long, global = true)]
    same_as: bool,
    /// Stop a query that makes the program take more than this share of the machine's memory; `off` for no limit
    #[arg(long, global = true, value_name = "SHARE", default_value_t = Limit::default(), value_parser = memory_limit, env = "GREMIA_MEMORY", hide_env_values = true)]
    memory: Limit,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// Language of messages and help (default: that of the environment, else English)
    #[arg(long, global = true, value_name = "TAG", value_enum)]
    lang: Option<Language>,
    #[command(flatten)]
    repl: repl::Arguments,
    #[command(subcommand)]
    action: Option<Action>,
}

/// Reads the share of the memory that may be taken.
fn memory_limit(text: &str) -> std::result::Result<Limit, String> {
    Limit::parse(text).ok_or_else(|| {
        wording!(
            "write a share of the memory from 1% to 100%, or off",
            "ein Anteil am Arbeitsspeicher von 1% bis 100% oder off"
        )
    })
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`; anywhere with `CLICOLOR_FORCE`
    Auto,
    /// Also where tables and messages go to a pipe; formats for machines never have any
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Start the shell, as without a command
    Repl(repl::Arguments),
    #[command(flatten)]
    Run(Command),
    /// Write the command reference as a Markdown page
    #[command(hide = true)]
    Reference,
    /// Write the completions of a shell
    #[command(hide = true)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    #[command(hide = true)]
    Man {
        /// The folder, which must be there
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Runs the program and gives its exit status.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    language::speak(language_asked(&arguments).unwrap_or_else(Language::of_environment));
    let arguments = match parse(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let status = u8::try_from(error.exit_code()).unwrap_or(2);
            // Nothing is left to tell where even this cannot be printed.
            let _ = german::print(error);
            return ExitCode::from(status);
        }
    };
    match run(arguments) {
        Ok(outcome) => ExitCode::from(outcome.exit_status()),
        Err(failure) => {
            if failure.kind() != Kind::ClosedPipe {
                tell(&failure.render());
            }
            ExitCode::from(failure.exit_status())
        }
    }
}

/// Reads the arguments by a command line whose help is in the language spoken.
fn parse(arguments: Vec<OsString>) -> std::result::Result<Arguments, clap::Error> {
    let mut command = german::in_language_spoken(Arguments::command());
    let matches = command.try_get_matches_from_mut(arguments)?;
    Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Gives the language that `arguments` ask for, which must be known before they are judged in words.
fn language_asked(arguments: &[OsString]) -> Option<Language> {
    let at = arguments.iter().position(|argument| {
        argument
            .to_str()
            .is_some_and(|text| text == "--lang" || text.starts_with("--lang="))
    })?;
    let tag = match arguments[at].to_str()?.split_once('=') {
        Some((_, tag)) => tag,
        None => arguments.get(at + 1)?.to_str()?,
    };
    Language::from_str(tag, false).ok()
}

fn run(arguments: Arguments) -> Result<Outcome> {
    let options = Options {
        store: arguments.store,
        read_only: arguments.read_only,
        dataset: arguments.dataset,
        sources: arguments.sources,
        inferred: arguments.inferred,
        rules: arguments.rules,
        same_as: arguments.same_as,
        timeout: None,
        memory: arguments.memory,
    };
    let forced = match arguments.color {
        Colour::Auto => None,
        Colour::Always => Some(true),
        Colour::Never => Some(false),
    };
    let display = display(arguments.color);
    set_coloured(display.colour_in_messages && !arguments.repl.plain);
    match arguments.action {
        Some(Action::Run(command)) => {
            if let Some(option) = arguments.repl.of_shell_alone() {
                let message = wording!(
                    "`{option}` is an option of the shell alone",
                    "`{option}` ist eine Option nur der Shell"
                );
                return Err(Failure::new(Kind::Usage, message));
            }
            let display = if arguments.repl.plain {
                display.read_aloud()
            } else {
                display
            };
            run_command(&command, options, display)
        }
        Some(Action::Repl(later)) => {
            let repl = arguments.repl.with(&later)?;
            let session = with_own_queries(Session::open(options, display)?);
            repl::run(session, &repl, forced)
        }
        Some(Action::Completions { shell }) => {
            io::stdout().write_all(&install::completions(shell))?;
            Ok(Outcome::Done)
        }
        Some(Action::Man { folder }) => {
            install::manual(&folder)?;
            Ok(Outcome::Done)
        }
        Some(Action::Reference) => {
            io::stdout().write_all(reference::page().as_bytes())?;
            Ok(Outcome::Done)
        }
        None => {
            let session = with_own_queries(Session::open(options, display)?);
            repl::run(session, &arguments.repl, forced)
        }
    }
}

/// Runs one command to its end.
fn run_command(command: &Command, options: Options, display: Display) -> Result<Outcome> {
    let session = Session::open_for(command.access(), options, display)?;
    let mut session = with_own_queries(session);
    let signal = cancel_on_signal(&session.cancellation, command.is_query())?;
    let too_much = watch_memory(command, &session);
    if let Some(limit) = command.timeout() {
        let others = (Arc::clone(&signal), Arc::clone(&too_much));
        end_after(limit, session.cancellation.clone(), others);
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = command.run(&mut session, &mut out);
    let outcome = outcome.map_err(|failure| {
        if failure.kind() != Kind::Interrupted {
            return failure;
        }
        match (too_much.get(), signal.load(Ordering::SeqCst)) {
            (Some(message), _) => Failure::new(Kind::Query, message).with_hint(wording!(
                "LIMIT or a narrower pattern needs less; `--memory 80%` allows more",
                "LIMIT oder ein engeres Muster braucht weniger; `--memory 80%` erlaubt mehr"
            )),
            (None, signal) => by_signal(failure, signal),
        }
    })?;
    match out.flush() {
        // Whoever stopped reading still gets the answer by the exit status.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        flushed => flushed?,
    }
    Ok(outcome)
}

/// Adds the user's own named queries; without them where their folder cannot be read.
fn with_own_queries(mut session: Session) -> Session {
    if let Some(folder) = own_queries::folder() {
        session.own_queries = own_queries::read(&folder).unwrap_or_default();
    }
    session
}

/// Ends the program soon after `limit` has cancelled a query that does not notice.
///
/// An answer that was complete in time may be written for as long as it takes; what the others cancel ends in order.
fn end_after(
    limit: Duration,
    cancellation: CancellationToken,
    (signal, too_much): (Arc<AtomicI32>, Arc<OnceLock<String>>),
) {
    thread::spawn(move || {
        thread::sleep(limit);
        while !cancellation.is_cancelled() {
            thread::sleep(TICK);
        }
        if signal.load(Ordering::SeqCst) != 0 || too_much.get().is_some() {
            return;
        }
        thread::sleep(GRACE);
        end_at_once(&sparql::Error::Timeout { limit }.into());
    });
}

/// Ends the program in the middle of a query that cannot be stopped in order.
fn end_at_once(failure: &Failure) -> ! {
    tell(&failure.render());
    discard_unfinished();
    #[expect(
        clippy::exit,
        reason = "the engine looks at its token only where it reads triples"
    )]
    std::process::exit(i32::from(failure.exit_status()));
}

/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Stops a query that takes too much memory; the message is there once that happened.
fn watch_memory(command: &Command, session: &Session) -> Arc<OnceLock<String>> {
    let too_much = Arc::new(OnceLock::new());
    let queries = matches!(
        command,
        Command::Query(_) | Command::Run(_) | Command::Explain(_)
    );
    let Some(guard) = Guard::start(session.options.memory).filter(|_| queries) else {
        return too_much;
    };
    let message = Arc::clone(&too_much);
    let cancellation = session.cancellation.clone();
    thread::spawn(move || {
        loop {
            thread::sleep(LOOK);
            match guard.look() {
                Verdict::Fine => {}
                Verdict::TooMuch(text) => {
                    // Of several messages the first is the reason.
                    let _ = message.set(text);
                    cancellation.cancel();
                }
                Verdict::Desperate(text) => {
                    end_at_once(&Failure::new(Kind::Query, text));
                }
            }
        }
    });
    too_much
}

/// Gives the failure of a command that `signal` cancelled, with the exit status that goes with it.
fn by_signal(failure: Failure, signal: i32) -> Failure {
    match signal {
        SIGTERM => {
            let kind = Kind::Signal(u8::try_from(SIGTERM).unwrap_or_default());
            Failure::new(kind, failure.message())
        }
        _ => failure,
    }
}

/// How long after a signal a query may take to end in order.
const PATIENCE: Duration = Duration::from_secs(1);

/// Lets the first Ctrl-C end the command in order, so that nothing half done stays; the second ends the program.
///
/// A query that does not notice the first ends the program a little later. Gives where the number of the first signal
/// will stand.
fn cancel_on_signal(
    cancellation: &CancellationToken,
    is_query: bool,
) -> io::Result<Arc<AtomicI32>> {
    let first = Arc::new(AtomicI32::new(0));
    let noted = Arc::clone(&first);
    let cancelled = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        register_conditional_shutdown(signal, 128 + signal, Arc::clone(&cancelled))?;
    }
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let cancellation = cancellation.clone();
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            noted.store(signal, Ordering::SeqCst);
            cancellation.cancel();
            cancelled.store(true, Ordering::SeqCst);
            if is_query {
                thread::sleep(PATIENCE);
                let cancelled = Failure::from(sparql::Error::Cancelled);
                end_at_once(&by_signal(cancelled, signal));
            }
            if signal == SIGINT {
                let note = wording!(
                    "cancelling; Ctrl-C again ends at once",
                    "wird abgebrochen; noch einmal Strg-C beendet sofort"
                );
                tell(&note);
            }
        }
    });
    Ok(first)
}

/// Finds out what standard output can show.
fn display(colour: Colour) -> Display {
    let terminal = io::stdout().is_terminal();
    let size = terminal_size::terminal_size().filter(|_| terminal);
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let dumb = set("TERM").is_some_and(|term| term == "dumb");
    let forced = set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let coloured = |terminal: bool| match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => set("NO_COLOR").is_none() && (forced || terminal && !dumb),
    };
    // The first of them that is set rules. Where none is, as on Windows, the rest of the program writes UTF-8 too.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let is_utf8 = |locale: OsString| {
        let locale = locale.to_string_lossy().to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    };
    Display {
        width: size.map(|(width, _)| usize::from(width.0)),
        height: size.map(|(_, height)| usize::from(height.0)),
        colour: coloured(terminal),
        colour_in_messages: coloured(io::stderr().is_terminal()),
        ascii: dumb || !locale.is_none_or(is_utf8),
        ..Display::default()
    }
}

#[cfg(test)]
mod tests;
