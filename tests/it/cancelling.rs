//! How long Ctrl-C takes to bring the prompt back, for six queries that would take hours.
//!
//! The engine looks at its cancellation only where it reads quads, so that some of them are left behind.

use std::time::{Duration, Instant};

use gremia::prefixes::Prefixes;
use gremia::sparql::{Cancellation, prepare};
use gremia::store::EmbeddedDataset;

use crate::terminal::World;

/// A person waits this long at most; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(15);

/// Gives a VALUES block with many numbers.
fn numbers(variable: &str) -> String {
    let numbers: Vec<String> = (0..60).map(|number| number.to_string()).collect();
    format!("VALUES ?{variable} {{ {} }} ", numbers.join(" "))
}

/// Runs `query`, presses Ctrl-C until the prompt is there, and tells how long that took.
#[expect(clippy::print_stderr, reason = "the times are what is asked for")]
fn cancel(name: &str, query: &str) {
    let mut shell = World::new(24, 80).bundled().shell();
    shell.press(&format!("{query}\r"));
    shell.wait_for("Ctrl-C cancels");
    let pressed = Instant::now();
    shell.press("\x03");
    let is_deaf = |screen: &vt100::Screen| screen.contents().contains("leaves it behind");
    let is_back = |screen: &vt100::Screen| {
        let contents = screen.contents();
        let last = contents.trim_end().lines().last().unwrap_or_default();
        last.starts_with("gremia") && last.trim_end().ends_with('>')
    };
    shell.wait("prompt or offer", |screen| {
        is_deaf(screen) || is_back(screen)
    });
    let heard = shell.look(is_back);
    let offered = pressed.elapsed();
    if !heard {
        shell.press("\x03");
        shell.wait("prompt", is_back);
    }
    let taken = pressed.elapsed();
    let how = if heard {
        "cancelled".to_owned()
    } else {
        format!("offered to be left behind after {offered:.1?}")
    };
    eprintln!("Ctrl-C to prompt, {name}: {taken:.2?}, {how}");
    assert!(taken < PATIENCE, "{name}: {taken:?}");
}

#[test]
fn cross_product_of_quads_is_cancelled() {
    let query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    cancel("cross product of quads", query);
}

#[test]
fn update_with_a_cross_product_is_cancelled_and_undone() {
    let mut shell = World::new(24, 80).bundled().shell();
    shell.press("INSERT { ?a <x:b> ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) = CONCAT(STR(?f), STR(?i))) }\r");
    shell.wait_for("Ctrl-C cancels");
    shell.press("\x03");
    shell.wait_for("the update was cancelled: nothing was changed");
}

#[test]
fn path_is_cancelled() {
    let query = "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)* ?b . ?c (!<x:y>)* ?d }";
    cancel("path", query);
}

#[test]
fn cross_product_of_values_is_cancelled() {
    let values: String = ["a", "b", "c", "d", "e", "f"].map(numbers).concat();
    let query = format!("SELECT (COUNT(*) AS ?n) {{ {values}}}");
    cancel("cross product of VALUES", &query);
}

#[test]
fn big_sort_is_cancelled() {
    let query = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c";
    cancel("big sort", query);
}

#[test]
fn filter_by_a_regular_expression_is_cancelled() {
    let query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), CONCAT('(x+)+', STR(?e)), 'i')) }";
    cancel("filter by a regular expression", query);
}

#[test]
fn big_group_by_is_cancelled() {
    let query = "SELECT ?c ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f";
    cancel("big GROUP BY", query);
}

#[test]
fn query_left_behind_that_fills_the_memory_ends_the_program_after_a_warning() {
    let world = World::new(24, 120).bundled();
    let world = world.argument("--memory").argument("1%");
    let mut shell = world.shell();
    let values: String = ["a", "b", "c", "d", "e", "f"].map(numbers).concat();
    // Each row is kept, and none is read from the graph, where the engine would hear that it is cancelled.
    let query = format!(
        "SELECT (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT ?h {{ {values} BIND(SHA512(STR(?a + ?b * 60 + ?c * 3600 + ?d * 216000 + ?e * 12960000 + ?f * 777600000)) AS ?h) }} }} }}"
    );
    shell.press(&format!("{query}\r"));
    shell.wait_for("Ctrl-C cancels");
    shell.press("\x03");
    shell.wait_for("leaves it behind");
    shell.press("\x03");
    shell.wait_for("gremia (1 running)>");
    shell.wait_for("what was left behind makes the program take");
    shell.wait_for("error: what was left behind does not stop");
    let history = world.home().join(".local/state/gremia/history");
    assert!(std::fs::read_to_string(history).unwrap().contains("SHA512"));
    assert_eq!(shell.end(), 1);
}

#[test]
fn ended_update_is_called_an_update() {
    let text = "INSERT DATA { <x:a> <x:b> <x:c> }";
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let update = prepare(text, &Prefixes::default(), &[]).unwrap();
    let cancelled = Cancellation::default();
    cancelled.cancel();
    let ended = update.apply(&dataset, &cancelled).unwrap_err();
    assert_eq!(
        ended.to_string(),
        "the update was cancelled: nothing was changed"
    );
    let limit = Cancellation::default().with_limit(Some(Duration::ZERO));
    let ended = update.apply(&dataset, &limit).unwrap_err();
    assert_eq!(
        ended.to_string(),
        "the update was stopped after 0 s: nothing was changed"
    );
}

#[test]
fn cancelled_query_without_a_row_shows_no_table() {
    let mut shell = World::new(24, 80).bundled().shell();
    shell.press("SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(CONCAT(STR(?c), STR(?f)) = 'no') }\r");
    shell.wait_for("Ctrl-C cancels");
    shell.press("\x03");
    shell.wait_for("error: the query was cancelled");
    let contents = shell.contents();
    assert!(!contents.contains("partial"), "{contents}");
}

#[test]
fn cancelled_query_is_told_that_its_patterns_are_not_connected() {
    let mut shell = World::new(24, 80).bundled().shell();
    shell.wait_for_terms();
    shell.press("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }\r");
    shell.wait_for("Ctrl-C cancels");
    shell.press("\x03");
    shell.wait_for("leaves it behind");
    shell.press("\x03");
    shell.wait_for("note: ");
    shell.wait_for_prompt();
    let contents = shell.contents();
    assert!(contents.contains("not connected"), "{contents}");
}
