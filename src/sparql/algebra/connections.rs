//! What a query names, and how its parts hang together: what remarks on it are made from.

use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::members::{Member, Position};
use super::parts::members;
use super::{Part, in_scope, operands, pattern, visit, visit_triple};

/// What a named term is in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sparql) enum Role {
    /// A property.
    Property,
    /// The class of something.
    Class,
    /// A subject or an object.
    Thing,
}

/// Gives the terms that the patterns of `query` name, each once, in order.
pub(in crate::sparql) fn named(query: &Query) -> Vec<(Role, NamedNode)> {
    let mut found: Vec<(Role, NamedNode)> = Vec::new();
    let mut add = |role: Role, node: &NamedNode| {
        if !found.iter().any(|(_, known)| known == node) {
            found.push((role, node.clone()));
        }
    };
    visit(pattern(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for triple in patterns {
                of_triple(triple, &mut add);
            }
        }
        Part::Pattern(GraphPattern::Path {
            subject,
            path,
            object,
        }) => {
            of_path(path, &mut add);
            for term in [subject, object] {
                if let TermPattern::NamedNode(node) = term {
                    add(Role::Thing, node);
                }
            }
        }
        _ => {}
    });
    found
}

fn of_triple(triple: &TriplePattern, add: &mut dyn FnMut(Role, &NamedNode)) {
    let mut is_type = false;
    if let NamedNodePattern::NamedNode(node) = &triple.predicate {
        is_type = *node == oxrdf::vocab::rdf::TYPE;
        add(Role::Property, node);
    }
    if let TermPattern::NamedNode(node) = &triple.subject {
        add(Role::Thing, node);
    }
    if let TermPattern::NamedNode(node) = &triple.object {
        add(if is_type { Role::Class } else { Role::Thing }, node);
    }
}

fn of_path(path: &PropertyPathExpression, add: &mut dyn FnMut(Role, &NamedNode)) {
    match path {
        PropertyPathExpression::NamedNode(node) => add(Role::Property, node),
        PropertyPathExpression::Reverse(path)
        | PropertyPathExpression::ZeroOrMore(path)
        | PropertyPathExpression::OneOrMore(path)
        | PropertyPathExpression::ZeroOrOne(path) => of_path(path, add),
        PropertyPathExpression::Sequence(left, right)
        | PropertyPathExpression::Alternative(left, right) => {
            of_path(left, add);
            of_path(right, add);
        }
        PropertyPathExpression::NegatedPropertySet(_) => {}
    }
}

/// Gives the columns of a SELECT that nothing gives a value, and the variables that have one.
pub(in crate::sparql) fn columns_without_value(query: &Query) -> (Vec<Variable>, Vec<Variable>) {
    let mut root = pattern(query);
    loop {
        root = match root {
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => inner,
            GraphPattern::Project { inner, variables } => {
                let bound = in_scope(inner);
                let without = variables.iter().filter(|column| !bound.contains(column));
                return (without.cloned().collect(), bound);
            }
            _ => return (Vec::new(), Vec::new()),
        };
    }
}

/// Gives the things that a path begins or ends with, in the graph that it may stand in.
pub(in crate::sparql) fn ends_of_path(pattern: &GraphPattern) -> Vec<&NamedNode> {
    match pattern {
        GraphPattern::Path {
            subject, object, ..
        } => {
            let ends = [subject, object].into_iter();
            let named = ends.filter_map(|end| match end {
                TermPattern::NamedNode(node) => Some(node),
                _ => None,
            });
            named.collect()
        }
        GraphPattern::Graph { inner, .. } => ends_of_path(inner),
        _ => Vec::new(),
    }
}

/// Gives the things that DESCRIBE names.
pub(in crate::sparql) fn described(query: &Query) -> Vec<&NamedNode> {
    let Query::Describe { pattern, .. } = query else {
        return Vec::new();
    };
    let mut named = Vec::new();
    let mut below = pattern;
    loop {
        below = match below {
            GraphPattern::Extend {
                inner, expression, ..
            } => {
                if let Expression::NamedNode(thing) = expression {
                    named.insert(0, thing);
                }
                inner
            }
            GraphPattern::Project { inner, .. } | GraphPattern::Distinct { inner } => inner,
            _ => return named,
        };
    }
}

/// Gives the variables without a value that keep each triple of a template from being made; nothing where one is made,
/// or where there is no template.
pub(in crate::sparql) fn unfilled(query: &Query) -> Option<Vec<Variable>> {
    let Query::Construct {
        template, pattern, ..
    } = query
    else {
        return None;
    };
    let bound = in_scope(pattern);
    let mut found = Vec::new();
    for triple in template {
        let mut is_filled = true;
        visit_triple(triple, &mut |part| {
            if let Part::Variable(variable) = part
                && !bound.contains(variable)
            {
                is_filled = false;
                if !found.contains(variable) {
                    found.push(variable.clone());
                }
            }
        });
        if is_filled {
            return None;
        }
    }
    (!found.is_empty()).then_some(found)
}

/// A clause behind the pattern that uses variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sparql) enum Clause {
    /// `GROUP BY`.
    GroupBy,
    /// A function over a group, such as `COUNT`.
    Aggregate,
    /// `ORDER BY`.
    OrderBy,
    /// `FILTER`.
    Filter,
    /// A calculation, of `BIND` or SELECT.
    Value,
}

/// A variable in a clause before which nothing gives it a value.
#[derive(Clone, Debug)]
pub(in crate::sparql) struct NeverBound {
    pub(in crate::sparql) variable: Variable,
    pub(in crate::sparql) clause: Clause,
    /// The variables that have values there.
    pub(in crate::sparql) bound: Vec<Variable>,
}

/// Gives the variables that `query` sorts or groups by, or counts, and to which nothing gives a value.
pub(in crate::sparql) fn never_bound(query: &Query) -> Vec<NeverBound> {
    let mut found: Vec<NeverBound> = Vec::new();
    visit(pattern(query), &mut |part| {
        let Part::Pattern(pattern) = part else {
            return;
        };
        let (inner, used) = match pattern {
            GraphPattern::OrderBy { inner, expression } => {
                let mut used = Vec::new();
                for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                    collect_variables(key, Clause::OrderBy, &mut used);
                }
                (inner, used)
            }
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => {
                let keys = variables.iter().cloned();
                let mut used: Vec<_> = keys.map(|key| (key, Clause::GroupBy)).collect();
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        collect_variables(expr, Clause::Aggregate, &mut used);
                    }
                }
                (inner, used)
            }
            _ => return,
        };
        add_unbound(used, &in_scope(inner), &mut found);
    });
    found
}

/// Adds those of the `used` variables that are not among the `bound` ones, each once.
fn add_unbound(used: Vec<(Variable, Clause)>, bound: &[Variable], found: &mut Vec<NeverBound>) {
    for (variable, clause) in used {
        let known = found.iter().any(|known| known.variable == variable);
        if !known && !bound.contains(&variable) {
            found.push(NeverBound {
                variable,
                clause,
                bound: bound.to_owned(),
            });
        }
    }
}

/// Gives the variables of conditions and calculations to which nothing in the whole of `query` gives a value, but for
/// those that are asked whether they have one.
pub(in crate::sparql) fn without_value(query: &Query) -> Vec<NeverBound> {
    let mut used = Vec::new();
    let mut bound: Vec<Variable> = Vec::new();
    visit(pattern(query), &mut |part| {
        let Part::Pattern(part) = part else {
            return;
        };
        match part {
            GraphPattern::Filter { expr, .. } => {
                collect_certain_variables(expr, Clause::Filter, &mut used);
            }
            GraphPattern::Extend {
                expression,
                variable,
                ..
            } => {
                collect_certain_variables(expression, Clause::Value, &mut used);
                bound.push(variable.clone());
            }
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Graph { .. }
            | GraphPattern::Service { .. }
            | GraphPattern::Group { .. } => bound.extend(in_scope(part)),
            _ => {}
        }
    });
    let mut found: Vec<NeverBound> = Vec::new();
    add_unbound(used, &bound, &mut found);
    found
}

/// Collects the variables without whose values an expression has none.
fn collect_certain_variables(
    expression: &Expression,
    clause: Clause,
    found: &mut Vec<(Variable, Clause)>,
) {
    if matches!(expression, Expression::Coalesce(_) | Expression::If(..)) {
        return;
    }
    if let Expression::Variable(variable) = expression {
        found.push((variable.clone(), clause));
    }
    for operand in operands(expression) {
        collect_certain_variables(operand, clause, found);
    }
}

/// Tells whether `variable` has values, but only before groups are made of them.
pub(in crate::sparql) fn is_grouped_away(query: &Query, variable: &Variable) -> bool {
    let mut hidden = false;
    visit(pattern(query), &mut |part| {
        if let Part::Pattern(GraphPattern::Group { inner, .. }) = part {
            hidden |= in_scope(inner).contains(variable);
        }
    });
    hidden
}

fn collect_variables(expression: &Expression, clause: Clause, found: &mut Vec<(Variable, Clause)>) {
    if let Expression::Variable(variable) = expression {
        found.push((variable.clone(), clause));
    }
    for operand in operands(expression) {
        collect_variables(operand, clause, found);
    }
}

/// Gives one variable of each of two parts of `query` that no variable and no condition connects.
pub(in crate::sparql) fn unconnected(query: &Query) -> Option<(Variable, Variable)> {
    // Groups of variables that are connected, and whether a pattern brings them in.
    let mut groups: Vec<(Vec<Variable>, bool)> = Vec::new();
    for member in members(query).list {
        let own = match &member {
            Member::Minus(_) => continue,
            // One row multiplies nothing.
            Member::Given(GraphPattern::Values { bindings, .. }, _) if bindings.len() < 2 => {
                continue;
            }
            Member::Bind(variable, expression) => {
                let mut own = Member::Filter(expression.clone()).variables();
                own.push(variable.clone());
                own
            }
            Member::Lateral(_) => return None,
            _ => member.variables(),
        };
        let brings = matches!(
            member,
            Member::Triple(_) | Member::Path(..) | Member::Given(..) | Member::Other(_)
        );
        let (connected, mut apart): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(group, _)| group.iter().any(|variable| own.contains(variable)));
        let brings = brings || connected.iter().any(|(_, brings)| *brings);
        let mut joined: Vec<Variable> =
            connected.into_iter().flat_map(|(group, _)| group).collect();
        joined.extend(own);
        if !joined.is_empty() {
            apart.push((joined, brings));
        }
        groups = apart;
    }
    let mut parts = groups
        .into_iter()
        .filter(|(_, brings)| *brings)
        .filter_map(|(group, _)| group.into_iter().find(|variable| !is_unnamed(variable)));
    Some((parts.next()?, parts.next()?))
}

fn is_unnamed(variable: &Variable) -> bool {
    variable.as_str().starts_with("blank_")
}

/// Gives each text without a language that is compared with the values of a property: the property, the text, and the
/// variable that a condition compares it with.
pub(in crate::sparql) fn plain_comparisons(
    query: &Query,
) -> Vec<(NamedNode, Literal, Option<Variable>)> {
    let list = members(query).list;
    let property = |wanted: &Variable| {
        list.iter().find_map(|member| match member {
            Member::Triple(triple) if triple.object.variable() == Some(wanted) => {
                name(&triple.predicate).cloned()
            }
            _ => None,
        })
    };
    let mut found = Vec::new();
    for member in &list {
        match member {
            Member::Triple(triple) => {
                if let Some(property) = name(&triple.predicate)
                    && let Some(Term::Literal(literal)) = triple.object.term()
                    && is_plain(literal)
                {
                    found.push((property.clone(), literal.clone(), None));
                }
            }
            Member::Filter(Expression::Equal(left, right)) => {
                let sides = match (left.as_ref(), right.as_ref()) {
                    (Expression::Variable(variable), Expression::Literal(literal))
                    | (Expression::Literal(literal), Expression::Variable(variable)) => {
                        Some((variable, literal))
                    }
                    _ => None,
                };
                if let Some((variable, literal)) = sides
                    && is_plain(literal)
                    && let Some(property) = property(variable)
                {
                    found.push((property, literal.clone(), Some(variable.clone())));
                }
            }
            _ => {}
        }
    }
    found
}

fn name(position: &Position) -> Option<&NamedNode> {
    match position.term() {
        Some(Term::NamedNode(node)) => Some(node),
        _ => None,
    }
}

fn is_plain(literal: &Literal) -> bool {
    literal.language().is_none() && literal.datatype() == oxrdf::vocab::xsd::STRING
}

/// Gives the variables that the pattern binds as the subject or the object of a property that is named.
pub(in crate::sparql) fn asked_for(query: &Query) -> Vec<Variable> {
    let mut found = Vec::new();
    for member in members(query).list {
        if let Member::Triple(triple) = member
            && name(&triple.predicate).is_some()
        {
            found.extend(triple.object.variable().cloned());
        }
    }
    found
}
