//! Values that are near one that a property never has: the same text with another language or datatype, or in another
//! spelling, or said by another property.

use std::collections::BTreeMap;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, Term};

use super::{Emptiness, Error, Inquiry, SAMPLE, Tally, add, by_frequency, named};
use crate::language::{edits, wording};
use crate::sparql::nearness::{digits, shown, times};

/// Values that are told of one by one at most.
const MOST_TOLD: usize = 3;
/// How far values are apart that differ in their case only; those of the same text are nearer.
const OTHER_CASE: usize = 1;
/// How far a text is at least from one that contains it.
const CONTAINED: usize = 9;
/// Shorter texts are a part of too many others.
const SHORTEST_PART: usize = 3;

impl Inquiry<'_> {
    /// Tells of a value that a property never has, with the nearest it has.
    pub(super) fn unknown_value(
        &self,
        property: &NamedNode,
        literal: &Literal,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let wanted = Term::from(literal.clone());
        if self.occurrences(None, Some(property), Some(&wanted), 1)? > 0 {
            return Ok(());
        }
        let values = self.objects_of(property)?;
        let [value, name] = [shown(&wanted, self.prefixes), self.name(property)];
        let told = wording!("{name} is never {value}", "{name} hat nie den Wert {value}");
        let near = nearest_texts(literal, &values);
        let nearest = near.as_ref().map_or(usize::MAX, |(distance, _)| *distance);
        if nearest > OTHER_CASE && self.said_elsewhere(&told, property, literal, &values, found)? {
            return Ok(());
        }
        let reason = if let Some((_, tally)) = near {
            if let Some((near, _)) = by_frequency(&tally).first() {
                self.propose(&wanted, &shown(near, self.prefixes), found);
            }
            wording!(
                "{told}; it is {}",
                "{told}; dafür kommt {} vor",
                self.most_frequent_times(&tally)
            )
        } else if let Some((near, count)) = Self::named_like(literal.value(), &values) {
            let near = self.name(&near);
            self.propose(&wanted, &near, found);
            wording!(
                "{told}, which is a string; {near}, an IRI, {}",
                "{told}, eine Zeichenkette; {near}, eine IRI, {}",
                times(count)
            )
        } else {
            let beside = self.beside(&wanted, &values);
            if !beside.is_empty() || values.is_empty() {
                told + &beside
            } else {
                wording!(
                    "{told}; it is, for instance, {}",
                    "{told}; es gibt zum Beispiel {}",
                    self.some(&values, 3)
                )
            }
        };
        found.reasons.push(reason);
        Ok(())
    }

    /// Tells which other property has a value with the text of `literal`; `values` are those of `property`.
    fn said_elsewhere(
        &self,
        told: &str,
        property: &NamedNode,
        literal: &Literal,
        values: &Tally,
        found: &mut Emptiness,
    ) -> Result<bool, Error> {
        let mut elsewhere: Option<(NamedNode, Term, usize)> = None;
        for term in variants(literal, values) {
            let mut tally = Tally::new();
            let quads = self.dataset.quads(None, None, Some(term.as_ref()), None);
            for quad in quads.take(SAMPLE) {
                add(&mut tally, quad?.predicate.into());
            }
            for (other, count) in named(&tally) {
                if elsewhere.as_ref().is_none_or(|(.., most)| count > *most) {
                    let other = NamedNode::new_unchecked(other);
                    elsewhere = Some((other, term.clone(), count));
                }
            }
        }
        let Some((other, term, count)) = elsewhere else {
            return Ok(false);
        };
        let [name, value] = [self.name(&other), shown(&term, self.prefixes)];
        found.reasons.push(wording!(
            "{told}; {name} is {value} {}",
            "{told}; {name} hat den Wert {value} {}",
            times(count)
        ));
        self.propose(&property.clone().into(), &name, found);
        if term != Term::from(literal.clone()) {
            found.also(|found| {
                self.propose(&literal.clone().into(), &value, found);
                Ok(())
            })?;
        }
        Ok(true)
    }

    /// Writes terms with the number of times they occur, the most frequent first.
    fn most_frequent_times(&self, tally: &Tally) -> String {
        let shown: Vec<String> = by_frequency(tally)
            .into_iter()
            .take(MOST_TOLD)
            .map(|(term, count)| format!("{} {}", shown(term, self.prefixes), times(*count)))
            .collect();
        shown.join(", ")
    }
}

/// Gives the values whose texts are nearest to that of `wanted`, and how far they are apart.
fn nearest_texts(wanted: &Literal, values: &Tally) -> Option<(usize, Tally)> {
    let mut nearest: BTreeMap<usize, Tally> = BTreeMap::new();
    for (key, (term, count)) in values {
        if let Term::Literal(value) = term
            && let Some(distance) = distance(value, wanted).or_else(|| contained(value, wanted))
        {
            let tally = nearest.entry(distance).or_default();
            tally.insert(key.clone(), (term.clone(), *count));
        }
    }
    nearest.into_iter().next()
}

/// Gives how far the texts of two values are apart, nothing where that is too far: 0 for the same, 1 for another case,
/// 2 and more for misspellings.
pub(super) fn distance(value: &Literal, wanted: &Literal) -> Option<usize> {
    if value.value() == wanted.value() {
        return Some(0);
    }
    let [one, other] = [value, wanted].map(|literal| literal.value().to_lowercase());
    if one == other {
        return Some(OTHER_CASE);
    }
    // Numbers and days that differ are others, and so are names that differ in their numbers.
    if !is_text(wanted) || digits(&one) != digits(&other) {
        return None;
    }
    Some(OTHER_CASE + edits(&other, &one)?)
}

/// Gives how far a text is from one that contains it: the more there is around it, the further.
fn contained(value: &Literal, wanted: &Literal) -> Option<usize> {
    let [one, other] = [value, wanted].map(|literal| literal.value().to_lowercase());
    let letters = other.chars().count();
    let is_part = is_text(wanted) && letters >= SHORTEST_PART && one.contains(&other);
    is_part.then(|| CONTAINED + one.chars().count() - letters)
}

fn is_text(literal: &Literal) -> bool {
    literal.language().is_some() || literal.datatype() == xsd::STRING
}

/// Gives a text as it is, without a language, and with each that values have.
fn variants(literal: &Literal, values: &Tally) -> Vec<Term> {
    let mut variants = vec![Term::from(literal.clone())];
    if !is_text(literal) {
        return variants;
    }
    let languages = values.values().filter_map(|(term, _)| match term {
        Term::Literal(value) => value.language(),
        _ => None,
    });
    let tagged =
        |language| Literal::new_language_tagged_literal_unchecked(literal.value(), language);
    let plain = Literal::new_simple_literal(literal.value());
    for other in languages.map(tagged).chain([plain]).map(Term::from) {
        if !variants.contains(&other) {
            variants.push(other);
        }
    }
    variants
}

#[cfg(test)]
mod tests {
    use super::{contained, distance};
    use oxrdf::Literal;

    #[test]
    fn texts_are_near_in_spelling_and_numbers_are_not() {
        let far = |one: &str, other: &str| distance(&Literal::from(one), &Literal::from(other));
        assert_eq!(far("Elbe", "Elbe"), Some(0));
        assert_eq!(far("Elbe", "elbe"), Some(1));
        assert_eq!(far("Elbe", "Elbbe"), Some(2));
        assert_eq!(far("2024-03-12", "2025-03-12"), None);
        assert_eq!(distance(&Literal::from(1094), &Literal::from(1095)), None);
    }

    #[test]
    fn shorter_text_around_is_nearer() {
        let wanted = Literal::from("dres");
        let near = contained(&Literal::from("Dresden"), &wanted);
        let far = contained(&Literal::from("Stadt Dresden"), &wanted);
        assert!(near < far && near.is_some());
    }
}
