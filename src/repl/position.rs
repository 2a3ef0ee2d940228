//! Which part of a query the cursor stands in.
//!
//! Start at [`position`]. It walks the tokens before the cursor once, with a stack of open brackets, so that it
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

/// Where the cursor stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) place: Place,
    /// The subject of the triple, as it is written or as [`types`] calls a blank node.
    pub(super) subject: Option<String>,
    /// The property of the triple, the last one of a path, as it is written.
    pub(super) predicate: Option<String>,
    /// Whether what is typed is a later step of a path, which no longer starts at the subject.
    pub(super) in_path: bool,
    /// Whether the property is walked against its direction, by `^`.
    pub(super) is_inverse: bool,
    /// Whether it is among the values of `VALUES`, which are no variables.
    pub(super) is_data: bool,
}

impl Position {
    /// Gives a place without a triple around it.
    pub(super) fn at(place: Place) -> Self {
        Self {
            place,
            subject: None,
            predicate: None,
            in_path: false,
            is_inverse: false,
            is_data: false,
        }
    }
}

/// Tells what can be written behind `tokens`, the part of `text` before the word under the cursor.
pub(super) fn position(text: &str, tokens: &[Token]) -> Position {
    let walk = Walk::along(text, tokens);
    Position {
        place: if walk.datatype {
            Place::Datatype
        } else {
            walk.place
        },
        subject: walk.subject,
        predicate: walk.predicate,
        in_path: walk.step.in_path,
        is_inverse: walk.step.is_inverse,
        is_data: walk.after_values && walk.place == Place::Object,
    }
}

/// Gives the place of each of `tokens` that is an IRI or a prefixed name: what could be written where it stands.
pub(super) fn places_of_names(text: &str, tokens: &[Token]) -> Vec<(usize, Place)> {
    let mut places = Vec::new();
    let mut walk = Walk::new();
    let mut previous = "";
    for (index, token) in tokens.iter().enumerate() {
        if token.is_trivia() {
            continue;
        }
        if matches!(token.kind, Kind::Iri | Kind::PrefixedName(_)) {
            let place = if walk.datatype {
                Place::Datatype
            } else {
                walk.place
            };
            places.push((index, place));
        }
        let word = token.text(text);
        walk.step(token, word, previous);
        previous = word;
    }
    places
}

/// Gives what `tokens` say of the classes of subjects: pairs of subject and class, as they are written.
pub(super) fn types(text: &str, tokens: &[Token]) -> Vec<(String, String)> {
    Walk::along(text, tokens).types
}

/// Which step of a path a property is, as [`Position`] has it; by default the first, along its property.
#[derive(Clone, Copy, Default)]
struct Step {
    in_path: bool,
    is_inverse: bool,
}

struct Walk {
    place: Place,
    /// The open brackets.
    open: Vec<Open>,
    /// Whether `VALUES` came, so that the next brace holds data.
    after_values: bool,
    /// Whether `^^` came last.
    datatype: bool,
    subject: Option<String>,
    predicate: Option<String>,
    step: Step,
    types: Vec<(String, String)>,
}

/// An open bracket.
struct Open {
    bracket: char,
    /// What it stands in.
    place: Place,
    /// The subject and the property there.
    subject: Option<String>,
    predicate: Option<String>,
    /// The name of the blank node that the bracket makes.
    node: String,
}

impl Walk {
    fn new() -> Self {
        Self {
            place: Place::Start,
            open: Vec::new(),
            after_values: false,
            datatype: false,
            subject: None,
            predicate: None,
            step: Step::default(),
            types: Vec::new(),
        }
    }

    fn along(text: &str, tokens: &[Token]) -> Self {
        let mut walk = Self::new();
        let mut previous = "";
        for token in tokens.iter().filter(|token| !token.is_trivia()) {
            let word = token.text(text);
            walk.step(token, word, previous);
            previous = word;
        }
        walk
    }

    fn step(&mut self, token: &Token, word: &str, previous: &str) {
        self.datatype = word == "^^";
        match token.kind {
            Kind::Open => self.enter(word, previous, token.range.start),
            Kind::Close => self.leave(),
            Kind::Semicolon => {
                self.place = match self.open.last() {
                    None => Place::Start,
                    Some(_) if self.place == Place::Expression => Place::Expression,
                    Some(_) => Place::Predicate,
                };
                self.predicate = None;
                self.step = Step::default();
            }
            Kind::Sign => self.sign(word),
            Kind::Word if word != "a" => self.keyword(&word.to_ascii_uppercase(), previous),
            Kind::LanguageTag => {}
            _ => self.term(word),
        }
    }

    fn enter(&mut self, bracket: &str, previous: &str, at: usize) {
        let bracket = bracket.chars().next().unwrap_or('{');
        let node = format!("[{at}");
        self.open.push(Open {
            bracket,
            place: self.place,
            subject: self.subject.clone(),
            predicate: self.predicate.clone(),
            node: node.clone(),
        });
        match bracket {
            '[' => (self.subject, self.predicate) = (Some(node), None),
            '{' => (self.subject, self.predicate) = (None, None),
            // The bracket around a part of a path leaves the triple as it is.
            _ => {}
        }
        self.place = match bracket {
            '[' => Place::Predicate,
            '{' if self.after_values => Place::Object,
            '{' => Place::Subject,
            // Among the values the bracket is that of a row.
            _ if self.after_values && self.place == Place::Object => Place::Object,
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
        let Some(opened) = self.open.pop() else {
            return;
        };
        let (outer, bracket) = (opened.place, opened.bracket);
        (self.subject, self.predicate) = match (outer, bracket) {
            (Place::Subject, '[') => (Some(opened.node), None),
            (Place::Predicate, '(') => (opened.subject, self.predicate.take()),
            _ => (opened.subject, opened.predicate),
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
            (Place::Expression, '(')
                if self.open.last().is_some_and(|open| open.bracket == '{') =>
            {
                Place::Subject
            }
            (other, _) => other,
        };
        if bracket == '{' {
            self.after_values = false;
        }
    }

    fn sign(&mut self, sign: &str) {
        let in_braces = self.open.last().is_some_and(|open| open.bracket == '{');
        self.place = match (self.place, sign) {
            // A path has no point, so that an unfinished triple ends here too.
            (Place::Object | Place::Class | Place::TripleEnd, ".") => Place::Subject,
            (Place::Predicate, ".") if in_braces => Place::Subject,
            (Place::TripleEnd, ",")
                if self
                    .predicate
                    .as_deref()
                    .is_some_and(|word| is_type(word) || is_hierarchy(word)) =>
            {
                Place::Class
            }
            (Place::TripleEnd, ",") => Place::Object,
            (Place::Object | Place::Class, "/" | "|" | "^") => Place::Predicate,
            (place, _) => place,
        };
        if self.place == Place::Predicate {
            match sign {
                "^" => self.step.is_inverse = true,
                "/" => {
                    self.step = Step {
                        in_path: true,
                        is_inverse: false,
                    };
                }
                "|" => self.step = Step::default(),
                _ => {}
            }
        }
        if sign == "." && self.place == Place::Subject {
            (self.subject, self.predicate) = (None, None);
        }
    }

    fn term(&mut self, word: &str) {
        match self.place {
            Place::Subject => {
                self.subject = Some(word.to_owned());
                self.predicate = None;
                self.step = Step::default();
            }
            Place::Predicate => self.predicate = Some(word.to_owned()),
            Place::Class if self.predicate.as_deref().is_some_and(is_type) => {
                if let Some(subject) = &self.subject {
                    self.types.push((subject.clone(), word.to_owned()));
                }
            }
            _ => {}
        }
        self.place = match self.place {
            Place::Subject => Place::Predicate,
            Place::Predicate if is_type(word) || is_hierarchy(word) => Place::Class,
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

/// Tells whether the values of a property are classes though those of its subjects are not said by it.
fn is_hierarchy(word: &str) -> bool {
    matches!(
        word,
        "rdfs:subClassOf" | "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    )
}

#[cfg(test)]
mod tests {
    use super::Place;
    use crate::repl::tokens::tokens;

    fn check(text: &str, expected: Place) {
        assert_eq!(
            super::position(text, &tokens(text)).place,
            expected,
            "{text}"
        );
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
        check("ASK { ?s a/rdfs:subClassOf* ", Place::Class);
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
        check("ASK { VALUES (?a ?b) { (", Place::Object);
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
    fn triple_under_way_is_known() {
        let known = |text: &str| {
            let position = super::position(text, &tokens(text));
            (position.subject, position.predicate, position.in_path)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(known("ASK { ?s "), (some("?s"), None, false));
        assert_eq!(known("ASK { ?s ex:p "), (some("?s"), some("ex:p"), false));
        assert_eq!(known("ASK { ?s ex:p ?o ; "), (some("?s"), None, false));
        assert_eq!(known("ASK { ?s ex:p/"), (some("?s"), some("ex:p"), true));
        assert_eq!(known("ASK { ?s (ex:p|"), (some("?s"), some("ex:p"), false));
        assert_eq!(
            known("ASK { ?s ex:p [ ex:q 1 ] ; "),
            (some("?s"), None, false)
        );
        assert_eq!(known("ASK { ?s ex:p ?o . "), (None, None, false));
    }

    #[test]
    fn classes_are_those_that_the_text_states() {
        let text = "ASK { ?s ex:p [ a ex:B ; ex:q ] ; a ex:A, ex:C . ?t . ?u a ex:D }";
        let found: Vec<(String, String)> = super::types(text, &tokens(text));
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(s, c)| (s.as_str(), c.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("[14", "ex:B"),
                ("?s", "ex:A"),
                ("?s", "ex:C"),
                ("?u", "ex:D")
            ]
        );
    }

    #[test]
    fn datatype_follows_two_circumflexes() {
        check("ASK { ?s ?p '1'^^", Place::Datatype);
    }
}
