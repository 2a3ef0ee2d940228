//! The settings of output that take more than a switch or a number.

use oxrdf::Literal;

use crate::failure::{Failure, Kind, Result};
use crate::language::wording;
use crate::repl::pager::{Pager, missing_program};
use crate::repl::shell::Shell;
use crate::results::{self, Columns, Format, Labelled, width};

fn wrong(name: &str, value: &str, expected: &str) -> Failure {
    let message = wording!(
        "`.{name}` takes {expected}, not `{value}`",
        "`.{name}` nimmt {expected}, nicht `{value}`"
    );
    Failure::new(Kind::Usage, message)
}

/// Chooses the formats that are named, one after the other.
pub(super) fn set_mode(shell: &mut Shell, names: &str) -> Result<()> {
    names
        .split_whitespace()
        .try_for_each(|name| set_one_mode(shell, name))
}

/// Chooses the format of rows, of graphs, or of both where it holds both.
fn set_one_mode(shell: &mut Shell, name: &str) -> Result<()> {
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
    let settings = &mut shell.settings;
    for (kind, setting) in [
        (results::Kind::Solutions, &mut settings.rows_as),
        (results::Kind::Graph, &mut settings.graphs_as),
    ] {
        if format.holds(kind) {
            *setting = Some(format);
        } else if matches!(setting, Some(Format::Count | Format::None)) {
            // It came with both; nobody wants it for one.
            *setting = None;
        }
    }
    Ok(())
}

/// Gives the formats that are set.
pub(super) fn modes(shell: &Shell) -> String {
    let name = |format: Option<Format>| format.map_or("auto", Format::name);
    let rows = name(shell.settings.rows_as);
    let graphs = name(shell.settings.graphs_as);
    wording!(
        "{rows} for rows, {graphs} for graphs",
        "{rows} für Zeilen, {graphs} für Graphen"
    )
}

/// Gives the formats that are set as they are typed.
pub(super) fn modes_as_set(shell: &Shell) -> String {
    let set = [shell.settings.rows_as, shell.settings.graphs_as];
    let mut names: Vec<&str> = set.into_iter().flatten().map(Format::name).collect();
    names.dedup();
    if names.is_empty() {
        "auto".to_owned()
    } else {
        names.join(" ")
    }
}

pub(super) fn ambiguous(_: &Shell) -> String {
    if width::ambiguous_is_wide() {
        "wide"
    } else {
        "narrow"
    }
    .to_owned()
}

pub(super) fn set_ambiguous(_: &mut Shell, value: &str) -> Result<()> {
    let wide = match value {
        "wide" => true,
        "narrow" => false,
        _ => {
            let expected = wording!("`narrow` or `wide`", "`narrow` oder `wide`");
            return Err(wrong("ambiguous", value, &expected));
        }
    };
    width::set_ambiguous_is_wide(wide);
    Ok(())
}

pub(super) fn max_rows(shell: &Shell) -> String {
    match shell.settings.max_rows {
        Some(usize::MAX) => "off".to_owned(),
        number => super::or_auto(number),
    }
}

/// Chooses how many rows are shown; `off` and 0 stand for all.
pub(super) fn set_max_rows(shell: &mut Shell, value: &str) -> Result<()> {
    shell.settings.max_rows = match value {
        "off" | "0" => Some(usize::MAX),
        _ => super::automatic("maxrows", value)?,
    };
    Ok(())
}

pub(super) fn columns(shell: &Shell) -> String {
    match shell.session.presentation.columns {
        Columns::All => "all",
        Columns::Fit => "fit",
    }
    .to_owned()
}

pub(super) fn set_columns(shell: &mut Shell, value: &str) -> Result<()> {
    shell.session.presentation.columns = match value {
        "all" => Columns::All,
        "fit" => Columns::Fit,
        _ => {
            let expected = wording!("`all` or `fit`", "`all` oder `fit`");
            return Err(wrong("columns", value, &expected));
        }
    };
    Ok(())
}

pub(super) fn labels(shell: &Shell) -> String {
    match shell.session.presentation.labelled {
        None => "off",
        Some(Labelled::Instead) => "on",
        Some(Labelled::Beside) => "both",
    }
    .to_owned()
}

pub(super) fn set_labels(shell: &mut Shell, value: &str) -> Result<()> {
    shell.session.presentation.labelled = match value {
        "off" => None,
        "on" => Some(Labelled::Instead),
        "both" => Some(Labelled::Beside),
        _ => {
            let expected = wording!("`off`, `on` or `both`", "`off`, `on` oder `both`");
            return Err(wrong("labels", value, &expected));
        }
    };
    Ok(())
}

pub(super) fn languages(shell: &Shell) -> String {
    shell.session.presentation.languages.join(",")
}

pub(super) fn set_languages(shell: &mut Shell, value: &str) -> Result<()> {
    let tags: Vec<String> = value
        .split([',', ' '])
        .filter(|tag| !tag.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let is_tag = |tag: &String| Literal::new_language_tagged_literal("", tag).is_ok();
    if tags.is_empty() || !tags.iter().all(is_tag) {
        let expected = wording!("language tags such as `de,en`", "Sprachkürzel wie `de,en`");
        return Err(wrong("lang", value, &expected));
    }
    let unheard = without_labels(shell, &tags);
    shell.session.presentation.languages = tags;
    if let Some(note) = unheard {
        shell.note(&note);
    }
    Ok(())
}

/// Says which of `tags` no label of the dataset has, and which there are, where the terms of the dataset are known.
fn without_labels(shell: &Shell, tags: &[String]) -> Option<String> {
    let terms = shell.knowledge.borrow().terms.ready()?;
    let there = terms.label_languages();
    // A label in `de-AT` is one in German, too.
    let has_labels = |asked: &str| {
        there.iter().any(|tag| {
            let rest = tag.get(asked.len()..);
            tag.get(..asked.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(asked))
                && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    };
    let quoted = |tags: Vec<&str>| {
        let tags = tags.iter().map(|tag| format!("`{tag}`"));
        tags.collect::<Vec<_>>().join(", ")
    };
    let missing = tags
        .iter()
        .map(String::as_str)
        .filter(|tag| !has_labels(tag));
    let missing: Vec<&str> = missing.collect();
    if missing.is_empty() {
        return None;
    }
    let missing = quoted(missing);
    let there: Vec<&str> = there.into_iter().collect();
    Some(if there.is_empty() {
        wording!(
            "note: no label of the dataset has the language {missing}; none has any",
            "Anmerkung: keine Bezeichnung im Datenbestand hat die Sprache {missing}, und keine hat eine andere"
        )
    } else {
        let there = quoted(there);
        wording!(
            "note: no label of the dataset has the language {missing}; there are {there}",
            "Anmerkung: keine Bezeichnung im Datenbestand hat die Sprache {missing}; es gibt {there}"
        )
    })
}

pub(super) fn null(shell: &Shell) -> String {
    let null = shell.session.presentation.null.clone();
    null.unwrap_or_else(|| "auto".to_owned())
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a setting is set by a function that can fail"
)]
pub(super) fn set_null(shell: &mut Shell, value: &str) -> Result<()> {
    shell.session.presentation.null = (value != "auto").then(|| value.to_owned());
    Ok(())
}

pub(super) fn pager(shell: &Shell) -> String {
    match &shell.settings.pager {
        Pager::Auto => "auto".to_owned(),
        Pager::On => "on".to_owned(),
        Pager::Off => "off".to_owned(),
        Pager::Command(command) => command.clone(),
    }
}

pub(super) fn set_pager(shell: &mut Shell, value: &str) -> Result<()> {
    shell.settings.pager = match value {
        "auto" => Pager::Auto,
        "on" => Pager::On,
        "off" => Pager::Off,
        command => {
            if let Some(program) = missing_program(command) {
                let message = wording!(
                    "there is no program `{program}` to page with",
                    "es gibt kein Programm `{program}` zum Blättern"
                );
                let hint = wording!(
                    "`.pager` takes `auto`, `on`, `off` or a command such as `less -S`",
                    "`.pager` nimmt `auto`, `on`, `off` oder einen Befehl wie `less -S`"
                );
                return Err(Failure::new(Kind::Usage, message).with_hint(hint));
            }
            Pager::Command(command.to_owned())
        }
    };
    Ok(())
}

impl Shell {
    /// Gives how the next output on the screen is paged; not at all where there is no prompt or no redrawing.
    pub(in crate::repl) fn paging(&self) -> Option<(Pager, (usize, usize))> {
        let has_screen = self.completes && !self.is_plain();
        if !has_screen || self.settings.pager == Pager::Off || self.output.destination().is_some() {
            return None;
        }
        let display = self.current_display();
        // A width that was asked for is not that of the screen.
        let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Some((
            self.settings.pager.clone(),
            (columns.or(display.width)?, display.height?),
        ))
    }
}
