//! `timeline`: the dated facts about a node in their order, drawn along an axis, with how each is said.

mod picture;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use clap::Args;
use oxrdf::{NamedNode, NamedOrBlankNode};

use self::picture::Axis;
use super::number::{self, counted};
use super::{Outcome, modality, term};
use crate::chronology::{self, Chronology, Entry, Told, When};
use crate::failure::{Failure, Kind, Result};
use crate::language::{Wording, command, wording};
use crate::session::Session;
use crate::store;

/// Nodes that link to the one asked for and are looked at; a timeline of more could not be read.
const MOST_NODES: usize = 20_000;
/// Facts that are only said as of one day, shown without `--all`.
const AS_OF_SHOWN: usize = 3;

/// Columns from which on the names of nodes stand beside their labels.
const WITH_NAMES: usize = 110;

/// Arguments of `timeline`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A prefixed name, an IRI in angle brackets, or a label
    #[arg(required = true)]
    term: Vec<String>,
    /// Show all facts that are only said for the day of their source
    #[arg(long)]
    all: bool,
    /// Leave out what ended before this day, month or year, for instance 2024-05
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Leave out what began after this day, month or year
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let call = |name: &str| command(&format!("timeline {name}"));
        let node = term::resolve_in(session, &self.term.join(" "), Some(&call))?;
        let node = NamedOrBlankNode::from(node);
        let check = || {
            if session.cancellation.is_cancelled() {
                return Err(store::Error::Cancelled);
            }
            Ok(())
        };
        let mut chronology = chronology::read(session.dataset.as_ref(), &node, MOST_NODES, &check)?;
        let first = self.from.as_deref().map(day).transpose()?;
        let last = self.until.as_deref().map(day).transpose()?;
        chronology.entries.retain(|entry| {
            let (start, end) = entry.when.days();
            first.is_none_or(|(first, _)| end >= first)
                && last.is_none_or(|(_, last)| start <= last)
        });
        let timeline = Timeline {
            session,
            node,
            all: self.all,
        };
        timeline.write(&chronology, out)?;
        Ok(if chronology.entries.is_empty() {
            Outcome::Negative
        } else {
            Outcome::Done
        })
    }
}

/// Reads a date as users write it; gives its first and last day.
fn day(text: &str) -> Result<(i64, i64)> {
    use oxrdf::vocab::xsd;
    let datatype = match text.matches('-').count() {
        0 => xsd::G_YEAR,
        1 => xsd::G_YEAR_MONTH,
        _ => xsd::DATE,
    };
    let literal = oxrdf::Literal::new_typed_literal(text, datatype);
    match chronology::date::Date::of(&literal.into()) {
        Some(date) => Ok((date.first, date.last)),
        None => Err(Failure::new(
            Kind::Usage,
            wording!("`{text}` is no date", "`{text}` ist kein Datum"),
        )
        .with_hint(wording!(
            "write it as 2024, 2024-05 or 2024-05-01",
            "es als 2024, 2024-05 oder 2024-05-01 schreiben"
        ))),
    }
}

struct Timeline<'a> {
    session: &'a Session,
    node: NamedOrBlankNode,
    all: bool,
}

impl Timeline<'_> {
    fn write(&self, chronology: &Chronology, out: &mut dyn Write) -> Result<()> {
        let wide = self.session.display.width;
        let heading = term::node_and_label(self.session, &self.node)?;
        writeln!(out, "{}", term::wrap(&heading, 2, wide))?;
        let entries = &chronology.entries;
        let days = entries.iter().map(|entry| entry.when.days());
        let Some((first, last)) =
            days.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
        else {
            writeln!(
                out,
                "{}",
                wording!(
                    "no dated fact; {} without a date",
                    "kein datierter Fakt; {} ohne Datum",
                    undated(chronology)
                )
            )?;
            return Ok(());
        };
        let facts: usize = entries.iter().map(|entry| 1 + entry.belonging).sum();
        let facts = counted(facts, number::DATED_FACT);
        let remark = match chronology.undated {
            0 => facts,
            _ => wording!(
                "{facts}; {} without a date",
                "{facts}; {} ohne Datum",
                undated(chronology)
            ),
        };
        writeln!(out, "{}\n", term::wrap(&remark, 0, wide))?;
        let axis = Axis::new((first, last), self.session.display);
        let ends = [first, last].map(|day| text_of(day, entries));
        axis.write_heading(&ends, out)?;
        let hidden = self.write_entries(&axis, entries, out)?;
        self.write_legend(&axis, entries, hidden, out)?;
        if chronology.cut {
            writeln!(
                out,
                "{}",
                wording!(
                    "more than {MOST_NODES} nodes link to it; the others were not looked at",
                    "mehr als {MOST_NODES} Knoten verweisen darauf; die übrigen blieben unbeachtet"
                )
            )?;
        }
        Ok(())
    }

    /// Writes the facts; gives how many of those that are only said as of a day were left out.
    fn write_entries(&self, axis: &Axis, entries: &[Entry], out: &mut dyn Write) -> Result<usize> {
        let mut shown: BTreeMap<i64, usize> = BTreeMap::new();
        let mut hidden = 0;
        for entry in entries {
            if let When::AsOf(told) = &entry.when {
                let count = shown.entry(told.date.first).or_default();
                *count += 1;
                if *count > AS_OF_SHOWN && !self.all {
                    hidden += 1;
                    continue;
                }
            }
            let date = date_column(&entry.when, axis.ascii);
            let modalities = modalities(entry);
            let sign = modality::sign(&modalities, axis.ascii);
            let text = self.text(entry, &modalities)?;
            axis.write_row(&date, &entry.when, sign, &text, out)?;
        }
        Ok(hidden)
    }

    /// Words what the date of an entry is of, and how it is said.
    fn words(&self, entry: &Entry, modalities: &BTreeSet<NamedNode>) -> Result<Vec<String>> {
        let mut words: Vec<String> = Vec::new();
        match &entry.when {
            When::AsOf(_) => words.push(wording!("as of", "Stand")),
            When::At(told) => words.extend(self.date(told, entry)?),
            When::Lasting { start, end } => {
                words.extend(self.span(
                    [Wording::new("from", "von"), Wording::new("until", "bis")],
                    [start.as_ref(), end.as_ref()],
                )?);
            }
            When::Between { earliest, latest } => {
                let sides = [earliest.as_ref(), latest.as_ref()];
                words.extend(self.span(
                    [
                        Wording::new("not before", "nicht vor"),
                        Wording::new("not after", "nicht nach"),
                    ],
                    sides,
                )?);
            }
        }
        let told: Vec<&Told> = entry.when.told().collect();
        let differs = told
            .windows(2)
            .any(|pair| pair[0].modalities != pair[1].modalities);
        // Where first and last day are said differently, each has its own word.
        let said = if differs {
            String::new()
        } else if is_dated_otherwise(entry) {
            modality::words(self.session, &entry.modalities)?
        } else {
            modality::words(self.session, modalities)?
        };
        words.extend(Some(said).filter(|said| !said.is_empty()));
        if !entry.modalities.is_subset(modalities) {
            let said = modality::words(self.session, &entry.modalities)?;
            words.push(wording!("link {said}", "Verbindung {said}"));
        }
        Ok(words)
    }

    /// Writes what is dated, what the date is of, and how it is said.
    fn text(&self, entry: &Entry, modalities: &BTreeSet<NamedNode>) -> Result<String> {
        let words = self.words(entry, modalities)?;
        let mut text = match &entry.statement {
            Some((property, value)) => format!(
                "{} {}",
                term::title(self.session, &property.clone().into())?,
                term::value(self.session, value)?
            ),
            None => term::title(self.session, &entry.node)?,
        };
        if let Some(occurrence) = &entry.occurrence {
            let occurrence = term::title(self.session, occurrence)?;
            text.push_str(&wording!(", at {occurrence}", ", Anlass: {occurrence}"));
        }
        if entry.belonging > 0 {
            let facts = counted(entry.belonging, number::FURTHER_FACT);
            text = wording!("{text}, with {facts}", "{text}, mit {facts}");
        }
        let mut text = format!("{text} [{}]", words.join("; "));
        let has_room = self
            .session
            .display
            .width
            .is_none_or(|wide| wide >= WITH_NAMES);
        if has_room && !entry.ties.is_empty() {
            text.push(' ');
            text.push_str(&term::node_name(self.session, &entry.node));
        }
        Ok(text)
    }

    /// Words what the date of an entry is, and how that is said where the fact itself is said in another way.
    fn date(&self, told: &Told, entry: &Entry) -> Result<Vec<String>> {
        // "Took place on" is no word for a plan.
        let may_have_happened =
            told.modalities.is_empty() || told.modalities.iter().any(modality::is_of_the_past);
        let mut words = if may_have_happened {
            self.labels(&entry.properties)?
        } else {
            vec![wording!("date", "Termin")]
        };
        if is_dated_otherwise(entry)
            && let Some(last) = words.last_mut()
        {
            let said = modality::words(self.session, &told.modalities)?;
            *last = format!("{last} {said}");
        }
        Ok(words)
    }

    fn labels(&self, properties: &[NamedNode]) -> Result<Vec<String>> {
        properties
            .iter()
            .map(|property| term::title(self.session, &property.clone().into()))
            .collect()
    }

    /// Words the two ends of a time; the first has its word only where it is said in its own way, or stands alone.
    fn span(&self, words: [Wording; 2], told: [Option<&Told>; 2]) -> Result<Vec<String>> {
        let both = told.iter().all(Option::is_some);
        let differs =
            both && told[0].map(|told| &told.modalities) != told[1].map(|told| &told.modalities);
        let mut found = Vec::new();
        for (place, (word, told)) in words.into_iter().zip(told).enumerate() {
            let Some(told) = told else {
                continue;
            };
            if place == 0 && both && !differs {
                continue;
            }
            let said = if differs {
                modality::words(self.session, &told.modalities)?
            } else {
                String::new()
            };
            found.push(
                format!("{word} {} {said}", told.date.text)
                    .trim_end()
                    .to_owned(),
            );
        }
        Ok(found)
    }

    /// Explains the signs that were drawn.
    fn write_legend(
        &self,
        axis: &Axis,
        entries: &[Entry],
        hidden: usize,
        out: &mut dyn Write,
    ) -> Result<()> {
        let mut signs: BTreeMap<char, String> = BTreeMap::new();
        for modality in entries.iter().flat_map(modalities) {
            let sign = modality::sign([&modality], axis.ascii);
            let word = term::title(self.session, &modality.into())?;
            signs.insert(sign, word);
        }
        let mut legend: Vec<String> = Vec::new();
        if !axis.spoken {
            legend.extend(signs.iter().map(|(sign, word)| format!("{sign} {word}")));
            legend.extend(axis.legend(entries.iter().map(|entry| &entry.when)));
        }
        let wide = self.session.display.width;
        if !legend.is_empty() {
            writeln!(out, "\n{}", term::wrap(&legend.join("   "), 0, wide))?;
        }
        if hidden > 0 {
            let facts = counted(hidden, number::FACT);
            let remark = wording!(
                "{facts} more, said as of these days only; --all shows them",
                "dazu {facts}, nur mit dem Stand dieser Tage genannt; --all zeigt alle"
            );
            writeln!(out, "{}", term::wrap(&remark, 0, wide))?;
        }
        Ok(())
    }
}

fn undated(chronology: &Chronology) -> String {
    counted(chronology.undated, number::NODE)
}

/// Gives how a day that an entry begins or ends with is written.
fn text_of(day: i64, entries: &[Entry]) -> String {
    let dates = entries.iter().flat_map(|entry| entry.when.told());
    let mut dates = dates.map(|told| &told.date);
    let date = dates.find(|date| date.first == day || date.last == day);
    date.map_or_else(String::new, |date| date.text.clone())
}

/// Gives the modalities in which a fact and its date are said; those in which it is only linked to what was asked for
/// count where there is no other.
fn modalities(entry: &Entry) -> BTreeSet<NamedNode> {
    let told = entry.when.told().flat_map(|told| told.modalities.iter());
    let told: BTreeSet<NamedNode> = told.cloned().collect();
    let is_link = entry.occurrence.is_none() && !told.is_empty();
    if is_link {
        return told;
    }
    told.union(&entry.modalities).cloned().collect()
}

/// Tells whether the date of an entry is that of an occurrence for which it is said in another way than the fact.
fn is_dated_otherwise(entry: &Entry) -> bool {
    let mut told = entry.when.told();
    entry.occurrence.is_some()
        && told.any(|told| !told.modalities.is_empty() && told.modalities != entry.modalities)
}

/// Writes the first date that is told, marked where it is the last day or a bound.
fn date_column(when: &When, ascii: bool) -> String {
    let mark = match when {
        When::Lasting { start: None, .. } => ["–", "-"],
        When::Between { earliest: None, .. } => ["≤", "<"],
        When::Between { latest: None, .. } => ["≥", ">"],
        _ => ["", ""],
    };
    let date = when.told().next().map(|told| told.date.text.as_str());
    format!("{}{}", mark[usize::from(ascii)], date.unwrap_or_default())
}
