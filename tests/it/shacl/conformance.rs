//! The W3C test suite of SHACL, core and sparql: each test's report, compared result by result.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gremia::prefixes::Prefixes;
use gremia::shacl::{Error, Report, Shapes};
use gremia::store::{Dataset, ExactDataset};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::vocab::rdf;
use oxrdf::{
    BlankNode, Graph, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef, Triple,
};

const SH: &str = "http://www.w3.org/ns/shacl#";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const SHT: &str = "http://www.w3.org/ns/shacl-test#";

/// The tests that are known to fail, with the reason. One that starts to pass has to leave the list.
const EXPECTED_FAILURES: &[(&str, &str)] = &[
    (
        "core/node/qualified-001.ttl",
        "a flag is the literal \"1\", which would go unheeded: refused rather than ignored",
    ),
    (
        "core/path/path-strange-001.ttl",
        "a node is a list and an inverse path at once: refused as ill-formed rather than read as one of them",
    ),
    (
        "core/path/path-strange-002.ttl",
        "as path-strange-001, where the other path is ill-formed by itself",
    ),
    (
        "core/property/uniqueLang-002.ttl",
        "a flag is the literal \"1\", which would go unheeded: refused rather than ignored",
    ),
    (
        "sparql/pre-binding/shapesGraph-001.ttl",
        "`$shapesGraph` is optional in the specification, and refused: shapes are not among the data",
    ),
];

/// Gives the folder of the suite; none where it is not at hand.
fn suite() -> Option<PathBuf> {
    crate::sparql::suite("w3c-shacl/data-shapes-test-suite/tests")
        .map(|place| place.canonicalize().unwrap())
}

/// A Turtle file as a graph, its blank nodes by the names they have there.
fn read(path: &Path) -> Graph {
    let base = format!("file://{}", path.display());
    let text = fs::read(path).unwrap();
    let parser = RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri(&base)
        .unwrap();
    parser
        .for_slice(&text)
        .map(|quad| Triple::from(quad.unwrap()))
        .collect()
}

fn value<'a>(
    graph: &'a Graph,
    node: impl Into<NamedOrBlankNodeRef<'a>>,
    namespace: &str,
    name: &str,
) -> Option<TermRef<'a>> {
    let predicate = NamedNode::new_unchecked(format!("{namespace}{name}"));
    graph.object_for_subject_predicate(node.into(), &predicate)
}

fn subject(term: TermRef<'_>) -> NamedOrBlankNodeRef<'_> {
    match term {
        TermRef::NamedNode(iri) => iri.into(),
        TermRef::BlankNode(node) => node.into(),
        other => panic!("{other} is no subject"),
    }
}

fn file(iri: TermRef<'_>) -> PathBuf {
    let TermRef::NamedNode(iri) = iri else {
        panic!("{iri} is no file");
    };
    PathBuf::from(iri.as_str().strip_prefix("file://").unwrap())
}

/// Gives the files that the manifest at `path` includes, itself first.
fn manifests(path: &Path, found: &mut Vec<PathBuf>) {
    if found.iter().any(|known| known == path) {
        return;
    }
    found.push(path.to_owned());
    let graph = read(path);
    let include = NamedNode::new_unchecked(format!("{MF}include"));
    let mut included: Vec<_> = graph
        .triples_for_predicate(&include)
        .map(|triple| file(triple.object))
        .collect();
    included.sort();
    for path in included {
        manifests(&path, found);
    }
}

/// The results of a report by focus node, path, value, severity, component and source shape.
///
/// Blank nodes inside paths have no names to compare; the other ones have those of their file.
fn results(graph: &Graph, report: NamedOrBlankNodeRef<'_>) -> Vec<String> {
    let result = NamedNode::new_unchecked(format!("{SH}result"));
    let mut lines: Vec<_> = graph
        .objects_for_subject_predicate(report, &result)
        .map(|result| {
            let result = subject(result);
            let mut line = Vec::new();
            for name in [
                "focusNode",
                "value",
                "resultSeverity",
                "sourceConstraintComponent",
                "sourceShape",
                "sourceConstraint",
            ] {
                line.push(match value(graph, result, SH, name) {
                    Some(found) => found.to_string(),
                    None => "-".to_owned(),
                });
            }
            line.push(match value(graph, result, SH, "resultPath") {
                Some(path) => shown_path(graph, path),
                None => "-".to_owned(),
            });
            line.join(" ")
        })
        .collect();
    lines.sort();
    lines
}

fn shown_path(graph: &Graph, path: TermRef<'_>) -> String {
    let TermRef::BlankNode(node) = path else {
        return path.to_string();
    };
    let mut parts: Vec<_> = graph
        .triples_for_subject(node)
        .filter(|triple| triple.predicate != rdf::TYPE)
        .map(|triple| format!("{} {}", triple.predicate, shown_path(graph, triple.object)))
        .collect();
    parts.sort();
    format!("[{}]", parts.join("; "))
}

/// Gives our report as results to compare, with the blank nodes by the names they have in the files.
fn our_results(report: &Report) -> Vec<String> {
    let graph: Graph = report.to_rdf().into_iter().collect();
    let mut lines: Vec<_> = report
        .results()
        .iter()
        .map(|result| {
            let path = result.path.as_ref().map_or("-".to_owned(), |path| {
                let mut triples = Vec::new();
                let node = path.to_rdf(&mut triples, &mut BlankNode::default);
                let graph: Graph = triples.into_iter().collect();
                shown_path(&graph, node.as_ref().into())
            });
            [
                result.focus.to_string(),
                result
                    .value
                    .as_ref()
                    .map_or("-".to_owned(), ToString::to_string),
                result.severity.to_iri().to_string(),
                result.component.to_string(),
                result.source_shape.to_string(),
                result
                    .source_constraint
                    .as_ref()
                    .map_or("-".to_owned(), ToString::to_string),
                path,
            ]
            .join(" ")
        })
        .collect();
    lines.sort();
    // The graph that the report is written as holds as many results.
    let class = NamedNode::new_unchecked(format!("{SH}ValidationReport"));
    let node = graph
        .subject_for_predicate_object(rdf::TYPE, &class)
        .unwrap();
    assert_eq!(results(&graph, node).len(), lines.len());
    lines
}

fn dataset(graph: &Graph) -> ExactDataset {
    let dataset = ExactDataset::new().unwrap();
    let mut quads = graph
        .iter()
        .map(|triple| Ok(triple.into_owned().in_graph(GraphName::DefaultGraph)));
    dataset.extend(&mut quads).unwrap();
    dataset
}

fn validate(data: &Graph, shapes: &Graph) -> Result<Report, Error> {
    let data: Arc<dyn Dataset> = Arc::new(dataset(data));
    let shapes = Shapes::load(&dataset(shapes))?;
    shapes.validate(
        &data,
        &Prefixes::default(),
        &CancellationToken::new(),
        &mut |_| (),
    )
}

/// Runs the test at `entry`; gives what is wrong with the outcome.
fn run(graph: &Graph, entry: NamedNodeRef<'_>) -> Result<(), String> {
    let action = subject(value(graph, entry, MF, "action").unwrap());
    let expected = value(graph, entry, MF, "result").unwrap();
    let data = read(&file(value(graph, action, SHT, "dataGraph").unwrap()));
    let shapes = read(&file(value(graph, action, SHT, "shapesGraph").unwrap()));
    let found = validate(&data, &shapes);
    let failure = NamedNode::new_unchecked(format!("{SHT}Failure"));
    if expected == TermRef::from(failure.as_ref()) {
        return match found {
            Err(Error::IllFormed { .. } | Error::Unsupported { .. }) => Ok(()),
            Err(error) => Err(format!("fails otherwise: {error}")),
            Ok(_) => Err("must fail".to_owned()),
        };
    }
    let report = found.map_err(|error| error.to_string())?;
    let conforms = value(graph, subject(expected), SH, "conforms").unwrap();
    if conforms.to_string().contains("true") != report.conforms() {
        return Err(format!("sh:conforms must be {conforms}"));
    }
    let (expected, found) = (results(graph, subject(expected)), our_results(&report));
    if expected == found {
        return Ok(());
    }
    let missing: Vec<_> = expected
        .iter()
        .filter(|line| !found.contains(line))
        .collect();
    let extra: Vec<_> = found
        .iter()
        .filter(|line| !expected.contains(line))
        .collect();
    Err(format!(
        "{} results, {} expected\n  missing {missing:#?}\n  too much {extra:#?}",
        found.len(),
        expected.len()
    ))
}

#[test]
fn w3c_suite_gives_the_reports_it_asks_for() {
    let Some(suite) = suite() else {
        return;
    };
    let mut files = Vec::new();
    for part in ["core", "sparql"] {
        manifests(&suite.join(part).join("manifest.ttl"), &mut files);
    }
    let validate_class = NamedNode::new_unchecked(format!("{SHT}Validate"));
    let mut passed = 0;
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in files {
        let graph = read(&path);
        let name = path.strip_prefix(&suite).unwrap().display().to_string();
        for entry in graph.subjects_for_predicate_object(rdf::TYPE, &validate_class) {
            let NamedOrBlankNodeRef::NamedNode(entry) = entry else {
                panic!("{name}: a test without a name");
            };
            let known = EXPECTED_FAILURES.iter().find(|(known, _)| *known == name);
            seen.insert(name.clone());
            match (run(&graph, entry), known) {
                (Ok(()), None) => passed += 1,
                (Err(_), Some(_)) => {}
                (Ok(()), Some(_)) => wrong.push(format!("{name} passes, against the list")),
                (Err(problem), None) => wrong.push(format!("{name}: {problem}")),
            }
        }
    }
    assert!(seen.len() > 100, "only {} tests were found", seen.len());
    for (name, _) in EXPECTED_FAILURES {
        assert!(seen.contains(*name), "{name} is no test any more");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(passed + EXPECTED_FAILURES.len(), seen.len());
}
