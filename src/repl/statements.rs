//! Cuts what is typed, pasted or piped in into statements: commands with a leading dot, queries, updates.
//!
//! Start at [`split`]. A statement ends at a `;` outside brackets, before a line that starts with a dot and a
//! letter, or before a line that starts a new query, perhaps misspelt, once the statement so far is whole. A new query
//! also ends one that is broken, which spoils none but itself; an update does so behind an empty line. Where a text in
//! single quotes is not closed, its brackets tell nothing: there a command or a query at the very start of a line ends
//! it. Updates that follow one another stay one request, so that a pasted block is applied as a whole or not at all.

use std::ops::Range;

use crate::language::edits;

use super::completeness::is_under_way;
use super::syntax::{Syntax, Verdict};
use super::tokens::{Kind, Token};

/// What a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A line with a leading dot, or `exit` and its like.
    Command,
    /// `SELECT`, `ASK`, `CONSTRUCT`, `DESCRIBE`.
    Query,
    /// One update or several.
    Update,
    /// Nothing but `PREFIX` and `BASE` lines.
    Prologue,
    /// None of these, as far as its words tell.
    Unknown,
}

/// A statement and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// Bytes of the statement, without blanks and comments around it and without the `;` behind it.
    pub(super) range: Range<usize>,
    pub(super) form: Form,
    /// Whether a `;` or the line of a command ends it.
    pub(super) terminated: bool,
}

/// Words that are commands when they stand alone on a line.
pub(super) const BARE_COMMANDS: [&str; 3] = ["exit", "help", "quit"];

/// Words that can begin a request.
const STARTERS: [&str; 16] = [
    "ADD",
    "ASK",
    "BASE",
    "CLEAR",
    "CONSTRUCT",
    "COPY",
    "CREATE",
    "DELETE",
    "DESCRIBE",
    "DROP",
    "INSERT",
    "LOAD",
    "MOVE",
    "PREFIX",
    "SELECT",
    "WITH",
];

/// Words that begin a query, and never go on with a request.
const QUERY_STARTERS: [&str; 4] = ["ASK", "CONSTRUCT", "DESCRIBE", "SELECT"];

/// Words that can go on with a request that is whole.
const FOLLOWERS: [&str; 11] = [
    "ASC", "DESC", "FROM", "GROUP", "HAVING", "LIMIT", "OFFSET", "ORDER", "USING", "VALUES",
    "WHERE",
];

/// A word this short is no misspelt one.
const SHORTEST_MISSPELT: usize = 4;

/// Cuts the text of `syntax` into statements, in order; blank and commented parts give none.
pub(super) fn split(syntax: &Syntax) -> Vec<Statement> {
    let found = syntax.statements.get_or_init(|| {
        let mut splitter = Splitter {
            syntax,
            found: Vec::new(),
            current: None,
            is_spoilt: false,
        };
        splitter.run();
        splitter.found
    });
    found.clone()
}

struct Splitter<'a> {
    syntax: &'a Syntax,
    found: Vec<Statement>,
    /// Bytes of the statement being read.
    current: Option<Range<usize>>,
    /// Whether it has a text that its line does not close.
    is_spoilt: bool,
}

impl Splitter<'_> {
    fn run(&mut self) {
        let mut depth = 0_usize;
        let mut skip_to = 0;
        for (index, token) in self.syntax.tokens.iter().enumerate() {
            if token.range.start < skip_to || token.is_trivia() {
                continue;
            }
            let is_outside = depth == 0 || self.is_spoilt && self.starts_text_line(token);
            if is_outside && self.starts_line(token) {
                if let Some(end) = self.command_end(token) {
                    self.finish(false);
                    depth = 0;
                    skip_to = end;
                    let line = &self.syntax.text[token.range.start..end];
                    let range = token.range.start..token.range.start + line.trim_end().len();
                    self.push(range, Form::Command, true);
                    continue;
                }
                if self.starts_request(token) {
                    self.finish(false);
                    depth = 0;
                }
            }
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                Kind::Semicolon if depth == 0 => {
                    self.finish(true);
                    continue;
                }
                _ => {}
            }
            self.is_spoilt |= token.kind == Kind::OpenShortString;
            let end = self.syntax.tokens[index].range.end;
            match &mut self.current {
                Some(range) => range.end = end,
                None => self.current = Some(token.range.clone()),
            }
        }
        self.finish(false);
    }

    /// Tells whether nothing stands between `token` and the start of its line.
    fn starts_text_line(&self, token: &Token) -> bool {
        self.syntax.text[..token.range.start].ends_with('\n')
    }

    /// Tells whether only blanks stand between `token` and the start of its line.
    fn starts_line(&self, token: &Token) -> bool {
        let before = &self.syntax.text[..token.range.start];
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        before[line..].trim().is_empty()
    }

    /// Gives the end of the command that `token` begins, where it begins one: that of its line, or of the query that
    /// begins there.
    fn command_end(&self, token: &Token) -> Option<usize> {
        let rest = &self.syntax.text[token.range.start..];
        let mut lines = rest.split_inclusive('\n');
        let line = lines.next().unwrap_or(rest);
        if !is_command(line, self.current.is_none()) {
            return None;
        }
        let mut end = line.trim_end_matches(['\n', '\r']).len();
        let mut read = line.len();
        for next in lines {
            let first = next.split_whitespace().next().unwrap_or_default();
            let goes_on = FOLLOWERS
                .iter()
                .any(|word| word.eq_ignore_ascii_case(first));
            let Some(query) = query_of_command(&rest[..end]) else {
                break;
            };
            if !(is_under_way(query) || goes_on) {
                break;
            }
            end = read + next.trim_end_matches(['\n', '\r']).len();
            read += next.len();
        }
        Some(token.range.start + end)
    }

    /// Tells whether `token` begins a new request because the one before it is whole, or broken before a query or an
    /// empty line. An update is not run for that what may belong before it is broken.
    fn starts_request(&self, token: &Token) -> bool {
        let word = token.text(&self.syntax.text);
        let Some(current) = &self.current else {
            return false;
        };
        let is_starter = STARTERS.iter().any(|s| s.eq_ignore_ascii_case(word));
        if token.kind != Kind::Word || !is_starter && !is_misspelt_starter(word) {
            return false;
        }
        if self.is_spoilt {
            return QUERY_STARTERS.iter().any(|s| s.eq_ignore_ascii_case(word));
        }
        let before = Syntax::new(&self.syntax.text[current.clone()]);
        match before.parse() {
            Verdict::Whole => matches!(form(&before), Form::Query | Form::Update),
            // More text cannot mend what is wrong before its end.
            Verdict::Wrong(at) => {
                let between = &self.syntax.text[current.end..token.range.start];
                let begins_query = QUERY_STARTERS.iter().any(|s| s.eq_ignore_ascii_case(word));
                // What is wrong may be a declaration, which belongs to the query.
                let declares = before.significant().next().is_some_and(|token| {
                    let first = token.text(&before.text);
                    ["BASE", "PREFIX"]
                        .iter()
                        .any(|s| s.eq_ignore_ascii_case(first))
                });
                let apart = begins_query && !declares || is_starter && has_empty_line(between);
                apart && at < before.text.len()
            }
            Verdict::TooDeep => false,
        }
    }

    fn finish(&mut self, terminated: bool) {
        self.is_spoilt = false;
        let Some(range) = self.current.take() else {
            return;
        };
        let form = form(&Syntax::new(&self.syntax.text[range.clone()]));
        self.push(range, form, terminated);
    }

    fn push(&mut self, range: Range<usize>, form: Form, terminated: bool) {
        if let Some(last) = self.found.last_mut()
            && form == Form::Update
            && last.form == Form::Update
            && last.terminated
        {
            last.range.end = range.end;
            last.terminated = terminated;
            return;
        }
        self.found.push(Statement {
            range,
            form,
            terminated,
        });
    }
}

/// Tells whether there is a line of blanks between the rest of one line and the start of another.
fn has_empty_line(between: &str) -> bool {
    let mut lines = between.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() && lines.peek().is_some() {
            return true;
        }
    }
    false
}

/// Tells whether `word` misspells a word that begins a request rather than one that goes on with it.
fn is_misspelt_starter(word: &str) -> bool {
    let goes_on = FOLLOWERS
        .iter()
        .filter_map(|known| edits(word, known))
        .min();
    let begins = STARTERS.iter().filter_map(|known| edits(word, known)).min();
    word.len() >= SHORTEST_MISSPELT
        && begins.is_some_and(|begins| goes_on.is_none_or(|edits| begins < edits))
}

/// Tells whether `line` is a command; `alone` tells whether no statement is under way.
fn is_command(line: &str, alone: bool) -> bool {
    let line = line.trim();
    let mut characters = line.chars();
    match characters.next() {
        Some('.') => alone || characters.next().is_some_and(char::is_alphabetic),
        Some('\\') => alone,
        _ => {
            alone
                && BARE_COMMANDS
                    .iter()
                    .any(|bare| bare.eq_ignore_ascii_case(line))
        }
    }
}

/// Commands that take a query, by the shortest name that they can be called by, and the words before the query.
const WITH_QUERY: [(&str, &str, usize); 3] = [
    ("expl", "explain", 0),
    ("expo", "export", 1),
    ("fo", "format", 0),
];

/// Gives the query that a command takes, where it takes one; it may have several lines.
fn query_of_command(text: &str) -> Option<&str> {
    let text = text.trim_start().strip_prefix('.')?;
    let (name, rest) = text.split_once(char::is_whitespace)?;
    let name = name.to_ascii_lowercase();
    let (.., before) = WITH_QUERY
        .iter()
        .find(|(shortest, longest, _)| name.starts_with(shortest) && longest.starts_with(&name))?;
    let mut query = rest.trim_start();
    query = behind_analyze(query).unwrap_or(query).trim_start();
    for _ in 0..*before {
        query = query.split_once(char::is_whitespace)?.1.trim_start();
    }
    Some(query).filter(|query| !query.is_empty())
}

/// Gives what stands behind `analyze`, whatever its case, where a text begins with it.
pub(super) fn behind_analyze(text: &str) -> Option<&str> {
    let word = text
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(word);
    is_analyze(word).then_some(rest)
}

/// Tells whether `word` asks how a query went, as one of the two spellings of English.
pub(super) fn is_analyze(word: &str) -> bool {
    ["analyze", "analyse"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// Tells whether lines are still to come of a command that takes a query.
pub(super) fn is_command_under_way(text: &str) -> bool {
    query_of_command(text).is_some_and(is_under_way)
}

/// Tells by its first word behind the prologue what the text of `syntax` is.
fn form(syntax: &Syntax) -> Form {
    let mut prologue = false;
    let mut tokens = syntax.significant().peekable();
    while let Some(token) = tokens.next() {
        if token.kind != Kind::Word {
            return Form::Unknown;
        }
        match token.text(&syntax.text).to_ascii_uppercase().as_str() {
            "BASE" | "PREFIX" | "VERSION" => {
                prologue = true;
                while tokens.next_if(|token| token.kind != Kind::Word).is_some() {}
            }
            "SELECT" | "ASK" | "CONSTRUCT" | "DESCRIBE" => return Form::Query,
            word if STARTERS.contains(&word) => return Form::Update,
            _ => return Form::Unknown,
        }
    }
    if prologue {
        Form::Prologue
    } else {
        Form::Unknown
    }
}

/// Gives the declarations of a prologue: (prefix without colon, namespace), `None` as the prefix for `BASE`.
pub(super) fn declarations(text: &str) -> Vec<(Option<String>, String)> {
    let syntax = Syntax::new(text);
    let mut prefix = None;
    let mut found = Vec::new();
    for token in syntax.significant() {
        let word = token.text(text);
        match token.kind {
            Kind::PrefixedName(length) => prefix = Some(word[..length].to_owned()),
            Kind::Iri => found.push((prefix.take(), word[1..word.len() - 1].to_owned())),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Form, split};
    use crate::repl::syntax::Syntax;

    fn statements(text: &str) -> Vec<(Form, &str)> {
        split(&Syntax::new(text))
            .into_iter()
            .map(|statement| (statement.form, &text[statement.range]))
            .collect()
    }

    #[test]
    fn two_queries_on_two_lines_are_two_statements() {
        assert_eq!(
            statements("SELECT * { ?s ?p 1 }\nLIMIT 1\n\nASK {} # end\n"),
            [
                (Form::Query, "SELECT * { ?s ?p 1 }\nLIMIT 1"),
                (Form::Query, "ASK {}")
            ]
        );
    }

    #[test]
    fn semicolon_between_queries_separates_them() {
        assert_eq!(
            statements("ASK {}; ASK { ?s a <x>; <y> 1 }"),
            [
                (Form::Query, "ASK {}"),
                (Form::Query, "ASK { ?s a <x>; <y> 1 }")
            ]
        );
    }

    #[test]
    fn updates_in_a_row_stay_one_request() {
        let text = "CLEAR ALL;\nPREFIX e: <http://e/>\nINSERT DATA { e:a e:b 1 };";
        assert_eq!(
            statements(text),
            [(Form::Update, text.trim_end_matches(';'))]
        );
    }

    #[test]
    fn construct_goes_on_after_its_template() {
        let text = "CONSTRUCT { ?s ?p ?o }\nWHERE { ?s ?p ?o }";
        assert_eq!(statements(text), [(Form::Query, text)]);
    }

    #[test]
    fn delete_insert_where_is_one_update() {
        let text = "DELETE { ?s ?p 1 }\nINSERT { ?s ?p 2 }\nWHERE { ?s ?p 1 }";
        assert_eq!(statements(text), [(Form::Update, text)]);
    }

    #[test]
    fn command_lines_stand_between_queries() {
        assert_eq!(
            statements(".mode csv\nASK {}\n.timer on\nquit"),
            [
                (Form::Command, ".mode csv"),
                (Form::Query, "ASK {}"),
                (Form::Command, ".timer on"),
                (Form::Command, "quit")
            ]
        );
    }

    #[test]
    fn command_that_takes_a_query_has_as_many_lines_as_that() {
        let text = ".explain SELECT ?s {\n ?s a <x> }\nLIMIT 1\nASK {}";
        assert_eq!(
            statements(text),
            [
                (Form::Command, ".explain SELECT ?s {\n ?s a <x> }\nLIMIT 1"),
                (Form::Query, "ASK {}")
            ]
        );
        for alone in [
            ".explain",
            ".explain analyze",
            ".explain ANALYZE",
            ".export a.ttl",
            ".expand a:b",
        ] {
            assert_eq!(
                statements(&format!("{alone}\nASK {{}}")).len(),
                2,
                "{alone}"
            );
        }
    }

    #[test]
    fn point_at_the_start_of_a_line_inside_braces_is_no_command() {
        let text = "ASK { ?s ?p 1\n.help\n}";
        assert_eq!(statements(text), [(Form::Query, text)]);
    }

    #[test]
    fn text_that_is_not_closed_ends_before_a_command_or_query_at_the_start_of_a_line() {
        assert_eq!(
            statements("ASK { ?s ?p \"a }\n.version\nASK { ?s ?p 'b }\nLIMIT 1\n ASK\nASK {}"),
            [
                (Form::Query, "ASK { ?s ?p \"a }"),
                (Form::Command, ".version"),
                (Form::Query, "ASK { ?s ?p 'b }\nLIMIT 1\n ASK"),
                (Form::Query, "ASK {}"),
            ]
        );
    }

    #[test]
    fn prefix_lines_alone_are_a_prologue() {
        let text = "PREFIX e: <http://e/#>\nBASE <http://b/>";
        assert_eq!(statements(text), [(Form::Prologue, text)]);
        assert_eq!(
            super::declarations(text),
            [
                (Some("e".to_owned()), "http://e/#".to_owned()),
                (None, "http://b/".to_owned())
            ]
        );
    }

    #[test]
    fn misspelt_query_is_a_statement_too() {
        assert_eq!(statements("SELCT * {}"), [(Form::Unknown, "SELCT * {}")]);
    }

    #[test]
    fn misspelt_query_spoils_neither_the_one_before_nor_the_one_behind_an_empty_line() {
        assert_eq!(
            statements("ASK {}\nSELCT * {}\n\nASK {}"),
            [
                (Form::Query, "ASK {}"),
                (Form::Unknown, "SELCT * {}"),
                (Form::Query, "ASK {}")
            ]
        );
        assert_eq!(
            statements("SELECT ?x { FOO }\n # why\n\nASK {}").len(),
            2,
            "the first is broken before its end"
        );
    }

    #[test]
    fn broken_query_ends_before_the_next_one() {
        let text = "SELECT ?s { ?s a FOO }\nASK { ?s a <x> }\nSELECT * {}";
        assert_eq!(statements(text).len(), 3);
        assert_eq!(statements("SELECT ?s { { FOO\nSELECT * {} } }").len(), 1);
        let text = "PREFIX e <http://e/>\nSELECT * {}";
        assert_eq!(statements(text).len(), 1, "{text}");
        let text = "INSERT DATA { FOO }\nDELETE DATA { <a> <b> 1 }";
        assert_eq!(statements(text).len(), 1, "{text}");
    }

    #[test]
    fn what_may_be_a_misspelt_rest_of_a_query_stays_with_it() {
        for text in [
            "SELECT * { ?s ?p 1 }\n\nGROP BY ?s",
            "SELECT * { ?s ?p 1 }\n\nLIMT 1",
            "SELECT * { ?s ?p 1 } ORDER BY\n\nASC(?s)",
            "CONSTRUCT { ?s ?p 1 }\n\nWHER { ?s ?p 1 }",
            "DELETE { ?s ?p 1 }\n\nINSERT { ?s ?p 2 } WHERE {}",
        ] {
            assert_eq!(statements(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn comments_alone_are_no_statement() {
        assert_eq!(statements("# a\n\n # b"), []);
    }
}
