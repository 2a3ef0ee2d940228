//! Mistakes in the clauses of a query that are written like SQL, like Turtle, or in the wrong order.

use super::grammar::Unexpected;
use super::{Candidate, Source, at, quoted};
use crate::language::wording;
use crate::sparql::Diagnostic;
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
            .with_fix(naming(source, close, "name")))
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
    let given = source
        .tokens
        .get(close + 2)
        .filter(|token| source.is_word(close + 1, "AS") && token.kind == TokenKind::Variable);
    if let Some(variable) = given {
        let mended = format!("({call} AS {})", variable.text(source.text));
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
    let comma = *commas.first()?;
    let places = commas
        .iter()
        .map(|comma| (source.span(*comma, *comma), String::new()));
    Some(at(source
        .error(
            "G127",
            source.tokens[comma].span.clone(),
            wording!(
                "columns of SELECT are separated by spaces, not by commas",
                "die Spalten von SELECT werden durch Leerzeichen getrennt, nicht durch Kommas"
            ),
        )
        .with_help(wording!("delete the `,`", "löschen Sie das `,`"))
        .with_fix(Fix::many(places))))
}

/// Finds a condition without brackets.
pub(super) fn filter_without_brackets(source: &Source<'_>) -> Option<Candidate> {
    let filter = (0..source.tokens.len()).find(|index| {
        let is_having = source.is_word(*index, "HAVING");
        (is_having || source.is_word(*index, "FILTER")) && {
            let next = index + 1;
            let is_call = source.text_of(next + 1) == "(";
            let kind = source.tokens.get(next).map(|token| token.kind);
            match kind {
                Some(
                    TokenKind::Variable
                    | TokenKind::Text
                    | TokenKind::Number
                    | TokenKind::LanguageTag
                    | TokenKind::Sign,
                ) => true,
                Some(TokenKind::PrefixedName | TokenKind::Iri) => !is_call,
                // `HAVING COUNT(?x) > 1`: the call alone would be a condition.
                Some(TokenKind::Word) if is_having && is_call => {
                    let behind = source.text_of(source.closing(next + 1) + 1);
                    ["<", ">", "<=", ">=", "=", "!="].contains(&behind)
                }
                _ => false,
            }
        }
    })?;
    let keyword = source.text_of(filter).to_ascii_uppercase();
    let span = source.tokens[filter + 1].span.clone();
    Some(at(source
        .error(
            "G128",
            span,
            wording!(
                "the condition of {keyword} stands in brackets",
                "die Bedingung von {keyword} steht in Klammern"
            ),
        )
        .with_help(wording!(
            "write `{keyword}(condition)`",
            "schreiben Sie `{keyword}(Bedingung)`"
        ))))
}

/// Finds modifiers that stand in an order the grammar does not have.
pub(super) fn modifiers_out_of_order(source: &Source<'_>) -> Option<Candidate> {
    const ORDER: [&str; 5] = ["GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"];
    let mut last: Option<(usize, usize)> = None;
    let mut depth = 0_usize;
    for (index, token) in source.tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            TokenKind::Word if depth == 0 => {
                let Some(rank) = ORDER.iter().position(|word| source.is_word(index, word)) else {
                    continue;
                };
                let both_slice = |rank: usize| rank >= 3;
                if let Some((before, at_before)) = last
                    && before > rank
                    && !(both_slice(before) && both_slice(rank))
                {
                    let word = if rank == 0 || rank == 2 {
                        format!("{} BY", ORDER[rank])
                    } else {
                        ORDER[rank].to_owned()
                    };
                    let other = if before == 2 {
                        "ORDER BY"
                    } else {
                        ORDER[before]
                    };
                    let error = source
                        .error(
                            "G129",
                            token.span.clone(),
                            wording!(
                                "{word} must stand before {other}",
                                "{word} muss vor {other} stehen"
                            ),
                        )
                        .with_label(
                            source.tokens[at_before].span.clone(),
                            wording!("{other} stands here", "hier steht {other}"),
                        )
                        .with_help(wording!(
                            "the order is GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET",
                            "die Reihenfolge ist GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET"
                        ));
                    return Some(at(error));
                }
                last = Some((rank, index));
            }
            _ => {}
        }
    }
    None
}

/// Finds operators of other languages: `==` and the like.
pub(super) fn double_sign(source: &Source<'_>) -> Option<Candidate> {
    source.tokens.windows(2).find_map(|pair| {
        let touching = pair[0].span.end == pair[1].span.start;
        let (first, second) = (pair[0].text(source.text), pair[1].text(source.text));
        let (help, operator) = match (first, second) {
            ("=", "=") => (
                wording!("equality is written `=`", "gleich schreibt man `=`"),
                "=",
            ),
            ("!=", "=") | ("<", ">") => (
                wording!("unequal is written `!=`", "ungleich schreibt man `!=`"),
                "!=",
            ),
            ("=", "<") => (
                wording!(
                    "less or equal is written `<=`",
                    "kleiner oder gleich schreibt man `<=`"
                ),
                "<=",
            ),
            ("=", ">") => (
                wording!(
                    "greater or equal is written `>=`",
                    "größer oder gleich schreibt man `>=`"
                ),
                ">=",
            ),
            _ => return None,
        };
        touching.then(|| {
            let span = pair[0].span.start..pair[1].span.end;
            at(source
                .error(
                    "G126",
                    span,
                    wording!(
                        "`{first}{second}` is no operator",
                        "`{first}{second}` ist kein Operator"
                    ),
                )
                .with_help(help)
                .replaced_by(operator))
        })
    })
}

/// Words `INSERT { … }` or `DELETE { … }` that ends before `index` and has no WHERE.
pub(super) fn template_without_where(source: &Source<'_>, index: usize) -> Option<Diagnostic> {
    let end = index.checked_sub(1)?;
    let open = (0..end)
        .rev()
        .find(|open| source.is_open(*open) && source.closing(*open) == end)?;
    let verb = open.checked_sub(1)?;
    let word = ["INSERT", "DELETE"]
        .into_iter()
        .find(|word| source.is_word(verb, word))?;
    let error = source.error(
        "G101",
        source.span(verb, verb),
        wording!(
            "WHERE is missing behind {word} {{ … }}",
            "hinter {word} {{ … }} fehlt WHERE"
        ),
    );
    let error = error.with_help(match word {
        "INSERT" => wording!(
            "`INSERT DATA {{ … }}` writes fixed triples; WHERE {{ … }} gives the variables their values",
            "`INSERT DATA {{ … }}` schreibt feste Tripel; WHERE {{ … }} gibt den Variablen ihre Werte"
        ),
        _ => wording!(
            "`DELETE DATA {{ … }}` deletes fixed triples, `DELETE WHERE {{ … }}` all that fit the pattern",
            "`DELETE DATA {{ … }}` löscht feste Tripel, `DELETE WHERE {{ … }}` alle, die zum Muster passen"
        ),
    });
    let is_fixed = source.tokens[open..end].iter().all(|token| {
        let is_blank = token.kind == TokenKind::BlankNode || token.text(source.text) == "[";
        token.kind != TokenKind::Variable && (word == "INSERT" || !is_blank)
    });
    // WITH, or the DELETE before an INSERT, do not go with DATA.
    let is_first = (0..verb)
        .all(|before| !source.is_word(before, "WITH") && !source.is_word(before, "DELETE"));
    let behind = source.span(verb, verb).end;
    Some(if is_fixed && is_first {
        error.with_fix(Fix::one(behind..behind, " DATA"))
    } else {
        error
    })
}

/// Finds a triple that follows another one without `.` or `;`.
pub(super) fn missing_stop(source: &Source<'_>, unexpected: &Unexpected) -> Option<Candidate> {
    let index = unexpected.index;
    let token = source
        .tokens
        .get(index)
        .filter(|token| token.is_term() || source.text_of(index) == "a")?;
    let before = source.tokens.get(index.checked_sub(1)?)?;
    let ends_object = before.is_term()
        || matches!(before.text(source.text), "]" | ")")
        || before.kind == TokenKind::LanguageTag;
    if !ends_object || !inside_braces(source, index) {
        return None;
    }
    let terms = source.tokens[index..]
        .iter()
        .take_while(|token| token.is_term() || token.is_word(source.text, "a"))
        .count();
    let at_end = before.span.end..before.span.end;
    let word = quoted(token.text(source.text));
    let error = |message| source.error("G106", token.span.clone(), message);
    let ends_here = wording!("the triple ends here", "hier endet das Tripel");
    let error = match terms {
        1 => error(wording!(
            "unexpected {word} after a complete triple",
            "unerwartetes {word} nach einem vollständigen Tripel"
        ))
        .with_help(wording!(
            "several objects are separated by `,`; the next triple begins after `.`",
            "mehrere Objekte werden durch `,` getrennt; das nächste Tripel beginnt nach `.`"
        ))
        .with_fix(Fix::one(at_end, ",")),
        2 => error(wording!(
            "`;` is missing before {word}",
            "vor {word} fehlt `;`"
        ))
        .with_label(at_end.clone(), ends_here)
        .with_help(wording!(
            "`;` goes on with the same subject, `.` ends the triple",
            "mit `;` geht es mit demselben Subjekt weiter, `.` beendet das Tripel"
        ))
        .with_fix(Fix::one(at_end, " ;")),
        _ => error(wording!(
            "`.` is missing before {word}",
            "vor {word} fehlt `.`"
        ))
        .with_label(at_end.clone(), ends_here)
        .with_help(wording!(
            "`.` ends a triple, `;` goes on with the same subject",
            "`.` beendet ein Tripel, mit `;` geht es mit demselben Subjekt weiter"
        ))
        .with_fix(Fix::one(at_end, " .")),
    };
    Some((token.span.start, error))
}

/// Tells whether the innermost bracket around a token is a brace or that of a blank node.
pub(super) fn inside_braces(source: &Source<'_>, index: usize) -> bool {
    matches!(innermost(source, index), Some("{" | "["))
}

/// Gives the innermost bracket that is open at `index`.
pub(super) fn innermost<'a>(source: &Source<'a>, index: usize) -> Option<&'a str> {
    let mut open = Vec::new();
    for token in &source.tokens[..index] {
        match token.kind {
            TokenKind::Open => open.push(token.text(source.text)),
            TokenKind::Close => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}
