//! Parts of a graph: what belongs to the description of a node, and which nodes are picked.

use gremia::evidence::forms::{Detail, annotations, reduced, reified};
use gremia::prefixes::Prefixes;
use gremia::serialization::TurtleWriter;
use gremia::store::{EmbeddedDataset, Error};
use gremia::subset::Scope;
use gremia::vocab::BASE;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad};

const PREFIXES: [(&str, &str); 8] = [
    ("ex", "http://ex.org/"),
    ("gremia", "https://w3id.org/gremia/ontology#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A person in office, with what stands around: a claim, a conflict, concepts, a document.
const GRAPH: &str = r#"
    ex:person a ex:Person ; rdfs:label "P"@de ; ex:address [ ex:city [ rdfs:label "C" ] ] ; gremia:evidence <source/a#char=1,5> .
    ex:tenure a ex:Tenure ; rdfs:label "T"@de ; ex:member ex:person ; ex:body ex:body ; gremia:modality ex:reported ;
        gremia:evidence <source/a#char=1,9>, <source/b#char=0,3> .
    ex:body a ex:Body ; rdfs:label "B"@de ; ex:seat ex:place .
    ex:place a ex:Place ; rdfs:label "S"@de .
    ex:reported a skos:Concept ; rdfs:label "R"@de ; skos:inScheme ex:scheme .
    ex:other a ex:Body ; gremia:modality ex:reported .
    ex:claim a gremia:Claim ; rdf:subject ex:person ; rdf:predicate ex:born ; rdf:object 1970 ; gremia:inConflict ex:conflict ;
        gremia:evidence <source/b#char=7,8> .
    ex:conflict a gremia:Conflict ; rdfs:label "K"@de .
    ex:reifier rdf:reifies <<( ex:place rdfs:label "S"@de )>> ; ex:by ex:body .
    <source/a> a gremia:SourceDocument . <source/ab> a gremia:SourceDocument .
    ex:segment gremia:inSource <source/a> . ex:far gremia:evidence <source/ab#char=1,2> .
    ex:Person rdfs:subClassOf ex:Agent . ex:Body rdfs:subClassOf ex:Agent . ex:Agent rdfs:subClassOf ex:Body .
    ex:g { ex:person ex:only ex:there . ex:there a ex:Person }
"#;

fn quads(text: &str) -> Vec<Quad> {
    let mut parser = RdfParser::from_format(RdfFormat::TriG)
        .with_base_iri(BASE)
        .unwrap();
    let mut header = String::new();
    for (prefix, namespace) in PREFIXES {
        use std::fmt::Write as _;
        writeln!(header, "@prefix {prefix}: <{namespace}> .").unwrap();
    }
    parser = parser.rename_blank_nodes();
    parser
        .for_slice(&format!("{header}{text}"))
        .map(Result::unwrap)
        .collect()
}

/// Writes quads as TriG without its header.
fn text(quads: &[Quad]) -> String {
    let mut prefixes = Prefixes::default();
    for (prefix, namespace) in PREFIXES {
        prefixes.insert(prefix, namespace).unwrap();
    }
    let writer = TurtleWriter {
        prefixes: &prefixes,
        base: Some(BASE),
    };
    let text = writer.text(quads).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('@'));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn dataset() -> EmbeddedDataset {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    for quad in quads(GRAPH) {
        dataset.store().insert(&quad).unwrap();
    }
    dataset
}

fn node(name: &str) -> NamedNode {
    NamedNode::new(format!("http://ex.org/{name}")).unwrap()
}

fn described(name: &str, depth: usize, graphs: &[GraphName]) -> String {
    let dataset = dataset();
    let scope = Scope {
        dataset: &dataset,
        graphs,
        cancellation: &CancellationToken::new(),
    };
    text(&scope.describe(&[node(name).into()], depth).unwrap())
}

fn picked(pick: impl Fn(&Scope<'_>) -> Result<Vec<NamedOrBlankNode>, Error>) -> Vec<String> {
    let dataset = dataset();
    let scope = Scope {
        dataset: &dataset,
        graphs: &[GraphName::DefaultGraph],
        cancellation: &CancellationToken::new(),
    };
    let nodes = pick(&scope).unwrap();
    nodes
        .iter()
        .map(|node| node.to_string().trim_matches(['<', '>']).to_owned())
        .collect()
}

#[test]
fn description_has_blank_nodes_claims_and_the_names_of_what_is_linked_to() {
    insta::assert_snapshot!(described("person", 0, &[GraphName::DefaultGraph]), @r#"
    ex:claim a gremia:Claim ;
        gremia:evidence <source/b#char=7,8> ;
        gremia:inConflict ex:conflict ;
        rdf:object 1970 ;
        rdf:predicate ex:born ;
        rdf:subject ex:person .

    ex:conflict a gremia:Conflict ;
        rdfs:label "K"@de .

    ex:person a ex:Person ;
        rdfs:label "P"@de ;
        ex:address [ ex:city [ rdfs:label "C" ] ] ;
        gremia:evidence <source/a#char=1,5> .
    "#);
}

#[test]
fn description_follows_links_both_ways_as_deep_as_asked() {
    insta::assert_snapshot!(described("person", 1, &[GraphName::DefaultGraph]), @r#"
    ex:body a ex:Body ;
        rdfs:label "B"@de .

    ex:claim a gremia:Claim ;
        gremia:evidence <source/b#char=7,8> ;
        gremia:inConflict ex:conflict ;
        rdf:object 1970 ;
        rdf:predicate ex:born ;
        rdf:subject ex:person .

    ex:conflict a gremia:Conflict ;
        rdfs:label "K"@de .

    ex:person a ex:Person ;
        rdfs:label "P"@de ;
        ex:address [ ex:city [ rdfs:label "C" ] ] ;
        gremia:evidence <source/a#char=1,5> .

    ex:reported a skos:Concept ;
        rdfs:label "R"@de .

    ex:tenure a ex:Tenure ;
        rdfs:label "T"@de ;
        ex:body ex:body ;
        ex:member ex:person ;
        gremia:evidence <source/a#char=1,9>, <source/b#char=0,3> ;
        gremia:modality ex:reported .
    "#);
}

#[test]
fn concept_is_a_dead_end_unless_one_starts_there() {
    let deep = described("person", 9, &[GraphName::DefaultGraph]);
    assert!(deep.contains("ex:reported a skos:Concept"), "{deep}");
    assert!(!deep.contains("ex:other"), "{deep}");
    let concept = described("reported", 1, &[GraphName::DefaultGraph]);
    assert!(concept.contains("ex:other"), "{concept}");
}

#[test]
fn reifier_of_a_described_statement_belongs_to_the_description() {
    insta::assert_snapshot!(described("place", 0, &[GraphName::DefaultGraph]), @r#"
    ex:body a ex:Body ;
        rdfs:label "B"@de .

    ex:place a ex:Place ;
        rdfs:label "S"@de .

    ex:reifier ex:by ex:body ;
        rdf:reifies <<( ex:place rdfs:label "S"@de )>> .
    "#);
}

#[test]
fn graphs_are_kept_apart_or_taken_together() {
    let named = GraphName::from(node("g"));
    insta::assert_snapshot!(described("person", 0, &[named]), @r#"
    ex:g {
        ex:person ex:only ex:there .

        ex:there a ex:Person .
    }
    "#);
    assert!(described("person", 0, &[]).contains("ex:g {"));
}

#[test]
fn description_of_an_unknown_node_is_empty() {
    assert_eq!(described("nobody", 3, &[]), "");
}

#[test]
fn instances_are_those_of_the_classes_below_too_even_in_a_circle() {
    assert_eq!(
        picked(|scope| scope.instances(node("Agent").as_ref())),
        [
            "http://ex.org/body",
            "http://ex.org/other",
            "http://ex.org/person"
        ]
    );
}

#[test]
fn document_has_its_segments_and_what_rests_on_it_and_no_other() {
    let source = NamedNode::new(format!("{BASE}source/a")).unwrap();
    assert_eq!(
        picked(|scope| scope.resting_on(source.as_ref())),
        [
            "http://ex.org/person",
            "http://ex.org/segment",
            "http://ex.org/tenure",
            "https://w3id.org/gremia/source/a"
        ]
    );
}

#[test]
fn cancelled_description_is_an_error() {
    let dataset = dataset();
    let cancellation = CancellationToken::new();
    cancellation.cancel();
    let scope = Scope {
        dataset: &dataset,
        graphs: &[],
        cancellation: &cancellation,
    };
    let found = scope.describe(&[node("person").into()], 0);
    assert!(matches!(found, Err(Error::Cancelled)));
}

#[test]
fn nothing_is_left_that_refers_to_a_claim_taken_away() {
    let all = quads(
        "ex:a ex:p 1 ; gremia:inConflict ex:k ; gremia:modality ex:m ; gremia:evidence <source/a#char=1,2> .
         ex:b ex:derivedFrom ex:c ; gremia:markedAt <source/a#char=3,4> .
         ex:c a gremia:Claim ; rdf:subject ex:a . ex:k a gremia:Conflict .",
    );
    assert_eq!(reduced(all.clone(), Detail::Claims), all);
    insta::assert_snapshot!(text(&reduced(all.clone(), Detail::Evidence)), @r#"
    ex:a ex:p 1 ;
        gremia:evidence <source/a#char=1,2> ;
        gremia:modality ex:m .

    ex:b gremia:markedAt <source/a#char=3,4> .
    "#);
    insta::assert_snapshot!(text(&reduced(all, Detail::Facts)), @r#"
    ex:a ex:p 1 ;
        gremia:modality ex:m .
    "#);
}

#[test]
fn claim_becomes_a_reifier_where_it_has_one_triple() {
    let all = quads(
        r#"ex:c a gremia:Claim ; rdf:subject ex:a ; rdf:predicate ex:p ; rdf:object "o"@de ; gremia:modality ex:m .
           ex:two rdf:subject ex:a ; rdf:predicate ex:p ; rdf:object 1, 2 .
           ex:open rdf:subject ex:a ; rdf:predicate ex:p .
           ex:odd rdf:subject "s" ; rdf:predicate ex:p ; rdf:object 1 .
           ex:g { ex:c rdf:subject ex:b ; rdf:predicate ex:p ; rdf:object ex:o }"#,
    );
    insta::assert_snapshot!(text(&reified(all)), @r#"
    ex:c a gremia:Claim ;
        gremia:modality ex:m ;
        rdf:reifies <<( ex:a ex:p "o"@de )>> .

    ex:odd rdf:object 1 ;
        rdf:predicate ex:p ;
        rdf:subject "s" .

    ex:open rdf:predicate ex:p ;
        rdf:subject ex:a .

    ex:two rdf:object 1, 2 ;
        rdf:predicate ex:p ;
        rdf:subject ex:a .

    ex:g {
        ex:c rdf:reifies <<( ex:b ex:p ex:o )>> .
    }
    "#);
}

#[test]
fn passage_becomes_the_target_of_an_annotation_by_its_position() {
    let all = quads(
        "ex:a gremia:evidence <source/a#char=1,20>, <source/a> .
         ex:b gremia:evidence <source/a#char=1,20> ; gremia:markedAt <source/a#char=3,4> ; ex:see <source/a#char=5,6> .
         ex:g { ex:c gremia:evidence <source/a#char=1,20> }",
    );
    insta::assert_snapshot!(text(&annotations(&all)), @r#"
    <id/annotation/a-1-20> a oa:Annotation ;
        oa:hasBody ex:a, ex:b ;
        oa:hasTarget <source/a#char=1,20> ;
        oa:motivatedBy oa:linking .

    <id/annotation/a-1-20#selector> a oa:TextPositionSelector ;
        oa:end "20"^^xsd:nonNegativeInteger ;
        oa:start "1"^^xsd:nonNegativeInteger .

    <id/annotation/a-3-4> a oa:Annotation ;
        oa:hasBody ex:b ;
        oa:hasTarget <source/a#char=3,4> ;
        oa:motivatedBy oa:linking .

    <id/annotation/a-3-4#selector> a oa:TextPositionSelector ;
        oa:end "4"^^xsd:nonNegativeInteger ;
        oa:start "3"^^xsd:nonNegativeInteger .

    <source/a#char=1,20> a oa:SpecificResource ;
        oa:hasSelector <id/annotation/a-1-20#selector> ;
        oa:hasSource <source/a> .

    <source/a#char=3,4> a oa:SpecificResource ;
        oa:hasSelector <id/annotation/a-3-4#selector> ;
        oa:hasSource <source/a> .

    ex:g {
        <id/annotation/a-1-20> a oa:Annotation ;
            oa:hasBody ex:c ;
            oa:hasTarget <source/a#char=1,20> ;
            oa:motivatedBy oa:linking .

        <id/annotation/a-1-20#selector> a oa:TextPositionSelector ;
            oa:end "20"^^xsd:nonNegativeInteger ;
            oa:start "1"^^xsd:nonNegativeInteger .

        <source/a#char=1,20> a oa:SpecificResource ;
            oa:hasSelector <id/annotation/a-1-20#selector> ;
            oa:hasSource <source/a> .
    }
    "#);
}
