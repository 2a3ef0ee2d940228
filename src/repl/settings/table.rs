//! The settings, one row each.

use super::{
    EDIT_MODES, PREFIXES, Setting, automatic, on_or_off, one_of, or_auto, output, switch,
    switch_or_auto, time_limit,
};
use crate::commands::Outcome;
use crate::failure::{Failure, Kind};
use crate::language::{Wording, wording};
use crate::memory::{Limit, Memory};
use crate::repl::command_completion::Argument;
use crate::repl::look::{THEMES, Theme};
use crate::repl::runner::Work;

/// All settings, in order of their names.
pub(in crate::repl) static SETTINGS: &[Setting] = &[
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
            shell.settings.bail = switch_or_auto("bail", value)?;
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
            shell.settings.colour = switch_or_auto("color", value)?;
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
            "Abfragen sehen lassen, was gefolgert ist",
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
        usage: "[N | auto | off]",
        summary: Wording::new(
            "show at most N rows of a table, or triples of a graph",
            "höchstens N Zeilen einer Tabelle oder Tripel eines Graphen zeigen",
        ),
        argument: Argument::OneOf(&["auto", "off"]),
        value: output::max_rows,
        set: output::set_max_rows,
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
            let limit = Limit::parse(value).ok_or_else(|| {
                Failure::new(
                    Kind::Usage,
                    wording!(
                        "`.memory` takes a share from 1% to 100%, or `off`, not `{value}`",
                        "`.memory` nimmt einen Anteil von 1% bis 100% oder `off`, nicht `{value}`"
                    ),
                )
            })?;
            shell.session.options.memory = limit;
            shell.runner.limit_memory(limit);
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
            "in Zeilen und Sätzen sprechen, für Screenreader",
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
            shell.tell_editor();
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
            "choose the colours of the prompt and of graphs",
            "die Farben der Eingabe und von Graphen wählen",
        ),
        argument: Argument::OneOf(THEMES),
        value: |shell| shell.session.presentation.theme.name().to_owned(),
        set: |shell, value| {
            let index = one_of("theme", THEMES, value)?;
            shell.session.presentation.theme = Theme::from_name(THEMES[index]).unwrap_or_default();
            Ok(())
        },
    },
    Setting {
        name: "timeout",
        usage: "[30s | off]",
        summary: Wording::new(
            "stop queries and updates that run longer",
            "Abfragen und Updates anhalten, die länger laufen",
        ),
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
