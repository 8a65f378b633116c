//! Saves, and looks at the plan's file, on a thread of their own, so that typing never waits for a disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use super::events::Wake;
use super::terminal::said;
use crate::app::{Msg, NotSaved, Outside, Saved, Then};
use crate::edit::Edit;
use crate::edit::merge::{Merged, merge_saved};
use crate::files::{PlanFile, ReadError, WriteError, Written};
use crate::model::{Conflict, Plan};
use crate::store::{self, Folders, Hash, LoadError, Loaded, SaveError, Stamp};

/// A save that somebody asked for.
pub struct Save {
    /// What the file held, as far as whoever asks knows.
    pub base: Plan,
    pub plan: Plan,
    /// Another file than the plan's own.
    pub path: Option<PathBuf>,
    /// What was done since the last save.
    pub label: String,
    pub then: Then,
    /// Although the file was deleted.
    pub anew: bool,
}

enum Job {
    Save(Box<Save>),
    Look,
}

/// The thread that saves. It knows what the file holds, and does one thing after the other.
pub struct Saver {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Saver {
    pub fn start(folders: Folders, file: PlanFile, wake: Sender<Wake>) -> Saver {
        let (jobs, todo) = mpsc::channel::<Job>();
        let mut keeper = Keeper { folders, file, wake, trouble: None };
        let thread = thread::spawn(move || {
            for job in todo {
                let then = match &job {
                    Job::Save(save) => Some(save.then),
                    Job::Look => None,
                };
                // A fault of ours must not end saving for the rest of the session.
                let done = catch_unwind(AssertUnwindSafe(|| match job {
                    Job::Save(save) => {
                        let saved = keeper.save(*save);
                        keeper.send(Msg::Saved(saved));
                    }
                    Job::Look => keeper.look(),
                }));
                if let (Err(panic), then) = (done, then.unwrap_or(Then::Stay)) {
                    let why = format!("not saved: {}", said(&*panic));
                    keeper.send(Msg::Saved(Err(NotSaved { why, gone: false, then })));
                }
            }
        });
        Saver { jobs: Some(jobs), thread: Some(thread) }
    }

    pub fn save(&self, save: Save) {
        // Fails only if the thread panicked; then no answer comes, and the plan stays marked as unsaved.
        self.send(Job::Save(Box::new(save)));
    }

    /// The file may have changed: if it did, a message comes.
    pub fn look(&self) {
        self.send(Job::Look);
    }

    fn send(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }

    /// Waits for saves under way.
    pub fn finish(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Keeper {
    folders: Folders,
    /// The file as it was last read or saved.
    file: PlanFile,
    wake: Sender<Wake>,
    /// What was told to be wrong with the file, and the content that is.
    trouble: Option<(String, Option<Hash>)>,
}

/// How often a save starts again because somebody else was quicker.
const ATTEMPTS: usize = 20;

impl Keeper {
    fn send(&self, message: Msg) {
        let _ = self.wake.send(Wake::App(Box::new(message)));
    }

    fn save(&mut self, save: Save) -> Result<Saved, NotSaved> {
        let Save { base, plan: asked, path, label, then, anew } = save;
        let not_saved = |why: String| NotSaved { why, gone: false, then };
        let mut plan = asked.clone();
        let mut conflicts = Vec::new();
        if base != self.file.plan {
            bring_in(&base, &mut plan, &self.file.plan, &mut conflicts);
        }
        for _ in 0..ATTEMPTS {
            // Without a base, only a file that is not there is written.
            let from = match anew {
                true => &PlanFile { base: None, ..self.file.clone() },
                false => &self.file,
            };
            match from.save(&self.folders, &plan, path.as_deref(), &label) {
                Ok(Written { file, remarks }) => {
                    self.file = file;
                    self.trouble = None;
                    return Ok(Saved {
                        asked: Box::new(asked),
                        plan: Box::new(plan),
                        text: self.file.text.clone(),
                        path: self.file.path.clone().unwrap_or_default(),
                        then,
                        conflicts,
                        remark: (!remarks.is_empty()).then(|| remarks.join("; ")),
                    });
                }
                Err(WriteError::Store(SaveError::Changed { disk })) => {
                    let before = self.file.plan.clone();
                    self.take(*disk).map_err(|why| not_saved(format!("not saved: {why}")))?;
                    bring_in(&before, &mut plan, &self.file.plan, &mut conflicts);
                }
                Err(error) => {
                    let gone = matches!(error, WriteError::Store(SaveError::Gone { .. }));
                    let path = path.as_deref().or(self.file.path.as_deref());
                    // That a file is gone is asked about in a window, with room for the whole path.
                    let why = if gone { error.to_string() } else { short(&error.to_string(), path) };
                    return Err(NotSaved { why, gone, then });
                }
            }
        }
        Err(not_saved("not saved: others keep saving the file: try again".to_string()))
    }

    /// Compares the file with what is known of it, and tells what is new.
    fn look(&mut self) {
        let (Some(path), Some(base)) = (&self.file.path, &self.file.base) else { return };
        if self.trouble.is_none() && Stamp::at(path).is_ok_and(|stamp| stamp == base.stamp) {
            return;
        }
        match store::load(path) {
            Ok(disk) if disk.base.hash == base.hash => {
                self.file.base = Some(disk.base);
                if self.trouble.take().is_some() {
                    self.send(Msg::Outside(Outside::Back));
                }
            }
            Ok(disk) => drop(self.take(disk)),
            Err(LoadError::NotFound { path }) => {
                let why = format!("{} was deleted or moved away by somebody", path.display());
                self.lost(why, None);
            }
            Err(error) => self.lost(error.to_string(), None),
        }
    }

    /// Makes what somebody else wrote the file that is known, and tells it. If it is no plan, it is told why not, and the file
    /// that is known stays.
    fn take(&mut self, disk: Loaded) -> Result<(), String> {
        let path = self.file.path.clone().unwrap_or_default();
        let hash = disk.base.hash;
        let lost = |keeper: &mut Keeper, why: &str| {
            let why = format!("somebody changed {}, and {why}", path.display());
            keeper.lost(why.clone(), Some(hash));
            Err(why)
        };
        let mut file = match PlanFile::from_loaded(&path, disk) {
            Ok(file) if file.newer => return lost(self, "it now needs a newer planb"),
            Ok(file) => file,
            Err(ReadError::Faults(faults, _)) => {
                let first = faults.lines().next().unwrap_or_default();
                return lost(self, &format!("it is no plan now: {first}"));
            }
            Err(ReadError::Load(error)) => return lost(self, &error.to_string()),
        };
        let base = self.file.plan.clone();
        file.plan = sharing(&base, file.plan);
        let (plan, text) = (Box::new(file.plan.clone()), file.text.clone());
        self.file = file;
        self.trouble = None;
        self.send(Msg::Outside(Outside::Changed { base: Box::new(base), plan, text }));
        Ok(())
    }

    fn lost(&mut self, why: String, hash: Option<Hash>) {
        let trouble = Some((why.clone(), hash));
        if self.trouble != trouble {
            self.trouble = trouble;
            self.send(Msg::Outside(Outside::Lost(why)));
        }
    }
}

/// The message with the file's name in the place of its path: there is one line to say what happened and what to do.
fn short(message: &str, path: Option<&Path>) -> String {
    let Some((path, name)) = path.and_then(|path| Some((path, path.file_name()?))) else {
        return message.to_string();
    };
    // Messages name the file itself where the path is a link.
    let target = store::resolve(path).unwrap_or_else(|_| path.to_path_buf());
    let name = name.to_string_lossy();
    message.replace(&target.display().to_string(), &name).replace(&path.display().to_string(), &name)
}

fn bring_in(base: &Plan, plan: &mut Plan, theirs: &Plan, conflicts: &mut Vec<Conflict>) {
    let Merged { plan: merged, conflicts: more } = merge_saved(base, plan, theirs);
    *plan = merged;
    conflicts.extend(more);
}

/// The same plan, with its items shared with `base` where they are equal: comparing shared items is quick.
fn sharing(base: &Plan, plan: Plan) -> Plan {
    let mut shared = base.clone();
    match shared.apply(&Edit::between(base, &plan)) {
        Ok(()) if shared == plan => shared,
        _ => plan,
    }
}
