//! GraphML: nodes and edges of a directed graph with typed attributes.

use std::io::{self, Write};

use super::{Edge, Network, Node};

/// Attributes of nodes, all texts.
const OF_NODES: [&str; 4] = ["label", "kind", "class", "iri"];
/// Attributes of edges, all texts. Days are texts, since the format knows no days.
const OF_EDGES: [&str; 8] = [
    "label", "kind", "fact", "from", "until", "as_of", "modality", "passages",
];

pub(super) fn write(network: &Network, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    for (domain, names) in [("node", &OF_NODES[..]), ("edge", &OF_EDGES[..])] {
        for name in names {
            writeln!(
                out,
                "  <key id=\"{domain}-{name}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"string\"/>"
            )?;
        }
    }
    writeln!(out, "  <graph id=\"actors\" edgedefault=\"directed\">")?;
    for node in network.nodes.values() {
        write_node(node, out)?;
    }
    for (number, edge) in network.edges.iter().enumerate() {
        write_edge(number, edge, out)?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

fn write_node(node: &Node, out: &mut dyn Write) -> io::Result<()> {
    let values = [&node.label, &node.kind, &node.class, node.iri.as_str()];
    writeln!(out, "    <node id=\"{}\">", escaped(node.iri.as_str()))?;
    for (name, value) in OF_NODES.into_iter().zip(values) {
        write_data("node", name, value, out)?;
    }
    writeln!(out, "    </node>")
}

fn write_edge(number: usize, edge: &Edge, out: &mut dyn Write) -> io::Result<()> {
    let values = [
        Some(edge.label.as_str()),
        Some(edge.kind.as_str()),
        Some(edge.fact.as_str()),
        edge.from.as_deref(),
        edge.until.as_deref(),
        edge.as_of.as_deref(),
        edge.modality.as_deref(),
        edge.passages.as_deref(),
    ];
    writeln!(
        out,
        "    <edge id=\"e{number}\" source=\"{}\" target=\"{}\">",
        escaped(edge.source.as_str()),
        escaped(edge.target.as_str())
    )?;
    for (name, value) in OF_EDGES.into_iter().zip(values) {
        if let Some(value) = value {
            write_data("edge", name, value, out)?;
        }
    }
    writeln!(out, "    </edge>")
}

fn write_data(domain: &str, name: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "      <data key=\"{domain}-{name}\">{}</data>",
        escaped(value)
    )
}

/// Escapes text for an attribute or an element; what XML cannot hold at all becomes U+FFFD.
///
/// Source: XML 1.0, sections 2.2 and 2.4.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            escaped("a<b> & \"c\"\u{1}\n"),
            "a&lt;b&gt; &amp; &quot;c&quot;\u{FFFD} "
        );
    }
}
