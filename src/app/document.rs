//! The plan that is open: what was read, what it is now, and how it got there. The only place where a plan changes.

use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::{Analysis, Diagnostic};
use crate::app::unsaved::Unsaved;
use crate::base::words::{count, visible};
use crate::base::{Change, Instant, sort};
use crate::edit::Edit;
use crate::edit::history::{History, How, Step};
use crate::edit::merge::{Merged, merge_saved, merge_unsaved};
use crate::format::{Fault, UNKNOWN_FIELD};
use crate::model::{Conflict, Plan, Severity, Target};
use crate::world::World;

/// A plan with its history and everything that follows from it.
#[derive(Debug)]
pub struct Document {
    /// The file it belongs to; `None` for the demo and for a plan that was never saved.
    pub path: Option<PathBuf>,
    /// The text as it was read or last saved: saving splices into it.
    pub text: Arc<String>,
    plan: Plan,
    /// The plan as `text` holds it.
    saved: Plan,
    history: History,
    analysis: Analysis,
    world: Arc<World>,
    now: Instant,
    /// Grows each time the file's content becomes known anew: by a save, by a change of somebody else.
    file_revision: u64,
    /// What is known to be wrong with the file on disk now.
    pub file_trouble: Option<String>,
    /// What is odd about the text of the file and was kept, such as fields that nobody knows: problems that only reading finds.
    notes: Vec<Diagnostic>,
    /// Why nothing may be changed, where the file is of a newer planb.
    pub read_only: Option<String>,
    /// A zone that the plan names and that does not exist, not told yet.
    pub zone_trouble: Option<String>,
    /// Grows with each change: what is drawn or computed for an older revision is stale.
    revision: u64,
}

/// What came from others.
#[derive(Debug, Clone, PartialEq)]
pub struct Brought {
    /// What changed for us, in sentences.
    pub changes: Vec<String>,
    /// Fields that both sides changed: ours stays, both stand in the plan.
    pub conflicts: Vec<Conflict>,
}

impl Document {
    pub fn new(
        plan: Plan,
        text: impl Into<Arc<String>>,
        path: Option<PathBuf>,
        mut world: Arc<World>,
        now: Instant,
    ) -> Document {
        learn_zones(&mut world, &plan);
        let zone_trouble = plan.zone_names().find_map(|name| world.zones.fault(name));
        let analysis = crate::analysis::analyze(&plan, &world, now);
        let saved = plan.clone();
        Document {
            path,
            text: text.into(),
            plan,
            saved,
            history: History::default(),
            analysis,
            world,
            now,
            file_revision: 0,
            file_trouble: None,
            notes: Vec::new(),
            read_only: None,
            zone_trouble,
            revision: 0,
        }
    }

    /// What reading the file's text found odd; it stands among the problems.
    pub fn set_notes(&mut self, notes: &[Fault]) {
        let note = |note: &Fault| Diagnostic {
            code: note.code.unwrap_or(UNKNOWN_FIELD),
            severity: Severity::Warning,
            target: Target::Plan,
            field: None,
            when: None,
            message: visible(&format!("line {}: {}", note.line, note.sentence())).into_owned(),
            fixes: Vec::new(),
        };
        let had = !std::mem::replace(&mut self.notes, notes.iter().map(note).collect()).is_empty();
        if had {
            self.refresh();
        } else {
            self.revision += 1;
            tell(&mut self.analysis, &self.notes);
        }
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
    pub fn file_revision(&self) -> u64 {
        self.file_revision
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
        self.push(next, label.into(), selected, gesture).then(|| self.refresh())
    }

    /// A commit after which what follows from the plan is still that of before. Whether anything changed.
    fn push(&mut self, next: Plan, label: String, selected: Change<Target>, gesture: Option<u64>) -> bool {
        let edit = Edit::between(&self.plan, &next);
        let changed = !edit.is_empty();
        if changed {
            self.plan = next;
            self.history.push(Step { label, edit, selected, gesture });
        }
        changed
    }

    /// Brings in what others changed from `base` to `theirs`, as one step of the history.
    pub fn bring_in(&mut self, base: &Plan, theirs: &Plan, selected: Change<Target>) -> Brought {
        let Merged { plan, conflicts } = merge_saved(base, &self.plan, theirs);
        // A conflict is written down in the plan, which is no change that anybody made.
        let edit = Edit::between(&self.plan, &plan).without("conflicts");
        let changes: Vec<String> = edit.sentences().iter().map(ToString::to_string).collect();
        let what = match changes.len() {
            0 => count(conflicts.len(), "conflict", "conflicts") + " with others",
            changes => count(changes, "change", "changes") + " by others",
        };
        self.commit(plan, format!("Merge {what}"), selected, None);
        Brought { changes, conflicts }
    }

    /// Takes the last step back. Gives its label and what to select.
    pub fn undo(&mut self) -> Option<(String, Target)> {
        let step = self.step_back()?;
        self.refresh();
        Some((step.label, step.selected.before))
    }

    /// Does the step again that was taken back last.
    pub fn redo(&mut self) -> Option<(String, Target)> {
        let step = self.step_again()?;
        self.refresh();
        Some((step.label, step.selected.after))
    }

    fn step_back(&mut self) -> Option<Step> {
        let step = self.history.undo()?;
        self.replay(&step.edit.clone().invert());
        Some(step)
    }

    fn step_again(&mut self) -> Option<Step> {
        let step = self.history.redo()?;
        self.replay(&step.edit);
        Some(step)
    }

    /// Goes through steps of an earlier session, so that undo leads back through them. Where the plan is not the one that
    /// they began with, each is merged with what it is now. Gives the conflicts of the last of them.
    pub fn recover(&mut self, work: &Unsaved, selected: &Target) -> Vec<Conflict> {
        let now = self.plan.clone();
        let moved_on = now != work.base;
        let mut conflicts = Vec::new();
        let own = self.history.done().len();
        for (gesture, step) in (0..).zip(&work.steps) {
            let mut next = step.plan.clone();
            if moved_on {
                Merged { plan: next, conflicts } = merge_unsaved(&work.base, &next, &now);
            }
            match step.how {
                How::Undid(steps) => {
                    let steps = steps.min(self.history.done().len().saturating_sub(own));
                    (0..steps).for_each(|_| drop(self.step_back()));
                }
                How::Redid(steps) => {
                    let steps = steps.min(self.history.undone().len());
                    (0..steps).for_each(|_| drop(self.step_again()));
                }
                How::Did | How::Joined => {}
            }
            // Marks that no gesture of this session has.
            let gesture = match step.how {
                How::Joined => self.history.done().last().and_then(|last| last.gesture),
                _ => Some(u64::MAX - gesture),
            };
            let selected = Change { before: selected.clone(), after: selected.clone() };
            self.push(next, step.label.clone(), selected, gesture);
        }
        self.refresh();
        conflicts
    }

    fn replay(&mut self, edit: &Edit) {
        // Steps only ever replay onto the plan they were made on, so this cannot be stale.
        let applied = self.plan.apply(edit);
        debug_assert!(applied.is_ok(), "history out of step: {applied:?}");
    }

    /// The file now holds `plan`, spelled as `text`.
    pub fn mark_saved(&mut self, plan: Plan, text: Arc<String>, path: Option<PathBuf>) {
        self.saved = plan;
        self.text = text;
        if !self.notes.is_empty() {
            // Their lines moved.
            let read = crate::format::read(&self.text);
            self.set_notes(&read.map(|read| read.notes).unwrap_or_default());
        }
        self.path = path.or(self.path.take());
        self.file_trouble = None;
        self.file_revision += 1;
    }

    /// Moves the clock.
    pub fn set_now(&mut self, now: Instant) {
        if self.now != now {
            self.now = now;
            self.refresh();
        }
    }

    /// Loads the zones that a plan names and that are not there yet.
    pub fn learn_zones(&mut self, plan: &Plan) {
        self.zone_trouble = learn_zones(&mut self.world, plan).or(self.zone_trouble.take());
    }

    fn refresh(&mut self) -> Analysis {
        self.revision += 1;
        self.zone_trouble = learn_zones(&mut self.world, &self.plan).or(self.zone_trouble.take());
        let mut next = crate::analysis::analyze(&self.plan, &self.world, self.now);
        tell(&mut next, &self.notes);
        std::mem::replace(&mut self.analysis, next)
    }
}

/// Puts what reading found odd among the problems.
fn tell(analysis: &mut Analysis, notes: &[Diagnostic]) {
    if !notes.is_empty() {
        analysis.verdict.warnings += notes.len();
        analysis.problems.extend(notes.iter().cloned());
        sort::by_key(&mut analysis.problems, |problem| problem.severity);
    }
}

/// Loads the zones that a plan names and that are not there yet; a sentence about one that there is none of.
fn learn_zones(world: &mut Arc<World>, plan: &Plan) -> Option<String> {
    let mut told = None;
    for name in plan.zone_names() {
        if world.zones.lacks(name) {
            // Cloned only where others hold the same world.
            told = Arc::make_mut(world).zones.want(name).or(told);
        }
    }
    told
}
