//! `update`: applies a SPARQL update, as a whole or not at all.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::Args;
use indicatif::HumanCount;

use super::Outcome;
use crate::failure::{Failure, Kind, Result};
use crate::prefixes::Prefixes;
use crate::session::Session;

/// Arguments of `update`.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Arguments {
    /// The update itself
    #[arg(short, long, value_name = "TEXT")]
    command: Option<String>,
    /// File with the update
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// `-` to read the update from standard input
    #[arg(value_name = "-", value_parser = ["-"])]
    standard_input: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        if session.options.store.is_none() && !session.interactive {
            return Err(Failure::new(
                Kind::Usage,
                "what is changed in memory is gone when the command ends",
            )
            .with_hint("name a store by `--store DIR`, or update inside the shell"));
        }
        let text = with_prefixes(&self.text()?, &session.prefixes);
        if session.options.store.is_some() {
            session.dataset.update(&text, &session.cancellation)?;
            writeln!(out, "done")?;
            return Ok(Outcome::Done);
        }
        // In memory counting costs next to nothing; in a big store it would take longer than the update.
        let before = session.dataset.len()?;
        session.dataset.update(&text, &session.cancellation)?;
        let after = session.dataset.len()?;
        let sign = if after < before { "-" } else { "+" };
        let change = HumanCount(after.abs_diff(before) as u64);
        let after = HumanCount(after as u64);
        writeln!(out, "done: {after} statements ({sign}{change})")?;
        Ok(Outcome::Done)
    }

    fn text(&self) -> Result<String> {
        if let Some(text) = &self.command {
            return Ok(text.clone());
        }
        if let Some(file) = &self.file {
            return fs::read_to_string(file).map_err(|error| {
                let name = file.display();
                Failure::new(Kind::Store, format!("{name}: cannot be read: {error}"))
            });
        }
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        Ok(text)
    }
}

/// Declares in front of `text` the session's prefixes that it mentions; what it declares itself comes later and wins.
fn with_prefixes(text: &str, prefixes: &Prefixes) -> String {
    let mut declared = String::new();
    for (prefix, namespace) in prefixes.iter() {
        if text.contains(&format!("{prefix}:")) {
            write!(declared, "PREFIX {prefix}: <{namespace}> ")
                .expect("writing to a string does not fail");
        }
    }
    declared + text
}

#[cfg(test)]
mod tests {
    use super::with_prefixes;
    use crate::prefixes::Prefixes;

    #[test]
    fn only_prefixes_the_text_mentions_are_declared() {
        let mut prefixes = Prefixes::default();
        prefixes.insert("ex", "http://ex.org/").unwrap();
        prefixes.insert("org", "http://org.org#").unwrap();
        assert_eq!(
            with_prefixes("DELETE WHERE { ex:a ?p ?o }", &prefixes),
            "PREFIX ex: <http://ex.org/> DELETE WHERE { ex:a ?p ?o }"
        );
    }
}
