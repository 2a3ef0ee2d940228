//! `load --validate`: all or nothing.

use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

use super::{dataset, file, path, run};

/// A store with one person without a name, which breaks the one shape of the dataset.
struct Store {
    folder: TempDir,
}

const TRIPLE: &str = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";

impl Store {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        dataset(&folder);
        let store = Self { folder };
        assert_eq!(store.run(&["init"]).2, 0);
        store
    }

    fn run(&self, arguments: &[&str]) -> (String, String, i32) {
        let (set, store) = (
            self.folder.path().join("set"),
            self.folder.path().join("store"),
        );
        let options = ["--dataset", path(&set), "--store", path(&store)];
        run(&[&options, arguments].concat())
    }

    fn file(&self, name: &str, text: &str) -> String {
        let text = format!("@prefix ex: <http://example.org/> .\n{text}");
        path(&file(&self.folder, name, &text)).to_owned()
    }

    fn count(&self) -> String {
        self.run(&["query", TRIPLE]).0
    }
}

#[test]
fn files_that_conform_are_loaded_though_the_store_does_not() {
    let store = Store::new();
    let good = store.file("good.ttl", "ex:a a ex:Person ; ex:name \"A\" .");
    let (out, error, status) = store.run(&["load", "--validate", &good]);
    assert_eq!(status, 0, "{out}{error}");
    assert!(
        out.contains("good.ttl: 2 statements\nconforms; checked: 2 nodes"),
        "{out}"
    );
    let (out, ..) = store.run(&["query", "ASK { <http://example.org/a> ?p ?o }"]);
    assert_eq!(out, "true\n");
}

#[test]
fn one_file_that_violates_keeps_all_out_and_the_report_tells_why() {
    let store = Store::new();
    let before = store.count();
    let good = store.file("good.ttl", "ex:a a ex:Person ; ex:name \"A\" .");
    let bad = store.file("bad.ttl", "\nex:b a ex:Scholar .");
    let (out, error, status) = store.run(&["load", "--validate", &good, &bad]);
    assert_eq!(status, 1, "{out}{error}");
    assert!(out.starts_with("ex:b ("), "{out}");
    assert!(out.contains("bad.ttl:3)\n  violation ex:name: "), "{out}");
    // What the store broke before is not the files' fault.
    assert!(!out.contains("ex:nobody"), "{out}");
    assert!(out.ends_with("nothing was loaded\n"), "{out}");
    assert_eq!(store.count(), before);
}

#[test]
fn file_is_judged_together_with_the_store() {
    let store = Store::new();
    let bad = store.file(
        "bad.ttl",
        "ex:Town <http://www.w3.org/2000/01/rdf-schema#subClassOf> ex:Person .",
    );
    let town = store.file("town.ttl", "ex:t a ex:Town .");
    // Neither of them is wrong by itself.
    assert_eq!(store.run(&["load", "--validate", &bad]).2, 0);
    let (out, _, status) = store.run(&["load", "--validate", &town]);
    assert_eq!(status, 1, "{out}");
    let mended = store.file("name.ttl", "ex:nobody ex:name \"N\" .");
    let (out, error, status) = store.run(&["load", "--validate", &mended]);
    assert_eq!(status, 0, "{out}{error}");
}

#[test]
fn file_with_a_syntax_error_keeps_all_out() {
    let store = Store::new();
    let before = store.count();
    let good = store.file("good.ttl", "ex:a a ex:Person ; ex:name \"A\" .");
    let broken = store.file("broken.ttl", "ex:b a .");
    let (_, error, status) = store.run(&["load", "--validate", &good, &broken]);
    assert_eq!(status, 3, "{error}");
    assert!(error.contains("broken.ttl:2:"), "{error}");
    assert_eq!(store.count(), before);
}

#[test]
fn triples_for_a_named_graph_are_judged_and_stay_there() {
    let store = Store::new();
    let bad = store.file("bad.ttl", "ex:b a ex:Person .");
    let good = store.file("good.ttl", "ex:a a ex:Person ; ex:name \"A\" .");
    let into = ["load", "--validate", "--graph", "http://example.org/g"];
    assert_eq!(store.run(&[&into[..], &[&bad]].concat()).2, 1);
    assert_eq!(store.run(&[&into[..], &[&good]].concat()).2, 0);
    let ask = "ASK { GRAPH <http://example.org/g> { <http://example.org/a> ?p ?o } }";
    assert_eq!(store.run(&["query", ask]).0, "true\n");
}

#[test]
fn shapes_and_severity_can_be_chosen() {
    let store = Store::new();
    let shapes = store.file(
        "shapes.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .
        ex:T a sh:NodeShape ; sh:targetClass ex:Tree ; sh:property [ sh:path ex:age ; sh:minCount 1 ; sh:severity sh:Warning ] .",
    );
    let tree = store.file("tree.ttl", "ex:t a ex:Tree .");
    let load = ["load", "--validate", "--shapes", &shapes, &tree];
    let (out, _, status) = store.run(&[&load[..], &["--fail-on", "warning"]].concat());
    assert_eq!(status, 1, "{out}");
    let (out, _, status) = store.run(&load);
    assert!(out.contains("1 warning; "), "{out}");
    assert_eq!(status, 0);
}

#[test]
fn options_of_the_judgement_need_it() {
    let store = Store::new();
    let good = store.file("good.ttl", "ex:a a ex:Person .");
    let (_, error, status) = store.run(&["load", "--fail-on", "info", &good]);
    assert_eq!(status, 2);
    assert!(error.contains("`--validate` judges"), "{error}");
}

#[test]
fn shell_judges_and_loads_by_the_same_commands() {
    let folder = TempDir::new().unwrap();
    let set = dataset(&folder);
    let bad = folder.path().join("bad.ttl");
    fs::write(
        &bad,
        "<http://example.org/b> a <http://example.org/Person> .",
    )
    .unwrap();
    let input = format!(
        ".load --validate {}\nASK {{ <http://example.org/b> ?p ?o }}\n.validate\n",
        path(&bad)
    );
    let output = Command::cargo_bin("gremia")
        .unwrap()
        .env_clear()
        .args(["--dataset", path(&set), "repl", "--keep-going"])
        .write_stdin(input)
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let (loading, validating) = out.split_once("nothing was loaded\nfalse\n").unwrap();
    assert!(loading.contains("ex:b ("), "{out}");
    assert!(validating.starts_with("ex:nobody ("), "{out}");
}
