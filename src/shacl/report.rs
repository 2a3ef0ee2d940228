//! The outcome of a validation. Source: SHACL, section 3.6.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

use super::path::Path;
use super::vocabulary::{self, iri};

/// How bad a result is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Worth a look.
    Warning,
    /// Wrong, as it is where a shape does not say.
    Violation,
    /// What the shapes themselves define; it counts as wrong.
    Other(NamedNode),
}

impl Severity {
    pub(super) fn from_iri(found: NamedNode) -> Self {
        match vocabulary::local(found.as_ref()) {
            Some("Info") => Self::Info,
            Some("Warning") => Self::Warning,
            Some("Violation") => Self::Violation,
            _ => Self::Other(found),
        }
    }

    /// Gives its IRI.
    #[must_use]
    pub fn to_iri(&self) -> NamedNode {
        match self {
            Self::Info => iri("Info"),
            Self::Warning => iri("Warning"),
            Self::Violation => iri("Violation"),
            Self::Other(iri) => iri.clone(),
        }
    }
}

/// One thing that a shape found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationResult {
    /// The node that was checked.
    pub focus: Term,
    /// The way from there to what is wrong.
    pub path: Option<Path>,
    /// What is wrong, where it is one value.
    pub value: Option<Term>,
    /// How bad it is.
    pub severity: Severity,
    /// The kind of demand, such as `sh:MinCountConstraintComponent`.
    pub component: NamedNode,
    /// The shape that makes the demand.
    pub source_shape: NamedOrBlankNode,
    /// The SPARQL constraint that found it.
    pub source_constraint: Option<NamedOrBlankNode>,
    /// What the shape says about it, or else what can be said, in German and English.
    pub messages: Vec<Literal>,
    /// Why a shape inside this demand is not met, one level deep.
    pub details: Vec<Self>,
}

impl ValidationResult {
    /// Gives the message for a reader of `language`: in it, else without a language, else in English, else any.
    #[must_use]
    pub fn message(&self, language: &str) -> Option<&str> {
        let matching = |wanted: &str| {
            self.messages.iter().find(|message| {
                message.language().is_some_and(|found| {
                    found == wanted
                        || found
                            .strip_prefix(wanted)
                            .is_some_and(|rest| rest.starts_with('-'))
                })
            })
        };
        matching(language)
            .or_else(|| {
                self.messages
                    .iter()
                    .find(|message| message.language().is_none())
            })
            .or_else(|| matching("en"))
            .or_else(|| self.messages.first())
            .map(Literal::value)
    }

    fn key(&self) -> impl Ord + Hash + use<> {
        (
            self.focus.to_string(),
            self.path.as_ref().map(Path::to_string),
            self.component.as_str().to_owned(),
            self.value.as_ref().map(Term::to_string),
            // The name of a blank node differs from run to run.
            match &self.source_shape {
                NamedOrBlankNode::NamedNode(shape) => Some(shape.as_str().to_owned()),
                NamedOrBlankNode::BlankNode(_) => None,
            },
            self.messages
                .iter()
                .map(Literal::to_string)
                .collect::<Vec<_>>(),
        )
    }
}

/// What a validation found, sorted by focus node, path, component, value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    results: Vec<ValidationResult>,
    shapes: usize,
    nodes: usize,
}

impl Report {
    /// Makes the report of `shapes` shapes with targets that were tried on `nodes` nodes.
    pub(super) fn new(mut results: Vec<ValidationResult>, shapes: usize, nodes: usize) -> Self {
        for result in &mut results {
            result.details.sort_by_cached_key(ValidationResult::key);
        }
        results.sort_by_cached_key(ValidationResult::key);
        Self {
            results,
            shapes,
            nodes,
        }
    }

    /// Gives how many shapes with targets were tried.
    #[must_use]
    pub fn shapes(&self) -> usize {
        self.shapes
    }

    /// Gives how many different nodes they were tried on.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// Gives the results.
    #[must_use]
    pub fn results(&self) -> &[ValidationResult] {
        &self.results
    }

    /// Tells whether there is no result, of whatever severity.
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.results.is_empty()
    }

    /// Keeps the results that `keep` approves of.
    pub fn retain(&mut self, keep: impl FnMut(&ValidationResult) -> bool) {
        self.results.retain(keep);
    }

    /// Adds what others than shapes have found.
    pub fn add(&mut self, results: impl IntoIterator<Item = ValidationResult>) {
        self.results.extend(results);
        self.results.sort_by_cached_key(ValidationResult::key);
    }

    /// Leaves out the results that `other`, made with the same shapes, has too.
    pub fn leave_out(&mut self, other: &Self) {
        let known: HashSet<_> = other.results.iter().map(ValidationResult::key).collect();
        self.results.retain(|result| !known.contains(&result.key()));
    }

    /// Counts the results as bad as `severity`, not worse.
    #[must_use]
    pub fn count(&self, severity: &Severity) -> usize {
        self.results
            .iter()
            .filter(|result| {
                result.severity == *severity
                    || *severity == Severity::Violation
                        && matches!(result.severity, Severity::Other(_))
            })
            .count()
    }

    /// Gives the report as a graph: one `sh:ValidationReport` with its results.
    ///
    /// Blank nodes get names of their own, in the order of the results.
    #[must_use]
    pub fn to_rdf(&self) -> Vec<Triple> {
        let mut writer = Writer::default();
        let report = BlankNode::new_unchecked("report");
        writer.add(&report, rdf::TYPE, iri("ValidationReport"));
        writer.add(&report, iri("conforms"), Literal::from(self.conforms()));
        for result in &self.results {
            let node = writer.result(result);
            writer.add(&report, iri("result"), node);
        }
        writer.triples
    }
}

#[derive(Default)]
struct Writer {
    triples: Vec<Triple>,
    /// What the blank nodes of data and shapes are called in the report.
    names: HashMap<BlankNode, BlankNode>,
    nodes: usize,
    results: usize,
}

impl Writer {
    fn add(
        &mut self,
        subject: &BlankNode,
        predicate: impl Into<NamedNode>,
        object: impl Into<Term>,
    ) {
        self.triples
            .push(Triple::new(subject.clone(), predicate, object));
    }

    fn result(&mut self, result: &ValidationResult) -> BlankNode {
        self.results += 1;
        let node = BlankNode::new_unchecked(format!("result{}", self.results));
        self.add(&node, rdf::TYPE, iri("ValidationResult"));
        let focus = self.renamed(&result.focus);
        self.add(&node, iri("focusNode"), focus);
        if let Some(path) = &result.path {
            let mut triples = Vec::new();
            let nodes = &mut self.nodes;
            let path = path.to_rdf(&mut triples, &mut || fresh(nodes));
            self.triples.extend(triples);
            self.add(&node, iri("resultPath"), path);
        }
        if let Some(value) = &result.value {
            let value = self.renamed(value);
            self.add(&node, iri("value"), value);
        }
        self.add(&node, iri("resultSeverity"), result.severity.to_iri());
        self.add(
            &node,
            iri("sourceConstraintComponent"),
            result.component.clone(),
        );
        let shape = self.renamed(&result.source_shape.clone().into());
        self.add(&node, iri("sourceShape"), shape);
        if let Some(constraint) = &result.source_constraint {
            let constraint = self.renamed(&constraint.clone().into());
            self.add(&node, iri("sourceConstraint"), constraint);
        }
        for message in &result.messages {
            self.add(&node, iri("resultMessage"), message.clone());
        }
        for detail in &result.details {
            let detail = self.result(detail);
            self.add(&node, iri("detail"), detail);
        }
        node
    }

    fn renamed(&mut self, term: &Term) -> Term {
        let Term::BlankNode(node) = term else {
            return term.clone();
        };
        let nodes = &mut self.nodes;
        self.names
            .entry(node.clone())
            .or_insert_with(|| fresh(nodes))
            .clone()
            .into()
    }
}

fn fresh(nodes: &mut usize) -> BlankNode {
    *nodes += 1;
    BlankNode::new_unchecked(format!("node{nodes}"))
}
