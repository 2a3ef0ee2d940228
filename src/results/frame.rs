//! The lines around and between cells, and colour.

use std::io::{self, Write};

use super::Style;
use super::width::width;

const BOLD: &str = "\x1B[1m";
const DIM: &str = "\x1B[2m";
const PLAIN: &str = "\x1B[0m";

/// One line of one cell, no wider than its column.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// Where the dimmed end begins.
    pub(super) dim_from: usize,
    pub(super) right: bool,
}

impl Line {
    pub(super) fn new(text: String, right: bool) -> Self {
        Self {
            dim_from: text.len(),
            text,
            right,
        }
    }
}

/// Where a table has lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// Around all cells.
    Around,
    /// Below the names of the columns.
    Below,
}

/// Draws a table line by line.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    rules: Rules,
    style: Style,
    colour: bool,
}

impl Frame {
    pub(super) fn new(rules: Rules, style: Style, colour: bool) -> Self {
        Self {
            rules,
            style,
            colour,
        }
    }

    /// Counts what stands between two columns.
    pub(super) fn between(self) -> usize {
        match self.rules {
            Rules::Around => 3,
            Rules::Below => 2,
        }
    }

    /// Counts what stands at both sides together.
    pub(super) fn sides(self) -> usize {
        match self.rules {
            Rules::Around => 4,
            Rules::Below => 0,
        }
    }

    /// Gives the sign for what was cut.
    pub(super) fn ellipsis(self) -> &'static str {
        match self.style {
            Style::Box => "…",
            Style::Ascii => "...",
        }
    }

    /// Gives what stands before a number that may be larger.
    pub(super) fn at_least(self) -> &'static str {
        match self.style {
            Style::Box => "≥ ",
            Style::Ascii => ">= ",
        }
    }

    /// Gives what stands between the parts of a footer.
    pub(super) fn separator(self) -> &'static str {
        match self.style {
            Style::Box => " · ",
            Style::Ascii => ", ",
        }
    }

    /// Gives the sign for rows left out.
    pub(super) fn more(self) -> &'static str {
        match self.style {
            Style::Box => "⋮",
            Style::Ascii => ":",
        }
    }

    pub(super) fn write_top(self, widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
        match self.rules {
            Rules::Around => self.write_rule(['┌', '┬', '┐'], widths, out),
            Rules::Below => Ok(()),
        }
    }

    pub(super) fn write_middle(self, widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
        match self.rules {
            Rules::Around => self.write_rule(['├', '┼', '┤'], widths, out),
            Rules::Below => {
                let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                writeln!(out, "{}", dashes.join("  "))
            }
        }
    }

    pub(super) fn write_bottom(self, widths: &[usize], out: &mut dyn Write) -> io::Result<()> {
        match self.rules {
            Rules::Around => self.write_rule(['└', '┴', '┘'], widths, out),
            Rules::Below => Ok(()),
        }
    }

    pub(super) fn write_header(
        self,
        cells: &[Line],
        widths: &[usize],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.write_cells(cells, widths, if self.colour { BOLD } else { "" }, out)
    }

    pub(super) fn write_line(
        self,
        cells: &[Line],
        widths: &[usize],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.write_cells(cells, widths, "", out)
    }

    /// Writes a line across all columns, `room` wide.
    pub(super) fn write_spanning(
        self,
        text: &str,
        room: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut line = Line::new(text.to_owned(), false);
        line.dim_from = 0;
        self.write_cells(&[line], &[room], "", out)
    }

    pub(super) fn write_dim(self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        if self.colour {
            writeln!(out, "{DIM}{text}{PLAIN}")
        } else {
            writeln!(out, "{text}")
        }
    }

    fn write_rule(
        self,
        corners: [char; 3],
        widths: &[usize],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let ([left, between, right], dash) = match self.style {
            Style::Box => (corners, "─"),
            Style::Ascii => (['+'; 3], "-"),
        };
        let dashes: Vec<String> = widths.iter().map(|width| dash.repeat(width + 2)).collect();
        writeln!(out, "{left}{}{right}", dashes.join(&between.to_string()))
    }

    fn write_cells(
        self,
        cells: &[Line],
        widths: &[usize],
        colour: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (bar, start, end) = match (self.rules, self.style) {
            (Rules::Below, _) => ("", "", ""),
            (Rules::Around, Style::Box) => ("│", "│ ", " "),
            (Rules::Around, Style::Ascii) => ("|", "| ", " "),
        };
        for (number, (line, room)) in cells.iter().zip(widths).enumerate() {
            let padding = " ".repeat(room.saturating_sub(width(&line.text)));
            let is_last = number + 1 == widths.len().min(cells.len());
            let (before, after) = match (line.right, self.rules) {
                (true, _) => (padding.as_str(), ""),
                // Nothing stands behind it that would have to be moved.
                (false, Rules::Below) if is_last => ("", ""),
                (false, _) => ("", padding.as_str()),
            };
            if self.rules == Rules::Below && number > 0 {
                write!(out, "  ")?;
            }
            write!(out, "{start}{before}")?;
            write_coloured(colour, &line.text[..line.dim_from], out)?;
            write_coloured(
                if self.colour { DIM } else { "" },
                &line.text[line.dim_from..],
                out,
            )?;
            write!(out, "{after}{end}")?;
        }
        writeln!(out, "{bar}")
    }
}

fn write_coloured(colour: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    if text.is_empty() || colour.is_empty() {
        write!(out, "{text}")
    } else {
        write!(out, "{colour}{text}{PLAIN}")
    }
}
