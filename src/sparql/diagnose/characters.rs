//! Mistakes in single characters and tokens: quotation marks, IRIs, language tags, brackets, declarations of Turtle.

use super::{Candidate, Source, at, quoted};
use crate::language::wording;
use crate::sparql::fix::Fix;
use crate::sparql::lexer::TokenKind;

/// Finds a character that no token starts with, such as those of word processors.
pub(super) fn stray(source: &Source<'_>) -> Option<Candidate> {
    let token = source
        .tokens
        .iter()
        .find(|token| token.kind == TokenKind::Stray)?;
    let text = token.text(source.text);
    let c = text.chars().next()?;
    if c == '@' && source.text[..token.span.start].ends_with(['"', '\'']) {
        return Some(at(source
            .error(
                "G112",
                token.span.clone(),
                wording!(
                    "the language is missing behind `@`",
                    "hinter `@` fehlt die Sprache"
                ),
            )
            .with_help(wording!(
                "write `@de`, or leave the `@` out",
                "schreiben Sie `@de`, oder lassen Sie das `@` weg"
            ))));
    }
    let error = source.error("G111", token.span.clone(), what_is(c));
    Some(at(match instead_of(c) {
        Some(help) => error.with_help(help).with_fix(straightened(source)),
        None => error,
    }))
}

/// Says what a character is that no token starts with.
fn what_is(c: char) -> String {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '´' =>
        {
            wording!(
                "`{c}` is a quotation mark of a word processor",
                "`{c}` ist ein Anführungszeichen aus einer Textverarbeitung"
            )
        }
        '\u{A0}' | '\u{202F}' | '\u{2007}' => wording!(
            "this is a no-break space",
            "das ist ein geschütztes Leerzeichen"
        ),
        '\u{200B}'..='\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{2060}' => wording!(
            "this is an invisible character",
            "das ist ein unsichtbares Zeichen"
        ),
        '–' | '—' | '−' => wording!(
            "`{c}` is a dash of a word processor",
            "`{c}` ist ein Strich aus einer Textverarbeitung"
        ),
        '…' => wording!(
            "`…` stands for something that is left out",
            "`…` steht für etwas, das ausgelassen ist"
        ),
        '&' => wording!("`&` is no operator", "`&` ist kein Operator"),
        c if c.is_whitespace() || c.is_control() => wording!(
            "the character U+{:04X} is not allowed here",
            "das Zeichen U+{:04X} ist hier nicht erlaubt",
            u32::from(c)
        ),
        c => wording!(
            "the character `{c}` is not allowed here",
            "das Zeichen `{c}` ist hier nicht erlaubt"
        ),
    }
}

/// Says what to write instead of such a character, where that is known.
fn instead_of(c: char) -> Option<String> {
    Some(match (c, plain(c)) {
        ('…', _) => wording!("write it out", "schreiben Sie es aus"),
        ('&', _) => wording!(
            "conditions are joined by `&&`",
            "Bedingungen werden mit `&&` verknüpft"
        ),
        (_, Some("")) => wording!("delete it", "löschen Sie es"),
        (_, Some(" ")) => wording!(
            "replace it by a plain space",
            "ersetzen Sie es durch ein einfaches Leerzeichen"
        ),
        (_, Some("-")) => wording!(
            "use the plain sign `-`",
            "verwenden Sie das einfache Zeichen `-`"
        ),
        (_, Some(mark)) => wording!(
            "use the straight mark `{mark}`",
            "verwenden Sie das gerade Zeichen `{mark}`"
        ),
        (_, None) => return None,
    })
}

/// Replaces every character that no token starts with and that has a plain form.
fn straightened(source: &Source<'_>) -> Fix {
    let stray = source
        .tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Stray);
    Fix::many(stray.filter_map(|token| {
        let plain = plain(token.text(source.text).chars().next()?)?;
        Some((token.span.clone(), plain.to_owned()))
    }))
}

/// Gives what a character of a word processor stands for.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => "\"",
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '´' => "'",
        '\u{200B}'..='\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{2060}' => "",
        '–' | '—' | '−' => "-",
        '&' => "&&",
        c if c.is_whitespace() || c.is_control() => " ",
        _ => return None,
    })
}

/// Finds a string that is not closed.
pub(super) fn unclosed_text(source: &Source<'_>) -> Option<Candidate> {
    let token = source
        .tokens
        .iter()
        .find(|token| token.kind == TokenKind::UnclosedText)?;
    let text = token.text(source.text);
    let mark = if text.starts_with("\"\"\"") || text.starts_with("'''") {
        &text[..3]
    } else {
        &text[..1]
    };
    let line = text.lines().next().map_or(text.len(), str::len);
    let error = source.error(
        "G112",
        token.span.start..token.span.start + line,
        wording!(
            "the string is not closed by `{mark}`",
            "die Zeichenkette wird nicht mit `{mark}` geschlossen"
        ),
    );
    let error = if let Some(typographic) = text.chars().find(|c| "“”„‘’‚".contains(*c))
    {
        let place = token.span.start + text.find(typographic).unwrap_or_default();
        error
            .with_help(wording!(
                "`{typographic}` of a word processor does not close it",
                "`{typographic}` aus einer Textverarbeitung schließt sie nicht"
            ))
            .with_fix(Fix::one(place..place + typographic.len_utf8(), mark))
    } else if mark.len() == 1 {
        error.with_help(wording!(
            "close it on the same line, or use `{}` for a text of several lines", "schließen Sie sie in derselben Zeile, oder verwenden Sie `{}` für einen mehrzeiligen Text",
            mark.repeat(3)
        ))
    } else {
        error
    };
    Some(at(error))
}

/// Finds an IRI with a forbidden character, one without angle brackets, and a relative one without BASE.
pub(super) fn invalid_iri(source: &Source<'_>) -> Option<Candidate> {
    let has_base = (0..source.tokens.len()).any(|index| source.is_word(index, "BASE"));
    source.tokens.iter().enumerate().find_map(|(index, token)| {
        let text = token.text(source.text);
        match token.kind {
            TokenKind::InvalidIri if !text.starts_with('<') => {
                Some(at(bare_iri(source, &token.span, text)))
            }
            TokenKind::InvalidIri => Some(at(misspelt_iri(source, &token.span))),
            TokenKind::Iri if !has_base && is_relative(text) => {
                Some(at(relative(source, index, text)))
            }
            _ => None,
        }
    })
}

/// Words an IRI without angle brackets.
fn bare_iri(
    source: &Source<'_>,
    span: &std::ops::Range<usize>,
    iri: &str,
) -> crate::sparql::Diagnostic {
    let message = wording!(
        "an IRI stands in angle brackets",
        "eine IRI steht in spitzen Klammern"
    );
    source
        .error("G113", span.clone(), message)
        .with_help(wording!("write `<{iri}>`", "schreiben Sie `<{iri}>`"))
        .replaced_by(format!("<{iri}>"))
}

/// Words an IRI that is not closed or has a character that no IRI has.
fn misspelt_iri(source: &Source<'_>, span: &std::ops::Range<usize>) -> crate::sparql::Diagnostic {
    let text = source.text.get(span.clone()).unwrap_or_default();
    let mut inner = text.trim_start_matches('<').chars();
    let message = match inner.find(|c| *c <= ' ' || "<\"{}|^`\\".contains(*c)) {
        _ if !text.ends_with('>') => wording!(
            "the IRI is not closed by `>`",
            "die IRI wird nicht mit `>` geschlossen"
        ),
        Some(' ') => {
            let message = wording!(
                "an IRI may not contain a space",
                "eine IRI darf kein Leerzeichen enthalten"
            );
            return source
                .error("G113", span.clone(), message)
                .with_help(wording!(
                    "write `%20`, or close the IRI before the space",
                    "schreiben Sie `%20`, oder schließen Sie die IRI vor dem Leerzeichen"
                ))
                .replaced_by(text.replace(' ', "%20"));
        }
        Some(c) => wording!(
            "an IRI may not contain `{c}`",
            "eine IRI darf kein `{c}` enthalten"
        ),
        None => wording!("this is not an IRI", "das ist keine IRI"),
    };
    source.error("G113", span.clone(), message)
}

fn is_relative(iri: &str) -> bool {
    let inner = &iri[1..iri.len() - 1];
    let scheme = inner.split(['/', '?', '#']).next().unwrap_or_default();
    !scheme.contains(':')
}

fn relative(source: &Source<'_>, index: usize, text: &str) -> crate::sparql::Diagnostic {
    let span = source.tokens[index].span.clone();
    let before = index
        .checked_sub(1)
        .and_then(|index| source.tokens.get(index));
    if text == "<>" && before.is_some_and(crate::sparql::lexer::Token::is_term) {
        return source
            .error(
                "G126",
                span,
                wording!("`<>` is no operator", "`<>` ist kein Operator"),
            )
            .with_help(wording!(
                "unequal is written `!=`",
                "ungleich schreibt man `!=`"
            ))
            .replaced_by("!=");
    }
    source
        .error(
            "G116",
            span,
            wording!(
                "{} is a relative IRI, and no BASE is declared", "{} ist eine relative IRI, und es ist keine BASE deklariert",
                quoted(text)
            ),
        )
        .with_help(wording!("write the whole IRI with its scheme, or declare `BASE <…>` first", "schreiben Sie die vollständige IRI mit ihrem Schema, oder deklarieren Sie zuerst `BASE <…>`"))
}

/// Finds a language tag that is none, or one that follows no string.
pub(super) fn language_tag(source: &Source<'_>) -> Option<Candidate> {
    source.tokens.iter().enumerate().find_map(|(index, token)| {
        if token.kind != TokenKind::LanguageTag
            || matches!(token.text(source.text), "@prefix" | "@base")
        {
            return None;
        }
        let before = index
            .checked_sub(1)
            .and_then(|index| source.tokens.get(index));
        if before.is_none_or(|before| before.kind != TokenKind::Text) {
            let message = wording!(
                "the language tag {} follows no string",
                "vor dem Sprachkürzel {} steht keine Zeichenkette",
                quoted(token.text(source.text))
            );
            return Some(at(source.error("G120", token.span.clone(), message)));
        }
        let tag = &token.text(source.text)[1..];
        let malformed = tag
            .split('-')
            .next()
            .is_none_or(|part| part.len() > 8 || part.contains(|c: char| c.is_ascii_digit()))
            || tag.ends_with('-');
        malformed.then(|| {
            at(source
                .error(
                    "G120",
                    token.span.clone(),
                    wording!(
                        "`{tag}` is no language tag",
                        "`{tag}` ist kein Sprachkürzel"
                    ),
                )
                .with_help(wording!(
                    "tags look like `de` or `de-CH`",
                    "Sprachkürzel sehen aus wie `de` oder `de-CH`"
                )))
        })
    })
}

/// Finds a declaration as Turtle has it.
pub(super) fn turtle_prefix(source: &Source<'_>) -> Option<Candidate> {
    source.tokens.iter().enumerate().find_map(|(index, token)| {
        let text = token.text(source.text);
        let is_declared = |keyword: &str, length: usize| {
            index >= length
                && source.is_word(index - length, keyword)
                && source.tokens[index - 1].kind == TokenKind::Iri
        };
        match text {
            "@prefix" | "@base" => {
                let keyword = text[1..].to_ascii_uppercase();
                Some(at(source
                    .error(
                        "G110",
                        token.span.clone(),
                        wording!(
                            "`{text}` is Turtle, not SPARQL",
                            "`{text}` ist Turtle, nicht SPARQL"
                        ),
                    )
                    .with_help(wording!(
                        "write `{keyword}` without the `@` and without the full stop at its end",
                        "schreiben Sie `{keyword}` ohne das `@` und ohne den Punkt am Ende"
                    ))
                    .with_fix(as_sparql(source))))
            }
            "." if is_declared("PREFIX", 3) || is_declared("BASE", 2) => Some(at(source
                .error(
                    "G110",
                    token.span.clone(),
                    wording!(
                        "a declaration ends without a full stop in SPARQL",
                        "in SPARQL endet eine Deklaration ohne Punkt"
                    ),
                )
                .with_help(wording!("delete the `.`", "löschen Sie den `.`"))
                .with_fix(as_sparql(source)))),
            _ => None,
        }
    })
}

/// Writes all declarations of Turtle as SPARQL has them.
fn as_sparql(source: &Source<'_>) -> Fix {
    let mut declares = false;
    Fix::many(source.tokens.iter().filter_map(|token| {
        let text = token.text(source.text);
        match text {
            "@prefix" | "@base" => {
                declares = true;
                Some((token.span.clone(), text[1..].to_ascii_uppercase()))
            }
            "." if declares => {
                declares = false;
                Some((token.span.clone(), String::new()))
            }
            _ => {
                declares = match token.kind {
                    TokenKind::Word => {
                        matches!(text.to_ascii_uppercase().as_str(), "PREFIX" | "BASE")
                    }
                    TokenKind::PrefixedName | TokenKind::Iri => declares,
                    _ => false,
                };
                None
            }
        }
    }))
}

/// Finds a bracket without its partner.
pub(super) fn brackets(source: &Source<'_>) -> Option<Candidate> {
    let mut open: Vec<usize> = Vec::new();
    for (index, token) in source.tokens.iter().enumerate() {
        let text = source.text_of(index);
        if token.kind == TokenKind::Open {
            open.push(index);
        } else if token.kind == TokenKind::Close {
            match open.pop() {
                None => return Some(at(closes_nothing(source, index))),
                Some(opener) if partner(source.text_of(opener)) != text => {
                    return Some(at(if is_balanced_without(source, index) {
                        closes_nothing(source, index)
                    } else {
                        wrong_partner(source, opener, index)
                    }));
                }
                Some(_) => {}
            }
        }
    }
    let opener = open.pop()?;
    let text = source.text_of(opener);
    let error = source
        .error(
            "G105",
            source.tokens[opener].span.clone(),
            wording!("`{text}` is never closed", "`{text}` wird nie geschlossen"),
        )
        .with_help(wording!(
            "the text ends without `{}`",
            "der Text endet ohne `{}`",
            partner(text)
        ))
        .with_fix(Fix::one(source.end(), format!(" {}", partner(text))));
    // Other mistakes stand before the end of the text, where this one shows.
    Some((source.end().start, error))
}

fn closes_nothing(source: &Source<'_>, index: usize) -> crate::sparql::Diagnostic {
    let text = source.text_of(index);
    let message = wording!("`{text}` closes nothing", "`{text}` schließt nichts");
    let error = source.error("G105", source.span(index, index), message);
    error.replaced_by("")
}

/// Tells whether all brackets have their partners once that at `index` is gone.
fn is_balanced_without(source: &Source<'_>, index: usize) -> bool {
    let mut open = Vec::new();
    for (at, token) in source.tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => open.push(partner(source.text_of(at))),
            TokenKind::Close if at != index && open.pop() != Some(source.text_of(at)) => {
                return false;
            }
            _ => {}
        }
    }
    open.is_empty()
}

/// Words a bracket at `index` that does not close the one at `opener`.
fn wrong_partner(source: &Source<'_>, opener: usize, index: usize) -> crate::sparql::Diagnostic {
    let (text, bracket) = (source.text_of(index), source.text_of(opener));
    let span = source.span(index, index);
    let message = wording!(
        "`{text}` does not close `{bracket}`",
        "`{text}` schließt nicht `{bracket}`"
    );
    let label = wording!("opened here", "hier geöffnet");
    source
        .error("G105", span.clone(), message)
        .with_label(source.span(opener, opener), label)
        .with_help(wording!(
            "close it with `{}`",
            "schließen Sie diese Klammer mit `{}`",
            partner(bracket)
        ))
        .with_fix(Fix::one(
            span.start..span.start,
            format!("{} ", partner(bracket)),
        ))
}

fn partner(open: &str) -> &'static str {
    match open {
        "{" => "}",
        "(" => ")",
        "[" => "]",
        "{|" => "|}",
        "<<" => ">>",
        _ => ")>>",
    }
}
