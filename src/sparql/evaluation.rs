//! Runs a prepared query: rows as they come, or sorted; cancelled or timed out, it ends in an error, never in a part.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use oxigraph::sparql::{
    CancellationToken, QueryEvaluationError, QueryResults, QuerySolution, QuerySolutionIter,
};
use oxrdf::{BlankNode, Term, Triple, Variable};

use super::algebra::{Cut, fill};
use super::ordering::{Row, Sorter};
use super::plan::Plan;
use super::split::Kind;
use crate::language::wording;
use crate::store::{self, Dataset, EmbeddedDataset};

/// Why a query gave no complete answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The time limit passed.
    #[error("{}", wording!(
        "the query was stopped after {}",
        "die Abfrage wurde nach {} angehalten",
        shown(*.limit),
    ))]
    Timeout {
        /// The limit.
        limit: Duration,
    },
    /// Someone cancelled the query.
    #[error("{}", wording!("the query was cancelled", "die Abfrage wurde abgebrochen"))]
    Cancelled,
    /// The time limit of an update passed; nothing of it was applied.
    #[error("{}", wording!(
        "the update was stopped after {}: nothing was changed",
        "das Update wurde nach {} angehalten: nichts wurde geändert",
        shown(*.limit),
    ))]
    UpdateTimeout {
        /// The limit.
        limit: Duration,
    },
    /// Someone cancelled an update; nothing of it was applied.
    #[error("{}", wording!(
        "the update was cancelled: nothing was changed",
        "das Update wurde abgebrochen: nichts wurde geändert",
    ))]
    UpdateCancelled,
    /// A query was expected, or an update.
    #[error("{}", wrong_kind(*.found))]
    WrongKind {
        /// What the text is.
        found: Kind,
    },
    /// The plan of the engine has a shape that is not known.
    #[error("{}", wording!(
        "the plan of the query cannot be read",
        "der Plan der Abfrage lässt sich nicht lesen",
    ))]
    Plan,
    /// The dataset failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    /// Gives what an evaluation that ended early means for an update.
    pub(super) fn of_update(self) -> Self {
        match self {
            Self::Timeout { limit } => Self::UpdateTimeout { limit },
            Self::Cancelled => Self::UpdateCancelled,
            other => other,
        }
    }
}

/// Says that a text is of the kind that was `found`, and not of the other one.
#[must_use]
pub fn wrong_kind(found: Kind) -> String {
    match found {
        Kind::Query => wording!(
            "this is a query, not an update",
            "das ist eine Abfrage, kein Update"
        ),
        Kind::Update => wording!(
            "this is an update, not a query",
            "das ist ein Update, keine Abfrage"
        ),
    }
}

fn shown(limit: Duration) -> String {
    if limit.subsec_millis() == 0 {
        format!("{} s", limit.as_secs())
    } else {
        format!("{} ms", limit.as_millis())
    }
}

/// Ends one evaluation early: at a time limit, or when its token is cancelled.
///
/// It serves one evaluation; once it has fired it stays so.
#[derive(Clone, Default)]
pub struct Cancellation {
    token: CancellationToken,
    timed_out: Arc<AtomicBool>,
    limit: Option<Duration>,
}

impl Cancellation {
    /// Makes one that ends with `token`, for instance that of a signal handler.
    #[must_use]
    pub fn with_token(token: CancellationToken) -> Self {
        Self {
            token,
            ..Self::default()
        }
    }

    /// Sets the longest time an evaluation may take, counted from its start.
    #[must_use]
    pub fn with_limit(mut self, limit: Option<Duration>) -> Self {
        self.limit = limit;
        self
    }

    /// Cancels the evaluation, from any thread.
    pub fn cancel(&self) {
        self.token.cancel();
    }

    /// Tells whether the evaluation is to end, for whatever reason.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Gives the token that the dataset looks at.
    #[must_use]
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }

    fn error(&self) -> Error {
        match self.limit {
            Some(limit) if self.timed_out.load(Ordering::Relaxed) => Error::Timeout { limit },
            _ => Error::Cancelled,
        }
    }

    fn time_out(&self) {
        // A query that was cancelled before stays cancelled.
        if !self.token.is_cancelled() {
            self.timed_out.store(true, Ordering::Relaxed);
            self.token.cancel();
        }
    }
}

/// Watches the clock for one evaluation; its thread ends with it.
pub(super) struct Watch {
    cancellation: Cancellation,
    deadline: Option<Instant>,
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Watch {
    pub(super) fn start(cancellation: &Cancellation) -> Self {
        let running = cancellation.limit.map(|limit| {
            let (stop, stopped) = mpsc::channel();
            let cancellation = cancellation.clone();
            let thread = thread::spawn(move || {
                if stopped.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                    cancellation.time_out();
                }
            });
            (stop, thread)
        });
        // A limit beyond the end of the clock is none.
        let deadline = cancellation
            .limit
            .and_then(|limit| Instant::now().checked_add(limit));
        Self {
            cancellation: cancellation.clone(),
            deadline,
            running,
        }
    }

    /// Fails where the evaluation was cancelled or ran out of time.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self
            .deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
        {
            self.cancellation.time_out();
        }
        if self.cancellation.is_cancelled() {
            Err(self.cancellation.error())
        } else {
            Ok(())
        }
    }

    /// Ends it: what was found in time may be looked at for longer.
    fn stop(&mut self) {
        self.deadline = None;
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            // The thread does nothing that can panic, and there is nobody to tell.
            let _ = thread.join();
        }
    }

    /// Words an error of the dataset; after a cancellation that is the reason, whatever the dataset says.
    pub(super) fn worded(&self, error: impl Into<store::Error>) -> Error {
        match self.check() {
            Err(error) => error,
            Ok(()) => Error::Store(error.into()),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What a query answers.
pub enum Answer {
    /// The rows of a SELECT.
    Solutions {
        /// The columns, in the order of the query.
        variables: Vec<Variable>,
        /// The rows; an error is the last item and means that the answer is not complete.
        rows: Rows,
    },
    /// The answer of an ASK.
    Boolean(bool),
    /// The triples of a CONSTRUCT or DESCRIBE, each once; an error is the last item.
    Graph(Triples),
}

/// The rows of an answer.
pub type Rows = Guarded<QuerySolution>;
/// The triples of an answer.
pub type Triples = Guarded<Triple>;

/// Items that end with an error where the evaluation was cut short.
pub struct Guarded<T> {
    items: Option<Box<dyn Iterator<Item = Result<T, store::Error>>>>,
    watch: Watch,
}

impl<T: 'static> Guarded<T> {
    fn new(items: impl Iterator<Item = Result<T, store::Error>> + 'static, watch: Watch) -> Self {
        Self {
            items: Some(Box::new(items)),
            watch,
        }
    }
}

impl<T: 'static> From<Vec<T>> for Guarded<T> {
    /// Gives items that are known already, and cannot be cancelled.
    fn from(items: Vec<T>) -> Self {
        let watch = Watch::start(&Cancellation::default());
        Self::new(items.into_iter().map(Ok), watch)
    }
}

impl<T> Iterator for Guarded<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.as_mut()?.next();
        // After a cancellation the engine may still give a row with the sum of a part: the check comes after the row.
        let item = match (self.watch.check(), item) {
            (Ok(()), None) => None,
            (Ok(()), Some(Ok(item))) => return Some(Ok(item)),
            (Ok(()), Some(Err(error))) => Some(Err(Error::Store(error))),
            (Err(error), _) => Some(Err(error)),
        };
        self.items = None;
        self.watch.stop();
        item
    }
}

/// Evaluates `text`; with `cut`, sorts its rows and fills the template of a CONSTRUCT.
pub(super) fn evaluate(
    text: &str,
    cut: Option<&Cut>,
    dataset: &dyn Dataset,
    cancellation: &Cancellation,
) -> Result<Answer, Error> {
    let watch = Watch::start(cancellation);
    watch.check()?;
    let results = dataset
        .query(text, cancellation.token())
        .map_err(|error| watch.worded(error))?;
    match (results, cut) {
        (QueryResults::Solutions(solutions), Some(cut)) => {
            let rows = sorted(solutions, cut, &watch)?;
            Ok(match &cut.template {
                None => {
                    let columns: Arc<[Variable]> = cut.variables.clone().into();
                    let rows = rows
                        .into_iter()
                        .map(move |row| Ok((Arc::clone(&columns), row).into()));
                    Answer::Solutions {
                        variables: cut.variables.clone(),
                        rows: Guarded::new(rows, watch),
                    }
                }
                Some(_) => {
                    Answer::Graph(Guarded::new(filled(&rows, cut).into_iter().map(Ok), watch))
                }
            })
        }
        (QueryResults::Solutions(solutions), None) => Ok(Answer::Solutions {
            variables: solutions.variables().to_vec(),
            rows: Guarded::new(solutions.map(|row| Ok(row?)), watch),
        }),
        (QueryResults::Graph(triples), _) => {
            let triples = triples.map(|triple| triple.map_err(store::Error::from));
            let mut seen = HashSet::new();
            // DESCRIBE over several graphs repeats triples.
            let once = triples.filter(move |triple| {
                triple
                    .as_ref()
                    .map_or(true, |triple| seen.insert(triple.clone()))
            });
            Ok(Answer::Graph(Guarded::new(once, watch)))
        }
        (QueryResults::Boolean(answer), _) => {
            watch.check()?;
            Ok(Answer::Boolean(answer))
        }
    }
}

/// Drains the rows and sorts them; the columns that are only keys are dropped.
fn sorted(
    solutions: QuerySolutionIter<'static>,
    cut: &Cut,
    watch: &Watch,
) -> Result<Vec<Row>, Error> {
    let end = cut.length.map(|length| cut.start.saturating_add(length));
    // Rows that are left out as equal must not take the place of others.
    let mut sorter = Sorter::new(
        cut.keys.iter().map(|key| key.descending).collect(),
        end.filter(|_| !cut.distinct),
    );
    for row in solutions {
        watch.check()?;
        let mut row = row.map_err(|error| watch.worded(error))?.values().to_vec();
        let keys: Vec<Option<Term>> = cut
            .keys
            .iter()
            .map(|key| row.get(key.column).cloned().flatten())
            .collect();
        row.truncate(cut.variables.len());
        sorter.push(keys.iter().map(Option::as_ref), row);
    }
    watch.check()?;
    let mut rows = sorter.finish();
    if cut.distinct {
        let mut seen = HashSet::new();
        rows.retain(|row| seen.insert(row.clone()));
    }
    rows.truncate(end.unwrap_or(usize::MAX));
    rows.drain(..cut.start.min(rows.len()));
    watch.check()?;
    Ok(rows)
}

/// Fills the template of a CONSTRUCT with each row, its blank nodes anew each time.
fn filled(rows: &[Row], cut: &Cut) -> Vec<Triple> {
    let mut triples = Vec::new();
    let mut seen = HashSet::new();
    for row in rows {
        let mut blanks: Vec<(BlankNode, BlankNode)> = Vec::new();
        let mut blank = |label: &BlankNode| {
            if let Some((_, node)) = blanks.iter().find(|(known, _)| known == label) {
                node.clone()
            } else {
                let node = BlankNode::default();
                blanks.push((label.clone(), node.clone()));
                node
            }
        };
        let value = |variable: &Variable| {
            let column = cut.variables.iter().position(|known| known == variable)?;
            row.get(column).cloned().flatten()
        };
        for pattern in cut.template.iter().flatten() {
            if let Some(triple) = fill(pattern, &value, &mut blank)
                && seen.insert(triple.clone())
            {
                triples.push(triple);
            }
        }
    }
    triples
}

/// Plans `text`, and runs it to its end where `analyze` is set.
pub(super) fn explain(
    text: &str,
    cut: Option<&Cut>,
    dataset: &dyn Dataset,
    cancellation: &Cancellation,
    analyze: bool,
) -> Result<Plan, Error> {
    let watch = Watch::start(cancellation);
    let (results, explanation) = dataset
        .explain(text, cancellation.token())
        .map_err(|error| watch.worded(error))?;
    if analyze {
        match results {
            QueryResults::Solutions(solutions) => drain(solutions, &watch)?,
            QueryResults::Graph(triples) => drain(triples, &watch)?,
            QueryResults::Boolean(_) => {}
        }
    }
    watch.check()?;
    let mut json = Vec::new();
    explanation
        .write_in_json(&mut json)
        .map_err(|_| Error::Plan)?;
    Plan::from_json(&json, cut, analyze).ok_or(Error::Plan)
}

/// Measures how long the engine plans `text`; nothing where it does not tell.
///
/// A plan depends on the text alone, so that a dataset without quads does.
pub(super) fn planning(text: &str) -> Option<Duration> {
    let nothing = EmbeddedDataset::in_memory().ok()?;
    let (_, explanation) = nothing.explain(text, &CancellationToken::new()).ok()?;
    let mut json = Vec::new();
    explanation.write_in_json(&mut json).ok()?;
    let told: serde_json::Value = serde_json::from_slice(&json).ok()?;
    let seconds = told.get("planning duration in seconds")?.as_f64()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn drain<T>(
    items: impl Iterator<Item = Result<T, QueryEvaluationError>>,
    watch: &Watch,
) -> Result<(), Error> {
    for item in items {
        item.map_err(|error| watch.worded(error))?;
        watch.check()?;
    }
    Ok(())
}
