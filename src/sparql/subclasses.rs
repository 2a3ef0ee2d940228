//! A class that has instances only by its subclasses, which a query for its own does not find.

use std::collections::HashSet;

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, NamedOrBlankNode, Term};

use super::fix::Fix;
use super::lexer::tokens;
use super::nearness::{place, shown_iri};
use crate::language::{grouped, wording};
use crate::prefixes::Prefixes;
use crate::store::{Dataset, Error};

/// Instances are counted up to this number.
const MOST_COUNTED: usize = 100_000;

/// Says of `class`, which has no instances, that its subclasses have some, and how `text` would ask for those; nothing
/// where they have none. `prefixes` are all that hold in the text.
pub(super) fn told(
    class: &NamedNode,
    text: &str,
    prefixes: &Prefixes,
    dataset: &dyn Dataset,
) -> Result<Option<(String, Option<Fix>)>, Error> {
    let instances = instances(class, dataset)?;
    if instances == 0 {
        return Ok(None);
    }
    let name = shown_iri(class.as_str(), prefixes);
    let path = format!("a/{}*", shown_iri(rdfs::SUB_CLASS_OF.as_str(), prefixes));
    let more = if instances < MOST_COUNTED { "" } else { "+" };
    let instances = grouped(instances);
    let told = wording!(
        "{name} has no instances of its own, but its subclasses have {instances}{more}; `{path}` finds those",
        "{name} hat selbst keine Instanzen, ihre Unterklassen haben {instances}{more}; `{path}` findet sie"
    );
    let all = tokens(text);
    let type_of = place(text, prefixes, &class.clone().into()).and_then(|class| {
        let at = all.iter().position(|token| token.span == class)?;
        let before = &all[at.checked_sub(1)?];
        (before.text(text) == "a").then(|| before.span.clone())
    });
    Ok(Some((told, type_of.map(|span| Fix::one(span, path)))))
}

/// Counts the instances of the subclasses of `class`, however many steps below it.
fn instances(class: &NamedNode, dataset: &dyn Dataset) -> Result<usize, Error> {
    let mut below = vec![Term::from(class.clone())];
    let mut known: HashSet<Term> = below.iter().cloned().collect();
    let mut found: HashSet<NamedOrBlankNode> = HashSet::new();
    while let Some(class) = below.pop() {
        let subclasses = dataset.quads(None, Some(rdfs::SUB_CLASS_OF), Some(class.as_ref()), None);
        for quad in subclasses {
            let subclass = Term::from(quad?.subject);
            if known.insert(subclass.clone()) {
                below.push(subclass);
            }
        }
        for quad in dataset.quads(None, Some(rdf::TYPE), Some(class.as_ref()), None) {
            found.insert(quad?.subject);
            if found.len() == MOST_COUNTED {
                return Ok(MOST_COUNTED);
            }
        }
    }
    Ok(found.len())
}
