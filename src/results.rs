//! SPARQL results as table, Markdown or the W3C formats, for a given width and colour. Layer 1: may use prefixes.
