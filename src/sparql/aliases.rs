//! Names that SELECT gives to expressions, where HAVING uses them before they have a value.

use super::fix::Fix;
use super::lexer::{Token, TokenKind, tokens};

/// Clauses that end HAVING.
const AFTER_HAVING: [&str; 4] = ["ORDER", "LIMIT", "OFFSET", "VALUES"];

/// Writes the expressions of SELECT in the place of their names in each HAVING of `text`; nothing where HAVING has none.
pub(super) fn spelled_out(text: &str) -> Option<Fix> {
    let all = tokens(text);
    let mut edits = Vec::new();
    let mut in_having = false;
    for token in &all {
        if token.is_word(text, "HAVING") {
            in_having = true;
        } else if token.text(text) == "}"
            || AFTER_HAVING.iter().any(|word| token.is_word(text, word))
        {
            in_having = false;
        } else if in_having
            && token.kind == TokenKind::Variable
            && let Some(expression) = named(text, &all, &token.text(text)[1..])
        {
            edits.push((token.span.clone(), expression));
        }
    }
    (!edits.is_empty()).then(|| Fix::many(edits))
}

/// Writes the expression that SELECT gives the name `name`, in brackets unless it is one call.
fn named(text: &str, all: &[Token], name: &str) -> Option<String> {
    let at = all.windows(2).position(|pair| {
        pair[0].is_word(text, "AS")
            && pair[1].kind == TokenKind::Variable
            && pair[1].text(text)[1..] == *name
    })?;
    let mut depth = 0_usize;
    let mut calls = 0;
    for index in (0..at).rev() {
        match all[index].text(text) {
            ")" => depth += 1,
            "(" if depth == 0 => {
                let expression = text[all[index].span.end..all[at].span.start].trim();
                let one_call = calls == 1 && all[at - 1].text(text) == ")" && index + 2 < at;
                return Some(if one_call && all[index + 2].text(text) == "(" {
                    expression.to_owned()
                } else {
                    format!("({expression})")
                });
            }
            "(" => {
                depth -= 1;
                calls += usize::from(depth == 0);
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::spelled_out;

    #[test]
    fn expression_takes_the_place_of_its_name_in_having_only() {
        let text = "SELECT (COUNT(?x) AS ?n) (MAX((?y)) + 1 AS ?m) { } HAVING(?n > 1 && 2 < $m) ORDER BY ?n";
        let mended = spelled_out(text).unwrap().apply(text);
        assert_eq!(
            mended,
            "SELECT (COUNT(?x) AS ?n) (MAX((?y)) + 1 AS ?m) { } HAVING(COUNT(?x) > 1 && 2 < (MAX((?y)) + 1)) ORDER BY ?n"
        );
        assert_eq!(spelled_out("SELECT (1 AS ?n) { } ORDER BY ?n"), None);
    }
}
