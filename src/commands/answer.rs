//! What the commands that query have in common: options, reading the text, writing the answer.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use oxrdf::{Term, Variable};

use super::Outcome;
use super::output_file::OutputFile;
use crate::failure::{Failure, Kind, Result};
use crate::named_queries;
use crate::prefixes::Prefixes;
use crate::results::{self, Format, Options};
use crate::serialization;
use crate::session::{Answered, Display, Record, Session};
use crate::sparql::{self, Answer, Cancellation, Diagnostic, Form, Prepared};
use crate::vocab;

/// Where the text of a query comes from.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct Source {
    /// The text itself, or `-` to read it from standard input
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// The text itself, for those used to it from other shells
    #[arg(short, long, value_name = "TEXT")]
    command: Option<String>,
    /// File with the text
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// A text with the name of the file it comes from.
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) file: Option<String>,
}

impl Source {
    /// Reads the text.
    ///
    /// # Errors
    /// Kind [`Kind::Store`] with the name of the file; [`Kind::Usage`] when the name of a file stands where a text belongs.
    pub(super) fn read(&self) -> Result<Text> {
        let given = self.text.as_ref().filter(|text| *text != "-");
        if let Some(text) = given.or(self.command.as_ref()) {
            if !text.contains(char::is_whitespace) && Path::new(text).is_file() {
                return Err(
                    Failure::new(Kind::Usage, format!("`{text}` is a file, not a query"))
                        .with_hint(format!("`-f {text}` reads it")),
                );
            }
            return Ok(Text {
                text: text.clone(),
                file: None,
            });
        }
        let (name, text) = match &self.file {
            Some(file) => (file.display().to_string(), fs::read_to_string(file)),
            None => ("standard input".to_owned(), read_standard_input()),
        };
        let text = text.map_err(|error| {
            Failure::new(Kind::Store, format!("{name}: cannot be read: {error}"))
        })?;
        Ok(Text {
            text,
            file: Some(name),
        })
    }
}

/// Reads standard input to its end.
pub(super) fn read_standard_input() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

/// How an answer is written.
#[derive(Args, Debug)]
pub(super) struct Output {
    /// Format of the answer (default: a table on a terminal, else TSV; Turtle for a graph)
    #[arg(long, value_name = "NAME", value_parser = parse_format)]
    format: Option<Format>,
    /// Write to this file, whose name also tells the format
    #[arg(id = "output", short, long = "output", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    /// Longest time a query may take, such as 30s, 500ms or 2m
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) timeout: Option<Duration>,
}

fn parse_format(name: &str) -> std::result::Result<Format, String> {
    Format::from_name(name).ok_or_else(|| {
        let names: Vec<_> = Format::all().map(Format::name).collect();
        format!("the formats are {}", names.join(", "))
    })
}

impl Output {
    /// Tells whether the answer goes to a file.
    pub(super) fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// Evaluates a query and writes its answer to the file that was named, else to `out`.
    ///
    /// # Errors
    /// The failure of the query; a file then stays as it was.
    pub(super) fn answer(
        &self,
        query: &Prepared,
        session: &Session,
        out: &mut dyn Write,
    ) -> Result<Outcome> {
        let started = Instant::now();
        let cancellation = cancellation(session, self.timeout);
        let dataset = session.dataset.as_ref();
        let Some(path) = &self.file else {
            let answer = query.evaluate(dataset, &cancellation)?;
            let display = session.display;
            return write_for(answer, self.format, display, session, started, &|| (), out);
        };
        let format = self.format.or_else(|| Format::from_path(path));
        if let Some(format) = format {
            check(format, kind(query.form()))?;
        }
        let mut file = OutputFile::create(path, self.force)?;
        let display = Display {
            width: None,
            colour: false,
            ..session.display
        };
        let answer = query.evaluate(dataset, &cancellation)?;
        let outcome = write_for(answer, format, display, session, started, &|| (), &mut file)?;
        file.finish()?;
        Ok(outcome)
    }
}

fn kind(form: Form) -> results::Kind {
    match form {
        Form::Construct | Form::Describe => results::Kind::Graph,
        Form::Ask => results::Kind::Boolean,
        _ => results::Kind::Solutions,
    }
}

fn check(format: Format, kind: results::Kind) -> Result<()> {
    if format.holds(kind) {
        return Ok(());
    }
    Err(
        Failure::new(Kind::Usage, format!("`{format}` cannot hold {kind}"))
            .with_hint(format!("{kind} can be written as {}", kind.formats())),
    )
}

/// Writes an answer for `display`; the query `started` then; `on_row` is called for each row or triple.
///
/// Without a format that of the display is taken; without one there either, rows are a table on a terminal and TSV
/// elsewhere; a graph is Turtle.
///
/// # Errors
/// The error that ended the answer early, of which a table then shows the rows before it; kind [`Kind::Usage`] where
/// the format cannot hold the answer.
pub(crate) fn write_for(
    answer: Answer,
    format: Option<Format>,
    display: Display,
    session: &Session,
    started: Instant,
    on_row: &dyn Fn(),
    out: &mut dyn Write,
) -> Result<Outcome> {
    let elapsed = || started.elapsed();
    let worded = move |error: &(dyn std::error::Error + 'static)| partial(error, started.elapsed());
    let defaults = Options::new(&session.prefixes);
    let options = Options {
        base: Some(vocab::BASE),
        width: display.width,
        colour: display.colour,
        elapsed: Some(&elapsed),
        partial: Some(&worded),
        max_rows: display.max_rows.unwrap_or(defaults.max_rows),
        ..defaults
    };
    let rows_as = format.or(display.rows_as).unwrap_or(match display.width {
        Some(_) if display.plain => Format::Sentences,
        Some(_) => Format::Table,
        None => Format::Tsv,
    });
    match answer {
        Answer::Solutions { variables, rows } => {
            check(rows_as, results::Kind::Solutions)?;
            let record = session.recording(|| Answered::rows(&variables));
            let rows = rows.inspect(|row| {
                on_row();
                keep(record, row, Record::row);
            });
            results::write_solutions(rows_as, &options, &variables, rows, out)
                .map_err(unwritten)?;
        }
        Answer::Boolean(value) => {
            check(rows_as, results::Kind::Boolean)?;
            session.recording(|| Answered::Truth(value));
            results::write_boolean(rows_as, value, out).map_err(unwritten)?;
            if !value {
                return Ok(Outcome::AskedFalse);
            }
        }
        Answer::Graph(triples) => {
            let turtle = Format::Rdf(serialization::Format::Turtle);
            let graph_as = format.or(display.graphs_as).unwrap_or(turtle);
            check(graph_as, results::Kind::Graph)?;
            let record = session.recording(Answered::graph);
            let triples = triples.inspect(|triple| {
                on_row();
                keep(record, triple, Record::triple);
            });
            let context = if graph_as == Format::Rdf(serialization::Format::JsonLd) {
                Some(session.json_ld_context()?)
            } else {
                None
            };
            let options = Options {
                context: context.as_ref(),
                ..options
            };
            results::write_graph(graph_as, &options, triples, out).map_err(unwritten)?;
        }
    }
    Ok(Outcome::Done)
}

/// Keeps a row or triple in the record of the session, where there is one.
fn keep<T, E>(record: Option<&Record>, found: &std::result::Result<T, E>, keep: fn(&Record, &T)) {
    if let (Some(record), Ok(found)) = (record, found) {
        keep(record, found);
    }
}

/// Says in the footer of a table why it is not complete.
fn partial(error: &(dyn std::error::Error + 'static), elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    match error.downcast_ref::<sparql::Error>() {
        Some(sparql::Error::Cancelled) => format!("cancelled after {seconds:.1} s"),
        Some(sparql::Error::Timeout { .. }) => format!("timeout after {seconds:.1} s"),
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

/// Gives what ends a query early: its own limit, else that of the session.
pub(crate) fn cancellation(session: &Session, timeout: Option<Duration>) -> Cancellation {
    Cancellation::with_token(session.cancellation.clone())
        .with_limit(timeout.or(session.options.timeout))
}

/// Words a wrong query; `text` is the whole text with `diagnostic` placed in it.
pub(crate) fn wrong_query(diagnostic: &Diagnostic, text: &Text, session: &Session) -> Failure {
    const WIDTH: usize = 120;
    let kind = if diagnostic.code.starts_with("G2") {
        Kind::Usage
    } else {
        Kind::Query
    };
    let width = session.display.width.unwrap_or(WIDTH);
    let colour = session.display.colour && io::stderr().is_terminal();
    if session.display.plain {
        return Failure::new(kind, diagnostic.in_words(text.file.as_deref(), &text.text));
    }
    Failure::new(
        kind,
        match &text.file {
            Some(file) => diagnostic.render_in_file(file, &text.text, width, colour),
            None => diagnostic.render(&text.text, width, colour),
        },
    )
}

/// Reads `NAME=VALUE` arguments; the values by their form.
///
/// # Errors
/// Kind [`Kind::Usage`] with the argument.
pub(super) fn parameters(
    arguments: &[String],
    prefixes: &Prefixes,
) -> Result<Vec<(Variable, Term)>> {
    pairs(arguments)?
        .into_iter()
        .map(|(name, value)| {
            let variable = Variable::new(&name).map_err(|_| {
                Failure::new(Kind::Usage, format!("`{name}` is no name of a variable"))
            })?;
            Ok((variable, named_queries::term(&value, prefixes)?))
        })
        .collect()
}

/// Splits `NAME=VALUE` arguments; a question mark before the name is allowed.
///
/// # Errors
/// Kind [`Kind::Usage`] with the argument that has no `=` or stands twice.
pub(super) fn pairs(arguments: &[String]) -> Result<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for argument in arguments {
        let (name, value) = argument.split_once('=').ok_or_else(|| {
            Failure::new(Kind::Usage, format!("`{argument}` is no parameter"))
                .with_hint("write `name=value`")
        })?;
        let name = name.trim_start_matches(['?', '$']).to_owned();
        if pairs.iter().any(|(known, _)| *known == name) {
            return Err(Failure::new(
                Kind::Usage,
                format!("parameter `{name}` is given twice"),
            ));
        }
        pairs.push((name, value.to_owned()));
    }
    Ok(pairs)
}

/// Reads a time: `30s`, `500ms`, `2m`, `1h`, or a number of seconds.
pub(crate) fn duration(text: &str) -> std::result::Result<Duration, String> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: f64 = number
        .parse()
        .map_err(|_| "write a time as 30s, 500ms, 2m or 1h".to_owned())?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "" | "s" => number,
        "m" | "min" => number * 60.0,
        "h" => number * 3600.0,
        _ => {
            return Err(format!(
                "`{unit}` is no unit of time; known are ms, s, m and h"
            ));
        }
    };
    Duration::try_from_secs_f64(seconds).map_err(|_| "this time is too long".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{duration, pairs};

    #[test]
    fn times_have_units() {
        for (text, milliseconds) in [
            ("30s", 30_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("1.5", 1500),
            ("1h", 3_600_000),
        ] {
            assert_eq!(
                duration(text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
        for text in ["", "s", "3 parsecs", "1e999"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parameters_are_split_at_the_first_equals_sign() {
        let arguments = ["a=b=c".to_owned(), "?n=".to_owned()];
        let expected = [
            ("a".to_owned(), "b=c".to_owned()),
            ("n".to_owned(), String::new()),
        ];
        assert_eq!(pairs(&arguments).unwrap(), expected);
        assert!(pairs(&["a".to_owned()]).is_err());
        assert!(pairs(&["a=1".to_owned(), "a=2".to_owned()]).is_err());
    }
}
