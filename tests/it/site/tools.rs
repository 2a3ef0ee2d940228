//! What others' tools say of the site; each test tells when its tool is absent.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{SITE, folder};

/// Pages of every kind, for tools that take their time.
const PAGES: [&str; 14] = [
    "404.html",
    "index.html",
    "index.en.html",
    "search.de.html",
    "ontology.en.html",
    "ontology/Person.de.html",
    "ontology/property/addressee.en.html",
    "id/person/volker-wissing.de.html",
    "id/meeting/dmk-2.en.html",
    "id/conflict/dmk-2-date.de.html",
    "id/chairterm/dmk-2025-rheinland-pfalz.en.html",
    "source/dmk1-press.de.html",
    "vocab/modality.de.html",
    "vocab/modality/planned.en.html",
];

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn is_there(tool: &str) -> bool {
    let found = Command::new(tool)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !found {
        eprintln!("skipped: `{tool}` is not installed");
    }
    found
}

fn paths() -> Vec<PathBuf> {
    // Reading it writes the site to disk.
    assert!(PAGES.iter().all(|page| SITE.contains_key(*page)));
    PAGES.iter().map(|page| folder().join(page)).collect()
}

#[test]
fn tidy_finds_neither_error_nor_warning() {
    if !is_there("tidy") {
        return;
    }
    let answer = Command::new("tidy")
        .args(["-quiet", "-errors", "-utf8", "--drop-empty-elements", "no"])
        .args(["--custom-tags", "blocklevel"])
        .args(paths())
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&answer.stderr);
    // Its table of attributes is older than `loading`, `rel` on links of SVG and the like; it never knew these.
    let findings: Vec<&str> = report
        .lines()
        .filter(|line| line.contains("Error:") || line.contains("Warning:"))
        .filter(|line| !line.contains("proprietary attribute"))
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn vnu_finds_no_error() {
    let jar = std::env::var_os("VNU_JAR");
    let mut command = match &jar {
        Some(jar) if is_there("java") => {
            let mut command = Command::new("java");
            command.arg("-jar").arg(jar);
            command
        }
        None if is_there("vnu") => Command::new("vnu"),
        _ => return,
    };
    let answer = command.arg("--errors-only").args(paths()).output().unwrap();
    assert!(
        answer.status.success(),
        "{}",
        String::from_utf8_lossy(&answer.stderr)
    );
}

#[test]
fn browser_goes_from_a_person_to_a_passage_and_finds_names() {
    let Some(browser) = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|browser| is_there(browser))
    else {
        return;
    };
    if !is_there("node") {
        return;
    }
    paths();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/site/browser.mjs");
    let answer = Command::new("node")
        .arg(script)
        .arg(folder())
        .arg(browser)
        .output()
        .unwrap();
    assert!(
        answer.status.success(),
        "{}{}",
        String::from_utf8_lossy(&answer.stdout),
        String::from_utf8_lossy(&answer.stderr)
    );
}
