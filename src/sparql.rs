//! Parse and evaluate queries and updates under time limits. Layer 2: may use store, prefixes.
//!
//! Start at [`prepare`], then [`Prepared::evaluate`]. A text is judged by the engine's parser; what is wrong with it
//! is worded here, as a [`Diagnostic`]. Follows SPARQL 1.2 (drafts included) with `LATERAL`; SERVICE and LOAD are
//! refused, as the program opens no connection.

mod algebra;
mod aliases;
mod columns;
mod constraint;
mod counts;
mod diagnose;
mod diagnostic;
mod emptiness;
mod evaluation;
mod fix;
mod formatting;
pub mod lexer;
mod nearness;
mod ordering;
mod plan;
mod remarks;
mod split;
mod spoken;
mod subclasses;
mod value;
mod words;
mod written;

use std::time::Duration;

use oxrdf::{Term, Variable};
use spargebra::{Query, Update};

use crate::prefixes::Prefixes;
use crate::store::Dataset;

use algebra::Cut;
use evaluation::Watch;
use written::Written;

pub use constraint::{Constraint, Unsuitable};
pub use counts::Counts;
pub use diagnose::{with_declaration, with_known_name};
pub use diagnostic::{Diagnostic, Label};
pub(crate) use diagnostic::{HELP, NOTE};
pub use emptiness::{Emptiness, Part, Stage, why_empty};
pub use evaluation::{Answer, Cancellation, Error, Guarded, Rows, Triples, wrong_kind};
pub use fix::{Edit, Fix};
pub use formatting::formatted;
pub use nearness::{Vocabulary, in_short};
pub use plan::{Plan, Step};
pub use remarks::{Remark, remarks};
pub use split::{Kind, declared_prefixes, kind, split};
pub use words::{CASTS, FUNCTIONS, KEYWORDS, WELL_KNOWN_PREFIXES};

/// Variables with the terms that each of them stands for.
pub type Parameters = [(Variable, Vec<Term>)];

/// What a prepared text gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Rows.
    Select,
    /// A truth value.
    Ask,
    /// Triples made from a template.
    Construct,
    /// Triples about things.
    Describe,
    /// Nothing: it changes the data.
    Update,
}

/// A query or update that is known to be valid, with its parameters bound.
#[derive(Clone, Debug)]
pub struct Prepared {
    form: Form,
    variables: Vec<Variable>,
    text: String,
    /// The prefixes that it declares itself.
    declared: Prefixes,
    /// What is sent to the dataset, where that differs.
    cut: Option<(String, Cut)>,
    /// What it was made of.
    written: Written,
}

/// Parses `text`, which may use `prefixes` without declaring them, and binds each of `parameters` to its term.
///
/// Prefixes that the text declares win. A parameter holds wherever the text mentions it, also in subqueries,
/// OPTIONAL, EXISTS and templates: as if `VALUES` with the one term stood at the start of every group.
///
/// # Errors
/// The first thing that is wrong, with its place; also for SERVICE and LOAD, which would leave the program, and
/// for a parameter that the text does not mention or assigns itself.
///
/// Source: SPARQL 1.1 Query, sections 4.1.1, 10.2 and 18.
pub fn prepare(
    text: &str,
    prefixes: &Prefixes,
    parameters: &[(Variable, Term)],
) -> Result<Prepared, Diagnostic> {
    let one = |(variable, term): &(Variable, Term)| (variable.clone(), vec![term.clone()]);
    let parameters: Vec<_> = parameters.iter().map(one).collect();
    prepare_with(text, prefixes, &parameters)
}

/// Parses `text` as [`prepare`] does, with parameters that stand for any of several terms.
///
/// # Errors
/// As [`prepare`]; also for several terms where only one can take the place of the parameter, behind GROUP BY.
pub fn prepare_with(
    text: &str,
    prefixes: &Prefixes,
    parameters: &Parameters,
) -> Result<Prepared, Diagnostic> {
    diagnose::before_parsing(text)?;
    if kind(text) == Some(Kind::Update) {
        let update = algebra::parse_update(text, prefixes)
            .map_err(|refusal| diagnose::refused(text, prefixes, Kind::Update, &refusal))?;
        prepare_update(text, update, parameters)
    } else {
        let query = algebra::parse_query(text, prefixes)
            .map_err(|refusal| diagnose::refused(text, prefixes, Kind::Query, &refusal))?;
        prepare_query(text, query, parameters)
    }
}

fn prepare_query(
    text: &str,
    mut query: Query,
    parameters: &Parameters,
) -> Result<Prepared, Diagnostic> {
    if algebra::has_misplaced_aggregate(algebra::pattern(&query)) {
        return Err(diagnose::misplaced_aggregate(text));
    }
    if let Some(network) = algebra::network_of_query(&query) {
        return Err(diagnose::network(text, &network));
    }
    if let Some(function) = algebra::unknown_function(algebra::pattern(&query)) {
        return Err(diagnose::unknown_function(text, function));
    }
    if let Query::Select { pattern, .. } = &mut query
        && let Some(columns) = algebra::projected_mut(pattern)
    {
        columns::in_order_of_appearance(text, columns);
    }
    for (variable, terms) in parameters {
        algebra::bind_query(&mut query, variable, terms)
            .map_err(|obstacle| diagnose::parameter(text, variable, &obstacle))?;
    }
    let (form, variables) = match &query {
        Query::Select { pattern, .. } => (Form::Select, algebra::projected(pattern)),
        Query::Ask { .. } => (Form::Ask, Vec::new()),
        Query::Construct { .. } => (Form::Construct, Vec::new()),
        Query::Describe { .. } => (Form::Describe, Vec::new()),
    };
    let cut = algebra::cut(&query).map(|cut| (algebra::query_text(&cut.query), cut));
    Ok(Prepared {
        form,
        variables,
        text: algebra::query_text(&query),
        declared: declared_prefixes(text),
        cut,
        written: Written::new(text, parameters),
    })
}

fn prepare_update(
    text: &str,
    mut update: Update,
    parameters: &Parameters,
) -> Result<Prepared, Diagnostic> {
    if algebra::has_misplaced_aggregate_in_update(&update) {
        return Err(diagnose::misplaced_aggregate(text));
    }
    if let Some(network) = algebra::network_of_update(&update) {
        return Err(diagnose::network(text, &network));
    }
    if let Some(function) = algebra::unknown_function_in_update(&update) {
        return Err(diagnose::unknown_function(text, function));
    }
    for (variable, terms) in parameters {
        algebra::bind_update(&mut update, variable, terms)
            .map_err(|obstacle| diagnose::parameter(text, variable, &obstacle))?;
    }
    Ok(Prepared {
        form: Form::Update,
        variables: Vec::new(),
        text: algebra::update_text(&update),
        declared: declared_prefixes(text),
        cut: None,
        written: Written::new(text, parameters),
    })
}

impl Prepared {
    /// Tells what it gives.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// Gives the columns of a SELECT in order, those of `SELECT *` as the text first names them; empty for any other form.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Gives the text that means the same to any SPARQL endpoint: no prefixes, parameters as VALUES.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives the prefixes that its answer is written with: those that it declares itself, before `others`.
    #[must_use]
    pub fn prefixes_before(&self, others: &Prefixes) -> Prefixes {
        let mut prefixes = others.clone();
        let namespaces: Vec<&str> = self.declared.iter().map(|(_, iri)| iri).collect();
        for (prefix, _) in others.iter().filter(|(_, iri)| namespaces.contains(iri)) {
            prefixes.remove(prefix);
        }
        for (prefix, namespace) in self.declared.iter() {
            // It was taken as an IRI before.
            let _ = prefixes.insert(prefix, namespace);
        }
        prefixes
    }

    /// Evaluates a query. The rows of a SELECT come as they are found, or sorted where ORDER BY stands outermost.
    ///
    /// Text is sorted as in German; without ORDER BY the order is not promised.
    ///
    /// # Errors
    /// [`Error::Timeout`], [`Error::Cancelled`], [`Error::Store`], [`Error::WrongKind`] for an update. Rows can end in
    /// the same errors: the answer is complete only where the last item is none.
    pub fn evaluate(
        &self,
        dataset: &dyn Dataset,
        cancellation: &Cancellation,
    ) -> Result<Answer, Error> {
        self.expect_query()?;
        match &self.cut {
            Some((text, cut)) => evaluation::evaluate(text, Some(cut), dataset, cancellation),
            None => evaluation::evaluate(&self.text, None, dataset, cancellation),
        }
    }

    /// Applies an update as one transaction.
    ///
    /// # Errors
    /// [`Error::UpdateTimeout`], [`Error::UpdateCancelled`], [`Error::Store`], [`Error::WrongKind`] for a query; nothing
    /// is applied then.
    pub fn apply(&self, dataset: &dyn Dataset, cancellation: &Cancellation) -> Result<(), Error> {
        if self.form != Form::Update {
            return Err(Error::WrongKind { found: Kind::Query });
        }
        let watch = Watch::start(cancellation);
        watch.check().map_err(Error::of_update)?;
        dataset
            .update(&self.text, cancellation.token())
            .map_err(|error| watch.worded(error).of_update())
    }

    /// Measures how long the engine plans a query; nothing for an update.
    #[must_use]
    pub fn planning(&self) -> Option<Duration> {
        let text = self.cut.as_ref().map_or(&self.text, |(text, _)| text);
        evaluation::planning(text).filter(|_| self.form != Form::Update)
    }

    /// Gives the plan of a query; with `analyze` it runs the query to its end and has rows and times for each step.
    ///
    /// # Errors
    /// As [`Prepared::evaluate`].
    pub fn explain(
        &self,
        dataset: &dyn Dataset,
        cancellation: &Cancellation,
        analyze: bool,
    ) -> Result<Plan, Error> {
        self.expect_query()?;
        let (text, cut) = match &self.cut {
            Some((text, cut)) => (text, Some(cut)),
            None => (&self.text, None),
        };
        let mut plan = evaluation::explain(text, cut, dataset, cancellation, analyze)?;
        plan.asks = self.form == Form::Ask;
        if let Ok(query) = algebra::parse_query(&self.text, &Prefixes::default()) {
            plan.remarks = remarks::never_bound(&query);
        }
        Ok(plan)
    }

    fn expect_query(&self) -> Result<(), Error> {
        if self.form == Form::Update {
            return Err(Error::WrongKind {
                found: Kind::Update,
            });
        }
        Ok(())
    }
}
