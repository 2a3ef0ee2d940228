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
                    && self.near_object(&object, &values, predicate, index, found)?
                {
                    return Ok(());
                }
                self.subjects(&subject, &values, predicate, triple, found)?;
            }
            (None, Some(object), Some(predicate)) => {
                let values = self.values(index, &object)?;
                self.objects(&object, &values, predicate, found)?;
            }
            _ => found.reasons.push(wording!(
                "{} by itself, but nothing that fits the rows before",
                "für sich allein {}, aber nie zu den Zeilen davor",
                matches(alone)
            )),
        }
        Ok(())
    }

    /// Tells of the value that `subjects` have by `predicate` and that is most like the one of `variable` in the rows.
    fn near_object(
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
        let all = grouped(values.len().min(SAMPLE));
        let property = self.name(predicate);
        if literals == values.len().min(SAMPLE) {
            found.reasons.push(wording!(
                "{variable} is a literal, {}, and a literal has no properties",
                "{variable} ist ein Literal, {}, und ein Literal hat keine Eigenschaften",
                self.some(values, 2)
            ));
        } else if properties.is_empty() {
            found.reasons.push(wording!(
                "{variable} is {}, and nothing is said about any of them",
                "{variable} ist {}, und davon wird nichts ausgesagt",
                self.some(values, 3)
            ));
        } else if having == 0 {
            let reason = wording!(
                "0 of {all} {variable} have {property}",
                "0 von {all} {variable} haben {property}"
            );
            self.has_instead(
                &reason,
                Wording::new("but they have", "dafür"),
                predicate,
                &properties,
                found,
            );
        } else if let Some(object) = triple.object.term() {
            let wanted = shown(object, self.prefixes);
            found.reasons.push(if *predicate == rdf::TYPE {
                let classes = self.most_frequent(&objects, 4);
                wording!(
                    "0 of {all} {variable} are a {wanted}; they are {classes}",
                    "0 von {all} {variable} haben die Klasse {wanted}; vertreten sind {classes}"
                )
            } else {
                let some = self.some(&objects, 3);
                let having = grouped(having);
                wording!(
                    "0 of {all} {variable} have {property} {wanted}; {having} have {some}",
                    "0 von {all} {variable} haben {property} {wanted}; bei {having} ist es {some}"
                )
            });
        } else {
            found.reasons.push(wording!(
                "{} of {all} {variable} have {property}, but with none of the values asked for: {}", "bei {} von {all} {variable} gibt es {property}, aber mit keinem der verlangten Werte: {}",
                grouped(having),
                self.some(&objects, 3)
            ));
        }
        Ok(())
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
        if let Some((Term::Literal(literal), _)) = values.values().next()
            && values.len() == 1
        {
            return self.unknown_value(predicate, literal, found);
        }
        let property = self.name(predicate);
        let reason = wording!(
            "0 of {} {variable} are the {property} of something",
            "0 von {} {variable} sind {property} von etwas",
            grouped(values.len().min(SAMPLE))
        );
        self.has_instead(
            &reason,
            Wording::new("but they are", "sie sind aber"),
            predicate,
            &properties,
            found,
        );
        Ok(())
    }
}
