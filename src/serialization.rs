//! RDF syntaxes: choice of format and our canonical Turtle. Layer 1: may use prefixes.
