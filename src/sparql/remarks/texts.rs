//! Texts of a query that are no values of their datatypes, or stand where no text can be.

use std::ops::Range;

use oxrdf::vocab::xsd;
use oxrdf::{LiteralRef, NamedNodeRef};

use super::{Reader, Remark};
use crate::language::wording;
use crate::lexical;
use crate::sparql::fix::Fix;
use crate::sparql::lexer::{Token, TokenKind};
use crate::sparql::nearness::shown_iri;

impl Reader<'_> {
    /// Looks for literals that their datatype does not have: none is smaller, greater or equal.
    pub(super) fn invalid_literals(&self, found: &mut Vec<Remark>) {
        for (index, token) in self.tokens.iter().enumerate() {
            if token.kind != TokenKind::Text || self.text_of(index + 1) != "^^" {
                continue;
            }
            let Some(datatype) = self.iri(index + 2) else {
                continue;
            };
            let value = self.content(token);
            let literal =
                LiteralRef::new_typed_literal(value, NamedNodeRef::new_unchecked(&datatype));
            if lexical::is_valid(literal) {
                continue;
            }
            let name = shown_iri(&datatype, &self.prefixes);
            let mut message = wording!(
                "{} is no {name}: it is smaller, greater and equal to nothing",
                "{} ist kein {name}: kleiner, größer oder gleich ist dem nichts",
                token.text(self.text)
            );
            let mut fix = None;
            if datatype == xsd::DATE.as_str()
                && let Some(date) = turned(value)
            {
                message = wording!(
                    "{message}; a date is written \"{date}\"",
                    "{message}; ein Datum schreibt man \"{date}\""
                );
                fix = Some(Fix::one(token.span.clone(), format!("\"{date}\"")));
            }
            found.push(Remark { message, fix });
        }
    }

    /// Looks for `{ "ns:name" ?p ?o }`: no triple has a text for its subject.
    pub(super) fn texts_as_subjects(&self, found: &mut Vec<Remark>) {
        for (index, token) in self.tokens.iter().enumerate() {
            if token.kind != TokenKind::Text || !self.begins_triple(index) {
                continue;
            }
            let written = token.text(self.text);
            let mut message = wording!(
                "{written} is the subject of nothing, as a text never is",
                "{written} ist von nichts das Subjekt, wie keine Zeichenkette es ist"
            );
            let name = self.content(token);
            let mut fix = None;
            if self.prefixes.expand(name).is_ok() {
                message = wording!(
                    "{message}; the thing is written {name}",
                    "{message}; das Ding schreibt man {name}"
                );
                fix = Some(Fix::one(token.span.clone(), name));
            }
            found.push(Remark { message, fix });
        }
    }

    fn text_of(&self, index: usize) -> &str {
        self.tokens
            .get(index)
            .map_or("", |token| token.text(self.text))
    }

    /// Gives the IRI that is written at `index`.
    fn iri(&self, index: usize) -> Option<String> {
        let token = self.tokens.get(index)?;
        matches!(token.kind, TokenKind::Iri | TokenKind::PrefixedName)
            .then(|| self.prefixes.expand(token.text(self.text)).ok())
            .flatten()
            .map(|iri| iri.as_str().to_owned())
    }

    /// Gives what stands between the marks of a text.
    fn content(&self, token: &Token) -> &str {
        let written = token.text(self.text);
        let mark = if written.starts_with("\"\"\"") || written.starts_with("'''") {
            3
        } else {
            1
        };
        let inside: Range<usize> = mark..written.len().saturating_sub(mark);
        written.get(inside).unwrap_or_default()
    }

    /// Tells whether a text at `index` is followed by a property and not one of the values of VALUES.
    fn begins_triple(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else {
            return false;
        };
        let is_property = self.tokens.get(index + 1).is_some_and(|next| {
            matches!(
                next.kind,
                TokenKind::Variable | TokenKind::PrefixedName | TokenKind::Iri
            ) || next.is_word(self.text, "a")
        });
        let starts = match self.text_of(before) {
            "." => true,
            "{" => {
                let names = before
                    .checked_sub(1)
                    .map_or("", |names| self.text_of(names));
                !(names == ")" || names.starts_with(['?', '$']))
            }
            _ => false,
        };
        is_property && starts
    }
}

/// Writes `12.3.2025` as SPARQL has it.
fn turned(date: &str) -> Option<String> {
    let parts: Vec<u32> = date
        .split('.')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [day, month, year] = parts[..] else {
        return None;
    };
    let turned = format!("{year:04}-{month:02}-{day:02}");
    lexical::is_valid(LiteralRef::new_typed_literal(&turned, xsd::DATE)).then_some(turned)
}
