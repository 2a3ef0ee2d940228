//! What a result says where its shape has no message: in German and English, with the value of the demand.

use oxrdf::{Literal, NamedNode, NamedOrBlankNodeRef, TermRef};

use super::syntax::Source;
use super::vocabulary::{self, Value};
use crate::prefixes::Prefixes;

/// A demand: the component's local name without its ending, the parameter, and what is wrong in German and English.
const WORDINGS: &[(&str, &str, &str, &str)] = &[
    (
        "Class",
        "class",
        "ist keine Instanz von {}",
        "is no instance of {}",
    ),
    (
        "Datatype",
        "datatype",
        "ist kein wohlgeformter Wert vom Typ {}",
        "is no well-formed value of type {}",
    ),
    (
        "NodeKind",
        "nodeKind",
        "ist nicht von der Art {}",
        "is not of the kind {}",
    ),
    (
        "MinCount",
        "minCount",
        "zu wenige Werte, mindestens {} muss es geben",
        "too few values, at least {} expected",
    ),
    (
        "MaxCount",
        "maxCount",
        "zu viele Werte, höchstens {} darf es geben",
        "too many values, at most {} expected",
    ),
    (
        "MinExclusive",
        "minExclusive",
        "ist nicht größer als {}",
        "is not greater than {}",
    ),
    (
        "MinInclusive",
        "minInclusive",
        "ist kleiner als {}",
        "is less than {}",
    ),
    (
        "MaxExclusive",
        "maxExclusive",
        "ist nicht kleiner als {}",
        "is not less than {}",
    ),
    (
        "MaxInclusive",
        "maxInclusive",
        "ist größer als {}",
        "is greater than {}",
    ),
    (
        "MinLength",
        "minLength",
        "ist kürzer als {} Zeichen",
        "is shorter than {} characters",
    ),
    (
        "MaxLength",
        "maxLength",
        "ist länger als {} Zeichen",
        "is longer than {} characters",
    ),
    (
        "Pattern",
        "pattern",
        "passt nicht zum Muster {}",
        "does not match the pattern {}",
    ),
    (
        "LanguageIn",
        "languageIn",
        "hat keine der Sprachen {}",
        "has none of the languages {}",
    ),
    (
        "UniqueLang",
        "",
        "eine Sprache kommt mehrmals vor",
        "a language occurs more than once",
    ),
    (
        "Equals",
        "equals",
        "die Werte sind nicht dieselben wie bei {}",
        "the values are not those of {}",
    ),
    (
        "Disjoint",
        "disjoint",
        "ist auch ein Wert von {}",
        "is a value of {} as well",
    ),
    (
        "LessThan",
        "lessThan",
        "ist nicht kleiner als der Wert von {}",
        "is not less than the value of {}",
    ),
    (
        "LessThanOrEquals",
        "lessThanOrEquals",
        "ist größer als der Wert von {}",
        "is greater than the value of {}",
    ),
    (
        "Not",
        "not",
        "entspricht {}, was es nicht darf",
        "conforms to {}, which it must not",
    ),
    (
        "And",
        "and",
        "entspricht nicht allen von {}",
        "does not conform to all of {}",
    ),
    (
        "Or",
        "or",
        "entspricht keinem von {}",
        "conforms to none of {}",
    ),
    (
        "Xone",
        "xone",
        "entspricht nicht genau einem von {}",
        "does not conform to exactly one of {}",
    ),
    (
        "Node",
        "node",
        "entspricht nicht {}",
        "does not conform to {}",
    ),
    (
        "QualifiedMinCount",
        "qualifiedMinCount",
        "zu wenige Werte der verlangten Art, mindestens {} muss es geben",
        "too few values of the kind asked for, at least {} expected",
    ),
    (
        "QualifiedMaxCount",
        "qualifiedMaxCount",
        "zu viele Werte der verlangten Art, höchstens {} darf es geben",
        "too many values of the kind asked for, at most {} expected",
    ),
    (
        "Closed",
        "",
        "diese Eigenschaft ist hier nicht vorgesehen",
        "this property is not provided for here",
    ),
    (
        "HasValue",
        "hasValue",
        "der Wert {} fehlt",
        "the value {} is missing",
    ),
    (
        "In",
        "in",
        "ist keiner der Werte {}",
        "is none of the values {}",
    ),
    (
        "SPARQL",
        "",
        "die Abfrage der Form findet hier einen Fehler",
        "the query of the shape finds fault here",
    ),
];

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
    let (german, english) = if let Some((_, parameter, german, english)) = wording {
        let value = shown(source, shape, parameter, prefixes);
        (german.replace("{}", &value), english.replace("{}", &value))
    } else {
        let component = compact(component.as_ref().into(), prefixes);
        (
            format!("erfüllt {component} nicht"),
            format!("does not meet {component}"),
        )
    };
    [(german, "de"), (english, "en")]
        .into_iter()
        .map(|(text, language)| Literal::new_language_tagged_literal_unchecked(text, language))
        .collect()
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
