//! The languages of the site: its own words, dates and numbers in each.

use std::collections::BTreeMap;

use oxrdf::{Literal, NamedNodeRef};

const WORDS: &str = include_str!("words.json");
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const MONTHS: [[&str; 12]; 2] = [
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Language {
    German,
    English,
}

impl Language {
    /// Both languages, the first being the one of the documents.
    pub(super) const ALL: [Self; 2] = [Self::German, Self::English];

    /// Gives the language tag.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }

    /// Gives the other language.
    pub(super) fn other(self) -> Self {
        match self {
            Self::German => Self::English,
            Self::English => Self::German,
        }
    }

    /// Gives the site's own words by key.
    pub(super) fn words(self) -> Words {
        let all: BTreeMap<String, [String; 2]> =
            serde_json::from_str(WORDS).expect("a test reads the words of the site");
        Words(
            all.into_iter()
                .map(|(key, [german, english])| match self {
                    Self::German => (key, german),
                    Self::English => (key, english),
                })
                .collect(),
        )
    }

    /// Writes a whole number in groups of three.
    pub(super) fn number(self, number: usize) -> String {
        self.decimal(&number.to_string())
    }

    /// Writes a decimal number in the way of the language; anything else stays as it is.
    pub(super) fn decimal(self, text: &str) -> String {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("−", digits),
            None => ("", text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
            return text.to_owned();
        }
        let (group, point) = match self {
            Self::German => ('.', ','),
            Self::English => (',', '.'),
        };
        let mut written = sign.to_owned();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                written.push(group);
            }
            written.push(digit);
        }
        let fraction = fraction.trim_end_matches('0');
        if !fraction.is_empty() {
            written.push(point);
            written.push_str(fraction);
        }
        written
    }

    /// Writes a day, month or year of XML Schema as words; anything else stays as it is.
    pub(super) fn date(self, text: &str) -> String {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let number = |part: &str| part.parse::<usize>().ok();
        let Some(name) = month
            .and_then(number)
            .and_then(|month| MONTHS[self as usize].get(month.wrapping_sub(1)))
        else {
            return text.to_owned();
        };
        let year = year.unwrap_or_default();
        match (self, day.map(number)) {
            (_, None) => format!("{name} {year}"),
            (Self::German, Some(Some(day))) => format!("{day}. {name} {year}"),
            (Self::English, Some(Some(day))) => format!("{day} {name} {year}"),
            (_, Some(None)) => text.to_owned(),
        }
    }
}

/// The site's own words in one language.
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// Gives the words of a key; a test makes sure that every key in use has words.
    pub(super) fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Gives all words by key, for the templates.
    pub(super) fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

/// How a literal is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Date,
    Number,
    Address,
    Text,
}

/// Tells how a literal is to be shown, by its datatype.
pub(super) fn kind(literal: &Literal) -> Kind {
    let datatype: NamedNodeRef<'_> = literal.datatype();
    match datatype.as_str().strip_prefix(XSD) {
        Some("date" | "gYear" | "gYearMonth") => Kind::Date,
        Some("decimal" | "integer" | "double" | "float" | "nonNegativeInteger") => Kind::Number,
        Some("anyURI") => Kind::Address,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_the_way_of_the_language() {
        assert_eq!(Language::German.decimal("1190900000.50"), "1.190.900.000,5");
        assert_eq!(
            Language::English.decimal("1190900000.50"),
            "1,190,900,000.5"
        );
        assert_eq!(Language::German.decimal("-12"), "−12");
        assert_eq!(Language::German.decimal("1e6"), "1e6");
    }

    #[test]
    fn days_months_and_years_are_written_as_words() {
        assert_eq!(Language::German.date("2024-04-09"), "9. April 2024");
        assert_eq!(Language::English.date("2024-04"), "April 2024");
        assert_eq!(Language::English.date("2024"), "2024");
        assert_eq!(Language::English.date("2024-13-01"), "2024-13-01");
    }

    #[test]
    fn both_languages_have_words_for_every_key() {
        for language in Language::ALL {
            let empty: Vec<_> = language
                .words()
                .0
                .into_iter()
                .filter(|(_, words)| words.is_empty())
                .collect();
            assert!(empty.is_empty(), "{language:?}: {empty:?}");
        }
    }
}
