//! What the text of a literal is, given its datatype: one that it allows, one that needs neither quotes nor datatype.
//!
//! Source: XML Schema 1.1, part 2. The engine keeps a literal whose text is none; a table marks it, a shape refuses it.

use std::str::FromStr;

use oxrdf::vocab::xsd;
use oxrdf::{LiteralRef, NamedNodeRef};
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    Time, YearMonthDuration,
};

/// The least and the greatest integer of a datatype, where it has one.
type Bounds = (Option<i128>, Option<i128>);

/// Tells whether the datatype of `literal` allows its text; of a datatype that is not known everything is allowed.
#[must_use]
pub fn is_valid(literal: LiteralRef<'_>) -> bool {
    let text = literal.value();
    let datatype = literal.datatype();
    if let Some(bounds) = bounds(datatype) {
        return is_integer_within(text, bounds);
    }
    match datatype {
        // Those of the library have bounds that the datatype does not have.
        xsd::DECIMAL => is_decimal(text),
        xsd::DOUBLE | xsd::FLOAT => is_floating(text),
        xsd::BOOLEAN => reads::<Boolean>(text),
        xsd::DATE => reads::<Date>(text),
        xsd::DATE_TIME => reads::<DateTime>(text),
        xsd::DATE_TIME_STAMP => {
            DateTime::from_str(text).is_ok_and(|time| time.timezone_offset().is_some())
        }
        xsd::TIME => reads::<Time>(text),
        xsd::G_YEAR => reads::<GYear>(text),
        xsd::G_YEAR_MONTH => reads::<GYearMonth>(text),
        xsd::G_MONTH => reads::<GMonth>(text),
        xsd::G_MONTH_DAY => reads::<GMonthDay>(text),
        xsd::G_DAY => reads::<GDay>(text),
        xsd::DURATION => reads::<Duration>(text),
        xsd::DAY_TIME_DURATION => reads::<DayTimeDuration>(text),
        xsd::YEAR_MONTH_DURATION => reads::<YearMonthDuration>(text),
        _ => true,
    }
}

/// Tells whether `datatype` is `xsd:integer` or derived from it.
#[must_use]
pub fn is_integer_type(datatype: NamedNodeRef<'_>) -> bool {
    bounds(datatype).is_some()
}

/// Tells whether literals of `datatype` are numbers.
#[must_use]
pub fn is_number_type(datatype: NamedNodeRef<'_>) -> bool {
    [xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT].contains(&datatype) || is_integer_type(datatype)
}

/// Tells whether `literal` is a number or truth value that Turtle and SPARQL read without quotes and datatype.
///
/// Source: Turtle 1.2 and SPARQL 1.2, productions `INTEGER`, `DECIMAL`, `DOUBLE`, `BooleanLiteral`.
#[must_use]
pub fn is_bare(literal: LiteralRef<'_>) -> bool {
    let text = literal.value();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match literal.datatype() {
        xsd::BOOLEAN => matches!(text, "true" | "false"),
        xsd::INTEGER => are_digits(unsigned),
        xsd::DECIMAL => unsigned.split_once('.').is_some_and(|(whole, fraction)| {
            (whole.is_empty() || are_digits(whole)) && are_digits(fraction)
        }),
        xsd::DOUBLE => unsigned
            .split_once(['e', 'E'])
            .is_some_and(|(mantissa, exponent)| {
                let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
                let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
                are_digits(exponent)
                    && (are_digits(whole) && (fraction.is_empty() || are_digits(fraction))
                        || whole.is_empty() && are_digits(fraction))
            }),
        _ => false,
    }
}

fn reads<T: FromStr>(text: &str) -> bool {
    T::from_str(text).is_ok()
}

/// Gives the bounds of a datatype of integers.
fn bounds(datatype: NamedNodeRef<'_>) -> Option<Bounds> {
    let signed = |bits: u32| (Some(-(1 << (bits - 1))), Some((1 << (bits - 1)) - 1));
    let unsigned = |bits: u32| (Some(0), Some((1 << bits) - 1));
    Some(match datatype {
        xsd::INTEGER => (None, None),
        xsd::LONG => signed(64),
        xsd::INT => signed(32),
        xsd::SHORT => signed(16),
        xsd::BYTE => signed(8),
        xsd::UNSIGNED_LONG => unsigned(64),
        xsd::UNSIGNED_INT => unsigned(32),
        xsd::UNSIGNED_SHORT => unsigned(16),
        xsd::UNSIGNED_BYTE => unsigned(8),
        xsd::NON_NEGATIVE_INTEGER => (Some(0), None),
        xsd::POSITIVE_INTEGER => (Some(1), None),
        xsd::NON_POSITIVE_INTEGER => (None, Some(0)),
        xsd::NEGATIVE_INTEGER => (None, Some(-1)),
        _ => return None,
    })
}

fn is_integer_within(text: &str, (least, greatest): Bounds) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !are_digits(digits) {
        return false;
    }
    match text.parse::<i128>() {
        Ok(number) => {
            least.is_none_or(|least| number >= least)
                && greatest.is_none_or(|greatest| number <= greatest)
        }
        // It is beyond any bound there is.
        Err(_) if text.starts_with('-') => least.is_none(),
        Err(_) => greatest.is_none(),
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    match digits.split_once('.') {
        None => are_digits(digits),
        Some(("", fraction)) => are_digits(fraction),
        Some((whole, fraction)) => {
            are_digits(whole) && (fraction.is_empty() || are_digits(fraction))
        }
    }
}

fn is_floating(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    matches!(text, "INF" | "+INF" | "-INF" | "NaN") || is_decimal(mantissa) && are_digits(exponent)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{is_bare, is_valid};
    use oxrdf::vocab::xsd;
    use oxrdf::{LiteralRef, NamedNodeRef};

    fn allowed<'a>(datatype: NamedNodeRef<'_>, texts: &[&'a str]) -> Vec<&'a str> {
        let is_valid = |text: &&str| is_valid(LiteralRef::new_typed_literal(text, datatype));
        texts.iter().copied().filter(is_valid).collect()
    }

    #[test]
    fn integers_have_the_bounds_of_their_datatype() {
        let huge = "123456789012345678901234567890123456789012345";
        assert_eq!(
            allowed(
                xsd::INTEGER,
                &["5", "-05", "+1", huge, "", "-", "1.0", "abc", "5 "]
            ),
            ["5", "-05", "+1", huge]
        );
        assert_eq!(
            allowed(xsd::BYTE, &["127", "128", "-128", "-129", huge]),
            ["127", "-128"]
        );
        assert_eq!(
            allowed(
                xsd::UNSIGNED_LONG,
                &["18446744073709551615", "18446744073709551616", "-1"]
            ),
            ["18446744073709551615"]
        );
        assert_eq!(
            allowed(xsd::POSITIVE_INTEGER, &["0", "1", huge]),
            ["1", huge]
        );
        assert_eq!(
            allowed(
                xsd::NON_NEGATIVE_INTEGER,
                &["-0", "-1", "00", &format!("-{huge}")]
            ),
            ["-0", "00"]
        );
    }

    #[test]
    fn fractions_and_exponents_stand_where_their_datatype_has_them() {
        assert_eq!(
            allowed(xsd::DECIMAL, &["1.5", ".5", "5.", "5", ".", "1e5", "1.5.0"]),
            ["1.5", ".5", "5.", "5"]
        );
        assert_eq!(
            allowed(
                xsd::DOUBLE,
                &["1e30", "1.5", "INF", "-INF", "NaN", "infinity", "1e"]
            ),
            ["1e30", "1.5", "INF", "-INF", "NaN"]
        );
    }

    #[test]
    fn datatypes_that_are_not_known_allow_everything() {
        assert_eq!(allowed(xsd::ANY_URI, &["any thing"]), ["any thing"]);
    }

    #[test]
    fn only_what_is_read_back_with_its_datatype_is_bare() {
        let is_bare = |text, datatype| is_bare(LiteralRef::new_typed_literal(text, datatype));
        for (text, datatype) in [
            ("+5", xsd::INTEGER),
            (".5", xsd::DECIMAL),
            ("1.E-5", xsd::DOUBLE),
            ("true", xsd::BOOLEAN),
        ] {
            assert!(is_bare(text, datatype), "{text}");
        }
        for (text, datatype) in [
            ("5", xsd::DECIMAL),
            ("1.5", xsd::DOUBLE),
            ("five", xsd::INTEGER),
            ("1", xsd::BOOLEAN),
            ("1", xsd::LONG),
        ] {
            assert!(!is_bare(text, datatype), "{text}");
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(
            allowed(
                xsd::DATE,
                &["2024-02-29", "2023-02-29", "2020-13-01", "2020-1-1"]
            ),
            ["2024-02-29"]
        );
        assert_eq!(
            allowed(
                xsd::DATE_TIME_STAMP,
                &["2024-02-29T12:00:00Z", "2024-02-29T12:00:00"]
            ),
            ["2024-02-29T12:00:00Z"]
        );
        assert_eq!(allowed(xsd::BOOLEAN, &["1", "true", "yes"]), ["1", "true"]);
        assert_eq!(allowed(xsd::TIME, &["10:00:00", "10 Uhr"]), ["10:00:00"]);
        assert_eq!(allowed(xsd::DURATION, &["P1Y", "1 year"]), ["P1Y"]);
    }
}
