//! The join with `sparql` and `results`: from the text of a statement to rendered bytes.

use std::io::{self, IsTerminal, Write};
use std::ops::Range;
use std::time::{Duration, Instant};

use oxigraph::sparql::QuerySolution;

use crate::commands::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::results::{self, Format, Options, write_boolean, write_graph, write_solutions};
use crate::serialization;
use crate::session::Session;
use crate::sparql::{self, Answer, Cancellation, Form, Prepared};

use super::runner::{Progress, Work};

/// How an answer is to look.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// The format; without one, what suits the output and the answer.
    pub(super) format: Option<Format>,
    /// The format of rows and truth values on a terminal that cannot show a table.
    pub(super) plain: Option<Format>,
    /// Rows that a table shows at most.
    pub(super) max_rows: Option<usize>,
}

/// A statement that is wrong, and the byte of its text where.
pub(super) struct Wrong {
    pub(super) failure: Failure,
    pub(super) at: usize,
}

/// Columns of a message where there is no terminal.
const WIDTH: usize = 120;

/// Checks the statement at `range` of `text`, which comes from `file`, and gives the work that evaluates it.
///
/// The second value tells whether it changes the dataset.
pub(super) fn prepare(
    text: &str,
    range: &Range<usize>,
    file: Option<&str>,
    session: &Session,
    look: Look,
) -> std::result::Result<(Work, bool), Wrong> {
    let prepared = sparql::prepare(&text[range.clone()], &session.prefixes, &[]);
    let prepared = prepared.map_err(|diagnostic| {
        let at = diagnostic.span.start;
        let diagnostic = diagnostic.moved(range.start, text);
        let width = session.display.width.unwrap_or(WIDTH);
        let colour = session.display.colour && io::stderr().is_terminal();
        let message = match file {
            Some(file) => diagnostic.render_in_file(file, text, width, colour),
            None => diagnostic.render(text, width, colour),
        };
        let failure = Failure::new(Kind::Query, message);
        Wrong { failure, at }
    })?;
    let changes = prepared.form() == Form::Update;
    let work: Work =
        Box::new(move |session, progress, out| evaluate(&prepared, session, look, progress, out));
    Ok((work, changes))
}

fn evaluate(
    prepared: &Prepared,
    session: &Session,
    look: Look,
    progress: &Progress,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let started = Instant::now();
    let cancellation = Cancellation::default()
        .with_token(session.cancellation.clone())
        .with_limit(session.options.timeout);
    let dataset = session.dataset.as_ref();
    if prepared.form() == Form::Update {
        prepared.apply(dataset, &cancellation)?;
        return Ok(Outcome::Done);
    }
    let answer = prepared.evaluate(dataset, &cancellation)?;
    let elapsed = || started.elapsed();
    let worded = move |error: &(dyn std::error::Error + 'static)| partial(error, started.elapsed());
    let mut options = Options::new(&session.prefixes);
    options.width = session.display.width;
    options.colour = session.display.colour;
    options.elapsed = Some(&elapsed);
    options.partial = Some(&worded);
    if let Some(max_rows) = look.max_rows {
        options.max_rows = max_rows;
    }
    let format = format_for(&answer, look, session);
    match answer {
        Answer::Solutions { variables, rows } => {
            let columns: std::sync::Arc<[_]> = variables.clone().into();
            let rows = rows.map(|row| {
                progress.row();
                Ok(QuerySolution::from((columns.clone(), row?)))
            });
            write_solutions(format, &options, &variables, rows, out).map_err(failure)?;
        }
        Answer::Boolean(value) => {
            write_boolean(format, value, out).map_err(|error| match error {
                results::Error::Row { source, .. } => source.into(),
                other => unwritten(other),
            })?;
        }
        Answer::Graph(triples) => {
            let triples = triples.inspect(|_| progress.row());
            write_graph(format, &options, triples, out).map_err(failure)?;
        }
    }
    Ok(Outcome::Done)
}

/// Says in the footer of a table why it is not complete.
fn partial(error: &(dyn std::error::Error + 'static), elapsed: Duration) -> String {
    match error.downcast_ref::<sparql::Error>() {
        Some(sparql::Error::Cancelled) => format!("cancelled after {:.1} s", elapsed.as_secs_f64()),
        Some(sparql::Error::Timeout { .. }) => {
            format!("timeout after {:.1} s", elapsed.as_secs_f64())
        }
        _ => error.to_string(),
    }
}

/// Chooses the format: the one that is set, else a table on a terminal, TSV in a file, Turtle for a graph.
///
/// A format that is set for all results serves those it can hold.
fn format_for(answer: &Answer, look: Look, session: &Session) -> Format {
    let kind = match answer {
        Answer::Solutions { .. } => results::Kind::Solutions,
        Answer::Boolean(_) => results::Kind::Boolean,
        Answer::Graph(_) => results::Kind::Graph,
    };
    let suiting = match (kind, session.display.width) {
        (results::Kind::Graph, _) => Format::Rdf(serialization::Format::Turtle),
        (_, Some(_)) => look.plain.unwrap_or(Format::Table),
        (_, None) => Format::Tsv,
    };
    look.format.unwrap_or(suiting)
}

fn failure(error: results::Error<sparql::Error>) -> Failure {
    match error {
        results::Error::Row { source, .. } => source.into(),
        other => unwritten(other),
    }
}

fn unwritten<E: std::error::Error + 'static>(error: results::Error<E>) -> Failure {
    match error {
        results::Error::Output(error) => error.into(),
        results::Error::WrongKind { ref formats, .. } => {
            let hint = format!("`.mode` takes {formats} for it, or `auto`");
            Failure::from_error(Kind::Usage, &error).with_hint(hint)
        }
        other => Failure::from_error(Kind::Store, &other),
    }
}
