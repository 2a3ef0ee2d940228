//! `.jobs`: the queries that were left behind and still run.

use std::fmt::Write as _;
use std::time::Duration;

use unicode_width::UnicodeWidthChar;

use crate::failure::Result;
use crate::language::wording;

use super::shell::Shell;

/// Columns of a list that goes to no terminal.
const USUAL_WIDTH: usize = 80;

impl Shell {
    /// Lists what still runs: number, running time, start of the text.
    ///
    /// # Errors
    /// Those of the output.
    pub(super) fn list_jobs(&mut self) -> Result<()> {
        let jobs = self.runner.jobs();
        if jobs.is_empty() {
            self.note(&wording!(
                "nothing is left behind",
                "nichts ist zurückgelassen"
            ));
            return Ok(());
        }
        let width = self.current_display().width.unwrap_or(USUAL_WIDTH);
        let mut listed = String::new();
        for (number, running, text) in jobs {
            writeln!(listed, "{}", line(number, running, &text, width))
                .expect("writing to a string does not fail");
        }
        self.say(&listed)
    }
}

/// Writes one job on one line of at most `width` columns.
fn line(number: usize, running: Duration, text: &str, width: usize) -> String {
    let seconds = running.as_secs();
    let (minutes, rest) = (seconds / 60, seconds % 60);
    let mut line = format!("{number:3}  {minutes:3}:{rest:02}  ");
    let mut left = width.saturating_sub(line.len() + 1);
    let words: Vec<&str> = text.split_whitespace().collect();
    for c in words.join(" ").chars().filter(|c| !c.is_control()) {
        let columns = c.width().unwrap_or(0);
        if columns > left {
            line.push('…');
            break;
        }
        left -= columns;
        line.push(c);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::line;
    use std::time::Duration;

    #[test]
    fn job_takes_one_line() {
        let text = "SELECT *\n{ ?s ?p ?o }";
        assert_eq!(
            line(1, Duration::from_secs(75), text, 80),
            "  1    1:15  SELECT * { ?s ?p ?o }"
        );
        assert_eq!(
            line(1, Duration::from_secs(75), text, 22),
            "  1    1:15  SELECT *…"
        );
    }
}
