//! What Tab offers, at the mark `‸` in small texts.

use super::{Completion, Sources, complete};
use crate::prefixes::Prefixes;
use crate::repl::syntax::Syntax;
use crate::repl::term_index::TermIndex;
use crate::store::{Dataset, EmbeddedDataset};
use oxigraph::sparql::CancellationToken;

const DATA: &str =
    "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> INSERT DATA {
    e:hamburg a e:City ; rdfs:label 'Hamburg'@de ; e:onRiver e:elbe .
    e:luebeck a e:City ; rdfs:label 'Hansestadt Lübeck'@de .
    e:elbe a e:River ; rdfs:label 'Elbe'@de .
    e:level rdfs:range skos:Concept . e:hamburg e:level e:high ; e:born '1189'^^xsd:gYear .
    e:high a skos:Concept ; skos:inScheme e:levels . e:low a skos:Concept ; skos:inScheme e:levels ; rdfs:label 'Niedrig'@de .
    GRAPH e:source { e:elbe e:length 1094 } }";

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    prefixes.insert("e", "http://e/").unwrap();
    let rdfs = "http://www.w3.org/2000/01/rdf-schema#";
    prefixes.insert("rdfs", rdfs).unwrap();
    let skos = "http://www.w3.org/2004/02/skos/core#";
    prefixes.insert("skos", skos).unwrap();
    prefixes
}

/// Completes at the mark `‸`.
fn completed(marked: &str) -> Completion {
    completed_with(marked, DATA, false)
}

/// Completes at the mark `‸` in a session with `data`, where texts declare their prefixes themselves or not.
fn completed_with(marked: &str, data: &str, strict: bool) -> Completion {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    dataset.update(data, &CancellationToken::new()).unwrap();
    let terms = TermIndex::read(&dataset, || true).unwrap().unwrap();
    let position = marked.find('‸').unwrap();
    let prefixes = prefixes();
    let sources = Sources {
        strict,
        terms: Some(&terms),
        ..Sources::new(&prefixes)
    };
    complete(&Syntax::new(&marked.replace('‸', "")), position, &sources)
}

fn replacements(completion: Completion) -> Vec<String> {
    let candidates = completion.candidates.into_iter();
    candidates.map(|found| found.replacement).collect()
}

fn offered(marked: &str) -> Vec<String> {
    replacements(completed(marked))
}

#[test]
fn start_of_a_request_offers_its_forms() {
    assert_eq!(offered("sel‸"), ["SELECT"]);
    assert!(offered("‸").contains(&"CONSTRUCT".to_owned()));
}

#[test]
fn classes_follow_a() {
    assert_eq!(offered("ASK { ?s a e:‸ }"), ["e:City", "e:River"]);
    assert_eq!(
        offered("ASK { ?s a ‸ }"),
        ["e:City", "skos:Concept", "e:River"]
    );
}

#[test]
fn properties_come_by_use() {
    assert_eq!(
        offered("ASK { ?s e:‸ }"),
        ["e:born", "e:length", "e:level", "e:onRiver"]
    );
    assert_eq!(offered("ASK { ?s lab‸ }"), ["rdfs:label"]);
    assert_eq!(offered("ASK { ?s ^onr‸ }"), ["e:onRiver"]);
    assert_eq!(offered("ASK { [ onr‸ ] }"), ["e:onRiver"]);
}

#[test]
fn properties_seen_with_the_class_of_the_subject_come_first() {
    for text in [
        "ASK { ?s a e:River ; e:‸ }",
        "ASK { ?s e:‸ . ?s a e:River }",
        "ASK { e:elbe e:‸ }",
        "ASK { [ a e:River ; e:‸ ] }",
        "PREFIX z: <http://e/> ASK { ?s a z:River ; e:‸ }",
    ] {
        let found = completed(text).candidates;
        let display = &found[0].display;
        assert!(
            display.starts_with("e:length — 1 with "),
            "{text}: {display}"
        );
        assert_eq!(found[1].replacement, "e:born", "{text}");
    }
    assert_eq!(
        offered("ASK { ?s a e:River . ?s e:onRiver/e:‸ }")[0],
        "e:born"
    );
}

#[test]
fn property_typed_in_full_can_be_made_a_path() {
    let found = completed("ASK { ?s e:onRiver‸ }").candidates;
    let found: Vec<&str> = found.iter().map(|found| found.display.as_str()).collect();
    assert_eq!(found[0], "e:onRiver — 1");
    assert!(found.contains(&"e:onRiver+ — once or more"), "{found:?}");
}

#[test]
fn concepts_of_the_property_come_before_other_things() {
    let found = offered("ASK { ?s e:level ‸ }");
    assert_eq!(found[..2], ["e:high", "e:low"]);
    assert_eq!(offered("ASK { ?s e:level ni‸ }"), ["e:low"]);
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
        "e:luebeck — Hansestadt Lübeck@de · e:City · 2"
    );
    assert_eq!(offered("ASK { ?s e:onRiver lü‸ }"), ["e:luebeck"]);
    assert_eq!(offered("ASK { ?s e:onRiver e:hans‸ }"), ["e:luebeck"]);
}

#[test]
fn misspelt_label_is_found_where_nothing_fits_as_written() {
    assert_eq!(offered("ASK { ?s e:onRiver hambrug‸ }"), ["e:hamburg"]);
}

#[test]
fn name_in_the_language_spoken_stands_beside_the_label_that_fits() {
    let data = "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA {
        e:x a e:Place, e:House ; rdfs:label 'museum'@en , 'Kunsthaus'@de . e:y a e:Place . e:z a e:Place .
        e:ai a e:House ; rdfs:label 'Kunstwelt'@de , 'art'@en }";
    let found = |marked: &str| {
        let found = completed_with(marked, data, false).candidates.into_iter();
        found.map(|found| found.display).collect::<Vec<_>>()
    };
    assert_eq!(
        found("ASK { ?s ?p kunsth‸ }"),
        ["e:x — museum · Kunsthaus@de · e:House · 4"]
    );
    assert_eq!(found("ASK { ?s ?p e:ai‸ }"), ["e:ai — art · e:House · 3"]);
    assert_eq!(found("ASK { ?s ?p e:Pla‸ }"), ["e:Place — class · 3"]);
}

#[test]
fn name_that_starts_as_typed_comes_before_labels() {
    let data =
        "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA {
        e:x rdfs:label 'Ada Lovelace'@en . e:adam e:a 1 }";
    let found = replacements(completed_with("ASK { ?s ?p ada‸ }", data, false));
    assert_eq!(found, ["e:adam", "e:x"]);
}

#[test]
fn name_comes_before_what_begins_like_it_and_describes() {
    let data = "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA {
        e:x rdfs:label 'Ada Lovelace as head of computing'@en , 'Ada Lovelace als Leiterin'@de ; e:of e:y ; e:a 1, 2, 3 .
        e:y rdfs:label 'Ada Lovelace'@en }";
    let found = completed_with("ASK { ?s ?p ada‸ }", data, false).candidates;
    assert_eq!(found[0].replacement, "e:y");
    // The label in the language spoken fits as well as the other.
    assert_eq!(
        found[1].display,
        "e:x — Ada Lovelace as head of computing@en · 6"
    );
}

#[test]
fn misspelt_name_is_found_where_nothing_fits_as_written() {
    assert_eq!(offered("ASK { ?s rdfs:lable‸ }"), ["rdfs:label"]);
    assert_eq!(offered("ASK { ?s onrivre‸ }"), ["e:onRiver"]);
    assert_eq!(offered("ASK { ?s a e:Rivre‸ }"), ["e:River"]);
    assert!(offered("ASK { ?s e:xyz‸ }").is_empty());
}

#[test]
fn behind_a_circumflex_properties_that_point_at_the_class_come_first() {
    let found = completed("ASK { ?s a e:River ; ^‸ }").candidates;
    assert_eq!(found[0].display, "e:onRiver — 1 to e:River");
    assert!(found.iter().all(|found| found.replacement != "a"));
    // A later step no longer starts at the subject.
    let later = completed("ASK { ?s a e:River ; e:length/^e:‸ }").candidates;
    assert_eq!(later[0].replacement, "e:born");
}

#[test]
fn variables_are_those_of_the_query() {
    assert_eq!(
        offered("SELECT ?na‸ { ?s e:p ?name ; e:q ?nature }"),
        ["?name", "?nature"]
    );
    assert_eq!(
        offered("SELECT * { ?s e:p ?name FILTER(?x < 1) } ORDER BY ?‸"),
        ["?name", "?s"]
    );
    assert_eq!(offered("SELECT * { $some e:p $so‸ }"), ["$some"]);
}

#[test]
fn values_are_no_variables() {
    for text in [
        "ASK { ?s ?p ?o VALUES ?s { ‸",
        "ASK { ?s ?p ?o VALUES (?s ?o) { (‸",
    ] {
        let found = offered(text);
        assert!(
            found.iter().all(|found| !found.starts_with('?')),
            "{text}: {found:?}"
        );
    }
    let object = offered("ASK { ?s ?p ‸");
    assert!(object.contains(&"?p".to_owned()), "{object:?}");
    // Hardly anything is its own value.
    assert!(!object.contains(&"?s".to_owned()), "{object:?}");
}

#[test]
fn functions_are_offered_in_expressions_only() {
    assert_eq!(offered("ASK { ?s ?p ?o FILTER(strst‸"), ["STRSTARTS("]);
    assert!(offered("ASK { strst‸").is_empty());
    let found = completed("ASK { ?s ?p ?o FILTER(strst‸").candidates;
    assert_eq!(found[0].display, "STRSTARTS(text, start)");
}

#[test]
fn functions_are_not_drowned_by_labels() {
    let data = "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> INSERT DATA {
        e:a rdfs:label 'Yellow' . e:b rdfs:label 'Regent' . e:c rdfs:label 'Wissen' . e:d rdfs:label 'Stresa' .
        e:f rdfs:label 'Count' }";
    let found = |marked: &str| replacements(completed_with(marked, data, false));
    assert_eq!(found("ASK { ?s ?p ?o FILTER(YE‸"), ["YEAR("]);
    assert_eq!(found("ASK { ?s ?p ?o FILTER(reg‸"), ["REGEX("]);
    assert_eq!(found("ASK { ?s ?p ?o FILTER(STRST‸"), ["STRSTARTS("]);
    assert_eq!(found("SELECT ?s (COU‸"), ["COUNT("]);
    assert_eq!(found("ASK { ?x ?p ?o FILTER(?x IN (wiss‸"), ["e:c"]);
}

#[test]
fn graphs_follow_their_keyword() {
    assert_eq!(offered("ASK { GRAPH ‸"), ["e:source"]);
    assert_eq!(offered("SELECT * FROM NAMED e:‸"), ["e:source"]);
    assert_eq!(offered("SELECT ?x FROM ‸"), ["e:source"]);
    assert_eq!(offered("SELECT ?x { GRAPH ‸"), ["?x", "e:source"]);
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
        [
            "rdfs: <http://www.w3.org/2000/01/rdf-schema#>",
            "rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
        ]
    );
    assert_eq!(offered("ASK { rd‸"), ["rdf:", "rdfs:"]);
}

#[test]
fn iris_and_language_tags_are_completed() {
    assert_eq!(
        offered("ASK { ?s ?p <http://e/ha‸ }"),
        ["<http://e/hamburg>"]
    );
    assert_eq!(offered("ASK { ?s ?p 'x'@‸ }"), ["@de"]);
    assert_eq!(offered("ASK { FILTER(LANG(?x) = ‸"), ["\"de\""]);
    assert_eq!(offered("ASK { FILTER(LANGMATCHES(LANG(?x), 'd‸"), ["'de'"]);
}

#[test]
fn datatypes_follow_two_circumflexes() {
    let found = offered("PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ASK { ?s ?p '1'^^xsd:‸");
    assert_eq!(found[0], "xsd:gYear");
    assert!(found.contains(&"xsd:date".to_owned()), "{found:?}");
    assert_eq!(
        offered("ASK { ?s ?p '1'^^gyear‸"),
        ["xsd:gYear", "xsd:gYearMonth"]
    );
}

#[test]
fn inside_texts_and_comments_nothing_is_offered() {
    assert!(offered("ASK { ?s ?p 'sel‸").is_empty());
    assert!(offered("ASK { ?s ?p 'se‸l' }").is_empty());
    assert!(offered("ASK { } # sel‸").is_empty());
}

#[test]
fn blank_start_of_a_line_is_indented() {
    assert_eq!(offered("ASK {\n‸"), ["  "]);
}

#[test]
fn without_an_index_syntax_is_offered() {
    let prefixes = prefixes();
    let sources = Sources::new(&prefixes);
    let text = "ASK { ?s ?p ?o . fil";
    let found = complete(&Syntax::new(text), text.len(), &sources).candidates;
    assert_eq!(found[0].replacement, "FILTER");
}

#[test]
fn list_says_that_terms_are_still_being_read() {
    let prefixes = prefixes();
    let sources = Sources::new(&prefixes);
    let text = "ASK { ?s e:";
    let found = complete(&Syntax::new(text), text.len(), &sources).candidates;
    // One line alone would be inserted, not shown.
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].replacement, "e:");
    assert!(found[0].display.contains("still being read"));
}

#[test]
fn long_lists_are_cut_and_say_so() {
    use super::{Candidate, MOST, Ranked, best};
    let many = (0..1000).map(|n| Ranked::new(1, 0, Candidate::plain(format!("x{n}"))));
    let found = best(many.collect(), 1000, "x");
    assert_eq!(found.len(), MOST + 1);
    assert_eq!(found[MOST].display, "… 1,800 more");
    assert_eq!(found[MOST].replacement, "x");
}

#[test]
fn no_position_in_a_query_is_a_panic() {
    let text = "PREFIX e: <http://e/> SELECT (STR(?ä) AS ?n) { ?s a e:City ; ^e:p/e:q 'x'@de, <http://e/ü> FILTER(?ä < 3) } ORDER BY ?n # ‹";
    for (position, _) in text.char_indices() {
        completed(&format!("{}‸{}", &text[..position], &text[position..]));
    }
}

/// A dataset of which the session knows no prefix.
const FOREIGN: &str =
    "PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX x: <http://x/> INSERT DATA {
    x:a a foaf:Person ; foaf:name 'Ada' ; foaf:nick 'a' ; x:p 1 . foaf:name x:label 'name' }";

fn foreign(marked: &str) -> Vec<String> {
    replacements(completed_with(marked, FOREIGN, false))
}

#[test]
fn terms_of_usual_namespaces_are_written_with_their_prefix() {
    assert_eq!(foreign("ASK { ?s foaf:na‸ }"), ["foaf:name"]);
    assert_eq!(foreign("ASK { ?s nick‸ }"), ["foaf:nick"]);
    assert_eq!(foreign("ASK { ?s a pers‸ }"), ["foaf:Person"]);
    assert_eq!(foreign("ASK { ?s foa‸ }"), ["foaf:"]);
    assert!(foreign("ASK { ?s dcat‸ }").is_empty());
    assert_eq!(
        foreign("PREFIX foaf: <http://x/> ASK { ?s foaf:‸ }"),
        ["foaf:label", "foaf:p"]
    );
}

#[test]
fn strict_text_names_terms_with_the_prefixes_it_declares() {
    let strict = |marked: &str| replacements(completed_with(marked, FOREIGN, true));
    let name = "<http://xmlns.com/foaf/0.1/name>";
    assert_eq!(strict("ASK { ?s foaf:na‸ }"), [name]);
    assert_eq!(strict("ASK { ?s nam‸ }"), [name]);
    assert!(strict("ASK { ?s foa‸ }").is_empty());
    assert_eq!(
        strict("PREFIX foaf: <http://xmlns.com/foaf/0.1/> ASK { ?s nam‸ }"),
        ["foaf:name"]
    );
}

#[test]
fn values_that_a_shape_lists_follow_its_property() {
    let data = "PREFIX e: <http://e/> PREFIX sh: <http://www.w3.org/ns/shacl#> INSERT DATA {
        e:x e:p e:far ; e:size 3 . e:far e:q 1 .
        [] sh:path e:p ; sh:in ( e:near e:far ) .
        [] sh:path e:size ; sh:in ( 3 'big'@en \"it's\" '2024-01-01'^^<http://www.w3.org/2001/XMLSchema#date> ) }";
    let found = |marked: &str| replacements(completed_with(marked, data, false));
    assert_eq!(found("ASK { ?s e:p ‸ }")[..2], ["e:far", "e:near"]);
    assert_eq!(found("ASK { ?s e:p e:‸ }")[..2], ["e:far", "e:near"]);
    assert_eq!(found("ASK { ?s e:p ne‸ }"), ["e:near"]);
    assert!(!found("ASK { ?s ^e:p ‸ }").contains(&"e:near".to_owned()));
    assert_eq!(
        found("ASK { ?s e:size ‸ }")[..4],
        ["\"2024-01-01\"^^xsd:date", "\"big\"@en", "\"it's\"", "3"]
    );
    assert_eq!(found("ASK { ?s e:size \"bi‸ }"), ["\"big\"@en"]);
    assert_eq!(found("ASK { ?s e:size 'b‸ }"), ["'big'@en"]);
    assert_eq!(found("ASK { ?s e:size big‸ }"), ["\"big\"@en"]);
    assert!(found("ASK { ?s e:other 'b‸ }").is_empty());
}

#[test]
fn terms_used_last_come_first_among_equals() {
    let mut recent = super::Recent::default();
    recent.note(["http://e/onRiver".to_owned()]);
    recent.note(["http://e/length".to_owned()]);
    let dataset = EmbeddedDataset::in_memory().unwrap();
    dataset.update(DATA, &CancellationToken::new()).unwrap();
    let terms = TermIndex::read(&dataset, || true).unwrap().unwrap();
    let prefixes = prefixes();
    let sources = Sources {
        terms: Some(&terms),
        recent: &recent,
        ..Sources::new(&prefixes)
    };
    let text = "ASK { ?s e:";
    let found = replacements(complete(&Syntax::new(text), text.len(), &sources));
    assert_eq!(found, ["e:length", "e:onRiver", "e:born", "e:level"]);
}

#[test]
fn names_follow_their_sign() {
    let names = [("place".to_owned(), "e:hamburg".to_owned())];
    let prefixes = prefixes();
    let sources = Sources {
        names: &names,
        ..Sources::new(&prefixes)
    };
    let displayed = |text: &str| {
        let found = complete(&Syntax::new(text), text.len(), &sources).candidates;
        let found = found.into_iter().map(|found| found.display);
        found.collect::<Vec<_>>()
    };
    assert_eq!(
        displayed("ASK { ?s ?p $"),
        ["$place — e:hamburg", "$p", "$s"]
    );
    assert_eq!(displayed("ASK { VALUES ?x { $pl"), ["$place — e:hamburg"]);
    assert_eq!(displayed("ASK { ?s ?p ?p"), ["?p"]);
}

#[test]
fn casts_are_functions_of_conditions() {
    let text = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ASK { ?s ?p ?o FILTER(xsd:int‸) }";
    assert_eq!(offered(text), ["xsd:integer("]);
}
