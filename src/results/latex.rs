//! A LaTeX `tabular` in the style of booktabs, for UTF-8 documents.

use std::error::Error as StdError;
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::{Literal, Term, Variable};

use super::spool::Spool;
use super::term::{Cell, Cells};
use super::{Error, Options, Style, Summary};

pub(super) fn write<E: StdError + 'static>(
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let names: Vec<String> = variables
        .iter()
        .map(|variable| escaped(variable.as_str()))
        .collect();
    let mut cells = Cells::in_full(options, Style::Box);
    let null = options.null.unwrap_or_default();
    let mut spool = Spool::fill(&names, variables, rows, |term| match term {
        None => Cell {
            text: escaped(null),
            dim_from: 0,
            whole: false,
            right: false,
            name: false,
            labelled: false,
        },
        Some(term) => text(&mut cells, term),
    })?;
    if variables.is_empty() {
        return spool.ended();
    }
    let alignments: String = spool
        .columns
        .iter()
        .map(|column| if column.right { 'r' } else { 'l' })
        .collect();
    writeln!(out, "% \\usepackage{{booktabs}}")?;
    writeln!(out, "\\begin{{tabular}}{{{alignments}}}\n\\toprule")?;
    if options.headers {
        write_row(names.iter().map(String::as_str), out)?;
        writeln!(out, "\\midrule")?;
    }
    for _ in 0..spool.summary.rows {
        let row = spool.next_row()?;
        write_row(row.iter().map(|cell| cell.text.as_str()), out)?;
    }
    let summary = spool.ended()?;
    writeln!(out, "\\bottomrule\n\\end{{tabular}}")?;
    Ok(summary)
}

fn text(cells: &mut Cells<'_>, term: &Term) -> Cell {
    let mut cell = cells.cell(Some(term));
    // Line breaks in a text are nothing but blanks in a cell.
    let text = match term {
        Term::Literal(literal) if is_text(literal) => {
            let tag = &cell.text[cell.dim_from..];
            let words: Vec<&str> = literal.value().split_whitespace().collect();
            format!("{}{tag}", words.join(" "))
        }
        _ => std::mem::take(&mut cell.text),
    };
    cell.text = escaped(&text);
    cell.dim_from = cell.text.len().max(1);
    cell
}

fn is_text(literal: &Literal) -> bool {
    literal.language().is_some() || literal.datatype() == oxrdf::vocab::xsd::STRING
}

fn write_row<'a>(cells: impl Iterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            write!(out, " & ")?;
        }
        write!(out, "{cell}")?;
    }
    writeln!(out, " \\\\")
}

/// Escapes what LaTeX would take for a command, an option of the line before it, or a ligature.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (place, c) in text.char_indices() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            // A quotation mark begins an umlaut in German documents.
            '"' => out.push_str("\\symbol{34}"),
            '\'' => out.push_str("\\textquotesingle{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            // Two hyphens are a dash.
            '-' if text[place + 1..].starts_with('-') => out.push_str("-{}"),
            // At the start of a line both belong to the end of the line before it.
            '[' | '*' if place == 0 => {
                out.push('{');
                out.push(c);
                out.push('}');
            }
            _ if c.is_control() => super::harmless::push_sign(&mut out, c),
            _ => out.push(c),
        }
    }
    out
}
