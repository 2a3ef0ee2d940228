//! Names of the formats of results.

/// The names, as `.mode` takes them.
pub(super) const NAMES: &[&str] = &["auto", "table", "csv", "tsv", "json", "xml", "markdown", "turtle", "nt"];
