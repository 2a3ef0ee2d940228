//! `path`: how two nodes are connected: the shortest few ways from one to the other, drawn from top to bottom.

use std::io::Write;
use std::time::{Duration, Instant};

use clap::Args;
use oxrdf::{NamedNode, NamedOrBlankNode};

use super::answer::duration;
use super::number::{self, Noun};
use super::{Outcome, modality, spinner, term};
use crate::connections::{self, Connection, Found, Limits, Passed, Relation, Stop};
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, command, wording};
use crate::session::Session;
use crate::store;

/// How long a search may take without `--timeout`.
const PATIENCE: Duration = Duration::from_secs(10);

/// Arguments of `path`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Two nodes: prefixed names, IRIs in angle brackets, or labels (in quotes where they have blanks)
    #[arg(required = true, num_args = 2.., value_name = "NODE")]
    nodes: Vec<String>,
    /// At most this many connections
    #[arg(long, short = 'n', default_value_t = 3, value_name = "N")]
    most: usize,
    /// At most this many steps
    #[arg(long, default_value_t = 8, value_name = "N")]
    longest: usize,
    /// Lead through no node with more relations than this
    #[arg(long, default_value_t = 1000, value_name = "N")]
    breadth: usize,
    /// Lead through classes, vocabularies, documents and nodes with very many relations, too
    #[arg(long)]
    hubs: bool,
    /// Give what was found after this time: 10s without it, or that of the session
    #[arg(long, value_parser = duration, value_name = "TIME")]
    timeout: Option<Duration>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let [from, to] = self.ends(session)?;
        if from == to {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "both are {}",
                    "beide sind {}",
                    term::name_and_label(session, &from)?
                ),
            ));
        }
        let ends = [from, to].map(NamedOrBlankNode::from);
        let found = self.search(session, &ends)?;
        let drawing = Drawing {
            session,
            indent: 5,
            down: sign(session, Wording::new("onward:", "weiter:"), ["↓", "v"]),
            up: sign(session, Wording::new("back:", "zurück:"), ["↑", "^"]),
        };
        drawing.write(&ends, &found, out)?;
        self.tell_limits(session, &found, out)?;
        Ok(if found.connections.is_empty() {
            Outcome::Negative
        } else {
            Outcome::Done
        })
    }

    /// Reads the two nodes; words of labels that are not in quotes are told apart where only one way makes sense.
    fn ends(&self, session: &Session) -> Result<[NamedNode; 2]> {
        if let [from, to] = self.nodes.as_slice() {
            let with = |from: &str, to: &str| {
                let [from, to] = [from, to].map(term::operand);
                command(&format!("path {from} {to}"))
            };
            let from = term::resolve_in(session, from, Some(&|name| with(name, to)))?;
            // A number would be one of the list of the other node.
            let first = term::name(session, &from);
            let to = term::resolve_in(session, to, Some(&|name| with(&first, name)))?;
            return Ok([from, to]);
        }
        let mut fitting = Vec::new();
        for split in 1..self.nodes.len() {
            let (from, to) = self.nodes.split_at(split);
            let from = term::resolve(session, &from.join(" "));
            if let (Ok(from), Ok(to)) = (from, term::resolve(session, &to.join(" "))) {
                fitting.push([from, to]);
            }
        }
        match fitting.len() {
            1 => Ok(fitting.remove(0)),
            _ => Err(Failure::new(
                Kind::Usage,
                wording!(
                    "it is not clear where the first of the two nodes ends",
                    "es ist nicht klar, wo der erste der beiden Knoten endet"
                ),
            )
            .with_hint(wording!(
                "put a label of several words in quotes: \"Volker Wissing\" DMK",
                "eine Bezeichnung aus mehreren Wörtern in Anführungszeichen setzen: \"Volker Wissing\" DMK"
            ))),
        }
    }

    fn search(&self, session: &Session, ends: &[NamedOrBlankNode; 2]) -> Result<Found> {
        let limits = Limits {
            most: self.most.max(1),
            longest: self.longest,
            breadth: self.breadth,
            hubs: self.hubs,
            ..Limits::default()
        };
        let started = Instant::now();
        let patience = self.timeout.or(session.options.timeout).unwrap_or(PATIENCE);
        let late = || {
            if session.cancellation.is_cancelled() {
                return Err(store::Error::Cancelled);
            }
            Ok(started.elapsed() >= patience)
        };
        let progress = spinner(
            &wording!("looking for connections", "suche Verbindungen"),
            session,
        );
        let mut report = |nodes: usize| {
            progress.set_message(wording!("{nodes} nodes", "{nodes} Knoten"));
        };
        let dataset = session.dataset.as_ref();
        let found = connections::find(dataset, (&ends[0], &ends[1]), limits, &late, &mut report);
        progress.finish_and_clear();
        Ok(found?)
    }

    /// Tells what the search left out.
    fn tell_limits(&self, session: &Session, found: &Found, out: &mut dyn Write) -> Result<()> {
        let mut remarks = Vec::new();
        let passed = &found.passed;
        let kinds = kinds(passed);
        if !kinds.is_empty() {
            remarks.push(wording!(
                "not led through {}: --hubs does",
                "Wege über {} ausgelassen: --hubs nimmt sie hinzu",
                kinds.join(", ")
            ));
        }
        let mut busy = Vec::new();
        for node in passed.busy.values().take(3) {
            busy.push(term::node_and_label(session, node)?);
        }
        if !busy.is_empty() {
            let more = passed.busy.len() - busy.len();
            let more = if more > 0 {
                let more = number::grouped(more);
                wording!(" and {more} more", " und {more} weitere")
            } else {
                String::new()
            };
            remarks.push(wording!(
                "not led through {}{more}, with more than {} relations: --breadth N raises that",
                "Wege über {}{more} mit mehr als {} Beziehungen ausgelassen: --breadth N lässt mehr zu",
                busy.join(", "),
                number::grouped(self.breadth)
            ));
        }
        remarks.extend(match found.stopped {
            Some(Stop::Time) => Some(wording!(
                "stopped when the time was over, after {}: --timeout allows more",
                "nach Ablauf der Zeit beendet, nach {}: --timeout erlaubt mehr",
                number::counted(found.nodes, number::NODE)
            )),
            Some(Stop::Nodes) => Some(wording!(
                "stopped after {}: there may be more connections",
                "nach {} beendet: es kann weitere Verbindungen geben",
                number::counted(found.nodes, number::NODE)
            )),
            None => None,
        });
        for remark in remarks {
            writeln!(out, "{}", term::wrap(&remark, 0, session.display.width))?;
        }
        Ok(())
    }
}

/// Counts the kinds of nodes that no way was led through.
fn kinds(passed: &Passed) -> Vec<String> {
    let kinds = [
        (
            passed.schema,
            Noun::new(
                ["class or vocabulary", "classes and vocabularies"],
                ["Klasse oder Vokabular", "Klassen und Vokabulare"],
            ),
        ),
        (
            passed.concepts,
            Noun::new(["concept", "concepts"], ["Begriff", "Begriffe"]),
        ),
        (
            passed.sources,
            Noun::new(
                ["document or passage", "documents and passages"],
                ["Dokument oder Textstelle", "Dokumente und Textstellen"],
            ),
        ),
    ];
    kinds
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, noun)| number::counted(*count, *noun))
        .collect()
}

/// How connections are drawn.
struct Drawing<'a> {
    session: &'a Session,
    indent: usize,
    down: &'static str,
    up: &'static str,
}

/// Gives a sign, or the word for it where it is read aloud.
fn sign(session: &Session, word: Wording, [drawn, ascii]: [&'static str; 2]) -> &'static str {
    if session.display.plain {
        word.text()
    } else if session.display.ascii {
        ascii
    } else {
        drawn
    }
}

impl Drawing<'_> {
    fn write(
        &self,
        ends: &[NamedOrBlankNode; 2],
        found: &Found,
        out: &mut dyn Write,
    ) -> Result<()> {
        let [from, to] = ends;
        let dash = if self.session.display.ascii {
            "-"
        } else {
            "–"
        };
        let heading = format!(
            "{} {dash} {}",
            term::title(self.session, from)?,
            term::title(self.session, to)?
        );
        self.line("", &heading, 0, out)?;
        let Some(shortest) = found.connections.first() else {
            let passed = &found.passed;
            let left_out = passed.schema + passed.concepts + passed.sources + passed.busy.len();
            let why = match (found.exhausted && found.stopped.is_none(), left_out) {
                (true, 0) => wording!("not connected", "nicht verbunden"),
                (true, _) => wording!(
                    "no connection, unless through what is named here:",
                    "keine Verbindung, außer über das hier Genannte:"
                ),
                (false, _) => wording!(
                    "no connection of at most {}",
                    "keine Verbindung in höchstens {}",
                    number::counted(found.searched, number::DATIVE_STEP)
                ),
            };
            writeln!(out, "{why}")?;
            return Ok(());
        };
        writeln!(
            out,
            "{}",
            wording!(
                "{}, the shortest of {}",
                "{}, die kürzeste mit {}",
                number::counted(found.connections.len(), number::CONNECTION),
                number::counted(shortest.steps.len(), number::DATIVE_STEP)
            )
        )?;
        for (number, connection) in found.connections.iter().enumerate() {
            writeln!(out)?;
            self.connection(number + 1, from, connection, out)?;
        }
        let legend = wording!(
            "\n{} the upper says it of the lower, {} the lower of the upper",
            "\n{} der obere Knoten sagt es über den unteren, {} der untere über den oberen",
            self.down,
            self.up
        );
        writeln!(
            out,
            "{}",
            term::wrap(&legend, 0, self.session.display.width)
        )?;
        Ok(())
    }

    fn connection(
        &self,
        number: usize,
        from: &NamedOrBlankNode,
        connection: &Connection,
        out: &mut dyn Write,
    ) -> Result<()> {
        self.node(&format!("{number:>2} "), from, out)?;
        for step in &connection.steps {
            for relation in &step.relations {
                let arrow = if relation.forward { self.down } else { self.up };
                let text = self.relation(relation)?;
                self.line(&format!("   {arrow} "), &text, self.indent, out)?;
            }
            self.node("   ", &step.to, out)?;
        }
        Ok(())
    }

    fn node(&self, lead: &str, node: &NamedOrBlankNode, out: &mut dyn Write) -> Result<()> {
        let modalities = modality::of(self.session, node)?;
        let sign = modality::sign(&modalities, self.session.display.ascii);
        let mut text = term::node_and_label(self.session, node)?;
        if let Some(class) = self.class(node)? {
            text = format!("{text} ({class})");
        }
        if !modality::is_fact(&modalities) {
            let words = modality::words(self.session, &modalities)?;
            text = format!("{text} [{words}]");
        }
        self.line(&format!("{lead}{sign} "), &text, self.indent, out)
    }

    /// Gives the label of the first class of `node`.
    fn class(&self, node: &NamedOrBlankNode) -> Result<Option<String>> {
        match term::classes(self.session, node.as_ref())?.first() {
            Some(class) => Ok(Some(term::title(self.session, &class.clone().into())?)),
            None => Ok(None),
        }
    }

    fn relation(&self, relation: &Relation) -> Result<String> {
        let mut text = term::name_and_label(self.session, &relation.property)?;
        if let Some(claim) = &relation.claim {
            let modalities = modality::of(self.session, claim)?;
            let words = modality::words(self.session, &modalities)?;
            let words = if words.is_empty() {
                String::new()
            } else {
                format!(": {words}")
            };
            text = wording!(
                "{text} [only a claim{words}]",
                "{text} [nur eine Aussage{words}]"
            );
        }
        Ok(text)
    }

    fn line(&self, lead: &str, text: &str, indent: usize, out: &mut dyn Write) -> Result<()> {
        let text = term::wrap(text, indent, self.session.display.width);
        writeln!(out, "{lead}{text}")?;
        Ok(())
    }
}
