//! The prefixes that a loaded file declares: those of a session that lives on, from then on.

use crate::commands::number::{self, Noun};
use crate::language::wording;
use crate::prefixes::Prefixes;

/// A prefix, as it is counted.
const PREFIX: Noun = Noun::new(["prefix", "prefixes"], ["Präfix", "Präfixe"]);

/// Prefixes that are named; of more, only their number is told.
const NAMED: usize = 12;

/// Adds `declared` to `prefixes`, and says so in whole lines.
///
/// What the session has stays: whoever asks it knows the names by what they meant before. That a file means another
/// namespace by one of them is told, since its own queries would find nothing then.
pub(super) fn take_over(declared: Vec<(String, String)>, prefixes: &mut Prefixes) -> Vec<String> {
    let mut taken = Vec::new();
    let mut differing = Vec::new();
    for (prefix, namespace) in declared {
        match prefixes.namespace(&prefix) {
            Some(known) if known == namespace => {}
            Some(known) => differing.push(wording!(
                "`{prefix}:` stays <{known}>, which the file has as <{namespace}>",
                "`{prefix}:` bleibt <{known}>; in der Datei ist es <{namespace}>"
            )),
            // A prefix of no absolute IRI shortens nothing.
            None => {
                if prefixes.insert(&prefix, &namespace).is_ok() {
                    taken.push(format!("{prefix}:"));
                }
            }
        }
    }
    let mut lines = Vec::new();
    if !taken.is_empty() {
        let count = number::counted(taken.len() as u64, PREFIX);
        let named = taken[..taken.len().min(NAMED)].join(", ");
        let more = if taken.len() > NAMED { ", …" } else { "" };
        lines.push(wording!(
            "{count} taken over: {named}{more}",
            "{count} übernommen: {named}{more}"
        ));
    }
    lines.append(&mut differing);
    lines
}

#[cfg(test)]
mod tests {
    use super::take_over;
    use crate::prefixes::Prefixes;

    fn declared(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned =
            |(prefix, namespace): &(&str, &str)| ((*prefix).to_owned(), (*namespace).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn new_prefixes_are_taken_over_and_named() {
        let mut prefixes = Prefixes::default();
        prefixes.insert("a", "http://a/").unwrap();
        let file = declared(&[("", "http://e/"), ("a", "http://a/"), ("b", "http://b/")]);
        assert_eq!(
            take_over(file, &mut prefixes),
            ["2 prefixes taken over: :, b:"]
        );
        assert_eq!(prefixes.namespace("b"), Some("http://b/"));
    }

    #[test]
    fn prefix_of_the_session_stays_what_it_is() {
        let mut prefixes = Prefixes::default();
        prefixes.insert("a", "http://a/").unwrap();
        assert_eq!(
            take_over(declared(&[("a", "http://other/")]), &mut prefixes),
            ["`a:` stays <http://a/>, which the file has as <http://other/>"]
        );
        assert_eq!(prefixes.namespace("a"), Some("http://a/"));
    }
}
