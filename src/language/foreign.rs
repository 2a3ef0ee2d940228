//! What the operating system and the parsers of libraries report, in the language spoken.
//!
//! The libraries speak English only. Their usual messages stand in `libraries.toml`, each with its German; a message that
//! is not there is quoted.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::sync::OnceLock;

use super::{Language, Wording, spoken, wording};

/// The name of standard input where the name of a file would stand.
pub const STANDARD_INPUT: Wording = Wording::new("standard input", "Standardeingabe");

/// Says what a parser of RDF, JSON, XML, IRIs or TOML reports, without a position.
#[must_use]
pub fn of_library(message: &str) -> String {
    // A parser's message may go on with what it expected, on a line of its own.
    let message = without_controls(&message.trim_end().replace('\n', "; "));
    match spoken() {
        Language::En => message,
        Language::De => {
            german(&message).unwrap_or_else(|| format!("die Bibliothek meldet: „{message}“"))
        }
    }
}

/// Writes what is quoted of a text so that it does not drive the terminal.
fn without_controls(message: &str) -> String {
    let mut harmless = String::with_capacity(message.len());
    for c in message.chars() {
        if c.is_control() {
            harmless.extend(c.escape_default());
        } else {
            harmless.push(c);
        }
    }
    harmless
}

/// Says what the operating system reports, without its number; what the program itself reports stays as it is.
#[must_use]
pub fn of_system(error: &io::Error) -> String {
    // One with a number and a path in its text came from making a file beside the one that was asked for.
    let inner = error.get_ref().map(ToString::to_string);
    if let Some(message) = inner.filter(|inner| !inner.contains("(os error ")) {
        return match spoken() {
            Language::En => message,
            Language::De => german(&message).unwrap_or(message),
        };
    }
    if let Some(known) = known(error.kind()) {
        return known.text().to_owned();
    }
    let message = error.to_string();
    let message = message
        .split_once(" (os error ")
        .map_or(message.as_str(), |(words, _)| words);
    wording!("{message}", "das System meldet: „{message}“")
}

/// Words the usual kinds of errors of the operating system.
fn known(kind: io::ErrorKind) -> Option<Wording> {
    use io::ErrorKind;
    Some(match kind {
        ErrorKind::NotFound => Wording::new(
            "there is no such file or folder",
            "diese Datei oder diesen Ordner gibt es nicht",
        ),
        ErrorKind::PermissionDenied => {
            Wording::new("permission denied", "die Berechtigung dafür fehlt")
        }
        ErrorKind::AlreadyExists => Wording::new("it exists already", "das gibt es schon"),
        ErrorKind::IsADirectory => Wording::new(
            "this is a folder, not a file",
            "das ist ein Ordner, keine Datei",
        ),
        ErrorKind::NotADirectory => Wording::new(
            "a part of the path is no folder",
            "ein Teil des Pfads ist kein Ordner",
        ),
        ErrorKind::DirectoryNotEmpty => {
            Wording::new("the folder is not empty", "der Ordner ist nicht leer")
        }
        ErrorKind::ReadOnlyFilesystem => Wording::new(
            "the file system can only be read",
            "das Dateisystem lässt sich nur lesen",
        ),
        ErrorKind::StorageFull => Wording::new(
            "no space is left on the device",
            "auf dem Datenträger ist kein Platz mehr",
        ),
        ErrorKind::QuotaExceeded => Wording::new(
            "the quota of the file system is used up",
            "das Kontingent im Dateisystem ist aufgebraucht",
        ),
        ErrorKind::FileTooLarge => Wording::new("the file is too large", "die Datei ist zu groß"),
        ErrorKind::InvalidFilename => Wording::new(
            "the system does not take this file name",
            "diesen Dateinamen nimmt das System nicht an",
        ),
        ErrorKind::ExecutableFileBusy | ErrorKind::ResourceBusy => {
            Wording::new("another program uses it", "ein anderes Programm benutzt es")
        }
        ErrorKind::InvalidData => Wording::new("the text is not UTF-8", "der Text ist kein UTF-8"),
        ErrorKind::UnexpectedEof => Wording::new("it ends too early", "die Daten enden zu früh"),
        ErrorKind::OutOfMemory => Wording::new(
            "there is not enough memory",
            "der Arbeitsspeicher reicht nicht",
        ),
        _ => return None,
    })
}

/// Gives the German of a library's message where the table has it.
fn german(message: &str) -> Option<String> {
    static TABLE: OnceLock<Vec<(String, String)>> = OnceLock::new();
    let table = TABLE.get_or_init(table);
    let translated = |message: &str| {
        let mut rows = table.iter();
        rows.find_map(|(english, german)| filled(english, german, message))
    };
    translated(message)
        // The parser of XML says first what kind of error it found.
        .or_else(|| translated(message.split_once(": ")?.1))
        .or_else(|| {
            // The parser of TOML says last what it expected: signs in backticks, or English words.
            let at = message.find(", expected ")?;
            let (message, expected) = (translated(&message[..at])?, &message[at + 2..]);
            let has_words = expected.split(", ").any(|sign| !sign.ends_with('`'));
            let expected = translated(expected).filter(|_| !has_words);
            Some(expected.map_or(message.clone(), |expected| format!("{message}; {expected}")))
        })
}

/// Reads the table, the rows with the most fixed text first, as others fit what they fit.
fn table() -> Vec<(String, String)> {
    let table: BTreeMap<String, String> =
        toml::from_str(include_str!("libraries.toml")).expect("the table is well formed");
    let mut rows: Vec<_> = table.into_iter().collect();
    rows.sort_by_key(|(english, _)| Reverse(english.replace("{}", "").len()));
    rows
}

/// Puts the pieces of `message` that stand for `{}` in `english` into `german`, in their order.
fn filled(english: &str, german: &str, message: &str) -> Option<String> {
    let mut fixed = english.split("{}").peekable();
    let mut rest = message.strip_prefix(fixed.next()?)?;
    let mut pieces = Vec::new();
    while let Some(part) = fixed.next() {
        let at = match fixed.peek() {
            Some(_) => rest.find(part)?,
            // The last fixed part ends the message, whatever the piece before it holds.
            None => rest.strip_suffix(part)?.len(),
        };
        pieces.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    if !rest.is_empty() {
        return None;
    }
    let mut parts = german.split("{}");
    let mut text = parts.next()?.to_owned();
    for (part, piece) in parts.zip(pieces) {
        text.push_str(piece);
        text.push_str(part);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{german, known, of_system, table};

    #[test]
    fn message_keeps_the_pieces_of_the_text_that_was_read() {
        for (message, words) in [
            (
                "The prefix ex: has not been declared",
                "das Präfix `ex:` ist nicht deklariert",
            ),
            (". is not a valid RDF object", "`.` ist kein Objekt"),
            (
                "ill-formed document: expected `</b>`, but `</a>` was found",
                "hier muss `</b>` stehen, nicht `</a>`",
            ),
            (
                "extra comma in array, expected `]`",
                "hier ist ein Komma zu viel; möglich ist hier `]`",
            ),
            (
                "string values must be quoted, expected literal string",
                "um einen Text gehören Anführungszeichen",
            ),
        ] {
            assert_eq!(german(message).as_deref(), Some(words), "{message}");
        }
        assert_eq!(german("something else"), None);
    }

    #[test]
    fn german_has_no_piece_that_english_lacks() {
        let pieces = |text: &str| text.matches("{}").count();
        let rows = table();
        let wrong: Vec<_> = rows
            .iter()
            .filter(|(english, german)| pieces(german) > pieces(english))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn system_reports_without_its_number() {
        let missing = io::Error::from_raw_os_error(2);
        assert_eq!(of_system(&missing), "there is no such file or folder");
        let rare = io::Error::from_raw_os_error(19);
        assert!(!of_system(&rare).contains("os error"), "{rare}");
        let own = io::Error::other("the words of the program");
        assert_eq!(of_system(&own), "the words of the program");
        let full = known(io::ErrorKind::StorageFull).unwrap();
        assert_eq!(full.german, "auf dem Datenträger ist kein Platz mehr");
    }
}
