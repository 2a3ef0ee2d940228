//! What Tab inserts and what stands behind the text while it is typed, as a person sees it.

use std::fs;

use crate::repl::screen;
use crate::terminal::{Terminal, World};

/// A dataset whose prefixes nobody has declared.
const FOREIGN: &str = "@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://x.org/a> foaf:name 'Ada' ; foaf:nick 'A' .
";

/// Starts a shell on a dataset that comes without prefixes.
fn foreign() -> Terminal {
    let world = World::new(40, 80);
    let folder = world.home().join("foreign");
    fs::create_dir_all(folder.join("data")).unwrap();
    fs::write(folder.join("data/people.ttl"), FOREIGN).unwrap();
    let mut shell = world.dataset(&folder).shell();
    shell.wait_for_terms();
    shell.press("\x0c");
    shell.wait_for_prompt();
    shell
}

/// Gives the line of the screen that the cursor stands on.
fn line(screen: &vt100::Screen) -> String {
    let (row, _) = screen.cursor_position();
    let rows = screen.rows(0, screen.size().1.into());
    let line = rows.into_iter().nth(usize::from(row)).unwrap_or_default();
    line.trim_end().to_owned()
}

#[test]
fn list_below_a_text_of_several_rows_is_seen_whole() {
    let mut shell = screen().shell();
    shell.wait_for_terms();
    shell.press("\x0cSELECT * {\r  ?s ?p ?o .\r  ?r a geo:\t");
    shell.wait("list and text", |screen| {
        let text = screen.contents();
        let list = text.find("geo:River — ");
        // The text is drawn again below the list.
        list.is_some_and(|at| text[at..].contains("?s ?p ?o .\n  ?r a geo:"))
    });
    assert!(shell.look(|screen| screen.contents().contains("geo:City — ")));
}

#[test]
fn accepted_name_makes_its_prefix_one_of_the_session() {
    let mut shell = foreign();
    shell.press("ASK { ?s foaf:na\t");
    shell.wait_for("gremia> ASK { ?s foaf:name");
    shell.press(" 'Ada' }\r");
    shell.wait_for("foaf: is <http://xmlns.com/foaf/0.1/> for this session");
    shell.wait_for("true");
    shell.press("ASK { ?s foaf:nick 'B' }\r");
    shell.wait_for("false");
}

#[test]
fn prefix_of_a_name_that_is_only_shown_is_not_declared() {
    let mut shell = foreign();
    shell.press("ASK { ?s foaf:n\t");
    shell.wait_for("foaf:nick — 1");
    shell.press("\x03");
    shell.wait_for_prompt();
    shell.press("ASK { ?s foaf:name 'Ada' }\r");
    shell.wait_for("foaf: is usually");
    assert!(!shell.contents().contains("for this session"));
}

#[test]
fn name_chosen_from_the_list_by_typing_declares_its_prefix() {
    let mut shell = foreign();
    shell.press("ASK { ?s foaf:n\t");
    shell.wait_for("foaf:nick — 1");
    shell.press("ick 'A' }\r");
    shell.wait_for("for this session");
    shell.wait_for("true");
}

#[test]
fn label_of_the_name_under_the_cursor_stands_behind_the_text() {
    let mut shell = screen().shell();
    shell.wait_for_terms();
    shell.press("ASK { town:koeln ?p");
    shell.wait("no label", |screen| line(screen).ends_with("town:koeln ?p"));
    shell.press("\x1b[D\x1b[D\x1b[D");
    shell.wait("the label", |screen| {
        line(screen) == "gremia> ASK { town:koeln ?p  Cologne"
    });
    assert_eq!(shell.look(|screen| screen.cursor_position().1), 24);
    shell.press("\x1b[C\x1b[C");
    shell.wait("no label", |screen| line(screen).ends_with("town:koeln ?p"));
    shell.press("\x1b[D\x1b[D\r");
    shell.wait("the text alone", |screen| {
        !screen.contents().contains("Cologne")
    });
}

#[test]
fn label_is_no_text() {
    let mut shell = screen().shell();
    shell.wait_for_terms();
    shell.press("ASK { town:koeln");
    shell.wait_for("town:koeln  Cologne");
    shell.press("\x1b[C a geo:City }");
    shell.wait("what was typed", |screen| {
        line(screen).starts_with("gremia> ASK { town:koeln a geo:City }")
    });
}

#[test]
fn label_that_does_not_fit_or_has_no_colour_is_left_out() {
    let mut narrow = World::new(24, 40).shell();
    narrow.wait_for_terms();
    narrow.press("ASK { ?river geo:p town:koeln");
    narrow.wait("the text alone", |screen| {
        line(screen).ends_with("town:koeln")
    });
    let mut bare = screen().variable("NO_COLOR", "1").shell();
    bare.wait_for_terms();
    bare.press("ASK { town:koeln");
    bare.wait("the text alone", |screen| {
        line(screen).ends_with("town:koeln")
    });
}

#[test]
fn arguments_of_a_command_are_told() {
    let mut shell = screen().shell();
    shell.press(".path ");
    shell.wait_for("gremia> .path NODE NODE");
    shell.press("town:elbe ");
    shell.wait("the rest", |screen| {
        line(screen) == "gremia> .path town:elbe NODE"
    });
}

#[test]
fn names_of_let_are_completed() {
    let mut shell = screen().shell();
    shell.press(".let place = town:elbe\rASK { $pl\t");
    shell.wait_for("gremia> ASK { $place");
}

/// Gives what is underlined on the line that the cursor stands on.
fn underlined(screen: &vt100::Screen) -> String {
    let (row, _) = screen.cursor_position();
    let cells = (0..screen.size().1.into()).filter_map(|column| screen.cell(row, column));
    // A bracket at the cursor is bold, a prefix that nobody declared is not dim.
    let cells = cells.filter(|cell| cell.underline() && cell.dim());
    cells.map(vt100::Cell::contents).collect()
}

/// Gives a shell that knows the terms of its dataset, and an empty screen.
fn with_terms(world: &World) -> Terminal {
    let mut shell = world.shell();
    shell.wait_for_terms();
    shell.press("\x0c");
    shell.wait_for_prompt();
    shell
}

#[test]
fn name_of_nothing_is_underlined_once_it_is_typed() {
    let mut shell = with_terms(&screen());
    shell.press("ASK { town:elbe geo:nothing");
    shell.wait("the text", |screen| line(screen).ends_with("geo:nothing"));
    assert_eq!(shell.look(underlined), "");
    shell.press(" town:hamburg");
    shell.wait("an underlined name", |screen| {
        line(screen).contains("town:hamburg") && underlined(screen) == "geo:nothing"
    });
    shell.press("\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08");
    shell.wait("a name being typed", |screen| {
        line(screen).ends_with("geo:nothing") && underlined(screen).is_empty()
    });
    // The cursor only moves, which by itself draws nothing anew.
    shell.press("\x01");
    shell.wait("an underlined name", |screen| {
        underlined(screen) == "geo:nothing"
    });
}

#[test]
fn name_of_nothing_is_not_underlined_without_colours() {
    let mut shell = with_terms(&screen().variable("NO_COLOR", "1"));
    shell.press("ASK { town:nowhere ?p ?o }");
    shell.wait("the text", |screen| line(screen).ends_with('}'));
    assert_eq!(shell.look(underlined), "");
}

#[test]
fn name_of_something_new_is_not_underlined() {
    let mut shell = with_terms(&screen());
    shell.press("INSERT DATA { town:new geo:flowsThrough town:newer }\r");
    shell.wait_for_prompt();
    shell.wait_for_terms();
    shell.press("ASK { town:new geo:flowsThrough town:newer , town:newest . }");
    shell.wait("an underlined name", |screen| {
        line(screen).ends_with('}') && underlined(screen) == "town:newest"
    });
}

#[test]
fn quoted_folder_stays_open_until_a_file_in_it_is_chosen() {
    let world = screen();
    fs::create_dir(world.home().join("my folder")).unwrap();
    fs::write(world.home().join("my folder/only one.rq"), "ASK {}").unwrap();
    let mut shell = world.shell();
    shell.press(".read \"my fol\t");
    shell.wait_for("gremia> .read \"my folder/");
    shell.press("\t");
    shell.wait_for("gremia> .read \"my folder/only one.rq\"");
    shell.press("\r");
    shell.wait_for("true");
    shell.wait_for_prompt();
    // Nor has it to be closed for the folder itself.
    shell.press(".cd my\t\r");
    shell.wait_for("gremia> .cd \"my folder/");
    shell.press(".read only\t");
    shell.wait_for("gremia> .read \"only one.rq\"");
}
