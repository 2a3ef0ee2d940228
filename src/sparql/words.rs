//! The words of SPARQL and the prefixes that everybody uses.

use crate::language::Wording;
pub(super) use crate::language::misspelt as nearest;

/// Words of the grammar that are no function.
pub const KEYWORDS: &[&str] = &[
    "SELECT",
    "CONSTRUCT",
    "DESCRIBE",
    "ASK",
    "WHERE",
    "FROM",
    "NAMED",
    "PREFIX",
    "BASE",
    "VERSION",
    "DISTINCT",
    "REDUCED",
    "AS",
    "GROUP",
    "BY",
    "HAVING",
    "ORDER",
    "ASC",
    "DESC",
    "LIMIT",
    "OFFSET",
    "VALUES",
    "UNDEF",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "GRAPH",
    "SERVICE",
    "SILENT",
    "FILTER",
    "BIND",
    "LATERAL",
    "NOT",
    "IN",
    "EXISTS",
    "SEPARATOR",
    "INSERT",
    "DELETE",
    "DATA",
    "WITH",
    "USING",
    "LOAD",
    "CLEAR",
    "DROP",
    "CREATE",
    "ADD",
    "MOVE",
    "COPY",
    "TO",
    "INTO",
    "DEFAULT",
    "ALL",
];

/// Functions with their arguments, those that may be left out in square brackets, in the case they are usually written
/// in; aggregates first.
pub const FUNCTIONS: &[(&str, Wording)] = &[
    ("COUNT", Wording::new("(* or value)", "(* oder Wert)")),
    ("SUM", Wording::new("(value)", "(Wert)")),
    ("MIN", Wording::new("(value)", "(Wert)")),
    ("MAX", Wording::new("(value)", "(Wert)")),
    ("AVG", Wording::new("(value)", "(Wert)")),
    ("SAMPLE", Wording::new("(value)", "(Wert)")),
    (
        "GROUP_CONCAT",
        Wording::new("(value ; SEPARATOR = text)", "(Wert ; SEPARATOR = Text)"),
    ),
    ("STR", Wording::new("(term)", "(Term)")),
    ("LANG", Wording::new("(text)", "(Text)")),
    (
        "LANGMATCHES",
        Wording::new("(tag, range)", "(Kürzel, Bereich)"),
    ),
    ("LANGDIR", Wording::new("(text)", "(Text)")),
    ("DATATYPE", Wording::new("(literal)", "(Literal)")),
    ("BOUND", Wording::new("(?variable)", "(?variable)")),
    ("IRI", Wording::new("(text)", "(Text)")),
    ("URI", Wording::new("(text)", "(Text)")),
    ("BNODE", Wording::new("([text])", "([Text])")),
    ("RAND", Wording::new("()", "()")),
    ("ABS", Wording::new("(number)", "(Zahl)")),
    ("CEIL", Wording::new("(number)", "(Zahl)")),
    ("FLOOR", Wording::new("(number)", "(Zahl)")),
    ("ROUND", Wording::new("(number)", "(Zahl)")),
    ("CONCAT", Wording::new("([text, …])", "([Text, …])")),
    (
        "SUBSTR",
        Wording::new("(text, start[, length])", "(Text, Anfang[, Länge])"),
    ),
    ("STRLEN", Wording::new("(text)", "(Text)")),
    (
        "REPLACE",
        Wording::new(
            "(text, pattern, replacement[, flags])",
            "(Text, Muster, Ersatz[, Schalter])",
        ),
    ),
    ("UCASE", Wording::new("(text)", "(Text)")),
    ("LCASE", Wording::new("(text)", "(Text)")),
    ("ENCODE_FOR_URI", Wording::new("(text)", "(Text)")),
    ("CONTAINS", Wording::new("(text, part)", "(Text, Teil)")),
    ("STRSTARTS", Wording::new("(text, start)", "(Text, Anfang)")),
    ("STRENDS", Wording::new("(text, end)", "(Text, Ende)")),
    ("STRBEFORE", Wording::new("(text, mark)", "(Text, Marke)")),
    ("STRAFTER", Wording::new("(text, mark)", "(Text, Marke)")),
    ("YEAR", Wording::new("(date)", "(Datum)")),
    ("MONTH", Wording::new("(date)", "(Datum)")),
    ("DAY", Wording::new("(date)", "(Datum)")),
    ("HOURS", Wording::new("(time)", "(Zeit)")),
    ("MINUTES", Wording::new("(time)", "(Zeit)")),
    ("SECONDS", Wording::new("(time)", "(Zeit)")),
    ("TIMEZONE", Wording::new("(time)", "(Zeit)")),
    ("TZ", Wording::new("(time)", "(Zeit)")),
    ("NOW", Wording::new("()", "()")),
    ("ADJUST", Wording::new("(time, zone)", "(Zeit, Zone)")),
    ("UUID", Wording::new("()", "()")),
    ("STRUUID", Wording::new("()", "()")),
    ("MD5", Wording::new("(text)", "(Text)")),
    ("SHA1", Wording::new("(text)", "(Text)")),
    ("SHA256", Wording::new("(text)", "(Text)")),
    ("SHA384", Wording::new("(text)", "(Text)")),
    ("SHA512", Wording::new("(text)", "(Text)")),
    ("COALESCE", Wording::new("([value, …])", "([Wert, …])")),
    (
        "IF",
        Wording::new("(condition, then, else)", "(Bedingung, dann, sonst)"),
    ),
    ("STRLANG", Wording::new("(text, tag)", "(Text, Kürzel)")),
    (
        "STRLANGDIR",
        Wording::new("(text, tag, direction)", "(Text, Kürzel, Richtung)"),
    ),
    (
        "STRDT",
        Wording::new("(text, datatype)", "(Text, Datentyp)"),
    ),
    ("sameTerm", Wording::new("(term, term)", "(Term, Term)")),
    ("isIRI", Wording::new("(term)", "(Term)")),
    ("isURI", Wording::new("(term)", "(Term)")),
    ("isBLANK", Wording::new("(term)", "(Term)")),
    ("isLITERAL", Wording::new("(term)", "(Term)")),
    ("isNUMERIC", Wording::new("(term)", "(Term)")),
    ("hasLANG", Wording::new("(text)", "(Text)")),
    ("hasLANGDIR", Wording::new("(text)", "(Text)")),
    (
        "REGEX",
        Wording::new("(text, pattern[, flags])", "(Text, Muster[, Schalter])"),
    ),
    (
        "TRIPLE",
        Wording::new(
            "(subject, predicate, object)",
            "(Subjekt, Prädikat, Objekt)",
        ),
    ),
    ("SUBJECT", Wording::new("(triple)", "(Tripel)")),
    ("PREDICATE", Wording::new("(triple)", "(Tripel)")),
    ("OBJECT", Wording::new("(triple)", "(Tripel)")),
    ("isTRIPLE", Wording::new("(term)", "(Term)")),
];

/// How many of [`FUNCTIONS`] are aggregates.
const AGGREGATES: usize = 7;

/// Datatypes of XML Schema that the engine casts to, as a function of their name.
pub const CASTS: [&str; 17] = [
    "boolean",
    "date",
    "dateTime",
    "dayTimeDuration",
    "decimal",
    "double",
    "duration",
    "float",
    "gDay",
    "gMonth",
    "gMonthDay",
    "gYear",
    "gYearMonth",
    "integer",
    "string",
    "time",
    "yearMonthDuration",
];

/// Prefixes as they are usually declared.
pub const WELL_KNOWN_PREFIXES: &[(&str, &str)] = &[
    ("adms", "http://www.w3.org/ns/adms#"),
    ("bd", "http://www.bigdata.com/rdf#"),
    ("cv", "http://data.europa.eu/m8g/"),
    ("dbo", "http://dbpedia.org/ontology/"),
    ("dbr", "http://dbpedia.org/resource/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("frapo", "http://purl.org/cerif/frapo/"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("geof", "http://www.opengis.net/def/function/geosparql/"),
    ("gn", "http://www.geonames.org/ontology#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("p", "http://www.wikidata.org/prop/"),
    ("pq", "http://www.wikidata.org/prop/qualifier/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("ps", "http://www.wikidata.org/prop/statement/"),
    ("qb", "http://purl.org/linked-data/cube#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "http://schema.org/"),
    ("sd", "http://www.w3.org/ns/sparql-service-description#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("vann", "http://purl.org/vocab/vann/"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("wdt", "http://www.wikidata.org/prop/direct/"),
    ("wikibase", "http://wikiba.se/ontology#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Words of other languages with what SPARQL has instead.
pub(super) const FOREIGN_WORDS: &[(&str, Wording)] = &[
    (
        "AND",
        Wording::new(
            "conditions are joined by `&&`",
            "Bedingungen werden mit `&&` verknüpft",
        ),
    ),
    (
        "OR",
        Wording::new(
            "alternatives are joined by `||`",
            "Alternativen werden mit `||` verknüpft",
        ),
    ),
    (
        "LIKE",
        Wording::new(
            "use `CONTAINS(?text, \"part\")` or `REGEX(?text, \"pattern\", \"i\")`",
            "verwenden Sie `CONTAINS(?text, \"Teil\")` oder `REGEX(?text, \"Muster\", \"i\")`",
        ),
    ),
    (
        "IS",
        Wording::new(
            "use `=`, or `BOUND(?x)` to ask whether there is a value",
            "verwenden Sie `=`, oder `BOUND(?x)` für die Frage, ob es einen Wert gibt",
        ),
    ),
    (
        "TOP",
        Wording::new(
            "use `LIMIT` at the end of the query",
            "verwenden Sie `LIMIT` am Ende der Abfrage",
        ),
    ),
    (
        "JOIN",
        Wording::new(
            "patterns in one group are joined already",
            "Muster in einer Gruppe sind bereits verbunden",
        ),
    ),
    (
        "CASE",
        Wording::new(
            "use `IF(condition, then, else)`",
            "verwenden Sie `IF(Bedingung, dann, sonst)`",
        ),
    ),
    (
        "BETWEEN",
        Wording::new(
            "use `?x >= low && ?x <= high`",
            "verwenden Sie `?x >= unten && ?x <= oben`",
        ),
    ),
    (
        "ORDERBY",
        Wording::new("write `ORDER BY`", "schreiben Sie `ORDER BY`"),
    ),
    (
        "GROUPBY",
        Wording::new("write `GROUP BY`", "schreiben Sie `GROUP BY`"),
    ),
    (
        "UPDATE",
        Wording::new(
            "write `DELETE { … } INSERT { … } WHERE { … }`",
            "schreiben Sie `DELETE { … } INSERT { … } WHERE { … }`",
        ),
    ),
    (
        "TRUE",
        Wording::new(
            "truth values are written in lower case: `true`",
            "Wahrheitswerte schreibt man klein: `true`",
        ),
    ),
    (
        "FALSE",
        Wording::new(
            "truth values are written in lower case: `false`",
            "Wahrheitswerte schreibt man klein: `false`",
        ),
    ),
    (
        "A",
        Wording::new(
            "`a` for the type is written in lower case",
            "`a` für den Typ schreibt man klein",
        ),
    ),
    (
        "LENGTH",
        Wording::new("use `STRLEN`", "verwenden Sie `STRLEN`"),
    ),
    (
        "LEN",
        Wording::new("use `STRLEN`", "verwenden Sie `STRLEN`"),
    ),
    (
        "SUBSTRING",
        Wording::new("use `SUBSTR`", "verwenden Sie `SUBSTR`"),
    ),
    (
        "UPPER",
        Wording::new("use `UCASE`", "verwenden Sie `UCASE`"),
    ),
    (
        "LOWER",
        Wording::new("use `LCASE`", "verwenden Sie `LCASE`"),
    ),
    (
        "IFNULL",
        Wording::new("use `COALESCE`", "verwenden Sie `COALESCE`"),
    ),
    (
        "CAST",
        Wording::new(
            "call the datatype: `xsd:integer(?x)`",
            "rufen Sie den Datentyp auf: `xsd:integer(?x)`",
        ),
    ),
    (
        "STARTSWITH",
        Wording::new("use `STRSTARTS`", "verwenden Sie `STRSTARTS`"),
    ),
    (
        "ENDSWITH",
        Wording::new("use `STRENDS`", "verwenden Sie `STRENDS`"),
    ),
];

/// Words of other languages that SPARQL has by another name and in the same place.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("A", "a"),
    ("AND", "&&"),
    ("ENDSWITH", "STRENDS"),
    ("FALSE", "false"),
    ("GROUPBY", "GROUP BY"),
    ("IFNULL", "COALESCE"),
    ("LEN", "STRLEN"),
    ("LENGTH", "STRLEN"),
    ("LOWER", "LCASE"),
    ("OR", "||"),
    ("ORDERBY", "ORDER BY"),
    ("STARTSWITH", "STRSTARTS"),
    ("SUBSTRING", "SUBSTR"),
    ("TRUE", "true"),
    ("UPPER", "UCASE"),
];

/// Gives what SPARQL writes in the place of a word of another language, whatever its case.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    let mut names = OTHER_NAMES.iter();
    let known = names.find(|(name, _)| name.eq_ignore_ascii_case(word))?;
    Some(known.1)
}

/// Tells whether `word` is a function, whatever its case.
pub(super) fn is_function(word: &str) -> bool {
    FUNCTIONS
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case(word))
}

/// Tells whether `word` is an aggregate, whatever its case.
pub(super) fn is_aggregate(word: &str) -> bool {
    FUNCTIONS[..AGGREGATES]
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case(word))
}

/// Tells whether `word` belongs to the language, whatever its case where that does not matter.
pub(super) fn is_known(word: &str) -> bool {
    matches!(word, "a" | "true" | "false")
        || is_function(word)
        || KEYWORDS
            .iter()
            .any(|keyword| keyword.eq_ignore_ascii_case(word))
}
