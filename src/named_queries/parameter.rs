//! Parameters: their declaration in a header, their types, and the values that a user types.

use std::str::FromStr;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, LiteralRef, NamedNode, NamedNodeRef, Term, Variable};

use crate::language::wording;
use crate::lexical;
use crate::prefixes::{self, Prefixes};

/// A parameter of a named query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name of its variable, without the question mark.
    pub name: String,
    /// What values it takes.
    pub kind: Type,
    /// The value it has where none is given, as a user would type it.
    pub default: Option<String>,
    /// What it means, in English.
    pub text: Option<String>,
}

/// What values a parameter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Whatever the value is by its form, as [`term`] reads it.
    Term,
    /// `ns:name`, `<iri>` or an IRI with `://`.
    Iri,
    /// Any text; quotation marks around it are optional.
    String,
    /// `"text"@de`, or the same without quotation marks.
    LangString,
    /// A whole number.
    Integer,
    /// A number with or without a fraction.
    Decimal,
    /// `true` or `false`.
    Boolean,
    /// `2024-04-19`.
    Date,
    /// `2024-04-19T10:00:00`, with or without a time zone.
    DateTime,
    /// `2024`.
    Year,
    /// One of some texts.
    Enum(Vec<String>),
}

/// A value that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// It does not fit the type.
    #[error("{}", wording!(
        "`{value}` is not {expected}",
        "`{value}` passt nicht, erwartet wird {expected}",
    ))]
    Type {
        /// The value.
        value: String,
        /// What would fit.
        expected: String,
    },
    /// A prefix that nobody declared.
    #[error("{}", wording!(
        "prefix `{prefix}:` is not declared",
        "das Präfix `{prefix}:` ist nicht deklariert",
    ))]
    Prefix {
        /// The prefix.
        prefix: String,
        /// The declared prefix that is spelled most alike.
        nearest: Option<String>,
    },
}

impl Parameter {
    /// Reads `NAME [TYPE] [= DEFAULT] [-- text]`; without a type each value has that of its form.
    pub(super) fn parse(declaration: &str) -> Result<Self, String> {
        let (declaration, text) = match declaration.split_once(" -- ") {
            Some((declaration, text)) => (declaration.trim(), Some(text.trim().to_owned())),
            None => (declaration, None),
        };
        let (declaration, default) = match declaration.split_once('=') {
            Some((declaration, default)) => (declaration.trim(), Some(default.trim().to_owned())),
            None => (declaration, None),
        };
        let (name, kind) = declaration
            .split_once(char::is_whitespace)
            .map_or((declaration, ""), |(name, kind)| (name, kind.trim()));
        if Variable::new(name).is_err() {
            return Err(wording!(
                "`{name}` is no name of a variable; it is written without the question mark",
                "`{name}` ist kein Name einer Variablen; er wird ohne Fragezeichen geschrieben"
            ));
        }
        if default.as_deref() == Some("") {
            return Err(wording!(
                "the default of `{name}` is empty",
                "die Vorgabe von `{name}` ist leer"
            ));
        }
        // `city "Hamburg"` gives a default and by its form the type.
        let (kind, default) = match Type::of_value(kind).filter(|_| default.is_none()) {
            Some(found) => (found, Some(kind.to_owned())),
            None if kind.is_empty() => (Type::Term, default),
            None => (Type::parse(kind)?, default),
        };
        Ok(Self {
            name: name.to_owned(),
            kind,
            default,
            text,
        })
    }

    /// Gives the variable that it binds.
    pub(super) fn variable(&self) -> Variable {
        Variable::new_unchecked(&self.name)
    }

    /// Writes how it is given on the command line: `body=IRI`, in brackets where it may be left out.
    #[must_use]
    pub fn usage(&self) -> String {
        match &self.default {
            Some(default) => format!("[{}={default}]", self.name),
            None => format!("{}={}", self.name, self.kind.placeholder()),
        }
    }
}

impl Type {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(match text {
            "term" => Self::Term,
            "iri" => Self::Iri,
            "string" => Self::String,
            "langstring" => Self::LangString,
            "integer" => Self::Integer,
            "decimal" => Self::Decimal,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            "year" => Self::Year,
            _ => {
                let values = text.strip_prefix("enum(").and_then(|rest| rest.strip_suffix(')')).ok_or_else(|| {
                    wording!(
                        "unknown type `{text}`; known are term, iri, string, langstring, integer, decimal, boolean, date, \
                         datetime, year and enum(a, b, …)",
                        "unbekannter Typ `{text}`; bekannt sind term, iri, string, langstring, integer, decimal, boolean, date, \
                         datetime, year und enum(a, b, …)"
                    )
                })?;
                let values: Vec<String> = values
                    .split(',')
                    .map(|value| value.trim().to_owned())
                    .collect();
                if values.iter().any(String::is_empty) {
                    return Err(wording!(
                        "enum needs values: `enum(a, b, …)`",
                        "enum braucht Werte: `enum(a, b, …)`"
                    ));
                }
                Self::Enum(values)
            }
        })
    }

    /// Gives the type that a value has by its form, where that is no word, as the names of types are.
    fn of_value(text: &str) -> Option<Self> {
        if text.starts_with('"') {
            let tag = text.rsplit_once('"').map_or("", |(_, tag)| tag);
            let is_tagged = tag.starts_with('@');
            return Some(if is_tagged {
                Self::LangString
            } else {
                Self::String
            });
        }
        let by_form = [
            (xsd::INTEGER, Self::Integer),
            (xsd::DECIMAL, Self::Decimal),
            (xsd::DATE, Self::Date),
            (xsd::DATE_TIME, Self::DateTime),
        ];
        let mut by_form = by_form.into_iter();
        let found = by_form.find_map(|(datatype, kind)| fits(text, datatype).then_some(kind));
        let is_name = text.starts_with('<') || text.contains(':') && !text.contains('(');
        found.or(is_name.then_some(Self::Iri))
    }

    /// Gives the word that stands for a value in a usage line.
    #[must_use]
    pub fn placeholder(&self) -> String {
        match self {
            Self::Term => "TERM".to_owned(),
            Self::Iri => "IRI".to_owned(),
            Self::String => "TEXT".to_owned(),
            Self::LangString => "TEXT@LANG".to_owned(),
            Self::Integer => "INTEGER".to_owned(),
            Self::Decimal => "NUMBER".to_owned(),
            Self::Boolean => "true|false".to_owned(),
            Self::Date => "YYYY-MM-DD".to_owned(),
            Self::DateTime => "YYYY-MM-DDThh:mm:ss".to_owned(),
            Self::Year => "YYYY".to_owned(),
            Self::Enum(values) => values.join("|"),
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::Term => wording!("a term", "ein Term"),
            Self::Iri => wording!(
                "an IRI: `ns:name` or `<…>`",
                "eine IRI: `ns:name` oder `<…>`"
            ),
            Self::String => wording!("a text", "ein Text"),
            Self::LangString => wording!(
                "a text with its language: `text@de`",
                "ein Text mit seiner Sprache: `Text@de`"
            ),
            Self::Integer => wording!("a whole number", "eine ganze Zahl"),
            Self::Decimal => wording!("a number", "eine Zahl"),
            Self::Boolean => wording!("`true` or `false`", "`true` oder `false`"),
            Self::Date => wording!("a date: `2024-04-19`", "ein Datum: `2024-04-19`"),
            Self::DateTime => wording!(
                "a date with a time: `2024-04-19T10:00:00`",
                "ein Datum mit Uhrzeit: `2024-04-19T10:00:00`"
            ),
            Self::Year => wording!("a year: `2024`", "ein Jahr: `2024`"),
            Self::Enum(values) => wording!("one of {}", "einer der Werte {}", values.join(", ")),
        }
    }

    /// Reads a value as a user types it; prefixed names may use `prefixes`.
    ///
    /// # Errors
    /// [`ValueError`] that says what would fit.
    pub fn read(&self, value: &str, prefixes: &Prefixes) -> Result<Term, ValueError> {
        let wrong = || ValueError::Type {
            value: value.to_owned(),
            expected: self.expected(),
        };
        let typed = |datatype: NamedNodeRef<'_>| {
            fits(value, datatype)
                .then(|| Literal::new_typed_literal(value, datatype.into_owned()).into())
                .ok_or_else(wrong)
        };
        match self {
            Self::Term => term(value, prefixes),
            Self::Iri => match prefixes.expand(value) {
                Ok(iri) => Ok(iri.into()),
                Err(prefixes::Error::Unknown { prefix, nearest }) => {
                    Err(ValueError::Prefix { prefix, nearest })
                }
                Err(_) => Err(wrong()),
            },
            Self::String => Ok(Literal::new_simple_literal(
                unquoted(value).unwrap_or_else(|| value.to_owned()),
            )
            .into()),
            Self::LangString => {
                let (text, tag) = value.rsplit_once('@').ok_or_else(wrong)?;
                let text = unquoted(text).unwrap_or_else(|| text.to_owned());
                let literal =
                    Literal::new_language_tagged_literal(text, tag).map_err(|_| wrong())?;
                Ok(literal.into())
            }
            Self::Integer => typed(xsd::INTEGER),
            Self::Decimal => typed(xsd::DECIMAL),
            Self::Boolean => typed(xsd::BOOLEAN),
            Self::Date => typed(xsd::DATE),
            Self::DateTime => typed(xsd::DATE_TIME),
            Self::Year => typed(xsd::G_YEAR),
            Self::Enum(values) => {
                let known = values.iter().any(|known| known == value);
                known
                    .then(|| Literal::new_simple_literal(value).into())
                    .ok_or_else(wrong)
            }
        }
    }

    /// Gives some value of the type, to try a query with.
    pub(super) fn example(&self) -> Term {
        let typed = |value: &str, datatype: NamedNodeRef<'_>| {
            Literal::new_typed_literal(value, datatype.into_owned()).into()
        };
        match self {
            Self::Term | Self::Iri => NamedNode::new_unchecked("http://example.org/").into(),
            Self::String => Literal::new_simple_literal("").into(),
            Self::LangString => Literal::new_language_tagged_literal_unchecked("", "en").into(),
            Self::Integer => typed("1", xsd::INTEGER),
            Self::Decimal => typed("1", xsd::DECIMAL),
            Self::Boolean => typed("true", xsd::BOOLEAN),
            Self::Date => typed("2024-01-01", xsd::DATE),
            Self::DateTime => typed("2024-01-01T00:00:00", xsd::DATE_TIME),
            Self::Year => typed("2024", xsd::G_YEAR),
            Self::Enum(values) => {
                Literal::new_simple_literal(values.first().map_or("", String::as_str)).into()
            }
        }
    }
}

/// Reads a value whose type nobody declared, by its form.
///
/// `<iri>`, `ns:name` with a known prefix and `http://…` are IRIs; `"text"`, `"text"@de`, `"text"^^ns:type` are
/// literals as in SPARQL; numbers, dates, `true` and `false` have their types; all else is plain text.
///
/// # Errors
/// [`ValueError`] for an IRI in angle brackets or a quoted literal that is malformed, and for a name whose prefix
/// nobody declares: a text that looks like one stands in quotes.
pub fn term(value: &str, prefixes: &Prefixes) -> Result<Term, ValueError> {
    if value.starts_with('<') || value.contains("://") {
        return Type::Iri.read(value, prefixes);
    }
    if value.starts_with('"') {
        return quoted(value, prefixes);
    }
    let kind = if fits(value, xsd::INTEGER) {
        Type::Integer
    } else if fits(value, xsd::DECIMAL) {
        Type::Decimal
    } else if value.contains(['e', 'E']) && fits(value, xsd::DOUBLE) {
        return Ok(Literal::new_typed_literal(value, xsd::DOUBLE).into());
    } else if matches!(value, "true" | "false") {
        Type::Boolean
    } else if fits(value, xsd::DATE) {
        Type::Date
    } else if fits(value, xsd::DATE_TIME) {
        Type::DateTime
    } else if value.split_once(':').is_some_and(|(prefix, local)| {
        prefixes.namespace(prefix).is_some() || is_name(prefix, local)
    }) {
        Type::Iri
    } else {
        return Ok(Literal::new_simple_literal(value).into());
    };
    kind.read(value, prefixes)
}

/// Tells whether `prefix:local` reads as a prefixed name, whether its prefix is known or not.
fn is_name(prefix: &str, local: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    prefix.starts_with(char::is_alphabetic)
        && prefix.chars().all(allowed)
        && local.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && !local.contains(char::is_whitespace)
}

fn quoted(value: &str, prefixes: &Prefixes) -> Result<Term, ValueError> {
    let wrong = || ValueError::Type {
        value: value.to_owned(),
        expected: wording!(
            "a literal: `\"text\"`, `\"text\"@de` or `\"text\"^^ns:type`",
            "ein Literal: `\"Text\"`, `\"Text\"@de` oder `\"Text\"^^ns:Typ`"
        ),
    };
    let end = value.rfind('"').filter(|end| *end > 0).ok_or_else(wrong)?;
    let text = unquoted(&value[..=end]).ok_or_else(wrong)?;
    match &value[end + 1..] {
        "" => Ok(Literal::new_simple_literal(text).into()),
        rest if rest.starts_with('@') => {
            let literal =
                Literal::new_language_tagged_literal(text, &rest[1..]).map_err(|_| wrong())?;
            Ok(literal.into())
        }
        rest => {
            let datatype = rest.strip_prefix("^^").ok_or_else(wrong)?;
            let Term::NamedNode(datatype) = Type::Iri.read(datatype, prefixes)? else {
                return Err(wrong());
            };
            Ok(Literal::new_typed_literal(text, datatype).into())
        }
    }
}

/// Gives what stands between quotation marks, its escapes read as SPARQL has them; nothing without the marks, or with
/// others between them. Line breaks may stand as they are.
fn unquoted(text: &str) -> Option<String> {
    let is_quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
    let text = is_quoted.then(|| text.replace('\n', "\\n").replace('\r', "\\r"))?;
    let read = Literal::from_str(&text).ok()?;
    Some(read.value().to_owned())
}

/// Tells whether `datatype` allows `text`.
fn fits(text: &str, datatype: NamedNodeRef<'_>) -> bool {
    lexical::is_valid(LiteralRef::new_typed_literal(text, datatype))
}

#[cfg(test)]
mod tests {
    use super::{Parameter, Type, term};
    use crate::prefixes::Prefixes;

    fn prefixes() -> Prefixes {
        let mut prefixes = Prefixes::default();
        prefixes.insert("body", "http://x/body/").unwrap();
        prefixes
            .insert("xsd", "http://www.w3.org/2001/XMLSchema#")
            .unwrap();
        prefixes
    }

    fn untyped(value: &str) -> String {
        term(value, &prefixes()).map_or_else(|error| error.to_string(), |term| term.to_string())
    }

    #[test]
    fn escapes_of_a_quoted_value_are_read() {
        assert_eq!(untyped(r#""a\"b""#), r#""a\"b""#);
        assert_eq!(untyped(r#""a\u0041\n"@de"#), r#""aA\n"@de"#);
        assert!(untyped(r#""a"b""#).contains("literal"));
        assert_eq!(
            untyped("1e3"),
            "\"1e3\"^^<http://www.w3.org/2001/XMLSchema#double>"
        );
        let text = Type::String.read(r#""q\"r""#, &prefixes()).unwrap();
        assert_eq!(text.to_string(), r#""q\"r""#);
    }

    #[test]
    fn value_without_a_type_is_read_by_its_form() {
        let integer = "^^<http://www.w3.org/2001/XMLSchema#integer>";
        for (value, expected) in [
            ("body:dmk", "<http://x/body/dmk>".to_owned()),
            ("<http://x/a>", "<http://x/a>".to_owned()),
            ("http://x/a", "<http://x/a>".to_owned()),
            ("no:pe", "prefix `no:` is not declared".to_owned()),
            ("So: ja", "\"So: ja\"".to_owned()),
            ("10:30", "\"10:30\"".to_owned()),
            ("16", format!("\"16\"{integer}")),
            (
                "-1.5",
                "\"-1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>".to_owned(),
            ),
            (
                "2024-04-19",
                "\"2024-04-19\"^^<http://www.w3.org/2001/XMLSchema#date>".to_owned(),
            ),
            ("\"Länder\"@de", "\"Länder\"@de".to_owned()),
            ("\"7\"^^xsd:integer", format!("\"7\"{integer}")),
            ("Tagesordnung: TOP 1", "\"Tagesordnung: TOP 1\"".to_owned()),
            ("2024-02-30", "\"2024-02-30\"".to_owned()),
        ] {
            assert_eq!(untyped(value), expected);
        }
    }

    #[test]
    fn malformed_value_says_what_would_fit() {
        let read = |kind: Type, value: &str| kind.read(value, &prefixes()).unwrap_err().to_string();
        assert_eq!(read(Type::Integer, "1.5"), "`1.5` is not a whole number");
        assert_eq!(
            read(Type::Date, "19.4.2024"),
            "`19.4.2024` is not a date: `2024-04-19`"
        );
        assert_eq!(
            read(Type::Iri, "dmk"),
            "`dmk` is not an IRI: `ns:name` or `<…>`"
        );
        assert_eq!(
            read(Type::Iri, "bodi:dmk"),
            "prefix `bodi:` is not declared"
        );
        assert_eq!(
            read(Type::LangString, "Länder"),
            "`Länder` is not a text with its language: `text@de`"
        );
        assert_eq!(
            read(Type::Enum(vec!["de".into(), "en".into()]), "fr"),
            "`fr` is not one of de, en"
        );
        assert_eq!(
            read(Type::DateTime, "2024-04-19T25:00:00"),
            "`2024-04-19T25:00:00` is not a date with a time: `2024-04-19T10:00:00`"
        );
        assert_eq!(
            untyped("\"a"),
            "`\"a` is not a literal: `\"text\"`, `\"text\"@de` or `\"text\"^^ns:type`"
        );
    }

    #[test]
    fn declaration_has_name_type_default_and_meaning() {
        let parameter = Parameter::parse("lang enum(de, en) = de -- language of labels").unwrap();
        assert_eq!(
            parameter.kind,
            Type::Enum(vec!["de".to_owned(), "en".to_owned()])
        );
        assert_eq!(parameter.default.as_deref(), Some("de"));
        assert_eq!(parameter.text.as_deref(), Some("language of labels"));
        assert_eq!(parameter.usage(), "[lang=de]");
        assert_eq!(
            Parameter::parse("day date").unwrap().usage(),
            "day=YYYY-MM-DD"
        );
    }

    #[test]
    fn default_alone_tells_the_type() {
        for (declaration, kind) in [
            ("city \"Hamburg\"", Type::String),
            ("city \"Hamburg\"@de -- its name", Type::LangString),
            ("body body:dmk", Type::Iri),
            ("body <http://x/Toll>", Type::Iri),
            ("limit 20", Type::Integer),
            ("share 0.5", Type::Decimal),
            ("day 2024-04-19", Type::Date),
            ("time 2024-04-19T10:00:00", Type::DateTime),
        ] {
            let parameter = Parameter::parse(declaration).unwrap();
            assert_eq!(parameter.kind, kind, "{declaration}");
            let default = parameter.default.unwrap();
            assert!(kind.read(&default, &prefixes()).is_ok(), "{declaration}");
        }
    }

    #[test]
    fn parameter_without_a_type_takes_any_term() {
        for declaration in ["who", "who term", "who -- whom to look for"] {
            let parameter = Parameter::parse(declaration).unwrap();
            assert_eq!(parameter.kind, Type::Term, "{declaration}");
            assert_eq!(parameter.usage(), "who=TERM", "{declaration}");
        }
        let parameter = Parameter::parse("who = body:dmk").unwrap();
        assert_eq!(parameter.usage(), "[who=body:dmk]");
        let read = |value| Type::Term.read(value, &prefixes());
        assert!(read("body:dmk").unwrap().is_named_node());
        assert!(read("5").unwrap().is_literal());
    }

    #[test]
    fn malformed_declaration_is_told() {
        for (declaration, expected) in [
            ("?day date", "no name of a variable"),
            ("day datum", "unknown type `datum`"),
            ("day enum()", "enum needs values"),
            ("day date =", "default of `day` is empty"),
        ] {
            let message = Parameter::parse(declaration).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
    }
}
