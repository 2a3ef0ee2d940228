"""Runs the W3C SHACL suite through pySHACL, to see ours beside it: by_pyshacl.py FOLDER.

The folder holds `core` and `sparql` with their manifests. A test passes where the report has the expected results: focus node, path, value,
severity, component and source shape of each, blank nodes alike. A test that expects a failure passes where one is raised.
"""

import pathlib
import sys

import pyshacl
from rdflib import BNode, Graph, Namespace, RDF

SH = Namespace("http://www.w3.org/ns/shacl#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
COMPARED = [
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.resultSeverity,
    SH.sourceConstraintComponent,
    SH.sourceShape,
]


def results(graph):
    """Gives the results of a report in an order, blank nodes alike."""
    found = []
    for result in graph.subjects(RDF.type, SH.ValidationResult):
        if next(graph.subjects(SH.detail, result), None) is not None:
            continue
        values = [graph.value(result, predicate) for predicate in COMPARED]
        found.append(["_" if isinstance(value, BNode) else repr(value) for value in values])
    return sorted(found)


def graph_of(place, fallback):
    path = str(place).removeprefix("file://")
    return fallback if path == str(fallback_path) else Graph().parse(path, publicID=str(place))


def included(manifest):
    """Gives the files that a manifest includes, at any depth."""
    graph = Graph().parse(manifest, publicID=f"file://{manifest}")
    for file in sorted(graph.objects(None, MF.include)):
        path = pathlib.Path(str(file).removeprefix("file://"))
        yield path
        yield from included(path)


passed, failed = 0, []
suite = pathlib.Path(sys.argv[1]).resolve()
for file in [f for part in ["core", "sparql"] for f in included(suite / part / "manifest.ttl")]:
    fallback_path = file
    graph = Graph().parse(file, publicID=f"file://{file}")
    for test in graph.subjects(RDF.type, SHT.Validate):
        action, expected = graph.value(test, MF.action), graph.value(test, MF.result)
        data = graph_of(graph.value(action, SHT.dataGraph), graph)
        shapes = graph_of(graph.value(action, SHT.shapesGraph), graph)
        try:
            conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False)
            if expected == SHT.Failure or not isinstance(report, Graph):
                good = expected == SHT.Failure and not isinstance(report, Graph)
            else:
                wanted = Graph()
                for result in graph.objects(expected, SH.result):
                    for triple in graph.triples((result, None, None)):
                        wanted.add(triple)
                good = results(report) == results(wanted)
        except Exception:
            good = expected == SHT.Failure
        if good:
            passed += 1
        else:
            failed.append(str(file.relative_to(suite)))
print(f"pySHACL {pyshacl.__version__}: {passed} of {passed + len(failed)}")
for name in failed:
    print(" ", name)
