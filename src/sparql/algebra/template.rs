//! Fills the template of a CONSTRUCT from rows that were sorted outside the engine.

use oxrdf::{BlankNode, Term, Triple, Variable};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::Part;

/// Gives the variables of a template, in order of their first use.
pub(in crate::sparql) fn template_variables(template: &[TriplePattern]) -> Vec<Variable> {
    let mut variables: Vec<Variable> = Vec::new();
    for triple in template {
        super::visit_triple(triple, &mut |part| {
            if let Part::Variable(variable) = part
                && !variables.contains(variable)
            {
                variables.push(variable.clone());
            }
        });
    }
    variables
}

/// Fills a triple of a template; nothing where a variable is unbound or a term stands where none may.
pub(in crate::sparql) fn fill(
    triple: &TriplePattern,
    value: &dyn Fn(&Variable) -> Option<Term>,
    blank: &mut dyn FnMut(&BlankNode) -> BlankNode,
) -> Option<Triple> {
    let subject = match fill_term(&triple.subject, value, blank)? {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        _ => return None,
    };
    let predicate = match &triple.predicate {
        NamedNodePattern::NamedNode(node) => node.clone(),
        NamedNodePattern::Variable(variable) => match value(variable)? {
            Term::NamedNode(node) => node,
            _ => return None,
        },
    };
    let object = fill_term(&triple.object, value, blank)?;
    Some(Triple {
        subject,
        predicate,
        object,
    })
}

fn fill_term(
    term: &TermPattern,
    value: &dyn Fn(&Variable) -> Option<Term>,
    blank: &mut dyn FnMut(&BlankNode) -> BlankNode,
) -> Option<Term> {
    Some(match term {
        TermPattern::NamedNode(node) => node.clone().into(),
        TermPattern::Literal(literal) => literal.clone().into(),
        TermPattern::BlankNode(node) => blank(node).into(),
        TermPattern::Variable(variable) => value(variable)?,
        TermPattern::Triple(triple) => Term::Triple(Box::new(fill(triple, value, blank)?)),
    })
}
