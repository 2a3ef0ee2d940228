//! The rules by name: what each says, and where it is defined.

use std::fmt;

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
        self.text().1
    }

    fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Rdfs2 => ("rdfs2", "who has a property is in its domain"),
            Self::Rdfs3 => ("rdfs3", "the value of a property is in its range"),
            Self::Rdfs5 => (
                "rdfs5",
                "a subproperty of a subproperty is a subproperty, too",
            ),
            Self::Rdfs7 => (
                "rdfs7",
                "what holds by a property holds by its superproperties",
            ),
            Self::Rdfs9 => (
                "rdfs9",
                "an instance of a class is an instance of its superclasses",
            ),
            Self::Rdfs11 => ("rdfs11", "a subclass of a subclass is a subclass, too"),
            Self::PrpInv1 => ("prp-inv1", "a property says the same as its inverse"),
            Self::PrpInv2 => ("prp-inv2", "a property says the same as its inverse"),
            Self::PrpSymp => ("prp-symp", "a symmetric property holds both ways"),
            Self::PrpTrp => ("prp-trp", "a transitive property leads on"),
            Self::PrpSpo2 => ("prp-spo2", "a chain of properties makes another property"),
            Self::ScmEqc1 => (
                "scm-eqc1",
                "equivalent classes are subclasses of each other",
            ),
            Self::ScmEqp1 => (
                "scm-eqp1",
                "equivalent properties are subproperties of each other",
            ),
            Self::PrpFp => ("prp-fp", "two values of a functional property are one"),
            Self::PrpIfp => (
                "prp-ifp",
                "two things with one value of an inverse functional property are one",
            ),
            Self::EqSym => ("eq-sym", "sameness holds both ways"),
            Self::EqTrans => ("eq-trans", "sameness leads on"),
            Self::EqRepS => (
                "eq-rep-s",
                "what is said of a thing is said of it by its other names",
            ),
            Self::EqRepP => ("eq-rep-p", "a property holds by its other names"),
            Self::EqRepO => ("eq-rep-o", "what leads to a thing leads to its other names"),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
