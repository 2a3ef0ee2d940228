//! The graph itself: every check passes on it and rejects its fixture; the evidence holds; no sentence is copied.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use gremia::bundle::Bundle;
use gremia::evidence::{Catalogue, Texts, check};
use gremia::prefixes::Prefixes;
use gremia::serialization::Format;
use gremia::serialization::document::Document;
use gremia::store::{Dataset as _, EmbeddedDataset};
use gremia::vocab::BASE;
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{CancellationToken, QueryResults};

/// So many words in a row are a sentence, not a name.
const SENTENCE: usize = 12;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Loads the bundled graph as the session does: everything into the default graph.
pub(crate) fn graph() -> EmbeddedDataset {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    for file in Bundle::embedded().graph_files() {
        let loaded = dataset
            .store()
            .load_from_slice(RdfFormat::Turtle, file.bytes.as_ref());
        assert!(loaded.is_ok(), "{}: {:?}", file.path, loaded.err());
    }
    dataset
}

/// Gives the rows of a query as text.
pub(crate) fn rows(dataset: &EmbeddedDataset, query: &str) -> Vec<String> {
    let QueryResults::Solutions(solutions) =
        dataset.query(query, &CancellationToken::new()).unwrap()
    else {
        panic!("not a SELECT");
    };
    let row = |solution: oxigraph::sparql::QuerySolution| {
        let terms: Vec<String> = solution
            .values()
            .iter()
            .map(|t| t.as_ref().map_or_else(String::new, ToString::to_string))
            .collect();
        terms.join(" ")
    };
    solutions.map(|solution| row(solution.unwrap())).collect()
}

/// The folder of the source documents, where they are at hand.
pub(crate) fn documents() -> Option<PathBuf> {
    let folder = std::env::var_os("GREMIA_SOURCES")
        .map_or_else(|| root().join("../shared/seeds"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    // A test that cannot say so is no reason to fail.
    let _ = writeln!(
        std::io::stderr(),
        "skipped: the source documents are not at hand"
    );
    None
}

fn checks() -> BTreeMap<String, String> {
    let mut checks = BTreeMap::new();
    for file in Bundle::embedded().query_files() {
        if let Some(name) = file.path.strip_prefix("queries/checks/") {
            let name = name
                .strip_suffix("-violation.rq")
                .expect("a check is called NAME-violation.rq");
            checks.insert(
                name.to_owned(),
                String::from_utf8(file.bytes.to_vec()).unwrap(),
            );
        }
    }
    checks
}

#[test]
fn no_check_finds_anything_in_the_graph() {
    let graph = graph();
    for (name, query) in checks() {
        let found = rows(&graph, &query);
        assert!(
            found.is_empty(),
            "{name}: {} rows\n{}",
            found.len(),
            found[..found.len().min(10)].join("\n")
        );
    }
}

#[test]
fn every_check_rejects_its_fixture() {
    for (name, query) in checks() {
        let fixture = root().join(format!("tests/fixtures/checks/{name}.ttl"));
        let text = fs::read(&fixture).unwrap_or_else(|_| panic!("{name} has no fixture"));
        let dataset = EmbeddedDataset::in_memory().unwrap();
        dataset
            .store()
            .load_from_slice(RdfFormat::Turtle, text.as_slice())
            .unwrap();
        assert!(
            !rows(&dataset, &query).is_empty(),
            "{name} lets its fixture pass"
        );
    }
}

#[test]
fn every_passage_segment_and_claim_name_holds() {
    let graph = graph();
    let catalogue = Catalogue::read(&graph).unwrap();
    assert_eq!(catalogue.documents().count(), 5);
    let texts = match documents() {
        Some(folder) => Texts::find(&folder, &catalogue).unwrap(),
        None => Texts::default(),
    };
    let report = check::check(&graph, &catalogue, &texts).unwrap();
    assert!(report.problems.is_empty(), "{}", report.problems.join("\n"));
    assert!(
        report
            .documents
            .values()
            .all(|checked| checked.passages > 0)
    );
}

fn word_runs(text: &str) -> impl Iterator<Item = Vec<String>> {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    (0..words.len().saturating_sub(SENTENCE - 1))
        .map(move |start| words[start..start + SENTENCE].to_vec())
}

#[test]
fn no_sentence_of_a_document_stands_in_the_data() {
    let Some(folder) = documents() else { return };
    let mut known = HashSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        known.extend(word_runs(
            &fs::read_to_string(entry.unwrap().path()).unwrap(),
        ));
    }
    for file in Bundle::embedded().files() {
        for line in std::str::from_utf8(&file.bytes).unwrap().lines() {
            assert!(
                !word_runs(line).any(|run| known.contains(&run)),
                "{}: {line}",
                file.path
            );
        }
    }
}

#[test]
fn embedded_files_are_those_of_the_folders() {
    let embedded: Vec<_> = Bundle::embedded()
        .files()
        .iter()
        .map(|f| (f.path.clone(), f.bytes.to_vec()))
        .collect();
    let folders = Bundle::from_folder(root()).unwrap();
    let folders: Vec<_> = folders
        .files()
        .iter()
        .map(|f| (f.path.clone(), f.bytes.to_vec()))
        .collect();
    assert_eq!(embedded, folders);
}

#[test]
fn every_file_of_the_graph_is_canonical() {
    let bundle = Bundle::embedded();
    let declarations = &bundle.file("ontology/prefixes.ttl").unwrap().bytes;
    let prefixes = Prefixes::from_declarations("prefixes.ttl", declarations).unwrap();
    for file in bundle.graph_files() {
        let canonical = Document::read(&file.bytes, Format::Turtle)
            .and_then(|document| document.canonical(&prefixes, Some(BASE)));
        assert!(
            canonical.is_ok_and(|text| text.as_bytes() == file.bytes.as_ref()),
            "{} is not canonical: run `gremia fmt ontology data`",
            file.path
        );
    }
}
