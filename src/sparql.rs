//! Parse and evaluate queries and updates under time limits. Layer 2: may use store, prefixes.
