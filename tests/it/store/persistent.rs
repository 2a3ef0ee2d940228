//! Persistent stores: who may open them, what stays after a failure, how they are made and copied.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::*;

fn create(path: &Path) -> EmbeddedDataset {
    let dataset = EmbeddedDataset::open(path, Access::Create).unwrap();
    update(&dataset, &format!("INSERT DATA {{ {TRIPLE} }}")).unwrap();
    dataset
}

fn reopen(path: &Path, access: Access) -> EmbeddedDataset {
    EmbeddedDataset::open(path, access).unwrap()
}

/// A small dataset folder, to make stores of.
fn dataset_folder() -> TempDir {
    let folder = folder();
    file(&folder, "data/a.ttl", TRIPLE);
    file(&folder, "ontology/b.ttl", "<a:s> <a:p> <a:o> .");
    folder
}

#[test]
fn writers_at_once_lose_no_update_in_a_store() {
    let folder = folder();
    counts_exactly(&reopen(&folder.path().join("s"), Access::Create), 25);
}

#[test]
fn what_was_written_is_there_after_reopening() {
    let folder = folder();
    let path = folder.path().join("s");
    drop(create(&path));
    assert_eq!(reopen(&path, Access::ReadOnly).len().unwrap(), 1);
    assert_eq!(reopen(&path, Access::ReadWrite).len().unwrap(), 1);
}

#[test]
fn acknowledged_update_does_not_rest_on_the_write_ahead_log() {
    let folder = folder();
    let path = folder.path().join("s");
    drop(create(&path));
    let copy = folder.path().join("copy");
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(&path).unwrap() {
        let entry = entry.unwrap().path();
        if entry.extension().is_none_or(|extension| extension != "log") {
            fs::copy(&entry, copy.join(entry.file_name().unwrap())).unwrap();
        }
    }
    assert_eq!(reopen(&copy, Access::ReadOnly).len().unwrap(), 1);
}

#[test]
fn reader_beside_a_writer_sees_the_state_at_its_opening() {
    let folder = folder();
    let path = folder.path().join("s");
    let writer = create(&path);
    let reader = reopen(&path, Access::ReadOnly);
    update(&writer, "INSERT DATA { <a:s> <a:p> <a:o> }").unwrap();
    assert_eq!(reader.len().unwrap(), 1);
    assert_eq!(reopen(&path, Access::ReadOnly).len().unwrap(), 2);
}

#[test]
fn readers_open_while_a_writer_replaces_files() {
    let folder = folder();
    let path = folder.path().join("s");
    let writer = create(&path);
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for i in 0..40 {
                update(&writer, &format!("INSERT DATA {{ <a:{i}> <a:p> <a:o> }}")).unwrap();
                if i % 10 == 0 {
                    writer.optimize().unwrap();
                }
            }
        });
        let mut before = 0;
        while !writing.is_finished() {
            let reader = reopen(&path, Access::ReadOnly);
            // All indexes hold the same, whatever moment was met.
            reader.store().validate().unwrap();
            let seen = reader.len().unwrap();
            assert!(seen >= before, "{seen} after {before}");
            before = seen;
        }
    });
}

#[test]
fn views_of_dead_readers_go_when_a_writer_opens() {
    let folder = folder();
    let path = folder.path().join("s");
    drop(create(&path));
    let living = reopen(&path, Access::ReadOnly);
    let dead = file(&folder, "s/.reader-dead/ALIVE", "");
    let dying = path.join(".reader-dying");
    fs::create_dir(&dying).unwrap();
    update(&reopen(&path, Access::ReadWrite), "CLEAR ALL").unwrap();
    assert!(!dead.exists() && !dying.exists());
    assert_eq!(living.len().unwrap(), 1);
    let views = || {
        let names = fs::read_dir(&path).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name());
        names
            .filter(|name| text(name.as_ref()).starts_with(".reader-"))
            .count()
    };
    assert_eq!(views(), 1);
    drop(living);
    assert_eq!(views(), 0);
}

#[test]
fn store_opened_for_reading_cannot_be_changed() {
    let folder = folder();
    let path = folder.path().join("s");
    drop(create(&path));
    let reader = reopen(&path, Access::ReadOnly);
    assert!(matches!(update(&reader, "CLEAR ALL"), Err(Error::ReadOnly)));
    let loaded = load_text(&reader, TRIPLE, RdfFormat::Turtle);
    assert!(matches!(loaded, Err(Error::ReadOnly)));
    assert!(matches!(reader.optimize(), Err(Error::ReadOnly)));
    assert_eq!(reader.len().unwrap(), 1);
}

#[test]
fn second_writer_is_refused_with_the_folder_and_a_way_out() {
    let folder = folder();
    let path = folder.path().join("s");
    let _writer = create(&path);
    let (status, _, error) = run(&["--store", text(&path), "update", "-c", "CLEAR ALL"]);
    assert_eq!(status, 3);
    insta::assert_snapshot!(error.replace(text(&path), "STORE"), @r"
    error: STORE: another process writes to this store
    hint: `--read-only` reads beside it; else wait until it ends
    ");
}

#[test]
fn second_writer_of_the_same_process_is_refused_too() {
    let folder = folder();
    let path = folder.path().join("s");
    let _writer = create(&path);
    let error = EmbeddedDataset::open(&path, Access::ReadWrite)
        .err()
        .unwrap();
    assert!(matches!(error, Error::Locked { .. }), "{error}");
}

#[test]
fn reading_commands_work_beside_a_writer() {
    let folder = folder();
    let path = folder.path().join("s");
    let _writer = create(&path);
    let (status, out, _) = run(&["--store", text(&path), "info"]);
    assert_eq!(status, 0);
    assert!(out.contains("\ntriples  1\n"), "{out}");
}

#[test]
fn reading_commands_make_no_store() {
    let folder = folder();
    let foreign = folder.path().join("foreign");
    file(&folder, "foreign/notes.txt", "mine");
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let missing = folder.path().join("missing");
    for access in [Access::ReadOnly, Access::ReadWrite] {
        let error = |path: &Path| EmbeddedDataset::open(path, access).err().unwrap();
        assert!(matches!(error(&foreign), Error::NotAStore { .. }));
        assert!(matches!(error(&empty), Error::NotAStore { .. }));
        assert!(matches!(error(&missing), Error::Missing { .. }));
        assert!(matches!(
            error(&foreign.join("notes.txt")),
            Error::NotAFolder { .. }
        ));
    }
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0);
    assert!(!missing.exists());
}

#[test]
fn foreign_folder_is_never_made_a_store() {
    let folder = folder();
    file(&folder, "notes.txt", "mine");
    let error = EmbeddedDataset::open(folder.path(), Access::Create)
        .err()
        .unwrap();
    assert!(matches!(error, Error::NotEmpty { .. }), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn missing_store_is_named_with_the_commands_that_make_one() {
    let folder = folder();
    let path = folder.path().join("s");
    let (status, _, error) = run(&["--store", text(&path), "info"]);
    assert_eq!(status, 3);
    insta::assert_snapshot!(error.replace(text(&path), "STORE"), @r"
    error: STORE: there is no such store
    hint: `gremia init --store DIR` makes a store with the bundled graph, `gremia load FILE --store DIR` one of your own files
    ");
}

#[cfg(unix)]
#[test]
fn too_few_file_descriptors_are_named() {
    let folder = folder();
    let path = folder.path().join("s");
    drop(create(&path));
    let command = format!(
        "ulimit -n 90; exec {} --store {} info",
        env!("CARGO_BIN_EXE_gremia"),
        text(&path)
    );
    let output = Command::new("sh").args(["-c", &command]).output().unwrap();
    let (status, _, error) = outcome(output);
    assert_eq!(status, 3);
    insta::assert_snapshot!(error.replace(text(&path), "STORE"), @r"
    error: STORE: too few files may be open at once
    hint: allow more, for instance by `ulimit -n 512`, and try again
    ");
}

#[test]
fn files_of_an_interrupted_load_go_when_a_writer_opens() {
    let folder = folder();
    let path = folder.path().join("s");
    drop(create(&path));
    let left_over = file(&folder, "s/bulk-123.sst", "half");
    drop(reopen(&path, Access::ReadOnly));
    assert!(left_over.exists());
    drop(reopen(&path, Access::ReadWrite));
    assert!(!left_over.exists());
}

#[test]
fn cancelled_load_leaves_no_file_behind() {
    let folder = folder();
    let path = folder.path().join("s");
    let dataset = create(&path);
    let token = CancellationToken::new();
    let lines = lines(5000);
    let document = Document::new("text", lines.as_bytes(), RdfFormat::NTriples);
    let loaded = load(&dataset, [document], &token, &mut |_| token.cancel());
    assert!(matches!(loaded, Err(Error::Cancelled)));
    assert_eq!(dataset.len().unwrap(), 1);
    let names = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    assert_eq!(
        names
            .filter(|name| text(name.as_ref()).starts_with("bulk-"))
            .count(),
        0
    );
}

#[test]
fn load_makes_a_store_and_counts_the_statements_of_each_file() {
    let folder = folder();
    let store = folder.path().join("s");
    let first = file(&folder, "a.ttl", TRIPLE);
    let second = file(&folder, "b.nt", "<a:s> <a:p> <a:o> .\n<a:s> <a:p> <a:u> .");
    let (status, out, error) = run(&["--store", text(&store), "load", text(&first), text(&second)]);
    assert_eq!((status, error.as_str()), (0, ""));
    let out = out.replace(text(folder.path()), "FOLDER");
    insta::assert_snapshot!(out, @r"
    FOLDER/a.ttl: 1 statement
    FOLDER/b.nt: 2 statements
    ");
    assert_eq!(reopen(&store, Access::ReadOnly).len().unwrap(), 3);
}

#[test]
fn file_with_an_error_keeps_no_other_from_loading() {
    let folder = folder();
    let store = folder.path().join("s");
    let broken = file(&folder, "a.ttl", "<a:s> <a:p> <a:o> .\n<a:s> oops .");
    let sound = file(&folder, "b.ttl", TRIPLE);
    let (status, out, error) = run(&["load", "--store", text(&store), text(&broken), text(&sound)]);
    assert_eq!(status, 3);
    let shown = format!("{out}{error}").replace(text(folder.path()), "FOLDER");
    insta::assert_snapshot!(shown, @r"
    FOLDER/b.ttl: 1 statement
    error: FOLDER/a.ttl: 1 syntax error, nothing of it was loaded
    FOLDER/a.ttl:2:7: oops is not a valid predicate
    ");
    assert_eq!(reopen(&store, Access::ReadOnly).len().unwrap(), 1);
}

#[test]
fn load_that_fails_makes_no_store() {
    let folder = folder();
    let broken = file(&folder, "a.ttl", "oops");
    let store = folder.path().join("s");
    assert_eq!(run(&["load", "--store", text(&store), text(&broken)]).0, 3);
    assert!(!store.exists());
    fs::create_dir(&store).unwrap();
    assert_eq!(run(&["load", "--store", text(&store), text(&broken)]).0, 3);
    assert_eq!(fs::read_dir(&store).unwrap().count(), 0);
}

#[test]
fn standard_input_needs_a_format() {
    let folder = folder();
    let store = folder.path().join("s");
    let load = |arguments: &[&str]| {
        let mut command = gremia();
        command
            .args(["load", "--store", text(&store), "-"])
            .args(arguments);
        outcome(command.write_stdin(TRIPLE).output().unwrap())
    };
    let (status, _, error) = load(&[]);
    assert_eq!(status, 2);
    insta::assert_snapshot!(error, @r"
    error: standard input has no name to tell its format
    hint: name it by `--format`: turtle, trig, nt, nq, rdfxml or jsonld
    ");
    let (status, out, _) = load(&["--format", "nt", "--graph", "<a:g>"]);
    assert_eq!((status, out.as_str()), (0, "standard input: 1 statement\n"));
    assert!(ask(
        &reopen(&store, Access::ReadOnly),
        "GRAPH <a:g> { ?s ?p ?o }"
    ));
}

/// Sends a signal the way a terminal does.
#[cfg(unix)]
fn interrupt(child: &Child) {
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
}

#[cfg(unix)]
#[test]
fn interrupted_load_keeps_the_files_before_and_nothing_of_its_own() {
    let folder = folder();
    let store = folder.path().join("s");
    let first = file(&folder, "a.nt", TRIPLE);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_gremia"))
        .args([
            "load",
            "--store",
            text(&store),
            "--format",
            "nt",
            text(&first),
            "-",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert!(line.ends_with("a.nt: 1 statement\n"), "{line}");
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "<a:s> <a:p> <a:o> .").unwrap();
    interrupt(&child);
    let mut error = BufReader::new(child.stderr.take().unwrap());
    error.read_line(&mut String::new()).unwrap();
    // Only now that the signal is known to have arrived does the input end.
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(reopen(&store, Access::ReadOnly).len().unwrap(), 1);
}

#[test]
fn init_makes_a_store_of_the_bundle() {
    let folder = folder();
    let dataset = dataset_folder();
    let store = folder.path().join("s");
    let (status, out, error) = run(&[
        "--dataset",
        text(dataset.path()),
        "init",
        "--store",
        text(&store),
    ]);
    assert_eq!((status, error.as_str()), (0, ""));
    insta::assert_snapshot!(out.replace(text(&store), "STORE"), @"made the store STORE with 2 statements of 2 files");
    assert_eq!(reopen(&store, Access::ReadWrite).len().unwrap(), 2);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn init_takes_an_empty_folder_and_refuses_any_other() {
    let folder = folder();
    let dataset = dataset_folder();
    let store = folder.path().join("s");
    fs::create_dir(&store).unwrap();
    let init = || {
        run(&[
            "--dataset",
            text(dataset.path()),
            "init",
            "--store",
            text(&store),
        ])
    };
    assert_eq!(init().0, 0);
    let (status, _, error) = init();
    assert_eq!(status, 3);
    insta::assert_snapshot!(error.replace(text(&store), "STORE"), @r"
    error: STORE: this folder is not empty
    hint: name a folder that does not exist yet
    ");
}

#[test]
fn statement_tells_from_which_file_the_store_has_it_and_since_when() {
    let folder = folder();
    let dataset = dataset_folder();
    let store = folder.path().join("s");
    let on = ["--dataset", text(dataset.path()), "--store", text(&store)];
    let later = file(&folder, "later.ttl", "<a:later> <a:p> <a:o> .");
    assert_eq!(run(&[&on[..], &["init"]].concat()).0, 0);
    assert_eq!(run(&[&on[..], &["load", text(&later)]].concat()).0, 0);
    for (subject, name) in [
        ("<a:s>", "ontology/b.ttl, bundled"),
        ("<a:later>", text(&later)),
    ] {
        let (status, told, error) = run(&[&on[..], &["why", subject, "<a:p>"]].concat());
        assert_eq!((status, error.as_str()), (0, ""), "{told}");
        assert!(told.contains(name), "{told}");
        assert!(told.contains("loaded: 2"), "{told}");
    }
}

#[test]
fn init_that_fails_leaves_nothing() {
    let folder = folder();
    let dataset = dataset_folder();
    file(&dataset, "data/broken.ttl", "oops");
    let store = folder.path().join("s");
    let (status, _, error) = run(&[
        "--dataset",
        text(dataset.path()),
        "init",
        "--store",
        text(&store),
    ]);
    assert_eq!(status, 3);
    assert!(error.contains("broken.ttl:1:1: "), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn update_knows_the_prefixes_of_the_session() {
    let folder = folder();
    let dataset = folder.path().join("dataset");
    file(
        &folder,
        "dataset/ontology/prefixes.ttl",
        r#"[] <http://www.w3.org/ns/shacl#prefix> "ex" ; <http://www.w3.org/ns/shacl#namespace> "http://ex.org/" ."#,
    );
    let store = folder.path().join("s");
    drop(create(&store));
    let common = [
        "--store",
        text(&store),
        "--dataset",
        text(&dataset),
        "update",
    ];
    let update = |arguments: &[&str], input: &str| {
        let mut command = gremia();
        command.args(common).args(arguments).write_stdin(input);
        outcome(command.output().unwrap())
    };
    let in_file = file(&folder, "a.ru", "INSERT DATA { ex:s ex:p ex:file }");
    let done = (0, "done\n".to_owned(), String::new());
    assert_eq!(
        update(&["-c", "INSERT DATA { ex:s ex:p ex:text }"], ""),
        done
    );
    assert_eq!(update(&["-f", text(&in_file)], ""), done);
    assert_eq!(update(&["-"], "INSERT DATA { ex:s ex:p ex:input }"), done);
    assert_eq!(reopen(&store, Access::ReadOnly).len().unwrap(), 4);
}

#[test]
fn backup_opens_as_a_store() {
    let folder = folder();
    let store = folder.path().join("s");
    let writer = create(&store);
    let (by_writer, by_reader) = (folder.path().join("w"), folder.path().join("r"));
    writer.backup(&by_writer).unwrap();
    let (status, out, _) = run(&["--store", text(&store), "backup", text(&by_reader)]);
    assert_eq!(status, 0);
    assert_eq!(out, format!("backed up to {}\n", text(&by_reader)));
    update(&writer, "CLEAR ALL").unwrap();
    for copy in [by_writer, by_reader] {
        let copy = reopen(&copy, Access::ReadWrite);
        copy.store().validate().unwrap();
        assert_eq!(copy.len().unwrap(), 1);
        update(&copy, "INSERT DATA { <a:s> <a:p> <a:o> }").unwrap();
    }
    assert!(writer.is_empty().unwrap());
}

#[test]
fn backup_of_a_reader_has_what_only_the_log_holds() {
    let folder = folder();
    let path = folder.path().join("s");
    drop(create(&path));
    // As a writer leaves it that dies between its commit and the flush.
    let store = oxigraph::store::Store::open(&path).unwrap();
    let node = NamedNode::new("http://ex.org/logged").unwrap();
    let quad = oxrdf::Quad::new(
        node.clone(),
        node.clone(),
        node,
        oxrdf::GraphName::DefaultGraph,
    );
    store.insert(&quad).unwrap();
    drop(store);
    let copy = folder.path().join("copy");
    reopen(&path, Access::ReadOnly).backup(&copy).unwrap();
    assert_eq!(reopen(&copy, Access::ReadOnly).len().unwrap(), 2);
}

#[test]
fn backup_needs_a_new_folder_in_one_that_is_there() {
    let folder = folder();
    let dataset = create(&folder.path().join("s"));
    assert!(matches!(
        dataset.backup(folder.path()),
        Err(Error::Exists { .. })
    ));
    let nowhere = folder.path().join("missing/copy");
    assert!(matches!(
        dataset.backup(&nowhere),
        Err(Error::Folder { .. })
    ));
}
