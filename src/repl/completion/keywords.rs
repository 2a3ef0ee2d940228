//! Which words of SPARQL can follow what is written before the cursor, and which functions and variables with them.
//!
//! Start at [`Word::words`]. What is written is looked at by levels, one for each open bracket; a bracket that is closed
//! again counts as one word there.

use crate::repl::position::Place;
use crate::repl::tokens::{Kind, Token};
use crate::repl::words::{
    CASTS, FUNCTIONS, PATTERN_CONDITIONS, PATTERN_FORMS, REQUEST_FORMS, TEMPLATES, function,
    is_aggregate,
};

use crate::language::wording;

use super::{Candidate, Namespaces, Ranked, Word, XSD, rank, starts_with_ignoring_case};

/// Words that begin the parts of a query.
const CLAUSES: [&str; 7] = [
    "SELECT", "GROUP", "ORDER", "HAVING", "FILTER", "BIND", "VALUES",
];

/// What a pair of braces holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Braces {
    /// A pattern with conditions and all.
    Pattern,
    /// What CONSTRUCT makes, or both makes and looks for: nothing but triples.
    Triples,
    /// What an update adds or takes away: triples, also of named graphs.
    Quads,
    /// The same without variables.
    Data,
}

const BEFORE_A_PATTERN: &[&str] = &["FROM", "FROM NAMED", "WHERE", "{"];

/// The words before the cursor, in upper case, that stand in the same bracket.
type Level = Vec<String>;

impl Word<'_> {
    /// Gives the levels from the outermost to that of the cursor; each but the last ends with the bracket that is open.
    fn levels(&self) -> Vec<Level> {
        let mut levels = vec![Level::new()];
        for token in &self.before {
            let text = token.text(&self.syntax.text);
            match token.kind {
                Kind::Open => {
                    push(&mut levels, text);
                    levels.push(Level::new());
                }
                Kind::Close if levels.len() > 1 => {
                    levels.pop();
                    if let Some(opened) = levels.last_mut().and_then(|level| level.last_mut()) {
                        opened.push_str(text);
                    }
                }
                // One request ends and another one begins.
                Kind::Semicolon if levels.len() == 1 => levels[0].clear(),
                _ => push(&mut levels, text),
            }
        }
        levels
    }

    /// Tells whether an operand stands before the cursor, so that no other one can follow.
    fn is_behind_operand(&self) -> bool {
        self.before
            .last()
            .is_some_and(|token| self.is_operand(token))
    }

    /// Tells whether an operand stands before the last word before the cursor.
    fn is_word_behind_operand(&self) -> bool {
        let mut before = self.before.iter().rev().skip(1);
        before.next().is_some_and(|token| self.is_operand(token))
    }

    /// Tells whether `token` is an operand, or ends one.
    fn is_operand(&self, token: &Token) -> bool {
        match token.kind {
            Kind::Open | Kind::Semicolon | Kind::Sign => false,
            Kind::Word => matches!(
                token.text(&self.syntax.text).to_ascii_lowercase().as_str(),
                "true" | "false"
            ),
            _ => true,
        }
    }

    /// Tells whether the cursor stands behind the pattern of a query that is a part of another one.
    pub(super) fn ends_subquery(&self) -> bool {
        self.place() == Place::Subject
            && self
                .levels()
                .last()
                .is_some_and(|level| level.iter().any(|word| word == "SELECT"))
    }

    /// Adds the keywords, functions and variables that can stand there and begin with what is typed.
    pub(super) fn words(&self, ranked: &mut Vec<Ranked>) {
        let place = self.place();
        let levels = self.levels();
        let keywords = self.keywords(&levels);
        if self.typed.is_empty() && self.takes_variables(&levels) {
            // A value of the property says more than a variable.
            let rank = if place == Place::Object {
                rank::FOLDED
            } else {
                rank::START
            };
            self.variables(rank, ranked);
        }
        // Words come before terms while they are the only thing at a place, behind them otherwise.
        let only = !matches!(place, Place::Subject | Place::Expression);
        let rank = if only { rank::START } else { rank::FOLDED };
        let starts = |word: &str| starts_with_ignoring_case(word, self.typed);
        let keywords = keywords.iter().filter(|word| starts(word));
        ranked.extend(keywords.map(|word| Ranked::new(rank, 0, Candidate::plain(*word))));
        // Nothing is asked of a class by `^a` that is not better asked of its instances.
        if place == Place::Predicate && !self.position.is_inverse && "a".starts_with(self.typed) {
            let note = wording!("is of the class", "ist von der Klasse");
            let candidate = Candidate::noted("a", &note);
            ranked.push(Ranked::new(rank::EXACT, 0, candidate));
        }
        if self.typed.is_empty() && self.before.is_empty() {
            ranked.extend(TEMPLATES.iter().map(|(query, meaning)| {
                Ranked::new(rank::BESIDE, 0, Candidate::noted(*query, meaning.text()))
            }));
        }
        self.functions(&levels, ranked);
    }

    fn functions(&self, levels: &[Level], ranked: &mut Vec<Ranked>) {
        let wanted = match self.place() {
            Place::Expression => self.takes_operand(levels),
            // A variable is what is meant most of the time.
            Place::Ordering => !self.typed.is_empty(),
            _ => false,
        };
        if !wanted {
            return;
        }
        let aggregates = !matches!(clause(levels), Some("FILTER" | "BIND" | "GROUP"))
            && !is_in_aggregate(levels);
        let fitting = FUNCTIONS.iter().filter(|(name, _)| {
            starts_with_ignoring_case(name, self.typed) && (aggregates || !is_aggregate(name))
        });
        ranked.extend(fitting.map(|(name, arguments)| {
            let candidate = Candidate {
                replacement: format!("{name}("),
                display: format!("{name}{arguments}"),
            };
            Ranked::new(rank::FOLDED, 0, candidate)
        }));
    }

    /// Tells whether the cursor stands in a condition or calculation where a value can begin.
    pub(super) fn takes_operand(&self, levels: &[Level]) -> bool {
        let before = ["BIND", "NOT", "AS"];
        !self.is_behind_operand() && !before.iter().any(|word| is_behind(levels, word))
    }

    /// Tells whether nothing but a word of the language can follow at the cursor.
    pub(super) fn takes_only_words(&self) -> bool {
        self.ends_subquery()
            || self.place() == Place::Expression && is_behind(&self.levels(), "NOT")
    }

    /// Adds the casts to datatypes whose names, with their prefix, begin with what is typed.
    pub(super) fn casts(&self, namespaces: &Namespaces, ranked: &mut Vec<Ranked>) {
        if self.place() != Place::Expression || !self.takes_operand(&self.levels()) {
            return;
        }
        for name in CASTS {
            let written = namespaces.written(&format!("{XSD}{name}"));
            if written.starts_with(self.typed) {
                let candidate = Candidate {
                    replacement: format!("{written}("),
                    display: wording!("{written}(value)", "{written}(Wert)"),
                };
                ranked.push(Ranked::new(rank::START, 0, candidate));
            }
        }
    }

    fn takes_variables(&self, levels: &[Level]) -> bool {
        match self.place() {
            Place::Expression => !is_behind(levels, "FILTER") && self.takes_operand(levels),
            Place::Projection => !is_behind(levels, "*"),
            Place::Subject => !self.ends_subquery() && braces(levels) != Braces::Data,
            Place::Object => !self.position.is_data && braces(levels) != Braces::Data,
            Place::Ordering | Place::Variables => true,
            Place::Graph => self.is_in_group() && braces(levels) != Braces::Data,
            _ => false,
        }
    }

    fn keywords(&self, levels: &[Level]) -> Vec<&'static str> {
        let Some(level) = levels.last() else {
            return Vec::new();
        };
        let last = level.last().map(String::as_str);
        match self.place() {
            Place::Start | Place::Modifier => request_words(level),
            Place::Subject if self.ends_subquery() => request_words(level),
            Place::TripleEnd if levels.len() == 1 => request_words(level),
            Place::Subject | Place::TripleEnd => match braces(levels) {
                Braces::Pattern => pattern_words(last),
                Braces::Quads | Braces::Data => vec!["GRAPH"],
                Braces::Triples => Vec::new(),
            },
            Place::Projection => match last {
                Some("SELECT") => vec!["DISTINCT", "REDUCED", "*", "("],
                Some("DISTINCT" | "REDUCED") => vec!["*", "("],
                Some("*") => BEFORE_A_PATTERN.to_vec(),
                _ => [&["("], BEFORE_A_PATTERN].concat(),
            },
            Place::Ordering => ordering_words(level),
            Place::Expression => self.expression_words(levels, last),
            _ => Vec::new(),
        }
    }

    fn expression_words(&self, levels: &[Level], last: Option<&str>) -> Vec<&'static str> {
        match last {
            Some("FILTER") => [&["("], &PATTERN_CONDITIONS[..]].concat(),
            Some("BIND") => vec!["("],
            Some("NOT") if self.is_word_behind_operand() => vec!["IN"],
            Some("NOT") => vec!["EXISTS"],
            _ if !self.is_behind_operand() => PATTERN_CONDITIONS.to_vec(),
            _ if levels.len() == 1 => levels
                .last()
                .map(|level| modifiers(level))
                .unwrap_or_default(),
            _ if takes_alias(levels) => vec!["AS", "IN", "NOT IN"],
            _ => vec!["IN", "NOT IN"],
        }
    }
}

fn push(levels: &mut [Level], text: &str) {
    if let Some(level) = levels.last_mut() {
        level.push(text.to_ascii_uppercase());
    }
}

/// Tells whether `word` is the last one before the cursor.
fn is_behind(levels: &[Level], word: &str) -> bool {
    levels
        .last()
        .and_then(|level| level.last())
        .is_some_and(|last| last == word)
}

/// Tells whether the cursor stands among the arguments of an aggregate, where no other one can.
fn is_in_aggregate(levels: &[Level]) -> bool {
    levels[..levels.len() - 1]
        .iter()
        .any(|level| match level.as_slice() {
            [.., name, open] => {
                open == "(" && function(name).is_some_and(|(name, _)| is_aggregate(name))
            }
            _ => false,
        })
}

/// Tells what the innermost group around the cursor holds.
fn braces(levels: &[Level]) -> Braces {
    let words: Vec<&str> = levels[0].iter().map(String::as_str).collect();
    let mut words = words.as_slice();
    if levels.len() > 1 {
        words = words.strip_suffix(&["{"]).unwrap_or(words);
    }
    match words {
        [.., "DATA"] => Braces::Data,
        [.., "DELETE", "WHERE"] | [.., "INSERT" | "DELETE"] => Braces::Quads,
        [.., "CONSTRUCT"] | [.., "CONSTRUCT", "WHERE"] => Braces::Triples,
        _ => Braces::Pattern,
    }
}

/// Gives the part of a query that the cursor stands in, whatever brackets of it are open.
fn clause(levels: &[Level]) -> Option<&'static str> {
    let inner = levels.len() - 1;
    let group = (0..inner)
        .rev()
        .find(|outer| levels[*outer].last().is_some_and(|open| open == "{"));
    let level = &levels[group.map_or(0, |group| group + 1)];
    level
        .iter()
        .rev()
        .find_map(|word| CLAUSES.into_iter().find(|clause| clause == word))
}

/// Tells whether what stands in the bracket around the cursor gets a name, and has none yet.
fn takes_alias(levels: &[Level]) -> bool {
    let [.., outer, level] = levels else {
        return false;
    };
    let [before @ .., open] = outer.as_slice() else {
        return false;
    };
    let before = before.last().map(String::as_str);
    let begins = match clause(levels) {
        Some("BIND") => before == Some("BIND"),
        Some("SELECT" | "GROUP") => {
            let is_part = outer.iter().any(|word| word == "SELECT" || word == "GROUP");
            is_part && before.is_none_or(|word| function(word).is_none())
        }
        _ => false,
    };
    begins && open == "(" && !level.iter().any(|word| word == "AS")
}

/// Gives what can stand where a pattern goes on.
fn pattern_words(last: Option<&str>) -> Vec<&'static str> {
    let fitting = PATTERN_FORMS.into_iter().filter(|word| match *word {
        "SELECT" => last.is_none(),
        "UNION" => last == Some("{}"),
        _ => true,
    });
    fitting.collect()
}

/// Gives what can follow `level`, the start of a request outside its brackets.
fn request_words(level: &[String]) -> Vec<&'static str> {
    let words: Vec<&str> = level.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => return REQUEST_FORMS.to_vec(),
        [.., "ASK" | "CONSTRUCT"] => return vec!["{", "WHERE", "FROM"],
        [.., "CLEAR" | "DROP"] => return vec!["GRAPH", "DEFAULT", "NAMED", "ALL", "SILENT"],
        [.., "CLEAR" | "DROP", "SILENT"] => return vec!["GRAPH", "DEFAULT", "NAMED", "ALL"],
        [.., "INSERT"] => return vec!["DATA", "{"],
        [.., "DELETE"] => return vec!["DATA", "WHERE", "{"],
        [.., "DATA" | "WHERE"] => return vec!["{"],
        [.., "ORDER" | "GROUP"] => return vec!["BY"],
        _ => {}
    }
    let form = words.iter().find(|word| {
        REQUEST_FORMS.contains(word) && !matches!(**word, "PREFIX" | "BASE") || **word == "WITH"
    });
    let has = |wanted: &str| words.contains(&wanted);
    match form {
        None => REQUEST_FORMS.to_vec(),
        Some(&("SELECT" | "ASK" | "DESCRIBE" | "CONSTRUCT")) => {
            if pattern(level).is_some() {
                modifiers(level)
            } else {
                BEFORE_A_PATTERN.to_vec()
            }
        }
        Some(&"WITH") if !has("INSERT") && !has("DELETE") => vec!["DELETE", "INSERT"],
        Some(&("INSERT" | "DELETE" | "WITH")) => match words.last() {
            _ if has("DATA") || has("WHERE") => Vec::new(),
            Some(&"{}") if !has("INSERT") => vec!["INSERT", "USING", "WHERE"],
            _ => vec!["USING", "WHERE"],
        },
        Some(_) => Vec::new(),
    }
}

/// Gives the place of the pattern of a query among its words; what CONSTRUCT makes is none.
fn pattern(level: &[String]) -> Option<usize> {
    let template = level
        .windows(2)
        .position(|pair| pair[0] == "CONSTRUCT" && pair[1] == "{}");
    let from = template.map_or(0, |construct| construct + 2);
    let found = level[from..].iter().position(|word| word == "{}");
    found.map(|found| from + found)
}

/// Gives what can follow the pattern of a query and the modifiers that are there.
fn modifiers(level: &[String]) -> Vec<&'static str> {
    let Some(pattern) = pattern(level) else {
        return Vec::new();
    };
    let given = &level[pattern..];
    let has = |wanted: &[&str]| given.iter().any(|word| wanted.contains(&word.as_str()));
    if has(&["VALUES"]) {
        return Vec::new();
    }
    let all: [(&str, &[&str]); 6] = [
        ("GROUP BY", &["GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"]),
        ("HAVING", &["HAVING", "ORDER", "LIMIT", "OFFSET"]),
        ("ORDER BY", &["ORDER", "LIMIT", "OFFSET"]),
        ("LIMIT", &["LIMIT"]),
        ("OFFSET", &["OFFSET"]),
        ("VALUES", &[]),
    ];
    let free = all.into_iter().filter(|(_, too_late)| !has(too_late));
    free.map(|(word, _)| word).collect()
}

/// Gives what can stand among the things that a query is grouped or ordered by.
fn ordering_words(level: &[String]) -> Vec<&'static str> {
    let Some(by) = level.iter().rposition(|word| word == "BY") else {
        return Vec::new();
    };
    if matches!(level.last().map(String::as_str), Some("ASC" | "DESC")) {
        return vec!["("];
    }
    let is_order = by > 0 && level[by - 1] == "ORDER";
    let mut words = if is_order {
        vec!["ASC(", "DESC("]
    } else {
        Vec::new()
    };
    if by + 1 < level.len() {
        words.extend(modifiers(level));
    }
    words
}

#[cfg(test)]
mod tests {
    use crate::prefixes::Prefixes;
    use crate::repl::completion::{Sources, complete};
    use crate::repl::syntax::Syntax;
    use crate::repl::words::TEMPLATES;

    /// Completes at the end of `text`, in a session of which nothing is known.
    fn offered(text: &str) -> Vec<String> {
        let prefixes = Prefixes::default();
        let found = complete(&Syntax::new(text), text.len(), &Sources::new(&prefixes));
        let found = found.candidates.into_iter();
        let found = found.filter(|found| !found.display.starts_with('…'));
        let mut found: Vec<String> = found.map(|found| found.replacement).collect();
        found.sort();
        found
    }

    #[test]
    fn projection_begins_with_a_modifier_or_a_column() {
        assert_eq!(offered("SELECT "), ["(", "*", "DISTINCT", "REDUCED"]);
        assert_eq!(offered("SELECT DISTINCT "), ["(", "*"]);
        assert_eq!(offered("SELECT * "), ["FROM", "FROM NAMED", "WHERE", "{"]);
        assert_eq!(offered("SELECT ?x WH"), ["WHERE"]);
    }

    #[test]
    fn modifiers_follow_the_pattern_in_their_order() {
        let all = [
            "GROUP BY", "HAVING", "LIMIT", "OFFSET", "ORDER BY", "VALUES",
        ];
        assert_eq!(offered("ASK {} "), all);
        assert!(offered("SELECT ?x { ?x a ?c } W").is_empty());
        assert_eq!(offered("SELECT ?x { ?x a ?c } O"), ["OFFSET", "ORDER BY"]);
        assert_eq!(
            offered("SELECT ?x { ?x a ?c } LIMIT 3 "),
            ["OFFSET", "VALUES"]
        );
        assert_eq!(offered("SELECT * { { SELECT ?x { ?x a ?c } "), all);
        assert_eq!(
            offered("SELECT ?x { ?x a ?c } HAVING (?x > 1) OR"),
            ["ORDER BY"]
        );
    }

    #[test]
    fn grouping_and_ordering_name_visible_variables() {
        assert_eq!(
            offered("SELECT ?x (COUNT(*) AS ?n) { ?x a ?c } GROUP BY "),
            ["?c", "?x"]
        );
        assert!(offered("SELECT ?x { ?x a ?c } GROUP BY COU").is_empty());
        assert!(offered("SELECT ?x { ?x a ?c } ORDER BY LI").is_empty());
        assert_eq!(offered("SELECT ?x { ?x a ?c } ORDER BY ?x LI"), ["LIMIT"]);
        assert_eq!(
            offered("SELECT ?x { ?x a ?c } ORDER BY "),
            ["?c", "?x", "ASC(", "DESC("]
        );
    }

    #[test]
    fn updates_go_on_as_updates() {
        assert_eq!(
            offered("DELETE { ?s ?p ?o } "),
            ["INSERT", "USING", "WHERE"]
        );
        assert_eq!(offered("INSERT { ?s ?p ?o } "), ["USING", "WHERE"]);
        assert!(offered("INSERT DATA { <a> <b> <c> } ").is_empty());
        assert_eq!(
            offered("CLEAR "),
            ["ALL", "DEFAULT", "GRAPH", "NAMED", "SILENT"]
        );
        assert!(offered("CLEAR ALL ; ").contains(&"SELECT".to_owned()));
    }

    #[test]
    fn template_is_no_pattern() {
        assert_eq!(offered("CONSTRUCT "), ["FROM", "WHERE", "{"]);
        assert_eq!(
            offered("CONSTRUCT { ?s ?p ?o } "),
            ["FROM", "FROM NAMED", "WHERE", "{"]
        );
        assert_eq!(offered("CONSTRUCT { ?s ?p ?o } WHERE {} LI"), ["LIMIT"]);
    }

    #[test]
    fn calculation_gets_a_name() {
        assert_eq!(offered("ASK { BIND(STR(?x) A"), ["AS"]);
        assert_eq!(offered("SELECT (STR(?x) A"), ["AS"]);
        assert_eq!(offered("SELECT (COUNT(*) A"), ["AS"]);
        assert!(offered("ASK { FILTER(STR(?x) A").is_empty());
        assert_eq!(offered("SELECT (STR(A"), ["ABS(", "ADJUST(", "AVG("]);
    }

    #[test]
    fn aggregates_are_for_groups() {
        assert_eq!(offered("SELECT ?s (COU"), ["COUNT("]);
        assert!(offered("ASK { FILTER(COU").is_empty());
        assert_eq!(
            offered("SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (COU"),
            ["COUNT("]
        );
    }

    #[test]
    fn what_is_made_or_taken_away_has_no_conditions() {
        assert!(offered("CONSTRUCT { F").is_empty());
        assert!(offered("CONSTRUCT { ?s ?p ?o . O").is_empty());
        assert!(offered("CONSTRUCT WHERE { ?s ?p ?o . O").is_empty());
        assert_eq!(
            offered("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o . OP"),
            ["OPTIONAL"]
        );
        assert_eq!(offered("INSERT DATA { "), ["GRAPH"]);
        assert_eq!(offered("DELETE { ?s ?p ?o . "), ["?o", "?p", "?s", "GRAPH"]);
        assert_eq!(offered("DELETE WHERE { G"), ["GRAPH"]);
        assert!(offered("DELETE WHERE { FI").is_empty());
        assert_eq!(offered("INSERT { ?s ?p 1 } WHERE { BI"), ["BIND"]);
    }

    #[test]
    fn not_goes_on_as_the_condition_that_it_begins() {
        assert_eq!(offered("ASK { ?s ?p ?o FILTER NOT "), ["EXISTS"]);
        assert_eq!(offered("ASK { ?s ?p ?o FILTER(NOT "), ["EXISTS"]);
        assert_eq!(offered("ASK { ?s ?p ?o FILTER(?s NOT "), ["IN"]);
    }

    #[test]
    fn aggregates_have_none_inside() {
        assert!(offered("SELECT (COUNT(A").iter().all(|word| word != "AVG("));
        assert_eq!(offered("SELECT (COUNT(?x) + AV"), ["AVG("]);
    }

    #[test]
    fn templates_are_offered_at_an_empty_prompt_and_can_be_run() {
        let found = offered("");
        assert!(found.contains(&"ASK".to_owned()), "{found:?}");
        for (query, _) in TEMPLATES {
            assert!(found.contains(&query.to_owned()), "{query}");
            spargebra::SparqlParser::new().parse_query(query).unwrap();
        }
        assert_eq!(offered("SEL"), ["SELECT"]);
    }
}
