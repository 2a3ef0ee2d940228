//! The part of a text that is drawn where all of it is taller than the window.
//!
//! The editor would draw the whole text on each key, so that its end stood on the screen wherever the cursor is. It
//! counts rows up from the end of the text to put the cursor into its place, and the terminal holds it at the top: with
//! the last rows drawn while the cursor is among them, else with the rows from that of the cursor on, it gets where it
//! belongs. The editor clears all rows of the window before it draws, with them the list of candidates above the text:
//! that is drawn once more, in the place of rows where the cursor is not.

use std::ops::Range;

use crate::language::{grouped, wording};

use super::highlight::{TAB_STOP, column_behind};

/// Which rows of a text are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Viewport {
    /// The first of them, counted from that of the prompt.
    first: usize,
    /// The first behind them.
    end: usize,
    /// That of the cursor.
    at: usize,
    /// Whether the end of the text is among them.
    pub(super) shows_end: bool,
    /// Whether the editor begins one more row.
    begins_row: bool,
    columns: usize,
    /// The columns of the prompt.
    indent: usize,
}

impl Viewport {
    /// Gives what is drawn of `text`, which stands behind `indent` columns of a prompt, in a window of so many columns
    /// and rows; nothing where all of it fits.
    pub(super) fn of(
        text: &str,
        cursor: usize,
        indent: usize,
        (columns, rows): (usize, usize),
    ) -> Option<Self> {
        let whole = Self::whole(text, cursor, indent, columns)?;
        let tail = whole.height().checked_sub(rows);
        let tail = tail.filter(|tail| *tail > 0 && rows > 0)?;
        let first = tail.min(whole.at);
        Some(Self {
            first,
            end: first + rows - usize::from(whole.begins_row),
            shows_end: first == tail,
            ..whole
        })
    }

    /// Gives what is drawn of `text` together with a list of so many candidates: the same, and also where all of the text
    /// fits but hardly anything of the list above it.
    pub(super) fn for_list(
        text: &str,
        cursor: usize,
        indent: usize,
        (columns, rows): (usize, usize),
        candidates: usize,
    ) -> Option<Self> {
        Self::of(text, cursor, indent, (columns, rows)).or_else(|| {
            let whole = Self::whole(text, cursor, indent, columns)?;
            let left = rows.saturating_sub(whole.height());
            let has_more_room = whole.room() > left;
            (candidates >= left && has_more_room).then_some(whole)
        })
    }

    /// Gives all rows of `text`; nothing where the prompt alone takes more than one.
    fn whole(text: &str, cursor: usize, indent: usize, columns: usize) -> Option<Self> {
        if indent >= columns {
            return None;
        }
        let cursor_at = position(&text[..cursor], (0, indent), columns);
        let (last, column) = position(&text[cursor..], cursor_at, columns);
        // The editor begins the row behind a full one by itself, and it must not push the others up.
        let begins_row = column == 0 && last > 0 && !text.ends_with('\n');
        Some(Self {
            first: 0,
            end: last + 1 - usize::from(begins_row),
            at: cursor_at.0,
            shows_end: true,
            begins_row,
            columns,
            indent,
        })
    }

    /// Gives how many rows are drawn, with that which the editor begins.
    fn height(self) -> usize {
        self.end - self.first + usize::from(self.begins_row)
    }

    /// Gives how many rows there are above that of the cursor, or below where those are more.
    fn room(self) -> usize {
        (self.at - self.first).max((self.end - self.first).saturating_sub(self.at - self.first + 1))
    }

    /// Cuts the text as it is painted, without tabs, to the rows that are drawn; what leaves the prompt out where it is
    /// above them comes first.
    pub(super) fn cut(self, painted: &str) -> String {
        let start = if self.first > 0 { NO_PROMPT } else { "" };
        format!("{start}{}", self.rows(painted, self.first..self.end))
    }

    /// Cuts the text as [`Viewport::cut`] does, with as much of a list of `candidates` as there are rows above that of the
    /// cursor, or below where those are more; the last row is left free where something `follows` the text.
    pub(super) fn cut_with_list(
        self,
        painted: &str,
        candidates: &[String],
        follows: bool,
    ) -> String {
        let above = self.at - self.first;
        let below = self.end.saturating_sub(self.at + 1);
        let free = 1 + usize::from(follows && above <= below);
        let room = above.max(below).saturating_sub(free);
        if room == 0 {
            return self.cut(painted);
        }
        let list = shortened(candidates, room);
        let taken = list.len() + free;
        let list = list.join("\n");
        if above > below {
            let text = self.rows(painted, self.first + taken..self.end);
            return format!("{NO_PROMPT}{list}\n\n{text}");
        }
        let start = if self.first > 0 { NO_PROMPT } else { "" };
        let text = self.rows(painted, self.first..self.end - taken);
        let end = if follows { "\n" } else { "" };
        format!("{start}{text}\n\n{list}{end}")
    }

    /// Gives some rows of the painted text.
    fn rows(self, painted: &str, drawn: Range<usize>) -> String {
        let mut cut = String::with_capacity(painted.len());
        let (mut row, mut column) = (0, self.indent);
        let mut in_style = false;
        for c in painted.chars() {
            if in_style || c == '\x1b' {
                in_style = c != 'm';
                cut.push(c);
                continue;
            }
            let is_break = c == '\n';
            let behind = if is_break {
                0
            } else {
                column_behind(c, column, self.columns)
            };
            let wraps = is_break || behind < column;
            // A break is drawn where both rows are, between which it stands.
            let is_drawn = if is_break {
                drawn.contains(&row) && row + 1 < drawn.end
            } else {
                drawn.contains(&(row + usize::from(wraps)))
            };
            row += usize::from(wraps);
            column = behind;
            if is_drawn {
                cut.push(c);
            }
        }
        cut
    }
}

/// Takes the prompt off the row in which it was just drawn.
const NO_PROMPT: &str = "\r\x1b[K";

/// Gives the first of `candidates`, so that they and the number of the others take at most so many rows.
fn shortened(candidates: &[String], rows: usize) -> Vec<String> {
    if candidates.len() <= rows {
        return candidates.to_vec();
    }
    let (shown, others) = candidates.split_at(rows - 1);
    let others = grouped(others.len() as u64);
    let others = wording!("… and {others} more", "… und {others} weitere");
    shown.iter().cloned().chain([others]).collect()
}

/// Gives the row and the column behind `text`, as the editor counts them.
fn position(text: &str, start: (usize, usize), columns: usize) -> (usize, usize) {
    let (mut row, mut column) = start;
    for c in text.chars() {
        let behind = match c {
            '\n' => {
                (row, column) = (row + 1, 0);
                continue;
            }
            '\t' => {
                let stop = usize::from(TAB_STOP);
                let blanks = stop - column % stop;
                let wraps = column + blanks > columns;
                row += usize::from(wraps);
                column = if wraps { blanks } else { column + blanks };
                continue;
            }
            c => column_behind(c, column, columns),
        };
        row += usize::from(behind < column);
        column = behind;
    }
    if column == columns {
        (row + 1, 0)
    } else {
        (row, column)
    }
}

#[cfg(test)]
mod tests {
    use super::{Viewport, position};

    const WINDOW: (usize, usize) = (10, 3);

    fn drawn(text: &str, cursor: usize) -> String {
        let viewport = Viewport::of(text, cursor, 2, WINDOW).unwrap();
        viewport.cut(text).replace("\r\x1b[K", "^")
    }

    #[test]
    fn text_that_fits_is_drawn_as_it_is() {
        for text in ["", "a\nb\nc", "12345678123456789\nb"] {
            assert_eq!(Viewport::of(text, 0, 2, WINDOW), None, "{text}");
        }
    }

    #[test]
    fn last_rows_are_drawn_while_the_cursor_is_among_them() {
        let text = "a\nb\nc\nd\ne";
        for cursor in [4, 5, 6, 8, 9] {
            assert_eq!(drawn(text, cursor), "^c\nd\ne", "{cursor}");
        }
    }

    #[test]
    fn rows_from_that_of_the_cursor_on_are_drawn_above() {
        let text = "a\nb\nc\nd\ne";
        assert_eq!(drawn(text, 3), "^b\nc\nd");
        assert_eq!(drawn(text, 0), "a\nb\nc");
    }

    #[test]
    fn rows_of_a_long_line_are_cut_where_they_wrap() {
        let text = "12345678abcdefghijABCDEFGHIJ12345";
        assert_eq!(drawn(text, text.len()), "^abcdefghijABCDEFGHIJ12345");
        assert_eq!(drawn(text, 0), "12345678abcdefghijABCDEFGHIJ");
    }

    #[test]
    fn full_last_row_leaves_room_for_the_row_that_the_editor_begins() {
        let text = "a\nb\nc\n0123456789";
        assert_eq!(drawn(text, text.len()), "^c\n0123456789");
        assert_eq!(drawn(text, 0), "a\nb");
        assert_eq!(drawn("a\nb\nc\nd\n", 8), "^c\nd\n");
    }

    #[test]
    fn list_takes_the_place_of_rows_away_from_the_cursor() {
        let text = "a\nb\nc\nd\ne\nf\ng";
        let listed = |cursor: usize, follows: bool| {
            let viewport = Viewport::of(text, cursor, 2, (20, 5)).unwrap();
            let candidates = ["x", "y", "z", "w"].map(str::to_owned);
            let drawn = viewport.cut_with_list(text, &candidates, follows);
            drawn.replace("\r\x1b[K", "^")
        };
        assert_eq!(listed(text.len(), true), "^x\ny\n… and 2 more\n\ng");
        assert_eq!(listed(0, false), "a\n\nx\ny\n… and 2 more");
        assert_eq!(listed(0, true), "a\n\nx\n… and 3 more\n");
        // Half a window has no room for more than the number.
        assert_eq!(listed(8, false), "^c\nd\ne\n\n… and 4 more");
    }

    #[test]
    fn list_is_drawn_into_a_text_that_leaves_it_no_room() {
        let text = "a\nb\nc\nd";
        let drawn = |rows, candidates| Viewport::for_list(text, 7, 2, (20, rows), candidates);
        // It fits above the text, or most of it does.
        assert_eq!(drawn(9, 4), None);
        assert_eq!(drawn(7, 4), None);
        let viewport = drawn(4, 4).unwrap();
        let candidates = ["x", "y", "z", "w"].map(str::to_owned);
        let list = viewport.cut_with_list(text, &candidates, false);
        assert_eq!(list.replace("\r\x1b[K", "^"), "^x\n… and 3 more\n\nd");
    }

    #[test]
    fn styles_are_kept_whole() {
        let viewport = Viewport::of("a\nb\nc\nd", 7, 2, WINDOW).unwrap();
        let painted = "\x1b[1ma\nb\x1b[0m\nc\n\x1b[2md\x1b[0m";
        let expected = "\r\x1b[K\x1b[1mb\x1b[0m\nc\n\x1b[2md\x1b[0m";
        assert_eq!(viewport.cut(painted), expected);
    }

    #[test]
    fn wide_and_tabbed_text_is_counted_as_the_editor_does() {
        assert_eq!(position("\t", (0, 2), 10), (0, 8));
        assert_eq!(position("123456\tx", (0, 2), 10), (1, 9));
        assert_eq!(position("1234567日", (0, 2), 10), (1, 2));
        assert_eq!(position("12345678", (0, 2), 10), (1, 0));
    }
}
