//! Mistakes in what stands for data: VALUES, INSERT DATA, blank nodes, literals, IRIs.

use super::super::super::diagnostic::Diagnostic;
use super::super::super::fix::Fix;
use super::super::Source;
use super::{is_variable, mentions, name};
use crate::language::wording;
use crate::sparql::lexer::TokenKind;

pub(super) fn uneven_values(source: &Source<'_>) -> Option<Diagnostic> {
    (0..source.tokens.len())
        .filter(|index| source.is_word(*index, "VALUES") && source.text_of(index + 1) == "(")
        .find_map(|values| {
            let close = source.closing(values + 1);
            let columns = close.checked_sub(values + 2)?;
            let end = source.closing(close + 1);
            let mut row = close + 2;
            while row < end {
                let row_end = source.closing(row);
                let found = count_values(source, row + 1..row_end);
                if found != columns {
                    let span = source.span(row, row_end);
                    let message = uneven(found, columns);
                    return Some(source.error("G117", span, message).with_help(wording!(
                        "`UNDEF` stands for no value",
                        "`UNDEF` steht für keinen Wert"
                    )));
                }
                row = row_end + 1;
            }
            None
        })
}

fn uneven(found: usize, columns: usize) -> String {
    if found == 1 {
        wording!(
            "1 value is given for {columns} variables",
            "1 Wert steht {columns} Variablen gegenüber"
        )
    } else {
        wording!(
            "{found} values are given for {columns} variables",
            "{found} Werte stehen {columns} Variablen gegenüber"
        )
    }
}

/// Counts values; a tag or a datatype belongs to the text before it.
fn count_values(source: &Source<'_>, range: std::ops::Range<usize>) -> usize {
    let mut count = 0;
    let mut index = range.start;
    while index < range.end {
        match source.text_of(index) {
            "^^" => index += 1,
            "-" | "+" => {}
            _ if source.tokens[index].kind == TokenKind::LanguageTag => {}
            _ if source.is_open(index) => {
                index = source.closing(index);
                count += 1;
            }
            _ => count += 1,
        }
        index += 1;
    }
    count
}

pub(super) fn repeated_variable(source: &Source<'_>) -> Option<Diagnostic> {
    (0..source.tokens.len())
        .filter(|index| source.is_word(*index, "VALUES") && source.is_open(index + 1))
        .find_map(|values| {
            let close = source.closing(values + 1);
            (values + 2..close).find_map(|index| {
                let first = mentions(source, values + 2..index, name(source, index))?;
                let span = source.tokens[index].span.clone();
                Some(
                    source
                        .error(
                            "G117",
                            span,
                            wording!(
                                "{} stands twice in VALUES",
                                "{} steht zweimal in VALUES",
                                source.text_of(index)
                            ),
                        )
                        .with_label(
                            source.tokens[first].span.clone(),
                            wording!("first here", "zuerst hier"),
                        ),
                )
            })
        })
}

pub(super) fn forbidden_in_data(source: &Source<'_>, verb: &str) -> Option<Diagnostic> {
    let data = (0..source.tokens.len())
        .find(|index| source.is_word(*index, verb) && source.is_word(index + 1, "DATA"))?;
    let end = source.closing(data + 2);
    let blank_too = verb == "DELETE";
    let found = (data + 2..end).find(|index| {
        is_variable(source, *index)
            || (blank_too
                && (source.tokens[*index].kind == TokenKind::BlankNode
                    || source.text_of(*index) == "["))
    })?;
    let what = if is_variable(source, found) {
        wording!("a variable", "keine Variable")
    } else {
        wording!("a blank node", "keinen leeren Knoten")
    };
    Some(
        source
            .error(
                "G118",
                source.tokens[found].span.clone(),
                wording!(
                    "{verb} DATA cannot contain {what}",
                    "{verb} DATA darf {what} enthalten"
                ),
            )
            .with_help(wording!(
                "with a pattern it is `{verb} {{ … }} WHERE {{ … }}`",
                "mit einem Muster lautet es `{verb} {{ … }} WHERE {{ … }}`"
            )),
    )
}

pub(super) fn blank_node_in_delete(source: &Source<'_>) -> Option<Diagnostic> {
    let delete = (0..source.tokens.len()).find(|index| source.is_word(*index, "DELETE"))?;
    let open = delete + 1 + usize::from(source.is_word(delete + 1, "WHERE"));
    let mut template = open..source.closing(open).min(source.tokens.len());
    let found = template.find(|index| {
        source.tokens[*index].kind == TokenKind::BlankNode || source.text_of(*index) == "["
    })?;
    Some(
        source
            .error(
                "G118",
                source.tokens[found].span.clone(),
                wording!(
                    "what is to be deleted cannot contain a blank node",
                    "was gelöscht werden soll, darf keinen leeren Knoten enthalten"
                ),
            )
            .with_help(wording!(
                "use a variable instead",
                "verwenden Sie stattdessen eine Variable"
            )),
    )
}

pub(super) fn reused_blank_node(source: &Source<'_>) -> Option<Diagnostic> {
    let labels: Vec<usize> = (0..source.tokens.len())
        .filter(|index| source.tokens[*index].kind == TokenKind::BlankNode)
        .collect();
    labels.iter().enumerate().find_map(|(position, index)| {
        let label = source.text_of(*index);
        let first = labels[..position]
            .iter()
            .find(|first| source.text_of(**first) == label)?;
        let parted = source.tokens[*first..*index]
            .iter()
            .any(|token| matches!(token.text(source.text), "{" | "}"));
        parted.then(|| {
            source
                .error(
                    "G121",
                    source.tokens[*index].span.clone(),
                    wording!(
                        "`{label}` is used in two groups",
                        "`{label}` wird in zwei Gruppen verwendet"
                    ),
                )
                .with_label(
                    source.tokens[*first].span.clone(),
                    wording!("first here", "zuerst hier"),
                )
                .with_help(wording!(
                    "use a variable where both places mean the same thing",
                    "verwenden Sie eine Variable, wenn beide Stellen dasselbe meinen"
                ))
        })
    })
}

pub(super) fn language_tag(source: &Source<'_>) -> Option<Diagnostic> {
    let tags = source
        .tokens
        .iter()
        .filter(|token| token.kind == TokenKind::LanguageTag);
    let suspicious =
        |text: &&str| text.contains("--") || text[1..].split('-').any(|part| part.len() > 8);
    let tag = tags
        .map(|token| (token, token.text(source.text)))
        .find(|(_, text)| suspicious(text))?;
    Some(
        source
            .error(
                "G120",
                tag.0.span.clone(),
                wording!("`{}` is no language tag", "`{}` ist kein Sprachkürzel", &tag.1[1..]),
            )
            .with_help(wording!("tags look like `de` or `de-CH`; a direction is `--ltr` or `--rtl`", "Sprachkürzel sehen aus wie `de` oder `de-CH`; eine Schreibrichtung ist `--ltr` oder `--rtl`")),
    )
}

pub(super) fn number_too_large(source: &Source<'_>) -> Option<Diagnostic> {
    let number = (0..source.tokens.len()).find(|index| {
        source.tokens[*index].kind == TokenKind::Number
            && source.text_of(*index).parse::<usize>().is_err()
    })?;
    Some(source.error(
        "G131",
        source.tokens[number].span.clone(),
        wording!(
            "this number of rows is too large",
            "diese Zahl von Zeilen ist zu groß"
        ),
    ))
}

pub(super) fn escape(source: &Source<'_>) -> Option<Diagnostic> {
    source.tokens.iter().find_map(|token| {
        if token.kind != TokenKind::Text {
            return None;
        }
        let text = token.text(source.text);
        let mut characters = text.char_indices();
        while let Some((at, c)) = characters.next() {
            if c != '\\' {
                continue;
            }
            let escaped = characters.next().map_or(' ', |(_, escaped)| escaped);
            let digits = match escaped {
                't' | 'b' | 'n' | 'r' | 'f' | '"' | '\'' | '\\' => continue,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            let hexadecimal = text.get(at + 2..at + 2 + digits);
            let value = hexadecimal.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
            if digits == 0 || value.is_none() {
                let start = token.span.start + at;
                let span = start..start + 1 + escaped.len_utf8();
                return Some(source
                    .error("G124", span.clone(), wording!("`\\{escaped}` is no escape", "`\\{escaped}` ist keine Escape-Sequenz"))
                    .with_fix(Fix::one(span, format!("\\\\{escaped}")))
                    .with_help(wording!("a backslash is written `\\\\`; escapes are \\t \\n \\r \\b \\f \\\" \\' \\\\ \\uXXXX", "einen Backslash schreibt man `\\\\`; Escape-Sequenzen sind \\t \\n \\r \\b \\f \\\" \\' \\\\ \\uXXXX")));
            }
        }
        None
    })
}

pub(super) fn iri(source: &Source<'_>) -> Option<Diagnostic> {
    let found = source.tokens.iter().find(|token| {
        token.kind == TokenKind::Iri
            && oxrdf::NamedNode::new(token.text(source.text).trim_matches(['<', '>'])).is_err()
    })?;
    Some(source.error(
        "G113",
        found.span.clone(),
        wording!("this is not a valid IRI", "das ist keine gültige IRI"),
    ))
}
