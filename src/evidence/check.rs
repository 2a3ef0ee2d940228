//! Checks that the evidence holds: documents, ranges, boilerplate, word borders, segments, names of claims.

use std::collections::BTreeMap;

use oxrdf::{NamedNode, NamedNodeRef, Quad, Term};

use super::matching::at_word_borders;
use super::{Catalogue, Error, Passage, Texts, instances, objects};
use crate::digest::sha256;
use crate::language::{grouped, wording};
use crate::store::Dataset;
use crate::vocab::{BASE, gremia};

const DERIVED_FROM: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#wasDerivedFrom");

/// How many passages of a document were checked.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Facts that rest on a passage of the document.
    pub facts: usize,
    /// Different passages.
    pub passages: usize,
    /// Whether the document was at hand, so that word borders were checked too.
    pub at_hand: bool,
}

/// The outcome of a check.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// By the document's slug.
    pub documents: BTreeMap<String, Checked>,
    /// How many claims had their names recomputed.
    pub claims: usize,
    /// What does not hold, in order; each names the node and the passage.
    pub problems: Vec<String>,
}

/// Checks every passage, segment and claim name of `dataset`, as far as the documents are at hand.
///
/// # Errors
/// [`Error::Store`].
pub fn check(dataset: &dyn Dataset, catalogue: &Catalogue, texts: &Texts) -> Result<Report, Error> {
    let mut report = Report::default();
    for document in catalogue.documents() {
        let at_hand = texts.text(&document.slug);
        report.documents.insert(
            document.slug.clone(),
            Checked {
                at_hand: at_hand.is_some(),
                ..Checked::default()
            },
        );
        if let Some(text) = at_hand.filter(|text| text.len() != document.length) {
            report.problems.push(wording!(
                "{}: {} code points, but the catalogue says {}",
                "{}: {} Codepunkte, aber laut Katalog {}",
                document.slug,
                grouped(text.len() as u64),
                grouped(document.length as u64)
            ));
        }
        check_tiling(document, &mut report.problems);
    }
    check_passages(dataset, catalogue, texts, &mut report)?;
    for claim in instances(dataset, gremia::CLAIM)? {
        report.claims += 1;
        let expected = claim_name(dataset, &claim)?;
        if expected.as_ref() != Some(&claim) {
            let expected = expected.map_or_else(
                || wording!("incomplete", "unvollständig"),
                |name| wording!("should be {name}", "müsste {name} heißen"),
            );
            report.problems.push(format!("{claim}: {expected}"));
        }
    }
    report.problems.sort();
    Ok(report)
}

/// Checks that the segments follow each other from 0 to the document's length.
fn check_tiling(document: &super::SourceDocument, problems: &mut Vec<String>) {
    let mut end = 0;
    for segment in &document.segments {
        if segment.start != end || segment.end <= segment.start {
            let (slug, start) = (&document.slug, segment.start);
            problems.push(wording!(
                "{slug}: a segment begins at {start}, but the one before ends at {end}",
                "{slug}: ein Abschnitt beginnt bei {start}, aber der vorige endet bei {end}"
            ));
        }
        end = segment.end;
    }
    if !document.segments.is_empty() && end != document.length {
        problems.push(wording!(
            "{}: the segments end at {end}, not at {}",
            "{}: die Abschnitte enden bei {end}, nicht bei {}",
            document.slug,
            document.length
        ));
    }
}

fn check_passages(
    dataset: &dyn Dataset,
    catalogue: &Catalogue,
    texts: &Texts,
    report: &mut Report,
) -> Result<(), Error> {
    let quads = dataset.quads(None, Some(gremia::EVIDENCE), None, None);
    let mut by_passage: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for quad in quads {
        let Quad {
            subject, object, ..
        } = quad?;
        if let Term::NamedNode(passage) = object {
            by_passage
                .entry(passage.into_string())
                .or_default()
                .push(subject.to_string());
        } else {
            report.problems.push(wording!(
                "{subject}: its evidence is not a passage: {object}",
                "{subject}: der Beleg ist keine Textstelle: {object}"
            ));
        }
    }
    for (iri, facts) in by_passage {
        let Some(passage) = Passage::parse(&iri) else {
            report.problems.push(wording!(
                "{}: its evidence is not a passage: <{iri}>",
                "{}: der Beleg ist keine Textstelle: <{iri}>",
                facts[0]
            ));
            continue;
        };
        if let Some(checked) = report.documents.get_mut(&passage.slug) {
            checked.facts += facts.len();
            checked.passages += 1;
        }
        if let Some(problem) = problem(&passage, catalogue, texts) {
            report
                .problems
                .push(format!("{}: <{iri}> {problem}", facts[0]));
        }
    }
    Ok(())
}

/// Says what is wrong with a passage, if anything is.
fn problem(passage: &Passage, catalogue: &Catalogue, texts: &Texts) -> Option<String> {
    let Some(document) = catalogue.document(&passage.slug) else {
        return Some(wording!(
            "names a document that the catalogue does not have",
            "nennt ein Dokument, das der Katalog nicht hat"
        ));
    };
    if passage.start >= passage.end || passage.end > document.length {
        return Some(wording!(
            "lies outside the document, which has {} code points",
            "liegt außerhalb des Dokuments, das {} Codepunkte hat",
            grouped(document.length as u64)
        ));
    }
    let boilerplate = document.segments.iter().any(|segment| {
        segment.kind == "boilerplate" && passage.start < segment.end && segment.start < passage.end
    });
    if boilerplate {
        return Some(wording!("touches boilerplate", "berührt Beiwerk"));
    }
    let inside_a_word = texts
        .text(&passage.slug)
        .is_some_and(|text| !at_word_borders(text, &(passage.start..passage.end)));
    inside_a_word.then(|| {
        wording!(
            "begins or ends inside a word",
            "beginnt oder endet mitten in einem Wort"
        )
    })
}

/// Computes the name of a claim from what it says and rests on; nothing where a part is missing.
///
/// The name is the first twelve hexadecimal digits of the SHA-256 of subject, predicate, object and the evidence (or,
/// without evidence, what it was derived from), as N-Triples terms in that order, the last sorted, joined by spaces.
///
/// # Errors
/// [`Error::Store`].
pub fn claim_name(dataset: &dyn Dataset, claim: &NamedNode) -> Result<Option<NamedNode>, Error> {
    let mut parts = Vec::new();
    for property in [
        oxrdf::vocab::rdf::SUBJECT,
        oxrdf::vocab::rdf::PREDICATE,
        oxrdf::vocab::rdf::OBJECT,
    ] {
        let Some(term) = objects(dataset, claim, property)?.into_iter().next() else {
            return Ok(None);
        };
        parts.push(term.to_string());
    }
    let mut grounds = objects(dataset, claim, gremia::EVIDENCE)?;
    if grounds.is_empty() {
        grounds = objects(dataset, claim, DERIVED_FROM)?;
    }
    if grounds.is_empty() {
        return Ok(None);
    }
    parts.extend(grounds.iter().map(ToString::to_string));
    let digest = sha256(parts.join(" ").as_bytes());
    Ok(Some(NamedNode::new_unchecked(format!(
        "{BASE}id/claim/{}",
        &digest[..12]
    ))))
}
