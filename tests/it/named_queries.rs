//! The catalogue of named queries, and the commands that query, driven as the user does.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use gremia::bundle::Bundle;
use gremia::named_queries::{Catalogue, Error};
use gremia::prefixes::Prefixes;
use tempfile::TempDir;

const CHAIRS: &str = "\
#+ summary: Who chairs a body
#+ summary@de: Wer einem Gremium vorsitzt
#+ description: Joint chairs give
#+ description: one row each.
#+ group: people
#+ param: body iri -- the body
#+ param: least integer = 1 -- members at least
PREFIX ex: <http://example.org/>
SELECT ?body ?least { VALUES ?x { 1 } FILTER(?least > 0 && isIRI(?body)) }
";

/// Makes a dataset with these files below `queries/`.
fn dataset(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("queries/checks")).unwrap();
    fs::create_dir_all(folder.path().join("ontology")).unwrap();
    let prefixes = "<http://x/a> <http://www.w3.org/ns/shacl#prefix> \"ex\" ; \
                    <http://www.w3.org/ns/shacl#namespace> \"http://example.org/\" .";
    fs::write(folder.path().join("ontology/prefixes.ttl"), prefixes).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join("queries").join(name), text).unwrap();
    }
    folder
}

fn catalogue(files: &[(&str, &str)]) -> Result<Catalogue, Error> {
    Catalogue::from_bundle(&Bundle::from_folder(dataset(files).path()).unwrap())
}

fn refused(header: &str, query: &str) -> String {
    catalogue(&[("q.rq", &format!("{header}\n{query}"))])
        .unwrap_err()
        .to_string()
}

fn gremia(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("gremia").unwrap();
    let output = command
        .env_clear()
        .arg("--dataset")
        .arg(folder)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn header_tells_summary_group_and_parameters() {
    let catalogue = catalogue(&[
        ("chairs.rq", CHAIRS),
        (
            "checks/none.rq",
            "#+ title: None\n#+ title@de: Nichts\nASK {}",
        ),
    ])
    .unwrap();
    let names: Vec<_> = catalogue
        .queries()
        .iter()
        .map(|query| (query.name.as_str(), query.group.as_str()))
        .collect();
    assert_eq!(names, [("chairs", "people"), ("checks/none", "checks")]);
    let chairs = catalogue.query("chairs").unwrap();
    assert_eq!(chairs.summary("de"), "Wer einem Gremium vorsitzt");
    assert_eq!(chairs.summary("fr"), "Who chairs a body");
    assert_eq!(
        chairs.description.as_deref(),
        Some("Joint chairs give one row each.")
    );
    assert_eq!(chairs.parameters.len(), 2);
    assert_eq!(
        catalogue.query("checks/none").unwrap().summary("de"),
        "Nichts"
    );
}

#[test]
fn malformed_header_is_told_with_its_file_and_line() {
    let ask = "ASK { ?body ?p ?o }";
    for (header, expected) in [
        (
            "# no header",
            "queries/q.rq:1: the header has no `#+ summary:`",
        ),
        (
            "#+ summary: a\n#+ sumary: b",
            "queries/q.rq:2: unknown key `sumary`; known are `summary`, `summary@de`, `description`, `group`, `entailment` and `param`",
        ),
        (
            "#+ summary: a\n#+ summary: b",
            "queries/q.rq:2: `summary` stands twice",
        ),
        (
            "#+ summary: a\n#+ group",
            "queries/q.rq:2: a header line is written `#+ key: value`",
        ),
        ("#+ summary:", "queries/q.rq:1: `summary` has no value"),
        (
            "#+ summary: a\n#+ param: bdy iri",
            "queries/q.rq:2: the text does not mention ?bdy",
        ),
        (
            "#+ summary: a\n#+ param: body date = soon",
            "queries/q.rq:2: the default of `body`: `soon` is not a date: `2024-04-19`",
        ),
        (
            "#+ summary: a\n#+ param: body iri = zz:a",
            "queries/q.rq:2: the default of `body`: prefix `zz:` is not declared",
        ),
        (
            "#+ summary: a\n#+ param: body iri\n#+ param: body iri",
            "queries/q.rq:3: parameter `body` stands twice",
        ),
    ] {
        assert_eq!(refused(header, ask), expected);
    }
}

#[test]
fn query_must_declare_its_prefixes_itself() {
    assert_eq!(
        refused("#+ summary: a", "ASK { ?s a ex:Body }"),
        "queries/q.rq:2:12: prefix `ex:` is not declared"
    );
}

#[test]
fn arguments_are_checked_by_name_and_type() {
    let catalogue = catalogue(&[("chairs.rq", CHAIRS)]).unwrap();
    let chairs = catalogue.query("chairs").unwrap();
    let prepare = |arguments: &[(&str, &str)]| {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        chairs.prepare(&arguments, &Prefixes::default())
    };
    assert!(prepare(&[("body", "ex:dmk")]).is_ok());
    assert!(prepare(&[("body", "<http://x/a>"), ("least", "3")]).is_ok());
    assert_eq!(
        prepare(&[]).unwrap_err().to_string(),
        "query `chairs` needs body=IRI"
    );
    assert!(matches!(
        prepare(&[("bdy", "ex:dmk")]),
        Err(Error::UnknownParameter { nearest: Some(nearest), .. }) if nearest == "body"
    ));
    assert!(matches!(
        prepare(&[("body", "ex:a"), ("body", "ex:b")]),
        Err(Error::Repeated { .. })
    ));
    assert!(matches!(
        prepare(&[("body", "dmk")]),
        Err(Error::Value { .. })
    ));
}

#[test]
fn unknown_query_names_the_nearest() {
    let catalogue = catalogue(&[("chairs.rq", CHAIRS)]).unwrap();
    assert!(matches!(
        catalogue.query("chair"),
        Err(Error::UnknownQuery { nearest: Some(nearest), .. }) if nearest == "chairs"
    ));
}

#[test]
fn bundled_queries_are_well_formed() {
    if let Err(error) = Catalogue::from_bundle(&Bundle::embedded()) {
        panic!("{error}");
    }
}

#[test]
fn run_answers_a_named_query_with_its_parameters() {
    let folder = dataset(&[("chairs.rq", CHAIRS)]);
    let (status, out, err) = gremia(
        folder.path(),
        &["run", "chairs", "body=ex:dmk", "least=2", "--format", "csv"],
    );
    assert_eq!(
        (status, out.as_str()),
        (0, "body,least\r\nhttp://example.org/dmk,2\r\n")
    );
    // The dataset is empty, so that the name may be misspelled.
    assert_eq!(
        err,
        "note: `ex:dmk` does not occur in the dataset; `find TEXT` looks for labels\n"
    );
}

#[test]
fn run_with_a_wrong_call_is_a_usage_error_with_a_way_out() {
    let folder = dataset(&[("chairs.rq", CHAIRS)]);
    let (status, out, err) = gremia(folder.path(), &["run", "chair"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "error: there is no query `chair`\nhint: did you mean `chairs`?\n"
    );
    let (status, _, err) = gremia(folder.path(), &["run", "chairs", "body=exx:dmk"]);
    assert_eq!(status, 2);
    assert_eq!(
        err,
        "error: parameter `body`: prefix `exx:` is not declared\nhint: did you mean `ex:`?\n"
    );
}

#[test]
fn queries_are_listed_by_group() {
    let folder = dataset(&[
        ("chairs.rq", CHAIRS),
        ("all.rq", "#+ summary: Everything\nSELECT * { ?s ?p ?o }"),
    ]);
    let (_, out, _) = gremia(folder.path(), &["queries"]);
    insta::assert_snapshot!(out, @r"
    other
      all     Everything

    people
      chairs  Who chairs a body
              body=IRI [least=1]
    ");
    let (_, out, _) = gremia(folder.path(), &["queries", "everything", "--lang", "de"]);
    assert_eq!(out, "other\n  all  Everything\n");
}

#[test]
fn queries_shows_one_query_with_its_text() {
    let folder = dataset(&[("chairs.rq", CHAIRS)]);
    let (_, out, _) = gremia(folder.path(), &["queries", "chairs"]);
    insta::assert_snapshot!(out, @r"
    chairs – Who chairs a body
    Joint chairs give one row each.
      body=IRI  the body
      [least=1]  members at least

    PREFIX ex: <http://example.org/>
    SELECT ?body ?least { VALUES ?x { 1 } FILTER(?least > 0 && isIRI(?body)) }
    ");
}

#[test]
fn query_answers_on_standard_output() {
    let folder = dataset(&[]);
    let query = "SELECT ?a { VALUES ?a { \"ä\"@de 1 } } ORDER BY DESC(?a)";
    let (status, out, err) = gremia(folder.path(), &["query", query]);
    assert_eq!(
        (status, out.as_str(), err.as_str()),
        (0, "?a\n\"ä\"@de\n1\n", "")
    );
}

#[test]
fn a_catalogue_can_be_read_before_its_queries_are_checked() {
    let folder = dataset(&[("broken.rq", "#+ summary: A query with a mistake\nSELECT {")]);
    let bundle = Bundle::from_folder(folder.path()).unwrap();
    assert!(Catalogue::from_bundle(&bundle).is_err());
    let names: Vec<String> = Catalogue::unchecked(&bundle)
        .unwrap()
        .queries()
        .iter()
        .map(|query| query.name.clone())
        .collect();
    assert_eq!(names, ["broken"]);
}

#[test]
fn query_tells_a_file_from_a_text() {
    let folder = dataset(&[]);
    let file = folder.path().join("one.rq");
    fs::write(&file, "ASK {}").unwrap();
    let name = file.to_str().unwrap();
    let (status, _, err) = gremia(folder.path(), &["query", name]);
    assert_eq!(status, 2);
    assert!(err.contains("is a file, not a query"), "{err}");
    assert!(err.contains(&format!("`-f {name}` reads it")), "{err}");
}

#[test]
fn query_takes_the_text_as_an_option_too() {
    let folder = dataset(&[]);
    let (status, out, _) = gremia(folder.path(), &["query", "-c", "ASK {}"]);
    assert_eq!((status, out.as_str()), (0, "true\n"));
}

#[test]
fn query_reads_several_queries_from_a_file_and_names_the_place_of_a_mistake() {
    let folder = dataset(&[]);
    let file = folder.path().join("several.rq");
    fs::write(&file, "ASK {} ;\nASK { FILTER(false) } ;\n").unwrap();
    let arguments = ["query", "-f", file.to_str().unwrap()];
    let (status, out, _) = gremia(folder.path(), &arguments);
    assert_eq!((status, out.as_str()), (0, "true\n\nfalse\n"));
    fs::write(&file, "ASK {} ;\nASK { ?s a foaf:Person } ;\n").unwrap();
    let (status, out, err) = gremia(folder.path(), &arguments);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(
        err.starts_with("error[G102]: prefix `foaf:` is not declared\n"),
        "{err}"
    );
    assert!(err.contains("several.rq:2:12"), "{err}");
}

#[test]
fn strict_query_declares_its_prefixes_itself() {
    let folder = dataset(&[]);
    let ask = |text: &str, policy: &str| {
        gremia(folder.path(), &["query", "--prefixes", policy, "-c", text])
    };
    let text = "ASK { FILTER(ex:a = ex:a) }";
    assert_eq!(ask(text, "auto").0, 0);
    let (status, out, err) = ask(text, "strict");
    assert_eq!((status, out.as_str()), (1, ""));
    let prefix = "PREFIX ex: <http://example.org/>";
    assert!(err.contains("error[G102]"), "{err}");
    assert!(err.contains(&format!("write `{prefix}` first")), "{err}");
    assert_eq!(ask(&format!("{prefix} {text}"), "strict").0, 0);
}

#[test]
fn query_from_standard_input_needs_no_semicolon() {
    let folder = dataset(&[]);
    let mut command = Command::cargo_bin("gremia").unwrap();
    command
        .env_clear()
        .arg("--dataset")
        .arg(folder.path())
        .args(["query", "-"]);
    command
        .write_stdin("ASK {}")
        .assert()
        .success()
        .stdout("true\n");
}

#[test]
fn exit_statuses_tell_what_happened() {
    let folder = dataset(&[]);
    let slow = "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } }";
    for (arguments, expected) in [
        (&["query", "ASK {}"][..], 0),
        (&["query", "SELECT"], 1),
        (&["query", "SELECT * { SERVICE <http://x/> {} }"], 1),
        (&["query"], 2),
        (&["query", "ASK {}", "--format", "pdf"], 2),
        (&["query", "ASK {}", "--format", "turtle"], 2),
        (&["query", "CLEAR ALL"], 2),
        (&["query", "ASK {}", "-p", "x=1"], 2),
        (&["query", "-f", "missing.rq"], 3),
        (&["query", "ASK {}", "-o", "missing/folder/out.csv"], 3),
        (&["query", "ASK { FILTER(false) }"], 0),
        (&["query", "ASK { FILTER(false) }", "--ask-exit"], 4),
        (&["query", slow, "--timeout", "0ms"], 124),
    ] {
        let (status, _, err) = gremia(folder.path(), arguments);
        assert_eq!(status, expected, "{arguments:?}: {err}");
    }
}

#[test]
fn file_gets_the_format_of_its_name_and_stays_when_the_query_fails() {
    let folder = dataset(&[]);
    let file = folder.path().join("out.csv");
    let path = file.to_str().unwrap();
    let (status, out, _) = gremia(folder.path(), &["query", "SELECT (1 AS ?a) {}", "-o", path]);
    assert_eq!((status, out.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(&file).unwrap(), "a\r\n1\r\n");
    let (status, _, _) = gremia(
        folder.path(),
        &[
            "query",
            "-c",
            "SELECT (2 AS ?a) {}",
            "-o",
            path,
            "--force",
            "--timeout",
            "0s",
        ],
    );
    assert_eq!(status, 124);
    assert_eq!(fs::read_to_string(&file).unwrap(), "a\r\n1\r\n");
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn parameter_of_query_is_bound_as_a_term() {
    let folder = dataset(&[]);
    let query = "SELECT ?a ?b { FILTER(isIRI(?a) && ?b > 1) }";
    let (_, out, err) = gremia(
        folder.path(),
        &[
            "query", "-c", query, "-p", "a=ex:x", "-p", "?b=2", "--format", "tsv",
        ],
    );
    assert_eq!(
        (out.as_str(), err.as_str()),
        ("?a\t?b\n<http://example.org/x>\t2\n", "")
    );
}

#[test]
fn explain_draws_the_plan() {
    let folder = dataset(&[]);
    let query = "SELECT ?s (COUNT(?n) AS ?c) { ?s a ex:Body ; ex:name ?n } GROUP BY ?s ORDER BY ?s";
    let (_, out, _) = gremia(folder.path(), &["explain", "-c", query]);
    insta::assert_snapshot!(out, @r"
    sort by ?s, in German order
    └─ keep the columns ?s, ?c
       └─ compute ?c = COUNT(?n)
          └─ group by ?s: COUNT(?n)
             └─ for each row of the first, the second
                ├─ find ?s a ex:Body
                └─ find ?s ex:name ?n
    ");
}

#[test]
fn explain_names_sort_keys_as_the_query_does_and_one_without_a_value() {
    let folder = dataset(&[]);
    let query = "SELECT ?s { ?s ex:name ?n } ORDER BY ?zz STRLEN(?n)";
    let (_, out, _) = gremia(folder.path(), &["explain", "-c", query]);
    insta::assert_snapshot!(out, @r"
    sort by ?zz STRLEN(?n), in German order
    └─ keep the columns ?s, ?zz, STRLEN(?n)
       └─ add STRLEN(?n) as a column to sort by
          └─ find ?s ex:name ?n
    ORDER BY uses ?zz, but nothing gives it a value
    ");
}

#[test]
fn explain_is_told_in_german() {
    let folder = dataset(&[]);
    let query = "SELECT (COUNT(?n) AS ?c) { ?s ex:name ?n } GROUP BY (STRLEN(?n)) OFFSET 99";
    let command = ["--lang", "de", "explain", "--analyze", "-c", query];
    let (_, out, _) = gremia(folder.path(), &command);
    assert!(
        out.contains("gruppieren nach STRLEN(?n): COUNT(?n)"),
        "{out}"
    );
    assert!(
        out.contains("OFFSET 99 liegt hinter der letzten Zeile: es gibt keine"),
        "{out}"
    );
}

#[test]
fn explain_analyze_tells_rows_times_and_what_stands_out() {
    let folder = dataset(&[]);
    let query = "SELECT * { VALUES ?a { 1 2 3 } VALUES ?b { 1 2 3 4 } }";
    let (_, out, _) = gremia(folder.path(), &["explain", "--analyze", "-c", query]);
    let first = out.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("12 rows  ") && first.contains("ms  keep the columns ?a, ?b"),
        "{out}"
    );
    for finding in [
        "◂ multiplies most",
        "biggest blow-up: join every row with every row, from 3 to 12 rows",
        "cross product: join every row with every row",
    ] {
        assert!(out.contains(finding), "{out}");
    }
}
