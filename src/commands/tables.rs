//! `tables`: writes the graph as CSV tables with a Data Package.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::TempDir;

use super::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, wording};
use crate::session::Session;
use crate::sparql::Cancellation;
use crate::tables::{self, Description, PACKAGE};

/// Arguments of `tables`.
///
/// One CSV file for persons, tenures, meetings, participations, resolutions, demands, measures, amounts, budget,
/// statistics, claims and codes, and `datapackage.json`, which describes them for programs (Frictionless Data Package).
#[derive(Args, Debug)]
pub struct Arguments {
    /// Folder to write, which appears whole or not at all
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Replace the folder if it holds tables already
    #[arg(long)]
    force: bool,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let beside = Beside::start(&self.folder, self.force)?;
        let cancellation = Cancellation::with_token(session.cancellation.clone());
        let mut names = Vec::new();
        tables::write(
            session.dataset.as_ref(),
            &session.bundle,
            &Description::default(),
            &cancellation,
            &mut |name, bytes| {
                names.push(name.to_owned());
                fs::write(beside.folder.path().join(name), bytes)
            },
        )?;
        beside.finish()?;
        let count = names.iter().filter(|name| *name != PACKAGE).count();
        writeln!(
            out,
            "{}",
            wording!(
                "{count} tables and {PACKAGE} in {}",
                "{count} Tabellen und {PACKAGE} in {}",
                self.folder.display()
            )
        )?;
        Ok(Outcome::Done)
    }
}

/// A folder being written beside its place.
struct Beside<'a> {
    place: &'a Path,
    folder: TempDir,
}

impl<'a> Beside<'a> {
    fn start(place: &'a Path, replaces: bool) -> Result<Self> {
        if is_in_use(place) {
            if !replaces {
                let message = wording!("{} exists already", "{} gibt es schon", place.display());
                return Err(Failure::new(Kind::Store, message).with_hint(wording!(
                    "`--force` replaces it",
                    "mit `--force` wird es ersetzt"
                )));
            }
            // Nothing but tables is ever removed.
            if !place.join(PACKAGE).is_file() {
                let message = wording!(
                    "{} holds something else than tables",
                    "{} enthält etwas anderes als Tabellen",
                    place.display()
                );
                return Err(Failure::new(Kind::Store, message).with_hint(wording!(
                    "name another folder",
                    "einen anderen Ordner angeben"
                )));
            }
        }
        let parent = place
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gremia-");
        #[cfg(unix)]
        // What any new folder has; the mask of the process still applies.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let folder = builder
            .tempdir_in(parent.unwrap_or(Path::new(".")))
            .map_err(|error| failed(place, &error))?;
        Ok(Self { place, folder })
    }

    fn finish(self) -> Result<()> {
        let failed = |error: io::Error| failed(self.place, &error);
        if self.place.exists() {
            // The old folder moves into the new one's neighbour first, so that no moment leaves half of either.
            let old = tempfile::Builder::new()
                .prefix(".gremia-")
                .tempdir_in(self.folder.path().parent().unwrap_or(Path::new(".")))
                .map_err(failed)?;
            fs::rename(self.place, old.path().join("old")).map_err(failed)?;
        }
        fs::rename(self.folder.keep(), self.place).map_err(failed)
    }
}

fn is_in_use(place: &Path) -> bool {
    // An empty folder is as good as none.
    place.exists() && fs::read_dir(place).map_or(true, |mut entries| entries.next().is_some())
}

fn failed(place: &Path, error: &io::Error) -> Failure {
    Failure::new(
        Kind::Store,
        wording!(
            "{} cannot be written: {error}",
            "{}: lässt sich nicht schreiben: {error}",
            place.display(),
            error = of_system(error)
        ),
    )
}
