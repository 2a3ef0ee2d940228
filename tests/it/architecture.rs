//! A module imports only lower layers (`docs/architecture.md`).

use std::fs;
use std::path::{Path, PathBuf};

/// Layer and modules. `failure` lies below `session`, because opening a session fails in the user's words.
pub(crate) const LAYERS: [(u8, &[&str]); 10] = [
    (
        0,
        &[
            "language", "vocab", "prefixes", "bundle", "digest", "lexical",
        ],
    ),
    (
        1,
        &[
            "store",
            "serialization",
            "settings",
            "canonicalization",
            "memory",
        ],
    ),
    (
        2,
        &["sparql", "text_search", "results", "difference", "subset"],
    ),
    (
        3,
        &[
            "named_queries",
            "inference",
            "evidence",
            "description",
            "tables",
            "network",
            "connections",
            "chronology",
            "shacl",
        ],
    ),
    (4, &["failure"]),
    (5, &["session"]),
    (6, &["site"]),
    (7, &["commands"]),
    (8, &["repl"]),
    (9, &["cli"]),
];

fn layer(module: &str) -> Option<u8> {
    LAYERS
        .iter()
        .find(|(_, modules)| modules.contains(&module))
        .map(|(layer, _)| *layer)
}

pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|found| found == "rs") {
            files.push(path);
        }
    }
    files
}

/// Gives the modules named as `crate::module` in `text`, also inside `crate::{a, b}`; tests at the end do not count.
fn imports(text: &str) -> Vec<String> {
    let product = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for rest in product.split("crate::").skip(1) {
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split("};").next().unwrap_or_default();
            let mut depth = 0;
            let mut word = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push(std::mem::take(&mut word)),
                    _ if depth == 0 => word.push(c),
                    _ => {}
                }
            }
            found.push(word);
        } else {
            found.push(rest.to_owned());
        }
    }
    let name = |text: String| {
        text.trim()
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '_')
            .collect::<String>()
    };
    found
        .into_iter()
        .map(name)
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn every_module_imports_only_lower_layers() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&source) {
        let relative = file.strip_prefix(&source).unwrap();
        let first = relative
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let Some(own) = layer(&module) else {
            wrong.push(format!(
                "{}: module `{module}` has no layer",
                relative.display()
            ));
            continue;
        };
        for imported in imports(&fs::read_to_string(&file).unwrap()) {
            // Each layer speaks to people, the lowest one too.
            if imported == module || imported == "language" {
                continue;
            }
            match layer(&imported) {
                Some(other) if other < own => {}
                Some(_) => wrong.push(format!(
                    "{}: imports `{imported}`, which is not below",
                    relative.display()
                )),
                None => wrong.push(format!(
                    "{}: imports `{imported}`, which has no layer",
                    relative.display()
                )),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn imports_inside_braces_are_seen() {
    assert_eq!(
        imports("use crate::{store::{Dataset, Error}, vocab};"),
        ["store", "vocab"]
    );
}
