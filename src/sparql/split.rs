//! Splits a text into the queries and updates it consists of.

use std::ops::Range;

use super::lexer::{Token, TokenKind, tokens};
use crate::prefixes::Prefixes;

/// What a text asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// SELECT, ASK, CONSTRUCT or DESCRIBE.
    Query,
    /// Anything that changes data.
    Update,
}

/// Finds out what `text` asks for; nothing where it names neither, for instance if it only declares prefixes.
#[must_use]
pub fn kind(text: &str) -> Option<Kind> {
    kind_of(text, &tokens(text))
}

fn kind_of(text: &str, tokens: &[Token]) -> Option<Kind> {
    tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .find_map(|token| {
            let word = token.text(text).to_ascii_uppercase();
            match word.as_str() {
                "SELECT" | "ASK" | "CONSTRUCT" | "DESCRIBE" => Some(Kind::Query),
                "INSERT" | "DELETE" | "LOAD" | "CLEAR" | "DROP" | "CREATE" | "ADD" | "MOVE"
                | "COPY" | "WITH" => Some(Kind::Update),
                _ => None,
            }
        })
}

/// Splits `text` at each `;` that ends its line outside brackets; gives the places of the parts, in order.
///
/// Updates that follow each other stay together, as one request that is applied as a whole or not at all. Parts
/// without any token are left out, and the `;` belongs to no part.
#[must_use]
pub fn split(text: &str) -> Vec<Range<usize>> {
    let tokens = tokens(text);
    let mut depth = 0_usize;
    let mut parts: Vec<(Range<usize>, Option<Kind>)> = Vec::new();
    let mut first = 0;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next = tokens
            .get(index + 1)
            .map_or(text.len(), |next| next.span.start);
        let ends_line = next == text.len() || text[token.span.end..next].contains('\n');
        if depth == 0 && token.text(text) == ";" && ends_line {
            add(text, &tokens[first..index], &mut parts);
            first = index + 1;
        }
    }
    add(text, &tokens[first..], &mut parts);
    parts.into_iter().map(|(part, _)| part).collect()
}

/// Gives the prefixes that `text` declares, the last declaration of each; what is no IRI is left out.
#[must_use]
pub fn declared_prefixes(text: &str) -> Prefixes {
    let mut prefixes = Prefixes::default();
    for declaration in tokens(text).windows(3) {
        let [keyword, name, namespace] = declaration else {
            continue;
        };
        let is_declaration = keyword.is_word(text, "PREFIX")
            && name.kind == TokenKind::PrefixedName
            && namespace.kind == TokenKind::Iri;
        if let Some(prefix) = name.text(text).strip_suffix(':').filter(|_| is_declaration) {
            // A namespace that is no IRI makes the whole text wrong, which its parser says.
            let _ = prefixes.insert(prefix, namespace.text(text).trim_matches(['<', '>']));
        }
    }
    prefixes
}

fn add(text: &str, tokens: &[Token], parts: &mut Vec<(Range<usize>, Option<Kind>)>) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return;
    };
    let part = first.span.start..last.span.end;
    let kind = kind_of(text, tokens);
    match parts.last_mut() {
        Some((before, Some(Kind::Update))) if kind == Some(Kind::Update) => before.end = part.end,
        _ => parts.push((part, kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, declared_prefixes, kind, split};

    fn check(text: &str, expected: &[&str]) {
        let parts: Vec<_> = split(text).into_iter().map(|part| &text[part]).collect();
        assert_eq!(parts, expected);
    }

    #[test]
    fn semicolon_at_the_end_of_a_line_ends_a_query() {
        check("ASK {} ;\nASK { } # b\n;\n", &["ASK {}", "ASK { }"]);
        check("ASK {}; # done\nSELECT * {}", &["ASK {}", "SELECT * {}"]);
    }

    #[test]
    fn semicolon_inside_brackets_or_strings_does_not() {
        check(
            "ASK { ?s a <http://x/#a> ;\n <http://x/b> 'it\\'s;\\n' }",
            &["ASK { ?s a <http://x/#a> ;\n <http://x/b> 'it\\'s;\\n' }"],
        );
    }

    #[test]
    fn updates_that_follow_each_other_are_one_request() {
        check(
            "INSERT DATA { <a:a> <a:b> 1 } ;\nCLEAR ALL ;\nASK {} ;\nDROP ALL",
            &[
                "INSERT DATA { <a:a> <a:b> 1 } ;\nCLEAR ALL",
                "ASK {}",
                "DROP ALL",
            ],
        );
    }

    #[test]
    fn open_bracket_keeps_the_rest_together() {
        check("ASK { ;\nASK {}", &["ASK { ;\nASK {}"]);
    }

    #[test]
    fn text_without_tokens_has_no_part() {
        check(" # nothing\n ; \n", &[]);
    }

    #[test]
    fn kind_is_told_by_the_first_verb() {
        assert_eq!(kind("PREFIX insert: <a:b> select * {}"), Some(Kind::Query));
        assert_eq!(kind("WITH <a:b> DELETE {} WHERE {}"), Some(Kind::Update));
        assert_eq!(kind("PREFIX a: <a:b>"), None);
    }

    #[test]
    fn prefixes_of_a_text_are_those_it_declares() {
        let text = "# PREFIX no: <http://no/>\nPREFIX a: <http://a/>\nprefix : <http://b/> ASK { a:x a :y }";
        let prefixes = declared_prefixes(text);
        let found: Vec<_> = prefixes.iter().collect();
        assert_eq!(found, [("", "http://b/"), ("a", "http://a/")]);
    }
}
