//! Unsaved work, written down as it happens, on a thread of its own.
//!
//! A journal entry is the change of the plan's *text* from one edit to the next, as one replaced range with the label of the
//! edit. Replaying entries needs nothing but the text that was read, whatever version of planb does it.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::files::PlanFile;
use crate::model::Plan;
use crate::store::{self, Folders};

/// One edit: `text[at .. at + cut]` becomes `put`. Offsets are in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub label: String,
    pub at: usize,
    pub cut: usize,
    pub put: String,
}

impl Entry {
    /// The smallest single replacement that makes `after` of `before`.
    pub fn between(label: String, before: &str, after: &str) -> Entry {
        let same = |(a, b): &(char, char)| a == b;
        let head: usize = before.chars().zip(after.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
        let (old, new) = (&before[head..], &after[head..]);
        let tail: usize =
            old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
        Entry { label, at: head, cut: old.len() - tail, put: new[..new.len() - tail].to_string() }
    }

    /// `None` where the entry does not fit the text.
    pub fn apply(&self, text: &str) -> Option<String> {
        let end = self.at.checked_add(self.cut)?;
        Some(format!("{}{}{}", text.get(..self.at)?, self.put, text.get(end..)?))
    }
}

enum Job {
    Note(Box<Plan>, String),
    Flush(Sender<()>),
    Finish(Sender<()>),
}

/// The thread that writes the journal.
pub struct Journal {
    jobs: Sender<Job>,
    _thread: JoinHandle<()>,
}

/// Longest wait for the disk when the program ends.
const PATIENCE: Duration = Duration::from_secs(2);

impl Journal {
    pub fn start(folders: Folders, file: &PlanFile) -> Journal {
        let (jobs, todo) = mpsc::channel();
        let file = file.clone();
        let thread = thread::spawn(move || Writer { folders, file, text: None, open: None }.work(&todo));
        Journal { jobs, _thread: thread }
    }

    pub fn note(&self, plan: Plan, label: String) {
        let _ = self.jobs.send(Job::Note(Box::new(plan), label));
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

/// What was noted is on disk before the program goes, also while a panic unwinds.
impl Drop for Journal {
    fn drop(&mut self) {
        self.flush();
    }
}

struct Writer {
    folders: Folders,
    file: PlanFile,
    /// The text after the last entry, and its plan.
    text: Option<(String, Plan)>,
    open: Option<store::Journal>,
}

impl Writer {
    fn work(mut self, todo: &Receiver<Job>) {
        for job in todo {
            match job {
                // A journal that cannot be written must not stop the work; saving still can.
                Job::Note(plan, label) => drop(self.note(*plan, label)),
                Job::Flush(done) => {
                    if let Some(journal) = &self.open {
                        let _ = journal.sync();
                    }
                    let _ = done.send(());
                }
                Job::Finish(done) => {
                    if let Some(journal) = self.open.take() {
                        let _ = journal.finish();
                    }
                    let _ = done.send(());
                    return;
                }
            }
        }
    }

    fn note(&mut self, plan: Plan, label: String) -> std::io::Result<()> {
        let (before, before_plan) =
            self.text.take().unwrap_or_else(|| (self.file.text.clone(), self.file.plan.clone()));
        let Ok(updated) = crate::format::update(&before, &before_plan, &plan) else {
            self.text = Some((before, before_plan));
            return Ok(());
        };
        let entry = Entry::between(label, &before, &updated.text);
        self.text = Some((updated.text, plan));
        if self.open.is_none() {
            let path = self.file.base.as_ref().map(|base| base.target.clone()).unwrap_or_default();
            self.open = Some(store::Journal::create(&self.folders, &path, self.file.text.as_bytes())?);
        }
        if let Some(journal) = &mut self.open {
            journal.append(&serde_json::to_string(&entry)?)?;
            journal.sync()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_makes_the_new_text_of_the_old() {
        for (before, after) in
            [("", "abc"), ("abc", ""), ("aXc", "aYYc"), ("same", "same"), ("aéc", "aèc"), ("aaa", "aaaa")]
        {
            let entry = Entry::between(String::new(), before, after);
            assert_eq!(entry.apply(before).as_deref(), Some(after));
        }
        assert_eq!(Entry { label: String::new(), at: 5, cut: 1, put: String::new() }.apply("abc"), None);
    }
}
