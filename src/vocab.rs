//! The IRIs that the code itself needs, as constants. Layer 0: imports nothing.
//!
//! Everything else about a term (labels, definitions, alignments) stands in `ontology/`.

/// The base IRI of the graph; the one place it is written in the program.
pub const BASE: &str = "https://w3id.org/gremia/";

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

/// Terms of OWL 2 that carry rules.
pub mod owl {
    use oxrdf::NamedNodeRef;

    /// Two names of one thing.
    pub const SAME_AS: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#sameAs");
    /// Two things that are not one.
    pub const DIFFERENT_FROM: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#differentFrom");
    /// Two classes with the same instances.
    pub const EQUIVALENT_CLASS: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#equivalentClass");
    /// Two properties that hold between the same things.
    pub const EQUIVALENT_PROPERTY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#equivalentProperty");
    /// Two properties that say the same in opposite directions.
    pub const INVERSE_OF: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#inverseOf");
    /// A list of properties that together make the subject.
    pub const PROPERTY_CHAIN_AXIOM: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#propertyChainAxiom");
    /// Two classes without a common instance.
    pub const DISJOINT_WITH: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#disjointWith");
    /// The class without instances.
    pub const NOTHING: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Nothing");
    /// A property that holds both ways.
    pub const SYMMETRIC_PROPERTY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#SymmetricProperty");
    /// A property that leads on.
    pub const TRANSITIVE_PROPERTY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#TransitiveProperty");
    /// A property with one value at most.
    pub const FUNCTIONAL_PROPERTY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#FunctionalProperty");
    /// A property whose value belongs to one thing only.
    pub const INVERSE_FUNCTIONAL_PROPERTY: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#InverseFunctionalProperty");
}
