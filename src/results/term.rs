//! What a table shows for a term.

use std::collections::HashMap;
use std::fmt::Write as _;

use oxrdf::vocab::xsd;
use oxrdf::{BaseDirection, BlankNodeRef, LiteralRef, NamedNodeRef, Term, TermRef};

use super::harmless::{push_code, push_sign};
use super::{Labelled, Options, Style};
use crate::lexical;
use crate::prefixes::Prefixes;

/// The text of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says how another step of the layout treats the text"
)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Where the part begins that matters less: a language tag, a sign for nothing.
    pub(super) dim_from: usize,
    /// A number.
    pub(super) right: bool,
    /// What is not to be broken over lines: a number, a truth value, a day.
    pub(super) whole: bool,
    /// A name, which loses its middle rather than its end.
    pub(super) name: bool,
    /// Whether the part that matters less is a label, which may be cut or stand below the name.
    pub(super) labelled: bool,
}

/// What stands between a name and its label.
const BEFORE_LABEL: &str = " · ";
const BEFORE_LABEL_IN_ASCII: &str = " - ";

impl Cell {
    /// Splits a name from its label, without what stands between.
    pub(super) fn name_and_label(&self) -> (&str, &str) {
        let (name, label) = self.text.split_at(self.dim_from);
        let label = label
            .strip_prefix(BEFORE_LABEL)
            .or_else(|| label.strip_prefix(BEFORE_LABEL_IN_ASCII));
        (name, label.unwrap_or_default())
    }
}

/// Turns terms into cells.
pub(super) struct Cells<'a> {
    prefixes: &'a Prefixes,
    style: Style,
    null: &'a str,
    /// Short labels for blank nodes, given as they appear; `None` keeps the labels they have.
    labels: Option<HashMap<String, usize>>,
    /// How numbers are written; as in the data without it.
    numerals: Option<Numerals>,
}

/// How a terminal writes numbers.
#[derive(Clone, Copy)]
struct Numerals {
    /// What stands between groups of three digits.
    grouping: Option<char>,
    /// What stands before the fraction.
    decimal_sign: char,
}

impl<'a> Cells<'a> {
    /// Makes cells for a terminal: blank nodes have short labels there, and numbers grouped digits.
    pub(super) fn for_terminal(options: &Options<'a>) -> Self {
        Self {
            labels: Some(HashMap::new()),
            numerals: Some(Numerals {
                grouping: options.grouping,
                decimal_sign: options.decimal_sign,
            }),
            ..Self::in_full(options, options.style)
        }
    }

    /// Makes cells for a file.
    pub(super) fn in_full(options: &Options<'a>, style: Style) -> Self {
        Self {
            prefixes: options.prefixes,
            style,
            null: options.null.unwrap_or(match style {
                Style::Box => "∅",
                Style::Ascii => "-",
            }),
            labels: None,
            numerals: None,
        }
    }

    /// Puts the label of a named node in place of its name or behind it.
    pub(super) fn label(&self, cell: &mut Cell, label: &str, place: Labelled) {
        match place {
            Labelled::Instead => {
                cell.text.clear();
                cell.name = false;
                self.push_visible(&mut cell.text, label);
                cell.dim_from = cell.text.len();
            }
            Labelled::Beside => {
                cell.labelled = true;
                cell.dim_from = cell.text.len();
                cell.text.push_str(match self.style {
                    Style::Box => BEFORE_LABEL,
                    Style::Ascii => BEFORE_LABEL_IN_ASCII,
                });
                self.push_visible(&mut cell.text, label);
            }
        }
    }

    pub(super) fn cell(&mut self, term: Option<&Term>) -> Cell {
        let mut cell = Cell {
            text: String::new(),
            dim_from: usize::MAX,
            right: false,
            whole: false,
            name: false,
            labelled: false,
        };
        match term.map(Term::as_ref) {
            None => {
                self.push_visible(&mut cell.text, self.null);
                cell.dim_from = 0;
            }
            Some(TermRef::Literal(literal)) => {
                cell.whole = is_bare(literal);
                cell.right = cell.whole && is_number(literal);
                cell.dim_from = match self.numerals.filter(|_| cell.right) {
                    Some(numerals) => {
                        push_number(&mut cell.text, literal, numerals);
                        cell.text.len()
                    }
                    None => self.push_literal(&mut cell.text, literal),
                };
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
    match (style, c) {
        (Style::Box, _) => push_sign(out, c),
        (Style::Ascii, '\n') => out.push_str("\\n"),
        (Style::Ascii, '\t') => out.push_str("\\t"),
        (Style::Ascii, '\r') => out.push_str("\\r"),
        (Style::Ascii, _) => push_code(out, c),
    }
}

/// Numbers with no more digits than this before the point stay in one piece, as years do.
const LONGEST_IN_ONE_PIECE: usize = 4;

/// Tells whether `text` is a whole or decimal number in digits.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty() && all_digits(whole) && all_digits(fraction)
}

/// Appends a number in digits with `sign` between its thousands, if it has more than `longest` digits before the point.
pub(super) fn push_grouped(out: &mut String, number: &str, sign: char, longest: usize) {
    let start = usize::from(number.starts_with(['+', '-']));
    let end = number.find('.').unwrap_or(number.len());
    for (place, digit) in number.char_indices() {
        let left = end.saturating_sub(place);
        if end - start > longest && place > start && left > 0 && left.is_multiple_of(3) {
            out.push(sign);
        }
        out.push(digit);
    }
}

fn is_number(literal: LiteralRef<'_>) -> bool {
    lexical::is_number_type(literal.datatype())
}

/// Appends a number as a terminal shows it.
fn push_number(out: &mut String, literal: LiteralRef<'_>, numerals: Numerals) {
    let number = with_exponent(literal).unwrap_or_else(|| literal.value().to_owned());
    let start = out.len();
    match numerals.grouping.filter(|_| is_plain_number(&number)) {
        Some(sign) => push_grouped(out, &number, sign, LONGEST_IN_ONE_PIECE),
        None => out.push_str(&number),
    }
    if let Some(point) = out[start..].rfind('.') {
        let point = start + point;
        out.replace_range(
            point..=point,
            numerals.decimal_sign.encode_utf8(&mut [0; 4]),
        );
    }
}

/// Writes a very large or very small floating-point number with an exponent, for the engine gives it as digits only.
fn with_exponent(literal: LiteralRef<'_>) -> Option<String> {
    /// Digits before the point that are still exact.
    const MOST_DIGITS: usize = 15;
    const SMALLEST: f64 = 1e-6;
    let text = literal.value();
    let floating = [xsd::DOUBLE, xsd::FLOAT].contains(&literal.datatype());
    if !floating || !is_plain_number(text) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    let digits = text.trim_start_matches(['+', '-']).split('.').next()?.len();
    let is_small = value != 0.0 && value.abs() < SMALLEST;
    if digits <= MOST_DIGITS && !is_small {
        return None;
    }
    Some(if literal.datatype() == xsd::FLOAT {
        format!("{:E}", text.parse::<f32>().ok()?)
    } else {
        format!("{value:E}")
    })
}

/// Tells whether the datatype of `literal` is evident from its text: numbers, truth values, dates and times, unless the
/// text is none of that datatype.
fn is_bare(literal: LiteralRef<'_>) -> bool {
    (is_number(literal) || EVIDENT.contains(&literal.datatype())) && lexical::is_valid(literal)
}

/// The datatypes, beside those of numbers, that are evident from the text.
const EVIDENT: [NamedNodeRef<'_>; 13] = [
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
];

#[cfg(test)]
mod tests {
    use super::{Cells, Labelled, Options, Style};
    use crate::prefixes::Prefixes;
    use oxrdf::vocab::xsd;
    use oxrdf::{BaseDirection, BlankNode, Literal, NamedNode, Term, Triple};

    fn check(term: impl Into<Term>, expected: &str) {
        let mut prefixes = Prefixes::default();
        prefixes.insert("ex", "http://ex.org/").unwrap();
        let mut cells = Cells::for_terminal(&Options::new(&prefixes));
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
        let mut cells = Cells::for_terminal(&Options::new(&prefixes));
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
        check(Literal::new_typed_literal("\u{1B}c", xsd::STRING), "␛c|");
    }

    #[test]
    fn ascii_style_escapes_controls() {
        let prefixes = Prefixes::default();
        let mut cells = Cells::in_full(&Options::new(&prefixes), Style::Ascii);
        assert_eq!(
            cells.cell(Some(&Literal::from("a\u{1B}\n").into())).text,
            "a\\u001B\\n"
        );
        assert_eq!(cells.cell(None).text, "-");
    }

    #[test]
    fn blank_nodes_keep_their_short_label_within_a_result() {
        let prefixes = Prefixes::default();
        let mut cells = Cells::for_terminal(&Options::new(&prefixes));
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

    #[test]
    fn digits_of_numbers_are_grouped_where_asked() {
        let prefixes = Prefixes::default();
        let mut options = Options::new(&prefixes);
        options.grouping = Some('\u{202F}');
        options.decimal_sign = ',';
        let mut cells = Cells::for_terminal(&options);
        for (value, datatype, expected) in [
            ("17400000", xsd::INTEGER, "17\u{202F}400\u{202F}000"),
            ("-12345.6789", xsd::DECIMAL, "-12\u{202F}345,6789"),
            ("1.5", xsd::DECIMAL, "1,5"),
            (
                "abc.d",
                xsd::DECIMAL,
                "\"abc.d\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
            ),
            ("2024", xsd::INTEGER, "2024"),
            ("1.5E10", xsd::DOUBLE, "1,5E10"),
            ("17400000", xsd::STRING, "17400000"),
        ] {
            let literal = Literal::new_typed_literal(value, datatype);
            assert_eq!(cells.cell(Some(&literal.into())).text, expected);
        }
    }

    #[test]
    fn far_numbers_have_an_exponent() {
        for (value, datatype, expected) in [
            ("1000000000000000000000000000000", xsd::DOUBLE, "1E30|"),
            ("-0.00000000015", xsd::DOUBLE, "-1.5E-10|"),
            ("100000000000000000000", xsd::FLOAT, "1E20|"),
            ("1e30", xsd::DOUBLE, "1e30|"),
            ("1000000", xsd::DOUBLE, "1000000|"),
            ("0.0", xsd::DOUBLE, "0.0|"),
            ("1000000000000000000", xsd::INTEGER, "1000000000000000000|"),
        ] {
            check(Literal::new_typed_literal(value, datatype), expected);
        }
    }

    #[test]
    fn literal_that_its_datatype_does_not_allow_shows_both() {
        for (value, datatype, name) in [
            ("abc", xsd::INTEGER, "integer"),
            ("2020-13-01", xsd::DATE, "date"),
            ("maybe", xsd::BOOLEAN, "boolean"),
        ] {
            check(
                Literal::new_typed_literal(value, datatype),
                &format!("\"{value}\"^^<http://www.w3.org/2001/XMLSchema#{name}>|"),
            );
        }
    }

    #[test]
    fn label_stands_behind_the_name_or_in_its_place() {
        let prefixes = Prefixes::default();
        let mut cells = Cells::for_terminal(&Options::new(&prefixes));
        let mut labelled = |place| {
            let mut cell = cells.cell(Some(&named("http://ex.org/a").into()));
            cells.label(&mut cell, "A\u{1B}", place);
            cell.text
        };
        assert_eq!(labelled(Labelled::Beside), "<http://ex.org/a> · A␛");
        assert_eq!(labelled(Labelled::Instead), "A␛");
    }
}
