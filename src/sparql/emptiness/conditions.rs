//! Why a condition is true for no row.

use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::algebra::{Expression, Function};

use super::super::algebra::{Member, alternatives, comparison, expression_text, sides, with_term};
use super::{Comparison, Emptiness, Error, Inquiry, MOST_COUNTED, Tally, by_frequency, named};
use crate::language::grouped;
use crate::language::wording;
use crate::sparql::nearness::{in_short, shown, shown_iri, times};
use crate::sparql::ordering::compare;
use crate::sparql::value::{Number, date_time, time_of_day};

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
        if let Expression::Or(one, other) = condition {
            // Neither is true for any row.
            found.also(|found| self.condition(one, index, before, found))?;
            found.also(|found| self.condition(other, index, before, found))?;
            return Ok(());
        }
        for variable in Member::Filter(condition.clone()).variables() {
            if is_exists(condition) {
                break;
            }
            if self.members.is_out_of_sight(&variable) || self.values(index, &variable)?.is_empty()
            {
                return self.without_value(&variable, index, before, found);
            }
        }
        if self.kinds(condition, index, before, found)? {
            return Ok(());
        }
        match comparison(condition) {
            Comparison::Exists { .. } => self.exists(condition, index, before, found)?,
            Comparison::Unbound(variable) => {
                let values = self.values(index, &variable)?;
                self.with_value(&variable, &values, before, found);
            }
            Comparison::Language(variable, wanted, matching) => {
                let (values, rows) = self.values_with_rows(index, &variable)?;
                self.languages(&variable, &wanted, matching, (&values, rows), found);
            }
            Comparison::Same(variable, wanted) => {
                let (values, rows) = self.values_with_rows(index, &variable)?;
                self.names(&variable, &wanted, (&values, rows), found);
            }
            Comparison::Equal(variable, wanted)
            | Comparison::Order(variable, wanted)
            | Comparison::Part(variable, wanted) => {
                self.literal(condition, &variable, wanted, index, found)?;
            }
            Comparison::Among(variable, terms) => {
                let (values, rows) = self.values_with_rows(index, &variable)?;
                if !self.near_others(&variable, &terms, &values, rows, found)? {
                    self.tell_values(&variable.to_string(), None, &values, rows, found);
                }
            }
            Comparison::Other if let Some(sides) = sides(condition) => {
                let (values, rows) = self.values_of(&sides.computed, index)?;
                let name = in_short(&expression_text(&sides.computed), self.prefixes);
                let wanted = sides.wanted.first().filter(|_| !sides.ordered);
                self.tell_values(&name, wanted, &values, rows, found);
            }
            Comparison::Other => self.any_values(condition, index, before, found)?,
        }
        if found.reasons.is_empty() {
            found.reasons.push(wording!(
                "the condition is not true for {}",
                "die Bedingung ist bei {} wahr",
                super::any_row(before)
            ));
        }
        Ok(())
    }

    /// Tells what the variables of a condition of any kind have for values.
    fn any_values(
        &self,
        condition: &Expression,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let variables = Member::Filter(condition.clone()).variables();
        for variable in variables.iter().take(MOST_VARIABLES) {
            let (values, rows) = self.values_with_rows(index, variable)?;
            if values.is_empty() {
                self.without_value(variable, index, before, found)?;
            } else {
                self.tell_values(&variable.to_string(), None, &values, rows, found);
            }
        }
        Ok(())
    }

    /// Tells why the values of `variable` do not compare with `wanted` as a condition asks.
    fn literal(
        &self,
        condition: &Expression,
        variable: &Variable,
        wanted: Literal,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let (values, rows) = self.values_with_rows(index, variable)?;
        if self.is_bad_pattern(condition, &wanted)? {
            let pattern = shown(&wanted.into(), self.prefixes);
            found.reasons.push(wording!(
                "{pattern} is no regular expression, so that REGEX is true of nothing",
                "{pattern} ist kein regulärer Ausdruck, also ist REGEX nie wahr"
            ));
            return Ok(());
        }
        self.literals(condition, &wanted, index, (&values, rows), found)?;
        if found.reasons.is_empty() {
            let equal = matches!(comparison(condition), Comparison::Equal(..));
            let wanted = Some(wanted.into()).filter(|_| equal);
            let computed = sides(condition).map_or(variable.clone().into(), |sides| sides.computed);
            let (values, rows) = self.values_of(&computed, index)?;
            let name = in_short(&expression_text(&computed), self.prefixes);
            self.tell_values(&name, wanted.as_ref(), &values, rows, found);
        }
        Ok(())
    }

    fn names(
        &self,
        variable: &Variable,
        wanted: &NamedNode,
        (values, rows): (&Tally, usize),
        found: &mut Emptiness,
    ) {
        let name = shown(&wanted.clone().into(), self.prefixes);
        let of = grouped(rows);
        if let Some((near, count)) = super::nearness::nearest(wanted.as_str(), named(values)) {
            let near = shown_iri(near, self.prefixes);
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

    /// Tells whether a condition is REGEX with a pattern that cannot be read.
    fn is_bad_pattern(&self, condition: &Expression, pattern: &Literal) -> Result<bool, Error> {
        if !matches!(condition, Expression::FunctionCall(Function::Regex, _)) {
            return Ok(false);
        }
        // The engine is asked, as it has a language of its own for patterns.
        let text =
            format!("SELECT * {{ BIND(REGEX(\"\", {pattern}) AS ?fits) FILTER(BOUND(?fits)) }}");
        Ok(self.count(&text)? == 0)
    }

    /// Tries conditions that are near, and tells the first that rows fulfil.
    fn literals(
        &self,
        condition: &Expression,
        wanted: &Literal,
        index: usize,
        (values, before): (&Tally, usize),
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let near = tagged(wanted, values).and_then(|(near, _)| match near {
            Term::Literal(near) => Some(near),
            _ => None,
        });
        if let Some(near) = near
            && let Comparison::Equal(variable, _) = comparison(condition)
        {
            // What the condition makes of the value, as LCASE does, may still be another text.
            let [old, new] = [wanted, &near].map(|literal| Term::from(literal.clone()));
            let changed = Member::Filter(with_term(condition, &old, &new));
            let rows = self.members.rows(index, Some(&changed), MOST_COUNTED);
            let count = self.count(&rows)?;
            if count > 0 {
                let text = shown(&near.into(), self.prefixes);
                found.reasons.push(wording!(
                    "0 of {} {variable} are {}; {text} {}",
                    "0 von {} {variable} sind {}; {text} {}",
                    grouped(before),
                    shown(&wanted.clone().into(), self.prefixes),
                    times(count)
                ));
                self.propose(&wanted.clone().into(), &text, found);
                return Ok(());
            }
        }
        for alternative in alternatives(condition) {
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
            } else {
                self.propose_condition(&wanted.clone().into(), &shown_text, found);
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

    /// Names the values of a property that are next to `wanted` on its line, where they have one.
    pub(super) fn beside(&self, wanted: &Term, values: &Tally) -> String {
        let mut terms: Vec<&Term> = values.values().map(|(term, _)| term).collect();
        terms.retain(|term| are_in_line(&[term, wanted]));
        terms.sort_by(|a, b| compare(Some(a), Some(b)));
        if terms.is_empty() {
            return String::new();
        }
        self.neighbours(wanted, &terms, values)
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
    pub(super) fn tell_values(
        &self,
        name: &str,
        wanted: Option<&Term>,
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
                    near = self.neighbours(wanted, &terms, values);
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
                "{name} {told} in {before}{near}",
                "{name} {told} in {before}{near}"
            ),
            unbound => wording!(
                "{name} {told} in {0} of {before} and unbound in {1}{near}",
                "{name} {told} in {0} von {before} und in {1} ungebunden{near}",
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
    let mut sorted = by_frequency(values).into_iter();
    let found = sorted.find(|(term, _)| match term {
        Term::Literal(value) => {
            value.value() == wanted.value() && value.language() != wanted.language()
        }
        _ => false,
    });
    found.cloned()
}
