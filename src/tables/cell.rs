//! What stands in a cell, checked against the type of its column, and records as RFC 4180 has them.

use std::borrow::Cow;

use oxrdf::{NamedNodeRef, Term};

use super::{Codes, Column, Kind, SEPARATOR};
use crate::language::wording;

/// Gives the text of a cell, or what is wrong with its value.
pub(super) fn cell<'a>(
    value: Option<&'a Term>,
    column: &Column,
    codes: &Codes,
) -> Result<Cow<'a, str>, String> {
    let text = value.map_or(Cow::Borrowed(""), plain);
    if text.is_empty() {
        return if column.is_required {
            Err(wording!("there is no value", "es fehlt ein Wert"))
        } else {
            Ok(text)
        };
    }
    if column.is_list {
        for item in text.split(SEPARATOR) {
            check(item, &column.kind, codes)?;
        }
    } else {
        check(&text, &column.kind, codes)?;
    }
    Ok(text)
}

/// Gives the IRI of a node, the lexical form of a literal.
pub(super) fn plain(term: &Term) -> Cow<'_, str> {
    match term {
        Term::NamedNode(node) => Cow::Borrowed(node.as_str()),
        Term::Literal(literal) => Cow::Borrowed(literal.value()),
        other => Cow::Owned(other.to_string()),
    }
}

fn check(text: &str, kind: &Kind, codes: &Codes) -> Result<(), String> {
    let fits = match kind {
        Kind::Iri => NamedNodeRef::new(text).is_ok(),
        Kind::String => true,
        Kind::Integer => is_integer(text),
        Kind::Number => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            is_integer(whole) && is_digits(fraction)
        }
        Kind::Date => is_date(text),
        Kind::Year => text.len() == 4 && is_digits(text),
        Kind::Code(scheme) => codes
            .of(scheme)
            .is_some_and(|codes| codes.contains_key(text)),
    };
    if fits {
        Ok(())
    } else {
        Err(wording!(
            "`{text}` is no {}",
            "`{text}` passt nicht, erwartet wird {}",
            kind.word()
        ))
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_integer(text: &str) -> bool {
    is_digits(text.strip_prefix('-').unwrap_or(text))
}

/// Tells whether `text` is a day without time zone; the store has checked that there is such a day.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 2, 2] && parts.into_iter().all(is_digits)
}

/// Appends one record; a field is quoted where it has to be.
///
/// Source: RFC 4180, section 2.
pub(super) fn push_record<'a>(fields: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    for (place, field) in fields.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        if field.contains(['"', ',', '\r', '\n']) {
            out.push(b'"');
            out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(field.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_integer, push_record};

    #[test]
    fn field_is_quoted_where_it_has_to_be() {
        let mut record = Vec::new();
        push_record(
            ["a b", "a,b", "a \"b\"", "a\nb", ""].into_iter(),
            &mut record,
        );
        assert_eq!(
            String::from_utf8(record).unwrap(),
            "a b,\"a,b\",\"a \"\"b\"\"\",\"a\nb\",\r\n"
        );
    }

    #[test]
    fn day_with_a_time_zone_is_no_date() {
        assert!(is_date("2024-04-19"));
        assert!(!is_date("2024-04-19Z"));
        assert!(!is_date("2024-04"));
    }

    #[test]
    fn sign_alone_is_no_number() {
        assert!(is_integer("-3"));
        assert!(!is_integer("-"));
    }
}
