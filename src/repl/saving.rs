//! The user's own named queries in the shell: `.save`, `.edit NAME`, and the parameters that `.run` asks for.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::commands::Command;
use crate::commands::output_file::OutputFile;
use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, spoken, wording};
use crate::named_queries::Parameter;
use crate::session::own_queries;

use super::dot::Call;
use super::last;
use super::shell::{Flow, Shell};

/// The group of queries that the user keeps.
const GROUP: &str = "own";

/// A named query that waits for the values of parameters.
pub(super) struct Asked {
    /// The command, as it was given.
    command: crate::commands::run::Arguments,
    /// What is still to be asked for.
    pub(super) parameters: Vec<Parameter>,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(&self.parameters).finish()
    }
}

impl Asked {
    /// Gives the prompt for `parameter`, and the note above it where there is something to say.
    pub(super) fn question(parameter: &Parameter) -> (Option<String>, String) {
        let prompt = format!("{}: ", parameter.usage().replace('=', " = "));
        (parameter.text.clone(), prompt.replace(" = ", " "))
    }

    /// Writes the command with the answers, as it could have been typed.
    pub(super) fn line(&self, values: &[String]) -> String {
        let mut line = format!(".run {}", self.command.line());
        for (parameter, value) in self.parameters.iter().zip(values) {
            let name = &parameter.name;
            line = if value.contains(char::is_whitespace) && !value.starts_with('"') {
                format!("{line} {name}=\"{value}\"")
            } else {
                format!("{line} {name}={value}")
            };
        }
        line
    }

    /// Gives the command with the answers.
    pub(super) fn answered(self, values: Vec<String>) -> Command {
        let named = self.parameters.iter().zip(values);
        let named = named.map(|(parameter, value)| format!("{}={value}", parameter.name));
        Command::Run(self.command.with(named.collect()))
    }
}

impl Shell {
    /// Gives what `command` must be asked for first: a named query at a prompt that was given too little.
    ///
    /// # Errors
    /// Where there is no such query, or an argument is no parameter.
    pub(super) fn what_to_ask(
        &mut self,
        command: Command,
    ) -> Result<std::result::Result<Asked, Command>> {
        if matches!(command, Command::Run(_) | Command::Queries(_)) {
            // A file may have come into the folder since.
            self.know_queries();
        }
        match command {
            Command::Run(arguments) if self.completes && self.reading == 0 => {
                let (_, parameters) = arguments.missing(&self.session)?;
                Ok(if parameters.is_empty() {
                    Err(Command::Run(arguments))
                } else {
                    Ok(Asked {
                        command: arguments,
                        parameters,
                    })
                })
            }
            command => Ok(Err(command)),
        }
    }

    /// Writes the last query into the user's folder of queries.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where there is none or the name is none or taken; of kind [`Kind::Store`] where the file
    /// exists and is not to be replaced, or cannot be written.
    pub(super) fn save(&mut self, call: &Call) -> Result<()> {
        let (Some(name), replaces) = call.target() else {
            let message = wording!(
                "`.save` needs a name for the last query",
                "`.save` braucht einen Namen für die letzte Abfrage"
            );
            return Err(Failure::new(Kind::Usage, message));
        };
        if self.last.trim().is_empty() {
            let message = wording!(
                "there is no query to save yet",
                "es gibt noch keine Abfrage zum Sichern"
            );
            return Err(Failure::new(Kind::Usage, message));
        }
        if crate::sparql::kind(&self.last) == Some(crate::sparql::Kind::Update) {
            let message = wording!(
                "an update is no query that could be saved",
                "ein Update ist keine Abfrage, die sich sichern ließe"
            );
            return Err(Failure::new(Kind::Usage, message));
        }
        let path = path_of(name)?;
        let catalogue = crate::named_queries::Catalogue::unchecked(&self.session.bundle)?;
        if catalogue.query(name).is_ok() {
            let message = wording!(
                "the dataset has a query called `{name}`",
                "der Datenbestand hat eine Abfrage namens `{name}`"
            );
            let hint = wording!("choose another name", "einen anderen Namen wählen");
            return Err(Failure::new(Kind::Usage, message).with_hint(hint));
        }
        let summary = call.words[1..].join(" ");
        let summary = summary.strip_prefix('!').unwrap_or(&summary);
        let text = self.with_header(name, summary.trim());
        if path.is_file() && !replaces {
            let path = path.display();
            let message = wording!("{path} exists already", "{path} gibt es schon");
            let hint = wording!("`.save! {name}` replaces it", "`.save! {name}` ersetzt sie");
            return Err(Failure::new(Kind::Store, message).with_hint(hint));
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        }
        let mut file = OutputFile::create(&path, replaces)?;
        file.write_all(text.as_bytes())?;
        file.finish()?;
        self.know_queries();
        let path = path.display();
        self.note(&wording!(
            "saved as {path}\n`.run {name}` runs it",
            "gesichert als {path}\n`.run {name}` führt sie aus"
        ));
        Ok(())
    }

    fn with_header(&self, name: &str, summary: &str) -> String {
        let summary = match summary.trim_start_matches('!').trim() {
            "" => name,
            summary => summary,
        };
        let mut text = format!("#+ summary: {summary}\n");
        if spoken().tag() != "en" {
            text = format!("{text}#+ summary@{}: {summary}\n", spoken().tag());
        }
        writeln!(text, "#+ group: {GROUP}").expect("writing to a string does not fail");
        if self.session.options.inferred {
            text.push_str("#+ entailment: rdfs-plus\n");
        }
        format!("{text}\n{}\n", self.bound_and_self_contained(&self.last))
    }

    /// Gives `query`, the last one, with the declarations that it took from the session and what `.let` named in it.
    pub(super) fn bound_and_self_contained(&self, query: &str) -> String {
        match &self.last_bound {
            Some(named) => crate::sparql::formatted(&named.text),
            None => self.self_contained(query),
        }
    }

    /// Gives a query with the declarations that it took from the session.
    pub(super) fn self_contained(&self, query: &str) -> String {
        last::self_contained(self.with_base(query).trim_end(), &self.session.prefixes)
    }

    /// Reads the user's own queries again, for `.run`, `.queries` and completion.
    pub(super) fn know_queries(&mut self) {
        if let Some(folder) = own_queries::folder() {
            match own_queries::read(&folder) {
                Ok(files) => self.session.own_queries = files,
                Err(error) => {
                    let folder = folder.display();
                    self.note(&wording!(
                        "warning: {folder}: the queries cannot be read: {error}",
                        "Warnung: {folder}: die Abfragen lassen sich nicht lesen: {error}",
                        error = of_system(&error)
                    ));
                }
            }
        }
        let queries = super::callable_queries(&self.session);
        self.knowledge.borrow_mut().queries = queries;
        self.tell_editor();
    }

    /// Opens a query of the user's own in their editor; one of the dataset comes back as an entry.
    ///
    /// # Errors
    /// Where there is no such query, or the editor fails; what is wrong with the query that was edited.
    pub(super) fn edit_query(&mut self, name: &str) -> Result<Flow> {
        let path = path_of(name)?;
        if path.is_file() {
            let text = fs::read_to_string(&path).map_err(|error| unread(&path, &error))?;
            let edited = super::outside::edit(&text)?;
            let mut file = OutputFile::create(&path, true)?;
            writeln!(file, "{edited}")?;
            file.finish()?;
            self.know_queries();
            self.session.catalogue()?.query(name)?;
            let path = path.display();
            self.note(&wording!("written to {path}", "nach {path} geschrieben"));
            return Ok(Flow::Next);
        }
        let catalogue = self.session.catalogue()?;
        let query = catalogue.query(name)?;
        let entry = super::outside::edit(&query.text)?;
        Ok(Flow::Edit(entry, String::new()))
    }
}

/// Gives the file of the query called `name` in the user's folder.
fn path_of(name: &str) -> Result<PathBuf> {
    let is_plain = |part: &str| {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        !part.is_empty() && !part.starts_with('.') && part.chars().all(allowed)
    };
    if !name.split('/').all(is_plain) {
        let message = wording!(
            "`{name}` is no name for a query",
            "`{name}` ist kein Name für eine Abfrage"
        );
        let hint = wording!(
            "letters, digits, `-` and `_`; a `/` puts it into a folder",
            "Buchstaben, Ziffern, `-` und `_`; ein `/` legt sie in einen Ordner"
        );
        return Err(Failure::new(Kind::Usage, message).with_hint(hint));
    }
    let folder = own_queries::folder().ok_or_else(|| {
        let message = wording!(
            "there is no folder for queries of your own",
            "es gibt keinen Ordner für eigene Abfragen"
        );
        let hint = wording!(
            "`GREMIA_QUERIES` names one",
            "`GREMIA_QUERIES` benennt einen"
        );
        Failure::new(Kind::Store, message).with_hint(hint)
    })?;
    let name = name.trim_end_matches(".rq");
    Ok(folder.join(format!("{name}.rq")))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    let path = path.display();
    let message = wording!(
        "{path} cannot be written: {error}",
        "{path}: lässt sich nicht schreiben: {error}",
        error = of_system(error)
    );
    Failure::new(Kind::Store, message)
}

fn unread(path: &Path, error: &std::io::Error) -> Failure {
    let path = path.display();
    let message = wording!(
        "{path}: cannot be read: {error}",
        "{path}: lässt sich nicht lesen: {error}",
        error = of_system(error)
    );
    Failure::new(Kind::Store, message)
}
