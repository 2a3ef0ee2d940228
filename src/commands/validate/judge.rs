//! What is judged and by what: data and shapes are read, the validation runs, results get their places.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::QueryResults;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Term};

use super::contradictions;
use super::files::{Files, bar, unreadable};
use crate::bundle;
use crate::failure::{Failure, Kind, Result};
use crate::inference::Inferred;
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::results::message::tell;
use crate::session::Session;
use crate::shacl::{Error, Report, Shapes, ValidationResult};
use crate::store::load::{self, Document};
use crate::store::positions::{self, Position};
use crate::store::{self, Dataset, ExactDataset};

/// A report with what is needed to tell it.
pub(in crate::commands) struct Judged {
    pub(in crate::commands) report: Report,
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

/// The shapes that judge, and whose data.
pub(in crate::commands) struct Judge<'a> {
    session: &'a Session,
    shapes: Shapes,
    prefixes: Prefixes,
    /// Whether the shapes are the bundled ones, which refer to the classes of the bundled ontology.
    is_bundled: bool,
}

impl<'a> Judge<'a> {
    /// Reads the shapes of `shape_files`, or the bundled ones without any, to judge what stands in `files`.
    ///
    /// What the shapes leave open is told on standard error.
    pub(in crate::commands) fn new(
        files: &Files,
        shape_files: &[PathBuf],
        session: &'a Session,
    ) -> Result<Self> {
        let shapes = read_shapes(shape_files, session)?;
        for ontology in shapes.imports() {
            note(&wording!(
                "the shapes import {ontology}, which was not read; name its file by `--shapes`",
                "die Formen importieren {ontology}, das nicht gelesen wurde; seine Datei mit `--shapes` angeben"
            ));
        }
        for (shape, missing) in shapes.missing() {
            note(&wording!(
                "shape {shape} refers to {missing}, which is described nowhere and demands nothing",
                "die Form {shape} verweist auf {missing}, das nirgends beschrieben ist und nichts verlangt"
            ));
        }
        Ok(Self {
            session,
            shapes,
            prefixes: prefixes(files, shape_files, session),
            is_bundled: shape_files.is_empty(),
        })
    }

    /// Judges the dataset of the session.
    pub(super) fn dataset(self) -> Result<Judged> {
        note_named_graphs(self.session)?;
        let session = self.session;
        let (data, contradictions) = if session.options.inferred {
            let contradictions = self.contradictions(&session.infer(&mut |_| ())?);
            let data = if self.is_bundled {
                note(&wording!(
                    "the bundled shapes judge what is stated, not what is inferred",
                    "die mitgelieferten Formen prüfen, was festgestellt ist, nicht, was gefolgert ist"
                ));
                Arc::clone(&session.dataset)
            } else {
                session.with_inferred()?
            };
            (data, contradictions)
        } else {
            (Arc::clone(&session.dataset), Vec::new())
        };
        let mut report = self.validate(&data)?;
        report.add(contradictions);
        let documents = if session.options.store.is_some() {
            Vec::new()
        } else {
            let files = session.bundle.graph_files();
            files.map(|file| bundled(file, session)).collect()
        };
        self.finish(report, data, documents)
    }

    /// Judges what stands in `files`.
    pub(super) fn files(self, files: &Files) -> Result<Judged> {
        let data = ExactDataset::new().map_err(unreadable)?;
        files.load(&data, self.session)?;
        let data: Arc<dyn Dataset> = Arc::new(data);
        let report = self.report(&data)?;
        self.finish(report, data, files.documents().map_err(unreadable)?)
    }

    /// Judges `data`, to which is added what the judgement rests on: the bundled ontology for its own shapes, and for
    /// others what is inferred.
    pub(in crate::commands) fn report(&self, data: &Arc<dyn Dataset>) -> Result<Report> {
        let background = if self.is_bundled {
            add_ontology(data.as_ref(), self.session)?
        } else {
            HashSet::new()
        };
        let contradictions = if self.session.options.inferred {
            let mut session = self.session.clone();
            session.dataset = Arc::clone(data);
            let inferred = session.infer(&mut |_| ())?;
            if !self.is_bundled {
                let quads = inferred.triples();
                let mut quads = quads.map(|triple| Ok(triple.in_graph(GraphName::DefaultGraph)));
                data.extend(&mut quads).map_err(unreadable)?;
            }
            self.contradictions(&inferred)
        } else {
            Vec::new()
        };
        let mut report = self.validate(data)?;
        report.add(contradictions);
        // The bundled ontology serves to judge the data and is not judged with them.
        report.retain(|result| match &result.focus {
            Term::NamedNode(node) => !background.contains(node),
            _ => true,
        });
        Ok(report)
    }

    fn validate(&self, data: &Arc<dyn Dataset>) -> Result<Report> {
        let bar = bar(wording!("validating", "prüfe"), 0, self.session);
        let (prefixes, cancellation) = (&self.prefixes, &self.session.cancellation);
        let report = self
            .shapes
            .validate(data, prefixes, cancellation, &mut |progress| {
                bar.set_length(progress.of as u64);
                bar.set_position(progress.shapes as u64);
            });
        bar.finish_and_clear();
        report.map_err(|error| failure_of(&error))
    }

    fn contradictions(&self, inferred: &Inferred) -> Vec<ValidationResult> {
        let findings = inferred.findings().iter();
        findings
            .map(|finding| contradictions::result(finding, &self.prefixes))
            .collect()
    }

    /// Adds to a report where its focus nodes are described in `documents`.
    pub(in crate::commands) fn finish(
        self,
        report: Report,
        data: Arc<dyn Dataset>,
        documents: Vec<Document<'_>>,
    ) -> Result<Judged> {
        let focus = |result: &ValidationResult| match &result.focus {
            Term::NamedNode(node) => Some(node.clone()),
            _ => None,
        };
        let wanted = report.results().iter().filter_map(focus).collect();
        let positions = positions::positions(documents, &wanted, &self.session.cancellation);
        Ok(Judged {
            report,
            shapes: self.shapes,
            data,
            prefixes: self.prefixes,
            positions: positions.map_err(unreadable)?,
        })
    }
}

/// Gives the prefixes of the session and those that files declare; the session's win.
fn prefixes(files: &Files, shape_files: &[PathBuf], session: &Session) -> Prefixes {
    let mut prefixes = session.prefixes.clone();
    let shape_files = Files::named(shape_files);
    for files in [files, &shape_files] {
        // A file that cannot be read is told when it is read in earnest.
        let documents = files.documents().unwrap_or_default().into_iter();
        for (prefix, namespace) in documents.flat_map(positions::declared_prefixes) {
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
    tell(&wording!("note: {text}", "Anmerkung: {text}"));
}

fn note_named_graphs(session: &Session) -> Result<()> {
    let ask = "ASK { GRAPH ?graph { ?subject ?predicate ?object } }";
    let answer = session.dataset.query(ask, &session.cancellation)?;
    if matches!(answer, QueryResults::Boolean(true)) {
        note(&wording!(
            "only the default graph is judged, not the named graphs",
            "geprüft wird nur der Standardgraph, nicht die benannten Graphen"
        ));
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
        Files::named(files).load(&dataset, session)?;
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
        // Others must be named: no file has an error.
        Error::NoShapes => Kind::Usage,
        _ => Kind::Store,
    };
    let failure = Failure::from_error(kind, error);
    match error {
        Error::NoShapes => {
            failure.with_hint(wording!(
                "shapes stand in `ontology/shapes`, or in a file that `--shapes` names",
                "Formen stehen in `ontology/shapes` oder in einer Datei, die `--shapes` nennt"
            ))
        }
        Error::Unsupported { .. } => failure.with_hint(
            wording!(
                "what is not supported is refused, since passing over it would look like data that conforms",
                "was nicht unterstützt wird, wird abgelehnt: Übergangen sähe es aus wie Daten, die den Formen genügen"
            ),
        ),
        _ => failure,
    }
}

fn bundled<'a>(file: &'a bundle::File, session: &Session) -> Document<'a> {
    let name = match &session.options.dataset {
        Some(folder) => folder.join(&file.path).display().to_string(),
        None => file.path.clone(),
    };
    Document::new(name, &*file.bytes, RdfFormat::Turtle)
}

/// Adds the bundled ontology to `dataset`, and gives the nodes that nothing else there describes.
fn add_ontology(dataset: &dyn Dataset, session: &Session) -> Result<HashSet<NamedNode>> {
    let mut quads = Vec::new();
    let ontology = session.bundle.graph_files();
    for file in ontology.filter(|file| file.path.starts_with("ontology/")) {
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(&file.bytes) {
            quads.push(
                quad.map_err(|error| Failure::new(Kind::Store, format!("{}: {error}", file.path)))?,
            );
        }
    }
    let mut background = HashSet::new();
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
    Ok(background)
}
