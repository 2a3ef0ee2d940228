//! The report for people: node by node, each with its label and place, in the language of the reader.

use std::io::{self, Write};

use oxrdf::{Literal, NamedOrBlankNodeRef, Term};

use super::Language;
use super::judge::Judged;
use crate::commands::term;
use crate::failure::Result;
use crate::prefixes::Prefixes;
use crate::shacl::{Severity, ValidationResult};

pub(in crate::commands) fn write(
    judged: &Judged,
    language: Language,
    out: &mut dyn Write,
) -> Result<()> {
    let prefixes = &judged.prefixes;
    let mut focus = None;
    for result in judged.report.results() {
        if focus != Some(&result.focus) {
            if focus.is_some() {
                writeln!(out)?;
            }
            writeln!(out, "{}", heading(judged, &result.focus, prefixes)?)?;
            focus = Some(&result.focus);
        }
        write_result(result, language, prefixes, 1, out)?;
    }
    if focus.is_some() {
        writeln!(out)?;
    }
    Ok(writeln!(out, "{}", summary(judged, language))?)
}

/// Names a node: `person:a-b · A B (people.ttl:12)`.
fn heading(judged: &Judged, focus: &Term, prefixes: &Prefixes) -> Result<String> {
    let mut heading = shown(focus, prefixes);
    let subject: Option<NamedOrBlankNodeRef<'_>> = match focus {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    };
    if let Some(subject) = subject
        && let Some(label) = term::label_in(judged.data.as_ref(), subject)?
    {
        heading.push_str(" · ");
        heading.push_str(&label);
    }
    if let Some(position) = judged.position(focus) {
        heading = format!("{heading} ({}:{})", position.file, position.line);
    }
    Ok(heading)
}

fn write_result(
    result: &ValidationResult,
    language: Language,
    prefixes: &Prefixes,
    depth: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let indent = "  ".repeat(depth);
    let severity = severity(&result.severity, language);
    let path = match &result.path {
        Some(path) => format!(" {}", path.compact(prefixes)),
        None => String::new(),
    };
    let message = result.message(language.tag()).unwrap_or_default();
    writeln!(out, "{indent}{severity}{path}: {message}")?;
    if let Some(value) = &result.value
        && *value != result.focus
    {
        let name = match language {
            Language::De => "Wert",
            Language::En => "value",
        };
        writeln!(out, "{indent}  {name}: {}", shown(value, prefixes))?;
    }
    result
        .details
        .iter()
        .try_for_each(|detail| write_result(detail, language, prefixes, depth + 1, out))
}

/// Writes a term for reading: prefixed names, texts with language or datatype.
pub(super) fn shown(term: &Term, prefixes: &Prefixes) -> String {
    match term {
        Term::NamedNode(node) => prefixes
            .compact(node.as_str())
            .unwrap_or_else(|| node.to_string()),
        Term::Literal(literal) => match literal.language() {
            None if literal.datatype() != oxrdf::vocab::xsd::STRING => {
                let datatype = literal.datatype();
                let name = prefixes
                    .compact(datatype.as_str())
                    .unwrap_or_else(|| datatype.to_string());
                let text = Literal::new_simple_literal(literal.value());
                format!("{text}^^{name}")
            }
            _ => literal.to_string(),
        },
        other => other.to_string(),
    }
}

pub(super) fn severity(severity: &Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Info, Language::De) => "Hinweis",
        (Severity::Info, Language::En) => "info",
        (Severity::Warning, Language::De) => "Warnung",
        (Severity::Warning, Language::En) => "warning",
        (_, Language::De) => "Verstoß",
        (_, Language::En) => "violation",
    }
}

/// Counts the results, and what was looked at.
pub(in crate::commands) fn summary(judged: &Judged, language: Language) -> String {
    let report = &judged.report;
    let counted = |number: usize, one: &str, more: &str| {
        format!("{number} {}", if number == 1 { one } else { more })
    };
    let (nodes, shapes, conforms, of) = match language {
        Language::De => (
            counted(report.nodes(), "Knoten", "Knoten"),
            counted(report.shapes(), "Form", "Formen"),
            "keine Verstöße",
            "geprüft:",
        ),
        Language::En => (
            counted(report.nodes(), "node", "nodes"),
            counted(report.shapes(), "shape", "shapes"),
            "conforms",
            "checked:",
        ),
    };
    let mut parts = Vec::new();
    for (severity, german, english) in [
        (
            Severity::Violation,
            ("Verstoß", "Verstöße"),
            ("violation", "violations"),
        ),
        (
            Severity::Warning,
            ("Warnung", "Warnungen"),
            ("warning", "warnings"),
        ),
        (Severity::Info, ("Hinweis", "Hinweise"), ("info", "infos")),
    ] {
        let number = report.count(&severity);
        if number > 0 {
            let (one, more) = match language {
                Language::De => german,
                Language::En => english,
            };
            parts.push(counted(number, one, more));
        }
    }
    if parts.is_empty() {
        parts.push(conforms.to_owned());
    }
    format!("{}; {of} {nodes}, {shapes}", parts.join(", "))
}
