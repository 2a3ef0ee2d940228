//! Lines for people, broken between words where a terminal is too narrow for them.

use std::io::{self, Write};

use super::term::wrap;

/// Columns that the rest of a line stands further to the right than the line itself.
const HANGING: usize = 2;

/// Passes text on line by line; whatever fits its lines already stays as it is.
///
/// A word that is wider than the terminal stays whole, for an IRI is to be copied. So does a line with colours, which was
/// fitted as it was made, and one that begins as JSON does.
pub(super) struct Folded<'a> {
    out: &'a mut dyn Write,
    columns: usize,
    pending: Vec<u8>,
}

impl<'a> Folded<'a> {
    /// Writes to `out`, a terminal with `columns`.
    pub(super) fn new(out: &'a mut dyn Write, columns: usize) -> Self {
        Self {
            out,
            columns,
            pending: Vec::new(),
        }
    }

    /// Writes a last line that does not end.
    ///
    /// # Errors
    /// That of the output.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.pending);
        self.out.write_all(&rest)
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        let text = line.trim_start_matches(' ');
        let is_data = text.starts_with(['{', '}', '[', ']', '"']) || text.contains('\x1b');
        let indent = line.len() - text.len();
        // The first line has the columns that the rest is shifted by, too.
        let folded = if is_data || indent + HANGING >= self.columns {
            line.to_owned()
        } else {
            let folded = wrap(text, indent + HANGING, Some(self.columns));
            format!("{:indent$}{folded}", "")
        };
        writeln!(self.out, "{folded}")
    }
}

impl Write for Folded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        while let Some(end) = self.pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.pending.drain(..=end).collect();
            match str::from_utf8(&line[..end]) {
                Ok(text) if crate::results::width::width(text) > self.columns => self.line(text)?,
                _ => self.out.write_all(&line)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::Folded;

    fn folded(text: &str) -> String {
        let mut out = Vec::new();
        let mut folded = Folded::new(&mut out, 30);
        // In pieces, as they may come.
        for piece in text.as_bytes().chunks(7) {
            folded.write_all(piece).unwrap();
        }
        folded.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn long_line_goes_on_below_its_start() {
        assert_eq!(
            folded("short\n  eine Zeile mit mehr Wörtern als Platz\nend"),
            "short\n  eine Zeile mit mehr\n    Wörtern als Platz\nend"
        );
    }

    #[test]
    fn long_word_and_data_stay_whole() {
        for text in [
            "<https://example.org/a/long/name/of/a/thing>\n",
            "  \"key\": \"a text of more than thirty columns\",\n",
            "\x1b[1ma text of more than thirty columns\x1b[0m\n",
        ] {
            assert_eq!(folded(text), text);
        }
    }
}
