//! A difference for people: by entity, with labels, claims and evidence told apart.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::sync::Arc;

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term};
use unicode_width::UnicodeWidthStr as _;

use crate::commands::operand::ontology;
use crate::commands::{number, term};
use crate::difference::{Change, Difference, Subject, Value};
use crate::evidence::Passage;
use crate::failure::Result;
use crate::language::{Wording, wording};
use crate::session::Session;
use crate::store::{Dataset, EmbeddedDataset};
use crate::vocab::gremia;

/// Columns that a value has at least beside its property.
const NARROWEST: usize = 24;

/// Writes `difference`; with `only_summary` just which entities changed.
pub(super) fn write(
    difference: &Difference,
    only_summary: bool,
    session: &Session,
    out: &mut dyn Write,
) -> Result<()> {
    if difference.is_empty() {
        let count = number::grouped(difference.new.len());
        let same = wording!(
            "no difference: {count} statements",
            "kein Unterschied: {count} Tripel"
        );
        writeln!(out, "{same}")?;
        return Ok(());
    }
    let subjects = difference.by_subject();
    let report = Report::new(difference, &subjects, session)?;
    report.write_counts(out)?;
    for fate in [Fate::Changed, Fate::New, Fate::Gone] {
        for entity in report
            .entities
            .values()
            .filter(|entity| entity.fate == fate)
        {
            report.write_entity(entity, only_summary, out)?;
        }
    }
    Ok(())
}

fn in_graph(name: &str) -> String {
    wording!("  (graph {name})", "  (Graph {name})")
}

/// What became of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Changed,
    New,
    Gone,
}

impl Fate {
    fn word(self) -> &'static str {
        match self {
            Self::Changed => Wording::new("changed", "geändert"),
            Self::New => Wording::new("new", "neu"),
            Self::Gone => Wording::new("gone", "entfernt"),
        }
        .text()
    }
}

/// An entity or fact with its changes, those of its blank nodes, and those of the claims about it.
struct Entity<'a> {
    node: NamedOrBlankNodeRef<'a>,
    fate: Fate,
    own: Vec<&'a Subject<'a>>,
    claims: Vec<&'a Subject<'a>>,
}

struct Report<'a> {
    /// The session with a dataset that holds the labels, classes and claims of both sides.
    session: Session,
    /// The subjects that the older and the newer dataset describe.
    described: [HashSet<NamedOrBlankNodeRef<'a>>; 2],
    entities: BTreeMap<String, Entity<'a>>,
    subjects: &'a [Subject<'a>],
}

impl<'a> Report<'a> {
    fn new(
        difference: &'a Difference,
        subjects: &'a [Subject<'a>],
        session: &Session,
    ) -> Result<Self> {
        let mut report = Self {
            session: background(difference, session)?,
            described: [subjects_of(&difference.old), subjects_of(&difference.new)],
            entities: BTreeMap::new(),
            subjects,
        };
        let owners = Owners::of(difference);
        for subject in subjects {
            let node = subject.node.as_ref();
            let about = owners.about(node);
            let owner = about.unwrap_or_else(|| owners.holder(node));
            let fate = report.fate(owner);
            let entity = report
                .entities
                .entry(owner.to_string())
                .or_insert_with(|| Entity {
                    node: owner,
                    fate,
                    own: Vec::new(),
                    claims: Vec::new(),
                });
            if about.is_some() {
                &mut entity.claims
            } else {
                &mut entity.own
            }
            .push(subject);
        }
        Ok(report)
    }

    fn fate(&self, node: NamedOrBlankNodeRef<'_>) -> Fate {
        match [0, 1].map(|side: usize| self.described[side].contains(&node)) {
            [false, true] => Fate::New,
            [true, false] => Fate::Gone,
            _ => Fate::Changed,
        }
    }

    fn write_counts(&self, out: &mut dyn Write) -> Result<()> {
        let mut statements = [0; 3];
        let mut passages = [0; 3];
        for change in self.subjects.iter().flat_map(|subject| &subject.changes) {
            let place = match change.value {
                Value::Changed(..) => 0,
                Value::Added(_) => 1,
                Value::Removed(_) => 2,
            };
            statements[place] += 1;
            if change.property.as_ref() == gremia::EVIDENCE {
                passages[place] += 1;
            }
        }
        let mut entities = [0; 3];
        let mut claims = [0; 3];
        for entity in self.entities.values() {
            entities[entity.fate as usize] += 1;
            for claim in &entity.claims {
                claims[self.fate(claim.node.as_ref()) as usize] += 1;
            }
        }
        for (name, [changed, new, gone]) in [
            (
                Wording::new("entities and facts", "Entitäten und Fakten"),
                entities,
            ),
            (Wording::new("claims", "Aussagen"), claims),
            (
                Wording::new("passages of evidence", "Textstellen als Beleg"),
                passages,
            ),
            (
                Wording::new("statements in all", "Tripel insgesamt"),
                statements,
            ),
        ] {
            if changed + new + gone > 0 {
                let name = name.text();
                let [changed, new, gone] = [changed, new, gone].map(number::grouped);
                let row = wording!(
                    "{name:<20}  {changed:>5} changed  {new:>5} new  {gone:>5} gone",
                    "{name:<21}  {changed:>5} geändert  {new:>5} neu  {gone:>5} entfernt"
                );
                if self
                    .session
                    .display
                    .width
                    .is_some_and(|width| row.width() > width)
                {
                    let counts = wording!(
                        "{changed} changed, {new} new, {gone} gone",
                        "{changed} geändert, {new} neu, {gone} entfernt"
                    );
                    writeln!(out, "{name}\n  {counts}")?;
                } else {
                    writeln!(out, "{row}")?;
                }
            }
        }
        Ok(())
    }

    fn write_entity(
        &self,
        entity: &Entity<'_>,
        only_summary: bool,
        out: &mut dyn Write,
    ) -> Result<()> {
        let heading = self.heading(entity.node)?;
        let changes = entity
            .own
            .iter()
            .map(|subject| subject.changes.len())
            .sum::<usize>();
        if only_summary {
            let claims = match entity.claims.len() {
                0 => String::new(),
                count => wording!(", claims {}", ", Aussagen {}", number::grouped(count)),
            };
            let changes = number::grouped(changes);
            let fate = entity.fate.word();
            let row = wording!(
                "{fate:<7}  {heading}  (statements {changes}{claims})",
                "{fate:<8}  {heading}  (Tripel {changes}{claims})"
            );
            writeln!(out, "{}", term::wrap(&row, 2, self.session.display.width))?;
            return Ok(());
        }
        let heading = format!("{}  {heading}", entity.fate.word());
        let heading = term::wrap(&heading, 2, self.session.display.width);
        writeln!(out, "\n{heading}")?;
        for subject in &entity.own {
            let mut indent = 2;
            if subject.node.as_ref() != entity.node {
                writeln!(out, "  {}", subject.node)?;
                indent = 4;
            }
            self.write_changes(subject, indent, out)?;
        }
        for claim in &entity.claims {
            let fate = self.fate(claim.node.as_ref());
            let (word, said) = (fate.word(), self.claim(claim.node.as_ref())?);
            let row = wording!("claim {word}: {said}", "Aussage {word}: {said}");
            writeln!(out, "  {row}")?;
            if fate == Fate::Changed {
                self.write_changes(claim, 4, out)?;
            }
        }
        Ok(())
    }

    fn write_changes(
        &self,
        subject: &Subject<'_>,
        indent: usize,
        out: &mut dyn Write,
    ) -> Result<()> {
        for change in &subject.changes {
            let property = term::name(&self.session, change.property);
            let (sign, value) = match change.value {
                Value::Removed(old) => ('-', self.value(old)?),
                Value::Added(new) => ('+', self.value(new)?),
                Value::Changed(old, new) => {
                    let arrow = if self.session.display.ascii {
                        "->"
                    } else {
                        "→"
                    };
                    let (old, new) = (self.value(old)?, self.value(new)?);
                    ('~', format!("{old} {arrow} {new}"))
                }
            };
            let graph = self.graph(change);
            let hanging = indent + property.width() + 4;
            let width = self.session.display.width;
            let value = format!("{value}{graph}");
            if width.is_some_and(|width| hanging + NARROWEST > width) {
                // Beside the property there is no room for words.
                let below = indent + 4;
                let value = term::wrap(&value, below, width);
                writeln!(out, "{:indent$}{sign} {property}\n{:below$}{value}", "", "")?;
            } else {
                let value = term::wrap(&value, hanging, width);
                writeln!(out, "{:indent$}{sign} {property}  {value}", "")?;
            }
        }
        Ok(())
    }

    fn graph(&self, change: &Change<'_>) -> String {
        match change.graph {
            GraphName::DefaultGraph => String::new(),
            GraphName::NamedNode(name) => in_graph(&term::name(&self.session, name)),
            GraphName::BlankNode(name) => in_graph(&name.to_string()),
        }
    }

    /// Writes a value; a passage as its document and range.
    fn value(&self, value: &Term) -> Result<String> {
        if let Term::NamedNode(node) = value
            && let Some(passage) = Passage::parse(node.as_str())
        {
            return Ok(shown(&passage));
        }
        term::value(&self.session, value)
    }

    /// Writes name, label and classes of a node.
    fn heading(&self, node: NamedOrBlankNodeRef<'_>) -> Result<String> {
        let mut heading = match node {
            NamedOrBlankNodeRef::NamedNode(node) => {
                term::name_and_label(&self.session, &node.into_owned())?
            }
            NamedOrBlankNodeRef::BlankNode(node) => node.to_string(),
        };
        let mut classes = Vec::new();
        for class in self.objects(node, rdf::TYPE)? {
            if let Term::NamedNode(class) = class {
                let label = term::label(&self.session, &class)?;
                classes.push(label.unwrap_or_else(|| term::name(&self.session, &class)));
            }
        }
        classes.sort();
        if !classes.is_empty() {
            heading = format!("{heading} · {}", classes.join(", "));
        }
        Ok(heading)
    }

    /// Writes what a claim says, how, and where.
    fn claim(&self, claim: NamedOrBlankNodeRef<'_>) -> Result<String> {
        let mut parts = Vec::new();
        for part in [rdf::PREDICATE, rdf::OBJECT] {
            for value in self.objects(claim, part)? {
                parts.push(match (part, &value) {
                    (rdf::PREDICATE, Term::NamedNode(property)) => {
                        term::name(&self.session, property)
                    }
                    _ => self.value(&value)?,
                });
            }
        }
        for modality in self.objects(claim, gremia::MODALITY)? {
            if let Term::NamedNode(modality) = modality {
                let label = term::label(&self.session, &modality)?;
                let label = label.unwrap_or_else(|| term::name(&self.session, &modality));
                parts.push(format!("[{label}]"));
            }
        }
        let mut passages = Vec::new();
        for passage in self.objects(claim, gremia::EVIDENCE)? {
            passages.push(self.value(&passage)?);
        }
        if !passages.is_empty() {
            parts.push(format!("· {}", passages.join(", ")));
        }
        Ok(parts.join(" "))
    }

    fn objects(
        &self,
        node: NamedOrBlankNodeRef<'_>,
        property: NamedNodeRef<'_>,
    ) -> Result<Vec<Term>> {
        let mut objects = Vec::new();
        for quad in self
            .session
            .dataset
            .quads(Some(node), Some(property), None, None)
        {
            objects.push(quad?.object);
        }
        objects.sort_by_cached_key(ToString::to_string);
        objects.dedup();
        Ok(objects)
    }
}

fn shown(passage: &Passage) -> String {
    format!("{} {}–{}", passage.slug, passage.start, passage.end)
}

fn subjects_of(quads: &[Quad]) -> HashSet<NamedOrBlankNodeRef<'_>> {
    quads.iter().map(|quad| quad.subject.as_ref()).collect()
}

/// Gives a copy of `session` on a dataset with what the words of the report are taken from.
///
/// What the newer dataset says of a node comes before what the older says, and that before the bundled ontology.
fn background(difference: &Difference, session: &Session) -> Result<Session> {
    let ontology = ontology(session);
    let dataset = EmbeddedDataset::in_memory()?;
    let changed: HashSet<NamedOrBlankNodeRef<'_>> = difference
        .removed
        .iter()
        .chain(&difference.added)
        .map(|quad| quad.subject.as_ref())
        .collect();
    let told = [
        rdf::TYPE,
        rdf::PREDICATE,
        rdf::OBJECT,
        gremia::MODALITY,
        gremia::EVIDENCE,
    ];
    let mut known: HashSet<(NamedOrBlankNodeRef<'_>, NamedNodeRef<'_>)> = HashSet::new();
    let mut background = Vec::new();
    for side in [&difference.new, &difference.old, &ontology] {
        let fits = |quad: &&Quad| {
            let (subject, property) = (quad.subject.as_ref(), quad.predicate.as_ref());
            (property == rdfs::LABEL || changed.contains(&subject) && told.contains(&property))
                && !known.contains(&(subject, property))
        };
        let found: Vec<&Quad> = side.iter().filter(fits).collect();
        known.extend(
            found
                .iter()
                .map(|quad| (quad.subject.as_ref(), quad.predicate.as_ref())),
        );
        background.extend(found.into_iter().cloned().map(Ok));
    }
    dataset.extend(&mut background.into_iter())?;
    Ok(Session {
        dataset: Arc::new(dataset),
        ..session.clone()
    })
}

/// What a node belongs to: a claim to the entity it is about, a blank node to the entity that it hangs on.
struct Owners<'a> {
    about: HashMap<NamedOrBlankNodeRef<'a>, &'a NamedNode>,
    holders: HashMap<NamedOrBlankNodeRef<'a>, NamedOrBlankNodeRef<'a>>,
}

/// How many blank nodes may hang one below the other.
const DEEPEST: usize = 100;

impl<'a> Owners<'a> {
    fn of(difference: &'a Difference) -> Self {
        let mut owners = Self {
            about: HashMap::new(),
            holders: HashMap::new(),
        };
        // What the newer dataset says is read last, so that it holds.
        for quad in difference.old.iter().chain(&difference.new) {
            match &quad.object {
                Term::NamedNode(node) if quad.predicate == rdf::SUBJECT => {
                    owners.about.insert(quad.subject.as_ref(), node);
                }
                Term::BlankNode(node) => {
                    let (node, holder) = (node.as_ref().into(), quad.subject.as_ref());
                    // Of several holders the first by name, an entity before another blank node.
                    let rank =
                        |node: NamedOrBlankNodeRef<'_>| (node.is_blank_node(), node.to_string());
                    let known = owners.holders.entry(node).or_insert(holder);
                    if rank(holder) < rank(*known) {
                        *known = holder;
                    }
                }
                _ => {}
            }
        }
        owners
    }

    /// Gives the entity that a claim is about.
    fn about(&self, node: NamedOrBlankNodeRef<'a>) -> Option<NamedOrBlankNodeRef<'a>> {
        self.about.get(&node).map(|about| (*about).as_ref().into())
    }

    /// Gives the entity that a blank node hangs on, or else the node itself.
    fn holder(&self, node: NamedOrBlankNodeRef<'a>) -> NamedOrBlankNodeRef<'a> {
        let mut holder = node;
        for _ in 0..DEEPEST {
            match self.holders.get(&holder) {
                Some(next) if holder.is_blank_node() => holder = *next,
                _ => break,
            }
        }
        if holder.is_blank_node() { node } else { holder }
    }
}
