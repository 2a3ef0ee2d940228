//! The formats beside the W3C's and the table: columns, lines, JSON lines, HTML, LaTeX, counts; and their options.

use std::cell::RefCell;
use std::sync::Arc;

use gremia::prefixes::Prefixes;
use gremia::results::{self, Columns, Format, Labelled, Labels, LookUp, Options};
use oxigraph::sparql::QuerySolution;
use oxrdf::vocab::xsd;
use oxrdf::{BaseDirection, BlankNode, Literal, NamedNode, Term, Triple, Variable};
use unicode_width::UnicodeWidthStr;

use crate::program::run;
use crate::terminal::DATASET;

use super::results::{Row, iri, numbers, prefixes, render, row, tagged, text, typed, variables};

fn rivers() -> (Arc<[Variable]>, Vec<QuerySolution>) {
    let variables = variables(&["river", "name", "length"]);
    let rows = vec![
        row(
            &variables,
            &[
                ("river", iri("http://ex.org/elbe")),
                ("name", tagged("Elbe", "de")),
                ("length", typed("1094", xsd::INTEGER)),
            ],
        ),
        row(
            &variables,
            &[
                ("river", iri("http://other.org/trave")),
                ("name", text("Trave \u{1B}[31m")),
            ],
        ),
    ];
    (variables, rows)
}

fn written(format: Format, change: impl FnOnce(&mut Options<'_>)) -> String {
    let (variables, rows) = rivers();
    let (text, result) = render(format, change, &variables, rows.into_iter().map(Ok));
    result.unwrap();
    text
}

#[test]
fn columns_have_no_lines_but_below_their_names() {
    insta::assert_snapshot!(written(Format::Column, |options| options.width = Some(80)), @"
    river                     name         length
    ------------------------  -----------  ------
    ex:elbe                   Elbe@de        1094
    <http://other.org/trave>  Trave ␛[31m  ∅
    2 rows · 3 columns · 84 ms
    ");
}

#[test]
fn columns_fit_any_width() {
    for columns in 12..100 {
        let text = written(Format::Column, |options| options.width = Some(columns));
        for line in text.lines() {
            assert!(line.width() <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn lines_show_each_value_in_full() {
    let shown = written(Format::Line, |options| options.width = Some(30));
    assert_eq!(
        shown,
        " river = ex:elbe\n  name = Elbe@de\nlength = 1094\n\n \
         river = <http://other.org/\n         trave>\n  name = Trave ␛[31m\nlength = ∅\n\n\
         2 rows · 3 columns · 84 ms\n"
    );
    let in_a_file = written(Format::Line, |_| ());
    assert_eq!(
        in_a_file,
        " river = ex:elbe\n  name = Elbe@de\nlength = 1094\n\n \
         river = <http://other.org/trave>\n  name = Trave ␛[31m\nlength = ∅\n"
    );
}

#[test]
fn lines_stand_below_names_where_there_is_little_room() {
    let shown = written(Format::Line, |options| options.width = Some(20));
    assert!(
        shown.starts_with("river\n    ex:elbe\nname\n    Elbe@de\n"),
        "{shown}"
    );
}

#[test]
fn lines_leave_out_the_middle_of_many_rows() {
    let (variables, rows) = numbers(9);
    let change = |options: &mut Options<'_>| {
        options.width = Some(40);
        options.max_rows = 2;
    };
    let (text, _) = render(Format::Line, change, &variables, rows);
    assert_eq!(
        text,
        "n = 1\n\n⋮ 7 rows hidden\n\nn = 9\n\n9 rows (2 shown) · 1 column · 84 ms\n"
    );
}

#[test]
fn json_lines_hold_the_bindings_of_sparql_json() {
    let triple = Triple::new(
        NamedNode::new("http://ex.org/s").unwrap(),
        NamedNode::new("http://ex.org/p").unwrap(),
        Literal::from(1),
    );
    let right =
        Literal::new_directional_language_tagged_literal("x", "ar", BaseDirection::Rtl).unwrap();
    let variables = variables(&["b", "a"]);
    let rows = [
        row(&variables, &[("a", triple.into()), ("b", right.into())]),
        row(&variables, &[("a", BlankNode::new("x").unwrap().into())]),
        row(&variables, &[("a", text("\"\n"))]),
    ];
    let (lines, _) = render(Format::Jsonl, |_| (), &variables, rows.map(Ok));
    insta::assert_snapshot!(lines, @r#"
    {"b":{"type":"literal","value":"x","xml:lang":"ar","its:dir":"rtl"},"a":{"type":"triple","value":{"subject":{"type":"uri","value":"http://ex.org/s"},"predicate":{"type":"uri","value":"http://ex.org/p"},"object":{"type":"literal","value":"1","datatype":"http://www.w3.org/2001/XMLSchema#integer"}}}}
    {"a":{"type":"bnode","value":"x"}}
    {"a":{"type":"literal","value":"\"\n"}}
    "#);
}

#[test]
fn html_has_languages_directions_and_safe_links() {
    let variables = variables(&["a", "b", "n"]);
    let right =
        Literal::new_directional_language_tagged_literal("<b>", "ar", BaseDirection::Rtl).unwrap();
    let rows = [
        row(
            &variables,
            &[
                ("a", iri("http://ex.org/x?a=1&b=%22")),
                ("b", right.into()),
                ("n", typed("5", xsd::INTEGER)),
            ],
        ),
        row(
            &variables,
            &[
                ("a", iri("javascript:alert(1)")),
                ("b", tagged("\"Rat\" & 'Amt'\u{1B}", "de")),
            ],
        ),
    ];
    let (page, _) = render(Format::Html, |_| (), &variables, rows.map(Ok));
    assert!(
        page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")
    );
    let (_, body) = page.split_once("<tbody>\n").unwrap();
    assert_eq!(
        body,
        "<tr><td><a href=\"http://ex.org/x?a=1&amp;b=%22\">http://ex.org/x?a=1&amp;b=%22</a></td>\
         <td lang=\"ar\" dir=\"rtl\">&lt;b&gt;</td><td class=\"number\">5</td></tr>\n\
         <tr><td>javascript:alert(1)</td>\
         <td lang=\"de\" dir=\"auto\">&quot;Rat&quot; &amp; &#39;Amt&#39;␛</td><td></td></tr>\n\
         </tbody>\n</table>\n"
    );
}

#[test]
fn latex_escapes_what_it_would_take_for_commands() {
    let variables = variables(&["a_b", "n"]);
    let rows = [
        row(
            &variables,
            &[
                (
                    "a_b",
                    text("[50 %] \\alpha{} $x^2$ #1 & ~ \"so\" -- 'a'\nb"),
                ),
                ("n", typed("17", xsd::INTEGER)),
            ],
        ),
        row(&variables, &[("a_b", tagged("Rat", "de"))]),
    ];
    let (text, _) = render(Format::Latex, |_| (), &variables, rows.map(Ok));
    insta::assert_snapshot!(text, @r"
    % \usepackage{booktabs}
    \begin{tabular}{lr}
    \toprule
    a\_b & n \\
    \midrule
    {[}50 \%] \textbackslash{}alpha\{\} \$x\textasciicircum{}2\$ \#1 \& \textasciitilde{} \symbol{34}so\symbol{34} -{}- \textquotesingle{}a\textquotesingle{} b & 17 \\
    Rat@de &  \\
    \bottomrule
    \end{tabular}
    ");
}

#[test]
fn rows_are_counted_or_dropped() {
    assert_eq!(written(Format::Count, |_| ()), "2\n");
    assert_eq!(written(Format::None, |_| ()), "");
    let truth = |format| {
        let mut out = Vec::new();
        let prefixes = Prefixes::default();
        let options = Options::new(&prefixes);
        results::write_boolean(format, &options, false, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(truth(Format::Count), "1\n");
    assert_eq!(truth(Format::None), "");
    assert_eq!(truth(Format::Jsonl), "{\"boolean\":false}\n");
    assert!(truth(Format::Html).contains("<p>false</p>"));
}

#[test]
fn names_of_columns_can_be_left_out() {
    let without = |format, width| {
        written(format, |options| {
            options.headers = false;
            options.width = width;
        })
    };
    assert!(without(Format::Csv, None).starts_with("http://ex.org/elbe,Elbe,1094\r\n"));
    assert!(without(Format::Tsv, None).starts_with("<http://ex.org/elbe>\t"));
    assert!(without(Format::Column, None).starts_with("ex:elbe "));
    assert!(!without(Format::Latex, None).contains("midrule"));
    assert!(!without(Format::Html, None).contains("<thead>"));
    let table = without(Format::Table, Some(80));
    assert!(table.lines().nth(1).unwrap().contains("Elbe@de"), "{table}");
}

#[test]
fn all_columns_are_shown_in_full_where_that_is_wanted() {
    let text = written(Format::Table, |options| {
        options.width = Some(20);
        options.columns = Columns::All;
    });
    assert!(
        text.contains("<http://other.org/trave>") && text.contains("1094"),
        "{text}"
    );
    assert!(!text.contains('…') && !text.contains("hidden"), "{text}");
}

/// Renders a table with labels behind the names.
fn beside_names(
    width: usize,
    max_rows: usize,
    look_up: &LookUp<'_>,
    variables: &[Variable],
    rows: impl IntoIterator<Item = Row>,
) -> String {
    let prefixes = prefixes();
    let mut options = Options::new(&prefixes);
    options.width = Some(width);
    options.max_rows = max_rows;
    options.labels = Some((Labelled::Beside, look_up));
    let mut out = Vec::new();
    results::write_solutions(Format::Table, &options, variables, rows, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn labels_are_looked_up_at_once_for_the_rows_shown() {
    let variables = variables(&["who", "what"]);
    let rows = (0..100).map(|number| {
        Ok(row(
            &variables,
            &[
                ("who", iri(&format!("http://ex.org/{number}"))),
                ("what", iri("http://ex.org/office")),
            ],
        ))
    });
    let asked: RefCell<Vec<usize>> = RefCell::default();
    let look_up = |nodes: &[NamedNode]| {
        asked.borrow_mut().push(nodes.len());
        Labels {
            labels: nodes
                .iter()
                .map(|node| {
                    node.as_str()
                        .ends_with("office")
                        .then(|| "Amt\u{202E}".to_owned())
                })
                .collect(),
            incomplete: true,
        }
    };
    let text = beside_names(80, 2, &look_up, &variables, rows);
    assert_eq!(*asked.borrow(), [3]);
    assert!(text.contains("│ ex:0 "), "{text}");
    assert!(text.contains("ex:office · Amt\\u202E"), "{text}");
    assert!(text.contains("labels not complete"), "{text}");
}

#[test]
fn label_gives_way_to_its_name_and_stands_below_it_in_few_rows() {
    let variables = variables(&["who"]);
    let rows = |count: usize| {
        let row = || {
            row(
                &variables,
                &[("who", iri("http://ex.org/nationale-strategie"))],
            )
        };
        (0..count).map(|_| Ok(row())).collect::<Vec<_>>()
    };
    let look_up = |nodes: &[NamedNode]| Labels {
        labels: vec![Some("Nationale Strategie für Daten".to_owned()); nodes.len()],
        incomplete: false,
    };
    let shown = |count| beside_names(34, 40, &look_up, &variables, rows(count));
    assert!(
        shown(9).contains("│ ex:nationale-strategie · Nati… │"),
        "{}",
        shown(9)
    );
    let few = shown(1);
    assert!(few.contains("│ ex:nationale-strategie "), "{few}");
    assert!(few.contains("│ Nationale Strategie für Daten"), "{few}");
}

#[test]
fn digits_are_grouped_in_tables_on_a_screen_only() {
    let variables = variables(&["n"]);
    let rows = || {
        [Ok(row(
            &variables,
            &[("n", typed("17400000", xsd::INTEGER))],
        ))]
    };
    let shown = |format, width| {
        let change = |options: &mut Options<'_>| {
            options.width = width;
            options.grouping = Some('\u{202F}');
        };
        render(format, change, &variables, rows()).0
    };
    for format in [Format::Table, Format::Column, Format::Line] {
        assert!(
            shown(format, Some(40)).contains("17\u{202F}400\u{202F}000"),
            "{format}"
        );
        assert!(shown(format, None).contains("17400000"), "{format}");
    }
    assert!(shown(Format::Html, Some(40)).contains("17400000"));
}

#[test]
fn footer_names_what_is_missing_and_how_to_see_it() {
    let names = ["one", "two", "three", "four", "five", "six"];
    let variables = variables(&names);
    let values: Vec<(&str, Term)> = names.map(|name| (name, text(&"x".repeat(40)))).into();
    let rows = (0..9).map(|_| Ok(row(&variables, &values)));
    let change = |options: &mut Options<'_>| {
        options.width = Some(60);
        options.max_rows = 4;
        options.remedies = Some((".last --all", ".mode line"));
    };
    let (text, _) = render(Format::Table, change, &variables, rows);
    assert!(
        text.contains("⋮ 5 rows hidden – `.last --all` shows all"),
        "{text}"
    );
    let footer = text.rsplit_once('┘').unwrap().1.replace('\n', " ");
    assert!(footer.contains("1 column hidden: four"), "{footer}");
    assert!(
        footer.contains("20 cells cut in one, two, three, five, six"),
        "{footer}"
    );
    assert!(
        footer.contains("`.mode line` shows them in full"),
        "{footer}"
    );
}

#[test]
fn answer_is_written_with_the_prefixes_of_its_query() {
    let query = "PREFIX z: <http://z.org/> PREFIX g: <https://example.org/geo#> \
                 CONSTRUCT { ?s z:near [ z:to ?o ] , [ g:to ?o ] } { ?s g:flowsThrough ?o } LIMIT 1";
    let written = |format: &str| {
        let arguments = ["--dataset", DATASET, "query", "--format", format, query];
        run(&arguments).0
    };
    let json = written("jsonld");
    for name in [
        "\"z\": \"http://z.org/\"",
        "\"z:near\": [",
        "\"z:to\": ",
        "\"g:to\": ",
    ] {
        assert!(json.contains(name), "no {name}: {json}");
    }
    let turtle = written("turtle");
    assert!(
        turtle.contains("z:near [ z:to ") || turtle.contains("[ g:to "),
        "{turtle}"
    );
    assert!(!turtle.contains("http://z.org/near"), "{turtle}");
}
