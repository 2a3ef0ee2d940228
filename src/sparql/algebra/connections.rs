//! What a query names, and how its parts hang together: what remarks on it are made from.

use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::members::{Member, Position};
use super::parts::members;
use super::{Part, in_scope, pattern, visit};

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
