//! Where the page of a node lies: the path of its IRI below the base, with the language and the ending added.

use super::language::Language;
use crate::evidence::Passage;
use crate::vocab::BASE;

/// The folders whose IRIs have pages; everything else at the top is the site's own.
const FOLDERS: [&str; 3] = ["id/", "vocab/", "source/"];
/// The page that documents the ontology, which is also the folder of its terms.
pub(super) const ONTOLOGY: &str = "ontology";

/// Gives the path of a node's page without language and ending, or nothing where it has no page.
///
/// Terms of the ontology differ by fragment only, which a server never sees; their pages lie in a folder, those of
/// properties in one of their own: `Office` and `office` are one file where upper and lower case are alike. An IRI with
/// other characters than a file name may safely have, gets no page.
pub(super) fn stem(iri: &str) -> Option<String> {
    let path = iri.strip_prefix(BASE)?;
    let stem = match path.split_once('#') {
        Some((ONTOLOGY, term)) if !term.contains('/') => {
            let is_property = term.starts_with(|c: char| c.is_ascii_lowercase());
            let folder = if is_property { "property/" } else { "" };
            format!("{ONTOLOGY}/{folder}{term}")
        }
        Some(_) => return None,
        None => path.to_owned(),
    };
    let known = stem == ONTOLOGY
        || path.starts_with("ontology#")
        || FOLDERS.iter().any(|folder| stem.starts_with(folder));
    let plain = stem.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    });
    (known && plain).then_some(stem)
}

/// Gives the path of a page.
pub(super) fn page(stem: &str, language: Language) -> String {
    // The start page in German is what a plain web server gives for the folder itself.
    match (stem, language) {
        ("index", Language::German) => "index.html".to_owned(),
        _ => format!("{stem}.{}.html", language.tag()),
    }
}

/// Gives the fragment of a passage on the page of its document, as the IRI of the passage has it.
pub(super) fn fragment(passage: &Passage) -> String {
    format!("char={},{}", passage.start, passage.end)
}

/// Gives what leads from the folder of `stem` up to the top of the site.
pub(super) fn root(stem: &str) -> String {
    "../".repeat(stem.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_lie_at_the_path_of_their_iri() {
        let iri = format!("{BASE}id/person/volker-wissing");
        assert_eq!(stem(&iri).as_deref(), Some("id/person/volker-wissing"));
    }

    #[test]
    fn terms_of_the_ontology_lie_in_a_folder() {
        let iri = format!("{BASE}ontology#Meeting");
        assert_eq!(stem(&iri).as_deref(), Some("ontology/Meeting"));
        let iri = format!("{BASE}ontology#meeting");
        assert_eq!(stem(&iri).as_deref(), Some("ontology/property/meeting"));
    }

    #[test]
    fn paths_that_leave_their_folder_have_no_page() {
        for path in ["id/../x", "id//x", "id/.x", "id/a b", "assets/site.css", ""] {
            assert_eq!(stem(&format!("{BASE}{path}")), None, "{path}");
        }
    }

    #[test]
    fn foreign_nodes_have_no_page() {
        assert_eq!(stem("http://www.w3.org/ns/org#Post"), None);
    }

    #[test]
    fn every_folder_leads_up_to_the_top() {
        assert_eq!(root("id/person/volker-wissing"), "../../");
        assert_eq!(root("index"), "");
    }
}
