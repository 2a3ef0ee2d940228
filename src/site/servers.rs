//! What surrounds the pages: site map, rules for robots, and settings for the usual web servers, which lead from the IRI
//! of a node to its page or its RDF by what the client accepts (303, httpRange-14).

use std::fmt::Write as _;

use minijinja::{Environment, context};

use super::address;
use super::language::Language;
use crate::failure::{Failure, Kind, Result};

/// Addresses in one file of the site map; the protocol allows 50 000, each of ours counts with its languages.
const ADDRESSES: usize = 10_000;
/// The settings of servers: where each goes and its template.
const SERVERS: [(&str, &str); 3] = [
    (".htaccess", "htaccess.txt"),
    ("server/nginx.conf", "nginx.txt"),
    ("server/Caddyfile", "caddy.txt"),
];

/// Gives the site map: an index and its parts, each with all languages of every page.
///
/// Source: sitemaps.org protocol 0.9, with the alternates that search engines read.
pub(super) fn site_map(url: &str, stems: &[String]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut index = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (part, number) in stems.chunks(ADDRESSES).zip(1..) {
        let name = format!("sitemap-{number}.xml");
        push(
            &mut index,
            format_args!("<sitemap><loc>{url}{name}</loc></sitemap>\n"),
        );
        let mut map = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
        );
        for stem in part {
            let mut alternates = String::new();
            for language in Language::ALL {
                let (tag, page) = (language.tag(), address::page(stem, language));
                push(
                    &mut alternates,
                    format_args!(
                        "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{url}{page}\"/>"
                    ),
                );
            }
            for language in Language::ALL {
                let page = address::page(stem, language);
                push(
                    &mut map,
                    format_args!("<url><loc>{url}{page}</loc>{alternates}</url>\n"),
                );
            }
        }
        map.push_str("</urlset>\n");
        files.push((name, map));
    }
    index.push_str("</sitemapindex>\n");
    files.insert(0, ("sitemap.xml".to_owned(), index));
    files
}

fn push(text: &mut String, part: std::fmt::Arguments<'_>) {
    text.write_fmt(part)
        .expect("writing to a string does not fail");
}

/// Gives the rules for robots: all may read all.
pub(super) fn robots(url: &str) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {url}sitemap.xml\n")
}

/// Gives the settings of servers for a site at `url`.
pub(super) fn settings(environment: &Environment<'_>, url: &str) -> Result<Vec<(String, String)>> {
    let (host, path) = parts(url);
    let mut files = Vec::new();
    for (name, template) in SERVERS {
        let text = environment
            .get_template(template)
            .and_then(|template| template.render(context! { host, path, url }))
            .map_err(|error| Failure::from_error(Kind::Store, &error))?;
        files.push((name.to_owned(), text));
    }
    Ok(files)
}

/// Splits an address into its host and its path, which begins and ends with a slash.
fn parts(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, "/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_falls_into_host_and_path() {
        assert_eq!(parts("https://w3id.org/gremia/"), ("w3id.org", "/gremia/"));
        assert_eq!(parts("https://example.org"), ("example.org", "/"));
    }

    #[test]
    fn long_site_maps_come_in_parts() {
        let stems: Vec<String> = (0..=ADDRESSES).map(|n| format!("id/x/{n}")).collect();
        let files = site_map("https://example.org/", &stems);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]);
    }
}
