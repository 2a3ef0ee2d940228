//! The shapes of the project: the graph has no violation, every shape rejects its fixture, and what is well-formed passes.
//!
//! `tests/fixtures/shapes/NAME.tsv` lists what `NAME.ttl`, beside the ontology, is found guilty of: shape, path, component
//! and severity, a row for each result. `valid.ttl` holds complete nodes and no fault.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use gremia::bundle::Bundle;
use gremia::shacl::{Report, Severity, Shapes, ValidationResult};
use gremia::store::{Dataset, EmbeddedDataset};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::CancellationToken;
use oxrdf::{NamedNode, NamedOrBlankNode};

use crate::queries::session_prefixes;

const SHAPES: &str = "https://w3id.org/gremia/shapes#";

fn dataset<'a>(files: impl IntoIterator<Item = &'a [u8]>) -> EmbeddedDataset {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    for bytes in files {
        dataset
            .store()
            .load_from_slice(RdfFormat::Turtle, bytes)
            .unwrap();
    }
    dataset
}

/// The shapes of the project, read once for all tests.
static SHAPES_OF_THE_PROJECT: LazyLock<Shapes> = LazyLock::new(|| {
    let bundle = Bundle::embedded();
    Shapes::load(&dataset(
        bundle.shape_files().map(|file| file.bytes.as_ref()),
    ))
    .unwrap()
});

fn validate(data: EmbeddedDataset) -> Report {
    let data: Arc<dyn Dataset> = Arc::new(data);
    SHAPES_OF_THE_PROJECT
        .validate(
            &data,
            &session_prefixes(),
            &CancellationToken::new(),
            &mut |_| {},
        )
        .unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shapes")
}

fn fixtures() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "ttl"))
        .collect();
    found.sort();
    found
}

/// Validates a fixture beside the ontology, whose classes and terms it uses.
fn findings(fixture: &Path) -> Vec<String> {
    let bundle = Bundle::embedded();
    let text = fs::read(fixture).unwrap();
    let ontology = bundle
        .graph_files()
        .filter(|file| file.path.starts_with("ontology/"))
        .filter(|file| !file.path.starts_with("ontology/alignments/"));
    let report = validate(dataset(
        ontology
            .map(|file| file.bytes.as_ref())
            .chain([text.as_slice()]),
    ));
    let mut rows: Vec<String> = report.results().iter().map(row).collect();
    rows.sort();
    rows
}

fn row(result: &ValidationResult) -> String {
    let path = result
        .path
        .as_ref()
        .map(|path| path.compact(&session_prefixes()))
        .unwrap_or_default();
    let component = local(&result.component);
    let severity = result.severity.to_iri();
    let severity = local(&severity);
    format!("{}\t{path}\t{component}\t{severity}", name(result))
}

fn name(result: &ValidationResult) -> String {
    match &result.source_shape {
        NamedOrBlankNode::NamedNode(shape) => shape.as_str().replace(SHAPES, ""),
        NamedOrBlankNode::BlankNode(_) => "_".to_owned(),
    }
}

fn local(iri: &NamedNode) -> &str {
    iri.as_str().rsplit('#').next().unwrap()
}

#[test]
fn the_graph_has_no_violation() {
    let report = validate(crate::data::graph());
    let violations: Vec<String> = report
        .results()
        .iter()
        .filter(|result| result.severity == Severity::Violation)
        .map(|result| format!("{}\t{}", result.focus, row(result)))
        .collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn every_fixture_is_rejected_for_just_what_is_wrong_with_it() {
    let mut wrong = Vec::new();
    for fixture in fixtures() {
        let expected = fs::read_to_string(fixture.with_extension("tsv")).unwrap();
        let expected: Vec<&str> = expected.lines().skip(1).collect();
        let found = findings(&fixture);
        if found != expected {
            wrong.push(format!(
                "{}\n{}",
                fixture.display(),
                difference(&expected, &found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn difference(expected: &[&str], found: &[String]) -> String {
    let missing = expected
        .iter()
        .filter(|row| !found.iter().any(|other| other == *row))
        .map(|row| format!("  - {row}"));
    let new = found
        .iter()
        .filter(|row| !expected.contains(&row.as_str()))
        .map(|row| format!("  + {row}"));
    missing.chain(new).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_shape_with_a_target_is_tried_by_a_fixture() {
    let tried: BTreeSet<String> = fixtures()
        .iter()
        .flat_map(|fixture| {
            let rows = fs::read_to_string(fixture.with_extension("tsv")).unwrap();
            rows.lines()
                .skip(1)
                .filter_map(|row| row.split('\t').next().map(str::to_owned))
                .collect::<Vec<_>>()
        })
        .collect();
    let untried: Vec<String> = SHAPES_OF_THE_PROJECT
        .targeted()
        .map(ToString::to_string)
        .filter(|shape| {
            // A shape without a demand of its own is tried by those of its properties.
            let name = shape.trim_matches(['<', '>']).replace(SHAPES, "");
            !tried
                .iter()
                .any(|row| *row == name || row.starts_with(&format!("{name}-")))
        })
        .collect();
    assert!(untried.is_empty(), "{}", untried.join("\n"));
}
