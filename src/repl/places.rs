//! Where the shell is and what it runs beside itself: `.cd`, `.open`, `.shell`, `.version`, `.status`.

use std::env;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf, absolute};
use std::process::Command;

use crate::commands::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::language::{grouped, of_system, wording};
use crate::results::width::wrap;
use crate::session::{Options, Session, own_queries};

use super::keyboard::lend;
use super::outside::ended_with;
use super::runner::Work;
use super::settings::Setting;
use super::shell::Shell;

/// Folders one of which a dataset has, as files to be compiled.
const DATASET: [&str; 3] = ["data", "ontology", "queries"];

impl Shell {
    /// Changes to the folder that is named, without a name to the home folder.
    ///
    /// # Errors
    /// Of kind [`Kind::Store`] where that cannot be done; of kind [`Kind::Usage`] while results go to a file.
    pub(super) fn change_folder(&mut self, folder: Option<&str>) -> Result<()> {
        if let Some(file) = self.output.file() {
            let file = file.display();
            let message = wording!(
                "results still go to {file}",
                "die Ergebnisse gehen noch nach {file}"
            );
            let hint = wording!("`.output` ends that", "`.output` beendet das");
            return Err(Failure::new(Kind::Usage, message).with_hint(hint));
        }
        let folder = folder.map_or_else(|| home().unwrap_or_default(), PathBuf::from);
        let options = &mut self.session.options;
        // What the session was opened with is meant from where it was opened.
        for path in [
            &mut options.store,
            &mut options.dataset,
            &mut options.sources,
        ]
        .into_iter()
        .flatten()
        .chain(&mut options.rules)
        {
            *path = absolute(&path)?;
        }
        if let Some(file) = &mut self.settings.file {
            *file = absolute(&file)?;
        }
        env::set_current_dir(&folder).map_err(|error| {
            let folder = folder.display();
            let message = wording!(
                "{folder}: cannot change to this folder: {error}",
                "{folder}: kein Wechsel in diesen Ordner: {error}",
                error = of_system(&error)
            );
            Failure::new(Kind::Store, message)
        })?;
        self.note(&env::current_dir()?.display().to_string());
        Ok(())
    }

    /// Opens another store or dataset in place of this one; the settings stay.
    ///
    /// # Errors
    /// Of kind [`Kind::Store`] where it cannot be opened: then the old one stays.
    pub(super) fn open(&mut self, words: &[String]) -> Result<()> {
        let options = to_open(words, &self.session.options)?;
        self.nothing_waits()?;
        let work: Work = Box::new(move |session, _, _| {
            *session = Session {
                interactive: session.interactive,
                own_queries: session.own_queries.clone(),
                record: session.record.clone(),
                presentation: session.presentation.clone(),
                cancellation: session.cancellation.clone(),
                ..Session::open(options, session.display)?
            };
            Ok(Outcome::Done)
        });
        let inferred = self.session.options.inferred;
        self.work(false, work)?;
        self.base = None;
        self.last.clear();
        self.mend = None;
        self.terms_of_batch = None;
        self.data_changed();
        self.know_queries();
        if inferred {
            self.note(&wording!(
                "inferred: off; `.inferred on` asks for it here, too",
                "inferred: off; `.inferred on` verlangt es auch hier"
            ));
        }
        self.collect_terms();
        let opened = self.opened();
        self.note(&wording!("opened: {opened}", "geöffnet: {opened}"));
        Ok(())
    }

    /// Runs a command of the system's shell, or that shell itself.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where it cannot be started or fails.
    pub(super) fn run_outside(&mut self, line: &str) -> Result<()> {
        self.output.flush()?;
        let mut command = if line.is_empty() {
            let shell = env::var_os("SHELL").filter(|shell| !shell.is_empty());
            Command::new(shell.unwrap_or_else(|| SYSTEM.0.into()))
        } else {
            let mut command = Command::new(SYSTEM.0);
            command.args([SYSTEM.1, line]);
            command
        };
        let status = lend(|| command.status()).map_err(|error| {
            let message = wording!(
                "the system's shell cannot be started: {error}",
                "die Shell des Systems startet nicht: {error}",
                error = of_system(&error)
            );
            Failure::new(Kind::Usage, message)
        })?;
        if status.success() {
            return Ok(());
        }
        Err(ended_with(&wording!("the command", "der Befehl"), status))
    }

    /// Says where the data comes from.
    fn opened(&self) -> String {
        let options = &self.session.options;
        let from = match (&options.store, &options.dataset) {
            (Some(store), _) => {
                let store = store.display();
                wording!("store {store}", "Store {store}")
            }
            (None, Some(folder)) => {
                let folder = folder.display();
                wording!(
                    "dataset {folder}, in memory",
                    "Datenbestand {folder}, im Arbeitsspeicher"
                )
            }
            (None, None) => wording!(
                "bundled graph, in memory",
                "mitgelieferter Graph, im Arbeitsspeicher"
            ),
        };
        if options.read_only {
            wording!("{from}, read only", "{from}, nur lesend")
        } else {
            from
        }
    }

    /// Says what the session is about and how it is set.
    ///
    /// # Errors
    /// What the store says.
    pub(super) fn status(&self) -> Result<String> {
        let value =
            |name| Setting::named(name).map_or(String::new(), |setting| (setting.value)(self));
        let path = |path: Option<&Path>| {
            path.map_or_else(
                || wording!("none", "keine"),
                |path| path.display().to_string(),
            )
        };
        let screen = || wording!("screen", "Bildschirm");
        let output = self.output.file();
        let output = output.map_or_else(screen, |file| file.display().to_string());
        let folder = env::current_dir().ok();
        let lines = [
            (wording!("data", "Daten"), self.opened()),
            (
                wording!("quads", "Quads"),
                grouped(self.session.dataset.len()? as u64),
            ),
            (wording!("inferred", "gefolgert"), value("inferred")),
            (
                wording!("completion", "Ergänzung"),
                self.knowledge.borrow().terms.state(),
            ),
            (wording!("mode", "Format"), value("mode")),
            (wording!("output", "Ausgabe"), output),
            (
                wording!("transcript", "Mitschrift"),
                path(self.transcript_file()),
            ),
            (wording!("folder", "Ordner"), path(folder.as_deref())),
            (
                wording!("own queries", "Abfragen"),
                path(own_queries::folder().as_deref()),
            ),
            (
                wording!("settings", "Einstellungen"),
                path(self.settings.file.as_deref()),
            ),
            (wording!("timeout", "Zeitgrenze"), value("timeout")),
            (
                wording!("waiting updates", "wartende Updates"),
                self.count_waiting(),
            ),
            (
                wording!("left behind", "zurückgelassen"),
                grouped(self.runner.left_behind() as u64),
            ),
        ];
        let names = lines.iter().map(|(name, _)| name.chars().count());
        let width = names.max().unwrap_or_default() + 2;
        let mut text = String::new();
        for (name, value) in lines {
            let room = self.room().saturating_sub(width).max(1);
            let lines = wrap(&value, room);
            let lines: Vec<&str> = lines.into_iter().map(|line| &value[line]).collect();
            let value = lines.join(&format!("\n{:width$}", ""));
            writeln!(text, "{name:width$}{value}").expect("writing to a string does not fail");
        }
        Ok(text)
    }
}

/// Reads the arguments of `.open`; what they do not say stays as in `options`.
fn to_open(words: &[String], options: &Options) -> Result<Options> {
    let usage = || {
        let message = wording!(
            "`.open` needs the folder of a store or of a dataset",
            "`.open` braucht den Ordner eines Stores oder eines Datenbestands"
        );
        let hint = wording!(
            "`.open --bundled` opens the graph of the program",
            "`.open --bundled` öffnet den Graphen des Programms"
        );
        Failure::new(Kind::Usage, message).with_hint(hint)
    };
    let mut path = None;
    let mut bundled = false;
    let mut read_only = false;
    for word in words {
        match word.as_str() {
            "--readonly" | "--read-only" => read_only = true,
            "--bundled" => bundled = true,
            option if option.starts_with('-') => return Err(usage()),
            word if path.is_none() => path = Some(PathBuf::from(word)),
            _ => return Err(usage()),
        }
    }
    if path.is_some() == bundled {
        return Err(usage());
    }
    let is_dataset = |path: &PathBuf| DATASET.iter().any(|folder| path.join(folder).is_dir());
    let (dataset, store) = match path {
        Some(path) if is_dataset(&path) => (Some(path), None),
        path => (None, path),
    };
    if let Some(store) = store.as_ref().filter(|store| !store.is_dir()) {
        let store = store.display();
        let message = wording!(
            "{store}: there is no such folder",
            "{store}: kein solcher Ordner"
        );
        let hint = wording!(
            "`.load FILE` reads a file",
            "`.load DATEI` liest eine Datei"
        );
        return Err(Failure::new(Kind::Store, message).with_hint(hint));
    }
    Ok(Options {
        store,
        dataset,
        read_only,
        // What is inferred is asked for again of the graph that is there then.
        inferred: false,
        ..options.clone()
    })
}

/// Says which program this is and what was built into it.
pub(super) fn version() -> String {
    let has = |feature: bool| {
        if feature {
            wording!("yes", "ja")
        } else {
            wording!("no", "nein")
        }
    };
    let stores = has(cfg!(feature = "rocksdb"));
    let shapes = has(cfg!(feature = "shacl"));
    let version = env!("CARGO_PKG_VERSION");
    wording!(
        "gremia {version}\npersistent stores: {stores}\nvalidation by shapes: {shapes}\n",
        "gremia {version}\ndauerhafte Stores: {stores}\nPrüfung anhand von Formen: {shapes}\n"
    )
}

/// The system's shell, and its option for one command.
#[cfg(unix)]
const SYSTEM: (&str, &str) = ("sh", "-c");
#[cfg(not(unix))]
const SYSTEM: (&str, &str) = ("cmd", "/C");

fn home() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned())
}
