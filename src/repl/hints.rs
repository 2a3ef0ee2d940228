//! What can be said behind the text that is typed, apart from the text itself: the label of a thing, what a command
//! takes. Pure functions that know no editor.

use std::io::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::results::Harmless;

use super::command_completion::Known;
use super::dot::{resolve, words};
use super::syntax::Syntax;
use super::tokens::Kind;

/// What stands between the text and a hint.
const GAP: &str = "  ";
/// A hint that is cut is not shown with fewer columns.
const LEAST: usize = 8;

/// Gives the name of a thing that `position` stands in or right behind.
pub(super) fn name_at(syntax: &Syntax, position: usize) -> Option<&str> {
    let touched = |kind: Kind, start: usize, end: usize| {
        matches!(kind, Kind::PrefixedName(_) | Kind::Iri) && start <= position && position <= end
    };
    let mut tokens = syntax.tokens.iter();
    let token = tokens.find(|token| touched(token.kind, token.range.start, token.range.end))?;
    Some(token.text(&syntax.text))
}

/// Gives what the command that `line` calls still takes, where nothing of the next argument is typed.
pub(super) fn missing_arguments(line: &str, known: &[Known]) -> Option<String> {
    let (name, rest) = line.trim_start().strip_prefix('.')?.split_once(' ')?;
    let name = resolve(name.trim_end_matches('!'), known).ok()?;
    let usage = &known.iter().find(|known| known.name == name)?.usage;
    if !(rest.is_empty() || rest.ends_with(' ')) {
        return None;
    }
    let given = words(rest).len();
    if given == 0 {
        return (!usage.is_empty()).then(|| usage.clone());
    }
    let arguments: Vec<&str> = usage.split(' ').collect();
    // Only arguments that simply follow one another can be counted.
    let is_name = |argument: &&str| argument.chars().all(|c| c.is_ascii_uppercase() || c == '-');
    let names = arguments.iter().all(|argument| {
        let optional = argument
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        is_name(&optional.unwrap_or(argument))
    });
    let left = arguments
        .get(given..)
        .filter(|left| names && !left.is_empty())?;
    Some(left.join(" "))
}

/// Tells whether `hint` fits behind `line`, which follows a prompt of `prompt` columns, on the last row of it.
pub(super) fn fits(hint: &str, line: &str, prompt: usize, columns: usize) -> bool {
    end_column(line, prompt, columns).is_some_and(|column| column + hint.width() < columns)
}

/// Gives what of `text` has room as a hint behind `line`, cut with an ellipsis; nothing where that is too little to read.
pub(super) fn cut_to_fit(text: &str, line: &str, prompt: usize, columns: usize) -> Option<String> {
    let column = end_column(line, prompt, columns)?;
    // The last column stays free, as the cursor would go to the next row from there.
    let room = columns.checked_sub(column + GAP.len() + 1)?;
    if text.width() <= room {
        return Some(format!("{GAP}{text}"));
    }
    if room < LEAST {
        return None;
    }
    let mut shown = GAP.to_owned();
    let mut taken = 1;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > room {
            break;
        }
        shown.push(c);
    }
    shown.truncate(shown.trim_end().len());
    shown.push('…');
    Some(shown)
}

/// Gives the column where `line` ends on a terminal with `columns`; nothing at the start of a row, and where the widths
/// of its characters leave a doubt.
fn end_column(line: &str, prompt: usize, columns: usize) -> Option<usize> {
    let (first, last) = match line.rsplit_once('\n') {
        Some((_, last)) => (0, last),
        None => (prompt, line),
    };
    let filled = first + last.width();
    let simple = |c: char| c.width() == Some(1);
    if columns == 0 || filled >= columns && !last.chars().all(simple) || last.contains('\t') {
        return None;
    }
    Some(filled % columns).filter(|column| *column > 0)
}

/// Gives `text`, which comes from the data, on one line and without what would drive a terminal.
pub(super) fn harmless(text: &str) -> String {
    let mut shown = Vec::new();
    let mut harmless = Harmless::new(&mut shown);
    harmless
        .write_all(text.as_bytes())
        .and_then(|()| harmless.finish())
        .expect("writing to a vector does not fail");
    String::from_utf8_lossy(&shown).replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::{cut_to_fit, fits, harmless, missing_arguments, name_at};
    use crate::repl::dot::known;
    use crate::repl::syntax::Syntax;

    #[test]
    fn name_under_the_cursor_is_the_one_it_touches() {
        let syntax = Syntax::new("ASK { e:a <http://e/p> 'e:b' }");
        assert_eq!(name_at(&syntax, 6), Some("e:a"));
        assert_eq!(name_at(&syntax, 9), Some("e:a"));
        assert_eq!(name_at(&syntax, 14), Some("<http://e/p>"));
        assert_eq!(name_at(&syntax, 26), None);
        assert_eq!(name_at(&syntax, 2), None);
    }

    #[test]
    fn arguments_of_a_command_are_told_until_they_are_typed() {
        let known = known();
        let missing = |line: &str| missing_arguments(line, &known);
        assert_eq!(missing(".path ").as_deref(), Some("NODE NODE"));
        assert_eq!(missing(".path town:elbe ").as_deref(), Some("NODE"));
        assert_eq!(missing(".path town:elbe"), None);
        assert_eq!(missing(".path town:elbe town:hamburg "), None);
        assert_eq!(missing(".path"), None);
        assert_eq!(missing(".timer ").as_deref(), Some("[on | off]"));
        assert_eq!(missing(".timer on "), None);
        assert_eq!(missing(".quit "), None);
    }

    #[test]
    fn hint_keeps_to_the_row_on_which_the_text_ends() {
        assert!(fits("  ab", "x".repeat(20).as_str(), 8, 40));
        assert!(!fits("  ab", "x".repeat(28).as_str(), 8, 40));
        assert!(fits("  ab", "x".repeat(40).as_str(), 8, 40));
        assert!(!fits("  ab", "漢".repeat(20).as_str(), 8, 40));
        assert!(!fits("  ab", "x".repeat(32).as_str(), 8, 40));
        assert!(!fits("  ab", "a\n", 8, 40));
    }

    #[test]
    fn hint_is_cut_where_enough_of_it_can_be_read() {
        let cut = |text: &str, typed: usize| cut_to_fit(text, &"x".repeat(typed), 8, 40);
        assert_eq!(cut("Museum", 10).as_deref(), Some("  Museum"));
        assert_eq!(
            cut("Museum für Naturkunde", 10).as_deref(),
            Some("  Museum für Naturku…")
        );
        assert_eq!(
            cut("Museum für Naturkunde", 21).as_deref(),
            Some("  Museum…")
        );
        assert_eq!(cut("Museum für Naturkunde", 22), None);
        assert_eq!(cut("漢字漢字漢字漢字", 19).as_deref(), Some("  漢字漢字…"));
        assert_eq!(cut("Museum", 32), None);
    }

    #[test]
    fn text_from_the_data_stays_on_its_line() {
        assert_eq!(harmless("a\nb\x1b[31m"), "a b␛[31m");
    }
}
