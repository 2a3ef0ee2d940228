//! The help of the command line in German.
//!
//! The definitions of the commands are in English, from which `docs/cli.md` and the completions are made. [`translate`]
//! replaces their texts by those of `german.toml`, which has each under its English wording: so a text of several
//! commands stands there once, and one that changes in English is missed in German at once.

mod errors;
mod in_shell;
mod placeholders;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use clap::builder::{PossibleValue, StyledStr, Styles};
use clap::{Arg, ArgAction, Command};

use crate::language::{Language, spoken};

use super::term;
pub(crate) use errors::{print, text};
pub(crate) use in_shell::failure_in_shell;
#[cfg(test)]
pub(crate) use placeholders::in_german as words_in_german;
pub(crate) use placeholders::{placeholders, usages_with_dot};
#[cfg(test)]
pub(crate) use tests::german_texts;

/// Where the help of an argument begins in long help.
const INDENT: usize = 10;
/// Columns where nothing tells how many there are, as the argument parser takes them.
const WIDTH: usize = 100;

/// The table by its headings, which are for its readers only.
type Table = BTreeMap<String, BTreeMap<String, String>>;

/// Gives the German of an English text of the command line, in lower case unless it begins with a noun.
pub(crate) fn german(english: &str) -> Option<&'static str> {
    static TABLE: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let table = TABLE.get_or_init(|| table().into_values().flatten().collect());
    table.get(english).map(String::as_str)
}

fn table() -> Table {
    toml::from_str(include_str!("german.toml")).expect("the table is well formed")
}

/// Lets the help of `command` and of those below it be in the language spoken.
///
/// To be called before the argument parser has built the command.
pub(crate) fn in_language_spoken(command: Command) -> Command {
    match spoken() {
        Language::En => command,
        Language::De => {
            let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
            let set = || std::env::var("COLUMNS").ok()?.parse().ok();
            translate(command, columns.or_else(set).unwrap_or(WIDTH))
        }
    }
}

/// Lets the help of `command` and of those below it be in German, `width` columns wide.
pub(crate) fn translate(command: Command, width: usize) -> Command {
    let command = translate_below(command, width, false).term_width(width);
    placeholders::usages_in_german(command)
}

/// Translates one command; `inherits` tells whether one above it hands down an argument with long help.
fn translate_below(mut command: Command, width: usize, inherits: bool) -> Command {
    let long = |argument: &Arg| {
        argument.get_long_help().is_some()
            || argument
                .get_possible_values()
                .iter()
                .any(|value| value.get_help().is_some())
    };
    let hands_down = inherits
        || command
            .get_arguments()
            .any(|argument| argument.is_global_set() && long(argument));
    let is_long = hands_down
        || command.get_long_about().is_some()
        || command.get_after_long_help().is_some()
        || command.get_arguments().any(long);
    let styles = command.get_styles().clone();
    command = command.mut_args(|argument| argument_in_german(argument, &styles, width, is_long));
    if let Some(about) = command.get_about() {
        let about = capital(&in_german(&about.to_string()));
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about() {
        let about = capital(&in_german(&about.to_string()));
        command = command.long_about(about);
    }
    if let Some(text) = command.get_after_long_help() {
        let text = in_german(&text.to_string());
        command = command.after_long_help(text);
    }
    if let Some(name) = german("COMMAND").filter(|_| command.has_subcommands()) {
        command = command.subcommand_value_name(name);
    }
    command = command.disable_help_flag(true).arg(help_flag(is_long));
    if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version");
        let version = version.action(ArgAction::Version).display_order(LAST);
        let version = version.help(capital(&in_german("Print version")));
        command = command.disable_version_flag(true).arg(version);
    }
    let template = template(&command);
    let command = command.help_template(template);
    command.mut_subcommands(|child| translate_below(child, width, hands_down))
}

/// Where the argument parser itself puts the options for help and version.
const LAST: usize = 999;

/// Makes the option for help as the argument parser would, which has its texts in English.
fn help_flag(is_long: bool) -> Arg {
    let text = |english| capital(&in_german(english));
    let flag = Arg::new("help").short('h').long("help");
    let flag = flag.action(ArgAction::Help).display_order(LAST);
    if is_long {
        flag.help(text("Print help (see more with '--help')"))
            .long_help(text("Print help (see a summary with '-h')"))
    } else {
        flag.help(text("Print help"))
    }
}

/// Lays out the help as the argument parser does, but for the headings.
fn template(command: &Command) -> StyledStr {
    let styles = command.get_styles();
    let (usage, header) = (styles.get_usage(), styles.get_header());
    let mut template = format!("{{about-with-newline}}\n{usage}Aufruf:{usage:#} {{usage}}");
    let shown = |command: &&Command| !command.is_hide_set();
    let parts = [
        (
            command.get_subcommands().any(|child| shown(&child)),
            "Befehle",
            "subcommands",
        ),
        (
            command.get_positionals().next().is_some(),
            "Argumente",
            "positionals",
        ),
        (true, "Optionen", "options"),
    ];
    for (_, heading, tag) in parts.into_iter().filter(|(is_there, ..)| *is_there) {
        write!(template, "\n\n{header}{heading}:{header:#}\n{{{tag}}}")
            .expect("writing to a string does not fail");
    }
    template.push_str("{after-help}");
    template.into()
}

/// Translates the help of an argument, with what the argument parser adds to it in English.
///
/// It has long help only where its command has, so that the argument parser takes no other for one that has.
fn argument_in_german(argument: Arg, styles: &Styles, width: usize, is_long: bool) -> Arg {
    let argument = placeholders::argument_in_german(argument);
    let Some(help) = argument.get_help().map(ToString::to_string) else {
        return argument;
    };
    let help = capital(&in_german(&help));
    let more = argument.get_long_help().map(ToString::to_string);
    let long = more.map_or_else(|| help.clone(), |more| capital(&in_german(&more)));
    let mut specifics = Vec::new();
    if let Some(name) = argument.get_env().filter(|_| !argument.is_hide_env_set()) {
        let value = std::env::var_os(name).unwrap_or_default();
        let value = if argument.is_hide_env_values_set() {
            String::new()
        } else {
            format!("={}", value.to_string_lossy())
        };
        specifics.push(format!("[Umgebung: {}{value}]", name.to_string_lossy()));
    }
    let defaults = argument.get_default_values();
    if argument.get_action().takes_values() && !defaults.is_empty() {
        let defaults = defaults.iter().map(|value| value.to_string_lossy());
        let defaults: Vec<_> = defaults.collect();
        specifics.push(format!("[Vorgabe: {}]", defaults.join(" ")));
    }
    let values = if argument.get_action().takes_values() {
        argument.get_possible_values()
    } else {
        Vec::new()
    };
    let mut short = specifics.clone();
    let mut list = String::new();
    if !values.is_empty() {
        let names: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
        let names = format!("[mögliche Werte: {}]", names.join(", "));
        if values.iter().any(|value| value.get_help().is_some()) {
            list = value_list(&values, styles, width);
        } else {
            specifics.push(names.clone());
        }
        short.push(names);
    }
    short.insert(0, help);
    let mut paragraphs = vec![long];
    paragraphs.extend((!list.is_empty()).then_some(list));
    paragraphs.extend((!specifics.is_empty()).then(|| specifics.join("\n")));
    let argument = if argument.get_action().takes_values() {
        // The argument parser takes neither setting for an option without a value.
        argument.hide_default_value(true).hide_possible_values(true)
    } else {
        argument
    };
    let argument = argument.hide_env(true).help(short.join(" "));
    if is_long {
        argument.long_help(paragraphs.join("\n\n"))
    } else {
        argument
    }
}

/// Writes the values of an argument and what each stands for.
fn value_list(values: &[PossibleValue], styles: &Styles, width: usize) -> String {
    let literal = styles.get_literal();
    let names = values.iter().map(|value| value.get_name().len());
    let longest = names.max().unwrap_or(0);
    let mut list = String::from("Mögliche Werte:");
    for value in values.iter().filter(|value| !value.is_hide_set()) {
        let name = value.get_name();
        list.push_str("\n- ");
        let text = match value.get_help() {
            Some(help) => {
                let blank = " ".repeat(longest - name.len());
                format!("{name}: {blank}{}", in_german(&help.to_string()))
            }
            None => name.to_owned(),
        };
        let room = width.saturating_sub(INDENT);
        let text = term::wrap(&text, 2, Some(room));
        write!(list, "{literal}{name}{literal:#}{}", &text[name.len()..])
            .expect("writing to a string does not fail");
    }
    list
}

/// Translates a text paragraph by paragraph; what the table does not have stays English.
pub(crate) fn in_german(english: &str) -> String {
    let paragraphs = english.split("\n\n");
    let paragraphs = paragraphs.map(|paragraph| german(paragraph).unwrap_or(paragraph));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Gives `text` with a capital letter where it begins with a letter.
fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use super::table;

    /// Gives the German texts of the table, without what stands for values.
    pub(crate) fn german_texts() -> Vec<String> {
        let mut table = table();
        table.remove("placeholders").expect("values are named");
        table
            .into_values()
            .flat_map(BTreeMap::into_values)
            .collect()
    }

    /// Gives the English texts of the table, without what stands for values.
    pub(crate) fn texts() -> Vec<String> {
        let mut table = table();
        table.remove("placeholders").expect("values are named");
        table.into_values().flat_map(BTreeMap::into_keys).collect()
    }
}
