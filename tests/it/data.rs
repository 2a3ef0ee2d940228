//! The graph itself: every check passes on it and rejects its fixture; the evidence holds; no sentence is copied.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gremia::bundle::Bundle;
use gremia::evidence::{Catalogue, Texts, check};
use gremia::inference::{Rules, materialize};
use gremia::prefixes::Prefixes;
use gremia::serialization::Format;
use gremia::serialization::document::Document;
use gremia::store::{Dataset, EmbeddedDataset};
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

/// Gives `dataset` with what follows from it, as `--inferred` shows it.
pub(crate) fn with_inferred(dataset: &EmbeddedDataset) -> Arc<dyn Dataset> {
    let token = CancellationToken::new();
    let rules = Rules::from_dataset(dataset).unwrap();
    let inferred = materialize(dataset, &rules, &token, &mut |_| ()).unwrap();
    dataset
        .infer("test", &mut || Ok(Box::new(inferred.triples().map(Ok))))
        .unwrap();
    dataset.with_inferred("test").unwrap().unwrap()
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
fn the_list_of_unlinked_entities_is_what_the_graph_leaves_unlinked() {
    let text = fs::read_to_string(root().join("data/needs-reconciliation.csv")).unwrap();
    let listed: BTreeSet<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    let bundle = Bundle::embedded();
    let query = bundle.file("queries/entities-without-link.rq").unwrap();
    let rows = rows(&graph(), std::str::from_utf8(&query.bytes).unwrap());
    let unlinked: BTreeSet<&str> = rows
        .iter()
        .filter_map(|row| row.rsplit_once('<')?.1.strip_suffix('>'))
        .collect();
    assert_eq!(listed, unlinked);
}

/// The classes of the data dictionary, each with its example.
fn dictionary() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("data/README.md")).unwrap();
    let table = text.split("| Class | Name | Example |").nth(1).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let cell = |n: usize| Some(cells.get(n)?.trim_matches('`').to_owned());
        Some((cell(0)?, cell(2)?))
    };
    table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| row(line).unwrap())
        .collect()
}

#[test]
fn the_data_dictionary_shows_every_class_by_a_node_of_it() {
    let graph = graph();
    let used: BTreeSet<String> = rows(
        &graph,
        "SELECT DISTINCT ?class WHERE { ?node a ?class . FILTER (STRSTARTS(STR(?class), \"https://w3id.org/gremia/ontology#\")) }",
    )
    .iter()
    .map(|iri| iri.replace(&format!("<{BASE}ontology#"), "gremia:").replace('>', ""))
    .collect();
    let shown: BTreeSet<String> = dictionary().into_iter().map(|(class, _)| class).collect();
    assert_eq!(shown, used);
    for (class, example) in dictionary() {
        let query = format!(
            "PREFIX gremia: <{BASE}ontology#> SELECT ?node WHERE {{ ?node a {class} . FILTER (STR(?node) = \"{}\") }}",
            example_iri(&example)
        );
        assert_eq!(rows(&graph, &query).len(), 1, "{example} is no {class}");
    }
}

/// Resolves an example of the data dictionary: a prefixed name of the project, or an address below the base.
fn example_iri(example: &str) -> String {
    match example.split_once(':') {
        Some(("source", name)) => format!("{BASE}source/{name}"),
        Some((kind, name)) => format!("{BASE}id/{kind}/{name}"),
        None => format!("{BASE}{example}"),
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
