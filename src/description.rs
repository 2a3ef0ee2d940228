//! The dataset about itself: the catalogue in DCAT, DCAT-AP and DCAT-AP.de, and `VoID` statistics. Layer 3: may use
//! prefixes, vocab, settings.
//!
//! Start at [`statistics::Statistics::of`] for the counts and [`catalogue`] for all of it. Pure: no file, clock or
//! network. Follows DCAT 3 (W3C, 2024), DCAT-AP 3.0.1, DCAT-AP.de 3.0 without what these deprecate, and `VoID` (W3C
//! Interest Group Note, 2011). No blank nodes: every node has an IRI below the base of the release.

mod record;
pub mod statistics;
mod void;

use oxrdf::vocab::xsd;
use oxrdf::{NamedNode, Quad};

use crate::prefixes::Prefixes;
use crate::settings::{Settings, Words};
use crate::vocab::{adms, dcat, dcatap, dcatde, dct, foaf, prov, skos, spdx, vcard};
use record::Record;
use statistics::Statistics;

/// The EU authority tables, which are publishable reference data.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";
/// The media types that IANA keeps.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// A file that the catalogue offers.
#[derive(Clone, Debug)]
pub struct File {
    /// Path below the base of the release, with forward slashes.
    pub path: String,
    /// What it is.
    pub title: Words,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes in lower-case hexadecimal.
    pub sha256: String,
}

/// A dataset of the catalogue: files with the same content, or parts of one.
#[derive(Clone, Debug)]
pub struct Part {
    /// The last part of its IRI, `graph` for instance.
    pub name: &'static str,
    /// Its title, beside that of the graph.
    pub title: Words,
    /// What is in it.
    pub description: Words,
    /// Its files.
    pub files: Vec<File>,
}

/// What a release consists of.
#[derive(Clone, Copy, Debug)]
pub struct Contents<'a> {
    /// What the release says about itself.
    pub settings: &'a Settings,
    /// The prefixes that names of partitions are made with.
    pub prefixes: &'a Prefixes,
    /// The files of the graph.
    pub graph: &'a [File],
    /// The file that holds nothing but links to other datasets, where there is one.
    pub links: Option<&'a str>,
    /// What the graph counts.
    pub statistics: &'a Statistics,
    /// The beginning of the IRIs of the graph's own nodes.
    pub uri_space: &'a str,
    /// The documents that the graph is taken from.
    pub sources: &'a [NamedNode],
    /// Nodes that show what the graph is like.
    pub examples: &'a [NamedNode],
    /// The canonical hash of the graph (RDFC-1.0 with SHA-256), in lower-case hexadecimal.
    pub canonical_hash: Option<&'a str>,
    /// The datasets beside the graph.
    pub parts: &'a [Part],
}

/// Describes a release; each statement occurs once, the order is fixed.
#[must_use]
pub fn catalogue(contents: &Contents<'_>) -> Vec<Quad> {
    let settings = contents.settings;
    let mut record = Record::new(settings.base());
    let graph = record.node("dataset/graph");
    describe_catalogue(&mut record, contents, &graph);
    describe_agents(&mut record, settings);
    let title = settings.title();
    describe_dataset(
        &mut record,
        settings,
        &graph,
        &title,
        &settings.description(),
    );
    describe_graph(&mut record, contents, &graph);
    describe_files(&mut record, settings, &graph, contents.graph);
    for part in contents.parts {
        let dataset = record.node(&format!("dataset/{}", part.name));
        let title = join(&title, &part.title);
        describe_dataset(&mut record, settings, &dataset, &title, &part.description);
        describe_files(&mut record, settings, &dataset, &part.files);
    }
    void::describe(&mut record, contents, &graph);
    record.into_quads()
}

/// Puts the title of a part behind that of the graph, in the languages that both have.
fn join(title: &Words, part: &Words) -> Words {
    let both = |title: &Option<String>, part: &Option<String>| {
        Some(format!("{}: {}", title.as_ref()?, part.as_ref()?))
    };
    Words {
        de: both(&title.de, &part.de),
        en: both(&title.en, &part.en),
    }
}

fn describe_catalogue(record: &mut Record, contents: &Contents<'_>, graph: &NamedNode) {
    let settings = contents.settings;
    let catalogue = record.node("catalog");
    record.class(&catalogue, dcat::CATALOG);
    record.words(&catalogue, dct::TITLE, &settings.title());
    record.words(&catalogue, dct::DESCRIPTION, &settings.description());
    let publisher = publisher(record, settings);
    record.iri(&catalogue, dct::PUBLISHER, &publisher);
    record.iri(&catalogue, dcat::DATASET, graph);
    for part in contents.parts {
        let dataset = record.node(&format!("dataset/{}", part.name));
        record.iri(&catalogue, dcat::DATASET, &dataset);
    }
    for code in &settings.languages {
        record.authority(&catalogue, dct::LANGUAGE, "language", code);
    }
    license(record, settings, &catalogue);
    days(record, settings, &catalogue);
    homepage(record, &catalogue, settings.base());
    if !settings.resolves {
        record.note(
            &catalogue,
            "Die IRIs sind vorläufig: Sie sind noch nicht eingetragen und führen nirgendwohin.",
            "The IRIs are provisional: they are not registered yet and lead nowhere.",
        );
    }
    let unset = settings.unset();
    if !unset.is_empty() {
        let keys = unset.join(", ");
        record.note(
            &catalogue,
            &format!("Nicht festgelegt und darum Vorgabe oder weggelassen: {keys}."),
            &format!("Not set, hence a default or left out: {keys}."),
        );
    }
}

fn publisher(record: &Record, settings: &Settings) -> NamedNode {
    match &settings.publisher.iri {
        Some(iri) => NamedNode::new_unchecked(iri),
        None => record.node("agent/publisher"),
    }
}

fn describe_agents(record: &mut Record, settings: &Settings) {
    let publisher = publisher(record, settings);
    record.class(&publisher, foaf::AGENT);
    record.class(&publisher, foaf::ORGANIZATION);
    record.words(&publisher, foaf::NAME, &settings.publisher_name());
    if let Some(page) = &settings.publisher.homepage {
        homepage(record, &publisher, page);
    }
    let contact = &settings.contact;
    if contact.is_empty() {
        return;
    }
    let node = record.node("contact");
    record.class(&node, vcard::KIND);
    record.class(&node, vcard::ORGANIZATION);
    let publisher = settings.publisher_name();
    match (&contact.name, publisher.iter().next()) {
        (Some(name), _) => record.text(&node, vcard::FN, name),
        // Without a name of its own, the contact is the publisher's; there must be one name only.
        (None, Some((tag, name))) => record.tagged(&node, vcard::FN, name, tag),
        (None, None) => {}
    }
    if let Some(email) = &contact.email {
        let email = NamedNode::new_unchecked(format!("mailto:{email}"));
        record.iri(&node, vcard::HAS_EMAIL, &email);
    }
    if let Some(url) = &contact.url {
        record.iri(&node, vcard::HAS_URL, &NamedNode::new_unchecked(url));
    }
    if let Some(telephone) = &contact.telephone {
        let number: String = telephone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        let number = NamedNode::new_unchecked(format!("tel:{number}"));
        record.iri(&node, vcard::HAS_TELEPHONE, &number);
    }
}

fn homepage(record: &mut Record, node: &NamedNode, page: &str) {
    let page = NamedNode::new_unchecked(page);
    record.class(&page, foaf::DOCUMENT);
    record.iri(node, foaf::HOMEPAGE, &page);
}

fn license(record: &mut Record, settings: &Settings, node: &NamedNode) {
    let licence = NamedNode::new_unchecked(settings.licence());
    record.iri(node, dct::LICENSE, &licence);
}

/// States the day of the release, where the settings name it.
fn days(record: &mut Record, settings: &Settings, node: &NamedNode) {
    if let Some(day) = &settings.release.date {
        record.typed(node, dct::ISSUED, day, xsd::DATE);
        record.typed(node, dct::MODIFIED, day, xsd::DATE);
    }
}

/// States what all datasets of the catalogue have.
fn describe_dataset(
    record: &mut Record,
    settings: &Settings,
    dataset: &NamedNode,
    title: &Words,
    description: &Words,
) {
    record.class(dataset, dcat::DATASET_CLASS);
    record.words(dataset, dct::TITLE, title);
    record.words(dataset, dct::DESCRIPTION, description);
    record.text(dataset, dct::IDENTIFIER, dataset.as_str());
    let publisher = publisher(record, settings);
    record.iri(dataset, dct::PUBLISHER, &publisher);
    if !settings.contact.is_empty() {
        let contact = record.node("contact");
        record.iri(dataset, dcat::CONTACT_POINT, &contact);
    }
    record.text(dataset, dcat::VERSION, settings.version());
    days(record, settings, dataset);
    let page = NamedNode::new_unchecked(settings.base());
    record.iri(dataset, dcat::LANDING_PAGE, &page);
    for (tag, words) in [("de", &settings.keywords.de), ("en", &settings.keywords.en)] {
        for word in words {
            record.tagged(dataset, dcat::KEYWORD, word, tag);
        }
    }
    for code in &settings.themes {
        record.authority(dataset, dcat::THEME, "data-theme", code);
    }
    for code in &settings.languages {
        record.authority(dataset, dct::LANGUAGE, "language", code);
    }
    if let Some(code) = &settings.frequency {
        record.authority(dataset, dct::ACCRUAL_PERIODICITY, "frequency", code);
    }
    // What is published is for everybody.
    record.authority(dataset, dct::ACCESS_RIGHTS, "access-right", "PUBLIC");
    for place in &settings.spatial {
        record.iri(dataset, dct::SPATIAL, &NamedNode::new_unchecked(place));
    }
    describe_period(record, settings, dataset);
    let germany = &settings.germany;
    for (property, iri) in [
        (dcatde::POLITICAL_GEOCODING_LEVEL_URI, &germany.level),
        (dcatde::CONTRIBUTOR_ID, &germany.contributor),
    ] {
        if let Some(iri) = iri {
            record.iri(dataset, property, &NamedNode::new_unchecked(iri));
        }
    }
}

fn describe_period(record: &mut Record, settings: &Settings, dataset: &NamedNode) {
    let period = &settings.temporal;
    if period.start.is_none() && period.end.is_none() {
        return;
    }
    let node = record.node("catalog#period");
    record.iri(dataset, dct::TEMPORAL, &node);
    record.class(&node, dct::PERIOD_OF_TIME);
    for (property, day) in [
        (dcat::START_DATE, &period.start),
        (dcat::END_DATE, &period.end),
    ] {
        if let Some(day) = day {
            record.typed(&node, property, day, xsd::DATE);
        }
    }
}

/// States what only the graph has: where it comes from, its release before, its hash.
fn describe_graph(record: &mut Record, contents: &Contents<'_>, graph: &NamedNode) {
    for source in contents.sources {
        record.iri(graph, prov::WAS_DERIVED_FROM, source);
    }
    if let Some(previous) = &contents.settings.release.previous {
        let previous = NamedNode::new_unchecked(previous);
        record.iri(graph, dcat::PREVIOUS_VERSION, &previous);
    }
    if let Some(hash) = contents.canonical_hash {
        let identifier = record.node("dataset/graph#canonical-hash");
        record.iri(graph, adms::IDENTIFIER, &identifier);
        record.class(&identifier, adms::IDENTIFIER_CLASS);
        record.typed(&identifier, skos::NOTATION, hash, xsd::HEX_BINARY);
        record.text(&identifier, adms::SCHEMA_AGENCY, "RDFC-1.0, SHA-256");
    }
}

fn describe_files(record: &mut Record, settings: &Settings, dataset: &NamedNode, files: &[File]) {
    for file in files {
        let node = record.node(&format!("dist/{}", file.path));
        record.iri(dataset, dcat::DISTRIBUTION, &node);
        record.class(&node, dcat::DISTRIBUTION_CLASS);
        record.words(&node, dct::TITLE, &file.title);
        let page = NamedNode::new_unchecked(settings.base());
        record.iri(&node, dcat::ACCESS_URL, &page);
        let address = record.node(&file.path);
        record.iri(&node, dcat::DOWNLOAD_URL, &address);
        license(record, settings, &node);
        record.words(
            &node,
            dcatde::LICENSE_ATTRIBUTION_BY_TEXT,
            &settings.licence.attribution,
        );
        if let Some((code, media_type)) = format(&file.path) {
            record.authority(&node, dct::FORMAT, "file-type", code);
            let media_type = NamedNode::new_unchecked(format!("{MEDIA_TYPES}{media_type}"));
            record.iri(&node, dcat::MEDIA_TYPE, &media_type);
        }
        let bytes = file.bytes.to_string();
        record.typed(&node, dcat::BYTE_SIZE, &bytes, xsd::NON_NEGATIVE_INTEGER);
        days(record, settings, &node);
        if let Some(code) = &settings.availability {
            record.authority(&node, dcatap::AVAILABILITY, "planned-availability", code);
        }
        let checksum = record.node(&format!("dist/{}#checksum", file.path));
        record.iri(&node, spdx::CHECKSUM, &checksum);
        record.class(&checksum, spdx::CHECKSUM_CLASS);
        let algorithm = spdx::CHECKSUM_ALGORITHM_SHA256.into_owned();
        record.iri(&checksum, spdx::ALGORITHM, &algorithm);
        record.typed(
            &checksum,
            spdx::CHECKSUM_VALUE,
            &file.sha256,
            xsd::HEX_BINARY,
        );
    }
}

/// Gives the code of the EU authority table file-type and the media type of a file, by the extension of its name.
#[must_use]
pub fn format(path: &str) -> Option<(&'static str, &'static str)> {
    Some(match path.rsplit_once('.')?.1 {
        "csv" => ("CSV", "text/csv"),
        "dot" => ("TXT", "text/vnd.graphviz"),
        "graphml" | "xml" => ("XML", "application/xml"),
        "html" => ("HTML", "text/html"),
        "json" => ("JSON", "application/json"),
        "jsonld" => ("JSON_LD", "application/ld+json"),
        "md" => ("TXT", "text/markdown"),
        "nq" => ("RDF_N_QUADS", "application/n-quads"),
        "nt" => ("RDF_N_TRIPLES", "application/n-triples"),
        "rdf" => ("RDF_XML", "application/rdf+xml"),
        "rq" => ("SPARQLQ", "application/sparql-query"),
        "trig" => ("RDF_TRIG", "application/trig"),
        "ttl" => ("RDF_TURTLE", "text/turtle"),
        "txt" => ("TXT", "text/plain"),
        _ => return None,
    })
}
