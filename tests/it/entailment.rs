//! What is inferred, as users meet it: never stale, never counted twice, seen where it is asked for, and explained.

use std::fs;
use std::path::Path;
use std::thread;

use gremia::failure::{Failure, Kind};
use gremia::session::{Display, Options, Session};
use gremia::store::load::{Document, load};
use gremia::store::{Access, Dataset, EmbeddedDataset, Error};
use gremia::vocab::graph::{INFERRED, STORE};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{CancellationToken, QueryResults};
use oxrdf::{GraphNameRef, NamedNodeRef, Quad, Term};
use tempfile::TempDir;

mod program;

const ONTOLOGY: &str = "PREFIX e: <https://w3id.org/gremia/ontology#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
e:City rdfs:subClassOf e:Place ; owl:disjointWith e:River .
e:near a owl:SymmetricProperty .
";
const PREFIXES: &str = "PREFIX e: <https://w3id.org/gremia/ontology#> ";

/// Makes a session in memory, with `data` beside the ontology above.
fn session(data: &str, options: Options) -> (Session, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(
        folder.path().join("data/data.ttl"),
        format!("{ONTOLOGY}{data}"),
    )
    .unwrap();
    let options = Options {
        dataset: Some(folder.path().to_owned()),
        ..options
    };
    let session = Session::open_for(Some(Access::ReadWrite), options, Display::default());
    (session.unwrap(), folder)
}

fn small() -> (Session, TempDir) {
    session(
        "e:a a e:City ; e:near e:b . e:b a e:City .",
        Options::default(),
    )
}

fn count(dataset: &dyn Dataset, pattern: &str) -> usize {
    let query = format!("{PREFIXES} SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}");
    let QueryResults::Solutions(mut rows) =
        dataset.query(&query, &CancellationToken::new()).unwrap()
    else {
        panic!("not rows");
    };
    match rows.next().unwrap().unwrap().get("n") {
        Some(Term::Literal(number)) => number.value().parse().unwrap(),
        other => panic!("no number: {other:?}"),
    }
}

fn update(dataset: &dyn Dataset, text: &str) -> Result<(), Error> {
    dataset.update(&format!("{PREFIXES} {text}"), &CancellationToken::new())
}

fn quads(dataset: &dyn Dataset, graph: Option<GraphNameRef<'_>>) -> Vec<Quad> {
    let quads = dataset.quads(None, None, None, graph);
    quads.map(Result::unwrap).collect()
}

#[test]
fn inferred_triples_count_once_and_only_where_they_are_asked_for() {
    let (session, _folder) = small();
    let stated = count(&*session.dataset, "?s ?p ?o");
    let with_inferred = session.with_inferred().unwrap();
    // Two cities are places, and what is near is near.
    assert_eq!(count(&*with_inferred, "?s ?p ?o"), stated + 3);
    assert_eq!(count(&*with_inferred, "?s a e:Place"), 2);
    assert_eq!(
        count(&*with_inferred, "?s a ?class FILTER (?class = e:City)"),
        2
    );
    assert_eq!(with_inferred.len().unwrap(), stated + 3);
    assert_eq!(count(&*session.dataset, "?s ?p ?o"), stated);
    assert_eq!(session.dataset.len().unwrap(), stated);
}

#[test]
fn triple_that_is_stated_and_follows_counts_once() {
    let (session, _folder) = session("e:a a e:City , e:Place .", Options::default());
    let with_inferred = session.with_inferred().unwrap();
    assert_eq!(count(&*with_inferred, "e:a a e:Place"), 1);
}

#[test]
fn blank_node_is_the_same_node_in_what_follows() {
    let (session, _folder) = session("[] a e:City ; e:near e:b .", Options::default());
    let with_inferred = session.with_inferred().unwrap();
    assert_eq!(
        count(&*with_inferred, "?x a e:Place ; e:near e:b . e:b e:near ?x"),
        1
    );
}

#[test]
fn who_does_not_ask_sees_no_graph_of_what_is_inferred() {
    let (session, _folder) = small();
    update(
        &*session.dataset,
        "INSERT DATA { GRAPH e:g { e:x a e:City } }",
    )
    .unwrap();
    session.with_inferred().unwrap();
    let stated = &*session.dataset;
    assert_eq!(count(stated, "GRAPH ?g { ?s ?p ?o }"), 1);
    assert_eq!(count(stated, "GRAPH ?g {}"), 1);
    for graph in [INFERRED, STORE] {
        assert_eq!(count(stated, &format!("GRAPH {graph} {{ ?s ?p ?o }}")), 0);
        assert_eq!(quads(stated, Some(graph.into())), []);
    }
    let all = quads(stated, None);
    assert_eq!(all.len(), stated.len().unwrap());
    assert!(all.iter().all(|quad| quad.graph_name != INFERRED.into()));
}

#[test]
fn who_asks_can_tell_what_is_inferred_by_its_graph() {
    let (session, _folder) = small();
    let with_inferred = session.with_inferred().unwrap();
    let dataset = &*with_inferred;
    assert_eq!(
        count(dataset, &format!("GRAPH {INFERRED} {{ ?s ?p ?o }}")),
        3
    );
    assert_eq!(count(dataset, "GRAPH ?g {}"), 1);
    assert_eq!(quads(dataset, Some(INFERRED.into())).len(), 3);
    assert_eq!(quads(dataset, Some(STORE.into())), []);
    let default = quads(dataset, Some(GraphNameRef::DefaultGraph));
    assert_eq!(default.len(), dataset.len().unwrap());
    assert!(
        default
            .iter()
            .all(|quad| quad.graph_name.is_default_graph())
    );
    assert_eq!(quads(dataset, None).len(), dataset.len().unwrap());
}

#[test]
fn query_that_names_its_graphs_gets_those() {
    let (session, _folder) = small();
    let with_inferred = session.with_inferred().unwrap();
    let query = format!("SELECT * FROM {INFERRED} WHERE {{ ?s ?p ?o }}");
    let QueryResults::Solutions(rows) = with_inferred
        .query(&query, &CancellationToken::new())
        .unwrap()
    else {
        panic!("not rows");
    };
    assert_eq!(rows.count(), 3);
}

/// Tells whether the session's dataset has an inferred graph that counts.
fn is_current(session: &Session) -> bool {
    session.inferred_if_current().unwrap().is_some()
}

/// A change of a dataset.
type Change<'a> = dyn Fn() -> Result<(), Error> + 'a;

#[test]
fn every_change_makes_what_was_inferred_go() {
    let (session, _folder) = small();
    let dataset = &*session.dataset;
    let add = || {
        let document = Document::new("text", &b"<e:x> <e:p> <e:y> ."[..], RdfFormat::Turtle);
        load(dataset, [document], &CancellationToken::new(), &mut |_| ()).map(|_| ())
    };
    let changes: [(&str, &Change<'_>); 7] = [
        ("load", &add),
        ("insert", &|| {
            update(dataset, "INSERT DATA { e:c a e:City }")
        }),
        ("delete", &|| {
            update(dataset, "DELETE DATA { e:c a e:City }")
        }),
        ("where", &|| {
            update(dataset, "DELETE WHERE { e:b a ?class }")
        }),
        ("create", &|| update(dataset, "CREATE GRAPH e:g")),
        ("drop", &|| update(dataset, "DROP SILENT GRAPH e:h")),
        ("clear", &|| update(dataset, "CLEAR NAMED")),
    ];
    for (name, change) in changes {
        let before = session.with_inferred().unwrap();
        assert!(is_current(&session), "{name}");
        change().unwrap();
        assert!(!is_current(&session), "{name}");
        let answer = before.query("ASK {}", &CancellationToken::new());
        assert!(matches!(answer, Err(Error::Outdated)), "{name}");
        let read = before.quads(None, None, None, None).next();
        assert!(matches!(read, Some(Err(Error::Outdated))), "{name}");
    }
}

#[test]
fn what_is_inferred_follows_the_change() {
    let (session, _folder) = small();
    assert_eq!(count(&*session.with_inferred().unwrap(), "?s a e:Place"), 2);
    update(&*session.dataset, "DELETE DATA { e:b a e:City }").unwrap();
    assert_eq!(count(&*session.with_inferred().unwrap(), "?s a e:Place"), 1);
}

#[test]
fn change_that_fails_leaves_what_was_inferred() {
    let (session, _folder) = small();
    session.with_inferred().unwrap();
    let token = CancellationToken::new();
    token.cancel();
    let text = format!("{PREFIXES} INSERT {{ ?s a e:X }} WHERE {{ ?s ?p ?o }}");
    assert!(session.dataset.update(&text, &token).is_err());
    assert!(is_current(&session));
}

#[test]
fn update_does_not_see_what_is_inferred() {
    let (session, _folder) = small();
    session.with_inferred().unwrap();
    let copy = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }";
    update(&*session.dataset, copy).unwrap();
    assert_eq!(count(&*session.dataset, "?s a e:Place"), 0);
}

#[test]
fn nobody_else_writes_to_the_inferred_graph() {
    let (session, _folder) = small();
    let dataset = &*session.dataset;
    session.with_inferred().unwrap();
    for graph in [INFERRED, STORE] {
        for text in [
            format!("INSERT DATA {{ GRAPH {graph} {{ e:x a e:City }} }}"),
            format!("INSERT {{ GRAPH ?g {{ e:x a e:City }} }} WHERE {{ BIND ({graph} AS ?g) }}"),
            format!("COPY DEFAULT TO {graph}"),
            format!("CREATE GRAPH {graph}"),
        ] {
            let outcome = update(dataset, &text);
            assert!(matches!(outcome, Err(Error::Reserved { .. })), "{text}");
        }
        let document = Document::new("text", &b"<e:x> <e:p> <e:y> ."[..], RdfFormat::Turtle);
        let document = document.in_graph(graph.into_owned());
        let outcome = load(dataset, [document], &CancellationToken::new(), &mut |_| ());
        assert!(matches!(outcome, Err(Error::Reserved { .. })), "{graph}");
    }
    assert!(is_current(&session));
}

#[test]
fn other_rules_are_another_inferred_graph() {
    let (mut session, folder) = small();
    session.with_inferred().unwrap();
    session.options.same_as = true;
    assert!(!is_current(&session));
    session.options.same_as = false;
    let rules = folder.path().join("rules.ttl");
    let place = "<https://w3id.org/gremia/ontology#Place>";
    let sub_class = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>";
    fs::write(&rules, format!("{place} {sub_class} <http://e/Thing> .")).unwrap();
    session.options.rules.push(rules.clone());
    assert!(!is_current(&session));
    let things = "?s a <http://e/Thing>";
    assert_eq!(count(&*session.with_inferred().unwrap(), things), 2);
    fs::write(&rules, "# nothing").unwrap();
    assert!(!is_current(&session));
    // The axioms of a rule file are no part of the dataset.
    assert_eq!(count(&*session.dataset, "?s ?p <http://e/Thing>"), 0);
}

#[test]
fn cancelled_inference_leaves_no_graph() {
    let (session, _folder) = small();
    session.cancellation.cancel();
    let outcome = session.materialize(&mut |_| ());
    assert_eq!(
        outcome.err().map(|failure| failure.kind()),
        Some(Kind::Interrupted)
    );
    assert!(!is_current(&session));
}

#[test]
fn reader_beside_a_writer_sees_what_fits_together_or_nothing() {
    let (session, _folder) = small();
    let query = format!(
        "{PREFIXES} SELECT ?cities ?places WHERE {{
            {{ SELECT (COUNT(*) AS ?cities) WHERE {{ ?s a e:City }} }}
            {{ SELECT (COUNT(*) AS ?places) WHERE {{ ?s a e:Place }} }}
        }}"
    );
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 0..60 {
                let text = format!("INSERT DATA {{ e:c{number} a e:City }}");
                update(&*session.dataset, &text).unwrap();
                session.materialize(&mut |_| ()).unwrap();
            }
        });
        while !writer.is_finished() {
            let Some(dataset) = session.inferred_if_current().unwrap() else {
                continue;
            };
            let row = match dataset.query(&query, &CancellationToken::new()) {
                Ok(QueryResults::Solutions(mut rows)) => rows.next().unwrap().unwrap(),
                Ok(_) => panic!("not rows"),
                Err(Error::Outdated) => continue,
                Err(error) => panic!("{error}"),
            };
            assert_eq!(row.get("cities"), row.get("places"));
        }
    });
    assert_eq!(
        count(&*session.with_inferred().unwrap(), "?s a e:Place"),
        62
    );
}

/// A dataset that has no place for what is inferred, as one far away has none.
struct Foreign(EmbeddedDataset);

impl Dataset for Foreign {
    fn query_with(
        &self,
        text: &str,
        values: &[(oxrdf::Variable, Term)],
        token: &CancellationToken,
    ) -> Result<QueryResults<'static>, Error> {
        self.0.query_with(text, values, token)
    }

    fn explain(
        &self,
        text: &str,
        token: &CancellationToken,
    ) -> Result<(QueryResults<'static>, oxigraph::sparql::QueryExplanation), Error> {
        self.0.explain(text, token)
    }

    fn update(&self, text: &str, token: &CancellationToken) -> Result<(), Error> {
        self.0.update(text, token)
    }

    fn extend(&self, quads: &mut dyn Iterator<Item = Result<Quad, Error>>) -> Result<(), Error> {
        self.0.extend(quads)
    }

    fn quads(
        &self,
        subject: Option<oxrdf::NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<oxrdf::TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> gremia::store::Quads<'_> {
        self.0.quads(subject, predicate, object, graph)
    }

    fn len(&self) -> Result<usize, Error> {
        self.0.len()
    }

    fn is_empty(&self) -> Result<bool, Error> {
        self.0.is_empty()
    }

    fn optimize(&self) -> Result<(), Error> {
        self.0.optimize()
    }

    fn backup(&self, folder: &Path) -> Result<(), Error> {
        self.0.backup(folder)
    }
}

#[test]
fn dataset_without_inference_says_so() {
    let (mut session, _folder) = small();
    session.dataset = std::sync::Arc::new(Foreign(EmbeddedDataset::in_memory().unwrap()));
    let failure: Failure = session.with_inferred().err().unwrap();
    assert!(failure.message().contains("keeps nothing"), "{failure:?}");
}
