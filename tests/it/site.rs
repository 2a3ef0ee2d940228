//! The static site: every link leads somewhere, every statement to its passage, in both languages, without scripts.

mod contrast;
mod links;
mod markup;
mod pages;
mod tools;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gremia::session::{Display, Options, Session};
use gremia::site::{self, Settings};

/// The site of the bundled graph by path, and on disk for the tools that read files.
static SITE: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let files = write(&Settings::default());
    let folder = folder();
    // What an earlier run left behind could hide a missing file.
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    for (path, bytes) in &files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    files
});

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("site")
}

fn session() -> Session {
    Session::open(Options::default(), Display::default()).unwrap()
}

fn write(settings: &Settings) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    site::write(&session(), settings, &mut |path, bytes| {
        let earlier = files.insert(path.to_owned(), bytes.to_vec());
        assert!(earlier.is_none(), "{path} is written twice");
        Ok(())
    })
    .unwrap();
    files
}

/// Gives a page or another text of the site.
fn text(path: &str) -> &'static str {
    let bytes = SITE
        .get(path)
        .unwrap_or_else(|| panic!("{path}: not written"));
    std::str::from_utf8(bytes).unwrap()
}

/// Gives the files with this extension as texts.
fn files(extension: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    SITE.iter()
        .filter(move |(path, _)| {
            let found = Path::new(path.as_str()).extension();
            found.is_some_and(|found| found == extension)
        })
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
}

/// Gives all pages.
fn html() -> impl Iterator<Item = (&'static str, &'static str)> {
    files("html")
}

/// Gives the values of an attribute, with the entities of the templates undone.
fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = String> + 'a {
    let opening = format!(" {name}=\"");
    html.split('<').skip(1).filter_map(move |element| {
        let tag = element.split('>').next()?;
        let value = tag.split_once(&opening)?.1.split('"').next()?;
        let value = value.replace("&quot;", "\"").replace("&#39;", "'");
        Some(
            value
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    })
}
