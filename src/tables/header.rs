//! Reads the header of a table's query.

use oxrdf::{NamedNode, Variable};

use super::Error;
use crate::bundle::File;
use crate::language::wording;
use crate::prefixes::Prefixes;
use crate::sparql::{Form, Prepared, declared_prefixes, prepare};

/// The query of a table with its description.
#[derive(Clone, Debug)]
pub struct View {
    /// What the table is called: the name of the file without its ending.
    pub name: String,
    /// The file, relative to the dataset's folder.
    pub file: String,
    /// The title, in English and German.
    pub title: [String; 2],
    /// What is in the table, in English and German.
    pub description: [String; 2],
    /// The column that names the row; no two rows have the same value.
    pub key: String,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The query.
    pub(super) query: Prepared,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// The name.
    pub name: String,
    /// What is in it, in English and German.
    pub description: [String; 2],
    /// What its values are.
    pub kind: Kind,
    /// Whether a cell may hold several values.
    pub is_list: bool,
    /// Whether each row has a value.
    pub is_required: bool,
    /// The property whose values these are.
    pub property: Option<NamedNode>,
    /// The class of the nodes.
    pub class: Option<NamedNode>,
    /// The table whose keys these are.
    pub references: Option<String>,
}

/// What the values of a column are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The IRI of a node.
    Iri,
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// A day.
    Date,
    /// A year of four digits.
    Year,
    /// A concept of the vocabulary with this code, written as the last part of its IRI.
    Code(String),
}

impl Kind {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "iri" => Self::Iri,
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "date" => Self::Date,
            "year" => Self::Year,
            _ => Self::Code(text.strip_prefix("code:")?.to_owned()),
        })
    }

    /// Gives the vocabulary of a code.
    pub(super) fn scheme(&self) -> Option<&str> {
        match self {
            Self::Code(scheme) => Some(scheme),
            _ => None,
        }
    }

    /// Gives what a message calls it.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Iri => "IRI".to_owned(),
            Self::String => wording!("text", "ein Text"),
            Self::Integer => wording!("whole number", "eine ganze Zahl"),
            Self::Number => wording!("decimal number", "eine Dezimalzahl"),
            Self::Date => wording!("day (2024-04-19)", "ein Tag (2024-04-19)"),
            Self::Year => wording!("year of four digits", "eine Jahreszahl mit vier Ziffern"),
            Self::Code(scheme) => wording!(
                "code of the vocabulary {scheme}",
                "ein Code des Vokabulars {scheme}"
            ),
        }
    }
}

/// A line's number with what is wrong there.
type Wrong = (usize, String);

/// Reads a query file with its header.
pub(super) fn read(file: &File) -> Result<View, Error> {
    let malformed = |(line, message): Wrong| Error::Header {
        file: file.path.clone(),
        line,
        message,
    };
    let text = std::str::from_utf8(&file.bytes).map_err(|_| {
        malformed((
            1,
            wording!("the file is not UTF-8", "die Datei ist kein UTF-8"),
        ))
    })?;
    let query = prepare(text, &Prefixes::default(), &[]).map_err(|diagnostic| Error::Query {
        file: file.path.clone(),
        diagnostic: Box::new(diagnostic),
    })?;
    let mut header = Header {
        prefixes: declared_prefixes(text),
        ..Header::default()
    };
    for (line, content) in (1..).zip(text.lines()) {
        if let Some(entry) = content.strip_prefix("#+") {
            header
                .add(entry)
                .map_err(|message| malformed((line, message)))?;
        }
    }
    let name = file.path.rsplit('/').next().unwrap_or_default();
    header
        .finish(name.trim_end_matches(".rq"), &file.path, query)
        .map_err(|message| malformed((1, message)))
}

#[derive(Default)]
struct Header {
    prefixes: Prefixes,
    title: [String; 2],
    description: [String; 2],
    key: String,
    columns: Vec<Column>,
}

impl Header {
    fn add(&mut self, entry: &str) -> Result<(), String> {
        let (key, value) = entry
            .split_once(':')
            .map(|(key, value)| (key.trim(), value.trim()))
            .ok_or_else(|| {
                wording!(
                    "a header line is written `#+ key: value`",
                    "eine Kopfzeile schreibt man `#+ Schlüssel: Wert`"
                )
            })?;
        let (name, language) = match key.split_once('@') {
            None => (key, 0),
            Some((name, "de")) => (name, 1),
            Some((_, other)) => {
                return Err(wording!(
                    "texts are English or `@de`, not `@{other}`",
                    "Texte sind englisch oder `@de`, nicht `@{other}`"
                ));
            }
        };
        match (name, language) {
            ("title", _) => append(&mut self.title[language], value),
            ("description", _) => append(&mut self.description[language], value),
            ("key", 0) => value.clone_into(&mut self.key),
            ("column", 0) => {
                let column = self.column(value)?;
                self.columns.push(column);
            }
            ("column", _) => {
                let (name, text) = value.split_once(" -- ").ok_or_else(|| {
                    wording!(
                        "a column is described by `name -- text`",
                        "eine Spalte beschreibt man mit `Name -- Text`"
                    )
                })?;
                let column = self
                    .columns
                    .iter_mut()
                    .find(|column| column.name == name.trim())
                    .ok_or_else(|| {
                        wording!(
                            "there is no column `{name}` before this line",
                            "vor dieser Zeile gibt es keine Spalte `{name}`"
                        )
                    })?;
                append(&mut column.description[1], text.trim());
            }
            _ => {
                return Err(wording!(
                    "unknown key `{key}`; known are `title`, `description`, `key` and `column`",
                    "unbekannter Schlüssel `{key}`; bekannt sind `title`, `description`, `key` und `column`"
                ));
            }
        }
        Ok(())
    }

    fn column(&self, value: &str) -> Result<Column, String> {
        let (head, text) = value.split_once(" -- ").ok_or_else(|| {
            wording!(
                "a column is written `name type -- text`",
                "eine Spalte schreibt man `Name Typ -- Text`"
            )
        })?;
        let mut words = head.split_whitespace();
        let (Some(name), Some(kind)) = (words.next(), words.next()) else {
            return Err(wording!(
                "a column is written `name type -- text`",
                "eine Spalte schreibt man `Name Typ -- Text`"
            ));
        };
        let (is_list, item) = match kind.strip_prefix("list:") {
            Some(item) => (true, item),
            None => (false, kind),
        };
        let mut column = Column {
            name: name.to_owned(),
            description: [text.trim().to_owned(), String::new()],
            kind: Kind::parse(item).ok_or_else(|| {
                wording!(
                    "`{kind}` is no type of a column",
                    "`{kind}` ist kein Typ einer Spalte"
                )
            })?,
            is_list,
            is_required: false,
            property: None,
            class: None,
            references: None,
        };
        for word in words {
            let term = |name: &str| {
                self.prefixes
                    .expand(name)
                    .map_err(|error| error.to_string())
            };
            match word.split_once('=') {
                None if word == "required" => column.is_required = true,
                Some(("property", name)) => column.property = Some(term(name)?),
                Some(("class", name)) => column.class = Some(term(name)?),
                Some(("references", table)) => column.references = Some(table.to_owned()),
                _ => {
                    return Err(wording!(
                        "`{word}` is not among `required`, `property=`, `class=` and `references=`",
                        "`{word}` gehört nicht zu `required`, `property=`, `class=` und `references=`"
                    ));
                }
            }
        }
        Ok(column)
    }

    /// Checks that nothing is missing and that header and query name the same columns.
    fn finish(self, name: &str, file: &str, query: Prepared) -> Result<View, String> {
        if query.form() != Form::Select {
            return Err(wording!(
                "a table is made by a SELECT query",
                "eine Tabelle entsteht aus einer SELECT-Abfrage"
            ));
        }
        let described = self.columns.iter().map(|column| column.name.as_str());
        let selected = query.variables().iter().map(Variable::as_str);
        if !described.clone().eq(selected.clone()) {
            return Err(wording!(
                "the header describes the columns {}, the query gives {}",
                "der Kopf beschreibt die Spalten {}, die Abfrage gibt {}",
                described.collect::<Vec<_>>().join(", "),
                selected.collect::<Vec<_>>().join(", ")
            ));
        }
        let key = self.columns.iter().find(|column| column.name == self.key);
        if !key.is_some_and(|key| key.is_required && !key.is_list) {
            return Err(wording!(
                "`key` must name a column that is required and no list",
                "`key` muss eine Spalte nennen, die `required` und keine Liste ist"
            ));
        }
        let texts = self.title.iter().chain(&self.description);
        let of_columns = self.columns.iter().flat_map(|column| &column.description);
        if texts.chain(of_columns).any(String::is_empty) {
            return Err(wording!(
                "title, description and each column need a text in English and one `@de`",
                "Titel, Beschreibung und jede Spalte brauchen einen Text auf Englisch und einen mit `@de`"
            ));
        }
        Ok(View {
            name: name.to_owned(),
            file: file.to_owned(),
            title: self.title,
            description: self.description,
            key: self.key,
            columns: self.columns,
            query,
        })
    }
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}
