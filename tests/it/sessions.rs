//! What a session keeps and how it speaks: settings, plain speech, own queries, transcripts, places.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::repl::{COUNT, screen};
use crate::terminal::{DATASET, Terminal, World};

/// The rivers of the test data, the longest first.
const RIVERS: &str = "SELECT ?r ?k { ?r geo:kilometres ?k } ORDER BY DESC(?k) LIMIT 2";

fn with_settings(text: &str) -> World {
    let world = screen();
    let file = world.home().join("settings.toml");
    fs::write(&file, text).unwrap();
    world.variable("GREMIA_CONFIG", file.to_str().unwrap())
}

/// Runs the lines as a batch in `home`; gives standard output, standard error and the exit status.
fn batch(home: &Path, lines: &str) -> (String, String, i32) {
    let output = Command::cargo_bin("gremia")
        .unwrap()
        .env_clear()
        .env("HOME", home)
        .current_dir(home)
        .args(["--dataset", DATASET])
        .write_stdin(lines)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let status = output.status.code().unwrap();
    (text(output.stdout), text(output.stderr), status)
}

#[test]
fn settings_file_is_read_at_the_start() {
    let mut shell = with_settings("timer = true\nmaxrows = 7\n").shell();
    shell.press("\x0c.show\r");
    shell.wait_for("`.set --save`");
    let shown = shell.contents();
    let line = |name: &str| {
        let line = shown.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("timer"), "timer on file");
    assert_eq!(line("maxrows"), "maxrows 7 file");
    assert_eq!(line("theme"), "theme basic default");
}

#[test]
fn mistakes_in_the_settings_file_lose_their_own_lines_and_no_other() {
    let mut shell = with_settings("tmier = true\nmaxrows = \"many\"\ntheme = \"dark\"\n").shell();
    let shown = shell.contents();
    for warning in [
        "settings.toml:1:1: there is no setting `tmier`; did you mean `timer`?",
        "settings.toml:2:11: `.maxrows` takes a number above 0",
    ] {
        let shown: String = shown.split_whitespace().collect();
        let wanted: String = warning.split_whitespace().collect();
        assert!(shown.contains(&wanted), "{warning} in {shown}");
    }
    shell.press(".theme\r");
    shell.wait_for("theme: dark");
}

#[test]
fn settings_file_that_is_no_toml_sets_nothing() {
    let mut shell = with_settings("theme = \"dark\"\ntimer = on\nmaxrows = 7\n").shell();
    let shown: String = shell.contents().split_whitespace().collect();
    assert!(shown.contains("settings.toml:2:9:"), "{shown}");
    assert!(shown.contains("nothingofthefilecounts"), "{shown}");
    shell.press(".theme\r.maxrows\r");
    shell.wait_for("theme: basic");
    shell.wait_for("maxrows: auto");
}

#[test]
fn batch_reads_no_settings_file() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("settings.toml");
    fs::write(&file, "mode = \"json\"\nnonsense = 1\n").unwrap();
    let mut command = Command::cargo_bin("gremia").unwrap();
    command
        .env_clear()
        .env("HOME", home.path())
        .env("GREMIA_CONFIG", &file)
        .args(["--dataset", DATASET])
        .write_stdin("ASK {}");
    let output = command.output().unwrap();
    assert_eq!(output.stdout, b"true\n");
    assert!(output.stderr.is_empty());
}

#[test]
fn settings_are_saved_and_serve_the_next_session() {
    let world = with_settings("# mine\ntimer = false\n");
    let mut first = world.shell();
    first.press(".timer on\r.set theme dark\r.set --save\r");
    first.wait_for("written to");
    let text = fs::read_to_string(world.home().join("settings.toml")).unwrap();
    assert_eq!(text, "# mine\ntimer = \"on\"\ntheme = \"dark\"\n");
    let mut second = world.shell();
    second.press(".set theme\r");
    second.wait_for("theme: dark");
}

#[test]
fn unknown_setting_brings_a_proposal() {
    let mut shell = screen().shell();
    shell.press(".set tiemr on\r");
    shell.wait_for("did you mean `timer`?");
}

#[test]
fn settings_complete_with_their_values() {
    let mut shell = screen().shell();
    shell.press(".set the\t");
    shell.wait_for(".set theme");
    shell.press(" li\t");
    shell.wait_for(".set theme light");
}

#[test]
fn plain_speech_is_sentences_and_places_in_words() {
    let mut shell = screen().shell();
    shell.press(".plain on\r");
    shell.wait_for("plain: on");
    shell.press(&format!("{RIVERS}\r"));
    shell.wait_for("row 1: r = ");
    shell.wait_for("2 rows, 2 columns, ");
    shell.press("SELECT ?n { ?s foaf:nmae ?n }\r");
    shell.wait_for("line 1, column 16, at `foaf:`");
    shell.wait("no frame and no caret", |screen| {
        !screen.contents().contains(['│', '─', '^'])
    });
    assert!(!shell.look(|screen| {
        (0..24).any(|row| {
            (0..80).any(|column| {
                let cell = screen.cell(row, column).unwrap();
                row > 8 && cell.fgcolor() != vt100::Color::Default
            })
        })
    }));
}

#[test]
fn plain_speech_can_end_again() {
    let mut shell = screen().argument("--plain").shell();
    shell.press("ASK {}\r");
    shell.wait_for("true");
    shell.press(".plain off\r");
    shell.wait_for("plain: off");
    shell.wait_for_prompt();
    // Only an editor that redraws completes.
    shell.press(".statu\t");
    shell.wait_for("gremia> .status");
    drop_line(&mut shell);
    shell.press(&format!("{RIVERS}\r"));
    shell.wait_for("│");
}

#[test]
fn plain_speech_comes_from_the_environment() {
    let mut shell = screen().variable("GREMIA_PLAIN", "1").shell();
    shell.press(&format!("{RIVERS}\r"));
    shell.wait_for("row 1: r = ");
    shell.press(".show\r");
    shell.wait_for("command line");
}

#[test]
fn german_is_spoken_in_sentences() {
    let mut shell = screen()
        .variable("LANG", "de_DE.UTF-8")
        .argument("--plain")
        .shell();
    assert!(shell.contents().contains("Zum Beispiel:"));
    shell.press(&format!("{RIVERS}\r"));
    shell.wait_for("Zeile 1: r = ");
    shell.press(".help keys\r");
    shell.wait_for("Strg-C");
    shell.press(".set tiemr on\r");
    shell.wait_for("meinten Sie `timer`?");
}

/// Drops what is typed and waits for the next prompt.
fn drop_line(shell: &mut Terminal) {
    shell.press("\x03");
    shell.wait_for_prompt();
}

/// Gives whether the cell of the first letter typed at the last prompt is coloured.
fn is_coloured(screen: &vt100::Screen) -> bool {
    let (row, _) = screen.cursor_position();
    let cell = screen.cell(row, 8).unwrap();
    cell.has_contents() && cell.fgcolor() != vt100::Color::Default
}

#[test]
fn colours_and_hints_end_with_color_off() {
    let mut shell = screen().shell();
    shell.press("SELECT");
    shell.wait("a coloured keyword", is_coloured);
    drop_line(&mut shell);
    shell.press(".color off\r");
    shell.wait_for("color: off");
    shell.press("ASK { ?s ?p ?o }\r");
    shell.wait_for("true");
    shell.wait_for_prompt();
    shell.press("ASK");
    shell.wait("the word alone", |screen| {
        let (row, column) = screen.cursor_position();
        let line = screen.contents_between(row, 0, row, 80);
        line.trim_end() == "gremia> ASK" && column == 11
    });
    assert!(!shell.look(is_coloured));
}

#[test]
fn theme_changes_the_colours_of_the_prompt() {
    let mut shell = screen().shell();
    let keyword = |screen: &vt100::Screen| {
        let (row, _) = screen.cursor_position();
        screen.cell(row, 8).unwrap().fgcolor()
    };
    shell.press("SELECT");
    shell.wait("a coloured keyword", is_coloured);
    let basic = shell.look(keyword);
    drop_line(&mut shell);
    shell.press(".theme dark\r");
    shell.wait_for("theme: dark");
    shell.wait_for_prompt();
    shell.press("SELECT");
    shell.wait("a coloured keyword", is_coloured);
    assert_ne!(shell.look(keyword), basic);
}

#[test]
fn keys_can_be_those_of_vi() {
    let mut shell = screen().shell();
    shell.press(".edit-mode vi\r");
    shell.wait_for("edit-mode: vi");
    shell.wait_for_prompt();
    shell.press("XASK {}");
    shell.wait_for("gremia> XASK {}");
    shell.press("\x1b0x");
    shell.wait_for("gremia> ASK {}");
    shell.press("\r");
    shell.wait_for("true");
}

#[test]
fn query_that_comes_into_the_folder_meanwhile_is_found() {
    let world = screen();
    let mut shell = world.shell();
    let folder = world.home().join(".local/share/gremia/queries");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("late.rq"), "ASK {}\n").unwrap();
    shell.press(".run late\r");
    shell.wait_for("true");
}

#[test]
fn saved_query_runs_by_its_name() {
    let world = screen();
    let mut shell = world.shell();
    shell.press(&format!("{COUNT}\r"));
    shell.wait_for("1 row");
    shell.press(".save towns/rivers-count How many rivers\r");
    shell.wait_for("runs it");
    shell.press("\x0c.run towns/rivers-c\t\r");
    shell.wait_for("1 row");
    let file = world
        .home()
        .join(".local/share/gremia/queries/towns/rivers-count.rq");
    let text = fs::read_to_string(&file).unwrap();
    insta::assert_snapshot!(text, @"
    #+ summary: How many rivers
    #+ group: own

    PREFIX geo: <https://example.org/geo#>
    SELECT (COUNT(*) AS ?n) { ?s a geo:River }
    ");
    shell.press("\x0c.save towns/rivers-count\r");
    shell.wait_for("`.save! towns/rivers-count` replaces it");
    shell.press("\x0c.save! towns/rivers-count\r");
    shell.wait_for("runs it");
    shell.press("\x0c.queries count\r");
    shell.wait_for("towns/rivers-count");
}

#[test]
fn name_of_a_query_of_the_dataset_is_not_taken() {
    let mut shell = screen().shell();
    shell.press(&format!("{COUNT}\r"));
    shell.wait_for("1 row");
    shell.press(".save rivers\r");
    shell.wait_for("the dataset has a query called `rivers`");
    shell.press(".save ../rivers\r");
    shell.wait_for("is no name for a query");
}

const WITH_PARAMETER: &str = "#+ summary: One river\n#+ param: river iri -- the river\n\n\
    PREFIX geo: <https://example.org/geo#>\nSELECT ?k { ?river geo:kilometres ?k }\n";

pub(crate) fn with_own_query(world: World) -> World {
    let folder = world.home().join("own");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("one.rq"), WITH_PARAMETER).unwrap();
    let folder = folder.to_str().unwrap().to_owned();
    world.variable("GREMIA_QUERIES", &folder)
}

#[test]
fn parameters_that_are_missing_are_asked_for() {
    let mut shell = with_own_query(screen()).shell();
    shell.press(".run one\r");
    shell.wait_for("the river");
    shell.wait_for("river IRI: ");
    shell.press("town:elbe\r");
    shell.wait_for("1 row");
    shell.press("\x0c.run one\r");
    shell.wait_for("river IRI: ");
    shell.press("\r");
    shell.wait_for("dropped");
    shell.wait_for_prompt();
}

#[test]
fn parameters_that_are_missing_are_an_error_in_a_file() {
    let world = with_own_query(screen());
    fs::write(world.home().join("run.rq"), ".run one\n").unwrap();
    let mut shell = world.shell();
    shell.press(".read run.rq\r");
    shell.wait_for("query `one` needs river=");
}

#[test]
fn wrong_query_of_ones_own_spoils_no_other() {
    let world = with_own_query(screen());
    fs::write(world.home().join("own/bad.rq"), "#+ nonsense\nASK {}\n").unwrap();
    let mut shell = world.shell();
    shell.press(".run rivers\r");
    shell.wait_for("2 columns");
    shell.press("\x0c.run bad\r");
    shell.wait_for("bad.rq:1: ");
}

#[test]
fn own_query_is_edited_in_its_file() {
    let world = with_own_query(screen());
    let editor = world.home().join("editor");
    fs::write(&editor, "sed -i 's/One river/Any river/' \"$1\"\n").unwrap();
    let editor = format!("sh {}", editor.display());
    let mut shell = world.variable("EDITOR", &editor).shell();
    shell.press(".edit one\r");
    shell.wait_for("written to");
    shell.press("\x0c.queries one\r");
    shell.wait_for("Any river");
}

#[test]
fn transcript_is_the_same_for_the_same_session() {
    let home = tempfile::tempdir().unwrap();
    let session = |file: &str| {
        let lines = format!(
            ".transcript {file}\n{RIVERS};\nASK {{ town:elbe a geo:City }};\n\
             CONSTRUCT {{ ?s a geo:River }} WHERE {{ ?s a geo:River }} ORDER BY ?s LIMIT 1;\n.expand geo:River\n\
             INSERT DATA {{ town:new a geo:River }};\n.transcript off\n"
        );
        let (_, error, status) = batch(home.path(), &lines);
        assert_eq!(status, 0, "{error}");
        fs::read_to_string(home.path().join(file)).unwrap()
    };
    let first = session("a.md");
    assert_eq!(first, session("b.md"));
    insta::assert_snapshot!(first, @"
    # Transcript

    - Program: gremia 0.1.0
    - Graph: RDFC-1.0, SHA-256 `c1d25f0aa858cd385ae61ca44af62f7f77f95f81103ebc202af490af6cba59f6`

    ```sparql
    PREFIX geo: <https://example.org/geo#>
    SELECT ?r ?k { ?r geo:kilometres ?k } ORDER BY DESC(?k) LIMIT 2
    ```

    | r | k |
    | --- | --- |
    | town:rhein | 1233 |
    | town:elbe | 1094 |

    2 rows

    ```sparql
    PREFIX geo: <https://example.org/geo#>
    PREFIX town: <https://example.org/town/>
    ASK { town:elbe a geo:City }
    ```

    **false**

    ```sparql
    PREFIX geo: <https://example.org/geo#>
    CONSTRUCT { ?s a geo:River } WHERE { ?s a geo:River } ORDER BY ?s LIMIT 1
    ```

    ```turtle
    @prefix geo: <https://example.org/geo#> .
    @prefix town: <https://example.org/town/> .

    town:elbe a geo:River .
    ```

    ```text
    .expand geo:River
    ```

    ```text
    <https://example.org/geo#River>
    ```

    ```sparql
    PREFIX geo: <https://example.org/geo#>
    PREFIX town: <https://example.org/town/>
    INSERT DATA { town:new a geo:River }
    ```

    *done*

    - Graph: RDFC-1.0, SHA-256 `bf71cb630bfa55b7c980ed5b6ea4f169370cf2ea74582dd788360afcab2f6d82`
    ");
}

#[test]
fn transcript_records_errors_and_replaces_no_file_unasked() {
    let home = tempfile::tempdir().unwrap();
    let (_, _, status) = batch(
        home.path(),
        ".transcript a.md\nSELECT ?x { ?x foo:bar 1 };\n",
    );
    assert_eq!(status, 1);
    let text = fs::read_to_string(home.path().join("a.md")).unwrap();
    assert!(text.contains("prefix `foo:` is not declared"), "{text}");
    let (_, error, status) = batch(home.path(), ".transcript a.md\n");
    assert!(error.contains("`.transcript! FILE` replaces it"), "{error}");
    assert_eq!(status, 3);
    let (_, error, status) = batch(home.path(), ".transcript! a.md\n");
    assert_eq!(status, 0, "{error}");
}

#[test]
fn commands_of_the_system_run_in_the_folder_of_the_shell() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("below")).unwrap();
    let (out, error, status) = batch(home.path(), ".cd below\n.shell basename \"$PWD\"\n.cd\n");
    assert_eq!((out.as_str(), status), ("below\n", 0), "{error}");
    let (_, error, status) = batch(home.path(), ".shell exit 3\n");
    assert!(error.contains("ended with status 3"), "{error}");
    assert_eq!(status, 2);
    let (_, error, status) = batch(home.path(), ".cd none\n");
    assert!(error.contains("cannot change to this folder"), "{error}");
    assert_eq!(status, 3);
}

#[test]
fn other_dataset_takes_the_place_of_this_one() {
    let world = screen();
    let other = world.home().join("other");
    fs::create_dir_all(other.join("data")).unwrap();
    fs::create_dir(other.join("ontology")).unwrap();
    fs::write(
        other.join("data/a.ttl"),
        "@prefix z: <https://example.org/z#> .\nz:a a z:Zebra .\n",
    )
    .unwrap();
    let mut shell = world.shell();
    shell.press(".open none\r");
    shell.wait_for("there is no such folder");
    shell.press(&format!("{COUNT}\r"));
    shell.wait_for("1 row");
    shell.press("\x0c.open other\r");
    shell.wait_for("opened: dataset other, in memory");
    shell.press("ASK { ?s a <https://example.org/z#Zebra> }\r");
    shell.wait_for("true");
    shell.press("\x0c.status\r");
    shell.wait_for("dataset other");
}

#[test]
fn prefixes_of_the_session_can_be_refused() {
    let home = tempfile::tempdir().unwrap();
    let (_, error, status) = batch(home.path(), &format!(".prefixes strict\n{COUNT};\n"));
    assert!(error.contains("prefix `geo:` is not declared"), "{error}");
    assert_eq!(status, 1);
    let (out, _, status) = batch(home.path(), ".prefixes geo\n");
    assert!(out.starts_with("geo: "), "{out}");
    assert_eq!(status, 0);
}

#[test]
fn version_tells_what_was_built_in() {
    let home = tempfile::tempdir().unwrap();
    let (out, _, _) = batch(home.path(), ".version\n");
    assert!(out.starts_with("gremia "), "{out}");
    assert!(out.contains("persistent stores: "), "{out}");
}

#[test]
fn parsers_and_the_system_speak_german() {
    let folder = tempfile::tempdir().unwrap();
    let broken = "<http://e/a> ex:b 1 .\n";
    fs::write(folder.path().join("broken.ttl"), broken).unwrap();
    let output = Command::cargo_bin("gremia")
        .unwrap()
        .current_dir(folder.path())
        .args(["--dataset", DATASET, "--lang", "de", "--keep-going"])
        .write_stdin(".load broken.ttl\n.load missing.ttl\n")
        .output()
        .unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    for said in [
        "Standardeingabe:1",
        "broken.ttl:1:14: das Präfix `ex:` ist nicht deklariert",
        "missing.ttl: lässt sich nicht lesen: diese Datei oder diesen Ordner gibt es nicht",
    ] {
        assert!(complaint.contains(said), "{said}: {complaint}");
    }
}

#[test]
fn language_that_no_label_has_is_told() {
    let mut shell = screen().shell();
    shell.wait_for_terms();
    shell.press(".lang xx\r");
    shell.wait_for("no label of the dataset has the language `xx`; there are ");
    shell.wait_for("lang: xx");
    shell.press(".lang x_y\r");
    shell.wait_for("`.lang` takes language tags such as `de,en`");
}

#[test]
fn csv_says_once_at_the_prompt_what_it_leaves_out() {
    let note = "CSV leaves out datatypes and language tags";
    let mut shell = screen().shell();
    shell.press(&format!("\x0c.mode csv\r{COUNT}\r"));
    shell.wait_for(note);
    shell.press(&format!("\x0c{COUNT}\r.mode tsv\r"));
    shell.wait_for("mode: tsv");
    assert!(!shell.contents().contains(note), "{}", shell.contents());
    let home = tempfile::tempdir().unwrap();
    let (_, error, _) = batch(home.path(), &format!(".mode csv\n{COUNT}\n"));
    assert!(!error.contains(note), "{error}");
}

#[test]
fn timer_tells_the_steps_of_a_query() {
    let home = tempfile::tempdir().unwrap();
    let (_, error, _) = batch(home.path(), &format!(".timer on\n{COUNT}\nASK {{}}\n"));
    let told: Vec<String> = error
        .lines()
        .filter(|line| line.starts_with("time: "))
        .map(|line| line.replace(|c: char| c.is_ascii_digit() || c == '.', ""))
        .collect();
    assert_eq!(
        told,
        [
            "time: parse  ms · plan  ms · first row  ms · all rows  ms · shown  ms",
            "time: parse  ms · plan  ms · answer  ms · shown  ms"
        ]
    );
}

#[test]
fn theme_colours_a_graph() {
    let mut shell = screen().shell();
    shell.press("\x0c.theme dark\rDESCRIBE town:elbe\r");
    shell.wait("the keyword in the colour of the theme", |screen| {
        let row = screen
            .contents()
            .lines()
            .position(|line| line.starts_with("@prefix"));
        row.is_some_and(|row| {
            let cell = screen.cell(u16::try_from(row).unwrap(), 0).unwrap();
            cell.bold() && cell.fgcolor() == vt100::Color::Idx(111)
        })
    });
    shell.wait_for("1 subject · ");
}

#[test]
fn no_limit_of_rows_shows_them_all() {
    let mut shell = screen().shell();
    for value in ["off", "0"] {
        shell.press(&format!("\x0c.maxrows 2\r.maxrows {value}\r"));
        shell.wait_for("maxrows: off");
    }
}
