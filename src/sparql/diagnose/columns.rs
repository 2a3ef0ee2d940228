//! Mistakes in the columns of SELECT and in the names of values.

use super::clauses::without_commas;
use super::{Candidate, Source, at, quoted};
use crate::language::wording;
use crate::sparql::fix::Fix;
use crate::sparql::lexer::{Token, TokenKind};
use crate::sparql::words::{is_aggregate, is_function};

/// The tokens of a SELECT clause: after SELECT and its modifier, before FROM, WHERE or the first brace.
fn columns(source: &Source<'_>, select: usize) -> std::ops::Range<usize> {
    let mut first = select + 1;
    if source.is_word(first, "DISTINCT") || source.is_word(first, "REDUCED") {
        first += 1;
    }
    let mut index = first;
    while index < source.tokens.len()
        && !source.is_word(index, "WHERE")
        && !source.is_word(index, "FROM")
        && source.text_of(index) != "{"
    {
        index = if source.is_open(index) {
            source.closing(index) + 1
        } else {
            index + 1
        };
    }
    first..index.min(source.tokens.len())
}

/// Gives the positions of the columns of each SELECT, brackets taken as one.
fn each_column<'s>(source: &'s Source<'_>) -> impl Iterator<Item = usize> + 's {
    let selects = (0..source.tokens.len()).filter(|index| source.is_word(*index, "SELECT"));
    selects.flat_map(move |select| {
        let range = columns(source, select);
        let mut index = range.start;
        std::iter::from_fn(move || {
            let column = index;
            if column >= range.end {
                return None;
            }
            index = if source.is_open(column) {
                source.closing(column) + 1
            } else {
                column + 1
            };
            Some(column)
        })
    })
}

/// Finds an expression in a SELECT clause or a BIND that gets no name.
pub(super) fn unnamed_expression(source: &Source<'_>) -> Option<Candidate> {
    let bind = (0..source.tokens.len())
        .find(|index| source.is_word(*index, "BIND") && source.text_of(index + 1) == "(")
        .filter(|index| {
            !names_its_value(source, index + 1) && source.closing(index + 1) < source.tokens.len()
        });
    let in_bind = bind.map(|index| {
        let close = source.closing(index + 1);
        at(source
            .error(
                "G107",
                source.span(index, close),
                wording!(
                    "BIND gives its value no name",
                    "BIND gibt seinem Wert keinen Namen"
                ),
            )
            .with_help(wording!(
                "write `BIND(expression AS ?name)`",
                "schreiben Sie `BIND(Ausdruck AS ?name)`"
            ))
            .with_fix(
                assignment(source, index + 1, close)
                    .unwrap_or_else(|| naming(source, close, "name")),
            ))
    });
    let in_select = each_column(source).find_map(|index| {
        let token = &source.tokens[index];
        let is_call = source.text_of(index + 1) == "("
            && (matches!(token.kind, TokenKind::PrefixedName | TokenKind::Iri)
                || (token.kind == TokenKind::Word && is_function(source.text_of(index))));
        if is_call {
            return Some(unnamed_call(source, index));
        }
        let is_unnamed = source.text_of(index) == "("
            && source.closing(index) < source.tokens.len()
            && !names_its_value(source, index);
        is_unnamed.then(|| {
            let close = source.closing(index);
            bracketed_columns(source, index, close)
                .or_else(|| bracketed_query(source, index, close))
                .or_else(|| name_without_as(source, index, close))
                .unwrap_or_else(|| unnamed_column(source, index, close))
        })
    });
    in_bind
        .into_iter()
        .chain(in_select)
        .min_by_key(|(place, _)| *place)
}

/// Words an expression that is a column, in brackets from `open` to `close`, and gets no name.
fn unnamed_column(source: &Source<'_>, open: usize, close: usize) -> Candidate {
    let name = suggested_name(source.text_of(open + 1));
    at(source
        .error(
            "G107",
            source.span(open, close),
            wording!(
                "the expression has no name",
                "der Ausdruck hat keinen Namen"
            ),
        )
        .with_help(wording!(
            "write `AS ?name` before the closing bracket",
            "schreiben Sie `AS ?name` vor die schließende Klammer"
        ))
        .with_fix(naming(source, close, &name)))
}

/// Words `(SELECT …)` and `(DISTINCT ?s)` among the columns.
fn bracketed_query(source: &Source<'_>, open: usize, close: usize) -> Option<Candidate> {
    if source.is_word(open + 1, "SELECT") {
        let error = source.error(
            "G107",
            source.span(open, open + 1),
            wording!("a query is no column", "eine Abfrage ist keine Spalte"),
        );
        return Some(at(error.with_help(wording!(
            "a subquery stands in braces of its own inside the pattern: `{{ SELECT … }}`",
            "eine Unterabfrage steht in eigenen geschweiften Klammern im Muster: `{{ SELECT … }}`"
        ))));
    }
    if !source.is_word(open + 1, "DISTINCT") {
        return None;
    }
    let inside = source.text.get(source.span(open + 1, close - 1));
    let inside = inside.unwrap_or_default();
    Some(at(source
        .error(
            "G107",
            source.span(open, close),
            wording!(
                "DISTINCT stands once before the columns, without brackets",
                "DISTINCT steht einmal vor den Spalten, ohne Klammern"
            ),
        )
        .with_help(wording!("write `{inside}`", "schreiben Sie `{inside}`"))
        .replaced_by(inside)))
}

/// Words `(COUNT(?s) ?n)`.
fn name_without_as(source: &Source<'_>, open: usize, close: usize) -> Option<Candidate> {
    let name = close.checked_sub(1)?;
    let is_name = source.kind(name) == Some(TokenKind::Variable)
        && source.kind(name - 1) == Some(TokenKind::Close)
        && name - 1 > open;
    is_name.then(|| {
        let span = source.span(name, name);
        let place = span.start..span.start;
        at(source
            .error(
                "G107",
                span,
                wording!(
                    "AS is missing before {}",
                    "vor {} fehlt AS",
                    quoted(source.text_of(name))
                ),
            )
            .with_fix(Fix::one(place, "AS ")))
    })
}

/// Words `DISTINCT(?s)`: only variables in the brackets from `open` to `close`.
fn bracketed_columns(source: &Source<'_>, open: usize, close: usize) -> Option<Candidate> {
    let inside = source.tokens.get(open + 1..close)?;
    let is_column = |token: &Token| token.kind == TokenKind::Variable;
    if inside.is_empty() || !inside.iter().all(is_column) {
        return None;
    }
    let columns: Vec<&str> = inside.iter().map(|token| token.text(source.text)).collect();
    let columns = columns.join(" ");
    let blank = |touches: bool| if touches { " " } else { "" };
    let span = source.span(open, close);
    let touches = [
        source.text[..span.start].ends_with(|c: char| !c.is_whitespace()),
        source.text[span.end..].starts_with(|c: char| !c.is_whitespace()),
    ];
    let mended = format!("{}{columns}{}", blank(touches[0]), blank(touches[1]));
    Some(at(source
        .error(
            "G107",
            span,
            wording!(
                "columns stand without brackets",
                "Spalten stehen ohne Klammern"
            ),
        )
        .with_help(wording!("write `{columns}`", "schreiben Sie `{columns}`"))
        .replaced_by(mended)))
}

/// Words a call at `index` that is a column and gets no name.
fn unnamed_call(source: &Source<'_>, index: usize) -> Candidate {
    let close = source.closing(index + 1);
    let call = source
        .text
        .get(source.span(index, close))
        .unwrap_or_default();
    let given = source.tokens.get(close + 2).filter(|token| {
        let is_name = matches!(token.kind, TokenKind::Variable | TokenKind::Word);
        source.is_word(close + 1, "AS") && is_name
    });
    if let Some(name) = given {
        let name = name.text(source.text).trim_start_matches(['?', '$']);
        let mended = format!("({call} AS ?{name})");
        return at(source
            .error(
                "G107",
                source.span(index, close + 2),
                wording!(
                    "a value and its name stand in brackets",
                    "ein Wert und sein Name stehen in Klammern"
                ),
            )
            .with_help(wording!("write `{mended}`", "schreiben Sie `{mended}`"))
            .replaced_by(mended));
    }
    let span = source.span(index, close);
    let name = unused(source, &suggested_name(source.text_of(index)));
    let message = wording!(
        "the value of {} has no name",
        "der Wert von {} hat keinen Namen",
        quoted(call)
    );
    at(source
        .error("G107", span, message)
        .with_help(wording!(
            "write `({call} AS ?{name})`",
            "schreiben Sie `({call} AS ?{name})`"
        ))
        .replaced_by(format!("({call} AS ?{name})")))
}

/// Tells whether AS stands directly inside the bracket at `open`.
fn names_its_value(source: &Source<'_>, open: usize) -> bool {
    let close = source.closing(open);
    let mut index = open + 1;
    while index < close {
        if source.is_word(index, "AS") {
            return true;
        }
        index = if source.is_open(index) {
            source.closing(index) + 1
        } else {
            index + 1
        };
    }
    false
}

/// Changes `BIND(?name = value)`, which only compares, to what it means.
fn assignment(source: &Source<'_>, open: usize, close: usize) -> Option<Fix> {
    let is_one = source.kind(open + 1) == Some(TokenKind::Variable)
        && source.text_of(open + 2) == "="
        && close > open + 3;
    let value = source.text.get(source.span(open + 3, close - 1))?;
    let name = source.text_of(open + 1);
    let span = source.span(open + 1, close - 1);
    is_one.then(|| Fix::one(span, format!("{value} AS {name}")))
}

/// Adds a name for the value before the bracket at `close`.
fn naming(source: &Source<'_>, close: usize, name: &str) -> Fix {
    let place = source.span(close, close).start;
    Fix::one(place..place, format!(" AS ?{}", unused(source, name)))
}

/// Gives `name`, or a longer one, that no variable of the text has.
fn unused(source: &Source<'_>, name: &str) -> String {
    let used: Vec<&str> = source
        .tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Variable)
        .map(|token| &token.text(source.text)[1..])
        .collect();
    let mut candidate = name.to_owned();
    let mut number = 2;
    while used.contains(&candidate.as_str()) {
        candidate = format!("{name}{number}");
        number += 1;
    }
    candidate
}

fn suggested_name(function: &str) -> String {
    if is_aggregate(function) {
        function.to_lowercase().replace("group_concat", "list")
    } else {
        "name".to_owned()
    }
}

/// Finds commas between the columns of a SELECT.
pub(super) fn comma_between_columns(source: &Source<'_>) -> Option<Candidate> {
    let commas: Vec<usize> = each_column(source)
        .filter(|index| source.text_of(*index) == ",")
        .collect();
    without_commas(
        source,
        &commas,
        wording!(
            "columns of SELECT are separated by spaces, not by commas",
            "die Spalten von SELECT werden durch Leerzeichen getrennt, nicht durch Kommas"
        ),
    )
}
