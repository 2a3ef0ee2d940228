//! The shipped queries: each has the expected result, no row twice, and a comment where it is more than a pattern.
//!
//! Expected results stand in `tests/fixtures/expected/NAME.tsv`, with the default parameters. A change of the data
//! changes them: run the test with `UPDATE_EXPECTED=1`, then read the difference as you would read code.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use gremia::bundle::Bundle;
use gremia::named_queries::{Catalogue, NamedQuery};
use gremia::prefixes::Prefixes;
use gremia::results::{Format, Options, write_solutions};
use gremia::sparql::{Answer, Cancellation, declared_prefixes};
use gremia::store::Dataset;

use crate::data::{graph, with_inferred};

const FEWEST: usize = 80;

/// The numbers of the competency questions that the design of the graph poses, each with the query that answers it; the
/// summary of the query says what is asked.
const COMPETENCY_QUESTIONS: [(usize, &str); 22] = [
    (1, "chair-on-day"),
    (2, "participants"),
    (3, "history-of-the-dmk"),
    (4, "announced-meetings"),
    (5, "demands-of-resolution"),
    (6, "motions"),
    (7, "statements-by"),
    (8, "office-wordings"),
    (9, "measures-of-field"),
    (10, "shared-measures"),
    (11, "findings-of-field"),
    (12, "budget"),
    (13, "budget-check"),
    (14, "amounts"),
    (15, "competence-centres"),
    (16, "universities"),
    (17, "statistics-citing"),
    (18, "open-conflicts"),
    (19, "single-source-facts"),
    (20, "derived-bounds"),
    (21, "legal-acts"),
    (22, "facts-of-segment"),
];

fn expected_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/expected")
}

fn catalogue() -> Catalogue {
    Catalogue::from_bundle(&Bundle::embedded()).unwrap()
}

/// The queries that users run; the checks have a test of their own.
fn shipped(catalogue: &Catalogue) -> impl Iterator<Item = &NamedQuery> {
    catalogue
        .queries()
        .iter()
        .filter(|query| query.group != "checks")
}

pub(crate) fn session_prefixes() -> Prefixes {
    let bundle = Bundle::embedded();
    let file = bundle.file(gremia::bundle::PREFIXES).unwrap();
    Prefixes::from_declarations(gremia::bundle::PREFIXES, &file.bytes).unwrap()
}

#[test]
fn every_query_gives_its_expected_rows_and_none_twice() {
    let (stated, catalogue, prefixes) = (graph(), catalogue(), session_prefixes());
    let with_inferred = with_inferred(&stated);
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for query in shipped(&catalogue) {
        let prepared = query
            .prepare(&[], &prefixes)
            .unwrap_or_else(|error| panic!("{}: {error}", query.name));
        let dataset: &dyn Dataset = if query.inferred {
            with_inferred.as_ref()
        } else {
            &stated
        };
        let answer = prepared
            .evaluate(dataset, &Cancellation::default())
            .unwrap();
        let Answer::Solutions { variables, rows } = answer else {
            panic!("{} is no SELECT", query.name)
        };
        let mut text = Vec::new();
        write_solutions(
            Format::Tsv,
            &Options::new(&prefixes),
            &variables,
            rows,
            &mut text,
        )
        .unwrap();
        let text = String::from_utf8(text).unwrap();
        let rows: Vec<&str> = text.lines().skip(1).collect();
        let different: BTreeSet<&str> = rows.iter().copied().collect();
        if different.len() != rows.len() {
            wrong.push(format!("{}: rows stand twice", query.name));
        }
        if rows.is_empty() {
            wrong.push(format!("{}: no row", query.name));
        }
        let file = expected_folder().join(format!("{}.tsv", query.name));
        if update {
            fs::create_dir_all(expected_folder()).unwrap();
            fs::write(&file, &text).unwrap();
        } else if fs::read_to_string(&file).unwrap_or_default() != text {
            wrong.push(format!("{}: not as in {}", query.name, file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_expected_result_is_left_of_a_query_that_is_gone() {
    let catalogue = catalogue();
    let names: BTreeSet<String> = shipped(&catalogue)
        .map(|query| query.name.clone())
        .collect();
    let files: BTreeSet<String> = fs::read_dir(expected_folder())
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(files, names);
}

#[test]
fn catalogue_is_large_and_in_two_languages() {
    let catalogue = catalogue();
    assert!(shipped(&catalogue).count() >= FEWEST);
    for query in shipped(&catalogue) {
        assert_ne!(query.summary("de"), query.summary("en"), "{}", query.name);
    }
}

#[test]
fn each_competency_question_has_a_query_of_its_own() {
    let catalogue = catalogue();
    let names: BTreeSet<&str> = shipped(&catalogue)
        .map(|query| query.name.as_str())
        .collect();
    let mut taken = BTreeSet::new();
    for (index, (number, query)) in COMPETENCY_QUESTIONS.into_iter().enumerate() {
        assert_eq!(number, index + 1);
        assert!(names.contains(query), "{number}: no query {query}");
        assert!(taken.insert(query), "{number}: {query} again");
    }
}

#[test]
fn nobody_is_said_to_chair_in_the_gap() {
    let (graph, catalogue, prefixes) = (graph(), catalogue(), session_prefixes());
    let chair = catalogue.query("chair-on-day").unwrap();
    let on = |body: &str, day: &str| {
        let arguments = [
            ("body".to_owned(), body.to_owned()),
            ("day".to_owned(), day.to_owned()),
        ];
        match chair
            .prepare(&arguments, &prefixes)
            .unwrap()
            .evaluate(&graph, &Cancellation::default())
            .unwrap()
        {
            Answer::Solutions { rows, .. } => rows.count(),
            _ => panic!("not rows"),
        }
    };
    assert_eq!(on("body:mpk", "2025-11-15"), 0);
    assert_eq!(on("body:mpk", "2025-03-12"), 1);
    assert_eq!(on("body:dmk", "2024-06-01"), 2);
}

/// The vocabularies that somebody may know who knows nothing of ours; `rdfs` for the names of things.
const STANDARD: [&str; 7] = [
    "http://data.europa.eu/m8g/",
    "http://purl.org/dc/terms/",
    "http://schema.org/",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/ns/prov#",
    "http://xmlns.com/foaf/0.1/",
];

#[test]
fn queries_in_standard_vocabularies_use_nothing_else_and_need_what_is_inferred() {
    let (graph, catalogue, prefixes) = (graph(), catalogue(), session_prefixes());
    let mut count = 0;
    for query in shipped(&catalogue).filter(|query| query.group == "standard-vocabularies") {
        count += 1;
        assert!(query.inferred, "{}", query.name);
        for (prefix, namespace) in declared_prefixes(&query.text).iter() {
            assert!(STANDARD.contains(&namespace), "{}: {prefix}:", query.name);
        }
        assert!(!query.text.contains("w3id.org"), "{}", query.name);
        let prepared = query.prepare(&[], &prefixes).unwrap();
        match prepared.evaluate(&graph, &Cancellation::default()).unwrap() {
            Answer::Solutions { mut rows, .. } => {
                assert!(
                    rows.next().is_none(),
                    "{} needs nothing inferred",
                    query.name
                );
            }
            _ => panic!("{} is no SELECT", query.name),
        }
    }
    assert!(count >= 10, "{count}");
}
