//! The canonical hash: independent of labels, order and format; the same as other tools'; bounded.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use gremia::canonicalization::{Error, canonical_nquads, hash};
use gremia::digest::sha256;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::Quad;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use tempfile::TempDir;

use super::tools::python;
use crate::program::run;

pub(crate) fn quads(trig: &str) -> Vec<Quad> {
    let text = format!("@prefix : <http://x/> . {trig}");
    let parser = RdfParser::from_format(RdfFormat::TriG);
    parser.for_slice(&text).map(Result::unwrap).collect()
}

fn hash_of(trig: &str) -> String {
    hash(&quads(trig), &CancellationToken::new()).unwrap()
}

/// Blank nodes of which each is linked with `neighbours` others on a ring, both ways.
pub(crate) fn ring(nodes: usize, neighbours: usize) -> String {
    let mut text = String::new();
    for from in 0..nodes {
        for step in 1..=neighbours {
            let to = (from + step) % nodes;
            writeln!(text, "_:n{from} :p _:n{to} . _:n{to} :p _:n{from} .").unwrap();
        }
    }
    text
}

const ENTANGLED: &str = r#":g { _:x :p _:y . _:y :p [ :q 1 ] } _:x :r ( 1 2 ), _:y . :a :b "ä"@de, 1.0, "x\ty \"z\" \\" ."#;

#[test]
fn labels_and_order_do_not_change_the_hash() {
    assert_eq!(
        hash_of(":a :p _:x, _:y . _:x :q 1 . _:y :q 2 ."),
        hash_of("_:k :q 2 . _:l :q 1 . :a :p _:k, _:l, _:k .")
    );
}

#[test]
fn every_difference_changes_the_hash() {
    let all = [
        ":a :p 1 .",
        ":a :p 1.0 .",
        ":g { :a :p 1 }",
        ":a :p [ :q 1 ] .",
        ":a :p [ :q 2 ] .",
        ":a :p \"1\"@de .",
        "",
    ];
    let hashes: std::collections::BTreeSet<String> = all.iter().map(|text| hash_of(text)).collect();
    assert_eq!(hashes.len(), all.len());
}

#[test]
fn document_is_that_of_another_implementation_in_rust() {
    let ours = canonical_nquads(&quads(ENTANGLED), &CancellationToken::new()).unwrap();
    let mut theirs: oxrdf::Dataset = quads(ENTANGLED).into_iter().collect();
    theirs.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = theirs.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort();
    assert_eq!(String::from_utf8(ours).unwrap(), lines.concat());
}

#[test]
fn document_is_that_of_pyld() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.nq");
    let lines: Vec<String> = quads(ENTANGLED)
        .iter()
        .map(|quad| format!("{quad} .\n"))
        .collect();
    fs::write(&file, lines.concat()).unwrap();
    // pyld does not read the escapes for control characters, so that there are none.
    let script = "import sys\nfrom pyld import jsonld\n\
        options = {'algorithm': 'URDNA2015', 'inputFormat': 'application/n-quads', 'format': 'application/n-quads'}\n\
        sys.stdout.buffer.write(jsonld.normalize(open(sys.argv[1], newline='').read(), options).encode())";
    let Some(theirs) = python("pyld", script, &[&file]) else {
        return;
    };
    let ours = canonical_nquads(&quads(ENTANGLED), &CancellationToken::new()).unwrap();
    assert_eq!(String::from_utf8(ours).unwrap(), theirs);
}

#[test]
fn poison_is_refused_in_bounded_time() {
    let start = Instant::now();
    for poison in [ring(10, 4), ring(40, 1), ring(60, 2), ring(2000, 1)] {
        let quads = quads(&poison);
        // Whatever it says of it, it says so soon; a clique of ten is more than any guard allows.
        let answer = hash(&quads, &CancellationToken::new());
        assert!(
            matches!(answer, Ok(_) | Err(Error::TooEntangled)),
            "{answer:?}"
        );
    }
    let clique = hash(&quads(&ring(10, 4)), &CancellationToken::new());
    assert!(matches!(clique, Err(Error::TooEntangled)));
    assert!(
        start.elapsed() < Duration::from_mins(2),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn long_chain_does_not_exhaust_the_stack() {
    let mut text = String::new();
    for node in 0..20_000 {
        writeln!(text, "_:n{node} :next _:n{} .", node + 1).unwrap();
    }
    let answer = hash(&quads(&text), &CancellationToken::new());
    assert!(
        matches!(answer, Ok(_) | Err(Error::TooEntangled)),
        "{answer:?}"
    );
}

#[test]
fn triple_term_has_no_canonical_form() {
    let quads = quads(":a :b <<( :c :d :e )>> .");
    let answer = hash(&quads, &CancellationToken::new());
    assert!(matches!(answer, Err(Error::TripleTerm)), "{answer:?}");
}

#[test]
fn cancelled_canonicalization_says_so() {
    let token = CancellationToken::new();
    token.cancel();
    let answer = hash(&quads("_:a :b _:c ."), &token);
    assert!(matches!(answer, Err(Error::Cancelled)), "{answer:?}");
}

#[test]
fn hash_of_the_graph_is_that_of_its_exports_and_of_its_folder() {
    let folder = TempDir::new().unwrap();
    let (hash, _, status) = run(&["hash"]);
    assert_eq!(status, 0);
    let mut operands = vec![env!("CARGO_MANIFEST_DIR").to_owned()];
    for name in ["graph.nq", "graph.ttl", "graph.rdf"] {
        let file = folder.path().join(name).display().to_string();
        assert_eq!(run(&["export", &file]).2, 0, "{file}");
        operands.push(file);
    }
    // A folder with `graph.nq` is a bundle.
    operands.push(folder.path().display().to_string());
    for operand in operands {
        let (out, _, _) = run(&["hash", &operand]);
        assert_eq!(out, format!("{}  {operand}\n", hash.trim_end()));
    }
}

#[test]
fn hash_is_that_of_the_document_it_writes() {
    let (hash, _, _) = run(&["hash"]);
    let (document, _, _) = run(&["hash", "--nquads"]);
    assert_eq!(hash.trim_end(), sha256(document.as_bytes()));
}

#[test]
fn folder_of_nothing_is_an_error_with_the_way_out() {
    let folder = TempDir::new().unwrap();
    let (_, error, status) = run(&["hash", folder.path().to_str().unwrap()]);
    assert!(
        error.contains("no store, no bundle and no dataset"),
        "{error}"
    );
    assert!(error.contains("hint: "), "{error}");
    assert_eq!(status, 3);
}

#[test]
fn rapper_counts_the_lines_of_the_document() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.nq");
    let (document, _, _) = run(&["hash", "--nquads"]);
    fs::write(&file, &document).unwrap();
    let Some(output) = super::tools::run(
        Command::new("rapper")
            .args(["-q", "-c", "-i", "nquads"])
            .arg(&file),
    ) else {
        return;
    };
    assert!(output.status.success(), "{output:?}");
}
