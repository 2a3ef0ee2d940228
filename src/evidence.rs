//! Why a fact is there: source document, passage, modality, conflict. Layer 3: may use store, vocab.
