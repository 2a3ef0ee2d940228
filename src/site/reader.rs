//! Turns terms, passages and statements into what a reader of one page sees.

use oxrdf::{NamedNodeRef, Term};

use super::address;
use super::graph::{Graph, Id, Text};
use super::language::{Kind, Language, Words, kind};
use super::statements::{self, Basis};
use super::view;
use crate::evidence::Passage;
use crate::prefixes::Prefixes;
use crate::vocab::{BASE, gremia};
use oxrdf::vocab::rdf;

const DEFINITION: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#definition");

/// The view of the graph from one page.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) graph: &'a Graph,
    pub(super) prefixes: &'a Prefixes,
    pub(super) language: Language,
    pub(super) words: &'a Words,
    /// What leads from the page's folder to the top of the site.
    pub(super) root: &'a str,
}

impl Reader<'_> {
    /// Gives the address of a page, relative to this one.
    pub(super) fn page(&self, stem: &str) -> String {
        format!("{}{}", self.root, address::page(stem, self.language))
    }

    /// Gives the tag of a text's language where it is not the page's.
    fn tag(&self, text: Text<'_>) -> Option<String> {
        text.language
            .filter(|tag| *tag != self.language.tag())
            .map(str::to_owned)
    }

    /// Gives what a node is called, with the language where it is not the page's.
    ///
    /// A claim has no name of its own: what it says stands for it. Foreign nodes go by their short form.
    pub(super) fn name(&self, node: Id) -> (String, Option<String>) {
        if let Some(label) = self.graph.label(node, self.language) {
            return (label.text.to_owned(), self.tag(label));
        }
        let part = |property| self.graph.object(node, property);
        if let (Some(subject), Some(predicate), Some(object)) =
            (part(rdf::SUBJECT), part(rdf::PREDICATE), part(rdf::OBJECT))
        {
            let (subject, predicate) = (self.name(subject).0, self.name(predicate).0);
            let object = self.value(object).text;
            return (format!("{subject} – {predicate}: {object}"), None);
        }
        let iri = self.graph.iri(node).unwrap_or_default();
        if let Some(passage) = Passage::parse(iri) {
            let passage = self.passage(&passage);
            return (format!("{} {}", passage.document, passage.range), None);
        }
        // The words of the languages that ontologies are written in are ours, as nobody uses them for facts.
        let short = self.short(iri);
        match self.words.get(&short) {
            "" => (short, None),
            known => (known.to_owned(), None),
        }
    }

    /// Gives the shortest spelling of an IRI.
    pub(super) fn short(&self, iri: &str) -> String {
        self.prefixes.compact(iri).unwrap_or_else(|| {
            let address = iri.strip_prefix("https://").unwrap_or(iri);
            address
                .strip_prefix("http://")
                .unwrap_or(address)
                .to_owned()
        })
    }

    /// Gives a node as link: to its page, to its passage, or out of the site.
    pub(super) fn link(&self, node: Id) -> view::Link {
        let (text, lang) = self.name(node);
        let iri = self.graph.iri(node).unwrap_or_default();
        let described = !self.graph.outgoing(node).is_empty();
        let own = address::stem(iri)
            .filter(|_| described)
            .map(|stem| self.page(&stem));
        let passage = Passage::parse(iri).map(|passage| self.passage(&passage).href);
        let foreign =
            !iri.starts_with(BASE) && (iri.starts_with("http://") || iri.starts_with("https://"));
        let inside = own.or(passage);
        let external = inside.is_none() && foreign;
        view::Link {
            href: inside.or_else(|| external.then(|| iri.to_owned())),
            text,
            lang,
            external,
            ..view::Link::default()
        }
    }

    /// Gives a property or class as link, with its definition; a foreign one leads to its entry beside the ontology.
    pub(super) fn term(&self, term: Id) -> view::Link {
        let mut link = self.link(term);
        let definition = self.graph.text(term, DEFINITION, self.language);
        link.title = definition.map(|text| text.text.to_owned());
        if link.external
            && let Some(name) = self
                .graph
                .iri(term)
                .and_then(|iri| self.prefixes.compact(iri))
        {
            link.href = Some(format!("{}#{name}", self.page(address::ONTOLOGY)));
            link.external = false;
        }
        link
    }

    /// Gives the object of a statement, in the way of the page's language.
    pub(super) fn value(&self, value: Id) -> view::Link {
        let Term::Literal(literal) = self.graph.term(value) else {
            return self.link(value);
        };
        let text = literal.value();
        let mut link = view::Link {
            text: text.to_owned(),
            lang: self.tag(Text {
                text,
                language: literal.language(),
            }),
            ..view::Link::default()
        };
        match kind(literal) {
            Kind::Date => {
                link.text = self.language.date(text);
                link.datetime = Some(text.to_owned());
            }
            Kind::Number => link.text = self.language.decimal(text),
            Kind::Address if text.starts_with("http://") || text.starts_with("https://") => {
                link.href = Some(text.to_owned());
                link.external = true;
            }
            Kind::Address | Kind::Text => {}
        }
        link
    }

    /// Gives a day, month or year in words.
    pub(super) fn day(&self, date: &str) -> view::Link {
        view::Link {
            text: self.language.date(date),
            datetime: Some(date.to_owned()),
            ..view::Link::default()
        }
    }

    /// Gives how a node is meant, where it says so.
    pub(super) fn badge(&self, node: Id) -> Option<view::Badge> {
        self.badge_of(self.graph.object(node, gremia::MODALITY)?)
    }

    /// Gives a modality as badge.
    pub(super) fn badge_of(&self, modality: Id) -> Option<view::Badge> {
        let code = self.graph.iri(modality)?.rsplit(['/', '#']).next()?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let link = self.term(modality);
        Some(view::Badge {
            code: code.chars().filter(|c| plain(*c)).collect(),
            text: link.text,
            href: link.href,
            title: link.title,
        })
    }

    /// Gives a passage as link to its place on the page of its document.
    pub(super) fn passage(&self, passage: &Passage) -> view::Passage {
        let number = |number| self.language.number(number);
        let document = self.graph.catalogue.document(&passage.slug);
        let segment = document.and_then(|document| document.segment(passage));
        let kind = segment.map(|segment| format!("{BASE}vocab/segment-kind/{}", segment.kind));
        let kind = kind
            .and_then(|kind| self.graph.id(NamedNodeRef::new(&kind).ok()?))
            .map(|kind| self.name(kind).0);
        let date = document
            .and_then(|document| document.date(passage))
            .map(|date| self.language.date(date));
        let place: Vec<String> = document
            .map(|document| document.title.clone())
            .into_iter()
            .chain(kind)
            .chain(date)
            .collect();
        let fragment = address::fragment(passage);
        view::Passage {
            href: format!(
                "{}#{fragment}",
                self.page(&format!("source/{}", passage.slug))
            ),
            document: passage.slug.clone(),
            range: format!("{}–{}", number(passage.start), number(passage.end)),
            title: place.join(" · "),
            again: false,
        }
    }

    /// Gives passages in order; the name of a document stands before the first of its own only.
    pub(super) fn passages(&self, passages: &[Passage]) -> Vec<view::Passage> {
        let mut shown: Vec<view::Passage> = Vec::new();
        for passage in passages {
            let mut passage = self.passage(passage);
            passage.again = shown
                .last()
                .is_some_and(|last| last.document == passage.document);
            shown.push(passage);
        }
        shown
    }

    /// Gives what a statement rests on.
    pub(super) fn basis(&self, basis: Basis) -> view::Basis {
        let node = basis.node();
        let kind = match basis {
            Basis::Fact(_) => "fact",
            Basis::Claim(_) => "claim",
            Basis::Link(_) => "link",
            Basis::Named(_) => "named",
        };
        let passages = match basis {
            // Many passages may name an entity; the page of the entity lists them in one place.
            Basis::Named(_) => Vec::new(),
            _ => self.graph.evidence(node),
        };
        let is_record = matches!(basis, Basis::Claim(_) | Basis::Link(_));
        view::Basis {
            kind,
            badge: self.badge(node),
            passages: self.passages(&passages),
            conflicts: self
                .graph
                .objects(node, gremia::IN_CONFLICT)
                .map(|conflict| self.link(conflict))
                .collect(),
            record: match basis {
                Basis::Claim(_) | Basis::Link(_) => Some(view::Link {
                    text: self.words.get(kind).to_owned(),
                    ..self.link(node)
                }),
                Basis::Named(_) => self.link(node).href.map(|page| view::Link {
                    href: Some(format!("{page}#evidence")),
                    ..view::Link::default()
                }),
                Basis::Fact(_) => None,
            },
            told: if is_record {
                self.told(node)
            } else {
                Vec::new()
            },
        }
    }

    /// Gives what a claim or link says besides its statement.
    fn told(&self, record: Id) -> Vec<view::Told> {
        let mut told: Vec<view::Told> = Vec::new();
        for statement in statements::about(self.graph, record) {
            let property = self.term(statement.predicate);
            let value = self.value(statement.object);
            match told.last_mut().filter(|last| last.property == property) {
                Some(last) => last.values.push(value),
                None => told.push(view::Told {
                    property,
                    values: vec![value],
                }),
            }
        }
        told
    }
}
