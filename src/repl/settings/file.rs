//! The settings file of the shell: TOML, one line `name = value` for each setting.
//!
//! Start at [`Shell::read_settings`]. Nothing in the file keeps the shell from starting. A file that is no TOML sets
//! nothing, since what was meant behind the error can only be guessed; of one that is, an unknown name or a wrong value
//! loses its own line only. Either is told with its place. [`Shell::save_settings`] changes the lines of what was set and leaves the others, with their comments, alone.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::failure::{Failure, Kind, Result};
use crate::language::{did_you_mean, nearest, of_library, of_system, wording};

use super::{Origin, SETTINGS, Setting};
use crate::repl::shell::Shell;

/// Gives the place of the settings file: `$GREMIA_CONFIG`, else `settings.toml` where the system keeps settings.
pub(in crate::repl) fn default_path() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("GREMIA_CONFIG").filter(|path| !path.is_empty()) {
        return Some(path.into());
    }
    let folders = directories::ProjectDirs::from("", "", "gremia")?;
    Some(folders.config_dir().join("settings.toml"))
}

impl Shell {
    /// Sets what the settings file says; a file that is not there says nothing.
    pub(in crate::repl) fn read_settings(&mut self) {
        let Some(path) = self.settings.file.clone() else {
            return;
        };
        let name = path.display();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                let warning = wording!(
                    "warning: {name}: the settings cannot be read: {error}",
                    "Warnung: {name}: die Einstellungen lassen sich nicht lesen: {error}",
                    error = of_system(&error)
                );
                return self.note(&warning);
            }
        };
        let mut problems: Vec<(usize, String)> = match DeTable::parse(&text) {
            Ok(table) => {
                let lines = table.get_ref().iter();
                let set = lines.filter_map(|(key, value)| self.set_of_file(key, value).err());
                set.collect()
            }
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let problem = of_library(error.message());
                let problem = wording!(
                    "{problem}; nothing of the file counts until that is mended",
                    "{problem}; bis das berichtigt ist, gilt nichts aus der Datei"
                );
                vec![(at, problem)]
            }
        };
        problems.sort();
        for (at, problem) in problems {
            let (line, column) = place(&text, at);
            self.note(&wording!(
                "warning: {name}:{line}:{column}: {problem}",
                "Warnung: {name}:{line}:{column}: {problem}"
            ));
        }
    }

    fn set_of_file(
        &mut self,
        key: &toml::Spanned<std::borrow::Cow<'_, str>>,
        value: &toml::Spanned<DeValue<'_>>,
    ) -> std::result::Result<(), (usize, String)> {
        let name = key.get_ref();
        let setting = Setting::find(name).map_err(|failure| (key.span().start, told(&failure)))?;
        let at = value.span().start;
        let text = text_of(value.get_ref()).ok_or_else(|| {
            let usage = setting.usage;
            let problem = wording!(
                "`{name}` takes a text, a number, true or false: {usage}",
                "`{name}` nimmt einen Text, eine Zahl, true oder false: {usage}"
            );
            (at, problem)
        })?;
        self.set_from(setting, &text, Origin::File)
            .map_err(|failure| (at, told(&failure)))
    }

    /// Writes what was set in this session, or came from the file, into the settings file, and gives its place.
    ///
    /// # Errors
    /// Of kind [`Kind::Store`] where the file cannot be written, or is no TOML: then it is left alone.
    pub(in crate::repl) fn save_settings(&mut self) -> Result<PathBuf> {
        let path = self.settings.file.clone().ok_or_else(|| {
            if !self.completes {
                return Failure::new(
                    Kind::Usage,
                    wording!(
                        "`.set --save` works at the prompt only: a script uses no settings file",
                        "`.set --save` geht nur an der Eingabe: ein Skript verwendet keine Einstellungsdatei"
                    ),
                );
            }
            let message = wording!(
                "there is no place for a settings file",
                "es gibt keinen Ort für eine Einstellungsdatei"
            );
            let hint = wording!("`GREMIA_CONFIG` names one", "`GREMIA_CONFIG` benennt einen");
            Failure::new(Kind::Store, message).with_hint(hint)
        })?;
        let name = path.display();
        let before = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unwritten(&path, &error)),
        };
        let set: Vec<(&str, String)> = SETTINGS
            .iter()
            .filter(|setting| self.origin(setting) == Origin::Session)
            .map(|setting| (setting.name, self.as_set(setting)))
            .collect();
        let after = with_values(&before, &set);
        if let Err(error) = DeTable::parse(&after) {
            let at = error.span().map_or(0, |span| span.start);
            let (line, column) = place(&after, at);
            let message = of_library(error.message());
            let message = format!("{name}:{line}:{column}: {message}");
            let hint = wording!(
                "mend the file; it was left as it is",
                "die Datei ist zu berichtigen; sie blieb, wie sie ist"
            );
            return Err(Failure::new(Kind::Store, message).with_hint(hint));
        }
        write(&path, &after).map_err(|error| unwritten(&path, &error))?;
        for (name, _) in set {
            self.settings.origins.insert(name, Origin::File);
        }
        Ok(path)
    }
}

/// Says a failure with its hint on one line.
fn told(failure: &Failure) -> String {
    match failure.hint() {
        Some(hint) => format!("{}; {hint}", failure.message()),
        None => failure.message().to_owned(),
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    let message = wording!(
        "{path} cannot be written: {error}",
        "{path}: lässt sich nicht schreiben: {error}",
        error = of_system(error)
    );
    Failure::new(Kind::Store, message)
}

/// Gives a value as the setting takes it.
fn text_of(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(true) => "on".to_owned(),
        DeValue::Boolean(false) => "off".to_owned(),
        DeValue::Array(values) => {
            let texts: Option<Vec<String>> = values
                .iter()
                .map(|value| text_of(value.get_ref()))
                .collect();
            texts?.join(",")
        }
        DeValue::Datetime(_) | DeValue::Table(_) => return None,
    })
}

/// Gives `text` with the line of each setting of `values` replaced, or added where there is none.
fn with_values(text: &str, values: &[(&str, String)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let top_level = |lines: &[String]| {
        let table = lines
            .iter()
            .position(|line| line.trim_start().starts_with('['));
        table.unwrap_or(lines.len())
    };
    for (name, value) in values {
        let line = format!("{name} = {}", quoted(value));
        let end = top_level(&lines);
        let known = lines[..end].iter().position(|line| {
            line.split_once('=')
                .is_some_and(|(key, _)| key.trim() == *name)
        });
        match known {
            Some(at) => lines[at] = line,
            None => lines.insert(end, line),
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Writes a value as TOML has it.
fn quoted(value: &str) -> String {
    if value
        .parse::<i64>()
        .is_ok_and(|number| number.to_string() == value)
    {
        return value.to_owned();
    }
    let mut text = String::from("\"");
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        // A setting is one line that was typed: it has no other control characters.
        text.push(if c.is_control() { ' ' } else { c });
    }
    text.push('"');
    text
}

/// Puts `text` in the place of the file, as a whole.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Gives line and column of a byte of `text`, both from 1, the column in characters.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

impl Setting {
    /// Gives the setting called `name`.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where there is none, with what was perhaps meant.
    pub(in crate::repl) fn find(name: &str) -> Result<&'static Self> {
        Self::named(name).ok_or_else(|| {
            let message = wording!(
                "there is no setting `{name}`",
                "es gibt keine Einstellung `{name}`"
            );
            let names = || SETTINGS.iter().map(|setting| setting.name);
            let hint = if let Some(nearest) = nearest(name, names()) {
                did_you_mean(nearest)
            } else {
                let names = names().collect::<Vec<_>>().join(", ");
                wording!("there are {names}", "es gibt {names}")
            };
            Failure::new(Kind::Usage, message).with_hint(hint)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{quoted, with_values};

    #[test]
    fn lines_of_others_and_comments_stay() {
        let before = "# mine\ntimer = \"off\" # why\nmode = \"csv\"\n\n[later]\ntimer = 1\n";
        let after = with_values(
            before,
            &[("timer", "on".to_owned()), ("maxrows", "5".to_owned())],
        );
        assert_eq!(
            after,
            "# mine\ntimer = \"on\"\nmode = \"csv\"\n\nmaxrows = 5\n[later]\ntimer = 1\n"
        );
    }

    #[test]
    fn values_are_written_as_toml() {
        assert_eq!(quoted("12"), "12");
        assert_eq!(quoted("30s"), "\"30s\"");
        assert_eq!(quoted("a\"b\\"), "\"a\\\"b\\\\\"");
    }
}
