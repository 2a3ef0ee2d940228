//! `coverage`, run as a user runs it on a made-up document, and what it says of the real documents.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use gremia::evidence::coverage::{DocumentCoverage, Evidence, Share};
use gremia::evidence::units::UnitKind;
use gremia::evidence::{Catalogue, Texts};
use insta::assert_snapshot;

use crate::data;

/// Percent of the sentences of each document that passages touch.
const SENTENCES: usize = 97;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/coverage")
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("gremia").unwrap();
    command
        .env_clear()
        .arg("--dataset")
        .arg(fixture())
        .args(arguments);
    command
}

/// Runs the command without the documents; gives what it writes and its status.
fn run(arguments: &[&str]) -> (String, i32) {
    let output = program(&[&["coverage"], arguments].concat())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        String::from_utf8(text).unwrap(),
        output.status.code().unwrap(),
    )
}

/// Runs the command with the documents.
fn run_with_sources(arguments: &[&str]) -> (String, i32) {
    let sources = fixture().join("documents");
    run(&[&["--sources", sources.to_str().unwrap()], arguments].concat())
}

#[test]
fn picture_shares_and_untouched_units_are_told() {
    let (out, status) = run_with_sources(&["--source", "river"]);
    assert_snapshot!(out, @"
    river, Der Fluss
      [hhh_+##*____________+##_########=______####______________#_____+-_____//////]
               ^^^^^^^^^^               ^^^^^^      ^^^^^^^^^^   ^^^^^^   ^^^^
      sentences 3 of 5, bullets 2 of 2, footnotes 1 of 2, table rows 1 of 2, share 63.6 %, lines 0 of 1, 1 heading not counted
      source/river#char=30,64              sentence   Wir bauen Brücken, z. B. am Markt.
      source/river#char=117,139 + 181,194  sentence   Sie fahren früh ab dem zweiten Kai.2
      source/river#char=160,179            footnote   2 Vgl. �[31mSchulze
      source/river#char=209,225            table row  Jahr 2001 (Soll)
      source/river#char=238,250            line       Von A. Meier

    _.:-=+*%# share of the text under passages, h headings, / boilerplate, ^ a unit that no passage touches
    ");
    assert_eq!(status, 0);
}

#[test]
fn without_documents_segments_are_told() {
    let (out, status) = run(&[]);
    assert_snapshot!(out, @"
    lake, Der See
      [____________________]
       ^^^^^^^^^^^^^^^^^^^^
      segments 0 of 1, code points 0 of 20, share 0.0 %
      source/lake#char=0,20  untouched  article

    river, Der Fluss
      [hhh_+##*____________+##_:####-:#-______-###______________#_____=-______/////]
                                                                          ^^^^
      segments 4 of 5, code points 62 of 240, share 25.8 %, 1 heading not counted
      source/river#char=11,141      33.8 %  article, Teil 2
      source/river#char=141,181     30.0 %  footnote, Teil 3
      source/river#char=181,209     10.7 %  article, Teil 4
      source/river#char=209,238     10.3 %  table, Teil 5
      source/river#char=238,251  untouched  byline, Teil 6

    total
      segments 4 of 6, code points 62 of 260, share 23.8 %

    _.:-=+*%# share of the text under passages, h headings, / boilerplate, ^ a segment that no passage touches
    sentences, bullets, footnotes and table rows can be seen in the documents only: name the folder of your copies with --sources DIR or GREMIA_SOURCES
    ");
    assert_eq!(status, 0);
}

#[test]
fn csv_has_a_row_for_each_unit_or_segment() {
    let (out, _) = run_with_sources(&["--format", "csv"]);
    assert_snapshot!(out, @r#"
    source,part,kind,touched,code_points,covered,passages,text
    lake,segment,article,false,20,0,"https://w3id.org/gremia/source/lake#char=0,20",
    river,unit,heading,false,9,0,"https://w3id.org/gremia/source/river#char=0,9",Der Fluss
    river,unit,sentence,true,18,12,"https://w3id.org/gremia/source/river#char=11,29",Der Fluss steigt.1
    river,unit,sentence,false,34,0,"https://w3id.org/gremia/source/river#char=30,64","Wir bauen Brücken, z. B. am Markt."
    river,unit,sentence,true,18,10,"https://w3id.org/gremia/source/river#char=65,83",Unsere Ziele sind:
    river,unit,bullet,true,16,16,"https://w3id.org/gremia/source/river#char=88,104",Brücken für alle
    river,unit,bullet,true,7,6,"https://w3id.org/gremia/source/river#char=109,116",Fähren.
    river,unit,sentence,false,35,0,"https://w3id.org/gremia/source/river#char=117,139 https://w3id.org/gremia/source/river#char=181,194",Sie fahren früh ab dem zweiten Kai.2
    river,unit,footnote,true,18,12,"https://w3id.org/gremia/source/river#char=141,159","1 Vgl. Meier, S. 3"
    river,unit,footnote,false,19,0,"https://w3id.org/gremia/source/river#char=160,179",2 Vgl. �[31mSchulze
    river,unit,sentence,true,12,3,"https://w3id.org/gremia/source/river#char=195,207",Das ist gut.
    river,unit,table row,false,16,0,"https://w3id.org/gremia/source/river#char=209,225",Jahr 2001 (Soll)
    river,unit,table row,true,10,3,"https://w3id.org/gremia/source/river#char=226,236","1,5 ""Mio."""
    river,unit,line,false,12,0,"https://w3id.org/gremia/source/river#char=238,250",Von A. Meier
    "#);
}

#[test]
fn json_has_the_counts_and_every_unit() {
    let (out, _) = run_with_sources(&["--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    let [lake, river] = [0, 1].map(|number| &all["documents"][number]);
    assert_eq!(lake["counted"], "code points");
    assert!(lake.get("units").is_none());
    assert_eq!(river["counted"], "units");
    assert_eq!((&river["touched"], &river["all"]), (&7.into(), &11.into()));
    assert_eq!(river["kinds"][0]["kind"], "sentence");
    assert_eq!(river["units"].as_array().unwrap().len(), 13);
    assert_eq!(river["segments"].as_array().unwrap().len(), 7);
}

#[test]
fn share_below_the_limit_is_status_1() {
    let (out, status) = run_with_sources(&["--source", "river", "--fail-under", "63.7"]);
    assert!(out.ends_with("below 63.7 %: river 63.6 %\n"), "{out}");
    assert_eq!(status, 1);
    let (_, status) = run_with_sources(&["--source", "river", "--fail-under", "63.6"]);
    assert_eq!(status, 0);
    let (out, status) = run_with_sources(&["--fail-under", "101"]);
    assert!(out.contains("from 0 to 100"), "{out}");
    assert_eq!(status, 2);
}

#[test]
fn document_that_is_not_in_the_folder_fails_every_limit() {
    let (out, status) = run_with_sources(&["--source", "lake", "--fail-under", "0"]);
    assert!(out.contains("no file in the folder is `lake`"), "{out}");
    assert!(out.ends_with("below 0 %: lake not at hand\n"), "{out}");
    assert_eq!(status, 1);
    let (_, status) = run(&["--source", "lake", "--fail-under", "0"]);
    assert_eq!(status, 0);
}

#[test]
fn unknown_document_is_wrong_usage() {
    let (out, status) = run(&["--source", "sea"]);
    assert!(out.contains("the catalogue has: lake, river"), "{out}");
    assert_eq!(status, 2);
}

#[test]
fn locale_without_utf8_gets_ascii() {
    let drawn = |locale: &str| {
        let mut command = program(&["--color", "always", "coverage"]);
        let output = command.env("LC_ALL", locale).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(drawn("de_DE.UTF-8").contains('█'));
    assert!(drawn("").contains('█'));
    assert!(!drawn("C").contains('█'));
}

#[test]
fn shell_has_the_command() {
    let output = program(&[])
        .write_stdin(".coverage --source river\n")
        .output();
    let out = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(out.contains("river, Der Fluss"), "{out}");
}

/// Measures the real documents with the bundled graph and calls `check` on each; nothing where they are not at hand.
fn each_document(check: impl Fn(&DocumentCoverage<'_>)) {
    let Some(folder) = data::documents() else {
        return;
    };
    let graph = data::graph();
    let catalogue = Catalogue::read(&graph).unwrap();
    let texts = Texts::find(&folder, &catalogue).unwrap();
    let evidence = Evidence::read(&graph).unwrap();
    for document in catalogue.documents() {
        let text = texts.text(&document.slug);
        assert!(text.is_some(), "{} is not in the folder", document.slug);
        check(&DocumentCoverage::measure(document, text, &evidence));
    }
}

#[test]
fn documents_have_as_many_units_as_a_reader_counts() {
    each_document(|coverage| {
        let kinds = UnitKind::COUNTED
            .into_iter()
            .chain([UnitKind::Line, UnitKind::Heading]);
        let found: Vec<usize> = kinds.map(|kind| coverage.of_kind(kind).all).collect();
        let expected = match coverage.document.slug.as_str() {
            "bmbf" => [230, 227, 52, 12, 17, 58],
            "dmk1-egov" => [41, 6, 0, 0, 0, 3],
            "dmk1-press" => [49, 0, 0, 0, 1, 6],
            "dmk2" => [64, 0, 0, 0, 3, 19],
            "mpk" => [16, 0, 0, 0, 4, 3],
            other => panic!("{other} is new"),
        };
        assert_eq!(found, expected, "{}", coverage.document.slug);
    });
}

/// Lists the units of a kind that no passage touches.
fn untouched(coverage: &DocumentCoverage<'_>, kind: UnitKind) -> Vec<String> {
    let units = coverage.stating_units();
    units
        .filter(|unit| unit.part.kind == kind && !unit.is_touched())
        .map(|unit| format!("{} {:?}", coverage.document.slug, unit.part.pieces))
        .collect()
}

#[test]
fn every_bullet_footnote_and_table_row_of_the_action_plan_is_touched() {
    each_document(|coverage| {
        if coverage.document.slug == "bmbf" {
            for kind in [UnitKind::Bullet, UnitKind::Footnote, UnitKind::TableRow] {
                assert_eq!(untouched(coverage, kind), [""; 0]);
            }
        }
    });
}

#[test]
fn nearly_every_sentence_of_each_document_is_touched() {
    each_document(|coverage| {
        let Share { touched, all } = coverage.of_kind(UnitKind::Sentence);
        let missing = untouched(coverage, UnitKind::Sentence).join("\n");
        assert!(
            touched * 100 >= SENTENCES * all,
            "{touched} of {all}\n{missing}"
        );
    });
}
