//! Cuts the outermost ORDER BY, with its LIMIT and OFFSET, off a query, so that the rows are sorted outside the engine.
//!
//! The engine compares strings by code point and reads them anew for every comparison; its keys come as columns
//! instead. What stands in a subquery stays with the engine.

use oxrdf::Variable;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::TriplePattern;

use super::template::template_variables;
use super::{Part, has_group, in_scope, text, visit, visit_expression};

/// A query without its ORDER BY, and what is left to do with its rows.
#[derive(Clone, Debug)]
pub(in crate::sparql) struct Cut {
    /// The query to evaluate: a SELECT.
    pub(in crate::sparql) query: Query,
    /// The columns that the user asked for; those after them are keys.
    pub(in crate::sparql) variables: Vec<Variable>,
    /// The keys, the first one decides first.
    pub(in crate::sparql) keys: Vec<Key>,
    /// What is sorted by, as it stands behind `ORDER BY`, with whole IRIs.
    pub(in crate::sparql) order: String,
    /// The names of the columns that are only keys, each with its key as in `order`.
    pub(in crate::sparql) names: Vec<(String, String)>,
    /// Whether equal rows are to be left out after sorting.
    pub(in crate::sparql) distinct: bool,
    /// OFFSET.
    pub(in crate::sparql) start: usize,
    /// LIMIT.
    pub(in crate::sparql) length: Option<usize>,
    /// The template that the rows fill, for a CONSTRUCT.
    pub(in crate::sparql) template: Option<Vec<TriplePattern>>,
}

/// One key of an ORDER BY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sparql) struct Key {
    /// The column with the values, counted from 0.
    pub(in crate::sparql) column: usize,
    /// Whether DESC was asked for.
    pub(in crate::sparql) descending: bool,
}

/// The parts of a query whose outermost pattern is sorted.
struct Sorted<'a> {
    slice: Option<(usize, Option<usize>)>,
    distinct: bool,
    reduced: bool,
    variables: &'a [Variable],
    keys: &'a [OrderExpression],
    inner: &'a GraphPattern,
}

impl<'a> Sorted<'a> {
    fn new(mut pattern: &'a GraphPattern) -> Option<Self> {
        let mut slice = None;
        let (mut distinct, mut reduced) = (false, false);
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
            distinct = true;
            pattern = inner;
        } else if let GraphPattern::Reduced { inner } = pattern {
            reduced = true;
            pattern = inner;
        }
        let GraphPattern::Project { inner, variables } = pattern else {
            return None;
        };
        let GraphPattern::OrderBy { inner, expression } = inner.as_ref() else {
            return None;
        };
        Some(Self {
            slice,
            distinct,
            reduced,
            variables,
            keys: expression,
            inner,
        })
    }
}

/// Cuts the ORDER BY off `query`; nothing where it has none or where the engine has to sort.
pub(in crate::sparql) fn cut(query: &Query) -> Option<Cut> {
    let (pattern, template) = match query {
        Query::Select { pattern, .. } => (pattern, None),
        Query::Construct {
            template, pattern, ..
        } => (pattern, Some(template)),
        Query::Ask { .. } | Query::Describe { .. } => return None,
    };
    let sorted = Sorted::new(pattern)?;
    let visible = in_scope(sorted.inner);
    let mut own = sorted.keys.iter();
    if !own.all(|key| is_free(sorted.inner, key, &visible)) {
        return None;
    }
    let variables =
        template.map_or_else(|| sorted.variables.to_vec(), |all| template_variables(all));
    let mut columns = Columns {
        all: variables.clone(),
        fresh: fresh_prefix(pattern),
        pattern: sorted.inner.clone(),
        visible,
    };
    match keys_of_groups(sorted.inner, sorted.keys) {
        GroupKeys::Free => {}
        GroupKeys::Computed(named) => columns.enclose(named, &variables),
        GroupKeys::Mixed => return None,
    }
    let keys: Vec<Key> = sorted.keys.iter().map(|key| columns.key(key)).collect();
    let names = columns.names(&sorted, &keys);
    let only_asked_for = columns.all.len() == variables.len();
    let mut rewritten = GraphPattern::Project {
        inner: Box::new(columns.pattern),
        variables: columns.all,
    };
    if sorted.distinct {
        // With keys among the columns some rows are still equal for the user, but none has to be held twice.
        rewritten = GraphPattern::Distinct {
            inner: Box::new(rewritten),
        };
    } else if sorted.reduced {
        rewritten = GraphPattern::Reduced {
            inner: Box::new(rewritten),
        };
    }
    let (start, length) = sorted.slice.unwrap_or((0, None));
    Some(Cut {
        query: Query::Select {
            dataset: query.dataset().cloned(),
            pattern: rewritten,
            base_iri: query.base_iri().cloned(),
        },
        variables,
        keys,
        order: order(&sorted),
        names,
        distinct: sorted.distinct && !only_asked_for,
        start,
        length,
        template: template.cloned(),
    })
}

/// Writes the keys with the aggregates in the place of the engine's names for them.
fn order(sorted: &Sorted<'_>) -> String {
    let keys = sorted.keys.iter().map(|key| match key {
        OrderExpression::Asc(expression) => text::expression_text(expression),
        OrderExpression::Desc(expression) => format!("DESC({})", text::expression_text(expression)),
    });
    with_aggregates(keys.collect::<Vec<_>>().join(" "), sorted.inner)
}

/// Writes the aggregates of `pattern` in the place of the engine's names for them.
fn with_aggregates(mut words: String, pattern: &GraphPattern) -> String {
    visit(pattern, &mut |part| {
        if let Part::Pattern(GraphPattern::Group { aggregates, .. }) = part {
            for (name, aggregate) in aggregates {
                words = words.replace(&name.to_string(), &text::aggregate_text(aggregate));
            }
        }
    });
    words
}

/// Tells whether `key` may become a column of its own: among groups, only what the groups give may be named.
fn is_free(inner: &GraphPattern, key: &OrderExpression, visible: &[Variable]) -> bool {
    if !has_group(inner) {
        return true;
    }
    let (OrderExpression::Asc(expression) | OrderExpression::Desc(expression)) = key;
    let mut free = true;
    visit_expression(expression, &mut |part| {
        if let Part::Variable(variable) = part {
            free &= visible.contains(variable);
        }
    });
    free
}

/// How the keys depend on the results of groups.
enum GroupKeys {
    /// They can stand as columns beside the results.
    Free,
    /// Some compute with a named result, such as `STRLEN(?last)` after `(MAX(?name) AS ?last)`. A SELECT cannot compute
    /// with its own names among groups, so it has to become a subquery that gives these variables.
    Computed(Vec<Variable>),
    /// Some do, and some name an aggregate of their own, which a subquery would hide.
    Mixed,
}

fn keys_of_groups(inner: &GraphPattern, keys: &[OrderExpression]) -> GroupKeys {
    let (mut names, mut pattern) = (Vec::new(), inner);
    while let GraphPattern::Extend {
        inner, variable, ..
    } = pattern
    {
        names.push(variable);
        pattern = inner;
    }
    if !has_group(pattern) {
        return GroupKeys::Free;
    }
    let mut used = Vec::new();
    let mut computes = false;
    for key in keys {
        let (OrderExpression::Asc(expression) | OrderExpression::Desc(expression)) = key;
        let plain = matches!(expression, Expression::Variable(_));
        visit_expression(expression, &mut |part| {
            if let Part::Variable(variable) = part {
                computes |= !plain && names.contains(&variable);
                used.push(variable.clone());
            }
        });
    }
    let own = match pattern {
        GraphPattern::Group { aggregates, .. } => aggregates
            .iter()
            .any(|(aggregate, _)| used.contains(aggregate)),
        _ => false,
    };
    match (computes, own) {
        (false, _) => GroupKeys::Free,
        (true, false) => GroupKeys::Computed(used),
        (true, true) => GroupKeys::Mixed,
    }
}

/// The projection as it grows by keys.
struct Columns {
    all: Vec<Variable>,
    fresh: String,
    pattern: GraphPattern,
    visible: Vec<Variable>,
}

impl Columns {
    /// Makes what there is a subquery that gives `named` beside the columns asked for.
    fn enclose(&mut self, named: Vec<Variable>, asked_for: &[Variable]) {
        let mut variables = asked_for.to_vec();
        for variable in named {
            if !variables.contains(&variable) {
                variables.push(variable);
            }
        }
        self.visible.clone_from(&variables);
        self.pattern = GraphPattern::Project {
            inner: Box::new(std::mem::take(&mut self.pattern)),
            variables,
        };
    }

    /// Gives the names of the columns that were added for keys, each with its key as the user would write it.
    fn names(&self, sorted: &Sorted<'_>, keys: &[Key]) -> Vec<(String, String)> {
        let written = sorted.keys.iter().map(|key| {
            let (OrderExpression::Asc(key) | OrderExpression::Desc(key)) = key;
            with_aggregates(text::expression_text(key), sorted.inner)
        });
        written
            .zip(keys)
            .map(|(written, key)| (self.all[key.column].as_str().to_owned(), written))
            .filter(|(name, _)| name.starts_with(&self.fresh))
            .collect()
    }

    fn key(&mut self, key: &OrderExpression) -> Key {
        match key {
            OrderExpression::Asc(expression) => Key {
                column: self.column(expression),
                descending: false,
            },
            OrderExpression::Desc(expression) => Key {
                column: self.column(expression),
                descending: true,
            },
        }
    }

    /// Gives the column with the values of `expression`, adding one where needed.
    fn column(&mut self, expression: &Expression) -> usize {
        if let Expression::Variable(variable) = expression {
            if let Some(column) = self.all.iter().position(|known| known == variable) {
                return column;
            }
            if self.visible.contains(variable) && !has_group(&self.pattern) {
                self.all.push(variable.clone());
                return self.all.len() - 1;
            }
        }
        let variable = Variable::new_unchecked(format!("{}{}", self.fresh, self.all.len()));
        let inner = std::mem::take(&mut self.pattern);
        self.pattern = GraphPattern::Extend {
            inner: Box::new(inner),
            variable: variable.clone(),
            expression: expression.clone(),
        };
        self.all.push(variable);
        self.all.len() - 1
    }
}

/// Gives the start of a name that no variable of `pattern` has.
fn fresh_prefix(pattern: &GraphPattern) -> String {
    let mut prefix = "orderKey".to_owned();
    let mut longest = 0;
    visit(pattern, &mut |part| {
        if let Part::Variable(variable) | Part::Assigned(variable) = part
            && variable.as_str().starts_with(&prefix)
        {
            longest = longest.max(variable.as_str().len());
        }
    });
    if longest > 0 {
        prefix.push_str(&"_".repeat(longest));
    }
    prefix
}
