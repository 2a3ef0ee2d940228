//! The words of SPARQL, for highlighting and completion.
//!
//! Source: SPARQL 1.1 Query and Update, section 19.8, and the functions of the SPARQL 1.2 draft.

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

/// Words that may stand behind the pattern of a query.
pub(super) const MODIFIERS: [&str; 7] = [
    "ORDER BY", "LIMIT", "GROUP BY", "HAVING", "OFFSET", "VALUES", "WHERE",
];

/// All other keywords that are coloured.
const OTHER_KEYWORDS: [&str; 32] = [
    "a", "ADD", "ALL", "AS", "ASC", "BY", "COPY", "CREATE", "DATA", "DEFAULT", "DESC", "DISTINCT",
    "EXISTS", "false", "FROM", "GROUP", "IN", "INTO", "LATERAL", "MOVE", "NAMED", "NOT", "ORDER",
    "REDUCED", "SEPARATOR", "SERVICE", "SILENT", "TO", "true", "UNDEF", "USING", "WITH",
];

/// Functions with their arguments.
pub(super) const FUNCTIONS: [(&str, &str); 70] = [
    ("ABS", "number"),
    ("AVG", "DISTINCT? value"),
    ("BNODE", "name?"),
    ("BOUND", "?variable"),
    ("CEIL", "number"),
    ("COALESCE", "value, …"),
    ("CONCAT", "text, …"),
    ("CONTAINS", "text, part"),
    ("COUNT", "DISTINCT? value or *"),
    ("DATATYPE", "literal"),
    ("DAY", "time"),
    ("ENCODE_FOR_URI", "text"),
    ("FLOOR", "number"),
    ("GROUP_CONCAT", "DISTINCT? value; SEPARATOR=\", \""),
    ("hasLANG", "literal"),
    ("hasLANGDIR", "literal"),
    ("HOURS", "time"),
    ("IF", "condition, then, else"),
    ("IRI", "text"),
    ("isBLANK", "term"),
    ("isIRI", "term"),
    ("isLITERAL", "term"),
    ("isNUMERIC", "term"),
    ("isTRIPLE", "term"),
    ("isURI", "term"),
    ("LANG", "literal"),
    ("LANGDIR", "literal"),
    ("LANGMATCHES", "tag, range"),
    ("LCASE", "text"),
    ("MAX", "DISTINCT? value"),
    ("MD5", "text"),
    ("MIN", "DISTINCT? value"),
    ("MINUTES", "time"),
    ("MONTH", "time"),
    ("NOW", ""),
    ("OBJECT", "triple term"),
    ("PREDICATE", "triple term"),
    ("RAND", ""),
    ("REGEX", "text, pattern, flags?"),
    ("REPLACE", "text, pattern, by, flags?"),
    ("ROUND", "number"),
    ("sameTerm", "term, term"),
    ("SAMPLE", "DISTINCT? value"),
    ("SECONDS", "time"),
    ("SHA1", "text"),
    ("SHA256", "text"),
    ("SHA384", "text"),
    ("SHA512", "text"),
    ("STR", "term"),
    ("STRAFTER", "text, part"),
    ("STRBEFORE", "text, part"),
    ("STRDT", "text, datatype"),
    ("STRENDS", "text, end"),
    ("STRLANG", "text, tag"),
    ("STRLANGDIR", "text, tag, direction"),
    ("STRLEN", "text"),
    ("STRSTARTS", "text, start"),
    ("STRUUID", ""),
    ("SUBJECT", "triple term"),
    ("SUBSTR", "text, start from 1, length?"),
    ("SUM", "DISTINCT? value"),
    ("TIMEZONE", "time"),
    ("TRIPLE", "subject, predicate, object"),
    ("TZ", "time"),
    ("UCASE", "text"),
    ("URI", "text"),
    ("UUID", ""),
    ("YEAR", "time"),
    ("EXISTS", "{ pattern }"),
    ("NOT EXISTS", "{ pattern }"),
];

/// Tells whether `word` is a keyword; `a`, `true` and `false` are only in lower case.
pub(super) fn is_keyword(word: &str) -> bool {
    if matches!(word, "A") {
        return false;
    }
    REQUEST_FORMS
        .iter()
        .chain(&PATTERN_FORMS)
        .chain(&MODIFIERS)
        .chain(&OTHER_KEYWORDS)
        .any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// Gives a function's name as the specification spells it, and its arguments.
pub(super) fn function(word: &str) -> Option<(&'static str, &'static str)> {
    FUNCTIONS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .copied()
}
