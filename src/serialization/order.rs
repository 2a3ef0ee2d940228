//! The order of canonical Turtle: natural order of texts, predicates, literals.

use std::cmp::Ordering;

use oxrdf::LiteralRef;
use oxrdf::vocab::xsd;

/// Predicates that come first, in this order: what a thing is and what it is called.
const FIRST_PREDICATES: [&str; 7] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://purl.org/dc/terms/title",
    "http://purl.org/dc/terms/description",
    "http://www.w3.org/2004/02/skos/core#definition",
];

/// Compares two predicates given as (IRI, written form): the fixed ones first, then prefixed names, then IRIs.
pub(super) fn compare_predicates(left: (&str, &str), right: (&str, &str)) -> Ordering {
    let key = |(iri, text): (&str, &str)| {
        let position = FIRST_PREDICATES.iter().position(|first| *first == iri);
        (
            position.unwrap_or(FIRST_PREDICATES.len()),
            text.starts_with('<'),
        )
    };
    key(left)
        .cmp(&key(right))
        .then_with(|| compare_naturally(left.1, right.1))
        .then_with(|| left.0.cmp(right.0))
}

/// Compares two texts with runs of digits taken as numbers, so that `p2` comes before `p10`.
pub(super) fn compare_naturally(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left.as_bytes(), right.as_bytes());
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (first, second) = (take_number(&mut a), take_number(&mut b));
            let numbers = first.len().cmp(&second.len()).then(first.cmp(second));
            if numbers.is_ne() {
                return numbers;
            }
        } else if x == y {
            a = &a[1..];
            b = &b[1..];
        } else {
            return x.cmp(y);
        }
    }
    // Numbers that differ only in leading zeros are told apart last, which keeps the order total.
    a.len()
        .min(1)
        .cmp(&b.len().min(1))
        .then_with(|| left.cmp(right))
}

/// Takes the run of digits at the start of `text`, without its leading zeros.
fn take_number<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros..]
}

/// Compares two literals: without language first, then by language, datatype and value.
pub(super) fn compare_literals(left: LiteralRef<'_>, right: LiteralRef<'_>) -> Ordering {
    left.language()
        .cmp(&right.language())
        .then_with(|| left.datatype().as_str().cmp(right.datatype().as_str()))
        .then_with(|| match (number(left), number(right)) {
            (Some(left), Some(right)) => left.total_cmp(&right),
            _ => Ordering::Equal,
        })
        .then_with(|| compare_naturally(left.value(), right.value()))
        .then_with(|| direction(left).cmp(&direction(right)))
}

fn direction(literal: LiteralRef<'_>) -> u8 {
    match literal.direction() {
        None => 0,
        Some(oxrdf::BaseDirection::Ltr) => 1,
        Some(oxrdf::BaseDirection::Rtl) => 2,
    }
}

fn number(literal: LiteralRef<'_>) -> Option<f64> {
    let datatype = literal.datatype();
    [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT]
        .contains(&datatype)
        .then(|| literal.value().parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::{compare_literals, compare_naturally};
    use oxrdf::vocab::xsd;
    use oxrdf::{Literal, LiteralRef};
    use std::cmp::Ordering;

    #[test]
    fn runs_of_digits_compare_as_numbers() {
        let mut texts = ["p10", "p2", "p2a", "p", "p02", "q1", "p10/1"];
        texts.sort_by(|a, b| compare_naturally(a, b));
        assert_eq!(texts, ["p", "p02", "p2", "p2a", "p10", "p10/1", "q1"]);
    }

    #[test]
    fn natural_order_is_total() {
        let texts = [
            "a1", "a01", "a001", "a1b", "a01c", "a", "b0", "b", "", "1", "01",
        ];
        for a in texts {
            for b in texts {
                assert_eq!(compare_naturally(a, b), compare_naturally(b, a).reverse());
                assert_eq!(compare_naturally(a, b) == Ordering::Equal, a == b);
                for c in texts {
                    if compare_naturally(a, b).is_le() && compare_naturally(b, c).is_le() {
                        assert!(compare_naturally(a, c).is_le(), "{a} {b} {c}");
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_compare_by_value_and_texts_by_language() {
        let decimal = |value| LiteralRef::new_typed_literal(value, xsd::DECIMAL);
        assert!(compare_literals(decimal("1.25"), decimal("1.5")).is_lt());
        assert!(compare_literals(decimal("-5"), decimal("-10")).is_gt());
        let text = |value, language| Literal::new_language_tagged_literal(value, language).unwrap();
        let (german, english) = (text("z", "de"), text("a", "en"));
        assert!(compare_literals(german.as_ref(), english.as_ref()).is_lt());
    }
}
