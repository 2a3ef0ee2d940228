//! Terms with how often each occurs, by the million: their names stand in one text, in order.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// Names, each once and with a count, in order of their bytes.
///
/// A name is looked up by halving. A count beyond `u32::MAX` stays there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    names: String,
    /// Where each name ends in `names`.
    ends: Vec<usize>,
    numbers: Vec<u32>,
}

impl Counts {
    /// Takes names that are in order, each once.
    #[must_use]
    pub fn of_sorted<S: AsRef<str>>(sorted: impl IntoIterator<Item = (S, usize)>) -> Self {
        let mut counts = Self::default();
        for (name, count) in sorted {
            counts.push(name.as_ref(), u32::try_from(count).unwrap_or(u32::MAX));
        }
        counts
    }

    /// Gives how many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Tells whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Gives the count of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<usize> {
        self.place(name).map(|place| self.count(place))
    }

    /// Tells whether `name` is among the names.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Gives the place of `name` in the order.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<usize> {
        let place = self.first_from(name);
        (place < self.len() && self.name(place) == name).then_some(place)
    }

    /// Gives the name at `place`, which must be lower than [`Self::len`].
    #[must_use]
    pub fn name(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.names[start..self.ends[place]]
    }

    /// Gives the count of the name at `place`, which must be lower than [`Self::len`].
    #[must_use]
    pub fn count(&self, place: usize) -> usize {
        self.numbers[place] as usize
    }

    /// Gives all names with their counts, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        (0..self.len()).map(|place| (self.name(place), self.count(place)))
    }

    /// Gives the names that start with `start`, with their counts, in order.
    pub fn starting<'c>(&'c self, start: &str) -> impl Iterator<Item = (&'c str, usize)> {
        (self.first_from(start)..self.len())
            .map(|place| (self.name(place), self.count(place)))
            .take_while(move |(name, _)| name.starts_with(start))
    }

    /// Gives the place of the first name that is not before `name`.
    fn first_from(&self, name: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.name(middle) < name {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Adds a name behind all others, which are before it in the order.
    fn push(&mut self, name: &str, count: u32) {
        self.names.push_str(name);
        self.ends.push(self.names.len());
        self.numbers.push(count);
    }
}

impl<S: AsRef<str> + Ord> From<BTreeMap<S, usize>> for Counts {
    fn from(map: BTreeMap<S, usize>) -> Self {
        Self::of_sorted(map)
    }
}

/// Counts are written as a map in order.
impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = Counts;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("names in order, each with its count")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Counts, A::Error> {
                let mut counts = Counts::default();
                while let Some((name, count)) = map.next_entry::<String, u32>()? {
                    let last = counts.len().checked_sub(1);
                    if last.is_some_and(|last| counts.name(last) >= name.as_str()) {
                        return Err(A::Error::custom(format!("`{name}` is out of order")));
                    }
                    counts.push(&name, count);
                }
                Ok(counts)
            }
        }

        deserializer.deserialize_map(Map)
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;
    use std::collections::BTreeMap;

    fn counts() -> Counts {
        Counts::from(BTreeMap::from([("b", 2), ("ab", 1), ("abc", 7), ("", 3)]))
    }

    #[test]
    fn each_name_has_its_count() {
        let counts = counts();
        assert_eq!(
            ["", "ab", "abc", "b"].map(|name| counts.get(name)),
            [Some(3), Some(1), Some(7), Some(2)]
        );
        assert_eq!(["a", "abcd", "c"].map(|name| counts.get(name)), [None; 3]);
    }

    #[test]
    fn counts_are_read_as_they_were_written() {
        let written = serde_json::to_string(&counts()).unwrap();
        assert_eq!(serde_json::from_str::<Counts>(&written).unwrap(), counts());
        assert!(serde_json::from_str::<Counts>(r#"{"b":1,"a":2}"#).is_err());
    }

    #[test]
    fn names_with_a_start_come_in_order() {
        let counts = counts();
        assert_eq!(
            counts.starting("ab").collect::<Vec<_>>(),
            [("ab", 1), ("abc", 7)]
        );
        assert_eq!(counts.starting("").count(), 4);
        assert_eq!(counts.starting("c").count(), 0);
        assert_eq!(Counts::default().starting("").count(), 0);
    }
}
