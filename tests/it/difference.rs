//! What changed between two datasets: blank nodes paired, entities grouped, patches that apply.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use gremia::difference::{Difference, Error, Value};
use gremia::store::Access;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::Quad;
use tempfile::TempDir;

use super::canonicalization::{quads, ring};

fn between(old: &str, new: &str) -> Difference {
    Difference::between(quads(old), quads(new), &CancellationToken::new()).unwrap()
}

fn lines(quads: &[Quad]) -> Vec<String> {
    quads.iter().map(ToString::to_string).collect()
}

#[test]
fn labels_and_order_are_no_difference() {
    let difference = between(
        ":a :p _:x, _:y . _:x :q 1 . _:y :q 2 . :g { :a :p _:x }",
        ":g { :a :p _:l } _:k :q 2 . _:l :q 1 . :a :p _:k, _:l .",
    );
    assert!(difference.is_empty(), "{difference:?}");
}

#[test]
fn difference_below_a_blank_node_is_only_that() {
    let difference = between(
        ":a :address [ :city \"Mainz\" ; :street \"A\" ; :floor [ :number 1 ] ], [ :city \"Bonn\" ] .",
        ":a :address [ :city \"Bonn\" ], [ :city \"Mainz\" ; :street \"B\" ; :floor [ :number 1 ] ] .",
    );
    assert_eq!(difference.removed.len(), 1, "{difference:?}");
    assert_eq!(difference.added.len(), 1, "{difference:?}");
    assert_eq!(difference.removed[0].subject, difference.added[0].subject);
}

#[test]
fn one_blank_node_more_is_a_difference() {
    let difference = between(":a :p [ :q 1 ] .", ":a :p [ :q 1 ], [ :q 1 ] .");
    assert!(difference.removed.is_empty());
    assert_eq!(
        lines(&difference.added),
        [
            "<http://x/a> <http://x/p> _:new0",
            "_:new0 <http://x/q> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer>"
        ]
    );
}

#[test]
fn triple_terms_are_compared_with_their_blank_nodes() {
    let same = between(
        ":a :p <<( _:x :q 1 )>> . _:x :r 2 .",
        "_:y :r 2 . :a :p <<( _:y :q 1 )>> .",
    );
    assert!(same.is_empty(), "{same:?}");
    let other = between(
        ":a :p <<( _:x :q 1 )>>, _:x .",
        ":a :p <<( _:x :q 1 )>>, _:y .",
    );
    assert!(!other.is_empty());
}

#[test]
fn clique_that_the_standard_guard_refuses_is_compared() {
    let difference = between(&ring(10, 4), &ring(10, 4).replace("_:n", "_:m"));
    assert!(difference.is_empty());
}

#[test]
fn poison_is_compared_or_refused_in_bounded_time() {
    let start = Instant::now();
    for poison in [ring(60, 2), ring(2000, 1)] {
        let answer = Difference::between(
            quads(&poison),
            quads(&poison.replace("_:n", "_:m")),
            &CancellationToken::new(),
        );
        match answer {
            Ok(difference) => assert!(difference.is_empty()),
            Err(error) => assert!(matches!(error, Error::TooEntangled), "{error}"),
        }
    }
    assert!(
        start.elapsed() < Duration::from_mins(2),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn value_changes_where_one_of_its_kind_takes_the_place_of_another() {
    let difference = between(
        ":a :label \"x\"@de, \"x\"@en ; :day 1 ; :evidence :e1, :e2 ; :p :q .",
        ":a :label \"y\"@de, \"x\"@en ; :day \"1\" ; :evidence :e3, :e4 ; :p :r .",
    );
    let told: Vec<String> = difference.by_subject()[0]
        .changes
        .iter()
        .map(|change| match change.value {
            Value::Removed(old) => format!("- {old}"),
            Value::Added(new) => format!("+ {new}"),
            Value::Changed(old, new) => format!("{old} to {new}"),
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    - "1"^^<http://www.w3.org/2001/XMLSchema#integer>
    + "1"
    - <http://x/e1>
    - <http://x/e2>
    + <http://x/e3>
    + <http://x/e4>
    "x"@de to "y"@de
    <http://x/q> to <http://x/r>
    "#);
}

/// Applies a patch as its specification says, row by row.
fn patched(quads: &[Quad], patch: &str) -> BTreeSet<String> {
    let mut dataset: BTreeSet<String> = quads.iter().map(ToString::to_string).collect();
    let mut rows = patch.lines();
    assert_eq!(rows.next(), Some("TX ."));
    assert_eq!(rows.next_back(), Some("TC ."));
    for row in rows {
        let statement = row[2..].strip_suffix(" .").unwrap();
        let worked = match &row[..2] {
            "A " => dataset.insert(statement.to_owned()),
            "D " => dataset.remove(statement),
            other => panic!("{other}"),
        };
        assert!(worked, "{row}");
    }
    dataset
}

#[test]
fn patch_makes_the_newer_dataset_of_the_older_one() {
    let difference = between(
        ":a :p [ :q 1 ; :r \"a\\nb\" ] . :g { :a :p 2 } :c :d 1 .",
        ":a :p [ :q 1 ; :r \"c\" ], [ :s 3 ] . :h { :a :p 2 } :c :d 1 .",
    );
    let mut patch = Vec::new();
    difference.write_patch(&mut patch).unwrap();
    let patched = patched(&difference.old, &String::from_utf8(patch).unwrap());
    let new: BTreeSet<String> = difference.new.iter().map(ToString::to_string).collect();
    assert_eq!(patched, new);
}

#[test]
fn patch_with_blank_nodes_fits_the_canonical_document() {
    let old = ":a :p [ :q 1 ], [ :q 2 ] .";
    let difference = between(old, ":a :p [ :q 1 ], [ :q 3 ] .");
    let document =
        gremia::canonicalization::canonical_nquads(&quads(old), &CancellationToken::new()).unwrap();
    let document: Vec<Quad> = RdfParser::from_format(RdfFormat::NQuads)
        .for_slice(&document)
        .map(Result::unwrap)
        .collect();
    assert_eq!(lines(&difference.old), lines(&document));
}

#[test]
fn twenty_five_thousand_triples_take_moments() {
    let mut old = String::new();
    for node in 0..5000 {
        writeln!(
            old,
            ":n{node} :label \"{node}\" ; :of [ :value {node} ; :unit :e ] ; :next :n{} .",
            node + 1
        )
        .unwrap();
    }
    let new = old.replace(":value 77 ;", ":value 78 ;");
    let start = Instant::now();
    let difference = between(&old, &new);
    assert_eq!((difference.removed.len(), difference.added.len()), (1, 1));
    // Far more than it takes, but a machine may be busy.
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

/// Runs `diff` on two files.
fn diff(options: &[&str], old: &str, new: &str) -> (String, String, i32) {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        let prefixes = "@prefix gremia: <https://w3id.org/gremia/ontology#> . @prefix id: <https://w3id.org/gremia/id/> . \
            @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . \
            @prefix source: <https://w3id.org/gremia/source/> . @prefix modality: <https://w3id.org/gremia/vocab/modality/> . ";
        fs::write(&path, format!("{prefixes}{text}")).unwrap();
        path
    };
    let output = Command::cargo_bin("gremia")
        .unwrap()
        .env_clear()
        .arg("diff")
        .args(options)
        .arg(file("old.ttl", old))
        .arg(file("new.ttl", new))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

const OLD: &str = "<https://w3id.org/gremia/id/meeting/dmk-2> a gremia:Meeting ; rdfs:label \"2. DMK\"@de ;
        gremia:evidence <https://w3id.org/gremia/source/dmk2#char=1,5> ; gremia:office [ rdfs:label \"Amt\"@de ] .
    <https://w3id.org/gremia/id/claim/a> a gremia:Claim ; rdf:subject <https://w3id.org/gremia/id/meeting/dmk-2> ;
        rdf:predicate gremia:heldOn ; rdf:object \"2024-10-24\" ; gremia:modality modality:planned .
    <https://w3id.org/gremia/id/person/a> a gremia:Person ; rdfs:label \"Anna A\"@de .";

#[test]
fn difference_is_told_by_entity_with_claims_and_evidence() {
    let new = OLD
        .replace("\"2. DMK\"", "\"2. Digitalministerkonferenz\"")
        .replace("char=1,5", "char=1,9")
        .replace("\"Amt\"", "\"Amt der Ministerin\"")
        .replace("2024-10-24", "2024-10-25")
        .replace("person/a> a", "person/b> a");
    let (out, _, status) = diff(&[], OLD, &new);
    insta::assert_snapshot!(out, @r#"
    entities and facts        1 changed      1 new      1 gone
    claims                    1 changed      0 new      0 gone
    passages of evidence      1 changed      0 new      0 gone
    statements in all         4 changed      2 new      2 gone

    changed  meeting:dmk-2 · 2. Digitalministerkonferenz · Sitzung
      ~ rdfs:label  "2. DMK"@de → "2. Digitalministerkonferenz"@de
      ~ gremia:evidence  dmk2 1–5 → dmk2 1–9
      _:c14n0
        ~ rdfs:label  "Amt"@de → "Amt der Ministerin"@de
      claim changed: gremia:heldOn "2024-10-25" [geplant]
        ~ rdf:object  "2024-10-24" → "2024-10-25"

    new  person:b · Anna A · Person
      + rdf:type  gremia:Person · Person
      + rdfs:label  "Anna A"@de

    gone  person:a · Anna A · Person
      - rdf:type  gremia:Person · Person
      - rdfs:label  "Anna A"@de
    "#);
    assert_eq!(status, 1);
}

#[test]
fn same_datasets_have_status_0() {
    let (out, _, status) = diff(&[], OLD, OLD);
    assert_eq!(out, "no difference: 12 statements\n");
    assert_eq!(status, 0);
}

#[test]
fn file_that_is_no_turtle_has_status_2() {
    let (out, error, status) = diff(&[], OLD, "<a> <b> .");
    assert!(error.contains("new.ttl:"), "{error}");
    assert_eq!((out.as_str(), status), ("", 2));
}

#[test]
fn summary_names_the_entities_only() {
    let (out, _, _) = diff(&["--summary"], OLD, &OLD.replace("Anna A", "Anna B"));
    assert!(
        out.ends_with("changed  person:a · Anna B · Person  (statements 1)\n"),
        "{out}"
    );
}

#[test]
fn opened_dataset_is_the_newer_one_where_none_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("graph.nq");
    let run = |arguments: &[&str]| {
        Command::cargo_bin("gremia")
            .unwrap()
            .env_clear()
            .args(arguments)
            .arg(&file)
            .output()
            .unwrap()
    };
    assert!(run(&["export"]).status.success());
    assert_eq!(run(&["diff"]).status.code(), Some(0));
}

#[test]
fn difference_fits_a_narrow_window() {
    let folder = tempfile::tempdir().unwrap();
    let triple = |name: &str| {
        format!("<http://ex.org/a> <http://www.w3.org/2000/01/rdf-schema#label> \"{name}\" .")
    };
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let old = file("old.nt", &triple("a name of some words"));
    let new = file("new.nt", &triple("another name of several words"));
    let mut session =
        super::store::open(gremia::session::Options::default(), Access::ReadOnly).unwrap();
    session.display.width = Some(40);
    let line = ["diff", &old, &new];
    let line = <super::store::Line as clap::Parser>::try_parse_from(line).unwrap();
    let mut out = Vec::new();
    line.command.run(&mut session, &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
    entities and facts
      1 changed, 0 new, 0 gone
    statements in all
      1 changed, 0 new, 0 gone

    changed  <http://ex.org/a> · another
      name of several words
      ~ rdfs:label  "a name of some words" →
                    "another name of several
                    words"
    "#);
}
