//! Terms by number, so that a fact is three numbers.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNodeRef, Term};

use crate::vocab::owl;

/// The number of a term.
pub(super) type Id = u32;
/// A map from numbers, or from facts.
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;
/// A set of numbers.
pub(super) type Set<K> = HashSet<K, BuildHasherDefault<Mixer>>;

/// The terms that the rules speak of, in the order of their numbers.
const KNOWN: [NamedNodeRef<'_>; 17] = [
    rdf::TYPE,
    rdfs::SUB_CLASS_OF,
    rdfs::SUB_PROPERTY_OF,
    rdfs::DOMAIN,
    rdfs::RANGE,
    owl::INVERSE_OF,
    owl::EQUIVALENT_CLASS,
    owl::EQUIVALENT_PROPERTY,
    owl::PROPERTY_CHAIN_AXIOM,
    owl::SAME_AS,
    owl::DIFFERENT_FROM,
    owl::DISJOINT_WITH,
    owl::NOTHING,
    owl::SYMMETRIC_PROPERTY,
    owl::TRANSITIVE_PROPERTY,
    owl::FUNCTIONAL_PROPERTY,
    owl::INVERSE_FUNCTIONAL_PROPERTY,
];

/// The numbers of [`KNOWN`].
pub(super) mod id {
    use super::Id;

    pub(in crate::inference) const TYPE: Id = 0;
    pub(in crate::inference) const SUB_CLASS_OF: Id = 1;
    pub(in crate::inference) const SUB_PROPERTY_OF: Id = 2;
    pub(in crate::inference) const DOMAIN: Id = 3;
    pub(in crate::inference) const RANGE: Id = 4;
    pub(in crate::inference) const INVERSE_OF: Id = 5;
    pub(in crate::inference) const EQUIVALENT_CLASS: Id = 6;
    pub(in crate::inference) const EQUIVALENT_PROPERTY: Id = 7;
    pub(in crate::inference) const PROPERTY_CHAIN_AXIOM: Id = 8;
    pub(in crate::inference) const SAME_AS: Id = 9;
    pub(in crate::inference) const DIFFERENT_FROM: Id = 10;
    pub(in crate::inference) const DISJOINT_WITH: Id = 11;
    pub(in crate::inference) const NOTHING: Id = 12;
    pub(in crate::inference) const SYMMETRIC_PROPERTY: Id = 13;
    pub(in crate::inference) const TRANSITIVE_PROPERTY: Id = 14;
    pub(in crate::inference) const FUNCTIONAL_PROPERTY: Id = 15;
    pub(in crate::inference) const INVERSE_FUNCTIONAL_PROPERTY: Id = 16;
    /// The last of them.
    pub(in crate::inference) const LAST: Id = INVERSE_FUNCTIONAL_PROPERTY;
}

/// Terms and their numbers, each once.
pub(super) struct Terms {
    by_number: Vec<Term>,
    /// The numbers by the hash of the term; two terms with one hash take neighbouring places.
    numbers: Map<u64, Id>,
    hashing: RandomState,
}

impl Terms {
    pub(super) fn new() -> Self {
        let mut terms = Self {
            by_number: Vec::new(),
            numbers: Map::default(),
            hashing: RandomState::new(),
        };
        for term in KNOWN {
            terms.number(term.into_owned().into());
        }
        terms
    }

    /// Gives the number of `term`, a new one where it has none.
    pub(super) fn number(&mut self, term: Term) -> Id {
        let mut place = self.hashing.hash_one(&term);
        loop {
            match self.numbers.entry(place) {
                Entry::Occupied(entry) if self.by_number[*entry.get() as usize] == term => {
                    return *entry.get();
                }
                Entry::Occupied(_) => place = place.wrapping_add(1),
                Entry::Vacant(entry) => {
                    let number = Id::try_from(self.by_number.len())
                        .expect("memory ends long before four thousand million terms");
                    self.by_number.push(term);
                    return *entry.insert(number);
                }
            }
        }
    }

    /// Gives the number of `term` where it has one.
    pub(super) fn known(&self, term: &Term) -> Option<Id> {
        let mut place = self.hashing.hash_one(term);
        loop {
            let number = *self.numbers.get(&place)?;
            if self.by_number[number as usize] == *term {
                return Some(number);
            }
            place = place.wrapping_add(1);
        }
    }

    pub(super) fn term(&self, number: Id) -> &Term {
        &self.by_number[number as usize]
    }

    /// Tells whether the term can stand as a subject: literals and triple terms cannot.
    pub(super) fn can_be_subject(&self, number: Id) -> bool {
        matches!(self.term(number), Term::NamedNode(_) | Term::BlankNode(_))
    }

    /// Tells whether the term can stand as a predicate.
    pub(super) fn can_be_predicate(&self, number: Id) -> bool {
        matches!(self.term(number), Term::NamedNode(_))
    }

    pub(super) fn is_literal(&self, number: Id) -> bool {
        matches!(self.term(number), Term::Literal(_))
    }
}

/// Hashes numbers that nobody can choose: they are given out in order.
#[derive(Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        // An odd constant with well mixed bits: 2^64 divided by the golden ratio.
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        // The map looks at the highest and at the lowest bits; a product is mixed in its high ones only.
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use oxrdf::{NamedNode, Term};

    use super::{KNOWN, Terms, id};

    #[test]
    fn terms_of_the_rules_have_the_numbers_that_the_code_calls_them_by() {
        let terms = Terms::new();
        let number = |name: &str| {
            let known = KNOWN.iter().find(|term| term.as_str().ends_with(name));
            terms.known(&known.unwrap().into_owned().into())
        };
        assert_eq!(number("#type"), Some(id::TYPE));
        assert_eq!(number("#range"), Some(id::RANGE));
        assert_eq!(
            number("#propertyChainAxiom"),
            Some(id::PROPERTY_CHAIN_AXIOM)
        );
        assert_eq!(number("#Nothing"), Some(id::NOTHING));
        assert_eq!(
            number("#InverseFunctionalProperty"),
            Some(id::INVERSE_FUNCTIONAL_PROPERTY)
        );
    }

    #[test]
    fn term_keeps_its_number() {
        let mut terms = Terms::new();
        let term = |n: usize| Term::from(NamedNode::new_unchecked(format!("http://e/{n}")));
        let numbers: Vec<_> = (0..1000).map(|n| terms.number(term(n))).collect();
        for (n, number) in numbers.into_iter().enumerate() {
            assert_eq!(terms.number(term(n)), number);
            assert_eq!(terms.known(&term(n)), Some(number));
            assert_eq!(terms.term(number), &term(n));
        }
        assert_eq!(terms.known(&term(1000)), None);
    }
}
