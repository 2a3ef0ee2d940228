//! `evidence`: finds passages in source documents and checks that all passages hold.

use std::io::Write;
use std::path::Path;

use clap::{Args, Subcommand};

use super::Outcome;
use crate::evidence::{Catalogue, Passage, SourceDocument, Texts, check, matching};
use crate::failure::{Failure, Kind, Result};
use crate::session::Session;

/// How many code points are shown before and after a hit.
const CONTEXT: usize = 30;

/// Arguments of `evidence`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print the passage IRI of words in a source document, for each place where they stand
    Find(Find),
    /// Check every passage: document, range, boilerplate, word borders; segments and names of claims too
    Check,
}

#[derive(Args, Debug)]
struct Find {
    /// The document, for instance `dmk2`
    #[arg(long, value_name = "SLUG")]
    source: String,
    /// The words; line breaks, hyphens and `**` need not agree
    #[arg(required = true)]
    text: Vec<String>,
    /// Print the IRIs only
    #[arg(long)]
    plain: bool,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let catalogue = Catalogue::read(&*session.dataset)?;
        match &self.action {
            Action::Find(arguments) => arguments.run(session, &catalogue, out),
            Action::Check => run_check(session, &catalogue, out),
        }
    }
}

impl Find {
    fn run(
        &self,
        session: &Session,
        catalogue: &Catalogue,
        out: &mut dyn Write,
    ) -> Result<Outcome> {
        let document = document(catalogue, &self.source)?;
        let texts = Texts::find(folder(session)?, catalogue)?;
        let Some(text) = texts.text(&self.source) else {
            let message = format!("no file in the folder is the document `{}`", self.source);
            return Err(Failure::new(Kind::Store, message).with_hint(format!(
                "the file is told by its SHA-256: {}",
                document.sha256
            )));
        };
        let hits = matching::find(text, &self.text.join(" "));
        for range in &hits {
            let passage = Passage {
                slug: self.source.clone(),
                start: range.start,
                end: range.end,
            };
            if self.plain {
                writeln!(out, "{}", passage.iri())?;
                continue;
            }
            let kind = document
                .segment(&passage)
                .map_or("", |segment| segment.kind.as_str());
            let border = if matching::at_word_borders(text, range) {
                ""
            } else {
                "  [inside a word]"
            };
            let words = |from: usize, to: usize| {
                let words: String = text[from..to].iter().collect();
                words.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            writeln!(out, "{}  {kind}{border}", passage.iri())?;
            writeln!(
                out,
                "    …{} [{}] {}…",
                words(range.start.saturating_sub(CONTEXT), range.start),
                words(range.start, range.end),
                words(range.end, (range.end + CONTEXT).min(text.len()))
            )?;
        }
        if hits.is_empty() {
            writeln!(out, "not found in {}", self.source)?;
            return Ok(Outcome::Negative);
        }
        Ok(Outcome::Done)
    }
}

/// Gives the document that the user calls `slug`.
///
/// # Errors
/// Kind [`Kind::Usage`] with the slugs there are.
pub(super) fn document<'a>(catalogue: &'a Catalogue, slug: &str) -> Result<&'a SourceDocument> {
    catalogue.document(slug).ok_or_else(|| {
        let slugs: Vec<&str> = catalogue
            .documents()
            .map(|document| document.slug.as_str())
            .collect();
        Failure::new(
            Kind::Usage,
            format!("no source document is called `{slug}`"),
        )
        .with_hint(format!("the catalogue has: {}", slugs.join(", ")))
    })
}

fn folder(session: &Session) -> Result<&Path> {
    session.sources().ok_or_else(|| {
        Failure::new(Kind::Usage, "the source documents are needed")
            .with_hint("name the folder of your copies with --sources DIR or GREMIA_SOURCES")
    })
}

fn run_check(session: &Session, catalogue: &Catalogue, out: &mut dyn Write) -> Result<Outcome> {
    let texts = match session.sources() {
        Some(folder) => Texts::find(folder, catalogue)?,
        None => Texts::default(),
    };
    let report = check::check(&*session.dataset, catalogue, &texts)?;
    for (slug, checked) in &report.documents {
        let words = if checked.at_hand {
            "word borders checked"
        } else {
            "document not at hand"
        };
        writeln!(
            out,
            "{slug:12} {:>5} passages for {:>5} facts · {words}",
            checked.passages, checked.facts
        )?;
    }
    writeln!(out, "{:12} {:>5} names recomputed", "claims", report.claims)?;
    for problem in &report.problems {
        writeln!(out, "problem: {problem}")?;
    }
    let missing = report.documents.values().filter(|checked| !checked.at_hand);
    let missing = missing.count();
    match (report.problems.len(), missing) {
        (0, 0) => writeln!(out, "all evidence holds")?,
        (0, _) => writeln!(
            out,
            "no problem found, but {missing} of {} documents are not at hand: their words were not looked at",
            report.documents.len()
        )?,
        (problems, _) => writeln!(out, "{problems} problems")?,
    }
    // Whoever names a folder wants the words looked at.
    let complete = missing == 0 || session.sources().is_none();
    Ok(if report.problems.is_empty() && complete {
        Outcome::Done
    } else {
        Outcome::Negative
    })
}
