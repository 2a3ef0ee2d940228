//! Texts that are taller than the window, or than the room that a list of candidates leaves.

use crate::terminal::{Terminal, World};

/// A text of 30 lines, begun in a window of 12.
fn tall() -> Terminal {
    let mut shell = World::new(12, 60).shell();
    shell.wait_for_terms();
    let lines: Vec<String> = (1..=28).map(|line| format!("# line {line}")).collect();
    let lines = lines.join("\n");
    shell.paste(&format!("ASK {{\n{lines}\n?s a geo:River }}"));
    shell.wait_for("?s a geo:River }");
    shell
}

#[test]
fn cursor_above_a_window_full_of_text_stands_in_the_first_row() {
    let mut shell = tall();
    shell.press(&"\x1b[A".repeat(20));
    shell.wait("line 9 at the top", |screen| {
        screen.contents().starts_with("# line 9\n")
    });
    shell.press("x");
    shell.wait("what is typed", |screen| {
        screen.contents().starts_with("# line 9x\n")
            && screen.contents().ends_with("# line 20")
            && screen.cursor_position() == (0, 9)
    });
    shell.press(&"\x1b[B".repeat(12));
    shell.wait("the line below the window", |screen| {
        screen.contents().starts_with("# line 20\n")
            || screen.contents().contains("?s a geo:River }")
    });
    shell.press("\x18\r");
    shell.wait_for("true");
}

#[test]
fn candidates_in_a_window_full_of_text_stand_beside_the_cursor() {
    let mut shell = tall();
    shell.press("\x7f\x7f . ?x geo:\t");
    shell.wait("the list above", |screen| {
        let contents = screen.contents();
        contents.contains("geo:kilometres") && contents.ends_with("?s a geo:River . ?x geo:")
    });
    shell.press("k");
    shell.wait("the text alone", |screen| {
        screen.contents().starts_with("# line 18\n")
    });
}

#[test]
fn candidates_do_not_mix_with_the_text_below_the_cursor() {
    let mut shell = World::new(24, 60).shell();
    shell.wait_for_terms();
    shell.press("\x0c");
    shell.wait_for_prompt();
    let long = "#".repeat(50);
    shell.paste(&format!("ASK {{\n?s geo:\n{long}\n}}"));
    shell.press("\x1b[A\x1b[A\x1b[F\t");
    shell.wait_for("geo:kilometres");
    let contents = shell.contents();
    let list = contents
        .lines()
        .find(|line| line.contains("geo:kilometres"));
    assert!(!list.unwrap().contains('#'), "{contents}");
}

#[test]
fn candidates_stand_in_a_text_that_leaves_them_no_room() {
    let mut shell = World::new(12, 60).shell();
    shell.wait_for_terms();
    let lines = "# line\n".repeat(9);
    shell.paste(&format!("ASK {{\n{lines}?s geo:"));
    shell.press("\t");
    shell.wait("the list above", |screen| {
        let contents = screen.contents();
        contents.contains("geo:kilometres") && contents.ends_with("?s geo:")
    });
    // The text is whole again when the cursor moves.
    shell.press("\x1b[D");
    shell.wait("the whole text", |screen| {
        let contents = screen.contents();
        contents.matches("# line").count() == 9 && !contents.contains("geo:kilometres")
    });
}
