//! JSON text as a person lays it out: short values on one line, nodes over several.

use std::borrow::Cow;

use crate::serialization::is_invisible;

/// Columns that a value on one line may fill.
const LINE: usize = 100;
const INDENT: usize = 2;

/// A JSON value with its keys in the order of writing.
#[derive(Clone, Debug)]
pub(super) enum Json<'a> {
    Text(Cow<'a, str>),
    /// A number or truth value.
    Bare(Cow<'a, str>),
    Array(Vec<Self>),
    /// An object that may stand on one line.
    Map(Vec<(Cow<'a, str>, Self)>),
    /// An object with a line for each key.
    Node(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Json<'a> {
    /// Makes a text.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Makes an object that may stand on one line.
    pub(super) fn map<const N: usize>(entries: [(&'a str, Self); N]) -> Self {
        let entries = entries.into_iter();
        Self::Map(entries.map(|(key, value)| (key.into(), value)).collect())
    }

    /// Appends the value; `indent` is that of the line it begins on, `start` the column.
    pub(super) fn push(&self, out: &mut String, indent: usize, start: usize) {
        if self.has_line() {
            let end = out.len();
            self.push_flat(out);
            // What follows is a comma at most.
            if start + out[end..].chars().count() < LINE || self.is_scalar() {
                return;
            }
            out.truncate(end);
        }
        let below = indent + INDENT;
        match self {
            Self::Array(items) => {
                out.push('[');
                for (number, item) in items.iter().enumerate() {
                    push_line(out, number, below);
                    item.push(out, below, below);
                }
                push_end(out, indent, ']');
            }
            Self::Map(entries) | Self::Node(entries) => {
                out.push('{');
                for (number, (key, value)) in entries.iter().enumerate() {
                    push_line(out, number, below);
                    let begin = out.len();
                    push_string(out, key);
                    out.push_str(": ");
                    let width = out[begin..].chars().count();
                    value.push(out, below, below + width);
                }
                push_end(out, indent, '}');
            }
            Self::Text(_) | Self::Bare(_) => self.push_flat(out),
        }
    }

    fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Bare(_))
    }

    /// Tells whether the value may stand on one line, if it is short enough.
    fn has_line(&self) -> bool {
        match self {
            Self::Text(_) | Self::Bare(_) => true,
            Self::Array(items) => items.iter().all(Self::has_line),
            Self::Map(entries) => entries.iter().all(|(_, value)| value.has_line()),
            Self::Node(entries) => entries.is_empty(),
        }
    }

    fn push_flat(&self, out: &mut String) {
        match self {
            Self::Text(text) => push_string(out, text),
            Self::Bare(text) => out.push_str(text),
            Self::Array(items) => {
                out.push('[');
                for (number, item) in items.iter().enumerate() {
                    out.push_str(if number > 0 { ", " } else { "" });
                    item.push_flat(out);
                }
                out.push(']');
            }
            Self::Map(entries) | Self::Node(entries) => {
                out.push('{');
                for (number, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if number > 0 { ", " } else { " " });
                    push_string(out, key);
                    out.push_str(": ");
                    value.push_flat(out);
                }
                out.push_str(if entries.is_empty() { "}" } else { " }" });
            }
        }
    }
}

fn push_line(out: &mut String, number: usize, indent: usize) {
    out.push_str(if number > 0 { ",\n" } else { "\n" });
    push_spaces(out, indent);
}

fn push_end(out: &mut String, indent: usize, bracket: char) {
    out.push('\n');
    push_spaces(out, indent);
    out.push(bracket);
}

/// Appends `count` spaces.
pub(super) fn push_spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// Appends a string, escaped where JSON asks, where it would not show, and where it could end or comment an HTML script.
fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' if matches!(rest.peek(), Some('/' | '!' | 's' | 'S')) => push_escape(out, c),
            _ if is_invisible(c) => push_escape(out, c),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Source: RFC 8259, section 7 (two surrogates above U+FFFF).
fn push_escape(out: &mut String, c: char) {
    use std::fmt::Write as _;
    for unit in c.encode_utf16(&mut [0; 2]) {
        write!(out, "\\u{unit:04X}").expect("writing to a string does not fail");
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    fn written(json: &Json<'_>) -> String {
        let mut text = String::new();
        json.push(&mut text, 0, 0);
        text
    }

    #[test]
    fn text_keeps_nothing_that_does_not_show_or_ends_a_script() {
        let text = "a\"\\\n\u{AD}\u{E0001}\u{7}</script><!-- <b ü\u{1F600}";
        assert_eq!(
            written(&Json::text(text)),
            "\"a\\\"\\\\\\n\\u00AD\\uDB40\\uDC01\\u0007\\u003C/script>\\u003C!-- <b ü\u{1F600}\""
        );
        let read: String = serde_json::from_str(&written(&Json::text(text))).unwrap();
        assert_eq!(read, text);
    }

    #[test]
    fn only_what_fits_stands_on_one_line() {
        let short = Json::Array(vec![Json::text("a"), Json::map([("de", Json::text("b"))])]);
        assert_eq!(written(&short), r#"["a", { "de": "b" }]"#);
        let long = Json::Array(vec![Json::text("a".repeat(60)), Json::text("b".repeat(60))]);
        assert_eq!(written(&long).lines().count(), 4);
        let node = Json::Node(vec![("a".into(), Json::Bare("1".into()))]);
        assert_eq!(written(&node), "{\n  \"a\": 1\n}");
    }
}
