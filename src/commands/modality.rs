//! Modalities as they are shown: a sign and a word, so that no plan looks like a fact.

use std::collections::BTreeSet;

use oxrdf::{NamedNode, NamedNodeRef};

use super::term;
use crate::failure::Result;
use crate::session::Session;
use crate::vocab::gremia;

/// The modalities from facts to what is least a fact, with their signs on terminals that show them and on others.
const SIGNS: [(&str, char, char); 7] = [
    ("reported", '●', '*'),
    ("derived", '◆', '='),
    ("announced", '◎', '@'),
    ("planned", '○', 'o'),
    ("demanded", '◇', '!'),
    ("conditional", '△', '~'),
    ("claimed", '◌', '?'),
];

/// The sign of something whose modality is not told.
const UNTOLD: (char, char) = ('•', '.');

/// Gives the sign of `modalities`: that of the only one, or of the one that is least a fact.
pub(super) fn sign<'a>(modalities: impl IntoIterator<Item = &'a NamedNode>, ascii: bool) -> char {
    let place = |node: &NamedNode| {
        let local = node.as_str().rsplit('/').next().unwrap_or_default();
        SIGNS.iter().position(|(name, ..)| *name == local)
    };
    let least = modalities.into_iter().filter_map(place).max();
    let (sign, plain) = match least {
        Some(place) => (SIGNS[place].1, SIGNS[place].2),
        None => UNTOLD,
    };
    if ascii { plain } else { sign }
}

/// Gives the words for `modalities`, in order; nothing where there is none.
pub(super) fn words(session: &Session, modalities: &BTreeSet<NamedNode>) -> Result<String> {
    let mut words = Vec::new();
    for modality in modalities {
        words.push(match term::label(session, modality)? {
            Some(label) => label,
            None => term::name(session, modality),
        });
    }
    Ok(words.join(", "))
}

/// Tells whether all of `modalities` are that of what is stated as a fact.
pub(super) fn is_fact(modalities: &BTreeSet<NamedNode>) -> bool {
    modalities
        .iter()
        .all(|modality| modality.as_ref() == REPORTED)
}

/// Tells whether what is said in `modality` is said to have happened, whether that is so or not.
pub(super) fn is_of_the_past(modality: &NamedNode) -> bool {
    let local = modality.as_str().rsplit('/').next().unwrap_or_default();
    matches!(local, "reported" | "derived" | "claimed")
}

const REPORTED: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/gremia/vocab/modality/reported");

/// Gives the modalities of `node`.
pub(super) fn of(session: &Session, node: &oxrdf::NamedOrBlankNode) -> Result<BTreeSet<NamedNode>> {
    let mut found = BTreeSet::new();
    for quad in session
        .dataset
        .quads(Some(node.as_ref()), Some(gremia::MODALITY), None, None)
    {
        if let oxrdf::Term::NamedNode(modality) = quad?.object {
            found.insert(modality);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::sign;
    use oxrdf::NamedNode;

    fn signs(names: &[&str]) -> char {
        let nodes: Vec<NamedNode> = names
            .iter()
            .map(|name| NamedNode::new_unchecked(format!("https://example.org/{name}")))
            .collect();
        sign(&nodes, true)
    }

    #[test]
    fn plan_beside_a_fact_is_a_plan() {
        assert_eq!(signs(&["reported", "planned"]), 'o');
        assert_eq!(signs(&["derived", "announced"]), '@');
        assert_eq!(signs(&["derived", "reported"]), '=');
    }

    #[test]
    fn untold_modality_has_a_sign_of_its_own() {
        assert_eq!(signs(&[]), '.');
    }
}
