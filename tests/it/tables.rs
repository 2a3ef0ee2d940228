//! Tables as a reader sees them: fitted to a terminal of any width, or in full for a file.

use std::sync::Arc;
use std::time::Duration;

use gremia::results::{self, Error, Format, Options, Style, Summary};
use oxigraph::sparql::QuerySolution;
use oxrdf::vocab::xsd;
use oxrdf::{NamedNodeRef, Variable};
use unicode_width::UnicodeWidthStr;

use super::results::{
    Stopped, iri, numbers, prefixes, render, row, tagged, text, typed, variables,
};

/// Renders to a terminal of this many columns, and checks that the table stays within them.
fn on_screen(columns: usize, variables: &[Variable], rows: Vec<QuerySolution>) -> String {
    let (text, result) = render(
        Format::Table,
        |options| options.width = Some(columns),
        variables,
        rows.into_iter().map(Ok),
    );
    result.unwrap();
    for line in text.lines() {
        assert!(line.width() <= columns, "{columns}: {line}");
    }
    text
}

fn offices() -> (Arc<[Variable]>, Vec<QuerySolution>) {
    let variables = variables(&["office", "label", "since", "seats", "note"]);
    let german = [
        ("office", iri("http://ex.org/ministerin")),
        (
            "label",
            tagged("Ministerin für Digitalisierung und Verwaltung", "de"),
        ),
        ("since", typed("2024-04-19", xsd::DATE)),
        ("seats", typed("17400000", xsd::DECIMAL)),
    ];
    let japanese = [
        (
            "office",
            iri("https://w3id.org/gremia/source/dmk1#char=66,83"),
        ),
        ("label", text("議長 (日本)")),
        ("since", typed("2024", xsd::G_YEAR)),
        ("seats", typed("5", xsd::INTEGER)),
        (
            "note",
            typed("x", NamedNodeRef::new("http://ex.org/t").unwrap()),
        ),
    ];
    let rows = vec![row(&variables, &german), row(&variables, &japanese)];
    (variables, rows)
}

#[test]
fn table_of_200_columns_shows_everything() {
    let (variables, rows) = offices();
    insta::assert_snapshot!(on_screen(200, &variables, rows), @r#"
    ┌──────────────────────────────────────────────────┬──────────────────────────────────────────────────┬────────────┬──────────┬───────────┐
    │ office                                           │ label                                            │ since      │    seats │ note      │
    ├──────────────────────────────────────────────────┼──────────────────────────────────────────────────┼────────────┼──────────┼───────────┤
    │ ex:ministerin                                    │ Ministerin für Digitalisierung und Verwaltung@de │ 2024-04-19 │ 17400000 │ ∅         │
    │ <https://w3id.org/gremia/source/dmk1#char=66,83> │ 議長 (日本)                                      │ 2024       │        5 │ "x"^^ex:t │
    └──────────────────────────────────────────────────┴──────────────────────────────────────────────────┴────────────┴──────────┴───────────┘
    2 rows · 5 columns · 84 ms
    "#);
}

#[test]
fn table_of_80_columns_wraps_the_widest() {
    let (variables, rows) = offices();
    insta::assert_snapshot!(on_screen(80, &variables, rows), @r#"
    ┌─────────────────────┬────────────────────┬────────────┬──────────┬───────────┐
    │ office              │ label              │ since      │    seats │ note      │
    ├─────────────────────┼────────────────────┼────────────┼──────────┼───────────┤
    │ ex:ministerin       │ Ministerin für     │ 2024-04-19 │ 17400000 │ ∅         │
    │                     │ Digitalisierung    │            │          │           │
    │                     │ und Verwaltung@de  │            │          │           │
    │ <https://w3id.org/  │ 議長 (日本)        │ 2024       │        5 │ "x"^^ex:t │
    │ gremia/source/dmk1# │                    │            │          │           │
    │ char=66,83>         │                    │            │          │           │
    └─────────────────────┴────────────────────┴────────────┴──────────┴───────────┘
    2 rows · 5 columns · 84 ms
    "#);
}

#[test]
fn table_of_40_columns_leaves_out_the_middle() {
    let (variables, rows) = offices();
    insta::assert_snapshot!(on_screen(40, &variables, rows), @r#"
    ┌───────────┬───────────┬───┬──────────┐
    │ office    │ label     │ … │ note     │
    ├───────────┼───────────┼───┼──────────┤
    │ ex:minist │ Ministeri │ … │ ∅        │
    │ erin      │ n für     │   │          │
    │           │ Digitalis │   │          │
    │           │ ierung    │   │          │
    │           │ und       │   │          │
    │           │ Verwaltun │   │          │
    │           │ g@de      │   │          │
    │ <https:// │ 議長      │ … │ "x"^^    │
    │ w3id.org/ │ (日本)    │   │ ex:t     │
    │ gremia/   │           │   │          │
    │ source/   │           │   │          │
    │ dmk1#     │           │   │          │
    │ char=66,8 │           │   │          │
    │ 3>        │           │   │          │
    └───────────┴───────────┴───┴──────────┘
    2 rows · 5 columns
    2 columns hidden: since, seats · 84 ms
    "#);
}

#[test]
fn table_of_20_columns_shows_what_fits() {
    let (variables, rows) = offices();
    insta::assert_snapshot!(on_screen(20, &variables, rows), @r#"
    ┌──────────────┬───┐
    │ office       │ … │
    ├──────────────┼───┤
    │ ex:ministeri │ … │
    │ n            │   │
    │ <https://    │ … │
    │ w3id.org/    │   │
    │ gremia/      │   │
    │ source/dmk1# │   │
    │ char=66,83>  │   │
    └──────────────┴───┘
    2 rows · 5 columns
    4 columns hidden:
    label, since, seats,
    note · 84 ms
    "#);
}

#[test]
fn table_fits_any_width() {
    for columns in 16..220 {
        let (variables, rows) = offices();
        on_screen(columns, &variables, rows);
    }
}

#[test]
fn many_rows_are_cut_rather_than_wrapped() {
    let variables = variables(&["work", "title"]);
    let rows = (1..=9).map(|number| {
        row(
            &variables,
            &[
                (
                    "work",
                    iri(&format!(
                        "https://w3id.org/gremia/id/plan/nationale-strategie-{number}"
                    )),
                ),
                (
                    "title",
                    tagged("Nationale Strategie für künstliche Intelligenz", "de"),
                ),
            ],
        )
    });
    let rows = rows.collect();
    insta::assert_snapshot!(on_screen(60, &variables, rows), @r#"
    ┌─────────────────────────────┬────────────────────────────┐
    │ work                        │ title @de                  │
    ├─────────────────────────────┼────────────────────────────┤
    │ <https://…nale-strategie-1> │ Nationale Strategie für k… │
    │ <https://…nale-strategie-2> │ Nationale Strategie für k… │
    │ <https://…nale-strategie-3> │ Nationale Strategie für k… │
    │ <https://…nale-strategie-4> │ Nationale Strategie für k… │
    │ <https://…nale-strategie-5> │ Nationale Strategie für k… │
    │ <https://…nale-strategie-6> │ Nationale Strategie für k… │
    │ <https://…nale-strategie-7> │ Nationale Strategie für k… │
    │ <https://…nale-strategie-8> │ Nationale Strategie für k… │
    │ <https://…nale-strategie-9> │ Nationale Strategie für k… │
    └─────────────────────────────┴────────────────────────────┘
    9 rows · 2 columns · 18 cells cut in work, title · 84 ms
    "#);
}

#[test]
fn middle_of_a_long_result_is_hidden() {
    let (variables, rows) = numbers(12_431);
    let change = |options: &mut Options<'_>| {
        options.width = Some(40);
        options.max_rows = 5;
    };
    let (text, result) = render(Format::Table, change, &variables, rows);
    assert_eq!(result.unwrap().shown, 5);
    insta::assert_snapshot!(text, @r#"
    ┌──────────────────────┐
    │                    n │
    ├──────────────────────┤
    │                    1 │
    │                    2 │
    │                    3 │
    │ ⋮ 12,426 rows hidden │
    │                12430 │
    │                12431 │
    └──────────────────────┘
    12,431 rows (5 shown) · 1 column · 84 ms
    "#);
}

#[test]
fn a_million_rows_are_counted_in_constant_memory() {
    let (variables, rows) = numbers(1_000_000);
    let change = |options: &mut Options<'_>| {
        options.width = Some(80);
        options.max_rows = 2;
        options.count_time = None;
    };
    let (text, result) = render(Format::Table, change, &variables, rows);
    let expected = Summary {
        rows: 1_000_000,
        shown: 2,
        ..Summary::default()
    };
    assert_eq!(result.unwrap(), expected);
    assert!(
        text.ends_with("1,000,000 rows (2 shown) · 1 column · 84 ms\n"),
        "{text}"
    );
}

#[test]
fn counting_stops_at_its_limit_and_says_so() {
    let (variables, rows) = numbers(11);
    let change = |options: &mut Options<'_>| {
        options.width = Some(80);
        options.max_rows = 2;
        options.count_rows = Some(10);
    };
    let (text, result) = render(Format::Table, change, &variables, rows);
    assert!(result.unwrap().counting_stopped);
    assert!(text.contains("⋮ ≥ 8"), "{text}");
    assert!(
        text.ends_with("≥ 10 rows (2 shown) · counting stopped · 1 column · 84 ms\n"),
        "{text}"
    );
}

#[test]
fn counting_stops_when_its_time_is_up() {
    let (variables, rows) = numbers(5000);
    let clock = std::cell::Cell::new(Duration::ZERO);
    let elapsed = || {
        clock.set(clock.get() + Duration::from_secs(1));
        clock.get()
    };
    let prefixes = prefixes();
    let mut options = Options::new(&prefixes);
    options.width = Some(80);
    options.elapsed = Some(&elapsed);
    options.count_time = Some(Duration::from_secs(2));
    let summary =
        results::write_solutions(Format::Table, &options, &variables, rows, &mut Vec::new())
            .unwrap();
    assert!(summary.counting_stopped && summary.rows < 5000);
}

#[test]
fn table_that_ends_early_shows_its_rows_and_says_partial() {
    let (variables, rows) = numbers(2);
    let rows = rows.chain([Err(Stopped)]).chain(numbers(5).1);
    let change = |options: &mut Options<'_>| {
        options.width = Some(80);
        options.partial = Some(&|error| format!("{error} after 3.2 s"));
    };
    let (text, result) = render(Format::Table, change, &variables, rows);
    assert!(matches!(
        result,
        Err(Error::Row {
            summary: Summary {
                rows: 2,
                shown: 2,
                ..
            },
            ..
        })
    ));
    insta::assert_snapshot!(text, @r#"
    ┌───┐
    │ n │
    ├───┤
    │ 1 │
    │ 2 │
    └───┘
    2 rows · 1 column · 84 ms · partial: cancelled after 3.2 s
    "#);
}

#[test]
fn table_for_a_file_is_in_full_without_footer_and_colour() {
    let (variables, rows) = offices();
    let change = |options: &mut Options<'_>| options.max_rows = 1;
    let (text, result) = render(Format::Table, change, &variables, rows.into_iter().map(Ok));
    result.unwrap();
    insta::assert_snapshot!(text, @r#"
    ┌──────────────────────────────────────────────────┬──────────────────────────────────────────────────┬────────────┬──────────┬───────────┐
    │ office                                           │ label                                            │ since      │    seats │ note      │
    ├──────────────────────────────────────────────────┼──────────────────────────────────────────────────┼────────────┼──────────┼───────────┤
    │ ex:ministerin                                    │ Ministerin für Digitalisierung und Verwaltung@de │ 2024-04-19 │ 17400000 │ ∅         │
    │ <https://w3id.org/gremia/source/dmk1#char=66,83> │ 議長 (日本)                                      │ 2024       │        5 │ "x"^^ex:t │
    └──────────────────────────────────────────────────┴──────────────────────────────────────────────────┴────────────┴──────────┴───────────┘
    "#);
}

#[test]
fn ascii_table_uses_no_other_characters_of_its_own() {
    let (variables, rows) = numbers(5);
    let change = |options: &mut Options<'_>| {
        options.width = Some(40);
        options.max_rows = 2;
    };
    let (text, _) = render(Format::Ascii, change, &variables, rows);
    assert!(text.is_ascii());
    insta::assert_snapshot!(text, @r#"
    +-----------------+
    |               n |
    +-----------------+
    |               1 |
    | : 3 rows hidden |
    |               5 |
    +-----------------+
    5 rows (2 shown), 1 column, 84 ms
    "#);
}

#[test]
fn language_tag_and_missing_value_are_dim_and_headers_bold() {
    let variables = variables(&["a", "b"]);
    let rows = vec![
        row(&variables, &[("a", tagged("Rat", "de"))]),
        row(&variables, &[("a", tagged("council", "en"))]),
    ];
    let change = |options: &mut Options<'_>| {
        options.width = Some(40);
        options.colour = true;
        options.null = Some("–");
    };
    let (text, _) = render(Format::Table, change, &variables, rows.into_iter().map(Ok));
    insta::assert_snapshot!(text.replace('\u{1B}', "␛"), @r#"
    ┌────────────┬───┐
    │ ␛[1ma␛[0m          │ ␛[1mb␛[0m │
    ├────────────┼───┤
    │ Rat␛[2m@de␛[0m     │ ␛[2m–␛[0m │
    │ council␛[2m@en␛[0m │ ␛[2m–␛[0m │
    └────────────┴───┘
    ␛[2m2 rows · 2 columns · 84 ms␛[0m
    "#);
}

#[test]
fn language_that_all_cells_share_stands_in_the_header() {
    let variables = variables(&["a"]);
    let rows = vec![
        row(&variables, &[("a", tagged("Rat", "de"))]),
        row(&variables, &[]),
    ];
    insta::assert_snapshot!(on_screen(40, &variables, rows), @r#"
    ┌───────┐
    │ a @de │
    ├───────┤
    │ Rat   │
    │ ∅     │
    └───────┘
    2 rows · 1 column · 84 ms
    "#);
}

#[test]
fn result_without_rows_or_columns_still_has_its_footer() {
    let empty = variables(&["name"]);
    insta::assert_snapshot!(on_screen(40, &empty, Vec::new()), @r#"
    ┌──────┐
    │ name │
    ├──────┤
    └──────┘
    0 rows · 1 column · 84 ms
    "#);
    let none = variables(&[]);
    insta::assert_snapshot!(on_screen(40, &none, vec![row(&none, &[])]), @"1 row · 0 columns · 84 ms");
}

#[test]
fn style_of_a_table_is_an_option_too() {
    let (variables, rows) = numbers(1);
    let (text, _) = render(
        Format::Table,
        |options| options.style = Style::Ascii,
        &variables,
        rows,
    );
    assert!(text.is_ascii());
}

#[test]
fn few_rows_break_names_rather_than_cut_them() {
    let variables = variables(&["a", "b", "c"]);
    let name = |name: &str| iri(&format!("http://ex.org/{name}"));
    let values = [
        ("a", name("bundesministerium-fuer-digitales")),
        ("b", typed("12345678901", xsd::INTEGER)),
        ("c", iri("http://other.org/wortlaut/4711")),
    ];
    let rows = vec![row(&variables, &values)];
    insta::assert_snapshot!(on_screen(40, &variables, rows), @"
    ┌────────────┬─────────────┬───────────┐
    │ a          │           b │ c         │
    ├────────────┼─────────────┼───────────┤
    │ ex:bundesm │ 12345678901 │ <http://  │
    │ inisterium │             │ other.org │
    │ -fuer-     │             │ /wortlaut │
    │ digitales  │             │ /4711>    │
    └────────────┴─────────────┴───────────┘
    1 row · 3 columns · 84 ms
    ");
}

#[test]
fn table_for_a_pipe_is_coloured_where_that_is_asked_for() {
    let variables = variables(&["name", "none"]);
    for format in [Format::Table, Format::Line] {
        let rows = [Ok(row(&variables, &[("name", tagged("Rat", "de"))]))];
        let (text, result) = render(format, |options| options.colour = true, &variables, rows);
        result.unwrap();
        assert!(text.contains("\u{1B}[1mname\u{1B}[0m"), "{text}");
        assert!(text.contains("Rat\u{1B}[2m@de\u{1B}[0m"), "{text}");
        assert!(text.contains("\u{1B}[2m∅\u{1B}[0m"), "{text}");
    }
}
