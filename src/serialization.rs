//! RDF syntaxes: choice of format, our canonical Turtle and TriG, JSON-LD, library writers for the rest. Layer 1: may use prefixes.
//!
//! Start at [`Format`] and [`Serializer::write`]; [`TurtleWriter`] gives canonical text, [`document`] brings a file
//! into that form. Reading is oxttl's; its dialect is RDF 1.2.

mod comparison;
mod composition;
pub mod document;
mod encoding;
mod graph;
pub mod json_ld;
mod labels;
mod literal;
mod names;
mod nesting;
mod order;
mod turtle;
pub mod xml;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxrdf::{GraphName, NamedNodeRef, Quad, Term};

pub(crate) use comparison::{relabel, relabelled};
pub(crate) use graph::visit_blank_nodes;
pub(crate) use labels::{SEARCH_BUDGET, TooEntangled};
pub use turtle::TurtleWriter;

use crate::language::wording;
use crate::prefixes::Prefixes;

/// Why RDF could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Blank nodes so entangled that canonical labels would take unbounded work.
    #[error("{}", wording!(
        "the blank nodes are too entangled to be labelled canonically",
        "die leeren Knoten sind zu verflochten, um sie kanonisch zu benennen",
    ))]
    BlankNodes,
    /// The format has no triple terms, and leaving them out would change what the data says.
    #[error("{}", wording!(
        "{format} cannot hold the triple term that {subject} is stated to have",
        "{format} hat keine Form für den Tripelterm, den {subject} laut den Daten hat",
    ))]
    TripleTerm {
        /// The format.
        format: Format,
        /// The subject of the quad.
        subject: String,
    },
    /// XML has no way to write a character or the name of a property.
    #[error("{}", wording!("{format} cannot hold {what}", "{format} kann {what} nicht fassen"))]
    Xml {
        /// The format.
        format: &'static str,
        /// The character, as `U+001B`, or the property.
        what: String,
    },
    /// The output failed, or the format cannot express the data.
    #[error("{}", wording!("the RDF cannot be written", "das RDF lässt sich nicht schreiben"))]
    Output(#[from] io::Error),
}

/// Why quads from a fallible source could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Failed<E: std::error::Error + 'static> {
    /// The source failed; what was written before is not complete.
    #[error("{}", wording!("the quads cannot be read", "die Quads lassen sich nicht lesen"))]
    Source(#[source] E),
    /// Writing failed.
    #[error(transparent)]
    Write(#[from] Error),
}

/// An RDF syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RDF 1.2 Turtle, canonical.
    Turtle,
    /// RDF 1.2 N-Triples.
    NTriples,
    /// RDF 1.2 N-Quads.
    NQuads,
    /// RDF 1.2 TriG, canonical.
    TriG,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD 1.1, compacted by a context of our own.
    JsonLd,
}

impl Format {
    /// All formats, most usual first.
    pub const ALL: [Self; 6] = [
        Self::Turtle,
        Self::TriG,
        Self::NTriples,
        Self::NQuads,
        Self::RdfXml,
        Self::JsonLd,
    ];

    /// Gives the name used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Turtle => "turtle",
            Self::NTriples => "nt",
            Self::NQuads => "nq",
            Self::TriG => "trig",
            Self::RdfXml => "rdfxml",
            Self::JsonLd => "jsonld",
        }
    }

    /// Gives the usual file extension, without its dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
            Self::NQuads => "nq",
            Self::TriG => "trig",
            Self::RdfXml => "rdf",
            Self::JsonLd => "jsonld",
        }
    }

    /// Reads a name, a file extension or another usual spelling; upper and lower case are alike.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "turtle" | "ttl" => Self::Turtle,
            "ntriples" | "n-triples" | "nt" => Self::NTriples,
            "nquads" | "n-quads" | "nq" => Self::NQuads,
            "trig" => Self::TriG,
            "rdfxml" | "rdf/xml" | "rdf-xml" | "rdf" | "owl" => Self::RdfXml,
            "jsonld" | "json-ld" => Self::JsonLd,
            _ => return None,
        })
    }

    /// Finds the format of a file by its extension.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        path.extension()?.to_str().and_then(Self::from_name)
    }

    /// Gives the IANA media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.library_format().media_type()
    }

    /// Tells whether the format keeps named graphs apart.
    #[must_use]
    pub fn has_named_graphs(self) -> bool {
        matches!(self, Self::NQuads | Self::TriG | Self::JsonLd)
    }

    /// Tells whether the format has the triple terms of RDF 1.2.
    #[must_use]
    pub fn has_triple_terms(self) -> bool {
        self != Self::JsonLd
    }

    /// Lists the names of all formats, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    fn library_format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::TriG => RdfFormat::TriG,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd {
                profile: oxigraph::io::JsonLdProfileSet::empty(),
            },
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Writes quads in any format.
#[derive(Clone, Copy)]
pub struct Serializer<'a> {
    /// The format.
    pub format: Format,
    /// The prefixes that may abbreviate IRIs.
    pub prefixes: &'a Prefixes,
    /// The base that Turtle and TriG write IRIs without a prefix relative to.
    pub base: Option<&'a str>,
    /// The names that JSON-LD has for properties and classes; prefixed names where there is none.
    pub context: Option<&'a json_ld::Context>,
}

impl Serializer<'_> {
    /// Writes `quads` and gives their number.
    ///
    /// N-Triples and N-Quads stream in the order of the source; the other formats hold everything in memory and sort it.
    /// Formats without named graphs write the union of all graphs.
    ///
    /// # Errors
    /// [`Failed::Source`] with the source's error, [`Failed::Write`].
    pub fn write<E: std::error::Error>(
        &self,
        quads: impl IntoIterator<Item = Result<Quad, E>>,
        out: &mut dyn Write,
    ) -> Result<usize, Failed<E>> {
        let in_default_graph = |quad: Result<Quad, E>| {
            let mut quad = quad.map_err(Failed::Source)?;
            if !self.format.has_named_graphs() {
                quad.graph_name = GraphName::DefaultGraph;
            }
            Ok(quad)
        };
        let quads = quads.into_iter().map(in_default_graph);
        if matches!(self.format, Format::NTriples | Format::NQuads) {
            return stream(
                quads,
                RdfSerializer::from_format(self.format.library_format()),
                out,
            );
        }
        let mut quads = quads.collect::<Result<Vec<Quad>, Failed<E>>>()?;
        if matches!(self.format, Format::Turtle | Format::TriG) {
            let writer = TurtleWriter {
                prefixes: self.prefixes,
                base: self.base,
            };
            let count = quads.len();
            writer.write_dataset(quads, out)?;
            return Ok(count);
        }
        if self.format == Format::JsonLd {
            let prefixed = json_ld::Context::of(self.prefixes, []);
            let context = self.context.unwrap_or(&prefixed);
            return Ok(json_ld::JsonLdWriter { context }.write(&quads, out)?);
        }
        xml::check(&quads)?;
        // The library writers join what follows one another about the same subject.
        quads.sort_by_cached_key(ToString::to_string);
        let serializer = self.library_serializer(&quads);
        stream(quads.into_iter().map(Ok), serializer, out)
    }

    /// Makes the library's writer, with the prefixes that abbreviate a predicate or class of `quads`.
    fn library_serializer(&self, quads: &[Quad]) -> RdfSerializer {
        let mut used = BTreeSet::new();
        let mut note = |node: NamedNodeRef<'_>| {
            if let Some((prefix, _)) = self.prefixes.split(node.as_str()) {
                used.insert(prefix.to_owned());
            }
        };
        for quad in quads {
            note(quad.predicate.as_ref());
            if let Term::NamedNode(object) = &quad.object {
                note(object.as_ref());
            }
        }
        let mut serializer = RdfSerializer::from_format(self.format.library_format());
        for prefix in used {
            let namespace = self.prefixes.namespace(&prefix).unwrap_or_default();
            // A namespace that the library refuses is written out in full instead.
            serializer = serializer
                .clone()
                .with_prefix(prefix, namespace)
                .unwrap_or(serializer);
        }
        serializer
    }
}

fn stream<E: std::error::Error>(
    quads: impl Iterator<Item = Result<Quad, Failed<E>>>,
    serializer: RdfSerializer,
    out: &mut dyn Write,
) -> Result<usize, Failed<E>> {
    let mut writer = serializer.for_writer(out);
    let mut count = 0;
    for quad in quads {
        writer.serialize_quad(&quad?).map_err(Error::from)?;
        count += 1;
    }
    writer.finish().map_err(Error::from)?;
    Ok(count)
}

/// Tells whether `c` would not be seen, or could drive a terminal: a control, a separator of lines or paragraphs, a
/// mark of direction, a soft hyphen, a tag or anything without width.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFF}' | '\u{E0000}'..='\u{E007F}')
}
