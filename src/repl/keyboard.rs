//! The keyboard while a statement runs, and the settings of the terminal that it must get back.
//!
//! Start at [`Keyboard::open`]. Keys that are typed meanwhile are kept for the next prompt and not shown, so that they do
//! not stand in the middle of the rows; a program that is started meanwhile is lent the terminal as it was ([`lend`]).
//! Whatever ends the program, the terminal is as it was: a signal (see also `ending`) and a panic restore it, too.

#[cfg(unix)]
pub(super) use unix::{Keyboard, lend};

#[cfg(unix)]
mod unix {
    use std::io::{self, IsTerminal, Write};
    use std::os::fd::{AsFd, BorrowedFd};
    use std::panic;
    use std::sync::{Mutex, PoisonError};
    use std::thread;

    use nix::sys::termios::{
        _POSIX_VDISABLE, LocalFlags, SetArg, SpecialCharacterIndices, Termios, tcgetattr, tcsetattr,
    };
    use signal_hook::consts::SIGQUIT;
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// Turns off that a terminal marks pastes, as the line editor asks for while it reads.
    const NO_BRACKETED_PASTE: &str = "\x1b[?2004l\n";

    /// How the terminal on standard input was, for whoever gets it back.
    static USUAL: Mutex<Option<Termios>> = Mutex::new(None);

    /// The terminal on standard input.
    #[derive(Debug)]
    pub(in crate::repl) struct Keyboard(());

    impl Keyboard {
        /// Takes note of how the terminal is, so that it gets that back however the program ends.
        ///
        /// Gives nothing where standard input is no terminal.
        ///
        /// # Errors
        /// What the operating system says when signals cannot be watched.
        pub(in crate::repl) fn open() -> io::Result<Option<Self>> {
            if !io::stdin().is_terminal() {
                return Ok(None);
            }
            let Ok(usual) = tcgetattr(io::stdin()) else {
                return Ok(None);
            };
            *USUAL.lock().unwrap_or_else(PoisonError::into_inner) = Some(usual);
            let mut signals = Signals::new([SIGQUIT])?;
            thread::Builder::new()
                .name("quit".to_owned())
                .spawn(move || {
                    if let Some(signal) = signals.forever().next() {
                        restore();
                        // What the signal does without a handler: it ends the program.
                        let _ = emulate_default_handler(signal);
                    }
                })?;
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |information| {
                // In another thread the main one goes on reading, with the settings it needs.
                if thread::current().name() == Some("main") {
                    restore();
                }
                before(information);
            }));
            Ok(Some(Self(())))
        }

        /// Gives what another thread calls before it ends the program.
        #[expect(
            clippy::unused_self,
            reason = "only a terminal that was found is restored"
        )]
        pub(in crate::repl) fn restorer(&self) -> impl Fn() + Send + Sync + use<> {
            restore
        }

        /// Keeps what is typed from the screen until the result is dropped.
        #[expect(
            clippy::unused_self,
            reason = "only a terminal that was found can be hushed"
        )]
        pub(in crate::repl) fn hush(&self) -> Option<Hushed<BorrowedFd<'static>>> {
            Hushed::start(standard_input())
        }
    }

    /// Gives standard input, which lives as long as the program.
    fn standard_input() -> BorrowedFd<'static> {
        static STANDARD_INPUT: std::sync::LazyLock<io::Stdin> = std::sync::LazyLock::new(io::stdin);
        STANDARD_INPUT.as_fd()
    }

    /// Runs `program`, which starts another one, with the terminal as it was before the shell; ours is as before
    /// afterwards, even where that other one was killed.
    pub(in crate::repl) fn lend<T>(program: impl FnOnce() -> T) -> T {
        let ours = tcgetattr(io::stdin()).ok();
        set_usual();
        let ended = program();
        if let Some(ours) = ours {
            // Where it cannot be put back, there is no terminal any more.
            let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &ours);
        }
        ended
    }

    fn set_usual() {
        if let Some(usual) = &*USUAL.lock().unwrap_or_else(PoisonError::into_inner) {
            // A terminal that is gone needs nothing back.
            let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, usual);
        }
    }

    fn restore() {
        set_usual();
        let mut out = io::stdout();
        let _ = out
            .write_all(NO_BRACKETED_PASTE.as_bytes())
            .and_then(|()| out.flush());
    }

    /// A terminal that does not show what is typed, until this is dropped.
    #[derive(Debug)]
    pub(in crate::repl) struct Hushed<F: AsFd> {
        terminal: F,
        before: Termios,
    }

    impl<F: AsFd> Hushed<F> {
        pub(super) fn start(terminal: F) -> Option<Self> {
            let before = tcgetattr(&terminal).ok()?;
            let mut hushed = before.clone();
            hushed
                .local_flags
                .remove(LocalFlags::ECHO | LocalFlags::ECHONL);
            // Ctrl-C would throw away what was typed before it.
            hushed.local_flags.insert(LocalFlags::NOFLSH);
            // Ctrl-D would not wait for the prompt as the key it is: the terminal makes a NUL of it.
            hushed.control_chars[SpecialCharacterIndices::VEOF as usize] = _POSIX_VDISABLE;
            tcsetattr(&terminal, SetArg::TCSANOW, &hushed).ok()?;
            Some(Self { terminal, before })
        }
    }

    impl<F: AsFd> Drop for Hushed<F> {
        fn drop(&mut self) {
            // A terminal that is gone needs nothing back.
            let _ = tcsetattr(&self.terminal, SetArg::TCSANOW, &self.before);
        }
    }

    #[cfg(test)]
    mod tests {
        use super::{Hushed, Keyboard};
        use nix::pty::openpty;
        use nix::sys::termios::{LocalFlags, SetArg, cfmakeraw, tcgetattr, tcsetattr};
        use portable_pty::{CommandBuilder, PtySize, native_pty_system};
        use std::io::Read;

        /// Tells the test that it is the program whose terminal is looked at.
        const PANICS: &str = "GREMIA_TEST_PANICS";

        /// Panics as the line editor could, with a terminal that is being edited in.
        fn panic_while_editing() -> ! {
            let keyboard = Keyboard::open().unwrap();
            let mut raw = tcgetattr(std::io::stdin()).unwrap();
            cfmakeraw(&mut raw);
            tcsetattr(std::io::stdin(), SetArg::TCSANOW, &raw).unwrap();
            assert!(keyboard.is_none(), "the terminal is raw now");
            unreachable!("standard input is a terminal");
        }

        #[test]
        fn terminal_is_as_before_after_a_panic_of_the_program() {
            if std::env::var_os(PANICS).is_some() {
                // A test has a thread of its own, which is not called as that of a program is.
                let main = std::thread::Builder::new().name("main".to_owned());
                let main = main.spawn(|| panic_while_editing()).unwrap();
                assert!(main.join().is_ok(), "as was to be shown");
            }
            let pair = native_pty_system().openpty(PtySize::default()).unwrap();
            let before = pair.master.get_termios();
            // This test once more, as a program of its own.
            let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
            let (_, name) = module_path!().split_once("::").unwrap();
            let name = format!("{name}::terminal_is_as_before_after_a_panic_of_the_program");
            command.args([&name, "--exact", "--nocapture"]);
            command.env(PANICS, "1");
            let mut child = pair.slave.spawn_command(command).unwrap();
            let mut output = pair.master.try_clone_reader().unwrap();
            let reader = std::thread::spawn(move || {
                let mut shown = Vec::new();
                // The other end is closed by an error.
                let _ = output.read_to_end(&mut shown);
                String::from_utf8_lossy(&shown).into_owned()
            });
            assert!(!child.wait().unwrap().success());
            assert_eq!(
                format!("{:?}", pair.master.get_termios()),
                format!("{before:?}")
            );
            drop(pair.slave);
            let shown = reader.join().unwrap();
            assert!(shown.contains("the terminal is raw now"), "{shown}");
        }

        #[test]
        fn hushed_terminal_is_as_before_even_after_a_panic() {
            let both_ends = openpty(None, None).unwrap();
            let terminal = &both_ends.slave;
            let before = tcgetattr(terminal).unwrap();
            assert!(before.local_flags.contains(LocalFlags::ECHO));
            let ended = std::panic::catch_unwind(|| {
                let _hushed = Hushed::start(terminal).unwrap();
                let hushed = tcgetattr(terminal).unwrap();
                assert!(!hushed.local_flags.contains(LocalFlags::ECHO));
                assert_ne!(hushed.control_chars, before.control_chars);
                panic!("on purpose");
            });
            assert!(ended.is_err());
            let after = tcgetattr(terminal).unwrap();
            assert_eq!(after.local_flags, before.local_flags);
            assert_eq!(after.control_chars, before.control_chars);
        }
    }
}

/// Elsewhere what is typed is shown, and the line editor alone looks after the terminal.
#[cfg(not(unix))]
pub(super) struct Keyboard;

#[cfg(not(unix))]
pub(super) fn lend<T>(program: impl FnOnce() -> T) -> T {
    program()
}

#[cfg(not(unix))]
impl Keyboard {
    pub(super) fn open() -> std::io::Result<Option<Self>> {
        Ok(None)
    }

    pub(super) fn restorer(&self) -> impl Fn() + Send + Sync + 'static {
        || {}
    }

    pub(super) fn hush(&self) -> Option<()> {
        None
    }
}
