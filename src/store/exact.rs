//! A dataset in memory that gives literals back as they were written.
//!
//! Oxigraph keeps numbers, truth values and times by value: `4.0` comes back as `4`, `"5"^^xsd:byte` as an integer.
//! To judge what a file says, the text counts. So what the store changes is remembered beside it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{PoisonError, RwLock};

use oxigraph::sparql::{CancellationToken, QueryExplanation, QueryResults};
use oxrdf::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode,
    NamedOrBlankNodeRef, Quad, Term, TermRef, Variable,
};

use super::by_value::stored;
use super::{Dataset, EmbeddedDataset, Error, Quads};

/// A dataset in memory that gives literals back as they were written; queries see their values.
///
/// It is filled by [`Dataset::extend`] and not changed otherwise.
pub struct ExactDataset {
    values: EmbeddedDataset,
    written: RwLock<Written>,
}

/// The literals that were written, by what the store holds for them; only those that it keeps by value.
type Written = HashMap<(GraphName, NamedOrBlankNode, NamedNode, Literal), Vec<Literal>>;

impl ExactDataset {
    /// Makes an empty dataset.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            values: EmbeddedDataset::in_memory()?,
            written: RwLock::default(),
        })
    }

    /// Gives what was written for a quad of the store.
    fn as_written(&self, quad: Quad) -> Vec<Quad> {
        let Term::Literal(literal) = &quad.object else {
            return vec![quad];
        };
        let written = self.written.read().unwrap_or_else(PoisonError::into_inner);
        let key = (
            quad.graph_name.clone(),
            quad.subject.clone(),
            quad.predicate.clone(),
            literal.clone(),
        );
        match written.get(&key) {
            Some(literals) => literals
                .iter()
                .map(|literal| Quad {
                    object: literal.clone().into(),
                    ..quad.clone()
                })
                .collect(),
            None => vec![quad],
        }
    }

    fn remember(&self, quad: &Quad) {
        let Term::Literal(literal) = &quad.object else {
            return;
        };
        let Some(stored) = stored(literal) else {
            return;
        };
        let key = (
            quad.graph_name.clone(),
            quad.subject.clone(),
            quad.predicate.clone(),
            stored,
        );
        let mut written = self.written.write().unwrap_or_else(PoisonError::into_inner);
        let literals = written.entry(key).or_default();
        if !literals.contains(literal) {
            literals.push(literal.clone());
        }
    }
}

impl Dataset for ExactDataset {
    fn query_with(
        &self,
        text: &str,
        values: &[(Variable, Term)],
        cancellation: &CancellationToken,
    ) -> Result<QueryResults<'static>, Error> {
        self.values.query_with(text, values, cancellation)
    }

    fn explain(
        &self,
        text: &str,
        cancellation: &CancellationToken,
    ) -> Result<(QueryResults<'static>, QueryExplanation), Error> {
        self.values.explain(text, cancellation)
    }

    fn update(&self, _: &str, _: &CancellationToken) -> Result<(), Error> {
        // What an update writes would not be remembered.
        Err(Error::ReadOnly)
    }

    fn extend(&self, quads: &mut dyn Iterator<Item = Result<Quad, Error>>) -> Result<(), Error> {
        self.values.extend(&mut quads.inspect(|quad| {
            if let Ok(quad) = quad {
                self.remember(quad);
            }
        }))
    }

    fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Quads<'_> {
        let wanted = object.map(TermRef::into_owned);
        let quads = self.values.quads(subject, predicate, object, graph);
        let quads = quads.flat_map(|quad| match quad {
            Ok(quad) => self.as_written(quad).into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        });
        Box::new(quads.filter(move |quad| match (quad, &wanted) {
            (Ok(quad), Some(wanted)) => quad.object == *wanted,
            _ => true,
        }))
    }

    fn len(&self) -> Result<usize, Error> {
        self.values.len()
    }

    fn is_empty(&self) -> Result<bool, Error> {
        self.values.is_empty()
    }

    fn optimize(&self) -> Result<(), Error> {
        self.values.optimize()
    }

    fn backup(&self, folder: &Path) -> Result<(), Error> {
        self.values.backup(folder)
    }

    fn is_exact(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use oxrdf::{GraphName, Literal, NamedNode, Quad};

    use super::ExactDataset;
    use crate::store::{Dataset, EmbeddedDataset};

    fn quad(literal: Literal) -> Quad {
        let node = NamedNode::new_unchecked("http://example.org/a");
        Quad::new(node.clone(), node, literal, GraphName::DefaultGraph)
    }

    fn literals(dataset: &dyn Dataset) -> Vec<String> {
        let mut found: Vec<_> = dataset
            .quads(None, None, None, None)
            .map(|quad| quad.unwrap().object.to_string())
            .collect();
        found.sort();
        found
    }

    #[test]
    fn literals_come_back_as_they_were_written() {
        for (text, name) in [
            ("4.0", "decimal"),
            ("007", "integer"),
            ("300", "byte"),
            ("99999999999999999999999", "integer"),
            ("1", "boolean"),
            ("1e0", "double"),
            ("1.50", "float"),
            ("2024-01-01T00:00:00.000+00:00", "dateTime"),
            ("2024-01-01T00:00:00Z", "dateTimeStamp"),
            ("2024-01-01+00:00", "date"),
            ("10:00:00.0", "time"),
            ("2024+00:00", "gYear"),
            ("2024-01+00:00", "gYearMonth"),
            ("--01+00:00", "gMonth"),
            ("--01-01+00:00", "gMonthDay"),
            ("---01+00:00", "gDay"),
            ("P12M", "duration"),
            ("P12M", "yearMonthDuration"),
            ("PT60S", "dayTimeDuration"),
            ("morgen", "date"),
            ("a", "string"),
        ] {
            let datatype =
                NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{name}"));
            let quad = quad(Literal::new_typed_literal(text, datatype));
            let exact = ExactDataset::new().unwrap();
            exact.extend(&mut [Ok(quad.clone())].into_iter()).unwrap();
            assert_eq!(literals(&exact), [quad.object.to_string()]);
            let object = quad.object.as_ref();
            assert_eq!(exact.quads(None, None, Some(object), None).count(), 1);
        }
    }

    #[test]
    fn literals_of_one_value_stay_apart() {
        let exact = ExactDataset::new().unwrap();
        let short = Literal::new_typed_literal("1", oxrdf::vocab::xsd::SHORT);
        let quads = [quad(short.clone()), quad(Literal::from(1))];
        exact.extend(&mut quads.into_iter().map(Ok)).unwrap();
        assert_eq!(
            literals(&exact),
            [Literal::from(1).to_string(), short.to_string()]
        );
    }

    #[test]
    fn embedded_store_keeps_numbers_by_value() {
        let dataset = EmbeddedDataset::in_memory().unwrap();
        let byte = Literal::new_typed_literal("1", oxrdf::vocab::xsd::BYTE);
        dataset.extend(&mut [Ok(quad(byte))].into_iter()).unwrap();
        assert_eq!(literals(&dataset), [Literal::from(1).to_string()]);
        assert!(!dataset.is_exact());
    }
}
