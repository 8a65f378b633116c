//! The plan that is open: what was read, what it is now, and how it got there. The only place where a plan changes.

use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::Analysis;
use crate::base::{Change, Instant};
use crate::edit::Edit;
use crate::edit::history::{History, Step};
use crate::model::{Plan, Target};
use crate::world::World;

/// A plan with its history and everything that follows from it.
#[derive(Debug)]
pub struct Document {
    /// The file it belongs to; `None` for the demo and for a plan that was never saved.
    pub path: Option<PathBuf>,
    /// The text as it was read or last saved: saving splices into it.
    pub text: String,
    plan: Plan,
    /// The plan as `text` holds it.
    saved: Plan,
    history: History,
    analysis: Analysis,
    world: Arc<World>,
    now: Instant,
    /// Grows with each change: what is drawn or computed for an older revision is stale.
    revision: u64,
}

impl Document {
    pub fn new(plan: Plan, text: String, path: Option<PathBuf>, world: Arc<World>, now: Instant) -> Document {
        let analysis = crate::analysis::analyze(&plan, &world, now);
        let saved = plan.clone();
        Document { path, text, plan, saved, history: History::default(), analysis, world, now, revision: 0 }
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }
    /// The plan as it is in the file.
    pub fn saved(&self) -> &Plan {
        &self.saved
    }
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }
    pub fn world(&self) -> &World {
        &self.world
    }
    pub fn history(&self) -> &History {
        &self.history
    }
    pub fn now(&self) -> Instant {
        self.now
    }
    pub fn revision(&self) -> u64 {
        self.revision
    }
    pub fn is_modified(&self) -> bool {
        self.plan != self.saved
    }

    /// Makes `next` the plan, as one step of the history. Nothing happens where nothing changed.
    ///
    /// Steps with the same `gesture` become one. Gives what followed from the plan before; `None` where nothing changed.
    pub fn commit(
        &mut self,
        next: Plan,
        label: impl Into<String>,
        selected: Change<Target>,
        gesture: Option<u64>,
    ) -> Option<Analysis> {
        let edit = Edit::between(&self.plan, &next);
        if edit.is_empty() {
            return None;
        }
        self.plan = next;
        self.history.push(Step { label: label.into(), edit, selected, gesture });
        Some(self.refresh())
    }

    /// Takes the last step back. Gives its label and what to select.
    pub fn undo(&mut self) -> Option<(String, Target)> {
        let step = self.history.undo()?;
        self.replay(&step.edit.clone().invert());
        Some((step.label, step.selected.before))
    }

    /// Does the step again that was taken back last.
    pub fn redo(&mut self) -> Option<(String, Target)> {
        let step = self.history.redo()?;
        self.replay(&step.edit);
        Some((step.label, step.selected.after))
    }

    fn replay(&mut self, edit: &Edit) {
        // Steps only ever replay onto the plan they were made on, so this cannot be stale.
        let applied = self.plan.apply(edit);
        debug_assert!(applied.is_ok(), "history out of step: {applied:?}");
        self.refresh();
    }

    /// The file now holds `plan`, spelled as `text`.
    pub fn mark_saved(&mut self, plan: Plan, text: String, path: Option<PathBuf>) {
        self.saved = plan;
        self.text = text;
        self.path = path.or(self.path.take());
    }

    /// Moves the clock.
    pub fn set_now(&mut self, now: Instant) {
        if self.now != now {
            self.now = now;
            self.refresh();
        }
    }

    fn refresh(&mut self) -> Analysis {
        self.revision += 1;
        let next = crate::analysis::analyze(&self.plan, &self.world, self.now);
        std::mem::replace(&mut self.analysis, next)
    }
}
