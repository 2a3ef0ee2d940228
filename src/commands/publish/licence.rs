//! Licences by the names that others have for them.

/// A licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Licence<'a> {
    /// Its name on the SPDX list; `other` where it is not known here.
    pub(super) name: &'a str,
    /// Where its text is to be found.
    pub(super) address: &'a str,
    pub(super) title: &'a str,
}

/// The licences on the list of DCAT-AP.de that a knowledge graph may have, by their IRIs there.
const LICENCES: [[&str; 4]; 4] = [
    [
        "http://dcat-ap.de/def/licenses/cc-by/4.0",
        "CC-BY-4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Creative Commons Attribution 4.0 International",
    ],
    [
        "http://dcat-ap.de/def/licenses/cc-zero",
        "CC0-1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "Creative Commons Zero 1.0 Universal",
    ],
    [
        "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        "DL-DE-BY-2.0",
        "https://www.govdata.de/dl-de/by-2-0",
        "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    ],
    [
        "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
        "DL-DE-ZERO-2.0",
        "https://www.govdata.de/dl-de/zero-2-0",
        "Datenlizenz Deutschland – Zero – Version 2.0",
    ],
];

impl<'a> Licence<'a> {
    /// Gives the licence with this IRI on the list of DCAT-AP.de; one that is not on it is called by its IRI.
    pub(super) fn of(iri: &'a str) -> Self {
        let known = LICENCES.iter().find(|[known, ..]| *known == iri);
        let [_, name, address, title] = *known.unwrap_or(&[iri, "other", iri, iri]);
        Self {
            name,
            address,
            title,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Licence;

    #[test]
    fn licence_of_the_list_has_its_spdx_name() {
        let licence = Licence::of("http://dcat-ap.de/def/licenses/dl-by-de/2.0");
        assert_eq!(licence.name, "DL-DE-BY-2.0");
    }

    #[test]
    fn other_licence_is_called_by_its_iri() {
        let licence = Licence::of("https://example.org/licence");
        assert_eq!(
            (licence.name, licence.title),
            ("other", "https://example.org/licence")
        );
    }
}
