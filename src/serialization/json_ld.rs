//! JSON-LD 1.1 with readable keys: subject-centred, deterministic, compacted by a context of our own.
//!
//! Start at [`Context::of`], then [`JsonLdWriter`]. The context is derived from the prefixes, the ontology and its shapes,
//! which stay the one place where a term is declared; whatever a document holds beyond them is still written in full.
//! Every IRI but those of keys, classes and datatypes stands in full, so that a reader without a JSON-LD processor can
//! follow an `id` as it is.

mod context;
mod document;
mod json;
mod schema;

use std::io::{self, Write};

use oxrdf::Quad;

pub use context::Context;

use super::composition::Composition;
use super::{Error, Format};
use crate::prefixes::Prefixes;
use document::{Document, confusing_schemes};

/// Writes datasets as JSON-LD 1.1.
///
/// The same set of quads always gives the same bytes, whatever order it comes in and however its blank nodes are
/// labelled. `@graph` lists the subjects of the default graph in natural order, then one entry per named graph with a
/// `@graph` of its own. Within a node `id` and `type` come first, then names and descriptions, then the other keys in
/// order. Blank nodes that are referred to once stand where they are referred to, well-formed lists as `@list`,
/// language-tagged texts as a map from language to text. The quads are held in memory, the text is not.
///
/// Nothing in the text ends or comments an HTML `script` element, so that it can stand in a page as it is.
///
/// Source: JSON-LD 1.1 (W3C, 2020), sections 4 and 9.
#[derive(Clone, Copy)]
pub struct JsonLdWriter<'a> {
    /// The context; what of it a document needs is written into the document, unless it is published somewhere.
    pub context: &'a Context,
}

impl JsonLdWriter<'_> {
    /// Writes `quads` and gives their number.
    ///
    /// # Errors
    /// [`Error::TripleTerm`] and [`Error::BlankNodes`] before anything is written, [`Error::Output`].
    pub fn write(&self, quads: &[Quad], out: &mut dyn Write) -> Result<usize, Error> {
        if let Some(quad) = quads.iter().find(|quad| quad.object.is_triple()) {
            return Err(Error::TripleTerm {
                format: Format::JsonLd,
                subject: quad.subject.to_string(),
            });
        }
        // Only the places, labels and order are of use here, none of which depends on prefixes or base.
        let none = Prefixes::default();
        let composition = Composition::new(quads, &none, None)?;
        let names = self.context.names(&confusing_schemes(quads));
        Document::new(&composition, names).write(out)?;
        Ok(quads.len())
    }

    /// Gives `quads` as text.
    ///
    /// # Errors
    /// As [`JsonLdWriter::write`].
    pub fn text(&self, quads: &[Quad]) -> Result<String, Error> {
        let mut text = Vec::new();
        self.write(quads, &mut text)?;
        String::from_utf8(text).map_err(|error| Error::Output(io::Error::other(error)))
    }
}
