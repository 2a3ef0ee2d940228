//! Loading what was judged first: all files, or none of them.

use std::io::Write;
use std::sync::Arc;

use oxrdf::{GraphName, GraphNameRef, Quad};

use super::{Arguments, compact_after, told};
use crate::commands::Outcome;
use crate::commands::validate::files::{Files, unreadable};
use crate::commands::validate::judge::Judge;
use crate::commands::validate::text;
use crate::failure::Result;
use crate::language::{spoken, wording};
use crate::session::Session;
use crate::shacl::Report;
use crate::store::{self, Dataset, ExactDataset};

impl Arguments {
    /// Loads the files where they break no shape that the default graph kept before.
    ///
    /// Files and default graph are judged together in memory, whatever graph the files go to.
    pub(super) fn run_validated(
        &self,
        session: &mut Session,
        out: &mut dyn Write,
    ) -> Result<Outcome> {
        let files = Files::named(&self.files);
        let judge = Judge::new(&files, &self.judging.shapes, session)?;
        let staged = ExactDataset::new().map_err(unreadable)?;
        let mut loaded = Vec::new();
        for file in &self.files {
            loaded.push((file, self.load_file(file, &staged, session)?));
        }
        let (whole, report) = self::judge(&judge, &staged, session)?;
        let fails = self.judging.fails(&report);
        let documents = files.documents().map_err(unreadable)?;
        let judged = judge.finish(report, whole, documents)?;
        let language = spoken();
        if fails {
            text::write(&judged, language, session.display.width, out)?;
            writeln!(
                out,
                "{}",
                wording!("nothing was loaded", "nichts wurde geladen")
            )?;
            return Ok(Outcome::Negative);
        }
        let mut quads = staged.quads(None, None, None, None).map(|quad| {
            if session.cancellation.is_cancelled() {
                return Err(store::Error::Cancelled);
            }
            quad
        });
        session.dataset.extend(&mut quads)?;
        let total = loaded.iter().map(|(_, loaded)| loaded.statements).sum();
        compact_after(total, session)?;
        for (file, loaded) in loaded {
            self.note(file, session)?;
            out.write_all(told(file, loaded, session).as_bytes())?;
        }
        writeln!(out, "{}", text::summary(&judged, language))?;
        Ok(Outcome::Done)
    }
}

/// Judges the default graph together with `staged`, and leaves out what was found in the default graph before.
fn judge(
    judge: &Judge<'_>,
    staged: &ExactDataset,
    session: &Session,
) -> Result<(Arc<dyn Dataset>, Report)> {
    let whole = copy_of_default_graph(session)?;
    let mut quads = staged.quads(None, None, None, None).map(|quad| {
        quad.map(|quad| Quad {
            graph_name: GraphName::DefaultGraph,
            ..quad
        })
    });
    whole.extend(&mut quads)?;
    let mut report = judge.report(&whole)?;
    if !report.conforms() {
        // What was wrong before does not speak against the files.
        report.leave_out(&judge.report(&copy_of_default_graph(session)?)?);
    }
    Ok((whole, report))
}

/// Copies the default graph, so that it can be judged with what is not part of it.
fn copy_of_default_graph(session: &Session) -> Result<Arc<dyn Dataset>> {
    let copy = ExactDataset::new()?;
    let graph = Some(GraphNameRef::DefaultGraph);
    copy.extend(&mut session.dataset.quads(None, None, None, graph))?;
    Ok(Arc::new(copy))
}
