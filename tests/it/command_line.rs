//! The command line in German: what it says of a mistake; and its reference, which is English.

use std::fs;

use assert_cmd::Command;
use insta::assert_snapshot;

use crate::program::run;

/// Gives what the program says of wrong `arguments`, which must end with the status for that.
fn refused(arguments: &[&str]) -> String {
    let (out, said, status) = run(&[&["--lang", "de"], arguments].concat());
    assert_eq!((out.as_str(), status), ("", 2), "{said}");
    said
}

#[test]
fn misspelt_command_brings_a_proposal() {
    assert_snapshot!(refused(&["descrbe"]), @r"
    Fehler: unbekannter Befehl 'descrbe'

      Hinweis: ähnlich heißt der Befehl 'describe'

    Aufruf: gremia [OPTIONEN] [BEFEHL]

    Weitere Hilfe mit '--help'.
    ");
}

#[test]
fn unknown_option_brings_a_proposal() {
    assert_snapshot!(refused(&["find", "--limt", "3", "Wissing"]), @r"
    Fehler: unerwartetes Argument '--limt'

      Hinweis: ähnlich heißt das Argument '--limit'

    Aufruf: gremia find [OPTIONEN] <TEXT>...

    Weitere Hilfe mit '--help'.
    ");
}

#[test]
fn missing_argument_is_named() {
    assert_snapshot!(refused(&["backup"]), @r"
    Fehler: dieses Argument fehlt:
      <ORDNER>

    Aufruf: gremia backup [OPTIONEN] <ORDNER>

    Weitere Hilfe mit '--help'.
    ");
}

#[test]
fn wrong_value_brings_those_that_are_right() {
    assert_snapshot!(refused(&["validate", "--fail-on", "errors"]), @r"
    Fehler: ungültiger Wert 'errors' für '--fail-on <SCHWERE>'
      [mögliche Werte: violation, warning, info]

    Weitere Hilfe mit '--help'.
    ");
}

#[test]
fn options_that_exclude_each_other_are_named() {
    assert_snapshot!(refused(&["schema", "--context", "Person"]), @r"
    Fehler: das Argument '--context' verträgt sich nicht mit '[KLASSE]'

    Aufruf: gremia schema [OPTIONEN] [KLASSE]

    Weitere Hilfe mit '--help'.
    ");
}

#[test]
fn value_that_is_no_number_is_refused_in_german() {
    assert_snapshot!(refused(&["find", "--limit", "viele", "Wissing"]), @r"
    Fehler: ungültiger Wert 'viele' für '--limit <N>': keine ganze Zahl ab 0

    Weitere Hilfe mit '--help'.
    ");
}

#[test]
fn reference_is_english_whatever_the_environment_asks_for() {
    let output = Command::cargo_bin("gremia")
        .unwrap()
        .env_clear()
        .env("LANG", "de_DE.UTF-8")
        .arg("reference")
        .output()
        .unwrap();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md");
    assert_eq!(output.stdout, fs::read(page).unwrap());
}
