//! What is wrong with a query, where, and what to do about it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Message, Origin, Renderer, Snippet};

use super::fix::Fix;
use crate::language::Wording;

/// What stands before the way out.
pub(crate) const HELP: Wording = Wording::new("help", "Hinweis");
/// What stands before what else helps to understand it.
pub(crate) const NOTE: Wording = Wording::new("note", "Anmerkung");

/// A place in the text that explains another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where it is, in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub text: String,
}

/// An error in a query, worded for the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct Diagnostic {
    /// A stable number, the same in every language: `G102`.
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// Where it is wrong, in bytes; empty at the start where no place is at fault.
    pub span: Range<usize>,
    /// What to do, as far as that can be known.
    pub help: Option<String>,
    /// What else helps to understand it.
    pub note: Option<Box<str>>,
    /// Another place that belongs to it, such as a bracket that is never closed.
    pub label: Option<Box<Label>>,
    /// The change of the text that is most likely meant, where one is.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    pub(super) fn new(
        code: &'static str,
        source: &str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        let (line, column) = line_and_column(source, span.start);
        Self {
            code,
            message: message.into(),
            line,
            column,
            span,
            help: None,
            note: None,
            label: None,
            fix: None,
        }
    }

    #[must_use]
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub(super) fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into().into());
        self
    }

    #[must_use]
    pub(super) fn with_label(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        self.label = Some(Box::new(Label { span, text }));
        self
    }

    #[must_use]
    pub(super) fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// Has the place itself replaced by `text` as its fix.
    #[must_use]
    pub(super) fn replaced_by(self, text: impl Into<String>) -> Self {
        let span = self.span.clone();
        self.with_fix(Fix::one(span, text))
    }

    /// Moves the place by what stood before the text that was checked: bytes and lines.
    ///
    /// `line` and `column` are those of `source`, the whole text.
    #[must_use]
    pub fn moved(mut self, offset: usize, source: &str) -> Self {
        let shift = |span: &Range<usize>| span.start + offset..span.end + offset;
        self.span = shift(&self.span);
        if let Some(label) = &mut self.label {
            label.span = shift(&label.span);
        }
        for edit in self.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = shift(&edit.span);
        }
        (self.line, self.column) = line_and_column(source, self.span.start);
        self
    }

    /// Draws the diagnostic below the line of `source` it is about, at most `width` columns wide.
    ///
    /// Without `colour` the text is plain.
    #[must_use]
    pub fn render(&self, source: &str, width: usize, colour: bool) -> String {
        self.draw(None, source, width, colour)
    }

    /// Draws it as [`Diagnostic::render`] does, with file, line and column in front.
    #[must_use]
    pub fn render_in_file(&self, file: &str, source: &str, width: usize, colour: bool) -> String {
        self.draw(Some(file), source, width, colour)
    }

    fn draw(&self, file: Option<&str>, source: &str, width: usize, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let title = Level::ERROR.primary_title(&self.message).id(self.code);
        let mut group = title.elements(std::iter::empty::<Message<'_>>());
        if self.span.start > 0 || !self.span.is_empty() {
            let mut snippet = Snippet::source(source)
                .path(file)
                .annotation(AnnotationKind::Primary.span(clamp(source, &self.span)));
            if let Some(label) = &self.label {
                let span = clamp(source, &label.span);
                snippet = snippet.annotation(AnnotationKind::Context.span(span).label(&label.text));
            }
            group = group.element(snippet);
        } else if let Some(file) = file {
            group = group.element(Origin::path(file));
        }
        let notes = self
            .note
            .iter()
            .map(|note| Level::NOTE.with_name(NOTE.text()).message(&**note));
        group = group.elements(notes).elements(
            self.help
                .iter()
                .map(|help| Level::HELP.with_name(HELP.text()).message(help)),
        );
        renderer.term_width(width.max(40)).render(&[group])
    }
}

/// Keeps a span inside the text and at the borders of characters.
fn clamp(source: &str, span: &Range<usize>) -> Range<usize> {
    let start = source.floor_char_boundary(span.start);
    let end = source.ceil_char_boundary(span.end.max(start));
    start..end
}

/// Gives line and column of a byte, both counted from 1, the column in characters.
fn line_and_column(source: &str, offset: usize) -> (u32, u32) {
    let before = &source[..source.floor_char_boundary(offset)];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count() + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}
