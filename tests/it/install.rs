//! What is installed beside the program: completions of shells, manual pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::run;
use crate::tools;

fn completions(shell: &str) -> tempfile::NamedTempFile {
    let (script, error, status) = run(&["completions", shell]);
    assert_eq!(status, 0, "{error}");
    assert!(script.contains("timeline"), "{script}");
    assert!(!script.contains("Write the completions of a shell"));
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), script).unwrap();
    file
}

#[test]
fn formats_are_completed() {
    let script = fs::read_to_string(completions("fish").path()).unwrap();
    let of = |command: &str| {
        let subcommand = format!("subcommand {command}\"");
        let mut offers = script.split("complete -c gremia ");
        offers
            .find(|offer| offer.contains(&subcommand) && offer.contains("-l format "))
            .unwrap()
    };
    for (command, format, other) in [("query", "markdown", "pdf"), ("export", "trig", "csv")] {
        let offered = of(command);
        assert!(offered.contains(format), "{offered}");
        assert!(!offered.contains(other), "{offered}");
    }
}

/// Has a shell read a script without running it.
fn parse(shell: &str, options: &[&str]) {
    let script = completions(shell);
    let output = tools::run(Command::new(shell).args(options).arg(script.path()));
    if let Some(output) = output {
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && error.is_empty(), "{error}");
    }
}

#[test]
fn completions_are_scripts_of_their_shell() {
    parse("bash", &["-n"]);
    parse("zsh", &["-n"]);
    parse("fish", &["--no-execute"]);
}

#[test]
fn completions_and_manual_pages_are_written_in_german() {
    let (script, error, status) = run(&["--lang", "de", "completions", "bash"]);
    assert_eq!(status, 0, "{error}");
    assert!(script.contains("--help") && script.contains("timeline"));
    let folder = tempfile::tempdir().unwrap();
    let (_, error, status) = run(&["--lang", "de", "man", folder.path().to_str().unwrap()]);
    assert_eq!(status, 0, "{error}");
    let page = fs::read_to_string(folder.path().join("gremia-query.1")).unwrap();
    assert!(page.contains("Datei mit dem Text"), "{page}");
}

#[test]
fn manual_pages_render() {
    let folder = tempfile::tempdir().unwrap();
    let (_, error, status) = run(&["man", folder.path().to_str().unwrap()]);
    assert_eq!(status, 0, "{error}");
    let page = |name: &str| folder.path().join(name);
    assert!(!page("gremia-completions.1").exists());
    for name in ["gremia.1", "gremia-query.1"] {
        let Some(output) = tools::run(
            Command::new("groff")
                .args(["-man", "-Tutf8", "-ww"])
                .arg(page(name)),
        ) else {
            return;
        };
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && error.is_empty(), "{error}");
        // Bold letters are overstruck.
        let shown = String::from_utf8_lossy(&output.stdout).replace('\u{8}', "");
        assert!(shown.contains("SSYYNNOOPPSSIISS"), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn program_is_installed_below_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/install-program");
    let below = folder.path().join("package/usr");
    let status = Command::new("sh")
        .arg(script)
        .arg(&below)
        .env("program", env!("CARGO_BIN_EXE_gremia"))
        .status()
        .unwrap();
    assert!(status.success());
    for file in [
        "bin/gremia",
        "share/man/man1/gremia.1",
        "share/bash-completion/completions/gremia",
        "share/zsh/site-functions/_gremia",
        "share/fish/vendor_completions.d/gremia.fish",
    ] {
        assert!(below.join(file).is_file(), "{file}");
    }
}
