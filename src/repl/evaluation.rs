//! The join with `sparql` and `commands`: from the text of a statement to rendered bytes.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use crate::commands::Outcome;
use crate::commands::answer::{Asked, Target, Text, cancellation, write_for, wrong_query};
use crate::failure::{Failure, Result};
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::results::Format;
use crate::session::Session;
use crate::sparql::{self, Diagnostic, Fix, Form, Parameters, Prepared};

use super::changes;
use super::last;
use super::runner::{Progress, Work};
use super::term_index::TermIndex;
use super::timing::Stopwatch;
use super::variables::{Bound, Variables};

/// A statement that is wrong, the byte of its text where, and what mends it.
pub(super) struct Wrong {
    pub(super) failure: Failure,
    pub(super) at: usize,
    pub(super) fix: Option<Fix>,
}

/// A statement as it was typed.
pub(super) struct Statement<'a> {
    /// The text it stands in.
    pub(super) text: &'a Text,
    /// Where it stands there.
    pub(super) range: &'a Range<usize>,
    /// What relative IRIs are resolved against, unless the statement has a base of its own.
    pub(super) base: Option<&'a str>,
    /// Whether it must declare its prefixes itself.
    pub(super) strict: bool,
    /// The format of its answer, if any is asked for.
    pub(super) format: Option<Format>,
    /// The terms of the dataset, once they are collected.
    pub(super) terms: Option<Arc<TermIndex>>,
    /// Whether somebody waits to hear what an update changed.
    pub(super) tells_changes: bool,
    /// Whether somebody wants to know what a query spends its time on.
    pub(super) is_timed: bool,
}

/// A statement that can run.
pub(super) struct Ready {
    pub(super) work: Work,
    /// What it gives.
    pub(super) form: Form,
    /// How it reads with `variables` bound, where it has any.
    pub(super) bound: Option<Named>,
}

/// A statement that has names of `.let` in it.
#[derive(Debug)]
pub(super) struct Named {
    /// As it is run.
    pub(super) text: String,
    /// As it was typed, behind the base, but with terms in its VALUES blocks.
    pub(super) asked: String,
    /// The bytes of the base before it.
    lead: usize,
    bound: Bound,
}

impl Named {
    /// Gives the names of the pattern with their terms.
    pub(super) fn parameters(&self) -> &Parameters {
        &self.bound.parameters
    }

    /// Moves a change of [`Named::asked`] to the text as it was typed, behind the base; nothing where it would change
    /// the terms that a name stands for.
    pub(super) fn typed(&self, mut fix: Fix) -> Option<Fix> {
        for edit in &mut fix.edits {
            let span = edit.span.start.checked_sub(self.lead)?..edit.span.end - self.lead;
            if !self.bound.is_typed(&span) {
                return None;
            }
            let typed = |at: usize| self.lead + self.bound.original(at);
            edit.span = typed(span.start)..typed(span.end);
        }
        Some(fix)
    }
}

/// Checks a statement, and gives the work that evaluates it, with `variables` in place.
pub(super) fn prepare(
    statement: &Statement<'_>,
    session: &Session,
    variables: &Variables,
) -> std::result::Result<Ready, Wrong> {
    let Statement { text, range, .. } = *statement;
    let own = &text.text[range.clone()];
    let lead = statement
        .base
        .map_or(String::new(), |base| format!("BASE <{base}> "));
    let bound = variables.bind(own).map_err(|failure| Wrong {
        failure,
        at: 0,
        fix: None,
    })?;
    let asked = format!("{lead}{}", bound.text);
    let none = Prefixes::default();
    let prefixes = if statement.strict {
        &none
    } else {
        &session.prefixes
    };
    let started = Instant::now();
    let prepared = sparql::prepare_with(&asked, prefixes, &bound.parameters);
    let prepared = prepared.map_err(|mut diagnostic| {
        // The terms in the place of a name have no place in the text.
        diagnostic = sparql::with_declaration(diagnostic, &asked, &session.prefixes);
        if let Some(terms) = &statement.terms {
            let known = terms.vocabulary();
            diagnostic = sparql::with_known_name(diagnostic, &asked, prefixes, known);
        }
        diagnostic.fix = diagnostic.fix.filter(|_| !bound.uses_names());
        let typed = |at: usize| at.min(lead.len()) + bound.original(at.saturating_sub(lead.len()));
        diagnostic.span = typed(diagnostic.span.start)..typed(diagnostic.span.end);
        if let Some(label) = &mut diagnostic.label {
            label.span = typed(label.span.start)..typed(label.span.end);
        }
        wrong(diagnostic, lead.len(), text, range, session)
    })?;
    let parse = started.elapsed();
    let form = prepared.form();
    let written = (!bound.uses_names()).then(|| last::self_contained(&asked, &session.prefixes));
    let bound = bound.uses_names().then(|| Named {
        text: prepared.text().to_owned(),
        asked,
        lead: lead.len(),
        bound,
    });
    let Statement {
        format,
        tells_changes,
        is_timed,
        ..
    } = *statement;
    let work: Work = Box::new(move |session, progress, out| {
        if form == Form::Update {
            let dataset = session.dataset.as_ref();
            let told = tells_changes.then_some(progress);
            changes::apply(&prepared, dataset, &cancellation(session, None), told)?;
            return Ok(Outcome::Done);
        }
        let plan = is_timed.then(|| prepared.planning()).flatten();
        let watch = Stopwatch::start(parse, plan);
        evaluate(&prepared, &watch, written, session, format, (progress, out))
    });
    Ok(Ready { work, form, bound })
}

/// Checks the `PREFIX` and `BASE` lines at `range` of `text`.
pub(super) fn check_prologue(
    text: &Text,
    range: &Range<usize>,
    session: &Session,
) -> std::result::Result<(), Wrong> {
    // The grammar knows no prologue without a query.
    let query = format!("{}\nASK {{}}", &text.text[range.clone()]);
    match sparql::prepare(&query, &session.prefixes, &[]) {
        Ok(_) => Ok(()),
        Err(mut diagnostic) => {
            if diagnostic.span.start >= range.len() {
                // It would name the query that was added.
                diagnostic.message = wording!(
                    "the declaration is not complete",
                    "die Deklaration ist unvollständig"
                );
            }
            Err(wrong(diagnostic, 0, text, range, session))
        }
    }
}

/// Moves `diagnostic` to the statement at `range` of `text`, which had `lead` more bytes before it when checked.
pub(super) fn wrong(
    mut diagnostic: Diagnostic,
    lead: usize,
    text: &Text,
    range: &Range<usize>,
    session: &Session,
) -> Wrong {
    let within = |span: &mut Range<usize>| {
        let inside = |at: usize| at.saturating_sub(lead).min(range.len());
        *span = inside(span.start)..inside(span.end);
    };
    within(&mut diagnostic.span);
    if let Some(label) = &mut diagnostic.label {
        within(&mut label.span);
    }
    for edit in diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
        within(&mut edit.span);
    }
    let at = diagnostic.span.start;
    let fix = diagnostic.fix.as_deref().cloned();
    let diagnostic = diagnostic.moved(range.start, &text.text);
    let failure = wrong_query(&diagnostic, text, session);
    Wrong { failure, at, fix }
}

fn evaluate(
    prepared: &Prepared,
    watch: &Stopwatch,
    written: Option<String>,
    session: &Session,
    format: Option<Format>,
    (progress, out): (&Progress, &mut dyn Write),
) -> Result<Outcome> {
    let on_row = || {
        watch.row();
        progress.row();
    };
    let asked = Asked {
        query: prepared,
        text: written,
        started: Some(watch.started),
        on_row: &on_row,
        on_end: &|| watch.end(),
    };
    let cancellation = cancellation(session, None);
    let dataset = session.dataset.as_ref();
    let with_inferred = if session.options.inferred {
        Some(session.with_inferred()?)
    } else {
        None
    };
    let dataset = with_inferred.as_deref().unwrap_or(dataset);
    let answer = prepared.evaluate(dataset, &cancellation)?;
    let target = Target {
        format,
        display: session.display,
        presentation: &session.presentation,
    };
    write_for(answer, &asked, target, session, out)?;
    out.flush()?;
    progress.spent(watch.times());
    // That an ASK is false is an answer, not a failure.
    Ok(Outcome::Done)
}
