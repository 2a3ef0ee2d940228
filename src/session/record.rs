//! What queries answered, kept beside what is shown, for a record of the session.

use std::sync::{Arc, Mutex, PoisonError};

use oxigraph::sparql::QuerySolution;
use oxrdf::{Term, Triple, Variable};

/// Rows or triples of one answer that are kept.
const MOST: usize = 1000;

/// The answer of one query.
#[derive(Clone, Debug)]
pub enum Recorded {
    /// The rows of SELECT.
    Rows {
        /// The columns.
        variables: Vec<Variable>,
        /// The first rows, a value for each column.
        rows: Vec<Vec<Option<Term>>>,
        /// How many more there were.
        more: u64,
    },
    /// The answer of ASK.
    Truth(bool),
    /// The triples of CONSTRUCT and DESCRIBE.
    Graph {
        /// The first triples.
        triples: Vec<Triple>,
        /// How many more there were.
        more: u64,
    },
}

impl Recorded {
    /// Gives the answer of a SELECT before its first row.
    #[must_use]
    pub fn rows(variables: &[Variable]) -> Self {
        Self::Rows {
            variables: variables.to_vec(),
            rows: Vec::new(),
            more: 0,
        }
    }

    /// Gives the answer of a CONSTRUCT before its first triple.
    #[must_use]
    pub fn graph() -> Self {
        Self::Graph {
            triples: Vec::new(),
            more: 0,
        }
    }
}

/// The answers since the last look, shared between the threads of a session; the first thousand rows of each.
#[derive(Clone, Debug, Default)]
pub struct Record {
    answers: Arc<Mutex<Vec<Recorded>>>,
}

impl Record {
    /// Begins the answer of a query.
    pub fn begin(&self, answer: Recorded) {
        self.answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(answer);
    }

    /// Adds a row to the answer that was begun last.
    pub fn row(&self, row: &QuerySolution) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Recorded::Rows { rows, more, .. }) = answers.last_mut() {
            if rows.len() < MOST {
                rows.push(row.values().to_vec());
            } else {
                *more += 1;
            }
        }
    }

    /// Adds a triple to the answer that was begun last.
    pub fn triple(&self, triple: &Triple) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Recorded::Graph { triples, more }) = answers.last_mut() {
            if triples.len() < MOST {
                triples.push(triple.clone());
            } else {
                *more += 1;
            }
        }
    }

    /// Takes the answers out.
    #[must_use]
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut *self.answers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
