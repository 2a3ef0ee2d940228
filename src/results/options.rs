//! How results look.

use std::error::Error as StdError;
use std::time::Duration;

use oxrdf::NamedNode;

use super::Theme;
use crate::prefixes::Prefixes;
use crate::serialization::json_ld::Context;

/// The characters a table is drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Box-drawing characters.
    #[default]
    Box,
    /// ASCII only, but for the data.
    Ascii,
}

/// What happens to columns that do not fit a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Columns {
    /// Wide ones are cut, then those in the middle left out.
    #[default]
    Fit,
    /// They are shown in full; the lines are as wide as they come.
    All,
}

/// Words an error for a reader.
pub type Wording = dyn Fn(&(dyn StdError + 'static)) -> String;

/// Looks up the labels of nodes, all at once; those that have none, or that there was no time for, have `None`.
pub type LookUp<'a> = dyn Fn(&[NamedNode]) -> Labels + 'a;

/// The labels of some nodes, in the order of the nodes.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// The labels.
    pub labels: Vec<Option<String>>,
    /// Whether the time ran out before all were looked up.
    pub incomplete: bool,
}

/// Where the label of a node is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labelled {
    /// In place of its name.
    Instead,
    /// Behind its name.
    Beside,
}

/// How results look; [`Options::new`] gives what suits a file.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The prefixes that abbreviate IRIs.
    pub prefixes: &'a Prefixes,
    /// The base that Turtle writes IRIs without a prefix relative to.
    pub base: Option<&'a str>,
    /// The names that JSON-LD has for properties and classes.
    pub context: Option<&'a Context>,
    /// Columns of the terminal; `None` for files and pipes, where a table is never cut or footed.
    pub width: Option<usize>,
    /// Whether a table is coloured, or a graph on a terminal.
    pub colour: bool,
    /// The colours of a graph.
    pub theme: Theme,
    /// Rows of a table on a terminal, or triples of a graph; of more, the first and the last are shown.
    pub max_rows: usize,
    /// Rows after which a table on a terminal stops counting.
    pub count_rows: Option<usize>,
    /// Time after which a table on a terminal stops counting; needs [`Options::elapsed`].
    pub count_time: Option<Duration>,
    /// What stands in a table for a variable without a value; a sign of the style if `None`.
    pub null: Option<&'a str>,
    /// The characters of a table.
    pub style: Style,
    /// Whether the names of the columns stand above them.
    pub headers: bool,
    /// What happens to columns that do not fit a terminal.
    pub columns: Columns,
    /// Labels for the nodes in a table on a terminal.
    pub labels: Option<(Labelled, &'a LookUp<'a>)>,
    /// What stands between groups of three digits in a table on a terminal.
    pub grouping: Option<char>,
    /// What stands before the fraction of a number in a table on a terminal.
    pub decimal_sign: char,
    /// What the reader types to see rows that are hidden, and what to see cells in full.
    pub remedies: Option<(&'a str, &'a str)>,
    /// Whether a page of HTML goes on that earlier results have begun.
    pub page_begun: bool,
    /// How many results stand before in the same file or pipe, whose blank nodes are other ones.
    pub results_before: usize,
    /// Gives the time since the query began, for the footer.
    pub elapsed: Option<&'a dyn Fn() -> Duration>,
    /// Words the error that ended the rows early, for the footer: `partial: …`.
    pub partial: Option<&'a Wording>,
}

impl<'a> Options<'a> {
    /// Gives the options for a file: everything in full, nothing coloured.
    #[must_use]
    pub fn new(prefixes: &'a Prefixes) -> Self {
        Self {
            prefixes,
            base: None,
            context: None,
            page_begun: false,
            results_before: 0,
            width: None,
            colour: false,
            theme: Theme::Basic,
            max_rows: 40,
            count_rows: Some(1_000_000),
            count_time: Some(Duration::from_secs(5)),
            null: None,
            style: Style::Box,
            headers: true,
            columns: Columns::Fit,
            labels: None,
            grouping: None,
            decimal_sign: '.',
            remedies: None,
            elapsed: None,
            partial: None,
        }
    }
}
