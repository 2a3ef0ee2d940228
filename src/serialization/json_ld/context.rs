//! The context: which key stands for which property, and what its values are.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxrdf::Quad;
use oxrdf::vocab::{rdf, xsd};

use super::json::Json;
use super::schema::{Coercion, Schema};
use crate::prefixes::Prefixes;

/// The keys that stand for `@id` and `@type`.
pub(super) const ID: &str = "id";
pub(super) const TYPE: &str = "type";

/// A JSON-LD context: short names of properties and classes, and the kinds of values.
///
/// A property is called by its local name (`validFrom`). Where two share one, the term that the ontology declares itself
/// has it; else both are called with their prefix (`dct:subject`). A property whose values are always nodes, literals of
/// one datatype or language-tagged texts says so; one that may have several values always has an array.
#[derive(Clone, Debug, Default)]
pub struct Context {
    terms: BTreeMap<String, Term>,
    /// The prefixes that no name of a term hides.
    prefixes: Prefixes,
    /// Where the context is published, if documents refer to it.
    published_at: Option<String>,
}

/// What a key stands for.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) name: String,
    pub(super) coercion: Coercion,
    pub(super) several: bool,
}

impl Context {
    /// Derives a context from an ontology and its shapes; without quads it has prefixes only.
    #[must_use]
    pub fn of<'q>(prefixes: &Prefixes, ontology: impl IntoIterator<Item = &'q Quad>) -> Self {
        let mut schema = Schema::read(ontology);
        schema.properties.remove(rdf::TYPE.as_str());
        let names = local_names(&schema);
        let mut usable = prefixes.clone();
        for (prefix, _) in prefixes.iter() {
            if !is_name(prefix) || names.values().any(|name| *name == prefix) {
                usable.remove(prefix);
            }
        }
        let mut terms = BTreeMap::new();
        for iri in schema.properties.keys().chain(&schema.classes) {
            let name = match names.get(iri.as_str()) {
                Some(name) => Some((*name).to_owned()),
                None => usable.compact(iri),
            };
            let Some(name) = name else {
                continue;
            };
            let property = schema.properties.get(iri);
            let term = Term {
                name,
                coercion: property.map_or(Coercion::None, |property| property.coercion.clone()),
                several: property.is_some_and(|property| property.several),
            };
            // A prefixed name about which nothing is known needs no definition.
            if names.contains_key(iri.as_str()) || term.coercion != Coercion::None || term.several {
                terms.insert(iri.clone(), term);
            }
        }
        Self {
            terms,
            prefixes: usable,
            published_at: None,
        }
    }

    /// Lets documents refer to the context by `iri`, where [`Context::text`] is to be found, instead of holding it.
    #[must_use]
    pub fn published_at(mut self, iri: &str) -> Self {
        self.published_at = Some(iri.to_owned());
        self
    }

    /// Gives the context as a JSON-LD document of its own, to be published; it has those prefixes that its terms need.
    #[must_use]
    pub fn text(&self) -> String {
        let names = self.names_with(self.own_prefixes(), BTreeSet::new());
        for iri in self.terms.keys() {
            names.note_term(iri);
        }
        let document = Json::Node(vec![("@context".into(), names.definitions())]);
        let mut text = String::new();
        document.push(&mut text, 0, 0);
        text.push('\n');
        text
    }

    /// Gives the names for a document in which IRIs begin with `schemes` and no slashes.
    pub(super) fn names(&self, schemes: &BTreeSet<&str>) -> Names<'_> {
        let mut prefixes = if self.published_at.is_some() {
            self.own_prefixes()
        } else {
            self.prefixes.clone()
        };
        let mut hidden = BTreeSet::new();
        for scheme in schemes {
            if prefixes.remove(scheme) {
                hidden.insert((*scheme).to_owned());
            }
        }
        self.names_with(prefixes, hidden)
    }

    fn names_with(&self, prefixes: Prefixes, hidden: BTreeSet<String>) -> Names<'_> {
        Names {
            context: self,
            prefixes,
            hidden,
            used_terms: RefCell::default(),
            used_prefixes: RefCell::default(),
        }
    }

    /// Gives the prefixes that the definitions of all terms need.
    fn own_prefixes(&self) -> Prefixes {
        let mut needed = BTreeSet::new();
        for (iri, term) in &self.terms {
            needed.extend(self.prefixes.split(iri).map(|(prefix, _)| prefix));
            if let Coercion::Datatype(datatype) = &term.coercion {
                needed.extend(self.prefixes.split(datatype).map(|(prefix, _)| prefix));
            }
        }
        let mut prefixes = self.prefixes.clone();
        for (prefix, _) in self.prefixes.iter() {
            if !needed.contains(prefix) {
                prefixes.remove(prefix);
            }
        }
        prefixes
    }
}

/// Gives the terms that are called by their local name alone.
fn local_names(schema: &Schema) -> HashMap<&str, &str> {
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for iri in schema.properties.keys().chain(&schema.classes) {
        let name = iri.rsplit(['#', '/']).next().unwrap_or_default();
        let rivals = holders.entry(name).or_default();
        if is_name(name) && !rivals.contains(&iri.as_str()) {
            rivals.push(iri);
        }
    }
    let mut names = HashMap::new();
    for (name, rivals) in holders {
        let is_declared = |iri: &&&str| schema.declared.contains(**iri);
        let mut own = rivals.iter().filter(is_declared);
        let holder = match (own.next(), own.next()) {
            (Some(holder), None) => Some(holder),
            (None, _) if rivals.len() == 1 => rivals.first(),
            _ => None,
        };
        names.extend(holder.map(|iri| (*iri, name)));
    }
    names
}

/// Tells whether `text` can be a key that means nothing else.
fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && ![ID, TYPE].contains(&text)
}

/// The names that one document uses.
pub(super) struct Names<'a> {
    context: &'a Context,
    prefixes: Prefixes,
    /// Prefixes of the published context that the document must not know.
    hidden: BTreeSet<String>,
    used_terms: RefCell<BTreeSet<&'a str>>,
    used_prefixes: RefCell<BTreeSet<String>>,
}

impl<'a> Names<'a> {
    /// Gives what the context says of `iri`, and notes that it is used.
    pub(super) fn term(&self, iri: &str) -> Option<&'a Term> {
        let (iri, term) = self.entry(iri)?;
        self.used_terms.borrow_mut().insert(iri);
        Some(term)
    }

    /// Gives what the context says of `iri`.
    pub(super) fn known(&self, iri: &str) -> Option<&'a Term> {
        self.entry(iri).map(|(_, term)| term)
    }

    /// Gives the term of `iri`, unless its name has a prefix that the document does not know.
    fn entry(&self, iri: &str) -> Option<(&'a str, &'a Term)> {
        let (iri, term) = self.context.terms.get_key_value(iri)?;
        let prefix = term.name.split_once(':').map(|(prefix, _)| prefix);
        let is_hidden = prefix.is_some_and(|prefix| self.hidden.contains(prefix));
        (!is_hidden).then_some((iri.as_str(), term))
    }

    /// Gives the name of a property, class or datatype without what the context says of its values.
    pub(super) fn plain<'t>(&self, iri: &'t str) -> Cow<'t, str> {
        let is_own = |name: &str| self.prefixes.split(iri) == name.split_once(':');
        // Under that name, the values would be read as the term has them.
        if self.known(iri).is_some_and(|term| is_own(&term.name)) {
            return iri.into();
        }
        self.compact(iri).map_or(iri.into(), Cow::from)
    }

    /// Gives the name of a class.
    pub(super) fn class<'t>(&self, iri: &'t str) -> Cow<'t, str>
    where
        'a: 't,
    {
        match self.term(iri) {
            Some(term) => term.name.as_str().into(),
            None => self.plain(iri),
        }
    }

    fn compact(&self, iri: &str) -> Option<String> {
        let (prefix, local) = self.prefixes.split(iri)?;
        self.used_prefixes.borrow_mut().insert(prefix.to_owned());
        Some(format!("{prefix}:{local}"))
    }

    fn note_term(&self, iri: &'a str) {
        self.used_terms.borrow_mut().insert(iri);
    }

    /// Gives what stands behind `@context` in a document: the definitions used so far, or where all are published.
    pub(super) fn context(&self) -> Json<'a> {
        let Some(iri) = &self.context.published_at else {
            return self.definitions();
        };
        let published = Json::text(iri.as_str());
        if self.hidden.is_empty() {
            return published;
        }
        let hidden = self.hidden.iter();
        let hidden = hidden.map(|prefix| (prefix.clone().into(), Json::Bare("null".into())));
        Json::Array(vec![published, Json::Map(hidden.collect())])
    }

    /// Gives the definitions of the terms used so far and of the prefixes that they need.
    fn definitions(&self) -> Json<'a> {
        let mut terms = BTreeMap::new();
        for iri in self.used_terms.borrow().iter() {
            let term = &self.context.terms[*iri];
            terms.insert(term.name.as_str(), self.definition(iri, term));
        }
        let mut entries: Vec<(Cow<'a, str>, Json<'a>)> = vec![
            ("@version".into(), Json::Bare("1.1".into())),
            (ID.into(), Json::text("@id")),
            (TYPE.into(), Json::text("@type")),
        ];
        for prefix in self.used_prefixes.borrow().iter() {
            let namespace = self
                .prefixes
                .namespace(prefix)
                .unwrap_or_default()
                .to_owned();
            // Only such a namespace is one without being called so (JSON-LD 1.1, section 4.1.5).
            let definition = if namespace.ends_with([':', '/', '?', '#', '[', ']', '@']) {
                Json::text(namespace)
            } else {
                let is_prefix = Json::Bare("true".into());
                Json::map([("@id", Json::text(namespace)), ("@prefix", is_prefix)])
            };
            entries.push((prefix.clone().into(), definition));
        }
        let terms = terms.into_iter();
        entries.extend(terms.map(|(name, definition)| (name.into(), definition)));
        Json::Node(entries)
    }

    fn definition(&self, iri: &'a str, term: &'a Term) -> Json<'a> {
        let short = |iri: &'a str| Json::text(self.compact(iri).map_or(iri.into(), Cow::from));
        let mut entries = Vec::new();
        // A prefixed name stands for its IRI as it is.
        if self.compact(iri).is_none_or(|name| name != term.name) {
            entries.push((Cow::from("@id"), short(iri)));
        }
        match &term.coercion {
            Coercion::Node => entries.push(("@type".into(), Json::text("@id"))),
            Coercion::Datatype(datatype) if datatype != xsd::STRING.as_str() => {
                entries.push(("@type".into(), short(datatype)));
            }
            Coercion::None | Coercion::Language | Coercion::Datatype(_) => {}
        }
        let container = match (term.coercion == Coercion::Language, term.several) {
            (false, false) => None,
            (false, true) => Some(Json::text("@set")),
            (true, false) => Some(Json::text("@language")),
            (true, true) => Some(Json::Array(vec![
                Json::text("@language"),
                Json::text("@set"),
            ])),
        };
        entries.extend(container.map(|container| ("@container".into(), container)));
        match entries.as_slice() {
            [(key, _)] if key == "@id" => entries.swap_remove(0).1,
            _ => Json::Map(entries),
        }
    }
}
