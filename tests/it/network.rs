//! The network of actors, and what other programs read of it.

use std::fs;
use std::process::Command;

use gremia::bundle::Bundle;
use gremia::network::Network;
use gremia::sparql::Cancellation;
use oxrdf::NamedNode;
use tempfile::TempDir;

use super::data::graph;
use super::queries::session_prefixes;
use super::tools;
use crate::program::run;

fn network() -> Network {
    Network::read(&graph(), &Bundle::embedded(), &Cancellation::default()).unwrap()
}

fn actor(name: &str) -> NamedNode {
    session_prefixes().expand(name).unwrap()
}

#[test]
fn chair_is_a_tie_with_dates_modality_and_passages() {
    let network = network();
    let chair = network.edges.iter().find(|edge| {
        edge.kind == "chairs"
            && edge.source == actor("land:sachsen")
            && edge.target == actor("body:mpk")
    });
    let chair = chair.unwrap();
    assert_eq!(chair.from.as_deref(), Some("2024-10-01"));
    assert_eq!(chair.until.as_deref(), Some("2025-09-30"));
    assert_eq!(chair.modality.as_deref(), Some("reported"));
    assert!(
        chair
            .passages
            .as_ref()
            .unwrap()
            .contains("source/mpk#char=")
    );
}

#[test]
fn every_kind_of_tie_occurs_and_no_fact_gives_one_twice() {
    let network = network();
    let query = Bundle::embedded();
    let query = query.file("queries/network/edges.rq").unwrap();
    let text = String::from_utf8(query.bytes.to_vec()).unwrap();
    let table = text.split("VALUES (?kind ?label) {").nth(1).unwrap();
    let table = table.split('}').next().unwrap();
    for kind in table
        .split('(')
        .skip(1)
        .map(|entry| entry.split('"').nth(1).unwrap())
    {
        assert!(network.edges.iter().any(|edge| edge.kind == kind), "{kind}");
    }
    let mut seen = std::collections::HashSet::new();
    for edge in &network.edges {
        assert!(
            seen.insert((&edge.source, &edge.target, &edge.kind, &edge.fact)),
            "{edge:?}"
        );
        assert!(edge.passages.is_some(), "{edge:?}");
    }
}

#[test]
fn every_actor_of_the_network_has_a_tie() {
    let network = network();
    for node in network.nodes.keys() {
        let tied = |edge: &gremia::network::Edge| edge.source == *node || edge.target == *node;
        assert!(network.edges.iter().any(tied), "{node}");
    }
}

#[test]
fn part_around_an_actor_reaches_as_far_as_asked() {
    let (network, centre) = (network(), actor("person:volker-wissing"));
    let near = network.around(&centre, 1);
    let far = network.around(&centre, 2);
    assert!(near.nodes.contains_key(&centre));
    assert!(near.nodes.len() < far.nodes.len() && far.nodes.len() < network.nodes.len());
    assert!(network.around(&centre, 0).edges.is_empty());
}

#[test]
fn networkx_reads_the_graphml() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("actors.graphml");
    let network = network();
    let mut text = Vec::new();
    network.write_graphml(&mut text).unwrap();
    fs::write(&file, text).unwrap();
    let script = "import networkx, sys\n\
        graph = networkx.read_graphml(sys.argv[1], force_multigraph=True)\n\
        print(graph.is_directed(), graph.number_of_nodes(), graph.number_of_edges())\n\
        edge = graph.get_edge_data('https://w3id.org/gremia/id/land/sachsen', 'https://w3id.org/gremia/id/body/mpk')\n\
        print(sorted(data['kind'] + ' ' + data['from'] for data in edge.values() if data['kind'] == 'chairs'))\n\
        print(graph.nodes['https://w3id.org/gremia/id/land/sachsen']['label'])";
    if let Some(read) = tools::python("networkx", script, &[&file]) {
        let (nodes, edges) = (network.nodes.len(), network.edges.len());
        assert_eq!(
            read,
            format!("True {nodes} {edges}\n['chairs 2024-10-01']\nSachsen\n")
        );
    }
}

#[test]
fn graphviz_draws_every_actor() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("actors.dot");
    let network = network();
    let mut text = Vec::new();
    network.write_dot(&session_prefixes(), &mut text).unwrap();
    fs::write(&file, text).unwrap();
    if let Some(output) = tools::run(Command::new("dot").arg("-Tsvg").arg(&file)) {
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && error.is_empty(), "{error}");
        let picture = String::from_utf8(output.stdout).unwrap();
        let drawn = picture.matches("class=\"node ").count();
        assert_eq!(drawn, network.nodes.len());
    }
}

#[test]
fn name_of_the_file_picks_the_format() {
    let folder = TempDir::new().unwrap();
    for (name, start) in [
        ("a.graphml", "<?xml"),
        ("a.dot", "digraph"),
        ("a.gv", "digraph"),
    ] {
        let file = folder.path().join(name);
        assert_eq!(run(&["network", file.to_str().unwrap()]).2, 0);
        assert!(
            fs::read_to_string(&file).unwrap().starts_with(start),
            "{name}"
        );
    }
    let (_, error, status) = run(&["network", "actors.csv"]);
    assert!(error.contains("does not tell the format"), "{error}");
    assert_eq!(status, 2);
}

#[test]
fn actor_without_ties_is_an_error_that_names_it() {
    let (_, error, status) = run(&["network", "--about", "Universität Bremen"]);
    assert!(error.contains("Universität Bremen has no ties"), "{error}");
    assert_eq!(status, 1);
}
