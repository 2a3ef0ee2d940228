//! The axioms in force: which triples of an ontology carry rules, and whose domains and ranges count.

use std::collections::{BTreeSet, HashMap, HashSet};

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{
    GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, Triple,
};

use crate::store::{Dataset, Error};
use crate::vocab::{gremia, owl};

/// The properties whose triples are axioms.
const AXIOM_PROPERTIES: [NamedNodeRef<'_>; 10] = [
    rdfs::SUB_CLASS_OF,
    rdfs::SUB_PROPERTY_OF,
    rdfs::DOMAIN,
    rdfs::RANGE,
    owl::INVERSE_OF,
    owl::EQUIVALENT_CLASS,
    owl::EQUIVALENT_PROPERTY,
    owl::PROPERTY_CHAIN_AXIOM,
    owl::DISJOINT_WITH,
    owl::DIFFERENT_FROM,
];

/// The classes of properties that carry rules.
const AXIOM_CLASSES: [NamedNodeRef<'_>; 4] = [
    owl::SYMMETRIC_PROPERTY,
    owl::TRANSITIVE_PROPERTY,
    owl::FUNCTIONAL_PROPERTY,
    owl::INVERSE_FUNCTIONAL_PROPERTY,
];

/// The axioms that are in force.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) axioms: Vec<Triple>,
    /// The properties of each chain, by the node that its list begins with.
    pub(super) chains: HashMap<NamedOrBlankNode, Vec<NamedNode>>,
    /// The properties of a rule base: their domains and ranges count as ours do.
    trusted: HashSet<NamedNode>,
    pub(super) same_as: bool,
    malformed: Vec<NamedOrBlankNode>,
}

impl Rules {
    /// Reads the axioms of the default graph of `dataset`.
    ///
    /// A domain or range counts only for a property of our own ontology: other vocabularies state theirs for other
    /// data, and a foreign property here would make things what nobody says they are. [`Rules::with_base`] trusts more.
    ///
    /// # Errors
    /// The dataset's.
    pub fn from_dataset(dataset: &dyn Dataset) -> Result<Self, Error> {
        let mut rules = Self::default();
        rules.read(dataset)?;
        Ok(rules)
    }

    /// Adds the axioms of a rule base, with the domains and ranges it states.
    ///
    /// # Errors
    /// The dataset's.
    pub fn with_base(mut self, base: &dyn Dataset) -> Result<Self, Error> {
        for property in [rdfs::DOMAIN, rdfs::RANGE] {
            for quad in base.quads(None, Some(property), None, Some(GraphNameRef::DefaultGraph)) {
                if let NamedOrBlankNode::NamedNode(subject) = quad?.subject {
                    self.trusted.insert(subject);
                }
            }
        }
        self.read(base)?;
        Ok(self)
    }

    /// Lets `owl:sameAs` count: what is said of one name is then said of the other.
    #[must_use]
    pub fn with_same_as(mut self) -> Self {
        self.same_as = true;
        self
    }

    /// Gives the triples that are axioms, applied or not; one that stands in dataset and rule base stands twice.
    #[must_use]
    pub fn axioms(&self) -> &[Triple] {
        &self.axioms
    }

    /// Counts the domains and ranges that are not applied, because their property is neither ours nor of a rule base.
    #[must_use]
    pub fn foreign(&self) -> usize {
        let foreign = |axiom: &&Triple| {
            let predicate = axiom.predicate.as_ref();
            (predicate == rdfs::DOMAIN || predicate == rdfs::RANGE)
                && !matches!(&axiom.subject, NamedOrBlankNode::NamedNode(property) if self.types_by(property))
        };
        self.axioms.iter().filter(foreign).count()
    }

    /// Gives the nodes whose property chain is no list of properties; such a chain is not applied.
    #[must_use]
    pub fn malformed_chains(&self) -> &[NamedOrBlankNode] {
        &self.malformed
    }

    /// Tells whether the domain and the range of `property` count.
    pub(super) fn types_by(&self, property: &NamedNode) -> bool {
        property.as_str().starts_with(gremia::NAMESPACE) || self.trusted.contains(property)
    }

    /// Gives all terms that an axiom names: what follows by the rules has one of them as predicate.
    pub(super) fn named(&self) -> BTreeSet<NamedNode> {
        let mut named = BTreeSet::from([rdf::TYPE.into_owned()]);
        for axiom in &self.axioms {
            named.insert(axiom.predicate.clone());
            if let NamedOrBlankNode::NamedNode(subject) = &axiom.subject {
                named.insert(subject.clone());
            }
            if let Term::NamedNode(object) = &axiom.object {
                named.insert(object.clone());
            }
        }
        named.extend(self.chains.values().flatten().cloned());
        named
    }

    fn read(&mut self, dataset: &dyn Dataset) -> Result<(), Error> {
        let default = Some(GraphNameRef::DefaultGraph);
        for property in AXIOM_PROPERTIES {
            for quad in dataset.quads(None, Some(property), None, default) {
                let axiom = Triple::from(quad?);
                if property == owl::PROPERTY_CHAIN_AXIOM {
                    self.read_chain(dataset, &axiom)?;
                }
                self.axioms.push(axiom);
            }
        }
        for class in AXIOM_CLASSES {
            for quad in dataset.quads(None, Some(rdf::TYPE), Some(class.into()), default) {
                self.axioms.push(quad?.into());
            }
        }
        Ok(())
    }

    fn read_chain(&mut self, dataset: &dyn Dataset, axiom: &Triple) -> Result<(), Error> {
        let head = match &axiom.object {
            Term::NamedNode(node) => NamedOrBlankNode::from(node.clone()),
            Term::BlankNode(node) => NamedOrBlankNode::from(node.clone()),
            _ => {
                self.malformed.push(axiom.subject.clone());
                return Ok(());
            }
        };
        match list(dataset, &head)? {
            Some(properties) if !properties.is_empty() => {
                self.chains.insert(head, properties);
            }
            _ => self.malformed.push(axiom.subject.clone()),
        }
        Ok(())
    }
}

/// Tells whether a triple is an axiom: whether it says something of classes and properties that a rule takes up.
#[must_use]
pub fn is_axiom(triple: &Triple) -> bool {
    let predicate = triple.predicate.as_ref();
    AXIOM_PROPERTIES.contains(&predicate)
        || predicate == rdf::TYPE
            && matches!(&triple.object, Term::NamedNode(class) if AXIOM_CLASSES.contains(&class.as_ref()))
}

/// Reads the list of properties that begins at `head`; nothing where it is no such list.
fn list(dataset: &dyn Dataset, head: &NamedOrBlankNode) -> Result<Option<Vec<NamedNode>>, Error> {
    let mut properties = Vec::new();
    let mut seen = HashSet::new();
    let mut node = head.clone();
    while node.as_ref() != NamedOrBlankNodeRef::from(rdf::NIL) {
        let first = only(dataset, &node, rdf::FIRST)?;
        let rest = only(dataset, &node, rdf::REST)?;
        let (Some(Term::NamedNode(property)), Some(rest)) = (first, rest) else {
            return Ok(None);
        };
        properties.push(property);
        let rest = match rest {
            Term::NamedNode(rest) => rest.into(),
            Term::BlankNode(rest) => rest.into(),
            _ => return Ok(None),
        };
        // A list that leads back into itself has no end.
        if !seen.insert(std::mem::replace(&mut node, rest)) {
            return Ok(None);
        }
    }
    Ok(Some(properties))
}

/// Gives the value of a property where it has exactly one.
fn only(
    dataset: &dyn Dataset,
    node: &NamedOrBlankNode,
    property: NamedNodeRef<'_>,
) -> Result<Option<Term>, Error> {
    let mut values = dataset.quads(
        Some(node.as_ref()),
        Some(property),
        None,
        Some(GraphNameRef::DefaultGraph),
    );
    let value = values.next().transpose()?.map(|quad| quad.object);
    Ok(match values.next().transpose()? {
        Some(_) => None,
        None => value,
    })
}
