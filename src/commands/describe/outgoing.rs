//! What is stated about a node: classes, names, values, links.

use std::collections::BTreeSet;
use std::io::Write;

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, Term};

use super::{Links, Page};
use crate::commands::term;
use crate::failure::Result;
use crate::language::Wording;
use crate::session::Session;
use crate::vocab::gremia;

/// Properties whose values name a node.
const NAMES: [NamedNodeRef<'_>; 10] = [
    rdfs::LABEL,
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#hiddenLabel"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/alternative"),
    NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/name"),
    NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/givenName"),
    NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/familyName"),
    NamedNodeRef::new_unchecked("http://schema.org/honorificPrefix"),
];
/// Properties that tell under which name others know a node.
const SAME: [NamedNodeRef<'_>; 6] = [
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#sameAs"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#exactMatch"),
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#closeMatch"),
    NamedNodeRef::new_unchecked("http://schema.org/sameAs"),
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/identifier"),
    NamedNodeRef::new_unchecked("http://schema.org/identifier"),
];

/// What is stated about a node.
#[derive(Default)]
pub(super) struct Outgoing {
    classes: Vec<String>,
    names: Links,
    values: Links,
    links: Links,
    same: Links,
    /// The named graphs that state something of it.
    pub(super) graphs: BTreeSet<String>,
    /// Whether the default graph does.
    pub(super) in_default: bool,
}

impl Outgoing {
    pub(super) fn read(session: &Session, node: &NamedNode) -> Result<Self> {
        let mut outgoing = Self::default();
        let subject = Some(node.as_ref().into());
        for quad in session.dataset.quads(subject, None, None, None) {
            let quad = quad?;
            match &quad.graph_name {
                GraphName::NamedNode(graph) => {
                    outgoing.graphs.insert(term::name(session, graph));
                }
                GraphName::DefaultGraph => outgoing.in_default = true,
                GraphName::BlankNode(_) => {}
            }
            let predicate = quad.predicate.as_ref();
            if let Term::NamedNode(class) = &quad.object
                && predicate == rdf::TYPE
            {
                outgoing
                    .classes
                    .push(term::title(session, &class.clone().into())?);
                continue;
            }
            // Passages and conflicts have sections of their own.
            if [gremia::EVIDENCE, gremia::IN_CONFLICT].contains(&predicate) {
                continue;
            }
            let group = match &quad.object {
                _ if SAME.contains(&predicate) => &mut outgoing.same,
                Term::Literal(_) if NAMES.contains(&predicate) => &mut outgoing.names,
                Term::Literal(_) => &mut outgoing.values,
                _ => &mut outgoing.links,
            };
            let property = term::name(session, &quad.predicate);
            let value = term::value(session, &quad.object)?;
            group.entry(property).or_default().push(value);
        }
        outgoing.classes.sort();
        outgoing.classes.dedup();
        let groups = [
            &mut outgoing.names,
            &mut outgoing.values,
            &mut outgoing.links,
            &mut outgoing.same,
        ];
        for values in groups.into_iter().flat_map(Links::values_mut) {
            values.sort();
            // A triple may stand in several graphs.
            values.dedup();
        }
        Ok(outgoing)
    }

    /// Writes what the node is called and what it is.
    pub(super) fn write_heading(
        &self,
        page: &Page<'_>,
        node: &NamedNode,
        out: &mut dyn Write,
    ) -> Result<()> {
        let label = term::label(page.session, node)?;
        let name = term::name(page.session, node);
        let classes = self.classes.join(", ");
        let parts = label.into_iter().chain([name, classes]);
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        page.text("", &parts.join(term::between(page.session)), out)
    }

    /// Gives the groups that are not empty, with their headings.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&'static str, &Links)> {
        let groups = [
            (Wording::new("names", "Namen"), &self.names),
            (Wording::new("values", "Werte"), &self.values),
            (Wording::new("links", "Verweise"), &self.links),
            (Wording::new("elsewhere", "anderswo"), &self.same),
        ];
        let groups = groups.into_iter().filter(|(_, links)| !links.is_empty());
        groups.map(|(heading, links)| (heading.text(), links))
    }
}
