//! Queries and updates: what is sent to the dataset means what was written.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use gremia::prefixes::Prefixes;
use gremia::sparql::{Answer, Cancellation, Form, prepare};
use gremia::store::{Dataset, EmbeddedDataset};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::{CancellationToken, QueryResults, QuerySolutionIter, QueryTripleIter};
use oxrdf::{Term, Triple, Variable};
use spargebra::algebra::GraphPattern;
use spargebra::{Query, SparqlParser};

/// Gives the folder of a test suite; none where it is not at hand.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn suite(folder: &str) -> Option<PathBuf> {
    // A work tree lies one folder deeper than the repository.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared", "../../shared"]
        .map(|shared| root.join(shared).join("conformance").join(folder))
        .into_iter()
        .find(|place| place.is_dir());
    if found.is_none() {
        eprintln!("skipped: the test suite {folder} is not beside the package");
    }
    found
}

/// Gives the W3C test files that end in one of `extensions`; none where the suite is not at hand.
pub(crate) fn w3c_files(extensions: &[&str]) -> Vec<PathBuf> {
    let Some(suite) = suite("w3c-sparql") else {
        return Vec::new();
    };
    let mut files = Vec::new();
    let mut folders = vec![suite];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|found| extensions.iter().any(|wanted| found == *wanted))
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Renames what the parser names by chance, in order of first use.
fn canonical(sse: &str) -> String {
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut text = String::new();
    for word in sse.split_inclusive([' ', ')', '(']) {
        let (name, rest) = word.split_at(word.trim_end_matches([' ', ')', '(']).len());
        let digits = name.trim_start_matches(['?', '_', ':']);
        if digits.len() >= 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let next = names.len();
            let number = names.entry(name).or_insert(next);
            write!(text, "{}{number}", &name[..1]).unwrap();
        } else {
            text.push_str(name);
        }
        text.push_str(rest);
    }
    text
}

/// Puts the columns of a SELECT into the order of `columns`, where they are the same.
fn take_columns(pattern: &mut GraphPattern, columns: &[Variable]) {
    match pattern {
        GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner } => take_columns(inner, columns),
        GraphPattern::Project { variables, .. } => {
            let same: HashSet<_> = columns.iter().collect();
            if variables.iter().collect::<HashSet<_>>() == same {
                *variables = columns.to_vec();
            }
        }
        _ => {}
    }
}

#[test]
fn text_of_every_valid_w3c_query_reads_back_as_the_same_algebra() {
    let mut checked = 0;
    let mut wrong = Vec::new();
    let files = w3c_files(&["rq"]);
    for file in &files {
        let Ok(text) = fs::read_to_string(file) else {
            continue;
        };
        let Ok(query) = SparqlParser::new().parse_query(&text) else {
            continue;
        };
        let Ok(prepared) = prepare(&text, &Prefixes::default(), &[]) else {
            continue;
        };
        checked += 1;
        let mut query = query;
        if let Query::Select { pattern, .. } = &mut query
            && text.contains('*')
        {
            // The library sorts the columns of `SELECT *` by name.
            take_columns(pattern, prepared.variables());
        }
        match SparqlParser::new().parse_query(prepared.text()) {
            Err(error) => wrong.push(format!("{}: {error}\n{}", file.display(), prepared.text())),
            Ok(again) if canonical(&again.to_sse()) != canonical(&query.to_sse()) => {
                wrong.push(format!(
                    "{}\n{text}\n{}\n{}\n{}",
                    file.display(),
                    prepared.text(),
                    canonical(&query.to_sse()),
                    canonical(&again.to_sse())
                ));
            }
            Ok(_) => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {checked}:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert!(files.is_empty() || checked > 600, "{checked}");
}

#[test]
fn text_of_every_valid_w3c_update_reads_back_as_the_same_algebra() {
    let mut checked = 0;
    let files = w3c_files(&["ru"]);
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let Ok(update) = SparqlParser::new().parse_update(&text) else {
            continue;
        };
        let Ok(prepared) = prepare(&text, &Prefixes::default(), &[]) else {
            continue;
        };
        if prepared.form() != Form::Update {
            continue;
        }
        checked += 1;
        let again = SparqlParser::new().parse_update(prepared.text());
        let again = again
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", file.display(), prepared.text()));
        assert_eq!(
            canonical(&again.to_sse()),
            canonical(&update.to_sse()),
            "{}",
            file.display()
        );
    }
    assert!(files.is_empty() || checked > 50, "{checked}");
}

/// Gives an answer as sorted lines without the names of blank nodes.
fn lines(results: Option<QueryResults<'_>>) -> Option<Vec<String>> {
    let anonymous = |text: String| {
        if text.starts_with("_:") {
            "_:".to_owned()
        } else {
            text
        }
    };
    let mut lines: Vec<String> = match results? {
        QueryResults::Boolean(answer) => vec![answer.to_string()],
        QueryResults::Solutions(solutions) => solutions
            .map(|row| {
                let row = row.ok()?;
                let named = |(name, term): (&Variable, &Term)| {
                    (name.as_str().to_owned(), anonymous(term.to_string()))
                };
                // The order of the columns of `SELECT *` is ours.
                let mut values: Vec<_> = row.iter().map(named).collect();
                values.sort();
                Some(format!("{values:?}"))
            })
            .collect::<Option<_>>()?,
        QueryResults::Graph(triples) => {
            let terms = |triple: &Triple| {
                [
                    triple.subject.to_string(),
                    triple.predicate.to_string(),
                    triple.object.to_string(),
                ]
                .map(anonymous)
            };
            // The engine repeats some triples, and a graph is a set.
            let triples: HashSet<Triple> = triples.collect::<Result<_, _>>().ok()?;
            triples
                .iter()
                .map(|triple| format!("{:?}", terms(triple)))
                .collect()
        }
    };
    lines.sort();
    Some(lines)
}

fn our_lines(answer: Answer) -> Option<Vec<String>> {
    lines(Some(match answer {
        Answer::Boolean(answer) => QueryResults::Boolean(answer),
        Answer::Solutions { variables, rows } => {
            let rows: Vec<_> = rows.map(Result::unwrap).collect();
            QueryResults::Solutions(QuerySolutionIter::new(
                variables.into(),
                rows.into_iter().map(Ok),
            ))
        }
        Answer::Graph(triples) => {
            let triples: Vec<_> = triples.map(Result::unwrap).collect();
            QueryResults::Graph(QueryTripleIter::new(triples.into_iter().map(Ok)))
        }
    }))
}

#[test]
fn every_w3c_query_gives_what_the_engine_gives_by_itself() {
    const CHANGING: [&str; 6] = ["RAND", "UUID", "NOW", "BNODE", "bnode", "LIMIT"];
    let mut checked = 0;
    let mut datasets: HashMap<PathBuf, EmbeddedDataset> = HashMap::new();
    for file in w3c_files(&["rq"]) {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        if CHANGING.iter().any(|word| text.contains(word)) || text.contains("SERVICE") {
            continue;
        }
        let folder = file.parent().unwrap().to_path_buf();
        let dataset = datasets
            .entry(folder)
            .or_insert_with_key(|folder| everything_in(folder));
        let theirs = lines(dataset.query(&text, &CancellationToken::default()).ok());
        let Ok(prepared) = prepare(&text, &Prefixes::default(), &[]) else {
            continue;
        };
        let ours = prepared
            .evaluate(dataset, &Cancellation::default())
            .ok()
            .and_then(our_lines);
        assert_eq!(ours, theirs, "{}\n{}", file.display(), prepared.text());
        checked += usize::from(theirs.is_some_and(|lines| !lines.is_empty()));
    }
    assert!(datasets.is_empty() || checked > 300, "{checked}");
}

/// Loads all Turtle files of a folder together; which data a query is meant for does not matter here.
fn everything_in(folder: &Path) -> EmbeddedDataset {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "ttl")
            && !path.ends_with("manifest.ttl")
        {
            let parser = RdfParser::from_format(RdfFormat::Turtle)
                .with_base_iri("http://example.org/")
                .unwrap();
            // Some files are wrong on purpose.
            let _ = dataset
                .store()
                .load_from_slice(parser, &fs::read(path).unwrap());
        }
    }
    dataset
}

#[test]
fn layout_of_a_query_is_laid_out_as_it_is() {
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/queries");
    let mut files = w3c_files(&["rq", "ru"]);
    files.extend(
        fs::read_dir(ours)
            .unwrap()
            .map(|entry| entry.unwrap().path()),
    );
    for path in files {
        // Some of the suite are not UTF-8, on purpose, and one entry of ours is a folder.
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let laid_out = gremia::sparql::formatted(&text);
        let again = gremia::sparql::formatted(&laid_out);
        assert_eq!(laid_out, again, "{}", path.display());
    }
}
