//! Sentences are told apart; all texts are made up.

use super::{is_ended, sentences};

fn check(text: &str, expected: &[&str]) {
    let characters: Vec<char> = text.chars().collect();
    let found: Vec<String> = sentences(&characters)
        .into_iter()
        .map(|range| characters[range].iter().collect())
        .collect();
    assert_eq!(found, expected, "{text}");
}

/// Checks that `text` is one sentence.
fn whole(text: &str) {
    check(text, &[text]);
}

#[test]
fn full_stop_and_other_ends_part_sentences() {
    check(
        "Der Fluss steigt. Die Brücke hält! Wie lange? Bis morgen.",
        &[
            "Der Fluss steigt.",
            "Die Brücke hält!",
            "Wie lange?",
            "Bis morgen.",
        ],
    );
}

#[test]
fn line_breaks_part_nothing() {
    whole("Der Fluss\nsteigt bis\n  Mittag.");
    check(
        "Er steigt.\nDann fällt er.",
        &["Er steigt.", "Dann fällt er."],
    );
}

#[test]
fn abbreviations_end_no_sentence() {
    for text in [
        "Brücken, z. B. Bögen, halten.",
        "Sie halten, d. h. Boote passen durch.",
        "Vgl. Meier und Dr. Prof. Schulze, Nr. Vier.",
        "Etwa ca. Zehn bzw. Elf Boote inkl. Kähne und insb. Fähren.",
        "Es kamen u. a. Bürger, Gäste usw. Gemeinsames gab es nicht.",
        "Es kostet 3 Mio. Euro und rd. 2 Mrd. Taler.",
        "Der Verein e. V. Brücke tagt mit E. T. A. Hoffmann.",
        "Am Art. Fünf ändert sich nichts.",
    ] {
        whole(text);
    }
}

#[test]
fn abbreviation_ends_a_sentence_before_a_word_that_opens_one() {
    check(
        "Es kamen Boote, Fähren usw. Die Brücke blieb zu.",
        &["Es kamen Boote, Fähren usw.", "Die Brücke blieb zu."],
    );
    check(
        "Er gründete den Verein e. V. Danach ging er.",
        &["Er gründete den Verein e. V.", "Danach ging er."],
    );
}

#[test]
fn ordinals_and_dates_end_no_sentence() {
    whole("Am 19. April und am 2.\nMai tagt die 2. Konferenz im 21. Jahrhundert.");
    whole("Am 19.04.2024 sprach Ludwig XIV. Bourbon über 1.500 Boote.");
}

#[test]
fn number_ends_a_sentence_before_a_word_that_opens_one() {
    check(
        "Es liegt auf Platz 7. Das ist gut. So war es 2019. Boote fehlten.",
        &[
            "Es liegt auf Platz 7.",
            "Das ist gut.",
            "So war es 2019.",
            "Boote fehlten.",
        ],
    );
}

#[test]
fn mark_of_a_footnote_stays_with_its_sentence() {
    check(
        "Der Fluss steigt.12 Boote fahren.“3 Fähren nicht.[4] Kähne auch.¹ Ende",
        &[
            "Der Fluss steigt.12",
            "Boote fahren.“3",
            "Fähren nicht.[4]",
            "Kähne auch.¹",
            "Ende",
        ],
    );
}

#[test]
fn bold_print_hides_no_end() {
    check(
        "Der **Fluss steigt.** Die Brücke hält.",
        &["Der **Fluss steigt.**", "Die Brücke hält."],
    );
}

#[test]
fn quotation_ends_with_its_closing_sign() {
    check(
        "Er rief: „Der Fluss steigt.“ Alle liefen. „Wohin?“, fragte sie. „Hoch!“ rief er.",
        &[
            "Er rief: „Der Fluss steigt.“",
            "Alle liefen.",
            "„Wohin?“, fragte sie.",
            "„Hoch!“ rief er.",
        ],
    );
}

#[test]
fn bracket_opens_with_what_it_holds() {
    check(
        "Die Brücke am Markt.(© A. Meier) Boote.",
        &["Die Brücke am Markt.", "(© A. Meier) Boote."],
    );
}

#[test]
fn small_letter_opens_no_sentence() {
    whole("Der Fluss steigt ... und fällt. mehr...");
}

#[test]
fn colon_parts_nothing() {
    whole("Klar ist: Der Fluss steigt, und zwar: Morgen.");
}

#[test]
fn signs_alone_are_no_sentence() {
    check(" – . * ", &[]);
    check("", &[]);
}

#[test]
fn end_of_a_sentence_is_seen_behind_marks_and_closing_signs() {
    for text in [
        "Er steigt.",
        "Er steigt.12 ",
        "„Er steigt!“",
        "**folgende:**",
        "(Er steigt.)3",
        "Er (4.000).31 ",
    ] {
        assert!(is_ended(&text.chars().collect::<Vec<_>>()), "{text}");
    }
    for text in [
        "Er steigt",
        "auf Platz 7",
        "bis zum Ufer,",
        "am Rhein5",
        "(Zahl:12)",
        "fast 500.000",
        "",
        "12",
    ] {
        assert!(!is_ended(&text.chars().collect::<Vec<_>>()), "{text}");
    }
}
