//! How the user wants results to look, whatever the output can show.

use crate::results::{Columns, Labelled, Theme};

/// The languages of labels where nothing was chosen, the first one first.
pub const LANGUAGES: [&str; 2] = ["de", "en"];

/// What was chosen for the look of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presentation {
    /// Where labels are shown in a table on a terminal.
    pub labelled: Option<Labelled>,
    /// The languages of labels, the one asked for first.
    pub languages: Vec<String>,
    /// Whether the names of the columns stand above them.
    pub headers: bool,
    /// What happens to columns that do not fit a terminal.
    pub columns: Columns,
    /// What stands in a table for a variable without a value, where not the usual sign.
    pub null: Option<String>,
    /// The colours of the prompt and of graphs.
    pub theme: Theme,
}

impl Default for Presentation {
    fn default() -> Self {
        Self {
            labelled: None,
            languages: LANGUAGES.map(str::to_owned).into(),
            headers: true,
            columns: Columns::Fit,
            null: None,
            theme: Theme::default(),
        }
    }
}
