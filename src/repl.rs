//! The interactive shell. Layer 6.

mod completeness;
mod statements;
mod syntax;
mod tokens;
