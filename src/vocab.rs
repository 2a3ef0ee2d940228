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
