//! From an answer to bytes: the format, the look, labels, and what is kept of it for later.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use oxigraph::sparql::QuerySolution;
use oxrdf::vocab::xsd;
use oxrdf::{NamedNode, Term};

use super::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::language::{Language, Wording, spoken, wording};
use crate::prefixes::Prefixes;
use crate::results::{self, Format, Harmless, Labels, Options, Style, width};
use crate::serialization;
use crate::session::{
    Answered, Display, Keeping, Kept, Presentation, Record, Recorded, Session, copied_row,
    copied_triple,
};
use crate::sparql::{self, Answer, Prepared};
use crate::store::Dataset;
use crate::text_search::NAMES;
use crate::vocab;

/// Says what CSV leaves out.
pub(crate) const TYPES_LOST: Wording = Wording::new(
    "note: CSV leaves out datatypes and language tags; TSV keeps them",
    "Hinweis: CSV lässt Datentypen und Sprachangaben weg; TSV behält sie",
);

/// The time that looking up the labels of a table may take.
const LABEL_TIME: Duration = Duration::from_millis(100);

/// A query that is being answered.
pub(crate) struct Asked<'a> {
    /// The query.
    pub(crate) query: &'a Prepared,
    /// Its text with all that it needs, as the user wrote it.
    pub(crate) text: Option<String>,
    /// When it began; without it no time is told.
    pub(crate) started: Option<Instant>,
    /// Called for each row or triple.
    pub(crate) on_row: &'a dyn Fn(),
    /// Called once all of them are found.
    pub(crate) on_end: &'a dyn Fn(),
}

impl<'a> Asked<'a> {
    /// Gives a query that begins now.
    pub(crate) fn now(query: &'a Prepared) -> Self {
        Self {
            query,
            text: None,
            started: Some(Instant::now()),
            on_row: &|| (),
            on_end: &|| (),
        }
    }

    /// Makes the query the last of a session that lives on, unless it was cancelled before it gave anything.
    fn begin(&self, session: &Session) -> Option<Arc<Answered>> {
        let lasts = session.interactive && !session.cancellation.is_cancelled();
        lasts.then(|| {
            session.last.begin(Answered {
                query: self.query.clone(),
                text: self.text.clone(),
                inferred: session.options.inferred,
                kept: None,
            })
        })
    }
}

/// Where and how an answer is written.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    /// The format; that of the display without it.
    pub(crate) format: Option<Format>,
    /// What the output can show.
    pub(crate) display: Display,
    /// What the user wants it to look like.
    pub(crate) presentation: &'a Presentation,
}

/// Writes an answer to `target`.
///
/// Without a format there or for the display, rows are a table on a terminal and TSV elsewhere; a graph is Turtle.
///
/// # Errors
/// The error that ended the answer early, of which a table then shows the rows before it; kind [`Kind::Usage`] where
/// the format cannot hold the answer.
pub(crate) fn write_for(
    answer: Answer,
    asked: &Asked<'_>,
    target: Target<'_>,
    session: &Session,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let display = target.display;
    let default = match (&answer, display.width) {
        (Answer::Graph(_), _) => Format::Rdf(serialization::Format::Turtle),
        (_, Some(_)) if display.plain => Format::Sentences,
        (_, Some(_)) => Format::Table,
        (_, None) => Format::Tsv,
    };
    let of_display = match answer {
        Answer::Graph(_) => display.graphs_as,
        _ => display.rows_as,
    };
    let format = target.format.or(of_display).unwrap_or(default);
    let is_view = format.is_turtle() && display.width.is_some();
    if !display.is_terminal() || format.is_for_reading() || is_view {
        return write_as(format, answer, asked, target, session, out);
    }
    let mut harmless = Harmless::new(out);
    let outcome = write_as(format, answer, asked, target, session, &mut harmless);
    harmless.finish()?;
    outcome
}

fn write_as(
    format: Format,
    answer: Answer,
    asked: &Asked<'_>,
    target: Target<'_>,
    session: &Session,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let started = asked.started;
    let elapsed = move || started.map_or(Duration::ZERO, |begun| begun.elapsed());
    let worded = move |error: &(dyn std::error::Error + 'static)| partial(error, elapsed());
    let look_up = |nodes: &[NamedNode]| {
        labels(
            nodes,
            &target.presentation.languages,
            session.dataset.as_ref(),
            LABEL_TIME,
        )
    };
    let prefixes = asked.query.prefixes_before(&session.prefixes);
    let mut options = look(target, session, &prefixes);
    if !target.display.is_terminal() && matches!(answer, Answer::Graph(_)) {
        // A width that was asked for is that of tables; a graph is to be read by machines.
        options.width = None;
    }
    if started.is_some() {
        options.elapsed = Some(&elapsed);
    }
    options.partial = Some(&worded);
    let labelled = target.presentation.labelled;
    options.labels = labelled.map(|place| (place, &look_up as &results::LookUp<'_>));
    render(format, &options, answer, asked, session, out)
}

/// Writes an answer with these options, and makes it the last of a session that lives on.
fn render(
    format: Format,
    options: &Options<'_>,
    answer: Answer,
    asked: &Asked<'_>,
    session: &Session,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let kind = match &answer {
        Answer::Solutions { .. } => results::Kind::Solutions,
        Answer::Boolean(_) => results::Kind::Boolean,
        Answer::Graph(_) => results::Kind::Graph,
    };
    // A query that is refused does not run: the last answer is the one before it.
    check(format, kind)?;
    let begun = asked.begin(session);
    let complete = |kept| {
        if let Some(begun) = &begun {
            session.last.complete(begun, kept);
        }
    };
    match answer {
        Answer::Solutions { variables, rows } => {
            let record = session.recording(|| Recorded::rows(&variables));
            let rows = rows.inspect(|row| {
                (asked.on_row)();
                note_types(format, row, session);
                keep(record, row, Record::row);
            });
            let rows = rows.chain(at_end(asked.on_end));
            let mut rows = Keeping::new(rows, copied_row, begun.is_some());
            let written = results::write_solutions(format, options, &variables, &mut rows, out);
            let kept = rows
                .kept()
                .map(|rows| Kept::Solutions(variables.into(), rows));
            complete(kept);
            written.map_err(unwritten)?;
        }
        Answer::Boolean(value) => {
            (asked.on_end)();
            session.recording(|| Recorded::Truth(value));
            results::write_boolean(format, options, value, out).map_err(unwritten)?;
            complete(Some(Kept::Boolean(value)));
            if !value {
                return Ok(Outcome::AskedFalse);
            }
        }
        Answer::Graph(triples) => {
            let record = session.recording(Recorded::graph);
            let triples = triples.inspect(|triple| {
                (asked.on_row)();
                keep(record, triple, Record::triple);
            });
            let triples = triples.chain(at_end(asked.on_end));
            let mut triples = Keeping::new(triples, copied_triple, begun.is_some());
            let is_json_ld = format == Format::Rdf(serialization::Format::JsonLd);
            let context = is_json_ld.then(|| session.json_ld_context_with(options.prefixes));
            let context = context.transpose()?;
            let options = Options {
                context: context.as_ref(),
                ..*options
            };
            let written = results::write_graph(format, &options, &mut triples, out);
            complete(triples.kept().map(Kept::Graph));
            written.map_err(unwritten)?;
        }
    }
    Ok(Outcome::Done)
}

/// Gives no items, and calls `told` once they are asked for.
fn at_end<T>(told: &dyn Fn()) -> impl Iterator<Item = T> {
    std::iter::from_fn(move || {
        told();
        None
    })
    .fuse()
}

/// Takes note where a format leaves out what the literals of a row have beside their text.
fn note_types<E>(format: Format, row: &std::result::Result<QuerySolution, E>, session: &Session) {
    if format == Format::Csv && row.as_ref().is_ok_and(has_types) {
        session.types_lost.store(true, Ordering::Relaxed);
    }
}

/// Tells whether a row has a literal that is more than its text.
fn has_types(row: &QuerySolution) -> bool {
    row.iter().any(|(_, term)| match term {
        Term::Literal(literal) => literal.datatype() != xsd::STRING,
        _ => false,
    })
}

/// Keeps a row or triple in the record of the session, where there is one.
fn keep<T, E>(record: Option<&Record>, found: &std::result::Result<T, E>, keep: fn(&Record, &T)) {
    if let (Some(record), Ok(found)) = (record, found) {
        keep(record, found);
    }
}

/// Gives how results look, but for what the answer itself brings.
fn look<'a>(target: Target<'a>, session: &Session, prefixes: &'a Prefixes) -> Options<'a> {
    let display = target.display;
    let defaults = Options::new(prefixes);
    // The lines of a box would be two columns wide each, and no terminal joins them then.
    let style = if display.ascii || width::ambiguous_is_wide() {
        Style::Ascii
    } else {
        Style::Box
    };
    let groups = spoken() == Language::De && display.width.is_some();
    let narrow_space = match style {
        Style::Box => '\u{202F}',
        Style::Ascii => ' ',
    };
    Options {
        base: Some(vocab::BASE),
        page_begun: display.page_begun,
        results_before: display.results_before,
        width: display.width,
        colour: display.colour,
        theme: target.presentation.theme,
        max_rows: display.max_rows.unwrap_or(defaults.max_rows),
        null: target.presentation.null.as_deref(),
        // In a file, a table has the characters that any reader of files shows.
        style: if display.width.is_some() {
            style
        } else {
            Style::Box
        },
        headers: target.presentation.headers,
        columns: target.presentation.columns,
        grouping: groups.then_some(narrow_space),
        decimal_sign: if groups { ',' } else { '.' },
        remedies: Some(if session.interactive {
            (".last --all", ".mode line")
        } else {
            ("--format tsv", "--format line")
        }),
        ..defaults
    }
}

/// Looks up the labels of `nodes` until the time is over.
fn labels(
    nodes: &[NamedNode],
    languages: &[String],
    dataset: &dyn Dataset,
    time: Duration,
) -> Labels {
    let begun = Instant::now();
    let mut found = Labels::default();
    for node in nodes {
        if begun.elapsed() >= time {
            found.incomplete = true;
            break;
        }
        found.labels.push(label(node, languages, dataset));
    }
    found.labels.resize(nodes.len(), None);
    found
}

/// Gives the label of `node` in the first of `languages` that it has one in, else without a language, else any.
fn label(node: &NamedNode, languages: &[String], dataset: &dyn Dataset) -> Option<String> {
    for property in NAMES {
        let values = dataset.quads(Some(node.as_ref().into()), Some(property), None, None);
        let best = values
            .filter_map(|quad| match quad.ok()?.object {
                Term::Literal(literal) => Some(literal),
                _ => None,
            })
            .map(|literal| {
                let rank = match literal.language() {
                    None => languages.len(),
                    Some(tag) => languages
                        .iter()
                        .position(|language| is_in(tag, language))
                        .unwrap_or(languages.len() + 1),
                };
                (rank, literal.destruct().0)
            })
            .min();
        if let Some((_, label)) = best {
            return Some(label);
        }
    }
    None
}

/// Tells whether the language tag `tag` is `language` or one of its varieties.
///
/// Source: RFC 4647, section 3.3.1.
fn is_in(tag: &str, language: &str) -> bool {
    let (tag, language) = (tag.to_ascii_lowercase(), language.to_ascii_lowercase());
    let rest = tag.strip_prefix(&language);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Fails where `format` cannot hold what a query gives.
///
/// # Errors
/// Kind [`Kind::Usage`] with the formats that can.
pub(super) fn check(format: Format, kind: results::Kind) -> Result<()> {
    if format.holds(kind) {
        return Ok(());
    }
    let formats = kind.formats();
    let message = wording!(
        "`{format}` cannot hold {kind}",
        "`{format}` kann {kind} nicht fassen"
    );
    let hint = wording!(
        "{kind} can be written as {formats}",
        "die Formate dafür sind {formats}"
    );
    Err(Failure::new(Kind::Usage, message).with_hint(hint))
}

/// Says in the footer of a table why it is not complete.
fn partial(error: &(dyn std::error::Error + 'static), elapsed: Duration) -> String {
    let seconds = format!("{:.1}", elapsed.as_secs_f64());
    let german = seconds.replace('.', ",");
    match error.downcast_ref::<sparql::Error>() {
        Some(sparql::Error::Cancelled) => {
            wording!("cancelled after {seconds} s", "nach {german} s abgebrochen")
        }
        Some(sparql::Error::Timeout { .. }) => wording!(
            "timeout after {seconds} s",
            "Zeit nach {german} s abgelaufen"
        ),
        _ => error.to_string(),
    }
}

fn unwritten<E: Into<Failure> + std::error::Error + 'static>(error: results::Error<E>) -> Failure {
    match error {
        results::Error::Row { source, .. } => source.into(),
        results::Error::Output(error) => error.into(),
        results::Error::WrongKind { .. } => Failure::from_error(Kind::Usage, &error),
        results::Error::Rdf(_) => Failure::from_error(Kind::Query, &error),
    }
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn variety_of_a_language_is_in_it() {
        assert!(is_in("de", "de"));
        assert!(is_in("de-AT", "de"));
        assert!(is_in("EN", "en"));
        assert!(!is_in("den", "de"));
        assert!(!is_in("de", "de-AT"));
    }
}
