//! Takes a SELECT of the algebra apart into the clauses that its text has.

use oxrdf::Variable;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};

use super::Aggregates;

/// The parts of a SELECT, from the outside in.
pub(super) struct Select<'a> {
    pub(super) form: &'static str,
    pub(super) slice: Option<(usize, Option<usize>)>,
    pub(super) variables: Option<&'a [Variable]>,
    pub(super) order: &'a [OrderExpression],
    pub(super) grouped: Option<Grouped<'a>>,
    pub(super) pattern: &'a GraphPattern,
}

/// What stands between the projection and the groups of a SELECT with aggregates.
pub(super) struct Grouped<'a> {
    /// From the inside out, as the text has them.
    pub(super) extensions: Vec<(&'a Variable, &'a Expression)>,
    pub(super) values: Option<&'a GraphPattern>,
    pub(super) having: Option<&'a Expression>,
    pub(super) variables: &'a [Variable],
    pub(super) aggregates: &'a Aggregates,
}

impl<'a> Select<'a> {
    pub(super) fn new(mut pattern: &'a GraphPattern) -> Self {
        let mut slice = None;
        let mut form = "";
        let mut variables = None;
        let mut order: &[OrderExpression] = &[];
        if let GraphPattern::Slice {
            inner,
            start,
            length,
        } = pattern
        {
            slice = Some((*start, *length));
            pattern = inner;
        }
        if let GraphPattern::Distinct { inner } = pattern {
            form = " DISTINCT";
            pattern = inner;
        } else if let GraphPattern::Reduced { inner } = pattern {
            form = " REDUCED";
            pattern = inner;
        }
        if let GraphPattern::Project {
            inner,
            variables: projected,
        } = pattern
        {
            variables = Some(projected.as_slice());
            pattern = inner;
        }
        if let GraphPattern::OrderBy { inner, expression } = pattern {
            order = expression;
            pattern = inner;
        }
        let grouped = Grouped::new(pattern, variables.unwrap_or_default());
        let (grouped, pattern) =
            grouped.map_or((None, pattern), |(grouped, inner)| (Some(grouped), inner));
        Self {
            form,
            slice,
            variables,
            order,
            grouped,
            pattern,
        }
    }

    pub(super) fn aggregates(&self) -> &'a Aggregates {
        self.grouped
            .as_ref()
            .map_or(&[], |grouped| grouped.aggregates)
    }
}

impl<'a> Grouped<'a> {
    /// Finds the groups below `pattern`; nothing where there are none or where an extension is not projected.
    fn new(
        mut pattern: &'a GraphPattern,
        projected: &[Variable],
    ) -> Option<(Self, &'a GraphPattern)> {
        let mut extensions = Vec::new();
        while let GraphPattern::Extend {
            inner,
            variable,
            expression,
        } = pattern
        {
            extensions.push((variable, expression));
            pattern = inner;
        }
        extensions.reverse();
        let mut values = None;
        if let GraphPattern::Join { left, right } = pattern
            && matches!(right.as_ref(), GraphPattern::Values { .. })
        {
            values = Some(right.as_ref());
            pattern = left;
        }
        let mut having = None;
        if let GraphPattern::Filter { expr, inner } = pattern {
            having = Some(expr);
            pattern = inner;
        }
        let GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } = pattern
        else {
            return None;
        };
        if extensions
            .iter()
            .any(|(variable, _)| !projected.contains(variable))
        {
            return None;
        }
        Some((
            Self {
                extensions,
                values,
                having,
                variables,
                aggregates,
            },
            inner,
        ))
    }
}
