//! The user's own words in the place of the names that the engine makes up: for aggregates, blank nodes, sort keys.

use std::fmt::Write;

use serde_json::Value;

use super::super::algebra::is_made_up;
use super::words::{at_top, unbracketed};

/// What stands in the place of a name that the engine gives to a value.
pub(super) const UNNAMED: &str = "_";
/// What stands in the place of the name of a column that is only sorted by.
pub(super) const KEY: &str = "_key";

/// What the names that the user did not write stand for.
pub(super) struct Names<'a> {
    /// The columns that are only sorted by, each with what stands behind ORDER BY.
    keys: &'a [(String, String)],
    /// Names of the engine with what they are given to.
    meant: Vec<(String, String)>,
    /// Names of the engine for blank nodes, in order of their first use.
    blanks: Vec<String>,
}

impl<'a> Names<'a> {
    /// Reads what the names in a plan stand for; `keys` have theirs from elsewhere.
    pub(super) fn of(plan: &Value, keys: &'a [(String, String)]) -> Self {
        let mut names = Self {
            keys,
            meant: Vec::new(),
            blanks: Vec::new(),
        };
        names.learn(plan);
        names
    }

    fn learn(&mut self, step: &Value) {
        let children = step.get("children").and_then(Value::as_array);
        for child in children.into_iter().flatten() {
            self.learn(child);
        }
        let name = step.get("name").and_then(Value::as_str).unwrap_or_default();
        let arguments = ["Aggregate(", "Extend("]
            .iter()
            .find_map(|kind| name.strip_prefix(kind)?.strip_suffix(')'));
        for piece in at_top(arguments.unwrap_or_default(), ", ") {
            if let Some((expression, variable)) = piece.rsplit_once(" -> ?")
                && is_made_up(variable)
            {
                let expression = unbracketed(&self.shown(expression)).to_owned();
                self.meant.push((variable.to_owned(), expression));
            }
        }
    }

    /// Writes what the engine says about a step without names that it made up.
    pub(super) fn shown(&mut self, text: &str) -> String {
        let mut parts = text.split('?');
        let mut shown = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            let is_given = shown.ends_with("-> ");
            let known = |names: &[(String, String)]| {
                let mut names = names.iter();
                let (_, meant) = names.find(|(known, _)| known == name)?;
                Some(meant.clone())
            };
            if let Some(meant) = known(self.keys) {
                shown.push_str(if is_given { KEY } else { &meant });
            } else if let Some(meant) = known(&self.meant) {
                match (is_given, at_top(&meant, " ").len()) {
                    (true, _) => shown.push_str(UNNAMED),
                    (false, 1) => shown.push_str(&meant),
                    (false, _) => {
                        write!(shown, "({meant})").expect("writing to a string does not fail");
                    }
                }
            } else if is_given && is_made_up(name) {
                shown.push_str(UNNAMED);
            } else if is_made_up(name) {
                shown.push('…');
                // The text has no name for a step of a path; a number only tells it from others.
                match self.number(name) {
                    1 => {}
                    number => {
                        write!(shown, "{number}").expect("writing to a string does not fail");
                    }
                }
            } else {
                shown.push('?');
                shown.push_str(name);
            }
            shown.push_str(rest);
        }
        shown
    }

    /// Numbers a blank node.
    fn number(&mut self, name: &str) -> usize {
        let known = self.blanks.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.blanks.push(name.to_owned());
            self.blanks.len() - 1
        }) + 1
    }
}
