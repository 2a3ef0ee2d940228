//! Text on its way to a terminal, with what would drive it made visible.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::serialization::is_invisible;

/// Passes text on with signs in place of control characters and of those that turn the direction of text.
///
/// Line feeds, tabs and carriage returns before line feeds stay. Meant for formats that bring no colours of their own.
pub struct Harmless<'a> {
    out: &'a mut dyn Write,
    /// The bytes of a character that has not come whole, or a carriage return.
    pending: Vec<u8>,
}

impl<'a> Harmless<'a> {
    /// Writes to `out`.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            pending: Vec::new(),
        }
    }

    /// Writes what has been held back.
    ///
    /// # Errors
    /// That of the output.
    pub fn finish(mut self) -> io::Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let text = String::from_utf8_lossy(&pending);
        self.out.write_all(made_harmless(&text).as_bytes())
    }
}

impl Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        let whole = match str::from_utf8(&self.pending) {
            Ok(text) => text.len(),
            // What is broken beyond its end is replaced by a sign.
            Err(error) => match error.error_len() {
                None => error.valid_up_to(),
                Some(_) => self.pending.len(),
            },
        };
        let whole = match self.pending[..whole].last() {
            Some(b'\r') => whole - 1,
            _ => whole,
        };
        let text = String::from_utf8_lossy(&self.pending[..whole]);
        self.out.write_all(made_harmless(&text).as_bytes())?;
        self.pending.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Gives `text` with signs as [`Harmless`] passes it on.
pub(super) fn made_harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\n' | '\t' => harmless.push(c),
            '\r' if characters.peek() == Some(&'\n') => harmless.push(c),
            _ => push_sign(&mut harmless, c),
        }
    }
    harmless
}

/// Appends `c`, or a sign for it where it would move the cursor, colour the text or turn its direction.
pub(super) fn push_sign(out: &mut String, c: char) {
    match c {
        '\u{0}'..='\u{1F}' => {
            out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'));
        }
        '\u{7F}' => out.push('\u{2421}'),
        _ => push_code(out, c),
    }
}

/// Appends `c`, or its number where it cannot be seen.
pub(super) fn push_code(out: &mut String, c: char) {
    if is_invisible(c) {
        write!(out, "\\u{:04X}", u32::from(c)).expect("writing to a string does not fail");
    } else {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::Harmless;

    fn shown(parts: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut harmless = Harmless::new(&mut out);
        for part in parts {
            harmless.write_all(part).unwrap();
        }
        harmless.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn signs_stand_for_what_drives_a_terminal() {
        assert_eq!(shown(&[b"a\x1b[31m\tb\r\nc\rd"]), "a␛[31m\tb\r\nc␍d");
        assert_eq!(shown(&["x\u{202E}y\u{9B}".as_bytes()]), "x\\u202Ey\\u009B");
    }

    #[test]
    fn character_may_come_in_parts() {
        assert_eq!(shown(&[b"M\xC3", b"\xBCller\r", b"\n"]), "Müller\r\n");
    }
}
