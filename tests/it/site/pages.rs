//! What stands on the pages: modality, conflicts, passages, what is not stated.

use gremia::failure::{Failure, Kind};
use gremia::site::{self, Bilingual, FooterLink, Settings};

use super::{SITE, session, text, write};

/// Gives the row of a property in the statements of a page.
fn row<'a>(html: &'a str, property: &str) -> &'a str {
    let table = html.split("<table class=\"statements\">").nth(1).unwrap();
    let table = table.split("</table>").next().unwrap();
    table
        .split("<tr")
        .find(|row| {
            row.split("</th>")
                .next()
                .unwrap()
                .contains(&format!(">{property}</a>"))
        })
        .unwrap_or_else(|| panic!("no row {property}"))
}

#[test]
fn a_planned_day_is_no_fact_and_says_so() {
    let row = row(text("id/meeting/dmk-2.de.html"), "fand statt am");
    assert!(row.contains("24. Oktober 2024"));
    assert!(row.contains("only-claimed") && row.contains("nicht als Tatsache geführt"));
    assert!(row.contains("badge planned"));
    assert!(row.contains("strittig"));
    assert!(row.contains("source/dmk1-press.de.html#char=7689,7755"));
}

#[test]
fn search_engines_are_not_told_a_planned_day() {
    let html = text("id/meeting/dmk-2.en.html");
    let data = html.split("application/ld+json\">").nth(1).unwrap();
    let data = data.split("</script>").next().unwrap();
    let json: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(json["@graph"][0]["@type"][0], "Event");
    assert!(!data.contains("2024-10-24"), "{data}");
    let chair = text("id/chairterm/dmk-2025-rheinland-pfalz.en.html");
    let data = chair.split("application/ld+json\">").nth(1).unwrap();
    assert!(
        !data
            .split("</script>")
            .next()
            .unwrap()
            .contains("startDate")
    );
}

#[test]
fn what_a_class_expects_and_nobody_states_is_said_to_be_not_stated() {
    let silent = SITE
        .iter()
        .filter(|(path, _)| path.starts_with("id/demand/") && path.ends_with(".de.html"))
        .filter(|(_, bytes)| {
            let html = std::str::from_utf8(bytes).unwrap();
            html.contains("class=\"missing\"") && row(html, "Adressat").contains("nicht angegeben")
        });
    assert!(silent.count() > 10, "demands without an addressee");
    let tenure = text("id/chairterm/dmk-2025-rheinland-pfalz.en.html");
    assert!(row(tenure, "valid until").contains("not stated"));
}

#[test]
fn a_statement_that_a_claim_makes_is_not_called_missing() {
    let html = text("id/meeting/dmk-2.de.html");
    assert!(!html.contains("class=\"missing\""));
}

#[test]
fn every_statement_of_a_fact_leads_to_its_passage() {
    for (path, bytes) in SITE.iter() {
        if !path.starts_with("id/demand/") || !path.ends_with(".en.html") {
            continue;
        }
        let html = std::str::from_utf8(bytes).unwrap();
        let table = html.split("<table class=\"statements\">").nth(1).unwrap();
        let table = table.split("</table>").next().unwrap();
        // A remark of ours is no statement of a document.
        let rows = table
            .split("<tr")
            .filter(|row| !row.contains(">editorial note</a>"));
        for statement in rows.flat_map(|row| row.split("<div class=\"statement").skip(1)) {
            assert!(statement.contains("#char="), "{path}: {statement}");
            assert!(statement.contains("class=\"badge "), "{path}: {statement}");
        }
    }
}

#[test]
fn a_remark_of_ours_bears_no_modality_and_no_passage() {
    let row = row(
        text("id/demand/bettina-stark-watzinger-1.de.html"),
        "redaktionelle Anmerkung",
    );
    assert!(!row.contains("badge ") && !row.contains("#char="), "{row}");
}

#[test]
fn a_conflict_shows_its_sides_with_their_passages() {
    let html = text("id/conflict/dmk-2-date.en.html");
    let list = html.split("<ol class=\"sides\">").nth(1).unwrap();
    let list = list.split("</ol>").next().unwrap();
    let sides: Vec<&str> = list.split("<li").collect();
    assert_eq!(sides.len(), 3);
    assert!(
        sides[1..]
            .iter()
            .all(|side| side.contains("#char=") && side.contains("badge "))
    );
}

#[test]
fn a_property_tells_its_use_and_a_class_its_members() {
    let property = text("ontology/property/addressee.en.html");
    assert!(property.contains("id=\"uses\"") && property.contains(">demand</a>"));
    let class = text("ontology/Person.en.html");
    assert!(class.contains("id=\"members\"") && class.contains("Volker Wissing"));
}

#[test]
fn search_index_has_every_name_once_with_its_page() {
    let index: serde_json::Value = serde_json::from_str(text("assets/search.json")).unwrap();
    let entries = index["entries"].as_array().unwrap();
    assert!(entries.len() > 1500);
    for entry in entries {
        let stem = entry[0].as_str().unwrap();
        assert!(SITE.contains_key(&format!("{stem}.en.html")), "{stem}");
        assert!(!entry[2].as_str().unwrap().is_empty(), "{stem}: no name");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    assert!(write(&Settings::default()) == *SITE);
}

#[test]
fn settings_stand_on_the_pages_and_in_the_files_for_servers() {
    let settings = Settings {
        url: "https://example.org/graph/".to_owned(),
        version: Some("1.2.0".to_owned()),
        issued: Some("2026-01-31".to_owned()),
        publisher: Some("A & B <C>".to_owned()),
        links: vec![FooterLink {
            text: Bilingual::new("Impressum", "Imprint"),
            href: "https://example.org/imprint".to_owned(),
        }],
        ..Settings::default()
    };
    let files = write(&settings);
    let file = |path: &str| std::str::from_utf8(&files[path]).unwrap();
    let page = file("id/person/volker-wissing.en.html");
    for part in [
        "1.2.0",
        "31 January 2026",
        "A &amp; B &lt;C&gt;",
        ">Imprint</a>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(file("index.html").contains(">Impressum</a>"));
    assert!(file(".htaccess").contains("RewriteBase /graph/"));
    assert!(file("server/nginx.conf").contains("server_name example.org;"));
    assert!(file("server/Caddyfile").contains("example.org {"));
    assert!(file("404.html").contains("href=\"/graph/assets/site.css\""));
    assert!(file("robots.txt").contains("https://example.org/graph/sitemap.xml"));
}

#[test]
fn an_address_that_is_none_is_refused() {
    for url in [
        "example.org/",
        "https://example.org",
        "https://example.org/ a/",
    ] {
        let settings = Settings {
            url: url.to_owned(),
            ..Settings::default()
        };
        let failure = site::write(&session(), &settings, &mut |_, _| Ok(())).unwrap_err();
        assert_eq!(failure.kind(), Kind::Usage, "{url}");
    }
}

#[test]
fn a_cancelled_session_ends_the_work() {
    let session = session();
    session.cancellation.cancel();
    let failure = site::write(&session, &Settings::default(), &mut |_, _| Ok(())).unwrap_err();
    assert_eq!(failure.kind(), Kind::Interrupted);
}

#[test]
fn a_file_that_cannot_be_put_ends_the_work_with_its_failure() {
    let mut count = 0;
    let failure = site::write(&session(), &Settings::default(), &mut |_, _| {
        count += 1;
        Err(Failure::new(Kind::Store, "full"))
    })
    .unwrap_err();
    assert_eq!((failure.message(), count), ("full", 1));
}
