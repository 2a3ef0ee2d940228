//! JSON-LD says exactly what the graph says, to our reader and to others', and says it legibly.

use std::io::Write as _;
use std::process::{Command, Stdio};

use gremia::bundle::Bundle;
use gremia::prefixes::Prefixes;
use gremia::serialization::json_ld::{Context, JsonLdWriter};
use gremia::serialization::{Error, Format, Serializer};
use gremia::session::{Display, Options, Session};
use gremia::vocab::JSON_LD_CONTEXT;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxrdf::Quad;
use proptest::prelude::*;

use super::serialization::{are_isomorphic, dataset, disguised};

const JSON_LD: RdfFormat = RdfFormat::JsonLd {
    profile: JsonLdProfileSet::empty(),
};

/// An ontology with every kind of property, over the names that random graphs use.
const ONTOLOGY: &str = r#"
    @prefix ex: <http://ex.org/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ex:p0 a owl:ObjectProperty .
    ex:p1 a owl:DatatypeProperty ; rdfs:range rdf:langString .
    ex:p2 a owl:DatatypeProperty ; rdfs:range xsd:date .
    ex:p3 a owl:DatatypeProperty ; rdfs:range xsd:integer .
    ex:p4 a owl:DatatypeProperty ; rdfs:range xsd:string .
    ex:p5 a owl:DatatypeProperty ; rdfs:range xsd:boolean .
    ex:p6 a owl:DatatypeProperty .
    ex:p7 a owl:Class .
    ex:p8 a owl:ObjectProperty , owl:Class .
    ex:items a owl:ObjectProperty .
    [] sh:path ex:p1 ; sh:uniqueLang true .
    [] sh:targetClass ex:p7 ; sh:property [ sh:path ex:p3 ; sh:maxCount 1 ] , [ sh:path ex:p6 ; sh:maxCount 1 ] .
    ex:p3 rdfs:domain ex:Below . ex:Below rdfs:subClassOf ex:p7 .
    [] sh:targetClass <http://other.org/T> ; sh:property [ sh:path ex:p6 ; sh:minCount 1 ] .
    [] sh:targetSubjectsOf ex:p5 ; sh:property [ sh:path ex:p5 ; sh:maxCount 1 ] .
    [] sh:path ex:p9 ; sh:languageIn ( "de" "en" ) ; sh:minCount 1 .
    [] sh:path ex:p10 ; sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] ) .
    [] sh:path <http://other.org/p11> ; sh:nodeKind sh:IRI .
    [] sh:path ex:p11 ; sh:class ex:p7 .
    [] sh:path rdf:first ; sh:class ex:p7 .
    [] sh:path <http://urn.org/p12> ; sh:class ex:p7 .
    [] sh:path <http://www.w3.org/1999/02/22-rdf-syntax-ns#p12> ; sh:class ex:p7 .
"#;

fn turtle(text: &str) -> Vec<Quad> {
    let parser = RdfParser::from_format(RdfFormat::TriG).for_slice(text);
    parser.map(Result::unwrap).collect()
}

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    for (prefix, namespace) in [
        ("", "http://empty.org/"),
        ("ex", "http://ex.org/"),
        ("exa", "http://ex.org/a/"),
        ("half", "http://ex.org/b"),
        ("p4", "http://hidden.org/"),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("urn", "http://urn.org/"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ] {
        prefixes.insert(prefix, namespace).unwrap();
    }
    prefixes
}

fn context() -> Context {
    Context::of(&prefixes(), &turtle(ONTOLOGY))
}

fn write(context: &Context, quads: &[Quad]) -> String {
    JsonLdWriter { context }.text(quads).unwrap()
}

fn read(text: &str) -> Vec<Quad> {
    RdfParser::from_format(JSON_LD)
        .for_slice(text)
        .map(|quad| quad.unwrap_or_else(|error| panic!("{error}\n{text}")))
        .collect()
}

/// Puts the published context in the place of its IRI, as a reader does who fetches it.
fn with_fetched_context(text: &str, published: &str) -> String {
    let published: serde_json::Value = serde_json::from_str(published).unwrap();
    let published = &published["@context"];
    let mut document: serde_json::Value = serde_json::from_str(text).unwrap();
    match &mut document["@context"] {
        serde_json::Value::Array(contexts) => contexts[0] = published.clone(),
        other => *other = published.clone(),
    }
    document.to_string()
}

fn without_triple_terms(quads: Vec<Quad>) -> Vec<Quad> {
    quads
        .into_iter()
        .filter(|quad| !quad.object.is_triple())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_ld_reads_back_as_the_same_dataset(quads in dataset().prop_map(without_triple_terms)) {
        let text = write(&context(), &quads);
        if let Some(same) = are_isomorphic(&quads, &read(&text)) {
            prop_assert!(same, "{text}");
        }
        let published = context().published_at("http://ex.org/context.jsonld");
        let text = with_fetched_context(&write(&published, &quads), &published.text());
        if let Some(same) = are_isomorphic(&quads, &read(&text)) {
            prop_assert!(same, "{text}");
        }
    }

    #[test]
    fn json_ld_does_not_depend_on_order_and_labels(quads in dataset().prop_map(without_triple_terms)) {
        prop_assert_eq!(write(&context(), &disguised(&quads)), write(&context(), &quads));
    }
}

fn bundled() -> (Context, Vec<Quad>) {
    let session = Session::open(Options::default(), Display::default()).unwrap();
    let quads = session.dataset.quads(None, None, None, None);
    let quads = quads.map(Result::unwrap).collect();
    (session.json_ld_context().unwrap(), quads)
}

/// Gives what a Python module reads from `document` as N-Quads, or nothing where there is no Python with that module.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn read_by(module: &str, script: &str, document: &str) -> Option<Vec<Quad>> {
    let is_there = Command::new("python3")
        .args(["-c", &format!("import {module}")])
        .stderr(Stdio::null())
        .status();
    if !is_there.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no python3 with `{module}`");
        return None;
    }
    let mut python = Command::new("python3")
        .args(["-c", script])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    input.write_all(document.as_bytes()).unwrap();
    drop(input);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(&output.stdout);
    Some(quads.map(Result::unwrap).collect())
}

const PYLD: &str = "
import json, sys
from pyld import jsonld
document = json.load(sys.stdin)
sys.stdout.write(jsonld.to_rdf(document, {'format': 'application/n-quads'}))
";

const RDFLIB: &str = "
import sys
import rdflib
from rdflib import Dataset
rdflib.NORMALIZE_LITERALS = False
dataset = Dataset()
dataset.parse(data=sys.stdin.read(), format='json-ld')
sys.stdout.write(dataset.serialize(format='nquads'))
";

fn check_with_others(quads: &[Quad], document: &str) {
    for (module, script) in [("pyld", PYLD), ("rdflib", RDFLIB)] {
        if let Some(read) = read_by(module, script, document) {
            assert_eq!(are_isomorphic(quads, &read), Some(true), "{module}");
        }
    }
}

#[test]
fn others_read_the_bundled_graph_as_it_is() {
    let (context, quads) = bundled();
    let text = write(&context, &quads);
    assert_eq!(are_isomorphic(&quads, &read(&text)), Some(true));
    check_with_others(&quads, &text);
}

#[test]
fn others_read_the_bundled_graph_with_the_published_context() {
    let (context, quads) = bundled();
    let context = context.published_at(JSON_LD_CONTEXT);
    let text = write(&context, &quads);
    assert!(text.starts_with("{\n  \"@context\": \"https://w3id.org/gremia/context.jsonld\",\n"));
    let text = with_fetched_context(&text, &context.text());
    assert_eq!(are_isomorphic(&quads, &read(&text)), Some(true));
    check_with_others(&quads, &text);
}

/// What is hard to write: each of it in its smallest form.
const HARD: &str = r#"
    @prefix ex: <http://ex.org/> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ex:a a ex:p7, <http://other.org/U> ;
        ex:p0 ex:b, "text", 5, [ ex:p0 [] ], ( ex:a "x"@de ( 1 ) [ ex:p3 1 ] ), () ;
        ex:p1 "eins"@de, "one"@en, "uno", "due"@en ;
        ex:p2 "2020-01-01"^^xsd:date, "2020"^^xsd:gYear, "2020-01-01", ex:b ;
        ex:p3 5, -5, 0, 007, 9007199254740993, 5.0, "5" ;
        ex:p4 "text", "text"@de, true ;
        ex:p5 true, false, "1"^^xsd:boolean ;
        ex:p6 1.5, "1.0E0"^^xsd:double, 1, true, "x", ex:b ;
        ex:p9 "a"@de, "b"@de ;
        ex:q <urn:isbn:1>, "x"^^<urn:type> ;
        rdf:p12 ex:b ; <http://urn.org/p12> ex:b .
    ex:b ex:p0 _:x . ex:c ex:p0 _:x . _:x ex:p0 _:x, [ a ex:p7 ] .
    [] ex:p6 1 .
    ex:d rdf:type [ ex:p6 1 ], "no class" .
    _:c rdf:first 1 ; rdf:rest ( 2 ) .
    ex:g { ex:a ex:p0 ex:b . ex:b ex:p3 1 . }
    _:g { ex:a ex:p0 ex:c . }
"#;

#[test]
fn others_read_what_is_hard_as_it_is() {
    let quads = turtle(HARD);
    let text = write(&context(), &quads);
    assert_eq!(are_isomorphic(&quads, &read(&text)), Some(true), "{text}");
    check_with_others(&quads, &text);
    let published = context().published_at("http://ex.org/context.jsonld");
    let text = with_fetched_context(&write(&published, &quads), &published.text());
    assert_eq!(are_isomorphic(&quads, &read(&text)), Some(true), "{text}");
    check_with_others(&quads, &text);
}

#[test]
fn graph_is_written_with_the_names_of_the_ontology() {
    let quads = turtle(
        r#"
        @prefix ex: <http://ex.org/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        ex:a a ex:p7 ; ex:p0 ex:b ; ex:p1 "eins"@de, "one"@en ; ex:p2 "2020-01-01"^^xsd:date ; ex:p3 5 ; ex:q ( 1 2 ) .
        ex:g { ex:a ex:p11 ex:b ; ex:p6 [ ex:p3 1 ] }
        "#,
    );
    insta::assert_snapshot!(write(&context(), &quads), @r#"
    {
      "@context": {
        "@version": 1.1,
        "id": "@id",
        "type": "@type",
        "ex": "http://ex.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "ex:p11": { "@type": "@id", "@container": "@set" },
        "p0": { "@id": "ex:p0", "@type": "@id", "@container": "@set" },
        "p1": { "@id": "ex:p1", "@container": "@language" },
        "p2": { "@id": "ex:p2", "@type": "xsd:date", "@container": "@set" },
        "p3": { "@id": "ex:p3", "@type": "xsd:integer" },
        "p6": { "@id": "ex:p6", "@container": "@set" },
        "p7": "ex:p7"
      },
      "@graph": [
        {
          "id": "http://ex.org/a",
          "type": "p7",
          "ex:q": { "@list": [1, 2] },
          "p0": ["http://ex.org/b"],
          "p1": { "de": "eins", "en": "one" },
          "p2": ["2020-01-01"],
          "p3": 5
        },
        {
          "id": "http://ex.org/g",
          "@graph": [
            {
              "id": "http://ex.org/a",
              "ex:p11": ["http://ex.org/b"],
              "p6": [
                {
                  "p3": 1
                }
              ]
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn context_of_nothing_has_prefixed_names() {
    let quads = turtle("<http://ex.org/a> <http://ex.org/p0> <http://ex.org/b>, 1, \"x\"@de .");
    let text = write(&Context::of(&prefixes(), []), &quads);
    insta::assert_snapshot!(text, @r#"
    {
      "@context": {
        "@version": 1.1,
        "id": "@id",
        "type": "@type",
        "ex": "http://ex.org/"
      },
      "@graph": [
        {
          "id": "http://ex.org/a",
          "ex:p0": [{ "id": "http://ex.org/b" }, 1, { "@value": "x", "@language": "de" }]
        }
      ]
    }
    "#);
}

#[test]
fn nothing_gives_an_empty_graph() {
    let text = write(&context(), &[]);
    insta::assert_snapshot!(text, @r#"
    {
      "@context": {
        "@version": 1.1,
        "id": "@id",
        "type": "@type"
      },
      "@graph": []
    }
    "#);
    assert_eq!(read(&text), []);
}

#[test]
fn published_context_defines_every_term_and_nothing_else() {
    insta::assert_snapshot!(context().text(), @r#"
    {
      "@context": {
        "@version": 1.1,
        "id": "@id",
        "type": "@type",
        "ex": "http://ex.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "urn": "http://urn.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "T": "http://other.org/T",
        "ex:p11": { "@type": "@id", "@container": "@set" },
        "first": { "@id": "rdf:first", "@type": "@id", "@container": "@set" },
        "items": { "@id": "ex:items", "@type": "@id", "@container": "@set" },
        "p0": { "@id": "ex:p0", "@type": "@id", "@container": "@set" },
        "p1": { "@id": "ex:p1", "@container": "@language" },
        "p10": { "@id": "ex:p10", "@container": "@set" },
        "p2": { "@id": "ex:p2", "@type": "xsd:date", "@container": "@set" },
        "p3": { "@id": "ex:p3", "@type": "xsd:integer" },
        "p4": { "@id": "ex:p4", "@container": "@set" },
        "p5": { "@id": "ex:p5", "@type": "xsd:boolean" },
        "p6": { "@id": "ex:p6", "@container": "@set" },
        "p7": "ex:p7",
        "p8": { "@id": "ex:p8", "@type": "@id", "@container": "@set" },
        "p9": { "@id": "ex:p9", "@container": ["@language", "@set"] },
        "rdf:p12": { "@type": "@id", "@container": "@set" },
        "urn:p12": { "@type": "@id", "@container": "@set" }
      }
    }
    "#);
}

#[test]
fn context_of_the_bundle_is_small_and_the_same_each_time() {
    let (context, quads) = bundled();
    let text = context.text();
    let (again, _) = bundled();
    assert_eq!(text, again.text());
    assert!(text.len() < 16 * 1024, "{}", text.len());
    for line in [
        r#""label": { "@id": "rdfs:label", "@container": "@language" }"#,
        r#""validFrom": { "@id": "gremia:validFrom", "@type": "xsd:date" }"#,
        r#""cites": { "@id": "gremia:cites", "@type": "@id", "@container": "@set" }"#,
        r#""evidence": { "@id": "gremia:evidence", "@type": "@id", "@container": "@set" }"#,
        r#""Person": "gremia:Person""#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let published: serde_json::Value = serde_json::from_str(&text).unwrap();
    let document: serde_json::Value = serde_json::from_str(&write(&context, &quads)).unwrap();
    for node in document["@graph"].as_array().unwrap() {
        for (key, value) in node.as_object().unwrap() {
            assert!(!key.starts_with("http"), "{key}");
            let definition = &published["@context"][key];
            let is_single = definition.is_object() && !definition.to_string().contains("@set");
            assert!(
                !is_single || !value.is_array(),
                "{node}: {key} has several values"
            );
        }
    }
}

#[test]
fn every_file_of_the_ontology_is_read_for_the_context() {
    let bundle = Bundle::embedded();
    let files: Vec<_> = bundle
        .ontology_files()
        .map(|file| file.path.as_str())
        .collect();
    assert!(files.contains(&"ontology/gremia.ttl"));
    assert!(files.contains(&"ontology/shapes/properties.ttl"));
    assert!(files.iter().all(|path| path.starts_with("ontology/")));
}

#[test]
fn triple_terms_are_refused_before_anything_is_written() {
    let quads = turtle(
        "<http://ex.org/s> <http://ex.org/p> 1, <<( <http://ex.org/a> <http://ex.org/b> 1 )>> .",
    );
    let prefixes = prefixes();
    let serializer = Serializer {
        format: Format::JsonLd,
        prefixes: &prefixes,
        base: None,
        context: None,
    };
    let source = quads.into_iter().map(Ok::<_, std::io::Error>);
    let mut out = Vec::new();
    let error = serializer.write(source, &mut out).unwrap_err();
    assert_eq!(
        error.to_string(),
        "jsonld cannot hold the triple term that <http://ex.org/s> is stated to have"
    );
    assert!(matches!(
        error,
        gremia::serialization::Failed::Write(Error::TripleTerm { .. })
    ));
    assert!(out.is_empty());
}
