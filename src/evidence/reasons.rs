//! The reasons for a fact: its passages, its modality, the claims about it, the conflicts it stands in.

use std::collections::BTreeSet;

use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use super::{Error, Passage, objects};
use crate::store::Dataset;
use crate::vocab::gremia;

/// Properties of a claim that are told beside its statement.
const TOLD: [NamedNodeRef<'_>; 3] = [
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#asOf"),
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#speaker"),
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#wasDerivedFrom"),
];

/// What a fact, an entity or a claim rests on.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The node that carries the evidence: the fact itself, or a claim about it.
    pub node: NamedNode,
    /// What a claim says: predicate and object; nothing for the fact itself.
    pub statement: Option<(NamedNode, Term)>,
    /// How it is said, where that is told.
    pub modality: Option<NamedNode>,
    /// Further properties of the claim: date, speaker, what it was derived from.
    pub told: Vec<(NamedNode, Term)>,
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// The conflicts it stands in.
    pub conflicts: Vec<NamedNode>,
}

/// Which statement about a node is asked for.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Only statements with this predicate.
    pub predicate: Option<NamedNode>,
    /// Only statements with this object.
    pub object: Option<Term>,
}

impl Question {
    fn fits(&self, predicate: &NamedNode, object: &Term) -> bool {
        self.predicate
            .as_ref()
            .is_none_or(|wanted| wanted == predicate)
            && self.object.as_ref().is_none_or(|wanted| wanted == object)
    }
}

/// Gives what `node` itself rests on, then each claim about it that `question` asks for, by predicate.
///
/// A fact node's evidence holds for all its properties; it is left out where a claim answers a narrower question.
///
/// # Errors
/// [`Error::Store`].
pub fn reasons(
    dataset: &dyn Dataset,
    node: &NamedNode,
    question: &Question,
) -> Result<Vec<Reason>, Error> {
    let mut claims = Vec::new();
    for quad in dataset.quads(
        None,
        Some(oxrdf::vocab::rdf::SUBJECT),
        Some(node.as_ref().into()),
        None,
    ) {
        let NamedOrBlankNode::NamedNode(claim) = quad?.subject else {
            continue;
        };
        let predicate = objects(dataset, &claim, oxrdf::vocab::rdf::PREDICATE)?
            .into_iter()
            .next();
        let object = objects(dataset, &claim, oxrdf::vocab::rdf::OBJECT)?
            .into_iter()
            .next();
        let (Some(Term::NamedNode(predicate)), Some(object)) = (predicate, object) else {
            continue;
        };
        if question.fits(&predicate, &object) {
            claims.push(reason(dataset, claim, Some((predicate, object)))?);
        }
    }
    claims.sort_by_cached_key(|reason| format!("{:?} {:?}", reason.statement, reason.passages));
    let narrow = question.predicate.is_some() || question.object.is_some();
    let mut reasons = Vec::new();
    if !narrow || claims.is_empty() && states(dataset, node, question)? {
        let own = reason(dataset, node.clone(), None)?;
        if !own.passages.is_empty() || own.modality.is_some() || !own.conflicts.is_empty() {
            reasons.push(own);
        }
    }
    reasons.append(&mut claims);
    Ok(reasons)
}

/// Tells whether the dataset states what is asked.
fn states(dataset: &dyn Dataset, node: &NamedNode, question: &Question) -> Result<bool, Error> {
    let predicate = question.predicate.as_ref().map(NamedNode::as_ref);
    let object = question.object.as_ref().map(Term::as_ref);
    let found = dataset
        .quads(Some(node.as_ref().into()), predicate, object, None)
        .next();
    Ok(found.transpose()?.is_some())
}

fn reason(
    dataset: &dyn Dataset,
    node: NamedNode,
    statement: Option<(NamedNode, Term)>,
) -> Result<Reason, Error> {
    let named = |terms: Vec<Term>| {
        terms
            .into_iter()
            .filter_map(|term| NamedNode::try_from(term).ok())
    };
    let mut told = Vec::new();
    for property in TOLD {
        for value in objects(dataset, &node, property)? {
            told.push((property.into_owned(), value));
        }
    }
    let mut passages: Vec<Passage> = named(objects(dataset, &node, gremia::EVIDENCE)?)
        .filter_map(|iri| Passage::parse(iri.as_str()))
        .collect();
    passages.sort();
    let conflicts = named(objects(dataset, &node, gremia::IN_CONFLICT)?).collect();
    let modality = named(objects(dataset, &node, gremia::MODALITY)?).next();
    Ok(Reason {
        node,
        statement,
        modality,
        told,
        passages,
        conflicts,
    })
}

/// Gives the nodes that stand in `conflict`, claims and facts alike, in order.
///
/// # Errors
/// [`Error::Store`].
pub fn members(dataset: &dyn Dataset, conflict: &NamedNode) -> Result<BTreeSet<NamedNode>, Error> {
    let mut members = BTreeSet::new();
    for quad in dataset.quads(
        None,
        Some(gremia::IN_CONFLICT),
        Some(conflict.as_ref().into()),
        None,
    ) {
        if let NamedOrBlankNode::NamedNode(member) = quad?.subject {
            members.insert(member);
        }
    }
    Ok(members)
}

/// Gives the evidence of one member of a conflict, with what it says where it is a claim.
///
/// # Errors
/// [`Error::Store`].
pub fn member(
    dataset: &dyn Dataset,
    node: &NamedNode,
) -> Result<(Option<NamedNode>, Reason), Error> {
    let subject = objects(dataset, node, oxrdf::vocab::rdf::SUBJECT)?
        .into_iter()
        .next();
    let predicate = objects(dataset, node, oxrdf::vocab::rdf::PREDICATE)?
        .into_iter()
        .next();
    let object = objects(dataset, node, oxrdf::vocab::rdf::OBJECT)?
        .into_iter()
        .next();
    let (subject, statement) = match (subject, predicate, object) {
        (Some(Term::NamedNode(subject)), Some(Term::NamedNode(predicate)), Some(object)) => {
            (Some(subject), Some((predicate, object)))
        }
        _ => (None, None),
    };
    Ok((subject, reason(dataset, node.clone(), statement)?))
}

/// Gives the values that `node` has, or that claims say it has, for `predicate` or for any; in order.
///
/// # Errors
/// [`Error::Store`].
pub fn values(
    dataset: &dyn Dataset,
    node: &NamedNode,
    predicate: Option<&NamedNode>,
) -> Result<Vec<Term>, Error> {
    let mut values = Vec::new();
    for quad in dataset.quads(
        Some(node.as_ref().into()),
        predicate.map(NamedNode::as_ref),
        None,
        None,
    ) {
        values.push(quad?.object);
    }
    let question = Question {
        predicate: predicate.cloned(),
        object: None,
    };
    for reason in reasons(dataset, node, &question)? {
        values.extend(reason.statement.map(|(_, object)| object));
    }
    values.sort_by_cached_key(ToString::to_string);
    values.dedup();
    Ok(values)
}
