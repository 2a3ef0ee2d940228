//! Whether a condition compares values of kinds that cannot be equal or greater: a date with a string, for instance.
//!
//! Start at [`Inquiry::kinds`]. Source: SPARQL 1.1 Query, section 17.3, operator mapping.

use std::cmp::Reverse;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Variable};
use spargebra::algebra::{Expression, Function};

use super::super::algebra::{
    Member, Sides, both_sides, expression_text, sides, with_call, with_term,
};
use super::{Emptiness, Error, Inquiry, MOST_COUNTED, Tally, by_frequency};
use crate::language::{grouped, wording};
use crate::prefixes::Prefixes;
use crate::sparql::nearness::{in_short, shown, shown_iri};
use crate::sparql::value::{Number, date_time};

/// Kinds that are named at most.
const MOST_KINDS: usize = 3;
/// The variable that what is compared is given to.
const COMPARED: &str = "compared_value";

/// What decides which values can be compared with one another.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Iri,
    Blank,
    Triple,
    Number,
    /// A string without a language.
    Plain,
    Tagged,
    /// Values of another datatype.
    Typed(NamedNode),
}

impl Kind {
    fn of(term: &Term) -> Self {
        let literal = match term {
            Term::NamedNode(_) => return Self::Iri,
            Term::BlankNode(_) => return Self::Blank,
            Term::Triple(_) => return Self::Triple,
            Term::Literal(literal) => literal,
        };
        let datatype = literal.datatype();
        if literal.language().is_some() {
            Self::Tagged
        } else if datatype == xsd::STRING {
            Self::Plain
        } else if xsd_name(datatype).is_some_and(|name| Number::parse(name, "1").is_some()) {
            Self::Number
        } else if datatype == xsd::DATE_TIME_STAMP {
            Self::Typed(xsd::DATE_TIME.into_owned())
        } else {
            Self::Typed(datatype.into_owned())
        }
    }

    /// Tells whether values of both kinds are reached by another way, as texts with and without a language are.
    fn is_like(&self, other: &Self, ordered: bool) -> bool {
        let texts = [Self::Plain, Self::Tagged];
        self == other || (!ordered && texts.contains(self) && texts.contains(other))
    }
}

fn xsd_name(datatype: NamedNodeRef<'_>) -> Option<&str> {
    datatype
        .as_str()
        .strip_prefix("http://www.w3.org/2001/XMLSchema#")
}

/// Another condition in the place of one that compares different kinds.
struct Instead {
    /// What to write.
    words: String,
    /// The rows that fulfil it.
    rows: usize,
    /// The term in the place of the one in the text.
    term: Option<Term>,
}

impl Inquiry<'_> {
    /// Tells where what the condition at `index` compares is of another kind than what it is compared with, and what
    /// would do for the rows `before`.
    pub(super) fn kinds(
        &self,
        condition: &Expression,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<bool, Error> {
        let Some(sides) = sides(condition) else {
            return self.kinds_of_both(condition, index, found);
        };
        let (values, rows) = self.values_of(&sides.computed, index)?;
        let kinds = kinds_of(&values);
        let is_known = |wanted: &Term| {
            let wanted = Kind::of(wanted);
            let mut kinds = kinds.iter();
            kinds.any(|(kind, ..)| kind.is_like(&wanted, sides.ordered))
        };
        let mut best: Option<(&Term, &Term, Instead)> = None;
        for wanted in &sides.wanted {
            for (kind, example, _) in &kinds {
                if kind.is_like(&Kind::of(wanted), sides.ordered) {
                    continue;
                }
                for instead in self.instead(condition, &sides, wanted, example, index)? {
                    let is_better = best.as_ref().is_none_or(|(.., best)| best.rows == 0);
                    if instead.rows > 0 && is_better || best.is_none() && !is_known(wanted) {
                        best = Some((wanted, *example, instead));
                    }
                }
            }
        }
        let wanted = match &best {
            Some((wanted, ..)) => wanted,
            None => match sides.wanted.iter().find(|wanted| !is_known(wanted)) {
                Some(wanted) if !kinds.is_empty() => wanted,
                _ => return Ok(false),
            },
        };
        let name = in_short(&expression_text(&sides.computed), self.prefixes);
        let is = self.kinds_in_words(&kinds);
        let [other, was] = [shown(wanted, self.prefixes), called(wanted, self.prefixes)];
        let told = wording!(
            "{name} is {is}; {other} is {was}",
            "{name} ist {is}; {other} ist {was}"
        );
        let Some((wanted, example, instead)) = best else {
            found.reasons.push(wording!(
                "{told}: they cannot be compared",
                "{told}: beides lässt sich nicht vergleichen"
            ));
            self.tell_values(&name, None, &values, rows, found);
            return Ok(true);
        };
        self.tell_instead(&told, &instead, before, found);
        if instead.term.is_some() {
            self.propose_converted(&sides, wanted, example, found)?;
        } else {
            let condition = in_short(&instead.words, self.prefixes);
            self.propose_condition(wanted, &condition, found);
        }
        if instead.rows == 0 {
            let wanted = instead.term.as_ref();
            self.tell_values(&name, wanted, &values, rows, found);
        }
        Ok(true)
    }

    /// Proposes values of the kind that `example` is of for `wanted` and for what stands in the same list.
    fn propose_converted(
        &self,
        sides: &Sides,
        wanted: &Term,
        example: &Term,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let kind = Kind::of(example);
        let others = sides.wanted.iter().filter(|other| *other != wanted);
        for term in std::iter::once(wanted).chain(others) {
            let is_other = !kind.is_like(&Kind::of(term), sides.ordered);
            if let Some(converted) = self.converted(term, example).filter(|_| is_other) {
                found.also(|found| {
                    self.propose(term, &shown(&converted, self.prefixes), found);
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    /// Tells where both sides of a comparison are computed, and of different kinds.
    fn kinds_of_both(
        &self,
        condition: &Expression,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<bool, Error> {
        let Some((one, other, ordered)) = both_sides(condition) else {
            return Ok(false);
        };
        let (one_values, _) = self.values_of(one, index)?;
        let (other_values, _) = self.values_of(other, index)?;
        let [one_kinds, other_kinds] = [kinds_of(&one_values), kinds_of(&other_values)];
        let is_shared = one_kinds.iter().any(|(kind, ..)| {
            let mut others = other_kinds.iter();
            others.any(|(other, ..)| kind.is_like(other, ordered))
        });
        if is_shared || one_kinds.is_empty() || other_kinds.is_empty() {
            return Ok(false);
        }
        let [one, other] = [one, other].map(|side| in_short(&expression_text(side), self.prefixes));
        found.reasons.push(wording!(
            "{one} is {}, {other} is {}: they cannot be compared",
            "{one} ist {}, {other} ist {}: beides lässt sich nicht vergleichen",
            self.kinds_in_words(&one_kinds),
            self.kinds_in_words(&other_kinds)
        ));
        Ok(true)
    }

    fn tell_instead(&self, told: &str, instead: &Instead, before: usize, found: &mut Emptiness) {
        let words = in_short(&instead.words, self.prefixes);
        let words = if instead.term.is_some() {
            words
        } else {
            format!("`{words}`")
        };
        found.reasons.push(if instead.rows > 0 {
            wording!(
                "{told}; write {words}, which {} of {} rows {}",
                "{told}; schreiben Sie {words}: dazu {2} {0} von {1} Zeilen",
                grouped(instead.rows),
                grouped(before),
                match instead.rows {
                    1 => wording!("fits", "passt"),
                    _ => wording!("fit", "passen"),
                }
            )
        } else {
            wording!(
                "{told}; write {words}, though no row fits that either",
                "{told}; schreiben Sie {words}, auch wenn dazu ebenfalls keine Zeile passt"
            )
        });
    }

    /// Gives conditions that compare values like `example` with what takes the place of `wanted`.
    fn instead(
        &self,
        condition: &Expression,
        sides: &Sides,
        wanted: &Term,
        example: &Term,
        index: usize,
    ) -> Result<Vec<Instead>, Error> {
        let mut found = Vec::new();
        let mut add = |condition: Expression, term: Option<Term>| {
            let words = match &term {
                Some(term) => term.to_string(),
                None => expression_text(&condition),
            };
            let member = Member::Filter(condition);
            let rows = self.count(&self.members.rows(index, Some(&member), MOST_COUNTED))?;
            found.push(Instead { words, rows, term });
            Ok::<(), Error>(())
        };
        if let Some(year) = year(wanted, example) {
            let changed = with_call(condition, &sides.computed, &Function::Year);
            let changed = with_term(&changed, wanted, &year);
            add(changed, None)?;
        } else if sides.ordered && Kind::of(example) == Kind::Tagged && is_plain(wanted) {
            let changed = with_call(condition, &sides.computed, &Function::Str);
            add(changed, None)?;
        } else if let Some(term) = self.converted(wanted, example) {
            add(with_term(condition, wanted, &term), Some(term))?;
        }
        Ok(found)
    }

    /// Writes `wanted` as a value of the kind that `example` is of, where it is one.
    fn converted(&self, wanted: &Term, example: &Term) -> Option<Term> {
        let Term::Literal(wanted) = wanted else {
            return None;
        };
        let text = wanted.value().trim();
        let example = match example {
            Term::NamedNode(_) if text.contains(':') => {
                return Some(self.prefixes.expand(text).ok()?.into());
            }
            Term::Literal(example) if example.language().is_none() => example,
            _ => return None,
        };
        let datatype = example.datatype();
        let value = match xsd_name(datatype) {
            Some("date") => day(text)?,
            Some("dateTime" | "dateTimeStamp") if text.contains('T') => {
                date_time(text).map(|_| text.to_owned())?
            }
            Some("dateTime") => format!("{}T00:00:00", day(text)?),
            Some("gYear") => text.get(..4).filter(|year| is_year(year))?.to_owned(),
            Some("gYearMonth") => day(text)?.get(..7)?.to_owned(),
            Some("boolean") => match text.to_lowercase().as_str() {
                "true" | "1" => "true".to_owned(),
                "false" | "0" => "false".to_owned(),
                _ => return None,
            },
            Some("string" | "anyURI") | None => text.to_owned(),
            Some(name) => Number::parse(name, text).map(|_| text.to_owned())?,
        };
        Some(Literal::new_typed_literal(value, datatype).into())
    }

    /// Gives the values that an expression has in the rows before the member at `index`, and the number of rows.
    pub(super) fn values_of(
        &self,
        expression: &Expression,
        index: usize,
    ) -> Result<(Tally, usize), Error> {
        if let Expression::Variable(variable) = expression {
            return self.values_with_rows(index, variable);
        }
        let variable = Variable::new_unchecked(COMPARED);
        let member = Member::Bind(variable.clone(), expression.clone());
        let text = self.members.rows(index, Some(&member), MOST_COUNTED);
        self.tally(&text, &variable)
    }

    /// Names kinds, with their counts where there are several.
    fn kinds_in_words(&self, kinds: &[(Kind, &Term, usize)]) -> String {
        let words = kinds.iter().take(MOST_KINDS).map(|(_, example, count)| {
            let name = called(example, self.prefixes);
            match kinds.len() {
                1 => name,
                _ => format!("{name} ({})", grouped(*count)),
            }
        });
        words.collect::<Vec<_>>().join(&wording!(" or ", " oder "))
    }
}

/// Gives the kinds of some values, the most frequent first, each with an example and the number of rows.
fn kinds_of(values: &Tally) -> Vec<(Kind, &Term, usize)> {
    let mut kinds: Vec<(Kind, &Term, usize)> = Vec::new();
    for (term, count) in by_frequency(values) {
        let kind = Kind::of(term);
        match kinds.iter_mut().find(|(known, ..)| *known == kind) {
            Some((.., all)) => *all += count,
            None => kinds.push((kind, term, *count)),
        }
    }
    kinds.sort_by_key(|(.., count)| Reverse(*count));
    kinds
}

/// Names the kind of a term.
fn called(term: &Term, prefixes: &Prefixes) -> String {
    match term {
        Term::NamedNode(_) => wording!("an IRI", "eine IRI"),
        Term::BlankNode(_) => wording!("a blank node", "ein leerer Knoten"),
        Term::Triple(_) => wording!("a triple term", "ein Tripelterm"),
        Term::Literal(literal) if literal.language().is_some() => {
            wording!("a text with a language", "ein Text mit Sprache")
        }
        Term::Literal(literal) if literal.datatype() == xsd::STRING => {
            wording!("a string", "eine Zeichenkette")
        }
        Term::Literal(literal) => {
            let name = shown_iri(literal.datatype().as_str(), prefixes);
            if name.starts_with('x') {
                wording!("an {name}", "ein {name}")
            } else {
                wording!("a {name}", "ein {name}")
            }
        }
    }
}

fn is_plain(term: &Term) -> bool {
    Kind::of(term) == Kind::Plain
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Gives the number of the year that is compared with a day.
fn year(wanted: &Term, example: &Term) -> Option<Term> {
    let (Term::Literal(wanted), Term::Literal(example)) = (wanted, example) else {
        return None;
    };
    let is_day = [xsd::DATE, xsd::DATE_TIME].contains(&example.datatype());
    let value = wanted.value().trim();
    (is_day && is_year(value)).then(|| Literal::new_typed_literal(value, xsd::INTEGER).into())
}

/// Reads a day as XML Schema writes it, from that or from the German way of writing one.
fn day(text: &str) -> Option<String> {
    let date = text.split('T').next().unwrap_or_default();
    let parts: Vec<&str> = date.split('.').map(str::trim).collect();
    let date = match parts.as_slice() {
        [day, month, year] if is_year(year) => format!("{year}-{month:0>2}-{day:0>2}"),
        _ if date.len() == 7 => format!("{date}-01"),
        _ => date.to_owned(),
    };
    (date.len() == 10 && date_time(&date).is_some()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn day_is_read_as_it_is_written_in_german_and_in_part() {
        assert_eq!(day("1.2.2020").as_deref(), Some("2020-02-01"));
        assert_eq!(day("2020-02-01T12:00:00Z").as_deref(), Some("2020-02-01"));
        assert_eq!(day("2020-02").as_deref(), Some("2020-02-01"));
        assert_eq!(day("yesterday"), None);
        assert_eq!(day("2020-13-01"), None);
    }
}
