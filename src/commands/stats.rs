//! `stats`: the dataset in numbers: triples, nodes, literals by kind, labels, facts by modality, evidence, conflicts.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;

use clap::Args;
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, Term};

use super::counts::{self, Row};
use super::number::Noun;
use super::properties::check;
use super::{Outcome, term};
use crate::failure::Result;
use crate::language::Wording;
use crate::session::Session;
use crate::vocab::gremia;

const CONFLICT: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#Conflict");

/// Arguments of `stats`.
#[derive(Args, Debug)]
pub struct Arguments {}

impl Arguments {
    #[expect(clippy::unused_self, reason = "every command is run by its arguments")]
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let numbers = Numbers::read(session)?;
        numbers.write(session, out)?;
        Ok(Outcome::Done)
    }
}

/// Things that are counted once each, kept as hashes: 8 bytes each, and two alike in 10^19.
#[derive(Default)]
struct Distinct {
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Distinct {
    fn add(&mut self, thing: &impl std::hash::Hash) {
        self.seen.insert(self.hasher.hash_one(thing));
    }
}

#[derive(Default)]
struct Numbers {
    triples: usize,
    subjects: Distinct,
    properties: Distinct,
    classes: Distinct,
    objects: Distinct,
    graphs: Distinct,
    labelled: Distinct,
    facts: Distinct,
    documents: usize,
    passages: Distinct,
    conflicts: usize,
    links: usize,
    datatypes: BTreeMap<NamedNode, usize>,
    languages: BTreeMap<String, usize>,
    modalities: BTreeMap<NamedNode, usize>,
}

const TRIPLE: Noun = Noun::new(["triple", "triples"], ["Tripel", "Tripel"]);
const SUBJECT: Noun = Noun::new(["subject", "subjects"], ["Subjekt", "Subjekte"]);
const LABELLED: Noun = Noun::new(
    ["subject with a label", "subjects with a label"],
    ["Subjekt mit Bezeichnung", "Subjekte mit Bezeichnung"],
);
const PROPERTY: Noun = Noun::new(["property", "properties"], ["Eigenschaft", "Eigenschaften"]);
const CLASS: Noun = Noun::new(["class", "classes"], ["Klasse", "Klassen"]);
const NAMED_GRAPH: Noun = Noun::new(
    ["named graph", "named graphs"],
    ["benannter Graph", "benannte Graphen"],
);
const LINK: Noun = Noun::new(
    ["link to a node", "links to nodes"],
    ["Verweis auf einen Knoten", "Verweise auf Knoten"],
);
const LINKED: Noun = Noun::new(
    ["node that is linked to", "nodes that are linked to"],
    [
        "Knoten, auf den verwiesen wird",
        "Knoten, auf die verwiesen wird",
    ],
);
const LITERAL: Noun = Noun::new(["literal", "literals"], ["Literal", "Literale"]);
const DOCUMENT: Noun = Noun::new(
    ["source document", "source documents"],
    ["Quelldokument", "Quelldokumente"],
);
const FACT: Noun = Noun::new(
    ["node with evidence", "nodes with evidence"],
    ["Knoten mit Beleg", "Knoten mit Beleg"],
);
const PASSAGE: Noun = Noun::new(["passage", "passages"], ["Textstelle", "Textstellen"]);
const CONFLICTS: Noun = Noun::new(["conflict", "conflicts"], ["Widerspruch", "Widersprüche"]);

impl Numbers {
    fn read(session: &Session) -> Result<Self> {
        let mut numbers = Self::default();
        for quad in session.dataset.quads(None, None, None, None) {
            check(session)?;
            let quad = quad?;
            numbers.triples += 1;
            numbers.subjects.add(&quad.subject);
            numbers.properties.add(&quad.predicate);
            if quad.graph_name != GraphName::DefaultGraph {
                numbers.graphs.add(&quad.graph_name);
            }
            if quad.predicate == rdfs::LABEL {
                numbers.labelled.add(&quad.subject);
            }
            let predicate = quad.predicate.as_ref();
            match quad.object {
                Term::NamedNode(class) if predicate == rdf::TYPE => {
                    numbers.documents += usize::from(class == gremia::SOURCE_DOCUMENT);
                    numbers.conflicts += usize::from(class == CONFLICT);
                    numbers.classes.add(&class);
                }
                Term::NamedNode(passage) if predicate == gremia::EVIDENCE => {
                    numbers.facts.add(&quad.subject);
                    numbers.passages.add(&passage);
                }
                Term::NamedNode(modality) if predicate == gremia::MODALITY => {
                    *numbers.modalities.entry(modality).or_default() += 1;
                }
                Term::Literal(literal) => {
                    if let Some(tag) = literal.language() {
                        *numbers.languages.entry(tag.to_owned()).or_default() += 1;
                    } else {
                        let datatype = literal.datatype().into_owned();
                        *numbers.datatypes.entry(datatype).or_default() += 1;
                    }
                }
                node => {
                    numbers.links += 1;
                    numbers.objects.add(&node);
                }
            }
        }
        Ok(numbers)
    }

    /// Gives the chief numbers, those of evidence where there is some.
    fn chief(&self) -> Vec<Row> {
        let literals: usize = self.datatypes.values().chain(self.languages.values()).sum();
        let said = |count: usize, noun: Noun| row(count, noun.form(count as u64));
        let of = |count: &Distinct, noun| said(count.seen.len(), noun);
        let mut chief = vec![
            said(self.triples, TRIPLE),
            of(&self.subjects, SUBJECT),
            of(&self.labelled, LABELLED),
            of(&self.properties, PROPERTY),
            of(&self.classes, CLASS),
            of(&self.graphs, NAMED_GRAPH),
            said(self.links, LINK),
            of(&self.objects, LINKED),
            said(literals, LITERAL),
        ];
        let evidence = [
            said(self.documents, DOCUMENT),
            of(&self.facts, FACT),
            of(&self.passages, PASSAGE),
            said(self.conflicts, CONFLICTS),
        ];
        // Other graphs than those of this kind have none of it.
        chief.extend(evidence.into_iter().filter(|row| row.count > 0));
        chief
    }

    fn write(self, session: &Session, out: &mut dyn Write) -> Result<()> {
        let chief = self.chief();
        counts::write_rows(&chief, session, out)?;
        let mut modalities = Vec::new();
        for (modality, count) in self.modalities {
            modalities.push(Row {
                count,
                name: term::name(session, &modality),
                label: term::label(session, &modality)?.unwrap_or_default(),
            });
        }
        let datatypes = self.datatypes.iter();
        let datatypes = datatypes.map(|(node, count)| row(*count, &term::name(session, node)));
        let languages = self.languages.iter();
        let languages = languages.map(|(tag, count)| row(*count, &format!("@{tag}")));
        let parts = [
            (Wording::new("modalities", "Modalitäten"), modalities),
            (
                Wording::new("literals by datatype", "Literale nach Datentyp"),
                datatypes.collect(),
            ),
            (
                Wording::new("literals by language", "Literale nach Sprache"),
                languages.collect(),
            ),
        ];
        for (heading, mut rows) in parts {
            if rows.is_empty() {
                continue;
            }
            rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
            writeln!(out, "\n{heading}")?;
            counts::write_rows(&rows, session, out)?;
        }
        Ok(())
    }
}

fn row(count: usize, name: &str) -> Row {
    Row {
        count,
        name: name.to_owned(),
        label: String::new(),
    }
}
