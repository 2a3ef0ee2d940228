//! What can be set: one row for each setting in [`SETTINGS`], from which its dot command, `.set`, `.show`, its help and
//! its completion come.
//!
//! `.NAME` tells the value, `.NAME VALUE` and `.set NAME VALUE` change it, `.show` lists all. The settings file is read by
//! `file`.

pub(super) mod file;
mod output;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::commands::answer::duration;
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, wording};
use crate::results::Format;

use super::command_completion::Argument;
use super::look::Look;
use super::pager::Pager;
use super::shell::Shell;

pub(super) use table::SETTINGS;

/// What the user has set; what is not set is chosen by the terminal or the output.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the user's"
)]
pub(super) struct Settings {
    /// The format of rows and truth values; chosen by the output without it.
    pub(super) rows_as: Option<Format>,
    /// The format of graphs.
    pub(super) graphs_as: Option<Format>,
    /// Whether everything is made for a screen reader: lines and sentences, no drawing.
    pub(super) plain: bool,
    /// Whether colours are used; the terminal decides without it.
    pub(super) colour: Option<bool>,
    /// Whether the keys of the prompt are those of vi.
    pub(super) vi: bool,
    /// Whether a query must declare its prefixes itself.
    pub(super) strict_prefixes: bool,
    /// Columns that tables are fitted to, in place of the terminal's.
    pub(super) width: Option<usize>,
    /// Rows that a table shows at most.
    pub(super) max_rows: Option<usize>,
    /// When output goes through a pager, and which.
    pub(super) pager: Pager,
    /// Whether the time of each statement is told.
    pub(super) timer: bool,
    /// Whether the first failure ends a text of several statements; without it as the text was started.
    pub(super) bail: Option<bool>,
    /// Whether the program was started to go on after a failure.
    pub(super) keep_going: bool,
    /// Whether remarks on queries are made; without it at a prompt only.
    pub(super) remarks: Option<bool>,
    /// The settings file, where there is a place for one.
    pub(super) file: Option<PathBuf>,
    /// Where the values come from that are not the program's own.
    pub(super) origins: BTreeMap<&'static str, Origin>,
}

impl Settings {
    /// Tells whether what follows a statement of a text that failed is run.
    pub(super) fn goes_on(&self) -> bool {
        self.bail.map_or(self.keep_going, |bail| !bail)
    }
}

/// Where the value of a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The program.
    Default,
    /// The command line or the environment.
    CommandLine,
    /// The settings file.
    File,
    /// A command of this session.
    Session,
}

impl Origin {
    fn text(self) -> &'static str {
        match self {
            Self::Default => Wording::new("default", "Vorgabe"),
            Self::CommandLine => Wording::new("command line", "Kommandozeile"),
            Self::File => Wording::new("file", "Datei"),
            Self::Session => Wording::new("session", "Sitzung"),
        }
        .text()
    }
}

/// Something that can be set.
#[derive(Debug)]
pub(super) struct Setting {
    /// Its name, which is that of its command.
    pub(super) name: &'static str,
    /// How its value is written.
    pub(super) usage: &'static str,
    /// What it does, in a few words.
    pub(super) summary: Wording,
    /// What its value is.
    pub(super) argument: Argument,
    /// Gives the value as [`Setting::set`] takes it, or in words.
    pub(super) value: fn(&Shell) -> String,
    /// Sets it.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] for a value that it does not take.
    pub(super) set: fn(&mut Shell, &str) -> Result<()>,
}

/// The kinds of keys.
const EDIT_MODES: &[&str] = &["emacs", "vi"];

/// How queries come to their prefixes.
pub(super) const PREFIXES: &[&str] = &["auto", "strict"];

impl Setting {
    /// Gives the setting called `name`.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }
}

impl Shell {
    /// Sets `setting` where a value is given, and tells the value.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] for a value that it does not take.
    pub(super) fn set(&mut self, setting: &'static Setting, value: Option<&str>) -> Result<()> {
        if let Some(value) = value {
            self.set_from(setting, value, Origin::Session)?;
        }
        self.note(&format!("{}: {}", setting.name, (setting.value)(self)));
        Ok(())
    }

    /// Sets `setting` without a word; what the command line says is not changed by the file.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] for a value that it does not take.
    pub(super) fn set_from(
        &mut self,
        setting: &'static Setting,
        value: &str,
        origin: Origin,
    ) -> Result<()> {
        (setting.set)(self, value)?;
        self.settings.origins.insert(setting.name, origin);
        self.show_look();
        Ok(())
    }

    /// Gives where the value of `setting` comes from.
    pub(super) fn origin(&self, setting: &Setting) -> Origin {
        let origin = self.settings.origins.get(setting.name);
        origin.copied().unwrap_or(Origin::Default)
    }

    /// Gives the value of `setting` as it is typed.
    pub(super) fn as_set(&self, setting: &Setting) -> String {
        match setting.name {
            "memory" => self.session.options.memory.to_string(),
            "mode" => output::modes_as_set(self),
            "timeout" => (setting.value)(self).replace(' ', ""),
            _ => (setting.value)(self),
        }
    }

    /// Lists all settings: name, value, where the value comes from.
    pub(super) fn listed_settings(&self) -> String {
        let rows: Vec<[String; 3]> = SETTINGS
            .iter()
            .map(|setting| {
                let origin = self.origin(setting).text().to_owned();
                [setting.name.to_owned(), self.as_set(setting), origin]
            })
            .collect();
        let width = |column: usize| {
            let widths = rows.iter().map(|row| row[column].chars().count());
            widths.max().unwrap_or_default()
        };
        let [names, values] = [width(0), width(1)];
        let mut text = String::new();
        for [name, value, origin] in &rows {
            writeln!(text, "{name:names$}  {value:values$}  {origin}")
                .expect("writing to a string does not fail");
        }
        if let Some(file) = &self.settings.file {
            let file = file.display();
            let line = wording!(
                "`.set --save` writes them to {file}",
                "`.set --save` schreibt sie nach {file}"
            );
            writeln!(text, "{line}").expect("writing to a string does not fail");
        }
        text
    }

    /// Tells whether colours are used.
    pub(super) fn colour(&self) -> bool {
        let wanted = self.settings.colour.unwrap_or(self.display.colour);
        wanted && !self.settings.plain && !self.simple
    }

    /// Tells whether messages have colours.
    pub(super) fn colour_in_messages(&self) -> bool {
        let terminal = self.display.colour_in_messages;
        self.settings.colour.unwrap_or(terminal) && !self.settings.plain && !self.simple
    }

    /// Tells the line editor how to look from now on.
    pub(super) fn show_look(&self) {
        self.knowledge.borrow_mut().look = Look {
            colour: self.colour(),
            theme: self.session.presentation.theme,
            vi: self.settings.vi,
        };
    }
}

/// Gives which of `values` a value is.
fn one_of(name: &str, values: &[&str], value: &str) -> Result<usize> {
    let index = values.iter().position(|known| *known == value);
    index.ok_or_else(|| {
        let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        let (last, others) = quoted.split_last().expect("a setting has values");
        let others = others.join(", ");
        let message = wording!(
            "`.{name}` takes {others} or {last}, not `{value}`",
            "`.{name}` nimmt {others} oder {last}, nicht `{value}`"
        );
        Failure::new(Kind::Usage, message)
    })
}

fn on_or_off(switch: bool) -> String {
    if switch { "on" } else { "off" }.to_owned()
}

fn or_auto(number: Option<usize>) -> String {
    number.map_or("auto".to_owned(), |number| number.to_string())
}

fn switch(name: &str, value: &str) -> Result<bool> {
    Ok(one_of(name, &["on", "off"], value)? == 0)
}

/// Reads `on` or `off`, or nothing for `auto`.
fn switch_or_auto(name: &str, value: &str) -> Result<Option<bool>> {
    let place = one_of(name, &["on", "off", "auto"], value)?;
    Ok([Some(true), Some(false), None][place])
}

/// Reads a positive number, or `auto`.
fn automatic(name: &str, value: &str) -> Result<Option<usize>> {
    if matches!(value, "auto" | "off") {
        return Ok(None);
    }
    match value.parse() {
        Ok(number @ 1..) => Ok(Some(number)),
        _ => Err(Failure::new(
            Kind::Usage,
            wording!(
                "`.{name}` takes a number above 0, or `auto`, not `{value}`",
                "`.{name}` nimmt eine Zahl über 0 oder `auto`, nicht `{value}`"
            ),
        )),
    }
}

/// Reads a duration such as `30s`, or `off`.
fn time_limit(value: &str) -> Result<Option<Duration>> {
    match value {
        "off" => Ok(None),
        // As databases have it, no time is no limit.
        time => duration(time)
            .map(|limit| (!limit.is_zero()).then_some(limit))
            .map_err(|problem| {
                let message = wording!(
                    "`.timeout` takes a time or `off`, not `{value}`: {problem}",
                    "`.timeout` nimmt eine Zeit oder `off`, nicht `{value}`: {problem}"
                );
                Failure::new(Kind::Usage, message)
            }),
    }
}

#[cfg(test)]
mod tests {
    use super::SETTINGS;

    #[test]
    fn settings_are_listed_by_name() {
        assert!(SETTINGS.is_sorted_by_key(|setting| setting.name));
    }
}
