//! The tokens of Turtle and TriG, in colours and one statement after the other.
//!
//! Start at [`painted`] and [`statements`]. What is read is text of our own writer; nothing fails, and what is no token
//! passes as it is.

use std::ops::Range;

use super::Palette;

/// What a piece of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// `@prefix`, `a`, `true` and the like.
    Keyword,
    /// The part of a name up to its colon.
    Prefix,
    Iri,
    Text,
    LanguageTag,
    Number,
    Comment,
    Open,
    Close,
    /// The dot behind a statement, or one elsewhere.
    Dot,
    /// White space, local names, labels of blank nodes and signs.
    Other,
}

/// Words that are no names.
const KEYWORDS: [&str; 7] = ["a", "true", "false", "PREFIX", "BASE", "VERSION", "GRAPH"];
const DIRECTIVES: [&str; 3] = ["@prefix", "@base", "@version"];

/// Gives `text` with escape codes for the styles of `palette`; each line has its own, for a pager shows single lines.
pub(super) fn painted(text: &str, palette: &Palette) -> String {
    let mut painted = String::with_capacity(text.len() * 2);
    for (class, piece) in pieces(text) {
        let style = match class {
            Class::Keyword => palette.keyword,
            Class::Prefix | Class::Iri => palette.iri,
            Class::Text => palette.string,
            Class::LanguageTag => palette.language_tag,
            Class::Number => palette.number,
            Class::Comment => palette.comment,
            Class::Open | Class::Close | Class::Dot | Class::Other => "",
        };
        for (number, line) in piece.split('\n').enumerate() {
            if number > 0 {
                painted.push('\n');
            }
            if style.is_empty() || line.is_empty() {
                painted.push_str(line);
            } else {
                painted.extend(["\x1b[", style, "m", line, "\x1b[0m"]);
            }
        }
    }
    painted
}

/// Gives where the declarations at the start of `text` end, and where each statement behind them stands.
pub(super) fn statements(text: &str) -> (usize, Vec<Range<usize>>) {
    let mut head = 0;
    let mut statements = Vec::new();
    let (mut position, mut depth) = (0, 0_usize);
    let (mut begin, mut is_directive) = (None, false);
    for (class, piece) in pieces(text) {
        if begin.is_none() && !piece.trim().is_empty() {
            begin = Some(position);
            is_directive = DIRECTIVES.contains(&piece);
        }
        position += piece.len();
        match class {
            Class::Open => depth += 1,
            Class::Close => depth = depth.saturating_sub(1),
            Class::Dot if depth == 0 => {
                let range = begin.take().unwrap_or(position)..position;
                if is_directive {
                    head = position;
                } else {
                    statements.push(range);
                }
            }
            _ => {}
        }
    }
    (head, statements)
}

/// Gives `text` with labels of blank nodes that no graph before it in the same file has; `before` counts those.
pub(super) fn apart(text: &str, before: usize) -> String {
    let mut apart = String::with_capacity(text.len());
    for (class, piece) in pieces(text) {
        match piece.strip_prefix("_:") {
            Some(label) if class == Class::Other => {
                apart.extend(["_:r", &before.to_string(), label]);
            }
            _ => apart.push_str(piece),
        }
    }
    apart
}

/// Gives the prefixes of the names in `text`, each with its colon.
pub(super) fn prefixes(text: &str) -> impl Iterator<Item = &str> {
    let prefixes = pieces(text).filter(|(class, _)| *class == Class::Prefix);
    prefixes.map(|(_, prefix)| prefix)
}

/// Splits `text` into pieces that together are all of it.
fn pieces(text: &str) -> impl Iterator<Item = (Class, &str)> {
    let mut rest = text;
    // A local name follows its prefix.
    let mut local = 0;
    std::iter::from_fn(move || {
        let (class, length) = if local > 0 {
            (Class::Other, std::mem::take(&mut local))
        } else {
            let first = rest.chars().next()?;
            match piece(rest, first) {
                (Class::Prefix, length) => {
                    let prefix = rest.find(':').map_or(length, |colon| colon + 1);
                    local = length - prefix;
                    (Class::Prefix, prefix)
                }
                piece => piece,
            }
        };
        let (piece, behind) = rest.split_at(length);
        rest = behind;
        Some((class, piece))
    })
}

/// Finds what `rest` starts with, and how long that is; a name with its prefix as one.
fn piece(rest: &str, first: char) -> (Class, usize) {
    const OPEN: [&str; 6] = ["<<(", "<<", "{|", "{", "[", "("];
    const CLOSE: [&str; 6] = [")>>", ">>", "|}", "}", "]", ")"];
    let until = |end: &[char]| rest.find(end).unwrap_or(rest.len());
    let found = |signs: &[&str]| {
        let sign = signs.iter().find(|sign| rest.starts_with(**sign));
        sign.map(|sign| sign.len())
    };
    if first.is_whitespace() {
        let end = rest.find(|c: char| !c.is_whitespace());
        return (Class::Other, end.unwrap_or(rest.len()));
    }
    if let Some(length) = found(&OPEN) {
        return (Class::Open, length);
    }
    if let Some(length) = found(&CLOSE) {
        return (Class::Close, length);
    }
    match first {
        '#' => (Class::Comment, until(&['\n'])),
        '<' => (Class::Iri, rest.find('>').map_or(rest.len(), |end| end + 1)),
        '"' | '\'' => (Class::Text, string_length(rest, first)),
        '@' => tag(rest),
        '.' => (Class::Dot, 1),
        '+' | '-' | '0'..='9' => (Class::Number, number_length(rest)),
        _ => word(rest, first),
    }
}

/// Finds a directive or a language tag.
fn tag(rest: &str) -> (Class, usize) {
    let belongs = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let length = rest[1..]
        .find(|c| !belongs(c))
        .map_or(rest.len(), |end| end + 1);
    let class = if DIRECTIVES.contains(&&rest[..length]) {
        Class::Keyword
    } else {
        Class::LanguageTag
    };
    (class, length)
}

/// Finds a name, a label of a blank node, a keyword or a sign.
fn word(rest: &str, first: char) -> (Class, usize) {
    let length = name_length(rest).max(first.len_utf8());
    let word = &rest[..length];
    let class = if word.starts_with("_:") {
        Class::Other
    } else if word.contains(':') {
        Class::Prefix
    } else if KEYWORDS.contains(&word) {
        Class::Keyword
    } else {
        Class::Other
    };
    (class, length)
}

/// Measures a string with its quotes; one that does not end takes the rest.
fn string_length(rest: &str, quote: char) -> usize {
    let long: String = [quote; 3].iter().collect();
    let end = if rest.starts_with(&long) {
        long.as_str()
    } else {
        &long[..1]
    };
    let mut position = end.len();
    while let Some(c) = rest[position..].chars().next() {
        if rest[position..].starts_with(end) {
            return position + end.len();
        }
        position += c.len_utf8();
        if c == '\\' {
            position += rest[position..].chars().next().map_or(0, char::len_utf8);
        }
    }
    rest.len()
}

/// Measures a number; a dot or a sign belongs to it only before a digit.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut length = 1;
    while let Some(byte) = bytes.get(length) {
        let belongs = match byte {
            b'0'..=b'9' => true,
            b'.' => digit_at(length + 1) || matches!(bytes.get(length + 1), Some(b'e' | b'E')),
            b'e' | b'E' => {
                let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
                digit_at(length + 1 + sign)
            }
            b'+' | b'-' => matches!(bytes[length - 1], b'e' | b'E'),
            _ => false,
        };
        if !belongs {
            break;
        }
        length += 1;
    }
    length
}

/// Measures a name, without dots at its end.
fn name_length(rest: &str) -> usize {
    const APART: &str = "<>\"'{}()[];,^@#|~";
    let mut length = 0;
    let mut characters = rest.char_indices();
    while let Some((at, c)) = characters.next() {
        if c == '\\' {
            // What is escaped belongs to the name.
            characters.next();
            length = characters.offset();
        } else if c.is_whitespace() || APART.contains(c) {
            break;
        } else if c != '.' {
            length = at + c.len_utf8();
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::{painted, pieces, statements};
    use crate::results::Theme;

    const TEXT: &str = "\
@prefix ex: <http://ex.org/> .

ex:a.b a ex:C ;
    ex:\\.d 1.5, -2e-3, true, \"x . \\\"y\"@de, \"\"\"one\n\n<a> .\"\"\"^^ex:t ; # end .
    ex:e [ ex:f ( ex:g _:b1 ) ], <<( ex:s ex:p 1 )>> .

<http://ex.org/h#i> ex:j ex:k.
";

    #[test]
    fn blank_nodes_of_another_graph_are_named_apart() {
        let text = "ex:s ex:p _:b0, \"_:b1\", <_:b2> .\n_:b0 ex:q [] .";
        let expected = "ex:s ex:p _:r2b0, \"_:b1\", <_:b2> .\n_:r2b0 ex:q [] .";
        assert_eq!(super::apart(text, 2), expected);
    }

    #[test]
    fn each_class_has_its_colour() {
        let painted = painted(TEXT, Theme::Basic.palette());
        let visible = painted.replace("\x1b[0m", "|").replace('\x1b', "");
        insta::assert_snapshot!(visible, @r#"
        [1;34m@prefix| [35mex:| [35m<http://ex.org/>| .

        [35mex:|a.b [1;34ma| [35mex:|C ;
            [35mex:|\.d [36m1.5|, [36m-2e-3|, [1;34mtrue|, [32m"x . \"y"|[1;32m@de|, [32m"""one|

        [32m<a> ."""|^^[35mex:|t ; [36m# end .|
            [35mex:|e [ [35mex:|f ( [35mex:|g _:b1 ) ], <<( [35mex:|s [35mex:|p [36m1| )>> .

        [35m<http://ex.org/h#i>| [35mex:|j [35mex:|k.
        "#);
    }

    #[test]
    fn pieces_are_the_whole_text() {
        for text in [
            TEXT, "", "\"open", "'''o\\", "<", "@", "ex:", "+.", "é:ü\\", "^^",
        ] {
            let joined: String = pieces(text).map(|(_, piece)| piece).collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn dots_inside_of_texts_and_names_end_no_statement() {
        let (head, statements) = statements(TEXT);
        assert_eq!(&TEXT[..head], "@prefix ex: <http://ex.org/> .");
        let starts: Vec<&str> = statements
            .iter()
            .map(|range| TEXT[range.clone()].split(' ').next().unwrap())
            .collect();
        assert_eq!(starts, ["ex:a.b", "<http://ex.org/h#i>"]);
        assert!(TEXT[statements[0].clone()].ends_with(")>> ."));
    }
}
