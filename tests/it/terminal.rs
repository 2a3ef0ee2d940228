//! A terminal to test in: a pseudo-terminal whose screen is modelled.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// A screen that does not show what is awaited after this time never will.
const LIMIT: Duration = Duration::from_secs(20);

pub(crate) const DATASET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/dataset");

/// Gives an update that works on its only row for many seconds, in which it notices nothing.
pub(crate) fn deaf_update() -> String {
    let longer = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].windows(2);
    let longer = longer.map(|pair| {
        let operands = vec![format!("?{}", pair[0]); 8].join(", ");
        format!("BIND(CONCAT({operands}) AS ?{})", pair[1])
    });
    let longer: Vec<String> = longer.collect();
    let hashes = vec!["SHA512(?i)"; 100].join(", ");
    let pattern = format!(
        "BIND('xxxxxxxx' AS ?a) {} BIND(CONCAT({hashes}) AS ?n)",
        longer.join(" ")
    );
    format!("INSERT {{ <x:a> <x:b> ?n }} WHERE {{ {pattern} }}")
}

type Screen = Arc<(Mutex<vt100::Parser>, Condvar)>;

/// A program running in a terminal.
pub(crate) struct Terminal {
    screen: Screen,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    before: String,
    _home: Arc<TempDir>,
}

/// What the program finds when it starts: nothing of the machine the test runs on.
pub(crate) struct World {
    home: Arc<TempDir>,
    variables: Vec<(String, String)>,
    arguments: Vec<String>,
    redirected: Option<String>,
    rows: u16,
    columns: u16,
}

impl World {
    pub(crate) fn new(rows: u16, columns: u16) -> Self {
        Self {
            home: Arc::new(tempfile::tempdir().unwrap()),
            // A pager would wait for keys; the tests that are about it name their own.
            variables: [("TERM", "xterm-256color"), ("GREMIA_PAGER", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            arguments: vec!["--dataset".to_owned(), DATASET.to_owned()],
            redirected: None,
            rows,
            columns,
        }
    }

    /// Sends standard output to the file `name` in the home folder.
    pub(crate) fn redirected(mut self, name: &str) -> Self {
        self.redirected = Some(name.to_owned());
        self
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Asks the dataset in `folder`.
    pub(crate) fn dataset(mut self, folder: &Path) -> Self {
        self.arguments = vec!["--dataset".to_owned(), folder.display().to_string()];
        self
    }

    /// Asks the bundled graph.
    pub(crate) fn bundled(mut self) -> Self {
        self.arguments.clear();
        self
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Starts the shell and waits for its first prompt.
    pub(crate) fn shell(&self) -> Terminal {
        let terminal = self.start();
        terminal.wait_for("gremia> ");
        terminal
    }

    pub(crate) fn start(&self) -> Terminal {
        let size = PtySize {
            rows: self.rows,
            cols: self.columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let before = format!("{:?}", pair.master.get_termios());
        let mut command = match &self.redirected {
            None => CommandBuilder::new(env!("CARGO_BIN_EXE_gremia")),
            Some(file) => {
                let mut command = CommandBuilder::new("/bin/sh");
                command.args(["-c", &format!("exec \"$@\" > {file}"), "sh"]);
                command.arg(env!("CARGO_BIN_EXE_gremia"));
                command
            }
        };
        command.env_clear();
        command.cwd(self.home());
        command.env("HOME", self.home());
        command.env("LANG", "C.UTF-8");
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.args(&self.arguments);
        let child = pair.slave.spawn_command(command).unwrap();
        let [rows, columns] = [self.rows, self.columns].map(|size| size.try_into().unwrap());
        let parser = vt100::Parser::new(rows, columns, 1000);
        let screen: Screen = Arc::new((Mutex::new(parser), Condvar::new()));
        let mut output = pair.master.try_clone_reader().unwrap();
        let drawn = Arc::clone(&screen);
        // The other end is kept open so that the terminal's settings can be read after the program has ended.
        let slave = pair.slave;
        thread::spawn(move || {
            let _slave = slave;
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                let mut parser = drawn.0.lock().unwrap_or_else(PoisonError::into_inner);
                parser.process(&bytes[..count]);
                drop(parser);
                drawn.1.notify_all();
            }
        });
        Terminal {
            screen,
            keyboard: pair.master.take_writer().unwrap(),
            child,
            master: pair.master,
            before,
            _home: Arc::clone(&self.home),
        }
    }
}

impl Terminal {
    /// Types `keys`, in one write.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Pastes `text` as terminals do that mark a paste.
    pub(crate) fn paste(&mut self, text: &str) {
        self.press(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Waits until the screen is as `wanted` tells; fails with the screen after a time.
    pub(crate) fn wait(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let started = Instant::now();
        let mut parser = self.screen.0.lock().unwrap();
        while !wanted(parser.screen()) {
            let left = LIMIT.saturating_sub(started.elapsed());
            assert!(
                !left.is_zero(),
                "no {what} on the screen, with the cursor at {:?}:\n{}",
                parser.screen().cursor_position(),
                parser.screen().contents()
            );
            parser = self.screen.1.wait_timeout(parser, left).unwrap().0;
        }
    }

    /// Waits until `text` is on the screen.
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait(&format!("`{text}`"), |screen| {
            screen.contents().contains(text)
        });
    }

    /// Waits until the last line with anything on it is an empty prompt.
    pub(crate) fn wait_for_prompt(&self) {
        self.wait("empty prompt", |screen| {
            let contents = screen.contents();
            contents
                .trim_end()
                .lines()
                .last()
                .and_then(|line| line.trim_end().strip_prefix("gremia")?.strip_suffix('>'))
                // What is running or waiting stands between the two.
                .is_some_and(|between| !between.contains('>'))
        });
    }

    /// Waits until completion knows the terms of the graph, which are read beside the prompt: `.status` tells.
    pub(crate) fn wait_for_terms(&mut self) {
        loop {
            self.press("\x0c.status\r");
            self.wait_for("left behind");
            if self.contents().contains(" labels") {
                return;
            }
            self.press("\x0c");
            self.wait("a clear screen", |screen| {
                !screen.contents().contains("left behind")
            });
        }
    }

    /// Gives the window another size.
    pub(crate) fn resize(&self, rows: u16, columns: u16) {
        let mut parser = self.screen.0.lock().unwrap();
        let [height, width] = [rows, columns].map(|size| size.try_into().unwrap());
        parser.screen_mut().set_size(height, width);
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.resize(size).unwrap();
    }

    /// Sends a signal such as `TERM` to the program.
    pub(crate) fn signal(&self, name: &str) {
        let number = self.child.process_id().unwrap().to_string();
        let mut command = std::process::Command::new("kill");
        let sent = command.args(["-s", name, &number]).status().unwrap();
        assert!(sent.success());
    }

    /// Gives the text on the screen.
    pub(crate) fn contents(&self) -> String {
        self.screen.0.lock().unwrap().screen().contents()
    }

    /// Reads something off the screen.
    pub(crate) fn look<T>(&self, look: impl Fn(&vt100::Screen) -> T) -> T {
        look(self.screen.0.lock().unwrap().screen())
    }

    /// Waits for the end of the program and gives its exit status; the terminal must be as it was.
    pub(crate) fn end(mut self) -> u32 {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(
                started.elapsed() < LIMIT,
                "still running:\n{}",
                self.contents()
            );
            thread::yield_now();
        };
        assert_eq!(format!("{:?}", self.master.get_termios()), self.before);
        status.exit_code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves no program behind; one that ended cannot be killed again.
        let _ = self.child.kill();
    }
}
