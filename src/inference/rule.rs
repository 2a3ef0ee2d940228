//! The rules by name: what each says, and where it is defined.

use std::fmt;

use crate::language::Wording;

/// A rule of inference.
///
/// Source: RDF 1.1 Semantics, section 9.2.1 (`rdfs…`); OWL 2 Profiles, section 4.3 (the others).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Who has a property is in its domain.
    Rdfs2,
    /// The value of a property is in its range.
    Rdfs3,
    /// Subproperties of subproperties are subproperties.
    Rdfs5,
    /// What holds by a property holds by its superproperties.
    Rdfs7,
    /// Instances of a class are instances of its superclasses.
    Rdfs9,
    /// Subclasses of subclasses are subclasses.
    Rdfs11,
    /// A property says the same as its inverse: the property as stated is the subject of `owl:inverseOf`.
    PrpInv1,
    /// As [`Rule::PrpInv1`], from the object of `owl:inverseOf`.
    PrpInv2,
    /// A symmetric property holds both ways.
    PrpSymp,
    /// A transitive property leads on.
    PrpTrp,
    /// A chain of properties makes another.
    PrpSpo2,
    /// Equivalent classes are subclasses of each other.
    ScmEqc1,
    /// Equivalent properties are subproperties of each other.
    ScmEqp1,
    /// Two values of a functional property are one.
    PrpFp,
    /// Two things with one value of an inverse functional property are one.
    PrpIfp,
    /// Sameness holds both ways.
    EqSym,
    /// Sameness leads on.
    EqTrans,
    /// What is said of a thing is said of it by its other names.
    EqRepS,
    /// A property holds by its other names.
    EqRepP,
    /// What leads to a thing leads to its other names.
    EqRepO,
}

impl Rule {
    /// Gives the name that the specification has for it, such as `rdfs9`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.text().0
    }

    /// Says in words what follows from what.
    #[must_use]
    pub fn words(self) -> &'static str {
        self.text().1.text()
    }

    #[expect(clippy::too_many_lines, reason = "a table: one entry for each rule")]
    fn text(self) -> (&'static str, Wording) {
        match self {
            Self::Rdfs2 => (
                "rdfs2",
                Wording::new(
                    "who has a property is in its domain",
                    "wer eine Eigenschaft hat, gehört zu ihrem Definitionsbereich",
                ),
            ),
            Self::Rdfs3 => (
                "rdfs3",
                Wording::new(
                    "the value of a property is in its range",
                    "der Wert einer Eigenschaft gehört zu ihrem Wertebereich",
                ),
            ),
            Self::Rdfs5 => (
                "rdfs5",
                Wording::new(
                    "a subproperty of a subproperty is a subproperty, too",
                    "die Untereigenschaft einer Untereigenschaft ist auch eine",
                ),
            ),
            Self::Rdfs7 => (
                "rdfs7",
                Wording::new(
                    "what holds by a property holds by its superproperties",
                    "was mit einer Eigenschaft gilt, gilt auch mit ihren Obereigenschaften",
                ),
            ),
            Self::Rdfs9 => (
                "rdfs9",
                Wording::new(
                    "an instance of a class is an instance of its superclasses",
                    "eine Instanz einer Klasse ist auch eine ihrer Oberklassen",
                ),
            ),
            Self::Rdfs11 => (
                "rdfs11",
                Wording::new(
                    "a subclass of a subclass is a subclass, too",
                    "die Unterklasse einer Unterklasse ist auch eine",
                ),
            ),
            Self::PrpInv1 => (
                "prp-inv1",
                Wording::new(
                    "a property says the same as its inverse",
                    "eine Eigenschaft sagt dasselbe wie ihre inverse",
                ),
            ),
            Self::PrpInv2 => (
                "prp-inv2",
                Wording::new(
                    "a property says the same as its inverse",
                    "eine Eigenschaft sagt dasselbe wie ihre inverse",
                ),
            ),
            Self::PrpSymp => (
                "prp-symp",
                Wording::new(
                    "a symmetric property holds both ways",
                    "eine symmetrische Eigenschaft gilt in beide Richtungen",
                ),
            ),
            Self::PrpTrp => (
                "prp-trp",
                Wording::new(
                    "a transitive property leads on",
                    "eine transitive Eigenschaft führt weiter",
                ),
            ),
            Self::PrpSpo2 => (
                "prp-spo2",
                Wording::new(
                    "a chain of properties makes another property",
                    "eine Kette von Eigenschaften ergibt eine andere",
                ),
            ),
            Self::ScmEqc1 => (
                "scm-eqc1",
                Wording::new(
                    "equivalent classes are subclasses of each other",
                    "äquivalente Klassen sind Unterklassen voneinander",
                ),
            ),
            Self::ScmEqp1 => (
                "scm-eqp1",
                Wording::new(
                    "equivalent properties are subproperties of each other",
                    "äquivalente Eigenschaften sind Untereigenschaften voneinander",
                ),
            ),
            Self::PrpFp => (
                "prp-fp",
                Wording::new(
                    "two values of a functional property are one",
                    "zwei Werte einer funktionalen Eigenschaft sind dasselbe",
                ),
            ),
            Self::PrpIfp => (
                "prp-ifp",
                Wording::new(
                    "two things with one value of an inverse functional property are one",
                    "zwei Dinge mit einem Wert einer invers funktionalen Eigenschaft sind dasselbe",
                ),
            ),
            Self::EqSym => (
                "eq-sym",
                Wording::new(
                    "sameness holds both ways",
                    "Gleichheit gilt in beide Richtungen",
                ),
            ),
            Self::EqTrans => (
                "eq-trans",
                Wording::new("sameness leads on", "Gleichheit führt weiter"),
            ),
            Self::EqRepS => (
                "eq-rep-s",
                Wording::new(
                    "what is said of a thing is said of it by its other names",
                    "was von einem Ding gesagt ist, gilt unter allen seinen Namen",
                ),
            ),
            Self::EqRepP => (
                "eq-rep-p",
                Wording::new(
                    "a property holds by its other names",
                    "eine Eigenschaft gilt unter allen ihren Namen",
                ),
            ),
            Self::EqRepO => (
                "eq-rep-o",
                Wording::new(
                    "what leads to a thing leads to its other names",
                    "was zu einem Ding führt, führt zu allen seinen Namen",
                ),
            ),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
