//! Which part of a query the cursor stands in.
//!
//! Start at [`place`]. It walks the tokens before the cursor once, with a stack of open brackets, so that it
//! works in texts that no grammar accepts yet.

use super::tokens::{Kind, Token};

/// What can be written at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The start of a request.
    Start,
    /// The name behind `PREFIX`.
    PrefixName,
    /// The IRI of a namespace, or the number behind `LIMIT`: nothing is known of it.
    Nothing,
    /// What `SELECT` projects.
    Projection,
    /// What `ORDER BY` and its like name.
    Ordering,
    /// Behind the pattern of a query.
    Modifier,
    /// A graph's name.
    Graph,
    /// The start of a triple, or of `FILTER` and its like.
    Subject,
    /// A property or a path.
    Predicate,
    /// A value, of any property but `rdf:type`.
    Object,
    /// The value of `rdf:type`.
    Class,
    /// Behind the value of a triple.
    TripleEnd,
    /// Inside a condition or a calculation.
    Expression,
    /// The variables behind `VALUES`.
    Variables,
    /// The datatype behind `^^`.
    Datatype,
}

/// Tells what can be written behind `tokens`, the part of `text` before the word under the cursor.
pub(super) fn place(text: &str, tokens: &[Token]) -> Place {
    let mut walk = Walk {
        place: Place::Start,
        open: Vec::new(),
        after_values: false,
        datatype: false,
    };
    let mut previous = "";
    for token in tokens.iter().filter(|token| !token.is_trivia()) {
        let word = token.text(text);
        walk.step(token.kind, word, previous);
        previous = word;
    }
    if walk.datatype {
        Place::Datatype
    } else {
        walk.place
    }
}

struct Walk {
    place: Place,
    /// What each open bracket stands in, and the bracket.
    open: Vec<(Place, char)>,
    /// Whether `VALUES` came, so that the next brace holds data.
    after_values: bool,
    /// Whether `^^` came last.
    datatype: bool,
}

impl Walk {
    fn step(&mut self, kind: Kind, word: &str, previous: &str) {
        self.datatype = word == "^^";
        match kind {
            Kind::Open => self.enter(word, previous),
            Kind::Close => self.leave(),
            Kind::Semicolon => {
                self.place = match self.open.last() {
                    None => Place::Start,
                    Some(_) if self.place == Place::Expression => Place::Expression,
                    Some(_) => Place::Predicate,
                }
            }
            Kind::Sign => self.sign(word),
            Kind::Word if word != "a" => self.keyword(&word.to_ascii_uppercase(), previous),
            Kind::LanguageTag => {}
            _ => self.term(word),
        }
    }

    fn enter(&mut self, bracket: &str, previous: &str) {
        let bracket = bracket.chars().next().unwrap_or('{');
        self.open.push((self.place, bracket));
        self.place = match bracket {
            '[' => Place::Predicate,
            '{' if self.after_values => Place::Object,
            '{' => Place::Subject,
            _ if self.after_values => Place::Variables,
            _ if previous.eq_ignore_ascii_case("IN") => Place::Expression,
            _ => match self.place {
                Place::Predicate => Place::Predicate,
                Place::Object | Place::Class if !is_call(previous) => Place::Object,
                _ => Place::Expression,
            },
        };
    }

    fn leave(&mut self) {
        let Some((outer, bracket)) = self.open.pop() else {
            return;
        };
        self.place = match (outer, bracket) {
            (_, '{') if self.open.is_empty() => Place::Modifier,
            (Place::Variables, '(') => Place::Variables,
            (_, '{') => Place::Subject,
            (Place::Subject, '[') => Place::Predicate,
            (Place::Object | Place::Class, _) => {
                if self.after_values {
                    Place::Object
                } else {
                    Place::TripleEnd
                }
            }
            (Place::Predicate, '(') => Place::Object,
            // The bracket of `FILTER (…)` and `BIND (…)` ends them.
            (Place::Expression, '(') if self.open.last().is_some_and(|(_, b)| *b == '{') => {
                Place::Subject
            }
            (other, _) => other,
        };
        if bracket == '{' {
            self.after_values = false;
        }
    }

    fn sign(&mut self, sign: &str) {
        self.place = match (self.place, sign) {
            (Place::Object | Place::Class | Place::TripleEnd, ".") => Place::Subject,
            (Place::TripleEnd, ",") => Place::Object,
            (Place::Object | Place::Class, "/" | "|" | "^") => Place::Predicate,
            (place, _) => place,
        };
    }

    fn term(&mut self, word: &str) {
        self.place = match self.place {
            Place::Subject => Place::Predicate,
            Place::Predicate if is_type(word) => Place::Class,
            Place::Predicate => Place::Object,
            Place::Object | Place::Class if !self.after_values => Place::TripleEnd,
            Place::Graph if self.open.is_empty() => Place::Modifier,
            Place::Graph => Place::Subject,
            Place::PrefixName => Place::Nothing,
            Place::Nothing if self.open.is_empty() && word.starts_with('<') => Place::Start,
            Place::Nothing => Place::Modifier,
            place => place,
        };
    }

    fn keyword(&mut self, word: &str, previous: &str) {
        self.place = match word {
            "PREFIX" => Place::PrefixName,
            "BASE" | "LIMIT" | "OFFSET" | "SERVICE" | "LOAD" => Place::Nothing,
            "SELECT" => Place::Projection,
            "DESCRIBE" => Place::Object,
            "FROM" | "NAMED" | "GRAPH" | "USING" | "WITH" | "INTO" => Place::Graph,
            "BY" => Place::Ordering,
            "WHERE" => Place::Modifier,
            "FILTER" | "BIND" | "HAVING" => Place::Expression,
            "VALUES" => {
                self.after_values = true;
                Place::Variables
            }
            "OPTIONAL" | "UNION" | "MINUS" => Place::Subject,
            "TRUE" | "FALSE" => return self.term(word),
            "AS" => Place::Variables,
            "EXISTS" if !previous.is_empty() => Place::Subject,
            _ => self.place,
        };
    }
}

/// Tells whether a bracket behind `word` holds the arguments of a function.
fn is_call(word: &str) -> bool {
    super::words::function(word).is_some()
}

fn is_type(word: &str) -> bool {
    matches!(
        word,
        "a" | "rdf:type" | "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    )
}

#[cfg(test)]
mod tests {
    use super::Place;
    use crate::repl::tokens::tokens;

    fn check(text: &str, expected: Place) {
        assert_eq!(super::place(text, &tokens(text)), expected, "{text}");
    }

    #[test]
    fn parts_of_a_triple_follow_one_another() {
        check("SELECT * { ", Place::Subject);
        check("SELECT * { ?s ", Place::Predicate);
        check("SELECT * { ?s ex:p ", Place::Object);
        check("SELECT * { ?s ex:p ?o ", Place::TripleEnd);
        check("SELECT * { ?s ex:p ?o . ", Place::Subject);
        check("SELECT * { ?s ex:p ?o ; ", Place::Predicate);
        check("SELECT * { ?s ex:p ?o , ", Place::Object);
    }

    #[test]
    fn value_of_a_type_is_a_class() {
        check("ASK { ?s a ", Place::Class);
        check("ASK { ?s rdf:type ", Place::Class);
        check("ASK { ?s ex:p [ a ", Place::Class);
    }

    #[test]
    fn paths_stay_predicates() {
        check("ASK { ?s ex:p/", Place::Predicate);
        check("ASK { ?s ^", Place::Predicate);
        check("ASK { ?s (ex:p|", Place::Predicate);
        check("ASK { ?s (ex:p|ex:q)* ", Place::Object);
    }

    #[test]
    fn blank_node_lists_hold_predicates() {
        check("ASK { [ ", Place::Predicate);
        check("ASK { ?s ex:p [ ex:q ?x ; ", Place::Predicate);
        check("ASK { ?s ex:p [ ex:q ?x ] ; ", Place::Predicate);
        check("ASK { [ ex:q ?x ] ", Place::Predicate);
    }

    #[test]
    fn conditions_are_expressions() {
        check("ASK { ?s ex:p ?o FILTER(", Place::Expression);
        check("ASK { ?s ex:p ?o FILTER(STR(?o) = ", Place::Expression);
        check("ASK { FILTER(?o) ", Place::Subject);
        check("ASK { BIND(?x AS ", Place::Variables);
        check("SELECT (COUNT(", Place::Expression);
    }

    #[test]
    fn graphs_follow_their_keywords() {
        check("ASK { GRAPH ", Place::Graph);
        check("ASK { GRAPH ?g { ", Place::Subject);
        check("SELECT * FROM ", Place::Graph);
        check("SELECT * FROM <g> ", Place::Modifier);
    }

    #[test]
    fn what_follows_the_pattern() {
        check("SELECT * { ?s ?p ?o } ", Place::Modifier);
        check("SELECT * { ?s ?p ?o } ORDER BY ", Place::Ordering);
        check("SELECT * { ?s ?p ?o } LIMIT ", Place::Nothing);
        check("ASK { { ?s ?p ?o } ", Place::Subject);
    }

    #[test]
    fn values_have_variables_and_data() {
        check("ASK { VALUES ", Place::Variables);
        check("ASK { VALUES (?a ?b) { (", Place::Variables);
        check("ASK { VALUES ?x { ex:a ", Place::Object);
        check("ASK { VALUES ?x { ex:a } ", Place::Subject);
    }

    #[test]
    fn prefix_lines_come_before_the_form() {
        check("PREFIX ", Place::PrefixName);
        check("PREFIX ex: ", Place::Nothing);
        check("PREFIX ex: <http://e/> ", Place::Start);
    }

    #[test]
    fn datatype_follows_two_circumflexes() {
        check("ASK { ?s ?p '1'^^", Place::Datatype);
    }
}
