//! What is installed beside the program: completions for the shells of the system, and manual pages.

use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;

use super::Arguments;
use crate::commands::german;
use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, wording};
use crate::results::Format;
use crate::serialization;

/// Gives the completions for `shell`.
pub(super) fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(
        shell,
        &mut with_formats(visible(&german::in_language_spoken(Arguments::command()))),
        "gremia",
        &mut script,
    );
    script
}

/// Tells the names of formats, which the definition reads by a function that completion cannot ask.
fn with_formats(mut command: Command) -> Command {
    let wanting: Vec<String> = command
        .get_subcommands()
        .filter(|child| {
            let mut arguments = child.get_arguments();
            arguments.any(|argument| {
                argument.get_id() == "format" && argument.get_possible_values().is_empty()
            })
        })
        .map(|child| child.get_name().to_owned())
        .collect();
    for name in wanting {
        let names: Vec<&str> = if name == "export" {
            serialization::Format::ALL
                .map(serialization::Format::name)
                .into()
        } else {
            Format::all().map(Format::name).collect()
        };
        command = command.mut_subcommand(name, |child| {
            child.mut_arg("format", |argument| {
                argument.value_parser(PossibleValuesParser::new(names))
            })
        });
    }
    command
}

/// Writes the manual pages `gremia.1` and `gremia-COMMAND.1` into `folder`.
///
/// # Errors
/// Of kind [`Kind::Store`] with the folder or page that cannot be written.
pub(super) fn manual(folder: &Path) -> Result<()> {
    clap_mangen::generate_to(
        visible(&german::in_language_spoken(Arguments::command())),
        folder,
    )
    .map_err(|error| {
        let folder = folder.display();
        let message = wording!(
            "{folder} cannot be written: {error}",
            "{folder}: lässt sich nicht schreiben: {error}",
            error = of_system(&error)
        );
        Failure::new(Kind::Store, message)
    })
}

/// Gives the command without the subcommands that are hidden, which are no business of users.
fn visible(command: &Command) -> Command {
    let shown: Vec<Command> = command
        .get_subcommands()
        .filter(|child| !child.is_hide_set())
        .cloned()
        .collect();
    // A definition has no way to take a subcommand out, so that those to keep are put into a copy without any.
    let mut bare = Command::new("gremia")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_subcommand(true)
        .disable_help_flag(command.is_disable_help_flag_set())
        .disable_version_flag(command.is_disable_version_flag_set())
        .args(command.get_arguments().cloned())
        .subcommands(shown);
    if let Some(about) = command.get_about() {
        bare = bare.about(about.clone());
    }
    bare
}
