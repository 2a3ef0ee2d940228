//! The links to a node, counted by property and class.

use std::collections::BTreeMap;
use std::io::Write;

use oxrdf::vocab::rdf;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use super::Page;
use crate::commands::number::grouped;
use crate::commands::properties::check;
use crate::commands::term;
use crate::failure::Result;
use crate::language::wording;
use crate::session::Session;
use crate::store;

/// The links by one property from instances of one class.
#[derive(Default)]
struct Group {
    count: usize,
    /// The first of them, as they are shown.
    shown: Vec<String>,
}

/// The links to a node.
#[derive(Default)]
pub(super) struct Incoming {
    count: usize,
    groups: BTreeMap<(String, String), Group>,
}

impl Incoming {
    /// Reads the links to `node`; of each kind, no more than `limit` are kept.
    pub(super) fn read(session: &Session, node: &NamedNode, limit: usize) -> Result<Self> {
        let mut incoming = Self::default();
        let object = Some(node.as_ref().into());
        for quad in session.dataset.quads(None, None, object, None) {
            check(session)?;
            let quad = quad?;
            // What claims say has a section of its own.
            if [rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT].contains(&quad.predicate.as_ref()) {
                continue;
            }
            if is_told(session, &quad)? {
                continue;
            }
            let class = class(session, &quad.subject)?;
            let key = (term::name(session, &quad.predicate), class);
            let group = incoming.groups.entry(key).or_default();
            group.count += 1;
            incoming.count += 1;
            // Instances of a class can be millions: those beyond what is shown are only counted.
            if group.shown.len() < limit.max(1) {
                group
                    .shown
                    .push(term::node_and_label(session, &quad.subject)?);
            }
        }
        for group in incoming.groups.values_mut() {
            group.shown.sort();
        }
        Ok(incoming)
    }

    pub(super) fn write(&self, page: &Page<'_>, out: &mut dyn Write) -> Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        let count = grouped(self.count);
        page.section(
            &wording!("linked from: {count}", "eingehende Verweise: {count}"),
            out,
        )?;
        let arrow = if page.session.display.ascii {
            "<-"
        } else {
            "←"
        };
        for ((property, class), group) in &self.groups {
            let of = if class.is_empty() {
                String::new()
            } else {
                wording!(" of {class}", " ({class})")
            };
            page.text(
                "  ",
                &format!("{arrow} {property}{of}: {}", grouped(group.count)),
                out,
            )?;
            for subject in &group.shown {
                page.text("      ", subject, out)?;
            }
            let hidden = group.count - group.shown.len();
            if hidden > 0 {
                let hidden = page.more(hidden);
                writeln!(out, "      {hidden}")?;
            }
        }
        Ok(())
    }
}

/// Tells whether the triple of `quad` stands in a graph before its own too: the default graph, or one of a lesser name.
fn is_told(session: &Session, quad: &Quad) -> Result<bool> {
    let graph = match &quad.graph_name {
        GraphName::DefaultGraph => return Ok(false),
        named => named.to_string(),
    };
    let mut same = session.dataset.quads(
        Some(quad.subject.as_ref()),
        Some(quad.predicate.as_ref()),
        Some(quad.object.as_ref()),
        None,
    );
    let before = same.try_fold(false, |before, other| {
        let other = other?.graph_name;
        Ok::<_, store::Error>(before || other.is_default_graph() || other.to_string() < graph)
    });
    Ok(before?)
}

/// Gives what the first class of a node is called.
fn class(session: &Session, node: &NamedOrBlankNode) -> Result<String> {
    let mut classes = Vec::new();
    for quad in session
        .dataset
        .quads(Some(node.as_ref()), Some(rdf::TYPE), None, None)
    {
        if let Term::NamedNode(class) = quad?.object {
            classes.push(class);
        }
    }
    classes.sort();
    match classes.first() {
        Some(class) => term::title(session, &class.clone().into()),
        None => Ok(String::new()),
    }
}
