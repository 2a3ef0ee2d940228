//! The tables and the network of actors as parts of the bundle.

use std::io;

use super::artifacts::{Writer, words};
use super::folder::Written;
use super::licence::Licence;
use super::release::Release;
use crate::description::{File, Part};
use crate::failure::Result;
use crate::network::Network;
use crate::settings::Words;
use crate::sparql::Cancellation;
use crate::tables::{self, Description};

/// The folder of the tables.
pub(super) const TABLES: &str = "tables/";
/// The network of actors.
pub(super) const GRAPHML: &str = "network.graphml";
const DOT: &str = "network.dot";

impl Writer<'_> {
    /// Writes the tables and their description, where the dataset has queries for them.
    pub(super) fn tables(&mut self) -> Result<Option<Part>> {
        let session = self.release.session;
        if session.bundle.table_files().next().is_none() {
            return Ok(None);
        }
        let views = tables::views(&session.bundle)?;
        let description = describe(self.release);
        let mut files = Vec::new();
        let mut failed = None;
        let mut put = |name: &str, bytes: &[u8]| {
            let path = format!("{TABLES}{name}");
            let view = views.iter().find(|view| view.file_name() == name);
            let title = match view {
                Some(view) => view.title.clone().map(Some),
                None => ["description (Data Package)", "Beschreibung (Data Package)"]
                    .map(|title| Some(title.to_owned())),
            };
            let [en, de] = title;
            match self.put(&path, |out| Ok(out.write_all(bytes)?)) {
                Ok(Written { bytes, sha256 }) => {
                    files.push(File {
                        path,
                        title: Words { de, en },
                        bytes,
                        sha256,
                    });
                    Ok(())
                }
                Err(failure) => {
                    let error = io::Error::other(failure.message());
                    failed = Some(failure);
                    Err(error)
                }
            }
        };
        let cancellation = Cancellation::with_token(session.cancellation.clone());
        let written = tables::write(
            session.dataset.as_ref(),
            &session.bundle,
            &description,
            &cancellation,
            &mut put,
        );
        // What kept a file from being written says more than that one could not be.
        if let Some(failure) = failed {
            return Err(failure);
        }
        written?;
        let [en, de] = description.description.map(Some);
        Ok(Some(Part {
            name: "tables",
            title: words(("Tabellen", "tables")),
            description: Words { de, en },
            files,
        }))
    }

    /// Writes the network of actors, where the dataset has queries for it.
    pub(super) fn network(&mut self) -> Result<Option<Part>> {
        let session = self.release.session;
        if session.bundle.network_files().next().is_none() {
            return Ok(None);
        }
        let cancellation = Cancellation::with_token(session.cancellation.clone());
        let network = Network::read(session.dataset.as_ref(), &session.bundle, &cancellation)?;
        let mut files = Vec::new();
        for (path, format) in [(GRAPHML, "GraphML"), (DOT, "DOT")] {
            let Written { bytes, sha256 } = self.put(path, |out| {
                let written = match path {
                    DOT => network.write_dot(&session.prefixes, out),
                    _ => network.write_graphml(out),
                };
                Ok(written?)
            })?;
            files.push(File {
                path: path.to_owned(),
                title: Words {
                    de: Some(format!("Netz der Akteure ({format})")),
                    en: Some(format!("network of actors ({format})")),
                },
                bytes,
                sha256,
            });
        }
        Ok(Some(Part {
            name: "network",
            title: words(("Netz der Akteure", "network of actors")),
            description: words((
                "Personen, Ämter, Gremien und Organisationen mit ihren Beziehungen, jede mit Zeitraum, Aussageart und Textstellen.",
                "Persons, offices, bodies and organisations with their ties, each with its dates, modality and passages.",
            )),
            files,
        }))
    }
}

/// Says of the tables what the settings say of the release.
fn describe(release: &Release<'_>) -> Description {
    let settings = release.settings;
    let default = Description::default();
    let both = |words: &Words| {
        let either = words.en.clone().or_else(|| words.de.clone());
        let english = either.unwrap_or_default();
        let german = words.de.clone().unwrap_or_else(|| english.clone());
        [english, german]
    };
    let Licence {
        name,
        address,
        title,
    } = Licence::of(settings.licence());
    let is_set = !settings.unset().contains(&"publisher.name");
    let publisher = is_set.then(|| {
        let [name, _] = both(&settings.publisher_name());
        (name, settings.publisher.homepage.clone())
    });
    Description {
        title: both(&settings.title()),
        version: settings.version().to_owned(),
        created: settings.release.date.clone(),
        homepage: Some(settings.base().to_owned()),
        licence: [name, address, title].map(str::to_owned),
        publisher,
        ..default
    }
}
