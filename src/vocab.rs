//! The IRIs that the code itself needs, as constants. Layer 0: imports nothing.
//!
//! Everything else about a term (labels, definitions, alignments) stands in `ontology/`.

/// The base IRI of the graph; the one place it is written in the program.
pub const BASE: &str = "https://w3id.org/gremia/";

/// Where the JSON-LD context is published, beside the ontology.
pub const JSON_LD_CONTEXT: &str = "https://w3id.org/gremia/context.jsonld";

/// Terms of the project's own ontology.
pub mod gremia {
    use oxrdf::NamedNodeRef;

    /// The namespace of the ontology.
    pub const NAMESPACE: &str = "https://w3id.org/gremia/ontology#";
    /// The passage of a source that states a fact.
    pub const EVIDENCE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#evidence");
    /// The passage of the running text where the mark of a footnote stands.
    pub const MARKED_AT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#markedAt");
    /// How a fact is said: reported, planned, demanded and so on.
    pub const MODALITY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#modality");
    /// A statement about a statement: subject, predicate, object with its evidence.
    pub const CLAIM: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#Claim");
    /// A contradiction, a variant or a gap between what documents say.
    pub const CONFLICT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#Conflict");
    /// The contradiction, variant or gap that a claim or fact belongs to.
    pub const IN_CONFLICT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#inConflict");
    /// A document that facts are taken from.
    pub const SOURCE_DOCUMENT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#SourceDocument");
    /// A link to an authority file, with source, revision, date and method.
    pub const AUTHORITY_LINK: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#AuthorityLink");
    /// A part of a source document: article, teaser, caption, boilerplate and so on.
    pub const SEGMENT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#Segment");
    /// The document that a segment belongs to.
    pub const IN_SOURCE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#inSource");
    /// The kind of a segment.
    pub const SEGMENT_KIND: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#segmentKind");
    /// First code point of a segment, from 0.
    pub const CHAR_START: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#charStart");
    /// End of a segment, exclusive.
    pub const CHAR_END: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#charEnd");
    /// SHA-256 of a source document's bytes, in lower-case hexadecimal.
    pub const SHA256: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#sha256");
    /// Length of a source document in Unicode code points.
    pub const LENGTH: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#length");
    /// First day on which something held.
    pub const VALID_FROM: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#validFrom");
    /// Last day on which something held.
    pub const VALID_UNTIL: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#validUntil");
    /// The day on which something took place.
    pub const HELD_ON: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#heldOn");
    /// The day before which something did not take place.
    pub const NOT_EARLIER_THAN: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#notEarlierThan");
    /// The day after which something did not take place.
    pub const NOT_LATER_THAN: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#notLaterThan");
    /// The day of the source for which a statement holds.
    pub const AS_OF: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#asOf");
    /// The day on which a link to an authority file was verified.
    pub const VERIFIED_ON: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#verifiedOn");
}

/// Named graphs that the program keeps beside the data.
pub mod graph {
    use oxrdf::NamedNodeRef;

    /// What follows from the default graph by the rules; written by `infer` only.
    pub const INFERRED: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/graph/inferred");
    /// What a store notes about itself: by which rules its inferred graph was made.
    pub const STORE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/gremia/graph/store");
}

/// Terms of Web Annotation.
pub mod oa {
    use oxrdf::NamedNodeRef;

    /// What says something about a target.
    pub const ANNOTATION: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#Annotation");
    /// What is said.
    pub const HAS_BODY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#hasBody");
    /// What it is said about.
    pub const HAS_TARGET: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#hasTarget");
    /// Why it is said.
    pub const MOTIVATED_BY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#motivatedBy");
    /// The motivation of joining two resources.
    pub const LINKING: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#linking");
    /// A part of a resource.
    pub const SPECIFIC_RESOURCE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#SpecificResource");
    /// The resource that a part belongs to.
    pub const HAS_SOURCE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#hasSource");
    /// How a part is found.
    pub const HAS_SELECTOR: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#hasSelector");
    /// A range of characters.
    pub const TEXT_POSITION_SELECTOR: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#TextPositionSelector");
    /// The first character, from 0.
    pub const START: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#start");
    /// The character behind the last.
    pub const END: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/oa#end");
}

/// Makes a module of constants from a namespace and local names.
macro_rules! terms {
    ($(#[$about:meta])* $name:ident, $namespace:literal, { $($constant:ident = $local:literal),+ $(,)? }) => {
        $(#[$about])*
        pub mod $name {
            use oxrdf::NamedNodeRef;

            $(
                #[doc = concat!("`", stringify!($name), ":", $local, "`.")]
                pub const $constant: NamedNodeRef<'_> =
                    NamedNodeRef::new_unchecked(concat!($namespace, $local));
            )+
        }
    };
}

terms!(
    /// Asset Description Metadata Schema.
    adms, "http://www.w3.org/ns/adms#", {
        IDENTIFIER = "identifier",
        IDENTIFIER_CLASS = "Identifier",
        SCHEMA_AGENCY = "schemaAgency",
    }
);

terms!(
    /// Data Catalog Vocabulary, version 3.
    dcat, "http://www.w3.org/ns/dcat#", {
        ACCESS_URL = "accessURL",
        BYTE_SIZE = "byteSize",
        CATALOG = "Catalog",
        CONTACT_POINT = "contactPoint",
        DATASET = "dataset",
        DATASET_CLASS = "Dataset",
        DISTRIBUTION = "distribution",
        DISTRIBUTION_CLASS = "Distribution",
        DOWNLOAD_URL = "downloadURL",
        END_DATE = "endDate",
        KEYWORD = "keyword",
        LANDING_PAGE = "landingPage",
        MEDIA_TYPE = "mediaType",
        PREVIOUS_VERSION = "previousVersion",
        START_DATE = "startDate",
        THEME = "theme",
        VERSION = "version",
    }
);

terms!(
    /// DCAT application profile for data portals in Europe.
    dcatap, "http://data.europa.eu/r5r/", { AVAILABILITY = "availability" }
);

terms!(
    /// DCAT application profile of Germany.
    dcatde, "http://dcat-ap.de/def/dcatde/", {
        CONTRIBUTOR_ID = "contributorID",
        LICENSE_ATTRIBUTION_BY_TEXT = "licenseAttributionByText",
        POLITICAL_GEOCODING_LEVEL_URI = "politicalGeocodingLevelURI",
    }
);

terms!(
    /// Dublin Core terms.
    dct, "http://purl.org/dc/terms/", {
        ACCESS_RIGHTS = "accessRights",
        ACCRUAL_PERIODICITY = "accrualPeriodicity",
        DESCRIPTION = "description",
        FORMAT = "format",
        IDENTIFIER = "identifier",
        ISSUED = "issued",
        LANGUAGE = "language",
        LICENSE = "license",
        MODIFIED = "modified",
        PERIOD_OF_TIME = "PeriodOfTime",
        PUBLISHER = "publisher",
        SPATIAL = "spatial",
        TEMPORAL = "temporal",
        TITLE = "title",
    }
);

terms!(
    /// Friend of a friend: agents and pages.
    foaf, "http://xmlns.com/foaf/0.1/", {
        AGENT = "Agent",
        DOCUMENT = "Document",
        HOMEPAGE = "homepage",
        NAME = "name",
        ORGANIZATION = "Organization",
    }
);

terms!(
    /// Web Ontology Language.
    owl, "http://www.w3.org/2002/07/owl#", {
        ANNOTATION_PROPERTY = "AnnotationProperty",
        CLASS = "Class",
        DATATYPE_PROPERTY = "DatatypeProperty",
        DIFFERENT_FROM = "differentFrom",
        DISJOINT_WITH = "disjointWith",
        EQUIVALENT_CLASS = "equivalentClass",
        EQUIVALENT_PROPERTY = "equivalentProperty",
        FUNCTIONAL_PROPERTY = "FunctionalProperty",
        INVERSE_FUNCTIONAL_PROPERTY = "InverseFunctionalProperty",
        INVERSE_OF = "inverseOf",
        NOTHING = "Nothing",
        OBJECT_PROPERTY = "ObjectProperty",
        ONTOLOGY = "Ontology",
        PROPERTY_CHAIN_AXIOM = "propertyChainAxiom",
        SAME_AS = "sameAs",
        SYMMETRIC_PROPERTY = "SymmetricProperty",
        TRANSITIVE_PROPERTY = "TransitiveProperty",
    }
);

terms!(
    /// Provenance.
    prov, "http://www.w3.org/ns/prov#", { WAS_DERIVED_FROM = "wasDerivedFrom" }
);

terms!(
    /// schema.org.
    schema, "http://schema.org/", { SAME_AS = "sameAs" }
);

terms!(
    /// Simple Knowledge Organization System.
    skos, "http://www.w3.org/2004/02/skos/core#", {
        BROAD_MATCH = "broadMatch",
        CLOSE_MATCH = "closeMatch",
        CONCEPT = "Concept",
        CONCEPT_SCHEME = "ConceptScheme",
        EDITORIAL_NOTE = "editorialNote",
        EXACT_MATCH = "exactMatch",
        IN_SCHEME = "inScheme",
        NARROW_MATCH = "narrowMatch",
        NOTATION = "notation",
        RELATED_MATCH = "relatedMatch",
    }
);

terms!(
    /// Software Package Data Exchange: checksums.
    spdx, "http://spdx.org/rdf/terms#", {
        ALGORITHM = "algorithm",
        CHECKSUM = "checksum",
        CHECKSUM_ALGORITHM_SHA256 = "checksumAlgorithm_sha256",
        CHECKSUM_CLASS = "Checksum",
        CHECKSUM_VALUE = "checksumValue",
    }
);

terms!(
    /// Whom to ask.
    vcard, "http://www.w3.org/2006/vcard/ns#", {
        FN = "fn",
        HAS_EMAIL = "hasEmail",
        HAS_TELEPHONE = "hasTelephone",
        HAS_URL = "hasURL",
        KIND = "Kind",
        ORGANIZATION = "Organization",
    }
);

terms!(
    /// Vocabulary of Interlinked Datasets.
    void, "http://rdfs.org/ns/void#", {
        CLASS = "class",
        CLASSES = "classes",
        CLASS_PARTITION = "classPartition",
        DATASET = "Dataset",
        DATA_DUMP = "dataDump",
        DISTINCT_OBJECTS = "distinctObjects",
        DISTINCT_SUBJECTS = "distinctSubjects",
        ENTITIES = "entities",
        EXAMPLE_RESOURCE = "exampleResource",
        LINKSET = "Linkset",
        LINK_PREDICATE = "linkPredicate",
        OBJECTS_TARGET = "objectsTarget",
        PROPERTIES = "properties",
        PROPERTY = "property",
        PROPERTY_PARTITION = "propertyPartition",
        SUBJECTS_TARGET = "subjectsTarget",
        SUBSET = "subset",
        TRIPLES = "triples",
        URI_SPACE = "uriSpace",
        VOCABULARY = "vocabulary",
    }
);
