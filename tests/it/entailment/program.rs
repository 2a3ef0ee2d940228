//! The same through the program and its shell: `infer`, `--inferred`, `why`, named queries.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use gremia::session::Options;
use gremia::vocab::graph::INFERRED;

use super::session;

/// Runs the program; gives its status, standard output and standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gremia"))
        .env_clear()
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Runs the program on a folder with `data` beside the ontology above.
fn run_on(data: &str, arguments: &[&str]) -> (i32, String, String) {
    let (_, folder) = session(data, Options::default());
    let dataset = folder.path().to_str().unwrap();
    run(&[&["--dataset", dataset], arguments].concat())
}

const CITIES: &str = "e:a a e:City ; e:near e:b . e:b a e:City .";

#[test]
fn infer_counts_by_rule() {
    let (status, out, _) = run_on(CITIES, &["infer"]);
    assert_eq!(status, 0);
    assert!(out.contains("2  rdfs9     an instance of a class"), "{out}");
    assert!(out.contains("1  prp-symp  a symmetric property"), "{out}");
    assert!(out.contains("3 triples follow from"), "{out}");
    // In memory nothing of it stays.
    assert!(!out.contains("kept"), "{out}");
}

#[test]
fn infer_writes_turtle_without_what_is_stated() {
    let (_, folder) = session("", Options::default());
    let file: PathBuf = folder.path().join("inferred.ttl");
    let (status, _, error) = run_on(CITIES, &["infer", "-o", file.to_str().unwrap()]);
    assert_eq!(status, 0, "{error}");
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("<ontology#a> a <ontology#Place> ."), "{text}");
    assert!(!text.contains("City"), "{text}");
}

#[test]
fn check_lists_contradictions_with_their_proof_and_fails() {
    let data = "e:big rdfs:domain e:River . e:a a e:City ; e:big 1 .";
    let (status, out, _) = run_on(data, &["infer", "--check"]);
    assert_eq!(status, 1);
    let out = out.replace("https://w3id.org/gremia/ontology#", "e:");
    insta::assert_snapshot!(out, @"
    violation cax-dw: <e:a>
      <e:a> is in <e:City> and in <e:River>, which share no instance
        <e:a> a <e:City>  [stated]
        <e:a> a <e:River>  [inferred by rdfs2: who has a property is in its domain]
          <e:a> <e:big> 1  [stated]
          <e:big> <http://www.w3.org/2000/01/rdf-schema#domain> <e:River>  [axiom]
        <e:City> <http://www.w3.org/2002/07/owl#disjointWith> <e:River>  [axiom]

    1 violation, 0 warnings
    ");
    let (_, out, _) = run_on(data, &["infer", "--check", "--lang", "de"]);
    assert!(out.contains("die nichts gemeinsam haben"), "{out}");
    let (_, out, _) = run_on(data, &["infer"]);
    assert!(out.contains("1 contradiction: `infer --check`"), "{out}");
}

#[test]
fn check_of_a_graph_without_contradiction_passes() {
    let (status, out, _) = run_on(CITIES, &["infer", "--check"]);
    assert_eq!((status, out.as_str()), (0, "no contradiction found\n"));
}

#[test]
fn foreign_domains_are_told_and_applied_from_a_rule_file() {
    let data = "<http://f/p> rdfs:domain e:River . e:a <http://f/p> e:b .";
    let (_, out, _) = run_on(data, &["infer"]);
    assert!(
        out.contains("1 axiom on domain or range of other vocabularies"),
        "{out}"
    );
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules.nt");
    let domain = "http://www.w3.org/2000/01/rdf-schema#domain";
    fs::write(&rules, format!("<http://f/p> <{domain}> <http://f/C> .")).unwrap();
    let (_, out, _) = run_on(data, &["infer", "--rules", rules.to_str().unwrap()]);
    assert!(out.contains("2  rdfs2"), "{out}");
}

#[test]
fn rule_file_that_is_missing_is_named() {
    let (status, _, error) = run_on(CITIES, &["infer", "--rules", "no-such.ttl"]);
    assert_eq!(status, 3);
    assert!(error.contains("no-such.ttl"), "{error}");
}

#[test]
fn commands_that_read_see_what_is_inferred_where_they_are_told_to() {
    let query = "SELECT ?s { ?s a <https://w3id.org/gremia/ontology#Place> }";
    let ask = ["query", query, "--format", "csv"];
    assert_eq!(run_on(CITIES, &ask).1.lines().count(), 1);
    let ask = ["--inferred", "query", query, "--format", "csv"];
    assert_eq!(run_on(CITIES, &ask).1.lines().count(), 3);
    let (_, stated, _) = run_on(CITIES, &["export", "-f", "ntriples"]);
    let (_, all, note) = run_on(CITIES, &["export", "-f", "ntriples", "--inferred"]);
    assert_eq!(all.lines().count(), stated.lines().count() + 3);
    assert_eq!(note, "");
    let (_, quads, _) = run_on(CITIES, &["export", "-f", "nquads", "--inferred"]);
    assert_eq!(quads.matches(INFERRED.as_str()).count(), 3);
    let (_, described, _) = run_on(
        CITIES,
        &[
            "describe",
            "<https://w3id.org/gremia/ontology#a>",
            "--inferred",
        ],
    );
    assert!(described.contains("Place"), "{described}");
    let (_, classes, _) = run_on(CITIES, &["schema", "--inferred"]);
    assert!(classes.contains("Place"), "{classes}");
}

#[test]
fn named_query_can_ask_for_what_is_inferred() {
    let (_, folder) = session(CITIES, Options::default());
    fs::create_dir(folder.path().join("queries")).unwrap();
    let query = "#+ summary: Places\n#+ entailment: rdfs-plus\nSELECT ?s { ?s a <https://w3id.org/gremia/ontology#Place> }";
    fs::write(folder.path().join("queries/places.rq"), query).unwrap();
    let dataset = folder.path().to_str().unwrap();
    let (_, out, _) = run(&["--dataset", dataset, "run", "places"]);
    assert_eq!(out.lines().count(), 3);
    let (_, out, _) = run(&["--dataset", dataset, "queries", "places"]);
    assert!(out.contains("also reads what is inferred"), "{out}");
    fs::write(
        folder.path().join("queries/places.rq"),
        query.replace("rdfs-plus", "owl-full"),
    )
    .unwrap();
    let (status, _, error) = run(&["--dataset", dataset, "run", "places"]);
    assert_eq!(status, 3);
    assert!(
        error.contains("there is no entailment `owl-full`"),
        "{error}"
    );
}

#[test]
fn why_proves_what_is_inferred_down_to_the_passages() {
    let (status, out, _) = run(&["why", "chairterm:mpk-2024-sachsen", "a", "org:Membership"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!(out, @"
    chairterm:mpk-2024-sachsen · Vorsitz der Ministerpräsidentenkonferenz: Sachsen ab 1. Oktober 2024

    chairterm:mpk-2024-sachsen a org:Membership  [inferred by rdfs9: an instance of a class is an instance of its superclasses]
      chairterm:mpk-2024-sachsen a gremia:ChairTerm  [stated]
        stated in  [berichtet]
          mpk 3283–3386 · no date stated · Ministerpräsidentenkonferenz MPK: Digitale Souveränität durch KI
      gremia:ChairTerm rdfs:subClassOf org:Membership  [axiom]

    with --sources DIR the passages themselves are shown, from your copies of the documents
    ");
}

#[test]
fn why_without_a_value_proves_all_values_that_follow() {
    let (_, out, _) = run_on(
        CITIES,
        &[
            "why",
            "<https://w3id.org/gremia/ontology#b>",
            "<https://w3id.org/gremia/ontology#near>",
        ],
    );
    assert!(
        out.contains("[inferred by prp-symp: a symmetric property holds both ways]"),
        "{out}"
    );
}

#[test]
fn why_of_what_neither_stands_nor_follows_fails_as_before() {
    let (status, _, error) = run(&["why", "chairterm:mpk-2024-sachsen", "a", "org:Post"]);
    assert_eq!(status, 1);
    assert!(error.contains("nobody says `org:Post`"), "{error}");
}

/// Runs the shell on its input.
fn shell(input: &str) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gremia"))
        .env_clear()
        .write_stdin(input)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
fn shell_shows_what_is_inferred_while_it_is_switched_on() {
    let ask = "ASK { ?s a org:Membership }\n\n";
    let (out, notes) = shell(&format!("{ask}.inferred on\n{ask}.inferred off\n{ask}"));
    assert_eq!(out, "false\ntrue\nfalse\n");
    assert!(
        notes.contains("inferred: on") && notes.contains("inferred: off"),
        "{notes}"
    );
}

#[test]
fn shell_infers_anew_after_an_update() {
    let ask = "ASK { <x:t> a org:Membership }\n\n";
    let change = "INSERT DATA { <x:t> a gremia:Tenure }\n\n";
    let (out, _) = shell(&format!(".inferred on\n{ask}{change}{ask}.infer\n"));
    assert!(out.starts_with("false\ntrue\n"), "{out}");
    assert!(
        out.contains("kept in the graph <https://w3id.org/gremia/graph/inferred>"),
        "{out}"
    );
}

#[test]
fn bundled_graph_has_no_contradiction() {
    let (status, out, _) = run(&["infer", "--check"]);
    assert_eq!((status, out.as_str()), (0, "no contradiction found\n"));
}

#[cfg_attr(
    not(feature = "rocksdb"),
    ignore = "this build has no persistent stores"
)]
#[test]
fn persistent_store_is_written_by_infer_only_and_refuses_what_is_not_current() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = path.to_str().unwrap();
    let ask = [
        "--store",
        store,
        "query",
        "--inferred",
        "ASK { ?s a <http://www.w3.org/ns/org#Membership> }",
    ];
    assert_eq!(run(&["--store", store, "init"]).0, 0);
    let (status, _, error) = run(&ask);
    assert_eq!(status, 3);
    assert!(
        error.contains("`gremia infer --store DIR` infers it"),
        "{error}"
    );
    let (status, out, error) = run(&["--store", store, "infer"]);
    assert_eq!(status, 0, "{error}");
    assert!(out.contains("kept in the graph"), "{out}");
    assert_eq!(run(&ask).1.trim(), "true");
    let (_, info, _) = run(&["--store", store, "info"]);
    assert!(info.contains("inferred"), "{info}");
    // Dry runs and checks change nothing.
    assert_eq!(run(&["--store", store, "infer", "--dry-run"]).0, 0);
    assert_eq!(run(&["--store", store, "infer", "--check"]).0, 0);
    assert_eq!(run(&ask).1.trim(), "true");
    let (status, _, error) = run(&[&ask[..], &["--same-as"]].concat());
    assert_eq!(status, 3);
    assert!(error.contains("inferred by other rules"), "{error}");
    let change = "INSERT DATA { <x:s> <x:p> <x:o> }";
    assert_eq!(run(&["--store", store, "update", change]).0, 0);
    assert_eq!(run(&ask).0, 3);
    assert_eq!(run(&["--store", store, "infer"]).0, 0);
    let file = folder.path().join("a.nt");
    fs::write(&file, "<x:s> <x:p> <x:q> .").unwrap();
    assert_eq!(
        run(&["--store", store, "load", file.to_str().unwrap()]).0,
        0
    );
    assert_eq!(run(&ask).0, 3);
}
