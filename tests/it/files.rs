//! `export` and `fmt` on real files: formats, what is never overwritten, what is refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;
use gremia::commands::{Command, Outcome};
use gremia::failure::{Failure, Kind};
use gremia::session::{Display, Options, Session};
use gremia::store::EmbeddedDataset;
use oxigraph::io::{RdfFormat, RdfParser};
use tempfile::TempDir;

#[derive(Parser)]
#[command(no_binary_name = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

/// A session whose only prefix is `ex:`, over a dataset in TriG, with a folder to write to.
pub(crate) struct Desk {
    pub(crate) session: Session,
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new(trig: &str) -> Self {
        let display = Display {
            width: None,
            height: None,
            colour: false,
            ..Display::default()
        };
        let mut session = Session::open(Options::default(), display).unwrap();
        let dataset = EmbeddedDataset::in_memory().unwrap();
        let prefixes = "@prefix ex: <http://ex.org/> . ";
        for quad in RdfParser::from_format(RdfFormat::TriG).for_slice(&format!("{prefixes}{trig}"))
        {
            dataset.store().insert(&quad.unwrap()).unwrap();
        }
        session.dataset = Arc::new(dataset);
        session.prefixes = gremia::prefixes::Prefixes::default();
        session.prefixes.insert("ex", "http://ex.org/").unwrap();
        let folder = tempfile::tempdir().unwrap();
        Self { session, folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs a command; gives its outcome and output, in which the folder's path is left out.
    pub(crate) fn run(&mut self, arguments: &[&str]) -> Result<(Outcome, String), Failure> {
        let line = Line::try_parse_from(arguments).unwrap();
        let mut out = Vec::new();
        let outcome = line.command.run(&mut self.session, &mut out)?;
        Ok((outcome, self.shortened(&String::from_utf8(out).unwrap())))
    }

    pub(crate) fn failure(&mut self, arguments: &[&str]) -> String {
        let failure = self.run(arguments).unwrap_err();
        self.shortened(&failure.render())
    }

    fn shortened(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.folder.path().display()), "")
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

const GRAPHS: &str = "ex:b ex:p 1 . ex:a ex:p 2 . ex:g { ex:c ex:p 3 } ex:h { ex:d ex:p <https://w3id.org/gremia/x> }";

#[test]
fn export_writes_the_default_graph_as_turtle() {
    let (outcome, text) = Desk::new(GRAPHS).run(&["export"]).unwrap();
    assert_eq!(outcome, Outcome::Done);
    assert_eq!(
        text,
        "@prefix ex: <http://ex.org/> .\n\nex:a ex:p 2 .\n\nex:b ex:p 1 .\n"
    );
}

#[test]
fn export_of_one_graph_is_relative_to_the_base() {
    let (_, text) = Desk::new(GRAPHS)
        .run(&["export", "--graph", "ex:h"])
        .unwrap();
    assert_eq!(
        text,
        "@base <https://w3id.org/gremia/> .\n@prefix ex: <http://ex.org/> .\n\nex:d ex:p <x> .\n"
    );
}

#[test]
fn export_to_trig_takes_all_graphs() {
    let (_, text) = Desk::new(GRAPHS)
        .run(&["export", "-", "--format", "TriG"])
        .unwrap();
    for subject in ["ex:a", "ex:b", "    ex:c", "    ex:d"] {
        assert!(
            text.contains(&format!("\n{subject} ")),
            "{subject} in {text}"
        );
    }
}

#[test]
fn file_name_gives_the_format_of_an_export() {
    let mut desk = Desk::new(GRAPHS);
    let file = desk.path("graph.nq").to_str().unwrap().to_owned();
    desk.run(&["export", &file]).unwrap();
    assert_eq!(desk.read("graph.nq").lines().count(), 4);
    assert_eq!(desk.names(), ["graph.nq"]);
}

#[test]
fn export_does_not_overwrite_unless_forced() {
    let mut desk = Desk::new(GRAPHS);
    let file = desk.file("graph.ttl", "precious");
    insta::assert_snapshot!(desk.failure(&["export", &file]), @r#"
    error: graph.ttl exists already
    hint: `--force` replaces it
    "#);
    assert_eq!(desk.read("graph.ttl"), "precious");
    desk.run(&["export", "--force", &file]).unwrap();
    assert!(desk.read("graph.ttl").contains("ex:a"));
}

#[test]
fn failed_export_leaves_the_old_file_and_nothing_else() {
    let mut desk = Desk::new("ex:a ex:p <<( ex:b ex:c 1 )>> .");
    let file = desk.file("graph.jsonld", "precious");
    assert!(desk.run(&["export", "--force", &file]).is_err());
    assert_eq!(desk.read("graph.jsonld"), "precious");
    assert_eq!(desk.names(), ["graph.jsonld"]);
}

#[test]
fn export_that_knows_no_format_or_graph_says_so() {
    let mut desk = Desk::new(GRAPHS);
    insta::assert_snapshot!(desk.failure(&["export", "graph.docx"]), @r#"
    error: graph.docx: the name does not tell the format
    hint: `--format` takes turtle, trig, nt, nq, rdfxml, jsonld
    "#);
    insta::assert_snapshot!(desk.failure(&["export", "-g", "ex:nowhere"]), @"error: there is no graph <http://ex.org/nowhere>");
}

#[test]
#[cfg(unix)]
fn exported_file_is_readable_as_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let mut desk = Desk::new(GRAPHS);
    let plain = desk.file("plain", "");
    let file = desk.path("graph.ttl").to_str().unwrap().to_owned();
    desk.run(&["export", &file]).unwrap();
    let mode = |path: &str| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&file), mode(&plain));
}

const UGLY: &str = "# Licence: CC BY 4.0\n@prefix e: <http://ex.org/> .\ne:b e:p 1 .\ne:a e:p [ e:q e:b ], [ e:q e:a ] .\n";

#[test]
fn fmt_rewrites_what_is_not_canonical_and_lists_it() {
    let mut desk = Desk::new("");
    let file = desk.file("data/a.ttl", UGLY);
    desk.file(
        "data/deep/b.ttl",
        "@prefix ex: <http://ex.org/> .\n\nex:a ex:p 1 .\n",
    );
    desk.file("data/c.txt", "no Turtle");
    desk.file("data/.hidden.ttl", "no Turtle");
    let folder = desk.path("data").to_str().unwrap().to_owned();
    let (outcome, text) = desk.run(&["fmt", &folder]).unwrap();
    assert_eq!((outcome, text.as_str()), (Outcome::Done, "data/a.ttl\n"));
    insta::assert_snapshot!(fs::read_to_string(&file).unwrap(), @r#"
    # Licence: CC BY 4.0

    @prefix ex: <http://ex.org/> .

    ex:a ex:p [ ex:q ex:a ],
            [ ex:q ex:b ] .

    ex:b ex:p 1 .
    "#);
    let (outcome, text) = desk.run(&["fmt", "--check", &folder]).unwrap();
    assert_eq!((outcome, text.as_str()), (Outcome::Done, ""));
}

#[test]
fn fmt_check_changes_nothing_and_ends_negative() {
    let mut desk = Desk::new("");
    let file = desk.file("a.ttl", UGLY);
    let (outcome, text) = desk.run(&["fmt", "--check", &file]).unwrap();
    assert_eq!((outcome, text.as_str()), (Outcome::Negative, "a.ttl\n"));
    assert_eq!(desk.read("a.ttl"), UGLY);
}

#[test]
fn fmt_names_every_syntax_error_and_formats_the_other_files() {
    let mut desk = Desk::new("");
    let wrong = desk.file(
        "a.ttl",
        "@prefix ex: <http://ex.org/> .\nex:a ex:p .\nex:b x:p 1 .\n",
    );
    let relative = desk.file("b.ttl", "<a> <http://ex.org/p> 1 .\n");
    let ugly = desk.file("c.ttl", UGLY);
    insta::assert_snapshot!(desk.failure(&["fmt", &ugly, &wrong, &relative]), @r#"
    error: a.ttl:2:11: . is not a valid RDF object
    b.ttl:1:1: No scheme found in an absolute IRI
    hint: relative IRIs need an `@base` line
    "#);
    assert_ne!(desk.read("c.ttl"), UGLY);
}

#[test]
fn fmt_refuses_to_lose_a_comment() {
    let mut desk = Desk::new("");
    let file = desk.file(
        "a.ttl",
        "<http://ex.org/a> <http://ex.org/p#q> 1 . # not \"lost\"\n",
    );
    insta::assert_snapshot!(desk.failure(&["fmt", &file]), @r#"
    error: a.ttl:1: this comment would be lost
    hint: write remarks as `skos:editorialNote` or above everything else, or use `--drop-comments`
    "#);
    desk.run(&["fmt", "--drop-comments", &file]).unwrap();
    assert_eq!(
        desk.read("a.ttl"),
        "@prefix ex: <http://ex.org/> .\n\nex:a <http://ex.org/p#q> 1 .\n"
    );
}

#[test]
fn fmt_takes_only_turtle_and_trig() {
    let mut desk = Desk::new("");
    let file = desk.file("a.nt", "");
    let failure = desk.run(&["fmt", &file]).unwrap_err();
    assert_eq!(failure.kind(), Kind::Usage);
    let missing = desk.path("missing.ttl").to_str().unwrap().to_owned();
    assert_eq!(
        desk.run(&["fmt", &missing]).unwrap_err().kind(),
        Kind::Store
    );
}

#[test]
#[cfg(unix)]
fn fmt_keeps_links_and_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let mut desk = Desk::new("");
    let file = desk.file("a.ttl", UGLY);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let link = desk.path("link.ttl");
    std::os::unix::fs::symlink(Path::new("a.ttl"), &link).unwrap();
    desk.run(&["fmt", link.to_str().unwrap()]).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_ne!(desk.read("a.ttl"), UGLY);
}
