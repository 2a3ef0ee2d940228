//! Small graphs with known connections.

use oxigraph::sparql::CancellationToken;
use oxrdf::{NamedNode, NamedOrBlankNode};

use super::{Found, Limits, Stop, find};
use crate::store::{Dataset as _, EmbeddedDataset, Error};

const PROLOGUE: &str = "PREFIX : <x:> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> \
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>";

fn node(name: &str) -> NamedOrBlankNode {
    NamedNode::new_unchecked(format!("x:{name}")).into()
}

fn search(data: &str, ends: [&str; 2], limits: Limits) -> Found {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let update = format!("{PROLOGUE} INSERT DATA {{ {data} }}");
    dataset.update(&update, &CancellationToken::new()).unwrap();
    let [from, to] = ends.map(node);
    find(&dataset, (&from, &to), limits, &|| Ok(false), &mut |_| ()).unwrap()
}

/// Writes each connection as one line: `-p->` forward, `<-p-` backward, `?` for what only a statement says.
fn lines(data: &str, limits: Limits) -> Vec<String> {
    let found = search(data, ["a", "z"], limits);
    let short = |text: String| {
        text.trim_start_matches("<x:")
            .trim_end_matches('>')
            .to_owned()
    };
    let lines = found.connections.iter().map(|connection| {
        let mut line = "a".to_owned();
        for step in &connection.steps {
            let relations = step.relations.iter().map(|relation| {
                let name = short(relation.property.to_string());
                let mark = if relation.claim.is_some() { "?" } else { "" };
                if relation.forward {
                    format!("-{name}{mark}->")
                } else {
                    format!("<-{name}{mark}-")
                }
            });
            let relations: Vec<String> = relations.collect();
            let to = short(step.to.to_string());
            line = format!("{line} {} {to}", relations.join(","));
        }
        line
    });
    lines.collect()
}

#[test]
fn relations_count_in_both_directions() {
    assert_eq!(
        lines(":b :p :a . :b :q :z .", Limits::default()),
        ["a <-p- b -q-> z"]
    );
}

#[test]
fn shorter_connections_come_first_and_detours_after() {
    assert_eq!(
        lines(
            ":a :p :b . :b :p :z . :a :p :c . :c :p :d . :d :p :z .",
            Limits::default()
        ),
        ["a -p-> b -p-> z", "a -p-> c -p-> d -p-> z"]
    );
}

#[test]
fn among_equals_those_through_lonelier_nodes_come_first() {
    let data = ":a :p :busy, :calm . :busy :p :z, :v, :w, :x . :calm :p :z .";
    assert_eq!(
        lines(data, Limits::default()),
        ["a -p-> calm -p-> z", "a -p-> busy -p-> z"]
    );
}

#[test]
fn neighbours_are_connected_by_all_their_relations() {
    assert_eq!(
        lines(":a :p :z . :z :q :a .", Limits::default()),
        ["a -p->,<-q- z"]
    );
}

#[test]
fn common_class_or_concept_connects_only_when_asked() {
    let data = ":a a :C . :z a :C . :a :role :guest . :z :role :guest . :guest a skos:Concept .";
    assert!(lines(data, Limits::default()).is_empty());
    let limits = Limits {
        hubs: true,
        ..Limits::default()
    };
    assert_eq!(lines(data, limits).len(), 2);
}

#[test]
fn statement_about_a_statement_is_a_relation() {
    let data = ":s rdf:subject :a ; rdf:predicate :leads ; rdf:object :z .";
    assert_eq!(lines(data, Limits::default()), ["a -leads?-> z"]);
    let stated = format!("{data} :a :leads :z .");
    assert_eq!(lines(&stated, Limits::default()), ["a -leads-> z"]);
}

#[test]
fn named_graphs_do_not_count() {
    let found = search("GRAPH :g { :a :p :z }", ["a", "z"], Limits::default());
    assert!(found.connections.is_empty() && found.exhausted);
}

#[test]
fn node_with_too_many_relations_is_named_and_not_passed() {
    let data = ":a :p :hub . :hub :p :z, :u, :v, :w .";
    let limits = Limits {
        breadth: 4,
        ..Limits::default()
    };
    let found = search(data, ["a", "z"], limits);
    assert!(found.connections.is_empty());
    assert_eq!(
        found.passed.busy.into_values().collect::<Vec<_>>(),
        [node("hub")]
    );
}

#[test]
fn longer_connections_than_asked_are_not_found() {
    let limits = Limits {
        longest: 2,
        ..Limits::default()
    };
    assert!(lines(":a :p :b . :b :p :c . :c :p :z .", limits).is_empty());
}

#[test]
fn no_node_stands_twice_on_a_connection() {
    // A detour of two steps would only go back and forth.
    let data = ":a :p :b . :b :p :z . :b :p :c .";
    assert_eq!(lines(data, Limits::default()), ["a -p-> b -p-> z"]);
}

#[test]
fn search_that_is_late_tells_so() {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let update = format!("{PROLOGUE} INSERT DATA {{ :a :p :b . :b :p :z }}");
    dataset.update(&update, &CancellationToken::new()).unwrap();
    let ends = (&node("a"), &node("z"));
    let found = find(&dataset, ends, Limits::default(), &|| Ok(true), &mut |_| ()).unwrap();
    assert_eq!(found.stopped, Some(Stop::Time));
}

#[test]
fn search_that_is_cancelled_ends_with_that() {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let ends = (&node("a"), &node("z"));
    let late = || Err(Error::Cancelled);
    let ended = find(&dataset, ends, Limits::default(), &late, &mut |_| ());
    assert!(matches!(ended, Err(Error::Cancelled)));
}

/// Gives the number of simple ways of each length by trying all.
fn by_trying(edges: &[(u32, u32)], way: &mut Vec<u32>, longest: usize, counts: &mut Vec<usize>) {
    let last = *way.last().unwrap();
    if last == 1 {
        counts[way.len() - 1] += 1;
        return;
    }
    if way.len() > longest {
        return;
    }
    for (one, other) in edges.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]) {
        if one == last && !way.contains(&other) {
            way.push(other);
            by_trying(edges, way, longest, counts);
            way.pop();
        }
    }
}

#[test]
fn all_connections_are_found_that_trying_all_finds() {
    let mut seed = 7_u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u32::try_from((seed >> 33) % below).unwrap()
    };
    for _ in 0..60 {
        let mut edges: Vec<(u32, u32)> = (0..12)
            .map(|_| (next(8), next(8)))
            .filter(|(one, other)| one != other)
            .map(|(one, other)| (one.min(other), one.max(other)))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut counts = vec![0; 9];
        by_trying(&edges, &mut vec![0], 8, &mut counts);
        let edge = |(one, other): &(u32, u32)| format!(":n{one} :p :n{other} .");
        let data: Vec<String> = edges.iter().map(edge).collect();
        let data = data.join(" ");
        let limits = Limits {
            most: 100,
            ..Limits::default()
        };
        let found = search(&data, ["n0", "n1"], limits);
        let mut lengths = [0; 9];
        for connection in &found.connections {
            lengths[connection.steps.len()] += 1;
        }
        let shortest = counts.iter().position(|count| *count > 0).unwrap_or(8);
        // Only detours of two steps are looked for.
        let last = (shortest + 2).min(8);
        assert_eq!(lengths[..=last], counts[..=last], "{edges:?}");
    }
}
