//! Validation: shapes that are read or refused, and what they find.

mod conformance;
