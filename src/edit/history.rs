//! Undo and redo without limit. A step remembers what was selected, so that the cursor comes back too.

use serde::{Deserialize, Serialize};

use super::Edit;
use crate::base::Change;
use crate::model::Target;

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What was done, as a sentence: `Move base-8b 2 h later`.
    pub label: String,
    pub edit: Edit,
    pub selected: Change<Target>,
    /// Steps of one gesture (a held key, a drag) carry the same mark and become one.
    pub gesture: Option<u64>,
}

/// How the plan came to be what it is, from a moment ago: what a journal must know to build the history again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum How {
    /// A new step.
    #[default]
    Did,
    /// The last step went on (a held key).
    Joined,
    /// That many steps were taken back.
    Undid(usize),
    /// That many were done again.
    Redid(usize),
}

/// The steps that were done, and those that were taken back and can be done again.
#[derive(Debug, Clone, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Records a step; what was taken back before it can no longer be done again.
    pub fn push(&mut self, step: Step) {
        self.undone.clear();
        match self.done.last_mut() {
            Some(last) if step.gesture.is_some() && last.gesture == step.gesture => {
                let edit = std::mem::take(&mut last.edit).then(step.edit);
                let selected = Change { before: last.selected.before.clone(), after: step.selected.after };
                *last = Step { label: step.label, edit, selected, gesture: step.gesture };
                if last.edit.is_empty() {
                    self.done.pop();
                }
            }
            _ => self.done.push(step),
        }
    }

    /// The step to take back next; it moves to those that can be done again.
    pub fn undo(&mut self) -> Option<Step> {
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        Some(step)
    }

    /// The step to do again next.
    pub fn redo(&mut self) -> Option<Step> {
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        Some(step)
    }

    pub fn done(&self) -> &[Step] {
        &self.done
    }

    pub fn undone(&self) -> &[Step] {
        &self.undone
    }
}
