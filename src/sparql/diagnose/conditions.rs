//! Conditions and values as other languages have them: `NOT x`, `x contains "y"`, `NOT EXISTS` without FILTER, bare dates.

use oxrdf::vocab::xsd;

use super::clauses::{innermost, inside_braces};
use super::{Candidate, Source, at, quoted};
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::sparql::fix::Fix;
use crate::sparql::lexer::{self, Token, TokenKind};
use crate::sparql::nearness::{all_prefixes, shown_iri};

/// Functions of two texts or terms that other languages write between them.
const BETWEEN_OPERANDS: [&str; 6] = [
    "CONTAINS",
    "STRSTARTS",
    "STRENDS",
    "REGEX",
    "LANGMATCHES",
    "sameTerm",
];

/// Finds the first of them; `prefixes` are those of the session.
pub(super) fn first(source: &Source<'_>, prefixes: &Prefixes) -> Option<Candidate> {
    (0..source.tokens.len()).find_map(|index| {
        negation(source, index)
            .or_else(|| function_between(source, index))
            .or_else(|| exists_without_filter(source, index))
            .or_else(|| bare_date(source, index, prefixes))
    })
}

/// Tells whether `index` ends an operand.
fn ends_operand(source: &Source<'_>, index: usize) -> bool {
    source.tokens.get(index).is_some_and(Token::is_term)
        || matches!(
            source.kind(index),
            Some(TokenKind::Close | TokenKind::LanguageTag)
        )
}

/// `NOT ?x = 1`.
fn negation(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let next = index + 1;
    let begins = source.is_word(index, "NOT")
        && !source.is_word(next, "EXISTS")
        && !source.is_word(next, "IN")
        && !matches!(source.text_of(next), "" | "{")
        && index.checked_sub(1).is_some_and(|before| {
            source.is_word(before, "FILTER") || !ends_operand(source, before)
        });
    if !begins {
        return None;
    }
    let error = source.error(
        "G139",
        source.span(index, index),
        wording!(
            "NOT stands only before EXISTS and IN",
            "NOT steht nur vor EXISTS und IN"
        ),
    );
    let Some(last) = end_of_condition(source, next) else {
        return Some(at(error.with_help(wording!(
            "a condition is negated by `!`: `FILTER(!(condition))`",
            "eine Bedingung verneint man mit `!`: `FILTER(!(Bedingung))`"
        ))));
    };
    let condition = source.text.get(source.span(next, last));
    let condition = condition.unwrap_or_default();
    let closes_at_end = |open: usize| source.is_open(open) && source.closing(open) == last;
    // A bracket and a call are one operand.
    let mut mended = if closes_at_end(next) || closes_at_end(next + 1) {
        format!("!{condition}")
    } else {
        format!("!({condition})")
    };
    if source.is_word(index - 1, "FILTER") {
        mended = format!("({mended})");
    }
    Some(at(error
        .with_help(wording!("write `{mended}`", "schreiben Sie `{mended}`"))
        .with_fix(Fix::one(source.span(index, last), mended))))
}

/// Gives the last token of the condition that begins at `from`: before the bracket that closes around it, or before
/// what joins it with another one; nothing where no bracket tells.
fn end_of_condition(source: &Source<'_>, from: usize) -> Option<usize> {
    if from >= 2 && source.is_word(from - 2, "FILTER") {
        // Without a bracket around it only its own brackets tell where it ends.
        let open = [from, from + 1]
            .into_iter()
            .find(|open| source.text_of(*open) == "(")?;
        return Some(source.closing(open)).filter(|close| *close < source.tokens.len());
    }
    let mut index = from;
    while index < source.tokens.len() {
        if source.is_open(index) {
            index = source.closing(index) + 1;
            continue;
        }
        if matches!(source.text_of(index), ")" | "&&" | "||" | ",") {
            return index.checked_sub(1).filter(|last| *last >= from);
        }
        if matches!(source.text_of(index), "}" | "." | ";") {
            return None;
        }
        index += 1;
    }
    None
}

/// `?label contains "x"`.
fn function_between(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let name = BETWEEN_OPERANDS
        .into_iter()
        .find(|name| source.is_word(index, name))?;
    let before = index.checked_sub(1)?;
    let second = index + 1;
    let is_between = source.kind(before) == Some(TokenKind::Variable)
        && source.text_of(second) != "("
        && source.tokens.get(second).is_some_and(Token::is_term);
    if !is_between {
        return None;
    }
    let span = source.span(before, second);
    let mended = format!(
        "{name}({}, {})",
        source.text_of(before),
        source.text_of(second)
    );
    Some(at(source
        .error(
            "G140",
            span,
            wording!(
                "{} is a function, and no operator",
                "{} ist eine Funktion, kein Operator",
                quoted(name)
            ),
        )
        .with_help(wording!("write `{mended}`", "schreiben Sie `{mended}`"))
        .replaced_by(mended)))
}

/// `{ … NOT EXISTS { … } }`.
fn exists_without_filter(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_negated = source.is_word(index, "NOT") && source.is_word(index + 1, "EXISTS");
    let is_alone = is_negated || source.is_word(index, "EXISTS");
    let before = index.checked_sub(1).filter(|_| is_alone)?;
    let continues = ["FILTER", "NOT"]
        .iter()
        .any(|word| source.is_word(before, word))
        || ["!", "&&", "||", "="].contains(&source.text_of(before));
    if continues || innermost(source, index) != Some("{") {
        return None;
    }
    let span = source.span(index, index + usize::from(is_negated));
    let words = if is_negated { "NOT EXISTS" } else { "EXISTS" };
    Some(at(source
        .error(
            "G128",
            span.clone(),
            wording!(
                "{words} is a condition, before which FILTER stands",
                "{words} ist eine Bedingung, vor der FILTER steht"
            ),
        )
        .with_help(wording!(
            "write `FILTER {words} {{ … }}`",
            "schreiben Sie `FILTER {words} {{ … }}`"
        ))
        .with_fix(Fix::one(span.start..span.start, "FILTER "))))
}

/// `ns:date 2024-01-31`, where no subtraction can stand.
fn bare_date(source: &Source<'_>, index: usize, prefixes: &Prefixes) -> Option<Candidate> {
    let span = lexer::bare_date(source.text, &source.tokens[index..])?;
    if !inside_braces(source, index) {
        return None;
    }
    let prefixes = all_prefixes(source.text, prefixes);
    let literal = format!(
        "\"{}\"^^{}",
        &source.text[span.clone()],
        shown_iri(xsd::DATE.as_str(), &prefixes)
    );
    Some(at(source
        .error(
            "G135",
            span,
            wording!(
                "a date is a text with its datatype",
                "ein Datum ist eine Zeichenkette mit ihrem Datentyp"
            ),
        )
        .with_help(wording!("write `{literal}`", "schreiben Sie `{literal}`"))
        .replaced_by(literal)))
}
