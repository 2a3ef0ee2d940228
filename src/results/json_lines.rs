//! One JSON object for each row, on a line of its own; streams.
//!
//! Each line is what stands in the `bindings` of the SPARQL JSON format: names of variables with terms as objects of
//! `type`, `value`, `xml:lang`, `its:dir` and `datatype`. A variable without a value is left out.
//!
//! Source: SPARQL 1.2 Query Results JSON Format, section 3.2.2; JSON Lines.

use std::error::Error as StdError;
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::vocab::xsd;
use oxrdf::{BaseDirection, LiteralRef, TermRef, Variable};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Error, Summary};

pub(super) fn write<E: StdError + 'static>(
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let mut summary = Summary::default();
    for row in rows {
        let row = row.map_err(|source| Error::Row { source, summary })?;
        let line = Row {
            variables,
            row: &row,
        };
        serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
        writeln!(out)?;
        summary.rows += 1;
        summary.shown += 1;
    }
    Ok(summary)
}

struct Row<'a> {
    variables: &'a [Variable],
    row: &'a QuerySolution,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for variable in self.variables {
            if let Some(term) = self.row.get(variable) {
                object.serialize_entry(variable.as_str(), &Value::from(term.as_ref()))?;
            }
        }
        object.end()
    }
}

/// A term as the SPARQL JSON format has it.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Value<'a> {
    Uri {
        value: &'a str,
    },
    Bnode {
        value: &'a str,
    },
    Literal {
        value: &'a str,
        #[serde(rename = "xml:lang", skip_serializing_if = "Option::is_none")]
        language: Option<&'a str>,
        #[serde(rename = "its:dir", skip_serializing_if = "Option::is_none")]
        direction: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        datatype: Option<&'a str>,
    },
    Triple {
        value: Box<Triple<'a>>,
    },
}

#[derive(Serialize)]
struct Triple<'a> {
    subject: Value<'a>,
    predicate: Value<'a>,
    object: Value<'a>,
}

impl<'a> From<TermRef<'a>> for Value<'a> {
    fn from(term: TermRef<'a>) -> Self {
        match term {
            TermRef::NamedNode(node) => Self::Uri {
                value: node.as_str(),
            },
            TermRef::BlankNode(node) => Self::Bnode {
                value: node.as_str(),
            },
            TermRef::Literal(literal) => Self::literal(literal),
            TermRef::Triple(triple) => Self::Triple {
                value: Box::new(Triple {
                    subject: TermRef::from(triple.subject.as_ref()).into(),
                    predicate: TermRef::from(triple.predicate.as_ref()).into(),
                    object: triple.object.as_ref().into(),
                }),
            },
        }
    }
}

impl<'a> Value<'a> {
    fn literal(literal: LiteralRef<'a>) -> Self {
        let is_plain = literal.language().is_some() || literal.datatype() == xsd::STRING;
        Self::Literal {
            value: literal.value(),
            language: literal.language(),
            direction: literal.direction().map(|direction| match direction {
                BaseDirection::Ltr => "ltr",
                BaseDirection::Rtl => "rtl",
            }),
            datatype: (!is_plain).then(|| literal.datatype().as_str()),
        }
    }
}
