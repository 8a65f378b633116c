//! Where messages come from: the terminal, signals, a watcher for a terminal that is gone, and threads that do slow work. All
//! of them send into one channel; only the main thread touches state.

use std::sync::mpsc::Sender;
use std::thread;

use crate::app::Msg;

/// What wakes the loop.
#[derive(Debug)]
pub enum Wake {
    Terminal(crossterm::event::Event),
    /// A signal's number.
    Signal(i32),
    /// The terminal is gone.
    HangUp,
    /// A message from a thread.
    App(Box<Msg>),
    /// The plan's file may have changed.
    FileChanged,
}

/// Reads the terminal until it ends.
pub fn read_terminal(wake: Sender<Wake>) {
    thread::spawn(move || {
        loop {
            let message = match crossterm::event::read() {
                Ok(event) => Wake::Terminal(event),
                Err(_) => Wake::HangUp,
            };
            let ended = matches!(message, Wake::HangUp);
            if wake.send(message).is_err() || ended {
                return;
            }
        }
    });
}

/// Signals that the program answers.
#[cfg(unix)]
pub fn watch_signals(wake: Sender<Wake>) -> std::io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    let mut signals =
        signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCONT, SIGTSTP])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if wake.send(Wake::Signal(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Notices that the terminal is gone even when nobody sends SIGHUP: crossterm's reader would spin for ever.
#[cfg(unix)]
pub fn watch_hang_up(wake: Sender<Wake>) {
    use rustix::event::{PollFd, PollFlags, poll};
    thread::spawn(move || {
        loop {
            // No events are asked for: the kernel reports a hang-up, an error or a closed descriptor anyway.
            let stdin = std::io::stdin();
            let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
            match poll(&mut watched, None) {
                Err(rustix::io::Errno::INTR) => continue,
                _ => {
                    let _ = wake.send(Wake::HangUp);
                    return;
                }
            }
        }
    });
}

/// Whether the terminal is gone: writing to it may fail a moment before the system says so.
#[cfg(unix)]
pub fn is_hung_up() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = std::io::stdin();
    let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
    loop {
        match poll(&mut watched, Some(&Timespec { tv_sec: 0, tv_nsec: 200_000_000 })) {
            // By the signal that says the same, as a rule.
            Err(rustix::io::Errno::INTR) => {}
            ready => return ready.is_ok_and(|ready| ready > 0),
        }
    }
}

/// Stops this process until somebody continues it, as Ctrl-Z does. SIGSTOP, because a SIGTSTP to oneself is discarded in an
/// orphaned process group.
#[cfg(unix)]
pub fn stop_self() {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
}

#[cfg(not(unix))]
pub fn watch_signals(_: Sender<Wake>) -> std::io::Result<()> {
    Ok(())
}
#[cfg(not(unix))]
pub fn watch_hang_up(_: Sender<Wake>) {}
#[cfg(not(unix))]
pub fn is_hung_up() -> bool {
    false
}
#[cfg(not(unix))]
pub fn stop_self() {}
