//! The catalogue before the official shapes, by two validators. What the shapes want to know of the codes of authority
//! tables (their class, scheme and label) stands in a stub, since the tables are not part of the project.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{BARE, Bundle, FULL, fixtures, python, root, skipped};

/// Files of shapes that belong together.
const DCAT_AP: [&str; 1] = ["dcat-ap/releases/3.0.1/shacl/dcat-ap-SHACL.ttl"];
const RANGES: [&str; 1] = ["dcat-ap/releases/3.0.1/shacl/ranges.ttl"];
const DCAT_AP_DE: [&str; 4] = [
    "dcat-ap/releases/3.0.0/shacl/dcat-ap-SHACL.ttl",
    "dcat-ap-de/dcat-ap-SHACL-DE.ttl",
    "dcat-ap-de/dcat-ap-spec-german-additions.ttl",
    "dcat-ap-de/dcat-ap-de-deprecated.ttl",
];

/// The shapes, where they are at hand.
fn shapes(files: &[&str]) -> Option<Vec<PathBuf>> {
    let folder = root().join("../shared/conformance");
    let files: Vec<PathBuf> = files.iter().map(|file| folder.join(file)).collect();
    if files.iter().all(|file| file.is_file()) {
        return Some(files);
    }
    skipped("a file of the official shapes");
    None
}

fn stub() -> PathBuf {
    fixtures().join("authority-stub.ttl")
}

/// Gives what pySHACL finds: severity, path, value and message of each result. Of the ranges it drops the references to
/// property shapes that the file does not define, which it would refuse.
fn findings(data: &[&Path], shapes: &[PathBuf]) -> Option<Vec<String>> {
    const SCRIPT: &str = "
import sys, rdflib, pyshacl
from rdflib import RDF, SH
data, shapes = rdflib.Graph(), rdflib.Graph()
graph = data
for argument in sys.argv[1:]:
    if argument == '--':
        graph = shapes
    else:
        graph.parse(argument, format='turtle')
for shape, _, constraint in list(shapes.triples((None, SH.property, None))):
    if (constraint, SH.path, None) not in shapes:
        shapes.remove((shape, SH.property, constraint))
_, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference='none')
for result in report.subjects(RDF.type, SH.ValidationResult):
    terms = [SH.resultSeverity, SH.focusNode, SH.resultPath, SH.value, SH.resultMessage]
    print(*[report.value(result, term) for term in terms])
";
    let mut arguments: Vec<&OsStr> = data.iter().map(|path| path.as_os_str()).collect();
    arguments.push("--".as_ref());
    arguments.extend(shapes.iter().map(|path| path.as_os_str()));
    let found = python("pyshacl", SCRIPT, &arguments)?;
    Some(found.lines().map(str::to_owned).collect())
}

fn conforms(bundle: &Bundle, files: &[&str]) {
    let Some(shapes) = shapes(files) else { return };
    let catalogue = bundle.path.join("catalog.ttl");
    if let Some(found) = findings(&[&catalogue, &stub()], &shapes) {
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn full_catalogue_conforms_to_dcat_ap() {
    conforms(&FULL, &DCAT_AP);
}

#[test]
fn full_catalogue_keeps_to_the_ranges_of_dcat_ap() {
    conforms(&FULL, &RANGES);
}

#[test]
fn full_catalogue_conforms_to_dcat_ap_de() {
    conforms(&FULL, &DCAT_AP_DE);
}

#[test]
fn bare_catalogue_conforms_to_dcat_ap() {
    conforms(&BARE, &DCAT_AP);
}

#[test]
fn bare_catalogue_keeps_to_the_ranges_of_dcat_ap() {
    conforms(&BARE, &RANGES);
}

#[test]
fn bare_catalogue_conforms_to_dcat_ap_de() {
    conforms(&BARE, &DCAT_AP_DE);
}

/// A catalogue of which the shapes must find something, else the tests above prove nothing.
fn mutilated(property: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let quads = FULL.quads("catalog.ttl").into_iter();
    let lines: Vec<String> = quads
        .filter(|quad| quad.predicate.as_str() != property)
        .map(|quad| format!("{quad} .\n"))
        .collect();
    std::fs::write(folder.path().join("catalog.ttl"), lines.concat()).unwrap();
    folder
}

#[test]
fn catalogue_without_publisher_does_not_conform() {
    let folder = mutilated("http://purl.org/dc/terms/publisher");
    let catalogue = folder.path().join("catalog.ttl");
    for files in [&DCAT_AP[..], &DCAT_AP_DE] {
        let Some(shapes) = shapes(files) else { return };
        if let Some(found) = findings(&[&catalogue, &stub()], &shapes) {
            assert!(
                found.iter().any(|result| result.contains("publisher")),
                "{found:?}"
            );
        }
    }
}

#[test]
fn distribution_without_licence_does_not_conform_in_germany() {
    let folder = mutilated("http://purl.org/dc/terms/license");
    let catalogue = folder.path().join("catalog.ttl");
    let Some(shapes) = shapes(&DCAT_AP_DE) else {
        return;
    };
    if let Some(found) = findings(&[&catalogue, &stub()], &shapes) {
        assert!(
            found.iter().any(|result| result.contains("license")),
            "{found:?}"
        );
    }
}

#[test]
fn our_shapes_ship_as_pyshacl_reads_them() {
    let shapes = [FULL.path.join("shapes.ttl")];
    let graph = FULL.path.join("graph.ttl");
    if let Some(found) = findings(&[&graph], &shapes) {
        let violations: Vec<_> = found
            .iter()
            .filter(|result| result.contains("#Violation "))
            .collect();
        assert!(violations.is_empty(), "{violations:?}");
    }
}

/// By our own validator, which refuses shapes that it does not understand.
#[cfg(feature = "shacl")]
mod ours {
    use std::sync::Arc;

    use gremia::shacl::Shapes;
    use gremia::store::load::{self, Document};
    use gremia::store::{Dataset, ExactDataset};
    use oxigraph::sparql::CancellationToken;

    use super::{BARE, Bundle, DCAT_AP, DCAT_AP_DE, FULL, PathBuf, mutilated, shapes, stub};
    use crate::queries::session_prefixes;

    fn load(files: &[PathBuf]) -> ExactDataset {
        let dataset = ExactDataset::new().unwrap();
        let documents: Vec<_> = files
            .iter()
            .map(|file| Document::open(file, None).unwrap())
            .collect();
        load::load(&dataset, documents, &CancellationToken::new(), &mut |_| ()).unwrap();
        dataset
    }

    fn findings(catalogue: PathBuf, files: &[PathBuf]) -> Vec<String> {
        let shapes = Shapes::load(&load(files)).unwrap();
        let data: Arc<dyn Dataset> = Arc::new(load(&[catalogue, stub()]));
        let cancellation = CancellationToken::new();
        let report = shapes
            .validate(&data, &session_prefixes(), &cancellation, &mut |_| ())
            .unwrap();
        assert!(
            report.nodes() > 10,
            "the shapes look at {} nodes",
            report.nodes()
        );
        let results = report.results().iter();
        results
            .map(|result| {
                let path = result
                    .path
                    .as_ref()
                    .map(|path| path.compact(&session_prefixes()));
                format!("{} {path:?} {:?}", result.focus, result.message("de"))
            })
            .collect()
    }

    fn conforms(bundle: &Bundle, files: &[&str]) {
        let Some(shapes) = shapes(files) else { return };
        let found = findings(bundle.path.join("catalog.ttl"), &shapes);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    #[test]
    fn full_catalogue_conforms_to_dcat_ap() {
        conforms(&FULL, &DCAT_AP);
    }

    #[test]
    fn full_catalogue_conforms_to_dcat_ap_de() {
        conforms(&FULL, &DCAT_AP_DE);
    }

    #[test]
    fn bare_catalogue_conforms_to_dcat_ap_de() {
        conforms(&BARE, &DCAT_AP_DE);
    }

    #[test]
    fn catalogue_without_publisher_does_not_conform() {
        let folder = mutilated("http://purl.org/dc/terms/publisher");
        let Some(shapes) = shapes(&DCAT_AP_DE) else {
            return;
        };
        let found = findings(folder.path().join("catalog.ttl"), &shapes);
        assert!(
            found.iter().any(|result| result.contains("dct:publisher")),
            "{found:?}"
        );
    }
}
