//! Validation: shapes that are read or refused, and what they find.

mod conformance;

use std::fmt::Write as _;
use std::sync::Arc;

use gremia::prefixes::Prefixes;
use gremia::shacl::{Error, Report, Shapes, ValidationResult};
use gremia::store::{Dataset, EmbeddedDataset, ExactDataset};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::{Literal, NamedNode, Quad};

const PREFIXES: &str = "@prefix : <http://example.org/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ";

fn quads(turtle: &str) -> Vec<Quad> {
    let text = format!("{PREFIXES}{turtle}");
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(text.as_bytes())
        .map(|quad| quad.unwrap_or_else(|error| panic!("{error}: {turtle}")))
        .collect()
}

fn exact(turtle: &str) -> ExactDataset {
    let dataset = ExactDataset::new().unwrap();
    dataset
        .extend(&mut quads(turtle).into_iter().map(Ok))
        .unwrap();
    dataset
}

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    for (prefix, namespace) in [
        ("", "http://example.org/"),
        ("sh", "http://www.w3.org/ns/shacl#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ] {
        prefixes.insert(prefix, namespace).unwrap();
    }
    prefixes
}

fn validate_in(shapes: &str, data: impl Dataset + 'static) -> Result<Report, Error> {
    let data: Arc<dyn Dataset> = Arc::new(data);
    let shapes = Shapes::load(&exact(shapes))?;
    shapes.validate(&data, &prefixes(), &CancellationToken::new(), &mut |_| ())
}

fn validate(shapes: &str, data: &str) -> Result<Report, Error> {
    validate_in(shapes, exact(data))
}

/// Gives one line for each result: focus node, path, component, value.
fn found(shapes: &str, data: &str) -> Vec<String> {
    let report = validate(shapes, data).unwrap_or_else(|error| panic!("{error}"));
    report.results().iter().map(shown).collect()
}

fn shown(result: &ValidationResult) -> String {
    let local = |text: &str| {
        text.rsplit(['/', '#'])
            .next()
            .unwrap()
            .trim_end_matches('>')
            .to_owned()
    };
    let mut line = local(&result.focus.to_string());
    if let Some(path) = &result.path {
        write!(line, " {}", path.compact(&prefixes())).unwrap();
    }
    let component = local(result.component.as_str());
    write!(
        line,
        " {}",
        component.trim_end_matches("ConstraintComponent")
    )
    .unwrap();
    if let Some(value) = &result.value {
        write!(line, " {}", local(&value.to_string())).unwrap();
    }
    line
}

fn error(shapes: &str) -> String {
    match validate(shapes, ":a a :A .") {
        Ok(_) => panic!("passed: {shapes}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn constructs_that_would_go_unheeded_are_refused() {
    for (shape, construct) in [
        ("sh:rule [ a sh:TripleRule ]", "`sh:rule`"),
        ("sh:target [ a sh:SPARQLTarget ]", "`sh:target`"),
        ("sh:js [ sh:jsFunctionName \"f\" ]", "`sh:js`"),
        ("sh:expression [ sh:this 1 ]", "`sh:expression`"),
        ("sh:minCuont 1", "`sh:minCuont`"),
        (
            "sh:property [ sh:path :p ; sh:reifierShape :S ]",
            "`sh:reifierShape`",
        ),
        ("sh:in ( [] )", "a blank node in `sh:in`"),
        ("sh:hasValue []", "a blank node for `sh:hasValue`"),
        (
            "sh:sparql [ sh:select \"SELECT $this { FILTER(<http://example.org/f>($this)) }\" ]",
            "the function <http://example.org/f>",
        ),
        (
            "sh:sparql [ sh:select \"SELECT $this { GRAPH $shapesGraph { ?s ?p ?o } }\" ]",
            "?shapesGraph",
        ),
        (
            ":max 3",
            "<http://example.org/Max>, which has no SPARQL validator",
        ),
    ] {
        let shapes = format!(
            ":S a sh:NodeShape ; sh:targetClass :A ; {shape} .
             :Max a sh:ConstraintComponent ; sh:parameter [ sh:path :max ] ; sh:validator [ a sh:JSValidator ] ."
        );
        let error = error(&shapes);
        assert!(error.contains(construct), "{shape}: {error}");
        assert!(error.contains("is not supported"), "{shape}: {error}");
        assert!(
            error.starts_with("shape <http://example.org/S>"),
            "{shape}: {error}"
        );
    }
}

#[test]
fn entailment_is_refused_wherever_it_stands() {
    let error = error(":S a sh:NodeShape ; sh:targetClass :A . :graph sh:entailment :regime .");
    assert!(
        error.contains("`sh:entailment` is not supported"),
        "{error}"
    );
}

#[test]
fn ill_formed_shapes_are_refused_with_the_place() {
    for (shape, problem) in [
        (
            "sh:property [ sh:path :p ; sh:minCount \"x\" ]",
            "path <http://example.org/p>: `sh:minCount` has \"x\"",
        ),
        (
            "sh:property [ sh:path :p ; sh:datatype xsd:date , xsd:string ]",
            "`sh:datatype` stands 2 times",
        ),
        (
            "sh:property [ sh:minCount 1 ]",
            "`sh:property` has a shape without `sh:path`",
        ),
        (
            "sh:minCount 1",
            "`sh:minCount` stands in a shape without `sh:path`",
        ),
        ("sh:or [ rdf:first :S ]", "`sh:or` has no well-formed list"),
        ("sh:nodeKind sh:Iri", "`sh:nodeKind` has"),
        ("sh:class \"A\"", "`sh:class` has \"A\", not an IRI"),
        ("sh:closed 1", "`sh:closed` has"),
        ("sh:languageIn ( \"d e\" )", "`sh:languageIn` lists"),
        (
            "sh:property [ sh:path ( :p ) ]",
            "a path lists fewer than two paths",
        ),
        (
            "sh:property [ sh:path [ :p :q ] ]",
            "a path is neither IRI, list nor step",
        ),
        ("sh:property [ sh:path \"p\" ]", "which is no path"),
        (
            "sh:sparql [ sh:select \"SELECT ?x { ?x ?y ?z }\" ]",
            "does not return ?this",
        ),
        (
            "sh:sparql [ sh:select \"ASK {}\" ]",
            "it is no SELECT query",
        ),
        (
            "sh:sparql [ sh:select \"SELECT $this {\" ]",
            "a query is wrong",
        ),
        (
            "sh:sparql [ sh:select \"SELECT $this { $this $PATH ?v }\" ]",
            "mentions `$PATH`",
        ),
        ("sh:sparql [ ]", "has not exactly one `sh:select`"),
        ("a sh:PropertyShape", "a property shape has no `sh:path`"),
    ] {
        let error = error(&format!(
            ":S a sh:NodeShape ; sh:targetClass :A ; {shape} ."
        ));
        assert!(
            error.starts_with("shape <http://example.org/S>"),
            "{shape}: {error}"
        );
        assert!(error.contains(problem), "{shape}: {error}");
    }
}

#[test]
fn pattern_that_is_no_regular_expression_is_refused() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:pattern \"(\" .";
    assert!(matches!(validate(shapes, ""), Err(Error::Library(_))));
}

#[test]
fn recursive_shapes_are_refused() {
    let shapes =
        ":S a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:node :S ] .";
    assert!(matches!(validate(shapes, ""), Err(Error::Recursive { .. })));
}

#[test]
fn shapes_that_would_judge_nothing_are_refused() {
    assert!(matches!(validate(":a :b :c .", ""), Err(Error::NoShapes)));
    let shapes = ":S a sh:NodeShape ; sh:class :A .";
    assert!(matches!(validate(shapes, ""), Err(Error::NoTargets)));
}

#[test]
fn class_that_is_a_shape_targets_its_instances() {
    for class in ["rdfs:Class", "owl:Class"] {
        let shapes = format!(":A a sh:NodeShape , {class} ; sh:nodeKind sh:BlankNode .");
        assert_eq!(found(&shapes, ":x a :A . :y a :B ."), ["x NodeKind x"]);
    }
}

#[test]
fn instances_of_subclasses_are_judged() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:nodeKind sh:Literal .";
    let data = ":B rdfs:subClassOf :A . :C rdfs:subClassOf :B . :A rdfs:subClassOf :C . :c a :C .";
    assert_eq!(found(shapes, data), ["c NodeKind c"]);
}

#[test]
fn dates_are_judged_by_the_calendar() {
    let shapes = ":S a sh:NodeShape ; sh:targetSubjectsOf :from ;
        sh:property [ sh:path :from ; sh:datatype xsd:date ; sh:lessThan :until ] .";
    let data = ":a :from \"2023-02-29\"^^xsd:date .
        :b :from \"0999-01-01\"^^xsd:date ; :until \"-0001-01-01\"^^xsd:date .
        :c :from \"2024-02-29\"^^xsd:date ; :until \"2024-03-01\"^^xsd:date .";
    assert_eq!(
        found(shapes, data),
        ["a :from Datatype date", "b :from LessThan date"]
    );
}

#[test]
fn lengths_are_counted_in_characters() {
    let shapes = ":S a sh:NodeShape ; sh:targetObjectsOf :p ; sh:minLength 3 ; sh:maxLength 3 .";
    assert_eq!(found(shapes, ":a :p \"äöü\" ."), [""; 0]);
    assert_eq!(found(shapes, ":a :p \"äö\" ."), ["\"äö\" MinLength \"äö\""]);
}

#[test]
fn literals_are_compared_as_they_were_written() {
    let shapes = ":S a sh:NodeShape ; sh:targetObjectsOf :p ;
        sh:in ( 1.0 \"a\"@de-AT \"1\"^^xsd:boolean \"2024-01-01T00:00:00.0Z\"^^xsd:dateTime ) .";
    let data =
        ":a :p 1.0 , \"a\"@de-at , \"1\"^^xsd:boolean , \"2024-01-01T00:00:00.0Z\"^^xsd:dateTime .";
    assert_eq!(found(shapes, data), [""; 0]);
    assert_eq!(found(shapes, ":a :p 1.00 , true .").len(), 2);
}

#[test]
fn integer_types_count_by_their_bounds_where_the_store_keeps_values() {
    let shapes = ":S a sh:NodeShape ; sh:targetObjectsOf :p ; sh:datatype xsd:byte .";
    let data = ":a :p \"5\"^^xsd:byte , \"500\"^^xsd:byte .";
    let embedded = EmbeddedDataset::in_memory().unwrap();
    embedded
        .extend(&mut quads(data).into_iter().map(Ok))
        .unwrap();
    let report = validate_in(shapes, embedded).unwrap();
    let [result] = report.results() else {
        panic!("{report:?}");
    };
    assert_eq!(result.focus, Literal::from(500).into());
    assert_eq!(
        found(shapes, ":a :p 5 .").len(),
        1,
        "a file says what it says"
    );
}

#[test]
fn closed_property_shape_looks_at_its_values() {
    let shapes =
        ":S sh:targetNode :a ; sh:path :p ; sh:closed true ; sh:ignoredProperties ( :q ) .";
    assert_eq!(
        found(shapes, ":a :p :b . :b :q 1 ; :r :c ."),
        ["a :r Closed c"]
    );
}

#[test]
fn query_is_tried_on_blank_nodes_too() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [
        sh:select \"SELECT $this { { FILTER(isBlank($this)) } FILTER NOT EXISTS { $this <http://example.org/p> ?v } }\" ] .";
    let report = validate(shapes, "[] a :A . [] a :A ; :p 1 . :a a :A .").unwrap();
    assert_eq!(report.results().len(), 1);
}

#[test]
fn query_with_a_group_or_a_query_inside_keeps_its_node() {
    for select in [
        "SELECT $this (COUNT(?v) AS ?n) { $this <http://example.org/p> ?v } GROUP BY $this HAVING (COUNT(?v) > 1)",
        "SELECT $this { { SELECT $this (COUNT(?v) AS ?n) { $this <http://example.org/p> ?v } GROUP BY $this } FILTER(?n > 1) }",
    ] {
        let shapes = format!(
            ":S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:select \"{select}\" ] ."
        );
        let data = ":a a :A ; :p 1 , 2 . :b a :A ; :p 1 .";
        assert_eq!(found(&shapes, data), ["a SPARQL a"], "{select}");
    }
}

#[test]
fn query_that_could_not_decide_ends_the_validation() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [
        sh:select \"SELECT $this (true AS ?failure) { $this a ?class }\" ] .";
    assert!(matches!(
        validate(shapes, ":a a :A ."),
        Err(Error::Failure { .. })
    ));
}

#[test]
fn message_is_given_in_the_language_of_the_reader() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:nodeKind sh:Literal ;
        sh:message \"falsch\"@de-AT , \"wrong\"@en .";
    let report = validate(shapes, ":a a :A .").unwrap();
    let result = &report.results()[0];
    assert_eq!(result.message("de"), Some("falsch"));
    assert_eq!(result.message("en"), Some("wrong"));
    assert_eq!(result.message("fr"), Some("wrong"));
}

#[test]
fn shape_without_a_message_gets_words_in_both_languages() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ;
        sh:property [ sh:path :p ; sh:minCount 2 ] , [ sh:path :q ; sh:in ( :x 1 ) ] .";
    let report = validate(shapes, ":a a :A ; :q 2 .").unwrap();
    let messages: Vec<_> = report
        .results()
        .iter()
        .flat_map(|result| [result.message("de").unwrap(), result.message("en").unwrap()])
        .collect();
    assert_eq!(
        messages,
        [
            "zu wenige Werte, mindestens 2 muss es geben",
            "too few values, at least 2 expected",
            "ist keiner der Werte :x, 1",
            "is none of the values :x, 1",
        ]
    );
}

#[test]
fn message_of_a_query_takes_the_values_of_its_row() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [
        sh:message \"{?value} bei {$this}\"@de ;
        sh:select \"SELECT $this ?value { $this <http://example.org/p> ?value }\" ] .";
    let report = validate(shapes, ":a a :A ; :p 1 .").unwrap();
    let result = &report.results()[0];
    assert_eq!(result.message("de"), Some("1 bei http://example.org/a"));
    assert!(result.source_constraint.is_some());
}

#[test]
fn reason_for_a_nested_shape_stands_below_its_result() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:node :T ] .
        :T a sh:NodeShape ; sh:property [ sh:path :q ; sh:minCount 1 ] .";
    let report = validate(shapes, ":a a :A ; :p :b .").unwrap();
    let result = &report.results()[0];
    assert_eq!(shown(result), "a :p Node b");
    assert_eq!(
        result.details.iter().map(shown).collect::<Vec<_>>(),
        ["b :q MinCount"]
    );
}

#[test]
fn results_are_in_the_same_order_every_time() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:closed true ; sh:nodeKind sh:Literal ;
        sh:property [ sh:path :p ; sh:maxCount 0 ] , [ sh:path :q ; sh:minCount 1 ] .";
    let mut data = String::new();
    for number in 0..50 {
        writeln!(data, ":n{number} a :A ; :p {number} .").unwrap();
    }
    let lines = found(shapes, &data);
    assert_eq!(lines.len(), 200);
    assert!(lines[0].starts_with("n0 "), "{}", lines[0]);
    for _ in 0..3 {
        assert_eq!(found(shapes, &data), lines);
    }
}

#[test]
fn cancelled_validation_gives_no_report() {
    let shapes = Shapes::load(&exact(
        ":S a sh:NodeShape ; sh:targetClass :A ; sh:class :B .",
    ))
    .unwrap();
    let data: Arc<dyn Dataset> = Arc::new(exact(":a a :A ."));
    let token = CancellationToken::new();
    token.cancel();
    let outcome = shapes.validate(&data, &prefixes(), &token, &mut |_| ());
    assert!(matches!(outcome, Err(Error::Cancelled)));
}

#[test]
fn shapes_that_are_described_nowhere_are_told() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:property :Gone ; sh:or ( :Away :S2 ) . :S2 sh:class :B .";
    let missing: Vec<_> = Shapes::load(&exact(shapes))
        .unwrap()
        .missing()
        .iter()
        .map(|(shape, missing)| format!("{shape} {missing}"))
        .collect();
    assert_eq!(
        missing,
        [
            "<http://example.org/S> <http://example.org/Gone>",
            "<http://example.org/S> <http://example.org/Away>",
        ]
    );
}

#[test]
fn imports_that_were_not_read_are_told() {
    let shapes = ":S a sh:NodeShape ; sh:targetClass :A ; sh:class :B .
        <http://example.org/o> a owl:Ontology ; owl:imports <http://example.org/more> , :S .";
    let imports = Shapes::load(&exact(shapes)).unwrap().imports();
    assert_eq!(
        imports.iter().map(NamedNode::as_str).collect::<Vec<_>>(),
        ["http://example.org/more"]
    );
}

#[test]
fn query_reaches_no_endpoint_though_a_client_is_compiled_in() {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let query = "SELECT * { SERVICE <http://localhost:9/sparql> { ?s ?p ?o } }";
    let error = match dataset.query(query, &CancellationToken::new()) {
        Ok(oxigraph::sparql::QueryResults::Solutions(mut rows)) => {
            rows.next().unwrap().unwrap_err().to_string()
        }
        Ok(_) => panic!("no rows"),
        Err(error) => format!("{error:?}"),
    };
    assert!(
        error.contains("not supported") || error.contains("UnsupportedService"),
        "{error}"
    );
}
