//! The facts: those stated, then those that follow, each of the latter with the rule and the facts it follows from.

use std::collections::hash_map::Entry;
use std::ops::Range;

use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};

use super::rule::Rule;
use super::terms::{Id, Map, Terms, id};

/// A triple by the numbers of its terms.
pub(super) type Fact = (Id, Id, Id);
/// The place of a fact.
pub(super) type Place = u32;

/// Facts in the order in which they became known, which is that of the length of their justifications.
pub(super) struct Closure {
    pub(super) terms: Terms,
    pub(super) facts: Vec<Fact>,
    places: Map<Fact, Place>,
    /// How many facts are stated; all others follow.
    pub(super) stated: usize,
    /// For each fact that follows: by which rule.
    rules: Vec<Rule>,
    /// For each fact that follows: where its premises end.
    ends: Vec<Place>,
    premises: Vec<Place>,
}

impl Closure {
    pub(super) fn new() -> Self {
        Self {
            terms: Terms::new(),
            facts: Vec::new(),
            places: Map::default(),
            stated: 0,
            rules: Vec::new(),
            ends: Vec::new(),
            premises: Vec::new(),
        }
    }

    /// Adds a stated fact, before any that follows.
    pub(super) fn state(&mut self, triple: Triple) {
        let fact = (
            self.terms.number(triple.subject.into()),
            self.terms.number(triple.predicate.into()),
            self.terms.number(triple.object),
        );
        if self.add(fact) {
            self.stated = self.facts.len();
        }
    }

    /// Adds a fact that follows from `premises`, unless it is known or says nothing.
    pub(super) fn derive(&mut self, fact: Fact, rule: Rule, premises: &[Option<Place>]) {
        let (subject, predicate, object) = fact;
        let says_nothing = subject == object
            && matches!(
                predicate,
                id::SUB_CLASS_OF | id::SUB_PROPERTY_OF | id::SAME_AS
            );
        if !says_nothing && self.add(fact) {
            self.premises.extend(premises.iter().flatten());
            self.rules.push(rule);
            self.ends.push(place_of(self.premises.len()));
        }
    }

    fn add(&mut self, fact: Fact) -> bool {
        let place = place_of(self.facts.len());
        match self.places.entry(fact) {
            Entry::Occupied(_) => false,
            Entry::Vacant(entry) => {
                entry.insert(place);
                self.facts.push(fact);
                true
            }
        }
    }

    /// Gives the place of a fact where it is known.
    pub(super) fn place_of(&self, fact: Fact) -> Option<Place> {
        self.places.get(&fact).copied()
    }

    pub(super) fn contains(&self, fact: Fact) -> bool {
        self.places.contains_key(&fact)
    }

    /// Gives the place of a triple where it is known.
    pub(super) fn place(&self, triple: &Triple) -> Option<Place> {
        let fact = (
            self.terms.known(&triple.subject.clone().into())?,
            self.terms.known(&triple.predicate.clone().into())?,
            self.terms.known(&triple.object)?,
        );
        self.place_of(fact)
    }

    /// Gives the rule and the premises of a fact; nothing for one that is stated.
    pub(super) fn origin(&self, place: Place) -> Option<(Rule, &[Place])> {
        let number = (place as usize).checked_sub(self.stated)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        let premises = start as usize..self.ends[number] as usize;
        Some((self.rules[number], &self.premises[premises]))
    }

    /// Gives the rule by which a fact follows; nothing for one that is stated.
    pub(super) fn rule(&self, place: Place) -> Option<Rule> {
        self.origin(place).map(|(rule, _)| rule)
    }

    /// Gives the places of the facts that follow.
    pub(super) fn derived(&self) -> Range<usize> {
        self.stated..self.facts.len()
    }

    /// Gives the terms that an axiom names which follows, where they can be predicates.
    pub(super) fn named_by_inferred_axioms(&self) -> Vec<NamedNode> {
        let is_axiom = |fact: &&Fact| match **fact {
            (_, id::TYPE, class) => (id::SYMMETRIC_PROPERTY..=id::LAST).contains(&class),
            (_, predicate, _) => (id::SUB_CLASS_OF..id::SAME_AS).contains(&predicate),
        };
        let axioms = self.facts[self.stated..].iter().filter(is_axiom);
        let terms = axioms.flat_map(|(subject, _, object)| [*subject, *object]);
        terms
            .filter_map(|term| match self.terms.term(term) {
                Term::NamedNode(node) => Some(node.clone()),
                _ => None,
            })
            .collect()
    }

    /// Gives a fact as a triple.
    pub(super) fn triple(&self, place: Place) -> Triple {
        let (subject, predicate, object) = self.facts[place as usize];
        Triple {
            subject: match self.terms.term(subject) {
                Term::NamedNode(node) => NamedOrBlankNode::NamedNode(node.clone()),
                Term::BlankNode(node) => NamedOrBlankNode::BlankNode(node.clone()),
                other => unreachable!("no rule makes {other} a subject"),
            },
            predicate: match self.terms.term(predicate) {
                Term::NamedNode(node) => node.clone(),
                other => unreachable!("no rule makes {other} a predicate"),
            },
            object: self.terms.term(object).clone(),
        }
    }
}

/// Gives a place its number.
pub(super) fn place_of(place: usize) -> Place {
    Place::try_from(place).expect("memory ends long before four thousand million facts or premises")
}
