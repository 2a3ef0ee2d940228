//! What the commands that query have in common: options, reading the text, writing the answer.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxrdf::{Term, Variable};
use tempfile::NamedTempFile;

use super::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::named_queries;
use crate::prefixes::Prefixes;
use crate::session::Session;
use crate::sparql::{Answer, Cancellation, Diagnostic, Form, Prepared};

/// Where the text of a query comes from.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct Source {
    /// The query itself
    #[arg(short, long, value_name = "TEXT")]
    command: Option<String>,
    /// File with the query
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// `-` to read the query from standard input
    #[arg(value_name = "-", value_parser = ["-"])]
    standard_input: Option<String>,
}

/// A text with the name of the file it comes from.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) file: Option<String>,
}

impl Source {
    /// Reads the text.
    ///
    /// # Errors
    /// Kind [`Kind::Store`] with the name of the file.
    pub(super) fn read(&self) -> Result<Text> {
        if let Some(text) = &self.command {
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

fn read_standard_input() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

/// How an answer is written.
#[derive(Args, Debug)]
pub(super) struct Output {
    /// Format of the answer: csv, tsv, json or xml; turtle or ntriples for a graph
    #[arg(long, value_name = "NAME", value_parser = Format::parse)]
    format: Option<Format>,
    /// Write to this file, whose name also tells the format
    #[arg(id = "output", short, long = "output", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Longest time a query may take, such as 30s, 500ms or 2m
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) timeout: Option<Duration>,
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
        let evaluate = || {
            query.evaluate(
                session.dataset.as_ref(),
                &cancellation(session, self.timeout),
            )
        };
        let Some(path) = &self.file else {
            return write_answer(evaluate()?, self.format, session, out);
        };
        let format = self.format.or_else(|| Format::of_file(path));
        if let Some(format) = format {
            format.check(query.form())?;
        }
        let answer = evaluate()?;
        write_file(path, |file| write_answer(answer, format, session, file))
    }
}

/// Gives what ends a query early: its own limit, else that of the session.
pub(super) fn cancellation(session: &Session, timeout: Option<Duration>) -> Cancellation {
    Cancellation::default().with_limit(timeout.or(session.options.timeout))
}

/// Writes a file as a whole or not at all: beside it first, then in its place.
fn write_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let name = path.display();
    let failed =
        |error: io::Error| Failure::new(Kind::Store, format!("{name}: cannot be written: {error}"));
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let file = temporary_file(folder).map_err(failed)?;
    let mut buffer = io::BufWriter::new(file);
    let result = write(&mut buffer)?;
    let file = buffer
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(result)
}

#[cfg(unix)]
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // A temporary file is its owner's alone by default; the process's mask decides as for any other file.
    let permissions = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .permissions(permissions)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

/// A format for answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Rows or a truth value.
    Results(QueryResultsFormat),
    /// Triples.
    Graph(RdfFormat),
}

impl Format {
    fn parse(name: &str) -> std::result::Result<Self, String> {
        Self::from_name(name)
            .ok_or_else(|| "known are csv, tsv, json, xml, turtle and ntriples".to_owned())
    }

    fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "csv" => Self::Results(QueryResultsFormat::Csv),
            "tsv" => Self::Results(QueryResultsFormat::Tsv),
            "json" | "srj" => Self::Results(QueryResultsFormat::Json),
            "xml" | "srx" => Self::Results(QueryResultsFormat::Xml),
            "turtle" | "ttl" => Self::Graph(RdfFormat::Turtle),
            "ntriples" | "nt" => Self::Graph(RdfFormat::NTriples),
            _ => return None,
        })
    }

    fn of_file(path: &Path) -> Option<Self> {
        Self::from_name(path.extension()?.to_str()?)
    }

    fn check(self, form: Form) -> Result<()> {
        let is_graph = matches!(form, Form::Construct | Form::Describe);
        match self {
            Self::Results(_) if is_graph => Err(Failure::new(
                Kind::Usage,
                "this format holds rows, and the query gives a graph",
            )
            .with_hint("graphs are written as turtle or ntriples")),
            Self::Graph(_) if !is_graph => Err(Failure::new(
                Kind::Usage,
                "this format holds a graph, and the query gives none",
            )
            .with_hint("rows and truth values are written as csv, tsv, json or xml")),
            _ => Ok(()),
        }
    }
}

/// Writes an answer; without a format rows as TSV, a graph as Turtle.
///
/// # Errors
/// The error that ended the answer early, or kind [`Kind::Usage`] where the format cannot hold it.
pub(super) fn write_answer(
    answer: Answer,
    format: Option<Format>,
    session: &Session,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let form = match &answer {
        Answer::Solutions { .. } => Form::Select,
        Answer::Boolean(_) => Form::Ask,
        Answer::Graph(_) => Form::Construct,
    };
    if let Some(format) = format {
        format.check(form)?;
    }
    let results = match format {
        Some(Format::Results(format)) => format,
        _ => QueryResultsFormat::Tsv,
    };
    let serializer = QueryResultsSerializer::from_format(results);
    let mut asked_false = false;
    match answer {
        Answer::Solutions { variables, rows } => {
            let mut writer = serializer.serialize_solutions_to_writer(&mut *out, variables)?;
            for row in rows {
                writer.serialize(&row?)?;
            }
            writer.finish()?;
        }
        Answer::Boolean(value) => {
            serializer.serialize_boolean_to_writer(&mut *out, value)?;
            writeln!(out)?;
            asked_false = !value;
        }
        Answer::Graph(triples) => {
            let format = match format {
                Some(Format::Graph(format)) => format,
                _ => RdfFormat::Turtle,
            };
            let mut serializer = RdfSerializer::from_format(format);
            for (prefix, namespace) in session.prefixes.iter() {
                serializer = serializer
                    .clone()
                    .with_prefix(prefix, namespace)
                    .unwrap_or(serializer);
            }
            let mut writer = serializer.for_writer(&mut *out);
            for triple in triples {
                writer.serialize_triple(&triple?)?;
            }
            writer.finish()?;
        }
    }
    Ok(if asked_false {
        Outcome::AskedFalse
    } else {
        Outcome::Done
    })
}

/// Words a wrong query; `text` is the whole text with `diagnostic` placed in it.
pub(super) fn wrong_query(diagnostic: &Diagnostic, text: &Text, session: &Session) -> Failure {
    const WIDTH: usize = 120;
    let kind = if diagnostic.code.starts_with("G2") {
        Kind::Usage
    } else {
        Kind::Query
    };
    let width = session.display.width.unwrap_or(WIDTH);
    let colour = session.display.colour && io::stderr().is_terminal();
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
pub(super) fn duration(text: &str) -> std::result::Result<Duration, String> {
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
