//! What XML 1.0 can hold, which neither all texts nor all properties of RDF are.

use oxrdf::{Quad, Term};

use super::Error;

/// Gives the first character of `text` that no XML document can hold.
///
/// Source: XML 1.0, section 2.2.
fn forbidden(text: &str) -> Option<char> {
    text.chars().find(|c| {
        !matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
    })
}

/// Fails where `format`, which is XML, cannot hold a text of `term`.
///
/// # Errors
/// [`Error::Xml`].
pub fn check_texts(term: &Term, format: &'static str) -> Result<(), Error> {
    match term {
        Term::Literal(literal) => match forbidden(literal.value()) {
            Some(c) => Err(Error::Xml {
                format,
                what: format!("U+{:04X}", u32::from(c)),
            }),
            None => Ok(()),
        },
        Term::Triple(triple) => check_texts(&triple.object, format),
        Term::NamedNode(_) | Term::BlankNode(_) => Ok(()),
    }
}

/// Fails where RDF/XML cannot hold one of `quads`: a property must end in a name, as that of an element.
///
/// # Errors
/// [`Error::Xml`].
pub(super) fn check(quads: &[Quad]) -> Result<(), Error> {
    const FORMAT: &str = "RDF/XML";
    for quad in quads {
        check_texts(&quad.object, FORMAT)?;
        if !ends_in_name(quad.predicate.as_str()) {
            return Err(Error::Xml {
                format: FORMAT,
                what: quad.predicate.to_string(),
            });
        }
    }
    Ok(())
}

/// Tells whether the last characters of `iri` can be the local name of an element.
///
/// Source: Namespaces in XML 1.0, `NCName`; RDF/XML, section 7.2.
fn ends_in_name(iri: &str) -> bool {
    let start = iri.rfind(|c: char| !is_name_character(c)).map_or(0, |at| {
        at + iri[at..].chars().next().map_or(1, char::len_utf8)
    });
    iri[start..].contains(|c: char| c.is_alphabetic() || c == '_')
}

/// Approximates the characters of an `NCName`.
fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{B7}')
}

#[cfg(test)]
mod tests {
    use super::{ends_in_name, forbidden};

    #[test]
    fn property_of_an_element_ends_in_a_name() {
        for iri in ["http://x/p", "http://x/1a", "urn:x:y", "http://x#a-1.b"] {
            assert!(ends_in_name(iri), "{iri}");
        }
        for iri in ["http://x/1", "http://x/", "http://x/a%20", "urn:1"] {
            assert!(!ends_in_name(iri), "{iri}");
        }
    }

    #[test]
    fn control_characters_are_forbidden() {
        assert_eq!(forbidden("a\tb\n\u{FFFD}"), None);
        assert_eq!(forbidden("a\u{1b}"), Some('\u{1b}'));
        assert_eq!(forbidden("\u{FFFE}"), Some('\u{FFFE}'));
    }
}
