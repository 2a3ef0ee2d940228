//! The graph as a static site: a page per entity and term in German and English, with its RDF beside it, that any web
//! server can carry. Layer 6: may use layers 0-5.
//!
//! Start at [`write()`]. A page lies at the path of its node's IRI (`id/person/NAME.de.html`), its RDF beside it
//! (`.ttl`, `.jsonld`); links are relative, so that the site works in any folder and from a disk. Every statement leads to
//! its passage, which is a position: the texts of the documents are not shown. Scripts only help: the search has a page
//! that works without. Nothing is taken from the clock, and nothing asks another server.

mod address;
mod description;
mod drawing;
mod expectations;
mod graph;
mod language;
mod overview;
mod page;
mod parts;
mod reader;
mod rows;
mod search;
mod servers;
mod statements;
mod structured_data;
mod templates;
mod terms;
mod timeline;
mod view;

use serde::Serialize;

use expectations::Expectations;
use graph::{Graph, Id};
use language::{Language, Words};
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use page::Shared;
use reader::Reader;
use terms::Vocabulary;

use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::serialization::Format;
use crate::serialization::json_ld::Context;
use crate::session::Session;
use crate::store;
use crate::vocab::BASE;

/// A text in both languages of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bilingual {
    /// The German text.
    pub de: String,
    /// The English text.
    pub en: String,
}

impl Bilingual {
    /// Makes a text of its two languages.
    #[must_use]
    pub fn new(de: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            de: de.into(),
            en: en.into(),
        }
    }

    fn in_language(&self, language: Language) -> &str {
        match language {
            Language::German => &self.de,
            Language::English => &self.en,
        }
    }
}

/// A link at the foot of every page: imprint, privacy, contact, the files of the release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FooterLink {
    /// What it is called.
    pub text: Bilingual,
    /// Where it leads: an absolute address, or a path relative to the top of the site.
    pub href: String,
}

/// What the site says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The address of the site's folder; ends with a slash.
    pub url: String,
    /// The name of the site, short.
    pub name: String,
    /// What the graph is about, in a few words.
    pub title: Bilingual,
    /// What the graph is about, in a sentence or two.
    pub description: Bilingual,
    /// The version of the data.
    pub version: Option<String>,
    /// The day of the release, as `YYYY-MM-DD`.
    pub issued: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// The licence of the data: its name and its address.
    pub licence: Option<(String, String)>,
    /// Links at the foot of every page.
    pub links: Vec<FooterLink>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            url: BASE.to_owned(),
            name: "gremia".to_owned(),
            title: Bilingual::new(
                "Wer entscheidet was in der deutschen Digital- und KI-Politik",
                "Who decides what in German digital and AI policy",
            ),
            description: Bilingual::new(
                "Gremien, Ämter, Beschlüsse, Forderungen, Maßnahmen und Mittel, Angabe für Angabe mit der Stelle im Dokument, auf der sie beruht.",
                "Bodies, offices, resolutions, demands, measures and money, each statement with the place in the document that it rests on.",
            ),
            version: None,
            issued: None,
            publisher: None,
            licence: Some((
                "CC BY 4.0".to_owned(),
                "https://creativecommons.org/licenses/by/4.0/".to_owned(),
            )),
            links: Vec::new(),
        }
    }
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Nodes that have pages.
    pub nodes: usize,
    /// Files, of all kinds.
    pub files: usize,
    /// Described nodes without a page, since they are not below the base or no file can have their name.
    pub left_out: usize,
}

/// Writes the site of the session's default graph, each file as its path, with forward slashes, and its bytes.
///
/// The same graph and settings give the same files in the same order. The graph is held in memory, the files are not.
///
/// # Errors
/// What `put` fails with; a failure of kind [`Kind::Usage`] where the address of the site is none,
/// [`Kind::Interrupted`] once the session is cancelled, [`Kind::Store`] where the graph cannot be read.
pub fn write(
    session: &Session,
    settings: &Settings,
    put: &mut dyn FnMut(&str, &[u8]) -> Result<()>,
) -> Result<Summary> {
    let url = &settings.url;
    let has_scheme = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = !url.contains(|c: char| c.is_whitespace() || "\"'<>&{}".contains(c));
    if !has_scheme || !url.ends_with('/') || !is_plain {
        let message = wording!(
            "`{url}` is no address that a site can have",
            "`{url}` ist keine Adresse, die eine Website haben kann"
        );
        return Err(Failure::new(Kind::Usage, message).with_hint(wording!(
            "an address begins with https:// and ends with a slash",
            "eine Adresse beginnt mit https:// und endet mit einem Schrägstrich"
        )));
    }
    let graph = Graph::read(session.dataset.as_ref())
        .map_err(|error| Failure::from_error(Kind::Store, &error))?;
    let site = Site {
        session,
        settings,
        environment: templates::environment()?,
        expectations: Expectations::read(&session.bundle, &graph),
        vocabulary: Vocabulary::read(&graph),
        words: Language::ALL.map(Language::words),
        context: session
            .json_ld_context()?
            .published_at(&format!("{url}{}", description::CONTEXT)),
        graph,
    };
    let mut summary = Summary::default();
    let mut counting = |path: &str, bytes: &[u8]| {
        summary.files += 1;
        put(path, bytes)
    };
    let (stems, left_out) = site.stems();
    site.write_nodes(&stems, &mut counting)?;
    site.write_overviews(&mut counting)?;
    site.write_rest(&stems, &mut counting)?;
    summary.nodes = stems.len();
    summary.left_out = left_out;
    Ok(summary)
}

/// Everything that pages are made of.
struct Site<'a> {
    session: &'a Session,
    settings: &'a Settings,
    environment: Environment<'static>,
    graph: Graph,
    expectations: Expectations,
    vocabulary: Vocabulary,
    words: [Words; 2],
    context: Context,
}

type Put<'a> = dyn FnMut(&str, &[u8]) -> Result<()> + 'a;

impl Site<'_> {
    /// Gives the nodes that have pages, in order of their paths, and how many have none.
    fn stems(&self) -> (Vec<(String, Id)>, usize) {
        let mut stems = std::collections::BTreeMap::new();
        let mut left_out = 0;
        for (node, iri) in self.graph.described() {
            match address::stem(iri) {
                // Two IRIs with one path would overwrite each other.
                Some(stem) if !stems.contains_key(&stem) => {
                    stems.insert(stem, node);
                }
                _ => left_out += 1,
            }
        }
        (stems.into_iter().collect(), left_out)
    }

    fn reader<'s>(&'s self, language: Language, root: &'s str) -> Reader<'s> {
        Reader {
            graph: &self.graph,
            prefixes: &self.session.prefixes,
            language,
            words: &self.words[language as usize],
            root,
        }
    }

    fn write_nodes(&self, stems: &[(String, Id)], put: &mut Put<'_>) -> Result<()> {
        let shared = Shared {
            expectations: &self.expectations,
            vocabulary: &self.vocabulary,
            url: &self.settings.url,
        };
        for (stem, node) in stems {
            if self.session.cancellation.is_cancelled() {
                return Err(store::Error::Cancelled.into());
            }
            for language in Language::ALL {
                let root = address::root(stem);
                let reader = self.reader(language, &root);
                let page = page::page(&reader, *node, stem, shared);
                let html = if stem == address::ONTOLOGY {
                    let ontology = terms::ontology(&reader, &self.vocabulary);
                    let extra = minijinja::context! {
                        page => Serde(&page),
                        ontology => Serde(&ontology),
                    };
                    self.render("ontology.html", &reader, stem, extra)?
                } else {
                    self.render(
                        "node.html",
                        &reader,
                        stem,
                        minijinja::context! { page => Serde(&page) },
                    )?
                };
                put(&address::page(stem, language), html.as_bytes())?;
            }
            let quads = description::quads(self.session, &self.graph, *node, stem)?;
            for format in [Format::Turtle, Format::JsonLd] {
                let bytes = description::write(&quads, format, self.session, &self.context)?;
                put(&format!("{stem}.{}", format.extension()), &bytes)?;
            }
        }
        Ok(())
    }

    fn write_overviews(&self, put: &mut Put<'_>) -> Result<()> {
        for language in Language::ALL {
            let reader = self.reader(language, "");
            let start = overview::start(&reader, &self.settings.url);
            let html = self.render(
                "start.html",
                &reader,
                "index",
                minijinja::context! { start => Serde(&start) },
            )?;
            put(&address::page("index", language), html.as_bytes())?;
            let shelves = search::shelves(&reader);
            let extra = minijinja::context! { shelves => Serde(&shelves) };
            let html = self.render("search.html", &reader, "search", extra)?;
            put(&address::page("search", language), html.as_bytes())?;
        }
        // The page for what is not there lies at any depth, so its links begin with the path of the site.
        let rest = self.settings.url.splitn(4, '/').nth(3).unwrap_or_default();
        let root = format!("/{rest}");
        let reader = self.reader(Language::German, &root);
        let html = self.render("missing.html", &reader, "404", minijinja::context! {})?;
        put("404.html", html.as_bytes())
    }

    fn write_rest(&self, stems: &[(String, Id)], put: &mut Put<'_>) -> Result<()> {
        for (path, bytes) in templates::ASSETS {
            put(path, bytes)?;
        }
        put(description::CONTEXT, self.context.text().as_bytes())?;
        put("assets/search.json", search::index(&self.graph).as_bytes())?;
        let mut pages = vec!["index".to_owned(), "search".to_owned()];
        pages.extend(stems.iter().map(|(stem, _)| stem.clone()));
        for (path, text) in servers::site_map(&self.settings.url, &pages) {
            put(&path, text.as_bytes())?;
        }
        put("robots.txt", servers::robots(&self.settings.url).as_bytes())?;
        for (path, text) in servers::settings(&self.environment, &self.settings.url)? {
            put(&path, text.as_bytes())?;
        }
        Ok(())
    }

    /// Fills a template with what every page has and what this one has besides.
    fn render(
        &self,
        template: &str,
        reader: &Reader<'_>,
        stem: &str,
        extra: Value,
    ) -> Result<String> {
        let language = reader.language;
        let settings = self.settings;
        let other = language.other();
        let alternates: Vec<[String; 2]> = Language::ALL
            .iter()
            .map(|language| {
                let page = address::page(stem, *language);
                [language.tag().to_owned(), format!("{}{page}", settings.url)]
            })
            .collect();
        let links: Vec<[String; 2]> = settings
            .links
            .iter()
            .map(|link| {
                let inside = !link.href.contains("://") && !link.href.starts_with("mailto:");
                let root = if inside { reader.root } else { "" };
                let text = link.text.in_language(language).to_owned();
                [text, format!("{root}{}", link.href)]
            })
            .collect();
        let context = minijinja::context! {
            t => Serde(reader.words.all()),
            lang => language.tag(),
            other_lang => other.tag(),
            root => reader.root,
            stem,
            other => format!("{}{}", reader.root, address::page(stem, other)),
            canonical => format!("{}{}", settings.url, address::page(stem, language)),
            default_page => format!("{}{}", settings.url, address::page(stem, Language::German)),
            alternates,
            site => minijinja::context! {
                name => Serde(&settings.name),
                title => settings.title.in_language(language),
                description => settings.description.in_language(language),
                version => Serde(&settings.version),
                issued => Serde(&settings.issued),
                issued_words => settings.issued.as_ref().map(|day| language.date(day)),
                publisher => Serde(&settings.publisher),
                licence => Serde(&settings.licence),
                links,
            },
            ..extra
        };
        self.environment
            .get_template(template)
            .and_then(|template| template.render(context))
            .map_err(|error| Failure::from_error(Kind::Store, &error))
    }
}
