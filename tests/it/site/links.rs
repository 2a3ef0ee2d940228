//! Where links lead.

use std::collections::{BTreeMap, BTreeSet};

use super::{SITE, attributes, files, html, text};

/// Gives the path that `href` leads to from `page`.
fn resolve(page: &str, href: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => {
                parts
                    .pop()
                    .unwrap_or_else(|| panic!("{page}: {href} leads out of the site"));
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn is_external(href: &str) -> bool {
    href.contains("://") || href.starts_with("mailto:")
}

#[test]
fn every_link_inside_the_site_leads_to_a_file_and_to_a_place_in_it() {
    let ids: BTreeMap<&str, BTreeSet<String>> = html()
        .map(|(path, html)| (path, attributes(html, "id").collect()))
        .collect();
    let mut wrong = BTreeSet::new();
    for (page, html) in html().filter(|(page, _)| *page != "404.html") {
        for href in attributes(html, "href").chain(attributes(html, "src")) {
            if is_external(&href) {
                continue;
            }
            let (path, fragment) = href.split_once('#').unwrap_or((&href, ""));
            let target = if path.is_empty() {
                page.to_owned()
            } else {
                resolve(page, path)
            };
            if !SITE.contains_key(&target) {
                wrong.insert(format!("{page}: {href}: there is no {target}"));
            } else if !fragment.is_empty() && !ids[target.as_str()].contains(fragment) {
                wrong.insert(format!("{page}: {href}: no such place"));
            }
        }
    }
    let some: Vec<_> = wrong.iter().take(20).collect();
    assert!(wrong.is_empty(), "{} links, such as {some:#?}", wrong.len());
}

#[test]
fn every_passage_of_the_graph_is_a_place_on_the_page_of_its_document() {
    let graph = text("ontology.ttl");
    assert!(!graph.is_empty());
    let mut found = 0;
    for (path, turtle) in files("ttl") {
        for rest in turtle.split("<source/").skip(1) {
            let name = rest.split('>').next().unwrap();
            let Some((slug, fragment)) = name.split_once('#') else {
                continue;
            };
            let page = text(&format!("source/{slug}.de.html"));
            assert!(
                page.contains(&format!("id=\"{fragment}\"")),
                "{path}: {name} is no place"
            );
            found += 1;
        }
    }
    assert!(found > 1000, "only {found} passages were looked at");
}

#[test]
fn nothing_is_asked_of_another_server() {
    for (page, html) in html() {
        for element in [
            "<script src",
            "<img",
            "<iframe",
            "<object",
            "<embed",
            "<video",
            "<audio",
        ] {
            for rest in html.split(element).skip(1) {
                let tag = rest.split('>').next().unwrap();
                assert!(!tag.contains("://"), "{page}: {element}{tag}");
            }
        }
        for rest in html.split("<link ").skip(1) {
            let tag = rest.split('>').next().unwrap();
            let loads = tag.contains("stylesheet") || tag.contains("icon");
            assert!(!(loads && tag.contains("://")), "{page}: {tag}");
        }
        assert!(
            !html.contains(" style=\""),
            "{page}: a style beside the sheet"
        );
        assert!(!html.contains(" onclick="), "{page}: a script in the page");
    }
    let style = text("assets/site.css");
    assert!(!style.contains("url(") && !style.contains("@import"));
    assert!(!text("assets/search.js").contains("://"));
}

#[test]
fn every_page_names_its_other_language_and_its_own_address() {
    for (page, html) in html().filter(|(page, _)| *page != "404.html") {
        let tags: Vec<String> = attributes(html, "hreflang").collect();
        for tag in ["de", "en", "x-default"] {
            assert!(tags.iter().any(|found| found == tag), "{page}: no {tag}");
        }
        let canonical = format!("<link rel=\"canonical\" href=\"https://w3id.org/gremia/{page}\">");
        assert!(html.contains(&canonical), "{page}: no {canonical}");
    }
}

#[test]
fn site_map_names_every_page() {
    let map = text("sitemap-1.xml");
    assert!(text("sitemap.xml").contains("sitemap-1.xml"));
    for (page, _) in html().filter(|(page, _)| *page != "404.html") {
        assert!(
            map.contains(&format!("<loc>https://w3id.org/gremia/{page}</loc>")),
            "{page}"
        );
    }
}

#[test]
fn a_reader_comes_from_a_person_to_the_passage_of_a_demand() {
    let person = "id/person/volker-wissing.de.html";
    let follow = |page: &str, wanted: &str| {
        let found = attributes(text(page), "href")
            .filter(|href| !is_external(href))
            .find(|href| href.contains(wanted))
            .unwrap_or_else(|| panic!("{page}: no link with {wanted}"));
        let (path, fragment) = found.split_once('#').unwrap_or((&found, ""));
        (resolve(page, path), fragment.to_owned())
    };
    let (statement, _) = follow(person, "id/statement/");
    let (document, place) = follow(&statement, "#char=");
    assert!(document.starts_with("source/"), "{document}");
    assert!(
        text(&document).contains(&format!("id=\"{place}\"")),
        "{place}"
    );
}
