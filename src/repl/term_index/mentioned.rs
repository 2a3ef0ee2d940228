//! The IRIs that are no subject and yet stand in the dataset, by the million: whether one is among them, not their names.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A set of IRIs, at eight bytes each.
///
/// Of each are kept the first eight bytes of its SHA-256, in order. Among ten million IRIs, one that is not there is
/// taken to be there once in a trillion times.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Mentioned(Vec<u64>);

impl Mentioned {
    /// Takes IRIs in any order.
    pub(super) fn of<'i>(iris: impl Iterator<Item = &'i str>) -> Self {
        let mut digests: Vec<u64> = iris.map(digest).collect();
        digests.sort_unstable();
        digests.dedup();
        digests.shrink_to_fit();
        Self(digests)
    }

    /// Tells whether `iri` is among them.
    pub(super) fn contains(&self, iri: &str) -> bool {
        !self.0.is_empty() && self.0.binary_search(&digest(iri)).is_ok()
    }

    /// Tells whether they are in order, which a file may not keep.
    pub(super) fn is_sorted(&self) -> bool {
        self.0.is_sorted()
    }
}

fn digest(iri: &str) -> u64 {
    let first = Sha256::digest(iri).into_iter().take(8);
    first.fold(0, |digest, byte| digest << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::Mentioned;

    #[test]
    fn only_what_was_taken_is_there() {
        let mentioned = Mentioned::of(["http://e/b", "http://e/a", "http://e/b"].into_iter());
        assert!(mentioned.contains("http://e/a") && mentioned.contains("http://e/b"));
        assert!(!mentioned.contains("http://e/c") && !mentioned.contains(""));
        assert_eq!(mentioned.0.len(), 2);
    }
}
