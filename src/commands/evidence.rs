//! `evidence`: finds passages in source documents and checks that all passages hold.

use std::io::Write;
use std::path::Path;

use clap::{Args, Subcommand};

use super::Outcome;
use crate::evidence::{Catalogue, Passage, SourceDocument, Texts, check, matching};
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, grouped, wording};
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
            let source = &self.source;
            let message = wording!(
                "no file in the folder is the document `{source}`",
                "keine Datei im Ordner ist das Dokument `{source}`"
            );
            let hash = &document.sha256;
            return Err(Failure::new(Kind::Store, message).with_hint(wording!(
                "the file is told by its SHA-256: {hash}",
                "erkannt wird die Datei an ihrer SHA-256: {hash}"
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
                Wording::new("  [inside a word]", "  [mitten in einem Wort]").text()
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
            let source = &self.source;
            let remark = wording!("not found in {source}", "nicht gefunden in {source}");
            writeln!(out, "{remark}")?;
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
            wording!(
                "no source document is called `{slug}`",
                "kein Quelldokument heißt `{slug}`"
            ),
        )
        .with_hint(wording!(
            "the catalogue has: {}",
            "im Katalog stehen: {}",
            slugs.join(", ")
        ))
    })
}

fn folder(session: &Session) -> Result<&Path> {
    session.sources().ok_or_else(|| {
        let message = wording!(
            "the source documents are needed",
            "dafür werden die Quelldokumente gebraucht"
        );
        Failure::new(Kind::Usage, message).with_hint(wording!(
            "name the folder of your copies with --sources DIR or GREMIA_SOURCES",
            "den Ordner mit den eigenen Kopien mit --sources ORDNER oder GREMIA_SOURCES angeben"
        ))
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
            Wording::new("word borders checked", "Wortgrenzen geprüft")
        } else {
            Wording::new("document not at hand", "Dokument liegt nicht vor")
        };
        let [passages, facts] = [checked.passages, checked.facts].map(grouped);
        let row = wording!(
            "{slug:12} {passages:>5} passages for {facts:>5} facts · {words}",
            "{slug:12} {passages:>5} Textstellen für {facts:>5} Fakten · {words}"
        );
        writeln!(out, "{row}")?;
    }
    let (claims, count) = (
        Wording::new("claims", "Aussagen").text(),
        grouped(report.claims),
    );
    let row = wording!(
        "{claims:12} {count:>5} names recomputed",
        "{claims:12} {count:>5} Namen nachgerechnet"
    );
    writeln!(out, "{row}")?;
    for problem in &report.problems {
        writeln!(
            out,
            "{}",
            wording!("problem: {problem}", "Fehler: {problem}")
        )?;
    }
    let missing = report.documents.values().filter(|checked| !checked.at_hand);
    let missing = missing.count();
    let all = report.documents.len();
    let sum = match (report.problems.len(), missing) {
        (0, 0) => wording!("all evidence holds", "alle Belege stimmen"),
        (0, 1) => wording!(
            "no problem found, but 1 of {all} documents is not at hand: its words were not looked at",
            "kein Fehler gefunden, aber Dokumente liegen nicht vor (1 von {all}): deren Wortlaut blieb ungeprüft"
        ),
        (0, _) => wording!(
            "no problem found, but {missing} of {all} documents are not at hand: their words were not looked at",
            "kein Fehler gefunden, aber Dokumente liegen nicht vor ({missing} von {all}): deren Wortlaut blieb ungeprüft"
        ),
        (1, _) => wording!("1 problem", "1 Fehler"),
        (problems, _) => wording!("{} problems", "{} Fehler", grouped(problems as u64)),
    };
    writeln!(out, "{sum}")?;
    // Whoever names a folder wants the words looked at.
    let complete = missing == 0 || session.sources().is_none();
    Ok(if report.problems.is_empty() && complete {
        Outcome::Done
    } else {
        Outcome::Negative
    })
}
