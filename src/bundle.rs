//! The files of `ontology`, `data` and `queries`, compiled in or read from a folder, as (path, bytes).
//! Layer 0: imports the language only.
//!
//! Start at [`Bundle::embedded`] or [`Bundle::from_folder`]. Paths are relative with forward slashes
//! (`data/catalog.ttl`) and sorted. To a bundle belong Turtle, queries, notes (`.md`) and lists (`.csv`), and beside the
//! folders the changelog and the settings of what is published.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::language::wording;

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder has none of the three folders a dataset consists of.
    #[error("{}", wording!("{folder}: no dataset here", "{folder}: hier ist kein Datenbestand"))]
    NotADataset {
        /// The folder as given.
        folder: String,
    },
    /// A file or folder that cannot be read.
    #[error("{}", wording!("{path}: cannot be read", "{path}: lässt sich nicht lesen"))]
    Unreadable {
        /// The path.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
}

static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/bundle.rs"));
/// The file that declares the prefixes.
pub const PREFIXES: &str = "ontology/prefixes.ttl";

/// The changelog of the dataset.
pub const CHANGELOG: &str = "CHANGELOG.md";
/// The settings of what is published.
pub const SETTINGS: &str = "gremia.toml";

/// The folder of the shapes.
const SHAPES: &str = "ontology/shapes/";

/// The folder of the queries that make tables.
const TABLES: &str = "queries/tables/";
/// The folder of the queries that make the network of actors.
const NETWORK: &str = "queries/network/";
/// The folders of queries that are views of the graph and answer no question.
const VIEWS: [&str; 2] = [TABLES, NETWORK];

const FOLDERS: [&str; 3] = ["data", "ontology", "queries"];
const EXTENSIONS: [&str; 4] = ["csv", "md", "rq", "ttl"];

/// One file of the bundle.
#[derive(Clone, Debug)]
pub struct File {
    /// Path relative to the dataset's folder, with forward slashes.
    pub path: String,
    /// The bytes of the file.
    pub bytes: Cow<'static, [u8]>,
}

/// The files a dataset consists of, sorted by path.
#[derive(Clone, Debug)]
pub struct Bundle {
    files: Vec<File>,
}

impl Bundle {
    /// Gives the files compiled into the program.
    #[must_use]
    pub fn embedded() -> Self {
        let files = EMBEDDED.iter().map(|(path, bytes)| File {
            path: (*path).to_owned(),
            bytes: Cow::Borrowed(*bytes),
        });
        Self {
            files: files.collect(),
        }
    }

    /// Reads `ontology/`, `data/` and `queries/` below `folder`, and where they are there its changelog and settings.
    ///
    /// # Errors
    /// [`Error::NotADataset`] where none of the three is there, [`Error::Unreadable`] for what cannot be read.
    pub fn from_folder(folder: &Path) -> Result<Self, Error> {
        let mut files = Vec::new();
        let mut found = false;
        for name in FOLDERS {
            let below = folder.join(name);
            if below.is_dir() {
                found = true;
                collect(folder, &below, &mut files)?;
            }
        }
        if !found {
            return Err(Error::NotADataset {
                folder: folder.display().to_string(),
            });
        }
        for name in [CHANGELOG, SETTINGS] {
            let path = folder.join(name);
            if path.is_file() {
                files.push(read(folder, &path)?);
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// Gives all files in order of their paths.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Gives the file at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|index| &self.files[index])
    }

    /// Gives the files of the graph: the Turtle files of `data` and `ontology`, without the shapes.
    pub fn graph_files(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| {
            has_extension(&file.path, "ttl")
                && !file.path.starts_with("queries/")
                && !file.path.starts_with(SHAPES)
        })
    }

    /// Gives the files of the shapes, which are no part of the graph: they judge it.
    pub fn shape_files(&self) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(|file| has_extension(&file.path, "ttl") && file.path.starts_with(SHAPES))
    }

    /// Gives the files of the ontology: classes, properties, vocabularies, alignments and shapes.
    pub fn ontology_files(&self) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(|file| has_extension(&file.path, "ttl") && file.path.starts_with("ontology/"))
    }

    /// Gives the files of the query catalogue.
    pub fn query_files(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| {
            has_extension(&file.path, "rq")
                && file.path.starts_with("queries/")
                && !VIEWS.iter().any(|folder| file.path.starts_with(folder))
        })
    }

    /// Gives the files of the queries that make tables; they are no part of the catalogue, since nobody asks them.
    pub fn table_files(&self) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(|file| has_extension(&file.path, "rq") && file.path.starts_with(TABLES))
    }

    /// Gives the files of the queries that make the network of actors.
    pub fn network_files(&self) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(|file| has_extension(&file.path, "rq") && file.path.starts_with(NETWORK))
    }
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|found| found == extension)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path: PathBuf = entry.map_err(unreadable(folder))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path
            .extension()
            .is_some_and(|found| EXTENSIONS.iter().any(|wanted| found == *wanted))
        {
            files.push(read(root, &path)?);
        }
    }
    Ok(())
}

fn read(root: &Path, path: &Path) -> Result<File, Error> {
    let bytes = fs::read(path).map_err(unreadable(path))?;
    let relative = path
        .strip_prefix(root)
        .expect("the file was found below the root");
    Ok(File {
        path: relative.to_string_lossy().replace('\\', "/"),
        bytes: Cow::Owned(bytes),
    })
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.display().to_string();
    move |source| Error::Unreadable { path, source }
}
