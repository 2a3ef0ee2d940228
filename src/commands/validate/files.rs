//! The files that are judged or judge, standard input among them.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use oxigraph::io::RdfFormat;

use crate::commands::followed;
use crate::failure::{Failure, Kind, Result};
use crate::language::{STANDARD_INPUT, wording};
use crate::session::Session;
use crate::store::load::{self, Document};
use crate::store::{self, Dataset};

/// The files to judge, of which standard input is read once.
pub(in crate::commands) struct Files {
    paths: Vec<PathBuf>,
    standard_input: Option<Vec<u8>>,
}

impl Files {
    /// Reads standard input where `paths` name it by `-`.
    pub(super) fn new(paths: &[PathBuf]) -> Result<Self> {
        let mut standard_input = None;
        if paths.iter().any(|path| is_standard_input(path)) {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes)?;
            standard_input = Some(bytes);
        }
        Ok(Self {
            paths: paths.to_vec(),
            standard_input,
        })
    }

    /// Takes `paths` for files alone, of which standard input is left out.
    pub(in crate::commands) fn named(paths: &[PathBuf]) -> Self {
        let named = paths.iter().filter(|path| !is_standard_input(path));
        Self {
            paths: named.cloned().collect(),
            standard_input: None,
        }
    }

    /// Opens all of them.
    pub(in crate::commands) fn documents(
        &self,
    ) -> std::result::Result<Vec<Document<'_>>, store::Error> {
        let open = |path: &PathBuf| match &self.standard_input {
            // TriG has Turtle and N-Triples in it.
            Some(bytes) if is_standard_input(path) => Ok(Document::new(
                STANDARD_INPUT.text().to_owned(),
                &**bytes,
                RdfFormat::TriG,
            )),
            _ => Document::open(path, None),
        };
        self.paths.iter().map(open).collect()
    }

    /// Reads all of them into the default graph of `dataset`.
    pub(super) fn load(&self, dataset: &dyn Dataset, session: &Session) -> Result<()> {
        let documents = self.documents().map_err(unreadable)?;
        let documents = documents.into_iter().map(Document::merged);
        let bar = bar(wording!("reading", "lese"), self.length(), session);
        let loaded = load::load(dataset, documents, &session.cancellation, &mut |progress| {
            bar.set_position(progress.bytes);
        });
        bar.finish_and_clear();
        loaded.map(|_| ()).map_err(unreadable)
    }

    fn length(&self) -> u64 {
        let on_disk = self.paths.iter().map(|path| length(path)).sum::<u64>();
        on_disk + self.standard_input.as_ref().map_or(0, Vec::len) as u64
    }
}

fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// Words that a file cannot be read or holds errors, with the status that this has everywhere; data which does not
/// conform has another.
pub(in crate::commands) fn unreadable(error: store::Error) -> Failure {
    let failure = Failure::from(error);
    if failure.kind() == Kind::Interrupted {
        return failure;
    }
    let same = Failure::new(Kind::Store, failure.message());
    match failure.hint() {
        Some(hint) => same.with_hint(hint),
        None => same,
    }
}

fn length(file: &Path) -> u64 {
    file.metadata().map_or(0, |metadata| metadata.len())
}

/// A bar over `length` steps.
pub(super) fn bar(name: String, length: u64, session: &Session) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {wide_bar} {percent}%")
        .expect("the template is well formed");
    let bar = ProgressBar::new(length).with_style(style).with_prefix(name);
    followed(bar, session)
}
