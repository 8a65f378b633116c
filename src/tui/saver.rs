//! Saves on a thread of their own, so that typing never waits for a disk.

use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use super::events::Wake;
use crate::app::{Msg, Saved, Then};
use crate::files::{PlanFile, Written};
use crate::model::Plan;
use crate::store::Folders;

struct Job {
    plan: Plan,
    path: Option<PathBuf>,
    then: Then,
}

/// The thread that saves. It knows what the file holds, and saves one plan after the other.
pub struct Saver {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Saver {
    pub fn start(folders: Folders, file: PlanFile, wake: Sender<Wake>) -> Saver {
        let (jobs, todo) = mpsc::channel::<Job>();
        let thread = thread::spawn(move || {
            let mut file = file;
            for job in todo {
                let result = file.save(&folders, &job.plan, job.path.as_deref());
                let message = match result {
                    Err(error) => Err(error.to_string()),
                    Ok(Written { file: written, remarks }) => {
                        file = written;
                        Ok(Saved {
                            plan: Box::new(job.plan),
                            text: file.text.clone(),
                            path: file.path.clone().unwrap_or_default(),
                            then: job.then,
                            remark: (!remarks.is_empty()).then(|| remarks.join("; ")),
                        })
                    }
                };
                if wake.send(Wake::App(Box::new(Msg::Saved(message)))).is_err() {
                    return;
                }
            }
        });
        Saver { jobs: Some(jobs), thread: Some(thread) }
    }

    pub fn save(&self, plan: Plan, path: Option<PathBuf>, then: Then) {
        if let Some(jobs) = &self.jobs {
            // Fails only if the thread panicked; then no answer comes, and the plan stays marked as unsaved.
            let _ = jobs.send(Job { plan, path, then });
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
