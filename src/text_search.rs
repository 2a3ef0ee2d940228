//! Index of labels: folded tokens, ranking, fuzzy look-up. Layer 2: may use store, vocab.
