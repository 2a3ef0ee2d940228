//! `describe`: everything stated about a node and every link to it, what claims say of it, and what it rests on.

mod incoming;
mod outgoing;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use clap::Args;
use oxrdf::{NamedNode, NamedNodeRef, Term};

use self::incoming::Incoming;
use self::outgoing::Outgoing;
use super::{Outcome, modality, number, term};
use crate::evidence::Passage;
use crate::evidence::reasons::{self, Question, Reason};
use crate::failure::Result;
use crate::language::{command, wording};
use crate::results::width::width;
use crate::session::Session;
use crate::vocab::BASE;

const KIND: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictKind");
const STATUS: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#conflictStatus");
/// Columns of property names at most.
const WIDEST: usize = 32;

/// Arguments of `describe`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A prefixed name, an IRI in angle brackets, or a label
    #[arg(required = true)]
    term: Vec<String>,
    /// At most this many values or links of one kind
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let call = |name: &str| command(&format!("describe {name}"));
        let node = term::resolve_in(session, &self.term.join(" "), Some(&call))?;
        let outgoing = Outgoing::read(session, &node)?;
        let incoming = Incoming::read(session, &node, self.limit)?;
        let reasons = reasons::reasons(&*session.dataset, &node, &Question::default())?;
        let page = Page {
            session,
            limit: self.limit,
        };
        outgoing.write_heading(&page, &node, out)?;
        for (heading, links) in outgoing.groups() {
            page.section(heading, out)?;
            page.links(links, out)?;
        }
        incoming.write(&page, out)?;
        page.claims(&node, &reasons, out)?;
        page.evidence(&node, &reasons, out)?;
        page.conflicts(&reasons, out)?;
        if !outgoing.graphs.is_empty() {
            let default = wording!("the default graph", "Standardgraph");
            let default = outgoing.in_default.then_some(default);
            let graphs: Vec<String> = default.into_iter().chain(outgoing.graphs).collect();
            page.section(&wording!("in the graphs", "in den Graphen"), out)?;
            page.text("  ", &graphs.join(", "), out)?;
        }
        Ok(Outcome::Done)
    }
}

/// Values by the name of their property.
type Links = BTreeMap<String, Vec<String>>;

/// How a description is written.
struct Page<'a> {
    session: &'a Session,
    limit: usize,
}

impl Page<'_> {
    /// Tells how many values or links are not shown.
    fn more(&self, hidden: usize) -> String {
        let (hidden, dots) = (number::grouped(hidden), term::dots(self.session));
        wording!(
            "{dots} {hidden} more; --limit N shows them",
            "{dots} {hidden} weitere, zu sehen mit --limit N"
        )
    }

    fn section(&self, heading: &str, out: &mut dyn Write) -> Result<()> {
        if self.session.display.colour {
            writeln!(out, "\n\x1b[1m{heading}\x1b[0m")?;
        } else {
            writeln!(out, "\n{heading}")?;
        }
        Ok(())
    }

    /// Writes a text behind `lead`; what does not fit goes on below its start.
    fn text(&self, lead: &str, text: &str, out: &mut dyn Write) -> Result<()> {
        let text = term::wrap(text, width(lead), self.session.display.width);
        writeln!(out, "{lead}{text}")?;
        Ok(())
    }

    /// Writes values beside the names of their properties; below them where the terminal is narrow.
    fn links(&self, links: &Links, out: &mut dyn Write) -> Result<()> {
        let widest = links
            .keys()
            .map(|name| width(name))
            .max()
            .unwrap_or(0)
            .min(WIDEST);
        let narrow = self
            .session
            .display
            .width
            .is_some_and(|wide| wide < widest + 34);
        for (property, values) in links {
            let hidden = values.len().saturating_sub(self.limit);
            let blank = " ".repeat(widest.saturating_sub(width(property)));
            let mut lead = format!("  {property}{blank}  ");
            let indent = if narrow {
                writeln!(out, "  {property}")?;
                "    ".to_owned()
            } else {
                " ".repeat(widest + 4)
            };
            if narrow {
                lead.clone_from(&indent);
            }
            for value in values.iter().take(self.limit) {
                let value = term::wrap(value, indent.len(), self.session.display.width);
                writeln!(out, "{lead}{value}")?;
                lead.clone_from(&indent);
            }
            if hidden > 0 {
                let hidden = self.more(hidden);
                writeln!(out, "{indent}{hidden}")?;
            }
        }
        Ok(())
    }

    /// Counts the claims by modality, and lists those that the graph itself does not state.
    fn claims(&self, node: &NamedNode, reasons: &[Reason], out: &mut dyn Write) -> Result<()> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut only_said: Links = BTreeMap::new();
        let mut all = 0;
        for reason in reasons {
            let (Some((property, value)), Some(said)) = (&reason.statement, &reason.modality)
            else {
                continue;
            };
            all += 1;
            let word = modality::words(self.session, &BTreeSet::from([said.clone()]))?;
            *counts.entry(word.clone()).or_default() += 1;
            let stated = self
                .session
                .dataset
                .quads(
                    Some(node.as_ref().into()),
                    Some(property.as_ref()),
                    Some(value.as_ref()),
                    None,
                )
                .next();
            if stated.transpose()?.is_none() {
                let sign = modality::sign([said], self.session.display.ascii);
                let value = term::value(self.session, value)?;
                let name = term::name(self.session, property);
                only_said
                    .entry(name)
                    .or_default()
                    .push(format!("{sign} {value} [{word}]"));
            }
        }
        if all == 0 {
            return Ok(());
        }
        let words: Vec<String> = counts
            .iter()
            .map(|(word, count)| format!("{} {word}", number::grouped(*count)))
            .collect();
        let words = words.join(", ");
        self.section(
            &wording!("claims: {all}, {words}", "Aussagen: {all}, {words}"),
            out,
        )?;
        if only_said.is_empty() {
            let remark = match all {
                1 => wording!("the graph states it", "der Graph stellt sie fest"),
                _ => wording!(
                    "the graph states all of them",
                    "der Graph stellt sie alle fest"
                ),
            };
            return self.text("  ", &remark, out);
        }
        let remark = wording!(
            "said, but not stated by the graph:",
            "gesagt, aber vom Graphen nicht festgestellt:"
        );
        self.text("  ", &remark, out)?;
        self.links(&only_said, out)
    }

    /// Counts the passages by document.
    fn evidence(&self, node: &NamedNode, reasons: &[Reason], out: &mut dyn Write) -> Result<()> {
        let passages: BTreeSet<&Passage> =
            reasons.iter().flat_map(|reason| &reason.passages).collect();
        let mut documents: BTreeMap<&str, usize> = BTreeMap::new();
        for passage in &passages {
            *documents.entry(&passage.slug).or_default() += 1;
        }
        if documents.is_empty() {
            return Ok(());
        }
        let counted_passages = number::counted(passages.len(), number::PASSAGE);
        let counted_documents = number::counted(documents.len(), number::DATIVE_DOCUMENT);
        let heading = wording!(
            "evidence: {counted_passages} in {counted_documents}",
            "Belege: {counted_passages} in {counted_documents}"
        );
        self.section(&heading, out)?;
        let widest = documents.keys().map(|slug| width(slug)).max().unwrap_or(0);
        for (slug, count) in documents {
            let document = NamedNode::new_unchecked(format!("{BASE}source/{slug}"));
            let label = term::label(self.session, &document)?.unwrap_or_default();
            self.text(&format!("  {count:>4}  {slug:widest$}  "), &label, out)?;
        }
        let name = term::name(self.session, node);
        self.text(
            "  ",
            &wording!(
                "{} shows them",
                "{} zeigt sie",
                command(&format!("why {name}"))
            ),
            out,
        )
    }

    fn conflicts(&self, reasons: &[Reason], out: &mut dyn Write) -> Result<()> {
        let conflicts: BTreeSet<&NamedNode> = reasons
            .iter()
            .flat_map(|reason| &reason.conflicts)
            .collect();
        if conflicts.is_empty() {
            return Ok(());
        }
        self.section(&wording!("in conflict", "Widersprüche"), out)?;
        for conflict in conflicts {
            let mut kinds = Vec::new();
            for property in [KIND, STATUS] {
                let node = Some(conflict.as_ref().into());
                for quad in self.session.dataset.quads(node, Some(property), None, None) {
                    if let Term::NamedNode(concept) = quad?.object {
                        kinds.extend(term::label(self.session, &concept)?);
                    }
                }
            }
            let kinds = if kinds.is_empty() {
                String::new()
            } else {
                format!(" ({})", kinds.join(", "))
            };
            let text = format!("{}{kinds}", term::name_and_label(self.session, conflict)?);
            self.text("  ! ", &text, out)?;
        }
        Ok(())
    }
}
