//! The join with `sparql` and `commands`: from the text of a statement to rendered bytes.

use std::io::Write;
use std::ops::Range;
use std::time::Instant;

use crate::commands::Outcome;
use crate::commands::answer::{Text, cancellation, write_for, wrong_query};
use crate::failure::{Failure, Result};
use crate::prefixes::Prefixes;
use crate::results::Format;
use crate::session::Session;
use crate::sparql::{self, Diagnostic, Fix, Form, Prepared};

use super::runner::{Progress, Work};

/// A statement that is wrong, the byte of its text where, and what mends it.
pub(super) struct Wrong {
    pub(super) failure: Failure,
    pub(super) at: usize,
    pub(super) fix: Option<Fix>,
}

/// What surrounds a statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'a> {
    /// What relative IRIs are resolved against, unless the statement has a base of its own.
    pub(super) base: Option<&'a str>,
    /// Whether the statement must declare its prefixes itself.
    pub(super) strict: bool,
    /// The format that its results go to.
    pub(super) format: Option<Format>,
}

/// Checks the statement at `range` of `text`, and gives the work that evaluates it.
///
/// The second value tells what it gives.
pub(super) fn prepare(
    text: &Text,
    range: &Range<usize>,
    session: &Session,
    surroundings: Surroundings<'_>,
) -> std::result::Result<(Work, Form), Wrong> {
    let format = surroundings.format;
    let lead = surroundings
        .base
        .map_or(String::new(), |base| format!("BASE <{base}> "));
    let statement = format!("{lead}{}", &text.text[range.clone()]);
    let none = Prefixes::default();
    let prefixes = if surroundings.strict {
        &none
    } else {
        &session.prefixes
    };
    let prepared = sparql::prepare(&statement, prefixes, &[]);
    let prepared =
        prepared.map_err(|diagnostic| wrong(diagnostic, lead.len(), text, range, session))?;
    let form = prepared.form();
    let work: Work =
        Box::new(move |session, progress, out| evaluate(&prepared, session, format, progress, out));
    Ok((work, form))
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
                "the declaration is not complete".clone_into(&mut diagnostic.message);
            }
            Err(wrong(diagnostic, 0, text, range, session))
        }
    }
}

/// Moves `diagnostic` to the statement at `range` of `text`, which had `lead` more bytes before it when checked.
fn wrong(
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
    session: &Session,
    format: Option<Format>,
    progress: &Progress,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let started = Instant::now();
    let cancellation = cancellation(session, None);
    let dataset = session.dataset.as_ref();
    if prepared.form() == Form::Update {
        prepared.apply(dataset, &cancellation)?;
        return Ok(Outcome::Done);
    }
    let with_inferred = if session.options.inferred {
        Some(session.with_inferred()?)
    } else {
        None
    };
    let dataset = with_inferred.as_deref().unwrap_or(dataset);
    let answer = prepared.evaluate(dataset, &cancellation)?;
    let on_row = || progress.row();
    write_for(
        answer,
        format,
        session.display,
        session,
        started,
        &on_row,
        out,
    )?;
    // That an ASK is false is an answer, not a failure.
    Ok(Outcome::Done)
}
