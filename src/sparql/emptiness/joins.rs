//! Why a triple pattern that matches something does not fit the rows before it.

use std::collections::BTreeSet;

use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Variable};

use super::super::algebra::{Position, Triple};
use super::triples::{MOST_OF_ONE, matches, node};
use super::{Emptiness, Error, Inquiry, SAMPLE, Tally, add};
use crate::language::grouped;
use crate::language::{Wording, wording};
use crate::sparql::nearness::shown;

/// What a number of subjects have.
struct Subjects {
    /// The properties, each counted once for a subject.
    properties: Tally,
    /// The values of the property that is asked for.
    objects: Tally,
    /// How many have that property.
    having: usize,
    /// How many are literals, which have none.
    literals: usize,
}

impl Inquiry<'_> {
    /// Tells how the values of the rows before differ from what the pattern matches by itself.
    pub(super) fn unjoined(
        &self,
        triple: &Triple,
        index: usize,
        alone: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let before: BTreeSet<Variable> = self.members.variables(index).into_iter().collect();
        let shared = |position: &Position| {
            let variable = position.variable()?;
            before.contains(variable).then(|| variable.clone())
        };
        let predicate = node(&triple.predicate);
        match (shared(&triple.subject), shared(&triple.object), predicate) {
            (Some(subject), object, Some(predicate)) => {
                let values = self.values(index, &subject)?;
                if let Some(object) = object
                    && self.near_joined(&object, &values, predicate, index, found)?
                {
                    return Ok(());
                }
                if !self.ungiven(index, found)? {
                    self.subjects(&subject, &values, predicate, triple, found)?;
                }
            }
            (None, Some(object), Some(predicate)) => {
                let values = self.values(index, &object)?;
                if let Some((Term::Literal(literal), _)) = values.values().next()
                    && values.len() == 1
                {
                    return self.unknown_value(predicate, literal, found);
                }
                if !self.ungiven(index, found)? {
                    self.objects(&object, &values, predicate, found)?;
                }
            }
            _ if self.ungiven(index, found)? => {}
            _ => found.reasons.push(wording!(
                "{} by itself, but nothing that fits the rows before",
                "für sich allein {}, aber nie zu den Zeilen davor",
                matches(alone)
            )),
        }
        Ok(())
    }

    /// Tells what the subjects in the rows before have that is most like the object that the pattern asks for.
    pub(super) fn near_of_these(
        &self,
        triple: &Triple,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<bool, Error> {
        let (Some(subject), Some(predicate), Some(object)) = (
            triple.subject.variable(),
            node(&triple.predicate),
            triple.object.term(),
        ) else {
            return Ok(false);
        };
        if *predicate == rdf::TYPE || !self.members.variables(index).contains(subject) {
            return Ok(false);
        }
        let (values, rows) = self.values_with_rows(index, subject)?;
        let objects = self.subjects_of(&values, predicate)?.objects;
        Ok(self.near_other(&self.name(predicate), [object], &objects, rows, found))
    }

    /// Tells of the value that `subjects` have by `predicate` and that is most like the one of `variable` in the rows.
    fn near_joined(
        &self,
        variable: &Variable,
        subjects: &Tally,
        predicate: &NamedNode,
        index: usize,
        found: &mut Emptiness,
    ) -> Result<bool, Error> {
        let (wanted, rows) = self.values_with_rows(index, variable)?;
        let objects = self.subjects_of(subjects, predicate)?.objects;
        let wanted = wanted.values().map(|(wanted, _)| wanted);
        Ok(self.near_other(&self.name(predicate), wanted, &objects, rows, found))
    }

    fn subjects(
        &self,
        variable: &Variable,
        values: &Tally,
        predicate: &NamedNode,
        triple: &Triple,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let Subjects {
            properties,
            objects,
            having,
            literals,
        } = self.subjects_of(values, predicate)?;
        let reason = if literals == values.len().min(SAMPLE) {
            wording!(
                "{variable} is a literal, {}, and a literal has no properties",
                "{variable} ist ein Literal, {}, und ein Literal hat keine Eigenschaften",
                self.some(values, 2)
            )
        } else if properties.is_empty() {
            wording!(
                "{variable} is {}, and nothing is said about any of them",
                "{variable} ist {}, und davon wird nichts ausgesagt",
                self.some(values, 3)
            )
        } else if having == 0 {
            let turned = self.turned(values, predicate, true)?;
            if turned > 0 {
                self.tell_turned(variable, (turned, values), predicate, true, found);
            } else {
                self.lacking(variable, values, predicate, &properties, found);
            }
            return Ok(());
        } else if let Some(object) = triple.object.term() {
            self.other_object(variable, values, predicate, object, (having, &objects))
        } else {
            wording!(
                "{} of {} {variable} have {}, but with none of the values asked for: {}",
                "bei {} von {} {variable} gibt es {}, aber mit keinem der verlangten Werte: {}",
                grouped(having),
                different(values),
                self.name(predicate),
                self.some(&objects, 3)
            )
        };
        found.reasons.push(reason);
        Ok(())
    }

    /// Tells that none of the values of a variable has a property, and which they have.
    fn lacking(
        &self,
        variable: &Variable,
        values: &Tally,
        predicate: &NamedNode,
        properties: &Tally,
        found: &mut Emptiness,
    ) {
        let [all, property] = [different(values), self.name(predicate)];
        let only = self.only(values);
        let reason = match (&only, *predicate == rdf::TYPE) {
            (Some(value), true) => wording!(
                "{variable} is {value} and has no class",
                "{variable} ist {value} und hat keine Klasse"
            ),
            (Some(value), false) => wording!(
                "{variable} is {value} and has no {property}",
                "{variable} ist {value} und hat {property} nicht"
            ),
            (None, true) => wording!(
                "0 of {all} {variable} have a class",
                "0 von {all} {variable} haben eine Klasse"
            ),
            (None, false) => wording!(
                "0 of {all} {variable} have {property}",
                "0 von {all} {variable} haben {property}"
            ),
        };
        let instead = match only {
            Some(_) => Wording::new("but it has", "dafür"),
            None => Wording::new("but they have", "dafür"),
        };
        self.has_instead(&reason, instead, predicate, properties, found);
    }

    /// Tells that none of the values of a variable has the `wanted` value of a property, and which `having` have.
    fn other_object(
        &self,
        variable: &Variable,
        values: &Tally,
        predicate: &NamedNode,
        wanted: &Term,
        (having, objects): (usize, &Tally),
    ) -> String {
        let [all, property] = [different(values), self.name(predicate)];
        let wanted = shown(wanted, self.prefixes);
        match (self.only(values), *predicate == rdf::TYPE) {
            (Some(value), true) => wording!(
                "{variable} is {value} and no {wanted}; its class is {}",
                "{variable} ist {value} und hat nicht die Klasse {wanted}, sondern {}",
                self.some(objects, 4)
            ),
            (Some(value), false) => wording!(
                "{variable} is {value}, whose {property} is not {wanted} but {}",
                "{variable} ist {value} mit {property} nicht {wanted}, sondern {}",
                self.some(objects, 3)
            ),
            (None, true) => wording!(
                "0 of {all} {variable} are a {wanted}; they are {}",
                "0 von {all} {variable} haben die Klasse {wanted}; vertreten sind {}",
                self.most_frequent(objects, 4)
            ),
            (None, false) => wording!(
                "0 of {all} {variable} have {property} {wanted}; {} have {}",
                "0 von {all} {variable} haben {property} {wanted}; bei {} ist es {}",
                grouped(having),
                self.some(objects, 3)
            ),
        }
    }

    /// Counts the values that stand on the other end of a property: as its objects, where they are asked for as its
    /// subjects.
    fn turned(
        &self,
        values: &Tally,
        predicate: &NamedNode,
        as_subjects: bool,
    ) -> Result<usize, Error> {
        let mut turned = 0;
        for (term, _) in values.values().take(SAMPLE) {
            let subject = match term {
                Term::NamedNode(node) => NamedOrBlankNode::from(node.clone()),
                Term::BlankNode(node) => node.clone().into(),
                _ => continue,
            };
            let count = if as_subjects {
                self.occurrences(None, Some(predicate), Some(term), 1)?
            } else {
                self.occurrences(Some(&subject), Some(predicate), None, 1)?
            };
            turned += count;
        }
        Ok(turned)
    }

    /// Tells that values stand on the other end of a property than they are asked for.
    fn tell_turned(
        &self,
        variable: &Variable,
        (turned, values): (usize, &Tally),
        predicate: &NamedNode,
        as_subjects: bool,
        found: &mut Emptiness,
    ) {
        let [all, property] = [different(values), self.name(predicate)];
        let is_one = turned == 1;
        let turned = grouped(turned);
        found.reasons.push(match (as_subjects, is_one) {
            (true, true) => wording!(
                "0 of {all} {variable} have {property}; the other way round, {turned} is the {property} of something",
                "0 von {all} {variable} haben {property}; andersherum ist {turned} selbst {property} von etwas"
            ),
            (true, false) => wording!(
                "0 of {all} {variable} have {property}; the other way round, {turned} are the {property} of something",
                "0 von {all} {variable} haben {property}; andersherum sind {turned} selbst {property} von etwas"
            ),
            (false, true) => wording!(
                "0 of {all} {variable} are the {property} of something; the other way round, {turned} has {property}",
                "0 von {all} {variable} sind {property} von etwas; andersherum hat {turned} selbst {property}"
            ),
            (false, false) => wording!(
                "0 of {all} {variable} are the {property} of something; the other way round, {turned} have {property}",
                "0 von {all} {variable} sind {property} von etwas; andersherum haben {turned} selbst {property}"
            ),
        });
        self.propose_reversed(predicate, found);
    }

    /// Writes the only value of a tally, where it has but one.
    fn only(&self, values: &Tally) -> Option<String> {
        let (term, _) = values.values().next().filter(|_| values.len() == 1)?;
        Some(shown(term, self.prefixes))
    }

    /// Looks at what a number of subjects have.
    fn subjects_of(&self, values: &Tally, predicate: &NamedNode) -> Result<Subjects, Error> {
        let mut properties = Tally::new();
        let mut objects = Tally::new();
        let mut having = 0;
        let mut literals = 0;
        for (term, _) in values.values().take(SAMPLE) {
            let subject = match term {
                Term::NamedNode(node) => NamedOrBlankNode::from(node.clone()),
                Term::BlankNode(node) => node.clone().into(),
                _ => {
                    literals += 1;
                    continue;
                }
            };
            let mut own = BTreeSet::new();
            let quads = self.dataset.quads(Some(subject.as_ref()), None, None, None);
            for quad in quads.take(MOST_OF_ONE) {
                let quad = quad?;
                if quad.predicate == *predicate {
                    add(&mut objects, quad.object);
                }
                own.insert(quad.predicate);
            }
            having += usize::from(own.contains(predicate));
            for property in own {
                add(&mut properties, property.into());
            }
        }
        Ok(Subjects {
            properties,
            objects,
            having,
            literals,
        })
    }

    fn objects(
        &self,
        variable: &Variable,
        values: &Tally,
        predicate: &NamedNode,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let mut properties = Tally::new();
        for (term, _) in values.values().take(SAMPLE) {
            let mut own = BTreeSet::new();
            let quads = self.dataset.quads(None, None, Some(term.as_ref()), None);
            for quad in quads.take(MOST_OF_ONE) {
                own.insert(quad?.predicate);
            }
            for property in own {
                add(&mut properties, property.into());
            }
        }
        let turned = self.turned(values, predicate, false)?;
        if turned > 0 {
            self.tell_turned(variable, (turned, values), predicate, false, found);
            return Ok(());
        }
        let property = self.name(predicate);
        let only = self.only(values);
        let reason = match (&only, *predicate == rdf::TYPE) {
            (Some(value), true) => wording!(
                "{variable} is {value}, and nothing has that class",
                "{variable} ist {value}, und nichts hat diese Klasse"
            ),
            (Some(value), false) => wording!(
                "{variable} is {value}, and nothing has that as {property}",
                "{variable} ist {value}, und nichts hat das als {property}"
            ),
            (None, true) => wording!(
                "0 of {} {variable} are the class of something",
                "0 von {} {variable} sind die Klasse von etwas",
                different(values)
            ),
            (None, false) => wording!(
                "0 of {} {variable} are the {property} of something",
                "0 von {} {variable} sind {property} von etwas",
                different(values)
            ),
        };
        let instead = match only {
            Some(_) => Wording::new("but it is", "wohl aber als"),
            None => Wording::new("but they are", "sie sind aber"),
        };
        self.has_instead(&reason, instead, predicate, &properties, found);
        Ok(())
    }
}

/// Writes how many values are looked at, and that they are fewer than the rows which have them.
fn different(values: &Tally) -> String {
    let all = values.len();
    if all > SAMPLE {
        wording!("the first {}", "den ersten {}", grouped(SAMPLE))
    } else if all < super::bound(values) {
        wording!("{} different", "{} verschiedenen", grouped(all))
    } else {
        grouped(all)
    }
}
