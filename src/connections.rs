//! The shortest connections between two nodes of the default graph. Layer 3: may use store, vocab.
//!
//! Start at [`find`]. Relations count in both directions. A statement about a statement (`rdf:subject`, `rdf:object`)
//! is a relation between the two nodes that it names, not a node on the way. Classes, vocabularies and their plain
//! concepts, documents and segments connect nearly everything with everything and so tell nothing: unless they are asked
//! for, no connection leads through them, nor through nodes with very many relations.
//!
//! The search goes on from both ends in turn, a whole level at a time, so that the first connections it meets are the
//! shortest; those of the same length are ordered by how few relations the nodes on the way have.

mod links;

use std::collections::{BTreeSet, HashMap};

use oxrdf::{NamedNode, NamedOrBlankNode};

use crate::store::{Dataset, Error};
use links::Links;
pub use links::Passed;

/// Connections longer than the shortest by more than this are not looked for.
const DETOUR: usize = 2;
/// Connections of one length that are compared with each other; more are not looked at.
const COMPARED: usize = 400;

/// How far the search goes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections that are given at most.
    pub most: usize,
    /// Steps that a connection has at most.
    pub longest: usize,
    /// Relations of a node through which connections may lead, at most.
    pub breadth: usize,
    /// Nodes that are looked at, at most.
    pub nodes: usize,
    /// Whether connections may lead through classes, vocabularies, documents and segments.
    pub hubs: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            most: 3,
            longest: 8,
            breadth: 1000,
            nodes: 500_000,
            hubs: false,
        }
    }
}

/// A relation between two neighbours on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The property.
    pub property: NamedNode,
    /// Whether the neighbour nearer to the start is the subject.
    pub forward: bool,
    /// The statement that says so, where the graph itself does not.
    pub claim: Option<NamedOrBlankNode>,
}

/// One step of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The relations between the node before and this one, in order.
    pub relations: Vec<Relation>,
    /// Where the step leads.
    pub to: NamedOrBlankNode,
}

/// A way from one node to the other; no node stands on it twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The steps, in order from the start.
    pub steps: Vec<Step>,
}

/// Why a search ended before its limits of length and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The time was over.
    Time,
    /// More nodes would have to be looked at than [`Limits::nodes`].
    Nodes,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The connections, the shortest first.
    pub connections: Vec<Connection>,
    /// What no connection was to lead through.
    pub passed: Passed,
    /// How many nodes were looked at.
    pub nodes: usize,
    /// The length up to which the search is complete.
    pub searched: usize,
    /// Whether all that can be reached from one of the ends was looked at.
    pub exhausted: bool,
    /// Why the search ended early, where it did.
    pub stopped: Option<Stop>,
}

/// Finds the shortest connections of `from` and `to`, which are two nodes, within `limits`.
///
/// `late`, which is asked before each node, tells whether the time is over; `report` is told how many nodes were looked
/// at. What was found until the time was over is given, so a result may lack connections: [`Found::stopped`] says so.
///
/// # Errors
/// The dataset's, and that of `late`.
pub fn find(
    dataset: &dyn Dataset,
    (from, to): (&NamedOrBlankNode, &NamedOrBlankNode),
    limits: Limits,
    late: &dyn Fn() -> Result<bool, Error>,
    report: &mut dyn FnMut(usize),
) -> Result<Found, Error> {
    let links = Links::new(dataset, limits, [from.clone(), to.clone()]);
    let mut search = Search {
        links,
        limits,
        sides: [Side::new(0), Side::new(1)],
        stopped: None,
        late,
        report,
    };
    let mut connections = Vec::new();
    let mut shortest = None;
    let mut searched = 0;
    for length in 1..=limits.longest {
        if !search.widen()? && connections.is_empty() {
            break;
        }
        connections.extend(search.meet(length, limits.most - connections.len())?);
        if search.stopped.is_some() {
            break;
        }
        searched = length;
        if !connections.is_empty() && shortest.is_none() {
            shortest = Some(length);
        }
        let detour = shortest.is_some_and(|shortest| length >= shortest + DETOUR);
        if connections.len() >= limits.most || detour {
            break;
        }
    }
    let connections = connections
        .iter()
        .map(|way| search.links.connection(way))
        .collect::<Result<_, _>>()?;
    let exhausted = search.sides.iter().any(|side| side.frontier.is_empty());
    Ok(Found {
        connections,
        nodes: search.links.len(),
        searched,
        exhausted,
        stopped: search.stopped,
        passed: search.links.passed,
    })
}

/// What was reached from one of the two ends.
struct Side {
    /// How many steps each node is away.
    distances: HashMap<u32, usize>,
    /// The nodes of the last level, whose neighbours are not known yet.
    frontier: Vec<u32>,
    /// The number of the last level.
    depth: usize,
}

impl Side {
    fn new(end: u32) -> Self {
        Self {
            distances: HashMap::from([(end, 0)]),
            frontier: vec![end],
            depth: 0,
        }
    }
}

struct Search<'a> {
    links: Links<'a>,
    limits: Limits,
    sides: [Side; 2],
    stopped: Option<Stop>,
    late: &'a dyn Fn() -> Result<bool, Error>,
    report: &'a mut dyn FnMut(usize),
}

impl Search<'_> {
    /// Goes one level further on the side where that is less work.
    ///
    /// Tells whether there is still a way that could be found.
    fn widen(&mut self) -> Result<bool, Error> {
        let [left, right] = [&self.sides[0].frontier, &self.sides[1].frontier].map(Vec::len);
        let number = match (left, right) {
            (0, _) | (_, 0) => {
                // One end's whole surroundings are known: they hold the other end, or there is no way.
                let number = usize::from(left != 0);
                let other = u32::from(number == 0);
                self.sides[number].depth += 1;
                return Ok(self.sides[number].distances.contains_key(&other));
            }
            _ => usize::from(right < left),
        };
        let frontier = std::mem::take(&mut self.sides[number].frontier);
        let side = &mut self.sides[number];
        side.depth += 1;
        for node in frontier {
            if (self.late)()? {
                self.stopped = Some(Stop::Time);
                break;
            }
            if self.links.len() > self.limits.nodes {
                self.stopped = Some(Stop::Nodes);
                break;
            }
            for neighbour in self.links.neighbours(node)? {
                if let std::collections::hash_map::Entry::Vacant(entry) =
                    side.distances.entry(neighbour)
                {
                    entry.insert(side.depth);
                    side.frontier.push(neighbour);
                }
            }
            (self.report)(self.links.len());
        }
        Ok(true)
    }

    /// Gives at most `most` ways of `length` steps, the best first.
    fn meet(&mut self, length: usize, most: usize) -> Result<Vec<Vec<u32>>, Error> {
        let [left, right] = [self.sides[0].depth, self.sides[1].depth];
        debug_assert_eq!(left + right, length, "each level is one more step");
        let mut middles = Vec::new();
        for (node, distance) in &self.sides[0].distances {
            let other = self.sides[1].distances.get(node);
            if *distance <= left && other.is_some_and(|other| *other <= right) {
                middles.push(*node);
            }
        }
        let mut ranked = Vec::with_capacity(middles.len());
        for node in middles {
            if self.links.may_be_passed(node)? {
                ranked.push((self.links.degree(node)?, self.links.name(node), node));
            }
        }
        ranked.sort();
        let mut ways = Vec::new();
        for (_, _, middle) in ranked {
            let mut halves = [Vec::new(), Vec::new()];
            for (number, depth) in [(0, left), (1, right)] {
                self.halves(number, depth, &mut vec![middle], &mut halves[number]);
            }
            let [first, second] = halves;
            for start in &first {
                for end in second.iter().filter(|end| are_apart(start, end)) {
                    let there = start.iter().rev();
                    ways.push(there.chain(&end[1..]).copied().collect::<Vec<u32>>());
                }
            }
            if ways.len() >= COMPARED || (self.late)()? {
                break;
            }
        }
        let mut ranked = Vec::with_capacity(ways.len());
        for way in ways {
            let mut degrees = 0_usize;
            for node in &way[1..length] {
                degrees = degrees.saturating_add(self.links.degree(*node)?);
            }
            let names: Vec<String> = way.iter().map(|node| self.links.name(*node)).collect();
            ranked.push((degrees, names, way));
        }
        ranked.sort();
        ranked.truncate(most);
        Ok(ranked.into_iter().map(|(_, _, way)| way).collect())
    }

    /// Adds to `found` the ways from the last node of `way` to the end of a side in exactly `steps` steps.
    fn halves(&self, side: usize, steps: usize, way: &mut Vec<u32>, found: &mut Vec<Vec<u32>>) {
        if found.len() >= COMPARED {
            return;
        }
        let last = *way.last().expect("a way has a first node");
        let distances = &self.sides[side].distances;
        if steps == 0 {
            if distances.get(&last) == Some(&0) {
                found.push(way.clone());
            }
            return;
        }
        for neighbour in self.links.known(last) {
            let near = distances.get(neighbour).is_some_and(|own| *own < steps);
            // An end of the whole connection cannot stand in its middle.
            let is_end = *neighbour < 2 && (steps > 1 || *neighbour as usize != side);
            let leads_on = near && !is_end && !self.links.is_busy(*neighbour);
            if leads_on && !way.contains(neighbour) {
                way.push(*neighbour);
                self.halves(side, steps - 1, way, found);
                way.pop();
            }
        }
    }
}

/// Tells whether two ways from the same node have no other node in common.
fn are_apart(one: &[u32], other: &[u32]) -> bool {
    let one: BTreeSet<u32> = one[1..].iter().copied().collect();
    other[1..].iter().all(|node| !one.contains(node))
}

#[cfg(test)]
mod tests;
