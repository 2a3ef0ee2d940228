//! The shell's own commands that are no settings, and the names that other shells have for commands.

use crate::language::Wording;
use crate::repl::command_completion::Argument;

/// A command of the shell itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::repl) enum Own {
    Begin,
    Cd,
    Commit,
    Edit,
    Fix,
    Format,
    Help,
    History,
    Last,
    Let,
    Keys,
    Jobs,
    Once,
    Open,
    Output,
    Params,
    Prefix,
    Quit,
    Read,
    Rollback,
    Save,
    Set,
    Shell,
    Show,
    Status,
    Unlet,
    Transcript,
    Version,
}

impl Own {
    /// Gives how many operands the command takes at most; nothing where it takes the rest of the line as it is.
    pub(super) fn most_operands(self) -> Option<usize> {
        match self {
            Self::Begin
            | Self::Commit
            | Self::Fix
            | Self::Jobs
            | Self::Keys
            | Self::Params
            | Self::Quit
            | Self::Show
            | Self::Status
            | Self::Version => Some(0),
            Self::Cd
            | Self::Edit
            | Self::Help
            | Self::Last
            | Self::Once
            | Self::Output
            | Self::Read
            | Self::Rollback
            | Self::Transcript
            | Self::Unlet => Some(1),
            Self::Open | Self::Prefix => Some(2),
            Self::Format | Self::History | Self::Let | Self::Save | Self::Set | Self::Shell => None,
        }
    }
}

/// The shell's own commands: name, arguments, summary.
pub(super) const OWN: &[(Own, &str, &str, Wording, Argument)] = &[
    (
        Own::Begin,
        "begin",
        "",
        Wording::new(
            "let updates wait, to be applied together",
            "Updates warten lassen, um sie gemeinsam anzuwenden",
        ),
        Argument::Free,
    ),
    (
        Own::Commit,
        "commit",
        "",
        Wording::new(
            "apply the updates that wait, all or none",
            "die wartenden Updates anwenden, alle oder keins",
        ),
        Argument::Free,
    ),
    (
        Own::Rollback,
        "rollback",
        "[N]",
        Wording::new(
            "drop the updates that wait, or number N of them",
            "die wartenden Updates verwerfen, oder Nummer N davon",
        ),
        Argument::Free,
    ),
    (
        Own::Cd,
        "cd",
        "[DIR]",
        Wording::new(
            "change to a folder, alone to the home folder",
            "in einen Ordner wechseln, allein in den eigenen",
        ),
        Argument::File,
    ),
    (
        Own::Edit,
        "edit",
        "[N | NAME]",
        Wording::new(
            "edit the last entry, entry N or a named query in your editor",
            "letzten Eintrag, Eintrag N oder benannte Abfrage bearbeiten",
        ),
        Argument::QueryName,
    ),
    (
        Own::Fix,
        "fix",
        "",
        Wording::new(
            "do what the last message proposed, and run that",
            "tun, was die letzte Meldung vorschlug, und das ausführen",
        ),
        Argument::Free,
    ),
    (
        Own::Format,
        "format",
        "[QUERY]",
        Wording::new(
            "lay the last query, or another, out anew to be edited",
            "die letzte oder eine andere Abfrage neu gesetzt zum Bearbeiten vorlegen",
        ),
        Argument::Statement,
    ),
    (
        Own::Help,
        "help",
        "[TOPIC]",
        Wording::new(
            "explain the shell, its keys or one command",
            "die Shell, ihre Tasten oder einen Befehl erklären",
        ),
        Argument::Topic,
    ),
    (
        Own::History,
        "history",
        "[N | /TEXT/]",
        Wording::new("list earlier entries", "frühere Einträge auflisten"),
        Argument::Free,
    ),
    (
        Own::Last,
        "last",
        "[--all | --query]",
        Wording::new(
            "show the last result again, every row of it, or its query",
            "das letzte Ergebnis noch einmal zeigen, mit allen Zeilen, oder seine Abfrage",
        ),
        Argument::OneOf(&["--all", "--query"]),
    ),
    (
        Own::Let,
        "let",
        "NAME = TERM | last.COLUMN",
        Wording::new(
            "let $NAME stand for a term, or for those of a column",
            "$NAME für einen Term stehen lassen oder für die einer Spalte",
        ),
        Argument::Binding,
    ),
    (
        Own::Keys,
        "keys",
        "",
        Wording::new("list the keys", "die Tasten auflisten"),
        Argument::Free,
    ),
    (
        Own::Jobs,
        "jobs",
        "",
        Wording::new(
            "list the queries that were left behind and still run",
            "die Abfragen zeigen, die zurückgelassen wurden und noch laufen",
        ),
        Argument::Free,
    ),
    (
        Own::Once,
        "once",
        "FILE or |COMMAND",
        Wording::new(
            "write the next result to a file, or give it to a command",
            "das nächste Ergebnis in eine Datei schreiben oder einem Befehl geben",
        ),
        Argument::File,
    ),
    (
        Own::Open,
        "open",
        "DIR [--readonly]",
        Wording::new(
            "open another store or dataset in place of this one",
            "statt diesem einen anderen Store oder Datenbestand öffnen",
        ),
        Argument::File,
    ),
    (
        Own::Output,
        "output",
        "[FILE]",
        Wording::new(
            "write all results to a file, or to the screen again",
            "alle Ergebnisse in eine Datei schreiben oder wieder auf den Bildschirm",
        ),
        Argument::File,
    ),
    (
        Own::Params,
        "params",
        "",
        Wording::new(
            "list what .let has named",
            "auflisten, was .let benannt hat",
        ),
        Argument::Free,
    ),
    (
        Own::Prefix,
        "prefix",
        "ns: <iri> | -d ns:",
        Wording::new(
            "declare or forget a prefix",
            "ein Präfix deklarieren oder vergessen",
        ),
        Argument::Prefix,
    ),
    (
        Own::Quit,
        "quit",
        "",
        Wording::new("leave the shell", "die Shell verlassen"),
        Argument::Free,
    ),
    (
        Own::Read,
        "read",
        "FILE",
        Wording::new(
            "run the statements of a file",
            "die Anweisungen einer Datei ausführen",
        ),
        Argument::File,
    ),
    (
        Own::Save,
        "save",
        "NAME [SUMMARY]",
        Wording::new(
            "keep the last query under a name, for .run",
            "die letzte Abfrage unter einem Namen sichern, für .run",
        ),
        Argument::QueryName,
    ),
    (
        Own::Set,
        "set",
        "[NAME [VALUE] | --save]",
        Wording::new(
            "tell or change a setting, or write them to the file",
            "eine Einstellung zeigen, ändern oder in die Datei schreiben",
        ),
        Argument::Setting,
    ),
    (
        Own::Shell,
        "shell",
        "[COMMAND]",
        Wording::new(
            "run a command of the system, or its shell",
            "einen Befehl des Systems ausführen oder dessen Shell",
        ),
        Argument::File,
    ),
    (
        Own::Show,
        "show",
        "",
        Wording::new(
            "list the settings and where their values come from",
            "die Einstellungen und ihre Herkunft auflisten",
        ),
        Argument::Free,
    ),
    (
        Own::Status,
        "status",
        "",
        Wording::new(
            "tell the store, the settings and what still runs",
            "Store, Einstellungen und was noch läuft zeigen",
        ),
        Argument::Free,
    ),
    (
        Own::Unlet,
        "unlet",
        "NAME",
        Wording::new(
            "forget what .let has named",
            "vergessen, was .let benannt hat",
        ),
        Argument::Name,
    ),
    (
        Own::Transcript,
        "transcript",
        "[FILE | off]",
        Wording::new(
            "record queries and results in a Markdown file",
            "Abfragen und Ergebnisse in einer Markdown-Datei festhalten",
        ),
        Argument::File,
    ),
    (
        Own::Version,
        "version",
        "",
        Wording::new(
            "tell the version and what was built in",
            "Version und eingebaute Teile nennen",
        ),
        Argument::Free,
    ),
];

/// Other names, for those who know other shells.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("\\!", "shell"),
    ("\\?", "help"),
    ("\\c", "open"),
    ("\\cd", "cd"),
    ("\\d", "schema"),
    ("\\e", "edit"),
    ("\\i", "read"),
    ("\\o", "output"),
    ("\\q", "quit"),
    ("\\set", "set"),
    ("exit", "quit"),
    (".exit", "quit"),
    (".system", "shell"),
    ("help", "help"),
    ("quit", "quit"),
    (".import", "load"),
    (".width", "maxwidth"),
];

/// Names that turn a setting on and off by turns elsewhere: the setting, and its values for on and off.
pub(super) const SWITCHES: &[(&str, &str, [&str; 2])] = &[
    ("\\timing", "timer", ["on", "off"]),
    ("\\x", "mode", ["line", "auto"]),
];
