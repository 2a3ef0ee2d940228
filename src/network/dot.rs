//! The DOT language: a drawing of the network, to be laid out by Graphviz.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use oxrdf::NamedNode;

use super::{Edge, Network, Node};
use crate::prefixes::Prefixes;

/// The modality of what needs no sign.
const PLAIN: &str = "reported";
/// Characters of a label's line, beyond which it goes on below.
const LINE: usize = 26;

/// Ties drawn as one: source, target, kind, and whether they are plain.
type Drawn<'a> = BTreeMap<(&'a NamedNode, &'a NamedNode, &'a str, bool), Vec<&'a Edge>>;

pub(super) fn write(network: &Network, prefixes: &Prefixes, out: &mut dyn Write) -> io::Result<()> {
    let name = |iri: &NamedNode| {
        quoted(
            &prefixes
                .compact(iri.as_str())
                .unwrap_or_else(|| iri.as_str().to_owned()),
        )
    };
    writeln!(
        out,
        "digraph actors {{\n  graph [rankdir=LR, nodesep=0.2, ranksep=1.1, fontname=\"Helvetica\"];\n  \
         node [fontname=\"Helvetica\", fontsize=11, style=filled, color=\"#44546a\"];\n  \
         edge [fontname=\"Helvetica\", fontsize=9, color=\"#5f6b7a\", fontcolor=\"#333333\"];\n"
    )?;
    for node in network.nodes.values() {
        let (shape, fill) = look(node);
        writeln!(
            out,
            "  {} [label={}, shape={shape}, fillcolor=\"{fill}\", class={}, URL={}];",
            name(&node.iri),
            label(&node.label),
            quoted(&node.class),
            quoted(node.iri.as_str())
        )?;
    }
    writeln!(out)?;
    let mut drawn = Drawn::new();
    for edge in &network.edges {
        let is_plain = edge
            .modality
            .as_deref()
            .is_none_or(|modality| modality == PLAIN);
        let key = (&edge.source, &edge.target, edge.kind.as_str(), is_plain);
        drawn.entry(key).or_default().push(edge);
    }
    for ((source, target, kind, is_plain), edges) in drawn {
        let style = if is_plain { "solid" } else { "dashed" };
        writeln!(
            out,
            "  {} -> {} [label={}, style={style}, class={}, edgetooltip={}];",
            name(source),
            name(target),
            quoted(&words(&edges)),
            quoted(kind),
            quoted(&evidence(&edges))
        )?;
    }
    writeln!(out, "}}")
}

/// Gives shape and fill of a node; black text has a contrast of at least 12 to 1 on each of the fills.
fn look(node: &Node) -> (&'static str, &'static str) {
    match (node.kind.as_str(), node.class.as_str()) {
        ("person", _) => ("ellipse", "#fdf1d3"),
        ("office", _) => ("note", "#eeeeee"),
        (_, "Conference") => ("box", "#d5e5f7"),
        (_, "Land") => ("hexagon", "#dcefd9"),
        (_, "Group") => ("octagon", "#ffffff"),
        _ => ("box", "#e9e4f5"),
    }
}

/// Writes what is written at an edge: the kind, how often where more than once, days, and how it is said.
fn words(edges: &[&Edge]) -> String {
    let Some(first) = edges.first() else {
        return String::new();
    };
    let mut words = first.label.clone();
    if edges.len() > 1 {
        write!(words, " ({}×)", edges.len()).expect("writing to a string does not fail");
    }
    // Days that only some of them have would seem to be those of all.
    let days = |day: fn(&Edge) -> Option<&String>| {
        let days: Option<Vec<&String>> = edges.iter().map(|edge| day(edge)).collect();
        days.unwrap_or_default()
    };
    let from = days(|edge| edge.from.as_ref()).into_iter().min();
    let until = days(|edge| edge.until.as_ref()).into_iter().max();
    match (from, until) {
        (Some(from), Some(until)) if from == until => words = format!("{words}\n{from}"),
        (Some(from), Some(until)) => words = format!("{words}\n{from} – {until}"),
        (Some(from), None) => words = format!("{words}\nab {from}"),
        (None, Some(until)) => words = format!("{words}\nbis {until}"),
        (None, None) => {}
    }
    words
}

/// Writes facts, modality and passages, which a drawing shows under the pointer.
fn evidence(edges: &[&Edge]) -> String {
    let facts: Vec<String> = edges
        .iter()
        .map(|edge| {
            let modality = edge.modality.as_deref().unwrap_or("not told");
            let passages = edge.passages.as_deref().unwrap_or("no passage");
            format!("{} [{modality}] {passages}", edge.fact.as_str())
        })
        .collect();
    facts.join("\n")
}

/// Breaks a label into lines of bounded length, at spaces only.
fn label(text: &str) -> String {
    let mut lines = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > LINE {
            lines.push('\n');
            length = 0;
        } else if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += word_length;
    }
    quoted(&lines)
}

/// Writes a quoted string; `\n` in it becomes the escape for a centred line.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::{label, quoted};

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        assert_eq!(quoted("a \"b\" \\"), r#""a \"b\" \\""#);
    }

    #[test]
    fn label_breaks_between_words() {
        assert_eq!(
            label("Bundesministerium für Bildung und Forschung"),
            r#""Bundesministerium für\nBildung und Forschung""#
        );
    }
}
