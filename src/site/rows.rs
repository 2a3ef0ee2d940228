//! The rows of a page: statements by property, what is expected and not stated, and what refers to the node.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oxrdf::NamedNodeRef;

use super::expectations::Expectations;
use super::graph::Id;
use super::reader::Reader;
use super::statements::{self, Basis, Statement};
use super::timeline;
use super::view;
use crate::vocab::BASE;

/// Lists longer than this are folded, so that the page can be read to its end.
const LONG: usize = 40;

/// Namespaces in the order in which readers want their properties: ours first, names and records last.
const ORDER: [&str; 9] = [
    "https://w3id.org/gremia/ontology#",
    "http://www.w3.org/ns/org#",
    "http://data.europa.eu/m8g/",
    "http://schema.org/",
    "http://data.europa.eu/eli/ontology#",
    "http://purl.org/dc/terms/",
    "http://xmlns.com/foaf/0.1/",
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/2004/02/skos/core#",
];

/// Texts that stand above the rows, in the order in which one is chosen.
const LEADS: [NamedNodeRef<'_>; 3] = [
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#requestedAction"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/description"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#definition"),
];

impl Reader<'_> {
    /// Gives the text that says in our own words what a node is, with its property.
    pub(super) fn lead(&self, node: Id) -> Option<(Id, view::Link)> {
        let property = LEADS
            .into_iter()
            .find(|lead| self.graph.object(node, *lead).is_some())?;
        let text = self.graph.text(node, property, self.language)?;
        let link = view::Link {
            text: text.text.to_owned(),
            lang: text
                .language
                .filter(|tag| *tag != self.language.tag())
                .map(str::to_owned),
            ..view::Link::default()
        };
        Some((self.graph.id(property)?, link))
    }

    /// Gives a row for each property stated about `node`, then one for each that is expected and not stated.
    pub(super) fn rows(&self, node: Id, expectations: &Expectations) -> Vec<view::Row> {
        let lead = self.lead(node).map(|(property, _)| property);
        let mut by_property: BTreeMap<(usize, String, Id), Vec<Statement>> = BTreeMap::new();
        for statement in statements::about(self.graph, node) {
            if Some(statement.predicate) == lead || self.is_translation(&statement) {
                continue;
            }
            let key = self.order(statement.predicate);
            by_property.entry(key).or_default().push(statement);
        }
        let mut rows: Vec<view::Row> = by_property
            .into_iter()
            .map(|((_, _, property), statements)| view::Row {
                properties: vec![self.term(property)],
                groups: self.groups(&statements),
                missing: false,
            })
            .collect();
        for alternatives in expectations.missing(self.graph, node) {
            rows.push(view::Row {
                properties: alternatives.iter().map(|term| self.term(*term)).collect(),
                groups: Vec::new(),
                missing: true,
            });
        }
        rows
    }

    /// Tells whether a text says in the other language what another value says in the page's own.
    fn is_translation(&self, statement: &Statement) -> bool {
        let oxrdf::Term::Literal(literal) = self.graph.term(statement.object) else {
            return false;
        };
        let own = self.language.tag();
        let same = |other: &Id| match self.graph.term(*other) {
            oxrdf::Term::Literal(literal) => literal.language() == Some(own),
            _ => false,
        };
        literal.language() == Some(self.language.other().tag())
            && self
                .graph
                .outgoing(statement.subject)
                .iter()
                .any(|(property, object)| *property == statement.predicate && same(object))
    }

    fn order(&self, property: Id) -> (usize, String, Id) {
        let iri = self.graph.iri(property).unwrap_or_default();
        let place = ORDER
            .iter()
            .position(|namespace| iri.starts_with(namespace));
        let place = place.unwrap_or(ORDER.len());
        (place, self.name(property).0.to_lowercase(), property)
    }

    /// Joins values that rest on the same, so that it is told once.
    fn groups(&self, statements: &[Statement]) -> Vec<view::Group> {
        let mut groups: Vec<(bool, Vec<Basis>, Vec<view::Link>)> = Vec::new();
        for statement in statements {
            let value = self.value(statement.object);
            let fits = groups.iter_mut().find(|(asserted, bases, _)| {
                *asserted == statement.asserted && *bases == statement.bases
            });
            match fits {
                Some((_, _, values)) => values.push(value),
                None => groups.push((statement.asserted, statement.bases.clone(), vec![value])),
            }
        }
        groups
            .into_iter()
            .map(|(asserted, bases, values)| view::Group {
                values,
                asserted,
                bases: bases.into_iter().map(|basis| self.basis(basis)).collect(),
            })
            .collect()
    }

    /// Gives what refers to `node`, by property and class of what refers.
    pub(super) fn references(&self, node: Id) -> Vec<view::References> {
        let mut all: BTreeMap<(usize, String, Id, Option<Id>), Vec<Statement>> = BTreeMap::new();
        for statement in statements::to(self.graph, node) {
            let (place, name, property) = self.order(statement.predicate);
            let class = statements::class(self.graph, statement.subject);
            let key = (place, name, property, class);
            all.entry(key).or_default().push(statement);
        }
        let section = |(number, ((_, _, property, class), statements)): (usize, (_, Vec<_>))| {
            view::References {
                anchor: format!("ref-{}", number + 1),
                class: Option::<Id>::map(class, |class| self.term(class)),
                property: self.term(property),
                count: self.language.number(statements.len()),
                long: statements.len() > LONG,
                rows: self.referring(&statements),
            }
        };
        all.into_iter().enumerate().map(section).collect()
    }

    /// Gives the members of a class as a list of its own; nothing where there are none.
    pub(super) fn members(&self, members: &[Statement]) -> Option<view::References> {
        let property = members.first()?.predicate;
        Some(view::References {
            anchor: "members".to_owned(),
            class: None,
            property: self.term(property),
            count: self.language.number(members.len()),
            long: false,
            rows: self.referring(members),
        })
    }

    /// Gives one row for each statement, the dated first in order of their dates.
    fn referring(&self, statements: &[Statement]) -> Vec<view::Reference> {
        let mut rows: Vec<_> = statements
            .iter()
            .map(|statement| {
                let date = timeline::date(self, statement.subject);
                let key = (
                    date.clone().unwrap_or_else(|| "9999".to_owned()),
                    self.natural_name(statement.subject),
                );
                let note = self
                    .lead(statement.subject)
                    .map(|(_, text)| text)
                    .filter(|_| !self.is_term(statement.subject));
                let row = view::Reference {
                    node: self.link(statement.subject),
                    note,
                    date: date.map(|date| self.day(&date)),
                    asserted: statement.asserted,
                    bases: statement
                        .bases
                        .iter()
                        .map(|basis| self.basis(*basis))
                        .collect(),
                };
                (key, row)
            })
            .collect();
        rows.sort_by(|(left, _), (right, _)| left.cmp(right));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn is_term(&self, node: Id) -> bool {
        let iri = self.graph.iri(node).and_then(|iri| iri.strip_prefix(BASE));
        iri.is_none_or(|path| !path.starts_with("id/"))
    }

    /// Gives the name of a node with its numbers padded, so that 10 follows 9.
    pub(super) fn natural_name(&self, node: Id) -> String {
        natural(&self.name(node).0)
    }
}

/// Pads the numbers in a text, so that 10 follows 9; folds case and umlauts, so that ä stands with a.
pub(super) fn natural(text: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for c in crate::text_search::fold(text).chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            write!(key, "{digits:0>12}").expect("writing to a string does not fail");
            digits.clear();
        }
        if c != '\0' {
            key.push(c);
        }
    }
    key
}
