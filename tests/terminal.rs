//! The program in a real pseudo-terminal: start, resize, suspend, signals, a lost terminal, a panic, leaving with unsaved work.
#![cfg(unix)]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem};
use rustix::process::{Pid, Signal, kill_process};

/// Longest wait for anything; a busy machine must not fail a test.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program in a terminal of its own.
struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    /// What the program wrote, raw and as a screen.
    seen: Arc<Mutex<(Vec<u8>, vt100::Parser)>>,
    /// Tells the reader of the output to end, so that nothing holds the terminal any more.
    deaf: Arc<AtomicBool>,
    home: tempfile::TempDir,
}

/// A plan of one's own in a home of one's own.
fn plan_in(home: &Path) -> PathBuf {
    let path = home.join("plan.ron");
    std::fs::write(&path, include_str!("../assets/examples/minimal.ron")).unwrap();
    path
}

impl Session {
    fn start(rows: u16, columns: u16) -> Session {
        Session::start_with(rows, columns, &[])
    }

    fn start_with(rows: u16, columns: u16, variables: &[(&str, &str)]) -> Session {
        let home = tempfile::tempdir().unwrap();
        let plan = plan_in(home.path());
        let pair = NativePtySystem::default()
            .openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_planb"));
        command.args(["--as-of", "2027-01-06T09:00Z"]);
        command.arg(&plan);
        command.env_clear();
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let seen = Arc::new(Mutex::new((Vec::new(), vt100::Parser::new(rows, columns, 0))));
        let mut output = pair.master.try_clone_reader().unwrap();
        let deaf = Arc::new(AtomicBool::new(false));
        let (sink, ended) = (seen.clone(), deaf.clone());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let mut seen = sink.lock().unwrap();
                seen.0.extend_from_slice(&bytes[..n]);
                seen.1.process(&bytes[..n]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let session = Session { child, master: Some(pair.master), keys: Some(keys), seen, deaf, home };
        session.wait_for("cb-jan");
        session
    }

    fn screen(&self) -> String {
        self.seen.lock().unwrap().1.screen().contents()
    }

    fn raw(&self) -> Vec<u8> {
        self.seen.lock().unwrap().0.clone()
    }

    fn wait_until(&self, what: &str, holds: impl Fn(&Session) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(
                start.elapsed() < PATIENCE,
                "waited in vain for {what}; the screen shows:\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn wait_for(&self, text: &str) {
        self.wait_until(text, |session| session.screen().contains(text));
    }

    fn press(&mut self, keys: &str) {
        let writer = self.keys.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// An edit that marks the plan as changed.
    fn edit(&mut self) {
        self.press("jp");
        self.wait_for("Pin tune/w1");
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.process_id().unwrap() as i32).unwrap();
        kill_process(pid, signal).unwrap();
    }

    fn exit_code(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(start.elapsed() < PATIENCE, "it did not end; the screen shows:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The letter of the process's state in /proc: `T` is stopped.
    fn state(&self) -> Option<char> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.process_id()?)).ok()?;
        stat.rsplit(')').next()?.trim_start().chars().next()
    }

    /// Asserts that the terminal is as it was: the last word on each mode is its usual one.
    fn assert_restored(&self) {
        self.wait_until("the alternate screen to be left", |session| session.last_mode("1049") == Some('l'));
        for (mode, usual) in [("25", 'h'), ("1000", 'l'), ("1006", 'l'), ("2004", 'l'), ("1004", 'l')] {
            let last = self.last_mode(mode);
            assert!(last.is_none() || last == Some(usual), "mode {mode} is left as {last:?}");
        }
    }

    /// `h` or `l`: whether a private mode was switched on or off last.
    fn last_mode(&self, mode: &str) -> Option<char> {
        let raw = String::from_utf8_lossy(&self.raw()).into_owned();
        let on = raw.rfind(&format!("\u{1b}[?{mode}h"));
        let off = raw.rfind(&format!("\u{1b}[?{mode}l"));
        match (on, off) {
            (None, None) => None,
            (on, off) => Some(if on > off { 'h' } else { 'l' }),
        }
    }

    /// Files of the journal that hold unsaved work.
    fn journals(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            let one = |path: PathBuf| match path.is_dir() {
                true => count(&path),
                false => usize::from(path.extension().is_some_and(|ending| ending == "wal")),
            };
            entries.flatten().map(|entry| one(entry.path())).sum()
        }
        count(self.home.path())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn it_starts_and_leaves_the_terminal_as_it_was() {
    let mut session = Session::start(24, 80);
    session.wait_for("cb-jan");
    session.press("q");
    assert_eq!(session.exit_code(), 0);
    session.assert_restored();
}

#[test]
fn a_resize_is_drawn_at_the_new_size() {
    let session = Session::start(24, 80);
    let size = PtySize { rows: 40, cols: 132, pixel_width: 0, pixel_height: 0 };
    session.seen.lock().unwrap().1.screen_mut().set_size(40, 132);
    session.master.as_ref().unwrap().resize(size).unwrap();
    session.wait_until("a footer in the new last row", |session| {
        let seen = session.seen.lock().unwrap();
        let last = seen.1.screen().contents_between(39, 0, 39, 131);
        !last.trim().is_empty()
    });
    for (rows, columns) in [(1, 1), (3, 300), (2, 5), (24, 80)] {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        session.seen.lock().unwrap().1.screen_mut().set_size(rows, columns);
        session.master.as_ref().unwrap().resize(size).unwrap();
        std::thread::sleep(Duration::from_millis(30));
    }
    session.wait_for("cb-jan");
}

#[test]
fn control_z_stops_it_and_it_comes_back() {
    let mut session = Session::start(24, 80);
    session.press("\u{1a}");
    session.wait_until("the process to stop", |session| session.state() == Some('T'));
    session.assert_restored();
    session.signal(Signal::CONT);
    session.wait_until("the alternate screen", |session| session.last_mode("1049") == Some('h'));
    session.wait_for("cb-jan");
    session.press("q");
    assert_eq!(session.exit_code(), 0);
}

#[test]
fn sigterm_keeps_the_work() {
    let mut session = Session::start(24, 80);
    session.edit();
    session.signal(Signal::TERM);
    assert_eq!(session.exit_code(), 143);
    session.assert_restored();
    assert_eq!(session.journals(), 1);
}

#[test]
fn sighup_keeps_the_work() {
    let mut session = Session::start(24, 80);
    session.edit();
    session.signal(Signal::HUP);
    assert_eq!(session.exit_code(), 129);
    assert_eq!(session.journals(), 1);
}

#[test]
fn a_lost_terminal_ends_it_and_keeps_the_work() {
    let mut session = Session::start(24, 80);
    session.edit();
    session.deaf.store(true, Ordering::SeqCst);
    // What this key makes the program draw lets the reader notice that it is over.
    session.press("k");
    session.keys = None;
    session.master = None;
    session.exit_code();
    assert_eq!(session.journals(), 1);
}

#[test]
fn a_panic_restores_the_terminal_and_keeps_the_work() {
    let mut session = Session::start_with(24, 80, &[("PLANB_TEST_PANIC", "1")]);
    session.edit();
    // F12, which panics in builds for tests only.
    session.press("\u{1b}[24~");
    assert_eq!(session.exit_code(), 101);
    session.assert_restored();
    session.wait_until("the report", |session| String::from_utf8_lossy(&session.raw()).contains("panic"));
    assert_eq!(session.journals(), 1);
}

#[test]
fn leaving_with_unsaved_work_asks_first() {
    let mut session = Session::start(24, 80);
    session.edit();
    session.press("q");
    session.wait_for("Save");
    session.press("y");
    assert_eq!(session.exit_code(), 0);
    session.assert_restored();
    let text = std::fs::read_to_string(session.home.path().join("plan.ron")).unwrap();
    assert!(text.contains("pinned: true"), "{text}");
    assert_eq!(session.journals(), 0);
}

#[test]
fn no_color_means_no_colour() {
    let mut session = Session::start_with(24, 80, &[("NO_COLOR", "1")]);
    session.press("jj");
    session.press("q");
    session.exit_code();
    let raw = String::from_utf8_lossy(&session.raw()).into_owned();
    let sets_colour = |code: &str| {
        let parts: Vec<&str> = code.split(';').collect();
        parts.iter().any(|part| matches!(part.parse::<u32>(), Ok(30..=38 | 40..=48 | 90..=97 | 100..=107)))
    };
    for code in raw.split("\u{1b}[").skip(1) {
        let end = code.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
        if code[end..].starts_with('m') {
            assert!(!sets_colour(&code[..end]), "a colour is set: {code:?}");
        }
    }
    assert!(
        raw.contains("\u{1b}[7m") || raw.contains(";7m") || raw.contains("\u{1b}[1m"),
        "nothing stands out"
    );
}
