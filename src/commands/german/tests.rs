//! The German of the command line.
