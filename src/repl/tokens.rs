//! Splits what is typed into SPARQL tokens, for any text whatsoever.
//!
//! Start at [`tokens`]. To the tokens of `sparql::lexer` it adds blanks and comments, so that every byte belongs to
//! exactly one token, and what the editor needs to know of them.

use std::ops::Range;

use crate::sparql::lexer::{self, TokenKind};

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
    /// `(`, `[`, `{`, `{|`, `<<` or `<<(`.
    Open,
    /// `)`, `]`, `}`, `|}`, `>>` or `)>>`.
    Close,
    /// `;`.
    Semicolon,
    /// `.`, `,` or an operator; `<` too where no IRI follows.
    Sign,
    /// A character that no SPARQL text has outside strings, or a wrong IRI.
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
    let mut end = 0;
    for token in lexer::tokens(text) {
        fill(text, end..token.span.start, &mut found);
        end = token.span.end;
        found.push(Token {
            kind: kind(&token, token.text(text)),
            range: token.span,
        });
    }
    fill(text, end..text.len(), &mut found);
    found
}

/// Adds the blanks and comments of `gap`, a part of `text` that holds nothing else.
fn fill(text: &str, gap: Range<usize>, found: &mut Vec<Token>) {
    let mut start = gap.start;
    while start < gap.end {
        let rest = &text[start..gap.end];
        let (kind, length) = if rest.starts_with('#') {
            (Kind::Comment, rest.find(['\n', '\r']))
        } else {
            (Kind::Blank, rest.find('#'))
        };
        let end = start + length.unwrap_or(rest.len());
        found.push(Token {
            kind,
            range: start..end,
        });
        start = end;
    }
}

fn kind(token: &lexer::Token, text: &str) -> Kind {
    match token.kind {
        TokenKind::Word => Kind::Word,
        TokenKind::Variable => Kind::Variable,
        TokenKind::Iri => Kind::Iri,
        TokenKind::PrefixedName => Kind::PrefixedName(text.find(':').unwrap_or(text.len())),
        TokenKind::BlankNode => Kind::BlankNode,
        TokenKind::Text => Kind::String,
        TokenKind::UnclosedText if text.starts_with("\"\"\"") || text.starts_with("'''") => {
            Kind::OpenLongString
        }
        TokenKind::UnclosedText => Kind::OpenShortString,
        TokenKind::LanguageTag => Kind::LanguageTag,
        TokenKind::Number => Kind::Number,
        TokenKind::Open => Kind::Open,
        TokenKind::Close => Kind::Close,
        TokenKind::Sign if text == ";" => Kind::Semicolon,
        TokenKind::Sign => Kind::Sign,
        TokenKind::InvalidIri | TokenKind::Stray => Kind::Stray,
    }
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
    fn prefix_may_have_hyphens_and_points() {
        assert_eq!(kinds("my-ns.x:a"), [(Kind::PrefixedName(7), "my-ns.x:a")]);
    }

    #[test]
    fn every_byte_belongs_to_one_token() {
        let text = "SELECT ?ä (COUNT(*) AS ?n) { ?s a ex:Ü; <p> 'ß\u{7f}' \u{1b}[31m } # ‸";
        let joined: String = tokens(text).iter().map(|token| token.text(text)).collect();
        assert_eq!(joined, text);
    }
}
