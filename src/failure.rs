//! One user-facing error: kind, cause chain, hint. It gives the exit status. Layer 4: wraps the errors of layers 0-3.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::io;

use crate::language::{Wording, command, did_you_mean, of_system, typed, wording};
use crate::sparql::Diagnostic;

/// What a failure means for the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The query or another input is wrong, or its evaluation failed: status 1.
    Query,
    /// The command line is wrong: status 2.
    Usage,
    /// A store or a file cannot be read or written, or holds errors: status 3.
    Store,
    /// The time limit passed: status 124.
    Timeout,
    /// The user interrupted: status 130.
    Interrupted,
    /// A signal of this number ended the program: status 128 and the number.
    Signal(u8),
    /// The reader of the output closed it: status 0, nothing printed.
    ClosedPipe,
}

/// What stands before the way out.
const HINT: Wording = Wording::new("hint", "Hinweis");

/// An error as the user sees it.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
    wrong: Option<Box<WrongQuery>>,
}

/// A query that is wrong, apart from the words it is told in.
#[derive(Clone, Debug)]
pub struct WrongQuery {
    /// What is wrong; its places are those of `text`.
    pub diagnostic: Diagnostic,
    /// The text of the query.
    pub text: String,
}

/// The result of what a user asked for.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// Makes a failure from a finished message (which may have several lines, for instance with a caret).
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            wrong: None,
        }
    }

    /// Makes a failure from an error; its causes are appended, each after a colon.
    #[must_use]
    pub fn from_error(kind: Kind, error: &(dyn StdError + 'static)) -> Self {
        let mut message = told(error);
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = told(error);
            if !message.ends_with(&text) {
                write!(message, ": {text}").expect("writing to a string does not fail");
            }
            cause = error.source();
        }
        Self::new(kind, message)
    }

    /// Adds the way out.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the wrong query that the message is about, for those who know where its text stands.
    #[must_use]
    pub fn with_wrong_query(mut self, wrong: WrongQuery) -> Self {
        self.wrong = Some(Box::new(wrong));
        self
    }

    /// Makes one failure of several: all messages, each hint once. Gives nothing where there is none.
    ///
    /// The kind is the first that is not [`Kind::Store`], such as an interruption, which ended the work.
    #[must_use]
    pub fn join(failures: Vec<Self>) -> Option<Self> {
        let first = failures.first()?.kind;
        let kind = failures
            .iter()
            .map(|failure| failure.kind)
            .find(|kind| *kind != Kind::Store)
            .unwrap_or(first);
        let mut messages = Vec::new();
        let mut hints: Vec<String> = Vec::new();
        for failure in failures {
            messages.push(failure.message);
            hints.extend(failure.hint.filter(|hint| !hints.contains(hint)));
        }
        Some(Self {
            kind,
            message: messages.join("\n"),
            hint: (!hints.is_empty()).then(|| hints.join(&format!("\n{HINT}: "))),
            wrong: None,
        })
    }

    /// Gives the kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Gives the message without the hint.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Gives the way out, where one is known.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Gives the wrong query that the message is about, where it came without the name of a file.
    #[must_use]
    pub fn wrong_query(&self) -> Option<&WrongQuery> {
        self.wrong.as_deref()
    }

    /// Gives the exit status of the program.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match self.kind {
            Kind::Query => 1,
            Kind::Usage => 2,
            Kind::Store => 3,
            Kind::Timeout => 124,
            Kind::Interrupted => 130,
            Kind::Signal(number) => number.saturating_add(128),
            Kind::ClosedPipe => 0,
        }
    }

    /// Writes the failure as it appears on standard error: `error: …` and, where there is one, `hint: …`.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = if without_styles(&self.message).starts_with("error") {
            self.message.clone()
        } else {
            wording!("error: {}", "Fehler: {}", self.message)
        };
        if let Some(hint) = &self.hint {
            write!(text, "\n{HINT}: {hint}").expect("writing to a string does not fail");
        }
        text
    }
}

/// Says an error, without its causes.
fn told(error: &(dyn StdError + 'static)) -> String {
    match error.downcast_ref::<io::Error>() {
        Some(error) => of_system(error),
        None => error.to_string(),
    }
}

/// Takes the escape codes for colours off the start of `message`.
fn without_styles(message: &str) -> &str {
    let mut rest = message;
    while let Some((_, behind)) = rest
        .strip_prefix("\x1b[")
        .and_then(|rest| rest.split_once('m'))
    {
        rest = behind;
    }
    rest
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::new(
                Kind::ClosedPipe,
                wording!(
                    "the reader of the output closed it",
                    "der Leser der Ausgabe hat sie geschlossen"
                ),
            )
        } else {
            Self::from_error(Kind::Store, &error)
        }
    }
}

impl From<crate::store::Error> for Failure {
    fn from(error: crate::store::Error) -> Self {
        use crate::store::Error;
        let kind = match error {
            Error::Syntax(_)
            | Error::Evaluation(_)
            | Error::Update(_)
            | Error::Function { .. }
            | Error::Arguments { .. }
            | Error::GraphExists { .. }
            | Error::GraphMissing { .. }
            | Error::RemoteLoad => Kind::Query,
            Error::Cancelled => Kind::Interrupted,
            Error::ReadOnly | Error::Reserved { .. } => Kind::Usage,
            _ => Kind::Store,
        };
        let failure = Self::from_error(kind, &error);
        match way_out(&error, failure.message()) {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}

/// Says how a file that is not UTF-8 becomes one that is.
fn in_utf_8(place: crate::store::NotUtf8) -> String {
    match place.name() {
        Some(encoding) => wording!(
            "`iconv -f {encoding} -t UTF-8 FILE > NEW` makes a file in UTF-8 of it",
            "`iconv -f {encoding} -t UTF-8 DATEI > NEU` macht daraus eine Datei in UTF-8"
        ),
        None => wording!(
            "RDF is text, plain or compressed by gzip or zstd",
            "RDF ist Text, unkomprimiert oder mit gzip oder zstd komprimiert"
        ),
    }
}

fn without_reserved() -> String {
    wording!(
        "{} fills it; what is exported without {} does not have it",
        "{} füllt ihn; was ohne {} exportiert wird, enthält ihn nicht",
        command("gremia infer"),
        typed("--inferred", ".inferred on")
    )
}

/// Gives what to do about an error of a store, where that is known; `message` is the error with its causes.
fn way_out(error: &crate::store::Error, message: &str) -> Option<String> {
    use crate::store::Error;
    Some(match error {
        Error::Missing { .. } | Error::NotAStore { .. } => {
            wording!(
                "`gremia init --store DIR` makes a store with the bundled graph, `gremia load FILE --store DIR` one of your own files",
                "`gremia init --store ORDNER` legt einen Store mit dem mitgelieferten Graphen an, `gremia load DATEI --store ORDNER` einen aus eigenen Dateien"
            )
        }
        Error::Locked { .. } => wording!(
            "{} reads beside it; else wait until it ends",
            "mit {} lässt sich daneben lesen; sonst warten Sie, bis er endet",
            typed(
                "--read-only",
                Wording::new(".open DIR --readonly", ".open ORDNER --readonly").text()
            )
        ),
        Error::FileLimit { .. } => wording!(
            "allow more, for instance by `ulimit -n 512`, and try again",
            "erlauben Sie mehr, etwa mit `ulimit -n 512`, und versuchen Sie es noch einmal"
        ),
        Error::WithoutPersistence { .. } => {
            wording!(
                "build it with its default features: `cargo build --release`, without `--no-default-features`",
                "bauen Sie es mit den voreingestellten Features: `cargo build --release`, ohne `--no-default-features`"
            )
        }
        Error::NotEmpty { .. } => wording!(
            "name a folder that does not exist yet",
            "nennen Sie einen Ordner, den es noch nicht gibt"
        ),
        Error::InMemory => wording!(
            "{} writes the graph to a file",
            "{} schreibt den Graphen in eine Datei",
            command("export")
        ),
        Error::Evaluation(_) | Error::Storage(_) if lost_a_file(message) => {
            wording!(
                "a writer replaced files of the store meanwhile; try again",
                "ein schreibender Prozess hat inzwischen Dateien des Stores ersetzt; versuchen Sie es noch einmal"
            )
        }
        Error::ReadOnly => {
            let again = typed("gremia --store DIR", ".open DIR");
            wording!(
                "{again} opens it for writing",
                "{again} öffnet ihn zum Schreiben"
            )
        }
        Error::UnknownFormat { .. } => {
            wording!(
                "an extension tells it: `.ttl`, `.trig`, `.nt`, `.nq`, `.rdf` or `.jsonld`",
                "eine Endung verrät es: `.ttl`, `.trig`, `.nt`, `.nq`, `.rdf` oder `.jsonld`"
            )
        }
        Error::NotUtf8 { place, .. } => in_utf_8(*place),
        other => return way_out_of_request(other),
    })
}

/// Gives what to do about a request that a store refuses.
fn way_out_of_request(error: &crate::store::Error) -> Option<String> {
    use crate::store::Error;
    Some(match error {
        Error::RemoteLoad => instead_of_fetching(),
        Error::GraphExists { .. } => wording!(
            "`CREATE SILENT GRAPH` makes it only where it is missing",
            "`CREATE SILENT GRAPH` legt ihn nur an, wo er fehlt"
        ),
        Error::GraphMissing { .. } => wording!(
            "`DROP SILENT GRAPH` and `CLEAR SILENT GRAPH` go on where it is missing",
            "`DROP SILENT GRAPH` und `CLEAR SILENT GRAPH` machen weiter, wo er fehlt"
        ),
        Error::Reserved { .. } => without_reserved(),
        Error::Outdated => wording!("ask again", "fragen Sie noch einmal"),
        _ => return None,
    })
}

fn instead_of_fetching() -> String {
    let load = command(Wording::new("gremia load FILE", "gremia load DATEI").text());
    wording!("{load} reads a file", "{load} liest eine Datei")
}

/// Tells whether RocksDB misses one of its files, which a writer beside a reader may have merged into another.
fn lost_a_file(message: &str) -> bool {
    message.contains(".sst") && message.contains("No such file or directory")
}

impl From<crate::bundle::Error> for Failure {
    fn from(error: crate::bundle::Error) -> Self {
        let failure = Self::from_error(Kind::Store, &error);
        match error {
            crate::bundle::Error::NotADataset { .. } => failure.with_hint(wording!(
                "a dataset is a folder with `ontology/`, `data/` and `queries/`",
                "ein Datenbestand ist ein Ordner mit `ontology/`, `data/` und `queries/`"
            )),
            crate::bundle::Error::Unreadable { .. } => failure,
        }
    }
}

impl From<crate::prefixes::Error> for Failure {
    fn from(error: crate::prefixes::Error) -> Self {
        let failure = Self::from_error(Kind::Query, &error);
        match error {
            crate::prefixes::Error::Unknown {
                nearest: Some(nearest),
                ..
            } => failure.with_hint(did_you_mean(&format!("{nearest}:"))),
            crate::prefixes::Error::Unknown { .. } => failure.with_hint(wording!(
                "{} lists those declared",
                "{} listet die deklarierten auf",
                command("prefixes")
            )),
            _ => failure,
        }
    }
}

impl From<crate::evidence::Error> for Failure {
    fn from(error: crate::evidence::Error) -> Self {
        Self::from_error(Kind::Store, &error)
    }
}

impl From<crate::settings::Error> for Failure {
    fn from(error: crate::settings::Error) -> Self {
        let failure = Self::from_error(Kind::Usage, &error);
        match error {
            crate::settings::Error::Syntax {
                nearest: Some(nearest),
                ..
            } => failure.with_hint(did_you_mean(&nearest)),
            _ => failure,
        }
    }
}

impl From<crate::sparql::Error> for Failure {
    fn from(error: crate::sparql::Error) -> Self {
        use crate::sparql::Error;
        match error {
            Error::Store(error) => error.into(),
            Error::Timeout { .. } => {
                Self::from_error(Kind::Timeout, &error).with_hint(after_timeout())
            }
            Error::UpdateTimeout { .. } => {
                Self::from_error(Kind::Timeout, &error).with_hint(longer_limit())
            }
            Error::Cancelled | Error::UpdateCancelled => {
                Self::from_error(Kind::Interrupted, &error)
            }
            Error::WrongKind { .. } => Self::from_error(Kind::Usage, &error),
            Error::Plan => Self::from_error(Kind::Query, &error),
        }
    }
}

fn longer_limit() -> String {
    let limit = typed("--timeout", ".timeout");
    wording!("allow more by {limit}", "erlauben Sie mehr mit {limit}")
}

fn after_timeout() -> String {
    let limit = typed("--timeout", ".timeout");
    let analyze = typed("explain --analyze", ".explain analyze");
    wording!(
        "allow more by {limit}, or ask for less; {analyze} shows what takes long",
        "erlauben Sie mehr mit {limit}, oder fragen Sie weniger ab; {analyze} zeigt, was lange dauert"
    )
}

impl From<crate::named_queries::Error> for Failure {
    fn from(error: crate::named_queries::Error) -> Self {
        use crate::named_queries::{Error, ValueError};
        let kind = match error {
            Error::Header { .. } | Error::Query { .. } => Kind::Store,
            _ => Kind::Usage,
        };
        let failure = Self::from_error(kind, &error);
        match error {
            Error::Query { diagnostic, .. } | Error::Binding { diagnostic, .. } => {
                match diagnostic.help {
                    Some(help) => failure.with_hint(help),
                    None => failure,
                }
            }
            Error::UnknownQuery {
                nearest: Some(nearest),
                ..
            }
            | Error::UnknownParameter {
                nearest: Some(nearest),
                ..
            } => failure.with_hint(did_you_mean(&nearest)),
            Error::Value {
                source:
                    ValueError::Prefix {
                        nearest: Some(nearest),
                        ..
                    },
                ..
            } => failure.with_hint(did_you_mean(&format!("{nearest}:"))),
            Error::UnknownQuery { .. } => failure.with_hint(wording!(
                "{} lists those there are",
                "{} listet die vorhandenen auf",
                command("queries")
            )),
            Error::UnknownParameter { query, .. } => failure.with_hint(wording!(
                "{} lists its parameters",
                "{} listet ihre Parameter auf",
                command(&format!("queries {query}"))
            )),
            _ => failure,
        }
    }
}

impl From<crate::named_queries::ValueError> for Failure {
    fn from(error: crate::named_queries::ValueError) -> Self {
        use crate::named_queries::ValueError;
        let failure = Self::from_error(Kind::Usage, &error);
        match error {
            ValueError::Prefix {
                nearest: Some(nearest),
                ..
            } => failure.with_hint(did_you_mean(&format!("{nearest}:"))),
            ValueError::Prefix { nearest: None, .. } => failure.with_hint(wording!(
                "a text with a colon stands in quotes of its own: 'name=\"a:b\"'",
                "ein Text mit Doppelpunkt steht in eigenen Anführungszeichen: 'name=\"a:b\"'"
            )),
            ValueError::Type { .. } => failure,
        }
    }
}

impl From<crate::network::Error> for Failure {
    fn from(error: crate::network::Error) -> Self {
        match error {
            crate::network::Error::Evaluation(error) => error.into(),
            error => Self::from_error(Kind::Store, &error),
        }
    }
}

impl From<crate::tables::Error> for Failure {
    fn from(error: crate::tables::Error) -> Self {
        use crate::tables::Error;
        match error {
            Error::Evaluation { table, source } => {
                let failure = Self::from(source);
                Self {
                    message: wording!("table {table}: {}", "Tabelle {table}: {}", failure.message),
                    ..failure
                }
            }
            Error::Output(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Value { .. } => Self::from_error(Kind::Store, &error).with_hint(wording!(
                "the type of a column stands in the header of `queries/tables/NAME.rq`",
                "der Typ einer Spalte steht im Kopf von `queries/tables/NAME.rq`"
            )),
            Error::Query { ref diagnostic, .. } => {
                let help = diagnostic.help.clone();
                let failure = Self::from_error(Kind::Store, &error);
                match help {
                    Some(help) => failure.with_hint(help),
                    None => failure,
                }
            }
            _ => Self::from_error(Kind::Store, &error),
        }
    }
}
