//! The commands that look at the graph, run as a user runs them: `find`, `describe`, `schema`, `why`, `evidence`.

use crate::program::run;
use std::path::{Path, PathBuf};

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/evidence")
}

/// Runs the program on the fixture: a made-up document on cities, with its catalogue.
fn on_fixture(arguments: &[&str]) -> (String, String, i32) {
    let folder = fixture();
    let dataset = folder.to_str().unwrap();
    let sources = folder.join("documents");
    run(&[
        &["--dataset", dataset, "--sources", sources.to_str().unwrap()],
        arguments,
    ]
    .concat())
}

#[test]
fn find_folds_umlauts() {
    let (out, _, status) = run(&["find", "rossnagel"]);
    assert!(out.contains("person:alexander-rossnagel"), "{out}");
    assert_eq!(status, 0);
}

#[test]
fn find_keeps_to_the_class() {
    let (out, _, _) = run(&["find", "--class", "Land", "Sachsen"]);
    assert!(out.lines().all(|line| line.starts_with("land:")), "{out}");
}

#[test]
fn find_of_nothing_answers_no() {
    let (_, _, status) = run(&["find", "xyzzyplugh"]);
    assert_eq!(status, 1);
}

#[test]
fn schema_of_a_misspelled_class_names_the_class() {
    let (_, error, status) = run(&["schema", "gremia:Resoluton"]);
    assert!(
        error.contains("did you mean `gremia:Resolution`?"),
        "{error}"
    );
    assert_eq!(status, 1);
}

#[test]
fn schema_lists_properties_with_their_share() {
    let (out, _, _) = run(&["schema", "gremia:ChairTerm"]);
    assert!(
        out.lines()
            .any(|line| line.starts_with("org:member") && line.contains("100 %")),
        "{out}"
    );
}

#[test]
fn describe_takes_a_label() {
    let (out, _, status) = run(&["describe", "Volker", "Wissing"]);
    assert!(
        out.starts_with("Volker Wissing · person:volker-wissing"),
        "{out}"
    );
    assert_eq!(status, 0);
}

#[test]
fn describe_of_an_ambiguous_label_lists_the_candidates() {
    let (_, error, status) = run(&["describe", "Klement"]);
    assert!(error.contains("fits several labels"), "{error}");
    assert_eq!(status, 1);
}

#[test]
fn describe_of_a_misspelled_name_suggests_the_right_one() {
    let (_, error, _) = run(&["describe", "person:volker-wising"]);
    assert!(
        error.contains("did you mean `person:volker-wissing`"),
        "{error}"
    );
}

#[test]
fn why_tells_document_date_and_range() {
    let (out, _, status) = run(&["why", "meeting:dmk-1"]);
    assert!(out.contains("dmk1-press 2–21 · 2024-04-19"), "{out}");
    assert_eq!(status, 0);
}

#[test]
fn why_of_a_planned_day_tells_the_plan_and_its_conflict() {
    let (out, _, _) = run(&["why", "meeting:dmk-2", "gremia:heldOn"]);
    assert!(out.contains("2024-10-24  [geplant]"), "{out}");
    assert!(out.contains("conflict:dmk-2-date"), "{out}");
}

#[test]
fn why_of_what_nobody_says_names_what_is_said() {
    let (_, error, status) = run(&["why", "meeting:dmk-2", "gremia:heldOn", "2024-10-25"]);
    assert!(error.contains("2024-10-24"), "{error}");
    assert_eq!(status, 1);
}

#[test]
fn why_of_a_property_nobody_states_answers_not_stated() {
    let (out, _, status) = run(&["why", "person:volker-wissing", "foaf:gender"]);
    assert!(out.contains("not stated"), "{out}");
    assert_eq!(status, 1);
}

#[test]
fn why_shows_the_passage_where_the_document_is_at_hand() {
    let (out, _, _) = on_fixture(&["why", "place:bonn"]);
    assert!(out.contains("„Bonn“"), "{out}");
}

#[test]
fn evidence_find_joins_words_broken_over_lines() {
    let (out, _, _) = on_fixture(&[
        "evidence",
        "find",
        "--source",
        "cities",
        "--plain",
        "Bundesstadt",
    ]);
    assert_eq!(out, "<https://w3id.org/gremia/source/cities#char=15,27>\n");
}

#[test]
fn evidence_find_lists_every_place() {
    let (out, _, _) = on_fixture(&["evidence", "find", "--source", "cities", "--plain", "Bonn"]);
    assert_eq!(out.lines().count(), 2);
}

#[test]
fn evidence_find_in_an_unknown_document_names_those_there_are() {
    let (_, error, status) = on_fixture(&["evidence", "find", "--source", "towns", "Bonn"]);
    assert!(error.contains("the catalogue has: cities"), "{error}");
    assert_eq!(status, 2);
}

#[test]
fn evidence_check_tells_each_kind_of_problem() {
    let (out, _, status) = on_fixture(&["evidence", "check"]);
    for problem in [
        "touches boilerplate",
        "begins or ends inside a word",
        "lies outside the document",
        "names a document that the catalogue does not have",
        "should be <https://w3id.org/gremia/id/claim/",
    ] {
        assert!(out.contains(problem), "{problem}: {out}");
    }
    assert_eq!(status, 1);
}
