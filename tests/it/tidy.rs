//! The shape of the repository: sizes, headers, names, nothing of one machine.

use std::fs;
use std::path::{Path, PathBuf};

const TOP_LEVEL: [&str; 23] = [
    ".ci",
    ".git",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-CC-BY-4.0",
    "LICENSE-MIT",
    "Makefile",
    "README.md",
    "benches",
    "build.rs",
    "clippy.toml",
    "data",
    "deny.toml",
    "docs",
    "gremia.toml",
    "ontology",
    "queries",
    "src",
    "target",
    "tests",
];
const LONGEST_FILE: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extensions));
        } else if path
            .extension()
            .is_some_and(|e| extensions.iter().any(|wanted| *wanted == e))
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn only_the_agreed_names_stand_at_the_top() {
    let strangers: Vec<_> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !TOP_LEVEL.contains(&name.as_str()))
        .collect();
    assert!(strangers.is_empty(), "not agreed: {strangers:?}");
}

#[test]
fn no_source_file_is_too_long_or_lacks_a_header() {
    for folder in ["src", "tests"] {
        for file in files(&root().join(folder), &["rs"]) {
            let text = fs::read_to_string(&file).unwrap();
            let lines = text.lines().count();
            assert!(lines <= LONGEST_FILE, "{}: {lines} lines", file.display());
            assert!(text.starts_with("//! "), "{}: no header", file.display());
        }
    }
}

#[test]
fn every_test_file_is_included() {
    let main = fs::read_to_string(root().join("tests/it/main.rs")).unwrap();
    for entry in fs::read_dir(root().join("tests/it")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let own = path.extension().is_some_and(|e| e == "rs") && name != "main";
        assert!(
            !own || main.contains(&format!("mod {name};")),
            "{name} is not included"
        );
    }
}

/// Tells whether `text` names a path below `folder`; the same letters inside an IRI or a relative path do not count.
fn names_a_path_below(text: &str, folder: &str) -> bool {
    text.match_indices(folder).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '.')
    })
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let machine: Vec<String> = ["work", "root", "home"]
        .iter()
        .map(|folder| format!("/{folder}/"))
        .collect();
    for folder in ["src", "tests", "docs", "ontology", "data", "queries", ".ci"] {
        for file in files(
            &root().join(folder),
            &["rs", "md", "ttl", "rq", "toml", "sh", "tsv", "txt"],
        ) {
            let Ok(text) = fs::read_to_string(&file) else {
                continue;
            };
            for path in &machine {
                assert!(
                    !names_a_path_below(&text, path),
                    "{}: {path}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn part_of_an_iri_is_no_path_of_a_machine() {
    assert!(names_a_path_below("in /tmp/x", "/tmp/"));
    assert!(!names_a_path_below("https://example.org/id/tmp/x", "/tmp/"));
}
