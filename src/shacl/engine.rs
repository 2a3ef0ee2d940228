//! Evaluates shapes: the library walks shapes and values, and evaluates the components that are made of shapes.

use std::fmt;
use std::sync::Arc;

use oxrdf::Literal;
use rudof_iri::IriS;
use rudof_rdf::rdf_core::SHACLPath;
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_core::term::literal::Lang;
use shacl::error::ValidationError;
use shacl::ir::{IRComponent, IRSchema, IRShape, RecursionSemantics, ShapeLabelIdx};
use shacl::types::MessageMap;
use shacl::validator::constraints::NativeValidator;
use shacl::validator::engine::{Engine, NativeEngine, NodeExprState, Retention};
use shacl::validator::nodes::{FocusNodes, ValueNodes};
use shacl::validator::report::{ValidationOutcome, ValidationResult};

use super::components::{self, Wrong};
use super::graph::Graph;
use super::path::Path;
use super::sparql::{Found, SparqlConstraint};
use super::terms::Node;

/// The name by which a result tells which of our constraints found it: this and its number.
pub(super) const CONSTRAINT: &str = "urn:x-gremia:constraint:";

/// An engine for one validation.
pub(super) struct ComponentEngine {
    /// Keeps what was validated before, and the way to the shape that is being validated.
    library: NativeEngine,
    constraints: Arc<[SparqlConstraint]>,
}

impl ComponentEngine {
    pub(super) fn new(constraints: Arc<[SparqlConstraint]>) -> Self {
        Self {
            library: NativeEngine::new(RecursionSemantics::None),
            constraints,
        }
    }

    /// Evaluates a component that is ours for one focus node; nothing where it is the library's.
    pub(super) fn own(
        &self,
        component: &IRComponent,
        shape: &IRShape,
        graph: &Graph,
        focus: &Node,
        values: &[&Node],
    ) -> Option<Vec<ValidationResult>> {
        if let IRComponent::BasicSparql(constraint) = component {
            return Some(self.sparql(constraint.select(), graph, shape, focus, values));
        }
        let found = components::evaluate(component, shape, graph, focus, values)?;
        let found = found.into_iter();
        Some(
            found
                .map(|wrong| result(component, shape, focus, wrong))
                .collect(),
        )
    }

    /// Evaluates a SPARQL constraint for one focus node.
    fn sparql(
        &self,
        number: &str,
        graph: &Graph,
        shape: &IRShape,
        focus: &Node,
        values: &[&Node],
    ) -> Vec<ValidationResult> {
        let constraint = number
            .parse()
            .ok()
            .and_then(|number: usize| self.constraints.get(number));
        let found = constraint.map(|constraint| constraint.evaluate(graph, focus, values));
        match found {
            None => Vec::new(),
            Some(Ok(found)) => found
                .into_iter()
                .map(|found| sparql_result(number, shape, focus, found))
                .collect(),
            Some(Err(error)) => {
                graph.fail(error);
                Vec::new()
            }
        }
    }
}

fn sparql_result(number: &str, shape: &IRShape, focus: &Node, found: Found) -> ValidationResult {
    let path = match found.path {
        Some(Path::Predicate(predicate)) => Some(SHACLPath::iri(predicate.into())),
        _ => shape.path().cloned(),
    };
    // A node shape has one value, the focus node itself.
    let value = found
        .value
        .map(Node)
        .or_else(|| shape.path().is_none().then(|| focus.clone()));
    let component = IriS::new_unchecked(&format!("{CONSTRAINT}{number}"));
    ValidationResult::new(
        focus.clone().into(),
        Object::iri(component),
        shape.severity().clone(),
    )
    .with_source(Some(shape.id().clone()))
    .with_path(path)
    .with_value(value.map(Object::from))
    .with_message(message_map(&found.messages))
}

fn message_map(messages: &[Literal]) -> MessageMap {
    messages.iter().fold(MessageMap::new(), |map, message| {
        let language = message.language().and_then(|tag| Lang::new(tag).ok());
        map.with_message(language, message.value().to_owned())
    })
}

fn result(
    component: &IRComponent,
    shape: &IRShape,
    focus: &Node,
    wrong: Wrong,
) -> ValidationResult {
    let path = match wrong.path {
        Some(Path::Predicate(predicate)) => Some(SHACLPath::iri(predicate.into())),
        _ => shape.path().cloned(),
    };
    ValidationResult::new(
        focus.clone().into(),
        Object::iri(component.into()),
        shape.severity().clone(),
    )
    .with_source(Some(shape.id().clone()))
    .with_path(path)
    .with_value(wrong.value.map(Object::from))
}

impl Engine<Graph> for ComponentEngine {
    fn fork(&self) -> Box<dyn Engine<Graph>> {
        Box::new(Self::new(Arc::clone(&self.constraints)))
    }

    fn evaluate(
        &mut self,
        graph: &Graph,
        shape: &IRShape,
        component: &IRComponent,
        value_nodes: &ValueNodes<Graph>,
        source_shape: Option<&IRShape>,
        path: Option<&SHACLPath>,
        shapes: &IRSchema,
    ) -> Result<ValidationOutcome, ValidationError> {
        let mut outcome = ValidationOutcome::new();
        let mut ours = true;
        for (focus, values) in value_nodes.iter() {
            let values: Vec<_> = values.iter().collect();
            let Some(found) = self.own(component, shape, graph, focus, &values) else {
                ours = false;
                break;
            };
            for result in found {
                outcome.push_violation(result);
            }
        }
        if ours {
            return Ok(outcome);
        }
        let validator: &dyn NativeValidator<Graph> = match component {
            IRComponent::Or(component) => component,
            IRComponent::And(component) => component,
            IRComponent::Not(component) => component,
            IRComponent::Xone(component) => component,
            IRComponent::Node(component) => component,
            IRComponent::QualifiedValueShape(component) => component,
            IRComponent::Deactivated(component) => component,
            // Whatever a later version of the library adds is refused when the shapes are read.
            other => return Err(ValidationError::UnsupportedMode(other.to_string())),
        };
        validator.validate_native(
            component,
            shape,
            graph,
            self,
            value_nodes,
            source_shape,
            path,
            shapes,
        )
    }

    // Focus nodes are given by the caller, since the library drops the errors it meets while it looks for them.
    fn target_node(&self, _: &Graph, _: &Object) -> Result<FocusNodes<Graph>, ValidationError> {
        Ok(FocusNodes::default())
    }

    fn target_class(&self, _: &Graph, _: &Object) -> Result<FocusNodes<Graph>, ValidationError> {
        Ok(FocusNodes::default())
    }

    fn target_subject_of(&self, _: &Graph, _: &IriS) -> Result<FocusNodes<Graph>, ValidationError> {
        Ok(FocusNodes::default())
    }

    fn target_object_of(&self, _: &Graph, _: &IriS) -> Result<FocusNodes<Graph>, ValidationError> {
        Ok(FocusNodes::default())
    }

    fn implicit_target_class(
        &self,
        _: &Graph,
        _: &Object,
    ) -> Result<FocusNodes<Graph>, ValidationError> {
        Ok(FocusNodes::default())
    }

    fn record_validation(
        &mut self,
        node: Object,
        shape: ShapeLabelIdx,
        outcome: ValidationOutcome,
    ) {
        Engine::<Graph>::record_validation(&mut self.library, node, shape, outcome);
    }

    fn has_validated(&self, node: &Object, shape: ShapeLabelIdx) -> bool {
        Engine::<Graph>::has_validated(&self.library, node, shape)
    }

    fn get_cached_outcome(&self, node: &Object, shape: ShapeLabelIdx) -> Option<ValidationOutcome> {
        Engine::<Graph>::get_cached_outcome(&self.library, node, shape)
    }

    fn recursion_semantics(&self) -> RecursionSemantics {
        RecursionSemantics::None
    }

    fn is_in_chain(&self, node: &Object, shape: ShapeLabelIdx) -> bool {
        Engine::<Graph>::is_in_chain(&self.library, node, shape)
    }

    fn chain_enter(&mut self, node: Object, shape: ShapeLabelIdx) {
        Engine::<Graph>::chain_enter(&mut self.library, node, shape);
    }

    fn chain_exit(&mut self, node: &Object, shape: ShapeLabelIdx) {
        Engine::<Graph>::chain_exit(&mut self.library, node, shape);
    }

    fn node_expr_state(&mut self) -> &mut NodeExprState {
        Engine::<Graph>::node_expr_state(&mut self.library)
    }

    fn retention(&self) -> Retention {
        Retention {
            max_results: None,
            store_evidences: false,
        }
    }
}

impl fmt::Debug for ComponentEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ComponentEngine").finish_non_exhaustive()
    }
}
