//! Random keys at the prompt, against a model of the text: nothing panics, nothing typed is lost, and the picture is right.
//!
//! `GREMIA_KEYS_SEEDS=100-200` plays other sessions than the few of the usual run; what fails names its seed and its keys.

mod model;

use std::fs;
use std::ops::RangeInclusive;

use crate::terminal::{Terminal, World};

use model::{Key, Model, PROMPT, Picture, cleaned};

/// What stands on the character before it.
const MARKING: char = '\u{301}';
/// Sessions of the usual run.
const SEEDS: RangeInclusive<u64> = 1..=6;
/// Groups of keys in a session; after each one the screen is compared with the model.
const GROUPS: usize = 80;
/// The most keys of a group.
const LONGEST: usize = 12;

/// What is typed: letters of one byte and of more, wide ones, marks, and whatever means something to the shell.
const PIECES: &[&str] = &[
    "z",
    "w",
    "ä",
    "ß",
    "é",
    "漢",
    "字",
    "e\u{301}",
    "\u{301}",
    "1",
    " ",
    "  ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "'",
    "#",
    ".",
    ";",
    ",",
    "?",
    "<",
    ">",
    ":",
    "\\",
    "/",
    "ASK {}",
    "ASK { ?z ?w 1 }",
    "SELECT * { ?z ?p ?w } LIMIT 1",
    ".prefixes z",
    "\"\"\"",
    "'''",
    "# 漢 note",
    "PREFIX z: <http://z/>",
    "zä wé 漢",
];

const PASTES: &[&str] = &[
    "z\tw\t漢\tä",
    "ASK {\r\n\t?z ?w 1\r\n}",
    "z\x1b[31mw\x07",
    "\n\nz\n",
    "a\rb",
    "ASK {}\nASK { ?z ?w 1 }\n",
];

/// A character that nothing else types.
const MARK: &str = "§";

/// Numbers that look random and are the same for the same seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = (mixed ^ (mixed >> 31)) >> 32;
        usize::try_from(mixed).unwrap() % sides
    }

    fn piece(&mut self, pieces: &[&str]) -> String {
        pieces[self.below(pieces.len())].to_owned()
    }

    fn key(&mut self) -> Key {
        match self.below(100) {
            0..40 => Key::Text(self.piece(PIECES)),
            40..43 => Key::Paste(self.piece(PASTES)),
            43..48 => Key::Left,
            48..51 => Key::Right,
            51..53 => Key::WordLeft,
            53..55 => Key::WordRight,
            55..58 => Key::LineStart,
            58..61 => Key::LineEnd,
            61..64 => Key::Up,
            64..66 => Key::Down,
            66..70 => Key::Backspace,
            70..73 => Key::Delete,
            73..75 => Key::KillToEnd,
            75..76 => Key::KillToStart,
            76..78 => Key::KillBlankWord,
            78..80 => Key::KillWord,
            80..83 => Key::Yank,
            83..85 => Key::Transpose,
            85..87 => Key::Earlier,
            87..89 => Key::Later,
            89..92 => Key::NewLine,
            92..93 => Key::UndoAll,
            93..97 => Key::Enter,
            97..98 => Key::Interrupt,
            _ => Key::Tab,
        }
    }
}

/// A shell and the model that it is compared with.
struct Session {
    shell: Terminal,
    world: World,
    size: (u16, u16),
    /// With colours a proposal can stand behind the text.
    proposes: bool,
    model: Model,
    seed: u64,
    typed: String,
}

impl Session {
    fn start(seed: u64) -> Self {
        let size = match seed % 3 {
            0 => (20, 40),
            1 => (24, 80),
            _ => (50, 200),
        };
        let proposes = seed % 4 < 2;
        let world = World::new(size.0, size.1);
        let world = world.variable("NO_COLOR", if proposes { "" } else { "1" });
        let mut session = Self {
            shell: world.shell(),
            world,
            size,
            proposes,
            model: Model::default(),
            seed,
            typed: String::new(),
        };
        session.model.start("", 0);
        session.press("\x0c");
        session.compare();
        session
    }

    fn press(&mut self, keys: &str) {
        self.typed.push_str(keys);
        self.shell.press(keys);
    }

    fn report(&self, wanted: &str) -> String {
        let Self { seed, typed, .. } = self;
        format!("picture of the model for seed {seed}\n{wanted}\nafter the keys {typed:?}\n")
    }

    /// Waits until the screen shows `text` with the cursor before the byte `at`.
    fn compare(&self) {
        let Model { text, at, .. } = &self.model;
        let wanted = Picture::draw(text, *at, self.size);
        self.shell
            .wait(&self.report(&wanted.to_string()), |screen| {
                self.shows(screen, text, *at)
            });
    }

    fn shows(&self, screen: &vt100::Screen, text: &str, at: usize) -> bool {
        let shown = Picture::of(screen);
        let wanted = Picture::draw(text, at, self.size);
        // Nothing is proposed behind blanks alone, and what stands there is text.
        let proposes = self.proposes && at == text.len() && !text.trim().is_empty();
        if proposes && shown.cursor == wanted.cursor {
            return shown.until_cursor(screen).rows == wanted.rows;
        }
        shown == wanted
    }

    /// Tells whether one more row or two would come too near to the end of the screen, where the shell goes on line by line.
    fn is_full(&self) -> bool {
        let Model { text, .. } = &self.model;
        let (_, width) = self.size;
        // No text that is still to be drawn is taller than this.
        let tall = Picture::draw(text, text.len(), (500, width)).cursor.0;
        tall + 6 >= self.size.0
    }

    /// Presses Enter: a line break comes in, or what stands there is run and may come back to be mended.
    fn enter(&mut self) {
        let before = self.model.clone();
        self.model.insert(&format!("\n{MARK}"));
        self.model.changes += 4;
        // The mark tells a text with a line break more from one that is on its way to be run.
        self.press(&format!("\r{MARK}"));
        let Model { text, at, .. } = &self.model;
        let is_broken = |screen: &vt100::Screen| self.shows(screen, text, *at);
        self.shell.wait(&self.report("after Enter"), |screen| {
            is_broken(screen) || has_second_prompt(screen)
        });
        if self.shell.look(is_broken) {
            self.backspace();
            return;
        }
        self.model = before;
        self.press("\x7f\x0c");
        let back = cleaned(&self.model.text);
        let is_back = |screen: &vt100::Screen| self.returned(screen, &back);
        self.shell
            .wait(&self.report("an empty prompt, or the text"), |screen| {
                is_back(screen).is_some()
            });
        let (text, at) = self.shell.look(is_back).expect("it was there before");
        self.model.enter();
        if text.ends_with(char::is_whitespace) {
            // Blanks at the end cannot be seen.
            self.model.start(&text, at);
            self.interrupt();
            return;
        }
        self.remembered();
        self.model.start(&text, at);
        // The mark may have come to the new prompt, and went there.
        self.model.changes += 4;
    }

    /// Gives what stands at a prompt that is empty or holds what was not run of `text`, and where the cursor is.
    fn returned(&self, screen: &vt100::Screen, text: &str) -> Option<(String, usize)> {
        let starts = text.char_indices().map(|(start, _)| &text[start..]);
        let texts = starts.flat_map(|rest| [rest, rest.trim_end()]);
        let mut texts = texts.filter(|text| !text.trim().is_empty()).chain([""]);
        let shown = Picture::of(screen);
        texts.find_map(|text| {
            let whole = Picture::draw(text, text.len(), self.size);
            if !self.proposes && whole.rows != shown.rows {
                return None;
            }
            let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let mut places = places.filter(|at| self.shows(screen, text, *at));
            places.next().map(|at| (text.to_owned(), at))
        })
    }

    /// Presses Tab: the word before the cursor may become another, and what stands around it stays.
    fn tab(&mut self) {
        let Model { text, at, .. } = &self.model;
        let (_, width) = self.size;
        let fits = |line: &str| line.chars().count() * 2 + 2 * PROMPT.len() < usize::from(width);
        // Otherwise what was inserted could not be read off the screen.
        let is_hidden = |c: char| c.is_control() && c != '\n';
        // Blanks at the end of a line cannot be seen, nor a last line with nothing else, nor a mark on nothing.
        let shows = |line: &str| fits(line) && !line.ends_with(' ') && !line.starts_with(MARKING);
        let ends_in_blanks = text[*at..].ends_with(char::is_whitespace);
        if text.contains(is_hidden) || ends_in_blanks || !text.split('\n').all(shows) {
            return;
        }
        let before = text[..*at]
            .rfind(char::is_whitespace)
            .map_or(0, |blank| blank + 1);
        let [before, behind] = [&text[..before], &text[*at..]].map(str::to_owned);
        // The mark tells that Tab is over, whatever it did.
        self.press(&format!("\t\x0c{MARK}"));
        let behind = format!("{MARK}{behind}");
        let is_paging = |screen: &vt100::Screen| screen.contents().ends_with("--More--");
        let read = |session: &Self, screen: &vt100::Screen| {
            let text = read(screen)?;
            let kept = text.starts_with(&before) && text.ends_with(&behind);
            let at = text.len().checked_sub(behind.len())? + MARK.len();
            (kept && session.shows(screen, &text, at)).then_some((text, at))
        };
        let wanted = format!("after Tab: {before:?} before {behind:?}");
        self.shell.wait(&self.report(&wanted), |screen| {
            is_paging(screen) || read(self, screen).is_some()
        });
        if self.shell.look(is_paging) {
            self.press(&format!("q\x0c{MARK}"));
            self.shell.wait(&self.report("after the list"), |screen| {
                read(self, screen).is_some()
            });
        }
        let after = self.shell.look(|screen| read(self, screen));
        (self.model.text, self.model.at) = after.expect("it was there before");
        self.model.changes += 4;
        self.backspace();
    }

    fn backspace(&mut self) {
        let key = Key::Backspace;
        self.press(&key.bytes(false, 0));
        self.model.press(&key);
        self.compare();
    }

    /// Presses Ctrl-C, which keeps what stands there as an entry.
    fn interrupt(&mut self) {
        self.press("\x03\x0c");
        self.model.enter();
        self.model.start("", 0);
        self.compare();
        self.remembered();
    }

    /// Compares the file of the entries with the model.
    fn remembered(&self) {
        let file = self.world.home().join(".local/state/gremia/history");
        let stored = fs::read_to_string(file).unwrap_or_default();
        let entered = self.model.entered.iter().map(|entry| {
            let escaped = entry.replace('\\', "\\\\").replace('\n', "\\n");
            format!("{escaped}\n")
        });
        let entered: String = entered.collect();
        assert!(
            stored == entered,
            "{}history:\n{stored}",
            self.report(&entered)
        );
    }
}

/// Tells whether a prompt stands below the first row.
fn has_second_prompt(screen: &vt100::Screen) -> bool {
    let shown = Picture::of(screen);
    shown
        .rows
        .iter()
        .skip(1)
        .any(|row| row.starts_with(PROMPT.trim_end()))
}

/// Reads the text at the prompt off a screen where no line wraps.
fn read(screen: &vt100::Screen) -> Option<String> {
    let (height, width) = screen.size();
    let rows = (0..height.get()).map(|row| {
        let cells = (0..width.get()).filter_map(|column| screen.cell(row, column));
        cells.map(vt100::Cell::contents).collect::<String>()
    });
    let text = rows.collect::<Vec<_>>().join("\n");
    let text = text.trim_end_matches('\n').strip_prefix(PROMPT)?;
    Some(text.to_owned())
}

fn play(seed: u64) {
    let mut dice = Dice(seed);
    let mut session = Session::start(seed);
    for _ in 0..GROUPS {
        let mut keys = String::new();
        let mut last = None;
        for _ in 0..=dice.below(LONGEST) {
            if session.is_full() {
                last = Some(Key::Interrupt);
                break;
            }
            let key = dice.key();
            if session.model.leaves_marks(&key) {
                continue;
            }
            if matches!(key, Key::Enter | Key::Tab | Key::Interrupt) {
                last = Some(key);
                break;
            }
            // Ctrl-D leaves an empty prompt.
            let other =
                dice.below(2) == 1 && !(key == Key::Delete && session.model.text.is_empty());
            keys.push_str(&key.bytes(other, session.model.changes));
            session.model.press(&key);
        }
        session.press(&keys);
        session.compare();
        match last {
            Some(Key::Enter) => session.enter(),
            Some(Key::Tab) => session.tab(),
            Some(Key::Interrupt) => session.interrupt(),
            _ => {}
        }
    }
    session.interrupt();
    session.press(".quit\r");
    let report = session.report("the end");
    assert_eq!(session.shell.end(), 0, "{report}");
}

#[test]
fn random_keys_do_what_a_model_of_the_text_does() {
    let seeds = std::env::var("GREMIA_KEYS_SEEDS").ok().map(|seeds| {
        let (first, last) = seeds.split_once('-').unwrap_or((&seeds, &seeds));
        first.parse().unwrap()..=last.parse().unwrap()
    });
    for seed in seeds.unwrap_or(SEEDS) {
        play(seed);
    }
}
