//! `validate`: judges the graph, or files, by SHACL shapes.

#[cfg(feature = "shacl")]
mod input;
#[cfg(feature = "shacl")]
mod junit;
#[cfg(feature = "shacl")]
mod sarif;
#[cfg(feature = "shacl")]
mod text;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use crate::failure::Result;
use crate::session::Session;

/// Arguments of `validate`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Files to judge, in any format that `load` takes, named graphs included (default: the default graph of the dataset)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// File with shapes instead of the bundled ones; may be repeated
    #[arg(short, long, value_name = "FILE")]
    shapes: Vec<PathBuf>,
    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = Threshold::Violation)]
    fail_on: Threshold,
    /// Format of the report
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Language of the messages (default: that of the environment, German or English)
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// Write the report to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

/// The least severity that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Threshold {
    /// Violations only
    Violation,
    /// Warnings and violations
    Warning,
    /// Everything found
    Info,
}

/// How the report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// The standard report
    #[value(alias = "ttl")]
    Turtle,
    /// The standard report
    #[value(name = "json-ld", alias = "jsonld")]
    JsonLd,
    /// For test reports of a CI: one case for each shape
    Junit,
    /// For code reviews of a CI: results with file and line
    Sarif,
}

/// The languages of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    /// German
    De,
    /// English
    En,
}

impl Arguments {
    /// Tells whether the dataset is needed, because no files are judged in its place.
    pub(super) fn needs_dataset(&self) -> bool {
        self.files.is_empty()
    }

    #[cfg(not(feature = "shacl"))]
    #[expect(clippy::unused_self, reason = "a build with validation needs them")]
    pub(super) fn run(&self, _: &mut Session, _: &mut dyn Write) -> Result<Outcome> {
        use crate::failure::{Failure, Kind};
        Err(
            Failure::new(Kind::Usage, "this program was built without validation")
                .with_hint("build it with its default features: `cargo build --release`"),
        )
    }

    #[cfg(feature = "shacl")]
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        use super::output_file::OutputFile;

        let file = self
            .output
            .as_ref()
            .filter(|file| file.as_os_str() != "-")
            .map(|file| OutputFile::create(file, self.force))
            .transpose()?;
        let judged = input::judge(&self.files, &self.shapes, session)?;
        let language = self.lang.unwrap_or_else(Language::of_environment);
        match file {
            Some(mut file) => {
                self.write(&judged, language, &mut file)?;
                file.finish()?;
            }
            None => self.write(&judged, language, out)?,
        }
        let fails = judged
            .report
            .results()
            .iter()
            .any(|result| self.fail_on.counts(&result.severity));
        Ok(if fails {
            Outcome::Negative
        } else {
            Outcome::Done
        })
    }

    #[cfg(feature = "shacl")]
    fn write(&self, judged: &input::Judged, language: Language, out: &mut dyn Write) -> Result<()> {
        use crate::serialization;

        match self.format {
            Format::Text => text::write(judged, language, out),
            Format::Turtle => rdf(judged, serialization::Format::Turtle, out),
            Format::JsonLd => rdf(judged, serialization::Format::JsonLd, out),
            Format::Junit => junit::write(judged, language, self.fail_on, out),
            Format::Sarif => sarif::write(judged, language, out),
        }
    }
}

/// Writes the standard report.
#[cfg(feature = "shacl")]
fn rdf(
    judged: &input::Judged,
    format: crate::serialization::Format,
    out: &mut dyn Write,
) -> Result<()> {
    use oxrdf::{GraphName, Quad};

    use crate::failure::{Failure, Kind};
    use crate::serialization::{Error, Failed, Serializer};

    let serializer = Serializer {
        format,
        prefixes: &judged.prefixes,
        base: Some(crate::vocab::BASE),
        context: None,
    };
    let quads = judged.report.to_rdf().into_iter().map(|triple| {
        Ok::<Quad, std::convert::Infallible>(triple.in_graph(GraphName::DefaultGraph))
    });
    match serializer.write(quads, out) {
        Ok(_) => Ok(()),
        Err(Failed::Source(never)) => match never {},
        // A closed pipe is told from other errors of the output.
        Err(Failed::Write(Error::Output(error))) => Err(error.into()),
        Err(Failed::Write(error)) => Err(Failure::from_error(Kind::Store, &error)),
    }
}

#[cfg(feature = "shacl")]
impl Threshold {
    /// Tells whether a result of this severity makes the exit status 1.
    fn counts(self, severity: &crate::shacl::Severity) -> bool {
        use crate::shacl::Severity;

        *severity
            >= match self {
                Self::Violation => Severity::Violation,
                Self::Warning => Severity::Warning,
                Self::Info => Severity::Info,
            }
    }
}

#[cfg(feature = "shacl")]
impl Language {
    /// Gives the language that the environment asks for; English where it asks for none of ours.
    fn of_environment() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        match locale {
            Some(locale) if locale.starts_with("de") => Self::De,
            _ => Self::En,
        }
    }

    /// Gives its language tag.
    fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }
}
