//! What the user reads about a wrong query: one fixture for each mistake, and no words of the engine's parser.

use std::fs;
use std::path::{Path, PathBuf};

use gremia::prefixes::Prefixes;
use gremia::sparql::{Diagnostic, prepare};

use crate::sparql::w3c_files;

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    for (prefix, namespace) in [
        ("ex", "http://example.org/"),
        ("org", "http://www.w3.org/ns/org#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ] {
        prefixes.insert(prefix, namespace).unwrap();
    }
    prefixes
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagnostics");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rq"));
    files.sort();
    files
}

fn diagnostic(text: &str) -> Diagnostic {
    match prepare(text, &prefixes(), &[]) {
        Err(diagnostic) => diagnostic,
        Ok(_) => panic!("accepted: {text}"),
    }
}

/// Set `UPDATE_FIXTURES` to write what is shown now, then read the difference.
#[test]
fn every_mistake_is_explained_as_its_fixture_says() {
    let mut wrong = Vec::new();
    let files = fixtures();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let shown = diagnostic(&text).render(&text, 100, false) + "\n";
        let expected = file.with_extension("txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected, &shown).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != shown {
            wrong.push(format!("{}\n{shown}", file.file_name().unwrap().display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files.len() >= 40, "{}", files.len());
}

#[test]
fn no_explanation_repeats_the_parser_of_the_engine() {
    for file in fixtures() {
        let text = fs::read_to_string(&file).unwrap();
        let shown = diagnostic(&text).render(&text, 100, false);
        for words in [
            "expected one of \"",
            "error at ",
            "['",
            "Prefix not found",
            "G100",
        ] {
            assert!(!shown.contains(words), "{}: {shown}", file.display());
        }
    }
}

#[test]
fn no_beginning_of_a_query_makes_the_program_panic() {
    let prefixes = prefixes();
    for (number, file) in w3c_files(&["rq", "ru"]).iter().enumerate() {
        let Ok(text) = fs::read_to_string(file) else {
            continue;
        };
        // Every beginning of every query takes minutes; the step differs from file to file.
        let places = text
            .char_indices()
            .map(|(at, _)| at)
            .skip(number % 29)
            .step_by(29);
        for end in places.take(40) {
            if let Err(diagnostic) = prepare(&text[..end], &prefixes, &[]) {
                let shown = diagnostic.render(&text[..end], 80, false);
                assert!(shown.starts_with("error[G"), "{}: {shown}", file.display());
            }
        }
    }
}

#[test]
fn deep_nesting_is_refused_instead_of_overflowing_the_stack() {
    for (open, close) in [("(", ")"), ("{", "}"), ("[ ex:p ", "]"), ("!", "")] {
        let text = format!(
            "SELECT * {{ FILTER({}1{}) }}",
            open.repeat(5000),
            close.repeat(5000)
        );
        assert_eq!(diagnostic(&text).code, "G114", "{open}");
    }
}

#[test]
fn nesting_that_people_write_is_fine() {
    for text in [
        format!(
            "SELECT * {{ FILTER({}1{} = 1) }}",
            "(".repeat(55),
            ")".repeat(55)
        ),
        format!(
            "SELECT * {{ {}{} }}",
            "{ ?s ?p ?o ".repeat(55),
            "}".repeat(55)
        ),
        format!(
            "SELECT * {{ {}{} }}",
            "OPTIONAL { ?s ?p ?o ".repeat(55),
            "}".repeat(55)
        ),
        format!(
            "SELECT * {{ ?s ex:p {}1{} }}",
            "[ ex:p ".repeat(55),
            "]".repeat(55)
        ),
        format!(
            "SELECT * {{ FILTER({}?x{}) }}",
            "STR(".repeat(14),
            ")".repeat(14)
        ),
    ] {
        assert!(prepare(&text, &prefixes(), &[]).is_ok(), "{text}");
    }
}

#[test]
fn mistake_deep_inside_calls_is_found_at_once() {
    for (open, close) in [
        ("!(", ")"),
        ("ex:f(", ")"),
        ("SUBSTR(", ", 1)"),
        ("REGEX(", ", \"a\")"),
    ] {
        let text = format!(
            "SELECT * {{ FILTER({}?x ?y{}) }}",
            open.repeat(14),
            close.repeat(14)
        );
        assert_eq!(diagnostic(&text).code, "G101", "{open}");
    }
}

#[test]
fn place_is_counted_in_characters_from_one() {
    let found = diagnostic("SELECT ?s {\n  ?s ex:name \"Ähre\" ; foaf:x ?n }");
    assert_eq!((found.line, found.column), (2, 23));
    assert_eq!(
        &"SELECT ?s {\n  ?s ex:name \"Ähre\" ; foaf:x ?n }"[found.span],
        "foaf:"
    );
}

#[test]
fn diagnostic_moves_to_its_place_in_a_longer_text() {
    let whole = "ASK {} ;\nASK { ?s a foaf:X }";
    let found = diagnostic(&whole[9..]).moved(9, whole);
    assert_eq!((found.line, found.column), (2, 12));
    assert_eq!(&whole[found.span], "foaf:");
}
