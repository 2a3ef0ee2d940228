//! What Tab offers on lines with a leading dot.

use super::{Argument, Known, complete};
use crate::bundle::File;
use crate::named_queries::{Catalogue, NamedQuery};
use crate::prefixes::Prefixes;
use crate::repl::completion::Sources;
use crate::repl::term_index::TermIndex;
use crate::store::{Dataset, EmbeddedDataset};
use oxigraph::sparql::CancellationToken;

fn known(name: &str, argument: Argument) -> Known {
    Known {
        name: name.to_owned(),
        usage: String::new(),
        summary: format!("does {name}"),
        details: String::new(),
        argument,
    }
}

const QUERY: &str = "#+ summary: Rivers
#+ param: city iri = e:hamburg -- the city
#+ param: level iri
#+ param: order enum(up, down) = down
#+ param: word string = two words
PREFIX e: <http://e/>
SELECT * { ?city e:level ?level ; e:name ?word FILTER(?order = 'up') }";

const DATA: &str = "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX foaf: <http://xmlns.com/foaf/0.1/> INSERT DATA {
    e:hamburg a e:City ; rdfs:label 'Hamburg'@de ; e:level e:high ; foaf:name 'H' . foaf:Person rdfs:label 'Person'@en .
    e:high a skos:Concept ; skos:inScheme e:levels . e:low a skos:Concept ; skos:inScheme e:levels }";

fn queries() -> Vec<NamedQuery> {
    let file = File {
        path: "queries/rivers.rq".to_owned(),
        bytes: QUERY.as_bytes().into(),
    };
    let catalogue = Catalogue::default().with_own(&[file]);
    catalogue.queries().to_owned()
}

fn offered(line: &str) -> Vec<String> {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    dataset.update(DATA, &CancellationToken::new()).unwrap();
    let terms = TermIndex::read(&dataset, || true).unwrap().unwrap();
    offered_with(line, Some(&terms))
}

fn offered_with(line: &str, terms: Option<&TermIndex>) -> Vec<String> {
    let commands = [
        known("help", Argument::Topic),
        known("mode", Argument::Format),
        known("cd", Argument::File),
        known("describe", Argument::Term),
        known("explain", Argument::Statement),
        known("let", Argument::Binding),
        known("prefix", Argument::Prefix),
        known("read", Argument::File),
        known("run", Argument::Query),
        known("set", Argument::Setting),
        known("timer", Argument::Switch),
        known("unlet", Argument::Name),
        known("why", Argument::Triple),
    ];
    let queries = queries();
    let prefixes = Prefixes::default();
    let sources = Sources {
        terms,
        commands: &commands,
        queries: &queries,
        names: &[("town".to_owned(), "e:hamburg".to_owned())],
        columns: &["city".to_owned(), "river".to_owned()],
        ..Sources::new(&prefixes)
    };
    let found = complete(line, &sources).candidates;
    found.into_iter().map(|found| found.replacement).collect()
}

#[test]
fn parts_of_a_statement_follow_one_another() {
    assert_eq!(offered(".why ham"), ["<http://e/hamburg>"]);
    let properties = offered(".why <http://e/hamburg> ");
    assert_eq!(properties[..2], ["<http://e/level>", "foaf:name"]);
    assert_eq!(offered(".why x foaf:"), ["foaf:name"]);
    assert_eq!(offered(".why x <http://e/level> lo"), ["<http://e/low>"]);
    assert_eq!(offered(".why x a "), ["skos:Concept", "<http://e/City>"]);
    assert!(offered(".why x a y ").is_empty());
}

#[test]
fn names_start_with_what_is_typed() {
    assert_eq!(offered(".r"), ["read ", "run "]);
    assert_eq!(
        offered("."),
        [
            "cd ",
            "describe ",
            "explain ",
            "help ",
            "let ",
            "mode ",
            "prefix ",
            "read ",
            "run ",
            "set ",
            "timer ",
            "unlet ",
            "why "
        ]
    );
}

#[test]
fn arguments_depend_on_the_command() {
    assert_eq!(offered(".timer o"), ["off", "on"]);
    assert_eq!(offered(".mode cs"), ["csv"]);
    assert_eq!(offered(".help ti"), ["timer"]);
}

#[test]
fn named_queries_come_with_their_parameters() {
    assert_eq!(offered(".run ri"), ["rivers"]);
    assert_eq!(offered(".run rivers c"), ["city="]);
    assert!(offered(".run rivers x=").is_empty());
}

#[test]
fn parameter_that_is_given_is_not_offered_again() {
    assert_eq!(
        offered(".run rivers city=x "),
        ["level=", "order=", "word="]
    );
}

#[test]
fn settings_come_with_their_values() {
    assert_eq!(offered(".set tim"), ["timeout", "timer"]);
    assert_eq!(offered(".set timer o"), ["off", "on"]);
    assert!(offered(".set timer on o").is_empty());
}

#[test]
fn files_are_offered_for_file_arguments_only() {
    assert!(offered(".read Cargo.t").contains(&"Cargo.toml".to_owned()));
    assert!(offered(".run Cargo.t").is_empty());
}

#[test]
fn file_with_blanks_is_written_in_quotes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    std::fs::write(folder.path().join("only one.ttl"), "").unwrap();
    std::fs::create_dir(folder.path().join("a b")).unwrap();
    std::fs::write(folder.path().join("a b/c"), "").unwrap();
    let whole = format!("\"{path}/only one.ttl\"");
    assert_eq!(offered(&format!(".read {path}/on")), [whole.as_str()]);
    assert_eq!(offered(&format!(".read \"{path}/on")), [whole.as_str()]);
    assert_eq!(offered(&format!(".read \"{path}/only o")), [whole]);
    assert_eq!(
        offered(&format!(".read {path}/a")),
        [format!("\"{path}/a b/")]
    );
    assert_eq!(
        offered(&format!(".read '{path}/a b/")),
        [format!("'{path}/a b/c'")]
    );
    assert_eq!(offered(&format!(".cd {path}/")), [format!("\"{path}/a b/")]);
}

#[test]
fn values_of_parameters_are_of_their_types() {
    assert_eq!(offered(".run rivers city=hamb"), ["e:hamburg"]);
    assert_eq!(offered(".run rivers city="), ["e:hamburg"]);
    assert_eq!(offered(".run rivers order="), ["down", "up"]);
    assert_eq!(offered(".run rivers word="), ["\"two words\""]);
    assert!(offered(".run rivers word=hamb").is_empty());
}

#[test]
fn concepts_of_the_property_in_the_query_are_values_of_a_parameter() {
    assert_eq!(offered(".run rivers level="), ["e:high", "e:low"]);
}

#[test]
fn names_and_columns_are_offered_where_something_is_named() {
    assert_eq!(offered(".unlet "), ["town"]);
    assert_eq!(offered(".let t"), ["town = "]);
    assert_eq!(offered(".let x "), ["= "]);
    assert_eq!(offered(".let x = "), ["last.city", "last.river"]);
    assert_eq!(offered(".let x = last.r"), ["last.river"]);
    assert_eq!(offered(".let x=last.c"), ["last.city"]);
    assert_eq!(offered(".let x = hamb"), ["<http://e/hamburg>"]);
}

#[test]
fn prefixes_that_everybody_uses_can_be_declared() {
    assert_eq!(
        offered(".prefix foa"),
        ["foaf: <http://xmlns.com/foaf/0.1/>"]
    );
}

#[test]
fn terms_are_written_with_prefixes_that_everybody_uses() {
    assert_eq!(offered(".describe pers"), ["foaf:Person"]);
    assert_eq!(offered(".describe foaf:P"), ["foaf:Person"]);
    assert_eq!(offered(".describe foa"), ["foaf:"]);
    assert_eq!(offered(".describe <http://e/ham"), ["<http://e/hamburg>"]);
}

#[test]
fn list_says_that_terms_are_still_being_read() {
    assert_eq!(offered_with(".describe ham", None).len(), 2);
    assert!(offered_with(".read ham", None).is_empty());
    assert!(offered_with(".unlet x", None).is_empty());
}

#[test]
fn query_behind_a_command_is_completed_as_one() {
    assert_eq!(offered(".explain sel"), ["SELECT"]);
    assert_eq!(offered(".explain an"), ["analyze "]);
    assert_eq!(offered(".explain analyze ASK { ?x foaf:na"), ["foaf:name"]);
}
