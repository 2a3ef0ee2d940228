//! Why a fact is there: source document, passage, modality, conflict. Layer 3: may use store, vocab.
//!
//! Start at [`Catalogue::read`] for the documents, [`reasons::reasons`] for the evidence of a fact, and
//! [`check::check`] for whether the passages hold. A passage is an RFC 5147 fragment: Unicode code points of
//! the raw file, from 0, end exclusive. Documents are never part of the program; [`Texts::find`] looks them up
//! in a folder by their hash. [`coverage::DocumentCoverage::measure`] tells how much of a document rests on evidence;
//! [`forms`] has the other forms in which evidence is exported.

pub mod check;
pub mod coverage;
pub mod forms;
pub mod matching;
pub mod reasons;
pub mod sentences;
pub mod units;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use oxrdf::vocab::rdfs;
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use crate::digest::sha256;
use crate::language::wording;
use crate::store::{self, Dataset};
use crate::vocab::{BASE, gremia};

const TITLE: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title");
const ISSUED: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/issued");

/// What can go wrong while evidence is read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The dataset cannot be read.
    #[error("{}", wording!("the evidence cannot be read", "die Belege lassen sich nicht lesen"))]
    Store(#[from] store::Error),
    /// A folder or file of source documents that cannot be read.
    #[error("{}", wording!("{}: cannot be read", "{}: lässt sich nicht lesen", .path.display()))]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

/// A range of code points in a source document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage {
    /// The last part of the document's IRI, for instance `dmk2`.
    pub slug: String,
    /// First code point, from 0.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

impl Passage {
    /// Reads a passage IRI; nothing where `iri` is not one.
    ///
    /// Source: RFC 5147, section 2.2.1 (the range form, without integrity checks).
    #[must_use]
    pub fn parse(iri: &str) -> Option<Self> {
        let (slug, range) = iri
            .strip_prefix(BASE)?
            .strip_prefix("source/")?
            .split_once("#char=")?;
        let (start, end) = range.split_once(',')?;
        Some(Self {
            slug: slug.to_owned(),
            start: start.parse().ok()?,
            end: end.parse().ok()?,
        })
    }

    /// Writes the passage as its IRI.
    #[must_use]
    pub fn iri(&self) -> NamedNode {
        NamedNode::new_unchecked(format!(
            "{BASE}source/{}#char={},{}",
            self.slug, self.start, self.end
        ))
    }
}

/// A part of a source document: article, teaser, caption, boilerplate and so on.
#[derive(Clone, Debug)]
pub struct Segment {
    /// First code point, from 0.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// The code of its kind, for instance `teaser`.
    pub kind: String,
    /// What we call it, where we do.
    pub label: Option<String>,
    /// Its headline, where it has one.
    pub title: Option<String>,
    /// Its own date, where it has one.
    pub issued: Option<String>,
}

/// What the catalogue says of a source document.
#[derive(Clone, Debug)]
pub struct SourceDocument {
    /// The last part of its IRI.
    pub slug: String,
    /// Its title, or our label where it has none.
    pub title: String,
    /// Its date, where one is stated.
    pub issued: Option<String>,
    /// SHA-256 of its bytes in lower-case hexadecimal.
    pub sha256: String,
    /// Its length in code points.
    pub length: usize,
    /// Its segments in order.
    pub segments: Vec<Segment>,
}

impl SourceDocument {
    /// Gives the segment in which `passage` begins.
    #[must_use]
    pub fn segment(&self, passage: &Passage) -> Option<&Segment> {
        self.segments
            .iter()
            .find(|segment| segment.start <= passage.start && passage.start < segment.end)
    }

    /// Gives the date that holds for `passage`: the segment's own, else the document's.
    #[must_use]
    pub fn date(&self, passage: &Passage) -> Option<&str> {
        self.segment(passage)
            .and_then(|segment| segment.issued.as_deref())
            .or(self.issued.as_deref())
    }
}

/// The source documents of a dataset by slug.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    documents: BTreeMap<String, SourceDocument>,
}

impl Catalogue {
    /// Reads all source documents and segments of `dataset`.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn read(dataset: &dyn Dataset) -> Result<Self, Error> {
        let mut documents = BTreeMap::new();
        for node in instances(dataset, gremia::SOURCE_DOCUMENT)? {
            let slug = node
                .as_str()
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned();
            let title = match text(dataset, &node, TITLE)? {
                Some(title) => title,
                None => text(dataset, &node, rdfs::LABEL)?.unwrap_or_else(|| slug.clone()),
            };
            let document = SourceDocument {
                title,
                issued: text(dataset, &node, ISSUED)?,
                sha256: text(dataset, &node, gremia::SHA256)?
                    .unwrap_or_default()
                    .to_lowercase(),
                length: number(dataset, &node, gremia::LENGTH)?,
                segments: Vec::new(),
                slug: slug.clone(),
            };
            documents.insert(slug, document);
        }
        for node in instances(dataset, gremia::SEGMENT)? {
            let Some(Term::NamedNode(source)) = objects(dataset, &node, gremia::IN_SOURCE)?
                .into_iter()
                .next()
            else {
                continue;
            };
            let slug = source.as_str().rsplit('/').next().unwrap_or_default();
            let Some(document) = documents.get_mut(slug) else {
                continue;
            };
            let kind = objects(dataset, &node, gremia::SEGMENT_KIND)?
                .into_iter()
                .next();
            document.segments.push(Segment {
                start: number(dataset, &node, gremia::CHAR_START)?,
                end: number(dataset, &node, gremia::CHAR_END)?,
                kind: match kind {
                    Some(Term::NamedNode(kind)) => kind
                        .as_str()
                        .rsplit('/')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                    _ => String::new(),
                },
                label: text(dataset, &node, rdfs::LABEL)?,
                title: text(dataset, &node, TITLE)?,
                issued: text(dataset, &node, ISSUED)?,
            });
        }
        for document in documents.values_mut() {
            document.segments.sort_by_key(|segment| segment.start);
        }
        Ok(Self { documents })
    }

    /// Gives the document with this slug.
    #[must_use]
    pub fn document(&self, slug: &str) -> Option<&SourceDocument> {
        self.documents.get(slug)
    }

    /// Gives all documents in order of their slugs.
    pub fn documents(&self) -> impl Iterator<Item = &SourceDocument> {
        self.documents.values()
    }
}

/// The texts of source documents that are at hand, by slug.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    texts: BTreeMap<String, Vec<char>>,
}

impl Texts {
    /// Looks through the files of `folder` (not below it) for those whose SHA-256 the catalogue names.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for a folder or file that cannot be read.
    pub fn find(folder: &Path, catalogue: &Catalogue) -> Result<Self, Error> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Unreadable { path, source }
        };
        let mut texts = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            if !path.is_file() {
                continue;
            }
            let bytes = fs::read(&path).map_err(unreadable(&path))?;
            let hash = sha256(&bytes);
            let Some(document) = catalogue
                .documents()
                .find(|document| document.sha256 == hash)
            else {
                continue;
            };
            if let Ok(text) = String::from_utf8(bytes) {
                texts.insert(document.slug.clone(), text.chars().collect());
            }
        }
        Ok(Self { texts })
    }

    /// Gives the code points of the document with this slug, where it is at hand.
    #[must_use]
    pub fn text(&self, slug: &str) -> Option<&[char]> {
        self.texts.get(slug).map(Vec::as_slice)
    }

    /// Gives the words of `passage` on one line, where the document is at hand and long enough.
    #[must_use]
    pub fn passage(&self, passage: &Passage) -> Option<String> {
        let words: String = self
            .text(&passage.slug)?
            .get(passage.start..passage.end)?
            .iter()
            .collect();
        Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// Gives the named nodes of a class, in order.
fn instances(dataset: &dyn Dataset, class: NamedNodeRef<'_>) -> Result<Vec<NamedNode>, Error> {
    let mut nodes = Vec::new();
    for quad in dataset.quads(
        None,
        Some(oxrdf::vocab::rdf::TYPE),
        Some(class.into()),
        None,
    ) {
        if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
            nodes.push(node);
        }
    }
    nodes.sort();
    Ok(nodes)
}

/// Gives the objects of a property, in the order of their text form.
fn objects(
    dataset: &dyn Dataset,
    node: &NamedNode,
    property: NamedNodeRef<'_>,
) -> Result<Vec<Term>, Error> {
    let quads = dataset.quads(Some(node.as_ref().into()), Some(property), None, None);
    let mut terms = quads
        .map(|quad| Ok(quad?.object))
        .collect::<Result<Vec<_>, store::Error>>()?;
    terms.sort_by_cached_key(ToString::to_string);
    terms.dedup();
    Ok(terms)
}

/// Gives one literal of a property: the German one, else any.
fn text(
    dataset: &dyn Dataset,
    node: &NamedNode,
    property: NamedNodeRef<'_>,
) -> Result<Option<String>, Error> {
    let literals: Vec<Literal> = objects(dataset, node, property)?
        .into_iter()
        .filter_map(|term| {
            if let Term::Literal(literal) = term {
                Some(literal)
            } else {
                None
            }
        })
        .collect();
    let german = literals
        .iter()
        .find(|literal| literal.language() == Some("de"));
    Ok(german
        .or(literals.first())
        .map(|literal| literal.value().to_owned()))
}

fn number(
    dataset: &dyn Dataset,
    node: &NamedNode,
    property: NamedNodeRef<'_>,
) -> Result<usize, Error> {
    Ok(text(dataset, node, property)?
        .and_then(|text| text.parse().ok())
        .unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::Passage;

    #[test]
    fn passage_is_read_back_from_its_iri() {
        let passage = Passage {
            slug: "dmk2".into(),
            start: 3,
            end: 14,
        };
        assert_eq!(Passage::parse(passage.iri().as_str()), Some(passage));
    }

    #[test]
    fn source_without_a_range_is_no_passage() {
        assert_eq!(Passage::parse("https://w3id.org/gremia/source/dmk2"), None);
    }
}
