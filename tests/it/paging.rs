//! Results once more, under names, through pagers and commands: in a terminal and in a batch.

use std::fs;

use crate::repl::{batch, screen, text};
use crate::terminal::World;

const RIVERS: &str = "SELECT ?r ?l { ?r a geo:River ; rdfs:label ?l } ORDER BY ?r ?l";

/// A query with more rows than any screen here has lines.
const TALL: &str = "SELECT ?s ?p ?o { ?s ?p ?o }";

#[test]
fn output_taller_than_the_screen_is_paged() {
    let world = screen().variable("PATH", "/usr/bin:/bin");
    let world = world.variable("GREMIA_PAGER", "echo through the pager; cat");
    let mut shell = world.shell();
    shell.press(&format!("{RIVERS} LIMIT 1\r"));
    shell.wait_for("1 row ");
    assert!(!shell.contents().contains("through the pager"));
    shell.press(".mode csv\r");
    shell.wait_for("csv for rows");
    shell.press(&format!("\x0c{TALL} LIMIT 22\r"));
    shell.wait_for_prompt();
    assert!(
        !shell.contents().contains("through the pager"),
        "{}",
        shell.contents()
    );
    shell.press(".pager on\r");
    shell.wait_for("pager: on");
    shell.press("\x0cASK {}\r");
    shell.wait_for("through the pager");
    shell.wait_for("true");
    shell.press(".pager off\r");
    shell.wait_for("pager: off");
    shell.press("\x0c");
    shell.wait("a clear screen", |screen| {
        !screen.contents().contains("through the pager")
    });
    shell.press(&format!("{TALL}\r"));
    shell.wait_for_prompt();
    assert!(!shell.contents().contains("through the pager"));
}

#[test]
fn interrupt_in_the_pager_leaves_the_shell_alive() {
    let world = screen().variable("PATH", "/usr/bin:/bin");
    let mut shell = world
        .variable(
            "GREMIA_PAGER",
            "cat > /dev/null; echo paging; exec sleep 60",
        )
        .shell();
    shell.press(&format!(".mode csv\r{TALL}\r"));
    shell.wait_for("paging");
    shell.press("\x03");
    shell.wait_for_prompt();
    shell.press("ASK {}\r");
    shell.wait_for("true");
    shell.wait_for_prompt();
    shell.press("\x04");
    assert_eq!(shell.end(), 0);
}

#[test]
fn pager_that_spoils_the_terminal_or_is_missing_does_no_harm() {
    let world = screen().variable("PATH", "/usr/bin:/bin");
    let mut shell = world
        .variable("GREMIA_PAGER", "stty -echo -icanon; no-such-pager")
        .shell();
    shell.press(&format!("{TALL}\r"));
    shell.wait_for("54 rows");
    shell.wait_for_prompt();
    shell.press("\x04");
    assert_eq!(shell.end(), 0);
}

#[test]
fn plain_shell_never_pages() {
    let world = screen()
        .argument("--plain")
        .variable("PATH", "/usr/bin:/bin");
    let mut shell = world
        .variable("GREMIA_PAGER", "echo through the pager")
        .shell();
    shell.press(&format!("{TALL}\r"));
    shell.wait_for_prompt();
    assert!(!shell.contents().contains("through the pager"));
}

#[test]
fn result_goes_to_a_command_once() {
    let input = format!(".once |wc -l\n{RIVERS};\n{RIVERS};\n");
    let ended = batch(&input, &[]).success();
    let output = text(&ended.get_output().stdout);
    let mut lines = output.lines();
    assert_eq!(lines.next().map(str::trim), Some("5"), "{output}");
    assert_eq!(lines.next(), Some("?r\t?l"));
}

#[test]
fn command_that_fails_ends_the_batch() {
    let ended = batch(".once |exit 3\nASK {};\n", &[]).failure().code(2);
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("`exit 3` ended with"), "{notes}");
}

#[test]
fn last_result_is_shown_again_in_the_mode_of_now() {
    let input = format!(".mode csv\n{RIVERS} LIMIT 1;\n.mode count\n.last\n");
    let ended = batch(&input, &[]).success();
    let output = text(&ended.get_output().stdout);
    assert!(output.starts_with("r,l\r\n"), "{output}");
    assert!(output.ends_with("1\n"), "{output}");
}

#[test]
fn last_result_is_kept_whatever_happens_to_the_graph() {
    let input =
        "SELECT ?r { ?r a geo:River };\nDELETE WHERE { ?r a geo:River };\n.mode count\n.last\n";
    let ended = batch(input, &[]).success();
    let output = text(&ended.get_output().stdout);
    assert!(output.ends_with("\n3\n"), "{output}");
}

#[test]
fn query_of_the_last_result_stands_alone() {
    let input = "ASK { town:elbe a geo:River };\n.last --query\n";
    let ended = batch(input, &[]).success();
    let output = text(&ended.get_output().stdout);
    let (_, query) = output.split_once("true\n").unwrap();
    let prefixes: Vec<&str> = query
        .lines()
        .filter(|line| line.starts_with("PREFIX"))
        .collect();
    assert_eq!(prefixes.len(), 2, "{query}");
    assert!(
        query.ends_with("ASK { town:elbe a geo:River }\n"),
        "{query}"
    );
}

#[test]
fn last_result_before_any_query_is_wrong_usage() {
    batch(".last\n", &[]).failure().code(2);
    batch(".last all\n", &[]).failure().code(2);
}

#[test]
fn every_row_of_the_last_result_is_shown_when_asked_for() {
    let mut shell = World::new(50, 80).shell();
    shell.press(".maxrows 2\r");
    shell.wait_for("maxrows: 2");
    shell.press("SELECT ?s { ?s ?p ?o } LIMIT 12\r");
    shell.wait_for("10 rows hidden");
    shell.press("\x0c.last --all\r");
    shell.wait_for("12 rows · 1 column");
    assert!(!shell.contents().contains("hidden"), "{}", shell.contents());
}

#[test]
fn name_stands_for_its_term_in_patterns_and_in_values() {
    let input = ".let r = town:elbe\n.mode count\nSELECT * { $r a geo:River };\n\
                 SELECT * { VALUES ?x { $r town:trave } ?x a geo:River };\n.params\n";
    let ended = batch(input, &[]).success();
    assert_eq!(text(&ended.get_output().stdout), "1\n2\n$r = town:elbe\n");
}

#[test]
fn name_stands_for_a_column_of_the_last_result() {
    let input = "SELECT ?r { ?r a geo:River };\n.let r = last.r\n.mode count\n\
                 SELECT ?r { $r a geo:River };\nSELECT ?x { VALUES ?x { $r } };\n\
                 .unlet r\nSELECT ?r { $r a ?c };\n.last --query\n";
    let ended = batch(input, &[]).success();
    let output = text(&ended.get_output().stdout);
    assert!(output.contains("3\n3\n"), "{output}");
}

#[test]
fn query_with_names_stands_alone_with_their_terms() {
    let input = ".let r = town:elbe\nASK { $r a geo:River };\n.last --query\n";
    let ended = batch(input, &[]).success();
    let output = text(&ended.get_output().stdout);
    assert!(output.contains("PREFIX town:"), "{output}");
    assert!(
        output.ends_with("ASK { VALUES ?r { town:elbe } $r a geo:River }\n"),
        "{output}"
    );
}

#[test]
fn terms_enter_as_terms() {
    let input =
        ".let t = \"x } DROP ALL #\"\nSELECT ?x { VALUES ?x { $t } };\nASK { ?s a geo:River };\n";
    let ended = batch(input, &[]).success();
    let output = text(&ended.get_output().stdout);
    assert_eq!(output, "?x\n\"x } DROP ALL #\"\ntrue\n");
}

#[test]
fn wrong_names_are_told() {
    for (input, message) in [
        (".let 1 2", ".let NAME = TERM"),
        (".let a b = 1", "no name of a variable"),
        (".let a = last.x", "there is no result yet"),
        (".unlet a", "there is no $a"),
        ("ASK {};\n.let a = last.x", "has no columns"),
        (
            "SELECT ?x { ?x a geo:River };\n.let a = last.y",
            "no column `y`",
        ),
        (
            "SELECT ?x { ?x a geo:River };\n.let a = last.x\nASK { VALUES (?b) { ($a) } }",
            "stands for 3 terms",
        ),
    ] {
        let ended = batch(input, &[]).failure().code(2);
        let notes = text(&ended.get_output().stderr);
        assert!(notes.contains(message), "{input}: {notes}");
    }
}

#[test]
fn place_of_a_mistake_behind_a_term_is_that_of_the_text() {
    let input = ".let r = town:elbe\nSELECT * { VALUES ?x { $r } ?x geo:a ?y . FILTRE(?y) }\n";
    let ended = batch(input, &[]).failure().code(1);
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("standard input:2:43"), "{notes}");
}

#[test]
fn labels_stand_behind_names_in_the_language_asked_for() {
    let mut shell = World::new(30, 100).shell();
    shell.press(".labels both\r");
    shell.wait_for("labels: both");
    shell.press("\x0cSELECT ?r { ?r a geo:River }\r");
    shell.wait_for("town:elbe · Elbe");
    shell.press(".labels on\r");
    shell.wait_for("labels: on");
    shell.press("\x0c.last\r");
    shell.wait_for("│ Elbe");
}

#[test]
fn names_of_formats_are_told_where_one_is_wrong() {
    let ended = batch(".mode sql\n", &[]).failure().code(2);
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("jsonl"), "{notes}");
}

#[test]
fn counting_rows_ends_with_the_next_format() {
    let graph = "CONSTRUCT { ?r a geo:River } { ?r a geo:River };\n";
    let input = format!(".mode count\n{graph}.mode csv\n{graph}");
    let ended = batch(&input, &[]).success();
    let output = text(&ended.get_output().stdout);
    assert!(output.starts_with("3\n"), "{output}");
    assert!(output.contains("a geo:River"), "{output}");
}

#[test]
fn export_takes_its_format_from_the_name_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    for (name, start) in [
        ("a.jsonl", "{\"r\":"),
        ("a.html", "<!DOCTYPE"),
        ("a.tex", "% "),
    ] {
        let path = folder.path().join(name);
        let input = format!(
            ".once {}\nSELECT ?r {{ ?r a geo:River }};\n",
            path.display()
        );
        batch(&input, &[]).success();
        let written = fs::read_to_string(&path).unwrap();
        assert!(written.starts_with(start), "{name}: {written}");
    }
}

#[test]
fn data_in_a_machine_format_drives_no_terminal() {
    let mut shell = screen().shell();
    shell.press(".mode csv\r");
    shell.wait_for("csv for rows");
    shell.press("SELECT (\"a\\u001B[2Jb\\u202Ec\" AS ?x) {}\r");
    shell.wait_for("a␛[2Jb\\u202Ec");
}

#[test]
fn german_speaker_reads_german_footers_and_grouped_digits() {
    let mut shell = World::new(30, 100)
        .argument("--lang")
        .argument("de")
        .shell();
    shell.press(".maxrows 2\r");
    shell.wait_for("maxrows: 2");
    shell.press("\x0cSELECT ?s (17400000 AS ?n) { ?s ?p ?o } LIMIT 12\r");
    shell.wait_for("17\u{202F}400\u{202F}000");
    shell.wait_for("⋮ 10 Zeilen verborgen");
    shell.wait_for("12 Zeilen (2 gezeigt) · 2 Spalten");
}
