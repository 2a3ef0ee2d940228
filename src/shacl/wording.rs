//! What a result says where its shape has no message: in German and English, with the value of the demand.

use oxrdf::{Literal, NamedNode, NamedOrBlankNodeRef, TermRef};

use super::syntax::Source;
use super::vocabulary::{self, Value};
use crate::language::Wording;
use crate::prefixes::Prefixes;

/// A demand: the component's local name without its ending, the parameter, and what is wrong.
const WORDINGS: &[(&str, &str, Wording)] = &[
    (
        "Class",
        "class",
        Wording::new("is no instance of {}", "ist keine Instanz von {}"),
    ),
    (
        "Datatype",
        "datatype",
        Wording::new(
            "is no well-formed value of type {}",
            "ist kein wohlgeformter Wert vom Typ {}",
        ),
    ),
    (
        "NodeKind",
        "nodeKind",
        Wording::new("is not of the kind {}", "ist nicht von der Art {}"),
    ),
    (
        "MinCount",
        "minCount",
        Wording::new(
            "too few values, at least {} expected",
            "zu wenige Werte, mindestens {} muss es geben",
        ),
    ),
    (
        "MaxCount",
        "maxCount",
        Wording::new(
            "too many values, at most {} expected",
            "zu viele Werte, höchstens {} darf es geben",
        ),
    ),
    (
        "MinExclusive",
        "minExclusive",
        Wording::new("is not greater than {}", "ist nicht größer als {}"),
    ),
    (
        "MinInclusive",
        "minInclusive",
        Wording::new("is less than {}", "ist kleiner als {}"),
    ),
    (
        "MaxExclusive",
        "maxExclusive",
        Wording::new("is not less than {}", "ist nicht kleiner als {}"),
    ),
    (
        "MaxInclusive",
        "maxInclusive",
        Wording::new("is greater than {}", "ist größer als {}"),
    ),
    (
        "MinLength",
        "minLength",
        Wording::new("is shorter than {} characters", "ist kürzer als {} Zeichen"),
    ),
    (
        "MaxLength",
        "maxLength",
        Wording::new("is longer than {} characters", "ist länger als {} Zeichen"),
    ),
    (
        "Pattern",
        "pattern",
        Wording::new("does not match the pattern {}", "passt nicht zum Muster {}"),
    ),
    (
        "LanguageIn",
        "languageIn",
        Wording::new("has none of the languages {}", "hat keine der Sprachen {}"),
    ),
    (
        "UniqueLang",
        "",
        Wording::new(
            "a language occurs more than once",
            "eine Sprache kommt mehrmals vor",
        ),
    ),
    (
        "Equals",
        "equals",
        Wording::new(
            "the values are not those of {}",
            "die Werte sind nicht dieselben wie bei {}",
        ),
    ),
    (
        "Disjoint",
        "disjoint",
        Wording::new("is a value of {} as well", "ist auch ein Wert von {}"),
    ),
    (
        "LessThan",
        "lessThan",
        Wording::new(
            "is not less than the value of {}",
            "ist nicht kleiner als der Wert von {}",
        ),
    ),
    (
        "LessThanOrEquals",
        "lessThanOrEquals",
        Wording::new(
            "is greater than the value of {}",
            "ist größer als der Wert von {}",
        ),
    ),
    (
        "Not",
        "not",
        Wording::new(
            "conforms to {}, which it must not",
            "entspricht {}, was es nicht darf",
        ),
    ),
    (
        "And",
        "and",
        Wording::new(
            "does not conform to all of {}",
            "entspricht nicht allen von {}",
        ),
    ),
    (
        "Or",
        "or",
        Wording::new("conforms to none of {}", "entspricht keinem von {}"),
    ),
    (
        "Xone",
        "xone",
        Wording::new(
            "does not conform to exactly one of {}",
            "entspricht nicht genau einem von {}",
        ),
    ),
    (
        "Node",
        "node",
        Wording::new("does not conform to {}", "entspricht nicht {}"),
    ),
    (
        "QualifiedMinCount",
        "qualifiedMinCount",
        Wording::new(
            "too few values of the kind asked for, at least {} expected",
            "zu wenige Werte der verlangten Art, mindestens {} muss es geben",
        ),
    ),
    (
        "QualifiedMaxCount",
        "qualifiedMaxCount",
        Wording::new(
            "too many values of the kind asked for, at most {} expected",
            "zu viele Werte der verlangten Art, höchstens {} darf es geben",
        ),
    ),
    (
        "Closed",
        "",
        Wording::new(
            "this property is not provided for here",
            "diese Eigenschaft ist hier nicht vorgesehen",
        ),
    ),
    (
        "HasValue",
        "hasValue",
        Wording::new("the value {} is missing", "der Wert {} fehlt"),
    ),
    (
        "In",
        "in",
        Wording::new("is none of the values {}", "ist keiner der Werte {}"),
    ),
    (
        "SPARQL",
        "",
        Wording::new(
            "the query of the shape finds fault here",
            "die Abfrage der Form findet hier einen Fehler",
        ),
    ),
];

/// What is said of a component that has no wording.
const UNKNOWN: Wording = Wording::new("does not meet {}", "erfüllt {} nicht");

/// How many members of a list a message names.
const NAMED: usize = 8;

/// Words what `component` demands in `shape`.
pub(super) fn messages(
    source: &Source<'_>,
    shape: NamedOrBlankNodeRef<'_>,
    component: &NamedNode,
    prefixes: &Prefixes,
) -> Vec<Literal> {
    let name = vocabulary::local(component.as_ref())
        .and_then(|name| name.strip_suffix("ConstraintComponent"));
    let wording = WORDINGS.iter().find(|(known, ..)| Some(*known) == name);
    let (wording, value) = if let Some((_, parameter, wording)) = wording {
        (*wording, shown(source, shape, parameter, prefixes))
    } else {
        let component = compact(component.as_ref().into(), prefixes);
        (UNKNOWN, component)
    };
    [(wording.german, "de"), (wording.english, "en")]
        .map(|(text, language)| {
            let text = text.replace("{}", &value);
            Literal::new_language_tagged_literal_unchecked(text, language)
        })
        .to_vec()
}

/// Writes the values of a parameter; a list by its first members.
fn shown(
    source: &Source<'_>,
    shape: NamedOrBlankNodeRef<'_>,
    parameter: &str,
    prefixes: &Prefixes,
) -> String {
    let is_list = vocabulary::term(parameter).is_some_and(|term| {
        matches!(
            term.value,
            Value::Shapes | Value::Constants | Value::Languages | Value::Iris
        )
    });
    let mut values = Vec::new();
    for value in source.values(shape, parameter) {
        match source.list(shape, parameter, value) {
            Ok(members) if is_list => values.extend(members),
            _ => values.push(value),
        }
    }
    let mut names: Vec<_> = values
        .iter()
        .take(NAMED)
        .map(|value| compact(*value, prefixes))
        .collect();
    if values.len() > NAMED {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// Writes a term for people.
fn compact(term: TermRef<'_>, prefixes: &Prefixes) -> String {
    match term {
        TermRef::NamedNode(iri) => prefixes
            .compact(iri.as_str())
            .unwrap_or_else(|| iri.to_string()),
        TermRef::BlankNode(_) => "[…]".to_owned(),
        TermRef::Literal(literal) => literal.value().to_owned(),
        TermRef::Triple(_) => term.to_string(),
    }
}
