//! Results in every format, for every kind of query; tables have tests of their own.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use gremia::prefixes::Prefixes;
use gremia::results::{self, Error, Format, Kind, Options, Summary};
use gremia::serialization;
use oxigraph::sparql::QuerySolution;
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple, Variable};

pub(crate) type Row = Result<QuerySolution, Stopped>;

#[derive(Debug)]
pub(crate) struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("cancelled")
    }
}

impl std::error::Error for Stopped {}

pub(crate) fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    prefixes.insert("ex", "http://ex.org/").unwrap();
    prefixes
        .insert("xsd", "http://www.w3.org/2001/XMLSchema#")
        .unwrap();
    prefixes
}

pub(crate) fn variables(names: &[&str]) -> Arc<[Variable]> {
    names
        .iter()
        .map(|name| Variable::new(*name).unwrap())
        .collect()
}

/// A row with these values; variables that are not named have none.
pub(crate) fn row(variables: &Arc<[Variable]>, values: &[(&str, Term)]) -> QuerySolution {
    let value = |variable: &Variable| {
        let found = values.iter().find(|(name, _)| variable.as_str() == *name);
        found.map(|(_, term)| term.clone())
    };
    let terms: Vec<Option<Term>> = variables.iter().map(value).collect();
    QuerySolution::from((Arc::clone(variables), terms))
}

pub(crate) fn iri(text: &str) -> Term {
    NamedNode::new(text).unwrap().into()
}

pub(crate) fn text(value: &str) -> Term {
    Literal::from(value).into()
}

pub(crate) fn tagged(value: &str, language: &str) -> Term {
    Literal::new_language_tagged_literal(value, language)
        .unwrap()
        .into()
}

pub(crate) fn typed(value: &str, datatype: NamedNodeRef<'_>) -> Term {
    Literal::new_typed_literal(value, datatype).into()
}

pub(crate) fn render(
    format: Format,
    change: impl FnOnce(&mut Options<'_>),
    variables: &[Variable],
    rows: impl IntoIterator<Item = Row>,
) -> (String, Result<Summary, Error<Stopped>>) {
    let prefixes = prefixes();
    let mut options = Options::new(&prefixes);
    options.elapsed = Some(&|| Duration::from_millis(84));
    change(&mut options);
    let mut out = Vec::new();
    let result = results::write_solutions(format, &options, variables, rows, &mut out);
    (String::from_utf8(out).unwrap(), result)
}

/// Rows with one number each.
pub(crate) fn numbers(count: usize) -> (Arc<[Variable]>, impl Iterator<Item = Row>) {
    let variables = variables(&["n"]);
    let names = Arc::clone(&variables);
    let rows = (1..=count).map(move |number| {
        Ok(row(
            &names,
            &[("n", typed(&number.to_string(), xsd::INTEGER))],
        ))
    });
    (variables, rows)
}

#[test]
fn other_formats_that_end_early_do_not_look_complete() {
    for format in [
        Format::Csv,
        Format::Tsv,
        Format::Json,
        Format::Xml,
        Format::Markdown,
        Format::Html,
        Format::Latex,
    ] {
        let (variables, rows) = numbers(2);
        let (text, result) = render(format, |_| (), &variables, rows.chain([Err(Stopped)]));
        assert!(matches!(result, Err(Error::Row { .. })), "{format}");
        let complete = ["}\n", "</sparql>\n", "</table>\n", "\\end{tabular}\n"];
        assert!(
            !complete.iter().any(|end| text.ends_with(end)),
            "{format}: {text}"
        );
    }
}

#[test]
fn markdown_escapes_markup() {
    let variables = variables(&["a_b", "iri", "nothing"]);
    let rows = [row(
        &variables,
        &[
            ("a_b", text("a|b\n*c*")),
            ("iri", iri("http://other.org/x")),
        ],
    )];
    let (text, result) = render(Format::Markdown, |_| (), &variables, rows.map(Ok));
    result.unwrap();
    insta::assert_snapshot!(text, @r#"
    | a\_b | iri | nothing |
    | --- | --- | --- |
    | a\|b<br>\*c\* | <http://other.org/x> |  |
    "#);
}

#[test]
fn standard_formats_are_those_of_the_w3c() {
    let variables = variables(&["a", "b"]);
    let rows = || [Ok(row(&variables, &[("a", tagged("x,\"y", "de"))]))];
    let of = |format| render(format, |_| (), &variables, rows()).0;
    assert_eq!(of(Format::Csv), "a,b\r\n\"x,\"\"y\",\r\n");
    assert_eq!(of(Format::Tsv), "?a\t?b\n\"x,\\\"y\"@de\t\n");
    assert_eq!(
        of(Format::Json),
        "{\"head\":{\"vars\":[\"a\",\"b\"]},\"results\":{\"bindings\":[{\"a\":{\"type\":\"literal\",\
         \"value\":\"x,\\\"y\",\"xml:lang\":\"de\"}}]}}\n"
    );
    assert!(of(Format::Xml).ends_with("</results></sparql>\n"));
}

#[test]
fn truth_value_is_written_in_each_format() {
    let of = |format| {
        let mut out = Vec::new();
        let prefixes = Prefixes::default();
        let options = Options::new(&prefixes);
        results::write_boolean(format, &options, true, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    for format in [
        Format::Table,
        Format::Ascii,
        Format::Csv,
        Format::Tsv,
        Format::Markdown,
    ] {
        assert_eq!(of(format), "true\n", "{format}");
    }
    assert_eq!(of(Format::Json), "{\"head\":{},\"boolean\":true}\n");
    assert!(of(Format::Xml).contains("<boolean>true</boolean>"));
}

fn triples() -> Vec<Result<Triple, io::Error>> {
    let node = |text: &str| NamedNode::new(text).unwrap();
    ["http://ex.org/b", "http://ex.org/a"]
        .map(|subject| {
            Ok(Triple::new(
                node(subject),
                node("http://ex.org/p"),
                Literal::from(1),
            ))
        })
        .into()
}

#[test]
fn graph_is_written_as_canonical_turtle_or_streamed() {
    let prefixes = prefixes();
    let of = |format| {
        let mut out = Vec::new();
        let summary = results::write_graph(
            Format::Rdf(format),
            &Options::new(&prefixes),
            triples(),
            &mut out,
        )
        .unwrap();
        assert_eq!((summary.rows, summary.shown), (2, 2));
        String::from_utf8(out).unwrap()
    };
    insta::assert_snapshot!(of(serialization::Format::Turtle), @r#"
    @prefix ex: <http://ex.org/> .

    ex:a ex:p 1 .

    ex:b ex:p 1 .
    "#);
    insta::assert_snapshot!(of(serialization::Format::NTriples), @r#"
    <http://ex.org/b> <http://ex.org/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
    <http://ex.org/a> <http://ex.org/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
    "#);
}

/// Writes triples of five subjects for a terminal.
fn graph_on_screen(change: impl FnOnce(&mut Options<'_>)) -> String {
    let prefixes = prefixes();
    let mut options = Options::new(&prefixes);
    options.width = Some(60);
    options.elapsed = Some(&|| Duration::from_millis(84));
    options.remedies = Some((".last --all", ".mode line"));
    change(&mut options);
    let triples = ["a", "b", "c", "d", "e"].map(|name| {
        let subject = NamedNode::new(format!("http://ex.org/{name}")).unwrap();
        let predicate = NamedNode::new_unchecked("http://ex.org/p");
        // A prefix that only the middle uses.
        let value: Term = match name {
            "c" => xsd::BYTE.into_owned().into(),
            _ => Literal::from(1).into(),
        };
        Ok::<_, io::Error>(Triple::new(subject, predicate, value))
    });
    let mut out = Vec::new();
    let turtle = Format::Rdf(serialization::Format::Turtle);
    results::write_graph(turtle, &options, triples, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn large_graph_on_a_terminal_shows_its_first_and_last_subjects() {
    insta::assert_snapshot!(graph_on_screen(|options| options.max_rows = 2), @"
    @prefix ex: <http://ex.org/> .

    ex:a ex:p 1 .

    ⋮ 3 triples hidden – `.last --all` shows all

    ex:e ex:p 1 .

    5 triples (2 shown) · 5 subjects · 84 ms
    ");
}

#[test]
fn graph_on_a_terminal_has_a_footer_and_colours() {
    let shown = graph_on_screen(|options| options.colour = true);
    assert!(!shown.contains("hidden"), "{shown}");
    assert!(shown.contains("\x1b[35mex:\x1b[0ma \x1b[35mex:\x1b[0mp \x1b[36m1\x1b[0m .\n"));
    assert!(shown.ends_with("\n\n\x1b[2m5 triples · 5 subjects · 84 ms\x1b[0m\n"));
}

#[test]
fn graph_for_a_pipe_is_whole_and_plain() {
    let written = graph_on_screen(|options| {
        options.width = None;
        options.colour = true;
        options.max_rows = 2;
    });
    assert!(!written.contains(['\x1b', '⋮', '·']), "{written}");
    assert_eq!(written.matches("\nex:").count(), 5);
}

#[test]
fn graph_that_ends_early_writes_no_turtle() {
    let prefixes = prefixes();
    let mut out = Vec::new();
    let triples = triples()
        .into_iter()
        .chain([Err(io::Error::other("broken"))]);
    let turtle = Format::Rdf(serialization::Format::Turtle);
    let result = results::write_graph(turtle, &Options::new(&prefixes), triples, &mut out);
    assert!(matches!(
        result,
        Err(Error::Row {
            summary: Summary {
                rows: 2,
                shown: 0,
                ..
            },
            ..
        })
    ));
    assert!(out.is_empty());
}

#[test]
fn format_of_the_wrong_kind_names_the_right_ones() {
    let (variables, rows) = numbers(1);
    let (_, result) = render(
        Format::Rdf(serialization::Format::Turtle),
        |_| (),
        &variables,
        rows,
    );
    match result {
        Err(error @ Error::WrongKind { .. }) => {
            assert_eq!(error.to_string(), "`turtle` cannot hold solutions");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        Kind::Solutions.formats(),
        "table, ascii, column, line, csv, tsv, json, jsonl, xml, markdown, html, latex, sentences, count, none"
    );
    assert_eq!(
        Kind::Graph.formats(),
        "count, none, turtle, trig, nt, nq, rdfxml, jsonld"
    );
}

#[test]
fn every_format_is_found_by_its_name() {
    for format in Format::all() {
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
    assert_eq!(Format::from_path("a/b.MD".as_ref()), Some(Format::Markdown));
    assert_eq!(
        Format::from_path("persons.ttl".as_ref()),
        Some(Format::Rdf(serialization::Format::Turtle))
    );
    for (file, format) in [
        ("a.jsonl", Format::Jsonl),
        ("a.ndjson", Format::Jsonl),
        ("a.html", Format::Html),
        ("a.tex", Format::Latex),
    ] {
        assert_eq!(Format::from_path(file.as_ref()), Some(format), "{file}");
    }
    // These are names of formats, and no file is called so for what is in it.
    for file in ["a.count", "a.line", "a.none"] {
        assert_eq!(Format::from_path(file.as_ref()), None, "{file}");
    }
    assert_eq!(Format::from_name("sql"), None);
}
