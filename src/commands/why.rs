//! `why`: the evidence of a fact: documents, dates, passages, modality, conflicts.

use std::collections::BTreeSet;
use std::io::Write;

use clap::Args;
use oxrdf::{NamedNode, NamedNodeRef, Term};

use super::{Outcome, term};
use crate::evidence::reasons::{self, Question, Reason};
use crate::evidence::{Catalogue, Passage, Texts};
use crate::failure::{Failure, Kind, Result};
use crate::session::Session;

const KIND: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictKind");
const STATUS: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictStatus");

/// Arguments of `why`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The fact or entity: a prefixed name, an IRI in angle brackets, or a label
    subject: String,
    /// Only what is said with this property
    predicate: Option<String>,
    /// Only this value: a name, or a literal as it reads (`2024-10-24`, `"Dr."`)
    object: Option<String>,
}

/// What a report is written with.
struct Report<'a> {
    session: &'a Session,
    catalogue: Catalogue,
    texts: Texts,
    out: &'a mut dyn Write,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let node = term::resolve(session, &self.subject)?;
        let question = self.question(session, &node)?;
        let catalogue = Catalogue::read(&*session.dataset)?;
        let texts = match session.sources() {
            Some(folder) => Texts::find(folder, &catalogue)?,
            None => Texts::default(),
        };
        let reasons = reasons::reasons(&*session.dataset, &node, &question)?;
        let mut report = Report {
            session,
            catalogue,
            texts,
            out,
        };
        writeln!(report.out, "{}", term::name_and_label(session, &node)?)?;
        if reasons.is_empty() {
            writeln!(
                report.out,
                "not stated: no passage and no claim answers this"
            )?;
            return Ok(Outcome::Negative);
        }
        for reason in &reasons {
            report.write(reason, &node)?;
        }
        report.tell_missing(&reasons)?;
        if session.sources().is_none() {
            writeln!(
                report.out,
                "\nwith --sources DIR the passages themselves are shown, from your copies of the documents"
            )?;
        }
        Ok(Outcome::Done)
    }

    fn question(&self, session: &Session, node: &NamedNode) -> Result<Question> {
        let predicate = self
            .predicate
            .as_deref()
            .map(|text| session.prefixes.expand(text))
            .transpose()?;
        let Some(text) = self.object.as_deref() else {
            return Ok(Question {
                predicate,
                object: None,
            });
        };
        let candidates = reasons::values(&*session.dataset, node, predicate.as_ref())?;
        let named = session.prefixes.expand(text).ok();
        let fits = |value: &&Term| match value {
            Term::NamedNode(value) => named.as_ref() == Some(value),
            Term::Literal(literal) => {
                literal.value() == text.trim_matches('"') || literal.to_string() == text
            }
            _ => false,
        };
        if let Some(value) = candidates.iter().find(fits) {
            Ok(Question {
                predicate,
                object: Some(value.clone()),
            })
        } else {
            let said = candidates
                .iter()
                .take(5)
                .map(|value| term::value(session, value))
                .collect::<Result<Vec<_>>>()?;
            let failure = Failure::new(
                Kind::Query,
                format!("nobody says `{text}` of {}", term::name(session, node)),
            );
            Err(if said.is_empty() {
                failure
            } else {
                failure.with_hint(format!("said is: {}", said.join(" | ")))
            })
        }
    }
}

impl Report<'_> {
    fn write(&mut self, reason: &Reason, asked: &NamedNode) -> Result<()> {
        let head = match &reason.statement {
            Some((predicate, object)) => {
                format!(
                    "claim: {} {}",
                    term::name(self.session, predicate),
                    term::value(self.session, object)?
                )
            }
            None if reason.modality.is_some() => "stated in".to_owned(),
            None => "named in".to_owned(),
        };
        let modality = match &reason.modality {
            Some(modality) => format!(
                "  [{}]",
                term::label(self.session, modality)?.unwrap_or_default()
            ),
            None => String::new(),
        };
        writeln!(self.out, "\n{head}{modality}")?;
        for (property, value) in &reason.told {
            let value = term::value(self.session, value)?;
            writeln!(
                self.out,
                "  {}: {value}",
                term::name(self.session, property)
            )?;
        }
        self.write_passages(&reason.passages, 2)?;
        for conflict in &reason.conflicts {
            self.write_conflict(conflict, reason, asked)?;
        }
        Ok(())
    }

    /// Names the documents that the given folder does not have.
    fn tell_missing(&mut self, reasons: &[Reason]) -> Result<()> {
        if self.session.sources().is_none() {
            return Ok(());
        }
        let cited = reasons.iter().flat_map(|reason| &reason.passages);
        let slugs: BTreeSet<&str> = cited.map(|passage| passage.slug.as_str()).collect();
        for slug in slugs {
            if self.texts.text(slug).is_none()
                && let Some(document) = self.catalogue.document(slug)
            {
                let hash = &document.sha256;
                writeln!(
                    self.out,
                    "\nno file in the folder is `{slug}` (SHA-256 {hash})"
                )?;
            }
        }
        Ok(())
    }

    fn write_passages(&mut self, passages: &[Passage], indent: usize) -> Result<()> {
        for passage in passages {
            let Passage { slug, start, end } = passage;
            write!(self.out, "{:indent$}{slug} {start}–{end}", "")?;
            if let Some(document) = self.catalogue.document(slug) {
                write!(
                    self.out,
                    " · {}",
                    document.date(passage).unwrap_or("no date stated")
                )?;
                let segment = document
                    .segment(passage)
                    .and_then(|segment| segment.title.as_deref());
                write!(self.out, " · {}", segment.unwrap_or(&document.title))?;
            }
            writeln!(self.out)?;
            if let Some(words) = self.texts.passage(passage) {
                let indent = indent + 4;
                writeln!(
                    self.out,
                    "{:indent$}„{}“",
                    "",
                    term::wrap(&words, indent, self.session.display.width)
                )?;
            }
        }
        Ok(())
    }

    /// Writes a conflict with what its other members say and where.
    fn write_conflict(
        &mut self,
        conflict: &NamedNode,
        own: &Reason,
        asked: &NamedNode,
    ) -> Result<()> {
        let mut kinds = Vec::new();
        for property in [KIND, STATUS] {
            for quad in self.session.dataset.quads(
                Some(conflict.as_ref().into()),
                Some(property),
                None,
                None,
            ) {
                if let Term::NamedNode(concept) = quad?.object {
                    kinds.extend(term::label(self.session, &concept)?);
                }
            }
        }
        let label = term::name_and_label(self.session, conflict)?;
        writeln!(self.out, "  in conflict ({}): {label}", kinds.join(", "))?;
        for member in reasons::members(&*self.session.dataset, conflict)? {
            if member == own.node {
                continue;
            }
            let (subject, reason) = reasons::member(&*self.session.dataset, &member)?;
            let text = match (&subject, &reason.statement) {
                (Some(subject), Some((predicate, object))) => {
                    let about = if subject == asked {
                        String::new()
                    } else {
                        term::name(self.session, subject) + " "
                    };
                    format!(
                        "{about}{} {}",
                        term::name(self.session, predicate),
                        term::value(self.session, object)?
                    )
                }
                _ => term::name_and_label(self.session, &member)?,
            };
            let modality = match &reason.modality {
                Some(modality) => term::label(self.session, modality)?.unwrap_or_default(),
                None => String::new(),
            };
            writeln!(self.out, "    against: {text}  [{modality}]")?;
            self.write_passages(&reason.passages, 6)?;
        }
        Ok(())
    }
}
