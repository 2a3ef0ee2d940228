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

/// Words of the grammar that stand in braces, and those behind them, which are easily put there.
const IN_BRACES: [&str; 19] = [
    "BIND", "BY", "EXISTS", "FILTER", "GRAPH", "GROUP", "HAVING", "LATERAL", "LIMIT", "MINUS",
    "NOT", "OFFSET", "OPTIONAL", "ORDER", "SELECT", "SERVICE", "UNDEF", "UNION", "VALUES",
];

/// Tells whether `keyword` can stand at a place outside of round brackets.
fn is_possible(source: &Source<'_>, index: usize, keyword: &str) -> bool {
    if clauses::inside_braces(source, index) {
        return IN_BRACES.contains(&keyword);
    }
    index == 0 || keyword != "VERSION"
}

/// Words `gremia.Person`, `gremia :Person` and `gremia: Person`.
fn parted_name(source: &Source<'_>, index: usize, prefixes: &Prefixes) -> Option<Diagnostic> {
    let kind = |index: usize| source.kind(index);
    let text = |index: usize| source.text_of(index);
    let touches =
        |index: usize| source.span(index, index).end == source.span(index + 1, index + 1).start;
    let is_prefix = |word: &str| {
        let all = all_prefixes(source.text, prefixes);
        all.namespace(word).is_some()
    };
    let before = index.checked_sub(1).filter(|before| {
        let declares = index >= 2 && source.is_word(index - 2, "PREFIX");
        kind(*before) == Some(TokenKind::PrefixedName) && text(*before).ends_with(':') && !declares
    });
    let (first, last, name) = if let Some(before) = before {
        (before, index, format!("{}{}", text(before), text(index)))
    } else if !is_prefix(text(index)) {
        return None;
    } else if kind(index + 1) == Some(TokenKind::PrefixedName) && text(index + 1).starts_with(':') {
        let name = format!("{}{}", text(index), text(index + 1));
        (index, index + 1, name)
    } else if text(index + 1) == "."
        && kind(index + 2) == Some(TokenKind::Word)
        && touches(index)
        && touches(index + 1)
    {
        let name = format!("{}:{}", text(index), text(index + 2));
        (index, index + 2, name)
    } else {
        return None;
    };
    let span = source.span(first, last);
    let written = quoted(source.text.get(span.clone())?);
    let message = wording!("{written} is no name", "{written} ist kein Name");
    let error = source.error("G103", span, message);
    let help = wording!("write `{name}`", "schreiben Sie `{name}`");
    Some(error.with_help(help).replaced_by(name))
}

/// Words `"2024-01-31"^^date`.
fn datatype_without_prefix(
    source: &Source<'_>,
    index: usize,
    prefixes: &Prefixes,
) -> Option<Diagnostic> {
    let before = index.checked_sub(1)?;
    let word = source.text_of(index);
    let near = nearest(word, CASTS).filter(|_| source.text_of(before) == "^^")?;
    let all = all_prefixes(source.text, prefixes);
    let name = shown_iri(&format!("{XSD}{near}"), &all);
    let error = without_prefix(source, source.span(index, index), word);
    Some(error.with_help(did_you_mean(&name)).replaced_by(name))
}

/// Words what other languages write between conditions where it stands between patterns.
fn between_patterns(source: &Source<'_>, index: usize) -> Option<Diagnostic> {
    let span = source.span(index, index);
    if source.is_word(index, "NULL") {
        return Some(null(source, index));
    }
    if !clauses::inside_braces(source, index) {
        return None;
    }
    let (help, meant) = if source.is_word(index, "OR") {
        const ALTERNATIVES: Wording = Wording::new(
            "alternatives are patterns: `{ … } UNION { … }`",
            "Alternativen sind Muster: `{ … } UNION { … }`",
        );
        (ALTERNATIVES, None)
    } else if source.is_word(index, "AND") {
        const NEXT: Wording = Wording::new(
            "patterns follow each other, with `.` between them",
            "Muster folgen aufeinander, mit `.` dazwischen",
        );
        (NEXT, Some("."))
    } else if source.is_word(index, "IS") {
        const CLASS: Wording = Wording::new(
            "`a` stands before the class of a thing",
            "vor der Klasse eines Dings steht `a`",
        );
        (CLASS, Some("a"))
    } else {
        return None;
    };
    let name = quoted(source.text_of(index));
    let message = wording!(
        "SPARQL has no word {name}",
        "in SPARQL gibt es kein Wort {name}"
    );
    let error = source.error("G103", span, message).with_help(help.text());
    Some(match meant {
        Some(meant) => error.replaced_by(meant),
        None => error,
    })
}

/// Words `NULL`, as in `?x != NULL`.
fn null(source: &Source<'_>, index: usize) -> Diagnostic {
    let error = source
        .error(
            "G103",
            source.span(index, index),
            wording!(
                "SPARQL has no word `NULL`",
                "in SPARQL gibt es kein Wort `NULL`"
            ),
        )
        .with_help(wording!(
            "`BOUND(?x)` asks whether there is a value; in VALUES `UNDEF` stands for none",
            "`BOUND(?x)` fragt, ob es einen Wert gibt; in VALUES steht `UNDEF` für keinen"
        ));
    let variable = index
        .checked_sub(2)
        .filter(|variable| source.kind(*variable) == Some(TokenKind::Variable));
    let Some(variable) = variable else {
        return error;
    };
    let not = match source.text_of(index - 1) {
        "=" => "!",
        "!=" => "",
        _ => return error,
    };
    let bound = format!("{not}BOUND({})", source.text_of(variable));
    error.with_fix(Fix::one(source.span(variable, index), bound))
}

/// Finds a bare word that means nothing in SPARQL.
pub(super) fn unknown_word(source: &Source<'_>, prefixes: &Prefixes) -> Option<Candidate> {
    let (index, token) = source.tokens.iter().enumerate().find(|(index, token)| {
        token.kind == TokenKind::Word
            && (!is_known(source.text_of(*index)) || (*index == 0 && source.is_word(0, "DESC")))
    })?;
    let word = token.text(source.text);
    let written = parted_name(source, index, prefixes);
    if let Some(found) = written.or_else(|| datatype_without_prefix(source, index, prefixes)) {
        return Some(at(found));
    }
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
        _ => is_possible(source, index, keyword),
    };
    let keyword = || nearest(word, KEYWORDS.iter().copied().filter(possible));
    let span = token.span.clone();
    Some(at(if index > 0 && source.is_word(index - 1, "PREFIX") {
        without_colon(source, span, word)
    } else if let Some(found) = between_patterns(source, index) {
        found
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
    } else {
        unknown(source, &span, is_call, word).with_help(how_to_write(word, is_call))
    }))
}

/// Says how a word is written that could be anything.
fn how_to_write(word: &str, is_call: bool) -> String {
    if is_call {
        return wording!(
            "a function of a vocabulary is called by its prefixed name",
            "eine Funktion eines Vokabulars ruft man mit Präfix und Namen auf"
        );
    }
    wording!(
        "a variable is written `?{word}`, a text `\"{word}\"`, a term with its prefix",
        "eine Variable schreibt man `?{word}`, eine Zeichenkette `\"{word}\"`, einen Term mit Präfix"
    )
}

/// Says what belongs where an unknown word stands, for places that take neither a variable nor a text.
fn at_its_place(source: &Source<'_>, index: usize) -> Option<String> {
    let keywords = KEYWORDS.iter().copied();
    let possible = keywords.filter(|keyword| is_possible(source, index, keyword));
    let is_near_keyword = nearest(source.text_of(index), possible).is_some();
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
    let is_class = index > 0 && matches!(source.text_of(index - 1), "a" | "rdf:type");
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
    let before = tokens(before).last().map_or("", |token| token.text(before));
    if before == "^^" {
        return error;
    }
    let is_class = matches!(before, "a" | "rdf:type");
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
