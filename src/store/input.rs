//! The bytes of a document to load: decompressed, counted, without a byte order mark, with positions for XML.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use super::elements::Elements;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];
/// What an attribute that declares a prefix begins with.
const DECLARES: &[u8] = b"xmlns";
const BUFFER: usize = 1 << 16;

/// A document's text while it is read.
pub(super) struct Text<'a> {
    /// The decompressed text.
    pub(super) reader: Box<dyn BufRead + 'a>,
    /// How many bytes were read so far of the document as it is stored.
    pub(super) bytes: Rc<Cell<u64>>,
}

/// Gives the decompressed text of `reader`.
///
/// The first bytes decide about the compression, so that a file unpacked on its way under its old name loads as well.
pub(super) fn text<'a>(reader: impl Read + 'a) -> io::Result<Text<'a>> {
    let bytes = Rc::new(Cell::new(0));
    let counting = Counting {
        reader,
        bytes: Rc::clone(&bytes),
    };
    let (head, reader) = peek(counting, ZSTD.len())?;
    let reader = BufReader::with_capacity(BUFFER, reader);
    let text: Box<dyn Read + 'a> = if head.starts_with(&GZIP) {
        Box::new(flate2::bufread::MultiGzDecoder::new(reader))
    } else if head == ZSTD {
        Box::new(zstd::stream::read::Decoder::with_buffer(reader)?)
    } else {
        Box::new(reader)
    };
    let (head, mut text) = peek(text, BYTE_ORDER_MARK.len())?;
    if head == BYTE_ORDER_MARK {
        text.read_exact(&mut [0; BYTE_ORDER_MARK.len()])?;
    }
    Ok(Text {
        reader: Box::new(BufReader::with_capacity(BUFFER, text)),
        bytes,
    })
}

/// Gives the first `length` bytes, or fewer where there are no more, and a reader that still has them.
fn peek<R: Read>(mut reader: R, length: usize) -> io::Result<(Vec<u8>, impl Read)> {
    let mut head = Vec::with_capacity(length);
    reader.by_ref().take(length as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(reader)))
}

struct Counting<R> {
    reader: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}

/// Hands an XML document out tag by tag, so that the tag being parsed is known when the parser fails.
///
/// The RDF/XML parser tells no positions of its own.
pub(super) struct TagByTag<R> {
    reader: R,
    line: u64,
    column: u64,
    elements: Elements,
    seen: Rc<Seen>,
}

/// What is known of the XML that was handed out; lines and columns from 1.
pub(super) struct Seen {
    /// Where the last tag stands.
    pub(super) tag: Cell<(u64, u64)>,
    /// Whether a tag that declares a prefix has come.
    pub(super) declares: Cell<bool>,
    /// Where the text ends, if elements are open there or none has come.
    pub(super) breaks_off: Cell<Option<(u64, u64)>>,
}

impl<R: BufRead> TagByTag<R> {
    /// Gives the reader and what it tells of the text.
    pub(super) fn new(reader: R) -> (Self, Rc<Seen>) {
        let seen = Rc::new(Seen {
            tag: Cell::new((1, 1)),
            declares: Cell::new(false),
            breaks_off: Cell::new(None),
        });
        let reader = Self {
            reader,
            line: 1,
            column: 1,
            elements: Elements::default(),
            seen: Rc::clone(&seen),
        };
        (reader, seen)
    }
}

impl<R: BufRead> Read for TagByTag<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.reader.fill_buf()?;
        if available.is_empty() && !buffer.is_empty() && !self.elements.is_whole() {
            self.seen.breaks_off.set(Some((self.line, self.column)));
        }
        let end = available
            .iter()
            .position(|byte| *byte == b'>')
            .map_or(available.len(), |index| index + 1)
            .min(buffer.len());
        // Where a buffer ends inside of the word, the prefixes of that place alone are missed.
        if available[..end]
            .windows(DECLARES.len())
            .any(|part| part == DECLARES)
        {
            self.seen.declares.set(true);
        }
        for byte in &available[..end] {
            self.elements.follow(*byte);
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.column = 1;
                    continue;
                }
                b'<' => self.seen.tag.set((self.line, self.column)),
                // The later bytes of a code point do not count as columns.
                0x80..=0xbf => continue,
                _ => {}
            }
            self.column += 1;
        }
        buffer[..end].copy_from_slice(&available[..end]);
        self.reader.consume(end);
        Ok(end)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write};

    use super::{TagByTag, text};

    fn read(bytes: &[u8]) -> String {
        let mut text = text(bytes).unwrap();
        let mut found = String::new();
        text.reader.read_to_string(&mut found).unwrap();
        assert_eq!(text.bytes.get(), bytes.len() as u64);
        found
    }

    #[test]
    fn plain_text_shorter_than_a_magic_number_is_read() {
        assert_eq!(read(b"a"), "a");
        assert_eq!(read(b""), "");
    }

    #[test]
    fn byte_order_mark_is_skipped() {
        assert_eq!(read("\u{feff}<a>".as_bytes()), "<a>");
    }

    #[test]
    fn members_of_a_gzip_file_are_joined() {
        let mut bytes = Vec::new();
        for part in ["one ", "two"] {
            let mut encoder =
                flate2::write::GzEncoder::new(&mut bytes, flate2::Compression::default());
            encoder.write_all(part.as_bytes()).unwrap();
            encoder.finish().unwrap();
        }
        assert_eq!(read(&bytes), "one two");
    }

    #[test]
    fn frames_of_a_zstd_file_are_joined() {
        let mut bytes = zstd::encode_all(&b"one "[..], 0).unwrap();
        bytes.extend(zstd::encode_all(&b"two"[..], 0).unwrap());
        assert_eq!(read(&bytes), "one two");
    }

    #[test]
    fn position_of_the_last_tag_counts_code_points() {
        let (mut reader, seen) = TagByTag::new("<a>\näö<b>x</b>".as_bytes());
        let mut buffer = [0; 64];
        let mut positions = Vec::new();
        while reader.read(&mut buffer).unwrap() > 0 {
            positions.push(seen.tag.get());
        }
        assert_eq!(positions, [(1, 1), (2, 3), (2, 7)]);
        assert_eq!(seen.breaks_off.get(), Some((2, 11)));
    }

    #[test]
    fn truncated_gzip_is_an_error() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&[b'x'; 1000]).unwrap();
        let bytes = encoder.finish().unwrap();
        let mut text = text(&bytes[..bytes.len() - 4]).unwrap();
        let error = io::copy(&mut text.reader, &mut io::sink()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
