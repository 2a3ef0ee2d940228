//! The graph as `VoID` describes it: counts, partitions, links to other datasets.

use std::collections::HashSet;

use oxrdf::{NamedNode, NamedNodeRef};

use super::Contents;
use super::record::Record;
use super::statistics::Statistics;
use crate::vocab::void;

/// Names of nodes that are made from IRIs, each different from the others.
struct Names<'a> {
    contents: &'a Contents<'a>,
    taken: HashSet<String>,
}

impl Names<'_> {
    /// Gives a node of `dataset/graph#` that is named after an IRI.
    fn node(&mut self, record: &Record, kind: &str, iris: &[&str]) -> NamedNode {
        let words: Vec<String> = iris.iter().map(|iri| self.word(iri)).collect();
        let name = format!("{kind}-{}", words.join("-"));
        let mut unique = name.clone();
        let mut number = 1;
        while !self.taken.insert(unique.clone()) {
            number += 1;
            unique = format!("{name}-{number}");
        }
        record.node(&format!("dataset/graph#{unique}"))
    }

    /// Makes a word of an IRI: its prefixed name, else what follows its scheme, with hyphens for all that is no letter.
    fn word(&self, iri: &str) -> String {
        let name = match self.contents.prefixes.split(iri) {
            Some((prefix, local)) => format!("{prefix}-{local}"),
            None => iri
                .split_once("://")
                .map_or(iri, |(_, rest)| rest)
                .to_owned(),
        };
        let word = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        word.trim_matches('-').to_owned()
    }
}

/// States what the graph counts, and which links lead where.
pub(super) fn describe(record: &mut Record, contents: &Contents<'_>, graph: &NamedNode) {
    let Statistics {
        triples,
        entities,
        distinct_subjects,
        distinct_objects,
        ..
    } = *contents.statistics;
    let statistics = contents.statistics;
    record.class(graph, void::DATASET);
    for (property, count) in [
        (void::TRIPLES, triples),
        (void::ENTITIES, entities),
        (void::CLASSES, statistics.classes.len() as u64),
        (void::PROPERTIES, statistics.properties.len() as u64),
        (void::DISTINCT_SUBJECTS, distinct_subjects),
        (void::DISTINCT_OBJECTS, distinct_objects),
    ] {
        record.count(graph, property, count);
    }
    record.text(graph, void::URI_SPACE, contents.uri_space);
    for file in contents.graph {
        let address = record.node(&file.path);
        record.iri(graph, void::DATA_DUMP, &address);
    }
    for vocabulary in statistics.vocabularies() {
        let vocabulary = NamedNode::new_unchecked(vocabulary);
        record.iri(graph, void::VOCABULARY, &vocabulary);
    }
    for example in contents.examples {
        record.iri(graph, void::EXAMPLE_RESOURCE, example);
    }
    let mut names = Names {
        contents,
        taken: HashSet::new(),
    };
    describe_partitions(record, &mut names, graph);
    describe_links(record, &mut names, graph);
}

fn describe_partitions(record: &mut Record, names: &mut Names<'_>, graph: &NamedNode) {
    let statistics = names.contents.statistics;
    for (class, instances) in &statistics.classes {
        let partition = names.node(record, "class", &[class.as_str()]);
        record.iri(graph, void::CLASS_PARTITION, &partition);
        record.iri(&partition, void::CLASS, class);
        record.count(&partition, void::ENTITIES, *instances);
    }
    for (property, count) in &statistics.properties {
        let partition = names.node(record, "property", &[property.as_str()]);
        record.iri(graph, void::PROPERTY_PARTITION, &partition);
        record.iri(&partition, void::PROPERTY, property);
        record.count(&partition, void::TRIPLES, count.triples);
        record.count(&partition, void::DISTINCT_SUBJECTS, count.distinct_subjects);
        record.count(&partition, void::DISTINCT_OBJECTS, count.distinct_objects);
    }
}

/// States a linkset for each property and URI space of the objects.
fn describe_links(record: &mut Record, names: &mut Names<'_>, graph: &NamedNode) {
    let contents = names.contents;
    let mut targets: Vec<(&str, NamedNode)> = Vec::new();
    for ((property, space), links) in &contents.statistics.links {
        let known = targets.iter().find(|(known, _)| known == space);
        let target = if let Some((_, target)) = known {
            target.clone()
        } else {
            let target = names.node(record, "target", &[space]);
            record.class(&target, void::DATASET);
            record.text(&target, void::URI_SPACE, space);
            targets.push((space, target.clone()));
            target
        };
        let linkset = names.node(record, "links", &[property.as_str(), space]);
        record.iri(graph, void::SUBSET, &linkset);
        record.class(&linkset, void::LINKSET);
        let ends: [(NamedNodeRef<'_>, &NamedNode); 3] = [
            (void::LINK_PREDICATE, property),
            (void::SUBJECTS_TARGET, graph),
            (void::OBJECTS_TARGET, &target),
        ];
        for (end, node) in ends {
            record.iri(&linkset, end, node);
        }
        record.count(&linkset, void::TRIPLES, *links);
        if let Some(file) = contents.links {
            let address = record.node(file);
            record.iri(&linkset, void::DATA_DUMP, &address);
        }
    }
}
