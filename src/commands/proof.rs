//! Proofs: how an inferred triple follows, down to what is stated.

use std::collections::HashSet;
use std::io::Write;

use oxrdf::Triple;
use oxrdf::vocab::rdf;

use super::term;
use crate::failure::Result;
use crate::inference::{Inferred, is_axiom};
use crate::language::{Wording, wording};
use crate::session::Session;

/// Columns by which a premise stands further right than what follows from it.
const STEP: usize = 2;

/// Writes what is known of a stated triple, indented by so many columns.
pub(super) type Evidence<'a> = dyn FnMut(&Triple, usize, &mut dyn Write) -> Result<()> + 'a;

/// Writes proofs; a triple that was proved is not proved again.
pub(super) struct Proof<'a> {
    session: &'a Session,
    inferred: &'a Inferred,
    proved: HashSet<Triple>,
}

impl<'a> Proof<'a> {
    pub(super) fn new(session: &'a Session, inferred: &'a Inferred) -> Self {
        Self {
            session,
            inferred,
            proved: HashSet::new(),
        }
    }

    /// Writes `triple` and what it follows from, indented by `indent` columns.
    pub(super) fn write(
        &mut self,
        triple: &Triple,
        indent: usize,
        evidence: &mut Evidence<'_>,
        out: &mut dyn Write,
    ) -> Result<()> {
        let text = statement(self.session, triple);
        let Some(justification) = self.inferred.justification(triple) else {
            let kind = if is_axiom(triple) {
                Wording::new("axiom", "Axiom")
            } else {
                Wording::new("stated", "festgestellt")
            };
            writeln!(out, "{:indent$}{text}  [{kind}]", "")?;
            return evidence(triple, indent + STEP, out);
        };
        if !self.proved.insert(triple.clone()) {
            let proved = wording!("inferred, see above", "gefolgert, siehe oben");
            writeln!(out, "{:indent$}{text}  [{proved}]", "")?;
            return Ok(());
        }
        let rule = justification.rule;
        let words = rule.words();
        let way = wording!(
            "inferred by {rule}: {words}",
            "gefolgert nach {rule}: {words}"
        );
        writeln!(out, "{:indent$}{text}  [{way}]", "")?;
        for premise in &justification.premises {
            self.write(premise, indent + STEP, evidence, out)?;
        }
        Ok(())
    }
}

/// Writes a triple in prefixed names, without labels.
fn statement(session: &Session, triple: &Triple) -> String {
    let subject = term::without_label(session, &triple.subject.clone().into());
    let predicate = if triple.predicate == rdf::TYPE {
        "a".to_owned()
    } else {
        term::name(session, &triple.predicate)
    };
    let object = term::without_label(session, &triple.object);
    format!("{subject} {predicate} {object}")
}
