//! Columns of a grouped query that have no value in a group.

use std::ops::Range;

use super::super::super::diagnostic::Diagnostic;
use super::super::super::fix::Fix;
use super::super::{Source, is_aggregate_call};
use super::{Clauses, is_variable, mentions, misplaced_aggregate, name, selects};
use crate::language::wording;

pub(super) fn ungrouped(source: &Source<'_>) -> Option<Diagnostic> {
    // One in FILTER makes groups of what has none.
    if let Some(error) = misplaced_aggregate(source) {
        return Some(error);
    }
    selects(source).find_map(|clauses| {
        let keys = keys(source, &clauses);
        let mut index = clauses.columns.start;
        while index < clauses.columns.end {
            if is_aggregate_call(source, index) {
                index = source.closing(index + 1) + 1;
                continue;
            }
            if source.is_word(index, "AS") {
                index += 2;
                continue;
            }
            if is_variable(source, index)
                && !keys
                    .iter()
                    .any(|key| named(source, key) == Some(name(source, index)))
            {
                return Some(
                    named_by_column(source, &clauses, index)
                        .or_else(|| grouped_by_expression(source, &clauses, &keys, index))
                        .or_else(|| without_value(source, &clauses, &keys, index))
                        .unwrap_or_else(|| of_many_values(source, &clauses, index)),
                );
            }
            index += 1;
        }
        None
    })
}

/// Gives what GROUP BY names: variables, calls and brackets, each as a range of tokens.
fn keys(source: &Source<'_>, clauses: &Clauses) -> Vec<Range<usize>> {
    let mut keys = Vec::new();
    let group = clauses.group.clone().unwrap_or(0..0);
    let mut index = group.start;
    while index < group.end {
        let end = if source.is_open(index) {
            source.closing(index) + 1
        } else if !is_variable(source, index) && source.text_of(index + 1) == "(" {
            source.closing(index + 1) + 1
        } else {
            index + 1
        };
        keys.push(index..end.min(group.end));
        index = end;
    }
    keys
}

/// Gives the variable that a key is, or is called by.
fn named<'a>(source: &Source<'a>, key: &Range<usize>) -> Option<&'a str> {
    if key.len() == 1 {
        return is_variable(source, key.start).then(|| name(source, key.start));
    }
    let last = key.end.checked_sub(2)?;
    let is_called = last > key.start && source.is_word(last - 1, "AS");
    (is_called && is_variable(source, last)).then(|| name(source, last))
}

fn text<'a>(source: &Source<'a>, tokens: &Range<usize>) -> &'a str {
    let span = source.span(tokens.start, tokens.end - 1);
    source.text.get(span).unwrap_or_default()
}

/// Gives the bracket around a column at `index`, and the tokens of its expression and of its name.
fn column(
    source: &Source<'_>,
    clauses: &Clauses,
    index: usize,
) -> Option<(Range<usize>, Range<usize>, usize)> {
    let mut open = clauses.columns.start;
    while open < index {
        let close = if source.is_open(open) {
            source.closing(open)
        } else {
            open
        };
        if close > index {
            let name = close.checked_sub(1)?;
            let is_named = name > open + 2 && source.is_word(name - 1, "AS");
            return is_named.then(|| (open..close + 1, open + 1..name - 1, name));
        }
        open = close + 1;
    }
    None
}

/// Words a variable that another column, an aggregate, gives its name to.
fn named_by_column(source: &Source<'_>, clauses: &Clauses, index: usize) -> Option<Diagnostic> {
    let wanted = name(source, index);
    let place = clauses
        .columns
        .clone()
        .find(|at| source.is_word(*at, "AS") && name(source, at + 1) == wanted)?;
    let (_, expression, _) = column(source, clauses, place)?;
    let variable = source.text_of(index);
    let span = source.span(index, index);
    let spelled_out = text(source, &expression);
    let error = source
        .error(
            "G108",
            span.clone(),
            wording!(
                "{variable} has no value in another column",
                "{variable} hat in einer anderen Spalte keinen Wert"
            ),
        )
        .with_help(wording!(
            "write out what it stands for: `{spelled_out}`",
            "schreiben Sie aus, wofür sie steht: `{spelled_out}`"
        ));
    let is_call = is_aggregate_call(source, expression.start)
        && source.closing(expression.start + 1) + 1 == expression.end;
    let written = if is_call {
        spelled_out.to_owned()
    } else {
        format!("({spelled_out})")
    };
    Some(error.with_fix(Fix::one(span, written)))
}

/// Words a column whose name GROUP BY takes for one that is known there.
pub(super) fn grouped_by_column(source: &Source<'_>) -> Option<Diagnostic> {
    selects(source).find_map(|clauses| {
        let keys = keys(source, &clauses);
        let mut columns = clauses.columns.clone();
        columns.find_map(|index| {
            let called = index + 1;
            let is_key = source.is_word(index, "AS")
                && keys
                    .iter()
                    .any(|key| named(source, key) == Some(name(source, called)));
            let (_, expression, _) = column(source, &clauses, index).filter(|_| is_key)?;
            grouped_by_expression(source, &clauses, &keys, expression.start)
        })
    })
}

/// Words a column whose expression, or its name, is what GROUP BY names.
fn grouped_by_expression(
    source: &Source<'_>,
    clauses: &Clauses,
    keys: &[Range<usize>],
    index: usize,
) -> Option<Diagnostic> {
    let (whole, expression, called) = column(source, clauses, index)?;
    let written = text(source, &expression);
    let bare = |text: &str| text.replace(char::is_whitespace, "").to_lowercase();
    let key = keys.iter().find(|key| {
        let key_text = text(source, key);
        let inside = key_text
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        bare(key_text) == bare(written)
            || inside.is_some_and(|inside| bare(inside) == bare(written))
            || named(source, key) == Some(name(source, called))
    })?;
    let variable = source.text_of(called);
    let mended = format!("({written} AS {variable})");
    let message = if named(source, key).is_some() {
        wording!(
            "{variable} has no value yet in GROUP BY",
            "{variable} hat in GROUP BY noch keinen Wert"
        )
    } else {
        wording!(
            "{} has many values in each group",
            "{} hat in jeder Gruppe viele Werte",
            source.text_of(index)
        )
    };
    let span = if named(source, key).is_some() {
        source.span(key.start, key.end - 1)
    } else {
        source.span(index, index)
    };
    let error = source
        .error("G108", span, message)
        .with_help(wording!(
            "what is grouped by gets its name there: `GROUP BY {mended}`, and `{variable}` is a column",
            "wonach gruppiert wird, erhält dort seinen Namen: `GROUP BY {mended}`, und `{variable}` ist eine Spalte"
        ));
    Some(error.with_fix(Fix::many([
        (source.span(whole.start, whole.end - 1), variable.to_owned()),
        (source.span(key.start, key.end - 1), mended),
    ])))
}

/// Words a column that nothing gives a value.
fn without_value(
    source: &Source<'_>,
    clauses: &Clauses,
    keys: &[Range<usize>],
    index: usize,
) -> Option<Diagnostic> {
    if mentions(source, clauses.pattern.clone(), name(source, index)).is_some() {
        return None;
    }
    let variable = source.text_of(index);
    let error = source.error(
        "G108",
        source.span(index, index),
        wording!(
            "{variable} has no value in the pattern",
            "{variable} hat im Muster keinen Wert"
        ),
    );
    let mut unnamed = keys.iter().filter(|key| named(source, key).is_none());
    let (Some(key), None) = (unnamed.next(), unnamed.next()) else {
        return Some(error);
    };
    let written = text(source, key);
    let inside = written
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let mended = format!("({} AS {variable})", inside.unwrap_or(written));
    let span = source.span(key.start, key.end - 1);
    let help = wording!(
        "write `GROUP BY {mended}`",
        "schreiben Sie `GROUP BY {mended}`"
    );
    Some(error.with_help(help).with_fix(Fix::one(span, mended)))
}

/// Words a variable that GROUP BY does not name.
fn of_many_values(source: &Source<'_>, clauses: &Clauses, index: usize) -> Diagnostic {
    let variable = source.text_of(index);
    let error = source.error(
        "G108",
        source.span(index, index),
        wording!(
            "{variable} has many values in each group",
            "{variable} hat in jeder Gruppe viele Werte"
        ),
    );
    let (place, addition) = match &clauses.group {
        Some(group) => (group.end, format!(" {variable}")),
        None => (clauses.pattern.end, format!(" GROUP BY {variable}")),
    };
    let place = source.span(place - 1, place - 1).end;
    let help = match clauses.group {
        Some(_) => wording!(
            "add {variable} to GROUP BY, or take one of its values: `(SAMPLE({variable}) AS ?one)`",
            "nehmen Sie {variable} in GROUP BY auf, oder nehmen Sie einen der Werte: `(SAMPLE({variable}) AS ?one)`"
        ),
        None => wording!(
            "add `GROUP BY {variable}` after the closing brace, or take one value: `(SAMPLE({variable}) AS ?one)`",
            "schreiben Sie `GROUP BY {variable}` hinter die schließende geschweifte Klammer, oder nehmen Sie einen der Werte: `(SAMPLE({variable}) AS ?one)`"
        ),
    };
    error
        .with_help(help)
        .with_fix(Fix::one(place..place, addition))
}
