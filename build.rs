//! Writes the table of bundled files, in sorted order: every file of `ontology`, `data` and `queries`, the changelog and
//! the settings of what is published.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FOLDERS: [&str; 3] = ["data", "ontology", "queries"];
const FILES: [&str; 2] = ["CHANGELOG.md", "gremia.toml"];

fn main() -> io::Result<()> {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets the manifest folder"));
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        collect(&root, &root.join(folder), &mut files)?;
    }
    for file in FILES {
        println!("cargo:rerun-if-changed={file}");
        files.push(file.to_owned());
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        writeln!(table, "    ({file:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {file:?}))),")
            .expect("writing to a string does not fail");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets the output folder"));
    fs::write(out.join("bundle.rs"), table)
}

/// Adds the files below `folder`, as paths relative to `root` with forward slashes.
fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if matches!(
            path.extension().and_then(|e| e.to_str()),
            Some("csv" | "md" | "rq" | "ttl")
        ) {
            let relative = path
                .strip_prefix(root)
                .expect("the file lies below the root");
            files.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
