//! Dates as literals tell them, and the days they cover.

use oxrdf::Term;
use oxrdf::vocab::xsd;

/// A day, or a month or a year of which no day is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Its first day, in days since 1970-01-01 of the Gregorian calendar.
    pub first: i64,
    /// Its last day; for a day the same.
    pub last: i64,
    /// As it is written, without time of day and time zone.
    pub text: String,
}

impl Date {
    /// Reads a literal of the types `date`, `dateTime`, `dateTimeStamp`, `gYearMonth` and `gYear` of XML Schema.
    ///
    /// Gives nothing for other terms and for days that no calendar has. A time zone is left out of account.
    #[must_use]
    pub fn of(term: &Term) -> Option<Self> {
        let Term::Literal(literal) = term else {
            return None;
        };
        let datatype = literal.datatype();
        let parts = if [xsd::DATE, xsd::DATE_TIME, xsd::DATE_TIME_STAMP].contains(&datatype) {
            3
        } else if datatype == xsd::G_YEAR_MONTH {
            2
        } else if datatype == xsd::G_YEAR {
            1
        } else {
            return None;
        };
        Self::parse(literal.value(), parts)
    }

    fn parse(text: &str, parts: usize) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let length = digits.find(|c: char| !c.is_ascii_digit());
        let (year, rest) = digits.split_at(length.unwrap_or(digits.len()));
        // Years beyond are not XML Schema's usual ones, and their days could not be counted.
        if year.len() < 4 || year.len() > 9 {
            return None;
        }
        let year = sign * year.parse::<i64>().ok()?;
        let part = |from: usize| -> Option<i64> {
            let part = rest.get(from..from + 3)?.strip_prefix('-')?;
            part.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then_some(())?;
            part.parse().ok()
        };
        let text = text.get(..text.len() - rest.len() + 3 * (parts - 1))?;
        let month = if parts > 1 { part(0)? } else { 1 };
        let day = if parts > 2 { part(3)? } else { 1 };
        if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        let first = days(year, month, day);
        let last = match parts {
            1 => days(year, 12, 31),
            2 => days(year, month, days_in(year, month)),
            _ => first,
        };
        Some(Self {
            first,
            last,
            text: text.to_owned(),
        })
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    }
}

/// Counts the days from 1970-01-01 to a day of the Gregorian calendar, which also holds before its introduction.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // A year that starts in March has its leap day at the end.
    let year = if month > 2 { year } else { year - 1 };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::Date;

    fn read(text: &str, parts: usize) -> Option<(i64, i64, String)> {
        let date = Date::parse(text, parts)?;
        Some((date.first, date.last, date.text))
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(read("1970-01-01", 3).unwrap().0, 0);
        assert_eq!(read("2000-02-29", 3).unwrap().0, 11_016);
        assert_eq!(read("2024-10-24", 3).unwrap().0, 20_020);
        assert_eq!(read("1969-12-31", 3).unwrap().0, -1);
    }

    #[test]
    fn year_and_month_cover_their_days() {
        let (first, last, text) = read("2024", 1).unwrap();
        assert_eq!((last - first, text.as_str()), (365, "2024"));
        let (first, last, _) = read("2023-02", 2).unwrap();
        assert_eq!(last - first, 27);
    }

    #[test]
    fn time_of_day_and_zone_are_left_out() {
        assert_eq!(read("2024-10-24T10:00:00Z", 3).unwrap().2, "2024-10-24");
        assert_eq!(read("2024+01:00", 1).unwrap().2, "2024");
        assert_eq!(read("-0044-03-15", 3).unwrap().2, "-0044-03-15");
    }

    #[test]
    fn what_is_no_day_is_no_date() {
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024-1-1",
            "2024",
            "",
            "-",
            "2024-äö-01",
        ] {
            assert_eq!(read(text, 3), None, "{text}");
        }
    }
}
