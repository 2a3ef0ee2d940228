//! `validate`: judges the graph, or files, by SHACL shapes.

#[cfg(feature = "shacl")]
mod contradictions;
#[cfg(feature = "shacl")]
pub(super) mod files;
#[cfg(feature = "shacl")]
pub(super) mod judge;
#[cfg(feature = "shacl")]
mod junit;
#[cfg(feature = "shacl")]
mod sarif;
#[cfg(feature = "shacl")]
pub(super) mod text;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use crate::failure::Result;
#[cfg(feature = "shacl")]
use crate::language::{Language, spoken};
use crate::session::Session;

/// Arguments of `validate`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Files to judge, in any format that `load` takes, named graphs included; `-` reads Turtle or TriG from standard input (default: the default graph of the dataset)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    judging: Judging,
    /// Format of the report
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the report to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

/// By what is judged, and how strictly.
#[derive(Args, Debug)]
pub(super) struct Judging {
    /// File with shapes instead of the bundled ones; may be repeated
    #[arg(short, long, value_name = "FILE")]
    pub(super) shapes: Vec<PathBuf>,
    /// The least severity that counts as failure, with exit status 1 (default: violation)
    #[arg(long, value_name = "SEVERITY", value_enum)]
    fail_on: Option<Threshold>,
}

impl Judging {
    /// Tells whether anything of it was asked for.
    pub(super) fn is_given(&self) -> bool {
        !self.shapes.is_empty() || self.fail_on.is_some()
    }

    #[cfg(feature = "shacl")]
    fn fail_on(&self) -> Threshold {
        self.fail_on.unwrap_or(Threshold::Violation)
    }

    /// Tells whether something was found that counts as failure.
    #[cfg(feature = "shacl")]
    pub(super) fn fails(&self, report: &crate::shacl::Report) -> bool {
        let threshold = self.fail_on();
        let mut results = report.results().iter();
        results.any(|result| threshold.counts(&result.severity))
    }
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

impl Arguments {
    /// Tells whether the dataset is needed, because no files are judged in its place.
    pub(super) fn needs_dataset(&self) -> bool {
        self.files.is_empty()
    }

    #[cfg(not(feature = "shacl"))]
    #[expect(clippy::unused_self, reason = "a build with validation needs them")]
    pub(super) fn run(&self, _: &mut Session, _: &mut dyn Write) -> Result<Outcome> {
        Err(missing())
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
        let files = files::Files::new(&self.files)?;
        let judge = judge::Judge::new(&files, &self.judging.shapes, session)?;
        let judged = if self.files.is_empty() {
            judge.dataset()?
        } else {
            judge.files(&files)?
        };
        let language = spoken();
        match file {
            Some(mut file) => {
                self.write(&judged, language, None, &mut file)?;
                file.finish()?;
            }
            None => self.write(&judged, language, session.display.width, out)?,
        }
        Ok(if self.judging.fails(&judged.report) {
            Outcome::Negative
        } else {
            Outcome::Done
        })
    }

    #[cfg(feature = "shacl")]
    fn write(
        &self,
        judged: &judge::Judged,
        language: Language,
        width: Option<usize>,
        out: &mut dyn Write,
    ) -> Result<()> {
        use crate::serialization;

        match self.format {
            Format::Text => text::write(judged, language, width, out),
            Format::Turtle => rdf(judged, serialization::Format::Turtle, out),
            Format::JsonLd => rdf(judged, serialization::Format::JsonLd, out),
            Format::Junit => junit::write(judged, language, self.judging.fail_on(), out),
            Format::Sarif => sarif::write(judged, language, out),
        }
    }
}

/// Says that the program cannot validate.
#[cfg(not(feature = "shacl"))]
pub(super) fn missing() -> crate::failure::Failure {
    use crate::failure::{Failure, Kind};
    use crate::language::wording;
    Failure::new(
        Kind::Usage,
        wording!(
            "this program was built without validation",
            "dieses Programm wurde ohne die Prüfung anhand von Formen gebaut"
        ),
    )
    .with_hint(wording!(
        "build it with its default features: `cargo build --release`",
        "mit den Vorgaben bauen: `cargo build --release`"
    ))
}

/// Writes the standard report.
#[cfg(feature = "shacl")]
fn rdf(
    judged: &judge::Judged,
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
