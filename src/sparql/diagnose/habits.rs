//! Mistakes that come from other habits: names, texts and clauses as other languages have them.

use std::ops::RangeInclusive;

use super::clauses::without_commas;
use super::vocabulary::LACKS_PREFIX;
use super::{Candidate, Source, at, quoted};
use crate::language::wording;
use crate::sparql::fix::Fix;
use crate::sparql::lexer::TokenKind;
use crate::sparql::words::{FUNCTIONS, is_function, is_known};

/// Finds the first of them.
pub(super) fn first(source: &Source<'_>) -> Option<Candidate> {
    const CHECKS: [fn(&Source<'_>, usize) -> Option<Candidate>; 14] = [
        name_without_mark,
        dash_in_variable,
        step_without_prefix,
        mark_inside_text,
        pattern_between_slashes,
        text_as_property,
        values_without_braces,
        comma_between_values,
        row_without_brackets,
        call_with_other_arguments,
        direction_beside_variable,
        one_circumflex,
        condition_inside_braces,
        clause_twice,
    ];
    let found = (0..source.tokens.len())
        .find_map(|index| CHECKS.iter().find_map(|check| check(source, index)));
    found.or_else(|| unfinished(source))
}

/// Tells whether no blank stands between a token and the next one.
fn touches_next(source: &Source<'_>, index: usize) -> bool {
    match (source.tokens.get(index), source.tokens.get(index + 1)) {
        (Some(token), Some(next)) => token.span.end == next.span.start,
        _ => false,
    }
}

/// `AS name`.
fn name_without_mark(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_name = source.is_word(index, "AS") && source.kind(index + 1) == Some(TokenKind::Word);
    let word = source.text_of(index + 1);
    is_name.then(|| {
        let span = source.span(index + 1, index + 1);
        at(source
            .error(
                "G103",
                span,
                wording!(
                    "{} is not a variable",
                    "{} ist keine Variable",
                    quoted(word)
                ),
            )
            .with_help(wording!(
                "did you mean `?{word}`?",
                "meinten Sie `?{word}`?"
            ))
            .replaced_by(format!("?{word}")))
    })
}

/// `?first-name` among columns or in a pattern.
fn dash_in_variable(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_one = source.kind(index) == Some(TokenKind::Variable)
        && source.text_of(index + 1) == "-"
        && touches_next(source, index)
        && touches_next(source, index + 1)
        && source.kind(index + 2) == Some(TokenKind::Word)
        && !is_known(source.text_of(index + 2));
    is_one.then(|| {
        let span = source.span(index, index + 2);
        let name = source.text.get(span.clone()).unwrap_or_default();
        at(source
            .error(
                "G133",
                span,
                wording!(
                    "the name of a variable has no `-`",
                    "der Name einer Variablen enthält kein `-`"
                ),
            )
            .with_help(wording!(
                "write `{}`",
                "schreiben Sie `{}`",
                name.replace('-', "_")
            ))
            .replaced_by(name.replace('-', "_")))
    })
}

/// `ns:a/b`.
fn step_without_prefix(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_step = source.kind(index) == Some(TokenKind::PrefixedName)
        && matches!(source.text_of(index + 1), "/" | "|")
        && touches_next(source, index)
        && source.kind(index + 2) == Some(TokenKind::Word)
        && !matches!(source.text_of(index + 2), "a");
    is_step.then(|| {
        let word = source.text_of(index + 2);
        let prefix = source.text_of(index).split(':').next().unwrap_or_default();
        let span = source.span(index + 2, index + 2);
        at(source
            .error(
                LACKS_PREFIX,
                span,
                wording!(
                    "{} lacks its prefix",
                    "bei {} fehlt das Präfix",
                    quoted(word)
                ),
            )
            .with_help(wording!(
                "did you mean `{prefix}:{word}`?",
                "meinten Sie `{prefix}:{word}`?"
            ))
            .replaced_by(format!("{prefix}:{word}")))
    })
}

/// `'it's'`.
fn mark_inside_text(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let written = source.text_of(index);
    let is_cut = source.kind(index) == Some(TokenKind::Text)
        && touches_next(source, index)
        && source.kind(index + 1) == Some(TokenKind::Word)
        && !is_known(source.text_of(index + 1))
        && !written.starts_with("\"\"\"")
        && !written.starts_with("'''");
    let mark = written.chars().next().filter(|_| is_cut)?;
    let end = source.span(index, index).end;
    let line = source.text[end..].lines().next().unwrap_or_default();
    if !line.contains(mark) {
        return None;
    }
    Some(at(source
        .error(
            "G112",
            end - 1..end,
            wording!(
                "the string ends at this mark",
                "die Zeichenkette endet an diesem Zeichen"
            ),
        )
        .with_help(wording!(
            "inside of it the mark is written `\\{mark}`",
            "innerhalb der Zeichenkette schreibt man es `\\{mark}`"
        ))
        .with_fix(Fix::one(end - 1..end - 1, "\\"))))
}

/// `REGEX(?x, /pattern/)`.
fn pattern_between_slashes(source: &Source<'_>, index: usize) -> Option<Candidate> {
    if source.text_of(index) != "," || source.text_of(index + 1) != "/" {
        return None;
    }
    let end = (index + 2..source.tokens.len())
        .take_while(|at| !matches!(source.text_of(*at), ")" | ","))
        .find(|at| source.text_of(*at) == "/")?;
    // `/pattern/i`
    let has_flags = touches_next(source, end) && source.kind(end + 1) == Some(TokenKind::Word);
    let flags = if has_flags {
        format!(", \"{}\"", source.text_of(end + 1))
    } else {
        String::new()
    };
    let slashes = source.span(index + 1, end);
    let pattern = source.text.get(slashes.start + 1..slashes.end - 1)?;
    let span = source.span(index + 1, end + usize::from(has_flags));
    Some(at(source
        .error(
            "G134",
            span.clone(),
            wording!("a pattern is a text", "ein Muster ist eine Zeichenkette"),
        )
        .with_help(wording!(
            "write `\"{pattern}\"{flags}`",
            "schreiben Sie `\"{pattern}\"{flags}`"
        ))
        .with_fix(Fix::one(
            span,
            format!("\"{}\"{flags}", pattern.replace('\\', "\\\\")),
        ))))
}

/// `?s "label" ?o`.
fn text_as_property(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let term = |index: usize| {
        source
            .tokens
            .get(index)
            .is_some_and(crate::sparql::lexer::Token::is_term)
    };
    let starts = matches!(source.text_of(index), "{" | "." | "}");
    let is_text = source.kind(index + 2) == Some(TokenKind::Text);
    let in_values = (0..=index)
        .rev()
        .take(3)
        .any(|at| source.is_word(at, "VALUES"));
    if !starts || in_values || !term(index + 1) || !is_text || !term(index + 3) {
        return None;
    }
    let span = source.span(index + 2, index + 2);
    Some(at(source
        .error(
            "G135",
            span,
            wording!(
                "a property is a name, not a text",
                "eine Eigenschaft ist ein Name, keine Zeichenkette"
            ),
        )
        .with_help(wording!(
            "write it with its prefix, such as `rdfs:label`, or as `<IRI>`",
            "schreiben Sie sie mit ihrem Präfix, etwa `rdfs:label`, oder als `<IRI>`"
        ))))
}

/// `VALUES ?x ns:a`.
fn values_without_braces(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_bare = source.is_word(index, "VALUES")
        && source.kind(index + 1) == Some(TokenKind::Variable)
        && source.tokens.len() > index + 2
        && source.text_of(index + 2) != "{";
    is_bare.then(|| {
        let variable = source.text_of(index + 1);
        let before = usize::from(source.is_word(index + 2, "IN"));
        // The values may stand in the brackets that several variables have.
        let first = index + 2 + before;
        let last = source.closing(first).min(source.tokens.len() - 1);
        let last = if source.is_open(first) { last } else { first };
        let span = source.span(index + 2, last);
        let value = source
            .text
            .get(source.span(first, last))
            .unwrap_or_default();
        let value = value.trim_start_matches('(').trim_end_matches(')').trim();
        let value = value.replace(", ", " ").replace(',', " ");
        let error = source
            .error(
                "G128",
                span,
                wording!(
                    "the values stand in braces",
                    "die Werte stehen in geschweiften Klammern"
                ),
            )
            .with_help(wording!(
                "write `VALUES {variable} {{ {value} }}`",
                "schreiben Sie `VALUES {variable} {{ {value} }}`"
            ));
        let lone = matches!(source.text_of(last + 1), "}" | "." | "");
        at(if lone {
            error.replaced_by(format!("{{ {value} }}"))
        } else {
            error
        })
    })
}

/// Gives the brace that opens the values of VALUES at `index`.
fn block_of_values(source: &Source<'_>, index: usize) -> Option<usize> {
    if !source.is_word(index, "VALUES") {
        return None;
    }
    let names = index + 1;
    let block = if source.text_of(names) == "(" {
        source.closing(names) + 1
    } else {
        names + 1
    };
    (source.text_of(block) == "{").then_some(block)
}

/// `VALUES ?x { ns:a, ns:b }`.
fn comma_between_values(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let open = block_of_values(source, index)?;
    let close = source.closing(open).min(source.tokens.len());
    let commas: Vec<usize> = (open..close)
        .filter(|comma| source.text_of(*comma) == ",")
        .collect();
    without_commas(
        source,
        &commas,
        wording!(
            "values are separated by spaces, not by commas",
            "Werte werden durch Leerzeichen getrennt, nicht durch Kommas"
        ),
    )
}

/// `VALUES (?x ?y) { 1 2 }`.
fn row_without_brackets(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let open = block_of_values(source, index)?;
    let names = source.closing(index + 1).checked_sub(index + 2)?;
    let is_bare =
        source.text_of(index + 1) == "(" && !matches!(source.text_of(open + 1), "(" | "}" | "");
    if !is_bare {
        return None;
    }
    let close = source.closing(open);
    let error = source
        .error(
            "G117",
            source.span(open + 1, open + 1),
            wording!(
                "each row of values stands in brackets",
                "jede Zeile von Werten steht in Klammern"
            ),
        )
        .with_help(wording!(
            "write `{{ (…) (…) }}`, with a value for each variable",
            "schreiben Sie `{{ (…) (…) }}` mit einem Wert für jede Variable"
        ));
    let is_one_row = close < source.tokens.len() && close - open - 1 == names;
    let span = source.span(open + 1, close - 1);
    let row = source.text.get(span.clone()).filter(|_| is_one_row);
    Some(at(match row {
        Some(row) => error.with_fix(Fix::one(span, format!("({row})"))),
        None => error,
    }))
}

/// `STRLEN()`, `IF(?x, 1)`.
fn call_with_other_arguments(source: &Source<'_>, index: usize) -> Option<Candidate> {
    if source.kind(index) != Some(TokenKind::Word) || source.text_of(index + 1) != "(" {
        return None;
    }
    let (name, arguments) = FUNCTIONS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(source.text_of(index)))?;
    let close = source.closing(index + 1);
    source.tokens.get(close)?;
    let given = arguments_between(source, index + 1, close);
    let wanted = wanted_arguments(arguments.english);
    if wanted.contains(&given) {
        return None;
    }
    let message = if given == 0 {
        wording!(
            "{name} lacks what it works on",
            "bei {name} fehlt, worauf es angewandt wird"
        )
    } else if given < *wanted.start() {
        wording!("{name} lacks an argument", "bei {name} fehlt ein Argument")
    } else {
        wording!(
            "{name} has too many arguments",
            "{name} hat zu viele Argumente"
        )
    };
    let error = source
        .error("G136", source.span(index, close), message)
        .with_help(wording!(
            "it is called as `{name}{arguments}`",
            "der Aufruf lautet `{name}{arguments}`"
        ));
    Some(at(error))
}

/// Counts the arguments between two brackets.
fn arguments_between(source: &Source<'_>, open: usize, close: usize) -> usize {
    let mut depth = 0_usize;
    let mut commas = 0;
    for token in &source.tokens[open + 1..close] {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ if depth == 0 && token.text(source.text) == "," => commas += 1,
            _ => {}
        }
    }
    if close == open + 1 { 0 } else { commas + 1 }
}

/// Gives how many arguments a function takes, by how its call is written.
fn wanted_arguments(written: &str) -> RangeInclusive<usize> {
    let count = |text: &str| {
        let arguments = text
            .split(',')
            .filter(|argument| !argument.trim().is_empty());
        arguments.count()
    };
    let written = written.trim_start_matches('(').trim_end_matches(')');
    let (needed, optional) = written.split_once('[').unwrap_or((written, ""));
    let most = if optional.contains('…') {
        usize::MAX
    } else {
        count(needed) + count(optional.trim_end_matches(']'))
    };
    count(needed)..=most
}

/// `ORDER BY ?x DESC`, `ORDER BY DESC ?x`.
fn direction_beside_variable(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let direction = ["ASC", "DESC"]
        .into_iter()
        .find(|direction| source.is_word(index, direction))?;
    if source.text_of(index + 1) == "(" {
        return None;
    }
    let before = index.checked_sub(1)?;
    let (first, last) = match source.kind(before)? {
        TokenKind::Variable => (before, before),
        TokenKind::Close => {
            let open = (0..before)
                .rev()
                .find(|open| source.closing(*open) == before && source.is_open(*open))?;
            let called = open.checked_sub(1).filter(|called| {
                source.kind(*called) == Some(TokenKind::Word)
                    && is_function(source.text_of(*called))
            });
            (called.unwrap_or(open), before)
        }
        _ if source.kind(index + 1) == Some(TokenKind::Variable) => (index + 1, index + 1),
        _ => return None,
    };
    let sorted = source
        .text
        .get(source.span(first, last))
        .unwrap_or_default();
    let mended = if sorted.starts_with('(') {
        format!("{direction}{sorted}")
    } else {
        format!("{direction}({sorted})")
    };
    let span = source.span(first.min(index), last.max(index));
    Some(at(source
        .error(
            "G138",
            span,
            wording!(
                "{direction} stands around what it sorts by",
                "{direction} steht um das, wonach sortiert wird"
            ),
        )
        .with_help(wording!("write `{mended}`", "schreiben Sie `{mended}`"))
        .replaced_by(mended)))
}

/// `"2024-01-01"^xsd:date`.
fn one_circumflex(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_one = source.kind(index) == Some(TokenKind::Text)
        && source.text_of(index + 1) == "^"
        && touches_next(source, index);
    is_one.then(|| {
        let span = source.span(index + 1, index + 1);
        at(source
            .error(
                "G112",
                span,
                wording!(
                    "a datatype stands behind `^^`",
                    "ein Datentyp steht hinter `^^`"
                ),
            )
            .with_help(wording!("write `^^`", "schreiben Sie `^^`"))
            .replaced_by("^^"))
    })
}

/// `{ … HAVING(…) }`.
fn condition_inside_braces(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let after_group = (0..index).rev().any(|at| source.is_word(at, "GROUP"));
    if !source.is_word(index, "HAVING") || after_group {
        return None;
    }
    let opened = source.tokens[..index]
        .iter()
        .filter(|token| token.kind == TokenKind::Open)
        .count();
    let closed = source.tokens[..index]
        .iter()
        .filter(|token| token.kind == TokenKind::Close)
        .count();
    (opened > closed).then(|| {
        let span = source.span(index, index);
        at(source
            .error(
                "G129",
                span,
                wording!(
                    "HAVING stands behind the braces, after GROUP BY",
                    "HAVING steht hinter den geschweiften Klammern, nach GROUP BY"
                ),
            )
            .with_help(wording!(
                "a condition on rows is `FILTER(…)`",
                "eine Bedingung an Zeilen schreibt man `FILTER(…)`"
            ))
            .replaced_by("FILTER"))
    })
}

/// `LIMIT 1 LIMIT 2`, `WHERE { … } WHERE { … }`.
fn clause_twice(source: &Source<'_>, index: usize) -> Option<Candidate> {
    const CLAUSES: [&str; 4] = ["WHERE", "LIMIT", "OFFSET", "HAVING"];
    let clause = CLAUSES
        .into_iter()
        .find(|clause| source.is_word(index, clause))?;
    let mut depth = 0_usize;
    let mut before = None;
    for (place, token) in source.tokens[..index].iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            TokenKind::Sign if depth == 0 && source.text_of(place) == ";" => before = None,
            TokenKind::Word if depth == 0 && source.is_word(place, clause) => before = Some(place),
            // Another query begins, which is told as that.
            TokenKind::Word
                if depth == 0
                    && ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "DELETE", "INSERT"]
                        .iter()
                        .any(|word| source.is_word(place, word)) =>
            {
                before = None;
            }
            _ => {}
        }
    }
    let before = before.filter(|_| depth == 0)?;
    let error = source
        .error(
            "G137",
            source.span(index, index),
            wording!("{clause} stands twice", "{clause} steht zweimal"),
        )
        .with_label(
            source.span(before, before),
            wording!("first here", "zuerst hier"),
        );
    Some(at(if clause == "WHERE" {
        error.with_help(wording!("one WHERE has all patterns of a query; put both into the same braces", "ein WHERE enthält alle Muster einer Abfrage; setzen Sie beide in dieselben geschweiften Klammern"))
    } else {
        error.with_help(wording!(
            "leave one of them out",
            "lassen Sie eines davon weg"
        ))
    }))
}

/// `ORDER BY` or `DESCRIBE` with nothing behind it.
fn unfinished(source: &Source<'_>) -> Option<Candidate> {
    let last = source.tokens.len().checked_sub(1)?;
    let help = if source.is_word(last, "BY") {
        wording!(
            "name a variable behind it, such as `?name`",
            "nennen Sie dahinter eine Variable, etwa `?name`"
        )
    } else if source.is_word(last, "DESCRIBE") {
        wording!(
            "name a thing behind it: `DESCRIBE ns:name`, or a variable with its pattern",
            "nennen Sie dahinter ein Ding, `DESCRIBE ns:name`, oder eine Variable mit ihrem Muster"
        )
    } else {
        return None;
    };
    let word = source.text_of(last).to_ascii_uppercase();
    Some(at(source
        .error(
            "G101",
            source.end(),
            wording!(
                "the text ends too early, after {word}",
                "der Text endet zu früh, nach {word}"
            ),
        )
        .with_help(help)))
}
