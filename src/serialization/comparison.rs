//! Whether two datasets say the same, but for the labels of their blank nodes.
//!
//! Both are relabelled canonically and compared as sets of quads. Equal sets are a proof, whatever the labels are worth,
//! because no two blank nodes share one; it holds even where the writer or the labelling has a defect.

use std::collections::HashSet;

use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, Triple};

use super::encoding::Encoding;
use super::graph::Graph;
use super::labels::TooEntangled;

/// Tells whether `left` and `right` are isomorphic.
///
/// # Errors
/// [`TooEntangled`] where their blank nodes cannot be told apart with bounded work.
pub(super) fn are_isomorphic(left: &[Quad], right: &[Quad]) -> Result<bool, TooEntangled> {
    Ok(relabelled(left)? == relabelled(right)?)
}

fn relabelled(quads: &[Quad]) -> Result<HashSet<Quad>, TooEntangled> {
    let graph = Graph::new(quads);
    let mut encoding = Encoding::new(&graph, &|_| "");
    for (id, term) in (0..).zip(&graph.terms) {
        if term.is_blank_node() {
            encoding.add_node(id);
        }
    }
    for statement in &graph.statements {
        encoding.add(statement);
    }
    let numbers = encoding.canonical_numbers()?;
    let label = |node: &BlankNode| {
        let id = graph.id(node.as_ref().into());
        let number = id.and_then(|id| numbers.get(&id));
        // A node that was not numbered keeps a label of its own, so that the sets differ.
        number.map_or_else(BlankNode::default, |number| {
            BlankNode::new_unchecked(format!("n{number}"))
        })
    };
    Ok(quads
        .iter()
        .map(|quad| relabel_quad(quad, &label))
        .collect())
}

type Label<'a> = dyn Fn(&BlankNode) -> BlankNode + 'a;

fn relabel_quad(quad: &Quad, label: &Label<'_>) -> Quad {
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
