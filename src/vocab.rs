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

/// Terms of OWL.
pub mod owl {
    use oxrdf::NamedNodeRef;

    /// An ontology.
    pub const ONTOLOGY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Ontology");
    /// A class.
    pub const CLASS: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Class");
    /// A property whose values are nodes.
    pub const OBJECT_PROPERTY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#ObjectProperty");
    /// A property whose values are literals.
    pub const DATATYPE_PROPERTY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#DatatypeProperty");
    /// A property without meaning for inference.
    pub const ANNOTATION_PROPERTY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#AnnotationProperty");
}

/// Terms of SKOS.
pub mod skos {
    use oxrdf::NamedNodeRef;

    /// A concept.
    pub const CONCEPT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#Concept");
    /// A scheme of concepts.
    pub const CONCEPT_SCHEME: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#ConceptScheme");
    /// The scheme that a concept belongs to.
    pub const IN_SCHEME: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");
}
