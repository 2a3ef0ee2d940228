//! The help of the command line in German, of all commands.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Command, CommandFactory};
use insta::assert_snapshot;
use unicode_width::UnicodeWidthStr;

use super::Arguments;
use crate::commands::german;

/// The narrowest terminal that is counted on.
const WIDTH: usize = 80;
/// What the argument parser adds to every command.
const ADDED: [&str; 4] = [
    "Print help",
    "Print help (see more with '--help')",
    "Print help (see a summary with '-h')",
    "Print version",
];

/// Gives each text of `command` and those below it by paragraphs, with the place of one that has it.
fn texts(command: &Command, place: &str, found: &mut BTreeMap<String, String>) {
    let mut add = |text: Option<String>, place: &str| {
        for paragraph in text.iter().flat_map(|text| text.split("\n\n")) {
            found.insert(paragraph.to_owned(), place.to_owned());
        }
    };
    for text in [
        command.get_about(),
        command.get_long_about(),
        command.get_after_help(),
        command.get_after_long_help(),
    ] {
        add(text.map(ToString::to_string), place);
    }
    for argument in command.get_arguments() {
        let place = format!("{place} {}", argument.get_id());
        add(argument.get_help().map(ToString::to_string), &place);
        add(argument.get_long_help().map(ToString::to_string), &place);
        for value in argument.get_possible_values() {
            let place = format!("{place}={}", value.get_name());
            add(value.get_help().map(ToString::to_string), &place);
        }
    }
    for child in command.get_subcommands() {
        texts(child, &format!("{place} {}", child.get_name()), found);
    }
}

#[test]
fn every_text_of_the_command_line_has_its_german() {
    let mut found = BTreeMap::new();
    texts(&Arguments::command(), "gremia", &mut found);
    let missing: Vec<_> = found
        .iter()
        .filter(|(text, _)| german::german(text).is_none())
        .collect();
    assert!(missing.is_empty(), "without German: {missing:#?}");
}

#[test]
fn table_has_no_text_twice_and_none_that_no_command_has() {
    let mut found = BTreeMap::new();
    texts(&Arguments::command(), "gremia", &mut found);
    let mut seen = BTreeSet::new();
    for text in german::tests::texts() {
        let is_used = found.contains_key(&text) || ADDED.contains(&text.as_str());
        assert!(is_used, "no command has: {text}");
        assert!(seen.insert(text.clone()), "twice: {text}");
    }
}

/// Calls `look` on the help of `command` and of those below it, the short one and the long one.
fn helps(command: &mut Command, look: &mut dyn FnMut(&str, &str)) {
    let name = command.get_bin_name().unwrap_or_default().to_owned();
    for help in [command.render_help(), command.render_long_help()] {
        look(&name, &help.to_string());
    }
    for child in command.get_subcommands_mut() {
        if !child.is_hide_set() {
            helps(child, look);
        }
    }
}

fn in_german() -> Command {
    let mut command = german::translate(Arguments::command(), WIDTH);
    command.build();
    command
}

#[test]
fn help_of_every_command_fits_a_narrow_terminal_in_both_languages() {
    let mut english = Arguments::command().term_width(WIDTH);
    english.build();
    for mut command in [english, in_german()] {
        helps(&mut command, &mut |name, help| {
            for line in help.lines() {
                assert!(line.width() <= WIDTH, "{name}: {line}");
            }
        });
    }
}

#[test]
fn nothing_of_the_argument_parser_stays_english() {
    const ENGLISH: [&str; 9] = [
        "Usage:",
        "Arguments:",
        "Options:",
        "Commands:",
        "Possible values:",
        "[default: ",
        "[possible values: ",
        "[env: ",
        "Print ",
    ];
    helps(&mut in_german(), &mut |name, help| {
        for words in ENGLISH {
            assert!(!help.contains(words), "{name} has `{words}`:\n{help}");
        }
    });
}

#[test]
fn what_stands_for_a_value_has_its_german() {
    /// The same word in both languages.
    const SAME: [&str; 8] = [
        "FILTER", "FORMAT", "IRI", "N", "NAME", "SHELL", "TERM", "TEXT",
    ];
    fn values(command: &Command, look: &mut dyn FnMut(&str)) {
        let arguments = command.get_arguments();
        for argument in arguments.filter(|argument| argument.get_action().takes_values()) {
            for name in argument.get_value_names().unwrap_or_default() {
                look(name);
            }
        }
        for child in command.get_subcommands() {
            values(child, look);
        }
    }
    values(&Arguments::command(), &mut |name| {
        let is_known = SAME.contains(&name) || german::german(name).is_some();
        assert!(is_known, "without German: {name}");
    });
}

#[test]
fn help_names_the_same_in_the_same_order_in_both_languages() {
    /// The indents of commands and arguments in long help, whose texts stand further in.
    const NAMES: [usize; 2] = [2, 6];
    let mut english = Arguments::command().term_width(WIDTH);
    english.build();
    let names = |mut command: Command, shown: &dyn Fn(&str) -> String| {
        let mut names = Vec::new();
        helps(&mut command, &mut |command, help| {
            for line in help.lines() {
                let text = line.trim_start();
                if NAMES.contains(&(line.len() - text.len())) {
                    let name = text.split("  ").next().unwrap_or_default();
                    names.push(format!("{command}: {}", shown(name)));
                }
            }
        });
        names
    };
    let english = names(english, &german::words_in_german);
    assert_eq!(english, names(in_german(), &str::to_owned));
}

#[test]
fn help_of_a_command_is_german() {
    let mut command = in_german();
    let command = command.find_subcommand_mut("fmt").unwrap();
    assert_snapshot!(command.render_help(), @r"
    Turtle- und TriG-Dateien in kanonische Form bringen

    Aufruf: gremia fmt [OPTIONEN] <PFAD>...

    Argumente:
      <PFAD>...  Turtle- und TriG-Dateien oder Ordner, die danach durchsucht werden

    Optionen:
          --check             Nichts ändern; die nicht kanonischen Dateien auflisten
                              und, falls es welche gibt, mit Status 1 enden
          --store <ORDNER>    Ordner eines dauerhaften Stores (Vorgabe: der
                              mitgelieferte Graph, im Arbeitsspeicher) [Umgebung:
                              GREMIA_STORE]
          --drop-comments     Kommentare unterhalb des ersten Tripels verwerfen,
                              statt die Datei abzulehnen
          --read-only         Den Store nur zum Lesen öffnen, auch während ein
                              anderes Programm schreibt
          --dataset <ORDNER>  Ordner mit `ontology/`, `data/` und `queries/`
                              anstelle der mitgelieferten Dateien [Umgebung:
                              GREMIA_DATASET]
          --sources <ORDNER>  Ordner, in dem Quelldokumente anhand ihrer Prüfsumme
                              gesucht werden [Umgebung: GREMIA_SOURCES]
          --inferred          Abfragen und andere lesende Befehle sehen lassen, was
                              gefolgert ist
          --rules <DATEI>     Datei mit weiteren Axiomen für das Folgern, in einer
                              beliebigen RDF-Syntax; mehrfach möglich
          --same-as           `owl:sameAs` beim Folgern berücksichtigen
          --memory <ANTEIL>   Eine Abfrage anhalten, mit der das Programm mehr als
                              diesen Anteil am Arbeitsspeicher belegt; `off` für
                              keine Grenze [Umgebung: GREMIA_MEMORY] [Vorgabe: 50%]
          --color <WANN>      Wann Farben verwendet werden [Vorgabe: auto] [mögliche
                              Werte: auto, always, never]
          --lang <SPRACHE>    Sprache der Meldungen und der Hilfe (Vorgabe: die der
                              Umgebung, sonst Englisch) [mögliche Werte: de, en]
      -h, --help              Hilfe ausgeben (mehr mit '--help')
    ");
}
