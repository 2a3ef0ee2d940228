//! `validate` as a user runs it.

#[cfg(feature = "rocksdb")]
mod loading;

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::run;
use assert_cmd::Command;
use tempfile::TempDir;

fn fixture(name: &str) -> String {
    format!("tests/fixtures/shacl/{name}")
}

/// Validates the people by their shapes.
fn on_people(arguments: &[&str]) -> (String, String, i32) {
    let (people, shapes) = (fixture("people.ttl"), fixture("shapes.ttl"));
    run(&[&["validate", &people, "--shapes", &shapes], arguments].concat())
}

fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn report_groups_by_node_with_label_and_line() {
    let (out, error, status) = on_people(&[]);
    insta::assert_snapshot!(out, @r#"
    ex:anna · Anna <A> & "B" (tests/fixtures/shacl/people.ttl:7)
      violation ex:born: is no well-formed value of type xsd:date
        value: "2023-02-29"^^xsd:date

    ex:carl · Carl (tests/fixtures/shacl/people.ttl:16)
      info ex:address/ex:city: No place of residence.
      violation ex:born: is not less than the value of ex:died
        value: "1777-04-30"^^xsd:date
      warning rdfs:label: a language occurs more than once

    2 violations, 1 warning, 1 info; checked: 3 nodes, 2 shapes
    "#);
    assert_eq!(error, "");
    assert_eq!(status, 1);
}

#[test]
fn report_speaks_german_where_asked() {
    let (out, _, _) = on_people(&["--lang", "de"]);
    assert!(
        out.contains("Info ex:address/ex:city: Wohnort fehlt."),
        "{out}"
    );
    assert!(
        out.ends_with("2 Verstöße, 1 Warnung, 1 Info; geprüft: 3 Knoten, 2 Formen\n"),
        "{out}"
    );
}

#[test]
fn environment_decides_about_the_language() {
    let output = Command::cargo_bin("gremia")
        .unwrap()
        .env_clear()
        .env("LANG", "de_DE.UTF-8")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "validate",
            &fixture("people.ttl"),
            "--shapes",
            &fixture("shapes.ttl"),
        ])
        .output()
        .unwrap();
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("Wohnort fehlt.")
    );
}

#[test]
fn exit_status_heeds_the_severity_that_counts() {
    let folder = TempDir::new().unwrap();
    let data = file(
        &folder,
        "a.ttl",
        "<http://example.org/a> a <http://example.org/A> .",
    );
    for (severity, [violation, warning, info]) in [
        ("sh:Violation", [1, 1, 1]),
        ("sh:Warning", [0, 1, 1]),
        ("sh:Info", [0, 0, 1]),
        ("<http://example.org/own>", [1, 1, 1]),
    ] {
        let shapes = file(
            &folder,
            "shapes.ttl",
            &format!(
                "@prefix sh: <http://www.w3.org/ns/shacl#> .
                <http://example.org/S> a sh:NodeShape ; sh:targetClass <http://example.org/A> ;
                sh:nodeKind sh:Literal ; sh:severity {severity} ."
            ),
        );
        for (least, expected) in [
            ("violation", violation),
            ("warning", warning),
            ("info", info),
        ] {
            let arguments = [
                "validate",
                path(&data),
                "--shapes",
                path(&shapes),
                "--fail-on",
                least,
            ];
            assert_eq!(run(&arguments).2, expected, "{severity} {least}");
        }
    }
}

#[test]
fn data_that_conforms_has_status_zero() {
    let folder = TempDir::new().unwrap();
    let data = file(
        &folder,
        "a.nt",
        "<http://example.org/a> <http://example.org/p> \"1\" .\n",
    );
    let (out, _, status) = run(&["validate", path(&data), "--shapes", &fixture("shapes.ttl")]);
    assert_eq!(out, "conforms; checked: 0 nodes, 2 shapes\n");
    assert_eq!(status, 0);
}

#[test]
fn bundled_graph_conforms_to_the_bundled_shapes() {
    let (out, error, status) = run(&["validate"]);
    assert_eq!(status, 0, "{out}{error}");
    assert!(out.contains("checked:"), "{out}");
}

#[test]
fn bundled_shapes_are_no_part_of_the_graph() {
    let ask = "ASK { ?shape a <http://www.w3.org/ns/shacl#NodeShape> }";
    let (out, error, _) = run(&["query", "-c", ask]);
    assert!(out.contains("false"), "{out}{error}");
}

#[test]
fn wrong_shapes_are_told_with_file_and_line() {
    let folder = TempDir::new().unwrap();
    let shapes = file(
        &folder,
        "shapes.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n<http://example.org/S> a sh:NodeShape ;\n  sh:rule [] .",
    );
    let (out, error, status) = run(&["validate", "--shapes", path(&shapes)]);
    assert_eq!(status, 3);
    assert_eq!(out, "");
    assert!(
        error.contains("shapes.ttl:3: shape <http://example.org/S>: `sh:rule` is not supported"),
        "{error}"
    );
}

#[test]
fn file_with_errors_has_the_status_that_it_has_for_every_command() {
    let folder = TempDir::new().unwrap();
    let broken = file(&folder, "broken.ttl", "<a> <b");
    let shapes = fixture("shapes.ttl");
    for arguments in [
        ["validate", "missing.ttl", "--shapes", &shapes],
        ["validate", path(&broken), "--shapes", &shapes],
        ["validate", &shapes, "--shapes", "missing.ttl"],
        ["validate", &shapes, "--shapes", path(&broken)],
        ["validate", "people.unknown", "--shapes", &shapes],
    ] {
        let (out, error, status) = run(&arguments);
        assert_eq!(status, 3, "{arguments:?}: {out}{error}");
        assert!(error.starts_with("error: "), "{error}");
    }
}

#[test]
fn named_graphs_of_a_file_are_judged_too() {
    let folder = TempDir::new().unwrap();
    let data = file(
        &folder,
        "a.trig",
        "<http://example.org/g> { <http://elsewhere.org/x>\n a <http://example.org/City> . }",
    );
    let (out, _, status) = run(&["validate", path(&data), "--shapes", &fixture("shapes.ttl")]);
    assert!(out.contains("a.trig:1)"), "{out}");
    assert_eq!(status, 1);
}

/// A dataset with one shape, one class below its target and a concept that would not conform.
fn dataset(folder: &TempDir) -> PathBuf {
    file(
        folder,
        "set/ontology/prefixes.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://example.org/> sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] .",
    );
    file(
        folder,
        "set/ontology/classes.ttl",
        "@prefix ex: <http://example.org/> . ex:Scholar <http://www.w3.org/2000/01/rdf-schema#subClassOf> ex:Person . ex:nobody a ex:Person .",
    );
    file(
        folder,
        "set/ontology/shapes/person.ttl",
        "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .",
    );
    folder.path().join("set")
}

#[test]
fn files_are_judged_with_the_classes_of_the_ontology_which_is_not_judged() {
    let folder = TempDir::new().unwrap();
    let set = dataset(&folder);
    let data = file(
        &folder,
        "a.ttl",
        "<http://example.org/a> a <http://example.org/Scholar> .",
    );
    let (out, error, status) = run(&["--dataset", path(&set), "validate", path(&data)]);
    assert!(out.starts_with("ex:a ("), "{out}{error}");
    assert!(!out.contains("ex:nobody"), "{out}");
    assert_eq!(status, 1);
}

#[test]
fn dataset_is_judged_with_the_lines_of_its_files() {
    let folder = TempDir::new().unwrap();
    let set = dataset(&folder);
    let (out, _, status) = run(&["--dataset", path(&set), "validate"]);
    assert!(out.contains("ontology/classes.ttl:1)"), "{out}");
    assert_eq!(status, 1);
}

#[test]
fn dataset_without_shapes_is_told() {
    let folder = TempDir::new().unwrap();
    let set = dataset(&folder);
    fs::remove_dir_all(set.join("ontology/shapes")).unwrap();
    let (_, error, status) = run(&["--dataset", path(&set), "validate"]);
    assert!(error.contains("there are no shapes here"), "{error}");
    assert!(error.contains("--shapes"), "{error}");
    assert_eq!(status, 2);
}

#[test]
fn standard_report_is_written_as_turtle() {
    let (out, _, status) = on_people(&["--format", "turtle"]);
    insta::assert_snapshot!(out, @r#"
    @prefix ex: <http://example.org/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

    [] a sh:ValidationReport ;
        sh:conforms false ;
        sh:result [
                a sh:ValidationResult ;
                sh:focusNode ex:anna ;
                sh:resultMessage "ist kein wohlgeformter Wert vom Typ xsd:date"@de,
                    "is no well-formed value of type xsd:date"@en ;
                sh:resultPath ex:born ;
                sh:resultSeverity sh:Violation ;
                sh:sourceConstraintComponent sh:DatatypeConstraintComponent ;
                sh:sourceShape ex:PersonShape-born ;
                sh:value "2023-02-29"^^xsd:date
            ],
            [
                a sh:ValidationResult ;
                sh:focusNode ex:carl ;
                sh:resultMessage "Wohnort fehlt."@de,
                    "No place of residence."@en ;
                sh:resultPath ( ex:address ex:city ) ;
                sh:resultSeverity sh:Info ;
                sh:sourceConstraintComponent sh:MinCountConstraintComponent ;
                sh:sourceShape []
            ],
            [
                a sh:ValidationResult ;
                sh:focusNode ex:carl ;
                sh:resultMessage "eine Sprache kommt mehrmals vor"@de,
                    "a language occurs more than once"@en ;
                sh:resultPath rdfs:label ;
                sh:resultSeverity sh:Warning ;
                sh:sourceConstraintComponent sh:UniqueLangConstraintComponent ;
                sh:sourceShape []
            ],
            [
                a sh:ValidationResult ;
                sh:focusNode ex:carl ;
                sh:resultMessage "ist nicht kleiner als der Wert von ex:died"@de,
                    "is not less than the value of ex:died"@en ;
                sh:resultPath ex:born ;
                sh:resultSeverity sh:Violation ;
                sh:sourceConstraintComponent sh:LessThanConstraintComponent ;
                sh:sourceShape ex:PersonShape-born ;
                sh:value "1777-04-30"^^xsd:date
            ] .
    "#);
    assert_eq!(status, 1);
}

#[test]
fn standard_report_is_the_same_graph_as_json_ld() {
    let folder = TempDir::new().unwrap();
    let mut graphs = Vec::new();
    for (format, name) in [("turtle", "report.ttl"), ("json-ld", "report.jsonld")] {
        let output = folder.path().join(name);
        let (out, error, _) = on_people(&["--format", format, "--output", path(&output)]);
        assert_eq!(out, "", "{error}");
        let parser = match format {
            "turtle" => oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle),
            _ => oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::JsonLd {
                profile: oxigraph::io::JsonLdProfileSet::empty(),
            }),
        };
        let text = fs::read(&output).unwrap();
        let mut dataset: oxrdf::Dataset = parser.for_slice(&text).map(Result::unwrap).collect();
        dataset.canonicalize(oxrdf::dataset::CanonicalizationAlgorithm::Unstable);
        assert!(!dataset.is_empty());
        graphs.push(dataset);
    }
    assert_eq!(graphs[0], graphs[1]);
}

#[test]
fn junit_has_one_case_for_each_shape() {
    let (out, _, status) = on_people(&["--format", "junit"]);
    insta::assert_snapshot!(out, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="gremia validate" tests="2" failures="1" errors="0">
      <testsuite name="SHACL" tests="2" failures="1" errors="0">
        <testcase classname="SHACL" name="ex:CityShape"/>
        <testcase classname="SHACL" name="ex:PersonShape">
          <failure type="violation" message="is no well-formed value of type xsd:date">tests/fixtures/shacl/people.ttl:7: violation: ex:anna ex:born: is no well-formed value of type xsd:date (&quot;2023-02-29&quot;^^xsd:date)&#10;tests/fixtures/shacl/people.ttl:16: violation: ex:carl ex:born: is not less than the value of ex:died (&quot;1777-04-30&quot;^^xsd:date)</failure>
          <system-out>tests/fixtures/shacl/people.ttl:16: info: ex:carl ex:address/ex:city: No place of residence.&#10;tests/fixtures/shacl/people.ttl:16: warning: ex:carl rdfs:label: a language occurs more than once</system-out>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
    assert_eq!(status, 1);
}

#[test]
fn sarif_tells_file_and_line() {
    let (out, _, _) = on_people(&["--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    let born = &results[0];
    assert_eq!(born["level"], "error");
    let place = &born["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "tests/fixtures/shacl/people.ttl"
    );
    assert_eq!(place["region"]["startLine"], 7);
    let rule = usize::try_from(born["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], born["ruleId"]);
    let levels: Vec<_> = results
        .iter()
        .map(|result| result["level"].as_str().unwrap())
        .collect();
    assert!(
        levels.contains(&"warning") && levels.contains(&"note"),
        "{levels:?}"
    );
}

#[test]
fn report_replaces_no_file_unasked() {
    let folder = TempDir::new().unwrap();
    let report = file(&folder, "report.txt", "mine");
    let (_, error, status) = on_people(&["--output", path(&report)]);
    assert!(error.contains("exists already"), "{error}");
    assert_eq!(status, 3);
    assert_eq!(fs::read_to_string(&report).unwrap(), "mine");
    let (_, _, status) = on_people(&["--output", path(&report), "--force"]);
    assert_eq!(status, 1);
    assert!(fs::read_to_string(&report).unwrap().contains("violation"));
}

#[test]
fn standard_input_is_read_as_turtle() {
    let output = Command::cargo_bin("gremia")
        .unwrap()
        .env_clear()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["validate", "-", "--shapes", &fixture("shapes.ttl")])
        .write_stdin("\n<http://elsewhere.org/x> a <http://example.org/City> .")
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("(standard input:2)"), "{out}");
    assert_eq!(output.status.code(), Some(1));
}

/// Shapes that demand nothing of these data, which contradict each other.
const CONTRADICTION: &str =
    "@prefix ex: <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
ex:Person owl:disjointWith ex:City .
ex:born a owl:FunctionalProperty .

ex:a a ex:Person , ex:City .
ex:b ex:born 1900 , 1901 .";

#[test]
fn contradictions_are_results_where_inference_is_asked_for() {
    let folder = TempDir::new().unwrap();
    let data = file(&folder, "a.ttl", CONTRADICTION);
    let shapes = file(
        &folder,
        "shapes.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://example.org/S> a sh:NodeShape ; sh:targetNode <http://example.org/z> .",
    );
    let arguments = ["validate", path(&data), "--shapes", path(&shapes)];
    let (out, _, status) = run(&arguments);
    assert_eq!((out.starts_with("conforms;"), status), (true, 0), "{out}");
    let inferring = |more: &[&str]| run(&[&arguments[..], &["--inferred"], more].concat());
    let (out, _, status) = inferring(&["--lang", "de"]);
    assert_eq!(status, 1);
    assert!(
        out.contains("a.ttl:5)\n  Verstoß rdf:type: ex:a gehört zu ex:Person und zu ex:City"),
        "{out}"
    );
    assert!(
        out.contains("  Verstoß ex:born: ex:b hat zwei Werte von ex:born"),
        "{out}"
    );
    let (turtle, ..) = inferring(&["--format", "turtle"]);
    assert!(
        turtle.contains("sh:sourceConstraintComponent owl:disjointWith"),
        "{turtle}"
    );
    assert!(turtle.contains("sh:sourceShape ex:born"), "{turtle}");
    let (junit, ..) = inferring(&["--format", "junit"]);
    assert!(junit.contains("name=\"ex:born\">"), "{junit}");
    let (sarif, ..) = inferring(&["--format", "sarif"]);
    assert!(sarif.contains("\"ruleId\": \"ex:born\""), "{sarif}");
}

#[test]
fn own_shapes_judge_what_is_inferred_and_the_bundled_ones_what_is_stated() {
    let folder = TempDir::new().unwrap();
    let set = dataset(&folder);
    let rules = file(
        &folder,
        "rules.ttl",
        "<http://example.org/is> <http://www.w3.org/2000/01/rdf-schema#domain> <http://example.org/Person> .",
    );
    let data = file(
        &folder,
        "a.ttl",
        "<http://example.org/a> <http://example.org/is> 1 .",
    );
    let shapes = set.join("ontology/shapes/person.ttl");
    let common = [
        "--dataset",
        path(&set),
        "--inferred",
        "--rules",
        path(&rules),
        "validate",
        path(&data),
    ];
    let (out, _, status) = run(&common);
    assert_eq!(status, 0, "{out}");
    let (out, _, status) = run(&[&common[..], &["--shapes", path(&shapes)]].concat());
    assert_eq!(status, 1, "{out}");
    assert!(out.starts_with("ex:a ("), "{out}");
}
