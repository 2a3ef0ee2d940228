//! Conditions that are near a given one, and what a condition compares.

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::algebra::{Expression, Function};

use super::members::Member;
use super::text;
use crate::language::Wording;

/// What a condition compares a variable with.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sparql) enum Comparison {
    /// The language tag of the variable's value with tags, one except in IN; whether as LANGMATCHES does.
    Language(Variable, Vec<Literal>, bool),
    /// The value with a literal, by `=`.
    Equal(Variable, Literal),
    /// The value with a name, by `=`.
    Same(Variable, NamedNode),
    /// The value with a literal, by `<` and the like.
    Order(Variable, Literal),
    /// The text of the value with a part of it.
    Part(Variable, Literal),
    /// Nothing: it may have no value.
    Unbound(Variable),
    /// EXISTS, or its contrary.
    Exists {
        /// Whether nothing may be found.
        not: bool,
    },
    /// The value with several terms, by IN.
    Among(Variable, Vec<Term>),
    /// Anything else.
    Other,
}

/// A condition in the place of another one.
#[derive(Clone, Debug)]
pub(in crate::sparql) struct Alternative {
    pub(in crate::sparql) member: Member,
    /// What is different.
    pub(in crate::sparql) words: Wording,
    /// The literal in the text with the one that takes its place, where nothing else changes.
    pub(in crate::sparql) literal: Option<(Literal, Literal)>,
}

/// Tells what `condition` compares.
pub(in crate::sparql) fn comparison(condition: &Expression) -> Comparison {
    let found = match condition {
        Expression::Equal(left, right) | Expression::SameTerm(left, right) => {
            equality(left, right).or_else(|| equality(right, left))
        }
        Expression::Less(left, right)
        | Expression::LessOrEqual(left, right)
        | Expression::Greater(left, right)
        | Expression::GreaterOrEqual(left, right) => {
            order(left, right).or_else(|| order(right, left))
        }
        Expression::In(value, list) => {
            let terms: Option<Vec<Term>> = list.iter().map(constant).collect();
            terms.and_then(|terms| among(value, terms))
        }
        Expression::Exists(_) => Some(Comparison::Exists { not: false }),
        Expression::Not(inner) => match &**inner {
            Expression::Exists(_) => Some(Comparison::Exists { not: true }),
            Expression::Bound(variable) => Some(Comparison::Unbound(variable.clone())),
            _ => None,
        },
        Expression::FunctionCall(Function::LangMatches, arguments) => match arguments.as_slice() {
            [tag, Expression::Literal(wanted)] => language_of(tag)
                .map(|variable| Comparison::Language(variable, vec![wanted.clone()], true)),
            _ => None,
        },
        Expression::FunctionCall(
            Function::Contains | Function::StrStarts | Function::StrEnds | Function::Regex,
            arguments,
        ) => match arguments.as_slice() {
            [value, Expression::Literal(part), ..] => {
                value_of(value).map(|variable| Comparison::Part(variable, part.clone()))
            }
            _ => None,
        },
        _ => None,
    };
    found.unwrap_or(Comparison::Other)
}

fn among(value: &Expression, terms: Vec<Term>) -> Option<Comparison> {
    if let Expression::Variable(variable) = value {
        return Some(Comparison::Among(variable.clone(), terms));
    }
    let variable = language_of(value)?;
    let tags = terms.into_iter().map(|term| match term {
        Term::Literal(literal) => Some(literal),
        _ => None,
    });
    Some(Comparison::Language(
        variable,
        tags.collect::<Option<_>>()?,
        false,
    ))
}

fn equality(left: &Expression, right: &Expression) -> Option<Comparison> {
    match (left, right) {
        (tag, Expression::Literal(wanted)) if language_of(tag).is_some() => {
            let wanted = vec![wanted.clone()];
            Some(Comparison::Language(language_of(tag)?, wanted, false))
        }
        (value, Expression::Literal(wanted)) => {
            Some(Comparison::Equal(value_of(value)?, wanted.clone()))
        }
        (Expression::Variable(variable), Expression::NamedNode(wanted)) => {
            Some(Comparison::Same(variable.clone(), wanted.clone()))
        }
        _ => None,
    }
}

fn order(left: &Expression, right: &Expression) -> Option<Comparison> {
    match (left, right) {
        (Expression::Variable(variable), Expression::Literal(wanted)) => {
            Some(Comparison::Order(variable.clone(), wanted.clone()))
        }
        _ => None,
    }
}

/// Gives the variable whose language an expression asks for.
fn language_of(expression: &Expression) -> Option<Variable> {
    match expression {
        Expression::FunctionCall(Function::Lang, arguments) => match arguments.as_slice() {
            [Expression::Variable(variable)] => Some(variable.clone()),
            _ => None,
        },
        Expression::FunctionCall(Function::LCase, arguments) => {
            arguments.first().and_then(language_of)
        }
        _ => None,
    }
}

/// Gives the variable whose text an expression is.
fn value_of(expression: &Expression) -> Option<Variable> {
    match expression {
        Expression::Variable(variable) => Some(variable.clone()),
        Expression::FunctionCall(Function::Str | Function::LCase | Function::UCase, arguments) => {
            arguments.first().and_then(value_of)
        }
        _ => None,
    }
}

/// Shorter texts are a part of too many others.
const SHORTEST_PART: usize = 3;

const IN_THAT_CASE: Wording = Wording::new(
    "in the case that LCASE or UCASE gives",
    "in der Schreibung, die LCASE oder UCASE ergibt",
);
const ANY_LANGUAGE: Wording = Wording::new(
    "whatever the language or datatype",
    "ohne Rücksicht auf Sprache oder Datentyp",
);
const WITHOUT_LANGUAGE: Wording = Wording::new(
    "without the language of the part",
    "ohne die Sprache des Teils",
);
const ANY_CASE: Wording = Wording::new(
    "whatever the case",
    "ohne Rücksicht auf Groß- und Kleinschreibung",
);
const PART_OF_TEXT: Wording = Wording::new("as a part of the text", "als Teil des Texts");
const TEXT_OF_VALUE: Wording = Wording::new("in the text of the value", "im Text des Werts");

/// Gives conditions near `condition`, the nearest first.
pub(in crate::sparql) fn alternatives(condition: &Expression) -> Vec<Alternative> {
    let compared = comparison(condition);
    match (&compared, condition) {
        (Comparison::Equal(variable, wanted), _) => {
            let text = call(Function::Str, variable.clone().into());
            let plain = Literal::new_simple_literal(wanted.value());
            let lower = Literal::new_simple_literal(wanted.value().to_lowercase());
            let by_text = Expression::Equal(Box::new(text.clone()), Box::new(plain.into()));
            let folded = Expression::Equal(
                Box::new(call(Function::LCase, text)),
                Box::new(lower.into()),
            );
            let is_text = wanted.language().is_some() || wanted.datatype() == xsd::STRING;
            let part = (is_text && wanted.value().chars().count() >= SHORTEST_PART).then(|| {
                let text = call(Function::Str, variable.clone().into());
                let lower = Literal::new_simple_literal(wanted.value().to_lowercase());
                let operands = vec![call(Function::LCase, text), lower.into()];
                let contains = Expression::FunctionCall(Function::Contains, operands);
                alternative(contains, PART_OF_TEXT, None)
            });
            let in_case = in_that_case(condition, wanted);
            in_case
                .into_iter()
                .chain(text_of_call(condition))
                .chain([
                    alternative(by_text, ANY_LANGUAGE, None),
                    alternative(folded, ANY_CASE, None),
                ])
                .chain(part)
                .collect()
        }
        (Comparison::Part(variable, wanted), Expression::FunctionCall(function, arguments)) => {
            let text = call(Function::Str, variable.clone().into());
            let mut by_text = arguments.clone();
            by_text[0] = text.clone();
            let mut folded = arguments.clone();
            if *function == Function::Regex {
                folded[0] = text;
                folded.truncate(2);
                folded.push(Literal::new_simple_literal("i").into());
            } else {
                folded[0] = call(Function::LCase, text);
                folded[1] = Literal::new_simple_literal(wanted.value().to_lowercase()).into();
            }
            let call = |arguments| Expression::FunctionCall(function.clone(), arguments);
            // A part with a language is compared with texts of that language only.
            let untagged = wanted.language().map(|_| {
                let plain = Literal::new_simple_literal(wanted.value());
                let mut without = arguments.clone();
                without[1] = plain.clone().into();
                alternative(call(without), WITHOUT_LANGUAGE, Some((wanted, plain)))
            });
            let in_case = in_that_case(condition, wanted);
            let others = [
                alternative(call(by_text), TEXT_OF_VALUE, None),
                alternative(call(folded), ANY_CASE, None),
            ];
            in_case.into_iter().chain(untagged).chain(others).collect()
        }
        _ => Vec::new(),
    }
}

/// Compares a plain text with that of what LCASE or UCASE gives, which keeps the language of its argument.
fn text_of_call(condition: &Expression) -> Option<Alternative> {
    let Expression::Equal(one, other) = condition else {
        return None;
    };
    let is_call = |side: &Expression| {
        let folds = matches!(
            side,
            Expression::FunctionCall(Function::LCase | Function::UCase, arguments)
                if matches!(arguments[..], [Expression::Variable(_)])
        );
        folds.then(|| call(Function::Str, side.clone()))
    };
    let sides = match (is_call(one), is_call(other)) {
        (Some(text), None) => (Box::new(text), other.clone()),
        (None, Some(text)) => (one.clone(), Box::new(text)),
        _ => return None,
    };
    let compared = Expression::Equal(sides.0, sides.1);
    Some(alternative(compared, ANY_LANGUAGE, None))
}

/// Writes `wanted` in lower or in upper case, where `condition` compares it with what LCASE or UCASE gives.
fn in_that_case(condition: &Expression, wanted: &Literal) -> Option<Alternative> {
    let mut operands = super::operands(condition).into_iter();
    let folded = operands.find_map(|operand| match operand {
        Expression::FunctionCall(Function::LCase, _) => Some(wanted.value().to_lowercase()),
        Expression::FunctionCall(Function::UCase, _) => Some(wanted.value().to_uppercase()),
        _ => None,
    })?;
    let literal = match wanted.language() {
        Some(language) => Literal::new_language_tagged_literal_unchecked(folded, language),
        None => Literal::new_simple_literal(folded),
    };
    let changed = with_term(condition, &wanted.clone().into(), &literal.clone().into());
    Some(alternative(changed, IN_THAT_CASE, Some((wanted, literal))))
}

fn call(function: Function, argument: Expression) -> Expression {
    Expression::FunctionCall(function, vec![argument])
}

fn alternative(
    condition: Expression,
    words: Wording,
    literal: Option<(&Literal, Literal)>,
) -> Alternative {
    Alternative {
        member: Member::Filter(condition),
        words,
        literal: literal.map(|(old, new)| (old.clone(), new)),
    }
}

/// Puts `new` in all places that a condition has `old` in.
pub(in crate::sparql) fn with_term(condition: &Expression, old: &Term, new: &Term) -> Expression {
    let mut changed = condition.clone();
    replace(&mut changed, old, new);
    changed
}

fn replace(expression: &mut Expression, old: &Term, new: &Term) {
    let is_old = match (&*expression, old) {
        (Expression::Literal(literal), Term::Literal(old)) => literal == old,
        (Expression::NamedNode(node), Term::NamedNode(old)) => node == old,
        _ => false,
    };
    match new {
        Term::Literal(new) if is_old => *expression = new.clone().into(),
        Term::NamedNode(new) if is_old => *expression = new.clone().into(),
        _ => {
            for operand in super::operands_mut(expression) {
                replace(operand, old, new);
            }
        }
    }
}

/// Puts what `function` makes of `compared` in its place, right in a comparison.
pub(in crate::sparql) fn with_call(
    condition: &Expression,
    compared: &Expression,
    function: &Function,
) -> Expression {
    let mut changed = condition.clone();
    let mut inner = &mut changed;
    if let Expression::Not(negated) = inner {
        inner = negated;
    }
    for operand in super::operands_mut(inner) {
        if operand == compared {
            *operand = call(function.clone(), compared.clone());
        }
    }
    changed
}

/// Two sides of a comparison.
#[derive(Clone, Debug)]
pub(in crate::sparql) struct Sides {
    /// What is computed from the rows.
    pub(in crate::sparql) computed: Expression,
    /// The terms it is compared with, one except in IN.
    pub(in crate::sparql) wanted: Vec<Term>,
    /// Whether it is asked which is greater.
    pub(in crate::sparql) ordered: bool,
}

/// Gives the sides of a comparison of something with terms that stand in the text.
pub(in crate::sparql) fn sides(condition: &Expression) -> Option<Sides> {
    if let Expression::In(computed, list) = condition {
        let wanted: Option<Vec<Term>> = list.iter().map(constant).collect();
        return Some(Sides {
            computed: computed.as_ref().clone(),
            wanted: wanted.filter(|wanted| !wanted.is_empty())?,
            ordered: false,
        });
    }
    let (left, right, ordered) = compared(condition)?;
    let (computed, wanted) = match (constant(left), constant(right)) {
        (None, Some(wanted)) => (left, wanted),
        (Some(wanted), None) => (right, wanted),
        _ => return None,
    };
    Some(Sides {
        computed: computed.clone(),
        wanted: vec![wanted],
        ordered,
    })
}

/// Gives two sides of a comparison that are both computed, and whether it is asked which is greater.
pub(in crate::sparql) fn both_sides(
    condition: &Expression,
) -> Option<(&Expression, &Expression, bool)> {
    let (left, right, ordered) = compared(condition)?;
    (constant(left).is_none() && constant(right).is_none()).then_some((left, right, ordered))
}

fn compared(condition: &Expression) -> Option<(&Expression, &Expression, bool)> {
    match condition {
        Expression::Not(inner) if matches!(**inner, Expression::Equal(..)) => compared(inner),
        Expression::Equal(left, right) => Some((left, right, false)),
        Expression::Less(left, right)
        | Expression::LessOrEqual(left, right)
        | Expression::Greater(left, right)
        | Expression::GreaterOrEqual(left, right) => Some((left, right, true)),
        _ => None,
    }
}

fn constant(expression: &Expression) -> Option<Term> {
    match expression {
        Expression::NamedNode(node) => Some(node.clone().into()),
        Expression::Literal(literal) => Some(literal.clone().into()),
        _ => None,
    }
}

impl Alternative {
    /// Writes the condition as SPARQL, with whole IRIs.
    pub(in crate::sparql) fn text(&self) -> String {
        match &self.member {
            Member::Filter(condition) => text::expression_text(condition),
            other => other.text(),
        }
    }
}
