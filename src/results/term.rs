//! What a table shows for a term.

use std::collections::HashMap;
use std::fmt::Write as _;

use oxrdf::vocab::xsd;
use oxrdf::{BaseDirection, BlankNodeRef, LiteralRef, NamedNodeRef, Term, TermRef};

use super::Style;
use crate::prefixes::Prefixes;
use crate::serialization::is_invisible;

/// The text of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Where the part begins that matters less: a language tag, a sign for nothing.
    pub(super) dim_from: usize,
    /// A number.
    pub(super) right: bool,
    /// A name, which loses its middle rather than its end.
    pub(super) name: bool,
}

/// Turns terms into cells.
pub(super) struct Cells<'a> {
    prefixes: &'a Prefixes,
    style: Style,
    null: &'a str,
    /// Short labels for blank nodes, given as they appear; `None` keeps the labels they have.
    labels: Option<HashMap<String, usize>>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(
        prefixes: &'a Prefixes,
        style: Style,
        null: Option<&'a str>,
        short_labels: bool,
    ) -> Self {
        Self {
            prefixes,
            style,
            null: null.unwrap_or(match style {
                Style::Box => "∅",
                Style::Ascii => "-",
            }),
            labels: short_labels.then(HashMap::new),
        }
    }

    pub(super) fn cell(&mut self, term: Option<&Term>) -> Cell {
        let mut cell = Cell {
            text: String::new(),
            dim_from: usize::MAX,
            right: false,
            name: false,
        };
        match term.map(Term::as_ref) {
            None => {
                self.push_visible(&mut cell.text, self.null);
                cell.dim_from = 0;
            }
            Some(TermRef::Literal(literal)) => {
                cell.right = is_number(literal);
                cell.dim_from = self.push_literal(&mut cell.text, literal);
            }
            Some(term) => {
                cell.name = matches!(term, TermRef::NamedNode(_));
                self.push_term(&mut cell.text, term);
            }
        }
        cell.dim_from = cell.dim_from.min(cell.text.len());
        cell
    }

    /// Appends a literal as a cell shows it; gives where its language tag begins.
    fn push_literal(&mut self, out: &mut String, literal: LiteralRef<'_>) -> usize {
        let bare =
            literal.datatype() == xsd::STRING || literal.language().is_some() || is_bare(literal);
        if !bare {
            self.push_quoted(out, literal);
        } else if literal.value().is_empty() {
            out.push_str("\"\"");
        } else {
            self.push_visible(out, literal.value());
        }
        let end = out.len();
        push_language(out, literal);
        end
    }

    /// Appends a literal in quotes, with its datatype where that is not evident.
    fn push_quoted(&mut self, out: &mut String, literal: LiteralRef<'_>) {
        out.push('"');
        for c in literal.value().chars() {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            push_character(out, c, self.style);
        }
        out.push('"');
        if literal.language().is_none() && literal.datatype() != xsd::STRING {
            out.push_str("^^");
            self.push_name(out, literal.datatype());
        }
    }

    fn push_term(&mut self, out: &mut String, term: TermRef<'_>) {
        match term {
            TermRef::NamedNode(node) => self.push_name(out, node),
            TermRef::BlankNode(node) => self.push_blank_node(out, node),
            TermRef::Literal(literal) if is_bare(literal) => {
                self.push_visible(out, literal.value());
            }
            TermRef::Literal(literal) => {
                self.push_quoted(out, literal);
                push_language(out, literal);
            }
            TermRef::Triple(triple) => {
                out.push_str("<<( ");
                self.push_term(out, triple.subject.as_ref().into());
                out.push(' ');
                self.push_name(out, triple.predicate.as_ref());
                out.push(' ');
                self.push_term(out, triple.object.as_ref());
                out.push_str(" )>>");
            }
        }
    }

    fn push_name(&self, out: &mut String, node: NamedNodeRef<'_>) {
        if let Some((prefix, local)) = self.prefixes.split(node.as_str()) {
            self.push_visible(out, prefix);
            out.push(':');
            self.push_visible(out, local);
        } else {
            out.push('<');
            self.push_visible(out, node.as_str());
            out.push('>');
        }
    }

    fn push_blank_node(&mut self, out: &mut String, node: BlankNodeRef<'_>) {
        out.push_str("_:");
        match &mut self.labels {
            None => out.push_str(node.as_str()),
            Some(labels) => {
                let next = labels.len() + 1;
                let number = *labels.entry(node.as_str().to_owned()).or_insert(next);
                write!(out, "b{number}").expect("writing to a string does not fail");
            }
        }
    }

    fn push_visible(&self, out: &mut String, text: &str) {
        for c in text.chars() {
            push_character(out, c, self.style);
        }
    }
}

fn push_language(out: &mut String, literal: LiteralRef<'_>) {
    if let Some(language) = literal.language() {
        out.push('@');
        out.push_str(language);
    }
    match literal.direction() {
        None => {}
        Some(BaseDirection::Ltr) => out.push_str("--ltr"),
        Some(BaseDirection::Rtl) => out.push_str("--rtl"),
    }
}

/// Appends `c`, or a sign for it where it would move the cursor, colour the text or turn its direction.
fn push_character(out: &mut String, c: char, style: Style) {
    let pictures = style == Style::Box;
    match c {
        '\u{0}'..='\u{1F}' if pictures => {
            out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'));
        }
        '\u{7F}' if pictures => out.push('\u{2421}'),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        _ if is_invisible(c) => {
            write!(out, "\\u{:04X}", u32::from(c)).expect("writing to a string does not fail");
        }
        _ => out.push(c),
    }
}

fn is_number(literal: LiteralRef<'_>) -> bool {
    [
        xsd::INTEGER,
        xsd::DECIMAL,
        xsd::DOUBLE,
        xsd::FLOAT,
        xsd::LONG,
        xsd::INT,
        xsd::SHORT,
        xsd::BYTE,
        xsd::NON_NEGATIVE_INTEGER,
        xsd::POSITIVE_INTEGER,
        xsd::NON_POSITIVE_INTEGER,
        xsd::NEGATIVE_INTEGER,
        xsd::UNSIGNED_LONG,
        xsd::UNSIGNED_INT,
        xsd::UNSIGNED_SHORT,
        xsd::UNSIGNED_BYTE,
    ]
    .contains(&literal.datatype())
}

/// Tells whether the datatype of `literal` is evident from its text: numbers, truth values, dates and times.
fn is_bare(literal: LiteralRef<'_>) -> bool {
    is_number(literal)
        || [
            xsd::BOOLEAN,
            xsd::DATE,
            xsd::DATE_TIME,
            xsd::DATE_TIME_STAMP,
            xsd::TIME,
            xsd::G_YEAR,
            xsd::G_YEAR_MONTH,
            xsd::G_MONTH,
            xsd::G_MONTH_DAY,
            xsd::G_DAY,
            xsd::DURATION,
            xsd::DAY_TIME_DURATION,
            xsd::YEAR_MONTH_DURATION,
        ]
        .contains(&literal.datatype())
}

#[cfg(test)]
mod tests {
    use super::{Cells, Style};
    use crate::prefixes::Prefixes;
    use oxrdf::vocab::xsd;
    use oxrdf::{BaseDirection, BlankNode, Literal, NamedNode, Term, Triple};

    fn check(term: impl Into<Term>, expected: &str) {
        let mut prefixes = Prefixes::default();
        prefixes.insert("ex", "http://ex.org/").unwrap();
        let mut cells = Cells::new(&prefixes, Style::Box, None, true);
        let cell = cells.cell(Some(&term.into()));
        assert_eq!(
            format!(
                "{}|{}",
                &cell.text[..cell.dim_from],
                &cell.text[cell.dim_from..]
            ),
            expected
        );
    }

    fn named(iri: &str) -> NamedNode {
        NamedNode::new(iri).unwrap()
    }

    #[test]
    fn names_are_abbreviated_where_a_prefix_fits() {
        check(named("http://ex.org/a"), "ex:a|");
        check(named("http://ex.org/a/b"), "<http://ex.org/a/b>|");
    }

    #[test]
    fn literals_show_as_little_as_tells_them_apart() {
        check(Literal::from("a \"b\""), "a \"b\"|");
        check(Literal::from(""), "\"\"|");
        check(Literal::from(5), "5|");
        check(
            Literal::new_typed_literal("2024-04-19", xsd::DATE),
            "2024-04-19|",
        );
        check(
            Literal::new_typed_literal("POINT \"1\"", named("http://ex.org/wkt")),
            "\"POINT \\\"1\\\"\"^^ex:wkt|",
        );
        check(
            Literal::new_language_tagged_literal("Rat", "de").unwrap(),
            "Rat|@de",
        );
        let right = Literal::new_directional_language_tagged_literal("x", "ar", BaseDirection::Rtl)
            .unwrap();
        check(right, "x|@ar--rtl");
    }

    #[test]
    fn only_numbers_stand_on_the_right() {
        let prefixes = Prefixes::default();
        let mut cells = Cells::new(&prefixes, Style::Box, None, true);
        let mut right = |literal: Literal| cells.cell(Some(&literal.into())).right;
        assert!(right(Literal::from(1.5)));
        assert!(right(Literal::new_typed_literal("1", xsd::UNSIGNED_BYTE)));
        assert!(!right(Literal::from("1")));
        assert!(!right(Literal::from(true)));
    }

    #[test]
    fn triple_term_quotes_its_strings() {
        let triple = Triple::new(
            named("http://ex.org/s"),
            named("http://ex.org/p"),
            Literal::from("o"),
        );
        check(triple.clone(), "<<( ex:s ex:p \"o\" )>>|");
        let outer = Triple::new(
            BlankNode::new("x").unwrap(),
            named("http://ex.org/p"),
            triple,
        );
        check(outer, "<<( _:b1 ex:p <<( ex:s ex:p \"o\" )>> )>>|");
    }

    #[test]
    fn data_cannot_drive_the_terminal() {
        check(Literal::from("a\u{1B}[31mb\n\t\u{7F}"), "a␛[31mb␊␉␡|");
        check(
            Literal::from("a\u{202E}b\u{9B}c\u{2066}"),
            "a\\u202Eb\\u009Bc\\u2066|",
        );
        check(Literal::new_typed_literal("\u{1B}c", xsd::INTEGER), "␛c|");
    }

    #[test]
    fn ascii_style_escapes_controls() {
        let prefixes = Prefixes::default();
        let mut cells = Cells::new(&prefixes, Style::Ascii, None, true);
        assert_eq!(
            cells.cell(Some(&Literal::from("a\u{1B}\n").into())).text,
            "a\\u001B\\n"
        );
        assert_eq!(cells.cell(None).text, "-");
    }

    #[test]
    fn blank_nodes_keep_their_short_label_within_a_result() {
        let prefixes = Prefixes::default();
        let mut cells = Cells::new(&prefixes, Style::Box, None, true);
        let mut text = |label: &str| {
            cells
                .cell(Some(&BlankNode::new(label).unwrap().into()))
                .text
        };
        assert_eq!(
            [text("x9"), text("y"), text("x9")],
            ["_:b1", "_:b2", "_:b1"]
        );
    }
}
