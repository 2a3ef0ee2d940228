//! `hash`: the canonical hash of a dataset.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use oxrdf::Quad;

use super::Outcome;
use super::operand::Operand;
use crate::canonicalization::{Error, canonical_nquads, hash};
use crate::failure::{Failure, Kind, Result};
use crate::language::{command, wording};
use crate::session::Session;

/// Arguments of `hash`.
///
/// The hash is the SHA-256 of the canonical N-Quads document of RDF Dataset Canonicalization (RDFC-1.0): the same for
/// the same statements, whatever the labels of blank nodes, the order and the file format. Any other tool for RDFC-1.0
/// gives the same document, which `--nquads` writes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Files, stores, folders of a dataset or of a published bundle, each hashed for itself (default: the opened dataset)
    #[arg(value_name = "DATASET")]
    operands: Vec<PathBuf>,
    /// Write the canonical N-Quads document that is hashed in place of its hash
    #[arg(long)]
    nquads: bool,
}

impl Arguments {
    /// Tells whether the opened dataset is asked for.
    pub(super) fn needs_dataset(&self) -> bool {
        self.operands.is_empty()
    }

    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        if self.operands.is_empty() {
            let operand = Operand::opened(session)?;
            self.write(&operand.quads, None, session, out)?;
        }
        if self.nquads && self.operands.len() > 1 {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "`--nquads` writes the document of one dataset",
                    "`--nquads` schreibt das Dokument eines einzigen Datenbestands"
                ),
            ));
        }
        for path in &self.operands {
            let name = path.display().to_string();
            let operand = Operand::read(path, session)?;
            self.write(&operand.quads, Some(&name), session, out)?;
        }
        Ok(Outcome::Done)
    }

    fn write(
        &self,
        quads: &[Quad],
        name: Option<&str>,
        session: &Session,
        out: &mut dyn Write,
    ) -> Result<()> {
        let failed = |error: Error| failed(&error, name);
        if self.nquads {
            let document = canonical_nquads(quads, &session.cancellation).map_err(failed)?;
            out.write_all(&document)?;
            return Ok(());
        }
        let hash = hash(quads, &session.cancellation).map_err(failed)?;
        match name {
            // As `sha256sum` writes it.
            Some(name) => writeln!(out, "{hash}  {name}")?,
            None => writeln!(out, "{hash}")?,
        }
        Ok(())
    }
}

fn failed(error: &Error, name: Option<&str>) -> Failure {
    let kind = match error {
        Error::Cancelled => Kind::Interrupted,
        _ => Kind::Store,
    };
    let failure = match name {
        Some(name) => Failure::new(kind, format!("{name}: {error}")),
        None => Failure::from_error(kind, error),
    };
    match error {
        Error::TooEntangled => failure.with_hint(wording!(
            "give some of them IRIs; no tool for RDFC-1.0 hashes such a graph in reasonable time",
            "einigen davon IRIs geben; kein Werkzeug für RDFC-1.0 bildet die Prüfsumme eines solchen Graphen in vertretbarer Zeit"
        )),
        Error::TripleTerm => failure.with_hint(wording!(
            "{} compares datasets with triple terms; to hash one, write claims as statements of their own",
            "{} vergleicht Datenbestände mit Tripeltermen; für eine Prüfsumme Aussagen als eigene Tripel schreiben",
            command("diff")
        )),
        _ => failure,
    }
}
