//! Other forms of what documents say: without claims or evidence, with reifiers of RDF 1.2, as Web Annotations.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};

use super::Passage;
use crate::vocab::{BASE, gremia, oa};

/// How much of what documents say goes with the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Facts with their modality, but neither passages, claims nor conflicts.
    Facts,
    /// Facts with their passages.
    Evidence,
    /// Everything: claims and conflicts too.
    Claims,
}

/// Takes away what is more than `detail`; nothing that is left refers to what is taken away.
///
/// The modality of a fact always stays: without it, something planned would read as something done.
#[must_use]
pub fn reduced(quads: Vec<Quad>, detail: Detail) -> Vec<Quad> {
    if detail == Detail::Claims {
        return quads;
    }
    let removed: HashSet<NamedOrBlankNode> = quads
        .iter()
        .filter(|quad| {
            quad.predicate == rdf::TYPE
                && [gremia::CLAIM, gremia::CONFLICT]
                    .iter()
                    .any(|class| quad.object == Term::from(*class))
        })
        .map(|quad| quad.subject.clone())
        .collect();
    let is_removed = |term: &Term| match term {
        Term::NamedNode(node) => removed.contains(&NamedOrBlankNode::from(node.clone())),
        Term::BlankNode(node) => removed.contains(&NamedOrBlankNode::from(node.clone())),
        Term::Literal(_) | Term::Triple(_) => false,
    };
    let is_passage = |quad: &Quad| {
        detail == Detail::Facts
            && [gremia::EVIDENCE, gremia::MARKED_AT].contains(&quad.predicate.as_ref())
    };
    let is_kept = |quad: &Quad| {
        let refers = removed.contains(&quad.subject) || is_removed(&quad.object);
        !refers && !is_passage(quad)
    };
    quads.into_iter().filter(is_kept).collect()
}

/// Replaces `rdf:subject`, `rdf:predicate` and `rdf:object` of each statement about a statement by `rdf:reifies` with a
/// triple term. What has not exactly one of each, or no triple, stays as it is.
///
/// Source: RDF 1.2 Concepts, section 1.5 (triple terms and reification).
#[must_use]
pub fn reified(quads: Vec<Quad>) -> Vec<Quad> {
    let mut parts: HashMap<(GraphName, NamedOrBlankNode), [Vec<Term>; 3]> = HashMap::new();
    for quad in &quads {
        if let Some(role) = role(quad) {
            let key = (quad.graph_name.clone(), quad.subject.clone());
            parts.entry(key).or_default()[role].push(quad.object.clone());
        }
    }
    let triples: HashMap<_, _> = parts
        .into_iter()
        .filter_map(|(key, parts)| Some((key, triple(parts)?)))
        .collect();
    let mut reified: Vec<Quad> = quads
        .into_iter()
        .filter(|quad| {
            role(quad).is_none()
                || !triples.contains_key(&(quad.graph_name.clone(), quad.subject.clone()))
        })
        .collect();
    let mut reifiers: Vec<Quad> = triples
        .into_iter()
        .map(|((graph, reifier), triple)| Quad::new(reifier, rdf::REIFIES, triple, graph))
        .collect();
    reifiers.sort_by_cached_key(ToString::to_string);
    reified.append(&mut reifiers);
    reified
}

fn role(quad: &Quad) -> Option<usize> {
    [rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT]
        .iter()
        .position(|role| quad.predicate.as_ref() == *role)
}

fn triple(parts: [Vec<Term>; 3]) -> Option<Triple> {
    let [subject, predicate, object] = parts.map(|mut terms| {
        terms.sort_by_cached_key(ToString::to_string);
        terms.dedup();
        terms.pop().filter(|_| terms.is_empty())
    });
    let subject: NamedOrBlankNode = match subject? {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        Term::Literal(_) | Term::Triple(_) => return None,
    };
    match predicate? {
        Term::NamedNode(predicate) => Some(Triple::new(subject, predicate, object?)),
        _ => None,
    }
}

/// Describes the passages that `quads` name, in the terms of Web Annotation, in the graph that names them.
///
/// A passage is the target of one annotation, whose bodies are the nodes that rest on it, and is a part of its document
/// by position; its words are not quoted. Positions count Unicode code points from 0, the end exclusive.
///
/// Source: Web Annotation Data Model (W3C, 2017), sections 3.2, 4 and 4.2.5.
#[must_use]
pub fn annotations(quads: &[Quad]) -> Vec<Quad> {
    let mut bodies: BTreeMap<(String, Passage), BTreeSet<String>> = BTreeMap::new();
    let mut nodes: HashMap<String, (&GraphName, &NamedOrBlankNode)> = HashMap::new();
    for quad in quads {
        if let Term::NamedNode(object) = &quad.object
            && [gremia::EVIDENCE, gremia::MARKED_AT].contains(&quad.predicate.as_ref())
            && let Some(passage) = Passage::parse(object.as_str())
        {
            let key = (quad.graph_name.to_string(), passage);
            let body = format!("{} {}", quad.graph_name, quad.subject);
            bodies.entry(key).or_default().insert(body.clone());
            nodes.insert(body, (&quad.graph_name, &quad.subject));
        }
    }
    let mut found = Vec::new();
    for ((_, passage), bodies) in bodies {
        let bodies: Vec<_> = bodies.iter().filter_map(|body| nodes.get(body)).collect();
        if let Some((graph, _)) = bodies.first() {
            let bodies = bodies.iter().map(|(_, node)| *node);
            annotate(&passage, bodies, graph, &mut found);
        }
    }
    found
}

fn annotate<'q>(
    passage: &Passage,
    bodies: impl Iterator<Item = &'q NamedOrBlankNode>,
    graph: &GraphName,
    found: &mut Vec<Quad>,
) {
    let Passage { slug, start, end } = passage;
    let name = format!("{BASE}id/annotation/{slug}-{start}-{end}");
    let selector = NamedNode::new_unchecked(format!("{name}#selector"));
    let annotation = NamedNode::new_unchecked(name);
    let target = passage.iri();
    let document = NamedNode::new_unchecked(format!("{BASE}source/{slug}"));
    let number =
        |place: &usize| Literal::new_typed_literal(place.to_string(), xsd::NON_NEGATIVE_INTEGER);
    let mut state = |subject: &NamedNode, predicate: oxrdf::NamedNodeRef<'_>, object: Term| {
        found.push(Quad::new(subject.clone(), predicate, object, graph.clone()));
    };
    state(&annotation, rdf::TYPE, oa::ANNOTATION.into());
    for body in bodies {
        state(&annotation, oa::HAS_BODY, body.clone().into());
    }
    state(&annotation, oa::HAS_TARGET, target.clone().into());
    state(&annotation, oa::MOTIVATED_BY, oa::LINKING.into());
    state(&target, rdf::TYPE, oa::SPECIFIC_RESOURCE.into());
    state(&target, oa::HAS_SOURCE, document.into());
    state(&target, oa::HAS_SELECTOR, selector.clone().into());
    state(&selector, rdf::TYPE, oa::TEXT_POSITION_SELECTOR.into());
    state(&selector, oa::START, number(start).into());
    state(&selector, oa::END, number(end).into());
}
