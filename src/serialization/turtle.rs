//! The layout of canonical Turtle and TriG.

use std::io::Write;

use oxrdf::{Quad, Triple};

use super::Error;
use super::composition::{Composition, Properties};
use super::graph::{Block, Id};
use super::nesting::Place;
use crate::prefixes::Prefixes;

/// Columns that lists of objects and brackets on one line may fill.
const LINE: usize = 100;
const INDENT: usize = 4;

/// Writes graphs as canonical Turtle and datasets as TriG in the same style.
///
/// The same set of triples always gives the same bytes, whatever order it comes in and however its blank nodes are
/// labelled. Subjects stand in natural order with a blank line between them, `rdf:type`, labels and descriptions first
/// among the predicates; only prefixes that are used are declared. Blank nodes that are referred to once stand in
/// brackets, well-formed lists in parentheses. Everything is held in memory.
///
/// Source: RDF 1.2 Turtle and TriG; triple terms are written as `<<( … )>>`.
#[derive(Clone, Copy)]
pub struct TurtleWriter<'a> {
    /// The prefixes that may abbreviate IRIs.
    pub prefixes: &'a Prefixes,
    /// The base that IRIs without a prefix are written relative to.
    pub base: Option<&'a str>,
}

impl TurtleWriter<'_> {
    /// Writes `triples` as Turtle.
    ///
    /// # Errors
    /// [`Error::BlankNodes`] before anything is written, [`Error::Output`].
    pub fn write(
        &self,
        triples: impl IntoIterator<Item = Triple>,
        out: &mut dyn Write,
    ) -> Result<(), Error> {
        let quads = triples
            .into_iter()
            .map(|triple| triple.in_graph(oxrdf::GraphName::DefaultGraph));
        self.write_dataset(quads, out)
    }

    /// Writes `quads` as TriG; without named graphs that is Turtle.
    ///
    /// # Errors
    /// As [`TurtleWriter::write`].
    pub fn write_dataset(
        &self,
        quads: impl IntoIterator<Item = Quad>,
        out: &mut dyn Write,
    ) -> Result<(), Error> {
        let quads: Vec<Quad> = quads.into_iter().collect();
        out.write_all(self.text(&quads)?.as_bytes())?;
        Ok(())
    }

    /// Gives `quads` as TriG text; without named graphs that is Turtle.
    ///
    /// # Errors
    /// [`Error::BlankNodes`].
    pub fn text(&self, quads: &[Quad]) -> Result<String, Error> {
        let composition = Composition::new(quads, self.prefixes, self.base)?;
        let mut page = Page {
            composition: &composition,
            text: String::new(),
        };
        composition.names.push_header(&mut page.text);
        page.push_blocks(&composition.blocks());
        Ok(page.text)
    }
}

struct Page<'p, 'a> {
    composition: &'p Composition<'a>,
    text: String,
}

impl Page<'_, '_> {
    fn push_blocks(&mut self, blocks: &[&Block]) {
        let mut open_graph = None;
        for block in blocks {
            let is_first = block.graph != open_graph;
            if is_first && open_graph.is_some() {
                self.text.push_str("}\n");
            }
            self.push_blank_line();
            if let Some(graph) = block.graph.filter(|_| is_first) {
                self.text.push_str(self.composition.subject_text(graph));
                self.text.push_str(" {\n");
            }
            open_graph = block.graph;
            self.push_block(block, if open_graph.is_some() { INDENT } else { 0 });
        }
        if open_graph.is_some() {
            self.text.push_str("}\n");
        }
    }

    fn push_blank_line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn push_block(&mut self, block: &Block, indent: usize) {
        let statements = &self.composition.graph.statements[block.statements.clone()];
        self.push_spaces(indent);
        self.text
            .push_str(self.composition.subject_text(block.subject));
        self.text.push(' ');
        self.push_properties(&self.composition.properties(statements), indent + INDENT);
        self.text.push_str(" .\n");
    }

    /// Writes predicates and objects; all but the first stand on lines of their own, `indent` columns in.
    fn push_properties(&mut self, properties: &Properties, indent: usize) {
        for (number, (predicate, objects)) in properties.iter().enumerate() {
            if number > 0 {
                self.text.push_str(" ;");
                self.push_line(indent);
            }
            self.text
                .push_str(self.composition.predicate_text(*predicate));
            self.push_objects(objects, indent);
        }
    }

    fn push_objects(&mut self, objects: &[Id], indent: usize) {
        if let [object] = objects {
            self.text.push(' ');
            self.push_object(*object, indent);
        } else if objects
            .iter()
            .all(|object| self.composition.is_short(*object))
            && self.fits(
                objects
                    .iter()
                    .map(|object| self.composition.object_text(*object)),
            )
        {
            for (number, object) in objects.iter().enumerate() {
                self.text.push_str(if number > 0 { ", " } else { " " });
                self.text.push_str(self.composition.object_text(*object));
            }
        } else {
            let indent = indent + INDENT;
            for (number, object) in objects.iter().enumerate() {
                if number > 0 {
                    self.text.push(',');
                    self.push_line(indent);
                } else {
                    self.text.push(' ');
                }
                self.push_object(*object, indent);
            }
        }
    }

    /// Writes one object; brackets that do not fit on the line close `indent` columns in.
    fn push_object(&mut self, object: Id, indent: usize) {
        let composition = self.composition;
        let flat = composition.object_text(object);
        let place = composition.nesting.place(object);
        if !matches!(place, Place::Nested | Place::Cell) || self.fits([flat].into_iter()) {
            self.text.push_str(flat);
        } else if place == Place::Cell {
            let (items, _) = composition.nesting.list(&composition.graph, object);
            self.text.push('(');
            for item in items {
                self.push_line(indent + INDENT);
                self.push_object(item, indent + INDENT);
            }
            self.push_line(indent);
            self.text.push(')');
        } else {
            let statements = composition.nesting.statements(&composition.graph, object);
            self.text.push('[');
            self.push_line(indent + INDENT);
            self.push_properties(&composition.properties(statements), indent + INDENT);
            self.push_line(indent);
            self.text.push(']');
        }
    }

    /// Tells whether `texts`, separated by two characters each, fit on the current line together with what ends it.
    fn fits<'t>(&self, texts: impl Iterator<Item = &'t str>) -> bool {
        let start = self.text.rfind('\n').map_or(0, |end| end + 1);
        let mut width = self.text[start..].chars().count();
        for text in texts {
            if text.contains('\n') {
                return false;
            }
            width += text.chars().count() + 2;
            if width > LINE {
                return false;
            }
        }
        true
    }

    fn push_line(&mut self, indent: usize) {
        self.text.push('\n');
        self.push_spaces(indent);
    }

    fn push_spaces(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
    }
}

#[cfg(test)]
mod tests {
    use super::TurtleWriter;
    use crate::prefixes::Prefixes;
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxrdf::Quad;
    use std::fmt::Write as _;

    fn written(body: &str) -> String {
        let mut prefixes = Prefixes::default();
        let mut source = String::new();
        for (prefix, namespace) in [
            ("dct", "http://purl.org/dc/terms/"),
            ("ex", "http://ex.org/"),
            ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
            ("skos", "http://www.w3.org/2004/02/skos/core#"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ] {
            prefixes.insert(prefix, namespace).unwrap();
            writeln!(source, "@prefix {prefix}: <{namespace}> .").unwrap();
        }
        source.push_str(body);
        let quads: Vec<Quad> = RdfParser::from_format(RdfFormat::TriG)
            .for_slice(&source)
            .map(Result::unwrap)
            .collect();
        let base = Some("http://base.org/");
        let writer = TurtleWriter {
            prefixes: &prefixes,
            base,
        };
        let text = writer.text(&quads).unwrap();
        let again: Vec<Quad> = RdfParser::from_format(RdfFormat::TriG)
            .for_slice(&text)
            .map(Result::unwrap)
            .collect();
        assert_eq!(
            writer.text(&again).unwrap(),
            text,
            "reading back and writing again changes the text"
        );
        text
    }

    #[test]
    fn subjects_predicates_and_objects_have_a_fixed_order() {
        insta::assert_snapshot!(written(
            r#"
            ex:p10 ex:q 1 ; rdfs:label "b"@en, "a"@de ; ex:b ex:o ; a ex:T, ex:S .
            ex:p2 skos:altLabel "x" ; skos:prefLabel "y" ; dct:description "z" ; dct:title "t" ; skos:definition "d" .
            ex:p1 ex:p 10, 9, "b", ex:o10, ex:o9, "a"@de, true, 1.5, 1e0, "2020-01-01"^^xsd:date .
            "#
        ), @r#"
        @prefix dct: <http://purl.org/dc/terms/> .
        @prefix ex: <http://ex.org/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

        ex:p1 ex:p ex:o9,
                ex:o10,
                true,
                "2020-01-01"^^xsd:date,
                1.5,
                1e0,
                9,
                10,
                "b",
                "a"@de .

        ex:p2 skos:prefLabel "y" ;
            skos:altLabel "x" ;
            dct:title "t" ;
            dct:description "z" ;
            skos:definition "d" .

        ex:p10 a ex:S, ex:T ;
            rdfs:label "a"@de,
                "b"@en ;
            ex:b ex:o ;
            ex:q 1 .
        "#);
    }

    #[test]
    fn iri_under_the_base_is_written_relative_to_it() {
        insta::assert_snapshot!(written("ex:a ex:p <http://base.org/s#char=1,2>, <http://else.org/> ."), @r#"
        @base <http://base.org/> .
        @prefix ex: <http://ex.org/> .

        ex:a ex:p <s#char=1,2>, <http://else.org/> .
        "#);
    }

    #[test]
    fn blank_nodes_are_nested_where_they_are_referred_to_once() {
        insta::assert_snapshot!(written(
            r#"
            ex:shape ex:property [ ex:path ex:a ; ex:min 1 ], [ ex:path ex:b ; ex:or ( [ ex:in ( 1 2 "x" ) ] () [] ) ] .
            ex:long ex:property [ ex:path ex:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ; ex:message "a long message that does not fit on the line"@en ] .
            ex:list ex:items ( ex:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ex:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ex:cccccccccccccc ) .
            [] a ex:Root .
            "#
        ), @r#"
        @prefix ex: <http://ex.org/> .

        ex:list ex:items (
                ex:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                ex:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
                ex:cccccccccccccc
            ) .

        ex:long ex:property [
                ex:message "a long message that does not fit on the line"@en ;
                ex:path ex:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            ] .

        ex:shape ex:property [ ex:min 1 ; ex:path ex:a ],
                [ ex:or ( [ ex:in ( 1 2 "x" ) ] () [] ) ; ex:path ex:b ] .

        [] a ex:Root .
        "#);
    }

    #[test]
    fn shared_and_circular_blank_nodes_have_labels() {
        insta::assert_snapshot!(written(
            "ex:a ex:p _:x . ex:b ex:p _:x . _:x ex:q [ ex:r _:x ] . _:y ex:p _:z . _:z ex:p _:y . _:w ex:self _:w .",
        ), @r#"
        @prefix ex: <http://ex.org/> .

        ex:a ex:p _:b0 .

        ex:b ex:p _:b0 .

        _:b0 ex:q [ ex:r _:b0 ] .

        _:b1 ex:p _:b2 .

        _:b2 ex:p _:b1 .

        _:b3 ex:self _:b3 .
        "#);
    }

    #[test]
    fn list_that_is_no_plain_list_is_written_node_by_node() {
        insta::assert_snapshot!(written(
            r"
            ex:shared ex:a _:l ; ex:b _:l . _:l rdf:first 1 ; rdf:rest ( 2 3 ) .
            ex:two ex:a [ rdf:first 1, 2 ; rdf:rest () ] .
            ex:open ex:a [ rdf:first 1 ; rdf:rest ex:o ] .
            ",
        ), @r#"
        @prefix ex: <http://ex.org/> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

        ex:open ex:a [ rdf:first 1 ; rdf:rest ex:o ] .

        ex:shared ex:a _:b0 ;
            ex:b _:b0 .

        ex:two ex:a [ rdf:first 1, 2 ; rdf:rest () ] .

        _:b0 rdf:first 1 ;
            rdf:rest ( 2 3 ) .
        "#);
    }

    #[test]
    fn triple_terms_and_reifiers_are_kept() {
        insta::assert_snapshot!(written(
            r"
            ex:a ex:p ex:b ~ ex:r {| ex:source ex:s |} .
            ex:c ex:p _:x ~ {| ex:source 1 |} . _:x ex:q 1 .
            ex:d ex:says <<( ex:a ex:p <<( ex:a ex:p 1.5 )>> )>> .
            ",
        ), @r#"
        @prefix ex: <http://ex.org/> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

        ex:a ex:p ex:b .

        ex:c ex:p _:b0 .

        ex:d ex:says <<( ex:a ex:p <<( ex:a ex:p 1.5 )>> )>> .

        ex:r ex:source ex:s ;
            rdf:reifies <<( ex:a ex:p ex:b )>> .

        _:b0 ex:q 1 .

        [] ex:source 1 ;
            rdf:reifies <<( ex:c ex:p _:b0 )>> .
        "#);
    }

    #[test]
    fn named_graphs_follow_the_default_graph() {
        insta::assert_snapshot!(written(
            "ex:g2 { ex:a ex:p 1 } ex:g1 { ex:b ex:p [ ex:q 1 ] . ex:a ex:p 2 } ex:z ex:p _:x . _:x { _:x ex:p ex:z }",
        ), @r#"
        @prefix ex: <http://ex.org/> .

        ex:z ex:p _:b0 .

        ex:g1 {
            ex:a ex:p 2 .

            ex:b ex:p [ ex:q 1 ] .
        }

        ex:g2 {
            ex:a ex:p 1 .
        }

        _:b0 {
            _:b0 ex:p ex:z .
        }
        "#);
    }

    #[test]
    fn nothing_gives_an_empty_file() {
        assert_eq!(written(""), "");
    }

    #[test]
    fn brackets_nested_without_end_are_cut_by_labels() {
        let depth = 2000;
        let body = format!(
            "ex:a {}ex:p 1{} .",
            "ex:p [ ".repeat(depth),
            " ]".repeat(depth)
        );
        assert!(written(&body).lines().count() > depth / 20);
    }

    #[test]
    fn very_long_list_is_written() {
        let items = "1 ".repeat(50_000);
        assert!(written(&format!("ex:a ex:p ( {items}) .")).len() > 50_000);
    }
}
