//! SHACL validation through a library: loading shapes, running, the standard report.
//!
//! Start at [`Shapes::load`], then [`Shapes::validate`]. Follows SHACL Core and SHACL-SPARQL (W3C, 2017). The only
//! place that knows rudof, whose gaps are closed at this border: what it would pass over in silence is refused when
//! the shapes are read (`syntax`), what it evaluates wrongly is evaluated here (`components`, `sparql`), its errors
//! and panics end the validation. Recursive shapes, rules, JavaScript, entailment and the additions of SHACL 1.2 are
//! refused; `owl:imports` is followed for prefixes only. Layer 3: may use store, sparql, prefixes, vocab.

mod components;
mod engine;
mod graph;
mod path;
mod report;
mod sparql;
mod syntax;
mod terms;
mod values;
mod vocabulary;
mod walk;
mod wording;

use std::collections::{BTreeMap, HashSet};
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use ::shacl::error::IRError;
use ::shacl::ir::{IRSchema, RecursionSemantics};
use ::shacl::rdf::ShaclParser;
use ::shacl::validator::report::ValidationResult as LibraryResult;
use oxigraph::sparql::CancellationToken;
use oxrdf::vocab::rdf;
use oxrdf::{
    BlankNode, Graph as Triples, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term,
    TermRef, Triple,
};
use rudof_iri::IriS;
use rudof_rdf::rdf_core::term::{Object, Triple as Statement};

use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::store::{self, Dataset, ExactDataset};
use engine::{CONSTRAINT, ComponentEngine};
use graph::Graph;
use sparql::SparqlConstraint;
use syntax::{Source, Target};
use terms::Node;
use vocabulary::iri;
use walk::Walk;

pub use path::Path;
pub use report::{Report, Severity, ValidationResult};

/// Why shapes cannot be used, or a validation gave no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A shape that breaks the rules of SHACL.
    #[error("{}", wording!(
        "shape {shape}{}: {problem}",
        "Form {shape}{}: {problem}",
        of(.part.as_deref()),
    ))]
    IllFormed {
        /// The shape, or the shape with a name that it belongs to.
        shape: NamedOrBlankNode,
        /// The path of the property shape inside it.
        part: Option<String>,
        /// What is wrong.
        problem: String,
    },
    /// A shape that uses what would go unheeded.
    #[error("{}", wording!(
        "shape {shape}{}: {construct} is not supported",
        "Form {shape}{}: nicht unterstützt wird {construct}",
        of(.part.as_deref()),
    ))]
    Unsupported {
        /// The shape, or the shape with a name that it belongs to.
        shape: NamedOrBlankNode,
        /// The path of the property shape inside it.
        part: Option<String>,
        /// What it uses.
        construct: String,
    },
    /// Shapes that refer to each other in a circle, for which SHACL defines no meaning.
    #[error("{}", wording!(
        "shapes refer to themselves, which is not supported: {shapes}",
        "Formen verweisen auf sich selbst, was nicht unterstützt wird: {shapes}",
    ))]
    Recursive {
        /// The circles.
        shapes: String,
    },
    /// There are no shapes.
    #[error("{}", wording!("there are no shapes here", "hier gibt es keine Shapes"))]
    NoShapes,
    /// None of the shapes has a target, so that they would judge nothing.
    #[error("{}", wording!(
        "none of the shapes has a target, so there is nothing to judge",
        "keine der Formen hat ein Ziel, also gibt es nichts zu beurteilen",
    ))]
    NoTargets,
    /// A query of a shape that reports its own failure.
    #[error("{}", wording!(
        "shape {shape}: its query could not decide",
        "Form {shape}: ihre Abfrage konnte nicht entscheiden",
    ))]
    Failure {
        /// The shape.
        shape: NamedOrBlankNode,
    },
    /// The library gave up.
    #[error("{}", wording!(
        "the validation failed: {0}",
        "die Validierung ist gescheitert: {0}",
        .0,
    ))]
    Library(String),
    /// The validation was cancelled.
    #[error("{}", wording!(
        "cancelled, nothing was validated",
        "abgebrochen, nichts wurde validiert",
    ))]
    Cancelled,
    /// The data or the shapes cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    /// Gives the shape that is to blame.
    #[must_use]
    pub fn shape(&self) -> Option<&NamedOrBlankNode> {
        match self {
            Self::IllFormed { shape, .. }
            | Self::Unsupported { shape, .. }
            | Self::Failure { shape } => Some(shape),
            _ => None,
        }
    }
}

fn of(part: Option<&str>) -> String {
    part.map(|path| wording!(", path {path}", ", Pfad {path}"))
        .unwrap_or_default()
}

/// How far a validation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Shapes with targets that are done.
    pub shapes: usize,
    /// Shapes with targets in all.
    pub of: usize,
}

/// Shapes that are known to be well-formed.
#[derive(Debug)]
pub struct Shapes {
    triples: Triples,
    compiled: IRSchema,
    /// The shapes with targets, in the order of their names.
    targeted: Vec<(NamedOrBlankNode, Vec<Target>)>,
    constraints: Arc<[SparqlConstraint]>,
    missing: Vec<(NamedOrBlankNode, NamedNode)>,
}

impl Shapes {
    /// Reads the shapes in `dataset`, whatever graphs they stand in.
    ///
    /// # Errors
    /// [`Error::IllFormed`], [`Error::Unsupported`], [`Error::Recursive`], [`Error::NoShapes`], [`Error::NoTargets`],
    /// [`Error::Store`], [`Error::Library`].
    pub fn load(dataset: &dyn Dataset) -> Result<Self, Error> {
        let mut triples = Triples::new();
        for quad in dataset.quads(None, None, None, None) {
            triples.insert(&Triple::from(quad?));
        }
        let source = Source { graph: &triples };
        let shapes = source.shapes()?;
        if shapes.is_empty() {
            return Err(Error::NoShapes);
        }
        let constraints = sparql::constraints(&source, &shapes)?;
        let compiled = compile(&triples, &shapes, &constraints)?;
        let targeted: Vec<_> = shapes
            .iter()
            .map(|shape| (shape.clone(), source.targets(shape.as_ref())))
            .filter(|(_, targets)| !targets.is_empty())
            .collect();
        if targeted.is_empty() {
            return Err(Error::NoTargets);
        }
        Ok(Self {
            compiled,
            targeted,
            constraints: constraints.into(),
            missing: source.missing(&shapes),
            triples,
        })
    }

    /// Gives the shapes with targets, in the order of their names.
    pub fn targeted(&self) -> impl Iterator<Item = &NamedOrBlankNode> {
        self.targeted.iter().map(|(shape, _)| shape)
    }

    /// Gives the shape with a target that `shape` is a part of, itself where it has one.
    #[must_use]
    pub fn targeted_above(&self, shape: &NamedOrBlankNode) -> Option<&NamedOrBlankNode> {
        let above = path::reachable(Term::from(shape.clone()), |node| {
            self.triples
                .triples_for_object(node)
                .map(|triple| triple.subject.into_owned().into())
                .collect()
        });
        let own = self.targeted().find(|targeted| *targeted == shape);
        own.or_else(|| {
            self.targeted()
                .find(|targeted| above.contains(&Term::from((*targeted).clone())))
        })
    }

    /// Gives the shape with a name that `shape` is a part of, itself where it has one.
    #[must_use]
    pub fn named_above(&self, shape: &NamedOrBlankNode) -> NamedOrBlankNode {
        let source = Source {
            graph: &self.triples,
        };
        source.place(shape.as_ref()).0
    }

    /// Gives the shapes that are described nowhere and so demand nothing, each behind one that refers to it.
    #[must_use]
    pub fn missing(&self) -> &[(NamedOrBlankNode, NamedNode)] {
        &self.missing
    }

    /// Gives the ontologies that the shapes import, and that were not read therefore.
    #[must_use]
    pub fn imports(&self) -> Vec<NamedNode> {
        let imports = NamedNode::new_unchecked("http://www.w3.org/2002/07/owl#imports");
        let mut found: Vec<_> = self
            .triples
            .triples_for_predicate(&imports)
            .filter_map(|triple| match triple.object {
                // What is described here as an ontology was read with the rest.
                TermRef::NamedNode(iri)
                    if self.triples.triples_for_subject(iri).next().is_none() =>
                {
                    Some(iri.into_owned())
                }
                _ => None,
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Validates the default graph of `data`; `prefixes` are for what is said where a shape has no message.
    ///
    /// `progress` is called before each shape with a target, and at the end.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once the token is, [`Error::Store`], [`Error::Failure`], [`Error::Library`].
    pub fn validate(
        &self,
        data: &Arc<dyn Dataset>,
        prefixes: &Prefixes,
        cancellation: &CancellationToken,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Report, Error> {
        let graph = Graph::new(Arc::clone(data), cancellation.clone());
        let of = self.targeted.len();
        let next = AtomicUsize::new(0);
        let workers = thread::available_parallelism()
            .map_or(1, NonZero::get)
            .min(of);
        let mut found = Vec::new();
        let mut nodes = HashSet::new();
        thread::scope(|scope| {
            let (sender, receiver) = sync_channel(of);
            for _ in 0..workers {
                let (sender, graph, next) = (sender.clone(), &graph, &next);
                scope.spawn(move || self.work(graph, next, &sender));
            }
            drop(sender);
            for shapes in 0..of {
                progress(Progress { shapes, of });
                let outcome = receiver.recv();
                let lost = |_| Error::Library("a worker ended early".to_owned());
                let (focus_nodes, results) = outcome.map_err(lost)??;
                nodes.extend(focus_nodes);
                found.extend(results);
            }
            Ok::<_, Error>(())
        })?;
        graph.check()?;
        progress(Progress { shapes: of, of });
        let source = Source {
            graph: &self.triples,
        };
        Ok(Report::new(
            found
                .iter()
                .map(|result| self.result(&source, result, prefixes))
                .collect(),
            of,
            nodes.len(),
        ))
    }

    /// Validates one shape after the other, those that no other worker has taken.
    fn work(&self, graph: &Graph, next: &AtomicUsize, sender: &SyncSender<Outcome>) {
        let mut engine = ComponentEngine::new(Arc::clone(&self.constraints));
        while let Some((shape, targets)) = self.targeted.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = self.validate_shape(shape, targets, graph, &mut engine);
            let failed = outcome.is_err();
            // Where nobody receives any more, another worker has failed.
            if sender.send(outcome).is_err() || failed {
                return;
            }
        }
    }

    fn validate_shape(
        &self,
        name: &NamedOrBlankNode,
        targets: &[Target],
        graph: &Graph,
        engine: &mut ComponentEngine,
    ) -> Outcome {
        let shape = self
            .compiled
            .get_shape(&Object::from(Node::from(name.clone())))
            .ok_or_else(|| Error::Library(format!("{name} was lost")))?;
        let nodes = focus_nodes(graph, targets);
        let mut walk = Walk {
            graph,
            shapes: &self.compiled,
            engine,
            results: Vec::new(),
        };
        let outcome = guarded(|| walk.shape(shape, &nodes, None))?;
        let results = walk.results;
        // What was cut short by a failure or a cancellation must not pass for the whole.
        graph.check()?;
        outcome.map_err(|error| Error::Library(error.to_string()))?;
        Ok((nodes, results))
    }

    /// Gives a result of the library in our own terms, with what its shape says about it.
    fn result(
        &self,
        source: &Source<'_>,
        found: &LibraryResult,
        prefixes: &Prefixes,
    ) -> ValidationResult {
        let term = |object: &Object| Node::from(object.clone()).0;
        let source_shape = match found.source().map(term) {
            Some(Term::NamedNode(iri)) => iri.into(),
            Some(Term::BlankNode(node)) => node.into(),
            // The library always names the shape.
            _ => NamedOrBlankNode::from(BlankNode::default()),
        };
        let component = match term(found.constraint_component()) {
            Term::NamedNode(component) => component,
            _ => iri("ConstraintComponent"),
        };
        let constraint = component
            .as_str()
            .strip_prefix(CONSTRAINT)
            .and_then(|number| number.parse::<usize>().ok())
            .and_then(|number| self.constraints.get(number));
        let component = constraint.map_or(component, |constraint| constraint.component.clone());
        // Only a message of our own queries; what the library says is for its developers.
        let mut messages: Vec<Literal> = match constraint {
            Some(_) => own_messages(found),
            None => Vec::new(),
        };
        if messages.is_empty() {
            messages = sparql::messages(source, source_shape.as_ref());
        }
        if messages.is_empty() {
            messages = wording::messages(source, source_shape.as_ref(), &component, prefixes);
        }
        ValidationResult {
            focus: term(found.focus_node()),
            path: found.path().map(Path::from),
            value: found.value().map(term),
            severity: Severity::from_iri(IriS::from(found.severity()).into()),
            component,
            source_constraint: constraint.and_then(|constraint| constraint.node.clone()),
            source_shape,
            messages,
            details: found
                .details()
                .iter()
                .map(|detail| self.result(source, detail, prefixes))
                .collect(),
        }
    }
}

/// What one shape found, with the nodes it was tried on.
type Outcome = Result<(Vec<Node>, Vec<LibraryResult>), Error>;

fn own_messages(found: &LibraryResult) -> Vec<Literal> {
    let mut messages: Vec<_> = found
        .message()
        .iter()
        .map(|(language, text)| match language {
            Some(language) => Literal::new_language_tagged_literal_unchecked(
                text,
                language.as_str().to_ascii_lowercase(),
            ),
            None => Literal::new_simple_literal(text),
        })
        .collect();
    messages.sort_by_cached_key(ToString::to_string);
    messages
}

/// Has the library compile the shapes; in the place of SPARQL it gets the numbers of our own constraints.
fn compile(
    triples: &Triples,
    shapes: &[NamedOrBlankNode],
    constraints: &[SparqlConstraint],
) -> Result<IRSchema, Error> {
    let sparql = iri("sparql");
    let mut quads: Vec<_> = triples
        .iter()
        .filter(|triple| triple.predicate != sparql.as_ref() && triple.predicate != rdf::TYPE)
        .map(|triple| triple.into_owned().in_graph(GraphName::DefaultGraph))
        .collect();
    // For each shape the library goes through all node and property shapes, to see whether one is a class. Targets are
    // not its business here, so it is told no more than that there are shapes.
    quads.extend(shapes.iter().map(|shape| {
        let class = iri("Shape");
        Quad::new(shape.clone(), rdf::TYPE, class, GraphName::DefaultGraph)
    }));
    for (number, constraint) in constraints.iter().enumerate() {
        let node = BlankNode::default();
        quads.push(Quad::new(
            constraint.shape.clone(),
            sparql.clone(),
            node.clone(),
            GraphName::DefaultGraph,
        ));
        let number = Literal::new_simple_literal(number.to_string());
        quads.push(Quad::new(
            node,
            iri("select"),
            number,
            GraphName::DefaultGraph,
        ));
    }
    let dataset = ExactDataset::new()?;
    dataset.extend(&mut quads.into_iter().map(Ok))?;
    let graph = Graph::new(Arc::new(dataset), CancellationToken::new());
    let parsed = guarded(|| ShaclParser::new(graph.clone()).parse())?;
    graph.check()?;
    let parsed = parsed.map_err(|error| Error::Library(error.to_string()))?;
    guarded(|| IRSchema::compile_with_recursion(&parsed, RecursionSemantics::None))?.map_err(
        |error| match error {
            IRError::DependencyGraphHasCycles { shown, .. }
            | IRError::DependencyGraphHasNegativeCycles { shown, .. } => {
                Error::Recursive { shapes: shown }
            }
            other => Error::Library(other.to_string()),
        },
    )
}

/// Turns a panic of the library into an error.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Error> {
    // What the library had in hand is dropped with the error.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        Error::Library(text.unwrap_or("it panicked").to_owned())
    })
}

/// Gives the nodes that a shape is tried on.
///
/// Source: SHACL, section 2.1.3.
fn focus_nodes(graph: &Graph, targets: &[Target]) -> Vec<Node> {
    let mut found = BTreeMap::new();
    for target in targets {
        let nodes: Vec<Node> = match target {
            Target::Node(node) => vec![Node(node.clone())],
            Target::SubjectsOf(property) => graph
                .matching(None, Some(property), None)
                .map(|statement| statement.into_subject().into())
                .collect(),
            Target::ObjectsOf(property) => graph
                .matching(None, Some(property), None)
                .map(Statement::into_object)
                .collect(),
            Target::Class(class) => graph
                .subclasses(&Node(class.clone()))
                .iter()
                .flat_map(|class| graph.subjects(&rdf::TYPE.into_owned(), class))
                .collect(),
        };
        found.extend(nodes.into_iter().map(|node| (node.0.to_string(), node)));
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::{Error, guarded};

    #[test]
    fn panic_of_the_library_is_an_error() {
        let outcome = guarded(|| -> usize { panic!("no such {}", "shape") });
        assert!(matches!(outcome, Err(Error::Library(message)) if message == "no such shape"));
    }
}
