//! Words and prefixes that nobody declared.

use oxrdf::NamedNode;

use super::{Candidate, Source, at, clauses, quoted};
use crate::language::{Wording, command, did_you_mean, edits, wording};
use crate::prefixes::Prefixes;
use crate::sparql::Diagnostic;
use crate::sparql::algebra::XSD;
use crate::sparql::fix::Fix;
use crate::sparql::lexer::{Token, TokenKind, tokens};
use crate::sparql::nearness::{Vocabulary, all_prefixes, shown_iri, times};
use crate::sparql::words::{
    CASTS, FOREIGN_WORDS, FUNCTIONS, KEYWORDS, WELL_KNOWN_PREFIXES, is_known, meant, nearest,
};

/// The code of a name without its prefix.
pub(super) const LACKS_PREFIX: &str = "G141";

/// Finds a prefix that neither the text nor the session declares.
pub(super) fn undeclared_prefix(source: &Source<'_>, prefixes: &Prefixes) -> Option<Candidate> {
    let mut declared: Vec<&str> = Vec::new();
    for (index, token) in source.tokens.iter().enumerate() {
        if token.kind != TokenKind::PrefixedName {
            continue;
        }
        let prefix = token
            .text(source.text)
            .split(':')
            .next()
            .unwrap_or_default();
        let is_declaration = index > 0
            && (source.is_word(index - 1, "PREFIX")
                || source.text_of(index - 1).eq_ignore_ascii_case("@prefix"));
        if is_declaration {
            declared.push(prefix);
        } else if !declared.contains(&prefix) && prefixes.namespace(prefix).is_none() {
            let span = token.span.start..token.span.start + prefix.len() + 1;
            let error = source.error(
                "G102",
                span,
                wording!(
                    "prefix `{prefix}:` is not declared",
                    "das Präfix `{prefix}:` ist nicht deklariert"
                ),
            );
            let known = declared
                .iter()
                .copied()
                .chain(prefixes.iter().map(|(known, _)| known));
            let well_known = WELL_KNOWN_PREFIXES.iter().find(|(name, _)| *name == prefix);
            return Some(at(if let Some((name, namespace)) = well_known {
                with_declaration(error, name, namespace).with_help(wording!(
                    "{name}: is usually <{namespace}>; write `PREFIX {name}: <{namespace}>` first", "{name}: steht gewöhnlich für <{namespace}>; schreiben Sie davor `PREFIX {name}: <{namespace}>`"
                ))
            } else if let Some(near) = nearest(prefix, known) {
                error
                    .with_help(wording!(
                        "did you mean `{near}:`?",
                        "meinten Sie `{near}:`?"
                    ))
                    .replaced_by(format!("{near}:"))
            } else if let Some(near) =
                nearest(prefix, WELL_KNOWN_PREFIXES.iter().map(|(name, _)| *name))
            {
                error.with_help(wording!(
                    "did you mean `{near}:`? It is not declared either",
                    "meinten Sie `{near}:`? Auch das ist nicht deklariert"
                ))
            } else {
                error.with_help(wording!(
                    "write `PREFIX {prefix}: <…>` before the query",
                    "schreiben Sie `PREFIX {prefix}: <…>` vor die Abfrage"
                ))
            }));
        }
    }
    None
}

/// Has a prefix declared in front of the text.
pub(super) fn with_declaration(error: Diagnostic, prefix: &str, namespace: &str) -> Diagnostic {
    let declaration = format!("PREFIX {prefix}: <{namespace}>");
    error
        .with_help(wording!(
            "write `{declaration}` first",
            "schreiben Sie davor `{declaration}`"
        ))
        .with_fix(Fix::one(0..0, format!("{declaration}\n")))
}

/// Words the call of `function`, which the engine does not have.
pub(super) fn unknown_call(source: &Source<'_>, function: &NamedNode) -> Diagnostic {
    let local = |index: usize| {
        let name = source.text_of(index).trim_matches(['<', '>']);
        name.rsplit([':', '/', '#']).next().unwrap_or_default()
    };
    let call = source.tokens.iter().enumerate().find(|(index, token)| {
        matches!(token.kind, TokenKind::PrefixedName | TokenKind::Iri)
            && source.text_of(index + 1) == "("
            && function
                .as_str()
                .strip_suffix(&local(*index).replace('\\', ""))
                .is_some_and(|namespace| namespace.ends_with([':', '/', '#']))
    });
    let Some((index, token)) = call else {
        return unknown(source, &(0..0), true, &function.to_string());
    };
    let called = source.text_of(index);
    let error = unknown(source, &token.span, true, called);
    let near = if function.as_str().starts_with(XSD) {
        nearest(local(index), CASTS).map(|cast| called.replace(local(index), cast))
    } else {
        let names = FUNCTIONS.iter().map(|(name, _)| *name);
        nearest(local(index), names).map(str::to_owned)
    };
    match near {
        Some(near) => error.with_help(did_you_mean(&near)).replaced_by(near),
        None => error.with_help(wording!(
            "there are those of SPARQL, such as `STRLEN`, and the casts to datatypes, such as `xsd:integer`",
            "es gibt die von SPARQL, etwa `STRLEN`, und die Umwandlungen in Datentypen, etwa `xsd:integer`"
        )),
    }
}

/// Words of the grammar that stand between round brackets.
const IN_BRACKETS: [&str; 8] = [
    "AS",
    "IN",
    "NOT",
    "EXISTS",
    "DISTINCT",
    "SEPARATOR",
    "ASC",
    "DESC",
];

/// Finds a bare word that means nothing in SPARQL.
pub(super) fn unknown_word(source: &Source<'_>) -> Option<Candidate> {
    let (index, token) = source.tokens.iter().enumerate().find(|(index, token)| {
        token.kind == TokenKind::Word
            && (!is_known(source.text_of(*index)) || (*index == 0 && source.is_word(0, "DESC")))
    })?;
    let word = token.text(source.text);
    if let Some(help) = at_its_place(source, index) {
        return Some(at(unknown(source, &token.span, false, word).with_help(help)));
    }
    let is_call = source.text_of(index + 1) == "(";
    let foreign = FOREIGN_WORDS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    let functions = || FUNCTIONS.iter().map(|(name, _)| *name);
    let called = [
        "FILTER", "BIND", "VALUES", "HAVING", "IN", "DESC", "ASC", "BY",
    ];
    let function =
        || nearest(word, functions().chain(called)).filter(|near| !called.contains(near));
    let possible = |keyword: &&str| match source.text_of(index.wrapping_sub(1)) {
        _ if is_call => called.contains(keyword),
        before if before.eq_ignore_ascii_case("BY") => ["ASC", "DESC"].contains(keyword),
        _ if clauses::innermost(source, index) == Some("(") => IN_BRACKETS.contains(keyword),
        _ => true,
    };
    let keyword = || nearest(word, KEYWORDS.iter().copied().filter(possible));
    let span = token.span.clone();
    Some(at(if index > 0 && source.is_word(index - 1, "PREFIX") {
        without_colon(source, span, word)
    } else if let Some((_, help)) = foreign {
        of_another_language(source, span, word, is_call, *help)
    } else if let Some(near) = is_call.then(function).flatten() {
        unknown(source, &span, true, word)
            .with_help(wording!("did you mean `{near}`?", "meinten Sie `{near}`?"))
            .replaced_by(near)
    } else if source
        .tokens
        .iter()
        .any(|token| token.kind == TokenKind::Variable && token.text(source.text)[1..] == *word)
    {
        without_mark(source, span, word)
    } else if is_name(source, index) {
        without_prefix(source, span, word)
    } else if let Some(near) = keyword() {
        unknown(source, &span, false, word)
            .with_help(wording!("did you mean `{near}`?", "meinten Sie `{near}`?"))
            .replaced_by(near)
    } else if is_call {
        unknown(source, &span, true, word).with_help(wording!(
            "a function of a vocabulary is called by its prefixed name",
            "eine Funktion eines Vokabulars ruft man mit Präfix und Namen auf"
        ))
    } else {
        unknown(source, &span, false, word).with_help(wording!(
            "a variable is written `?{word}`, a text `\"{word}\"`, a term with its prefix",
            "eine Variable schreibt man `?{word}`, eine Zeichenkette `\"{word}\"`, einen Term mit Präfix"
        ))
    }))
}

/// Says what belongs where an unknown word stands, for places that take neither a variable nor a text.
fn at_its_place(source: &Source<'_>, index: usize) -> Option<String> {
    let is_near_keyword = nearest(source.text_of(index), KEYWORDS.iter().copied()).is_some();
    let Some(before) = index.checked_sub(1) else {
        return match source.text_of(index).to_ascii_uppercase().as_str() {
            "EXPLAIN" => Some(wording!(
                "{} shows how a query is run",
                "{} zeigt, wie eine Abfrage ausgeführt wird",
                command(Wording::new("gremia explain QUERY", "gremia explain ABFRAGE").text())
            )),
            "SHOW" | "TABLES" | "DESC" => Some(wording!(
                "{} shows the classes and properties",
                "{} zeigt die Klassen und Eigenschaften",
                command("gremia schema")
            )),
            _ if is_near_keyword => None,
            _ if matches!(source.text_of(1), "(" | ":") => None,
            _ if FOREIGN_WORDS
                .iter()
                .any(|(name, _)| source.is_word(index, name)) =>
            {
                None
            }
            _ => Some(wording!(
                "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE",
                "eine Abfrage beginnt mit SELECT, ASK, CONSTRUCT oder DESCRIBE"
            )),
        };
    };
    if is_near_keyword {
        return None;
    }
    let word = source.text_of(index);
    match source.text_of(before).to_ascii_uppercase().as_str() {
        limit @ ("LIMIT" | "OFFSET") => Some(wording!(
            "a number stands behind {limit}: `{limit} 10`",
            "hinter {limit} steht eine Zahl: `{limit} 10`"
        )),
        "FROM" | "NAMED" => Some(wording!(
            "the IRI of a graph stands behind FROM; without FROM the whole dataset is asked",
            "hinter FROM steht die IRI eines Graphen; ohne FROM wird der ganze Datenbestand befragt"
        )),
        "DESCRIBE" => Some(wording!(
            "an IRI or a variable stands behind DESCRIBE; {} finds a thing by its name",
            "hinter DESCRIBE steht eine IRI oder eine Variable; {} findet ein Ding nach seinem Namen",
            command(&format!("gremia describe {word}"))
        )),
        _ => None,
    }
}

/// Tells whether a word stands where a class or a property is named, and is none of the words that a term follows.
fn is_name(source: &Source<'_>, index: usize) -> bool {
    const BEFORE_TERMS: [&str; 3] = ["VALUES", "GRAPH", "SERVICE"];
    if !clauses::inside_braces(source, index) || source.is_open(index + 1) {
        return false;
    }
    let next = source.tokens.get(index + 1);
    let is_class = index > 0 && source.text_of(index - 1) == "a";
    let is_property =
        next.is_some_and(Token::is_term) && nearest(source.text_of(index), BEFORE_TERMS).is_none();
    is_class || is_property
}

/// Words a class or a property without its prefix.
fn without_prefix(source: &Source<'_>, span: std::ops::Range<usize>, word: &str) -> Diagnostic {
    let name = quoted(word);
    let message = wording!("{name} lacks its prefix", "bei {name} fehlt das Präfix");
    source
        .error(LACKS_PREFIX, span, message)
        .with_help(how_to_name(word))
}

fn how_to_name(word: &str) -> String {
    wording!(
        "classes and properties are written `ns:{word}`, or `<…>` with the whole IRI; {} looks for them",
        "Klassen und Eigenschaften schreibt man `ns:{word}` oder `<…>` mit der ganzen IRI; {} sucht sie",
        command(&format!("gremia find {word}"))
    )
}

/// Adds which class or property is meant by a name without its prefix: the most frequent one that is called so, else
/// one that is spelled like it.
pub(super) fn with_known_name(
    mut error: Diagnostic,
    text: &str,
    prefixes: &Prefixes,
    known: Vocabulary<'_>,
) -> Diagnostic {
    let word = text.get(error.span.clone()).unwrap_or_default();
    let before = text.get(..error.span.start).unwrap_or_default();
    let is_class = tokens(before)
        .last()
        .is_some_and(|token| token.text(before) == "a");
    let names = if is_class {
        known.classes
    } else {
        known.properties
    };
    let local = |iri: &'_ str| iri.rfind(['/', '#', ':']).map_or(0, |at| at + 1);
    let near = names.iter().filter_map(|(iri, count)| {
        let edits = edits(word, &iri[local(iri)..])?;
        Some((edits, std::cmp::Reverse(count), iri))
    });
    error.fix = None;
    match near.min() {
        Some((_, std::cmp::Reverse(count), iri)) => {
            let name = shown_iri(iri, &all_prefixes(text, prefixes));
            error
                .with_help(wording!(
                    "did you mean `{name}`, which occurs {}?",
                    "meinten Sie `{name}`, {} verwendet?",
                    times(count)
                ))
                .replaced_by(name)
        }
        None => error.with_help(how_to_name(word)),
    }
}

/// Words `PREFIX ex <…>`.
fn without_colon(source: &Source<'_>, span: std::ops::Range<usize>, word: &str) -> Diagnostic {
    let message = wording!(
        "the prefix {} lacks its colon",
        "dem Präfix {} fehlt der Doppelpunkt",
        quoted(word)
    );
    source
        .error("G103", span, message)
        .with_help(wording!(
            "write `PREFIX {word}: <…>`",
            "schreiben Sie `PREFIX {word}: <…>`"
        ))
        .replaced_by(format!("{word}:"))
}

/// Words the name of a variable without its question mark.
fn without_mark(source: &Source<'_>, span: std::ops::Range<usize>, word: &str) -> Diagnostic {
    let name = quoted(word);
    let message = wording!("{name} is not a variable", "{name} ist keine Variable");
    source
        .error("G103", span, message)
        .with_help(wording!(
            "did you mean `?{word}`?",
            "meinten Sie `?{word}`?"
        ))
        .replaced_by(format!("?{word}"))
}

/// Words something that other languages have.
fn of_another_language(
    source: &Source<'_>,
    span: std::ops::Range<usize>,
    word: &str,
    is_call: bool,
    help: Wording,
) -> Diagnostic {
    let name = quoted(word);
    let error = if is_call {
        let message = wording!(
            "SPARQL has no function {name}",
            "in SPARQL gibt es keine Funktion {name}"
        );
        source.error("G104", span, message)
    } else {
        let message = wording!(
            "SPARQL has no word {name}",
            "in SPARQL gibt es kein Wort {name}"
        );
        source.error("G103", span, message)
    };
    let error = error.with_help(help.text());
    match meant(word) {
        Some(meant) => error.replaced_by(meant),
        None => error,
    }
}

fn unknown(
    source: &Source<'_>,
    span: &std::ops::Range<usize>,
    is_call: bool,
    word: &str,
) -> Diagnostic {
    let name = quoted(word);
    if is_call {
        let message = wording!("unknown function {name}", "unbekannte Funktion {name}");
        source.error("G104", span.clone(), message)
    } else {
        let message = wording!("unknown word {name}", "unbekanntes Wort {name}");
        source.error("G103", span.clone(), message)
    }
}
