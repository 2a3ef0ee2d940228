//! Where in the text of a query a condition or a clause stands that another one takes the place of.

use std::ops::Range;

use oxrdf::{Term, Variable};

use super::{Emptiness, Error, Inquiry};
use crate::sparql::fix::Fix;
use crate::sparql::lexer::{Token, TokenKind, tokens};
use crate::sparql::nearness::places;

impl Inquiry<'_> {
    /// Proposes to write `condition` for the one that compares with `term`, unless something better was proposed.
    pub(super) fn propose_condition(&self, term: &Term, condition: &str, found: &mut Emptiness) {
        if found.fix.is_some() {
            return;
        }
        let all = tokens(self.text);
        let fixes = places(self.text, self.prefixes, term)
            .into_iter()
            .filter_map(|place| condition_around(self.text, &all, &place))
            .map(|span| Fix::one(span, condition));
        found.fix = self.best(fixes, found);
    }

    /// Proposes to leave out the only clause of the text that is `word`, OFFSET or LIMIT, and a number.
    pub(super) fn propose_without(&self, word: &str, found: &mut Emptiness) {
        let all = tokens(self.text);
        let mut clauses = all
            .windows(2)
            .filter(|pair| pair[0].is_word(self.text, word) && pair[1].kind == TokenKind::Number);
        if let (Some([word, number]), None, None) = (clauses.next(), clauses.next(), &found.fix) {
            let before = self.text[..word.span.start].trim_end();
            found.fix = Some(Fix::one(before.len()..number.span.end, ""));
        }
    }

    /// Proposes OR for the AND beside the condition that `variable` has no value, where the query has rows with it, and
    /// tells whether it does.
    pub(super) fn propose_or(
        &self,
        variable: &Variable,
        found: &mut Emptiness,
    ) -> Result<bool, Error> {
        let all = tokens(self.text);
        let is = |at: usize, wanted: &str| {
            let token = all.get(at).map(|token| token.text(self.text));
            token.is_some_and(|written| written.eq_ignore_ascii_case(wanted))
        };
        let name = variable.to_string();
        let words = ["!", "BOUND", "(", &name, ")"];
        let sign = (0..all.len()).find_map(|at| {
            if !(at..).zip(words).all(|(at, word)| is(at, word)) {
                return None;
            }
            let sides = [Some(at + words.len()), at.checked_sub(1)];
            sides.into_iter().flatten().find(|at| is(*at, "&&"))
        });
        if let (Some(sign), None) = (sign, &found.fix) {
            let fix = Fix::one(all[sign].span.clone(), "||");
            if self.has_rows(&fix)? {
                found.fix = Some(fix);
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Finds the call, or the comparison, that the term at `place` is an operand of.
fn condition_around(text: &str, all: &[Token], place: &Range<usize>) -> Option<Range<usize>> {
    let first = all
        .iter()
        .position(|token| token.span.start == place.start)?;
    let behind = all.iter().position(|token| token.span.start >= place.end)?;
    let signs = |at: usize| match all.get(at).map(|token| token.text(text)) {
        Some("=") if at > 0 && all[at - 1].text(text) == "<" => at - 1..at + 1,
        Some("<") if all.get(at + 1).is_some_and(|next| next.text(text) == "=") => at..at + 2,
        Some("=" | "!=" | "<" | ">" | "<=" | ">=") => at..at + 1,
        _ => at..at,
    };
    let before = first.checked_sub(1).map_or(0..0, signs);
    if !before.is_empty() {
        let start = operand_before(text, all, before.start.checked_sub(1)?)?;
        return Some(all[start].span.start..place.end);
    }
    let after = signs(behind);
    if !after.is_empty() {
        let end = operand_behind(text, all, after.end)?;
        return Some(place.start..all[end].span.end);
    }
    let open = opening(text, all, first.checked_sub(1)?)?;
    let word = open.checked_sub(1)?;
    let end = closing(text, all, open)?;
    (all[word].kind == TokenKind::Word).then(|| all[word].span.start..all[end].span.end)
}

/// Gives the first token of the variable or the call that ends at `end`.
fn operand_before(text: &str, all: &[Token], end: usize) -> Option<usize> {
    match all[end].kind {
        TokenKind::Variable => Some(end),
        TokenKind::Close => {
            let word = opening(text, all, end.checked_sub(1)?)?.checked_sub(1)?;
            (all[word].kind == TokenKind::Word).then_some(word)
        }
        _ => None,
    }
}

/// Gives the last token of the variable or the call that starts at `start`.
fn operand_behind(text: &str, all: &[Token], start: usize) -> Option<usize> {
    match all.get(start)?.kind {
        TokenKind::Variable => Some(start),
        TokenKind::Word => closing(text, all, start + 1),
        _ => None,
    }
}

/// Gives the bracket that is open behind `last`.
fn opening(text: &str, all: &[Token], last: usize) -> Option<usize> {
    let mut depth = 0;
    for at in (0..=last).rev() {
        match all[at].text(text) {
            ")" => depth += 1,
            "(" if depth == 0 => return Some(at),
            "(" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Gives the bracket that closes the one at `open`.
fn closing(text: &str, all: &[Token], open: usize) -> Option<usize> {
    if all.get(open)?.text(text) != "(" {
        return None;
    }
    let mut depth = 0;
    for (at, token) in all.iter().enumerate().skip(open) {
        match token.text(text) {
            "(" => depth += 1,
            ")" if depth == 1 => return Some(at),
            ")" => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::condition_around;
    use crate::sparql::lexer::tokens;

    #[test]
    fn condition_is_the_call_or_the_comparison_around_a_term() {
        for (text, condition) in [
            (
                "FILTER(?a && STRSTARTS(STR(?l), \"x\"))",
                "STRSTARTS(STR(?l), \"x\")",
            ),
            ("FILTER REGEX(?l, \"x\", \"i\")", "REGEX(?l, \"x\", \"i\")"),
            ("FILTER(?l = \"x\" || ?b)", "?l = \"x\""),
            ("FILTER(?a && ?l <= \"x\")", "?l <= \"x\""),
            ("FILTER(\"x\" < ?l)", "\"x\" < ?l"),
            ("FILTER(LCASE(STR(?l)) = \"x\")", "LCASE(STR(?l)) = \"x\""),
            ("FILTER(\"x\" = STR(?l) && ?b)", "\"x\" = STR(?l)"),
        ] {
            let start = text.find("\"x\"").unwrap();
            let span = condition_around(text, &tokens(text), &(start..start + 3));
            assert_eq!(span.map(|span| &text[span]), Some(condition));
        }
        let text = "FILTER(\"x\")";
        assert_eq!(condition_around(text, &tokens(text), &(7..10)), Some(0..11));
    }
}
