//! The catalogue, triple by triple: the official shapes have holes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use gremia::digest::sha256;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Quad, Term};

use super::{BARE, BASE, Bundle, FULL};

const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCATDE: &str = "http://dcat-ap.de/def/dcatde/";
const DCT: &str = "http://purl.org/dc/terms/";
const FOAF: &str = "http://xmlns.com/foaf/0.1/";
const SPDX: &str = "http://spdx.org/rdf/terms#";
const VCARD: &str = "http://www.w3.org/2006/vcard/ns#";
const VOID: &str = "http://rdfs.org/ns/void#";
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";

/// A catalogue that can be asked for the values of a property.
struct Catalogue(Vec<Quad>);

impl Catalogue {
    fn of(bundle: &Bundle) -> Self {
        Self(bundle.quads("catalog.ttl"))
    }

    /// The values of a property of a node below the base, in the order of their text.
    fn values(&self, node: &str, property: &str) -> Vec<String> {
        let node = if node.contains("://") {
            node.to_owned()
        } else {
            format!("{}{node}", self.base())
        };
        let about = |quad: &&Quad| {
            quad.subject.to_string() == format!("<{node}>") && quad.predicate.as_str() == property
        };
        let quads = self.0.iter().filter(about);
        let mut values: Vec<String> = quads.map(|quad| quad.object.to_string()).collect();
        values.sort();
        values
    }

    fn base(&self) -> &str {
        let known = self
            .0
            .iter()
            .any(|quad| quad.subject.to_string().starts_with(&format!("<{BASE}")));
        if known {
            BASE
        } else {
            "https://w3id.org/gremia/"
        }
    }

    fn number(&self, node: &str, property: &str) -> usize {
        let values = self.values(node, property);
        assert_eq!(values.len(), 1, "{property}: {values:?}");
        values[0].split('"').nth(1).unwrap().parse().unwrap()
    }
}

fn iri(iri: &str) -> String {
    format!("<{iri}>")
}

#[test]
fn catalogue_has_what_is_mandatory() {
    let catalogue = Catalogue::of(&FULL);
    let values = |property: &str| catalogue.values("catalog", property);
    assert_eq!(values(rdf::TYPE.as_str()), [iri(&format!("{DCAT}Catalog"))]);
    assert_eq!(
        values(&format!("{DCT}title")),
        ["\"A graph\"@en", "\"Ein Graph\"@de"]
    );
    assert_eq!(values(&format!("{DCT}description")).len(), 2);
    assert_eq!(
        values(&format!("{DCT}publisher")),
        [iri("https://data.example.org/agent/office")]
    );
    assert!(values(&format!("{DCAT}dataset")).contains(&iri(&format!("{BASE}dataset/graph"))));
}

#[test]
fn publisher_has_its_name_and_class() {
    let catalogue = Catalogue::of(&FULL);
    let office = "https://data.example.org/agent/office";
    assert_eq!(
        catalogue.values(office, &format!("{FOAF}name")),
        ["\"Amt für Beispiele\"@de", "\"Office for Examples\"@en"]
    );
    assert_eq!(
        catalogue.values(office, rdf::TYPE.as_str()),
        [
            iri(&format!("{FOAF}Agent")),
            iri(&format!("{FOAF}Organization"))
        ]
    );
}

#[test]
fn every_dataset_has_what_germany_demands() {
    let catalogue = Catalogue::of(&FULL);
    let datasets = catalogue.values("catalog", &format!("{DCAT}dataset"));
    assert!(datasets.len() >= 3, "{datasets:?}");
    for dataset in datasets {
        let dataset = dataset.trim_matches(['<', '>']);
        let one = |property: String, value: String| {
            assert_eq!(
                catalogue.values(dataset, &property),
                [value],
                "{dataset} {property}"
            );
        };
        one(
            format!("{DCT}publisher"),
            iri("https://data.example.org/agent/office"),
        );
        one(
            format!("{DCAT}contactPoint"),
            iri(&format!("{BASE}contact")),
        );
        one(format!("{DCT}identifier"), format!("\"{dataset}\""));
        one(format!("{DCAT}version"), "\"1.2.0\"".to_owned());
        let day = format!("\"2026-01-31\"^^<{}>", xsd::DATE.as_str());
        one(format!("{DCT}issued"), day.clone());
        one(format!("{DCT}modified"), day);
        one(
            format!("{DCT}accrualPeriodicity"),
            iri(&format!("{AUTHORITY}frequency/IRREG")),
        );
        one(
            format!("{DCT}accessRights"),
            iri(&format!("{AUTHORITY}access-right/PUBLIC")),
        );
        one(
            format!("{DCT}spatial"),
            iri(&format!("{AUTHORITY}country/DEU")),
        );
        one(
            format!("{DCATDE}politicalGeocodingLevelURI"),
            iri("http://dcat-ap.de/def/politicalGeocoding/Level/federal"),
        );
        one(
            format!("{DCATDE}contributorID"),
            iri("http://dcat-ap.de/def/contributors/beispiel"),
        );
        let several = |property: &str| catalogue.values(dataset, property).len();
        assert_eq!(several(&format!("{DCT}title")), 2, "{dataset}");
        assert_eq!(several(&format!("{DCT}description")), 2, "{dataset}");
        assert_eq!(several(&format!("{DCAT}keyword")), 2, "{dataset}");
        assert_eq!(several(&format!("{DCAT}theme")), 2, "{dataset}");
        assert_eq!(several(&format!("{DCT}language")), 2, "{dataset}");
        assert!(several(&format!("{DCAT}distribution")) > 0, "{dataset}");
    }
}

#[test]
fn period_has_both_ends() {
    let catalogue = Catalogue::of(&FULL);
    let period = catalogue.values("dataset/graph", &format!("{DCT}temporal"));
    let period = period[0].trim_matches(['<', '>']);
    let day = |day: &str| format!("\"{day}\"^^<{}>", xsd::DATE.as_str());
    assert_eq!(
        catalogue.values(period, &format!("{DCAT}startDate")),
        [day("2017-01-01")]
    );
    assert_eq!(
        catalogue.values(period, &format!("{DCAT}endDate")),
        [day("2025-12-31")]
    );
}

#[test]
fn contact_can_be_reached() {
    let catalogue = Catalogue::of(&FULL);
    let values = |property: &str| catalogue.values("contact", &format!("{VCARD}{property}"));
    assert_eq!(values("fn"), ["\"Datenstelle\""]);
    assert_eq!(values("hasEmail"), ["<mailto:data@example.org>"]);
    assert_eq!(values("hasURL"), ["<https://office.example.org/contact>"]);
    assert_eq!(values("hasTelephone"), ["<tel:+4903012345>"]);
}

/// The addresses of all distributions, each with its node.
fn distributions(catalogue: &Catalogue) -> BTreeMap<String, String> {
    let download = format!("{DCAT}downloadURL");
    let quads = catalogue
        .0
        .iter()
        .filter(|quad| quad.predicate.as_str() == download);
    quads
        .map(|quad| {
            let path = quad.object.to_string();
            let path = path
                .trim_matches(['<', '>'])
                .strip_prefix(BASE)
                .unwrap()
                .to_owned();
            (
                path,
                quad.subject.to_string().trim_matches(['<', '>']).to_owned(),
            )
        })
        .collect()
}

#[test]
fn every_distribution_tells_the_size_and_hash_of_its_file() {
    let catalogue = Catalogue::of(&FULL);
    let distributions = distributions(&catalogue);
    assert!(distributions.contains_key("graph.ttl"), "{distributions:?}");
    for (path, node) in distributions {
        let bytes = FULL.read(&path);
        let size = Literal::new_typed_literal(bytes.len().to_string(), xsd::NON_NEGATIVE_INTEGER);
        assert_eq!(
            catalogue.values(&node, &format!("{DCAT}byteSize")),
            [size.to_string()],
            "{path}"
        );
        let checksum = catalogue.values(&node, &format!("{SPDX}checksum"));
        let checksum = checksum[0].trim_matches(['<', '>']);
        let hash = sha256(&bytes);
        let hash = Literal::new_typed_literal(hash, xsd::HEX_BINARY);
        assert_eq!(
            catalogue.values(checksum, &format!("{SPDX}checksumValue")),
            [hash.to_string()],
            "{path}"
        );
        assert_eq!(
            catalogue.values(checksum, &format!("{SPDX}algorithm")),
            [iri(&format!("{SPDX}checksumAlgorithm_sha256"))],
            "{path}"
        );
    }
}

#[test]
fn every_distribution_has_licence_format_and_address() {
    let catalogue = Catalogue::of(&FULL);
    for (path, node) in distributions(&catalogue) {
        let values = |property: String| catalogue.values(&node, &property);
        assert_eq!(
            values(format!("{DCT}license")),
            [iri("http://dcat-ap.de/def/licenses/dl-by-de/2.0")],
            "{path}"
        );
        assert_eq!(
            values(format!("{DCATDE}licenseAttributionByText")).len(),
            2,
            "{path}"
        );
        assert_eq!(values(format!("{DCAT}accessURL")), [iri(BASE)], "{path}");
        assert_eq!(values(format!("{DCT}format")).len(), 1, "{path}");
        assert_eq!(values(format!("{DCAT}mediaType")).len(), 1, "{path}");
        assert_eq!(
            values("http://data.europa.eu/r5r/availability".to_owned()),
            [iri(&format!("{AUTHORITY}planned-availability/STABLE"))],
            "{path}"
        );
    }
    let turtle = "dist/graph.ttl";
    assert_eq!(
        catalogue.values(turtle, &format!("{DCT}format")),
        [iri(&format!("{AUTHORITY}file-type/RDF_TURTLE"))]
    );
    assert_eq!(
        catalogue.values(turtle, &format!("{DCAT}mediaType")),
        [iri(
            "https://www.iana.org/assignments/media-types/text/turtle"
        )]
    );
}

#[test]
fn nothing_deprecated_is_stated() {
    let deprecated = [
        format!("{DCATDE}politicalGeocodingURI"),
        format!("{DCATDE}geocodingDescription"),
        format!("{DCATDE}legalBasis"),
        format!("{DCATDE}qualityProcessURI"),
        format!("{DCATDE}originator"),
        format!("{DCATDE}maintainer"),
        "http://www.w3.org/2002/07/owl#versionInfo".to_owned(),
        format!("{DCT}hasVersion"),
        format!("{DCT}isVersionOf"),
    ];
    for quad in Catalogue::of(&FULL).0 {
        assert!(
            !deprecated.contains(&quad.predicate.as_str().to_owned()),
            "{quad}"
        );
    }
}

#[test]
fn bare_catalogue_says_what_is_a_default() {
    let catalogue = Catalogue::of(&BARE);
    let notes = catalogue.values(
        "catalog",
        "http://www.w3.org/2004/02/skos/core#editorialNote",
    );
    assert!(
        notes.iter().any(|note| note.contains("publisher.name")),
        "{notes:?}"
    );
    assert!(
        notes.iter().any(|note| note.contains("provisional")),
        "{notes:?}"
    );
    let name = catalogue.values("agent/publisher", &format!("{FOAF}name"));
    assert!(name.iter().all(|name| name.contains("gremia")), "{name:?}");
    assert_eq!(
        catalogue.values("dataset/graph", &format!("{DCT}issued")),
        [""; 0]
    );
    assert_eq!(
        catalogue.values("dataset/graph", &format!("{DCATDE}contributorID")),
        [""; 0]
    );
    assert_eq!(
        catalogue.values("dataset/graph", &format!("{DCAT}contactPoint")),
        [""; 0]
    );
}

/// What the shipped file counts, computed in another way than the program does.
#[test]
fn counts_are_those_of_the_file_that_ships() {
    let graph = FULL.quads("graph.ttl");
    let catalogue = Catalogue::of(&FULL);
    let count = |property: &str| catalogue.number("dataset/graph", &format!("{VOID}{property}"));
    let subjects: HashSet<String> = graph.iter().map(|quad| quad.subject.to_string()).collect();
    let objects: HashSet<String> = graph.iter().map(|quad| quad.object.to_string()).collect();
    let properties: HashSet<&str> = graph.iter().map(|quad| quad.predicate.as_str()).collect();
    let types = graph.iter().filter(|quad| quad.predicate == rdf::TYPE);
    let classes: HashSet<String> = types.map(|quad| quad.object.to_string()).collect();
    let own = subjects
        .iter()
        .filter(|subject| subject.starts_with("<https://w3id.org/gremia/"));
    assert_eq!(count("triples"), graph.len());
    assert_eq!(count("entities"), own.count());
    assert_eq!(count("distinctSubjects"), subjects.len());
    assert_eq!(count("distinctObjects"), objects.len());
    assert_eq!(count("properties"), properties.len());
    assert_eq!(count("classes"), classes.len());
    assert_eq!(
        catalogue
            .values("dataset/graph", &format!("{VOID}classPartition"))
            .len(),
        classes.len()
    );
    assert_eq!(
        catalogue
            .values("dataset/graph", &format!("{VOID}propertyPartition"))
            .len(),
        properties.len()
    );
}

#[test]
fn partitions_count_what_they_name() {
    let graph = FULL.quads("graph.ttl");
    let catalogue = Catalogue::of(&FULL);
    for partition in catalogue.values("dataset/graph", &format!("{VOID}classPartition")) {
        let partition = partition.trim_matches(['<', '>']);
        let class = catalogue.values(partition, &format!("{VOID}class"));
        let instances = graph
            .iter()
            .filter(|quad| quad.predicate == rdf::TYPE && quad.object.to_string() == class[0]);
        assert_eq!(
            catalogue.number(partition, &format!("{VOID}entities")),
            instances.count(),
            "{class:?}"
        );
    }
    for partition in catalogue.values("dataset/graph", &format!("{VOID}propertyPartition")) {
        let partition = partition.trim_matches(['<', '>']);
        let property = catalogue.values(partition, &format!("{VOID}property"));
        let uses = graph
            .iter()
            .filter(|quad| quad.predicate.to_string() == property[0]);
        assert_eq!(
            catalogue.number(partition, &format!("{VOID}triples")),
            uses.count(),
            "{property:?}"
        );
    }
}

#[test]
fn linksets_count_the_links_of_their_file() {
    let links = FULL.quads("links.ttl");
    let catalogue = Catalogue::of(&FULL);
    let linksets = catalogue.values("dataset/graph", &format!("{VOID}subset"));
    let mut counted = 0;
    for linkset in &linksets {
        let linkset = linkset.trim_matches(['<', '>']);
        let property = catalogue.values(linkset, &format!("{VOID}linkPredicate"));
        let target = catalogue.values(linkset, &format!("{VOID}objectsTarget"));
        let space = catalogue.values(
            target[0].trim_matches(['<', '>']),
            &format!("{VOID}uriSpace"),
        );
        let space = space[0].trim_matches('"');
        let found = links.iter().filter(|quad| {
            let Term::NamedNode(object) = &quad.object else {
                return false;
            };
            let local = object.as_str().strip_prefix(space);
            quad.predicate.to_string() == property[0]
                && local.is_some_and(|local| !local.trim_end_matches('/').contains(['/', '#']))
        });
        let number = catalogue.number(linkset, &format!("{VOID}triples"));
        assert_eq!(number, found.count(), "{linkset}");
        counted += number;
    }
    let described: HashSet<&NamedOrBlankNode> = links
        .iter()
        .filter(|quad| quad.predicate == rdf::TYPE)
        .map(|quad| &quad.subject)
        .collect();
    let plain = links
        .iter()
        .filter(|quad| !described.contains(&quad.subject));
    assert_eq!(counted, plain.count());
    assert!(
        linksets.iter().any(|linkset| linkset.contains("wikidata")),
        "{linksets:?}"
    );
}

#[test]
fn examples_and_sources_are_described_in_the_graph() {
    let subjects: BTreeSet<String> = FULL
        .quads("graph.ttl")
        .iter()
        .map(|quad| quad.subject.to_string())
        .collect();
    let catalogue = Catalogue::of(&FULL);
    let examples = catalogue.values("dataset/graph", &format!("{VOID}exampleResource"));
    let sources = catalogue.values("dataset/graph", "http://www.w3.org/ns/prov#wasDerivedFrom");
    assert_eq!(examples.len(), 2);
    assert_eq!(sources.len(), 5);
    assert!(
        examples
            .iter()
            .chain(&sources)
            .all(|node| subjects.contains(node))
    );
}

#[test]
fn every_node_of_the_catalogue_that_is_our_own_is_described() {
    let catalogue = Catalogue::of(&FULL);
    let subjects: HashSet<String> = catalogue
        .0
        .iter()
        .map(|quad| quad.subject.to_string())
        .collect();
    for quad in &catalogue.0 {
        let Term::NamedNode(object) = &quad.object else {
            continue;
        };
        let is_address = quad.predicate.as_str() == format!("{DCAT}downloadURL")
            || quad.predicate.as_str() == format!("{VOID}dataDump")
            || quad.predicate.as_str() == format!("{DCAT}previousVersion");
        if object.as_str().starts_with(BASE) && !is_address {
            assert!(subjects.contains(&NamedNode::to_string(object)), "{quad}");
        }
    }
}

#[test]
fn canonical_hash_is_that_of_the_program_and_of_the_file() {
    let catalogue = Catalogue::of(&FULL);
    let identifier = catalogue.values("dataset/graph", "http://www.w3.org/ns/adms#identifier");
    let identifier = identifier[0].trim_matches(['<', '>']);
    let notation = catalogue.values(identifier, "http://www.w3.org/2004/02/skos/core#notation");
    let hash = notation[0].split('"').nth(1).unwrap();
    let output = super::gremia(&["hash".as_ref(), FULL.path.as_os_str()]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told.split(' ').next().unwrap(), hash);
    assert_eq!(sha256(&FULL.read("graph.nq")), hash);
}

#[test]
fn tables_and_network_are_offered() {
    let paths = distributions(&Catalogue::of(&FULL));
    for path in [
        "tables/meetings.csv",
        "tables/datapackage.json",
        "network.graphml",
        "network.dot",
    ] {
        assert!(paths.contains_key(path), "{path}: {paths:?}");
    }
}

#[test]
fn data_package_says_what_the_settings_say() {
    let package: serde_json::Value =
        serde_json::from_slice(&FULL.read("tables/datapackage.json")).unwrap();
    assert_eq!(package["title"], "A graph");
    assert_eq!(package["version"], "1.2.0");
    assert_eq!(package["licenses"][0]["name"], "DL-DE-BY-2.0");
    assert_eq!(package["contributors"][0]["title"], "Office for Examples");
}
