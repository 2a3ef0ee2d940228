//! What two datasets do not have in common, whatever the labels of their blank nodes. Layer 2: may use
//! canonicalization, serialization.
//!
//! Start at [`Difference::between`], then [`Difference::by_subject`] for people and [`Difference::write_patch`] for
//! programs. Blank nodes of both sides are paired first: connected parts that are the same by their canonical form
//! (RDFC-1.0, or our own labelling where that refuses them), then node by node by what is said about them. After that
//! a difference is one of sets. Literals are compared by their lexical form.

mod alignment;
mod grouping;

use std::collections::HashSet;
use std::io::{self, Write};

use oxigraph::sparql::CancellationToken;
use oxrdf::{BlankNodeRef, GraphName, NamedOrBlankNode, Quad, TermRef};

pub use grouping::{Change, Subject, Value};

use crate::canonicalization;
use crate::language::wording;
use crate::serialization::visit_blank_nodes;

/// Why two datasets cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Blank nodes that cannot be told apart with bounded work.
    #[error("{}", wording!(
        "the blank nodes are too entangled to be compared",
        "die leeren Knoten sind zu verflochten, um sie zu vergleichen",
    ))]
    TooEntangled,
    /// Somebody cancelled the work.
    #[error("{}", wording!("the comparison was cancelled", "der Vergleich wurde abgebrochen"))]
    Cancelled,
    /// The system did not let the work begin.
    #[error(transparent)]
    Canonicalization(canonicalization::Error),
}

/// Two datasets with the statements that only one of them has.
///
/// A blank node has the same name on both sides where it is the same: that of the canonical N-Quads document of the older
/// dataset, where there is one. What only the newer dataset has is called `new0`, `new1` and so on.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// The older dataset, each statement once, sorted by its N-Quads text.
    pub old: Vec<Quad>,
    /// The newer dataset, likewise.
    pub new: Vec<Quad>,
    /// The statements that only the older one has, sorted likewise.
    pub removed: Vec<Quad>,
    /// The statements that only the newer one has, sorted likewise.
    pub added: Vec<Quad>,
}

impl Difference {
    /// Compares `old` with `new`. A statement that one side repeats counts once.
    ///
    /// It takes time linear in the number of statements (but for sorting them), except for blank nodes that look alike;
    /// for these the work is bounded.
    ///
    /// # Errors
    /// [`Error::TooEntangled`], [`Error::Cancelled`], [`Error::Canonicalization`].
    pub fn between(
        old: Vec<Quad>,
        new: Vec<Quad>,
        cancellation: &CancellationToken,
    ) -> Result<Self, Error> {
        let old = sorted(alignment::named_canonically(old, cancellation)?);
        let new = sorted(alignment::named_as(&old, new, cancellation)?);
        let (removed, added) = {
            let (older, newer): (HashSet<&Quad>, HashSet<&Quad>) =
                (old.iter().collect(), new.iter().collect());
            let only = |quads: &[Quad], others: &HashSet<&Quad>| -> Vec<Quad> {
                let only = quads.iter().filter(|quad| !others.contains(quad));
                only.cloned().collect()
            };
            (only(&old, &newer), only(&new, &older))
        };
        if cancellation.is_cancelled() {
            return Err(Error::Cancelled);
        }
        Ok(Self {
            old,
            new,
            removed,
            added,
        })
    }

    /// Tells whether the two say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// Gives the changes by subject, in the order of the subjects' names.
    ///
    /// Where a subject loses one value of a property and gains one of the same kind (language, datatype, or a node), that
    /// is one changed value; of several it would be a guess which became which.
    #[must_use]
    pub fn by_subject(&self) -> Vec<Subject<'_>> {
        grouping::by_subject(self)
    }

    /// Writes the difference as an RDF Patch, which makes the newer dataset of the older one: one transaction, deletions first.
    ///
    /// A patch takes the labels of blank nodes for identifiers that stay; so a patch with blank nodes fits the canonical
    /// N-Quads document of the older dataset, whose labels it uses.
    ///
    /// # Errors
    /// What `out` says.
    ///
    /// Source: RDF Patch, as of RDF Delta and Apache Jena.
    pub fn write_patch(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "TX .")?;
        for (operation, quads) in [('D', &self.removed), ('A', &self.added)] {
            for quad in quads {
                writeln!(out, "{operation} {quad} .")?;
            }
        }
        writeln!(out, "TC .")
    }
}

fn sorted(mut quads: Vec<Quad>) -> Vec<Quad> {
    quads.sort_by_cached_key(ToString::to_string);
    quads.dedup();
    quads
}

/// Calls `visit` with every blank node of `quad`, those in triple terms included; one that stands twice, twice.
fn visit_nodes<'a>(quad: &'a Quad, visit: &mut dyn FnMut(BlankNodeRef<'a>)) {
    if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
        visit(node.as_ref());
    }
    visit_blank_nodes(quad.object.as_ref(), &mut |term| {
        if let TermRef::BlankNode(node) = term {
            visit(node);
        }
    });
    if let GraphName::BlankNode(node) = &quad.graph_name {
        visit(node.as_ref());
    }
}
