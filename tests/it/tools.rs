//! Programs of others that check what we write. Where one is not installed, its test says so and passes.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Output};

/// Says that a test did not take place.
pub(crate) fn skipped(tool: &str) {
    // A test that cannot say so is no reason to fail.
    let _ = writeln!(std::io::stderr(), "skipped: {tool} is not installed");
}

/// Runs a program; nothing where it is not installed.
pub(crate) fn run(command: &mut Command) -> Option<Output> {
    match command.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            skipped(&command.get_program().to_string_lossy());
            None
        }
        output => Some(output.unwrap()),
    }
}

/// Runs a Python script that needs `package` and gives what it prints; nothing where Python or the package is missing.
pub(crate) fn python(package: &str, script: &str, arguments: &[&Path]) -> Option<String> {
    let import = run(Command::new("python3").args(["-c", &format!("import {package}")]))?;
    if !import.status.success() {
        skipped(package);
        return None;
    }
    let output = run(Command::new("python3").args(["-c", script]).args(arguments))?;
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    Some(String::from_utf8(output.stdout).unwrap())
}
