//! What is stated about a node and what each statement rests on: the fact itself, claims, authority links, or nothing
//! but that documents name the node. A statement that only claims make is not asserted, and stays apart.

use std::collections::BTreeMap;

use oxrdf::NamedNodeRef;
use oxrdf::vocab::{rdf, rdfs};

use super::graph::{Graph, Id};
use crate::vocab::gremia;

const PREF_LABEL: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel");
const AUTHORITY_LINK: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#AuthorityLink");
const IS_DEFINED_BY: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#isDefinedBy");
const EDITORIAL_NOTE: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#editorialNote");
const PREFIX_DECLARATIONS: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#declare");

/// Properties that a page shows by other means than a row of its own.
const STRUCTURE: [NamedNodeRef<'_>; 12] = [
    gremia::EVIDENCE,
    gremia::MARKED_AT,
    gremia::MODALITY,
    gremia::IN_CONFLICT,
    rdf::TYPE,
    rdfs::LABEL,
    PREF_LABEL,
    IS_DEFINED_BY,
    PREFIX_DECLARATIONS,
    rdf::SUBJECT,
    rdf::PREDICATE,
    rdf::OBJECT,
];

/// What a statement rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    /// A fact node: its passages and modality hold for all it states.
    Fact(Id),
    /// A claim, with passages and modality of its own.
    Claim(Id),
    /// A link to an authority file, with source, date and method.
    Link(Id),
    /// Documents name the entity, which is all there is to say for its names.
    Named(Id),
}

impl Basis {
    /// Gives the node that carries the passages.
    pub(super) fn node(self) -> Id {
        match self {
            Self::Fact(node) | Self::Claim(node) | Self::Link(node) | Self::Named(node) => node,
        }
    }
}

/// A statement with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) subject: Id,
    pub(super) predicate: Id,
    pub(super) object: Id,
    /// Whether the graph itself states it; otherwise only claims do.
    pub(super) asserted: bool,
    pub(super) bases: Vec<Basis>,
}

/// Gives what a node rests on by itself, where it does.
pub(super) fn own_basis(graph: &Graph, node: Id) -> Option<Basis> {
    if graph.object(node, rdf::SUBJECT).is_some() {
        let is_link = graph
            .id(AUTHORITY_LINK)
            .is_some_and(|class| graph.objects(node, rdf::TYPE).any(|found| found == class));
        return Some(if is_link {
            Basis::Link(node)
        } else {
            Basis::Claim(node)
        });
    }
    if graph.object(node, gremia::MODALITY).is_some() {
        return Some(Basis::Fact(node));
    }
    graph
        .object(node, gremia::EVIDENCE)
        .map(|_| Basis::Named(node))
}

/// Gives every statement about `node`, by predicate and object, with those that only claims make.
pub(super) fn about(graph: &Graph, node: Id) -> Vec<Statement> {
    let structure = structure(graph);
    let own = own_basis(graph, node);
    let mut stated: BTreeMap<(Id, Id), Vec<Basis>> = BTreeMap::new();
    for &(predicate, object) in graph.outgoing(node) {
        if !structure.contains(&predicate) {
            stated.insert((predicate, object), Vec::new());
        }
    }
    let reified = graph.subjects(rdf::SUBJECT, node);
    for record in reified {
        let (Some(predicate), Some(object)) = (
            graph.object(record, rdf::PREDICATE),
            graph.object(record, rdf::OBJECT),
        ) else {
            continue;
        };
        match own_basis(graph, record) {
            Some(basis @ Basis::Claim(_)) => {
                stated.entry((predicate, object)).or_default().push(basis);
            }
            // A link to an authority file is never more than its triple.
            Some(basis) => {
                if let Some(bases) = stated.get_mut(&(predicate, object)) {
                    bases.push(basis);
                }
            }
            None => {}
        }
    }
    let statement = |((predicate, object), mut bases): ((Id, Id), Vec<Basis>)| {
        let asserted = graph.states(node, predicate, object);
        // What we remark ourselves rests on no passage and has no modality.
        let own = own.filter(|_| graph.id(EDITORIAL_NOTE) != Some(predicate));
        add_own(graph, asserted, own, &mut bases);
        Statement {
            subject: node,
            predicate,
            object,
            asserted,
            bases,
        }
    };
    stated.into_iter().map(statement).collect()
}

/// Gives every statement whose object is `node`, by predicate and subject, with those that only claims make.
///
/// What a claim is about counts as said of its subject, not as said by the claim.
pub(super) fn to(graph: &Graph, node: Id) -> Vec<Statement> {
    let structure = structure(graph);
    let mut stated: BTreeMap<(Id, Id), Vec<Basis>> = BTreeMap::new();
    for &(predicate, subject) in graph.incoming(node) {
        if !structure.contains(&predicate) {
            stated.insert((predicate, subject), Vec::new());
        }
    }
    for &claim in graph.claims_to(node) {
        if let (Some(subject), Some(predicate)) = (
            graph.object(claim, rdf::SUBJECT),
            graph.object(claim, rdf::PREDICATE),
        ) {
            let bases = stated.entry((predicate, subject)).or_default();
            bases.push(Basis::Claim(claim));
        }
    }
    let statement = |((predicate, subject), mut bases): ((Id, Id), Vec<Basis>)| {
        let asserted = graph.states(subject, predicate, node);
        add_own(graph, asserted, own_basis(graph, subject), &mut bases);
        Statement {
            subject,
            predicate,
            object: node,
            asserted,
            bases,
        }
    };
    stated.into_iter().map(statement).collect()
}

/// Adds what the subject rests on where no claim says more: a fact node's modality holds for all it states, so that a
/// claim which plans what the node reports does not hide the report.
fn add_own(graph: &Graph, asserted: bool, own: Option<Basis>, bases: &mut Vec<Basis>) {
    let modality = |basis: &Basis| graph.object(basis.node(), gremia::MODALITY);
    let says_more = match &own {
        Some(fact @ Basis::Fact(_)) => bases.iter().any(|basis| modality(basis) == modality(fact)),
        _ => !bases.is_empty(),
    };
    if asserted && !says_more {
        bases.extend(own);
    }
    bases.sort_unstable();
}

/// Gives the conflicts that a node or any claim about it stands in, in order.
pub(super) fn conflicts(graph: &Graph, node: Id) -> Vec<Id> {
    let mut found: Vec<Id> = graph
        .objects(node, gremia::IN_CONFLICT)
        .chain(
            graph
                .claims(node)
                .iter()
                .flat_map(|claim| graph.objects(*claim, gremia::IN_CONFLICT)),
        )
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Gives the class of a node: of several the most specific, and our own before others'.
pub(super) fn class(graph: &Graph, node: Id) -> Option<Id> {
    let mut classes: Vec<Id> = graph.objects(node, rdf::TYPE).collect();
    let all = classes.clone();
    classes.retain(|class| {
        !all.iter()
            .any(|other| other != class && graph.superclasses(*other).contains(class))
    });
    classes.sort_by_key(|class| {
        let iri = graph.iri(*class).unwrap_or_default();
        (!iri.starts_with(crate::vocab::BASE), *class)
    });
    classes.first().copied()
}

fn structure(graph: &Graph) -> Vec<Id> {
    STRUCTURE
        .into_iter()
        .filter_map(|property| graph.id(property))
        .collect()
}
