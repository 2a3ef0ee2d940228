//! Mistakes in the clauses of a query that are written like SQL, like Turtle, or in the wrong order.

use super::grammar::Unexpected;
use super::{Candidate, Source, at, quoted};
use crate::language::wording;
use crate::sparql::Diagnostic;
use crate::sparql::fix::Fix;
use crate::sparql::lexer::TokenKind;

/// Signs that join the operands of a condition.
const OPERATORS: [&str; 12] = [
    "<", ">", "<=", ">=", "=", "!=", "&&", "||", "+", "-", "*", "/",
];

/// Finds a condition without brackets.
pub(super) fn filter_without_brackets(source: &Source<'_>) -> Option<Candidate> {
    let filter = (0..source.tokens.len()).find(|index| {
        let is_condition = source.is_word(*index, "HAVING") || source.is_word(*index, "FILTER");
        is_condition && is_bare_condition(source, index + 1)
    })?;
    let keyword = source.text_of(filter).to_ascii_uppercase();
    let span = source.tokens[filter + 1].span.clone();
    let error = source
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
        ));
    let span = source.span(filter + 1, end_of_bare_condition(source, filter + 1));
    let condition = source.text.get(span.clone()).unwrap_or_default();
    Some(at(error.with_fix(Fix::one(span, format!("({condition})")))))
}

/// Tells whether the condition that begins at `first` has no bracket around it and is no call.
fn is_bare_condition(source: &Source<'_>, first: usize) -> bool {
    let goes_on = |open: usize| {
        let behind = source.text_of(source.closing(open) + 1);
        OPERATORS.contains(&behind)
    };
    let is_call = source.text_of(first + 1) == "(";
    match source.kind(first) {
        Some(
            TokenKind::Variable
            | TokenKind::Text
            | TokenKind::Number
            | TokenKind::LanguageTag
            | TokenKind::Sign,
        ) => true,
        Some(TokenKind::PrefixedName | TokenKind::Iri) => !is_call || goes_on(first + 1),
        // `LANG(?x) = "de"`: the call alone would be a condition.
        Some(TokenKind::Word) => is_call && goes_on(first + 1),
        Some(TokenKind::Open) => source.text_of(first) == "(" && goes_on(first),
        _ => false,
    }
}

/// Gives the last token of a condition without brackets: before a stop, a brace or the word that begins the next clause.
fn end_of_bare_condition(source: &Source<'_>, first: usize) -> usize {
    const NEXT: [&str; 13] = [
        "FILTER", "OPTIONAL", "BIND", "VALUES", "MINUS", "UNION", "GRAPH", "SERVICE", "LATERAL",
        "ORDER", "LIMIT", "OFFSET", "HAVING",
    ];
    let mut index = first;
    while index < source.tokens.len() {
        if source.is_open(index) && source.text_of(index) != "{" {
            index = source.closing(index) + 1;
            continue;
        }
        let ends = matches!(source.text_of(index), "." | ";" | "{" | "}" | ")")
            || NEXT.iter().any(|word| source.is_word(index, word));
        if ends {
            break;
        }
        index += 1;
    }
    index.min(source.tokens.len()) - 1
}

/// Words commas between what stands side by side in SPARQL; nothing where there are none.
pub(super) fn without_commas(
    source: &Source<'_>,
    commas: &[usize],
    message: String,
) -> Option<Candidate> {
    let first = *commas.first()?;
    let places = commas
        .iter()
        .map(|comma| (source.span(*comma, *comma), String::new()));
    Some(at(source
        .error("G127", source.span(first, first), message)
        .with_help(wording!("delete the `,`", "löschen Sie das `,`"))
        .with_fix(Fix::many(places))))
}

/// Finds commas between what GROUP BY or ORDER BY names.
pub(super) fn comma_between_keys(source: &Source<'_>) -> Option<Candidate> {
    (0..source.tokens.len()).find_map(|index| {
        let clause = ["GROUP", "ORDER"]
            .into_iter()
            .find(|word| source.is_word(index, word) && source.is_word(index + 1, "BY"))?;
        let last = end_of_bare_condition(source, index + 2);
        let mut commas = Vec::new();
        let mut at_key = index + 2;
        while at_key <= last {
            if source.text_of(at_key) == "," {
                commas.push(at_key);
            }
            at_key = if source.is_open(at_key) {
                source.closing(at_key) + 1
            } else {
                at_key + 1
            };
        }
        without_commas(
            source,
            &commas,
            wording!(
                "what {clause} BY names is separated by spaces, not by commas",
                "was {clause} BY nennt, wird durch Leerzeichen getrennt, nicht durch Kommas"
            ),
        )
    })
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
    let comma = index.checked_sub(2).filter(|comma| {
        let is_last_object = matches!(
            source.tokens[comma + 1].kind,
            TokenKind::PrefixedName | TokenKind::Iri | TokenKind::Variable
        );
        source.text_of(*comma) == "," && is_last_object
    });
    let error = match comma {
        Some(comma) => object_that_is_none(source, comma, terms, error),
        None => unseparated(&word, terms, at_end, error),
    };
    Some((token.span.start, error))
}

/// Words `word`, which begins `terms` terms behind a triple that ends at `at_end`.
fn unseparated(
    word: &str,
    terms: usize,
    at_end: std::ops::Range<usize>,
    error: impl Fn(String) -> Diagnostic,
) -> Diagnostic {
    let ends_here = wording!("the triple ends here", "hier endet das Tripel");
    match terms {
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
    }
}

/// Words what follows the comma at `comma` as if it were another object, `terms` terms before the next sign.
fn object_that_is_none(
    source: &Source<'_>,
    comma: usize,
    terms: usize,
    error: impl Fn(String) -> Diagnostic,
) -> Diagnostic {
    let stop = if terms == 1 { ";" } else { "." };
    let next = quoted(source.text_of(comma + 1));
    let help = if terms == 1 {
        wording!(
            "`;` goes on with the same subject, `,` with another object",
            "mit `;` geht es mit demselben Subjekt weiter, mit `,` mit einem weiteren Objekt"
        )
    } else {
        wording!(
            "`.` ends the triple, `,` goes on with another object",
            "`.` beendet das Tripel, mit `,` geht es mit einem weiteren Objekt weiter"
        )
    };
    error(wording!(
        "`{stop}` is needed before {next}, not `,`",
        "vor {next} gehört `{stop}`, nicht `,`"
    ))
    .with_help(help)
    .with_fix(Fix::one(source.span(comma, comma), format!(" {stop}")))
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
