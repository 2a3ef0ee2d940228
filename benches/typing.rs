//! How long a person waits at the prompt: `make bench ARGS=typing`.
//!
//! The shell runs in a terminal whose screen is modelled, so that what is measured is from the key to its picture.

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
        terminal.wait_for("gremia> ");
        terminal
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

    fn cursor(&self) -> (u16, u16) {
        self.screen
            .0
            .lock()
            .expect("whole")
            .screen()
            .cursor_position()
    }
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
