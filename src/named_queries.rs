//! The catalogue of `queries/`: headers, typed parameters, binding. Layer 3: may use sparql, prefixes, bundle.
//!
//! Start at [`Catalogue::from_bundle`]. A query is a file that runs anywhere as it is: its header stands in comments
//! (`#+`, as grlc has them), its prefixes in the text, its parameters are plain variables. The header's lines:
//!
//! ```text
//! #+ summary: Who chaired a body on a day
//! #+ summary@de: Wer einem Gremium an einem Tag vorsaß
//! #+ description: Longer text; several lines are joined.
//! #+ group: people
//! #+ entailment: rdfs-plus
//! #+ param: body iri -- the body, such as body:dmk
//! #+ param: day date = 2024-04-19 -- the day
//! #+ param: value -- without a type any term
//! ```

mod header;
mod parameter;

use oxrdf::{NamedNode, Term, Variable};

use self::header::Header;
use crate::bundle::{Bundle, File, PREFIXES};
use crate::language::{nearest, wording};
use crate::prefixes::Prefixes;
use crate::sparql::{Diagnostic, Prepared, declared_prefixes, prepare};

pub use parameter::{Parameter, Type, ValueError, term};

/// What is wrong with a query of the catalogue, or with a call of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A header that cannot be read.
    #[error("{file}:{line}: {message}")]
    Header {
        /// The file, relative to the dataset's folder.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A query that is not valid by itself.
    #[error("{file}:{}:{}: {}", .diagnostic.line, .diagnostic.column, .diagnostic.message)]
    Query {
        /// The file, relative to the dataset's folder.
        file: String,
        /// What is wrong.
        diagnostic: Box<Diagnostic>,
    },
    /// A name that no query has.
    #[error("{}", wording!("there is no query `{name}`", "es gibt keine Abfrage `{name}`"))]
    UnknownQuery {
        /// The name.
        name: String,
        /// The name of a query that is spelled most alike.
        nearest: Option<String>,
    },
    /// An argument for a parameter that the query does not have.
    #[error("{}", wording!(
        "query `{query}` has no parameter `{name}`",
        "die Abfrage `{query}` hat keinen Parameter `{name}`",
    ))]
    UnknownParameter {
        /// The query.
        query: String,
        /// The name.
        name: String,
        /// The name of a parameter that is spelled most alike.
        nearest: Option<String>,
    },
    /// A parameter without default that was not given.
    #[error("{}", wording!(
        "query `{query}` needs {}",
        "die Abfrage `{query}` braucht {}",
        .missing.iter().map(Parameter::usage).collect::<Vec<_>>().join(" "),
    ))]
    Missing {
        /// The query.
        query: String,
        /// The parameters.
        missing: Vec<Parameter>,
    },
    /// A parameter that was given twice.
    #[error("{}", wording!(
        "parameter `{name}` is given twice",
        "der Parameter `{name}` ist zweimal angegeben",
    ))]
    Repeated {
        /// The parameter.
        name: String,
    },
    /// A value that does not fit the type of its parameter.
    #[error("{}", wording!("parameter `{name}`", "Parameter `{name}`"))]
    Value {
        /// The parameter.
        name: String,
        /// What is wrong with the value.
        source: ValueError,
    },
    /// A query that does not take a value it was checked with.
    #[error("{}", wording!("query `{query}`: {}", "Abfrage `{query}`: {}", .diagnostic.message))]
    Binding {
        /// The query.
        query: String,
        /// What is wrong.
        diagnostic: Box<Diagnostic>,
    },
}

/// A query of the catalogue.
#[derive(Clone, Debug)]
pub struct NamedQuery {
    /// What it is called by: the path below `queries/` without its ending.
    pub name: String,
    /// The file, relative to the dataset's folder.
    pub file: String,
    /// The heading it is listed under; without one in the header that of its folder, else `other`.
    pub group: String,
    /// What it answers, in one line, with the language tag of each wording; English comes first.
    pub summaries: Vec<(String, String)>,
    /// What else there is to know.
    pub description: Option<String>,
    /// Whether it asks for what is inferred, too.
    pub inferred: bool,
    /// The parameters, in the order of the header.
    pub parameters: Vec<Parameter>,
    /// The whole file.
    pub text: String,
}

/// The named queries of a dataset, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    queries: Vec<NamedQuery>,
    /// Files of the user's own that are no queries.
    refused: Vec<File>,
}

impl Catalogue {
    /// Reads the query files of `bundle` and checks that each stands by itself.
    ///
    /// # Errors
    /// [`Error::Header`] with file and line for a malformed header or a parameter that the query does not use,
    /// [`Error::Query`] for a query that is not valid, for instance because a PREFIX line is missing.
    pub fn from_bundle(bundle: &Bundle) -> Result<Self, Error> {
        // A default is written with the prefixes of the dataset; a broken list of them is the session's to report.
        let declared = bundle
            .file(PREFIXES)
            .and_then(|file| Prefixes::from_declarations(PREFIXES, &file.bytes).ok())
            .unwrap_or_default();
        Self::read(bundle, |query, header| query.check(header, &declared))
    }

    /// Reads the names, summaries and parameters of the queries of `bundle`, and leaves it to their use to find a mistake.
    ///
    /// # Errors
    /// [`Error::Header`] with file and line for a malformed header.
    pub fn unchecked(bundle: &Bundle) -> Result<Self, Error> {
        Self::read(bundle, |_, _| Ok(()))
    }

    fn read(
        bundle: &Bundle,
        check: impl Fn(&NamedQuery, &Header) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut queries: Vec<NamedQuery> = bundle
            .query_files()
            .map(|file| {
                let (query, header) = NamedQuery::from_file(file)?;
                check(&query, &header)?;
                Ok(query)
            })
            .collect::<Result<_, _>>()?;
        queries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self {
            queries,
            refused: Vec::new(),
        })
    }

    /// Adds the user's own queries, those of a name that is taken excepted.
    ///
    /// A file that is wrong is left out until its name is asked for.
    #[must_use]
    pub fn with_own(mut self, files: &[File]) -> Self {
        for file in files {
            match NamedQuery::from_file(file) {
                Ok((query, _)) if self.queries.iter().any(|known| known.name == query.name) => {}
                Ok((query, _)) => self.queries.push(query),
                Err(_) => self.refused.push(file.clone()),
            }
        }
        self.queries.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }

    /// Gives all queries, sorted by name.
    #[must_use]
    pub fn queries(&self) -> &[NamedQuery] {
        &self.queries
    }

    /// Gives the query called `name`.
    ///
    /// # Errors
    /// [`Error::UnknownQuery`] with the nearest name; what is wrong with it where it is one of the user's own.
    pub fn query(&self, name: &str) -> Result<&NamedQuery, Error> {
        if let Some(file) = self.refused.iter().find(|file| name_of(&file.path) == name) {
            NamedQuery::from_file(file)?;
        }
        self.queries
            .iter()
            .find(|query| query.name == name)
            .ok_or_else(|| Error::UnknownQuery {
                name: name.to_owned(),
                nearest: nearest(name, self.queries.iter().map(|query| query.name.as_str()))
                    .map(str::to_owned),
            })
    }
}

/// Gives what the query in the file at `path` is called by.
fn name_of(path: &str) -> &str {
    path.strip_prefix("queries/")
        .unwrap_or(path)
        .trim_end_matches(".rq")
}

impl NamedQuery {
    fn from_file(file: &File) -> Result<(Self, Header), Error> {
        let path = &file.path;
        let error = |line, message: String| Error::Header {
            file: path.clone(),
            line,
            message,
        };
        let text = std::str::from_utf8(&file.bytes).map_err(|_| {
            error(
                1,
                wording!("the file is not UTF-8", "die Datei ist kein UTF-8"),
            )
        })?;
        let header = header::parse(text).map_err(|wrong| error(wrong.line, wrong.message))?;
        let name = name_of(path).to_owned();
        let folder = name.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let query = Self {
            group: header
                .group
                .clone()
                .or(folder)
                .unwrap_or_else(|| "other".to_owned()),
            name,
            file: path.clone(),
            summaries: header.summaries.clone(),
            description: header.description.clone(),
            inferred: header.inferred,
            parameters: header
                .parameters
                .iter()
                .map(|(_, parameter)| parameter.clone())
                .collect(),
            text: text.to_owned(),
        };
        Ok((query, header))
    }

    /// Checks that the query says what it is for, stands by itself, and takes a value for each of its parameters.
    fn check(&self, header: &Header, declared: &Prefixes) -> Result<(), Error> {
        let error = |line, message: String| Error::Header {
            file: self.file.clone(),
            line,
            message,
        };
        if !self.summaries.iter().any(|(tag, _)| tag == "en") {
            let message = wording!(
                "the header has no `#+ summary:`",
                "im Kopf fehlt `#+ summary:`"
            );
            return Err(error(1, message));
        }
        prepare(&self.text, &Prefixes::default(), &[]).map_err(|diagnostic| Error::Query {
            file: self.file.clone(),
            diagnostic: Box::new(diagnostic),
        })?;
        for (line, parameter) in &header.parameters {
            let value = match &parameter.default {
                Some(default) => parameter
                    .kind
                    .read(default, &self.known_prefixes(declared))
                    .map_err(|wrong| {
                        error(
                            *line,
                            wording!(
                                "the default of `{}`: {wrong}",
                                "die Vorgabe von `{}`: {wrong}",
                                parameter.name
                            ),
                        )
                    })?,
                None => parameter.kind.example(),
            };
            let binding = [(parameter.variable(), value)];
            prepare(&self.text, &Prefixes::default(), &binding)
                .map_err(|diagnostic| error(*line, diagnostic.message))?;
        }
        Ok(())
    }

    /// Gives the node that `value` names for the parameter called `name`; nothing where it names none.
    #[must_use]
    pub fn node(&self, name: &str, value: &str, prefixes: &Prefixes) -> Option<NamedNode> {
        let mut parameters = self.parameters.iter();
        let parameter = parameters.find(|parameter| parameter.name == name)?;
        match parameter.kind.read(value, prefixes).ok()? {
            Term::NamedNode(node) => Some(node),
            _ => None,
        }
    }

    /// Gives the summary in the language with the tag `language`, else in English.
    #[must_use]
    pub fn summary(&self, language: &str) -> &str {
        let wanted = self.summaries.iter().find(|(tag, _)| tag == language);
        wanted
            .or(self.summaries.first())
            .map_or("", |(_, text)| text)
    }

    /// Binds `arguments`, given as name and text, and defaults; names in them may use `prefixes` and those of the file.
    ///
    /// # Errors
    /// [`Error::UnknownParameter`], [`Error::Repeated`], [`Error::Missing`], [`Error::Value`].
    pub fn prepare(
        &self,
        arguments: &[(String, String)],
        prefixes: &Prefixes,
    ) -> Result<Prepared, Error> {
        for (index, (name, _)) in arguments.iter().enumerate() {
            if !self
                .parameters
                .iter()
                .any(|parameter| parameter.name == *name)
            {
                let known = self
                    .parameters
                    .iter()
                    .map(|parameter| parameter.name.as_str());
                return Err(Error::UnknownParameter {
                    query: self.name.clone(),
                    name: name.clone(),
                    nearest: nearest(name, known).map(str::to_owned),
                });
            }
            if arguments[..index].iter().any(|(other, _)| other == name) {
                return Err(Error::Repeated { name: name.clone() });
            }
        }
        let prefixes = self.known_prefixes(prefixes);
        let mut bindings: Vec<(Variable, Term)> = Vec::new();
        let mut missing = Vec::new();
        for parameter in &self.parameters {
            let given = arguments
                .iter()
                .find(|(name, _)| *name == parameter.name)
                .map(|(_, value)| value);
            match given.or(parameter.default.as_ref()) {
                None => missing.push(parameter.clone()),
                Some(value) => {
                    let value =
                        parameter
                            .kind
                            .read(value, &prefixes)
                            .map_err(|source| Error::Value {
                                name: parameter.name.clone(),
                                source,
                            })?;
                    bindings.push((parameter.variable(), value));
                }
            }
        }
        if !missing.is_empty() {
            return Err(Error::Missing {
                query: self.name.clone(),
                missing,
            });
        }
        prepare(&self.text, &prefixes, &bindings).map_err(|diagnostic| Error::Binding {
            query: self.name.clone(),
            diagnostic: Box::new(diagnostic),
        })
    }

    /// Gives the prefixes of the file with those of the session, which win.
    #[must_use]
    pub fn known_prefixes(&self, session: &Prefixes) -> Prefixes {
        let mut prefixes = declared_prefixes(&self.text);
        for (prefix, namespace) in session.iter() {
            // Both maps only take namespaces that are IRIs.
            let _ = prefixes.insert(prefix, namespace);
        }
        prefixes
    }
}
