//! The commands that look at the graph as a whole or around a node: `path`, `timeline`, `sample`, `describe`, `schema`,
//! `classes`, `properties`, `graphs`, `stats`, `expand`.

use assert_cmd::Command;

use crate::program::run;
use crate::terminal::{DATASET, World};

/// Runs the program on a few towns and rivers.
fn on_towns(arguments: &[&str]) -> (String, String, i32) {
    run(&[&["--dataset", DATASET], arguments].concat())
}

/// Runs lines of the shell on the bundled graph; gives standard output and standard error.
fn shell(lines: &str) -> (String, String) {
    let mut command = Command::cargo_bin("gremia").unwrap();
    let command = command
        .env_clear()
        .args(["repl", "--keep-going"])
        .write_stdin(lines);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
fn path_draws_what_connects_two_nodes() {
    let (out, _, status) = on_towns(&["path", "Dresden", "town:hamburg"]);
    insta::assert_snapshot!(out, @r#"
    Dresden – Hamburg
    1 connection, the shortest of 2 steps

     1 • town:dresden · Dresden (Stadt)
       ↑ geo:flowsThrough · fließt durch
       • town:elbe · Elbe (Fluss)
       ↓ geo:flowsThrough · fließt durch
       • town:hamburg · Hamburg (Stadt)

    ↓ the upper says it of the lower, ↑ the lower of the upper
    not led through 2 classes and vocabularies: --hubs does
    "#);
    assert_eq!(status, 0);
}

#[test]
fn path_past_classes_finds_nothing_where_only_a_class_connects() {
    let (out, _, status) = on_towns(&["path", "Dresden", "Köln"]);
    assert!(out.contains("no connection, unless through"), "{out}");
    assert!(out.contains("--hubs"), "{out}");
    assert_eq!(status, 1);
    let (out, _, status) = on_towns(&["path", "--hubs", "Dresden", "Köln"]);
    assert!(out.contains("geo:City"), "{out}");
    assert_eq!(status, 0);
}

#[test]
fn path_of_words_without_quotes_is_told_apart_where_that_is_clear() {
    let (out, error, _) = run(&["path", "Volker", "Wissing", "body:dmk"]);
    assert!(
        out.starts_with("Volker Wissing – Digitalministerkonferenz\n"),
        "{out}{error}"
    );
}

#[test]
fn label_of_several_nodes_brings_the_call_with_one_of_them() {
    let (_, error) = shell(".path wissing body:dmk\n.path body:dmk wissing\n.describe wissing\n");
    for call in [
        "for instance `.path person:volker-wissing body:dmk`",
        "for instance `.path body:dmk person:volker-wissing`",
        "for instance `.describe person:volker-wissing`",
    ] {
        assert!(error.contains(call), "no {call}: {error}");
    }
}

#[test]
fn path_to_itself_is_refused() {
    let (_, error, status) = on_towns(&["path", "Elbe", "town:elbe"]);
    assert!(error.contains("both are town:elbe · Elbe"), "{error}");
    assert_eq!(status, 2);
}

#[test]
fn path_tells_claims_from_facts() {
    let (out, _, _) = run(&["path", "-n", "9", "body:bmbf", "person:volker-wissing"]);
    assert!(out.contains("[only a claim: behauptet]"), "{out}");
    assert!(
        out.contains("● tenure:volker-wissing-bundesminister"),
        "{out}"
    );
    assert!(
        out.contains("(Wissing) (statistische Angabe) [behauptet]"),
        "{out}"
    );
}

#[test]
fn path_goes_no_longer_than_its_time() {
    let (out, _, _) = run(&["path", "--timeout", "0s", "Volker Wissing", "DMK"]);
    assert!(out.contains("stopped when the time was over"), "{out}");
}

#[test]
fn timeline_draws_dates_in_order_with_their_modality() {
    let (out, _, status) = run(&["timeline", "meeting:dmk-2"]);
    let place = |text: &str| out.find(text).unwrap_or_else(|| panic!("no {text}: {out}"));
    let held = place("≤2024-10-21");
    let planned = place("○ 2. Digitalministerkonferenz [date; geplant]");
    assert!(held < planned, "{out}");
    assert!(out.contains("○ geplant"), "{out}");
    assert_eq!(status, 0);
}

#[test]
fn timeline_is_cut_to_the_days_asked_for() {
    let (out, _, _) = run(&["timeline", "body:dmk", "--from", "2025"]);
    assert!(!out.contains("\n2024-04-19"), "{out}");
    let (_, error, status) = run(&["timeline", "body:dmk", "--from", "yesterday"]);
    assert!(error.contains("`yesterday` is no date"), "{error}");
    assert_eq!(status, 2);
}

#[test]
fn timeline_without_dates_answers_no() {
    let (out, _, status) = on_towns(&["timeline", "Elbe"]);
    assert!(out.contains("no dated fact"), "{out}");
    assert_eq!(status, 1);
}

#[test]
fn sample_is_spread_and_the_same_each_time() {
    let (out, _, _) = run(&["sample", "gremia:Demand", "2"]);
    assert!(out.contains("2 of 64 instances"), "{out}");
    assert_eq!(out, run(&["sample", "gremia:Demand", "2"]).0);
}

#[test]
fn sample_of_no_instance_is_wrong_usage() {
    let (_, _, status) = run(&["sample", "gremia:Demand", "0"]);
    assert_eq!(status, 2);
}

#[test]
fn what_is_read_aloud_has_plain_signs_in_a_pipe_too() {
    let lines =
        ".plain on\n.describe body:dmk\n.path body:dmk office:bundes-cio\n.timeline body:dmk";
    let (out, error) = shell(lines);
    assert!(out.contains("<- gremia:"), "{out}");
    assert!(out.contains("body:dmk - "), "{out}");
    for sign in "●◆◎○◇△◌←→·…–│".chars() {
        // What the data says stays as it is.
        let drawn = out.lines().find(|line| {
            line.contains(&format!(" {sign} ")) || line.trim_start().starts_with(sign)
        });
        assert_eq!(drawn, None, "{sign}\n{error}");
    }
}

#[test]
fn describe_groups_names_values_and_links_and_counts_what_links_here() {
    let (out, _, _) = on_towns(&["describe", "Elbe"]);
    insta::assert_snapshot!(out, @r#"
    Elbe · town:elbe · Fluss

    names
      rdfs:label  "Elbe"@de

    values
      geo:kilometres  1094

    links
      geo:flowsThrough  town:dresden · Dresden
                        town:hamburg · Hamburg
    "#);
    let (out, _, _) = on_towns(&["describe", "Dresden"]);
    assert!(out.contains("← geo:flowsThrough of Fluss: 1"), "{out}");
}

#[test]
fn describe_counts_a_link_once_that_several_graphs_have() {
    let link = "<x:a> <x:to> <x:b>";
    let lines = format!(
        "INSERT DATA {{ {link} GRAPH <x:g> {{ {link} }} GRAPH <x:h> {{ {link} . <x:b> <x:to> <x:c> }} <x:b> <x:to> 1 }} ;\n.describe <x:b>"
    );
    let (out, _) = shell(&lines);
    assert!(out.contains("linked from: 1\n"), "{out}");
    assert!(out.contains("the default graph, <x:h>"), "{out}");
}

#[test]
fn describe_tells_what_is_only_said_and_the_conflict_about_it() {
    let (out, _, _) = run(&["describe", "meeting:dmk-2"]);
    assert!(out.contains("○ 2024-10-24 [geplant]"), "{out}");
    assert!(out.contains("! conflict:dmk-2-date"), "{out}");
    assert!(out.contains("evidence: "), "{out}");
}

#[test]
fn shell_takes_one_of_several_by_its_number() {
    let (out, error) = shell(".describe Klement\n.describe 2\n");
    let second = error
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("2  "));
    let name = second.unwrap().split_whitespace().next().unwrap();
    assert!(out.lines().next().unwrap().contains(name), "{out}{error}");
}

#[test]
fn schema_counts_kinds_and_tells_the_limits_of_the_shapes() {
    let (out, _, _) = run(&["schema", "gremia:AgendaTopic"]);
    let entry = out.split("gremia:discussedAt").nth(1).unwrap();
    assert!(
        entry.contains("limits: exactly 1; instance of gremia:Event"),
        "{entry}"
    );
    assert!(entry.contains("e.g. "), "{entry}");
}

#[test]
fn schema_counts_the_languages_of_texts() {
    let (out, _, _) = on_towns(&["schema", "City"]);
    let entry = out
        .lines()
        .find(|line| line.starts_with("rdfs:label"))
        .unwrap();
    assert!(
        entry.contains("5 values: text @de 4, text @en 1"),
        "{entry}"
    );
}

#[test]
fn classes_are_found_by_label() {
    let (out, _, _) = on_towns(&["classes", "fluss"]);
    assert_eq!(out, "      3  geo:River  Fluss\n");
}

#[test]
fn properties_of_a_class_are_counted() {
    let (out, _, _) = on_towns(&["properties", "River"]);
    insta::assert_snapshot!(out, @r#"
          4  geo:flowsThrough  fließt durch
          4  rdfs:label
          3  geo:kilometres    Länge in Kilometern
          3  rdf:type
    "#);
}

#[test]
fn graphs_begin_with_the_default_graph() {
    let (out, _, _) = on_towns(&["graphs"]);
    assert_eq!(out, "     54  default graph\n");
}

#[test]
fn stats_count_nodes_and_literals() {
    let (out, _, _) = on_towns(&["stats"]);
    insta::assert_snapshot!(out, @r#"
         54  triples
         17  subjects
         11  subjects with a label
          9  properties
          5  classes
          0  named graphs
         13  links to nodes
         12  nodes that are linked to
         30  literals

    literals by datatype
          5  xsd:anyURI
          5  xsd:string
          3  xsd:integer

    literals by language
         11  @de
          6  @en
    "#);
}

#[test]
fn expand_goes_both_ways() {
    assert_eq!(
        on_towns(&["expand", "geo:River"]).0,
        "<https://example.org/geo#River>\n"
    );
    assert_eq!(
        on_towns(&["expand", "https://example.org/geo#River"]).0,
        "geo:River\n"
    );
    let (_, error, status) = on_towns(&["expand", "goe:River"]);
    assert!(error.contains("did you mean `geo:`?"), "{error}");
    assert_eq!(status, 1);
}

#[test]
fn classes_are_completed_by_name_and_by_label() {
    let mut shell = World::new(24, 80).shell();
    shell.wait_for_terms();
    shell.press(".schema Riv\t");
    shell.wait_for(".schema geo:River");
    shell.press("\r");
    shell.wait_for("geo:kilometres");
}

#[test]
fn narrow_screen_shows_a_path_without_breaking_words() {
    let mut shell = World::new(40, 40).shell();
    shell.press(".path Dresden Hamburg\r");
    shell.wait_for("↑ geo:flowsThrough");
    shell.wait_for("lower of the upper");
}

#[test]
fn plain_shell_tells_the_way_in_words() {
    let mut shell = World::new(40, 80).argument("--plain").shell();
    shell.press(".path Dresden Hamburg\n");
    shell.wait_for("   back: geo:flowsThrough");
    assert!(!shell.contents().contains(['↑', '^']));
}

#[test]
fn help_of_a_command_says_more_than_its_summary() {
    let (out, _) = shell(".help path\n");
    assert!(out.starts_with(".path NODE NODE\n"), "{out}");
    assert!(out.contains("Relations count in both directions"), "{out}");
    assert!(out.contains("`.path --help` lists its options."), "{out}");
}

/// Runs the program with these variables in its environment; gives standard output and standard error.
fn coloured(variables: &[(&str, &str)], arguments: &[&str]) -> (String, String) {
    let mut command = Command::cargo_bin("gremia").unwrap();
    let command = command
        .env_clear()
        .envs(variables.iter().copied())
        .args(["--dataset", DATASET])
        .args(arguments);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
fn colours_that_are_asked_for_go_into_a_pipe() {
    let force = ("CLICOLOR_FORCE", "1");
    let none = ("NO_COLOR", "1");
    let table = ["query", "--format", "table", "SELECT (1 AS ?n) {}"];
    let wrong = ["query", "SELECT (1 AS ?n) {"];
    let has_colours = |variables: &[(&str, &str)], first: &[&str]| {
        let (out, _) = coloured(variables, &[first, &table].concat());
        let (_, error) = coloured(variables, &[first, &wrong].concat());
        assert_eq!(out.contains('\x1b'), error.contains('\x1b'), "{out}{error}");
        out.contains('\x1b')
    };
    assert!(!has_colours(&[], &[]));
    assert!(has_colours(&[force], &[]));
    assert!(!has_colours(&[force, none], &[]));
    assert!(has_colours(&[none], &["--color", "always"]));
    assert!(!has_colours(&[force], &["--color", "never"]));
    assert!(!has_colours(&[("CLICOLOR_FORCE", "0")], &[]));
}

#[test]
fn labels_of_a_message_have_colours_where_those_are_asked_for() {
    let (_, error) = coloured(&[], &["--color", "always", "run", "nosuch"]);
    assert!(error.starts_with("\x1b[1;91merror\x1b[0m: "), "{error}");
    assert!(error.contains("\n\x1b[1;96mhint\x1b[0m: "), "{error}");
    let (_, error) = coloured(&[], &["run", "nosuch"]);
    assert!(error.starts_with("error: "), "{error}");
}

#[test]
fn formats_for_machines_have_no_colours() {
    for format in ["csv", "tsv", "json", "jsonl", "xml", "markdown", "html"] {
        let query = ["--color", "always", "query", "--format", format];
        let (out, _) = coloured(&[], &[&query[..], &["SELECT (1 AS ?n) {}"]].concat());
        assert!(!out.is_empty() && !out.contains('\x1b'), "{format}: {out}");
    }
}

#[test]
fn conflict_leads_to_its_sides() {
    let (out, error, status) = run(&["why", "conflict:dmk-2-date"]);
    assert_eq!(status, 0, "{error}");
    assert!(out.contains("gremia:heldOn 2024-10-24  [geplant]"), "{out}");
    assert!(out.contains("gremia:notLaterThan 2024-10-21"), "{out}");
}

#[test]
fn facts_of_an_occurrence_have_its_date_where_it_is_asked_for_itself() {
    let (out, _, _) = run(&["timeline", "meeting:dmk-1"]);
    assert!(
        out.contains("1. Digitalministerkonferenz, with 29 more facts"),
        "{out}"
    );
    // The day is reported, only the link is planned.
    assert!(
        out.contains("● 2. Digitalministerkonferenz [not after 2024-10-21"),
        "{out}"
    );
    assert!(!out.contains("without a date"), "{out}");
}
