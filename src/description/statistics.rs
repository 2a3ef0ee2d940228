//! `VoID` statistics: what a graph counts, computed from the quads that ship.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use crate::vocab::{owl, schema, skos};

/// The properties by which a node of the graph is linked to one of another dataset.
const LINKS: [NamedNodeRef<'_>; 7] = [
    owl::SAME_AS,
    schema::SAME_AS,
    skos::BROAD_MATCH,
    skos::CLOSE_MATCH,
    skos::EXACT_MATCH,
    skos::NARROW_MATCH,
    skos::RELATED_MATCH,
];

/// What a graph counts.
///
/// Source: `VoID` (W3C Interest Group Note, 2011), section 4.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Number of statements.
    pub triples: u64,
    /// Number of nodes whose IRI begins with the URI space and that are the subject of a statement.
    pub entities: u64,
    /// Number of distinct subjects.
    pub distinct_subjects: u64,
    /// Number of distinct objects, literals among them.
    pub distinct_objects: u64,
    /// Instances of each class.
    pub classes: BTreeMap<NamedNode, u64>,
    /// Use of each property.
    pub properties: BTreeMap<NamedNode, PropertyUse>,
    /// Number of links for each property and URI space of their objects, where that is not the graph's own.
    pub links: BTreeMap<(NamedNode, String), u64>,
}

/// How a property is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PropertyUse {
    /// Number of statements.
    pub triples: u64,
    /// Number of distinct subjects of these statements.
    pub distinct_subjects: u64,
    /// Number of distinct objects of these statements.
    pub distinct_objects: u64,
}

/// The subjects and objects of a property.
#[derive(Default)]
struct Ends<'a> {
    triples: u64,
    subjects: HashSet<&'a NamedOrBlankNode>,
    objects: HashSet<&'a Term>,
}

impl Statistics {
    /// Counts `quads`, each of which must occur once; graph names do not matter. The graph's own nodes are those whose
    /// IRI begins with `uri_space`.
    #[must_use]
    pub fn of(quads: &[Quad], uri_space: &str) -> Self {
        let mut subjects = HashSet::new();
        let mut objects = HashSet::new();
        let mut classes: HashMap<&NamedNode, HashSet<&NamedOrBlankNode>> = HashMap::new();
        let mut properties: HashMap<&NamedNode, Ends<'_>> = HashMap::new();
        let mut links = BTreeMap::new();
        for quad in quads {
            subjects.insert(&quad.subject);
            objects.insert(&quad.object);
            let ends = properties.entry(&quad.predicate).or_default();
            ends.triples += 1;
            ends.subjects.insert(&quad.subject);
            ends.objects.insert(&quad.object);
            if let Term::NamedNode(object) = &quad.object {
                if quad.predicate.as_ref() == rdf::TYPE {
                    classes.entry(object).or_default().insert(&quad.subject);
                } else if let Some(target) = link_target(quad, object, uri_space) {
                    *links.entry((quad.predicate.clone(), target)).or_default() += 1;
                }
            }
        }
        let own = |subject: &&&NamedOrBlankNode| is_in(subject, uri_space);
        Self {
            triples: quads.len() as u64,
            entities: subjects.iter().filter(own).count() as u64,
            distinct_subjects: subjects.len() as u64,
            distinct_objects: objects.len() as u64,
            classes: classes
                .into_iter()
                .map(|(class, instances)| (class.clone(), instances.len() as u64))
                .collect(),
            properties: properties
                .into_iter()
                .map(|(property, ends)| (property.clone(), ends.count()))
                .collect(),
            links,
        }
    }

    /// Gives the namespaces of the classes and properties: each up to its last `#` or `/`.
    #[must_use]
    pub fn vocabularies(&self) -> BTreeSet<&str> {
        let terms = self.classes.keys().chain(self.properties.keys());
        terms.map(|term| namespace(term.as_str())).collect()
    }
}

impl Ends<'_> {
    fn count(&self) -> PropertyUse {
        PropertyUse {
            triples: self.triples,
            distinct_subjects: self.subjects.len() as u64,
            distinct_objects: self.objects.len() as u64,
        }
    }
}

fn is_in(subject: &NamedOrBlankNode, uri_space: &str) -> bool {
    matches!(subject, NamedOrBlankNode::NamedNode(node) if node.as_str().starts_with(uri_space))
}

/// Tells whether a statement links a node of the graph to one of another dataset.
#[must_use]
pub fn is_link(quad: &Quad, uri_space: &str) -> bool {
    let Term::NamedNode(object) = &quad.object else {
        return false;
    };
    LINKS.contains(&quad.predicate.as_ref())
        && is_in(&quad.subject, uri_space)
        && !object.as_str().starts_with(uri_space)
}

/// Gives the URI space that a link leads to; nothing where the statement is no link to another dataset.
fn link_target(quad: &Quad, object: &NamedNode, uri_space: &str) -> Option<String> {
    is_link(quad, uri_space).then(|| namespace(object.as_str()).to_owned())
}

/// Gives an IRI up to and with the last `#` or `/` that something follows.
pub(crate) fn namespace(iri: &str) -> &str {
    let end = iri.trim_end_matches(['/', '#']).rfind(['#', '/']);
    end.map_or(iri, |end| &iri[..=end])
}

#[cfg(test)]
mod tests {
    use oxigraph::io::{RdfFormat, RdfParser};

    use super::Statistics;

    const GRAPH: &str = "
        @prefix : <http://own.org/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        :a a :Class ; skos:exactMatch <http://other.org/set/1/>, <http://other.org/set/2> ; :p \"x\", \"y\" .
        :b a :Class ; skos:exactMatch :a ; :p \"x\" .
        <http://other.org/c> :p :a ; skos:exactMatch <http://other.org/set/1> .
    ";

    fn statistics() -> Statistics {
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(GRAPH);
        let quads: Vec<_> = quads.map(Result::unwrap).collect();
        Statistics::of(&quads, "http://own.org/")
    }

    #[test]
    fn entities_are_the_own_subjects() {
        let statistics = statistics();
        assert_eq!((statistics.entities, statistics.distinct_subjects), (2, 3));
    }

    #[test]
    fn objects_are_counted_once_with_literals() {
        assert_eq!(statistics().distinct_objects, 7);
    }

    #[test]
    fn property_is_counted_with_its_ends() {
        let use_of_p =
            statistics().properties[&oxrdf::NamedNode::new_unchecked("http://own.org/p")];
        assert_eq!(use_of_p.triples, 4);
        assert_eq!(use_of_p.distinct_subjects, 3);
        assert_eq!(use_of_p.distinct_objects, 3);
    }

    #[test]
    fn only_matches_that_lead_out_are_links() {
        let links: Vec<_> = statistics().links.into_iter().collect();
        assert_eq!(links.len(), 1);
        assert_eq!(links[0].0.1, "http://other.org/set/");
        assert_eq!(links[0].1, 2);
    }

    #[test]
    fn vocabularies_are_the_namespaces_of_terms() {
        let statistics = statistics();
        assert_eq!(
            statistics.vocabularies().into_iter().collect::<Vec<_>>(),
            [
                "http://own.org/",
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                "http://www.w3.org/2004/02/skos/core#"
            ]
        );
    }
}
