//! What is judged and by what: data and shapes are read, the validation runs, results get their places.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::QueryResults;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};

use crate::bundle;
use crate::failure::{Failure, Kind, Result};
use crate::prefixes::Prefixes;
use crate::session::Session;
use crate::shacl::{Error, Report, Shapes};
use crate::store::load::{self, Document};
use crate::store::positions::{self, Position};
use crate::store::{self, Dataset, ExactDataset};

/// A report with what is needed to tell it.
pub(super) struct Judged {
    pub(super) report: Report,
    pub(super) shapes: Shapes,
    /// What was judged, for labels.
    pub(super) data: Arc<dyn Dataset>,
    /// The prefixes of the session and of the files.
    pub(super) prefixes: Prefixes,
    /// Where the focus nodes of the results are described.
    pub(super) positions: HashMap<NamedNode, Position>,
}

impl Judged {
    /// Gives the place where the focus node of a result is described.
    pub(super) fn position(&self, focus: &Term) -> Option<&Position> {
        match focus {
            Term::NamedNode(node) => self.positions.get(node),
            _ => None,
        }
    }
}

/// Validates `files`, or the dataset without any, by the shapes of `shape_files`, or the bundled ones without any.
pub(super) fn judge(
    files: &[PathBuf],
    shape_files: &[PathBuf],
    session: &Session,
) -> Result<Judged> {
    let prefixes = prefixes(files.iter().chain(shape_files), session);
    let shapes = read_shapes(shape_files, session)?;
    for ontology in shapes.imports() {
        note(&format!(
            "the shapes import {ontology}, which was not read; name its file by `--shapes`"
        ));
    }
    for (shape, missing) in shapes.missing() {
        note(&format!(
            "shape {shape} refers to {missing}, which is described nowhere and demands nothing"
        ));
    }
    let is_bundled = shape_files.is_empty();
    let (data, background) = match files {
        [] => {
            note_named_graphs(session)?;
            (Arc::clone(&session.dataset), HashSet::new())
        }
        files => read_data(files, is_bundled, session)?,
    };
    let mut report = validate(&shapes, &data, &prefixes, session)?;
    // The bundled ontology serves to judge the files and is not judged with them.
    report.retain(|result| match &result.focus {
        Term::NamedNode(node) => !background.contains(node),
        _ => true,
    });
    let positions = find_positions(&report, files, session)?;
    Ok(Judged {
        report,
        shapes,
        data,
        prefixes,
        positions,
    })
}

/// Gives the prefixes of the session and those that files declare; the session's win.
fn prefixes<'a>(files: impl Iterator<Item = &'a PathBuf>, session: &Session) -> Prefixes {
    let mut prefixes = session.prefixes.clone();
    for file in files {
        let declared = Document::open(file, None).map(positions::declared_prefixes);
        // A file that cannot be read is told when it is read in earnest.
        for (prefix, namespace) in declared.unwrap_or_default() {
            if prefixes.namespace(&prefix).is_none() {
                // A prefix of no absolute IRI shortens nothing.
                let _ = prefixes.insert(&prefix, &namespace);
            }
        }
    }
    prefixes
}

/// Says something on standard error that changes nothing of the report.
fn note(text: &str) {
    // What cannot be said changes nothing.
    let _ = writeln!(io::stderr(), "note: {text}");
}

fn note_named_graphs(session: &Session) -> Result<()> {
    let ask = "ASK { GRAPH ?graph { ?subject ?predicate ?object } }";
    let answer = session.dataset.query(ask, &session.cancellation)?;
    if matches!(answer, QueryResults::Boolean(true)) {
        note("only the default graph is judged, not the named graphs");
    }
    Ok(())
}

fn read_shapes(files: &[PathBuf], session: &Session) -> Result<Shapes> {
    let dataset = ExactDataset::new().map_err(unreadable)?;
    if files.is_empty() {
        let documents = session
            .bundle
            .shape_files()
            .map(|file| bundled(file, session));
        load::load(&dataset, documents, &session.cancellation, &mut |_| ()).map_err(unreadable)?;
    } else {
        load_files(&dataset, files, session)?;
    }
    Shapes::load(&dataset).map_err(|error| wrong_shapes(&error, files, session))
}

/// Words that the shapes cannot be used, with the place of the one to blame.
fn wrong_shapes(error: &Error, files: &[PathBuf], session: &Session) -> Failure {
    let named = match error.shape() {
        Some(NamedOrBlankNode::NamedNode(shape)) => Some(shape.clone()),
        _ => None,
    };
    let place = named.and_then(|shape| {
        let wanted = BTreeSet::from([shape.clone()]);
        let documents: Vec<_> = if files.is_empty() {
            let files = session.bundle.shape_files();
            files.map(|file| bundled(file, session)).collect()
        } else {
            files
                .iter()
                .filter_map(|file| Document::open(file, None).ok())
                .collect()
        };
        // The shape is named all the same where its place cannot be found.
        positions::positions(documents, &wanted, &session.cancellation)
            .ok()?
            .remove(&shape)
    });
    let failure = failure_of(error);
    match place {
        Some(Position { file, line }) => {
            let placed = Failure::new(
                failure.kind(),
                format!("{file}:{line}: {}", failure.message()),
            );
            match failure.hint() {
                Some(hint) => placed.with_hint(hint),
                None => placed,
            }
        }
        None => failure,
    }
}

/// Gives the failure that the user sees; none of them has the status of data that does not conform.
fn failure_of(error: &Error) -> Failure {
    let kind = match error {
        Error::Cancelled | Error::Store(store::Error::Cancelled) => Kind::Interrupted,
        _ => Kind::Usage,
    };
    let failure = Failure::from_error(kind, error);
    match error {
        Error::NoShapes => {
            failure.with_hint("shapes stand in `ontology/shapes`, or in a file that `--shapes` names")
        }
        Error::Unsupported { .. } => failure.with_hint(
            "what is not supported is refused, since passing over it would look like data that conforms",
        ),
        _ => failure,
    }
}

/// Words that a file cannot be read, with a status that data which does not conform never has.
fn unreadable(error: store::Error) -> Failure {
    let failure = Failure::from(error);
    if failure.kind() == Kind::Interrupted {
        return failure;
    }
    let same = Failure::new(Kind::Usage, failure.message());
    match failure.hint() {
        // The option belongs to `load`.
        Some(hint) if !hint.contains("--format") => same.with_hint(hint),
        _ => same,
    }
}

fn bundled<'a>(file: &'a bundle::File, session: &Session) -> Document<'a> {
    let name = match &session.options.dataset {
        Some(folder) => folder.join(&file.path).display().to_string(),
        None => file.path.clone(),
    };
    Document::new(name, &*file.bytes, RdfFormat::Turtle)
}

fn load_files(dataset: &dyn Dataset, files: &[PathBuf], session: &Session) -> Result<()> {
    let documents = files
        .iter()
        .map(|file| Ok(Document::open(file, None)?.merged()))
        .collect::<std::result::Result<Vec<_>, store::Error>>()
        .map_err(unreadable)?;
    let bar = bar("reading", files.iter().map(|file| length(file)).sum());
    let loaded = load::load(dataset, documents, &session.cancellation, &mut |progress| {
        bar.set_position(progress.bytes);
    });
    bar.finish_and_clear();
    loaded.map(|_| ()).map_err(unreadable)
}

fn length(file: &Path) -> u64 {
    file.metadata().map_or(0, |metadata| metadata.len())
}

fn bar(name: &'static str, length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {wide_bar} {percent}%")
        .expect("the template is well formed");
    ProgressBar::new(length).with_style(style).with_prefix(name)
}

/// Reads files; beside them the bundled ontology where the bundled shapes judge, whose classes these refer to.
///
/// Gives the nodes besides that only the ontology describes.
fn read_data(
    files: &[PathBuf],
    with_ontology: bool,
    session: &Session,
) -> Result<(Arc<dyn Dataset>, HashSet<NamedNode>)> {
    let dataset = ExactDataset::new().map_err(unreadable)?;
    load_files(&dataset, files, session)?;
    let mut background = HashSet::new();
    if with_ontology {
        let mut quads = Vec::new();
        let ontology = session.bundle.graph_files();
        for file in ontology.filter(|file| file.path.starts_with("ontology/")) {
            for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(&file.bytes) {
                quads.push(quad.map_err(|error| {
                    Failure::new(Kind::Usage, format!("{}: {error}", file.path))
                })?);
            }
        }
        for quad in &quads {
            if let NamedOrBlankNode::NamedNode(node) = &quad.subject
                && !background.contains(node)
                && dataset
                    .quads(Some(node.into()), None, None, None)
                    .next()
                    .is_none()
            {
                background.insert(node.clone());
            }
        }
        dataset
            .extend(&mut quads.into_iter().map(Ok))
            .map_err(unreadable)?;
    }
    Ok((Arc::new(dataset), background))
}

fn validate(
    shapes: &Shapes,
    data: &Arc<dyn Dataset>,
    prefixes: &Prefixes,
    session: &Session,
) -> Result<Report> {
    let bar = bar("validating", 0);
    let report = shapes.validate(data, prefixes, &session.cancellation, &mut |progress| {
        bar.set_length(progress.of as u64);
        bar.set_position(progress.shapes as u64);
    });
    bar.finish_and_clear();
    report.map_err(|error| failure_of(&error))
}

/// Finds where the focus nodes of the results are described, in the files or those of the bundled graph.
fn find_positions(
    report: &Report,
    files: &[PathBuf],
    session: &Session,
) -> Result<HashMap<NamedNode, Position>> {
    let wanted: BTreeSet<_> = report
        .results()
        .iter()
        .filter_map(|result| match &result.focus {
            Term::NamedNode(node) => Some(node.clone()),
            _ => None,
        })
        .collect();
    let documents = if !files.is_empty() {
        files
            .iter()
            .map(|file| Document::open(file, None))
            .collect::<std::result::Result<_, _>>()
            .map_err(unreadable)?
    } else if session.options.store.is_none() {
        let files = session.bundle.graph_files();
        files.map(|file| bundled(file, session)).collect()
    } else {
        Vec::new()
    };
    positions::positions(documents, &wanted, &session.cancellation).map_err(unreadable)
}
