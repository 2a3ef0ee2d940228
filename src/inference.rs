//! What follows from the graph by RDFS and a part of OWL 2 RL, each fact with its rule. Layer 3: may use store, vocab.
//!
//! Start at [`Rules::from_dataset`], then [`materialize`]. Follows RDF 1.1 Semantics, section 9, without its axiomatic
//! triples (everything is a resource, a property is a property) and without generalised RDF, and of OWL 2 Profiles,
//! section 4.3, the rules that an alignment needs: inverse, symmetric and transitive properties, chains, equivalence,
//! and sameness where it is asked for. `docs/inference.md` lists them.
//!
//! Only the default graph is looked at. Triple terms are constants, and what a claim says (`rdf:subject`,
//! `rdf:predicate`, `rdf:object`) is not stated by it: nothing follows from either.

mod closure;
mod consistency;
mod engine;
mod rule;
mod rules;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::sparql::CancellationToken;
use oxrdf::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};

use crate::store::{Dataset, Error};

use closure::{Closure, Place, place_of};

pub use consistency::{Constraint, Finding, Severity};
pub use rule::Rule;
pub use rules::{Rules, is_axiom};

/// The version of the rules: an inferred graph that was made by another is not current.
pub const VERSION: &str = "rdfs-plus-1";

/// How far an inference has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Facts that were looked at.
    pub taken: usize,
    /// Facts that are known, stated or inferred.
    pub known: usize,
}

/// Why a fact holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Justification {
    /// The rule.
    pub rule: Rule,
    /// What it follows from: the facts in the order of the rule, then the axiom that puts the rule in force.
    pub premises: Vec<Triple>,
}

/// What follows from a dataset.
pub struct Inferred {
    closure: Closure,
    findings: Vec<Finding>,
}

/// Gives all that follows by `rules` from the default graph of `dataset`, and what cannot be true.
///
/// Reads the facts that a rule can look at; time and memory are linear in those and in what follows from them, about
/// 80 bytes each with their terms. `report` is called from time to time.
///
/// # Errors
/// The dataset's; [`Error::Cancelled`] once the token is.
pub fn materialize(
    dataset: &dyn Dataset,
    rules: &Rules,
    cancellation: &CancellationToken,
    report: &mut dyn FnMut(Progress),
) -> Result<Inferred, Error> {
    let mut predicates = rules.named();
    loop {
        let mut closure = stated(dataset, rules, &predicates, cancellation)?;
        let indexes = engine::close(&mut closure, rules, cancellation, report)?;
        // An axiom that follows can name a property that no stated axiom does, whose facts were not read then.
        let before = predicates.len();
        predicates.extend(closure.named_by_inferred_axioms());
        if rules.same_as || predicates.len() == before {
            let findings = consistency::check(&closure, &indexes);
            return Ok(Inferred { closure, findings });
        }
    }
}

/// Reads the axioms, then the facts that they can be applied to.
fn stated(
    dataset: &dyn Dataset,
    rules: &Rules,
    predicates: &BTreeSet<NamedNode>,
    cancellation: &CancellationToken,
) -> Result<Closure, Error> {
    let mut closure = Closure::new();
    for axiom in &rules.axioms {
        closure.state(axiom.clone());
    }
    let mut read = |predicate: Option<NamedNodeRef<'_>>| {
        for quad in dataset.quads(None, predicate, None, Some(GraphNameRef::DefaultGraph)) {
            if cancellation.is_cancelled() {
                return Err(Error::Cancelled);
            }
            closure.state(quad?.into());
        }
        Ok(())
    };
    if rules.same_as {
        // By sameness anything can follow from anything.
        read(None)?;
    } else {
        for predicate in predicates {
            read(Some(predicate.as_ref()))?;
        }
    }
    Ok(closure)
}

impl Inferred {
    /// Counts the triples that follow and are not stated.
    #[must_use]
    pub fn len(&self) -> usize {
        self.closure.derived().len()
    }

    /// Tells whether nothing follows that is not stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Counts the stated triples that were looked at.
    #[must_use]
    pub fn stated(&self) -> usize {
        self.closure.stated
    }

    /// Gives the triples that follow and are not stated, each once, in the order of the length of their justifications.
    pub fn triples(&self) -> impl Iterator<Item = Triple> + '_ {
        self.places().map(|place| self.closure.triple(place))
    }

    /// Gives the triples that follow with this subject and predicate.
    #[must_use]
    pub fn about(&self, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Vec<Triple> {
        let subject = self.closure.terms.known(&Term::from(subject.clone()));
        let predicate = self.closure.terms.known(&Term::from(predicate.clone()));
        let (Some(subject), Some(predicate)) = (subject, predicate) else {
            return Vec::new();
        };
        let fits = |place: &Place| {
            let (own_subject, own_predicate, _) = self.closure.facts[*place as usize];
            own_subject == subject && own_predicate == predicate
        };
        self.places()
            .filter(fits)
            .map(|place| self.closure.triple(place))
            .collect()
    }

    /// Gives the rule and the premises of a triple that follows; nothing for any other.
    ///
    /// Of several reasons it is one with the fewest steps down to what is stated.
    #[must_use]
    pub fn justification(&self, triple: &Triple) -> Option<Justification> {
        let (rule, premises) = self.closure.origin(self.closure.place(triple)?)?;
        let premises = premises.iter().map(|place| self.closure.triple(*place));
        Some(Justification {
            rule,
            premises: premises.collect(),
        })
    }

    /// Counts the triples that follow by each rule, in the order of the rules.
    #[must_use]
    pub fn counts(&self) -> Vec<(Rule, usize)> {
        let mut counts = BTreeMap::new();
        for place in self.places() {
            if let Some((rule, _)) = self.closure.origin(place) {
                *counts.entry(rule).or_default() += 1;
            }
        }
        counts.into_iter().collect()
    }

    /// Gives what cannot be true, the worst first.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.closure.derived().map(place_of)
    }
}
