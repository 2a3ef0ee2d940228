//! What stands behind the name of a command: its words, and what is refused before anything is done.

use super::Call;
use crate::commands::german::placeholders;
use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::sparql::lexer::{TokenKind, tokens};

/// Cuts `text` at blanks outside quotes. Quotes around a whole word are taken off; those of `"x"@de` or
/// `city="a b"` belong to the term and stay. The home folder takes the place of a leading `~` outside quotes.
pub(in crate::repl) fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut escaped = false;
    for c in text.chars() {
        if escaped {
            escaped = false;
            word.push(c);
        } else if quote.is_none() && c.is_whitespace() {
            finish(&mut word, &mut found);
        } else {
            match quote {
                Some(open) if c == open => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                _ => escaped = c == '\\' && quote.is_some(),
            }
            word.push(c);
        }
    }
    // A quote that nothing closes ends with the line, as that before a completed folder does.
    if let Some(open) = quote.filter(|open| word.starts_with(*open)) {
        word.push(open);
    }
    finish(&mut word, &mut found);
    found
}

fn finish(word: &mut String, found: &mut Vec<String>) {
    if word.is_empty() {
        return;
    }
    let word = std::mem::take(word);
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        let inner = word.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains(quote)).then(|| inner.to_owned())
    });
    found.push(quoted.unwrap_or_else(|| at_home(word)));
}

/// Gives a word with the home folder in the place of a leading `~`, alone or before a slash.
pub(in crate::repl) fn at_home(word: String) -> String {
    let rest = match word.strip_prefix('~') {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix('/'),
        None => None,
    };
    let home = directories::BaseDirs::new();
    let found = rest
        .zip(home)
        .map(|(rest, home)| home.home_dir().join(rest));
    // What is no text cannot be typed either.
    let found = found.and_then(|path| path.into_os_string().into_string().ok());
    found.unwrap_or(word)
}

/// Refuses operands that a command of the shell's own would not look at.
pub(super) fn none_too_many(call: &Call, name: &str, usage: &str) -> Result<()> {
    // What stands behind `|` is one command, however many words it has.
    let Some(most) = call
        .own
        .most_operands()
        .filter(|_| !call.rest.starts_with('|'))
    else {
        return Ok(());
    };
    let mut operands = call.words.iter().filter(|word| *word != "!");
    let Some(word) = operands.nth(most) else {
        return Ok(());
    };
    if most == 0 {
        let message = wording!(
            "`.{name}` takes nothing behind it, here `{word}`",
            "hinter `.{name}` steht nichts, hier aber `{word}`"
        );
        return Err(Failure::new(Kind::Usage, message));
    }
    let names_file = usage.contains("FILE") || usage.contains("DIR");
    let usage = placeholders(usage);
    let message = wording!(
        "`{word}` is one too many for `.{name}`",
        "`{word}` ist für `.{name}` zu viel"
    );
    let hint = if names_file {
        wording!(
            "write `.{name} {usage}`; a name with blanks goes in quotation marks",
            "richtig ist `.{name} {usage}`; ein Name mit Leerzeichen steht in Anführungszeichen"
        )
    } else {
        wording!("write `.{name} {usage}`", "richtig ist `.{name} {usage}`")
    };
    Err(Failure::new(Kind::Usage, message).with_hint(hint))
}

/// Writes the graph or the query behind a file as the option that it is outside the shell.
pub(super) fn of_export(rest: &str, forced: bool) -> Vec<String> {
    let mut words = words(rest);
    if let [file, second, others @ ..] = words.as_slice()
        && !file.starts_with('-')
        && !second.starts_with('-')
    {
        let query = behind_first_word(rest);
        let file = file.clone();
        words = if is_query(second) && !others.is_empty() {
            // It is taken as it was typed.
            vec![file, "--construct".to_owned(), query.to_owned()]
        } else {
            let graph = [file, "--graph".to_owned(), second.clone()];
            graph.into_iter().chain(others.iter().cloned()).collect()
        };
    }
    if forced {
        words.push("--force".to_owned());
    }
    words
}

/// Gives the file and the query of an export of rows or of a truth value, which no format of RDF holds.
///
/// What begins with no word of a query, but has braces as one, goes that way too: there its error is told.
pub(super) fn rows_of_export(rest: &str) -> Option<(String, String)> {
    let query = behind_first_word(rest);
    let (first, _) = query.split_once(char::is_whitespace)?;
    let is_rows = if is_query(first) {
        let all = tokens(query);
        let words = all.iter().filter(|token| token.kind == TokenKind::Word);
        let mut words = words.map(|token| token.text(query).to_ascii_uppercase());
        words
            .find(|word| ["ASK", "CONSTRUCT", "DESCRIBE", "SELECT"].contains(&word.as_str()))
            .is_some_and(|form| matches!(form.as_str(), "ASK" | "SELECT"))
    } else {
        !first.starts_with('-') && query.contains('{')
    };
    let file = words(rest).into_iter().next()?;
    is_rows.then(|| (file, query.to_owned()))
}

/// Gives what stands behind the first word of `text`, which may be quoted.
fn behind_first_word(text: &str) -> &str {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let end = match quote {
        Some(quote) => text[1..].find(quote).map(|end| end + 2),
        None => text.find(char::is_whitespace),
    };
    end.map_or("", |end| text[end..].trim_start())
}

fn is_query(word: &str) -> bool {
    ["ASK", "BASE", "CONSTRUCT", "DESCRIBE", "PREFIX", "SELECT"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word.trim_end_matches('{')))
}

/// Writes the graph behind `into` as the option that it is outside the shell.
///
/// # Errors
/// Of kind [`Kind::Usage`] where `into` has no file before it, or not one graph behind it: it is no file itself.
pub(super) fn into_graph(mut words: Vec<String>) -> Result<Vec<String>> {
    let place = words
        .iter()
        .position(|word| word.eq_ignore_ascii_case("into"));
    match (place, words.len()) {
        (None, _) => Ok(words),
        (Some(at @ 1..), count) if at + 2 == count => {
            "--graph".clone_into(&mut words[at]);
            Ok(words)
        }
        (Some(at), count) => {
            let message = match (at, count - at - 1) {
                (0, _) => wording!(
                    "`.load` needs a file before `into`",
                    "`.load` braucht eine Datei vor `into`"
                ),
                (_, 0) => wording!(
                    "`into` needs a graph behind it",
                    "hinter `into` fehlt der Graph"
                ),
                _ => wording!(
                    "`into` takes one graph, and that comes last",
                    "`into` nimmt einen Graphen, und der steht zuletzt"
                ),
            };
            let usage = placeholders("FILE... [into GRAPH]");
            let hint = wording!(
                "write `.load {usage}`; a file called `into` is `./into`",
                "richtig ist `.load {usage}`; eine Datei namens `into` ist `./into`"
            );
            Err(Failure::new(Kind::Usage, message).with_hint(hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{of_export, words};

    #[test]
    fn graph_or_query_behind_a_file_is_what_is_exported() {
        for (typed, understood) in [
            ("a.ttl", &["a.ttl"][..]),
            ("a.ttl --class x:Y", &["a.ttl", "--class", "x:Y"]),
            ("a.ttl x:g", &["a.ttl", "--graph", "x:g"]),
            (
                "'a b.ttl' CONSTRUCT { ?s a 'x y' }",
                &["a b.ttl", "--construct", "CONSTRUCT { ?s a 'x y' }"],
            ),
        ] {
            assert_eq!(of_export(typed, false), understood, "{typed}");
        }
        assert_eq!(of_export("a.ttl", true), ["a.ttl", "--force"]);
    }

    #[test]
    fn quote_that_nothing_closes_ends_with_the_line() {
        assert_eq!(words("\"my folder/"), ["my folder/"]);
        assert_eq!(words("a 'b c"), ["a", "b c"]);
        assert_eq!(words("it's here"), ["it's here"]);
    }

    #[test]
    fn tilde_is_the_home_folder_only_alone_or_before_a_slash_and_without_quotes() {
        let [home, file, user, inside, quoted] = &*words("~ ~/a ~a a/~ \"~/a\"") else {
            unreachable!("there are five words");
        };
        assert_eq!(*file, format!("{}/a", home.trim_end_matches('/')));
        assert_eq!([user, inside, quoted], ["~a", "a/~", "~/a"]);
    }
}
