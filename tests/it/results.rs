//! Rendering of results.
