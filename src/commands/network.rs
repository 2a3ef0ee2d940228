//! `network`: writes the actors and the ties between them as GraphML or DOT.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output_file::OutputFile;
use super::{Outcome, term};
use crate::failure::{Failure, Kind, Result};
use crate::language::{command, wording};
use crate::network::Network;
use crate::session::Session;
use crate::sparql::Cancellation;

/// Arguments of `network`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// File to write; its extension gives the format (default: GraphML on standard output)
    file: Option<PathBuf>,
    /// Format
    #[arg(short, long, value_enum)]
    format: Option<Format>,
    /// Only the part around this actor: a prefixed name, an IRI in angle brackets, or a label
    #[arg(long, value_name = "ACTOR")]
    about: Option<String>,
    /// How many ties that part reaches
    #[arg(long, value_name = "N", default_value_t = 1, requires = "about")]
    depth: usize,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

/// A format for graphs of nodes and edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Gephi, yEd, Cytoscape, igraph, networkx
    Graphml,
    /// For Graphviz: `gremia network --format dot | dot -Tsvg > network.svg`
    Dot,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let file = self.file.as_ref().filter(|file| file.as_os_str() != "-");
        let format = self.format(file)?;
        let cancellation = Cancellation::with_token(session.cancellation.clone());
        let mut network = Network::read(session.dataset.as_ref(), &session.bundle, &cancellation)?;
        if let Some(about) = &self.about {
            let call = |name: &str| command(&format!("network --about {name}"));
            let centre = term::resolve_in(session, about, Some(&call))?;
            network = network.around(&centre, self.depth);
            if network.nodes.is_empty() {
                let centre = term::name_and_label(session, &centre)?;
                let message = wording!("{centre} has no ties", "{centre} hat keine Beziehungen");
                return Err(Failure::new(Kind::Query, message).with_hint(wording!(
                    "actors are persons, offices, bodies, organisations, Länder and groups",
                    "Akteure sind Personen, Ämter, Gremien, Organisationen, Länder und Gruppen"
                )));
            }
        }
        let write = |out: &mut dyn Write| match format {
            Format::Graphml => network.write_graphml(out),
            Format::Dot => network.write_dot(&session.prefixes, out),
        };
        match file {
            None => write(out)?,
            Some(path) => {
                let mut file = OutputFile::create(path, self.force)?;
                write(&mut file)?;
                file.finish()?;
            }
        }
        Ok(Outcome::Done)
    }

    fn format(&self, file: Option<&PathBuf>) -> Result<Format> {
        let (None, Some(file)) = (self.format, file) else {
            return Ok(self.format.unwrap_or(Format::Graphml));
        };
        let extension = file.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("graphml" | "xml") => Ok(Format::Graphml),
            Some("dot" | "gv") => Ok(Format::Dot),
            _ => {
                let message = wording!(
                    "{}: the name does not tell the format",
                    "{}: der Name verrät das Format nicht",
                    file.display()
                );
                Err(Failure::new(Kind::Usage, message).with_hint(wording!(
                    "`--format` takes graphml or dot",
                    "`--format` nimmt graphml oder dot"
                )))
            }
        }
    }
}
