//! What every command needs of the outside: the clock, the world, standard output, and how a command ends.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use crate::base::words::visible;
use crate::base::{Instant, sort};
use crate::store::{Folders, SaveError};
use crate::world::World;

use super::Common;

/// How a command ends well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Clean,
    Findings,
    /// The interactive program was ended by a signal, a lost terminal or a panic.
    Status(i32),
}

/// How a command ends badly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Wrong usage, or input that cannot be read as a plan: 2.
    Usage(String),
    /// Input or output failed: 74.
    Io(String),
    /// Somebody else is at it, try again: 75.
    Busy(String),
    /// Nobody reads our output any more, which is no failure: 0.
    NobodyReads,
}

impl Failure {
    pub fn status(&self) -> i32 {
        match self {
            Failure::Usage(_) => 2,
            Failure::Io(_) => 74,
            Failure::Busy(_) => 75,
            Failure::NobodyReads => 0,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(text) | Failure::Io(text) | Failure::Busy(text) => f.write_str(text),
            Failure::NobodyReads => Ok(()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::NobodyReads,
            _ => Failure::Io(format!("cannot write: {error}")),
        }
    }
}

impl From<SaveError> for Failure {
    fn from(error: SaveError) -> Failure {
        let text = format!("planb: {error}");
        match error {
            SaveError::Busy { .. } => Failure::Busy(text),
            _ => Failure::Io(text),
        }
    }
}

impl Failure {
    /// Several failures as one: all are told, and the gravest decides the exit status.
    pub fn all(failures: Vec<Failure>) -> Option<Failure> {
        let text = failures.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        let worst = failures.into_iter().max_by_key(Failure::status)?;
        Some(match worst {
            Failure::Usage(_) => Failure::Usage(text),
            Failure::Io(_) => Failure::Io(text),
            Failure::Busy(_) => Failure::Busy(text),
            Failure::NobodyReads => Failure::NobodyReads,
        })
    }
}

/// The outside, as a command sees it.
pub struct Shell {
    now: Option<Instant>,
    config: Option<PathBuf>,
    out: BufWriter<io::Stdout>,
}

impl Shell {
    pub fn new(common: &Common) -> Shell {
        Shell { now: common.as_of, config: common.config.clone(), out: BufWriter::new(io::stdout()) }
    }

    /// `--as-of`, else the clock, to the second.
    pub fn now(&self) -> Instant {
        self.now.unwrap_or_else(clock)
    }

    /// Whether time stands still, because the caller fixed it.
    pub fn as_of(&self) -> Option<Instant> {
        self.now
    }

    pub fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Where settings, journals and saved versions live.
    pub fn folders(&self) -> Result<Folders, Failure> {
        Folders::find(self.config.as_deref())
            .ok_or_else(|| Failure::Io("no home folder is known: set HOME, or give --config DIR".to_string()))
    }

    /// Machines, rules and zones: what planb comes with, overlaid by the configuration folder. What is wrong there is told on
    /// standard error and left out.
    pub fn world(&self) -> World {
        let files = self.folders().map(|folders| rule_files(&folders.config)).unwrap_or_default();
        let named = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let (world, errors) = World::embedded().with_files(named);
        for error in errors {
            self.complain(&error.to_string());
        }
        world
    }

    /// A remark on standard error.
    pub fn complain(&self, text: &str) {
        let _ = writeln!(io::stderr(), "planb: {}", lines_visible(text));
    }

    /// Ends the program: what was written goes out, a failure is told, and the exit status is given.
    pub fn finish(mut self, result: Result<Exit, Failure>) -> i32 {
        // The program in the terminal wrote nothing here, and its terminal may be gone.
        if let Ok(Exit::Status(status)) = result {
            return status;
        }
        let result = result.and_then(|exit| self.out.flush().map(|()| exit).map_err(Failure::from));
        match result {
            Ok(Exit::Clean) => 0,
            Ok(Exit::Findings) => 1,
            Ok(Exit::Status(status)) => status,
            Err(failure) => tell(failure),
        }
    }
}

/// Tells a failure and gives its exit status.
fn tell(failure: Failure) -> i32 {
    let text = failure.to_string();
    if !text.is_empty() {
        // A message that starts with a place in a file stays clickable.
        let _ = writeln!(io::stderr(), "{}", lines_visible(&text));
    }
    failure.status()
}

/// Text of several lines with everything but the line ends made visible.
pub fn lines_visible(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

fn clock() -> Instant {
    Instant::from_seconds(chrono::Utc::now().timestamp())
}

/// `machines.ron` and `rules/*.ron` of the configuration folder, in the order of their names.
fn rule_files(config: &Path) -> Vec<(String, String)> {
    let mut paths = vec![config.join("machines.ron")];
    if let Ok(entries) = std::fs::read_dir(config.join("rules")) {
        let mut rules: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        rules.retain(|path| path.extension().is_some_and(|ending| ending == "ron"));
        sort::all(&mut rules);
        paths.extend(rules);
    }
    let read = |path: PathBuf| Some((path.display().to_string(), std::fs::read_to_string(&path).ok()?));
    paths.into_iter().filter_map(read).collect()
}

/// Tells on standard error what cannot be done; gives the exit status of wrong usage.
pub fn refuse(message: &str) -> i32 {
    let _ = writeln!(io::stderr(), "{}", lines_visible(message));
    2
}

/// What clap says: help and version go to standard output with 0, errors to standard error with 2.
pub fn usage(error: &clap::Error) -> i32 {
    if error.use_stderr() {
        // It quotes what was typed, which a script may have taken from anywhere.
        let text = error.render().to_string();
        let _ = write!(io::stderr(), "{}", lines_visible(&text));
        return 2;
    }
    let written = error.print().and_then(|()| io::stdout().flush());
    written.map_or_else(|error| tell(Failure::from(error)), |()| 0)
}

impl From<crate::files::WriteError> for Failure {
    fn from(error: crate::files::WriteError) -> Failure {
        match error {
            crate::files::WriteError::Store(error) => error.into(),
            other => Failure::Io(format!("planb: {other}")),
        }
    }
}
