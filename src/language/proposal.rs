//! What was perhaps meant by a name that there is not: the one rule for all proposals, and their words.

use super::wording;

/// Edits at most between two spellings of one name.
const EDITS: usize = 2;
/// A name may have one edit for so many letters.
const LETTERS_PER_EDIT: usize = 3;
/// Letters from which on the start of a name tells which one is meant.
const SHORTEST_START: usize = 3;

/// Gives the edits between `typed` and `name`, whatever their case; nothing where they are too many for a misspelling.
///
/// At most two, and at most one for each three letters that were typed; letters that changed places are one edit.
#[must_use]
pub fn edits(typed: &str, name: &str) -> Option<usize> {
    let (typed, name) = (typed.to_lowercase(), name.to_lowercase());
    let letters = typed.chars().count();
    let allowed = (letters / LETTERS_PER_EDIT).min(EDITS);
    let distance = strsim::damerau_levenshtein(&typed, &name);
    (distance <= allowed).then_some(distance)
}

/// Gives the one of `names` that `typed` misspells, by [`edits`]; among equals one of the same length, else the first.
#[must_use]
pub fn misspelt<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = typed.chars().count();
    names
        .into_iter()
        .filter_map(|name| {
            // Letters change places more often than one is missing.
            let longer = name.chars().count().abs_diff(letters);
            Some(((edits(typed, name)?, longer), name))
        })
        .min_by_key(|(apart, _)| *apart)
        .map(|(_, name)| name)
}

/// Gives the one of `names` that `typed` perhaps means: one that it misspells, else the shortest that starts with it.
#[must_use]
pub fn nearest<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    misspelt(typed, names.clone()).or_else(|| {
        let start = typed.to_lowercase();
        let is_start = start.chars().count() >= SHORTEST_START;
        names
            .into_iter()
            .filter(|name| is_start && name.to_lowercase().starts_with(&start))
            .min_by_key(|name| name.chars().count())
    })
}

/// Asks whether `name` is meant.
#[must_use]
pub fn did_you_mean(name: &str) -> String {
    wording!("did you mean `{name}`?", "meinten Sie `{name}`?")
}

#[cfg(test)]
mod tests {
    use super::{edits, misspelt, nearest};

    #[test]
    fn edits_are_at_most_two_and_a_third_of_the_letters() {
        assert_eq!(edits("tmier", "timer"), Some(1));
        assert_eq!(edits("Describe", "descirbee"), Some(2));
        for (typed, name) in [("zzzz", "goal"), ("q2", "cd"), ("tabel", "labels")] {
            assert_eq!(edits(typed, name), None, "{typed}, {name}");
        }
    }

    #[test]
    fn letters_that_changed_places_come_before_one_that_is_missing() {
        assert_eq!(misspelt("fidn", ["fin", "find"]), Some("find"));
    }

    #[test]
    fn start_of_a_name_is_near_from_three_letters_on() {
        let names = ["organisation", "organ", "order"];
        assert_eq!(nearest("orga", names), Some("organ"));
        assert_eq!(nearest("or", names), None);
        assert_eq!(misspelt("orga", ["organisation"]), None);
    }
}
