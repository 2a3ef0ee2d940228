//! Writes expressions with every bracket that their operators need, and no more than one for each operand.

use std::fmt::Display;

use oxrdf::LiteralRef;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression};

use super::{Aggregates, Text};

impl Text {
    pub(super) fn aggregate(&mut self, aggregate: &AggregateExpression) {
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

    pub(super) fn expression(&mut self, expression: &Expression, aggregates: &Aggregates) {
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
                self.call("sameTerm", [a.as_ref(), b.as_ref()], aggregates);
            }
            Expression::If(a, b, c) => {
                self.call("IF", [a.as_ref(), b.as_ref(), c.as_ref()], aggregates);
            }
            Expression::Coalesce(arguments) => self.call("COALESCE", arguments, aggregates),
            Expression::FunctionCall(function, arguments) => {
                self.call(function, arguments, aggregates);
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
