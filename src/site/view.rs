//! What the templates are given: texts with their language, links relative to the page, badges, passages.

use serde::Serialize;

/// A text, with its language where that is not the page's, and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Link {
    pub(super) href: Option<String>,
    pub(super) text: String,
    pub(super) lang: Option<String>,
    /// Whether it leads to another site.
    pub(super) external: bool,
    /// The machine's form of a date.
    pub(super) datetime: Option<String>,
    /// What it means, for those who ask.
    pub(super) title: Option<String>,
}

/// How a statement is meant: reported, planned, demanded and so on, by code and in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Badge {
    pub(super) code: String,
    pub(super) text: String,
    pub(super) href: Option<String>,
    pub(super) title: Option<String>,
}

/// A passage of a document, by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Passage {
    pub(super) href: String,
    pub(super) document: String,
    pub(super) range: String,
    pub(super) title: String,
    /// Whether the passage before it is of the same document.
    pub(super) again: bool,
}

/// What a statement rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Basis {
    /// `fact`, `claim`, `link` or `named`.
    pub(super) kind: &'static str,
    pub(super) badge: Option<Badge>,
    pub(super) passages: Vec<Passage>,
    pub(super) conflicts: Vec<Link>,
    /// The page of the claim or link itself; where documents only name the node, the list of its passages.
    pub(super) record: Option<Link>,
    /// What the claim or link says besides: day, speaker, method and so on.
    pub(super) told: Vec<Told>,
}

/// A property of a claim or link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Told {
    pub(super) property: Link,
    pub(super) values: Vec<Link>,
}

/// Values of a property that rest on the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Group {
    pub(super) values: Vec<Link>,
    pub(super) asserted: bool,
    /// The code of the modality where only claims state it.
    pub(super) bases: Vec<Basis>,
}

/// A property with its values, or without any where the class expects one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    pub(super) properties: Vec<Link>,
    pub(super) groups: Vec<Group>,
    pub(super) missing: bool,
}

/// What refers to a node by one property, of one class.
#[derive(Clone, Debug, Serialize)]
pub(super) struct References {
    pub(super) anchor: String,
    pub(super) class: Option<Link>,
    pub(super) property: Link,
    pub(super) count: String,
    /// Whether the list is long enough to be folded.
    pub(super) long: bool,
    pub(super) rows: Vec<Reference>,
}

/// One node that refers to another.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Reference {
    pub(super) node: Link,
    pub(super) note: Option<Link>,
    pub(super) date: Option<Link>,
    pub(super) asserted: bool,
    pub(super) bases: Vec<Basis>,
}

/// The passages of one document that name or state something.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Evidence {
    pub(super) document: Link,
    pub(super) date: Option<Link>,
    pub(super) passages: Vec<Passage>,
    /// The document as a strip on which the passages lie.
    pub(super) strip: String,
}

/// A day, month or year of which something is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Moment {
    pub(super) date: Link,
    pub(super) property: Link,
    pub(super) node: Link,
    pub(super) badge: Option<Badge>,
    pub(super) asserted: bool,
    pub(super) passages: Vec<Passage>,
}

/// One side of a conflict.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Side {
    pub(super) about: Link,
    /// What it says of that, where it is a claim.
    pub(super) property: Option<Link>,
    pub(super) value: Option<Link>,
    pub(super) basis: Option<Basis>,
}

/// An entry of the trail from the start page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Crumb {
    pub(super) href: Option<String>,
    pub(super) text: String,
    pub(super) lang: Option<String>,
}
