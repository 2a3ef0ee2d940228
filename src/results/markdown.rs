//! A table in GitHub's Markdown; streams.

use std::error::Error as StdError;
use std::io::Write;

use oxigraph::sparql::QuerySolution;
use oxrdf::{Term, Variable};

use super::term::Cells;
use super::{Error, Options, Style, Summary};

pub(super) fn write<E: StdError + 'static>(
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    write_row(
        out,
        variables.iter().map(|variable| escaped(variable.as_str())),
    )?;
    write_row(out, variables.iter().map(|_| "---".to_owned()))?;
    let mut cells = Cells::in_full(options, Style::Box);
    let mut summary = Summary::default();
    for row in rows {
        let row = row.map_err(|source| Error::Row { source, summary })?;
        write_row(
            out,
            variables
                .iter()
                .map(|variable| text(&mut cells, options, row.get(variable))),
        )?;
        summary.rows += 1;
        summary.shown += 1;
    }
    Ok(summary)
}

fn write_row<E: StdError + 'static>(
    out: &mut dyn Write,
    texts: impl Iterator<Item = String>,
) -> Result<(), Error<E>> {
    for text in texts {
        write!(out, "| {text} ")?;
    }
    writeln!(out, "|")?;
    Ok(())
}

fn text(cells: &mut Cells<'_>, options: &Options<'_>, term: Option<&Term>) -> String {
    match term {
        None => escaped(options.null.unwrap_or_default()),
        // Markdown makes a link of an IRI in angle brackets.
        Some(Term::NamedNode(_)) => match cells.cell(term).text {
            link if link.starts_with('<') => link.replace('|', "%7C"),
            name => escaped(&name),
        },
        Some(Term::Literal(_)) => {
            let lines = cells.cell(term).text;
            escaped(&lines).replace("␍␊", "<br>").replace('␊', "<br>")
        }
        Some(_) => escaped(&cells.cell(term).text),
    }
}

/// Escapes what Markdown would take for markup.
///
/// Source: GitHub Flavored Markdown, sections 2.4 and 4.10.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '&'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
