//! Why a variable has no value, or no value that is asked for: OPTIONAL, BIND, VALUES, EXISTS and its contrary.

use oxrdf::{Term, Variable};
use spargebra::algebra::{Expression, GraphPattern};

use super::super::algebra::{Around, Member, is_made_up, is_unnamed};
use super::values::distance;
use super::{
    Emptiness, Error, Inquiry, MOST_COUNTED, Tally, all_rows, any_row, by_frequency, named, rows,
};
use crate::language::{grouped, wording};
use crate::sparql::evaluation::{self, Answer};
use crate::sparql::fix::Fix;
use crate::sparql::nearness::{in_short, nearest, place_of_variable, shown, times};
use crate::sparql::words;

impl Inquiry<'_> {
    /// Tells why `variable` has no value in the rows before the member at `index`.
    pub(super) fn without_value(
        &self,
        variable: &Variable,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let members = &self.members.list[..index];
        let from = members
            .iter()
            .position(|member| member.variables().contains(variable));
        if let Some(member) = from.map_or(Ok(None), |from| self.taker(variable, from, index))? {
            let words = in_short(&member.text(), self.prefixes);
            let mut told = wording!(
                "{variable} is unbound in {}: `{words}` takes away those in which it has a value",
                "{variable} ist in {} ungebunden: `{words}` nimmt die weg, in denen sie einen Wert hat",
                all_rows(before)
            );
            if self.propose_or(variable, found)? {
                told += &wording!(
                    "; write || for one of both to be enough",
                    "; mit || genügt eines von beiden"
                );
            }
            found.reasons.push(told);
            return Ok(());
        }
        match from.map(|from| (from, &members[from])) {
            Some((from, Member::Optional(pattern, condition))) => {
                found.reasons.push(wording!(
                    "{variable} is unbound in {}: only OPTIONAL gives it a value, and nothing matches there",
                    "{variable} ist in {} ungebunden: nur OPTIONAL gibt ihr einen Wert, und dort passt nichts",
                    all_rows(before)
                ));
                let around = Around::Each(self.members.pattern(from));
                let members = self.members.inside(pattern, condition.as_ref(), around);
                let title = wording!(
                    "in OPTIONAL, what matches",
                    "in OPTIONAL, was passt"
                );
                self.part(title, members, before, found)?;
            }
            Some((from, Member::Bind(..))) => {
                let words = in_short(&members[from].text(), self.prefixes);
                found.reasons.push(wording!(
                    "{variable} is unbound in {}: `{words}` fails for each of them",
                    "{variable} ist in {} ungebunden: `{words}` schlägt jedes Mal fehl",
                    all_rows(before)
                ));
            }
            _ if self.members.is_out_of_sight(variable) => {
                found.reasons.push(wording!(
                    "{variable} has no value in these braces: it gets one only outside of them",
                    "{variable} hat in diesen Klammern keinen Wert, nur außerhalb"
                ));
            }
            _ if self.is_named_later(variable, index) => found.reasons.push(wording!(
                "{variable} has no value in {}: SELECT gives it one only afterwards; `BIND(… AS {variable})` does so before",
                "{variable} hat in {} keinen Wert: SELECT gibt ihr erst danach einen, `BIND(… AS {variable})` schon vorher",
                rows(before)
            )),
            _ => self.misspelt(variable, index, before, found),
        }
        Ok(())
    }

    /// Gives the member behind `from` and before `index` that takes away all rows in which `variable` has a value.
    fn taker(
        &self,
        variable: &Variable,
        from: usize,
        index: usize,
    ) -> Result<Option<&Member>, Error> {
        let has_value = |count: usize| Ok::<_, Error>(!self.values(count, variable)?.is_empty());
        if !has_value(from + 1)? {
            return Ok(None);
        }
        for at in from + 1..index {
            if !has_value(at + 1)? {
                return Ok(self.members.list.get(at));
            }
        }
        Ok(None)
    }

    /// Tells that nothing gives `variable` a value, and which one is spelled like it.
    fn misspelt(&self, variable: &Variable, index: usize, before: usize, found: &mut Emptiness) {
        let told = wording!(
            "{variable} has no value in {}",
            "{variable} hat in {} keinen Wert",
            rows(before)
        );
        if is_made_up(variable.as_str()) {
            found.reasons.push(wording!(
                "{told}: SUM and AVG take numbers, GROUP_CONCAT texts, as STR(…) gives",
                "{told}: SUM und AVG nehmen Zahlen, GROUP_CONCAT Zeichenketten, wie STR(…) sie gibt"
            ));
            return;
        }
        let known = self.members.variables(index);
        let named = known.iter().filter(|known| !is_unnamed(known));
        let name = variable.as_str();
        let Some(near) = words::nearest(name, named.map(Variable::as_str)) else {
            found.reasons.push(told);
            return;
        };
        found.reasons.push(wording!(
            "{told}; did you mean ?{near}?",
            "{told}; meinten Sie ?{near}?"
        ));
        if found.fix.is_none()
            && let Some(span) = place_of_variable(self.text, name)
        {
            found.fix = Some(Fix::one(span, format!("?{near}")));
        }
    }

    /// Tells whether `variable` gets a value only behind the member at `index`.
    fn is_named_later(&self, variable: &Variable, index: usize) -> bool {
        let later = self.members.list.iter().skip(index);
        later
            .into_iter()
            .any(|member| matches!(member, Member::Bind(named, _) if named == variable))
    }

    /// Explains why what EXISTS asks for is there for none of the rows `before`, or with `not` for all of them.
    pub(super) fn exists(
        &self,
        condition: &Expression,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let (not, pattern) = match condition {
            Expression::Not(inner) => match &**inner {
                Expression::Exists(pattern) => (true, pattern),
                _ => return Ok(()),
            },
            Expression::Exists(pattern) => (false, pattern),
            _ => return Ok(()),
        };
        let around = Around::Each(self.members.pattern(index));
        let members = self.members.inside(pattern, None, around);
        if not {
            let matches = self.matches(&members)?;
            found.reasons.push(wording!(
                "what may not exist is there for {}: {matches}",
                "was es nicht geben darf, gibt es zu {}: {matches}",
                all_rows(before)
            ));
        } else {
            found.reasons.push(wording!(
                "what EXISTS asks for is not there for {}",
                "wonach EXISTS fragt, gibt es zu {}",
                any_row(before)
            ));
        }
        self.apart(pattern, index, found);
        if !not || members.list.len() > 1 {
            let title = if not {
                wording!("in NOT EXISTS, what matches", "in NOT EXISTS, was passt")
            } else {
                wording!("in EXISTS, what matches", "in EXISTS, was passt")
            };
            self.part(title, members, before, found)?;
        }
        Ok(())
    }

    /// Tells that a pattern shares no variable with the rows it is asked for.
    fn apart(&self, pattern: &GraphPattern, index: usize, found: &mut Emptiness) {
        let inside = Member::Filter(Expression::Exists(Box::new(pattern.clone()))).variables();
        let outside = self.members.variables(index);
        if inside.is_empty() || inside.iter().any(|variable| outside.contains(variable)) {
            return;
        }
        let mut reason = wording!(
            "it shares no variable with the rows, so that one match anywhere counts for all of them",
            "es hat mit den Zeilen keine Variable gemeinsam: ein Treffer irgendwo zählt für alle"
        );
        let names: Vec<&str> = outside.iter().map(Variable::as_str).collect();
        for variable in &inside {
            if let Some(near) = words::nearest(variable.as_str(), names.iter().copied()) {
                reason = wording!(
                    "{reason}; did you mean ?{near} for {variable}?",
                    "{reason}; meinten Sie ?{near} statt {variable}?"
                );
                if found.fix.is_none()
                    && let Some(span) = place_of_variable(self.text, variable.as_str())
                {
                    found.fix = Some(Fix::one(span, format!("?{near}")));
                }
                break;
            }
        }
        found.reasons.push(reason);
    }

    /// Tells what the rows before the member at `index` have in the place of the values that VALUES gives.
    pub(super) fn given(
        &self,
        member: &Member,
        terms: &[Term],
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let known = self.members.variables(index);
        for variable in member.variables() {
            if !known.contains(&variable) {
                continue;
            }
            let (values, rows) = self.values_with_rows(index, &variable)?;
            if self.near_others(&variable, terms, &values, rows, found)? {
                continue;
            }
            for term in terms {
                if let Term::NamedNode(node) = term {
                    found.also(|found| self.unknown_node(node, found))?;
                }
            }
            if found.reasons.is_empty() && !values.is_empty() {
                found.reasons.push(wording!(
                    "none of the given values of {variable} is in {}; {variable} is {}",
                    "keiner der gegebenen Werte von {variable} kommt in {} vor; {variable} ist {}",
                    super::rows(rows),
                    self.most_frequent(&values, 4)
                ));
            }
        }
        if found.reasons.is_empty() {
            found.reasons.push(wording!(
                "none of the given values is in {}",
                "keiner der gegebenen Werte kommt in {} vor",
                rows(before)
            ));
        }
        Ok(())
    }

    /// Tells which value the member at `index` would have in the place of one that VALUES before it gives.
    pub(super) fn ungiven(&self, index: usize, found: &mut Emptiness) -> Result<bool, Error> {
        let own = self.members.list[index].variables();
        for (at, given) in self.members.list[..index].iter().enumerate() {
            let Member::Given(_, terms) = given else {
                continue;
            };
            let mut members = self.members.clone();
            members.list.truncate(index + 1);
            members.list.remove(at);
            let free = self.inside(members, self.before);
            for variable in given.variables() {
                if !own.contains(&variable) {
                    continue;
                }
                let (values, rows) = free.values_with_rows(index, &variable)?;
                let near: Vec<_> = terms
                    .iter()
                    .filter_map(|term| nearest_other([term], &values))
                    .collect();
                if near.is_empty() {
                    continue;
                }
                for (number, (wanted, near, count)) in near.into_iter().enumerate() {
                    let [wanted_text, near] =
                        [wanted, &near].map(|term| shown(term, self.prefixes));
                    let told = if number == 0 {
                        without_given(&variable, &wanted_text, &near, (count, rows))
                    } else {
                        wording!(
                            "in {} of them {variable} is {near} in the place of {wanted_text}",
                            "in {} davon ist {variable} {near} statt {wanted_text}",
                            grouped(count)
                        )
                    };
                    found.also(|found| {
                        found.reasons.push(told);
                        self.propose(wanted, &near, found);
                        Ok(())
                    })?;
                }
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells of each of `terms` which of `values`, those that `variable` has in `rows` rows, is most like it.
    pub(super) fn near_others(
        &self,
        variable: &Variable,
        terms: &[Term],
        values: &Tally,
        rows: usize,
        found: &mut Emptiness,
    ) -> Result<bool, Error> {
        let mut told = false;
        for term in terms {
            found.also(|found| {
                told |= self.near_other(&variable.to_string(), [term], values, rows, found);
                Ok(())
            })?;
        }
        Ok(told)
    }

    /// Tells which of `values`, those that `name` has in `rows` rows, is most like one of `wanted`, where one is.
    pub(super) fn near_other<'t>(
        &self,
        name: &str,
        wanted: impl IntoIterator<Item = &'t Term>,
        values: &Tally,
        rows: usize,
        found: &mut Emptiness,
    ) -> bool {
        let Some((wanted, near, count)) = nearest_other(wanted, values) else {
            return false;
        };
        let [wanted_text, near] = [wanted, &near].map(|term| shown(term, self.prefixes));
        found.reasons.push(wording!(
            "{name} is not {wanted_text} in {}; {near} {}",
            "{name} ist in {} {wanted_text}; {near} {}",
            any_row(rows),
            times(count)
        ));
        self.propose(wanted, &near, found);
        true
    }

    /// Tells that a variable that may have no value has one.
    pub(super) fn with_value(
        &self,
        variable: &Variable,
        values: &Tally,
        before: usize,
        found: &mut Emptiness,
    ) {
        found.reasons.push(wording!(
            "{variable} has a value in {}: {}",
            "{variable} hat in {} einen Wert: {}",
            all_rows(before),
            self.most_frequent(values, 3)
        ));
    }

    /// Writes the values that the one row of a query has for some variables.
    pub(super) fn example(&self, text: &str, variables: Vec<Variable>) -> Result<String, Error> {
        let answer = evaluation::evaluate(text, None, self.dataset, self.cancellation)?;
        let mut found = Vec::new();
        if let Answer::Solutions { mut rows, .. } = answer
            && let Some(row) = rows.next().transpose()?
        {
            for variable in variables {
                if let Some(term) = row.get(&variable) {
                    found.push(format!("{variable} = {}", shown(term, self.prefixes)));
                }
            }
        }
        Ok(found.join(", "))
    }
}

/// Says that `variable` is `near` in `count` of the `rows` rows that there are without VALUES, and nowhere `wanted`.
fn without_given(
    variable: &Variable,
    wanted: &str,
    near: &str,
    (count, rows): (usize, usize),
) -> String {
    let more = if rows < MOST_COUNTED { "" } else { "+" };
    match rows {
        1 => wording!(
            "without the given values there is 1 row: {variable} is {near} in it and not {wanted}",
            "ohne die gegebenen Werte ist es 1 Zeile: darin ist {variable} {near} und nicht {wanted}"
        ),
        rows => wording!(
            "without the given values there are {}{more} rows: in none of them {variable} is {wanted}, in {} of them it is {near}",
            "ohne die gegebenen Werte sind es {}{more} Zeilen: in keiner davon ist {variable} {wanted}, in {} davon {near}",
            grouped(rows),
            grouped(count)
        ),
    }
}

/// Gives the first of `wanted` that is near one of `values`, with that one and its count.
fn nearest_other<'t>(
    wanted: impl IntoIterator<Item = &'t Term>,
    values: &Tally,
) -> Option<(&'t Term, Term, usize)> {
    // A value that is there is wrong only together with others of its row.
    let missing = |wanted: &&Term| !values.contains_key(&wanted.to_string());
    wanted.into_iter().filter(missing).find_map(|wanted| {
        let (near, count) = near_value(wanted, values)?;
        Some((wanted, near, count))
    })
}

/// Gives the value that is most like `wanted`: the same text with another language or datatype, or a text or name
/// spelled like it.
fn near_value(wanted: &Term, values: &Tally) -> Option<(Term, usize)> {
    match wanted {
        Term::Literal(wanted) => by_frequency(values)
            .into_iter()
            .filter_map(|(term, count)| match term {
                Term::Literal(value) => Some((distance(value, wanted)?, term, *count)),
                _ => None,
            })
            .min_by_key(|(distance, ..)| *distance)
            .map(|(_, term, count)| (term.clone(), count)),
        Term::NamedNode(wanted) => {
            let (near, count) = nearest(wanted.as_str(), named(values))?;
            Some((oxrdf::NamedNode::new_unchecked(near).into(), count))
        }
        _ => None,
    }
}
