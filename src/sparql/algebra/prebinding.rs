//! What a query may not contain where SHACL gives some of its variables their values beforehand.
//!
//! Source: SHACL, section 5.2.1 and appendix A.

use oxrdf::{NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;

use super::{Part, pattern, projected, visit};

/// Why a query cannot have its variables bound beforehand, or would not mean what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sparql) enum Restriction {
    /// It contains a clause that takes no account of such variables.
    Clause(&'static str),
    /// It assigns such a variable.
    Assigned(Variable),
    /// It, or one of its subqueries, does not return such a variable.
    NotReturned(Variable),
    /// It calls a function that the engine does not know, which would be an error in every row.
    Function(NamedNode),
}

/// Finds the first thing that keeps `variables` from being bound in `query`.
pub(in crate::sparql) fn restriction(query: &Query, variables: &[Variable]) -> Option<Restriction> {
    let root = pattern(query);
    let is_select = matches!(query, Query::Select { .. });
    let outermost = is_select.then(|| projected(root));
    if let Some(returned) = &outermost
        && let Some(missing) = variables
            .iter()
            .find(|variable| !returned.contains(variable))
    {
        return Some(Restriction::NotReturned(missing.clone()));
    }
    let mut found = None;
    let mut is_outermost = true;
    visit(root, &mut |part| {
        let here = match part {
            Part::Pattern(GraphPattern::Minus { .. }) => Some(Restriction::Clause("MINUS")),
            Part::Pattern(GraphPattern::Values { .. }) => Some(Restriction::Clause("VALUES")),
            Part::Pattern(GraphPattern::Service { .. }) => Some(Restriction::Clause("SERVICE")),
            Part::Pattern(GraphPattern::Project {
                variables: returned,
                ..
            }) => {
                let skipped = std::mem::take(&mut is_outermost);
                let missing = variables
                    .iter()
                    .find(|variable| !returned.contains(variable));
                missing
                    .filter(|_| !skipped)
                    .cloned()
                    .map(Restriction::NotReturned)
            }
            Part::Assigned(variable) if variables.contains(variable) => {
                Some(Restriction::Assigned(variable.clone()))
            }
            Part::Function(name) => Some(Restriction::Function(name.clone())),
            _ => None,
        };
        if found.is_none() {
            found = here;
        }
    });
    found
}

/// Tells whether the query mentions the variable.
pub(in crate::sparql) fn mentions(query: &Query, variable: &Variable) -> bool {
    let mut found = false;
    visit(pattern(query), &mut |part| {
        found |= matches!(part, Part::Variable(seen) if seen == variable);
    });
    found
}

/// Makes an ASK query one that returns `variables`, at most once; any other stays as it is.
pub(in crate::sparql) fn returning(query: Query, variables: &[Variable]) -> Query {
    let Query::Ask {
        dataset,
        pattern,
        base_iri,
    } = query
    else {
        return query;
    };
    let inner = match pattern {
        GraphPattern::Project { inner, .. } => inner,
        other => Box::new(other),
    };
    Query::Select {
        dataset,
        base_iri,
        pattern: GraphPattern::Slice {
            inner: Box::new(GraphPattern::Project {
                inner,
                variables: variables.to_vec(),
            }),
            start: 0,
            length: Some(1),
        },
    }
}
