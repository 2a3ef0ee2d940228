//! Loading documents: Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD, plain or compressed by gzip or zstd.
//!
//! Start at [`Document::open`], then [`load`]. A document is read once, as a stream; a syntax error anywhere undoes
//! the whole load. The Turtle family is read to its end to list all errors, the others stop at their first.
//! Blank nodes are renamed, so that those of two documents never meet. Nothing is fetched from the network.

use std::cell::Cell;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::{Path, absolute};
use std::rc::Rc;

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser, ReaderQuadParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::{NamedNode, Quad};

use super::error::{Malformed, SyntaxError};
use super::{Dataset, Error, input};

/// A document to load.
pub struct Document<'a> {
    name: String,
    reader: Box<dyn Read + 'a>,
    format: RdfFormat,
    graph: Option<NamedNode>,
    base: Option<String>,
}

impl<'a> Document<'a> {
    /// Opens a file, whose name tells the format where `format` does not; its own IRI is the base.
    ///
    /// `.gz` and `.zst` at the end of the name are looked through: `people.ttl.gz` is Turtle.
    ///
    /// # Errors
    /// [`Error::UnknownFormat`], [`Error::Unreadable`].
    pub fn open(path: &Path, format: Option<RdfFormat>) -> Result<Self, Error> {
        let name = path.display().to_string();
        let Some(format) = format.or_else(|| format_of(path)) else {
            return Err(Error::UnknownFormat { file: name });
        };
        let file = File::open(path).map_err(|source| Error::Unreadable {
            file: name.clone(),
            source,
        })?;
        let mut document = Self::new(name, file, format);
        document.base = file_iri(path);
        Ok(document)
    }

    /// Makes a document of any bytes; `name` is for messages. It has no base.
    pub fn new(name: impl Into<String>, reader: impl Read + 'a, format: RdfFormat) -> Self {
        Self {
            name: name.into(),
            reader: Box::new(reader),
            format,
            graph: None,
            base: None,
        }
    }

    /// Puts the triples of the document's default graph into a named graph.
    #[must_use]
    pub fn in_graph(mut self, graph: NamedNode) -> Self {
        self.graph = Some(graph);
        self
    }

    /// Resolves relative IRIs against `base`.
    #[must_use]
    pub fn with_base(mut self, base: &NamedNode) -> Self {
        self.base = Some(base.as_str().to_owned());
        self
    }
}

/// How far a load has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Statements read so far.
    pub statements: u64,
    /// Bytes read so far of the current document, as it is stored.
    pub bytes: u64,
}

/// Loads `documents` into `dataset`, all or none, and gives the number of their statements.
///
/// `report` is called every few thousand statements. A statement that a document repeats counts again.
///
/// # Errors
/// [`Error::Malformed`] with the syntax errors of all documents, [`Error::Unreadable`], [`Error::InvalidBase`],
/// [`Error::Cancelled`] once the token is, and those of [`Dataset::extend`].
pub fn load<'a>(
    dataset: &dyn Dataset,
    documents: impl IntoIterator<Item = Document<'a>>,
    cancellation: &CancellationToken,
    report: &mut dyn FnMut(Progress),
) -> Result<u64, Error> {
    let mut statements = Statements {
        documents: documents.into_iter(),
        current: None,
        malformed: Malformed::default(),
        read: 0,
        cancellation,
        report,
    };
    dataset.extend(&mut statements)?;
    Ok(statements.read)
}

/// The format that the extension of a file name stands for, behind that of a compression.
///
/// N3 is a language of its own and not among the formats.
#[must_use]
pub fn format_of(path: &Path) -> Option<RdfFormat> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = [".gz", ".zst"]
        .iter()
        .find_map(|compression| name.strip_suffix(compression))
        .unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "owl" => Some(RdfFormat::RdfXml),
        "n3" | "txt" => None,
        extension => RdfFormat::from_extension(extension),
    }
}

/// The IRI of a file.
///
/// Source: RFC 8089; what is not unreserved in RFC 3986 is percent-encoded.
fn file_iri(path: &Path) -> Option<String> {
    let path = absolute(path).ok()?;
    let path = path.to_str()?.replace('\\', "/");
    let mut iri = String::from(if path.starts_with('/') {
        "file://"
    } else {
        "file:///"
    });
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte) {
            iri.push(char::from(byte));
        } else {
            write!(iri, "%{byte:02X}").expect("writing to a string does not fail");
        }
    }
    Some(iri)
}

/// A document while it is parsed.
struct Parsing<'a> {
    name: String,
    parser: ReaderQuadParser<Box<dyn Read + 'a>>,
    bytes: Rc<Cell<u64>>,
    tag: Option<Rc<Cell<(u64, u64)>>>,
    resumes_after_errors: bool,
}

impl<'a> Parsing<'a> {
    fn start(document: Document<'a>) -> Result<Self, Error> {
        let name = document.name;
        let mut parser = RdfParser::from_format(document.format).rename_blank_nodes();
        if let Some(graph) = document.graph {
            parser = parser.with_default_graph(graph);
        }
        if let Some(base) = document.base {
            parser = parser
                .with_base_iri(base.clone())
                .map_err(|_| Error::InvalidBase {
                    file: name.clone(),
                    base,
                })?;
        }
        let text = input::text(document.reader).map_err(|source| Error::Unreadable {
            file: name.clone(),
            source,
        })?;
        let (reader, tag): (Box<dyn Read + 'a>, _) = if document.format == RdfFormat::RdfXml {
            let (reader, tag) = input::TagByTag::new(text.reader);
            (Box::new(reader), Some(tag))
        } else {
            (Box::new(text.reader), None)
        };
        let resumes_after_errors = matches!(
            document.format,
            RdfFormat::Turtle | RdfFormat::TriG | RdfFormat::NTriples | RdfFormat::NQuads
        );
        Ok(Self {
            name,
            parser: parser.for_reader(reader),
            bytes: text.bytes,
            tag,
            resumes_after_errors,
        })
    }

    fn syntax_error(&self, error: &oxigraph::io::RdfSyntaxError) -> SyntaxError {
        let position = match error.location() {
            Some(location) => Some((location.start.line + 1, location.start.column + 1)),
            None => self.tag.as_ref().map(|tag| tag.get()),
        };
        SyntaxError {
            file: self.name.clone(),
            position,
            message: without_position(&error.to_string()).to_owned(),
        }
    }
}

/// Takes the position off a message of the parsers: `Parser error at line 1 column 2: message`.
fn without_position(message: &str) -> &str {
    message
        .strip_prefix("Parser error ")
        .and_then(|rest| rest.split_once(": "))
        .map_or(message, |(_, message)| message)
}

/// The statements of documents, ended by an error that lists all syntax errors where there are any.
struct Statements<'a, 'b, D> {
    documents: D,
    current: Option<Parsing<'a>>,
    malformed: Malformed,
    read: u64,
    cancellation: &'b CancellationToken,
    report: &'b mut dyn FnMut(Progress),
}

/// After how many statements progress is reported.
const REPORT_EVERY: u64 = 1 << 12;

impl<'a, D: Iterator<Item = Document<'a>>> Iterator for Statements<'a, '_, D> {
    type Item = Result<Quad, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.cancellation.is_cancelled() {
                return Some(Err(Error::Cancelled));
            }
            let Some(current) = &mut self.current else {
                match self.documents.next().map(Parsing::start) {
                    Some(Ok(parsing)) => self.current = Some(parsing),
                    Some(Err(error)) => return Some(Err(error)),
                    None if self.malformed.is_empty() => return None,
                    None => {
                        return Some(Err(Error::Malformed(std::mem::take(&mut self.malformed))));
                    }
                }
                continue;
            };
            match current.parser.next() {
                Some(Ok(quad)) => {
                    self.read += 1;
                    if self.read.is_multiple_of(REPORT_EVERY) {
                        (self.report)(Progress {
                            statements: self.read,
                            bytes: current.bytes.get(),
                        });
                    }
                    // After an error nothing will be kept; what follows is read for further errors only.
                    if self.malformed.is_empty() {
                        return Some(Ok(quad));
                    }
                }
                Some(Err(RdfParseError::Syntax(error))) => {
                    self.malformed.push(current.syntax_error(&error));
                    if !current.resumes_after_errors {
                        self.current = None;
                    }
                }
                Some(Err(RdfParseError::Io(source))) => {
                    return Some(Err(Error::Unreadable {
                        file: current.name.clone(),
                        source,
                    }));
                }
                None => self.current = None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use oxigraph::io::RdfFormat;

    use super::{file_iri, format_of, without_position};

    #[test]
    fn extension_behind_a_compression_tells_the_format() {
        for (name, format) in [
            ("a.ttl", Some(RdfFormat::Turtle)),
            ("a.b.NT.GZ", Some(RdfFormat::NTriples)),
            ("a.nq.zst", Some(RdfFormat::NQuads)),
            ("a.owl", Some(RdfFormat::RdfXml)),
            ("a.n3", None),
            ("a.gz", None),
            ("ttl", None),
        ] {
            assert_eq!(format_of(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn file_iri_encodes_what_an_iri_cannot_hold() {
        assert_eq!(
            file_iri(Path::new("/a b/ö#.ttl")).as_deref(),
            Some("file:///a%20b/%C3%B6%23.ttl")
        );
    }

    #[test]
    fn position_is_taken_off_a_message_with_colons() {
        assert_eq!(
            without_position(
                "Parser error at line 1 between columns 2 and 3: the prefix x: is unknown"
            ),
            "the prefix x: is unknown"
        );
        assert_eq!(without_position("no position: here"), "no position: here");
    }
}
