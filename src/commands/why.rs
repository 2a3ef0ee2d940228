//! `why`: the evidence of a fact: documents, dates, passages, modality, conflicts; for what is inferred, how it follows.

mod origin;
mod report;

use std::collections::BTreeSet;
use std::io::Write;

use clap::Args;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term, Triple};

use self::report::Report;
use super::{Outcome, term};
use crate::evidence::reasons;
use crate::failure::{Failure, Kind, Result};
use crate::inference::Inferred;
use crate::language::wording;
use crate::named_queries;
use crate::session::Session;
use crate::store::as_stored;
use crate::vocab::graph::INFERRED;
use crate::vocab::gremia;

/// Arguments of `why`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The fact or entity: a prefixed name, an IRI in angle brackets, or a label
    subject: String,
    /// Only what is said with this property; `a` is `rdf:type`
    predicate: Option<String>,
    /// Only this value: a name, or a literal as it reads (`2024-10-24`, `"Dr."`)
    object: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        if let Some(whole) = self.with_label_of_several_words() {
            return whole.run(session, out);
        }
        let node = term::resolve(session, &self.subject)?;
        let predicate = self.predicate(session)?;
        let object = self.object(session, &node, predicate.as_ref())?;
        let report = Report::new(session)?;
        let reasons = match &object {
            Wanted::NotSaid(_) => Vec::new(),
            Wanted::Any => report.reasons(&node, predicate.as_ref(), None)?,
            Wanted::This(value) => report.reasons(&node, predicate.as_ref(), Some(value))?,
        };
        let stated = match &predicate {
            Some(predicate) => stated(session, &node, predicate, &object)?,
            None => Vec::new(),
        };
        let inferred = match &predicate {
            Some(predicate) if reasons.is_empty() && stated.is_empty() => {
                self.inferred(session, &node, predicate, &object)?
            }
            _ => None,
        };
        match (inferred, object) {
            (None, Wanted::NotSaid(failure)) => return Err(failure),
            (Some((inferred, triples)), _) => {
                report.write_proofs(&node, &inferred, &triples, out)?;
            }
            (None, Wanted::Any)
                if reasons.is_empty() && write_conflict(session, &report, &node, out)? => {}
            (None, _) if reasons.is_empty() => {
                return Self::without_reason(session, &node, predicate.as_ref(), &stated, out);
            }
            (None, _) => {
                writeln!(out, "{}", term::name_and_label(session, &node)?)?;
                if !stated.is_empty() {
                    writeln!(out)?;
                    origin::write(session, &stated, out)?;
                }
                for reason in &reasons {
                    writeln!(out)?;
                    report.write(reason, &node, 0, out)?;
                }
                report.tell_missing(&reasons, out)?;
            }
        }
        tell_of_sources(session, out)?;
        Ok(Outcome::Done)
    }

    /// Takes words for a label without quotes where none of them can be a property: `Nancy Faeser org:member`.
    fn with_label_of_several_words(&self) -> Option<Self> {
        let is_name = |word: &String| word == "a" || word.contains(':') || word.starts_with('<');
        let second = self.predicate.as_ref().filter(|word| !is_name(word))?;
        let third = self.object.as_ref();
        let predicate = third.filter(|word| is_name(word)).cloned();
        let last = third.filter(|_| predicate.is_none());
        let words = [Some(&self.subject), Some(second), last];
        let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
        Some(Self {
            subject: words.join(" "),
            predicate,
            object: None,
        })
    }

    /// Writes what is known where nothing gives a reason: where the statement stands, if it does.
    fn without_reason(
        session: &Session,
        node: &NamedNode,
        predicate: Option<&NamedNode>,
        stated: &[Quad],
        out: &mut dyn Write,
    ) -> Result<Outcome> {
        let name = term::name_and_label(session, node)?;
        if !stated.is_empty() {
            writeln!(out, "{name}\n")?;
            origin::write(session, stated, out)?;
            writeln!(
                out,
                "{}",
                wording!(
                    "no passage and no claim is given for it",
                    "dafür ist keine Textstelle und keine Aussage angegeben"
                )
            )?;
            return Ok(Outcome::Done);
        }
        writeln!(
            out,
            "{}",
            wording!(
                "{name}\nnot stated: no passage and no claim answers this",
                "{name}\nnicht festgestellt: keine Textstelle und keine Aussage beantwortet das"
            )
        )?;
        if let Some(predicate) = predicate
            && let Some(instead) = origin::instead(session, node, predicate)?
        {
            writeln!(out, "{instead}")?;
        }
        Ok(Outcome::Negative)
    }

    fn predicate(&self, session: &Session) -> Result<Option<NamedNode>> {
        let Some(text) = self.predicate.as_deref() else {
            return Ok(None);
        };
        Ok(Some(if text == "a" {
            rdf::TYPE.into_owned()
        } else {
            session.prefixes.expand(text)?
        }))
    }

    /// Finds the value that is asked for among those that the node has or is said to have.
    fn object(
        &self,
        session: &Session,
        node: &NamedNode,
        predicate: Option<&NamedNode>,
    ) -> Result<Wanted> {
        let Some(text) = self.object.as_deref() else {
            return Ok(Wanted::Any);
        };
        let candidates = reasons::values(&*session.dataset, node, predicate)?;
        if let Some(value) = candidates.iter().find(|value| fits(session, text, value)) {
            return Ok(Wanted::This(value.clone()));
        }
        let said = candidates
            .iter()
            .take(5)
            .map(|value| term::value(session, value))
            .collect::<Result<Vec<_>>>()?;
        let failure = Failure::new(
            Kind::Query,
            wording!(
                "nobody says `{text}` of {}",
                "niemand sagt `{text}` über {}",
                term::name(session, node)
            ),
        );
        Ok(Wanted::NotSaid(if said.is_empty() {
            failure
        } else {
            failure.with_hint(wording!("said is: {}", "gesagt ist: {}", said.join(" | ")))
        }))
    }

    /// Infers what is asked for; nothing where it does not follow.
    ///
    /// A persistent store may be too big to infer all of it for a question that has no answer: there it is done only
    /// where the inferred graph has one.
    fn inferred(
        &self,
        session: &Session,
        node: &NamedNode,
        predicate: &NamedNode,
        object: &Wanted,
    ) -> Result<Option<(Inferred, Vec<Triple>)>> {
        let wanted = |value: &Term| match (object, self.object.as_deref()) {
            (Wanted::NotSaid(_), Some(text)) => fits(session, text, value),
            (Wanted::This(this), _) => this == value,
            _ => true,
        };
        if session.options.store.is_some() {
            let Some(known) = session.inferred_if_current()? else {
                return Ok(None);
            };
            let subject = Some(node.as_ref().into());
            let mut quads = known.quads(
                subject,
                Some(predicate.as_ref()),
                None,
                Some(INFERRED.into()),
            );
            if !quads.any(|quad| quad.is_ok_and(|quad| wanted(&quad.object))) {
                return Ok(None);
            }
        }
        let inferred = session.infer(&mut |_| ())?;
        let subject = NamedOrBlankNode::from(node.clone());
        let mut triples = inferred.about(&subject, predicate);
        triples.retain(|triple| wanted(&triple.object));
        Ok((!triples.is_empty()).then_some((inferred, triples)))
    }
}

/// Writes the reasons of the facts and claims that stand in the conflict `node`; tells whether there are any.
fn write_conflict(
    session: &Session,
    report: &Report<'_>,
    node: &NamedNode,
    out: &mut dyn Write,
) -> Result<bool> {
    let mut parties = BTreeSet::new();
    let conflict = Term::from(node.clone());
    let linking = session.dataset.quads(
        None,
        Some(gremia::IN_CONFLICT),
        Some(conflict.as_ref()),
        None,
    );
    for quad in linking {
        let NamedOrBlankNode::NamedNode(party) = quad?.subject else {
            continue;
        };
        // A claim stands for what it says something of.
        let said = [rdf::SUBJECT, rdf::PREDICATE].map(|part| {
            let mut quads =
                session
                    .dataset
                    .quads(Some(party.as_ref().into()), Some(part), None, None);
            match quads.next()?.ok()?.object {
                Term::NamedNode(said) => Some(said),
                _ => None,
            }
        });
        match said {
            [Some(subject), predicate] => parties.insert((subject, predicate)),
            _ => parties.insert((party, None)),
        };
    }
    if !parties.is_empty() {
        writeln!(out, "{}", term::name_and_label(session, node)?)?;
    }
    for (party, predicate) in &parties {
        writeln!(out, "\n{}", term::name_and_label(session, party)?)?;
        for reason in report.reasons(party, predicate.as_ref(), None)? {
            writeln!(out)?;
            report.write(&reason, party, 0, out)?;
        }
    }
    Ok(!parties.is_empty())
}

/// Gives the statements that say what is asked.
fn stated(
    session: &Session,
    node: &NamedNode,
    predicate: &NamedNode,
    object: &Wanted,
) -> Result<Vec<Quad>> {
    match object {
        Wanted::Any => origin::stated(session, node, predicate, None),
        Wanted::This(value) => origin::stated(session, node, predicate, Some(value)),
        Wanted::NotSaid(_) => Ok(Vec::new()),
    }
}

/// Says how the passages themselves are shown.
fn tell_of_sources(session: &Session, out: &mut dyn Write) -> Result<()> {
    if session.sources().is_none() {
        writeln!(
            out,
            "{}",
            wording!(
                "\nwith --sources DIR the passages themselves are shown, from your copies of the documents",
                "\nmit --sources ORDNER werden die Textstellen selbst gezeigt, aus den eigenen Kopien der Dokumente"
            )
        )?;
    }
    Ok(())
}

/// The value that is asked for.
enum Wanted {
    /// Any.
    Any,
    /// One that the node has or is said to have.
    This(Term),
    /// One that nobody says, with what to tell then.
    NotSaid(Failure),
}

/// Tells whether `text` is how the user writes `value`.
fn fits(session: &Session, text: &str, value: &Term) -> bool {
    match value {
        Term::NamedNode(value) => session
            .prefixes
            .expand(text)
            .is_ok_and(|named| named == *value),
        Term::Literal(literal) => {
            let written = named_queries::term(text, &session.prefixes);
            literal.value() == text.trim_matches('"')
                || written.is_ok_and(|written| as_stored(written) == *value)
        }
        _ => false,
    }
}
