//! The page of the bundle for people: what is in it, how it is checked, under which conditions it may be used.

use std::io::Write;

use super::artifacts::{Artifact, GRAPH, GROUPS};
use super::folder::{CHECKSUMS, Folder};
use super::release::Release;
use crate::failure::Result;

/// The files that no table of artifacts names: path or beginning of paths, German and English.
const OTHERS: [(&str, &str, &str); 9] = [
    (
        "tables/",
        "Tabellen (CSV) mit Beschreibung",
        "tables (CSV) with their description",
    ),
    (
        "network.graphml",
        "Netz der Akteure (GraphML)",
        "network of actors (GraphML)",
    ),
    (
        "network.dot",
        "Netz der Akteure (DOT)",
        "network of actors (DOT)",
    ),
    (
        "catalog.ttl",
        "Katalog: DCAT-AP, DCAT-AP.de, VoID",
        "catalogue: DCAT-AP, DCAT-AP.de, VoID",
    ),
    (
        "catalog.rdf",
        "derselbe Katalog als RDF/XML",
        "the same catalogue as RDF/XML",
    ),
    (
        "catalog.jsonld",
        "derselbe Katalog als JSON-LD",
        "the same catalogue as JSON-LD",
    ),
    (
        "index.html",
        "Seiten für Menschen, zu öffnen oder auf einen Webserver zu legen",
        "pages for people, to be opened or put on a web server",
    ),
    ("queries/", "SPARQL-Abfragen", "SPARQL queries"),
    ("data-dictionary.md", "Datenbeschreibung", "data dictionary"),
];

/// Writes the page, once all other files of `folder` but the checksums are written.
pub(super) fn write(release: &Release<'_>, folder: &Folder, out: &mut dyn Write) -> Result<()> {
    write_head(release, out)?;
    writeln!(
        out,
        "\n## Files\n\n| File | Inhalt | Content |\n|---|---|---|"
    )?;
    let groups = GROUPS.iter().flat_map(|group| group.artifacts);
    let artifacts = GRAPH.iter().chain(groups);
    let artifacts = artifacts.map(|Artifact { path, title, .. }| (*path, title.0, title.1));
    for (path, de, en) in artifacts.chain(OTHERS) {
        // A dataset may have no tables, for instance.
        if folder.files().keys().any(|file| file.starts_with(path)) {
            writeln!(out, "| `{path}` | {de} | {en} |")?;
        }
    }
    writeln!(
        out,
        "| `{CHECKSUMS}` | Prüfsummen aller anderen Dateien | checksums of all other files |"
    )?;
    writeln!(
        out,
        "\n## Check\n\n```sh\nsha256sum -c {CHECKSUMS}\n```\n\nEvery fact leads to the passage that states it by \
         `gremia:evidence`: `<…/source/SLUG#char=START,END>`,\nUnicode code points of the document from 0, end exclusive \
         (RFC 5147). The documents themselves are not part of\nthe bundle."
    )?;
    if let Some(hash) = &release.canonical_hash {
        writeln!(
            out,
            "\nCanonical hash of the graph (RDFC-1.0, SHA-256), which is also the checksum of `graph.nq`:\n`{hash}`."
        )?;
    }
    Ok(())
}

fn write_head(release: &Release<'_>, out: &mut dyn Write) -> Result<()> {
    let settings = release.settings;
    let title = settings.title();
    let title = title.en.or(title.de).unwrap_or_default();
    writeln!(out, "# {title}\n")?;
    for (_, text) in settings.description().iter() {
        writeln!(out, "{text}\n")?;
    }
    write!(out, "- Version {}", settings.version())?;
    if let Some(day) = &settings.release.date {
        write!(out, " of {day}")?;
    }
    writeln!(
        out,
        ": {} statements about {} nodes.",
        release.statistics.triples, release.statistics.entities
    )?;
    writeln!(out, "- Licence: <{}>", settings.licence())?;
    if let Some((_, text)) = settings.licence.attribution.iter().next() {
        writeln!(out, "- Attribution: {text}")?;
    }
    if let Some((_, name)) = settings.publisher_name().iter().next() {
        writeln!(out, "- Publisher: {name}")?;
    }
    Ok(())
}
