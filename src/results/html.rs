//! A page of HTML with a table; streams.
//!
//! The page stands alone: it names its encoding, needs no other file and runs no script. Texts have their language and
//! direction; an IRI is a link where a browser can follow it safely. The end tags of the page are left out, as section
//! 13.1.2.4 of the HTML standard allows: what follows on the same page begins none.

use std::error::Error as StdError;
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxrdf::{BaseDirection, Literal, Term, Variable};

use super::harmless::push_sign;
use super::term::Cells;
use super::{Error, Options, Style, Summary};
use crate::language::{spoken, wording};

/// The schemes of IRIs that are links: following them asks for a document and does nothing else.
const LINKED: [&str; 4] = ["http://", "https://", "ftp://", "mailto:"];

/// What a page begins with.
pub const PAGE: &str = "<!DOCTYPE html>";

/// How a page looks, in light and in dark.
const LOOK: &str = "\
:root{color-scheme:light dark;font-family:system-ui,sans-serif}\
table{border-collapse:collapse}\
th,td{border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent);padding:.25em .75em;text-align:start;\
vertical-align:top}\
td{white-space:pre-line}\
td.number{font-variant-numeric:tabular-nums;text-align:end}";

pub(super) fn write<E: StdError + 'static>(
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    begin(options, out)?;
    writeln!(out, "<table>")?;
    if options.headers {
        write!(out, "<thead><tr>")?;
        for variable in variables {
            write!(out, "<th scope=\"col\">{}</th>", escaped(variable.as_str()))?;
        }
        writeln!(out, "</tr></thead>")?;
    }
    writeln!(out, "<tbody>")?;
    let mut cells = Cells::in_full(options, Style::Box);
    let mut summary = Summary::default();
    for row in rows {
        let row = row.map_err(|source| Error::Row { source, summary })?;
        write!(out, "<tr>")?;
        for variable in variables {
            write_cell(&mut cells, options, row.get(variable), out)?;
        }
        writeln!(out, "</tr>")?;
        summary.rows += 1;
        summary.shown += 1;
    }
    writeln!(out, "</tbody>\n</table>")?;
    Ok(summary)
}

/// Writes the answer of an ASK as a page.
pub(super) fn write_boolean(
    options: &Options<'_>,
    value: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    begin(options, out)?;
    writeln!(out, "<p>{value}</p>")
}

/// Writes what stands before the first result on a page.
fn begin(options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    if options.page_begun {
        return Ok(());
    }
    let title = wording!("Results", "Ergebnisse");
    writeln!(
        out,
        "{PAGE}\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>{LOOK}</style>\n</head>\n<body>",
        spoken().tag()
    )
}

fn write_cell(
    cells: &mut Cells<'_>,
    options: &Options<'_>,
    term: Option<&Term>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match term {
        None => write!(
            out,
            "<td>{}</td>",
            escaped(options.null.unwrap_or_default())
        ),
        Some(Term::NamedNode(node)) => {
            let name = cells.cell(term).text;
            let name = escaped(name.trim_start_matches('<').trim_end_matches('>'));
            let iri = node.as_str();
            let is_linked = LINKED.iter().any(|scheme| {
                let start = iri.get(..scheme.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            });
            if is_linked {
                write!(out, "<td><a href=\"{}\">{name}</a></td>", escaped(iri))
            } else {
                write!(out, "<td>{name}</td>")
            }
        }
        Some(Term::Literal(literal)) if literal.language().is_some() => write_text(literal, out),
        Some(Term::Literal(literal)) => {
            let cell = cells.cell(term);
            if cell.right {
                write!(out, "<td class=\"number\">{}</td>", escaped(&cell.text))
            } else if literal.datatype() == oxrdf::vocab::xsd::STRING {
                write_text(literal, out)
            } else {
                write!(out, "<td>{}</td>", escaped(&cell.text))
            }
        }
        Some(_) => write!(out, "<td>{}</td>", escaped(&cells.cell(term).text)),
    }
}

/// Writes a text with its language; its direction where it has one, else that of its first letters.
fn write_text(literal: &Literal, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<td")?;
    if let Some(language) = literal.language() {
        write!(out, " lang=\"{}\"", escaped(language))?;
    }
    let direction = match literal.direction() {
        Some(BaseDirection::Ltr) => "ltr",
        Some(BaseDirection::Rtl) => "rtl",
        None => "auto",
    };
    write!(
        out,
        " dir=\"{direction}\">{}</td>",
        escaped(literal.value())
    )
}

/// Escapes what HTML would take for markup, and shows control characters, which it must not have.
///
/// Source: HTML, sections 13.1.2.3 and 13.3.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            // Marks of direction are part of a text, and end with the cell.
            _ if c.is_control() => push_sign(&mut out, c),
            _ => out.push(c),
        }
    }
    out
}
