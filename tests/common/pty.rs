//! The program in a pseudo-terminal of its own: keys in, a screen out.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem};
use rustix::process::{Pid, Signal, kill_process};

/// Longest wait for anything; a busy machine must not fail a test.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A program in a terminal of its own.
#[allow(dead_code)]
pub struct Session {
    pub child: Box<dyn Child + Send + Sync>,
    pub master: Option<Box<dyn MasterPty + Send>>,
    pub keys: Option<Box<dyn Write + Send>>,
    /// What the program wrote, raw and as a screen.
    pub seen: Arc<Mutex<(Vec<u8>, vt100::Parser)>>,
    /// Tells the reader of the output to end, so that nothing holds the terminal any more.
    pub deaf: Arc<AtomicBool>,
    pub home: Home,
}

/// A home folder; several sessions may share one.
pub type Home = Arc<tempfile::TempDir>;

/// A plan of one's own in a home of one's own.
pub fn plan_in(home: &Path) -> PathBuf {
    let path = home.join("plan.ron");
    std::fs::write(&path, include_str!("../../assets/examples/minimal.ron")).unwrap();
    path
}

// Not every test needs all of it.
#[allow(dead_code)]
impl Session {
    pub fn start(rows: u16, columns: u16) -> Session {
        Session::start_with(rows, columns, &[])
    }

    pub fn start_with(rows: u16, columns: u16, variables: &[(&str, &str)]) -> Session {
        let home = Arc::new(tempfile::tempdir().unwrap());
        let plan = plan_in(home.path());
        let session = Session::open(rows, columns, variables, home, &plan);
        session.wait_for("cb-jan");
        session
    }

    /// Another session on the same plan.
    pub fn beside(home: &Home) -> Session {
        Session::open(24, 140, &[], home.clone(), &home.path().join("plan.ron"))
    }

    pub fn open(rows: u16, columns: u16, variables: &[(&str, &str)], home: Home, plan: &Path) -> Session {
        let pair = NativePtySystem::default()
            .openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_planb"));
        command.args(["--as-of", "2027-01-06T09:00Z"]);
        command.arg(plan);
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
        Session { child, master: Some(pair.master), keys: Some(keys), seen, deaf, home }
    }

    /// The plan's file.
    pub fn plan(&self) -> PathBuf {
        self.home.path().join("plan.ron")
    }

    pub fn text(&self) -> String {
        std::fs::read_to_string(self.plan()).unwrap()
    }

    pub fn screen(&self) -> String {
        self.seen.lock().unwrap().1.screen().contents()
    }

    pub fn raw(&self) -> Vec<u8> {
        self.seen.lock().unwrap().0.clone()
    }

    pub fn wait_until(&self, what: &str, holds: impl Fn(&Session) -> bool) {
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

    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |session| session.screen().contains(text));
    }

    pub fn press(&mut self, keys: &str) {
        let writer = self.keys.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// An edit that marks the plan as changed.
    pub fn edit(&mut self) {
        self.press("jp");
        self.wait_for("Pin tune/w1");
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.process_id().unwrap() as i32).unwrap();
        kill_process(pid, signal).unwrap();
    }

    pub fn exit_code(&mut self) -> u32 {
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
    pub fn state(&self) -> Option<char> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.process_id()?)).ok()?;
        stat.rsplit(')').next()?.trim_start().chars().next()
    }

    /// Asserts that the terminal is as it was: the last word on each mode is its usual one.
    pub fn assert_restored(&self) {
        self.wait_until("the alternate screen to be left", |session| session.last_mode("1049") == Some('l'));
        for (mode, usual) in [("25", 'h'), ("1000", 'l'), ("1006", 'l'), ("2004", 'l'), ("1004", 'l')] {
            let last = self.last_mode(mode);
            assert!(last.is_none() || last == Some(usual), "mode {mode} is left as {last:?}");
        }
    }

    /// `h` or `l`: whether a private mode was switched on or off last.
    pub fn last_mode(&self, mode: &str) -> Option<char> {
        let raw = String::from_utf8_lossy(&self.raw()).into_owned();
        let on = raw.rfind(&format!("\u{1b}[?{mode}h"));
        let off = raw.rfind(&format!("\u{1b}[?{mode}l"));
        match (on, off) {
            (None, None) => None,
            (on, off) => Some(if on > off { 'h' } else { 'l' }),
        }
    }

    /// Files of the journal that hold unsaved work.
    pub fn journals(&self) -> usize {
        journal_files(self.home.path()).len()
    }

    /// What they hold.
    pub fn journal_text(&self) -> String {
        let read = |path: PathBuf| std::fs::read(path).unwrap_or_default();
        let all = journal_files(self.home.path()).into_iter().flat_map(read).collect::<Vec<u8>>();
        String::from_utf8_lossy(&all).into_owned()
    }
}

/// The journals under a folder.
pub fn journal_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let one = |path: PathBuf| match path.is_dir() {
        true => journal_files(&path),
        false => Vec::from_iter(path.extension().is_some_and(|ending| ending == "wal").then_some(path)),
    };
    entries.flatten().flat_map(|entry| one(entry.path())).collect()
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
