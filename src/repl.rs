//! The interactive shell. Layer 6.
