//! What cannot be true together, as results of a validation.

use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedOrBlankNode, Term};

use super::text::shown;
use crate::inference::{self, Constraint, Finding};
use crate::language::Language;
use crate::prefixes::Prefixes;
use crate::shacl::{Path, Severity, ValidationResult};

/// Gives a finding as a result: its shape is the class or property that the axiom is about, its component OWL's term.
pub(super) fn result(finding: &Finding, prefixes: &Prefixes) -> ValidationResult {
    let name = |term: &Term| shown(term, prefixes);
    let constraint = finding.constraint;
    let predicate = finding.facts.first().map(|fact| fact.predicate.clone());
    let predicate = predicate.unwrap_or_else(|| rdf::TYPE.into_owned());
    let last = finding.facts.last();
    let (path, value) = match constraint {
        Constraint::PrpIfp => (
            Path::Inverse(Box::new(Path::Predicate(predicate))),
            last.map(|fact| fact.subject.clone().into()),
        ),
        _ => (
            Path::Predicate(predicate),
            last.map(|fact| fact.object.clone()),
        ),
    };
    let source = finding.axiom.as_ref().map(|axiom| axiom.subject.clone());
    let message = |language: Language| {
        let text = finding.message(language, &name);
        Literal::new_language_tagged_literal_unchecked(text, language.tag())
    };
    ValidationResult {
        focus: finding.focus.clone(),
        path: Some(path),
        value,
        severity: match finding.severity {
            inference::Severity::Warning => Severity::Warning,
            inference::Severity::Violation => Severity::Violation,
        },
        component: constraint.term().into_owned(),
        source_shape: source
            .unwrap_or_else(|| NamedOrBlankNode::from(constraint.term().into_owned())),
        source_constraint: None,
        messages: [Language::De, Language::En].map(message).to_vec(),
        details: Vec::new(),
    }
}
