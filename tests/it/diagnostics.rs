//! What the user reads about a wrong query: one fixture for each mistake, and no words of the engine's parser.

use std::fs;
use std::path::PathBuf;

use gremia::prefixes::Prefixes;
use gremia::sparql::{Counts, Diagnostic, Vocabulary, prepare, with_declaration, with_known_name};

use crate::puzzles::queries;
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
    queries("diagnostics")
}

fn diagnostic(text: &str) -> Diagnostic {
    match prepare(text, &prefixes(), &[]) {
        Err(diagnostic) => diagnostic,
        Ok(_) => panic!("accepted: {text}"),
    }
}

/// Shows what is said of a wrong query, and what it becomes.
pub(crate) fn shown(text: &str) -> String {
    let found = diagnostic(text);
    let shown = found.render(text, 100, false) + "\n";
    match &found.fix {
        Some(fix) => format!("{shown}--- {}\n{}", fix.in_words(text), fix.apply(text)),
        None => shown,
    }
}

/// Set `UPDATE_FIXTURES` to write what is shown now, then read the difference.
#[test]
fn every_mistake_is_explained_as_its_fixture_says() {
    let mut wrong = Vec::new();
    let files = fixtures();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let shown = shown(&text);
        let expected = file.with_extension("txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected, &shown).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != shown {
            wrong.push(format!("{}\n{shown}", file.file_name().unwrap().display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files.len() >= 80, "{}", files.len());
}

#[test]
fn prefix_that_only_the_session_knows_is_declared_by_the_fix() {
    let text = "SELECT ?s { ?s a ex:Person }";
    let Err(found) = prepare(text, &Prefixes::default(), &[]) else {
        panic!("accepted: {text}");
    };
    let found = with_declaration(found, text, &prefixes());
    assert_eq!(
        found.help.as_deref(),
        Some("write `PREFIX ex: <http://example.org/>` first")
    );
    let mended = found.fix.unwrap().apply(text);
    assert!(prepare(&mended, &Prefixes::default(), &[]).is_ok());
}

#[test]
fn name_without_prefix_is_looked_up_among_those_of_the_dataset() {
    let properties = Counts::of_sorted([
        ("http://example.org/heldOn", 15),
        ("http://example.org/name", 3),
    ]);
    let classes = Counts::of_sorted([("http://example.org/Person", 20)]);
    let known = Vocabulary {
        properties: &properties,
        classes: &classes,
        things: &Counts::default(),
    };
    for (text, mended) in [
        ("ASK { ?s a Person }", Some("ASK { ?s a ex:Person }")),
        ("ASK { ?s a Persn }", Some("ASK { ?s a ex:Person }")),
        (
            "ASK { ?s ex:x/heldOn ?o }",
            Some("ASK { ?s ex:x/ex:heldOn ?o }"),
        ),
        ("ASK { ?s ex:x/fooBar ?o }", None),
    ] {
        let found = with_known_name(diagnostic(text), text, &prefixes(), known);
        let fix = found.fix.map(|fix| fix.apply(text));
        assert_eq!(fix.as_deref(), mended, "{:?}", found.help);
    }
}

#[test]
fn casts_of_the_engine_are_no_unknown_functions() {
    for datatype in ["integer", "dateTime", "gDay", "dayTimeDuration"] {
        let text = format!("SELECT ?s {{ ?s ex:n ?n FILTER(xsd:{datatype}(?n) = ?n) }}");
        assert!(prepare(&text, &prefixes(), &[]).is_ok(), "{text}");
    }
}

#[test]
fn no_fix_leaves_the_mistake_as_it_is() {
    let mut fixes = 0;
    for file in fixtures() {
        let text = fs::read_to_string(&file).unwrap();
        let found = diagnostic(&text);
        let Some(fix) = &found.fix else { continue };
        fixes += 1;
        let mended = fix.apply(&text);
        if let Err(left) = prepare(&mended, &prefixes(), &[]) {
            let same = left.code == found.code && left.message == found.message;
            let nearer = left.span.start > found.span.start;
            assert!(!same || nearer, "{}: {mended}", file.display());
        }
    }
    assert!(fixes >= 40, "{fixes}");
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
            "PNAME",
            "IRIREF",
            "GroupGraphPattern",
            "RCurly",
            "NIL",
            "overrides an existing",
            "is unbound",
            "not authorized",
            "not allowed in INSERT",
            "parsing failed",
            "Invalid",
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
fn long_chains_are_refused_instead_of_overflowing_the_stack() {
    let patterns = [
        format!("FILTER({}true)", "true || ".repeat(30_000)),
        format!("{}{{}}", "{} UNION ".repeat(10_000)),
        format!("BIND({}1 AS ?x)", "1+".repeat(30_000)),
        "OPTIONAL { ?s ?p ?o } ".repeat(5_000),
        format!("FILTER({}1 = 1)", "1 -1 * 1 && ".repeat(10_000)),
        format!("?s {}ex:p ?o", "ex:p/".repeat(10_000)),
        (0..10_000)
            .map(|i| format!("BIND(1 AS ?x{i}) "))
            .collect::<Vec<_>>()
            .concat(),
    ];
    for pattern in patterns {
        for text in [
            format!("SELECT * {{ {pattern} }}"),
            format!("DELETE {{ ?s ?p ?o }} WHERE {{ {pattern} }}"),
            format!("SELECT * {{ {pattern}"),
        ] {
            let found = diagnostic(&text);
            assert_eq!(found.code, "G132", "{}", &text[..60]);
            assert_eq!(found.message, "more than 500 links in one chain");
        }
    }
}

#[test]
fn chain_counts_with_the_chain_in_its_brackets() {
    let chain = "1 + ".repeat(300);
    for text in [
        format!("ASK {{ FILTER({chain} ({chain} 1)) }}"),
        format!("ASK {{ FILTER(({chain} 1) + {chain} 1) }}"),
    ] {
        assert_eq!(diagnostic(&text).code, "G132");
    }
    let text = format!("ASK {{ FILTER(IF({chain} 1, {chain} 1, {chain} 1)) }}");
    assert!(prepare(&text, &prefixes(), &[]).is_ok());
}

#[test]
fn lists_and_data_may_be_as_long_as_one_likes() {
    let graphs: Vec<String> = (0..2000)
        .map(|i| format!("GRAPH ex:g{i} {{ ex:a ex:p -{i} }} "))
        .collect();
    for text in [
        format!("INSERT DATA {{ {} }}", "ex:a ex:p -1, +2 . ".repeat(2000)),
        format!("INSERT DATA {{ {} }}", graphs.concat()),
        "INSERT DATA { ex:a ex:p 1 } ; ".repeat(2000),
        format!("SELECT * {{ VALUES ?x {{ {} }} }}", "-1 ".repeat(2000)),
        format!(
            "SELECT * {{ VALUES (?x ?y) {{ {} }} }}",
            "(-1 -2) ".repeat(2000)
        ),
        format!("ASK {{ FILTER(1 IN ({}1)) }}", "-1, ".repeat(2000)),
        format!("SELECT * {{ {} }}", "?s ex:p ?o . ".repeat(2000)),
    ] {
        let refused = prepare(&text, &prefixes(), &[]).err();
        assert!(refused.is_none(), "{}: {refused:?}", &text[..60]);
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
        format!("SELECT * {{ {} }}", "OPTIONAL { ?s ?p ?o } ".repeat(300)),
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
