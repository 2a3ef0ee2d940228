//! Finds out what is wrong with a text that the engine's parser refuses, and words it.
//!
//! Each check looks for one mistake that is certain to be one; the first in the text wins. Where none fits, the
//! resilient parser says what it did not expect; what it accepts is wrong in its meaning, not in its form.

mod chains;
mod characters;
mod clauses;
mod columns;
mod conditions;
mod grammar;
mod habits;
mod meaning;
mod vocabulary;

use std::ops::Range;

use oxrdf::{NamedNode, Variable};

use super::algebra::{self, Network, Obstacle, Refusal};
use super::diagnostic::Diagnostic;
use super::fix::Fix;
use super::lexer::{Token, TokenKind, tokens};
use super::nearness::Vocabulary;
use super::split::Kind;
use super::words::is_aggregate;
use crate::language::{Wording, command, wording};
use crate::prefixes::Prefixes;

use chains::Chains;

/// How deep brackets may be nested; the parsers recurse, and nobody writes more.
const DEEPEST: usize = 64;

/// How much the bracket of a call or a negation counts: the engine's parser tries what is inside several times.
const CALL: usize = 4;

/// A text with its tokens.
struct Source<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Source<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            tokens: tokens(text),
        }
    }

    fn text_of(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .map_or("", |token| token.text(self.text))
    }

    fn kind(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    fn is_word(&self, index: usize, word: &str) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.is_word(self.text, word))
    }

    fn is_open(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == TokenKind::Open)
    }

    /// Gives the bracket that closes the one at `open`, or the end of the text.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (index, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return index;
                    }
                }
                _ => {}
            }
        }
        self.tokens.len()
    }

    /// Gives the place from one token to another, both included.
    fn span(&self, from: usize, to: usize) -> Range<usize> {
        let start = self
            .tokens
            .get(from)
            .map_or(self.text.len(), |token| token.span.start);
        let end = self
            .tokens
            .get(to)
            .or(self.tokens.last())
            .map_or(start, |token| token.span.end);
        start..end.max(start)
    }

    /// Gives the place after the last token.
    fn end(&self) -> Range<usize> {
        let end = self.tokens.last().map_or(0, |token| token.span.end);
        end..end
    }

    fn error(
        &self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, self.text, span, message)
    }
}

/// A mistake with the place that decides which one comes first.
type Candidate = (usize, Diagnostic);

fn at(diagnostic: Diagnostic) -> Candidate {
    (diagnostic.span.start, diagnostic)
}

/// Refuses what the parsers could not survive, or not in a reasonable time.
pub(super) fn before_parsing(text: &str) -> Result<(), Diagnostic> {
    let source = Source::new(text);
    let mut open: Vec<usize> = Vec::new();
    let mut depth = 0;
    let mut chains = Chains::new(&source);
    for (index, token) in source.tokens.iter().enumerate() {
        let before = index
            .checked_sub(1)
            .and_then(|before| source.tokens.get(before));
        match token.kind {
            TokenKind::Open => {
                let is_call = token.text(text) == "("
                    && before.is_some_and(|before| {
                        matches!(
                            before.kind,
                            TokenKind::Word | TokenKind::PrefixedName | TokenKind::Iri
                        ) || before.text(text) == "!"
                    });
                open.push(if is_call { CALL } else { 1 });
                depth += open.last().unwrap_or(&0);
            }
            TokenKind::Close => depth -= open.pop().unwrap_or_default(),
            // Signs that stand before their operand nest without brackets.
            TokenKind::Sign
                if token.text(text) == "!"
                    && before.is_some_and(|before| before.text(text) == "!") =>
            {
                depth += 1;
            }
            _ => {}
        }
        if depth > DEEPEST {
            return Err(source.error(
                "G114",
                token.span.clone(),
                wording!(
                    "brackets are nested too deep",
                    "die Klammern sind zu tief geschachtelt"
                ),
            ));
        }
        if chains.is_too_long_with(index) {
            return Err(too_long(&source, token));
        }
    }
    if chains.end_too_long()
        && let Some(last) = source.tokens.last()
    {
        return Err(too_long(&source, last));
    }
    Ok(())
}

fn too_long(source: &Source<'_>, token: &Token) -> Diagnostic {
    source
        .error(
            "G132",
            token.span.clone(),
            wording!("more than {} links in one chain", "mehr als {} Glieder in einer Kette", chains::LONGEST),
        )
        .with_help(
            wording!("operators, patterns and paths that follow each other count; use IN for many values, VALUES for many rows, or several queries", "gezählt werden Operatoren, Muster und Pfade, die aufeinander folgen; viele Werte gehören in IN, viele Zeilen in VALUES, oder das Ganze in mehrere Abfragen"),
        )
}

/// Words what is wrong with `text`, which the engine's parser refuses.
pub(super) fn refused(
    text: &str,
    prefixes: &Prefixes,
    kind: Kind,
    refusal: &Refusal,
) -> Diagnostic {
    let mut found = diagnosed(text, prefixes, kind, refusal);
    found.fix = found
        .fix
        .filter(|fix| leads_on(fix, text, prefixes, kind, DEEPEST_FIX));
    found
}

/// How many mistakes beside each other are looked at to find that the first change is one for the better.
const DEEPEST_FIX: usize = 2;

/// Tells whether `fix` makes no mistake of another: what is wrong next stands behind what follows the change, or can
/// itself be changed for the better.
fn leads_on(fix: &Fix, text: &str, prefixes: &Prefixes, kind: Kind, depth: usize) -> bool {
    let mended = fix.apply(text);
    if mended == text || before_parsing(&mended).is_err() {
        return false;
    }
    let refusal = match kind {
        Kind::Query => algebra::parse_query(&mended, prefixes).err(),
        Kind::Update => algebra::parse_update(&mended, prefixes).err(),
    };
    let Some(refusal) = refusal else {
        return true;
    };
    let next = diagnosed(&mended, prefixes, kind, &refusal);
    let end = fix.edits.first();
    let end = end.map_or(0, |edit| edit.span.start + edit.text.len());
    let tokens = tokens(&mended);
    let following = tokens.iter().find(|token| token.span.start >= end);
    let is_behind = following.is_some_and(|token| next.span.start >= token.span.end);
    let leads_on = |next: Box<Fix>| leads_on(&next, &mended, prefixes, kind, depth - 1);
    is_behind || depth > 0 && next.fix.is_some_and(leads_on)
}

fn diagnosed(text: &str, prefixes: &Prefixes, kind: Kind, refusal: &Refusal) -> Diagnostic {
    let source = Source::new(text);
    if source.tokens.is_empty() {
        return source.error(
            "G119",
            0..0,
            wording!(
                "there is no query in this text",
                "dieser Text enthält keine Abfrage"
            ),
        );
    }
    let unexpected = grammar::unexpected(&source, kind);
    let declares_only = super::split::kind(text).is_none();
    let checks = [
        habits::first(&source),
        conditions::first(&source, prefixes),
        characters::stray(&source),
        characters::unclosed_text(&source),
        characters::invalid_iri(&source),
        characters::language_tag(&source),
        characters::turtle_prefix(&source),
        characters::brackets(&source),
        vocabulary::undeclared_prefix(&source, prefixes),
        vocabulary::unknown_word(&source, prefixes),
        columns::unnamed_expression(&source),
        columns::comma_between_columns(&source),
        clauses::comma_between_keys(&source),
        clauses::filter_without_brackets(&source),
        clauses::modifiers_out_of_order(&source),
        clauses::double_sign(&source),
        unexpected
            .as_ref()
            .and_then(|unexpected| clauses::missing_stop(&source, unexpected)),
    ];
    // The checks stand in the order that settles which of two at the same place is told.
    let first = checks
        .into_iter()
        .flatten()
        .reduce(|first, next| if next.0 < first.0 { next } else { first });
    let found = unexpected.map(|unexpected| unexpected.worded(&source));
    match (first, found) {
        (Some((_, first)), None) => first,
        (Some((place, first)), Some(found)) if place <= found.span.start => first,
        (Some((place, first)), Some(found)) if found.span.is_empty() || place <= found.span.end => {
            first
        }
        (_, Some(found)) => found,
        (None, None) if declares_only => without_query(&source),
        (None, None) => meaning::refused(&source, refusal),
    }
}

fn without_query(source: &Source<'_>) -> Diagnostic {
    source
        .error(
            "G119",
            source.end(),
            wording!(
                "the text only declares prefixes",
                "der Text deklariert nur Präfixe"
            ),
        )
        .with_help(wording!(
            "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE",
            "eine Abfrage beginnt mit SELECT, ASK, CONSTRUCT oder DESCRIBE"
        ))
}

/// Words an aggregate that stands where rows are not grouped yet.
pub(super) fn misplaced_aggregate(text: &str) -> Diagnostic {
    let source = Source::new(text);
    meaning::misplaced_aggregate(&source).unwrap_or_else(|| {
        source.error(
            "G115",
            0..0,
            wording!(
                "an aggregate stands inside WHERE",
                "in WHERE steht ein Aggregat"
            ),
        )
    })
}

/// Words the call of a function that the engine does not have.
pub(super) fn unknown_function(text: &str, function: &NamedNode) -> Diagnostic {
    vocabulary::unknown_call(&Source::new(text), function)
}

/// Adds how to declare a prefix that a text lacks and `known` has, in the place of what was proposed instead.
#[must_use]
pub fn with_declaration(diagnostic: Diagnostic, text: &str, known: &Prefixes) -> Diagnostic {
    let prefix = text.get(diagnostic.span.clone()).unwrap_or_default();
    let prefix = prefix.trim_end_matches(':');
    match known.namespace(prefix) {
        Some(namespace) if diagnostic.code == "G102" => {
            vocabulary::with_declaration(diagnostic, prefix, namespace)
        }
        _ => diagnostic,
    }
}

/// Adds which class or property of `known` is meant by a name without its prefix, in the place of what was guessed.
///
/// `prefixes` are those of the session.
#[must_use]
pub fn with_known_name(
    diagnostic: Diagnostic,
    text: &str,
    prefixes: &Prefixes,
    known: Vocabulary<'_>,
) -> Diagnostic {
    if diagnostic.code == vocabulary::LACKS_PREFIX {
        vocabulary::with_known_name(diagnostic, text, prefixes, known)
    } else {
        diagnostic
    }
}

/// Words a query that would leave the program.
pub(super) fn network(text: &str, network: &Network) -> Diagnostic {
    let source = Source::new(text);
    let keyword = match network {
        Network::Service(_) => "SERVICE",
        Network::Load(_) => "LOAD",
    };
    let place = source
        .tokens
        .iter()
        .find(|token| token.is_word(text, keyword));
    let span = place.map_or(0..0, |token| token.span.clone());
    let silent = place.is_some()
        && source
            .tokens
            .iter()
            .any(|token| token.is_word(text, "SILENT"));
    let error = match network {
        Network::Service(endpoint) => source
            .error(
                "G301",
                span,
                wording!(
                    "SERVICE {endpoint} would ask another server; this program opens no connection", "SERVICE {endpoint} würde einen anderen Server befragen; dieses Programm baut keine Verbindungen auf"
                ),
            )
            .with_help(wording!("ask that server by itself, save its answer and load it", "befragen Sie den Server direkt, speichern Sie seine Antwort und laden Sie sie")),
        Network::Load(document) => source
            .error(
                "G302",
                span,
                wording!("LOAD {document} would fetch a document; this program opens no connection", "LOAD {document} würde ein Dokument abrufen; dieses Programm baut keine Verbindungen auf"),
            )
            .with_help(wording!(
                "save the document and load the file: {}",
                "speichern Sie das Dokument und laden Sie die Datei: {}",
                command(Wording::new("gremia load FILE", "gremia load DATEI").text())
            )),
    };
    if silent {
        error.with_note(wording!(
            "SILENT would only hide that nothing came back",
            "SILENT würde nur verbergen, dass nichts zurückkam"
        ))
    } else {
        error
    }
}

/// Words a parameter that cannot be bound.
pub(super) fn parameter(text: &str, variable: &Variable, obstacle: &Obstacle) -> Diagnostic {
    let source = Source::new(text);
    let place = source.tokens.iter().find(|token| {
        token.kind == TokenKind::Variable && token.text(text)[1..] == *variable.as_str()
    });
    let span = place.map_or(0..0, |token| token.span.clone());
    match obstacle {
        Obstacle::Unused => {
            let names = source
                .tokens
                .iter()
                .filter(|token| token.kind == TokenKind::Variable);
            let nearest =
                super::words::nearest(variable.as_str(), names.map(|token| &token.text(text)[1..]));
            let error = source.error(
                "G201",
                span,
                wording!("the text does not mention {variable}", "der Text erwähnt {variable} nicht"),
            );
            match nearest {
                Some(nearest) => error.with_help(wording!("did you mean `{nearest}`?", "meinten Sie `{nearest}`?")),
                None => error.with_help(
                    wording!("a parameter is a variable of the text, given without its question mark", "ein Parameter ist eine Variable des Textes, angegeben ohne Fragezeichen"),
                ),
            }
        }
        Obstacle::Assigned => source.error(
            "G202",
            span,
            wording!("{variable} gets its value in the text and cannot be given from outside", "{variable} erhält den Wert im Text und lässt sich nicht von außen vorgeben"),
        ),
        Obstacle::Several => source
            .error(
                "G204",
                span,
                wording!(
                    "{variable} stands for several terms, and is used behind GROUP BY",
                    "{variable} steht für mehrere Terme und wird hinter GROUP BY verwendet"
                ),
            )
            .with_help(wording!(
                "group by {variable} too, or select it inside a subquery",
                "gruppieren Sie auch nach {variable}, oder wählen Sie es in einer Unterabfrage aus"
            )),
        Obstacle::BlankNode => source
            .error(
                "G203",
                span,
                wording!("a blank node cannot be given for {variable}", "für {variable} lässt sich kein leerer Knoten angeben"),
            )
            .with_help(wording!("a blank node has no name outside of its file; give an IRI or a literal", "ein leerer Knoten hat außerhalb seiner Datei keinen Namen; geben Sie eine IRI oder ein Literal an")),
    }
}

/// Quotes a token for a message, cut where it is long.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() > LONGEST {
        let start: String = text.chars().take(LONGEST).collect();
        format!("`{start}…`")
    } else {
        format!("`{text}`")
    }
}

/// Tells whether the token at `index` starts the call of an aggregate.
fn is_aggregate_call(source: &Source<'_>, index: usize) -> bool {
    source
        .tokens
        .get(index)
        .is_some_and(|token| token.kind == TokenKind::Word)
        && is_aggregate(source.text_of(index))
        && source.text_of(index + 1) == "("
}
