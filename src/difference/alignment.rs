//! Which blank node of the right is which of the left.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxigraph::sparql::CancellationToken;
use oxrdf::{BlankNode, BlankNodeRef, Quad};

use super::{Error, visit_nodes};
use crate::canonicalization::{self, CanonicalForm, canonical_forms};
use crate::serialization::{SEARCH_BUDGET, TooEntangled, relabel, relabelled};

/// Pairs of nodes that one thing said about both may suggest; what is said of more tells nothing apart.
const MOST_PAIRS: usize = 2_500;
/// How often what is known of the neighbours is used to pair further nodes.
const ROUNDS: usize = 64;

/// Blank nodes by their names on the right, with those on the left.
type Names = HashMap<BlankNode, BlankNode>;

/// Gives `quads` with the labels of their canonical N-Quads document, where there is one; else with those they have.
pub(super) fn named_canonically(
    quads: Vec<Quad>,
    cancellation: &CancellationToken,
) -> Result<Vec<Quad>, Error> {
    if !quads.iter().any(has_blank_node) {
        return Ok(quads);
    }
    let whole: Vec<&Quad> = quads.iter().collect();
    match canonical_forms(&[whole], cancellation) {
        Ok(forms) => {
            let nodes = forms.into_iter().flat_map(|form| form.nodes);
            let names: Names = (0..)
                .zip(nodes)
                .map(|(number, node)| (node, BlankNode::new_unchecked(format!("c14n{number}"))))
                .collect();
            Ok(renamed(&quads, &names))
        }
        Err(canonicalization::Error::TooEntangled | canonicalization::Error::TripleTerm) => {
            Ok(quads)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Gives `right` with the labels that `left` uses for the same nodes, and new ones for those that `left` does not have.
pub(super) fn named_as(
    left: &[Quad],
    right: Vec<Quad>,
    cancellation: &CancellationToken,
) -> Result<Vec<Quad>, Error> {
    let parts = connected_parts(&right);
    if parts.is_empty() {
        return Ok(right);
    }
    let names = names(connected_parts(left), parts, cancellation)?;
    Ok(renamed(&right, &names))
}

fn names(
    left: Vec<Part<'_>>,
    right: Vec<Part<'_>>,
    cancellation: &CancellationToken,
) -> Result<Names, Error> {
    let mut names = Names::new();
    let mut taken: HashSet<BlankNode> = HashSet::new();
    for quad in left.iter().flatten() {
        visit_nodes(quad, &mut |node| {
            taken.insert(node.into_owned());
        });
    }
    let (left_forms, right_forms) = forms(&left, &right, cancellation)?;
    let mut left_only = Vec::new();
    let mut right_only = Vec::new();
    let mut right_sorted = sorted_by_form(right_forms, right).into_iter().peekable();
    for (form, part) in sorted_by_form(left_forms, left) {
        while let Some(before) = right_sorted.next_if(|(other, _)| other.text < form.text) {
            right_only.push(before);
        }
        match right_sorted.next_if(|(other, _)| other.text == form.text) {
            Some((other, _)) => names.extend(other.nodes.into_iter().zip(form.nodes)),
            None => left_only.push((form, part)),
        }
    }
    right_only.extend(right_sorted);
    pair_alike(&left_only, &right_only, &mut names);
    let mut number = 0;
    for node in right_only.into_iter().flat_map(|(form, _)| form.nodes) {
        names.entry(node).or_insert_with(|| {
            loop {
                let new = BlankNode::new_unchecked(format!("new{number}"));
                number += 1;
                if !taken.contains(&new) {
                    return new;
                }
            }
        });
    }
    Ok(names)
}

fn renamed(quads: &[Quad], names: &Names) -> Vec<Quad> {
    let name = |node: &BlankNode| names.get(node).unwrap_or(node).clone();
    quads.iter().map(|quad| relabel(quad, &name)).collect()
}

fn has_blank_node(quad: &Quad) -> bool {
    let mut found = false;
    visit_nodes(quad, &mut |_| found = true);
    found
}

fn failed(error: canonicalization::Error) -> Error {
    match error {
        canonicalization::Error::Cancelled => Error::Cancelled,
        error => Error::Canonicalization(error),
    }
}

/// A connected part: the statements about blank nodes that hang together.
type Part<'a> = Vec<&'a Quad>;

fn connected_parts(quads: &[Quad]) -> Vec<Part<'_>> {
    let mut ids: HashMap<BlankNodeRef<'_>, usize> = HashMap::new();
    let mut leaders: Vec<usize> = Vec::new();
    let mut with_nodes: Vec<(usize, &Quad)> = Vec::new();
    for quad in quads {
        let mut first = None;
        visit_nodes(quad, &mut |node| {
            let id = *ids.entry(node).or_insert_with(|| {
                leaders.push(leaders.len());
                leaders.len() - 1
            });
            let leader = leader(&mut leaders, id);
            let first = *first.get_or_insert(leader);
            leaders[leader] = first;
        });
        if let Some(first) = first {
            with_nodes.push((first, quad));
        }
    }
    let mut parts: HashMap<usize, Part<'_>> = HashMap::new();
    for (node, quad) in with_nodes {
        parts
            .entry(leader(&mut leaders, node))
            .or_default()
            .push(quad);
    }
    parts.into_values().collect()
}

fn leader(leaders: &mut [usize], mut node: usize) -> usize {
    while leaders[node] != node {
        leaders[node] = leaders[leaders[node]];
        node = leaders[node];
    }
    node
}

/// Gives the canonical forms of all parts, all by the same method, since those of two methods cannot be compared.
fn forms(
    left: &[Part<'_>],
    right: &[Part<'_>],
    cancellation: &CancellationToken,
) -> Result<(Vec<CanonicalForm>, Vec<CanonicalForm>), Error> {
    let standard = || {
        Ok((
            canonical_forms(left, cancellation)?,
            canonical_forms(right, cancellation)?,
        ))
    };
    match standard() {
        // Our own labelling knows triple terms and sees through nodes that are exchangeable.
        Err(canonicalization::Error::TooEntangled | canonicalization::Error::TripleTerm) => {
            let mut budget = SEARCH_BUDGET;
            Ok((
                own_forms(left, &mut budget)?,
                own_forms(right, &mut budget)?,
            ))
        }
        forms => forms.map_err(failed),
    }
}

fn own_forms(parts: &[Part<'_>], budget: &mut usize) -> Result<Vec<CanonicalForm>, Error> {
    parts
        .iter()
        .map(|part| {
            let quads: Vec<Quad> = part.iter().copied().cloned().collect();
            let (mut lines, nodes) =
                relabelled(&quads, budget).map_err(|TooEntangled| Error::TooEntangled)?;
            lines.sort_unstable();
            Ok(CanonicalForm {
                text: lines.concat(),
                nodes,
            })
        })
        .collect()
}

fn sorted_by_form(
    forms: Vec<CanonicalForm>,
    parts: Vec<Part<'_>>,
) -> Vec<(CanonicalForm, Part<'_>)> {
    let mut both: Vec<_> = forms.into_iter().zip(parts).collect();
    both.sort_by(|a, b| a.0.text.cmp(&b.0.text));
    both
}

/// Pairs the nodes of parts that differ, those first of which most is said in common; adds the pairs to `names`.
fn pair_alike(
    left: &[(CanonicalForm, Part<'_>)],
    right: &[(CanonicalForm, Part<'_>)],
    names: &mut Names,
) {
    let mut left_side = Side::of(left);
    let mut right_side = Side::of(right);
    for _ in 0..ROUNDS {
        let pairs = best_pairs(&left_side.features(), &right_side.features());
        if pairs.is_empty() {
            break;
        }
        for (left, right) in pairs {
            let (left, right) = (
                left_side.nodes[left].clone(),
                right_side.nodes[right].clone(),
            );
            left_side.known.insert(left.clone(), left.clone());
            right_side.known.insert(right.clone(), left.clone());
            names.insert(right, left);
        }
    }
}

/// The nodes of one side that have no counterpart yet, or had none at the start.
struct Side<'a> {
    nodes: Vec<BlankNode>,
    parts: Vec<&'a Part<'a>>,
    /// Nodes with a counterpart, and what it is called on the left.
    known: Names,
}

impl<'a> Side<'a> {
    fn of(parts: &'a [(CanonicalForm, Part<'a>)]) -> Self {
        Self {
            nodes: parts
                .iter()
                .flat_map(|(form, _)| form.nodes.iter().cloned())
                .collect(),
            parts: parts.iter().map(|(_, part)| part).collect(),
            known: Names::new(),
        }
    }

    /// Gives what is said about the nodes without counterpart, each with the nodes, by their places, it is said about.
    fn features(&self) -> BTreeMap<String, Vec<usize>> {
        let places: HashMap<&BlankNode, usize> = self
            .nodes
            .iter()
            .enumerate()
            .map(|(place, node)| (node, place))
            .collect();
        let mut features: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for quad in self.parts.iter().copied().flatten() {
            let mut about: Vec<BlankNode> = Vec::new();
            visit_nodes(quad, &mut |node| about.push(node.into_owned()));
            about.dedup();
            for node in about.iter().filter(|node| !self.known.contains_key(*node)) {
                let anonymous = relabel(quad, &|other| {
                    if other == node {
                        return BlankNode::new_unchecked("self");
                    }
                    match self.known.get(other) {
                        Some(name) => BlankNode::new_unchecked(format!("known-{}", name.as_str())),
                        None => BlankNode::new_unchecked("other"),
                    }
                });
                let nodes = features.entry(anonymous.to_string()).or_default();
                nodes.push(places[node]);
            }
        }
        features
    }
}

/// Gives pairs of which each side is the best for the other, the first where several are.
fn best_pairs(
    left: &BTreeMap<String, Vec<usize>>,
    right: &BTreeMap<String, Vec<usize>>,
) -> Vec<(usize, usize)> {
    let mut scores: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (feature, left_nodes) in left {
        let Some(right_nodes) = right.get(feature) else {
            continue;
        };
        let pairs = left_nodes.len() * right_nodes.len();
        if pairs > MOST_PAIRS {
            continue;
        }
        for left in left_nodes {
            for right in right_nodes {
                // What is said of few says more.
                *scores.entry((*left, *right)).or_default() += MOST_PAIRS / pairs;
            }
        }
    }
    let mut ranking: Vec<_> = scores.into_iter().collect();
    ranking.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let (mut seen_left, mut seen_right) = (HashSet::new(), HashSet::new());
    let mut pairs = Vec::new();
    for ((left, right), _) in ranking {
        // Both are marked even where they are not paired, so that only the best of each counts.
        let (new_left, new_right) = (seen_left.insert(left), seen_right.insert(right));
        if new_left && new_right {
            pairs.push((left, right));
        }
    }
    pairs
}
