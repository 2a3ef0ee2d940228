//! A graph on a terminal: Turtle in colours, of a large one the first and the last subjects, and a footer.

use std::collections::HashSet;
use std::error::Error as StdError;
use std::io::{self, Write};
use std::ops::Range;

use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{GraphName, NamedOrBlankNode, Triple};

use super::footer::{duration, grouped, joined};
use super::frame::{Frame, Rules};
use super::harmless::made_harmless;
use super::table::told_as_hidden;
use super::turtle::{painted, prefixes, statements};
use super::width::width;
use super::{Error, Options, Style, Summary, serializer, unwritten};
use crate::language::wording;
use crate::serialization;

/// Writes triples as Turtle or TriG, fitted to a terminal with `room` columns: the lines of the text are as long as they
/// are, but not more triples are shown than a table may have rows, as far as whole subjects allow.
pub(super) fn write<E: StdError + 'static>(
    syntax: serialization::Format,
    options: &Options<'_>,
    room: usize,
    triples: impl Iterator<Item = Result<Triple, E>>,
    out: &mut dyn Write,
) -> Result<Summary, Error<E>> {
    let mut subjects: HashSet<NamedOrBlankNode> = HashSet::new();
    let mut summary = Summary::default();
    let mut text = Vec::new();
    let quads = triples.map(|triple| {
        let triple = triple?;
        summary.rows += 1;
        if !subjects.contains(&triple.subject) {
            subjects.insert(triple.subject.clone());
        }
        Ok(triple.in_graph(GraphName::DefaultGraph))
    });
    let written = serializer(syntax, options).write(quads, &mut text);
    summary.shown = written.map_err(|failed| unwritten(failed, summary))?;
    let text = made_harmless(&String::from_utf8_lossy(&text));
    let elapsed = options.elapsed.map(|elapsed| elapsed());
    let frame = Frame::new(Rules::Below, options.style, options.colour);
    let view = View {
        text: &text,
        options,
        frame,
        room,
    };
    match Cut::of(&text, summary.rows, options.max_rows) {
        None => view.write_text(&text, out)?,
        Some(cut) => {
            summary.shown = summary.rows - cut.hidden;
            view.write_cut(&cut, out)?;
        }
    }
    let mut parts = vec![counted(summary, options.style)];
    parts.push(counted_subjects(subjects.len(), options.style));
    parts.extend(elapsed.map(duration));
    if !text.is_empty() {
        writeln!(out)?;
    }
    for line in joined(parts, frame, room) {
        view.frame.write_dim(&line, out)?;
    }
    Ok(summary)
}

fn counted(summary: Summary, style: Style) -> String {
    let mut count = counted_triples(summary.rows, style);
    if summary.shown < summary.rows {
        let shown = grouped(summary.shown, style);
        count += &wording!(" ({shown} shown)", " ({shown} gezeigt)");
    }
    count
}

fn counted_triples(number: usize, style: Style) -> String {
    let count = grouped(number, style);
    match number {
        1 => wording!("1 triple", "1 Tripel"),
        _ => wording!("{count} triples", "{count} Tripel"),
    }
}

fn counted_subjects(number: usize, style: Style) -> String {
    let count = grouped(number, style);
    match number {
        1 => wording!("1 subject", "1 Subjekt"),
        _ => wording!("{count} subjects", "{count} Subjekte"),
    }
}

/// What of a text is left out.
#[derive(Debug, PartialEq, Eq)]
struct Cut {
    /// Where the declarations end.
    head: usize,
    /// Where it stands: from the end of a statement to the start of another.
    range: Range<usize>,
    /// How many triples it says.
    hidden: usize,
}

impl Cut {
    /// Chooses what of `text`, which says `triples`, is left out so that about `most` of them stay, half of them at the
    /// start; nothing where all may stay, or whole subjects allow no cut.
    fn of(text: &str, triples: usize, most: usize) -> Option<Self> {
        if triples <= most {
            return None;
        }
        let (head, statements) = statements(text);
        let size = |statement: &Range<usize>| {
            let alone = format!("{}{}", &text[..head], &text[statement.clone()]);
            let parser = RdfParser::from_format(RdfFormat::TriG).for_slice(&alone);
            parser.flatten().count()
        };
        let (first, shown_first) = taken(statements.iter(), most.div_ceil(2), 1, size);
        let others = &statements[first..];
        let at_least = usize::from(most > 1);
        let (last, shown_last) = taken(others.iter().rev(), most / 2, at_least, size);
        let left = others.len().checked_sub(last).filter(|left| *left > 0)?;
        let begin = statements[first - 1].end;
        let end = others.get(left).map_or(text.len(), |range| range.start);
        Some(Self {
            head,
            range: begin..end,
            hidden: triples.saturating_sub(shown_first + shown_last),
        })
    }
}

/// Counts how many of `statements` have `most` triples together, but at least `least`; gives them and their triples.
fn taken<'a>(
    statements: impl Iterator<Item = &'a Range<usize>>,
    most: usize,
    least: usize,
    size: impl Fn(&Range<usize>) -> usize,
) -> (usize, usize) {
    let (mut count, mut triples) = (0, 0);
    for statement in statements {
        let more = size(statement);
        if count >= least && triples + more > most {
            break;
        }
        count += 1;
        triples += more;
    }
    (count, triples)
}

/// A text on its way to the terminal.
struct View<'a> {
    text: &'a str,
    options: &'a Options<'a>,
    frame: Frame,
    room: usize,
}

impl View<'_> {
    fn write_text(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        if self.options.colour {
            let palette = self.options.theme.palette();
            out.write_all(painted(text, palette).as_bytes())
        } else {
            out.write_all(text.as_bytes())
        }
    }

    /// Writes what is left, with the prefixes that it uses and no others.
    fn write_cut(&self, cut: &Cut, out: &mut dyn Write) -> io::Result<()> {
        let (begin, end) = (cut.head..cut.range.start, cut.range.end..self.text.len());
        let used: HashSet<&str> = [&begin, &end]
            .into_iter()
            .flat_map(|range| prefixes(&self.text[range.clone()]))
            .collect();
        for line in self.text[..cut.head].lines() {
            let declared = line
                .strip_prefix("@prefix ")
                .and_then(|line| line.split(' ').next());
            if declared.is_none_or(|prefix| used.contains(prefix)) {
                self.write_text(&format!("{line}\n"), out)?;
            }
        }
        let begin = &self.text[begin];
        self.write_text(begin.strip_prefix('\n').unwrap_or(begin), out)?;
        let triples = counted_triples(cut.hidden, self.options.style);
        let told = told_as_hidden(&triples, self.options, self.frame);
        let fitting = told.iter().find(|line| width(line) <= self.room);
        write!(out, "\n\n")?;
        if let Some(line) = fitting.or(told.last()) {
            self.frame.write_dim(line, out)?;
        }
        if !end.is_empty() {
            writeln!(out)?;
            self.write_text(&self.text[end], out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Cut;

    const TEXT: &str = "\
@prefix ex: <http://ex.org/> .

ex:a ex:p 1, 2 .

ex:b ex:p [ ex:q 1 ; ex:r \"x .\" ] .

ex:c ex:p 1 .

ex:d ex:p 1 .
";

    fn shown(most: usize) -> Option<(String, usize)> {
        let cut = Cut::of(TEXT, 7, most)?;
        let shown = format!("{}\n{}", &TEXT[..cut.range.start], &TEXT[cut.range.end..]);
        let subjects = shown
            .split('\n')
            .filter(|line| line.starts_with("ex:"))
            .map(|line| line[3..4].to_owned());
        Some((subjects.collect(), cut.hidden))
    }

    #[test]
    fn whole_subjects_stay_at_both_ends() {
        assert_eq!(shown(4), Some(("acd".to_owned(), 3)));
        assert_eq!(shown(2), Some(("ad".to_owned(), 4)));
        assert_eq!(shown(1), Some(("a".to_owned(), 5)));
    }

    #[test]
    fn nothing_is_left_out_where_all_may_stay() {
        assert_eq!(shown(7), None);
        assert_eq!(Cut::of("<a> <b> 1, 2, 3 .", 3, 2), None);
    }
}
