//! Messages to a person on standard error: broken between words where the terminal is narrow, their labels in colour.
//!
//! Start at [`dressed`]. The labels have the colours that those of a wrong query have, in every theme.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use super::width::{width, wrap};

/// Whether messages have colours. There is one standard error.
static COLOURED: AtomicBool = AtomicBool::new(false);

/// Lines are broken at this width at the least.
const NARROWEST: usize = 20;
/// Columns that the rest of a line stands further to the right than the sign `=` before it.
const HANGING: usize = 2;

/// Labels of messages, and the parameters of the escape code SGR for each: those of `annotate-snippets`.
const LABELS: [(&str, &str); 8] = [
    ("error", "1;91"),
    ("Fehler", "1;91"),
    ("warning", "1;33"),
    ("Warnung", "1;33"),
    ("note", "1;92"),
    ("Anmerkung", "1;92"),
    ("hint", "1;96"),
    ("Hinweis", "1;96"),
];

/// Lets messages have colours from now on, or none.
pub(crate) fn set_coloured(coloured: bool) {
    COLOURED.store(coloured, Ordering::Relaxed);
}

/// Says `text` on standard error, as it is to look there. What cannot be said changes nothing.
pub(crate) fn tell(text: &str) {
    let stderr = io::stderr();
    let size = terminal_size::terminal_size_of(&stderr).filter(|_| stderr.is_terminal());
    let columns = size.map(|(columns, _)| usize::from(columns.0));
    let said = dressed(text, columns, COLOURED.load(Ordering::Relaxed));
    let _ = stderr.lock().write_all(format!("{said}\n").as_bytes());
}

/// Breaks the lines of `text` that are wider than `columns`, and has the labels that they begin with `coloured`.
///
/// Excerpts of a query stay as they are: their marks stand below what they mean.
pub(crate) fn dressed(text: &str, columns: Option<usize>, coloured: bool) -> String {
    let lines = text.split('\n').map(|line| {
        let line = match columns {
            Some(columns) => broken(line, columns.max(NARROWEST)),
            None => Cow::Borrowed(line),
        };
        if coloured {
            labelled(&line)
        } else {
            line.into()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Gives `line` with its label in colour, where it begins with one.
fn labelled(line: &str) -> String {
    let label = LABELS.into_iter().find_map(|(label, style)| {
        let rest = line.strip_prefix(label)?;
        rest.starts_with(": ").then_some((label, style, rest))
    });
    match label {
        Some((label, style, rest)) => format!("\x1b[{style}m{label}\x1b[0m{rest}"),
        None => line.to_owned(),
    }
}

/// Breaks `line`, which may have escape codes for colours, between words into lines of at most `columns`.
fn broken(line: &str, columns: usize) -> Cow<'_, str> {
    let plain = without_styles(line);
    if width(&plain) <= columns || is_excerpt(&plain) {
        return Cow::Borrowed(line);
    }
    let text = plain.trim_start_matches(' ');
    let indent = plain.len() - text.len();
    let hang = indent + if text.starts_with("= ") { HANGING } else { 0 };
    if hang + NARROWEST / 2 > columns {
        return Cow::Borrowed(line);
    }
    let lines = wrap(&plain[hang..], columns - hang).into_iter();
    let lines: Vec<_> = lines
        .map(|part| part.start + hang..part.end + hang)
        .collect();
    let mut broken = String::with_capacity(line.len() + lines.len() * (hang + 1));
    let (mut at, mut number, mut in_style) = (0, 0, false);
    for c in line.chars() {
        if c == '\x1b' || in_style {
            in_style = c != 'm';
            broken.push(c);
            continue;
        }
        if lines.get(number + 1).is_some_and(|next| next.start <= at) {
            number += 1;
            broken.push('\n');
            broken.extend(std::iter::repeat_n(' ', hang));
        }
        // White space at a break belongs to no line.
        if at < hang || lines.get(number).is_some_and(|part| at < part.end) {
            broken.push(c);
        }
        at += c.len_utf8();
    }
    Cow::Owned(broken)
}

/// Tells whether a line without escape codes shows a part of a query, or says where it stands.
fn is_excerpt(line: &str) -> bool {
    let text = line.trim_start();
    let behind_number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    behind_number.trim_start().starts_with(['|', '│'])
        || ["-->", ":::", "..."]
            .iter()
            .any(|sign| text.starts_with(sign))
}

fn without_styles(line: &str) -> Cow<'_, str> {
    if !line.contains('\x1b') {
        return Cow::Borrowed(line);
    }
    let mut in_style = false;
    let plain = line.chars().filter(|c| {
        let was_in_style = in_style || *c == '\x1b';
        in_style = was_in_style && *c != 'm';
        !was_in_style
    });
    Cow::Owned(plain.collect())
}

#[cfg(test)]
mod tests {
    use super::dressed;

    #[test]
    fn heading_and_help_are_broken_between_words_and_excerpts_are_not() {
        let text = "\
error[G103]: nothing is called bound; did you mean BOUND?
 --> a/file/whose/name/is/longer/than/the/screen.rq:1:1
  |
1 | SELECT * { ?s ?p ?o FILTER(BUOND(?s)) } LIMIT 10
  |                            ^^^^^
  = help: `BOUND(?variable)` tells whether a variable has a value";
        insta::assert_snapshot!(dressed(text, Some(40), false), @"
        error[G103]: nothing is called bound;
        did you mean BOUND?
         --> a/file/whose/name/is/longer/than/the/screen.rq:1:1
          |
        1 | SELECT * { ?s ?p ?o FILTER(BUOND(?s)) } LIMIT 10
          |                            ^^^^^
          = help: `BOUND(?variable)` tells
            whether a variable has a value
        ");
        assert_eq!(dressed(text, None, false), text);
    }

    #[test]
    fn colours_take_no_room_and_stay_where_they_were() {
        let heading = "\x1b[1m\x1b[91merror[G1]\x1b[0m\x1b[1m: unexpected word here\x1b[0m";
        assert_eq!(
            dressed(heading, Some(20), true),
            "\x1b[1m\x1b[91merror[G1]\x1b[0m\x1b[1m:\nunexpected word here\x1b[0m"
        );
        assert_eq!(dressed(heading, Some(31), true), heading);
    }

    #[test]
    fn labels_are_coloured_where_a_line_begins_with_one() {
        assert_eq!(
            dressed("error: no\nhint: yes", None, true),
            "\x1b[1;91merror\x1b[0m: no\n\x1b[1;96mhint\x1b[0m: yes"
        );
        assert_eq!(
            dressed("Warnung: ja", None, true),
            "\x1b[1;33mWarnung\x1b[0m: ja"
        );
        for plain in ["an error: no", "notes: 3", "time: 1 s"] {
            assert_eq!(dressed(plain, None, true), plain);
        }
    }
}
