//! What the commands that query have in common: options, reading the text, writing the answer.

mod writing;

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{Args, ValueEnum};
use oxrdf::{Term, Variable};

use super::output_file::OutputFile;
use super::{Outcome, term};
use crate::failure::{Failure, Kind, Result, WrongQuery};
use crate::language::{STANDARD_INPUT, Wording, of_system, wording};
use crate::named_queries;
use crate::prefixes::Prefixes;
use crate::results::message::tell;
use crate::results::{self, Format, Labelled};
use crate::session::{Display, Presentation, Session};
use crate::sparql::{Cancellation, Diagnostic, Form, HELP, NOTE, Prepared};

pub(crate) use writing::{Asked, TYPES_LOST, Target, write_for};

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
    /// File with the text; `-` is standard input
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
                return Err(Failure::new(
                    Kind::Usage,
                    wording!(
                        "`{text}` is a file, not a query",
                        "`{text}` ist eine Datei, keine Abfrage"
                    ),
                )
                .with_hint(wording!(
                    "`-f {text}` reads it",
                    "mit `-f {text}` wird sie gelesen"
                )));
            }
            return Ok(Text {
                text: text.clone(),
                file: None,
            });
        }
        let named = self.file.as_ref().filter(|file| *file != Path::new("-"));
        let (name, text) = match named {
            Some(file) => (file.display().to_string(), fs::read_to_string(file)),
            None => (STANDARD_INPUT.text().to_owned(), read_standard_input()),
        };
        let text = text.map_err(|error| {
            Failure::new(
                Kind::Store,
                wording!(
                    "{name}: cannot be read: {error}",
                    "{name}: lässt sich nicht lesen: {error}",
                    error = of_system(&error)
                ),
            )
        })?;
        Ok(Text {
            text: without_mark(text),
            file: Some(name),
        })
    }
}

/// Takes the byte order mark off that some editors put before a text.
pub(crate) fn without_mark(mut text: String) -> String {
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    text
}

/// Tells whether the ending of a name promises something else than text.
fn tells_another_format(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| !["txt", "out", "log", "dat"].contains(&ending))
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
    #[arg(long, alias = "mode", value_name = "NAME", value_parser = parse_format)]
    format: Option<Format>,
    /// Write to this file, whose name also tells the format
    #[arg(id = "output", short, long = "output", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    /// Show the labels of nodes in a table on a terminal
    #[arg(long, value_name = "WHERE", value_enum)]
    labels: Option<LabelsAt>,
    /// Languages of these labels, the one asked for first (default: de,en)
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    label_languages: Vec<String>,
    /// Longest time a query may take, such as 30s, 500ms or 2m
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) timeout: Option<Duration>,
}

/// Where labels are shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LabelsAt {
    /// Nowhere
    Off,
    /// In place of names
    On,
    /// Behind names
    Both,
}

fn parse_format(name: &str) -> std::result::Result<Format, String> {
    Format::from_name(name).ok_or_else(|| {
        let names: Vec<_> = Format::all().map(Format::name).collect();
        let names = names.join(", ");
        wording!("the formats are {names}", "die Formate sind {names}")
    })
}

impl Output {
    /// Tells whether the answer goes to a file.
    pub(super) fn is_file(&self) -> bool {
        self.path().is_some()
    }

    /// Gives the file that was named; `-` is standard output.
    fn path(&self) -> Option<&Path> {
        self.file.as_deref().filter(|file| *file != Path::new("-"))
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
        let asked = Asked::now(query);
        let cancellation = cancellation(session, self.timeout);
        let dataset = session.dataset.as_ref();
        let presentation = self.presentation(session);
        let Some(path) = self.path() else {
            let target = Target {
                format: self.format,
                display: session.display,
                presentation: &presentation,
            };
            let answer = query.evaluate(dataset, &cancellation)?;
            return write_for(answer, &asked, target, session, out);
        };
        let format = self.format.or_else(|| Format::from_path(path));
        if let Some(format) = format {
            writing::check(format, kind(query.form()))?;
        }
        if format.is_none() && tells_another_format(path) {
            let path = path.display();
            tell(&wording!(
                "note: the name {path} tells no format that is known; `--format` names one",
                "Anmerkung: der Name {path} verrät kein bekanntes Format; `--format` nennt eines"
            ));
        }
        let mut file = OutputFile::create(path, self.force)?;
        let display = Display {
            width: None,
            height: None,
            colour: false,
            ..session.display
        };
        let target = Target {
            format,
            display,
            presentation: &presentation,
        };
        let answer = query.evaluate(dataset, &cancellation)?;
        let outcome = write_for(answer, &asked, target, session, &mut file)?;
        file.finish()?;
        // A session that lives on says it itself, once.
        let is_told = !session.interactive && io::stderr().is_terminal();
        if is_told && session.types_lost.load(Ordering::Relaxed) {
            tell(TYPES_LOST.text());
        }
        Ok(outcome)
    }

    /// Gives how the answer is to look: as in the session, but for what is asked for here.
    fn presentation(&self, session: &Session) -> Presentation {
        let mut presentation = session.presentation.clone();
        if let Some(labels) = self.labels {
            presentation.labelled = match labels {
                LabelsAt::Off => None,
                LabelsAt::On => Some(Labelled::Instead),
                LabelsAt::Both => Some(Labelled::Beside),
            };
        }
        if !self.label_languages.is_empty() {
            presentation.languages.clone_from(&self.label_languages);
        }
        presentation
    }
}

fn kind(form: Form) -> results::Kind {
    match form {
        Form::Construct | Form::Describe => results::Kind::Graph,
        Form::Ask => results::Kind::Boolean,
        _ => results::Kind::Solutions,
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
    let colour = session.display.colour_in_messages;
    let file = text.file.as_deref();
    let message = if session.display.plain {
        diagnostic.in_words(file, &text.text)
    } else {
        let folded = |text: &str, label: &Wording| folded(text, label, width);
        let diagnostic = Diagnostic {
            help: diagnostic.help.as_deref().map(|help| folded(help, &HELP)),
            note: diagnostic
                .note
                .as_deref()
                .map(|note| folded(note, &NOTE).into()),
            ..diagnostic.clone()
        };
        match file {
            Some(file) => diagnostic.render_in_file(file, &text.text, width, colour),
            None => diagnostic.render(&text.text, width, colour),
        }
    };
    let failure = Failure::new(kind, message);
    if file.is_some() {
        return failure;
    }
    failure.with_wrong_query(WrongQuery {
        diagnostic: diagnostic.clone(),
        text: text.text.clone(),
    })
}

/// Breaks what stands below a query into lines that fit beside `label` in front, between words: IRIs are to be copied.
fn folded(text: &str, label: &Wording, width: usize) -> String {
    // The number of a line and a blank, the sign and a blank, a colon and a blank.
    const BESIDE: usize = 6;
    let beside = BESIDE + label.text().len();
    let lines = term::wrap(text, beside, Some(width));
    let lines: Vec<&str> = lines.lines().map(str::trim).collect();
    lines.join("\n")
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
                Failure::new(
                    Kind::Usage,
                    wording!(
                        "`{name}` is no name of a variable",
                        "`{name}` ist kein Name einer Variablen"
                    ),
                )
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
            Failure::new(
                Kind::Usage,
                wording!(
                    "`{argument}` is no parameter",
                    "`{argument}` ist kein Parameter"
                ),
            )
            .with_hint(wording!("write `name=value`", "`name=wert` schreiben"))
        })?;
        let name = name.trim_start_matches(['?', '$']).to_owned();
        if pairs.iter().any(|(known, _)| *known == name) {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "parameter `{name}` is given twice",
                    "der Parameter `{name}` ist zweimal angegeben"
                ),
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
    let number: f64 = number.parse().map_err(|_| {
        wording!(
            "write a time as 30s, 500ms, 2m or 1h",
            "eine Zeit als 30s, 500ms, 2m oder 1h schreiben"
        )
    })?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "" | "s" => number,
        "m" | "min" => number * 60.0,
        "h" => number * 3600.0,
        _ => {
            return Err(wording!(
                "`{unit}` is no unit of time; known are ms, s, m and h",
                "`{unit}` ist keine Zeiteinheit; bekannt sind ms, s, m und h"
            ));
        }
    };
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| wording!("this time is too long", "diese Zeit ist zu lang"))
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
