//! The prefixes that names are read with, and those that they are written with, where the cursor stands.
//!
//! Start at [`Namespaces::of`]. Beside the prefixes of the session and of the text there are those that everybody uses:
//! a term of such a namespace is offered by its short name, and the shell declares the prefix once the name is entered.
//! Where a text must declare its prefixes itself, names are written with those that it does declare, other terms in
//! full.

use crate::prefixes::Prefixes;
use crate::repl::syntax::Syntax;
use crate::repl::term_index::TermIndex;
use crate::repl::tokens::Token;
use crate::sparql::WELL_KNOWN_PREFIXES;

use super::Sources;

/// What short names stand for.
pub(in crate::repl) struct Namespaces {
    /// Those of the session and of the text, and the usual ones whose names are free.
    read: Prefixes,
    /// Those that what is offered may be written with.
    write: Prefixes,
    /// The usual ones that nobody has declared.
    undeclared: Vec<(&'static str, &'static str)>,
    /// Whether a prefix that the text does not declare cannot be used.
    strict: bool,
}

impl Namespaces {
    /// Gives those at a place in `syntax`, a query; without it those of a command, which declares none.
    pub(in crate::repl) fn of(sources: &Sources<'_>, syntax: Option<&Syntax>) -> Self {
        let strict = sources.strict && syntax.is_some();
        let mut read = sources.prefixes.clone();
        let mut write = if strict {
            Prefixes::default()
        } else {
            sources.prefixes.clone()
        };
        for (prefix, namespace) in syntax.into_iter().flat_map(declared) {
            // A wrong declaration is for the checker to tell.
            let _ = read.insert(prefix, namespace);
            let _ = write.insert(prefix, namespace);
        }
        let usual = WELL_KNOWN_PREFIXES.iter().copied();
        let undeclared: Vec<_> = usual
            .filter(|(prefix, _)| read.namespace(prefix).is_none())
            .collect();
        for (prefix, namespace) in &undeclared {
            let named = write.iter().any(|(_, known)| known == *namespace);
            let _ = read.insert(prefix, namespace);
            if !strict && !named {
                let _ = write.insert(prefix, namespace);
            }
        }
        Self {
            read,
            write,
            undeclared,
            strict,
        }
    }

    /// Gives the namespace that `prefix` stands for.
    pub(in crate::repl) fn namespace(&self, prefix: &str) -> Option<&str> {
        self.read.namespace(prefix)
    }

    /// Tells whether what is offered may be written with `prefix`, once it was typed.
    pub(super) fn may_be_written(&self, prefix: &str) -> bool {
        !self.strict || self.write.namespace(prefix).is_some()
    }

    /// Gives the namespaces that what is offered may be written with.
    pub(super) fn writable(&self) -> impl Iterator<Item = &str> {
        self.write.iter().map(|(_, namespace)| namespace)
    }

    /// Gives the IRI that is written `name`.
    pub(in crate::repl) fn iri(&self, name: &str) -> Option<String> {
        Some(self.read.expand(name).ok()?.into_string())
    }

    /// Gives an IRI as it is written where the cursor stands.
    pub(in crate::repl) fn written(&self, iri: &str) -> String {
        let short = self.write.compact(iri);
        short.unwrap_or_else(|| format!("<{iri}>"))
    }

    /// Gives an IRI as it reads best in a remark.
    pub(super) fn shown(&self, iri: &str) -> String {
        let short = self.read.compact(iri);
        short.unwrap_or_else(|| format!("<{iri}>"))
    }

    /// Gives the prefixes that names can be written with; of those that nobody has declared the ones that the dataset
    /// has terms of.
    pub(in crate::repl) fn usable(&self, index: Option<&TermIndex>) -> impl Iterator<Item = &str> {
        let declared = |prefix: &str| !self.undeclared.iter().any(|(usual, _)| *usual == prefix);
        self.write
            .iter()
            .filter(move |(prefix, namespace)| {
                declared(prefix) || index.is_some_and(|index| index.has_namespace(namespace))
            })
            .map(|(prefix, _)| prefix)
    }

    /// Gives the usual prefixes that nobody has declared, with their namespaces.
    pub(in crate::repl) fn undeclared(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.undeclared.iter().copied()
    }
}

/// Gives the prefixes that a text declares, with their namespaces.
pub(in crate::repl) fn declared(syntax: &Syntax) -> Vec<(&str, &str)> {
    let tokens: Vec<&Token> = syntax.significant().collect();
    let declarations = tokens.windows(3).filter_map(|declaration| {
        let [keyword, name, iri] = [0, 1, 2].map(|index| declaration[index].text(&syntax.text));
        let prefix = name.strip_suffix(':')?;
        let iri = iri.strip_prefix('<')?.strip_suffix('>')?;
        keyword
            .eq_ignore_ascii_case("PREFIX")
            .then_some((prefix, iri))
    });
    declarations.collect()
}

/// Gives the usual prefix of `name`, with its namespace, where it has one.
pub(in crate::repl) fn usual(name: &str) -> Option<(&'static str, &'static str)> {
    let (prefix, local) = name.split_once(':')?;
    // What declares a prefix needs none.
    let is_name = !local.contains(' ');
    let mut usual = WELL_KNOWN_PREFIXES.iter().copied();
    usual.find(|(known, _)| is_name && *known == prefix)
}
