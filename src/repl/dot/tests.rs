//! Names, aliases and arguments of commands.

use super::{Line, Own, known, parse, words};
use crate::commands::german::{german_texts, words_in_german};

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
fn name_that_is_not_near_brings_the_list() {
    for line in ["\\q2", ".zz", ".helq12"] {
        let failure = parse(line, &known()).unwrap_err();
        assert_eq!(failure.hint(), Some("`.help` lists the commands"), "{line}");
    }
}

#[test]
fn operand_that_nothing_looks_at_is_refused() {
    let refused = |line| parse(line, &known()).unwrap_err().message().to_owned();
    assert_eq!(
        refused(".begin now"),
        "`.begin` takes nothing behind it, here `now`"
    );
    assert_eq!(
        refused(".cd my folder"),
        "`folder` is one too many for `.cd`"
    );
    assert_eq!(
        refused(".once a.csv ! b.csv"),
        "`b.csv` is one too many for `.once`"
    );
    for line in [
        ".cd 'my folder'",
        ".once a.csv !",
        ".once |sort -u",
        ".save name in words",
    ] {
        parse(line, &known()).unwrap();
    }
}

#[test]
fn load_into_no_graph_or_from_no_file_is_refused() {
    for (line, message) in [
        (".load a.ttl into", "`into` needs a graph behind it"),
        (".load into ex:g", "`.load` needs a file before `into`"),
        (
            ".load a.ttl into ex:g b.ttl",
            "`into` takes one graph, and that comes last",
        ),
    ] {
        assert_eq!(parse(line, &known()).unwrap_err().message(), message);
    }
    let (line, _) = parse(".load a.ttl INTO ex:g", &known()).unwrap();
    assert!(matches!(line, Line::Command(_)));
}

#[test]
fn wrong_call_tells_how_the_command_is_written_in_the_shell() {
    let failure = parse(".find", &known()).unwrap_err();
    assert_eq!(
        failure.render(),
        "error: `.find` needs `TEXT...`\n\
         hint: write `.find [OPTIONS] TEXT...`; `.find --help` tells more"
    );
    let failure = parse(".find a --clas b", &known()).unwrap_err();
    assert_eq!(
        failure.hint(),
        Some("did you mean `--class`?; write `.find [OPTIONS] TEXT...`; `.find --help` tells more")
    );
}

#[test]
fn export_of_rows_is_told_from_one_of_a_graph() {
    let rows = |line: &str| match parse(line, &known()).unwrap().0 {
        Line::ExportRows { file, query, .. } => Some((file, query)),
        _ => None,
    };
    let query = "PREFIX a: <b:> SELECT * { ?s ?p 'CONSTRUCT' }";
    assert_eq!(
        rows(&format!(".export \"my rows.csv\" {query}")),
        Some(("my rows.csv".to_owned(), query.to_owned()))
    );
    assert_eq!(
        rows(".export a.ttl CONSTRUCT { ?s ?p 1 } { SELECT * {} }"),
        None
    );
    assert_eq!(rows(".export a.ttl select"), None);
}

#[test]
fn wrong_call_is_told_in_the_words_of_the_shell() {
    let told = |line| parse(line, &known()).unwrap_err().message().to_owned();
    for (line, message) in [
        (".run", "`.run` needs `NAME`"),
        (
            ".sample a x",
            "`N` does not take `x`: write a whole number from 1",
        ),
        (
            ".find a --limit 99999999999999999999",
            "`--limit N` takes no number as large as `99999999999999999999`",
        ),
        (".sample a 3 4", "`4` is one too many for `.sample`"),
        (".find a --nope", "`.find` has no option `--nope`"),
        (
            ".find a --limit x",
            "`--limit N` takes a whole number from 0, not `x`",
        ),
        (
            ".path a",
            "`.path` needs `NODE NODE...`, and something of that is missing",
        ),
        (".timeline x --from", "`--from DATE` needs a value"),
        (
            ".load a --format x",
            "`--format FORMAT` takes `turtle`, `trig`, `nt`, `nq`, `rdfxml` or `jsonld`, not `x`",
        ),
        (
            ".query",
            "`.query` needs `TEXT`, `--command TEXT` or `--file FILE`",
        ),
        (".evidence x", "`.evidence` knows no `x`"),
        (
            ".schema --context a",
            "`--context` does not go with `[CLASS]`",
        ),
        (
            ".path a b --timeout x",
            "`--timeout TIME` does not take `x`: write a time as 30s, 500ms, 2m or 1h",
        ),
    ] {
        assert_eq!(told(line), message, "{line}");
    }
}

#[test]
fn every_wrong_call_is_told_in_the_words_of_the_shell() {
    // What the argument parser says in English, and what it says in the German of the command line.
    let foreign = [
        "not provided",
        "provided",
        "unexpected argument",
        "invalid value",
        "digit found",
        "requires",
        "unrecognized",
        "a similar",
        "to pass",
    ];
    let known = known();
    let operands = [
        "",
        "a",
        "a b c d e",
        "--nope",
        "--help=1",
        "-z",
        "a --limit",
        "a --limit x",
        "a --format x",
    ];
    for command in &known {
        for operands in operands {
            let line = format!(".{} {operands}", command.name);
            if let Err(failure) = parse(&line, &known) {
                let said = failure.render();
                let alien = foreign.iter().find(|foreign| said.contains(**foreign));
                assert_eq!(alien, None, "{line}: {said}");
                let has_brackets = said.contains('<') && !said.contains("<iri>");
                assert!(!has_brackets && !said.contains('\''), "{line}: {said}");
            }
        }
    }
}

#[test]
fn command_without_what_is_below_it_does_not_bring_the_whole_help() {
    let failure = parse(".evidence", &known()).unwrap_err();
    assert_eq!(
        failure.render(),
        "error: `.evidence` needs `find` or `check` behind it\n\
         hint: write `.evidence COMMAND`; `.evidence --help` tells more"
    );
}

#[test]
fn help_of_a_command_shows_its_name_in_the_shell() {
    for (line, usage) in [
        (".find --help", "Usage: .find [OPTIONS] <TEXT>..."),
        (".evidence find --help", "Usage: .evidence find"),
        (
            ".explain --help",
            "Usage: .explain [OPTIONS] [analyze] [QUERY]",
        ),
        (
            ".why --help",
            "Usage: .why [OPTIONS] [SUBJECT] [PREDICATE] [OBJECT]",
        ),
    ] {
        let Line::Text(text) = parse(line, &known()).unwrap().0 else {
            panic!("{line} asks for help");
        };
        assert!(text.contains(usage), "{text}");
    }
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

/// What stands for a value and is the same in German.
const SAME_IN_GERMAN: [&str; 7] = ["FILTER", "FORMAT", "GRAPH", "IRI", "NAME", "TERM", "TEXT"];

/// Gives the words in capitals of a usage line.
fn placeholders_of(usage: &str) -> Vec<&str> {
    let words = usage.split(|c: char| !c.is_ascii_uppercase());
    words.filter(|word| word.len() > 1).collect()
}

#[test]
fn no_usage_has_an_english_word_in_german() {
    fn usages(command: &clap::Command, found: &mut Vec<String>) {
        let arguments = command.get_arguments();
        let valued = arguments.filter(|argument| argument.get_action().takes_values());
        let names = valued.filter_map(clap::Arg::get_value_names);
        found.extend(names.flatten().map(ToString::to_string));
        for below in command.get_subcommands() {
            usages(below, found);
        }
    }
    let mut all: Vec<String> = known().into_iter().map(|known| known.usage).collect();
    usages(&super::grammar(), &mut all);
    assert!(all.len() > 100);
    for english in &all {
        let german = words_in_german(english);
        // A word that both have stands for the same value in both.
        let left = placeholders_of(&german)
            .into_iter()
            .filter(|word| placeholders_of(english).contains(word));
        let left: Vec<_> = left.filter(|word| !SAME_IN_GERMAN.contains(word)).collect();
        assert!(left.is_empty(), "{left:?} in `{german}`");
    }
}

#[test]
fn no_german_help_has_an_english_word_for_a_value() {
    // Those of the query language stand for themselves.
    let of_sparql = ["WHERE"];
    for text in german_texts() {
        for word in placeholders_of(&text) {
            let is_english = words_in_german(word) != word;
            assert!(
                !is_english || of_sparql.contains(&word),
                "{word} in `{text}`"
            );
        }
    }
}
