//! Why a query has no rows: what takes the last of them away, and what is near that would not.
//!
//! Start at [`why_empty`]. The members of the pattern are joined one by one, in the order of the text as far as they
//! share variables, until nothing is left; then the terms of the member that did it are looked up. A member with
//! members of its own, such as UNION, is gone through in the same way, beside the rows it is joined with.

mod conditions;
mod graphs;
mod groups;
mod joins;
mod kinds;
mod languages;
mod missing;
mod names;
mod rewriting;
mod triples;
mod values;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use oxrdf::{NamedNode, NamedOrBlankNode, Term, Variable};
use spargebra::Query;

use super::Parameters;
use super::algebra::{self, Comparison, Member, Members, Network};
use super::evaluation::{self, Answer, Cancellation, Error};
use super::fix::Fix;
use super::nearness::{self, Vocabulary, in_short, places, shown};
use super::split::{Kind, kind};
use crate::language::grouped;
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::store::Dataset;

/// Rows are counted up to this number.
const MOST_COUNTED: usize = 100_000;
/// So many things are looked at to find out what they are like.
const SAMPLE: usize = 5_000;
/// Reasons that are told at most.
const MOST_REASONS: usize = 3;
/// Further changes that are looked for at most where the first one leaves the query without rows.
const MOST_CHANGES: usize = 3;

/// What is left after one more part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The part, as it would stand in the query.
    pub words: String,
    /// The rows that are left with it.
    pub rows: usize,
    /// Whether there are more rows than were counted.
    pub more: bool,
    /// What it looks like inside, where it matters and the part has parts of its own.
    pub parts: Vec<Part>,
}

/// A part of a query inside another one: a branch of UNION, a subquery, what EXISTS asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is, in a few words.
    pub title: String,
    /// What is left after each of its own parts.
    pub stages: Vec<Stage>,
    /// Why it leaves nothing.
    pub reasons: Vec<String>,
}

/// Where the rows of a query get lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emptiness {
    /// The parts up to the one that leaves no row; all parts where none does.
    pub stages: Vec<Stage>,
    /// Why it leaves none and what is near, the most likely first; nothing where the query has rows.
    pub reasons: Vec<String>,
    /// The change of the text that is most likely meant.
    pub fix: Option<Fix>,
}

/// Finds out why `text` has no rows; gives nothing for what is no valid query.
///
/// Where the change that is proposed leaves it without rows, it is looked into again as changed, and both are proposed.
///
/// `prefixes` are those of the session, `parameters` are bound as by [`prepare_with`], and `vocabulary` is what
/// `dataset` holds. Rows are counted up to 100,000.
///
/// # Errors
/// [`Error::Timeout`], [`Error::Cancelled`], [`Error::Store`].
///
/// [`prepare_with`]: super::prepare_with
pub fn why_empty(
    text: &str,
    prefixes: &Prefixes,
    parameters: &Parameters,
    vocabulary: Vocabulary<'_>,
    dataset: &dyn Dataset,
    cancellation: &Cancellation,
) -> Result<Option<Emptiness>, Error> {
    if kind(text) == Some(Kind::Update) {
        return Ok(None);
    }
    let look = |text: &str| {
        let prefixes = nearness::all_prefixes(text, prefixes);
        look_into(
            text,
            &prefixes,
            parameters,
            vocabulary,
            dataset,
            cancellation,
        )
    };
    let Some(mut found) = look(text)? else {
        return Ok(None);
    };
    for _ in 0..MOST_CHANGES {
        let Some(fix) = &found.fix else { break };
        let Some(next) = look(&fix.apply(text))? else {
            break;
        };
        let both = next.fix.and_then(|next| fix.then(&next));
        let mut new = next.reasons.into_iter();
        if let Some(reason) = new.find(|reason| !found.reasons.contains(reason)) {
            found.reasons.push(wording!(
                "with that changed: {reason}",
                "ist das geändert: {reason}"
            ));
        }
        match both {
            Some(both) => found.fix = Some(both),
            None => break,
        }
    }
    Ok(Some(found))
}

/// Finds out why `text` has no rows, in which all of `prefixes` hold.
fn look_into(
    text: &str,
    prefixes: &Prefixes,
    parameters: &Parameters,
    vocabulary: Vocabulary<'_>,
    dataset: &dyn Dataset,
    cancellation: &Cancellation,
) -> Result<Option<Emptiness>, Error> {
    let Some(query) = algebra::bound_query(text, prefixes, parameters) else {
        return Ok(None);
    };
    if let Some(Network::Service(endpoint)) = algebra::network_of_query(&query) {
        return Ok(Some(Emptiness {
            reasons: vec![wording!(
                "what {endpoint} would answer is not known: this program opens no connection",
                "was {endpoint} antworten würde, ist nicht bekannt: dieses Programm baut keine Verbindung auf"
            )],
            ..Emptiness::default()
        }));
    }
    let inquiry = Inquiry {
        text,
        prefixes,
        parameters,
        members: algebra::members(&query),
        is_whole: true,
        before: 1,
        vocabulary,
        dataset,
        cancellation,
    };
    let mut found = inquiry.answer()?;
    if found.reasons.is_empty() && found.stages.iter().all(|stage| stage.rows > 0) {
        unfilled_template(&query, &mut found);
        inquiry.undescribed(&algebra::described(&query), &mut found)?;
    }
    name_blanks(&mut found.stages, &mut found.reasons);
    Ok(Some(found))
}

/// A query, or a part of one, that is looked into.
struct Inquiry<'a> {
    /// The text of the whole query.
    text: &'a str,
    prefixes: &'a Prefixes,
    parameters: &'a Parameters,
    members: Members,
    /// Whether these are the members of the whole query.
    is_whole: bool,
    /// The rows that are there before the first member.
    before: usize,
    vocabulary: Vocabulary<'a>,
    dataset: &'a dyn Dataset,
    cancellation: &'a Cancellation,
}

impl Emptiness {
    /// Lets `tell` find reasons as if there were none yet, and joins what it proposes with what was proposed before.
    fn also(&mut self, tell: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        let mut reasons = std::mem::take(&mut self.reasons);
        let fix = self.fix.take();
        tell(self)?;
        let own = self.reasons.drain(..);
        let new: Vec<String> = own.filter(|reason| !reasons.contains(reason)).collect();
        reasons.extend(new);
        self.reasons = reasons;
        self.fix = match (fix, self.fix.take()) {
            (Some(fix), Some(own)) => Some(fix.with(&own).unwrap_or(fix)),
            (fix, own) => fix.or(own),
        };
        Ok(())
    }
}

/// How often each of some terms was seen.
type Tally = BTreeMap<String, (Term, usize)>;

/// Gives the IRIs of a tally.
fn named(tally: &Tally) -> impl Iterator<Item = (&str, usize)> + Clone {
    tally.values().filter_map(|(term, count)| match term {
        Term::NamedNode(node) => Some((node.as_str(), *count)),
        _ => None,
    })
}

impl Inquiry<'_> {
    fn answer(&self) -> Result<Emptiness, Error> {
        let mut found = Emptiness::default();
        let mut before = self.before;
        for (index, member) in self.members.list.iter().enumerate() {
            let rows = self.count(&self.members.rows(index + 1, None, MOST_COUNTED))?;
            self.stage(&member.text(), rows, &mut found);
            if rows == 0 {
                self.misspelt_paths(index, &mut found)?;
                if found.reasons.is_empty() {
                    self.explain(member, index, before, &mut found)?;
                }
                if found.fix.is_none() {
                    self.later_properties(index + 1, &mut found)?;
                }
                found.reasons.truncate(MOST_REASONS);
                self.contributions(index, &mut found)?;
                self.name_steps(&mut found.reasons);
                return Ok(found);
            }
            before = rows;
        }
        self.modifiers(before, &mut found)?;
        if !found.reasons.is_empty() {
            self.contributions(self.members.list.len(), &mut found)?;
        }
        self.name_steps(&mut found.reasons);
        Ok(found)
    }

    /// Writes the steps of paths in `reasons` as the ways that lead to them.
    fn name_steps(&self, reasons: &mut [String]) {
        let ways = algebra::ways(&self.members.list, |term| shown(term, self.prefixes));
        for reason in reasons {
            *reason = algebra::with_ways(reason, &ways);
        }
    }

    /// Notes how many rows are left with the part that is written as `text`.
    fn stage(&self, text: &str, rows: usize, found: &mut Emptiness) {
        found.stages.push(Stage {
            words: in_short(text, self.prefixes),
            rows,
            more: rows == MOST_COUNTED,
            parts: Vec::new(),
        });
    }

    /// Explains why `member`, at `index`, leaves nothing of the rows `before`.
    fn explain(
        &self,
        member: &Member,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        match member {
            Member::Triple(triple) => self.triple(triple, index, found)?,
            Member::Filter(condition) => self.condition(condition, index, before, found)?,
            Member::Path(pattern, properties) => {
                for property in properties {
                    found.also(|found| self.unknown_property(property, None, found))?;
                }
                for end in algebra::ends_of_path(pattern) {
                    found.also(|found| self.unknown_node(end, found))?;
                }
                if found.reasons.is_empty() && !self.ungiven(index, found)? {
                    found.reasons.push(match index {
                        0 => wording!("the path leads nowhere", "der Pfad führt nirgends hin"),
                        _ => wording!(
                            "the path leads nowhere from {}",
                            "von {} führt der Pfad nirgends hin",
                            rows(before)
                        ),
                    });
                }
            }
            Member::Given(_, terms) => {
                self.given(member, terms, index, before, found)?;
            }
            Member::Minus(pattern) => self.minus(pattern, index, before, found)?,
            Member::Lateral(pattern) => self.lateral(pattern, index, before, found)?,
            Member::Other(pattern) => {
                if !self.ungiven(index, found)? {
                    self.group(pattern, index, before, found)?;
                }
            }
            // They take no row away.
            Member::Optional(..) | Member::Bind(..) => {}
        }
        Ok(())
    }

    /// Looks into other members of the same query, which `before` rows are around of.
    fn inside(&self, members: Members, before: usize) -> Self {
        Self {
            text: self.text,
            prefixes: self.prefixes,
            parameters: self.parameters,
            members,
            is_whole: false,
            before,
            vocabulary: self.vocabulary,
            dataset: self.dataset,
            cancellation: self.cancellation,
        }
    }

    fn count(&self, text: &str) -> Result<usize, Error> {
        let answer = evaluation::evaluate(text, None, self.dataset, self.cancellation)?;
        let mut count = 0;
        if let Answer::Solutions { rows, .. } = answer {
            for row in rows {
                row?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Gives the values of a variable in the rows after the first `count` members, as far as rows are counted.
    fn values(&self, count: usize, variable: &Variable) -> Result<Tally, Error> {
        Ok(self.values_with_rows(count, variable)?.0)
    }

    /// Gives the values as [`Self::values`] does, and the number of rows, with those that have no value.
    fn values_with_rows(&self, count: usize, variable: &Variable) -> Result<(Tally, usize), Error> {
        self.tally(&self.members.rows(count, None, MOST_COUNTED), variable)
    }

    /// Gives the values of a variable in the rows of a query, and the number of rows.
    fn tally(&self, text: &str, variable: &Variable) -> Result<(Tally, usize), Error> {
        let answer = evaluation::evaluate(text, None, self.dataset, self.cancellation)?;
        let mut tally = Tally::new();
        let mut all = 0;
        if let Answer::Solutions { rows, .. } = answer {
            for row in rows {
                if let Some(term) = row?.get(variable) {
                    add(&mut tally, term.clone());
                }
                all += 1;
            }
        }
        Ok((tally, all))
    }

    /// Counts the quads of any graph that match, up to `most`.
    fn occurrences(
        &self,
        subject: Option<&NamedOrBlankNode>,
        predicate: Option<&NamedNode>,
        object: Option<&Term>,
        most: usize,
    ) -> Result<usize, Error> {
        let quads = self.dataset.quads(
            subject.map(NamedOrBlankNode::as_ref),
            predicate.map(NamedNode::as_ref),
            object.map(Term::as_ref),
            None,
        );
        let mut count = 0;
        for quad in quads.take(most) {
            quad?;
            count += 1;
        }
        Ok(count)
    }

    /// Proposes to write `text` for `term`, unless something better was proposed.
    fn propose(&self, term: &Term, text: &str, found: &mut Emptiness) {
        if found.fix.is_some() {
            return;
        }
        let places = places(self.text, self.prefixes, term);
        let fixes = places.into_iter().map(|span| self.written(span, text));
        found.fix = self.best(fixes, found);
    }

    /// Gives the first of some changes that gives a query, rather one that changes the member without a row.
    fn best(&self, fixes: impl Iterator<Item = Fix>, found: &Emptiness) -> Option<Fix> {
        let mut fixes = fixes.filter(|fix| self.query(&fix.apply(self.text)).is_some());
        // The same term may well stand where it is right.
        let words = found.stages.last().map_or("", |stage| &stage.words);
        let before = self.times_in(self.text, words);
        let changes = |fix: &Fix| self.times_in(&fix.apply(self.text), words) < before;
        let first = fixes.next()?;
        if changes(&first) {
            return Some(first);
        }
        Some(fixes.find(changes).unwrap_or(first))
    }

    /// Writes `text` at a place; two signs for the way back, one behind the other, take each other away.
    fn written(&self, span: Range<usize>, text: &str) -> Fix {
        let before = self.text.get(..span.start).unwrap_or_default().trim_end();
        match (text.strip_prefix('^'), before.strip_suffix('^')) {
            (Some(name), Some(before)) => Fix::one(before.len()..span.end, name),
            _ => Fix::one(span, text),
        }
    }

    /// Reads a query that is near the one that is looked into.
    fn query(&self, text: &str) -> Option<Query> {
        algebra::bound_query(text, self.prefixes, self.parameters)
    }

    /// Counts how often the query that is written as `text` has a member that is shown as `words`.
    fn times_in(&self, text: &str, words: &str) -> usize {
        let Some(query) = self.query(text) else {
            return usize::MAX;
        };
        let text = in_short(&algebra::query_text(&query), self.prefixes);
        text.matches(words).count()
    }

    /// Lists the most frequent terms of a tally with their counts.
    fn most_frequent(&self, tally: &Tally, most: usize) -> String {
        let shown: Vec<String> = by_frequency(tally)
            .into_iter()
            .take(most)
            .map(|(term, count)| format!("{} ({})", shown(term, self.prefixes), grouped(*count)))
            .collect();
        shown.join(", ")
    }
}

/// Tells of variables without a value that keep a template from giving a triple.
fn unfilled_template(query: &Query, found: &mut Emptiness) {
    if let Some(variables) = algebra::unfilled(query) {
        let names: Vec<String> = variables.iter().map(ToString::to_string).collect();
        let names = names.join(", ");
        found.reasons.push(wording!(
            "the template makes no triple: nothing gives {names} a value",
            "die Vorlage ergibt kein Tripel: nichts gibt {names} einen Wert"
        ));
    }
}

/// Writes the variables that stand for blank nodes as those, as the stages do.
fn name_blanks(stages: &mut [Stage], reasons: &mut [String]) {
    for reason in reasons {
        *reason = algebra::with_blanks(reason);
    }
    for part in stages.iter_mut().flat_map(|stage| &mut stage.parts) {
        name_blanks(&mut part.stages, &mut part.reasons);
    }
}

fn add(tally: &mut Tally, term: Term) {
    tally.entry(term.to_string()).or_insert((term, 0)).1 += 1;
}

/// Gives the terms of a tally, the most frequent first: what is named first is also what is proposed.
fn by_frequency(tally: &Tally) -> Vec<&(Term, usize)> {
    let mut sorted: Vec<&(Term, usize)> = tally.values().collect();
    sorted.sort_by_key(|(_, count)| Reverse(*count));
    sorted
}

/// Gives in how many rows a variable with some values has one.
fn bound(tally: &Tally) -> usize {
    tally.values().map(|(_, count)| count).sum()
}

fn rows(count: usize) -> String {
    match count {
        MOST_COUNTED.. => wording!(
            "the first {} rows before",
            "den ersten {} Zeilen davor",
            grouped(count)
        ),
        1 => wording!("the one row before", "der einen Zeile davor"),
        count => wording!("the {} rows before", "den {} Zeilen davor", grouped(count)),
    }
}

/// Names the rows before as behind `not` in English; in German with the negation in it.
fn any_row(count: usize) -> String {
    match count {
        MOST_COUNTED.. => wording!(
            "any of the first {} rows before",
            "keiner der ersten {} Zeilen davor",
            grouped(count)
        ),
        1 => wording!("the one row before", "der einen Zeile davor nicht"),
        count => wording!(
            "any of the {} rows before",
            "keiner der {} Zeilen davor",
            grouped(count)
        ),
    }
}

fn all_rows(count: usize) -> String {
    match count {
        MOST_COUNTED.. => wording!(
            "all of the first {} rows",
            "allen der ersten {} Zeilen",
            grouped(count)
        ),
        1 => wording!("the one row before", "der einen Zeile davor"),
        count => wording!("all {} rows", "allen {} Zeilen", grouped(count)),
    }
}
