//! SPARQL-based constraints and constraint components, evaluated by the dataset's own engine.
//!
//! The library would evaluate the ones by pasting text into the query, and passes over the others in silence. So it is
//! given their numbers in the place of queries, and hands them back when one is due.
//!
//! Source: SHACL, sections 5 and 6.

use oxigraph::sparql::{QueryResults, QuerySolution};
use oxrdf::vocab::rdf;
use oxrdf::{
    Graph as Triples, Literal, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef,
    Variable,
};

use super::Error;
use super::graph::Graph;
use super::path::{Path, reachable};
use super::syntax::{Source, subject};
use super::terms::Node;
use super::vocabulary::iri;
use crate::prefixes::Prefixes;
use crate::sparql::{Constraint, Unsuitable};
use crate::store;

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

/// Gives the constraints of all `shapes`.
///
/// # Errors
/// [`Error::IllFormed`] for a query that is none, or not of the form that SHACL asks for; [`Error::Unsupported`].
pub(super) fn constraints(
    source: &Source<'_>,
    shapes: &[NamedOrBlankNode],
) -> Result<Vec<SparqlConstraint>, Error> {
    let components = components(source)?;
    let mut found = Vec::new();
    for shape in shapes {
        let reading = Reading {
            source,
            shape: shape.as_ref(),
            path: source.path(shape.as_ref()),
        };
        for node in source.values(shape.as_ref(), "sparql") {
            found.extend(reading.constraint(node)?);
        }
        for component in &components {
            found.extend(reading.component(component)?);
        }
    }
    Ok(found)
}

/// A constraint component that the shapes graph defines.
struct Component {
    node: NamedNode,
    /// Each with the property that gives its value, and whether it may be missing.
    parameters: Vec<(NamedNode, bool)>,
}

fn components(source: &Source<'_>) -> Result<Vec<Component>, Error> {
    let class = iri("ConstraintComponent");
    let mut nodes: Vec<_> = source
        .graph
        .triples_for_predicate(rdf::TYPE)
        .map(|triple| triple.subject)
        .filter(|node| source.has_type(*node, &class))
        .map(NamedOrBlankNodeRef::into_owned)
        .collect();
    nodes.sort_by_cached_key(ToString::to_string);
    nodes.dedup();
    nodes
        .into_iter()
        .map(|node| {
            let NamedOrBlankNode::NamedNode(name) = &node else {
                return Err(source.ill_formed(node.as_ref(), "a constraint component has no name"));
            };
            let mut parameters = Vec::new();
            for parameter in source.values(node.as_ref(), "parameter") {
                let path = subject(parameter).and_then(|node| source.values(node, "path").next());
                let Some(TermRef::NamedNode(path)) = path else {
                    return Err(source.ill_formed(
                        node.as_ref(),
                        "a parameter has no property as its `sh:path`",
                    ));
                };
                let optional =
                    subject(parameter).is_some_and(|node| is_true(source, node, "optional"));
                parameters.push((path.into_owned(), optional));
            }
            Ok(Component {
                node: name.clone(),
                parameters,
            })
        })
        .collect()
}

fn is_true(source: &Source<'_>, node: NamedOrBlankNodeRef<'_>, name: &str) -> bool {
    let yes = Literal::from(true);
    source
        .values(node, name)
        .any(|value| value == TermRef::from(yes.as_ref()))
}

/// A shape while its queries are read.
struct Reading<'a> {
    source: &'a Source<'a>,
    shape: NamedOrBlankNodeRef<'a>,
    path: Option<Path>,
}

impl Reading<'_> {
    /// Reads a constraint; gives nothing for one that is deactivated.
    fn constraint(&self, node: TermRef<'_>) -> Result<Option<SparqlConstraint>, Error> {
        let Some(node) = subject(node) else {
            return Ok(None);
        };
        if is_true(self.source, node, "deactivated") {
            return Ok(None);
        }
        let this = [Variable::new_unchecked("this")];
        let parameters = self.current_shape();
        let query = self.query(node, Kind::Select, &parameters, &this)?;
        Ok(Some(SparqlConstraint {
            shape: self.shape.into_owned(),
            component: iri("SPARQLConstraintComponent"),
            node: Some(node.into_owned()),
            messages: self.messages(node),
            kind: Kind::Select,
            query,
            parameters,
        }))
    }

    /// Reads what `component` demands of the shape: one constraint for each value of its parameter.
    fn component(&self, component: &Component) -> Result<Vec<SparqlConstraint>, Error> {
        let mut choices: Vec<Vec<(Variable, Term)>> = vec![self.current_shape()];
        let mut mandatory = 0;
        for (parameter, optional) in &component.parameters {
            let mut values: Vec<_> = self
                .source
                .graph
                .objects_for_subject_predicate(self.shape, parameter)
                .map(TermRef::into_owned)
                .collect();
            values.sort_by_cached_key(ToString::to_string);
            if values.is_empty() {
                if *optional {
                    continue;
                }
                return Ok(Vec::new());
            }
            mandatory += usize::from(!optional);
            if values.len() > 1 && component.parameters.len() > 1 {
                return Err(self.source.ill_formed(
                    self.shape,
                    format!(
                        "{parameter} stands {} times, one of several parameters",
                        values.len()
                    ),
                ));
            }
            let name = parameter_name(parameter).ok_or_else(|| {
                self.source.unsupported(
                    self.shape,
                    format!("the parameter {parameter}, whose name is no variable"),
                )
            })?;
            choices = values
                .iter()
                .flat_map(|value| {
                    choices.iter().map(|choice| {
                        let pair = (name.clone(), value.clone());
                        choice.iter().cloned().chain([pair]).collect()
                    })
                })
                .collect();
        }
        if mandatory == 0 {
            return Ok(Vec::new());
        }
        let (validator, kind) = self.validator(component)?;
        choices
            .into_iter()
            .map(|parameters| {
                let variables: &[&str] = match kind {
                    Kind::Select => &["this"],
                    Kind::Ask => &["this", "value"],
                };
                let variables: Vec<_> = variables
                    .iter()
                    .map(|name| Variable::new_unchecked(*name))
                    .collect();
                let query = self.query(validator.as_ref(), kind, &parameters, &variables)?;
                Ok(SparqlConstraint {
                    shape: self.shape.into_owned(),
                    component: component.node.clone(),
                    node: None,
                    messages: self.messages(validator.as_ref()),
                    kind,
                    query,
                    parameters,
                })
            })
            .collect()
    }

    /// Finds the validator for a shape of this kind.
    fn validator(&self, component: &Component) -> Result<(NamedOrBlankNode, Kind), Error> {
        let special = if self.path.is_some() {
            "propertyValidator"
        } else {
            "nodeValidator"
        };
        for name in [special, "validator"] {
            for validator in self.source.values(component.node.as_ref().into(), name) {
                let Some(node) = subject(validator) else {
                    continue;
                };
                let kind = [("select", Kind::Select), ("ask", Kind::Ask)]
                    .into_iter()
                    .find(|(text, _)| self.source.values(node, text).next().is_some());
                if let Some((_, kind)) = kind {
                    return Ok((node.into_owned(), kind));
                }
            }
        }
        Err(self.source.unsupported(
            self.shape,
            format!(
                "the component {}, which has no SPARQL validator for it",
                component.node
            ),
        ))
    }

    fn query(
        &self,
        node: NamedOrBlankNodeRef<'_>,
        kind: Kind,
        parameters: &[(Variable, Term)],
        variables: &[Variable],
    ) -> Result<Constraint, Error> {
        let name = match kind {
            Kind::Select => "select",
            Kind::Ask => "ask",
        };
        let mut texts = self.source.values(node, name);
        let text = match (texts.next(), texts.next()) {
            (Some(TermRef::Literal(text)), None) => text.value().to_owned(),
            _ => {
                let problem = format!("a SPARQL constraint has not exactly one `sh:{name}`");
                return Err(self.source.ill_formed(self.shape, problem));
            }
        };
        let text = self.with_path(&text)?;
        let prefixes = self.prefixes(node)?;
        let refused = |error: Unsuitable| {
            let unsupported = matches!(
                error,
                Unsuitable::Function(_) | Unsuitable::Variable(_) | Unsuitable::BlankNode(_)
            );
            if unsupported {
                self.source
                    .unsupported(self.shape, format!("a query ({error})"))
            } else {
                self.source
                    .ill_formed(self.shape, format!("a query is wrong: {error}"))
            }
        };
        Constraint::prepare(&text, kind == Kind::Ask, &prefixes, parameters, variables)
            .map_err(refused)
    }

    /// Writes the path of the shape in the place of `$PATH`.
    fn with_path(&self, text: &str) -> Result<String, Error> {
        let mut written = String::new();
        let mut end = 0;
        for token in crate::sparql::lexer::tokens(text) {
            if token.text(text) == "$PATH" {
                let Some(path) = &self.path else {
                    let problem = "a query of a shape without `sh:path` mentions `$PATH`";
                    return Err(self.source.ill_formed(self.shape, problem));
                };
                written.push_str(&text[end..token.span.start]);
                written.push_str(&path.to_string());
                end = token.span.end;
            }
        }
        written.push_str(&text[end..]);
        Ok(written)
    }

    /// Gives the prefixes that `node` has, also by what the ontologies it names import.
    fn prefixes(&self, node: NamedOrBlankNodeRef<'_>) -> Result<Prefixes, Error> {
        const IMPORTS: oxrdf::NamedNodeRef<'_> =
            oxrdf::NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#imports");
        let graph = self.source.graph;
        let mut prefixes = Prefixes::default();
        for ontology in self.source.values(node, "prefixes") {
            let mut all: Vec<_> = reachable(ontology.into_owned(), |ontology| {
                imports(graph, ontology, IMPORTS)
            })
            .into_iter()
            .collect();
            all.sort_by_cached_key(ToString::to_string);
            for ontology in all {
                let Some(ontology) = subject(ontology.as_ref()) else {
                    continue;
                };
                for declaration in self.source.values(ontology, "declare") {
                    let text = |name| match subject(declaration)
                        .and_then(|node| self.source.values(node, name).next())
                    {
                        Some(TermRef::Literal(text)) => Some(text.value()),
                        _ => None,
                    };
                    let declared = match (text("prefix"), text("namespace")) {
                        (Some(prefix), Some(namespace)) => {
                            prefixes.insert(prefix, namespace).is_ok()
                        }
                        _ => false,
                    };
                    if !declared {
                        let problem = "a `sh:declare` has no prefix with an IRI";
                        return Err(self.source.ill_formed(self.shape, problem));
                    }
                }
            }
        }
        Ok(prefixes)
    }

    fn messages(&self, node: NamedOrBlankNodeRef<'_>) -> Vec<Literal> {
        messages(self.source, node)
    }

    fn current_shape(&self) -> Vec<(Variable, Term)> {
        vec![(
            Variable::new_unchecked("currentShape"),
            self.shape.into_owned().into(),
        )]
    }
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

fn imports(graph: &Triples, ontology: &Term, imports: oxrdf::NamedNodeRef<'_>) -> Vec<Term> {
    let Some(ontology) = subject(ontology.as_ref()) else {
        return Vec::new();
    };
    graph
        .objects_for_subject_predicate(ontology, imports)
        .map(TermRef::into_owned)
        .collect()
}

/// Gives the variable of a parameter: the local name of its property.
///
/// Source: SHACL, section 6.2.1.
fn parameter_name(parameter: &NamedNode) -> Option<Variable> {
    let name = parameter.as_str().rsplit(['#', '/', ':']).next()?;
    Variable::new(name).ok()
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
        match value {
            Some((term, after)) => {
                match term {
                    Term::Literal(literal) => filled.push_str(literal.value()),
                    Term::NamedNode(iri) => filled.push_str(iri.as_str()),
                    other => filled.push_str(&other.to_string()),
                }
                rest = after;
            }
            None => {
                filled.push('{');
                rest = behind;
            }
        }
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
