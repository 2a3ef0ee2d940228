//! Where in a file a statement failed: `file:line:column`, the column that of the word at fault where it is known.
//!
//! A query that is wrong is told with its place by `sparql`. Here are commands, and statements that fail as they run.

use crate::failure::{Failure, Kind};

use super::statements::{Form, Statement};

/// Adds the place of `statement`, which stands in `text`, the file called `name`, to a failure that names none.
pub(super) fn placed(failure: &Failure, name: &str, text: &str, statement: &Statement) -> Failure {
    if failure.kind() == Kind::ClosedPipe {
        return Failure::new(failure.kind(), failure.message());
    }
    let own = &text[statement.range.clone()];
    let within = match statement.form {
        Form::Command => word_at_fault(own, failure.message()),
        _ => 0,
    };
    let at = statement.range.start + within;
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[..at].matches('\n').count() + 1;
    let column = text[line_start..at].chars().count() + 1;
    if failure.wrong_query().is_some() {
        // It has a heading of its own, and the query no place: names or a base were put in.
        let (heading, excerpt) = failure
            .message()
            .split_once('\n')
            .unwrap_or((failure.message(), ""));
        let message = format!("{heading}\n --> {name}:{line}:{column}\n{excerpt}");
        return Failure::new(failure.kind(), message);
    }
    // The argument parser begins as the failure will, too.
    let message = ["error: ", "Fehler: "]
        .iter()
        .find_map(|lead| failure.message().strip_prefix(lead))
        .unwrap_or(failure.message());
    let placed = Failure::new(failure.kind(), format!("{name}:{line}:{column}: {message}"));
    match failure.hint() {
        Some(hint) => placed.with_hint(hint),
        None => placed,
    }
}

/// Gives the byte of the command `line` where the word stands that `message` is about: a message quotes it as it was
/// typed, or begins with it where it is a file. Without such a word it is the command itself.
fn word_at_fault(line: &str, message: &str) -> usize {
    let told = message.lines().next().unwrap_or_default();
    let file = told.split([':', ' ']).next().unwrap_or_default();
    let quoted = ['`', '\''].into_iter().flat_map(|quote| {
        // What stands between the first two, the next two, and so on.
        told.split(quote).skip(1).step_by(2)
    });
    let found = quoted
        .chain([file])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .filter_map(|word| {
            let places = line.match_indices(word).map(|(place, _)| place);
            let whole = places.clone().find(|place| is_whole(line, *place, word));
            let place = whole.or_else(|| places.last().filter(|_| word.ends_with(':')))?;
            Some((place, whole.is_some()))
        });
    // The name of the command is quoted in most messages.
    found.map(|(place, _)| place).max().unwrap_or(0)
}

/// Tells whether `word`, which stands at `place` of `line`, is no part of a longer one.
fn is_whole(line: &str, place: usize, word: &str) -> bool {
    let before = line[..place].chars().next_back();
    let after = line[place + word.len()..].chars().next();
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\''));
    ends(before) && ends(after)
}

#[cfg(test)]
mod tests {
    use super::{placed, word_at_fault};
    use crate::failure::{Failure, Kind};
    use crate::repl::statements::split;
    use crate::repl::syntax::Syntax;

    #[test]
    fn word_that_the_message_quotes_is_at_fault() {
        for (line, message, word) in [
            (".foo", "there is no command `.foo`", ".foo"),
            (".mode xyz", "there is no format `xyz`", "xyz"),
            (
                ".headers maybe",
                "`.headers` takes `on` or `off`, not `maybe`",
                "maybe",
            ),
            (
                ".load a --bar",
                "error: unexpected argument '--bar' found\n\n  tip: use '--base'",
                "--bar",
            ),
            (".describe ex:a", "prefix `ex:` is not declared", "ex:a"),
            (".read \"a b\"", "`a b` is not there", "a b\""),
            (".read x.rq", "x.rq: cannot be read: no such file", "x.rq"),
            (".sample", "error: arguments were not provided:", ".sample"),
            (".timeout 3 parsecs", "` parsecs` is no unit", "parsecs"),
        ] {
            assert_eq!(&line[word_at_fault(line, message)..], word, "{line}");
        }
    }

    #[test]
    fn place_is_told_by_line_and_column_in_characters() {
        let text = "ASK {}\n  .find ä nö\n";
        let statements = split(&Syntax::new(text));
        let failure = Failure::new(Kind::Usage, "error: there is no `nö`").with_hint("ask");
        let placed = placed(&failure, "a.rq", text, &statements[1]);
        assert_eq!(placed.message(), "a.rq:2:11: there is no `nö`");
        assert_eq!((placed.hint(), placed.kind()), (Some("ask"), Kind::Usage));
    }
}
