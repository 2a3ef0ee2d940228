//! gremia: a knowledge graph of who decides what in German digital and AI policy, and the shell to query it.
//!
//! The modules form layers; each imports only lower ones (`docs/architecture.md`). Start at
//! [`session::Session`] to use the graph from Rust, at [`cli::main`] to see how the program starts.

pub mod bundle;
pub mod canonicalization;
pub mod chronology;
pub mod cli;
pub mod commands;
pub mod connections;
pub mod description;
pub mod difference;
pub mod digest;
pub mod evidence;
pub mod failure;
pub mod inference;
pub mod language;
pub mod lexical;
pub mod memory;
pub mod named_queries;
pub mod network;
pub mod prefixes;
pub mod repl;
pub mod results;
pub mod serialization;
pub mod session;
pub mod settings;
#[cfg(feature = "shacl")]
pub mod shacl;
pub mod site;
pub mod sparql;
pub mod store;
pub mod subset;
pub mod tables;
pub mod text_search;
pub mod vocab;
