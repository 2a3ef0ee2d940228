//! Messages in both languages: none without its German, and German that says the same in the same place.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use gremia::language::{self, Language};

use crate::architecture::rust_files;
use crate::program::run;
use crate::{diagnostics, puzzles};

/// Runs `check` with German messages, in a process of its own: the language is that of the process.
///
/// `test` is the full name of the test that calls this.
pub(crate) fn in_german(test: &str, check: impl FnOnce()) {
    const SPEAKS_GERMAN: &str = "GREMIA_TEST_SPEAKS_GERMAN";
    if env::var_os(SPEAKS_GERMAN).is_some() {
        language::speak(Language::De);
        check();
        return;
    }
    let output = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(SPEAKS_GERMAN, "1")
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}");
    assert!(shown.contains("1 passed"), "there is no test {test}");
}

/// English words that no German sentence has.
const ENGLISH: &[&str] = &[
    "after",
    "and",
    "are",
    "as",
    "be",
    "before",
    "but",
    "by",
    "did",
    "else",
    "expected",
    "first",
    "for",
    "from",
    "has",
    "have",
    "help",
    "here",
    "is",
    "it",
    "its",
    "matches",
    "mean",
    "never",
    "no",
    "not",
    "note",
    "nothing",
    "occurs",
    "of",
    "once",
    "one",
    "only",
    "or",
    "rows",
    "that",
    "the",
    "there",
    "this",
    "times",
    "to",
    "twice",
    "unexpected",
    "use",
    "with",
    "without",
    "write",
    "you",
];

/// Gives the English words of a message, which may quote code and name terms.
fn english_words(message: &str) -> Vec<String> {
    let mut text = String::new();
    for (number, part) in message.split('`').enumerate() {
        text.push_str(if number % 2 == 0 { part } else { " " });
    }
    text.split(|c: char| c.is_whitespace() || ",;.!()?".contains(c))
        .filter(|word| ENGLISH.contains(word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn english_word_is_found_outside_of_code_only() {
    assert_eq!(english_words("`the` Wert, a:the"), [""; 0]);
    assert_eq!(english_words("unexpected `x`; nichts"), ["unexpected"]);
}

/// What was shown, parted into what is the same in every language and what is said in words.
#[derive(Default)]
struct Parted {
    same: Vec<String>,
    words: Vec<String>,
}

/// Parts what is shown of a wrong query: the drawn text, the carets below it and the mended text are no words.
fn diagnosed(shown: &str) -> Parted {
    let mut parted = Parted::default();
    let mut is_mended = false;
    for line in shown.lines() {
        let in_margin = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        let is_drawn = in_margin.starts_with('|');
        if is_mended || is_drawn && line.starts_with(|c: char| c.is_ascii_digit()) {
            parted.same.push(line.to_owned());
        } else if is_drawn {
            let carets = line.replace(|c| c != '^', " ");
            if !carets.trim().is_empty() {
                parted.same.push(carets.trim_end().to_owned());
            }
            parted.words.push(line.replace(['^', '-', '|'], " "));
        } else {
            parted
                .words
                .push(line.replace("= help:", "").replace("= note:", ""));
        }
        is_mended |= line.starts_with("--- ");
    }
    parted
}

/// Parts what is shown of a valid query: its stages, which begin with a count, and the text with its fix are no words.
fn puzzled(shown: &str) -> Parted {
    let (said, mended) = shown.split_once("fix").unwrap_or((shown, ""));
    let mut parted = Parted::default();
    for line in said.lines() {
        // Reasons can begin with a number, too, but have one space behind it.
        let behind = line.trim_start();
        let behind = behind.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_stage = behind.len() < line.trim_start().len() && behind.starts_with("  ");
        let part = if is_stage {
            &mut parted.same
        } else {
            &mut parted.words
        };
        part.push(line.to_owned());
    }
    parted.same.push(mended.to_owned());
    parted
}

/// Compares what a German process shows of each query in a folder with the English file beside it.
///
/// Set `SHOW_GERMAN` and read what the failing test shows, to judge the sentences.
fn compare(folder: &str, shown: impl Fn(&str) -> String, parted: fn(&str) -> Parted) {
    let mut wrong = Vec::new();
    for query in puzzles::queries(folder) {
        let text = fs::read_to_string(&query).unwrap();
        let english = fs::read_to_string(query.with_extension("txt")).unwrap();
        let german = shown(&text);
        let [one, other] = [&english, &german].map(|text| parted(text));
        let words = english_words(&other.words.join("\n"));
        let is_untold = one.words == other.words && !one.words.is_empty();
        let is_wrong = one.same != other.same || !words.is_empty() || is_untold;
        if is_wrong || env::var_os("SHOW_GERMAN").is_some() {
            let name = query.file_name().unwrap().display();
            wrong.push(format!("{name}: {words:?}\n{english}became\n{german}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn wrong_query_is_explained_in_german_at_the_same_place() {
    let name = "language::wrong_query_is_explained_in_german_at_the_same_place";
    in_german(name, || {
        compare("diagnostics", diagnostics::shown, diagnosed);
    });
}

#[test]
fn empty_result_is_explained_in_german() {
    in_german("language::empty_result_is_explained_in_german", || {
        compare("empty", puzzles::shown_emptiness, puzzled);
    });
}

#[test]
fn remark_is_made_in_german() {
    in_german("language::remark_is_made_in_german", || {
        compare("remarks", puzzles::shown_remarks, puzzled);
    });
}

#[test]
fn failure_is_told_in_german_with_its_way_out() {
    let (_, told, status) = run(&["--lang", "de", "--dataset", "docs", "query", "ASK {}"]);
    assert_eq!(
        told,
        "Fehler: docs: hier ist kein Datenbestand\n\
         Hinweis: ein Datenbestand ist ein Ordner mit `ontology/`, `data/` und `queries/`\n"
    );
    assert_eq!(status, 3);
}

/// What a literal may be inside of without being a message in one language only.
const SPOKEN: &[&str] = &[
    "wording!",
    "Wording::new",
    "Noun::new",
    // Both languages side by side, as data that is published.
    "Bilingual::new",
    // What only a programmer reads.
    "assert!",
    "assert_eq!",
    "debug_assert!",
    "debug_assert_eq!",
    "expect",
    "panic!",
    "unreachable!",
    "Error::Library",
    // Attributes.
    "allow",
    "deprecated",
    "serde",
    // Keys of data, queries, names of threads, and what another program says.
    "ALIASES",
    "contains",
    "get",
    "name",
    "number",
    "starts_with",
    "strip_prefix",
    "COMPLAINTS",
];

/// What makes a message of each literal that has a word.
const SAYS: &[&str] = &[
    "Failure::new",
    "error",
    "with_help",
    "with_hint",
    "with_label",
    "with_note",
];

/// Files whose texts are no messages of the program, each with what they are.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("cli/reference.rs", "a page that is English"),
    (
        "commands/coverage.rs",
        "help, whose German stands in german.toml",
    ),
    (
        "commands/coverage/records.rs",
        "values of a column, the same in both languages",
    ),
    ("commands/german.rs", "the German of the argument parser"),
    (
        "commands/german/errors.rs",
        "the German of the argument parser",
    ),
    ("commands/init.rs", "commands, the same in both languages"),
    (
        "commands/publish.rs",
        "help, whose German stands in german.toml",
    ),
    (
        "commands/publish/artifacts.rs",
        "data that is published, in both languages",
    ),
    (
        "commands/publish/readme.rs",
        "data that is published, in both languages",
    ),
    (
        "commands/publish/site.rs",
        "data that is published, in both languages",
    ),
    (
        "commands/publish/tables.rs",
        "data that is published, in both languages",
    ),
    ("commands/stats.rs", "names of counts, in both languages"),
    ("commands/validate/junit.rs", "a machine format"),
    (
        "description.rs",
        "data that is published, in both languages",
    ),
    ("evidence/sentences.rs", "words of the documents"),
    (
        "evidence/units.rs",
        "values of a column, the same in both languages",
    ),
    ("network/dot.rs", "a drawing, the same in both languages"),
    ("repl/robustness.rs", "a test"),
    (
        "repl/term_index/labels.rs",
        "the error of a file that is read anew then",
    ),
    ("results/latex.rs", "words of LaTeX"),
    (
        "settings.rs",
        "defaults of data that is published, in both languages",
    ),
    (
        "sparql/counts.rs",
        "the error of a file that is read anew then",
    ),
    ("store/rocksdb.rs", "what the operating system says"),
    (
        "tables/package.rs",
        "data that is published, in both languages",
    ),
];

/// A string literal with what it is inside of, outermost first.
struct Text {
    line: usize,
    written: String,
    inside: Vec<String>,
}

/// Finds the string literals of a source file, tests at its end left out.
fn literals(source: &str) -> Vec<Text> {
    let product = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut inside: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(c) = product[at..].chars().next() {
        let rest = &product[at..];
        at += match c {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            'r' if rest.starts_with("r#\"") => rest.find("\"#").map_or(rest.len(), |end| end + 2),
            '"' => {
                let length = 1 + quoted(&rest[1..]);
                found.push(Text {
                    line: 1 + product[..at].matches('\n').count(),
                    written: rest[1..length].to_owned(),
                    inside: inside.clone(),
                });
                length + 1
            }
            // A character, not a lifetime.
            '\'' if rest[1..].starts_with('\\') => 4 + rest[3..].find('\'').unwrap_or(0),
            '\'' if rest.chars().nth(2) == Some('\'') => {
                rest.chars().take(3).map(char::len_utf8).sum()
            }
            '(' | '[' | '{' => {
                inside.push(called(&product[..at]));
                1
            }
            ')' | ']' | '}' => {
                inside.pop();
                1
            }
            c => c.len_utf8(),
        };
    }
    found
}

/// Gives the length of a literal up to its closing mark.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    text.find(|c| {
        let is_end = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        is_end
    })
    .unwrap_or(text.len())
}

/// Gives the name at the end of `before`: of a function with its type, a macro, an attribute, a constant.
fn called(before: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_:!".contains(c);
    let start = before.rfind(|c| !is_part(c)).map_or(0, |at| at + 1);
    let line = before.lines().next_back().unwrap_or_default();
    match (&before[start..], line.split_once("const ")) {
        ("", Some((_, constant))) => constant.chars().take_while(|c| *c != ':').collect(),
        (name, _) => name.to_owned(),
    }
}

/// Counts the words that follow each other in a text, what is inserted and what is escaped left out.
fn words(text: &str) -> usize {
    let mut plain = String::new();
    let mut depth = 0_usize;
    let mut characters = text
        .replace("{{", " ")
        .replace("}}", " ")
        .into_bytes()
        .into_iter();
    while let Some(byte) = characters.next() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'\\' => {
                characters.next();
                plain.push(' ');
            }
            byte if depth == 0 => plain.push(char::from(byte)),
            _ => {}
        }
    }
    let is_word = |word: &&str| word.len() >= 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    let mut longest = 0;
    let mut run = 0;
    for word in plain.split_whitespace() {
        // What begins with a question mark is a variable.
        let word = word.trim_end_matches([',', ';', ':', '.', '?']);
        run = if is_word(&word) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[test]
fn every_message_has_its_german_beside_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut untold = Vec::new();
    for path in rust_files(&source) {
        let file = path.strip_prefix(&source).unwrap().to_str().unwrap();
        let is_exception = EXCEPTIONS.iter().any(|(name, _)| *name == file);
        if is_exception || file.ends_with("tests.rs") {
            continue;
        }
        for Text {
            line,
            written,
            inside,
        } in literals(&fs::read_to_string(&path).unwrap())
        {
            let is_inside =
                |names: &[&str]| inside.iter().any(|call| names.contains(&call.as_str()));
            let least = if is_inside(SAYS) { 1 } else { 2 };
            if !is_inside(SPOKEN) && words(&written) >= least {
                untold.push(format!("src/{file}:{line}: \"{written}\" in {inside:?}"));
            }
        }
    }
    assert!(untold.is_empty(), "{}", untold.join("\n"));
}

#[test]
fn message_without_german_is_seen() {
    let source = "#[error(\"it is gone\")] fn a() { b(wording!(\"it is\", \"es ist\"), 'x', \"no more \\\" left\") }";
    let found: Vec<_> = literals(source)
        .into_iter()
        .map(|text| (text.written, text.inside))
        .collect();
    let inside = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found[0], ("it is gone".to_owned(), inside(&["", "error"])));
    assert_eq!(
        found[2],
        ("es ist".to_owned(), inside(&["", "b", "wording!"]))
    );
    assert_eq!(found[3].0, "no more \\\" left");
    assert_eq!(words("`{value}` is not {expected}"), 2);
    assert_eq!(words("{file}:{line}"), 0);
}
