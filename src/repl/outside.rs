//! Programs of the user's: editing a text in their own editor, and how one failed.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::process::{Command, ExitStatus};

use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, wording};

use super::keyboard::lend;

/// What is used where the environment names no editor, the first that is there.
const USUAL_EDITORS: [&str; 4] = ["sensible-editor", "nano", "vi", "notepad.exe"];

/// Opens `text` in `$VISUAL` or `$EDITOR`, or a usual editor, and gives what was saved.
///
/// # Errors
/// Of kind [`Kind::Usage`] where there is no editor or it fails, of kind [`Kind::Store`] for the temporary file.
pub(super) fn edit(text: &str) -> Result<String> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| env::var_os(name).filter(|value| !value.is_empty()))
        .or_else(usual_editor)
        .ok_or_else(|| {
            let message = wording!("no editor is set", "es ist kein Editor gesetzt");
            let hint = wording!(
                "set VISUAL or EDITOR in your environment",
                "VISUAL oder EDITOR in der Umgebung setzen"
            );
            Failure::new(Kind::Usage, message).with_hint(hint)
        })?;
    let mut file = tempfile::Builder::new()
        .prefix("gremia-")
        .suffix(".rq")
        .tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    let status = lend(|| command(&editor).arg(file.path()).status());
    let name = editor.to_string_lossy();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => {
            return Err(ended_with(&format!("`{name}`"), status));
        }
        Err(error) => {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "`{name}` cannot be started: {error}",
                    "`{name}` startet nicht: {error}",
                    error = of_system(&error)
                ),
            ));
        }
    }
    // The editor may have replaced the file: it is read by its name.
    let edited = fs::read_to_string(file.path()).map_err(|error| {
        Failure::new(
            Kind::Store,
            wording!(
                "the edited text cannot be read: {error}",
                "der bearbeitete Text lässt sich nicht lesen: {error}",
                error = of_system(&error)
            ),
        )
    })?;
    Ok(edited.trim_end().to_owned())
}

/// Words that a program, called `name` in a sentence, failed.
pub(super) fn ended_with(name: &str, status: ExitStatus) -> Failure {
    let message = match status.code() {
        Some(code) => wording!(
            "{name} ended with status {code}",
            "{name} endete mit Status {code}"
        ),
        None => wording!("{name} was ended", "{name} wurde beendet"),
    };
    Failure::new(Kind::Usage, message)
}

fn usual_editor() -> Option<OsString> {
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    let is_there = |name: &&str| folders.iter().any(|folder| folder.join(name).is_file());
    USUAL_EDITORS.into_iter().find(is_there).map(OsString::from)
}

/// Gives the command for an editor that may have options of its own, such as `code --wait`.
#[cfg(unix)]
fn command(editor: &OsString) -> Command {
    let mut command = Command::new("sh");
    let mut script = editor.clone();
    script.push(" \"$1\"");
    command.arg("-c").arg(script).arg("sh");
    command
}

#[cfg(not(unix))]
fn command(editor: &OsString) -> Command {
    Command::new(editor)
}
