//! The line that tells how long a statement has been running.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

use unicode_width::UnicodeWidthChar;

use crate::language::{Language, grouped, spoken, wording};

/// The status appears after this time.
const STATUS_AFTER: Duration = Duration::from_millis(300);
/// Where nothing can be redrawn, the status is a line of its own this often.
const PLAIN_STATUS: Duration = Duration::from_secs(10);
/// Columns of a terminal that does not tell.
const USUAL_WIDTH: usize = 80;

/// How the wait is shown on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::repl) enum Status {
    /// Not at all.
    Silent,
    /// As one line that is redrawn.
    Redrawn,
    /// As a line from time to time, for screen readers.
    Lines,
}

/// How far the user's wish to stop has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// There is none.
    None,
    /// The statement was told, and has a moment to end.
    Cancelled,
    /// It did not end: a statement that only reads can be left behind.
    Deaf,
    /// It did not end, and it changes the dataset.
    Undoing,
}

pub(super) struct StatusLine {
    kind: Status,
    drawn: bool,
    last: Duration,
    /// What was wished when it was shown last.
    wish: Wish,
}

impl StatusLine {
    pub(super) fn new(kind: Status) -> Self {
        Self {
            kind,
            drawn: false,
            last: Duration::ZERO,
            wish: Wish::None,
        }
    }

    /// Shows how long it has been, the `rows` so far and, in words, how far it is.
    pub(super) fn show(&mut self, elapsed: Duration, rows: u64, far: Option<&str>, wish: Wish) {
        let text = text(elapsed, rows, far, wish);
        match self.kind {
            Status::Redrawn if elapsed >= STATUS_AFTER => {
                const FRAMES: [char; 8] = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠧', '⠇', '⠏'];
                let frame = FRAMES[elapsed.as_millis() as usize / 80 % FRAMES.len()];
                let width = terminal_size::terminal_size_of(io::stderr());
                let width = width.map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0));
                // A line that wraps could not be drawn over.
                let text = cut(&format!("{frame} {text}"), width.saturating_sub(1));
                self.write(&format!("\r{text}\x1b[K"));
                self.drawn = true;
            }
            Status::Lines if self.is_due(elapsed, wish) => {
                self.last = elapsed;
                self.wish = wish;
                self.write(&format!("{text}\n"));
            }
            _ => {}
        }
    }

    /// Tells whether a line of its own is due: from time to time, and when Ctrl-C comes to mean something else.
    fn is_due(&self, elapsed: Duration, wish: Wish) -> bool {
        let is_offer = matches!(wish, Wish::Deaf | Wish::Undoing);
        elapsed.saturating_sub(self.last) >= PLAIN_STATUS || is_offer && wish != self.wish
    }

    pub(super) fn note(&mut self, text: &str) {
        self.erase();
        if self.kind != Status::Silent {
            self.write(&format!("{text}\n"));
        }
    }

    pub(super) fn erase(&mut self) {
        if std::mem::take(&mut self.drawn) {
            self.write("\r\x1b[K");
        }
    }

    #[expect(clippy::unused_self, reason = "only a status line may write here")]
    fn write(&self, text: &str) {
        let mut stderr = io::stderr();
        // A status that cannot be shown changes nothing.
        let _ = stderr
            .write_all(text.as_bytes())
            .and_then(|()| stderr.flush());
    }
}

fn text(elapsed: Duration, rows: u64, far: Option<&str>, wish: Wish) -> String {
    let mut text = format!("{:.1} s", elapsed.as_secs_f64());
    if spoken() == Language::De {
        text = text.replace('.', ",");
    }
    if rows > 0 {
        let rows = grouped(rows);
        let rows = wording!("{rows} rows", "{rows} Zeilen");
        write!(text, " · {rows}").expect("writing to a string does not fail");
    }
    text.push_str(" · ");
    text.push_str(&match wish {
        Wish::None => wording!("Ctrl-C cancels", "Strg-C bricht ab"),
        Wish::Cancelled => wording!("cancelling", "wird abgebrochen"),
        Wish::Deaf => wording!(
            "does not stop, Ctrl-C leaves it behind",
            "hält nicht an, Strg-C lässt sie zurück"
        ),
        Wish::Undoing => wording!("the change is undone", "das Update wird zurückgenommen"),
    });
    if let Some(far) = far {
        write!(text, " · {far}").expect("writing to a string does not fail");
    }
    text
}

/// Cuts `text` to `width` columns.
fn cut(text: &str, width: usize) -> String {
    let mut left = width;
    text.chars()
        .take_while(|c| {
            let columns = c.width().unwrap_or(0);
            let fits = columns <= left;
            left = left.saturating_sub(columns);
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Status, StatusLine, Wish, cut, text};
    use std::time::Duration;

    #[test]
    fn line_of_its_own_is_due_when_control_c_means_something_else() {
        let mut line = StatusLine::new(Status::Lines);
        let second = Duration::from_secs(1);
        assert!(!line.is_due(second, Wish::None));
        assert!(!line.is_due(second, Wish::Cancelled));
        assert!(line.is_due(second, Wish::Deaf));
        line.wish = Wish::Deaf;
        assert!(!line.is_due(second, Wish::Deaf));
        assert!(line.is_due(10 * second, Wish::Deaf));
    }

    #[test]
    fn status_tells_time_and_rows() {
        assert_eq!(
            text(Duration::from_millis(3210), 0, None, Wish::None),
            "3.2 s · Ctrl-C cancels"
        );
        assert_eq!(
            text(Duration::from_secs(1), 12_431, None, Wish::Cancelled),
            "1.0 s · 12,431 rows · cancelling"
        );
        assert_eq!(
            text(Duration::from_secs(1), 0, Some("a.ttl · 45 %"), Wish::None),
            "1.0 s · Ctrl-C cancels · a.ttl · 45 %"
        );
        assert!(
            text(Duration::from_secs(1), 0, None, Wish::Deaf).ends_with("Ctrl-C leaves it behind")
        );
    }

    #[test]
    fn status_is_cut_to_one_line() {
        assert_eq!(cut("⠋ 1.0 s", 4), "⠋ 1.");
    }
}
