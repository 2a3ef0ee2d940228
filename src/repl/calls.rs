//! What the shell's own commands do.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use crate::failure::{Failure, Kind, Result};

use super::dot::{Call, Own};
use super::help::help;
use super::settings::Setting;
use super::shell::{Flow, Shell};

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
            Own::Help => self.say(&help(first, &self.known)?)?,
            Own::History => self.list_history(&call.rest)?,
            Own::Jobs => self.list_jobs()?,
            Own::Once | Own::Output => self.redirect(call, first)?,
            Own::Prefix => self.prefix(&call.words)?,
            Own::Read => return self.read(first),
            Own::Status => self.status()?,
            Own::Edit => return self.edit(first),
            // What it runs can be wrong again, which only the shell itself can pass on.
            Own::Fix => return self.fix().map_err(|stopped| stopped.failure),
            Own::Quit => return Ok(Flow::Leave),
        }
        Ok(Flow::Next)
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
            (None, number) => number_of(number, "history")?,
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

    fn redirect(&mut self, call: &Call, file: Option<&str>) -> Result<()> {
        let once = call.own == Own::Once;
        // `.once FILE !` is accepted as well as `.once! FILE`.
        let replace = call.forced || call.words.get(1).is_some_and(|word| word == "!");
        let Some(file) = file else {
            if once {
                return Err(Failure::new(Kind::Usage, "`.once` needs a file"));
            }
            match self.output.end()? {
                Some(file) => self.note(&format!("written to {}", file.display())),
                None => self.note("results go to the screen"),
            }
            return Ok(());
        };
        self.output.redirect(Path::new(file), once, replace)
    }

    fn prefix(&mut self, words: &[String]) -> Result<()> {
        let usage = || {
            Failure::new(
                Kind::Usage,
                "`.prefix ns: <iri>` declares, `.prefix -d ns:` forgets",
            )
        };
        match words {
            [flag, prefix] if flag == "-d" => {
                let prefix = prefix.trim_end_matches(':');
                if !self.session.prefixes.remove(prefix) {
                    let message = format!("prefix `{prefix}:` is not declared");
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
        self.knowledge.borrow_mut().prefixes = self.session.prefixes.clone();
        Ok(())
    }

    fn read(&mut self, file: Option<&str>) -> Result<Flow> {
        let file = file.ok_or_else(|| Failure::new(Kind::Usage, "`.read` needs a file"))?;
        let text = std::fs::read_to_string(file).map_err(|error| {
            Failure::new(Kind::Store, format!("{file}: cannot be read: {error}"))
        })?;
        self.run_file(file, &text, true)?;
        Ok(Flow::Next)
    }

    fn status(&mut self) -> Result<()> {
        let options = &self.session.options;
        let from = match (&options.store, &options.dataset) {
            (Some(store), _) => format!("store {}", store.display()),
            (None, Some(folder)) => format!("dataset {}, in memory", folder.display()),
            (None, None) => "bundled graph, in memory".to_owned(),
        };
        let read_only = if options.read_only { ", read only" } else { "" };
        let value =
            |name| Setting::named(name).map_or(String::new(), |setting| (setting.value)(self));
        let output = self
            .output
            .file()
            .map_or("screen".to_owned(), |file| file.display().to_string());
        let lines = [
            ("data", format!("{from}{read_only}")),
            ("quads", self.session.dataset.len()?.to_string()),
            ("inferred", value("inferred")),
            ("completion", self.knowledge.borrow().terms.state()),
            ("mode", value("mode")),
            ("output", output),
            ("timeout", value("timeout")),
            ("left behind", self.runner.left_behind().to_string()),
        ];
        let mut text = String::new();
        for (name, value) in lines {
            writeln!(text, "{name:12}{value}").expect("writing to a string does not fail");
        }
        self.say(&text)
    }

    fn edit(&mut self, number: Option<&str>) -> Result<Flow> {
        if self.reading > 0 {
            // There is no prompt that the edited entry could be put at.
            let message = "`.edit` works at the prompt only";
            return Err(Failure::new(Kind::Usage, message));
        }
        let entry = match number {
            None => self.last.clone(),
            Some(number) => {
                let index = number_of(number, "edit")?;
                let entry = index
                    .checked_sub(1)
                    .and_then(|index| self.history.entries().get(index));
                entry.cloned().ok_or_else(|| {
                    Failure::new(Kind::Usage, format!("there is no entry {index}"))
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
            format!("`.{command}` takes a number, not `{text}`"),
        )
    })
}
