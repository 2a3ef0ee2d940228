//! `query`: answers one query, or several from a file or standard input.

use std::io::Write;
use std::ops::Range;
use std::time::Duration;

use clap::{Args, ValueEnum};
use oxrdf::{Term, Variable};

use super::Outcome;
use super::answer::{Output, Source, Text, parameters, wrong_query};
use crate::failure::{Failure, Kind, Result};
use crate::language::{command, grouped, wording};
use crate::prefixes::Prefixes;
use crate::session::Session;
use crate::sparql::lexer::{TokenKind, tokens};
use crate::sparql::{self, Form, Prepared, prepare, split, with_declaration, wrong_kind};

/// Arguments of `query`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    source: Source,
    /// Bind a variable of the query: a prefixed name, an `<iri>`, a number, a date, `"text"@de` or plain text
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    /// Which prefixes a query may use
    #[arg(long, value_enum, default_value = "auto")]
    prefixes: PrefixPolicy,
    #[command(flatten)]
    output: Output,
    /// Exit with status 4 where the answer of an ASK is false
    #[arg(long)]
    ask_exit: bool,
}

/// Where the prefixes of a query come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PrefixPolicy {
    /// Its own and those of the program, which `gremia prefixes` lists
    Auto,
    /// Only those that it declares itself, as anywhere else
    Strict,
}

impl Arguments {
    pub(super) fn timeout(&self) -> Option<Duration> {
        self.output.timeout
    }

    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let text = self.source.read()?;
        let parameters = parameters(&self.parameters, &session.prefixes)?;
        let none = Prefixes::default();
        let prefixes = match self.prefixes {
            PrefixPolicy::Auto => &session.prefixes,
            PrefixPolicy::Strict => &none,
        };
        let queries = prepare_all(&text, &parameters, prefixes, session)?;
        if queries.len() > 1 && self.output.is_file() {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "{} queries cannot go to one file",
                    "{} Abfragen passen nicht in eine Datei",
                    grouped(queries.len() as u64)
                ),
            )
            .with_hint(wording!(
                "name the file for one query at a time",
                "die Datei für jede Abfrage einzeln angeben"
            )));
        }
        let mut outcome = Outcome::Done;
        for (index, query) in queries.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            session.display.page_begun = index > 0;
            session.display.results_before = index;
            if self.output.answer(query, session, out)? == Outcome::AskedFalse && self.ask_exit {
                outcome = Outcome::AskedFalse;
            }
        }
        Ok(outcome)
    }
}

/// Prepares all queries of a text before the first is answered, so that a mistake in the last is found in time.
fn prepare_all(
    text: &Text,
    parameters: &[(Variable, Term)],
    prefixes: &Prefixes,
    session: &Session,
) -> Result<Vec<Prepared>> {
    let mut parts = split(&text.text);
    if parts.len() <= 1 {
        // Without a part the whole text is what the explanation is about.
        let whole = parts.pop().unwrap_or(0..text.text.len());
        return Ok(vec![prepare_part(
            text, &whole, parameters, prefixes, session,
        )?]);
    }
    let mut used = vec![false; parameters.len()];
    let mut queries = Vec::new();
    for part in parts {
        let mentioned: Vec<_> = parameters
            .iter()
            .zip(&mut used)
            .filter(|((variable, _), _)| mentions(&text.text[part.clone()], variable))
            .map(|(parameter, used)| {
                *used = true;
                parameter.clone()
            })
            .collect();
        queries.push(prepare_part(text, &part, &mentioned, prefixes, session)?);
    }
    match parameters.iter().zip(used).find(|(_, used)| !used) {
        Some(((variable, _), _)) => Err(Failure::new(
            Kind::Usage,
            wording!(
                "no query mentions the parameter {variable}",
                "keine Abfrage enthält den Parameter {variable}"
            ),
        )),
        None => Ok(queries),
    }
}

fn prepare_part(
    text: &Text,
    part: &Range<usize>,
    parameters: &[(Variable, Term)],
    prefixes: &Prefixes,
    session: &Session,
) -> Result<Prepared> {
    let own = &text.text[part.clone()];
    let query = prepare(own, prefixes, parameters).map_err(|diagnostic| {
        let diagnostic = with_declaration(diagnostic, own, &session.prefixes);
        wrong_query(&diagnostic.moved(part.start, &text.text), text, session)
    })?;
    if query.form() == Form::Update {
        let message = wrong_kind(sparql::Kind::Update);
        return Err(Failure::new(Kind::Usage, message).with_hint(wording!(
            "{} changes data",
            "{} ändert Daten",
            command("update")
        )));
    }
    Ok(query)
}

fn mentions(text: &str, variable: &Variable) -> bool {
    tokens(text).iter().any(|token| {
        token.kind == TokenKind::Variable && token.text(text)[1..] == *variable.as_str()
    })
}
