//! What the shell's own commands do.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use crate::commands::answer::without_mark;
use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, wording};

use super::dot::{Call, Own};
use super::help::{WIDTH, help, keys_in_plain};
use super::places::version;
use super::settings::Setting;
use super::shell::{Flow, Shell, Stopped};

/// Entries that `.history` lists without a number.
const LISTED: usize = 20;

impl Shell {
    /// Runs one of the shell's own commands.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] for arguments that are wrong, of kind [`Kind::Store`] for files.
    pub(super) fn call(&mut self, call: &Call) -> Result<Flow> {
        let first = call.words.first().map(String::as_str);
        match call.own {
            Own::Begin => self.begin()?,
            Own::Commit => return self.commit(),
            Own::Rollback => self.roll_back(first)?,
            Own::Cd => self.change_folder(first)?,
            Own::Help => self.say(&self.help_on(first)?)?,
            Own::History => self.list_history(&call.rest)?,
            Own::Jobs => self.list_jobs()?,
            Own::Keys => self.say(&self.help_on(Some("keys"))?)?,
            Own::Once | Own::Output => self.redirect(call)?,
            Own::Last => return self.last_again(first),
            Own::Let => self.let_name(&call.rest)?,
            Own::Params => self.list_names()?,
            Own::Open => self.open(&call.words)?,
            Own::Prefix => self.prefix(&call.words)?,
            Own::Save => self.save(call)?,
            Own::Set => self.set_by_name(&call.words)?,
            Own::Shell => self.run_outside(&call.rest)?,
            Own::Show => self.say(&self.listed_settings())?,
            Own::Status => self.say(&self.status()?)?,
            Own::Transcript => self.keep_transcript(call)?,
            Own::Version => self.say(&version())?,
            Own::Edit => return self.edit(first),
            // What they run can be wrong again, which only the shell itself can pass on.
            Own::Fix => return self.fix().map_err(|stopped| stopped.failure),
            Own::Read => return self.read(first).map_err(|stopped| stopped.failure),
            Own::Format => return self.format(&call.rest),
            Own::Quit => return Ok(Flow::Leave),
            Own::Unlet => self.unlet(first)?,
        }
        Ok(Flow::Next)
    }

    fn help_on(&self, topic: Option<&str>) -> Result<String> {
        if self.is_plain() && topic == Some("keys") {
            return Ok(keys_in_plain(self.help_width()));
        }
        help(topic, &self.known, self.help_width())
    }

    /// Gives the columns that help may take.
    fn help_width(&self) -> usize {
        let width = self.current_display().width;
        width.map_or(WIDTH, |width| width.min(WIDTH))
    }

    /// Writes an answer that was asked for.
    pub(super) fn say(&mut self, text: &str) -> Result<()> {
        self.output.write_all(text.as_bytes())?;
        self.output.end_statement(true)?;
        Ok(())
    }

    fn list_history(&mut self, wanted: &str) -> Result<()> {
        let entries = self.history.entries();
        let text = wanted
            .strip_prefix('/')
            .map(|text| text.trim_end_matches('/').to_lowercase());
        let count = match (&text, wanted) {
            (Some(_), _) => entries.len(),
            (None, "") => LISTED,
            (None, number) => number_of(number, "history").map_err(|failure| {
                failure.with_hint(wording!(
                    "`.history /{number}/` lists the entries that have it",
                    "`.history /{number}/` listet die Einträge, die das enthalten"
                ))
            })?,
        };
        let mut listed = String::new();
        let skipped = entries.len().saturating_sub(count);
        for (index, entry) in entries.iter().enumerate().skip(skipped) {
            if text
                .as_ref()
                .is_none_or(|text| entry.to_lowercase().contains(text))
            {
                let indented = entry.replace('\n', "\n       ");
                writeln!(listed, "{:5}  {indented}", index + 1)
                    .expect("writing to a string does not fail");
            }
        }
        self.say(&listed)
    }

    fn redirect(&mut self, call: &Call) -> Result<()> {
        let once = call.own == Own::Once;
        if let Some(command) = call.rest.strip_prefix('|') {
            return self.pipe_once(once, command.trim());
        }
        let (file, replace) = call.target();
        let Some(file) = file else {
            if once {
                let message = wording!(
                    "`.once` needs a file, or `|` and a command",
                    "`.once` braucht eine Datei oder `|` und einen Befehl"
                );
                return Err(Failure::new(Kind::Usage, message));
            }
            match self.output.end()? {
                Some(file) => self.note_written(&file),
                None => self.note(&wording!(
                    "results go to the screen",
                    "Ergebnisse gehen auf den Bildschirm"
                )),
            }
            return Ok(());
        };
        let command = if once { "once" } else { "output" };
        self.output.redirect(Path::new(file), command, replace)
    }

    /// Sends the next result to `command`.
    fn pipe_once(&mut self, once: bool, command: &str) -> Result<()> {
        if !once {
            let message = wording!(
                "`.output` takes a file; a command can have one result",
                "`.output` nimmt eine Datei; ein Befehl bekommt ein einzelnes Ergebnis"
            );
            let hint = wording!(
                "`.once |{command}` gives it the next one",
                "`.once |{command}` gibt ihm das nächste"
            );
            return Err(Failure::new(Kind::Usage, message).with_hint(hint));
        }
        if command.is_empty() {
            let message = wording!(
                "there is no command behind `|`",
                "hinter `|` steht kein Befehl"
            );
            return Err(Failure::new(Kind::Usage, message));
        }
        if let Some(file) = self.output.pipe_once(command)? {
            self.note_written(&file);
        }
        Ok(())
    }

    /// Says that a file is finished.
    pub(super) fn note_written(&self, file: &Path) {
        let file = file.display();
        self.note(&wording!("written to {file}", "geschrieben nach {file}"));
    }

    fn prefix(&mut self, words: &[String]) -> Result<()> {
        let usage = || {
            Failure::new(
                Kind::Usage,
                wording!(
                    "`.prefix` needs a prefix with its colon and an IRI",
                    "`.prefix` braucht ein Präfix mit Doppelpunkt und eine IRI"
                ),
            )
            .with_hint(wording!(
                "`.prefix ns: <iri>` declares, `.prefix -d ns:` forgets",
                "`.prefix ns: <iri>` deklariert, `.prefix -d ns:` vergisst"
            ))
        };
        match words {
            [flag, prefix] if flag == "-d" => {
                let prefix = prefix.trim_end_matches(':');
                if !self.session.prefixes.remove(prefix) {
                    let message = wording!(
                        "prefix `{prefix}:` is not declared",
                        "das Präfix `{prefix}:` ist nicht deklariert"
                    );
                    return Err(Failure::new(Kind::Usage, message));
                }
            }
            [prefix, iri] => {
                let iri = iri.trim_start_matches('<').trim_end_matches('>');
                let prefix = prefix.strip_suffix(':').ok_or_else(usage)?;
                self.session.prefixes.insert(prefix, iri)?;
            }
            _ => return Err(usage()),
        }
        self.tell_editor();
        Ok(())
    }

    /// Runs the statements of a file.
    pub(super) fn read(&mut self, file: Option<&str>) -> std::result::Result<Flow, Stopped> {
        let file = file.ok_or_else(|| {
            let message = wording!("`.read` needs a file", "`.read` braucht eine Datei");
            Failure::new(Kind::Usage, message)
        })?;
        let text = std::fs::read_to_string(file).map_err(|error| {
            let message = wording!(
                "{file}: cannot be read: {error}",
                "{file}: lässt sich nicht lesen: {error}",
                error = of_system(&error)
            );
            Failure::new(Kind::Store, message)
        })?;
        let worked = self
            .run_file(file, &without_mark(text))
            // The innermost file is the one to be mended.
            .map_err(|failure| Stopped {
                placed: true,
                ..failure.into()
            })?;
        self.negative |= !worked;
        Ok(Flow::Next)
    }

    /// Tells or changes the setting that is named first, lists all, or writes them to the settings file.
    fn set_by_name(&mut self, words: &[String]) -> Result<()> {
        match words {
            [] => self.say(&self.listed_settings()),
            [option] if option == "--save" => {
                let path = self.save_settings()?;
                let path = path.display();
                self.note(&wording!("written to {path}", "nach {path} geschrieben"));
                Ok(())
            }
            [name, value @ ..] => {
                let setting = Setting::find(name)?;
                // Some write it as an assignment.
                let value = match value {
                    [equals, value @ ..] if equals == "=" => value,
                    value => value,
                };
                let value = (!value.is_empty()).then(|| value.join(" "));
                self.set(setting, value.as_deref())
            }
        }
    }

    fn edit(&mut self, number: Option<&str>) -> Result<Flow> {
        if self.reading > 0 {
            // There is no prompt that the edited entry could be put at.
            let message = wording!(
                "`.edit` works at the prompt only",
                "`.edit` geht nur an der Eingabe"
            );
            return Err(Failure::new(Kind::Usage, message));
        }
        let entry = match number {
            None => self.last.clone(),
            Some(name) if name.parse::<usize>().is_err() => return self.edit_query(name),
            Some(number) => {
                let index = number_of(number, "edit")?;
                let entry = index
                    .checked_sub(1)
                    .and_then(|index| self.history.entries().get(index));
                entry.cloned().ok_or_else(|| {
                    let message = wording!(
                        "there is no entry {index}",
                        "es gibt keinen Eintrag {index}"
                    );
                    Failure::new(Kind::Usage, message)
                })?
            }
        };
        Ok(Flow::Edit(super::outside::edit(&entry)?, String::new()))
    }
}

fn number_of(text: &str, command: &str) -> Result<usize> {
    text.parse().map_err(|_| {
        Failure::new(
            Kind::Usage,
            wording!(
                "`.{command}` takes a number, not `{text}`",
                "`.{command}` nimmt eine Zahl, nicht `{text}`"
            ),
        )
    })
}
