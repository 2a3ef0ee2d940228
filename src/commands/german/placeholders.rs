//! Usage lines: what stands for a value (`FILE`), in the language spoken, and how the command itself is typed.

use clap::builder::{Str, StyledStr};
use clap::{Arg, Command};

use super::german;
use crate::language::{Language, spoken};

/// What the argument parser writes for all options of a command.
const OPTIONS: &str = "[OPTIONS]";

/// Gives how a command is written, such as `FILE [into GRAPH]`, in the language spoken.
pub(crate) fn placeholders(usage: &str) -> String {
    match spoken() {
        Language::En => usage.to_owned(),
        Language::De => in_german(usage),
    }
}

/// Translates the words of capital letters in `usage`, or all of it where the table has it.
pub(crate) fn in_german(usage: &str) -> String {
    if let Some(whole) = german(usage) {
        return whole.to_owned();
    }
    let mut text = String::with_capacity(usage.len());
    let mut rest = usage;
    while let Some(start) = rest.find(|c: char| c.is_ascii_uppercase()) {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_ascii_uppercase());
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        text.push_str(german(word).unwrap_or(word));
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// Translates what stands for the values of an argument.
pub(super) fn argument_in_german(argument: Arg) -> Arg {
    let names = argument.get_value_names().unwrap_or_default();
    // The argument parser takes whole names of the table only, which stay as long as the program runs.
    let translated = |name: &Str| german(name).map_or_else(|| name.clone(), Str::from);
    let names: Vec<Str> = names.iter().map(translated).collect();
    if names.is_empty() {
        argument
    } else {
        argument.value_names(names)
    }
}

/// Translates the usage lines of `command` and of those below it, whose values are translated already.
pub(super) fn usages_in_german(command: Command) -> Command {
    let options = in_german(OPTIONS);
    with_usages(command, &|usage| {
        let usage = usage.ansi().to_string();
        // The title is in a style of its own, behind which a blank follows.
        let (_, usage) = usage.split_once("Usage:")?;
        let (_, usage) = usage.split_once(' ')?;
        Some(usage.replace(OPTIONS, &options))
    })
}

/// Lets the usage lines of the commands below `command` begin with a dot, as the shell has it.
pub(crate) fn usages_with_dot(command: Command) -> Command {
    let title = format!("Usage: {} ", command.get_name());
    with_usages(command, &|usage| {
        let usage = usage.to_string();
        Some(format!(".{}", usage.strip_prefix(&title)?))
    })
}

/// Replaces the usage lines of `command` and of those below it by what `written` makes of them, with their title.
fn with_usages(command: Command, written: &dyn Fn(StyledStr) -> Option<String>) -> Command {
    // Only a command that is built knows by which names it is called, and what it is given then cannot be changed.
    let mut built = command.clone();
    built.build();
    with_usages_of(command, &mut built, written)
}

fn with_usages_of(
    mut command: Command,
    built: &mut Command,
    written: &dyn Fn(StyledStr) -> Option<String>,
) -> Command {
    if let Some(usage) = written(built.render_usage()) {
        command = command.override_usage(usage);
    }
    command.mut_subcommands(|child| match built.find_subcommand_mut(child.get_name()) {
        Some(built) => with_usages_of(child, built, written),
        None => child,
    })
}

#[cfg(test)]
mod tests {
    use super::in_german;

    #[test]
    fn words_of_capital_letters_are_translated() {
        assert_eq!(
            in_german("[OPTIONS] <FILE>... [into GRAPH]"),
            "[OPTIONEN] <DATEI>... [into GRAPH]"
        );
        assert_eq!(
            in_german("[NAME [VALUE] | --save]"),
            "[NAME [WERT] | --save]"
        );
    }

    #[test]
    fn whole_usage_comes_before_its_words() {
        assert_eq!(in_german("FILE or |COMMAND"), "DATEI oder |BEFEHL");
    }
}
