//! What the bundled shapes ask of the properties of a class, in words.
//!
//! Read are the shapes with the class, or a class above it, as their target, the shapes that these name by `sh:node` and
//! `sh:and`, and the properties they have by `sh:property`. What only SPARQL can say, and limits of longer paths, stand in
//! the shapes alone; `validate` judges by all of them.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::io::RdfFormat;
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use crate::commands::term;
use crate::failure::Result;
use crate::language::{Wording, wording};
use crate::session::Session;
use crate::store::load::{self, Document};
use crate::store::{Dataset, EmbeddedDataset};

/// Values of `sh:in` that are listed.
const LISTED: usize = 6;

const fn shacl(iri: &'static str) -> NamedNodeRef<'static> {
    NamedNodeRef::new_unchecked(iri)
}
const TARGET_CLASS: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#targetClass");
const PROPERTY: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#property");
const PATH: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#path");
const NODE: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#node");
const AND: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#and");
const SEVERITY: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#severity");
const VIOLATION: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#Violation");
const DEACTIVATED: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#deactivated");
const MIN_COUNT: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#minCount");
const MAX_COUNT: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#maxCount");
const UNIQUE_LANG: NamedNodeRef<'_> = shacl("http://www.w3.org/ns/shacl#uniqueLang");
const ALTERNATIVES: [NamedNodeRef<'_>; 2] = [
    shacl("http://www.w3.org/ns/shacl#or"),
    shacl("http://www.w3.org/ns/shacl#xone"),
];
const LISTS: [(NamedNodeRef<'_>, Wording); 2] = [
    (
        shacl("http://www.w3.org/ns/shacl#in"),
        Wording::new("one of", "eines von"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#languageIn"),
        Wording::new("languages", "Sprachen"),
    ),
];
/// Limits of one value, with the words before it.
const SINGLE: [(NamedNodeRef<'_>, Wording); 15] = [
    (
        shacl("http://www.w3.org/ns/shacl#datatype"),
        Wording::new("", ""),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#class"),
        Wording::new("instance of", "Instanz von"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#nodeKind"),
        Wording::new("", ""),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#hasValue"),
        Wording::new("has", "hat"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#minInclusive"),
        Wording::new("at least", "mindestens"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#maxInclusive"),
        Wording::new("at most", "höchstens"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#minExclusive"),
        Wording::new("more than", "mehr als"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#maxExclusive"),
        Wording::new("less than", "weniger als"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#minLength"),
        Wording::new("characters, at least", "Zeichen, mindestens"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#maxLength"),
        Wording::new("characters, at most", "Zeichen, höchstens"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#pattern"),
        Wording::new("like", "nach dem Muster"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#equals"),
        Wording::new("the same as", "dasselbe wie"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#disjoint"),
        Wording::new("other than", "anders als"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#lessThan"),
        Wording::new("before", "vor"),
    ),
    (
        shacl("http://www.w3.org/ns/shacl#lessThanOrEquals"),
        Wording::new("not after", "nicht nach"),
    ),
];

/// The limits of the properties of one class.
#[derive(Default)]
pub(super) struct Limits {
    of: BTreeMap<NamedNode, Limit>,
}

#[derive(Default)]
struct Limit {
    least: u64,
    most: Option<u64>,
    /// The least number that is only advised.
    advised: u64,
    words: BTreeSet<String>,
}

impl Limits {
    /// Reads what the bundled shapes ask of the instances of `class`.
    pub(super) fn read(session: &Session, class: &NamedNode) -> Result<Self> {
        let shapes = EmbeddedDataset::in_memory()?;
        let documents = session
            .bundle
            .shape_files()
            .map(|file| Document::new(file.path.clone(), &*file.bytes, RdfFormat::Turtle));
        load::load(&shapes, documents, &session.cancellation, &mut |_| ())?;
        let source = Source {
            session,
            shapes: &shapes,
        };
        let mut limits = Self::default();
        for shape in source.shapes_of(class)? {
            for property in source.objects(&shape, PROPERTY)? {
                if let Some(property) = as_node(property) {
                    source.add(&property, &mut limits)?;
                }
            }
        }
        Ok(limits)
    }

    /// Gives the properties that have limits.
    pub(super) fn properties(&self) -> impl Iterator<Item = &NamedNode> {
        self.of.keys()
    }

    /// Words the limits of `property`; nothing where there are none.
    pub(super) fn words(&self, property: &NamedNode) -> Option<String> {
        let limit = self.of.get(property)?;
        let number = match (limit.least, limit.most) {
            (0, None) => None,
            (0, Some(most)) => Some(wording!("at most {most}", "höchstens {most}")),
            (least, None) => Some(wording!("at least {least}", "mindestens {least}")),
            (least, Some(most)) if least == most => {
                Some(wording!("exactly {least}", "genau {least}"))
            }
            (least, Some(most)) => Some(wording!("{least} to {most}", "{least} bis {most}")),
        };
        let advised = (limit.advised > limit.least).then(|| {
            wording!(
                "advised: at least {}",
                "empfohlen: mindestens {}",
                limit.advised
            )
        });
        let words = limit.words.iter().cloned();
        let parts: Vec<String> = number.into_iter().chain(advised).chain(words).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

struct Source<'a> {
    session: &'a Session,
    shapes: &'a dyn Dataset,
}

impl Source<'_> {
    /// Gives the shapes that judge the instances of `class`.
    fn shapes_of(&self, class: &NamedNode) -> Result<Vec<NamedOrBlankNode>> {
        let mut waiting: Vec<NamedOrBlankNode> = Vec::new();
        for class in self.above(class)? {
            let object = Term::from(class.clone());
            let targets = self
                .shapes
                .quads(None, Some(TARGET_CLASS), Some(object.as_ref()), None);
            for quad in targets {
                waiting.push(quad?.subject);
            }
            // A class can be a shape of its own.
            waiting.push(class.into());
        }
        let mut found: Vec<NamedOrBlankNode> = Vec::new();
        while let Some(shape) = waiting.pop() {
            if found.contains(&shape) || self.is_off(&shape)? {
                continue;
            }
            waiting.extend(self.objects(&shape, NODE)?.into_iter().filter_map(as_node));
            for list in self.objects(&shape, AND)? {
                waiting.extend(self.members(list)?.into_iter().filter_map(as_node));
            }
            found.push(shape);
        }
        Ok(found)
    }

    /// Gives `class` and the classes above it.
    fn above(&self, class: &NamedNode) -> Result<Vec<NamedNode>> {
        let mut found = Vec::new();
        let mut waiting = vec![class.clone()];
        while let Some(class) = waiting.pop() {
            if found.contains(&class) {
                continue;
            }
            let subject = Some(class.as_ref().into());
            let dataset = &self.session.dataset;
            for quad in dataset.quads(subject, Some(rdfs::SUB_CLASS_OF), None, None) {
                if let Term::NamedNode(above) = quad?.object {
                    waiting.push(above);
                }
            }
            found.push(class);
        }
        Ok(found)
    }

    fn is_off(&self, shape: &NamedOrBlankNode) -> Result<bool> {
        let off = self.objects(shape, DEACTIVATED)?;
        Ok(off
            .iter()
            .any(|value| matches!(value, Term::Literal(literal) if literal.value() == "true")))
    }

    /// Adds what one property shape asks, where its path is a property.
    fn add(&self, shape: &NamedOrBlankNode, limits: &mut Limits) -> Result<()> {
        let Some(Term::NamedNode(path)) = self.objects(shape, PATH)?.into_iter().next() else {
            return Ok(());
        };
        if self.is_off(shape)? {
            return Ok(());
        }
        let severities = self.objects(shape, SEVERITY)?;
        let advised = severities
            .iter()
            .any(|severity| *severity != Term::from(VIOLATION.into_owned()));
        let limit = limits.of.entry(path).or_default();
        let least = self.number(shape, MIN_COUNT)?.unwrap_or(0);
        if advised {
            limit.advised = limit.advised.max(least);
        } else {
            limit.least = limit.least.max(least);
        }
        if let Some(most) = self.number(shape, MAX_COUNT)? {
            limit.most = Some(limit.most.map_or(most, |known| known.min(most)));
        }
        let lead = if advised {
            Wording::new("advised: ", "empfohlen: ").text()
        } else {
            ""
        };
        for words in self.words(shape)? {
            limit.words.insert(format!("{lead}{words}"));
        }
        Ok(())
    }

    /// Words what a shape asks of each value.
    fn words(&self, shape: &NamedOrBlankNode) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for (constraint, lead) in SINGLE {
            for value in self.objects(shape, constraint)? {
                let value = term::without_label(self.session, &value);
                let value = value.trim_start_matches("sh:");
                found.push(format!("{lead} {value}").trim_start().to_owned());
            }
        }
        for (constraint, lead) in LISTS {
            for list in self.objects(shape, constraint)? {
                let members = self.members(list)?;
                let shown = members.iter().take(LISTED);
                let shown: Vec<String> = shown
                    .map(|member| match member {
                        Term::Literal(literal) => literal.value().to_owned(),
                        other => term::without_label(self.session, other),
                    })
                    .collect();
                let more = members.len().saturating_sub(LISTED);
                let more = if more > 0 {
                    wording!(", … {more} more", ", … {more} weitere")
                } else {
                    String::new()
                };
                found.push(format!("{lead} {}{more}", shown.join(", ")));
            }
        }
        let unique = self.objects(shape, UNIQUE_LANG)?;
        if unique
            .iter()
            .any(|value| matches!(value, Term::Literal(literal) if literal.value() == "true"))
        {
            found.push(wording!("one per language", "eines je Sprache"));
        }
        for constraint in ALTERNATIVES {
            for list in self.objects(shape, constraint)? {
                let mut ways = Vec::new();
                for member in self.members(list)?.into_iter().filter_map(as_node) {
                    ways.push(self.words(&member)?.join(&wording!(" and ", " und ")));
                }
                if ways.iter().all(|way| !way.is_empty()) {
                    found.push(ways.join(&wording!(" or ", " oder ")));
                }
            }
        }
        Ok(found)
    }

    fn number(&self, shape: &NamedOrBlankNode, property: NamedNodeRef<'_>) -> Result<Option<u64>> {
        let values = self.objects(shape, property)?;
        Ok(values.into_iter().find_map(|value| match value {
            Term::Literal(literal) => literal.value().parse().ok(),
            _ => None,
        }))
    }

    /// Gives the members of a list; a list that bites its own tail ends there.
    fn members(&self, list: Term) -> Result<Vec<Term>> {
        let mut members = Vec::new();
        let mut seen = Vec::new();
        let mut rest = as_node(list);
        while let Some(node) = rest {
            if seen.contains(&node) {
                break;
            }
            members.extend(self.objects(&node, rdf::FIRST)?.into_iter().next());
            rest = self
                .objects(&node, rdf::REST)?
                .into_iter()
                .next()
                .and_then(as_node);
            seen.push(node);
        }
        Ok(members)
    }

    fn objects(&self, node: &NamedOrBlankNode, property: NamedNodeRef<'_>) -> Result<Vec<Term>> {
        let mut found = Vec::new();
        for quad in self
            .shapes
            .quads(Some(node.as_ref()), Some(property), None, None)
        {
            found.push(quad?.object);
        }
        Ok(found)
    }
}

fn as_node(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}
