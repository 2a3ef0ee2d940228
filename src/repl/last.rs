//! The last result once more: `.last`.
//!
//! What is kept of it is shown without running the query again; the text of the query is made to stand alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use oxigraph::sparql::QuerySolution;
use oxrdf::Variable;

use crate::commands::Outcome;
use crate::commands::answer::{Asked, Target, cancellation, write_for};
use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::results::{self, Format};
use crate::session::{Answered, Display, Kept, Session};
use crate::sparql::lexer::{TokenKind, tokens};
use crate::sparql::{self, Answer, declared_prefixes};

use super::runner::Work;
use super::shell::{Flow, Shell};

/// How much of the last result is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// As much as the settings show.
    AsSet,
    /// Every row.
    All,
}

impl Shell {
    /// Gives what is known of the last result.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where there is none yet.
    pub(super) fn last_answer(&self) -> Result<Arc<Answered>> {
        self.session.last.get().ok_or_else(|| {
            let message = wording!("there is no result yet", "es gibt noch kein Ergebnis");
            Failure::new(Kind::Usage, message)
        })
    }

    /// Shows the last result again, or its query.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where there is none yet; those of the query where it has to run again.
    pub(super) fn last_again(&mut self, wanted: Option<&str>) -> Result<Flow> {
        let extent = match wanted {
            None => Extent::AsSet,
            Some("--all") => Extent::All,
            Some("--query") => {
                let text = text(self.last_answer()?.as_ref(), &self.session.prefixes);
                self.say(&format!("{}\n", text.trim_end()))?;
                return Ok(Flow::Next);
            }
            Some(other) => {
                let message = wording!(
                    "`.last` takes `--all` or `--query`, not `{other}`",
                    "`.last` nimmt `--all` oder `--query`, nicht `{other}`"
                );
                return Err(Failure::new(Kind::Usage, message));
            }
        };
        let answered = self.last_answer()?;
        if answered.kept.is_none() {
            self.note(&wording!(
                "the last result is too large to be kept, or was not complete: its query runs again",
                "das letzte Ergebnis ist zu groß zum Merken oder war unvollständig: seine Abfrage läuft noch einmal"
            ));
        }
        let of_file = self.output.file().and_then(Format::from_path);
        let work: Work = Box::new(move |session, progress, out| {
            let on_row = || progress.row();
            let (answer, started) = match &answered.kept {
                Some(kept) => (known(kept), None),
                None => (
                    run_again(&answered, session)?,
                    Some(std::time::Instant::now()),
                ),
            };
            let asked = Asked {
                query: &answered.query,
                text: answered.text.clone(),
                started,
                on_row: &on_row,
                on_end: &|| (),
            };
            let (format, display) = shown(extent, of_file, &answered, session.display);
            let target = Target {
                format,
                display,
                presentation: &session.presentation,
            };
            let written = write_for(answer, &asked, target, session, out);
            if answered.kept.is_some() {
                // Whoever stopped reading still has it.
                session.last.restore(answered);
            }
            written?;
            Ok(Outcome::Done)
        });
        self.work(false, work)
    }
}

/// Gives an answer that is kept.
fn known(kept: &Kept) -> Answer {
    match kept {
        Kept::Boolean(value) => Answer::Boolean(*value),
        Kept::Graph(triples) => Answer::Graph(triples.clone().into()),
        Kept::Solutions(columns, rows) => {
            let rows: Vec<QuerySolution> = rows
                .iter()
                .map(|row| QuerySolution::from((Arc::clone(columns), row.clone())))
                .collect();
            let variables: Vec<Variable> = columns.to_vec();
            Answer::Solutions {
                variables,
                rows: rows.into(),
            }
        }
    }
}

fn run_again(answered: &Answered, session: &Session) -> Result<Answer> {
    let with_inferred = if answered.inferred {
        Some(session.with_inferred()?)
    } else {
        None
    };
    let dataset = with_inferred.as_deref().unwrap_or(&*session.dataset);
    let cancellation = cancellation(session, None);
    Ok(answered.query.evaluate(dataset, &cancellation)?)
}

/// Gives the format and the display: with all rows, those that are kept are fitted to the screen, which is seen from
/// their widths; the others stream into a table in full, so that memory does not grow with them.
fn shown(
    extent: Extent,
    of_file: Option<Format>,
    answered: &Answered,
    display: Display,
) -> (Option<Format>, Display) {
    if extent == Extent::AsSet || display.width.is_none() {
        return (of_file, display);
    }
    if answered.kept.is_some() {
        let max_rows = Some(usize::MAX);
        return (
            of_file,
            Display {
                max_rows,
                ..display
            },
        );
    }
    let is_graph = matches!(
        answered.query.form(),
        sparql::Form::Construct | sparql::Form::Describe
    );
    let in_full = Display {
        width: None,
        colour: false,
        ..display
    };
    let as_set = if is_graph {
        display.graphs_as
    } else {
        display.rows_as.or(Some(Format::Table))
    };
    let fitting = as_set.filter(|format| {
        format.holds(if is_graph {
            results::Kind::Graph
        } else {
            results::Kind::Solutions
        })
    });
    (of_file.or(fitting), in_full)
}

/// Gives the text of a query with everything it needs.
fn text(answered: &Answered, prefixes: &Prefixes) -> String {
    match &answered.text {
        Some(text) => text.clone(),
        None => self_contained(&answered.query.written(prefixes), prefixes),
    }
}

/// Puts the declarations of the prefixes before `text` that it uses and does not declare.
pub(super) fn self_contained(text: &str, prefixes: &Prefixes) -> String {
    let declared = declared_prefixes(text);
    let used: BTreeSet<&str> = tokens(text)
        .iter()
        .filter(|token| token.kind == TokenKind::PrefixedName)
        .filter_map(|token| token.text(text).split_once(':'))
        .map(|(prefix, _)| prefix)
        .filter(|prefix| declared.namespace(prefix).is_none())
        .collect();
    let declarations: Vec<String> = used
        .into_iter()
        .filter_map(|prefix| Some((prefix, prefixes.namespace(prefix)?)))
        .map(|(prefix, namespace)| format!("PREFIX {prefix}: <{namespace}>\n"))
        .collect();
    format!("{}{text}", declarations.concat())
}

#[cfg(test)]
mod tests {
    use super::self_contained;
    use crate::prefixes::Prefixes;

    #[test]
    fn query_declares_what_it_uses_and_nothing_else() {
        let text = "PREFIX f: <http://other/> ASK { e:a f:b \"e:c\" }";
        let mut prefixes = Prefixes::default();
        for (prefix, namespace) in [("e", "http://e/"), ("f", "http://f/"), ("g", "http://g/")] {
            prefixes.insert(prefix, namespace).unwrap();
        }
        assert_eq!(
            self_contained(text, &prefixes),
            format!("PREFIX e: <http://e/>\n{text}")
        );
    }
}
