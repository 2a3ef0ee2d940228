//! Pictures of made-up documents.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use oxrdf::{GraphName, NamedNode, Quad};

use super::super::{Arguments, Format, Report};
use super::write;
use crate::evidence::coverage::{DocumentCoverage, Evidence};
use crate::evidence::{Segment, SourceDocument, Texts};
use crate::results::width::width;
use crate::session::Display;
use crate::store::EmbeddedDataset;
use crate::vocab::{BASE, gremia};

fn document(slug: &str, title: &str) -> SourceDocument {
    let segment = |start, end, kind: &str| Segment {
        start,
        end,
        kind: kind.to_owned(),
        label: Some("ein langes Stück der Quelle über Brücken und Fähren".to_owned()),
        title: None,
        issued: None,
    };
    SourceDocument {
        slug: slug.to_owned(),
        title: title.to_owned(),
        issued: None,
        sha256: "0".repeat(64),
        length: 500,
        segments: vec![
            segment(0, 40, "heading"),
            segment(40, 300, "article"),
            segment(300, 400, "footnote"),
            segment(400, 500, "boilerplate"),
        ],
    }
}

fn drawn(display: Display, plain: bool) -> String {
    let documents = [
        document("river", "Der Fluss\u{1B}[31m"),
        document(
            "lake",
            "Der See, der einen wirklich langen Titel hat, länger als jede Zeile",
        ),
    ];
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let passage = NamedNode::new_unchecked(format!("{BASE}source/river#char=50,250"));
    let quad = Quad::new(
        passage.clone(),
        gremia::EVIDENCE,
        passage,
        GraphName::DefaultGraph,
    );
    dataset.store().insert(&quad).unwrap();
    let evidence = Evidence::read(&dataset).unwrap();
    let measure = |document| DocumentCoverage::measure(document, None, &evidence);
    let report = Report {
        documents: documents.iter().map(measure).collect(),
        evidence: evidence.clone(),
        texts: Texts::default(),
        looked_up: true,
        kinds: BTreeMap::new(),
    };
    let arguments = Arguments {
        source: Vec::new(),
        format: Format::Text,
        plain,
        fail_under: Some(9750),
    };
    let mut out = Vec::new();
    write(&report, display, &arguments, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Takes the escape codes for colours out of `text`.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1B}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').map_or(part, |(_, rest)| rest)
    })
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for columns in 44..200 {
        for colour in [false, true] {
            let display = Display {
                width: Some(columns),
                colour,
                ..Display::default()
            };
            for line in without_colours(&drawn(display, false)).lines() {
                // The hash of a document stays in one piece.
                let room = if line.contains("0000") {
                    columns.max(80)
                } else {
                    columns
                };
                assert!(width(line) <= room, "{columns}: {line}");
            }
        }
    }
}

#[test]
fn picture_needs_no_colours() {
    let display = Display::default();
    assert_snapshot!(drawn(display, false), @"
    river, Der Fluss\u{FFFD}[31m
      [hhhhhh_-##############################_______________________///////////////]
                                                    ^^^^^^^^^^^^^^^^
      segments 1 of 2, code points 200 of 360, share 55.5 %, 1 heading not counted
      no file in the folder is `river` (SHA-256 0000000000000000000000000000000000000000000000000000000000000000): its units cannot be seen
      source/river#char=40,300      76.9 %  article, ein langes Stück der Quelle über Brücken und Fähren
      source/river#char=300,400  untouched  footnote, ein langes Stück der Quelle über Brücken und Fähren

    lake, Der See, der einen wirklich langen Titel hat, länger als jede Zeile
      [hhhhhh_______________________________________________________///////////////]
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      segments 0 of 2, code points 0 of 360, share 0.0 %, 1 heading not counted
      no file in the folder is `lake` (SHA-256 0000000000000000000000000000000000000000000000000000000000000000): its units cannot be seen
      source/lake#char=40,300   untouched  article, ein langes Stück der Quelle über Brücken und Fähren
      source/lake#char=300,400  untouched  footnote, ein langes Stück der Quelle über Brücken und Fähren

    total
      segments 1 of 4, code points 200 of 720, share 27.7 %

    _.:-=+*%# share of the text under passages, h headings, / boilerplate, ^ a segment that no passage touches
    below 97.5 %: river not at hand, lake not at hand
    ");
}

#[test]
fn blocks_are_drawn_in_colours_only() {
    let colours = Display {
        colour: true,
        ..Display::default()
    };
    let ascii = Display {
        ascii: true,
        ..colours
    };
    assert!(drawn(colours, false).contains("\u{1B}[2m░"));
    assert!(!drawn(ascii, false).contains('░'));
    assert_eq!(drawn(colours, true), drawn(Display::default(), true));
    assert!(!drawn(colours, true).contains('\u{1B}'));
}

#[test]
fn title_cannot_drive_the_terminal() {
    assert!(!drawn(Display::default(), false).contains('\u{1B}'));
}
