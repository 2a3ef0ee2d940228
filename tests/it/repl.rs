//! The shell as a person sees it, and as a pipe does.

use std::fs;

use assert_cmd::Command;

use crate::terminal::{DATASET, Terminal, World, deaf_update};

pub(crate) const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?s a geo:River }";

/// A query that takes hours and reads quads all the time.
const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) { ?s ?a ?b; ?c ?d; ?e ?f; ?g ?h; ?i ?j; ?k ?l; ?m ?o; ?p ?q; ?r ?t; ?u ?v; ?w ?x; ?y ?z; ?0 ?1; ?2 ?3; ?4 ?5; ?6 ?7 }";

/// A query that takes hours and reads no quad after the first, so that the engine never sees that it is cancelled.
const DEAF: &str =
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p . ?q ?r ?s }";

pub(crate) fn screen() -> World {
    World::new(24, 80)
}

#[test]
fn banner_and_prompt_appear() {
    let shell = screen().shell();
    insta::assert_snapshot!(shell.contents(), @"
    gremia 0.1.0: 54 triples
    Try:
      .run rivers
      .describe town:dresden
      SELECT ?x ?name { ?x a geo:City ; rdfs:label ?name }
    Tab completes, .help explains, Ctrl-D leaves.
    gremia>
    ");
}

#[test]
fn two_queries_in_one_write_both_run() {
    let mut shell = screen().shell();
    shell.press("ASK { town:elbe a geo:River }\rASK { town:elbe a geo:City }\r");
    shell.wait_for("true");
    shell.wait_for("false");
}

#[test]
fn two_queries_in_one_paste_both_run() {
    let mut shell = screen().shell();
    shell.paste("ASK { town:elbe a geo:River }\nASK { town:elbe a geo:City }\n");
    shell.press("\r");
    shell.wait_for("true");
    shell.wait_for("false");
}

#[test]
fn query_of_thirty_lines_runs_in_ten_rows() {
    let mut shell = World::new(10, 40).shell();
    shell.press("SELECT ?r {\r");
    for _ in 0..28 {
        shell.press("  ?r a geo:River .\r");
    }
    shell.press("} ORDER BY ?r LIMIT 1 ;\r");
    shell.wait_for("elbe");
    shell.wait_for_prompt();
}

#[test]
fn pasted_query_taller_than_the_screen_runs() {
    let mut shell = World::new(10, 40).shell();
    let lines = "  ?r a geo:River .\n".repeat(28);
    shell.paste(&format!("SELECT ?r {{\n{lines}}} ORDER BY ?r LIMIT 1 ;"));
    shell.press("\r");
    shell.wait_for("elbe");
    shell.wait_for_prompt();
}

#[test]
fn paste_with_tabs_returns_and_escapes_is_cleaned() {
    let mut shell = screen().shell();
    shell.paste("ASK {\r\n\ttown:elbe\ta\tgeo:River\x1b[31m\x07\r\n} ;");
    shell.press("\r");
    shell.wait_for("true");
}

#[test]
fn umlauts_at_the_right_margin_keep_the_cursor_in_place() {
    let mut shell = World::new(10, 40).shell();
    shell.press(&format!("ASK {{ ?s ?p '{}", "ä".repeat(24)));
    shell.wait("cursor behind the text", |screen| {
        let (row, column) = screen.cursor_position();
        let last = screen
            .cell(row.saturating_sub(1), 39)
            .map(|cell| cell.contents().to_owned());
        column == 5 && last.as_deref() == Some("ä")
    });
    shell.press("ö' }\r");
    shell.wait_for("false");
}

#[test]
fn control_c_at_the_prompt_clears_and_says_how_to_leave() {
    let mut shell = screen().shell();
    shell.press("SELECT nonsense");
    shell.wait_for("SELECT nonsense");
    shell.press("\x03");
    shell.wait_for_prompt();
    shell.press("\x03");
    shell.wait_for("Ctrl-D or .quit leaves");
    shell.press("\x10");
    shell.wait("recalled entry", |screen| {
        screen
            .contents()
            .trim_end()
            .ends_with("gremia> SELECT nonsense")
    });
}

#[test]
fn control_c_cancels_a_query_and_the_session_lives_on() {
    let mut shell = screen().shell();
    shell.press(&format!("{ENDLESS}\r"));
    shell.wait_for("Ctrl-C cancels");
    shell.press("\x03");
    shell.wait_for("cancelled");
    shell.press("ASK { town:elbe a geo:River }\r");
    shell.wait_for("true");
}

/// Gives how long the status line says that a query has been running.
fn seconds(screen: &vt100::Screen) -> Option<f64> {
    let contents = screen.contents();
    let before = contents.split(" s · ").next()?;
    before.rsplit(' ').next()?.parse().ok()
}

/// Presses Ctrl-C, and again once a query that does not hear it can be left behind: it has a second to end.
fn press_control_c_twice(shell: &mut Terminal) {
    shell.press("\x03");
    let pressed = shell.look(seconds).unwrap();
    shell.wait("a second later", |screen| {
        seconds(screen) > Some(pressed + 1.2)
    });
    shell.press("\x03");
}

#[test]
fn second_control_c_leaves_a_deaf_query_behind() {
    let mut shell = screen().shell();
    shell.press(&format!("{DEAF}\r"));
    shell.wait_for("Ctrl-C cancels");
    press_control_c_twice(&mut shell);
    shell.wait_for("gremia (1 running)>");
    shell.press("ASK { town:elbe a geo:River }\r");
    shell.wait_for("true");
}

#[test]
fn file_stops_at_a_query_that_is_left_behind() {
    let world = screen();
    fs::write(world.home().join("two.rq"), format!("{DEAF};\nASK {{}}")).unwrap();
    let mut shell = world.shell();
    shell.press(".read two.rq\r");
    shell.wait_for("Ctrl-C cancels");
    press_control_c_twice(&mut shell);
    shell.wait_for("two.rq:1:1: the query is left behind");
    shell.wait_for("gremia (1 running)>");
    assert!(!shell.contents().contains("true"));
}

#[test]
fn third_control_c_leaves_the_shell_while_a_file_is_read() {
    let world = screen();
    fs::write(world.home().join("one.rq"), deaf_update()).unwrap();
    let mut shell = world.shell();
    shell.press(".read one.rq\r");
    shell.wait_for("Ctrl-C cancels");
    press_control_c_twice(&mut shell);
    shell.wait_for("Ctrl-C again at once leaves the shell");
    shell.press("\x03");
    assert_eq!(shell.end(), 130);
}

#[test]
fn keys_typed_while_a_query_runs_wait_for_the_prompt() {
    let mut shell = screen().shell();
    shell.press(&format!("{ENDLESS}\r"));
    shell.wait_for("Ctrl-C cancels");
    shell.press("\x03ASK { town:elbe a geo:River }\r");
    shell.wait_for("true");
}

#[test]
fn tab_completes_a_keyword() {
    let mut shell = screen().shell();
    shell.press("constr\t");
    shell.wait_for("gremia> CONSTRUCT");
}

#[test]
fn tab_completes_a_command() {
    let mut shell = screen().shell();
    shell.press(".statu\t");
    shell.wait_for("gremia> .status");
}

#[test]
fn tab_offers_things_by_their_label() {
    let mut shell = screen().shell();
    shell.wait_for_terms();
    shell.press("ASK { ?s geo:flowsThrough hanse\t");
    shell.wait_for("town:luebeck");
}

#[test]
fn history_serves_the_next_session() {
    let world = screen();
    let mut first = world.shell();
    first.press("ASK { town:elbe a geo:River }\r");
    first.wait_for("true");
    first.press(" ASK { <secret:a> ?p ?o }\r");
    first.wait_for("false");
    first.press(".quit\r");
    assert_eq!(first.end(), 0);
    let mut second = world.shell();
    second.press("\x1b[A\x1b[A");
    second.wait_for("gremia> ASK { town:elbe a geo:River }");
    let file = world.home().join(".local/state/gremia/history");
    assert_eq!(
        fs::read_to_string(file).unwrap(),
        "ASK { town:elbe a geo:River }\n.quit\n"
    );
}

#[test]
fn broken_history_is_a_warning() {
    let world = screen();
    let folder = world.home().join(".local/state/gremia");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("history"), b"\xff\n").unwrap();
    world.shell().wait_for("warning: ");
}

#[test]
fn keywords_are_coloured_unless_no_color_is_set() {
    let bold = |screen: &vt100::Screen| {
        let row = screen
            .contents()
            .lines()
            .position(|line| line.starts_with("gremia> ASK"));
        row.and_then(|row| {
            screen
                .cell(u16::try_from(row).unwrap(), 8)
                .map(vt100::Cell::bold)
        })
    };
    let mut coloured = screen().shell();
    coloured.press("ASK ");
    coloured.wait("bold keyword", |screen| bold(screen) == Some(true));
    let mut plain = screen().variable("NO_COLOR", "1").shell();
    plain.press("ASK ");
    plain.wait("plain keyword", |screen| bold(screen) == Some(false));
}

#[test]
fn dumb_terminal_reads_line_by_line() {
    let mut shell = screen().variable("TERM", "dumb").shell();
    shell.press("ASK {\n");
    shell.wait_for("...>");
    shell.press("town:elbe a geo:River };\n");
    shell.wait_for("true");
    shell.press("\x04");
    assert_eq!(shell.end(), 0);
}

#[test]
fn plain_shell_notices_control_c() {
    let mut shell = screen().argument("--plain").shell();
    shell.press("ASK { nonsense\x03");
    shell.wait_for("Ctrl-D or .quit leaves");
    shell.press("ASK { town:elbe a geo:River }\n");
    shell.wait_for("true");
}

#[test]
fn wrong_query_comes_back_to_be_mended() {
    let mut shell = screen().shell();
    shell.press("SELCT * { ?s ?p ?o }\r");
    shell.wait_for("error");
    shell.wait("the text at the prompt", |screen| {
        let text = screen.contents();
        text.trim_end().ends_with("gremia> SELCT * { ?s ?p ?o }")
    });
}

#[test]
fn quit_restores_the_terminal() {
    let mut shell = screen().shell();
    shell.press(".quit\r");
    assert_eq!(shell.end(), 0);
}

#[test]
fn control_d_leaves() {
    let mut shell = World::new(50, 200).shell();
    shell.press("\x04");
    assert_eq!(shell.end(), 0);
}

#[test]
fn prefix_lines_hold_for_the_session() {
    let mut shell = screen().shell();
    shell.press("PREFIX t: <https://example.org/town/>\r");
    shell.wait_for("for this session");
    shell.press("ASK { t:elbe a geo:River }\r");
    shell.wait_for("true");
}

#[test]
fn once_writes_a_file() {
    let world = screen();
    let mut shell = world.shell();
    shell.press(&format!(".once rivers.txt\r{COUNT}\r"));
    shell.wait_for("written to rivers.txt");
    assert!(
        fs::read_to_string(world.home().join("rivers.txt"))
            .unwrap()
            .contains('3')
    );
    shell.press(".once rivers.txt\r");
    shell.wait_for("`.once! rivers.txt` replaces it");
}

#[test]
fn unknown_command_brings_a_proposal() {
    let mut shell = screen().shell();
    shell.press(".stauts\r");
    shell.wait_for("did you mean `.status`?");
}

pub(crate) fn batch(input: &str, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("gremia").unwrap();
    command
        .env_clear()
        .args(["--dataset", DATASET])
        .args(arguments);
    command.write_stdin(input).assert()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn pipe_gets_data_only() {
    let ended = batch(&format!(".timer on\n{COUNT}\n"), &[]).success();
    let output = ended.get_output();
    assert!(text(&output.stdout).contains('3'));
    assert!(!text(&output.stdout).contains("timer"));
    assert!(text(&output.stderr).contains("time: "));
}

#[test]
fn last_query_needs_no_end() {
    let ended = batch("ASK {\n town:elbe a geo:River }", &[]).success();
    assert_eq!(text(&ended.get_output().stdout).trim(), "true");
}

#[test]
fn first_error_stops_a_batch_and_names_its_line() {
    let ended = batch("ASK {};\n\nSELCT * {}\n;\nASK { ?s ?p ?o }", &[])
        .failure()
        .code(1);
    let output = ended.get_output();
    assert_eq!(text(&output.stdout).lines().count(), 1);
    assert!(
        text(&output.stderr).contains("standard input:3"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn names_of_other_shells_turn_a_setting_on_and_off_by_turns() {
    let lines = "\\x\n\\x\n\\x on\n\\x off\n\\timing\n\\timing\n";
    let ended = batch(lines, &["repl"]).success();
    let notes = text(&ended.get_output().stderr);
    let told: Vec<&str> = notes
        .lines()
        .filter(|line| !line.contains(" here"))
        .collect();
    let [line, auto] = ["mode: line", "mode: auto"];
    let [first, second, third, fourth, on, off] = told.as_slice() else {
        panic!("{notes}");
    };
    for (told, expected) in [(first, line), (second, auto), (third, line), (fourth, auto)] {
        assert!(told.starts_with(expected), "{notes}");
    }
    assert_eq!((*on, *off), ("timer: on", "timer: off"));
}

#[test]
fn help_of_a_command_is_asked_for_as_outside_and_does_nothing_else() {
    let lines = ".begin --help\n.nullvalue --help\n.status\n.nullvalue\n";
    let ended = batch(lines, &["repl"]).success();
    let output = ended.get_output();
    let (told, notes) = (text(&output.stdout), text(&output.stderr));
    assert!(told.starts_with(".begin\n"), "{told}");
    assert!(!notes.contains("--help"), "{notes}");
}

#[test]
fn start_of_a_name_behind_a_backslash_is_no_command() {
    let ended = batch("\\g", &["repl"]).failure();
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("there is no command `\\g`"), "{notes}");
}

#[test]
fn options_of_the_shell_count_before_its_name_and_behind_it() {
    for arguments in [["--keep-going", "repl"], ["repl", "--keep-going"]] {
        let ended = batch("SELCT * {};\nASK {}", &arguments).failure().code(1);
        assert_eq!(text(&ended.get_output().stdout), "true\n", "{arguments:?}");
    }
    for (arguments, told) in [
        (&["--batch", "repl", "--interactive"][..], "cannot be used"),
        (
            &["--no-history", "graphs"],
            "is an option of the shell alone",
        ),
    ] {
        let ended = batch("", arguments).failure().code(2);
        let notes = text(&ended.get_output().stderr);
        assert!(notes.contains(told), "{notes}");
    }
}

#[test]
fn keep_going_runs_the_rest_and_still_fails() {
    let ended = batch("SELCT * {};\nASK {}", &["repl", "--keep-going"])
        .failure()
        .code(1);
    assert_eq!(text(&ended.get_output().stdout).lines().count(), 1);
}

#[test]
fn commands_work_in_a_batch() {
    let ended = batch(".prefixes town\n", &[]).success();
    assert_eq!(
        text(&ended.get_output().stdout),
        "town: <https://example.org/town/>\n"
    );
}

#[test]
fn base_of_its_own_line_holds_for_what_follows() {
    let input =
        "BASE <https://example.org/town/>;\nASK { <elbe> a geo:River };\nASK { <elbe> nope:a 1 }";
    let ended = batch(input, &[]).failure().code(1);
    let output = ended.get_output();
    assert_eq!(text(&output.stdout), "true\n");
    assert!(
        text(&output.stderr).contains("standard input:3:14"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn session_mode_serves_queries_and_named_queries() {
    let input =
        ".mode csv\nSELECT ?l { town:koeln rdfs:label ?l } ORDER BY ?l;\n.run rivers least=1200";
    let ended = batch(input, &[]).success();
    assert_eq!(
        text(&ended.get_output().stdout).replace('\r', ""),
        "l\nCologne\nKöln\nriver,length\nhttps://example.org/town/rhein,1233\n"
    );
}

#[test]
fn wrong_command_in_a_batch_is_wrong_usage() {
    batch(".nonsense\n", &[]).failure().code(2);
}

#[test]
fn output_to_a_file_is_a_batch_even_from_a_terminal() {
    let world = screen().redirected("out.txt");
    let mut shell = world.start();
    shell.press("ASK { town:elbe a geo:River }\n\x04");
    assert_eq!(shell.end(), 0);
    let written = fs::read_to_string(world.home().join("out.txt")).unwrap();
    assert_eq!(written, "true\n");
}

#[test]
fn output_file_holds_nothing_of_a_statement_that_failed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.csv");
    let input = format!(
        ".output {}\nSELECT ?l {{ town:koeln rdfs:label ?l }} ORDER BY ?l;\n.timeout 200ms\nSELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}",
        file.display()
    );
    let ended = batch(&input, &["repl", "--keep-going"]).failure();
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("standard input:4"), "{notes}");
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(written.replace('\r', ""), "l\nCologne\nKöln\n");
}

#[test]
fn batch_asks_what_it_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data.ttl");
    fs::write(&file, "<http://e/a> <http://e/b> <http://e/c> .").unwrap();
    let input = format!(
        ".load {}\nASK {{ <http://e/a> <http://e/b> <http://e/c> }}",
        file.display()
    );
    let ended = batch(&input, &[]).success();
    let answers = text(&ended.get_output().stdout);
    assert_eq!(answers.lines().last(), Some("true"), "{answers}");
}

#[test]
fn edit_in_a_batch_is_wrong_usage() {
    batch("ASK {};\n.edit\n", &[]).failure().code(2);
}

#[test]
fn wrong_prologue_is_reported_and_changes_nothing() {
    for (prologue, problem) in [
        ("BASE <foo>", "not a valid IRI"),
        ("PREFIX ex:", "the declaration is not complete"),
    ] {
        let input = format!("{prologue};\nASK {{ town:elbe a geo:River }}");
        let ended = batch(&input, &["repl", "--keep-going"]).failure().code(1);
        let output = ended.get_output();
        let report = text(&output.stderr);
        assert!(report.contains(problem), "{report}");
        assert!(report.contains("standard input:1:"), "{report}");
        assert_eq!(text(&output.stdout), "true\n");
    }
}

#[test]
fn updates_that_wait_are_applied_together() {
    let input = "PREFIX e: <http://e/>\n.begin\nINSERT DATA { e:a e:b 1 };\nASK { e:a e:b 1 };\nDELETE { ?s e:b ?o } INSERT { ?s e:c ?o } WHERE { ?s e:b ?o };\n.commit\nASK { e:a e:c 1 }";
    let ended = batch(input, &[]).success();
    assert_eq!(text(&ended.get_output().stdout), "false\ntrue\n");
}

#[test]
fn updates_that_wait_can_be_dropped() {
    let input = ".begin\nINSERT DATA { <http://e/a> <http://e/b> 1 };\n.rollback\nASK { <http://e/a> ?p ?o }";
    let ended = batch(input, &[]).success();
    assert_eq!(text(&ended.get_output().stdout), "false\n");
}

#[test]
fn batch_that_ends_while_updates_wait_is_wrong_usage() {
    let input = ".begin\nINSERT DATA { <http://e/a> <http://e/b> 1 }";
    let ended = batch(input, &[]).failure().code(2);
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("`.rollback` drops them"), "{notes}");
}

#[test]
fn nothing_is_loaded_while_updates_wait() {
    let input = ".begin\nINSERT DATA { <http://e/a> <http://e/b> 1 };\n.load nothing.ttl";
    batch(input, &[]).failure().code(2);
}

#[test]
fn prompt_tells_that_updates_wait() {
    let mut shell = screen().shell();
    shell.press(".begin\r");
    shell.wait_for("gremia*> ");
    shell.press("INSERT DATA { town:elbe geo:flows true }\r");
    shell.wait_for("waits for `.commit`, as number 1");
    shell.press(".commit\r");
    shell.wait_for("applied together: 1");
    shell.wait_for_prompt();
}

#[test]
fn update_tells_what_it_changed() {
    let mut shell = screen().shell();
    shell.press("INSERT DATA { <http://x.org/a> <http://x.org/p> 1, 2 }\r");
    shell.wait_for("2 statements more, now ");
    shell.press("\x0cDELETE DATA { <http://x.org/a> <http://x.org/p> 2 }\r");
    shell.wait_for("1 statement fewer, now ");
    shell.press("\x0c.begin\rCLEAR ALL\r.commit\r");
    shell.wait_for("fewer, now 0 · ");
}
