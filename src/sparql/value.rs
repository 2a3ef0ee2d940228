//! Values of XML Schema datatypes, as far as sorting needs them. Source: XML Schema 1.1, part 2, sections 3.3 and 3.4.

use std::cmp::Ordering;

/// A number with a total order by value.
#[derive(Clone, Debug)]
pub(super) struct Number {
    approximate: f64,
    /// Settles what a double cannot tell apart; none for a float or a double.
    exact: Option<Decimal>,
}

impl Number {
    /// Reads `value` of the XML Schema datatype `name`; nothing where that is not numeric or the value no number.
    pub(super) fn parse(name: &str, value: &str) -> Option<Self> {
        match name {
            "decimal" | "integer" | "long" | "int" | "short" | "byte" | "nonNegativeInteger"
            | "positiveInteger" | "unsignedLong" | "unsignedInt" | "unsignedShort"
            | "unsignedByte" | "nonPositiveInteger" | "negativeInteger" => {
                let exact = Decimal::parse(value)?;
                Some(Self {
                    approximate: value.trim_start_matches('+').parse().ok()?,
                    exact: Some(exact),
                })
            }
            "float" | "double" => {
                let approximate = match value {
                    "INF" | "+INF" => f64::INFINITY,
                    "-INF" => f64::NEG_INFINITY,
                    "NaN" => f64::NAN,
                    _ if value
                        .contains(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E')) =>
                    {
                        return None;
                    }
                    _ => value.parse().ok()?,
                };
                Some(Self {
                    approximate,
                    exact: None,
                })
            }
            _ => None,
        }
    }

    /// Compares by value; what is no number comes last.
    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        // Adding zero makes the negative zero positive, which `total_cmp` would tell apart.
        (self.approximate + 0.0)
            .total_cmp(&(other.approximate + 0.0))
            .then_with(|| self.exact.cmp(&other.exact))
    }
}

/// A decimal number of any length.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    /// Without leading zeros.
    whole: String,
    /// Without trailing zeros.
    fraction: String,
}

impl Decimal {
    fn parse(value: &str) -> Option<Self> {
        let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction)
        {
            return None;
        }
        let whole = whole.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self {
            negative: value.starts_with('-') && !zero,
            whole,
            fraction,
        })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let magnitude = self
            .whole
            .len()
            .cmp(&other.whole.len())
            .then_with(|| self.whole.cmp(&other.whole))
            .then_with(|| self.fraction.cmp(&other.fraction));
        match (self.negative, other.negative) {
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

const NANOSECONDS: i128 = 1_000_000_000;

/// Reads a date, a date with a time, a year or a month of a year as nanoseconds since the start of 1970.
///
/// Without a time zone the value counts as UTC; a shorter form stands for its first moment.
pub(super) fn date_time(value: &str) -> Option<i128> {
    let (date, time) = match value.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    let (date, zone) = match time {
        Some(_) => (date, 0),
        None => split_zone(date)?,
    };
    let (sign, digits) = date.strip_prefix('-').map_or((1, date), |rest| (-1, rest));
    let mut parts = digits.split('-');
    let year = sign * parse_digits(parts.next()?)?;
    let month = parts.next().map_or(Some(1), parse_digits)?;
    let day = parts.next().map_or(Some(1), parse_digits)?;
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let within = time.map_or(Some(-zone), time_of_day)?;
    Some(days_since_1970(year, month, day) * 86_400 * NANOSECONDS + within)
}

/// Reads a time of day as nanoseconds since midnight in UTC.
pub(super) fn time_of_day(value: &str) -> Option<i128> {
    let (time, zone) = split_zone(value)?;
    let mut parts = time.split(':');
    let hours = parse_digits(parts.next()?)?;
    let minutes = parse_digits(parts.next()?)?;
    let (seconds, fraction) = parts
        .next()
        .map(|text| text.split_once('.').unwrap_or((text, "0")))?;
    if parts.next().is_some() || fraction.is_empty() {
        return None;
    }
    let nanoseconds: String = fraction
        .chars()
        .chain("000000000".chars())
        .take(9)
        .collect();
    let seconds = (hours * 60 + minutes) * 60 + parse_digits(seconds)?;
    Some(seconds * NANOSECONDS + parse_digits(&nanoseconds)? - zone)
}

/// Splits a time zone off; its offset is in nanoseconds.
fn split_zone(text: &str) -> Option<(&str, i128)> {
    if let Some(text) = text.strip_suffix('Z') {
        return Some((text, 0));
    }
    let zone = text.len().checked_sub(6).and_then(|at| text.get(at..));
    if let Some(zone) = zone
        && zone.starts_with(['+', '-'])
        && let Some((hours, minutes)) = zone[1..].split_once(':')
    {
        let offset = (parse_digits(hours)? * 60 + parse_digits(minutes)?) * 60 * NANOSECONDS;
        let offset = if zone.starts_with('-') {
            -offset
        } else {
            offset
        };
        return Some((&text[..text.len() - 6], offset));
    }
    Some((text, 0))
}

fn parse_digits(text: &str) -> Option<i128> {
    // Years of more digits would overflow the count of nanoseconds.
    let fits =
        !text.is_empty() && text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Counts days in the proleptic Gregorian calendar, whose year 0 is leap.
fn days_since_1970(year: i128, month: i128, day: i128) -> i128 {
    // Counted from 1 March, so that the day of a leap year comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::{NANOSECONDS, date_time, time_of_day};

    #[test]
    fn dates_are_counted_from_1970() {
        assert_eq!(date_time("1970-01-01"), Some(0));
        assert_eq!(date_time("2000-03-01"), Some(11_017 * 86_400 * NANOSECONDS));
        assert_eq!(date_time("1970-01-01T00:00:00.5Z"), Some(NANOSECONDS / 2));
        assert_eq!(date_time("1970-01-02+02:00"), Some(22 * 3600 * NANOSECONDS));
        assert_eq!(date_time("1970"), date_time("1970-01"));
    }

    #[test]
    fn malformed_dates_have_no_value() {
        for text in [
            "",
            "x",
            "2024-13-01",
            "2024-01-01T",
            "2024-1-1-1",
            "ü-04-19",
            "2024-01-01T10:00:00+aa:bb",
        ] {
            assert_eq!(date_time(text), None, "{text}");
        }
        assert_eq!(time_of_day("10"), None);
    }
}
