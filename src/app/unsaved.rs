//! What the journal keeps of a session, and what it gives back to the next one.

use std::path::PathBuf;

use super::document::Document;
use crate::base::Instant;
use crate::edit::history::How;
use crate::model::Plan;

/// One state of the plan, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    pub label: String,
    pub how: How,
    pub plan: Plan,
}

/// Work of a session that ended without saving it.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsaved {
    /// The journal that holds it.
    pub journal: PathBuf,
    /// When that session began.
    pub begun: Instant,
    /// The plan it began with.
    pub base: Plan,
    /// From the first to the last; never empty.
    pub steps: Vec<Noted>,
    /// The journal is damaged after the last of these steps.
    pub cut_short: bool,
}

/// A moment in the life of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub revision: u64,
    pub file_revision: u64,
    done: usize,
    undone: usize,
}

impl Mark {
    pub fn of(doc: &Document) -> Mark {
        Mark {
            revision: doc.revision(),
            file_revision: doc.file_revision(),
            done: doc.history().done().len(),
            undone: doc.history().undone().len(),
        }
    }
}

/// What happened to the plan since `mark`, oldest first.
pub fn since(doc: &Document, mark: &Mark) -> Vec<Noted> {
    let now = Mark::of(doc);
    if now.revision == mark.revision {
        return Vec::new();
    }
    let label = || doc.history().done().last().map(|step| step.label.clone()).unwrap_or_default();
    let one = |label: String, how| vec![Noted { label, how, plan: doc.plan().clone() }];
    if now.undone > mark.undone {
        return one("Undo".to_string(), How::Undid(now.undone - mark.undone));
    }
    if now.undone < mark.undone && now.done.saturating_sub(mark.done) == mark.undone - now.undone {
        return one(label(), How::Redid(mark.undone - now.undone));
    }
    match now.done.checked_sub(mark.done) {
        None => one("Undo".to_string(), How::Undid(mark.done - now.done)),
        Some(0) => one(label(), How::Joined),
        Some(steps) => {
            // Each state in between comes from taking back what followed it.
            let mut plan = doc.plan().clone();
            let mut noted = Vec::with_capacity(steps);
            for step in doc.history().done().iter().rev().take(steps) {
                noted.push(Noted { label: step.label.clone(), how: How::Did, plan: plan.clone() });
                if plan.apply(&step.edit.clone().invert()).is_err() {
                    break;
                }
            }
            noted.reverse();
            noted
        }
    }
}
