//! The language the program speaks to people: German or English. Layer 0: depends on nothing.
//!
//! A message is written once, in both languages side by side: `wording!` for one made now, [`Wording`] for one that
//! stands in a table. The language is that of the process, as a locale is; what machines read (formats, names of
//! commands, error codes) is the same in both.

mod foreign;
mod proposal;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use clap::ValueEnum;

pub use foreign::{STANDARD_INPUT, of_library, of_system};
pub use proposal::{did_you_mean, edits, misspelt, nearest};

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// German
    De,
    /// English
    En,
}

/// The language of the process: 0 is English.
static SPOKEN: AtomicU8 = AtomicU8::new(0);

/// Gives the language that messages are made in; English unless [`speak`] chose another.
#[must_use]
pub fn spoken() -> Language {
    match SPOKEN.load(Ordering::Relaxed) {
        0 => Language::En,
        _ => Language::De,
    }
}

/// Chooses the language of the messages that are made from now on, in all threads.
pub fn speak(language: Language) {
    let number = match language {
        Language::En => 0,
        Language::De => 1,
    };
    SPOKEN.store(number, Ordering::Relaxed);
}

/// Whether commands are typed in the shell.
static IN_SHELL: AtomicBool = AtomicBool::new(false);

/// Names the commands in the messages that are made from now on as they are typed in the shell, in all threads.
pub fn speak_in_shell() {
    IN_SHELL.store(true, Ordering::Relaxed);
}

fn is_in_shell() -> bool {
    IN_SHELL.load(Ordering::Relaxed)
}

/// Quotes what is typed to one end, which is `option` on the command line and `command` in the shell.
#[must_use]
pub fn typed(option: &str, command: &str) -> String {
    format!("`{}`", if is_in_shell() { command } else { option })
}

/// Quotes a command of the program, with its arguments, as it is typed: `queries NAME` has a dot before it in the
/// shell, where the name of the program goes, too.
#[must_use]
pub fn command(typed: &str) -> String {
    quoted(typed, is_in_shell())
}

fn quoted(typed: &str, in_shell: bool) -> String {
    if in_shell {
        format!("`.{}`", typed.strip_prefix("gremia ").unwrap_or(typed))
    } else {
        format!("`{typed}`")
    }
}

/// Writes a number with so many decimal places, behind a point in English, behind a comma in German.
#[must_use]
pub fn decimal(number: f64, places: usize) -> String {
    let text = format!("{number:.places$}");
    match spoken() {
        Language::En => text,
        Language::De => text.replace('.', ","),
    }
}

/// Gives what parts each three digits of a number in a text: a comma in English, a narrow no-break space in German.
#[must_use]
pub fn digit_separator() -> char {
    match spoken() {
        Language::En => ',',
        Language::De => '\u{202F}',
    }
}

/// Writes a count with its digits in groups of three.
#[must_use]
pub fn grouped(count: impl TryInto<u64>) -> String {
    let digits = count.try_into().unwrap_or(u64::MAX).to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(digit_separator());
        }
        text.push(digit);
    }
    text
}

impl Language {
    /// Gives the language that the environment asks for by `LC_ALL`, `LC_MESSAGES` or `LANG`, the first that is set.
    ///
    /// English where it asks for none of ours.
    #[must_use]
    pub fn of_environment() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        locale.map_or(Self::En, |locale| Self::of_locale(&locale))
    }

    /// Gives the language of a locale such as `de_AT.UTF-8`.
    fn of_locale(locale: &str) -> Self {
        match locale.split(['_', '.', '@']).next() {
            Some("de") => Self::De,
            _ => Self::En,
        }
    }

    /// Gives the language tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }
}

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// In English.
    pub english: &'static str,
    /// In German.
    pub german: &'static str,
}

impl Wording {
    /// Makes a text of its English and its German wording.
    #[must_use]
    pub const fn new(english: &'static str, german: &'static str) -> Self {
        Self { english, german }
    }

    /// Gives the text in the language spoken.
    #[must_use]
    pub fn text(self) -> &'static str {
        match spoken() {
            Language::En => self.english,
            Language::De => self.german,
        }
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text())
    }
}

/// Makes a message in the language spoken, a `String`: the English wording, the German one, then arguments as for
/// `format!`, which both must name. With `in LANGUAGE;` in front it is made in that language instead.
macro_rules! wording {
    (in $language:expr; $english:literal, $german:literal $(, $($arguments:tt)*)?) => {
        match $language {
            $crate::language::Language::En => ::std::fmt::format(::std::format_args!($english $(, $($arguments)*)?)),
            $crate::language::Language::De => ::std::fmt::format(::std::format_args!($german $(, $($arguments)*)?)),
        }
    };
    ($english:literal, $german:literal $(, $($arguments:tt)*)?) => {
        $crate::language::wording!(in $crate::language::spoken(); $english, $german $(, $($arguments)*)?)
    };
}

pub(crate) use wording;

#[cfg(test)]
mod tests {
    use super::{Language, grouped, quoted};

    #[test]
    fn digits_are_grouped_by_threes() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn command_has_a_dot_in_the_shell_only() {
        assert_eq!(quoted("queries NAME", false), "`queries NAME`");
        assert_eq!(quoted("gremia load FILE", false), "`gremia load FILE`");
        assert_eq!(quoted("queries NAME", true), "`.queries NAME`");
        assert_eq!(quoted("gremia load FILE", true), "`.load FILE`");
    }

    #[test]
    fn locale_names_its_language() {
        for (locale, language) in [
            ("de_AT.UTF-8", Language::De),
            ("de", Language::De),
            ("den_CA", Language::En),
            ("C.UTF-8", Language::En),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale}");
        }
    }

    #[test]
    fn message_is_english_where_nothing_else_is_asked_for() {
        let count = 3;
        assert_eq!(wording!("{count} rows", "{count} Zeilen"), "3 rows");
        assert_eq!(wording!("{n} rows", "{n} Zeilen", n = 2 + 2), "4 rows");
    }
}
