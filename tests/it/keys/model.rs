//! What the prompt is to hold after each key: a model that shares no code with the shell.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

pub(super) const PROMPT: &str = "gremia> ";
const TAB_STOP: u16 = 8;

/// A key, or several that are typed in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Text(String),
    Paste(String),
    Left,
    Right,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    Up,
    Down,
    Backspace,
    Delete,
    KillToEnd,
    KillToStart,
    KillBlankWord,
    KillWord,
    Yank,
    Transpose,
    Earlier,
    Later,
    NewLine,
    /// Everything since the prompt.
    UndoAll,
    Enter,
    Tab,
    Interrupt,
}

impl Key {
    /// Gives the bytes that a terminal sends for it; `other` chooses among several keys that do the same.
    pub(super) fn bytes(&self, other: bool, changes: usize) -> String {
        let either = |one: &str, two: &str| if other { two } else { one }.to_owned();
        match self {
            Self::Text(text) => text.clone(),
            Self::Paste(text) => format!("\x1b[200~{text}\x1b[201~"),
            Self::Left => either("\x1b[D", "\x02"),
            // At the end of the text the arrow takes the proposal that stands behind it.
            Self::Right => "\x06".to_owned(),
            Self::WordLeft => "\x1bb".to_owned(),
            Self::WordRight => "\x1bf".to_owned(),
            Self::LineStart => either("\x1b[H", "\x01"),
            Self::LineEnd => either("\x1b[F", "\x05"),
            Self::Up => "\x1b[A".to_owned(),
            Self::Down => "\x1b[B".to_owned(),
            Self::Backspace => either("\x7f", "\x08"),
            Self::Delete => either("\x1b[3~", "\x04"),
            Self::KillToEnd => "\x0b".to_owned(),
            Self::KillToStart => "\x15".to_owned(),
            Self::KillBlankWord => "\x17".to_owned(),
            Self::KillWord => "\x1bd".to_owned(),
            Self::Yank => "\x19".to_owned(),
            Self::Transpose => "\x14".to_owned(),
            Self::Earlier => "\x10".to_owned(),
            Self::Later => "\x0e".to_owned(),
            Self::NewLine => "\x1b\r".to_owned(),
            Self::UndoAll => "\x1f".repeat(changes),
            Self::Enter => "\r".to_owned(),
            Self::Tab => "\t".to_owned(),
            Self::Interrupt => "\x03".to_owned(),
        }
    }
}

/// The text at the prompt and what belongs to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) text: String,
    /// The byte before which the cursor stands.
    pub(super) at: usize,
    /// What was killed last, and whether the next kill goes on with it.
    killed: String,
    killing: bool,
    /// What was entered, oldest first.
    pub(super) entered: Vec<String>,
    /// The entry that is recalled; behind the last one stands `own`.
    recalled: usize,
    own: (String, usize),
    /// At least as many as the changes since the prompt.
    pub(super) changes: usize,
}

impl Model {
    /// Does what `key` does to the text, but for Enter, Tab and Ctrl-C.
    pub(super) fn press(&mut self, key: &Key) {
        let before = self.text.clone();
        let was_killing = std::mem::take(&mut self.killing);
        match key {
            Key::Text(text) => self.insert(text),
            Key::Paste(text) => self.insert(&pasted(text)),
            Key::NewLine => self.insert("\n"),
            Key::Left => self.at = self.left(),
            Key::Right => self.at = self.right(),
            Key::WordLeft => self.at = self.word_left(is_word),
            Key::WordRight => self.at = self.word_right(is_word),
            Key::LineStart => self.at = self.line_start(),
            Key::LineEnd => self.at = self.line_end(),
            Key::Up => self.up(),
            Key::Down => self.down(),
            Key::Backspace => {
                self.cut(self.left(), self.at);
            }
            Key::Delete => {
                self.cut(self.at, self.right());
            }
            Key::KillToEnd | Key::KillToStart | Key::KillBlankWord | Key::KillWord => {
                self.killing = was_killing;
                self.kill(key);
            }
            Key::Yank => self.insert(&self.killed.clone()),
            Key::Transpose => self.transpose(),
            Key::Earlier => self.recall(true),
            Key::Later => self.recall(false),
            Key::UndoAll => {
                self.text.clear();
                self.at = 0;
            }
            Key::Enter | Key::Tab | Key::Interrupt => unreachable!("their effect is read"),
        }
        if self.text != before {
            self.changes += 2 + self.text.len().abs_diff(before.len());
        }
    }

    /// Tells whether `key` leaves a last line of nothing but marks.
    ///
    /// The editor takes such a line for a row that was filled, and draws the prompt one row too low from then on.
    pub(super) fn leaves_marks(&self, key: &Key) -> bool {
        let mut after = self.clone();
        match key {
            Key::Enter => after.insert("\n"),
            Key::Tab | Key::Interrupt => {}
            key => after.press(key),
        }
        let line = after.text.rsplit_once('\n').map_or("", |(_, line)| line);
        !line.is_empty()
            && line
                .chars()
                .all(|c| c.width().unwrap_or(0) == 0 && c != '\t')
    }

    /// Starts a new text, with what a prompt brings along.
    pub(super) fn start(&mut self, text: &str, at: usize) {
        text.clone_into(&mut self.text);
        self.at = at;
        self.killing = false;
        self.recalled = self.entered.len();
        self.changes = 2;
    }

    /// Makes what stands there an entry, unless it is one that is not kept.
    pub(super) fn enter(&mut self) {
        let cleaned = cleaned(&self.text);
        let entry = cleaned.trim_end();
        let repeated = self.entered.last().is_some_and(|last| last == entry);
        if !entry.is_empty() && !entry.starts_with(' ') && !repeated {
            self.entered.push(entry.to_owned());
        }
    }

    pub(super) fn insert(&mut self, text: &str) {
        self.text.insert_str(self.at, text);
        self.at += text.len();
    }

    /// Takes out what stands between two bytes, and gives it.
    fn cut(&mut self, from: usize, to: usize) -> String {
        let cut = self.text[from..to].to_owned();
        self.text.replace_range(from..to, "");
        self.at = from;
        cut
    }

    fn left(&self) -> usize {
        let last = self.text[..self.at].graphemes(true).next_back();
        self.at - last.map_or(0, str::len)
    }

    fn right(&self) -> usize {
        let next = self.text[self.at..].graphemes(true).next();
        self.at + next.map_or(0, str::len)
    }

    fn line_start(&self) -> usize {
        self.text[..self.at].rfind('\n').map_or(0, |end| end + 1)
    }

    fn line_end(&self) -> usize {
        let end = self.text[self.at..].find('\n');
        end.map_or(self.text.len(), |end| self.at + end)
    }

    fn word_left(&self, is_word: fn(&str) -> bool) -> usize {
        let mut at = self.at;
        let mut inside = false;
        for grapheme in self.text[..self.at].graphemes(true).rev() {
            if inside && !is_word(grapheme) {
                break;
            }
            inside = inside || is_word(grapheme);
            at -= grapheme.len();
        }
        at
    }

    fn word_right(&self, is_word: fn(&str) -> bool) -> usize {
        let mut at = self.at;
        let mut inside = false;
        for grapheme in self.text[self.at..].graphemes(true) {
            if inside && !is_word(grapheme) {
                break;
            }
            inside = inside || is_word(grapheme);
            at += grapheme.len();
        }
        at
    }

    fn kill(&mut self, key: &Key) {
        let here = self.at;
        let (from, to) = match key {
            // At the border of a line the line break goes.
            Key::KillToEnd if self.line_end() == here => (here, self.right()),
            Key::KillToEnd => (here, self.line_end()),
            Key::KillToStart if self.line_start() == here => (self.left(), here),
            Key::KillToStart => (self.line_start(), here),
            Key::KillBlankWord => (self.word_left(is_black), here),
            _ => (here, self.word_right(is_word)),
        };
        if from == to {
            return;
        }
        let cut = self.cut(from, to);
        if !std::mem::replace(&mut self.killing, true) {
            self.killed.clear();
        }
        if to > here {
            self.killed.push_str(&cut);
        } else {
            self.killed.insert_str(0, &cut);
        }
    }

    fn transpose(&mut self) {
        if self.at == 0 || self.text.graphemes(true).count() < 2 {
            return;
        }
        if self.at == self.text.len() {
            self.at = self.left();
        }
        let cut = self.cut(self.at, self.right());
        self.at = self.left();
        self.insert(&cut);
        self.at = self.right();
    }

    /// Goes to the line above, or to the entry before.
    fn up(&mut self) {
        let start = self.line_start();
        if start == 0 {
            self.recall(true);
            return;
        }
        let column = self.column(start);
        let end = start - 1;
        let above = self.text[..end].rfind('\n').map_or(0, |end| end + 1);
        self.at = self.place(above, end, column);
    }

    /// Goes to the line below, or to the entry behind.
    fn down(&mut self) {
        let end = self.line_end();
        if end == self.text.len() {
            self.recall(false);
            return;
        }
        let column = self.column(self.line_start());
        let below = end + 1;
        let end = self.text[below..].find('\n');
        let end = end.map_or(self.text.len(), |end| below + end);
        self.at = self.place(below, end, column);
    }

    /// Gives the column of the cursor in the line that starts at `start`, as if that were of any length.
    fn column(&self, start: usize) -> usize {
        let columns = self.text[start..self.at]
            .chars()
            .map(|c| c.width().unwrap_or(0));
        indent(start) + columns.sum::<usize>()
    }

    /// Gives the byte of the line between `start` and `end` that stands in `column`.
    ///
    /// The editor takes columns for characters, so that it goes too far behind wide ones and those of no width.
    fn place(&self, start: usize, end: usize, column: usize) -> usize {
        let column = column.saturating_sub(indent(start));
        let mut graphemes = self.text[start..end].grapheme_indices(true);
        graphemes.nth(column).map_or(end, |(at, _)| start + at)
    }

    fn recall(&mut self, earlier: bool) {
        let newest = self.entered.len();
        if (earlier && self.recalled == 0) || (!earlier && self.recalled >= newest) {
            return;
        }
        if self.recalled == newest {
            self.own = (self.text.clone(), self.at);
        }
        self.recalled = if earlier {
            self.recalled - 1
        } else {
            self.recalled + 1
        };
        (self.text, self.at) = match self.entered.get(self.recalled) {
            Some(entry) => (entry.clone(), entry.len()),
            None => self.own.clone(),
        };
    }
}

fn indent(start: usize) -> usize {
    if start == 0 { PROMPT.len() } else { 0 }
}

fn is_word(grapheme: &str) -> bool {
    grapheme.chars().all(char::is_alphanumeric)
}

fn is_black(grapheme: &str) -> bool {
    !grapheme.chars().any(char::is_whitespace)
}

/// Gives what a paste leaves at the prompt: a line break is a line feed, and what drives a terminal is gone.
fn pasted(text: &str) -> String {
    text.replace("\x1b[31m", "")
        .replace("\r\n", "\n")
        .replace('\r', "\n")
}

/// Gives what is run and remembered of a text.
pub(super) fn cleaned(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// What a screen shows up to the end of the text: rows without blank ends, and the cursor.
#[derive(PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) rows: Vec<String>,
    pub(super) cursor: (u16, u16),
}

impl Picture {
    /// Draws `text` behind the prompt at the top of a screen of this many rows and columns.
    pub(super) fn draw(text: &str, at: usize, (height, width): (u16, u16)) -> Self {
        let [rows, columns] = [height, width].map(|size| size.try_into().unwrap());
        let mut parser = vt100::Parser::new(rows, columns, 0);
        let mut cursor = (0, 0);
        parser.process(PROMPT.as_bytes());
        for (place, c) in text.char_indices().chain([(text.len(), '\0')]) {
            let (row, column) = parser.screen().cursor_position();
            // A cursor behind the last column stands before the first one of the next row.
            let here = if column == width {
                (row + 1, 0)
            } else {
                (row, column)
            };
            if place == at {
                cursor = here;
            }
            if place == at && c == '\n' && column == width {
                // The cursor gets a row of its own.
                parser.process(b"\r\n");
            }
            match c {
                '\n' => parser.process(b"\r\n"),
                '\t' => {
                    let blanks = TAB_STOP - here.1 % TAB_STOP;
                    parser.process(" ".repeat(usize::from(blanks)).as_bytes());
                }
                c if c.is_control() => {}
                c => parser.process(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        let mut picture = Self::of(parser.screen());
        picture.cursor = cursor;
        picture
    }

    /// Reads a screen.
    pub(super) fn of(screen: &vt100::Screen) -> Self {
        let (_, width) = screen.size();
        let mut rows: Vec<String> = screen
            .rows(0, width.get())
            .map(|row| row.trim_end().to_owned())
            .collect();
        rows.truncate(
            rows.iter()
                .rposition(|row| !row.is_empty())
                .map_or(0, |last| last + 1),
        );
        Self {
            rows,
            cursor: screen.cursor_position(),
        }
    }

    /// Leaves a proposal behind the cursor out, where the screen has one.
    pub(super) fn until_cursor(mut self, screen: &vt100::Screen) -> Self {
        let (row, column) = self.cursor;
        self.rows.truncate(usize::from(row) + 1);
        if let Some(last) = self.rows.get_mut(usize::from(row)) {
            let cut = screen.rows(0, column).nth(usize::from(row));
            cut.unwrap_or_default().trim_end().clone_into(last);
        }
        while self.rows.last().is_some_and(String::is_empty) {
            self.rows.pop();
        }
        self
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (row, column) = self.cursor;
        write!(f, "{}\ncursor {row}, {column}", self.rows.join("\n"))
    }
}
