//! Journals of sessions that ended without saving, turned back into plans.

use std::path::{Path, PathBuf};

use super::PlanFile;
use super::entry::Entry;
use crate::app::unsaved::{Noted, Unsaved};
use crate::base::Instant;
use crate::edit::history::How;
use crate::edit::merge::{Merged, merge_unsaved};
use crate::format;
use crate::model::{Conflict, Plan};
use crate::store::journal::{self, Contents, Found};
use crate::store::{self, Folders, Hash, Life};

/// The last steps become steps of the history again; those before are one.
const STEPS: usize = 100;

/// With large plans fewer, so that a start stays quick: the bytes that are read in all.
const BYTES: usize = 16 << 20;

/// A journal, as far as it can be understood.
#[derive(Debug)]
pub struct Journal {
    pub path: PathBuf,
    /// The plan's file; empty for a plan that was never saved.
    pub plan: PathBuf,
    pub life: Life,
    /// The process that writes or wrote it.
    pub pid: u32,
    pub host: String,
    pub base_hash: Option<Hash>,
    /// The work in it, and the text after it; or why there is none.
    pub work: Result<(Unsaved, String), String>,
}

/// The journals of one file (resolved), or of all.
///
/// # Errors
/// The journal folder cannot be read, in words.
pub fn journals(folders: &Folders, plan: Option<&Path>) -> Result<Vec<Journal>, String> {
    let found = journal::list(folders, plan);
    let found = found.map_err(|error| format!("the journals cannot be read: {error}"))?;
    let all = found.into_iter().map(|found| understand(folders, found));
    Ok(all.filter(|journal| plan.is_none_or(|plan| journal.plan == plan)).collect())
}

fn understand(folders: &Folders, found: Found) -> Journal {
    let Found { path, life, contents } = found;
    match contents {
        Err(error) => Journal {
            path,
            plan: PathBuf::new(),
            life,
            pid: 0,
            host: String::new(),
            base_hash: None,
            work: Err(error.to_string()),
        },
        Ok(contents) => Journal {
            plan: contents.header.plan.clone(),
            life,
            pid: contents.header.owner.pid,
            host: contents.header.owner.host.clone(),
            base_hash: Some(contents.header.base_hash),
            work: replay(folders, &path, contents),
            path,
        },
    }
}

/// The text that the journal's work began with: its own copy, else the saved version with the same fingerprint.
fn base(folders: &Folders, contents: &Contents) -> Option<String> {
    let kept = || {
        let history = store::History::of(folders, &contents.header.plan);
        let versions = history.versions().ok()?;
        let version = versions.list.iter().find(|version| version.hash == contents.header.base_hash)?;
        history.get(version).ok()
    };
    String::from_utf8(contents.base.clone().or_else(kept)?).ok()
}

fn replay(folders: &Folders, path: &Path, contents: Contents) -> Result<(Unsaved, String), String> {
    let mut text = base(folders, &contents).ok_or("the text that the work began with is damaged")?;
    let plan_of = |text: &str| format::read(text).ok().map(|read| read.plan);
    let base = plan_of(&text).ok_or("the text that the work began with is no plan")?;
    let mut cut_short = contents.damaged_at.is_some();
    // Everything that fits, first as texts, which is quick.
    let mut entries: Vec<Entry> = Vec::new();
    for operation in &contents.operations {
        match serde_json::from_str::<Entry>(operation) {
            Ok(entry) => entries.push(entry),
            Err(_) => {
                cut_short = true;
                break;
            }
        }
    }
    let one_by_one = (BYTES / text.len().max(1)).clamp(1, STEPS);
    let before = entries.len().saturating_sub(one_by_one);
    let mut steps: Vec<Noted> = Vec::new();
    // The last text that is a plan.
    let mut sound = text.clone();
    for (at, entry) in entries.into_iter().enumerate() {
        if !entry.apply(&mut text) {
            cut_short = true;
            break;
        }
        let (label, how) = match at + 1 {
            number if number < before => continue,
            number if number == before => (format!("{before} earlier changes"), How::Did),
            _ => (entry.label, entry.how),
        };
        let Some(plan) = plan_of(&text) else {
            cut_short = true;
            break;
        };
        sound.clone_from(&text);
        steps.push(Noted { label, how, plan });
    }
    if steps.is_empty() {
        return Err("no change in it is whole".to_string());
    }
    let begun = Instant::from_seconds(i64::try_from(contents.header.begun).unwrap_or(i64::MAX));
    Ok((Unsaved { journal: path.to_owned(), begun, base, steps, cut_short }, sound))
}

impl Journal {
    /// The plan at its end.
    pub fn last(&self) -> Option<&Plan> {
        self.work.as_ref().ok()?.0.steps.last().map(|step| &step.plan)
    }

    /// Whether nobody can be writing it any more.
    pub fn is_left_behind(&self) -> bool {
        self.life == Life::Dead
    }
}

/// What is to be told and offered when a plan is opened.
#[derive(Debug, Default)]
pub struct Offer {
    pub unsaved: Vec<Unsaved>,
    pub remarks: Vec<String>,
}

/// Looks for unsaved work on a plan. Journals whose work is in the file already are removed quietly.
pub fn offer(folders: &Folders, file: &PlanFile) -> Offer {
    let target = file.base.as_ref().map(|base| base.target.clone()).unwrap_or_default();
    let mut offer = Offer::default();
    let all = match journals(folders, Some(&target)) {
        Ok(all) => all,
        Err(error) => {
            offer.remarks.push(error);
            return offer;
        }
    };
    let here = Hash::of(file.text.as_bytes());
    for journal in all {
        // Plans without a file have no name to be known by but their text.
        if file.base.is_none() && journal.base_hash != Some(here) {
            continue;
        }
        match (journal.life, journal.work) {
            (Life::Alive, _) => {
                let pid = journal.pid;
                offer.remarks.push(format!("another planb (process {pid}) has unsaved changes to this plan"));
            }
            (Life::Unknown, _) => {
                let host = journal.host;
                offer.remarks.push(format!(
                    "a planb on {host} has unsaved changes to this plan; planb recover --list tells more"
                ));
            }
            (Life::Dead, Err(why)) => {
                let path = journal.path.display();
                offer.remarks.push(format!("unsaved work cannot be brought back: {why}: {path}"));
            }
            (Life::Dead, Ok((work, _))) => {
                let is_saved = work.steps.last().is_some_and(|last| last.plan == file.plan);
                if is_saved && !work.cut_short {
                    let _ = journal::discard(&journal.path);
                } else {
                    offer.unsaved.push(work);
                }
            }
        }
    }
    offer
}

/// All work that sessions left behind, on top of the plan as it is in its file.
pub fn merged(journals: &[Journal], now: &Plan) -> (Plan, Vec<Conflict>) {
    let mut plan = now.clone();
    let mut all = Vec::new();
    for (work, _) in journals.iter().filter_map(|journal| journal.work.as_ref().ok()) {
        let Some(last) = work.steps.last() else { continue };
        let Merged { plan: next, conflicts } = merge_unsaved(&work.base, &last.plan, &plan);
        plan = next;
        all.extend(conflicts);
    }
    (plan, all)
}
