//! Brings a Turtle or TriG file into canonical form, losing nothing that the file says.
//!
//! Start at [`Document::read`], then [`Document::canonical`] and, before a file is replaced, [`Document::verify`].
//! Comments carry no RDF: those above everything else are kept, others are reported.

use std::fmt;

use oxigraph::io::RdfParser;
use oxrdf::Quad;

use super::comparison::are_isomorphic;
use super::labels::TooEntangled;
use super::{Format, TurtleWriter};
use crate::language::{of_library, wording};
use crate::prefixes::Prefixes;

/// Syntax errors listed at most.
const MOST_ERRORS: usize = 20;

/// Why a file has no canonical form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not UTF-8; the offset counts bytes from 0.
    #[error("{}", wording!("not UTF-8 at byte {offset}", "kein UTF-8 bei Byte {offset}"))]
    NotText {
        /// Where the first wrong byte stands.
        offset: usize,
    },
    /// The file has syntax errors: all of them, in order, up to twenty.
    #[error("{}", join(.0))]
    Syntax(Vec<SyntaxError>),
    /// The graph cannot be written canonically.
    #[error(transparent)]
    Write(#[from] super::Error),
    /// The canonical form does not say the same; a defect of the writer.
    #[error("{}", wording!(
        "the canonical form does not say the same as the file",
        "die kanonische Form sagt nicht dasselbe wie die Datei",
    ))]
    Changed,
}

/// One syntax error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, from 1.
    pub line: u64,
    /// The column in code points, from 1.
    pub column: u64,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.line, self.column, self.message)
    }
}

fn join(errors: &[SyntaxError]) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// A Turtle or TriG file that was read.
#[derive(Debug)]
pub struct Document {
    format: Format,
    quads: Vec<Quad>,
    prefixes: Vec<(String, String)>,
    base: Option<String>,
    heading: String,
    comments: Vec<usize>,
}

impl Document {
    /// Reads a file's bytes; `format` is [`Format::Turtle`] or [`Format::TriG`].
    ///
    /// # Errors
    /// [`Error::NotText`], [`Error::Syntax`].
    pub fn read(bytes: &[u8], format: Format) -> Result<Self, Error> {
        let text = std::str::from_utf8(bytes).map_err(|error| Error::NotText {
            offset: error.valid_up_to(),
        })?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut parser = RdfParser::from_format(format.library_format()).for_slice(text);
        let (mut quads, mut errors) = (Vec::new(), Vec::new());
        for quad in &mut parser {
            match quad {
                Ok(quad) => quads.push(quad),
                Err(error) => errors.push(describe(&error)),
            }
            if errors.len() == MOST_ERRORS {
                break;
            }
        }
        if !errors.is_empty() {
            return Err(Error::Syntax(errors));
        }
        let prefixes = parser
            .prefixes()
            .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
            .collect();
        let base = parser.base_iri().map(str::to_owned);
        let (heading, lines) = heading(text);
        Ok(Self {
            format,
            quads,
            prefixes,
            base,
            heading,
            comments: comment_lines(text)
                .into_iter()
                .filter(|line| *line > lines)
                .collect(),
        })
    }

    /// Gives the lines, from 1, of the comments that the canonical form leaves out.
    #[must_use]
    pub fn lost_comments(&self) -> &[usize] {
        &self.comments
    }

    /// Gives the canonical form: the comments above everything else, then the graph.
    ///
    /// `prefixes` go before those of the file, where both name the same namespace or use the same prefix; `base` serves
    /// where the file has none of its own.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn canonical(&self, prefixes: &Prefixes, base: Option<&str>) -> Result<String, Error> {
        let prefixes = self.merge(prefixes);
        let writer = TurtleWriter {
            prefixes: &prefixes,
            base: self.base.as_deref().or(base),
        };
        let graph = writer.text(&self.quads)?;
        Ok(match (self.heading.is_empty(), graph.is_empty()) {
            (true, _) => graph,
            (false, true) => format!("{}\n", self.heading),
            (false, false) => format!("{}\n\n{graph}", self.heading),
        })
    }

    /// Makes sure that `canonical` says the same as the file, by reading it back.
    ///
    /// # Errors
    /// [`Error::Changed`], [`Error::Write`] where the blank nodes are too entangled to be compared.
    pub fn verify(&self, canonical: &str) -> Result<(), Error> {
        let copy = Self::read(canonical.as_bytes(), self.format).map_err(|_| Error::Changed)?;
        match are_isomorphic(&self.quads, &copy.quads) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::Changed),
            Err(TooEntangled) => Err(Error::Write(super::Error::BlankNodes)),
        }
    }

    fn merge(&self, session: &Prefixes) -> Prefixes {
        let mut merged = session.clone();
        for (prefix, namespace) in &self.prefixes {
            let known = session.iter().any(|(_, other)| other == namespace);
            if !known && session.namespace(prefix).is_none() {
                // What is no namespace for us is written out in full.
                let _ = merged.insert(prefix, namespace);
            }
        }
        merged
    }
}

fn describe(error: &oxigraph::io::RdfSyntaxError) -> SyntaxError {
    let message = error.to_string();
    // The library's text repeats the position, which the caller prints in front.
    let message = match message.split_once(": ") {
        Some((position, message)) if position.starts_with("Parser error at line") => {
            of_library(message)
        }
        _ => of_library(&message),
    };
    let start = error.location().map(|location| location.start);
    SyntaxError {
        line: start.map_or(1, |start| start.line + 1),
        column: start.map_or(1, |start| start.column + 1),
        message,
    }
}

/// Gives the comments above everything else and the number of their last line.
fn heading(text: &str) -> (String, usize) {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| line.is_empty() || line.starts_with('#'))
        .collect();
    let count = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(0, |last| last + 1);
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    (lines[first.min(count)..count].join("\n"), count)
}

/// Finds the lines, from 1, that hold a comment; `text` must be free of syntax errors.
///
/// Source: RDF 1.2 Turtle, section 6.2.
fn comment_lines(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut line, mut position) = (1, 0);
    while position < bytes.len() {
        let start = position;
        position = match bytes[position] {
            b'#' => {
                found.push(line);
                end_of(bytes, position, b'\n')
            }
            b'<' if bytes.get(position + 1) == Some(&b'<') => position + 2,
            b'<' => end_of(bytes, position, b'>'),
            quote @ (b'"' | b'\'') => end_of_string(bytes, position, quote),
            b'\\' => position + 2,
            _ => position + 1,
        };
        let passed = &bytes[start..position.min(bytes.len())];
        line += passed.split(|byte| *byte == b'\n').count() - 1;
    }
    found
}

/// Gives the position of the next `byte` after `position`, or the end; a line break itself is left to the caller.
fn end_of(bytes: &[u8], position: usize, byte: u8) -> usize {
    let end = bytes[position..].iter().position(|found| *found == byte);
    end.map_or(bytes.len(), |end| {
        position + end + usize::from(byte != b'\n')
    })
}

fn end_of_string(bytes: &[u8], start: usize, quote: u8) -> usize {
    let long = bytes[start..].starts_with(&[quote; 3]);
    let closing: &[u8] = if long { &[quote; 3] } else { &[quote] };
    let mut position = start + closing.len();
    if !long && bytes.get(position) == Some(&quote) {
        return position + 1;
    }
    while position < bytes.len() {
        if bytes[position] == b'\\' {
            position += 2;
        } else if bytes[position..].starts_with(closing) {
            return position + closing.len();
        } else {
            position += 1;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::{Document, Error, comment_lines, heading};
    use crate::prefixes::Prefixes;
    use crate::serialization::Format;

    fn canonical(text: &str) -> String {
        let mut prefixes = Prefixes::default();
        prefixes.insert("ex", "http://ex.org/").unwrap();
        let document = Document::read(text.as_bytes(), Format::TriG).unwrap();
        let canonical = document.canonical(&prefixes, None).unwrap();
        document.verify(&canonical).unwrap();
        canonical
    }

    #[test]
    fn comments_are_told_from_iris_strings_and_escaped_names() {
        let text = "# one\n<a#b> <p> \"#\\\"#\", '#', \"\"\"\n#\"#\n\"\"\", '''#''', \"\" . # five\nex:a\\#b <p> <<( <s#> <p> <o> )>> .#6\n";
        assert_eq!(comment_lines(text), [1, 4, 5]);
    }

    #[test]
    fn comments_above_everything_else_are_the_heading() {
        assert_eq!(
            heading("\n# a\n\n  # b  \n\n<s> <p> <o> . # c"),
            ("# a\n\n# b".to_owned(), 4)
        );
        assert_eq!(heading("\n<s> <p> <o> ."), (String::new(), 0));
    }

    #[test]
    fn heading_stays_above_the_prefixes() {
        let text = "# Licence\n@prefix e: <http://ex.org/> .\ne:b e:p e:c . e:a e:p e:c .";
        insta::assert_snapshot!(canonical(text), @r#"
        # Licence

        @prefix ex: <http://ex.org/> .

        ex:a ex:p ex:c .

        ex:b ex:p ex:c .
        "#);
    }

    #[test]
    fn prefix_of_the_session_goes_before_that_of_the_file() {
        let text = "@prefix ex: <http://other.org/> . @prefix o: <http://third.org/> . ex:a <http://ex.org/p> o:b .";
        insta::assert_snapshot!(canonical(text), @r#"
        @prefix ex: <http://ex.org/> .
        @prefix o: <http://third.org/> .

        <http://other.org/a> ex:p o:b .
        "#);
    }

    #[test]
    fn canonical_form_of_a_canonical_file_is_the_file() {
        let text = "# Licence\n\n@base <http://base.org/> .\n@prefix ex: <http://ex.org/> .\n\n<a> ex:p <b#c> .\n";
        assert_eq!(canonical(text), text);
    }

    #[test]
    fn all_syntax_errors_are_listed_with_line_and_column() {
        let error = Document::read(
            b"<x:s> <x:p> <o> .\n<x:s> <x:p> x:o .\n<x:s> \"p\" <x:o> .\n",
            Format::Turtle,
        )
        .unwrap_err();
        insta::assert_snapshot!(error, @r#"
        1:13: No scheme found in an absolute IRI
        2:13: The prefix x: has not been declared
        3:7: "p" is not a valid predicate
        "#);
    }

    #[test]
    fn canonical_form_that_says_something_else_is_noticed() {
        let document =
            || Document::read(b"<http://s> <http://p> [ <http://q> 1 ] .", Format::Turtle).unwrap();
        let other = "<http://s> <http://p> [ <http://q> 2 ] .";
        assert!(matches!(document().verify(other), Err(Error::Changed)));
    }

    #[test]
    fn comment_further_down_is_reported() {
        let document = Document::read(
            b"# a\n\n<http://s> <http://p> 1 ; # b\n  <http://q> 2 .",
            Format::Turtle,
        )
        .unwrap();
        assert_eq!(document.lost_comments(), [3]);
    }
}
