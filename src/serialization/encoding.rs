//! What is said about blank nodes, in the form from which their labels are computed.

use std::collections::HashMap;

use oxrdf::TermRef;

use super::graph::{Graph, Id, Statement, visit_blank_nodes};
use super::labels::{self, Code, Pattern};

/// The quads around blank nodes as patterns; what is known without labels becomes a text.
pub(super) struct Encoding<'a> {
    graph: &'a Graph<'a>,
    /// What is written for a blank node that needs no label.
    text_of: &'a dyn Fn(Id) -> &'a str,
    nodes: HashMap<Id, u32>,
    count: u32,
    patterns: Vec<[Part; 4]>,
    copies: HashMap<(Option<Id>, Id, Id, String), usize>,
}

#[derive(Clone)]
enum Part {
    Nothing,
    Node(u32),
    Text(String),
}

impl<'a> Encoding<'a> {
    pub(super) fn new(graph: &'a Graph<'a>, text_of: &'a dyn Fn(Id) -> &'a str) -> Self {
        Self {
            graph,
            text_of,
            nodes: HashMap::new(),
            count: 0,
            patterns: Vec::new(),
            copies: HashMap::new(),
        }
    }

    /// Takes a blank node in that has, or whose text needs, a label.
    pub(super) fn add_node(&mut self, id: Id) -> u32 {
        let node = self.count;
        self.count += 1;
        self.nodes.insert(id, node);
        node
    }

    /// Takes in what `statement` says about nodes added before.
    pub(super) fn add(&mut self, statement: &Statement) {
        let graph = self.graph;
        if graph.is_blank(statement.subject) && !self.nodes.contains_key(&statement.subject) {
            // Belongs to brackets without labels, which are one text where they are referred to.
            return;
        }
        let subject = self.part(statement.subject);
        let mut object = self.part(statement.object);
        let nested = graph.is_blank(statement.object);
        if let Part::Text(text) = &mut object
            && nested
        {
            // Brackets that read the same are still several nodes.
            let key = (
                statement.graph,
                statement.subject,
                statement.predicate,
                text.clone(),
            );
            let copy = self.copies.entry(key).or_default();
            *copy += 1;
            *text = format!("{copy} {text}");
        }
        let name = match statement.graph {
            None => Part::Nothing,
            Some(name) => self.part(name),
        };
        if [&subject, &object, &name]
            .iter()
            .any(|part| matches!(part, Part::Node(_)))
        {
            let predicate = Part::Text(graph.term(statement.predicate).to_string());
            self.patterns.push([name, subject, predicate, object]);
        }
    }

    fn part(&mut self, id: Id) -> Part {
        if let Some(node) = self.nodes.get(&id) {
            return Part::Node(*node);
        }
        let term = self.graph.term(id);
        match term {
            TermRef::BlankNode(_) => Part::Text((self.text_of)(id).to_owned()),
            TermRef::Triple(_) => self.triple_part(term),
            TermRef::NamedNode(_) | TermRef::Literal(_) => Part::Text(term.to_string()),
        }
    }

    /// Makes a triple term with blank nodes a node of its own, described by its three parts.
    fn triple_part(&mut self, term: TermRef<'_>) -> Part {
        let mut has_blank_node = false;
        visit_blank_nodes(term, &mut |_| has_blank_node = true);
        let (TermRef::Triple(triple), true) = (term, has_blank_node) else {
            return Part::Text(term.to_string());
        };
        let graph = self.graph;
        let ids = [
            graph.id(triple.subject.as_ref().into()),
            graph.id(triple.predicate.as_ref().into()),
            graph.id(triple.object.as_ref()),
        ];
        let parts = ids.map(|id| id.map_or(Part::Nothing, |id| self.part(id)));
        let Some(id) = graph.id(term) else {
            return Part::Nothing;
        };
        let node = self.add_node(id);
        for (role, part) in ["subject", "predicate", "object"].into_iter().zip(parts) {
            self.patterns.push([
                Part::Nothing,
                Part::Node(node),
                Part::Text(role.to_owned()),
                part,
            ]);
        }
        Part::Node(node)
    }

    /// Gives the canonical number of each node added.
    ///
    /// # Errors
    /// [`labels::TooEntangled`].
    pub(super) fn canonical_numbers(
        self,
        budget: &mut usize,
    ) -> Result<HashMap<Id, u32>, labels::TooEntangled> {
        let mut texts: Vec<&str> = self
            .patterns
            .iter()
            .flatten()
            .filter_map(Part::text)
            .collect();
        texts.sort_unstable();
        texts.dedup();
        let ranks: HashMap<&str, u32> = texts.into_iter().zip(0..).collect();
        let patterns: Vec<Pattern> = self
            .patterns
            .iter()
            .map(|pattern| {
                pattern.each_ref().map(|part| match part {
                    Part::Nothing => Code::Nothing,
                    Part::Node(node) => Code::Node(*node),
                    Part::Text(text) => Code::Text(ranks[text.as_str()]),
                })
            })
            .collect();
        let numbers = labels::canonical_numbers(self.count as usize, &patterns, budget)?;
        Ok(self
            .nodes
            .into_iter()
            .map(|(id, node)| (id, numbers[node as usize]))
            .collect())
    }
}

impl Part {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}
