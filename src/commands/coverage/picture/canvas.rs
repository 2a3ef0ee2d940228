//! What a picture is drawn on: its signs, its colours, its width.

use std::io::{self, Write};

use super::super::super::term;
use crate::results::width::{start, width};

pub(super) const BOLD: &str = "\x1B[1m";
pub(super) const DIM: &str = "\x1B[2m";
pub(super) const RED: &str = "\x1B[31m";

/// The characters that a picture is drawn with.
pub(super) struct Signs {
    /// From nothing to all of a text under passages.
    pub(super) levels: [char; 9],
    pub(super) heading: char,
    pub(super) boilerplate: char,
    pub(super) ends: [char; 2],
    pub(super) separator: &'static str,
    pub(super) ellipsis: &'static str,
}

pub(super) const BLOCKS: Signs = Signs {
    levels: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
    heading: '─',
    boilerplate: '░',
    ends: ['▕', '▏'],
    separator: " · ",
    ellipsis: "…",
};
pub(super) const ASCII: Signs = Signs {
    levels: ['_', '.', ':', '-', '=', '+', '*', '%', '#'],
    heading: 'h',
    boilerplate: '/',
    ends: ['[', ']'],
    separator: ", ",
    ellipsis: "...",
};

/// What the picture is drawn on.
pub(super) struct Canvas<'a> {
    pub(super) signs: &'static Signs,
    pub(super) colour: bool,
    /// Columns of the terminal, where there is one.
    /// Whether it is read aloud, so that nothing is drawn.
    pub(super) spoken: bool,
    pub(super) width: Option<usize>,
    pub(super) out: &'a mut dyn Write,
}

impl Canvas<'_> {
    /// Writes parts with separators between them, on as many lines as the terminal asks for.
    pub(super) fn write_parts(&mut self, parts: &[String]) -> io::Result<()> {
        for line in self.lines(parts, 2) {
            writeln!(self.out, "  {line}")?;
        }
        Ok(())
    }

    pub(super) fn write_words(&mut self, text: &str, indent: usize) -> io::Result<()> {
        let text = term::wrap(text, indent, self.width);
        writeln!(self.out, "{:indent$}{text}", "")
    }

    pub(super) fn lines(&self, parts: &[String], indent: usize) -> Vec<String> {
        let room = self.width.unwrap_or(usize::MAX).saturating_sub(indent);
        let separator = self.signs.separator;
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            match lines.last_mut() {
                Some(line) if width(line) + width(separator) + width(part) <= room => {
                    line.push_str(separator);
                    line.push_str(part);
                }
                _ => lines.push(part.clone()),
            }
        }
        lines
    }

    /// Cuts `text`, before which `used` columns are filled, at the border of the terminal.
    pub(super) fn cut(&self, text: &str, used: usize) -> String {
        let Some(room) = self.width.map(|width| width.saturating_sub(used)) else {
            return text.to_owned();
        };
        if width(text) <= room {
            return text.to_owned();
        }
        let ellipsis = self.signs.ellipsis;
        let kept = start(text, room.saturating_sub(width(ellipsis)));
        format!("{}{ellipsis}", kept.trim_end())
    }

    pub(super) fn painted(&self, text: &str, style: &str) -> String {
        if self.colour && !style.is_empty() {
            format!("{style}{text}\x1B[0m")
        } else {
            text.to_owned()
        }
    }
}
