//! What can be set: one row for each setting in [`SETTINGS`], from which its dot command, `.set`, `.show`, its help and
//! its completion come.
//!
//! `.NAME` tells the value, `.NAME VALUE` and `.set NAME VALUE` change it.

mod output;

use std::time::Duration;

use crate::commands::Outcome;
use crate::commands::answer::duration;
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, wording};
use crate::results::Format;

use super::command_completion::Argument;
use super::pager::Pager;
use super::runner::Work;
use super::shell::Shell;

/// What the user has set; what is not set is chosen by the terminal or the output.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The format of rows and truth values; chosen by the output without it.
    pub(super) rows_as: Option<Format>,
    /// The format of graphs.
    pub(super) graphs_as: Option<Format>,
    /// The format of rows on a terminal that cannot show a table.
    pub(super) plain: Option<Format>,
    /// Columns that tables are fitted to, in place of the terminal's.
    pub(super) width: Option<usize>,
    /// Rows that a table shows at most.
    pub(super) max_rows: Option<usize>,
    /// When output goes through a pager, and which.
    pub(super) pager: Pager,
    /// Whether the time of each statement is told.
    pub(super) timer: bool,
    /// Whether remarks on queries are made; without it at a prompt only.
    pub(super) remarks: Option<bool>,
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

/// All settings, in order of their names.
pub(super) static SETTINGS: &[Setting] = &[
    Setting {
        name: "ambiguous",
        usage: "[narrow | wide]",
        summary: Wording::new(
            "tell how wide the terminal draws ambiguous characters",
            "sagen, wie breit das Terminal mehrdeutige Zeichen malt",
        ),
        argument: Argument::OneOf(&["narrow", "wide"]),
        value: output::ambiguous,
        set: output::set_ambiguous,
    },
    Setting {
        name: "columns",
        usage: "[all | fit]",
        summary: Wording::new(
            "show all columns of a table in full, or fit them to the screen",
            "alle Spalten einer Tabelle ganz zeigen oder dem Bildschirm anpassen",
        ),
        argument: Argument::OneOf(&["all", "fit"]),
        value: output::columns,
        set: output::set_columns,
    },
    Setting {
        name: "headers",
        usage: "[on | off]",
        summary: Wording::new(
            "write the names of the columns above them",
            "die Namen der Spalten darüber schreiben",
        ),
        argument: Argument::Switch,
        value: |shell| on_or_off(shell.session.presentation.headers),
        set: |shell, value| {
            shell.session.presentation.headers = switch("headers", value)?;
            Ok(())
        },
    },
    Setting {
        name: "inferred",
        usage: "[on | off]",
        summary: Wording::new(
            "let queries see what is inferred",
            "Abfragen sehen lassen, was abgeleitet ist",
        ),
        argument: Argument::Switch,
        value: |shell| on_or_off(shell.session.options.inferred),
        set: |shell, value| {
            let on = switch("inferred", value)?;
            if on {
                // What cannot be inferred is told here, not at every query from now on.
                let work: Work = Box::new(|session, _, _| {
                    session.with_inferred()?;
                    Ok(Outcome::Done)
                });
                shell.work(false, work)?;
            }
            shell.session.options.inferred = on;
            shell.collect_terms();
            Ok(())
        },
    },
    Setting {
        name: "labels",
        usage: "[off | on | both]",
        summary: Wording::new(
            "show labels in place of names, or behind them",
            "Bezeichnungen statt der Namen zeigen oder hinter ihnen",
        ),
        argument: Argument::OneOf(&["off", "on", "both"]),
        value: output::labels,
        set: output::set_labels,
    },
    Setting {
        name: "lang",
        usage: "[de,en]",
        summary: Wording::new(
            "choose the languages of labels, the first one first",
            "die Sprachen der Bezeichnungen wählen, die erste zuerst",
        ),
        argument: Argument::OneOf(&["de,en", "en,de"]),
        value: output::languages,
        set: output::set_languages,
    },
    Setting {
        name: "lint",
        usage: "[on | off]",
        summary: Wording::new(
            "make remarks on queries after they ran",
            "nach dem Lauf Anmerkungen zu Abfragen machen",
        ),
        argument: Argument::Switch,
        value: |shell| on_or_off(shell.makes_remarks()),
        set: |shell, value| {
            shell.settings.remarks = Some(switch("lint", value)?);
            Ok(())
        },
    },
    Setting {
        name: "maxrows",
        usage: "[N | auto]",
        summary: Wording::new(
            "show at most N rows of a table",
            "höchstens N Zeilen einer Tabelle zeigen",
        ),
        argument: Argument::OneOf(&["auto"]),
        value: |shell| or_auto(shell.settings.max_rows),
        set: |shell, value| {
            shell.settings.max_rows = automatic("maxrows", value)?;
            Ok(())
        },
    },
    Setting {
        name: "maxwidth",
        usage: "[N | auto]",
        summary: Wording::new(
            "fit tables to N columns of the screen",
            "Tabellen auf N Zeichen Breite bringen",
        ),
        argument: Argument::OneOf(&["auto"]),
        value: |shell| or_auto(shell.settings.width),
        set: |shell, value| {
            shell.settings.width = automatic("maxwidth", value)?;
            Ok(())
        },
    },
    Setting {
        name: "mode",
        usage: "[NAME | auto]",
        summary: Wording::new(
            "choose the format of results",
            "das Format der Ergebnisse wählen",
        ),
        argument: Argument::Format,
        value: output::modes,
        set: output::set_mode,
    },
    Setting {
        name: "nullvalue",
        usage: "[TEXT | auto]",
        summary: Wording::new(
            "show TEXT in tables where there is no value",
            "in Tabellen TEXT zeigen, wo kein Wert ist",
        ),
        argument: Argument::OneOf(&["auto"]),
        value: output::null,
        set: output::set_null,
    },
    Setting {
        name: "pager",
        usage: "[auto | on | off | COMMAND]",
        summary: Wording::new(
            "page what is taller than the screen",
            "blättern, was höher ist als der Bildschirm",
        ),
        argument: Argument::OneOf(&["auto", "on", "off"]),
        value: output::pager,
        set: output::set_pager,
    },
    Setting {
        name: "timeout",
        usage: "[30s | off]",
        summary: Wording::new("stop what runs longer", "anhalten, was länger läuft"),
        argument: Argument::OneOf(&["off"]),
        value: |shell| {
            let limit = shell.session.options.timeout;
            limit.map_or("off".to_owned(), |limit| {
                format!("{} s", limit.as_secs_f64())
            })
        },
        set: |shell, value| {
            shell.session.options.timeout = time_limit(value)?;
            Ok(())
        },
    },
    Setting {
        name: "timer",
        usage: "[on | off]",
        summary: Wording::new(
            "tell how long each statement took",
            "sagen, wie lange jede Anweisung dauerte",
        ),
        argument: Argument::Switch,
        value: |shell| on_or_off(shell.settings.timer),
        set: |shell, value| {
            shell.settings.timer = switch("timer", value)?;
            Ok(())
        },
    },
];

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
    pub(super) fn set(&mut self, setting: &Setting, value: Option<&str>) -> Result<()> {
        if let Some(value) = value {
            (setting.set)(self, value)?;
        }
        self.note(&format!("{}: {}", setting.name, (setting.value)(self)));
        Ok(())
    }
}

fn on_or_off(switch: bool) -> String {
    if switch { "on" } else { "off" }.to_owned()
}

fn or_auto(number: Option<usize>) -> String {
    number.map_or("auto".to_owned(), |number| number.to_string())
}

fn switch(name: &str, value: &str) -> Result<bool> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(Failure::new(
            Kind::Usage,
            wording!(
                "`.{name}` takes `on` or `off`",
                "`.{name}` nimmt `on` oder `off`"
            ),
        )),
    }
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
        time => duration(time)
            .map(Some)
            .map_err(|problem| Failure::new(Kind::Usage, problem)),
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
