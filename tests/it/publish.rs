//! `publish`: the bundle as it lies on the disk, judged by what others' programs and the official shapes say of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{self, Output};
use std::sync::LazyLock;

use assert_cmd::Command;
use gremia::digest::sha256;
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{Dataset, Quad};
use tempfile::TempDir;

mod catalogue;
mod conformance;
mod reproduction;

pub(crate) const BASE: &str = "https://data.example.org/gremia/";

/// A bundle on the disk.
pub(crate) struct Bundle {
    _folder: TempDir,
    path: PathBuf,
    /// What the program said on standard error.
    notes: String,
}

/// The bundled graph with every setting used.
pub(crate) static FULL: LazyLock<Bundle> = LazyLock::new(|| {
    let settings = fixtures().join("gremia.toml");
    publish(&["--settings".as_ref(), settings.as_os_str()])
});

/// The bundled graph without pages and without any setting.
pub(crate) static BARE: LazyLock<Bundle> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("gremia.toml");
    fs::write(&settings, "").unwrap();
    let options = ["--no-site", "--settings"].map(OsStr::new);
    publish(&[&options[..], &[settings.as_os_str()]].concat())
});

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/publish")
}

fn gremia(arguments: &[&OsStr]) -> Output {
    let mut command = Command::cargo_bin("gremia").unwrap();
    command.env_clear().args(arguments).output().unwrap()
}

fn publish(options: &[&OsStr]) -> Bundle {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bundle");
    let arguments = [&["publish".as_ref(), path.as_os_str()], options].concat();
    let output = gremia(&arguments);
    let notes = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{notes}");
    Bundle {
        _folder: folder,
        path,
        notes,
    }
}

/// Runs the program with settings that it should refuse, and gives what it says.
fn refused(settings: &str) -> (String, i32) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gremia.toml");
    fs::write(&file, settings).unwrap();
    let target = folder.path().join("bundle");
    let output = gremia(&[
        "publish".as_ref(),
        target.as_os_str(),
        "--settings".as_ref(),
        file.as_os_str(),
    ]);
    assert!(!target.exists());
    let error = String::from_utf8(output.stderr).unwrap();
    let error = error.replace(&folder.path().display().to_string(), "…");
    (error, output.status.code().unwrap())
}

/// The files below `folder`, as relative paths with forward slashes.
pub(crate) fn files(folder: &Path) -> BTreeSet<String> {
    fn collect(root: &Path, folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let relative = path.strip_prefix(root).unwrap();
                found.insert(relative.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let mut found = BTreeSet::new();
    collect(folder, folder, &mut found);
    found
}

impl Bundle {
    fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn quads(&self, path: &str) -> Vec<Quad> {
        let format = RdfFormat::from_extension(path.rsplit_once('.').unwrap().1).unwrap();
        let bytes = self.read(path);
        let quads = RdfParser::from_format(format).for_slice(&bytes);
        quads
            .map(|quad| quad.unwrap_or_else(|error| panic!("{path}: {error}")))
            .collect()
    }

    /// The files at the top of the bundle that hold RDF.
    fn rdf_files(&self) -> Vec<String> {
        let files = files(&self.path).into_iter();
        files
            .filter(|path| {
                // Others' tools do not know RDF 1.2 yet.
                path != "graph-rdf12.ttl"
                    && !path.contains('/')
                    && [".ttl", ".nq", ".rdf", ".jsonld"]
                        .iter()
                        .any(|end| path.ends_with(end))
            })
            .collect()
    }
}

/// Says that a test has nothing to do here, and why.
pub(crate) fn skipped(missing: &str) {
    // A test that cannot say so is no reason to fail.
    let _ = writeln!(std::io::stderr(), "skipped: {missing} is not at hand");
}

/// Runs another program, where there is one.
fn foreign(program: &str, arguments: &[&OsStr]) -> Option<Output> {
    let output = process::Command::new(program).args(arguments).output();
    output
        .ok()
        .filter(|output| output.status.code() != Some(127))
}

/// Runs a script where Python has a module of this name.
pub(crate) fn python(module: &str, script: &str, arguments: &[&OsStr]) -> Option<String> {
    let probe = format!("import {module}");
    if !foreign("python3", &["-c".as_ref(), probe.as_ref()])
        .is_some_and(|output| output.status.success())
    {
        skipped(module);
        return None;
    }
    let arguments = [&["-c".as_ref(), script.as_ref()], arguments].concat();
    let output = foreign("python3", &arguments).unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn bundle_holds_what_portals_take() {
    let files = files(&FULL.path);
    for file in [
        "CHANGELOG.md",
        "README.md",
        "SHA256SUMS",
        "catalog.jsonld",
        "catalog.rdf",
        "catalog.ttl",
        "context.jsonld",
        "data-dictionary.md",
        "graph-rdf12.ttl",
        "graph.jsonld",
        "graph.nq",
        "graph.ttl",
        "id/body/dmk.de.html",
        "id/body/dmk.jsonld",
        "id/body/dmk.ttl",
        "index.html",
        "links.ttl",
        "network.graphml",
        "ontology.jsonld",
        "ontology.ttl",
        "queries/meetings.rq",
        "passages.ttl",
        "shapes.ttl",
        "sitemap.xml",
        "tables/datapackage.json",
        "vocabularies.ttl",
    ] {
        assert!(files.contains(file), "{file}: {files:?}");
    }
}

#[test]
fn rdf_1_2_says_the_same_of_claims_by_triple_terms() {
    let plain = FULL.quads("graph.ttl");
    let reified = FULL.quads("graph-rdf12.ttl");
    let reifiers = reified
        .iter()
        .filter(|quad| quad.object.is_triple())
        .count();
    assert!(reifiers > 100, "{reifiers}");
    // Of three statements one is left.
    assert_eq!(plain.len() - reified.len(), 2 * reifiers);
}

#[test]
fn pages_are_left_out_where_asked() {
    assert!(!files(&BARE.path).iter().any(|file| file.contains(".html")));
}

#[test]
fn ontology_beside_its_page_is_the_whole_one() {
    let turtle: Dataset = FULL.quads("ontology.ttl").iter().collect();
    let json_ld: Dataset = FULL.quads("ontology.jsonld").iter().collect();
    assert_eq!(turtle.len(), json_ld.len());
    assert!(turtle.len() > 1000, "{}", turtle.len());
}

#[test]
fn checksums_are_those_of_all_other_files() {
    let list = String::from_utf8(FULL.read("SHA256SUMS")).unwrap();
    let listed: BTreeMap<&str, &str> = list
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .map(|(hash, path)| (path, hash))
        .collect();
    let mut files = files(&FULL.path);
    files.remove("SHA256SUMS");
    assert_eq!(
        listed.keys().copied().collect::<Vec<_>>(),
        files.iter().collect::<Vec<_>>()
    );
    for (path, hash) in listed {
        assert_eq!(sha256(&FULL.read(path)), hash, "{path}");
    }
}

#[test]
fn sha256sum_confirms_the_checksums() {
    let mut command = process::Command::new("sha256sum");
    command.args(["--check", "--quiet", "SHA256SUMS"]);
    match command.current_dir(&FULL.path).status() {
        Ok(status) => assert!(status.success()),
        Err(_) => skipped("sha256sum"),
    }
}

#[test]
fn graph_is_the_same_in_all_its_formats() {
    let turtle: Dataset = FULL.quads("graph.ttl").iter().collect();
    for file in ["graph.nq", "graph.jsonld"] {
        let other: Dataset = FULL.quads(file).iter().collect();
        assert!(turtle == other, "{file}");
    }
}

#[test]
fn catalogue_is_the_same_in_all_its_formats() {
    let turtle: Dataset = FULL.quads("catalog.ttl").iter().collect();
    for file in ["catalog.rdf", "catalog.jsonld"] {
        let other: Dataset = FULL.quads(file).iter().collect();
        assert!(turtle == other, "{file}");
    }
}

#[test]
fn ontology_vocabularies_and_links_are_part_of_the_graph() {
    let graph: Dataset = FULL.quads("graph.ttl").iter().collect();
    for file in [
        "ontology.ttl",
        "vocabularies.ttl",
        "links.ttl",
        "prefixes.ttl",
    ] {
        let quads = FULL.quads(file);
        assert!(!quads.is_empty(), "{file}");
        // A list of the ontology is of blank nodes, whose labels differ.
        for quad in quads.iter().filter(|quad| !quad.to_string().contains("_:")) {
            assert!(graph.contains(quad), "{file}: {quad}");
        }
    }
}

#[test]
fn no_catalogue_or_graph_has_blank_nodes() {
    for file in ["catalog.ttl", "graph.nq", "links.ttl"] {
        assert!(
            !FULL
                .quads(file)
                .iter()
                .any(|quad| quad.to_string().contains("_:")),
            "{file}"
        );
    }
}

#[test]
fn rdflib_parses_every_rdf_file() {
    const SCRIPT: &str = "
import sys, rdflib
for path in sys.argv[1:]:
    dataset = rdflib.Dataset()
    dataset.parse(path)
    print(path.rsplit('/', 1)[1], len(dataset))
";
    let paths: Vec<PathBuf> = FULL
        .rdf_files()
        .iter()
        .map(|file| FULL.path.join(file))
        .collect();
    let arguments: Vec<&OsStr> = paths.iter().map(|path| path.as_os_str()).collect();
    let Some(counts) = python("rdflib", SCRIPT, &arguments) else {
        return;
    };
    for line in counts.lines() {
        let (file, count) = line.split_once(' ').unwrap();
        assert_eq!(count, FULL.quads(file).len().to_string(), "{file}");
    }
    assert_eq!(counts.lines().count(), paths.len());
}

#[test]
fn rapper_parses_every_rdf_file() {
    for file in FULL.rdf_files() {
        let syntax = match file.rsplit_once('.').unwrap().1 {
            "ttl" => "turtle",
            "nq" => "nquads",
            "rdf" => "rdfxml",
            // It reads no JSON-LD.
            _ => continue,
        };
        let path = FULL.path.join(&file);
        let arguments = ["--count", "--quiet", "--input", syntax].map(OsStr::new);
        let Some(output) = foreign("rapper", &[&arguments[..], &[path.as_os_str()]].concat())
        else {
            return skipped("rapper");
        };
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && error.is_empty(),
            "{file}: {error}"
        );
    }
}

#[test]
fn missing_settings_are_named() {
    assert!(BARE.notes.contains("release.date"), "{}", BARE.notes);
    assert!(BARE.notes.contains("publisher.name"), "{}", BARE.notes);
    assert_eq!(FULL.notes, "");
}

#[test]
fn misspelled_setting_is_refused_with_the_right_one() {
    let (error, status) = refused("[publisher]\nhomepge = \"https://example.org/\"\n");
    assert!(
        error.contains("gremia.toml:2:1: unknown key `homepge`"),
        "{error}"
    );
    assert!(error.contains("hint: did you mean `homepage`?"), "{error}");
    assert_eq!(status, 2);
}

#[test]
fn example_that_the_graph_does_not_know_is_refused() {
    let (error, status) = refused("examples = [\"person:nobody\"]");
    assert!(
        error.contains("the graph says nothing of person:nobody"),
        "{error}"
    );
    assert_eq!(status, 2);
}

#[test]
fn settings_of_the_project_are_those_of_its_version() {
    let text = fs::read_to_string(root().join("gremia.toml")).unwrap();
    let settings = gremia::settings::Settings::parse("gremia.toml", &text).unwrap();
    assert_eq!(settings.version(), env!("CARGO_PKG_VERSION"));
}
