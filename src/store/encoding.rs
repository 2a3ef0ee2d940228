//! Whether a text is UTF-8, found out while it is read: the parsers would tell one wrong byte as several errors.

use std::error::Error as StdError;
use std::fmt;
use std::io::{self, BufRead, Read};

use crate::language::wording;

/// How much of a text is looked at for bytes that only binary files have.
const HEAD: usize = 1024;

/// What a text that is not UTF-8 seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// One byte for each character, as in Latin-1 and Windows-1252.
    SingleByte,
    /// Two bytes for most characters.
    Utf16,
    /// No text.
    Binary,
}

/// The first place of a text that is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8 {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1, in code points.
    pub column: u64,
    /// What the text seems to be.
    pub encoding: Encoding,
}

impl NotUtf8 {
    /// Gives it back where `error` has it.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    /// Gives the name by which `iconv` knows the encoding; binary files have none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self.encoding {
            Encoding::SingleByte => Some("WINDOWS-1252"),
            Encoding::Utf16 => Some("UTF-16"),
            Encoding::Binary => None,
        }
    }
}

impl fmt::Display for NotUtf8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self.encoding {
            Encoding::SingleByte => wording!(
                "this is not UTF-8; the file looks like Latin-1",
                "das ist kein UTF-8; die Datei sieht nach Latin-1 aus"
            ),
            Encoding::Utf16 => wording!(
                "this is not UTF-8; the file looks like UTF-16",
                "das ist kein UTF-8; die Datei sieht nach UTF-16 aus"
            ),
            Encoding::Binary => wording!(
                "this is no text; the file is binary",
                "das ist kein Text; die Datei ist binär"
            ),
        })
    }
}

impl StdError for NotUtf8 {}

/// Hands a text out as long as it is UTF-8; the first place that is not fails with [`NotUtf8`].
pub(super) struct Checked<R> {
    reader: R,
    /// Bytes at the start of the reader's buffer that are known to be text.
    known: usize,
    place: Place,
}

/// How far a text was looked at.
struct Place {
    line: u64,
    column: u64,
    /// Bytes of the head that are still to come.
    head: usize,
    /// The start of a code point whose other bytes come with the next buffer.
    begun: Vec<u8>,
}

impl<R: BufRead> Checked<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            known: 0,
            place: Place {
                line: 1,
                column: 1,
                head: HEAD,
                begun: Vec::new(),
            },
        }
    }
}

impl Place {
    /// Looks at bytes that come from the reader for the first time.
    fn check(&mut self, bytes: &[u8]) -> Result<(), NotUtf8> {
        if self.head > 0 {
            let head = &bytes[..bytes.len().min(self.head)];
            self.head -= head.len();
            if let Some(at) = head.iter().position(|byte| *byte == 0) {
                let text = &head[..at];
                self.pass(&text[..valid(text)]);
                return Err(self.wrong(bytes));
            }
        }
        let mut rest = bytes;
        if bytes.is_empty() && !self.begun.is_empty() {
            return Err(self.wrong(bytes));
        }
        while let (false, Some((byte, behind))) = (self.begun.is_empty(), rest.split_first()) {
            self.begun.push(*byte);
            rest = behind;
            match std::str::from_utf8(&self.begun) {
                Ok(_) => {
                    self.column += 1;
                    self.begun.clear();
                }
                Err(error) if error.error_len().is_some() => return Err(self.wrong(bytes)),
                Err(_) => {}
            }
        }
        let (text, behind) = rest.split_at(valid(rest));
        self.pass(text);
        match std::str::from_utf8(behind) {
            Err(error) if error.error_len().is_some() => Err(self.wrong(bytes)),
            _ => {
                self.begun.extend_from_slice(behind);
                Ok(())
            }
        }
    }

    /// Goes behind `text`, which is UTF-8.
    fn pass(&mut self, text: &[u8]) {
        // There is one part more than ends of lines.
        let lines = text.split(|byte| *byte == b'\n').count() - 1;
        let last = match text.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => {
                self.line += lines as u64;
                self.column = 1;
                &text[end + 1..]
            }
            None => text,
        };
        // The later bytes of a code point do not count as columns.
        let columns = last
            .iter()
            .filter(|byte| !(0x80..=0xbf).contains(*byte))
            .count();
        self.column += columns as u64;
    }

    fn wrong(&self, bytes: &[u8]) -> NotUtf8 {
        let encoding = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            Encoding::Utf16
        } else if bytes.contains(&0) {
            Encoding::Binary
        } else {
            Encoding::SingleByte
        };
        NotUtf8 {
            line: self.line,
            column: self.column,
            encoding,
        }
    }
}

/// Gives how many bytes at the start of `bytes` are UTF-8.
fn valid(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    }
}

impl<R: BufRead> BufRead for Checked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.known == 0 {
            let bytes = self.reader.fill_buf()?;
            let length = bytes.len();
            if let Err(mut wrong) = self.place.check(bytes) {
                // The first buffer may be short; what follows shows whether the file is a text at all.
                self.reader.consume(length);
                if wrong.encoding == Encoding::SingleByte && self.reader.fill_buf()?.contains(&0) {
                    wrong.encoding = Encoding::Binary;
                }
                return Err(io::Error::new(io::ErrorKind::InvalidData, wrong));
            }
            self.known = length;
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.known = self.known.saturating_sub(count);
        self.reader.consume(count);
    }
}

impl<R: BufRead> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let end = available.len().min(buffer.len());
        buffer[..end].copy_from_slice(&available[..end]);
        self.consume(end);
        Ok(end)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read};

    use super::{Checked, Encoding, NotUtf8};

    fn read(reader: impl BufRead) -> Result<String, NotUtf8> {
        let mut text = String::new();
        match Checked::new(reader).read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(NotUtf8::of(&error).unwrap()),
        }
    }

    fn wrong(bytes: &[u8]) -> (u64, u64, Encoding) {
        let wrong = read(bytes).unwrap_err();
        (wrong.line, wrong.column, wrong.encoding)
    }

    #[test]
    fn text_comes_through_however_its_code_points_are_cut() {
        let text = "a ö\n€ 𝄞\n";
        for capacity in 1..8 {
            let reader = BufReader::with_capacity(capacity, text.as_bytes());
            assert_eq!(read(reader).as_deref(), Ok(text), "{capacity}");
        }
    }

    #[test]
    fn wrong_byte_is_told_by_line_and_column() {
        assert_eq!(
            wrong(b"a\n\xc3\xb6b M\xfcnchen\n"),
            (2, 5, Encoding::SingleByte)
        );
        for capacity in 1..8 {
            let reader = BufReader::with_capacity(capacity, &b"\xc3\xb6\xfcn"[..]);
            assert_eq!(read(reader).unwrap_err().column, 2, "{capacity}");
        }
    }

    #[test]
    fn code_point_that_breaks_off_at_the_end_is_wrong() {
        assert_eq!(wrong(b"ab\xc3"), (1, 3, Encoding::SingleByte));
    }

    #[test]
    fn binary_files_and_utf_16_are_told_apart() {
        assert_eq!(wrong(b"\x7fELF\x02\0\0").2, Encoding::Binary);
        assert_eq!(wrong(b"\xff\xfea\0b\0"), (1, 1, Encoding::Utf16));
        assert_eq!(wrong(b"PK\xfc\0").2, Encoding::Binary);
        let reader = BufReader::new((&b"\x89PN"[..]).chain(&b"G\r\n\0"[..]));
        assert_eq!(read(reader).unwrap_err().encoding, Encoding::Binary);
    }
}
