//! `infer`: infers what follows from the graph, keeps it, writes it, or checks that it can be true.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use oxrdf::{GraphName, Term};

use super::number::{self, counted, grouped};
use super::output_file::OutputFile;
use super::proof::Proof;
use super::{Outcome, spinner, term};
use crate::failure::{Failure, Kind, Result};
use crate::inference::{Finding, Inferred, Severity};
use crate::language::{Wording, command, spoken, typed, wording};
use crate::serialization::{Error, Failed, Format, Serializer};
use crate::session::Session;
use crate::store::{self, Access};
use crate::vocab;

/// Arguments of `infer`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Only tell what would be inferred
    #[arg(long)]
    dry_run: bool,
    /// Write the inferred triples to this file, as Turtle unless its name tells another format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    /// List what cannot be true together, and keep nothing; exit with status 1 where there is any
    #[arg(long)]
    check: bool,
}

impl Arguments {
    /// Gives what the command needs the dataset for.
    pub(super) fn access(&self) -> Access {
        if self.keeps() {
            Access::ReadWrite
        } else {
            Access::ReadOnly
        }
    }

    fn keeps(&self) -> bool {
        !self.dry_run && !self.check
    }

    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let started = Instant::now();
        let spinner = spinner(&wording!("inferring", "folgere"), session);
        let mut report = |progress: crate::inference::Progress| {
            let (taken, known) = (grouped(progress.taken), grouped(progress.known));
            spinner.set_message(wording!(
                "{taken} of {known} triples",
                "{taken} von {known} Tripeln"
            ));
        };
        // What a command keeps in memory is gone with it, unless it is one of a shell.
        let lasting = session.options.store.is_some() || session.interactive;
        let inferred = if self.keeps() && lasting {
            session.materialize(&mut report)
        } else {
            session.infer(&mut report)
        };
        spinner.finish_and_clear();
        let inferred = inferred?;
        if let Some(path) = &self.output {
            self.write_to(path, &inferred, session)?;
        }
        if self.check {
            return Self::tell_findings(&inferred, session, out);
        }
        tell_counts(&inferred, started.elapsed(), out)?;
        tell_unused(session, out)?;
        if self.keeps() && lasting {
            let graph = vocab::graph::INFERRED;
            let kept = wording!(
                "kept in the graph {graph}; {} lets queries see it",
                "abgelegt im Graphen {graph}; mit {} sehen Abfragen ihn",
                typed("--inferred", ".inferred on")
            );
            writeln!(out, "{kept}")?;
        }
        let contradictions = inferred.findings().len();
        if contradictions > 0 {
            let count = counted(contradictions, number::CONTRADICTION);
            let remark = wording!(
                "{count}: {} lists what cannot be true together",
                "{count}: {} listet auf, was nicht zugleich wahr sein kann",
                command("infer --check")
            );
            writeln!(out, "{remark}")?;
        }
        Ok(Outcome::Done)
    }

    fn write_to(&self, path: &Path, inferred: &Inferred, session: &Session) -> Result<()> {
        let format = Format::from_path(path).unwrap_or(Format::Turtle);
        let context = (format == Format::JsonLd).then(|| session.json_ld_context());
        let context = context.transpose()?;
        let serializer = Serializer {
            format,
            prefixes: &session.prefixes,
            base: Some(vocab::BASE),
            context: context.as_ref(),
        };
        let graph = if serializer.format.has_named_graphs() {
            GraphName::from(vocab::graph::INFERRED)
        } else {
            GraphName::DefaultGraph
        };
        let quads = inferred.triples().map(|triple| {
            if session.cancellation.is_cancelled() {
                return Err(store::Error::Cancelled);
            }
            Ok(triple.in_graph(graph.clone()))
        });
        let mut file = OutputFile::create(path, self.force)?;
        match serializer.write(quads, &mut file) {
            Ok(_) => file.finish(),
            Err(Failed::Source(error)) => Err(error.into()),
            Err(Failed::Write(Error::Output(error))) => Err(error.into()),
            Err(Failed::Write(error)) => Err(Failure::from_error(Kind::Store, &error)),
        }
    }

    fn tell_findings(
        inferred: &Inferred,
        session: &Session,
        out: &mut dyn Write,
    ) -> Result<Outcome> {
        let name = |term: &Term| term::without_label(session, term);
        for finding in inferred.findings() {
            let label = match &finding.focus {
                Term::NamedNode(node) => term::label(session, node)?,
                _ => None,
            };
            let focus = name(&finding.focus);
            let severity = finding.severity;
            let constraint = finding.constraint.name();
            match label {
                Some(label) => writeln!(out, "{severity} {constraint}: {focus} · {label}")?,
                None => writeln!(out, "{severity} {constraint}: {focus}")?,
            }
            writeln!(out, "  {}", finding.message(spoken(), &name))?;
            let mut proof = Proof::new(session, inferred);
            for fact in finding.facts.iter().chain(&finding.axiom) {
                proof.write(fact, 4, &mut |_, _, _| Ok(()), out)?;
            }
            writeln!(out)?;
        }
        let of = |severity| {
            let is = |finding: &&Finding| finding.severity == severity;
            inferred.findings().iter().filter(is).count()
        };
        let violations = counted(of(Severity::Violation), number::VIOLATION);
        let warnings = counted(of(Severity::Warning), number::WARNING);
        if inferred.findings().is_empty() {
            let remark = wording!("no contradiction found", "kein Widerspruch gefunden");
            writeln!(out, "{remark}")?;
            return Ok(Outcome::Done);
        }
        writeln!(out, "{violations}, {warnings}")?;
        Ok(Outcome::Negative)
    }
}

/// Tells how many triples follow by each rule, and in what time.
fn tell_counts(inferred: &Inferred, elapsed: Duration, out: &mut dyn Write) -> Result<()> {
    for (rule, count) in inferred.counts() {
        let count = grouped(count);
        writeln!(out, "{count:>10}  {rule:8}  {}", rule.words())?;
    }
    let count = counted(inferred.len(), number::TRIPLE);
    let follows = if inferred.len() == 1 {
        Wording::new("follows", "folgt")
    } else {
        Wording::new("follow", "folgen")
    };
    let stated = grouped(inferred.stated());
    let milliseconds = elapsed.as_secs_f64() * 1000.0;
    let sum = wording!(
        "{count} {follows} from {stated} looked at, in {milliseconds:.0} ms",
        "{count} {follows} aus {stated} betrachteten, in {milliseconds:.0} ms"
    );
    writeln!(out, "{sum}")?;
    Ok(())
}

/// Tells which axioms of the dataset are not applied.
fn tell_unused(session: &Session, out: &mut dyn Write) -> Result<()> {
    let rules = session.rules()?;
    if rules.foreign() > 0 {
        let count = counted(rules.foreign(), number::AXIOM);
        let remark = wording!(
            "{count} on domain or range of other vocabularies not applied; `--rules FILE` applies those of a file",
            "{count} zu Definitions- oder Wertebereichen anderer Vokabulare nicht angewandt; `--rules DATEI` wendet die einer Datei an"
        );
        writeln!(out, "{remark}")?;
    }
    for node in rules.malformed_chains() {
        let remark = wording!(
            "the property chain of {node} is no list of properties and not applied",
            "die Eigenschaftskette von {node} ist keine Liste von Eigenschaften und wird nicht angewandt"
        );
        writeln!(out, "{remark}")?;
    }
    Ok(())
}
