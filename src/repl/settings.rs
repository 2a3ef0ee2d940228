//! What can be set: one row for each setting in [`SETTINGS`], from which its dot command, `.set`, `.show`, its help and
//! its completion come.
//!
//! `.NAME` tells the value, `.NAME VALUE` and `.set NAME VALUE` change it, `.show` lists all. The settings file is read by
//! `file`.

pub(super) mod file;
mod output;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::commands::Outcome;
use crate::commands::answer::duration;
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, wording};
use crate::memory::{Limit, Memory};
use crate::results::Format;

use super::command_completion::Argument;
use super::look::{Look, THEMES, Theme};
use super::pager::Pager;
use super::runner::Work;
use super::shell::Shell;

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
    /// The colours of the prompt.
    pub(super) theme: Theme,
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
    /// Whether remarks on queries are made; without it at a prompt only.
    pub(super) remarks: Option<bool>,
    /// The settings file, where there is a place for one.
    pub(super) file: Option<PathBuf>,
    /// Where the values come from that are not the program's own.
    pub(super) origins: BTreeMap<&'static str, Origin>,
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
                value => Some(switch("bail", value)?),
            };
            Ok(())
        },
    },
    Setting {
        name: "color",
        usage: "[auto | on | off]",
        summary: Wording::new(
            "use colours, and hints with them",
            "Farben verwenden und mit ihnen Vorschläge",
        ),
        argument: Argument::OneOf(&["auto", "on", "off"]),
        value: |shell| shell.settings.colour.map_or("auto".to_owned(), on_or_off),
        set: |shell, value| {
            shell.settings.colour = match value {
                "auto" => None,
                value => Some(switch("color", value)?),
            };
            Ok(())
        },
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
        name: "edit-mode",
        usage: "[emacs | vi]",
        summary: Wording::new(
            "choose the keys of the prompt",
            "die Tasten der Eingabe wählen",
        ),
        argument: Argument::OneOf(EDIT_MODES),
        value: |shell| EDIT_MODES[usize::from(shell.settings.vi)].to_owned(),
        set: |shell, value| {
            shell.settings.vi = one_of("edit-mode", EDIT_MODES, value)? == 1;
            Ok(())
        },
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
        name: "plain",
        usage: "[on | off]",
        summary: Wording::new(
            "speak in lines and sentences, for screen readers",
            "in Zeilen und Sätzen sprechen, für Vorleseprogramme",
        ),
        argument: Argument::Switch,
        value: |shell| on_or_off(shell.settings.plain),
        set: |shell, value| {
            shell.settings.plain = switch("plain", value)?;
            Ok(())
        },
    },
    Setting {
        name: "prefixes",
        usage: "[TEXT | strict | auto]",
        summary: Wording::new(
            "list the prefixes; after strict, a query declares its own",
            "die Präfixe auflisten; nach strict deklariert jede Abfrage ihre eigenen",
        ),
        argument: Argument::OneOf(PREFIXES),
        value: |shell| PREFIXES[usize::from(shell.settings.strict_prefixes)].to_owned(),
        set: |shell, value| {
            shell.settings.strict_prefixes = one_of("prefixes", PREFIXES, value)? == 1;
            Ok(())
        },
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
        name: "theme",
        usage: "[basic | dark | light]",
        summary: Wording::new(
            "choose the colours of the prompt",
            "die Farben der Eingabe wählen",
        ),
        argument: Argument::OneOf(THEMES),
        value: |shell| shell.settings.theme.name().to_owned(),
        set: |shell, value| {
            let index = one_of("theme", THEMES, value)?;
            shell.settings.theme = Theme::from_name(THEMES[index]).unwrap_or_default();
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
];

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

    /// Tells the line editor how to look from now on.
    pub(super) fn show_look(&self) {
        self.knowledge.borrow_mut().look = Look {
            colour: self.colour(),
            theme: self.settings.theme,
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
