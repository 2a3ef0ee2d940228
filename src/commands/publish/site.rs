//! The pages of the bundle: the folder is a site that a web server carries as it is.

use super::artifacts::Writer;
use super::licence::Licence;
use super::release::Release;
use super::tables::{GRAPHML, TABLES};
use crate::failure::Result;
use crate::settings::Words;
use crate::site::{self, Bilingual, FooterLink};

impl Writer<'_> {
    /// Writes the pages beside the files of the bundle, which have their links at the foot of each page.
    pub(super) fn site(&mut self) -> Result<()> {
        let release = self.release;
        let settings = self.site_settings();
        site::write(release.session, &settings, &mut |path, bytes| {
            // The description of the ontology, which the bundle has in full.
            if !self.folder.files().contains_key(path) || !is_rdf(path) {
                self.put(path, |out| Ok(out.write_all(bytes)?))?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn site_settings(&self) -> site::Settings {
        let Release { settings, .. } = *self.release;
        let licence = Licence::of(settings.licence());
        let is_set = !settings.unset().contains(&"publisher.name");
        let publisher = bilingual(&settings.publisher_name());
        site::Settings {
            url: settings.base().to_owned(),
            title: bilingual(&settings.title()),
            description: bilingual(&settings.description()),
            version: Some(settings.version().to_owned()),
            issued: settings.release.date.clone(),
            publisher: is_set.then_some(publisher.de),
            licence: Some((licence.title.to_owned(), licence.address.to_owned())),
            links: self.links(),
            ..site::Settings::default()
        }
    }

    /// Gives links to the files that others work with, those that were written.
    fn links(&self) -> Vec<FooterLink> {
        let package = format!("{TABLES}{}", crate::tables::PACKAGE);
        let files = [
            ("graph.ttl", "Graph (Turtle)", "Graph (Turtle)"),
            ("graph.jsonld", "Graph (JSON-LD)", "Graph (JSON-LD)"),
            (package.as_str(), "Tabellen", "Tables"),
            (GRAPHML, "Netz der Akteure", "Network of actors"),
            ("catalog.ttl", "Katalog (DCAT)", "Catalogue (DCAT)"),
        ];
        let written = |(path, ..): &(&str, &str, &str)| self.folder.files().contains_key(*path);
        let files = files.into_iter().filter(written);
        files
            .map(|(path, de, en)| FooterLink {
                text: Bilingual::new(de, en),
                href: path.to_owned(),
            })
            .collect()
    }
}

fn is_rdf(path: &str) -> bool {
    [".ttl", ".jsonld"].iter().any(|end| path.ends_with(end))
}

/// Gives a text in both languages; where one is missing, the other stands for it.
fn bilingual(words: &Words) -> Bilingual {
    let either = words
        .de
        .clone()
        .or_else(|| words.en.clone())
        .unwrap_or_default();
    Bilingual {
        de: either.clone(),
        en: words.en.clone().unwrap_or(either),
    }
}
