//! Datasets: loading, changing, opening, backing up, through the library and through the program.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;

use assert_cmd::Command;
use gremia::failure::{Failure, Kind};
use gremia::session::{Display, Options, Session};
use gremia::store::load::{Document, format_of, load};
use gremia::store::{Access, Dataset, EmbeddedDataset, Error};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{CancellationToken, QueryResults};
use oxrdf::NamedNode;
use tempfile::TempDir;

mod info;
#[cfg(feature = "rocksdb")]
mod persistent;

const TRIPLE: &str = "<http://ex.org/s> <http://ex.org/p> <http://ex.org/o> .";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn file(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

fn memory() -> EmbeddedDataset {
    EmbeddedDataset::in_memory().unwrap()
}

fn load_file(dataset: &dyn Dataset, path: &Path) -> Result<u64, Error> {
    let document = Document::open(path, None)?;
    load(dataset, [document], &CancellationToken::new(), &mut |_| ())
}

fn load_text(dataset: &dyn Dataset, text: &str, format: RdfFormat) -> Result<u64, Error> {
    let document = Document::new("text", text.as_bytes(), format);
    load(dataset, [document], &CancellationToken::new(), &mut |_| ())
}

fn update(dataset: &dyn Dataset, text: &str) -> Result<(), Error> {
    dataset.update(text, &CancellationToken::new())
}

fn ask(dataset: &dyn Dataset, pattern: &str) -> bool {
    let query = format!("ASK {{ {pattern} }}");
    match dataset.query(&query, &CancellationToken::new()).unwrap() {
        QueryResults::Boolean(answer) => answer,
        _ => panic!("ASK gives a truth value"),
    }
}

pub(crate) fn open(options: Options, access: Access) -> gremia::failure::Result<Session> {
    let display = Display {
        width: None,
        height: None,
        colour: false,
        ..Display::default()
    };
    Session::open_for(Some(access), options, display)
}

/// The program, without the settings of the one who runs the tests.
fn gremia() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gremia"));
    for setting in ["GREMIA_STORE", "GREMIA_DATASET", "GREMIA_SOURCES"] {
        command.env_remove(setting);
    }
    command
}

/// Runs the program; gives its status, standard output and standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    outcome(gremia().args(arguments).output().unwrap())
}

fn outcome(output: std::process::Output) -> (i32, String, String) {
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// So many N-Triples statements, all different.
fn lines(count: usize) -> String {
    let mut lines = String::new();
    for i in 0..count {
        writeln!(lines, "<http://ex.org/{i}> <http://ex.org/p> \"x\" .").unwrap();
    }
    lines
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn every_format_is_known_by_its_extension() {
    let rdf_xml = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://ex.org/">
        <rdf:Description rdf:about="http://ex.org/s"><e:p rdf:resource="http://ex.org/o"/></rdf:Description></rdf:RDF>"#;
    let json_ld = r#"{"@id": "http://ex.org/s", "http://ex.org/p": {"@id": "http://ex.org/o"}}"#;
    let folder = folder();
    for (name, content) in [
        ("a.ttl", TRIPLE),
        ("a.trig", TRIPLE),
        ("a.nt", TRIPLE),
        ("a.nq", TRIPLE),
        ("a.rdf", rdf_xml),
        ("a.xml", rdf_xml),
        ("a.owl", rdf_xml),
        ("a.jsonld", json_ld),
        ("a.json", json_ld),
    ] {
        let dataset = memory();
        assert_eq!(
            load_file(&dataset, &file(&folder, name, content)).unwrap(),
            1
        );
        assert!(
            ask(
                &dataset,
                "<http://ex.org/s> <http://ex.org/p> <http://ex.org/o>"
            ),
            "{name}"
        );
    }
}

#[test]
fn name_without_a_format_is_refused() {
    let folder = folder();
    for name in ["a.csv", "a.n3", "a.gz"] {
        let error = load_file(&memory(), &file(&folder, name, TRIPLE)).unwrap_err();
        assert!(
            matches!(error, Error::UnknownFormat { .. }),
            "{name}: {error}"
        );
    }
}

#[test]
fn compression_is_seen_by_its_bytes_whatever_the_name() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(TRIPLE.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(TRIPLE.as_bytes(), 0).unwrap();
    let folder = folder();
    for (name, content) in [
        ("a.ttl.gz", &gzip[..]),
        ("a.nt.zst", &zstd[..]),
        ("b.nt", &gzip[..]),
        ("b.ttl", &zstd[..]),
        ("c.ttl.gz", TRIPLE.as_bytes()),
    ] {
        let loaded = load_file(&memory(), &file(&folder, name, content)).unwrap();
        assert_eq!(loaded, 1, "{name}");
    }
}

#[test]
fn all_syntax_errors_of_a_file_are_listed() {
    let turtle = "@prefix ex: <http://ex.org/> .\n\
        ex:a ex:b ex:c .\n\
        exx:a ex:b ex:c .\n\
        ex:a ex:b <http://ex.org/ö ä> .\n\
        ex:a ex:b ex:c .\n\
        ex:ä ex:b 1 2 .\n";
    let error = load_text(&memory(), turtle, RdfFormat::Turtle).unwrap_err();
    insta::assert_snapshot!(error, @r"
    text: 4 syntax errors, nothing of it was loaded
    text:3:1: The prefix exx: has not been declared
    text:4:11: Invalid IRI code point ' '
    text:6:13: A dot is expected at the end of statements
    text:6:13: 2 is not a valid subject or graph name
    ");
}

#[test]
fn errors_of_several_documents_are_listed_together() {
    let documents = ["a", "b"].map(|name| Document::new(name, &b"oops"[..], RdfFormat::NTriples));
    let error = load(&memory(), documents, &CancellationToken::new(), &mut |_| ()).unwrap_err();
    insta::assert_snapshot!(error, @r"
    4 syntax errors, nothing of these files was loaded
    a:1:1: The subject of a triple must be an IRI or a blank node
    a:1:5: Unexpected end
    b:1:1: The subject of a triple must be an IRI or a blank node
    b:1:5: Unexpected end
    ");
}

#[test]
fn errors_past_the_fiftieth_are_counted() {
    let lines = "<http://ex.org/a> nonsense .\n".repeat(60);
    let error = load_text(&memory(), &lines, RdfFormat::NTriples).unwrap_err();
    let Error::Malformed(malformed) = &error else {
        panic!("{error}");
    };
    assert_eq!((malformed.errors.len(), malformed.more), (50, 10));
    assert!(
        error
            .to_string()
            .starts_with("text: 60 syntax errors, nothing of it was loaded\n")
    );
    assert!(error.to_string().ends_with("\n… and 10 more"));
}

#[test]
fn first_error_of_rdf_xml_is_placed_at_its_tag() {
    let document = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n  \
        <rdf:Description rdf:about=\"http://ex.org/s\"/>\n  <rdf:Bag></rdf:Bog>\n</rdf:RDF>";
    let error = load_text(&memory(), document, RdfFormat::RdfXml).unwrap_err();
    insta::assert_snapshot!(error, @r"
    text: 1 syntax error, nothing of it was loaded
    text:3:12: ill-formed document: expected `</rdf:Bag>`, but `</rdf:Bog>` was found
    ");
}

#[test]
fn first_error_of_json_ld_has_its_place() {
    let document = "{\n  \"@id\": \"http://ex.org/s\",\n  \"http://ex.org/p\": oops\n}";
    let format = format_of(Path::new("a.jsonld")).unwrap();
    let error = load_text(&memory(), document, format).unwrap_err();
    insta::assert_snapshot!(error, @r"
    text: 1 syntax error, nothing of it was loaded
    text:3:22: Unexpected char: 'o'
    ");
}

#[test]
fn json_ld_context_of_another_host_is_not_fetched() {
    let document =
        r#"{"@context": "http://localhost:9/context", "@id": "http://ex.org/s", "p": 1}"#;
    let format = format_of(Path::new("a.jsonld")).unwrap();
    assert!(load_text(&memory(), document, format).is_err());
}

#[test]
fn nothing_of_a_document_with_an_error_stays() {
    let dataset = memory();
    load_text(&dataset, TRIPLE, RdfFormat::NTriples).unwrap();
    // More statements than travel from the parser to the store at once.
    let document = lines(5000) + "broken";
    load_text(&dataset, &document, RdfFormat::NTriples).unwrap_err();
    assert_eq!(dataset.len().unwrap(), 1);
}

#[test]
fn truncated_compression_is_an_error_that_names_the_file() {
    let zstd = zstd::encode_all(TRIPLE.repeat(100).as_bytes(), 0).unwrap();
    let folder = folder();
    let path = file(&folder, "a.nt.zst", &zstd[..zstd.len() - 8]);
    let error = load_file(&memory(), &path).unwrap_err();
    assert!(
        matches!(&error, Error::Unreadable { file, .. } if *file == text(&path)),
        "{error}"
    );
}

#[test]
fn graph_takes_the_triples_but_not_those_of_named_graphs() {
    let dataset = memory();
    let trig = format!("{TRIPLE} <http://ex.org/own> {{ {TRIPLE} }}");
    let graph = NamedNode::new("http://ex.org/g").unwrap();
    let document = Document::new("text", trig.as_bytes(), RdfFormat::TriG).in_graph(graph);
    load(&dataset, [document], &CancellationToken::new(), &mut |_| ()).unwrap();
    assert!(ask(&dataset, "GRAPH <http://ex.org/g> { ?s ?p ?o }"));
    assert!(ask(&dataset, "GRAPH <http://ex.org/own> { ?s ?p ?o }"));
    assert!(!ask(&dataset, "?s ?p ?o"));
}

#[test]
fn relative_names_start_at_the_file_or_at_the_base() {
    let folder = folder();
    let path = file(&folder, "a b.ttl", "<#s> <http://ex.org/p> <o> .");
    let dataset = memory();
    load_file(&dataset, &path).unwrap();
    assert!(ask(
        &dataset,
        "?s ?p ?o FILTER(STRSTARTS(STR(?s), 'file:///') && STRENDS(STR(?s), '/a%20b.ttl#s'))"
    ));
    let base = NamedNode::new("http://ex.org/base/").unwrap();
    let document = Document::open(&path, None).unwrap().with_base(&base);
    load(&dataset, [document], &CancellationToken::new(), &mut |_| ()).unwrap();
    assert!(ask(
        &dataset,
        "<http://ex.org/base/#s> ?p <http://ex.org/base/o>"
    ));
}

#[test]
fn blank_nodes_of_two_documents_stay_apart() {
    let dataset = memory();
    for _ in 0..2 {
        load_text(&dataset, "_:a <http://ex.org/p> _:a .", RdfFormat::Turtle).unwrap();
    }
    assert_eq!(dataset.len().unwrap(), 2);
}

#[test]
fn cancelled_change_leaves_the_dataset_as_it_was() {
    let dataset = memory();
    let token = CancellationToken::new();
    token.cancel();
    let document = Document::new("text", TRIPLE.as_bytes(), RdfFormat::Turtle);
    let loaded = load(&dataset, [document], &token, &mut |_| ());
    assert!(matches!(loaded, Err(Error::Cancelled)));
    let updated = dataset.update(&format!("INSERT DATA {{ {TRIPLE} }}"), &token);
    assert!(matches!(updated, Err(Error::Cancelled)));
    assert!(dataset.is_empty().unwrap());
}

#[test]
fn cancelled_copy_is_told_as_cancelled() {
    let dataset = memory();
    let [from, to] = ["a", "b"].map(|name| format!("<http://ex.org/{name}>"));
    update(
        &dataset,
        &format!("INSERT DATA {{ GRAPH {from} {{ {TRIPLE} }} }}"),
    )
    .unwrap();
    let token = CancellationToken::new();
    token.cancel();
    for operation in ["COPY", "MOVE", "ADD"] {
        let outcome = dataset.update(&format!("{operation} {from} TO {to}"), &token);
        assert!(matches!(outcome, Err(Error::Cancelled)), "{operation}");
    }
    assert!(ask(&dataset, &format!("GRAPH {from} {{ ?s ?p ?o }}")));
    assert!(!ask(&dataset, &format!("GRAPH {to} {{ ?s ?p ?o }}")));
}

#[test]
fn progress_ends_at_the_number_of_statements() {
    let lines = lines(3000);
    let mut reports = Vec::new();
    let document = Document::new("text", lines.as_bytes(), RdfFormat::NTriples);
    let token = CancellationToken::new();
    load(&memory(), [document], &token, &mut |progress| {
        reports.push(progress.statements);
    })
    .unwrap();
    assert_eq!(reports, [1024, 2048, 3000]);
}

#[test]
fn update_that_fails_half_way_changes_nothing() {
    let dataset = memory();
    let text = format!("INSERT DATA {{ {TRIPLE} }} ; DROP GRAPH <http://ex.org/missing>");
    let error = update(&dataset, &text).unwrap_err();
    assert!(matches!(error, Error::GraphMissing { .. }), "{error}");
    assert!(dataset.is_empty().unwrap());
}

#[test]
fn graph_that_is_missing_or_there_already_is_named() {
    let dataset = memory();
    let said = |text: &str| update(&dataset, text).unwrap_err().to_string();
    assert_eq!(
        said("DROP GRAPH <a:g>"),
        "there is no graph <a:g>, nothing was changed"
    );
    assert_eq!(
        said("CREATE GRAPH <a:g> ; CREATE GRAPH <a:g>"),
        "the graph <a:g> exists already, nothing was changed"
    );
}

#[test]
fn update_cannot_fetch_a_document() {
    let error = update(&memory(), "LOAD <http://localhost:9/a.ttl>").unwrap_err();
    assert!(matches!(error, Error::RemoteLoad), "{error}");
}

/// Counts up in a dataset from four threads at once, by updates that read what they write.
fn counts_exactly(dataset: &EmbeddedDataset, rounds: usize) {
    update(dataset, "INSERT DATA { <a:counter> <a:value> 0 }").unwrap();
    let count = "DELETE { <a:counter> <a:value> ?old } INSERT { <a:counter> <a:value> ?new }
        WHERE { <a:counter> <a:value> ?old BIND(?old + 1 AS ?new) }";
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..rounds {
                    update(dataset, count).unwrap();
                }
            });
        }
    });
    assert!(ask(
        dataset,
        &format!("<a:counter> <a:value> {}", 4 * rounds)
    ));
    assert_eq!(dataset.len().unwrap(), 1);
}

#[test]
fn writers_at_once_lose_no_update_in_memory() {
    counts_exactly(&memory(), 100);
}

#[test]
fn session_loads_the_graph_of_a_folder() {
    let folder = folder();
    file(&folder, "ontology/a.ttl", TRIPLE);
    file(&folder, "data/deep/b.ttl", "<a:s> <a:p> <a:o> .");
    let options = Options {
        dataset: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let session = open(options, Access::ReadOnly).unwrap();
    assert_eq!(session.dataset.len().unwrap(), 2);
}

#[test]
fn error_in_the_graph_of_a_folder_is_placed() {
    let folder = folder();
    let path = file(&folder, "data/a.ttl", "<a:s> <a:p>\n  oops .");
    let options = Options {
        dataset: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let failure = open(options, Access::ReadOnly).err().unwrap();
    assert_eq!(failure.kind(), Kind::Store);
    let place = format!("\n{}:2:3: ", text(&path));
    assert!(failure.message().contains(&place), "{}", failure.message());
}

#[test]
fn read_only_does_not_go_with_a_command_that_writes() {
    let (status, _, error) = run(&["--store", "any", "--read-only", "update", "-c", "CLEAR ALL"]);
    assert_eq!(status, 2);
    insta::assert_snapshot!(error, @"error: this command writes to the store, and `--read-only` forbids it");
}

#[test]
fn changes_in_memory_need_a_shell() {
    let (status, _, error) = run(&["load", "a.ttl"]);
    assert_eq!(status, 2);
    insta::assert_snapshot!(error, @r"
    error: what is loaded into memory is gone when the command ends
    hint: name a store by `--store DIR`, or load inside the shell
    ");
    let (status, _, error) = run(&["update", "-c", "CLEAR ALL"]);
    assert_eq!(status, 2);
    insta::assert_snapshot!(error, @r"
    error: what is changed in memory is gone when the command ends
    hint: name a store by `--store DIR`, or update inside the shell
    ");
}

/// A line of the shell.
#[derive(clap::Parser)]
#[command(no_binary_name = true)]
pub(crate) struct Line {
    #[command(subcommand)]
    pub(crate) command: gremia::commands::Command,
}

#[test]
fn shell_loads_and_updates_in_memory() {
    let folder = folder();
    let dataset = folder.path().join("dataset");
    file(&folder, "dataset/data/a.ttl", TRIPLE);
    let path = file(&folder, "more.nt", lines(2));
    let options = Options {
        dataset: Some(dataset),
        ..Options::default()
    };
    let mut session = open(options, Access::ReadWrite).unwrap();
    session.interactive = true;
    let mut run = |line: &[&str]| {
        let mut out = Vec::new();
        let line = <Line as clap::Parser>::try_parse_from(line).unwrap();
        line.command.run(&mut session, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert!(run(&["load", text(&path)]).ends_with("more.nt: 2 statements\n"));
    let removal = "DELETE WHERE { <http://ex.org/0> ?p ?o }";
    assert_eq!(run(&["update", "-c", removal]), "done: 2 statements (-1)\n");
}

/// A reader that has gone.
struct Gone;

impl std::io::Write for Gone {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs a line of the shell over a new dataset in memory; gives its failure and what was loaded.
fn failed_load(line: &[&str], out: &mut dyn std::io::Write) -> (Failure, usize) {
    let folder = folder();
    file(&folder, "data/a.ttl", TRIPLE);
    let options = Options {
        dataset: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let mut session = open(options, Access::ReadWrite).unwrap();
    session.interactive = true;
    let before = session.dataset.len().unwrap();
    let line = <Line as clap::Parser>::try_parse_from(line).unwrap();
    let failure = line.command.run(&mut session, out).unwrap_err();
    (failure, session.dataset.len().unwrap() - before)
}

#[test]
fn files_are_loaded_though_the_reader_of_the_output_has_gone() {
    let folder = folder();
    let one = file(&folder, "one.nt", lines(2));
    let other = file(
        &folder,
        "other.nt",
        "<http://ex.org/z> <http://ex.org/p> <http://ex.org/z> .",
    );
    let (failure, loaded) = failed_load(&["load", text(&one), text(&other)], &mut Gone);
    assert_eq!(failure.kind(), Kind::ClosedPipe);
    assert_eq!(loaded, 3);
}

#[test]
fn what_can_be_seen_to_be_wrong_is_told_before_anything_is_loaded() {
    let folder = folder();
    let right = file(&folder, "right.nt", lines(2));
    let unnamed = file(&folder, "unnamed", lines(2));
    let line = ["load", text(&right), "missing.nt", text(&unnamed), "-"];
    let (failure, loaded) = failed_load(&line, &mut Vec::new());
    let shown = failure.render().replace(text(folder.path()), "FOLDER");
    insta::assert_snapshot!(shown, @r"
    error: missing.nt: cannot be read: there is no such file or folder
    FOLDER/unnamed: the name does not tell the format
    standard input has no name to tell its format
    hint: name it by `--format`: turtle, trig, nt, nq, rdfxml or jsonld
    ");
    assert_eq!(loaded, 0);
    let line = ["load", text(&right), "--graph", "nobody:knows"];
    let (failure, loaded) = failed_load(&line, &mut Vec::new());
    assert!(failure.message().contains("`nobody:`"), "{failure:?}");
    assert_eq!(loaded, 0);
}

#[test]
fn hint_of_several_failures_is_told_once() {
    let unnamed = |name: &str| Failure::new(Kind::Store, name).with_hint("name a format");
    let failure = Failure::join(vec![
        unnamed("a"),
        unnamed("b"),
        Failure::new(Kind::Interrupted, "c").with_hint("wait"),
    ])
    .unwrap();
    assert_eq!(failure.kind(), Kind::Interrupted);
    assert_eq!(
        failure.render(),
        "error: a\nb\nc\nhint: name a format\nhint: wait"
    );
    assert!(Failure::join(Vec::new()).is_none());
}

#[test]
fn backup_of_a_dataset_in_memory_names_the_way_out() {
    let (status, _, error) = run(&["backup", "anywhere"]);
    assert_eq!(status, 3);
    insta::assert_snapshot!(error, @r"
    error: a dataset in memory has no files to back up
    hint: `export` writes the graph to a file
    ");
}

#[cfg(not(feature = "rocksdb"))]
#[test]
fn store_needs_a_build_with_rocksdb() {
    let (status, _, error) = run(&["--store", "folder", "info"]);
    assert_eq!(status, 3);
    insta::assert_snapshot!(error, @r"
    error: folder: this program was built without persistent stores
    hint: build it with its default features: `cargo build --release`, without `--no-default-features`
    ");
}
