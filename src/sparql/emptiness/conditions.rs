//! Why a condition is true for no row.

use std::collections::BTreeMap;

use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::algebra::Expression;

use super::super::algebra::{Member, alternatives, comparison, with_literal};
use super::{Comparison, Emptiness, Error, Inquiry, MOST_COUNTED, Tally, named};
use crate::language::grouped;
use crate::language::wording;
use crate::sparql::nearness::{in_short, shown, times};
use crate::sparql::ordering::compare;
use crate::sparql::value::{Number, date_time, time_of_day};

/// Other languages that are named at most.
const MOST_LANGUAGES: usize = 4;
/// Variables of a condition whose values are told at most.
const MOST_VARIABLES: usize = 2;
/// Values of a variable that are told one by one at most.
const MOST_VALUES: usize = 3;

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
            // One side of OR may be true without the other, so that all variables are told of.
            if is_exists(condition) || matches!(condition, Expression::Or(..)) {
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
                self.names(&variable, &wanted, &values, found);
            }
            Comparison::Equal(variable, wanted)
            | Comparison::Order(variable, wanted)
            | Comparison::Part(variable, wanted) => {
                let (values, rows) = self.values_with_rows(index, &variable)?;
                self.literals(condition, &wanted, index, &values, before, found)?;
                if found.reasons.is_empty() {
                    let equal = matches!(comparison(condition), Comparison::Equal(..));
                    let wanted = Some(&wanted).filter(|_| equal);
                    self.tell_values(&variable, wanted, &values, rows, found);
                }
            }
            Comparison::Among(variable, terms) => {
                let (values, rows) = self.values_with_rows(index, &variable)?;
                if !self.near_other(&variable.to_string(), &terms, &values, rows, found) {
                    self.tell_values(&variable, None, &values, rows, found);
                }
            }
            Comparison::Other => {
                let variables = Member::Filter(condition.clone()).variables();
                for variable in variables.iter().take(MOST_VARIABLES) {
                    let (values, rows) = self.values_with_rows(index, variable)?;
                    if values.is_empty() {
                        self.without_value(variable, index, before, found)?;
                    } else {
                        self.tell_values(variable, None, &values, rows, found);
                    }
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
        let of = grouped(super::bound(values));
        let wanted_tag = match wanted.value() {
            "" => wording!("no language", "keine Sprache"),
            "*" => wording!("a language", "eine Sprache"),
            tag => wording!("language @{tag}", "die Sprache @{tag}"),
        };
        found.reasons.push(wording!(
            "0 of {of} {variable} have {wanted_tag}; {}",
            "0 von {of} {variable} haben {wanted_tag}; {}",
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
        found: &mut Emptiness,
    ) {
        let name = shown(&wanted.clone().into(), self.prefixes);
        let of = grouped(super::bound(values));
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
        let near = tagged(wanted, values).and_then(|(near, _)| match near {
            Term::Literal(near) => Some(near),
            _ => None,
        });
        if let Some(near) = near
            && let Comparison::Equal(variable, _) = comparison(condition)
        {
            // What the condition makes of the value, as LCASE does, may still be another text.
            let changed = Member::Filter(with_literal(condition, &near));
            let rows = self.members.rows(index, Some(&changed), MOST_COUNTED);
            let count = self.count(&rows)?;
            if count > 0 {
                let text = shown(&near.into(), self.prefixes);
                found.reasons.push(wording!(
                    "0 of {} {variable} are {}; {text} {}",
                    "0 von {} {variable} sind {}; {text} {}",
                    grouped(super::bound(values)),
                    shown(&wanted.clone().into(), self.prefixes),
                    times(count)
                ));
                self.propose(&wanted.clone().into(), &text, found);
                return Ok(());
            }
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

    /// Lists terms, each with the number of rows that have it.
    fn with_counts(&self, terms: &[&Term], values: &Tally) -> String {
        let counted = terms.iter().map(|term| {
            let count = values.get(&term.to_string()).map_or(0, |(_, count)| *count);
            format!("{} ({})", shown(term, self.prefixes), grouped(count))
        });
        counted.collect::<Vec<_>>().join(", ")
    }

    /// Names the values of `terms`, which are sorted, on both sides of `wanted`, with their counts.
    fn neighbours(&self, wanted: &Term, terms: &[&Term], values: &Tally) -> String {
        if !are_in_line(&[terms[0], wanted]) {
            return String::new();
        }
        let at = terms.partition_point(|term| compare(Some(term), Some(wanted)).is_lt());
        let sides = [at.checked_sub(1), Some(at)].into_iter().flatten();
        let near: Vec<String> = sides
            .filter_map(|at| terms.get(at))
            .map(|term| self.with_counts(&[term], values))
            .collect();
        let wanted = shown(wanted, self.prefixes);
        match near.as_slice() {
            [one, other] => wording!(
                "; next to {wanted} are {one} and {other}",
                "; am nächsten an {wanted} liegen {one} und {other}"
            ),
            _ => wording!(
                "; next to {wanted} is {}",
                "; am nächsten an {wanted} liegt {}",
                near.concat()
            ),
        }
    }

    /// Tells what the values of a variable are in `rows` rows, those next to `wanted`, and how often there is none.
    fn tell_values(
        &self,
        variable: &Variable,
        wanted: Option<&Literal>,
        values: &Tally,
        rows: usize,
        found: &mut Emptiness,
    ) {
        let mut terms: Vec<&Term> = values.values().map(|(term, _)| term).collect();
        terms.sort_by(|a, b| compare(Some(a), Some(b)));
        let mut near = String::new();
        let told = match terms.as_slice() {
            [] => return,
            [only] => {
                let only = shown(only, self.prefixes);
                wording!("is {only}", "ist {only}")
            }
            [first, .., last] if terms.len() > MOST_VALUES && are_in_line(&terms) => {
                let [first, last] = [first, last].map(|term| shown(term, self.prefixes));
                if let Some(wanted) = wanted {
                    near = self.neighbours(&wanted.clone().into(), &terms, values);
                }
                wording!(
                    "is between {first} and {last}",
                    "liegt zwischen {first} und {last}"
                )
            }
            many => {
                let others = many.len().saturating_sub(MOST_VALUES);
                let told = match others {
                    0 => self.with_counts(many, values),
                    _ => self.most_frequent(values, MOST_VALUES),
                };
                match others {
                    0 => wording!("is {told}", "ist {told}"),
                    1 => wording!("is {told} or one other", "ist {told} oder ein anderer Wert"),
                    others => wording!(
                        "is {told} or one of {} others",
                        "ist {told} oder einer von {} anderen Werten",
                        grouped(others)
                    ),
                }
            }
        };
        let bound = super::bound(values);
        let before = super::rows(rows);
        found.reasons.push(match rows.saturating_sub(bound) {
            0 => wording!(
                "{variable} {told} in {before}{near}",
                "{variable} {told} in {before}{near}"
            ),
            unbound => wording!(
                "{variable} {told} in {0} of {before} and unbound in {1}{near}",
                "{variable} {told} in {0} von {before} und in {1} ungebunden{near}",
                grouped(bound),
                grouped(unbound)
            ),
        });
    }
}

/// Kinds of values of which two tell what lies between them.
#[derive(PartialEq)]
enum Line {
    Numbers,
    Days,
    TimesOfDay,
}

impl Line {
    fn of(term: &Term) -> Option<Self> {
        let Term::Literal(literal) = term else {
            return None;
        };
        let xsd = "http://www.w3.org/2001/XMLSchema#";
        let name = literal.datatype().as_str().strip_prefix(xsd)?;
        let value = literal.value();
        match name {
            "date" | "dateTime" | "dateTimeStamp" | "gYear" | "gYearMonth" => {
                date_time(value).map(|_| Self::Days)
            }
            "time" => time_of_day(value).map(|_| Self::TimesOfDay),
            _ => Number::parse(name, value).map(|_| Self::Numbers),
        }
    }
}

/// Tells whether terms are all numbers, all days or all times of day.
fn are_in_line(terms: &[&Term]) -> bool {
    let kind = terms.first().and_then(|term| Line::of(term));
    kind.is_some() && terms.iter().all(|term| Line::of(term) == kind)
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
