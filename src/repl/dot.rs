//! Lines with a leading dot: names, aliases, arguments.
//!
//! Start at [`parse`]. The shell's own commands stand in `own`, settings in `settings`; all others are those of the
//! program, which the shell runs by the same code as the command line.

mod operands;
mod own;

use clap::{FromArgMatches, Subcommand};

use crate::commands::Command;
use crate::commands::german::{self, placeholders};
use crate::failure::{Failure, Kind, Result};
use crate::language::{Language, Wording, did_you_mean, misspelt, spoken, wording};
use crate::sparql;

use super::command_completion::{Argument, Known};
use super::settings::{PREFIXES, SETTINGS, Setting};

pub(super) use operands::{at_home, words};
use operands::{into_graph, none_too_many, of_export, rows_of_export};
pub(super) use own::Own;
use own::{ALIASES, OWN, SWITCHES};

/// A line with a leading dot, understood.
#[derive(Debug)]
pub(super) enum Line {
    /// For the shell itself.
    Own(Call),
    /// A setting, and the value that it is to have.
    Setting(&'static Setting, Option<String>),
    /// A setting that is to change between two values, the first of them for on.
    Switch(&'static Setting, [&'static str; 2]),
    /// For the program.
    Command(Box<Command>),
    /// A query whose rows are to be written to a file, which may be replaced.
    ExportRows {
        file: String,
        query: String,
        replace: bool,
    },
    /// A query to explain, as it was typed.
    Explain(String),
    /// The question why the last query has no rows.
    WhyEmpty,
    /// A text of the argument parser, such as the help of a command.
    Text(String),
}

/// A call of one of the shell's own commands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) own: Own,
    /// Whether the name ended in `!`.
    pub(super) forced: bool,
    /// The arguments.
    pub(super) words: Vec<String>,
    /// The arguments as they were typed.
    pub(super) rest: String,
}

impl Call {
    /// Gives the file or the name that comes first, and whether it may be replaced: `.once! x.csv`, `.once x.csv!` and
    /// `.once x.csv !` say so. A name that ends in `!` is quoted.
    pub(super) fn target(&self) -> (Option<&str>, bool) {
        let Some(first) = self.words.first() else {
            return (None, self.forced);
        };
        let typed = self.rest.split_whitespace().next().unwrap_or_default();
        let bare = match first.strip_suffix('!') {
            Some(bare) if !typed.starts_with(['"', '\'']) => Some(bare),
            _ => None,
        };
        let apart = self.words.get(1).is_some_and(|word| word == "!");
        let name = Some(bare.unwrap_or(first)).filter(|name| !name.is_empty());
        (name, self.forced || apart || bare.is_some())
    }
}

/// Gives all commands, in order of their names.
pub(super) fn known() -> Vec<Known> {
    let own = OWN.iter().map(|(_, name, usage, summary, argument)| Known {
        name: (*name).to_owned(),
        usage: placeholders(usage),
        summary: summary.text().to_owned(),
        details: String::new(),
        argument: *argument,
    });
    let settings = SETTINGS.iter().map(|setting| Known {
        name: setting.name.to_owned(),
        usage: placeholders(setting.usage),
        summary: setting.summary.text().to_owned(),
        details: String::new(),
        argument: setting.argument,
    });
    let grammar = grammar();
    let program = grammar.get_subcommands();
    let program = program.filter(|command| Setting::named(command.get_name()).is_none());
    let program = program.map(|command| Known {
        name: command.get_name().to_owned(),
        usage: usage(command),
        summary: summary(command),
        details: details(command),
        argument: match command.get_name() {
            "describe" | "expand" | "find" | "path" | "timeline" => Argument::Term,
            "why" => Argument::Triple,
            "classes" | "properties" | "sample" | "schema" => Argument::Class,
            "export" | "load" => Argument::File,
            "run" => Argument::Query,
            "explain" => Argument::Statement,
            _ => Argument::Free,
        },
    });
    let program = program.map(in_the_shell);
    let mut known: Vec<Known> = own.chain(settings).chain(program).collect();
    known.sort_by(|a, b| a.name.cmp(&b.name));
    known
}

/// Describes a command of the program as it is in the shell, where some can do without what they need outside.
fn in_the_shell(mut known: Known) -> Known {
    if let Some(usage) = usage_in_the_shell(&known.name) {
        known.usage = usage;
    }
    match known.name.as_str() {
        "explain" => {
            let more = Wording::new(
                "; after `analyze`, how it went",
                "; nach `analyze`, wie es verlief",
            );
            known.summary.push_str(more.text());
        }
        "why" => {
            let more = Wording::new(
                "; alone, why the last query has no rows",
                "; allein, warum die letzte Abfrage keine Zeilen hat",
            );
            known.summary.push_str(more.text());
        }
        _ => {}
    }
    known
}

/// The commands of the program as the argument parser knows them.
/// Gives how a command of the program is written in the shell, where that differs.
fn usage_in_the_shell(name: &str) -> Option<String> {
    let usage = match name {
        "explain" => "[analyze] [QUERY]",
        "export" => "[FILE] [GRAPH | QUERY]",
        "load" => "FILE... [into GRAPH]",
        "why" => "[SUBJECT] [PREDICATE] [OBJECT]",
        _ => return None,
    };
    Some(placeholders(usage))
}

fn grammar() -> clap::Command {
    Command::augment_subcommands(clap::Command::new("gremia"))
        .no_binary_name(true)
        .multicall(false)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        // Whoever leaves out what is below a command gets told that, not the whole help.
        .mut_subcommands(|command| {
            let command = command.arg_required_else_help(false);
            command.disable_help_subcommand(true)
        })
}

fn usage(command: &clap::Command) -> String {
    let positional = command.get_positionals().map(|argument| {
        let id = argument.get_id().as_str().to_uppercase();
        let names = argument.get_value_names().map(|names| names.join(" "));
        let name = names.unwrap_or(id);
        if argument.is_required_set() {
            let times = argument
                .get_num_args()
                .map_or(1, |range| range.min_values());
            vec![name; times.max(1)].join(" ")
        } else {
            format!("[{name}]")
        }
    });
    placeholders(&positional.collect::<Vec<_>>().join(" "))
}

/// Gives what the argument parser knows of a command beyond its summary.
fn details(command: &clap::Command) -> String {
    let long = command.get_long_about().map(ToString::to_string);
    let long = match spoken() {
        Language::En => long.unwrap_or_default(),
        Language::De => german::in_german(&long.unwrap_or_default()),
    };
    let (_, long) = long.split_once("\n\n").unwrap_or_default();
    let mut details = long.to_owned();
    if command.get_opts().next().is_some() {
        if !details.is_empty() {
            details.push_str("\n\n");
        }
        let name = command.get_name();
        details.push_str(&wording!(
            "`.{name} --help` lists its options.",
            "`.{name} --help` listet die Optionen auf."
        ));
    }
    details
}

/// Gives the summary of a command of the program as it stands inside a sentence.
fn summary(command: &clap::Command) -> String {
    let english = command.get_about().map(ToString::to_string);
    let english = english.unwrap_or_default();
    match spoken() {
        Language::En => first_letter_small(&english),
        Language::De => german::in_german(&english),
    }
}

fn first_letter_small(text: &str) -> String {
    let mut characters = text.chars();
    let second_is_small = text.chars().nth(1).is_some_and(char::is_lowercase);
    match characters.next() {
        Some(first) if second_is_small => first.to_lowercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

/// Understands `line`, one command.
///
/// The second value is a remark on the name where it is an alias.
///
/// # Errors
/// Of kind [`Kind::Usage`], with what was perhaps meant.
pub(super) fn parse(line: &str, known: &[Known]) -> Result<(Line, Option<String>)> {
    let line = line.trim().trim_end_matches(';').trim_end();
    let (typed, rest) = line.split_at(line.find(char::is_whitespace).unwrap_or(line.len()));
    let rest = rest.trim();
    let lowered = typed.to_ascii_lowercase();
    if let Some(switched) = switched(&lowered, rest) {
        return Ok(switched);
    }
    let alias = ALIASES.iter().find(|(alias, _)| *alias == lowered);
    let note =
        alias.map(|(_, name)| wording!("{typed} is .{name} here", "{typed} heißt hier .{name}"));
    let mut rest = rest;
    let (name, forced) = if let Some((_, meant)) = alias {
        let (name, argument) = meant.split_once(' ').unwrap_or((meant, rest));
        rest = argument;
        (name.to_owned(), false)
    } else {
        let name = lowered.trim_start_matches(['.', '\\']);
        let plain = name.trim_end_matches('!');
        // A start can mean another command where the backslash comes from.
        if lowered.starts_with('\\') && !known.iter().any(|known| known.name == plain) {
            return Err(unknown(typed, known));
        }
        (resolve(plain, known)?, plain.len() < name.len())
    };
    let asks_for_help = ["--help", "-h"].contains(&rest);
    let own = OWN.iter().find(|(_, own, ..)| *own == name);
    let value = (!rest.is_empty()).then(|| words(rest).join(" "));
    let setting = Setting::named(&name).map(|setting| Line::Setting(setting, value));
    let parsed = match own {
        // The options of a command of the program are the parser's to list.
        _ if asks_for_help && grammar().find_subcommand(&name).is_none() => Line::Own(Call {
            own: Own::Help,
            forced: false,
            words: vec![name],
            rest: String::new(),
        }),
        Some((own, name, usage, ..)) => {
            let call = Call {
                own: *own,
                forced,
                words: words(rest),
                rest: rest.to_owned(),
            };
            none_too_many(&call, name, usage)?;
            Line::Own(call)
        }
        None if name == "explain" && !rest.starts_with('-') => Line::Explain(rest.to_owned()),
        None if name == "why" && rest.is_empty() => Line::WhyEmpty,
        None if name == "export" => exported(rest, forced)?,
        None if name == "load" => program_command(&name, into_graph(words(rest))?)?,
        // The same name lists them, too.
        None if name == "prefixes" && !PREFIXES.contains(&rest) => {
            program_command(&name, words(rest))?
        }
        None => match setting {
            Some(setting) => setting,
            None => program_command(&name, words(rest))?,
        },
    };
    Ok((parsed, note))
}

/// Understands the operands of an export, whose rows the shell writes and whose graphs the program.
fn exported(rest: &str, replace: bool) -> Result<Line> {
    match rows_of_export(rest) {
        Some((_, text)) if sparql::kind(&text) == Some(sparql::Kind::Update) => {
            let message = sparql::wrong_kind(sparql::Kind::Update);
            let hint = wording!(
                "`.export` takes a query; an update is typed as it is",
                "`.export` nimmt eine Abfrage; ein Update tippt man, wie es ist"
            );
            Err(Failure::new(Kind::Usage, message).with_hint(hint))
        }
        Some((file, query)) => Ok(Line::ExportRows {
            file,
            query,
            replace,
        }),
        None => program_command("export", of_export(rest, replace)),
    }
}

/// Understands a name that turns a setting on and off by turns, or by `on` and `off` behind it.
fn switched(typed: &str, rest: &str) -> Option<(Line, Option<String>)> {
    let (_, name, values) = SWITCHES.iter().find(|(switch, ..)| *switch == typed)?;
    let setting = Setting::named(name)?;
    let [on, off] = *values;
    let line = match rest {
        "" => Line::Switch(setting, *values),
        "on" => Line::Setting(setting, Some(on.to_owned())),
        "off" => Line::Setting(setting, Some(off.to_owned())),
        value => Line::Setting(setting, Some(value.to_owned())),
    };
    let note = wording!("{typed} is .{name} here", "{typed} heißt hier .{name}");
    Some((line, Some(note)))
}

/// Understands a command of the program with its arguments.
///
/// # Errors
/// Of kind [`Kind::Usage`], worded by the argument parser.
pub(super) fn program_command(name: &str, words: Vec<String>) -> Result<Line> {
    let arguments = std::iter::once(name.to_owned()).chain(words);
    let wrong = |error| german::failure_in_shell(name, error);
    let grammar = german::usages_with_dot(german::in_language_spoken(grammar()));
    let grammar = grammar.mut_subcommands(|command| match usage_in_the_shell(command.get_name()) {
        Some(usage) => {
            let usage = format!(
                ".{} {} {usage}",
                command.get_name(),
                placeholders("[OPTIONS]")
            );
            command.override_usage(usage)
        }
        None => command,
    });
    let matches = match grammar.try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => return Ok(Line::Text(german::text(error))),
        Err(error) => return Err(wrong(error)),
    };
    let command = Command::from_arg_matches(&matches).map_err(wrong)?;
    Ok(Line::Command(Box::new(command)))
}

/// Says that there is no command called `typed`, and what was perhaps meant.
fn unknown(typed: &str, known: &[Known]) -> Failure {
    let message = wording!(
        "there is no command `{typed}`",
        "es gibt keinen Befehl `{typed}`"
    );
    let failure = Failure::new(Kind::Usage, message);
    let name = typed.trim_start_matches(['.', '\\']);
    match misspelt(name, known.iter().map(|known| known.name.as_str())) {
        Some(nearest) => failure.with_hint(did_you_mean(&format!(".{nearest}"))),
        None => failure.with_hint(wording!(
            "`.help` lists the commands",
            "`.help` listet die Befehle auf"
        )),
    }
}

/// Gives the command that `name` is, or is the unique start of.
pub(super) fn resolve(name: &str, known: &[Known]) -> Result<String> {
    if known.iter().any(|known| known.name == name) {
        return Ok(name.to_owned());
    }
    let starting: Vec<&str> = known
        .iter()
        .map(|known| known.name.as_str())
        .filter(|known| !name.is_empty() && known.starts_with(name))
        .collect();
    match starting.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => Err(unknown(&format!(".{name}"), known)),
        several => {
            let several: Vec<String> = several.iter().map(|name| format!(".{name}")).collect();
            let several = several.join(", ");
            let message = wording!(
                "`.{name}` can be {several}",
                "`.{name}` kann {several} sein"
            );
            Err(Failure::new(Kind::Usage, message))
        }
    }
}

#[cfg(test)]
mod tests;
