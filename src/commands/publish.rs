//! `publish`: writes the bundle that portals take: graph, ontology, vocabularies, shapes, links, catalogue, checksums.

mod artifacts;
mod folder;
mod licence;
mod readme;
mod release;
mod site;
mod tables;

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use self::folder::Folder;
use self::release::Release;
use super::number::{grouped, in_figures};
use super::{Outcome, followed};
use crate::bundle;
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, of_system, wording};
use crate::results::message::tell;
use crate::session::Session;
use crate::settings::Settings;
use crate::store;

const WHAT_IS_WRITTEN: &str = "\
The folder can be put on a web server as it is. It appears whole or not at all, and the same graph with the same settings \
always gives the same bytes: nothing is taken from the clock.

Settings (licence, publisher, contact, version, day) stand in `gremia.toml`, of the dataset or named by `--settings`; what \
they leave out is a default that says so.";

/// Arguments of `publish`.
#[derive(Args, Debug)]
#[command(after_long_help = WHAT_IS_WRITTEN)]
pub struct Arguments {
    /// Folder to make
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Settings of the release (default: `gremia.toml` of the dataset)
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Leave the pages out
    #[arg(long)]
    no_site: bool,
    /// Replace the folder as a whole if it is a bundle
    #[arg(long)]
    force: bool,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let settings = self.settings(session)?;
        let mut folder = Folder::create(&self.folder, self.force)?;
        let release = Release::read(session, &settings)?;
        let bar = progress_bar(session);
        let written = artifacts::write(&release, &mut folder, !self.no_site, &bar);
        bar.finish_and_clear();
        written?;
        stop_if_cancelled(session)?;
        let files = folder.files().len() + 1;
        let bytes = folder.files().values().map(|file| file.bytes).sum();
        folder.finish()?;
        note_unset(&settings);
        writeln!(
            out,
            "{}",
            wording!(
                "{}: {} files, {}, {} statements",
                "{}: {} Dateien, {}, {} Tripel",
                self.folder.display(),
                grouped(files),
                in_figures(&HumanBytes(bytes).to_string()),
                grouped(release.statistics.triples)
            )
        )?;
        Ok(Outcome::Done)
    }

    /// Reads the settings of the release; without any, all are defaults.
    fn settings(&self, session: &Session) -> Result<Settings> {
        let (name, text) = match &self.settings {
            Some(path) => {
                let name = path.display().to_string();
                let text = fs::read_to_string(path).map_err(|error| {
                    Failure::new(
                        Kind::Usage,
                        wording!(
                            "{name}: cannot be read: {error}",
                            "{name}: lässt sich nicht lesen: {error}",
                            error = of_system(&error)
                        ),
                    )
                })?;
                (name, text)
            }
            None => match session.bundle.file(bundle::SETTINGS) {
                Some(file) => {
                    let name = match &session.options.dataset {
                        Some(folder) => folder.join(&file.path).display().to_string(),
                        None => file.path.clone(),
                    };
                    let text = String::from_utf8(file.bytes.to_vec()).map_err(|_| {
                        Failure::new(
                            Kind::Usage,
                            wording!("{name}: it is not UTF-8", "{name}: kein UTF-8"),
                        )
                    })?;
                    (name, text)
                }
                None => return Ok(Settings::default()),
            },
        };
        Ok(Settings::parse(&name, &text)?)
    }
}

/// Ends the command where the user interrupted it.
fn stop_if_cancelled(session: &Session) -> Result<()> {
    if session.cancellation.is_cancelled() {
        return Err(store::Error::Cancelled.into());
    }
    Ok(())
}

/// Says on standard error which settings portals will miss.
fn note_unset(settings: &Settings) {
    let unset = settings.unset();
    if !unset.is_empty() {
        tell(&wording!(
            "note: not set in {}, hence defaults or left out: {}",
            "Anmerkung: nicht gesetzt in {}, daher Vorgaben oder weggelassen: {}",
            bundle::SETTINGS,
            unset.join(", ")
        ));
    }
}

/// A spinner that names the file being written.
fn progress_bar(session: &Session) -> ProgressBar {
    let template = Wording::new(
        "publishing {spinner} {pos} files {msg}",
        "veröffentliche {spinner} {pos} Dateien {msg}",
    );
    let style = ProgressStyle::with_template(template.text()).expect("the template is well formed");
    followed(ProgressBar::new_spinner().with_style(style), session)
}
