//! How evidence is written: documents, dates, passages, modality, conflicts.

use std::collections::BTreeSet;
use std::io::Write;

use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};

use super::super::proof::Proof;
use super::super::term;
use crate::evidence::reasons::{self, Question, Reason};
use crate::evidence::{Catalogue, Passage, Texts};
use crate::failure::Result;
use crate::inference::Inferred;
use crate::language::{Wording, wording};
use crate::session::Session;

const KIND: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictKind");
const STATUS: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictStatus");

/// What evidence is written with.
pub(super) struct Report<'a> {
    session: &'a Session,
    catalogue: Catalogue,
    texts: Texts,
}

impl<'a> Report<'a> {
    /// Reads the catalogue, and the documents that are at hand.
    pub(super) fn new(session: &'a Session) -> Result<Self> {
        let catalogue = Catalogue::read(&*session.dataset)?;
        let texts = match session.sources() {
            Some(folder) => Texts::find(folder, &catalogue)?,
            None => Texts::default(),
        };
        Ok(Self {
            session,
            catalogue,
            texts,
        })
    }

    /// Gives what `node` rests on, or what is said of it with a predicate and an object.
    pub(super) fn reasons(
        &self,
        node: &NamedNode,
        predicate: Option<&NamedNode>,
        object: Option<&Term>,
    ) -> Result<Vec<Reason>> {
        let question = Question {
            predicate: predicate.cloned(),
            object: object.cloned(),
        };
        Ok(reasons::reasons(&*self.session.dataset, node, &question)?)
    }

    /// Writes how inferred triples follow, with the passages of what they follow from.
    pub(super) fn write_proofs(
        &self,
        node: &NamedNode,
        inferred: &Inferred,
        triples: &[Triple],
        out: &mut dyn Write,
    ) -> Result<()> {
        writeln!(out, "{}", term::name_and_label(self.session, node)?)?;
        let mut proof = Proof::new(self.session, inferred);
        let mut cited = Vec::new();
        let mut evidence = |stated: &Triple, indent: usize, out: &mut dyn Write| {
            cited.extend(self.write_evidence(stated, indent, out)?);
            Ok(())
        };
        for triple in triples {
            writeln!(out)?;
            proof.write(triple, 0, &mut evidence, out)?;
        }
        self.tell_missing(&cited, out)
    }

    /// Writes what a stated triple rests on, and gives it.
    fn write_evidence(
        &self,
        stated: &Triple,
        indent: usize,
        out: &mut dyn Write,
    ) -> Result<Vec<Reason>> {
        let NamedOrBlankNode::NamedNode(node) = &stated.subject else {
            return Ok(Vec::new());
        };
        let reasons = self.reasons(node, Some(&stated.predicate), Some(&stated.object))?;
        for reason in &reasons {
            self.write(reason, node, indent, out)?;
        }
        Ok(reasons)
    }

    /// Writes what one reason says, and where, indented by `indent` columns.
    pub(super) fn write(
        &self,
        reason: &Reason,
        asked: &NamedNode,
        indent: usize,
        out: &mut dyn Write,
    ) -> Result<()> {
        let head = match &reason.statement {
            Some((predicate, object)) => {
                wording!(
                    "claim: {} {}",
                    "Aussage: {} {}",
                    term::name(self.session, predicate),
                    term::value(self.session, object)?
                )
            }
            None if reason.modality.is_some() => wording!("stated in", "festgestellt in"),
            None => wording!("named in", "genannt in"),
        };
        let modality = match &reason.modality {
            Some(modality) => format!(
                "  [{}]",
                term::label(self.session, modality)?.unwrap_or_default()
            ),
            None => String::new(),
        };
        writeln!(out, "{:indent$}{head}{modality}", "")?;
        for (property, value) in &reason.told {
            let value = term::value(self.session, value)?;
            writeln!(
                out,
                "{:indent$}  {}: {value}",
                "",
                term::name(self.session, property)
            )?;
        }
        self.write_passages(&reason.passages, indent + 2, out)?;
        for conflict in &reason.conflicts {
            self.write_conflict(conflict, reason, asked, indent, out)?;
        }
        Ok(())
    }

    /// Names the documents that the given folder does not have.
    pub(super) fn tell_missing(&self, reasons: &[Reason], out: &mut dyn Write) -> Result<()> {
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
                    out,
                    "{}",
                    wording!(
                        "\nno file in the folder is `{slug}` (SHA-256 {hash})",
                        "\nkeine Datei im Ordner ist `{slug}` (SHA-256 {hash})"
                    )
                )?;
            }
        }
        Ok(())
    }

    fn write_passages(
        &self,
        passages: &[Passage],
        indent: usize,
        out: &mut dyn Write,
    ) -> Result<()> {
        for passage in passages {
            let Passage { slug, start, end } = passage;
            write!(out, "{:indent$}{slug} {start}–{end}", "")?;
            if let Some(document) = self.catalogue.document(slug) {
                write!(
                    out,
                    " · {}",
                    document
                        .date(passage)
                        .unwrap_or(Wording::new("no date stated", "ohne Datum").text())
                )?;
                let segment = document
                    .segment(passage)
                    .and_then(|segment| segment.title.as_deref());
                write!(out, " · {}", segment.unwrap_or(&document.title))?;
            }
            writeln!(out)?;
            if let Some(words) = self.texts.passage(passage) {
                let indent = indent + 4;
                writeln!(
                    out,
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
        &self,
        conflict: &NamedNode,
        own: &Reason,
        asked: &NamedNode,
        indent: usize,
        out: &mut dyn Write,
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
        writeln!(
            out,
            "{}",
            wording!(
                "{:indent$}  in conflict ({}): {label}",
                "{:indent$}  im Widerspruch ({}): {label}",
                "",
                kinds.join(", ")
            )
        )?;
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
            writeln!(
                out,
                "{}",
                wording!(
                    "{:indent$}    against: {text}  [{modality}]",
                    "{:indent$}    dagegen: {text}  [{modality}]",
                    ""
                )
            )?;
            self.write_passages(&reason.passages, indent + 6, out)?;
        }
        Ok(())
    }
}
