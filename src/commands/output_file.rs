//! A file that a command writes: complete or not there at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use crate::failure::{Failure, Kind, Result};
use crate::language::{of_system, wording};

/// The files that are being written beside their places.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what is not finished, where the program ends without dropping it.
pub(crate) fn discard_unfinished() {
    for path in &*UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) {
        // There is nobody left to tell.
        let _ = fs::remove_file(path);
    }
}

/// Notes a file that is being written, until it is dropped.
struct Unfinished(PathBuf);

impl Unfinished {
    fn new(path: &Path) -> Self {
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        unfinished.push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        unfinished.retain(|path| *path != self.0);
    }
}

/// A file being written beside its place; [`OutputFile::finish`] puts it there, dropping it leaves no trace.
pub(crate) struct OutputFile {
    path: PathBuf,
    target: Target,
}

enum Target {
    /// Takes the place of a file, or becomes a new one.
    Beside {
        file: BufWriter<NamedTempFile>,
        replaces: bool,
        /// Dropped behind the file.
        _unfinished: Unfinished,
    },
    /// A device or pipe, which cannot be replaced.
    Direct(BufWriter<File>),
}

impl OutputFile {
    /// Starts to write `path`; an existing file is only replaced if `replaces`.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the file.
    pub(crate) fn create(path: &Path, replaces: bool) -> Result<Self> {
        let failed = |error: &io::Error| describe(path, error);
        // What standard output goes to may be a file, which it does not name.
        if ["/dev/stdout", "/dev/stderr", "/dev/fd"]
            .iter()
            .any(|own| path.starts_with(own))
        {
            let file = File::options()
                .append(true)
                .open(path)
                .map_err(|error| failed(&error))?;
            let target = Target::Direct(BufWriter::new(file));
            return Ok(Self {
                path: path.to_owned(),
                target,
            });
        }
        let path = match fs::canonicalize(path) {
            // The file a link points to is replaced, not the link.
            Ok(path) => path,
            Err(_) => path.to_owned(),
        };
        let existing = fs::metadata(&path).ok();
        if let Some(existing) = &existing {
            if existing.is_dir() {
                return Err(Failure::new(
                    Kind::Store,
                    wording!("{} is a folder", "{} ist ein Ordner", path.display()),
                ));
            }
            if !existing.is_file() {
                let file = File::options()
                    .write(true)
                    .open(&path)
                    .map_err(|error| failed(&error))?;
                let target = Target::Direct(BufWriter::new(file));
                return Ok(Self { path, target });
            }
            if !replaces {
                return Err(exists(&path));
            }
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gremia-");
        #[cfg(unix)]
        // What any new file has; the mask of the process still applies.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .map_err(|error| failed(&error))?;
        if let Some(existing) = existing {
            file.as_file()
                .set_permissions(existing.permissions())
                .map_err(|error| failed(&error))?;
        }
        let target = Target::Beside {
            _unfinished: Unfinished::new(file.path()),
            file: BufWriter::new(file),
            replaces,
        };
        Ok(Self { path, target })
    }

    /// Gives the number of bytes written so far, for [`OutputFile::back_to`]; `None` for a device or pipe.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the file, where what was written does not reach it.
    pub(crate) fn mark(&mut self) -> Result<Option<u64>> {
        let place = match &mut self.target {
            Target::Beside { file, .. } => file.stream_position().map(Some),
            Target::Direct(file) => file.flush().map(|()| None),
        };
        place.map_err(|error| describe(&self.path, &error))
    }

    /// Takes back what was written after `mark`; what a device or pipe was given stays there.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the file, which must not be finished then.
    pub(crate) fn back_to(&mut self, mark: u64) -> Result<()> {
        let Target::Beside { file, .. } = &mut self.target else {
            return Ok(());
        };
        // Seeking comes first, since it empties the buffer into the file.
        file.seek(SeekFrom::Start(mark))
            .and_then(|_| file.get_ref().as_file().set_len(mark))
            .map_err(|error| describe(&self.path, &error))
    }

    /// Puts the finished file in its place.
    ///
    /// # Errors
    /// A failure of kind [`Kind::Store`] that names the file; the file that was there is untouched.
    pub(crate) fn finish(self) -> Result<()> {
        let failed = |error: &io::Error| describe(&self.path, error);
        match self.target {
            Target::Direct(mut file) => file.flush().map_err(|error| failed(&error)),
            Target::Beside { file, replaces, .. } => {
                let file = file.into_inner().map_err(|error| failed(error.error()))?;
                file.as_file().sync_all().map_err(|error| failed(&error))?;
                if replaces {
                    file.persist(&self.path)
                        .map_err(|error| failed(&error.error))?;
                } else {
                    file.persist_noclobber(&self.path).map_err(|error| {
                        match error.error.kind() {
                            io::ErrorKind::AlreadyExists => exists(&self.path),
                            _ => failed(&error.error),
                        }
                    })?;
                }
                Ok(())
            }
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Beside { file, .. } => file.write(bytes),
            Target::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Beside { file, .. } => file.flush(),
            Target::Direct(file) => file.flush(),
        }
    }
}

fn describe(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        Kind::Store,
        wording!(
            "{} cannot be written: {error}",
            "{}: lässt sich nicht schreiben: {error}",
            path.display(),
            error = of_system(error)
        ),
    )
}

fn exists(path: &Path) -> Failure {
    let message = wording!("{} exists already", "{} gibt es schon", path.display());
    Failure::new(Kind::Store, message).with_hint(wording!(
        "`--force` replaces it",
        "mit `--force` wird es ersetzt"
    ))
}
