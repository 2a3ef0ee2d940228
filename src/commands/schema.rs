//! `schema`: the classes with their counts, or the properties of one class with what is known of each.

mod limits;

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use clap::Args;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use self::limits::Limits;
use super::properties::check;
use super::{Outcome, classes, number, term};
use crate::failure::{Failure, Kind, Result};
use crate::language::{command, did_you_mean, edits, wording};
use crate::results::width::width;
use crate::session::Session;

/// Nodes whose class is remembered while values are counted.
const REMEMBERED: usize = 100_000;

/// Unused properties that are named.
const UNUSED: usize = 12;

/// Arguments of `schema`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A class by prefixed name or label; all classes without it
    class: Option<String>,
    /// Write the JSON-LD context instead: the names that exports give to classes and properties
    #[arg(long, conflicts_with = "class")]
    context: bool,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        match &self.class {
            None if self.context => {
                out.write_all(session.json_ld_context()?.text().as_bytes())?;
            }
            Some(text) => properties(session, &class(session, text)?, out)?,
            None => return classes::write(session, None, out),
        }
        Ok(Outcome::Done)
    }
}

/// Reads `text` as a class that has instances: by prefixed name, by local name or by label.
pub(super) fn class(session: &Session, text: &str) -> Result<NamedNode> {
    let counts = instances(session)?;
    if let Ok(node) = session.prefixes.expand(text)
        && counts.contains_key(&node)
    {
        return Ok(node);
    }
    let local_text = text.rsplit(':').next().unwrap_or(text);
    let mut spelled = Vec::new();
    for class in counts.keys() {
        let label = term::label(session, class)?.unwrap_or_default();
        let local = class
            .as_str()
            .rsplit(['/', '#'])
            .next()
            .unwrap_or_default()
            .to_owned();
        if local.eq_ignore_ascii_case(local_text) || label.eq_ignore_ascii_case(text) {
            return Ok(class.clone());
        }
        let apart = [local, label]
            .into_iter()
            .filter_map(|name| edits(local_text, &name));
        spelled.extend(apart.min().map(|apart| (apart, class)));
    }
    let failure = Failure::new(
        Kind::Query,
        wording!(
            "no class with instances is called `{text}`",
            "keine Klasse mit Instanzen heißt `{text}`"
        ),
    );
    Err(match spelled.into_iter().min() {
        Some((_, class)) => failure.with_hint(did_you_mean(&term::name(session, class))),
        _ => failure.with_hint(wording!(
            "{} lists the classes",
            "{} listet die Klassen auf",
            command("schema")
        )),
    })
}

/// Counts the instances of each class.
pub(super) fn instances(session: &Session) -> Result<BTreeMap<NamedNode, usize>> {
    let mut counts = BTreeMap::new();
    for quad in session.dataset.quads(None, Some(rdf::TYPE), None, None) {
        check(session)?;
        if let Term::NamedNode(class) = quad?.object {
            *counts.entry(class).or_default() += 1;
        }
    }
    Ok(counts)
}

/// What is known of one property of a class.
#[derive(Default)]
struct Use {
    /// How many instances have it.
    subjects: usize,
    values: usize,
    kinds: BTreeMap<String, usize>,
    example: Option<(NamedOrBlankNode, Term)>,
}

fn properties(session: &Session, class: &NamedNode, out: &mut dyn Write) -> Result<()> {
    let (count, uses) = uses(session, class)?;
    let label = term::label(session, class)?;
    let heading = [
        Some(term::name(session, class)),
        label,
        Some(number::counted(count, number::INSTANCE)),
    ];
    let heading: Vec<String> = heading.into_iter().flatten().collect();
    let wide = session.display.width;
    writeln!(out, "{}", term::wrap(&heading.join(" · "), 0, wide))?;
    if let Some(definition) = definition(session, class)? {
        writeln!(out, "{}", term::wrap(&definition, 0, wide))?;
    }
    writeln!(out)?;
    let limits = Limits::read(session, class)?;
    let page = Page {
        session,
        count,
        limits: &limits,
        widest: uses
            .iter()
            .map(|(property, _)| width(&term::name(session, property)))
            .max()
            .unwrap_or(0),
    };
    for (property, entry) in &uses {
        page.property(property, entry, out)?;
    }
    page.unused(&uses, out)
}

/// Counts the instances of `class`, and what they have of each property; the most frequent first.
fn uses(session: &Session, class: &NamedNode) -> Result<(usize, Vec<(NamedNode, Use)>)> {
    let mut uses: HashMap<NamedNode, Use> = HashMap::new();
    let mut kinds = HashMap::new();
    let mut count = 0_usize;
    for quad in session
        .dataset
        .quads(None, Some(rdf::TYPE), Some(class.as_ref().into()), None)
    {
        check(session)?;
        let subject = quad?.subject;
        count += 1;
        let mut own: HashMap<NamedNode, usize> = HashMap::new();
        for quad in session
            .dataset
            .quads(Some(subject.as_ref()), None, None, None)
        {
            let quad = quad?;
            let entry = uses.entry(quad.predicate.clone()).or_default();
            *own.entry(quad.predicate).or_default() += 1;
            let kind = kind(session, &quad.object, &mut kinds)?;
            *entry.kinds.entry(kind).or_default() += 1;
            entry.example.get_or_insert((subject.clone(), quad.object));
        }
        for (property, values) in own {
            let entry = uses.entry(property).or_default();
            entry.subjects += 1;
            entry.values += values;
        }
    }
    let mut uses: Vec<(NamedNode, Use)> = uses.into_iter().collect();
    uses.sort_by(|(one, a), (other, b)| b.subjects.cmp(&a.subjects).then_with(|| one.cmp(other)));
    Ok((count, uses))
}

/// How the properties of a class are written.
struct Page<'a> {
    session: &'a Session,
    /// The instances of the class.
    count: usize,
    limits: &'a Limits,
    /// Columns of the longest name of a property.
    widest: usize,
}

impl Page<'_> {
    /// Writes the share and the kinds of the values of a property, then its limits and an example below.
    fn property(&self, property: &NamedNode, entry: &Use, out: &mut dyn Write) -> Result<()> {
        let Page {
            session, widest, ..
        } = *self;
        let name = term::name(session, property);
        let share = entry.subjects * 100 / self.count.max(1);
        let mut kinds: Vec<(&String, &usize)> = entry.kinds.iter().collect();
        kinds.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        let kinds: Vec<String> = kinds
            .iter()
            .map(|(kind, count)| match kinds.len() {
                1 => (*kind).clone(),
                _ => format!("{kind} {}", number::grouped(**count)),
            })
            .collect();
        let text = format!(
            "{}: {}",
            number::counted(entry.values, number::VALUE),
            kinds.join(", ")
        );
        let wide = session.display.width;
        let narrow = wide.is_some_and(|wide| wide < widest + 40);
        let indent = if narrow { 4 } else { widest + 9 };
        let blank = " ".repeat(widest - width(&name));
        if narrow {
            writeln!(out, "{name}  {share} %")?;
            writeln!(out, "{:indent$}{}", "", term::wrap(&text, indent, wide))?;
        } else {
            let text = term::wrap(&text, indent, wide);
            writeln!(out, "{name}{blank}  {share:>3} %  {text}")?;
        }
        let mut more = Vec::new();
        more.extend(
            self.limits
                .words(property)
                .map(|words| wording!("limits: {words}", "Vorgaben: {words}")),
        );
        if let Some((subject, value)) = &entry.example {
            let value = term::value(session, value)?;
            more.push(wording!(
                "e.g. {value} of {}",
                "z. B. {value} bei {}",
                term::node_name(session, subject)
            ));
        }
        for text in more {
            writeln!(out, "{:indent$}{}", "", term::wrap(&text, indent, wide))?;
        }
        Ok(())
    }

    /// Names the properties that the shapes know and no instance has.
    fn unused(&self, uses: &[(NamedNode, Use)], out: &mut dyn Write) -> Result<()> {
        let is_unused = |property: &&NamedNode| uses.iter().all(|(known, _)| known != *property);
        let unused = self.limits.properties().filter(is_unused);
        let names: Vec<String> = unused
            .map(|property| term::name(self.session, property))
            .collect();
        if !names.is_empty() {
            let shown = names.len().min(UNUSED);
            let more = names.len() - shown;
            let more = if more > 0 {
                wording!(", … {more} more", ", … {more} weitere")
            } else {
                String::new()
            };
            let names = names[..shown].join(", ");
            let text = wording!(
                "known to the shapes, used by none: {names}{more}",
                "in den Formen, doch von keiner verwendet: {names}{more}"
            );
            writeln!(
                out,
                "
{}",
                term::wrap(&text, 0, self.session.display.width)
            )?;
        }
        Ok(())
    }
}

/// Names the kind of a value: the class of a node, the datatype or language of a literal.
///
/// `known` holds the kinds of the nodes that were looked up before, since few nodes are the value of many.
fn kind(session: &Session, value: &Term, known: &mut HashMap<NamedNode, String>) -> Result<String> {
    Ok(match value {
        Term::NamedNode(node) => {
            if let Some(kind) = known.get(node) {
                return Ok(kind.clone());
            }
            let class = session
                .dataset
                .quads(Some(node.as_ref().into()), Some(rdf::TYPE), None, None)
                .next();
            let kind = match class.transpose()?.map(|quad| quad.object) {
                Some(Term::NamedNode(class)) => term::name(session, &class),
                _ => "IRI".to_owned(),
            };
            if known.len() < REMEMBERED {
                known.insert(node.clone(), kind.clone());
            }
            kind
        }
        Term::Literal(literal) => match literal.language() {
            Some(language) => wording!("text @{language}", "Text @{language}"),
            None => term::name(session, &literal.datatype().into_owned()),
        },
        Term::BlankNode(_) => wording!("blank node", "Leerknoten"),
        Term::Triple(_) => wording!("triple", "Tripel"),
    })
}

fn definition(session: &Session, class: &NamedNode) -> Result<Option<String>> {
    let definition = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#definition");
    let asked = (class.as_ref().into(), definition);
    let languages = &session.presentation.languages;
    term::text_in(session.dataset.as_ref(), asked, languages)
}
