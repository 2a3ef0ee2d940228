//! Writes the algebra as SPARQL text that reads back as the same algebra.
//!
//! The library's own `Display` leaves out the brackets of arithmetic (`(?a + ?b) * ?c`) and lets filters of an
//! inner group slip into the outer one, so that its text can mean something else.

use std::fmt::{Display, Write};

use oxrdf::{LiteralRef, Variable};
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, GraphPattern, OrderExpression, QueryDataset,
};
use spargebra::term::{TermPattern, TriplePattern};
use spargebra::{GraphUpdateOperation, Query, Update};

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

/// The parts of a SELECT, from the outside in.
struct Select<'a> {
    form: &'static str,
    slice: Option<(usize, Option<usize>)>,
    variables: Option<&'a [Variable]>,
    order: &'a [OrderExpression],
    grouped: Option<Grouped<'a>>,
    pattern: &'a GraphPattern,
}

/// What stands between the projection and the groups of a SELECT with aggregates.
struct Grouped<'a> {
    /// From the inside out, as the text has them.
    extensions: Vec<(&'a Variable, &'a Expression)>,
    values: Option<&'a GraphPattern>,
    having: Option<&'a Expression>,
    variables: &'a [Variable],
    aggregates: &'a Aggregates,
}

impl<'a> Select<'a> {
    fn new(mut pattern: &'a GraphPattern) -> Self {
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

    fn aggregates(&self) -> &'a Aggregates {
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
            GraphPattern::Union { left, right } => {
                if matches!(left.as_ref(), GraphPattern::Union { .. }) {
                    self.group(left);
                } else {
                    self.braces(left);
                }
                self.add(" UNION");
                self.braces(right);
            }
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
        }
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
        match right {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => {
                if follows_directly(left, right) {
                    self.group(right);
                } else {
                    self.braces(right);
                }
            }
            GraphPattern::Join { .. }
            | GraphPattern::LeftJoin { .. }
            | GraphPattern::Lateral { .. }
            | GraphPattern::Minus { .. }
            | GraphPattern::Extend { .. }
            | GraphPattern::Filter { .. } => self.braces(right),
            _ => self.group(right),
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

    fn aggregate(&mut self, aggregate: &AggregateExpression) {
        let (name, expression, distinct) = match aggregate {
            AggregateExpression::CountSolutions { distinct } => {
                ("COUNT".to_owned(), None, *distinct)
            }
            AggregateExpression::FunctionCall {
                name,
                expr,
                distinct,
            } => (name.to_string(), Some(expr), *distinct),
        };
        self.add(format_args!(
            "{name}({}",
            if distinct { "DISTINCT " } else { "" }
        ));
        match expression {
            Some(expression) => self.expression(expression, &[]),
            None => self.add("*"),
        }
        if let AggregateExpression::FunctionCall {
            name:
                AggregateFunction::GroupConcat {
                    separator: Some(separator),
                },
            ..
        } = aggregate
        {
            self.add(format_args!(
                "; SEPARATOR = {}",
                LiteralRef::new_simple_literal(separator)
            ));
        }
        self.add(")");
    }

    fn expression(&mut self, expression: &Expression, aggregates: &Aggregates) {
        match expression {
            Expression::NamedNode(iri) => self.add(iri),
            Expression::Literal(literal) => self.add(literal),
            Expression::Variable(variable) => {
                match aggregates.iter().find(|(name, _)| name == variable) {
                    Some((_, aggregate)) => self.aggregate(aggregate),
                    None => self.add(variable),
                }
            }
            Expression::Bound(variable) => self.add(format_args!("BOUND({variable})")),
            Expression::SameTerm(a, b) => {
                self.call("sameTerm", [a.as_ref(), b.as_ref()], aggregates)
            }
            Expression::If(a, b, c) => {
                self.call("IF", [a.as_ref(), b.as_ref(), c.as_ref()], aggregates)
            }
            Expression::Coalesce(arguments) => self.call("COALESCE", arguments, aggregates),
            Expression::FunctionCall(function, arguments) => {
                self.call(function, arguments, aggregates)
            }
            Expression::Exists(pattern) => {
                self.add("EXISTS");
                self.braces(pattern);
            }
            Expression::In(value, list) => {
                self.operand(value, aggregates);
                self.call(" IN ", list, aggregates);
            }
            Expression::Not(inner) => self.unary("!", inner, aggregates),
            Expression::UnaryPlus(inner) => self.unary("+", inner, aggregates),
            Expression::UnaryMinus(inner) => self.unary("-", inner, aggregates),
            Expression::Or(a, b) => self.binary(a, "||", b, expression, aggregates),
            Expression::And(a, b) => self.binary(a, "&&", b, expression, aggregates),
            Expression::Equal(a, b) => self.binary(a, "=", b, expression, aggregates),
            Expression::Greater(a, b) => self.binary(a, ">", b, expression, aggregates),
            Expression::GreaterOrEqual(a, b) => self.binary(a, ">=", b, expression, aggregates),
            Expression::Less(a, b) => self.binary(a, "<", b, expression, aggregates),
            Expression::LessOrEqual(a, b) => self.binary(a, "<=", b, expression, aggregates),
            Expression::Add(a, b) => self.binary(a, "+", b, expression, aggregates),
            Expression::Subtract(a, b) => self.binary(a, "-", b, expression, aggregates),
            Expression::Multiply(a, b) => self.binary(a, "*", b, expression, aggregates),
            Expression::Divide(a, b) => self.binary(a, "/", b, expression, aggregates),
        }
    }

    fn unary(&mut self, sign: &str, inner: &Expression, aggregates: &Aggregates) {
        self.add(sign);
        self.operand(inner, aggregates);
    }

    fn binary(
        &mut self,
        a: &Expression,
        sign: &str,
        b: &Expression,
        whole: &Expression,
        aggregates: &Aggregates,
    ) {
        // The operators of one level associate to the left, and a long chain must not nest brackets.
        if chain_level(a).is_some() && chain_level(a) == chain_level(whole) {
            self.expression(a, aggregates);
        } else {
            self.operand(a, aggregates);
        }
        self.add(format_args!(" {sign} "));
        self.operand(b, aggregates);
    }

    fn operand(&mut self, expression: &Expression, aggregates: &Aggregates) {
        if is_primary(expression) {
            self.expression(expression, aggregates);
        } else {
            self.add("(");
            self.expression(expression, aggregates);
            self.add(")");
        }
    }

    fn call<'a>(
        &mut self,
        name: impl Display,
        arguments: impl IntoIterator<Item = &'a Expression>,
        aggregates: &Aggregates,
    ) {
        self.add(format_args!("{name}("));
        for (index, argument) in arguments.into_iter().enumerate() {
            if index > 0 {
                self.add(", ");
            }
            self.expression(argument, aggregates);
        }
        self.add(")");
    }
}

fn is_primary(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::NamedNode(_)
            | Expression::Literal(_)
            | Expression::Variable(_)
            | Expression::Bound(_)
            | Expression::SameTerm(..)
            | Expression::If(..)
            | Expression::Coalesce(_)
            | Expression::FunctionCall(..)
    )
}

/// Gives the level of an operator that can be chained without brackets.
fn chain_level(expression: &Expression) -> Option<u8> {
    match expression {
        Expression::Or(..) => Some(0),
        Expression::And(..) => Some(1),
        Expression::Add(..) | Expression::Subtract(..) => Some(2),
        Expression::Multiply(..) | Expression::Divide(..) => Some(3),
        _ => None,
    }
}

/// Tells whether the triples of `right` may stand after the text of `left` without braces and still be joined last.
fn follows_directly(left: &GraphPattern, right: &GraphPattern) -> bool {
    is_triples_block(left) || !ends_with_triples(left) || share_blank_node(left, right)
}

fn is_triples_block(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right } => {
            is_triples_block(left)
                && matches!(
                    right.as_ref(),
                    GraphPattern::Bgp { .. } | GraphPattern::Path { .. }
                )
        }
        _ => false,
    }
}

fn ends_with_triples(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right } => {
            matches!(
                right.as_ref(),
                GraphPattern::Bgp { .. } | GraphPattern::Path { .. }
            ) && follows_directly(left, right)
        }
        _ => false,
    }
}

/// Tells whether a blank node occurs on both sides; its label then must not be parted by braces.
fn share_blank_node(left: &GraphPattern, right: &GraphPattern) -> bool {
    let mut labels = Vec::new();
    blank_nodes(right, &mut labels);
    if labels.is_empty() {
        return false;
    }
    let mut others = Vec::new();
    blank_nodes(left, &mut others);
    labels.iter().any(|label| others.contains(label))
}

fn blank_nodes<'a>(pattern: &'a GraphPattern, labels: &mut Vec<&'a str>) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                blank_nodes_of_triple(triple, labels);
            }
        }
        GraphPattern::Path {
            subject, object, ..
        } => {
            blank_nodes_of_term(subject, labels);
            blank_nodes_of_term(object, labels);
        }
        GraphPattern::Join { left, right } => {
            blank_nodes(left, labels);
            blank_nodes(right, labels);
        }
        GraphPattern::Extend { inner, .. } => blank_nodes(inner, labels),
        _ => {}
    }
}

fn blank_nodes_of_triple<'a>(triple: &'a TriplePattern, labels: &mut Vec<&'a str>) {
    blank_nodes_of_term(&triple.subject, labels);
    blank_nodes_of_term(&triple.object, labels);
}

fn blank_nodes_of_term<'a>(term: &'a TermPattern, labels: &mut Vec<&'a str>) {
    match term {
        TermPattern::BlankNode(node) => labels.push(node.as_str()),
        TermPattern::Triple(triple) => blank_nodes_of_triple(triple, labels),
        _ => {}
    }
}
