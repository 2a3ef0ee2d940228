//! Canonical numbers for blank nodes: the same for every copy of a graph, however its labels read.
//!
//! Nodes are told apart by what is said about them, over and over (colour refinement); where that leaves several alike,
//! each connected part is searched for the numbering with the smallest description. The work is bounded: a graph
//! built to defeat it gives [`TooEntangled`], where RDFC-1.0 would recurse without an end in sight.

use std::collections::HashMap;

/// One position of a [`Pattern`]: nothing, a known text, or a blank node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Code {
    /// The default graph.
    Nothing,
    /// A text, by its rank among all texts.
    Text(u32),
    /// A blank node.
    Node(u32),
}

/// A quad with at least one blank node.
pub(super) type Pattern = [Code; 4];

/// The blank nodes cannot be told apart within the bound on work.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooEntangled;

/// How much the search may do, in visits of a pattern; a second or two.
pub(crate) const SEARCH_BUDGET: usize = 10_000_000;
/// Rounds of the first refinement, so that it stays linear.
const FIRST_ROUNDS: usize = 64;
/// Choices one above the other, which bounds recursion.
const DEEPEST_SEARCH: usize = 500;

/// Gives each of the `nodes` blank nodes in `patterns` its canonical number, counted from 0; what is searched is taken
/// from `budget`, which [`SEARCH_BUDGET`] begins.
///
/// # Errors
/// [`TooEntangled`].
pub(super) fn canonical_numbers(
    nodes: usize,
    patterns: &[Pattern],
    budget: &mut usize,
) -> Result<Vec<u32>, TooEntangled> {
    let mut numbered = Vec::new();
    for part in connected_parts(nodes, patterns) {
        let (description, numbers) = part.canonical(budget)?;
        numbered.push((description, part.nodes, numbers));
    }
    // Parts with the same description are copies of each other; their order does not show.
    numbered.sort_by(|a, b| a.0.cmp(&b.0));
    let mut result = vec![0; nodes];
    let mut start = 0;
    for (_, nodes, numbers) in numbered {
        for (node, number) in nodes.iter().zip(&numbers) {
            result[*node as usize] = start + number;
        }
        start += u32::try_from(nodes.len()).map_err(|_| TooEntangled)?;
    }
    Ok(result)
}

/// A connected part of the graph of blank nodes, with its own node numbers.
struct Part {
    nodes: Vec<u32>,
    patterns: Vec<Pattern>,
    /// The patterns around each node.
    around: Vec<Vec<u32>>,
}

/// A numbering's description: the patterns under it, sorted.
type Description = Vec<Pattern>;

fn connected_parts(nodes: usize, patterns: &[Pattern]) -> Vec<Part> {
    let mut leaders: Vec<usize> = (0..nodes).collect();
    for pattern in patterns {
        let mut first = None;
        for node in nodes_of(pattern) {
            let leader = find_leader(&mut leaders, node as usize);
            leaders[leader] = *first.get_or_insert(leader);
        }
    }
    let mut parts: HashMap<usize, usize> = HashMap::new();
    let mut found: Vec<Part> = Vec::new();
    let mut local = vec![(0, 0); nodes];
    for (node, place) in local.iter_mut().enumerate() {
        let leader = find_leader(&mut leaders, node);
        let part = *parts.entry(leader).or_insert_with(|| {
            found.push(Part {
                nodes: Vec::new(),
                patterns: Vec::new(),
                around: Vec::new(),
            });
            found.len() - 1
        });
        *place = (part, position(found[part].nodes.len()));
        found[part].nodes.push(position(node));
        found[part].around.push(Vec::new());
    }
    for pattern in patterns {
        let Some(first) = nodes_of(pattern).next() else {
            continue;
        };
        let part = &mut found[local[first as usize].0];
        let number = position(part.patterns.len());
        let pattern = pattern.map(|code| match code {
            Code::Node(node) => Code::Node(local[node as usize].1),
            other => other,
        });
        for node in nodes_of(&pattern) {
            let around = &mut part.around[node as usize];
            if around.last() != Some(&number) {
                around.push(number);
            }
        }
        part.patterns.push(pattern);
    }
    found
}

fn position(count: usize) -> u32 {
    u32::try_from(count).expect("blank nodes are numbered with 32 bits")
}

fn nodes_of(pattern: &Pattern) -> impl Iterator<Item = u32> {
    pattern.iter().filter_map(|code| match code {
        Code::Node(node) => Some(*node),
        _ => None,
    })
}

fn find_leader(leaders: &mut [usize], mut node: usize) -> usize {
    while leaders[node] != node {
        leaders[node] = leaders[leaders[node]];
        node = leaders[node];
    }
    node
}

impl Part {
    /// Gives the smallest description and the numbering that has it.
    fn canonical(&self, budget: &mut usize) -> Result<(Description, Vec<u32>), TooEntangled> {
        let mut colours = vec![0; self.nodes.len()];
        let mut free = usize::MAX;
        let stable = self.refine(&mut colours, FIRST_ROUNDS, &mut free)?;
        let mut best = None;
        if stable || self.is_discrete(&colours) {
            self.search(colours, 0, budget, &mut best)?;
        } else {
            self.refine(&mut colours, usize::MAX, budget)?;
            self.search(colours, 0, budget, &mut best)?;
        }
        best.ok_or(TooEntangled)
    }

    fn is_discrete(&self, colours: &[u32]) -> bool {
        colours
            .iter()
            .max()
            .is_none_or(|highest| *highest as usize + 1 == self.nodes.len())
    }

    /// Splits colours until nodes of one colour see the same colours around them; tells whether that was reached.
    fn refine(
        &self,
        colours: &mut [u32],
        rounds: usize,
        budget: &mut usize,
    ) -> Result<bool, TooEntangled> {
        let mut classes = 0;
        for _ in 0..rounds {
            let cost = self.around.iter().map(Vec::len).sum::<usize>() + 1;
            *budget = budget.checked_sub(cost).ok_or(TooEntangled)?;
            let views: Vec<(u32, Vec<Pattern>)> = (0..)
                .zip(&self.around)
                .zip(colours.iter())
                .map(|((node, around), colour)| (*colour, self.view(node, around, colours)))
                .collect();
            let mut order: Vec<usize> = (0..views.len()).collect();
            order.sort_by(|a, b| views[*a].cmp(&views[*b]));
            let mut next = 0;
            for (place, node) in order.iter().enumerate() {
                if place > 0 && views[order[place - 1]] != views[*node] {
                    next += 1;
                }
                colours[*node] = next;
            }
            if next as usize + 1 == classes || self.is_discrete(colours) {
                return Ok(true);
            }
            classes = next as usize + 1;
        }
        Ok(false)
    }

    /// Gives the patterns around `node` with colours for nodes; the node itself stands out.
    fn view(&self, node: u32, around: &[u32], colours: &[u32]) -> Vec<Pattern> {
        let mut view: Vec<Pattern> = around
            .iter()
            .map(|pattern| {
                self.patterns[*pattern as usize].map(|code| match code {
                    Code::Node(other) if other == node => Code::Node(0),
                    Code::Node(other) => Code::Node(colours[other as usize] + 1),
                    other => other,
                })
            })
            .collect();
        view.sort_unstable();
        view
    }

    /// Tries every node of the first colour that several share as the one that comes first.
    fn search(
        &self,
        colours: Vec<u32>,
        depth: usize,
        budget: &mut usize,
        best: &mut Option<(Description, Vec<u32>)>,
    ) -> Result<(), TooEntangled> {
        if depth > DEEPEST_SEARCH {
            return Err(TooEntangled);
        }
        let Some(alike) = self.first_shared_colour(&colours) else {
            *budget = budget
                .checked_sub(self.patterns.len())
                .ok_or(TooEntangled)?;
            let description = self.describe(&colours);
            if best
                .as_ref()
                .is_none_or(|(smallest, _)| description < *smallest)
            {
                *best = Some((description, colours));
            }
            return Ok(());
        };
        let mut tried: Vec<u32> = Vec::new();
        for node in alike {
            if tried.iter().any(|earlier| self.are_twins(*earlier, node)) {
                continue;
            }
            tried.push(node);
            let mut chosen: Vec<u32> = colours.iter().map(|colour| colour * 2 + 1).collect();
            chosen[node as usize] -= 1;
            self.refine(&mut chosen, usize::MAX, budget)?;
            self.search(chosen, depth + 1, budget, best)?;
        }
        Ok(())
    }

    fn first_shared_colour(&self, colours: &[u32]) -> Option<Vec<u32>> {
        let mut members = vec![0_u32; self.nodes.len()];
        for colour in colours {
            members[*colour as usize] += 1;
        }
        let shared = members.iter().position(|count| *count > 1)?;
        let alike = (0..)
            .zip(colours)
            .filter(|(_, colour)| **colour as usize == shared);
        Some(alike.map(|(node, _)| node).collect())
    }

    /// Tells whether exchanging two nodes leaves the graph as it is; then trying one of them is enough.
    fn are_twins(&self, first: u32, second: u32) -> bool {
        let seen_from = |node: u32, swap: bool| {
            let mut view: Vec<Pattern> = self.around[node as usize]
                .iter()
                .map(|pattern| {
                    self.patterns[*pattern as usize].map(|code| match code {
                        Code::Node(other) if swap && other == first => Code::Node(second),
                        Code::Node(other) if swap && other == second => Code::Node(first),
                        other => other,
                    })
                })
                .collect();
            view.sort_unstable();
            view
        };
        seen_from(first, true) == seen_from(second, false)
    }

    fn describe(&self, numbers: &[u32]) -> Description {
        let mut description: Description = self
            .patterns
            .iter()
            .map(|pattern| {
                pattern.map(|code| match code {
                    Code::Node(node) => Code::Node(numbers[node as usize]),
                    other => other,
                })
            })
            .collect();
        description.sort_unstable();
        description
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Pattern, SEARCH_BUDGET, TooEntangled, canonical_numbers, position};

    fn edge(from: u32, to: u32) -> Pattern {
        [
            Code::Nothing,
            Code::Node(from),
            Code::Text(0),
            Code::Node(to),
        ]
    }

    fn described(nodes: usize, patterns: &[Pattern]) -> Vec<Pattern> {
        let numbers = canonical_numbers(nodes, patterns, &mut { SEARCH_BUDGET }).unwrap();
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        assert!(
            sorted.iter().copied().eq(0..position(nodes)),
            "{numbers:?} is no numbering"
        );
        let mut patterns: Vec<Pattern> = patterns
            .iter()
            .map(|pattern| {
                pattern.map(|code| match code {
                    Code::Node(node) => Code::Node(numbers[node as usize]),
                    other => other,
                })
            })
            .collect();
        patterns.sort_unstable();
        patterns
    }

    /// Checks that renaming the nodes by `step` (coprime to their number) changes nothing.
    fn check(nodes: u32, patterns: &[Pattern], step: u32) {
        let renamed: Vec<Pattern> = patterns
            .iter()
            .rev()
            .map(|pattern| {
                pattern.map(|code| match code {
                    Code::Node(node) => Code::Node((node * step + 1) % nodes),
                    other => other,
                })
            })
            .collect();
        assert_eq!(
            described(nodes as usize, patterns),
            described(nodes as usize, &renamed)
        );
    }

    #[test]
    fn chain_is_numbered_from_its_ends() {
        let chain: Vec<Pattern> = (0..200).map(|node| edge(node, node + 1)).collect();
        check(201, &chain, 2);
    }

    #[test]
    fn cycle_whose_nodes_look_alike_is_numbered() {
        let cycle: Vec<Pattern> = (0..31).map(|node| edge(node, (node + 1) % 31)).collect();
        check(31, &cycle, 3);
    }

    #[test]
    fn copies_of_a_part_do_not_multiply_the_work() {
        let copies: Vec<Pattern> = (0..500)
            .flat_map(|copy| [edge(2 * copy, 2 * copy + 1), edge(2 * copy + 1, 2 * copy)])
            .collect();
        check(1000, &copies, 7);
    }

    #[test]
    fn twins_do_not_multiply_the_work() {
        let clique: Vec<Pattern> = (0..12)
            .flat_map(|from| {
                (0..12)
                    .filter(move |to| *to != from)
                    .map(move |to| edge(from, to))
            })
            .collect();
        check(12, &clique, 5);
    }

    #[test]
    fn regular_graph_without_twins_is_numbered() {
        // The Petersen graph: every node has three neighbours, and refinement alone tells nothing apart.
        let outer = (0..5).map(|node| edge(node, (node + 1) % 5));
        let inner = (0..5).map(|node| edge(5 + node, 5 + (node + 2) % 5));
        let spokes = (0..5).map(|node| edge(node, 5 + node));
        let edges: Vec<Pattern> = outer.chain(inner).chain(spokes).collect();
        let both: Vec<Pattern> = edges
            .iter()
            .flat_map(|[graph, from, label, to]| {
                [[*graph, *from, *label, *to], [*graph, *to, *label, *from]]
            })
            .collect();
        check(10, &both, 3);
    }

    #[test]
    fn search_gives_up_within_its_bound() {
        // A large cycle: every node looks alike, and each choice is only settled by walking all around.
        let cycle: Vec<Pattern> = (0..20_000)
            .map(|node| edge(node, (node + 1) % 20_000))
            .collect();
        assert_eq!(
            canonical_numbers(20_000, &cycle, &mut { SEARCH_BUDGET }),
            Err(TooEntangled)
        );
    }
}
