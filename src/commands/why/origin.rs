//! Where a statement stands and comes from: graph, file and load time.

use std::io::Write;

use oxrdf::{GraphName, NamedNode, Quad, Term};

use super::super::term;
use crate::failure::Result;
use crate::language::{nearest, wording};
use crate::session::{Session, loads};
use crate::vocab::graph::INFERRED;

/// Statements whose origin is told at most.
const MOST: usize = 5;
/// Properties that are named at most.
const MOST_PROPERTIES: usize = 6;

/// Gives the statements about `node` with a predicate and perhaps an object; what is only inferred is none.
pub(super) fn stated(
    session: &Session,
    node: &NamedNode,
    predicate: &NamedNode,
    object: Option<&Term>,
) -> Result<Vec<Quad>> {
    let mut found = Vec::new();
    let quads = session.dataset.quads(
        Some(node.as_ref().into()),
        Some(predicate.as_ref()),
        object.map(Term::as_ref),
        None,
    );
    for quad in quads {
        let quad = quad?;
        if !matches!(&quad.graph_name, GraphName::NamedNode(graph) if *graph == INFERRED) {
            found.push(quad);
        }
    }
    Ok(found)
}

/// Writes graph, file and load time of statements.
pub(super) fn write(session: &Session, stated: &[Quad], out: &mut dyn Write) -> Result<()> {
    for quad in stated.iter().take(MOST) {
        let predicate = term::name(session, &quad.predicate);
        let object = term::value(session, &quad.object)?;
        let graph = match &quad.graph_name {
            GraphName::NamedNode(graph) => term::name(session, graph),
            GraphName::BlankNode(graph) => graph.to_string(),
            GraphName::DefaultGraph => wording!("the default graph", "Standardgraph"),
        };
        writeln!(
            out,
            "{}",
            wording!(
                "stated: {predicate} {object}\n  graph: {graph}",
                "steht da: {predicate} {object}\n  Graph: {graph}"
            )
        )?;
        for line in origin(session, quad)? {
            writeln!(out, "  {line}")?;
        }
    }
    let more = stated.len().saturating_sub(MOST);
    if more > 0 {
        writeln!(
            out,
            "{}",
            wording!("and {more} more statements", "und {more} weitere Angaben")
        )?;
    }
    Ok(())
}

/// Gives lines on the file of a statement and its load time.
fn origin(session: &Session, quad: &Quad) -> Result<Vec<String>> {
    let Some(origin) = session.origin(quad)? else {
        return Ok(vec![wording!(
            "file: none that was loaded has it; an update inserted it, or it has a blank node",
            "Datei: keine der geladenen; ein Update hat es eingefügt, oder es enthält einen Leerknoten"
        )]);
    };
    let file = origin.file;
    let mut lines = vec![if origin.is_bundled {
        wording!("file: {file}, bundled", "Datei: {file}, mitgeliefert")
    } else if origin.has_changed {
        wording!(
            "file: {file}, changed since it was loaded",
            "Datei: {file}, nach dem Laden geändert"
        )
    } else {
        wording!("file: {file}", "Datei: {file}")
    }];
    lines.push(match origin.loaded.map(loads::written) {
        Some(time) => wording!("loaded: {time}", "geladen: {time}"),
        None => wording!(
            "loaded: it was not noted when",
            "geladen: wann, ist nicht vermerkt"
        ),
    });
    Ok(lines)
}

/// Says which properties a node has in the place of one that it has not, the nearest first.
pub(super) fn instead(
    session: &Session,
    node: &NamedNode,
    predicate: &NamedNode,
) -> Result<Option<String>> {
    let mut names = Vec::new();
    for quad in session
        .dataset
        .quads(Some(node.as_ref().into()), None, None, None)
    {
        let name = term::name(session, &quad?.predicate);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let wanted = term::name(session, predicate);
    if names.is_empty() || names.contains(&wanted) {
        return Ok(None);
    }
    if let Some(near) = nearest(&wanted, names.iter().map(String::as_str)) {
        return Ok(Some(wording!(
            "it has {near}; did you mean that?",
            "vorhanden ist {near}; ist das gemeint?"
        )));
    }
    let more = if names.len() > MOST_PROPERTIES {
        ", …"
    } else {
        ""
    };
    names.truncate(MOST_PROPERTIES);
    let names = names.join(", ");
    Ok(Some(wording!(
        "it has {names}{more}",
        "vorhanden sind {names}{more}"
    )))
}
