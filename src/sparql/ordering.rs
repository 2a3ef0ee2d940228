//! The order of ORDER BY: numbers and dates by value, text as German readers expect it.
//!
//! Unbound comes first, then blank nodes, IRIs, literals, triple terms (SPARQL 1.1, section 15.1). What the
//! specification leaves open is settled here: truth values, numbers, dates, times of day, text, all else by its
//! datatype. Text is compared by the German collation, equal text by code point, then by language tag.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use oxrdf::{Literal, Term};

use super::value::{Number, date_time, time_of_day};

/// A row as the engine gives it: a term for each column, nothing where it is unbound.
pub(super) type Row = Vec<Option<Term>>;

static GERMAN: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(
        icu_locale_core::locale!("de").into(),
        CollatorOptions::default(),
    )
    .expect("the collation of German is compiled in")
});

/// Sorts rows by their keys, keeping only the first ones where a limit is set.
pub(super) struct Sorter {
    descending: Vec<bool>,
    kept: Kept,
    seen: usize,
}

enum Kept {
    All(Vec<Entry>),
    /// The first `limit` rows so far, the last of them on top.
    First {
        limit: usize,
        heap: BinaryHeap<Entry>,
    },
}

impl Sorter {
    /// Makes a sorter; `descending` has one entry for each key, `limit` is the number of rows that matter.
    pub(super) fn new(descending: Vec<bool>, limit: Option<usize>) -> Self {
        let kept = match limit {
            Some(limit) => Kept::First {
                limit,
                heap: BinaryHeap::new(),
            },
            None => Kept::All(Vec::new()),
        };
        Self {
            descending,
            kept,
            seen: 0,
        }
    }

    /// Takes one more row with the values of its keys.
    pub(super) fn push<'a>(&mut self, keys: impl Iterator<Item = Option<&'a Term>>, row: Row) {
        let keys = keys
            .zip(&self.descending)
            .map(|(term, descending)| Directed {
                key: Key::new(term),
                descending: *descending,
            })
            .collect();
        let entry = Entry {
            keys,
            arrival: self.seen,
            row,
        };
        self.seen += 1;
        match &mut self.kept {
            Kept::All(entries) => entries.push(entry),
            Kept::First { limit: 0, .. } => {}
            Kept::First { limit, heap } if heap.len() < *limit => heap.push(entry),
            Kept::First { heap, .. } => {
                if let Some(mut last) = heap.peek_mut()
                    && entry < *last
                {
                    *last = entry;
                }
            }
        }
    }

    /// Gives the rows in order; rows with equal keys keep the order they came in.
    pub(super) fn finish(self) -> Vec<Row> {
        let entries = match self.kept {
            Kept::All(mut entries) => {
                entries.sort_unstable();
                entries
            }
            Kept::First { heap, .. } => heap.into_sorted_vec(),
        };
        entries.into_iter().map(|entry| entry.row).collect()
    }
}

struct Entry {
    keys: Vec<Directed>,
    arrival: usize,
    row: Row,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.keys
            .cmp(&other.keys)
            .then(self.arrival.cmp(&other.arrival))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

struct Directed {
    key: Key,
    descending: bool,
}

impl Ord for Directed {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.key.cmp(&other.key);
        if self.descending {
            order.reverse()
        } else {
            order
        }
    }
}

impl PartialOrd for Directed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Directed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Directed {}

/// Compares two terms as ORDER BY does.
pub(super) fn compare(one: Option<&Term>, other: Option<&Term>) -> Ordering {
    Key::new(one).cmp(&Key::new(other))
}

/// The value of a key, read once.
enum Key {
    Unbound,
    Blank,
    Iri(String),
    Boolean(bool),
    Number(Number),
    /// Nanoseconds since the start of 1970, in UTC where no time zone is given.
    Date(i128),
    /// Nanoseconds since midnight.
    Time(i128),
    Text(Text),
    Other {
        datatype: String,
        value: String,
    },
    Triple(String),
}

struct Text {
    value: String,
    language: Option<String>,
}

impl Key {
    fn new(term: Option<&Term>) -> Self {
        match term {
            None => Self::Unbound,
            Some(Term::BlankNode(_)) => Self::Blank,
            Some(Term::NamedNode(node)) => Self::Iri(node.as_str().to_owned()),
            Some(Term::Triple(triple)) => Self::Triple(triple.to_string()),
            Some(Term::Literal(literal)) => Self::of_literal(literal),
        }
    }

    fn of_literal(literal: &Literal) -> Self {
        let value = literal.value();
        let datatype = literal.datatype().as_str();
        let text = || Text {
            value: value.to_owned(),
            language: literal.language().map(str::to_owned),
        };
        let Some(name) = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#") else {
            return if literal.language().is_some() {
                Self::Text(text())
            } else {
                Self::Other {
                    datatype: datatype.to_owned(),
                    value: value.to_owned(),
                }
            };
        };
        let known = match name {
            "string" => Some(Self::Text(text())),
            "boolean" => match value {
                "true" | "1" => Some(Self::Boolean(true)),
                "false" | "0" => Some(Self::Boolean(false)),
                _ => None,
            },
            "date" | "dateTime" | "dateTimeStamp" | "gYear" | "gYearMonth" => {
                date_time(value).map(Self::Date)
            }
            "time" => time_of_day(value).map(Self::Time),
            _ => Number::parse(name, value).map(Self::Number),
        };
        known.unwrap_or_else(|| Self::Other {
            datatype: datatype.to_owned(),
            value: value.to_owned(),
        })
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Unbound => 0,
            Self::Blank => 1,
            Self::Iri(_) => 2,
            Self::Boolean(_) => 3,
            Self::Number(_) => 4,
            Self::Date(_) => 5,
            Self::Time(_) => 6,
            Self::Text(_) => 7,
            Self::Other { .. } => 8,
            Self::Triple(_) => 9,
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Iri(a), Self::Iri(b)) | (Self::Triple(a), Self::Triple(b)) => a.cmp(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) | (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (
                Self::Other { datatype, value },
                Self::Other {
                    datatype: other_datatype,
                    value: other_value,
                },
            ) => datatype
                .cmp(other_datatype)
                .then_with(|| value.cmp(other_value)),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl Text {
    fn cmp(&self, other: &Self) -> Ordering {
        GERMAN
            .compare(&self.value, &other.value)
            .then_with(|| self.value.cmp(&other.value))
            .then_with(|| self.language.cmp(&other.language))
    }
}

#[cfg(test)]
mod tests {
    use oxrdf::vocab::xsd;
    use oxrdf::{BlankNode, Literal, NamedNode, NamedNodeRef, Term};

    use super::Sorter;

    fn sorted(terms: &[Option<Term>], descending: bool, limit: Option<usize>) -> Vec<String> {
        let mut sorter = Sorter::new(vec![descending], limit);
        for term in terms {
            sorter.push(std::iter::once(term.as_ref()), vec![term.clone()]);
        }
        let shown = |term: &Option<Term>| {
            term.as_ref()
                .map_or("unbound".to_owned(), |term| match term {
                    Term::Literal(literal) => literal.value().to_owned(),
                    term => term.to_string(),
                })
        };
        sorter.finish().iter().map(|row| shown(&row[0])).collect()
    }

    fn typed(values: &[&str], datatype: NamedNodeRef<'_>) -> Vec<Option<Term>> {
        values
            .iter()
            .map(|value| Some(Literal::new_typed_literal(*value, datatype.into_owned()).into()))
            .collect()
    }

    fn texts(values: &[&str]) -> Vec<Option<Term>> {
        values
            .iter()
            .map(|value| Some(Literal::new_simple_literal(*value).into()))
            .collect()
    }

    #[test]
    fn umlauts_stand_beside_their_vowels() {
        let names = texts(&[
            "Zwickau",
            "Österreich",
            "Oldenburg",
            "Ähre",
            "Afrika",
            "zebra",
            "Straße",
            "Strasse",
        ]);
        assert_eq!(
            sorted(&names, false, None),
            [
                "Afrika",
                "Ähre",
                "Oldenburg",
                "Österreich",
                "Strasse",
                "Straße",
                "zebra",
                "Zwickau"
            ]
        );
    }

    #[test]
    fn numbers_are_compared_by_value_across_datatypes() {
        let mut numbers = typed(&["10", "9", "-3"], xsd::INTEGER);
        numbers.extend(typed(&["9.5", "9.50001"], xsd::DECIMAL));
        numbers.extend(typed(&["1e1", "-INF"], xsd::DOUBLE));
        assert_eq!(
            sorted(&numbers, false, None),
            ["-INF", "-3", "9", "9.5", "9.50001", "1e1", "10"]
        );
    }

    #[test]
    fn whole_numbers_beyond_the_precision_of_a_double_keep_their_order() {
        let numbers = typed(
            &["9007199254740993", "9007199254740992", "9007199254740994"],
            xsd::INTEGER,
        );
        assert_eq!(
            sorted(&numbers, false, None),
            ["9007199254740992", "9007199254740993", "9007199254740994"]
        );
    }

    #[test]
    fn dates_are_compared_as_moments() {
        let mut dates = typed(&["2024-04-19", "-0001-01-01"], xsd::DATE);
        dates.extend(typed(
            &["2024-04-19T01:00:00+02:00", "2024-04-19T10:00:00Z"],
            xsd::DATE_TIME,
        ));
        assert_eq!(
            sorted(&dates, false, None),
            [
                "-0001-01-01",
                "2024-04-19T01:00:00+02:00",
                "2024-04-19",
                "2024-04-19T10:00:00Z"
            ]
        );
    }

    #[test]
    fn kinds_of_terms_come_in_the_order_of_the_specification() {
        let terms = [
            Some(Literal::new_simple_literal("a").into()),
            Some(NamedNode::new_unchecked("http://x/").into()),
            None,
            Some(BlankNode::new_unchecked("b").into()),
        ];
        assert_eq!(
            sorted(&terms, false, None),
            ["unbound", "_:b", "<http://x/>", "a"]
        );
        assert_eq!(
            sorted(&terms, true, None),
            ["a", "<http://x/>", "_:b", "unbound"]
        );
    }

    #[test]
    fn equal_text_is_settled_by_language_tag_last() {
        let terms = [
            Some(Literal::new_language_tagged_literal_unchecked("a", "en").into()),
            Some(Literal::new_language_tagged_literal_unchecked("a", "de").into()),
            Some(Literal::new_simple_literal("a").into()),
        ];
        let mut sorter = Sorter::new(vec![false], None);
        for term in &terms {
            sorter.push(std::iter::once(term.as_ref()), vec![term.clone()]);
        }
        let order: Vec<_> = sorter
            .finish()
            .into_iter()
            .filter_map(|row| row[0].clone())
            .map(|t: Term| t.to_string())
            .collect();
        assert_eq!(order, ["\"a\"", "\"a\"@de", "\"a\"@en"]);
    }

    #[test]
    fn limit_keeps_the_first_rows_and_the_order_of_arrival_among_equals() {
        let terms = typed(&["2", "1", "02", "3", "01"], xsd::INTEGER);
        assert_eq!(sorted(&terms, false, Some(3)), ["1", "01", "2"]);
        assert_eq!(sorted(&terms, true, Some(3)), ["3", "2", "02"]);
        assert_eq!(sorted(&terms, false, Some(0)), Vec::<String>::new());
    }
}
