//! Writes the algebra as SPARQL text that reads back as the same algebra.
//!
//! The library's own `Display` leaves out the brackets of arithmetic (`(?a + ?b) * ?c`) and lets filters of an
//! inner group slip into the outer one, so that its text can mean something else.

mod expression;
mod select;
mod triples;

use std::fmt::{Display, Write};

use oxrdf::Variable;
use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, OrderExpression, QueryDataset,
};
use spargebra::{GraphUpdateOperation, Query, Update};

use select::Select;
use triples::follows_directly;

/// Names of aggregated values, in the scope of one SELECT.
type Aggregates = [(Variable, AggregateExpression)];

/// Writes `query` as SPARQL.
pub(in crate::sparql) fn query_text(query: &Query) -> String {
    let mut text = Text::default();
    if let Some(base) = query.base_iri() {
        text.add(format_args!("BASE <{base}>\n"));
    }
    match query {
        Query::Select {
            pattern, dataset, ..
        } => text.select(pattern, dataset.as_ref()),
        Query::Construct {
            template,
            pattern,
            dataset,
            ..
        } => {
            text.add("CONSTRUCT {");
            for triple in template {
                text.add(format_args!(" {triple} ."));
            }
            text.add(" }");
            text.rest_of_query(&Select::new(pattern), dataset.as_ref());
        }
        Query::Ask {
            pattern, dataset, ..
        } => {
            text.add("ASK");
            text.rest_of_query(&Select::new(pattern), dataset.as_ref());
        }
        Query::Describe {
            pattern, dataset, ..
        } => {
            let select = Select::new(pattern);
            text.add("DESCRIBE");
            text.described(&select);
            text.rest_of_query(&select, dataset.as_ref());
        }
    }
    text.0
}

/// Writes the inside of a group.
pub(in crate::sparql) fn pattern_text(pattern: &GraphPattern) -> String {
    let mut text = Text::default();
    text.group(pattern);
    text.0
}

/// Writes an expression.
pub(in crate::sparql) fn expression_text(expression: &Expression) -> String {
    let mut text = Text::default();
    text.expression(expression, &[]);
    text.0
}

/// Writes an aggregate.
pub(in crate::sparql) fn aggregate_text(aggregate: &AggregateExpression) -> String {
    let mut text = Text::default();
    text.aggregate(aggregate);
    text.0
}

/// Writes `update` as SPARQL.
pub(in crate::sparql) fn update_text(update: &Update) -> String {
    let mut text = Text::default();
    if let Some(base) = &update.base_iri {
        text.add(format_args!("BASE <{base}>\n"));
    }
    for operation in &update.operations {
        if let GraphUpdateOperation::DeleteInsert {
            delete,
            insert,
            using,
            pattern,
        } = operation
        {
            text.template("DELETE", delete, false);
            text.template("INSERT", insert, delete.is_empty());
            for graph in using.iter().flat_map(|using| &using.default) {
                text.add(format_args!("USING {graph}\n"));
            }
            for graph in using
                .iter()
                .filter_map(|using| using.named.as_ref())
                .flatten()
            {
                text.add(format_args!("USING NAMED {graph}\n"));
            }
            text.add("WHERE {");
            text.group(pattern);
            text.add(" }");
        } else {
            text.add(operation);
        }
        text.add(" ;\n");
    }
    text.0
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn add(&mut self, part: impl Display) {
        write!(self.0, "{part}").expect("writing to a string does not fail");
    }

    fn template(&mut self, keyword: &str, quads: &[impl Display], even_if_empty: bool) {
        if quads.is_empty() && !even_if_empty {
            return;
        }
        self.add(format_args!("{keyword} {{"));
        for quad in quads {
            self.add(format_args!(" {quad} ."));
        }
        self.add(" }\n");
    }

    fn select(&mut self, pattern: &GraphPattern, dataset: Option<&QueryDataset>) {
        let select = Select::new(pattern);
        self.add("SELECT");
        self.add(select.form);
        match select.variables {
            None | Some([]) => self.add(" *"),
            Some(variables) => {
                for variable in variables {
                    self.projected(variable, &select);
                }
            }
        }
        self.rest_of_query(&select, dataset);
    }

    fn projected(&mut self, variable: &Variable, select: &Select<'_>) {
        let extension = select.grouped.as_ref().and_then(|grouped| {
            grouped
                .extensions
                .iter()
                .find(|(extended, _)| *extended == variable)
        });
        let aggregates = select.aggregates();
        if let Some((_, expression)) = extension {
            self.add(" (");
            self.expression(expression, aggregates);
            self.add(format_args!(" AS {variable})"));
        } else if let Some((_, aggregate)) = aggregates.iter().find(|(name, _)| name == variable) {
            self.add(" (");
            self.aggregate(aggregate);
            self.add(format_args!(" AS {variable})"));
        } else {
            self.add(format_args!(" {variable}"));
        }
    }

    /// Writes what DESCRIBE names; an IRI among groups stands for itself, as no BIND can give it.
    fn described(&mut self, select: &Select<'_>) {
        let extensions = select
            .grouped
            .as_ref()
            .map_or(&[][..], |grouped| &grouped.extensions);
        match select.variables {
            None | Some([]) => self.add(" *"),
            Some(variables) => {
                for variable in variables {
                    match extensions
                        .iter()
                        .find(|(extended, _)| *extended == variable)
                    {
                        Some((_, Expression::NamedNode(iri))) => self.add(format_args!(" {iri}")),
                        _ => self.add(format_args!(" {variable}")),
                    }
                }
            }
        }
    }

    fn rest_of_query(&mut self, select: &Select<'_>, dataset: Option<&QueryDataset>) {
        if let Some(dataset) = dataset {
            self.add(dataset);
        }
        self.add(" WHERE {");
        self.group(select.pattern);
        self.add(" }");
        let aggregates = select.aggregates();
        if let Some(grouped) = &select.grouped {
            if !grouped.variables.is_empty() {
                self.add(" GROUP BY");
                for variable in grouped.variables {
                    self.add(format_args!(" {variable}"));
                }
            }
            if let Some(having) = grouped.having {
                self.add(" HAVING (");
                self.expression(having, aggregates);
                self.add(")");
            }
        }
        if !select.order.is_empty() {
            self.add(" ORDER BY");
        }
        for key in select.order {
            let (direction, expression) = match key {
                OrderExpression::Asc(expression) => ("ASC", expression),
                OrderExpression::Desc(expression) => ("DESC", expression),
            };
            self.add(format_args!(" {direction}("));
            self.expression(expression, aggregates);
            self.add(")");
        }
        if let Some((start, length)) = select.slice {
            if let Some(length) = length {
                self.add(format_args!(" LIMIT {length}"));
            }
            if start > 0 || length.is_none() {
                self.add(format_args!(" OFFSET {start}"));
            }
        }
        if let Some(values) = select.grouped.as_ref().and_then(|grouped| grouped.values) {
            self.group(values);
        }
    }

    /// Writes the inside of a group graph pattern.
    fn group(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Join { left, right } => {
                self.member(left);
                self.joined(left, right);
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.member(left);
                self.add(" OPTIONAL {");
                self.member(right);
                if let Some(expression) = expression {
                    self.filter(expression);
                }
                self.add(" }");
            }
            GraphPattern::Lateral { left, right } => self.pair(left, " LATERAL", right),
            GraphPattern::Minus { left, right } => self.pair(left, " MINUS", right),
            GraphPattern::Filter { expr, inner } => {
                self.member(inner);
                self.filter(expr);
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                self.member(inner);
                self.add(" BIND(");
                self.expression(expression, &[]);
                self.add(format_args!(" AS {variable})"));
            }
            _ => self.element(pattern),
        }
    }

    /// Writes a part of a group that stands by itself.
    fn element(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.add(format_args!(" {triple} ."));
                }
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => {
                self.add(format_args!(" {subject} {path} {object} ."));
            }
            GraphPattern::Union { left, right } => self.union(left, right),
            GraphPattern::Graph { name, inner } => {
                self.add(format_args!(" GRAPH {name}"));
                self.braces(inner);
            }
            GraphPattern::Service {
                name,
                inner,
                silent,
            } => {
                self.add(format_args!(
                    " SERVICE {}{name}",
                    if *silent { "SILENT " } else { "" }
                ));
                self.braces(inner);
            }
            GraphPattern::Values {
                variables,
                bindings,
            } => self.values(variables, bindings),
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => self.bare_group(inner, variables, aggregates),
            GraphPattern::OrderBy { .. }
            | GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Slice { .. } => {
                self.add(" { ");
                self.select(pattern, None);
                self.add(" }");
            }
            GraphPattern::Join { .. }
            | GraphPattern::LeftJoin { .. }
            | GraphPattern::Lateral { .. }
            | GraphPattern::Minus { .. }
            | GraphPattern::Filter { .. }
            | GraphPattern::Extend { .. } => self.braces(pattern),
        }
    }

    fn union(&mut self, left: &GraphPattern, right: &GraphPattern) {
        if matches!(left, GraphPattern::Union { .. }) {
            self.group(left);
        } else {
            self.braces(left);
        }
        self.add(" UNION");
        self.braces(right);
    }

    fn braces(&mut self, pattern: &GraphPattern) {
        self.add(" {");
        self.group(pattern);
        self.add(" }");
    }

    fn pair(&mut self, left: &GraphPattern, keyword: &str, right: &GraphPattern) {
        self.member(left);
        self.add(keyword);
        self.braces(right);
    }

    /// Writes the first part of a group; a filter in it would otherwise apply to the whole group.
    fn member(&mut self, pattern: &GraphPattern) {
        if matches!(pattern, GraphPattern::Filter { .. }) {
            self.braces(pattern);
        } else {
            self.group(pattern);
        }
    }

    fn joined(&mut self, left: &GraphPattern, right: &GraphPattern) {
        let is_triples = matches!(right, GraphPattern::Bgp { .. } | GraphPattern::Path { .. });
        if is_triples && !follows_directly(left, right) {
            self.braces(right);
        } else {
            self.element(right);
        }
    }

    fn filter(&mut self, expression: &Expression) {
        self.add(" FILTER(");
        self.expression(expression, &[]);
        self.add(")");
    }

    fn values(&mut self, variables: &[Variable], bindings: &[Vec<Option<impl Display>>]) {
        self.add(" VALUES (");
        for variable in variables {
            self.add(format_args!(" {variable}"));
        }
        self.add(" ) {");
        for row in bindings {
            self.add(" (");
            for value in row {
                match value {
                    Some(value) => self.add(format_args!(" {value}")),
                    None => self.add(" UNDEF"),
                }
            }
            self.add(" )");
        }
        self.add(" }");
    }

    /// Writes groups that are not right below a projection as a subquery.
    fn bare_group(
        &mut self,
        inner: &GraphPattern,
        variables: &[Variable],
        aggregates: &Aggregates,
    ) {
        self.add(" { SELECT");
        for variable in variables {
            self.add(format_args!(" {variable}"));
        }
        for (variable, aggregate) in aggregates {
            self.add(" (");
            self.aggregate(aggregate);
            self.add(format_args!(" AS {variable})"));
        }
        self.add(" WHERE");
        self.braces(inner);
        if !variables.is_empty() {
            self.add(" GROUP BY");
            for variable in variables {
                self.add(format_args!(" {variable}"));
            }
        }
        self.add(" }");
    }
}
