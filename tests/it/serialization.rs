//! Whatever graph is written as canonical Turtle reads back as the same graph, and writes the same bytes again.

use std::time::Instant;

use gremia::prefixes::Prefixes;
use gremia::serialization::{Format, Serializer, TurtleWriter};
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{
    BaseDirection, BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple,
};
use proptest::prelude::*;
use sophia::isomorphism::isomorphic_datasets;
use sophia::xml::model::Trusted;

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    for (prefix, namespace) in [
        ("", "http://empty.org/"),
        ("ex", "http://ex.org/"),
        ("exa", "http://ex.org/a/"),
        ("not.valid.", "http://invalid.org/"),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ] {
        prefixes.insert(prefix, namespace).unwrap();
    }
    prefixes
}

fn write(quads: &[Quad]) -> String {
    let prefixes = prefixes();
    let writer = TurtleWriter {
        prefixes: &prefixes,
        base: Some("http://base.org/x/"),
    };
    writer.text(quads).unwrap()
}

fn read(text: &str) -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::TriG)
        .for_slice(text)
        .map(|quad| quad.unwrap_or_else(|error| panic!("{error}\n{text}")))
        .collect()
}

pub(crate) fn are_isomorphic(left: &[Quad], right: &[Quad]) -> Option<bool> {
    fn bridge(
        quad: &Quad,
    ) -> (
        [Trusted<oxrdf::TermRef<'_>>; 3],
        Option<Trusted<oxrdf::TermRef<'_>>>,
    ) {
        let graph = match &quad.graph_name {
            GraphName::DefaultGraph => None,
            GraphName::NamedNode(name) => Some(Trusted(name.as_ref().into())),
            GraphName::BlankNode(name) => Some(Trusted(name.as_ref().into())),
        };
        let subject = Trusted(quad.subject.as_ref().into());
        let predicate = Trusted(quad.predicate.as_ref().into());
        ([subject, predicate, Trusted(quad.object.as_ref())], graph)
    }
    let left: Vec<_> = left.iter().map(bridge).collect();
    let right: Vec<_> = right.iter().map(bridge).collect();
    isomorphic_datasets(&left, &right).ok()
}

fn iri() -> impl Strategy<Value = NamedNode> {
    let text = prop_oneof![
        4 => (0..20_u8).prop_map(|number| format!("http://ex.org/p{number}")),
        1 => prop::sample::select(vec![
            "http://ex.org/", "http://ex.org/a/b", "http://ex.org/a/-x", "http://ex.org/x.", "http://ex.org/a/x.y",
            "http://ex.org/x²", "http://ex.org/µ", "http://ex.org/Straße:7", "http://ex.org/b/c", "http://ex.org/%20",
            "http://empty.org/x", "http://invalid.org/x", "http://base.org/x/", "http://base.org/x/y#char=1,2",
            "http://base.org/x//y", "http://base.org/x/a:b", "http://base.org/x/../y", "http://base.org/x/?q",
            "http://base.org/x/./y", "urn:x:y", "http://ex.org/\u{1F600}", "http://ex.org/e\u{301}",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![rdf::TYPE, rdf::NIL, rdf::FIRST, rdf::REST, rdf::REIFIES])
            .prop_map(|node| node.as_str().to_owned()),
    ];
    text.prop_map(|text| NamedNode::new(text).unwrap())
}

fn blank() -> impl Strategy<Value = BlankNode> {
    (0..5_u8).prop_map(|number| BlankNode::new(format!("n{number}")).unwrap())
}

fn literal() -> impl Strategy<Value = Literal> {
    let text = prop_oneof![
        "[a-z \"'\\\\\n\r\t]{0,12}",
        any::<String>(),
        prop::sample::select(vec![
            "a\n\"",
            "\"\"\"",
            "\n\"\"\n",
            "a \nb",
            "\u{AD}\u{202E}\u{0}\u{FEFF}",
            "\\u0041",
            ""
        ])
        .prop_map(str::to_owned),
    ];
    let number = prop::sample::select(vec![
        "0", "+1", "-5", "1.5", ".5", "5.", "1e5", "1.E0", "true", "INF", "01", "", "1 ",
    ]);
    let datatypes = vec![
        xsd::INTEGER,
        xsd::DECIMAL,
        xsd::DOUBLE,
        xsd::BOOLEAN,
        xsd::DATE,
        xsd::LONG,
    ];
    let language = prop::sample::select(vec!["de", "en", "de-at", "zh-hant"]);
    prop_oneof![
        text.prop_map(Literal::new_simple_literal),
        (any::<String>(), language.clone())
            .prop_map(|(text, tag)| Literal::new_language_tagged_literal(text, tag).unwrap()),
        (any::<String>(), language, any::<bool>()).prop_map(|(text, tag, left)| {
            let direction = if left {
                BaseDirection::Ltr
            } else {
                BaseDirection::Rtl
            };
            Literal::new_directional_language_tagged_literal(text, tag, direction).unwrap()
        }),
        (number, prop::sample::select(datatypes))
            .prop_map(|(text, datatype)| Literal::new_typed_literal(text, datatype)),
        ("[a-z]{0,3}", iri())
            .prop_map(|(text, datatype)| Literal::new_typed_literal(text, datatype)),
    ]
}

fn node() -> impl Strategy<Value = NamedOrBlankNode> {
    prop_oneof![
        iri().prop_map(NamedOrBlankNode::from),
        blank().prop_map(NamedOrBlankNode::from)
    ]
}

fn term() -> impl Strategy<Value = Term> {
    let plain = prop_oneof![
        2 => iri().prop_map(Term::from),
        2 => blank().prop_map(Term::from),
        3 => literal().prop_map(Term::from),
    ];
    plain.prop_recursive(2, 4, 1, |inner| {
        (node(), iri(), inner)
            .prop_map(|(subject, predicate, object)| Triple::new(subject, predicate, object).into())
    })
}

fn graph_name() -> impl Strategy<Value = GraphName> {
    prop_oneof![
        6 => Just(GraphName::DefaultGraph),
        1 => iri().prop_map(GraphName::from),
        1 => blank().prop_map(GraphName::from),
    ]
}

/// A list that hangs from a subject, cell by cell; its cells are named by `number`.
fn list_quads(number: usize, subject: NamedOrBlankNode, items: Vec<Term>) -> Vec<Quad> {
    let mut quads = Vec::new();
    let mut next = Term::from(rdf::NIL);
    for (place, item) in items.into_iter().enumerate().rev() {
        let cell = BlankNode::new(format!("l{number}c{place}")).unwrap();
        quads.push(Quad::new(
            cell.clone(),
            rdf::FIRST,
            item,
            GraphName::DefaultGraph,
        ));
        quads.push(Quad::new(
            cell.clone(),
            rdf::REST,
            next,
            GraphName::DefaultGraph,
        ));
        next = cell.into();
    }
    let predicate = NamedNode::new("http://ex.org/items").unwrap();
    quads.push(Quad::new(subject, predicate, next, GraphName::DefaultGraph));
    quads
}

pub(crate) fn dataset() -> impl Strategy<Value = Vec<Quad>> {
    let quads = prop::collection::vec((node(), iri(), term(), graph_name()), 0..16);
    let lists = prop::collection::vec((node(), prop::collection::vec(term(), 0..4)), 0..3);
    (quads, lists).prop_map(|(quads, lists)| {
        let mut quads: Vec<Quad> = quads
            .into_iter()
            .map(|(subject, predicate, object, graph)| Quad::new(subject, predicate, object, graph))
            .collect();
        for (number, (subject, items)) in lists.into_iter().enumerate() {
            quads.extend(list_quads(number, subject, items));
        }
        quads
    })
}

/// Gives every blank node another name, and the quads another order.
pub(crate) fn disguised(quads: &[Quad]) -> Vec<Quad> {
    fn node(node: &NamedOrBlankNode) -> NamedOrBlankNode {
        match node {
            NamedOrBlankNode::BlankNode(blank) => name(blank).into(),
            NamedOrBlankNode::NamedNode(_) => node.clone(),
        }
    }
    fn name(blank: &BlankNode) -> BlankNode {
        let reversed: String = blank.as_str().chars().rev().collect();
        BlankNode::new(format!("z{reversed}")).unwrap()
    }
    fn term(found: &Term) -> Term {
        match found {
            Term::BlankNode(blank) => name(blank).into(),
            Term::Triple(triple) => Triple::new(
                node(&triple.subject),
                triple.predicate.clone(),
                term(&triple.object),
            )
            .into(),
            _ => found.clone(),
        }
    }
    let disguise = |quad: &Quad| {
        let graph = match &quad.graph_name {
            GraphName::BlankNode(blank) => name(blank).into(),
            other => other.clone(),
        };
        Quad::new(
            node(&quad.subject),
            quad.predicate.clone(),
            term(&quad.object),
            graph,
        )
    };
    quads.iter().rev().map(disguise).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn canonical_text_reads_back_as_the_same_dataset(quads in dataset()) {
        let text = write(&quads);
        let again = read(&text);
        if let Some(same) = are_isomorphic(&quads, &again) {
            prop_assert!(same, "{text}");
        }
        prop_assert_eq!(write(&again), text);
    }

    #[test]
    fn canonical_text_does_not_depend_on_order_and_labels(quads in dataset()) {
        prop_assert_eq!(write(&disguised(&quads)), write(&quads));
    }

    #[test]
    fn canonical_text_has_no_trailing_white_space(quads in dataset()) {
        let text = write(&quads);
        prop_assert!(text.is_empty() || text.ends_with(".\n") || text.ends_with("}\n"), "{}", text);
        prop_assert!(!text.ends_with("\n\n"));
        for line in text.lines() {
            prop_assert_eq!(line.trim_end_matches([' ', '\t', '\r']), line);
        }
    }
}

#[test]
fn graphs_named_by_blank_nodes_are_told_apart_by_the_brackets_in_them() {
    let name = |label: &str| BlankNode::new(label).unwrap();
    let predicate = NamedNode::new("http://ex.org/p").unwrap();
    let quad = |subject: &str, object: i64, graph: &str| {
        Quad::new(
            name(subject),
            predicate.clone(),
            Literal::from(object),
            name(graph),
        )
    };
    let text = write(&[quad("s", 1, "g"), quad("t", 2, "h")]);
    assert_eq!(text, write(&[quad("t", 2, "h"), quad("s", 1, "g")]));
    assert!(text.contains("_:b0 {\n    [] ex:p 1 .\n}"), "{text}");
}

#[test]
fn unused_prefixes_are_not_declared() {
    let quads = read("<http://ex.org/s> a <http://other.org/o> ; <http://ex.org/p> 5 .");
    let text = write(&quads);
    assert_eq!(
        text,
        "@prefix ex: <http://ex.org/> .\n\nex:s a <http://other.org/o> ;\n    ex:p 5 .\n"
    );
}

#[test]
fn every_format_reads_back() {
    let quads = read(
        "<http://ex.org/s> a <http://ex.org/T> ; <http://ex.org/p> \"ü\"@de, 5, [ <http://ex.org/q> ( 1 ) ] .",
    );
    let prefixes = prefixes();
    for format in Format::ALL {
        let mut out = Vec::new();
        let serializer = Serializer {
            format,
            prefixes: &prefixes,
            base: None,
            context: None,
        };
        let source = quads.iter().cloned().map(Ok::<_, std::io::Error>);
        assert_eq!(serializer.write(source, &mut out).unwrap(), quads.len());
        let parser = RdfParser::from_format(RdfFormat::from_extension(format.extension()).unwrap());
        let again: Vec<Quad> = parser.for_slice(&out).map(Result::unwrap).collect();
        assert_eq!(are_isomorphic(&quads, &again), Some(true), "{format}");
    }
}

#[test]
fn format_is_found_by_name_and_extension() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
        let path = format!("a.b/c.{}", format.extension().to_uppercase());
        assert_eq!(Format::from_path(path.as_ref()), Some(format));
    }
    assert_eq!(Format::from_path("ttl".as_ref()), None);
    assert_eq!(Format::from_name("csv"), None);
}

#[test]
fn blank_nodes_nobody_can_tell_apart_in_time_are_an_error() {
    let size = 20_000;
    let node = |number: usize| BlankNode::new(format!("c{number}")).unwrap();
    let quads: Vec<Quad> = (0..size)
        .map(|number| {
            Quad::new(
                node(number),
                rdf::VALUE,
                node((number + 1) % size),
                GraphName::DefaultGraph,
            )
        })
        .collect();
    let prefixes = prefixes();
    let writer = TurtleWriter {
        prefixes: &prefixes,
        base: None,
    };
    assert!(writer.text(&quads).is_err());
}

/// Prints how long a big graph takes; run by hand with `--ignored --nocapture`.
#[test]
#[ignore = "measures time, which says nothing on a busy machine"]
fn hundred_thousand_triples() {
    let mut text = String::new();
    for number in 0..12_500 {
        use std::fmt::Write as _;
        writeln!(
            text,
            "<http://ex.org/p{number}> a <http://ex.org/T> ; <http://ex.org/q> \"Name {number}\"@de, \"name {number}\"@en ; \
             <http://ex.org/n> {number}, \"2020-01-01\"^^<{}> ; <http://ex.org/a/o> <http://ex.org/p{}> ; \
             <http://ex.org/s> <http://base.org/x/s#char={number},{}>, [ <http://ex.org/n> {number} ] .",
            xsd::DATE.as_str(),
            number / 2,
            number + 10
        )
        .unwrap();
    }
    let quads = read(&text);
    let start = Instant::now();
    let text = write(&quads);
    println!(
        "{} triples, {} bytes, {:?}",
        quads.len(),
        text.len(),
        start.elapsed()
    );
}
