//! The shell without its editor: runs statements and commands one after the other.
//!
//! Start at [`Shell::run`]. Data goes to the output, everything else to standard error.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use oxrdf::NamedNode;

use crate::commands::answer::{TYPES_LOST, Text};
use crate::commands::{Command, Outcome};
use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::results::message::{dressed, set_coloured};
use crate::results::{self, Format};
use crate::session::{Display, Session};
use crate::sparql;
use crate::store::Access;

use super::blame::placed;
use super::command_completion::Known;
use super::dot::{self, Line, Own};
use super::evaluation::{self, Named, Ready};
use super::history::History;
use super::knowledge::Knowledge;
use super::mending::Mend;
use super::output::Output;
use super::runner::{Ended, Runner, Work};
use super::saving::Asked;
use super::settings::Settings;
use super::statements::{Form, Statement, behind_analyze, declarations, split};
use super::syntax::Syntax;
use super::term_index::TermIndex;
use super::transcript::{Copied, Transcript};
use super::variables::Variables;

/// Where the shell goes on.
#[derive(Debug)]
pub(super) enum Flow {
    /// With the next entry.
    Next,
    /// With an entry that is filled in: left and right of the cursor.
    Edit(String, String),
    /// With a named query whose parameters are to be asked for.
    Ask(Box<Asked>),
    /// Nowhere.
    Leave,
}

/// A statement that did not work.
#[derive(Debug)]
pub(super) struct Stopped {
    pub(super) failure: Failure,
    /// What was not run because of it, left and right of the place of the error: only for texts that are wrong.
    pub(super) unrun: Option<(String, String)>,
    /// Whether the failure tells its place in a file.
    pub(super) placed: bool,
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            unrun: None,
            placed: false,
        }
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Failure::from(error).into()
    }
}

/// Lines are broken at this width at the least.
const NARROWEST: usize = 20;

/// Files that read files that read files stop here.
const DEEPEST_READ: usize = 16;

/// A session with everything the shell adds to it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a state that any other can go with"
)]
pub(super) struct Shell {
    pub(super) session: Session,
    pub(super) settings: Settings,
    pub(super) runner: Runner,
    pub(super) output: Output,
    pub(super) known: Vec<Known>,
    pub(super) knowledge: Rc<RefCell<Knowledge>>,
    pub(super) history: History,
    /// How output looks on the terminal, as found out at the start.
    pub(super) display: Display,
    /// The base IRI that `BASE` set.
    pub(super) base: Option<String>,
    /// Whether a command answered no, which is the exit status of a batch.
    pub(super) negative: bool,
    /// The last query, for `.explain`, `.edit` and `.why`.
    pub(super) last: String,
    /// How it reads with the names of `.let` bound, where it has any.
    pub(super) last_bound: Option<Named>,
    /// What `.let` has named.
    pub(super) variables: Variables,
    /// What the last message about a query proposed.
    pub(super) mend: Option<Mend>,
    /// The text that `.fix` ran, until it is remembered as an entry.
    pub(super) mended: Option<String>,
    /// The terms of the dataset for the remarks of a batch.
    pub(super) terms_of_batch: Option<Arc<TermIndex>>,
    /// The updates that wait to be applied together, where `.begin` came before.
    pub(super) waiting: Option<Vec<String>>,
    /// How many files are being read, each by the one before.
    pub(super) reading: usize,
    /// Whether the terminal cannot move its cursor.
    pub(super) simple: bool,
    /// The record that is being written.
    pub(super) transcript: Option<Transcript>,
    /// Whether there is a prompt that completes what is typed.
    pub(super) completes: bool,
    /// Whether the user knows that a format leaves out datatypes.
    pub(super) told_of_types: bool,
    /// Whether the user insisted on leaving by a third Ctrl-C.
    pub(super) insisted: bool,
}

impl Shell {
    /// Runs all statements of `text`, in order, up to the first that does not work.
    pub(super) fn run(&mut self, text: &str) -> std::result::Result<Flow, Stopped> {
        let syntax = Syntax::new(text);
        let statements = split(&syntax);
        for (number, statement) in statements.iter().enumerate() {
            let flow = match self.run_statement(text, None, statement) {
                // The last one comes back to be mended whatever is set.
                Err(stopped)
                    if number + 1 < statements.len() && self.goes_on_after(&stopped.failure) =>
                {
                    self.report(&stopped.failure);
                    Flow::Next
                }
                ended => ended?,
            };
            if !matches!(flow, Flow::Next) {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    /// Tells whether what follows a statement that failed is run at a prompt: only where that was asked for.
    fn goes_on_after(&self, failure: &Failure) -> bool {
        let fatal = matches!(failure.kind(), Kind::ClosedPipe | Kind::Interrupted);
        self.settings.bail == Some(false) && !fatal && !self.insisted
    }

    /// Runs the statements of a file called `name`, and tells whether all of them worked.
    ///
    /// # Errors
    /// The first failure, unless what follows it is to be run.
    pub(super) fn run_file(&mut self, name: &str, text: &str) -> Result<bool> {
        if self.reading == DEEPEST_READ {
            let message = wording!(
                "{name}: files that read files are nested deeper than {DEEPEST_READ}",
                "{name}: Dateien, die Dateien lesen, sind tiefer als {DEEPEST_READ} geschachtelt"
            );
            return Err(Failure::new(Kind::Usage, message));
        }
        self.reading += 1;
        let ended = self.run_statements(name, text);
        self.reading -= 1;
        ended
    }

    fn run_statements(&mut self, name: &str, text: &str) -> Result<bool> {
        let mut all_worked = true;
        for statement in split(&Syntax::new(text)) {
            match self.run_statement(text, Some(name), &statement) {
                Ok(Flow::Next | Flow::Edit(..) | Flow::Ask(_)) => {}
                Ok(Flow::Leave) => break,
                Err(stopped) => {
                    let failure = if stopped.placed {
                        stopped.failure
                    } else {
                        placed(&stopped.failure, name, text, &statement)
                    };
                    let fatal = matches!(
                        failure.kind(),
                        Kind::ClosedPipe | Kind::Interrupted | Kind::Signal(_)
                    );
                    // The text itself may have changed the setting.
                    if !self.settings.goes_on() || fatal || self.insisted {
                        return Err(failure);
                    }
                    all_worked = false;
                    self.report(&failure);
                }
            }
        }
        Ok(all_worked)
    }

    fn run_statement(
        &mut self,
        text: &str,
        file: Option<&str>,
        statement: &Statement,
    ) -> std::result::Result<Flow, Stopped> {
        let ended = self.run_one(text, file, statement);
        if ended.is_err() && statement.form != Form::Command {
            // What `.once` named was meant for this one.
            self.end_output(false)?;
        }
        if statement.form != Form::Prologue {
            let own = &text[statement.range.clone()];
            let failed = ended.as_ref().err().map(|stopped| &stopped.failure);
            self.transcribe(own, statement.form == Form::Command, failed);
        }
        ended
    }

    fn run_one(
        &mut self,
        text: &str,
        file: Option<&str>,
        statement: &Statement,
    ) -> std::result::Result<Flow, Stopped> {
        let own = &text[statement.range.clone()];
        self.output.page(self.paging());
        self.runner.announce(own);
        let source = Text {
            text: text.to_owned(),
            file: file.map(str::to_owned),
        };
        if statement.form == Form::Command {
            let ended = self.run_line(own);
            return ended.map_err(|stopped| self.wrong_in_command(&source, statement, stopped));
        }
        if statement.form == Form::Prologue {
            evaluation::check_prologue(&source, &statement.range, &self.session)
                .map_err(|wrong| self.wrong(&source, statement, wrong))?;
            return Ok(self.declare(own)?);
        }
        let started = Instant::now();
        own.clone_into(&mut self.last);
        self.last_bound = None;
        self.session.display = self.current_display();
        let of_file = self.output.file().and_then(Format::from_path);
        let asked = evaluation::Statement {
            text: &source,
            range: &statement.range,
            base: self.base.as_deref(),
            strict: self.settings.strict_prefixes,
            format: of_file,
            terms: self.knowledge.borrow().terms.ready(),
            tells_changes: self.tells_changes(),
            is_timed: self.settings.timer,
        };
        let Ready { work, form, bound } =
            evaluation::prepare(&asked, &self.session, &self.variables)
                .map_err(|wrong| self.wrong(&source, statement, wrong))?;
        self.last_bound = bound;
        let changes = form == sparql::Form::Update;
        if !changes {
            self.output.takes_another()?;
        }
        if changes && self.waiting.is_some() {
            self.let_wait(own);
            return Ok(Flow::Next);
        }
        let ended = self.work(changes, work);
        if let Err(failure) = &ended {
            self.remark_on_stopped(own, failure);
        }
        let flow = ended?;
        self.tell_times(started.elapsed());
        self.note_use(own);
        if changes {
            self.tell_change();
            self.changed();
        } else {
            let is_empty = form != sparql::Form::Ask && self.runner.rows() == Some(0);
            self.remark(own, is_empty)?;
        }
        Ok(flow)
    }

    /// Runs one line with a leading dot.
    fn run_line(&mut self, line: &str) -> std::result::Result<Flow, Stopped> {
        let (parsed, note) = dot::parse(line, &self.known)?;
        if let Some(note) = note {
            self.note(&note);
        }
        match parsed {
            Line::Own(call) if call.own == Own::Fix => self.fix(),
            Line::Own(call) if call.own == Own::Read => {
                self.read(call.words.first().map(String::as_str))
            }
            Line::Own(call) => Ok(self.call(&call)?),
            Line::Setting(setting, value) => {
                self.set(setting, value.as_deref())?;
                Ok(Flow::Next)
            }
            Line::Switch(setting, [on, off]) => {
                let is_on = self.as_set(setting).split(' ').any(|set| set == on);
                let value = if is_on { off } else { on };
                self.set(setting, Some(value))?;
                Ok(Flow::Next)
            }
            Line::Text(text) => {
                self.output.write_all(text.as_bytes())?;
                self.end_output(true)?;
                Ok(Flow::Next)
            }
            Line::ExportRows {
                file,
                query,
                replace,
            } => {
                self.output.redirect(Path::new(&file), "export", replace)?;
                // What is wrong is told where the command stands.
                self.run(&query).map_err(|stopped| stopped.failure.into())
            }
            Line::Explain(query) => Ok(self.explain(&query)?),
            Line::WhyEmpty => Ok(self.why_empty()?),
            Line::Command(command) => {
                let command = match self.what_to_ask(*command)? {
                    Ok(asked) => return Ok(Flow::Ask(Box::new(asked))),
                    Err(command) => command,
                };
                let started = Instant::now();
                let written = command.written_file().map(Path::to_owned);
                let flow = self.run_command(command)?;
                if let Some(file) = written {
                    self.note_written(&file);
                }
                self.tell_time(started.elapsed());
                Ok(flow)
            }
        }
    }

    /// Explains `query`, or the last one; after `analyze` it is run for that.
    fn explain(&mut self, query: &str) -> Result<Flow> {
        let analyzed = behind_analyze(query);
        let query = analyzed.unwrap_or(query).trim();
        let query = if query.is_empty() {
            let bound = self.last_bound.as_ref().map(|named| &named.text);
            bound.unwrap_or(&self.last).clone()
        } else {
            self.bound_text(query)?
        };
        if query.is_empty() {
            let message = wording!(
                "there is no query to explain yet",
                "es gibt noch keine Abfrage"
            );
            let hint = wording!(
                "`.explain QUERY` explains one, `.explain` alone the last",
                "`.explain ABFRAGE` erklärt eine, `.explain` allein die letzte"
            );
            return Err(Failure::new(Kind::Usage, message).with_hint(hint));
        }
        let mut words = vec!["--command".to_owned(), query];
        if analyzed.is_some() {
            words.push("--analyze".to_owned());
        }
        match dot::program_command("explain", words)? {
            Line::Command(command) => self.run_command(*command),
            _ => Ok(Flow::Next),
        }
    }

    /// Runs a command of the program.
    pub(super) fn run_command(&mut self, command: Command) -> Result<Flow> {
        let access = command.access();
        let changes = access != Some(Access::ReadOnly);
        if changes {
            self.nothing_waits()?;
        }
        let work: Work = Box::new(move |session, _, out| command.run(session, out));
        let flow = self.work(changes, work)?;
        if matches!(access, Some(Access::ReadWrite | Access::Create)) {
            self.changed();
        }
        Ok(flow)
    }

    /// Takes note that the dataset is another than before.
    pub(super) fn changed(&mut self) {
        self.terms_of_batch = None;
        self.data_changed();
        self.collect_terms();
    }

    /// Reads the terms of the dataset for completion, beside what follows.
    pub(super) fn collect_terms(&self) {
        if self.completes {
            let stated = self.session.dataset.clone();
            let dataset = match self.session.inferred_if_current() {
                Ok(Some(with_inferred)) if self.session.options.inferred => with_inferred,
                _ => stated,
            };
            let shapes = self.session.bundle.shape_files().cloned().collect();
            self.knowledge.borrow().terms.collect(dataset, shapes);
        }
    }

    /// Runs `work` and shows what comes of it.
    pub(super) fn work(&mut self, changes: bool, work: Work) -> Result<Flow> {
        self.session.display = self.current_display();
        set_coloured(self.session.display.colour_in_messages);
        let mut screen = Copied {
            screen: &mut self.output,
            transcript: self.transcript.as_mut(),
        };
        let ended = self
            .runner
            .run(&mut self.session, changes, work, &mut screen);
        let worked = matches!(&ended, Ended::Done(Ok(_)));
        self.end_output(worked)?;
        match ended {
            Ended::Done(result) => {
                let outcome = result?;
                self.tell_of_lost_types();
                self.tell_editor();
                if outcome == Outcome::Negative {
                    self.negative = true;
                }
                Ok(Flow::Next)
            }
            // What follows in the file may build on it.
            Ended::LeftBehind(_, true) if self.reading > 0 => {
                let limit = self.session.options.timeout.unwrap_or_default();
                Err(sparql::Error::Timeout { limit }.into())
            }
            Ended::LeftBehind(number, false) if self.reading > 0 => {
                let message = wording!(
                    "the query is left behind as job {number}",
                    "die Abfrage ist als Auftrag {number} zurückgelassen"
                );
                Err(Failure::new(Kind::Interrupted, message))
            }
            Ended::LeftBehind(number, overdue) => {
                if overdue {
                    self.note(&wording!(
                        "the query does not end at its time limit",
                        "die Abfrage endet nicht an ihrer Zeitgrenze"
                    ));
                }
                self.note(&wording!(
                    "the query is left behind as job {number}; `.jobs` lists what still runs",
                    "die Abfrage ist als Auftrag {number} zurückgelassen; `.jobs` zeigt, was noch läuft"
                ));
                Ok(Flow::Next)
            }
            Ended::Leave(failure) => {
                self.insisted = true;
                Err(failure)
            }
        }
    }

    /// Makes the prefixes and the base of a prologue those of the session.
    fn declare(&mut self, prologue: &str) -> Result<Flow> {
        for (prefix, iri) in declarations(prologue) {
            if let Some(prefix) = prefix {
                self.declare_prefix(&prefix, &iri)?;
            } else {
                // Two `BASE` lines in one prologue can be relative to each other.
                NamedNode::new(&iri).map_err(|_| {
                    let message = wording!(
                        "the base <{iri}> is no absolute IRI",
                        "die Basis <{iri}> ist keine absolute IRI"
                    );
                    Failure::new(Kind::Query, message)
                })?;
                self.note(&wording!(
                    "<{iri}> is the base for this session",
                    "<{iri}> ist in dieser Sitzung die Basis"
                ));
                self.base = Some(iri);
            }
        }
        self.tell_editor();
        Ok(Flow::Next)
    }

    fn end_output(&mut self, worked: bool) -> Result<()> {
        if let Some(file) = self.output.end_statement(worked)? {
            self.note_written(&file);
        }
        Ok(())
    }

    /// Gives how the next result is to look.
    pub(super) fn current_display(&self) -> Display {
        let mut display = Display {
            max_rows: self.settings.max_rows,
            rows_as: self.settings.rows_as,
            graphs_as: self.settings.graphs_as,
            colour: self.colour(),
            colour_in_messages: self.colour_in_messages(),
            plain: self.settings.plain,
            page_begun: self.output.has_page(),
            // A screen shows each result by itself.
            results_before: match self.display.width {
                Some(_) if self.output.destination().is_none() => 0,
                _ => self.output.results_before(),
            },
            // What is read aloud has signs that have a name, wherever it is written to.
            ascii: self.display.ascii || self.settings.plain,
            ..self.display
        };
        if self.output.destination().is_some() {
            let of_file = self.output.file().and_then(Format::from_path);
            display.rows_as = of_file
                .filter(|format| format.holds(results::Kind::Solutions))
                .or(display.rows_as);
            display.graphs_as = of_file
                .filter(|format| format.holds(results::Kind::Graph))
                .or(display.graphs_as);
            display.width = None;
            display.height = None;
            display.colour = false;
            return display;
        }
        if display.width.is_some() {
            // The window may have changed since the last statement.
            if let Some((width, height)) = terminal_size::terminal_size() {
                display.width = Some(usize::from(width.0));
                display.height = Some(usize::from(height.0));
            }
            // A screen reader speaks sentences better than the frame of a table, and box characters one by one.
            let simplest = (self.simple && !self.settings.plain).then_some(Format::Ascii);
            display.rows_as = display.rows_as.or(simplest);
            display.ascii |= self.is_plain();
        }
        display.width = self.settings.width.or(display.width);
        display
    }

    /// Tells whether nothing is drawn or redrawn, by wish or because the terminal cannot.
    pub(super) fn is_plain(&self) -> bool {
        self.settings.plain || self.simple
    }

    /// Says once that a format has left out what another keeps.
    fn tell_of_lost_types(&mut self) {
        if self.completes && !self.told_of_types && self.session.types_lost.load(Ordering::Relaxed)
        {
            self.told_of_types = true;
            self.note(TYPES_LOST.text());
        }
    }

    /// Says something that is no data, in lines that end between words on a terminal.
    pub(super) fn note(&self, text: &str) {
        let room = self.display.width.map(|_| self.room());
        let said = dressed(text, room, self.colour_in_messages());
        // Without a place to say it, nothing is lost but the remark.
        let _ = io::stderr().write_all(format!("{said}\n").as_bytes());
    }

    /// Gives the columns that a line said beside the data may take: those of the terminal, where there is one.
    pub(super) fn room(&self) -> usize {
        let Some(known) = self.display.width else {
            return usize::MAX;
        };
        let now = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        now.unwrap_or(known).max(NARROWEST)
    }

    /// Says what went wrong.
    pub(super) fn report(&self, failure: &Failure) {
        self.note(&failure.render());
    }
}
