//! What helps with a query that is wrong or gives nothing: `.fix`, remarks after a run, `.why` without rows.

use std::sync::{Arc, Mutex, PoisonError};

use unicode_width::UnicodeWidthStr;

use crate::commands::Outcome;
use crate::commands::answer::{Text, cancellation, wrong_query};
use crate::failure::{Failure, Kind, Result};
use crate::language::grouped;
use crate::language::wording;
use crate::results::width::wrap;
use crate::session::Session;
use crate::sparql::{self, Emptiness, Fix, Parameters, Stage, Vocabulary};

use super::evaluation::{self, Named, Wrong};
use super::runner::Work;
use super::shell::{Flow, Shell, Stopped};
use super::statements::Statement;
use super::term_index::TermIndex;

/// Lines are broken at this width at the least.
const NARROWEST: usize = 20;

/// A text with the change that was proposed for it.
#[derive(Debug)]
pub(super) struct Mend {
    text: String,
    fix: Fix,
}

fn nothing_to_fix() -> String {
    wording!("there is nothing to fix", "es gibt nichts zu beheben")
}

impl TermIndex {
    pub(super) fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary {
            properties: &self.properties,
            classes: &self.classes,
            things: &self.things,
        }
    }
}

impl Shell {
    /// Takes note of what mends a wrong statement of `text`, and gives what is not run because of it.
    pub(super) fn wrong(&mut self, source: &Text, statement: &Statement, wrong: Wrong) -> Stopped {
        let text = &source.text;
        let from = statement.range.start;
        let at = text.floor_char_boundary(from + wrong.at);
        let unrun = Some((text[from..at].to_owned(), text[at..].to_owned()));
        let mut failure = wrong.failure;
        // A file goes on behind the statement, at a prompt nothing more of the text is run.
        let end = match source.file {
            Some(_) => statement.range.end,
            None => text.len(),
        };
        self.mend = wrong.fix.map(|fix| Mend {
            text: text[from..end].to_owned(),
            fix,
        });
        if self.is_asked_at_a_prompt()
            && let Some(mend) = &self.mend
        {
            // The text stands at the prompt again, where a command would be typed into it.
            let how = match wording!("Ctrl-X Ctrl-F", "Strg-X Strg-F") {
                key if self.has_keys() => key,
                _ => "`.fix`".to_owned(),
            };
            failure = failure.with_hint(format!("{how} {}", mend.fix.in_words(&mend.text)));
        }
        Stopped {
            failure,
            unrun,
            placed: true,
        }
    }

    /// Does for the query of a command what [`Shell::wrong`] does for one that is typed by itself.
    pub(super) fn wrong_in_command(
        &mut self,
        text: &Text,
        statement: &Statement,
        stopped: Stopped,
    ) -> Stopped {
        let own = &text.text[statement.range.clone()];
        let wrong = stopped.failure.wrong_query().and_then(|wrong| {
            // It is another text where names or a base were put in.
            let place = own.find(&wrong.text)?;
            let diagnostic = wrong.diagnostic.clone().moved(place, own);
            let range = &statement.range;
            Some(evaluation::wrong(diagnostic, 0, text, range, &self.session))
        });
        match wrong {
            Some(wrong) if !stopped.placed => self.wrong(text, statement, wrong),
            _ => stopped,
        }
    }

    /// Says how a proposal is followed.
    fn proposal(&self, mend: &Mend) -> String {
        let key = if self.has_keys() {
            wording!(" or Ctrl-X Ctrl-F", " oder Strg-X Strg-F")
        } else {
            String::new()
        };
        format!("`.fix`{key} {}", mend.fix.in_words(&mend.text))
    }

    /// Tells whether there is a line editor with its keys.
    fn has_keys(&self) -> bool {
        !self.is_plain() && self.completes
    }

    fn is_asked_at_a_prompt(&self) -> bool {
        self.completes && self.reading == 0
    }

    /// Tells whether the last proposal is for what stands at the prompt, where anything does; says so where it is not, for
    /// that must not be lost.
    pub(super) fn is_about(&self, typed: &str) -> bool {
        let typed = typed.trim_end();
        if typed.is_empty() {
            return true;
        }
        let Some(mend) = &self.mend else {
            self.note(&nothing_to_fix());
            return false;
        };
        let is_same = mend.text.trim_end() == typed;
        if !is_same {
            self.note(&wording!(
                "the last message is about another text; with nothing typed Ctrl-X Ctrl-F does what it proposed",
                "die letzte Meldung gilt einem anderen Text; ohne Eingabe tut Strg-X Strg-F, was sie vorschlug"
            ));
        }
        is_same
    }

    /// Applies the last proposal and runs what comes of it.
    pub(super) fn fix(&mut self) -> std::result::Result<Flow, Stopped> {
        let Some(mend) = self.mend.take() else {
            let message = nothing_to_fix();
            let hint = wording!(
                "`.fix` does what the last message about a query proposed",
                "`.fix` tut, was die letzte Meldung zu einer Abfrage vorschlug"
            );
            return Err(Failure::new(Kind::Usage, message).with_hint(hint).into());
        };
        let mended = mend.fix.apply(&mend.text);
        self.note(mended.trim_end());
        self.mended = Some(mended.trim_end().to_owned());
        self.run(&mended)
    }

    /// Lays `query`, or the last one, out anew: at a prompt to be edited, else as output.
    ///
    /// # Errors
    /// Of kind [`Kind::Query`] for a text that is not valid, of kind [`Kind::Usage`] where there is none.
    pub(super) fn format(&mut self, query: &str) -> Result<Flow> {
        let query = if query.is_empty() { &self.last } else { query };
        if query.is_empty() {
            let message = wording!(
                "there is no query to lay out yet",
                "es gibt noch keine Abfrage"
            );
            let hint = wording!(
                "`.format QUERY` lays one out, `.format` alone the last",
                "`.format ABFRAGE` setzt eine neu, `.format` allein die letzte"
            );
            return Err(Failure::new(Kind::Usage, message).with_hint(hint));
        }
        let text = Text {
            text: self.with_base(query),
            file: None,
        };
        let prefixes = &self.session.prefixes;
        sparql::prepare(&text.text, prefixes, &[])
            .map_err(|diagnostic| wrong_query(&diagnostic, &text, &self.session))?;
        let formatted = sparql::formatted(query);
        if self.is_asked_at_a_prompt() && !self.is_plain() {
            return Ok(Flow::Edit(formatted, String::new()));
        }
        self.say(&format!("{formatted}\n"))?;
        Ok(Flow::Next)
    }

    /// Tells whether remarks are made.
    pub(super) fn makes_remarks(&self) -> bool {
        self.settings.remarks.unwrap_or(self.completes)
    }

    /// Makes remarks on a query that was run; `empty` tells whether it gave no row.
    pub(super) fn remark(&mut self, statement: &str, empty: bool) -> Result<()> {
        self.mend = None;
        if !self.makes_remarks() {
            return Ok(());
        }
        let text = self.with_base(statement);
        // The places of a text with names in it are those of another one.
        let asked = self
            .last_bound
            .as_ref()
            .map_or(&text, |named| &named.asked)
            .clone();
        let index = self.index_for_remarks()?;
        let with_inferred = self.dataset_with_inferred()?;
        let dataset = with_inferred.as_deref().unwrap_or(&*self.session.dataset);
        let vocabulary = index.as_deref().map(TermIndex::vocabulary);
        let named = self.last_bound.as_ref();
        let parameters = named.map_or(&[][..], Named::parameters);
        let prefixes = &self.session.prefixes;
        self.remark_on_names(statement);
        let remarks = sparql::remarks(&asked, prefixes, parameters, vocabulary, dataset)?;
        for remark in remarks {
            self.note(&wording!("note: {}", "Anmerkung: {}", remark.message));
            if self.mend.is_none()
                && let Some(fix) = remark.fix.and_then(|fix| self.typed(fix))
            {
                let text = text.clone();
                self.mend = Some(Mend { text, fix });
            }
        }
        if let Some(mend) = &self.mend
            && self.is_asked_at_a_prompt()
        {
            self.note(&wording!("hint: {}", "Hinweis: {}", self.proposal(mend)));
        } else if empty && self.is_asked_at_a_prompt() {
            self.note(&wording!(
                "hint: `.why` tells which part of the query leaves no row",
                "Hinweis: `.why` sagt, welcher Teil der Abfrage keine Zeile übrig lässt"
            ));
        }
        Ok(())
    }

    /// Says of a query that was stopped what may be why it took so long.
    pub(super) fn remark_on_stopped(&mut self, statement: &str, failure: &Failure) {
        if matches!(failure.kind(), Kind::Interrupted | Kind::Timeout) {
            // Without it the failure is told all the same. An update gets no remark.
            let _ = self.remark(statement, false);
        }
    }

    /// Moves a change of the last statement, with its names bound, to the text as it was typed.
    fn typed(&self, fix: Fix) -> Option<Fix> {
        match &self.last_bound {
            Some(named) => named.typed(fix),
            None => Some(fix),
        }
    }

    /// Gives the terms of the dataset where they are known; a batch that asks for remarks reads them first.
    fn index_for_remarks(&mut self) -> Result<Option<Arc<TermIndex>>> {
        if self.completes {
            return Ok(self.knowledge.borrow().terms.ready());
        }
        if self.terms_of_batch.is_none() {
            let read = TermIndex::read(&*self.session.dataset, || true)?;
            self.terms_of_batch = read.map(Arc::new);
        }
        Ok(self.terms_of_batch.clone())
    }

    fn dataset_with_inferred(&self) -> Result<Option<Arc<dyn crate::store::Dataset>>> {
        if self.session.options.inferred {
            self.session.with_inferred().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Gives a statement with the base of the session before it.
    pub(super) fn with_base(&self, statement: &str) -> String {
        match &self.base {
            Some(base) => format!("BASE <{base}> {statement}"),
            None => statement.to_owned(),
        }
    }

    /// Explains why the last query has no rows.
    pub(super) fn why_empty(&mut self) -> Result<Flow> {
        if self.last.is_empty() {
            let message = wording!(
                "there is no query to ask about yet",
                "es gibt noch keine Abfrage"
            );
            let hint = wording!(
                "`.why` alone explains why the last query has no rows, `.why SUBJECT` what a fact rests on",
                "`.why` allein erklärt, warum die letzte Abfrage keine Zeilen hat, `.why SUBJEKT`, worauf eine Angabe beruht"
            );
            return Err(Failure::new(Kind::Usage, message).with_hint(hint));
        }
        let text = self.with_base(&self.last);
        let (asked, parameters) = match &self.last_bound {
            Some(named) => (named.asked.clone(), named.parameters().to_vec()),
            None => (text.clone(), Vec::new()),
        };
        let index = self.knowledge.borrow().terms.ready();
        let fix = Arc::new(Mutex::new(None));
        let found_fix = Arc::clone(&fix);
        let width = self.current_display().width;
        let work: Work = Box::new(move |session, _, out| {
            let found = emptiness(&asked, &parameters, index, session)?;
            out.write_all(in_words(&found, width).as_bytes())?;
            *found_fix.lock().unwrap_or_else(PoisonError::into_inner) = found.fix;
            Ok(Outcome::Done)
        });
        let flow = self.work(false, work)?;
        let fix = fix.lock().unwrap_or_else(PoisonError::into_inner).take();
        let fix = fix.and_then(|fix| self.typed(fix));
        self.mend = fix.map(|fix| Mend { text, fix });
        if let Some(mend) = &self.mend
            && self.is_asked_at_a_prompt()
        {
            self.note(&wording!("hint: {}", "Hinweis: {}", self.proposal(mend)));
        }
        Ok(flow)
    }
}

fn emptiness(
    text: &str,
    parameters: &Parameters,
    index: Option<Arc<TermIndex>>,
    session: &Session,
) -> Result<Emptiness> {
    let with_inferred = if session.options.inferred {
        Some(session.with_inferred()?)
    } else {
        None
    };
    let dataset = with_inferred.as_deref().unwrap_or(&*session.dataset);
    let cancellation = cancellation(session, None);
    let index = if let Some(index) = index {
        index
    } else {
        let read = TermIndex::read(dataset, || !cancellation.is_cancelled())?;
        Arc::new(read.ok_or_else(|| {
            let message = wording!(
                "cancelled while the terms were read",
                "abgebrochen, während die Terme gelesen wurden"
            );
            Failure::new(Kind::Interrupted, message)
        })?)
    };
    let vocabulary = index.vocabulary();
    let found = sparql::why_empty(
        text,
        &session.prefixes,
        parameters,
        vocabulary,
        dataset,
        &cancellation,
    )?;
    found.ok_or_else(|| without_rows_to_explain(text, parameters, session))
}

/// Says of an update that it has no rows, and of a wrong query once more what is wrong with it.
fn without_rows_to_explain(text: &str, parameters: &Parameters, session: &Session) -> Failure {
    if let Err(diagnostic) = sparql::prepare_with(text, &session.prefixes, parameters) {
        let message = diagnostic.message;
        let failure = Failure::new(
            Kind::Usage,
            wording!(
                "the last query could not run: {message}",
                "die letzte Abfrage konnte nicht laufen: {message}"
            ),
        );
        return match diagnostic.help {
            Some(help) => failure.with_hint(help),
            None => failure,
        };
    }
    let message = wording!(
        "the last statement is an update, which has no rows",
        "die letzte Anweisung ist ein Update, das keine Zeilen hat"
    );
    let hint = wording!(
        "`.why` alone explains why a query has no rows",
        "`.why` allein erklärt, warum eine Abfrage keine Zeilen hat"
    );
    Failure::new(Kind::Usage, message).with_hint(hint)
}

/// Draws the way to the empty result, its reasons in lines of at most `width` columns.
fn in_words(found: &Emptiness, width: Option<usize>) -> String {
    let mut text = String::new();
    // A file or a pipe has no width, and its lines are as long as they come.
    let width = width.unwrap_or(usize::MAX).max(NARROWEST);
    draw(&found.stages, &found.reasons, 0, width, &mut text);
    if found.reasons.is_empty() && found.stages.last().is_none_or(|stage| stage.rows > 0) {
        text.push_str(&wording!(
            "no part of the query takes all rows away\n",
            "kein Teil der Abfrage nimmt alle Zeilen weg\n"
        ));
    }
    text
}

/// Draws the parts of a query, or of a part of it, and why they leave nothing, `indent` columns from the left.
fn draw(stages: &[Stage], reasons: &[String], indent: usize, width: usize, text: &mut String) {
    for stage in stages {
        let more = if stage.more { "+" } else { "" };
        let rows = format!("{}{more}", grouped(stage.rows));
        let unit = if stage.rows == 1 {
            wording!("row ", "Zeile ")
        } else {
            wording!("rows", "Zeilen")
        };
        let head = format!("{:indent$}{rows:>8} {unit}  ", "");
        hang(&head, &stage.words, width, text);
        for part in &stage.parts {
            hang(
                &" ".repeat(indent + 2),
                &format!("{}:", part.title),
                width,
                text,
            );
            draw(&part.stages, &part.reasons, indent + 4, width, text);
        }
    }
    for reason in reasons {
        hang(&" ".repeat(indent), reason, width, text);
    }
}

/// Writes `words` behind `head`, and what does not fit below them.
fn hang(head: &str, words: &str, width: usize, text: &mut String) {
    let taken = head.width();
    let room = width.saturating_sub(taken).max(NARROWEST);
    for (number, line) in wrap(words, room).into_iter().enumerate() {
        if number == 0 {
            text.push_str(head);
        } else {
            text.push_str(&" ".repeat(taken));
        }
        text.push_str(words[line].trim_end());
        text.push('\n');
    }
}
