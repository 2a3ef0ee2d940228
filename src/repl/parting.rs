//! Leaving while updates wait for `.commit`: what was typed must not be lost without a word.

use std::io::{self, IsTerminal};

use crate::failure::Result;
use crate::language::wording;

use super::clean;
use super::editor::{Editor, Input};
use super::interrupt::Interrupts;
use super::shell::Shell;

/// What becomes of the updates that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Commit,
    Drop,
    Stay,
}

/// Tells whether the shell may be left: where updates wait, whoever typed them is asked what becomes of them.
///
/// # Errors
/// Those of the terminal; where nobody can be asked, that updates wait.
pub(super) fn may_leave(
    shell: &mut Shell,
    editor: &mut dyn Editor,
    interrupts: &Interrupts,
) -> Result<bool> {
    let count = shell.waiting.as_ref().map_or(0, Vec::len);
    if count == 0 {
        return Ok(true);
    }
    if !io::stdin().is_terminal() {
        shell.nothing_is_lost()?;
    }
    let question = question(count);
    loop {
        let read = || editor.read(&question, ".begin ", ("", ""));
        let choice = match interrupts.ending.at_prompt(read)? {
            Input::Text { text, .. } => choice(&clean(&text)),
            _ => Some(Choice::Stay),
        };
        match choice {
            Some(Choice::Commit) => {
                return match shell.commit() {
                    Ok(_) => Ok(true),
                    Err(failure) if shell.insisted => Err(failure),
                    Err(failure) => {
                        shell.report(&failure);
                        Ok(false)
                    }
                };
            }
            Some(Choice::Drop) => {
                shell.roll_back(None)?;
                return Ok(true);
            }
            Some(Choice::Stay) => return Ok(false),
            None => {}
        }
    }
}

fn question(count: usize) -> String {
    if count == 1 {
        wording!(
            "1 update waits: commit it, drop it, or stay? [c/d/S] ",
            "1 Update wartet: anwenden, verwerfen oder bleiben? [a/v/B] "
        )
    } else {
        wording!(
            "{count} updates wait: commit them, drop them, or stay? [c/d/S] ",
            "{count} Updates warten: anwenden, verwerfen oder bleiben? [a/v/B] "
        )
    }
}

/// Understands an answer in either language; nothing where it is none.
fn choice(answer: &str) -> Option<Choice> {
    let answer = answer.trim().trim_start_matches('.').to_lowercase();
    let answers = [
        (Choice::Commit, ["commit", "anwenden"]),
        (Choice::Drop, ["drop", "verwerfen"]),
        (Choice::Drop, ["rollback", "rollback"]),
        (Choice::Stay, ["stay", "bleiben"]),
    ];
    let begins = |words: &[&str; 2]| words.iter().any(|word| word.starts_with(&answer));
    if answer.is_empty() {
        return Some(Choice::Stay);
    }
    let found = answers.iter().find(|(_, words)| begins(words));
    found.map(|(choice, _)| *choice)
}

#[cfg(test)]
mod tests {
    use super::{Choice, choice};

    #[test]
    fn answer_is_a_word_or_its_start_in_either_language() {
        for (answer, understood) in [
            ("c", Some(Choice::Commit)),
            ("Anwenden ", Some(Choice::Commit)),
            ("d", Some(Choice::Drop)),
            (".rollback", Some(Choice::Drop)),
            ("v", Some(Choice::Drop)),
            ("", Some(Choice::Stay)),
            ("B", Some(Choice::Stay)),
            ("yes", None),
        ] {
            assert_eq!(choice(answer), understood, "{answer}");
        }
    }
}
