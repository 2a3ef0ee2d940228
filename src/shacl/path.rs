//! Property paths. Source: SHACL, section 2.3.1.

use std::collections::HashSet;
use std::fmt;

use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, NamedNode, NamedOrBlankNode, Term, Triple};
use rudof_rdf::rdf_core::SHACLPath;

use super::vocabulary::iri;
use crate::prefixes::Prefixes;

/// A way from a focus node to its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Path {
    /// One property.
    Predicate(NamedNode),
    /// A path backwards.
    Inverse(Box<Self>),
    /// Several paths one after the other.
    Sequence(Vec<Self>),
    /// Any of several paths.
    Alternative(Vec<Self>),
    /// A path any number of times.
    ZeroOrMore(Box<Self>),
    /// A path at least once.
    OneOrMore(Box<Self>),
    /// A path at most once.
    ZeroOrOne(Box<Self>),
}

impl From<&SHACLPath> for Path {
    fn from(path: &SHACLPath) -> Self {
        let one = |path: &SHACLPath| Box::new(Self::from(path));
        let all = |paths: &[SHACLPath]| paths.iter().map(Self::from).collect();
        match path {
            SHACLPath::Predicate { pred } => Self::Predicate(pred.clone().into()),
            SHACLPath::Inverse { path } => Self::Inverse(one(path)),
            SHACLPath::Sequence { paths } => Self::Sequence(all(paths)),
            SHACLPath::Alternative { paths } => Self::Alternative(all(paths)),
            SHACLPath::ZeroOrMore { path } => Self::ZeroOrMore(one(path)),
            SHACLPath::OneOrMore { path } => Self::OneOrMore(one(path)),
            SHACLPath::ZeroOrOne { path } => Self::ZeroOrOne(one(path)),
        }
    }
}

impl fmt::Display for Path {
    /// Writes the path as SPARQL does, with full IRIs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &|iri| iri.to_string())
    }
}

impl Path {
    /// Gives the path as SPARQL writes it, with prefixed names.
    #[must_use]
    pub fn compact(&self, prefixes: &Prefixes) -> String {
        Compact {
            path: self,
            prefixes,
        }
        .to_string()
    }

    fn write(&self, out: &mut dyn fmt::Write, name: &dyn Fn(&NamedNode) -> String) -> fmt::Result {
        match self {
            Self::Predicate(predicate) => out.write_str(&name(predicate)),
            Self::Inverse(path) => {
                out.write_char('^')?;
                path.write_grouped(out, name)
            }
            Self::Sequence(paths) => separated(paths, '/', out, name),
            Self::Alternative(paths) => separated(paths, '|', out, name),
            Self::ZeroOrMore(path) => path.write_repeated('*', out, name),
            Self::OneOrMore(path) => path.write_repeated('+', out, name),
            Self::ZeroOrOne(path) => path.write_repeated('?', out, name),
        }
    }

    fn write_repeated(
        &self,
        times: char,
        out: &mut dyn fmt::Write,
        name: &dyn Fn(&NamedNode) -> String,
    ) -> fmt::Result {
        self.write_grouped(out, name)?;
        out.write_char(times)
    }

    fn write_grouped(
        &self,
        out: &mut dyn fmt::Write,
        name: &dyn Fn(&NamedNode) -> String,
    ) -> fmt::Result {
        if let Self::Predicate(_) = self {
            return self.write(out, name);
        }
        out.write_char('(')?;
        self.write(out, name)?;
        out.write_char(')')
    }

    /// Gives the node that stands for the path in RDF; what describes it is added to `triples`.
    ///
    /// `label` makes the names of the blank nodes.
    pub fn to_rdf(
        &self,
        triples: &mut Vec<Triple>,
        label: &mut dyn FnMut() -> BlankNode,
    ) -> NamedOrBlankNode {
        let (step, path) = match self {
            Self::Predicate(predicate) => return predicate.clone().into(),
            Self::Sequence(paths) => return list(paths, triples, label),
            Self::Alternative(paths) => {
                let members = list(paths, triples, label);
                let node = label();
                triples.push(Triple::new(
                    node.clone(),
                    iri("alternativePath"),
                    Term::from(members),
                ));
                return node.into();
            }
            Self::Inverse(path) => ("inversePath", path),
            Self::ZeroOrMore(path) => ("zeroOrMorePath", path),
            Self::OneOrMore(path) => ("oneOrMorePath", path),
            Self::ZeroOrOne(path) => ("zeroOrOnePath", path),
        };
        let node = label();
        let inner = path.to_rdf(triples, label);
        triples.push(Triple::new(node.clone(), iri(step), Term::from(inner)));
        node.into()
    }

    /// Gives the property where the path is only one.
    #[must_use]
    pub fn predicate(&self) -> Option<&NamedNode> {
        match self {
            Self::Predicate(predicate) => Some(predicate),
            _ => None,
        }
    }
}

/// A path to be written with prefixed names.
struct Compact<'a> {
    path: &'a Path,
    prefixes: &'a Prefixes,
}

impl fmt::Display for Compact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.write(f, &|iri| {
            let compact = self.prefixes.compact(iri.as_str());
            compact.unwrap_or_else(|| iri.to_string())
        })
    }
}

fn separated(
    paths: &[Path],
    separator: char,
    out: &mut dyn fmt::Write,
    name: &dyn Fn(&NamedNode) -> String,
) -> fmt::Result {
    for (index, path) in paths.iter().enumerate() {
        if index > 0 {
            out.write_char(separator)?;
        }
        path.write_grouped(out, name)?;
    }
    Ok(())
}

fn list(
    paths: &[Path],
    triples: &mut Vec<Triple>,
    label: &mut dyn FnMut() -> BlankNode,
) -> NamedOrBlankNode {
    let mut rest = NamedOrBlankNode::from(rdf::NIL.into_owned());
    for path in paths.iter().rev() {
        let member = path.to_rdf(triples, label);
        let node = label();
        triples.push(Triple::new(node.clone(), rdf::FIRST, Term::from(member)));
        triples.push(Triple::new(node.clone(), rdf::REST, Term::from(rest)));
        rest = node.into();
    }
    rest
}

/// Gives the nodes of paths: those that `step` leads to from `start`, `start` included.
pub(super) fn reachable<T: Clone + Eq + std::hash::Hash>(
    start: T,
    mut step: impl FnMut(&T) -> Vec<T>,
) -> HashSet<T> {
    let mut found = HashSet::from([start.clone()]);
    let mut pending = vec![start];
    while let Some(node) = pending.pop() {
        for next in step(&node) {
            if found.insert(next.clone()) {
                pending.push(next);
            }
        }
    }
    found
}
