//! Tells where triples may follow each other in a group without braces between them.

use spargebra::algebra::GraphPattern;
use spargebra::term::{TermPattern, TriplePattern};

/// Tells whether the triples of `right` may stand after the text of `left` without braces and still be joined last.
pub(super) fn follows_directly(left: &GraphPattern, right: &GraphPattern) -> bool {
    is_triples_block(left) || !ends_with_triples(left) || share_blank_node(left, right)
}

fn is_triples_block(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right } => {
            is_triples_block(left)
                && matches!(
                    right.as_ref(),
                    GraphPattern::Bgp { .. } | GraphPattern::Path { .. }
                )
        }
        _ => false,
    }
}

fn ends_with_triples(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right } => {
            matches!(
                right.as_ref(),
                GraphPattern::Bgp { .. } | GraphPattern::Path { .. }
            ) && follows_directly(left, right)
        }
        _ => false,
    }
}

/// Tells whether a blank node occurs on both sides; its label then must not be parted by braces.
fn share_blank_node(left: &GraphPattern, right: &GraphPattern) -> bool {
    let mut labels = Vec::new();
    blank_nodes(right, &mut labels);
    if labels.is_empty() {
        return false;
    }
    let mut others = Vec::new();
    blank_nodes(left, &mut others);
    labels.iter().any(|label| others.contains(label))
}

fn blank_nodes<'a>(pattern: &'a GraphPattern, labels: &mut Vec<&'a str>) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                blank_nodes_of_triple(triple, labels);
            }
        }
        GraphPattern::Path {
            subject, object, ..
        } => {
            blank_nodes_of_term(subject, labels);
            blank_nodes_of_term(object, labels);
        }
        GraphPattern::Join { left, right } => {
            blank_nodes(left, labels);
            blank_nodes(right, labels);
        }
        GraphPattern::Extend { inner, .. } => blank_nodes(inner, labels),
        _ => {}
    }
}

fn blank_nodes_of_triple<'a>(triple: &'a TriplePattern, labels: &mut Vec<&'a str>) {
    blank_nodes_of_term(&triple.subject, labels);
    blank_nodes_of_term(&triple.object, labels);
}

fn blank_nodes_of_term<'a>(term: &'a TermPattern, labels: &mut Vec<&'a str>) {
    match term {
        TermPattern::BlankNode(node) => labels.push(node.as_str()),
        TermPattern::Triple(triple) => blank_nodes_of_triple(triple, labels),
        _ => {}
    }
}
