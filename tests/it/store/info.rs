//! What `info` tells of a dataset.

use super::{file, folder, run, text};

const SMALL_GRAPH: &str = r#"
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix gremia: <https://w3id.org/gremia/ontology#> .
gremia:Person rdfs:label "Person"@de , "person"@en .
<a:p1> a gremia:Person . <a:p2> a gremia:Person .
<https://w3id.org/gremia/source/x> a gremia:SourceDocument ; rdfs:label "Quelle"@de ."#;

#[test]
fn info_tells_what_is_loaded() {
    let folder = folder();
    file(&folder, "data/a.ttl", SMALL_GRAPH);
    let (status, out, _) = run(&["--dataset", text(folder.path()), "info"]);
    assert_eq!(status, 0);
    let out = out
        .replace(text(folder.path()), "FOLDER")
        .replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(out, @r"
    gremia VERSION
    dataset  the graph of FOLDER, in memory
    triples  6

    sources
      <https://w3id.org/gremia/source/x>  Quelle

    instances of classes
             2  <https://w3id.org/gremia/ontology#Person>          Person
             1  <https://w3id.org/gremia/ontology#SourceDocument>
    ");
}

#[test]
fn info_as_json_has_the_same_counts() {
    let folder = folder();
    file(&folder, "data/a.ttl", SMALL_GRAPH);
    let (_, out, _) = run(&["--dataset", text(folder.path()), "info", "--json"]);
    let info: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(info["triples"], 6);
    assert_eq!(info["dataset"]["kind"], "folder");
    assert_eq!(info["sources"][0]["label"], "Quelle");
    assert_eq!(info["classes"][0]["label"], "Person");
    assert_eq!(info["classes"][0]["count"], 2);
}
