//! Blank nodes of a pattern as variables, and how they are shown: steps of a path have no name in the text.

use oxrdf::{Term, Variable};
use spargebra::term::TermPattern;

use super::members::{Member, Position};
use super::parts::is_made_up;

/// What the variables begin with that stand for blank nodes.
pub(super) const UNNAMED: &str = "blank_";
/// What they begin with where the text has no label for the node: for a step of a path, or brackets.
const STEP: &str = "blank__";

/// Tells whether a variable stands for a blank node.
pub(in crate::sparql) fn is_unnamed(variable: &Variable) -> bool {
    variable.as_str().starts_with(UNNAMED)
}

/// Puts a variable in the place of a blank node: parted from its other triples, it would be another one.
pub(super) fn unblanked(term: &TermPattern) -> TermPattern {
    let TermPattern::BlankNode(node) = term else {
        return term.clone();
    };
    let label = node.as_str();
    let is_word = label.chars().all(|c| c.is_ascii_alphanumeric());
    // The same name in each part that has it, and in no other one, so that parts can be joined.
    let name = if is_made_up(label) || !is_word {
        let sign = |c: char| match c {
            c if c.is_ascii_alphanumeric() => c.to_string(),
            c => format!("_{:x}", u32::from(c)),
        };
        format!("{STEP}{}", label.chars().map(sign).collect::<String>())
    } else {
        format!("{UNNAMED}{label}")
    };
    TermPattern::Variable(Variable::new_unchecked(name))
}

/// Writes the variables without a name in `text` as the blank nodes that they stand for.
pub(in crate::sparql) fn with_blanks(text: &str) -> String {
    with_ways(text, &[])
}

/// Writes the variables without a name in `text`: a step of a path as the way to it, which `ways` has beside its
/// variable, or as an ellipsis; another one as the blank node that it stands for.
pub(in crate::sparql) fn with_ways(text: &str, ways: &[(Variable, String)]) -> String {
    let sign = format!("?{UNNAMED}");
    let mut parts = text.split(&sign);
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (name, rest) = part.split_at(end.unwrap_or(part.len()));
        let mut ways = ways.iter();
        let way = ways.find(|(step, _)| step.as_str().strip_prefix(UNNAMED) == Some(name));
        match way {
            Some((_, way)) => written.push_str(way),
            None if name.starts_with('_') => written.push('…'),
            None => {
                written.push_str("_:");
                written.push_str(name);
            }
        }
        written.push_str(rest);
    }
    without_made_up(&written)
}

/// Writes an ellipsis for each blank node whose label the parser made up, as OPTIONAL has them in its pattern.
fn without_made_up(text: &str) -> String {
    let mut parts = text.split("_:");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric());
        let (label, rest) = part.split_at(end.unwrap_or(part.len()));
        if is_made_up(label) {
            written.push('…');
        } else {
            written.push_str("_:");
            written.push_str(label);
        }
        written.push_str(rest);
    }
    written
}

/// Gives the way to each step of a path in `list`: what stands before it and the property that leads on.
pub(in crate::sparql) fn ways(
    list: &[Member],
    shown: impl Fn(&Term) -> String,
) -> Vec<(Variable, String)> {
    let mut ways: Vec<(Variable, String)> = Vec::new();
    for member in list {
        let Member::Triple(triple) = member else {
            continue;
        };
        let Some(property) = triple.predicate.term() else {
            continue;
        };
        let ends = [
            (&triple.subject, &triple.object, "/"),
            (&triple.object, &triple.subject, "/^"),
        ];
        for (from, to, sign) in ends {
            let Some(step) = to.variable().filter(|step| is_step(step)) else {
                continue;
            };
            let known = |variable: &Variable| {
                let mut ways = ways.iter();
                let way = ways.find(|(known, _)| known == variable);
                way.map(|(_, way)| way.clone())
            };
            let start = match from {
                Position::Term(term) => Some(shown(term)),
                Position::Variable(from) if is_step(from) => known(from),
                Position::Variable(from) => Some(with_blanks(&from.to_string())),
            };
            if let (Some(start), None) = (start, known(step)) {
                ways.push((step.clone(), format!("{start}{sign}{}", shown(property))));
            }
        }
    }
    ways
}

fn is_step(variable: &Variable) -> bool {
    variable.as_str().starts_with(STEP)
}
