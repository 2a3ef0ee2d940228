//! Property paths in a shapes graph: checked, then read. Source: SHACL, section 2.3.1.

use oxrdf::vocab::rdf;
use oxrdf::{NamedOrBlankNodeRef, TermRef};

use super::{Source, subject};
use crate::language::wording;
use crate::shacl::Error;
use crate::shacl::path::Path;
use crate::shacl::vocabulary::STEPS;

/// How deep a path may be nested; nobody writes more, and the library recurses.
const DEEPEST: usize = 64;

impl Source<'_> {
    pub(super) fn check_path(
        &self,
        shape: NamedOrBlankNodeRef<'_>,
        path: TermRef<'_>,
        depth: usize,
    ) -> Result<(), Error> {
        if depth > DEEPEST {
            return Err(self.unsupported(
                shape,
                wording!(
                    "a path nested deeper than {DEEPEST}",
                    "ein Pfad, der tiefer als {DEEPEST} geschachtelt ist"
                ),
            ));
        }
        let node = match path {
            TermRef::NamedNode(found) if found == rdf::NIL => None,
            TermRef::NamedNode(_) => return Ok(()),
            TermRef::BlankNode(_) => subject(path),
            _ => None,
        };
        let Some(node) = node else {
            return Err(self.ill_formed(
                shape,
                wording!(
                    "`sh:path` has {path}, which is no path",
                    "`sh:path` hat {path}, und das ist kein Pfad"
                ),
            ));
        };
        let mut steps = STEPS
            .iter()
            .flat_map(|step| self.values(node, step).map(move |value| (*step, value)));
        let is_list = self
            .graph
            .object_for_subject_predicate(node, rdf::FIRST)
            .is_some();
        match (steps.next(), is_list) {
            (Some(_), true) => Err(self.ill_formed(
                shape,
                wording!(
                    "a path is a list and has a step",
                    "ein Pfad ist eine Liste und hat einen Schritt"
                ),
            )),
            (Some(_), false) if steps.next().is_some() => Err(self.ill_formed(
                shape,
                wording!(
                    "a path has two steps in one node",
                    "ein Pfad hat zwei Schritte in einem Knoten"
                ),
            )),
            (Some(("alternativePath", list)), false) => self.check_paths(shape, list, depth),
            (Some((_, inner)), false) => self.check_path(shape, inner, depth + 1),
            (None, true) => self.check_paths(shape, path, depth),
            (None, false) => Err(self.ill_formed(
                shape,
                wording!(
                    "a path is neither IRI, list nor step",
                    "ein Pfad ist weder IRI noch Liste noch Schritt"
                ),
            )),
        }
    }

    fn check_paths(
        &self,
        shape: NamedOrBlankNodeRef<'_>,
        list: TermRef<'_>,
        depth: usize,
    ) -> Result<(), Error> {
        let members = self.list(shape, "path", list)?;
        if members.len() < 2 {
            return Err(self.ill_formed(
                shape,
                wording!(
                    "a path lists fewer than two paths",
                    "ein Pfad zählt weniger als zwei Pfade auf"
                ),
            ));
        }
        members
            .into_iter()
            .try_for_each(|member| self.check_path(shape, member, depth + 1))
    }

    /// Gives the path of a property shape that was found well-formed.
    pub(in crate::shacl) fn path(&self, shape: NamedOrBlankNodeRef<'_>) -> Option<Path> {
        self.path_at(self.values(shape, "path").next()?)
    }

    fn path_at(&self, path: TermRef<'_>) -> Option<Path> {
        let node = match path {
            TermRef::NamedNode(predicate) => return Some(Path::Predicate(predicate.into_owned())),
            _ => subject(path)?,
        };
        let all = |list| {
            let members = self.list(node, "path", list).ok()?;
            members
                .into_iter()
                .map(|member| self.path_at(member))
                .collect::<Option<Vec<_>>>()
        };
        let step = STEPS
            .iter()
            .find_map(|step| Some((*step, self.values(node, step).next()?)));
        let Some((step, inner)) = step else {
            // A list is a term of the graph, and not only of the caller.
            let list = self.graph.triples_for_subject(node).next()?.subject;
            return Some(Path::Sequence(all(TermRef::from(list))?));
        };
        let one = || Some(Box::new(self.path_at(inner)?));
        Some(match step {
            "inversePath" => Path::Inverse(one()?),
            "alternativePath" => Path::Alternative(all(inner)?),
            "zeroOrMorePath" => Path::ZeroOrMore(one()?),
            "oneOrMorePath" => Path::OneOrMore(one()?),
            _ => Path::ZeroOrOne(one()?),
        })
    }
}
