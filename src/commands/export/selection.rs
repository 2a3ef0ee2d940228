//! Which part of the graph is exported.

use std::fs;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use crate::commands::answer::{
    Text, cancellation, pairs, parameters, read_standard_input, wrong_query,
};
use crate::commands::{schema, term};
use crate::evidence::Catalogue as Documents;
use crate::failure::{Failure, Kind, Result};
use crate::language::{STANDARD_INPUT, Wording, command, of_system, wording};
use crate::results::message::tell;
use crate::session::Session;
use crate::sparql::{Answer, Form, Prepared, prepare};
use crate::subset::Scope;
use crate::vocab::BASE;

/// Options that pick a part.
#[derive(Args, Debug)]
pub(super) struct Selection {
    /// Only instances of this class and of those below it, by prefixed name or label; may be repeated
    #[arg(long, value_name = "CLASS")]
    class: Vec<String>,
    /// Only what rests on this source document, such as `bmbf`, and its catalogue record; may be repeated
    #[arg(long, value_name = "DOCUMENT")]
    source: Vec<String>,
    /// Only what is said of this node: a prefixed name, an IRI in angle brackets or a label; may be repeated
    #[arg(long, value_name = "NODE", conflicts_with_all = ["class", "source"])]
    about: Vec<String>,
    /// How many links away from the nodes picked others are described too (default: 1 with `--about`, else 0)
    #[arg(long, value_name = "N")]
    depth: Option<usize>,
    /// Only what this CONSTRUCT or DESCRIBE gives: a file, the text itself, or `-` for standard input
    #[arg(
        long,
        value_name = "QUERY",
        conflicts_with_all = ["class", "source", "about", "depth", "graph", "query"]
    )]
    construct: Option<String>,
    /// Only the nodes in the rows of this named query
    #[arg(long, value_name = "NAME", conflicts_with_all = ["class", "source", "about"])]
    query: Option<String>,
    /// Parameter of the query
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    parameters: Vec<String>,
}

impl Selection {
    /// Tells whether the part is the answer of a query.
    pub(super) fn is_query(&self) -> bool {
        self.construct.is_some() || self.query.is_some()
    }

    /// Gives the quads of the part, or nothing where no part was asked for; `graphs` as [`None`] stands for all.
    pub(super) fn quads(
        &self,
        session: &Session,
        graphs: &[Option<GraphName>],
        timeout: Option<Duration>,
    ) -> Result<Option<Vec<Quad>>> {
        self.check()?;
        let named: Vec<GraphName> = graphs.iter().flatten().cloned().collect();
        let scope = Scope {
            dataset: session.dataset.as_ref(),
            graphs: &named,
            cancellation: &session.cancellation,
        };
        if let Some(query) = &self.construct {
            let query = self.read_query(query, session)?;
            return match evaluated(&query, session, timeout)? {
                Selected::Quads(quads) => Ok(Some(quads)),
                Selected::Nodes(_) => Err(not_a_graph(query.form())),
            };
        }
        let nodes = if let Some(name) = &self.query {
            match evaluated(&self.named_query(name, session)?, session, timeout)? {
                Selected::Quads(_) if self.depth.is_some() => {
                    return Err(Failure::new(
                        Kind::Usage,
                        wording!(
                            "`{name}` gives a graph, which has no depth",
                            "`{name}` ergibt einen Graphen, und der hat keine Tiefe"
                        ),
                    )
                    .with_hint(wording!("leave `--depth` out", "`--depth` weglassen")));
                }
                Selected::Quads(quads) => return Ok(Some(quads)),
                Selected::Nodes(nodes) => nodes,
            }
        } else if self.about.is_empty() && self.class.is_empty() && self.source.is_empty() {
            return Ok(None);
        } else {
            self.nodes(session, &scope)?
        };
        if nodes.is_empty() {
            let note = wording!(
                "note: no node fits, the export is empty",
                "Anmerkung: kein Knoten passt, der Export ist leer"
            );
            tell(&note);
        }
        let depth = self.depth.unwrap_or(usize::from(!self.about.is_empty()));
        Ok(Some(scope.describe(&nodes, depth)?))
    }

    /// Refuses what would have no effect.
    fn check(&self) -> Result<()> {
        if !self.parameters.is_empty() && !self.is_query() {
            let message = wording!(
                "`--param` is for a query",
                "`--param` gehört zu einer Abfrage"
            );
            return Err(Failure::new(Kind::Usage, message).with_hint(wording!(
                "`--query NAME` or `--construct QUERY` runs one",
                "`--query NAME` oder `--construct ABFRAGE` führt eine aus"
            )));
        }
        let picks_nodes = self.query.is_some()
            || !(self.about.is_empty() && self.class.is_empty() && self.source.is_empty());
        if self.depth.is_some() && !picks_nodes {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "`--depth` counts links from nodes, and none is picked",
                    "`--depth` zählt Schritte ab Knoten, und keiner ist ausgewählt"
                ),
            )
            .with_hint(wording!(
                "`--about`, `--class`, `--source` and `--query` pick nodes",
                "`--about`, `--class`, `--source` und `--query` wählen Knoten aus"
            )));
        }
        Ok(())
    }

    /// Gives the nodes named, or those that are both of a class and rest on a document, where both are asked for.
    fn nodes(&self, session: &Session, scope: &Scope<'_>) -> Result<Vec<NamedOrBlankNode>> {
        if !self.about.is_empty() {
            let call = |name: &str| command(&format!("export --about {name}"));
            let nodes = self.about.iter();
            let nodes = nodes.map(|text| term::resolve_in(session, text, Some(&call)));
            return nodes.map(|node| Ok(node?.into())).collect();
        }
        let mut instances = Vec::new();
        for text in &self.class {
            instances.append(&mut instances_of(text, session, scope)?);
        }
        let mut resting = Vec::new();
        for text in &self.source {
            let source = document(text, session)?;
            resting.append(&mut scope.resting_on(source.as_ref())?);
        }
        Ok(match (self.class.is_empty(), self.source.is_empty()) {
            (_, true) => instances,
            (true, false) => resting,
            (false, false) => {
                let resting: std::collections::HashSet<_> = resting.into_iter().collect();
                instances.retain(|node| resting.contains(node));
                instances
            }
        })
    }

    fn read_query(&self, query: &str, session: &Session) -> Result<Prepared> {
        let (text, file) = if query == "-" {
            (
                read_standard_input(),
                Some(STANDARD_INPUT.text().to_owned()),
            )
        } else if Path::new(query).is_file() {
            (fs::read_to_string(query), Some(query.to_owned()))
        } else {
            (Ok(query.to_owned()), None)
        };
        let text = text.map_err(|error| {
            let name = file.clone().unwrap_or_default();
            Failure::new(
                Kind::Store,
                wording!(
                    "{name}: cannot be read: {error}",
                    "{name}: lässt sich nicht lesen: {error}",
                    error = of_system(&error)
                ),
            )
        })?;
        let text = Text { text, file };
        if !text.text.contains(char::is_whitespace) {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "`{query}` is neither a file nor a query",
                    "`{query}` ist weder eine Datei noch eine Abfrage"
                ),
            )
            .with_hint(wording!(
                "`--construct` takes the name of a file or the text of a CONSTRUCT",
                "`--construct` nimmt einen Dateinamen oder den Text eines CONSTRUCT"
            )));
        }
        let parameters = parameters(&self.parameters, &session.prefixes)?;
        let query = prepare(&text.text, &session.prefixes, &parameters)
            .map_err(|diagnostic| wrong_query(&diagnostic, &text, session))?;
        match query.form() {
            Form::Construct | Form::Describe => Ok(query),
            form => Err(not_a_graph(form)),
        }
    }

    fn named_query(&self, name: &str, session: &Session) -> Result<Prepared> {
        let catalogue = session.catalogue()?;
        let arguments = pairs(&self.parameters)?;
        Ok(catalogue
            .query(name)?
            .prepare(&arguments, &session.prefixes)?)
    }
}

/// What a query picks.
enum Selected {
    Nodes(Vec<NamedOrBlankNode>),
    Quads(Vec<Quad>),
}

fn evaluated(query: &Prepared, session: &Session, timeout: Option<Duration>) -> Result<Selected> {
    let cancellation = cancellation(session, timeout);
    match query.evaluate(session.dataset.as_ref(), &cancellation)? {
        Answer::Graph(triples) => {
            let quads = triples.map(|triple| Ok(triple?.in_graph(GraphName::DefaultGraph)));
            Ok(Selected::Quads(quads.collect::<Result<_>>()?))
        }
        Answer::Boolean(_) => Err(not_a_graph(Form::Ask)),
        Answer::Solutions { rows, .. } => {
            let mut nodes = Vec::new();
            for row in rows {
                for (_, value) in row?.iter() {
                    match value {
                        Term::NamedNode(node) => nodes.push(node.clone().into()),
                        Term::BlankNode(node) => nodes.push(node.clone().into()),
                        Term::Literal(_) | Term::Triple(_) => {}
                    }
                }
            }
            Ok(Selected::Nodes(nodes))
        }
    }
}

fn not_a_graph(form: Form) -> Failure {
    let found = match form {
        Form::Select => Wording::new("a SELECT gives rows", "ein SELECT ergibt Zeilen"),
        Form::Ask => Wording::new(
            "an ASK gives a truth value",
            "ein ASK ergibt einen Wahrheitswert",
        ),
        _ => Wording::new("an update changes data", "ein Update ändert Daten"),
    };
    Failure::new(
        Kind::Usage,
        wording!(
            "{found}, and only a graph can be exported",
            "{found}, und nur ein Graph kann exportiert werden"
        ),
    )
    .with_hint(wording!(
        "write a CONSTRUCT or DESCRIBE; {} answers the others",
        "ein CONSTRUCT oder DESCRIBE schreiben; {} beantwortet die anderen",
        command("query")
    ))
}

/// Gives the instances of the class that `text` names.
fn instances_of(text: &str, session: &Session, scope: &Scope<'_>) -> Result<Vec<NamedOrBlankNode>> {
    if let Ok(class) = session.prefixes.expand(text) {
        let instances = scope.instances(class.as_ref())?;
        if !instances.is_empty() {
            return Ok(instances);
        }
    }
    let class = schema::class(session, text)?;
    Ok(scope.instances(class.as_ref())?)
}

/// Reads `text` as a source document: by the last part of its IRI, by prefixed name or IRI.
fn document(text: &str, session: &Session) -> Result<NamedNode> {
    let documents = Documents::read(session.dataset.as_ref())?;
    let iri = match session.prefixes.expand(text) {
        Ok(node) => node.as_str().to_owned(),
        Err(_) => format!("{BASE}source/{text}"),
    };
    let slugs: Vec<&str> = documents
        .documents()
        .map(|document| document.slug.as_str())
        .collect();
    if let Some(slug) = slugs
        .iter()
        .find(|slug| iri == format!("{BASE}source/{slug}"))
    {
        return Ok(NamedNode::new_unchecked(format!("{BASE}source/{slug}")));
    }
    let message = wording!(
        "there is no source document `{text}`",
        "es gibt kein Quelldokument `{text}`"
    );
    let failure = Failure::new(Kind::Query, message);
    Err(if slugs.is_empty() {
        failure.with_hint(wording!(
            "the dataset has none",
            "der Datenbestand hat keine"
        ))
    } else {
        failure.with_hint(wording!("there are {}", "es gibt {}", slugs.join(", ")))
    })
}
