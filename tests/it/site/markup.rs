//! What every page has, for readers with and without eyes.

use std::collections::BTreeSet;

use super::{attributes, html, text};

#[test]
fn no_place_of_a_page_has_the_name_of_another() {
    for (page, html) in html() {
        let mut seen = BTreeSet::new();
        for id in attributes(html, "id") {
            assert!(seen.insert(id.clone()), "{page}: #{id} twice");
        }
    }
}

#[test]
fn every_page_has_one_heading_landmarks_and_a_way_past_them() {
    for (page, html) in html() {
        assert_eq!(html.matches("<h1").count(), 1, "{page}");
        assert_eq!(html.matches("<main id=\"content\">").count(), 1, "{page}");
        for part in [
            "<header class=\"site\">",
            "<nav aria-label=",
            "<footer class=\"site\">",
            "role=\"search\"",
            "href=\"#content\"",
            "<html lang=\"",
        ] {
            assert!(html.contains(part), "{page}: no {part}");
        }
    }
}

#[test]
fn every_page_below_the_start_tells_the_way_to_it() {
    let tops = ["404.html", "index.html", "index.en.html"];
    for (page, html) in html().filter(|(page, _)| !tops.contains(page)) {
        assert!(html.contains("<nav class=\"crumbs\""), "{page}");
        assert!(html.contains("aria-current=\"page\""), "{page}");
    }
}

#[test]
fn every_table_has_a_caption_and_heads() {
    for (page, html) in html() {
        for table in html.split("<table").skip(1) {
            let table = table.split("</table>").next().unwrap();
            assert!(table.contains("<caption"), "{page}");
            assert!(table.contains("scope=\"col\""), "{page}");
            assert!(table.contains("scope=\"row\""), "{page}");
        }
    }
}

#[test]
fn pages_name_their_language_and_that_of_foreign_words() {
    assert!(text("id/person/volker-wissing.de.html").contains("<html lang=\"de\">"));
    let english = text("id/person/volker-wissing.en.html");
    assert!(english.contains("<html lang=\"en\">"));
    assert!(
        english.contains("<h1 lang=\"de\">"),
        "a German name in an English page"
    );
}

#[test]
fn the_style_serves_paper_darkness_and_rest() {
    let style = text("assets/site.css");
    for part in [
        "@media print",
        "prefers-color-scheme: dark",
        "prefers-reduced-motion",
        ":focus-visible",
    ] {
        assert!(style.contains(part), "{part}");
    }
}

#[test]
fn every_modality_has_a_sign_and_a_line_of_its_own() {
    let style = text("assets/site.css");
    let mut looks = BTreeSet::new();
    let start = text("index.html");
    let codes: BTreeSet<&str> = start
        .split("class=\"badge ")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(codes.len() >= 7, "{codes:?}");
    for code in codes {
        let rule = |name: String| {
            let rest = style.split(&name).nth(1);
            rest.unwrap_or_else(|| panic!("{name}: no rule"))
                .split('}')
                .next()
                .unwrap()
                .to_owned()
        };
        let sign = rule(format!("\n.badge.{code}::before {{"));
        assert!(looks.insert(sign), "{code}: a sign that another has");
        rule(format!("\n.badge.{code} {{"));
    }
}
