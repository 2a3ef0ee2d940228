//! The last answer of a session that lives on: its query, and the answer itself where it is not too large.

use std::sync::{Arc, Mutex, PoisonError};

use oxigraph::sparql::QuerySolution;
use oxrdf::{Term, Triple, Variable};

use crate::sparql::Prepared;

/// Bytes that an answer may take to be kept, as far as its texts tell.
const MOST_BYTES: usize = 16 << 20;

/// What a term takes beside its text, in bytes.
const TERM_BYTES: usize = 80;

/// The values of a row, in the order of the columns.
pub type Row = Vec<Option<Term>>;

/// An answer as it was given.
#[derive(Clone, Debug)]
pub enum Kept {
    /// Columns and rows.
    Solutions(Arc<[Variable]>, Vec<Row>),
    /// The answer of an ASK.
    Boolean(bool),
    /// Triples.
    Graph(Vec<Triple>),
}

/// A query that was answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The query, with its parameters bound.
    pub query: Prepared,
    /// Its text with all that it needs, as the user wrote it; `None` where terms are bound to it: [`Prepared::written`].
    pub text: Option<String>,
    /// Whether it saw what is inferred.
    pub inferred: bool,
    /// The whole answer, where it came to its end and is not too large.
    pub kept: Option<Kept>,
}

/// The last answer; shared by the copies of a session.
#[derive(Clone, Debug, Default)]
pub struct Last(Arc<Mutex<Option<Arc<Answered>>>>);

impl Last {
    /// Takes the place of the answer before.
    #[must_use]
    pub fn begin(&self, answered: Answered) -> Arc<Answered> {
        let answered = Arc::new(answered);
        self.restore(Arc::clone(&answered));
        answered
    }

    /// Completes an answer that was begun, unless another has taken its place: a query that was left behind may still
    /// come to its end.
    pub fn complete(&self, begun: &Arc<Answered>, kept: Option<Kept>) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_some_and(|last| Arc::ptr_eq(last, begun)) {
            *last = Some(Arc::new(Answered {
                kept,
                ..Answered::clone(begun)
            }));
        }
    }

    /// Puts an answer back in its place.
    pub fn restore(&self, answered: Arc<Answered>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(answered);
    }

    /// Gives the last answer.
    #[must_use]
    pub fn get(&self) -> Option<Arc<Answered>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Items on their way past, copied while the copies are not too large.
pub(crate) struct Keeping<I, T, K> {
    items: I,
    /// Copies an item, and tells what the copy takes in bytes.
    copy: fn(&T) -> (K, usize),
    kept: Option<Vec<K>>,
    bytes: usize,
    ended: bool,
}

impl<I, T, K> Keeping<I, T, K> {
    /// Keeps what `copy` makes of `items`; nothing unless `keeps`.
    pub(crate) fn new(items: I, copy: fn(&T) -> (K, usize), keeps: bool) -> Self {
        Self {
            items,
            copy,
            kept: keeps.then(Vec::new),
            bytes: 0,
            ended: false,
        }
    }

    /// Gives all items, where they came to their end without an error and are not too large.
    pub(crate) fn kept(self) -> Option<Vec<K>> {
        self.kept.filter(|_| self.ended)
    }
}

impl<T, K, E, I: Iterator<Item = Result<T, E>>> Iterator for Keeping<I, T, K> {
    type Item = Result<T, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next();
        match &item {
            None => self.ended = true,
            Some(Err(_)) => self.kept = None,
            Some(Ok(item)) => {
                if let Some(kept) = &mut self.kept {
                    let (copy, bytes) = (self.copy)(item);
                    self.bytes = self.bytes.saturating_add(bytes);
                    if self.bytes > MOST_BYTES {
                        self.kept = None;
                    } else {
                        kept.push(copy);
                    }
                }
            }
        }
        item
    }
}

/// Copies a row.
pub(crate) fn copied_row(row: &QuerySolution) -> (Row, usize) {
    let terms = row.values().iter();
    let bytes = terms.map(|term| TERM_BYTES + term.as_ref().map_or(0, size_of_term));
    (row.values().to_vec(), bytes.sum())
}

/// Copies a triple.
pub(crate) fn copied_triple(triple: &Triple) -> (Triple, usize) {
    (triple.clone(), size_of_triple(triple))
}

/// Tells what a triple takes, in bytes.
fn size_of_triple(triple: &Triple) -> usize {
    3 * TERM_BYTES
        + size_of_term(&triple.subject.clone().into())
        + triple.predicate.as_str().len()
        + size_of_term(&triple.object)
}

fn size_of_term(term: &Term) -> usize {
    match term {
        Term::NamedNode(node) => node.as_str().len(),
        Term::BlankNode(node) => node.as_str().len(),
        Term::Literal(literal) => literal.value().len() + literal.datatype().as_str().len(),
        Term::Triple(triple) => size_of_triple(triple),
    }
}

#[cfg(test)]
mod tests {
    use super::{Keeping, MOST_BYTES};

    fn keeping(items: Vec<Result<usize, ()>>) -> Option<Vec<usize>> {
        let mut keeping = Keeping::new(items.into_iter(), |size: &usize| (*size, *size), true);
        while keeping.next().is_some() {}
        keeping.kept()
    }

    #[test]
    fn small_answer_is_kept_in_whole() {
        assert_eq!(keeping(vec![Ok(1), Ok(2)]), Some(vec![1, 2]));
    }

    #[test]
    fn large_or_broken_answer_is_not_kept() {
        assert_eq!(keeping(vec![Ok(MOST_BYTES), Ok(1)]), None);
        assert_eq!(keeping(vec![Ok(1), Err(())]), None);
    }

    #[test]
    fn answer_that_nobody_read_to_its_end_is_not_kept() {
        let items = [Ok::<_, ()>(1), Ok(2)];
        let mut keeping = Keeping::new(items.into_iter(), |item: &i32| (*item, 1), true);
        keeping.next();
        assert_eq!(keeping.kept(), None);
    }
}
