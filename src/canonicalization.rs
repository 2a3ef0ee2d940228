//! Canonical form and hash of a dataset, whatever the labels of its blank nodes, its order or its file format.
//! Layer 1: may use digest.
//!
//! Start at [`hash`]. Follows RDF Dataset Canonicalization (RDFC-1.0, W3C Recommendation of 2024) with SHA-256. What is
//! hashed is the canonical N-Quads document: UTF-8, one line for each different quad, sorted by code point, blank nodes
//! called `c14n0`, `c14n1` and so on, literals in the lexical form they have, language tags in lower case. Triple terms
//! have no canonical form in RDFC-1.0 and are refused. The work is bounded, as the algorithm's is not: a dataset made to
//! keep it busy gives [`Error::TooEntangled`].

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashSet;
use std::convert::Infallible;
use std::io;
use std::panic::resume_unwind;
use std::thread;

use oxigraph::sparql::CancellationToken;
use oxrdf::{BlankNode, GraphNameRef, NamedOrBlankNodeRef, Quad, TermRef};
use sophia::api::dataset::{Dataset, SetDataset};
use sophia::api::quad::Spog;
use sophia::c14n::C14nError;
use sophia::c14n::hash::{HashFunction, Sha256};
use sophia::c14n::rdfc10::{DEFAULT_PERMUTATION_LIMIT, normalize_with, relabel_with};
use sophia::xml::model::Trusted;

use crate::digest;
use crate::language::wording;

/// Why there is no canonical form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Blank nodes that look so much alike that telling them apart would take unbounded work.
    #[error("{}", wording!(
        "the blank nodes are too entangled for a canonical form",
        "die leeren Knoten sind zu verflochten für eine kanonische Form",
    ))]
    TooEntangled,
    /// A triple term, for which RDFC-1.0 defines no canonical form.
    #[error("{}", wording!(
        "RDFC-1.0 has no canonical form for triple terms",
        "RDFC-1.0 hat keine kanonische Form für Tripelterme",
    ))]
    TripleTerm,
    /// Somebody cancelled the work.
    #[error("{}", wording!(
        "the canonicalization was cancelled",
        "die Kanonisierung wurde abgebrochen",
    ))]
    Cancelled,
    /// The system gives no thread to work in.
    #[error("{}", wording!(
        "the canonicalization cannot start",
        "die Kanonisierung kann nicht beginnen",
    ))]
    Thread(#[from] io::Error),
}

/// A canonical form with the blank nodes that it numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalForm {
    /// The canonical text: the same for isomorphic sets of quads.
    pub text: String,
    /// The blank nodes in the order of their canonical numbers.
    pub nodes: Vec<BlankNode>,
}

/// Hashes that one call may make beside those that each blank node needs anyway; a second or two.
const WORK: u64 = 300_000;
/// Hashes that each quad may add to that.
const WORK_PER_QUAD: u64 = 64;
/// How deep the algorithm may recurse, which the stack has to hold.
const DEEPEST_RECURSION: f32 = 5000.0;
/// The stack for that depth, in bytes; memory is only used where it gets that deep.
const STACK: usize = 256 << 20;

/// Gives the canonical hash of `quads`: the SHA-256 of their canonical N-Quads document, in lower-case hexadecimal.
///
/// # Errors
/// [`Error::TooEntangled`], [`Error::TripleTerm`], [`Error::Cancelled`], [`Error::Thread`].
pub fn hash(quads: &[Quad], cancellation: &CancellationToken) -> Result<String, Error> {
    Ok(digest::sha256(&canonical_nquads(quads, cancellation)?))
}

/// Gives the canonical N-Quads document of `quads`.
///
/// # Errors
/// As [`hash`].
///
/// Source: RDFC-1.0, sections 4.4 (algorithm) and 5 (canonical N-Quads).
pub fn canonical_nquads(
    quads: &[Quad],
    cancellation: &CancellationToken,
) -> Result<Vec<u8>, Error> {
    let quads: Vec<&Quad> = quads.iter().collect();
    let count = quads.len();
    bounded(count, cancellation, || nquads(&View::of(&quads)))
}

/// Gives the canonical form of each of `parts`, each a set of quads of its own; they share one bound on the work.
///
/// # Errors
/// As [`hash`], where it holds for any of them.
pub fn canonical_forms(
    parts: &[Vec<&Quad>],
    cancellation: &CancellationToken,
) -> Result<Vec<CanonicalForm>, Error> {
    let count = parts.iter().map(Vec::len).sum();
    bounded(count, cancellation, || {
        parts
            .iter()
            .map(|quads| canonical_form(&View::of(quads)))
            .collect()
    })
}

fn canonical_form(view: &View<'_>) -> Result<CanonicalForm, Error> {
    let text = String::from_utf8_lossy(&nquads(view)?).into_owned();
    let (_, labels) = relabel_with::<Bounded, _>(view, view.depth(), DEFAULT_PERMUTATION_LIMIT)
        .map_err(refused)?;
    let mut nodes: Vec<(usize, BlankNode)> = labels
        .into_iter()
        .map(|(label, canonical)| {
            let number = canonical.as_str().trim_start_matches("c14n");
            (
                number.parse().unwrap_or(usize::MAX),
                BlankNode::new_unchecked(&*label),
            )
        })
        .collect();
    nodes.sort_by_key(|(number, _)| *number);
    Ok(CanonicalForm {
        text,
        nodes: nodes.into_iter().map(|(_, node)| node).collect(),
    })
}

fn nquads(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    normalize_with::<Bounded, _, _>(view, &mut text, view.depth(), DEFAULT_PERMUTATION_LIMIT)
        .map_err(refused)?;
    Ok(text)
}

fn refused(error: C14nError<Infallible>) -> Error {
    match error {
        C14nError::Unsupported(_) => Error::TripleTerm,
        C14nError::ToxicGraph(_) => Error::TooEntangled,
        C14nError::Io(error) => Error::Thread(error),
        C14nError::Dataset(never) => match never {},
    }
}

/// The different quads of a list, as the library reads them.
struct View<'a> {
    quads: HashSet<&'a Quad>,
    /// Occurrences of blank nodes, at least as many as there are blank nodes.
    blank_nodes: usize,
}

impl<'a> View<'a> {
    fn of(quads: &[&'a Quad]) -> Self {
        let quads: HashSet<&Quad> = quads.iter().copied().collect();
        let blank_nodes = quads
            .iter()
            .map(|quad| {
                usize::from(quad.subject.is_blank_node())
                    + usize::from(quad.object.is_blank_node())
                    + usize::from(quad.graph_name.is_blank_node())
            })
            .sum();
        Self { quads, blank_nodes }
    }

    /// Gives the bound on the depth of recursion as the library wants it: as a multiple of the number of blank nodes.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the bound need not be exact to the last digit"
    )]
    fn depth(&self) -> f32 {
        (DEEPEST_RECURSION / self.blank_nodes.max(1) as f32).min(1.0)
    }
}

type Term<'a> = Trusted<TermRef<'a>>;

impl<'a> Dataset for View<'a> {
    type Quad<'x>
        = Spog<Term<'a>>
    where
        Self: 'x;
    type Error = Infallible;

    fn quads(&self) -> impl Iterator<Item = Result<Self::Quad<'_>, Infallible>> + '_ {
        self.quads.iter().map(|quad| {
            let subject: TermRef<'a> = match quad.subject.as_ref() {
                NamedOrBlankNodeRef::NamedNode(node) => node.into(),
                NamedOrBlankNodeRef::BlankNode(node) => node.into(),
            };
            let graph = match quad.graph_name.as_ref() {
                GraphNameRef::DefaultGraph => None,
                GraphNameRef::NamedNode(node) => Some(Trusted(TermRef::from(node))),
                GraphNameRef::BlankNode(node) => Some(Trusted(TermRef::from(node))),
            };
            let predicate = TermRef::from(quad.predicate.as_ref());
            let object = quad.object.as_ref();
            Ok((
                [Trusted(subject), Trusted(predicate), Trusted(object)],
                graph,
            ))
        })
    }
}

impl SetDataset for View<'_> {}

/// Why the work was given up.
enum Stop {
    TooMuch,
    Cancelled,
}

/// What is left of the work that a call may do.
struct Allowance {
    hashes: u64,
    cancellation: CancellationToken,
}

thread_local! {
    static ALLOWANCE: RefCell<Option<Allowance>> = const { RefCell::new(None) };
}

/// The hash function of RDFC-1.0, which counts how often it is used.
///
/// The library guards against wide and deep searches, but not against many of bounded width and depth: forty nodes with
/// three neighbours each would keep it busy for ever. It asks nobody whether to go on, and only its hash function is
/// ours; so that one unwinds the thread of [`bounded`].
struct Bounded(Sha256);

impl HashFunction for Bounded {
    type Output = <Sha256 as HashFunction>::Output;

    fn initialize() -> Self {
        let stop = ALLOWANCE.with_borrow_mut(|allowance| {
            let allowance = allowance.as_mut()?;
            if allowance.cancellation.is_cancelled() {
                return Some(Stop::Cancelled);
            }
            allowance.hashes = allowance.hashes.saturating_sub(1);
            (allowance.hashes == 0).then_some(Stop::TooMuch)
        });
        if let Some(stop) = stop {
            resume_unwind(Box::new(stop));
        }
        Self(Sha256::initialize())
    }

    fn update(&mut self, data: impl AsRef<[u8]>) {
        self.0.update(data);
    }

    fn finalize(self) -> Self::Output {
        self.0.finalize()
    }
}

/// Runs `work` on a stack of its own within the bounds that a dataset of so many `quads` has.
fn bounded<T: Send>(
    quads: usize,
    cancellation: &CancellationToken,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    let allowance = Allowance {
        hashes: WORK + WORK_PER_QUAD * quads as u64,
        cancellation: cancellation.clone(),
    };
    let ended = thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || {
                ALLOWANCE.set(Some(allowance));
                work()
            })?;
        Ok::<_, io::Error>(thread.join())
    })?;
    match ended.map_err(|payload: Box<dyn Any + Send>| payload.downcast::<Stop>()) {
        Ok(result) => result,
        Err(Ok(stop)) => Err(match *stop {
            Stop::TooMuch => Error::TooEntangled,
            Stop::Cancelled => Error::Cancelled,
        }),
        Err(Err(panic)) => resume_unwind(panic),
    }
}
