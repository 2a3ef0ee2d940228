//! What the argument parser says of a wrong command line, in German.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::io;
use std::num::{IntErrorKind, ParseIntError};

use clap::builder::{StyledStr, Styles};
use clap::error::{ContextKind, ContextValue, Error, ErrorFormatter, ErrorKind};

use crate::language::{Language, spoken};

/// Prints what the argument parser has to say, be it an error or help, in the language spoken.
///
/// # Errors
/// Those of the stream.
pub(crate) fn print(error: clap::Error) -> io::Result<()> {
    match spoken() {
        Language::En => error.print(),
        Language::De => error.apply::<German>().print(),
    }
}

/// Gives help that the argument parser was asked for, as plain text in the language spoken.
pub(crate) fn text(error: clap::Error) -> String {
    match spoken() {
        Language::En => error.to_string(),
        Language::De => error.apply::<German>().to_string(),
    }
}

/// Writes errors as the argument parser does, in German.
struct German;

impl ErrorFormatter for German {
    fn format_error(error: &Error<Self>) -> StyledStr {
        let styles = Styles::styled();
        let (red, literal) = (styles.get_error(), styles.get_literal());
        let mut text = format!("{red}Fehler:{red:#} {}", message(error, &styles));
        for tip in tips(error, &styles) {
            text.push_str(&tip);
        }
        if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
            let usage = usage.ansi().to_string();
            text.push_str("\n\n");
            text.push_str(&usage.replacen("Usage:", "Aufruf:", 1));
        }
        writeln!(text, "\n\nWeitere Hilfe mit '{literal}--help{literal:#}'.")
            .expect("writing to a string does not fail");
        text.into()
    }
}

/// Says what is wrong.
fn message(error: &Error<German>, styles: &Styles) -> String {
    let said = match error.kind() {
        ErrorKind::ArgumentConflict => conflict(error, styles),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => wrong_value(error, styles),
        ErrorKind::MissingRequiredArgument => missing_arguments(error, styles),
        ErrorKind::MissingSubcommand => missing_command(error, styles),
        ErrorKind::TooManyValues => too_many_values(error, styles),
        ErrorKind::TooFewValues => number_of_values(error, styles, ContextKind::MinValues),
        ErrorKind::WrongNumberOfValues => {
            number_of_values(error, styles, ContextKind::ExpectedNumValues)
        }
        ErrorKind::NoEquals => named(error, ContextKind::InvalidArg, styles)
            .map(|name| format!("ein Wert für '{name}' braucht ein Gleichheitszeichen davor")),
        ErrorKind::InvalidSubcommand => named(error, ContextKind::InvalidSubcommand, styles)
            .map(|name| format!("unbekannter Befehl '{name}'")),
        ErrorKind::UnknownArgument => named(error, ContextKind::InvalidArg, styles)
            .map(|name| format!("unerwartetes Argument '{name}'")),
        ErrorKind::InvalidUtf8 => Some("ein Argument ist kein gültiges UTF-8".to_owned()),
        _ => None,
    };
    said.unwrap_or_else(|| match error.source() {
        Some(source) => reason(source),
        None => "die Befehlszeile ist nicht zu verstehen".to_owned(),
    })
}

/// Gives a string of the context in the style of what is wrong.
fn named(error: &Error<German>, kind: ContextKind, styles: &Styles) -> Option<String> {
    let invalid = styles.get_invalid();
    match error.get(kind)? {
        ContextValue::String(text) => Some(format!("{invalid}{text}{invalid:#}")),
        _ => None,
    }
}

fn conflict(error: &Error<German>, styles: &Styles) -> Option<String> {
    let prior = error.get(ContextKind::PriorArg);
    let argument = error.get(ContextKind::InvalidArg);
    if argument.is_some() && argument == prior {
        let name = named(error, ContextKind::InvalidArg, styles)?;
        return Some(format!("das Argument '{name}' darf nur einmal vorkommen"));
    }
    let subject = if let Some(name) = named(error, ContextKind::InvalidArg, styles) {
        format!("das Argument '{name}'")
    } else {
        let name = named(error, ContextKind::InvalidSubcommand, styles)?;
        format!("der Befehl '{name}'")
    };
    let invalid = styles.get_invalid();
    let others = match prior {
        Some(ContextValue::Strings(names)) => {
            let names = names
                .iter()
                .map(|name| format!("\n  {invalid}{name}{invalid:#}"));
            format!(":{}", names.collect::<Vec<_>>().concat())
        }
        Some(ContextValue::String(name)) => format!(" '{invalid}{name}{invalid:#}'"),
        _ => " einem der anderen Argumente".to_owned(),
    };
    Some(format!("{subject} verträgt sich nicht mit{others}"))
}

fn wrong_value(error: &Error<German>, styles: &Styles) -> Option<String> {
    let literal = styles.get_literal();
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let argument = format!("'{literal}{argument}{literal:#}'");
    let is_empty =
        error.get(ContextKind::InvalidValue) == Some(&ContextValue::String(String::new()));
    let mut text = if is_empty && error.source().is_none() {
        format!("{argument} braucht einen Wert, und keiner ist angegeben")
    } else {
        let value = named(error, ContextKind::InvalidValue, styles)?;
        format!("ungültiger Wert '{value}' für {argument}")
    };
    if let Some(source) = error.source() {
        text = format!("{text}: {}", reason(source));
    }
    text.push_str(&list(
        error,
        ContextKind::ValidValue,
        "mögliche Werte",
        styles,
    ));
    Some(text)
}

/// Says why a value is not taken, in the language spoken.
pub(super) fn reason_in_language_spoken(source: &(dyn StdError + 'static)) -> String {
    match spoken() {
        Language::En => source.to_string(),
        Language::De => reason(source),
    }
}

/// Says why a value is not taken: in the words of the program, or those of the standard library translated.
fn reason(source: &(dyn StdError + 'static)) -> String {
    if let Some(error) = source.downcast_ref::<ParseIntError>() {
        let words = match error.kind() {
            IntErrorKind::Empty => "die Zahl fehlt",
            IntErrorKind::PosOverflow => "die Zahl ist zu groß",
            IntErrorKind::NegOverflow => "die Zahl ist zu klein",
            _ => "keine ganze Zahl ab 0",
        };
        return words.to_owned();
    }
    let text = source.to_string();
    match text.split_once(" is not in ") {
        Some((value, range)) if value.parse::<i128>().is_ok() => match range.split_once("..=") {
            Some((first, last)) => format!("{value} liegt nicht zwischen {first} und {last}"),
            None => format!("{value} liegt nicht in {range}"),
        },
        _ => text,
    }
}

fn missing_arguments(error: &Error<German>, styles: &Styles) -> Option<String> {
    let valid = styles.get_valid();
    let Some(ContextValue::Strings(names)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let lead = if names.len() == 1 {
        "dieses Argument fehlt:"
    } else {
        "diese Argumente fehlen:"
    };
    let names = names
        .iter()
        .map(|name| format!("\n  {valid}{name}{valid:#}"));
    Some(format!("{lead}{}", names.collect::<Vec<_>>().concat()))
}

fn missing_command(error: &Error<German>, styles: &Styles) -> Option<String> {
    let name = named(error, ContextKind::InvalidSubcommand, styles)?;
    let list = list(error, ContextKind::ValidSubcommand, "Unterbefehle", styles);
    Some(format!("'{name}' braucht einen Unterbefehl{list}"))
}

fn too_many_values(error: &Error<German>, styles: &Styles) -> Option<String> {
    let value = named(error, ContextKind::InvalidValue, styles)?;
    let argument = named(error, ContextKind::InvalidArg, styles)?;
    Some(format!(
        "der Wert '{value}' ist einer zu viel für '{argument}'"
    ))
}

fn number_of_values(error: &Error<German>, styles: &Styles, kind: ContextKind) -> Option<String> {
    let argument = named(error, ContextKind::InvalidArg, styles)?;
    let (Some(ContextValue::Number(given)), Some(ContextValue::Number(wanted))) =
        (error.get(ContextKind::ActualNumValues), error.get(kind))
    else {
        return None;
    };
    let least = if kind == ContextKind::MinValues {
        "mindestens "
    } else {
        ""
    };
    let values = if *wanted == 1 { "Wert" } else { "Werte" };
    let are = if *given == 1 { "ist" } else { "sind" };
    Some(format!(
        "'{argument}' braucht {least}{wanted} {values}, angegeben {are} {given}"
    ))
}

/// Lists the strings of the context; nothing where there are none.
fn list(error: &Error<German>, kind: ContextKind, name: &str, styles: &Styles) -> String {
    let valid = styles.get_valid();
    match error.get(kind) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => {
            let quoted = |value: &String| {
                if value.contains(char::is_whitespace) {
                    format!("{valid}{value:?}{valid:#}")
                } else {
                    format!("{valid}{value}{valid:#}")
                }
            };
            let values: Vec<_> = values.iter().map(quoted).collect();
            format!("\n  [{name}: {}]", values.join(", "))
        }
        _ => String::new(),
    }
}

/// Gives what was perhaps meant, each on a line of its own after an empty one.
fn tips(error: &Error<German>, styles: &Styles) -> Vec<String> {
    let valid = styles.get_valid();
    let mut tips = Vec::new();
    for (kind, one, several) in [
        (
            ContextKind::SuggestedSubcommand,
            "ähnlich heißt der Befehl",
            "ähnlich heißen die Befehle",
        ),
        (
            ContextKind::SuggestedArg,
            "ähnlich heißt das Argument",
            "ähnlich heißen die Argumente",
        ),
        (
            ContextKind::SuggestedValue,
            "ähnlich ist der Wert",
            "ähnlich sind die Werte",
        ),
    ] {
        let names = match error.get(kind) {
            Some(ContextValue::String(name)) => std::slice::from_ref(name),
            Some(ContextValue::Strings(names)) => names,
            _ => continue,
        };
        let words = if names.len() == 1 { one } else { several };
        let names = names.iter().map(|name| format!("'{valid}{name}{valid:#}'"));
        let names: Vec<_> = names.collect();
        if !names.is_empty() {
            tips.push(format!("{words} {}", names.join(", ")));
        }
    }
    if let Some(ContextValue::StyledStrs(suggestions)) = error.get(ContextKind::Suggested) {
        let suggestions = suggestions.iter();
        tips.extend(suggestions.map(|tip| suggestion(&tip.ansi().to_string())));
    }
    let lines = tips.iter().enumerate().map(|(place, tip)| {
        let before = if place == 0 { "\n\n" } else { "\n" };
        format!("{before}  {valid}Hinweis:{valid:#} {tip}")
    });
    lines.collect()
}

/// Translates a suggestion that the argument parser has worded already.
fn suggestion(english: &str) -> String {
    if let Some(rest) = english.strip_prefix("to pass ")
        && let Some((value, way)) = rest.split_once(" as a value, use ")
    {
        return format!("{value} wird als Wert übergeben mit {way}");
    }
    if let Some(rest) = english.strip_prefix("subcommand ")
        && let Some((name, way)) = rest.split_once(" exists; to use it, remove the ")
        && let Some(dashes) = way.strip_suffix(" before it")
    {
        return format!("es gibt den Befehl {name}; dazu {dashes} davor weglassen");
    }
    match english.strip_suffix(" exists") {
        Some(name) => format!("es gibt {name}"),
        None => english.to_owned(),
    }
}
