//! The report for people: node by node, each with its label and place, in the language of the reader.

use std::io::{self, Write};

use oxrdf::{Literal, NamedOrBlankNodeRef, Term};

use super::judge::Judged;
use crate::commands::term;
use crate::failure::Result;
use crate::language::{Language, grouped};
use crate::prefixes::Prefixes;
use crate::results::width::wrap;
use crate::session::LANGUAGES;
use crate::shacl::{Severity, ValidationResult};

/// Columns by which what belongs to a line stands further right.
const STEP: usize = 2;
/// Columns that a line has at least, however narrow the terminal.
const NARROWEST: usize = 20;

/// Writes the report, in lines of at most `width` columns where there is one.
pub(in crate::commands) fn write(
    judged: &Judged,
    language: Language,
    width: Option<usize>,
    out: &mut dyn Write,
) -> Result<()> {
    let told = Told {
        prefixes: &judged.prefixes,
        language,
        width,
    };
    let mut focus = None;
    for result in judged.report.results() {
        if focus != Some(&result.focus) {
            if focus.is_some() {
                writeln!(out)?;
            }
            told.line(0, &heading(judged, &result.focus)?, out)?;
            focus = Some(&result.focus);
        }
        told.result(result, 1, out)?;
    }
    if focus.is_some() {
        writeln!(out)?;
    }
    Ok(writeln!(out, "{}", summary(judged, language))?)
}

/// Names a node: `person:a-b · A B (people.ttl:12)`.
fn heading(judged: &Judged, focus: &Term) -> Result<String> {
    let mut heading = shown(focus, &judged.prefixes);
    let subject: Option<NamedOrBlankNodeRef<'_>> = match focus {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    };
    if let Some(subject) = subject
        && let Some(label) = term::label_in(judged.data.as_ref(), subject, &LANGUAGES)?
    {
        heading.push_str(" · ");
        heading.push_str(&label);
    }
    if let Some(position) = judged.position(focus) {
        heading = format!("{heading} ({}:{})", position.file, position.line);
    }
    Ok(heading)
}

/// How results are told.
struct Told<'a> {
    prefixes: &'a Prefixes,
    language: Language,
    width: Option<usize>,
}

impl Told<'_> {
    fn result(
        &self,
        result: &ValidationResult,
        depth: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let severity = severity(&result.severity, self.language);
        let path = match &result.path {
            Some(path) => format!(" {}", path.compact(self.prefixes)),
            None => String::new(),
        };
        let message = result.message(self.language.tag()).unwrap_or_default();
        self.line(depth, &format!("{severity}{path}: {message}"), out)?;
        if let Some(value) = &result.value
            && *value != result.focus
        {
            let name = match self.language {
                Language::De => "Wert",
                Language::En => "value",
            };
            let value = shown(value, self.prefixes);
            self.line(depth + 1, &format!("{name}: {value}"), out)?;
        }
        result
            .details
            .iter()
            .try_for_each(|detail| self.result(detail, depth + 1, out))
    }

    /// Writes a line, indented by `depth` steps; what does not fit stands further right below it.
    fn line(&self, depth: usize, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let indent = STEP * depth;
        let Some(width) = self.width else {
            return writeln!(out, "{:indent$}{text}", "");
        };
        let room = width.saturating_sub(indent + 2 * STEP).max(NARROWEST);
        let mut further = 0;
        for part in wrap(text, room) {
            writeln!(out, "{:1$}{2}", "", indent + further, &text[part])?;
            further = 2 * STEP;
        }
        Ok(())
    }
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
        (Severity::Info, Language::De) => "Info",
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
        let noun = if number == 1 { one } else { more };
        format!("{} {noun}", grouped(number))
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
        (Severity::Info, ("Info", "Infos"), ("info", "infos")),
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
