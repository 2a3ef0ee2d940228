//! The integration tests, linked once: one module per front end or concern.
#![expect(clippy::unwrap_used, reason = "a test fails where its own set-up does")]

mod architecture;
mod commands;
mod coverage;
mod data;
mod diagnostics;
mod entailment;
mod evaluation;
mod files;
mod inference;
mod mending;
mod named_queries;
mod puzzles;
mod queries;
mod repl;
mod results;
mod serialization;
#[cfg(feature = "shacl")]
mod shacl;
#[cfg(feature = "shacl")]
mod shapes;
mod sparql;
mod store;
mod tables;
mod terminal;
mod tidy;
#[cfg(feature = "shacl")]
mod validate;
