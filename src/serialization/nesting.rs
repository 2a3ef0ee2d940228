//! Where each blank node is written: nested in brackets, in a list, as a block of its own, or with a label.

use super::graph::{Graph, Id, Statement, Vocabulary, visit_blank_nodes};

/// Brackets inside brackets beyond this depth get a label, which bounds recursion and keeps pages legible.
const DEEPEST: u8 = 16;

/// How a term is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// No blank node.
    Named,
    /// A blank node with a label.
    Labelled,
    /// A blank node that nothing refers to: a block that starts with `[]`.
    Root,
    /// A blank node in brackets where it is referred to.
    Nested,
    /// A node of a list in parentheses.
    Cell,
}

/// The places of all terms.
pub(super) struct Nesting {
    places: Vec<Place>,
    blocks: Vec<Option<usize>>,
    vocabulary: Vocabulary,
}

impl Nesting {
    /// Finds the places; they depend on the graph's shape only, never on the labels it came with.
    pub(super) fn new(graph: &Graph<'_>) -> Self {
        let mut nesting = Self {
            places: vec![Place::Named; graph.terms.len()],
            blocks: vec![None; graph.terms.len()],
            vocabulary: graph.vocabulary(),
        };
        let references = nesting.place_by_references(graph);
        nesting.find_cells(graph, &references);
        let mut reached = vec![false; graph.terms.len()];
        nesting.descend_from_tops(graph, &mut reached);
        nesting.label_cycles(graph, &references, &mut reached);
        nesting
    }

    pub(super) fn place(&self, id: Id) -> Place {
        self.places[id as usize]
    }

    /// Gives the statements about a blank node that is not labelled.
    pub(super) fn statements<'g>(&self, graph: &'g Graph<'_>, id: Id) -> &'g [Statement] {
        self.blocks[id as usize].map_or(&[], |block| {
            &graph.statements[graph.blocks[block].statements.clone()]
        })
    }

    /// Gives item and next node of a list node.
    pub(super) fn item_and_rest(&self, graph: &Graph<'_>, cell: Id) -> Option<(Id, Id)> {
        match self.statements(graph, cell) {
            [first, rest] | [rest, first] if self.is_first(*first) && self.is_rest(*rest) => {
                Some((first.object, rest.object))
            }
            _ => None,
        }
    }

    /// Gives the items of the list that starts at `head` and its nodes.
    pub(super) fn list(&self, graph: &Graph<'_>, head: Id) -> (Vec<Id>, Vec<Id>) {
        let (mut items, mut cells) = (Vec::new(), Vec::new());
        let mut cell = head;
        while let Some((item, rest)) = self
            .item_and_rest(graph, cell)
            .filter(|_| self.place(cell) == Place::Cell)
        {
            items.push(item);
            cells.push(cell);
            cell = rest;
        }
        (items, cells)
    }

    fn is_first(&self, statement: Statement) -> bool {
        Some(statement.predicate) == self.vocabulary.first
    }

    fn is_rest(&self, statement: Statement) -> bool {
        Some(statement.predicate) == self.vocabulary.rest
    }

    /// Places blank nodes by how often they are referred to; gives the one statement that refers to each nested one.
    fn place_by_references(&mut self, graph: &Graph<'_>) -> Vec<Option<Statement>> {
        let mut references: Vec<Option<Statement>> = vec![None; graph.terms.len()];
        for (place, term) in self.places.iter_mut().zip(&graph.terms) {
            if term.is_blank_node() {
                *place = Place::Root;
            }
        }
        for (number, block) in graph.blocks.iter().enumerate() {
            let previous = self.blocks[block.subject as usize].replace(number);
            // A node described in two graphs cannot be nested in one of them.
            if previous.is_some() && graph.is_blank(block.subject) {
                self.places[block.subject as usize] = Place::Labelled;
            }
            if let Some(name) = block.graph.filter(|name| graph.is_blank(*name)) {
                self.places[name as usize] = Place::Labelled;
            }
        }
        for statement in &graph.statements {
            let object = statement.object as usize;
            if graph.is_blank(statement.object) {
                self.places[object] = match self.places[object] {
                    Place::Root => Place::Nested,
                    _ => Place::Labelled,
                };
                references[object] = Some(*statement);
            } else {
                visit_blank_nodes(graph.term(statement.object), &mut |term| {
                    if let Some(id) = graph.id(term) {
                        self.places[id as usize] = Place::Labelled;
                    }
                });
            }
        }
        for (id, reference) in references.iter().enumerate() {
            let own = self.blocks[id].map(|block| graph.blocks[block].graph);
            if let (Some(reference), Some(own)) = (reference, own)
                && reference.graph != own
            {
                self.places[id] = Place::Labelled;
            }
        }
        references
    }

    /// Finds the lists that end in `rdf:nil`, walking each from its end.
    fn find_cells(&mut self, graph: &Graph<'_>, references: &[Option<Statement>]) {
        let Some(nil) = self.vocabulary.nil else {
            return;
        };
        let ends = graph
            .statements
            .iter()
            .filter(|statement| self.is_rest(**statement) && statement.object == nil)
            .map(|statement| statement.subject)
            .collect::<Vec<_>>();
        for end in ends {
            let mut cell = end;
            while self.place(cell) == Place::Nested && self.item_and_rest(graph, cell).is_some() {
                self.places[cell as usize] = Place::Cell;
                match references[cell as usize] {
                    Some(reference) if self.is_rest(reference) => cell = reference.subject,
                    _ => break,
                }
            }
        }
    }

    fn descend_from_tops(&mut self, graph: &Graph<'_>, reached: &mut [bool]) {
        for block in &graph.blocks {
            if !matches!(self.place(block.subject), Place::Nested | Place::Cell) {
                let statements = &graph.statements[block.statements.clone()];
                self.descend(graph, statements, reached);
            }
        }
    }

    /// Walks the nested nodes below `statements`; those that lie too deep are labelled and start anew.
    fn descend(&mut self, graph: &Graph<'_>, statements: &[Statement], reached: &mut [bool]) {
        let mut open: Vec<(Statement, u8)> = statements.iter().map(|found| (*found, 0)).collect();
        while let Some((statement, depth)) = open.pop() {
            let node = statement.object;
            if !matches!(self.place(node), Place::Nested | Place::Cell) {
                continue;
            }
            let continues_list =
                self.place(statement.subject) == Place::Cell && self.is_rest(statement);
            let mut below = if continues_list { depth } else { depth + 1 };
            if below > DEEPEST {
                self.places[node as usize] = Place::Labelled;
                below = 0;
            }
            reached[node as usize] = true;
            open.extend(
                self.statements(graph, node)
                    .iter()
                    .map(|found| (*found, below)),
            );
        }
    }

    /// Labels the nodes of cycles that nothing outside refers to; what hangs off a cycle stays nested.
    fn label_cycles(
        &mut self,
        graph: &Graph<'_>,
        references: &[Option<Statement>],
        reached: &mut [bool],
    ) {
        let ids = || {
            (0..)
                .zip(references)
                .filter_map(|(id, reference)| Some((id, (*reference)?)))
        };
        let mut walk = vec![0_u32; graph.terms.len()];
        let mut on_cycle = Vec::new();
        for (number, (start, _)) in (1..).zip(ids()) {
            let mut node: Id = start;
            while !reached[node as usize]
                && walk[node as usize] == 0
                && matches!(self.place(node), Place::Nested | Place::Cell)
            {
                walk[node as usize] = number;
                let Some(reference) = references[node as usize] else {
                    break;
                };
                node = reference.subject;
            }
            if walk[node as usize] == number {
                let first = node;
                while let Some(reference) = references[node as usize] {
                    on_cycle.push(node);
                    node = reference.subject;
                    if node == first {
                        break;
                    }
                }
            }
        }
        for node in &on_cycle {
            self.places[*node as usize] = Place::Labelled;
        }
        for node in on_cycle {
            let statements = self.statements(graph, node);
            self.descend(graph, statements, reached);
        }
    }
}
