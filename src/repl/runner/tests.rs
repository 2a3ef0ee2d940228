//! Running, cancelling, leaving behind, without a terminal.

use super::{Ended, Runner, Screen, Status, Work, status_text};
use crate::commands::Outcome;
use crate::failure::{Failure, Kind};
use crate::repl::interrupt::Interrupts;
use crate::session::{Display, Options, Session};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

impl Screen for Vec<u8> {
    fn is_mid_line(&self) -> bool {
        false
    }
}

fn session() -> Session {
    let display = Display::default();
    Session::open_for(None, Options::default(), display).unwrap()
}

fn runner(interrupts: &Interrupts) -> Runner {
    let mut runner = Runner::new(interrupts.clone(), Status::Silent, None);
    runner.grace = Duration::ZERO;
    runner
}

/// Presses Ctrl-C and waits until the statement is cancelled.
fn until_cancelled(interrupts: &Interrupts) -> Work {
    let interrupts = interrupts.clone();
    Box::new(move |session, _, _| {
        interrupts.press();
        while !session.cancellation.is_cancelled() {
            std::thread::yield_now();
        }
        Err(Failure::new(Kind::Interrupted, "cancelled"))
    })
}

#[test]
fn output_arrives_in_order_and_changes_of_the_session_stay() {
    let mut session = session();
    let mut out = Vec::new();
    let work: Work = Box::new(|session, _, out| {
        session.prefixes.insert("e", "http://e/")?;
        for number in 0..20_000 {
            writeln!(out, "{number}")?;
        }
        Ok(Outcome::Done)
    });
    let ended = runner(&Interrupts::default()).run(&mut session, false, work, &mut out);
    assert!(matches!(ended, Ended::Done(Ok(Outcome::Done))));
    let expected: Vec<String> = (0..20_000).map(|number| number.to_string()).collect();
    let out = String::from_utf8(out).unwrap();
    assert!(out.lines().eq(expected.iter()));
    assert_eq!(session.prefixes.namespace("e"), Some("http://e/"));
}

#[test]
fn control_c_cancels_what_runs() {
    let mut runner = runner(&Interrupts::default());
    runner.grace = super::GRACE;
    let work = until_cancelled(&runner.interrupts);
    let ended = runner.run(&mut session(), false, work, &mut Vec::new());
    assert!(matches!(ended, Ended::Done(Err(failure)) if failure.kind() == Kind::Interrupted));
}

#[test]
fn statement_that_reads_is_left_behind_on_request_and_counted_until_its_end() {
    let interrupts = Interrupts::default();
    let runner = runner(&interrupts);
    let (go_on, wait) = mpsc::channel::<()>();
    let (ended_sender, has_ended) = mpsc::channel();
    *runner.notifier.lock().unwrap() = Some(Box::new(move |_| ended_sender.send(()).unwrap()));
    let press = interrupts.clone();
    let work: Work = Box::new(move |_, _, _| {
        press.press();
        wait.recv().unwrap();
        Ok(Outcome::Done)
    });
    let ended = runner.run(&mut session(), false, work, &mut Vec::new());
    assert!(matches!(ended, Ended::LeftBehind));
    assert_eq!(runner.left_behind(), 1);
    go_on.send(()).unwrap();
    has_ended.recv().unwrap();
    assert_eq!(runner.left_behind(), 0);
}

#[test]
fn statement_that_writes_is_waited_for() {
    let interrupts = Interrupts::default();
    let runner = runner(&interrupts);
    let work = until_cancelled(&interrupts);
    let ended = runner.run(&mut session(), true, work, &mut Vec::new());
    assert!(matches!(ended, Ended::Done(Err(_))));
    assert_eq!(runner.left_behind(), 0);
}

/// An output that nobody reads.
struct Closed;

impl Screen for Closed {
    fn is_mid_line(&self) -> bool {
        false
    }
}

impl std::io::Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn change_whose_output_is_closed_is_waited_for() {
    let undone = Arc::new(AtomicBool::new(false));
    let undo = Arc::clone(&undone);
    let work: Work = Box::new(move |session, _, out| {
        writeln!(out, "row")?;
        out.flush()?;
        while !session.cancellation.is_cancelled() {
            std::thread::yield_now();
        }
        undo.store(true, Ordering::Relaxed);
        Err(Failure::new(Kind::Interrupted, "cancelled"))
    });
    let ended = runner(&Interrupts::default()).run(&mut session(), true, work, &mut Closed);
    assert!(undone.load(Ordering::Relaxed));
    assert!(matches!(ended, Ended::Done(Err(failure)) if failure.kind() == Kind::ClosedPipe));
}

#[test]
fn closed_output_ends_the_statement() {
    let work: Work = Box::new(|_, _, out| {
        loop {
            writeln!(out, "row")?;
        }
    });
    let ended = runner(&Interrupts::default()).run(&mut session(), false, work, &mut Closed);
    assert!(matches!(ended, Ended::Done(Err(failure)) if failure.kind() == Kind::ClosedPipe));
}

#[test]
fn panic_in_a_statement_is_a_failure() {
    let work: Work = Box::new(|_, _, _| panic!("on purpose"));
    let ended = runner(&Interrupts::default()).run(&mut session(), false, work, &mut Vec::new());
    assert!(matches!(ended, Ended::Done(Err(_))));
}

#[test]
fn status_tells_time_and_rows() {
    assert_eq!(
        status_text(Duration::from_millis(3210), 0, false),
        "3.2 s · Ctrl-C cancels"
    );
    assert_eq!(
        status_text(Duration::from_secs(1), 12, false),
        "1.0 s · 12 rows · Ctrl-C cancels"
    );
}
