//! Lays a query or an update out for readers: one statement a line, keywords in capitals. Start at [`formatted`].
//!
//! Only white space and the case of keywords and functions change: the tokens stay the same in number and order, and
//! so do the comments.

use super::lexer::{Token, TokenKind, tokens};
use super::words::{FUNCTIONS, KEYWORDS};

/// Blanks of one level.
const STEP: usize = 2;
/// A statement that is longer, in characters, is broken at its semicolons.
const LONGEST: usize = 88;
/// A group with a single triple that is not longer, in characters, stays on one line.
const LONGEST_GROUP: usize = 60;

/// Words that begin a statement inside a group.
const STATEMENTS: [&str; 14] = [
    "FILTER", "OPTIONAL", "BIND", "VALUES", "GRAPH", "MINUS", "SERVICE", "LATERAL", "SELECT",
    "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET",
];
/// Words that begin a line outside all groups.
const CLAUSES: [&str; 24] = [
    "PREFIX",
    "BASE",
    "VERSION",
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "FROM",
    "GROUP",
    "HAVING",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "VALUES",
    "INSERT",
    "DELETE",
    "WITH",
    "USING",
    "LOAD",
    "CLEAR",
    "DROP",
    "CREATE",
    "ADD",
    "COPY",
];

/// Gives `text`, a valid query or update, laid out anew, without a line break at its end.
///
/// A text that would not read as the same tokens afterwards, which only one that is not valid can, comes back as it is.
#[must_use]
pub fn formatted(text: &str) -> String {
    let pieces = pieces(text);
    let laid_out = Layout::new(&pieces).write();
    if same_tokens(text, &laid_out) {
        laid_out
    } else {
        text.to_owned()
    }
}

fn same_tokens(before: &str, after: &str) -> bool {
    let [old, new] = [tokens(before), tokens(after)];
    old.len() == new.len()
        && old.iter().zip(&new).all(|(old, new)| {
            let [one, other] = [old.text(before), new.text(after)];
            old.kind == new.kind
                && (one == other || old.kind == TokenKind::Word && one.eq_ignore_ascii_case(other))
        })
}

/// Words that stand before a list of columns or keys.
const LISTS: [&str; 7] = [
    "SELECT", "DISTINCT", "REDUCED", "BY", "ASC", "DESC", "HAVING",
];

/// A token with what stands before it.
struct Piece<'a> {
    kind: TokenKind,
    text: &'a str,
    /// Comments before the token.
    comments: Vec<Comment<'a>>,
    /// Whether anything stands between it and the token before.
    apart: bool,
    /// Whether an empty line stands before it, behind its comments.
    paragraph: bool,
    /// For a bracket, the piece with the other one.
    partner: usize,
}

impl Piece<'_> {
    fn is(&self, text: &str) -> bool {
        self.text.eq_ignore_ascii_case(text)
    }

    fn is_one_of(&self, words: &[&str]) -> bool {
        self.kind == TokenKind::Word && words.iter().any(|word| self.is(word))
    }
}

/// Cuts `text` into tokens, words as they are usually spelt; the last piece is empty and bears the comments at the end.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found: Vec<Piece<'_>> = Vec::new();
    let mut open = Vec::new();
    let mut end = 0;
    let last = Token {
        kind: TokenKind::Stray,
        span: text.len()..text.len(),
    };
    let read = tokens(text);
    for (index, token) in read.iter().chain([&last]).enumerate() {
        let gap = &text[end..token.span.start];
        end = token.span.end;
        let mut partner = index;
        match token.kind {
            TokenKind::Open => open.push(index),
            TokenKind::Close => {
                if let Some(opening) = open.pop() {
                    partner = opening;
                    found[opening].partner = index;
                }
            }
            _ => {}
        }
        let is_call = read
            .get(index + 1)
            .is_some_and(|next| next.text(text) == "(");
        let (comments, paragraph) = comments(gap, index == 0);
        found.push(Piece {
            kind: token.kind,
            text: spelt(token, text, is_call),
            comments,
            apart: !gap.is_empty(),
            paragraph,
            partner,
        });
    }
    found
}

fn spelt<'a>(token: &Token, text: &'a str, is_call: bool) -> &'a str {
    let own = token.text(text);
    if token.kind != TokenKind::Word || own == "a" {
        return own;
    }
    let keyword = KEYWORDS
        .iter()
        .find(|word| word.eq_ignore_ascii_case(own))
        .copied();
    let function = FUNCTIONS
        .iter()
        .map(|(name, _)| *name)
        .find(|name| is_call && name.eq_ignore_ascii_case(own));
    function.or(keyword).unwrap_or(own)
}

/// A comment, and how it stands.
struct Comment<'a> {
    text: &'a str,
    /// Whether it begins its line.
    own_line: bool,
    /// Whether an empty line stands before it.
    paragraph: bool,
}

/// Gives the comments of a gap between tokens, and whether an empty line stands behind them; `first` is the gap at the
/// start of the text.
fn comments(gap: &str, first: bool) -> (Vec<Comment<'_>>, bool) {
    let mut found = Vec::new();
    let mut paragraph = false;
    let count = gap.split('\n').count();
    for (number, line) in gap.split('\n').enumerate() {
        let text = line.trim();
        if text.starts_with('#') {
            found.push(Comment {
                text,
                own_line: first || number > 0,
                paragraph: std::mem::take(&mut paragraph),
            });
        } else if number > 0 && number + 1 < count {
            paragraph = true;
        }
    }
    (found, paragraph)
}

/// What the brackets around a token hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Nothing: no bracket is open.
    Request,
    /// Statements, each on its line.
    Group,
    /// Rows of `VALUES`, as many on a line as fit.
    Rows,
    /// Something on one line.
    Line,
}

struct Frame {
    inside: Inside,
    /// Whether the statement being written is broken at its semicolons.
    broken: bool,
    /// Whether the statement ends with the next round bracket.
    constraint: bool,
    /// Whether the next token begins a statement.
    fresh: bool,
    list: List,
}

/// Whether a list of columns or keys is being written, which may take several lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    None,
    OnOneLine,
    Wrapped,
}

impl Frame {
    fn new(inside: Inside) -> Self {
        Self {
            inside,
            broken: false,
            constraint: false,
            fresh: true,
            list: List::None,
        }
    }
}

/// A text being written.
struct Layout<'a> {
    pieces: &'a [Piece<'a>],
    frames: Vec<Frame>,
    out: String,
    /// Where the line being written begins.
    line: usize,
}

impl<'a> Layout<'a> {
    fn new(pieces: &'a [Piece<'a>]) -> Self {
        Self {
            pieces,
            frames: vec![Frame::new(Inside::Request)],
            out: String::new(),
            line: 0,
        }
    }

    fn write(mut self) -> String {
        for index in 0..self.pieces.len() {
            self.place(index);
            let piece = &self.pieces[index];
            self.out.push_str(piece.text);
            match piece.kind {
                TokenKind::Open => {
                    if piece.text == "{" {
                        let frame = self.frame();
                        frame.list = List::None;
                    }
                    let inside = self.inside(index);
                    self.frames.push(Frame::new(inside));
                }
                TokenKind::Close => self.close(index),
                _ => self.step(index),
            }
        }
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames
            .last_mut()
            .expect("the frame of the request is never taken away")
    }

    /// Tells what the bracket at `index` opens.
    fn inside(&self, index: usize) -> Inside {
        let around = self
            .frames
            .last()
            .map_or(Inside::Request, |frame| frame.inside);
        if self.pieces[index].text != "{" || around == Inside::Line {
            return Inside::Line;
        }
        if self.is_of_values(index) {
            return Inside::Rows;
        }
        if around == Inside::Group && self.is_short(index) {
            return Inside::Line;
        }
        Inside::Group
    }

    /// Tells whether the `{` at `index` holds the rows of `VALUES`.
    fn is_of_values(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else {
            return false;
        };
        let variables = match self.pieces[before].text {
            ")" => self.pieces[before].partner,
            _ => before,
        };
        variables
            .checked_sub(1)
            .is_some_and(|word| self.pieces[word].is("VALUES"))
    }

    /// Tells whether the group that opens at `index` is one short triple, without a comment.
    fn is_short(&self, index: usize) -> bool {
        let close = self.pieces[index].partner;
        let Some(content) = self.pieces.get(index + 1..close) else {
            return false;
        };
        let simple = content.iter().all(|piece| {
            piece.text != "{"
                && piece.text != ";"
                && piece.comments.is_empty()
                && !piece.is_one_of(&STATEMENTS)
        });
        let ends = content.iter().filter(|piece| piece.text == ".").count();
        let one = ends == 0 || ends == 1 && content.last().is_some_and(|piece| piece.text == ".");
        simple && one && self.pieces[close].comments.is_empty() && flat(content) <= LONGEST_GROUP
    }

    /// Takes note of a token that is no bracket.
    fn step(&mut self, index: usize) {
        let piece = &self.pieces[index];
        let inside = self.frame().inside;
        let frame = self.frame();
        frame.fresh = inside == Inside::Group && piece.text == ".";
        if piece.kind == TokenKind::Word {
            frame.constraint |= piece.is_one_of(&["FILTER", "BIND"]);
            frame.list = match (piece.is_one_of(&LISTS), frame.list) {
                (false, _) => List::None,
                (true, List::None) => List::OnOneLine,
                (true, list) => list,
            };
        }
    }

    /// Takes note of a bracket that closes.
    fn close(&mut self, index: usize) {
        if self.frames.len() > 1 {
            self.frames.pop();
        }
        let text = self.pieces[index].text;
        let frame = self.frame();
        let ends = text == "}" || text == ")" && std::mem::take(&mut frame.constraint);
        frame.fresh = frame.inside == Inside::Group && ends;
        if text == "}" {
            frame.constraint = false;
        }
    }

    /// Writes what belongs before the piece at `index`: comments, a line break, blanks.
    fn place(&mut self, index: usize) {
        let piece = &self.pieces[index];
        for comment in &piece.comments {
            if comment.own_line {
                self.break_line(index, comment.paragraph, false);
            } else {
                self.out.push(' ');
            }
            self.out.push_str(comment.text);
        }
        let must_break = !piece.comments.is_empty();
        if index == 0 {
            if must_break {
                self.break_line(index, piece.paragraph, false);
            }
            return;
        }
        let begins = self.begins_line(index);
        let wraps = self.wraps(index);
        if wraps {
            self.frame().list = List::Wrapped;
        }
        if must_break || begins {
            let mut comments = piece.comments.iter();
            let opens =
                self.pieces[index - 1].text == "{" && !comments.any(|comment| comment.own_line);
            let paragraph = piece.paragraph && !opens || self.is_body(index) && !must_break;
            let closes = piece.text == "}";
            self.break_line(index, paragraph && !closes, closes);
        } else if self.is_apart(index) {
            self.out.push(' ');
        }
        if begins && self.frame().inside == Inside::Group && self.pieces[index - 1].text != ";" {
            let broken = self.statement(index) > LONGEST;
            let frame = self.frame();
            frame.broken = broken;
            frame.constraint = false;
        }
    }

    /// Tells whether the query or update itself begins at `index`, behind its prologue.
    fn is_body(&self, index: usize) -> bool {
        let prologue = ["PREFIX", "BASE", "VERSION"];
        let before = index.saturating_sub(2)..index;
        let after_prologue = self.pieces[before.start.saturating_sub(1)..before.end]
            .iter()
            .any(|piece| piece.is_one_of(&prologue));
        self.frames.len() == 1 && after_prologue && !self.pieces[index].is_one_of(&prologue)
    }

    /// Tells whether the piece at `index` begins a line.
    fn begins_line(&self, index: usize) -> bool {
        let piece = &self.pieces[index];
        let before = &self.pieces[index - 1];
        let Some(frame) = self.frames.last() else {
            return false;
        };
        if self.wraps(index) || frame.list == List::Wrapped && piece.is("WHERE") {
            return true;
        }
        match frame.inside {
            Inside::Line => false,
            Inside::Rows => piece.text != "}" && before.text != "{" && self.overflows(index),
            Inside::Request => {
                piece.is_one_of(&CLAUSES)
                    && !before.is_one_of(&["DELETE", "INSERT", "CONSTRUCT", "BY"])
                    || piece.is("WHERE") && (before.text == "}" || self.is_behind_dataset(index))
                    || before.text == ";"
            }
            Inside::Group => {
                piece.text == "}"
                    || frame.fresh && !piece.is("UNION") && piece.text != "."
                    || piece.is_one_of(&STATEMENTS) && !before.is("UNION")
                    || before.text == ";" && frame.broken
            }
        }
    }

    /// Tells whether the piece at `index` is an item of a list for which the line has no room.
    fn wraps(&self, index: usize) -> bool {
        let piece = &self.pieces[index];
        let is_item = piece.text == "(" || piece.kind == TokenKind::Variable;
        self.frames
            .last()
            .is_some_and(|frame| frame.list != List::None)
            && is_item
            && self.overflows(index)
    }

    /// Tells whether the line has no room for the piece at `index`, with what its brackets hold.
    fn overflows(&self, index: usize) -> bool {
        let item = self
            .pieces
            .get(index..=self.pieces[index].partner.max(index));
        self.out[self.line..].chars().count() + item.map_or(0, flat) > LONGEST
    }

    /// Tells whether a `FROM` or a `USING` stands before the piece at `index`.
    fn is_behind_dataset(&self, index: usize) -> bool {
        let before = &self.pieces[index.saturating_sub(3)..index];
        before
            .iter()
            .any(|piece| piece.is_one_of(&["FROM", "USING"]))
    }

    /// Gives the length of the statement that begins at `index`, up to its end or to a group.
    fn statement(&self, index: usize) -> usize {
        let mut at = index;
        while let Some(piece) = self.pieces.get(at) {
            if matches!(piece.text, "." | "{" | "}" | "")
                || at > index && piece.is_one_of(&STATEMENTS)
            {
                break;
            }
            if piece.comments.iter().any(|_| at > index) {
                return usize::MAX;
            }
            at = piece.partner.max(at) + 1;
        }
        let indent = STEP * (self.frames.len() - 1);
        indent + self.pieces.get(index..at).map_or(0, flat)
    }

    fn break_line(&mut self, index: usize, paragraph: bool, closes: bool) {
        if !self.out.is_empty() {
            self.out.push('\n');
            if paragraph {
                self.out.push('\n');
            }
        }
        self.line = self.out.len();
        let groups = self
            .frames
            .iter()
            .filter(|frame| frame.inside != Inside::Line)
            .count();
        let piece = &self.pieces[index];
        let opens = index > 0 && self.pieces[index - 1].text == "{";
        let ends = piece.text == "}";
        let continues = self.frames.last().is_some_and(|frame| match frame.inside {
            _ if piece.is("WHERE") => false,
            Inside::Group => !opens && !ends && !frame.fresh && !piece.is_one_of(&STATEMENTS),
            Inside::Request => frame.list != List::None && piece.kind != TokenKind::Word,
            Inside::Rows | Inside::Line => false,
        });
        let levels = (groups - 1).saturating_sub(usize::from(closes)) + usize::from(continues);
        self.out.extend(std::iter::repeat_n(' ', STEP * levels));
    }

    /// Tells whether a blank stands before the piece at `index` on its line.
    fn is_apart(&self, index: usize) -> bool {
        let [before, piece] = [&self.pieces[index - 1], &self.pieces[index]];
        let function = || {
            let mut names = FUNCTIONS
                .iter()
                .map(|(name, _)| *name)
                .chain(["ASC", "DESC"]);
            before.kind == TokenKind::Word && names.any(|name| before.is(name))
        };
        match (before.text, piece.text) {
            ("(" | "^^", _) | (_, ")" | "," | "^^") | ("[", "]") | ("{", "}") => false,
            (_, "(") if function() && !before.is_one_of(&["IN", "NOT"]) => false,
            (_, "(") if matches!(before.kind, TokenKind::Iri | TokenKind::PrefixedName) => {
                piece.apart
            }
            _ if piece.kind == TokenKind::LanguageTag && before.kind == TokenKind::Text => false,
            _ if is_wide(before) || is_wide(piece) => true,
            _ if is_tight(before) || is_tight(piece) => piece.apart,
            _ => true,
        }
    }
}

/// Tells whether a sign always stands apart.
fn is_wide(piece: &Piece<'_>) -> bool {
    piece.kind == TokenKind::Sign
        && matches!(
            piece.text,
            "=" | "!=" | "<" | ">" | "<=" | ">=" | "&&" | "||" | ";"
        )
}

/// Tells whether a sign can stand close to its neighbours, as those of paths do, so that its blanks are as they were.
fn is_tight(piece: &Piece<'_>) -> bool {
    piece.kind == TokenKind::Sign
        && matches!(
            piece.text,
            "/" | "|" | "^" | "*" | "+" | "-" | "?" | "!" | "~"
        )
}

/// Gives about how many characters `pieces` take on one line.
fn flat(pieces: &[Piece<'_>]) -> usize {
    pieces
        .iter()
        .map(|piece| piece.text.chars().count() + 1)
        .sum()
}

#[cfg(test)]
mod tests;
