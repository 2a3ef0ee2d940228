//! What is wrong with a call of a command in the shell, in its own words: the argument parser has others.

use std::num::{IntErrorKind, ParseIntError};

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::errors;
use crate::failure::{Failure, Kind};
use crate::language::{did_you_mean, wording};

/// Says in the shell what is wrong with a call of `command`, and how it is written.
pub(crate) fn failure_in_shell(command: &str, error: Error) -> Failure {
    let usage = error.get(ContextKind::Usage).map(ToString::to_string);
    let message = message(command, &error);
    let mut hints = hints(&error);
    hints.extend(several_words(command, &error));
    let usage = usage
        .as_deref()
        .and_then(|usage| usage.strip_prefix("Usage: "));
    hints.push(match usage {
        Some(usage) => wording!(
            "write `{usage}`; `.{command} --help` tells more",
            "richtig ist `{usage}`; mehr mit `.{command} --help`",
            usage = bare(usage)
        ),
        None => wording!(
            "`.{command} --help` tells more",
            "mehr mit `.{command} --help`"
        ),
    });
    let message = message.unwrap_or_else(|| of_parser(error));
    Failure::new(Kind::Usage, message).with_hint(hints.join("; "))
}

/// Words what is wrong; nothing for what no command of the shell can meet.
fn message(command: &str, error: &Error) -> Option<String> {
    let argument = || text(error, ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            let missing = names(error, ContextKind::InvalidArg).into_iter();
            let missing: Vec<String> = missing.map(|name| quoted_choice(&name)).collect();
            let missing = missing.join(wording!(" and ", " und ").as_str());
            wording!(
                "`.{command}` needs {missing}",
                "`.{command}` braucht {missing}"
            )
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            let argument = bare(&argument()?);
            wording!(
                "`.{command}` needs `{argument}`, and something of that is missing",
                "`.{command}` braucht `{argument}`, und davon fehlt etwas"
            )
        }
        ErrorKind::UnknownArgument => {
            let argument = argument()?;
            if argument.starts_with('-') {
                wording!(
                    "`.{command}` has no option `{argument}`",
                    "`.{command}` hat keine Option `{argument}`"
                )
            } else {
                one_too_many(command, &argument)
            }
        }
        ErrorKind::TooManyValues => one_too_many(command, &text(error, ContextKind::InvalidValue)?),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => wrong_value(error)?,
        ErrorKind::MissingSubcommand => {
            let below = names(error, ContextKind::ValidSubcommand);
            let below = one_of(&below);
            wording!(
                "`.{command}` needs {below} behind it",
                "`.{command}` braucht {below} dahinter"
            )
        }
        ErrorKind::InvalidSubcommand => {
            let name = text(error, ContextKind::InvalidSubcommand)?;
            wording!(
                "`.{command}` knows no `{name}`",
                "`.{command}` kennt kein `{name}`"
            )
        }
        ErrorKind::ArgumentConflict => conflict(error)?,
        _ => return None,
    })
}

fn one_too_many(command: &str, word: &str) -> String {
    wording!(
        "`{word}` is one too many for `.{command}`",
        "`{word}` ist für `.{command}` zu viel"
    )
}

/// Says what an argument does not go with: another one, or itself.
fn conflict(error: &Error) -> Option<String> {
    let argument = bare(&text(error, ContextKind::InvalidArg)?);
    let others = names(error, ContextKind::PriorArg);
    if others.iter().any(|other| bare(other) == argument) {
        return Some(wording!(
            "`{argument}` can stand only once",
            "`{argument}` darf nur einmal vorkommen"
        ));
    }
    let others: Vec<String> = others.iter().map(|other| quoted_choice(other)).collect();
    let others = others.join(", ");
    Some(wording!(
        "`{argument}` does not go with {others}",
        "`{argument}` verträgt sich nicht mit {others}"
    ))
}

/// Says which values an argument takes in place of the one that it has.
fn wrong_value(error: &Error) -> Option<String> {
    let argument = bare(&text(error, ContextKind::InvalidArg)?);
    let argument = argument.trim_matches(['[', ']']);
    let value = text(error, ContextKind::InvalidValue)?;
    let valid = names(error, ContextKind::ValidValue);
    let source = std::error::Error::source(error);
    if value.is_empty() && source.is_none() {
        return Some(wording!(
            "`{argument}` needs a value",
            "`{argument}` braucht einen Wert"
        ));
    }
    if !valid.is_empty() {
        let valid = one_of(&valid);
        return Some(wording!(
            "`{argument}` takes {valid}, not `{value}`",
            "`{argument}` nimmt {valid}, nicht `{value}`"
        ));
    }
    let number = source.and_then(|source| source.downcast_ref::<ParseIntError>());
    Some(match (number.map(ParseIntError::kind), source) {
        (Some(IntErrorKind::PosOverflow), _) => wording!(
            "`{argument}` takes no number as large as `{value}`",
            "`{argument}` nimmt keine so große Zahl wie `{value}`"
        ),
        (Some(_), _) => wording!(
            "`{argument}` takes a whole number from 0, not `{value}`",
            "`{argument}` nimmt eine ganze Zahl ab 0, nicht `{value}`"
        ),
        (None, Some(source)) => {
            let reason = errors::reason_in_language_spoken(source);
            wording!(
                "`{argument}` does not take `{value}`: {reason}",
                "`{argument}` nimmt `{value}` nicht: {reason}"
            )
        }
        (None, None) => wording!(
            "`{argument}` does not take `{value}`",
            "`{argument}` nimmt `{value}` nicht"
        ),
    })
}

/// Gives what was perhaps meant.
fn hints(error: &Error) -> Vec<String> {
    let kinds = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    let mut hints: Vec<String> = kinds
        .into_iter()
        .filter_map(|kind| Some(did_you_mean(names(error, kind).first()?)))
        .collect();
    let passes_value = match error.get(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(tips)) => tips
            .iter()
            .any(|tip| tip.to_string().starts_with("to pass ")),
        _ => false,
    };
    if passes_value && hints.is_empty() {
        hints.push(wording!(
            "what begins with `-` and is no option goes behind `--`",
            "was mit `-` beginnt und keine Option ist, steht hinter `--`"
        ));
    }
    hints
}

/// Says how several words are given to a command that takes one.
fn several_words(command: &str, error: &Error) -> Option<String> {
    let too_many = matches!(
        error.kind(),
        ErrorKind::UnknownArgument | ErrorKind::TooManyValues
    );
    let is_option =
        text(error, ContextKind::InvalidArg).is_some_and(|argument| argument.starts_with('-'));
    if !too_many || is_option {
        return None;
    }
    Some(match command {
        "query" | "update" => wording!(
            "in the shell it is typed as it is, without `.{command}`",
            "in der Shell tippt man sie, wie sie ist, ohne `.{command}`"
        ),
        _ => wording!(
            "several words that are one stand in quotation marks",
            "mehrere Wörter, die eines sind, stehen in Anführungszeichen"
        ),
    })
}

/// Gives what the argument parser says itself, without its title and what it adds.
fn of_parser(error: Error) -> String {
    let text = errors::text(error);
    let message = text.split("\n\n").next().unwrap_or_default();
    let message = ["error: ", "Fehler: "]
        .into_iter()
        .find_map(|title| message.strip_prefix(title))
        .unwrap_or(message);
    message.trim_end().to_owned()
}

fn text(error: &Error, kind: ContextKind) -> Option<String> {
    names(error, kind).into_iter().next()
}

fn names(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(name)) => vec![name.clone()],
        Some(ContextValue::Strings(names)) => names.clone(),
        _ => Vec::new(),
    }
}

/// Writes what stands for a value as the shell does: `NAME` for `<NAME>`.
fn bare(usage: &str) -> String {
    usage.replace(['<', '>'], "")
}

/// Quotes what stands for a value, or each of several of which one is to be given.
fn quoted_choice(usage: &str) -> String {
    let usage = bare(usage);
    let choices: Vec<String> = usage.split('|').map(str::to_owned).collect();
    one_of(&choices)
}

/// Writes values of which one is to be given.
fn one_of(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => {
            let others = others.join(", ");
            wording!("{others} or {last}", "{others} oder {last}")
        }
    }
}
