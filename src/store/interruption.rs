//! Lets an update stop that was cancelled: the engine looks at its token only where it reads quads, and goes through
//! the rows of a cross product to the end. An update is not left behind as a query is, so it is asked at every row.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use oxigraph::sparql::{CancellationToken, SparqlEvaluator};
use oxrdf::{Literal, NamedNode, Variable};
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::{GraphUpdateOperation, Update};

use super::Error;

/// The function that every row is asked by. No text can call it: the parser refuses the blank in its name.
const UNDISTURBED: &str = "urn:gremia:is undisturbed";

/// What is thrown past the engine.
struct Interrupted;

/// Has each row that the pattern of an operation gives ask whether it is still wanted, and each that is only counted,
/// sorted or compared on the way there.
pub(super) fn asking(mut update: Update) -> Update {
    for operation in &mut update.operations {
        if let GraphUpdateOperation::DeleteInsert { pattern, .. } = operation {
            ask_inside(pattern);
            ask(pattern);
        }
    }
    update
}

/// Has the rows ask of which a part of `pattern` may take many before it gives any.
fn ask_inside(pattern: &mut GraphPattern) {
    match pattern {
        GraphPattern::Bgp { .. }
        | GraphPattern::Path { .. }
        | GraphPattern::Values { .. }
        | GraphPattern::Service { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            ask_inside(left);
            ask_inside(right);
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => ask_inside(inner),
        GraphPattern::Filter { inner, expr } => {
            ask_inside(inner);
            ask_in_condition(expr);
        }
        GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Group { inner, .. } => {
            ask_inside(inner);
            ask(inner);
        }
    }
}

/// Has each row of `pattern` ask.
fn ask(pattern: &mut Box<GraphPattern>) {
    let mut variables = BTreeSet::new();
    pattern.on_in_scope_variable(|variable| {
        variables.insert(variable.clone());
    });
    **pattern = GraphPattern::Filter {
        expr: question(variables),
        inner: std::mem::take(pattern),
    };
}

/// Has each row ask that a condition is tried on. Each part of the condition asks by itself, so that the optimiser can
/// try it as early as before.
fn ask_in_condition(condition: &mut Expression) {
    if let Expression::And(one, other) = condition {
        ask_in_condition(one);
        ask_in_condition(other);
        return;
    }
    let mut variables = BTreeSet::new();
    ask_in_exists(condition, &mut variables);
    let asked = std::mem::replace(condition, Literal::from(false).into());
    *condition = Expression::If(
        Box::new(question(variables)),
        Box::new(asked),
        Box::new(Literal::from(false).into()),
    );
}

/// Has the rows ask that EXISTS looks for in an expression, and collects the variables of the rest.
fn ask_in_exists(expression: &mut Expression, variables: &mut BTreeSet<Variable>) {
    match expression {
        Expression::NamedNode(_) | Expression::Literal(_) => {}
        Expression::Variable(variable) | Expression::Bound(variable) => {
            variables.insert(variable.clone());
        }
        Expression::Exists(pattern) => {
            ask_inside(pattern);
            ask(pattern);
        }
        Expression::Or(one, other)
        | Expression::And(one, other)
        | Expression::Equal(one, other)
        | Expression::SameTerm(one, other)
        | Expression::Greater(one, other)
        | Expression::GreaterOrEqual(one, other)
        | Expression::Less(one, other)
        | Expression::LessOrEqual(one, other)
        | Expression::Add(one, other)
        | Expression::Subtract(one, other)
        | Expression::Multiply(one, other)
        | Expression::Divide(one, other) => {
            ask_in_exists(one, variables);
            ask_in_exists(other, variables);
        }
        Expression::UnaryPlus(only) | Expression::UnaryMinus(only) | Expression::Not(only) => {
            ask_in_exists(only, variables);
        }
        Expression::If(condition, one, other) => {
            ask_in_exists(condition, variables);
            ask_in_exists(one, variables);
            ask_in_exists(other, variables);
        }
        Expression::In(value, list) => {
            ask_in_exists(value, variables);
            for member in list {
                ask_in_exists(member, variables);
            }
        }
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
            for operand in list {
                ask_in_exists(operand, variables);
            }
        }
    }
}

/// Gives the call by which a row asks.
///
/// Its variables keep the optimiser from asking before the last of them has its value; without a value one would make
/// the call fail, and the row be dropped.
fn question(variables: BTreeSet<Variable>) -> Expression {
    let arguments = variables.into_iter().map(|variable| {
        let none = Expression::Literal(Literal::from(false));
        Expression::Coalesce(vec![variable.into(), none])
    });
    let name = NamedNode::new_unchecked(UNDISTURBED);
    Expression::FunctionCall(Function::Custom(name), arguments.collect())
}

/// Makes `evaluator` answer the rows of [`asking`].
pub(super) fn answering(
    evaluator: SparqlEvaluator,
    cancellation: &CancellationToken,
) -> SparqlEvaluator {
    let cancellation = cancellation.clone();
    let name = NamedNode::new_unchecked(UNDISTURBED);
    evaluator.with_custom_function(name, move |_| {
        if cancellation.is_cancelled() {
            // What a function gives is never an end of the evaluation; no hook reports this way out as a panic.
            resume_unwind(Box::new(Interrupted));
        }
        Some(Literal::from(true).into())
    })
}

/// Runs an update that may be interrupted.
///
/// # Errors
/// [`Error::Cancelled`] where it was; else what `run` says.
pub(super) fn interruptible<T, E>(run: impl FnOnce() -> Result<T, E>) -> Result<T, Error>
where
    Error: From<E>,
{
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(ended) => Ok(ended?),
        Err(thrown) if thrown.is::<Interrupted>() => Err(Error::Cancelled),
        Err(panic) => resume_unwind(panic),
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::sparql::{CancellationToken, SparqlEvaluator};
    use oxigraph::store::Store;
    use spargebra::SparqlParser;

    use super::{answering, asking, interruptible};
    use crate::store::Error;

    fn run(text: &str, store: &Store, token: &CancellationToken) -> Result<(), Error> {
        let update = SparqlParser::new().parse_update(text).unwrap();
        let evaluator = answering(SparqlEvaluator::new(), token);
        let update = evaluator.for_update(asking(update));
        let mut transaction = store.start_transaction().unwrap();
        interruptible(|| update.on_transaction(&mut transaction).execute())?;
        Ok(transaction.commit()?)
    }

    #[test]
    fn cancelled_update_stops_at_the_next_row() {
        let store = Store::new().unwrap();
        let token = CancellationToken::new();
        token.cancel();
        for text in [
            "INSERT { <http://e/a> <http://e/b> ?x } WHERE { VALUES ?x { 1 2 } }",
            "INSERT { <http://e/a> <http://e/b> 1 } WHERE { SELECT (COUNT(?x) AS ?n) { VALUES ?x { 1 } } }",
        ] {
            let ended = run(text, &store, &token);
            assert!(matches!(ended, Err(Error::Cancelled)), "{text}");
        }
        assert!(store.is_empty().unwrap());
        // What threw left the store as usable as before.
        let token = CancellationToken::new();
        run(
            "INSERT DATA { <http://e/a> <http://e/b> 1 }",
            &store,
            &token,
        )
        .unwrap();
        assert_eq!(store.len().unwrap(), 1);
    }

    #[test]
    fn rows_without_all_values_are_kept() {
        let store = Store::new().unwrap();
        let token = CancellationToken::new();
        let text =
            "INSERT { <http://e/a> <http://e/b> ?x } WHERE { VALUES (?x ?y) { (1 2) (2 UNDEF) } }";
        run(text, &store, &token).unwrap();
        assert_eq!(store.len().unwrap(), 2);
    }
}
