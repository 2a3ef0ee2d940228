//! Why a condition is true for no row.

use std::collections::BTreeMap;

use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::algebra::Expression;

use super::super::algebra::{Member, alternatives, comparison};
use super::{Comparison, Emptiness, Error, Inquiry, MOST_COUNTED, Tally, named};
use crate::language::wording;
use crate::sparql::nearness::{grouped, in_short, shown, times};
use crate::sparql::ordering::compare;

/// Other languages that are named at most.
const MOST_LANGUAGES: usize = 4;

impl Inquiry<'_> {
    /// Explains why the condition at `index` is true for none of the rows `before`.
    pub(super) fn condition(
        &self,
        condition: &Expression,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        for variable in Member::Filter(condition.clone()).variables() {
            if is_exists(condition) {
                break;
            }
            if self.members.is_out_of_sight(&variable) || self.values(index, &variable)?.is_empty()
            {
                return self.without_value(&variable, index, before, found);
            }
        }
        match comparison(condition) {
            Comparison::Exists { .. } => self.exists(condition, index, before, found)?,
            Comparison::Unbound(variable) => {
                let values = self.values(index, &variable)?;
                self.with_value(&variable, &values, before, found);
            }
            Comparison::Language(variable, wanted) => {
                let values = self.values(index, &variable)?;
                self.languages(&variable, &wanted, &values, found);
            }
            Comparison::Same(variable, wanted) => {
                let values = self.values(index, &variable)?;
                self.names(&variable, &wanted, &values, before, found);
            }
            Comparison::Equal(variable, wanted)
            | Comparison::Order(variable, wanted)
            | Comparison::Part(variable, wanted) => {
                let values = self.values(index, &variable)?;
                self.literals(condition, &wanted, index, &values, before, found)?;
                self.tell_values(&variable, &values, before, found);
            }
            Comparison::Other => {
                if let Some(variable) = Member::Filter(condition.clone()).variables().first() {
                    let values = self.values(index, variable)?;
                    self.tell_values(variable, &values, before, found);
                }
            }
        }
        if found.reasons.is_empty() {
            found.reasons.push(wording!(
                "the condition is true for none of {}",
                "die Bedingung ist bei {} nie wahr",
                super::rows(before)
            ));
        }
        Ok(())
    }

    fn languages(
        &self,
        variable: &Variable,
        wanted: &Literal,
        values: &Tally,
        found: &mut Emptiness,
    ) {
        let mut languages: BTreeMap<String, usize> = BTreeMap::new();
        let mut without = 0;
        let mut names = 0;
        for (term, count) in values.values() {
            match term {
                Term::Literal(literal) => match literal.language() {
                    Some(language) => *languages.entry(language.to_owned()).or_default() += count,
                    None => without += count,
                },
                _ => names += count,
            }
        }
        let mut others: Vec<(String, usize)> = languages.into_iter().collect();
        others.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut parts: Vec<String> = others
            .iter()
            .take(MOST_LANGUAGES)
            .map(|(language, count)| {
                wording!("{} have @{language}", "@{language}: {}", grouped(*count))
            })
            .collect();
        if without > 0 {
            parts.push(wording!(
                "{} have no language",
                "ohne Sprache: {}",
                grouped(without)
            ));
        }
        if names > 0 {
            parts.push(wording!(
                "{} are no texts",
                "keine Zeichenkette: {}",
                grouped(names)
            ));
        }
        let of = grouped(values.values().map(|(_, count)| count).sum());
        let wanted_tag = wanted.value();
        found.reasons.push(wording!(
            "0 of {of} {variable} have language @{wanted_tag}; {}",
            "0 von {of} {variable} haben die Sprache @{wanted_tag}; {}",
            parts.join(", ")
        ));
        if let Some((language, _)) = others.first() {
            let text = format!("\"{language}\"");
            self.propose(&wanted.clone().into(), &text, found);
        }
    }

    fn names(
        &self,
        variable: &Variable,
        wanted: &NamedNode,
        values: &Tally,
        before: usize,
        found: &mut Emptiness,
    ) {
        let name = shown(&wanted.clone().into(), self.prefixes);
        let of = grouped(before);
        if let Some((near, count)) = super::nearness::nearest(wanted.as_str(), named(values)) {
            let near = super::shown_iri(near, self.prefixes);
            found.reasons.push(wording!(
                "0 of {of} {variable} are {name}; {near} {}",
                "0 von {of} {variable} sind {name}; {near} {}",
                times(count)
            ));
            self.propose(&wanted.clone().into(), &near, found);
        } else {
            found.reasons.push(wording!(
                "0 of {of} {variable} are {name}; they are {}",
                "0 von {of} {variable} sind {name}; sie sind {}",
                self.most_frequent(values, 3)
            ));
        }
    }

    /// Tries conditions that are near, and tells the first that rows fulfil.
    fn literals(
        &self,
        condition: &Expression,
        wanted: &Literal,
        index: usize,
        values: &Tally,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let mut datatypes: Vec<NamedNode> = Vec::new();
        for (term, _) in values.values() {
            if let Term::Literal(literal) = term
                && literal.language().is_none()
                && literal.datatype() != wanted.datatype()
                && !datatypes
                    .iter()
                    .any(|known| known.as_ref() == literal.datatype())
            {
                datatypes.push(literal.datatype().into_owned());
            }
        }
        if let Some((near, count)) = tagged(wanted, values) {
            let text = shown(&near, self.prefixes);
            found.reasons.push(wording!(
                "0 of {} are {}; {text} {}",
                "0 von {} sind {}; {text} {}",
                grouped(before),
                shown(&wanted.clone().into(), self.prefixes),
                times(count)
            ));
            self.propose(&wanted.clone().into(), &text, found);
            return Ok(());
        }
        for alternative in alternatives(condition, &datatypes) {
            let text = self
                .members
                .rows(index, Some(&alternative.member), MOST_COUNTED);
            let count = self.count(&text)?;
            if count == 0 {
                continue;
            }
            let shown_text = in_short(&alternative.text(), self.prefixes);
            found.reasons.push(wording!(
                "0 of {0} rows fit; {1}, {2} would: `{shown_text}`",
                "0 von {0} Zeilen passen; {1} {2} von {0}: `{shown_text}`",
                grouped(before),
                alternative.words,
                grouped(count)
            ));
            if let Some((old, new)) = alternative.literal {
                let new = shown(&new.into(), self.prefixes);
                self.propose(&old.into(), &new, found);
            }
            return Ok(());
        }
        Ok(())
    }

    /// Tells what the values of a variable are, unless something better was told.
    fn tell_values(
        &self,
        variable: &Variable,
        values: &Tally,
        before: usize,
        found: &mut Emptiness,
    ) {
        if !found.reasons.is_empty() {
            return;
        }
        let mut terms: Vec<&Term> = values.values().map(|(term, _)| term).collect();
        terms.sort_by(|a, b| compare(Some(a), Some(b)));
        let told = match terms.as_slice() {
            [] => return,
            [only] => wording!(
                "{variable} is {}",
                "{variable} ist {}",
                shown(only, self.prefixes)
            ),
            [first, .., last] if terms.len() > 3 => wording!(
                "{variable} lies between {} and {}",
                "{variable} liegt zwischen {} und {}",
                shown(first, self.prefixes),
                shown(last, self.prefixes)
            ),
            few => {
                let few: Vec<String> = few.iter().map(|term| shown(term, self.prefixes)).collect();
                wording!("{variable} is {}", "{variable} ist {}", few.join(", "))
            }
        };
        let unbound = Self::told_unbound(variable, values, before);
        found.reasons.push(wording!(
            "{told} in {}{unbound}",
            "{told} in {}{unbound}",
            super::rows(before)
        ));
    }
}

fn is_exists(condition: &Expression) -> bool {
    matches!(comparison(condition), Comparison::Exists { .. })
}

/// Gives the most frequent value with the same text and another language, or with a language where none is wanted.
fn tagged(wanted: &Literal, values: &Tally) -> Option<(Term, usize)> {
    values
        .values()
        .filter(|(term, _)| match term {
            Term::Literal(value) => {
                value.value() == wanted.value() && value.language() != wanted.language()
            }
            _ => false,
        })
        .max_by_key(|(_, count)| *count)
        .cloned()
}
