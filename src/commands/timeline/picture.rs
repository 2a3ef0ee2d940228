//! The picture of a timeline: an axis of days, and on each line a point or a bar.

use std::io::Write;

use crate::chronology::When;
use crate::commands::term;
use crate::failure::Result;
use crate::language::wording;
use crate::results::width::{start, width};
use crate::session::Display;

/// Columns of the dates.
const DATE: usize = 12;
/// Columns of the picture where nothing is fitted, as in a file.
const UNFITTED: usize = 40;
/// The fewest columns beside which text and picture stand on one line.
const SIDE_BY_SIDE: usize = 64;
/// The fewest and the most columns of a picture beside text.
const PICTURE: (usize, usize) = (22, 72);

/// The characters of a picture.
struct Characters {
    ground: char,
    start: char,
    end: char,
    line: char,
    span: char,
    as_of: char,
}

const DRAWN: Characters = Characters {
    ground: '·',
    start: '├',
    end: '┤',
    line: '─',
    span: '┄',
    as_of: '│',
};
const ASCII: Characters = Characters {
    ground: '.',
    start: '[',
    end: ']',
    line: '=',
    span: '-',
    as_of: '|',
};

/// The axis on which times are drawn.
pub(super) struct Axis {
    first: i64,
    last: i64,
    columns: usize,
    /// Whether text stands beside the picture, not below it.
    beside: bool,
    width: Option<usize>,
    /// Whether only ASCII characters are drawn.
    pub(super) ascii: bool,
    /// Whether it is read aloud, so that nothing is drawn.
    pub(super) spoken: bool,
}

impl Axis {
    /// Makes an axis from a first to a last day that fits `display`.
    pub(super) fn new((first, last): (i64, i64), display: Display) -> Self {
        let (columns, beside) = match display.width {
            None => (UNFITTED, true),
            Some(width) if width < SIDE_BY_SIDE => (width.saturating_sub(DATE + 1).max(10), false),
            Some(width) => (((width - DATE) / 3).clamp(PICTURE.0, PICTURE.1), true),
        };
        Self {
            first,
            last,
            columns,
            beside,
            width: display.width,
            ascii: display.ascii,
            spoken: display.plain,
        }
    }

    /// Writes the first and the last date above the ends of the axis.
    pub(super) fn write_heading(&self, ends: &[String; 2], out: &mut dyn Write) -> Result<()> {
        let [first, last] = ends;
        if self.spoken || first == last || first.len() + last.len() >= self.columns {
            return Ok(());
        }
        let room = self.columns - first.len();
        writeln!(out, "{:DATE$}{first}{last:>room$}", "")?;
        Ok(())
    }

    /// Writes one line: the date, the picture, and the text beside it or below.
    pub(super) fn write_row(
        &self,
        date: &str,
        when: &When,
        sign: char,
        text: &str,
        out: &mut dyn Write,
    ) -> Result<()> {
        if self.spoken {
            let line = format!("{}: {text}", date.trim());
            writeln!(out, "{}", term::wrap(&line, 2, self.width))?;
            return Ok(());
        }
        let picture = self.picture(when, sign);
        let date = start(date, DATE - 1);
        let blank = " ".repeat(DATE - width(date));
        if self.beside {
            let indent = indent(self.columns);
            let text = term::wrap(&format!("{sign} {text}"), indent, self.width);
            writeln!(out, "{date}{blank}{picture}  {text}")?;
        } else {
            writeln!(out, "{date}{blank}{picture}")?;
            writeln!(out, "  {sign} {}", term::wrap(text, 4, self.width))?;
        }
        Ok(())
    }

    /// Draws `when` on the axis, with `sign` where something is on one day.
    fn picture(&self, when: &When, sign: char) -> String {
        let characters = self.characters();
        let mut cells = vec![characters.ground; self.columns];
        let told: Vec<(usize, usize)> = when
            .told()
            .map(|told| (self.column(told.date.first), self.column(told.date.last)))
            .collect();
        match (when, told.as_slice()) {
            (When::Lasting { .. }, [(from, _), (_, to)]) if from < to => {
                cells[*from..=*to].fill(characters.line);
                cells[*from] = characters.start;
                cells[*to] = characters.end;
            }
            (When::Between { .. }, [(from, _), (_, to)]) if from < to => {
                cells[*from..=*to].fill(characters.span);
                cells[*from] = '<';
                cells[*to] = '>';
                cells[usize::midpoint(*from, *to)] = sign;
            }
            (When::Lasting { end: None, .. }, [(from, _)]) => {
                cells[*from] = characters.start;
                mark(&mut cells, from + 1, '?');
            }
            (When::Lasting { start: None, .. }, [(_, to)]) => {
                cells[*to] = characters.end;
                mark(&mut cells, to.wrapping_sub(1), '?');
            }
            (When::Between { latest: None, .. }, [(from, _)]) => {
                cells[*from] = sign;
                mark(&mut cells, from + 1, '>');
            }
            (When::Between { earliest: None, .. }, [(_, to)]) => {
                cells[*to] = sign;
                mark(&mut cells, to.wrapping_sub(1), '<');
            }
            (When::At(_), [(from, to)]) if from < to => {
                cells[*from..=*to].fill(characters.line);
                cells[usize::midpoint(*from, *to)] = sign;
            }
            (When::AsOf(_), [(from, _)]) => cells[*from] = characters.as_of,
            (_, told) => {
                for (from, _) in told {
                    cells[*from] = sign;
                }
            }
        }
        cells.into_iter().collect()
    }

    /// Gives the column of a day.
    fn column(&self, day: i64) -> usize {
        let days = u64::try_from(self.last.saturating_sub(self.first)).unwrap_or(0);
        if days == 0 {
            return 0;
        }
        let day = u64::try_from(day.clamp(self.first, self.last) - self.first).unwrap_or(0);
        let columns = u64::try_from(self.columns - 1).unwrap_or(0);
        usize::try_from(day * columns / days).unwrap_or(0)
    }

    fn characters(&self) -> Characters {
        if self.ascii { ASCII } else { DRAWN }
    }

    /// Explains the shapes of `whens`.
    pub(super) fn legend<'a>(&self, whens: impl Iterator<Item = &'a When>) -> Vec<String> {
        let Characters {
            start,
            end,
            line,
            span,
            as_of,
            ..
        } = self.characters();
        let mut legend = [const { None }; 4];
        for when in whens {
            match when {
                When::Lasting {
                    start: Some(_),
                    end: Some(_),
                } => {
                    legend[0] = Some(wording!(
                        "{start}{line}{end} from, until",
                        "{start}{line}{end} von, bis"
                    ));
                }
                When::Lasting { .. } => legend[1] = Some(wording!("? not told", "? nicht genannt")),
                When::Between { .. } => {
                    legend[2] = Some(wording!(
                        "<{span}> some day in this time",
                        "<{span}> ein Tag in dieser Zeit"
                    ));
                }
                When::AsOf(_) => {
                    legend[3] = Some(wording!(
                        "{as_of} said as of this day",
                        "{as_of} genannt mit diesem Stand"
                    ));
                }
                When::At(_) => {}
            }
        }
        legend.into_iter().flatten().collect()
    }
}

/// Puts `mark` at a column, unless that lies beyond the axis.
fn mark(cells: &mut [char], at: usize, mark: char) {
    if let Some(cell) = cells.get_mut(at) {
        *cell = mark;
    }
}

/// Gives the columns before the second line of a text beside a picture of `columns`.
fn indent(columns: usize) -> usize {
    DATE + columns + 4
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Axis;
    use crate::chronology::date::Date;
    use crate::chronology::{Told, When};
    use crate::session::Display;

    fn told(first: i64) -> Told {
        Told {
            date: Date {
                first,
                last: first,
                text: String::new(),
            },
            modalities: BTreeSet::new(),
        }
    }

    fn drawn(when: &When) -> String {
        let display = Display {
            width: Some(80),
            ascii: true,
            ..Display::default()
        };
        Axis::new((0, 220), display).picture(when, '*')
    }

    #[test]
    fn day_is_a_sign_at_its_place() {
        assert_eq!(drawn(&When::At(told(0))), "*.....................");
        assert_eq!(drawn(&When::At(told(220))), ".....................*");
    }

    #[test]
    fn time_is_a_bar_from_its_first_to_its_last_day() {
        let when = When::Lasting {
            start: Some(told(55)),
            end: Some(told(110)),
        };
        assert_eq!(drawn(&when), ".....[====]...........");
    }

    #[test]
    fn end_that_is_not_told_is_a_question() {
        let when = When::Lasting {
            start: Some(told(55)),
            end: None,
        };
        assert_eq!(drawn(&when), ".....[?...............");
    }

    #[test]
    fn bounds_are_open_on_the_side_that_is_not_told() {
        let until = When::Between {
            earliest: None,
            latest: Some(told(55)),
        };
        assert_eq!(drawn(&until), "....<*................");
        let both = When::Between {
            earliest: Some(told(0)),
            latest: Some(told(55)),
        };
        assert_eq!(drawn(&both), "<-*-->................");
    }

    #[test]
    fn all_on_one_day_stands_at_the_start() {
        let axis = Axis::new((5, 5), Display::default());
        assert_eq!(axis.picture(&When::At(told(5)), '*').find('*'), Some(0));
    }
}
