//! The integration tests, linked once: one module per front end or concern.
#![expect(clippy::unwrap_used, reason = "a test fails where its own set-up does")]

mod architecture;
mod cancelling;
mod canonicalization;
mod commands;
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
mod json_ld;
mod look;
mod mending;
mod named_queries;
mod network;
mod program;
mod publish;
mod puzzles;
mod queries;
mod repl;
mod results;
mod screens;
mod serialization;
#[cfg(feature = "shacl")]
mod shacl;
#[cfg(feature = "shacl")]
mod shapes;
mod site;
mod sparql;
mod store;
mod subset;
mod tables;
mod terminal;
mod tidy;
mod tools;
#[cfg(feature = "shacl")]
mod validate;
