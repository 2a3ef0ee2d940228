//! Literals by value: whether one is well-formed, and which of two is less.
//!
//! The library knows neither dates nor the bounds of most integer types, and compares dates as text.
//! Source: SPARQL 1.1 Query, section 17.3; XML Schema 1.1, part 2.

use std::cmp::Ordering;
use std::str::FromStr;

use oxrdf::{Literal, NamedNodeRef};
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth,
    GMonthDay, GYear, GYearMonth, Time, YearMonthDuration,
};

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Tells whether a literal's text is in the lexical space of its datatype; any text is where that is not known.
pub(super) fn is_well_formed(literal: &Literal) -> bool {
    let text = literal.value();
    let Some(name) = xsd_name(literal.datatype()) else {
        return true;
    };
    match name {
        "boolean" => parses::<Boolean>(text),
        "decimal" => digits(text, true).is_some(),
        "float" => parses::<Float>(text),
        "double" => parses::<Double>(text),
        "date" => parses::<Date>(text),
        "dateTime" => parses::<DateTime>(text),
        "dateTimeStamp" => {
            DateTime::from_str(text).is_ok_and(|time| time.timezone_offset().is_some())
        }
        "time" => parses::<Time>(text),
        "gYear" => parses::<GYear>(text),
        "gYearMonth" => parses::<GYearMonth>(text),
        "gMonth" => parses::<GMonth>(text),
        "gMonthDay" => parses::<GMonthDay>(text),
        "gDay" => parses::<GDay>(text),
        "duration" => parses::<Duration>(text),
        "dayTimeDuration" => parses::<DayTimeDuration>(text),
        "yearMonthDuration" => parses::<YearMonthDuration>(text),
        _ => match bounds(name) {
            Some((least, greatest)) => is_integer(text, least, greatest),
            None => true,
        },
    }
}

fn parses<T: FromStr>(text: &str) -> bool {
    T::from_str(text).is_ok()
}

fn by<T: FromStr + PartialOrd>(a: &str, b: &str) -> Option<Ordering> {
    T::from_str(a).ok()?.partial_cmp(&T::from_str(b).ok()?)
}

/// Gives the local name of an XML Schema datatype.
fn xsd_name(datatype: NamedNodeRef<'_>) -> Option<&str> {
    datatype.as_str().strip_prefix(XSD)
}

/// Tells whether a datatype is one of integers.
pub(super) fn is_integer_type(datatype: &str) -> bool {
    datatype
        .strip_prefix(XSD)
        .is_some_and(|name| bounds(name).is_some())
}

/// Gives the bounds of an integer type; none is where it has none.
fn bounds(name: &str) -> Option<(Option<i128>, Option<i128>)> {
    let between = |least: i128, greatest: i128| Some((Some(least), Some(greatest)));
    match name {
        "integer" => Some((None, None)),
        "nonNegativeInteger" => Some((Some(0), None)),
        "positiveInteger" => Some((Some(1), None)),
        "nonPositiveInteger" => Some((None, Some(0))),
        "negativeInteger" => Some((None, Some(-1))),
        "long" => between(i64::MIN.into(), i64::MAX.into()),
        "int" => between(i32::MIN.into(), i32::MAX.into()),
        "short" => between(i16::MIN.into(), i16::MAX.into()),
        "byte" => between(i8::MIN.into(), i8::MAX.into()),
        "unsignedLong" => between(0, u64::MAX.into()),
        "unsignedInt" => between(0, u32::MAX.into()),
        "unsignedShort" => between(0, u16::MAX.into()),
        "unsignedByte" => between(0, u8::MAX.into()),
        _ => None,
    }
}

/// Gives sign and digits of a number; nothing where the text is none.
fn digits(text: &str, fraction: bool) -> Option<(bool, &str)> {
    let negative = text.starts_with('-');
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_point = digits.contains('.');
    let well_formed = all(whole) && all(rest) && !(whole.is_empty() && rest.is_empty());
    (well_formed && (fraction || !has_point)).then_some((negative, digits))
}

/// Tells whether a text is an integer within bounds, however many digits it has.
fn is_integer(text: &str, least: Option<i128>, greatest: Option<i128>) -> bool {
    let Some((negative, digits)) = digits(text, false) else {
        return false;
    };
    let significant = digits.trim_start_matches('0');
    let value = format!("{}{significant}", if negative { "-" } else { "" });
    match value.trim_start_matches('-').parse::<i128>() {
        Ok(magnitude) => {
            let value = if negative { -magnitude } else { magnitude };
            least.is_none_or(|least| value >= least)
                && greatest.is_none_or(|greatest| value <= greatest)
        }
        Err(_) if significant.is_empty() => {
            least.is_none_or(|least| least <= 0) && greatest.is_none_or(|greatest| greatest >= 0)
        }
        // More digits than any bound has.
        Err(_) if negative => least.is_none(),
        Err(_) => greatest.is_none(),
    }
}

/// Compares two literals as SPARQL's `<` does; nothing where they cannot be compared.
pub(super) fn compare(left: &Literal, right: &Literal) -> Option<Ordering> {
    let name = |literal: &Literal| xsd_name(literal.datatype()).map(str::to_owned);
    let (a, b) = (left.value(), right.value());
    let (left, right) = (name(left)?, name(right)?);
    if is_numeric(&left) && is_numeric(&right) {
        return compare_numbers(&left, a, &right, b);
    }
    let durations = ["duration", "dayTimeDuration", "yearMonthDuration"];
    if durations.contains(&left.as_str()) && durations.contains(&right.as_str()) {
        return by::<Duration>(a, b);
    }
    let moments = ["dateTime", "dateTimeStamp"];
    if moments.contains(&left.as_str()) && moments.contains(&right.as_str()) {
        return by::<DateTime>(a, b);
    }
    if left != right {
        return None;
    }
    match left.as_str() {
        "string" => Some(a.cmp(b)),
        "boolean" => {
            Some(bool::from(Boolean::from_str(a).ok()?).cmp(&Boolean::from_str(b).ok()?.into()))
        }
        "date" => by::<Date>(a, b),
        "time" => by::<Time>(a, b),
        "gYear" => by::<GYear>(a, b),
        "gYearMonth" => by::<GYearMonth>(a, b),
        "gMonth" => by::<GMonth>(a, b),
        "gMonthDay" => by::<GMonthDay>(a, b),
        "gDay" => by::<GDay>(a, b),
        _ => None,
    }
}

fn is_numeric(name: &str) -> bool {
    matches!(name, "decimal" | "float" | "double") || bounds(name).is_some()
}

fn compare_numbers(left: &str, a: &str, right: &str, b: &str) -> Option<Ordering> {
    let exact = |name: &str, text: &str| match name {
        "float" | "double" => None,
        _ => Decimal::from_str(text).ok(),
    };
    if let (Some(a), Some(b)) = (exact(left, a), exact(right, b)) {
        return a.partial_cmp(&b);
    }
    let double = |text: &str| Double::from_str(text).ok();
    double(a)?.partial_cmp(&double(b)?)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use oxrdf::{Literal, NamedNode};

    use super::{XSD, compare, is_well_formed};

    fn literal(text: &str, name: &str) -> Literal {
        Literal::new_typed_literal(text, NamedNode::new_unchecked(format!("{XSD}{name}")))
    }

    #[test]
    fn text_outside_the_lexical_space_is_noticed() {
        for (text, name, expected) in [
            ("2024-02-29", "date", true),
            ("2023-02-29", "date", false),
            ("2024-02-29T10:00:00", "dateTime", true),
            ("10 Uhr", "time", false),
            ("2024", "gYear", true),
            (
                "99999999999999999999999999999999999999999999",
                "integer",
                true,
            ),
            (
                "-99999999999999999999999999999999999999999999",
                "nonNegativeInteger",
                false,
            ),
            ("-0", "nonNegativeInteger", true),
            ("1.0", "integer", false),
            ("", "integer", false),
            ("256", "unsignedByte", false),
            ("-128", "byte", true),
            ("1e3", "decimal", false),
            (".5", "decimal", true),
            ("1", "boolean", true),
            ("yes", "boolean", false),
            ("anything", "anyURI", true),
        ] {
            assert_eq!(
                is_well_formed(&literal(text, name)),
                expected,
                "{text} {name}"
            );
        }
    }

    #[test]
    fn values_are_compared_across_numeric_types() {
        let check =
            |a: (&str, &str), b: (&str, &str)| compare(&literal(a.0, a.1), &literal(b.0, b.1));
        assert_eq!(
            check(("9", "integer"), ("10.0", "decimal")),
            Some(Ordering::Less)
        );
        assert_eq!(
            check(("1e1", "double"), ("10", "byte")),
            Some(Ordering::Equal)
        );
        assert_eq!(
            check(("2024-01-31", "date"), ("2024-02-01", "date")),
            Some(Ordering::Less)
        );
        assert_eq!(
            check(("999999999999999999999999", "integer"), ("1", "integer")),
            Some(Ordering::Greater)
        );
        assert_eq!(check(("a", "string"), ("1", "integer")), None);
        assert_eq!(
            check(
                ("2024-01-01T00:00:00", "dateTime"),
                ("2024-01-01T00:00:00Z", "dateTime")
            ),
            None,
            "one has a time zone, the other none"
        );
    }
}
