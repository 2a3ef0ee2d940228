//! The shell as scripts use it: files that load, read and write, and what goes wrong there.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::repl::{batch, text};
use crate::terminal::DATASET;

/// A query that looks for no limit: it reads no triples.
const DEAF: &str = "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } \
    VALUES ?c { 1 2 3 4 5 6 7 8 9 } VALUES ?d { 1 2 3 4 5 6 7 8 9 } VALUES ?e { 1 2 3 4 5 6 7 8 9 } \
    VALUES ?f { 1 2 3 4 5 6 7 8 9 } VALUES ?g { 1 2 3 4 5 6 7 8 9 } VALUES ?h { 1 2 3 4 5 6 7 8 9 } \
    VALUES ?i { 1 2 3 4 5 6 7 8 9 } VALUES ?j { 1 2 3 4 5 6 7 8 9 } }";

/// A folder for the files of a script.
struct Folder(TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    /// Gives the program, to be run here.
    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("gremia").unwrap();
        command.env_clear().current_dir(self.0.path());
        command.args(["--dataset", DATASET]).args(arguments);
        command
    }

    /// Runs the lines as a batch; gives standard output, standard error and the exit status.
    fn run(&self, lines: &str, arguments: &[&str]) -> (String, String, i32) {
        let output = self.program(arguments).write_stdin(lines).output().unwrap();
        let status = output.status.code().unwrap();
        (text(&output.stdout), text(&output.stderr), status)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

#[test]
fn prefixes_of_a_loaded_file_are_those_of_the_session() {
    let folder = Folder::with(&[(
        "a.ttl",
        "@prefix ex: <http://e/> . @prefix town: <http://other/> . ex:a ex:b ex:c .",
    )]);
    let (out, notes, status) = folder.run(".load a.ttl\nASK { ex:a ex:b ?c }\n.prefixes town", &[]);
    insta::assert_snapshot!(out, @r"
    a.ttl: 1 statement
    1 prefix taken over: ex:
    `town:` stays <https://example.org/town/>, which the file has as <http://other/>
    true
    town: <https://example.org/town/>
    ");
    assert_eq!((notes.as_str(), status), ("", 0));
}

#[test]
fn file_with_an_error_brings_no_prefix() {
    let folder = Folder::with(&[("a.ttl", "@prefix ex: <http://e/> . ex:a ex:b")]);
    let (out, _, status) = folder.run(".load a.ttl\n.prefixes ex", &["repl", "--keep-going"]);
    assert_eq!(out, "no prefix has `ex` in its name\n");
    assert_eq!(status, 1);
}

#[test]
fn prefixes_of_xml_and_json_are_taken_over_where_they_are_declared() {
    let folder = Folder::with(&[
        (
            "a.rdf",
            "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>\
             <r:Description r:about='http://e/a'><f:p xmlns:f='http://f/'>one</f:p></r:Description></r:RDF>",
        ),
        (
            "b.jsonld",
            r#"{"@context": {"g": "http://g/"}, "@id": "g:a", "g:b": 1}"#,
        ),
    ]);
    let (out, notes, _) = folder.run(".load a.rdf b.jsonld\nASK { e:a f:p ?b . g:a g:b ?c }", &[]);
    insta::assert_snapshot!(out, @r"
    a.rdf: 1 statement
    3 prefixes taken over: e:, f:, r:
    b.jsonld: 1 statement
    1 prefix taken over: g:
    true
    ");
    assert_eq!(notes, "");
}

#[test]
fn file_that_is_not_utf_8_is_told_once_with_the_way_out() {
    let folder = Folder::with(&[]);
    let shown = |name: &str, bytes: &[u8]| {
        fs::write(folder.0.path().join(name), bytes).unwrap();
        let (_, notes, status) = folder.run(&format!(".load {name}"), &[]);
        assert_eq!(status, 3);
        notes
    };
    insta::assert_snapshot!(shown("a.ttl", b"<http://e/a> <http://e/b>\n  \"M\xfcnchen\" .\n"), @r"
    error: standard input:1:7: a.ttl:2:5: this is not UTF-8; the file looks like Latin-1
    hint: `iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW` makes a file in UTF-8 of it
    ");
    insta::assert_snapshot!(shown("b.ttl", b"\x7fELF\x02\x01\x01\0\0\xff"), @r"
    error: standard input:1:7: b.ttl:1:8: this is no text; the file is binary
    hint: RDF is text, plain or compressed by gzip or zstd
    ");
    let xml = b"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\xe4</r:RDF>";
    assert!(shown("c.rdf", xml).contains("c.rdf:1:62: this is not UTF-8"));
}

#[test]
fn folder_is_no_transcript_and_no_proposal_is_made() {
    let folder = Folder::with(&[]);
    let (_, notes, _) = folder.run(".transcript .", &[]);
    assert!(
        notes.contains("is a folder, and a transcript is a file"),
        "{notes}"
    );
    assert!(!notes.contains(".transcript!"), "{notes}");
}

#[test]
fn pager_that_the_system_does_not_have_is_refused() {
    let folder = Folder::with(&[]);
    let path = std::env::var("PATH").unwrap();
    let mut program = folder.program(&[]);
    let output = program
        .env("PATH", path)
        .write_stdin(".pager no-such-pager -S\n.pager")
        .output();
    insta::assert_snapshot!(text(&output.unwrap().stderr), @r"
    error: standard input:1:8: there is no program `no-such-pager` to page with
    hint: `.pager` takes `auto`, `on`, `off` or a command such as `less -S`
    ");
}

#[test]
fn rdf_xml_that_breaks_off_is_an_error() {
    let start = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>\n\
                 <r:Description r:about='http://e/a'><e:p>one</e:p><e:p>tw";
    let folder = Folder::with(&[("a.rdf", start), ("b.rdf", "")]);
    let (out, notes, status) = folder.run(".load a.rdf", &[]);
    insta::assert_snapshot!(notes, @r"
    error: standard input:1:7: a.rdf: 1 syntax error, nothing of it was loaded
    a.rdf:2:58: the text ends before its root element does
    ");
    assert_eq!((out.as_str(), status), ("", 3));
    let (_, notes, status) = folder.run(".load b.rdf", &[]);
    assert!(notes.contains("b.rdf:1:1: the text ends before"), "{notes}");
    assert_eq!(status, 3);
}

#[test]
fn columns_of_a_star_stand_as_the_query_names_them() {
    let query = "SELECT * { ?river a geo:River ; rdfs:label ?a } ORDER BY ?river ?a LIMIT 1";
    let folder = Folder::with(&[]);
    let (out, ..) = folder.run("", &["query", "--format", "csv", query]);
    assert_eq!(out.lines().next(), Some("river,a"));
    let (out, ..) = folder.run(&format!(".mode tsv\n{query};\n.last"), &[]);
    let heads = out.lines().filter(|line| *line == "?river\t?a");
    assert_eq!(heads.count(), 2, "{out}");
}

#[test]
fn result_that_was_refused_leaves_the_one_before_it() {
    let query = "SELECT ?r { ?r a geo:River } ORDER BY ?r LIMIT 1";
    let lines = format!(".mode count\n{query};\n.once a.ttl\nSELECT * {{ ?s ?p ?o }};\n.last\n");
    let (out, notes, _) = Folder::with(&[]).run(&lines, &["repl", "--keep-going"]);
    assert_eq!(out, "1\n1\n");
    assert!(notes.contains("`turtle` cannot hold solutions"), "{notes}");
    assert!(!notes.contains("too large"), "{notes}");
}

#[test]
fn failure_in_a_nested_file_tells_the_innermost_place_once() {
    let folder = Folder::with(&[
        ("outer.rq", "ASK {};\n.read inner.rq\n"),
        ("inner.rq", "ASK {};\n  .mode nonsense\n"),
    ]);
    let (_, notes, status) = folder.run(".read outer.rq", &[]);
    let first = notes.lines().next();
    let expected = "error: inner.rq:2:9: there is no format `nonsense`";
    assert_eq!((first, status), (Some(expected), 2));
}

#[test]
fn wrong_query_in_a_file_tells_its_place_once() {
    let folder = Folder::with(&[("a.rq", "\nSELCT * {}\n")]);
    let (_, notes, status) = folder.run(".read a.rq", &[]);
    assert!(notes.starts_with("error[G103]"), "{notes}");
    assert!(notes.contains("--> a.rq:2:1"), "{notes}");
    assert!(!notes.contains("standard input"), "{notes}");
    assert_eq!(status, 1);
}

#[test]
fn rows_are_exported_as_the_name_of_the_file_says() {
    let folder = Folder::with(&[("taken.csv", "old")]);
    let lines = ".export rows.csv SELECT (1 AS ?n) {}\n.export taken.csv ASK {}\n.export wrong.csv SELCT * {} ASK {}\n.export a.md SELECT * {} WERE";
    let (out, notes, status) = folder.run(lines, &["repl", "--keep-going"]);
    assert_eq!((out.as_str(), status), ("", 1), "{notes}");
    assert!(notes.contains("written to rows.csv"), "{notes}");
    assert!(
        notes.contains("`.export! taken.csv` replaces it"),
        "{notes}"
    );
    assert!(notes.contains("--> standard input:3:19"), "{notes}");
    assert_eq!(folder.names(), ["rows.csv", "taken.csv"]);
}

#[test]
fn mark_of_replacement_may_stand_behind_the_file() {
    let folder = Folder::with(&[("a.csv", "old")]);
    let lines = ".once a.csv\n.once a.csv!\nASK {}\n.output a.csv !\n.output\n.once \"b!\"\nASK {}";
    let (out, notes, status) = folder.run(lines, &["repl", "--keep-going"]);
    assert!(notes.contains("a.csv exists already"), "{notes}");
    assert_eq!((out.as_str(), status), ("", 1), "{notes}");
    assert_eq!(folder.names(), ["a.csv", "b!"]);
}

#[test]
fn limit_that_a_query_does_not_look_at_ends_the_program_with_the_usual_words() {
    let folder = Folder::with(&[]);
    let (_, notes, status) =
        folder.run("", &["query", "--timeout", "100ms", "-o", "rows.csv", DEAF]);
    assert!(
        notes.starts_with("error: the query was stopped after 100 ms\nhint: "),
        "{notes}"
    );
    assert_eq!(status, 124);
    assert_eq!(folder.names(), Vec::<String>::new());
    let (_, notes, status) = folder.run(&format!(".timeout 100ms\n{DEAF}"), &[]);
    assert!(
        notes.contains("standard input:2:1: the query was stopped after 100 ms"),
        "{notes}"
    );
    assert_eq!(status, 124);
}

/// Runs the program in `folder` with `input`, sends it `signal` once it has written a line, and gives its status and the
/// rest of its messages.
fn signalled(
    folder: &Folder,
    arguments: &[&str],
    input: &str,
    signal: &str,
) -> (Option<i32>, String) {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_gremia"));
    program.env_clear().current_dir(folder.0.path());
    program.args(["--dataset", DATASET]).args(arguments);
    program.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = program.stderr(Stdio::piped()).spawn().unwrap();
    running
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    // The first answer tells that the rest has begun.
    let mut answers = BufReader::new(running.stdout.take().unwrap());
    let mut answer = String::new();
    answers.read_line(&mut answer).unwrap();
    let number = running.id().to_string();
    let mut kill = std::process::Command::new("kill");
    assert!(
        kill.args(["-s", signal, &number])
            .status()
            .unwrap()
            .success()
    );
    let status = running.wait().unwrap().code();
    let mut notes = String::new();
    let mut errors = running.stderr.take().unwrap();
    errors.read_to_string(&mut notes).unwrap();
    (status, notes)
}

#[test]
fn terminated_batch_ends_with_the_status_of_the_signal_and_leaves_no_file() {
    let folder = Folder::with(&[]);
    let input = format!("ASK {{}};\n.once rows.csv\n{DEAF};\nASK {{}}");
    let (status, notes) = signalled(&folder, &[], &input, "TERM");
    assert_eq!(status, Some(143));
    assert!(notes.contains("ended by SIGTERM"), "{notes}");
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[test]
fn query_that_does_not_notice_a_signal_ends_by_it() {
    for (signal, expected) in [("INT", 130), ("TERM", 143)] {
        let folder = Folder::with(&[]);
        // What fills the buffer of the answers is written before the second query begins.
        let input = format!("SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT 1000;\n{DEAF}");
        let (status, notes) = signalled(&folder, &["query", "--file", "-"], &input, signal);
        assert_eq!(notes, "error: the query was cancelled\n");
        assert_eq!(status, Some(expected));
    }
}

#[test]
fn batch_takes_marks_and_line_ends_of_other_systems() {
    let lines = "\u{feff}ASK {}\r\n.mode csv\r\nSELECT (1 AS ?x) {}\r\nLIMIT 1";
    let ended = batch(lines, &[]).success();
    assert_eq!(text(&ended.get_output().stdout), "true\nx\r\n1\r\n");
    batch("", &[]).success().stdout("");
}

#[test]
fn name_with_an_unknown_prefix_is_no_text() {
    let folder = Folder::with(&[]);
    let (out, notes, status) = folder.run(".let e = foo:bar", &[]);
    assert!(notes.contains("prefix `foo:` is not declared"), "{notes}");
    assert_eq!((out.as_str(), status), ("", 1));
}

#[test]
fn file_for_one_result_is_not_written_by_the_next_after_a_fault() {
    let folder = Folder::with(&[]);
    let text = ".once x.csv\nSELECT * { ?s nope:p ?o }\nASK {}";
    let (out, _, _) = folder.run(text, &["repl", "--keep-going"]);
    assert_eq!(out, "true\n");
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[test]
fn export_of_an_update_changes_nothing() {
    let folder = Folder::with(&[]);
    let text = "INSERT DATA { <http://e/a> <http://e/b> 1 };\n.export a.nt DELETE WHERE { ?s ?p ?o }\nASK { <http://e/a> ?p 1 }";
    let (out, notes, _) = folder.run(text, &["repl", "--keep-going"]);
    assert!(notes.contains("this is an update"), "{notes}");
    assert_eq!(out, "true\n");
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[test]
fn update_that_keeps_others_from_being_applied_can_be_dropped_by_its_number() {
    let folder = Folder::with(&[]);
    let text = ".begin\nINSERT DATA { <http://e/a> <http://e/b> 1 };\nASK {};\nCLEAR GRAPH <http://e/none>;\n.commit\n\
                .rollback 3\n.rollback 2\n.commit\nASK { <http://e/a> ?p 1 }";
    let (out, notes, _) = folder.run(text, &["repl", "--keep-going"]);
    assert_eq!(out, "true\ntrue\n", "{notes}");
    for told in [
        "`.rollback N` drops one",
        "no update that waits has the number `3`",
        "dropped: CLEAR GRAPH",
    ] {
        assert!(notes.contains(told), "{notes}");
    }
}

#[test]
fn file_is_not_loaded_while_updates_are_to_wait() {
    let folder = Folder::with(&[("a.ttl", "<http://e/a> <http://e/b> 1 .")]);
    let text = ".begin\n.load a.ttl\n.rollback\nASK { <http://e/a> ?p ?o }";
    let (out, notes, _) = folder.run(text, &["repl", "--keep-going"]);
    assert!(
        notes.contains("cannot wait for `.commit` with the updates; of those there wait 0"),
        "{notes}"
    );
    assert_eq!(out, "false\n");
}

#[test]
fn query_is_read_from_standard_input_where_a_mark_stands_for_its_text() {
    let folder = Folder::with(&[]);
    for arguments in [&["query", "-"][..], &["query", "-f", "-"]] {
        let (out, notes, status) = folder.run("ASK {}", arguments);
        assert_eq!(
            (out.as_str(), status),
            ("true\n", 0),
            "{arguments:?}: {notes}"
        );
    }
}

#[test]
fn failures_in_a_file_that_is_read_reach_the_exit_status() {
    let folder = Folder::with(&[("a.rq", "SELCT *;\nASK {}")]);
    let (out, _, status) = folder.run(".bail off\n.read a.rq\n", &[]);
    assert_eq!((out.as_str(), status), ("true\n", 1));
    let (out, _, status) = folder.run(".read a.rq\nASK {}", &["repl", "--keep-going"]);
    assert_eq!((out.as_str(), status), ("true\ntrue\n", 1));
    let (out, _, status) = folder.run(".read a.rq\nASK {}", &[]);
    assert_eq!((out.as_str(), status), ("", 1));
}

#[test]
fn name_of_standard_output_is_no_file_that_exists() {
    let folder = Folder::with(&[]);
    let (out, notes, status) = folder.run("", &["query", "ASK {}", "-o", "/dev/stdout"]);
    assert_eq!((out.as_str(), status), ("true\n", 0), "{notes}");
    let (_, notes, _) = folder.run("", &["query", "ASK {}", "-o", "a.csv.gz"]);
    assert!(notes.contains("tells no format"), "{notes}");
}
