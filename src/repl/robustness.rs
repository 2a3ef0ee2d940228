//! No text whatsoever makes the shell panic: every beginning of the queries of the W3C test suite is typed.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use crate::prefixes::Prefixes;
use crate::sparql;
use crate::store::EmbeddedDataset;

use super::completeness::{completeness, runs_on_enter};
use super::completion::{Sources, complete};
use super::highlight::paint;
use super::look::Theme;
use super::syntax::Syntax;
use super::term_index::TermIndex;

/// Of texts longer than this, in bytes, not every beginning is typed: of one of two such lengths every third.
const LONG: usize = 1000;

/// Gives the queries and updates of the suite's syntax tests; none where it is not beside the package.
fn texts() -> Vec<String> {
    // A work tree lies one folder deeper than the repository.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = ["../shared", "../../shared"]
        .map(|shared| root.join(shared).join("conformance/w3c-sparql"))
        .into_iter()
        .find(|place| place.is_dir());
    let mut folders: Vec<PathBuf> = suite.into_iter().collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if matches!(extension, Some("rq" | "ru"))
                && path.to_string_lossy().contains("syntax")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    // Some tests are of texts that are no UTF-8, which no terminal types.
    files
        .into_iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect()
}

/// Does all that the shell does while `text` stands at the prompt, and once it is entered.
fn type_it(text: &str, sources: &Sources<'_>) {
    let syntax = Syntax::new(text);
    completeness(&syntax);
    runs_on_enter(&syntax);
    paint(
        &syntax,
        Some(text.len()),
        &|_| false,
        &[],
        Some(Theme::Dark.palette()),
    );
    complete(&syntax, text.len(), sources);
    if let Err(diagnostic) = sparql::prepare(text, sources.prefixes, &[]) {
        assert!(!diagnostic.render(text, 80, false).is_empty());
    }
}

#[test]
fn no_beginning_of_a_test_query_is_a_panic() {
    let texts = texts();
    if texts.is_empty() {
        eprintln!("skipped: the test suite w3c-sparql is not beside the package");
        return;
    }
    let started = Instant::now();
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let terms = TermIndex::read(&dataset, || true).unwrap().unwrap();
    let half = texts.len().div_ceil(2);
    let typed: usize = thread::scope(|scope| {
        let halves = texts.chunks(half).map(|texts| {
            let terms = &terms;
            scope.spawn(move || {
                let prefixes = Prefixes::default();
                let sources = Sources {
                    terms: Some(terms),
                    ..Sources::new(&prefixes)
                };
                let mut typed = 0;
                for text in texts {
                    // The work grows with the square of the length.
                    let step = 1 + text.len() / LONG;
                    for (end, _) in text.char_indices().step_by(step) {
                        type_it(&text[..end], &sources);
                        typed += 1;
                    }
                    type_it(text, &sources);
                }
                typed
            })
        });
        let halves: Vec<_> = halves.collect();
        halves.into_iter().map(|half| half.join().unwrap()).sum()
    });
    eprintln!(
        "{typed} beginnings of {} texts in {:.1} s",
        texts.len(),
        started.elapsed().as_secs_f64()
    );
}
