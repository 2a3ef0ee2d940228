//! Output that goes through another program: a pager where it is taller than the screen, or a command that was named.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::process::{Command, ExitStatus, Stdio};

use tempfile::SpooledTempFile;

use crate::results::width::width;

use super::keyboard::lend;

/// Memory for output that is held back, before it goes to a temporary file.
const SPOOL_BYTES: usize = 1 << 20;
/// The pager where none is named: lines are cut rather than broken, colours pass, a screenful needs no key.
const LESS: &str = "less -SRFX";
/// What `less` does where the user has not said so in the environment.
const LESS_OPTIONS: &str = "SRFX";
/// The status by which a shell tells that there is no such program.
const NOT_FOUND: i32 = 127;

/// When output goes through a pager, and which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Pager {
    /// Where it is taller than the screen, through the usual one.
    #[default]
    Auto,
    /// Always, through the usual one.
    On,
    /// Never.
    Off,
    /// Where it is taller than the screen, through this command.
    Command(String),
}

impl Pager {
    /// Gives the command; nothing where there is to be no pager.
    fn command(&self) -> Option<String> {
        let set = |name| env::var(name).ok();
        let command = match self {
            Self::Off => return None,
            Self::Command(command) => command.clone(),
            Self::Auto | Self::On => set("GREMIA_PAGER")
                .or_else(|| set("PAGER"))
                .unwrap_or_else(|| LESS.to_owned()),
        };
        (!command.trim().is_empty()).then_some(command)
    }
}

/// Output of one statement, held back until it is known how tall it is.
pub(super) struct Held {
    file: SpooledTempFile,
}

impl Held {
    pub(super) fn new() -> Self {
        Self {
            file: SpooledTempFile::new(SPOOL_BYTES),
        }
    }

    /// Tells whether the output fills more lines than `screen`, columns and lines, has.
    fn is_taller_than(&mut self, screen: (usize, usize)) -> io::Result<bool> {
        let (columns, lines) = (screen.0.max(1), screen.1);
        self.file.rewind()?;
        let mut reader = BufReader::new(&mut self.file);
        let mut filled = 0;
        let mut line = Vec::new();
        while filled < lines {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                return Ok(false);
            }
            let text = String::from_utf8_lossy(&line);
            let visible = without_colours(text.trim_end_matches(['\n', '\r']));
            filled += width(&visible).div_ceil(columns).max(1);
        }
        Ok(true)
    }

    /// Writes everything to `out`.
    fn write_to(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.file.rewind()?;
        io::copy(&mut self.file, out)?;
        out.flush()
    }

    /// Shows the output on a screen of so many columns and lines, through `pager` where that is wanted.
    ///
    /// # Errors
    /// That of standard output or of the temporary file; a pager that cannot be started is done without.
    pub(super) fn show(mut self, pager: &Pager, screen: (usize, usize)) -> io::Result<()> {
        let is_paged = *pager == Pager::On || self.is_taller_than(screen)?;
        if is_paged && let Some(command) = pager.command() {
            self.file.rewind()?;
            if run(&command, &mut self.file)?.code() != Some(NOT_FOUND) {
                return Ok(());
            }
        }
        self.write_to(&mut io::stdout())
    }

    /// Gives everything to `command`, and tells how that ended.
    ///
    /// # Errors
    /// What the operating system says where no shell can be started, or of the temporary file.
    pub(super) fn pipe_to(mut self, command: &str) -> io::Result<ExitStatus> {
        self.file.rewind()?;
        run(command, &mut self.file)
    }
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Takes the escape codes for colours off.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut visible = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        visible.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    visible
}

/// Runs `command` by the user's shell with `input`, and waits for its end; it may stop reading early.
///
/// Ctrl-C reaches the command, not us: our handler only sets a flag.
fn run(command: &str, input: &mut dyn Read) -> io::Result<ExitStatus> {
    io::stdout().flush()?;
    let mut child = shell(command);
    child.stdin(Stdio::piped());
    if env::var_os("LESS").is_none() {
        child.env("LESS", LESS_OPTIONS);
    }
    // Output is UTF-8 whatever the locale says, or whether there is one of that name.
    if env::var_os("LESSCHARSET").is_none() {
        child.env("LESSCHARSET", "utf-8");
    }
    lend(|| feed(&mut child, input))
}

/// Gives `input` to the command, and waits for its end.
fn feed(command: &mut Command, input: &mut dyn Read) -> io::Result<ExitStatus> {
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        match io::copy(input, &mut stdin) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                // It reads to its end what there is, and is not left behind.
                drop(stdin);
                child.wait()?;
                return Err(error);
            }
            _ => {}
        }
    }
    child.wait()
}

/// Gives the program that `command` begins with, where the system does not have it.
///
/// What is no plain name, such as a call with variables before it, is left to the shell.
pub(super) fn missing_program(command: &str) -> Option<&str> {
    let program = command.split_whitespace().next()?;
    let is_plain = |c: char| c.is_alphanumeric() || "-_./+".contains(c);
    if !program.chars().all(is_plain) {
        return None;
    }
    let look = if cfg!(unix) { "command -v" } else { "where" };
    let mut look = shell(&format!("{look} {program}"));
    look.stdin(Stdio::null()).stdout(Stdio::null());
    let status = look.stderr(Stdio::null()).status().ok()?;
    (!status.success()).then_some(program)
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.arg("/C").arg(command);
    shell
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{Held, missing_program, without_colours};

    #[test]
    fn program_that_is_not_there_is_named() {
        assert_eq!(missing_program("no-such-pager -S"), Some("no-such-pager"));
        assert_eq!(missing_program("sort"), None);
        assert_eq!(missing_program("A=b no-such-pager"), None);
    }

    fn is_taller(text: &str, screen: (usize, usize)) -> bool {
        let mut held = Held::new();
        held.write_all(text.as_bytes()).unwrap();
        held.is_taller_than(screen).unwrap()
    }

    #[test]
    fn lines_that_wrap_count_as_several() {
        assert!(!is_taller("a\nb\n", (80, 3)));
        assert!(is_taller("a\nb\nc\n", (80, 3)));
        assert!(is_taller(&"x".repeat(240), (80, 3)));
        assert!(!is_taller("", (80, 3)));
    }

    #[test]
    fn colours_take_no_room() {
        assert_eq!(without_colours("\x1b[1mname\x1b[0m b"), "name b");
        assert!(!is_taller(&"\x1b[2m\x1b[0m\n".repeat(2), (4, 3)));
    }
}
