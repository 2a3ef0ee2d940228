//! The texts and numbers that a shape lists as values of a property.

use std::str::FromStr;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, Term};

use crate::lexical::is_bare;
use crate::repl::position::Place;
use crate::text_search::fold;

use super::{Candidate, Namespaces, Ranked, Sources, Word, rank};

impl Word<'_> {
    /// Tells whether a text is begun where a value of a property stands.
    pub(super) fn begins_a_value(&self) -> bool {
        self.place() == Place::Object && self.typed.starts_with(['"', '\''])
    }

    /// Adds the literals that can be values of the property of the triple, and start as what is typed.
    pub(super) fn literals(
        &self,
        namespaces: &Namespaces,
        sources: &Sources<'_>,
        ranked: &mut Vec<Ranked>,
    ) {
        let (Some(index), Some(property)) = (sources.terms, &self.position.predicate) else {
            return;
        };
        if self.place() != Place::Object || self.position.is_inverse {
            return;
        }
        let Some(property) = namespaces.iri(property) else {
            return;
        };
        let quote = self
            .typed
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''));
        let typed = fold(self.typed.trim_start_matches(['"', '\'']));
        for value in index.listed(&property) {
            let Ok(Term::Literal(literal)) = Term::from_str(value) else {
                continue;
            };
            let name = written(&literal, quote, namespaces);
            let fits = fold(literal.value()).starts_with(&typed);
            if fits && (quote.is_none() || name.starts_with(['"', '\''])) {
                ranked.push(Ranked::new(rank::START, 0, Candidate::plain(name)));
            }
        }
    }
}

/// Writes a literal as SPARQL has it: numbers and truth values bare, texts in quotes, `quote` where it needs no escape.
fn written(literal: &Literal, quote: Option<char>, namespaces: &Namespaces) -> String {
    let value = literal.value();
    let datatype = literal.datatype();
    if quote.is_none() && is_bare(literal.as_ref()) {
        return value.to_owned();
    }
    let own = literal.to_string();
    let is_plain = !value.contains(|c: char| c.is_control() || matches!(c, '\'' | '"' | '\\'));
    let text = match quote {
        Some('\'') if is_plain => format!("'{value}'"),
        _ => Literal::from(value).to_string(),
    };
    match literal.language() {
        Some(_) => format!("{text}{}", &own[own.rfind('@').unwrap_or(own.len())..]),
        None if datatype == xsd::STRING => text,
        None => format!("{text}^^{}", namespaces.written(datatype.as_str())),
    }
}
