//! The quads to be written as numbers: each distinct term once, the statements sorted and without doubles.

use std::collections::HashMap;
use std::ops::Range;

use oxrdf::vocab::rdf;
use oxrdf::{GraphNameRef, NamedOrBlankNodeRef, Quad, TermRef};

/// The number of a term in a [`Graph`].
pub(super) type Id = u32;

/// One quad; the default graph is `None` and sorts first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Statement {
    pub(super) graph: Option<Id>,
    pub(super) subject: Id,
    pub(super) predicate: Id,
    pub(super) object: Id,
}

/// The statements about one subject in one graph.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) graph: Option<Id>,
    pub(super) subject: Id,
    pub(super) statements: Range<usize>,
}

/// The distinct terms and statements of a dataset.
pub(super) struct Graph<'a> {
    pub(super) terms: Vec<TermRef<'a>>,
    pub(super) statements: Vec<Statement>,
    pub(super) blocks: Vec<Block>,
    ids: HashMap<TermRef<'a>, Id>,
}

impl<'a> Graph<'a> {
    /// Numbers the terms of `quads`, also those inside triple terms; more than 2^32 terms do not fit in memory.
    pub(super) fn new(quads: &'a [Quad]) -> Self {
        let mut graph = Self {
            terms: Vec::new(),
            statements: Vec::with_capacity(quads.len()),
            blocks: Vec::new(),
            ids: HashMap::new(),
        };
        for quad in quads {
            let statement = Statement {
                graph: match quad.graph_name.as_ref() {
                    GraphNameRef::DefaultGraph => None,
                    GraphNameRef::NamedNode(name) => Some(graph.number(name.into())),
                    GraphNameRef::BlankNode(name) => Some(graph.number(name.into())),
                },
                subject: graph.number(quad.subject.as_ref().into()),
                predicate: graph.number(quad.predicate.as_ref().into()),
                object: graph.number(quad.object.as_ref()),
            };
            graph.statements.push(statement);
        }
        graph.statements.sort_unstable();
        graph.statements.dedup();
        graph.blocks = graph.find_blocks();
        graph
    }

    /// Gives the number of `term`, where it occurs.
    pub(super) fn id(&self, term: TermRef<'_>) -> Option<Id> {
        self.ids.get(&term).copied()
    }

    /// Gives the number of `rdf:type`, `rdf:first` and so on, where it occurs.
    pub(super) fn vocabulary(&self) -> Vocabulary {
        Vocabulary {
            kind: self.id(rdf::TYPE.into()),
            first: self.id(rdf::FIRST.into()),
            rest: self.id(rdf::REST.into()),
            nil: self.id(rdf::NIL.into()),
        }
    }

    pub(super) fn term(&self, id: Id) -> TermRef<'a> {
        self.terms[id as usize]
    }

    pub(super) fn is_blank(&self, id: Id) -> bool {
        self.term(id).is_blank_node()
    }

    fn number(&mut self, term: TermRef<'a>) -> Id {
        if let Some(id) = self.ids.get(&term) {
            return *id;
        }
        if let TermRef::Triple(triple) = term {
            self.number(triple.subject.as_ref().into());
            self.number(triple.predicate.as_ref().into());
            self.number(triple.object.as_ref());
        }
        let id = Id::try_from(self.terms.len()).expect("2^32 distinct terms do not fit in memory");
        self.terms.push(term);
        self.ids.insert(term, id);
        id
    }

    fn find_blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for (position, statement) in self.statements.iter().enumerate() {
            match blocks.last_mut() {
                Some(block)
                    if (block.graph, block.subject) == (statement.graph, statement.subject) =>
                {
                    block.statements.end = position + 1;
                }
                _ => blocks.push(Block {
                    graph: statement.graph,
                    subject: statement.subject,
                    statements: position..position + 1,
                }),
            }
        }
        blocks
    }
}

/// The numbers of the terms that Turtle has short forms for.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary {
    pub(super) kind: Option<Id>,
    pub(super) first: Option<Id>,
    pub(super) rest: Option<Id>,
    pub(super) nil: Option<Id>,
}

/// Calls `visit` with every blank node in `term`, at any depth of triple terms.
pub(crate) fn visit_blank_nodes<'a>(term: TermRef<'a>, visit: &mut dyn FnMut(TermRef<'a>)) {
    match term {
        TermRef::BlankNode(_) => visit(term),
        TermRef::Triple(triple) => {
            if let NamedOrBlankNodeRef::BlankNode(subject) = triple.subject.as_ref() {
                visit(subject.into());
            }
            visit_blank_nodes(triple.object.as_ref(), visit);
        }
        TermRef::NamedNode(_) | TermRef::Literal(_) => {}
    }
}
