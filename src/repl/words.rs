//! Which words of SPARQL can stand where, for completion.

use crate::language::Wording;
use crate::sparql::KEYWORDS;
pub(super) use crate::sparql::{CASTS, FUNCTIONS};

/// Words that open a request.
pub(super) const REQUEST_FORMS: [&str; 14] = [
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "PREFIX",
    "BASE",
    "INSERT DATA",
    "INSERT",
    "DELETE WHERE",
    "DELETE DATA",
    "DELETE",
    "LOAD",
    "CLEAR",
    "DROP",
];

/// Words that may stand where a graph pattern starts.
pub(super) const PATTERN_FORMS: [&str; 9] = [
    "FILTER",
    "OPTIONAL",
    "BIND",
    "VALUES",
    "GRAPH",
    "UNION",
    "MINUS",
    "FILTER NOT EXISTS",
    "SELECT",
];

/// Functions that reckon with the rows of a group.
const AGGREGATES: [&str; 7] = [
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "AVG",
    "SAMPLE",
    "GROUP_CONCAT",
];

/// Queries for a dataset of which nothing is known yet, and what each gives.
pub(super) const TEMPLATES: [(&str, Wording); 4] = [
    (
        "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10",
        Wording::new("ten statements", "zehn Aussagen"),
    ),
    (
        "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c",
        Wording::new("classes, counted", "Klassen, gezählt"),
    ),
    (
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        Wording::new("properties, counted", "Eigenschaften, gezählt"),
    ),
    (
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
        Wording::new("named graphs", "benannte Graphen"),
    ),
];

/// Conditions that begin with a pattern.
pub(super) const PATTERN_CONDITIONS: [&str; 2] = ["EXISTS", "NOT EXISTS"];

/// What can follow a property in a path.
pub(super) const PATH_ENDS: [(&str, Wording); 5] = [
    ("+", Wording::new("once or more", "einmal oder öfter")),
    (
        "*",
        Wording::new("not at all, once or more", "gar nicht, einmal oder öfter"),
    ),
    (
        "?",
        Wording::new("not at all or once", "gar nicht oder einmal"),
    ),
    ("/", Wording::new("then another one", "dann eine weitere")),
    ("|", Wording::new("or another one", "oder eine andere")),
];

/// The datatypes of XML Schema that literals usually have.
pub(super) const DATATYPES: [&str; 13] = [
    "anyURI",
    "boolean",
    "date",
    "dateTime",
    "decimal",
    "double",
    "duration",
    "float",
    "gYear",
    "gYearMonth",
    "integer",
    "string",
    "time",
];

/// Tells whether `word` is a keyword; `a`, `true` and `false` are only in lower case.
pub(super) fn is_keyword(word: &str) -> bool {
    matches!(word, "a" | "true" | "false")
        || KEYWORDS
            .iter()
            .any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// Tells whether `name`, as the specification spells it, is that of an aggregate.
pub(super) fn is_aggregate(name: &str) -> bool {
    AGGREGATES.contains(&name)
}

/// Gives a function's name as the specification spells it, and its arguments in brackets.
pub(super) fn function(word: &str) -> Option<(&'static str, &'static str)> {
    FUNCTIONS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .map(|(name, arguments)| (*name, arguments.text()))
}
