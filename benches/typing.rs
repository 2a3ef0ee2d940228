//! How long a person waits at the prompt: `make bench ARGS=typing`.
//!
//! The shell runs in a terminal whose screen is modelled, so that what is measured is from the key to its picture.

#[path = "speed/graphs.rs"]
mod graphs;

use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

fn main() {
    divan::main();
}

/// What never appears in this time never will.
const LIMIT: Duration = Duration::from_mins(10);
/// Rows and columns, so many that no list and no query is taller.
const SIZE: (u16, u16) = (600, 200);
const PROMPT: &str = "gremia> ";
const PROMPT_WIDTH: u16 = 8;
/// Labels that only the synthetic graph has.
const MANY_LABELS: usize = 50_000;

/// The shell in a terminal.
struct Terminal {
    screen: Arc<(Mutex<vt100::Parser>, Condvar)>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn start() -> Self {
        let size = PtySize {
            rows: SIZE.0,
            cols: SIZE.1,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a terminal opens");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gremia"));
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.arg("--no-history");
        let child = pair.slave.spawn_command(command).expect("the shell starts");
        let [rows, columns] = [SIZE.0, SIZE.1].map(|size| size.try_into().expect("not zero"));
        let parser = vt100::Parser::new(rows, columns, 0);
        let screen = Arc::new((Mutex::new(parser), Condvar::new()));
        let drawn = Arc::clone(&screen);
        let mut output = pair.master.try_clone_reader().expect("readable");
        thread::spawn(move || {
            let mut bytes = [0; 16_384];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                drawn.0.lock().expect("whole").process(&bytes[..count]);
                drawn.1.notify_all();
            }
        });
        let terminal = Self {
            screen,
            keyboard: pair.master.take_writer().expect("writable"),
            child,
            _master: pair.master,
        };
        terminal.wait(|screen| stands_at_prompt(screen, PROMPT.len()));
        terminal
    }

    /// Starts the shell and loads the synthetic graph of a million triples.
    fn with_million() -> Self {
        let file = graphs::file("typing-million.nt", graphs::million());
        let mut terminal = Self::start();
        terminal.press(&format!(".load {}\r", file.display()));
        terminal.wait_for(" statements");
        // What was read before the load knows fewer labels.
        loop {
            terminal.press("\x0c.status\r");
            terminal.wait_for("left behind");
            let contents = terminal.look(vt100::Screen::contents);
            let labels = contents
                .split_once(" labels")
                .and_then(|(before, _)| before.rsplit(' ').next()?.replace(',', "").parse().ok());
            if labels.is_some_and(|labels: usize| labels > MANY_LABELS) {
                break;
            }
            terminal.press("\x0c");
            terminal.wait(|screen| !screen.contents().contains("left behind"));
        }
        terminal.clear();
        terminal
    }

    /// Drops what stands at the prompt and clears the screen.
    fn clear(&mut self) {
        self.press("\x03\x0c");
        self.wait(|screen| screen.cursor_position() == (0, PROMPT_WIDTH));
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("writable");
    }

    fn wait(&self, wanted: impl Fn(&vt100::Screen) -> bool) {
        let started = Instant::now();
        let mut parser = self.screen.0.lock().expect("whole");
        while !wanted(parser.screen()) {
            let left = LIMIT.saturating_sub(started.elapsed());
            assert!(!left.is_zero(), "{}", parser.screen().contents());
            parser = self.screen.1.wait_timeout(parser, left).expect("whole").0;
        }
    }

    fn wait_for(&self, text: &str) {
        self.wait(|screen| screen.contents().contains(text));
    }

    fn look<T>(&self, look: impl Fn(&vt100::Screen) -> T) -> T {
        look(self.screen.0.lock().expect("whole").screen())
    }

    fn cursor(&self) -> (u16, u16) {
        self.look(vt100::Screen::cursor_position)
    }
}

/// Tells whether the cursor stands in this column of a row with a prompt.
fn stands_at_prompt(screen: &vt100::Screen, column: usize) -> bool {
    let (row, at) = screen.cursor_position();
    let mut rows = screen.rows(0, PROMPT_WIDTH);
    usize::from(at) == column
        && rows
            .nth(usize::from(row))
            .is_some_and(|row| row.trim_end() == PROMPT.trim_end())
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that has ended cannot be killed again.
        let _ = self.child.kill();
    }
}

mod typing {
    use super::Terminal;
    use divan::Bencher;

    /// Types a letter behind a query of so many lines.
    fn keystroke(lines: usize, bencher: Bencher<'_, '_>) {
        let mut terminal = Terminal::start();
        let middle =
            "  ?meeting a gremia:Meeting ; rdfs:label ?label . # ä meeting\n".repeat(lines - 2);
        let query = format!("SELECT ?meeting {{\n{middle}  # ");
        terminal.press(&format!("\x1b[200~{query}\x1b[201~"));
        terminal.wait(|screen| screen.contents().trim_end().ends_with('#'));
        terminal.press("x");
        terminal.wait(|screen| screen.contents().trim_end().ends_with("# x"));
        let mut typed = 0;
        bencher.bench_local(|| {
            // Letters that fill the line are taken away again.
            let key = if typed % 200 < 100 { "x" } else { "\x7f" };
            typed += 1;
            let (row, column) = terminal.cursor();
            let after = if key == "x" { column + 1 } else { column - 1 };
            terminal.press(key);
            // While the text is drawn anew the cursor is elsewhere.
            terminal.wait(|screen| screen.cursor_position() == (row, after));
        });
    }

    #[divan::bench(sample_count = 100, sample_size = 1)]
    fn keystroke_in_40_lines(bencher: Bencher<'_, '_>) {
        keystroke(40, bencher);
    }

    #[divan::bench(sample_count = 100, sample_size = 1)]
    fn keystroke_in_400_lines(bencher: Bencher<'_, '_>) {
        keystroke(400, bencher);
    }
}

mod start {
    use super::Terminal;
    use divan::Bencher;

    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn start_to_prompt(bencher: Bencher<'_, '_>) {
        bencher.bench_local(Terminal::start);
    }
}

mod tab {
    use super::{Terminal, stands_at_prompt};
    use divan::Bencher;
    use std::sync::{Mutex, PoisonError};

    /// Presses Tab behind `text`, in a graph of a million triples.
    fn tab(text: &str, bencher: Bencher<'_, '_>) {
        static TERMINAL: Mutex<Option<Terminal>> = Mutex::new(None);
        let shared = &TERMINAL;
        let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
        lock().get_or_insert_with(Terminal::with_million);
        let end = super::PROMPT.len() + text.len();
        bencher
            .with_inputs(|| {
                let mut shared = lock();
                let terminal = shared.as_mut().expect("it was started");
                terminal.clear();
                terminal.press(text);
                terminal.wait(|screen| stands_at_prompt(screen, end));
            })
            .bench_local_values(|()| {
                let mut shared = lock();
                let terminal = shared.as_mut().expect("it was started");
                terminal.press("\t");
                // The prompt comes again below the list.
                terminal
                    .wait(|screen| screen.cursor_position().0 > 0 && stands_at_prompt(screen, end));
            });
    }

    #[divan::bench(sample_count = 50, sample_size = 1)]
    fn tab_by_prefixed_name(bencher: Bencher<'_, '_>) {
        tab("ASK { ?s ?p person:", bencher);
    }

    #[divan::bench(sample_count = 50, sample_size = 1)]
    fn tab_by_label(bencher: Bencher<'_, '_>) {
        tab("ASK { ?s ?p bundes", bencher);
    }

    #[divan::bench(sample_count = 50, sample_size = 1)]
    fn tab_for_an_empty_predicate(bencher: Bencher<'_, '_>) {
        tab("ASK { ?s a gremia:Meeting . ?s ", bencher);
    }
}

mod cancel {
    use super::Terminal;
    use divan::Bencher;

    /// Presses Ctrl-C while `query` runs, and again where it does not hear.
    fn cancel(query: &str, bencher: Bencher<'_, '_>) {
        let last = |screen: &vt100::Screen| {
            let contents = screen.contents();
            let last = contents.trim_end().lines().last();
            last.unwrap_or_default().trim_end().to_owned()
        };
        let is_back = |screen: &vt100::Screen| {
            let last = last(screen);
            last.starts_with("gremia") && last.ends_with('>')
        };
        let offers = |screen: &vt100::Screen| last(screen).contains("leaves it behind");
        bencher
            .with_inputs(|| {
                let mut terminal = Terminal::start();
                terminal.press(&format!("{query}\r"));
                terminal.wait_for("Ctrl-C cancels");
                terminal
            })
            .bench_local_refs(|terminal| {
                terminal.press("\x03");
                terminal.wait(|screen| is_back(screen) || offers(screen));
                if !terminal.look(is_back) {
                    terminal.press("\x03");
                    terminal.wait(is_back);
                }
            });
    }

    #[divan::bench(sample_count = 10, sample_size = 1)]
    fn cancel_cross_product(bencher: Bencher<'_, '_>) {
        cancel(
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
            bencher,
        );
    }

    #[divan::bench(sample_count = 10, sample_size = 1)]
    fn cancel_path(bencher: Bencher<'_, '_>) {
        cancel(
            "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)* ?b . ?c (!<x:y>)* ?d }",
            bencher,
        );
    }

    #[divan::bench(sample_count = 10, sample_size = 1)]
    fn cancel_sort(bencher: Bencher<'_, '_>) {
        cancel("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c", bencher);
    }
}
