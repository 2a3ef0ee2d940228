//! The values that shapes allow a property by `sh:in`.
//!
//! Start at [`Enumerations::add`], which takes the quads in any order, and [`Enumerations::finish`], which puts the lists
//! together. Only a shape whose path is a property counts.
//!
//! Source: SHACL, section 4.8.3.

use std::collections::BTreeMap;

use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::vocab::rdf;
use oxrdf::{NamedNodeRef, QuadRef, TermRef};
use serde::{Deserialize, Serialize};

const PATH: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#path");
const IN: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#in");

/// More cells of lists than this are not kept: a dataset can have lists for other ends.
const MOST_CELLS: usize = 100_000;

/// The values that shapes list for properties; nodes and terms as N-Triples write them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::repl) struct Enumerations {
    /// The values of each property, in the order of the lists.
    values: BTreeMap<String, Vec<String>>,
    /// The property of each shape, while the quads are read.
    #[serde(skip)]
    paths: BTreeMap<String, String>,
    /// The list of each shape, while the quads are read.
    #[serde(skip)]
    lists: BTreeMap<String, String>,
    /// What stands first in each cell of a list, while the quads are read.
    #[serde(skip)]
    firsts: BTreeMap<String, String>,
    /// The next cell of each, while the quads are read.
    #[serde(skip)]
    rests: BTreeMap<String, String>,
}

impl Enumerations {
    /// Takes note of what a quad says of a list.
    pub(super) fn add(&mut self, quad: QuadRef<'_>) {
        let (map, most) = match quad.predicate {
            PATH => (&mut self.paths, usize::MAX),
            IN => (&mut self.lists, usize::MAX),
            rdf::FIRST => (&mut self.firsts, MOST_CELLS),
            rdf::REST => (&mut self.rests, MOST_CELLS),
            _ => return,
        };
        if quad.predicate == PATH && !matches!(quad.object, TermRef::NamedNode(_)) {
            return;
        }
        if map.len() < most {
            map.insert(quad.subject.to_string(), quad.object.to_string());
        }
    }

    /// Puts the lists together, once all quads are added.
    pub(super) fn finish(&mut self) {
        for (shape, list) in std::mem::take(&mut self.lists) {
            let Some(property) = self.paths.get(&shape) else {
                continue;
            };
            let property = property.trim_matches(['<', '>']).to_owned();
            let values = self.values.entry(property).or_default();
            let mut cell = Some(&list);
            // A list that runs into itself has no more cells than there are.
            for _ in 0..self.firsts.len() {
                let Some(value) = cell.and_then(|cell| self.firsts.get(cell)) else {
                    break;
                };
                // A blank node cannot be written in a query.
                if !value.starts_with("_:") && !values.contains(value) {
                    values.push(value.clone());
                }
                cell = cell.and_then(|cell| self.rests.get(cell));
            }
        }
        self.paths = BTreeMap::new();
        self.firsts = BTreeMap::new();
        self.rests = BTreeMap::new();
    }

    /// Adds what a Turtle file of shapes lists, as far as `known` knows the property and, where it is an IRI, the value.
    ///
    /// What cannot be read of it is left out: to judge the file is not for completion.
    pub(super) fn add_file(&mut self, turtle: &[u8], known: impl Fn(&str, Option<&str>) -> bool) {
        let mut file = Self::default();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle) {
            let Ok(quad) = quad else { break };
            file.add(quad.as_ref());
        }
        file.finish();
        for (property, listed) in file.values {
            let listed = listed.into_iter().filter(|value| {
                let iri = value.strip_prefix('<');
                known(&property, iri.and_then(|iri| iri.strip_suffix('>')))
            });
            let listed: Vec<String> = listed.collect();
            if listed.is_empty() {
                continue;
            }
            let values = self.values.entry(property).or_default();
            for value in listed {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
    }

    /// Gives the values that are listed for `property`, in the order of the lists.
    pub(in crate::repl) fn of(&self, property: &str) -> impl Iterator<Item = &str> {
        let values = self.values.get(property);
        values.into_iter().flatten().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Enumerations;

    fn values(turtle: &str, property: &str) -> Vec<String> {
        let mut enumerations = Enumerations::default();
        let prefixes = "@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> . ";
        let turtle = format!("{prefixes}{turtle}");
        enumerations.add_file(turtle.as_bytes(), |_, iri| iri != Some("http://e/unknown"));
        let property = format!("http://e/{property}");
        enumerations.of(&property).map(str::to_owned).collect()
    }

    #[test]
    fn list_of_a_shape_is_that_of_its_property() {
        let shape = "e:shape sh:property [ sh:in ( e:low 3 'x'@de ) ; sh:path e:level ] .";
        assert_eq!(
            values(shape, "level"),
            [
                "<http://e/low>",
                "\"3\"^^<http://www.w3.org/2001/XMLSchema#integer>",
                "\"x\"@de"
            ]
        );
    }

    #[test]
    fn lists_of_several_shapes_are_one() {
        let shapes = "[] sh:path e:p ; sh:in ( e:a e:b ) . [] sh:path e:p ; sh:in ( e:b e:c ) .";
        assert_eq!(values(shapes, "p").len(), 3);
    }

    #[test]
    fn path_of_several_steps_and_what_is_unknown_are_left_out() {
        let shape = "[] sh:path [ sh:inversePath e:p ] ; sh:in ( e:a ) .";
        assert!(values(shape, "p").is_empty());
        let shape = "[] sh:path e:p ; sh:in ( e:unknown [] ) .";
        assert!(values(shape, "p").is_empty());
    }

    #[test]
    fn list_that_runs_into_itself_ends() {
        let rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . ";
        let shape = "[] sh:path e:p ; sh:in _:l . _:l rdf:first e:a ; rdf:rest _:l .";
        assert_eq!(values(&format!("{rdf}{shape}"), "p"), ["<http://e/a>"]);
    }
}
