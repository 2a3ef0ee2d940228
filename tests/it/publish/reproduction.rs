//! The same graph with the same settings gives the same bytes, wherever and whenever; a bundle appears whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use assert_cmd::Command;
use clap::Parser;
use gremia::failure::Kind;
use gremia::session::{Display, Options, Session};

use super::{files, fixtures, root};

#[derive(Parser)]
#[command(no_binary_name = true)]
struct Line {
    #[command(subcommand)]
    command: gremia::commands::Command,
}

/// Copies the dataset, last file first or first file first, so that the file system lists them differently, and gives all
/// files the same age.
fn copy_of_the_dataset(target: &Path, backwards: bool, age: Duration) {
    let mut paths: Vec<String> = ["data", "ontology", "queries"]
        .iter()
        .flat_map(|folder| {
            let below = files(&root().join(folder)).into_iter();
            below.map(move |path| format!("{folder}/{path}"))
        })
        .chain(["CHANGELOG.md".to_owned()])
        .collect();
    if backwards {
        paths.reverse();
    }
    for path in paths {
        let to = target.join(&path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root().join(&path), &to).unwrap();
        let file = fs::File::options().write(true).open(&to).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }
    fs::copy(fixtures().join("gremia.toml"), target.join("gremia.toml")).unwrap();
}

#[test]
fn same_graph_gives_the_same_bytes_wherever_and_whenever() {
    let place = tempfile::tempdir().unwrap();
    let mut bundles: Vec<PathBuf> = Vec::new();
    for (name, backwards, age, zone, language) in [
        ("first", false, Duration::ZERO, "UTC", "C"),
        (
            "second",
            true,
            Duration::from_hours(20_000),
            "Pacific/Auckland",
            "de_DE.UTF-8",
        ),
    ] {
        let home = place.path().join(name);
        let dataset = home.join("dataset");
        copy_of_the_dataset(&dataset, backwards, age);
        let output = Command::cargo_bin("gremia")
            .unwrap()
            .env_clear()
            .envs([("TZ", zone), ("LC_ALL", language)])
            .current_dir(if backwards { &dataset } else { &home })
            .args([
                "--dataset",
                if backwards { "." } else { "dataset" },
                "publish",
            ])
            .arg(home.join("bundle"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        bundles.push(home.join("bundle"));
    }
    let names = files(&bundles[0]);
    assert_eq!(names, files(&bundles[1]));
    let different: Vec<&String> = names
        .iter()
        .filter(|name| {
            fs::read(bundles[0].join(name)).unwrap() != fs::read(bundles[1].join(name)).unwrap()
        })
        .collect();
    assert!(different.is_empty(), "{different:?}");
}

#[test]
fn bundle_is_replaced_only_by_force() {
    let place = tempfile::tempdir().unwrap();
    let bundle = place.path().join("bundle");
    let run = |options: &[&str]| {
        let mut command = Command::cargo_bin("gremia").unwrap();
        let command = command
            .env_clear()
            .args(["publish", "--no-site"])
            .arg(&bundle);
        command.args(options).output().unwrap()
    };
    assert!(run(&[]).status.success());
    fs::write(bundle.join("README.md"), "changed").unwrap();
    let refused = run(&[]);
    assert_eq!(refused.status.code(), Some(3));
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(error.contains("exists already\nhint: `--force`"), "{error}");
    assert_eq!(fs::read(bundle.join("README.md")).unwrap(), b"changed");
    assert!(run(&["--force"]).status.success());
    assert_ne!(fs::read(bundle.join("README.md")).unwrap(), b"changed");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn interruption_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    let bundle = place.path().join("bundle");
    let mut session = Session::open(Options::default(), Display::default()).unwrap();
    session.cancellation.cancel();
    let line = Line::parse_from(["publish", bundle.to_str().unwrap()]);
    let failure = line.command.run(&mut session, &mut Vec::new()).unwrap_err();
    assert_eq!(failure.kind(), Kind::Interrupted);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn folder_that_is_no_bundle_is_kept_even_by_force() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("thesis.txt"), "").unwrap();
    let mut command = Command::cargo_bin("gremia").unwrap();
    let command = command.env_clear().args(["publish", "--force"]);
    let output = command.arg(place.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(place.path().join("thesis.txt").is_file());
}
