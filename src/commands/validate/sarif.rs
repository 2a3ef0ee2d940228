//! The report as SARIF 2.1.0, which code reviews of a CI show beside the lines.

use std::collections::BTreeMap;
use std::io::Write;

use oxrdf::Term;
use serde_json::{Value, json};

use super::judge::Judged;
use super::text::shown;
use crate::failure::{Failure, Kind, Result};
use crate::language::Language;
use crate::prefixes::Prefixes;
use crate::shacl::{Severity, ValidationResult};

pub(super) fn write(judged: &Judged, language: Language, out: &mut dyn Write) -> Result<()> {
    let prefixes = &judged.prefixes;
    let name = |result: &ValidationResult| rule(judged, result, prefixes);
    let mut rules = BTreeMap::new();
    for result in judged.report.results() {
        let next = json!({
            "id": name(result),
            "name": result.component.as_str().rsplit(['#', '/']).next(),
            "shortDescription": { "text": result.message(language.tag()) },
        });
        rules.entry(name(result)).or_insert(next);
    }
    let indices: BTreeMap<_, _> = rules.keys().zip(0_usize..).collect();
    let results: Vec<_> = judged
        .report
        .results()
        .iter()
        .map(|result| {
            let rule = name(result);
            json!({
                "ruleId": rule,
                "ruleIndex": indices.get(&rule),
                "level": level(&result.severity),
                "message": { "text": message(result, language, prefixes) },
                "locations": [location(judged, result, prefixes)],
            })
        })
        .collect();
    let rules: Vec<_> = rules.values().collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log).map_err(|error| match error.io_error_kind() {
        Some(kind) => Failure::from(std::io::Error::from(kind)),
        None => Failure::from_error(Kind::Store, &error),
    })?;
    Ok(writeln!(out)?)
}

/// Names the shape that found a result; a part without a name by the shape it belongs to and its path.
fn rule(judged: &Judged, result: &ValidationResult, prefixes: &Prefixes) -> String {
    let named = judged.shapes.named_above(&result.source_shape);
    let name = shown(&Term::from(named.clone()), prefixes);
    match &result.path {
        Some(path) if named != result.source_shape => {
            format!("{name} {}", path.compact(prefixes))
        }
        _ => name,
    }
}

fn level(severity: &Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        _ => "error",
    }
}

fn message(result: &ValidationResult, language: Language, prefixes: &Prefixes) -> String {
    let mut message = shown(&result.focus, prefixes);
    if let Some(path) = &result.path {
        message.push(' ');
        message.push_str(&path.compact(prefixes));
    }
    message.push_str(": ");
    message.push_str(result.message(language.tag()).unwrap_or_default());
    if let Some(value) = result
        .value
        .as_ref()
        .filter(|value| **value != result.focus)
    {
        message = format!("{message} ({})", shown(value, prefixes));
    }
    message
}

/// Gives the place of a result: file and line where they are known, the node always.
fn location(judged: &Judged, result: &ValidationResult, prefixes: &Prefixes) -> Value {
    let node =
        json!([{ "fullyQualifiedName": shown(&result.focus, prefixes), "kind": "resource" }]);
    match judged.position(&result.focus) {
        Some(position) => json!({
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&position.file) },
                "region": { "startLine": position.line },
            },
            "logicalLocations": node,
        }),
        None => json!({ "logicalLocations": node }),
    }
}

/// Writes a path as a URI reference.
fn uri(path: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-._~:".contains(byte);
    path.replace('\\', "/")
        .bytes()
        .map(|byte| match byte {
            byte if plain(&byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
