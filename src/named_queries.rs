//! The catalogue of `queries/`: headers, typed parameters, binding. Layer 3: may use sparql, prefixes, bundle.
