//! The inferred graph of a store: who sees it, and why it is never stale.
//!
//! What was inferred stands in one named graph; a second one notes by which rules, under a name that no other inference
//! has. Every change removes both before it is applied, within its transaction where it has one: the graph is current
//! or it is not there. Who did not ask for it sees neither of the two graphs.

use std::iter;
use std::path::Path;
use std::sync::Arc;

use oxigraph::sparql::{
    BoundPreparedSparqlQuery, CancellationToken, PreparedSparqlQuery, QueryExplanation,
    QueryResults,
};
use oxigraph::store::{Store, Transaction};
use oxrdf::vocab::xsd;
use oxrdf::{
    BlankNode, GraphName, GraphNameRef, Literal, NamedNodeRef, NamedOrBlankNode,
    NamedOrBlankNodeRef, Quad, QuadRef, Term, TermRef, Variable,
};

use super::{Dataset, EmbeddedDataset, Error, Quads, Triples, embedded};
use crate::vocab::graph::{INFERRED, STORE};

/// The graphs that the program keeps for itself.
const RESERVED: [NamedNodeRef<'_>; 2] = [INFERRED, STORE];
/// What names an inference, in the graph [`STORE`]: its rules, a space, a name of its own.
const IDENTIFIER: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/identifier");

/// A dataset whose default graph also holds what was inferred from it, as long as that is current.
pub(super) struct WithInferred {
    dataset: EmbeddedDataset,
    identifier: String,
}

impl WithInferred {
    /// Gives the dataset with what was inferred by the rules called `regime`; nothing where that is not there.
    pub(super) fn of(dataset: &EmbeddedDataset, regime: &str) -> Result<Option<Self>, Error> {
        let identifier = identifier(dataset.store())?;
        Ok(identifier
            .filter(|identifier| regime_of(identifier) == regime)
            .map(|identifier| Self {
                dataset: dataset.clone(),
                identifier,
            }))
    }

    fn store(&self) -> &Store {
        self.dataset.store()
    }

    /// Fails where the inferred graph is not the one that this dataset was made for.
    ///
    /// Called after a snapshot was taken: every inference has a name of its own, so the snapshot holds this one.
    fn check(&self) -> Result<(), Error> {
        if identifier(self.store())?.as_ref() == Some(&self.identifier) {
            Ok(())
        } else {
            Err(Error::Outdated)
        }
    }

    fn prepared(
        &self,
        text: &str,
        values: &[(Variable, Term)],
        cancellation: &CancellationToken,
    ) -> Result<PreparedSparqlQuery, Error> {
        let mut query = embedded::prepared(text, values, cancellation)?;
        // A query that names its graphs itself gets those.
        if query.dataset().is_default_dataset() {
            let named = named_graphs(self.store(), &[STORE])?;
            let specification = query.dataset_mut();
            specification.set_default_graph(vec![GraphName::DefaultGraph, INFERRED.into()]);
            specification.set_available_named_graphs(named);
        }
        Ok(query)
    }
}

impl Dataset for WithInferred {
    fn query_with(
        &self,
        text: &str,
        values: &[(Variable, Term)],
        cancellation: &CancellationToken,
    ) -> Result<QueryResults<'static>, Error> {
        let query = self.prepared(text, values, cancellation)?;
        let bound = query.on_store(self.store());
        self.check()?;
        Ok(bound.execute()?)
    }

    fn explain(
        &self,
        text: &str,
        cancellation: &CancellationToken,
    ) -> Result<(QueryResults<'static>, QueryExplanation), Error> {
        let query = self.prepared(text, &[], cancellation)?;
        let bound = query.on_store(self.store());
        self.check()?;
        let (results, explanation) = bound.compute_statistics().explain();
        Ok((results?, explanation))
    }

    fn update(&self, text: &str, cancellation: &CancellationToken) -> Result<(), Error> {
        self.dataset.update(text, cancellation)
    }

    fn extend(&self, quads: &mut dyn Iterator<Item = Result<Quad, Error>>) -> Result<(), Error> {
        self.dataset.extend(quads)
    }

    fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Quads<'_> {
        let of = |graph| {
            let quads = self
                .store()
                .quads_for_pattern(subject, predicate, object, graph);
            quads.map(|quad| Ok(quad?))
        };
        let quads: Quads<'_> = match graph {
            Some(GraphNameRef::DefaultGraph) => {
                let merged = |quad: Result<Quad, Error>| {
                    quad.map(|quad| Quad {
                        graph_name: GraphName::DefaultGraph,
                        ..quad
                    })
                };
                Box::new(of(graph).chain(of(Some(INFERRED.into())).map(merged)))
            }
            Some(GraphNameRef::NamedNode(STORE)) => Box::new(iter::empty()),
            None => Box::new(of(None).filter(|quad| !is_in(quad, &[STORE]))),
            _ => Box::new(of(graph)),
        };
        match self.check() {
            Ok(()) => quads,
            Err(error) => Box::new(iter::once(Err(error))),
        }
    }

    fn len(&self) -> Result<usize, Error> {
        Ok(self.store().len()? - count(self.store(), STORE)?)
    }

    fn is_empty(&self) -> Result<bool, Error> {
        self.dataset.is_empty()
    }

    fn optimize(&self) -> Result<(), Error> {
        self.dataset.optimize()
    }

    fn backup(&self, folder: &Path) -> Result<(), Error> {
        self.dataset.backup(folder)
    }

    fn infer<'a>(
        &self,
        regime: &str,
        derive: &mut dyn FnMut() -> Result<Triples<'a>, Error>,
    ) -> Result<(), Error> {
        self.dataset.infer(regime, derive)
    }

    fn inferred_by(&self) -> Result<Option<String>, Error> {
        self.dataset.inferred_by()
    }

    fn with_inferred(&self, regime: &str) -> Result<Option<Arc<dyn Dataset>>, Error> {
        self.dataset.with_inferred(regime)
    }
}

/// Binds a query to a snapshot of `store`, in which it does not see the reserved graphs unless it names them itself.
pub(super) fn without_reserved(
    query: &PreparedSparqlQuery,
    store: &Store,
) -> Result<BoundPreparedSparqlQuery<'static>, Error> {
    loop {
        let before = identifier(store)?;
        let mut query = query.clone();
        if query.dataset().is_default_dataset() && has_reserved(store)? {
            let named = named_graphs(store, &RESERVED)?;
            query.dataset_mut().set_available_named_graphs(named);
        }
        let bound = query.on_store(store);
        // Another thread may have inferred, or changed the graphs, between the list and the snapshot.
        if identifier(store)? == before {
            return Ok(bound);
        }
    }
}

/// Tells whether a quad is in a reserved graph; an error is not.
pub(super) fn is_reserved(quad: &Result<Quad, Error>) -> bool {
    is_in(quad, &RESERVED)
}

/// Tells whether `graph` is reserved.
pub(super) fn names_reserved(graph: GraphNameRef<'_>) -> bool {
    RESERVED
        .iter()
        .any(|reserved| GraphNameRef::from(*reserved) == graph)
}

/// Tells whether the text of an update speaks of a reserved graph, as far as it spells IRIs out.
pub(super) fn is_spoken_of(text: &str) -> bool {
    RESERVED
        .iter()
        .any(|reserved| text.contains(reserved.as_str()))
}

/// Passes quads on up to the first that is meant for a reserved graph.
pub(super) fn refusing_reserved(
    quads: &mut dyn Iterator<Item = Result<Quad, Error>>,
) -> impl Iterator<Item = Result<Quad, Error>> + '_ {
    quads.map(|quad| {
        let quad = quad?;
        if names_reserved(quad.graph_name.as_ref()) {
            return Err(Error::Reserved {
                graph: quad.graph_name.to_string(),
            });
        }
        Ok(quad)
    })
}

/// Removes what was inferred, as the first part of a change.
pub(super) fn forget(transaction: &mut Transaction<'_>) -> Result<(), Error> {
    for graph in RESERVED {
        if transaction.contains_named_graph(graph)? {
            transaction.remove_named_graph(graph)?;
        }
    }
    Ok(())
}

/// Removes what was inferred before a change that has no transaction; should that fail, it is gone all the same.
///
/// Tells whether there was anything to remove.
pub(super) fn forget_in(store: &Store) -> Result<bool, Error> {
    let found = has_reserved(store)?;
    if found {
        let mut transaction = store.start_transaction()?;
        forget(&mut transaction)?;
        transaction.commit()?;
    }
    Ok(found)
}

/// Fails where a change has written to a reserved graph, which it found empty.
pub(super) fn check_untouched(transaction: &Transaction<'_>) -> Result<(), Error> {
    for graph in RESERVED {
        if transaction.contains_named_graph(graph)? {
            return Err(Error::Reserved {
                graph: graph.to_string(),
            });
        }
    }
    Ok(())
}

/// Makes the note on an inference by the rules called `regime`, with a name that no other has.
pub(super) fn note(regime: &str) -> Quad {
    let name = BlankNode::default();
    Quad::new(
        INFERRED,
        IDENTIFIER,
        Literal::from(format!("{regime} {}", name.as_str())),
        STORE,
    )
}

/// Gives the name of the rules by which the store's inferred graph was made, where it has one.
pub(super) fn regime(store: &Store) -> Result<Option<String>, Error> {
    let identifier = identifier(store)?;
    Ok(identifier.map(|identifier| regime_of(&identifier).to_owned()))
}

/// Counts the quads of the reserved graphs.
pub(super) fn count_reserved(store: &Store) -> Result<usize, Error> {
    RESERVED
        .iter()
        .map(|graph| count(store, *graph))
        .sum::<Result<usize, Error>>()
}

fn regime_of(identifier: &str) -> &str {
    identifier
        .rsplit_once(' ')
        .map_or(identifier, |(regime, _)| regime)
}

fn identifier(store: &Store) -> Result<Option<String>, Error> {
    let quad = store
        .quads_for_pattern(
            Some(INFERRED.into()),
            Some(IDENTIFIER),
            None,
            Some(STORE.into()),
        )
        .next()
        .transpose()?;
    Ok(quad.and_then(|quad| match quad.object {
        Term::Literal(literal) if literal.datatype() == xsd::STRING => Some(literal.destruct().0),
        _ => None,
    }))
}

fn has_reserved(store: &Store) -> Result<bool, Error> {
    Ok(store.contains_named_graph(INFERRED)? || store.contains_named_graph(STORE)?)
}

fn named_graphs(
    store: &Store,
    except: &[NamedNodeRef<'_>],
) -> Result<Vec<NamedOrBlankNode>, Error> {
    let mut graphs = Vec::new();
    for graph in store.named_graphs() {
        let graph = graph?;
        if !except
            .iter()
            .any(|except| NamedOrBlankNodeRef::from(*except) == graph.as_ref())
        {
            graphs.push(graph);
        }
    }
    Ok(graphs)
}

fn is_in(quad: &Result<Quad, Error>, graphs: &[NamedNodeRef<'_>]) -> bool {
    quad.as_ref().is_ok_and(|quad| {
        let own = QuadRef::from(quad).graph_name;
        graphs.iter().any(|graph| GraphNameRef::from(*graph) == own)
    })
}

fn count(store: &Store, graph: NamedNodeRef<'_>) -> Result<usize, Error> {
    let mut count = 0;
    for quad in store.quads_for_pattern(None, None, None, Some(graph.into())) {
        quad?;
        count += 1;
    }
    Ok(count)
}
