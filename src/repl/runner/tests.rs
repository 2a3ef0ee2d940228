//! Running, cancelling, leaving behind, without a terminal.

use super::{Ended, Runner, Screen, Status, Work};
use crate::commands::Outcome;
use crate::failure::{Failure, Kind};
use crate::memory::{Limit, Memory};
use crate::repl::editor::Notifier;
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
    let (go_on, wait) = mpsc::channel::<()>();
    let (ended_sender, has_ended) = mpsc::channel();
    let notifier: Notifier = Box::new(move |_| ended_sender.send(()).unwrap());
    let mut runner = Runner::new(interrupts.clone(), Status::Silent, Some(notifier));
    runner.grace = Duration::ZERO;
    let press = interrupts.clone();
    let work: Work = Box::new(move |session, _, _| {
        press.press();
        // The next press counts once this one was noticed.
        while !session.cancellation.is_cancelled() {
            std::thread::yield_now();
        }
        press.press();
        wait.recv().unwrap();
        Ok(Outcome::Done)
    });
    runner.announce(" ASK {} ");
    let ended = runner.run(&mut session(), false, work, &mut Vec::new());
    assert!(matches!(ended, Ended::LeftBehind(1, false)));
    assert_eq!(runner.left_behind(), 1);
    assert_eq!(runner.jobs()[0].2, "ASK {}");
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
fn rows_before_a_failure_are_shown() {
    let work: Work = Box::new(|_, _, out| {
        out.write_all(b"row")?;
        Err(Failure::new(Kind::Interrupted, "cancelled"))
    });
    let mut shown = Vec::new();
    let ended = runner(&Interrupts::default()).run(&mut session(), false, work, &mut shown);
    assert!(matches!(ended, Ended::Done(Err(_))));
    assert_eq!(shown, b"row");
}

#[test]
fn query_that_does_not_end_in_its_time_is_left_behind() {
    let mut session = session();
    session.options.timeout = Some(Duration::ZERO);
    let mut runner = runner(&Interrupts::default());
    runner.grace = Duration::ZERO;
    let (go_on, wait) = mpsc::channel::<()>();
    let work: Work = Box::new(move |_, _, _| {
        // It fails once the test has ended.
        let _ = wait.recv();
        Ok(Outcome::Done)
    });
    let ended = runner.run(&mut session, false, work, &mut Vec::new());
    assert!(matches!(ended, Ended::LeftBehind(1, true)));
    drop(go_on);
}

#[test]
fn panic_in_a_statement_is_a_failure() {
    let work: Work = Box::new(|_, _, _| panic!("on purpose"));
    let ended = runner(&Interrupts::default()).run(&mut session(), false, work, &mut Vec::new());
    assert!(matches!(ended, Ended::Done(Err(_))));
}

/// Presses Ctrl-C each time the one before was noticed.
fn press_three_times(interrupts: &Interrupts) -> Work {
    let interrupts = interrupts.clone();
    Box::new(move |_, _, _| {
        loop {
            if !interrupts.is_pressed() {
                interrupts.press();
            }
            std::thread::yield_now();
        }
    })
}

#[test]
fn three_presses_leave_the_program_even_while_something_is_changed() {
    for changes in [false, true] {
        let mut runner = runner(&Interrupts::default());
        runner.grace = Duration::from_hours(1);
        let work = press_three_times(&runner.interrupts);
        let ended = runner.run(&mut session(), changes, work, &mut Vec::new());
        assert!(matches!(ended, Ended::Leave(failure) if failure.kind() == Kind::Interrupted));
    }
}

#[test]
fn query_is_left_where_the_program_is_to_end() {
    let runner = runner(&Interrupts::default());
    let ending = runner.interrupts.ending.clone();
    let (keeps, ends) = mpsc::channel::<()>();
    let work: Work = Box::new(move |_, _, _| {
        ending.ask(15);
        // It looks for nothing, and ends with the test.
        let _ = ends.recv();
        Ok(Outcome::Done)
    });
    let ended = runner.run(&mut session(), false, work, &mut Vec::new());
    assert!(matches!(ended, Ended::Leave(failure) if failure.exit_status() == 143));
    drop(keeps);
}

#[test]
fn nothing_begins_once_the_program_is_to_end() {
    let runner = runner(&Interrupts::default());
    runner.interrupts.ending.ask(1);
    let work: Work = Box::new(|_, _, _| unreachable!("it must not run"));
    let ended = runner.run(&mut session(), true, work, &mut Vec::new());
    assert!(matches!(ended, Ended::Leave(failure) if failure.exit_status() == 129));
}

#[test]
fn statement_that_fills_the_memory_is_stopped_and_told_the_setting() {
    let mut session = session();
    // What the test program takes lies above one percent only once the statement has taken more.
    session.options.memory = Limit::Percent(1);
    let Some(memory) = Memory::ask() else { return };
    let work: Work = Box::new(move |session, _, _| {
        let mut taken: Vec<Vec<u8>> = Vec::new();
        while !session.cancellation.is_cancelled() {
            if taken.len() as u64 * (1 << 20) < memory.total / 20 {
                taken.push(vec![1; 1 << 20]);
            }
        }
        Err(Failure::new(Kind::Interrupted, "cancelled"))
    });
    let ended = runner(&Interrupts::default()).run(&mut session, false, work, &mut Vec::new());
    let Ended::Done(Err(failure)) = ended else {
        panic!("it is to fail");
    };
    assert_eq!(failure.kind(), Kind::Query);
    assert!(failure.message().contains("more than 1% of the"));
    assert!(failure.hint().unwrap().contains("`.memory 80%`"));
}

#[test]
fn statement_that_was_left_behind_and_fills_the_memory_ends_the_program_after_a_warning() {
    if Memory::ask().is_none() {
        return;
    }
    let mut session = session();
    session.options.memory = Limit::Percent(1);
    let interrupts = Interrupts::default();
    let (said, notices) = mpsc::channel();
    let notifier: Notifier = Box::new(move |message| said.send(message).unwrap());
    let mut runner = Runner::new(interrupts.clone(), Status::Silent, Some(notifier));
    runner.grace = Duration::ZERO;
    let (end, ended) = mpsc::channel();
    runner.end = Arc::new(move |message| end.send(message).unwrap());
    let (go_on, wait) = mpsc::channel::<()>();
    let work: Work = Box::new(move |session, _, _| {
        interrupts.press();
        while !session.cancellation.is_cancelled() {
            std::thread::yield_now();
        }
        interrupts.press();
        let mut taken: Vec<Vec<u8>> = Vec::new();
        // It goes on until the test lets it end.
        while let Err(mpsc::TryRecvError::Empty) = wait.try_recv() {
            taken.push(vec![1; 1 << 20]);
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Outcome::Done)
    });
    let left = runner.run(&mut session, false, work, &mut Vec::new());
    assert!(matches!(left, Ended::LeftBehind(1, false)));
    let notice = notices.recv().unwrap();
    assert!(
        notice.contains("what was left behind makes the program take"),
        "{notice}"
    );
    let message = ended.recv().unwrap();
    assert!(message.contains("does not stop"), "{message}");
    go_on.send(()).unwrap();
    assert!(notices.recv().unwrap().contains("has ended"));
}

#[test]
fn what_was_left_behind_is_not_judged_while_a_statement_is_awaited() {
    let interrupts = Interrupts::default();
    let mut runner = runner(&interrupts);
    let (end, ended) = mpsc::channel();
    runner.end = Arc::new(move |message| end.send(message).unwrap());
    runner.jobs.add("ASK {}", std::time::Instant::now());
    let mut session = session();
    session.options.memory = Limit::Percent(1);
    runner.limit_memory(session.options.memory);
    let Some(memory) = Memory::ask() else { return };
    let work: Work = Box::new(move |_, _, _| {
        let taken = vec![1_u8; usize::try_from(memory.total / 40).unwrap()];
        // The watch looks several times.
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(taken.last(), Some(&1));
        Err(Failure::new(Kind::Interrupted, "cancelled"))
    });
    let awaited = runner.run(&mut session, false, work, &mut Vec::new());
    assert!(matches!(awaited, Ended::Done(Err(_))));
    assert!(ended.try_recv().is_err());
}
