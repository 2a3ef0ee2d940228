//! Literals by value: which of two is less.
//!
//! The library compares dates as text. Source: SPARQL 1.1 Query, section 17.3.

use std::cmp::Ordering;
use std::str::FromStr;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNodeRef};
use oxsdatatypes::{
    Boolean, Date, DateTime, Decimal, Double, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    Time,
};

use crate::lexical::is_number_type;

const DURATIONS: [NamedNodeRef<'_>; 3] = [
    xsd::DURATION,
    xsd::DAY_TIME_DURATION,
    xsd::YEAR_MONTH_DURATION,
];
const MOMENTS: [NamedNodeRef<'_>; 2] = [xsd::DATE_TIME, xsd::DATE_TIME_STAMP];

/// Compares two literals as SPARQL's `<` does; nothing where they cannot be compared.
pub(super) fn compare(left: &Literal, right: &Literal) -> Option<Ordering> {
    let (a, b) = (left.value(), right.value());
    let (left, right) = (left.datatype(), right.datatype());
    if is_number_type(left) && is_number_type(right) {
        return compare_numbers(left, a, right, b);
    }
    if DURATIONS.contains(&left) && DURATIONS.contains(&right) {
        return by::<Duration>(a, b);
    }
    if MOMENTS.contains(&left) && MOMENTS.contains(&right) {
        return by::<DateTime>(a, b);
    }
    if left != right {
        return None;
    }
    match left {
        xsd::STRING => Some(a.cmp(b)),
        xsd::BOOLEAN => {
            Some(bool::from(Boolean::from_str(a).ok()?).cmp(&Boolean::from_str(b).ok()?.into()))
        }
        xsd::DATE => by::<Date>(a, b),
        xsd::TIME => by::<Time>(a, b),
        xsd::G_YEAR => by::<GYear>(a, b),
        xsd::G_YEAR_MONTH => by::<GYearMonth>(a, b),
        xsd::G_MONTH => by::<GMonth>(a, b),
        xsd::G_MONTH_DAY => by::<GMonthDay>(a, b),
        xsd::G_DAY => by::<GDay>(a, b),
        _ => None,
    }
}

fn by<T: FromStr + PartialOrd>(a: &str, b: &str) -> Option<Ordering> {
    T::from_str(a).ok()?.partial_cmp(&T::from_str(b).ok()?)
}

fn is_floating(datatype: NamedNodeRef<'_>) -> bool {
    [xsd::FLOAT, xsd::DOUBLE].contains(&datatype)
}

fn compare_numbers(
    left: NamedNodeRef<'_>,
    a: &str,
    right: NamedNodeRef<'_>,
    b: &str,
) -> Option<Ordering> {
    let exact = |datatype, text: &str| {
        Decimal::from_str(text)
            .ok()
            .filter(|_| !is_floating(datatype))
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

    use super::compare;

    fn literal(text: &str, name: &str) -> Literal {
        let datatype = format!("http://www.w3.org/2001/XMLSchema#{name}");
        Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype))
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
