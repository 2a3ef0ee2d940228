//! How canonical Turtle writes literals.

use std::fmt::Write as _;

use oxrdf::vocab::xsd;
use oxrdf::{BaseDirection, LiteralRef, NamedNodeRef};

use crate::lexical::is_bare;

/// Whether a text may go over several lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    One,
    Several,
}

/// Appends `literal`; `datatype` gives the written form of a datatype's IRI.
pub(super) fn push_literal<'a>(
    out: &mut String,
    literal: LiteralRef<'a>,
    lines: Lines,
    datatype: impl FnOnce(&mut String, NamedNodeRef<'a>),
) {
    if is_bare(literal) {
        out.push_str(literal.value());
        return;
    }
    push_string(out, literal.value(), lines);
    if let Some(language) = literal.language() {
        out.push('@');
        out.push_str(language);
        match literal.direction() {
            None => {}
            Some(BaseDirection::Ltr) => out.push_str("--ltr"),
            Some(BaseDirection::Rtl) => out.push_str("--rtl"),
        }
    } else if literal.datatype() != xsd::STRING {
        out.push_str("^^");
        datatype(out, literal.datatype());
    }
}

/// Appends `text` as a quoted string, in three quotes where it has several lines and may show them.
fn push_string(out: &mut String, text: &str, lines: Lines) {
    if lines == Lines::Several && is_legible_over_lines(text) {
        out.push_str("\"\"\"");
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '\n' => out.push('\n'),
                // A quote is escaped where it could run together with others or with the end.
                '"' if !matches!(rest.peek(), None | Some('"')) => out.push('"'),
                _ => push_character(out, c),
            }
        }
        out.push_str("\"\"\"");
    } else {
        out.push('"');
        for c in text.chars() {
            push_character(out, c);
        }
        out.push('"');
    }
}

/// Tells whether `text` has several lines and none of them ends in white space, which an editor may strip.
fn is_legible_over_lines(text: &str) -> bool {
    text.contains('\n')
        && !text.contains('\r')
        && text
            .split('\n')
            .all(|line| !line.ends_with(char::is_whitespace))
}

/// Appends one character of a string, escaped where the grammar asks or where it would not show.
///
/// Source: Turtle 1.2, productions `STRING_LITERAL_QUOTE`, `ECHAR`, `UCHAR`.
fn push_character(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if super::is_invisible(c) => {
            write!(out, "\\u{:04X}", u32::from(c)).expect("writing to a string does not fail");
        }
        _ => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, push_literal};
    use oxrdf::vocab::xsd;
    use oxrdf::{Literal, NamedNodeRef};

    fn written(literal: &Literal) -> String {
        let mut text = String::new();
        push_literal(
            &mut text,
            literal.as_ref(),
            Lines::Several,
            |out, datatype| {
                out.push_str("xsd:");
                out.push_str(datatype.as_str().rsplit('#').next().unwrap_or_default());
            },
        );
        text
    }

    fn check(value: &str, datatype: NamedNodeRef<'_>, expected: &str) {
        assert_eq!(
            written(&Literal::new_typed_literal(value, datatype)),
            expected
        );
    }

    #[test]
    fn numbers_and_truth_values_are_bare_where_turtle_reads_them_back() {
        for bare in ["0", "-5", "+5", "007"] {
            check(bare, xsd::INTEGER, bare);
        }
        for bare in ["1.5", ".5", "-0.0"] {
            check(bare, xsd::DECIMAL, bare);
        }
        for bare in ["1e5", "1.E-5", ".5E+1", "1.5e0"] {
            check(bare, xsd::DOUBLE, bare);
        }
        check("true", xsd::BOOLEAN, "true");
    }

    #[test]
    fn other_lexical_forms_keep_quotes_and_datatype() {
        check("5", xsd::DECIMAL, "\"5\"^^xsd:decimal");
        check("5.", xsd::DECIMAL, "\"5.\"^^xsd:decimal");
        check("1.5", xsd::DOUBLE, "\"1.5\"^^xsd:double");
        check(".e1", xsd::DOUBLE, "\".e1\"^^xsd:double");
        check("", xsd::INTEGER, "\"\"^^xsd:integer");
        check("1", xsd::BOOLEAN, "\"1\"^^xsd:boolean");
        check("1", xsd::LONG, "\"1\"^^xsd:long");
    }

    #[test]
    fn text_of_several_lines_stands_in_three_quotes() {
        let literal = Literal::new_simple_literal("a \"b\" c\n\"\"d\\\"");
        assert_eq!(written(&literal), "\"\"\"a \"b\" c\n\\\"\"d\\\\\\\"\"\"\"");
    }

    #[test]
    fn line_that_ends_in_white_space_is_escaped_instead() {
        let literal = Literal::new_simple_literal("a \nb\t\n");
        assert_eq!(written(&literal), "\"a \\nb\\t\\n\"");
    }

    #[test]
    fn characters_that_do_not_show_are_escaped() {
        let literal =
            Literal::new_language_tagged_literal("a\u{AD}b\u{202E}\u{1B}ü\u{1F600}", "de").unwrap();
        assert_eq!(
            written(&literal),
            "\"a\\u00ADb\\u202E\\u001Bü\u{1F600}\"@de"
        );
    }
}
