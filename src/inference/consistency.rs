//! What cannot all be true: members of disjoint classes, second values of functional properties, and the like.

use std::fmt;

use oxrdf::{NamedNodeRef, Term, Triple};

use super::closure::{Closure, Place};
use super::engine::Indexes;
use super::terms::{Id, Map, id};
use crate::language::{Language, wording};
use crate::vocab::owl;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It would be right if two names meant one thing, which nobody says.
    Warning,
    /// It cannot be.
    Violation,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Warning => "warning",
            Self::Violation => "violation",
        })
    }
}

/// The rule that a finding breaks.
///
/// Source: OWL 2 Profiles, section 4.3. `PrpFp` and `PrpIfp` are found where OWL would make two names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constraint {
    /// A thing is in two classes that are stated to be disjoint.
    CaxDw,
    /// A thing is in the class that can have no instances.
    ClsNothing2,
    /// A thing has two values of a functional property.
    PrpFp,
    /// A value of an inverse functional property belongs to two things.
    PrpIfp,
    /// Two names are stated to be of one thing, and of two.
    EqDiff1,
}

impl Constraint {
    /// Gives the name that the specification has for it, such as `cax-dw`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CaxDw => "cax-dw",
            Self::ClsNothing2 => "cls-nothing2",
            Self::PrpFp => "prp-fp",
            Self::PrpIfp => "prp-ifp",
            Self::EqDiff1 => "eq-diff1",
        }
    }

    /// Gives the term of OWL that an axiom makes the demand with.
    #[must_use]
    pub fn term(self) -> NamedNodeRef<'static> {
        match self {
            Self::CaxDw => owl::DISJOINT_WITH,
            Self::ClsNothing2 => owl::NOTHING,
            Self::PrpFp => owl::FUNCTIONAL_PROPERTY,
            Self::PrpIfp => owl::INVERSE_FUNCTIONAL_PROPERTY,
            Self::EqDiff1 => owl::DIFFERENT_FROM,
        }
    }
}

/// Facts that cannot all be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The rule it breaks.
    pub constraint: Constraint,
    /// What it is about: the thing, or the value that belongs to two things.
    pub focus: Term,
    /// The facts that do not go together; one only where it is wrong by itself.
    pub facts: Vec<Triple>,
    /// The axiom that says so; none for the empty class.
    pub axiom: Option<Triple>,
}

impl Finding {
    /// Says what is wrong; `name` writes the terms.
    pub fn message(&self, language: Language, name: &dyn Fn(&Term) -> String) -> String {
        let focus = name(&self.focus);
        let value = |number: usize| self.facts.get(number).map(|fact| name(&fact.object));
        let owner = |number: usize| {
            let fact = self.facts.get(number);
            fact.map(|fact| name(&Term::from(fact.subject.clone())))
        };
        let property = self.facts.first().map(|fact| fact.predicate.clone());
        let property = property.map_or_else(String::new, |property| name(&property.into()));
        let (one, other) = match self.constraint {
            Constraint::PrpIfp => (owner(0), owner(1)),
            _ => (value(0), value(1)),
        };
        let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
        match self.constraint {
            Constraint::CaxDw => wording!(in language;
                "{focus} is in {one} and in {other}, which share no instance",
                "{focus} gehört zu {one} und zu {other}, die nichts gemeinsam haben"
            ),
            Constraint::ClsNothing2 => wording!(in language;
                "{focus} is in {one}, which can have no instances",
                "{focus} gehört zu {one}, wozu nichts gehören kann"
            ),
            Constraint::PrpFp => wording!(in language;
                "{focus} has two values of {property}, which has one at most: {one}, {other}",
                "{focus} hat zwei Werte von {property}, das höchstens einen hat: {one}, {other}"
            ),
            Constraint::PrpIfp => wording!(in language;
                "{focus} is {property} of {one} and of {other}, but can be of one only",
                "{focus} ist {property} von {one} und von {other}, kann es aber nur von einem sein"
            ),
            Constraint::EqDiff1 => wording!(in language;
                "{focus} and {one} are stated to be one, and to be two",
                "{focus} und {one} sollen dasselbe sein und zugleich verschieden"
            ),
        }
    }
}

/// Finds all that cannot be true together, the worst first, then in the order of the terms.
pub(super) fn check(closure: &Closure, indexes: &Indexes) -> Vec<Finding> {
    let checked = Check { closure, indexes };
    let mut findings = Vec::new();
    checked.disjoint_classes(&mut findings);
    checked.empty_class(&mut findings);
    checked.functional_properties(&mut findings);
    checked.different_things(&mut findings);
    findings.sort_by_cached_key(|finding| {
        (
            std::cmp::Reverse(finding.severity),
            finding.constraint,
            finding.focus.to_string(),
            finding
                .facts
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
        )
    });
    findings
}

struct Check<'a> {
    closure: &'a Closure,
    indexes: &'a Indexes,
}

impl Check<'_> {
    fn disjoint_classes(&self, findings: &mut Vec<Finding>) {
        for axiom in self.facts_of(id::DISJOINT_WITH) {
            let (one, _, other) = self.closure.facts[*axiom as usize];
            // Disjointness holds both ways; a pair that is stated in both is reported once.
            let stated_twice = self.closure.contains((other, id::DISJOINT_WITH, one));
            let text = |class| self.closure.terms.term(class).to_string();
            if stated_twice && text(other) < text(one) {
                continue;
            }
            for place in self.instances_of(one) {
                let (member, ..) = self.closure.facts[*place as usize];
                if let Some(second) = self.closure.place_of((member, id::TYPE, other)) {
                    findings.push(self.finding(
                        Constraint::CaxDw,
                        Severity::Violation,
                        member,
                        &[*place, second],
                        Some(*axiom),
                    ));
                }
            }
        }
    }

    fn empty_class(&self, findings: &mut Vec<Finding>) {
        for place in self.instances_of(id::NOTHING) {
            let (member, ..) = self.closure.facts[*place as usize];
            findings.push(self.finding(
                Constraint::ClsNothing2,
                Severity::Violation,
                member,
                &[*place],
                None,
            ));
        }
    }

    fn functional_properties(&self, findings: &mut Vec<Finding>) {
        for (class, constraint) in [
            (id::FUNCTIONAL_PROPERTY, Constraint::PrpFp),
            (id::INVERSE_FUNCTIONAL_PROPERTY, Constraint::PrpIfp),
        ] {
            for axiom in self.instances_of(class) {
                let (property, ..) = self.closure.facts[*axiom as usize];
                let mut first: Map<Id, Place> = Map::default();
                for place in self.facts_of(property) {
                    let (focus, value) = self.sides(constraint, *place);
                    let known = *first.entry(focus).or_insert(*place);
                    let (_, other) = self.sides(constraint, known);
                    if let Some(severity) = self.clash(other, value) {
                        let facts = [known, *place];
                        let axiom = Some(*axiom);
                        findings.push(self.finding(constraint, severity, focus, &facts, axiom));
                    }
                }
            }
        }
    }

    /// Gives of a fact what can have one value only, and the value.
    fn sides(&self, constraint: Constraint, place: Place) -> (Id, Id) {
        let (subject, _, object) = self.closure.facts[place as usize];
        match constraint {
            Constraint::PrpIfp => (object, subject),
            _ => (subject, object),
        }
    }

    /// Tells how bad it is that two terms should be one.
    fn clash(&self, one: Id, other: Id) -> Option<Severity> {
        let either_way = |predicate| {
            self.closure.contains((one, predicate, other))
                || self.closure.contains((other, predicate, one))
        };
        if one == other || either_way(id::SAME_AS) {
            return None;
        }
        let terms = &self.closure.terms;
        // A literal is what it says, while two names may be names of one thing.
        let certain =
            terms.is_literal(one) || terms.is_literal(other) || either_way(id::DIFFERENT_FROM);
        Some(if certain {
            Severity::Violation
        } else {
            Severity::Warning
        })
    }

    fn different_things(&self, findings: &mut Vec<Finding>) {
        for axiom in self.facts_of(id::DIFFERENT_FROM) {
            let (one, _, other) = self.closure.facts[*axiom as usize];
            let stated = self
                .closure
                .place_of((one, id::SAME_AS, other))
                .or_else(|| self.closure.place_of((other, id::SAME_AS, one)));
            if let Some(place) = stated {
                let (focus, ..) = self.closure.facts[place as usize];
                findings.push(self.finding(
                    Constraint::EqDiff1,
                    Severity::Violation,
                    focus,
                    &[place],
                    Some(*axiom),
                ));
            }
        }
    }

    fn finding(
        &self,
        constraint: Constraint,
        severity: Severity,
        focus: Id,
        facts: &[Place],
        axiom: Option<Place>,
    ) -> Finding {
        Finding {
            severity,
            constraint,
            focus: self.closure.terms.term(focus).clone(),
            facts: facts
                .iter()
                .map(|place| self.closure.triple(*place))
                .collect(),
            axiom: axiom.map(|axiom| self.closure.triple(axiom)),
        }
    }

    fn facts_of(&self, predicate: Id) -> &[Place] {
        let facts = self.indexes.by_predicate.get(&predicate);
        facts.map_or(&[], Vec::as_slice)
    }

    fn instances_of(&self, class: Id) -> &[Place] {
        let instances = self.indexes.instances.get(&class);
        instances.map_or(&[], Vec::as_slice)
    }
}
