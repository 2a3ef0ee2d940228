//! The lines below a table: how much there is, what is not shown, how long it took.

use std::time::Duration;

use super::Summary;
use super::frame::Frame;
use super::width::width;

/// Writes a number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a number with its noun.
pub(super) fn counted(number: usize, noun: &str) -> String {
    format!(
        "{} {noun}{}",
        grouped(number),
        if number == 1 { "" } else { "s" }
    )
}

/// Gives the lines below the table; the parts break between lines where they must.
pub(super) fn footer(
    frame: Frame,
    columns: usize,
    column_count: usize,
    summary: Summary,
    elapsed: Option<Duration>,
    partial: Option<String>,
) -> Vec<String> {
    let separator = frame.separator();
    let mut rows = counted(summary.rows, "row");
    if summary.counting_stopped {
        rows = format!("{}{rows}", frame.at_least());
    }
    if summary.shown < summary.rows {
        rows = format!("{rows} ({} shown)", grouped(summary.shown));
    }
    let mut parts = vec![rows];
    if summary.counting_stopped {
        parts.push("counting stopped".to_owned());
    }
    parts.push(counted(column_count, "column"));
    if summary.columns_hidden > 0 {
        parts.push(format!(
            "{} hidden",
            counted(summary.columns_hidden, "column")
        ));
    }
    if summary.cells_cut > 0 {
        parts.push(format!("{} cut", counted(summary.cells_cut, "cell")));
    }
    parts.extend(elapsed.map(duration));
    parts.extend(partial.map(|reason| format!("partial: {reason}")));
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if width(line) + width(separator) + width(&part) <= columns => {
                line.push_str(separator);
                line.push_str(&part);
            }
            _ => lines.push(part),
        }
    }
    lines
}

fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match time.as_millis() {
        0 => format!("{:.1} ms", time.as_secs_f64() * 1000.0),
        1..1000 => format!("{} ms", time.as_millis()),
        1000..60_000 => format!("{:.1} s", time.as_secs_f64()),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}
