//! Queries that check nodes one by one, as SHACL has them: some variables get their values before the evaluation.
//!
//! Start at [`Constraint::prepare`], then [`Constraint::evaluate`]. Source: SHACL, sections 5.2 and 5.3.

use oxigraph::sparql::{CancellationToken, QueryResults};
use oxrdf::{Term, Variable};
use spargebra::Query;

use super::algebra::{self, Restriction};
use super::diagnose;
use super::diagnostic::Diagnostic;
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::store::{self, Dataset};

/// Why a query cannot check nodes.
#[derive(Debug, thiserror::Error)]
pub enum Unsuitable {
    /// It is no valid query, or does not mention a parameter.
    #[error("{0}")]
    Invalid(Box<Diagnostic>),
    /// It is of another form.
    #[error("{}", wording!("it is no {0} query", "sie ist keine {0}-Abfrage", .0))]
    Form(&'static str),
    /// It contains what may not stand in such a query.
    #[error("{}", wording!(
        "it contains {0}, which SHACL does not allow here",
        "sie enthält {0}, was SHACL hier nicht erlaubt",
        .0,
    ))]
    Clause(&'static str),
    /// It assigns a variable that has its value already.
    #[error("{}", wording!(
        "it assigns {0}, which has its value before",
        "sie weist {0} einen Wert zu, obwohl die Variable schon einen hat",
        .0,
    ))]
    Assigned(Variable),
    /// It, or a subquery, does not return a variable that has its value before.
    #[error("{}", wording!(
        "it, or a query inside it, does not return {0}",
        "sie oder eine Abfrage in ihr gibt {0} nicht zurück",
        .0,
    ))]
    NotReturned(Variable),
    /// It calls a function that is not known.
    #[error("{}", wording!(
        "it calls the function {0}, which is not known",
        "sie ruft die Funktion {0} auf, die nicht bekannt ist",
        .0,
    ))]
    Function(String),
    /// It uses the shapes graph as data.
    #[error("{}", wording!("it mentions {0}", "sie erwähnt {0}", .0))]
    Variable(Variable),
    /// A parameter whose value is a blank node.
    #[error("{}", wording!(
        "the value of {0} is a blank node",
        "der Wert von {0} ist ein leerer Knoten",
        .0,
    ))]
    BlankNode(Variable),
}

/// A query that checks nodes.
#[derive(Clone, Debug)]
pub struct Constraint {
    query: Query,
    /// The variables that get their values when it is evaluated.
    variables: Vec<Variable>,
}

impl Constraint {
    /// Parses a SELECT query, or an ASK query where `ask`.
    ///
    /// `parameters` are bound now, where the query mentions them; `variables` at each evaluation.
    ///
    /// # Errors
    /// [`Unsuitable`] with the reason.
    pub fn prepare(
        text: &str,
        ask: bool,
        prefixes: &Prefixes,
        parameters: &[(Variable, Term)],
        variables: &[Variable],
    ) -> Result<Self, Unsuitable> {
        let invalid = |diagnostic| Unsuitable::Invalid(Box::new(diagnostic));
        diagnose::before_parsing(text).map_err(invalid)?;
        let mut query = algebra::parse_query(text, prefixes).map_err(|refusal| {
            invalid(diagnose::refused(
                text,
                prefixes,
                super::Kind::Query,
                &refusal,
            ))
        })?;
        match (&query, ask) {
            (Query::Select { .. }, false) | (Query::Ask { .. }, true) => {}
            (_, true) => return Err(Unsuitable::Form("ASK")),
            (_, false) => return Err(Unsuitable::Form("SELECT")),
        }
        if algebra::has_misplaced_aggregate(algebra::pattern(&query)) {
            return Err(invalid(diagnose::misplaced_aggregate(text)));
        }
        let mentioned: Vec<_> = variables
            .iter()
            .filter(|variable| !ask || algebra::mentions(&query, variable))
            .cloned()
            .collect();
        if let Some(restriction) = algebra::restriction(&query, &mentioned) {
            return Err(restriction.into());
        }
        let shapes_graph = Variable::new_unchecked("shapesGraph");
        if algebra::mentions(&query, &shapes_graph) {
            return Err(Unsuitable::Variable(shapes_graph));
        }
        for (variable, term) in parameters {
            if !algebra::mentions(&query, variable) {
                continue;
            }
            let bound = algebra::bind_query(&mut query, variable, std::slice::from_ref(term));
            bound.map_err(|obstacle| match obstacle {
                algebra::Obstacle::BlankNode => Unsuitable::BlankNode(variable.clone()),
                algebra::Obstacle::Assigned => Unsuitable::Assigned(variable.clone()),
                algebra::Obstacle::Unused | algebra::Obstacle::Several => {
                    Unsuitable::Invalid(Box::new(diagnose::parameter(text, variable, &obstacle)))
                }
            })?;
        }
        Ok(Self {
            variables: mentioned,
            query,
        })
    }

    /// Starts the query with `value` for each variable that it mentions. An ASK query may answer by a row, or none.
    ///
    /// # Errors
    /// Those of [`Dataset::query`].
    pub fn evaluate(
        &self,
        dataset: &dyn Dataset,
        value: impl Fn(&Variable) -> Option<Term>,
        cancellation: &CancellationToken,
    ) -> Result<QueryResults<'static>, store::Error> {
        let values: Vec<_> = self
            .variables
            .iter()
            .filter_map(|variable| Some((variable.clone(), value(variable)?)))
            .collect();
        let mut query = self.query.clone();
        let bound = values.iter().all(|(variable, term)| {
            // A literal cannot stand everywhere in a text, as a subject for instance.
            let written = match term {
                Term::NamedNode(iri) => algebra::substitute(&mut query, variable, iri),
                _ => false,
            };
            written
                || !algebra::mentions(&query, variable)
                || algebra::bind_query(&mut query, variable, std::slice::from_ref(term)).is_ok()
        });
        if bound {
            return dataset.query(&algebra::query_text(&query), cancellation);
        }
        // A blank node can be written into no text, so the engine is given it, which takes longer.
        let query = algebra::returning(self.query.clone(), &self.variables);
        dataset.query_with(&algebra::query_text(&query), &values, cancellation)
    }
}

impl From<Restriction> for Unsuitable {
    fn from(restriction: Restriction) -> Self {
        match restriction {
            Restriction::Clause(clause) => Self::Clause(clause),
            Restriction::Assigned(variable) => Self::Assigned(variable),
            Restriction::NotReturned(variable) => Self::NotReturned(variable),
            Restriction::Function(name) => Self::Function(name.to_string()),
        }
    }
}
