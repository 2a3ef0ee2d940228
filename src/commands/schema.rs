//! `schema`: the classes with their counts, or the properties of one class with an example each.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use clap::Args;
use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};

use super::{Outcome, term};
use crate::failure::{Failure, Kind, Result};
use crate::session::Session;

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
            None => all_classes(session, out)?,
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
        let distance = |name: &str| {
            strsim::damerau_levenshtein(&name.to_lowercase(), &local_text.to_lowercase())
        };
        spelled.push((distance(&local).min(distance(&label)), class));
    }
    let failure = Failure::new(
        Kind::Query,
        format!("no class with instances is called `{text}`"),
    );
    Err(match spelled.into_iter().min() {
        Some((distance, class)) if distance <= 3 => {
            failure.with_hint(format!("did you mean `{}`?", term::name(session, class)))
        }
        _ => failure.with_hint("`schema` lists the classes"),
    })
}

/// Counts the instances of each class.
fn instances(session: &Session) -> Result<BTreeMap<NamedNode, usize>> {
    let mut counts = BTreeMap::new();
    for quad in session.dataset.quads(None, Some(rdf::TYPE), None, None) {
        if let Term::NamedNode(class) = quad?.object {
            *counts.entry(class).or_default() += 1;
        }
    }
    Ok(counts)
}

fn all_classes(session: &Session, out: &mut dyn Write) -> Result<()> {
    let mut rows: Vec<(usize, String, String)> = Vec::new();
    for (class, count) in instances(session)? {
        rows.push((
            count,
            term::name(session, &class),
            term::label(session, &class)?.unwrap_or_default(),
        ));
    }
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let widest = rows
        .iter()
        .map(|(_, name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    for (count, name, label) in rows {
        writeln!(
            out,
            "{}",
            format!("{count:>7}  {name:widest$}  {label}").trim_end()
        )?;
    }
    Ok(())
}

/// What is known of one property of a class.
#[derive(Default)]
struct Use {
    subjects: BTreeSet<String>,
    values: usize,
    kinds: BTreeSet<String>,
    example: Option<(NamedOrBlankNode, Term)>,
}

fn properties(session: &Session, class: &NamedNode, out: &mut dyn Write) -> Result<()> {
    let mut uses: BTreeMap<NamedNode, Use> = BTreeMap::new();
    let mut count = 0_usize;
    for quad in session
        .dataset
        .quads(None, Some(rdf::TYPE), Some(class.as_ref().into()), None)
    {
        let subject = quad?.subject;
        count += 1;
        for quad in session
            .dataset
            .quads(Some(subject.as_ref()), None, None, None)
        {
            let quad = quad?;
            let entry = uses.entry(quad.predicate).or_default();
            entry.subjects.insert(subject.to_string());
            entry.values += 1;
            entry.kinds.insert(kind(session, &quad.object)?);
            entry.example.get_or_insert((subject.clone(), quad.object));
        }
    }
    let label = term::label(session, class)?.unwrap_or_default();
    writeln!(
        out,
        "{} · {label} · {count} instances",
        term::name(session, class)
    )?;
    if let Some(definition) = definition(session, class)? {
        writeln!(out, "{}", term::wrap(&definition, 0, session.display.width))?;
    }
    writeln!(out)?;
    let mut rows: Vec<(usize, NamedNode, Use)> = uses
        .into_iter()
        .map(|(property, entry)| (entry.subjects.len(), property, entry))
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let widest = rows
        .iter()
        .map(|(_, property, _)| term::name(session, property).len())
        .max()
        .unwrap_or(0);
    for (subjects, property, entry) in rows {
        let share = subjects * 100 / count.max(1);
        let kinds: Vec<String> = entry.kinds.into_iter().collect();
        let mut line = format!(
            "{:widest$}  {share:>3} %  {}",
            term::name(session, &property),
            kinds.join(", ")
        );
        if let Some((_, value)) = &entry.example {
            line.push_str("  e.g. ");
            line.push_str(&term::value(session, value)?);
        }
        writeln!(
            out,
            "{}",
            term::wrap(&line, widest + 9, session.display.width)
        )?;
    }
    Ok(())
}

/// Names the kind of a value: the class of a node, the datatype or language of a literal.
fn kind(session: &Session, value: &Term) -> Result<String> {
    Ok(match value {
        Term::NamedNode(node) => {
            let class = session
                .dataset
                .quads(Some(node.as_ref().into()), Some(rdf::TYPE), None, None)
                .next();
            match class.transpose()?.map(|quad| quad.object) {
                Some(Term::NamedNode(class)) => term::name(session, &class),
                _ => "IRI".to_owned(),
            }
        }
        Term::Literal(literal) => match literal.language() {
            Some(language) => format!("text @{language}"),
            None => term::name(session, &literal.datatype().into_owned()),
        },
        Term::BlankNode(_) => "blank node".to_owned(),
        Term::Triple(_) => "triple".to_owned(),
    })
}

fn definition(session: &Session, class: &NamedNode) -> Result<Option<String>> {
    let definition = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#definition");
    let mut texts = Vec::new();
    for quad in session
        .dataset
        .quads(Some(class.as_ref().into()), Some(definition), None, None)
    {
        if let Term::Literal(literal) = quad?.object {
            texts.push((literal.language() != Some("de"), literal.value().to_owned()));
        }
    }
    texts.sort();
    Ok(texts.into_iter().next().map(|(_, text)| text))
}
