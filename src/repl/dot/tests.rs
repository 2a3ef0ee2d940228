//! Names, aliases and arguments of commands.

use super::{Line, Own, known, parse, words};

fn own(line: &str) -> (Own, bool, Vec<String>) {
    match parse(line, &known()).unwrap().0 {
        Line::Own(call) => (call.own, call.forced, call.words),
        other => panic!("{other:?}"),
    }
}

#[test]
fn unique_start_of_a_name_is_enough() {
    assert_eq!(own(".statu").0, Own::Status);
}

#[test]
fn several_possible_names_are_listed() {
    let failure = parse(".time", &known()).unwrap_err();
    assert_eq!(
        failure.message(),
        "`.time` can be .timeline, .timeout, .timer"
    );
}

#[test]
fn misspelt_name_brings_a_proposal() {
    let failure = parse(".hlep", &known()).unwrap_err();
    assert_eq!(failure.hint(), Some("did you mean `.help`?"));
}

#[test]
fn names_of_other_shells_work_and_say_so() {
    let (line, note) = parse("\\q", &known()).unwrap();
    assert!(matches!(line, Line::Own(call) if call.own == Own::Quit));
    assert_eq!(note.as_deref(), Some("\\q is .quit here"));
}

#[test]
fn exclamation_mark_forces() {
    assert_eq!(
        own(".once! a.csv"),
        (Own::Once, true, vec!["a.csv".to_owned()])
    );
}

#[test]
fn exclamation_mark_is_taken_off_a_name_that_is_not_quoted() {
    for (line, target) in [
        (".once! a.csv", (Some("a.csv"), true)),
        (".once a.csv!", (Some("a.csv"), true)),
        (".once a.csv !", (Some("a.csv"), true)),
        (".once a.csv", (Some("a.csv"), false)),
        (".output \"a b!\"", (Some("a b!"), false)),
        (".output! \"a b!\"", (Some("a b!"), true)),
        (".output", (None, false)),
        (".once !", (None, true)),
    ] {
        let Line::Own(call) = parse(line, &known()).unwrap().0 else {
            panic!("{line} is one of the shell's own");
        };
        assert_eq!(call.target(), target, "{line}");
    }
}

#[test]
fn commands_of_the_program_are_commands_of_the_shell() {
    assert!(matches!(
        parse(".prefixes", &known()).unwrap().0,
        Line::Command(_)
    ));
}

#[test]
fn help_of_a_command_is_text() {
    assert!(matches!(
        parse(".prefixes --help", &known()).unwrap().0,
        Line::Text(_)
    ));
}

#[test]
fn quotes_around_a_word_go_and_those_of_terms_stay() {
    assert_eq!(
        words("'two words' \"x\"@de city=\"a b\" plain"),
        ["two words", "\"x\"@de", "city=\"a b\"", "plain"]
    );
}
