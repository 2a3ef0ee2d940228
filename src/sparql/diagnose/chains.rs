//! Measures chains: what follows each other without brackets becomes as deep a tree as what is nested.

use super::super::lexer::TokenKind;
use super::Source;

/// How many links may hang on each other, those of the longest chain inside brackets included.
///
/// The engine recurses over them. A stack of 2 MB, the smallest that a thread is given, holds at least 400 UNIONs,
/// which count twice, and 1,000 of all others.
pub(super) const LONGEST: usize = 500;

/// What stands inside one pair of brackets, read so far.
#[derive(Default)]
struct Group {
    /// Whether values are computed here: the bracket is a round one.
    is_round: bool,
    /// Whether it has ground triples, which hang on nothing.
    is_data: bool,
    /// The links of the chain that is being read.
    links: usize,
    /// The longest chain in the brackets on that chain.
    inside: usize,
    /// The longest chain that has ended.
    ended: usize,
}

impl Group {
    fn chain(&self) -> usize {
        self.links + self.inside
    }

    fn longest(&self) -> usize {
        self.ended.max(self.chain())
    }

    /// Starts a chain that does not hang on the one before.
    fn end_chain(&mut self) {
        self.ended = self.longest();
        (self.links, self.inside) = (0, 0);
    }
}

/// The chains of a text, read token by token.
pub(super) struct Chains<'a> {
    source: &'a Source<'a>,
    /// What stands outside of all brackets.
    outside: Group,
    open: Vec<Group>,
}

impl<'a> Chains<'a> {
    pub(super) fn new(source: &'a Source<'a>) -> Self {
        Self {
            source,
            outside: Group::default(),
            open: Vec::new(),
        }
    }

    /// Takes the token at `index`; tells whether its chain is too long now.
    pub(super) fn is_too_long_with(&mut self, index: usize) -> bool {
        let Some(token) = self.source.tokens.get(index) else {
            return false;
        };
        let text = self.source.text_of(index);
        match token.kind {
            TokenKind::Open => self.open(index, text),
            TokenKind::Close => self.close(),
            TokenKind::Sign => self.sign(index, text),
            TokenKind::Word => self.word(text),
            _ => {}
        }
        self.group().chain() > LONGEST
    }

    /// Closes what is still open; tells whether that makes a chain that is too long.
    pub(super) fn end_too_long(&mut self) -> bool {
        while !self.open.is_empty() {
            self.close();
        }
        self.outside.chain() > LONGEST
    }

    fn group(&mut self) -> &mut Group {
        self.open.last_mut().unwrap_or(&mut self.outside)
    }

    fn open(&mut self, index: usize, text: &str) {
        let follows_data = index
            .checked_sub(1)
            .is_some_and(|before| self.source.is_word(before, "DATA"));
        let group = self.group();
        let is_data = group.is_data || follows_data;
        if text == "{" && !is_data {
            group.links += 1;
        }
        self.open.push(Group {
            is_round: text == "(",
            is_data,
            ..Group::default()
        });
    }

    fn close(&mut self) {
        if let Some(closed) = self.open.pop() {
            let group = self.group();
            group.inside = group.inside.max(closed.longest());
        }
    }

    fn sign(&mut self, index: usize, text: &str) {
        let before_number = self
            .source
            .tokens
            .get(index + 1)
            .is_some_and(|next| next.kind == TokenKind::Number);
        let is_outermost = self.open.is_empty();
        let group = self.group();
        match text {
            "," if group.is_round => group.end_chain(),
            // The operations of an update do not hang on each other.
            ";" if is_outermost => group.end_chain(),
            // That is a negative number among triples or values.
            "+" | "-" if before_number && !group.is_round => {}
            "||" | "&&" | "+" | "-" | "*" | "/" | "|" | "^" | "!" => group.links += 1,
            _ => {}
        }
    }

    fn word(&mut self, word: &str) {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        if is("UNION") || is("FILTER") {
            self.group().links += 1;
        } else if is("AS") {
            // What is named, by BIND or as a column, hangs on what stands around its brackets.
            match self.open.as_mut_slice() {
                [.., around, _] => around.links += 1,
                _ => self.outside.links += 1,
            }
        }
    }
}
