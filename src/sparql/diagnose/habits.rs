//! Mistakes that come from other habits: names, texts and clauses as other languages have them.

use super::{Candidate, Source, at, quoted};
use crate::sparql::fix::Fix;
use crate::sparql::lexer::TokenKind;
use crate::sparql::words::{FUNCTIONS, is_known};

/// Finds the first of them.
pub(super) fn first(source: &Source<'_>) -> Option<Candidate> {
    const CHECKS: [fn(&Source<'_>, usize) -> Option<Candidate>; 10] = [
        name_without_mark,
        dash_in_variable,
        step_without_prefix,
        mark_inside_text,
        pattern_between_slashes,
        text_as_property,
        values_without_braces,
        call_without_argument,
        condition_inside_braces,
        clause_twice,
    ];
    let found = (0..source.tokens.len())
        .find_map(|index| CHECKS.iter().find_map(|check| check(source, index)));
    found.or_else(|| unfinished(source))
}

fn kind(source: &Source<'_>, index: usize) -> Option<TokenKind> {
    source.tokens.get(index).map(|token| token.kind)
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
    let is_name = source.is_word(index, "AS") && kind(source, index + 1) == Some(TokenKind::Word);
    let word = source.text_of(index + 1);
    is_name.then(|| {
        let span = source.span(index + 1, index + 1);
        at(source
            .error("G103", span, format!("{} is not a variable", quoted(word)))
            .with_help(format!("did you mean `?{word}`?"))
            .replaced_by(format!("?{word}")))
    })
}

/// `?first-name` among columns or in a pattern.
fn dash_in_variable(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_one = kind(source, index) == Some(TokenKind::Variable)
        && source.text_of(index + 1) == "-"
        && touches_next(source, index)
        && touches_next(source, index + 1)
        && kind(source, index + 2) == Some(TokenKind::Word)
        && !is_known(source.text_of(index + 2));
    is_one.then(|| {
        let span = source.span(index, index + 2);
        let name = source.text.get(span.clone()).unwrap_or_default();
        at(source
            .error("G133", span, "the name of a variable has no `-`")
            .with_help(format!("write `{}`", name.replace('-', "_")))
            .replaced_by(name.replace('-', "_")))
    })
}

/// `ns:a/b`.
fn step_without_prefix(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_step = kind(source, index) == Some(TokenKind::PrefixedName)
        && matches!(source.text_of(index + 1), "/" | "|")
        && touches_next(source, index)
        && kind(source, index + 2) == Some(TokenKind::Word)
        && !matches!(source.text_of(index + 2), "a");
    is_step.then(|| {
        let word = source.text_of(index + 2);
        let prefix = source.text_of(index).split(':').next().unwrap_or_default();
        let span = source.span(index + 2, index + 2);
        at(source
            .error("G103", span, format!("{} lacks its prefix", quoted(word)))
            .with_help(format!("did you mean `{prefix}:{word}`?"))
            .replaced_by(format!("{prefix}:{word}")))
    })
}

/// `'it's'`.
fn mark_inside_text(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let written = source.text_of(index);
    let is_cut = kind(source, index) == Some(TokenKind::Text)
        && touches_next(source, index)
        && kind(source, index + 1) == Some(TokenKind::Word)
        && !is_known(source.text_of(index + 1))
        && !written.starts_with("\"\"\"")
        && !written.starts_with("'''");
    let mark = written.chars().next().filter(|_| is_cut)?;
    let end = source.span(index, index).end;
    Some(at(source
        .error("G112", end - 1..end, "the string ends at this mark")
        .with_help(format!("inside of it the mark is written `\\{mark}`"))
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
    let span = source.span(index + 1, end);
    let pattern = source.text.get(span.start + 1..span.end - 1)?;
    Some(at(source
        .error("G134", span.clone(), "a pattern is a text")
        .with_help(format!("write `\"{pattern}\"`"))
        .with_fix(Fix::one(
            span,
            format!("\"{}\"", pattern.replace('\\', "\\\\")),
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
    let is_text = kind(source, index + 2) == Some(TokenKind::Text);
    let in_values = (0..=index)
        .rev()
        .take(3)
        .any(|at| source.is_word(at, "VALUES"));
    if !starts || in_values || !term(index + 1) || !is_text || !term(index + 3) {
        return None;
    }
    let span = source.span(index + 2, index + 2);
    Some(at(source
        .error("G135", span, "a property is a name, not a text")
        .with_help(
            "write it with its prefix, such as `rdfs:label`, or as `<IRI>`",
        )))
}

/// `VALUES ?x ns:a`.
fn values_without_braces(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_bare = source.is_word(index, "VALUES")
        && kind(source, index + 1) == Some(TokenKind::Variable)
        && source.tokens.len() > index + 2
        && source.text_of(index + 2) != "{";
    is_bare.then(|| {
        let variable = source.text_of(index + 1);
        let value = source.text_of(index + 2);
        let span = source.span(index + 2, index + 2);
        let error = source
            .error("G128", span, "the values stand in braces")
            .with_help(format!("write `VALUES {variable} {{ {value} }}`"));
        let lone = matches!(source.text_of(index + 3), "}" | "." | "");
        at(if lone {
            error.replaced_by(format!("{{ {value} }}"))
        } else {
            error
        })
    })
}

/// `STRLEN()`.
fn call_without_argument(source: &Source<'_>, index: usize) -> Option<Candidate> {
    let is_empty = kind(source, index) == Some(TokenKind::Word)
        && source.text_of(index + 1) == "("
        && source.text_of(index + 2) == ")";
    let (name, arguments) = FUNCTIONS.iter().find(|(name, arguments)| {
        is_empty && name.eq_ignore_ascii_case(source.text_of(index)) && arguments.len() > 2
    })?;
    let optional = ["BNODE"].contains(name);
    (!optional).then(|| {
        let span = source.span(index, index + 2);
        at(source
            .error("G136", span, format!("{name} lacks what it works on"))
            .with_help(format!("it is called as `{name}{arguments}`")))
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
                "HAVING stands behind the braces, after GROUP BY",
            )
            .with_help("a condition on rows is `FILTER(…)`")
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
            format!("{clause} stands twice"),
        )
        .with_label(source.span(before, before), "first here");
    Some(at(if clause == "WHERE" {
        error.with_help("one WHERE has all patterns of a query; put both into the same braces")
    } else {
        error.with_help("leave one of them out")
    }))
}

/// `ORDER BY` or `DESCRIBE` with nothing behind it.
fn unfinished(source: &Source<'_>) -> Option<Candidate> {
    let last = source.tokens.len().checked_sub(1)?;
    let help = if source.is_word(last, "BY") {
        "name a variable behind it, such as `?name`"
    } else if source.is_word(last, "DESCRIBE") {
        "name a thing behind it: `DESCRIBE ns:name`, or a variable with its pattern"
    } else {
        return None;
    };
    let word = source.text_of(last).to_ascii_uppercase();
    Some(at(source
        .error(
            "G101",
            source.end(),
            format!("the text ends too early, after {word}"),
        )
        .with_help(help)))
}
