//! What the store makes of a literal: Oxigraph keeps numbers, truth values and times by value, not by their text.

use std::str::FromStr;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, Quad, Term};
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth,
    GMonthDay, GYear, GYearMonth, Integer, Time, YearMonthDuration,
};

/// Gives `term` as the store gives it back: `4.0` as `4`.
#[must_use]
pub fn as_stored(term: Term) -> Term {
    match &term {
        Term::Literal(literal) => stored(literal).map_or(term, Term::from),
        _ => term,
    }
}

/// Tells whether the store gives `found` back as `quad`.
#[must_use]
pub fn is_stored_as(found: Quad, quad: &Quad) -> bool {
    found.subject == quad.subject
        && found.predicate == quad.predicate
        && found.graph_name == quad.graph_name
        && as_stored(found.object) == quad.object
}

/// Gives the literal that Oxigraph holds for `literal`, where it keeps that by value.
pub(super) fn stored(literal: &Literal) -> Option<Literal> {
    let text = literal.value();
    let datatype = literal.datatype();
    let name = datatype
        .as_str()
        .strip_prefix("http://www.w3.org/2001/XMLSchema#")?;
    let (text, datatype) = match name {
        "boolean" => (by_value::<Boolean>(text)?, xsd::BOOLEAN),
        "float" => (by_value::<Float>(text)?, xsd::FLOAT),
        "double" => (by_value::<Double>(text)?, xsd::DOUBLE),
        "decimal" => (by_value::<Decimal>(text)?, xsd::DECIMAL),
        "integer" | "byte" | "short" | "int" | "long" | "unsignedByte" | "unsignedShort"
        | "unsignedInt" | "unsignedLong" | "positiveInteger" | "negativeInteger"
        | "nonPositiveInteger" | "nonNegativeInteger" => (by_value::<Integer>(text)?, xsd::INTEGER),
        "dateTime" | "dateTimeStamp" => (by_value::<DateTime>(text)?, xsd::DATE_TIME),
        "date" => (by_value::<Date>(text)?, xsd::DATE),
        "time" => (by_value::<Time>(text)?, xsd::TIME),
        "gYear" => (by_value::<GYear>(text)?, xsd::G_YEAR),
        "gYearMonth" => (by_value::<GYearMonth>(text)?, xsd::G_YEAR_MONTH),
        "gMonth" => (by_value::<GMonth>(text)?, xsd::G_MONTH),
        "gMonthDay" => (by_value::<GMonthDay>(text)?, xsd::G_MONTH_DAY),
        "gDay" => (by_value::<GDay>(text)?, xsd::G_DAY),
        "duration" => (by_value::<Duration>(text)?, xsd::DURATION),
        "yearMonthDuration" => (
            by_value::<YearMonthDuration>(text)?,
            xsd::YEAR_MONTH_DURATION,
        ),
        "dayTimeDuration" => (by_value::<DayTimeDuration>(text)?, xsd::DAY_TIME_DURATION),
        _ => return None,
    };
    Some(Literal::new_typed_literal(text, datatype))
}

/// Gives the text of a value; nothing where the text has none, which the store leaves as it is.
fn by_value<T: FromStr + ToString>(text: &str) -> Option<String> {
    T::from_str(text).ok().map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use oxrdf::vocab::xsd;
    use oxrdf::{GraphName, Literal, NamedNode, Quad};

    use super::is_stored_as;

    #[test]
    fn statement_is_known_by_its_value() {
        let quad = |amount: &str| {
            let node = NamedNode::new_unchecked("http://e/a");
            let amount = Literal::new_typed_literal(amount, xsd::DECIMAL);
            Quad::new(node.clone(), node, amount, GraphName::DefaultGraph)
        };
        assert!(is_stored_as(quad("4.0"), &quad("4")));
        assert!(!is_stored_as(quad("4.5"), &quad("4")));
    }
}
