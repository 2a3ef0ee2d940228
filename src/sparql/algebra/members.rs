//! Takes the pattern of a query apart into what it demands of its rows, one member after the other.
//!
//! Joined one by one from the first, the members tell where the rows of a query get lost.

use oxrdf::{NamedNode, Term, Variable};
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

use super::steps::{UNNAMED, unblanked, with_blanks};
use super::{in_scope, text, visit_expression};

/// A subject, a predicate, an object or a graph.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sparql) enum Position {
    /// A variable, or a blank node, which is one without a name.
    Variable(Variable),
    /// A term.
    Term(Term),
}

impl Position {
    /// Gives the term, where it is one.
    pub(in crate::sparql) fn term(&self) -> Option<&Term> {
        match self {
            Self::Term(term) => Some(term),
            Self::Variable(_) => None,
        }
    }

    /// Gives the variable, where it is one.
    pub(in crate::sparql) fn variable(&self) -> Option<&Variable> {
        match self {
            Self::Variable(variable) => Some(variable),
            Self::Term(_) => None,
        }
    }
}

/// A triple pattern with the graph it is looked up in.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sparql) struct Triple {
    pub(in crate::sparql) subject: Position,
    pub(in crate::sparql) predicate: Position,
    pub(in crate::sparql) object: Position,
    /// The default graph without it.
    pub(in crate::sparql) graph: Option<Position>,
}

/// What a member is.
#[derive(Clone, Debug)]
pub(in crate::sparql) enum Member {
    /// One triple pattern.
    Triple(Triple),
    /// A property path with the properties in it.
    Path(GraphPattern, Vec<NamedNode>),
    /// A condition.
    Filter(Expression),
    /// VALUES with its terms.
    Given(GraphPattern, Vec<Term>),
    /// MINUS.
    Minus(GraphPattern),
    /// OPTIONAL, which takes no row away.
    Optional(GraphPattern, Option<Expression>),
    /// BIND, which takes no row away.
    Bind(Variable, Expression),
    /// LATERAL.
    Lateral(GraphPattern),
    /// UNION, a subquery, a block of GRAPH or a group with filters of its own.
    Other(GraphPattern),
}

/// Takes `pattern` apart; the modifiers of a SELECT are not part of it.
pub(super) fn list(pattern: &GraphPattern) -> Vec<Member> {
    let mut parts = Parts::default();
    parts.flatten(pattern, None);
    let mut list = connected(parts.list);
    list.extend(parts.filters.into_iter().map(Member::Filter));
    list
}

/// What a pattern consists of, as far as it was read.
#[derive(Default)]
struct Parts {
    list: Vec<Member>,
    filters: Vec<Expression>,
}

impl Parts {
    fn flatten(&mut self, pattern: &GraphPattern, graph: Option<&NamedNodePattern>) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    let member = Self::member(triple, graph);
                    self.list.push(member);
                }
            }
            GraphPattern::Join { left, right } => {
                if matches!(**left, GraphPattern::Filter { .. }) {
                    // The condition holds in these braces only, and sees no variable outside of them.
                    self.list.push(Member::Other(within(left, graph)));
                } else {
                    self.flatten(left, graph);
                }
                if is_plain(right) {
                    self.flatten(right, graph);
                } else {
                    self.list.push(Member::Other(within(right, graph)));
                }
            }
            GraphPattern::Filter { expr, inner } => {
                self.flatten(inner, graph);
                conjuncts(expr, &mut self.filters);
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                self.flatten(inner, graph);
                self.list
                    .push(Member::Bind(variable.clone(), expression.clone()));
            }
            GraphPattern::LeftJoin { left, right, .. }
            | GraphPattern::Minus { left, right }
            | GraphPattern::Lateral { left, right } => {
                self.flatten(left, graph);
                let right = within(right, graph);
                self.list.push(match pattern {
                    GraphPattern::LeftJoin { expression, .. } => {
                        Member::Optional(right, expression.clone())
                    }
                    GraphPattern::Minus { .. } => Member::Minus(right),
                    _ => Member::Lateral(right),
                });
            }
            GraphPattern::Graph { name, inner } if graph.is_none() && is_plain(inner) => {
                self.flatten(inner, Some(name));
            }
            GraphPattern::Values { bindings, .. } => {
                let terms = bindings.iter().flatten().flatten().map(term);
                self.list
                    .push(Member::Given(pattern.clone(), terms.collect()));
            }
            _ => {
                let member = Self::path(pattern, graph)
                    .unwrap_or_else(|| Member::Other(within(pattern, graph)));
                self.list.push(member);
            }
        }
    }

    fn path(pattern: &GraphPattern, graph: Option<&NamedNodePattern>) -> Option<Member> {
        let GraphPattern::Path {
            subject,
            path,
            object,
        } = pattern
        else {
            return None;
        };
        let mut properties = Vec::new();
        properties_of(path, &mut properties);
        let path = GraphPattern::Path {
            subject: unblanked(subject),
            path: path.clone(),
            object: unblanked(object),
        };
        Some(Member::Path(within(&path, graph), properties))
    }

    fn member(triple: &TriplePattern, graph: Option<&NamedNodePattern>) -> Member {
        if let (Some(subject), Some(object)) = (
            Self::position(&triple.subject),
            Self::position(&triple.object),
        ) {
            Member::Triple(Triple {
                subject,
                predicate: name(&triple.predicate),
                object,
                graph: graph.map(name),
            })
        } else {
            let patterns = vec![triple.clone()];
            Member::Other(within(&GraphPattern::Bgp { patterns }, graph))
        }
    }

    /// Gives what stands for a subject or an object; nothing for a triple term.
    fn position(term: &TermPattern) -> Option<Position> {
        Some(match unblanked(term) {
            TermPattern::NamedNode(node) => Position::Term(node.into()),
            TermPattern::Literal(literal) => Position::Term(literal.into()),
            TermPattern::Variable(variable) => Position::Variable(variable),
            TermPattern::BlankNode(_) | TermPattern::Triple(_) => return None,
        })
    }
}

/// Tells whether the members of `pattern` can be joined one by one with what stands beside it.
fn is_plain(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => true,
        GraphPattern::Join { left, right } => is_plain(left) && is_plain(right),
        GraphPattern::Graph { inner, .. } => is_plain(inner),
        _ => false,
    }
}

fn conjuncts(expression: &Expression, filters: &mut Vec<Expression>) {
    if let Expression::And(left, right) = expression {
        conjuncts(left, filters);
        conjuncts(right, filters);
    } else {
        filters.push(expression.clone());
    }
}

fn name(name: &NamedNodePattern) -> Position {
    match name {
        NamedNodePattern::NamedNode(node) => Position::Term(node.clone().into()),
        NamedNodePattern::Variable(variable) => Position::Variable(variable.clone()),
    }
}

fn term(term: &GroundTerm) -> Term {
    term.clone().into()
}

fn properties_of(path: &PropertyPathExpression, found: &mut Vec<NamedNode>) {
    match path {
        PropertyPathExpression::NamedNode(node) => found.push(node.clone()),
        PropertyPathExpression::Reverse(path)
        | PropertyPathExpression::ZeroOrMore(path)
        | PropertyPathExpression::OneOrMore(path)
        | PropertyPathExpression::ZeroOrOne(path) => properties_of(path, found),
        PropertyPathExpression::Sequence(left, right)
        | PropertyPathExpression::Alternative(left, right) => {
            properties_of(left, found);
            properties_of(right, found);
        }
        PropertyPathExpression::NegatedPropertySet(_) => {}
    }
}

pub(super) fn within(pattern: &GraphPattern, graph: Option<&NamedNodePattern>) -> GraphPattern {
    match graph {
        Some(name) => GraphPattern::Graph {
            name: name.clone(),
            inner: Box::new(pattern.clone()),
        },
        None => pattern.clone(),
    }
}

/// Puts off each member that shares no variable with those before it, as long as another one does.
fn connected(list: Vec<Member>) -> Vec<Member> {
    let mut done: Vec<Member> = Vec::new();
    let mut bound: Vec<Variable> = Vec::new();
    let mut put_off: Vec<Member> = Vec::new();
    let take = |member: Member, done: &mut Vec<Member>, bound: &mut Vec<Variable>| {
        bound.extend(member.variables());
        done.push(member);
    };
    for member in list {
        let joins = matches!(
            member,
            Member::Triple(_) | Member::Path(..) | Member::Given(..) | Member::Other(_)
        );
        if !joins {
            for waiting in put_off.drain(..) {
                take(waiting, &mut done, &mut bound);
            }
        }
        if joins && !bound.is_empty() && !member.shares(&bound) {
            put_off.push(member);
            continue;
        }
        take(member, &mut done, &mut bound);
        while let Some(next) = put_off.iter().position(|waiting| waiting.shares(&bound)) {
            take(put_off.remove(next), &mut done, &mut bound);
        }
    }
    for waiting in put_off {
        take(waiting, &mut done, &mut bound);
    }
    done
}

impl Member {
    /// Gives the variables that the member mentions.
    pub(in crate::sparql) fn variables(&self) -> Vec<Variable> {
        match self {
            Self::Triple(triple) => {
                let positions = [&triple.subject, &triple.predicate, &triple.object];
                let positions = positions.into_iter().chain(&triple.graph);
                positions.filter_map(Position::variable).cloned().collect()
            }
            Self::Filter(expression) => {
                let mut found = Vec::new();
                visit_expression(expression, &mut |part| {
                    if let super::Part::Variable(variable) = part
                        && !found.contains(variable)
                    {
                        found.push(variable.clone());
                    }
                });
                found
            }
            Self::Bind(variable, _) => vec![variable.clone()],
            Self::Path(pattern, _)
            | Self::Given(pattern, _)
            | Self::Minus(pattern)
            | Self::Optional(pattern, _)
            | Self::Lateral(pattern)
            | Self::Other(pattern) => in_scope(pattern),
        }
    }

    /// Tells whether it mentions one of the variables, or none at all.
    fn shares(&self, bound: &[Variable]) -> bool {
        let own = self.variables();
        own.is_empty() || own.iter().any(|variable| bound.contains(variable))
    }

    /// Joins the member with the rows of `before`.
    pub(super) fn join(&self, before: GraphPattern) -> GraphPattern {
        let left = Box::new(before);
        match self {
            Self::Filter(expression) => GraphPattern::Filter {
                expr: expression.clone(),
                inner: left,
            },
            Self::Bind(variable, expression) => GraphPattern::Extend {
                inner: left,
                variable: variable.clone(),
                expression: expression.clone(),
            },
            Self::Optional(right, expression) => GraphPattern::LeftJoin {
                left,
                right: Box::new(right.clone()),
                expression: expression.clone(),
            },
            Self::Minus(right) => GraphPattern::Minus {
                left,
                right: Box::new(right.clone()),
            },
            Self::Lateral(right) => GraphPattern::Lateral {
                left,
                right: Box::new(right.clone()),
            },
            Self::Triple(_) | Self::Path(..) | Self::Given(..) | Self::Other(_) => {
                GraphPattern::Join {
                    left,
                    right: Box::new(self.pattern()),
                }
            }
        }
    }

    /// Gives the member as a pattern of its own.
    pub(super) fn pattern(&self) -> GraphPattern {
        match self {
            Self::Triple(triple) => triple.pattern(),
            Self::Path(pattern, _) | Self::Given(pattern, _) | Self::Other(pattern) => {
                pattern.clone()
            }
            _ => self.join(GraphPattern::default()),
        }
    }

    /// Writes the member as SPARQL, with whole IRIs.
    pub(in crate::sparql) fn text(&self) -> String {
        let text = text::pattern_text(&self.pattern());
        let mut text = text.trim().trim_end_matches('.').trim_end().to_owned();
        match self {
            Self::Filter(Expression::Exists(pattern)) => {
                text = format!("FILTER EXISTS {{{} }}", text::pattern_text(pattern));
            }
            Self::Filter(Expression::Not(inner)) => {
                if let Expression::Exists(pattern) = &**inner {
                    text = format!("FILTER NOT EXISTS {{{} }}", text::pattern_text(pattern));
                }
            }
            Self::Other(
                GraphPattern::Join { .. }
                | GraphPattern::Filter { .. }
                | GraphPattern::LeftJoin { .. }
                | GraphPattern::Minus { .. }
                | GraphPattern::Extend { .. },
            ) => text = format!("{{ {text} }}"),
            _ => {}
        }
        with_blanks(&text)
    }
}

impl Triple {
    /// Gives the triple pattern within its graph.
    fn pattern(&self) -> GraphPattern {
        let term = |position: &Position| match position {
            Position::Variable(variable) => TermPattern::Variable(variable.clone()),
            Position::Term(Term::NamedNode(node)) => TermPattern::NamedNode(node.clone()),
            Position::Term(Term::Literal(literal)) => TermPattern::Literal(literal.clone()),
            // A pattern has no other terms in these places.
            Position::Term(_) => TermPattern::Variable(Variable::new_unchecked(UNNAMED)),
        };
        let name = |position: &Position| match position {
            Position::Term(Term::NamedNode(node)) => NamedNodePattern::NamedNode(node.clone()),
            Position::Variable(variable) => NamedNodePattern::Variable(variable.clone()),
            Position::Term(_) => NamedNodePattern::Variable(Variable::new_unchecked(UNNAMED)),
        };
        let triple = TriplePattern {
            subject: term(&self.subject),
            predicate: name(&self.predicate),
            object: term(&self.object),
        };
        let patterns = vec![triple];
        let graph = self.graph.as_ref().map(name);
        within(&GraphPattern::Bgp { patterns }, graph.as_ref())
    }
}
