//! Which terms were used last.

use std::collections::HashMap;

/// More terms than this are not remembered: the older half is forgotten.
const MOST: usize = 4096;

/// The terms of the queries that ran in this session.
#[derive(Debug, Default)]
pub(in crate::repl) struct Recent {
    /// When each IRI was used last.
    used: HashMap<String, u64>,
    /// The number of the newest query.
    newest: u64,
}

impl Recent {
    /// Takes note of the IRIs of a query that ran.
    pub(in crate::repl) fn note(&mut self, iris: impl IntoIterator<Item = String>) {
        self.newest += 1;
        let used = iris.into_iter().map(|iri| (iri, self.newest));
        self.used.extend(used);
        if self.used.len() > MOST {
            let mut times: Vec<u64> = self.used.values().copied().collect();
            let (_, middle, _) = times.select_nth_unstable(MOST / 2);
            self.used.retain(|_, time| *time > *middle);
        }
    }

    /// Tells when `iri` was used last: the greater the later, zero where it never was.
    pub(super) fn when(&self, iri: &str) -> u64 {
        self.used.get(iri).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Recent};

    #[test]
    fn later_use_counts() {
        let mut recent = Recent::default();
        recent.note(["a".to_owned(), "b".to_owned()]);
        recent.note(["a".to_owned()]);
        assert!(recent.when("a") > recent.when("b"));
        assert!(recent.when("b") > recent.when("c"));
    }

    #[test]
    fn older_half_is_forgotten() {
        let mut recent = Recent::default();
        for number in 0..=MOST {
            recent.note([number.to_string()]);
        }
        assert_eq!(recent.when("0"), 0);
        assert!(recent.when(&MOST.to_string()) > 0);
        assert!(recent.used.len() <= MOST / 2 + 1);
    }
}
