//! What can be set: one row for each setting in [`SETTINGS`], from which its dot command, `.set`, `.show`, its help and
//! its completion come.
//!
//! `.NAME` tells the value, `.NAME VALUE` and `.set NAME VALUE` change it.

use std::time::Duration;

use crate::commands::Outcome;
use crate::commands::answer::duration;
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, wording};
use crate::memory::{Limit, Memory};
use crate::results::{self, Format};

use super::command_completion::Argument;
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
    /// Whether the time of each statement is told.
    pub(super) timer: bool,
    /// Whether the first failure ends a text of several statements; without it as the text was started.
    pub(super) bail: Option<bool>,
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
        name: "bail",
        usage: "[auto | on | off]",
        summary: Wording::new(
            "stop at the first statement of a text that fails",
            "bei der ersten Anweisung eines Textes anhalten, die scheitert",
        ),
        argument: Argument::OneOf(&["auto", "on", "off"]),
        value: |shell| shell.settings.bail.map_or("auto".to_owned(), on_or_off),
        set: |shell, value| {
            shell.settings.bail = match value {
                "auto" => None,
                "on" => Some(true),
                "off" => Some(false),
                _ => {
                    return Err(Failure::new(
                        Kind::Usage,
                        wording!(
                            "`.bail` takes `auto`, `on` or `off`",
                            "`.bail` nimmt `auto`, `on` oder `off`"
                        ),
                    ));
                }
            };
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
        name: "memory",
        usage: "[50% | off]",
        summary: Wording::new(
            "stop what takes more than this share of the memory",
            "anhalten, was mehr als diesen Anteil am Arbeitsspeicher belegt",
        ),
        argument: Argument::OneOf(&["50%", "off"]),
        value: |shell| {
            let limit = shell.session.options.memory;
            match Memory::ask() {
                None if limit != Limit::Off => wording!(
                    "{limit}, which is not watched: this system does not tell what the program takes",
                    "{limit}, nicht überwacht: dieses System sagt nicht, was das Programm belegt"
                ),
                _ => limit.to_string(),
            }
        },
        set: |shell, value| {
            shell.session.options.memory = Limit::parse(value).ok_or_else(|| {
                Failure::new(
                    Kind::Usage,
                    wording!(
                        "`.memory` takes a share from 1% to 100%, or `off`, not `{value}`",
                        "`.memory` nimmt einen Anteil von 1% bis 100% oder `off`, nicht `{value}`"
                    ),
                )
            })?;
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
        value: modes,
        set: set_mode,
    },
    Setting {
        name: "progress",
        usage: "[on | off]",
        summary: Wording::new(
            "show time and rows while a statement runs",
            "Zeit und Zeilen zeigen, während eine Anweisung läuft",
        ),
        argument: Argument::Switch,
        value: |shell| on_or_off(shell.runner.shows_progress()),
        set: |shell, value| {
            shell.runner.show_progress(switch("progress", value)?);
            Ok(())
        },
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
    Setting {
        name: "width",
        usage: "[N | auto]",
        summary: Wording::new(
            "fit tables to N columns",
            "Tabellen auf N Zeichen Breite bringen",
        ),
        argument: Argument::OneOf(&["auto"]),
        value: |shell| or_auto(shell.settings.width),
        set: |shell, value| {
            shell.settings.width = automatic("width", value)?;
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

fn set_mode(shell: &mut Shell, name: &str) -> Result<()> {
    if name == "auto" {
        shell.settings.rows_as = None;
        shell.settings.graphs_as = None;
        return Ok(());
    }
    let format = Format::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Format::all().map(Format::name).collect();
        let names = names.join(", ");
        let message = wording!(
            "there is no format `{name}`",
            "es gibt kein Format `{name}`"
        );
        let hint = wording!("one of {names}, or auto", "eins von {names} oder auto");
        Failure::new(Kind::Usage, message).with_hint(hint)
    })?;
    if format.holds(results::Kind::Graph) {
        shell.settings.graphs_as = Some(format);
    } else {
        shell.settings.rows_as = Some(format);
    }
    Ok(())
}

/// Gives the formats that are set.
fn modes(shell: &Shell) -> String {
    let name = |format: Option<Format>| format.map_or("auto", Format::name);
    let rows = name(shell.settings.rows_as);
    let graphs = name(shell.settings.graphs_as);
    wording!(
        "{rows} for rows, {graphs} for graphs",
        "{rows} für Zeilen, {graphs} für Graphen"
    )
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
