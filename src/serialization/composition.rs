//! Everything the layout of a dataset needs: places, order and texts of its terms.

use std::cmp::Ordering;
use std::collections::HashMap;

use oxrdf::{NamedOrBlankNodeRef, Quad, TermRef};

use super::Error;
use super::encoding::Encoding;
use super::graph::{Block, Graph, Id, Statement, Vocabulary, visit_blank_nodes};
use super::labels;
use super::literal::{Lines, push_literal};
use super::names::Names;
use super::nesting::{Nesting, Place};
use super::order::{compare_literals, compare_naturally, compare_predicates};
use crate::lexical::is_bare;
use crate::prefixes::Prefixes;

/// A dataset with its terms placed, ordered and put into words.
pub(super) struct Composition<'a> {
    pub(super) graph: Graph<'a>,
    pub(super) nesting: Nesting,
    pub(super) names: Names<'a>,
    vocabulary: Vocabulary,
    /// What stands for a term; for nested nodes their brackets or parentheses on one line.
    texts: Vec<String>,
    /// The place of a term among its kind.
    ranks: Vec<u32>,
    predicate_ranks: Vec<u32>,
}

/// The statements about a node, in order of writing: each predicate with its objects.
pub(super) type Properties = Vec<(Id, Vec<Id>)>;

impl<'a> Composition<'a> {
    /// Composes `quads`.
    ///
    /// # Errors
    /// [`Error::BlankNodes`] where their blank nodes cannot be told apart with bounded work.
    pub(super) fn new(
        quads: &'a [Quad],
        prefixes: &'a Prefixes,
        base: Option<&'a str>,
    ) -> Result<Self, Error> {
        let graph = Graph::new(quads);
        let nesting = Nesting::new(&graph);
        let mut composition = Self {
            vocabulary: graph.vocabulary(),
            names: Names::new(prefixes, base),
            texts: vec![String::new(); graph.terms.len()],
            ranks: vec![0; graph.terms.len()],
            predicate_ranks: vec![0; graph.terms.len()],
            graph,
            nesting,
        };
        composition.write_constants();
        composition.write_triple_terms();
        composition.rank_constants();
        composition.rank_predicates();
        let open = composition.find_open_nodes();
        composition.flatten_all(&open, false);
        composition.label(&open)?;
        // Once more, for those that hold blank nodes, which have their labels only now.
        composition.write_triple_terms();
        composition.flatten_all(&open, true);
        composition.note_uses();
        Ok(composition)
    }

    /// Gives the text of `id` as a subject or graph name.
    pub(super) fn subject_text(&self, id: Id) -> &str {
        match self.nesting.place(id) {
            Place::Root => "[]",
            _ => &self.texts[id as usize],
        }
    }

    /// Gives the text of `id` as a predicate.
    pub(super) fn predicate_text(&self, id: Id) -> &str {
        if Some(id) == self.vocabulary.kind {
            "a"
        } else {
            &self.texts[id as usize]
        }
    }

    /// Gives the text of `id` as an object, nested nodes on one line.
    pub(super) fn object_text(&self, id: Id) -> &str {
        if Some(id) == self.vocabulary.nil {
            "()"
        } else {
            &self.texts[id as usize]
        }
    }

    /// Tells whether `id` may share a line with other objects: names and numbers do, texts and brackets do not.
    pub(super) fn is_short(&self, id: Id) -> bool {
        match self.graph.term(id) {
            TermRef::NamedNode(_) => true,
            TermRef::BlankNode(_) => self.nesting.place(id) == Place::Labelled,
            TermRef::Literal(literal) => is_bare(literal),
            TermRef::Triple(_) => false,
        }
    }

    /// Gives the blocks of the subjects that start a block of their own, in order of writing.
    pub(super) fn blocks(&self) -> Vec<&Block> {
        let mut blocks: Vec<&Block> = self
            .graph
            .blocks
            .iter()
            .filter(|block| {
                !matches!(
                    self.nesting.place(block.subject),
                    Place::Nested | Place::Cell
                )
            })
            .collect();
        blocks.sort_by(|a, b| {
            let graphs = match (a.graph, b.graph) {
                (Some(a), Some(b)) => self.compare(a, b),
                (a, b) => a.cmp(&b),
            };
            graphs.then_with(|| self.compare(a.subject, b.subject))
        });
        blocks
    }

    /// Gives predicates and objects of `statements` (all of one subject) in order of writing.
    pub(super) fn properties(&self, statements: &[Statement]) -> Properties {
        let mut properties: Properties = Vec::new();
        for statement in statements {
            match properties.last_mut() {
                Some((predicate, objects)) if *predicate == statement.predicate => {
                    objects.push(statement.object);
                }
                _ => properties.push((statement.predicate, vec![statement.object])),
            }
        }
        properties.sort_by_key(|(predicate, _)| self.predicate_ranks[*predicate as usize]);
        for (_, objects) in &mut properties {
            objects.sort_by(|a, b| self.compare(*a, *b));
        }
        properties
    }

    /// Compares two terms: IRIs, labelled blank nodes, nested ones by their text, literals, triple terms.
    fn compare(&self, a: Id, b: Id) -> Ordering {
        let kind = |id| match (self.graph.term(id), self.nesting.place(id)) {
            (TermRef::NamedNode(_), _) => 0,
            (TermRef::BlankNode(_), Place::Labelled) => 1,
            (TermRef::BlankNode(_), _) => 2,
            (TermRef::Literal(_), _) => 3,
            (TermRef::Triple(_), _) => 4,
        };
        match (kind(a), kind(b)) {
            (2, 2) | (4, 4) => compare_naturally(&self.texts[a as usize], &self.texts[b as usize]),
            (left, right) if left == right => self.ranks[a as usize].cmp(&self.ranks[b as usize]),
            (left, right) => left.cmp(&right),
        }
    }

    fn ids(&self) -> std::ops::Range<Id> {
        0..Id::try_from(self.graph.terms.len()).expect("terms are numbered with 32 bits")
    }

    fn write_constants(&mut self) {
        for (text, term) in self.texts.iter_mut().zip(&self.graph.terms) {
            match *term {
                TermRef::NamedNode(node) => self.names.push(text, node.as_str()),
                TermRef::Literal(literal) => {
                    push_literal(text, literal, Lines::Several, |text, datatype| {
                        self.names.push(text, datatype.as_str());
                    });
                }
                TermRef::BlankNode(_) | TermRef::Triple(_) => {}
            }
        }
    }

    fn rank_constants(&mut self) {
        let mut order: Vec<Id> = self.ids().collect();
        order.sort_by(|a, b| match (self.graph.term(*a), self.graph.term(*b)) {
            (TermRef::NamedNode(a), TermRef::NamedNode(b)) => {
                compare_naturally(a.as_str(), b.as_str())
            }
            (TermRef::NamedNode(_), _) => Ordering::Less,
            (_, TermRef::NamedNode(_)) => Ordering::Greater,
            (TermRef::Literal(a), TermRef::Literal(b)) => compare_literals(a, b),
            (TermRef::Literal(_), _) => Ordering::Less,
            (_, TermRef::Literal(_)) => Ordering::Greater,
            _ => Ordering::Equal,
        });
        for (rank, id) in (0..).zip(order) {
            self.ranks[id as usize] = rank;
        }
    }

    fn rank_predicates(&mut self) {
        let mut predicates: Vec<Id> = self
            .graph
            .statements
            .iter()
            .map(|statement| statement.predicate)
            .collect();
        predicates.sort_unstable();
        predicates.dedup();
        let key = |id: &Id| match self.graph.term(*id) {
            TermRef::NamedNode(node) => (node.as_str(), self.texts[*id as usize].as_str()),
            _ => ("", ""),
        };
        predicates.sort_by(|a, b| compare_predicates(key(a), key(b)));
        for (rank, id) in (0..).zip(predicates) {
            self.predicate_ranks[id as usize] = rank;
        }
    }

    /// Finds the nodes without a label whose text holds a labelled node, at any depth, and those that stand by themselves
    /// in a graph named by a blank node: nothing refers to them, yet they tell that graph from another.
    fn find_open_nodes(&self) -> Vec<bool> {
        let mut open = vec![false; self.graph.terms.len()];
        let mut parents: HashMap<Id, Id> = HashMap::new();
        let mut found = Vec::new();
        for statement in &self.graph.statements {
            let in_blank_graph = statement
                .graph
                .is_some_and(|name| self.graph.is_blank(name));
            if in_blank_graph && self.nesting.place(statement.subject) == Place::Root {
                found.push(statement.subject);
            }
            match self.nesting.place(statement.object) {
                Place::Nested | Place::Cell => {
                    parents.insert(statement.object, statement.subject);
                }
                Place::Labelled => found.push(statement.subject),
                Place::Root => {}
                Place::Named => visit_blank_nodes(self.graph.term(statement.object), &mut |_| {
                    found.push(statement.subject);
                }),
            }
        }
        for mut node in found {
            while matches!(
                self.nesting.place(node),
                Place::Root | Place::Nested | Place::Cell
            ) && !std::mem::replace(&mut open[node as usize], true)
            {
                match parents.get(&node) {
                    Some(parent) => node = *parent,
                    None => break,
                }
            }
        }
        open
    }

    /// Writes the nodes that are open, or those that are not, on one line each; lists from their first node on.
    fn flatten_all(&mut self, open: &[bool], wanted: bool) {
        for id in self.ids() {
            if self.nesting.place(id) == Place::Root && open[id as usize] == wanted {
                self.flatten(id);
            }
        }
        for position in 0..self.graph.statements.len() {
            let Statement {
                subject,
                predicate,
                object,
                ..
            } = self.graph.statements[position];
            let continues_list = self.nesting.place(subject) == Place::Cell
                && Some(predicate) == self.vocabulary.rest
                && open[subject as usize] == wanted;
            if open[object as usize] == wanted && !continues_list {
                self.flatten(object);
            }
        }
    }

    /// Writes a nested node or list on one line; the depth of nesting bounds the recursion.
    fn flatten(&mut self, id: Id) {
        let place = self.nesting.place(id);
        if !self.texts[id as usize].is_empty()
            || !matches!(place, Place::Root | Place::Nested | Place::Cell)
        {
            return;
        }
        let mut text = String::new();
        if place == Place::Cell {
            let (items, _) = self.nesting.list(&self.graph, id);
            text.push('(');
            for item in items {
                self.flatten(item);
                text.push(' ');
                text.push_str(self.object_text(item));
            }
            text.push_str(" )");
        } else {
            let statements = self.nesting.statements(&self.graph, id).to_vec();
            for statement in &statements {
                self.flatten(statement.object);
            }
            text.push('[');
            for (number, (predicate, objects)) in
                self.properties(&statements).into_iter().enumerate()
            {
                text.push_str(if number > 0 { " ; " } else { " " });
                text.push_str(self.predicate_text(predicate));
                for (number, object) in objects.into_iter().enumerate() {
                    text.push_str(if number > 0 { ", " } else { " " });
                    text.push_str(self.object_text(object));
                }
            }
            text.push_str(if statements.is_empty() { "]" } else { " ]" });
        }
        self.texts[id as usize] = text;
    }

    fn label(&mut self, open: &[bool]) -> Result<(), Error> {
        let labelled: Vec<Id> = self
            .ids()
            .filter(|id| self.nesting.place(*id) == Place::Labelled)
            .collect();
        if labelled.is_empty() {
            return Ok(());
        }
        let text_of = |id: Id| self.texts[id as usize].as_str();
        let mut encoding = Encoding::new(&self.graph, &text_of);
        for id in self.ids() {
            if open[id as usize] || self.nesting.place(id) == Place::Labelled {
                encoding.add_node(id);
            }
        }
        for statement in &self.graph.statements {
            encoding.add(statement);
        }
        let numbers = encoding
            .canonical_numbers(&mut { labels::SEARCH_BUDGET })
            .map_err(|labels::TooEntangled| Error::BlankNodes)?;
        let mut order: Vec<(u32, Id)> = labelled.into_iter().map(|id| (numbers[&id], id)).collect();
        order.sort_unstable();
        for (rank, (_, id)) in (0..).zip(order) {
            self.ranks[id as usize] = rank;
            self.texts[id as usize] = format!("_:b{rank}");
        }
        Ok(())
    }

    fn write_triple_terms(&mut self) {
        for id in self.ids() {
            if let term @ TermRef::Triple(_) = self.graph.term(id) {
                let mut text = String::new();
                self.push_term(&mut text, term);
                self.texts[id as usize] = text;
            }
        }
    }

    /// Appends a term inside a triple term; the parsers bound how deep those nest.
    fn push_term(&self, out: &mut String, term: TermRef<'a>) {
        match term {
            TermRef::Triple(triple) => {
                out.push_str("<<( ");
                self.push_term(out, triple.subject.as_ref().into());
                out.push(' ');
                self.push_term(out, triple.predicate.as_ref().into());
                out.push(' ');
                self.push_term(out, triple.object.as_ref());
                out.push_str(" )>>");
            }
            // oxttl 0.2.5 does not read strings in three quotes here.
            TermRef::Literal(literal) => push_literal(out, literal, Lines::One, |out, datatype| {
                self.names.push(out, datatype.as_str());
            }),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => {
                if let Some(id) = self.graph.id(term) {
                    out.push_str(&self.texts[id as usize]);
                }
            }
        }
    }

    /// Notes the names that the layout will write; each statement is written once, so this is exact.
    fn note_uses(&mut self) {
        let mut used = vec![false; self.graph.terms.len()];
        for statement in &self.graph.statements {
            if let Some(graph) = statement.graph {
                used[graph as usize] = true;
            }
            used[statement.subject as usize] = true;
            if self.nesting.place(statement.subject) != Place::Cell
                && Some(statement.predicate) != self.vocabulary.kind
            {
                used[statement.predicate as usize] = true;
            }
            if Some(statement.object) != self.vocabulary.nil {
                used[statement.object as usize] = true;
            }
        }
        for (term, used) in self.graph.terms.iter().zip(used) {
            if used {
                note_use(&mut self.names, *term);
            }
        }
    }
}

fn note_use<'a>(names: &mut Names<'a>, term: TermRef<'a>) {
    match term {
        TermRef::NamedNode(node) => names.note_use(node.as_str()),
        TermRef::Literal(literal) => {
            if literal.language().is_none()
                && literal.datatype() != oxrdf::vocab::xsd::STRING
                && !is_bare(literal)
            {
                names.note_use(literal.datatype().as_str());
            }
        }
        TermRef::Triple(triple) => {
            if let NamedOrBlankNodeRef::NamedNode(subject) = triple.subject.as_ref() {
                names.note_use(subject.as_str());
            }
            names.note_use(triple.predicate.as_str());
            note_use(names, triple.object.as_ref());
        }
        TermRef::BlankNode(_) => {}
    }
}
