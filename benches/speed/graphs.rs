//! The graphs that are measured: the bundled one, and its data again and again up to a million triples.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use gremia::bundle::Bundle;
use gremia::prefixes::Prefixes;
use gremia::serialization::{Format, Serializer};
use gremia::store::load::{self, Document};
use gremia::store::{Dataset, EmbeddedDataset};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::CancellationToken;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

/// How often the synthetic graph has the data of the bundled one: a million triples in all.
const COPIES: usize = 46;
/// What the names of the data begin with.
pub(crate) const INSTANCES: &str = "https://w3id.org/gremia/id/";

/// Gives the bundled graph.
pub(crate) fn bundled() -> &'static Arc<dyn Dataset> {
    static GRAPH: OnceLock<Arc<dyn Dataset>> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let dataset = EmbeddedDataset::in_memory().expect("a store in memory opens");
        let bundle = Bundle::embedded();
        let documents = bundle
            .graph_files()
            .map(|file| Document::new(&*file.path, &*file.bytes, RdfFormat::Turtle));
        load::load(&dataset, documents, &CancellationToken::new(), &mut |_| ())
            .expect("the bundled files are well-formed");
        Arc::new(dataset)
    })
}

/// Gives the synthetic graph.
pub(crate) fn million() -> &'static Arc<dyn Dataset> {
    static GRAPH: OnceLock<Arc<dyn Dataset>> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let dataset = EmbeddedDataset::in_memory().expect("a store in memory opens");
        let own = bundled().quads(None, None, None, None);
        dataset
            .extend(&mut own.chain(copies().map(Ok)))
            .expect("a store in memory takes what fits");
        Arc::new(dataset)
    })
}

/// Gives the data of the bundled graph again and again, each time under other names.
fn copies() -> impl Iterator<Item = Quad> {
    let bundle = Bundle::embedded();
    let data: Vec<Quad> = bundle
        .graph_files()
        .filter(|file| file.path.starts_with("data/"))
        .flat_map(|file| {
            let parser = RdfParser::from_format(RdfFormat::Turtle);
            let quads = parser.for_slice(&file.bytes);
            quads.collect::<Result<Vec<_>, _>>().expect("bundled")
        })
        .collect();
    (1..COPIES).flat_map(move |copy| {
        let renamed = |node: &NamedNode| renamed(node, copy);
        data.iter()
            .filter(|quad| quad.subject.to_string().contains(INSTANCES))
            .map(|quad| Quad {
                subject: match &quad.subject {
                    NamedOrBlankNode::NamedNode(node) => renamed(node).into(),
                    NamedOrBlankNode::BlankNode(node) => node.clone().into(),
                },
                predicate: quad.predicate.clone(),
                object: match &quad.object {
                    Term::NamedNode(node) => renamed(node).into(),
                    other => other.clone(),
                },
                graph_name: GraphName::DefaultGraph,
            })
            .collect::<Vec<_>>()
    })
}

/// Gives another name to a node of the data, in letters that its shape allows.
fn renamed(node: &NamedNode, copy: usize) -> NamedNode {
    let Some(local) = node.as_str().strip_prefix(INSTANCES) else {
        return node.clone();
    };
    if let Some(hash) = local.strip_prefix("claim/") {
        // The name of a claim is a hash of twelve digits.
        let rest = hash.get(2..).unwrap_or_default();
        return NamedNode::new_unchecked(format!("{INSTANCES}claim/{copy:02x}{rest}"));
    }
    let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap_or(0));
    let (first, second) = (letter(copy / 26), letter(copy));
    NamedNode::new_unchecked(format!("{node}-{first}{second}").replace(['<', '>'], ""))
}

/// Writes a graph as N-Triples to a file, once.
pub(crate) fn file(name: &str, graph: &Arc<dyn Dataset>) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut out = std::io::BufWriter::new(std::fs::File::create(&path).expect("writable"));
    let prefixes = Prefixes::default();
    let serializer = Serializer {
        format: Format::NTriples,
        prefixes: &prefixes,
        base: None,
        context: None,
    };
    let quads = graph.quads(None, None, None, None);
    serializer.write(quads, &mut out).expect("writable");
    path
}
