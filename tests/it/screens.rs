//! What a person sees in a terminal where line editors and shells usually go wrong.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::repl::{batch, screen, text};
use crate::sessions::with_own_query;
use crate::terminal::{DATASET, Terminal, World, deaf_update};

/// A query that takes hours and reads quads all the time.
const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) { ?s ?a ?b; ?c ?d; ?e ?f; ?g ?h; ?i ?j; ?k ?l; ?m ?o; ?p ?q; ?r ?t; ?u ?v; ?w ?x; ?y ?z; ?0 ?1; ?2 ?3; ?4 ?5; ?6 ?7 }";

/// A query that takes hours and does not notice that it is cancelled.
const DEAF: &str =
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p . ?q ?r ?s }";

fn asks(shell: &mut Terminal) {
    shell.press("ASK { town:elbe a geo:River }\r");
    shell.wait_for("true");
    shell.wait_for_prompt();
}

#[test]
fn pasted_blank_lines_are_part_of_the_query() {
    let mut shell = screen().shell();
    shell.paste("ASK {\n\n\n  town:elbe\n\n  a geo:River\n\n}\n");
    shell.press("\r");
    shell.wait_for("true");
}

#[test]
fn wide_characters_at_the_right_margin_keep_the_cursor_in_place() {
    let mut shell = World::new(10, 40).shell();
    // Prompt and text leave one column, which is too narrow for the tenth.
    shell.press(&format!("ASK {{ ?s ?p '{}", "漢".repeat(10)));
    shell.wait("cursor behind the text", |screen| {
        let (row, column) = screen.cursor_position();
        let first = screen.cell(row, 0).map(|cell| cell.contents().to_owned());
        column == 2 && first.as_deref() == Some("漢")
    });
    shell.press("' }\r");
    shell.wait_for("false");
}

#[test]
fn combining_marks_at_the_right_margin_keep_the_cursor_in_place() {
    let mut shell = World::new(10, 40).shell();
    shell.press(&format!("ASK {{ ?s ?p '{}", "e\u{301}".repeat(24)));
    shell.wait("cursor behind the text", |screen| {
        let (row, column) = screen.cursor_position();
        let last = screen
            .cell(row.saturating_sub(1), 39)
            .map(|cell| cell.contents().to_owned());
        column == 5 && last.as_deref() == Some("e\u{301}")
    });
    shell.press("' }\r");
    shell.wait_for("false");
}

#[test]
fn resized_window_shows_the_text_that_is_edited() {
    let mut shell = screen().shell();
    shell.press("ASK { town:elbe a geo:River ; rdfs:label ?one , ?two , ?three");
    shell.wait_for("?three");
    shell.resize(20, 40);
    shell.press(" }");
    shell.wait("the whole text", |screen| {
        let joined = screen.contents().replace('\n', "");
        joined.contains("?two , ?three }")
    });
    shell.press("\r");
    shell.wait_for("true");
}

#[test]
fn control_c_ends_a_long_list_of_candidates() {
    let mut shell = World::new(10, 40).shell();
    shell.press("ASK { FILTER(\t");
    shell.wait_for("--More--");
    shell.press("\x03");
    shell.wait("no more of the list", |screen| {
        !screen.contents().trim_end().ends_with("--More--")
    });
    shell.press("\x03");
    shell.wait_for_prompt();
    asks(&mut shell);
}

#[test]
fn control_c_ends_the_search_in_the_history() {
    let mut shell = screen().shell();
    asks(&mut shell);
    shell.press("\x12elbe");
    shell.wait_for("search");
    shell.press("\x03");
    shell.wait_for_prompt();
    asks(&mut shell);
}

#[test]
fn keys_typed_while_a_query_runs_are_not_shown_before_the_prompt() {
    let mut shell = screen().shell();
    shell.press(&format!("{ENDLESS}\r"));
    shell.wait_for("Ctrl-C cancels");
    shell.press("ASK { town:kept");
    shell.press("\x03");
    shell.wait("the text at the prompt", |screen| {
        screen
            .contents()
            .trim_end()
            .ends_with("gremia> ASK { town:kept")
    });
    assert_eq!(shell.contents().matches("town:kept").count(), 1);
}

#[test]
fn escape_swallows_no_letter_after_a_pause() {
    let mut shell = screen().shell();
    shell.press("\x1b");
    // The pause is what is tested: a letter that follows at once is a chord with Alt.
    std::thread::sleep(Duration::from_millis(300));
    shell.press("ASK");
    shell.wait_for("gremia> ASK");
}

/// Copies a folder with all it holds.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn seventy_thousand_candidates_are_two_hundred_and_a_number() {
    use std::fmt::Write as _;
    let world = World::new(250, 80);
    let folder = world.home().join("dataset");
    copy(Path::new(DATASET), &folder);
    let mut data = String::new();
    for number in 0..70_000 {
        writeln!(
            data,
            "<https://example.org/town/x{number:05}> <https://example.org/p> 1 ."
        )
        .unwrap();
    }
    fs::write(folder.join("data/many.ttl"), data).unwrap();
    let mut shell = world.dataset(&folder).shell();
    shell.wait_for_terms();
    shell.press("ASK { ?s ?p town:x\t");
    shell.wait_for("… 69,800 more");
    shell.press("\x03");
    shell.wait_for_prompt();
    asks(&mut shell);
}

#[test]
fn two_sessions_share_one_history() {
    let world = screen();
    let [mut first, mut second] = [world.shell(), world.shell()];
    first.press("ASK { town:elbe a geo:River }\r");
    first.wait_for("true");
    second.press("ASK { town:elbe a geo:City }\r");
    second.wait_for("false");
    first.press(".version-of-nothing\r");
    first.wait_for("error");
    for shell in [&mut first, &mut second] {
        shell.press(".quit\r");
    }
    assert_eq!((first.end(), second.end()), (0, 0));
    let history = fs::read_to_string(world.home().join(".local/state/gremia/history")).unwrap();
    for entry in ["a geo:River }", "a geo:City }", ".version-of-nothing"] {
        assert_eq!(history.matches(entry).count(), 1, "{entry} in {history}");
    }
}

#[test]
fn killed_shell_gives_the_terminal_back_at_the_prompt_and_while_a_query_runs() {
    let shell = screen().shell();
    shell.signal("TERM");
    assert_eq!(shell.end(), 143);
    let mut shell = screen().argument("--plain").shell();
    shell.press("ASK {");
    shell.signal("TERM");
    assert_eq!(shell.end(), 143);
    for statement in [ENDLESS, DEAF] {
        let mut shell = screen().shell();
        shell.press(&format!("{statement}\r"));
        shell.wait_for("Ctrl-C cancels");
        shell.signal("HUP");
        assert_eq!(shell.end(), 129);
    }
}

#[test]
fn text_at_the_prompt_is_kept_whatever_signal_comes() {
    for signal in ["INT", "TERM", "HUP"] {
        let world = screen();
        let mut shell = world.shell();
        shell.press("ASK {\x1b\rtown:elbe");
        shell.wait_for("town:elbe");
        shell.signal(signal);
        if signal == "INT" {
            shell.wait_for_prompt();
            shell.press(".quit\r");
        }
        shell.end();
        let history = fs::read_to_string(world.home().join(".local/state/gremia/history"));
        let history = history.unwrap();
        assert!(history.contains("ASK {\\ntown:elbe"), "{signal}: {history}");
    }
}

#[test]
fn error_in_a_text_as_tall_as_the_window_stays_in_view() {
    let mut shell = World::new(12, 60).shell();
    let lines = "# a line\r".repeat(9);
    shell.press(&format!(
        "\x1b[200~SELECT ?s {{\r{lines}?s a no:Such }}\x1b[201~;\r"
    ));
    shell.wait_for("Up brings it back");
    shell.wait_for_prompt();
    assert!(
        shell.contents().contains("error[G102]"),
        "{}",
        shell.contents()
    );
    shell.press("\x10");
    shell.wait_for("?s a no:Such }");
}

#[test]
fn explained_query_may_have_several_lines() {
    let mut shell = screen().shell();
    shell.press(".explain SELECT ?s {\r?s a geo:River }\r");
    shell.wait_for("find ?s a geo:River");
}

#[test]
fn started_program_gets_the_terminal_as_it_was_before_the_shell() {
    let mut shell = screen().shell();
    shell.press(".shell stty -a | tr ' ' '\\n' | grep -e 'echo;*$'\r");
    shell.wait("echo on", |screen| {
        screen.contents().lines().any(|line| line == "echo")
    });
}

#[test]
fn killed_shell_keeps_what_was_written_and_drops_what_waits() {
    let world = screen();
    let mut shell = world.shell();
    shell.press(".output rows.csv\rSELECT ?r { ?r a geo:River } ORDER BY ?r\r.begin\r");
    shell.press("INSERT DATA { town:elbe geo:flows true }\r");
    shell.wait_for("as number 1");
    shell.wait("prompt", |screen| {
        screen.contents().trim_end().ends_with("gremia*>")
    });
    shell.signal("TERM");
    shell.wait_for("dropped: 1");
    assert_eq!(shell.end(), 143);
    let rows = fs::read_to_string(world.home().join("rows.csv")).unwrap();
    assert!(rows.starts_with("r\r\n"), "{rows}");
}

#[test]
fn leaving_while_updates_wait_asks_what_becomes_of_them() {
    let begin = ".begin\rINSERT DATA { town:elbe geo:flows true }\r";
    let mut shell = screen().shell();
    shell.press(&format!("{begin}.quit\r"));
    shell.wait_for("1 update waits: commit it, drop it, or stay? [c/d/S]");
    shell.press("what\r");
    shell.press("s\r");
    shell.press("ASK { town:elbe geo:flows true }\r");
    shell.wait_for("false");
    shell.press("INSERT DATA { town:elbe geo:flows false }\r");
    shell.wait_for("as number 2");
    shell.wait_for_prompt();
    shell.press("\x0c\x04");
    shell.wait_for("2 updates wait: commit them, drop them, or stay?");
    shell.press("d\r");
    shell.wait_for("dropped: 2");
    assert_eq!(shell.end(), 0);
    let mut shell = screen().shell();
    shell.press(&format!("{begin}.quit\rc\r"));
    shell.wait_for("applied together: 1");
    assert_eq!(shell.end(), 0);
}

#[test]
fn query_that_was_left_behind_is_listed() {
    let mut shell = screen().shell();
    shell.press(".jobs\r");
    shell.wait_for("nothing is left behind");
    shell.press(&format!("{DEAF}\r"));
    shell.wait_for("Ctrl-C cancels");
    shell.press("\x03");
    shell.wait_for("Ctrl-C leaves it behind");
    shell.press("\x03");
    shell.wait_for("left behind as job 1; `.jobs` lists what still runs");
    shell.wait_for("gremia (1 running)>");
    shell.press("\x0c.jobs\r");
    shell.wait_for("  1    0:");
    assert!(shell.contents().contains("  SELECT (COUNT(*) AS ?n) {"));
}

#[test]
fn third_control_c_leaves_the_shell() {
    let mut shell = World::new(40, 80).shell();
    shell.press(&format!("{}\r", deaf_update()));
    shell.wait_for("Ctrl-C cancels");
    shell.press("\x03");
    shell.wait_for("cancelling");
    shell.press("\x03");
    shell.wait_for("Ctrl-C again at once leaves the shell");
    shell.press("\x03");
    assert_eq!(shell.end(), 130);
}

#[test]
fn keys_right_behind_control_c_are_not_lost() {
    let mut shell = screen().shell();
    shell.press("ASK { nonsense\x03ASK { town:elbe a geo:River }\r");
    shell.wait_for("true");
}

#[test]
fn keys_right_behind_control_d_are_not_lost() {
    let mut shell = with_own_query(screen()).shell();
    shell.press(".run one\r");
    shell.wait_for("river IRI: ");
    shell.press("\x04ASK { town:elbe a geo:River }\r");
    shell.wait_for("dropped");
    shell.wait_for("true");
}

#[test]
fn no_proposal_stands_behind_the_text_without_colours() {
    let mut coloured = screen().shell();
    asks(&mut coloured);
    coloured.press("\x0cASK { town:e");
    coloured.wait_for("ASK { town:elbe a geo:River }");
    let mut plain = screen().variable("NO_COLOR", "1").shell();
    asks(&mut plain);
    plain.press("\x0cASK { town:e");
    plain.wait("the text alone", |screen| {
        screen.contents().trim_end() == "gremia> ASK { town:e"
    });
}

#[test]
fn tabs_at_the_right_margin_keep_the_cursor_in_place() {
    let mut shell = World::new(10, 40).shell();
    // The tab takes the last columns of the row.
    shell.paste(&format!("ASK {{ '{}\tä", "x".repeat(20)));
    shell.wait("text in the next row", |screen| {
        let first = screen.cell(screen.cursor_position().0, 0);
        screen.cursor_position().1 == 1 && first.is_some_and(|cell| cell.contents() == "ä")
    });
}

#[test]
fn cursor_behind_a_full_row_is_at_the_end_of_its_line() {
    let mut shell = World::new(10, 40).shell();
    // A line that takes the whole row, one below it, and back to the end of the full one.
    shell.press(&format!("ASK {{\x1b\r# {}\x1b\r}}", "b".repeat(38)));
    shell.press("\x0c\x1b[A\x1b[F");
    shell.wait("cursor below the full row, above the bracket", |screen| {
        let cursor = screen.cursor_position();
        let rows: Vec<_> = screen.rows(0, 1).take(4).collect();
        cursor == (2, 0) && rows == ["g", "#", "", "}"]
    });
    shell.press("\x1b[D");
    shell.wait("cursor in the full row", |screen| {
        let rows: Vec<_> = screen.rows(0, 1).take(3).collect();
        screen.cursor_position() == (1, 39) && rows == ["g", "#", "}"]
    });
}

#[test]
fn no_status_is_shown_where_it_is_turned_off() {
    let mut shell = screen().shell();
    shell.press(".progress off\r.timeout 900ms\r");
    shell.wait_for("timeout: 0.9 s");
    shell.press(&format!("{ENDLESS}\r"));
    shell.wait("end by the time limit, without a status", |screen| {
        assert!(!screen.contents().contains("Ctrl-C cancels"));
        screen.contents().contains("error")
    });
}

#[test]
fn status_fits_a_narrow_window() {
    let mut shell = World::new(24, 20).shell();
    shell.press(&format!("{ENDLESS}\r"));
    shell.wait_for("Ctrl-C");
    shell.press("\x03");
    shell.wait_for("cancelled");
    assert!(
        shell.contents().matches(" s · ").count() <= 1,
        "{}",
        shell.contents()
    );
}

#[test]
fn bail_tells_whether_a_text_goes_on_after_a_failure() {
    for (bail, arguments, answers) in [
        ("off", &["repl"][..], "true\n"),
        ("on", &["repl", "--keep-going"], ""),
        ("auto", &["repl"], ""),
        ("auto", &["repl", "--keep-going"], "true\n"),
    ] {
        let input = format!(".bail {bail}\nSELCT * {{}};\nASK {{ town:elbe a geo:River }}");
        let ended = batch(&input, arguments).failure().code(1);
        assert_eq!(
            text(&ended.get_output().stdout),
            answers,
            "{bail} {arguments:?}"
        );
    }
}

#[test]
fn query_that_takes_too_much_memory_is_stopped() {
    // Eight million rows that are kept to compare them with each other.
    let query = "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } } }";
    let (_, complaint, status) =
        crate::program::run(&["query", "--dataset", DATASET, "--memory", "1%", query]);
    assert_eq!(status, 1, "{complaint}");
    assert!(complaint.contains("more than 1% of the"), "{complaint}");
    assert!(
        complaint.contains("`--memory 80%` allows more"),
        "{complaint}"
    );
    let ended = batch(&format!(".memory 1%\n{query}"), &[])
        .failure()
        .code(1);
    let complaint = text(&ended.get_output().stderr);
    assert!(
        complaint.contains("`.memory 80%` allows more"),
        "{complaint}"
    );
}

#[test]
fn running_speaks_german() {
    let mut shell = screen().argument("--lang").argument("de").shell();
    shell.press(".jobs\r");
    shell.wait_for("nichts ist zurückgelassen");
    shell.press(&format!("{ENDLESS}\r"));
    shell.wait_for("Strg-C bricht ab");
    shell.press("\x03");
    shell.wait_for_prompt();
    shell.press(".memory 0%\r");
    shell.wait_for("nimmt einen Anteil von 1% bis 100% oder `off`");
}

#[test]
fn plan_on_a_narrow_screen_is_broken_below_its_branches() {
    let mut shell = World::new(40, 40).shell();
    shell.press("\x0c.explain analyze SELECT DISTINCT ?river ?town { ?river geo:flowsThrough ?town } ORDER BY ?town LIMIT 2\r");
    shell.wait_for("saves no search");
    let contents = shell.contents();
    let (_, plan) = contents.split_once("LIMIT 2\n").unwrap();
    let is_step = |line: &&str| line.starts_with(|c: char| c == ' ' || c.is_ascii_digit());
    let plan: Vec<&str> = plan.lines().take_while(is_step).collect();
    let plan = plan.join("\n");
    assert!(!plan.contains("? ms") && !plan.contains('…'), "{plan}");
    // Nothing is known of the time of what the engine does not do; a step goes on below its branch.
    let mut lines = plan.lines().map(str::trim);
    let sorting = lines.find(|line| line.contains("└ sort by")).unwrap();
    assert_eq!(
        sorting.split_whitespace().collect::<Vec<_>>().join(" "),
        "4 └ sort by ?town, in German"
    );
    assert_eq!(lines.next(), Some("│ order"), "{plan}");
}

#[test]
fn heading_of_an_error_is_broken_between_words() {
    let mut shell = World::new(24, 40).shell();
    shell.press("SELECT ?name { ?s a foaf:Person } GROUP BY ?name FILTER\r");
    shell.wait("an error above the prompt", |screen| {
        let contents = screen.contents();
        let below = contents.split_once("error[");
        below.is_some_and(|(_, below)| below.contains("gremia> SELECT"))
    });
    let contents = shell.contents();
    let (_, heading) = contents.split_once("error[").unwrap();
    let (heading, _) = heading.split_once("gremia>").unwrap();
    insta::assert_snapshot!(heading.trim_end(), @"
    G102]: prefix `foaf:` is not
    declared
      |
    1 | SELECT ?name { ?s a foaf:Person }...
      |                     ^^^^^
      |
      = help: foaf: is usually
              <http://xmlns.com/foaf/0.1/>;
              write `PREFIX foaf:
              <http://xmlns.com/foaf/0.1/>`
              first
    hint: Ctrl-X Ctrl-F adds `PREFIX foaf:
    <http://xmlns.com/foaf/0.1/>`
    ");
}

#[test]
fn labels_of_messages_have_the_colours_of_errors_in_a_query() {
    let colour = |screen: &vt100::Screen, label: &str| {
        let row = screen
            .contents()
            .lines()
            .position(|line| line.starts_with(label))?;
        let cell = screen.cell(u16::try_from(row).unwrap(), 0)?;
        Some((cell.fgcolor(), cell.bold()))
    };
    let mut shell = screen().shell();
    shell.press(".nosuch\r");
    shell.wait_for("hint: ");
    let bright_red = Some((vt100::Color::Idx(9), true));
    assert_eq!(shell.look(|screen| colour(screen, "error: ")), bright_red);
    assert_eq!(
        shell.look(|screen| colour(screen, "hint: ")),
        Some((vt100::Color::Idx(14), true))
    );
    shell.press(".color off\r\x0c.nosuch\r");
    let plain = Some((vt100::Color::Default, false));
    shell.wait("plain labels", |screen| {
        colour(screen, "error: ") == plain && colour(screen, "hint: ") == plain
    });
}
