//! Splits what is typed into SPARQL tokens, for any text whatsoever.
//!
//! Start at [`tokens`]. The editor needs positions in texts that are not yet SPARQL, so nothing here fails:
//! an unclosed string is a token of its own and a stray character is one too. Follows the terminals of
//! SPARQL 1.1, section 19.8, and of the SPARQL 1.2 draft. Every byte belongs to exactly one token.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space, with or without line breaks.
    Blank,
    /// `#` to the end of the line.
    Comment,
    /// An IRI in angle brackets.
    Iri,
    /// `?name` or `$name`.
    Variable,
    /// A closed string, short or long.
    String,
    /// A string with a single delimiter that its line does not close.
    OpenShortString,
    /// A string with a triple delimiter that the text does not close.
    OpenLongString,
    /// `@de` after a string.
    LanguageTag,
    /// An unsigned number.
    Number,
    /// `prefix:local`; the length of the prefix without its colon.
    PrefixedName(usize),
    /// `_:label`.
    BlankNode,
    /// A keyword, the name of a function, or a word that is neither.
    Word,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// `;`.
    Semicolon,
    /// `.`, `,` or an operator; `<` too where no IRI follows.
    Sign,
    /// A character that no SPARQL text has outside strings.
    Stray,
}

/// A token and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

impl Token {
    /// Gives the token's part of `text`.
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.range.clone()]
    }

    /// Tells whether the token means nothing to the grammar.
    pub(super) fn is_trivia(&self) -> bool {
        matches!(self.kind, Kind::Blank | Kind::Comment)
    }
}

/// Splits `text` into tokens, in order and without gaps.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let (kind, length) = next(&text[start..]);
        found.push(Token {
            kind,
            range: start..start + length,
        });
        start += length;
    }
    found
}

/// Gives kind and length of the first token of `rest`, which is not empty.
fn next(rest: &str) -> (Kind, usize) {
    let first = rest.chars().next().unwrap_or_default();
    match first {
        c if c.is_whitespace() => (Kind::Blank, span(rest, char::is_whitespace)),
        '#' => (Kind::Comment, span(rest, |c| c != '\n')),
        '<' => iri(rest).map_or((Kind::Sign, 1), |length| (Kind::Iri, length)),
        '"' | '\'' => string(rest, first),
        '?' | '$' => match span(&rest[1..], is_name_character) {
            0 => (Kind::Sign, 1),
            length => (Kind::Variable, 1 + length),
        },
        '@' => match span(&rest[1..], |c| c.is_ascii_alphanumeric() || c == '-') {
            0 => (Kind::Stray, 1),
            length => (Kind::LanguageTag, 1 + length),
        },
        '_' if rest.starts_with("_:") => (Kind::BlankNode, 2 + local_name(&rest[2..])),
        ':' => (Kind::PrefixedName(0), 1 + local_name(&rest[1..])),
        '0'..='9' => (Kind::Number, number(rest)),
        '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => (Kind::Number, number(rest)),
        c if c.is_alphabetic() => word(rest),
        '(' | '[' | '{' => (Kind::Open, 1),
        ')' | ']' | '}' => (Kind::Close, 1),
        ';' => (Kind::Semicolon, 1),
        '.' | ',' | '=' | '!' | '>' | '+' | '-' | '*' | '/' | '^' | '|' | '&' | '~' => {
            (Kind::Sign, 1)
        }
        other => (Kind::Stray, other.len_utf8()),
    }
}

/// Counts the bytes at the start of `text` whose characters are `wanted`.
fn span(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !wanted(c)).unwrap_or(text.len())
}

/// Gives the length of the IRI at the start of `rest`, or nothing where `<` means something else.
fn iri(rest: &str) -> Option<usize> {
    let inside = span(&rest[1..], |c| {
        c > ' ' && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`')
    });
    rest[1 + inside..].starts_with('>').then_some(inside + 2)
}

fn string(rest: &str, quote: char) -> (Kind, usize) {
    let long = rest[1..].starts_with(quote) && rest[2..].starts_with(quote);
    let delimiter = if long { 3 } else { 1 };
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(delimiter) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if long && rest[at..].starts_with(&rest[..3]) {
            // A long string may end in one or two quotes of its own: its end is the last three of a run.
            let run = span(&rest[at..], |c| c == quote).min(5);
            return (Kind::String, at + run);
        } else if !long && c == quote {
            return (Kind::String, at + 1);
        }
        if !long && c == '\n' {
            return (Kind::OpenShortString, at);
        }
    }
    let kind = if long {
        Kind::OpenLongString
    } else {
        Kind::OpenShortString
    };
    (kind, rest.len())
}

fn number(rest: &str) -> usize {
    let digits = |text: &str| span(text, |c| c.is_ascii_digit());
    let mut length = digits(rest);
    if rest[length..].starts_with('.') {
        let fraction = digits(&rest[length + 1..]);
        // The point of `{ ?s ?p 1. }` ends the triple.
        if fraction > 0 {
            length += 1 + fraction;
        }
    }
    if let Some(exponent) = rest[length..].strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let power = digits(&exponent[sign..]);
        if power > 0 {
            length += 1 + sign + power;
        }
    }
    length
}

/// Gives a prefixed name where a colon follows, else a word.
fn word(rest: &str) -> (Kind, usize) {
    let prefix = span(rest, |c| is_name_character(c) || matches!(c, '-' | '.'));
    if rest[prefix..].starts_with(':') {
        let local = local_name(&rest[prefix + 1..]);
        return (Kind::PrefixedName(prefix), prefix + 1 + local);
    }
    (Kind::Word, span(rest, is_name_character))
}

/// Gives the length of the local name at the start of `rest`; a final point ends a triple instead.
fn local_name(rest: &str) -> usize {
    let mut escaped = false;
    let length = rest
        .find(|c: char| {
            if escaped {
                escaped = false;
                return c.is_whitespace();
            }
            escaped = c == '\\';
            !(escaped || is_name_character(c) || matches!(c, '-' | '.' | ':' | '%'))
        })
        .unwrap_or(rest.len());
    rest[..length].trim_end_matches('.').len()
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '\u{b7}' | '\u{203f}' | '\u{2040}') || is_combining(c)
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        tokens(text)
            .into_iter()
            .filter(|token| token.kind != Kind::Blank)
            .map(|token| (token.kind, &text[token.range]))
            .collect()
    }

    #[test]
    fn hash_inside_an_iri_starts_no_comment() {
        assert_eq!(
            kinds("<http://x/a#b> # c"),
            [(Kind::Iri, "<http://x/a#b>"), (Kind::Comment, "# c")]
        );
    }

    #[test]
    fn less_than_before_a_blank_starts_no_iri() {
        assert_eq!(
            kinds("?a < ?b && ?c > 1")[1..3],
            [(Kind::Sign, "<"), (Kind::Variable, "?b")]
        );
    }

    #[test]
    fn semicolon_inside_a_string_is_text() {
        assert_eq!(kinds("'a;\\'b'"), [(Kind::String, "'a;\\'b'")]);
    }

    #[test]
    fn unclosed_short_string_ends_with_its_line() {
        assert_eq!(
            kinds("\"abc\n?x"),
            [(Kind::OpenShortString, "\"abc"), (Kind::Variable, "?x")]
        );
    }

    #[test]
    fn unclosed_long_string_reaches_to_the_end() {
        assert_eq!(
            kinds("\"\"\"abc\n\"?x"),
            [(Kind::OpenLongString, "\"\"\"abc\n\"?x")]
        );
    }

    #[test]
    fn long_string_may_end_in_a_quote() {
        assert_eq!(
            kinds("\"\"\"a\"\"\"\" ."),
            [(Kind::String, "\"\"\"a\"\"\"\""), (Kind::Sign, ".")]
        );
    }

    #[test]
    fn final_point_ends_the_triple_and_not_the_name() {
        assert_eq!(
            kinds("ex:a.b."),
            [(Kind::PrefixedName(2), "ex:a.b"), (Kind::Sign, ".")]
        );
    }

    #[test]
    fn prefix_may_have_hyphens_and_points() {
        assert_eq!(kinds("my-ns.x:a"), [(Kind::PrefixedName(7), "my-ns.x:a")]);
    }

    #[test]
    fn number_keeps_its_exponent() {
        assert_eq!(kinds("1.5e-3"), [(Kind::Number, "1.5e-3")]);
    }

    #[test]
    fn every_byte_belongs_to_one_token() {
        let text = "SELECT ?ä (COUNT(*) AS ?n) { ?s a ex:Ü; <p> 'ß\u{7f}' \u{1b}[31m } # ‸";
        let joined: String = tokens(text).iter().map(|token| token.text(text)).collect();
        assert_eq!(joined, text);
    }
}
