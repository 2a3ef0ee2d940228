//! The files of the bundle: each with its name, what it is called, and what writes it.

use std::collections::HashSet;
use std::io::{self, Write};

use indicatif::ProgressBar;
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::Quad;

use super::folder::{Folder, Written};
use super::release::Release;
use super::{readme, stop_if_cancelled};
use crate::bundle;
use crate::description::{self, Contents, File, Part};
use crate::evidence::forms;
use crate::failure::{Failure, Kind, Result};
use crate::language::of_library;
use crate::serialization::json_ld::Context;
use crate::serialization::{Format, Serializer};
use crate::settings::Words;
use crate::vocab;

/// A text in German and in English.
pub(super) type Text = (&'static str, &'static str);

/// A file of the bundle that the catalogue offers.
pub(super) struct Artifact {
    /// Path below the bundle, with forward slashes.
    pub(super) path: &'static str,
    pub(super) title: Text,
    write: fn(&Release<'_>, &mut dyn Write) -> Result<()>,
}

/// A dataset beside the graph.
pub(super) struct Group {
    name: &'static str,
    pub(super) title: Text,
    description: Text,
    pub(super) artifacts: &'static [Artifact],
}

/// The file that holds nothing but links.
const LINKS: &str = "links.ttl";

/// The forms of the graph.
pub(super) const GRAPH: &[Artifact] = &[
    Artifact {
        path: "graph.ttl",
        title: (
            "Graph mit Ontologie, Vokabularen, Aussagen und Belegen (Turtle)",
            "graph with ontology, vocabularies, claims and evidence (Turtle)",
        ),
        write: |release, out| turtle(release, &release.graph, out),
    },
    Artifact {
        path: "graph.nq",
        title: (
            "Graph mit benannten Graphen (N-Quads)",
            "graph with named graphs (N-Quads)",
        ),
        write: n_quads,
    },
    Artifact {
        path: "graph.jsonld",
        title: (
            "Graph mit benannten Graphen (JSON-LD)",
            "graph with named graphs (JSON-LD)",
        ),
        write: |release, out| {
            serialize(
                release,
                Format::JsonLd,
                &release.quads(),
                Some(&release.context),
                out,
            )
        },
    },
    Artifact {
        path: "graph-rdf12.ttl",
        title: (
            "Graph mit Aussagen als Reifizierern (RDF 1.2 Turtle)",
            "graph with claims as reifiers (RDF 1.2 Turtle)",
        ),
        write: |release, out| turtle(release, &forms::reified(release.graph.clone()), out),
    },
];

/// The datasets beside the graph.
pub(super) const GROUPS: &[Group] = &[
    Group {
        name: "links",
        title: ("Verweise auf Normdateien", "links to authority files"),
        description: (
            "Verweise von Knoten des Graphen auf Normdateien und andere Vokabulare, jeder mit Quelle, Stand, Tag und Verfahren, soweit er geprüft ist.",
            "Links from nodes of the graph to authority files and other vocabularies, those that were verified with source, revision, day and method.",
        ),
        artifacts: &[Artifact {
            path: LINKS,
            title: ("Verweise (Turtle)", "links (Turtle)"),
            write: |release, out| turtle(release, &release.links(), out),
        }],
    },
    Group {
        name: "passages",
        title: ("Textstellen", "passages"),
        description: (
            "Die Textstellen des Graphen als Web Annotations: Anfang und Ende in Unicode-Zeichen, ohne Wortlaut.",
            "The passages of the graph as Web Annotations: start and end in Unicode code points, without the words.",
        ),
        artifacts: &[Artifact {
            path: "passages.ttl",
            title: ("Textstellen (Turtle)", "passages (Turtle)"),
            write: |release, out| turtle(release, &forms::annotations(&release.graph), out),
        }],
    },
    Group {
        name: "ontology",
        title: ("Ontologie", "ontology"),
        description: (
            "Klassen und Eigenschaften mit Definitionen in Deutsch und Englisch, Vokabulare, Beziehungen zu anderen Ontologien, Formen zur Prüfung und Präfixe.",
            "Classes and properties with definitions in German and English, vocabularies, relations to other ontologies, shapes for validation, and prefixes.",
        ),
        artifacts: &[
            Artifact {
                path: "ontology.ttl",
                title: ("Klassen und Eigenschaften", "classes and properties"),
                write: |release, out| turtle(release, &bundled(release, is_ontology)?, out),
            },
            Artifact {
                path: "ontology.jsonld",
                title: (
                    "Klassen und Eigenschaften (JSON-LD)",
                    "classes and properties (JSON-LD)",
                ),
                write: |release, out| {
                    let quads = bundled(release, is_ontology)?;
                    serialize(release, Format::JsonLd, &quads, Some(&release.context), out)
                },
            },
            Artifact {
                path: "vocabularies.ttl",
                title: ("Vokabulare (SKOS)", "vocabularies (SKOS)"),
                write: |release, out| {
                    let is_vocabulary = |path: &str| path.starts_with(VOCABULARIES);
                    turtle(release, &bundled(release, is_vocabulary)?, out)
                },
            },
            Artifact {
                path: "shapes.ttl",
                title: (
                    "Formen zur Prüfung (SHACL)",
                    "shapes for validation (SHACL)",
                ),
                write: |release, out| {
                    let files = release.session.bundle.shape_files();
                    turtle(release, &parse(files)?, out)
                },
            },
            Artifact {
                path: "prefixes.ttl",
                title: ("Präfixe (SHACL)", "prefixes (SHACL)"),
                write: |release, out| {
                    let is_prefixes = |path: &str| path == bundle::PREFIXES;
                    turtle(release, &bundled(release, is_prefixes)?, out)
                },
            },
            Artifact {
                path: "context.jsonld",
                title: ("Kontext für JSON-LD", "JSON-LD context"),
                write: |release, out| Ok(out.write_all(release.context.text().as_bytes())?),
            },
        ],
    },
];

const VOCABULARIES: &str = "ontology/vocab/";

/// Tells whether a file has classes and properties, or relations between them and other ontologies.
fn is_ontology(path: &str) -> bool {
    path.starts_with("ontology/") && !path.starts_with(VOCABULARIES) && path != bundle::PREFIXES
}

/// Writes all files of the bundle but the list of checksums.
///
/// # Errors
/// The failure of the first file that cannot be written; an interruption.
pub(super) fn write(
    release: &Release<'_>,
    folder: &mut Folder,
    with_site: bool,
    bar: &ProgressBar,
) -> Result<()> {
    let mut writer = Writer {
        release,
        folder,
        bar,
    };
    let graph = writer.artifacts(GRAPH)?;
    let mut parts = Vec::new();
    for group in GROUPS {
        parts.push(Part {
            name: group.name,
            title: words(group.title),
            description: words(group.description),
            files: writer.artifacts(group.artifacts)?,
        });
    }
    parts.extend(writer.tables()?);
    parts.extend(writer.network()?);
    writer.catalogue(&graph, &parts)?;
    writer.queries()?;
    if with_site {
        writer.site()?;
    }
    writer.notes()
}

pub(super) struct Writer<'w> {
    pub(super) release: &'w Release<'w>,
    pub(super) folder: &'w mut Folder,
    bar: &'w ProgressBar,
}

impl Writer<'_> {
    pub(super) fn put(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<Written> {
        stop_if_cancelled(self.release.session)?;
        self.bar.set_message(path.to_owned());
        let written = self.folder.write(path, write)?;
        self.bar.inc(1);
        Ok(written)
    }

    fn artifacts(&mut self, artifacts: &[Artifact]) -> Result<Vec<File>> {
        let release = self.release;
        let mut files = Vec::new();
        for artifact in artifacts {
            let Written { bytes, sha256 } =
                self.put(artifact.path, |out| (artifact.write)(release, out))?;
            files.push(File {
                path: artifact.path.to_owned(),
                title: words(artifact.title),
                bytes,
                sha256,
            });
        }
        Ok(files)
    }

    /// Writes the catalogue, in the formats that portals harvest.
    fn catalogue(&mut self, graph: &[File], parts: &[Part]) -> Result<()> {
        let release = self.release;
        let sources = release.sources();
        let quads = description::catalogue(&Contents {
            settings: release.settings,
            prefixes: &release.session.prefixes,
            graph,
            links: Some(LINKS),
            statistics: &release.statistics,
            uri_space: vocab::BASE,
            sources: &sources,
            examples: &release.examples,
            canonical_hash: release.canonical_hash.as_deref(),
            parts,
        });
        for format in [Format::Turtle, Format::RdfXml, Format::JsonLd] {
            let path = format!("catalog.{}", format.extension());
            self.put(&path, |out| serialize(release, format, &quads, None, out))?;
        }
        Ok(())
    }

    fn queries(&mut self) -> Result<()> {
        for file in self.release.session.bundle.query_files() {
            self.put(&file.path, |out| Ok(out.write_all(&file.bytes)?))?;
        }
        Ok(())
    }

    /// Writes what people read.
    fn notes(&mut self) -> Result<()> {
        let release = self.release;
        for (path, name) in [
            (bundle::CHANGELOG, bundle::CHANGELOG),
            ("data/README.md", "data-dictionary.md"),
            ("data/needs-reconciliation.csv", "needs-reconciliation.csv"),
        ] {
            if let Some(file) = release.session.bundle.file(path) {
                self.put(name, |out| Ok(out.write_all(&file.bytes)?))?;
            }
        }
        let mut page = Vec::new();
        readme::write(release, self.folder, &mut page)?;
        self.put("README.md", |out| Ok(out.write_all(&page)?))?;
        Ok(())
    }
}

pub(super) fn words((de, en): Text) -> Words {
    Words {
        de: Some(de.to_owned()),
        en: Some(en.to_owned()),
    }
}

fn turtle(release: &Release<'_>, quads: &[Quad], out: &mut dyn Write) -> Result<()> {
    serialize(release, Format::Turtle, quads, None, out)
}

/// Writes all graphs in canonical form, so that the hash of the file is that of the dataset. Triple terms have no such
/// form; statements then stand in the order of their text.
fn n_quads(release: &Release<'_>, out: &mut dyn Write) -> Result<()> {
    if let Some(canonical) = &release.canonical_form {
        return Ok(out.write_all(canonical)?);
    }
    let mut quads = release.quads();
    quads.sort_by_cached_key(ToString::to_string);
    serialize(release, Format::NQuads, &quads, None, out)
}

fn serialize(
    release: &Release<'_>,
    format: Format,
    quads: &[Quad],
    context: Option<&Context>,
    out: &mut dyn Write,
) -> Result<()> {
    let serializer = Serializer {
        format,
        prefixes: &release.session.prefixes,
        base: Some(vocab::BASE),
        context,
    };
    let quads = quads.iter().cloned().map(Ok::<_, io::Error>);
    serializer
        .write(quads, out)
        .map(|_| ())
        .map_err(|error| Failure::from_error(Kind::Store, &error))
}

/// Reads those files of the dataset's graph whose path fits.
fn bundled(release: &Release<'_>, fits: impl Fn(&str) -> bool) -> Result<Vec<Quad>> {
    let files = release.session.bundle.graph_files();
    parse(files.filter(|file| fits(&file.path)))
}

/// Reads Turtle files; what several of them state is given once.
fn parse<'a>(files: impl Iterator<Item = &'a bundle::File>) -> Result<Vec<Quad>> {
    let mut quads = Vec::new();
    let mut known = HashSet::new();
    for file in files {
        // The same label in two files means two nodes.
        let parser = RdfParser::from_format(RdfFormat::Turtle).rename_blank_nodes();
        for quad in parser.for_slice(&file.bytes) {
            let quad = quad.map_err(|error| {
                Failure::new(
                    Kind::Store,
                    format!("{}: {}", file.path, of_library(&error.to_string())),
                )
            })?;
            if known.insert(quad.clone()) {
                quads.push(quad);
            }
        }
    }
    Ok(quads)
}
