//! Terms as the library takes them, each with its way back without loss.
//!
//! The library's own conversion rewrites literals: `"1"^^xsd:boolean` becomes `true`, `@en-us` becomes `@en-US`, a time
//! loses its trailing zeros. Then `sh:in` and `sh:hasValue` miss equal values and a report shows other terms than the
//! data has. So what it would rewrite travels as N-Triples under a datatype of its own.

use std::fmt;
use std::str::FromStr;

use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term};
use prefixmap::IriRef;
use rudof_iri::IriS;
use rudof_rdf::rdf_core::Matcher;
use rudof_rdf::rdf_core::term::literal::{ConcreteLiteral, Lang, Literal as LibraryLiteral};
use rudof_rdf::rdf_core::term::{
    IriOrBlankNode, Object, Term as LibraryTerm, TermKind, Triple as LibraryTriple,
};

use crate::language::wording;

/// The datatype of literals that travel as N-Triples.
const WRAPPED: &str = "urn:x-gremia:n-triples";
const BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// A term that cannot stand where the library wants it.
#[derive(Debug, thiserror::Error)]
#[error("{}", wording!("{0} cannot stand here", "{0} darf hier nicht stehen", .0))]
pub(super) struct Misplaced(String);

/// A term of the data or of the shapes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Node(pub(super) Term);

/// A literal of the data or of the shapes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Text(pub(super) Literal);

/// A statement of the data or of the shapes.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    subject: NamedOrBlankNode,
    predicate: NamedNode,
    object: Node,
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.subject, self.predicate, self.object)
    }
}

impl LibraryTerm for Node {
    fn kind(&self) -> TermKind {
        match self.0 {
            Term::NamedNode(_) => TermKind::Iri,
            Term::BlankNode(_) => TermKind::BlankNode,
            Term::Literal(_) => TermKind::Literal,
            Term::Triple(_) => TermKind::Triple,
        }
    }

    fn lexical_form(&self) -> String {
        match &self.0 {
            Term::NamedNode(iri) => iri.as_str().to_owned(),
            Term::BlankNode(node) => node.as_str().to_owned(),
            Term::Literal(literal) => literal.value().to_owned(),
            Term::Triple(triple) => triple.to_string(),
        }
    }
}

impl Matcher<Self> for Node {
    fn value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl LibraryLiteral for Text {
    fn lexical_form(&self) -> &str {
        self.0.value()
    }

    fn lang(&self) -> Option<Lang> {
        Lang::new(self.0.language()?).ok()
    }

    fn datatype(&self) -> IriRef {
        IriRef::iri(IriS::new_unchecked(self.0.datatype().as_str()))
    }

    fn to_concrete_literal(&self) -> Option<ConcreteLiteral> {
        Some(self.clone().into())
    }
}

impl LibraryTriple<NamedOrBlankNode, NamedNode, Node> for Statement {
    fn new(
        subject: impl Into<NamedOrBlankNode>,
        predicate: impl Into<NamedNode>,
        object: impl Into<Node>,
    ) -> Self {
        Self {
            subject: subject.into(),
            predicate: predicate.into(),
            object: object.into(),
        }
    }

    fn subj(&self) -> &NamedOrBlankNode {
        &self.subject
    }

    fn pred(&self) -> &NamedNode {
        &self.predicate
    }

    fn obj(&self) -> &Node {
        &self.object
    }

    fn into_components(self) -> (NamedOrBlankNode, NamedNode, Node) {
        (self.subject, self.predicate, self.object)
    }
}

impl From<NamedOrBlankNode> for Node {
    fn from(subject: NamedOrBlankNode) -> Self {
        Self(subject.into())
    }
}

impl From<NamedNode> for Node {
    fn from(iri: NamedNode) -> Self {
        Self(iri.into())
    }
}

impl From<BlankNode> for Node {
    fn from(node: BlankNode) -> Self {
        Self(node.into())
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Self {
        Self(text.0.into())
    }
}

impl From<Statement> for Node {
    fn from(statement: Statement) -> Self {
        let Statement {
            subject,
            predicate,
            object,
        } = statement;
        Self(oxrdf::Triple::new(subject, predicate, object.0).into())
    }
}

impl From<IriS> for Node {
    fn from(iri: IriS) -> Self {
        Self(NamedNode::from(iri).into())
    }
}

impl TryFrom<Node> for NamedOrBlankNode {
    type Error = Misplaced;

    fn try_from(node: Node) -> Result<Self, Misplaced> {
        match node.0 {
            Term::NamedNode(iri) => Ok(iri.into()),
            Term::BlankNode(node) => Ok(node.into()),
            other => Err(Misplaced(other.to_string())),
        }
    }
}

impl TryFrom<Node> for NamedNode {
    type Error = Misplaced;

    fn try_from(node: Node) -> Result<Self, Misplaced> {
        match node.0 {
            Term::NamedNode(iri) => Ok(iri),
            other => Err(Misplaced(other.to_string())),
        }
    }
}

impl TryFrom<Node> for BlankNode {
    type Error = Misplaced;

    fn try_from(node: Node) -> Result<Self, Misplaced> {
        match node.0 {
            Term::BlankNode(node) => Ok(node),
            other => Err(Misplaced(other.to_string())),
        }
    }
}

impl TryFrom<Node> for Text {
    type Error = Misplaced;

    fn try_from(node: Node) -> Result<Self, Misplaced> {
        match node.0 {
            Term::Literal(literal) => Ok(Self(literal)),
            other => Err(Misplaced(other.to_string())),
        }
    }
}

impl From<bool> for Text {
    fn from(value: bool) -> Self {
        Self(value.into())
    }
}

impl From<String> for Text {
    fn from(value: String) -> Self {
        Self(value.into())
    }
}

impl From<i128> for Text {
    fn from(value: i128) -> Self {
        Self(Literal::new_typed_literal(
            value.to_string(),
            oxrdf::vocab::xsd::INTEGER,
        ))
    }
}

impl From<f64> for Text {
    fn from(value: f64) -> Self {
        Self(value.into())
    }
}

impl From<Text> for ConcreteLiteral {
    fn from(text: Text) -> Self {
        let literal = text.0;
        let datatype = literal.datatype().as_str().to_owned();
        match (datatype.as_str(), literal.value()) {
            (STRING, value) => Self::str(value),
            (BOOLEAN, "true") => Self::boolean(true),
            (BOOLEAN, "false") => Self::boolean(false),
            (WRAPPED, _) => wrapped(&literal),
            _ if literal.language().is_some() => wrapped(&literal),
            (datatype, value) => {
                Self::lit_datatype(value, &IriRef::iri(IriS::new_unchecked(datatype)))
            }
        }
    }
}

fn wrapped(literal: &Literal) -> ConcreteLiteral {
    ConcreteLiteral::lit_datatype(
        &literal.to_string(),
        &IriRef::iri(IriS::new_unchecked(WRAPPED)),
    )
}

impl From<ConcreteLiteral> for Text {
    fn from(literal: ConcreteLiteral) -> Self {
        if let ConcreteLiteral::DatatypeLiteral {
            lexical_form,
            datatype: IriRef::Iri(datatype),
        } = &literal
            && datatype.as_str() == WRAPPED
            && let Ok(literal) = Literal::from_str(lexical_form)
        {
            return Self(literal);
        }
        Self(literal.into())
    }
}

impl From<Object> for Node {
    fn from(object: Object) -> Self {
        Self(match object {
            Object::Iri(iri) => NamedNode::from(iri).into(),
            Object::BlankNode(name) => BlankNode::new_unchecked(name).into(),
            Object::Literal(literal) => Text::from(literal).0.into(),
            Object::Triple {
                subject,
                predicate,
                object,
            } => oxrdf::Triple::new(
                NamedOrBlankNode::from(*subject),
                NamedNode::from(predicate),
                Self::from(*object).0,
            )
            .into(),
        })
    }
}

impl From<Node> for Object {
    fn from(node: Node) -> Self {
        match node.0 {
            Term::NamedNode(iri) => Self::iri(iri.into()),
            Term::BlankNode(node) => Self::bnode(node.into_string()),
            Term::Literal(literal) => Self::literal(Text(literal).into()),
            Term::Triple(triple) => Self::Triple {
                subject: Box::new(IriOrBlankNode::from(triple.subject)),
                predicate: triple.predicate.into(),
                object: Box::new(Self::from(Node(triple.object))),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use oxrdf::Term;
    use rudof_rdf::rdf_core::term::Object;

    use super::Node;

    #[test]
    fn every_term_comes_back_as_it_was() {
        for text in [
            "<http://example.org/ä>",
            "_:b0",
            "\"a \\\"b\\\"\"",
            "\"a\"@en-us",
            "\"\\u05d0\"@he--rtl",
            "\"1\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
            "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
            "\"007\"^^<http://www.w3.org/2001/XMLSchema#integer>",
            "\"2024-01-01T00:00:00.000Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>",
            "\"x\"^^<urn:x-gremia:n-triples>",
            "<<( <http://example.org/a> <http://example.org/b> \"c\"@de-at )>>",
        ] {
            let term = Term::from_str(text).unwrap();
            let object = Object::from(Node(term.clone()));
            assert_eq!(Node::from(object).0, term, "{text}");
        }
    }
}
