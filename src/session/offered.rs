//! Nodes that were offered by number because a label fits several.

use std::sync::{Arc, Mutex, PoisonError};

use oxrdf::NamedNode;

/// The nodes of the last list, in its order; shared by the copies of a session.
#[derive(Clone, Debug, Default)]
pub struct Offered(Arc<Mutex<Vec<NamedNode>>>);

impl Offered {
    /// Offers `nodes`, in place of what was offered before.
    pub fn set(&self, nodes: Vec<NamedNode>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = nodes;
    }

    /// Gives the node with this number, from 1; the offer stands until the next.
    #[must_use]
    pub fn node(&self, number: usize) -> Option<NamedNode> {
        let nodes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        nodes.get(number.checked_sub(1)?).cloned()
    }
}
