//! What Tab offers, at the mark `‸` in small texts.

use super::{Completion, Sources, complete};
use crate::prefixes::Prefixes;
use crate::repl::syntax::Syntax;
use crate::repl::term_index::TermIndex;
use crate::store::{Dataset, EmbeddedDataset};
use oxigraph::sparql::CancellationToken;

const DATA: &str =
    "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA {
    e:hamburg a e:City ; rdfs:label 'Hamburg'@de ; e:onRiver e:elbe .
    e:luebeck a e:City ; rdfs:label 'Hansestadt Lübeck'@de .
    e:elbe a e:River ; rdfs:label 'Elbe'@de .
    GRAPH e:source { e:elbe e:length 1094 } }";

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    prefixes.insert("e", "http://e/").unwrap();
    let rdfs = "http://www.w3.org/2000/01/rdf-schema#";
    prefixes.insert("rdfs", rdfs).unwrap();
    prefixes
}

/// Completes at the mark `‸`.
fn completed(marked: &str) -> Completion {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    dataset.update(DATA, &CancellationToken::new()).unwrap();
    let terms = TermIndex::read(&dataset, || true).unwrap().unwrap();
    let position = marked.find('‸').unwrap();
    let sources = Sources {
        prefixes: &prefixes(),
        terms: Some(&terms),
        commands: &[],
        queries: &[],
    };
    complete(&Syntax::new(&marked.replace('‸', "")), position, &sources)
}

fn offered(marked: &str) -> Vec<String> {
    let candidates = completed(marked).candidates;
    candidates
        .into_iter()
        .map(|found| found.replacement)
        .collect()
}

#[test]
fn start_of_a_request_offers_its_forms() {
    assert_eq!(offered("sel‸"), ["SELECT"]);
    assert!(offered("‸").contains(&"CONSTRUCT".to_owned()));
}

#[test]
fn classes_follow_a() {
    assert_eq!(offered("ASK { ?s a e:‸ }"), ["e:City", "e:River"]);
    assert_eq!(offered("ASK { ?s a ‸ }"), ["e:City", "e:River"]);
}

#[test]
fn properties_come_by_use() {
    assert_eq!(offered("ASK { ?s e:‸ }"), ["e:length", "e:onRiver"]);
    assert_eq!(offered("ASK { ?s lab‸ }"), ["rdfs:label"]);
    assert_eq!(offered("ASK { ?s ^onr‸ }"), ["e:onRiver"]);
}

#[test]
fn local_names_are_those_of_their_namespace() {
    assert_eq!(offered("ASK { ?s e:onRiver e:el‸ }"), ["e:elbe"]);
}

#[test]
fn things_are_found_by_a_word_of_their_label() {
    let completion = completed("ASK { ?s e:onRiver lueb‸ }");
    assert_eq!(completion.candidates[0].replacement, "e:luebeck");
    assert_eq!(
        completion.candidates[0].display,
        "e:luebeck — Hansestadt Lübeck@de"
    );
}

#[test]
fn variables_are_those_of_the_query() {
    assert_eq!(
        offered("SELECT ?na‸ { ?s e:p ?name ; e:q ?nature }"),
        ["?name", "?nature"]
    );
    assert_eq!(
        offered("SELECT * { ?s e:p ?name } ORDER BY ?‸"),
        ["?name", "?s"]
    );
}

#[test]
fn functions_are_offered_in_expressions_only() {
    assert_eq!(offered("ASK { ?s ?p ?o FILTER(strst‸"), ["STRSTARTS("]);
    assert!(offered("ASK { strst‸").is_empty());
}

#[test]
fn graphs_follow_their_keyword() {
    assert_eq!(offered("ASK { GRAPH ‸"), ["e:source"]);
}

#[test]
fn keywords_follow_the_pattern() {
    assert_eq!(offered("ASK { ?s ?p ?o } ord‸"), ["ORDER BY"]);
    assert_eq!(offered("ASK { ?s ?p ?o . opt‸"), ["OPTIONAL"]);
}

#[test]
fn known_prefix_is_completed_with_its_namespace() {
    assert_eq!(
        offered("PREFIX rd‸"),
        ["rdfs: <http://www.w3.org/2000/01/rdf-schema#>"]
    );
    assert_eq!(offered("ASK { rd‸"), ["rdfs:"]);
}

#[test]
fn iris_and_language_tags_are_completed() {
    assert_eq!(
        offered("ASK { ?s ?p <http://e/h‸ }"),
        ["<http://e/hamburg>"]
    );
    assert_eq!(offered("ASK { ?s ?p 'x'@‸ }"), ["@de"]);
}

#[test]
fn blank_start_of_a_line_is_indented() {
    assert_eq!(offered("ASK {\n‸"), ["  "]);
}

#[test]
fn without_an_index_syntax_is_offered() {
    let sources = Sources {
        prefixes: &prefixes(),
        terms: None,
        commands: &[],
        queries: &[],
    };
    let text = "ASK { ?s ?p ?o . fil";
    let found = complete(&Syntax::new(text), text.len(), &sources).candidates;
    assert_eq!(found[0].replacement, "FILTER");
}

#[test]
fn long_lists_are_cut_and_say_so() {
    use super::{Candidate, MOST, Ranked, best};
    let many = (0..1000).map(|n| Ranked::new(1, 0, Candidate::plain(format!("x{n}"))));
    let found = best(many.collect(), "x");
    assert_eq!(found.len(), MOST + 1);
    assert_eq!(found[MOST].display, "… 800 more");
    assert_eq!(found[MOST].replacement, "x");
}

#[test]
fn no_position_in_a_query_is_a_panic() {
    let text = "PREFIX e: <http://e/> SELECT (STR(?ä) AS ?n) { ?s a e:City ; ^e:p/e:q 'x'@de, <http://e/ü> FILTER(?ä < 3) } ORDER BY ?n # ‹";
    for (position, _) in text.char_indices() {
        completed(&format!("{}‸{}", &text[..position], &text[position..]));
    }
}
