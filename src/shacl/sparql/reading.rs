//! Reads the queries of shapes: constraints of their own, and those that constraint components make of parameters.

use oxrdf::vocab::rdf;
use oxrdf::{
    Graph as Triples, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef,
    Term, TermRef, Variable,
};

use super::{Kind, SparqlConstraint, messages};
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::shacl::Error;
use crate::shacl::path::{Path, reachable};
use crate::shacl::syntax::{Source, subject};
use crate::shacl::vocabulary::iri;
use crate::sparql::{Constraint, Unsuitable};

/// Gives the constraints of all `shapes`.
///
/// # Errors
/// [`Error::IllFormed`] for a query that is none, or not of the form that SHACL asks for; [`Error::Unsupported`].
pub(in crate::shacl) fn constraints(
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
                return Err(source.ill_formed(
                    node.as_ref(),
                    wording!(
                        "a constraint component has no name",
                        "eine Constraint-Komponente hat keinen Namen"
                    ),
                ));
            };
            let mut parameters = Vec::new();
            for parameter in source.values(node.as_ref(), "parameter") {
                let path = subject(parameter).and_then(|node| source.values(node, "path").next());
                let Some(TermRef::NamedNode(path)) = path else {
                    return Err(source.ill_formed(
                        node.as_ref(),
                        wording!(
                            "a parameter has no property as its `sh:path`",
                            "ein Parameter hat keine Eigenschaft als `sh:path`"
                        ),
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
            messages: messages(self.source, node),
            kind: Kind::Select,
            query,
            parameters,
        }))
    }

    /// Reads what `component` demands of the shape: one constraint for each value of its parameter.
    fn component(&self, component: &Component) -> Result<Vec<SparqlConstraint>, Error> {
        let choices = self.choices(component)?;
        if choices.is_empty() {
            return Ok(Vec::new());
        }
        let (validator, kind) = self.validator(component)?;
        let variables: &[&str] = match kind {
            Kind::Select => &["this"],
            Kind::Ask => &["this", "value"],
        };
        let variables: Vec<_> = variables
            .iter()
            .map(|name| Variable::new_unchecked(*name))
            .collect();
        choices
            .into_iter()
            .map(|parameters| {
                let query = self.query(validator.as_ref(), kind, &parameters, &variables)?;
                Ok(SparqlConstraint {
                    shape: self.shape.into_owned(),
                    component: component.node.clone(),
                    node: None,
                    messages: messages(self.source, validator.as_ref()),
                    kind,
                    query,
                    parameters,
                })
            })
            .collect()
    }

    /// Gives the values of the parameters, all ways to choose them; none where the shape does not use the component.
    fn choices(&self, component: &Component) -> Result<Vec<Vec<(Variable, Term)>>, Error> {
        let mut choices = vec![self.current_shape()];
        let mut used = false;
        for (parameter, optional) in &component.parameters {
            let values = self.parameter_values(parameter);
            match (values.len(), *optional) {
                (0, true) => continue,
                (0, false) => return Ok(Vec::new()),
                (count, _) if count > 1 && component.parameters.len() > 1 => {
                    let problem = wording!(
                        "{parameter} stands {count} times, one of several parameters",
                        "{parameter} steht {count}-mal, als einer von mehreren Parametern"
                    );
                    return Err(self.source.ill_formed(self.shape, problem));
                }
                _ => used |= !optional,
            }
            let name = parameter_name(parameter).ok_or_else(|| {
                let construct = wording!(
                    "the parameter {parameter}, whose name is no variable,",
                    "der Parameter {parameter}, dessen Name keine Variable ist"
                );
                self.source.unsupported(self.shape, construct)
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
        Ok(if used { choices } else { Vec::new() })
    }

    fn parameter_values(&self, parameter: &NamedNode) -> Vec<Term> {
        let mut values: Vec<_> = self
            .source
            .graph
            .objects_for_subject_predicate(self.shape, parameter)
            .map(TermRef::into_owned)
            .collect();
        values.sort_by_cached_key(ToString::to_string);
        values
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
            wording!(
                "the component {}, which has no SPARQL validator for it",
                "die Komponente {}, die dafür keinen SPARQL-Validator hat",
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
        let (Some(TermRef::Literal(text)), None) = (texts.next(), texts.next()) else {
            let problem = wording!(
                "a SPARQL constraint has not exactly one `sh:{name}`",
                "ein SPARQL-Constraint hat nicht genau ein `sh:{name}`"
            );
            return Err(self.source.ill_formed(self.shape, problem));
        };
        let text = self.with_path(text.value())?;
        let prefixes = self.prefixes(node)?;
        let refused = |error: Unsuitable| {
            let unsupported = matches!(
                error,
                Unsuitable::Function(_) | Unsuitable::Variable(_) | Unsuitable::BlankNode(_)
            );
            if unsupported {
                self.source.unsupported(
                    self.shape,
                    wording!("a query ({error})", "eine Abfrage ({error})"),
                )
            } else {
                self.source.ill_formed(
                    self.shape,
                    wording!(
                        "a query is wrong: {error}",
                        "eine Abfrage ist falsch: {error}"
                    ),
                )
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
                    let problem = wording!(
                        "a query of a shape without `sh:path` mentions `$PATH`",
                        "eine Abfrage einer Form ohne `sh:path` erwähnt `$PATH`"
                    );
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
        const IMPORTS: NamedNodeRef<'_> =
            NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#imports");
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
                        let problem = wording!(
                            "a `sh:declare` has no prefix with an IRI",
                            "ein `sh:declare` hat kein Präfix mit IRI"
                        );
                        return Err(self.source.ill_formed(self.shape, problem));
                    }
                }
            }
        }
        Ok(prefixes)
    }

    fn current_shape(&self) -> Vec<(Variable, Term)> {
        vec![(
            Variable::new_unchecked("currentShape"),
            self.shape.into_owned().into(),
        )]
    }
}

fn imports(graph: &Triples, ontology: &Term, imports: NamedNodeRef<'_>) -> Vec<Term> {
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
