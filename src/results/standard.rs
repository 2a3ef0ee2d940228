//! The W3C formats: CSV, TSV, JSON, XML, as the library streams them.

use std::error::Error as StdError;
use std::io::{self, Write};

use oxigraph::sparql::QuerySolution;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxrdf::Variable;

use super::{Error, Summary};
use crate::serialization::xml;

pub(super) fn write<E: StdError + 'static>(
    format: QueryResultsFormat,
    headers: bool,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let serializer = QueryResultsSerializer::from_format(format);
    let is_table = matches!(format, QueryResultsFormat::Csv | QueryResultsFormat::Tsv);
    let mut body = WithoutHeader {
        out: &mut *out,
        is_header: is_table && !headers,
    };
    let mut writer = serializer.serialize_solutions_to_writer(&mut body, variables.to_vec())?;
    let mut summary = Summary::default();
    for row in rows {
        let row = row.map_err(|source| Error::Row { source, summary })?;
        if format == QueryResultsFormat::Xml {
            let mut terms = row.iter().map(|(_, term)| term);
            terms
                .try_for_each(|term| xml::check_texts(term, "XML"))
                .map_err(Error::Rdf)?;
        }
        writer.serialize(row.iter())?;
        summary.rows += 1;
        summary.shown += 1;
    }
    writer.finish()?;
    end_line(format, out)?;
    Ok(summary)
}

/// Drops the first line where it is a header that nobody wants. No name of a variable holds a line feed.
struct WithoutHeader<'a> {
    out: &'a mut dyn Write,
    is_header: bool,
}

impl Write for WithoutHeader<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_header {
            return self.out.write(bytes);
        }
        match bytes.iter().position(|byte| *byte == b'\n') {
            None => Ok(bytes.len()),
            Some(end) => {
                self.is_header = false;
                Ok(end + 1)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

pub(super) fn write_boolean(
    format: QueryResultsFormat,
    value: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut *out, value)?;
    match format {
        QueryResultsFormat::Csv | QueryResultsFormat::Tsv => out.write_all(b"\n"),
        _ => end_line(format, out),
    }
}

/// Ends the last line where the library does not, so that a shell's prompt starts on a new one.
fn end_line(format: QueryResultsFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        QueryResultsFormat::Json | QueryResultsFormat::Xml => out.write_all(b"\n"),
        _ => Ok(()),
    }
}
