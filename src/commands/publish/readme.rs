//! The page of the bundle for people: what is in it, how it is checked, under which conditions it may be used.

use std::io::Write;

use super::artifacts::{Artifact, GRAPH, GROUPS};
use super::folder::CHECKSUMS;
use super::release::Release;
use crate::failure::Result;

pub(super) fn write(release: &Release<'_>, out: &mut dyn Write) -> Result<()> {
    let settings = release.settings;
    let title = settings.title();
    let english = title.en.as_ref().or(title.de.as_ref());
    writeln!(out, "# {}\n", english.map_or("", String::as_str))?;
    for (_, text) in settings.description().iter() {
        writeln!(out, "{text}\n")?;
    }
    write!(out, "Version {}", settings.version())?;
    if let Some(day) = &settings.release.date {
        write!(out, ", {day}")?;
    }
    writeln!(
        out,
        ". {} statements about {} nodes.",
        release.statistics.triples, release.statistics.entities
    )?;
    writeln!(out, "Licence: <{}>.", settings.licence())?;
    for (_, text) in settings.licence.attribution.iter() {
        writeln!(out, "Attribution: {text}.")?;
    }
    for (_, name) in settings.publisher_name().iter().take(1) {
        writeln!(out, "Publisher: {name}.")?;
    }
    writeln!(
        out,
        "\n## Files\n\n| File | Inhalt | Content |\n|---|---|---|"
    )?;
    let groups = GROUPS.iter().flat_map(|group| group.artifacts);
    for Artifact { path, title, .. } in GRAPH.iter().chain(groups) {
        row(out, path, title.0, title.1)?;
    }
    for (path, de, en) in [
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
        ("queries/", "SPARQL-Abfragen", "SPARQL queries"),
        ("data-dictionary.md", "Datenbeschreibung", "data dictionary"),
        (
            CHECKSUMS,
            "Prüfsummen aller anderen Dateien",
            "checksums of all other files",
        ),
    ] {
        row(out, path, de, en)?;
    }
    writeln!(
        out,
        "\n## Check\n\n```sh\nsha256sum -c {CHECKSUMS}\n```\n\nEvery fact leads to the passage that states it by \
         `gremia:evidence`: `<…/source/SLUG#char=START,END>`, Unicode code points of the\ndocument from 0, end exclusive \
         (RFC 5147). The documents themselves are not part of the bundle."
    )?;
    Ok(())
}

fn row(out: &mut dyn Write, path: &str, de: &str, en: &str) -> Result<()> {
    Ok(writeln!(out, "| `{path}` | {de} | {en} |")?)
}
