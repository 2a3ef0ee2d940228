//! Rows as sentences, for those who have them read aloud: `row 1: name = Dresden, river = town:elbe`. Streams.

use std::error::Error as StdError;
use std::io::Write;
use std::slice;
use std::time::Duration;

use oxigraph::sparql::QuerySolution;
use oxrdf::{Term, Variable};

use super::kept::Limit;
use super::table::partial;
use super::term::Cells;
use super::{Error, Options, Style, Summary};
use crate::language::{decimal, grouped, wording};

/// Writes each row on a line of its own; a variable without a value is not named.
///
/// With a width, for a terminal, no more than [`Options::max_rows`], and how much there is in the end.
pub(super) fn write<E: StdError + 'static>(
    options: &Options<'_>,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<QuerySolution, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    // Grouped digits would be read as several numbers.
    let mut cells = Cells::for_terminal(&Options {
        style: Style::Ascii,
        grouping: None,
        ..*options
    });
    let mut summary = Summary::default();
    let mut failed = None;
    let limit = Limit::behind(options.max_rows, options);
    for row in rows {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                failed = Some(error);
                break;
            }
        };
        if options.width.is_some() && limit.stops_at(summary.rows) {
            summary.counting_stopped = true;
            break;
        }
        summary.rows += 1;
        if options.width.is_some() && summary.rows > options.max_rows {
            continue;
        }
        let values = variables.iter().filter_map(|variable| {
            let term = row.get(variable)?;
            let mut cell = cells.cell(Some(term));
            if let (Some((place, look_up)), Term::NamedNode(node)) = (options.labels, term)
                && let Some(Some(label)) = look_up(slice::from_ref(node)).labels.pop()
            {
                cells.label(&mut cell, &label, place);
            }
            Some(format!("{} = {}", variable.as_str(), cell.text))
        });
        let values = values.collect::<Vec<_>>().join(", ");
        let number = summary.rows;
        let line = if values.is_empty() {
            wording!("row {number}: no values", "Zeile {number}: keine Werte")
        } else {
            wording!("row {number}: {values}", "Zeile {number}: {values}")
        };
        writeln!(out, "{line}")?;
        summary.shown += 1;
    }
    // Without a row the error that ended them says it all.
    if options.width.is_some() && (failed.is_none() || summary.rows > 0) {
        let partial = partial(options, failed.as_ref());
        write_end(options, summary, variables.len(), partial.as_deref(), out)?;
    }
    summary.with(failed)
}

/// Says how much there is, what was left out, and how long it took.
fn write_end<E: StdError + 'static>(
    options: &Options<'_>,
    summary: Summary,
    columns: usize,
    partial: Option<&str>,
    out: &mut dyn Write,
) -> Result<(), Error<E>> {
    let rows = match summary.rows {
        0 => wording!("no rows", "keine Zeilen"),
        1 => wording!("1 row", "1 Zeile"),
        rows => wording!("{} rows", "{} Zeilen", grouped(rows as u64)),
    };
    let mut parts = vec![if summary.counting_stopped {
        wording!(
            "at least {rows}, counting stopped",
            "mindestens {rows}, nicht weiter gezählt"
        )
    } else {
        rows
    }];
    if summary.shown < summary.rows {
        let shown = grouped(summary.shown as u64);
        parts.push(wording!(
            "the first {shown} shown, .maxrows shows more",
            "die ersten {shown} gezeigt, .maxrows zeigt mehr"
        ));
    }
    parts.push(match columns {
        1 => wording!("1 column", "1 Spalte"),
        columns => wording!("{columns} columns", "{columns} Spalten"),
    });
    parts.extend(options.elapsed.map(|elapsed| spoken(elapsed())));
    parts.extend(partial.map(|reason| wording!("partial: {reason}", "unvollständig: {reason}")));
    writeln!(out, "{}", parts.join(", "))?;
    Ok(())
}

fn spoken(time: Duration) -> String {
    let milliseconds = time.as_millis();
    if milliseconds == 1 {
        wording!("1 millisecond", "1 Millisekunde")
    } else if milliseconds < 1000 {
        wording!(
            "{milliseconds} milliseconds",
            "{milliseconds} Millisekunden"
        )
    } else {
        let seconds = decimal(time.as_secs_f64(), 1);
        wording!("{seconds} seconds", "{seconds} Sekunden")
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;

    use oxigraph::sparql::QuerySolution;
    use oxrdf::{Literal, Term, Variable};

    use super::{Options, write};
    use crate::prefixes::Prefixes;

    fn sentences(values: &[[Option<i32>; 2]], width: Option<usize>) -> String {
        let variables: Arc<[Variable]> = ["a", "b"].map(Variable::new_unchecked).into();
        let rows = values.iter().map(|row| {
            let row: Vec<Option<Term>> = row
                .iter()
                .map(|value| value.map(|value| Literal::from(value).into()))
                .collect();
            Ok::<_, Infallible>(QuerySolution::from((Arc::clone(&variables), row)))
        });
        let prefixes = Prefixes::default();
        let options = Options {
            width,
            max_rows: 2,
            ..Options::new(&prefixes)
        };
        let mut out = Vec::new();
        write(&options, &variables, rows, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_row_is_a_sentence_that_names_its_values() {
        insta::assert_snapshot!(
            sentences(&[[Some(1), Some(2)], [None, Some(3)], [None, None]], None),
            @"
        row 1: a = 1, b = 2
        row 2: b = 3
        row 3: no values
        "
        );
    }

    #[test]
    fn terminal_is_told_how_much_there_is() {
        insta::assert_snapshot!(
            sentences(&[[Some(1), None], [Some(2), None], [Some(3), None]], Some(80)),
            @"
        row 1: a = 1
        row 2: a = 2
        3 rows, the first 2 shown, .maxrows shows more, 2 columns
        "
        );
        assert_eq!(sentences(&[], Some(80)), "no rows, 2 columns\n");
    }
}
