//! The report as XML in the manner of `JUnit`, which most CIs read: one test case for each shape with a target.

use std::collections::BTreeMap;
use std::io::Write;

use oxrdf::Term;

use super::Threshold;
use super::judge::Judged;
use super::text::{severity, shown};
use crate::failure::Result;
use crate::language::Language;
use crate::prefixes::Prefixes;
use crate::shacl::ValidationResult;

pub(super) fn write(
    judged: &Judged,
    language: Language,
    fail_on: Threshold,
    out: &mut dyn Write,
) -> Result<()> {
    let prefixes = &judged.prefixes;
    let mut cases: BTreeMap<String, Vec<&ValidationResult>> = judged
        .shapes
        .targeted()
        .map(|shape| (shown(&Term::from(shape.clone()), prefixes), Vec::new()))
        .collect();
    for result in judged.report.results() {
        let shape = judged
            .shapes
            .targeted_above(&result.source_shape)
            .unwrap_or(&result.source_shape);
        let name = shown(&Term::from(shape.clone()), prefixes);
        cases.entry(name).or_default().push(result);
    }
    let fails = |result: &&&ValidationResult| fail_on.counts(&result.severity);
    let failed = cases
        .values()
        .filter(|results| results.iter().any(|result| fails(&result)))
        .count();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let counts = format!(
        "tests=\"{}\" failures=\"{failed}\" errors=\"0\"",
        cases.len()
    );
    writeln!(out, "<testsuites name=\"gremia validate\" {counts}>")?;
    writeln!(out, "  <testsuite name=\"SHACL\" {counts}>")?;
    for (name, results) in &cases {
        let name = escaped(name);
        if results.is_empty() {
            writeln!(out, "    <testcase classname=\"SHACL\" name=\"{name}\"/>")?;
            continue;
        }
        writeln!(out, "    <testcase classname=\"SHACL\" name=\"{name}\">")?;
        let failing: Vec<_> = results.iter().filter(fails).copied().collect();
        if let Some(first) = failing.first() {
            let message = escaped(first.message(language.tag()).unwrap_or_default());
            let text = escaped(&lines(judged, &failing, language, prefixes));
            writeln!(
                out,
                "      <failure type=\"{}\" message=\"{message}\">{text}</failure>",
                severity(&first.severity, Language::En)
            )?;
        }
        let others: Vec<_> = results
            .iter()
            .filter(|result| !fails(result))
            .copied()
            .collect();
        if !others.is_empty() {
            let text = escaped(&lines(judged, &others, language, prefixes));
            writeln!(out, "      <system-out>{text}</system-out>")?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")?;
    Ok(())
}

/// Writes one line for each result.
fn lines(
    judged: &Judged,
    results: &[&ValidationResult],
    language: Language,
    prefixes: &Prefixes,
) -> String {
    let line = |result: &&ValidationResult| {
        let place = judged
            .position(&result.focus)
            .map(|position| format!("{}:{}: ", position.file, position.line))
            .unwrap_or_default();
        let path = result
            .path
            .as_ref()
            .map(|path| format!(" {}", path.compact(prefixes)))
            .unwrap_or_default();
        let value = result
            .value
            .as_ref()
            .filter(|value| **value != result.focus)
            .map(|value| format!(" ({})", shown(value, prefixes)))
            .unwrap_or_default();
        format!(
            "{place}{}: {}{path}: {}{value}",
            severity(&result.severity, language),
            shown(&result.focus, prefixes),
            result.message(language.tag()).unwrap_or_default(),
        )
    };
    results.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Writes a text so that XML can hold it; what no XML document may contain becomes a replacement character.
///
/// Source: XML 1.0, sections 2.2, 2.4 and 3.3.3.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_is_escaped_for_elements_and_attributes() {
        assert_eq!(
            escaped("<a href=\"x\">&amp;</a>\n\u{1}ü"),
            "&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;&#10;\u{fffd}ü"
        );
    }
}
