//! Colours of SPARQL and RDF on a terminal: themes, and the style of each class of token in them.
//!
//! `basic` keeps to the eight base colours, bold and underline, which every terminal shows on any background; `dark` and
//! `light` take from the 256 colours what reads well on one. The terminal is never asked for its own.

/// A choice of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// For any background.
    #[default]
    Basic,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
}

/// The names of the themes, as they are set.
pub(crate) const THEMES: &[&str] = &["basic", "dark", "light"];

impl Theme {
    /// Gives the theme called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "basic" => Some(Self::Basic),
            "dark" => Some(Self::Dark),
            "light" => Some(Self::Light),
            _ => None,
        }
    }

    /// Gives its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// Gives its styles.
    pub(crate) fn palette(self) -> &'static Palette {
        match self {
            Self::Basic => &BASIC,
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }
}

/// The parameters of the escape code SGR for each class of token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Palette {
    pub(crate) keyword: &'static str,
    pub(crate) function: &'static str,
    pub(crate) variable: &'static str,
    pub(crate) iri: &'static str,
    pub(crate) unknown_prefix: &'static str,
    /// An IRI, or the prefix of a name, of nothing in the dataset.
    pub(crate) absent_iri: &'static str,
    /// The rest of such a name.
    pub(crate) absent_name: &'static str,
    pub(crate) string: &'static str,
    pub(crate) open_string: &'static str,
    pub(crate) language_tag: &'static str,
    pub(crate) number: &'static str,
    pub(crate) comment: &'static str,
    pub(crate) matched_bracket: &'static str,
    pub(crate) stray: &'static str,
    pub(crate) command: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) prompt: &'static str,
}

const BASIC: Palette = Palette {
    keyword: "1;34",
    function: "34",
    variable: "33",
    iri: "35",
    unknown_prefix: "4;31",
    absent_iri: "2;4;35",
    absent_name: "2;4",
    string: "32",
    open_string: "31",
    language_tag: "1;32",
    number: "36",
    comment: "36",
    matched_bracket: "1;4",
    stray: "31",
    command: "1",
    hint: "36",
    prompt: "1",
};

const DARK: Palette = Palette {
    keyword: "1;38;5;111",
    function: "38;5;80",
    variable: "38;5;222",
    iri: "38;5;182",
    unknown_prefix: "4;38;5;210",
    absent_iri: "2;4;38;5;182",
    absent_name: "2;4",
    string: "38;5;150",
    open_string: "38;5;210",
    language_tag: "1;38;5;150",
    number: "38;5;80",
    comment: "38;5;247",
    matched_bracket: "1;4",
    stray: "38;5;210",
    command: "1",
    hint: "38;5;247",
    prompt: "1",
};

const LIGHT: Palette = Palette {
    keyword: "1;38;5;25",
    function: "38;5;24",
    variable: "38;5;94",
    iri: "38;5;90",
    unknown_prefix: "4;38;5;124",
    absent_iri: "2;4;38;5;90",
    absent_name: "2;4",
    string: "38;5;22",
    open_string: "38;5;124",
    language_tag: "1;38;5;22",
    number: "38;5;24",
    comment: "38;5;240",
    matched_bracket: "1;4",
    stray: "38;5;124",
    command: "1",
    hint: "38;5;240",
    prompt: "1",
};

#[cfg(test)]
mod tests {
    use super::{THEMES, Theme};

    #[test]
    fn every_name_is_that_of_its_theme() {
        for name in THEMES {
            assert_eq!(Theme::from_name(name).map(Theme::name), Some(*name));
        }
    }
}
