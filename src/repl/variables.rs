//! Terms under names of the user's own: `.let`, `.unlet`, `.params`, and `$NAME` in queries.
//!
//! Start at [`Variables::bind`]. A name stands for one term or, as a column of the last result, for any of several. In
//! a query the variable is bound to them as by VALUES; inside a VALUES block, where no variable can stand, the terms
//! take its place as terms, each written in full.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use oxrdf::{Term, Variable};

use crate::failure::{Failure, Kind, Result};
use crate::language::{grouped, wording};
use crate::named_queries;
use crate::prefixes::Prefixes;
use crate::session::{Answered, Kept};
use crate::sparql::lexer::{Token, TokenKind, tokens};
use crate::sparql::{self, in_short};

use super::shell::Shell;

/// Terms of one name that `.params` writes out.
const LISTED: usize = 5;

/// The names with their terms.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(BTreeMap<String, Vec<Term>>);

/// A query with its names bound.
#[derive(Debug)]
pub(super) struct Bound {
    /// The text with terms in its VALUES blocks.
    pub(super) text: String,
    /// The variables that stand for terms.
    pub(super) parameters: Vec<(Variable, Vec<Term>)>,
    edits: Vec<Edit>,
}

/// A place of the text as it was typed, and that of the terms that took its place.
#[derive(Debug)]
struct Edit {
    typed: Range<usize>,
    bound: Range<usize>,
}

impl Bound {
    /// Tells whether the text has any of the names.
    pub(super) fn uses_names(&self) -> bool {
        !(self.parameters.is_empty() && self.edits.is_empty())
    }

    /// Tells whether nothing at `span` of [`Bound::text`] took the place of a name.
    pub(super) fn is_typed(&self, span: &Range<usize>) -> bool {
        let mut edits = self.edits.iter();
        !edits.any(|edit| span.start < edit.bound.end && edit.bound.start < span.end)
    }

    /// Gives the place in the text as it was typed, of a place in [`Bound::text`].
    pub(super) fn original(&self, at: usize) -> usize {
        let mut original = at;
        for edit in &self.edits {
            if at < edit.bound.start {
                break;
            }
            if at < edit.bound.end {
                return edit.typed.start;
            }
            original = edit.typed.end + (at - edit.bound.end);
        }
        original
    }
}

impl Variables {
    /// Tells whether there is a name like `name`, without its sign.
    fn terms(&self, name: &str) -> Option<&[Term]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// Binds the names that `text` has with a `$` before them.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where several terms stand in a row of VALUES that has room for one.
    pub(super) fn bind(&self, text: &str) -> Result<Bound> {
        let mut bound = Bound {
            text: String::new(),
            parameters: Vec::new(),
            edits: Vec::new(),
        };
        let mut copied = 0;
        for (token, place) in places(text, &tokens(text)) {
            let name = &token.text(text)[1..];
            let Some(terms) = self
                .terms(name)
                .filter(|_| token.text(text).starts_with('$'))
            else {
                continue;
            };
            if place == Place::Name {
                continue;
            }
            if place == Place::Pattern {
                let known = bound
                    .parameters
                    .iter()
                    .any(|(known, _)| known.as_str() == name);
                if !known {
                    let variable = Variable::new_unchecked(name);
                    bound.parameters.push((variable, terms.to_owned()));
                }
                continue;
            }
            if place == Place::Row && terms.len() > 1 {
                let count = grouped(terms.len() as u64);
                let message = wording!(
                    "${name} stands for {count} terms, and a row of VALUES takes one",
                    "${name} steht für {count} Terme, eine Zeile von VALUES nimmt einen"
                );
                let hint = wording!(
                    "write `VALUES ?{name} {{ ${name} }}`",
                    "`VALUES ?{name} {{ ${name} }}` schreiben"
                );
                return Err(Failure::new(Kind::Usage, message).with_hint(hint));
            }
            bound.text.push_str(&text[copied..token.span.start]);
            let written: Vec<String> = terms.iter().map(Term::to_string).collect();
            let start = bound.text.len();
            bound.text.push_str(&written.join(" "));
            copied = token.span.end;
            bound.edits.push(Edit {
                typed: token.span.clone(),
                bound: start..bound.text.len(),
            });
        }
        bound.text.push_str(&text[copied..]);
        Ok(bound)
    }

    /// Gives the names with a `$` in `text` that only VALUES has, with values of its own in place of their terms.
    fn overruled<'a>(&self, text: &'a str) -> Vec<(&'a str, &[Term])> {
        let tokens = tokens(text);
        let places = places(text, &tokens);
        let written = |wanted: Place| {
            let found = places.iter().filter(move |(_, place)| *place == wanted);
            found.filter_map(|(token, _)| token.text(text).strip_prefix('$'))
        };
        let mut names: Vec<&str> = written(Place::Name)
            .filter(|name| !written(Place::Pattern).any(|other| other == *name))
            .collect();
        names.sort_unstable();
        names.dedup();
        let known = |name| Some((name, self.terms(name)?));
        names.into_iter().filter_map(known).collect()
    }
}

/// Where a variable stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Among what VALUES names, where a variable stands for itself, whatever it is called.
    Name,
    /// Where a variable can stand.
    Pattern,
    /// Among the values of one variable.
    Values,
    /// Among the values of a row in brackets.
    Row,
}

/// Gives the variables of `text`, and where they stand.
fn places<'a>(text: &str, tokens: &'a [Token]) -> Vec<(&'a Token, Place)> {
    enum State {
        Outside,
        Names,
        Block(usize),
    }
    let mut state = State::Outside;
    let mut found = Vec::new();
    for token in tokens {
        let sign = token.text(text);
        state = match (state, token.kind, sign) {
            (State::Outside, TokenKind::Word, _) if token.is_word(text, "VALUES") => State::Names,
            (State::Names, TokenKind::Open, "{") => State::Block(0),
            (State::Names, TokenKind::Variable, _)
            | (State::Names, TokenKind::Open | TokenKind::Close, "(" | ")") => State::Names,
            (State::Names, ..) | (State::Block(_), TokenKind::Close, "}") => State::Outside,
            (State::Block(depth), TokenKind::Open, _) => State::Block(depth + 1),
            (State::Block(depth), TokenKind::Close, _) => State::Block(depth.saturating_sub(1)),
            (state, ..) => state,
        };
        if token.kind == TokenKind::Variable {
            let place = match state {
                State::Outside => Place::Pattern,
                State::Names => Place::Name,
                State::Block(0) => Place::Values,
                State::Block(_) => Place::Row,
            };
            found.push((token, place));
        }
    }
    found
}

impl Shell {
    /// Gives the text of a query with the names of `.let` bound; without any, as it is.
    ///
    /// # Errors
    /// As [`Variables::bind`]; what else is wrong with the text is left to who runs it.
    pub(super) fn bound_text(&self, text: &str) -> Result<String> {
        let bound = self.variables.bind(text)?;
        if !bound.uses_names() {
            return Ok(text.to_owned());
        }
        let prepared = sparql::prepare_with(&bound.text, &self.session.prefixes, &bound.parameters);
        Ok(prepared.map_or(bound.text, |prepared| prepared.text().to_owned()))
    }

    /// Tells of names whose terms the statement `text` does not use although it seems to.
    pub(super) fn remark_on_names(&self, text: &str) {
        for (name, terms) in self.variables.overruled(text) {
            let terms = written(terms, &self.session.prefixes);
            self.note(&wording!(
                "note: `VALUES ${name}` gives ${name} values of its own; {terms} of `.let` is not used",
                "Anmerkung: `VALUES ${name}` gibt ${name} eigene Werte; {terms} aus `.let` gilt hier nicht"
            ));
        }
    }

    /// Gives a name to a term or to a column of the last result.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] for what cannot be read, or cannot be named in a query.
    pub(super) fn let_name(&mut self, text: &str) -> Result<()> {
        if text.is_empty() {
            return self.list_names();
        }
        let usage = || {
            let message = wording!(
                "`.let` needs a name, `=` and a term",
                "`.let` braucht einen Namen, `=` und einen Term"
            );
            let hint = wording!(
                "`.let NAME = TERM` names a term, `.let NAME = last.COLUMN` a column of the last result",
                "`.let NAME = TERM` benennt einen Term, `.let NAME = last.SPALTE` eine Spalte des letzten Ergebnisses"
            );
            Failure::new(Kind::Usage, message).with_hint(hint)
        };
        let (name, value) = text.split_once('=').ok_or_else(usage)?;
        let (name, value) = (name.trim().trim_start_matches(['$', '?']), value.trim());
        if value.is_empty() {
            return Err(usage());
        }
        Variable::new(name).map_err(|_| {
            let message = wording!(
                "`{name}` is no name of a variable",
                "`{name}` ist kein Name einer Variablen"
            );
            Failure::new(Kind::Usage, message)
        })?;
        let (terms, left_out) = match value.strip_prefix("last.") {
            Some(column) => self.column(column.trim_start_matches(['$', '?']))?,
            None if is_name(value) => (vec![self.session.prefixes.expand(value)?.into()], 0),
            None => (vec![named_queries::term(value, &self.session.prefixes)?], 0),
        };
        let shown = shown(name, &terms, &self.session.prefixes);
        self.variables.0.insert(name.to_owned(), terms);
        self.tell_names();
        self.note(&shown);
        match left_out {
            0 => {}
            1 => self.note(&wording!(
                "note: 1 blank node is left out, which no query can name",
                "Anmerkung: 1 Leerknoten fehlt, den keine Abfrage nennen kann"
            )),
            several => self.note(&wording!(
                "note: {} blank nodes are left out, which no query can name",
                "Anmerkung: {} Leerknoten fehlen, die keine Abfrage nennen kann",
                grouped(several as u64)
            )),
        }
        Ok(())
    }

    /// Gives the terms of a column of the last result, each once, and how many blank nodes are not among them.
    fn column(&self, name: &str) -> Result<(Vec<Term>, usize)> {
        let answered = self.last_answer()?;
        let Some(Kept::Solutions(columns, rows)) = &answered.kept else {
            return Err(not_kept(&answered));
        };
        let Some(place) = columns.iter().position(|column| column.as_str() == name) else {
            let columns: Vec<&str> = columns.iter().map(Variable::as_str).collect();
            let columns = columns.join(", ");
            let message = wording!(
                "the last result has no column `{name}`",
                "das letzte Ergebnis hat keine Spalte `{name}`"
            );
            let hint = wording!("it has {columns}", "es hat {columns}");
            return Err(Failure::new(Kind::Usage, message).with_hint(hint));
        };
        let mut terms: Vec<Term> = rows.iter().filter_map(|row| row[place].clone()).collect();
        let mut seen = std::collections::HashSet::new();
        terms.retain(|term| seen.insert(term.clone()));
        let count = terms.len();
        terms.retain(is_nameable);
        let left_out = count - terms.len();
        if terms.is_empty() {
            let message = wording!(
                "column `{name}` of the last result has no term that a query can name",
                "die Spalte `{name}` des letzten Ergebnisses hat keinen Term, den eine Abfrage nennen kann"
            );
            return Err(Failure::new(Kind::Usage, message));
        }
        Ok((terms, left_out))
    }

    /// Forgets a name.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where there is no such name.
    pub(super) fn unlet(&mut self, name: Option<&str>) -> Result<()> {
        let name = name.unwrap_or_default().trim_start_matches(['$', '?']);
        if self.variables.0.remove(name).is_some() {
            self.tell_names();
            return Ok(());
        }
        let message = if name.is_empty() {
            wording!("`.unlet` needs a name", "`.unlet` braucht einen Namen")
        } else {
            wording!("there is no ${name}", "es gibt kein ${name}")
        };
        let hint = wording!(
            "`.params` lists the names",
            "`.params` listet die Namen auf"
        );
        Err(Failure::new(Kind::Usage, message).with_hint(hint))
    }

    /// Tells the editor what has a name.
    fn tell_names(&self) {
        let names = self.variables.0.iter();
        let names = names.map(|(name, terms)| {
            let value = written(terms, &self.session.prefixes);
            (name.clone(), value)
        });
        self.knowledge.borrow_mut().names = names.collect();
    }

    /// Lists the names with their terms.
    ///
    /// # Errors
    /// That of the output.
    pub(super) fn list_names(&mut self) -> Result<()> {
        let mut text = String::new();
        for (name, terms) in &self.variables.0 {
            writeln!(text, "{}", shown(name, terms, &self.session.prefixes))
                .expect("writing to a string does not fail");
        }
        if text.is_empty() {
            self.note(&wording!(
                "nothing has a name; `.let NAME = TERM` gives one",
                "nichts hat einen Namen; `.let NAME = TERM` gibt einen"
            ));
            return Ok(());
        }
        self.say(&text)
    }
}

fn not_kept(answered: &Answered) -> Failure {
    if answered.query.variables().is_empty() {
        let message = wording!(
            "the last result has no columns",
            "das letzte Ergebnis hat keine Spalten"
        );
        return Failure::new(Kind::Usage, message);
    }
    let message = wording!(
        "the last result is too large to be kept, or was not complete",
        "das letzte Ergebnis ist zu groß zum Merken oder war nicht vollständig"
    );
    let hint = wording!(
        "ask for less by LIMIT, or use the query as a subquery",
        "mit LIMIT nach weniger fragen oder die Abfrage als Unterabfrage verwenden"
    );
    Failure::new(Kind::Usage, message).with_hint(hint)
}

/// Tells whether a query can name `term`.
fn is_nameable(term: &Term) -> bool {
    match term {
        Term::BlankNode(_) => false,
        Term::Triple(triple) => !triple.subject.is_blank_node() && is_nameable(&triple.object),
        Term::NamedNode(_) | Term::Literal(_) => true,
    }
}

fn shown(name: &str, terms: &[Term], prefixes: &Prefixes) -> String {
    format!("${name} = {}", written(terms, prefixes))
}

/// Writes out the first few of `terms`.
fn written(terms: &[Term], prefixes: &Prefixes) -> String {
    let written: Vec<String> = terms
        .iter()
        .take(LISTED)
        .map(|term| match term {
            Term::NamedNode(node) => prefixes
                .compact(node.as_str())
                .unwrap_or_else(|| node.to_string()),
            other => in_short(&other.to_string(), prefixes),
        })
        .collect();
    let written = written.join(" ");
    let more = terms.len().saturating_sub(LISTED);
    match more {
        0 => written,
        _ => wording!(
            "{written} and {} more",
            "{written} und {} weitere",
            grouped(more as u64)
        ),
    }
}

/// Tells whether `value` is written as a name with a prefix; a text with a colon stands in quotes.
fn is_name(value: &str) -> bool {
    let starts_as_name = value.starts_with(|c: char| c.is_alphabetic() || c == ':');
    let has_prefix = value.contains(':') && !value.contains("://");
    starts_as_name && has_prefix && !value.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use oxrdf::vocab::xsd;
    use oxrdf::{Literal, NamedNode, Term};

    use crate::prefixes::Prefixes;

    use super::{Variables, written};

    fn variables() -> Variables {
        let node = |text: &str| Term::from(NamedNode::new(text).unwrap());
        let both = vec![node("http://e/a"), node("http://e/b")];
        let hostile = Literal::from("x\" } DROP ALL #");
        let mut variables = Variables::default();
        variables.0.insert("p".to_owned(), both);
        variables.0.insert("t".to_owned(), vec![hostile.into()]);
        variables
    }

    #[test]
    fn numbers_are_told_without_quotes_and_datatype() {
        let shown = |value: &str, datatype| {
            let literal = Literal::new_typed_literal(value, datatype);
            written(&[literal.into()], &Prefixes::default())
        };
        assert_eq!(shown("5", xsd::INTEGER), "5");
        assert_eq!(shown("2.5", xsd::DECIMAL), "2.5");
        assert_eq!(shown("true", xsd::BOOLEAN), "true");
        assert_eq!(shown("5", xsd::STRING), "\"5\"");
        assert_eq!(
            shown("five", xsd::INTEGER),
            "\"five\"^^<http://www.w3.org/2001/XMLSchema#integer>"
        );
    }

    #[test]
    fn name_in_a_pattern_is_a_parameter_and_stays_in_the_text() {
        let text = "SELECT * { ?s ?x $p ; ?y ?p, \"$p\" } # $p";
        let bound = variables().bind(text).unwrap();
        assert_eq!(bound.text, text);
        let names: Vec<&str> = bound
            .parameters
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["p"]);
    }

    #[test]
    fn question_mark_is_no_reference_to_a_name() {
        assert!(
            !variables()
                .bind("SELECT * { ?s ?x ?p }")
                .unwrap()
                .uses_names()
        );
    }

    #[test]
    fn terms_stand_in_a_block_of_values() {
        let bound = variables()
            .bind("SELECT * { VALUES ?q { $p $t } ?q ?x $q }")
            .unwrap();
        assert_eq!(
            bound.text,
            "SELECT * { VALUES ?q { <http://e/a> <http://e/b> \"x\\\" } DROP ALL #\" } ?q ?x $q }"
        );
        assert!(bound.parameters.is_empty());
    }

    #[test]
    fn name_behind_values_has_values_of_its_own() {
        let overruled = |text: &str| {
            let variables = variables();
            let names = variables.overruled(text).into_iter();
            names.map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(overruled("ASK { VALUES ($t $p) { (1 2) } }"), ["p", "t"]);
        assert!(overruled("ASK { VALUES ?p { $p } VALUES $x { 1 } }").is_empty());
        // Elsewhere in the text the name stands for its terms, and so it does behind VALUES.
        assert!(overruled("ASK { VALUES $p { 1 } ?s ?o $p }").is_empty());
    }

    #[test]
    fn row_of_values_takes_one_term() {
        let failure = variables().bind("SELECT * { VALUES (?a ?b) { (1 $p) } }");
        assert!(failure.unwrap_err().message().contains("2 terms"));
        assert!(
            variables()
                .bind("SELECT * { VALUES (?a ?b) { (1 $t) } }")
                .is_ok()
        );
    }

    #[test]
    fn places_lead_back_to_the_text_as_it_was_typed() {
        let text = "ASK { VALUES ?q { $p } VALUES ?r { $t } SELCT }";
        let bound = variables().bind(text).unwrap();
        for word in ["ASK", "?r", "SELCT"] {
            let at = bound.text.find(word).unwrap();
            assert_eq!(bound.original(at), text.find(word).unwrap(), "{word}");
        }
        let inside = bound.text.find("http://e/b").unwrap();
        assert_eq!(bound.original(inside), text.find("$p").unwrap());
    }
}
