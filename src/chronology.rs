//! The dated facts about a node, in the order of their dates. Layer 3: may use store, vocab.
//!
//! Start at [`read`]. Facts are the node's own dates, those of the nodes that link to it, and what statements about
//! statements say of them, each with the modality in which it is said. A fact without a date of its own has that of the
//! occurrence it belongs to, else the day for which its source says it.

pub mod date;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use crate::store::{Dataset, Error};
use crate::vocab::gremia;
use date::Date;

/// Properties for the first and the last day of something that lasts.
const LASTING: [[NamedNodeRef<'_>; 2]; 4] = [
    [gremia::VALID_FROM, gremia::VALID_UNTIL],
    [
        NamedNodeRef::new_unchecked("http://schema.org/startDate"),
        NamedNodeRef::new_unchecked("http://schema.org/endDate"),
    ],
    [
        NamedNodeRef::new_unchecked("http://data.europa.eu/m8g/startDate"),
        NamedNodeRef::new_unchecked("http://data.europa.eu/m8g/endDate"),
    ],
    [
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#startedAtTime"),
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#endedAtTime"),
    ],
];
/// Properties of days before and after which something did not happen.
const BOUNDS: [NamedNodeRef<'_>; 2] = [gremia::NOT_EARLIER_THAN, gremia::NOT_LATER_THAN];
/// Properties that tell when an occurrence was.
const OCCURRENCE: [NamedNodeRef<'_>; 3] = [
    gremia::HELD_ON,
    gremia::NOT_EARLIER_THAN,
    gremia::NOT_LATER_THAN,
];
/// Properties whose dates are about our own work.
const OWN_WORK: [NamedNodeRef<'_>; 1] = [gremia::VERIFIED_ON];
/// Properties that only mention what they link to.
const MENTIONS: [NamedNodeRef<'_>; 2] = [
    NamedNodeRef::new_unchecked("http://purl.org/dc/terms/references"),
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/ontology#cites"),
];
/// Relations of a fact that are followed to the occurrence it belongs to.
const FOLLOWED: usize = 200;

/// A date with the modalities in which it is said; none where it is stated of a node that has no modality.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// The date.
    pub date: Date,
    /// How it is said, in order.
    pub modalities: BTreeSet<NamedNode>,
}

/// When something was or is to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// From a first to a last day; a day that is not told is not known.
    Lasting {
        /// The first day.
        start: Option<Told>,
        /// The last day.
        end: Option<Told>,
    },
    /// On a day between two.
    Between {
        /// Not before this day.
        earliest: Option<Told>,
        /// Not after this day.
        latest: Option<Told>,
    },
    /// On a day, or in a month or a year.
    At(Told),
    /// At an unknown time: it is said for this day.
    AsOf(Told),
}

impl When {
    /// Gives its one or two dates, the first first.
    pub fn told(&self) -> impl Iterator<Item = &Told> {
        let (one, other) = match self {
            Self::Lasting { start, end } => (start.as_ref(), end.as_ref()),
            Self::Between { earliest, latest } => (earliest.as_ref(), latest.as_ref()),
            Self::At(told) | Self::AsOf(told) => (Some(told), None),
        };
        one.into_iter().chain(other)
    }

    /// Gives the first and the last day that it names, in days since 1970-01-01.
    #[must_use]
    pub fn days(&self) -> (i64, i64) {
        let first = self.told().map(|told| told.date.first).min();
        let last = self.told().map(|told| told.date.last).max();
        (first.unwrap_or_default(), last.unwrap_or_default())
    }
}

/// A dated fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was.
    pub when: When,
    /// The properties that tell the date, in order.
    pub properties: Vec<NamedNode>,
    /// What it is about: the node that was asked for, or one that links to it.
    pub node: NamedOrBlankNode,
    /// The properties by which it links to the node that was asked for; none for that node itself.
    pub ties: Vec<NamedNode>,
    /// The occurrence that the date is of, where the fact has none of its own.
    pub occurrence: Option<NamedOrBlankNode>,
    /// What a statement about the node says, where the date is that of the statement.
    pub statement: Option<(NamedNode, Term)>,
    /// How many other facts have no date but that of this one, which is the occurrence they belong to.
    pub belonging: usize,
    /// The modalities of the fact beside those of its dates, in order.
    pub modalities: BTreeSet<NamedNode>,
}

/// The dated facts about a node.
#[derive(Clone, Debug, Default)]
pub struct Chronology {
    /// The facts, the earliest first.
    pub entries: Vec<Entry>,
    /// How many nodes link to the node that have no date at all.
    pub undated: usize,
    /// Whether more nodes link to the node than were looked at.
    pub cut: bool,
}

/// Reads the dated facts about `node`; looks at no more than `most` nodes that link to it.
///
/// `check` is asked before each node whether to go on.
///
/// # Errors
/// The dataset's, and that of `check`.
pub fn read(
    dataset: &dyn Dataset,
    node: &NamedOrBlankNode,
    most: usize,
    check: &dyn Fn() -> Result<(), Error>,
) -> Result<Chronology, Error> {
    let mut chronology = Chronology::default();
    let own = Dates::of(dataset, node)?;
    for (when, properties) in own.whens() {
        chronology.entries.push(Entry {
            when,
            properties,
            node: node.clone(),
            ties: Vec::new(),
            occurrence: None,
            statement: None,
            belonging: 0,
            modalities: BTreeSet::new(),
        });
    }
    chronology.entries.extend(said_of(dataset, node)?);
    let (linking, cut) = linking(dataset, node, most)?;
    chronology.cut = cut;
    for (subject, tie) in linking {
        check()?;
        // What a claim says was read where it says it.
        if statement(dataset, &subject)?.is_some() {
            continue;
        }
        let found = facts(dataset, &subject, &tie)?;
        chronology.undated += usize::from(found.is_empty());
        chronology.entries.extend(found);
    }
    join_belonging(&mut chronology.entries);
    chronology.entries.sort_by_cached_key(|entry| {
        let (first, last) = entry.when.days();
        let is_as_of = matches!(entry.when, When::AsOf(_));
        let occurrence = entry.occurrence.as_ref().map(ToString::to_string);
        let properties = entry.properties.clone();
        (
            first,
            is_as_of,
            last,
            entry.node.to_string(),
            occurrence,
            properties,
        )
    });
    Ok(chronology)
}

/// Counts the facts that have the date of an occurrence which is an entry itself, in place of listing them.
fn join_belonging(entries: &mut Vec<Entry>) {
    let mut places: HashMap<NamedOrBlankNode, usize> = HashMap::new();
    let is_own = |entry: &Entry| entry.occurrence.is_none() && entry.statement.is_none();
    for (place, entry) in entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| is_own(entry))
    {
        if !matches!(entry.when, When::AsOf(_)) {
            places.entry(entry.node.clone()).or_insert(place);
        }
    }
    let mut belonging: HashMap<usize, HashSet<NamedOrBlankNode>> = HashMap::new();
    for entry in entries.iter() {
        let place = entry.occurrence.as_ref().and_then(|node| places.get(node));
        if let Some(place) = place {
            let facts = belonging.entry(*place).or_default();
            facts.insert(entry.node.clone());
        }
    }
    for (place, facts) in belonging {
        entries[place].belonging = facts.len();
    }
    entries.retain(|entry| {
        let occurrence = entry.occurrence.as_ref();
        occurrence.is_none_or(|node| !places.contains_key(node))
    });
}

/// How a node links to the one that was asked for.
#[derive(Default)]
struct Tie {
    properties: BTreeSet<NamedNode>,
    /// The modalities of the statements, where only statements say it.
    modalities: BTreeSet<NamedNode>,
    stated: bool,
    /// The days for which statements say it.
    as_of: Vec<Told>,
}

/// Gives the nodes that link to `node`, at most `most`, and whether there are more.
fn linking(
    dataset: &dyn Dataset,
    node: &NamedOrBlankNode,
    most: usize,
) -> Result<(HashMap<NamedOrBlankNode, Tie>, bool), Error> {
    let mut linking: HashMap<NamedOrBlankNode, Tie> = HashMap::new();
    let object = Term::from(node.clone());
    for quad in dataset.quads(None, None, Some(object.as_ref()), None) {
        let quad = quad?;
        if linking.len() == most {
            return Ok((linking, true));
        }
        if [rdf::SUBJECT, rdf::PREDICATE].contains(&quad.predicate.as_ref())
            || quad.subject == *node
        {
            continue;
        }
        if quad.predicate != rdf::OBJECT {
            let tie = linking.entry(quad.subject).or_default();
            tie.properties.insert(quad.predicate);
            tie.stated = true;
            continue;
        }
        let Some((subject, property, _)) = statement(dataset, &quad.subject)? else {
            continue;
        };
        let modalities = modalities(dataset, &quad.subject)?;
        // A statement without a modality is about the graph, such as a link to an authority file.
        if subject == *node || modalities.is_empty() {
            continue;
        }
        let as_of = Dates::of(dataset, &quad.subject)?.as_of;
        let tie = linking.entry(subject).or_default();
        tie.properties.insert(property);
        tie.modalities.extend(modalities);
        tie.as_of.extend(as_of);
    }
    Ok((linking, false))
}

/// Gives the dated facts that `subject` is, which links by `tie` to the node that was asked for.
fn facts(
    dataset: &dyn Dataset,
    subject: &NamedOrBlankNode,
    tie: &Tie,
) -> Result<Vec<Entry>, Error> {
    let dates = Dates::of(dataset, subject)?;
    let entry = |(when, properties)| Entry {
        when,
        properties,
        node: subject.clone(),
        ties: tie.properties.iter().cloned().collect(),
        occurrence: None,
        statement: None,
        belonging: 0,
        modalities: if tie.stated {
            BTreeSet::new()
        } else {
            tie.modalities.clone()
        },
    };
    let mut entries: Vec<Entry> = dates.whens().into_iter().map(entry).collect();
    let own = modalities(dataset, subject)?;
    // What is no single fact, such as a document, belongs to no occurrence.
    if entries.is_empty() && !own.is_empty() {
        for (occurrence, dates) in occurrences(dataset, subject)? {
            entries.extend(dates.whens().into_iter().map(entry).map(|entry| Entry {
                occurrence: Some(occurrence.clone()),
                modalities: own.clone(),
                ..entry
            }));
        }
    }
    if entries.is_empty() {
        let mut as_of = dates.as_of;
        if as_of.is_empty() {
            as_of.extend(tie.as_of.iter().cloned());
        }
        as_of.sort();
        as_of.dedup();
        let whens = as_of.into_iter().map(|told| (When::AsOf(told), Vec::new()));
        entries.extend(whens.map(entry));
    }
    Ok(entries)
}

/// Gives the occurrences that `fact` belongs to, with their dates.
fn occurrences(
    dataset: &dyn Dataset,
    fact: &NamedOrBlankNode,
) -> Result<HashMap<NamedOrBlankNode, Dates>, Error> {
    let mut neighbours = HashSet::new();
    for quad in dataset
        .quads(Some(fact.as_ref()), None, None, None)
        .take(FOLLOWED)
    {
        let quad = quad?;
        if !MENTIONS.contains(&quad.predicate.as_ref()) {
            neighbours.extend(as_node(quad.object));
        }
    }
    let object = Term::from(fact.clone());
    for quad in dataset
        .quads(None, None, Some(object.as_ref()), None)
        .take(FOLLOWED)
    {
        let quad = quad?;
        if !MENTIONS.contains(&quad.predicate.as_ref()) {
            neighbours.insert(quad.subject);
        }
    }
    let mut found = HashMap::new();
    for neighbour in neighbours {
        // An occurrence is a fact; a class or a concept has too many links to look for claims about it.
        if modalities(dataset, &neighbour)?.is_empty() {
            continue;
        }
        let mut dates = Dates::of(dataset, &neighbour)?;
        dates
            .told
            .retain(|property, _| OCCURRENCE.contains(&property.as_ref()));
        if !dates.told.is_empty() {
            found.insert(neighbour, dates);
        }
    }
    Ok(found)
}

/// Gives what statements say of `node` for a day, where it is no date itself.
fn said_of(dataset: &dyn Dataset, node: &NamedOrBlankNode) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    let object = Term::from(node.clone());
    for quad in dataset.quads(None, Some(rdf::SUBJECT), Some(object.as_ref()), None) {
        let claim = quad?.subject;
        let Some((_, property, value)) = statement(dataset, &claim)? else {
            continue;
        };
        if Date::of(&value).is_some() {
            continue;
        }
        for told in Dates::of(dataset, &claim)?.as_of {
            entries.push(Entry {
                when: When::AsOf(told),
                properties: Vec::new(),
                node: node.clone(),
                ties: Vec::new(),
                occurrence: None,
                statement: Some((property.clone(), value.clone())),
                belonging: 0,
                modalities: BTreeSet::new(),
            });
        }
    }
    Ok(entries)
}

/// The dates of a node by property, stated or said by statements about it.
#[derive(Default)]
struct Dates {
    told: BTreeMap<NamedNode, Vec<Told>>,
    as_of: Vec<Told>,
}

impl Dates {
    fn of(dataset: &dyn Dataset, node: &NamedOrBlankNode) -> Result<Self, Error> {
        let mut dates: BTreeMap<(NamedNode, Date), BTreeSet<NamedNode>> = BTreeMap::new();
        let object = Term::from(node.clone());
        for quad in dataset.quads(None, Some(rdf::SUBJECT), Some(object.as_ref()), None) {
            let claim = quad?.subject;
            if let Some((_, property, value)) = statement(dataset, &claim)?
                && let Some(date) = Date::of(&value)
            {
                let entry = dates.entry((property, date)).or_default();
                entry.extend(modalities(dataset, &claim)?);
            }
        }
        let own = modalities(dataset, node)?;
        for quad in dataset.quads(Some(node.as_ref()), None, None, None) {
            let Quad {
                predicate, object, ..
            } = quad?;
            if let Some(date) = Date::of(&object) {
                // What is said of the very date tells more than what holds for the node as a whole.
                let entry = dates.entry((predicate, date));
                entry.or_insert_with(|| own.clone());
            }
        }
        let mut found = Self::default();
        for ((property, date), modalities) in dates {
            let told = Told { date, modalities };
            if property.as_ref() == gremia::AS_OF {
                found.as_of.push(told);
            } else if !OWN_WORK.contains(&property.as_ref()) {
                found.told.entry(property).or_default().push(told);
            }
        }
        Ok(found)
    }

    /// Joins first and last days; gives each with the properties that tell it.
    fn whens(&self) -> Vec<(When, Vec<NamedNode>)> {
        let mut whens = Vec::new();
        let mut joined = BTreeSet::new();
        for pair in LASTING {
            self.join(pair, &mut joined, &mut whens, &|start, end| When::Lasting {
                start,
                end,
            });
        }
        self.join(BOUNDS, &mut joined, &mut whens, &|earliest, latest| {
            When::Between { earliest, latest }
        });
        for (property, told) in &self.told {
            if !joined.contains(&property.as_ref()) {
                let at = |told: &Told| (When::At(told.clone()), vec![property.clone()]);
                whens.extend(told.iter().map(at));
            }
        }
        whens
    }

    /// Joins each first day with each last day that is not before it.
    fn join(
        &self,
        pair: [NamedNodeRef<'static>; 2],
        joined: &mut BTreeSet<NamedNodeRef<'static>>,
        whens: &mut Vec<(When, Vec<NamedNode>)>,
        make: &dyn Fn(Option<Told>, Option<Told>) -> When,
    ) {
        joined.extend(pair);
        let [starts, ends] = pair.map(|property| {
            let told = self.told.get(&property.into_owned());
            told.cloned().unwrap_or_default()
        });
        let mut alone: BTreeSet<&Told> = ends.iter().collect();
        for start in &starts {
            let mut has_end = false;
            for end in ends.iter().filter(|end| end.date.last >= start.date.first) {
                has_end = true;
                alone.remove(end);
                let properties = pair.map(NamedNodeRef::into_owned).to_vec();
                whens.push((make(Some(start.clone()), Some(end.clone())), properties));
            }
            if !has_end {
                let properties = vec![pair[0].into_owned()];
                whens.push((make(Some(start.clone()), None), properties));
            }
        }
        for end in alone {
            whens.push((make(None, Some(end.clone())), vec![pair[1].into_owned()]));
        }
    }
}

/// Gives what a statement says: subject, predicate, object.
fn statement(
    dataset: &dyn Dataset,
    claim: &NamedOrBlankNode,
) -> Result<Option<(NamedOrBlankNode, NamedNode, Term)>, Error> {
    let value = |property| {
        let quad = dataset
            .quads(Some(claim.as_ref()), Some(property), None, None)
            .next();
        quad.transpose()
            .map(|quad: Option<Quad>| quad.map(|quad| quad.object))
    };
    let subject = value(rdf::SUBJECT)?.and_then(as_node);
    Ok(
        match (subject, value(rdf::PREDICATE)?, value(rdf::OBJECT)?) {
            (Some(subject), Some(Term::NamedNode(property)), Some(object)) => {
                Some((subject, property, object))
            }
            _ => None,
        },
    )
}

fn modalities(
    dataset: &dyn Dataset,
    node: &NamedOrBlankNode,
) -> Result<BTreeSet<NamedNode>, Error> {
    let mut found = BTreeSet::new();
    for quad in dataset.quads(Some(node.as_ref()), Some(gremia::MODALITY), None, None) {
        if let Term::NamedNode(modality) = quad?.object {
            found.insert(modality);
        }
    }
    Ok(found)
}

fn as_node(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
