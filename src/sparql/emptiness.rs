//! Why a query has no rows: what takes the last of them away, and what is near that would not.
//!
//! Start at [`why_empty`]. The members of the pattern are joined one by one, in the order of the text as far as they
//! share variables, until nothing is left; then the terms of the member that did it are looked up.

mod conditions;
mod joins;
mod triples;

use std::collections::BTreeMap;

use oxrdf::{NamedNode, NamedOrBlankNode, Term, Variable};

use super::algebra::{self, Comparison, Member, Members};
use super::evaluation::{self, Answer, Cancellation, Error};
use super::fix::Fix;
use super::nearness::{self, Vocabulary, grouped, in_short, place, shown, shown_iri, times};
use super::split::{Kind, kind};
use crate::language::{Wording, wording};
use crate::prefixes::Prefixes;
use crate::store::Dataset;

/// Rows are counted up to this number.
const MOST_COUNTED: usize = 100_000;
/// So many things are looked at to find out what they are like.
const SAMPLE: usize = 5_000;
/// Reasons that are told at most.
const MOST_REASONS: usize = 3;

/// What is left after one more part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The part, as it would stand in the query.
    pub words: String,
    /// The rows that are left with it.
    pub rows: usize,
    /// Whether there are more rows than were counted.
    pub more: bool,
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
/// `prefixes` are those of the session, and `vocabulary` is what `dataset` holds. Rows are counted up to 100,000.
///
/// # Errors
/// [`Error::Timeout`], [`Error::Cancelled`], [`Error::Store`].
pub fn why_empty(
    text: &str,
    prefixes: &Prefixes,
    vocabulary: Vocabulary<'_>,
    dataset: &dyn Dataset,
    cancellation: &Cancellation,
) -> Result<Option<Emptiness>, Error> {
    if kind(text) == Some(Kind::Update) {
        return Ok(None);
    }
    let Ok(query) = algebra::parse_query(text, prefixes) else {
        return Ok(None);
    };
    let inquiry = Inquiry {
        text,
        prefixes: nearness::all_prefixes(text, prefixes),
        members: algebra::members(&query),
        vocabulary,
        dataset,
        cancellation,
    };
    inquiry.answer().map(Some)
}

/// A query that is looked into.
struct Inquiry<'a> {
    text: &'a str,
    prefixes: Prefixes,
    members: Members,
    vocabulary: Vocabulary<'a>,
    dataset: &'a dyn Dataset,
    cancellation: &'a Cancellation,
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
        let mut before = 1;
        for (index, member) in self.members.list.iter().enumerate() {
            if matches!(member, Member::Optional(..) | Member::Bind(..)) {
                continue;
            }
            let rows = self.count(&self.members.rows(index + 1, None, MOST_COUNTED))?;
            found.stages.push(Stage {
                words: in_short(&member.text(), &self.prefixes),
                rows,
                more: rows == MOST_COUNTED,
            });
            if rows == 0 {
                self.explain(member, index, before, &mut found)?;
                found.reasons.truncate(MOST_REASONS);
                return Ok(found);
            }
            before = rows;
        }
        found.reasons.extend(self.modifiers(before));
        Ok(found)
    }

    /// Tells which modifier leaves nothing of `rows`.
    fn modifiers(&self, rows: usize) -> Option<String> {
        let rows = grouped(rows);
        match self.members.slice {
            Some((_, Some(0))) => Some(wording!(
                "LIMIT 0 keeps none of the {rows} rows",
                "LIMIT 0 lässt keine Zeile übrig (von {rows})"
            )),
            _ if self.members.has_having => Some(wording!(
                "the pattern has {rows} rows: HAVING leaves none of their groups",
                "Zeilen des Musters: {rows}; HAVING lässt keine Gruppe davon übrig"
            )),
            Some((start, _)) if start > 0 => Some(wording!(
                "the pattern has {rows} rows: OFFSET {start} skips all that there are in the end",
                "Zeilen des Musters: {rows}; OFFSET {start} überspringt alle, die am Ende bleiben"
            )),
            _ => None,
        }
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
            Member::Path(_, properties) => {
                for property in properties {
                    self.unknown_property(property, found)?;
                }
                if found.reasons.is_empty() {
                    found.reasons.push(wording!(
                        "the path leads nowhere from {}",
                        "von {} führt der Pfad nirgends hin",
                        rows(before)
                    ));
                }
            }
            Member::Given(_, terms) => {
                for term in terms {
                    if let Term::NamedNode(node) = term {
                        self.unknown_node(node, found)?;
                    }
                }
                if found.reasons.is_empty() {
                    found.reasons.push(wording!(
                        "none of the given values is in {}",
                        "keiner der gegebenen Werte kommt in {} vor",
                        rows(before)
                    ));
                }
            }
            Member::Minus(_) => found.reasons.push(wording!(
                "MINUS takes {} away",
                "MINUS lässt von {} nichts übrig",
                all_rows(before)
            )),
            Member::Lateral(_) | Member::Other(_) => found.reasons.push(if index == 0 {
                wording!(
                    "this part has no rows by itself",
                    "dieser Teil hat schon für sich allein keine Zeilen"
                )
            } else {
                wording!(
                    "this part joins with none of {}",
                    "dieser Teil lässt sich mit {} nicht verbinden",
                    rows(before)
                )
            }),
            Member::Optional(..) | Member::Bind(..) => {}
        }
        Ok(())
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
        let text = self.members.rows(count, None, MOST_COUNTED);
        let answer = evaluation::evaluate(&text, None, self.dataset, self.cancellation)?;
        let mut tally = Tally::new();
        if let Answer::Solutions { rows, .. } = answer {
            for row in rows {
                if let Some(term) = row?.get(variable) {
                    add(&mut tally, term.clone());
                }
            }
        }
        Ok(tally)
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

    /// Tells of a property that nothing has.
    fn unknown_property(&self, property: &NamedNode, found: &mut Emptiness) -> Result<(), Error> {
        if self.occurrences(None, Some(property), None, 1)? > 0 {
            return Ok(());
        }
        let name = shown_iri(property.as_str(), &self.prefixes);
        if let Some(instances) = self.vocabulary.classes.get(property.as_str()) {
            found.reasons.push(wording!(
                "{name} is a class, of {} things, and no property: `a {name}`",
                "{name} ist eine Klasse ({}-mal vergeben), keine Eigenschaft: `a {name}`",
                grouped(instances)
            ));
            return Ok(());
        }
        let near = nearness::nearest(property.as_str(), self.vocabulary.properties.iter());
        self.tell_nearest(
            &name,
            Wording::new(" as a property", " als Eigenschaft"),
            property,
            near,
            found,
        );
        Ok(())
    }

    /// Tells of a thing that is nowhere.
    fn unknown_node(&self, node: &NamedNode, found: &mut Emptiness) -> Result<(), Error> {
        let subject = NamedOrBlankNode::from(node.clone());
        let object = Term::from(node.clone());
        if self.occurrences(Some(&subject), None, None, 1)? > 0
            || self.occurrences(None, None, Some(&object), 1)? > 0
        {
            return Ok(());
        }
        let near = nearness::nearest(node.as_str(), self.vocabulary.subjects.iter());
        let name = shown_iri(node.as_str(), &self.prefixes);
        self.tell_nearest(&name, Wording::new("", ""), node, near, found);
        Ok(())
    }

    /// Tells that `name` occurs nowhere, and what is near.
    fn tell_nearest(
        &self,
        name: &str,
        role: Wording,
        node: &NamedNode,
        near: Option<(&str, usize)>,
        found: &mut Emptiness,
    ) {
        let mut reason = wording!(
            "{name} occurs 0 times{role}",
            "{name} kommt{role} nicht vor"
        );
        if let Some((near, count)) = near {
            let near = shown_iri(near, &self.prefixes);
            reason = format!("{reason}; {near} {}", times(count));
            self.propose(&node.clone().into(), near, found);
        }
        found.reasons.push(reason);
    }

    /// Proposes to write `text` for `term`, unless something better was proposed.
    fn propose(&self, term: &Term, text: String, found: &mut Emptiness) {
        if found.fix.is_none()
            && let Some(span) = place(self.text, &self.prefixes, term)
        {
            found.fix = Some(Fix::one(span, text));
        }
    }

    /// Lists the most frequent terms of a tally with their counts.
    fn most_frequent(&self, tally: &Tally, most: usize) -> String {
        let mut sorted: Vec<&(Term, usize)> = tally.values().collect();
        sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let shown: Vec<String> = sorted
            .iter()
            .take(most)
            .map(|(term, count)| format!("{} ({})", shown(term, &self.prefixes), grouped(*count)))
            .collect();
        shown.join(", ")
    }
}

fn add(tally: &mut Tally, term: Term) {
    tally.entry(term.to_string()).or_insert((term, 0)).1 += 1;
}

fn rows(count: usize) -> String {
    match count {
        1 => wording!("the one row before", "der einen Zeile davor"),
        count => wording!("the {} rows before", "den {} Zeilen davor", grouped(count)),
    }
}

fn all_rows(count: usize) -> String {
    match count {
        1 => wording!("the only row", "der einzigen Zeile"),
        count => wording!("all {} rows", "allen {} Zeilen", grouped(count)),
    }
}
