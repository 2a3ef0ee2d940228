//! What is near a term that the dataset does not have, and where a term stands in a text.

use std::ops::Range;

use oxrdf::{Literal, LiteralRef, NamedNodeRef, Term};

use super::counts::Counts;
use super::lexer::{Token, TokenKind, tokens};
use super::split::declared_prefixes;
use crate::language::{self, grouped, wording};
use crate::lexical::is_bare;
use crate::prefixes::Prefixes;

/// What the dataset has, and how often.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'a> {
    /// How often each property is used.
    pub properties: &'a Counts,
    /// How many instances each class has.
    pub classes: &'a Counts,
    /// How often each IRI that is a subject is one or an object.
    pub things: &'a Counts,
}

/// Gives the IRI of `known` that is spelled most like `iri`, with its count; among equals the most frequent one.
///
/// The same local name in another namespace is nearest; else one that `iri` misspells by [`language::edits`].
pub(super) fn nearest<'a>(
    iri: &str,
    known: impl IntoIterator<Item = (&'a str, usize)>,
) -> Option<(&'a str, usize)> {
    all_near(iri, known).into_iter().next()
}

/// Gives the IRIs of `known` that are spelled like `iri`, as [`nearest`] the first of them.
pub(super) fn all_near<'a>(
    iri: &str,
    known: impl IntoIterator<Item = (&'a str, usize)>,
) -> Vec<(&'a str, usize)> {
    let (namespace, local) = parts(iri);
    let mut near: Vec<_> = known
        .into_iter()
        .filter(|(candidate, _)| *candidate != iri)
        .filter_map(|(candidate, count)| {
            let (other_namespace, other) = parts(candidate);
            let distance = language::edits(local, other)?;
            let elsewhere = usize::from(other_namespace != namespace);
            // Two mistakes in one name are few, in a namespace that is not meant they are too many.
            if distance > 1 && elsewhere > 0 {
                return None;
            }
            // Two words of the same length that differ in their digits are different names, not misspellings.
            let numbered = distance > 0 && digits(local) != digits(other);
            (!numbered).then_some((distance + elsewhere, std::cmp::Reverse(count), candidate))
        })
        .collect();
    near.sort_unstable();
    let near = near.into_iter();
    near.map(|(_, count, candidate)| (candidate, count.0))
        .collect()
}

pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Parts an IRI into its namespace and its local name.
fn parts(iri: &str) -> (&str, &str) {
    let at = iri.trim_end_matches('/').rfind(['/', '#', ':']);
    iri.split_at(at.map_or(0, |at| at + 1))
}

/// Gives the prefixes that hold in `text`: its own and those of the session.
pub(super) fn all_prefixes(text: &str, session: &Prefixes) -> Prefixes {
    let mut all = session.clone();
    for (prefix, namespace) in declared_prefixes(text).iter() {
        // It was accepted when it was declared.
        let _ = all.insert(prefix, namespace);
    }
    all
}

/// Finds where `text` first has `term` outside of its prologue; `prefixes` are all that hold in it.
pub(super) fn place(text: &str, prefixes: &Prefixes, term: &Term) -> Option<Range<usize>> {
    places(text, prefixes, term).into_iter().next()
}

/// Finds all places where `text` has `term`, as [`place`] the first.
pub(super) fn places(text: &str, prefixes: &Prefixes, term: &Term) -> Vec<Range<usize>> {
    let all = tokens(text);
    let in_prologue = |index: usize| {
        index > 0
            && (all[index - 1].is_word(text, "BASE")
                || all[index - 1].is_word(text, "PREFIX")
                || (index > 1 && all[index - 2].is_word(text, "PREFIX")))
    };
    (0..all.len())
        .filter(|index| !in_prologue(*index))
        .filter_map(|index| match term {
            Term::NamedNode(node) => {
                let token = &all[index];
                let is_name = matches!(token.kind, TokenKind::PrefixedName | TokenKind::Iri);
                let named = prefixes.expand(token.text(text)).ok()?;
                (is_name && named == *node).then(|| token.span.clone())
            }
            Term::Literal(literal) => literal_at(text, &all, index, prefixes, literal),
            _ => None,
        })
        .collect()
}

/// Finds where `text` first has the variable called `name`.
pub(super) fn place_of_variable(text: &str, name: &str) -> Option<Range<usize>> {
    let tokens = tokens(text);
    let token = tokens
        .iter()
        .find(|token| token.kind == TokenKind::Variable && token.text(text)[1..] == *name)?;
    Some(token.span.clone())
}

/// Gives the place of the literal that starts at a token, with its tag or datatype, where it is `literal`.
fn literal_at(
    text: &str,
    all: &[Token],
    index: usize,
    prefixes: &Prefixes,
    literal: &Literal,
) -> Option<Range<usize>> {
    let token = &all[index];
    let written = token.text(text);
    match token.kind {
        TokenKind::Number => {
            (literal.value() == written && is_number(literal)).then(|| token.span.clone())
        }
        TokenKind::Text => {
            let mark = if written.starts_with("\"\"\"") || written.starts_with("'''") {
                3
            } else {
                1
            };
            let inner = written.get(mark..written.len().checked_sub(mark)?)?;
            // A text with escapes is not looked for: it is rare, and only a proposal is missed.
            if inner != literal.value() || inner.contains('\\') {
                return None;
            }
            let next = all.get(index + 1);
            let end = match next {
                Some(tag) if tag.kind == TokenKind::LanguageTag => {
                    let same = literal
                        .language()
                        .is_some_and(|language| tag.text(text)[1..].eq_ignore_ascii_case(language));
                    same.then_some(tag.span.end)?
                }
                Some(sign) if sign.text(text) == "^^" => {
                    let datatype = all.get(index + 2)?;
                    let named = prefixes.expand(datatype.text(text)).ok()?;
                    (named.as_ref() == literal.datatype()).then_some(datatype.span.end)?
                }
                _ => {
                    let is_plain = literal.language().is_none()
                        && literal.datatype() == oxrdf::vocab::xsd::STRING;
                    is_plain.then_some(token.span.end)?
                }
            };
            Some(token.span.start..end)
        }
        _ => None,
    }
}

fn is_number(literal: &Literal) -> bool {
    use oxrdf::vocab::xsd;
    [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE].contains(&literal.datatype())
}

/// Writes a term as one would in a query.
pub(super) fn shown(term: &Term, prefixes: &Prefixes) -> String {
    in_short(&term.to_string(), prefixes)
}

/// Writes an IRI as one would in a query.
pub(super) fn shown_iri(iri: &str, prefixes: &Prefixes) -> String {
    if iri == oxrdf::vocab::rdf::TYPE.as_str() {
        return "a".to_owned();
    }
    prefixes.compact(iri).unwrap_or_else(|| format!("<{iri}>"))
}

/// Shortens SPARQL text with whole IRIs: prefixed names, `a`, bare numbers and truth values.
#[must_use]
pub fn in_short(text: &str, prefixes: &Prefixes) -> String {
    let mut short = String::new();
    let mut at = 0;
    for token in tokens(text) {
        if token.span.start < at {
            continue;
        }
        short.push_str(&text[at..token.span.start]);
        at = token.span.end;
        let written = token.text(text);
        match token.kind {
            TokenKind::Iri => {
                short.push_str(&shown_iri(written.trim_matches(['<', '>']), prefixes));
            }
            TokenKind::Text => {
                let rest = &text[at..];
                let value = written.trim_matches('"');
                let datatype = rest
                    .strip_prefix("^^<")
                    .and_then(|rest| rest.split_once('>'))
                    .map(|(datatype, _)| datatype)
                    .filter(|datatype| {
                        let datatype = NamedNodeRef::new_unchecked(datatype);
                        is_bare(LiteralRef::new_typed_literal(value, datatype))
                    });
                if let Some(datatype) = datatype {
                    short.push_str(value);
                    at += "^^<>".len() + datatype.len();
                } else {
                    short.push_str(written);
                }
            }
            _ => short.push_str(written),
        }
    }
    short.push_str(&text[at..]);
    short
}

/// Says how often something occurs.
pub(super) fn times(count: usize) -> String {
    match count {
        1 => wording!("once", "einmal"),
        2 => wording!("twice", "zweimal"),
        count => wording!("{} times", "{}-mal", grouped(count)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use oxrdf::{Literal, NamedNode};

    use super::{Counts, Prefixes, in_short, nearest, place};

    fn counts(names: &[(&str, usize)]) -> Counts {
        let names = names.iter();
        let names = names.map(|(name, count)| (format!("http://e/{name}"), *count));
        names.collect::<BTreeMap<String, usize>>().into()
    }

    fn prefixes() -> Prefixes {
        let mut prefixes = Prefixes::default();
        prefixes.insert("e", "http://e/").unwrap();
        prefixes
    }

    #[test]
    fn misspelt_name_is_near_and_another_number_is_not() {
        let known = counts(&[("length", 3), ("width", 9), ("segment-12", 1)]);
        assert_eq!(
            nearest("http://e/lenght", known.iter()),
            Some(("http://e/length", 3))
        );
        assert_eq!(nearest("http://e/segment-13", known.iter()), None);
    }

    #[test]
    fn same_name_in_another_namespace_is_near() {
        let known = counts(&[("name", 3)]);
        assert_eq!(
            nearest("http://other/name", known.iter()),
            Some(("http://e/name", 3))
        );
    }

    #[test]
    fn term_is_found_however_it_is_written() {
        let text = "PREFIX e: <http://e/> ASK { <http://e/a> e:b \"x\"@de, 'x', 12 }";
        let found = |term| place(text, &prefixes(), &term).map(|span| &text[span]);
        assert_eq!(
            found(NamedNode::new_unchecked("http://e/a").into()),
            Some("<http://e/a>")
        );
        assert_eq!(found(NamedNode::new_unchecked("http://e/").into()), None);
        let tagged = Literal::new_language_tagged_literal("x", "de").unwrap();
        assert_eq!(found(tagged.into()), Some("\"x\"@de"));
        assert_eq!(found(Literal::from("x").into()), Some("'x'"));
        assert_eq!(found(Literal::from(12).into()), Some("12"));
    }

    #[test]
    fn text_is_shortened_outside_of_strings() {
        let type_of = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
        let number = "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>";
        let text = format!("?s {type_of} <http://e/A> ; <http://e/b> {number}, \"<http://e/c>\"");
        assert_eq!(
            in_short(&text, &prefixes()),
            "?s a e:A ; e:b 1, \"<http://e/c>\""
        );
    }
}
