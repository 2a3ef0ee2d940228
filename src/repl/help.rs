//! What `.help` says.

use std::fmt::Write as _;

use crate::failure::Result;
use crate::results::width::wrap;

use super::command_completion::Known;
use super::dot::resolve;

/// Columns of the help texts.
const WIDTH: usize = 80;

const INTRODUCTION: &str = "\
Type a SPARQL query and press Enter; several lines run at an empty line or at
`;`. Tab completes; Ctrl-C cancels what runs; Ctrl-D or .quit leaves.
";

const MORE: &str = "\
A command may be shortened while it is unique. `.help NAME` explains one,
`.help keys` the keys, `.help sparql` how statements end, and `.NAME --help`
lists the options of a command.
";

const KEYS: &str = "\
Enter            runs a whole query; starts a new line in one that is not
Alt-Enter        always starts a new line
Ctrl-X Enter     runs the text as it is
Tab, Ctrl-Space  completes keywords, prefixes, terms, labels from three letters
Up, Down         lines of the text first, then earlier entries
Ctrl-P, Ctrl-N   earlier and later entries
Alt-Up           earlier entries that start as the text does
Ctrl-R           searches earlier entries
Ctrl-X Ctrl-E    edits the text in $VISUAL or $EDITOR
Ctrl-X Ctrl-F    does what the last message proposed, as .fix does
Ctrl-C           drops the text (the history keeps it), or cancels what runs
Ctrl-D           leaves, on an empty line
On a German Mac keyboard, braces need \"Option as Meta\" to be off in the settings
of the terminal; or use Ctrl-X Ctrl-E.
";

const QUERIES: &str = "\
One line that is a whole query runs at once. Several lines run at `;` outside
brackets, or at an empty line, so that LIMIT can still follow the pattern. Two
empty lines run anything. PREFIX and BASE lines alone hold for the session.
Updates that are pasted together are one request: all of it is applied, or
nothing. Typed one by one, each is applied at its `;`.
A line that starts with a blank is not kept in the history.
";

/// Gives the text on `topic`, or the list of commands.
///
/// # Errors
/// Where there is no such topic, with what was perhaps meant.
pub(super) fn help(topic: Option<&str>, known: &[Known]) -> Result<String> {
    match topic.map(|topic| topic.trim_start_matches('.')) {
        None => Ok(overview(known)),
        Some("keys") => Ok(KEYS.to_owned()),
        Some("sparql") => Ok(QUERIES.to_owned()),
        Some(topic) => {
            let name = resolve(topic, known)?;
            let command = known.iter().find(|known| known.name == name);
            Ok(command.map_or_else(String::new, explanation))
        }
    }
}

fn overview(known: &[Known]) -> String {
    let mut text = String::from(INTRODUCTION);
    text.push('\n');
    let width = known
        .iter()
        .map(|known| known.name.len())
        .max()
        .unwrap_or(0)
        + 1;
    for known in known {
        let name = format!(".{}", known.name);
        writeln!(text, "  {name:width$}  {}", known.summary)
            .expect("writing to a string does not fail");
    }
    text.push('\n');
    text.push_str(MORE);
    text
}

/// Explains one command: how it is written, what it does, and more where more is to be said.
fn explanation(known: &Known) -> String {
    const INDENT: usize = 4;
    let mut text = format!("{}\n{:INDENT$}{}\n", heading(known), "", known.summary);
    for paragraph in known.details.split("\n\n").filter(|text| !text.is_empty()) {
        let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push('\n');
        for line in wrap(&paragraph, WIDTH - INDENT) {
            writeln!(text, "{:INDENT$}{}", "", &paragraph[line])
                .expect("writing to a string does not fail");
        }
    }
    text
}

fn heading(known: &Known) -> String {
    format!(".{} {}", known.name, known.usage)
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::help;
    use crate::repl::dot::known;

    #[test]
    fn texts_of_our_own_fit_80_columns() {
        for text in [
            super::INTRODUCTION,
            super::MORE,
            super::KEYS,
            super::QUERIES,
        ] {
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn every_command_is_listed() {
        let text = help(None, &known()).unwrap();
        for known in known() {
            assert!(
                text.contains(&format!(".{} ", known.name)),
                "{}",
                known.name
            );
        }
    }

    #[test]
    fn one_command_is_explained() {
        assert_eq!(
            help(Some(".once"), &known()).unwrap(),
            ".once FILE\n    write the next result to a file\n"
        );
    }

    #[test]
    fn unknown_topic_brings_a_proposal() {
        let failure = help(Some("tmier"), &known()).unwrap_err();
        assert_eq!(failure.hint(), Some("did you mean `.timer`?"));
    }
}
