//! Shares and strips of a made-up document.

use oxrdf::{GraphName, NamedNode, Quad};

use super::strip::{Column, strip};
use super::{DocumentCoverage, Evidence, Measured, Share};
use crate::evidence::units::UnitKind;
use crate::evidence::{Passage, Segment, SourceDocument};
use crate::store::EmbeddedDataset;
use crate::vocab::gremia;

const TEXT: &str = "Der Fluss\nEr steigt. Er fällt.\n• Boote\nKekse!";

fn document() -> SourceDocument {
    let segment = |start, end, kind: &str| Segment {
        start,
        end,
        kind: kind.to_owned(),
        label: None,
        title: None,
        issued: None,
    };
    SourceDocument {
        slug: "river".to_owned(),
        title: "The river".to_owned(),
        issued: None,
        sha256: String::new(),
        length: 45,
        segments: vec![
            segment(0, 10, "heading"),
            segment(10, 39, "chapter"),
            segment(39, 45, "boilerplate"),
        ],
    }
}

/// Makes the evidence of passages; those from the second on stand in a graph of their own, as marks of footnotes.
fn evidence(passages: &[(usize, usize)]) -> Evidence {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    for (number, (start, end)) in passages.iter().enumerate() {
        let passage = Passage {
            slug: "river".to_owned(),
            start: *start,
            end: *end,
        };
        let node = NamedNode::new_unchecked(format!("https://example.org/{number}"));
        let graph = GraphName::NamedNode(node.clone());
        let (property, graph) = if number == 0 {
            (gremia::EVIDENCE, GraphName::DefaultGraph)
        } else {
            (gremia::MARKED_AT, graph)
        };
        let quad = Quad::new(node, property, passage.iri(), graph);
        dataset.store().insert(&quad).unwrap();
    }
    Evidence::read(&dataset).unwrap()
}

fn text() -> Vec<char> {
    TEXT.chars().collect()
}

#[test]
fn overlapping_passages_of_all_graphs_count_once() {
    let evidence = evidence(&[(3, 9), (5, 12), (12, 13), (20, 22), (30, 30)]);
    assert_eq!(evidence.covered("river", &(0..45)), 12);
    assert_eq!(evidence.covered("river", &(8..21)), 6);
    assert_eq!(evidence.covered("river", &(13..20)), 0);
    assert_eq!(evidence.covered("lake", &(0..45)), 0);
}

#[test]
fn unit_is_touched_by_any_overlap() {
    let document = document();
    // The last code point of the first sentence, and of the bullet the first.
    let coverage =
        DocumentCoverage::measure(&document, Some(&text()), &evidence(&[(19, 20), (33, 34)]));
    let touched: Vec<bool> = coverage.stating_units().map(Measured::is_touched).collect();
    assert_eq!(touched, [true, false, true]);
    assert_eq!(
        coverage.of_kind(UnitKind::Sentence),
        Share { touched: 1, all: 2 }
    );
    assert_eq!(coverage.share(), Share { touched: 2, all: 3 });
    assert_eq!(coverage.headings(), 1);
}

#[test]
fn without_the_text_code_points_outside_boilerplate_and_headings_count() {
    let document = document();
    let coverage = DocumentCoverage::measure(&document, None, &evidence(&[(0, 20), (38, 45)]));
    assert!(coverage.units.is_none());
    assert_eq!(
        coverage.share(),
        Share {
            touched: 11,
            all: 29
        }
    );
    assert_eq!(coverage.headings(), 1);
}

#[test]
fn share_is_rounded_down() {
    assert_eq!(
        Share {
            touched: 1999,
            all: 2000
        }
        .to_string(),
        "99.9 %"
    );
    assert_eq!(
        Share {
            touched: 2000,
            all: 2000
        }
        .to_string(),
        "100.0 %"
    );
    assert_eq!(Share::default().to_string(), "100.0 %");
}

#[test]
fn share_is_compared_exactly() {
    let share = Share {
        touched: 97,
        all: 100,
    };
    assert!(!share.is_below(9700));
    assert!(share.is_below(9701));
    assert!(!Share::default().is_below(10_000));
}

#[test]
fn strip_tells_what_stands_where() {
    let text = Column::Text { eighths: 8 };
    let none = Column::Text { eighths: 0 };
    let document = document();
    let evidence = evidence(&[(10, 20), (33, 35)]);
    let coverage = DocumentCoverage::measure(&document, Some(&self::text()), &evidence);
    assert_eq!(
        strip(&coverage, 9, &evidence),
        [
            (Column::Heading, false),
            (Column::Heading, false),
            (text, false),
            (text, false),
            (none, true),
            (none, true),
            (text, false),
            (none, false),
            (Column::Boilerplate, false),
        ]
    );
}

#[test]
fn strip_is_never_longer_than_the_document() {
    let document = document();
    let evidence = evidence(&[]);
    let coverage = DocumentCoverage::measure(&document, None, &evidence);
    assert_eq!(strip(&coverage, 1000, &evidence).len(), 45);
    assert!(strip(&coverage, 0, &evidence).is_empty());
    // Of the text nothing is touched, and it is one segment.
    let untouched = strip(&coverage, 45, &evidence);
    assert_eq!(
        untouched.iter().filter(|(_, untouched)| *untouched).count(),
        29
    );
}

#[test]
fn absurd_numbers_of_a_dataset_do_no_harm() {
    let mut document = document();
    document.length = usize::MAX;
    for segment in &mut document.segments {
        (segment.start, segment.end) = (usize::MAX, 10);
    }
    document.segments[1].start = 0;
    document.segments[1].end = usize::MAX;
    let evidence = evidence(&[(5, usize::MAX), (usize::MAX, usize::MAX), (9, 3)]);
    for text in [None, Some(text())] {
        let coverage = DocumentCoverage::measure(&document, text.as_deref(), &evidence);
        // Five code points are not covered, but every sentence is touched.
        assert_eq!(coverage.share().is_below(10_000), text.is_none());
        assert_eq!(strip(&coverage, 300, &evidence).len(), 300);
    }
}
