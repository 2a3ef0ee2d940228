//! The join with `sparql` and `results`: from the text of a statement to rendered bytes.

use std::io::Write;

use oxigraph::sparql::QueryResults;

use crate::commands::Outcome;
use crate::failure::Failure;
use crate::session::Session;

use super::runner::{Progress, Work};
use super::statements::Form;

/// A statement that is wrong, and the byte where.
pub(super) struct Wrong {
    pub(super) failure: Failure,
    pub(super) at: usize,
}

/// Checks `text` and gives the work that evaluates it.
pub(super) fn prepare(text: &str, form: Form, session: &Session) -> Result<Work, Wrong> {
    let mut query = String::new();
    for (prefix, namespace) in session.prefixes.iter() {
        query.push_str(&format!("PREFIX {prefix}: <{namespace}>\n"));
    }
    query.push_str(text);
    if form != Form::Update
        && let Err(error) = oxigraph::sparql::SparqlEvaluator::new().parse_query(&query)
    {
        let failure = Failure::new(crate::failure::Kind::Query, error.to_string());
        return Err(Wrong { failure, at: 0 });
    }
    Ok(Box::new(
        move |session: &mut Session, progress: &Progress, out: &mut dyn Write| {
            if form == Form::Update {
                session.dataset.update(&query, &session.cancellation)?;
                return Ok(Outcome::Done);
            }
            let cancelled = |session: &Session| session.cancellation.is_cancelled();
            match session.dataset.query(&query, &session.cancellation)? {
                QueryResults::Solutions(rows) => {
                    for row in rows {
                        let row = row.map_err(crate::store::Error::from)?;
                        progress.row();
                        if cancelled(session) {
                            break;
                        }
                        let row: Vec<String> = row.values().iter().map(|t| t.as_ref().map_or(String::new(), ToString::to_string)).collect();
                        writeln!(out, "{}", row.join("\t"))?;
                    }
                }
                QueryResults::Boolean(value) => writeln!(out, "{value}")?,
                QueryResults::Graph(triples) => {
                    for triple in triples {
                        writeln!(out, "{} .", triple.map_err(crate::store::Error::from)?)?;
                    }
                }
            }
            if cancelled(session) {
                return Err(Failure::new(crate::failure::Kind::Interrupted, "the query was cancelled"));
            }
            Ok(Outcome::Done)
        },
    ))
}
