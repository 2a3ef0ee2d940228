//! Tokens of SPARQL text, for splitting and for wording errors. Never fails: what is no token is a stray one.
//!
//! Follows the terminals of SPARQL 1.2, section 19.8; white space and comments are left out.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A bare word: keyword, function name, `a`, `true`, or one that means nothing in SPARQL.
    Word,
    /// `?name` or `$name`.
    Variable,
    /// `<…>`.
    Iri,
    /// `<scheme://…>` with a character no IRI may have.
    InvalidIri,
    /// `prefix:local` or `prefix:`.
    PrefixedName,
    /// `_:label`.
    BlankNode,
    /// A quoted string that is closed.
    Text,
    /// A quoted string that is not closed before the end of its line or of the text.
    UnclosedText,
    /// `@de`, also `@prefix` of Turtle.
    LanguageTag,
    /// An unsigned number.
    Number,
    /// `{`, `(`, `[`, `{|`, `<<` or `<<(`.
    Open,
    /// `}`, `)`, `]`, `|}`, `>>` or `)>>`.
    Close,
    /// Any other sign of the grammar.
    Sign,
    /// A character that no token starts with.
    Stray,
}

/// One token with its place in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

impl Token {
    /// Gives the text of the token in `source`, the text it was read from.
    #[must_use]
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.span.clone()).unwrap_or_default()
    }

    /// Tells whether the token is the bare word `word`, whatever its case.
    #[must_use]
    pub fn is_word(&self, source: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(source).eq_ignore_ascii_case(word)
    }

    /// Tells whether the token can be a subject, a predicate or an object by itself.
    #[must_use]
    pub fn is_term(&self) -> bool {
        matches!(
            self.kind,
            TokenKind::Variable
                | TokenKind::Iri
                | TokenKind::PrefixedName
                | TokenKind::BlankNode
                | TokenKind::Text
                | TokenKind::Number
        )
    }
}

/// Reads all tokens of `source`.
#[must_use]
pub fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut position = 0;
    while let Some(c) = source[position..].chars().next() {
        let rest = &source[position..];
        if matches!(c, ' ' | '\t' | '\r' | '\n') {
            position += 1;
        } else if c == '#' {
            position += rest.find(['\n', '\r']).unwrap_or(rest.len());
        } else {
            let (kind, length) = token(rest, c, is_operand(source, tokens.last()));
            tokens.push(Token {
                kind,
                span: position..position + length,
            });
            position += length;
        }
    }
    tokens
}

/// Gives the place of a date without quotes that begins at the first of some tokens: a year, a month and a day with
/// nothing between them but `-`, which is a subtraction.
pub(super) fn bare_date(source: &str, tokens: &[Token]) -> Option<Range<usize>> {
    let date = tokens.get(..5)?;
    let touch = date
        .windows(2)
        .all(|two| two[0].span.end == two[1].span.start);
    let texts: Vec<&str> = date.iter().map(|token| token.text(source)).collect();
    let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
    let is_date = touch
        && date[0].kind == TokenKind::Number
        && lengths == [4, 1, 2, 1, 2]
        && texts[1] == "-"
        && texts[3] == "-";
    is_date.then(|| date[0].span.start..date[4].span.end)
}

/// Tells whether what follows `before` must be an operand, so that `<` cannot be "less than".
fn is_operand(source: &str, before: Option<&Token>) -> bool {
    const SIGNS: [&str; 9] = ["=", "!=", ">", ">=", "<=", "&&", "||", ",", "("];
    before.is_some_and(|token| SIGNS.contains(&token.text(source)))
}

/// Reads the token at the start of `rest`, which begins with `first`; the length is in bytes and at least one character.
///
/// An operand begins there where `operand` says so.
fn token(rest: &str, first: char, operand: bool) -> (TokenKind, usize) {
    match first {
        '?' | '$' => match name_length(&rest[1..], |c| is_name_character(c) && c != '-') {
            0 => (TokenKind::Sign, 1),
            length => (TokenKind::Variable, 1 + length),
        },
        '"' | '\'' => text(rest, first),
        '<' => angle(rest, operand),
        '@' => match name_length(&rest[1..], |c| c.is_ascii_alphanumeric() || c == '-') {
            0 => (TokenKind::Stray, 1),
            length => (TokenKind::LanguageTag, 1 + length),
        },
        '0'..='9' => (TokenKind::Number, number(rest)),
        '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            (TokenKind::Number, number(rest))
        }
        '_' if rest[1..].starts_with(':') => {
            let label = local_length(&rest[2..]);
            (TokenKind::BlankNode, 2 + label)
        }
        ':' => (TokenKind::PrefixedName, 1 + local_length(&rest[1..])),
        c if c.is_alphabetic() || c == '_' => word(rest),
        _ => sign(rest, first),
    }
}

fn sign(rest: &str, first: char) -> (TokenKind, usize) {
    for open in ["{|", "{", "(", "["] {
        if rest.starts_with(open) {
            return (TokenKind::Open, open.len());
        }
    }
    for close in ["|}", ")>>", ">>", "}", ")", "]"] {
        if rest.starts_with(close) {
            return (TokenKind::Close, close.len());
        }
    }
    for sign in ["^^", "&&", "||", "!=", ">="] {
        if rest.starts_with(sign) {
            return (TokenKind::Sign, sign.len());
        }
    }
    if ".;,|/^+-!*=>~".contains(first) {
        (TokenKind::Sign, 1)
    } else {
        (TokenKind::Stray, first.len_utf8())
    }
}

fn word(rest: &str) -> (TokenKind, usize) {
    let prefix = name_length(rest, |c| is_name_character(c) || c == '.');
    if rest[prefix..].starts_with("://") {
        // Not even a comment begins in it.
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"{}".contains(c));
        let iri = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ',', ';', ')']);
        return (TokenKind::InvalidIri, iri.len());
    }
    if rest[prefix..].starts_with(':') && !rest[..prefix].ends_with('.') {
        let local = local_length(&rest[prefix + 1..]);
        return (TokenKind::PrefixedName, prefix + 1 + local);
    }
    (
        TokenKind::Word,
        name_length(rest, |c| is_name_character(c) && c != '-'),
    )
}

fn angle(rest: &str, operand: bool) -> (TokenKind, usize) {
    let allowed = |c: char| !matches!(c, '<' | '"' | '{' | '}' | '|' | '^' | '`') && c > ' ';
    if let Some(length) = rest[1..].find(|c| c == '>' || !allowed(c))
        && rest[1 + length..].starts_with('>')
        && (length > 0 || !rest.starts_with("<>>"))
    {
        return (TokenKind::Iri, length + 2);
    }
    let scheme = name_length(&rest[1..], |c| c.is_ascii_alphanumeric());
    let line = rest.lines().next().unwrap_or_default();
    if rest[1 + scheme..].starts_with("://") {
        return match line.find('>') {
            Some(end) => (TokenKind::InvalidIri, end + 1),
            None => (
                TokenKind::InvalidIri,
                line.find(char::is_whitespace).unwrap_or(line.len()),
            ),
        };
    }
    for open in ["<<(", "<<"] {
        if rest.starts_with(open) {
            return (TokenKind::Open, open.len());
        }
    }
    if operand && let Some(end) = line.find('>') {
        return (TokenKind::InvalidIri, end + 1);
    }
    (TokenKind::Sign, if rest.starts_with("<=") { 2 } else { 1 })
}

fn text(rest: &str, quote: char) -> (TokenKind, usize) {
    let long: String = [quote; 3].iter().collect();
    let is_long = rest.starts_with(&long);
    let mut position = if is_long { 3 } else { 1 };
    while let Some(c) = rest[position..].chars().next() {
        if c == '\\' {
            position += 1;
            position += rest[position..].chars().next().map_or(0, char::len_utf8);
        } else if is_long && rest[position..].starts_with(&long) {
            return (TokenKind::Text, position + 3);
        } else if !is_long && c == quote {
            return (TokenKind::Text, position + 1);
        } else if !is_long && matches!(c, '\n' | '\r') {
            return (TokenKind::UnclosedText, position);
        } else {
            position += c.len_utf8();
        }
    }
    (TokenKind::UnclosedText, position)
}

fn number(rest: &str) -> usize {
    let digits = |text: &str| name_length(text, |c| c.is_ascii_digit());
    let mut length = digits(rest);
    if rest[length..].starts_with('.') {
        let fraction = digits(&rest[length + 1..]);
        if fraction > 0 {
            length += 1 + fraction;
        }
    }
    if rest[length..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[length + 1..].starts_with(['+', '-']));
        let exponent = digits(&rest[length + 1 + sign..]);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// Gives the length of a local name: dots only inside, escapes and percent signs included.
fn local_length(rest: &str) -> usize {
    let mut length = 0;
    let mut characters = rest.char_indices();
    while let Some((at, c)) = characters.next() {
        if c == '\\' {
            match characters.next() {
                Some((next, escaped)) if escaped.is_ascii_punctuation() => length = next + 1,
                _ => break,
            }
        } else if is_name_character(c) || matches!(c, ':' | '%') {
            length = at + c.len_utf8();
        } else if c != '.' {
            break;
        }
    }
    length
}

fn name_length(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Approximates `PN_CHARS` of the grammar.
fn is_name_character(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(
            c,
            '_' | '-' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}'
        )
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokens};

    fn check(source: &str, expected: &[&str]) {
        let found: Vec<_> = tokens(source)
            .iter()
            .map(|token| token.text(source))
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn number_sign_inside_an_iri_is_no_comment() {
        check("<http://x/#a> # b\n?c", &["<http://x/#a>", "?c"]);
    }

    #[test]
    fn less_than_is_told_from_an_iri() {
        check(
            "FILTER(?a<?b && ?c>1)",
            &["FILTER", "(", "?a", "<", "?b", "&&", "?c", ">", "1", ")"],
        );
    }

    #[test]
    fn dot_after_a_name_or_a_number_ends_the_triple() {
        check("ex:a ex:b.c 1.", &["ex:a", "ex:b.c", "1", "."]);
        check("ex:a. 1.5.", &["ex:a", ".", "1.5", "."]);
    }

    #[test]
    fn escaped_quote_does_not_close_a_string() {
        check(
            r#"'it\'s; {' "a\"b" """a"b\"""""#,
            &[r"'it\'s; {'", r#""a\"b""#, r#""""a"b\"""""#],
        );
    }

    #[test]
    fn string_open_at_the_end_of_its_line_is_unclosed() {
        let kinds: Vec<_> = tokens("\"abc\n?x").iter().map(|token| token.kind).collect();
        assert_eq!(kinds, [TokenKind::UnclosedText, TokenKind::Variable]);
    }

    #[test]
    fn question_mark_alone_is_a_path_sign() {
        check("ex:p? ?x", &["ex:p", "?", "?x"]);
    }

    #[test]
    fn triple_terms_and_annotations_have_brackets_of_their_own() {
        check(
            "<<( ?s ?p ?o )>> {| ex:a 1 |}",
            &["<<(", "?s", "?p", "?o", ")>>", "{|", "ex:a", "1", "|}"],
        );
    }

    #[test]
    fn iri_with_a_space_is_one_invalid_token() {
        let found = tokens("<http://x/a b> .");
        assert_eq!(found[0].kind, TokenKind::InvalidIri);
        assert_eq!(found[0].span, 0..14);
    }

    #[test]
    fn iri_without_brackets_is_one_invalid_token_with_its_fragment() {
        let found = tokens("?s http://x/a#b .");
        assert_eq!(found[1].kind, TokenKind::InvalidIri);
        assert_eq!(found[1].span, 3..15);
    }

    #[test]
    fn spaced_iri_behind_a_sign_is_no_comparison() {
        let kinds = |text| tokens(text).into_iter().map(|token| token.kind);
        assert!(kinds("(?a = <b c>)").any(|kind| kind == TokenKind::InvalidIri));
        assert!(kinds("(?a < ?b && ?c > 1)").all(|kind| kind != TokenKind::InvalidIri));
    }
}
