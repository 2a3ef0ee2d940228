//! Whether what a pattern looks for is in another graph.

use std::collections::BTreeMap;

use oxrdf::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Term, Variable};
use spargebra::term::NamedNodePattern;

use super::super::algebra::{Member, Members, Position, Triple};
use super::names::Near;
use super::triples::{matches, node};
use super::{Emptiness, Error, Inquiry, MOST_COUNTED, SAMPLE, Tally, add, by_frequency};
use crate::language::{Wording, wording};
use crate::sparql::evaluation::{self, Answer};

/// What the variable is called that stands for the name of any graph.
const ANY: &str = "any_graph";

impl Inquiry<'_> {
    /// Looks into a block of GRAPH called `name`, and whether its pattern has rows in another graph.
    pub(super) fn block(
        &self,
        name: &NamedNodePattern,
        members: &Members,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        if let NamedNodePattern::NamedNode(graph) = name {
            self.unknown_graph(graph, found)?;
            let all = members.list.len();
            let elsewhere = members.in_graph(None);
            let in_default = self.count(&elsewhere.rows(all, None, MOST_COUNTED))?;
            let variable = Variable::new_unchecked(ANY);
            let elsewhere = members.in_graph(Some(NamedNodePattern::Variable(variable.clone())));
            let (named, _) = self.tally(&elsewhere.rows(all, None, MOST_COUNTED), &variable)?;
            if let Some((place, count)) = self.most(in_default, &named, Some(graph), found) {
                let times = matches(count);
                found.reasons.push(wording!(
                    "all of it together: nothing here, but {times} {place}",
                    "alles zusammen: hier nichts, aber {place} {times}"
                ));
            }
        }
        let name = match name {
            NamedNodePattern::NamedNode(graph) => self.name(graph),
            NamedNodePattern::Variable(variable) => variable.to_string(),
        };
        let title = wording!("in GRAPH {name}", "in GRAPH {name}");
        self.part(title, members.clone(), before, found)
    }

    /// Tells of graphs of FROM that there are not.
    pub(super) fn unknown_sources(&self, found: &mut Emptiness) -> Result<(), Error> {
        let Some(sources) = &self.members.dataset else {
            return Ok(());
        };
        for graph in sources.default.iter().chain(sources.named.iter().flatten()) {
            if !self.has_graph(graph)? {
                self.tell_unknown_graph(graph, found)?;
            }
        }
        Ok(())
    }

    /// Tells that FROM and FROM NAMED leave nothing where a pattern is looked up.
    pub(super) fn left_out(&self, triple: &Triple, found: &mut Emptiness) {
        let Some(sources) = &self.members.dataset else {
            return;
        };
        let named = sources.named.as_deref().unwrap_or_default();
        let graph = self.graph_of(triple);
        let reason = match graph.as_ref().map(node) {
            None if sources.default.is_empty() => wording!(
                "FROM NAMED alone leaves the default graph empty: the pattern belongs in GRAPH, or the graph behind FROM",
                "FROM NAMED allein lässt den Standardgraphen leer: das Muster gehört in GRAPH, oder der Graph hinter FROM"
            ),
            Some(_) if named.is_empty() => wording!(
                "FROM alone leaves no named graph: what GRAPH looks up stands behind FROM NAMED",
                "FROM allein lässt keinen benannten Graphen übrig: was GRAPH nachschlägt, steht hinter FROM NAMED"
            ),
            Some(Some(graph)) if !named.contains(graph) => wording!(
                "FROM NAMED does not name {}",
                "FROM NAMED nennt {} nicht",
                self.name(graph)
            ),
            _ => return,
        };
        found.reasons.push(reason);
    }

    fn has_graph(&self, graph: &NamedNode) -> Result<bool, Error> {
        let name = GraphNameRef::from(graph.as_ref());
        let mut quads = self.dataset.quads(None, None, None, Some(name));
        Ok(quads.next().transpose()?.is_some())
    }

    /// Tells of a graph that there is not.
    pub(super) fn unknown_graph(
        &self,
        graph: &NamedNode,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        // What FROM NAMED leaves out is there, and cannot be seen.
        if self.members.dataset.is_some() || self.has_graph(graph)? {
            return Ok(());
        }
        self.tell_unknown_graph(graph, found)
    }

    fn tell_unknown_graph(&self, graph: &NamedNode, found: &mut Emptiness) -> Result<(), Error> {
        let mut graphs: BTreeMap<String, usize> = BTreeMap::new();
        let all = evaluation::evaluate(
            "SELECT ?g { GRAPH ?g {} }",
            None,
            self.dataset,
            self.cancellation,
        )?;
        if let Answer::Solutions { rows, .. } = all {
            for row in rows {
                if let Some(Term::NamedNode(graph)) = row?.get("g") {
                    graphs.insert(graph.as_str().to_owned(), 0);
                }
            }
        }
        for (graph, count) in &mut graphs {
            let name = NamedNode::new_unchecked(graph);
            let quads = self
                .dataset
                .quads(None, None, None, Some(name.as_ref().into()));
            for quad in quads.take(SAMPLE) {
                quad?;
                *count += 1;
            }
        }
        let known = graphs.iter().map(|(name, count)| (name.as_str(), *count));
        let near = Near::untried(graph, known);
        let role = Wording::new(" as a graph", " als Graph");
        self.tell_nearest(graph, role, near, found);
        Ok(())
    }

    /// Tells of graphs that have what the graph looked at has not.
    pub(super) fn elsewhere(&self, triple: &Triple, found: &mut Emptiness) -> Result<(), Error> {
        let subject = node(&triple.subject).map(|node| NamedOrBlankNode::from(node.clone()));
        let quads = self.dataset.quads(
            subject.as_ref().map(NamedOrBlankNode::as_ref),
            node(&triple.predicate).map(NamedNode::as_ref),
            triple.object.term().map(Term::as_ref),
            None,
        );
        let graph = self.graph_of(triple);
        let own = graph.as_ref().map(node);
        let narrowed = self.members.dataset.is_some();
        let mut in_default = 0;
        let mut named = Tally::new();
        for quad in quads.take(SAMPLE) {
            match (quad?.graph_name, own) {
                // The pattern looks there, and a variable that it has twice keeps it from matching.
                (GraphName::NamedNode(graph), Some(Some(own))) if graph == *own => {}
                (GraphName::BlankNode(_), _) => {}
                // What FROM does not name is not looked at.
                (GraphName::NamedNode(_), Some(None)) | (GraphName::DefaultGraph, None)
                    if !narrowed => {}
                (GraphName::NamedNode(graph), _) => add(&mut named, graph.into()),
                (GraphName::DefaultGraph, _) => in_default += 1,
            }
        }
        self.tell_graph(in_default, &named, own.flatten(), found);
        Ok(())
    }

    /// Tells of graphs where the pattern fits the rows before the member at `index`.
    pub(super) fn joined_elsewhere(
        &self,
        triple: &Triple,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let own = self.graph_of(triple);
        let variable = Variable::new_unchecked(ANY);
        let any = Position::Variable(variable.clone());
        let beside = |graph: Option<Position>| {
            let member = Member::Triple(Triple {
                graph,
                ..triple.clone()
            });
            self.members.beside(index, &member, SAMPLE)
        };
        let in_default = match own {
            Some(_) => self.count(&beside(None))?,
            None => 0,
        };
        let named = match own {
            Some(Position::Variable(_)) => Tally::new(),
            _ => self.tally(&beside(Some(any)), &variable)?.0,
        };
        self.tell_graph(in_default, &named, own.as_ref().and_then(node), found);
        Ok(())
    }

    /// Gives the graph that a pattern is looked up in.
    pub(super) fn graph_of(&self, triple: &Triple) -> Option<Position> {
        let around = self.members.graph.as_ref().map(|graph| match graph {
            NamedNodePattern::NamedNode(graph) => Position::Term(graph.clone().into()),
            NamedNodePattern::Variable(variable) => Position::Variable(variable.clone()),
        });
        triple.graph.clone().or(around)
    }

    /// Tells which graph has most matches, and proposes it in the place of `own`.
    fn tell_graph(
        &self,
        in_default: usize,
        named: &Tally,
        own: Option<&NamedNode>,
        found: &mut Emptiness,
    ) {
        if let Some((place, count)) = self.most(in_default, named, own, found) {
            found.reasons.push(wording!(
                "nothing here, but {1} {0}",
                "hier nichts, aber {0} {1}",
                place,
                matches(count)
            ));
        }
    }

    /// Gives in words where most matches are and how many, and proposes that graph in the place of `own`.
    fn most(
        &self,
        in_default: usize,
        named: &Tally,
        own: Option<&NamedNode>,
        found: &mut Emptiness,
    ) -> Option<(String, usize)> {
        match by_frequency(named).first() {
            Some((Term::NamedNode(graph), count)) if *count >= in_default => {
                if let Some(own) = own {
                    self.propose(&own.clone().into(), &self.name(graph), found);
                }
                let graph = self.name(graph);
                Some((wording!("in {graph}", "in {graph}"), *count))
            }
            _ if in_default == 0 => None,
            _ => Some((
                wording!("in the default graph", "im Standardgraphen"),
                in_default,
            )),
        }
    }
}
