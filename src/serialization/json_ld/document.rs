//! A dataset as a JSON-LD document: its nodes, their keys and values.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{BaseDirection, GraphNameRef, LiteralRef, Quad, TermRef};

use super::context::{ID, Names, TYPE, Term};
use super::json::{Json, push_spaces};
use super::schema::Coercion;
use crate::serialization::composition::Composition;
use crate::serialization::graph::{Block, Id, Statement};
use crate::serialization::nesting::Place;
use crate::serialization::order::compare_predicates;

/// The greatest integer that every reader of JSON keeps exactly (RFC 8259, section 6).
const GREATEST_INTEGER: i64 = (1 << 53) - 1;
/// Columns that the entries of `@graph` stand in.
const INDENT: usize = 4;

/// Gives the schemes of IRIs that could be taken for prefixes: `urn` in `urn:isbn:…`, but not `http` in `http://…`.
pub(super) fn confusing_schemes(quads: &[Quad]) -> BTreeSet<&str> {
    let mut schemes = BTreeSet::new();
    let scheme = |iri: &str| {
        iri.split_once(':')
            .filter(|(_, rest)| !rest.starts_with("//"))
            .map(|(scheme, _)| scheme.len())
    };
    for quad in quads {
        let terms = [
            quad.subject.as_ref().into(),
            quad.predicate.as_ref().into(),
            quad.object.as_ref(),
        ];
        for term in terms {
            let iri = match term {
                TermRef::NamedNode(node) => node.as_str(),
                TermRef::Literal(literal) => literal.datatype().as_str(),
                TermRef::BlankNode(_) | TermRef::Triple(_) => continue,
            };
            schemes.extend(scheme(iri).map(|end| &iri[..end]));
        }
        if let GraphNameRef::NamedNode(name) = quad.graph_name.as_ref() {
            let iri = name.as_str();
            schemes.extend(scheme(iri).map(|end| &iri[..end]));
        }
    }
    schemes
}

/// A document to be written.
pub(super) struct Document<'d, 'a> {
    composition: &'d Composition<'a>,
    names: Names<'d>,
}

type Entries<'d> = Vec<(Cow<'d, str>, Json<'d>)>;

impl<'d, 'a> Document<'d, 'a> {
    pub(super) fn new(composition: &'d Composition<'a>, names: Names<'d>) -> Self {
        Self { composition, names }
    }

    /// Writes the document, one node after the other.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let blocks = self.composition.blocks();
        // The context stands before the nodes, which tell what it has to hold.
        for block in &blocks {
            self.block(block);
        }
        let mut text = String::from("{\n  \"@context\": ");
        self.names.context().push(&mut text, 2, 14);
        text.push_str(",\n  \"@graph\": [");
        let mut open_graph = None;
        for (number, block) in blocks.iter().enumerate() {
            let starts_graph = block.graph != open_graph;
            if starts_graph && open_graph.is_some() {
                text.push_str("\n      ]\n    }");
            }
            text.push_str(if number > 0 { "," } else { "" });
            if let Some(graph) = block.graph.filter(|_| starts_graph) {
                text.push_str("\n    {\n      \"id\": ");
                self.reference(graph).push(&mut text, 6, 12);
                text.push_str(",\n      \"@graph\": [");
            }
            open_graph = block.graph;
            let indent = if open_graph.is_some() {
                2 * INDENT
            } else {
                INDENT
            };
            text.push('\n');
            push_spaces(&mut text, indent);
            self.block(block).push(&mut text, indent, indent);
            out.write_all(text.as_bytes())?;
            text.clear();
        }
        if open_graph.is_some() {
            text.push_str("\n      ]\n    }");
        }
        text.push_str(if blocks.is_empty() {
            "]\n}\n"
        } else {
            "\n  ]\n}\n"
        });
        out.write_all(text.as_bytes())
    }

    fn block(&self, block: &Block) -> Json<'d> {
        let statements = &self.composition.graph.statements[block.statements.clone()];
        self.node(block.subject, statements)
    }

    /// Makes an object of what is stated about `subject`.
    fn node(&self, subject: Id, statements: &[Statement]) -> Json<'d> {
        let mut entries = Entries::new();
        if !matches!(
            self.composition.nesting.place(subject),
            Place::Root | Place::Nested
        ) {
            entries.push((ID.into(), self.reference(subject)));
        }
        let mut properties = Vec::new();
        for (predicate, objects) in self.composition.properties(statements) {
            let TermRef::NamedNode(predicate) = self.composition.graph.term(predicate) else {
                continue;
            };
            let predicate = predicate.as_str();
            let (with_term, without) = self.split(predicate, &objects);
            if predicate == rdf::TYPE.as_str() {
                let classes = with_term.iter().filter_map(|id| self.class(*id)).collect();
                entries.extend(array(classes, false).map(|classes| (TYPE.into(), classes)));
            } else if !with_term.is_empty()
                && let Some(term) = self.names.term(predicate)
            {
                let value = self.values_of_term(term, &with_term);
                properties.push((predicate, Cow::from(term.name.as_str()), value));
            }
            if !without.is_empty() {
                let values = without.iter().map(|id| self.value(*id, &Coercion::None));
                let value = array(values.collect(), false);
                let value = value.unwrap_or_else(|| Json::Array(Vec::new()));
                properties.push((predicate, self.names.plain(predicate), value));
            }
        }
        properties.sort_by(|a, b| compare_predicates((a.0, &a.1), (b.0, &b.1)));
        entries.extend(properties.into_iter().map(|(_, key, value)| (key, value)));
        Json::Node(entries)
    }

    /// Parts `objects` into those that the term of `predicate` can hold and the others.
    fn split(&self, predicate: &str, objects: &[Id]) -> (Vec<Id>, Vec<Id>) {
        let term = self.names.known(predicate);
        let fits = |id: &Id| {
            let object = self.composition.graph.term(*id);
            if predicate == rdf::TYPE.as_str() {
                return object.is_named_node();
            }
            match (term, object) {
                (None, _) => false,
                (Some(term), TermRef::Literal(literal)) if term.coercion == Coercion::Language => {
                    literal.language().is_some() && literal.direction().is_none()
                }
                (Some(term), _) => term.coercion != Coercion::Language,
            }
        };
        objects.iter().partition(|id| fits(id))
    }

    fn class(&self, id: Id) -> Option<Json<'d>> {
        match self.composition.graph.term(id) {
            TermRef::NamedNode(class) => Some(Json::text(self.names.class(class.as_str()))),
            _ => None,
        }
    }

    fn values_of_term(&self, term: &Term, objects: &[Id]) -> Json<'d> {
        if term.coercion != Coercion::Language {
            let values = objects.iter().map(|id| self.value(*id, &term.coercion));
            let values = array(values.collect(), term.several);
            return values.unwrap_or_else(|| Json::Array(Vec::new()));
        }
        let mut texts: BTreeMap<&str, Vec<Json<'d>>> = BTreeMap::new();
        for id in objects {
            if let TermRef::Literal(literal) = self.composition.graph.term(*id)
                && let Some(language) = literal.language()
            {
                let text = Json::text(literal.value());
                texts.entry(language).or_default().push(text);
            }
        }
        let texts = texts
            .into_iter()
            .filter_map(|(language, texts)| Some((language.into(), array(texts, term.several)?)));
        Json::Map(texts.collect())
    }

    /// Gives what refers to a named or labelled node.
    fn reference(&self, id: Id) -> Json<'d> {
        match self.composition.graph.term(id) {
            TermRef::NamedNode(node) => Json::text(node.as_str()),
            _ => Json::text(self.composition.object_text(id)),
        }
    }

    fn value(&self, id: Id, coercion: &Coercion) -> Json<'d> {
        let composition = self.composition;
        match composition.graph.term(id) {
            TermRef::Literal(literal) => self.literal(literal, coercion),
            TermRef::NamedNode(node) if node == rdf::NIL => list(Vec::new()),
            _ => match composition.nesting.place(id) {
                Place::Nested => {
                    self.node(id, composition.nesting.statements(&composition.graph, id))
                }
                Place::Cell => {
                    let (items, _) = composition.nesting.list(&composition.graph, id);
                    list(
                        items
                            .into_iter()
                            .map(|item| self.value(item, coercion))
                            .collect(),
                    )
                }
                _ if *coercion == Coercion::Node => self.reference(id),
                _ => Json::map([(ID, self.reference(id))]),
            },
        }
    }

    fn literal(&self, literal: LiteralRef<'a>, coercion: &Coercion) -> Json<'d> {
        let value = literal.value();
        if let Some(language) = literal.language() {
            let mut entries: Entries<'d> = vec![
                ("@value".into(), Json::text(value)),
                ("@language".into(), Json::text(language)),
            ];
            if let Some(direction) = literal.direction() {
                let direction = match direction {
                    BaseDirection::Ltr => "ltr",
                    BaseDirection::Rtl => "rtl",
                };
                entries.push(("@direction".into(), Json::text(direction)));
            }
            return Json::Map(entries);
        }
        let datatype = literal.datatype();
        let is_coerced = match coercion {
            Coercion::None => datatype == xsd::STRING,
            Coercion::Datatype(expected) => datatype.as_str() == expected,
            Coercion::Node | Coercion::Language => false,
        };
        match (is_coerced, is_native(literal)) {
            (true, true) => Json::Bare(value.into()),
            (true, false) => Json::text(value),
            (false, true) if *coercion == Coercion::None => Json::Bare(value.into()),
            (false, _) if datatype == xsd::STRING => Json::map([("@value", Json::text(value))]),
            (false, _) => Json::map([
                ("@value", Json::text(value)),
                ("@type", Json::text(self.names.plain(datatype.as_str()))),
            ]),
        }
    }
}

/// Tells whether JSON has the literal as a number or truth value that is read back in the same lexical form.
///
/// Source: JSON-LD 1.1 Processing Algorithms and API, section 8.2.2 (doubles have another canonical form, decimals none).
fn is_native(literal: LiteralRef<'_>) -> bool {
    let value = literal.value();
    match literal.datatype() {
        xsd::BOOLEAN => matches!(value, "true" | "false"),
        xsd::INTEGER => value.parse().is_ok_and(|number: i64| {
            number.unsigned_abs() <= GREATEST_INTEGER.unsigned_abs() && number.to_string() == value
        }),
        _ => false,
    }
}

/// Makes an array of `values` unless one stands alone and need not; nothing of none.
fn array(mut values: Vec<Json<'_>>, always: bool) -> Option<Json<'_>> {
    if values.len() > 1 || always {
        return Some(Json::Array(values));
    }
    values.pop()
}

fn list(items: Vec<Json<'_>>) -> Json<'_> {
    Json::map([("@list", Json::Array(items))])
}
