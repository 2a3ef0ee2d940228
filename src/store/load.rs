//! Loading documents: Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD, plain or compressed by gzip or zstd.
//!
//! Start at [`Document::open`], then [`load`]. A document is read once, as a stream; a syntax error anywhere undoes
//! the whole load. The Turtle family is read to its end to list all errors, the others stop at their first.
//! Blank nodes are renamed, so that those of two documents never meet. Nothing is fetched from the network.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, absolute};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::{mem, thread, vec};

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser, ReaderQuadParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::{GraphName, NamedNode, Quad};

use crate::language::{of_library, wording};

use super::encoding::Checked;
use super::error::{Malformed, SyntaxError};
use super::{Dataset, Error, input, is_stored_as};

/// A document to load.
pub struct Document<'a> {
    pub(super) name: String,
    pub(super) reader: Box<dyn Read + Send + 'a>,
    pub(super) format: RdfFormat,
    graph: Option<NamedNode>,
    pub(super) base: Option<String>,
    merged: bool,
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
        let unreadable = |source: io::Error| Error::Unreadable {
            file: name.clone(),
            source,
        };
        // A name says nothing about what is not there, nor about a folder.
        let file = File::open(path).map_err(unreadable)?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(unreadable(io::ErrorKind::IsADirectory.into()));
        }
        let Some(format) = format.or_else(|| format_of(path)) else {
            return Err(Error::UnknownFormat { file: name });
        };
        let mut document = Self::new(name, file, format);
        document.base = file_iri(path);
        Ok(document)
    }

    /// Makes a document of any bytes; `name` is for messages. It has no base.
    pub fn new(name: impl Into<String>, reader: impl Read + Send + 'a, format: RdfFormat) -> Self {
        Self {
            name: name.into(),
            reader: Box::new(reader),
            format,
            graph: None,
            base: None,
            merged: false,
        }
    }

    /// Puts the triples of the document's default graph into a named graph.
    #[must_use]
    pub fn in_graph(mut self, graph: NamedNode) -> Self {
        self.graph = Some(graph);
        self
    }

    /// Puts everything into the default graph, whatever graphs the document names.
    #[must_use]
    pub fn merged(mut self) -> Self {
        self.merged = true;
        self
    }

    /// Resolves relative IRIs against `base`.
    #[must_use]
    pub fn with_base(mut self, base: &NamedNode) -> Self {
        self.base = Some(base.as_str().to_owned());
        self
    }

    /// Gives the name, `parser` with the base of the document, and the decompressed text.
    ///
    /// # Errors
    /// [`Error::InvalidBase`], [`Error::Unreadable`].
    pub(super) fn start_reading(
        self,
        mut parser: RdfParser,
    ) -> Result<(String, RdfParser, input::Text<'a>), Error> {
        let file = self.name;
        if let Some(base) = self.base {
            parser = match parser.with_base_iri(base.clone()) {
                Ok(parser) => parser,
                Err(_) => return Err(Error::InvalidBase { file, base }),
            };
        }
        match input::text(self.reader) {
            Ok(text) => Ok((file, parser, text)),
            Err(source) => Err(Error::Unreadable { file, source }),
        }
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

/// What was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Statements; one that a document repeats counts again.
    pub statements: u64,
    /// The prefixes that the documents declare with their namespaces, in order of the prefix; of several declarations in
    /// Turtle and its relatives the last holds, in XML and JSON the first, of several documents the first.
    pub prefixes: Vec<(String, String)>,
}

/// Loads `documents` into `dataset`, all or none, and gives the number of their statements.
///
/// As [`load_with_prefixes`] in all else.
///
/// # Errors
/// As [`load_with_prefixes`].
pub fn load<'a>(
    dataset: &dyn Dataset,
    documents: impl IntoIterator<Item = Document<'a>>,
    cancellation: &CancellationToken,
    report: &mut dyn FnMut(Progress),
) -> Result<u64, Error> {
    let loaded = load_with_prefixes(dataset, documents, cancellation, report)?;
    Ok(loaded.statements)
}

/// Loads `documents` into `dataset`, all or none, and tells what they declare.
///
/// `report` is called every thousand statements or so, and at the end.
///
/// # Errors
/// [`Error::Malformed`] with the syntax errors of all documents, [`Error::Unreadable`], [`Error::InvalidBase`],
/// [`Error::Cancelled`] once the token is, and those of [`Dataset::extend`].
pub fn load_with_prefixes<'a>(
    dataset: &dyn Dataset,
    documents: impl IntoIterator<Item = Document<'a>>,
    cancellation: &CancellationToken,
    report: &mut dyn FnMut(Progress),
) -> Result<Loaded, Error> {
    let documents: Vec<_> = documents.into_iter().collect();
    thread::scope(|scope| {
        // Parsing costs about as much as storing, so each gets a thread.
        let (sender, receiver) = sync_channel(BATCHES_AHEAD);
        scope.spawn(move || parse(documents, cancellation, &sender));
        let mut statements = Statements {
            receiver,
            batch: Vec::new().into_iter(),
            progress: Progress::default(),
            prefixes: BTreeMap::new(),
            complete: false,
            cancellation,
            report,
        };
        dataset.extend(&mut statements)?;
        Ok(Loaded {
            statements: statements.progress.statements,
            prefixes: statements.prefixes.into_iter().collect(),
        })
    })
}

/// Reads the statements of `documents` as they are written, without storing them; one that is repeated comes again.
///
/// # Errors
/// As [`load`], but for those of the dataset.
pub fn read<'a>(
    documents: impl IntoIterator<Item = Document<'a>>,
    cancellation: &CancellationToken,
) -> Result<Vec<Quad>, Error> {
    let documents = documents.into_iter().collect();
    with_statements(documents, cancellation, |statements| statements.collect())
}

/// Tells whether `document` has `quad`, which is as a store gives it; reads it no further than that.
///
/// # Errors
/// As [`read`], for errors before the quad.
pub fn contains(
    document: Document<'_>,
    quad: &Quad,
    cancellation: &CancellationToken,
) -> Result<bool, Error> {
    with_statements(vec![document], cancellation, |statements| {
        for statement in statements {
            if is_stored_as(statement?, quad) {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// Gives `take` the statements of `documents`, which are parsed in a thread beside it.
fn with_statements<T>(
    documents: Vec<Document<'_>>,
    cancellation: &CancellationToken,
    take: impl FnOnce(Statements<'_>) -> T,
) -> T {
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(BATCHES_AHEAD);
        scope.spawn(move || parse(documents, cancellation, &sender));
        take(Statements {
            receiver,
            batch: Vec::new().into_iter(),
            progress: Progress::default(),
            prefixes: BTreeMap::new(),
            complete: false,
            cancellation,
            report: &mut |_| (),
        })
    })
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

/// Tells whether a format is Turtle or one of its relatives, which have lines to speak of.
pub(super) fn is_turtle_family(format: RdfFormat) -> bool {
    matches!(
        format,
        RdfFormat::Turtle | RdfFormat::TriG | RdfFormat::NTriples | RdfFormat::NQuads
    )
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
    /// Of XML only.
    seen: Option<Rc<input::Seen>>,
    resumes_after_errors: bool,
    merged: bool,
    /// Whether no statement was read yet.
    is_start: bool,
}

impl<'a> Parsing<'a> {
    fn start(document: Document<'a>) -> Result<Self, Error> {
        let (format, merged) = (document.format, document.merged);
        let mut parser = RdfParser::from_format(format).rename_blank_nodes();
        if let Some(graph) = &document.graph {
            parser = parser.with_default_graph(graph.clone());
        }
        let (name, parser, text) = document.start_reading(parser)?;
        let text_reader = Checked::new(text.reader);
        let (reader, seen): (Box<dyn Read + 'a>, _) = if format == RdfFormat::RdfXml {
            let (reader, seen) = input::TagByTag::new(text_reader);
            (Box::new(reader), Some(seen))
        } else {
            (Box::new(text_reader), None)
        };
        let resumes_after_errors = is_turtle_family(format);
        Ok(Self {
            name,
            parser: parser.for_reader(reader),
            bytes: text.bytes,
            seen,
            resumes_after_errors,
            merged,
            is_start: true,
        })
    }

    /// Tells, once for each place, whether prefixes were declared that hold for a part of the document only.
    fn declares(&mut self) -> bool {
        match &self.seen {
            Some(seen) => seen.declares.take(),
            // Those of Turtle hold to its end.
            None => !self.resumes_after_errors && mem::take(&mut self.is_start),
        }
    }

    /// Takes note of the prefixes that hold now.
    fn take_prefixes(&self, batch: &mut Batch) {
        for (prefix, namespace) in self.parser.prefixes() {
            if !batch.prefixes.contains_key(prefix) {
                batch
                    .prefixes
                    .insert(prefix.to_owned(), namespace.to_owned());
            }
        }
    }

    fn syntax_error(&self, error: &oxigraph::io::RdfSyntaxError) -> SyntaxError {
        let position = match error.location() {
            Some(location) => Some((location.start.line + 1, location.start.column + 1)),
            None => self.seen.as_ref().map(|seen| seen.tag.get()),
        };
        SyntaxError {
            file: self.name.clone(),
            position,
            message: of_library(without_position(&error.to_string())),
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

/// Statements on their way from the parser to the store, and how far the parser was with the last of them.
struct Batch {
    quads: Vec<Quad>,
    progress: Progress,
    /// Those of the documents that were read to their end, with the last batch only.
    prefixes: BTreeMap<String, String>,
    last: bool,
}

/// How many statements travel together.
const BATCH: usize = 1 << 10;
/// How many batches the parser may be ahead of the store.
const BATCHES_AHEAD: usize = 16;

/// Parses the documents into batches; an error is the last thing sent.
fn parse(
    documents: Vec<Document<'_>>,
    cancellation: &CancellationToken,
    sender: &SyncSender<Result<Batch, Error>>,
) {
    let mut batch = Batch {
        quads: Vec::with_capacity(BATCH),
        progress: Progress::default(),
        prefixes: BTreeMap::new(),
        last: false,
    };
    let mut malformed = Malformed::default();
    let parsed = documents.into_iter().try_for_each(|document| {
        parse_document(document, cancellation, &mut batch, &mut malformed, sender)
    });
    let last = match parsed {
        Ok(()) if malformed.is_empty() => {
            batch.last = true;
            Ok(batch)
        }
        Ok(()) => Err(Error::Malformed(malformed)),
        Err(error) => Err(error),
    };
    // Where the store has failed in the meantime, nobody receives any more, and its error is the one told.
    let _ = sender.send(last);
}

fn parse_document(
    document: Document<'_>,
    cancellation: &CancellationToken,
    batch: &mut Batch,
    malformed: &mut Malformed,
    sender: &SyncSender<Result<Batch, Error>>,
) -> Result<(), Error> {
    let mut parsing = Parsing::start(document)?;
    while let Some(parsed) = parsing.parser.next() {
        if cancellation.is_cancelled() {
            return Err(Error::Cancelled);
        }
        match parsed {
            // After an error nothing will be kept; what follows is read for further errors only.
            Ok(_) if !malformed.is_empty() => {}
            Ok(mut quad) => {
                if parsing.merged {
                    quad.graph_name = GraphName::DefaultGraph;
                }
                if parsing.declares() {
                    parsing.take_prefixes(batch);
                }
                batch.quads.push(quad);
                batch.progress.statements += 1;
                if batch.quads.len() == BATCH {
                    batch.progress.bytes = parsing.bytes.get();
                    let full = Batch {
                        quads: mem::replace(&mut batch.quads, Vec::with_capacity(BATCH)),
                        progress: batch.progress,
                        prefixes: BTreeMap::new(),
                        last: false,
                    };
                    if sender.send(Ok(full)).is_err() {
                        return Err(Error::Cancelled);
                    }
                }
            }
            Err(RdfParseError::Syntax(error)) => {
                malformed.push(parsing.syntax_error(&error));
                if !parsing.resumes_after_errors {
                    return Ok(());
                }
            }
            Err(RdfParseError::Io(source)) => {
                return Err(Error::unreadable(parsing.name, source));
            }
        }
    }
    // The parser takes such a text for a whole one.
    if let Some(position) = parsing.seen.as_ref().and_then(|seen| seen.breaks_off.get()) {
        malformed.push(SyntaxError {
            file: parsing.name,
            position: Some(position),
            message: wording!(
                "the text ends before its root element does",
                "der Text endet vor seinem Wurzelelement"
            ),
        });
        return Ok(());
    }
    parsing.take_prefixes(batch);
    Ok(())
}

/// The statements that the parser sends, ended by its error where it meets one.
struct Statements<'a> {
    receiver: Receiver<Result<Batch, Error>>,
    batch: vec::IntoIter<Quad>,
    progress: Progress,
    prefixes: BTreeMap<String, String>,
    complete: bool,
    cancellation: &'a CancellationToken,
    report: &'a mut dyn FnMut(Progress),
}

impl Iterator for Statements<'_> {
    type Item = Result<Quad, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(quad) = self.batch.next() {
                return Some(Ok(quad));
            }
            if self.cancellation.is_cancelled() {
                return Some(Err(Error::Cancelled));
            }
            if self.complete {
                return None;
            }
            match self.receiver.recv() {
                Ok(Ok(batch)) => {
                    self.batch = batch.quads.into_iter();
                    self.progress = batch.progress;
                    self.prefixes = batch.prefixes;
                    self.complete = batch.last;
                    (self.report)(batch.progress);
                }
                Ok(Err(error)) => return Some(Err(error)),
                // A parser that panics hangs up early; what it sent before must not pass for the whole.
                Err(_) => return Some(Err(Error::Cancelled)),
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
