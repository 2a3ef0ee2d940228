//! The user's own named queries: `.rq` files in a folder of theirs, beside those of the dataset.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::bundle::File;

/// The folder that paths of queries start with in a bundle.
const QUERIES: &str = "queries";

/// Folders below folders deeper than this are not read.
const DEEPEST: usize = 8;

/// Gives the folder: `$GREMIA_QUERIES`, else `queries` where the system keeps a user's data.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("GREMIA_QUERIES").filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    let folders = directories::ProjectDirs::from("", "", "gremia")?;
    Some(folders.data_dir().join(QUERIES))
}

/// Reads the queries below `folder`, sorted by path; their paths are those of a bundle (`queries/NAME.rq`).
///
/// A folder that is not there has none.
///
/// # Errors
/// What the operating system says of a folder or file that cannot be read.
pub fn read(folder: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        collect(folder, QUERIES, 0, &mut files)?;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(folder: &Path, below: &str, depth: usize, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let shown = format!("{below}/{name}");
        if path.is_dir() && depth < DEEPEST {
            collect(&path, &shown, depth + 1, files)?;
        } else if path.extension().is_some_and(|found| found == "rq") {
            files.push(File {
                path: shown,
                bytes: fs::read(&path)?.into(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read;
    use std::fs;

    #[test]
    fn queries_are_found_in_folders_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("towns")).unwrap();
        for file in ["b.rq", "towns/a.rq", "notes.md", ".hidden.rq"] {
            fs::write(folder.path().join(file), "ASK {}").unwrap();
        }
        let paths: Vec<String> = read(folder.path())
            .unwrap()
            .into_iter()
            .map(|file| file.path)
            .collect();
        assert_eq!(paths, ["queries/b.rq", "queries/towns/a.rq"]);
    }

    #[test]
    fn missing_folder_has_no_queries() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(&folder.path().join("none")).unwrap().is_empty());
    }
}
