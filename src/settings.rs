//! The settings of what is published: `gremia.toml`, read and checked. Layer 1: may use vocab.
//!
//! Start at [`Settings::parse`]. Every key may be missing; [`Settings::unset`] names those that portals miss then. A key
//! that nobody knows is an error, since what it was meant to say would be lost without a word. Nothing is ever taken
//! from the clock: the day of a release is a setting, so that a bundle can be made again byte by byte.

mod check;

use serde::{Deserialize, Deserializer};
use toml::value::Datetime;

use crate::language::wording;
use crate::vocab::BASE;

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Text that is not TOML, a key that nobody knows, or a value of the wrong type.
    #[error("{file}:{line}:{column}: {message}")]
    Syntax {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What the parser says.
        message: String,
        /// The known key that is spelled most like the unknown one.
        nearest: Option<String>,
    },
    /// A value that does not fit its key.
    #[error("{file}: `{key}`: {reason}")]
    Value {
        /// The file.
        file: String,
        /// The key with those of its tables, joined by dots.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

/// What a release says about itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Where the files of a release lie; ends with a slash. See [`Settings::base`].
    base: Option<String>,
    /// Whether the IRIs of the graph lead somewhere.
    pub resolves: bool,
    /// Nodes that show what the graph is like, as IRI or prefixed name.
    pub examples: Vec<String>,
    /// Codes of the EU authority table data-theme.
    pub themes: Vec<String>,
    /// Codes of the EU authority table language.
    pub languages: Vec<String>,
    /// A code of the EU authority table frequency.
    pub frequency: Option<String>,
    /// A code of the EU authority table planned-availability.
    pub availability: Option<String>,
    /// IRIs of the places that the data is about.
    pub spatial: Vec<String>,
    /// Version and day.
    pub release: Release,
    /// The name of the graph.
    pub title: Words,
    /// What the graph is about.
    pub description: Words,
    /// Words to find it by.
    pub keywords: Keywords,
    /// The period that the data is about.
    pub temporal: Period,
    /// Who publishes it.
    pub publisher: Publisher,
    /// Whom to ask.
    pub contact: Contact,
    /// Under which conditions it may be used.
    pub licence: Licence,
    /// What only German portals ask for.
    pub germany: Germany,
}

/// A text in German, English or both.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table with `de` or `en`")]
pub struct Words {
    /// The German text.
    pub de: Option<String>,
    /// The English text.
    pub en: Option<String>,
}

impl Words {
    /// Gives the texts there are, each with its language tag, German first.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let texts = [("de", &self.de), ("en", &self.en)];
        texts
            .into_iter()
            .filter_map(|(tag, text)| Some((tag, text.as_deref()?)))
    }

    /// Tells whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    fn of(de: &str, en: &str) -> Self {
        Self {
            de: Some(de.to_owned()),
            en: Some(en.to_owned()),
        }
    }
}

/// Keywords in German and English.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table with `de` or `en`")]
pub struct Keywords {
    /// German keywords.
    pub de: Vec<String>,
    /// English keywords.
    pub en: Vec<String>,
}

/// Version and day of a release.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct Release {
    /// The version. See [`Settings::version`].
    version: Option<String>,
    /// The day, as `YYYY-MM-DD`.
    #[serde(deserialize_with = "day")]
    pub date: Option<String>,
    /// IRI of the release before.
    pub previous: Option<String>,
}

/// A period of days; either end may be open.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct Period {
    /// The first day, as `YYYY-MM-DD`.
    #[serde(deserialize_with = "day")]
    pub start: Option<String>,
    /// The last day, as `YYYY-MM-DD`.
    #[serde(deserialize_with = "day")]
    pub end: Option<String>,
}

/// Who publishes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct Publisher {
    /// The name. See [`Settings::publisher_name`].
    name: Words,
    /// An IRI that stands for the publisher.
    pub iri: Option<String>,
    /// A page of the publisher.
    pub homepage: Option<String>,
}

/// Whom to ask.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct Contact {
    /// A name.
    pub name: Option<String>,
    /// An address for mail, without `mailto:`.
    pub email: Option<String>,
    /// A page.
    pub url: Option<String>,
    /// A number, without `tel:`.
    pub telephone: Option<String>,
}

impl Contact {
    /// Tells whether nobody is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && !self.is_reachable()
    }

    /// Tells whether there is a way to reach somebody.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.email.is_some() || self.url.is_some() || self.telephone.is_some()
    }
}

/// Under which conditions the data may be used.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct Licence {
    /// The licence. See [`Settings::licence`].
    iri: Option<String>,
    /// The words that name the authors where the licence asks for it.
    pub attribution: Words,
}

/// What only German portals ask for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct Germany {
    /// IRI of the political level, from the list of DCAT-AP.de.
    pub level: Option<String>,
    /// IRI of the registered supplier, from the list of DCAT-AP.de.
    pub contributor: Option<String>,
}

/// The licence of a graph whose settings name none.
const DEFAULT_LICENCE: &str = "http://dcat-ap.de/def/licenses/cc-by/4.0";

/// The version of a graph whose settings name none.
const DEFAULT_VERSION: &str = "0.0.0";

impl Settings {
    /// Reads settings from the text of `file`, which is only named in errors.
    ///
    /// # Errors
    /// [`Error::Syntax`] with the nearest known key, [`Error::Value`].
    pub fn parse(file: &str, text: &str) -> Result<Self, Error> {
        let settings: Self =
            toml::from_str(text).map_err(|error| check::syntax(file, text, &error))?;
        check::values(file, &settings)?;
        Ok(settings)
    }

    /// Gives where the files of the release lie: the addresses of files and the names of the catalogue's own nodes begin
    /// with it. It is the base of the graph where the settings name none, and ends with a slash.
    #[must_use]
    pub fn base(&self) -> &str {
        self.base.as_deref().unwrap_or(BASE)
    }

    /// Gives the version, `0.0.0` where the settings name none.
    #[must_use]
    pub fn version(&self) -> &str {
        self.release.version.as_deref().unwrap_or(DEFAULT_VERSION)
    }

    /// Gives the IRI of the licence, CC BY 4.0 where the settings name none.
    #[must_use]
    pub fn licence(&self) -> &str {
        self.licence.iri.as_deref().unwrap_or(DEFAULT_LICENCE)
    }

    /// Gives the title, or words that say that there is none.
    #[must_use]
    pub fn title(&self) -> Words {
        self.title.clone().or(
            "Titel nicht festgelegt (Vorgabe von gremia)",
            "title not set (default of gremia)",
        )
    }

    /// Gives the description, or words that say that there is none.
    #[must_use]
    pub fn description(&self) -> Words {
        self.description.clone().or(
            "Beschreibung nicht festgelegt (Vorgabe von gremia)",
            "description not set (default of gremia)",
        )
    }

    /// Gives the name of the publisher, or words that say that there is none.
    #[must_use]
    pub fn publisher_name(&self) -> Words {
        self.publisher.name.clone().or(
            "Herausgeber nicht festgelegt (Vorgabe von gremia)",
            "publisher not set (default of gremia)",
        )
    }

    /// Names the keys that are not set although portals want them, in the order of the file.
    #[must_use]
    pub fn unset(&self) -> Vec<&'static str> {
        let keys = [
            ("themes", self.themes.is_empty()),
            ("release.version", self.release.version.is_none()),
            ("release.date", self.release.date.is_none()),
            ("title", self.title.is_empty()),
            ("description", self.description.is_empty()),
            (
                "keywords",
                self.keywords.de.is_empty() && self.keywords.en.is_empty(),
            ),
            ("publisher.name", self.publisher.name.is_empty()),
            ("contact", self.contact.is_empty()),
            ("licence.iri", self.licence.iri.is_none()),
        ];
        keys.into_iter()
            .filter_map(|(key, unset)| unset.then_some(key))
            .collect()
    }
}

impl Words {
    fn or(self, de: &str, en: &str) -> Self {
        if self.is_empty() {
            Self::of(de, en)
        } else {
            self
        }
    }
}

/// Reads a date of TOML; a day of a release has no time.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Datetime::deserialize(deserializer)? {
        Datetime {
            date: Some(date),
            time: None,
            offset: None,
        } => Ok(Some(date.to_string())),
        other => Err(serde::de::Error::custom(wording!(
            "`{other}` is no day; write it as 2026-01-31, without quotation marks and without a time",
            "`{other}` ist kein Tag; schreiben Sie ihn wie 2026-01-31, ohne Anführungszeichen und ohne Uhrzeit"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Settings};

    fn refused(text: &str) -> String {
        Settings::parse("gremia.toml", text)
            .expect_err("it should be refused")
            .to_string()
    }

    #[test]
    fn nothing_set_names_what_portals_miss() {
        insta::assert_snapshot!(
            Settings::default().unset().join(" "),
            @"themes release.version release.date title description keywords publisher.name contact licence.iri"
        );
    }

    #[test]
    fn default_publisher_says_that_it_is_a_default() {
        let name = Settings::default().publisher_name();
        assert!(name.iter().all(|(_, text)| text.contains("gremia")));
        assert_eq!(name.iter().count(), 2);
    }

    #[test]
    fn unknown_key_is_told_with_its_place_and_the_nearest_one() {
        let error = Settings::parse("g.toml", "resolves = true\n[publisher]\nhomepag = \"x\"\n");
        let Err(Error::Syntax {
            line,
            column,
            nearest,
            message,
            ..
        }) = error
        else {
            panic!("it should be refused")
        };
        assert_eq!((line, column), (3, 1));
        assert_eq!(nearest.as_deref(), Some("homepage"));
        insta::assert_snapshot!(message, @"unknown key `homepag`");
    }

    #[test]
    fn value_of_the_wrong_type_is_refused_with_its_place() {
        insta::assert_snapshot!(refused("title = 3"), @"gremia.toml:1:9: invalid type: integer `3`, expected a table with `de` or `en`");
    }

    #[test]
    fn text_that_is_not_toml_is_refused_with_its_place() {
        insta::assert_snapshot!(refused("base = \n"), @"gremia.toml:1:8: string values must be quoted, expected literal string");
    }

    #[test]
    fn day_with_a_time_is_refused() {
        insta::assert_snapshot!(refused("[release]\ndate = 2026-01-31T12:00:00Z"), @"gremia.toml:2:8: `2026-01-31T12:00:00Z` is no day; write it as 2026-01-31, without quotation marks and without a time");
    }

    #[test]
    fn day_that_is_none_is_refused() {
        insta::assert_snapshot!(refused("[release]\ndate = 2026-02-31"), @"gremia.toml:2:8: invalid date, expected day between 01 and 28");
    }

    #[test]
    fn base_without_a_slash_is_refused() {
        insta::assert_snapshot!(refused("base = \"https://example.org/x\""), @"gremia.toml: `base`: `https://example.org/x` does not begin with `https://` and end with `/`");
    }

    #[test]
    fn word_where_an_iri_belongs_is_refused() {
        insta::assert_snapshot!(refused("[licence]\niri = \"CC BY\""), @"gremia.toml: `licence.iri`: `CC BY` is not an absolute IRI");
    }

    #[test]
    fn contact_whom_nobody_can_reach_is_refused() {
        insta::assert_snapshot!(refused("[contact]\nname = \"Data office\""), @"gremia.toml: `contact`: an `email`, a `url` or a `telephone` is missing");
    }

    #[test]
    fn empty_text_is_refused() {
        insta::assert_snapshot!(refused("[title]\nde = \" \""), @"gremia.toml: `title`: there is nothing between the quotation marks");
    }

    #[test]
    fn code_in_lower_case_is_refused() {
        insta::assert_snapshot!(refused("themes = [\"gove\"]"), @"gremia.toml: `themes`: `gove` is no code; codes are written like `GOVE`");
    }

    #[test]
    fn period_that_ends_before_it_starts_is_refused() {
        insta::assert_snapshot!(refused("[temporal]\nstart = 2024-01-01\nend = 2023-01-01"), @"gremia.toml: `temporal.end`: 2023-01-01 lies before 2024-01-01");
    }
}
