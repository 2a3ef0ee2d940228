//! Queries that are valid and not what was meant: why they have no rows, and what is remarked on them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use gremia::prefixes::Prefixes;
use gremia::sparql::{
    Cancellation, Counts, Emptiness, Error, Stage, Vocabulary, prepare, remarks, why_empty,
};
use gremia::store::{Dataset, EmbeddedDataset};
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{NamedNode, NamedOrBlankNode, Term};

use crate::language::in_german;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    for (prefix, namespace) in [
        ("ex", "http://example.org/"),
        ("foaf", "http://xmlns.com/foaf/0.1/"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ] {
        prefixes.insert(prefix, namespace).unwrap();
    }
    prefixes
}

fn dataset() -> EmbeddedDataset {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let read = |name: &str| fs::read(folder("empty").join(name)).unwrap();
    let store = dataset.store();
    store
        .load_from_slice(RdfFormat::Turtle, &read("data.ttl"))
        .unwrap();
    let archive = RdfParser::from_format(RdfFormat::Turtle)
        .with_default_graph(NamedNode::new_unchecked("http://example.org/archive"));
    store
        .load_from_slice(archive, &read("archive.ttl"))
        .unwrap();
    dataset
}

/// What the dataset holds, counted.
struct Known {
    properties: Counts,
    classes: Counts,
    things: Counts,
}

impl Known {
    fn of(dataset: &dyn Dataset) -> Self {
        let [mut properties, mut classes, mut things, mut objects] = [const { BTreeMap::new() }; 4];
        for quad in dataset.quads(None, None, None, None) {
            let quad = quad.unwrap();
            let add = |map: &mut BTreeMap<String, usize>, iri: &NamedNode| {
                *map.entry(iri.as_str().to_owned()).or_default() += 1;
            };
            add(&mut properties, &quad.predicate);
            if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
                add(&mut things, subject);
            }
            if let Term::NamedNode(object) = &quad.object {
                add(&mut objects, object);
                if quad.predicate == oxrdf::vocab::rdf::TYPE {
                    add(&mut classes, object);
                }
            }
        }
        for (thing, count) in &mut things {
            *count += objects.get(thing).copied().unwrap_or_default();
        }
        Self {
            properties: properties.into(),
            classes: classes.into(),
            things: things.into(),
        }
    }

    fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary {
            properties: &self.properties,
            classes: &self.classes,
            things: &self.things,
        }
    }
}

/// Gives the queries of a folder of fixtures, sorted.
pub(crate) fn queries(name: &str) -> Vec<PathBuf> {
    let mut queries: Vec<PathBuf> = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "rq"))
        .collect();
    queries.sort();
    queries
}

/// Compares what `shown` makes of each query in a folder with the file beside it.
///
/// Set `UPDATE_FIXTURES` to write what is shown now, then read the difference.
fn check(name: &str, least: usize, shown: impl Fn(&str) -> String) {
    let queries = queries(name);
    let mut wrong = Vec::new();
    for query in &queries {
        let text = fs::read_to_string(query).unwrap();
        assert!(prepare(&text, &prefixes(), &[]).is_ok(), "{text}");
        let shown = shown(&text);
        let expected = query.with_extension("txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected, &shown).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != shown {
            let name = query.file_name().unwrap().display().to_string();
            wrong.push(format!("{name}\n{shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(queries.len() >= least, "{}", queries.len());
}

/// Adds the parts of a query and the reasons why they have no rows, `depth` deep inside it.
fn show(shown: &mut String, stages: &[Stage], reasons: &[String], depth: usize) {
    let indent = 2 * depth;
    for stage in stages {
        writeln!(shown, "{:indent$}{:>4}  {}", "", stage.rows, stage.words).unwrap();
        for part in &stage.parts {
            writeln!(shown, "{:indent$}  {}:", "", part.title).unwrap();
            show(shown, &part.stages, &part.reasons, depth + 2);
        }
    }
    for reason in reasons {
        writeln!(shown, "{:indent$}{reason}", "").unwrap();
    }
}

/// Shows what is said of a query that has no rows.
pub(crate) fn shown_emptiness(text: &str) -> String {
    let dataset = dataset();
    let known = Known::of(&dataset);
    let cancellation = Cancellation::default();
    let why = |text: &str| {
        let found = why_empty(
            text,
            &prefixes(),
            &[],
            known.vocabulary(),
            &dataset,
            &cancellation,
        );
        found.unwrap().unwrap()
    };
    let found = why(text);
    let mut shown = String::new();
    show(&mut shown, &found.stages, &found.reasons, 0);
    if let Some(fix) = &found.fix {
        let mended = fix.apply(text);
        let rows = why(&mended).stages.last().map_or(0, |stage| stage.rows);
        write!(shown, "fix, {rows} rows: {mended}").unwrap();
    }
    shown
}

/// Shows what is remarked on a query.
pub(crate) fn shown_remarks(text: &str) -> String {
    let dataset = dataset();
    let known = Known::of(&dataset);
    let found = remarks(text, &prefixes(), &[], Some(known.vocabulary()), &dataset).unwrap();
    let mut shown = String::new();
    for remark in &found {
        writeln!(shown, "{}", remark.message).unwrap();
        if let Some(fix) = &remark.fix {
            let mended = fix.apply(text);
            assert!(prepare(&mended, &prefixes(), &[]).is_ok(), "{mended}");
            write!(shown, "fix: {mended}").unwrap();
        }
    }
    shown
}

#[test]
fn part_that_leaves_no_row_is_named_with_what_is_near() {
    check("empty", 40, shown_emptiness);
}

/// Gives the reasons of a query and of its parts.
fn all_reasons(found: &Emptiness) -> Vec<&str> {
    fn add<'a>(stages: &'a [Stage], reasons: &'a [String], all: &mut Vec<&'a str>) {
        all.extend(reasons.iter().map(String::as_str));
        for part in stages.iter().flat_map(|stage| &stage.parts) {
            add(&part.stages, &part.reasons, all);
        }
    }
    let mut all = Vec::new();
    add(&found.stages, &found.reasons, &mut all);
    all
}

/// Reads how often something is said to occur at the end of `text`, and what.
fn said_count(text: &str) -> Option<(&str, usize)> {
    let text = text.trim();
    if let Some(term) = text.strip_suffix(" once") {
        return Some((term, 1));
    }
    if let Some(term) = text.strip_suffix(" twice") {
        return Some((term, 2));
    }
    let (term, count) = text.strip_suffix(" times")?.rsplit_once(' ')?;
    Some((term, count.parse().ok()?))
}

/// Counts the rows of a pattern in all graphs.
fn count_of(dataset: &EmbeddedDataset, pattern: &str) -> usize {
    let text = format!("SELECT * {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}");
    let query = prepare(&text, &prefixes(), &[]).unwrap();
    match query.evaluate(dataset, &Cancellation::default()).unwrap() {
        gremia::sparql::Answer::Solutions { rows, .. } => rows.map(Result::unwrap).count(),
        _ => 0,
    }
}

/// Asks why each query of the fixtures has no rows, and gives each with its name to `judge`.
fn for_each_puzzle(dataset: &EmbeddedDataset, mut judge: impl FnMut(&str, &str, &Emptiness)) {
    let known = Known::of(dataset);
    for path in queries("empty") {
        let text = fs::read_to_string(&path).unwrap();
        let none = Cancellation::default();
        let found = why_empty(&text, &prefixes(), &[], known.vocabulary(), dataset, &none);
        judge(&path.display().to_string(), &text, &found.unwrap().unwrap());
    }
}

#[test]
fn figures_in_reasons_are_those_that_queries_count() {
    let dataset = dataset();
    let mut checked = 0;
    for_each_puzzle(&dataset, |_, _, found| {
        for reason in all_reasons(found) {
            let reason = reason.trim_start_matches("with that changed: ");
            if let Some((unknown, near)) = reason.split_once(" occurs 0 times as a property") {
                assert_eq!(
                    count_of(&dataset, &format!("?s {unknown} ?o")),
                    0,
                    "{reason}"
                );
                if let Some((near, count)) = said_count(near.trim_start_matches(';')) {
                    let counted = count_of(&dataset, &format!("?s {near} ?o"));
                    assert_eq!(counted, count, "{reason}");
                }
                checked += 1;
            } else if let Some((property, values)) = reason.split_once(" is never ")
                && let Some((value, near)) = values.split_once("; it is ")
            {
                let count = |value: &str| count_of(&dataset, &format!("?s {property} {value}"));
                assert_eq!(count(value), 0, "{reason}");
                for (near, said) in near.split(", ").filter_map(said_count) {
                    assert_eq!(count(near), said, "{reason}");
                }
                checked += 1;
            } else if let Some((told, unbound)) = reason.split_once(" rows before and unbound in ")
            {
                let number = |text: &str| text.parse::<usize>().unwrap();
                let (bound, all) = told.rsplit_once(" of the ").unwrap();
                let bound = number(bound.rsplit_once(" in ").unwrap().1);
                assert_eq!(bound + number(unbound), number(all), "{reason}");
                let named = bound_values(told);
                assert!(named == 0 || named == bound, "{reason}");
                checked += 1;
            }
        }
    });
    assert!(checked >= 12, "{checked}");
}

/// Counts the rows of a query that a user would write; nothing where it is none.
fn rows_of(dataset: &EmbeddedDataset, text: &str) -> Option<usize> {
    let query = prepare(text, &prefixes(), &[]).ok()?;
    match query.evaluate(dataset, &Cancellation::default()).unwrap() {
        gremia::sparql::Answer::Solutions { rows, .. } => Some(rows.map(Result::unwrap).count()),
        _ => None,
    }
}

#[test]
fn rows_of_each_step_are_those_of_the_steps_written_as_a_query() {
    let dataset = dataset();
    let mut checked = 0;
    for_each_puzzle(&dataset, |name, text, found| {
        let sources = text.find("FROM").map_or("", |at| {
            let rest = &text[at..];
            &rest[..rest.find('{').unwrap()]
        });
        let mut steps = Vec::new();
        for stage in &found.stages {
            // Groups are made of the rows of the steps, and a blank node is another one in each step.
            if stage.words.starts_with("GROUP BY")
                || stage.words.starts_with("HAVING")
                || stage.words.contains("_:")
                || stage.words.contains('…')
            {
                break;
            }
            steps.push(stage.words.as_str());
            let is_condition = |step: &str| step.starts_with("FILTER(");
            let (conditions, others): (Vec<&str>, Vec<&str>) =
                steps.iter().partition(|step| is_condition(step));
            // A condition of SELECT's own names stands before what they stand for.
            let joined = format!("{} {}", others.join(" . "), conditions.join(" "));
            let query = format!("SELECT * {sources} {{ {joined} }}");
            let query = query.replace("} . OPTIONAL", "} OPTIONAL");
            let Some(rows) = rows_of(&dataset, &query) else {
                panic!("{query}");
            };
            assert_eq!(rows, stage.rows, "{name}: {query}");
            checked += 1;
        }
    });
    assert!(checked >= 150, "{checked}");
}

#[test]
fn change_that_is_proposed_is_the_one_that_is_named_first() {
    let mut checked = 0;
    for_each_puzzle(&dataset(), |name, text, found| {
        let reasons = all_reasons(found);
        let Some(fix) = &found.fix else { return };
        let edit = &fix.edits[0];
        if edit.text.is_empty() {
            return;
        }
        let old = &text[edit.span.clone()];
        let told = fix.in_words(text);
        assert!(told.contains(&format!("`{}`", edit.text.trim())), "{name}");
        assert!(fix.apply(text).contains(&edit.text), "{name}");
        // Nothing else is offered before it in the sentence that names it.
        let bare = |text: &str| text.trim_matches(['"', '^']).to_owned();
        let (old, new) = (bare(old), bare(&edit.text));
        let offer = reasons.iter().find_map(|reason| {
            let offered = reason.split_once(&old).map_or(&**reason, |(_, rest)| rest);
            let offered = if offered.contains(&new) {
                offered
            } else {
                reason
            };
            Some(offered[..offered.find(&new)?].to_owned())
        });
        let offer = offer.unwrap_or_else(|| panic!("{name}: {reasons:?}"));
        let others = [" times,", " once,", " have @de, ", " has @de, "];
        let mut others = others.iter();
        let mut lists = offer.match_indices("), ");
        let counts = |at: usize| offer[..at].ends_with(|c: char| c.is_ascii_digit());
        assert!(
            !others.any(|other| offer.contains(other)) && !lists.any(|(at, _)| counts(at)),
            "{name}: {offer}"
        );
        checked += 1;
    });
    assert!(checked >= 50, "{checked}");
}

/// Adds up the counts in brackets behind values.
fn bound_values(told: &str) -> usize {
    let counts = told.split('(').skip(1);
    let counts = counts.filter_map(|rest| rest.split_once(')')?.0.parse::<usize>().ok());
    counts.sum()
}

#[test]
fn remarks_name_what_is_perhaps_not_meant() {
    check("remarks", 18, shown_remarks);
}

#[test]
fn terms_are_missed_without_a_vocabulary_too() {
    let found = remarks(
        "ASK { ?s ex:lenght ?n }",
        &prefixes(),
        &[],
        None,
        &dataset(),
    )
    .unwrap();
    let messages: Vec<_> = found.iter().map(|remark| &*remark.message).collect();
    assert_eq!(messages, ["ex:lenght occurs 0 times as a property"]);
}

#[test]
fn reason_is_told_in_plain_german() {
    let name = "puzzles::reason_is_told_in_plain_german";
    in_german(name, || {
        for (query, reason) in [
            (
                "SELECT ?r { ?r ex:flowsThrough ex:hambrug }",
                "ex:hambrug kommt nicht vor; ex:hamburg an dieser Stelle einmal",
            ),
            (
                "SELECT ?r { ?r ex:length ?n FILTER(?n = \"1094\") }",
                "dazu passt 1 von 3 Zeilen",
            ),
            (
                "SELECT ?g ?n { GRAPH ?g { ?r ex:length ?n } }",
                "hier nichts, aber im Standardgraphen passt es 3-mal",
            ),
            (
                "SELECT DISTINCT ?k { ?s a ?k } OFFSET 5",
                "es gibt 3 Zeilen: OFFSET 5 überspringt sie alle",
            ),
            (
                "SELECT ?c { ?c rdfs:label \"Hamburg\"@de }",
                "rdfs:label hat nie den Wert \"Hamburg\"@de; skos:prefLabel hat den Wert \"Hamburg\"@de einmal",
            ),
        ] {
            let shown = shown_emptiness(query);
            assert!(shown.contains(reason), "{shown}");
        }
    });
}

#[test]
fn service_is_not_asked() {
    let text = "SELECT * { ?s a ex:River SERVICE <http://example.org/sparql> { ?s ?p ?o } }";
    let shown = shown_emptiness(text);
    assert_eq!(
        shown,
        "what <http://example.org/sparql> would answer is not known: this program opens no connection\n"
    );
}

#[test]
fn update_has_neither_rows_nor_remarks() {
    let (dataset, update) = (dataset(), "DELETE WHERE { ?s ex:lenght ?n }");
    let known = Known::of(&dataset);
    let vocabulary = known.vocabulary();
    let none = Cancellation::default();
    let found = why_empty(update, &prefixes(), &[], vocabulary, &dataset, &none).unwrap();
    assert_eq!(found, None);
    let remarks = remarks(update, &prefixes(), &[], Some(vocabulary), &dataset).unwrap();
    assert_eq!(remarks, []);
}

#[test]
fn cancelled_question_ends_in_an_error() {
    let dataset = dataset();
    let known = Known::of(&dataset);
    let cancelled = Cancellation::default();
    cancelled.cancel();
    let asked = why_empty(
        "SELECT * { ?s ex:lenght ?n }",
        &prefixes(),
        &[],
        known.vocabulary(),
        &dataset,
        &cancelled,
    );
    assert!(matches!(asked, Err(Error::Cancelled)));
}
