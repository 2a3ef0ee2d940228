//! `describe`: everything stated about a node and every link to it, with labels.

use std::collections::BTreeMap;
use std::io::Write;

use clap::Args;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};

use super::{Outcome, term};
use crate::failure::Result;
use crate::session::Session;
use crate::vocab::gremia;

/// Arguments of `describe`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A prefixed name, an IRI in angle brackets, or a label
    #[arg(required = true)]
    term: Vec<String>,
    /// At most this many links of one kind
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let node = term::resolve(session, &self.term.join(" "))?;
        let mut classes = Vec::new();
        let mut outgoing: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut passages = 0;
        for quad in session
            .dataset
            .quads(Some(node.as_ref().into()), None, None, None)
        {
            let quad = quad?;
            match quad.object {
                Term::NamedNode(class) if quad.predicate == rdf::TYPE => {
                    classes.push(
                        term::label(session, &class)?
                            .unwrap_or_else(|| term::name(session, &class)),
                    );
                }
                _ if quad.predicate.as_ref() == gremia::EVIDENCE => passages += 1,
                value => {
                    let values = outgoing
                        .entry(term::name(session, &quad.predicate))
                        .or_default();
                    values.push(term::value(session, &value)?);
                }
            }
        }
        classes.sort();
        let label = term::label(session, &node)?.unwrap_or_default();
        writeln!(
            out,
            "{label} · {} · {}",
            term::name(session, &node),
            classes.join(", ")
        )?;
        self.write_links(session, &outgoing, "", out)?;
        let (incoming, claims) = incoming(session, &node)?;
        if !incoming.is_empty() {
            writeln!(out, "\nlinked from")?;
            self.write_links(session, &incoming, "← ", out)?;
        }
        let plural = |count: usize, word: &str| {
            format!("{count} {word}{}", if count == 1 { "" } else { "s" })
        };
        writeln!(
            out,
            "\nrests on {}, {} about it: `why {}` shows them",
            plural(passages, "passage"),
            plural(claims, "claim"),
            term::name(session, &node)
        )?;
        Ok(Outcome::Done)
    }

    fn write_links(
        &self,
        session: &Session,
        links: &BTreeMap<String, Vec<String>>,
        arrow: &str,
        out: &mut dyn Write,
    ) -> Result<()> {
        let widest = links
            .keys()
            .map(|property| property.chars().count())
            .max()
            .unwrap_or(0)
            .min(40);
        for (property, values) in links {
            let mut values = values.clone();
            values.sort();
            let shown = values.iter().take(self.limit);
            for (place, value) in shown.enumerate() {
                let property = if place == 0 { property.as_str() } else { "" };
                let indent = widest + 4 + arrow.chars().count();
                let value = term::wrap(value, indent, session.display.width);
                writeln!(out, "  {property:widest$}  {arrow}{value}")?;
            }
            if values.len() > self.limit {
                let (hidden, blank) = (values.len() - self.limit, "");
                writeln!(
                    out,
                    "  {blank:widest$}  … {hidden} more; --limit shows them"
                )?;
            }
        }
        Ok(())
    }
}

/// Gives the links to `node` by property, and how many claims are about it.
fn incoming(session: &Session, node: &NamedNode) -> Result<(BTreeMap<String, Vec<String>>, usize)> {
    let mut links: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut claims = 0;
    for quad in session
        .dataset
        .quads(None, None, Some(node.as_ref().into()), None)
    {
        let quad = quad?;
        if quad.predicate == rdf::SUBJECT {
            claims += 1;
        } else if quad.predicate != rdf::OBJECT
            && quad.predicate != rdf::PREDICATE
            && let NamedOrBlankNode::NamedNode(subject) = quad.subject
        {
            let entry = links
                .entry(term::name(session, &quad.predicate))
                .or_default();
            entry.push(term::name_and_label(session, &subject)?);
        }
    }
    Ok((links, claims))
}
