//! Why a triple pattern matches nothing, or nothing that fits the rows before it.

use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};

use super::super::algebra::{Member, Position, Triple};
use super::{Emptiness, Error, Inquiry, SAMPLE, Tally, add, named};
use crate::language::{Wording, grouped, wording};
use crate::sparql::nearness::{self, shown, shown_iri, times};

/// Quads of one property that are read in search of a value.
pub(super) const MOST_READ: usize = 100_000;
/// Quads of one thing that are looked at.
pub(super) const MOST_OF_ONE: usize = 500;
/// Local names of the properties that name things.
const LABELS: [&str; 6] = [
    "label",
    "prefLabel",
    "altLabel",
    "name",
    "title",
    "notation",
];

impl Inquiry<'_> {
    /// Explains why the triple pattern at `index` leaves no row.
    pub(super) fn triple(
        &self,
        triple: &Triple,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        if let Some(graph) = self.graph_of(triple).as_ref().and_then(node) {
            self.unknown_graph(graph, found)?;
        }
        self.unknown_sources(found)?;
        if found.reasons.is_empty() {
            self.left_out(triple, found);
        }
        if found.reasons.is_empty() {
            self.unknown_terms(triple, index, found)?;
        }
        if !found.reasons.is_empty() {
            return Ok(());
        }
        let member = Member::Triple(triple.clone());
        let alone = self.count(&self.members.of_one(&member, SAMPLE))?;
        if alone == 0 {
            self.elsewhere(triple, found)?;
            if found.reasons.is_empty() && !self.misplaced(triple, index, found)? {
                self.combination(triple, found)?;
            }
        } else {
            self.joined_elsewhere(triple, index, found)?;
            if found.reasons.is_empty() && !self.near_of_these(triple, index, found)? {
                self.unjoined(triple, index, alone, found)?;
            }
        }
        if found.reasons.is_empty() {
            found.reasons.push(if alone == 0 {
                wording!(
                    "nothing matches this by itself",
                    "dazu passt schon für sich allein nichts"
                )
            } else {
                wording!(
                    "{} by itself, but nothing that fits the rows before",
                    "für sich allein {}, aber nie zu den Zeilen davor",
                    matches(alone)
                )
            });
        }
        Ok(())
    }

    /// Tells of terms of the pattern at `index` that occur nowhere in their place.
    fn unknown_terms(
        &self,
        triple: &Triple,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        self.unknown_names(triple, index, found)?;
        if let (Some(Term::Literal(literal)), Some(predicate)) =
            (triple.object.term(), node(&triple.predicate))
            && found.reasons.is_empty()
            && !self.near_of_these(triple, index, found)?
        {
            self.unknown_value(predicate, literal, found)?;
        }
        Ok(())
    }

    /// Tells of terms that occur, but never together as the pattern has them.
    fn combination(&self, triple: &Triple, found: &mut Emptiness) -> Result<(), Error> {
        let subject = node(&triple.subject).map(|node| NamedOrBlankNode::from(node.clone()));
        let predicate = node(&triple.predicate);
        let object = triple.object.term();
        self.reversed(triple, found)?;
        if let (Some(subject), Some(predicate)) = (&subject, predicate) {
            let mut tally = Tally::new();
            let mut values = Tally::new();
            let quads = self.dataset.quads(Some(subject.as_ref()), None, None, None);
            for quad in quads.take(MOST_OF_ONE) {
                let quad = quad?;
                if quad.predicate == *predicate {
                    add(&mut values, quad.object);
                }
                add(&mut tally, quad.predicate.into());
            }
            let name = shown(&subject.clone().into(), self.prefixes);
            let property = self.name(predicate);
            if values.is_empty() {
                let reason = if *predicate == rdf::TYPE {
                    wording!("{name} has no class", "{name} hat keine Klasse")
                } else {
                    wording!("{name} has no {property}", "{name} hat {property} nicht")
                };
                self.has_instead(
                    &reason,
                    Wording::new("but it has", "dafür"),
                    predicate,
                    &tally,
                    found,
                );
            } else {
                let values = self.some(&values, 3);
                found.reasons.push(wording!(
                    "{property} of {name} is {values}",
                    "{property} von {name} ist {values}"
                ));
            }
        } else if let (Some(predicate), Some(object)) = (predicate, object) {
            let quads = self.dataset.quads(None, None, Some(object.as_ref()), None);
            let mut tally = Tally::new();
            for quad in quads.take(SAMPLE) {
                add(&mut tally, quad?.predicate.into());
            }
            let name = shown(object, self.prefixes);
            let property = self.name(predicate);
            let reason = wording!(
                "{name} is the {property} of nothing",
                "nichts hat {name} als {property}"
            );
            self.has_instead(
                &reason,
                Wording::new("but it is", "wohl aber als"),
                predicate,
                &tally,
                found,
            );
        }
        Ok(())
    }

    /// Tells of the pattern with its subject and its object exchanged.
    fn reversed(&self, triple: &Triple, found: &mut Emptiness) -> Result<(), Error> {
        let Some(predicate) = node(&triple.predicate) else {
            return Ok(());
        };
        let as_object = node(&triple.subject).map(|node| Term::from(node.clone()));
        let as_subject = match triple.object.term() {
            Some(Term::NamedNode(object)) => Some(NamedOrBlankNode::from(object.clone())),
            None if as_object.is_some() => None,
            _ => return Ok(()),
        };
        let count = self.occurrences(
            as_subject.as_ref(),
            Some(predicate),
            as_object.as_ref(),
            SAMPLE,
        )?;
        if count > 0 {
            let times = matches(count);
            found.reasons.push(wording!(
                "the other way round {times}",
                "andersherum {times}"
            ));
            self.propose_reversed(predicate, found);
        }
        Ok(())
    }

    /// Proposes to follow a property from its object to its subject.
    pub(super) fn propose_reversed(&self, property: &NamedNode, found: &mut Emptiness) {
        let reversed = format!("^{}", self.name(property));
        self.propose(&property.clone().into(), &reversed, found);
    }

    /// Adds a reason with the properties that are there, the nearest first; `instead` leads over to them.
    pub(super) fn has_instead(
        &self,
        reason: &str,
        instead: Wording,
        property: &NamedNode,
        tally: &Tally,
        found: &mut Emptiness,
    ) {
        if tally.is_empty() {
            found.reasons.push(reason.to_owned());
            return;
        }
        let counts = named(tally);
        let near = nearness::nearest(property.as_str(), counts.clone())
            .or_else(|| label(property, counts));
        if let Some((near, count)) = near {
            let near = shown_iri(near, self.prefixes);
            found
                .reasons
                .push(format!("{reason}, {instead} {near} ({})", grouped(count)));
            self.propose(&property.clone().into(), &near, found);
        } else {
            let others = self.most_frequent(tally, 4);
            found.reasons.push(format!("{reason}, {instead} {others}"));
        }
    }

    /// Lists some terms of a tally, without their counts.
    pub(super) fn some(&self, tally: &Tally, most: usize) -> String {
        let mut shown: Vec<String> = tally
            .values()
            .take(most)
            .map(|(term, _)| shown(term, self.prefixes))
            .collect();
        if tally.len() > most {
            shown.push("…".to_owned());
        }
        shown.join(", ")
    }
}

pub(super) fn node(position: &Position) -> Option<&NamedNode> {
    match position.term() {
        Some(Term::NamedNode(node)) => Some(node),
        _ => None,
    }
}

pub(super) fn matches(count: usize) -> String {
    if count >= SAMPLE {
        wording!(
            "it matches {} times or more",
            "passt es {}-mal oder öfter",
            grouped(count)
        )
    } else {
        wording!("it matches {}", "passt es {}", times(count))
    }
}

/// Gives the most frequent property that names things in the place of another one that does.
fn label<'a>(
    property: &NamedNode,
    counts: impl Iterator<Item = (&'a str, usize)>,
) -> Option<(&'a str, usize)> {
    let names = |iri: &str| LABELS.iter().any(|name| iri.ends_with(name));
    if !names(property.as_str()) {
        return None;
    }
    counts
        .filter(|(other, _)| names(other))
        .max_by_key(|(_, count)| *count)
}
