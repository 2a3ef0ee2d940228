//! Evaluation: parameters, order, cancellation.

use std::path::Path;
use std::time::Duration;

use gremia::prefixes::Prefixes;
use gremia::sparql::{Answer, Cancellation, Error, Prepared, prepare};
use gremia::store::{self, Dataset, EmbeddedDataset, Quads};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{CancellationToken, QueryExplanation, QueryResults};
use oxrdf::{
    GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef,
    Variable,
};
use proptest::prelude::*;

const BODIES: &str = r#"
    @prefix ex: <http://example.org/> .
    ex:dmk ex:name "Digitalministerkonferenz"@de ; ex:members 16 ; ex:chair ex:anna .
    ex:mpk ex:name "Ministerpräsidentenkonferenz"@de ; ex:members 16 ; ex:chair ex:bert .
    ex:aek ex:name "Ältestenkreis"@de ; ex:members 9 .
    ex:zak ex:name "Zentraler Ausschuss"@de ; ex:members 100 ; ex:chair ex:anna .
    ex:anna ex:name "Anna" . ex:bert ex:name "Bert" .
"#;

fn dataset(turtle: &str) -> EmbeddedDataset {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    dataset
        .store()
        .load_from_slice(RdfFormat::Turtle, turtle)
        .unwrap();
    dataset
}

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    prefixes.insert("ex", "http://example.org/").unwrap();
    prefixes
}

fn prepared(text: &str, parameters: &[(&str, Term)]) -> Prepared {
    let parameters: Vec<_> = parameters
        .iter()
        .map(|(name, term)| (Variable::new_unchecked(*name), term.clone()))
        .collect();
    prepare(text, &prefixes(), &parameters)
        .unwrap_or_else(|error| panic!("{}", error.render(text, 100, false)))
}

fn ex(name: &str) -> Term {
    NamedNode::new_unchecked(format!("http://example.org/{name}")).into()
}

fn shown(term: Option<&Term>) -> String {
    match term {
        None => "-".to_owned(),
        Some(Term::NamedNode(node)) => node.as_str().replace("http://example.org/", ""),
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(term) => term.to_string(),
    }
}

fn rows_of(answer: Answer) -> Vec<Vec<Option<Term>>> {
    match answer {
        Answer::Solutions { rows, .. } => rows.map(|row| row.unwrap().values().to_vec()).collect(),
        _ => panic!("no rows"),
    }
}

fn ask_rows(text: &str, parameters: &[(&str, Term)]) -> Vec<String> {
    let answer = prepared(text, parameters)
        .evaluate(&dataset(BODIES), &Cancellation::default())
        .unwrap();
    rows_of(answer)
        .iter()
        .map(|row| {
            row.iter()
                .map(|term| shown(term.as_ref()))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[test]
fn prefixes_of_the_session_are_known_and_those_of_the_text_win() {
    assert_eq!(ask_rows("SELECT ?n { ex:anna ex:name ?n }", &[]), ["Anna"]);
    assert_eq!(
        ask_rows(
            "PREFIX ex: <http://example.org/an> PREFIX e: <http://example.org/> SELECT ?n { ex:na e:name ?n }",
            &[]
        ),
        ["Anna"]
    );
}

#[test]
fn parameter_binds_a_variable_that_is_not_projected() {
    let text = "SELECT ?b { ?b ex:chair ?c } ORDER BY ?b";
    assert_eq!(ask_rows(text, &[("c", ex("anna"))]), ["dmk", "zak"]);
}

#[test]
fn parameter_that_is_projected_comes_out_as_a_column() {
    assert_eq!(
        ask_rows("SELECT ?b ?c { ?b ex:chair ?c }", &[("c", ex("bert"))]),
        ["mpk bert"]
    );
}

#[test]
fn parameter_inside_optional_keeps_rows_without_a_match() {
    let text = "SELECT ?b ?m { ?b ex:members ?m OPTIONAL { ?b ex:chair ?c . ?c ex:name ?n FILTER(?c = ex:anna) } } ORDER BY ?b";
    assert_eq!(
        ask_rows(text, &[("c", ex("anna"))]),
        ["aek 9", "dmk 16", "mpk 16", "zak 100"]
    );
}

#[test]
fn parameter_reaches_a_subquery_that_hides_it() {
    let text = "SELECT ?c2 ?n { ?b ex:chair ?c2 { SELECT (COUNT(?b2) AS ?n) { ?b2 ex:chair ?c } } FILTER(?c2 = ?c) } LIMIT 1";
    assert_eq!(ask_rows(text, &[("c", ex("anna"))]), ["anna 2"]);
}

#[test]
fn parameter_reaches_the_branches_of_a_union_and_exists() {
    let text = "SELECT ?b { { ?b ex:members ?m FILTER(?m > ?min) } UNION { ?b ex:chair ex:bert } \
                FILTER NOT EXISTS { ?b ex:members ?x FILTER(?x < ?min) } } ORDER BY ?b";
    assert_eq!(
        ask_rows(text, &[("min", Literal::from(16).into())]),
        ["mpk", "zak"]
    );
}

#[test]
fn parameter_holds_above_groups_in_having_and_order_by() {
    let text = "SELECT ?c (COUNT(?b) AS ?n) { ?b ex:chair ?c } GROUP BY ?c HAVING(COUNT(?b) >= ?min) \
                ORDER BY DESC(COUNT(?b) * ?sign)";
    let parameters = |min: i32, sign: i32| {
        [
            ("min", Literal::from(min).into()),
            ("sign", Literal::from(sign).into()),
        ]
    };
    assert_eq!(ask_rows(text, &parameters(2, 1)), ["anna 2"]);
    assert_eq!(ask_rows(text, &parameters(1, -1)), ["bert 1", "anna 2"]);
}

#[test]
fn parameter_of_an_aggregate_over_nothing_still_gives_its_row() {
    let text = "SELECT (COUNT(?b) AS ?n) { ?b ex:chair ?c }";
    assert_eq!(ask_rows(text, &[("c", ex("nobody"))]), ["0"]);
}

#[test]
fn parameter_is_ground_for_minus() {
    let text = "SELECT ?b { ?b ex:members ?m MINUS { ?b ex:chair ?c } } ORDER BY ?b";
    assert_eq!(ask_rows(text, &[("c", ex("anna"))]), ["aek", "mpk"]);
}

#[test]
fn parameter_starts_a_path_with_steps_between() {
    let text = "SELECT ?n { ?b ex:chair/ex:name ?n . ?b ex:members+ ?m }";
    assert_eq!(ask_rows(text, &[("b", ex("mpk"))]), ["Bert"]);
}

#[test]
fn parameters_bind_in_ask_and_construct() {
    let dataset = dataset(BODIES);
    let ask = |body| match prepared("ASK { ?b ex:chair ?c }", &[("b", ex(body))])
        .evaluate(&dataset, &Cancellation::default())
    {
        Ok(Answer::Boolean(answer)) => answer,
        _ => panic!("no truth value"),
    };
    assert!(ask("dmk"));
    assert!(!ask("aek"));
    let text = "CONSTRUCT { ?b ex:asked ?p . ?b ex:chairedBy [ ex:is ?c ] } { ?b ex:chair ?c }";
    let construct = prepared(text, &[("b", ex("dmk")), ("p", Literal::from(1).into())]);
    let Ok(Answer::Graph(triples)) = construct.evaluate(&dataset, &Cancellation::default()) else {
        panic!("no graph")
    };
    assert_eq!(triples.collect::<Result<Vec<_>, _>>().unwrap().len(), 3);
}

#[test]
fn parameters_bind_in_an_update() {
    let dataset = dataset(BODIES);
    let text =
        "DELETE { ?b ex:members ?m } INSERT { ?b ex:members ?new } WHERE { ?b ex:members ?m }";
    let update = prepared(text, &[("b", ex("aek")), ("new", Literal::from(10).into())]);
    update.apply(&dataset, &Cancellation::default()).unwrap();
    let query = prepared("SELECT ?b ?m { ?b ex:members ?m } ORDER BY ?m ?b", &[]);
    let rows = rows_of(query.evaluate(&dataset, &Cancellation::default()).unwrap());
    assert_eq!(shown(rows[0][1].as_ref()), "10");
    assert_eq!(rows.len(), 4);
}

#[test]
fn parameter_that_is_not_used_or_assigned_by_the_text_is_refused() {
    let refused = |text: &str, name: &str| {
        prepare(
            text,
            &prefixes(),
            &[(Variable::new_unchecked(name), Literal::from(1).into())],
        )
        .unwrap_err()
    };
    let unused = refused("SELECT ?body { ?body ex:chair ?c }", "bdy");
    assert_eq!(
        (unused.code, unused.help.as_deref()),
        ("G201", Some("did you mean `body`?"))
    );
    assert_eq!(refused("SELECT ?x { BIND(1 AS ?x) }", "x").code, "G202");
}

#[test]
fn text_is_sorted_as_in_german() {
    let names = ask_rows(
        "SELECT ?n { ?b ex:members ?m ; ex:name ?n } ORDER BY ?n",
        &[],
    );
    assert_eq!(
        names,
        [
            "Ältestenkreis",
            "Digitalministerkonferenz",
            "Ministerpräsidentenkonferenz",
            "Zentraler Ausschuss"
        ]
    );
}

#[test]
fn order_by_an_expression_or_a_hidden_variable_adds_no_column() {
    assert_eq!(
        ask_rows(
            "SELECT ?b { ?b ex:members ?m } ORDER BY DESC(?m) STR(?b)",
            &[]
        ),
        ["zak", "dmk", "mpk", "aek"]
    );
    assert_eq!(
        ask_rows(
            "SELECT ?b { ?b ex:members ?m ; ex:name ?n } ORDER BY STRLEN(?n) LIMIT 2 OFFSET 1",
            &[]
        ),
        ["zak", "dmk"]
    );
}

#[test]
fn order_by_an_aggregate_sorts_the_groups() {
    let text = "SELECT ?c { ?b ex:chair ?c } GROUP BY ?c ORDER BY DESC(COUNT(?b))";
    assert_eq!(ask_rows(text, &[]), ["anna", "bert"]);
    let text = "SELECT ?c (COUNT(?b) AS ?n) { ?b ex:chair ?c } GROUP BY ?c HAVING(COUNT(?b) > 0) ORDER BY ?n LIMIT 1";
    assert_eq!(ask_rows(text, &[]), ["bert 1"]);
}

#[test]
fn distinct_rows_stay_distinct_when_a_hidden_key_sorts_them() {
    let text = "SELECT DISTINCT ?c { ?b ex:chair ?c ; ex:members ?m } ORDER BY DESC(?m)";
    assert_eq!(ask_rows(text, &[]), ["anna", "bert"]);
    assert_eq!(ask_rows(&format!("{text} LIMIT 1 OFFSET 1"), &[]), ["bert"]);
    assert_eq!(
        ask_rows("SELECT DISTINCT ?m { ?b ex:members ?m } ORDER BY ?m", &[]),
        ["9", "16", "100"]
    );
}

#[test]
fn distinct_rows_sorted_by_an_expression_are_cut_at_the_limit() {
    let text = "SELECT DISTINCT ?c { ?b ex:chair ?c ; ex:members ?m } ORDER BY DESC(?m * 2)";
    assert_eq!(ask_rows(text, &[]), ["anna", "bert"]);
    assert_eq!(ask_rows(&format!("{text} LIMIT 1"), &[]), ["anna"]);
    assert_eq!(ask_rows(&format!("{text} LIMIT 5 OFFSET 1"), &[]), ["bert"]);
}

#[test]
fn equal_rows_with_equal_keys_are_left_out_by_the_engine() {
    let text = "SELECT DISTINCT ?c { ?b ex:chair ?c } ORDER BY STRLEN(STR(?c))";
    let plan = prepared(text, &[])
        .explain(&dataset(BODIES), &Cancellation::default(), true)
        .unwrap();
    assert!(format!("{plan:?}").contains("Distinct"), "{plan:?}");
}

#[test]
fn longest_chain_of_operators_is_evaluated() {
    for text in [
        format!("SELECT (1{} AS ?n) {{}}", " + 1".repeat(490)),
        format!(
            "SELECT (1 AS ?n) {{ FILTER({}true) }}",
            "true && ".repeat(490)
        ),
        format!(
            "SELECT (1 AS ?n) {{ {}{{}} }} LIMIT 1",
            "{} UNION ".repeat(240)
        ),
    ] {
        assert_eq!(ask_rows(&text, &[]).len(), 1);
    }
}

#[test]
fn construct_with_a_limit_takes_the_first_rows_in_german_order() {
    let text = "CONSTRUCT { ?b ex:first [ ex:name ?n ] } { ?b ex:members ?m ; ex:name ?n } ORDER BY ?n LIMIT 1";
    let Ok(Answer::Graph(triples)) =
        prepared(text, &[]).evaluate(&dataset(BODIES), &Cancellation::default())
    else {
        panic!("no graph")
    };
    let triples: Vec<_> = triples.collect::<Result<_, _>>().unwrap();
    assert_eq!(triples.len(), 2);
    assert!(
        triples
            .iter()
            .any(|triple| triple.subject.to_string().ends_with("aek>"))
    );
}

#[test]
fn text_without_prefixes_means_the_same_elsewhere() {
    let query = prepared(
        "SELECT ?b { ?b ex:members ?m FILTER((?m + ?b2) * 2 > 1) }",
        &[("b2", Literal::from(3).into())],
    );
    insta::assert_snapshot!(query.text(), @r#"SELECT ?b WHERE { VALUES ( ?b2 ) { ( "3"^^<http://www.w3.org/2001/XMLSchema#integer> ) } ?b <http://example.org/members> ?m . FILTER(((?m + ?b2) * "2"^^<http://www.w3.org/2001/XMLSchema#integer>) > "1"^^<http://www.w3.org/2001/XMLSchema#integer>) }"#);
}

#[test]
fn key_may_compute_with_the_named_result_of_a_group() {
    let text = "SELECT ?chair (MAX(?name) AS ?last) { ?b ex:chair ?chair ; ex:name ?name } \
                GROUP BY ?chair ORDER BY DESC(STRLEN(?last)) ?chair";
    assert_eq!(
        ask_rows(text, &[]),
        [
            "bert Ministerpräsidentenkonferenz",
            "anna Zentraler Ausschuss",
        ]
    );
}

/// A dataset that cancels the query it has just started.
struct Cancelling(EmbeddedDataset);

impl Dataset for Cancelling {
    fn query(
        &self,
        text: &str,
        token: &CancellationToken,
    ) -> Result<QueryResults<'static>, store::Error> {
        let results = self.0.query(text, token);
        token.cancel();
        results
    }

    fn query_with(
        &self,
        text: &str,
        values: &[(Variable, Term)],
        token: &CancellationToken,
    ) -> Result<QueryResults<'static>, store::Error> {
        self.0.query_with(text, values, token)
    }

    fn explain(
        &self,
        text: &str,
        token: &CancellationToken,
    ) -> Result<(QueryResults<'static>, QueryExplanation), store::Error> {
        self.0.explain(text, token)
    }

    fn update(&self, text: &str, token: &CancellationToken) -> Result<(), store::Error> {
        self.0.update(text, token)
    }

    fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Quads<'_> {
        self.0.quads(subject, predicate, object, graph)
    }

    fn len(&self) -> Result<usize, store::Error> {
        self.0.len()
    }

    fn is_empty(&self) -> Result<bool, store::Error> {
        self.0.is_empty()
    }

    fn extend(
        &self,
        quads: &mut dyn Iterator<Item = Result<Quad, store::Error>>,
    ) -> Result<(), store::Error> {
        self.0.extend(quads)
    }

    fn optimize(&self) -> Result<(), store::Error> {
        self.0.optimize()
    }

    fn backup(&self, folder: &Path) -> Result<(), store::Error> {
        self.0.backup(folder)
    }
}

fn numbers(count: usize) -> String {
    let lines: Vec<_> = (0..count)
        .map(|i| format!("<http://example.org/{i}> <http://example.org/n> {i} .\n"))
        .collect();
    lines.concat()
}

/// Gives the last item of an answer: nothing where it ended well.
fn failure_of(answer: Result<Answer, Error>) -> Option<Error> {
    match answer {
        Err(error) => Some(error),
        Ok(Answer::Solutions { rows, .. }) => rows.last().and_then(Result::err),
        Ok(Answer::Graph(triples)) => triples.last().and_then(Result::err),
        Ok(Answer::Boolean(_)) => None,
    }
}

#[test]
fn query_cancelled_midway_never_ends_as_complete() {
    let dataset = Cancelling(dataset(&numbers(2000)));
    for text in [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?p (SUM(?o) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        "SELECT * { ?s ?p ?o } ORDER BY ?o",
        "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 1",
        "SELECT * { ?s ?p ?o }",
        "SELECT DISTINCT ?p { ?s ?p ?o }",
        "SELECT * { VALUES ?a { 1 2 } VALUES ?b { 1 2 } }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
    ] {
        let answer = prepared(text, &[]).evaluate(&dataset, &Cancellation::default());
        assert!(
            matches!(failure_of(answer), Some(Error::Cancelled)),
            "{text}"
        );
    }
}

#[test]
fn query_cancelled_after_some_rows_ends_in_one_error() {
    let dataset = dataset(&numbers(100));
    let cancellation = Cancellation::default();
    let Ok(Answer::Solutions { mut rows, .. }) =
        prepared("SELECT * { ?s ?p ?o }", &[]).evaluate(&dataset, &cancellation)
    else {
        panic!("no rows")
    };
    for _ in 0..7 {
        assert!(rows.next().unwrap().is_ok());
    }
    cancellation.cancel();
    assert!(matches!(rows.next(), Some(Err(Error::Cancelled))));
    assert!(rows.next().is_none());
}

#[test]
fn query_cancelled_before_it_starts_does_not_start() {
    let token = CancellationToken::default();
    let cancellation = Cancellation::with_token(token.clone());
    token.cancel();
    let answer = prepared("ASK {}", &[]).evaluate(&dataset(""), &cancellation);
    assert!(matches!(answer, Err(Error::Cancelled)));
}

#[test]
fn time_limit_ends_a_cross_product() {
    let limit = Duration::from_millis(30);
    let dataset = dataset(&numbers(500));
    let query = prepared(
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }",
        &[],
    );
    let answer = query.evaluate(&dataset, &Cancellation::default().with_limit(Some(limit)));
    let failure = failure_of(answer).unwrap();
    assert!(matches!(failure, Error::Timeout { limit: found } if found == limit));
    assert_eq!(failure.to_string(), "the query was stopped after 30 ms");
}

#[test]
fn query_within_its_limit_is_complete() {
    let cancellation = Cancellation::default().with_limit(Some(Duration::from_mins(10)));
    let answer =
        prepared("SELECT * { ?s ?p ?o }", &[]).evaluate(&dataset(&numbers(10)), &cancellation);
    assert_eq!(rows_of(answer.unwrap()).len(), 10);
}

#[test]
fn update_is_no_query_and_a_query_no_update() {
    let dataset = dataset("");
    let update = prepared("CLEAR ALL", &[]).evaluate(&dataset, &Cancellation::default());
    assert_eq!(
        update.err().unwrap().to_string(),
        "this is an update, not a query"
    );
    let query = prepared("ASK {}", &[]).apply(&dataset, &Cancellation::default());
    assert_eq!(
        query.unwrap_err().to_string(),
        "this is a query, not an update"
    );
}

#[test]
fn plan_has_rows_only_after_it_was_run() {
    let dataset = dataset(&numbers(10));
    let query = prepared("SELECT ?o { ?s ?p ?o } ORDER BY ?o", &[]);
    let planned = query
        .explain(&dataset, &Cancellation::default(), false)
        .unwrap();
    assert!(planned.root.rows.is_none() && !planned.afterwards.is_empty());
    let run = query
        .explain(&dataset, &Cancellation::default(), true)
        .unwrap();
    assert_eq!(run.root.rows, Some(10));
}

/// What the engine answers by itself, in its own order.
fn engine_rows(dataset: &EmbeddedDataset, text: &str) -> Vec<Vec<String>> {
    let QueryResults::Solutions(solutions) =
        dataset.query(text, &CancellationToken::default()).unwrap()
    else {
        panic!("no rows")
    };
    solutions
        .map(|row| {
            row.unwrap()
                .values()
                .iter()
                .map(|term| shown(term.as_ref()))
                .collect()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn order_by_numbers_gives_the_rows_of_the_engine_in_its_order(
        values in proptest::collection::vec((-50_i32..50, 0..4_u8), 0..40),
        limit in proptest::option::of(0_usize..50),
        offset in 0_usize..5,
        descending in any::<bool>(),
    ) {
        let turtle: Vec<String> = values.iter().enumerate().map(|(index, (value, kind))| {
            let literal = match kind {
                0 => format!("{value}"),
                1 => format!("{value}.25"),
                2 => format!("{value}e0"),
                _ => format!("\"{value}\"^^<http://www.w3.org/2001/XMLSchema#float>"),
            };
            format!("<http://example.org/{index}> <http://example.org/n> {literal} .\n")
        }).collect();
        let dataset = dataset(&turtle.concat());
        let direction = if descending { "DESC" } else { "ASC" };
        let slice = limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
        let text = format!("SELECT ?v {{ ?s <http://example.org/n> ?n BIND(xsd:double(?n) AS ?v) }} ORDER BY {direction}(?n){slice} OFFSET {offset}")
            .replace("xsd:double", "<http://www.w3.org/2001/XMLSchema#double>");
        let ours: Vec<Vec<String>> = rows_of(prepared(&text, &[]).evaluate(&dataset, &Cancellation::default()).unwrap())
            .iter().map(|row| row.iter().map(|term| shown(term.as_ref())).collect()).collect();
        prop_assert_eq!(ours, engine_rows(&dataset, &text));
    }

    #[test]
    fn order_by_text_loses_and_adds_no_row(names in proptest::collection::vec("[a-zäöüß]{0,4}", 0..30)) {
        let turtle: Vec<String> = names.iter().enumerate()
            .map(|(index, name)| format!("<http://example.org/{index}> <http://example.org/n> \"{name}\" .\n")).collect();
        let dataset = dataset(&turtle.concat());
        let text = "SELECT ?s ?n { ?s <http://example.org/n> ?n } ORDER BY ?n";
        let mut ours: Vec<Vec<String>> = rows_of(prepared(text, &[]).evaluate(&dataset, &Cancellation::default()).unwrap())
            .iter().map(|row| row.iter().map(|term| shown(term.as_ref())).collect()).collect();
        let mut theirs = engine_rows(&dataset, text);
        ours.sort();
        theirs.sort();
        prop_assert_eq!(ours, theirs);
    }
}
