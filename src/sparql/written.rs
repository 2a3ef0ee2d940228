//! Queries as they are read by people: the text that was written, with what was bound to it.

use std::collections::HashMap;

use oxrdf::{Term, Variable};

use super::lexer::{TokenKind, tokens};
use super::{Parameters, Prepared, prepare};
use crate::prefixes::Prefixes;

/// A text with parameters, before they are bound.
#[derive(Clone, Debug)]
pub(super) struct Written {
    text: String,
    parameters: Vec<(Variable, Vec<Term>)>,
}

impl Written {
    pub(super) fn new(text: &str, parameters: &Parameters) -> Self {
        Self {
            text: text.to_owned(),
            parameters: parameters.to_vec(),
        }
    }
}

impl Prepared {
    /// Gives the text as it was written, without its header, with each parameter as VALUES at the start of its pattern.
    ///
    /// Where that would not say the same, as with a parameter in several groups, it is [`Self::text`] with names for
    /// IRIs.
    #[must_use]
    pub fn written(&self, prefixes: &Prefixes) -> String {
        let Written { text, parameters } = &self.written;
        let lines = text
            .lines()
            .skip_while(|line| line.trim().is_empty() || line.starts_with("#+"));
        let text = lines.collect::<Vec<_>>().join("\n");
        if parameters.is_empty() {
            return text;
        }
        let values: String = parameters
            .iter()
            .rev()
            .map(|parameter| values(parameter, prefixes))
            .collect();
        let meant = with_nodes_numbered(&self.text);
        let braces = tokens(&text)
            .into_iter()
            .filter(|token| token.text(&text) == "{");
        let places = braces.map(|brace| brace.span.end);
        let mut candidates = places.map(|place| with_values(&text, place, &values));
        let same = candidates.find(|candidate| {
            prepare(candidate, prefixes, &[])
                .is_ok_and(|read| with_nodes_numbered(read.text()) == meant)
        });
        same.unwrap_or_else(|| with_names(&self.text, prefixes))
    }
}

/// Writes a parameter as a line of a pattern.
fn values((variable, terms): &(Variable, Vec<Term>), prefixes: &Prefixes) -> String {
    let terms: Vec<String> = terms
        .iter()
        .map(|term| with_names(&term.to_string(), prefixes))
        .collect();
    format!("VALUES {variable} {{ {} }}\n", terms.join(" "))
}

/// Puts `values` behind the brace that ends at `place`, each on a line of its own where the pattern has lines.
fn with_values(text: &str, place: usize, values: &str) -> String {
    let (before, after) = text.split_at(place);
    if !after.trim_start_matches(' ').starts_with('\n') {
        let values = values.replace('\n', " ");
        return format!("{before} {}{after}", values.trim_end());
    }
    let lines = values.lines().map(|line| format!("\n  {line}"));
    format!("{before}{}{after}", lines.collect::<String>())
}

/// Names the blank nodes of `text` in the order in which they come, whatever the parser called them.
fn with_nodes_numbered(text: &str) -> String {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut numbered = String::with_capacity(text.len());
    let mut copied = 0;
    let tokens = tokens(text);
    for token in tokens
        .iter()
        .filter(|token| token.kind == TokenKind::BlankNode)
    {
        let next = numbers.len();
        let number = *numbers.entry(token.text(text)).or_insert(next);
        numbered.push_str(&text[copied..token.span.start]);
        numbered.extend(["_:", &number.to_string()]);
        copied = token.span.end;
    }
    numbered.push_str(&text[copied..]);
    numbered
}

/// Writes the IRIs of `text`, which has no prefixes, as prefixed names where they can be.
fn with_names(text: &str, prefixes: &Prefixes) -> String {
    let mut named = String::with_capacity(text.len());
    let mut copied = 0;
    for token in tokens(text) {
        let iri = token.text(text).trim_matches(['<', '>']);
        if token.kind == TokenKind::Iri
            && let Some(name) = prefixes.compact(iri)
        {
            named.push_str(&text[copied..token.span.start]);
            named.push_str(&name);
            copied = token.span.end;
        }
    }
    named.push_str(&text[copied..]);
    named
}

#[cfg(test)]
mod tests {
    use oxrdf::{Literal, NamedNode, Term, Variable};

    use super::with_names;
    use crate::prefixes::Prefixes;
    use crate::sparql::prepare;

    fn prefixes() -> Prefixes {
        let mut prefixes = Prefixes::default();
        prefixes.insert("e", "http://e/").unwrap();
        prefixes.insert("f", "http://f/").unwrap();
        prefixes
    }

    fn written(text: &str) -> String {
        let parameters = [
            (
                Variable::new_unchecked("a"),
                Term::from(NamedNode::new_unchecked("http://e/x")),
            ),
            (Variable::new_unchecked("b"), Term::from(Literal::from("y"))),
        ];
        let mentioned = parameters.into_iter().filter(|(variable, _)| {
            text.contains(&format!("?{}", variable.as_str()))
                || text.contains(&format!("${}", variable.as_str()))
        });
        let prepared = prepare(text, &prefixes(), &mentioned.collect::<Vec<_>>()).unwrap();
        prepared.written(&prefixes())
    }

    #[test]
    fn parameters_stand_as_values_in_the_text_that_was_written() {
        assert_eq!(
            written("#+ title: T\n\nSELECT ?a {\n  # why\n  $a e:p/e:q ?b\n}"),
            "SELECT ?a {\n  VALUES ?b { \"y\" }\n  VALUES ?a { e:x }\n  # why\n  $a e:p/e:q ?b\n}"
        );
        assert_eq!(
            written("CONSTRUCT { ?s e:p ?a } WHERE { ?s e:q ?a }"),
            "CONSTRUCT { ?s e:p ?a } WHERE { VALUES ?a { e:x } ?s e:q ?a }"
        );
        assert_eq!(written("ASK { ?s e:p 1 }"), "ASK { ?s e:p 1 }");
    }

    #[test]
    fn text_that_would_not_say_the_same_is_that_of_the_engine() {
        let found = written("SELECT ?s { { ?s e:p ?a } UNION { ?s e:q ?a } }");
        assert!(found.matches("VALUES").count() > 1, "{found}");
    }

    #[test]
    fn iris_become_names() {
        let text = "ASK { <http://e/a> <http://g/b> \"<http://e/c>\"^^<http://f/d> . }";
        assert_eq!(
            with_names(text, &prefixes()),
            "ASK { e:a <http://g/b> \"<http://e/c>\"^^f:d . }"
        );
    }
}
