//! What the editor knows about a text: its tokens, its brackets, its parse tree; worked out once per text.
//!
//! Start at [`Cache::of`]. Highlighting, completion, hints and the rule for Enter all ask for the same text,
//! one after the other, on every key. The tree comes from a resilient parser; whether a query is valid is for
//! `sparql` to say.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use ll_sparql_parser::syntax_kind::SyntaxKind;

use super::completeness::Completeness;
use super::statements::Statement;
use super::tokens::{Kind, Token, tokens};

/// Brackets nested deeper than this are not parsed: the parser recurses once per bracket.
const DEEPEST: usize = 200;

/// A text with its tokens and brackets.
#[derive(Debug)]
pub(super) struct Syntax {
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
    /// Pairs of tokens that open and close a bracket, in order of their ends.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Tokens that open a bracket which nothing closes.
    pub(super) unclosed: Vec<usize>,
    /// The first token that closes a bracket which nothing opened.
    pub(super) unopened: Option<usize>,
    /// The deepest nesting of brackets.
    deepest: usize,
    /// What [`Syntax::parse`] found.
    verdict: OnceCell<Verdict>,
    /// What [`split`](super::statements::split) found.
    pub(super) statements: OnceCell<Vec<Statement>>,
    /// What [`completeness`](super::completeness::completeness) found.
    pub(super) completeness: OnceCell<Completeness>,
    /// What [`asked_for`](super::absence::asked_for) found.
    pub(super) asked_for: OnceCell<Vec<usize>>,
}

impl Syntax {
    /// Reads `text`.
    pub(super) fn new(text: &str) -> Self {
        let tokens = tokens(text);
        let mut syntax = Self {
            text: text.to_owned(),
            tokens,
            pairs: Vec::new(),
            unclosed: Vec::new(),
            unopened: None,
            deepest: 0,
            verdict: OnceCell::new(),
            statements: OnceCell::new(),
            completeness: OnceCell::new(),
            asked_for: OnceCell::new(),
        };
        syntax.match_brackets();
        syntax
    }

    fn match_brackets(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for (index, token) in self.tokens.iter().enumerate() {
            match token.kind {
                Kind::Open => {
                    open.push(index);
                    self.deepest = self.deepest.max(open.len());
                }
                Kind::Close => {
                    let closing = token.text(&self.text);
                    let fits = open
                        .last()
                        .is_some_and(|&last| closes(self.tokens[last].text(&self.text), closing));
                    if fits {
                        let opening = open.pop().expect("a fitting bracket is open");
                        self.pairs.push((opening, index));
                    } else if self.unopened.is_none() {
                        self.unopened = Some(index);
                    }
                }
                _ => {}
            }
        }
        self.unclosed = open;
    }

    /// Gives the tokens that the grammar sees.
    pub(super) fn significant(&self) -> impl DoubleEndedIterator<Item = &Token> {
        self.tokens.iter().filter(|token| !token.is_trivia())
    }

    /// Gives the token that `position` stands in or right behind.
    pub(super) fn token_before(&self, position: usize) -> Option<&Token> {
        self.tokens
            .iter()
            .find(|token| token.range.start < position && position <= token.range.end)
    }

    /// Parses the text, once.
    pub(super) fn parse(&self) -> Verdict {
        *self.verdict.get_or_init(|| {
            if self.deepest > DEEPEST {
                Verdict::TooDeep
            } else {
                parse(&self.masked())
            }
        })
    }

    /// Gives the text as the parser reads it best: of the same length, with plain strings and no comments.
    ///
    /// The parser's lexer knows neither escapes in all strings nor line breaks inside `INSERT DATA`.
    fn masked(&self) -> String {
        let mut masked = String::with_capacity(self.text.len());
        for token in &self.tokens {
            let text = token.text(&self.text);
            match token.kind {
                Kind::String => {
                    let delimiter =
                        if text.len() >= 6 && text[1..].starts_with(&text[..1].repeat(2)) {
                            3
                        } else {
                            1
                        };
                    masked.push_str(&text[..delimiter]);
                    masked.push_str(&"_".repeat(text.len() - 2 * delimiter));
                    masked.push_str(&text[..delimiter]);
                }
                Kind::Comment => masked.push_str(&" ".repeat(text.len())),
                Kind::Blank => {
                    masked.extend(text.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
                }
                Kind::Word if text.eq_ignore_ascii_case("DATA") => {
                    join_to_insert(&mut masked, text);
                }
                _ => masked.push_str(text),
            }
        }
        masked
    }
}

/// Moves the `INSERT` at the end of `masked` next to the `DATA` that follows it.
fn join_to_insert(masked: &mut String, data: &str) {
    let before = masked.trim_end();
    let start = before.len().saturating_sub("INSERT".len());
    let insert = before.get(start..).unwrap_or_default();
    if insert.eq_ignore_ascii_case("INSERT") {
        let insert = insert.to_owned();
        let gap = masked.len() - before.len();
        masked.truncate(start);
        masked.push_str(&" ".repeat(gap.saturating_sub(1)));
        masked.push_str(&insert);
        masked.push(' ');
    }
    masked.push_str(data);
}

fn closes(opening: &str, closing: &str) -> bool {
    matches!(
        (opening, closing),
        ("(", ")") | ("[", "]") | ("{", "}") | ("{|", "|}") | ("<<", ">>") | ("<<(", ")>>")
    )
}

/// What the resilient parser says of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is nothing wrong with it.
    Whole,
    /// The first error starts at this byte: the end of the last token where more was expected.
    Wrong(usize),
    /// It is nested too deeply to be parsed safely.
    TooDeep,
}

fn parse(text: &str) -> Verdict {
    let (tree, errors) = ll_sparql_parser::parse(text);
    let reported = errors.iter().map(|error| usize::from(error.span.start()));
    // What is left over after a whole query is an error node that the parser does not report.
    let left_over = tree
        .descendants()
        .filter(|node| node.kind() == SyntaxKind::Error)
        .filter_map(|node| {
            node.descendants_with_tokens()
                .filter_map(ll_sparql_parser::SyntaxElement::into_token)
                .find(|token| !token.kind().is_trivia())
        })
        .map(|token| usize::from(token.text_range().start()));
    reported
        .chain(left_over)
        .min()
        .map_or(Verdict::Whole, Verdict::Wrong)
}

/// Remembers the last few texts asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Cache {
    recent: Rc<RefCell<Vec<Rc<Syntax>>>>,
}

/// Highlighter and hinter see the line, completion the text before it as well: two texts alternate.
const REMEMBERED: usize = 4;

impl Cache {
    /// Gives what is known of `text`.
    pub(super) fn of(&self, text: &str) -> Rc<Syntax> {
        let mut recent = self.recent.borrow_mut();
        if let Some(known) = recent.iter().find(|known| known.text == text) {
            return Rc::clone(known);
        }
        let syntax = Rc::new(Syntax::new(text));
        if recent.len() == REMEMBERED {
            recent.remove(0);
        }
        recent.push(Rc::clone(&syntax));
        syntax
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, Syntax, Verdict};
    use std::rc::Rc;

    fn verdict(text: &str) -> Verdict {
        Syntax::new(text).parse()
    }

    #[test]
    fn escapes_in_strings_are_no_error() {
        assert_eq!(
            verdict("SELECT * { ?s ?p 'it\\'s', \"a\\u00e4;\" }"),
            Verdict::Whole
        );
    }

    #[test]
    fn insert_data_may_be_broken_over_lines() {
        assert_eq!(verdict("INSERT # x\n  DATA { <a> <b> 1 }"), Verdict::Whole);
    }

    #[test]
    fn second_query_without_a_separator_is_an_error() {
        assert_eq!(verdict("ASK {} ASK {}"), Verdict::Wrong(7));
    }

    #[test]
    fn missing_end_is_an_error_behind_the_last_token() {
        assert_eq!(verdict("SELECT * {} LIMIT  "), Verdict::Wrong(17));
    }

    #[test]
    fn deep_nesting_is_not_parsed() {
        assert_eq!(verdict(&"(".repeat(100_000)), Verdict::TooDeep);
    }

    #[test]
    fn same_text_is_read_once() {
        let cache = Cache::default();
        let first = cache.of("ASK {}");
        cache.of("ASK { ?s");
        assert!(Rc::ptr_eq(&first, &cache.of("ASK {}")));
    }
}
