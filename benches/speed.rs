//! What takes how long: `cargo bench --profile dev`, with a name to run less than all.
//!
//! The bundled graph, and a synthetic one that repeats its data under other names up to a million triples. Where another
//! program does the same and is installed, it is run on the same files, so that both are measured in one run.

#[path = "speed/graphs.rs"]
mod graphs;

use std::process::{Command, Stdio};
use std::sync::Arc;

use divan::Bencher;
use graphs::{INSTANCES, bundled, file, million};
use gremia::bundle::Bundle;
use gremia::inference::{self, Rules};
use gremia::prefixes::Prefixes;
use gremia::serialization::{Format, Serializer};
use gremia::shacl::Shapes;
use gremia::store::load::{self, Document};
use gremia::store::{Dataset, EmbeddedDataset};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::CancellationToken;
use oxrdf::{NamedNode, NamedOrBlankNode};

fn main() {
    divan::main();
}

/// Runs another program; nothing where it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<()> {
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.ok().map(|_| ())
}

mod validation {
    use super::{
        Arc, Bencher, Bundle, CancellationToken, Dataset, Document, EmbeddedDataset, Prefixes,
        RdfFormat, Shapes, bundled, file, load, million, run,
    };

    fn shapes() -> Shapes {
        Shapes::load(&shapes_graph()).expect("the bundled shapes are well-formed")
    }

    fn shapes_graph() -> EmbeddedDataset {
        let dataset = EmbeddedDataset::in_memory().expect("a store in memory opens");
        let bundle = Bundle::embedded();
        let documents = bundle
            .shape_files()
            .map(|file| Document::new(&*file.path, &*file.bytes, RdfFormat::Turtle));
        load::load(&dataset, documents, &CancellationToken::new(), &mut |_| ())
            .expect("the bundled files are well-formed");
        dataset
    }

    fn validate(graph: &Arc<dyn Dataset>, bencher: Bencher<'_, '_>) {
        let (shapes, prefixes) = (shapes(), Prefixes::default());
        bencher.bench(|| {
            shapes
                .validate(graph, &prefixes, &CancellationToken::new(), &mut |_| ())
                .expect("the validation ends")
                .results()
                .len()
        });
    }

    fn by_pyshacl(name: &str, graph: &Arc<dyn Dataset>, bencher: Bencher<'_, '_>) {
        let shapes: Arc<dyn Dataset> = Arc::new(shapes_graph());
        let (data, shapes) = (file(name, graph), file("shapes.nt", &shapes));
        let paths = [&shapes, &data].map(|path| path.to_string_lossy().into_owned());
        let arguments = ["-s", &paths[0], "-df", "nt", "-sf", "nt", &paths[1]];
        bencher.bench(|| run("pyshacl", &arguments));
    }

    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn bundled_graph(bencher: Bencher<'_, '_>) {
        validate(bundled(), bencher);
    }

    #[divan::bench(sample_count = 2, sample_size = 1)]
    fn bundled_graph_by_pyshacl(bencher: Bencher<'_, '_>) {
        by_pyshacl("bundled.nt", bundled(), bencher);
    }

    #[divan::bench(sample_count = 2, sample_size = 1)]
    fn million_triples(bencher: Bencher<'_, '_>) {
        validate(million(), bencher);
    }

    #[divan::bench(sample_count = 1, sample_size = 1)]
    fn million_triples_by_pyshacl(bencher: Bencher<'_, '_>) {
        by_pyshacl("million.nt", million(), bencher);
    }
}

mod inferring {
    use super::{Arc, Bencher, CancellationToken, Dataset, Rules, bundled, inference, million};

    fn infer(graph: &Arc<dyn Dataset>, bencher: Bencher<'_, '_>) {
        let rules = Rules::from_dataset(graph.as_ref()).expect("the rules can be read");
        bencher.bench(|| {
            let token = CancellationToken::new();
            inference::materialize(graph.as_ref(), &rules, &token, &mut |_| ())
                .expect("the inference ends")
                .len()
        });
    }

    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn bundled_graph(bencher: Bencher<'_, '_>) {
        infer(bundled(), bencher);
    }

    #[divan::bench(sample_count = 2, sample_size = 1)]
    fn million_triples(bencher: Bencher<'_, '_>) {
        infer(million(), bencher);
    }
}

mod exporting {
    use super::{
        Arc, Bencher, Dataset, Format, Prefixes, RdfFormat, Serializer, file, million, run,
    };
    use oxigraph::io::RdfSerializer;

    fn export(graph: &Arc<dyn Dataset>, format: Format, bencher: Bencher<'_, '_>) {
        let bundle = gremia::bundle::Bundle::embedded();
        let declared = bundle.file(gremia::bundle::PREFIXES).expect("bundled");
        let prefixes = Prefixes::from_declarations(gremia::bundle::PREFIXES, &declared.bytes)
            .expect("the bundled prefixes are well-formed");
        let serializer = Serializer {
            format,
            prefixes: &prefixes,
            base: None,
            context: None,
        };
        bencher.bench(|| {
            let quads = graph.quads(None, None, None, None);
            serializer
                .write(quads, &mut std::io::sink())
                .expect("writable")
        });
    }

    #[divan::bench(sample_count = 2, sample_size = 1)]
    fn million_triples_canonical_turtle(bencher: Bencher<'_, '_>) {
        export(million(), Format::Turtle, bencher);
    }

    #[divan::bench(sample_count = 2, sample_size = 1)]
    fn million_triples_ntriples(bencher: Bencher<'_, '_>) {
        export(million(), Format::NTriples, bencher);
    }

    /// What `oxigraph dump` does: Turtle in the order of the store, without prefixes.
    #[divan::bench(sample_count = 2, sample_size = 1)]
    fn million_triples_by_oxigraph(bencher: Bencher<'_, '_>) {
        let graph = million();
        bencher.bench(|| {
            let mut writer =
                RdfSerializer::from_format(RdfFormat::Turtle).for_writer(std::io::sink());
            for quad in graph.quads(None, None, None, None) {
                let quad = quad.expect("a store in memory is readable");
                writer.serialize_triple(quad.as_ref()).expect("writable");
            }
            writer.finish().is_ok()
        });
    }

    #[divan::bench(sample_count = 2, sample_size = 1)]
    fn million_triples_by_rapper(bencher: Bencher<'_, '_>) {
        let data = file("million.nt", million()).to_string_lossy().into_owned();
        bencher.bench(|| run("rapper", &["-q", "-i", "ntriples", "-o", "turtle", &data]));
    }
}

mod connecting {
    use super::{Arc, Bencher, Dataset, INSTANCES, NamedNode, NamedOrBlankNode, bundled, million};
    use gremia::connections::{self, Limits};

    /// Looks for what connects a person with a conference.
    fn connect(graph: &Arc<dyn Dataset>, hubs: bool, bencher: Bencher<'_, '_>) {
        let [from, to] = ["person/volker-wissing", "body/mpk"]
            .map(|name| NamedNode::new_unchecked(format!("{INSTANCES}{name}")))
            .map(NamedOrBlankNode::from);
        let limits = Limits {
            hubs,
            ..Limits::default()
        };
        let late = || Ok(false);
        bencher.bench(|| {
            connections::find(graph.as_ref(), (&from, &to), limits, &late, &mut |_| ())
                .expect("the search ends")
                .connections
                .len()
        });
    }

    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn bundled_graph(bencher: Bencher<'_, '_>) {
        connect(bundled(), false, bencher);
    }

    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn million_triples(bencher: Bencher<'_, '_>) {
        connect(million(), false, bencher);
    }

    #[divan::bench(sample_count = 5, sample_size = 1)]
    fn million_triples_past_no_hub(bencher: Bencher<'_, '_>) {
        connect(million(), true, bencher);
    }
}
