//! `export` of parts of the bundled graph and in other forms: what is in them, what is refused, and why.

use std::collections::BTreeSet;

use gremia::failure::Kind;
use gremia::session::{Display, Options, Session};
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{Quad, Term};

use super::files::Desk;

/// A desk with the bundled graph and its prefixes.
fn desk() -> Desk {
    let mut desk = Desk::new("");
    desk.session = Session::open(Options::default(), Display::default()).unwrap();
    desk
}

fn read(text: &str) -> Vec<Quad> {
    let parser = RdfParser::from_format(RdfFormat::NQuads).for_slice(text);
    parser.map(Result::unwrap).collect()
}

fn export(arguments: &[&str]) -> Vec<Quad> {
    let line = [&["export", "--format", "nquads"], arguments].concat();
    read(&desk().run(&line).unwrap().1)
}

fn subjects(quads: &[Quad], class: &str) -> BTreeSet<String> {
    let class = Term::from(oxrdf::NamedNode::new_unchecked(format!(
        "https://w3id.org/gremia/ontology#{class}"
    )));
    quads
        .iter()
        .filter(|quad| quad.predicate == oxrdf::vocab::rdf::TYPE && quad.object == class)
        .map(|quad| quad.subject.to_string())
        .collect()
}

fn failure(arguments: &[&str]) -> String {
    desk().failure(&[&["export"], arguments].concat())
}

#[test]
fn class_has_its_instances_and_only_names_of_others() {
    let quads = export(&["--class", "gremia:Motion"]);
    assert_eq!(quads, export(&["--class", "Motion"]));
    assert!(!subjects(&quads, "Motion").is_empty());
    let all = export(&[]);
    assert!(quads.len() < all.len() / 20);
    let all: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
    assert!(quads.iter().all(|quad| all.contains(&quad.to_string())));
}

#[test]
fn class_without_instances_of_its_own_has_those_below() {
    let quads = export(&["--class", "gremia:Organisation"]);
    assert!(subjects(&quads, "University").len() > 40);
}

#[test]
fn source_has_what_rests_on_it() {
    let quads = export(&["--source", "mpk"]);
    assert!(!subjects(&quads, "Resolution").is_empty());
    assert_eq!(subjects(&quads, "BudgetLine"), BTreeSet::new());
    assert_eq!(quads, export(&["--source", "source:mpk"]));
}

#[test]
fn class_and_source_together_take_what_is_both() {
    let both = subjects(
        &export(&["--class", "gremia:Resolution", "--source", "mpk"]),
        "Resolution",
    );
    let all = subjects(&export(&["--class", "gremia:Resolution"]), "Resolution");
    assert!(!both.is_empty() && both.len() < all.len());
    assert!(both.is_subset(&all));
}

#[test]
fn about_a_person_has_the_tenures_and_the_claims() {
    let quads = export(&["--about", "Dörte Schall"]);
    assert!(!subjects(&quads, "Tenure").is_empty());
    assert!(!subjects(&quads, "Claim").is_empty());
    let shallow = export(&["--about", "Dörte Schall", "--depth", "0"]);
    assert!(shallow.len() < quads.len());
    let deep = export(&["--about", "Dörte Schall", "--depth", "2"]);
    assert!(quads.len() < deep.len());
}

#[test]
fn construct_is_read_from_a_text_or_a_file() {
    let query = "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a gremia:Land ; rdfs:label ?l }";
    let quads = export(&["--construct", query]);
    assert!(quads.len() > 5, "{}", quads.len());
    let mut desk = desk();
    let file = desk.file("query.rq", &query.replace("?s a", "$s a"));
    let line = ["export", "-f", "nq", "--construct", &file];
    assert_eq!(read(&desk.run(&line).unwrap().1), quads);
    let one = export(&["--construct", query, "--param", "s=land:berlin"]);
    assert_eq!(one.len(), 1);
}

#[test]
fn named_query_gives_the_nodes_of_its_rows() {
    let quads = export(&[
        "--query",
        "participants",
        "--param",
        "meeting=meeting:dmk-2",
    ]);
    assert!(
        !subjects(&quads, "Participation").is_empty() || !subjects(&quads, "Person").is_empty()
    );
}

#[test]
fn facts_without_evidence_keep_their_modality() {
    let all = export(&[]);
    let facts = export(&["--with", "none"]);
    let evidence = export(&["--with", "evidence"]);
    let count = |quads: &[Quad], name: &str| {
        let ends = format!("#{name}>");
        quads
            .iter()
            .filter(|quad| quad.predicate.to_string().ends_with(&ends))
            .count()
    };
    assert_eq!(count(&facts, "evidence"), 0);
    assert!(count(&evidence, "evidence") > 1000);
    assert!(count(&evidence, "evidence") < count(&all, "evidence"));
    assert_eq!(subjects(&facts, "Claim"), BTreeSet::new());
    assert_eq!(subjects(&facts, "Conflict"), BTreeSet::new());
    assert_eq!(count(&facts, "modality"), count(&evidence, "modality"));
    assert!(count(&facts, "modality") > 500);
    assert_eq!(count(&facts, "inConflict"), 0);
}

#[test]
fn nothing_refers_to_a_node_that_was_left_out() {
    let all = export(&[]);
    let facts = export(&["--with", "none"]);
    let left: BTreeSet<_> = facts.iter().map(|quad| quad.subject.to_string()).collect();
    let described: BTreeSet<_> = all.iter().map(|quad| quad.subject.to_string()).collect();
    for quad in &facts {
        let object = quad.object.to_string();
        assert!(
            !described.contains(&object) || left.contains(&object),
            "{quad}"
        );
    }
}

#[test]
fn rdf12_says_each_claim_once_as_a_triple_term() {
    let quads = export(&["--rdf12"]);
    let claims = subjects(&quads, "Claim").len();
    let reifiers = quads.iter().filter(|quad| quad.object.is_triple()).count();
    assert!(reifiers >= claims && claims > 400);
    let subject = oxrdf::vocab::rdf::SUBJECT;
    assert!(
        quads
            .iter()
            .all(|quad| quad.predicate != subject || !quad.subject.to_string().contains("/claim/"))
    );
}

#[test]
fn rdf12_reads_back_from_every_format_that_has_it() {
    let mut desk = desk();
    let all = export(&["--rdf12", "--class", "gremia:Claim"]).len();
    for (format, syntax) in [
        ("turtle", RdfFormat::Turtle),
        ("trig", RdfFormat::TriG),
        ("ntriples", RdfFormat::NTriples),
        ("rdfxml", RdfFormat::RdfXml),
    ] {
        let line = ["export", "--rdf12", "--class", "gremia:Claim", "-f", format];
        let text = desk.run(&line).unwrap().1;
        let parser = RdfParser::from_format(syntax).for_slice(&text);
        assert_eq!(parser.map(Result::unwrap).count(), all, "{format}");
    }
}

#[test]
fn annotations_describe_every_passage() {
    let quads = export(&["--annotations", "--source", "mpk"]);
    let passages: BTreeSet<_> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str().ends_with("#evidence"))
        .map(|quad| quad.object.to_string())
        .collect();
    let targets: BTreeSet<_> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str().ends_with("#hasTarget"))
        .map(|quad| quad.object.to_string())
        .collect();
    assert!(!passages.is_empty());
    assert_eq!(passages, targets);
}

#[test]
fn json_ld_refers_to_its_context_where_asked() {
    let line = [
        "export",
        "-f",
        "jsonld",
        "--about",
        "person:claudia-plattner",
        "--depth",
        "0",
    ];
    let own = desk().run(&line).unwrap().1;
    assert!(own.contains("\"@version\": 1.1"), "{own}");
    let text = desk().run(&[&line[..], &["--context"]].concat()).unwrap().1;
    assert!(
        text.contains("\"@context\": \"https://w3id.org/gremia/context.jsonld\""),
        "{text}"
    );
    let other = desk().run(&[&line[..], &["--context=http://ex.org/c"]].concat());
    assert!(
        other
            .unwrap()
            .1
            .contains("\"@context\": \"http://ex.org/c\"")
    );
}

#[test]
fn schema_writes_the_context() {
    let text = desk().run(&["schema", "--context"]).unwrap().1;
    assert_eq!(text, desk().session.json_ld_context().unwrap().text());
}

#[test]
fn parts_are_the_same_on_every_run() {
    for arguments in [
        &["--about", "body:dmk"][..],
        &["--rdf12", "--class", "gremia:Claim"],
        &["--annotations", "--source", "dmk2"],
    ] {
        let line = [&["export", "-f", "nt"], arguments].concat();
        assert_eq!(desk().run(&line).unwrap().1, desk().run(&line).unwrap().1);
    }
}

#[test]
fn names_that_do_not_exist_are_told_with_what_does() {
    insta::assert_snapshot!(failure(&["--source", "bmfb"]), @r#"
    error: there is no source document `bmfb`
    hint: there are bmbf, dmk1-egov, dmk1-press, dmk2, mpk
    "#);
    insta::assert_snapshot!(failure(&["--class", "gremia:Persn"]), @r#"
    error: no class with instances is called `gremia:Persn`
    hint: did you mean `gremia:Person`?
    "#);
    insta::assert_snapshot!(failure(&["--about", "person:claudia-platner"]), @r#"
    error: `person:claudia-platner` does not occur in the dataset
    hint: did you mean `person:claudia-plattner` (Claudia Plattner)?
    "#);
    insta::assert_snapshot!(failure(&["--query", "budgt"]), @r#"
    error: there is no query `budgt`
    hint: did you mean `budget`?
    "#);
}

#[test]
fn query_that_gives_no_graph_is_refused() {
    insta::assert_snapshot!(failure(&["--construct", "SELECT * { ?s ?p ?o }"]), @r#"
    error: a SELECT gives rows, and only a graph can be exported
    hint: write a CONSTRUCT or DESCRIBE; `query` answers the others
    "#);
    insta::assert_snapshot!(failure(&["--construct", "ASK { ?s ?p ?o }"]), @r#"
    error: an ASK gives a truth value, and only a graph can be exported
    hint: write a CONSTRUCT or DESCRIBE; `query` answers the others
    "#);
    insta::assert_snapshot!(failure(&["--construct", "DELETE WHERE { ?s ?p ?o }"]), @r#"
    error: an update changes data, and only a graph can be exported
    hint: write a CONSTRUCT or DESCRIBE; `query` answers the others
    "#);
    insta::assert_snapshot!(failure(&["--construct", "missing.rq"]), @r#"
    error: `missing.rq` is neither a file nor a query
    hint: `--construct` takes the name of a file or the text of a CONSTRUCT
    "#);
}

#[test]
fn options_without_effect_are_refused() {
    insta::assert_snapshot!(failure(&["--depth", "1"]), @r#"
    error: `--depth` counts links from nodes, and none is picked
    hint: `--about`, `--class`, `--source` and `--query` pick nodes
    "#);
    insta::assert_snapshot!(failure(&["--param", "a=b"]), @r#"
    error: `--param` is for a query
    hint: `--query NAME` or `--construct QUERY` runs one
    "#);
    insta::assert_snapshot!(failure(&["--annotations", "--with", "none"]), @r#"
    error: `--annotations` describes the passages that `--with none` leaves out
    hint: `--with evidence` keeps them
    "#);
    insta::assert_snapshot!(failure(&["--context"]), @r#"
    error: `--context` is for JSON-LD, and the format is turtle
    hint: `--format jsonld` writes JSON-LD
    "#);
    insta::assert_snapshot!(failure(&["-f", "jsonld", "--context=nowhere"]), @r#"
    error: `nowhere` is not an absolute IRI
    hint: `--context` alone takes the context that the project publishes
    "#);
    insta::assert_snapshot!(failure(&["--rdf12", "-f", "jsonld"]), @r#"
    error: `--rdf12` writes triple terms, which jsonld does not have
    hint: all other formats have them, for instance turtle
    "#);
}

#[test]
fn triple_terms_of_the_data_are_refused_in_json_ld_with_the_way_out() {
    let mut desk = Desk::new("ex:a ex:p <<( ex:b ex:c 1 )>> .");
    let failure = desk.run(&["export", "-f", "jsonld"]).unwrap_err();
    assert_eq!(failure.kind(), Kind::Store);
    insta::assert_snapshot!(failure.render(), @r#"
    error: jsonld cannot hold the triple term that <http://ex.org/a> is stated to have
    hint: all other formats have them, for instance turtle
    "#);
}
