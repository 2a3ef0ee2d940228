//! Whether two datasets say the same, but for the labels of their blank nodes.
//!
//! Both are relabelled canonically and compared as sets of quads. Equal sets are a proof, whatever the labels are worth,
//! because no two blank nodes share one; it holds even where the writer or the labelling has a defect.

use std::collections::{HashMap, HashSet};

use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, TermRef, Triple};

use super::encoding::Encoding;
use super::graph::{Graph, Id};
use super::labels::{SEARCH_BUDGET, TooEntangled};

/// Tells whether `left` and `right` are isomorphic.
///
/// # Errors
/// [`TooEntangled`] where their blank nodes cannot be told apart with bounded work.
pub(super) fn are_isomorphic(left: &[Quad], right: &[Quad]) -> Result<bool, TooEntangled> {
    Ok(relabelled_set(left)? == relabelled_set(right)?)
}

/// Gives the different quads as N-Quads lines under canonical labels, in no promised order, and the blank nodes in the
/// order of these labels.
///
/// # Errors
/// [`TooEntangled`].
pub(crate) fn relabelled(
    quads: &[Quad],
    budget: &mut usize,
) -> Result<(Vec<String>, Vec<BlankNode>), TooEntangled> {
    let graph = Graph::new(quads);
    let numbers = numbers(&graph, budget)?;
    let mut nodes: Vec<(u32, BlankNode)> = numbers
        .iter()
        .filter_map(|(id, number)| match graph.term(*id) {
            TermRef::BlankNode(node) => Some((*number, node.into_owned())),
            _ => None,
        })
        .collect();
    nodes.sort_by_key(|(number, _)| *number);
    let lines = relabelled_quads(quads, &graph, &numbers)
        .iter()
        .map(|quad| format!("{quad} .\n"))
        .collect();
    Ok((lines, nodes.into_iter().map(|(_, node)| node).collect()))
}

fn relabelled_set(quads: &[Quad]) -> Result<HashSet<Quad>, TooEntangled> {
    let graph = Graph::new(quads);
    let numbers = numbers(&graph, &mut { SEARCH_BUDGET })?;
    Ok(relabelled_quads(quads, &graph, &numbers))
}

/// Gives each blank node its canonical number; a triple term that holds one takes a number too.
fn numbers(graph: &Graph<'_>, budget: &mut usize) -> Result<HashMap<Id, u32>, TooEntangled> {
    let mut encoding = Encoding::new(graph, &|_| "");
    for (id, term) in (0..).zip(&graph.terms) {
        if term.is_blank_node() {
            encoding.add_node(id);
        }
    }
    for statement in &graph.statements {
        encoding.add(statement);
    }
    encoding.canonical_numbers(budget)
}

fn relabelled_quads(
    quads: &[Quad],
    graph: &Graph<'_>,
    numbers: &HashMap<Id, u32>,
) -> HashSet<Quad> {
    let label = |node: &BlankNode| {
        let id = graph.id(node.as_ref().into());
        let number = id.and_then(|id| numbers.get(&id));
        // A node that was not numbered keeps a label of its own, so that the sets differ.
        number.map_or_else(BlankNode::default, |number| {
            BlankNode::new_unchecked(format!("n{number}"))
        })
    };
    quads.iter().map(|quad| relabel(quad, &label)).collect()
}

type Label<'a> = dyn Fn(&BlankNode) -> BlankNode + 'a;

/// Gives `quad` with the labels that `label` gives its blank nodes, those in triple terms included.
pub(crate) fn relabel(quad: &Quad, label: &Label<'_>) -> Quad {
    Quad {
        subject: relabel_node(&quad.subject, label),
        predicate: quad.predicate.clone(),
        object: relabel_term(&quad.object, label),
        graph_name: match &quad.graph_name {
            GraphName::BlankNode(node) => label(node).into(),
            other => other.clone(),
        },
    }
}

fn relabel_node(node: &NamedOrBlankNode, label: &Label<'_>) -> NamedOrBlankNode {
    match node {
        NamedOrBlankNode::BlankNode(node) => label(node).into(),
        NamedOrBlankNode::NamedNode(_) => node.clone(),
    }
}

fn relabel_term(term: &Term, label: &Label<'_>) -> Term {
    match term {
        Term::BlankNode(node) => label(node).into(),
        Term::Triple(triple) => Term::from(Triple {
            subject: relabel_node(&triple.subject, label),
            predicate: triple.predicate.clone(),
            object: relabel_term(&triple.object, label),
        }),
        Term::NamedNode(_) | Term::Literal(_) => term.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::are_isomorphic;
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxrdf::Quad;

    fn check(left: &str, right: &str, expected: bool) {
        let read = |text: &str| -> Vec<Quad> {
            let text = format!("@prefix : <http://x/> . {text}");
            let parser = RdfParser::from_format(RdfFormat::TriG);
            parser.for_slice(&text).map(Result::unwrap).collect()
        };
        assert_eq!(
            are_isomorphic(&read(left), &read(right)),
            Ok(expected),
            "{left} | {right}"
        );
    }

    #[test]
    fn labels_and_order_do_not_matter() {
        check(
            ":a :p _:x, _:y . _:x :q 1 . _:y :q 2 .",
            "_:a :q 2 . _:b :q 1 . :a :p _:b, _:a .",
            true,
        );
        check(
            ":a :p <<( _:x :q 1 )>> . _:g { _:x :r 2 }",
            ":a :p <<( _:y :q 1 )>> . _:h { _:y :r 2 }",
            true,
        );
    }

    #[test]
    fn every_difference_matters() {
        check(":a :p [ :q 1 ] .", ":a :p [ :q 2 ] .", false);
        check(":a :p [], [] .", ":a :p [] .", false);
        check(":a :p _:x . :b :p _:x .", ":a :p _:x . :b :p _:y .", false);
        check(
            ":a :p <<( _:x :q 1 )>>, _:x .",
            ":a :p <<( _:x :q 1 )>>, _:y .",
            false,
        );
        check(":a :p 1 .", ":g { :a :p 1 }", false);
        check(
            "_:a :p _:b . _:b :p _:c . _:c :p _:a .",
            "_:a :p _:b . _:b :p _:a . _:c :p _:c .",
            false,
        );
    }
}
