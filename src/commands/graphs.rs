//! `graphs`: the default graph and the named graphs, with their triples.

use std::collections::HashMap;
use std::io::Write;

use clap::Args;
use oxrdf::GraphName;

use super::counts::{self, Row};
use super::properties::check;
use super::{Outcome, term};
use crate::failure::Result;
use crate::language::wording;
use crate::session::Session;

/// Arguments of `graphs`.
#[derive(Args, Debug)]
pub struct Arguments {}

impl Arguments {
    #[expect(clippy::unused_self, reason = "every command is run by its arguments")]
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let mut counts: HashMap<GraphName, usize> = HashMap::new();
        counts.insert(GraphName::DefaultGraph, 0);
        for quad in session.dataset.quads(None, None, None, None) {
            check(session)?;
            *counts.entry(quad?.graph_name).or_default() += 1;
        }
        let mut rows = Vec::new();
        for (graph, count) in counts {
            let (name, label) = match &graph {
                GraphName::DefaultGraph => (wording!("default graph", "Standardgraph"), None),
                GraphName::NamedNode(node) => {
                    (term::name(session, node), term::label(session, node)?)
                }
                GraphName::BlankNode(node) => (node.to_string(), None),
            };
            let label = label.unwrap_or_default();
            rows.push((graph != GraphName::DefaultGraph, Row { count, name, label }));
        }
        // The default graph comes first, however small it is.
        rows.sort_by(|(one_named, one), (other_named, other)| {
            let key = |row: &Row| (std::cmp::Reverse(row.count), row.name.clone());
            (one_named, key(one)).cmp(&(other_named, key(other)))
        });
        let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
        counts::write_rows(&rows, session, out)?;
        Ok(Outcome::Done)
    }
}
