//! Queries and updates: what is sent to the dataset means what was written.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use gremia::prefixes::Prefixes;
use gremia::sparql::{Form, prepare};
use spargebra::SparqlParser;

/// Gives the W3C test files that end in one of `extensions`; none where the suite is not at hand.
pub(crate) fn w3c_files(extensions: &[&str]) -> Vec<PathBuf> {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance/w3c-sparql");
    let suite = if suite.is_dir() {
        suite
    } else {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance/w3c-sparql")
    };
    if !suite.is_dir() {
        eprintln!("skipped: the W3C test suite is not beside the package");
        return Vec::new();
    }
    let mut files = Vec::new();
    let mut folders = vec![suite];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|found| extensions.iter().any(|wanted| found == *wanted))
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Renames what the parser names by chance, in order of first use.
fn canonical(sse: &str) -> String {
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut text = String::new();
    for word in sse.split_inclusive([' ', ')', '(']) {
        let (name, rest) = word.split_at(word.trim_end_matches([' ', ')', '(']).len());
        let digits = name.trim_start_matches(['?', '_', ':']);
        if digits.len() >= 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let next = names.len();
            text.push_str(&format!(
                "{}{}",
                &name[..1],
                names.entry(name).or_insert(next)
            ));
        } else {
            text.push_str(name);
        }
        text.push_str(rest);
    }
    text
}

#[test]
fn text_of_every_valid_w3c_query_reads_back_as_the_same_algebra() {
    let mut checked = 0;
    let mut wrong = Vec::new();
    let files = w3c_files(&["rq"]);
    for file in &files {
        let Ok(text) = fs::read_to_string(file) else {
            continue;
        };
        let Ok(query) = SparqlParser::new().parse_query(&text) else {
            continue;
        };
        let Ok(prepared) = prepare(&text, &Prefixes::default(), &[]) else {
            continue;
        };
        checked += 1;
        match SparqlParser::new().parse_query(prepared.text()) {
            Err(error) => wrong.push(format!("{}: {error}\n{}", file.display(), prepared.text())),
            Ok(again) if canonical(&again.to_sse()) != canonical(&query.to_sse()) => {
                wrong.push(format!(
                    "{}\n{text}\n{}\n{}\n{}",
                    file.display(),
                    prepared.text(),
                    canonical(&query.to_sse()),
                    canonical(&again.to_sse())
                ));
            }
            Ok(_) => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {checked}:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert!(files.is_empty() || checked > 600, "{checked}");
}

#[test]
fn text_of_every_valid_w3c_update_reads_back_as_the_same_algebra() {
    let mut checked = 0;
    let files = w3c_files(&["ru"]);
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let Ok(update) = SparqlParser::new().parse_update(&text) else {
            continue;
        };
        let Ok(prepared) = prepare(&text, &Prefixes::default(), &[]) else {
            continue;
        };
        if prepared.form() != Form::Update {
            continue;
        }
        checked += 1;
        let again = SparqlParser::new().parse_update(prepared.text());
        let again = again
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", file.display(), prepared.text()));
        assert_eq!(
            canonical(&again.to_sse()),
            canonical(&update.to_sse()),
            "{}",
            file.display()
        );
    }
    assert!(files.is_empty() || checked > 50, "{checked}");
}
