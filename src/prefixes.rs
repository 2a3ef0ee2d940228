//! The prefix map: expand a prefixed name, compact an IRI, read from `ontology/prefixes.ttl`. Layer 0.
//!
//! Start at [`Prefixes::from_declarations`]. Follows the prefixed names of SPARQL 1.1, section 4.1.1; a
//! name whose local part would need an escape is not compacted.

use std::collections::{BTreeMap, HashMap};

use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{NamedNode, NamedNodeRef, Term};

use crate::language::{self, wording};

const DECLARED_PREFIX: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#prefix");
const DECLARED_NAMESPACE: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#namespace");

/// A prefix that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A prefixed name with a prefix nobody declared.
    #[error("{}", wording!(
        "prefix `{prefix}:` is not declared",
        "das Präfix `{prefix}:` ist nicht deklariert",
    ))]
    Unknown {
        /// The prefix without its colon.
        prefix: String,
        /// The declared prefix that is spelled most alike.
        nearest: Option<String>,
    },
    /// A namespace or an expanded name that is no IRI.
    #[error("{}", wording!("`{iri}` is not an absolute IRI", "`{iri}` ist keine absolute IRI"))]
    InvalidIri {
        /// The text that is no IRI.
        iri: String,
    },
    /// A text that is neither a prefixed name nor an IRI in angle brackets.
    #[error("{}", wording!(
        "`{text}` is neither a prefixed name nor an IRI in angle brackets",
        "`{text}` ist weder ein Name mit Präfix noch eine IRI in spitzen Klammern",
    ))]
    NotAName {
        /// The text.
        text: String,
    },
    /// A declaration file that is not Turtle.
    #[error("{}", wording!(
        "{file}: the prefix declarations cannot be read",
        "{file}: die Präfixdeklarationen lassen sich nicht lesen",
    ))]
    Declarations {
        /// The file.
        file: String,
        /// What the Turtle parser says.
        source: Box<oxigraph::io::RdfSyntaxError>,
    },
}

/// A map from prefixes to namespaces.
#[derive(Clone, Debug, Default)]
pub struct Prefixes {
    by_prefix: BTreeMap<String, String>,
}

impl Prefixes {
    /// Reads the `sh:declare` entries of a Turtle file; `file` names it in errors.
    ///
    /// # Errors
    /// [`Error::Declarations`] where `turtle` is not Turtle, [`Error::InvalidIri`] for a bad namespace.
    pub fn from_declarations(file: &str, turtle: &[u8]) -> Result<Self, Error> {
        let mut names = HashMap::new();
        let mut namespaces = HashMap::new();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle) {
            let quad = quad.map_err(|source| Error::Declarations {
                file: file.to_owned(),
                source: Box::new(source),
            })?;
            let Term::Literal(value) = quad.object else {
                continue;
            };
            if quad.predicate.as_ref() == DECLARED_PREFIX {
                names.insert(quad.subject, value.destruct().0);
            } else if quad.predicate.as_ref() == DECLARED_NAMESPACE {
                namespaces.insert(quad.subject, value.destruct().0);
            }
        }
        let mut prefixes = Self::default();
        for (declaration, prefix) in names {
            if let Some(namespace) = namespaces.get(&declaration) {
                prefixes.insert(&prefix, namespace)?;
            }
        }
        Ok(prefixes)
    }

    /// Declares `prefix` (without its colon), replacing an earlier declaration.
    ///
    /// # Errors
    /// [`Error::InvalidIri`] where `namespace` is no absolute IRI.
    pub fn insert(&mut self, prefix: &str, namespace: &str) -> Result<(), Error> {
        NamedNode::new(namespace).map_err(|_| Error::InvalidIri {
            iri: namespace.to_owned(),
        })?;
        self.by_prefix
            .insert(prefix.to_owned(), namespace.to_owned());
        Ok(())
    }

    /// Forgets `prefix`; tells whether it was declared.
    pub fn remove(&mut self, prefix: &str) -> bool {
        self.by_prefix.remove(prefix).is_some()
    }

    /// Gives the namespace of `prefix`.
    #[must_use]
    pub fn namespace(&self, prefix: &str) -> Option<&str> {
        self.by_prefix.get(prefix).map(String::as_str)
    }

    /// Gives all (prefix, namespace) pairs in order of the prefix.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_prefix
            .iter()
            .map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()))
    }

    /// Reads `ns:local` or `<iri>` as a named node.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest prefix, [`Error::InvalidIri`], [`Error::NotAName`].
    pub fn expand(&self, text: &str) -> Result<NamedNode, Error> {
        let iri = if let Some(iri) = text
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
        {
            iri.to_owned()
        } else if let Some((prefix, local)) = text.split_once(':') {
            if local.starts_with("//") {
                text.to_owned()
            } else {
                let namespace = self.namespace(prefix).ok_or_else(|| Error::Unknown {
                    prefix: prefix.to_owned(),
                    nearest: self.nearest(prefix).map(str::to_owned),
                })?;
                format!("{namespace}{local}")
            }
        } else {
            return Err(Error::NotAName {
                text: text.to_owned(),
            });
        };
        NamedNode::new(iri.clone()).map_err(|_| Error::InvalidIri { iri })
    }

    /// Splits `iri` into the prefix with the longest fitting namespace and a local name that needs no escape.
    #[must_use]
    pub fn split<'a>(&'a self, iri: &'a str) -> Option<(&'a str, &'a str)> {
        self.iter()
            .filter_map(|(prefix, namespace)| {
                Some((prefix, namespace, iri.strip_prefix(namespace)?))
            })
            .filter(|(_, _, local)| is_plain_local_name(local))
            .max_by_key(|(_, namespace, _)| namespace.len())
            .map(|(prefix, _, local)| (prefix, local))
    }

    /// Writes `iri` as a prefixed name, or nothing where no prefix fits.
    #[must_use]
    pub fn compact(&self, iri: &str) -> Option<String> {
        self.split(iri)
            .map(|(prefix, local)| format!("{prefix}:{local}"))
    }

    /// Gives the declared prefix that `prefix` perhaps means.
    #[must_use]
    pub fn nearest(&self, prefix: &str) -> Option<&str> {
        language::nearest(prefix, self.by_prefix.keys().map(String::as_str))
    }
}

/// Tells whether `local` can follow a colon without an escape, by the ASCII part of the grammar.
///
/// Source: Turtle 1.1, production `PN_LOCAL`.
fn is_plain_local_name(local: &str) -> bool {
    !local.is_empty()
        && !local.starts_with('-')
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

#[cfg(test)]
mod tests {
    use super::Prefixes;

    fn prefixes() -> Prefixes {
        let mut prefixes = Prefixes::default();
        for (prefix, namespace) in [
            ("ex", "http://ex.org/"),
            ("exa", "http://ex.org/a/"),
            ("org", "http://org.org#"),
        ] {
            prefixes.insert(prefix, namespace).unwrap();
        }
        prefixes
    }

    #[test]
    fn longest_namespace_wins() {
        assert_eq!(
            prefixes().compact("http://ex.org/a/b").as_deref(),
            Some("exa:b")
        );
    }

    #[test]
    fn local_name_that_needs_an_escape_is_not_compacted() {
        assert_eq!(prefixes().compact("http://ex.org/b/c"), None);
    }

    #[test]
    fn unknown_prefix_names_the_nearest() {
        let error = prefixes().expand("orgg:x").unwrap_err();
        assert!(
            matches!(error, super::Error::Unknown { nearest: Some(nearest), .. } if nearest == "org")
        );
    }

    #[test]
    fn declarations_without_a_namespace_are_ignored() {
        let turtle = b"<http://x/a> <http://www.w3.org/ns/shacl#prefix> \"a\" .";
        assert_eq!(
            Prefixes::from_declarations("p.ttl", turtle)
                .unwrap()
                .iter()
                .count(),
            0
        );
    }
}
