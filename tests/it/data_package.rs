//! The tables: complete, tidy, as their description says, and right by the judgement of others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::Command as Program;
use gremia::bundle::{Bundle, File};
use gremia::sparql::Cancellation;
use gremia::tables::{self, Description, PACKAGE, View, views};
use serde_json::Value;
use tempfile::TempDir;

use super::data::{graph, rows};
use super::tools;

/// The tables with the classes of which each instance must be a row.
const ROWS: [(&str, &[&str]); 11] = [
    ("amounts", &["AmountStatement"]),
    ("budget", &["BudgetLine"]),
    ("claims", &["Claim"]),
    ("demands", &["Demand"]),
    ("measures", &["Measure", "FundingMeasure", "Programme"]),
    ("meetings", &["Meeting"]),
    ("participations", &["Participation"]),
    ("persons", &["Person"]),
    ("resolutions", &["Resolution"]),
    ("statistics", &["StatisticalFinding"]),
    ("tenures", &["Tenure", "ChairTerm", "Representation"]),
];

fn written() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    tables::write(
        &graph(),
        &Bundle::embedded(),
        &Description::default(),
        &Cancellation::default(),
        &mut |name, bytes| {
            files.insert(name.to_owned(), String::from_utf8(bytes.to_vec()).unwrap());
            Ok(())
        },
    )
    .unwrap();
    files
}

/// Reads records as RFC 4180 has them.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = vec![String::new()];
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let field = record.last_mut().unwrap();
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                field.push('"');
                characters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(String::new()),
            '\r' if !quoted => {
                assert_eq!(characters.next(), Some('\n'), "a lone carriage return");
                records.push(std::mem::replace(&mut record, vec![String::new()]));
            }
            _ => field.push(c),
        }
    }
    assert_eq!(record, [""], "the last line is not ended");
    records
}

#[test]
fn every_fact_is_one_row() {
    let (files, graph) = (written(), graph());
    for (table, classes) in ROWS {
        let instances: BTreeSet<String> = classes
            .iter()
            .flat_map(|class| {
                let class = format!("<https://w3id.org/gremia/ontology#{class}>");
                rows(
                    &graph,
                    &format!("SELECT DISTINCT (STR(?x) AS ?iri) {{ ?x a {class} }}"),
                )
            })
            .map(|literal| literal.trim_matches('"').to_owned())
            .collect();
        let records = records(&files[&format!("{table}.csv")]);
        let keys: Vec<&String> = records.iter().skip(1).map(|record| &record[0]).collect();
        let different: BTreeSet<String> = keys.iter().map(|key| (*key).clone()).collect();
        assert_eq!(different.len(), keys.len(), "{table}: rows stand twice");
        assert_eq!(different, instances, "{table}");
    }
}

#[test]
fn every_record_has_the_fields_of_the_description() {
    let files = written();
    let package: Value = serde_json::from_str(&files[PACKAGE]).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len() + 1, files.len());
    for resource in resources {
        let fields: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        let records = records(&files[resource["path"].as_str().unwrap()]);
        assert_eq!(records[0], fields);
        assert!(records.iter().all(|record| record.len() == fields.len()));
        // A column that is always empty would be a mistake in its query.
        for (place, field) in fields.iter().enumerate() {
            let known_empty = *field == "on_behalf_of" || *field == "on_behalf_of_name";
            let filled = records
                .iter()
                .skip(1)
                .any(|record| !record[place].is_empty());
            assert!(
                filled || known_empty,
                "{}: {field} is empty",
                resource["name"]
            );
        }
    }
}

#[test]
fn lists_of_nodes_and_of_their_names_are_in_step() {
    let files = written();
    for (table, nodes, names) in [
        ("demands", "demanded_by", "demanded_by_names"),
        ("demands", "addressees", "addressee_names"),
        ("meetings", "places", "place_names"),
        ("amounts", "purposes", "purpose_names"),
        ("statistics", "works", "work_names"),
        ("tenures", "joint_with", "joint_with_names"),
    ] {
        let records = records(&files[&format!("{table}.csv")]);
        let place = |name: &str| records[0].iter().position(|field| field == name).unwrap();
        let count = |text: &str| text.split(tables::SEPARATOR).count();
        for record in &records[1..] {
            assert_eq!(
                count(&record[place(nodes)]),
                count(&record[place(names)]),
                "{record:?}"
            );
        }
    }
}

#[test]
fn passages_stand_in_the_order_of_the_text() {
    let files = written();
    let claims = records(&files["claims.csv"]);
    let place = claims[0]
        .iter()
        .position(|field| field == "passages")
        .unwrap();
    let several = claims.iter().map(|record| &record[place]);
    let mut seen = 0;
    for passages in several.filter(|passages| passages.contains(tables::SEPARATOR)) {
        let starts: Vec<(&str, usize)> = passages
            .split(tables::SEPARATOR)
            .map(|passage| {
                let (document, range) = passage.split_once("#char=").unwrap();
                (document, range.split_once(',').unwrap().0.parse().unwrap())
            })
            .collect();
        assert!(starts.is_sorted(), "{passages}");
        seen += 1;
    }
    assert!(seen > 10);
}

#[test]
fn same_dataset_gives_the_same_bytes() {
    assert_eq!(written(), written());
}

fn view(header: &str, select: &str) -> Result<View, tables::Error> {
    View::from_file(&File {
        path: "queries/tables/t.rq".to_owned(),
        bytes: format!("{header}\nPREFIX ex: <http://ex.org/>\n{select}")
            .into_bytes()
            .into(),
    })
}

const HEADER: &str = "#+ title: T\n#+ title@de: T\n#+ description: D\n#+ description@de: D\n#+ key: a\n\
    #+ column: a iri required class=ex:A -- the thing\n#+ column@de: a -- das Ding\n\
    #+ column: b list:number property=ex:b -- numbers\n#+ column@de: b -- Zahlen";

#[test]
fn header_that_does_not_fit_its_query_is_refused_with_the_reason() {
    let refused = |header: &str, select: &str| view(header, select).unwrap_err().to_string();
    let select = "SELECT ?a ?b { ?a ex:b ?b }";
    assert!(view(HEADER, select).is_ok());
    insta::assert_snapshot!(
        [
            refused(HEADER, "SELECT ?b ?a { ?a ex:b ?b }"),
            refused(&HEADER.replace("key: a", "key: b"), select),
            refused(&HEADER.replace("#+ title@de: T\n", ""), select),
            refused(&HEADER.replace("list:number", "list:float"), select),
            refused(&HEADER.replace("property=", "propery="), select),
            refused(&HEADER.replace("class=ex:", "class=exx:"), select),
            refused(&HEADER.replace("#+ key", "#+ keys"), select),
        ]
        .join("\n"),
        @r"
    queries/tables/t.rq:1: the header describes the columns a, b, the query gives b, a
    queries/tables/t.rq:1: `key` must name a column that is required and no list
    queries/tables/t.rq:1: title, description and each column need a text in English and one `@de`
    queries/tables/t.rq:8: `list:float` is no type of a column
    queries/tables/t.rq:8: `propery=ex:b` is not among `required`, `property=`, `class=` and `references=`
    queries/tables/t.rq:6: prefix `exx:` is not declared
    queries/tables/t.rq:5: unknown key `keys`; known are `title`, `description`, `key` and `column`
    "
    );
}

#[test]
fn every_reference_names_a_table() {
    let views = views(&Bundle::embedded()).unwrap();
    let names: BTreeSet<&str> = views.iter().map(|view| view.name.as_str()).collect();
    for column in views.iter().flat_map(|view| &view.columns) {
        let table = column.references.as_deref();
        assert!(
            table.is_none_or(|table| names.contains(table)),
            "{column:?}"
        );
    }
}

fn run(arguments: &[&str], folder: &Path) -> (String, i32) {
    let output = Program::cargo_bin("gremia")
        .unwrap()
        .env_clear()
        .args(arguments)
        .arg(folder)
        .output()
        .unwrap();
    let text =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (text, output.status.code().unwrap())
}

#[test]
fn folder_is_replaced_only_where_asked_and_only_if_it_holds_tables() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("tables");
    assert_eq!(run(&["tables"], &folder).1, 0);
    let (text, status) = run(&["tables"], &folder);
    assert!(text.contains("exists already") && status == 3, "{text}");
    fs::write(folder.join("old.csv"), "").unwrap();
    assert_eq!(run(&["tables", "--force"], &folder).1, 0);
    assert!(!folder.join("old.csv").exists());
    fs::remove_file(folder.join(PACKAGE)).unwrap();
    let (text, status) = run(&["tables", "--force"], &folder);
    assert!(text.contains("something else") && status == 3, "{text}");
    let left = fs::read_dir(parent.path()).unwrap().count();
    assert_eq!(left, 1, "something is left beside the folder");
}

#[test]
fn frictionless_finds_nothing_wrong() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("tables");
    assert_eq!(run(&["tables"], &folder).1, 0);
    let validate = || {
        let mut command = Command::new("frictionless");
        tools::run(command.arg("validate").arg(PACKAGE).current_dir(&folder))
    };
    let Some(output) = validate() else {
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    // It does look: a row of another table, and a date that is none.
    let file = folder.join("meetings.csv");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("2024-04-19", "soon");
    fs::write(&file, text).unwrap();
    assert!(!validate().unwrap().status.success());
}
