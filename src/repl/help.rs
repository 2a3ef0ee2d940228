//! What `.help` says.

use std::fmt::Write as _;

use crate::failure::Result;
use crate::language::Wording;
use crate::results::width::{width, wrap};

use super::command_completion::Known;
use super::dot::resolve;

/// Columns of the help texts at most.
pub(super) const WIDTH: usize = 80;

/// Columns that a summary has at least.
const NARROWEST: usize = 16;

const INTRODUCTION: Wording = Wording::new(
    "\
Type a SPARQL query and press Enter; several lines run at an empty line or at
`;`. Tab completes; Ctrl-C cancels what runs; Ctrl-D or .quit leaves.
",
    "\
Eine SPARQL-Abfrage eingeben und mit der Eingabetaste ausführen; mehrere Zeilen
laufen nach einer leeren Zeile oder nach `;`. Tab ergänzt; Strg-C bricht ab, was
läuft; Strg-D oder .quit verlässt die Shell.
",
);

const MORE: Wording = Wording::new(
    "\
A command may be shortened while it is unique. `.help NAME` explains one,
`.help keys` the keys, `.help sparql` how statements end, `.help plain` what
screen readers get, and `.NAME --help` lists the options of a command.
",
    "\
Ein Befehl darf abgekürzt werden, solange er eindeutig ist. `.help NAME` erklärt
einen, `.help keys` die Tasten, `.help sparql` das Ende von Anweisungen,
`.help plain`, was Screenreader bekommen; `.NAME --help` listet die Optionen
eines Befehls auf.
",
);

const KEYS: Wording = Wording::new(
    "\
Enter            runs a whole query; starts a new line in one that is not
Alt-Enter        always starts a new line
Ctrl-X Enter     runs the text as it is
Tab, Ctrl-Space  completes keywords, prefixes, terms, labels from two letters
Up, Down         lines of the text first, then earlier entries
Ctrl-P, Ctrl-N   earlier and later entries
Alt-Up           earlier entries that start as the text does
Ctrl-R           searches earlier entries
Ctrl-X Ctrl-E    edits the text in $VISUAL or $EDITOR
Ctrl-X Ctrl-F    does what the last message proposed, as .fix does
Ctrl-C           drops the text (the history keeps it), or cancels what runs
Ctrl-D           leaves, on an empty line
These are the keys of Emacs; `.edit-mode vi` takes those of vi.
On a German Mac keyboard, braces need \"Option as Meta\" to be off in the settings
of the terminal; or use Ctrl-X Ctrl-E.
",
    "\
Eingabe          führt eine ganze Abfrage aus, beginnt sonst eine neue Zeile
Alt-Eingabe      beginnt immer eine neue Zeile
Strg-X Eingabe   führt den Text aus, wie er ist
Tab, Strg-Leer   ergänzt Wörter, Präfixe, Terme, Bezeichnungen ab zwei Zeichen
Auf, Ab          erst die Zeilen des Textes, dann frühere Einträge
Strg-P, Strg-N   frühere und spätere Einträge
Alt-Auf          frühere Einträge, die so beginnen wie der Text
Strg-R           sucht in früheren Einträgen
Strg-X Strg-E    bearbeitet den Text in $VISUAL oder $EDITOR
Strg-X Strg-F    tut, was die letzte Meldung vorschlug, wie .fix
Strg-C           verwirft den Text (er bleibt auffindbar) oder bricht ab
Strg-D           verlässt die Shell, auf einer leeren Zeile
Das sind die Tasten von Emacs; `.edit-mode vi` nimmt die von vi.
Auf einer deutschen Mac-Tastatur gehen geschweifte Klammern nur, wenn im
Terminal \"Option als Meta\" aus ist; sonst hilft Strg-X Strg-E.
",
);

/// The keys where input is one line at a time.
const PLAIN_KEYS: Wording = Wording::new(
    "\
Input is one line at a time, so the keys are those of the terminal itself.
Enter    hands the line over: a whole query runs, else more lines follow
Ctrl-C   drops the text (the history keeps its whole lines), or cancels what
         runs
Ctrl-D   leaves, on an empty line
`.edit` opens the last entry in your own editor, `.history` lists the earlier
ones, and `.fix` does what the last message proposed.
",
    "\
Die Eingabe ist zeilenweise; die Tasten sind daher die des Terminals selbst.
Eingabe  übergibt die Zeile: Eine ganze Abfrage läuft, sonst geht es weiter
Strg-C   verwirft den Text (ganze Zeilen bleiben auffindbar) oder bricht ab,
         was läuft
Strg-D   verlässt die Shell, auf einer leeren Zeile
`.edit` öffnet den letzten Eintrag im eigenen Editor, `.history` listet die
früheren auf, und `.fix` tut, was die letzte Meldung vorschlug.
",
);

const QUERIES: Wording = Wording::new(
    "\
One line that is a whole query runs at once. Several lines run at `;` outside
brackets, or at an empty line, so that LIMIT can still follow the pattern. Two
empty lines run anything. PREFIX and BASE lines alone hold for the session.
Updates that are pasted together are one request: all of it is applied, or
nothing. Typed one by one, each is applied at its `;`.
A line that starts with a blank is not kept in the history.
",
    "\
Eine Zeile, die eine ganze Abfrage ist, läuft sofort. Mehrere Zeilen laufen nach
einem `;` außerhalb von Klammern oder nach einer leeren Zeile, damit auf das
Muster noch LIMIT folgen kann. Zwei leere Zeilen führen alles aus. PREFIX- und
BASE-Zeilen allein gelten für die Sitzung.
Updates, die zusammen eingefügt werden, sind ein Auftrag: Er gilt ganz oder gar
nicht. Einzeln getippt gilt jedes mit seinem `;`.
Eine Zeile, die mit einem Leerzeichen beginnt, kommt nicht in den Verlauf.
",
);

const PLAIN: Wording = Wording::new(
    "\
`.plain on` (or --plain, or GREMIA_PLAIN=1) speaks in lines: no colours, no
drawn tables, nothing that is redrawn. Rows are sentences (`row 1: name = ...`),
and the place of an error is told as line, column and the text there. `.mode`
still chooses another format; input is one line at a time, and `.edit` opens
the last entry in your own editor.
",
    "\
`.plain on` (oder --plain, oder GREMIA_PLAIN=1) spricht in Zeilen: keine Farben,
keine gezeichneten Tabellen, nichts, was sich überschreibt. Ergebnisse sind
Sätze (`Zeile 1: name = ...`), und der Ort eines Fehlers wird als Zeile, Spalte
und Text dort genannt. `.mode` wählt weiterhin ein anderes Format; die Eingabe
geht Zeile für Zeile, und `.edit` öffnet den letzten Eintrag im eigenen Editor.
",
);

/// What else is to be said of commands of the shell.
const DETAILS: [(&str, Wording); 12] = [
    (
        "color",
        Wording::new(
            "auto: where the terminal can, and NO_COLOR is not set. Without colours there are no hints either, since they \
             would look like something typed.",
            "auto: wo das Terminal es kann und NO_COLOR nicht gesetzt ist. Ohne Farben gibt es auch keine Vorschläge, denn sie \
             sähen aus wie Getipptes.",
        ),
    ),
    (
        "begin",
        Wording::new(
            "Each update is checked as it comes and then waits; queries do not see what it does. `.commit` sends all of them as \
             one request, which is applied as a whole or not at all, and `.rollback` drops them, or one of them by its number. Whoever leaves before \
             is asked what becomes of them; a script that ends before fails, and none of them is applied. The store has no \
             longer transaction than one request.",
            "Jedes Update wird sofort geprüft und wartet dann; Abfragen sehen nicht, was es tut. `.commit` schickt alle als einen \
             Auftrag, der ganz oder gar nicht gilt, `.rollback` verwirft sie, oder eins davon nach seiner Nummer. Wer vorher geht, wird gefragt, was \
             aus ihnen werden soll; ein Skript, das vorher endet, scheitert, und keins wird angewandt. Eine längere \
             Transaktion als einen Auftrag hat der Store nicht.",
        ),
    ),
    (
        "edit",
        Wording::new(
            "A query of your own is changed in its file; one of the dataset comes back as an entry. The editor is that of \
             VISUAL or EDITOR.",
            "Eine eigene Abfrage wird in ihrer Datei geändert; eine des Datenbestands kommt als Eintrag zurück. Der Editor ist der \
             von VISUAL oder EDITOR.",
        ),
    ),
    (
        "load",
        Wording::new(
            "The prefixes that a file declares are those of the session from then on; one that the session has with another \
             namespace stays as it is, and that is told. A file with an error brings neither statements nor prefixes. \
             `.load --help` lists the options.",
            "Die Präfixe, die eine Datei deklariert, gelten von da an in der Sitzung; eines, das die Sitzung mit einem anderen \
             Namensraum hat, bleibt, wie es ist, und das wird gesagt. Eine Datei mit einem Fehler bringt weder Aussagen noch \
             Präfixe. `.load --help` listet die Optionen auf.",
        ),
    ),
    (
        "open",
        Wording::new(
            "Settings and history stay; prefixes and named queries are those of what is opened. What cannot be opened leaves \
             everything as it was. `.open --bundled` opens the graph of the program.",
            "Einstellungen und frühere Eingaben bleiben; Präfixe und benannte Abfragen sind die des Geöffneten. Was sich nicht \
             öffnen lässt, lässt alles, wie es war. `.open --bundled` öffnet den Graphen des Programms.",
        ),
    ),
    (
        "prefixes",
        Wording::new(
            "auto: a query may use the prefixes of the session. strict: it must declare its own, as it must where it is \
             published.",
            "auto: Eine Abfrage darf die Präfixe der Sitzung verwenden. strict: Sie muss ihre eigenen deklarieren wie dort, wo \
             sie veröffentlicht wird.",
        ),
    ),
    (
        "save",
        Wording::new(
            "The file holds the query with the prefixes that it took from the session, ready to be shared. Lines such as \
             `#+ param: day date = 2024-06-01 -- the day`, which `.edit NAME` lets you add, give it parameters; all behind the \
             name may be left out. Types: term (any, as where none is given), iri, string, langstring, integer, decimal, \
             boolean, date, datetime, year, enum(a, b, …). `.save! NAME` replaces a file. The folder is that of `.status`; \
             GREMIA_QUERIES names another.",
            "Die Datei enthält die Abfrage mit den Präfixen, die sie von der Sitzung hatte, fertig zum Weitergeben. Zeilen wie \
             `#+ param: tag date = 2024-06-01 -- der Tag`, die `.edit NAME` ergänzen lässt, geben ihr Parameter; was auf den \
             Namen folgt, kann fehlen. Typen: term (beliebig, wie wo keiner steht), iri, string, langstring, integer, decimal, \
             boolean, date, datetime, year, enum(a, b, …). `.save! NAME` ersetzt eine Datei. Den Ordner nennt `.status`; \
             GREMIA_QUERIES benennt einen anderen.",
        ),
    ),
    (
        "set",
        Wording::new(
            "`.set --save` writes what was changed in this session into the settings file, and leaves its other lines alone. \
             GREMIA_CONFIG names another file; scripts read none.",
            "`.set --save` schreibt das in dieser Sitzung Geänderte in die Einstellungsdatei und lässt deren übrige Zeilen stehen. \
             GREMIA_CONFIG benennt eine andere Datei; Skripte lesen keine.",
        ),
    ),
    (
        "shell",
        Wording::new(
            "Without a command it starts the system's shell; leaving that comes back here.",
            "Ohne Befehl startet die Shell des Systems; wer sie verlässt, ist wieder hier.",
        ),
    ),
    (
        "theme",
        Wording::new(
            "basic keeps to eight colours that read on any background; dark and light are for a background of that kind.",
            "basic bleibt bei acht Farben, die auf jedem Hintergrund lesbar sind; dark und light sind für einen dunklen oder \
             hellen.",
        ),
    ),
    (
        "timer",
        Wording::new(
            "For a query: parse is reading and checking its text, plan what the engine makes of it; first row and all rows \
             count from the start of its evaluation, which begins with the plan, and all rows is the time that stands below \
             a table; shown is what writing took after that. Formats that write each row as it comes do so within all rows. For \
             anything else it is the whole time.",
            "Bei einer Abfrage: Parsen heißt Lesen und Prüfen ihres Textes, Planen, was die Engine daraus macht; erste Zeile \
             und alle Zeilen zählen vom Beginn der Auswertung, die mit dem Plan anfängt, und alle Zeilen ist die Zeit unter einer Tabelle; gezeigt \
             ist, was das Schreiben danach brauchte. Formate, die jede Zeile sofort schreiben, tun das innerhalb von alle \
             Zeilen. Bei allem anderen ist es die ganze Zeit.",
        ),
    ),
    (
        "transcript",
        Wording::new(
            "The file names the version and the canonical hash of the graph, then each query with its prefixes and its result as \
             a table, errors too. It holds no time of day: the same session gives the same file. `.transcript! FILE` replaces \
             one; `.transcript off` ends it.",
            "Die Datei nennt Version und kanonischen Hash des Graphen, dann jede Abfrage mit ihren Präfixen und ihrem Ergebnis als \
             Tabelle, auch Fehler. Sie enthält keine Uhrzeit: Dieselbe Sitzung ergibt dieselbe Datei. `.transcript! DATEI` \
             ersetzt eine; `.transcript off` beendet sie.",
        ),
    ),
];

/// The topics that are no commands.
#[cfg(test)]
const TEXTS: [Wording; 6] = [INTRODUCTION, MORE, KEYS, PLAIN_KEYS, QUERIES, PLAIN];

/// Gives the text on `topic`, or the list of commands, for `width` columns.
///
/// # Errors
/// Where there is no such topic, with what was perhaps meant.
pub(super) fn help(topic: Option<&str>, known: &[Known], width: usize) -> Result<String> {
    match topic.map(|topic| topic.trim_start_matches('.')) {
        None => Ok(overview(known, width)),
        Some("keys") => Ok(fitted(KEYS.text(), width)),
        Some("sparql") => Ok(fitted(QUERIES.text(), width)),
        Some(topic) => {
            let name = resolve(topic, known)?;
            let command = known.iter().find(|known| known.name == name);
            let mut text = command.map_or_else(String::new, |command| explanation(command, width));
            if name == "plain" {
                text = format!("{text}\n{}", fitted(PLAIN.text(), width));
            }
            Ok(text)
        }
    }
}

/// Gives the text on the keys where input is one line at a time, for `width` columns.
pub(super) fn keys_in_plain(width: usize) -> String {
    fitted(PLAIN_KEYS.text(), width)
}

/// Breaks a text of ours anew where it is wider than `columns`; a line of a table hangs below its second column.
fn fitted(text: &str, columns: usize) -> String {
    if columns >= WIDTH {
        return text.to_owned();
    }
    let mut items: Vec<(String, usize)> = Vec::new();
    for line in text.lines() {
        let gap = line.find("  ").map(|gap| {
            let blanks = line[gap..].len() - line[gap..].trim_start().len();
            width(&line[..gap]) + blanks
        });
        match (gap, items.last_mut()) {
            (None, Some((paragraph, 0))) if !paragraph.is_empty() && !line.is_empty() => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            (gap, _) => items.push((line.to_owned(), gap.unwrap_or(0))),
        }
    }
    let mut broken = String::new();
    for (item, hang) in items {
        let hang = if hang + NARROWEST > columns {
            2.min(hang)
        } else {
            hang
        };
        let (first, rest) = item.split_at(item.len().min(hang));
        let lines = wrap(rest, columns - hang);
        for (index, line) in lines.into_iter().enumerate() {
            let lead = if index == 0 { first } else { "" };
            let line = format!("{lead:hang$}{}", &rest[line]);
            broken.push_str(line.trim_end());
            broken.push('\n');
        }
    }
    broken
}

fn overview(known: &[Known], columns: usize) -> String {
    let mut text = fitted(INTRODUCTION.text(), columns);
    text.push('\n');
    let names = known.iter().map(|known| known.name.len());
    let longest = names.max().unwrap_or(0) + 1;
    for known in known {
        let name = format!(".{}", known.name);
        let room = columns.saturating_sub(longest + 4).max(NARROWEST);
        for (index, line) in wrap(&known.summary, room).into_iter().enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            writeln!(text, "  {name:longest$}  {}", &known.summary[line])
                .expect("writing to a string does not fail");
        }
    }
    text.push('\n');
    text.push_str(&fitted(MORE.text(), columns));
    text
}

/// Explains one command: how it is written, what it does, and more where more is to be said.
fn explanation(known: &Known, columns: usize) -> String {
    const INDENT: usize = 4;
    let room = columns.saturating_sub(INDENT).max(NARROWEST);
    let mut text = format!("{}\n", heading(known));
    for line in wrap(&known.summary, room) {
        writeln!(text, "{:INDENT$}{}", "", &known.summary[line])
            .expect("writing to a string does not fail");
    }
    let ours = DETAILS.iter().find(|(name, _)| *name == known.name);
    let details = ours.map_or(known.details.as_str(), |(_, details)| details.text());
    for paragraph in details.split("\n\n").filter(|text| !text.is_empty()) {
        let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push('\n');
        for line in wrap(&paragraph, room) {
            writeln!(text, "{:INDENT$}{}", "", &paragraph[line])
                .expect("writing to a string does not fail");
        }
    }
    text
}

fn heading(known: &Known) -> String {
    format!(".{} {}", known.name, known.usage)
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::help;
    use crate::repl::dot::known;

    #[test]
    fn texts_of_our_own_fit_80_columns() {
        for text in super::TEXTS {
            for line in text.english.lines().chain(text.german.lines()) {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn every_command_is_listed() {
        let text = help(None, &known(), 80).unwrap();
        for known in known() {
            assert!(
                text.contains(&format!(".{} ", known.name)),
                "{}",
                known.name
            );
        }
    }

    #[test]
    fn one_command_is_explained() {
        assert_eq!(
            help(Some(".once"), &known(), 80).unwrap(),
            ".once FILE or |COMMAND\n    write the next result to a file, or give it to a command\n"
        );
    }

    #[test]
    fn narrow_window_breaks_texts_between_words() {
        for (topic, width) in [(None, 40), (Some("keys"), 40), (Some("keys"), 24)] {
            for line in help(topic, &known(), width).unwrap().lines() {
                assert!(line.chars().count() <= width, "{line}");
            }
        }
    }

    #[test]
    fn narrow_window_wraps_what_commands_do() {
        let text = help(Some("set"), &known(), 40).unwrap();
        assert!(
            text.lines().all(|line| line.chars().count() <= 40),
            "{text}"
        );
        let text = help(None, &known(), 40).unwrap();
        let listed = text.lines().filter(|line| line.starts_with("  "));
        for line in listed {
            assert!(line.chars().count() <= 40, "{line}");
        }
    }

    #[test]
    fn unknown_topic_brings_a_proposal() {
        let failure = help(Some("tmier"), &known(), 80).unwrap_err();
        assert_eq!(failure.hint(), Some("did you mean `.timer`?"));
    }
}
