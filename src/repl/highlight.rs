//! Colours for what is typed, from its tokens alone.
//!
//! Start at [`paint`]. The styles come from a theme (`look`); colour is never the only sign of an error, for the
//! checker words it.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

use super::look::Palette;
use super::syntax::Syntax;
use super::tokens::{Kind, Token};
use super::words::{function, is_keyword};

const PLAIN: &str = "";

/// Gives the text of `syntax` with escape codes for the styles of `palette`, or without any where there is none.
///
/// Control characters are left out in both cases: text from a paste must not drive the terminal. The brackets
/// around `cursor` are marked; `known` tells whether a prefix is declared in the session, `absent` where names start, in
/// order, that are those of nothing in the dataset.
pub(super) fn paint(
    syntax: &Syntax,
    cursor: Option<usize>,
    known: &dyn Fn(&str) -> bool,
    absent: &[usize],
    palette: Option<&Palette>,
) -> String {
    let mut painted = String::with_capacity(syntax.text.len() * 2);
    if syntax.text.trim_start().starts_with(['.', '\\']) {
        paint_command(&mut painted, &syntax.text, palette);
        return painted;
    }
    let marked = cursor.and_then(|cursor| matched_brackets(syntax, cursor));
    let declared = declared_prefixes(syntax);
    let known = |prefix: &str| known(prefix) || declared.contains(&prefix);
    for (index, token) in syntax.tokens.iter().enumerate() {
        let text = token.text(&syntax.text);
        let is_absent = absent.binary_search(&token.range.start).is_ok();
        if let Kind::PrefixedName(length) = token.kind {
            let [prefix, local] = palette.map_or([PLAIN; 2], |palette| {
                match (known(&text[..length]), is_absent) {
                    (true, true) => [palette.absent_iri, palette.absent_name],
                    (true, false) => [palette.iri, PLAIN],
                    (false, _) => [palette.unknown_prefix, PLAIN],
                }
            });
            push(&mut painted, &text[..=length], prefix);
            push(&mut painted, &text[length + 1..], local);
            continue;
        }
        let is_marked = marked.is_some_and(|(open, close)| index == open || index == close);
        let style = palette.map_or(PLAIN, |palette| {
            if is_marked {
                palette.matched_bracket
            } else if is_absent {
                palette.absent_iri
            } else {
                style(token, text, palette)
            }
        });
        push(&mut painted, text, style);
    }
    painted
}

fn style(token: &Token, text: &str, palette: &Palette) -> &'static str {
    match token.kind {
        Kind::Comment => palette.comment,
        Kind::Iri => palette.iri,
        Kind::Variable => palette.variable,
        Kind::String => palette.string,
        Kind::OpenShortString | Kind::OpenLongString => palette.open_string,
        Kind::LanguageTag => palette.language_tag,
        Kind::Number => palette.number,
        Kind::Stray => palette.stray,
        Kind::Word if is_keyword(text) => palette.keyword,
        Kind::Word if function(text).is_some() => palette.function,
        _ => PLAIN,
    }
}

fn paint_command(painted: &mut String, text: &str, palette: Option<&Palette>) {
    let start = text.len() - text.trim_start().len();
    let end = text[start..]
        .find(char::is_whitespace)
        .map_or(text.len(), |length| start + length);
    let style = palette.map_or(PLAIN, |palette| palette.command);
    push(painted, &text[..start], PLAIN);
    push(painted, &text[start..end], style);
    push(painted, &text[end..], PLAIN);
}

fn push(painted: &mut String, text: &str, style: &str) {
    let visible = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    if style.is_empty() {
        painted.extend(visible);
    } else {
        let visible: String = visible.collect();
        write!(painted, "\x1b[{style}m{visible}\x1b[0m")
            .expect("writing to a string does not fail");
    }
}

/// Columns from one stop of the tabulator to the next.
pub(super) const TAB_STOP: u8 = 8;

/// Puts blanks in the place of tabs in a text that is shown behind `indent` columns of a screen with `columns`.
///
/// A tab stops at the last column of a terminal, whereas the editor takes it to wrap; blanks are counted by both alike.
pub(super) fn expand_tabs(painted: &str, indent: usize, columns: usize) -> String {
    let columns = columns.max(1);
    let mut expanded = String::with_capacity(painted.len());
    let mut column = indent % columns;
    let mut in_style = false;
    for c in painted.chars() {
        match c {
            '\x1b' => in_style = true,
            '\n' => column = 0,
            '\t' => {
                let blanks = usize::from(TAB_STOP) - column % usize::from(TAB_STOP);
                // What does not fit goes to the next row as a whole.
                let wraps = column + blanks > columns;
                let to_fill = if wraps {
                    columns.saturating_sub(column)
                } else {
                    0
                };
                expanded.extend(std::iter::repeat_n(' ', to_fill + blanks));
                column = if wraps { blanks } else { column + blanks };
                continue;
            }
            _ if in_style => in_style = c != 'm',
            c => column = column_behind(c, column, columns),
        }
        expanded.push(c);
    }
    expanded
}

/// Gives the column behind `c`, which is no tab, on a screen where it stands at `column` or wraps.
pub(super) fn column_behind(c: char, column: usize, columns: usize) -> usize {
    let width = c.width().unwrap_or(0);
    if column + width > columns {
        width
    } else {
        column + width
    }
}

/// Tells whether the cursor stands behind the last column of a row, at the end of a line that is not the last one.
pub(super) fn stands_behind_full_row(
    text: &str,
    cursor: usize,
    indent: usize,
    columns: usize,
) -> bool {
    if !text[cursor..].starts_with('\n') {
        return false;
    }
    let (line, indent) = match text[..cursor].rsplit_once('\n') {
        Some((_, line)) => (line, 0),
        None => (&text[..cursor], indent),
    };
    let line = expand_tabs(line, indent, columns);
    let end = line.chars().fold(indent % columns.max(1), |column, c| {
        column_behind(c, column, columns)
    });
    end == columns
}

/// Gives the cursor a row of its own where it stands behind the last column of a full one.
///
/// The editor counts that row, and would draw the cursor above its place without it.
pub(super) fn add_row_for_cursor(painted: &mut String, text: &str, cursor: usize) {
    let lines_above = text[..cursor].matches('\n').count();
    if let Some((end, _)) = painted.match_indices('\n').nth(lines_above) {
        painted.insert(end, '\n');
    }
}

/// Gives the tokens of the pair of brackets one of which `cursor` stands on or right behind.
pub(super) fn matched_brackets(syntax: &Syntax, cursor: usize) -> Option<(usize, usize)> {
    let touches = |index: usize| {
        let range = &syntax.tokens[index].range;
        range.start == cursor || range.end == cursor
    };
    syntax
        .pairs
        .iter()
        .copied()
        .find(|&(open, close)| touches(open) || touches(close))
}

/// Gives the prefixes that the text itself declares.
fn declared_prefixes(syntax: &Syntax) -> Vec<&str> {
    let tokens: Vec<&Token> = syntax.significant().collect();
    tokens
        .windows(2)
        .filter(|pair| pair[0].text(&syntax.text).eq_ignore_ascii_case("PREFIX"))
        .filter_map(|pair| match pair[1].kind {
            Kind::PrefixedName(length) => Some(&pair[1].text(&syntax.text)[..length]),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{add_row_for_cursor, expand_tabs, paint, stands_behind_full_row};
    use crate::repl::look::Theme;
    use crate::repl::syntax::Syntax;

    fn painted(text: &str, cursor: Option<usize>) -> String {
        let known = |prefix: &str| prefix == "ex";
        paint(
            &Syntax::new(text),
            cursor,
            &known,
            &[],
            Some(Theme::Basic.palette()),
        )
        .replace('\x1b', "")
        .replace("[0m", "|")
    }

    #[test]
    fn each_class_has_its_colour() {
        insta::assert_snapshot!(
            painted("SELECT (STR(?x) AS ?n) { ?s a ex:A; <p> 'a'@de, 1.5 # c", None),
            @"[1;34mSELECT| ([34mSTR|([33m?x|) [1;34mAS| [33m?n|) { [33m?s| [1;34ma| [35mex:|A; [35m<p>| [32m'a'|[1;32m@de|, [36m1.5| [36m# c|"
        );
    }

    #[test]
    fn unknown_prefix_is_underlined_until_it_is_declared() {
        assert!(painted("ASK { foo:a ?p 1 }", None).contains("[4;31mfoo:|a"));
        assert!(
            painted("PREFIX foo: <f> ASK { foo:a ?p 1 }", None)
                .ends_with("[35mfoo:|a [33m?p| [36m1| }")
        );
    }

    #[test]
    fn names_of_nothing_are_underlined_dimly() {
        let text = "ASK { ex:a ex:b <ex> }";
        let painted = paint(
            &Syntax::new(text),
            None,
            &|_| true,
            &[11, 16],
            Some(Theme::Basic.palette()),
        );
        let painted = painted.replace('\x1b', "").replace("[0m", "|");
        assert_eq!(
            painted,
            "[1;34mASK| { [35mex:|a [2;4;35mex:|[2;4mb| [2;4;35m<ex>| }"
        );
    }

    #[test]
    fn brackets_around_the_cursor_are_marked() {
        assert_eq!(painted("ASK { }", Some(7)), "[1;34mASK| [1;4m{| [1;4m}|");
    }

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(
            painted("1\u{1b}\u{7}\r2\t3", None),
            "[36m1|[31m|[31m|[36m2|\t[36m3|"
        );
    }

    #[test]
    fn tab_goes_to_the_next_stop_and_wraps_as_a_whole() {
        assert_eq!(expand_tabs("a\tb", 8, 40), "a       b");
        assert_eq!(
            expand_tabs("\x1b[1m漢\x1b[0m\t|", 0, 40),
            "\x1b[1m漢\x1b[0m      |"
        );
        assert_eq!(expand_tabs("123\t4\t5", 0, 12), "123     4          5");
        assert_eq!(expand_tabs("\n12345678\t9", 5, 8), "\n12345678        9");
    }

    #[test]
    fn commands_have_a_bold_name() {
        assert_eq!(painted(".mode csv", None), "[1m.mode| csv");
    }

    #[test]
    fn cursor_behind_a_full_row_is_noticed() {
        let text = "12345\n1234567890\n1234567890123\tab\n1234567890";
        let ends = text.match_indices('\n').map(|(end, _)| end);
        let full = |indent| {
            let ends = ends.clone().chain([4, 10, text.len()]);
            ends.filter(|end| stands_behind_full_row(text, *end, indent, 10))
                .collect::<Vec<_>>()
        };
        assert_eq!(full(0), [16, 33]);
        assert_eq!(full(5), [5, 16, 33]);
        assert!(stands_behind_full_row("12\t漢\n", 6, 0, 10));
    }

    #[test]
    fn cursor_behind_a_full_row_gets_a_row() {
        let mut painted = "\x1b[1ma\x1b[0m\nb\nc".to_owned();
        add_row_for_cursor(&mut painted, "a\nb\nc", 3);
        assert_eq!(painted, "\x1b[1ma\x1b[0m\nb\n\nc");
    }
}
