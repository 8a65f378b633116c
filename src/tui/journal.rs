//! Unsaved work, written down as it happens, on a thread of its own. What a line of the journal holds, `files::entry` says.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::events::Wake;
use super::terminal::said;
use crate::app::Msg;
use crate::app::unsaved::Noted;
use crate::edit::history::How;
use crate::files::PlanFile;
use crate::files::entry::Entry;
use crate::model::Plan;
use crate::store::{self, Folders};

enum Job {
    Note(Box<Noted>),
    /// The file at this path holds this plan now; `own`: because we saved it.
    Based {
        own: bool,
        path: PathBuf,
        plan: Box<Plan>,
        text: Arc<String>,
    },
    Forget(PathBuf),
    Flush(Sender<()>),
    Finish(Sender<()>),
}

/// The thread that writes the journal. Dropping it waits until everything noted is on disk.
pub struct Journal {
    jobs: Sender<Job>,
    _thread: JoinHandle<()>,
}

/// Longest wait for the disk when the program ends.
const PATIENCE: Duration = Duration::from_secs(2);

/// With plans so large that noting a step takes longer than this, steps that wait become one.
const SLOW: Duration = Duration::from_millis(50);

impl Journal {
    pub fn start(folders: Folders, file: &PlanFile, wake: Sender<Wake>) -> Journal {
        let (jobs, todo) = mpsc::channel();
        let path = file.base.as_ref().map(|base| base.target.clone()).unwrap_or_default();
        let base = State { text: file.text.clone(), plan: file.plan.clone() };
        let writer = Writer {
            folders,
            wake,
            path,
            now: base.clone(),
            base,
            open: None,
            slow: false,
            behind: false,
            told: false,
        };
        let thread = thread::spawn(move || writer.work(&todo));
        Journal { jobs, _thread: thread }
    }

    pub fn note(&self, noted: Noted) {
        let _ = self.jobs.send(Job::Note(Box::new(noted)));
    }

    /// The plan's file is known anew: by a save of our own, or by a change of somebody else.
    pub fn based(&self, own: bool, path: PathBuf, plan: Plan, text: Arc<String>) {
        let _ = self.jobs.send(Job::Based { own, path, plan: Box::new(plan), text });
    }

    /// Removes the journal of an earlier session, once everything noted so far is on disk.
    pub fn forget(&self, path: PathBuf) {
        let _ = self.jobs.send(Job::Forget(path));
    }

    /// Waits until everything noted is on disk.
    pub fn flush(&self) {
        self.ask(Job::Flush);
    }

    /// The work is saved: the journal goes.
    pub fn finish(&self) {
        self.ask(Job::Finish);
    }

    fn ask(&self, job: fn(Sender<()>) -> Job) {
        let (done, wait) = mpsc::channel();
        if self.jobs.send(job(done)).is_ok() {
            let _ = wait.recv_timeout(PATIENCE);
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.flush();
    }
}

/// A plan and the text that holds it.
#[derive(Clone)]
struct State {
    text: Arc<String>,
    plan: Plan,
}

struct Writer {
    folders: Folders,
    wake: Sender<Wake>,
    /// The plan's file; empty if it has none.
    path: PathBuf,
    /// What the file holds.
    base: State,
    /// After the last entry.
    now: State,
    /// None as long as nothing is unsaved.
    open: Option<store::Journal>,
    /// Whether the last note took long.
    slow: bool,
    /// Whether the last note could not be written.
    behind: bool,
    /// Whether somebody was told that the journal does not work.
    told: bool,
}

impl Writer {
    fn work(mut self, todo: &Receiver<Job>) {
        while let Ok(job) = todo.recv() {
            let mut batch = vec![job];
            batch.extend(todo.try_iter());
            let mut jobs = batch.into_iter().peekable();
            let mut unsynced = false;
            while let Some(job) = jobs.next() {
                match job {
                    Job::Note(_) if self.slow && matches!(jobs.peek(), Some(Job::Note(_))) => {}
                    Job::Note(noted) => {
                        let noted = catch_unwind(AssertUnwindSafe(|| self.note(*noted)));
                        let noted = noted.unwrap_or_else(|panic| Err(std::io::Error::other(said(&*panic))));
                        self.behind = self.tell(noted).is_none();
                        unsynced |= !self.behind;
                    }
                    other => {
                        self.sync(&mut unsynced);
                        if self.other(other) {
                            return;
                        }
                    }
                }
            }
            self.sync(&mut unsynced);
        }
    }

    /// Whether that was the last job.
    fn other(&mut self, job: Job) -> bool {
        match job {
            Job::Note(_) => {}
            Job::Based { own, path, plan, text } => {
                let based = self.rebase(own, path, State { text, plan: *plan });
                self.tell(based);
            }
            // What was recovered from it must be safe elsewhere first.
            Job::Forget(_) if self.behind => {}
            Job::Forget(path) => {
                let removed = store::journal::discard(&path);
                self.tell(removed);
            }
            Job::Flush(done) => drop(done.send(())),
            Job::Finish(done) => {
                let removed = self.remove();
                self.tell(removed);
                let _ = done.send(());
                return true;
            }
        }
        false
    }

    /// A journal that cannot be written must not stop the work, since saving still can; but it is told, once.
    fn tell<T>(&mut self, result: std::io::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                if !std::mem::replace(&mut self.told, true) {
                    let text =
                        format!("unsaved work would not survive a crash, save often: journal: {error}");
                    let _ = self.wake.send(Wake::App(Box::new(Msg::Trouble(text))));
                }
                None
            }
        }
    }

    fn sync(&mut self, unsynced: &mut bool) {
        if !std::mem::take(unsynced) {
            return;
        }
        let synced = self.open.as_ref().map_or(Ok(()), store::Journal::sync);
        if synced.is_err() {
            // Removed from under us, or the disk fails: once more from the start, in a new file.
            self.open = None;
            let again = self.begin("Earlier changes");
            self.tell(again);
        }
    }

    /// Begins a journal that holds everything unsaved as one entry.
    fn begin(&mut self, label: &str) -> std::io::Result<()> {
        match &mut self.open {
            Some(journal) => journal.rebase(self.base.text.as_bytes())?,
            None => {
                let base = self.base.text.as_bytes();
                self.open = Some(store::Journal::create(&self.folders, &self.path, base)?);
            }
        }
        let Some(journal) = &mut self.open else { return Ok(()) };
        if self.now.text != self.base.text {
            let entry = Entry::between(label.to_string(), How::Did, &self.base.text, &self.now.text);
            journal.append(&serde_json::to_string(&entry)?)?;
        }
        journal.sync()
    }

    fn note(&mut self, noted: Noted) -> std::io::Result<()> {
        if noted.plan == self.now.plan {
            return Ok(());
        }
        let begun = Instant::now();
        let text = spelled(&self.now, &noted.plan)?;
        if self.open.is_none() {
            self.begin("Earlier changes")?;
        }
        let entry = Entry::between(noted.label, noted.how, &self.now.text, &text);
        self.now = State { text: text.into(), plan: noted.plan };
        self.slow = begun.elapsed() > SLOW;
        let Some(journal) = &mut self.open else { return Ok(()) };
        journal.append(&serde_json::to_string(&entry)?).map(drop)
    }

    /// From here on, unsaved is what differs from this. A change of somebody else leaves unsaved steps their history: what
    /// they began with is still there to merge from.
    fn rebase(&mut self, own: bool, path: PathBuf, base: State) -> std::io::Result<()> {
        if self.now.plan == base.plan {
            (self.path, self.now, self.base) = (path, base.clone(), base);
            return self.remove();
        }
        if !own {
            return Ok(());
        }
        self.now.text = spelled(&base, &self.now.plan)?.into();
        self.base = base;
        let moved = std::mem::replace(&mut self.path, path) != self.path;
        let old = if moved { self.open.take() } else { None };
        self.begin("Changes since the last save")?;
        old.map_or(Ok(()), store::Journal::finish)
    }

    fn remove(&mut self) -> std::io::Result<()> {
        match self.open.take().map_or(Ok(()), store::Journal::finish) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }
}

/// The text of a plan that was changed.
fn spelled(before: &State, plan: &Plan) -> std::io::Result<String> {
    crate::format::update(&before.text, &before.plan, plan).map(|updated| updated.text).map_err(|faults| {
        std::io::Error::other(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    })
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
