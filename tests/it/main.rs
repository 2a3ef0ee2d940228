//! The integration tests, linked once: one module per front end or concern.
#![expect(clippy::unwrap_used, reason = "a test fails where its own set-up does")]

mod architecture;
mod cancelling;
mod canonicalization;
mod command_line;
mod commands;
mod completing;
mod coverage;
mod data;
mod data_package;
mod diagnostics;
mod difference;
mod entailment;
mod evaluation;
mod export;
mod files;
mod inference;
mod install;
mod json_ld;
mod keys;
mod language;
mod look;
mod mending;
mod modes;
mod named_queries;
mod network;
mod paging;
mod program;
mod publish;
mod puzzles;
mod queries;
mod repl;
mod results;
mod screens;
mod scripts;
mod serialization;
mod sessions;
#[cfg(feature = "shacl")]
mod shacl;
#[cfg(feature = "shacl")]
mod shapes;
mod site;
mod sparql;
mod store;
mod subset;
mod tables;
mod tall_texts;
mod terminal;
mod tidy;
mod tools;
#[cfg(feature = "shacl")]
mod validate;
