//! Numbers in the language spoken, and how many of what.

pub(super) use crate::language::grouped;
use crate::language::{Language, Wording, spoken};

/// Writes a number with `places` decimals.
pub(super) fn decimal(number: f64, places: usize) -> String {
    in_figures(&format!("{number:.places$}"))
}

/// Writes a number that has a point before its decimals as the language spoken does.
pub(super) fn in_figures(number: &str) -> String {
    match spoken() {
        Language::En => number.to_owned(),
        Language::De => number.replace('.', ","),
    }
}

/// A word for what is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun {
    one: Wording,
    several: Wording,
}

impl Noun {
    /// Makes a word of its English and its German, each in the singular and in the plural.
    pub(super) const fn new(english: [&'static str; 2], german: [&'static str; 2]) -> Self {
        Self {
            one: Wording::new(english[0], german[0]),
            several: Wording::new(english[1], german[1]),
        }
    }

    /// Gives the form that fits `count`.
    pub(super) fn form(self, count: impl TryInto<u64>) -> &'static str {
        match count.try_into() {
            Ok(1) => self.one.text(),
            _ => self.several.text(),
        }
    }

    /// Gives the form after "no": `no class`, `keine Klassen`, where the plural fits every gender.
    pub(super) fn after_no(self) -> &'static str {
        match spoken() {
            Language::En => self.one.english,
            Language::De => self.several.german,
        }
    }
}

pub(super) const AXIOM: Noun = Noun::new(["axiom", "axioms"], ["Axiom", "Axiome"]);
pub(super) const CLASS: Noun = Noun::new(["class", "classes"], ["Klasse", "Klassen"]);
pub(super) const CONTRADICTION: Noun = Noun::new(
    ["contradiction", "contradictions"],
    ["Widerspruch", "Widersprüche"],
);
pub(super) const CONNECTION: Noun = Noun::new(
    ["connection", "connections"],
    ["Verbindung", "Verbindungen"],
);
/// In the dative in German.
pub(super) const DATIVE_DOCUMENT: Noun =
    Noun::new(["document", "documents"], ["Dokument", "Dokumenten"]);
/// In the dative in German.
pub(super) const DATIVE_STEP: Noun = Noun::new(["step", "steps"], ["Schritt", "Schritten"]);
pub(super) const DATED_FACT: Noun = Noun::new(
    ["dated fact", "dated facts"],
    ["datierter Fakt", "datierte Fakten"],
);
/// In the dative in German.
pub(super) const DATIVE_INSTANCE: Noun =
    Noun::new(["instance", "instances"], ["Instanz", "Instanzen"]);
pub(super) const FACT: Noun = Noun::new(["fact", "facts"], ["Fakt", "Fakten"]);
/// In the dative in German.
pub(super) const FURTHER_FACT: Noun = Noun::new(
    ["more fact", "more facts"],
    ["weiteren Fakt", "weiteren Fakten"],
);
pub(super) const INSTANCE: Noun = Noun::new(["instance", "instances"], ["Instanz", "Instanzen"]);
pub(super) const NODE: Noun = Noun::new(["node", "nodes"], ["Knoten", "Knoten"]);
pub(super) const PASSAGE: Noun = Noun::new(["passage", "passages"], ["Textstelle", "Textstellen"]);
pub(super) const PROPERTY: Noun =
    Noun::new(["property", "properties"], ["Eigenschaft", "Eigenschaften"]);
/// A statement of RDF.
pub(super) const STATEMENT: Noun = Noun::new(["statement", "statements"], ["Tripel", "Tripel"]);
pub(super) const TRIPLE: Noun = Noun::new(["triple", "triples"], ["Tripel", "Tripel"]);
pub(super) const VALUE: Noun = Noun::new(["value", "values"], ["Wert", "Werte"]);
pub(super) const VIOLATION: Noun = Noun::new(["violation", "violations"], ["Verstoß", "Verstöße"]);
pub(super) const WARNING: Noun = Noun::new(["warning", "warnings"], ["Warnung", "Warnungen"]);

/// Writes a number with its word: `1 step`, `3 steps`.
pub(super) fn counted(count: impl TryInto<u64> + Copy, noun: Noun) -> String {
    format!("{} {}", grouped(count), noun.form(count))
}
