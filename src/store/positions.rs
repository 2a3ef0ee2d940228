//! Where documents start to speak of a node: file and line, found by a second look at them.
//!
//! The parsers tell no positions of statements. So the text is handed to them line by line, which tells by which line
//! a statement was read, and from there the start of its subject is looked for. Formats without lines are left out.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use oxigraph::io::{RdfParseError, RdfParser, ReaderQuadParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::{NamedNode, NamedOrBlankNode};

use super::load::{Document, is_turtle_family};
use super::{Error, input};

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The name of the document.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
}

/// How many lines before the end of a statement its subject is looked for.
const LINES: usize = 4096;

/// Finds the first place where one of `documents` has a statement about each of `nodes`; what is not found is left out.
///
/// # Errors
/// [`Error::Unreadable`], [`Error::Cancelled`]. A document that is not well-formed is read to its first error.
pub fn positions<'a>(
    documents: impl IntoIterator<Item = Document<'a>>,
    nodes: &BTreeSet<NamedNode>,
    cancellation: &CancellationToken,
) -> Result<HashMap<NamedNode, Position>, Error> {
    let mut found = HashMap::new();
    for document in documents {
        if found.len() == nodes.len() {
            break;
        }
        if is_turtle_family(document.format) {
            look_through(document, nodes, cancellation, &mut found)?;
        }
    }
    Ok(found)
}

/// Gives the prefixes that a document declares before its first statement, with their namespaces.
///
/// What cannot be read declares none; formats without prefixes neither.
#[must_use]
pub fn declared_prefixes(document: Document<'_>) -> Vec<(String, String)> {
    if !is_turtle_family(document.format) {
        return Vec::new();
    }
    let Ok(text) = input::text(document.reader) else {
        return Vec::new();
    };
    let mut parser = RdfParser::from_format(document.format)
        .lenient()
        .for_reader(text.reader);
    // Reading the first statement reads what stands before it.
    let _ = parser.next();
    parser
        .prefixes()
        .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
        .collect()
}

fn look_through(
    document: Document<'_>,
    nodes: &BTreeSet<NamedNode>,
    cancellation: &CancellationToken,
    found: &mut HashMap<NamedNode, Position>,
) -> Result<(), Error> {
    let parser = RdfParser::from_format(document.format);
    let (name, parser, text) = document.start_reading(parser)?;
    let lines = Rc::new(Lines::default());
    let mut parser = parser.for_reader(LineByLine {
        reader: text.reader,
        lines: Rc::clone(&lines),
    });
    while let Some(quad) = parser.next() {
        if cancellation.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let quad = match quad {
            Ok(quad) => quad,
            Err(RdfParseError::Syntax(_)) => return Ok(()),
            Err(RdfParseError::Io(source)) => return Err(Error::unreadable(name, source)),
        };
        let NamedOrBlankNode::NamedNode(subject) = quad.subject else {
            continue;
        };
        if nodes.contains(&subject) && !found.contains_key(&subject) {
            let position = Position {
                file: name.clone(),
                line: lines.start_of(&spellings(&subject, &parser)),
            };
            found.insert(subject, position);
            if found.len() == nodes.len() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Gives the ways in which a document may write an IRI.
fn spellings<R: Read>(iri: &NamedNode, parser: &ReaderQuadParser<R>) -> Vec<String> {
    let mut spellings = vec![iri.to_string()];
    for (prefix, namespace) in parser.prefixes() {
        if let Some(local) = iri.as_str().strip_prefix(namespace) {
            spellings.push(format!("{prefix}:{local}"));
        }
    }
    if let Some(base) = parser.base_iri() {
        let folder = base.rfind('/').map_or(base, |end| &base[..=end]);
        for base in [base, folder] {
            if let Some(relative) = iri.as_str().strip_prefix(base) {
                spellings.push(format!("<{relative}>"));
            }
        }
    }
    spellings
}

/// The last lines that the parser was given.
#[derive(Default)]
struct Lines {
    /// The number of the last one.
    last: Cell<u64>,
    kept: RefCell<VecDeque<String>>,
}

impl Lines {
    /// Gives the number of the last line that starts with one of `spellings`, else of the last that has one.
    ///
    /// A statement is read at the latest with the line after its end, so the line of its start is among the kept ones.
    fn start_of(&self, spellings: &[String]) -> u64 {
        let kept = self.kept.borrow();
        let starts = |line: &str| {
            spellings.iter().any(|spelling| {
                line.trim_start()
                    .strip_prefix(spelling.as_str())
                    .is_some_and(ends_name)
            })
        };
        let has = |line: &str| {
            spellings.iter().any(|spelling| {
                line.match_indices(spelling.as_str())
                    .any(|(at, _)| ends_name(&line[at + spelling.len()..]))
            })
        };
        let back = kept
            .iter()
            .rev()
            .position(|line| starts(line))
            .or_else(|| kept.iter().rev().position(|line| has(line)))
            .unwrap_or(0);
        self.last.get() - u64::try_from(back).unwrap_or(0)
    }
}

/// Tells whether a name ends before `rest`.
fn ends_name(rest: &str) -> bool {
    rest.chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || "<\"[(;,.#".contains(c))
}

/// Hands a text out line by line.
struct LineByLine<R> {
    reader: R,
    lines: Rc<Lines>,
}

impl<R: BufRead> Read for LineByLine<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.reader.fill_buf()?;
        let end = available
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(available.len(), |index| index + 1)
            .min(buffer.len());
        if end > 0 {
            let part = String::from_utf8_lossy(&available[..end]);
            let mut kept = self.lines.kept.borrow_mut();
            match kept.back_mut() {
                // A long line comes in several parts.
                Some(line) if !line.ends_with('\n') => line.push_str(&part),
                _ => {
                    kept.push_back(part.into_owned());
                    self.lines.last.set(self.lines.last.get() + 1);
                }
            }
            if kept.len() > LINES {
                kept.pop_front();
            }
        }
        buffer[..end].copy_from_slice(&available[..end]);
        self.reader.consume(end);
        Ok(end)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use oxigraph::io::RdfFormat;
    use oxigraph::sparql::CancellationToken;
    use oxrdf::NamedNode;

    use super::positions;
    use crate::store::load::Document;

    fn line_of(node: &str, text: &str) -> Option<u64> {
        let node = NamedNode::new_unchecked(node);
        let document = Document::new("a.ttl", text.as_bytes(), RdfFormat::Turtle);
        let nodes = BTreeSet::from([node.clone()]);
        let found = positions([document], &nodes, &CancellationToken::new()).unwrap();
        found.get(&node).map(|position| position.line)
    }

    const TEXT: &str = "@base <http://example.org/> .\n\
        @prefix ex: <http://example.org/#> .\n\
        # ex:a is a comment\n\
        ex:a ex:p ex:b ,\n    ex:c ;\n  ex:q ex:b .\n\
        \n\
        ex:b\n  ex:p\n    \"ex:c\" .\n\
        <d#e> ex:p 1 . <http://example.org/f> ex:p 2 .\n\
        ex:ab ex:p ex:a .";

    #[test]
    fn statement_is_found_by_the_line_its_subject_stands_in() {
        assert_eq!(line_of("http://example.org/#a", TEXT), Some(4));
        assert_eq!(line_of("http://example.org/#b", TEXT), Some(8));
        assert_eq!(line_of("http://example.org/#ab", TEXT), Some(12));
    }

    #[test]
    fn relative_and_full_iris_are_found() {
        assert_eq!(line_of("http://example.org/d#e", TEXT), Some(11));
        assert_eq!(line_of("http://example.org/f", TEXT), Some(11));
    }

    #[test]
    fn prefixes_before_the_first_statement_are_read() {
        let document = Document::new("a.ttl", TEXT.as_bytes(), RdfFormat::Turtle);
        let expected = ("ex".to_owned(), "http://example.org/#".to_owned());
        assert_eq!(super::declared_prefixes(document), [expected]);
    }

    #[test]
    fn node_that_is_no_subject_has_no_line() {
        assert_eq!(line_of("http://example.org/#c", TEXT), None);
    }
}
