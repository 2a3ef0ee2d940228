//! Units are told apart and put together; all texts are made up.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::units;
use crate::evidence::{Segment, SourceDocument};

/// Makes a document of segments, each a kind and a text; gives it with its code points.
fn document(segments: &[(&str, &str)]) -> (SourceDocument, Vec<char>) {
    let mut text: Vec<char> = Vec::new();
    let mut found = Vec::new();
    for (kind, words) in segments {
        let start = text.len();
        text.extend(words.chars());
        found.push(Segment {
            start,
            end: text.len(),
            kind: (*kind).to_owned(),
            label: None,
            title: None,
            issued: None,
        });
    }
    let document = SourceDocument {
        slug: "made-up".to_owned(),
        title: "Made up".to_owned(),
        issued: None,
        sha256: String::new(),
        length: text.len(),
        segments: found,
    };
    (document, text)
}

/// Gives the units of a made-up document, one a line.
fn shown(segments: &[(&str, &str)]) -> String {
    let (document, text) = document(segments);
    let units = units(&document, &text).into_iter().map(|unit| {
        let pieces = unit.pieces.into_iter().map(|piece| {
            let words: String = text[piece].iter().collect();
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        });
        format!(
            "{}: {}",
            unit.kind.name(),
            pieces.collect::<Vec<_>>().join(" | ")
        )
    });
    units.collect::<Vec<_>>().join("\n")
}

#[test]
fn running_text_has_headings_sentences_and_lines() {
    let text = "Der Fluss\n\nEr steigt. Die Brücke\nhält.\n\nZum Plan\n";
    assert_snapshot!(shown(&[("article", text)]), @"
    heading: Der Fluss
    sentence: Er steigt.
    sentence: Die Brücke hält.
    line: Zum Plan
    ");
}

#[test]
fn text_before_a_list_is_a_sentence() {
    let text = "Wir bauen:\n\n ∙ Brücken\n\n ∙ Fähren für\nalle Gäste\n";
    assert_snapshot!(shown(&[("chapter", text)]), @"
    sentence: Wir bauen:
    bullet: Brücken
    bullet: Fähren für alle Gäste
    ");
}

#[test]
fn further_sentences_of_a_bullet_are_sentences() {
    assert_snapshot!(shown(&[("chapter", "• Brücken z. B. hier. Sie halten.2\n")]), @"
    bullet: Brücken z. B. hier.
    sentence: Sie halten.2
    ");
}

#[test]
fn bullets_are_seen_inside_a_line_and_right_below_a_text() {
    let text = "Wir bauen\n• Brücken • Fähren\nund wir reisen – oft • selten\n";
    assert_snapshot!(shown(&[("article", text)]), @"
    heading: Wir bauen
    bullet: Brücken
    bullet: Fähren und wir reisen – oft
    bullet: selten
    ");
}

#[test]
fn dash_begins_an_item_only_where_a_list_is() {
    let text = "Der Fluss steigt\n– heute – sehr.\n\n – Brücken\n – Fähren\n";
    assert_snapshot!(shown(&[("article", text)]), @"
    sentence: Der Fluss steigt – heute – sehr.
    bullet: Brücken
    bullet: Fähren
    ");
}

#[test]
fn column_break_inside_a_sentence_parts_nothing() {
    let text = " ∙ Brücken bauen wir\n\nvor allem hier\n\n ∙ Fähren\n";
    assert_snapshot!(shown(&[("chapter", text)]), @"
    bullet: Brücken bauen wir vor allem hier
    bullet: Fähren
    ");
}

#[test]
fn sentence_goes_on_behind_footnotes() {
    let segments = [
        ("chapter", "Er steigt.1 Wir sehen den\n\n"),
        ("footnote", "1 Vgl. (Meier 2001)\n\n"),
        ("chapter", "Fluss und warten. Er fällt.\n"),
    ];
    assert_snapshot!(shown(&segments), @"
    sentence: Er steigt.1
    sentence: Wir sehen den | Fluss und warten.
    footnote: 1 Vgl. (Meier 2001)
    sentence: Er fällt.
    ");
}

#[test]
fn small_letter_goes_on_behind_another_text() {
    let segments = [
        ("chapter", " ∙ Wir bauen Brücken ohne\n\n"),
        ("heading", "2 Brücken\n\n"),
        ("map", "Bonn\n\nKöln am\nRhein\n\n"),
        ("chapter", "Brücken sind alt. Sie halten.\n\n"),
        ("chapter", "jede Sorge. Das ist gut.\n"),
    ];
    assert_snapshot!(shown(&segments), @"
    bullet: Wir bauen Brücken ohne | jede Sorge.
    heading: 2 Brücken
    line: Bonn
    line: Köln am Rhein
    sentence: Brücken sind alt.
    sentence: Sie halten.
    sentence: Das ist gut.
    ");
}

#[test]
fn bullet_without_a_full_stop_does_not_go_on_behind_a_heading() {
    let segments = [
        ("chapter", " ∙ Brücken\n\n"),
        ("heading", "2 Fähren\n\n"),
        ("chapter", "Fähren fahren.\n\n ∙ Kähne\n\n"),
        ("footnote", "1 Vgl. Meier\n\n"),
        ("chapter", "Was wir wollen\n\nKähne fahren.\n"),
    ];
    assert_snapshot!(shown(&segments), @"
    bullet: Brücken
    heading: 2 Fähren
    sentence: Fähren fahren.
    bullet: Kähne
    footnote: 1 Vgl. Meier
    heading: Was wir wollen
    sentence: Kähne fahren.
    ");
}

#[test]
fn sentence_may_be_torn_twice() {
    let segments = [
        ("chapter", "Wir sehen den\n"),
        ("footnote", "1 Meier\n"),
        ("chapter", "Fluss und die\n"),
        ("footnote", "2 Schulze\n"),
        ("chapter", "Brücke.\n"),
    ];
    assert_snapshot!(shown(&segments), @"
    sentence: Wir sehen den | Fluss und die | Brücke.
    footnote: 1 Meier
    footnote: 2 Schulze
    ");
}

#[test]
fn footnote_is_one_unit_however_many_sentences_it_has() {
    let segments = [
        (
            "footnote",
            "5  Er steigt. So war es\n2021 auch.\n\n6 Vgl. z. B. Meier\n",
        ),
        ("heading", "2 Brücken\n"),
        ("footnote", "https://example.org\n"),
    ];
    assert_snapshot!(shown(&segments), @"
    footnote: 5 Er steigt. So war es 2021 auch.
    footnote: 6 Vgl. z. B. Meier | https://example.org
    heading: 2 Brücken
    ");
}

#[test]
fn table_has_a_row_for_each_line() {
    let text = "Jahr 2001\n(Soll)\n\n2002\n(Ist)\n\n1,5 2,5\n---\n";
    assert_snapshot!(shown(&[("table", text)]), @"
    table row: Jahr 2001 (Soll)
    table row: 2002 (Ist)
    table row: 1,5 2,5
    ");
}

#[test]
fn items_of_a_list_are_numbered_dotted_or_lines() {
    assert_snapshot!(shown(&[("list", "1. Wir bauen. Es hält.\n2. Wir fahren\nlos.\n")]), @"
    bullet: Wir bauen.
    sentence: Es hält.
    bullet: Wir fahren los.
    ");
    assert_snapshot!(shown(&[("list", "Stadt Bonn ·\nStadt\nKöln\u{a0}· Speyer\n\nStädte\n")]), @"
    bullet: Stadt Bonn
    bullet: Stadt Köln
    bullet: Speyer
    line: Städte
    ");
    assert_snapshot!(shown(&[("list", "neue Brücken sowie\neine Fähre.\n")]), @"
    bullet: neue Brücken sowie
    bullet: eine Fähre.
    ");
}

#[test]
fn boilerplate_has_no_units_and_headings_are_told_apart() {
    let segments = [
        ("heading", "Der Fluss\nam Berg\n\nTeil 1\n"),
        ("byline", "Von A. Meier\n"),
        ("boilerplate", "Wir nutzen Cookies.\n"),
        (
            "caption",
            "Die Brücke am Markt.(© A. Meier)\n\nBlick zum Fluss\n",
        ),
    ];
    assert_snapshot!(shown(&segments), @"
    heading: Der Fluss am Berg
    heading: Teil 1
    line: Von A. Meier
    sentence: Die Brücke am Markt.
    line: (© A. Meier)
    line: Blick zum Fluss
    ");
}

#[test]
fn document_without_segments_is_an_article() {
    let (document, _) = document(&[]);
    let text: Vec<char> = "Er steigt. Er fällt.".chars().collect();
    assert_eq!(units(&document, &text).len(), 2);
    assert!(units(&document, &[]).is_empty());
}

#[test]
fn segments_beyond_the_end_are_cut() {
    let (document, text) = document(&[("article", "Er steigt."), ("footnote", "1 Meier")]);
    assert_eq!(units(&document, &text[..6]).len(), 1);
    assert!(units(&document, &[]).is_empty());
}

const KINDS: [&str; 8] = [
    "article",
    "boilerplate",
    "caption",
    "footnote",
    "heading",
    "list",
    "map",
    "table",
];

proptest! {
    #[test]
    fn each_letter_outside_boilerplate_is_in_one_unit(
        parts in prop::collection::vec(
            (0..KINDS.len(), "[a-cA-C0-3.:,!?„“(*•∙·–\\-\\[\\] \n\r]{0,60}"),
            0..6,
        )
    ) {
        let parts: Vec<_> = parts.iter().map(|(kind, text)| (KINDS[*kind], text.as_str())).collect();
        let (document, text) = document(&parts);
        let mut seen = vec![0; text.len()];
        for unit in units(&document, &text) {
            for place in unit.pieces.into_iter().flatten() {
                seen[place] += 1;
            }
        }
        for segment in &document.segments {
            let expected = usize::from(segment.kind != "boilerplate");
            for place in segment.start..segment.end {
                // The numbers of list items belong to no unit.
                if text[place].is_alphabetic() {
                    prop_assert_eq!(seen[place], expected, "{:?} at {}", text[place], place);
                }
            }
        }
    }
}
