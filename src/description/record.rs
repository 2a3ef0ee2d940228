//! Statements of the catalogue, gathered one by one.

use std::collections::BTreeSet;

use oxrdf::vocab::rdf;
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};

use super::AUTHORITY;
use crate::settings::Words;
use crate::vocab::skos;

/// Statements about the nodes of a release.
pub(super) struct Record {
    base: String,
    known: BTreeSet<String>,
    quads: Vec<Quad>,
}

impl Record {
    pub(super) fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            known: BTreeSet::new(),
            quads: Vec::new(),
        }
    }

    /// Gives the node of a name below the base.
    pub(super) fn node(&self, name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{name}", self.base))
    }

    fn state(&mut self, node: &NamedNode, property: NamedNodeRef<'_>, value: impl Into<Term>) {
        let quad = Quad::new(node.clone(), property, value, GraphName::DefaultGraph);
        // A page, for instance, is met at each dataset.
        if self.known.insert(quad.to_string()) {
            self.quads.push(quad);
        }
    }

    pub(super) fn iri(&mut self, node: &NamedNode, property: NamedNodeRef<'_>, value: &NamedNode) {
        self.state(node, property, value.clone());
    }

    pub(super) fn class(&mut self, node: &NamedNode, class: NamedNodeRef<'_>) {
        self.state(node, rdf::TYPE, class.into_owned());
    }

    /// States a code of an EU authority table.
    pub(super) fn authority(
        &mut self,
        node: &NamedNode,
        property: NamedNodeRef<'_>,
        table: &str,
        code: &str,
    ) {
        let code = NamedNode::new_unchecked(format!("{AUTHORITY}{table}/{code}"));
        self.state(node, property, code);
    }

    pub(super) fn text(&mut self, node: &NamedNode, property: NamedNodeRef<'_>, text: &str) {
        self.state(node, property, Literal::new_simple_literal(text));
    }

    pub(super) fn typed(
        &mut self,
        node: &NamedNode,
        property: NamedNodeRef<'_>,
        value: &str,
        datatype: NamedNodeRef<'_>,
    ) {
        self.state(node, property, Literal::new_typed_literal(value, datatype));
    }

    pub(super) fn count(&mut self, node: &NamedNode, property: NamedNodeRef<'_>, count: u64) {
        self.state(node, property, Literal::from(count));
    }

    pub(super) fn tagged(
        &mut self,
        node: &NamedNode,
        property: NamedNodeRef<'_>,
        text: &str,
        tag: &'static str,
    ) {
        let literal = Literal::new_language_tagged_literal(text, tag)
            .expect("the tags are those of the settings, which are well formed");
        self.state(node, property, literal);
    }

    pub(super) fn words(&mut self, node: &NamedNode, property: NamedNodeRef<'_>, words: &Words) {
        for (tag, text) in words.iter() {
            self.tagged(node, property, text, tag);
        }
    }

    pub(super) fn note(&mut self, node: &NamedNode, de: &str, en: &str) {
        self.tagged(node, skos::EDITORIAL_NOTE, de, "de");
        self.tagged(node, skos::EDITORIAL_NOTE, en, "en");
    }

    pub(super) fn into_quads(self) -> Vec<Quad> {
        self.quads
    }
}
