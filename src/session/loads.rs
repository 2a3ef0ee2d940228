//! Which files a session loaded, and when: what is known of where a statement comes from.
//!
//! A store keeps statements, not their origin, and to write that into it would change the data of its owner. So a
//! session takes note of its own loads, and reads a file again to see whether a statement stands in it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{GraphName, NamedNode, Quad};

use super::Session;
use crate::failure::Result;
use crate::store::load::{self, Document};

/// What was loaded.
#[derive(Clone, Debug)]
pub enum Source {
    /// The files of the bundle.
    Bundle,
    /// A file.
    File {
        /// Where it is, from the root.
        path: PathBuf,
        /// Its format, where its name does not tell it.
        format: Option<RdfFormat>,
        /// What relative IRIs are resolved against, unless that is the file.
        base: Option<NamedNode>,
        /// The graph that its triples went to, unless it is the default graph.
        graph: Option<NamedNode>,
    },
}

/// The loads of a session, shared between its copies.
#[derive(Clone, Debug, Default)]
pub struct Loads(Arc<Mutex<Vec<(Source, SystemTime)>>>);

/// Where a statement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file that it stands in.
    pub file: String,
    /// Whether the file is one of the bundle.
    pub is_bundled: bool,
    /// When it was loaded; nothing where that was before this session.
    pub loaded: Option<SystemTime>,
    /// Whether the file was changed after it was loaded, so that it may have had other statements then.
    pub has_changed: bool,
}

impl Loads {
    /// Takes note that `source` was loaded just now.
    pub fn note(&self, source: Source) {
        let mut loads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        loads.push((source, SystemTime::now()));
    }

    fn all(&self) -> Vec<(Source, SystemTime)> {
        let loads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        loads.clone()
    }
}

impl Session {
    /// Finds the file that `quad` was first loaded from; reads the files that were loaded again, up to the statement.
    ///
    /// In a store that was filled before this session, the files of the bundle are looked through, too. A blank node
    /// has another name in each file, so that nothing is found for a statement with one.
    ///
    /// # Errors
    /// [`Kind::Interrupted`] where the session is cancelled meanwhile. A file that cannot be read any more is left out.
    ///
    /// [`Kind::Interrupted`]: crate::failure::Kind::Interrupted
    pub fn origin(&self, quad: &Quad) -> Result<Option<Origin>> {
        let mut loads: Vec<_> = self.loads.all();
        let is_bundle = |(source, _): &(Source, SystemTime)| matches!(source, Source::Bundle);
        if !loads.iter().any(is_bundle)
            && let Some(file) = self.bundled_file(quad)
        {
            // Whoever filled the store had the same bundle, or another one with this statement.
            return Ok(Some(Origin {
                file,
                is_bundled: true,
                loaded: None,
                has_changed: false,
            }));
        }
        for (source, at) in loads.drain(..) {
            let found = match source {
                Source::Bundle => self.bundled_file(quad).map(|file| (file, true, false)),
                Source::File {
                    path,
                    format,
                    base,
                    graph,
                } => {
                    let Ok(mut document) = Document::open(&path, format) else {
                        continue;
                    };
                    if let Some(graph) = graph {
                        document = document.in_graph(graph);
                    }
                    if let Some(base) = base {
                        document = document.with_base(&base);
                    }
                    let has_it = load::contains(document, quad, &self.cancellation);
                    if self.cancellation.is_cancelled() {
                        return Err(crate::store::Error::Cancelled.into());
                    }
                    let changed = path.metadata().and_then(|metadata| metadata.modified());
                    has_it.unwrap_or(false).then(|| {
                        let has_changed = changed.is_ok_and(|changed| changed > at);
                        (path.display().to_string(), false, has_changed)
                    })
                }
            };
            if let Some((file, is_bundled, has_changed)) = found {
                return Ok(Some(Origin {
                    file,
                    is_bundled,
                    loaded: Some(at),
                    has_changed,
                }));
            }
        }
        Ok(None)
    }

    /// Gives the path of the file of the bundle that has `quad`.
    fn bundled_file(&self, quad: &Quad) -> Option<String> {
        if quad.graph_name != GraphName::DefaultGraph {
            return None;
        }
        let mut files = self.bundle.graph_files();
        let has_it = |bytes: &[u8]| {
            let mut quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(bytes);
            quads.any(|found| found.is_ok_and(|found| found == *quad))
        };
        let file = files.find(|file| has_it(&file.bytes))?;
        Some(match &self.options.dataset {
            Some(folder) => folder.join(&file.path).display().to_string(),
            None => file.path.clone(),
        })
    }
}

/// Writes a point in time to the second, in UTC.
#[must_use]
pub fn written(time: SystemTime) -> String {
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (year, month, day) = date(seconds / 86_400);
    let of_day = seconds % 86_400;
    let [hour, minute, second] = [of_day / 3600, of_day / 60 % 60, of_day % 60];
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// Gives the date that is so many days after the first of January 1970.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    // The year of the algorithm begins in March.
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::written;

    #[test]
    fn time_is_written_in_utc() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_399, "2000-02-28 23:59:59 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_795_370_400, "2026-11-22 18:00:00 UTC"),
        ] {
            assert_eq!(written(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
    }
}
