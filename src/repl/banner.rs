//! What the shell says at its start: what is loaded, and three things to try.
//!
//! Counting happens beside, and is left out where it is late. It may take minutes in a persistent store: there the first
//! start does without, and what is counted meanwhile is kept for the next.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use oxigraph::sparql::CancellationToken;
use oxrdf::Term;
use serde::{Deserialize, Serialize};

use crate::language::{Wording, grouped, wording};
use crate::prefixes::Prefixes;
use crate::sparql::{self, Answer, Cancellation, Error};
use crate::store::{self, Dataset, Revision};
use crate::vocab::BASE;

/// The prompt waits for the counts no longer than this.
const PATIENCE: Duration = Duration::from_millis(400);
/// Of larger datasets only the triples are counted: for more, all things would have to be kept in mind.
const MOST_LOOKED_THROUGH: u64 = 1_000_000;
/// Under this name the counts are kept; the number changes with what is written.
const NAME: &str = "survey-1.json";
/// Columns that its lines fill at most.
const WIDEST: usize = 80;

/// What is counted: one, several, and the classes of the ontology whose instances these are.
const COUNTED: [(Wording, Wording, &[&str]); 5] = [
    (
        Wording::new("person", "Person"),
        Wording::new("persons", "Personen"),
        &["Person"],
    ),
    (
        Wording::new("body", "Stelle oder Gremium"),
        Wording::new("bodies", "Stellen und Gremien"),
        &["PublicBody", "Conference"],
    ),
    (
        Wording::new("meeting", "Sitzung"),
        Wording::new("meetings", "Sitzungen"),
        &["Meeting"],
    ),
    (
        Wording::new("resolution", "Beschluss"),
        Wording::new("resolutions", "Beschlüsse"),
        &["Resolution"],
    ),
    (
        Wording::new("demand", "Forderung"),
        Wording::new("demands", "Forderungen"),
        &["Demand"],
    ),
];

/// What was found out for the banner.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Survey {
    triples: u64,
    /// How many there are of what, by its place among [`COUNTED`].
    counts: Vec<(u64, usize)>,
    /// A thing that much is said about: its IRI.
    thing: Option<String>,
    /// A class that is worth a look: the first that is counted, else that with most instances.
    class: Option<String>,
}

/// Gives the lines of the banner for a terminal with `columns`; `queries` are the names of the named queries.
pub(super) fn banner(
    dataset: &Arc<dyn Dataset>,
    prefixes: &Prefixes,
    queries: &[String],
    columns: usize,
) -> String {
    if let Some(revision) = dataset.revision() {
        return write(kept(&revision).as_ref(), prefixes, queries, columns);
    }
    let (sender, survey) = mpsc::channel();
    let surveyed = Arc::clone(dataset);
    let cancellation = CancellationToken::new();
    let token = cancellation.clone();
    // Without the thread, and where the survey fails, the banner is shorter.
    let _ = thread::Builder::new()
        .name("survey".to_owned())
        .spawn(move || {
            let _ = sender.send(take_survey(surveyed.as_ref(), &token));
        });
    let survey = survey.recv_timeout(PATIENCE).ok().and_then(Result::ok);
    cancellation.cancel();
    write(survey.as_ref(), prefixes, queries, columns)
}

fn kept(revision: &Revision) -> Option<Survey> {
    serde_json::from_reader(revision.kept(NAME)?).ok()
}

/// Counts what the next start of the shell on `dataset`, of so many `triples`, tells, and keeps it beside the dataset,
/// unless that was done.
///
/// # Errors
/// Those of queries, and [`store::Error::Storage`] where the file cannot be written.
pub(super) fn keep_survey(
    dataset: &dyn Dataset,
    triples: u64,
    revision: &Revision,
    token: &CancellationToken,
) -> Result<(), Error> {
    if kept(revision).is_some() {
        return Ok(());
    }
    let survey = if triples > MOST_LOOKED_THROUGH {
        Survey {
            triples,
            ..Survey::default()
        }
    } else {
        take_survey(dataset, token)?
    };
    let kept = revision.keep(NAME, &mut |file| Ok(serde_json::to_writer(file, &survey)?));
    kept.map_err(|error| store::Error::Storage(error.into()).into())
}

fn take_survey(dataset: &dyn Dataset, token: &CancellationToken) -> Result<Survey, Error> {
    let mut survey = Survey {
        triples: number(dataset, token, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")?,
        ..Survey::default()
    };
    for (place, (_, _, classes)) in COUNTED.iter().enumerate() {
        let instances = instances(classes);
        let query = format!("{PREFIXES} SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {instances} }}");
        let count = number(dataset, token, &query)?;
        if count > 0 {
            survey.counts.push((count, place));
            let class = classes
                .first()
                .map(|class| format!("{BASE}ontology#{class}"));
            survey.class = survey.class.or(class);
        }
    }
    // The bodies are what the graph is about; in other graphs anything that much is said of will do.
    survey.thing = described(dataset, token, &instances(&["Conference"]))?;
    if survey.thing.is_none() {
        survey.thing = described(dataset, token, &format!("?x a ?class . {NOT_SCHEMA}"))?;
    }
    if survey.class.is_none() {
        let query = format!(
            "{PREFIXES} SELECT ?class {{ {{ SELECT ?class (COUNT(*) AS ?n) {{ ?x a ?class ; rdfs:label ?l . {NOT_SCHEMA} }} \
             GROUP BY ?class }} }} ORDER BY DESC(?n) ?class LIMIT 1"
        );
        survey.class = first(dataset, token, &query)?.and_then(iri);
    }
    Ok(survey)
}

const PREFIXES: &str = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>";

/// Keeps what describes data out of the examples.
const NOT_SCHEMA: &str = "FILTER(!REGEX(STR(?class), \"^http://www.w3.org/(2002/07/owl|2000/01/rdf-schema|2004/02/skos/core|1999/02/22-rdf-syntax-ns)#\"))";

/// Gives a pattern for the instances `?x` of some classes of the ontology and of those below them.
fn instances(classes: &[&str]) -> String {
    let classes: Vec<String> = classes
        .iter()
        .map(|class| format!("<{BASE}ontology#{class}>"))
        .collect();
    format!(
        "VALUES ?top {{ {} }} ?class rdfs:subClassOf* ?top . ?x a ?class .",
        classes.join(" ")
    )
}

/// Gives the thing of `pattern` that most statements point to, the first of equals.
fn described(
    dataset: &dyn Dataset,
    token: &CancellationToken,
    pattern: &str,
) -> Result<Option<String>, Error> {
    let query = format!(
        "{PREFIXES} SELECT ?x {{ {{ SELECT ?x (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT ?x {{ {pattern} ?x rdfs:label ?l }} }} \
         ?s ?p ?x }} GROUP BY ?x }} }} ORDER BY DESC(?n) ?x LIMIT 1"
    );
    Ok(first(dataset, token, &query)?.and_then(iri))
}

fn iri(term: Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.into_string()),
        _ => None,
    }
}

fn number(dataset: &dyn Dataset, token: &CancellationToken, query: &str) -> Result<u64, Error> {
    let value = first(dataset, token, query)?;
    Ok(match value {
        Some(Term::Literal(literal)) => literal.value().parse().unwrap_or_default(),
        _ => 0,
    })
}

/// Gives the first term of the first row.
fn first(
    dataset: &dyn Dataset,
    token: &CancellationToken,
    query: &str,
) -> Result<Option<Term>, Error> {
    // A wrong query has no first row either; the tests would tell.
    let Ok(prepared) = sparql::prepare(query, &Prefixes::default(), &[]) else {
        return Ok(None);
    };
    let cancellation = Cancellation::with_token(token.clone());
    let Answer::Solutions { mut rows, .. } = prepared.evaluate(dataset, &cancellation)? else {
        return Ok(None);
    };
    Ok(match rows.next().transpose()? {
        Some(row) => row.get(0).cloned(),
        None => None,
    })
}

fn write(
    survey: Option<&Survey>,
    prefixes: &Prefixes,
    queries: &[String],
    columns: usize,
) -> String {
    let mut parts = vec![format!("gremia {}", env!("CARGO_PKG_VERSION"))];
    if let Some(survey) = survey {
        parts[0].push(':');
        let triples = grouped(survey.triples);
        parts.push(wording!("{triples} triples", "{triples} Tripel"));
        let counts = survey.counts.iter();
        parts.extend(counts.filter_map(|(count, place)| {
            let (one, several, _) = COUNTED.get(*place)?;
            let noun = if *count == 1 { one } else { several };
            Some(format!("{} {}", grouped(*count), noun.text()))
        }));
    }
    let mut text = folded(&parts, columns.min(WIDEST));
    text.push_str(Wording::new("Try:\n", "Zum Beispiel:\n").text());
    let written = |iri: &str| prefixes.compact(iri).unwrap_or_else(|| format!("<{iri}>"));
    let thing = survey
        .and_then(|survey| survey.thing.as_deref())
        .map(written);
    let class = survey
        .and_then(|survey| survey.class.as_deref())
        .map(written);
    let tries = [
        queries
            .first()
            .map_or_else(|| ".help".to_owned(), |name| format!(".run {name}")),
        thing.map_or_else(
            || ".schema".to_owned(),
            |thing| format!(".describe {thing}"),
        ),
        class.map_or_else(
            || "SELECT ?class (COUNT(*) AS ?n) { ?x a ?class } GROUP BY ?class".to_owned(),
            |class| format!("SELECT ?x ?name {{ ?x a {class} ; rdfs:label ?name }}"),
        ),
    ];
    for line in tries {
        writeln!(text, "  {line}").expect("writing to a string does not fail");
    }
    let keys = Wording::new(
        "Tab completes, .help explains, Ctrl-D leaves.\n",
        "Tab ergänzt, .help erklärt, Strg-D verlässt die Shell.\n",
    );
    text.push_str(keys.text());
    text
}

/// Joins `parts`, the first of which is a heading, by commas to lines of fewer than `columns`.
fn folded(parts: &[String], columns: usize) -> String {
    let mut text = String::new();
    let mut width = 0;
    for (index, part) in parts.iter().enumerate() {
        let length = part.chars().count();
        if index > 0 {
            text.push_str(if index > 1 { "," } else { "" });
            let breaks = width + length + 3 >= columns;
            text.push_str(if breaks { "\n  " } else { " " });
            width = if breaks { 2 } else { width + 2 };
        }
        text.push_str(part);
        width += length;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{Survey, take_survey, write};
    use crate::prefixes::Prefixes;
    use crate::store::{Dataset, EmbeddedDataset};
    use oxigraph::sparql::CancellationToken;

    #[test]
    fn counts_follow_the_classes_below_ours() {
        let dataset = EmbeddedDataset::in_memory().unwrap();
        let update = format!(
            "PREFIX o: <{}ontology#> PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> \
             INSERT DATA {{ o:Ministry rdfs:subClassOf o:PublicBody . e:a a o:Ministry . e:b a o:Conference . \
             e:c a o:Person ; rdfs:label 'c' }}",
            crate::vocab::BASE
        );
        let token = CancellationToken::new();
        dataset.update(&update, &token).unwrap();
        let survey = take_survey(&dataset, &token).unwrap();
        assert_eq!(survey.triples, 5);
        assert_eq!(survey.counts, [(1, 0), (2, 1)]);
        assert_eq!(survey.thing.as_deref(), None);
        let class = format!("{}ontology#Person", crate::vocab::BASE);
        assert_eq!(survey.class, Some(class));
    }

    #[cfg(feature = "rocksdb")]
    #[test]
    fn counts_are_kept_beside_a_store() {
        use crate::store::Access;

        let folder = tempfile::tempdir().unwrap();
        let dataset = EmbeddedDataset::open(folder.path(), Access::Create).unwrap();
        let token = CancellationToken::new();
        let update = "INSERT DATA { <http://e/a> <http://e/b> 1 }";
        dataset.update(update, &token).unwrap();
        let revision = dataset.revision().unwrap();
        assert_eq!(super::kept(&revision), None);
        super::keep_survey(&dataset, 1, &revision, &token).unwrap();
        assert_eq!(super::kept(&revision).unwrap().triples, 1);
    }

    #[test]
    fn banner_fits_80_columns() {
        let survey = Survey {
            triples: 1_234_567,
            counts: (0..5).map(|place| (12_345, place)).collect(),
            ..Survey::default()
        };
        let text = write(
            Some(&survey),
            &Prefixes::default(),
            &["chairs-on-day".to_owned()],
            200,
        );
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        assert!(text.contains("1,234,567 triples"));
        assert!(text.contains(".run chairs-on-day"));
    }

    #[test]
    fn counts_stay_whole_on_a_narrow_terminal() {
        let survey = Survey {
            triples: 25_764,
            counts: vec![(20, 0), (40, 1), (9, 2)],
            ..Survey::default()
        };
        let text = write(Some(&survey), &Prefixes::default(), &[], 40);
        let lines: Vec<_> = text.lines().take(3).collect();
        assert_eq!(
            lines,
            [
                concat!("gremia ", env!("CARGO_PKG_VERSION"), ": 25,764 triples,"),
                "  20 persons, 40 bodies, 9 meetings",
                "Try:"
            ]
        );
    }
}
