//! SPARQL-based constraints and constraint components, evaluated by the dataset's own engine.
//!
//! The library would evaluate the ones by pasting text into the query, and passes over the others in silence. So it is
//! given their numbers in the place of queries, and hands them back when one is due.
//!
//! Source: SHACL, sections 5 and 6.

mod reading;

use oxigraph::sparql::{QueryResults, QuerySolution};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Variable};

use super::Error;
use super::graph::Graph;
use super::path::Path;
use super::syntax::Source;
use super::terms::Node;
use crate::sparql::Constraint;
use crate::store;

pub(super) use reading::constraints;

/// How a query tells what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Each row is a result.
    Select,
    /// Each value for which the answer is no is a result.
    Ask,
}

/// A query that belongs to one shape.
#[derive(Debug)]
pub(super) struct SparqlConstraint {
    /// The shape it stands in.
    pub(super) shape: NamedOrBlankNode,
    /// The component that a result names.
    pub(super) component: NamedNode,
    /// The constraint that a result names, where it is not of a component.
    pub(super) node: Option<NamedOrBlankNode>,
    messages: Vec<Literal>,
    kind: Kind,
    query: Constraint,
    /// What messages may mention besides the columns of a row.
    parameters: Vec<(Variable, Term)>,
}

/// One thing that a query found.
pub(super) struct Found {
    pub(super) path: Option<Path>,
    pub(super) value: Option<Term>,
    pub(super) messages: Vec<Literal>,
}

/// Gives the messages of a shape or a constraint.
pub(super) fn messages(source: &Source<'_>, node: NamedOrBlankNodeRef<'_>) -> Vec<Literal> {
    source
        .values(node, "message")
        .filter_map(|message| match message {
            TermRef::Literal(message) => Some(message.into_owned()),
            _ => None,
        })
        .collect()
}

impl SparqlConstraint {
    /// Evaluates the query for one focus node with its values.
    ///
    /// # Errors
    /// Those of the dataset; [`Error::Failure`] where the query says that it could not decide.
    pub(super) fn evaluate(
        &self,
        graph: &Graph,
        focus: &Node,
        values: &[&Node],
    ) -> Result<Vec<Found>, Error> {
        match self.kind {
            Kind::Select => self.rows(graph, focus),
            Kind::Ask => self.answers(graph, focus, values),
        }
    }

    fn rows(&self, graph: &Graph, focus: &Node) -> Result<Vec<Found>, Error> {
        let bound = |variable: &Variable| (variable.as_str() == "this").then(|| focus.0.clone());
        let results = self
            .query
            .evaluate(graph.dataset.as_ref(), bound, &graph.cancellation)?;
        let QueryResults::Solutions(solutions) = results else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for solution in solutions {
            let solution = solution.map_err(store::Error::from)?;
            if solution.get("failure") == Some(&Literal::from(true).into()) {
                return Err(Error::Failure {
                    shape: self.shape.clone(),
                });
            }
            let value = solution.get("value").cloned();
            found.push(Found {
                path: match solution.get("path") {
                    Some(Term::NamedNode(path)) => Some(Path::Predicate(path.clone())),
                    _ => None,
                },
                messages: self.worded(Some(&solution), focus, value.as_ref()),
                value,
            });
        }
        Ok(found)
    }

    fn answers(&self, graph: &Graph, focus: &Node, values: &[&Node]) -> Result<Vec<Found>, Error> {
        let mut found = Vec::new();
        for value in values {
            let bound = |variable: &Variable| match variable.as_str() {
                "this" => Some(focus.0.clone()),
                "value" => Some(value.0.clone()),
                _ => None,
            };
            let results =
                self.query
                    .evaluate(graph.dataset.as_ref(), bound, &graph.cancellation)?;
            let holds = match results {
                QueryResults::Boolean(holds) => holds,
                QueryResults::Solutions(mut rows) => rows
                    .next()
                    .transpose()
                    .map_err(store::Error::from)?
                    .is_some(),
                QueryResults::Graph(_) => true,
            };
            if !holds {
                found.push(Found {
                    path: None,
                    value: Some(value.0.clone()),
                    messages: self.worded(None, focus, Some(&value.0)),
                });
            }
        }
        Ok(found)
    }

    /// Gives the message of a row, or those of the constraint with the values of the row written into them.
    fn worded(
        &self,
        solution: Option<&QuerySolution>,
        focus: &Node,
        value: Option<&Term>,
    ) -> Vec<Literal> {
        if let Some(Term::Literal(message)) = solution.and_then(|solution| solution.get("message"))
        {
            return vec![message.clone()];
        }
        let known = |name: &str| {
            solution
                .and_then(|solution| solution.get(name))
                .or_else(|| (name == "this").then_some(&focus.0))
                .or_else(|| value.filter(|_| name == "value"))
                .or_else(|| {
                    self.parameters
                        .iter()
                        .find(|(variable, _)| variable.as_str() == name)
                        .map(|(_, term)| term)
                })
        };
        self.messages
            .iter()
            .map(|message| {
                let text = filled(message.value(), &known);
                match message.language() {
                    Some(language) => {
                        Literal::new_language_tagged_literal_unchecked(text, language)
                    }
                    None => Literal::new_simple_literal(text),
                }
            })
            .collect()
    }
}

/// Writes values in the place of `{?name}` and `{$name}`.
fn filled<'a>(text: &str, known: &dyn Fn(&str) -> Option<&'a Term>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let value = behind.split_once('}').and_then(|(inside, after)| {
            let name = inside.strip_prefix(['?', '$'])?;
            Some((known(name)?, after))
        });
        let Some((term, after)) = value else {
            filled.push('{');
            rest = behind;
            continue;
        };
        match term {
            Term::Literal(literal) => filled.push_str(literal.value()),
            Term::NamedNode(iri) => filled.push_str(iri.as_str()),
            other => filled.push_str(&other.to_string()),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use oxrdf::{Literal, Term};

    use super::filled;

    #[test]
    fn message_takes_the_values_of_the_row() {
        let value = Term::from(Literal::new_simple_literal("x"));
        let known = |name: &str| (name == "value").then_some(&value);
        assert_eq!(filled("a {?value} b {$value}", &known), "a x b x");
        assert_eq!(filled("{?other} {value} {", &known), "{?other} {value} {");
    }
}
