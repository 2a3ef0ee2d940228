//! `sample`: some instances of a class with what is stated about them.

use std::collections::BTreeMap;
use std::io::Write;

use clap::Args;
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, NamedOrBlankNode};

use super::properties::check;
use super::{Outcome, number, schema, term};
use crate::failure::Result;
use crate::language::{Wording, wording};
use crate::session::Session;
use crate::vocab::gremia;

/// Values of one property that are shown.
const VALUES: usize = 2;

/// Arguments of `sample`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A class by prefixed name or label
    class: String,
    /// How many instances
    #[arg(default_value_t = 3, value_name = "N", value_parser = count)]
    count: u32,
}

/// Reads how many instances are shown.
fn count(text: &str) -> std::result::Result<u32, String> {
    let count = text.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| {
        wording!(
            "write a whole number from 1",
            "eine ganze Zahl ab 1 ist nötig"
        )
    })
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let class = schema::class(session, &self.class)?;
        let (instances, all) = self.choose(session, &class)?;
        for instance in &instances {
            write_instance(session, instance, out)?;
            writeln!(out)?;
        }
        let spread = if instances.len() < all {
            Wording::new(", evenly spread", ", gleichmäßig verteilt").text()
        } else {
            ""
        };
        let remark = wording!(
            "{} of {} of {}{spread}",
            "{} von {} der Klasse {}{spread}",
            number::grouped(instances.len()),
            number::counted(all, number::DATIVE_INSTANCE),
            term::name_and_label(session, &class)?
        );
        writeln!(out, "{}", term::wrap(&remark, 0, session.display.width))?;
        Ok(Outcome::Done)
    }

    /// Chooses instances at even distances in the order of the dataset, so that it is the same ones each time.
    fn choose(
        &self,
        session: &Session,
        class: &NamedNode,
    ) -> Result<(Vec<NamedOrBlankNode>, usize)> {
        let instances = || {
            let class = Some(class.as_ref().into());
            session.dataset.quads(None, Some(rdf::TYPE), class, None)
        };
        // Counting first keeps one instance at a time in memory, however many there are.
        let mut all = 0;
        for quad in instances() {
            check(session)?;
            quad?;
            all += 1;
        }
        let wanted = usize::try_from(self.count).unwrap_or(usize::MAX).min(all);
        let mut chosen = Vec::new();
        for (place, quad) in instances().enumerate() {
            check(session)?;
            if chosen.len() < wanted && place == chosen.len() * all / wanted {
                chosen.push(quad?.subject);
            }
        }
        Ok((chosen, all))
    }
}

fn write_instance(
    session: &Session,
    instance: &NamedOrBlankNode,
    out: &mut dyn Write,
) -> Result<()> {
    let heading = term::node_and_label(session, instance)?;
    writeln!(out, "{}", term::wrap(&heading, 2, session.display.width))?;
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for quad in session
        .dataset
        .quads(Some(instance.as_ref()), None, None, None)
    {
        let quad = quad?;
        // The heading has the label, and the class is what was asked for.
        if [rdf::TYPE, rdfs::LABEL, gremia::EVIDENCE].contains(&quad.predicate.as_ref()) {
            continue;
        }
        let property = term::name(session, &quad.predicate);
        let value = term::value(session, &quad.object)?;
        values.entry(property).or_default().push(value);
    }
    let names = values.keys().map(|name| name.chars().count());
    let widest = names.max().unwrap_or(0).min(28);
    for (property, mut own) in values {
        own.sort();
        own.dedup();
        let more = own.len().saturating_sub(VALUES);
        own.truncate(VALUES);
        let more = if more > 0 {
            wording!(" … {more} more", " … {more} weitere")
        } else {
            String::new()
        };
        let text = format!("{}{more}", own.join(" | "));
        let text = term::wrap(&text, widest + 4, session.display.width);
        writeln!(out, "  {property:widest$}  {text}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn count_is_a_whole_number_from_one() {
        assert_eq!(count("2"), Ok(2));
        for text in ["0", "x", "-1"] {
            assert_eq!(count(text), Err("write a whole number from 1".to_owned()));
        }
    }
}
