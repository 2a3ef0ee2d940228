//! Which files a session loaded, and when: what is known of where a statement comes from.
//!
//! A store keeps statements, not their origin, and to write that into it would change the data of its owner. So each load
//! is noted in a file beside the data of a persistent store, and a file is read again to see whether a statement stands in
//! it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{GraphName, NamedNode, Quad};
use serde::{Deserialize, Serialize};

use super::Session;
use crate::failure::Result;
use crate::store::is_stored_as;
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

/// The loads of a session, shared between its copies, and those before it where they were noted.
#[derive(Clone, Debug, Default)]
pub struct Loads {
    all: Arc<Mutex<Vec<(Source, SystemTime)>>>,
    /// Where they are noted for later sessions.
    file: Option<PathBuf>,
}

/// The name of the file in the folder of a store.
const FILE: &str = "loads-1.jsonl";

/// A line of the file: one load.
#[derive(Deserialize, Serialize)]
struct Noted {
    /// Nothing for the bundle.
    file: Option<PathBuf>,
    /// The media type.
    format: Option<String>,
    base: Option<String>,
    graph: Option<String>,
    /// Milliseconds since the start of 1970.
    at: u64,
}

/// Where a statement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file that it stands in.
    pub file: String,
    /// Whether the file is one of the bundle.
    pub is_bundled: bool,
    /// When it was loaded; nothing where that was not noted.
    pub loaded: Option<SystemTime>,
    /// Whether the file was changed after it was loaded, so that it may have had other statements then.
    pub has_changed: bool,
}

impl Loads {
    /// Gives those that were noted for the persistent store in `folder`; a line that cannot be read is left out.
    #[must_use]
    pub fn of_store(folder: &Path) -> Self {
        let file = folder.join(FILE);
        let text = fs::read_to_string(&file).unwrap_or_default();
        let lines = text.lines().map(serde_json::from_str::<Noted>);
        let loads = lines.filter_map(|line| Some(line.ok()?.source()));
        Self {
            all: Arc::new(Mutex::new(loads.collect())),
            file: Some(file),
        }
    }

    /// Takes note that `source` was loaded just now.
    pub fn note(&self, source: Source) {
        let now = SystemTime::now();
        if let Some(file) = &self.file {
            // What cannot be noted is told in this session only.
            let _ = append(file, &Noted::of(&source, now));
        }
        let mut loads = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        loads.push((source, now));
    }

    fn all(&self) -> Vec<(Source, SystemTime)> {
        let loads = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        loads.clone()
    }
}

fn append(file: &Path, noted: &Noted) -> io::Result<()> {
    let mut line = serde_json::to_vec(noted)?;
    line.push(b'\n');
    // One write call, so that a line is never mixed with another.
    let mut file = OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(&line)
}

impl Noted {
    fn of(source: &Source, at: SystemTime) -> Self {
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        // The file itself may have been written in the same millisecond, before.
        let at = u64::try_from(since.as_millis()).map_or(u64::MAX, |at| at.saturating_add(1));
        let mut noted = Self {
            file: None,
            format: None,
            base: None,
            graph: None,
            at,
        };
        if let Source::File {
            path,
            format,
            base,
            graph,
        } = source
        {
            let written =
                |name: &Option<NamedNode>| name.as_ref().map(|name| name.as_str().to_owned());
            noted.file = Some(path.clone());
            noted.format = format.map(|format| format.media_type().to_owned());
            noted.base = written(base);
            noted.graph = written(graph);
        }
        noted
    }

    fn source(self) -> (Source, SystemTime) {
        let named = |name: Option<String>| name.and_then(|name| NamedNode::new(name).ok());
        let source = match self.file {
            None => Source::Bundle,
            Some(path) => Source::File {
                path,
                format: self.format.as_deref().and_then(RdfFormat::from_media_type),
                base: named(self.base),
                graph: named(self.graph),
            },
        };
        let at = UNIX_EPOCH.checked_add(Duration::from_millis(self.at));
        (source, at.unwrap_or(UNIX_EPOCH))
    }
}

impl Session {
    /// Finds the file that `quad` was first loaded from; reads the files that were loaded again, up to the statement.
    ///
    /// Where no load of the bundle was noted, its files are looked through, too. A blank node has another name in each
    /// file, so that nothing is found for a statement with one.
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
            quads.any(|found| found.is_ok_and(|found| is_stored_as(found, quad)))
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
    use std::fs;
    use std::time::{Duration, UNIX_EPOCH};

    use oxigraph::io::RdfFormat;
    use oxrdf::NamedNode;

    use super::{FILE, Loads, Source, written};

    #[test]
    fn load_is_known_to_the_next_session_on_a_store() {
        let folder = tempfile::tempdir().unwrap();
        let loads = Loads::of_store(folder.path());
        loads.note(Source::Bundle);
        loads.note(Source::File {
            path: folder.path().join("a.txt"),
            format: Some(RdfFormat::Turtle),
            base: None,
            graph: Some(NamedNode::new_unchecked("http://e/g")),
        });
        let file = folder.path().join(FILE);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("no line of ours\n{text}")).unwrap();
        let known = Loads::of_store(folder.path()).all();
        assert!(matches!(known[0].0, Source::Bundle));
        let Source::File { format, graph, .. } = &known[1].0 else {
            panic!("{known:?}");
        };
        assert_eq!(*format, Some(RdfFormat::Turtle));
        assert_eq!(graph.as_ref().unwrap().as_str(), "http://e/g");
        assert!(known[1].1 >= loads.all()[1].1);
    }

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
