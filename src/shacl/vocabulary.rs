//! The SHACL vocabulary: what each property means for a shape, and what is refused because it would go unheeded.
//!
//! Source: SHACL (W3C, 2017), appendices A and B.

use oxrdf::{NamedNode, NamedNodeRef};

/// The namespace.
pub(super) const NAMESPACE: &str = "http://www.w3.org/ns/shacl#";

/// What may stand as a value of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A shape.
    Shape,
    /// A list of shapes.
    Shapes,
    /// An IRI.
    Iri,
    /// An IRI or a literal.
    Constant,
    /// One of the six kinds of nodes.
    NodeKind,
    /// A whole number from 0 on.
    Count,
    /// `true` or `false`.
    Boolean,
    /// A string without a language.
    Plain,
    /// A string, with or without a language.
    Message,
    /// Any literal.
    Literal,
    /// A list of IRIs and literals.
    Constants,
    /// A list of IRIs.
    Iris,
    /// A list of language tags.
    Languages,
    /// A property path.
    Path,
    /// A SPARQL constraint.
    Sparql,
}

/// What a shape may have a property for, and how often.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    /// The local name.
    pub(super) name: &'static str,
    /// What its values are.
    pub(super) value: Value,
    /// Whether a shape has it once at most.
    pub(super) single: bool,
    /// Whether only property shapes have it.
    pub(super) property_only: bool,
}

const fn many(name: &'static str, value: Value) -> Term {
    Term {
        name,
        value,
        single: false,
        property_only: false,
    }
}

const fn once(name: &'static str, value: Value) -> Term {
    Term {
        name,
        value,
        single: true,
        property_only: false,
    }
}

const fn on_property(term: Term) -> Term {
    Term {
        property_only: true,
        ..term
    }
}

/// The properties that decide what a shape demands.
pub(super) const TERMS: &[Term] = &[
    many("targetClass", Value::Iri),
    many("targetNode", Value::Constant),
    many("targetObjectsOf", Value::Iri),
    many("targetSubjectsOf", Value::Iri),
    once("path", Value::Path),
    once("deactivated", Value::Boolean),
    once("severity", Value::Iri),
    many("message", Value::Message),
    many("property", Value::Shape),
    many("node", Value::Shape),
    many("not", Value::Shape),
    many("and", Value::Shapes),
    many("or", Value::Shapes),
    many("xone", Value::Shapes),
    once("qualifiedValueShape", Value::Shape),
    once("qualifiedMinCount", Value::Count),
    once("qualifiedMaxCount", Value::Count),
    once("qualifiedValueShapesDisjoint", Value::Boolean),
    many("class", Value::Iri),
    once("datatype", Value::Iri),
    once("nodeKind", Value::NodeKind),
    on_property(once("minCount", Value::Count)),
    on_property(once("maxCount", Value::Count)),
    once("minExclusive", Value::Literal),
    once("minInclusive", Value::Literal),
    once("maxExclusive", Value::Literal),
    once("maxInclusive", Value::Literal),
    once("minLength", Value::Count),
    once("maxLength", Value::Count),
    once("pattern", Value::Plain),
    once("flags", Value::Plain),
    once("languageIn", Value::Languages),
    on_property(once("uniqueLang", Value::Boolean)),
    many("equals", Value::Iri),
    many("disjoint", Value::Iri),
    on_property(many("lessThan", Value::Iri)),
    on_property(many("lessThanOrEquals", Value::Iri)),
    once("closed", Value::Boolean),
    once("ignoredProperties", Value::Iris),
    many("hasValue", Value::Constant),
    once("in", Value::Constants),
    many("sparql", Value::Sparql),
];

/// The properties that make a node a shape.
pub(super) const TARGETS: [&str; 4] = [
    "targetClass",
    "targetNode",
    "targetObjectsOf",
    "targetSubjectsOf",
];

/// The steps of property paths.
pub(super) const STEPS: [&str; 5] = [
    "inversePath",
    "alternativePath",
    "zeroOrMorePath",
    "oneOrMorePath",
    "zeroOrOnePath",
];

/// The kinds of nodes that `sh:nodeKind` tells apart.
pub(super) const NODE_KINDS: [&str; 6] = [
    "BlankNode",
    "IRI",
    "Literal",
    "BlankNodeOrIRI",
    "BlankNodeOrLiteral",
    "IRIOrLiteral",
];

/// Properties that change no result: words for readers and forms, parts of SPARQL constraints and of components
/// (looked at where those are used), links between graphs, and the report that may stand in the same file.
pub(super) const WITHOUT_EFFECT: &[&str] = &[
    "name",
    "description",
    "order",
    "group",
    "defaultValue",
    "select",
    "ask",
    "prefixes",
    "declare",
    "prefix",
    "namespace",
    "parameter",
    "optional",
    "validator",
    "nodeValidator",
    "propertyValidator",
    "labelTemplate",
    "shapesGraph",
    "suggestedShapesGraph",
    "conforms",
    "result",
    "shapesGraphWellFormed",
    "focusNode",
    "resultPath",
    "value",
    "resultSeverity",
    "resultMessage",
    "detail",
    "sourceShape",
    "sourceConstraint",
    "sourceConstraintComponent",
];

/// Properties of SHACL's extensions, which change what a shapes graph demands wherever they stand.
pub(super) const EXTENSIONS: &[&str] = &[
    "entailment",
    "expression",
    "js",
    "memberShape",
    "reifierShape",
    "rule",
    "someValue",
    "subsetOf",
    "target",
    "targetWhere",
    "uniqueMembers",
    "values",
];

/// Gives the term of a local name.
pub(super) fn term(name: &str) -> Option<&'static Term> {
    TERMS.iter().find(|term| term.name == name)
}

/// Gives the IRI of a local name.
pub(super) fn iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{NAMESPACE}{name}"))
}

/// Gives the local name of an IRI of the vocabulary.
pub(super) fn local(iri: NamedNodeRef<'_>) -> Option<&str> {
    iri.as_str().strip_prefix(NAMESPACE)
}
