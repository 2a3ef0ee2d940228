//! What the resilient parser did not expect, and what it would have taken instead.

use std::ops::Range;

use super::super::diagnostic::Diagnostic;
use super::super::fix::Fix;
use super::{Source, clauses, quoted};
use crate::language::{Wording, wording};
use crate::sparql::lexer::TokenKind;
use crate::sparql::split::Kind;
use crate::sparql::words::{is_aggregate, is_function};
use ll_sparql_parser::syntax_kind::SyntaxKind;

/// A token that does not fit where it stands, or the end of the text that came too early.
pub(super) struct Unexpected {
    /// The token; the end of the text where there is none.
    pub(super) index: usize,
    expected: Vec<String>,
    /// Whether the query was complete before it.
    after_end: bool,
}

const IRI: Wording = Wording::new("an IRI", "eine IRI");
/// Words that go on with a query behind its pattern.
const MODIFIERS: [&str; 5] = ["GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"];

/// Words that a query or an update begins with.
const BEGINNINGS: [&str; 11] = [
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "INSERT",
    "DELETE",
    "PREFIX",
    "BASE",
    "CLEAR",
    "DROP",
    "WITH",
];

/// Words that go on with a pattern.
const IN_PATTERNS: [&str; 8] = [
    "FILTER", "BIND", "OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "LATERAL",
];

/// Expected of a term of a triple, never of an expression.
const BLANK_NODE: Wording = Wording::new("a blank node", "ein leerer Knoten");
const PREFIX: Wording = Wording::new("a prefix with its colon", "ein Präfix mit Doppelpunkt");

/// Parses the text resiliently and gives the first place that does not fit.
pub(super) fn unexpected(source: &Source<'_>, kind: Kind) -> Option<Unexpected> {
    let text = simplified(source);
    let (root, errors) = match kind {
        Kind::Query => ll_sparql_parser::parse_query(&text),
        Kind::Update => ll_sparql_parser::parse_update(&text),
    };
    let Some(first) = errors.iter().min_by_key(|error| error.span.start()) else {
        let rest = root
            .children()
            .find(|node| node.kind() == SyntaxKind::Error)?;
        let start = usize::from(rest.text_range().start());
        let index = source
            .tokens
            .iter()
            .position(|token| token.span.start >= start)?;
        return Some(Unexpected {
            index,
            expected: Vec::new(),
            after_end: true,
        });
    };
    let start = usize::from(first.span.start());
    let at_end = first.span.is_empty();
    let index = if at_end {
        source.tokens.len()
    } else {
        source
            .tokens
            .iter()
            .position(|token| token.span.end > start)
            .unwrap_or(source.tokens.len())
    };
    let mut expected: Vec<String> = Vec::new();
    for error in errors.iter().filter(|error| error.span == first.span) {
        let kinds = error.message.rsplit("expected ").next().unwrap_or_default();
        for name in kinds.split(" or ").filter_map(readable) {
            if !expected.contains(&name) {
                expected.push(name);
            }
        }
    }
    if expected.iter().any(|name| name == IRI.text()) {
        expected.retain(|name| name != PREFIX.text());
    }
    Some(Unexpected {
        index,
        expected,
        after_end: false,
    })
}

/// Gives the text with what the resilient parser misreads put in a form it knows, each token in its place.
fn simplified(source: &Source<'_>) -> String {
    let mut text = source.text.as_bytes().to_vec();
    for (index, token) in source.tokens.iter().enumerate() {
        let span = token.span.clone();
        let mut put = |replacement: &str| {
            for (place, byte) in text[span.clone()]
                .iter_mut()
                .zip(replacement.bytes().chain(std::iter::repeat(b' ')))
            {
                *place = byte;
            }
        };
        match token.kind {
            TokenKind::Text => put(&format!("\"{}\"", "x".repeat(span.len().saturating_sub(2)))),
            TokenKind::Word if source.is_word(index, "LATERAL") => put("MINUS"),
            TokenKind::Word if source.is_word(index, "ADJUST") => put("STRDT"),
            TokenKind::Word
                if source.is_word(index, "INSERT") && source.is_word(index + 1, "DATA") =>
            {
                let end = source.tokens[index + 1].span.end;
                for (place, byte) in text[span.start..end]
                    .iter_mut()
                    .zip(b"INSERT DATA".iter().chain(std::iter::repeat(&b' ')))
                {
                    *place = *byte;
                }
            }
            _ => {}
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Names a kind of token or phrase for a reader; nothing where the name would not help.
fn readable(kind: &str) -> Option<String> {
    let sign = match kind {
        "LCurly" | "GroupGraphPattern" | "QuadData" | "QuadPattern" | "ConstructTemplate" => "`{`",
        "RCurly" => "`}`",
        "LParen" | "BrackettedExpression" | "ArgList" | "ExpressionList" => "`(`",
        "RParen" => "`)`",
        "LBrack" => "`[`",
        "RBrack" => "`]`",
        "Dot" => "`.`",
        "Semicolon" => "`;`",
        "Comma" => "`,`",
        "Star" => "`*`",
        "Equals" => "`=`",
        "a" => "`a`",
        "DoubleMore" => "`>>`",
        "RParenDoubleMore" => "`)>>`",
        "PipeRCurly" => "`|}`",
        _ => return named(kind),
    };
    Some(sign.to_owned())
}

/// Names a kind of token or phrase that is no single sign.
fn named(kind: &str) -> Option<String> {
    let name = match kind {
        "VAR1" | "VAR2" | "Var" | "VerbSimple" => Wording::new("a variable", "eine Variable"),
        "IRIREF" | "iri" | "PNAME_LN" | "PrefixedName" | "SourceSelector" => IRI,
        "PNAME_NS" => PREFIX,
        "VarOrIri" => Wording::new("a variable or an IRI", "eine Variable oder eine IRI"),
        "INTEGER" | "DECIMAL" | "DOUBLE" | "Integer" | "NumericLiteral" => {
            Wording::new("a number", "eine Zahl")
        }
        "STRING_LITERAL1"
        | "STRING_LITERAL2"
        | "STRING_LITERAL_LONG1"
        | "STRING_LITERAL_LONG2"
        | "String" => Wording::new("a text", "eine Zeichenkette"),
        "Verb" | "VerbPath" | "Path" | "PropertyListPathNotEmpty" | "PropertyListNotEmpty" => {
            Wording::new("a property", "eine Eigenschaft")
        }
        "Object" | "ObjectList" | "ObjectPath" | "ObjectListPath" | "GraphNode"
        | "GraphNodePath" => Wording::new("an object", "ein Objekt"),
        "VarOrTerm" | "GraphTerm" | "RDFLiteral" | "DataBlockValue" => {
            Wording::new("a term", "ein Term")
        }
        "Expression" | "Constraint" | "PrimaryExpression" | "UnaryExpression"
        | "NumericExpression" => Wording::new("an expression", "ein Ausdruck"),
        "DataBlock" | "InlineDataOneVar" | "InlineDataFull" => {
            Wording::new("a variable and its values", "eine Variable und ihre Werte")
        }
        "BLANK_NODE_LABEL" | "ANON" | "BlankNode" => BLANK_NODE,
        "True" | "False" | "BooleanLiteral" => Wording::new("a truth value", "ein Wahrheitswert"),
        "NIL" => return None,
        signed if signed.ends_with("_POSITIVE") || signed.ends_with("_NEGATIVE") => {
            Wording::new("a number", "eine Zahl")
        }
        keyword
            if keyword.len() > 1 && keyword.chars().all(|c| c.is_ascii_uppercase() || c == '_') =>
        {
            return Some(format!("`{}`", keyword.replace('_', " ")));
        }
        _ => return None,
    };
    Some(name.to_string())
}

/// Says what would have fitted.
fn list(expected: &[String]) -> String {
    const MOST: usize = 6;
    match expected {
        [] => String::new(),
        [one] => wording!("; expected {one}", "; erwartet wird {one}"),
        [first @ .., last] if expected.len() <= MOST => wording!(
            "; expected one of {one}, {other}",
            "; erwartet wird {one} oder {other}",
            one = first.join(", "),
            other = last
        ),
        many => wording!(
            "; expected one of {names}, …",
            "; erwartet wird {names} oder anderes",
            names = many[..MOST].join(", ")
        ),
    }
}

impl Unexpected {
    /// Words the mistake without knowing more about it.
    pub(super) fn worded(self, source: &Source<'_>) -> Diagnostic {
        let (span, what) = match source.tokens.get(self.index) {
            Some(token) => (
                token.span.clone(),
                wording!(
                    "unexpected {}",
                    "unerwartetes {}",
                    quoted(token.text(source.text))
                ),
            ),
            None => (
                source.end(),
                wording!("the text ends too early", "der Text endet zu früh"),
            ),
        };
        if self.after_end {
            return self.behind_the_end(source, span, &what);
        }
        if self.expected.iter().any(|name| name == "`WHERE`")
            && let Some(error) = clauses::template_without_where(source, self.index)
        {
            return error;
        }
        if let Some(error) = self.between_arguments(source, &span, &what) {
            return error;
        }
        let mut fitting = self.expected.clone();
        if clauses::innermost(source, self.index) == Some("(") {
            // The grammar has it as what follows the bracket.
            fitting.retain(|name| name != "`}`");
        }
        let expected = list(&fitting);
        let error = source.error("G101", span.clone(), format!("{what}{expected}"));
        let before = self.index.checked_sub(1).map(|at| source.text_of(at));
        let before = before.unwrap_or_default().to_ascii_uppercase();
        match (self.expected.as_slice(), before.as_str()) {
            ([only], _) if only == "`BY`" || only == "`EXISTS`" => {
                let word = only.trim_matches('`');
                error.with_fix(Fix::one(span.start..span.start, format!("{word} ")))
            }
            (_, "OPTIONAL" | "UNION" | "MINUS" | "EXISTS" | "WHERE") => error.with_help(wording!(
                "write `{before} {{ … }}`",
                "schreiben Sie `{before} {{ … }}`"
            )),
            (_, "GRAPH") => error.with_help(wording!(
                "write `GRAPH ?g {{ … }}`, or name the graph",
                "schreiben Sie `GRAPH ?g {{ … }}`, oder nennen Sie den Graphen"
            )),
            (_, "IN") => error.with_help(wording!(
                "write `IN (one, another)`",
                "schreiben Sie `IN (einer, ein anderer)`"
            )),
            (_, "BIND") => error.with_help(wording!(
                "write `BIND(expression AS ?name)`",
                "schreiben Sie `BIND(Ausdruck AS ?name)`"
            )),
            _ => match self.misplaced(source) {
                Some(help) => error.with_help(help),
                None => error,
            },
        }
    }

    /// Words an argument that follows another one without a comma, or SEPARATOR without its semicolon.
    fn between_arguments(
        &self,
        source: &Source<'_>,
        span: &Range<usize>,
        what: &str,
    ) -> Option<Diagnostic> {
        let open = (0..self.index)
            .rev()
            .find(|open| source.is_open(*open) && source.closing(*open) >= self.index)?;
        let called = open.checked_sub(1)?;
        let is_call = source.text_of(open) == "(" && is_function(source.text_of(called));
        let name = source.text_of(called);
        let sign = if source.is_word(self.index, "SEPARATOR") {
            ";"
        } else if is_aggregate(name) {
            return None;
        } else {
            ","
        };
        let token = source.tokens.get(self.index)?;
        let begins = token.is_term()
            || sign == ";"
            || token.kind == TokenKind::Word && is_function(source.text_of(self.index));
        let before = source.tokens.get(self.index - 1)?;
        let follows = before.is_term() || before.kind == TokenKind::Close;
        if !is_call || !begins || !follows {
            return None;
        }
        let place = before.span.end;
        Some(
            source
                .error(
                    "G101",
                    span.clone(),
                    wording!(
                        "{what}; expected `{sign}`",
                        "{what}; erwartet wird `{sign}`"
                    ),
                )
                .with_fix(Fix::one(place..place, sign)),
        )
    }

    /// Words what follows a query that is complete.
    fn behind_the_end(&self, source: &Source<'_>, span: Range<usize>, what: &str) -> Diagnostic {
        let message = wording!(
            "{what} after the end of the query",
            "{what} nach dem Ende der Abfrage"
        );
        let error = source.error("G101", span, message);
        if source.text_of(self.index) == "," && source.is_word(self.index.wrapping_sub(2), "LIMIT")
        {
            let [start, length] = [self.index - 1, self.index + 1].map(|at| source.text_of(at));
            return error.with_help(wording!(
                "write `LIMIT {length} OFFSET {start}`",
                "schreiben Sie `LIMIT {length} OFFSET {start}`"
            ));
        }
        let is = |words: &[&str]| words.iter().any(|word| source.is_word(self.index, word));
        if is(&BEGINNINGS) || source.text_of(self.index) == ";" {
            let error = error.with_help(wording!(
                "queries of one text are separated by a `;` at the end of a line",
                "mehrere Abfragen in einem Text werden durch ein `;` am Zeilenende getrennt"
            ));
            return match source.text_of(self.index) {
                ";" => error.replaced_by(""),
                _ => error,
            };
        }
        if is(&IN_PATTERNS) {
            let word = source.text_of(self.index).to_ascii_uppercase();
            return error.with_help(wording!(
                "{word} stands inside the braces of the pattern",
                "{word} steht in den geschweiften Klammern des Musters"
            ));
        }
        match source.text_of(self.index) {
            "{" => error.with_help(wording!(
                "all patterns of a query stand in the same braces",
                "alle Muster einer Abfrage stehen in denselben geschweiften Klammern"
            )),
            _ if is(&["AS"]) => error.with_help(wording!(
                "a value and its name stand in brackets: `(value AS ?name)`",
                "ein Wert und sein Name stehen in Klammern: `(Wert AS ?name)`"
            )),
            _ if is(&["WHERE"]) => error.with_help(wording!(
                "a condition stands in the pattern, `FILTER(…)`; one on groups behind GROUP BY, `HAVING(…)`",
                "eine Bedingung steht im Muster, `FILTER(…)`; eine an Gruppen hinter GROUP BY, `HAVING(…)`"
            )),
            "," | "." => error.with_help(wording!(
                "delete the `{}`",
                "löschen Sie das `{}`",
                source.text_of(self.index)
            ))
            .replaced_by(""),
            _ => error,
        }
    }

    /// Says where the word or sign belongs that was not expected.
    fn misplaced(&self, source: &Source<'_>) -> Option<String> {
        let sign = source.text_of(self.index);
        let takes_object = self.expected.iter().any(|name| name == BLANK_NODE.text());
        match sign {
            _ if source.is_word(self.index, "UNION") => Some(wording!(
                "write `{{ … }} UNION {{ … }}`",
                "schreiben Sie `{{ … }} UNION {{ … }}`"
            )),
            _ if MODIFIERS
                .iter()
                .any(|word| source.is_word(self.index, word)) =>
            {
                let word = sign.to_ascii_uppercase();
                Some(wording!(
                    "{word} stands behind the closing brace",
                    "{word} steht hinter der schließenden Klammer"
                ))
            }
            _ if source.is_word(self.index, "AS") => {
                let before = source.text_of(self.index.checked_sub(1)?);
                let name = source.text_of(self.index + 1);
                before.starts_with(['?', '$']).then(|| {
                    wording!(
                        "write `({before} AS {name})`",
                        "schreiben Sie `({before} AS {name})`"
                    )
                })
            }
            "<" | ">" | "<=" | ">=" | "=" | "!=" if takes_object => Some(wording!(
                "a comparison stands in FILTER: `?value FILTER(?value {sign} …)`",
                "ein Vergleich steht in FILTER: `?value FILTER(?value {sign} …)`"
            )),
            _ => None,
        }
    }
}
