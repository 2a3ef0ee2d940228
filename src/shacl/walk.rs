//! Walks shapes and values: each focus node, the values of its paths, the property shapes within.
//!
//! The library's own walk keeps an outcome for each node and shape it meets and builds sets of one node; this one goes
//! node by node and keeps the results only, which takes a third of the time. Components made of shapes, and shapes that
//! are deactivated, are the library's.

use rudof_rdf::rdf_core::SHACLPath;
use shacl::error::ValidationError;
use shacl::ir::{IRComponent, IRSchema, IRShape};
use shacl::validator::engine::{Engine, Validate};
use shacl::validator::nodes::{FocusNodes, ValueNodes};
use shacl::validator::report::ValidationResult;

use super::engine::ComponentEngine;
use super::graph::Graph;
use super::terms::Node;

/// A walk over the data, with what it found.
pub(super) struct Walk<'a> {
    pub(super) graph: &'a Graph,
    pub(super) shapes: &'a IRSchema,
    pub(super) engine: &'a mut ComponentEngine,
    pub(super) results: Vec<ValidationResult>,
}

impl Walk<'_> {
    /// Validates `nodes` by `shape`, which is a part of `parent` where it is one.
    ///
    /// # Errors
    /// The library's. A cancelled walk ends early.
    pub(super) fn shape(
        &mut self,
        shape: &IRShape,
        nodes: &[Node],
        parent: Option<&IRShape>,
    ) -> Result<(), ValidationError> {
        if shape.deactivated().is_some() || shape.reifier_info().is_some() {
            let nodes: FocusNodes<_> = nodes.iter().cloned().collect();
            let outcome =
                shape.validate(self.graph, self.engine, Some(&nodes), parent, self.shapes)?;
            self.results.extend(outcome.into_parts().0);
            return Ok(());
        }
        for node in nodes {
            if self.graph.cancellation.is_cancelled() {
                return Ok(());
            }
            let values = self.values(shape, node)?;
            for component in shape.components() {
                self.component(component, shape, node, &values, parent)?;
            }
            for nested in shape.property_shapes() {
                let nested = self.shapes.get_shape_from_idx_e(nested)?;
                self.shape(nested, &values, Some(shape))?;
            }
        }
        Ok(())
    }

    /// Gives the values that a shape is about: those of its path, or the node itself.
    ///
    /// Source: SHACL, section 2.
    fn values(&self, shape: &IRShape, node: &Node) -> Result<Vec<Node>, ValidationError> {
        match shape {
            IRShape::NodeShape(_) => Ok(vec![node.clone()]),
            IRShape::PropertyShape(property) => match property.path() {
                SHACLPath::Predicate { pred } => Ok(self.graph.objects(node, &pred.clone().into())),
                _ => Ok(self
                    .engine
                    .path(self.graph, property, node)?
                    .into_iter()
                    .collect()),
            },
        }
    }

    fn component(
        &mut self,
        component: &IRComponent,
        shape: &IRShape,
        node: &Node,
        values: &[Node],
        parent: Option<&IRShape>,
    ) -> Result<(), ValidationError> {
        if let Some(found) = self.engine.own(
            component,
            shape,
            self.graph,
            node,
            &values.iter().collect::<Vec<_>>(),
        ) {
            self.results.extend(found);
            return Ok(());
        }
        let values = FocusNodes::new(values.iter().cloned().collect());
        let value_nodes = ValueNodes::from_iter([(node.clone(), values)]);
        let outcome = self.engine.evaluate(
            self.graph,
            shape,
            component,
            &value_nodes,
            parent,
            shape.path(),
            self.shapes,
        )?;
        self.results.extend(outcome.into_parts().0);
        Ok(())
    }
}
