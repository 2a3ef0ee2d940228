//! The description of the tables as a Data Package.
//!
//! Source: Data Package 2.0 and Table Schema 2.0 (frictionlessdata). Texts in German stand beside the English ones under
//! the same name with `@de`, as its recipe for languages has it.

use oxrdf::NamedNode;
use serde::Serialize;

use super::{Codes, Column, Kind, SEPARATOR, View};
use crate::digest::sha256;

/// What the publisher says of the tables as a whole.
#[derive(Clone, Debug)]
pub struct Description {
    /// A short name: lower-case letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// The title, in English and German.
    pub title: [String; 2],
    /// What the tables are, in English and German.
    pub description: [String; 2],
    /// The version of the data.
    pub version: String,
    /// The day of the release, where there is one (`2025-01-31`); the clock is never asked.
    pub created: Option<String>,
    /// The page of the dataset.
    pub homepage: Option<String>,
    /// The licence: name (as the SPDX list has it), address, title.
    pub licence: [String; 3],
    /// Who publishes: name and, where there is one, address.
    pub publisher: Option<(String, Option<String>)>,
}

impl Default for Description {
    fn default() -> Self {
        Self {
            name: "gremia".to_owned(),
            title: [
                "gremia: who decides what in German digital and AI policy".to_owned(),
                "gremia: wer in der deutschen Digital- und KI-Politik was entscheidet".to_owned(),
            ],
            description: [
                "Tables of the knowledge graph, one row for each fact with the passages that state it. A cell with several \
                 values separates them by ` | `. Codes are explained in the table `codes`. The column `modality` says how a \
                 row is meant; what is said differently of it, such as a planned day or a disputed value, stands in the \
                 table `claims`."
                    .to_owned(),
                "Tabellen des Wissensgraphen, eine Zeile je Angabe mit den Fundstellen. Mehrere Werte einer Zelle trennt \
                 ` | `. Die Codes erklärt die Tabelle `codes`. Die Spalte `modality` sagt, wie eine Zeile gemeint ist; was \
                 davon abweicht, etwa ein geplanter Tag oder ein strittiger Wert, steht in der Tabelle `claims`."
                    .to_owned(),
            ],
            version: env!("CARGO_PKG_VERSION").to_owned(),
            created: None,
            homepage: None,
            licence: [
                "CC-BY-4.0".to_owned(),
                "https://creativecommons.org/licenses/by/4.0/".to_owned(),
                "Creative Commons Attribution 4.0 International".to_owned(),
            ],
            publisher: None,
        }
    }
}

#[derive(Serialize)]
struct Package<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'a str,
    title: &'a str,
    #[serde(rename = "title@de")]
    german_title: &'a str,
    description: &'a str,
    #[serde(rename = "description@de")]
    german_description: &'a str,
    languages: [&'static str; 2],
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<&'a str>,
    licenses: [Licence<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributors: Vec<Contributor<'a>>,
    resources: Vec<Resource<'a>>,
}

#[derive(Serialize)]
struct Licence<'a> {
    name: &'a str,
    path: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct Contributor<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    roles: [&'static str; 1],
}

#[derive(Serialize)]
struct Resource<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    path: String,
    title: &'a str,
    #[serde(rename = "title@de")]
    german_title: &'a str,
    description: &'a str,
    #[serde(rename = "description@de")]
    german_description: &'a str,
    scheme: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: usize,
    hash: String,
    schema: Schema<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    fields: Vec<Field<'a>>,
    primary_key: [&'a str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(rename = "itemType", skip_serializing_if = "Option::is_none")]
    item: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<&'static str>,
    description: &'a str,
    #[serde(rename = "description@de")]
    german_description: &'a str,
    #[serde(rename = "propertyUrl", skip_serializing_if = "Option::is_none")]
    property: Option<&'a str>,
    #[serde(rename = "rdfType", skip_serializing_if = "Option::is_none")]
    class: Option<&'a str>,
    #[serde(rename = "vocabulary", skip_serializing_if = "Option::is_none")]
    vocabulary: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<Category<'a>>,
    constraints: Constraints<'a>,
}

#[derive(Serialize)]
struct Category<'a> {
    value: &'a str,
    label: &'a str,
}

#[derive(Serialize)]
struct Constraints<'a> {
    required: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unique: bool,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    values: Vec<&'a str>,
}

#[derive(Serialize)]
struct ForeignKey<'a> {
    fields: [&'a str; 1],
    reference: Reference<'a>,
}

#[derive(Serialize)]
struct Reference<'a> {
    resource: &'a str,
    fields: [&'a str; 1],
}

/// Gives the description as JSON text.
pub(super) fn text(
    description: &Description,
    tables: &[(&View, Vec<u8>)],
    codes: &Codes,
) -> String {
    let [licence, path, licence_title] = &description.licence;
    let publisher = description.publisher.as_ref();
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: &description.name,
        title: &description.title[0],
        german_title: &description.title[1],
        description: &description.description[0],
        german_description: &description.description[1],
        languages: ["en", "de"],
        version: &description.version,
        // The format asks for a time; a release has a day.
        created: description
            .created
            .as_ref()
            .map(|day| format!("{day}T00:00:00Z")),
        homepage: description.homepage.as_deref(),
        licenses: [Licence {
            name: licence,
            path,
            title: licence_title,
        }],
        contributors: publisher
            .map(|(title, path)| Contributor {
                title,
                path: path.as_deref(),
                roles: ["publisher"],
            })
            .into_iter()
            .collect(),
        resources: tables
            .iter()
            .map(|(view, bytes)| resource(view, bytes, tables, codes))
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&package)
        .expect("a structure of texts and numbers has a JSON form");
    text.push('\n');
    text
}

fn resource<'a>(
    view: &'a View,
    bytes: &[u8],
    tables: &[(&'a View, Vec<u8>)],
    codes: &'a Codes,
) -> Resource<'a> {
    let key_of = |name: &str| {
        let table = tables.iter().find(|(view, _)| view.name == name);
        table.map(|(view, _)| view.key.as_str())
    };
    let foreign_keys = view.columns.iter().filter_map(|column| {
        let table = column.references.as_deref()?;
        Some(ForeignKey {
            fields: [&column.name],
            reference: Reference {
                // The format wants the table itself without its name.
                resource: if table == view.name { "" } else { table },
                fields: [key_of(table)?],
            },
        })
    });
    Resource {
        name: &view.name,
        kind: "table",
        path: view.file_name(),
        title: &view.title[0],
        german_title: &view.title[1],
        description: &view.description[0],
        german_description: &view.description[1],
        scheme: "file",
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        bytes: bytes.len(),
        hash: format!("sha256:{}", sha256(bytes)),
        schema: Schema {
            fields: view
                .columns
                .iter()
                .map(|column| field(column, view, codes))
                .collect(),
            primary_key: [&view.key],
            foreign_keys: foreign_keys.collect(),
        },
    }
}

fn field<'a>(column: &'a Column, view: &View, codes: &'a Codes) -> Field<'a> {
    let vocabulary = column.kind.scheme();
    let codes = vocabulary.and_then(|scheme| codes.of(scheme));
    let codes = codes.filter(|_| !column.is_list).into_iter().flatten();
    let (kind, format) = match column.kind {
        Kind::Iri => ("string", Some("uri")),
        Kind::String | Kind::Code(_) => ("string", None),
        Kind::Integer => ("integer", None),
        Kind::Number => ("number", None),
        Kind::Date => ("date", None),
        Kind::Year => ("year", None),
    };
    Field {
        name: &column.name,
        kind: if column.is_list { "list" } else { kind },
        format: format.filter(|_| !column.is_list),
        item: column.is_list.then_some(kind),
        delimiter: column.is_list.then_some(SEPARATOR),
        description: &column.description[0],
        german_description: &column.description[1],
        property: column.property.as_ref().map(NamedNode::as_str),
        class: column.class.as_ref().map(NamedNode::as_str),
        vocabulary,
        categories: codes
            .clone()
            .map(|(value, label)| Category { value, label })
            .collect(),
        constraints: Constraints {
            required: column.is_required,
            unique: column.name == view.key,
            values: codes.map(|(value, _)| value.as_str()).collect(),
        },
    }
}
